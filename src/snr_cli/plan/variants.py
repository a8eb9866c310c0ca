"""The lines that actions touch, assessed once for each different thing that a unit of them can become; how a saving is shared between them.

A set of actions is an integer: bit i stands for the i-th action. `values[s]` is the impact once the actions of `s` have
their full effect. Impacts are linear in the progress of each action, so any year is a mixture of these values.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from math import factorial, fsum, isfinite
from typing import Final, NamedTuple

from snr_cli.catalog.tables import Tables
from snr_cli.engine.assess import MagnitudeError, lines_of
from snr_cli.engine.equipment import EMBODIED
from snr_cli.engine.estimated import STATUS, as_inventoried
from snr_cli.engine.records import ELECTRICITY, TECHNICAL, Assessment, Gap, Line, Recipe
from snr_cli.model.dossier import Dossier, Equipment, Service
from snr_cli.model.grouped import in_groups
from snr_cli.model.strategy import Action
from snr_cli.plan.aims import Item, Touching, room_effects, size_of
from snr_cli.plan.effects import (
    LinePiece,
    made_explicit,
    piece_of,
    pieces_after,
    pieces_of,
    said_factor,
    unit_of,
    units_selected,
)

MAX_PLAYERS = 12  # of which every subset is computed: 4 096


def at_progress(values: Sequence[float], progress: Sequence[float]) -> list[float]:
    """Return, for each set of actions, the impact in a year: each action of the set is at its progress, the others do nothing.

    Args:
        values: 2^n impacts at full effect.
        progress: n numbers from 0 to 1.
    """
    result = list(values)
    for player, done in enumerate(progress):
        bit = 1 << player
        for members in range(len(result)):
            if members & bit:
                result[members] = (1.0 - done) * result[members ^ bit] + done * result[members]
    return result


def alone(values: Sequence[float], player: int) -> float:
    """Return what an action changes if it is the only one."""
    return values[1 << player] - values[0]


def last_in(values: Sequence[float], player: int) -> float:
    """Return what an action changes when all the others already act."""
    return values[-1] - values[(len(values) - 1) ^ (1 << player)]


def shapley(values: Sequence[float], players: int) -> list[float]:
    """Return the share of each action when all act: its mean contribution over every order. The shares sum to the whole.

    Shapley, L. S., « A value for n-person games » (1953).
    """
    weights = [factorial(size) * factorial(players - size - 1) / factorial(players) for size in range(players)]
    shares = [0.0] * players
    for members in range(len(values)):
        size = members.bit_count()
        for player in range(players):
            if not members & (1 << player):
                shares[player] += weights[size] * (values[members | (1 << player)] - values[members])
    return shares


def weights_at(aim: Sequence[float], progress: Sequence[float]) -> list[float]:
    """Return how much of each set at full effect there is in a sum of sets of a year: the transpose of `at_progress`.

    Args:
        aim: how much of each set of that year is wanted.
        progress: n numbers from 0 to 1.
    """
    result = list(aim)
    for player, done in enumerate(progress):
        bit = 1 << player
        for members in range(len(result)):
            if members & bit:
                result[members ^ bit] += (1.0 - done) * result[members]
                result[members] *= done
    return result


@cache
def shapley_weights(players: int, player: int) -> tuple[float, ...]:
    """Return how much of each set there is in the share of an action."""
    weights = [0.0] * (1 << players)
    for members in range(len(weights)):
        if not members & (1 << player):
            size = members.bit_count()
            weight = factorial(size) * factorial(players - size - 1) / factorial(players)
            weights[members | (1 << player)] += weight
            weights[members] -= weight
    return tuple(weights)


# What of a unit nothing assesses, before or after an action: not known is no change.

_UNKNOWN: Final = frozenset(
    {
        "no_factor",
        "closed_licence",
        "no_lifetime",
        "no_depreciation",
        "no_purchases",
        "no_kwh",
        "no_kwh_in_factor",
        "no_pue",
        "no_electricity_factor",
    }
)
HeldRecipes = dict[tuple[int, int], Recipe | None]  # by the recipe of a unit and that of today
Alike = dict[tuple[int, int], Recipe]  # the same, for what of a unit is known today


def known_today(after: Recipe, today: Recipe, alike: Alike) -> Recipe:
    """Return what a unit becomes, without the parts that nothing assesses today.

    What they weigh today is not known, nor what changes: without this a line that has no factor would grow from 0 when an
    action gives it one.
    """
    key = (id(after), id(today))
    if key not in alike:
        silent = after.unit_totals.keys() - today.unit_totals.keys()
        missing = missing_of(today)
        terms = tuple(
            term for term in after.terms if term.category not in silent and (term.category, term.stage) not in missing
        )
        power = after.electricity if today.electricity is not None else None
        same = len(terms) == len(after.terms) and power is after.electricity
        alike[key] = after if same else Recipe(terms, after.gaps, power, after.lifetime)
    return alike[key]


def gaps_of(recipe: Recipe) -> list[Gap]:
    """Return the gaps of a unit that are for want of a factor or of a datum."""
    return [gap for gap in recipe.gaps if gap.reason in _UNKNOWN]


def missing_of(recipe: Recipe) -> set[tuple[str, str]]:
    """Return the (category, stage) of a unit that nothing assesses for want of a factor or of a datum."""
    return {
        (gap.category, stage)
        for gap in gaps_of(recipe)
        for stage in (EMBODIED if gap.stage == "embodied" else (gap.stage,))
    } - {(term.category, term.stage) for term in recipe.terms}


def kept_of(after: Recipe, today: Recipe, known: HeldRecipes) -> Recipe | None:
    """Return the part of a unit of today that stays, since nothing assesses that part of what it becomes.

    Without it a factor that is missing would save all that the line weighs. Recipes are shared between lines that are
    alike, so these are too.
    """
    key = (id(after), id(today))
    if key not in known:
        missing = missing_of(after)
        terms = tuple(
            term
            for term in today.terms
            if (term.category, term.stage) in missing or (term.category, "all_stages") in missing
        )
        electricity = today.electricity if after.electricity is None and (ELECTRICITY, "use") in missing else None
        known[key] = Recipe(terms, (), electricity, today.lifetime) if terms or electricity is not None else None
    return known[key]


# why a stage is not assessed, when a factor or an amount is what is missing
SIZES: Final = frozenset(
    {"id", "quantity", "page_views", "purchased_in_year"}
)  # what does not change the impact of one unit
MOST_PIECES: Final = 1_000  # of a line that actions cut: more would not be read, and each is assessed
MOST_STEPS: Final = 300_000  # pieces × actions on one line
Content = tuple[tuple[int, float], ...]  # how much of each unit of a game
Ranks = tuple[int, ...]


class TooManyPiecesError(MagnitudeError):
    """Actions that each change a part of a line leave more different pieces than can be followed; carries the line."""


@dataclass(frozen=True, slots=True)
class Game:
    """A line and the actions that touch it.

    `units`: what the line can become, each at the whole quantity of the line, and what stays of it for want of a factor.
    `sets`: how much of each unit there is once a set of the actions has its full effect. For up to twelve actions, one for
    every set, in binary order. For more, the empty set, then each action alone, then those of `chains`: acting actions →
    their first, first two, first three… `held`: the categories of what stays.
    """

    line: str
    type: str
    players: tuple[int, ...]
    units: tuple[Line, ...]
    sets: tuple[Content, ...]
    values: dict[str, list[float]]
    chains: Mapping[Ranks, Ranks] | None = None
    held: frozenset[str] = frozenset()

    def alone(self, rank: int) -> int:
        """Return the place of the set of one action."""
        return 1 << rank if len(self.sets) == 1 << len(self.players) else 1 + rank


@dataclass(slots=True)
class _Turn:
    """A line under its actions, and the variants met so far, by what a unit of them is."""

    item: Item
    players: tuple[int, ...]
    room: str | None
    names: dict[object, int] = field(default_factory=dict)
    variants: list[Item] = field(default_factory=list)
    added: set[int] = field(default_factory=set)  # the variants that are components added, by rank
    sets: list[Content] = field(default_factory=list)
    chains: dict[Ranks, Ranks] | None = None


VariantState = tuple[list[LinePiece], float | None]


def values_of(line: Line) -> dict[str, float]:
    """Return the impacts of a line and its electricity."""
    values = {category: line.scale.value * unit for category, unit in line.recipe.unit_totals.items()}
    if line.electricity_kwh is not None:
        values[ELECTRICITY] = line.electricity_kwh
    return values


def games_of(
    dossier: Dossier,
    assessment: Assessment,
    actions: Sequence[Action],
    tables: Tables,
    acting: Iterable[Sequence[int]] = (),
    *,
    alone_only: bool = False,
    public: bool = False,
) -> list[Game]:
    """Assess every line that an action touches, for the sets of the actions that touch it, in one call of the engine.

    Args:
        dossier: the dossier, inventories read.
        assessment: its assessment.
        actions: those that count.
        tables: the factor tables.
        acting: the actions begun in each year, by index: what more than twelve actions on a line need.
        alone_only: the sets are no action, then each action alone.
        public: the websites, whose traffic is shown apart, and nothing else; they are left out otherwise.

    Raises:
        MagnitudeError, TooManyPiecesError: a line that cannot be computed.
    """
    dossier = as_inventoried(dossier, assessment)
    dossier = made_explicit(dossier, assessment.organisation.lines, actions, tables)
    bench = _Bench(dossier, actions, tables)
    begun = [frozenset(ranks) for ranks in acting]
    turns: list[_Turn] = []
    for item in bench.items(public=public):
        turn = bench.turn(item)
        if turn.players:
            bench.play(turn, begun, alone_only=alone_only)
            turns.append(turn)
    return _assessed(dossier, assessment, tables, turns, bench.extra)


class _Bench:
    """What the lines of a dossier become under actions; `extra`: rooms as they are under another PUE."""

    def __init__(self, dossier: Dossier, actions: Sequence[Action], tables: Tables) -> None:
        self.dossier, self.actions, self.tables = dossier, actions, tables
        self.rooms = {service.id: service for service in dossier.services if service.type == "server_room"}
        self.new_pue = [room_effects(action, self.rooms.values(), tables) for action in actions]
        self.on = Touching(actions, tables)
        self.in_room = in_groups((room, index) for index, moved in enumerate(self.new_pue) for room in moved)
        self.selected = units_selected(dossier, actions, tables)
        self.extra: dict[tuple[str, float], Service] = {}

    def items(self, *, public: bool) -> Iterator[Item]:
        """Yield the lines that are assessed: the websites, or all the others."""
        yield from () if public else self.dossier.equipment
        for service in self.dossier.services:
            if service.type == "server_room" and service.metered_kwh_per_year is None:
                continue  # its electricity is that of its equipment
            if public and (service.page_views is None or service.page_weight_mb is None):
                continue  # not assessed today: what an action changes of it is not known
            if (service.type == "website") == public:
                yield service

    def turn(self, item: Item) -> _Turn:
        """Return a line and the actions that touch it, or its room."""
        room = item.room if isinstance(item, Equipment) else item.id if item.type == "server_room" else None
        players = sorted({*self.on(item), *self.in_room.get(room or "", ())})
        return _Turn(item, tuple(players), room)

    def play(self, turn: _Turn, begun: Sequence[Container[int]], *, alone_only: bool) -> None:
        """Name the variants of a line under every set of its actions; over twelve, under those that the years need."""
        start: VariantState = ([piece_of(turn.item)], None)
        ranks = range(len(turn.players))
        if not alone_only and len(turn.players) <= MAX_PLAYERS:
            states = [start]
            for rank in ranks:  # every set of the first actions, then the same with the next one
                states += [self._after(turn, state, rank) for state in states]
            for state in states:
                self._keep(turn, state)
            return
        for state in (start, *[self._after(turn, start, rank) for rank in ranks]):
            self._keep(turn, state)
        if not alone_only:
            acting = dict.fromkeys(
                tuple(rank for rank in ranks if turn.players[rank] in container) for container in begun
            )
            turn.chains = {chain: tuple(self._chain(turn, start, chain)) for chain in acting}

    def _chain(self, turn: _Turn, state: VariantState, chain: Ranks) -> Iterator[int]:
        for rank in chain:
            state = self._after(turn, state, rank)
            yield self._keep(turn, state)

    def _after(self, turn: _Turn, state: VariantState, rank: int) -> VariantState:
        """Return what a line is once one more action has its full effect.

        Raises:
            TooManyPiecesError: it is in too many pieces to be followed.
        """
        player = turn.players[rank]
        pieces = pieces_after(state[0], turn.item, self.actions[player], self.selected, self.tables)
        pue = self.new_pue[player].get(turn.room, state[1]) if turn.room else None
        if len(pieces) > 2:
            pieces = merge_pieces(pieces)
        if len(pieces) > min(MOST_PIECES, MOST_STEPS // len(turn.players)):
            raise TooManyPiecesError(turn.item.id)
        return pieces, pue

    def _keep(self, turn: _Turn, state: VariantState) -> int:
        turn.sets.append(_content(turn, state, self.rooms, self.extra))
        return len(turn.sets) - 1


def _assessed(
    dossier: Dossier,
    assessment: Assessment,
    tables: Tables,
    turns: Sequence[_Turn],
    extra: dict[tuple[str, float], Service],
) -> list[Game]:
    if not turns:
        return []
    # services decide how others count (the traffic of a line is in its factor): what replaces a service is assessed without it
    swapped = {turn.item.id for turn in turns if any(_is_swap(variant, turn.item) for variant in turn.variants)}
    lines: dict[str, Line] = {}
    for swaps in (False, True) if swapped else (False,):
        variants = [
            variant
            for turn in turns
            for variant in turn.variants
            if turn.item.id not in swapped or _is_swap(variant, turn.item) is swaps
        ]
        lines |= _lines_of(dossier, assessment, tables, variants, {turn.item.id for turn in turns}, extra)
    held: HeldRecipes = {}
    alike: Alike = {}
    estimates = {line.id: line for line in assessment.organisation.lines if line.quality == STATUS}
    return [_game(turn, lines, held, alike, estimates.get(turn.item.id)) for turn in turns]


def _is_swap(variant: Item, item: Item) -> bool:
    return isinstance(variant, Service) and variant.type != item.type


def _lines_of(
    dossier: Dossier,
    assessment: Assessment,
    tables: Tables,
    variants: Sequence[Item],
    touched: Container[str],
    extra: dict[tuple[str, float], Service],
) -> Mapping[str, Line]:
    """Assess variants beside what no action touches, which decides how others count: traffic in lines, overheads of a room."""
    equipment = [variant for variant in variants if isinstance(variant, Equipment)]
    equipment += [line for line in dossier.equipment if line.type == TECHNICAL and line.id not in touched]
    services = [service for service in dossier.services if service.type == "server_room"]
    services += [variant for variant in variants if isinstance(variant, Service)]
    services += extra.values()
    services += [service for service in dossier.services if service.type != "server_room" and service.id not in touched]
    method = dossier.method.model_copy(update={"estimate": ()})
    changed = dossier.model_copy(
        update={"equipment": tuple(equipment), "services": tuple(services), "method": method, "virtual": None}
    )
    read = None if assessment.asked is None else assessment.asked.read
    return lines_of(changed, tables, factor_set=assessment.factor_set, licence=assessment.licence, read=read)


def _game(turn: _Turn, lines: Mapping[str, Line], known: HeldRecipes, alike: Alike, estimate: Line | None) -> Game:
    units: list[Line] = []
    places: dict[int, list[int]] = {}
    held: set[str] = set()
    today = lines.get(turn.variants[0].id)
    for rank, variant in enumerate(turn.variants):
        if variant.id not in lines:
            continue
        line = lines[variant.id]._replace(id=turn.item.id)
        if estimate is not None:  # as many units, from the same head count
            line = line._replace(kind=estimate.kind, quality=estimate.quality, scale=estimate.scale)
        if today is not None and rank not in turn.added:
            line = line._replace(recipe=known_today(line.recipe, today.recipe, alike))
        places[rank] = [len(units)]
        units.append(line)
        if today is not None and rank not in turn.added and line.recipe is not today.recipe:
            kept = kept_of(line.recipe, today.recipe, known)
            if kept is not None:
                places[rank].append(len(units))
                units.append(today._replace(id=turn.item.id, recipe=kept))
                held |= values_of(units[-1]).keys()
    line_values = [values_of(line) for line in units]
    sets = tuple(
        tuple((place, scale) for rank, scale in content if rank in places for place in places[rank])
        for content in turn.sets
    )
    values: dict[str, list[float]] = {}
    for category in dict.fromkeys(category for totals in line_values for category in totals):
        own = [totals.get(category, 0.0) for totals in line_values]
        values[category] = [fsum([own[unit] * scale for unit, scale in content]) for content in sets]
        if not all(map(isfinite, values[category])):
            raise MagnitudeError(turn.item.id)
    return Game(turn.item.id, turn.item.type, turn.players, tuple(units), sets, values, turn.chains, frozenset(held))


def _content(
    turn: _Turn,
    state: VariantState,
    rooms: Mapping[str, Service],
    extra: dict[tuple[str, float], Service],
) -> Content:
    """Return what a line is made of, naming each new variant of it."""
    item, (pieces, pue) = turn.item, state
    content: dict[int, float] = {}
    size = size_of(item)
    today = getattr(item, size)
    # a line that holds nothing today is assessed for one unit; a room has no quantity
    full = today if today != 0 else 1.0
    for piece in pieces if today else pieces_of(pieces, item):
        scale = (getattr(piece.item, size) or 0.0) / full if full else 1.0
        if today:
            scale *= said_factor(piece, today)
        look = (*_look(piece), pue)
        if look not in turn.names:
            turn.names[look] = len(turn.variants)
            whole: dict[str, object] = {"id": f"{item.id}|{len(turn.variants)}", size: full}
            if isinstance(item, Equipment):
                whole["purchased_in_year"] = _bought(piece.item, full)
            if piece.added:
                turn.added.add(len(turn.variants))
            turn.variants.append(_variant(unit_of(piece).model_copy(update=whole), turn.room, pue, rooms, extra))
        rank = turn.names[look]
        content[rank] = content.get(rank, 0.0) + scale
    return tuple(content.items())


def _variant(
    item: Item,
    room: str | None,
    pue: float | None,
    rooms: Mapping[str, Service],
    extra: dict[tuple[str, float], Service],
) -> Item:
    """Return a variant in a room of another PUE when an action changes it."""
    if room is None or pue is None or room not in rooms:
        return item
    if isinstance(item, Service):  # a metered room: its meter follows the ratio of the two PUE
        before, metered = item.pue, item.metered_kwh_per_year or 0.0
        return item.model_copy(
            update={"pue": pue, "metered_kwh_per_year": metered * pue / before if before else metered}
        )
    if (room, pue) not in extra:
        extra[room, pue] = rooms[room].model_copy(update={"id": f"{room}|{pue}", "pue": pue})
    return item.model_copy(update={"room": extra[room, pue].id})


def _bought(item: Item, full: float | None) -> float | None:
    """Return the purchases of the year that go with a whole line, at the rate of a piece of it."""
    if not isinstance(item, Equipment) or item.purchased_in_year is None or not item.quantity or full is None:
        return item.purchased_in_year if isinstance(item, Equipment) else None
    return item.purchased_in_year * full / item.quantity


def _look(piece: LinePiece) -> Iterator[object]:
    """Yield what makes one unit of a piece what it is; to nine digits, how many are bought a year for one in use."""
    yield piece.added
    bought = _bought(piece.item, 1.0)
    yield bought if bought is None else f"{bought:.9g}"
    yield from (value for name, value in piece.item.__dict__.items() if name not in SIZES)


def merge_pieces(pieces: Iterable[LinePiece]) -> list[LinePiece]:
    """Return pieces whose units are the same as one."""
    pieces = list(pieces)
    if len(pieces) < 2:
        return pieces
    groups = in_groups(((piece.years, piece.less, *_look(piece)), piece) for piece in pieces)
    merged = []
    for group in groups.values():
        first = group[0].item
        if len(group) > 1:
            size = size_of(first)
            sizes: dict[str, object] = {size: fsum((getattr(piece.item, size) or 0.0) for piece in group)}
            if isinstance(first, Equipment) and first.purchased_in_year is not None:
                bought = [piece.item.purchased_in_year for piece in group if isinstance(piece.item, Equipment)]
                sizes["purchased_in_year"] = fsum(units or 0.0 for units in bought)
            first = first.model_copy(update=sizes)
        merged.append(replace(group[0], item=first, given=_mean(group, "given"), more=_mean(group, "more")))
    return merged


def _mean(group: Sequence[LinePiece], name: str) -> float:
    """Return what alike pieces say of the units of their line, by the part of the line that each of them is."""
    said = [float(getattr(piece, name)) for piece in group]
    parts = [float(getattr(piece.item, size_of(piece.item)) or 0.0) for piece in group]
    if len(set(said)) == 1 or not fsum(parts):
        return said[0]
    return fsum(part * value for part, value in zip(parts, said, strict=True)) / fsum(parts)


# What an action changes that nothing assesses: not known is no change, and no zero.

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
    by_category: dict[str, dict[str, dict[Lack, None]]] = {}
    for game in games:
        unknown = [gaps_of(unit.recipe) for unit in game.units]
        if not any(unknown):
            continue
        for rank, player in enumerate(game.players):
            for gap in _moved(game, game.sets[game.alone(rank)], unknown):
                if gap.category in asked:
                    by_action = by_category.setdefault(gap.category, {})
                    by_action.setdefault(actions[player].id, {})[Lack(game.line, gap.reason)] = None
    return {
        category: {name: tuple(lacks) for name, lacks in by_name.items()} for category, by_name in by_category.items()
    }


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
