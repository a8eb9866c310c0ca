"""What the user wrote: shown as typed, never read as Markdown, as HTML, as a template or as an order to a terminal."""

import os
import re
from typing import Any, Final, Self

from markupsafe import Markup

# every character that CommonMark, GFM tables or the mathematics of forges may read
_ACTIVE: Final = re.compile(r"[\\`*_\[\]<>|~&#$^{}]|:(?=[\w+-]+:)|!(?=\[)")
# what starts a list, a heading underline or a rule at the head of a line
_LEADING: Final = re.compile(r"^(?:([-+=])|(\d{1,9})([.)]))(?=\s|$|[-=])")
_DIRECTIONS: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"


class Markdown(Markup):
    """A text that is Markdown already: what is joined to it is escaped for Markdown.

    What cuts it (a slice, `split`, `replace`…) answers a plain text, which is escaped when it is printed: a cut could part a
    backslash from the sign that it keeps from being read.
    """

    __slots__ = ()

    def __new__(cls, text: str = "") -> Self:
        """Take a text as it is; `escape` is what escapes."""
        return str.__new__(cls, text)

    def __radd__(self, other: object, /) -> Self:
        """Refuse a plain text before: it would be escaped, and « - » be no list any more.

        Raises:
            TypeError: always; it says what to write.
        """
        raise TypeError(f"{other!r} + Markdown: write an f-string, Markdown(…) + or Markdown.escape(…) +")

    @classmethod
    def escape(cls, s: Any, /) -> Self:
        """Return a value as Markdown: as it is when it is Markdown already, else escaped, its outer spaces kept."""
        if isinstance(s, Markdown):
            return cls(s)
        text = "" if s is None else str(s)
        inner = str(markdown_text(text))
        return cls(f"{' ' * text[:1].isspace()}{inner}{' ' * (bool(inner) and text[-1:].isspace())}")


def _plain(name: str) -> Any:
    method = getattr(str, name)

    def cut(self: str, *args: Any, **named: Any) -> Any:
        return method(str(self), *args, **named)

    return cut


for _name in (
    *("__getitem__", "__mul__", "__rmul__", "split", "rsplit", "splitlines", "partition", "rpartition", "replace"),
    *("translate", "expandtabs", "strip", "lstrip", "rstrip", "removeprefix", "removesuffix"),
    *("center", "ljust", "rjust", "zfill", "capitalize", "title", "lower", "upper", "swapcase", "casefold"),
):
    setattr(Markdown, _name, _plain(_name))


def markdown_text(text: str) -> Markdown:
    """Escape a text of the dossier for one line of Markdown.

    Line breaks become spaces. Marks that turn the direction of writing are closed with the text.
    """
    text = " ".join(text.split())
    text = _ACTIVE.sub(lambda found: "\\" + found[0], text)
    text = _LEADING.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", text)
    return Markdown(isolated(text))


def isolated(text: str) -> str:
    """Return the text with its changes of direction kept inside it."""
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}" if _DIRECTIONS.search(text) else text


def printable(text: str) -> str:
    """Replace control characters (they could drive a terminal) by their escaped form; no-break spaces stay."""
    return "".join(char if char.isprintable() or char in "\t\u00a0\u202f" else repr(char)[1:-1] for char in text)


def posix(file: str) -> str:
    """Write a path with `/`, whatever the system."""
    return file.replace(os.sep, "/")
