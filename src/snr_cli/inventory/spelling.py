"""Titles of columns as people write them: « N° de série : », « SerialNumber », « Désignation matériel »."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from snr_cli.inventory.values import fold

_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])")
_SIGNS = re.compile(r"[^a-z0-9%]+")
_SMALL: Final = frozenset({"d", "de", "des", "du", "l", "la", "le", "les", "of", "the"})


@lru_cache(maxsize=10_000)
def loose(title: str) -> str:
    """Return a title without signs, articles nor joined words: what is left is compared when the title is not known."""
    return " ".join(word for word in _SIGNS.sub(" ", fold(_CAMEL.sub(" ", title))).split() if word not in _SMALL)


def loosened(headers: Mapping[str, str]) -> dict[str, str]:
    """Return loose title → role; a loose title that two roles share says nothing, nor does one of a letter or two."""
    roles: dict[str, set[str]] = {}
    for title, role in headers.items():
        roles.setdefault(loose(title), set()).add(role)
    return {title: found.pop() for title, found in roles.items() if len(found) == 1 and len(title) > 2}
