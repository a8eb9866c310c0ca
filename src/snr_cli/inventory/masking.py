"""What names a person in a text typed in a column that should hold none: hidden wherever it would be shown."""

import re
from functools import lru_cache
from typing import Final

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
HIDDEN: Final = "…"


@lru_cache(maxsize=10_000)  # the places of a fleet are few, and come with each of its devices
def masked(text: str) -> str:
    """Hide addresses, telephone numbers, who follows a civility, and to whom a device was given."""
    text = _PHONE.sub(HIDDEN, _ADDRESS.sub(HIDDEN, text))
    return _GIVEN.sub(rf"\1 {HIDDEN}", _CIVIL.sub(rf"\1 {HIDDEN}", text))


def may_be_a_person(text: str) -> bool:
    """Say whether each word of a text has a capital, and no figure: it may be a name."""
    return _PERSON.fullmatch(text.strip()) is not None
