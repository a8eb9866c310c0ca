"""Cells as a workbook holds them: where, of which kind, and the text that a CSV would hold."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from snr_cli.french.cells import address
from snr_cli.inputs.sheets.package import MAX_COLUMNS, SheetError

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


_VALUES: Final[Mapping[CellKind, Callable[[str], Value]]] = {
    CellKind.TEXT: str,
    CellKind.NUMBER: lambda text: int(text) if text.lstrip("-").isdecimal() else float(text),
    CellKind.BOOLEAN: lambda text: text == TRUE,
    CellKind.DATE: date.fromisoformat,
    CellKind.DATETIME: datetime.fromisoformat,
    CellKind.TIME: time.fromisoformat,
    CellKind.DURATION: _duration,
    CellKind.ERROR: lambda text: None,
    CellKind.UNCOMPUTED: lambda text: None,
}


# Which numbers are dates: what a number format shows.

_BUILT_IN: Final = {
    **dict.fromkeys((14, 15, 16, 17), CellKind.DATE),
    **dict.fromkeys((18, 19, 20, 21, 45, 47), CellKind.TIME),
    22: CellKind.DATETIME,
    46: CellKind.DURATION,
    # formats of eastern Asia, which the file does not spell out (ECMA-376, 18.8.30)
    **dict.fromkeys((*range(27, 32), 36, *range(50, 59)), CellKind.DATE),
    **dict.fromkeys(range(32, 36), CellKind.TIME),
}
# what is shown as it is: "texte", \x, _x (a blank as wide as x), *x (x repeated)
_LITERAL = re.compile(r'"[^"]*"?|[\\_*].', re.DOTALL)
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]")
_BRACKETS = re.compile(r"\[[^\]]*\]?")
_NOON = re.compile(r"am/pm|a/p")
_FRACTION = re.compile(r"s[.,]0+")
# y: year, d: day, b, e, g: eras; j and a: day and year in the formats that French software writes as one types them (jj/mm/aaaa)
_DAY = re.compile(r"[ydj]|mmm|aa|gg|bb")
_HOUR = re.compile(r"[hs]")


def format_kind(number: int, code: str | None) -> CellKind:
    """Return what a number format shows: a date, a date and time, a time of the day, a duration, else a number.

    Args:
        number: its identifier.
        code: what the file says that it is; None for one that the file does not spell out.
    """
    if code is None:
        return _BUILT_IN.get(number, CellKind.NUMBER)
    shown = _LITERAL.sub("", code.lower()).partition(";")[0]
    if _ELAPSED.search(shown):
        return CellKind.DURATION
    shown = _FRACTION.sub("s", _NOON.sub("", _BRACKETS.sub("", shown)))
    if any(word in shown for word in ("general", "standard", "@")) or any(sign in shown for sign in "0#?"):
        return CellKind.NUMBER
    day, hour = _DAY.search(shown), _HOUR.search(shown)
    if day and hour:
        return CellKind.DATETIME
    if hour:
        return CellKind.TIME
    return CellKind.DATE if day or "m" in shown or shown.strip(" -/.") == "e" else CellKind.NUMBER


# What a file writes in a cell → its kind, and the text that a CSV would hold.

CellRead = tuple[CellKind, str]
_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,4})?", re.ASCII).fullmatch
_WHOLE = re.compile(r"-?(?:0|[1-9]\d{0,29})", re.ASCII).fullmatch
_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)?(?:(?:T|^)(\d\d:\d\d(?::\d\d)?)(?:\.(\d+))?)?(?:Z|[-+]\d\d:\d\d)?", re.ASCII
).fullmatch
_PERIOD = re.compile(
    r"(-?)P(?:(\d{1,6})D)?(?:T(?:(\d{1,8})H)?(?:(\d{1,8})M)?(?:(\d{1,8})(?:[.,](\d+))?S)?)?", re.ASCII
).fullmatch
_DAY_SECONDS: Final = 86_400
_ORIGIN: Final = datetime(1899, 12, 30)
_ORIGIN_1904: Final = datetime(1904, 1, 1)
_LAST_SERIAL: Final = 2_958_466  # 1 January 10000
_PLACES: Final = 15  # figures that a spreadsheet keeps of what is typed
_WIDEST: Final = 30  # figures beyond which a number is written with its exponent


def read_number(written: str) -> CellRead:
    """Read a number: as it was typed (0.1, not 0.10000000000000001), a whole number without decimals."""
    if _WHOLE(written):
        return CellKind.NUMBER, written if written != "-0" else "0"
    found = written.strip()
    if not _NUMBER(found):
        return CellKind.TEXT, written
    value = float(found)
    if value in (float("inf"), float("-inf")):
        return CellKind.TEXT, written
    return CellKind.NUMBER, number_text(value)


def number_text(value: float) -> str:
    """Write a number with the figures that a spreadsheet keeps, and no exponent unless it is very large or small."""
    shown = f"{value:.{_PLACES}g}"
    if "e" in shown and abs(int(shown.partition("e")[2])) < _WIDEST:
        from decimal import Decimal

        shown = format(Decimal(shown), "f")
    return "0" if shown == "-0" else shown


def read_serial(written: str, shown: CellKind, from_1904: bool) -> CellRead:
    """Read a number that its format shows as a date or a time.

    A date that no calendar has stays the number it is: 60 (29 February 1900), what is negative, or beyond year 9999.
    """
    kind, text = read_number(written)
    if kind is not CellKind.NUMBER:
        return kind, text
    serial = float(text)
    if shown is CellKind.DURATION:
        return (CellKind.DURATION, _clock(round(serial * _DAY_SECONDS))) if abs(serial) < _LAST_SERIAL else (kind, text)
    if shown is CellKind.TIME and 0 <= serial < 1:
        seconds = round(serial * _DAY_SECONDS)
        return CellKind.TIME, time(seconds // 3600 % 24, seconds // 60 % 60, seconds % 60).isoformat()
    if not (0 if from_1904 else 1) <= serial < _LAST_SERIAL or (not from_1904 and 60 <= serial < 61):
        return kind, text
    days = int(serial)
    moment = (_ORIGIN_1904 if from_1904 else _ORIGIN) + timedelta(
        days=days + (not from_1904 and days < 60), seconds=round((serial - days) * _DAY_SECONDS)
    )
    return (
        (CellKind.DATE, moment.date().isoformat())
        if shown is CellKind.DATE
        else (CellKind.DATETIME, moment.isoformat())
    )


def read_iso(written: str) -> CellRead:
    """Read a date, a date and time or a time as ISO 8601 writes it; anything else is a text."""
    match = _ISO(written.strip())
    if not match or not (match[1] or match[2]):
        return CellKind.TEXT, written
    fraction = f".{match[3][:6]:0<6}" if match[3] and match[3].strip("0") else ""
    try:
        if match[1] and match[2]:
            return CellKind.DATETIME, datetime.fromisoformat(f"{match[1]}T{match[2]}{fraction}").isoformat()
        if match[1]:
            return CellKind.DATE, date.fromisoformat(match[1]).isoformat()
        return CellKind.TIME, time.fromisoformat(match[2] + fraction).isoformat()
    except ValueError:
        return CellKind.TEXT, written


def read_period(written: str) -> CellRead:
    """Read PT10H30M00S: a time of the day below 24 hours, else a duration (ODS writes both alike)."""
    match = _PERIOD(written.strip())
    if not match or not any(match[number] for number in range(2, 6)):
        return CellKind.TEXT, written
    days, hours, minutes, seconds = (int(match[number] or 0) for number in range(2, 6))
    total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds + (match[6] or "0")[0].__ge__("5")
    if total < _DAY_SECONDS and not match[1]:
        return CellKind.TIME, time(total // 3600, total // 60 % 60, total % 60).isoformat()
    return CellKind.DURATION, _clock(-total if match[1] else total)


def read_boolean(written: str) -> CellRead:
    """Read a boolean: 1 or true."""
    return CellKind.BOOLEAN, TRUE if written.strip().lower() in ("1", "true") else FALSE


def read_error(written: str) -> CellRead:
    """Read the name of an error: it begins with « # », as all but LibreOffice's (Err:502) do."""
    name = written.strip()[:40]
    return CellKind.ERROR, name if name.startswith("#") else f"#{name or 'ERREUR'}"


