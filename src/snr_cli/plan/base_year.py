"""The year an objective starts from, made comparable with the one it ends in: computed by the same method, of the same perimeter, with the same factors.

A total that was published says neither its method nor its factors: it is shown beside what is computed, never subtracted. A year
whose result is kept is computed again: its activity, with the method and the factors of today.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from snr_cli.catalog.records import CatalogError, HeldError
from snr_cli.catalog.tables import Tables
from snr_cli.engine.assess import MagnitudeError, OptionsError
from snr_cli.engine.estimated import estimated_share
from snr_cli.engine.records import CLIMATE, Assessment, Line
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import FigureOrigin, Objective
from snr_cli.plan.carried import export_of
from snr_cli.plan.comparison import Published
from snr_cli.plan.mixture import (
    GROUP_PART,
    HOUSEHOLDS,
    NEW,
    OLD,
    ORGANISATION,
    TERRITORY_PART,
    Mixer,
    Side,
    UnknownNamesError,
    ValueKey,
)

if TYPE_CHECKING:
    from snr_cli.inputs.dossier.results import Result


ROUNDED: Final = 0.005  # relative: a figure copied with three digits is the one that was computed
ACTIVITY, METHOD, FACTORS = 0, 2, 4  # of the old year with nothing of the new one, with its method, with its factors


class StartOrigin(StrEnum):
    """Where the value that an objective starts from comes from."""

    COMPUTED = "computed"  # the inventory of the reference year
    RECOMPUTED = "recomputed"  # the result kept of a past year, computed again
    PUBLISHED = "published"  # the review of a past year
    GIVEN = "given"  # the `baseline` of the objective


@dataclass(frozen=True, slots=True)
class Base:
    """The year an objective starts from.

    `said`: what was published or given of it, by `origin`. `method`, `factors`: what computing it again changed, apart.
    `own`, `restated`: what is computed of the reference year, and the target as the same share of it, where nothing else compares.
    """

    start: StartOrigin
    year: int
    said: float | None = None
    origin: FigureOrigin | None = None
    method: float | None = None
    factors: float | None = None
    own: float | None = None
    restated: float | None = None


@dataclass(frozen=True, slots=True)
class PastYear:
    """A past year computed again, by category; `written` is what its result says. `why`: code of why it cannot be.

    `same`: the lines whose quantity is that of today; the others were counted twice. `dossier`: what was computed again.
    """

    year: int
    why: str = ""
    assessment: Assessment | None = None
    written: Mapping[str, float] | None = None
    again: Mapping[str, float] | None = None
    method: Mapping[str, float] | None = None
    factors: Mapping[str, float] | None = None
    same: frozenset[str] = frozenset()
    dossier: Dossier | None = None


def side_of(result: "Result") -> Side:
    """Return what computes again the year of a result, and what was written of it."""
    written: dict[ValueKey, float] = {}
    for part, values in (
        (ORGANISATION, result.organisation),
        (TERRITORY_PART, result.territory),
        (HOUSEHOLDS, result.households),
    ):
        written |= {(part, "", category): value for category, value in values.items()}
    for group, values in result.groups.items():
        written |= {(GROUP_PART, group, category): value for category, value in values.items()}
    return Side(
        result.name,
        result.dossier,
        result.factor_set,
        result.licence,
        result.without,
        result.sha256,
        result.rows,
        written,
        exports=tuple(export_of(*export) for export in result.exports),
    )


def past_years(
    dossier: Dossier, assessment: Assessment, tables: Tables, kept: "Iterable[Result]"
) -> dict[tuple[str, int], PastYear]:
    """Compute again the past years that objectives start from, by perimeter and year.

    Args:
        dossier: the dossier.
        assessment: its assessment.
        tables: the factor tables of today.
        kept: the results of past years.
    """
    wanted = {
        (objective.perimeter, objective.start)
        for objective in dossier.objectives
        if objective.category is not None and objective.start is not None and objective.start < dossier.reference_year
    }
    years: dict[tuple[str, int], PastYear] = {}
    for result in kept:
        old = side_of(result)
        if any(year == old.year for _, year in wanted):
            new = Side("", dossier, assessment.factor_set, assessment.licence, (), tables.sha256, assessment=assessment)
            for perimeter, part in (("organisation", ORGANISATION), ("territory", HOUSEHOLDS)):
                if (perimeter, old.year) in wanted:
                    years[perimeter, old.year] = _again(old, new, part, tables)
    return years


def _again(old: Side, new: Side, part: str, tables: Tables) -> PastYear:
    try:
        mixer = Mixer((old, new), tables, frozenset())
        if not mixer.of_one_authority:
            return PastYear(old.year, "other_authority")
        readings = {members: mixer.reading(members) for members in (ACTIVITY, METHOD, FACTORS, METHOD | FACTORS)}
    except (UnknownNamesError, CatalogError, HeldError, OptionsError, MagnitudeError):
        return PastYear(old.year, "result_unusable")
    if part == ORGANISATION and mixer.moving_groups:
        return PastYear(old.year, "other_perimeter")
    values = {
        members: {category: value for (where, _, category), value in reading.values.items() if where == part}
        for members, reading in readings.items()
    }
    wrote = {category: value for (where, _, category), value in (old.written or {}).items() if where == part}
    known = set(wrote).intersection(*values.values())
    again = {category: values[METHOD | FACTORS][category] for category in known}
    factors = {
        # the mean of both orders, so that neither is privileged
        category: (
            (values[FACTORS][category] - values[ACTIVITY][category])
            + (values[METHOD | FACTORS][category] - values[METHOD][category])
        )
        / 2.0
        for category in known
    }
    method = {category: again[category] - wrote[category] - factors[category] for category in known}
    whole = readings[METHOD | FACTORS].assessment
    assert new.assessment is not None
    today = {_counted(line) for line in new.assessment.organisation.lines}
    same = frozenset(line.id for line in whole.organisation.lines if _counted(line) in today)
    return PastYear(
        old.year,
        "",
        whole,
        {name: wrote[name] for name in known},
        again,
        method,
        factors,
        same,
        readings[METHOD | FACTORS].dossier,
    )


def _counted(line: Line) -> tuple[str, str, float, str]:
    return line.id, line.type, line.scale.value, line.quality


def base_of(
    objective: Objective, dossier: Dossier, start: int, computed: float, past: Mapping[tuple[str, int], PastYear]
) -> tuple[float | None, Base, str]:
    """Return the value that an objective starts from, where that comes from, and the code of why it does not compare.

    Args:
        objective: an objective on a category.
        dossier: the dossier.
        start: the year it starts from.
        computed: the value computed of the reference year.
        past: the past years computed again.
    """
    category, own = objective.category or "", start == dossier.reference_year
    kept = past.get((objective.perimeter, start))
    if not own and kept is not None and not kept.why and kept.again is not None and category in kept.again:
        assert kept.written is not None
        assert kept.method is not None
        assert kept.factors is not None
        moved = kept.method[category], kept.factors[category]
        return kept.again[category], Base(StartOrigin.RECOMPUTED, start, kept.written[category], None, *moved), ""
    said, origin, whence = _said(objective, dossier, start)
    if own and (said is None or abs(said - computed) <= ROUNDED * abs(computed)):
        return (computed if said is None else said), Base(StartOrigin.COMPUTED, start), ""
    share = _share_kept(objective, said)
    restated = computed * share if share is not None else None
    base = Base(whence, start, said, origin, own=computed, restated=restated)
    if kept is not None:
        return None, base, kept.why or "result_unusable"
    named = any(review.year == start and review.result for review in dossier.annual_reviews)
    if named and not own:
        return None, base, "result_unusable"
    if said is None:
        return None, base, "no_reference"
    return None, base, "other_figure" if own else "given_base" if whence is StartOrigin.GIVEN else "published_base"


def _said(objective: Objective, dossier: Dossier, start: int) -> tuple[float | None, FigureOrigin | None, StartOrigin]:
    """Return what the objective, else the review of a year, says of it."""
    if objective.baseline is not None:
        return objective.baseline, objective.baseline_from, StartOrigin.GIVEN
    if start == dossier.reference_year:
        return None, None, StartOrigin.GIVEN
    origin = next((review.footprint_from for review in dossier.annual_reviews if review.year == start), None)
    return published_footprint(objective, dossier, start), origin, StartOrigin.PUBLISHED


def _share_kept(objective: Objective, said: float | None) -> float | None:
    """Return what an objective keeps of the value it starts from, as a share."""
    if objective.reduction is not None:
        return 1.0 - objective.reduction
    return objective.target / said if objective.target is not None and said else None


def target_from(objective: Objective, reference: float, base: Base) -> float | None:
    """Return the value aimed at: a share of the reference, or the one given, in the proportion in which its year was computed again."""
    if objective.reduction is not None:
        return reference * (1.0 - objective.reduction)
    if objective.target is None or base.start is not StartOrigin.RECOMPUTED:
        return objective.target
    said = base.said if objective.baseline is None else objective.baseline
    return objective.target * reference / said if said else objective.target


def published_footprint(objective: Objective, dossier: Dossier, year: int | None) -> float | None:
    """Return what the review of a year published of an objective's footprint: that of the organisation, never of the territory."""
    if objective.perimeter != "organisation" or objective.category is None:
        return None
    for review in dossier.annual_reviews:
        if review.year == year and objective.category in review.footprint:
            return review.footprint[objective.category]
    return None


