"""What documents look like in every office format: the page, the sizes, the colours, the spaces. Lengths are in points."""

from dataclasses import dataclass, replace
from typing import Final

MM: Final = 72 / 25.4
PAGE: Final = (210 * MM, 297 * MM)  # A4
MARGIN: Final = 20 * MM  # left and right
TOP: Final = 25 * MM
BOTTOM: Final = 22 * MM
EDGE: Final = 11 * MM  # of the page to its header, and to its footer
TEXT_WIDTH: Final = PAGE[0] - 2 * MARGIN
WIDTH_MM: Final = TEXT_WIDTH / MM
SIDEWAYS: Final = PAGE[1] - 2 * MARGIN  # on a page on its side
HEIGHT: Final = PAGE[1] - TOP - BOTTOM
FONT: Final = "Arial"  # everywhere, or Liberation Sans, whose letters are as wide
CODE_FONT: Final = "Courier New"
SINGLE: Final = 1.15  # height of a line of that font, for a size of 1
INK: Final = "1B1F24"
SOFT: Final = "4D5560"
ACCENT: Final = "1D3F72"
TINT: Final = "EEF3FA"
HAIRLINE: Final = "C5CEDB"
WARN: Final = "7A3D00"
WARN_TINT: Final = "FFF5E6"
LONGEST_HEAD: Final = 100  # characters at the head of a page
INDENT: Final = 18.0  # of what is one deeper
TERM: Final = 40 * MM  # the room of the terms of definitions
COVER_TOP: Final = 55 * MM  # above the title of a cover that has its page
LOGO: Final = (50 * MM, 25 * MM)  # what a logo fits in


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphLook:
    """The look of a paragraph.

    Attributes:
        size, bold, italic, color: its letters.
        before, after: spaces around it.
        left, hanging: its indent, and how much less its first line has.
        line: height of a line, in single ones.
        keep_next, keep_lines: it stays with the next one, with itself.
        fill, bar: the colour behind it, that of a bar at its left.
        level: its level in the outline, from 1; 0 for a text.
    """

    size: float = 10
    bold: bool = False
    italic: bool = False
    color: str = INK
    before: float = 0
    after: float = 6
    left: float = 0
    hanging: float = 0
    line: float = 1.15
    keep_next: bool = False
    keep_lines: bool = False
    fill: str = ""
    bar: str = ""
    level: int = 0


def _heading(level: int, size: float, before: float, after: float) -> ParagraphLook:
    return ParagraphLook(
        size=size,
        bold=True,
        color=ACCENT,
        before=before,
        after=after,
        line=1,
        keep_next=True,
        keep_lines=True,
        level=level,
    )


LOOKS: Final = {
    "title": ParagraphLook(size=26, bold=True, color=ACCENT, after=12, line=1, keep_next=True),
    "who": ParagraphLook(size=14, bold=True, after=10, keep_next=True),
    "cover": ParagraphLook(size=11, color=SOFT, after=4),
    "draft": ParagraphLook(size=11, color=WARN, before=6, after=10, left=10, fill=WARN_TINT, bar=WARN),
    "figure": ParagraphLook(size=11, before=8, after=4, left=10, fill=TINT, bar=ACCENT, keep_lines=True),
    "body": ParagraphLook(),
    "key": ParagraphLook(size=11, before=2, after=8, left=10, fill=TINT, bar=ACCENT, keep_lines=True),
    "quote": ParagraphLook(color=SOFT, left=14, italic=True),
    "code": ParagraphLook(size=9, fill=TINT, line=1),
    "rule": ParagraphLook(size=4, before=4, after=8),
    "missing": ParagraphLook(
        size=9.5, color=WARN, before=2, after=8, left=10, fill=WARN_TINT, bar=WARN, keep_lines=True
    ),
    "item": ParagraphLook(left=INDENT, hanging=12, after=3),
    "definition": ParagraphLook(size=9.5, left=TERM, hanging=TERM, after=2, line=1.08),
    "heading1": _heading(1, 17, 24, 8),
    "heading2": _heading(2, 13, 16, 6),
    "heading3": _heading(3, 11, 12, 4),
    "heading4": _heading(4, 10.5, 10, 4),
    "heading5": _heading(5, 10, 8, 4),
    "caption": ParagraphLook(
        size=9.5, bold=True, color=ACCENT, before=8, after=4, line=1, keep_next=True, keep_lines=True
    ),
    "drawing": ParagraphLook(after=6, line=1),
    "cell": ParagraphLook(size=8.5, after=0, line=1),
    "column": ParagraphLook(size=8.5, bold=True, after=0, line=1, keep_next=True),
    "contents": ParagraphLook(size=15, bold=True, color=ACCENT, after=8, keep_next=True),
    "contents1": ParagraphLook(before=3, after=1),
    "contents2": ParagraphLook(size=9, left=INDENT, after=0),
    "head": ParagraphLook(size=8, color=SOFT, after=0, line=1),
    "foot": ParagraphLook(size=8, color=SOFT, after=0, line=1),
}
# a document of a page or two, without contents: what is smaller there
SHORT_LOOKS: Final = LOOKS | {
    "title": replace(LOOKS["title"], size=17, after=6),
    "who": replace(LOOKS["who"], size=11, after=4),
    "cover": replace(LOOKS["cover"], size=9.5, after=3),
    "draft": replace(LOOKS["draft"], size=9.5, before=2, after=6),
    "body": replace(LOOKS["body"], size=9.5, after=4, line=1.08),
    "item": replace(LOOKS["item"], size=9.5, after=2, line=1.08),
    "heading1": _heading(1, 12.5, 12, 4),
    "heading2": _heading(2, 11, 9, 3),
}
CELL_ABOVE: Final = 2.0  # points above and below the text of a cell


def heading(level: int) -> str:
    """Return the name of the look of a heading."""
    return f"heading{level}"
