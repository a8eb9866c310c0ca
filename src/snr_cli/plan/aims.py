"""What an effect aims at: lines of the dossier, the units that they hold, those that they buy in a year; what each line has today.

What a line has today, the lifetime and the electricity of one unit, is read in its derivation.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import Assessment, Line, Quantity
from snr_cli.model.dossier import Dossier, Equipment, Service
from snr_cli.model.grouped import in_groups
from snr_cli.model.strategy import Action, Effect, Target


def internal_lifetime(line: Line) -> float | None:
    """Return the years that a unit is used here, without life before or after; None when the method has no lifetime."""
    return leaf(line.recipe.lifetime, "lifetime")


def present_lifetime(line: Line) -> float | None:
    """Return the years over which a unit counts today: its lifetime here, or its age when it is older."""
    years = internal_lifetime(line)
    return None if years is None else max(years, leaf(line.recipe.lifetime, "age") or 0.0)


def lifetime_status(line: Line) -> str:
    """Return where the lifetime comes from: given, organisation, override, default; empty when there is none."""
    quantity = _find(line.recipe.lifetime, "lifetime")
    return "" if quantity is None else quantity.status


def unit_kwh(line: Line) -> float | None:
    """Return the kWh a year of one unit, without PUE nor share; None when none is counted."""
    return leaf(line.recipe.electricity, "kwh")


def leaf(quantity: Quantity | None, name: str) -> float | None:
    """Return the value of the part of a derivation that bears a name; None when there is none."""
    named = _find(quantity, name)
    return None if named is None else named.value


def _find(quantity: Quantity | None, name: str) -> Quantity | None:
    """Return the part of a derivation that bears a name."""
    if quantity is None or quantity.name == name:
        return quantity
    return next((named for part in quantity.parts if (named := _find(part, name)) is not None), None)


Item = Equipment | Service


class Aim(NamedTuple):
    """What an effect aims at in all: units, lines that hold some, units bought in a year."""

    units: float
    lines: int
    bought: float


NO_AIM: Final = Aim(0.0, 0, 0.0)
Aims = dict[tuple[str, int], Aim]  # by action and rank of the effect


def supposes(action: Action) -> bool:
    """Say whether an action credits a life before that no proof shows."""
    return any(effect.upstream_years and effect.upstream_source is None for effect in action.effects)


def counts(action: Action) -> bool:
    """Say whether an action moves the trajectory: neither an idea nor abandoned, and it changes something."""
    return action.status not in ("idea", "abandoned") and bool(action.effects)


def counted_by_action(dossier: Dossier, assessment: Assessment, tables: Tables) -> dict[str, int]:
    """Return, by action id, the year in which all that it acts on was counted.

    That of the last of the lines that it touches; of the territory, for what it changes there; of all the lines, when it touches
    none.
    """
    now, carried = dossier.reference_year, assessment.carried
    if not carried.lines and carried.territory is None:
        return {action.id: now for action in dossier.actions}
    items: list[Item] = [*dossier.equipment, *dossier.services]
    lines = DossierLines(items, tables)
    whole = max((carried.lines.get(item.id, now) for item in items), default=now)
    counted = {}
    for action in dossier.actions:
        years = [
            carried.lines.get(item.id, now)
            for effect in action.effects
            for item in lines.near(effect.on)
            if effect_on(effect, item, tables)
        ]
        if carried.territory is not None and any(effect.on.territory is not None for effect in action.effects):
            years.append(carried.territory)
        counted[action.id] = max(years, default=whole)
    return counted


def aims_at(target: Target, item: Item, tables: Tables) -> bool:
    """Say whether a target selects a line: every criterion that it gives must hold."""
    given = (target.line, target.type, target.entity, target.room, target.group)
    return (
        target.territory is None
        # the narrowest first: a plan asks this of every line for every effect
        and target.line in (None, item.id)
        and target.type in (None, item.type)
        and target.entity in (None, item.entity)
        and target.room in (None, item.room if isinstance(item, Equipment) else None)
        and (target.group is None or target.group == group_of(item, tables))
        and (target.everything or any(name is not None for name in given))
    )


class DossierLines:
    """The lines of a dossier, by what a target may name of them: those that it selects are found, not tried one by one."""

    def __init__(self, items: Iterable[Item], tables: Tables) -> None:
        self.items, self.tables = tuple(items), tables
        keys: list[tuple[str, Callable[[Item], str | None]]] = [
            ("line", lambda item: item.id),
            ("type", lambda item: item.type),
            ("entity", lambda item: item.entity),
            ("room", lambda item: item.room if isinstance(item, Equipment) else None),
        ]
        self._ranks = {name: in_groups((key(item), rank) for rank, item in enumerate(self.items)) for name, key in keys}

    def near(self, target: Target) -> Iterable[Item]:
        """Return, in order, all that a target may be about: what it selects, the room that it names, and what stands in that room."""
        name = next((name for name in self._ranks if getattr(target, name) is not None), None)
        if name is None:
            return self.items
        named = getattr(target, name)
        ranks = {*self._ranks[name].get(named, ())}
        if name in ("line", "room"):
            ranks |= {*self._ranks["line"].get(named, ()), *self._ranks["room"].get(named, ())}
        return [self.items[rank] for rank in sorted(ranks)]

    def at(self, target: Target) -> list[Item]:
        """Return the lines that a target selects."""
        return [item for item in self.near(target) if aims_at(target, item, self.tables)]


def group_of(item: Item, tables: Tables) -> str:
    """Return the group of the result in which a line counts."""
    if isinstance(item, Equipment):
        return tables.equipment_types[item.type].group if item.type in tables.equipment_types else "other"
    if item.type == "server_room":
        return "datacentre"
    return tables.service_types[item.type].group if item.type in tables.service_types else "web"


def of_one_kind(item: Item, name: str, tables: Tables) -> bool:
    """Say whether a type can replace that of a line: an equipment by an equipment, a service by a service."""
    return (name in tables.service_types) != isinstance(item, Equipment)


def effect_on(effect: Effect, item: Item, tables: Tables) -> Effect | None:
    """Return what an effect does to a line; None when nothing. The place of a room is that of the equipment in it."""
    if aims_at(effect.on, item, tables):
        return effect
    room = item.room if isinstance(item, Equipment) and item.place is None else None
    if effect.place is None or room is None or effect.on.line != room:
        return None
    others = (effect.on.type, effect.on.entity, effect.on.room, effect.on.group)
    return Effect(on=effect.on, place=effect.place) if all(value is None for value in others) else None


class Touching:
    """Which of some actions touch a line: those that name lines are looked for by them, not tried one by one."""

    def __init__(self, actions: Sequence[Action], tables: Tables) -> None:
        self.actions, self.tables = actions, tables
        self.wide = [
            rank for rank, action in enumerate(actions) if any(effect.on.line is None for effect in action.effects)
        ]
        self.named = in_groups(
            (effect.on.line, rank) for rank, action in enumerate(actions) for effect in action.effects if effect.on.line
        )

    def __call__(self, item: Item) -> list[int]:
        """Return the ranks of the actions of which an effect does something to a line, in order."""
        room = item.room if isinstance(item, Equipment) else None
        ranks = {*self.wide, *self.named.get(item.id, ()), *self.named.get(room or "", ())}
        return [
            rank
            for rank in sorted(ranks)
            if any(effect_on(effect, item, self.tables) for effect in self.actions[rank].effects)
        ]


def room_effects(action: Action, rooms: Iterable[Service], tables: Tables) -> dict[str, float]:
    """Return the new PUE of each room that an action changes."""
    return {
        room.id: effect.pue
        for effect in action.effects
        if effect.pue is not None
        for room in rooms
        if aims_at_room(effect.on, room, tables)
    }


def aims_at_room(target: Target, room: Service, tables: Tables) -> bool:
    """Say whether the PUE of an effect is that of a room: the room itself, or all that is in it."""
    others = (target.line, target.type, target.entity, target.group, target.territory)
    return aims_at(target, room, tables) or (target.room == room.id and all(name is None for name in others))


def size_of(item: Item) -> str:
    """Return the name of the quantity of a line."""
    return "page_views" if item.type == "website" else "quantity"


def part_of(number: float, item: Item, aim: Aim) -> float:
    """Return the part of a number of units that goes to a line: as the lines hold them; equally, when they hold nothing."""
    if aim.units:
        return number * units(item) / aim.units
    return number / aim.lines if aim.lines else 0.0


def units(item: Item) -> float:
    """Return the units of a line; the pages seen of a website."""
    if isinstance(item, Service) and item.type == "website":
        return item.page_views or 0.0
    return item.quantity or 0.0


def purchases(item: Item, *, flux: bool = False) -> float:
    """Return the units bought in a year, the fleet being constant; those of the year itself with the option flux."""
    if isinstance(item, Service):
        return 0.0
    if flux:
        return item.purchased_in_year or 0.0
    return item.quantity / item.lifetime_years if item.lifetime_years else 0.0
