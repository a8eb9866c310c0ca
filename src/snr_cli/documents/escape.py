"""What the user wrote, in Markdown: shown as typed, never read as Markdown, as HTML or as a template."""

import re
from typing import Final

from markupsafe import Markup

# every character that CommonMark, GFM tables or the mathematics of forges may read
_ACTIVE: Final = re.compile(r"[\\`*_\[\]<>|~&#$^{}]|:(?=[\w+-]+:)|!(?=\[)")
# what starts a list, a heading underline or a rule at the head of a line
_LEADING: Final = re.compile(r"^(?:([-+=])|(\d{1,9})([.)]))(?=\s|$|[-=])")
_DIRECTIONS: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"


def markdown_text(text: str) -> Markup:
    """Escape a text of the dossier for one line of Markdown.

    Line breaks become spaces. Marks that turn the direction of writing are closed with the text.
    """
    text = " ".join(text.split())
    text = _ACTIVE.sub(lambda found: "\\" + found[0], text)
    text = _LEADING.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", text)
    return Markup(isolated(text))


def isolated(text: str) -> str:
    """Return the text with its changes of direction kept inside it."""
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}" if _DIRECTIONS.search(text) else text
