"""The flow of a document → the bytes of an .odt.

Its pieces are paragraphs, lists and tables of content.xml; each section of the document is one of the text.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final
from xml.etree import ElementTree

from snr_cli.documents.figures.figure import Figure
from snr_cli.documents.figures.opendocument import opendocument
from snr_cli.documents.formats.body import ALONE, Beside, OfficeBody, kept_rows
from snr_cli.documents.formats.layout import (
    ACCENT,
    CELL_ABOVE,
    CELL_SIDE,
    HAIRLINE,
    LOGO,
    MM,
    TABLE_SIZES,
    TINT,
    ColumnWidths,
    Layout,
    fitted_size,
    layout_of,
    paged,
)
from snr_cli.documents.formats.odt.elements import (
    ODF_DECLARATION,
    ODT_NAMESPACES,
    TAB,
    VERSION,
    Automatic,
    characters,
    odt_paragraph,
    odt_span,
    points,
    style_id,
)
from snr_cli.documents.formats.odt.parts import (
    BULLET_LIST,
    DEEPEST_ITEM,
    FOLLOWING,
    FONT_FACES,
    HIGHLIGHT,
    INDEX_LINK,
    MIMETYPE,
    NUMBER_LIST,
    ODT_BOLD,
    ODT_BULLET,
    ODT_CODE,
    ODT_ITALIC,
    ODT_LINK,
    ODT_NUMBERED,
    ODT_STYLES,
    SIDE,
    VALUE,
    OdtReferences,
    manifest,
    meta,
    odt_settings,
    odt_styles,
)
from snr_cli.documents.formats.odt.returned import OdtLooks, odt_head_sum, odt_margins, odt_pieces, odt_section_sums
from snr_cli.documents.formats.pieces import (
    ContentsLine,
    DocumentFlow,
    FlowHeading,
    FlowSection,
    ListItem,
    LogoBlock,
    Runs,
)
from snr_cli.documents.formats.returned import (
    COVER,
    DOCUMENT,
    HEADS,
    INDEX,
    base_of,
    base_properties,
    picture_sum,
    section_mark,
)
from snr_cli.documents.formats.tree import archive, escaped
from snr_cli.results.records import Table

_BELOW: Final = 10.0  # points below a table
_PADDED: Final = (
    f'fo:padding-left="{points(CELL_SIDE)}" fo:padding-right="{points(CELL_SIDE)}" fo:padding-top="{points(CELL_ABOVE)}" '
    f'fo:padding-bottom="{points(CELL_ABOVE)}" fo:border-left="none" fo:border-right="none" fo:border-top="none"'
)
_CELL: Final = f'<style:table-cell-properties {_PADDED} fo:border-bottom="0.5pt solid #{HAIRLINE}"/>'
_HEADING: Final = (
    f'<style:table-cell-properties {_PADDED} fo:border-bottom="1.5pt solid #{ACCENT}" fo:background-color="#{TINT}" '
    'style:vertical-align="bottom"/>'
)


_END: Final = "</text:list-item></text:list>"


def nested(items: Sequence[tuple[ListItem, str]]) -> Iterator[str]:
    """Yield the lists of items.

    Args:
        items: each with its paragraph; nothing stands between them.
    """
    open_lists: list[int] = []  # the rank of each list that is open
    made = []
    for item, written in items:
        level = min(item.level, DEEPEST_ITEM) + 1
        while len(open_lists) > level or (len(open_lists) == level and open_lists[-1] != item.list_rank):
            made.append(_END)
            open_lists.pop()
        style = NUMBER_LIST if item.ordered else BULLET_LIST
        # a list that another text has cut goes on from its number
        first = f' text:start-value="{item.number}"' if item.ordered and item.number != 1 else ""
        if len(open_lists) == level:
            made.append("</text:list-item><text:list-item>")
        while len(open_lists) < level:
            open_lists.append(item.list_rank)
            start = first if len(open_lists) == level else ""
            made.append(f'<text:list text:style-name="{style}"><text:list-item{start}>')
        made.append(written)
    if open_lists:
        yield "".join(made) + _END * len(open_lists)


# The table of contents: an index whose lines are there already, each with a link and a number of page that programs count.

_LEVELS: Final = 2
_TITLE: Final = "Sommaire"


def odt_index(
    lines: Sequence[ContentsLine],
    references: OdtReferences,
    pages: Mapping[str, int],
    style: str,
    styles: Mapping[int, str],
) -> str:
    """Write the index, which a person may update, and not write in.

    Args:
        lines: its lines.
        references: the bookmarks of the headings.
        pages: anchor → page, shown until a program counts.
        style: that of the paragraph of its title.
        styles: level → that of its lines.
    """
    title = f'<text:index-title text:name="Titre du sommaire">{odt_paragraph(style, _TITLE)}</text:index-title>'
    body = "".join(
        odt_paragraph(
            styles[line.level], _line(line, references.bookmarks.get(line.anchor, ""), pages.get(line.anchor, 1))
        )
        for line in lines
    )
    return (
        f'<text:table-of-content text:name="{INDEX}" text:protected="true">{_source()}'
        f"<text:index-body>{title}{body}</text:index-body></text:table-of-content>"
    )


def _line(line: ContentsLine, name: str, page: int) -> str:
    shown = "".join(odt_span(ODT_ITALIC if run.italic else "", characters(run.text)) for run in line.runs)
    if name:
        number = f'<text:bookmark-ref text:reference-format="page" text:ref-name="{name}">{page}</text:bookmark-ref>'
        shown = (
            f'<text:a xlink:type="simple" xlink:href="#{name}" text:style-name="{INDEX_LINK}" '
            f'text:visited-style-name="{INDEX_LINK}">{shown}{TAB}{number}</text:a>'
        )
    return shown


def _source() -> str:
    """Write what the index is made again from when a person updates it: the headings of two levels."""
    templates = "".join(
        f'<text:table-of-content-entry-template text:outline-level="{level}" '
        f'text:style-name="{ODT_STYLES[f"contents{level}"].id}"><text:index-entry-link-start '
        f'text:style-name="{INDEX_LINK}"/><text:index-entry-text/><text:index-entry-tab-stop style:type="right" '
        'style:leader-char="."/><text:index-entry-page-number/><text:index-entry-link-end/>'
        "</text:table-of-content-entry-template>"
        for level in range(1, _LEVELS + 1)
    )
    heading = ODT_STYLES["contents"].id
    return (
        f'<text:table-of-content-source text:outline-level="{_LEVELS}" text:use-index-marks="false">'
        f'<text:index-title-template text:style-name="{heading}">{_TITLE}</text:index-title-template>{templates}'
        "</text:table-of-content-source>"
    )


_LINES: Final = {level: ODT_STYLES[f"contents{level}"].id for level in (1, 2)}
_BREAK: Final = '<style:paragraph-properties fo:break-before="page"/>'


class OdtBody(OfficeBody):
    """The text of a document being written: content.xml."""

    tab = TAB
    apart = "cell"

    def __init__(self, flow: DocumentFlow, layout: Layout, pages: Mapping[str, int]) -> None:
        """See `OfficeBody`."""
        super().__init__(flow, layout, pages)
        self.references = OdtReferences(flow)
        self.sections = frozenset(map(section_mark, (COVER, *(section.name for section in flow.sections))))
        self.drawn: dict[str, None] = {}  # the common styles of drawings
        self._automatic = Automatic()
        self._drawings: list[str] = []  # their automatic styles
        self._tables = 0  # how many are written
        self._master = ""  # what comes next begins a page of this kind

    def xml(self) -> str:
        """Write the part."""
        flow = self._flow
        parts = [_within(COVER, self.cover())]
        if flow.contents:
            style = ODT_STYLES["contents"].id
            if flow.covered:
                style = self._automatic.named("paragraph", _BREAK, style)
            parts.append(odt_index(flow.contents, self.references, self._pages, style, _LINES))
        self._break = flow.covered
        parts += [_within(section.name, self._section(section)) for section in flow.sections]
        styles = "".join((*self._automatic.written, *self._drawings))
        return (
            f"{ODF_DECLARATION}<office:document-content {ODT_NAMESPACES} {VERSION}>{FONT_FACES}<office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:text>{''.join(parts)}</office:text></office:body>"
            "</office:document-content>"
        )

    def _section(self, section: FlowSection) -> Iterator[str]:
        self._break = self._break or section.breaks
        yield from self.pieces(section.pieces)
        if self._break and section.breaks:  # it says nothing
            yield self.put("rule", "")

    def put(self, look: str, inner: str, beside: Beside = ALONE, *, level: int = 0) -> str:
        """Write a paragraph in a look."""
        return self._styled(ODT_STYLES[look].id, inner, beside, level)

    def _styled(self, style: str, inner: str, beside: Beside, level: int = 0) -> str:
        """Write a paragraph in a style: it bears the page break that waits for one."""
        breaks = self._break and not self._master
        said = (
            ("keep-with-next", "always" if beside.held else ""),
            ("keep-together", "always" if beside.whole else ""),
            ("margin-left", points(beside.left) if beside.left else ""),
            ("text-indent", points(-beside.hanging) if beside.hanging else ""),
            ("margin-top", points(beside.above) if beside.above or breaks else ""),  # nothing stands above it
            ("margin-bottom", points(beside.below) if beside.below else ""),
            ("break-before", "page" if breaks else ""),
        )
        inside = "".join(f' fo:{name}="{value}"' for name, value in said if value)
        master = f' style:master-page-name="{self._master}"' if self._master else ""
        self._break, self._master = False, ""
        if inside or master:
            properties = f"<style:paragraph-properties{inside}/>" if inside else ""
            style = self._automatic.named("paragraph", properties, style, master)
        return odt_paragraph(style, inner, level)

    def text(self, text: str, *, begins: bool = True) -> str:
        """Write characters."""
        return characters(text, begins=begins)

    def value(self, text: str) -> str:
        """Write the value of a figure of the cover."""
        return odt_span(VALUE, characters(text))

    def headed(self, piece: FlowHeading) -> str:
        """Write the text of a heading, and its bookmark after it."""
        return self.runs(piece.runs) + self.references.bookmark(piece.anchor)

    def items(self, items: Sequence[tuple[ListItem, Beside]]) -> Iterator[str]:
        """Write items as one list."""
        yield from nested(
            [
                (item, self._styled((ODT_NUMBERED if item.ordered else ODT_BULLET).id, self.runs(item.runs), beside))
                for item, beside in items
            ]
        )

    def table(self, shown: Table, columns: ColumnWidths, *, whole: bool, held: bool) -> str:
        """Write a table.

        Args:
            shown: its texts.
            columns: the widths of its columns, the size of its letters.
            whole: whether it stays on a page.
            held: whether it stays with what follows it.
        """
        self._tables += 1
        keep = ' fo:keep-with-next="always"' if held else ""
        style = self._automatic.named(
            "table",
            f'<style:table-properties style:width="{points(sum(columns.widths))}" table:align="left" '
            f'fo:margin-top="0pt" fo:margin-bottom="{points(_BELOW)}" table:border-model="collapsing" '
            f'style:may-break-between-rows="{"false" if whole else "true"}"{keep}/>',
        )
        named = (
            self._automatic.named(
                "table-column", f'<style:table-column-properties style:column-width="{points(width)}"/>'
            )
            for width in columns.widths
        )
        widths = "".join(f'<table:table-column table:style-name="{name}"/>' for name in named)
        title = f"<table:title>{escaped(shown.caption)}</table:title>" if shown.caption else ""
        heading, *rows = self._rows(shown, columns, whole=whole, held=held)
        return (
            f'<table:table table:name="Tableau {self._tables}" table:style-name="{style}">{title}{widths}'
            f"<table:table-header-rows>{heading}</table:table-header-rows>{''.join(rows)}</table:table>"
        )

    def _rows(self, shown: Table, columns: ColumnWidths, *, whole: bool, held: bool) -> Iterator[str]:
        """Yield the rows, that of the heading first."""
        row_style = self._automatic.named("table-row", '<style:table-row-properties fo:keep-together="always"/>')
        for heading, row, keep in kept_rows(shown, whole=whole, held=held):
            cell_style = self._automatic.named("table-cell", _HEADING if heading else _CELL)
            styles = (
                self._text(columns.size, heading=heading, number=shown.is_numeric(column), keep=keep)
                for column in range(len(row))
            )
            cells = "".join(
                f'<table:table-cell table:style-name="{cell_style}" office:value-type="string">'
                f"{odt_paragraph(style, characters(text))}</table:table-cell>"
                for text, style in zip(row, styles, strict=True)
            )
            yield f'<table:table-row table:style-name="{row_style}">{cells}</table:table-row>'

    def _text(self, size: float, *, heading: bool, number: bool, keep: bool) -> str:
        """Return the style of the paragraph of a cell."""
        style = ODT_STYLES["column" if heading else "cell"].id
        said = ' fo:text-align="end"' * number + ' fo:keep-with-next="always"' * keep
        own = f"<style:paragraph-properties{said}/>" if said else ""
        if size != TABLE_SIZES[0]:
            own += f'<style:text-properties fo:font-size="{points(size)}"/>'
        return self._automatic.named("paragraph", own, style) if own else style

    def touches(self) -> bool:
        """A break is one of a paragraph."""
        return self._break or bool(self._master)

    def turn(self, *, side: bool) -> str:
        """Let the next paragraph begin pages that lie on their side, or stand."""
        self._master = style_id(SIDE if side else FOLLOWING)
        return ""

    def runs(self, runs: Runs, style: str = "") -> str:
        """Write runs, each in the styles of its look, within its link."""
        made, begins = [], True
        for run in runs:
            written = characters(run.text, begins=begins)
            for look, wanted in ((ODT_CODE, run.code), (ODT_ITALIC, run.italic), (ODT_BOLD, run.bold)):
                written = odt_span(look if wanted else "", written)
            address = self.references.address(run.link) if run.link else ""
            if address:
                written = (
                    f'<text:a xlink:type="simple" xlink:href="{escaped(address)}" text:style-name="{ODT_LINK}" '
                    f'text:visited-style-name="{ODT_LINK}">{written}</text:a>'
                )
            made.append(written)
            begins = run.text.endswith((" ", "\n", "\t"))
        return odt_span({"missing": HIGHLIGHT, "term": ODT_BOLD}.get(style, ""), "".join(made))

    def drawing(self, figure: Figure) -> Iterator[str]:
        """Write the rows of a drawing, and keep the styles that they need."""
        if figure.drawing is not None:
            groups, styles = opendocument(figure.drawing, self._layout.width / MM, figure.name)
            self._drawings += styles.automatic
            self.drawn |= dict.fromkeys(styles.common)
            yield from groups

    def logo(self, piece: LogoBlock) -> str:
        """Write a logo."""
        wide, high = fitted_size(piece.kind, piece.data, LOGO)
        style = self._automatic.named(
            "graphic", '<style:graphic-properties style:vertical-pos="top" style:vertical-rel="baseline"/>'
        )
        return (
            f'<draw:frame draw:style-name="{style}" draw:name="Logo" text:anchor-type="as-char" svg:width="{points(wide)}" '
            f'svg:height="{points(high)}"><draw:image xlink:href="{self.references.picture(piece.kind, piece.data)}" '
            'xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/>'
            f"<svg:title>{escaped(piece.text)}</svg:title></draw:frame>"
        )


def _within(name: str, inner: Iterable[str]) -> str:
    """Write a section of the text, which edits are kept by."""
    return f'<text:section text:name="{section_mark(name)}">{"".join(inner)}</text:section>'


_TYPE = "mimetype"


def write_odt(flow: DocumentFlow) -> bytes:
    """Write a text of OpenDocument. What it is comes first, and not compressed, as the format asks."""
    layout = layout_of(flow)
    flow, pages, count = paged(flow, layout)
    body = OdtBody(flow, layout, pages)
    text = body.xml()
    look = odt_styles(flow, layout.looks, body.drawn, count)
    pictures = tuple(body.references.pictures)
    written, styled = ElementTree.fromstring(text), ElementTree.fromstring(look)
    sums = {picture.part: picture_sum(picture.data) for picture in pictures}
    kept = {DOCUMENT: flow.document, HEADS: odt_head_sum(styled)}
    kept |= odt_section_sums(written, styled, body.sections, sums)
    pieces = odt_pieces(written, body.sections, OdtLooks(written, styled, sums))
    kept |= base_properties(base_of(pieces, (line for _, line in odt_margins(styled))))
    parts: dict[str, str | bytes] = {
        _TYPE: MIMETYPE,
        "content.xml": text,
        "styles.xml": look,
        "meta.xml": meta(flow, kept),
        "settings.xml": odt_settings(),
        "META-INF/manifest.xml": manifest(pictures),
    }
    parts |= {picture.part: picture.data for picture in pictures}
    return archive(parts, stored=frozenset((_TYPE,)))
