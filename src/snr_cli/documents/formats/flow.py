"""Markdown of a document and its blocks → the flow of its pieces, that each office format is written from."""

import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeVar

from snr_cli.documents.blocks import Block, Logo, Missing
from snr_cli.documents.figures.figure import Figure
from snr_cli.documents.formats.pieces import (
    Card,
    ContentsLine,
    Definition,
    DocumentFlow,
    FigureBlock,
    FlowHeading,
    FlowPiece,
    FlowSection,
    KeyFigure,
    ListItem,
    LogoBlock,
    Paragraph,
    ParagraphStyle,
    Run,
    Runs,
    TableBlock,
)
from snr_cli.documents.outline import REST, Outline
from snr_cli.documents.tokens import COVERED, Outlined
from snr_cli.documents.views.records import View
from snr_cli.french.numbers import WIDE
from snr_cli.french.typography import isolated, typography
from snr_cli.results.records import Table

if TYPE_CHECKING:
    from markdown_it.token import Token

# sections of a strategy that begin a page: what is decided is on the first ones, then what is said to everyone, then the rest
PAGES: Final = frozenset(("engagements", "edito", "empreinte-organisation"))
_SHORT_LIST: Final = 5  # items of a list that are not parted
_DEEPEST: Final = 5  # levels of headings
_Each = TypeVar("_Each", bound=FlowPiece | Card)


def flow_of(
    view: View, outline: Outline, head: str, sections: Mapping[str, str], blocks: Sequence[Block]
) -> DocumentFlow:
    """Return the flow of a document.

    Args:
        view: what the document says, for its title.
        outline: what it is made of; a table of contents and a cover of its own page are for one that holds annexes, which are long.
        head: the cover, in Markdown.
        sections: name → Markdown; a fence `~~~snr 3` stands for the block of that rank.
        blocks: tables, figures, places to fill.
    """
    long = bool(outline.annexes) or view.document == "annexes"
    outlined = Outlined(len(blocks), covered=long and view.document in COVERED)
    reading = _Reading(blocks)
    cover = tuple(
        piece for piece in reading.pieces(outlined.cover(head, view.title), "cover") if not isinstance(piece, Card)
    )
    first_annexe = next((name for name in sections if name in outline.annexes), "")
    written = tuple(
        FlowSection(
            name=name,
            pieces=_leading(_anchored(name, reading.pieces(outlined.section(name, text)))),
            breaks=rank > 0 and (name in (first_annexe, REST) or (name in PAGES and not long)),
        )
        for rank, (name, text) in enumerate(sections.items())
    )
    return DocumentFlow(
        document=view.named,
        title=typography(view.title),
        authority=typography(view.authority.name),
        year=view.year,
        draft="" if view.final else "Projet",
        covered=long,
        short=outline.short,
        cover=cover,
        key_figures=tuple(
            KeyFigure(
                value=figure.value,
                spread=figure.spread,
                anchor=figure.target.anchor,
                label=runs_of(figure.target.label),
            )
            for figure in outlined.cover_figures
        ),
        contents=tuple(
            ContentsLine(level=level, anchor=heading.anchor, runs=runs_of(heading.label))
            for entry in (outlined.entries if long else ())
            for level, heading in ((1, entry.target), *((2, axis) for axis in entry.within))
        ),
        sections=written,
    )


def _leading(pieces: Iterable[_Each]) -> tuple[_Each, ...]:
    """Say of the paragraphs before a list, a sheet, a table or a figure that they bring it in."""
    made = list(pieces)
    for rank, (piece, following) in enumerate(pairwise(made)):
        if isinstance(piece, Paragraph) and isinstance(
            following, ListItem | Definition | TableBlock | FigureBlock | Card
        ):
            made[rank] = replace(piece, leads=True)
    return tuple(made)


