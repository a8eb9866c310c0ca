"""Year by year: where the organisation goes if nothing is done, and with its actions; what each action changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum

from snr_cli.catalog.tables import Tables
from snr_cli.engine.assess import lines_of
from snr_cli.engine.equipment import TECHNICAL
from snr_cli.engine.records import ELECTRICITY, Assessment, Line
from snr_cli.model.dossier import Dossier
from snr_cli.model.inventory import Equipment, Service
from snr_cli.model.strategy import Action
from snr_cli.plan.effects import Item, Piece, aims_at, counts, pieces_under, progress, room_effects, units_selected
from snr_cli.plan.games import MAX_PLAYERS, alone, at_progress, last_in, shapley
from snr_cli.plan.present import internal_lifetime

Totals = dict[str, float]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What an action changes in a year, by category: alone, when the others already act, and its share of the whole."""

    alone: Totals
    last_in: Totals
    share: Totals


@dataclass(frozen=True, slots=True)
class Year:
    """A year of the trajectory: totals of the organisation by category, and each action's part of the difference."""

    year: int
    baseline: Totals
    with_actions: Totals
    actions: dict[str, Contribution]
    progress: dict[str, float]


@dataclass(frozen=True, slots=True)
class Trajectory:
    """The organisation from the reference year to the horizon. `in_order`: lines shared in the order of the dossier."""

    years: tuple[Year, ...]
    in_order: tuple[str, ...] = ()
    touched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Game:
    """The values of one line for every set of the actions that touch it, by category."""

    line: str
    type: str
    players: tuple[int, ...]
    values: dict[str, list[float]]


def trajectory(dossier: Dossier, assessment: Assessment, tables: Tables, horizon: int) -> Trajectory:
    """Compute the trajectory of the organisation.

    Args:
        dossier: the dossier, inventories read.
        assessment: its assessment: the first year.
        tables: the factor tables (factors are frozen at the reference year).
        horizon: the last year.

    Returns:
        one entry a year; website traffic, shown apart in the assessment, is left out of the totals here too.
    """
    actions = [action for action in dossier.actions if counts(action)]
    games, in_order = _games(dossier, assessment, actions, tables)
    growth = {
        each.type: each.percent_per_year / 100 for each in (dossier.strategy.baseline if dossier.strategy else ())
    }
    fixed = _fixed(assessment.organisation.lines, {game.line for game in games}, growth)
    years = []
    for year in range(dossier.reference_year, horizon + 1):
        done = [progress(action, year, dossier.reference_year) for action in actions]
        years.append(_year(year, dossier.reference_year, actions, done, games, fixed, growth, assessment))
    return Trajectory(tuple(years), in_order, tuple(game.line for game in games))


def _fixed(lines: Iterable[Line], touched: set[str], growth: dict[str, float]) -> dict[float, dict[str, float]]:
    """Return the totals of the lines that no action touches, by growth rate."""
    parts: dict[float, dict[str, list[float]]] = {}
    for line in lines:
        if line.id not in touched:
            rate = parts.setdefault(growth.get(line.type, 0.0), {})
            for category, value in _values(line).items():
                rate.setdefault(category, []).append(value)
    return {rate: {category: fsum(found) for category, found in values.items()} for rate, values in parts.items()}


def _values(line: Line) -> dict[str, float]:
    found = {category: line.scale.value * unit for category, unit in line.recipe.unit_totals.items()}
    if line.electricity_kwh is not None:
        found[ELECTRICITY] = line.electricity_kwh
    return found


def _year(
    year: int,
    reference_year: int,
    actions: Sequence[Action],
    done: Sequence[float],
    games: Sequence[_Game],
    fixed: dict[float, dict[str, float]],
    growth: dict[str, float],
    assessment: Assessment,
) -> Year:
    span = year - reference_year
    baseline: dict[str, list[float]] = {}
    acted: dict[str, list[float]] = {}
    for rate, values in fixed.items():
        for category, value in values.items():
            grown = value * (1.0 + rate) ** span
            baseline.setdefault(category, []).append(grown)
            acted.setdefault(category, []).append(grown)
    parts: list[tuple[dict[str, list[float]], dict[str, list[float]], dict[str, list[float]]]] = [
        ({}, {}, {}) for _ in actions
    ]
    for game in games:
        factor = (1.0 + growth.get(game.type, 0.0)) ** span
        steps = [done[player] for player in game.players]
        for category, by_set in game.values.items():
            now = [value * factor for value in at_progress(by_set, steps)]
            baseline.setdefault(category, []).append(now[0])
            acted.setdefault(category, []).append(now[-1])
            shares = shapley(now, len(steps)) if len(steps) <= MAX_PLAYERS else []
            for rank, player in enumerate(game.players):
                own, last, share = parts[player]
                own.setdefault(category, []).append(alone(now, rank))
                last.setdefault(category, []).append(last_in(now, rank))
                share.setdefault(category, []).append(shares[rank])

    def summed(found: dict[str, list[float]]) -> Totals:
        return {category: fsum(values) for category, values in found.items()}

    known = [category for category in assessment.organisation.totals if category in baseline]
    contributions = {
        action.id: Contribution(*(summed(part) for part in parts[index])) for index, action in enumerate(actions)
    }
    return Year(
        year,
        {category: fsum(baseline[category]) for category in known},
        {category: fsum(acted[category]) for category in known},
        contributions,
        {action.id: done[index] for index, action in enumerate(actions)},
    )


