"""Which numbers are dates: what a number format shows."""

import re
from typing import Final

from snr_cli.inputs.sheets.cells import CellKind

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
_PLAIN: Final = ("general", "standard", "@")


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
    if any(word in shown for word in _PLAIN) or any(sign in shown for sign in "0#?"):
        return CellKind.NUMBER
    day, hour = _DAY.search(shown), _HOUR.search(shown)
    if day and hour:
        return CellKind.DATETIME
    if hour:
        return CellKind.TIME
    return CellKind.DATE if day or "m" in shown or shown.strip(" -/.") == "e" else CellKind.NUMBER
