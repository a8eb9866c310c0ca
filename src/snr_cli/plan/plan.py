"""The whole plan, in one call."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from snr_cli.catalog.tables import Tables
from snr_cli.engine.coverage import Coverage as Covered
from snr_cli.engine.estimated import estimated_share
from snr_cli.engine.records import CLIMATE, ELECTRICITY, Assessment
from snr_cli.model.dossier import Dossier
from snr_cli.plan.aims import counted_by_action, supposes
from snr_cli.plan.base_year import past_years
from snr_cli.plan.calendar import LONGEST, default_horizon
from snr_cli.plan.carried import CarriedLines, carried_lines_of
from snr_cli.plan.followed import FollowedRow, rows, with_households
from snr_cli.plan.forecast import Forecasts, forecasts
from snr_cli.plan.idle import Idle, contradicted, idle
from snr_cli.plan.indicators.values import indicator_values
from snr_cli.plan.lives import Settled, settled
from snr_cli.plan.means import PlanMeans, ThemeCoverage, axes, coverage, gather_means
from snr_cli.plan.objectives import Outcome, outcomes
from snr_cli.plan.public import public_years
from snr_cli.plan.readings import Money, money
from snr_cli.plan.storage import storage_moves
from snr_cli.plan.territory import TerritoryPlan, territory_plan
from snr_cli.plan.trajectory import Trajectory, Year, along, course, growth_rates, on_estimates
from snr_cli.plan.trend import Trend
from snr_cli.plan.worlds import WorldsOfPlan

if TYPE_CHECKING:
    from snr_cli.inputs.dossier.results import Result


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
    found = course(dossier, assessment, tables, last)
    path = along(found, last)
    past = past_years(dossier, assessment, tables, kept)
    spread, lives = None, Settled()
    if wanted := set(intervals):
        from snr_cli.plan.spread import Spread

        aims = {each.category for each in dossier.objectives if each.category is not None}
        spread = Spread(found, tables, wanted | aims, past)
        totals = {name for name, each in assessment.organisation.coverage.items() if each.is_total}
        path = spread.bounded(path, {CLIMATE, ELECTRICITY, *aims}, totals)
    territory = territory_plan(dossier, assessment, last, tables if wanted else None)
    units = {name: category.unit for name, category in tables.categories.items()}
    indicators = indicator_values(dossier, assessment, tables)
    aimed_at = {each.by for each in dossier.objectives if each.category is None and each.indicators and each.by}
    to_come = forecasts(dossier, assessment, tables, path, {*aimed_at, last})
    known = {each.id: each for each in indicators}
    reached = outcomes(dossier, assessment, path, territory, units, known, to_come, past)
    euros = money(found, path)
    if spread is not None:
        worlds = WorldsOfPlan(dossier, assessment, tables, path, territory, euros, past, spread)
        judged = []
        for aim, outcome in zip(dossier.objectives, reached, strict=True):
            partial = worlds.is_partial(aim, outcome)
            bounded = outcome if partial else spread.outcome(aim, outcome, path)  # what is no total has no interval
            judged.append(replace(bounded, worlds=worlds.of(aim, bounded), partial=partial))
        reached = tuple(judged)
        lives = settled(found, path, assessment, tables, dossier.objectives, reached)
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
        estimates=on_estimates(found, path),
        contradicted=frozenset(each.action for each in contradicted(dossier, assessment, tables)),
        supposing=frozenset(action.id for action in dossier.actions if supposes(action)),
    )
