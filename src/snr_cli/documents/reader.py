"""Sentences written for who fills the dossier, told to who reads the document: without what to type, and where."""

import re
from typing import Final

_ADVICE: Final = re.compile(
    r"(?<!\s)(?:\s*[;:,]|(?<=\.))\s(?:donnez|ajoutez|allongez|décrivez|complétez|choisissez|précisez|confirmez|vérifiez|comparez|dites)\b.*?(\.?)$",
    re.I | re.S,
)
# a key of the dossier between brackets: (territory.data_centres), (method.estimate: [monitors]), (by)
_KEY: Final = re.compile(r" \((?:[a-z]+(?:[._][a-z_]+)+(?:: \[[a-z_, ]*\])?|by)\)")


def for_reader(text: str) -> str:
    """Return a sentence without its advice to the author; the fact stays."""
    return _KEY.sub("", _ADVICE.sub(lambda found: found[1] if not text[: found.start()].endswith(".") else "", text))
