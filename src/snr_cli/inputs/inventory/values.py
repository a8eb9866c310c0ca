"""Cells → values: dates in every usual form, numbers with decimal commas, folded words."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from itertools import filterfalse
from math import inf, isfinite
from typing import Final, TypeVar

from snr_cli.french.numbers import closest

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
_WORDS: Final = 100  # characters of what comes again: a longer text is that of one cell
BLANKS: Final = frozenset({"", "-", "--", "n/a", "na", "nc", "null", "none", "neant", "0000-00-00", "1970-01-01"})

YES: Final = ("oui", "yes", "true", "vrai", "x", "1", "o", "y", "ok")
NO: Final = ("non", "no", "false", "faux", "0", "n")

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Remembered(dict[_Key, _Value]):
    """What was read of each text, or of each row: read once, for they come again by the thousand."""

    def __init__(self, read: Callable[[_Key], _Value], most: float = inf) -> None:
        """Begin with nothing read; beyond `most`, all is forgotten: a million rows must not fill the memory."""
        super().__init__()
        self.read, self.most = read, most

    def __missing__(self, key: _Key) -> _Value:
        if len(self) >= self.most:
            self.clear()
        value = self[key] = self.read(key)
        return value


def fold(text: str) -> str:
    """Lower case, no accents, single spaces: what rules and headers are compared in."""
    return _known_fold(text) if len(text) < _WORDS else _fold(text)


def _fold(text: str) -> str:
    if text.isascii():  # most cells: no accent to take away
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'").casefold())
    return " ".join("".join(filterfalse(unicodedata.combining, decomposed)).split())


_known_fold: Final = lru_cache(maxsize=20_000)(_fold)  # titles and words of lists come again in each sheet


# how a date is written, but for those whose day and month may change places → what reads it; no month is 0, which no date has
_DATES: Final[tuple[tuple[Callable[[str], re.Match[str] | None], Callable[[re.Match[str]], date]], ...]] = (
    (_ISO, lambda match: date(int(match[1]), int(match[2]), int(match[3]))),
    (_COMPACT, lambda match: date(int(match[1]), int(match[2]), int(match[3]))),
    (_WORDED, lambda match: date(_full_year(match[3]), _month(match[2]), int(match[1]))),
    (_YEAR, lambda match: date(int(match[1]), 12, 31)),
    (_MONTH, lambda match: date(int(match[2]), int(match[1]), 1)),
    (_YEAR_MONTH, lambda match: date(int(match[1]), int(match[2]), 1)),
    (_WORDED_MONTH, lambda match: date(int(match[2]), _month(match[1]), 1)),
    (_SERIAL, lambda match: _EXCEL_ORIGIN + timedelta(days=int(float(match[0].replace(",", "."))))),
)


def is_ambiguous(text: str) -> bool:
    """Say whether a date could be read day first or month first: 03/04/2021."""
    match = _NUMERIC(text.strip())
    return match is not None and int(match[1]) <= 12 and int(match[2]) <= 12 and match[1] != match[2]


def is_month_first(text: str) -> bool:
    """Say whether a date can only be read month first: 04/23/2021."""
    match = _NUMERIC(text.strip())
    return match is not None and int(match[1]) <= 12 < int(match[2])


def date_order(text: str) -> str:
    """Say what comes first in a date that can be read in one way only: `year`, `month` or `day`; empty for any other text."""
    shown = text.strip()
    if _ISO(shown):
        return "year"
    if is_month_first(shown):
        return "month"
    match = _NUMERIC(shown)
    return "day" if match is not None and int(match[1]) > 12 >= int(match[2]) else ""


def parse_date(text: str, *, month_first: bool = False) -> date | None:
    """Read a date; None when the text is none.

    Forms: 2021-12-31, 20211231, 31/12/2021, 31-12-21, 31-déc-21, 31 décembre 2021, an Excel serial (44561), a month
    (03/2020, 2021-03, avril 2021: its first day), a year (its last).
    """
    shown = fold(text)
    try:
        if match := _NUMERIC(shown):
            day, month = (int(match[2]), int(match[1])) if month_first else (int(match[1]), int(match[2]))
            return date(_full_year(match[3]), month, day)
        for form, read in _DATES:
            if match := form(shown):
                return read(match)
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


# What names a person in a text typed in a column that should hold none: hidden wherever it would be shown.

_ADDRESS = re.compile(r"(?<![^\s·])[^\s·]*@[^\s·]*")
_PHONE = re.compile(r"(?<!\w)(?:\+|00)?(?:\d[ .-]?){9,13}\d(?!\w)")
_NAME: Final = r"[^\W\d_][\w’'-]*\.?"
# a civility, and the words that follow it: Mme Lucie MARTIN
_CIVIL = re.compile(
    rf"(?<!\w)((?i:mme|mlle|melle|mr|monsieur|madame|mademoiselle|docteur|mrs|miss)\.?|M\.|Dr\.?)\s+{_NAME}(?:\s+{_NAME}){{0,3}}"
)
# to whom a device was given: prêté à Jean, affecté à la mairie
_GIVEN = re.compile(
    r"(?<!\w)((?:pr[eê]t|affect|attribu|remis|donn|confi|d[eé]tenu|utilis)\w*\s+(?:à|a|au|aux|par)|(?:assigned|loaned|lent|issued)\s+to|(?:used|held)\s+by)\s+\S.*",
    re.IGNORECASE,
)
_CAPITAL: Final = r"[A-ZÀ-ÖØ-Þ][\w’'-]*\.?"
_PERSON = re.compile(rf"{_CAPITAL}(?:\s++(?:(?:de|du|des|le|la|d’|d')\s*+)?{_CAPITAL}){{0,3}}")
_OWNER: Final = re.compile(rf"(?<![\w’'-])(?:{_CAPITAL}\s+)?[^\W\d_][\w-]*(['’][sS])(?!\w)")  # Lucie's iPad
_INITIAL: Final = re.compile(
    r"(?<![\w’'-])([A-ZÀ-ÖØ-Þ][\w’'-]+\s+[A-Z]\.|[A-Z]\.\s?[A-ZÀ-ÖØ-Þ][\w’'-]+)(?!\w)"
)  # Dupont J.
_OF: Final = re.compile(rf"(?<![\w’'])(d(?:e\s+|['’]\s?))({_NAME}(?:\s+{_NAME}){{0,3}})", re.IGNORECASE)
_LOGIN: Final = re.compile(r"(?<![\w.])[^\W\d_]+[._][^\W\d_]+(?![\w.])")  # lucie.bernard
_SURNAMED: Final = re.compile(r"(?<!\w)([A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ-]+)\s+[A-ZÀ-ÖØ-Þ-]{3,}(?!\w)")  # Lucie BERNARD
_BETWEEN: Final = re.compile(r"\s(?:[-–—:+]|et)\s|[()\[\],;/&|>]")  # two names, or a name and its service
_LOWER: Final = re.compile(r"[^\W\d_][^\W\d_-]*(?:-[^\W\d_]+)?\s+[^\W\d_]+")  # bernard lucie
_ELIDED: Final = re.compile(r"\b[dl]'")
_SPACED: Final = re.compile(r"[\s._-]+")
_APART: Final = re.compile(r"[\W_]+")
_NAMING: Final = frozenset("'’.")  # signs of an owner and of an initial, which need no known name
_ARTICLES: Final = frozenset({"le", "la", "les", "l'elu", "l'elue"})
HIDDEN: Final = "…"
ONE_PERSONS: Final = 5  # devices that one person holds at most: a place named after a person has more


@lru_cache(maxsize=10_000)  # the places of a fleet are few, and come with each of its devices
def masked(text: str) -> str:
    """Hide addresses, telephone numbers, who follows a civility, and to whom a device was given."""
    text = _PHONE.sub(HIDDEN, _ADDRESS.sub(HIDDEN, text))
    return _GIVEN.sub(_first_kept, _CIVIL.sub(_first_kept, text))


def has_civility(text: str) -> bool:
    """Say whether a text names a person by a civility: « PC de M. Durand »; « Mme la maire » and doctors, who name places, are none."""
    return any(
        fold(match[1])[:1] == "m" and fold(match[0][len(match[1]) :]).split()[0] not in _ARTICLES
        for match in _CIVIL.finditer(text)
    )


def without_persons(text: str, names: Mapping[str, str]) -> str:
    """Hide in a free text who follows a civility, and a given name before a surname in capitals: « Sophie MARTIN ».

    Args:
        text: sentences, where what follows a name is kept.
        names: a word, folded → whether it is a given name or names a place.
    """

    def civil(match: re.Match[str]) -> str:
        said, rest = match[1], match[0][len(match[1]) :].split()
        if fold(said)[:1] != "m" or fold(rest[0]) in _ARTICLES:
            return match[0]
        count = 1
        while count < len(rest) and rest[count][0].isupper():
            count += 1
        return " ".join([said, HIDDEN, *rest[count:]])

    def surnamed(match: re.Match[str]) -> str:
        return HIDDEN if names.get(fold(match[1]).partition("-")[0]) == "given" else match[0]

    return _SURNAMED.sub(surnamed, _CIVIL.sub(civil, text))


def _first_kept(match: re.Match[str]) -> str:  # quicker than a template, which is read again for each text
    return f"{match[1]} {HIDDEN}"


def label_masked(label: str, names: Mapping[str, str]) -> str:
    """Hide in a label whom `masked` hides, and whose the device is: « Portable de Sophie MARTIN », « Lucie's iPad ».

    Args:
        label: what a person recognises in a row.
        names: a word, folded → whether it is a given name or names a place.
    """

    def given(found: str, count: int) -> bool:
        said = {names.get(word) for word in _words(" ".join(found.split()[:count]))}
        return "given" in said and "place" not in said

    def of(match: re.Match[str]) -> str:
        if not given(match[2], 2):
            return match[0]
        kept = match[2].split()[2:]
        while kept and _PERSON.fullmatch(kept[0]):  # Yasmine El Amrani
            kept = kept[1:]
        return " ".join([match[1] + HIDDEN, *kept])

    label = masked(label)
    if _NAMING.isdisjoint(label) and "given" not in map(names.get, _APART.split(fold(label))):
        return label  # nothing below would find a name in it
    label = _OWNER.sub(rf"{HIDDEN}\1", _OF.sub(of, label))
    if not any(names.get(word) == "place" for word in _words(label)):
        label = _INITIAL.sub(HIDDEN, label)
        label = _SURNAMED.sub(lambda match: HIDDEN if given(match[1], 1) else match[0], label)
    return _LOGIN.sub(lambda match: HIDDEN if given(match[0], 1) else match[0], label)


def _words(text: str) -> list[str]:
    return _SPACED.split(_ELIDED.sub("", fold(text)))


def may_be_a_person(text: str) -> bool:
    """Say whether each word of a text has a capital, and no figure: it may be a name."""
    return _PERSON.fullmatch(text.strip()) is not None


def is_person(text: str, names: Mapping[str, str]) -> bool:
    """Say whether a part of a text is the name of a person: « Lucie BERNARD (DGS) », « bernard lucie », « lucie.bernard ».

    Two to four capitalised words, or two in lower case, one of them a given name and none that of a place.
    """
    return any(_is_name(part.strip(), names) for part in _BETWEEN.split(text))


def _is_name(text: str, names: Mapping[str, str]) -> bool:
    lower = text.islower() and _LOWER.fullmatch(text) is not None
    words = _words(text) if lower or may_be_a_person(text) or _LOGIN.fullmatch(text) else []
    said = set(map(names.get, words))
    return 2 <= len(words) <= 4 and "given" in said and "place" not in said


# Words as people write them: titles (« N° de série : », « SerialNumber »), and names with a letter wrong (« Frnace »).

_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])")
_SIGNS = re.compile(r"[^a-z0-9%]+")
# « Frnace » is near « France » (0.83); « Martin », which is a name, is not near « Martinique » (0.75)
_NEAR: Final = 0.8
SMALL: Final = frozenset({"d", "de", "des", "du", "l", "la", "le", "les", "of", "the"})
LONGEST_UNCUT: Final = 3  # a word that short keeps its s: bus, ups, nas
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")


def apart(title: str) -> str:
    """Return a title whose joined words stand apart: OperatingSystemVersion → Operating System Version."""
    return _CAMEL.sub(" ", title)


@lru_cache(maxsize=10_000)
def loose(title: str) -> str:
    """Return a title without signs, articles nor joined words: what is left is compared when the title is not known."""
    return _bare(fold(apart(title)))


def _bare(folded: str) -> str:
    return " ".join([word for word in _SIGNS.sub(" ", folded).split() if word not in SMALL])


def loosened(headers: Mapping[str, str]) -> dict[str, str]:
    """Return loose title → role of folded titles; a loose title that two roles share says nothing, nor does one of a letter or two."""
    roles: dict[str, set[str]] = {}
    for title, role in headers.items():
        roles.setdefault(_bare(title), set()).add(role)
    return {title: role.pop() for title, role in roles.items() if len(role) == 1 and len(title) > 2}


def nearest(word: str, known: Iterable[str], least: float = _NEAR) -> str:
    """Return the known word that a text most looks like, accents and case aside; empty when it looks like none."""
    by_fold = {fold(name): name for name in known}
    return by_fold.get(closest(fold(word), by_fold, least), "")


def plain(text: str) -> str:
    """Fold a text and make each run of signs other than letters and digits a space: « Wi-Fi 6 » → wi fi 6."""
    return _NOT_PLAIN.sub(" ", fold(text)).strip()


def singular(text: str) -> str:
    """Write each word of a folded text without the s of its plural: « telephones fixes » → telephone fixe."""
    return " ".join(word[:-1] if len(word) > LONGEST_UNCUT and word[-1] == "s" else word for word in text.split())
