"""Words as people write them: titles (« N° de série : », « SerialNumber »), and names with a letter wrong (« Frnace »)."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from snr_cli.inputs.inventory.values import fold

_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])")
_SIGNS = re.compile(r"[^a-z0-9%]+")
# « Frnace » is near « France » (0.83); « Martin », which is a name, is not near « Martinique » (0.75)
_NEAR: Final = 0.8
_SMALL: Final = frozenset({"d", "de", "des", "du", "l", "la", "le", "les", "of", "the"})
LONGEST_UNCUT: Final = 3  # a word that short keeps its s: bus, ups, nas
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")


def apart(title: str) -> str:
    """Return a title whose joined words stand apart: OperatingSystemVersion → Operating System Version."""
    return _CAMEL.sub(" ", title)


@lru_cache(maxsize=10_000)
def loose(title: str) -> str:
    """Return a title without signs, articles nor joined words: what is left is compared when the title is not known."""
    return " ".join(word for word in _SIGNS.sub(" ", fold(apart(title))).split() if word not in _SMALL)


def loosened(headers: Mapping[str, str]) -> dict[str, str]:
    """Return loose title → role; a loose title that two roles share says nothing, nor does one of a letter or two."""
    roles: dict[str, set[str]] = {}
    for title, role in headers.items():
        roles.setdefault(loose(title), set()).add(role)
    return {title: found.pop() for title, found in roles.items() if len(found) == 1 and len(title) > 2}


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that a text most looks like; empty when it looks like none."""
    by_fold = {fold(each): each for each in known}
    close = get_close_matches(fold(word), by_fold, 1, _NEAR)
    return by_fold[close[0]] if close else ""


def plain(text: str) -> str:
    """Fold a text and make each run of signs other than letters and digits a space: « Wi-Fi 6 » → wi fi 6."""
    return _NOT_PLAIN.sub(" ", fold(text)).strip()


def singular(text: str) -> str:
    """Write each word of a folded text without the s of its plural: « telephones fixes » → telephone fixe."""
    return " ".join(word[:-1] if len(word) > LONGEST_UNCUT and word[-1] == "s" else word for word in text.split())
