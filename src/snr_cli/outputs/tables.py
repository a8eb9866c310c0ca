"""A grid of values, which a program or a spreadsheet computes on, and its forms; a table that is read, in HTML and Markdown."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final, Literal

from snr_cli.french.cells import safe_cell
from snr_cli.french.numbers import LOOSE, WRITTEN, rounded
from snr_cli.french.plain import csv_text
from snr_cli.french.typography import markdown_text, shown
from snr_cli.model.grouped import in_groups
from snr_cli.results.records import Table

# A table in Markdown: a caption, then a table of GitHub's flavour.


WIDEST: Final = 30  # dashes of a column


def markdown(table: Table) -> str:
    """Write the caption where there is one, then the table."""
    rules = [_rule(width, table.is_numeric(column)) for column, width in enumerate(table.widths())]
    marks = "| " + " | ".join(rules) + " |"
    rows = [_row(row) for row in table.rows]
    caption = [f"*{markdown_text(table.caption)}*", ""] if table.caption and not table.headed else []
    return "\n".join([*caption, _row(table.columns), marks, *rows])


def _rule(width: int, is_numeric: bool) -> str:
    """Write the dashes under a heading: as many as its column is wide, by which Pandoc shares out the width of a page."""
    dashes = "-" * max(3, min(WIDEST, width))
    return f"{dashes[:-1]}:" if is_numeric else dashes


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(markdown_text(cell) if cell else " " for cell in cells) + " |"


# A table in HTML: caption, scopes, in a region that scrolls within itself.


LONGEST_WORD: Final = 40  # letters of a word that a column is made as wide as
LETTER: Final = 0.55  # rem: the width of a letter of a cell, in the widest of the usual fonts
BOLD_LETTER: Final = 0.62  # and of a heading
CELL_PADDING: Final = (0.6, 1.0)  # rem, around what a cell holds: on a telephone, elsewhere
FITTING: Final = 3  # columns that may be as narrow as their words
AT_LEAST: Final = 10  # letters of a cell that are kept on a line in the others, when it has as many
WIDTHS: Final = range(20, 56, 4)  # rem: those that the sheet has a rule for
SCROLLS: Final = '<p role="note" tabindex="0">Tableau large\u202f: faites-le défiler.</p>'
_TELEPHONE: Final = 36  # rem: where cells have less around them
_BLANKS: Final = re.compile(r"[ \t\r\n]+")  # where a line may end: at no space that does not break
_TIME: Final = re.compile(r"</?time\b[^<>]*>")


def html(table: Table, rank: int) -> str:
    """Write a table; `rank` makes its id unique in the page."""
    name = f"t{rank}"
    numeric = " ".join(f"n{column + 1}" for column in range(len(table.columns)) if table.is_numeric(column))
    kind = f' class="{numeric}"' if numeric else ""
    head = "".join(f'<th scope="col">{_cell(text)}</th>' for text in table.columns)
    body = "\n".join(
        f'<tr><th scope="row"{_long(row[0])}>{_cell(row[0])}</th>'
        + "".join(f"<td{_long(cell)}>{_cell(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in table.rows
    )
    width = room(table)
    wide = f' class="w{width}"' if width else ""
    return (
        f'<div role="region"{wide} aria-labelledby="{name}">{SCROLLS if width else ""}'
        f'<table{kind}><caption id="{name}">{shown(table.caption)}</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table></div>"
    )


def room(table: Table) -> int:
    """Return the rem under which a table scrolls, 0 when it fits on a telephone.

    The sheet makes the table that wide, and shows what says that it scrolls in a room that is less: the keyboard stops there,
    its arrows then move the table, and a table that does not scroll is no stop.
    """
    least = AT_LEAST if len(table.columns) > FITTING else 0
    letters = sum(_letters(column, least) for column in zip(table.columns, *table.rows, strict=True))
    narrow, usual = (letters + padding * len(table.columns) for padding in CELL_PADDING)
    needed = narrow if narrow <= _TELEPHONE else usual
    return 0 if needed < WIDTHS[0] - 2 else next((width for width in WIDTHS if width >= needed), WIDTHS[-1])


def _letters(column: tuple[str, ...], least: int) -> float:
    """Return the rem of what a column cannot break: its longest word, and so many letters of its longest cell."""
    heading, *cells = (max(_longest_word(cell), min(len(cell), least)) for cell in column)
    return max(BOLD_LETTER * heading, LETTER * max(cells, default=0))


def _longest_word(cell: str) -> int:
    """Return the letters of the longest word of a cell; none where words are broken."""
    longest = max(map(len, _BLANKS.split(cell)))
    return longest if longest <= LONGEST_WORD else 0


def _long(text: str) -> str:
    """Mark a cell whose longest word no page has room for: only there are words broken."""
    return ' class="long"' if any(len(word) > LONGEST_WORD for word in text.split()) else ""


def _cell(text: str) -> str:
    """Write a cell, never empty; a date of it is not marked for machines, since its column says what it is."""
    return _TIME.sub("", shown(text)) if text.strip() else "—"


GridCell = str | float | int | None  # None: nothing to say; what is not assessed says so, and is never 0
GridKind = Literal["text", "number", "count", "share", "year"]


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A column of values.

    Attributes:
        title: its heading, in French, without its unit.
        kind: what its values are; a share is from 0 to 1.
        unit: that of all its values, in French; empty when a column says it, or when there is none.
        key: its heading for programs, in a plain CSV.
        words: what its codes are called; a plain CSV keeps the codes.
        loose: of bounds, which are known to fewer figures.
        draw: draws its cell from the source of a row: a function, or the path of an attribute (`drawn_from`); that of its key without it.
        missing: what stands where there is no value.
        total: the sum of its values, where they may be added.
    """

    title: str
    kind: GridKind = "text"
    unit: str = ""
    key: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    loose: bool = False
    draw: str | Callable[[Any], GridCell] = ""
    missing: GridCell = None
    total: float | None = None

    @property
    def heading(self) -> str:
        """Return its heading, with its unit."""
        return f"{self.title} ({self.unit})" if self.unit else self.title

    def shown(self, cell: GridCell) -> GridCell:
        """Return a value as a person reads it."""
        return self.words.get(cell, cell) if isinstance(cell, str) else cell


