"""Sheets of questions: what is asked and where it is answered, written for one person and read back; nothing here knows a dossier."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from snr_cli.inputs.sheets import Cell, CellKind, Row, open_book
from snr_cli.inputs.workbook.fixes import fixed_sheets

QUESTIONS_SHEET: Final = "Questions"
ASKED: Final = "question/"  # what the key of each of their columns begins with
ROW: Final = f"{ASKED}cle"  # the column that says what a row is of
ANSWER, UNKNOWN, SOURCE = (f"{ASKED}{name}" for name in ("reponse", "inconnu", "source"))
HEADER_ROWS: Final = 4  # title, help, headings, keys
_LOOKED_AT: Final = 30  # rows among which the keys are sought

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


def is_asked(lines: Sequence[Mapping[int, Cell]]) -> bool:
    """Say whether the rows of a sheet are those of questions."""
    return any(cell.text.startswith(ASKED) for line in lines[:_LOOKED_AT] for cell in line.values())


def asked_rows(path: Path) -> list[AskedRow] | None:
    """Return the rows of the sheets of questions of a workbook, whatever these are called now; None when it has none.

    Raises:
        OSError: it cannot be opened.
        SheetError: it is no workbook that can be read.
    """
    book = open_book(path)
    try:
        found = [_sheet_rows(sheet.name, list(rows)) for sheet, rows in fixed_sheets(book, path)]
        return [row for rows in found for row in rows or ()] if any(rows is not None for rows in found) else None
    finally:
        book.close()


def _sheet_rows(sheet: str, rows: Sequence[Row]) -> list[AskedRow] | None:
    columns: dict[int, str] = {}
    found = []
    for row in sorted(rows, key=lambda each: each.number):
        if not columns:
            columns = {cell.column: cell.text.strip() for cell in row.cells if cell.text.startswith(ASKED)}
            continue
        cells = {columns[cell.column]: cell for cell in row.cells if cell.column in columns and cell.text.strip()}
        key = cells.pop(ROW, Cell(row.number, 1, CellKind.TEXT, "", "")).text.strip()
        if cells:
            found.append(AskedRow(sheet, key, cells))
    return found if columns else None