# The change between the last two inventories, prolonged: a second curve without action, beside the first. No verdict uses it.
#
# Two years compare when the earlier one can be computed again with the method, the perimeter and the factors of today.


@dataclass(frozen=True, slots=True)
class Trend:
    """Two years and what is computed of them, in kgCO2e, by one method, of one perimeter, with one set of factors.

    `why`: the code of why it is not offered: `published_only`, `result_unusable`, `other_authority`, `other_perimeter`,
    `same_export`, `same_quantities`, `no_value`. `estimated`: the larger share of both years that is drawn from head counts.
    """

    first: int
    last: int
    before: float | None = None
    now: float | None = None
    why: str = ""
    estimated: float = 0.0

    @property
    def per_year(self) -> float | None:
        """Return the growth of a year, as a ratio; None when the trend is not offered."""
        if self.why or not self.before or not self.now:
            return None
        return float((self.now / self.before) ** (1.0 / (self.last - self.first))) - 1.0

    def at(self, year: int) -> float | None:
        """Return what the trend leads to in a year, in kgCO2e."""
        rate = self.per_year
        return None if rate is None or self.now is None else float(self.now * (1.0 + rate) ** (year - self.last))


def trend_of(past: Side | Published, mine: Side, tables: Tables) -> Trend:
    """Return the trend from a past year to the one assessed.

    Args:
        past: the past year: its result, or published totals.
        mine: the year of the dossier.
        tables: the factor tables of today.
    """
    first, last = past.year, mine.year
    if isinstance(past, Published):
        return Trend(first, last, why="published_only")
    if first >= last:  # the file is not that of the year it is kept for
        return Trend(first, last, why="result_unusable")
    if past.without or mine.without:
        return Trend(first, last, why="other_perimeter")
    try:
        mixer = Mixer((past, mine), tables, frozenset())
        if not mixer.of_one_authority:
            return Trend(first, last, why="other_authority")
        # the activity of the old year, with the method and the factors of the new one
        again, today = mixer.reading(METHOD | FACTORS).assessment, mixer.whole[NEW]
        reread = mixer.reading(METHOD | FACTORS, aged=True).assessment if mixer.reread else again
    except (UnknownNamesError, CatalogError, HeldError, OptionsError, MagnitudeError):
        return Trend(first, last, why="result_unusable")
    if mixer.moving_groups or mixer.names(OLD) != mixer.names(NEW):
        return Trend(first, last, why="other_perimeter")
    if _quantities(reread) != _quantities(again):  # the reading of one file for two years is no growth
        return Trend(first, last, why="same_export")
    if _quantities(again) == _quantities(today):
        return Trend(first, last, why="same_quantities")
    before, now = (result.organisation.totals.get(CLIMATE) for result in (again, today))
    if not before or not now:
        return Trend(first, last, why="no_value")
    share = max(estimated_share(result.organisation.lines) for result in (again, today))
    return Trend(first, last, before, now, estimated=share)


def _quantities(result: Assessment) -> frozenset[tuple[str, str, float]]:
    """Return what was counted: nothing new between two years is no trend, but the ageing of one inventory."""
    return frozenset((line.id, line.type, line.quantity) for line in result.organisation.lines)
