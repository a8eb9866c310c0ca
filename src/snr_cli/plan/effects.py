"""What an action does to the lines of a dossier: physical quantities change, the engine recomputes.

An action that is half-way has changed half of the units it aims at: a line is cut into the pieces that have changed and
those that have not. Impacts are then linear in the progress of each action, and several actions on one line combine by
what they change, never by tonnes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.model.dossier import Dossier
from snr_cli.model.inventory import Equipment, Service
from snr_cli.model.strategy import Action, Effect, Target

PARAMETERS: Final = (
    "lifetime_years",
    "quantity",
    "quantity_change",
    "quantity_change_percent",
    "kwh_per_year",
    "pue",
    "refurbished_share",
    "place",
    "page_weight_mb",
    "replaced_by",
    "added_component",
)
QUANTITIES: Final = frozenset({"quantity", "quantity_change", "quantity_change_percent"})
Item = Equipment | Service


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line under a set of actions; `added` marks a component that an action adds (an SSD)."""

    item: Item
    added: bool = False


def counts(action: Action) -> bool:
    """Say whether an action moves the trajectory: neither an idea nor abandoned, and it changes something."""
    return action.status not in ("idea", "abandoned") and bool(action.effects)


def progress(action: Action, year: int, reference_year: int) -> float:
    """Return how far an action is in a year, from 0 at the reference year (whose inventory holds what was done) to 1.

    The calendar ramps in equal steps from the year before `start` to `full`; after `end` the effect stops.
    """
    schedule = action.schedule
    start = schedule.start if schedule and schedule.start is not None else reference_year + 1
    full = schedule.full if schedule and schedule.full is not None else start
    if schedule is not None and schedule.end is not None and year > schedule.end and schedule.end >= reference_year:
        return 0.0

    def ramp(moment: int) -> float:
        if moment < start:
            return 0.0
        return min(1.0, (moment - start + 1) / (max(full, start) - start + 1))

    done = ramp(reference_year)
    return 0.0 if done >= 1.0 else max(0.0, (ramp(year) - done) / (1.0 - done))


def aims_at(target: Target, item: Item, tables: Tables) -> bool:
    """Say whether a target selects a line: every criterion that it gives must hold."""
    if target.territory is not None:
        return False
    # the narrowest first: a plan asks this of every line for every effect
    if target.line is not None and target.line != item.id:
        return False
    if target.type is not None and target.type != item.type:
        return False
    if target.entity is not None and target.entity != item.entity:
        return False
    if target.room is not None and target.room != (item.room if isinstance(item, Equipment) else None):
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


def room_effects(action: Action, rooms: Iterable[Service], tables: Tables) -> dict[str, float]:
    """Return the new PUE of each room that an action changes."""
    return {
        room.id: effect.pue
        for effect in action.effects
        if effect.pue is not None
        for room in rooms
        if aims_at(effect.on, room, tables)
    }


def pieces_under(
    item: Item, actions: Sequence[Action], selected: dict[tuple[str, int], float], tables: Tables
) -> list[Piece]:
    """Return the pieces of a line once these actions have their full effect, in the order of the dossier.

    Args:
        item: the line as the dossier gives it.
        actions: the actions that act.
        selected: for each effect (action id, rank), the units that it selects in all: an absolute quantity, or a change in
            units, is shared between the lines it aims at in proportion to what they hold.
        tables: for the groups of types.
    """
    pieces = [Piece(item)]
    for action in actions:
        for rank, effect in enumerate(action.effects):
            if aims_at(effect.on, item, tables):
                pieces = _applied(pieces, effect, selected.get((action.id, rank), 0.0))
    return pieces


def _applied(pieces: list[Piece], effect: Effect, selected: float) -> list[Piece]:
    result: list[Piece] = []
    factor = quantity_factor(effect, selected)
    share = 1.0 if effect.share is None else effect.share
    for piece in pieces:
        if piece.added:
            result.append(_scaled(piece, factor))
            continue
        changed = _changed(piece.item, effect)
        if changed is piece.item and effect.added_component is None:
            result.append(_scaled(piece, factor))
            continue
        if share < 1.0:
            result.append(_scaled(piece, factor * (1.0 - share)))
        touched = _scaled(Piece(changed), factor * share)
        result.append(touched)
        if effect.added_component is not None and isinstance(touched.item, Equipment):
            result.append(Piece(_component(touched.item, effect.added_component), added=True))
    return result


def quantity_factor(effect: Effect, selected: float) -> float:
    """Return by what an effect multiplies the quantity of the lines it selects (never under 0)."""
    if effect.quantity is not None:
        return effect.quantity / selected if selected else 0.0
    if effect.quantity_change is not None:
        return max(0.0, 1.0 + effect.quantity_change / selected) if selected else 1.0
    if effect.quantity_change_percent is not None:
        return max(0.0, 1.0 + effect.quantity_change_percent / 100)
    return 1.0


def _changed(item: Item, effect: Effect) -> Item:
    """Return a line with its physical parameters changed; the same object when nothing is."""
    values: dict[str, object] = {}
    if isinstance(item, Equipment):
        for key in ("lifetime_years", "kwh_per_year", "refurbished_share", "upstream_years", "place"):
            if getattr(effect, key) is not None:
                values[key] = getattr(effect, key)
        if effect.lifetime_years is not None:
            values["purchase_year"] = None  # a new policy on the whole line: its age no longer bounds its life
        if effect.replaced_by is not None:
            values |= {"type": effect.replaced_by, "lifetime_years": effect.lifetime_years, "purchase_year": None}
            values["kwh_per_year"] = effect.kwh_per_year
    else:
        for key in ("place", "page_weight_mb"):
            if getattr(effect, key) is not None:
                values[key] = getattr(effect, key)
        if effect.pue is not None and item.type != "server_room":
            values["pue"] = effect.pue
        if effect.replaced_by is not None:
            values["type"] = effect.replaced_by
    return item.model_copy(update=values) if values else item


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


def _scaled(piece: Piece, factor: float) -> Piece:
    if factor == 1.0:
        return piece
    item = piece.item
    if isinstance(item, Service) and item.type == "website":
        return Piece(item.model_copy(update={"page_views": (item.page_views or 0.0) * factor}), piece.added)
    values = {"quantity": (item.quantity or 0.0) * factor}
    if isinstance(item, Equipment) and item.purchased_in_year is not None:
        values["purchased_in_year"] = item.purchased_in_year * factor  # the purchases of a piece follow its units
    return Piece(item.model_copy(update=values), piece.added)


def units_selected(dossier: Dossier, action: Action, rank: int, tables: Tables) -> float:
    """Return the units of all the lines that an effect selects."""
    effect = action.effects[rank]
    if effect.quantity is None and effect.quantity_change is None:
        return 0.0  # nothing to share between lines
    target = effect.on
    items: list[Item] = [*dossier.equipment, *dossier.services]
    return sum((item.quantity or 0.0) for item in items if aims_at(target, item, tables))
