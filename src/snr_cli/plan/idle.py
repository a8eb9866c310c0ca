"""What an effect says and that changes nothing, with the reason: a parameter that none of the lines it aims at can take."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Final, NamedTuple

from snr_cli.catalog.tables import Tables
from snr_cli.engine.equipment import EMBODIED, TECHNICAL
from snr_cli.engine.proof import whole_life
from snr_cli.engine.records import Assessment, Line
from snr_cli.model.dossier import Dossier
from snr_cli.model.inventory import Equipment, Service
from snr_cli.model.strategy import Effect
from snr_cli.plan.calendar import progress
from snr_cli.plan.effects import (
    PARAMETERS,
    QUANTITIES,
    Item,
    aims_at,
    aims_at_room,
    counts,
    of_one_kind,
    part_of,
    purchases,
    units,
    units_selected,
)
from snr_cli.plan.present import internal_lifetime, present_lifetime, unit_kwh
from snr_cli.plan.territory import beyond_the_territory

ROOM, WEBSITE = "server_room", "website"
LIFETIME_OPTIONS: Final = ("flux", "beges")
TERRITORY: Final = {
    "smartphone_lifetime_years": ("lifetime_years",),
    "devices_reused": ("quantity",),
    "unused_devices": ("quantity",),
}


class Idle(NamedTuple):
    """A parameter of an effect that does nothing: where it is written, a line it aims at, and why (a code)."""

    action: str
    position: int
    rank: int
    parameter: str
    line: str
    why: str


def idle(dossier: Dossier, assessment: Assessment, tables: Tables) -> tuple[Idle, ...]:
    """Return the parameters that change nothing on any of the lines that their effect aims at.

    An effect on no line, or without any parameter, is another mistake (SNR601, SNR603).
    """
    bench = _Bench(dossier, assessment, tables)
    found = [
        Idle(action.id, index, rank, parameter, line, why)
        for index, action in enumerate(dossier.actions)
        if action.status != "abandoned"
        for rank, effect in enumerate(action.effects)
        for parameter, line, why in bench.of(effect)
    ]
    told = {(each.position, each.rank) for each in found if each.parameter == "quantity_change"}
    found += [each for each in bench.below_zero() if (each.position, each.rank) not in told]
    found += [
        Idle(dossier.actions[index].id, index, rank, "quantity", "", why)
        for (index, rank), why in beyond_the_territory(dossier, assessment).items()
    ]
    return tuple(sorted(found, key=lambda each: (each.position, each.rank)))


@dataclass(frozen=True)
class _Aimed:
    """A line that an effect aims at, as it is today."""

    item: Item
    line: Line | None
    rooms: Mapping[str, Service]
    in_room: Sequence[Equipment]
    place: str
    year: int

    @property
    def metered(self) -> bool:
        """Say whether the electricity of this line is read on the meter of its room."""
        room = self.rooms.get(self.item.room or "") if isinstance(self.item, Equipment) else None
        return room is not None and room.metered_kwh_per_year is not None

    @property
    def where(self) -> str:
        """The place of its electricity today."""
        room = self.rooms.get(self.item.room or "") if isinstance(self.item, Equipment) else None
        return self.item.place or (room.place if room is not None else None) or self.place


class _Bench:
    def __init__(self, dossier: Dossier, assessment: Assessment, tables: Tables) -> None:
        self.dossier = dossier
        self.tables = tables
        self.place = assessment.place
        self.options = frozenset(dossier.method.options)
        organisation = assessment.organisation
        self.lines = {line.id: line for line in (*organisation.lines, *organisation.public_lines)}
        self.items: list[Item] = [*dossier.equipment, *dossier.services]
        self.rooms = {service.id: service for service in dossier.services if service.type == ROOM}
        self.by_room: dict[str, list[Equipment]] = {}
        for item in dossier.equipment:
            if item.room is not None:
                self.by_room.setdefault(item.room, []).append(item)
        self.amounts = self._amounts()
        self.fed = {name for name, each in self.amounts.items() if any(number > 0 for *_, number in each)}

    def _amounts(self) -> dict[str, list[tuple[int, int, bool, float]]]:
        """Return, by line, the units that effects say of it: action, rank, whether they are set, how many."""
        found: dict[str, list[tuple[int, int, bool, float]]] = {}
        for index, action in enumerate(self.dossier.actions):
            for rank, effect in enumerate(action.effects if counts(action) else ()):
                number = effect.quantity if effect.quantity is not None else effect.quantity_change
                if number is None or effect.on.territory is not None:
                    continue
                aim = units_selected(self.dossier, action, rank, self.tables)
                for item in self.items:
                    if item.type != ROOM and aims_at(effect.on, item, self.tables):
                        part = part_of(number, item, aim)
                        found.setdefault(item.id, []).append((index, rank, effect.quantity is not None, part))
        return found

    def below_zero(self) -> Iterable[Idle]:
        """Yield the last effect that takes units away from a line, when those of a year take more than there are."""
        actions, first = self.dossier.actions, self.dossier.reference_year
        told: set[tuple[int, int]] = set()
        for item in self.items:
            amounts = self.amounts.get(item.id, ())
            lowest = min([units(item), *(number for *_, is_set, number in amounts if is_set)])
            taken = [number for *_, is_set, number in amounts if not is_set and number < 0]
            if not taken or lowest + fsum(taken) >= 0:
                continue
            schedules = [actions[index].schedule for index, *_ in amounts]
            years = {first + 1, *(year for each in schedules if each for year in (each.start, each.full) if year)}
            for year in sorted(years):
                held, last = units(item), None
                acting = [each for each in amounts if progress(actions[each[0]], year, first)]
                for *_, is_set, number in acting:
                    held = number if is_set else held
                for index, rank, is_set, number in acting:
                    if not is_set:
                        held += number
                        last = (index, rank) if number < 0 else last
                if last is not None and held < -1e-9 * max(1.0, units(item)):
                    if last not in told:
                        told.add(last)
                        yield Idle(actions[last[0]].id, *last, "quantity_change", item.id, "more_than_left")
                    break

    def of(self, effect: Effect) -> Iterable[tuple[str, str, str]]:
        """Yield (parameter, line, why) for what an effect says in vain."""
        given = [name for name in PARAMETERS if getattr(effect, name) is not None]
        if effect.on.territory is not None:
            taken = TERRITORY[effect.on.territory]
            yield from ((name, "", "territory_parameter") for name in given if name not in taken)
            if effect.share is not None and "lifetime_years" not in taken:
                yield "share", "", "share_of_units"
            return
        if effect.substitution_rate is not None:
            yield "substitution_rate", "", "territory_only"
        aimed = [item for item in self.items if aims_at(effect.on, item, self.tables)]
        if not aimed:
            return
        quantities = [name for name in given if name in QUANTITIES]
        held = fsum(units(item) for item in aimed if item.type != ROOM)
        for name in given:
            if name in quantities[1:]:
                yield name, aimed[0].id, "other_quantity"
                continue
            found = aimed
            if name == "pue":
                more = (room for room in self.rooms.values() if aims_at_room(effect.on, room, self.tables))
                found = list({item.id: item for item in (*aimed, *more)}.values())
            whys = [self._why(name, effect, item, held) for item in found]
            if name == "replaced_by":
                whys = [
                    why or ("" if of_one_kind(item, effect.replaced_by or "", self.tables) else "other_kind")
                    for why, item in zip(whys, found, strict=True)
                ]
            if all(whys):
                yield name, found[0].id, whys[0]
        if effect.share is not None and given:
            if effect.share == 0:
                yield "share", aimed[0].id, "share_zero"
            elif set(given) <= {"quantity", "quantity_change"}:
                yield "share", aimed[0].id, "share_of_units"
            elif set(given) == {"pue"} and all(item.type == ROOM for item in aimed):
                yield "share", aimed[0].id, "share_of_room"
        if (
            effect.quantity_change is not None
            and quantities[0] == "quantity_change"
            and -effect.quantity_change > held > 0
        ):
            yield "quantity_change", aimed[0].id, "more_than_held"
        if effect.purchases_avoided is not None and not self.options & {"beges"}:
            bought = fsum(self._purchases(item) for item in aimed)
            if 0 < bought < effect.purchases_avoided * (1 - 1e-9):
                yield "purchases_avoided", aimed[0].id, "more_than_bought"

    def _purchases(self, item: Item) -> float:
        line = self.lines.get(item.id)
        if isinstance(item, Equipment) and line is not None:
            item = item.model_copy(update={"lifetime_years": present_lifetime(line)})
        return purchases(item, flux="flux" in self.options)

    def _why(self, name: str, effect: Effect, item: Item, held: float) -> str:
        """Return why a parameter does nothing on a line; empty when it acts."""
        around = (self.rooms, self.by_room.get(item.id, ()), self.place, self.dossier.reference_year)
        aimed = _Aimed(item, self.lines.get(item.id), *around)
        if name in QUANTITIES:
            why = _quantity(name, effect, item, held)
            return "" if why == "no_units" and item.id in self.fed else why
        if item.type == ROOM:
            return ROOMS[name](effect, aimed) if name in ROOMS else "not_of_a_room"
        if not units(item) and item.id not in self.fed and not (effect.quantity or (effect.quantity_change or 0.0) > 0):
            return "no_page_views" if item.type == WEBSITE else "no_units"
        if isinstance(item, Equipment):
            return EQUIPMENT[name](effect, aimed, self.options) if name in EQUIPMENT else "page_of_a_website"
        return self._service(name, effect, aimed)

    def _service(self, name: str, effect: Effect, aimed: _Aimed) -> str:
        item, line = aimed.item, aimed.line
        assert isinstance(item, Service)
        if item.type == WEBSITE:
            if name == "page_weight_mb":
                return (
                    "no_page_weight"
                    if item.page_weight_mb is None
                    else _same(effect.page_weight_mb, item.page_weight_mb)
                )
            return "hosting_apart" if name in ("place", "pue") else "not_of_a_website"
        if name == "replaced_by":
            return _same(effect.replaced_by, item.type)
        if name not in ("place", "pue"):
            return "page_of_a_website" if name == "page_weight_mb" else "not_of_a_service"
        if line is None or not line.electricity_kwh:
            return "no_electricity_in_factor"
        if name == "place":
            return _same(effect.place, aimed.where)
        known = self.tables.service_types.get(item.type)
        return _same(effect.pue, item.pue) if known is not None and known.needs_pue else "no_pue_in_factor"


def _same(new: object, old: object) -> str:
    return "same_value" if new == old else ""


def _quantity(name: str, effect: Effect, item: Item, held: float) -> str:
    if item.type == ROOM:
        return "room_has_no_quantity"
    if item.type == WEBSITE and isinstance(item, Service) and item.page_views is None:
        return "no_page_views"
    if name == "quantity":
        return _same(effect.quantity, held)
    if name == "quantity_change":
        return (
            "same_value"
            if not effect.quantity_change
            else "no_units"
            if not held and effect.quantity_change < 0
            else ""
        )
    return "same_value" if not effect.quantity_change_percent else "" if units(item) else "no_units"


# equipment: (effect, line, options) → why


def _embodied(aimed: _Aimed, options: frozenset[str]) -> str:
    stages = {term.stage for term in aimed.line.recipe.terms} if aimed.line is not None else set()
    if not stages.intersection(EMBODIED):
        return "no_embodied_factor"
    return next((f"option_{name}" for name in LIFETIME_OPTIONS if name in options), "")


def _lifetime(effect: Effect, aimed: _Aimed, options: frozenset[str]) -> str:
    why = _embodied(aimed, options) or _by_age(aimed, options)
    if why or aimed.line is None or effect.lifetime_years is None or effect.replaced_by is not None:
        return why
    today, item = internal_lifetime(aimed.line), aimed.item
    if today is None or not isinstance(item, Equipment):
        return ""
    if abs(today - effect.lifetime_years) < 1e-9:
        return "same_value"
    if item.purchase_year is None:
        return ""
    age = float(aimed.year - item.purchase_year)
    before, after = today, effect.lifetime_years
    if "post_amortisation_zero" in options:  # nothing is counted from the whole life on
        before, after = whole_life(item, before), whole_life(item, after)
    return "older" if min(age, before) == before and min(age, after) == after else ""


def _by_age(aimed: _Aimed, options: frozenset[str]) -> str:
    """Say whether the method spreads what was made over the age of a line, whatever its lifetime."""
    dated = isinstance(aimed.item, Equipment) and aimed.item.purchase_year is not None
    return "option_by_age" if dated and "numecoeval_reel" in options else ""


def _less_bought(effect: Effect, aimed: _Aimed, options: frozenset[str]) -> str:
    if effect.lifetime_years is not None:
        return "lifetime_said"
    if not effect.purchases_avoided:
        return "same_value"
    assert isinstance(aimed.item, Equipment)
    if "flux" in options:
        return "" if aimed.item.purchased_in_year else "nothing_bought"
    return _embodied(aimed, options) or _by_age(aimed, options)


def _refurbished(effect: Effect, aimed: _Aimed, options: frozenset[str]) -> str:
    item = aimed.item
    assert isinstance(item, Equipment)
    if why := _embodied(aimed, options):
        return why
    if not (effect.refurbished_share or item.refurbished_share):
        return "same_value"
    proved = item.upstream_years if item.upstream_source else 0.0  # without proof, nothing is counted today
    upstream = proved if effect.upstream_years is None else effect.upstream_years
    if not (upstream or proved):
        return "no_upstream"
    before = (item.refurbished_share or 0.0) * (proved or 0.0)
    share = item.refurbished_share if effect.refurbished_share is None else effect.refurbished_share
    return _same((share or 0.0) * (upstream or 0.0), before)


def _upstream(effect: Effect, aimed: _Aimed, options: frozenset[str]) -> str:
    if effect.refurbished_share:
        return ""  # judged with the share
    item = aimed.item
    assert isinstance(item, Equipment)
    return _refurbished(effect, aimed, options) if item.refurbished_share else "no_refurbished_share"


def _power(aimed: _Aimed) -> str:
    item = aimed.item
    assert isinstance(item, Equipment)
    if item.state != "in_use":
        return "not_in_use"
    if aimed.metered:
        return "in_metered_room"
    return "room_overheads" if item.type == TECHNICAL and item.room is not None else ""


def _kwh(effect: Effect, aimed: _Aimed, _: frozenset[str]) -> str:
    return _power(aimed) or (_same(effect.kwh_per_year, unit_kwh(aimed.line)) if aimed.line is not None else "")


def _hours(effect: Effect, aimed: _Aimed, _: frozenset[str]) -> str:
    if why := _power(aimed):
        return why
    known = effect.kwh_per_year if aimed.line is None else unit_kwh(aimed.line)
    return "no_kwh" if not known else "" if effect.hours_change_percent else "same_value"


def _place(effect: Effect, aimed: _Aimed, _: frozenset[str]) -> str:
    if why := _power(aimed):
        return why
    if (aimed.line is None or not aimed.line.electricity_kwh) and not effect.kwh_per_year:
        return "no_kwh"
    return _same(effect.place, aimed.where)


def _pue(_: Effect, aimed: _Aimed, __: frozenset[str]) -> str:
    return "pue_of_its_room" if isinstance(aimed.item, Equipment) and aimed.item.room is not None else "no_room"


def _replaced(effect: Effect, aimed: _Aimed, _: frozenset[str]) -> str:
    return _same(effect.replaced_by, aimed.item.type)


EQUIPMENT: Final[dict[str, Callable[[Effect, _Aimed, frozenset[str]], str]]] = {
    "lifetime_years": _lifetime,
    "purchases_avoided": _less_bought,
    "refurbished_share": _refurbished,
    "upstream_years": _upstream,
    "kwh_per_year": _kwh,
    "hours_change_percent": _hours,
    "place": _place,
    "pue": _pue,
    "replaced_by": _replaced,
    "added_component": lambda _, __, ___: "",
}


# server rooms: (effect, room) → why


def _powered(aimed: _Aimed) -> list[Equipment]:
    return [item for item in aimed.in_room if item.state == "in_use" and item.quantity and item.type != TECHNICAL]


def _room_pue(effect: Effect, aimed: _Aimed) -> str:
    room = aimed.item
    assert isinstance(room, Service)
    if room.metered_kwh_per_year is not None and room.pue is None:
        return "no_pue_today"
    if room.metered_kwh_per_year is None and not _powered(aimed):
        return "empty_room"
    return _same(effect.pue, room.pue)


def _room_place(effect: Effect, aimed: _Aimed) -> str:
    room = aimed.item
    assert isinstance(room, Service)
    if room.metered_kwh_per_year is not None:
        return _same(effect.place, aimed.where)
    if effect.on.line != room.id:
        return "room_by_its_line"
    return _same(effect.place, aimed.where) if any(item.place is None for item in _powered(aimed)) else "empty_room"


def _room_kwh(effect: Effect, aimed: _Aimed) -> str:
    room = aimed.item
    assert isinstance(room, Service)
    if room.metered_kwh_per_year is None:
        return "room_without_meter"
    return _same(effect.kwh_per_year, room.metered_kwh_per_year)


ROOMS: Final[dict[str, Callable[[Effect, _Aimed], str]]] = {
    "pue": _room_pue,
    "place": _room_place,
    "kwh_per_year": _room_kwh,
}
