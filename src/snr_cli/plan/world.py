"""A world: the plan computed again with one doubtful thing otherwise. An objective that is at its target has to be so in each."""

from enum import StrEnum
from typing import Final, NamedTuple

from snr_cli.engine.spending import WITHOUT_LINES

# lines in euros kept as they are, what actions change of them undone (WITHOUT_LINES: these lines taken out of every year)
WITHOUT_LEVERS: Final = "without_spend_levers"
PROOFS: Final = "proofs"  # the proofs that the inventory lacks of a life before or after are there
LIFETIMES: Final = (
    "lifetimes"  # each published lifetime takes the bound of its class that hurts; only where a sum has no interval
)
SET: Final = "factor_set:"  # another set of factors, by its id

# the first to turn a verdict is the one that is told: what people decide before what science debates
DECIDING_FIRST: Final = (WITHOUT_LEVERS, PROOFS, WITHOUT_LINES, LIFETIMES, SET)


class WorldOutcome(StrEnum):
    """What becomes of an objective in a world."""

    HOLDS = "holds"
    TURNS = "turns"
    SAME = "same"  # nothing of its figures changes there: it proves nothing
    NOT_ASSESSABLE = "not_assessable"


class World(NamedTuple):
    """An objective in a world, in its own unit; the target is the same share of the start as in the whole.

    `own`: of another set of factors, the share of the start that lines with values of its own carry; None for the others.
    """

    id: str
    outcome: WorldOutcome
    start: float | None = None
    target: float | None = None
    projected: float | None = None
    own: float | None = None

    @property
    def rank(self) -> int:
        """Return the place of the world among those that may turn a verdict."""
        return next(place for place, name in enumerate(DECIDING_FIRST) if self.id.startswith(name))

    @property
    def gap(self) -> float:
        """Return what separates the projection from the target; 0 where they are not known."""
        return 0.0 if self.projected is None or self.target is None else self.projected - self.target
