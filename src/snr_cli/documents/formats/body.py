"""The text of a document, walked once for every office format: what follows what, what stays with what; a dialect writes each piece."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from snr_cli.documents.figures.figure import Figure
from snr_cli.documents.formats.layout import COVER_TOP, HELD_ROWS, INDENT, ColumnWidths, Layout, fitting_terms
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
    Run,
    Runs,
    TableBlock,
    flat,
)
from snr_cli.french.numbers import WIDE
from snr_cli.results.records import Table

_AFTER_TERMS: Final = 8.0  # points below a list of definitions


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What a paragraph has beside its style: it stays with the next one, with itself; its indents and the spaces around it, in points."""

    held: bool = False
    whole: bool = False
    left: float = 0
    hanging: float = 0
    above: float = 0
    below: float = 0


ALONE: Final = Beside()


def bookmarks_of(flow: DocumentFlow, begin: str) -> dict[str, str]:
    """Return the bookmark of each anchor; `begin`: what those of sections begin with.

    Titles are numbered in their section, so that a section that stays the same has the same ones.
    """
    marks = {section.name: f"{begin}{section.name.replace('-', '_')}" for section in flow.sections}
    for section in flow.sections:
        titles = (
            piece.anchor
            for piece in flat(replace(flow, sections=(section,)))
            if isinstance(piece, FlowHeading) and piece.anchor and piece.anchor not in marks
        )
        of = section.name.replace("-", "_")
        marks |= {anchor: f"titre_{of}_{rank}" for rank, anchor in enumerate(titles, 1)}
    return marks


def kept_rows(shown: Table, *, whole: bool, held: bool) -> Iterator[tuple[bool, tuple[str, ...], bool]]:
    """Yield the rows of a table: whether each is the heading, its cells, whether it stays with the next one.

    Args:
        shown: the table.
        whole: whether it stays on a page; else its first and its last rows are not alone.
        held: whether it stays with what follows it.
    """
    last = len(shown.rows) - 1
    for rank, row in enumerate((shown.columns, *shown.rows), -1):
        within = whole or rank < HELD_ROWS - 1 or rank > last - HELD_ROWS
        yield rank < 0, row, rank >= 0 and (rank < last or held) and within


