"""The whole plan, in one call."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isclose
from typing import TYPE_CHECKING, Final

from snr_cli.catalog.tables import Tables
from snr_cli.engine.coverage import Coverage as Covered
from snr_cli.engine.estimated import estimated_share
from snr_cli.engine.records import CLIMATE, ELECTRICITY, Assessment
from snr_cli.engine.services import HOSTED, OWN
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import Action, Effect, Objective
from snr_cli.plan.aims import DossierLines, Item, counted_by_action, counts, lifetime_status, supposes
from snr_cli.plan.calendar import LONGEST, default_horizon
from snr_cli.plan.carried import CarriedLines, carried_lines_of
from snr_cli.plan.effects import Idle, contradicted, idle
from snr_cli.plan.forecast import Forecast, Forecasts, forecasts, part_followed
from snr_cli.plan.indicators import IndicatorValue, indicator_values
from snr_cli.plan.means import PlanMeans, ThemeCoverage, axes, coverage, gather_means
from snr_cli.plan.objectives import HOUSEHOLDS_INDICATOR, Money, Outcome, money, outcomes
from snr_cli.plan.parameters import units_said
from snr_cli.plan.past_years import Trend, past_years
from snr_cli.plan.spread import Spread
from snr_cli.plan.territory import TerritoryPlan, TerritoryYear, territory_plan
from snr_cli.plan.trajectory import (
    Course,
    Trajectory,
    Year,
    along,
    begun_in,
    course,
    growth_rates,
    on_estimates,
    untouched,
)
from snr_cli.plan.variants import games_of
from snr_cli.plan.worlds import WorldsOfPlan

if TYPE_CHECKING:
    from snr_cli.inputs.dossier.results import Result

# The indicators of a plan, those that the dossier follows first: a value today, where it comes from, and what is to come.


@dataclass(frozen=True, slots=True)
class FollowedRow:
    """An indicator, who follows it, its value and the year of that value.

    `origin`: given, computed, or empty without a value, and then `why` says why. `part`: the type or the room that the
    dossier follows. `to_come`: what the engine finds under the actions, by year; empty when it computes nothing of it.
    """

    indicator: IndicatorValue
    objectives: tuple[str, ...]
    actions: tuple[str, ...]
    part: str
    year: int | None
    value: float | None
    origin: str
    why: str
    to_come: dict[int, float] = field(default_factory=dict)

    @property
    def followed(self) -> bool:
        """Say whether the dossier names it: in an objective, in an action, or in its own list."""
        return bool(self.objectives or self.actions) or self.indicator.followed


def with_households(forecasts: Forecasts, territory: Iterable[TerritoryYear]) -> Forecasts:
    """Return the forecasts with the reading of the territory by household, which its own actions move (I-63, in tonnes)."""
    read = {year.year: Forecast(year.with_actions / 1000) for year in territory}
    return {
        year: forecast | ({HOUSEHOLDS_INDICATOR: read[year]} if year in read else {})
        for year, forecast in forecasts.items()
    }


def rows(dossier: Dossier, indicators: Iterable[IndicatorValue], forecasts: Forecasts) -> tuple[FollowedRow, ...]:
    """Return every indicator: those of the objectives, those of the actions, those declared, then the catalogue."""
    known = {indicator.id: indicator for indicator in indicators}
    objectives, actions = dict[str, list[str]](), dict[str, list[str]]()
    for objective in dossier.objectives:
        for name in objective.indicators:
            objectives.setdefault(name, []).append(objective.id)
    for action in dossier.actions:
        if action.status not in ("idea", "abandoned"):
            for name in action.indicators:
                actions.setdefault(name, []).append(action.id)
    declared = [indicator.id for indicator in dossier.indicators]
    order = dict.fromkeys([*objectives, *actions, *declared, *known])
    return tuple(
        _row(known[name], objectives.get(name, []), actions.get(name, []), dossier, forecasts)
        for name in order
        if name in known
    )


def _row(
    indicator: IndicatorValue, objectives: list[str], actions: list[str], dossier: Dossier, forecasts: Forecasts
) -> FollowedRow:
    now = dossier.reference_year
    hints = (objective.baseline for objective in dossier.objectives if indicator.id in objective.indicators[:1])
    part = part_followed(indicator, now, next((hint for hint in hints if hint is not None), None))
    past = [indicator_year for indicator_year in indicator.years if indicator_year.year <= now]
    at = indicator.at(now) or (past[-1] if past else indicator.last)
    if at is not None:
        year, value, origin = at.year, at.value, "computed" if at.given is None else "given"
    else:
        year, value, origin = None, None, ""
    if part and (at is None or at.year != now):
        year, value, origin = now, indicator.parts[part], "computed"
    to_come = {
        followed: forecast
        for followed, of_year in forecasts.items()
        if indicator.id in of_year and (forecast := of_year[indicator.id].of(part)) is not None
    }
    why = "" if value is not None else indicator.why
    return FollowedRow(indicator, tuple(objectives), tuple(actions), part, year, value, origin, why, to_come)


# What typing the real lifetimes would settle: a gain or a verdict that is not sure because a life of today is the published one.


@dataclass(frozen=True, slots=True)
class Settled:
    """The actions and the objectives, by id, that would be sure if the lives of the catalogue were typed, with a source, at their value."""

    actions: tuple[str, ...] = ()
    objectives: tuple[str, ...] = ()


def settled(
    course: Course,
    path: Trajectory,
    assessment: Assessment,
    tables: Tables,
    objectives: Sequence[Objective],
    reached: Sequence[Outcome],
) -> Settled:
    """Return what typing the lifetimes would settle.

    Args:
        course: the course of the organisation.
        path: its trajectory, with its intervals.
        assessment: the assessment, whose lines say where their lifetime comes from.
        tables: the factor tables.
        objectives: the objectives of the dossier.
        reached: the outcome of each, in the same order.
    """
    longer = {
        action.id for action in course.actions if any(effect.lifetime_years is not None for effect in action.effects)
    }
    doubtful = tuple(_unsure(path, longer))
    unsure = [
        (aim, outcome)
        for aim, outcome in zip(objectives, reached, strict=True)
        if (
            outcome.unsure and outcome.reach.forecast and outcome.perimeter == "organisation" and bool(outcome.category)
        )
    ]
    published = any(lifetime_status(line) == "default" for line in assessment.organisation.lines)
    if not longer or not published or not (doubtful or unsure):
        return Settled()

    spread = Spread(course, tables, {CLIMATE, *(outcome.category for _, outcome in unsure)}, lives_known=True)
    again = spread.bounded(path, (CLIMATE,), years={outcome.by_year for _, outcome in unsure}, among=doubtful)
    sure = set(doubtful) - set(_unsure(again, longer))
    held = [outcome.id for aim, outcome in unsure if not spread.outcome(aim, outcome, again).unsure]
    return Settled(tuple(objective for objective in doubtful if objective in sure), tuple(held))


def _unsure(path: Trajectory, among: Iterable[str]) -> Iterable[str]:
    """Yield the actions whose share of the last year may be nothing."""
    for action, contribution in path.years[-1].actions.items():
        share = contribution.intervals.get(CLIMATE, (None,))[0]
        if action in among and share is not None and share.unsure:
            yield action


# Actions that move storage between one's own machines and a host: what changes then is the method, not only the solution.

LESS: Final = -1
MORE: Final = 1


def _way(effect: Effect, item: Item) -> int:
    """Return whether an effect leaves less or more of a line; 0 when it changes something else."""
    today = item.quantity or 0.0
    if effect.replaced_by is not None and effect.replaced_by not in OWN | HOSTED:
        return LESS
    said = units_said(effect)
    if said is None:
        return 0
    before = today if said.parameter.units == "sets" else 0.0
    change = 0.0 if isclose(said.value, before) else said.value - before
    return MORE if change > 0 else LESS if change < 0 else 0


def _ways(action: Action, lines: DossierLines) -> set[int]:
    return {way for effect in action.effects for item in lines.at(effect.on) if (way := _way(effect, item))}


def storage_moves(dossier: Dossier, tables: Tables) -> tuple[str, ...]:
    """Return the actions whose effect on storage compares two methods: fewer machines of one's own, or more for less hosted.

    Fewer machines count whatever the dossier says of a host: what they held may well go to one.
    """
    own = DossierLines((line for line in dossier.equipment if line.type in OWN), tables)
    hosted = DossierLines((line for line in dossier.services if line.type in HOSTED), tables)
    acting = [action for action in dossier.actions if counts(action)]
    mine = {action.id: _ways(action, own) for action in acting} if own.items else {}
    theirs = {action.id: _ways(action, hosted) for action in acting} if hosted.items else {}
    leaves = any(LESS in ways for ways in mine.values())
    comes_back = any(MORE in ways for ways in mine.values()) and any(LESS in ways for ways in theirs.values())
    told: set[str] = set()
    if leaves:
        told |= {name for name, ways in mine.items() if LESS in ways}
        told |= {name for name, ways in theirs.items() if MORE in ways}
    if comes_back:
        told |= {name for name, ways in mine.items() if MORE in ways}
        told |= {name for name, ways in theirs.items() if LESS in ways}
    return tuple(action.id for action in acting if action.id in told)


# The traffic of the public on websites, year by year: what lighter pages change, shown apart and in no total.


def public_years(dossier: Dossier, assessment: Assessment, tables: Tables, horizon: int) -> tuple[Year, ...]:
    """Follow the traffic of the public until a horizon; empty when no action changes it.

    Raises:
        MagnitudeError, TooManyPiecesError: a line that cannot be computed.
    """
    actions = [action for action in dossier.actions if counts(action)]
    if not assessment.organisation.public_lines:
        return ()
    counted = assessment.carried.lines
    begun = begun_in(dossier, actions, counted, horizon)
    games = games_of(dossier, assessment, actions, tables, begun, public=True)
    if not games:
        return ()
    growth = growth_rates(dossier)
    fixed = untouched(assessment.organisation.public_lines, games, growth, counted, dossier.reference_year)
    known = dict.fromkeys(name for line in assessment.organisation.public_lines for name in line.recipe.unit_totals)
    since = counted_by_action(dossier, assessment, tables)
    years = Course(
        dossier.reference_year,
        tuple(known),
        tuple(actions),
        tuple(games),
        fixed,
        growth,
        counted,
        tuple(since[action.id] for action in actions),
    )
    return along(years, horizon).years


class HorizonError(Exception):
    """The horizon is before the reference year, or too far; carries both years."""

    def __init__(self, horizon: int, reference_year: int) -> None:
        super().__init__(f"{horizon} / {reference_year}")
        self.horizon = horizon
        self.reference_year = reference_year


@dataclass(frozen=True, slots=True)
class Plan:
    """Trajectory, objectives, means, coverage and indicators of a dossier.

    `public`: the traffic of websites, in no total. `idle`: what effects say in vain. `money`: what it owes to euros.
    `estimated`: the share of the start that is drawn from head counts. `growth`: what grows without any action, by type and
    year, as the dossier says it; nothing else does. `trend`: of the last two inventories, when a past year is kept. `storage`: the
    actions whose effect on storage compares two methods. `covered`: by category, how much of the inventory its totals hold, which
    is that of the reference year. `lives`: what typing the real lifetimes would settle. `carried`: what was counted in an earlier year.
    `estimates`: by action, the part of its share of the last year that is on estimated lines (kgCO2e). `supposing`: the actions that credit a
    life before of which they cite no proof. `contradicted`: the finished ones that the inventory does not show.
    """

    reference_year: int
    horizon: int
    trajectory: Trajectory
    territory: TerritoryPlan
    outcomes: tuple[Outcome, ...]
    means: PlanMeans
    coverage: tuple[ThemeCoverage, ...]
    axes: tuple[ThemeCoverage, ...]
    indicators: tuple[FollowedRow, ...]
    forecasts: Forecasts
    public: tuple[Year, ...] = ()
    idle: tuple[Idle, ...] = ()
    money: Money = field(default_factory=Money)
    estimated: float = 0.0
    growth: Mapping[str, float] = field(default_factory=dict)
    trend: Trend | None = None
    storage: tuple[str, ...] = ()
    covered: Mapping[str, Covered] = field(default_factory=dict)
    lives: Settled = field(default_factory=Settled)
    carried: tuple[CarriedLines, ...] = ()
    estimates: Mapping[str, float] = field(default_factory=dict)
    supposing: frozenset[str] = frozenset()
    contradicted: frozenset[str] = frozenset()

    def saved(self, action: str, category: str = CLIMATE) -> float | None:
        """Return what an action saves over the horizon by its share, positive when it saves; None when it is not assessed."""
        return self.trajectory.saved(action, category)

    def saved_physically(self, action: str) -> float | None:
        """Return the kgCO2e that an action saves over the horizon, but for what it changes of lines in euros."""
        return self.money.saved(action, CLIMATE) if self.money.readings else self.saved(action)


def possible_horizon(dossier: Dossier) -> int:
    """Return the default horizon, or the last year that a plan may go to when a target is further away."""
    return min(default_horizon(dossier), dossier.reference_year + LONGEST)


def make_plan(
    dossier: Dossier,
    assessment: Assessment,
    tables: Tables,
    horizon: int | None = None,
    intervals: Iterable[str] = (),
    kept: "Iterable[Result]" = (),
) -> Plan:
    """Compute the plan of a dossier.

    Args:
        dossier: the dossier, inventories read.
        assessment: its assessment.
        tables: the factor tables.
        horizon: the last year.
        intervals: the categories in which the years have their interval, those of the objectives being added; actions
            have theirs in climate change, electricity and the categories of the objectives, among these. None by default: then
            nothing says either whether what is reached holds in every world.
        kept: the results of past years, from which objectives start.

    Raises:
        HorizonError: the horizon is before the reference year, or more than fifty years after.
        MagnitudeError, TooManyPiecesError: a line that cannot be computed.
    """
    last = default_horizon(dossier) if horizon is None else horizon
    if not dossier.reference_year <= last <= dossier.reference_year + LONGEST:
        raise HorizonError(last, dossier.reference_year)
    planned = course(dossier, assessment, tables, last)
    path = along(planned, last)
    past = past_years(dossier, assessment, tables, kept)
    spread, lives = None, Settled()
    if wanted := set(intervals):
        aims = {objective.category for objective in dossier.objectives if objective.category is not None}
        spread = Spread(planned, tables, wanted | aims, past)
        totals = {name for name, coverage in assessment.organisation.coverage.items() if coverage.is_total}
        path = spread.bounded(path, {CLIMATE, ELECTRICITY, *aims}, totals)
    territory = territory_plan(dossier, assessment, last, tables if wanted else None)
    units = {name: category.unit for name, category in tables.categories.items()}
    indicators = indicator_values(dossier, assessment, tables)
    followed = [objective for objective in dossier.objectives if objective.category is None and objective.indicators]
    to_come = forecasts(dossier, assessment, tables, path, {last, *(aim.by for aim in followed if aim.by)})
    known = {indicator.id: indicator for indicator in indicators}
    reached = outcomes(dossier, assessment, path, territory, units, known, to_come, past)
    euros = money(planned, path)
    if spread is not None:
        worlds = WorldsOfPlan(dossier, assessment, tables, path, territory, euros, past, spread)
        judged = []
        for aim, outcome in zip(dossier.objectives, reached, strict=True):
            partial = worlds.is_partial(aim, outcome)
            bounded = outcome if partial else spread.outcome(aim, outcome, path)  # what is no total has no interval
            judged.append(replace(bounded, worlds=worlds.of(aim, bounded), partial=partial))
        reached = tuple(judged)
        lives = settled(planned, path, assessment, tables, dossier.objectives, reached)
    return Plan(
        dossier.reference_year,
        last,
        path,
        territory,
        reached,
        gather_means(dossier, counted_by_action(dossier, assessment, tables)),
        coverage(dossier),
        axes(dossier),
        rows(dossier, indicators, with_households(to_come, territory.years)),
        to_come,
        public_years(dossier, assessment, tables, last),
        idle(dossier, assessment, tables) if dossier.actions else (),
        euros,
        estimated_share(assessment.organisation.lines),
        growth_rates(dossier),
        storage=storage_moves(dossier, tables),
        covered=assessment.organisation.coverage,
        lives=lives,
        carried=carried_lines_of(assessment.organisation, assessment.carried),
        estimates=on_estimates(planned, path),
        contradicted=frozenset(contradiction.action for contradiction in contradicted(dossier, assessment, tables)),
        supposing=frozenset(action.id for action in dossier.actions if supposes(action)),
    )
