"""What may be said of the organisation: each sum by category, its parts, what is in euros."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from math import fsum, isclose
from typing import Final, Literal, NamedTuple

from snr_cli.catalog.records import FactorSet, HeldError
from snr_cli.catalog.tables import Tables
from snr_cli.engine.assess import climate_under
from snr_cli.engine.coverage import Coverage
from snr_cli.engine.estimated import STATUS, deduced_shares, estimated_share, estimated_shares, estimated_stages
from snr_cli.engine.organisation import coverage_of, own_shares, without_spending
from snr_cli.engine.records import (
    CLIMATE,
    DEDUCED,
    ELECTRICITY,
    Assessment,
    AssessmentAsked,
    Gap,
    Line,
    Organisation,
    Recipe,
    grouped,
)
from snr_cli.engine.uncertainty import Interval, Weighing, uncertainty
from snr_cli.results.records import (
    Extent,
    FigureBasis,
    FigureBounds,
    FigureState,
    Judged,
    Reserve,
    bounds_of,
    extent_of,
    left_of,
)

# A perimeter by group, stage and category: the value of each cell, how much of its lines it holds, its bounds.

SUMMED: Final = "all"  # every group, or every stage


def cell_bounds(
    groups: Mapping[str, Sequence[Line]], categories: Iterable[str], tables: Tables, year: int
) -> Callable[[str, str, str], FigureBounds | None]:
    """Return what gives the bounds of a cell (category, group, stage) or of a sum of cells: they share factors and quantities."""
    weighing = Weighing(tables, categories)
    parts: list[tuple[str, str]] = []
    of_stage: dict[tuple[int, str], Recipe] = {}
    for group, lines in groups.items():
        for stage in tables.vocabulary["stages"]:
            kept = [
                line._replace(recipe=recipe)
                for line in lines
                if (recipe := _recipe_of(line.recipe, stage, of_stage)).terms or recipe.electricity
            ]
            if kept:
                weighing.add((group, stage), kept, year)
                parts.append((group, stage))
    weighing.close()

    def bounds(category: str, group: str, stage: str) -> FigureBounds | None:
        weights: dict[Hashable, float] = {
            part: 1.0 for part in parts if group in (SUMMED, part[0]) and stage in (SUMMED, part[1])
        }
        # a value without any uncertain input has no interval
        return bounds_of(*weighing.interval(category, weights))

    return bounds


def _recipe_of(recipe: Recipe, stage: str, made: dict[tuple[int, str], Recipe]) -> Recipe:
    """Return what a recipe has of a stage; lines of one recipe keep sharing one."""
    key = (id(recipe), stage)
    if key not in made:
        made[key] = replace(
            recipe,
            terms=tuple(term for term in recipe.terms if term.stage == stage),
            gaps=(),
            electricity=recipe.electricity if stage == "use" else None,
        )
    return made[key]


def cell_stages(recipe: Recipe, category: str) -> set[str]:
    """Return the stages at which a recipe has something of a category, assessed or not."""
    if category == ELECTRICITY:
        return {"use"}
    stages = {term.stage for term in recipe.terms if term.category == category}
    return stages | {gap.stage for gap in recipe.gaps if gap.category == category}


def cell_value(line: Line, category: str, stage: str) -> float | None:
    """Return the impact of a line at a stage, or at all of them; None when nothing of it is assessed."""
    if category == ELECTRICITY:
        return line.electricity_kwh
    return line.total(category) if stage == SUMMED else line.stages(category).get(stage)


def cell_gaps(line: Line, category: str, stage: str) -> list[Gap]:
    """Return what of a line is not assessed at a stage, or at all of them."""
    return [gap for gap in line.recipe.gaps if gap.category == category and stage in (SUMMED, gap.stage)]


def stage_state(line: Line, category: str, stage: str) -> str:
    """Say how a stage that has a value is known: `deduced` where it is, else as its line without what is deduced."""
    covered = line.recipe.covers(category)
    return "deduced" if stage == DEDUCED else "complete" if covered == "deduced" else covered


def cell_extent(lines: list[Line], category: str, stage: str) -> Extent:
    """Return how much of some lines a stage, or all of them, is assessed; weighed as the totals of an assessment are."""
    counts = {"complete": 0, "deduced": 0, "partial": 0, "none": 0}
    weights = dict.fromkeys(counts, 0.0)
    unweighed = 0
    for line in lines:
        known = cell_value(line, category, stage) is not None
        whole = "deduced" if category in line.recipe.deduced and stage in (SUMMED, DEDUCED) else "complete"
        state = ("partial" if cell_gaps(line, category, stage) else whole) if known else "none"
        weight = line.total(CLIMATE)
        unweighed += weight is None
        counts[state] += 1
        weights[state] += weight or 0.0
    climate = fsum(weights.values())
    shares = [weights[state] / climate if climate else None for state in ("complete", "partial")]
    deduced = (counts["deduced"], weights["deduced"] / climate if climate else 0.0)
    return extent_of(
        Coverage(counts["complete"], counts["partial"], len(lines), shares[0], shares[1], unweighed, (), *deduced)
    )


# The climate sum of an organisation under each source of factors: what the interval, which supposes one of them, does not hold.

_ALIKE = 1e-9  # of a total: under this, two sums differ by how they are rounded


class SetState(StrEnum):
    """What a set of factors gives beside the one of the result."""

    GIVEN = "given"  # the set of the result
    SAME = "same"  # changes nothing: it has no row of its own for this inventory
    OTHER = "other"  # another total
    PARTIAL = "partial"  # what it gives is no total
    NOT_ASSESSABLE = "not_assessable"  # refuses a value of the dossier, or assesses nothing


class SetTotal(NamedTuple):
    """The climate sum under a set, kgCO2e a year.

    `state`: beside that of the result; `figure_state`: of the sum itself. `own`: the share of it, from 0 to 1, of the lines that have
    another value than with the set of the result.
    """

    id: str
    state: SetState
    figure_state: FigureState
    value: float | None
    own: float


class FigureEnds(NamedTuple):
    """The smallest and the largest of several totals, kgCO2e a year."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class FactorSets:
    """The sets that the tables offer, in their order."""

    every: tuple[SetTotal, ...]

    @property
    def counted(self) -> tuple[SetTotal, ...]:
        """Return the sets that give a total of their own, that of the result included, the smallest first."""
        own = [total for total in self.every if total.state in (SetState.GIVEN, SetState.OTHER)]
        return tuple(sorted(own, key=lambda each: each.value or 0.0))

    @property
    def ends(self) -> FigureEnds:
        """Return the smallest and the largest of these totals: the same one twice when it is alone."""
        values = [total.value for total in self.counted if total.value is not None]
        return FigureEnds(values[0], values[-1])


