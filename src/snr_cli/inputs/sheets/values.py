"""What a file writes in a cell → its kind, and the text that a CSV would hold."""

import re
from datetime import date, datetime, time, timedelta
from typing import Final

from snr_cli.inputs.sheets.cells import FALSE, TRUE, CellKind

CellRead = tuple[CellKind, str]
_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,4})?", re.ASCII).fullmatch
_PLAIN = re.compile(r"-?(?:0|[1-9]\d{0,29})", re.ASCII).fullmatch
_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)?(?:(?:T|^)(\d\d:\d\d(?::\d\d)?)(?:\.(\d+))?)?(?:Z|[-+]\d\d:\d\d)?", re.ASCII
).fullmatch
_PERIOD = re.compile(
    r"(-?)P(?:(\d{1,6})D)?(?:T(?:(\d{1,8})H)?(?:(\d{1,8})M)?(?:(\d{1,8})(?:[.,](\d+))?S)?)?", re.ASCII
).fullmatch
_DAY: Final = 86_400
_ORIGIN: Final = datetime(1899, 12, 30)
_ORIGIN_1904: Final = datetime(1904, 1, 1)
_LAST_SERIAL: Final = 2_958_466  # 1 January 10000
_PLACES: Final = 15  # figures that a spreadsheet keeps of what is typed
_WIDEST: Final = 30  # figures beyond which a number is written with its exponent


def read_number(written: str) -> CellRead:
    """Read a number: as it was typed (0.1, not 0.10000000000000001), a whole number without decimals."""
    if _PLAIN(written):
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
        return (CellKind.DURATION, _clock(round(serial * _DAY))) if abs(serial) < _LAST_SERIAL else (kind, text)
    if shown is CellKind.TIME and 0 <= serial < 1:
        seconds = round(serial * _DAY)
        return CellKind.TIME, time(seconds // 3600 % 24, seconds // 60 % 60, seconds % 60).isoformat()
    if not (0 if from_1904 else 1) <= serial < _LAST_SERIAL or (not from_1904 and 60 <= serial < 61):
        return kind, text
    days = int(serial)
    moment = (_ORIGIN_1904 if from_1904 else _ORIGIN) + timedelta(
        days=days + (not from_1904 and days < 60), seconds=round((serial - days) * _DAY)
    )
    return (
        (CellKind.DATE, moment.date().isoformat())
        if shown is CellKind.DATE
        else (CellKind.DATETIME, moment.isoformat())
    )


def read_iso(written: str) -> CellRead:
    """Read a date, a date and time or a time as ISO 8601 writes it; anything else is a text."""
    found = _ISO(written.strip())
    if not found or not (found[1] or found[2]):
        return CellKind.TEXT, written
    fraction = f".{found[3][:6]:0<6}" if found[3] and found[3].strip("0") else ""
    try:
        if found[1] and found[2]:
            return CellKind.DATETIME, datetime.fromisoformat(f"{found[1]}T{found[2]}{fraction}").isoformat()
        if found[1]:
            return CellKind.DATE, date.fromisoformat(found[1]).isoformat()
        return CellKind.TIME, time.fromisoformat(found[2] + fraction).isoformat()
    except ValueError:
        return CellKind.TEXT, written


def read_period(written: str) -> CellRead:
    """Read PT10H30M00S: a time of the day below 24 hours, else a duration (ODS writes both alike)."""
    found = _PERIOD(written.strip())
    if not found or not any(found[number] for number in range(2, 6)):
        return CellKind.TEXT, written
    days, hours, minutes, seconds = (int(found[number] or 0) for number in range(2, 6))
    total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds + (found[6] or "0")[0].__ge__("5")
    if total < _DAY and not found[1]:
        return CellKind.TIME, time(total // 3600, total // 60 % 60, total % 60).isoformat()
    return CellKind.DURATION, _clock(-total if found[1] else total)


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
