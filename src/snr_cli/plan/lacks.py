"""What an action changes that nothing assesses: not known is no change, and no zero."""

from collections.abc import Iterable, Mapping, Sequence
from math import fsum
from typing import Final, NamedTuple

from snr_cli.engine.equipment import EMBODIED
from snr_cli.engine.records import Gap, Line
from snr_cli.model.strategy import Action
from snr_cli.plan.unknown import gaps_of
from snr_cli.plan.variants import Content, Game

_OF_FACTORS: Final = ("no_factor", "closed_licence", "no_electricity_factor")
_MOVED: Final = 1e-9  # of the units of a line: what floating-point sums may move


class Lack(NamedTuple):
    """A line that an action changes and of which a part is not assessed, and why (the code of a gap)."""

    line: str
    reason: str


Lacks = Mapping[str, Mapping[str, tuple[Lack, ...]]]  # by category, then by action


def lacks_of(actions: Sequence[Action], games: Iterable[Game], categories: Iterable[str]) -> Lacks:
    """Return what is not assessed of what each action changes.

    Args:
        actions: those of the games, in order.
        games: the lines that they touch, and what these become.
        categories: those asked for.
    """
    asked = tuple(categories)
    found: dict[str, dict[str, dict[Lack, None]]] = {}
    for game in games:
        unknown = [gaps_of(unit.recipe) for unit in game.units]
        if not any(unknown):
            continue
        for rank, player in enumerate(game.players):
            for gap in _moved(game, game.sets[game.alone(rank)], unknown):
                if gap.category in asked:
                    by_action = found.setdefault(gap.category, {})
                    by_action.setdefault(actions[player].id, {})[Lack(game.line, gap.reason)] = None
    return {category: {name: tuple(lacks) for name, lacks in each.items()} for category, each in found.items()}


def _moved(game: Game, changed: Content, unknown: Sequence[Sequence[Gap]]) -> Iterable[Gap]:
    """Yield what is not assessed, today or then, of the part of a line that an action moves: its units, its life, its use."""
    today = game.units[0]
    # what is kept of today for want of a factor stands beside what it becomes: it has no gap of its own
    before, after = (
        fsum(scale for place, scale in content if unknown[place] or not unknown[0])
        for content in (game.sets[0], changed)
    )
    if abs(after - before) > _MOVED * max(1.0, before):
        yield from (gap for gap in unknown[0] if _counts(gap, today))
    for place, _ in changed:
        unit = game.units[place]
        if unit.recipe is today.recipe:
            continue
        longer = _years(unit) != _years(today)
        for line, gaps in ((today, unknown[0]), (unit, unknown[place])):
            for gap in gaps:
                of_life = gap.stage == "embodied" or gap.stage in EMBODIED
                if _counts(gap, line) and (unit.type != today.type or of_life is longer):
                    yield gap


def _counts(gap: Gap, line: Line) -> bool:
    """Say whether a gap leaves an effect in doubt: a datum is missing, or the line has no factor at all in that category.

    The electricity that a factor of service holds without saying it is in no total: nothing of it could be given.
    """
    if gap.reason == "no_kwh_in_factor":
        return False
    return gap.reason not in _OF_FACTORS or gap.category not in line.recipe.unit_totals


def _years(line: Line) -> float | None:
    return None if line.recipe.lifetime is None else line.recipe.lifetime.value
