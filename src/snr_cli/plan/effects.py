"""What an action does to the lines of a dossier: physical quantities change, the engine recomputes.

An action that is half-way has changed half of the units it aims at: a line is cut into the pieces that have changed and
those that have not. Impacts are then linear in the progress of each action, and several actions on one line combine by
what they change, never by tonnes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import fsum
from typing import Final, NamedTuple

from snr_cli.catalog.tables import Tables
from snr_cli.engine.proof import CREDITS, HYPOTHESIS
from snr_cli.engine.records import Line
from snr_cli.model.dossier import Dossier
from snr_cli.model.inventory import Equipment, Service
from snr_cli.model.strategy import Action, Effect, Target
from snr_cli.plan.present import internal_lifetime, present_lifetime, unit_kwh

PARAMETERS: Final = (
    "lifetime_years",
    "quantity",
    "quantity_change",
    "quantity_change_percent",
    "kwh_per_year",
    "hours_change_percent",
    "purchases_avoided",
    "pue",
    "refurbished_share",
    "upstream_years",
    "place",
    "page_weight_mb",
    "replaced_by",
    "added_component",
)
QUANTITIES: Final = frozenset({"quantity", "quantity_change", "quantity_change_percent"})
RELATIVE: Final = frozenset({"quantity_change", "quantity_change_percent", "hours_change_percent", "purchases_avoided"})
LONGEST_LIFE: Final = 60.0  # years: the longest that the dossier may say
Item = Equipment | Service


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line under a set of actions; `added` marks a component that an action adds (an SSD).

    Its quantity is what shares and percentages leave of the line. `given` is the last quantity that is set for the line, or
    that of today, and `more` the sum of the changes in units: they come before the percentages (see `pieces_of`).
    `years`: the lifetime that purchases avoided prolong; `less`: the part of a year's purchases that is avoided so far.
    """

    item: Item
    added: bool = False
    given: float = 0.0
    more: float = 0.0
    years: float | None = None
    less: float = 0.0


class Aim(NamedTuple):
    """What an effect aims at in all: units (or those bought in a year, for purchases avoided), and lines that hold units."""

    units: float
    lines: int


NO_AIM: Final = Aim(0.0, 0)
Aims = dict[tuple[str, int], Aim]  # by action and rank of the effect


def counts(action: Action) -> bool:
    """Say whether an action moves the trajectory: neither an idea nor abandoned, and it changes something."""
    return action.status not in ("idea", "abandoned") and bool(action.effects)


def aims_at(target: Target, item: Item, tables: Tables) -> bool:
    """Say whether a target selects a line: every criterion that it gives must hold."""
    if target.territory is not None:
        return False
    # the narrowest first: a plan asks this of every line for every effect
    room = item.room if isinstance(item, Equipment) else None
    if target.line is not None and target.line != item.id:
        return False
    if target.type is not None and target.type != item.type:
        return False
    if target.entity is not None and target.entity != item.entity:
        return False
    if target.room is not None and target.room != room:
        return False
    if target.group is not None and target.group != group_of(item, tables):
        return False
    given = (target.line, target.type, target.entity, target.room, target.group)
    return target.everything or any(each is not None for each in given)


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
    return Effect(on=effect.on, place=effect.place) if all(each is None for each in others) else None


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
    return aims_at(target, room, tables) or (target.room == room.id and all(each is None for each in others))


def pieces_after(pieces: list[Piece], item: Item, action: Action, selected: Aims, tables: Tables) -> list[Piece]:
    """Return the pieces of a line once one more action has its full effect.

    Args:
        pieces: what the line is made of under the actions before it in the dossier.
        item: the line as the dossier gives it.
        action: the action.
        selected: for each effect (action id, rank), what it selects in all: an absolute quantity, or a change in units, is
            shared between the lines it aims at in proportion to what they hold; equally, when they hold nothing.
        tables: for the groups of types.
    """
    for rank, effect in enumerate(action.effects):
        applied = effect_on(effect, item, tables)
        if applied is not None:
            if applied.replaced_by is not None and not of_one_kind(item, applied.replaced_by, tables):
                applied = applied.model_copy(update={"replaced_by": None})
            aim = selected.get((action.id, rank), NO_AIM)
            if applied.quantity is not None:
                said = part_of(applied.quantity, item, aim)
                pieces = [Piece(piece.item, piece.added, said, piece.more, piece.years, piece.less) for piece in pieces]
            elif applied.quantity_change is not None:
                change = part_of(applied.quantity_change, item, aim)
                pieces = [
                    Piece(piece.item, piece.added, piece.given, piece.more + change, piece.years, piece.less)
                    for piece in pieces
                ]
            pieces = _applied(pieces, applied, aim)
    return pieces


