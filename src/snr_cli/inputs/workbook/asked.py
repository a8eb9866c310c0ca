"""Sheets of questions: what is asked and where it is answered, written for one person and read back; nothing here knows a dossier."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from snr_cli.inputs.inventory.values import fold
from snr_cli.inputs.sheets import Cell, CellKind, Row, open_book
from snr_cli.inputs.workbook.fixes import fixed_sheets
from snr_cli.inputs.workbook.shape import LEFT_ASIDE

QUESTIONS_SHEET: Final = "Questions"
ASKED: Final = "question/"  # what the key of each of their columns begins with
ROW: Final = f"{ASKED}cle"  # the column that says what a row is of
ANSWER, UNKNOWN, SOURCE = (f"{ASKED}{name}" for name in ("reponse", "inconnu", "source"))
HEADER_ROWS: Final = 4  # title, help, headings, keys

AskedValue = str | int | float | None


class AskedColumn(NamedTuple):
    """A column: its key, its heading, its width in characters, what may be chosen, and the look of what is filled in, if it is."""

    key: str
    title: str
    width: int
    choices: tuple[str, ...] = ()
    filled: str = ""


class AskedSheet(NamedTuple):
    """A sheet.

    Attributes:
        name: of the sheet.
        title: its first line.
        help: its second line.
        columns: in order.
        rows: their cells; a row of one cell is a heading, and an empty text is not to fill in.
        choices: what the answer of a row is chosen among, by the rank of the row.
        texts: ranks of the rows whose answer is kept as it is typed: « 20 % » is no 0.2.
    """

    name: str
    title: str
    help: str
    columns: tuple[AskedColumn, ...]
    rows: tuple[tuple[AskedValue, ...], ...]
    choices: Mapping[int, tuple[str, ...]]
    texts: frozenset[int] = frozenset()


class AskedRow(NamedTuple):
    """A row that came back: its sheet, what it is of (empty: it is new), and its cells by the key of their column."""

    sheet: str
    key: str
    cells: Mapping[str, Cell]


class AskedBook(NamedTuple):
    """What came back: the rows of the sheets of questions, None without any; the first cell of each sheet that somebody added."""

    rows: list[AskedRow] | None
    added: dict[str, Cell]


def asked_book_read(path: Path) -> AskedBook:
    """Read the sheets of questions of a workbook, whatever these are called now.

    Raises:
        OSError: it cannot be opened.
        SheetError: it is no workbook that can be read.
    """
    book = open_book(path)
    try:
        sheets = {sheet.name: list(rows) for sheet, rows in fixed_sheets(book, path)}
    finally:
        book.close()
    found = {name: _sheet_rows(name, rows) for name, rows in sheets.items()}
    asked = [rows for rows in found.values() if rows is not None]
    others = [name for name, rows in found.items() if rows is None and fold(name) not in map(fold, LEFT_ASIDE)]
    added = {name: row.cells[0] for name in others for row in sheets[name][:1] if row.cells}
    return AskedBook([row for rows in asked for row in rows] if asked else None, added)


def _sheet_rows(sheet: str, rows: Sequence[Row]) -> list[AskedRow] | None:
    columns: dict[int, str] = {}
    found = []
    for row in sorted(rows, key=lambda each: each.number):
        if not columns:
            columns = {cell.column: cell.text.strip() for cell in row.cells if cell.text.startswith(ASKED)}
            continue
        cells = {
            columns[column]: cell._replace(row=row.number, column=column)
            for cell in row.cells
            for column in range(cell.column, cell.column + cell.span)
            if column in columns and cell.text.strip()
        }
        key = cells.pop(ROW, Cell(row.number, 1, CellKind.TEXT, "")).text.strip()
        if cells:
            found.append(AskedRow(sheet, key, cells))
    return found if columns else None
