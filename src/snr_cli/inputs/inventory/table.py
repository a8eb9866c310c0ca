"""A table as text cells with their line numbers, whatever it is read from; its rows are streamed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

if TYPE_CHECKING:
    from snr_cli.inputs.sheets import Area  # only where a workbook is read


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
    letters: str = ""  # what to tell of its letters (`snr_cli.inputs.inventory.encodings`)

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
