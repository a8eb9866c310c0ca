"""A table as text cells with their line numbers, whatever it is read from; its rows are streamed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from snr_cli.sheets import Area

MAX_CELL: Final = 1_000_000
MAX_COLUMNS: Final = 500
MAX_TEXT: Final = 1000  # of a cell that rules judge
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


@dataclass(slots=True)
class Table:
    """A table whose header is not yet found.

    `batches` gives the rows by the thousand, each batch with the first line of every row; `broken` gathers records that
    cannot be cut into cells. `placed`: each cell stands in its column whatever the others hold (a workbook), so that a row
    that ends before the titles, or goes on beyond them, is not a row badly cut.
    """

    name: str
    batches: Iterator[Batch]
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    broken: list[tuple[int, str]] = field(default_factory=list)
    others: list[str] = field(default_factory=list)  # the other sheets of a workbook that hold a table
    parts: list[str] = field(
        default_factory=list
    )  # what each row is, where a file has no lines: « appareil », « écran 1 »
    placed: bool = False
    merges: Sequence[Area] = ()  # the cells of a workbook that are merged over several rows

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Give (line, cells), one row after the other."""
        for lines, rows in self.batches:
            yield from zip(lines, rows, strict=True)


def one_batch(rows: Iterable[tuple[int, list[str]]]) -> Iterator[Batch]:
    """Make batches of rows that come one by one."""
    rows = iter(rows)
    while some := list(islice(rows, BATCH)):
        yield [line for line, _ in some], [cells for _, cells in some]


def fitted(batches: Iterable[Batch], width: int) -> Iterator[Batch]:
    """Give rows of a placed table as wide as its titles; one that is only filled beyond them is left as it is."""
    blank = [""] * width
    for lines, rows in batches:
        yield lines, [cells if len(cells) == width else _fitted(cells, blank) for cells in rows]


def _fitted(cells: list[str], blank: list[str]) -> list[str]:
    width = len(blank)
    if len(cells) < width:
        return cells + blank[len(cells) :]
    within = cells[:width]
    return within if any(map(str.strip, within)) or not any(map(str.strip, cells[width:])) else cells
