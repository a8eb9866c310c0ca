"""What an inventory is once read: files, columns, rows under a verdict; and how a person asked for it to be read."""

from array import array
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from math import fsum
from typing import Final, NamedTuple

from snr_cli.inputs.inventory.table import Left

COUNTED, TO_CONFIRM, SET_ASIDE, REJECTED, IGNORED = "counted", "to_confirm", "set_aside", "rejected", "ignored"
VERDICTS: Final = (COUNTED, TO_CONFIRM, SET_ASIDE, REJECTED, IGNORED)
ASIDE_STATES: Final = ("retired", "lost", "ordered", "personal")
# notes of a file on data that is doubtful, although its rows count
DOUBTFUL_NOTES: Final = (
    "part_column",
    "maybe_moments",
    "unknown_room",
    "device_column",
    "quantity_column",
    "section_state",
)
UNREAD_DATES: Final = "unread_dates"
# why a cell says no number where others do: nothing is written, the formula has no result, the workbook shows an error
ABSENT: Final = ("quantity_absent", "quantity_formula", "quantity_error")
QUANTITY_SHARED, QUANTITY_MIXED = "quantity_shared", "quantity_mixed"  # of rows under one merged number: alike, and not
# what rules recognise and that is no device of the fleet: left out by the RCP SI, or part of another device
NOT_DEVICES: Final = ("excluded", "virtual", "built_in", "sim")


class Device(NamedTuple):
    """What a counted row is."""

    type: str
    state: str
    purchase_year: int | None
    entity: str
    site: str
    kwh_per_year: float | None
    room: str = ""  # as written: the name of a room read beside
    place: str = ""
    host: str = ""  # its name, when machines run on it
    lifetime_years: float | None = None
    refurbished: bool | None = None  # None: not said
    sure_age: bool = True  # its date of purchase is not that of hundreds of others


class SameDay(NamedTuple):
    """A day on which too many devices of a table were bought: its rows, those that have a date, the first line, the types."""

    day: date
    rows: int
    dated: int
    line: int
    types: tuple[str, ...]


class RetirementRead(NamedTuple):
    """When devices left: the year and the years of use, None when they are not known; the text to show of what is no date.

    `before` says both days when the devices left before they were bought.
    """

    year: int | None
    life: float | None
    unread: str = ""
    before: str = ""


class RowKey(NamedTuple):
    """What makes a row distinct: the cells that rules judge, and what was read of the others."""

    cells: tuple[str, ...]
    purchase_year: int | str | None
    retirement: RetirementRead | None
    entity: str
    site: str
    problem: str


class Fault(NamedTuple):
    """What is wrong in a cell: a reason, the title of the column, what may be shown of the value, the known word nearest to it."""

    code: str
    column: str = ""
    value: str = ""
    near: str = ""


@dataclass(slots=True)
class Group:
    """The rows that share a verdict and all that decides it.

    `reason` is a code, `label` what a person recognises (a model, a status), never a personal cell.
    """

    verdict: str
    reason: str
    label: str
    file: str
    lines: "array[int]"
    units: float
    device: Device | None = None
    guess: str = ""  # the type, even when it does not count
    confidence: float = 0.0
    rule: str = ""  # what gave the type: a rule of recognition, « mapping », or « type » for the default one
    retired_year: int | None = None
    lifetime_years: float | None = None
    host: str = ""  # the name of the device, when machines run on it
    faults: tuple[Fault, ...] = ()  # all that is wrong in them: first what gives the verdict

    @property
    def rows(self) -> int:
        """Count the rows."""
        return len(self.lines)

    @property
    def known_units(self) -> float | None:
        """Return the devices that the rows say; None when nobody knows how many."""
        unknown = (
            self.verdict == REJECTED or self.reason in ABSENT or (self.reason == QUANTITY_MIXED and not self.units)
        )
        return None if unknown else self.units


def units_of(groups: Iterable[Group]) -> float | None:
    """Sum the devices that rows say; None when there are rows, and of none of them it is known."""
    every = [group.known_units for group in groups]
    known = [units for units in every if units is not None]
    return None if every and not known else fsum(known)