def _clock(seconds: int) -> str:
    """Write a duration: 30:00:00."""
    minutes, rest = divmod(abs(seconds), 60)
    return f"{'-' if seconds < 0 else ''}{minutes // 60}:{minutes % 60:02}:{rest:02}"


# The numbers of an XLSX: what each style shows them as. Those met last are kept, for cells repeat.

_KEPT: Final = 1 << 14
_SHORT: Final = 40  # characters of a number that is kept


class _Numbers(dict[str, CellRead]):
    """Number as a cell of one style writes it → what it is. Those met last are kept."""

    def __init__(self, shown: CellKind, from_1904: bool) -> None:
        super().__init__()
        self.shown, self.from_1904 = shown, from_1904

    def __missing__(self, written: str) -> CellRead:
        read = (
            read_number(written) if self.shown is CellKind.NUMBER else read_serial(written, self.shown, self.from_1904)
        )
        if len(written) <= _SHORT:
            if len(self) >= _KEPT:
                self.clear()
            self[written] = read
        return read


class StyleNumbers(dict[str | None, _Numbers]):
    """Style, as a cell writes it → its numbers."""

    def __init__(self, styles: Sequence[CellKind], from_1904: bool) -> None:
        super().__init__()
        self.styles, self.from_1904 = styles, from_1904
        self._by_kind: dict[CellKind, _Numbers] = {}

    def __missing__(self, style: str | None) -> _Numbers:
        rank = int(style) if style and style.isdecimal() and len(style) < 10 else 0
        kind = self.styles[rank] if rank < len(self.styles) else CellKind.NUMBER
        numbers = self._by_kind.setdefault(kind, _Numbers(kind, self.from_1904))
        if len(self) < _KEPT:
            self[style] = numbers
        return numbers
