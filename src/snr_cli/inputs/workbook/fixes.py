"""How cells of a workbook that came back are to be read, once somebody agreed: kept beside it, the workbook itself is not written."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from snr_cli.french.plain import indented
from snr_cli.inputs.inventory.values import fold, parse_number
from snr_cli.inputs.regular import plain_bytes, read_json
from snr_cli.inputs.sheets import Book, Cell, CellKind, Row, Sheet

TAKEN: Final = "repris"  # the folder, in that of the workbooks, of what was taken of them
_MOST: Final = 1 << 20  # bytes
_ABOUT: Final = re.compile(
    r"(?:(?:env\.?|environ|~|≈|±)\s*)?([0-9][0-9 \u00a0\u202f.,]*?)\s*(?:\?+|env\.?|environ|~|≈|±)?"
)
_THEMES: Final = re.compile(r"themes? (?:n[°o] ?)?([1-6](?:(?: ?[,;/] ?| et | )[1-6])*)")


class Fix(NamedTuple):
    """A cell: its sheet and address, what it says, and how it is to be read."""

    sheet: str
    cell: str
    text: str
    reading: str


def certain_reading(text: str) -> str:
    """Return how a text that is not understood can alone be read: « 45 000 ? », « Thèmes 1, 2 et 5 »; empty for any other."""
    number = _ABOUT.fullmatch(fold(text))
    if number is not None and number[1] != text.strip() and parse_number(number[1]) is not None:
        return number[1].strip()
    themes = _THEMES.fullmatch(fold(text))
    return ", ".join(re.findall("[1-6]", themes[1])) if themes else ""


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
    for sheet, rows in book.each():
        yield sheet, (_fixed_rows(sheet.name, rows, fixes) if fixes else rows)


def _fixed_rows(sheet: str, rows: Iterator[Row], fixes: Mapping[tuple[str, str], Fix]) -> Iterator[Row]:
    for row in rows:
        yield row._replace(cells=[_fixed(cell, fixes.get((sheet, cell.address))) for cell in row.cells])


def _fixed(cell: Cell, fix: Fix | None) -> Cell:
    # a cell that was corrected since says what it says
    return cell if fix is None or cell.text.strip() != fix.text else cell._replace(kind=CellKind.TEXT, text=fix.reading)