class OfficeBody(ABC):
    """The text of a document being written."""

    tab: str  # goes to the next stop
    apart: str  # the look of an empty paragraph before a table without caption

    def __init__(self, flow: DocumentFlow, layout: Layout, pages: Mapping[str, int]) -> None:
        """Take what is written.

        Args:
            flow: the document.
            layout: what keeps its pieces together.
            pages: anchor → page, shown until a program counts.
        """
        self._flow, self._layout, self._pages = flow, layout, pages
        self._break = False  # what comes next begins a page

    @abstractmethod
    def put(self, look: str, inner: str, beside: Beside = ALONE, *, level: int = 0) -> str:
        """Write a paragraph in a look; `level`: that of a heading in the outline."""

    @abstractmethod
    def text(self, text: str, *, begins: bool = True) -> str:
        """Write characters in the look of their paragraph; `begins`: they begin it."""

    @abstractmethod
    def runs(self, runs: Runs, style: str = "") -> str:
        """Write runs; `style`: nothing, `missing` for a place to fill, `term` for what a list defines."""

    @abstractmethod
    def value(self, text: str) -> str:
        """Write the value of a figure of the cover."""

    @abstractmethod
    def headed(self, piece: FlowHeading) -> str:
        """Write the text of a heading, and its bookmark."""

    @abstractmethod
    def items(self, items: Sequence[tuple[ListItem, Beside]]) -> Iterator[str]:
        """Write items that follow each other."""

    @abstractmethod
    def logo(self, piece: LogoBlock) -> str:
        """Write a logo."""

    @abstractmethod
    def drawing(self, figure: Figure) -> Iterator[str]:
        """Write the rows of a drawing, each for a paragraph of its own."""

    @abstractmethod
    def turn(self, *, side: bool) -> str:
        """Let pages lie on their side from here, or stand again."""

    @abstractmethod
    def touches(self) -> bool:
        """Say whether a table that stood here would be lost: it touches another one, or a break waits for a paragraph."""

    @abstractmethod
    def table(self, shown: Table, columns: ColumnWidths, *, whole: bool, held: bool) -> str:
        """Write a table, see `kept_rows`."""

    def cover(self) -> Iterator[str]:
        """Write the cover, and its figures."""
        above = COVER_TOP if self._flow.covered else 0
        for piece in self._flow.cover:
            if isinstance(piece, Paragraph) and piece.style == "title" and above:
                yield self.put("title", self.runs(piece.runs), Beside(above=above))
                above = 0
            else:
                yield from self._piece(piece, ALONE)
        for figure in self._flow.key_figures:
            label = tuple(Run(text=run.text, italic=run.italic, link=f"#{figure.anchor}") for run in figure.label)
            spread = self.text(f" {figure.spread}\n" if figure.spread else "\n", begins=False)
            yield self.put("figure", self.value(figure.value) + spread + self.runs(label))

    def pieces(self, pieces: Sequence[FlowPiece | Card], *, keep: bool = False) -> Iterator[str]:
        """Write the pieces of a section, or of a sheet; `keep`: they stay on a page."""
        terms = fitting_terms(pieces, self._layout.looks["definition"].size)
        items: list[tuple[ListItem, Beside]] = []
        for rank, piece in enumerate(pieces, 1):
            held = keep and rank < len(pieces)
            if isinstance(piece, ListItem):
                items.append((piece, Beside(held=held or piece.held, whole=keep)))
                continue
            yield from self.items(items)
            items = []
            if isinstance(piece, Card):
                yield from self.pieces(piece.pieces, keep=self._layout.whole_card(piece))
            else:
                yield from self._piece(piece, Beside(held=held, whole=keep), fits=terms.get(id(piece), True))
        yield from self.items(items)

    def _piece(self, piece: FlowPiece, kept: Beside, *, fits: bool = True) -> Iterator[str]:
        """Write a piece.

        Args:
            piece: the piece.
            kept: what it stays with.
            fits: of a definition, whether the terms around it have room beside their meanings.
        """
        match piece:
            case FlowHeading():
                yield self.put(f"heading{piece.level}", self.headed(piece), level=piece.level)
            case Paragraph():
                step = self._layout.looks["quote"].left if piece.style == "quote" else INDENT
                beside = Beside(held=kept.held or piece.leads, whole=kept.whole, left=step * piece.depth)
                yield self.put(piece.style, self.runs(piece.runs, piece.style), beside)
            case ListItem():
                yield from self.items([(piece, Beside(held=kept.held or piece.held, whole=kept.whole))])
            case Definition():
                between = self.tab if fits else self.text(f"{WIDE}: ", begins=False)
                indent = 0 if fits else INDENT
                below = _AFTER_TERMS if piece.last else 0
                held = kept.held or piece.held
                beside = Beside(held=held, whole=kept.whole, left=indent, hanging=indent, below=below)
                yield self.put("definition", self.runs(piece.term, "term") + between + self.runs(piece.meaning), beside)
            case LogoBlock():
                yield self.put("body", self.logo(piece), kept)
            case TableBlock():
                yield from self._table(piece.table, kept)
            case FigureBlock():
                yield self.put("caption", self.text(piece.title))
                yield self.put("body", self.text(piece.sentence), Beside(held=True, whole=kept.whole))
                for row in self.drawing(piece.figure):
                    yield self.put("drawing", row, Beside(held=kept.held))
                if piece.table is not None:
                    yield from self._table(piece.table, kept)

    def _table(self, shown: Table, kept: Beside) -> Iterator[str]:
        """Write a table under its caption, on pages that lie on their side when it is wide.

        A short one stays whole in a sheet that stays whole; elsewhere it may break between its rows: LibreOffice 26.8 makes one
        chain of its heading, of it and of what follows it, and moves all of it to the next page.
        """
        columns = self._layout.columns[shown]
        if columns.landscape:
            yield self.turn(side=True)
        if shown.caption:
            yield self.put("caption", self.text(shown.caption))
        elif self.touches():
            yield self.put(self.apart, "")
        whole = kept.whole and self._layout.whole_table(shown)
        yield self.table(shown, columns, whole=whole, held=kept.held)
        if columns.landscape:
            yield self.turn(side=False)
