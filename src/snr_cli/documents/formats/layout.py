"""How high the pieces of a document are, by the letters of `widths`: what stays together on a page, and where pages end."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from snr_cli.documents.figures.flat import paper_rows
from snr_cli.documents.formats.look import (
    BOTTOM,
    CELL_ABOVE,
    HEIGHT,
    LOGO,
    LONGEST_HEAD,
    LOOKS,
    MM,
    PAGE,
    SHORT_LOOKS,
    SIDEWAYS,
    SINGLE,
    TERM,
    TEXT_WIDTH,
    TOP,
    ParagraphLook,
    heading,
)
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
from snr_cli.documents.formats.widths import CELL_SIDE, ColumnWidths, columns_of, line_count, text_width
from snr_cli.results.table import Table

_BOLD: Final = 1.08  # how much wider bold letters are
_SHORT_TABLE: Final = 0.4 * HEIGHT  # a table that is not higher stays whole
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
        return sum(each.height for each in self._table(table)) <= _SHORT_TABLE

    def whole_card(self, card: Card) -> bool:
        """Say whether the pieces of a sheet stay on a page."""
        return sum(box.height for piece in card.pieces for box in self.boxes(piece)) <= _SHORT_CARD

    def boxes(self, piece: FlowPiece) -> Iterator[Box]:
        """Yield the boxes of a piece."""
        match piece:
            case FlowHeading():
                yield self.text_box(said(piece.runs), heading(piece.level), anchor=piece.anchor)
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
        whole = sum(each.height for each in made) <= _SHORT_TABLE
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
    tables = (each.table for each in pieces if isinstance(each, TableBlock | FigureBlock))
    figures = (each.figure for each in pieces if isinstance(each, FigureBlock))
    return Layout(
        looks=SHORT_LOOKS if flow.short else LOOKS,
        columns={each: columns_of(each, width, sideways) for each in tables},
        drawings={
            each.name: tuple(row.height * MM for row in paper_rows(each.drawing, width / MM)) if each.drawing else ()
            for each in figures
        },
        width=width,
    )


def said(runs: Runs) -> str:
    """Return the characters of runs."""
    return "".join(each.text for each in runs)


def fitting_terms(pieces: Sequence[FlowPiece | Card], size: float) -> dict[int, bool]:
    """Say of each definition whether all the terms of its list have room beside their meanings."""
    found: dict[int, bool] = {}
    group: list[Definition] = []
    for piece in (*pieces, None):
        if isinstance(piece, Definition):
            group.append(piece)
            continue
        fits = all(text_width(said(each.term), 1.1 * size) < TERM - 4 for each in group)
        found |= {id(each): fits for each in group}
        group = []
    return found


def running_title(flow: DocumentFlow) -> str:
    """Return what the head of the pages of a document says."""
    title = f"{flow.title} — {flow.authority}"
    return f"{title[: LONGEST_HEAD - 1]}…" if len(title) > LONGEST_HEAD else title


def file_title(flow: DocumentFlow) -> str:
    """Return what the properties of the file of a document say."""
    return f"{flow.title} — {flow.authority} — {flow.year}"
