"""Cells → values: dates in every usual form, numbers with decimal commas, folded words."""

import re
import unicodedata
from datetime import date, timedelta
from functools import lru_cache
from itertools import filterfalse
from math import inf, isfinite
from typing import Final

_MONTHS: Final = {
    **{name: index for index, name in enumerate(("janv", "fev", "mars", "avr", "mai", "juin"), start=1)},
    **{name: index for index, name in enumerate(("juil", "aou", "sept", "oct", "nov", "dec"), start=7)},
    **{name: index for index, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun"), start=1)},
    **{name: index for index, name in enumerate(("jul", "aug", "sep", "oct", "nov", "dec"), start=7)},
}
MONTH_WORDS: Final = frozenset(_MONTHS) | {
    "janvier", "fevrier", "avril", "juillet", "aout", "septembre", "octobre", "novembre", "decembre", "january",
    "february", "march", "april", "june", "july", "august", "september", "october", "november", "december",
}  # fmt: skip
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[Tt ].*)?").fullmatch
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})").fullmatch
# kept: the order of day and month, then the date, are asked of each text of a batch
_NUMERIC = lru_cache(maxsize=2_048)(re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?:[Tt ,].*)?").fullmatch)
_WORDED = re.compile(r"(\d{1,2})(?:er)?[-/. ]+([a-z]{3,9})\.?[-/. ]+(\d{4}|\d{2})").fullmatch
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?").fullmatch
_YEAR = re.compile(r"((?:19|20)\d{2})(?:[.,]0+)?").fullmatch
_MONTH = re.compile(r"(\d{1,2})[-/.]((?:19|20)\d{2})").fullmatch  # 03/2020
_YEAR_MONTH = re.compile(r"((?:19|20)\d{2})[-/](\d{1,2})").fullmatch  # 2021-03
_WORDED_MONTH = re.compile(r"([a-z]{3,9})\.?[-/. ]+((?:19|20)\d{2})").fullmatch  # avril 2021
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?").fullmatch
_EXCEL_ORIGIN: Final = date(1899, 12, 30)
FIRST_YEAR: Final = 1990
BLANKS: Final = frozenset({"", "-", "--", "n/a", "na", "nc", "null", "none", "neant", "0000-00-00", "1970-01-01"})

YES: Final = ("oui", "yes", "true", "vrai", "x", "1", "o", "y", "ok")
NO: Final = ("non", "no", "false", "faux", "0", "n")


def fold(text: str) -> str:
    """Lower case, no accents, single spaces: what rules and headers are compared in."""
    if text.isascii():  # most cells: no accent to take away
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'").casefold())
    return " ".join("".join(filterfalse(unicodedata.combining, decomposed)).split())


def is_ambiguous(text: str) -> bool:
    """Say whether a date could be read day first or month first: 03/04/2021."""
    found = _NUMERIC(text.strip())
    return found is not None and int(found[1]) <= 12 and int(found[2]) <= 12 and found[1] != found[2]


def is_month_first(text: str) -> bool:
    """Say whether a date can only be read month first: 04/23/2021."""
    found = _NUMERIC(text.strip())
    return found is not None and int(found[1]) <= 12 < int(found[2])


def date_order(text: str) -> str:
    """Say what comes first in a date that can be read in one way only: `year`, `month` or `day`; empty for any other text."""
    shown = text.strip()
    if _ISO(shown):
        return "year"
    if is_month_first(shown):
        return "month"
    found = _NUMERIC(shown)
    return "day" if found is not None and int(found[1]) > 12 >= int(found[2]) else ""


def parse_date(text: str, *, month_first: bool = False) -> date | None:
    """Read a date; None when the text is none.

    Forms: 2021-12-31, 20211231, 31/12/2021, 31-12-21, 31-déc-21, 31 décembre 2021, an Excel serial (44561), a month
    (03/2020, 2021-03, avril 2021: its first day), a year (its last).
    """
    shown = fold(text)
    try:
        if found := _NUMERIC(shown):
            day, month = (int(found[2]), int(found[1])) if month_first else (int(found[1]), int(found[2]))
            return date(_full_year(found[3]), month, day)
        if found := _ISO(shown) or _COMPACT(shown):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _WORDED(shown):
            number = _month(found[2])
            return date(_full_year(found[3]), number, int(found[1])) if number else None
        if found := _YEAR(shown):
            return date(int(found[1]), 12, 31)
        if found := _MONTH(shown):
            return date(int(found[2]), int(found[1]), 1)
        if found := _YEAR_MONTH(shown):
            return date(int(found[1]), int(found[2]), 1)
        if found := _WORDED_MONTH(shown):
            return date(int(found[2]), _month(found[1]), 1)
        if _SERIAL(shown):
            return _EXCEL_ORIGIN + timedelta(days=int(float(shown.replace(",", "."))))
    except (ValueError, OverflowError):
        return None
    return None


def read_day(text: str) -> date | None:
    """Read a date that is a day; None when the text is none, or only a month or a year."""
    shown = fold(text)
    if any(coarse(shown) for coarse in (_YEAR, _MONTH, _YEAR_MONTH, _WORDED_MONTH)):
        return None
    return parse_date(text, month_first=is_month_first(text))


def _month(name: str) -> int:
    return next((_MONTHS[name[:size]] for size in (4, 3) if name[:size] in _MONTHS), 0)


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text) if int(text) < 70 else 1900 + int(text)


def parse_number(text: str) -> float | None:
    """Read a number with a point or a comma, spaces between thousands; None when the text is none, or no finite one."""
    shown = text.strip().replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    found = float(shown.replace(",", ".")) if _NUMBER(shown) else inf
    return found if isfinite(found) else None