def _anchored(name: str, pieces: Iterable[FlowPiece | Card]) -> Iterator[FlowPiece | Card]:
    """Give the first heading of a section, where it is one of its own, the name of the section for anchor."""
    given = False
    for piece in pieces:
        if not given and isinstance(piece, FlowHeading) and piece.level == 1:
            given = True
            yield replace(piece, anchor=name)
        else:
            yield piece


class _Reading:
    """The tokens of a document being read: the lists that it holds are counted from its first to its last."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        self._lists = 0

    def pieces(self, tokens: "Iterable[Token]", plain: ParagraphStyle = "body") -> Iterator[FlowPiece | Card]:
        """Yield the pieces of a part; a paragraph that nothing sets apart has the style `plain`."""
        card: list[FlowPiece] | None = None
        for token, piece in self._read(tokens, plain):
            if token == "card_open":
                card = []
            elif token == "card_close":
                yield Card(pieces=_leading(card or ()))
                card = None
            elif piece is not None and card is not None:
                card.append(piece)
            elif piece is not None:
                yield piece

    def _read(self, tokens: "Iterable[Token]", plain: ParagraphStyle) -> Iterator[tuple[str, FlowPiece | None]]:
        """Yield each piece with the name of its token; the limits of a card without piece."""
        tokens = list(tokens)
        lists: list[_OpenList] = []
        quotes, starts = 0, False
        opening: Token | None = None
        for place, token in enumerate(tokens):
            match token.type:
                case "bullet_list_open" | "ordered_list_open":
                    first = int(token.attrGet("start") or 1) if token.type == "ordered_list_open" else None
                    lists.append(_OpenList(self._lists, first, _items(tokens, place)))
                    self._lists += 1
                case "bullet_list_close" | "ordered_list_close":
                    lists.pop()
                case "list_item_open":
                    starts = True
                case "list_item_close":
                    starts = False
                    lists[-1].seen += 1
                case "blockquote_open":
                    quotes += 1
                case "blockquote_close":
                    quotes -= 1
                case "paragraph_open" | "heading_open":
                    opening = token
                case "inline" if opening is not None:
                    runs = runs_of(token.children or [])
                    if starts and lists:
                        yield token.type, lists[-1].item(runs, len(lists) - 1)
                        starts = False
                    else:
                        yield token.type, _line(opening, runs, plain, len(lists) + quotes, quoted=quotes > 0)
                case "definition":
                    pairs = token.meta["pairs"]
                    for rank, (term, meaning) in enumerate(pairs, 1):
                        yield (
                            token.type,
                            Definition(
                                term=runs_of(term),
                                meaning=runs_of(meaning),
                                last=rank == len(pairs),
                                held=_held(rank, len(pairs)),
                            ),
                        )
                case "block":
                    for piece in _block(self._blocks[token.meta["rank"]]):
                        yield token.type, piece
                case "fence" | "code_block":
                    text = token.content.removesuffix("\n")
                    yield token.type, Paragraph(runs=(Run(text=text, code=True),), style="code", depth=len(lists))
                case "hr":
                    yield token.type, Paragraph(runs=(), style="rule", depth=len(lists))
                case "card_open" | "card_close":
                    yield token.type, None


@dataclass(slots=True)
class _OpenList:
    """A list being read: its rank, its first number or none, how many items it has, how many were read."""

    rank: int
    first: int | None
    count: int
    seen: int = 0

    def item(self, runs: Runs, level: int) -> ListItem:
        ordered = self.first is not None
        return ListItem(
            runs=runs,
            level=level,
            ordered=ordered,
            number=self.first + self.seen if self.first is not None else 0,
            list_rank=self.rank,
            held=level == 0 and _held(self.seen + 1, self.count),
            last=level == 0 and self.seen + 1 == self.count,
        )


def _items(tokens: "Sequence[Token]", place: int) -> int:
    """Return how many items the list that opens at a place has."""
    level, count = tokens[place].level, 0
    for token in tokens[place + 1 :]:
        if token.level == level:
            break
        count += token.type == "list_item_open" and token.level == level + 1
    return count


def _held(rank: int, count: int) -> bool:
    """Say whether an item stays with the next one: a short list is whole, a long one leaves none alone."""
    return rank < count and (count <= _SHORT_LIST or rank in (1, count - 1))


def _line(opening: "Token", runs: Runs, plain: ParagraphStyle, depth: int, *, quoted: bool) -> FlowPiece:
    """Return what a line of its own is: a heading, or a paragraph; a heading in a quotation or a list is in bold."""
    if opening.type == "heading_open":
        if opening.tag == "h1":
            return Paragraph(runs=runs, style="title")
        if opening.level > 0 or opening.tag == "p":
            bold = tuple(replace(run, bold=True) for run in runs)
            return Paragraph(runs=bold, style="quote" if quoted else plain, depth=depth)
        level = min(int(opening.tag[1]) - 1, _DEEPEST)
        return FlowHeading(level=level, runs=runs, anchor=str(opening.attrGet("id") or ""))
    kind = opening.attrGet("class")
    style: ParagraphStyle = (
        kind if kind in ("who", "draft", "key") else "quote" if quoted else plain  # type: ignore[assignment]
    )
    return Paragraph(runs=runs, style=style, depth=depth)


def _block(block: Block) -> Iterator[FlowPiece]:
    """Yield the pieces of a block; a logo that is no data says nothing."""
    match block:
        case Table():
            yield TableBlock(table=_table(block))
        case Figure():
            title, table = _text(block.title), _table(block.table)
            # the same words, and the unit: said once where no drawing parts them
            if block.drawing is None and table.caption.startswith(title):
                title, table = table.caption, replace(table, caption="")
            if block.bare and block.drawing is not None:
                block = replace(block, drawing=replace(block.drawing, sentence=block.alternative))
            yield FigureBlock(
                title=title, sentence=_text(block.sentence), table=None if block.bare else table, figure=block
            )
        case Missing():
            runs = (Run(text=block.lead, bold=True), Run(text=f"{WIDE}: {_text(block.said)}"))
            yield Paragraph(runs=runs, style="missing")
        case Logo():
            kind, _, data = block.address.removeprefix("data:").partition(";base64,")
            try:
                read = base64.b64decode(data, validate=True)
            except ValueError:
                return
            if read:
                yield LogoBlock(kind=kind, data=read, text=typography(f"Logo : {block.name}"))


def _text(text: str) -> str:
    return isolated(typography(text))


def _table(table: Table) -> Table:
    """Return a table as it is shown: typography done, a dash in each empty cell."""
    return Table(
        _text(table.caption) if table.caption and not table.headed else "",
        tuple(map(_cell, table.columns)),
        tuple(tuple(map(_cell, row)) for row in table.rows),
        table.numeric,
    )


def _cell(text: str) -> str:
    return _text(text) if text.strip() else "—"


def runs_of(tokens: "Iterable[Token]") -> Runs:
    """Return the runs of a line; a picture is its text, since nothing is read from elsewhere."""
    made: list[Run] = []
    bold = italic = 0
    link = ""
    for token in tokens:
        text, code = "", False
        match token.type:
            case "strong_open" | "strong_close":
                bold += token.nesting
            case "em_open" | "em_close":
                italic += token.nesting
            case "link_open":
                link = str(token.attrGet("href") or "")
            case "link_close":
                link = ""
            case "softbreak":
                text = " "
            case "hardbreak":
                text = "\n"
            case "code_inline":
                text, code = token.content, True
            case "image":
                text = "".join(each.text for each in runs_of(token.children or []))
            case _:
                text = token.content
        if not text:
            continue
        run = Run(text=text, bold=bold > 0, italic=italic > 0, code=code, link=link)
        if made and replace(made[-1], text=text) == run:
            made[-1] = replace(run, text=made[-1].text + text)
        else:
            made.append(run)
    return tuple(made)
