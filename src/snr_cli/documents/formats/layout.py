"""What documents look like in every office format: the page, the widths and heights of pieces, on which page each heading falls."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final
from unicodedata import combining, east_asian_width, normalize
from xml.etree import ElementTree

from snr_cli.documents.figures.flat import paper_rows
from snr_cli.documents.formats.pieces import (
    Card,
    Definition,
    DocumentFlow,
    FigureBlock,
    FlowHeading,
    FlowPiece,
    ListItem,
    LogoBlock,
    Paragraph,
    Runs,
    TableBlock,
    flat,
)
from snr_cli.results.records import Table

# What documents look like in every office format: the page, the sizes, the colours, the spaces. Lengths are in points.

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
# a document of a page or two: what is smaller there
SHORT_LOOKS: Final = LOOKS | {
    "title": replace(LOOKS["title"], size=17, after=6),
    "who": replace(LOOKS["who"], size=11, after=4),
    "cover": replace(LOOKS["cover"], size=9.5, after=3),
    "draft": replace(LOOKS["draft"], size=9.5, before=2, after=6),
    "body": replace(LOOKS["body"], size=9.5, after=4, line=1.08),
    "item": replace(LOOKS["item"], size=9.5, after=1.5, line=1.08),
    "heading1": _heading(1, 12.5, 8, 3),
    "heading2": _heading(2, 11, 9, 3),
}
# a longer one whose cover has no page of its own
_HEAD_LOOKS: Final = LOOKS | {
    "title": replace(LOOKS["title"], size=20, after=6),
    "who": replace(LOOKS["who"], size=12, after=4),
    "cover": replace(LOOKS["cover"], size=10, after=3),
    "draft": replace(LOOKS["draft"], size=10, before=2, after=6),
    "item": replace(LOOKS["item"], after=2),
    "heading2": _heading(2, 13, 12, 5),
}
CELL_ABOVE: Final = 2.0  # points above and below the text of a cell


# How wide texts are, and the columns of a table, so that no word and no number is cut.
#
# Widths are in points. Those of letters are the advances of Liberation Sans, which are those of Arial, read from the font (hmtx).
# Where another font takes its place, words are wider: up to a fifth in DejaVu Sans, the widest of the usual ones, 37 % when that
# is bold; columns have that margin as long as the page has room.

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
    return 0.0 if combining(letter) else _ADVANCE.get(normalize("NFKD", letter)[:1], _OTHER)


@lru_cache(maxsize=8192)  # the words of a document are few, and measured at each size that its tables may have
def _ems(text: str) -> float:
    known = _ADVANCE.get
    return sum(known(letter) or _advance(letter) for letter in text)


def text_width(text: str, size: float) -> float:
    """Return the width of a text on one line, in points."""
    return size * _ems(text)


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
    return ColumnWidths(size=size, widths=tuple(width * part for width in least), landscape=True)


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


# How high the pieces of a document are, by the widths of letters: what stays together on a page, and where pages end.
#
# The page of a heading is an estimate, for programs that show what a file says until they are asked to count. Every piece is given a
# height: the lines that its text takes in the width that it has, by the widths of letters, times the height of a line, and its spaces.
# Pieces are laid one under the other; what stays with the next one goes to the next page with it. A program counts again with its own
# fonts: it may differ by a page in a long document.

_BOLD: Final = 1.08  # how much wider bold letters are
_SHORT_TABLE: Final = 0.25 * HEIGHT  # a table that is not higher stays whole
_SHORT_CARD: Final = 0.8 * HEIGHT  # a sheet that is not higher stays whole
HELD_ROWS: Final = 2  # of a long table: they stay with its heading, and as many together at its end
ON_ITS_SIDE: Final = PAGE[0] - TOP - BOTTOM  # height of the text of a page on its side


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """What is laid on a page.

    Attributes:
        height: with its spaces; `before`: that above it, which a page does not begin with.
        cut: whether it may go on on the next page.
        keep_next: whether it stays with the next box.
        anchor: of a heading.
        breaks: whether it begins a page.
        high: the height of the pages that it stands on.
    """

    height: float
    before: float = 0
    cut: bool = False
    keep_next: bool = False
    anchor: str = ""
    breaks: bool = False
    high: float = HEIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The look of each kind of paragraph of a document, the columns of each of its tables, the rows of each of its drawings.

    `drawings`: the name of a figure → the heights of the rows of its drawing; none when it has no drawing.
    """

    looks: Mapping[str, ParagraphLook]
    columns: Mapping[Table, ColumnWidths]
    drawings: Mapping[str, tuple[float, ...]]
    width: float = TEXT_WIDTH  # of the text, in points

    def whole_table(self, table: Table) -> bool:
        """Say whether a table stays on a page."""
        return sum(box.height for box in self._table(table)) <= _SHORT_TABLE

    def whole_card(self, card: Card) -> bool:
        """Say whether the pieces of a sheet stay on a page."""
        return sum(box.height for piece in card.pieces for box in self.boxes(piece)) <= _SHORT_CARD

    def boxes(self, piece: FlowPiece) -> Iterator[Box]:
        """Yield the boxes of a piece."""
        match piece:
            case FlowHeading():
                yield self.text_box(said(piece.runs), f"heading{piece.level}", anchor=piece.anchor)
            case Paragraph():
                yield self.text_box(said(piece.runs), piece.style, keep_next=piece.leads)
            case ListItem():
                box = self.text_box(said(piece.runs), "item", keep_next=piece.held)
                yield replace(box, height=box.height + self.below(piece))
            case Definition():
                yield self.text_box(said(piece.meaning), "definition", keep_next=piece.held)
            case LogoBlock():
                yield Box(height=LOGO[1] + self.looks["body"].after)
            case TableBlock():
                yield from self._held(piece.table)
            case FigureBlock():
                yield self.text_box(piece.title, "caption")
                yield self.text_box(piece.sentence, "body", keep_next=True)
                for height in self.drawings[piece.figure.name]:
                    yield Box(height=height + self.looks["drawing"].after)
                if piece.table is not None:
                    yield from self._held(piece.table)

    def below(self, item: ListItem) -> float:
        """Return the space under an item beyond that of each: the last one has that of a paragraph."""
        return self.looks["body"].after - self.looks["item"].after if item.last else 0

    def text_box(self, text: str, look: str, *, anchor: str = "", breaks: bool = False, keep_next: bool = False) -> Box:
        """Return the box of a paragraph."""
        seen = self.looks[look]
        lines = line_count(text, seen.size * (_BOLD if seen.bold else 1), self.width - seen.left)
        return Box(
            height=seen.before + seen.after + lines * seen.size * SINGLE * seen.line,
            before=seen.before,
            cut=lines > 3 and not seen.keep_lines,
            keep_next=keep_next or seen.keep_next,
            anchor=anchor,
            breaks=breaks,
        )

    def _held(self, table: Table) -> Iterator[Box]:
        """Yield the boxes of a table with what keeps them together."""
        made = list(self._table(table))
        whole = sum(box.height for box in made) <= _SHORT_TABLE
        for rank, box in enumerate(made, 1):
            yield Box(height=box.height, keep_next=(box.keep_next or whole) and rank < len(made), high=box.high)

    def _table(self, table: Table) -> Iterator[Box]:
        """Yield the boxes of a table: its caption, its heading, its rows."""
        columns = self.columns[table]
        high = ON_ITS_SIDE if columns.landscape else HEIGHT
        if table.caption:
            yield self.text_box(table.caption, "caption")
        for bold, row in ((True, table.columns), *((False, row) for row in table.rows)):
            size = columns.size * (_BOLD if bold else 1)
            lines = max(
                line_count(cell, size, wide - 2 * CELL_SIDE) for cell, wide in zip(row, columns.widths, strict=True)
            )
            yield Box(height=lines * columns.size * SINGLE + 2 * CELL_ABOVE + 0.5, keep_next=bold, high=high)


