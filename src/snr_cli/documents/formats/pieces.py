"""The pieces of a document in the order they are read: records that know no format.

Their texts are ready to be shown: French typography is done, changes of direction are closed. They may hold any character:
what a format cannot bear is for its writer to take away.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from snr_cli.documents.figures.figure import Figure
from snr_cli.results.records import Table

# title, who, draft, cover: those of the cover; key: the first figure of a section; missing: a place to fill;
# code: a text to be copied, with its line breaks; rule: a line across the page, without text
ParagraphStyle = Literal["title", "who", "draft", "cover", "body", "key", "quote", "code", "rule", "missing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Characters of the same look; a line feed breaks the line.

    Attributes:
        text: the characters.
        bold, italic, code: their look.
        link: where they lead: an address, `#` and the anchor of a heading, or nowhere.
    """

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    link: str = ""


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowHeading:
    """A heading: level 1 is that of a section, 2 of its parts, down to 5.

    Its anchor is the name of the section for the first one, empty for what nothing leads to.
    """

    level: int
    runs: Runs
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph.

    Attributes:
        runs: its text.
        style: what it is.
        depth: how many quotations and lists it stands in, aside from its style.
        leads: whether it brings in what follows: a list, a sheet, a table, a figure, which it stays with.
    """

    runs: Runs
    style: ParagraphStyle = "body"
    depth: int = 0
    leads: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListItem:
    """The first paragraph of an item; the next ones are paragraphs that are one deeper.

    Attributes:
        runs: its text.
        level: 0 in a list of the text, 1 in a list of an item of such a list…
        ordered: whether it bears a number, or a dot.
        number: its number, from that which the list begins with; 0 in a list of dots.
        list_rank: which list of the document it is an item of, so that the numbers of each begin anew.
        held: whether it stays with the next one: a short list is whole, a long one leaves none alone.
        last: whether it ends a list of the text.
    """

    runs: Runs
    level: int
    ordered: bool
    number: int
    list_rank: int
    held: bool = False
    last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A term and its meaning, on a line: the terms of a list of definitions stand one under the other.

    Attributes:
        term, meaning: their texts.
        last: whether it ends its list.
        held: whether it stays with the next one: a short list is whole, a long one leaves none alone.
    """

    term: Runs
    meaning: Runs
    last: bool = False
    held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TableBlock:
    """A table, no cell of which is empty."""

    table: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureBlock:
    """A figure: its title, the sentence that says what it shows, its drawing, the table of its numbers or None where it is not shown."""

    title: str
    sentence: str
    table: Table | None
    figure: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoBlock:
    """The logo of the authority: what kind of picture (`image/png`, `image/jpeg`, `image/svg+xml`), its bytes, its text."""

    kind: str
    data: bytes
    text: str


FlowPiece = FlowHeading | Paragraph | ListItem | Definition | TableBlock | FigureBlock | LogoBlock


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Pieces that stay together on a page when they have room there: an action sheet, from its heading to the next one."""

    pieces: tuple[FlowPiece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowSection:
    """A section: its name, which edits are kept by, and its pieces; `breaks`: it begins a page."""

    name: str
    pieces: tuple[FlowPiece | Card, ...]
    breaks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentsLine:
    """A line of the table of contents: the level (1 or 2) and the anchor of its heading, and its text."""

    level: int
    anchor: str
    runs: Runs


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigure:
    """A figure of the cover: its value, its range or nothing, and the heading of the section that says it."""

    value: str
    spread: str
    anchor: str
    label: Runs


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFlow:
    """A document.

    Attributes:
        document: its name: `strategie`.
        title, authority, year: what its properties and the head of its pages say.
        draft: the mention that its pages bear, « Projet », or nothing.
        covered: whether its cover has a page of its own.
        short: whether it is one of a page or two.
        cover: the pieces of the cover; the first paragraph of style title is its title.
        key_figures: the figures of the cover, after its pieces.
        contents: the lines of the table of contents; none when it bears none.
        sections: the sections in order.
    """

    document: str
    title: str
    authority: str
    year: int
    draft: str
    covered: bool
    short: bool
    cover: tuple[FlowPiece, ...]
    key_figures: tuple[KeyFigure, ...]
    contents: tuple[ContentsLine, ...]
    sections: tuple[FlowSection, ...]


def flat(flow: DocumentFlow) -> Iterator[FlowPiece]:
    """Yield the pieces of the sections of a document, those of its sheets included."""
    for section in flow.sections:
        for piece in section.pieces:
            yield from piece.pieces if isinstance(piece, Card) else (piece,)
