"""The electricity of a unit: its consumption, its hours, the PUE of its room, the place that makes it."""

from typing import Final

from snr_cli.engine.records import TECHNICAL
from snr_cli.french.words.idle import WhyIdle
from snr_cli.model.inventory import Equipment, Service
from snr_cli.model.strategy import Effect
from snr_cli.plan.parameters.record import (
    NO_ROOM,
    NO_SERVICE,
    NO_WEBSITE,
    Aimed,
    Change,
    Parameter,
    Start,
    Takes,
    same,
    sets,
)
from snr_cli.plan.present import unit_kwh


def reading_at_todays_pue(effect: Effect, room: Service) -> float:
    """Return what the meter of a room would read with the PUE of today, in kWh per year, from the reading that an effect says.

    A meter follows the PUE. The reading of an effect that changes both is the one with its new PUE: the ratio is taken out
    here, and comes back with that PUE.
    """
    reading = effect.kwh_per_year or 0.0
    return reading * room.pue / effect.pue if effect.pue is not None and room.pue is not None else reading


def _power(aimed: Aimed) -> WhyIdle:
    item = aimed.equipment
    if item.state != "in_use":
        return "not_in_use"
    if aimed.metered:
        return "in_metered_room"
    return "room_overheads" if item.type == TECHNICAL and item.room is not None else ""


def _kwh(effect: Effect, aimed: Aimed) -> WhyIdle:
    return _power(aimed) or (same(effect.kwh_per_year, unit_kwh(aimed.line)) if aimed.line is not None else "")


def _room_kwh(effect: Effect, aimed: Aimed) -> WhyIdle:
    metered = aimed.service.metered_kwh_per_year
    return "room_without_meter" if metered is None else same(effect.kwh_per_year, metered)


def _new_reading(change: Change) -> None:
    assert isinstance(change.item, Service)
    if change.item.metered_kwh_per_year is not None:
        change.values["metered_kwh_per_year"] = reading_at_todays_pue(change.effect, change.item)


def _hours(effect: Effect, aimed: Aimed) -> WhyIdle:
    if why := _power(aimed):
        return why
    known = effect.kwh_per_year if aimed.line is None else unit_kwh(aimed.line)
    return "no_kwh" if not known else "" if effect.hours_change_percent else "same_value"


def _new_hours(change: Change) -> None:
    kwh = change.now("kwh_per_year")
    if kwh is not None:
        change.values["kwh_per_year"] = float(str(kwh)) * (1.0 + (change.effect.hours_change_percent or 0.0) / 100)


def _place(effect: Effect, aimed: Aimed) -> WhyIdle:
    if why := _power(aimed):
        return why
    if (aimed.line is None or not aimed.line.electricity_kwh) and not effect.kwh_per_year:
        return "no_kwh"
    return same(effect.place, aimed.where)


def _powered(aimed: Aimed) -> list[Equipment]:
    return [item for item in aimed.in_room if item.state == "in_use" and item.quantity and item.type != TECHNICAL]


def _room_place(effect: Effect, aimed: Aimed) -> WhyIdle:
    room = aimed.service
    if room.metered_kwh_per_year is not None:
        return same(effect.place, aimed.where)
    if effect.on.line != room.id:
        return "room_by_its_line"
    return same(effect.place, aimed.where) if any(item.place is None for item in _powered(aimed)) else "empty_room"


def _service_place(effect: Effect, aimed: Aimed) -> WhyIdle:
    if aimed.line is None or not aimed.line.electricity_kwh:
        return "no_electricity_in_factor"
    return same(effect.place, aimed.where)


def _pue(_: Effect, aimed: Aimed) -> WhyIdle:
    return "pue_of_its_room" if aimed.equipment.room is not None else "no_room"


def _room_pue(effect: Effect, aimed: Aimed) -> WhyIdle:
    room = aimed.service
    if room.metered_kwh_per_year is not None and room.pue is None:
        return "no_pue_today"
    if room.metered_kwh_per_year is None and not _powered(aimed):
        return "empty_room"
    return same(effect.pue, room.pue)


def _service_pue(effect: Effect, aimed: Aimed) -> WhyIdle:
    if aimed.line is None or not aimed.line.electricity_kwh:
        return "no_electricity_in_factor"
    known = aimed.tables.service_types.get(aimed.item.type)
    return same(effect.pue, aimed.service.pue) if known is not None and known.needs_pue else "no_pue_in_factor"


ELECTRICITY_PARAMETERS: Final = (
    Parameter(
        key="kwh_per_year",
        words="la consommation",
        example=321,
        equipment=Takes(_kwh, sets("kwh_per_year")),
        room=Takes(_room_kwh, _new_reading),
        website=NO_WEBSITE,
        service=NO_SERVICE,
        relative=False,
        told="at_most",
        present=unit_kwh,
    ),
    Parameter(
        key="hours_change_percent",
        words="les heures de marche",
        example=-40,
        equipment=Takes(_hours, _new_hours),
        room=NO_ROOM,
        website=NO_WEBSITE,
        service=NO_SERVICE,
        relative=True,
        start=Start("kwh_per_year", unit_kwh),
    ),
    # the PUE of a room is not that of a piece: see `room_effects`
    Parameter(
        key="pue",
        words="le PUE",
        example=1.3,
        equipment=Takes(_pue),
        room=Takes(_room_pue),
        website="hosting_apart",
        service=Takes(_service_pue, sets("pue")),
        relative=False,
        told="at_most",
    ),
    Parameter(
        key="place",
        words="le lieu",
        example="SE",
        equipment=Takes(_place, sets("place")),
        room=Takes(_room_place, sets("place")),
        website="hosting_apart",
        service=Takes(_service_place, sets("place")),
        relative=False,
        told="exactly",
    ),
)
