"""What an action does to the lines of a dossier: physical quantities change, the engine recomputes.

An action that is half-way has changed half of the units it aims at: a line is cut into the pieces that have changed and
those that have not. Impacts are then linear in the progress of each action, and several actions on one line combine by
what they change, never by tonnes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from snr_cli.catalog.tables import Tables
from snr_cli.engine.proof import AS_TODAY, less_before, unproved_before
from snr_cli.engine.records import Line
from snr_cli.model.dossier import Dossier
from snr_cli.model.inventory import Equipment
from snr_cli.model.strategy import Action, Effect
from snr_cli.plan.aims import NO_AIM, Aim, Aims, Item, aims_at, effect_on, of_one_kind, part_of, size_of
from snr_cli.plan.parameters import given, units_said
from snr_cli.plan.parameters.record import Change, Takes, kind_of


@dataclass(frozen=True, slots=True)
class LinePiece:
    """A part of a line under a set of actions; `added` marks a component that an action adds (an SSD).

    Its quantity is what shares and percentages leave of the line. `given` is the last quantity that is set for the line, or
    that of today, and `more` the sum of the changes in units: they come before the percentages (see `pieces_of`).
    `years`: the lifetime that purchases avoided prolong; `less`: the part of a year's purchases that is avoided so far.
    `unproved`: the years before, by unit, that the line declares and that no proof makes count.
    """

    item: Item
    added: bool = False
    given: float = 0.0
    more: float = 0.0
    years: float | None = None
    less: float = 0.0
    unproved: float = 0.0


def pieces_after(
    pieces: list[LinePiece], item: Item, action: Action, selected: Aims, tables: Tables
) -> list[LinePiece]:
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
            said = units_said(applied)
            if said is not None and said.parameter.shared:
                part = part_of(said.value, item, aim)
                sets = said.parameter.units == "sets"
                pieces = [
                    replace(piece, given=part) if sets else replace(piece, more=piece.more + part) for piece in pieces
                ]
            pieces = _applied(pieces, applied, aim, said.factor if said is not None else 1.0)
    return pieces


def piece_of(item: Item) -> LinePiece:
    """Return a line that no action has touched; one that holds nothing is followed by the unit."""
    size = size_of(item)
    today = getattr(item, size)
    followed = item.model_copy(update={size: 1.0}) if today == 0 else item
    piece = LinePiece(followed, given=today or 0.0)
    if not isinstance(item, Equipment):
        return piece
    return replace(piece, years=item.lifetime_years, unproved=unproved_before(item))


def pieces_of(pieces: Iterable[LinePiece], item: Item) -> list[LinePiece]:
    """Return the pieces of a line with the units that are said of it: (set or of today + changes) × percentages, from 0 up."""
    today = getattr(item, size_of(item))
    if today is None:  # a room, a site whose pages nobody counts
        return list(pieces)
    return [scaled(piece, said_factor(piece, today), bought=bool(today)) for piece in pieces]


def said_factor(piece: LinePiece, today: float) -> float:
    """Return by what the units that are said of a line multiply a piece of it; a line that holds nothing is one unit."""
    if piece.given == today and not piece.more and today:
        return 1.0
    return max(0.0, piece.given + piece.more) / (today or 1.0)


def _applied(pieces: list[LinePiece], effect: Effect, selected: Aim, factor: float) -> list[LinePiece]:
    result: list[LinePiece] = []
    share = 1.0 if effect.share is None else effect.share
    for piece in pieces:
        if piece.added:
            result.append(scaled(piece, share * factor + (1.0 - share)))
            continue
        changed = _changed(piece, effect, selected)
        if changed is piece and effect.added_component is None:
            result.append(scaled(piece, share * factor + (1.0 - share)))
            continue
        if share < 1.0:
            result.append(scaled(piece, 1.0 - share))
        touched = scaled(changed, factor * share)
        result.append(touched)
        if effect.added_component is not None and isinstance(touched.item, Equipment):
            component = _component(touched.item, effect.added_component)
            result.append(LinePiece(component, added=True, given=touched.given, more=touched.more))
    return result


def _changed(piece: LinePiece, effect: Effect, selected: Aim) -> LinePiece:
    """Return a piece with its physical parameters changed; the same object when nothing is.

    Its purchase year stays: the engine counts it over its lifetime, or its age when that is more, as it does today.
    """
    kind = kind_of(piece.item)
    change = Change(piece.item, effect, selected, piece.years, piece.less)
    for parameter in given(effect):
        takes = parameter.on(kind)
        if isinstance(takes, Takes) and takes.change is not None:
            takes.change(change)
    if not change.values:
        return piece
    return replace(
        piece,
        item=piece.item.model_copy(update=change.values),
        years=change.years,
        less=change.less,
        unproved=0.0 if effect.replaced_by is not None else piece.unproved,
    )


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


def scaled(piece: LinePiece, factor: float, *, bought: bool = True) -> LinePiece:
    """Return a piece with its quantity multiplied, and its purchases of the year, which follow its units."""
    item, size = piece.item, size_of(piece.item)
    number = getattr(item, size)
    if factor == 1.0 or number is None:
        return piece
    values = {size: number * factor}
    if bought and isinstance(item, Equipment) and item.purchased_in_year is not None:
        values["purchased_in_year"] = item.purchased_in_year * factor
    return replace(piece, item=item.model_copy(update=values))


def unit_of(piece: LinePiece) -> Item:
    """Return the item of a piece as it counts: a credit starts from what its line declares, of which no proof makes a gain."""
    return less_before(piece.item, piece.unproved) if isinstance(piece.item, Equipment) else piece.item


def made_explicit(dossier: Dossier, assessed: Iterable[Line], actions: Sequence[Action], tables: Tables) -> Dossier:
    """Return the dossier with what parameters start from (`Parameter.start`) said of the lines that they aim at.

    Args:
        dossier: the dossier, inventories read.
        assessed: its lines, assessed.
        actions: those that count.
        tables: the factor tables.
    """
    starts = [
        (effect.on, parameter.start)
        for action in actions
        for effect in action.effects
        for parameter in given(effect)
        if parameter.start is not None
    ]
    if not starts:
        return dossier
    lines = {line.id: line for line in assessed}
    equipment: list[Equipment] = []
    for item in dossier.equipment:
        line = lines.get(item.id)
        values: dict[str, object] = {}
        for target, start in starts:
            if line is None or not aims_at(target, item, tables):
                continue
            if start.always:
                values[start.key] = start.today(line)
            elif getattr(item, start.key) is None:
                values.setdefault(start.key, start.today(line))
        if "lifetime_years" in values and item.lifetime_years is None:
            values["lifetime_source"] = AS_TODAY
        equipment.append(item.model_copy(update=values) if values else item)
    return dossier.model_copy(update={"equipment": tuple(equipment)})
