"""What may be said of what an action changes, and of what all of them change: one record, one ranking, for all that shows them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from math import fsum
from typing import Final

from snr_cli.engine.records import CLIMATE, ELECTRICITY
from snr_cli.engine.uncertainty import Difference
from snr_cli.plan.lacks import Lack
from snr_cli.plan.plan import Plan
from snr_cli.plan.trajectory import effect_order
from snr_cli.results.records import (
    NO_CHANGE,
    FigureBasis,
    FigureBounds,
    FigureState,
    Judged,
    Reserve,
    bounds_of,
    left_of,
    moves,
)

_WHOLE: Final = 1.0 - 1e-9
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
    saved, saved_kwh = (None if each is None else 0.0 - each for each in (change, power))
    bounds = bounds_of(0.0 - interval.high, 0.0 - interval.low) if interval is not None else None
    moving = moves(saved)
    basis = _basis(change, spending, estimated) if moving and change else None
    found = _reserves(basis, bounds) | {*reserves}
    unsure = Reserve.MAY_BE_NOTHING in found
    if not unsure:
        found.discard(Reserve.CONFIRM_LIFETIME)
    if lacks and CLIMATE in lacks:
        found.add(Reserve.NOT_ASSESSED)
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
        action, saved, saved_kwh, state, over_plan, bounds, basis, _ordered(found), lacks, None, in_euros
    )


def ranked_effects(effects: Iterable[ActionEffect]) -> tuple[ActionEffect, ...]:
    """Return effects with their rank, what saves first: by what is saved of physical things, then by what is less spending."""
    every = sorted(effects, key=lambda each: effect_order(each.action, each.saved or 0.0, each.physical))
    saving = [each.action for each in every if (each.saved or 0.0) >= NO_CHANGE]
    ranks = {name: place for place, name in enumerate(saving, 1)}
    found = [replace(each, rank=ranks.get(each.action)) for each in every]
    return tuple(sorted(found, key=lambda each: each.rank or len(found) + 1))


def action_effects(plan: Plan) -> dict[str, ActionEffect]:
    """Return the record of each action of a plan, by id, in the order of their ranks; those that save nothing come last."""
    last, path = plan.trajectory.years[-1], plan.trajectory
    unknown: dict[str, list[Lack]] = {}
    for each in plan.idle:
        if each.why in _UNKNOWN_TODAY:
            unknown.setdefault(each.action, []).append(Lack(each.line, _UNKNOWN_TODAY[each.why]))
    found = []
    for name in dict.fromkeys((*last.actions, *(row.id for row in plan.means.actions))):
        acting = last.actions.get(name)
        if acting is None:
            found.append(ActionEffect(name, None, None, EffectState.NONE))
            continue
        of_it = {category: each[name] for category, each in path.lacks.items() if name in each}
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
        found.append(effect)
    return {each.action: each for each in ranked_effects(found)}


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
    euros = fsum(each.get(CLIMATE, 0.0) for each in plan.money.levers.values())
    basis = _basis(change, euros, fsum(plan.estimates.values())) if moves(change) else None
    found = _reserves(basis, bounds)
    if plan.trajectory.lacks.get(CLIMATE):
        found.add(Reserve.NOT_ASSESSED)
    return Judged(
        change,
        "kgCO2e",
        "organisation",
        plan.horizon,
        FigureState.WHOLE if covered.is_total else FigureState.PARTIAL,
        bounds=bounds,
        basis=basis,
        reserves=_ordered(found),
    )


def _basis(change: float, euros: float, heads: float) -> FigureBasis:
    """Return what a change rests on: its parts in euros, and from head counts."""
    spending, estimated = (min(1.0, max(0.0, part / change)) for part in (euros, heads))
    return FigureBasis(left_of(spending, estimated), estimated, spending)


def _reserves(basis: FigureBasis | None, bounds: FigureBounds | None) -> set[Reserve]:
    found = {Reserve.MAY_BE_NOTHING} if bounds is not None and bounds.holds_zero else set()
    if basis is not None and basis.spending:
        found.add(Reserve.SPENDING)
    if basis is not None and basis.estimated:
        found.add(Reserve.ESTIMATED)
    return found


def _ordered(found: Collection[Reserve]) -> tuple[Reserve, ...]:
    return tuple(each for each in Reserve if each in found)
