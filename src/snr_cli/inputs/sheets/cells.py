"""Cells as a workbook holds them: where, of which kind, and the text that a CSV would hold."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from snr_cli.french.cells import address
from snr_cli.inputs.sheets.caps import MAX_COLUMNS, SheetError

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


TRUE, FALSE, UNCOMPUTED_TEXT = "VRAI", "FAUX", "="


class Cell(NamedTuple):
    """One filled cell.

    `span`: how many columns in a row hold it, from `column` on (ODS writes a run of equal cells once).
    """

    row: int
    column: int
    kind: CellKind
    text: str
    span: int = 1

    @property
    def address(self) -> str:
        """Return where it is: B7."""
        return address(self.row, self.column)

    @property
    def value(self) -> Value:
        """Return its value; None when the file holds none: an error, a formula without value."""
        return _VALUES[self.kind](self.text)


class Row(NamedTuple):
    """A row with a filled cell at least, its cells from left to right.

    `repeated`: how many rows from `number` on are the same (ODS writes a run of equal rows once); `hidden`: by hand or by a filter.
    """

    number: int
    cells: Sequence[Cell]
    hidden: bool = False
    repeated: int = 1

    def texts(self, limit: int = MAX_COLUMNS) -> list[str]:
        """Return the texts of the columns from A on; what stands beyond the limit is one text more, so that it shows."""
        cells = self.cells
        last = cells[-1]
        if last[1] == len(cells) <= limit and last[4] == 1:
            return [cell[3] for cell in cells]
        found = [""] * min(last.column + last.span - 1, limit)
        beyond = ""
        for cell in cells:
            end = cell.column + cell.span - 1
            if end > limit:
                beyond = beyond or cell.text
                end = limit
            if cell.column <= end:
                found[cell.column - 1 : end] = [cell.text] * (end - cell.column + 1)
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


def _duration(text: str) -> timedelta:
    hours, minutes, seconds = text.lstrip("-").split(":")
    found = timedelta(hours=int(hours), minutes=int(minutes), seconds=float(seconds))
    return -found if text[0] == "-" else found


def _number(text: str) -> int | float:
    return int(text) if text.lstrip("-").isdecimal() else float(text)


_VALUES: Final[Mapping[CellKind, Callable[[str], Value]]] = {
    CellKind.TEXT: str,
    CellKind.NUMBER: _number,
    CellKind.BOOLEAN: lambda text: text == TRUE,
    CellKind.DATE: date.fromisoformat,
    CellKind.DATETIME: datetime.fromisoformat,
    CellKind.TIME: time.fromisoformat,
    CellKind.DURATION: _duration,
    CellKind.ERROR: lambda text: None,
    CellKind.UNCOMPUTED: lambda text: None,
}