def size_of(item: Item) -> str:
    """Return the name of the quantity of a line."""
    return "page_views" if item.type == "website" else "quantity"


def piece_of(item: Item) -> Piece:
    """Return a line that no action has touched; one that holds nothing is followed by the unit."""
    size = size_of(item)
    today = getattr(item, size)
    followed = item.model_copy(update={size: 1.0}) if today == 0 else item
    return Piece(followed, given=today or 0.0, years=item.lifetime_years if isinstance(item, Equipment) else None)


def part_of(number: float, item: Item, aim: Aim) -> float:
    """Return the part of a number of units that goes to a line: as the lines hold them; equally, when they hold nothing."""
    if aim.units:
        return number * units(item) / aim.units
    return number / aim.lines if aim.lines else 0.0


def pieces_of(pieces: Iterable[Piece], item: Item) -> list[Piece]:
    """Return the pieces of a line with the units that are said of it: (set or of today + changes) × percentages, from 0 up."""
    today = getattr(item, size_of(item))
    if today is None:  # a room, a site whose pages nobody counts
        return list(pieces)
    return [scaled(piece, said_factor(piece, today), bought=bool(today)) for piece in pieces]


def said_factor(piece: Piece, today: float) -> float:
    """Return by what the units that are said of a line multiply a piece of it; a line that holds nothing is one unit."""
    if piece.given == today and not piece.more and today:
        return 1.0
    return max(0.0, piece.given + piece.more) / (today or 1.0)


def _applied(pieces: list[Piece], effect: Effect, selected: Aim) -> list[Piece]:
    result: list[Piece] = []
    factor = percent_factor(effect)
    share = 1.0 if effect.share is None else effect.share
    for piece in pieces:
        if piece.added:
            result.append(scaled(piece, share * factor + (1.0 - share)))
            continue
        changed = _changed(piece, effect, selected.units)
        if changed is piece and effect.added_component is None:
            result.append(scaled(piece, share * factor + (1.0 - share)))
            continue
        if share < 1.0:
            result.append(scaled(piece, 1.0 - share))
        touched = scaled(changed, factor * share)
        result.append(touched)
        if effect.added_component is not None and isinstance(touched.item, Equipment):
            component = _component(touched.item, effect.added_component)
            result.append(Piece(component, added=True, given=touched.given, more=touched.more))
    return result


def percent_factor(effect: Effect) -> float:
    """Return by what an effect multiplies the quantity of the lines it selects (never under 0)."""
    if effect.quantity is not None or effect.quantity_change is not None or effect.quantity_change_percent is None:
        return 1.0
    return max(0.0, 1.0 + effect.quantity_change_percent / 100)


def _changed(piece: Piece, effect: Effect, selected: float) -> Piece:
    """Return a piece with its physical parameters changed; the same object when nothing is.

    Its purchase year stays: the engine counts it over its lifetime, or its age when that is more, as it does today.
    """
    item, values = piece.item, dict[str, object]()
    years, less = piece.years, piece.less
    if isinstance(item, Equipment):
        for key in ("lifetime_years", "kwh_per_year", "refurbished_share", "upstream_years", "place"):
            if getattr(effect, key) is not None:
                values[key] = getattr(effect, key)
        if (
            values.get("lifetime_years", item.lifetime_years) != item.lifetime_years
        ):  # the source of the life of today says nothing of the one to come
            values["lifetime_source"] = HYPOTHESIS
        if effect.upstream_years is not None:
            values["upstream_source"] = effect.upstream_source or HYPOTHESIS
        if (
            effect.hours_change_percent is not None
            and (kwh := values.get("kwh_per_year", item.kwh_per_year)) is not None
        ):
            values["kwh_per_year"] = float(str(kwh)) * (1.0 + effect.hours_change_percent / 100)
        if effect.lifetime_years is not None:
            less = 0.0
        elif effect.purchases_avoided is not None:
            less += effect.purchases_avoided / selected if selected else 0.0
            values |= _bought_less(piece, less)
        if effect.replaced_by is not None:
            values |= {"type": effect.replaced_by, "lifetime_years": effect.lifetime_years, "purchase_year": None}
            values["kwh_per_year"] = effect.kwh_per_year
            values = {**dict.fromkeys(CREDITS), **values}  # the proofs of what is replaced are not those of the new one
            years, less = effect.lifetime_years, 0.0
    else:
        for key in ("place", "page_weight_mb"):
            if getattr(effect, key) is not None:
                values[key] = getattr(effect, key)
        if effect.pue is not None and item.type != "server_room":
            values["pue"] = effect.pue
        if effect.kwh_per_year is not None and item.metered_kwh_per_year is not None:
            values["metered_kwh_per_year"] = reading_at_todays_pue(effect, item)
        if effect.replaced_by is not None and item.type not in ("server_room", "website"):
            values["type"] = effect.replaced_by
    return replace(piece, item=item.model_copy(update=values), years=years, less=less) if values else piece


