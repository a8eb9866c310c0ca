"""The plan read again without money: a ratio of euros measures no thing, and spending less is no physical reduction.

Two readings stand beside the whole, each under its name:

- `without_spend_lines`: the lines counted in euros are taken out of every year, the first one included;
- `without_spend_levers`: they are kept as they are today, what actions change of them is taken out.

A line that an action turns into euros (a rack replaced by an invoice) keeps what it weighs today in both: to pay somebody
else is no reduction either.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from math import fsum
from typing import Final

from snr_cli.engine.organisation import WITHOUT_LINES
from snr_cli.engine.records import CLIMATE, Line
from snr_cli.plan.objectives import WITHOUT_LEVERS
from snr_cli.plan.trajectory import Course, Totals, Trajectory, along
from snr_cli.plan.variants import Game

CLIMATE_TOTALS: Final = ("I-53", "I-54")  # indicators that follow the climate total of the organisation
SAVED: Final = "I-58"  # what the actions save of it


@dataclass(frozen=True, slots=True)
class PlanReading:
    """The trajectory without a part of what is told in euros."""

    code: str
    path: Trajectory

    def ends(self) -> tuple[float | None, float | None]:
        """Return the climate total of the first year and of the last one with the actions; None when not assessed."""
        first, last = self.path.years[0], self.path.years[-1]
        return first.baseline.get(CLIMATE), last.with_actions.get(CLIMATE)


@dataclass(frozen=True, slots=True)
class Money:
    """What a plan owes to euros: the two readings, none when nothing is told in euros; the actions on such lines.

    `levers`: by action, the part of its share of the last year that is on lines in euros, by category.
    """

    readings: tuple[PlanReading, ...] = ()
    levers: dict[str, Totals] = field(default_factory=dict)

    @property
    def saves(self) -> bool:
        """Say whether what the actions change of lines in euros lowers the climate footprint, all together."""
        return fsum(share.get(CLIMATE, 0.0) for share in self.levers.values()) < 0.0

    def reading(self, code: str) -> PlanReading | None:
        """Return a reading by its code."""
        return next((plan_reading for plan_reading in self.readings if plan_reading.code == code), None)

    def saved(self, action: str, category: str) -> float | None:
        """Return what an action saves over the years without its part in euros; None when nothing of it is told in euros."""
        reading = self.reading(WITHOUT_LEVERS)
        return None if reading is None else reading.path.saved(action, category)


def money(found: Course, path: Trajectory) -> Money:
    """Read a plan again without money.

    Args:
        found: the course of the organisation.
        path: its trajectory.
    """
    bought = [game for game in found.games if _today(game)]
    become = [game for game in found.games if not _today(game) and any(unit.spending for unit in game.units)]
    if not bought and not become and not any(line.spending for line in _lines(found)):
        return Money()
    named = {id(game) for game in (*bought, *become)}
    untouched = [game for game in found.games if id(game) not in named]
    still = [_still(game) for game in become]
    fixed = {growing: [line for line in lines if not line.spending] for growing, lines in found.fixed.items()}
    courses = {
        WITHOUT_LINES: replace(
            found, games=(*untouched, *still), fixed={growing: lines for growing, lines in fixed.items() if lines}
        ),
        WITHOUT_LEVERS: replace(found, games=(*untouched, *still, *map(_still, bought))),
    }
    readings = [PlanReading(code, along(course, path.years[-1].year)) for code, course in courses.items()]
    held = readings[-1].path.years[-1].actions
    levers = {
        found.actions[player].id: {
            category: value - held[found.actions[player].id].share.get(category, 0.0)
            for category, value in path.years[-1].actions[found.actions[player].id].share.items()
        }
        for player in sorted({player for game in (*bought, *become) for player in game.players})
    }
    return Money(tuple(readings), levers)


def _today(game: Game) -> bool:
    return bool(game.units) and game.units[0].spending


def _still(game: Game) -> Game:
    """Return a line that no action changes any more."""
    values = {category: by_set[:1] for category, by_set in game.values.items()}
    return replace(game, players=(), sets=game.sets[:1], values=values, chains=None, held=frozenset())


def _lines(course: Course) -> Iterable[Line]:
    return (line for lines in course.fixed.values() for line in lines)
