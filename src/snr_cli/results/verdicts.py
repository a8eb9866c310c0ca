"""The verdict of an objective, judged once for all that shows it."""

from enum import StrEnum
from typing import Final, NamedTuple

from snr_cli.plan.objectives import SET, Outcome, ProgressMade, Reach, World, WorldOutcome
from snr_cli.results.records import FigureBounds, bounds_of

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