@dataclass(frozen=True, slots=True)
class GridChart:
    """A chart of a grid: what its first column names, and the columns that are drawn."""

    kind: Literal["bar", "line"]
    title: str
    columns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of values.

    Attributes:
        name: a word or two, for the tab of a sheet.
        caption: what it shows.
        columns: its columns.
        rows: as many cells as there are columns.
        totals: column → the sum of its values, where they may be added.
        total: what the row of totals is called.
        notes: what a reader must know of it, in sentences.
        chart: how it is drawn, if it is.
    """

    name: str
    caption: str
    columns: tuple[GridColumn, ...]
    rows: tuple[tuple[GridCell, ...], ...]
    totals: Mapping[int, float] = field(default_factory=dict)
    total: str = "Total"
    notes: tuple[str, ...] = ()
    chart: GridChart | None = None


def drawn_from(path: str) -> Callable[[Any], Any]:
    """Return what draws a value by the keys of a path; None as soon as one of them holds nothing."""
    steps = path.split(".")

    def draw(source: Any) -> Any:
        for step in steps:
            if source is None:
                return None
            source = getattr(source, step)
        return source

    return draw


def drawn(name: str, caption: str, columns: Iterable[GridColumn], sources: Iterable[Any], **more: Any) -> Grid:
    """Return a grid of which each column draws its cells, and says its sum.

    Args:
        name: of the grid.
        caption: of the grid.
        columns: of the grid.
        sources: what each row is drawn from.
        more: what else the grid says.
    """
    kept = tuple(columns)
    draws = [
        (drawn_from(column.draw or column.key) if isinstance(column.draw, str) else column.draw, column.missing)
        for column in kept
    ]
    rows = tuple(
        tuple(missing if (cell := draw(source)) is None else cell for draw, missing in draws) for source in sources
    )
    totals = {rank: column.total for rank, column in enumerate(kept) if column.total is not None}
    return Grid(name, caption, kept, rows, totals, **more)


def side_by_side(named: Iterable[tuple[str, Sequence[Grid]]], heading: str) -> tuple[Grid, ...]:
    """Return the grids of several results as one of each name, whose first column says the result.

    Nothing is added from one result to another: there are no totals. The columns are those of the first grid of a name.

    Args:
        named: the name of each result, and its grids.
        heading: that of the first column.
    """
    every = [(name, grid) for name, grids in named for grid in grids]
    by_name = in_groups((grid.name, (name, grid)) for name, grid in every)
    return tuple(_together(of_name, heading) for of_name in by_name.values())


def _together(grids: Sequence[tuple[str, Grid]], heading: str) -> Grid:
    first = grids[0][1]
    told = first.columns[0].title == heading  # the rows already say their result
    notes: dict[str, list[str]] = {}
    for name, grid in grids:
        for note in grid.notes:
            notes.setdefault(note, []).append(name)
    return replace(
        first,
        columns=first.columns if told else (GridColumn(heading), *first.columns),
        rows=tuple(row if told else (name, *row) for name, grid in grids for row in grid.rows),
        totals={},
        notes=tuple(
            note if len(names) == len(grids) else f"{', '.join(names)} : {note}" for note, names in notes.items()
        ),
        chart=None,
    )


# A grid as CSV: for programs, or as a French Excel opens it.


BYTE_ORDER_MARK = "\ufeff"  # by which Excel knows UTF-8


def grid_csv(grid: Grid, *, for_excel: bool = False, headed: bool = True, delimiter: str = ",") -> str:
    """Write a grid.

    Args:
        grid: its columns with a key are written, its totals and notes are not.
        for_excel: semicolons, decimal commas, French headings and words, and a mark that says UTF-8; else commas, decimal
            points, keys and codes.
        headed: whether the headings, and that mark, are written.
        delimiter: that of a plain CSV.
    """
    kept = [(rank, column) for rank, column in enumerate(grid.columns) if column.key]
    if not for_excel:
        head = [[column.key for _, column in kept]] if headed else []
        rows = ([_plain(row[rank], column) for rank, column in kept] for row in grid.rows)
        return csv_text([*head, *rows], delimiter)
    titles = [[safe_cell(column.heading) for _, column in kept]] if headed else []
    cells = ([_french(row[rank], column) for rank, column in kept] for row in grid.rows)
    return (BYTE_ORDER_MARK if headed else "") + csv_text([*titles, *cells], delimiter=";")


def csv_together(texts: Iterable[str], head: Grid, *, for_excel: bool) -> Iterator[str]:
    """Yield the headings of a grid, then texts that have none."""
    yield grid_csv(head, for_excel=for_excel)
    yield from texts


def _plain(cell: GridCell, column: GridColumn) -> GridCell:
    if isinstance(cell, str):
        return safe_cell(cell)
    return rounded(cell, LOOSE) if column.loose and isinstance(cell, float) else cell


def _french(cell: GridCell, column: GridColumn) -> str:
    """Write a cell; a number has no exponent, which a decimal comma would make a text."""
    if cell is None or isinstance(cell, str):
        return safe_cell(str(column.shown(cell) or ""))
    if isinstance(cell, int):
        return str(cell)
    text = f"{Decimal(repr(rounded(cell, LOOSE if column.loose else WRITTEN))):f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