@dataclass(slots=True)
class Columns:
    """What became of each column: its role, or why it is not used."""

    used: dict[str, str] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)  # their cells would change nothing: they are not read
    ignored: list[str] = field(default_factory=list)
    personal: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    # gives those that may name a person, and what they are told by; asked for when one is shown, which few runs do
    hidden: Callable[[], Mapping[str, str]] = dict

    def shown(self, title: str) -> str:
        """Return what a column is told by: its title, or its rank when the title may name a person."""
        return self.hidden().get(title, title)

    @property
    def titles(self) -> list[str]:
        """Return every title."""
        return [*self.used, *self.known, *self.ignored, *self.personal]

    def known_in(self, cells: list[str]) -> int:
        """Count the cells of a row that are titles of these columns: the file is cut again as it was."""
        return len({*self.titles} & {cell.strip() for cell in cells})


class Double(NamedTuple):
    """A row whose device was read before: by what it is known (`serial`, `asset_tag`, `name`), and where it was.

    By `alike`, the row counts, for nothing says that it is the same device. `part` names a row that has no line.
    """

    how: str
    line: int
    file: str
    first_line: int
    part: str = ""


@dataclass(slots=True)
class FileRows:
    """One file once read: how it was read, its columns, and every row under a verdict."""

    name: str
    format: str
    encoding: str
    separator: str
    sheet: str
    header_line: int
    columns: Columns
    read: int
    groups: list[Group]
    notes: list[tuple[str, str, int]] = field(default_factory=list)
    # words of the mapping that rows hold, by section, and the values of the columns it filters; None: not looked at
    met: set[tuple[str, str]] | None = None
    others: list[Left] = field(default_factory=list)  # sheets of the workbook that were not read
    parts: list[str] = field(default_factory=list)  # what each row is, in a file that describes one device
    doubles: list[Double] = field(default_factory=list)  # rows whose device was read before
    same_days: list[SameDay] = field(default_factory=list)  # dates of purchase that are likelier those of an import
    beside: dict[str, float] = field(default_factory=dict)  # devices that columns of numbers which are not read may say
    past: int = 0  # rows that go on after the last title, where nothing is read
    masked: int = 0  # rows that a person or a filter hides
    key: str = ""  # what its rows are told by: its name, and its sheet when several of the workbook are read

    def __post_init__(self) -> None:
        """Tell the rows by the name of the file, unless said otherwise."""
        self.key = self.key or self.name

    @property
    def unread_dates(self) -> int:
        """Count the rows of which a date cannot be read."""
        return sum(group.rows for group in self.groups if any(fault.code == UNREAD_DATES for fault in group.faults))


@dataclass(frozen=True, slots=True)
class Corrections:
    """A person's corrections: header → role, status (or « header : words of a remark ») → state, label → type; values to keep by header."""

    columns: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    keep: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # label → how many devices a row of it is, where its quantity says none or one: « 10 PC portables: 10 laptop »
    numbers: Mapping[str, int] = field(default_factory=dict)
    titles: bool = True  # False: the file has no line of titles, its columns are « colonne 1 », « colonne 2 »

    def type_written(self, label: str) -> str:
        """Return what is written for a label: its type, after how many devices it is when that is said."""
        return f"{self.numbers[label]} {self.types[label]}" if label in self.numbers else self.types[label]


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read a file: the mapping, the type of rows that no rule recognises, whether low confidence is accepted."""

    mapping: Corrections = field(default_factory=Corrections)
    default_type: str | None = None
    accept: bool = False
    entity: str = ""
    site: str = ""
    hosts: frozenset[str] = frozenset()  # names (folded) of devices on which machines run: each is a line of its own


OnProgress = Callable[[str, int], None]


class InventoryError(Exception):
    """A file cannot be read as an inventory: its name and why, in French; and the columns whose role is asked.

    `sheet`: the one that cannot, when several of a workbook are to be read.
    """

    def __init__(self, name: str, why: str, asks: tuple[str, ...] = (), sheet: str = "") -> None:
        super().__init__(f"{name} : {why}")
        self.name = name
        self.why = why
        self.asks = asks
        self.sheet = sheet
