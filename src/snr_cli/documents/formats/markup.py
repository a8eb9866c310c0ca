"""Texts in XML, and the archive that an office document is: the same parts give the same bytes, no clock is read."""

import io
import re
from collections.abc import Mapping
from html import escape
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# an address that every program takes: of the web or of a mailbox, as markdown-it writes them, without what is not of an address
_ADDRESS: Final = re.compile(
    r"(?:https?://[A-Za-z0-9.-]+(?::\d{1,5})?(?:[/?#](?:[A-Za-z0-9\-._~:/?#@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*)?"
    r"|mailto:[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+)"
)
_LONGEST_ADDRESS: Final = 2000  # characters; Word takes no more than 2,083
_ORDINAL: Final = re.compile(
    r"(?<![\w/@.-]1)(?<=1)(er|re)\b"
)  # « 1er », « 1re », and no part of a longer word or number
ARCHIVE: Final = b"PK"  # what the file of an office suite begins with
COMPOUND: Final = b"\xd0\xcf\x11\xe0"  # and one that a password protects, or a .doc
_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)  # the first one that an archive can say


def escaped(text: str) -> str:
    """Write a text, or the value of an attribute, in XML; a mark stands for each character that it does not bear."""
    return escape(_FORBIDDEN.sub("\ufffd", text))


def ordinals(text: str) -> list[str]:
    """Return the parts of a text; every other one, from the second, is the end of an ordinal, which is raised."""
    return _ORDINAL.split(text)


def is_address(text: str) -> bool:
    """Say whether a text is an address that a link may lead to."""
    return len(text) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None


def archive(parts: Mapping[str, str | bytes], *, stored: frozenset[str] = frozenset()) -> bytes:
    """Return an archive of parts, in their order.

    Args:
        parts: name → content; a text is written in UTF-8.
        stored: the names of those that are not compressed.
    """
    made = io.BytesIO()
    with ZipFile(made, "w") as package:
        for name, content in parts.items():
            entry = ZipInfo(name, _FIRST_DAY)
            entry.create_system = 0  # the same on every system
            entry.compress_type = ZIP_STORED if name in stored else ZIP_DEFLATED
            package.writestr(entry, content.encode() if isinstance(content, str) else content)
    return made.getvalue()