def layout_of(flow: DocumentFlow, width: float = TEXT_WIDTH, sideways: float = SIDEWAYS) -> Layout:
    """Return the layout of a document.

    Args:
        flow: the document.
        width: that of the text of a page, in points.
        sideways: that of a page on its side.
    """
    pieces = (*flow.cover, *flat(flow))
    tables = (
        piece.table for piece in pieces if isinstance(piece, TableBlock | FigureBlock) and piece.table is not None
    )
    figures = (piece.figure for piece in pieces if isinstance(piece, FigureBlock))
    return Layout(
        looks=SHORT_LOOKS if flow.short else LOOKS if flow.covered else _HEAD_LOOKS,
        columns={table: columns_of(table, width, sideways) for table in tables},
        drawings={
            figure.name: tuple(row.height * MM for row in paper_rows(figure.drawing, width / MM))
            if figure.drawing
            else ()
            for figure in figures
        },
        width=width,
    )


def said(runs: Runs) -> str:
    """Return the characters of runs."""
    return "".join(run.text for run in runs)


def fitting_terms(pieces: Sequence[FlowPiece | Card], size: float) -> dict[int, bool]:
    """Say of each definition whether all the terms of its list have room beside their meanings."""
    terms: dict[int, bool] = {}
    group: list[Definition] = []
    for piece in (*pieces, None):
        if isinstance(piece, Definition):
            group.append(piece)
            continue
        fits = all(text_width(said(definition.term), 1.1 * size) < TERM - 4 for definition in group)
        terms |= {id(definition): fits for definition in group}
        group = []
    return terms