def reading_at_todays_pue(effect: Effect, room: Service) -> float:
    """Return what the meter of a room would read with the PUE of today, from the reading that an effect says.

    A meter follows the PUE. The reading of an effect that changes both is the one with its new PUE: the ratio is taken out
    here, and comes back with that PUE.
    """
    reading = effect.kwh_per_year or 0.0
    return reading * room.pue / effect.pue if effect.pue is not None and room.pue is not None else reading


def _bought_less(piece: Piece, part: float) -> dict[str, object]:
    """Return what changes when a part of the purchases of a year is not made: the fleet being the same, it lasts longer.

    Purchases = quantity / lifetime: a part less of them divides by 1 − part. The parts that several actions avoid add up.
    """
    item, values = piece.item, dict[str, object]()
    if piece.years is not None:
        longest = max(LONGEST_LIFE, piece.years)
        values["lifetime_years"] = min(longest, piece.years / (1.0 - part)) if part < 1.0 else longest
    if isinstance(item, Equipment) and item.purchased_in_year is not None:
        left = max(0.0, 1.0 - part) / (1.0 - piece.less) if piece.less < 1.0 else 0.0
        values["purchased_in_year"] = item.purchased_in_year * left
    return values


def _component(host: Equipment, component: str) -> Equipment:
    """Return the component added to each unit of a line: it lasts as long as its host, and draws no power of its own."""
    return Equipment.model_construct(
        id=f"{host.id}+{component}",
        type=component,
        quantity=host.quantity,
        lifetime_years=host.lifetime_years,
        purchased_in_year=host.purchased_in_year,
        ownership=host.ownership,
        state="stored",
        entity=host.entity,
        site=host.site,
    )


def scaled(piece: Piece, factor: float, *, bought: bool = True) -> Piece:
    """Return a piece with its quantity multiplied, and its purchases of the year, which follow its units."""
    item, size = piece.item, size_of(piece.item)
    number = getattr(item, size)
    if factor == 1.0 or number is None:
        return piece
    values = {size: number * factor}
    if bought and isinstance(item, Equipment) and item.purchased_in_year is not None:
        values["purchased_in_year"] = item.purchased_in_year * factor
    item = item.model_copy(update=values)
    return Piece(item, piece.added, piece.given, piece.more, piece.years, piece.less)


def units_selected(dossier: Dossier, action: Action, rank: int, tables: Tables) -> Aim:
    """Return the units of all the lines that an effect selects; those bought in a year, for purchases avoided."""
    effect = action.effects[rank]
    bought = effect.purchases_avoided is not None
    if effect.quantity is None and effect.quantity_change is None and not bought:
        return NO_AIM  # nothing to share between lines
    items: list[Item] = [*dossier.equipment, *dossier.services]
    aimed = [item for item in items if item.type != "server_room" and aims_at(effect.on, item, tables)]
    count = purchases if bought else units
    flux = "flux" in dossier.method.options
    return Aim(fsum(count(item, flux=flux) for item in aimed), len(aimed))


def units(item: Item, *, flux: bool = False) -> float:
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


def made_explicit(dossier: Dossier, assessed: Iterable[Line], actions: Sequence[Action], tables: Tables) -> Dossier:
    """Return the dossier with the lifetime and the kWh of a unit said, where an effect changes them from what they are.

    Args:
        dossier: the dossier, inventories read.
        assessed: its lines, assessed.
        actions: those that count.
        tables: the factor tables.
    """
    asked = [
        (
            effect.on,
            bool(effect.added_component),
            effect.purchases_avoided is not None,
            effect.hours_change_percent is not None,
        )
        for action in actions
        for effect in action.effects
    ]
    asked = [each for each in asked if any(each[1:])]
    if not asked:
        return dossier
    lines = {line.id: line for line in assessed}
    equipment: list[Equipment] = []
    for item in dossier.equipment:
        line = lines.get(item.id)
        values: dict[str, object] = {}
        for target, lifetime, bought, hours in asked:
            if line is None or not aims_at(target, item, tables):
                continue
            if bought:
                values["lifetime_years"] = present_lifetime(line)
            elif lifetime and item.lifetime_years is None:
                values.setdefault("lifetime_years", internal_lifetime(line))
            if hours and item.kwh_per_year is None:
                values["kwh_per_year"] = unit_kwh(line)
        equipment.append(item.model_copy(update=values) if values else item)
    return dossier.model_copy(update={"equipment": tuple(equipment)})
