"""The flow of a document → the bytes of a .docx.

Its pieces are paragraphs and tables of document.xml; a bookmark says where each section begins.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from xml.etree import ElementTree

from snr_cli.documents.figures.drawingml import drawingml
from snr_cli.documents.figures.figure import Figure
from snr_cli.documents.formats.docx.elements import DECLARATION, NAMESPACES, emus, field, on, twips, w_paragraph, w_run
from snr_cli.documents.formats.docx.model import docx_model
from snr_cli.documents.formats.docx.parts import (
    BULLET,
    CODE,
    DEEPEST_LIST,
    FIRST_LIST,
    LINK,
    NUMBERED,
    OWN_SETUP,
    PARAGRAPHS,
    TABLE,
    THEME_PART,
    PageSetup,
    References,
    app_properties,
    content_types,
    core_properties,
    custom_properties,
    font_table,
    numbering,
    package_relations,
    running_foot,
    running_head,
    settings,
    styles,
    text_relations,
)
from snr_cli.documents.formats.docx.returned import head_sum, section_sums
from snr_cli.documents.formats.layout import (
    COVER_TOP,
    HELD_ROWS,
    INDENT,
    LOGO,
    MM,
    TABLE_SIZES,
    ColumnWidths,
    Layout,
    estimated_pages,
    fitting_terms,
    heading,
    layout_of,
)
from snr_cli.documents.formats.markup import archive, escaped
from snr_cli.documents.formats.pictures import fitted_size
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
    Run,
    Runs,
    TableBlock,
)
from snr_cli.documents.formats.returned import CONTENTS, COVER, DOCUMENT, HEADS, picture_sum, section_mark
from snr_cli.french.numbers import WIDE
from snr_cli.results.table import Table

_LOOK = '<w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'


def table(shown: Table, columns: ColumnWidths, *, whole: bool, held: bool) -> str:
    """Write a table.

    Args:
        shown: its texts.
        columns: the widths of its columns, the size of its letters.
        whole: whether it stays on a page; else its first and its last rows are not alone.
        held: whether it stays with what follows it.
    """
    widths = [twips(width) for width in columns.widths]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    caption = f'<w:tblCaption w:val="{escaped(shown.caption)}"/>' if shown.caption else ""
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{TABLE}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/>{_LOOK}{caption}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"{''.join(_rows(shown, columns, widths, whole=whole, held=held))}</w:tbl>"
    )


def _rows(shown: Table, columns: ColumnWidths, widths: list[int], *, whole: bool, held: bool) -> Iterator[str]:
    size = round(columns.size * 2)
    look = "" if columns.size == TABLE_SIZES[0] else f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    last = len(shown.rows) - 1
    for rank, row in enumerate((shown.columns, *shown.rows), -1):
        first = rank < 0
        keep = (rank < last or held) and (whole or rank < HELD_ROWS - 1 or rank > last - HELD_ROWS)
        style = PARAGRAPHS["column" if first else "cell"].id
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/></w:tcPr>'
            + w_paragraph(
                style,
                w_run(text, look),
                on("keepNext", keep and not first) + ('<w:jc w:val="right"/>' if shown.is_numeric(column) else ""),
            )
            + "</w:tc>"
            for column, (text, wide) in enumerate(zip(row, widths, strict=True))
        )
        yield f"<w:tr><w:trPr><w:cantSplit/>{on('tblHeader', first)}</w:trPr>{cells}</w:tr>"


_AFTER_TABLE: Final = 10.0  # points above what follows a table
_AFTER_TERMS: Final = 8.0  # points below a list of definitions
_BREAK: Final = "<w:pageBreakBefore/>"
_BOLD: Final = "<w:b/><w:bCs/>"
_ITALIC: Final = "<w:i/><w:iCs/>"
_TAB: Final = "<w:r><w:tab/></w:r>"
_HIGHLIGHT: Final = '<w:highlight w:val="yellow"/>'


class DocxBody:
    """The text of a document being written."""

    def __init__(
        self, flow: DocumentFlow, layout: Layout, pages: Mapping[str, int], setup: PageSetup = OWN_SETUP
    ) -> None:
        """Take what is written.

        Args:
            flow: the document.
            layout: what keeps its pieces together.
            pages: anchor → page, shown until a program counts.
            setup: what the pages are.
        """
        self._flow, self._layout, self._pages, self._setup = flow, layout, pages, setup
        self._looks = layout.looks
        self.references = References(flow)
        self.starts: list[tuple[int, int]] = []  # of the lists of numbers: level, first number
        self._lists: dict[int, int] = {}  # rank of a list of numbers → its numId
        self._after_table = False  # what comes next stands apart from a table
        self._break = False  # what comes next begins a page
        self._first_page = True  # no part of the document has ended yet
        self._mark = ""  # the bookmark that the next paragraph bears

    def xml(self) -> str:
        """Write the part."""
        flow = self._flow
        parts = [*self._marked(COVER, self._cover())]
        self._break = flow.covered
        if flow.contents:
            parts += self._marked(CONTENTS, self._contents(flow.contents))
            self._break = flow.covered
        for section in flow.sections:
            parts += self._marked(section.name, self._section(section))
        last = w_paragraph(PARAGRAPHS["cell"].id, "") if self._after_table else ""  # Word asks for one
        end = f"{''.join(parts)}{last}{self._page(landscape=False)}"
        return f"{DECLARATION}<w:document {NAMESPACES}><w:body>{end}</w:body></w:document>"

    def _marked(self, name: str, inner: Iterator[str]) -> Iterator[str]:
        """Put the bookmark of a part around its first paragraph: LibreOffice loses, or doubles, one that goes on to a table."""
        self._mark = section_mark(name)
        yield from inner
        if self._mark:  # it says nothing
            yield self._put("rule", "")

    def _cover(self) -> Iterator[str]:
        above = self._flow.covered
        for piece in self._flow.cover:
            if isinstance(piece, Paragraph) and piece.style == "title" and above:
                yield self._put("title", self._runs(piece.runs), above=COVER_TOP)
                above = False
            else:
                yield from self._piece(piece)
        for figure in self._flow.key_figures:
            yield self._key_figure(figure)

    def _key_figure(self, figure: KeyFigure) -> str:
        look = f'{_BOLD}<w:color w:val="{self._looks["title"].color}"/><w:sz w:val="32"/><w:szCs w:val="32"/>'
        label = tuple(Run(text=run.text, italic=run.italic, link=f"#{figure.anchor}") for run in figure.label)
        value = w_run(figure.value, look) + w_run(f" {figure.spread}\n" if figure.spread else "\n")
        return self._put("figure", value + self._runs(label))

    def _contents(self, lines: Sequence[ContentsLine]) -> Iterator[str]:
        yield self._put("contents", w_run("Sommaire"))
        for line in lines:
            mark = self.references.bookmarks[line.anchor]
            shown = "".join(w_run(run.text, _ITALIC if run.italic else "") for run in line.runs)
            page = field(f"PAGEREF {mark} \\h", str(self._pages.get(line.anchor, 1)))
            yield self._put(
                f"contents{line.level}",
                f'<w:hyperlink w:anchor="{mark}" w:history="1">{shown}{_TAB}{page}</w:hyperlink>',
            )

    def _section(self, section: FlowSection) -> Iterator[str]:
        self._break = self._break or section.breaks
        terms = fitting_terms(section.pieces, self._looks["definition"].size)
        for piece in section.pieces:
            if isinstance(piece, Card):
                yield from self._card(piece)
            else:
                yield from self._piece(piece, fits=terms.get(id(piece), True))

    def _card(self, card: Card) -> Iterator[str]:
        """Write a sheet, on one page when it may be."""
        keep = self._layout.whole_card(card)
        terms = fitting_terms(card.pieces, self._looks["definition"].size)
        for rank, piece in enumerate(card.pieces):
            held = keep and rank < len(card.pieces) - 1
            yield from self._piece(piece, held=held, whole=keep, fits=terms.get(id(piece), True))

    def _piece(self, piece: FlowPiece, *, held: bool = False, whole: bool = False, fits: bool = True) -> Iterator[str]:
        """Write a piece.

        Args:
            piece: the piece.
            held: whether it stays with the next one.
            whole: whether its lines stay together.
            fits: of a definition, whether the terms around it have room beside their meanings.
        """
        keep = on("keepNext", held) + on("keepLines", whole)
        match piece:
            case FlowHeading():
                yield self._put(heading(piece.level), self._bookmarked(piece))
            case Paragraph():
                deep = INDENT * piece.depth if piece.style != "quote" else self._looks["quote"].left * piece.depth
                indent = f'<w:ind w:left="{twips(deep)}"/>' if piece.depth else ""
                look = _HIGHLIGHT if piece.style == "missing" else ""
                keep = on("keepNext", held or piece.leads) + on("keepLines", whole)
                yield self._put(piece.style, self._runs(piece.runs, look), keep, indent)
            case ListItem():
                keep = on("keepNext", held or piece.held) + on("keepLines", whole)
                yield self._item(piece, keep)
            case Definition():
                keep = on("keepNext", held or piece.held) + on("keepLines", whole)
                yield self._definition(piece, keep, fits=fits)
            case LogoBlock():
                yield self._put("body", self._logo(piece), keep)
            case TableBlock():
                yield from self._table(piece.table, held=held)
            case FigureBlock():
                yield self._put("caption", w_run(piece.title))
                yield self._put("body", w_run(piece.sentence), "<w:keepNext/>")
                yield from self._drawing(piece.figure)
                yield from self._table(piece.table, held=held)

    def _put(
        self, look: str, inner: str, keep: str = "", indent: str = "", *, above: float = 0, below: float = 0
    ) -> str:
        """Write a paragraph, with more space above or below than its look has."""
        return self._styled(PARAGRAPHS[look].id, look, inner, f"{keep}{{}}{{}}{indent}", above, below)

    def _styled(self, style: str, look: str, inner: str, properties: str, above: float, below: float) -> str:
        """Write a paragraph: it bears what waits for one, a page break, a bookmark, a space under a table.

        `properties` has two places to fill, in the order that the schema asks for: the break, the spaces.
        """
        if self._after_table and self._looks[look].before < _AFTER_TABLE:
            above = max(above, _AFTER_TABLE)
        spaces = "".join(f' w:{name}="{twips(wide)}"' for name, wide in (("before", above), ("after", below)) if wide)
        filled = properties.format(_BREAK if self._break else "", f"<w:spacing{spaces}/>" if spaces else "")
        if self._mark:
            inner, self._mark = self._bookmark(self._mark, inner), ""
        self._break = self._after_table = False
        return w_paragraph(style, inner, filled)

    def _bookmarked(self, piece: FlowHeading) -> str:
        inner = self._runs(piece.runs)
        mark = self.references.bookmarks.get(piece.anchor, "")
        return self._bookmark(mark, inner) if mark.startswith("titre_") else inner

    def _bookmark(self, name: str, inner: str) -> str:
        rank = self.references.next("bookmark")
        return f'<w:bookmarkStart w:id="{rank}" w:name="{name}"/>{inner}<w:bookmarkEnd w:id="{rank}"/>'

    def _item(self, item: ListItem, keep: str) -> str:
        number, level = 1, min(item.level, DEEPEST_LIST)
        if item.ordered:
            if item.list_rank not in self._lists:
                self._lists[item.list_rank] = FIRST_LIST + len(self.starts)
                self.starts.append((level, item.number))
            number = self._lists[item.list_rank]
        numbered = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
        style = NUMBERED if item.ordered else BULLET
        below = self._looks["body"].after if item.last else 0
        return self._styled(style.id, "item", self._runs(item.runs), f"{keep}{{}}{numbered}{{}}", 0, below)

    def _definition(self, piece: Definition, keep: str, *, fits: bool) -> str:
        """Write a term and its meaning, side by side, or one after the other where the terms around it have no room."""
        inner, indent = f"{self._runs(piece.term, _BOLD)}{_TAB}{self._runs(piece.meaning)}", ""
        if not fits:
            inner = inner.replace(_TAB, w_run(f"{WIDE}: "), 1)
            indent = f'<w:ind w:left="{twips(INDENT)}" w:hanging="{twips(INDENT)}"/>'
        return self._put("definition", inner, keep, indent, below=_AFTER_TERMS if piece.last else 0)

    def _table(self, shown: Table, *, held: bool) -> Iterator[str]:
        columns = self._layout.columns[shown]
        if columns.landscape:
            yield self._part(landscape=False)
        if shown.caption:
            yield self._put("caption", w_run(shown.caption))
        elif self._after_table or self._break or self._mark:  # two tables that touch are one
            yield self._put("rule", "")
        yield table(shown, columns, whole=self._layout.whole_table(shown), held=held)
        self._after_table = True
        if columns.landscape:
            yield self._part(landscape=True)

    def _part(self, *, landscape: bool) -> str:
        """End a part of the document whose pages stand, or lie on their side."""
        self._after_table = self._break = False
        return w_paragraph(PARAGRAPHS["cell"].id, "", self._page(landscape=landscape))

    def _page(self, *, landscape: bool) -> str:
        """Write what the pages of a part are."""
        first, self._first_page = self._first_page, False
        return self._setup.part(landscape=landscape, first=first)

    def _runs(self, runs: Runs, look: str = "") -> str:
        """Write runs; those of a link are in it."""
        made = []
        for run in runs:
            link = self.references.link(run.link) if run.link else ""
            slanted = ("" if _BOLD in look or not run.bold else _BOLD) + (_ITALIC if run.italic else "")
            style = f'<w:rStyle w:val="{LINK if link else CODE}"/>' if link or run.code else ""
            bold, after = (look, "") if look == _BOLD else ("", look if run.bold else "")
            written = w_run(run.text, f"{style}{bold}{slanted}{after}")
            made.append(f'<w:hyperlink{link} w:history="1">{written}</w:hyperlink>' if link else written)
        return "".join(made)

    def _drawing(self, figure: Figure) -> Iterator[str]:
        if figure.drawing is not None:
            first = self.references.next("drawing", len(self._layout.drawings[figure.name]))
            for row in drawingml(figure.drawing, self._layout.width / MM, first):
                yield self._put("drawing", row)

    def _logo(self, piece: LogoBlock) -> str:
        wide, high = (emus(each) for each in fitted_size(piece.kind, piece.data, LOGO))
        rank, text = self.references.next("drawing"), escaped(piece.text)
        return (
            '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent cx="{wide}" cy="{high}"/><wp:docPr id="{rank}" name="Logo" descr="{text}"/><a:graphic>'
            '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
            f'<pic:cNvPr id="{rank}" name="Logo" descr="{text}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
            f"{self.references.picture(piece.kind, piece.data)}<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>"
            f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
            "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )


def write_docx(flow: DocumentFlow, model: bytes = b"") -> bytes:
    """Write a document of Word. The first three parts come first, so that programs which look at few bytes know what it is.

    Args:
        flow: the document.
        model: the file of Word whose look it takes; that of snr without any.

    Raises:
        ModelError: the model cannot be one.
    """
    taken = docx_model(model) if model else None
    setup = taken.setup if taken else OWN_SETUP
    layout = layout_of(flow, setup.text_width(), setup.text_width(landscape=True)) if taken else layout_of(flow)
    pages, count = estimated_pages(flow, layout)
    body = DocxBody(flow, layout, pages, setup)
    text = body.xml()
    own = {
        "header": running_head(flow, first=False),
        "headerFirst": running_head(flow, first=True),
        "footer": running_foot(count, empty=False),
        "footerFirst": running_foot(count, empty=flow.covered),
    }
    heads: dict[str, str | bytes] = {
        f"word/{head.name}.xml": own[head.name] for head in setup.heads if head.name in own
    }
    looks: dict[str, str | bytes] = {
        "word/styles.xml": styles(layout.looks),
        "word/numbering.xml": numbering(body.starts),
        "word/settings.xml": settings(),
        "word/fontTable.xml": font_table(),
    }
    if taken:
        text = taken.styles.text(text, setup.text_width())
        heads = {name: taken.styles.renamed(str(head)) for name, head in heads.items()}
        heads |= taken.parts
        looks |= taken.looks(layout.looks, body.starts)
    margins = (heads[f"word/{head.name}.xml"] for head in setup.heads)
    sums = {HEADS: head_sum(map(ElementTree.fromstring, margins))}
    sums |= section_sums(
        ElementTree.fromstring(text),
        ElementTree.fromstring(looks["word/styles.xml"]),
        body.references.sections,
        {picture.id: picture_sum(picture.data) for picture in body.references.pictures},
    )
    theme = THEME_PART in looks
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": content_types(
            setup.heads, sorted({head.rpartition(".")[2] for head in heads}), theme=theme
        ),
        "_rels/.rels": package_relations(),
        "word/document.xml": text,
        "word/_rels/document.xml.rels": text_relations(body.references, setup.heads, theme=theme),
        **looks,
        **heads,
        "docProps/core.xml": core_properties(flow),
        "docProps/app.xml": app_properties(),
        "docProps/custom.xml": custom_properties({DOCUMENT: flow.document, **sums}),
    }
    parts |= {f"word/{picture.part}": picture.data for picture in body.references.pictures}
    return archive(parts)