def running_title(flow: DocumentFlow) -> str:
    """Return what the head of the pages of a document says."""
    title = f"{flow.title} — {flow.authority}"
    return f"{title[: LONGEST_HEAD - 1]}…" if len(title) > LONGEST_HEAD else title


def file_title(flow: DocumentFlow) -> str:
    """Return what the properties of the file of a document say."""
    return f"{flow.title} — {flow.authority} — {flow.year}"


_BEGINNING: Final = 30.0  # points of a text that is cut: what it has on the page that it begins on, at least


_FEW_PAGES: Final = 20  # a document that has no more is read without a table of contents


def paged(flow: DocumentFlow, layout: Layout) -> tuple[DocumentFlow, dict[str, int], int]:
    """Return a document as it is paged, the page of each anchor, and how many there are.

    One of few pages has no page for its cover, nor a table of contents.
    """
    bare = replace(flow, covered=False, contents=())
    pages, count = estimated_pages(bare, layout)
    return (bare, pages, count) if count <= _FEW_PAGES else (flow, *estimated_pages(flow, layout))


def estimated_pages(flow: DocumentFlow, layout: Layout) -> tuple[dict[str, int], int]:
    """Return the page of each anchor, and how many pages there are."""
    pages: dict[str, int] = {}
    page, taken, high = 1, 0.0, HEIGHT
    for group in _groups(_document(flow, layout)):
        if group[0].high != high:
            page, taken, high = page + (taken > 0), 0.0, group[0].high
        whole = sum(box.height for box in group)
        last = group[-1]
        asked = whole - last.height + min(last.height, _BEGINNING) if last.cut else whole
        if group[0].breaks or (taken and taken + asked > high >= whole):
            page, taken = page + (taken > 0), 0.0
        for box in group:
            height = box.height if taken else box.height - box.before
            if taken and taken + height > high and not box.cut:
                page, taken = page + 1, 0.0
            if box.anchor:
                pages[box.anchor] = page
            taken += height
            while taken > high + 1 and box.cut:
                page, taken = page + 1, taken - high
    return pages, page