def alone_at_full_effect(
    dossier: Dossier, assessment: Assessment, actions: Sequence[Action], tables: Tables
) -> dict[str, Totals]:
    """Return, by action id, what each action changes in a year once at full effect, as if it were the only one."""
    games, _ = _games(dossier, assessment, actions, tables, alone_only=True)
    parts: list[dict[str, list[float]]] = [{} for _ in actions]
    for game in games:
        for category, values in game.values.items():
            for rank, player in enumerate(game.players):
                parts[player].setdefault(category, []).append(values[rank + 1] - values[0])
    return {
        action.id: {category: fsum(values) for category, values in found.items()}
        for action, found in zip(actions, parts, strict=True)
    }


def _games(
    dossier: Dossier,
    assessment: Assessment,
    actions: Sequence[Action],
    tables: Tables,
    *,
    alone_only: bool = False,
) -> tuple[list[_Game], tuple[str, ...]]:
    """Assess every line that an action touches, for every set of the actions that touch it, in one call of the engine.

    With `alone_only`, the sets are: no action, then each action alone.
    """
    rooms = {service.id: service for service in dossier.services if service.type == "server_room"}
    new_pue = [room_effects(action, rooms.values(), tables) for action in actions]
    selected = {
        (action.id, rank): units_selected(dossier, action, rank, tables)
        for action in actions
        for rank in range(len(action.effects))
    }
    equipment: list[Equipment] = []
    services: list[Service] = [service for service in dossier.services if service.type == "server_room"]
    plans: list[tuple[str, str, tuple[int, ...], list[list[str]]]] = []
    in_order: list[str] = []
    items: list[Item] = [*dossier.equipment, *dossier.services]
    variant_rooms: dict[tuple[str, float], str] = {}
    adds = any(effect.added_component for action in actions for effect in action.effects)
    assessed = {line.id: line for line in assessment.organisation.lines} if adds else {}
    for item in items:
        if isinstance(item, Service) and item.type == "server_room" and item.metered_kwh_per_year is None:
            continue  # its electricity is that of its equipment
        room_id = item.room if isinstance(item, Equipment) else item.id if item.type == "server_room" else None
        players = tuple(
            index
            for index, action in enumerate(actions)
            if any(aims_at(effect.on, item, tables) for effect in action.effects) or room_id in new_pue[index]
        )
        if not players or (isinstance(item, Service) and item.type == "website"):
            continue
        if len(players) > MAX_PLAYERS and not alone_only:
            in_order.append(item.id)
            players = players[:MAX_PLAYERS]
        if item.id in assessed and isinstance(item, Equipment) and item.lifetime_years is None:
            # a component lasts as long as its host: the host's lifetime must be said
            item = item.model_copy(update={"lifetime_years": internal_lifetime(assessed[item.id])})  # noqa: PLW2901
        sets: list[list[str]] = []
        every = [0, *(1 << rank for rank in range(len(players)))] if alone_only else range(1 << len(players))
        for members in every:
            acting = [actions[player] for rank, player in enumerate(players) if members & (1 << rank)]
            pue = next(
                (new_pue[players[rank]][room_id] for rank in reversed(range(len(players)))
                 if members & (1 << rank) and room_id in new_pue[players[rank]]),
                None,
            ) if room_id else None  # fmt: skip
            ids = []
            for number, piece in enumerate(pieces_under(item, acting, selected, tables)):
                variant = _variant(piece, f"{item.id}|{members}|{number}", room_id, pue, rooms, variant_rooms, services)
                ids.append(variant.id)
                (equipment if isinstance(variant, Equipment) else services).append(variant)  # type: ignore[arg-type]
            sets.append(ids)
        plans.append((item.id, item.type, players, sets))
    if not plans:
        return [], tuple(in_order)
    # what no action touches stays where it decides how other lines count: traffic in lines, overheads of a room
    touched = {line for line, _, _, _ in plans}
    equipment += [each for each in dossier.equipment if each.type == TECHNICAL and each.id not in touched]
    services += [each for each in dossier.services if each.type != "server_room" and each.id not in touched]
    method = dossier.method.model_copy(update={"estimate": ()})
    variants = dossier.model_copy(
        update={"equipment": tuple(equipment), "services": tuple(services), "method": method, "virtual": None}
    )
    lines = lines_of(variants, tables, factor_set=assessment.factor_set, licence=assessment.licence)
    games = []
    for line, kind, players, sets in plans:
        values: dict[str, list[float]] = {}
        for rank, ids in enumerate(sets):
            for variant_id in ids:
                for category, value in (_values(lines[variant_id]) if variant_id in lines else {}).items():
                    values.setdefault(category, [0.0] * len(sets))[rank] += value
        games.append(_Game(line, kind, players, values))
    return games, tuple(in_order)


def _variant(
    piece: Piece,
    name: str,
    room_id: str | None,
    pue: float | None,
    rooms: dict[str, Service],
    variant_rooms: dict[tuple[str, float], str],
    services: list[Service],
) -> Item:
    """Return a piece under a name of its own, in a room of another PUE when an action changes it."""
    item = piece.item
    if room_id is None or pue is None or room_id not in rooms:
        return item.model_copy(update={"id": name})
    if isinstance(item, Service):  # a metered room: its meter follows the ratio of the two PUE
        before = item.pue
        metered = item.metered_kwh_per_year or 0.0
        changed = metered * pue / before if before else metered
        return item.model_copy(update={"id": name, "pue": pue, "metered_kwh_per_year": changed})
    key = (room_id, pue)
    if key not in variant_rooms:
        variant_rooms[key] = f"{room_id}|{pue}"
        services.append(rooms[room_id].model_copy(update={"id": variant_rooms[key], "pue": pue}))
    return item.model_copy(update={"id": name, "room": variant_rooms[key]})
