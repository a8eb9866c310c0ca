"""Whether an objective that is at its target stays there when one doubtful thing is otherwise: its start and its forecast again.

Each world changes one thing, and everything is computed again in it, both the start and the forecast, so that what they share
cancels. An absolute target is taken as the share of the start that it is. Only what is at its target needs worlds.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isclose

from snr_cli.catalog.records import CatalogError, HeldError
from snr_cli.catalog.tables import Tables
from snr_cli.engine.assess import MagnitudeError, assess, made_of
from snr_cli.engine.organisation import WITHOUT_LINES, own_shares, without_spending
from snr_cli.engine.proof import with_proofs
from snr_cli.engine.records import CLIMATE, Assessment
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import Objective
from snr_cli.plan.objectives import (
    CLIMATE_TOTALS,
    LIFETIMES,
    PROOFS,
    SAVED,
    SET,
    Money,
    Outcome,
    World,
    WorldOutcome,
    at_target,
)
from snr_cli.plan.past_years import PastYear, StartOrigin
from snr_cli.plan.spread import Spread
from snr_cli.plan.territory import TerritoryPlan, territory_plan
from snr_cli.plan.trajectory import Totals, Trajectory, Year, along, course

PastKey = tuple[str, int]  # perimeter, year


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """The dossier in a world: years of the organisation, the reading by household, past years that objectives start from.

    `own`: for a set of factors, by perimeter then category, the share of the first year that lines with values of their own carry.
    """

    id: str
    years: Sequence[Year] = ()
    territory: TerritoryPlan | None = None
    past: Mapping[PastKey, Totals] = field(default_factory=dict)
    own: Mapping[str, Totals] | None = None
    known: bool = True

    def year(self, wanted: int | None) -> Year | None:
        """Return a year of the organisation."""
        return next((year for year in self.years if year.year == wanted), None)


class WorldsOfPlan:
    """The worlds of a dossier: each computed once, and only when an objective needs it."""

    def __init__(
        self,
        dossier: Dossier,
        assessment: Assessment,
        tables: Tables,
        path: Trajectory,
        territory: TerritoryPlan,
        money: Money,
        past: Mapping[PastKey, PastYear],
        spread: Spread,
    ) -> None:
        self.dossier, self.assessment, self.tables = dossier, assessment, tables
        self.path, self.territory, self.money, self.past, self.spread = path, territory, money, past, spread
        aimed = (aim.category for aim in dossier.objectives if aim.category is not None)
        self.read = made_of((CLIMATE, *aimed), tables)
        self._computed: list[_Elsewhere] | None = None

    def of(self, objective: Objective, found: Outcome) -> tuple[World, ...]:
        """Return what becomes of an objective in each world; none unless it is at the target of a footprint, or may be.

        Args:
            objective: an objective.
            found: where it stands, in its own unit.
        """
        if (
            not (found.reach.at_target or found.unsure)
            or found.reference is None
            or found.target is None
            or found.projected is None
        ):
            return ()
        category = _category_of(objective, found)
        if not category:
            return ()
        rising = _saving(objective) and not found.category and found.target > found.reference
        worlds = [
            _judged(found, there, self._ends(objective, found, category, there), rising=rising)
            for there in self._elsewhere()
            if found.perimeter == "organisation" or there.id.startswith(SET)  # nothing else touches the households
        ]
        if found.perimeter == "organisation" and (bounded := self._lifetimes(found, category)) is not None:
            worlds.append(bounded)
        return tuple(sorted(worlds, key=lambda world: (world.rank, world.id)))

    def is_partial(self, objective: Objective, found: Outcome) -> bool:
        """Say whether an objective is read on a sum of the organisation that is no total."""
        category = _category_of(objective, found) if found.perimeter == "organisation" else ""
        covered = self.assessment.organisation.coverage.get(category)
        return covered is not None and not covered.is_total

    def _ends(self, objective: Objective, found: Outcome, category: str, there: _Elsewhere) -> "_TwoEnds | None":
        """Return the start and the end of an objective, in the whole and in a world; None where one is not assessed."""
        if found.perimeter == "territory":
            here_end = next((year for year in self.territory.years if year.year == found.by_year), None)
            years = there.territory.years if there.territory is not None else self.territory.years
            end = next((year for year in years if year.year == found.by_year), None)
            if here_end is None or end is None:
                return None
            whole = _Ends(self.territory.years[0].baseline, here_end.with_actions)
            moved = _Ends(years[0].baseline, end.with_actions)
        else:
            year, whole_year = there.year(found.by_year), self.path.years[0]
            end_year = next((path_year for path_year in self.path.years if path_year.year == found.by_year), None)
            if year is None or end_year is None or category not in year.with_actions:
                return None
            if _saving(objective) and not found.category:
                saved = [
                    (path_year.baseline[category] - path_year.with_actions[category]) / 1000
                    for path_year in (end_year, year)
                ]
                return _Ends(0.0, saved[0]), _Ends(0.0, saved[1])
            whole = _Ends(whole_year.baseline[category], end_year.with_actions[category])
            moved = _Ends(there.years[0].baseline[category], year.with_actions[category])
        if found.base is None or found.base.start is not StartOrigin.RECOMPUTED:
            return whole, moved
        key = (found.perimeter, found.base.year)
        again = self.past[key].again
        before = there.past.get(key, again)
        if again is None or before is None or category not in again or category not in before:
            return None
        return _Ends(again[category], whole.end), _Ends(before[category], moved.end)

    def _elsewhere(self) -> Iterable[_Elsewhere]:
        if self._computed is None:
            self._computed = [*self._without_euros(), *self._with_proofs(), *self._other_sets()]
        return self._computed

    def _without_euros(self) -> Iterable[_Elsewhere]:
        kept = {
            key: without_spending(old.assessment.organisation.lines)
            for key, old in self.past.items()
            if key[0] == "organisation" and old.assessment is not None
        }
        for reading in self.money.readings:
            yield _Elsewhere(reading.code, reading.path.years, past=kept if reading.code == WITHOUT_LINES else {})

    def _with_proofs(self) -> Iterable[_Elsewhere]:
        proved = with_proofs(self.dossier)
        if proved is not self.dossier:
            yield self._again(PROOFS, proved, self.assessment.factor_set)

    def _other_sets(self) -> Iterable[_Elsewhere]:
        for name in self.tables.sets:
            if name != self.assessment.factor_set:
                yield self._again(f"{SET}{name}", self.dossier, name)

    def _again(self, world: str, dossier: Dossier, factor_set: str) -> _Elsewhere:
        """Compute a world by force: another dossier, or another set of factors."""
        plain = dossier.model_copy(update={"virtual": None, "uses": dossier.household_rates})
        horizon = self.path.years[-1].year
        try:
            there = self._assess(plain, factor_set)
            years = along(course(plain, there, self.tables, horizon), horizon).years
            past = self._past_in(factor_set, proved=world == PROOFS)
        except (HeldError, MagnitudeError, CatalogError):
            return _Elsewhere(world, known=False)
        territory = territory_plan(plain, there, horizon) if self.territory.years else None
        own = None
        if world != PROOFS:
            here = self.assessment
            own = {
                part: own_shares(own, other, self.read)
                for part, own, other in (
                    ("organisation", here.organisation.lines, there.organisation.lines),
                    ("territory", here.territory.household_lines, there.territory.household_lines),
                )
            }
        return _Elsewhere(world, years, territory, past, own)

    def _past_in(self, factor_set: str, *, proved: bool) -> dict[PastKey, Totals]:
        """Return the past years that objectives start from, computed again with a set of factors, or with their proofs."""
        totals: dict[PastKey, Totals] = {}
        for key, old in self.past.items():
            if old.dossier is not None:
                there = self._assess(with_proofs(old.dossier) if proved else old.dossier, factor_set)
                totals[key] = (
                    there.organisation.totals if key[0] == "organisation" else there.territory.household_totals
                )
        return totals

    def _assess(self, dossier: Dossier, factor_set: str) -> Assessment:
        there = assess(dossier, self.tables, factor_set=factor_set, licence=self.assessment.licence, read=self.read)
        return replace(there, carried=self.assessment.carried)

    def _lifetimes(self, found: Outcome, category: str) -> World | None:
        """Return an objective with each published lifetime at the bound that hurts; None where the sum has an interval."""
        if found.category != category or self.assessment.organisation.coverage[category].is_total:
            return None
        year = next((path_year for path_year in self.path.years if path_year.year == found.by_year), None)
        if year is None or not found.reference:
            return None
        assert found.target is not None
        assert found.projected is not None
        base = found.base
        start = base.year if base is not None and base.start is StartOrigin.RECOMPUTED else None
        kept = found.target / found.reference
        moved = self.spread.with_hurtful_lives(category, year, kept, start)
        if moved is None:
            return World(LIFETIMES, WorldOutcome.SAME, found.reference, found.target, found.projected)
        first, last = moved
        return _judged_at(LIFETIMES, found, found.reference + first, found.projected + last)


@dataclass(frozen=True, slots=True)
class _Ends:
    """The start and the end of an objective, in the unit of its category."""

    start: float
    end: float


_TwoEnds = tuple[_Ends, _Ends]  # in the whole, in a world


def _saving(objective: Objective) -> bool:
    return objective.indicators[:1] == (SAVED,)


def _category_of(objective: Objective, outcome: Outcome) -> str:
    """Return the footprint that an objective is read on; empty when it is on none."""
    if outcome.category:
        return outcome.category
    followed = objective.indicators[0] if objective.indicators else ""
    return CLIMATE if outcome.perimeter == "organisation" and followed in (*CLIMATE_TOTALS, SAVED) else ""


def _judged(outcome: Outcome, there: _Elsewhere, ends: "_TwoEnds | None", *, rising: bool) -> World:
    """Return an objective in a world, from its ends there; they are brought to its own unit in proportion.

    `rising`: what is saved has to be at the target or above; a footprint has a ceiling.
    """
    if not there.known or ends is None:
        return World(there.id, WorldOutcome.NOT_ASSESSABLE)
    whole, moved = ends
    assert outcome.reference is not None
    assert outcome.projected is not None
    own = None if there.own is None else there.own[outcome.perimeter].get(outcome.category or CLIMATE, 0.0)
    projected = _share(outcome.projected, moved.end, whole.end)
    if isclose(whole.start, moved.start):
        if isclose(whole.end, moved.end):
            return World(there.id, WorldOutcome.SAME, outcome.reference, outcome.target, outcome.projected, own)
        return _judged_at(there.id, outcome, outcome.reference, projected, own, rising=rising)
    in_proportion = isclose(outcome.reference * whole.end, outcome.projected * whole.start)  # as ends that are computed
    typed = outcome.base is None and not in_proportion
    if typed or not whole.start:  # nobody knows what of a typed figure the world would change
        return World(there.id, WorldOutcome.NOT_ASSESSABLE, own=own)
    start = _share(outcome.reference, moved.start, whole.start)
    return _judged_at(there.id, outcome, start, projected, own, rising=rising)


def _judged_at(
    world: str, outcome: Outcome, start: float, projected: float, own: float | None = None, *, rising: bool = False
) -> World:
    assert outcome.reference is not None
    assert outcome.target is not None
    target = outcome.target * (start / outcome.reference) if outcome.reference else outcome.target
    held = at_target(projected, target, rising=rising)
    return World(world, WorldOutcome.HOLDS if held else WorldOutcome.TURNS, start, target, projected, own)


def _share(value: float, part: float, whole: float) -> float:
    return value * (part / whole) if whole else value
