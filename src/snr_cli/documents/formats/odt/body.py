"""content.xml: the pieces of a document as paragraphs, lists and tables; each section of the document is one of the text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from snr_cli.documents.figures.figure import Figure
from snr_cli.documents.figures.opendocument import opendocument
from snr_cli.documents.formats.layout import Layout, fitting_terms
from snr_cli.documents.formats.look import COVER_TOP, INDENT, LOGO, MM, heading
from snr_cli.documents.formats.markup import escaped
from snr_cli.documents.formats.odt.contents import odt_index
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
from snr_cli.documents.formats.odt.lists import nested
from snr_cli.documents.formats.odt.pages import FOLLOWING, SIDE
from snr_cli.documents.formats.odt.references import OdtReferences
from snr_cli.documents.formats.odt.styles import (
    FONT_FACES,
    HIGHLIGHT,
    ODT_BOLD,
    ODT_BULLET,
    ODT_CODE,
    ODT_ITALIC,
    ODT_LINK,
    ODT_NUMBERED,
    ODT_STYLES,
    VALUE,
    tab_stop,
)
from snr_cli.documents.formats.odt.tables import OdtTables
from snr_cli.documents.formats.pictures import fitted_size
from snr_cli.documents.formats.pieces import (
    Card,
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
from snr_cli.documents.formats.sections import COVER, section_mark
from snr_cli.french.numbers import WIDE
from snr_cli.results.table import Table

_AFTER_TERMS: Final = 8.0  # points below a list of definitions


_BREAK: Final = '<style:paragraph-properties fo:break-before="page"/>'


class OdtBody:
    """The text of a document being written."""

    def __init__(self, flow: DocumentFlow, layout: Layout, pages: Mapping[str, int], first_page: str = "") -> None:
        """Take what is written.

        Args:
            flow: the document.
            layout: what keeps its pieces together.
            pages: anchor → page, shown until a program counts.
            first_page: the style of pages that a model begins with; empty without model.
        """
        self._flow, self._layout, self._pages = flow, layout, pages
        self.references = OdtReferences(flow)
        self.sections = frozenset(map(section_mark, (COVER, *(each.name for each in flow.sections))))
        self.drawn: dict[str, None] = {}  # the common styles of drawings
        self._automatic = Automatic()
        self._drawings: list[str] = []  # their automatic styles
        self._tables = OdtTables(self._automatic, sized=bool(first_page))
        self._break = False  # what comes next begins a page
        self._master = first_page  # what comes next begins a page of this kind
        self._modelled = bool(first_page)

    def xml(self) -> str:
        """Write the part."""
        flow = self._flow
        parts = [_within(COVER, self._cover())]
        if flow.contents:
            style = ODT_STYLES["contents"].id
            if flow.covered:
                style = self._automatic.named("paragraph", _BREAK, style)
            parts.append(odt_index(flow.contents, self.references, self._pages, style, self._lines()))
        self._break = flow.covered
        parts += [_within(each.name, self._section(each)) for each in flow.sections]
        styles = "".join((*self._automatic.written, *self._drawings))
        return (
            f"{ODF_DECLARATION}<office:document-content {ODT_NAMESPACES} {VERSION}>{FONT_FACES}<office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:text>{''.join(parts)}</office:text></office:body>"
            "</office:document-content>"
        )

    def _lines(self) -> dict[int, str]:
        """Return the styles of the lines of the index: in those of a model, page numbers are where its text ends."""
        found = {level: f"contents{level}" for level in (1, 2)}
        if not self._modelled:
            return {level: ODT_STYLES[name].id for level, name in found.items()}
        made = {}
        for level, name in found.items():
            left = self._layout.looks[name].left
            own = (
                f'<style:paragraph-properties fo:margin-left="{points(left)}" fo:margin-right="0pt" fo:text-indent="0pt">'
                f"{tab_stop(self._layout.width - left, 'right', '.')}</style:paragraph-properties>"
            )
            made[level] = self._automatic.named("paragraph", own, ODT_STYLES[name].id)
        return made

    def _cover(self) -> Iterator[str]:
        above = self._flow.covered
        for piece in self._flow.cover:
            if isinstance(piece, Paragraph) and piece.style == "title" and above:
                yield self._put("title", self._runs(piece.runs), {"fo:margin-top": points(COVER_TOP)})
                above = False
            else:
                yield from self._piece(piece)
        for figure in self._flow.key_figures:
            yield self._key_figure(figure)

    def _key_figure(self, figure: KeyFigure) -> str:
        label = tuple(Run(text=each.text, italic=each.italic, link=f"#{figure.anchor}") for each in figure.label)
        spread = characters(f" {figure.spread}\n" if figure.spread else "\n", begins=False)
        return self._put("figure", f"{odt_span(VALUE, characters(figure.value))}{spread}{self._runs(label)}")

    def _section(self, section: FlowSection) -> Iterator[str]:
        self._break = self._break or section.breaks
        yield from self._pieces(section.pieces)
        if self._break and section.breaks:  # it says nothing
            yield self._put("rule", "")

    def _pieces(self, pieces: Sequence[FlowPiece | Card], *, keep: bool = False) -> Iterator[str]:
        """Write pieces, items that follow each other as one list.

        Args:
            pieces: the pieces of a section, or of a sheet.
            keep: whether they stay on a page.
        """
        terms = fitting_terms(pieces, self._layout.looks["definition"].size)
        items: list[tuple[ListItem, str]] = []
        for rank, piece in enumerate(pieces):
            held = keep and rank < len(pieces) - 1
            if isinstance(piece, ListItem):
                style = ODT_NUMBERED if piece.ordered else ODT_BULLET
                own = _kept(held or piece.held, keep)
                items.append((piece, self._styled(style.id, self._runs(piece.runs), own)))
                continue
            yield from nested(items)
            items = []
            if isinstance(piece, Card):
                yield from self._pieces(piece.pieces, keep=self._layout.whole_card(piece))
            else:
                yield from self._piece(piece, held=held, whole=keep, fits=terms.get(id(piece), True))
        yield from nested(items)

    def _piece(self, piece: FlowPiece, *, held: bool = False, whole: bool = False, fits: bool = True) -> Iterator[str]:
        """Write a piece that is no item of a list.

        Args:
            piece: the piece.
            held: whether it stays with the next one.
            whole: whether its lines stay together.
            fits: of a definition, whether the terms around it have room beside their meanings.
        """
        match piece:
            case FlowHeading():
                inner = self._runs(piece.runs) + self.references.bookmark(piece.anchor)
                yield self._put(heading(piece.level), inner, level=piece.level)
            case Paragraph():
                deep = (
                    INDENT * piece.depth if piece.style != "quote" else self._layout.looks["quote"].left * piece.depth
                )
                own = {"fo:margin-left": points(deep)} if piece.depth else {}
                look = HIGHLIGHT if piece.style == "missing" else ""
                yield self._put(
                    piece.style, odt_span(look, self._runs(piece.runs)), own | _kept(held or piece.leads, whole)
                )
            case Definition():
                yield self._definition(piece, _kept(held or piece.held, whole), fits=fits)
            case LogoBlock():
                yield self._put("body", self._logo(piece), _kept(held, whole))
            case TableBlock():
                yield from self._table(piece.table, held=held)
            case FigureBlock():
                yield self._put("caption", characters(piece.title))
                yield self._put("body", characters(piece.sentence), _kept(True, whole))
                yield from self._drawing(piece.figure, _kept(held, whole=False))
                yield from self._table(piece.table, held=held)

    def _put(self, look: str, inner: str, own: Mapping[str, str] | None = None, *, level: int = 0) -> str:
        """Write a paragraph in a look, with what it has beside it."""
        return self._styled(ODT_STYLES[look].id, inner, own or {}, level)

    def _styled(self, style: str, inner: str, own: Mapping[str, str], level: int = 0) -> str:
        """Write a paragraph in a style: it bears the page break that waits for one."""
        said = dict(own) | ({"fo:break-before": "page"} if self._break and not self._master else {})
        master = f' style:master-page-name="{self._master}"' if self._master else ""
        self._break, self._master = False, ""
        if said or master:
            inside = " ".join(f'{name}="{value}"' for name, value in said.items())
            properties = f"<style:paragraph-properties {inside}/>" if inside else ""
            style = self._automatic.named("paragraph", properties, style, master)
        return odt_paragraph(style, inner, level)

    def _definition(self, piece: Definition, own: Mapping[str, str], *, fits: bool) -> str:
        """Write a term and its meaning, side by side, or one after the other where the terms around it have no room."""
        between, said = TAB, dict(own)
        if not fits:
            between = characters(f"{WIDE}: ", begins=False)
            said |= {"fo:margin-left": points(INDENT), "fo:text-indent": points(-INDENT)}
        if piece.last:
            said["fo:margin-bottom"] = points(_AFTER_TERMS)
        return self._put(
            "definition", f"{odt_span(ODT_BOLD, self._runs(piece.term))}{between}{self._runs(piece.meaning)}", said
        )

    def _table(self, shown: Table, *, held: bool) -> Iterator[str]:
        columns = self._layout.columns[shown]
        if columns.landscape:
            self._master = style_id(SIDE)
        if shown.caption:
            yield self._put("caption", characters(shown.caption))
        elif self._break or self._master:
            yield self._put("cell", "")
        yield self._tables.table(shown, columns, whole=self._layout.whole_table(shown), held=held)
        if columns.landscape:
            self._master = style_id(FOLLOWING)

    def _runs(self, runs: Runs) -> str:
        """Write runs, each in the styles of its look, within its link."""
        made, begins = [], True
        for each in runs:
            written = characters(each.text, begins=begins)
            for style, wanted in ((ODT_CODE, each.code), (ODT_ITALIC, each.italic), (ODT_BOLD, each.bold)):
                written = odt_span(style if wanted else "", written)
            address = self.references.address(each.link) if each.link else ""
            if address:
                written = (
                    f'<text:a xlink:type="simple" xlink:href="{escaped(address)}" text:style-name="{ODT_LINK}" '
                    f'text:visited-style-name="{ODT_LINK}">{written}</text:a>'
                )
            made.append(written)
            begins = each.text.endswith((" ", "\n", "\t"))
        return "".join(made)

    def _drawing(self, figure: Figure, own: Mapping[str, str]) -> Iterator[str]:
        if figure.drawing is None:
            return
        groups, styles = opendocument(figure.drawing, self._layout.width / MM, figure.name)
        self._drawings += styles.automatic
        self.drawn |= dict.fromkeys(styles.common)
        for group in groups:
            yield self._put("drawing", group, own)

    def _logo(self, piece: LogoBlock) -> str:
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


def _kept(held: bool, whole: bool) -> dict[str, str]:
    """Return what keeps a paragraph with the next one, and with itself."""
    return ({"fo:keep-with-next": "always"} if held else {}) | ({"fo:keep-together": "always"} if whole else {})
