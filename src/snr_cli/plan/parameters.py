"""The parameters of an effect, each declared once: how lines take it, why it may do nothing, its words.

They change a line in the order of the keys of `Effect` (hours after the consumption that they multiply), but for those declared
`last`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from snr_cli.catalog.tables import Tables
from snr_cli.engine.equipment import EMBODIED
from snr_cli.engine.proof import CREDITS, HYPOTHESIS, declared_before, whole_life
from snr_cli.engine.records import TECHNICAL, Line
from snr_cli.french.words.idle import WhyIdle
from snr_cli.model.dossier import Equipment, Service
from snr_cli.model.strategy import Effect
from snr_cli.plan.aims import Aim, Item, internal_lifetime, of_one_kind, present_lifetime, unit_kwh, units

ROOM, WEBSITE = "server_room", "website"
LineKind = Literal["equipment", "room", "website", "service"]


@dataclass(slots=True)
class Change:
    """A piece of a line while an effect changes it.

    Attributes:
        item: the piece as the effects before left it.
        effect: what changes it.
        selected: what the effect selects in all.
        years: the lifetime that purchases avoided prolong.
        less: the part of a year's purchases that is avoided so far.
        values: what is said of the item from now on.
    """

    item: Item
    effect: Effect
    selected: Aim
    years: float | None
    less: float
    values: dict[str, object] = field(default_factory=dict)

    def now(self, key: str) -> object:
        """Return what a key of the item is under this effect so far."""
        return self.values[key] if key in self.values else getattr(self.item, key)


@dataclass(frozen=True, slots=True)
class Aimed:
    """A line that an effect aims at, as it is today.

    Attributes:
        item: the line of the dossier.
        line: the same, assessed; None when it was not.
        rooms: the server rooms of the dossier, by id.
        in_room: what stands in this room.
        place: the place of electricity of the dossier.
        year: the year of reference.
        options: of the method.
        held: the units that all the lines of the effect hold.
        tables: the factor tables.
    """

    item: Item
    line: Line | None
    rooms: Mapping[str, Service]
    in_room: Sequence[Equipment]
    place: str
    year: int
    options: frozenset[str]
    held: float
    tables: Tables

    @property
    def equipment(self) -> Equipment:
        """The line, where only equipment is judged."""
        assert isinstance(self.item, Equipment)
        return self.item

    @property
    def service(self) -> Service:
        """The line, where only services are judged."""
        assert isinstance(self.item, Service)
        return self.item

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


@dataclass(frozen=True, slots=True)
class Takes:
    """How the lines of a kind take a parameter.

    Attributes:
        idle: why it changes nothing on a line of today; empty when it acts.
        change: what it changes in a piece; None for units, which are said of the line as a whole, and for what is added to it.
    """

    idle: Callable[[Effect, Aimed], WhyIdle]
    change: Callable[[Change], None] | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """What a parameter changes equipment from: it is said of the line before any action, which may leave it to the catalogue.

    Attributes:
        key: the key of the line.
        today: what it is today, from the assessed line; None when it is not known.
        always: it takes the place of what the dossier gives.
    """

    key: str
    today: Callable[[Line], float | None]
    always: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter of an effect: a key of `Effect` in model/strategy.py, where its unit, bounds and title stand.

    Attributes:
        key: the key.
        words: what changes, in a French sentence: « la durée de vie ».
        example: a value that moves a figure; the tests give it to every kind of line.
        raises: whether its example raises the figures that it moves, or lowers them; None when that depends on the line.
        equipment: how equipment takes it, or why it never does.
        room: the same for a server room.
        website: for a website.
        service: for any other service.
        relative: it adds to what other actions say, rather than taking its place.
        units: what it does to how many units there are: it sets them, adds to them, or multiplies them.
        factor: by what a value multiplies them; of one that multiplies, and of no other.
        of_purchases: it says how many units a year are no longer bought: never more than are bought.
        of_life: it says how long a unit lasts; two such parameters on one line would count the same years twice.
        shared: its number is that of all the lines that the effect selects, shared between them.
        last: it is applied after all the others: what they say is of the unit that it brings.
        start: what it changes equipment from, when the calculation of its change reads it in the line.
        told: how the inventory tells that it was done: by its very value, or one as high or as low; it does not, when empty.
        present: what it is today on an assessed line that leaves it to the catalogue.
        territory: the figures of the territory that it gives (`on: {territory: …}`).
    """

    key: str
    words: str
    example: float | str
    raises: bool | None
    equipment: Takes | WhyIdle
    room: Takes | WhyIdle
    website: Takes | WhyIdle
    service: Takes | WhyIdle
    relative: bool
    units: Literal["", "sets", "adds", "multiplies"] = ""
    factor: Callable[[float], float] | None = None
    of_purchases: bool = False
    of_life: bool = False
    shared: bool = False
    last: bool = False
    start: Start | None = None
    told: Literal["", "exactly", "at_least", "at_most"] = ""
    present: Callable[[Line], float | None] | None = None
    territory: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Hold that a kind which does not take it says why: an empty reason would mean that it acts."""
        if "" in (self.equipment, self.room, self.website, self.service):
            raise ValueError(f"{self.key}: a kind of line takes it, or says why it never does")
        if (self.factor is not None) != (self.units == "multiplies"):
            raise ValueError(f"{self.key}: what multiplies units says by what (factor), and nothing else does")

    def on(self, kind: LineKind) -> Takes | WhyIdle:
        """Return how lines of a kind take it, or why they never do."""
        takes: Takes | WhyIdle = getattr(self, kind)
        return takes


NO_ROOM: Final[WhyIdle] = "not_of_a_room"
NO_WEBSITE: Final[WhyIdle] = "not_of_a_website"
NO_SERVICE: Final[WhyIdle] = "not_of_a_service"


def kind_of(item: Item) -> LineKind:
    """Return the kind of a line."""
    if isinstance(item, Equipment):
        return "equipment"
    return "room" if item.type == ROOM else "website" if item.type == WEBSITE else "service"


def sets(key: str) -> Callable[[Change], None]:
    """Return a change that gives a key of the item the value of the effect."""

    def change(each: Change) -> None:
        each.values[key] = getattr(each.effect, key)

    return change


def same(new: object, old: object) -> WhyIdle:
    """Say that a value is the one of today already."""
    return "same_value" if new == old else ""


# What a unit is: the type that takes its place, a component added to it, the weight of a page.


def _page_weight(effect: Effect, aimed: Aimed) -> WhyIdle:
    today = aimed.service.page_weight_mb
    return "no_page_weight" if today is None else same(effect.page_weight_mb, today)


def _replaced(effect: Effect, aimed: Aimed) -> WhyIdle:
    other = not of_one_kind(aimed.item, effect.replaced_by or "", aimed.tables)
    return same(effect.replaced_by, aimed.item.type) or ("other_kind" if other else "")


def _new_equipment(change: Change) -> None:
    effect = change.effect
    change.values |= {"type": effect.replaced_by, "lifetime_years": effect.lifetime_years, "purchase_year": None}
    change.values["kwh_per_year"] = effect.kwh_per_year
    # the proofs of what is replaced are not those of the new one
    change.values = {**dict.fromkeys(CREDITS), **change.values}
    change.years, change.less = effect.lifetime_years, 0.0


def _new_service(change: Change) -> None:
    change.values["type"] = change.effect.replaced_by


def _acts(_: Effect, __: Aimed) -> WhyIdle:
    return ""


COMPOSITION_PARAMETERS: Final = (
    Parameter(
        key="page_weight_mb",
        words="le poids des pages",
        example=0.5,
        raises=False,
        equipment="page_of_a_website",
        room=NO_ROOM,
        website=Takes(_page_weight, sets("page_weight_mb")),
        service="page_of_a_website",
        relative=False,
        told="at_most",
    ),
    Parameter(
        key="replaced_by",
        words="le type",
        example="tablet",
        raises=None,
        equipment=Takes(_replaced, _new_equipment),
        room=NO_ROOM,
        website=NO_WEBSITE,
        service=Takes(_replaced, _new_service),
        relative=False,
        told="exactly",
        last=True,
    ),
    # a piece of its own, beside the one that takes it, and that lasts as long
    Parameter(
        key="added_component",
        words="le composant ajouté",
        example="ssd_internal_1tb",
        raises=True,
        equipment=Takes(_acts),
        room=NO_ROOM,
        website=NO_WEBSITE,
        service=NO_SERVICE,
        relative=False,
        start=Start("lifetime_years", internal_lifetime),
    ),
)


# The electricity of a unit: its consumption, its hours, the PUE of its room, the place that makes it.


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
        raises=None,
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
        raises=False,
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
        raises=False,
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
        raises=None,
        equipment=Takes(_place, sets("place")),
        room=Takes(_room_place, sets("place")),
        website="hosting_apart",
        service=Takes(_service_place, sets("place")),
        relative=False,
        told="exactly",
    ),
)


# How long a unit lasts: its lifetime, the purchases that are not made, what it lived before.

_LONGEST_LIFE: Final = 60.0  # years: the longest that the dossier may say


def _embodied(aimed: Aimed) -> WhyIdle:
    stages = {term.stage for term in aimed.line.recipe.terms} if aimed.line is not None else set()
    if not stages.intersection(EMBODIED):
        return "no_embodied_factor"
    return "option_flux" if "flux" in aimed.options else "option_beges" if "beges" in aimed.options else ""


def _by_age(aimed: Aimed) -> WhyIdle:
    """Say whether the method spreads what was made over the age of a line, whatever its lifetime."""
    dated = isinstance(aimed.item, Equipment) and aimed.item.purchase_year is not None
    return "option_by_age" if dated and "numecoeval_reel" in aimed.options else ""


def _lifetime(effect: Effect, aimed: Aimed) -> WhyIdle:
    why = _embodied(aimed) or _by_age(aimed)
    if why or aimed.line is None or effect.lifetime_years is None or effect.replaced_by is not None:
        return why
    today, item = internal_lifetime(aimed.line), aimed.equipment
    if today is None:
        return ""
    if abs(today - effect.lifetime_years) < 1e-9:
        return "same_value"
    if item.purchase_year is None:
        return ""
    age = float(aimed.year - item.purchase_year)
    before, after = today, effect.lifetime_years
    if "post_amortisation_zero" in aimed.options:  # nothing is counted from the whole life on
        before, after = whole_life(item, before), whole_life(item, after)
    return "older" if min(age, before) == before and min(age, after) == after else ""


def _new_lifetime(change: Change) -> None:
    assert isinstance(change.item, Equipment)
    change.values["lifetime_years"] = change.effect.lifetime_years
    if change.effect.lifetime_years != change.item.lifetime_years:
        change.values["lifetime_source"] = HYPOTHESIS  # the source of the life of today says nothing of the one to come
    change.less = 0.0


def _less_bought(effect: Effect, aimed: Aimed) -> WhyIdle:
    if effect.lifetime_years is not None:
        return "lifetime_said"
    if not effect.purchases_avoided:
        return "same_value"
    if "flux" in aimed.options:
        return "" if aimed.equipment.purchased_in_year else "nothing_bought"
    return _embodied(aimed) or _by_age(aimed)


def _buy_less(change: Change) -> None:
    """Say what changes when a part of the purchases of a year is not made: the fleet being the same, it lasts longer.

    Purchases = quantity / lifetime: a part less of them divides by 1 − part. The parts that several actions avoid add up.
    """
    if change.effect.lifetime_years is not None:
        return
    item, before = change.item, change.less
    assert isinstance(item, Equipment)
    change.less = part = before + (
        (change.effect.purchases_avoided or 0.0) / change.selected.bought if change.selected.bought else 0.0
    )
    if change.years is not None:
        longest = max(_LONGEST_LIFE, change.years)
        change.values["lifetime_years"] = min(longest, change.years / (1.0 - part)) if part < 1.0 else longest
    if item.purchased_in_year is not None:
        left = max(0.0, 1.0 - part) / (1.0 - before) if before < 1.0 else 0.0
        change.values["purchased_in_year"] = item.purchased_in_year * left


def _refurbished(effect: Effect, aimed: Aimed) -> WhyIdle:
    item = aimed.equipment
    if why := _embodied(aimed):
        return why
    if not (effect.refurbished_share or item.refurbished_share):
        return "same_value"
    proved = item.upstream_years if item.upstream_source else 0.0  # without proof, nothing is counted today, nor then
    upstream = proved if effect.upstream_years is None else effect.upstream_years
    if not (upstream or proved):
        return "no_upstream"
    share = item.refurbished_share if effect.refurbished_share is None else effect.refurbished_share
    said, declared = (share or 0.0) * (upstream or 0.0), declared_before(item)
    if not item.upstream_source and said <= declared:  # what is declared counts for nothing, less of it too
        return "same_value"
    return same(said, declared)


def _upstream(effect: Effect, aimed: Aimed) -> WhyIdle:
    if effect.refurbished_share:
        return ""  # judged with the share
    return _refurbished(effect, aimed) if aimed.equipment.refurbished_share else "no_refurbished_share"


def _new_upstream(change: Change) -> None:
    change.values["upstream_years"] = change.effect.upstream_years
    change.values["upstream_source"] = change.effect.upstream_source or HYPOTHESIS


LIFE_PARAMETERS: Final = (
    Parameter(
        key="lifetime_years",
        words="la durée de vie",
        example=9,
        raises=False,
        equipment=Takes(_lifetime, _new_lifetime),
        room=NO_ROOM,
        website=NO_WEBSITE,
        service=NO_SERVICE,
        relative=False,
        told="at_least",
        present=internal_lifetime,
        of_life=True,
        territory=("smartphone_lifetime_years",),
    ),
    Parameter(
        key="purchases_avoided",
        words="les achats",
        example=0.5,
        raises=False,
        equipment=Takes(_less_bought, _buy_less),
        room=NO_ROOM,
        website=NO_WEBSITE,
        service=NO_SERVICE,
        relative=True,
        of_purchases=True,
        of_life=True,
        shared=True,
        start=Start("lifetime_years", present_lifetime, always=True),
    ),
    Parameter(
        key="refurbished_share",
        words="la part reconditionnée",
        example=0.25,
        raises=True,
        equipment=Takes(_refurbished, sets("refurbished_share")),
        room=NO_ROOM,
        website=NO_WEBSITE,
        service=NO_SERVICE,
        relative=False,
        told="at_least",
    ),
    Parameter(
        key="upstream_years",
        words="la vie amont",
        example=2,
        raises=True,
        equipment=Takes(_upstream, _new_upstream),
        room=NO_ROOM,
        website=NO_WEBSITE,
        service=NO_SERVICE,
        relative=False,
        told="at_least",
    ),
)


# How many units there are: set, more or less, in per cent.


def _set(effect: Effect, aimed: Aimed) -> WhyIdle:
    return same(effect.quantity, aimed.held)


def _more(effect: Effect, aimed: Aimed) -> WhyIdle:
    if not effect.quantity_change:
        return "same_value"
    return "no_units" if not aimed.held and effect.quantity_change < 0 else ""


def _percent(effect: Effect, aimed: Aimed) -> WhyIdle:
    return "same_value" if not effect.quantity_change_percent else "" if units(aimed.item) else "no_units"


def _units(
    key: str,
    example: float,
    raises: bool | None,
    idle: Takes,
    does: Literal["sets", "adds", "multiplies"],
    factor: Callable[[float], float] | None = None,
    territory: tuple[str, ...] = (),
) -> Parameter:
    def seen(effect: Effect, aimed: Aimed) -> WhyIdle:
        return "no_page_views" if aimed.service.page_views is None else idle.idle(effect, aimed)

    return Parameter(
        key=key,
        words="la quantité",
        example=example,
        raises=raises,
        equipment=idle,
        room="room_has_no_quantity",
        website=Takes(seen),
        service=idle,
        relative=does != "sets",
        units=does,
        factor=factor,
        shared=does != "multiplies",
        told="exactly" if does == "sets" else "",
        territory=territory,
    )


QUANTITY_PARAMETERS: Final = (
    _units("quantity", 7, None, Takes(_set), "sets", territory=("devices_reused", "unused_devices")),
    _units("quantity_change", 4, True, Takes(_more), "adds"),
    _units("quantity_change_percent", -25, False, Takes(_percent), "multiplies", lambda percent: 1.0 + percent / 100),
)


_DECLARED: Final = {
    parameter.key: parameter
    for parameter in (*LIFE_PARAMETERS, *QUANTITY_PARAMETERS, *ELECTRICITY_PARAMETERS, *COMPOSITION_PARAMETERS)
}
EFFECT_PARAMETERS: Final = {
    key: _DECLARED[key]
    for key in sorted(
        (key for key in Effect.model_fields if key in _DECLARED),
        key=lambda key: _DECLARED[key].last,  # the sort is stable
    )
}


def given(effect: Effect) -> list[Parameter]:
    """Return the parameters that an effect gives."""
    return [parameter for key, parameter in EFFECT_PARAMETERS.items() if getattr(effect, key) is not None]


class UnitsSaid(NamedTuple):
    """The number of units that an effect says: which parameter says it, and the number."""

    parameter: Parameter
    value: float

    @property
    def factor(self) -> float:
        """Return by what it multiplies the units of each line, never under 0; 1 when it sets them or adds to them."""
        return max(0.0, self.parameter.factor(self.value)) if self.parameter.factor is not None else 1.0


def units_said(effect: Effect) -> UnitsSaid | None:
    """Return what an effect says of the number of units: by its first parameter that says one, the others are idle."""
    return next((UnitsSaid(said, getattr(effect, said.key)) for said in given(effect) if said.units), None)
