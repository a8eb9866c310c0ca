"""What an inventory is once read: files, columns, rows under a verdict; and how a person asked for it to be read."""

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import islice
from math import fsum
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from snr_cli.inputs.inventory.values import fold

if TYPE_CHECKING:
    from snr_cli.inputs.sheets import Area

# A table as text cells with their line numbers, whatever it is read from; its rows are streamed.

MAX_CELL: Final = 1_000_000
MAX_COLUMNS: Final = 500
MAX_TEXT: Final = 1000  # of a cell that rules judge
TITLE_LINES: Final = 30  # first rows of a table, among which its line of titles stands
BATCH: Final = 256  # small enough that the cells of a batch stay in the cache of the processor


class TableError(Exception):
    """The file is no table that can be read; the message is French.

    `asks`: the titles of the columns whose role only a person can say.
    """

    def __init__(self, message: str, asks: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.asks = asks


Batch = tuple[Sequence[int], list[list[str]]]
Titles = Callable[[list[str]], int]
# what the first rows of a sheet look like: `BESIDE` or `DEVICES` (to be read), `TITLED` (known titles), or nothing known
Look = Callable[[list[list[str]]], str]
BESIDE_DEVICES, DEVICES, TITLED = "beside", "devices", "titled"


class Left(NamedTuple):
    """A sheet of a workbook that is not read: its name, and the code of why."""

    name: str
    why: str


class SheetStart(NamedTuple):
    """What the first rows of a sheet tell of it."""

    rank: int
    name: str
    hidden: bool
    is_table: bool  # it has more than one row
    look: str
    width: int  # cells of the longest of these rows
    titles: tuple[str, ...] = ()  # the first of these rows that has two cells


@dataclass(slots=True)
class Table:
    """A table whose header is not yet found.

    `batches` gives the rows by the thousand, each batch with the first line of every row; `broken` gathers records that
    cannot be cut into cells. `placed`: each cell stands in its column whatever the others hold (a workbook), so that a row
    that ends before the titles, or goes on beyond them, is not a row badly cut. `several`: other sheets of its workbook
    are read too, so that its rows are told with its name.
    """

    name: str
    batches: Iterator[Batch]
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    broken: list[tuple[int, str]] = field(default_factory=list)
    others: list[Left] = field(default_factory=list)  # the other sheets of a workbook that hold a table
    parts: list[str] = field(
        default_factory=list
    )  # what each row is, where a file has no lines: « appareil », « écran 1 »
    placed: bool = False
    merges: "Sequence[Area]" = ()  # the cells of a workbook that are merged over several rows
    several: bool = False
    masked: list[int] = field(
        default_factory=list
    )  # lines of the rows that a person or a filter hides, as they are read
    marks: Callable[[], Mapping[str, Collection[int]]] = dict  # what its cells have beside their values → the lines
    letters: str = ""  # what to tell of its letters (`snr_cli.inputs.inventory.delimited`)

    @property
    def key(self) -> str:
        """Return what its rows are told by: the name of the file, and the sheet when several of it are read."""
        return f"{self.name}, {sheet_text(self.sheet)}" if self.several else self.name

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Give (line, cells), one row after the other."""
        for lines, rows in self.batches:
            yield from zip(lines, rows, strict=True)


def sheet_text(name: str) -> str:
    """Name a sheet."""
    return f"feuille « {name} »"


class OpenFile(Protocol):
    """An open file."""

    def tables(self, wanted: Callable[[SheetStart], bool] = ...) -> Iterator[Table]:
        """Give its tables (of a workbook, the sheets to read that are wanted), each read or not before the next is asked for."""

    def close(self) -> None:
        """Close the file."""


class Single:
    """A file that is one table."""

    def __init__(self, table: Table) -> None:
        self.table = table

    def tables(self, wanted: Callable[[SheetStart], bool] = bool) -> Iterator[Table]:
        """Give the table, whatever is wanted."""
        yield self.table

    def close(self) -> None:
        """Do nothing: its rows close the file at their end."""


def one_batch(rows: Iterable[tuple[int, list[str]]]) -> Iterator[Batch]:
    """Make batches of rows that come one by one."""
    rows = iter(rows)
    while some := list(islice(rows, BATCH)):
        yield [line for line, _ in some], [cells for _, cells in some]


def fitted(rows: list[list[str]], width: int) -> list[list[str]]:
    """Return rows of a placed table as wide as its titles; one that is only filled beyond them is left as it is."""
    blank = [""] * width
    return [cells if len(cells) == width else fit(cells, blank) for cells in rows]


def fit(cells: list[str], blank: list[str]) -> list[str]:
    """Give a row as wide as a blank one; one that is only filled beyond is left as it is."""
    width = len(blank)
    if len(cells) < width:
        return cells + blank[len(cells) :]
    within = cells[:width]
    return within if any(map(str.strip, within)) or not any(map(str.strip, cells[width:])) else cells


COUNTED, TO_CONFIRM, SET_ASIDE, REJECTED, IGNORED = "counted", "to_confirm", "set_aside", "rejected", "ignored"
VERDICTS: Final = (COUNTED, TO_CONFIRM, SET_ASIDE, REJECTED, IGNORED)
ASIDE_STATES: Final = ("retired", "lost", "ordered", "personal")
# notes of a file on data that is doubtful, although its rows count
DOUBTFUL_NOTES: Final = (
    "part_column",
    "maybe_moments",
    "unknown_room",
    "device_column",
    "date_column",
    "quantity_column",
    "section_state",
    "marked_rows",
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


class Total(NamedTuple):
    """A total that a sheet says: its line, its number; the devices that rows read there say, and those of them that count."""

    line: int
    said: float
    read: float
    counted: float


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
    named: "str | Callable[[], str]"  # the label, or what writes it: of a row that counts, few runs show it
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
    def label(self) -> str:
        """Return what a person recognises in the rows."""
        if not isinstance(self.named, str):
            self.named = self.named()
        return self.named

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
    totals: list[Total] = field(default_factory=list)  # those that it says, and what was read

    def __post_init__(self) -> None:
        """Tell the rows by the name of the file, unless said otherwise."""
        self.key = self.key or self.name

    @property
    def unread_dates(self) -> int:
        """Count the rows of which a date cannot be read."""
        return sum(group.rows for group in self.groups if any(fault.code == UNREAD_DATES for fault in group.faults))


@dataclass(frozen=True)
class Corrections:
    """A person's corrections: header → role, status (or « header : words of a remark ») → state, label → type; values to keep by header."""

    columns: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    keep: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # label → how many devices a row of it is, where its quantity says none or one: « 10 PC portables: 10 laptop »
    numbers: Mapping[str, int] = field(default_factory=dict)
    # where subtotals stand (`above` the rows that they sum, `below`, `none`), by the title of a column
    totals: Mapping[str, str] = field(default_factory=dict)
    titles: bool = True  # False: the file has no line of titles, its columns are « colonne 1 », « colonne 2 »

    @cached_property
    def roles(self) -> Mapping[str, str]:
        """Return the role of each column that a person says, by its title, folded."""
        return {fold(title): role for title, role in self.columns.items()}

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
        self.name, self.why, self.asks, self.sheet = name, why, asks, sheet
