"""The flow of a document → the bytes of a .docx.

Its pieces are paragraphs and tables of document.xml; a bookmark says where each section begins.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final
from xml.etree import ElementTree

from snr_cli.documents.figures.drawingml import drawingml
from snr_cli.documents.figures.figure import Figure
from snr_cli.documents.formats.body import ALONE, Beside, OfficeBody, kept_rows
from snr_cli.documents.formats.docx.elements import DECLARATION, NAMESPACES, field, on, twips, w_paragraph, w_run
from snr_cli.documents.formats.docx.model import docx_model
from snr_cli.documents.formats.docx.parts import (
    APP_PROPERTIES,
    BULLET,
    CODE,
    DEEPEST_LIST,
    FIRST_LIST,
    LINK,
    NUMBERED,
    OWN_SETUP,
    PARAGRAPHS,
    SETTINGS,
    TABLE,
    THEME_PART,
    PageSetup,
    References,
    content_types,
    core_properties,
    custom_properties,
    font_table,
    numbering,
    package_relations,
    running_foot,
    running_head,
    styles,
    text_relations,
)
from snr_cli.documents.formats.docx.returned import (
    DocxLooks,
    docx_blocks,
    docx_margins,
    head_sum,
    section_sums,
)
from snr_cli.documents.formats.layout import (
    LOGO,
    MM,
    TABLE_SIZES,
    ColumnWidths,
    Layout,
    fitted_size,
    layout_of,
    paged,
)
from snr_cli.documents.formats.pieces import (
    ContentsLine,
    DocumentFlow,
    FlowHeading,
    ListItem,
    LogoBlock,
    Runs,
)
from snr_cli.documents.formats.returned import (
    CONTENTS,
    COVER,
    DOCUMENT,
    HEADS,
    base_of,
    base_properties,
    picture_sum,
    section_mark,
)
from snr_cli.documents.formats.tree import archive, escaped
from snr_cli.results.records import Table

_LOOK = '<w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'


def _table(shown: Table, columns: ColumnWidths, *, whole: bool, held: bool) -> str:
    """Write a table, see `kept_rows`."""
    widths = [twips(width) for width in columns.widths]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    caption = f'<w:tblCaption w:val="{escaped(shown.caption)}"/>' if shown.caption else ""
    size = round(columns.size * 2)
    look = "" if columns.size == TABLE_SIZES[0] else f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    rows = ""
    for first, row, keep in kept_rows(shown, whole=whole, held=held):
        style = PARAGRAPHS["column" if first else "cell"].id
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/></w:tcPr>'
            + w_paragraph(
                style,
                w_run(text, look),
                on("keepNext", keep) + ('<w:jc w:val="right"/>' if shown.is_numeric(column) else ""),
            )
            + "</w:tc>"
            for column, (text, wide) in enumerate(zip(row, widths, strict=True))
        )
        rows += f"<w:tr><w:trPr><w:cantSplit/>{on('tblHeader', first)}</w:trPr>{cells}</w:tr>"
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{TABLE}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/>{_LOOK}{caption}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
    )


_AFTER_TABLE: Final = 10.0  # points above what follows a table
_BOLD: Final = "<w:b/><w:bCs/>"
_ITALIC: Final = "<w:i/><w:iCs/>"
_HIGHLIGHT: Final = '<w:highlight w:val="yellow"/>'


class DocxBody(OfficeBody):
    """The text of a document being written: document.xml."""

    tab = "<w:r><w:tab/></w:r>"
    apart = "rule"

    def __init__(
        self, flow: DocumentFlow, layout: Layout, pages: Mapping[str, int], setup: PageSetup = OWN_SETUP
    ) -> None:
        """Take what is written; `setup`: what the pages are."""
        super().__init__(flow, layout, pages)
        self._setup = setup
        self.references = References(flow)
        self.starts: list[tuple[int, int]] = []  # of the lists of numbers: level, first number
        self._lists: dict[int, int] = {}  # rank of a list of numbers → its numId
        self._after_table = False  # what comes next stands apart from a table
        self._first_page = True  # no part of the document has ended yet
        self._mark = ""  # the bookmark that the next paragraph bears

    def xml(self) -> str:
        """Write the part."""
        flow = self._flow
        parts = [*self._marked(COVER, self.cover())]
        self._break = flow.covered
        if flow.contents:
            parts += self._marked(CONTENTS, self._contents(flow.contents))
            self._break = flow.covered
        for section in flow.sections:
            self._break = self._break or section.breaks
            parts += self._marked(section.name, self.pieces(section.pieces))
        last = w_paragraph(PARAGRAPHS["cell"].id, "") if self._after_table else ""  # Word asks for one
        end = f"{''.join(parts)}{last}{self._page(landscape=False)}"
        return f"{DECLARATION}<w:document {NAMESPACES}><w:body>{end}</w:body></w:document>"

    def _marked(self, name: str, inner: Iterator[str]) -> Iterator[str]:
        """Put the bookmark of a part around its first paragraph: LibreOffice loses, or doubles, one that goes on to a table."""
        self._mark = section_mark(name)
        yield from inner
        if self._mark:  # it says nothing
            yield self.put("rule", "")

    def _contents(self, lines: Sequence[ContentsLine]) -> Iterator[str]:
        yield self.put("contents", w_run("Sommaire"))
        for line in lines:
            mark = self.references.bookmarks[line.anchor]
            shown = "".join(w_run(run.text, _ITALIC if run.italic else "") for run in line.runs)
            page = field(f"PAGEREF {mark} \\h", str(self._pages.get(line.anchor, 1)))
            link = f'<w:hyperlink w:anchor="{mark}" w:history="1">{shown}{self.tab}{page}</w:hyperlink>'
            yield self.put(f"contents{line.level}", link)

    def put(self, look: str, inner: str, beside: Beside = ALONE, *, level: int = 0) -> str:
        """Write a paragraph in a look, whose style says the level."""
        return self._styled(PARAGRAPHS[look].id, look, inner, beside)

    def _styled(self, style: str, look: str, inner: str, beside: Beside, numbered: str = "") -> str:
        """Write a paragraph: it bears what waits for one, a page break, a bookmark, a space under a table."""
        after_table = self._after_table and self._layout.looks[look].before < _AFTER_TABLE
        above = max(beside.above, _AFTER_TABLE) if after_table else beside.above
        spaces = "".join(
            f' w:{name}="{twips(wide)}"' for name, wide in (("before", above), ("after", beside.below)) if wide
        )
        if self._break and not above:  # nothing stands above it
            spaces = f' w:before="0"{spaces}'
        hanging = f' w:hanging="{twips(beside.hanging)}"' if beside.hanging else ""
        properties = (  # in the order that the schema asks for
            on("keepNext", beside.held),
            on("keepLines", beside.whole),
            on("pageBreakBefore", self._break),
            numbered,
            f"<w:spacing{spaces}/>" if spaces else "",
            f'<w:ind w:left="{twips(beside.left)}"{hanging}/>' if beside.left else "",
        )
        if self._mark:
            inner, self._mark = self._bookmark(self._mark, inner), ""
        self._break = self._after_table = False
        return w_paragraph(style, inner, "".join(properties))

    def text(self, text: str, *, begins: bool = True) -> str:
        """Write a run."""
        return w_run(text)

    def value(self, text: str) -> str:
        """Write the value of a figure of the cover."""
        color = self._layout.looks["title"].color
        return w_run(text, f'{_BOLD}<w:color w:val="{color}"/><w:sz w:val="32"/><w:szCs w:val="32"/>')

    def headed(self, piece: FlowHeading) -> str:
        """Write the text of a heading, in its bookmark; that of the first one of a section is the section's."""
        inner = self.runs(piece.runs)
        mark = self.references.bookmarks.get(piece.anchor, "")
        return self._bookmark(mark, inner) if mark.startswith("titre_") else inner

    def _bookmark(self, name: str, inner: str) -> str:
        rank = self.references.next("bookmark")
        return f'<w:bookmarkStart w:id="{rank}" w:name="{name}"/>{inner}<w:bookmarkEnd w:id="{rank}"/>'

    def items(self, items: Sequence[tuple[ListItem, Beside]]) -> Iterator[str]:
        """Write items, each with the number of its list."""
        for item, beside in items:
            number, level = 1, min(item.level, DEEPEST_LIST)
            if item.ordered:
                if item.list_rank not in self._lists:
                    self._lists[item.list_rank] = FIRST_LIST + len(self.starts)
                    self.starts.append((level, item.number))
                number = self._lists[item.list_rank]
            numbered = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
            style = NUMBERED if item.ordered else BULLET
            last = replace(beside, below=self._layout.looks["body"].after if item.last else 0)
            yield self._styled(style.id, "item", self.runs(item.runs), last, numbered)

    def table(self, shown: Table, columns: ColumnWidths, *, whole: bool, held: bool) -> str:
        """Write a table, which what comes next stands apart from."""
        self._after_table = True
        return _table(shown, columns, whole=whole, held=held)

    def touches(self) -> bool:
        """Two tables that touch are one."""
        return self._after_table or self._break or bool(self._mark)

    def turn(self, *, side: bool) -> str:
        """End a part of the document whose pages stand, or lie on their side."""
        self._after_table = self._break = False
        return w_paragraph(PARAGRAPHS["cell"].id, "", self._page(landscape=not side))

    def _page(self, *, landscape: bool) -> str:
        """Write what the pages of a part are."""
        first, self._first_page = self._first_page, False
        return self._setup.part(landscape=landscape, first=first)

    def runs(self, runs: Runs, style: str = "") -> str:
        """Write runs; those of a link are in it."""
        made = []
        for run in runs:
            link = self.references.link(run.link) if run.link else ""
            named = f'<w:rStyle w:val="{LINK if link else CODE}"/>' if link or run.code else ""
            bold = _BOLD if run.bold or style == "term" else ""
            lit = _HIGHLIGHT if run.bold and style == "missing" else ""
            written = w_run(run.text, f"{named}{bold}{_ITALIC if run.italic else ''}{lit}")
            made.append(f'<w:hyperlink{link} w:history="1">{written}</w:hyperlink>' if link else written)
        return "".join(made)

    def drawing(self, figure: Figure) -> Iterator[str]:
        """Write the rows of a drawing."""
        if figure.drawing is not None:
            first = self.references.next("drawing", len(self._layout.drawings[figure.name]))
            yield from drawingml(figure.drawing, self._layout.width / MM, first)

    def logo(self, piece: LogoBlock) -> str:
        """Write a logo."""
        wide, high = (round(length * 12700) for length in fitted_size(piece.kind, piece.data, LOGO))
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
    flow, pages, count = paged(flow, layout)
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
        "word/settings.xml": SETTINGS,
        "word/fontTable.xml": font_table(),
    }
    if taken:
        text = taken.styles.text(text, setup.text_width())
        heads = {name: taken.styles.renamed(str(head)) for name, head in heads.items()}
        heads |= taken.parts
        looks |= taken.looks(layout.looks, body.starts)
    margins = (heads[f"word/{head.name}.xml"] for head in setup.heads)
    trees = [*map(ElementTree.fromstring, margins)]
    written, styled = ElementTree.fromstring(text), ElementTree.fromstring(looks["word/styles.xml"])
    pictures = {picture.id: picture_sum(picture.data) for picture in body.references.pictures}
    marks = body.references.sections
    kept = {DOCUMENT: flow.document, HEADS: head_sum(trees), **section_sums(written, styled, marks, pictures)}
    pieces = docx_blocks(written, marks, DocxLooks(styled, pictures))
    kept |= base_properties(base_of(pieces, (line for _, line in docx_margins(trees))))
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
        "docProps/app.xml": APP_PROPERTIES,
        "docProps/custom.xml": custom_properties(kept),
    }
    parts |= {f"word/{picture.part}": picture.data for picture in body.references.pictures}
    return archive(parts)
