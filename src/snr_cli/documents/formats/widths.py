"""How wide texts are, and the columns of a table, so that no word and no number is cut.

Widths are in points. Those of letters are the advances of Liberation Sans, which are those of Arial, read from the font (hmtx).
Where another font takes its place, words are wider: up to a fifth in DejaVu Sans, the widest of the usual ones, 37 % when that
is bold; columns have that margin as long as the page has room.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final
from unicodedata import combining, east_asian_width, normalize

from snr_cli.results.table import Table

# thousandths of the size of the font → the letters that are so wide; an accent changes nothing
_ADVANCES: Final = {
    191: "'",
    200: "\u202f",
    222: "ijl’‘",
    278: " !,./:;I[\\]ft|\xa0ı",
    333: "()-`r²³·“”{}¹",
    355: '"•',
    389: "*₂",
    400: "°",
    500: "Jcksvxyz",
    556: "#$0123456789?L_abdeghnopqu«»–€≤≥±√",
    584: "+<=>~×−",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw█",
    778: "GOQ",
    833: "Mm½",
    889: "%",
    944: "Wœ",
    1000: "—…→Œ@",
}
_ADVANCE: Final = {letter: width / 1000 for width, letters in _ADVANCES.items() for letter in letters}
_OTHER: Final = 0.6  # of a letter of no known width
_MARGINS: Final = ((1.2, 1.37), (1.05, 1.15))  # of the words of a cell, of those of a heading, which are bold
_LONGEST: Final = 40  # letters of a word that a column is made as wide as: what is longer is cut
_WIDEST: Final = 220.0  # points of a cell that are asked on one line
CELL_SIDE: Final = 3.0  # points on each side of a cell
TABLE_SIZES: Final = (8.5, 8.0)  # of the text of tables: the first that the page has room for


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnWidths:
    """The columns of a table: the size of its text, their widths in points, whether it needs a page on its side."""

    size: float
    widths: tuple[float, ...]
    landscape: bool = False


@cache
def _advance(letter: str) -> float:
    if east_asian_width(letter) in "WF":
        return 1.0
    plain = normalize("NFKD", letter)[:1]
    return 0.0 if combining(letter) else _ADVANCE.get(plain, _OTHER)


def text_width(text: str, size: float) -> float:
    """Return the width of a text on one line, in points."""
    known = _ADVANCE.get
    return size * sum(known(letter) or _advance(letter) for letter in text)


def line_count(text: str, size: float, room: float) -> int:
    """Return how many lines a text takes in so much room; a word that has none takes several."""
    lines = 0
    for paragraph in text.split("\n"):
        taken, lines = 0.0, lines + 1
        for word in paragraph.split(" "):
            wide = text_width(word, size)
            if taken and taken + wide > room:
                lines, taken = lines + 1, 0.0
            if wide > room > 0:
                more = int(wide / room)
                lines, wide = lines + more, wide - more * room
            taken += wide + _ADVANCE[" "] * size
    return lines


def columns_of(table: Table, room: float, across: float) -> ColumnWidths:
    """Return the columns of a table.

    The first that has room for every word is taken: with the margin for wider fonts, then in smaller letters, then without that
    margin, then on a page on its side. There is nothing wider: what is left has its words cut.

    Args:
        table: its texts as they are shown.
        room: the width of a page, in points.
        across: that of a page on its side.
    """
    for wide in (room, across):
        for margins in _MARGINS:
            for size in TABLE_SIZES:
                least = _least(table, size, margins)
                if sum(least) <= wide:
                    return ColumnWidths(size=size, widths=_shared(table, size, least, wide), landscape=wide > room)
    size = TABLE_SIZES[-1]
    least = _least(table, size, (1.0, 1.0))
    part = across / sum(least)
    return ColumnWidths(size=size, widths=tuple(each * part for each in least), landscape=True)


def _least(table: Table, size: float, margins: tuple[float, float]) -> list[float]:
    """Return the width that the longest word of each column asks for."""
    cell, head = margins
    found = []
    for column, heading in enumerate(table.columns):
        words = (text_width(word[:_LONGEST], size) for row in table.rows for word in _words(row[column]))
        bold = (text_width(word[:_LONGEST], size) for word in _words(heading))
        found.append(max(cell * max(words, default=0.0), head * max(bold, default=0.0)) + 2 * CELL_SIDE)
    return found


def _words(text: str) -> list[str]:
    """Return what a line is not broken in: a hyphen ends a part of a word, a space that does not break ends nothing."""
    return text.replace("-", "- ").replace("\n", " ").split(" ")


def _shared(table: Table, size: float, least: Sequence[float], room: float) -> tuple[float, ...]:
    """Share the room that is left between the columns whose texts ask for more than their longest word.

    Either each has a part that is as large as what it asks for, or those that ask for little have it all: the way that takes
    fewer lines.
    """
    asked = [
        max(text_width(row[column], size) for row in (table.columns, *table.rows)) + 2 * CELL_SIDE
        for column in range(len(table.columns))
    ]
    wanted = [max(min(wide, _WIDEST) * 1.1 - each, 0.0) for wide, each in zip(asked, least, strict=True)]
    left = room - sum(least)
    if sum(wanted) <= left:  # each has its line: what is left goes to all, more to the wider
        bases = [each + more for each, more in zip(least, wanted, strict=True)]
        return tuple(base + (room - sum(bases)) * base / sum(bases) for base in bases)
    parts = tuple(each + left * more / sum(wanted) for each, more in zip(least, wanted, strict=True))
    filled = list(least)
    for rank, column in enumerate(sorted(range(len(wanted)), key=wanted.__getitem__)):
        given = min(wanted[column], left / (len(wanted) - rank))
        filled[column] += given
        left -= given
    return min(parts, tuple(filled), key=lambda widths: _lines(table, size, widths))


def _lines(table: Table, size: float, widths: Sequence[float]) -> int:
    """Return the lines that the rows of a table take, in so many columns."""
    return sum(
        max(line_count(cell, size, wide - 2 * CELL_SIDE) for cell, wide in zip(row, widths, strict=True))
        for row in table.rows
    )
