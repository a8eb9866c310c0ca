"""What may be said of what an action changes, and of what all of them change: one record, one ranking, for all that shows them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import fsum
from typing import Final, NamedTuple

from snr_cli.engine.records import CLIMATE, ELECTRICITY
from snr_cli.engine.uncertainty import Difference
from snr_cli.model.grouped import in_groups
from snr_cli.plan.aims import supposes
from snr_cli.plan.objectives import SET, Outcome, ProgressMade, Reach, World, WorldOutcome
from snr_cli.plan.past_years import ChangeParts, Comparison
from snr_cli.plan.plan import Plan
from snr_cli.plan.suggest import AloneEffect, Suggestion
from snr_cli.plan.territory import TerritoryEffect, TerritoryYear
from snr_cli.plan.trajectory import Year, effect_order
from snr_cli.plan.variants import Lack
from snr_cli.results.records import (
    NO_CHANGE,
    Extent,
    FigureBasis,
    FigureBounds,
    FigureState,
    Judged,
    Reserve,
    bounds_of,
    extent_of,
    left_of,
    moves,
)

# « reached » and « forecast reached » are said only when they hold in every world, and for sure.

PARTIAL_SUM: Final = "partial"  # what decides when under half of what the objective is read on is assessed whole
INTERVAL: Final = "interval"  # what decides when the gap to the target is smaller than its uncertainty


class VerdictState(StrEnum):
    """Where an objective stands. A forecast is no achievement; `DEPENDS`: on a world, or on the interval of its gap."""

    FORECAST_REACHED = "forecast_reached"
    FORECAST_MISSED = "forecast_missed"
    REACHED = "reached"
    MISSED = "missed"
    DEPENDS = "depends"
    FOLLOWED = "followed"
    NOT_MEASURABLE = "not_measurable"
    NOT_COMPARABLE = "not_comparable"


class ObjectiveVerdict(NamedTuple):
    """What may be said of an objective.

    `decides`: what the verdict depends on (`partial`, `interval`, or the id of a world), empty for the other states. `decider`: that world.
    `outcome`: the figures. `way`: of a value that is not at its target and whose year is to come, whether it is on its way.
    """

    state: VerdictState
    outcome: Outcome
    decides: str = ""
    decider: World | None = None
    way: ProgressMade | None = None

    @property
    def led(self) -> bool:
        """Say whether it speaks of what the actions would bring."""
        return self.outcome.reach.forecast

    @property
    def gap_bounds(self) -> FigureBounds | None:
        """Return between which bounds the gap to the target is: what the forecast and the target share cancels in it."""
        gap = self.outcome.gap_interval
        return None if gap is None else bounds_of(gap.low, gap.high)

    @property
    def projected_bounds(self) -> FigureBounds | None:
        """Return between which bounds the forecast is, at a given source of factors."""
        bounds = self.outcome.projected_interval
        return None if bounds is None else bounds_of(*bounds)

    @property
    def in_every_set(self) -> bool:
        """Say whether it is reached with every set of factors, each of which changes its figures."""
        sets = [world for world in self.outcome.worlds or () if world.id.startswith(SET)]
        return bool(sets) and all(world.outcome is WorldOutcome.HOLDS for world in sets)


def objective_verdict(outcome: Outcome) -> ObjectiveVerdict:
    """Judge an objective, once: a world that turns it comes before the interval, the first of `DECIDING_FIRST` before the others.

    Raises:
        ValueError: its plan was made without intervals: nothing tells what the verdict depends on.
    """
    if outcome.worlds is None:
        raise ValueError(f"{outcome.id}: a plan without intervals tells no verdict")
    turning = [world for world in outcome.worlds if world.outcome is WorldOutcome.TURNS]
    if outcome.reach.at_target and turning:
        decider = min(turning, key=lambda world: (world.rank, -abs(world.gap)))
        return ObjectiveVerdict(VerdictState.DEPENDS, outcome, decider.id, decider)
    if outcome.partial and (
        outcome.reach.forecast or outcome.reach.at_target
    ):  # what is not assessed may go either way
        return ObjectiveVerdict(VerdictState.DEPENDS, outcome, PARTIAL_SUM)
    if (
        outcome.unsure and outcome.reach is not Reach.MISSED
    ):  # a year that is past and short of its target claims nothing
        return ObjectiveVerdict(VerdictState.DEPENDS, outcome, INTERVAL)
    way = None if outcome.reach is Reach.MISSED else outcome.progress
    return ObjectiveVerdict(VerdictState(outcome.reach.value), outcome, way=way)


_WHOLE: Final = 1.0 - 1e-9  # but for what sums of shares lose
# what an effect changes and that has no value today: it may change much, nobody knows; the reason of the gap
_UNKNOWN_TODAY: Final[Mapping[str, str]] = {"no_kwh": "no_kwh", "no_pue_today": "no_pue"}


class EffectState(StrEnum):
    """What the effect of an action on the climate footprint is; its sign says whether it saves."""

    CERTAIN = "certain"  # its interval leaves zero out, or nothing in it is uncertain
    UNCERTAIN = "uncertain"  # its interval holds zero
    ESTIMATED = "estimated"  # half of it or more is on lines drawn from head counts
    MONEY_ONLY = "money_only"  # all of it is a ratio of euros
    UNKNOWN = "unknown"  # what it changes is not assessed
    NONE = "none"  # it changes nothing


@dataclass(frozen=True, slots=True)
class ActionEffect:
    """What an action changes in a year, positive when it saves, and all that may be said of it.

    `saved` and `saved_kwh` are of the last year of the plan (of a suggestion: of a year at full effect), in kgCO2e and kWh; `over_plan`
    is the sum of the years, in kgCO2e. All are None when not assessed. `bounds` are those of `saved`, None when nothing in it is
    uncertain. `basis` says what `saved` rests on, None when nothing is saved nor added. `lacks`: what is not assessed of it, by category.
    `rank`: among all that save, from 1; None for the others. `in_euros`: the part of `saved` that is less spending, negative when an
    action spends more: it is then in no share of `basis`.
    """

    action: str
    saved: float | None
    saved_kwh: float | None
    state: EffectState
    over_plan: float | None = None
    bounds: FigureBounds | None = None
    basis: FigureBasis | None = None
    reserves: tuple[Reserve, ...] = ()
    lacks: Mapping[str, tuple[Lack, ...]] | None = None
    rank: int | None = None
    in_euros: float = 0.0

    @property
    def physical(self) -> float:
        """Return what it saves but for what is a ratio of euros, in kgCO2e."""
        return (self.saved or 0.0) - self.in_euros

    @property
    def gains(self) -> bool:
        """Say whether it saves for sure."""
        return self.rank is not None and Reserve.MAY_BE_NOTHING not in self.reserves

    @property
    def weighs(self) -> bool:
        """Say whether it adds to the footprint for sure."""
        return (self.saved or 0.0) <= -NO_CHANGE and Reserve.MAY_BE_NOTHING not in self.reserves


def effect_of(
    action: str,
    share: Mapping[str, float],
    *,
    interval: Difference | None = None,
    spending: float = 0.0,
    estimated: float = 0.0,
    lacks: Mapping[str, tuple[Lack, ...]] | None = None,
    reserves: Iterable[Reserve] = (),
    over_plan: float | None = None,
) -> ActionEffect:
    """Return the record of an effect, without its rank.

    Args:
        action: its id.
        share: what it changes by category; a reduction is negative.
        interval: of what it changes of climate change.
        spending: the part of it that is a ratio of euros, in kgCO2e, with its sign.
        estimated: the part on lines drawn from head counts, in the same way.
        lacks: what is not assessed, by category.
        reserves: those that the caller knows of.
        over_plan: what it saves over the years.
    """
    change, power = share.get(CLIMATE), share.get(ELECTRICITY)
    saved, saved_kwh = (None if amount is None else 0.0 - amount for amount in (change, power))
    bounds = bounds_of(0.0 - interval.high, 0.0 - interval.low) if interval is not None else None
    moving = moves(saved)
    basis = _basis(change, spending, estimated) if moving and change else None
    kept = _reserves(basis, bounds) | {*reserves}
    unsure = Reserve.MAY_BE_NOTHING in kept
    if not unsure:
        kept.discard(Reserve.CONFIRM_LIFETIME)
    if lacks and CLIMATE in lacks:
        kept.add(Reserve.NOT_ASSESSED)
    still = not moving and not moves(saved_kwh)
    if (saved is None or still) and (lacks or (saved is None and share)):
        state, saved = EffectState.UNKNOWN, None if still else saved
    elif still:
        state = EffectState.NONE
    elif basis is not None and basis.spending >= _WHOLE:
        state = EffectState.MONEY_ONLY
    elif unsure:
        state = EffectState.UNCERTAIN
    elif basis is not None and basis.estimated >= 0.5:
        state = EffectState.ESTIMATED
    else:
        state = EffectState.CERTAIN
    in_euros = 0.0 - spending if saved is not None else 0.0
    return ActionEffect(
        action, saved, saved_kwh, state, over_plan, bounds, basis, _ordered(kept), lacks, None, in_euros
    )


def ranked_effects(effects: Iterable[ActionEffect]) -> tuple[ActionEffect, ...]:
    """Return effects with their rank, what saves first: by what is saved of physical things, then by what is less spending."""
    every = sorted(effects, key=lambda effect: effect_order(effect.action, effect.saved or 0.0, effect.physical))
    saving = [effect.action for effect in every if (effect.saved or 0.0) >= NO_CHANGE]
    ranks = {name: place for place, name in enumerate(saving, 1)}
    ranked = [replace(effect, rank=ranks.get(effect.action)) for effect in every]
    return tuple(sorted(ranked, key=lambda each: each.rank or len(ranked) + 1))


def action_effects(plan: Plan) -> dict[str, ActionEffect]:
    """Return the record of each action of a plan, by id, in the order of their ranks; those that save nothing come last."""
    last, path = plan.trajectory.years[-1], plan.trajectory
    unknown = in_groups(
        (idle.action, Lack(idle.line, _UNKNOWN_TODAY[idle.why])) for idle in plan.idle if idle.why in _UNKNOWN_TODAY
    )
    effects = []
    for name in dict.fromkeys((*last.actions, *(row.id for row in plan.means.actions))):
        acting = last.actions.get(name)
        if acting is None:
            effects.append(ActionEffect(name, None, None, EffectState.NONE))
            continue
        of_it = {category: lack[name] for category, lack in path.lacks.items() if name in lack}
        lacks = {category: of_it[category] for category in (CLIMATE, ELECTRICITY) if category in of_it}
        for category in (CLIMATE, ELECTRICITY) if name in unknown else ():
            lacks[category] = (*lacks.get(category, ()), *unknown[name])
        begun = last.progress.get(name, 0.0) > 0
        silent = name in path.silent
        reserves = [Reserve.CONFIRM_LIFETIME] if name in plan.lives.actions else []
        reserves += [Reserve.UNPROVED] if name in plan.supposing else []
        effect = effect_of(
            name,
            {} if silent else acting.share,
            interval=acting.intervals[CLIMATE][0] if CLIMATE in acting.intervals else None,
            spending=plan.money.levers.get(name, {}).get(CLIMATE, 0.0),
            estimated=plan.estimates.get(name, 0.0),
            lacks=lacks if begun else None,
            reserves=reserves,
            over_plan=plan.saved(name),
        )
        if silent and begun:
            effect = replace(effect, saved=None, state=EffectState.UNKNOWN)
        effects.append(effect)
    return {ranked_effect.action: ranked_effect for ranked_effect in ranked_effects(effects)}


def plan_change(plan: Plan) -> Judged:
    """Return what the actions change together in the last year, in kgCO2e: a reduction is negative."""
    last, covered = plan.trajectory.years[-1], plan.covered.get(CLIMATE)
    before, after = last.baseline.get(CLIMATE), last.with_actions.get(CLIMATE)
    if before is None or after is None or covered is None:
        return Judged(None, "kgCO2e", "organisation", plan.horizon, FigureState.NOT_ASSESSED)
    change = after - before
    bounds = None
    if CLIMATE in last.intervals and covered.is_total:
        gap = last.intervals[CLIMATE].gap
        bounds = bounds_of(gap.low, gap.high)
    euros = fsum(lever.get(CLIMATE, 0.0) for lever in plan.money.levers.values())
    basis = _basis(change, euros, fsum(plan.estimates.values())) if moves(change) else None
    reserves = _reserves(basis, bounds)
    if plan.trajectory.lacks.get(CLIMATE):
        reserves.add(Reserve.NOT_ASSESSED)
    return Judged(
        change,
        "kgCO2e",
        "organisation",
        plan.horizon,
        FigureState.WHOLE if covered.is_total else FigureState.PARTIAL,
        bounds=bounds,
        basis=basis,
        reserves=_ordered(reserves),
    )


def _basis(change: float, euros: float, heads: float) -> FigureBasis:
    """Return what a change rests on: its parts in euros, and from head counts."""
    spending, estimated = (min(1.0, max(0.0, part / change)) for part in (euros, heads))
    return FigureBasis(left_of(spending, estimated), estimated, spending)


def _reserves(basis: FigureBasis | None, bounds: FigureBounds | None) -> set[Reserve]:
    reserves = {Reserve.MAY_BE_NOTHING} if bounds is not None and bounds.holds_zero else set()
    if basis is not None and basis.spending:
        reserves.add(Reserve.SPENDING)
    if basis is not None and basis.estimated:
        reserves.add(Reserve.ESTIMATED)
    return reserves


def _ordered(reserves: Collection[Reserve]) -> tuple[Reserve, ...]:
    return tuple(reserve for reserve in Reserve if reserve in reserves)


# Whether the sums of a plan or of a comparison of two years are totals: they hold what the inventory behind them does.


def plan_extent(plan: Plan, category: str = CLIMATE) -> Extent | None:
    """Return how much of the inventory the years of a plan hold; None for a category that nothing counts."""
    coverage = plan.covered.get(category)
    return None if coverage is None else extent_of(coverage)


def plan_is_total(plan: Plan, category: str = CLIMATE) -> bool:
    """Say whether the years of a plan are totals, or of a category that nothing counts."""
    extent = plan_extent(plan, category)
    return extent is None or extent.state.is_total


def year_extents(comparison: Comparison, category: str) -> tuple[Extent | None, Extent | None]:
    """Return how much of the inventory each of two years holds; None for one that was only published."""
    old, new = (
        None if covered is None or category not in covered else extent_of(covered[category])
        for covered in comparison.covered
    )
    return old, new


def smaller_extent(comparison: Comparison, category: str) -> Extent | None:
    """Return the extent of the year that holds the least."""
    known = [extent for extent in year_extents(comparison, category) if extent is not None]
    return min(known, key=lambda extent: extent.behind.whole, default=None)


def change_is_of_totals(comparison: Comparison, category: str) -> bool:
    """Say whether what is computed of a category is a total, in both years: the change of a partial sum is no change."""
    return all(extent is None or extent.state.is_total for extent in year_extents(comparison, category))


def shown_changes(comparison: Comparison) -> dict[str, ChangeParts]:
    """Return the changes of the organisation by category, without those of a sum that is hidden in one of the years."""
    return {
        category: split
        for category, split in comparison.organisation.items()
        if all(
            extent is None or extent.state is not FigureState.HIDDEN for extent in year_extents(comparison, category)
        )
    }


def shown_bounds(comparison: Comparison, category: str) -> dict[str, FigureBounds]:
    """Return the bounds of a change (`change`) and of its parts, by name, without those of what is certain.

    Empty when the sum is no total in both years: its change is not that of the footprint.
    """
    split = comparison.organisation.get(category)
    return change_bounds(split) if split is not None and change_is_of_totals(comparison, category) else {}


def change_bounds(split: ChangeParts) -> dict[str, FigureBounds]:
    """Return the bounds of a change (`change`) and of its parts, be it that of a total or not: whether what moved may be nothing."""
    known = {} if split.intervals is None else split.intervals._asdict()
    return {name: held for name, interval in known.items() if (held := bounds_of(interval.low, interval.high))}


def gap_bounds(year: Year, category: str = CLIMATE) -> FigureBounds | None:
    """Return the bounds of what the actions change in a year of the plan, in the unit of the category; None where it has none."""
    known = year.intervals.get(category)
    return None if known is None else bounds_of(known.gap.low, known.gap.high)


# What may be said of the effects of suggested actions.


def suggested_effects(suggestions: Iterable[Suggestion]) -> dict[str, ActionEffect]:
    """Return the record of what each suggestion would change alone, by id; each perimeter has its own ranks."""
    by_perimeter: dict[str, list[ActionEffect]] = {}
    for suggestion in suggestions:
        alone = suggestion.alone or AloneEffect({category: 0.0 - value for category, value in suggestion.saved.items()})
        reserves = [Reserve.CONFIRM_LIFETIME] if alone.settled else []
        reserves += [Reserve.UNPROVED] if supposes(suggestion.action) else []
        by_perimeter.setdefault(suggestion.perimeter, []).append(
            effect_of(
                suggestion.id,
                alone.totals,
                interval=alone.interval,
                spending=alone.spending,
                estimated=alone.estimated,
                lacks=alone.lacks,
                reserves=reserves,
            )
        )
    return {effect.action: effect for effects in by_perimeter.values() for effect in ranked_effects(effects)}


def territory_bounds(found: Sequence[TerritoryEffect | TerritoryYear]) -> FigureBounds | None:
    """Return the bounds of what some effects, or the effects of a year, change together by household, kgCO2e a year; None unless each has its own.

    They all move with what making a device weighs: their bounds add up.
    """
    known = [held for interval in found if (held := bounds_of(interval.low, interval.high))]
    return FigureBounds(*map(fsum, zip(*known, strict=True))) if known and len(known) == len(found) else None
