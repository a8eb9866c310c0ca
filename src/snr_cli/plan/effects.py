"""What an action does to the lines of a dossier: physical quantities change, the engine recomputes.

An action that is half-way has changed half of the units it aims at: a line is cut into the pieces that have changed and
those that have not. Impacts are then linear in the progress of each action, and several actions on one line combine by
what they change, never by tonnes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import fsum
from typing import Any, Final, NamedTuple

from snr_cli.catalog.tables import Tables
from snr_cli.engine.estimated import as_inventoried
from snr_cli.engine.proof import AS_TODAY, less_before, unproved_before
from snr_cli.engine.records import Assessment, Line
from snr_cli.french.words.idle import WhyIdle
from snr_cli.model.dossier import Dossier, Equipment
from snr_cli.model.grouped import in_groups
from snr_cli.model.strategy import Action, Effect
from snr_cli.plan.aims import (
    NO_AIM,
    Aim,
    Aims,
    DossierLines,
    Item,
    aims_at_room,
    counts,
    effect_on,
    of_one_kind,
    part_of,
    present_lifetime,
    purchases,
    size_of,
    units,
)
from snr_cli.plan.calendar import LONGEST, progress
from snr_cli.plan.parameters import EFFECT_PARAMETERS, ROOM, Aimed, Change, Parameter, Takes, given, kind_of, units_said
from snr_cli.plan.territory import beyond_the_territory


def units_selected(dossier: Dossier, actions: Iterable[Action], tables: Tables) -> Aims:
    """Return what each effect selects in all, when it gives a number for all its lines together: one of its parameters is shared."""
    lines = DossierLines((*dossier.equipment, *dossier.services), tables)
    flux = "flux" in dossier.method.options
    aims: Aims = {}
    for action in actions:
        for rank, effect in enumerate(action.effects):
            aims[action.id, rank] = NO_AIM
            if any(parameter.shared for parameter in given(effect)):
                aimed = [item for item in lines.at(effect.on) if item.type != ROOM]
                bought = fsum(purchases(item, flux=flux) for item in aimed)
                aims[action.id, rank] = Aim(fsum(map(units, aimed)), len(aimed), bought)
    return aims


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
    aimed = DossierLines(dossier.equipment, tables)
    by_item = in_groups((item.id, start) for target, start in starts for item in aimed.at(target))
    equipment: list[Equipment] = []
    for item in dossier.equipment:
        line = lines.get(item.id)
        values: dict[str, object] = {}
        for start in by_item.get(item.id, ()):
            if line is None:
                continue
            if start.always:
                values[start.key] = start.today(line)
            elif getattr(item, start.key) is None:
                values.setdefault(start.key, start.today(line))
        if "lifetime_years" in values and item.lifetime_years is None:
            values["lifetime_source"] = AS_TODAY
        equipment.append(item.model_copy(update=values) if values else item)
    return dossier.model_copy(update={"equipment": tuple(equipment)})


# What an effect says and that changes nothing, with the reason: a parameter that none of the lines it aims at can take.

_ADDING: Final = {key for key, parameter in EFFECT_PARAMETERS.items() if parameter.units == "adds"}


class Idle(NamedTuple):
    """A parameter of an effect that does nothing: where it is written, a line it aims at, and why (a code)."""

    action: str
    position: int
    rank: int
    parameter: str
    line: str
    why: WhyIdle


def idle(dossier: Dossier, assessment: Assessment, tables: Tables) -> tuple[Idle, ...]:
    """Return the parameters that change nothing on any of the lines that their effect aims at.

    An effect on no line, or without any parameter, is another mistake (SNR601, SNR603).
    """
    bench = _Bench(dossier, assessment, tables)
    idles = [
        Idle(action.id, index, rank, parameter, line, why)
        for index, action in enumerate(dossier.actions)
        if action.status != "abandoned" and not _counted_there(action, dossier.reference_year)
        for rank, effect in enumerate(action.effects)
        for parameter, line, why in bench.of(effect)
    ]
    told = {(idle_effect.position, idle_effect.rank) for idle_effect in idles if idle_effect.parameter in _ADDING}
    idles += [idle_effect for idle_effect in bench.below_zero() if (idle_effect.position, idle_effect.rank) not in told]
    idles += [
        Idle(dossier.actions[index].id, index, rank, "quantity", "", why)
        for (index, rank), why in beyond_the_territory(dossier, assessment).items()
    ]
    return tuple(sorted(idles, key=lambda idle_effect: (idle_effect.position, idle_effect.rank)))


class Contradiction(NamedTuple):
    """What a finished action says and that the inventory does not show: where it is written, a line, its value today when it has one."""

    action: str
    position: int
    rank: int
    parameter: str
    line: str
    today: float | str | None


def contradicted(dossier: Dossier, assessment: Assessment, tables: Tables) -> tuple[Contradiction, ...]:
    """Return what the inventory contradicts of the actions that are finished or at full effect, and counted as being in it.

    What is said of a share of a line, or in more or less, no inventory tells; one that goes further than the action is no contradiction.
    """
    first = dossier.reference_year
    bench: _Bench | None = None
    contradictions = []
    for index, action in enumerate(dossier.actions):
        ended = action.schedule is not None and action.schedule.end is not None and action.schedule.end <= first
        if ended or not _counted_there(action, first):
            continue
        for rank, effect in enumerate(action.effects):
            if effect.on.territory is None and effect.share in (None, 1.0):
                bench = bench or _Bench(dossier, assessment, tables)
                contradictions += [
                    Contradiction(action.id, index, rank, parameter, line, today)
                    for parameter, line, today in bench.against(effect)
                ]
    return tuple(contradictions)


def _counted_there(action: Action, first: int) -> bool:
    """Say whether an action is finished, or at full effect, and its effect in the inventory of the reference year."""
    years = range(first + 1, first + LONGEST + 1)
    return action.status in ("done", "under_way") and not any(progress(action, year, first) for year in years)


class Amount(NamedTuple):
    """The units that an effect says of a line: where it is written, by which parameter, whether they are set, how many."""

    position: int
    rank: int
    parameter: str
    is_set: bool
    number: float


class _Bench:
    def __init__(self, dossier: Dossier, assessment: Assessment, tables: Tables) -> None:
        self.dossier = dossier = as_inventoried(dossier, assessment)
        self.tables = tables
        self.place = assessment.place
        self.counted = assessment.carried.lines
        self.options = frozenset(dossier.method.options)
        organisation = assessment.organisation
        self.lines = {line.id: line for line in (*organisation.lines, *organisation.public_lines)}
        self.dossier_lines = DossierLines((*dossier.equipment, *dossier.services), tables)
        self.rooms = {service.id: service for service in dossier.services if service.type == ROOM}
        self.by_room = in_groups((item.room, item) for item in dossier.equipment if item.room is not None)
        self.amounts = self._amounts()
        self.fed = {line for line, amounts in self.amounts.items() if any(amount.number > 0 for amount in amounts)}

    def _amounts(self) -> dict[str, list[Amount]]:
        """Return, by line, the units that effects say of it."""
        amounts: dict[str, list[Amount]] = {}
        aims = units_selected(self.dossier, self.dossier.actions, self.tables)
        for index, action in enumerate(self.dossier.actions):
            for rank, effect in enumerate(action.effects if counts(action) else ()):
                said = units_said(effect)
                if said is None or not said.parameter.shared or effect.on.territory is not None:
                    continue
                for item in self.dossier_lines.at(effect.on):
                    if item.type != ROOM:
                        part = part_of(said.value, item, aims[action.id, rank])
                        amount = Amount(index, rank, said.parameter.key, said.parameter.units == "sets", part)
                        amounts.setdefault(item.id, []).append(amount)
        return amounts

    def below_zero(self) -> Iterable[Idle]:
        """Yield the last effect that takes units away from a line, when those of a year take more than there are."""
        actions = self.dossier.actions
        told: set[tuple[int, int]] = set()
        for item in self.dossier_lines.items:
            amounts = self.amounts.get(item.id, ())
            lowest = min([units(item), *(amount.number for amount in amounts if amount.is_set)])
            taken = [amount.number for amount in amounts if not amount.is_set and amount.number < 0]
            if not taken or lowest + fsum(taken) >= 0:
                continue
            first = self.counted.get(item.id, self.dossier.reference_year)
            schedules = [actions[amount.position].schedule for amount in amounts]
            years = {
                first + 1,
                *(year for schedule in schedules if schedule for year in (schedule.start, schedule.full) if year),
            }
            for year in sorted(years):
                acting = [amount for amount in amounts if progress(actions[amount.position], year, first)]
                given_last = [units(item), *(amount.number for amount in acting if amount.is_set)][-1]
                added = [amount for amount in acting if not amount.is_set]
                taking = [amount for amount in added if amount.number < 0]
                held = given_last + fsum(amount.number for amount in added)
                if taking and held < -1e-9 * max(1.0, units(item)):
                    last = taking[-1]
                    if (last.position, last.rank) not in told:
                        told.add((last.position, last.rank))
                        action = actions[last.position].id
                        yield Idle(action, last.position, last.rank, last.parameter, item.id, "more_than_left")
                    break

    def of(self, effect: Effect) -> Iterable[tuple[str, str, WhyIdle]]:
        """Yield (parameter, line, why) for what an effect says in vain."""
        said = given(effect)
        if effect.on.territory is not None:
            taken = [
                parameter for parameter in EFFECT_PARAMETERS.values() if effect.on.territory in parameter.territory
            ]
            yield from ((parameter.key, "", "territory_parameter") for parameter in said if parameter not in taken)
            if effect.share is not None and not any(parameter.of_life for parameter in taken):
                yield "share", "", "share_of_units"
            return
        if effect.substitution_rate is not None:
            yield "substitution_rate", "", "territory_only"
        aimed = self.dossier_lines.at(effect.on)
        if not aimed:
            return
        quantities = [parameter for parameter in said if parameter.units]
        held = fsum(units(item) for item in aimed if item.type != ROOM)
        for parameter in said:
            if parameter in quantities[1:]:
                yield parameter.key, aimed[0].id, "other_quantity"
                continue
            reached = aimed
            if parameter.key == "pue":
                more = (room for room in self.rooms.values() if aims_at_room(effect.on, room, self.tables))
                reached = list({item.id: item for item in (*aimed, *more)}.values())
            whys = [self._why(parameter, effect, item, held) for item in reached]
            if all(whys):
                yield parameter.key, reached[0].id, whys[0]
        keys = {parameter.key for parameter in said}
        if effect.share is not None and keys:
            if effect.share == 0:
                yield "share", aimed[0].id, "share_zero"
            elif all(parameter.units and parameter.shared for parameter in said):
                yield "share", aimed[0].id, "share_of_units"
            elif keys == {"pue"} and all(item.type == ROOM for item in aimed):
                yield "share", aimed[0].id, "share_of_room"
        units_of = units_said(effect)
        if units_of is not None and units_of.parameter.units == "adds" and -units_of.value > held > 0:
            yield units_of.parameter.key, aimed[0].id, "more_than_held"
        for parameter in said:
            if parameter.of_purchases and not self.options & {"beges"}:
                bought = fsum(self._purchases(item) for item in aimed)
                if 0 < bought < getattr(effect, parameter.key) * (1 - 1e-9):
                    yield parameter.key, aimed[0].id, "more_than_bought"

    def against(self, effect: Effect) -> Iterable[tuple[str, str, float | str | None]]:
        """Yield (parameter, line, value today) for what an effect says and a line does not show, one line a parameter."""
        aimed = self.dossier_lines.at(effect.on)
        held = fsum(units(item) for item in aimed if item.type != ROOM)
        for parameter in given(effect):
            for item in aimed if parameter.told else ():
                today = self._today(parameter, item, held)
                said = getattr(effect, parameter.key)
                beyond = today is not None and (
                    (parameter.told == "at_least" and today >= said) or (parameter.told == "at_most" and today <= said)
                )
                if not beyond and not self._why(parameter, effect, item, held):
                    yield parameter.key, item.id, today
                    break

    def _today(self, parameter: Parameter, item: Item, held: float) -> Any:
        if parameter.units:
            return held
        line, today = self.lines.get(item.id), getattr(item, parameter.key, None)
        if today is None and parameter.present is not None and line is not None:
            return parameter.present(line)
        return today

    def _purchases(self, item: Item) -> float:
        line = self.lines.get(item.id)
        if isinstance(item, Equipment) and line is not None:
            item = item.model_copy(update={"lifetime_years": present_lifetime(line)})
        return purchases(item, flux="flux" in self.options)

    def _why(self, parameter: Parameter, effect: Effect, item: Item, held: float) -> WhyIdle:
        """Return why a parameter does nothing on a line; empty when it acts."""
        kind = kind_of(item)
        takes = parameter.on(kind)
        said = units_said(effect)
        brings = said is not None and said.parameter.shared and said.value > 0
        if not (units(item) or item.id in self.fed or brings) and kind != "room" and not parameter.units:
            return "no_page_views" if kind == "website" else "no_units"
        if not isinstance(takes, Takes):
            return takes
        around = (self.rooms, self.by_room.get(item.id, ()), self.place, self.dossier.reference_year, self.options)
        why = takes.idle(effect, Aimed(item, self.lines.get(item.id), *around, held, self.tables))
        return "" if why == "no_units" and item.id in self.fed else why