def totals_by_set(result: Assessment, tables: Tables) -> FactorSets | None:
    """Return the climate sum of an organisation under each set; None when it is no total, or when what made it is not known.

    Only the lines are assessed again: their intervals are those of each set on its own, and no other set has a say in them.
    """
    total = result.organisation.totals.get(CLIMATE)
    if result.asked is None or total is None or not result.organisation.coverage[CLIMATE].is_total:
        return None
    totals = []
    for factors in tables.sets.values():
        if factors.id == result.factor_set:
            state = FigureState(result.organisation.coverage[CLIMATE].state)
            totals.append(SetTotal(factors.id, SetState.GIVEN, state, total, 0.0))
            continue
        totals.append(_under(factors, result.asked, result.organisation.lines, total, tables))
    return FactorSets(tuple(totals))


def _under(factors: FactorSet, asked: AssessmentAsked, whole: Iterable[Line], given: float, tables: Tables) -> SetTotal:
    try:
        lines = climate_under(asked, tables, factors.id)
    except HeldError:
        lines = []
    totals = grouped(lines, lambda _: "").get("", {})
    if CLIMATE not in totals:
        return SetTotal(factors.id, SetState.NOT_ASSESSABLE, FigureState.NOT_ASSESSED, None, 0.0)
    value, own = totals[CLIMATE], own_shares(whole, lines, (CLIMATE,)).get(CLIMATE, 0.0)
    covered = FigureState(coverage_of(lines, totals, tables.categories, (CLIMATE,))[CLIMATE].state)
    same = isclose(value, given, rel_tol=_ALIKE)
    state = SetState.PARTIAL if not covered.is_total else SetState.SAME if same else SetState.OTHER
    return SetTotal(factors.id, state, covered, value, own)


# what a screen or a document says with an interval; JSON and workbooks ask for every category
SAID_CATEGORIES: Final = (CLIMATE, ELECTRICITY)
_ORGANISATION: Final = "organisation"
PartKind = Literal["group", "stage", "site", "entity"]


