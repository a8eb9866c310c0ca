"""What a parameter of an effect is: one record says how each kind of line takes it, and why it may change nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import Line
from snr_cli.french.words.idle import WhyIdle
from snr_cli.model.dossier import Equipment, Service
from snr_cli.model.strategy import Effect
from snr_cli.plan.aims import Aim, Item

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
