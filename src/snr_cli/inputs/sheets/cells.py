"""Cells as a workbook holds them: where, of which kind, and the text that a CSV would hold."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from math import isfinite
from typing import Final, NamedTuple

from snr_cli.french.cells import address
from snr_cli.inputs.sheets.package import MAX_COLUMNS, MAX_TEXT, TOO_LARGE, SheetError

Value = str | int | float | bool | date | datetime | time | timedelta | None


class CellKind(StrEnum):
    """What a cell holds. An empty cell is not given."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    TIME = "time"  # of the day
    DURATION = "duration"
    ERROR = "error"  # its text is the name, which begins with « # »
    UNCOMPUTED = "uncomputed"  # a formula whose value the file does not hold; its text is « = »


class Cell(NamedTuple):
    """One filled cell; `value` is None when the file holds none: an error, a formula without value."""

    row: int
    column: int
    kind: CellKind
    text: str
    value: Value = None

    @property
    def address(self) -> str:
        """Return where it is: B7."""
        return address(self.row, self.column)


class Row(NamedTuple):
    """A row with a filled cell at least, its cells from left to right; `hidden`: by hand or by a filter."""

    number: int
    cells: Sequence[Cell]
    hidden: bool = False

    def texts(self, limit: int = MAX_COLUMNS) -> list[str]:
        """Return the texts of the columns from A on; what stands beyond the limit is one text more, so that it shows."""
        found = [""] * min(self.cells[-1].column, limit)
        beyond = ""
        for cell in self.cells:
            if cell.column <= limit:
                found[cell.column - 1] = cell.text
            else:
                beyond = beyond or cell.text
        return [*found, beyond] if beyond else found


class Area(NamedTuple):
    """Cells merged into one: the first one holds what is shown."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


class ColumnLetters(dict[str, int]):
    """Letters of a column → its number. A column that no workbook has is refused."""

    def __missing__(self, letters: str) -> int:
        number = 0
        if letters.isascii() and letters.isalpha() and len(letters) <= 3:
            for letter in letters.upper():
                number = number * 26 + ord(letter) - 64
        if not 0 < number <= MAX_COLUMNS:
            raise SheetError(f"classeur abîmé : colonne « {letters[:20]} »")
        self[letters] = number
        return number


_PLACES: Final = 15  # figures that a spreadsheet keeps of what is typed
_WIDEST: Final = 30  # figures beyond which a number is written with its exponent
_EXACT: Final = 1 << 53  # below it a whole number loses no figure


def number_text(value: float) -> str:
    """Write a number with the figures that a spreadsheet keeps, and no exponent unless it is very large or small."""
    if abs(value) < _EXACT and value == int(value):
        return str(int(value))
    shown = f"{value:.{_PLACES}g}"
    if "e" in shown and abs(int(shown.partition("e")[2])) < _WIDEST:
        from decimal import Decimal

        shown = format(Decimal(shown), "f")
    return shown


def cell_of(row: int, column: int, value: Value) -> Cell:
    """Return the cell that holds a value, as a spreadsheet would write it in a CSV."""
    match value:
        case str():
            if len(value) > MAX_TEXT:
                raise SheetError(f"{TOO_LARGE} : la cellule {address(row, column)} a plus de {MAX_TEXT} caractères")
            return Cell(row, column, CellKind.TEXT, value, value)
        case bool():
            return Cell(row, column, CellKind.BOOLEAN, "VRAI" if value else "FAUX", value)
        case int() | float() if not isfinite(value):
            return Cell(row, column, CellKind.TEXT, str(value), None)
        case int() | float():
            text = number_text(value)
            return Cell(row, column, CellKind.NUMBER, text, int(text) if text.lstrip("-").isdecimal() else float(text))
        case datetime():
            value = value.replace(microsecond=0)
            return Cell(row, column, CellKind.DATETIME, value.isoformat(), value)
        case date():
            return Cell(row, column, CellKind.DATE, value.isoformat(), value)
        case time():
            return Cell(row, column, CellKind.TIME, value.replace(microsecond=0).isoformat(), value)
        case timedelta():
            return Cell(row, column, CellKind.DURATION, _clock(round(value.total_seconds())), value)
        case None:
            return Cell(row, column, CellKind.UNCOMPUTED, "=", None)


def error_cell(row: int, column: int, name: str) -> Cell:
    """Return the cell of an error: its name begins with « # », as all but LibreOffice's (Err:502) do."""
    name = name.strip()[:40]
    return Cell(row, column, CellKind.ERROR, name if name.startswith("#") else f"#{name or 'ERREUR'}", None)


def _clock(seconds: int) -> str:
    """Write a duration: 30:00:00."""
    minutes, rest = divmod(abs(seconds), 60)
    return f"{'-' if seconds < 0 else ''}{minutes // 60}:{minutes % 60:02}:{rest:02}"