class JudgedPart(NamedTuple):
    """A part of the organisation: a group, a stage, a site, an entity.

    `values`: category → value; one that is not assessed is absent. `share` is that of the climate sum, None when either is not known.
    `estimated`: share of its climate value that is drawn from head counts.
    """

    id: str
    values: Mapping[str, float]
    share: float | None
    estimated: float

    @property
    def climate(self) -> float | None:
        """Return its climate footprint, kgCO2e a year."""
        return self.values.get(CLIMATE)


class JudgedMember(NamedTuple):
    """A part of a group of authorities, in climate change, kgCO2e a year: what is not assessed is None, what it has not is 0.

    `lines`: of its own. `own`, `pooled`: of these lines, and of its share of the pooled ones; `whole`: both, `share` that of the climate
    sum of the group. `estimated`: of its own lines, what is drawn from head counts.
    """

    id: str
    label: str
    lines: int
    own: float | None
    pooled: float | None
    whole: float | None
    share: float | None
    estimated: float | None


@dataclass(frozen=True, slots=True)
class JudgedOrganisation:
    """The organisation, judged once.

    Attributes:
        sums: category → its sum a year, in the unit of the category; every category of the tables, in their order.
        intervals: category → where its interval comes from; of the sums that show one, among those that were asked for.
        spending: what of the climate sum is told in euros; None when no line is.
        without_euros: the climate sum without these lines; None when no line is in euros.
        estimated: share of the climate sum that is drawn from head counts.
        sets: the climate sum under each set of factors, beside its interval; None without one.
    """

    sums: Mapping[str, Judged]
    intervals: Mapping[str, Interval]
    spending: Judged | None
    without_euros: Judged | None
    estimated: float
    sets: FactorSets | None

    @property
    def climate(self) -> Judged:
        """Return the sum that everything speaks of first."""
        return self.sums[CLIMATE]

    @property
    def electricity(self) -> Judged:
        """Return the final electricity, kWh a year."""
        return self.sums[ELECTRICITY]


def judged_organisation(
    result: Assessment, tables: Tables, categories: Iterable[str] | None = SAID_CATEGORIES, *, sets: bool = True
) -> JudgedOrganisation:
    """Judge the organisation of an assessment.

    Args:
        result: the assessment.
        tables: the factor tables, for the parameters of the method and the units.
        categories: those whose interval is wanted (an interval is costly), beside what is deduced in part; None for all.
        sets: compute the climate sum under the other sets too, where it has an interval.
    """
    return _judged_once(result, tables, None if categories is None else tuple(categories), sets)


@lru_cache(maxsize=4)  # a document asks it for each of its views
def _judged_once(
    result: Assessment, tables: Tables, categories: tuple[str, ...] | None, sets: bool
) -> JudgedOrganisation:
    organisation = result.organisation
    deduced = deduced_shares(organisation)
    shown = [
        name
        for name in organisation.totals
        if organisation.coverage[name].is_total and (categories is None or name in categories or name in deduced)
    ]
    spread = uncertainty(result, tables, shown) if shown else {}
    bounds = {name: held for name, interval in spread.items() if (held := bounds_of(interval.low, interval.high))}
    bases = _bases(organisation, result.carried.lines)
    perimeter = (
        (Reserve.PERIMETER,) if organisation.lines and (organisation.missing_groups or organisation.without) else ()
    )
    sums = {
        name: _judged(result, name, entry.unit, bounds.get(name), bases.get(name), perimeter)
        for name, entry in tables.categories.items()
        if name in organisation.coverage
    }
    climate = sums[CLIMATE]
    spends = [line for line in organisation.lines if line.spending]

    rest = without_spending(organisation.lines).get(CLIMATE) if spends else None
    return JudgedOrganisation(
        sums,
        {name: spread[name] for name in bounds},
        _beside(climate, organisation.spending, climate.unit, FigureBasis(0.0, spending=1.0)) if spends else None,
        _beside(climate, rest, climate.unit, None) if spends else None,
        estimated_share(organisation.lines),
        totals_by_set(result, tables) if sets and CLIMATE in bounds else None,
    )


def assessed_climate(result: Assessment) -> float | None:
    """Return what is assessed of the climate footprint, a total or not, kgCO2e a year: what shares are shares of."""
    return assessed_sum(result, CLIMATE)


def assessed_sum(result: Assessment, category: str) -> float | None:
    """Return what is assessed of a category, a total or not, in its unit a year."""
    return result.organisation.totals.get(category)


