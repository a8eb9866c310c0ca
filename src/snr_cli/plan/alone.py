"""What each action changes in a year at full effect, as if it were the only one, and how sure that is."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from snr_cli.catalog.tables import Tables
from snr_cli.engine.estimated import STATUS
from snr_cli.engine.records import CLIMATE, ELECTRICITY, Assessment
from snr_cli.engine.uncertainty import Difference, Weighing
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import Action
from snr_cli.plan.lacks import Lack, lacks_of
from snr_cli.plan.trajectory import Totals
from snr_cli.plan.variants import Game, games_of


@dataclass(frozen=True, slots=True)
class AloneEffect:
    """What an action changes, by category; a reduction is negative.

    `spending`: the part of its climate change that is on lines in euros, `estimated`: on lines drawn from head counts (kgCO2e). `interval`: of its
    climate change, None when that is not assessed. `settled`: the interval holds zero, and typing the lifetimes of today, the published ones, would
    settle it. `lacks`: what is not assessed of climate change and electricity.
    """

    totals: Totals
    spending: float = 0.0
    estimated: float = 0.0
    interval: Difference | None = None
    settled: bool = False
    lacks: Mapping[str, tuple[Lack, ...]] | None = None


def effects_alone(
    dossier: Dossier, assessment: Assessment, actions: Sequence[Action], tables: Tables
) -> dict[str, AloneEffect]:
    """Return what each action changes, by its id: one call of the engine for all.

    Raises:
        MagnitudeError, TooManyPiecesError: a line that cannot be computed.
    """
    games = games_of(dossier, assessment, actions, tables, alone_only=True)
    lacks = lacks_of(actions, games, (CLIMATE, ELECTRICITY))
    weighed = _Weighed(games, tables, dossier.reference_year)
    known: _Weighed | None = None
    found = {}
    for player, action in enumerate(actions):
        parts: dict[str, list[float]] = {}
        euros, heads = [], []
        for game in games:
            if player not in game.players:
                continue
            place = game.alone(game.players.index(player))
            for category, values in game.values.items():
                parts.setdefault(category, []).append(values[place] - values[0])
            if CLIMATE in game.values:
                change = game.values[CLIMATE][place] - game.values[CLIMATE][0]
                euros.append(change if any(unit.spending for unit in game.units) else 0.0)
                heads.append(change if game.units[0].quality == STATUS else 0.0)
        totals = {category: fsum(values) for category, values in parts.items()}
        interval, settled = None, False
        if totals.get(CLIMATE):
            interval = weighed.interval(player, totals[CLIMATE])
            if interval.unsure and any(effect.lifetime_years is not None for effect in action.effects):
                known = known or _Weighed(games, tables, dossier.reference_year, lives_known=True)
                settled = not known.interval(player, totals[CLIMATE]).unsure
        of_it = {category: each[action.id] for category, each in lacks.items() if action.id in each}
        found[action.id] = AloneEffect(totals, fsum(euros), fsum(heads), interval, settled, of_it)
    return found


class _Weighed:
    """The intervals of what actions change alone of the lines that they touch."""

    def __init__(self, games: Sequence[Game], tables: Tables, year: int, *, lives_known: bool = False) -> None:
        self.games = games
        self._weighing = Weighing(tables, (CLIMATE,), lives_known=lives_known)
        for place, game in enumerate(games):
            for unit, line in enumerate(game.units):
                self._weighing.add((place, unit), (line,), year, today=game.units[0])
        self._weighing.close()

    def interval(self, player: int, value: float) -> Difference:
        """Return what an action changes between its bounds."""
        weights: dict[Hashable, float] = {}
        for place, game in enumerate(self.games):
            if player in game.players:
                for sign, members in ((1.0, game.alone(game.players.index(player))), (-1.0, 0)):
                    for unit, scale in game.sets[members]:
                        weights[place, unit] = weights.get((place, unit), 0.0) + sign * scale
        return self._weighing.difference(CLIMATE, weights, value)