def _groups(boxes: Iterable[Box]) -> Iterator[list[Box]]:
    """Yield the boxes that stay together; one that begins a page leaves what comes before it."""
    group: list[Box] = []
    for box in boxes:
        if box.breaks and group:
            yield group
            group = []
        group.append(box)
        if not box.keep_next:
            yield group
            group = []
    if group:
        yield group


def _document(flow: DocumentFlow, layout: Layout) -> Iterator[Box]:
    """Yield the boxes of a document, in order."""
    if flow.covered:
        yield Box(height=COVER_TOP)
    for piece in flow.cover:
        yield from layout.boxes(piece)
    for figure in flow.key_figures:
        yield layout.text_box(f"{figure.value} {figure.spread}\n{said(figure.label)}", "figure")
    if flow.contents:
        yield layout.text_box("Sommaire", "contents", breaks=flow.covered)
        for line in flow.contents:
            yield layout.text_box(said(line.runs), f"contents{line.level}")
    for rank, section in enumerate(flow.sections):
        breaks = section.breaks or (flow.covered and rank == 0)
        for block in section.pieces:
            for box in _section_boxes(block, layout):
                yield replace(box, breaks=True) if breaks else box
                breaks = False


def _section_boxes(piece: FlowPiece | Card, layout: Layout) -> Iterator[Box]:
    """Yield the boxes of a piece of a section; those of a short sheet stay together."""
    if not isinstance(piece, Card):
        yield from layout.boxes(piece)
        return
    made = [box for inner in piece.pieces for box in layout.boxes(inner)]
    if layout.whole_card(piece):
        made = [replace(box, cut=False, keep_next=rank < len(made)) for rank, box in enumerate(made, 1)]
    yield from made


_SQUARE: Final = (1.0, 1.0)  # a picture that does not say its size
_PNG: Final = b"\x89PNG"
_LENGTH: Final = re.compile(r"\s*+(\d++(?:\.\d++)?)\s*+(?:px|pt|mm|cm|in)?\s*+")
_BOX: Final = re.compile(r"[\s,]+")
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # markers of JPEG that say a size
_ALONE: Final = frozenset((0x01, *range(0xD0, 0xD9)))  # markers of JPEG without content


def fitted_size(kind: str, data: bytes, within: tuple[float, float]) -> tuple[float, float]:
    """Return the size of a picture, its shape kept, in a frame of so much.

    Args:
        kind: `image/png`, `image/jpeg` or `image/svg+xml`.
        data: the file.
        within: width and height of the frame, in the unit of the answer.
    """
    wide, high = _shape(kind, data)
    scale = min(within[0] / wide, within[1] / high)
    return wide * scale, high * scale


def _shape(kind: str, data: bytes) -> tuple[float, float]:
    """Return width and height in a unit of their own; a square when the file does not say."""
    size = (0.0, 0.0)
    if kind == "image/png" and data.startswith(_PNG):
        size = (float(int.from_bytes(data[16:20], "big")), float(int.from_bytes(data[20:24], "big")))
    elif kind == "image/jpeg":
        size = _jpeg(data)
    elif kind == "image/svg+xml":
        size = _svg(data)
    return size if min(size) > 0 and max(size) < 100 * min(size) else _SQUARE


def _jpeg(data: bytes) -> tuple[float, float]:
    place = 2
    while place + 9 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker in _FRAMES:
            return float(int.from_bytes(data[place + 7 : place + 9], "big")), float(
                int.from_bytes(data[place + 5 : place + 7], "big")
            )
        place += 2 if marker in _ALONE else 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return (0.0, 0.0)


def _svg(data: bytes) -> tuple[float, float]:
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, LookupError, ValueError):
        return (0.0, 0.0)
    sides = [_LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height")]
    if all(sides):
        return tuple(float(side[1]) for side in sides if side)  # type: ignore[return-value]
    try:
        box = [float(number) for number in _BOX.split(root.get("viewBox", "").strip())]
    except ValueError:
        return (0.0, 0.0)
    return (box[2], box[3]) if len(box) == 4 else (0.0, 0.0)