def assessed_categories(result: Assessment) -> tuple[str, ...]:
    """Return the categories of which something of the organisation is assessed, shown or not."""
    return tuple(result.organisation.totals)


def sum_extent(result: Assessment, category: str = CLIMATE) -> Extent:
    """Return how much of the inventory a sum of the organisation holds: for what shows no figure of it."""
    return extent_of(result.organisation.coverage[category])


def _judged(
    result: Assessment,
    category: str,
    unit: str,
    bounds: FigureBounds | None,
    basis: FigureBasis | None,
    perimeter: tuple[Reserve, ...],
) -> Judged:
    organisation = result.organisation
    extent = sum_extent(result, category)
    value = None if extent.why else organisation.totals.get(category)
    year = result.reference_year
    if value is None:
        return Judged(None, unit, _ORGANISATION, year, extent.state, extent.why, extent=extent)
    return Judged(
        value, unit, _ORGANISATION, year, extent.state, "", bounds, basis, (*_reserves(basis), *perimeter), extent
    )


def _beside(climate: Judged, value: float | None, unit: str, basis: FigureBasis | None) -> Judged:
    """Judge a figure drawn from the climate sum: it is a total as far as that is one."""
    state = climate.state if value is not None else FigureState.NOT_ASSESSED
    return Judged(value, unit, _ORGANISATION, climate.year, state, basis=basis, reserves=climate.reserves)


def _reserves(basis: FigureBasis | None) -> tuple[Reserve, ...]:
    """Return what a basis asks to say beside the figure."""
    if basis is None:
        return ()
    told = (
        (Reserve.ESTIMATED, basis.estimated),
        (Reserve.SPENDING, basis.spending),
        (Reserve.DEDUCED, basis.deduced),
        (Reserve.CARRIED, basis.carried),
    )
    return tuple(reserve for reserve, share in told if share)


def _bases(organisation: Organisation, carried: Mapping[str, int]) -> dict[str, FigureBasis]:
    """Return what each sum rests on; a category whose sum is zero rests on nothing that can be shared out."""
    lines, deduced = organisation.lines, deduced_shares(organisation)
    spending = grouped((line for line in lines if line.spending), lambda _: "").get("", {})
    estimated = grouped((line for line in lines if line.quality == STATUS and not line.spending), lambda _: "").get(
        "", {}
    )
    older = grouped((line for line in lines if line.id in carried), lambda _: "").get("", {}) if carried else {}
    bases = {}
    for name, total in organisation.totals.items():
        if total:
            shares = (estimated.get(name, 0.0) / total, spending.get(name, 0.0) / total)
            of_old = older.get(name, 0.0) / total
            bases[name] = FigureBasis(left_of(*shares), *shares, carried=of_old, deduced=deduced.get(name, 0.0))
    return bases


def judged_parts(result: Assessment, kind: PartKind) -> tuple[JudgedPart, ...]:
    """Return the parts of an organisation of a kind, the heaviest first, what is not assessed last."""
    organisation, lines, total = result.organisation, result.organisation.lines, result.organisation.totals.get(CLIMATE)
    if kind == "stage":  # of climate change, of which nothing is deduced
        parts = {name: values for name, values in organisation.by_stage.items() if name != DEDUCED}
        estimated = estimated_stages(lines)
    else:
        parts = {"group": organisation.by_group, "site": organisation.by_site, "entity": organisation.by_entity}[kind]
        estimated = estimated_shares(lines, lambda line: str(getattr(line, kind)))
    made = [
        JudgedPart(key, values, _share(values.get(CLIMATE), total), estimated.get(key, 0.0))
        for key, values in parts.items()
    ]
    return tuple(sorted(made, key=lambda part: (part.climate is None, -(part.climate or 0.0), part.id)))


def judged_members(result: Assessment) -> tuple[JudgedMember, ...]:
    """Return the parts of a group, the heaviest first, what is not assessed last."""
    total = assessed_climate(result)
    made = []
    for part in result.members:
        own = part.own.get(CLIMATE) if part.lines else 0.0
        pooled = part.pooled.get(CLIMATE) if part.taken else 0.0
        whole = part.totals.get(CLIMATE)
        estimated = None if own is None else part.estimated
        made.append(JudgedMember(part.id, part.label, part.lines, own, pooled, whole, _share(whole, total), estimated))
    return tuple(sorted(made, key=lambda part: (part.whole is None, -(part.whole or 0.0), part.id)))


def _share(value: float | None, total: float | None) -> float | None:
    return value / total if value is not None and total else None
