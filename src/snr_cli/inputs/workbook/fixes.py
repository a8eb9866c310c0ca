"""How cells of a workbook that came back are to be read, once somebody agreed: kept beside it, the workbook itself is not written."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from snr_cli.french.plain import indented
from snr_cli.inputs.regular import plain_bytes, read_json
from snr_cli.inputs.sheets import Book, Cell, CellKind, Row, Sheet

TAKEN: Final = "repris"  # the folder, in that of the workbooks, of what was taken of them
_MOST: Final = 1 << 20  # bytes


class Fix(NamedTuple):
    """A cell: its sheet and address, what it says, and how it is to be read."""

    sheet: str
    cell: str
    text: str
    reading: str


def fixes_path(book: Path) -> Path:
    """Return the file that keeps how cells of a workbook are to be read."""
    return book.parent / TAKEN / f"{book.stem}-lectures.json"


def read_fixes(book: Path) -> dict[tuple[str, str], Fix]:
    """Return how cells of a workbook are to be read, by their sheet and address; none without that file."""
    try:
        found = read_json(plain_bytes(fixes_path(book), _MOST).decode("utf-8"))
        return {(fix.sheet, fix.cell): fix for fix in (Fix(*map(str, each)) for each in found)}
    except (OSError, ValueError, TypeError):  # no such file, or not ours
        return {}


def fixes_text(fixes: Mapping[tuple[str, str], Fix]) -> str:
    """Return the text of that file."""
    return indented([list(fix) for fix in fixes.values()], 1) + "\n"


def fixed_sheets(book: Book, path: Path) -> Iterator[tuple[Sheet, Iterator[Row]]]:
    """Give each sheet with its rows, the cells that somebody agreed to read otherwise as they are to be read."""
    fixes = read_fixes(path)
    for sheet in book.sheets:
        yield sheet, (_fixed_rows(sheet.name, sheet.rows(), fixes) if fixes else sheet.rows())


def _fixed_rows(sheet: str, rows: Iterator[Row], fixes: Mapping[tuple[str, str], Fix]) -> Iterator[Row]:
    for row in rows:
        yield row._replace(cells=[_fixed(cell, fixes.get((sheet, cell.address))) for cell in row.cells])


def _fixed(cell: Cell, fix: Fix | None) -> Cell:
    # a cell that was corrected since says what it says
    return (
        cell
        if fix is None or cell.text.strip() != fix.text
        else cell._replace(kind=CellKind.TEXT, text=fix.reading, value=fix.reading)
    )
