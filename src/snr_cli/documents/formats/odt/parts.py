"""The parts of an .odt beside its text: styles and pages, what it is made of, its properties, what LibreOffice lays it out by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from snr_cli.documents.formats.body import bookmarks_of
from snr_cli.documents.formats.layout import (
    ACCENT,
    BOTTOM,
    CODE_FONT,
    EDGE,
    FONT,
    HAIRLINE,
    INDENT,
    LOOKS,
    MARGIN,
    PAGE,
    SIDEWAYS,
    TEXT_WIDTH,
    TOP,
    WARN,
    ParagraphLook,
    file_title,
    running_title,
)
from snr_cli.documents.formats.odt.elements import (
    OASIS,
    ODF_DECLARATION,
    ODT_NAMESPACES,
    RAISED,
    TAB,
    VERSION,
    characters,
    odt_paragraph,
    odt_span,
    points,
    style_id,
)
from snr_cli.documents.formats.pieces import DocumentFlow
from snr_cli.documents.formats.tree import escaped, is_address

STANDARD: Final = "Standard"
FOLLOWING: Final = "Pages suivantes"  # what comes after a page on its side: the head of a first page is not for it
SIDE: Final = "Paysage"
WIDE_PAGES: Final = "-large"  # ends the names of the styles of pages on their side


def page_layouts() -> str:
    """Write the sizes of pages, and what the head and the foot of those on their side have of their own."""
    wide = "".join(
        f'<style:style style:name="{name}{WIDE_PAGES}" style:family="paragraph" style:parent-style-name="{name}">'
        f"<style:paragraph-properties>{tab_stop(SIDEWAYS, 'right')}</style:paragraph-properties></style:style>"
        for name in ("Header", "Footer")
    )
    return _layout("portrait", *PAGE) + _layout("landscape", PAGE[1], PAGE[0]) + wide


def _layout(name: str, wide: float, high: float) -> str:
    """Write a size; the head and the foot stand between the edge of the page and its text, whatever their text."""
    above, below = points(TOP - EDGE), points(BOTTOM - EDGE)
    return (
        f'<style:page-layout style:name="{name}"><style:page-layout-properties fo:page-width="{points(wide)}" '
        f'fo:page-height="{points(high)}" style:print-orientation="{name}" fo:margin-top="{points(EDGE)}" '
        f'fo:margin-bottom="{points(EDGE)}" fo:margin-left="{points(MARGIN)}" fo:margin-right="{points(MARGIN)}" '
        'style:writing-mode="lr-tb"/>'
        f'<style:header-style><style:header-footer-properties svg:height="{above}" style:dynamic-spacing="true" '
        'fo:margin-bottom="4pt"/></style:header-style>'
        f'<style:footer-style><style:header-footer-properties svg:height="{below}" style:dynamic-spacing="true" '
        'fo:margin-top="4pt"/></style:footer-style></style:page-layout>'
    )


def master_pages(flow: DocumentFlow, pages: int) -> str:
    """Write the pages: those of the text, whose first one is apart, and those of wide tables.

    Args:
        flow: the document.
        pages: how many it has, shown until a program counts.
    """
    head, foot = _head(flow), _foot(pages)
    first = (
        f"<style:header-first>{odt_paragraph('Header', '')}</style:header-first>",
        f"<style:footer-first>{odt_paragraph('Footer', '') if flow.covered else foot}</style:footer-first>",
    )
    return (
        _master(STANDARD, "portrait", head, foot, first)
        + _master(FOLLOWING, "portrait", head, foot)
        + _master(SIDE, "landscape", _head(flow, WIDE_PAGES), _foot(pages, WIDE_PAGES))
    )


def _master(name: str, layout: str, head: str, foot: str, first: tuple[str, str] = ("", "")) -> str:
    name_in_file = style_id(name)
    shown = f' style:display-name="{name}"' if name_in_file != name else ""
    return (
        f'<style:master-page style:name="{name_in_file}"{shown} style:page-layout-name="{layout}"><style:header>{head}</style:header>'
        f"{first[0]}<style:footer>{foot}</style:footer>{first[1]}</style:master-page>"
    )


def _head(flow: DocumentFlow, kind: str = "") -> str:
    """Write the head: the title and the authority, the mention « Projet »."""
    draft = TAB + odt_span("Projet", characters(flow.draft)) if flow.draft else ""
    return odt_paragraph(f"Header{kind}", characters(running_title(flow)) + draft)


def _foot(pages: int, kind: str = "") -> str:
    """Write the foot: « page 2 / 9 »."""
    return odt_paragraph(
        f"Footer{kind}",
        f'{TAB}page <text:page-number text:select-page="current">1</text:page-number> / '
        f"<text:page-count>{pages}</text:page-count>",
    )


@dataclass(frozen=True, slots=True)
class OdtStyle:
    """A style of paragraphs: its name, whether it follows itself (else the text does), where LibreOffice lists it."""

    name: str
    again: bool = False
    kind: str = "text"

    @property
    def id(self) -> str:
        """Its name in the files."""
        return style_id(self.name)


BODY: Final = OdtStyle("Text body", again=True)
# look → style
ODT_STYLES: Final = {
    "body": BODY,
    "title": OdtStyle("Title", kind="chapter"),
    "who": OdtStyle("Subtitle", kind="chapter"),
    "cover": OdtStyle("Couverture", again=True),
    "draft": OdtStyle("Mention"),
    "figure": OdtStyle("Chiffre de couverture", again=True),
    "key": OdtStyle("Chiffre clé"),
    "quote": OdtStyle("Quotations", again=True, kind="html"),
    "code": OdtStyle("Preformatted Text", again=True, kind="html"),
    "rule": OdtStyle("Horizontal Line", kind="html"),
    "missing": OdtStyle("À compléter"),
    "definition": OdtStyle("Définition", again=True),
    "heading1": OdtStyle("Heading 1"),
    "heading2": OdtStyle("Heading 2"),
    "heading3": OdtStyle("Heading 3"),
    "heading4": OdtStyle("Heading 4"),
    "heading5": OdtStyle("Heading 5"),
    "caption": OdtStyle("Caption", kind="extra"),
    "drawing": OdtStyle("Dessin"),
    "cell": OdtStyle("Table Contents", again=True, kind="extra"),
    "column": OdtStyle("Table Heading", again=True, kind="extra"),
    "contents": OdtStyle("Contents Heading", kind="index"),
    "contents1": OdtStyle("Contents 1", again=True, kind="index"),
    "contents2": OdtStyle("Contents 2", again=True, kind="index"),
    "head": OdtStyle("Header", again=True, kind="extra"),
    "foot": OdtStyle("Footer", again=True, kind="extra"),
}
ODT_BULLET: Final = OdtStyle("List 1", again=True, kind="list")
ODT_NUMBERED: Final = OdtStyle("Numbering 1", again=True, kind="list")
BULLET_LIST: Final = style_id("List 1")  # styles of lists
NUMBER_LIST: Final = style_id("Numbering 123")
# styles of characters
ODT_BOLD: Final = style_id("Strong Emphasis")
ODT_ITALIC: Final = style_id("Emphasis")
ODT_LINK: Final = style_id("Internet link")
ODT_CODE: Final = style_id("Source Text")
INDEX_LINK: Final = style_id("Index Link")
HIGHLIGHT: Final = style_id("À compléter surligné")
VALUE: Final = style_id("Valeur de chiffre")
DRAFT: Final = style_id("Projet")
LEVELS: Final = 10  # of a list and of the outline: no more in the format
DEEPEST_ITEM: Final = LEVELS - 1


def odt_styles(flow: DocumentFlow, looks: Mapping[str, ParagraphLook], drawn: Iterable[str], pages: int) -> str:
    """Write styles.xml.

    Args:
        flow: the document, for the head and the foot of its pages.
        looks: the looks of its paragraphs.
        drawn: what its drawings need.
        pages: how many pages it has, shown until a program counts.
    """
    paragraphs = "".join(_paragraph(style, looks[name]) for name, style in ODT_STYLES.items())
    lists = _paragraph(ODT_BULLET, looks["item"], BULLET_LIST) + _paragraph(ODT_NUMBERED, looks["item"], NUMBER_LIST)
    common = f"{_DEFAULTS}{paragraphs}{lists}{_characters(looks)}{_outline()}{_list(BULLET_LIST, '•')}{_list(NUMBER_LIST, '')}"
    return (
        f"{ODF_DECLARATION}<office:document-styles {ODT_NAMESPACES} {VERSION}>{FONT_FACES}"
        f"<office:styles>{common}{''.join(drawn)}</office:styles>"
        f"<office:automatic-styles>{page_layouts()}</office:automatic-styles>"
        f"<office:master-styles>{master_pages(flow, pages)}</office:master-styles></office:document-styles>"
    )


def _named(name: str, family: str) -> str:
    name_in_file = style_id(name)
    shown = f' style:display-name="{name}"' if name_in_file != name else ""
    return f'style:name="{name_in_file}"{shown} style:family="{family}"'


def _paragraph(style: OdtStyle, look: ParagraphLook, numbered: str = "") -> str:
    """Write a style of paragraphs. Lists have the indents of their level."""
    beside = _BAR_WIDTH + _BAR_SPACE if look.bar else 0.0
    aside = {
        "fo:margin-left": points(max(0.0, look.left - beside)),
        "fo:margin-right": "0pt",
        "fo:text-indent": points(-look.hanging),
    }
    own = {
        "fo:margin-top": points(look.before),
        "fo:margin-bottom": points(look.after),
        **({} if numbered else aside),
        "fo:line-height": f"{look.line:.0%}",
        "fo:keep-with-next": "always" if look.keep_next else "auto",
        "fo:keep-together": "always" if look.keep_lines else "auto",
        **({"fo:background-color": f"#{look.fill}"} if look.fill else {}),
        **({"fo:border-left": f"{_BAR_WIDTH}pt solid #{look.bar}"} if look.bar else {}),
        **(
            {"fo:padding-left": points(_BAR_SPACE), "fo:padding-top": "2pt", "fo:padding-bottom": "2pt"}
            if look.bar
            else {}
        ),
        **_BORDERS.get(style.name, {}),
    }
    said = " ".join(f'{name}="{value}"' for name, value in own.items())
    following = f' style:next-style-name="{BODY.id}"' if not style.again else ""
    listed = f' style:list-style-name="{numbered}"' if numbered else ""
    level = f' style:default-outline-level="{look.level}"' if look.level else ""
    return (
        f'<style:style {_named(style.name, "paragraph")} style:parent-style-name="Standard"{following}{listed}{level} '
        f'style:class="{style.kind}"><style:paragraph-properties {said}>{_TABS.get(style.name, "")}'
        f"</style:paragraph-properties>{_letters(style, look)}</style:style>"
    )


def _letters(style: OdtStyle, look: ParagraphLook) -> str:
    font = f' style:font-name="{CODE_FONT}"' if style.name == ODT_STYLES["code"].name else ""
    weight, slant = "bold" if look.bold else "normal", "italic" if look.italic else "normal"
    return (
        f'<style:text-properties{font} fo:font-size="{points(look.size)}" fo:font-weight="{weight}" '
        f'fo:font-style="{slant}" fo:color="#{look.color}"/>'
    )


_BAR_WIDTH: Final = 3
_BAR_SPACE: Final = 7.0  # between a bar and the text
_BORDERS: Final = {
    "Horizontal Line": {"fo:border-bottom": f"0.5pt solid #{HAIRLINE}"},
    "Heading 1": {"fo:border-bottom": f"1.5pt solid #{ACCENT}", "fo:padding-bottom": "3pt"},
}


def tab_stop(place: float, kind: str, leader: str = "") -> str:
    """Write a tab stop: where it is, in points, what kind it is, what leads to it."""
    dots = f' style:leader-style="dotted" style:leader-text="{leader}"' if leader else ""
    return f'<style:tab-stops><style:tab-stop style:position="{points(place)}" style:type="{kind}"{dots}/></style:tab-stops>'


_TABS: Final = {
    "Contents 1": tab_stop(TEXT_WIDTH, "right", "."),
    "Contents 2": tab_stop(TEXT_WIDTH - LOOKS["contents2"].left, "right", "."),
    "Header": tab_stop(TEXT_WIDTH, "right"),
    "Footer": tab_stop(TEXT_WIDTH, "right"),
    "Définition": tab_stop(0, "left"),
}
FONT_FACES: Final = (
    "<office:font-face-decls>"
    + "".join(
        f'<style:font-face style:name="{name}" svg:font-family="\'{name}\'" style:font-family-generic="{kind}" '
        f'style:font-pitch="{pitch}"/>'
        for name, kind, pitch in ((FONT, "swiss", "variable"), (CODE_FONT, "modern", "fixed"))
    )
    + "</office:font-face-decls>"
)
_DEFAULTS: Final = (
    '<style:default-style style:family="graphic"><style:text-properties fo:language="fr" fo:country="FR"/></style:default-style>'
    '<style:default-style style:family="paragraph"><style:paragraph-properties fo:orphans="2" fo:widows="2" '
    'style:tab-stop-distance="35.4pt" style:writing-mode="page"/>'
    f'<style:text-properties style:font-name="{FONT}" fo:font-size="10pt" fo:language="fr" fo:country="FR" '
    'style:language-asian="none" style:country-asian="none" style:language-complex="none" style:country-complex="none" '
    'fo:hyphenate="false"/></style:default-style>'
    '<style:default-style style:family="table"><style:table-properties table:border-model="collapsing"/></style:default-style>'
    '<style:default-style style:family="table-row"><style:table-row-properties fo:keep-together="always"/></style:default-style>'
    '<style:style style:name="Standard" style:family="paragraph" style:class="text"/>'
)


def _character_looks(looks: Mapping[str, ParagraphLook]) -> dict[str, str]:
    """Return the styles of characters: name → attributes."""
    return {
        "Strong Emphasis": 'fo:font-weight="bold"',
        "Emphasis": 'fo:font-style="italic"',
        "Internet link": f'fo:color="#{ACCENT}" style:text-underline-style="solid" style:text-underline-width="auto" '
        'style:text-underline-color="font-color"',
        "Index Link": "",
        "Source Text": f'style:font-name="{CODE_FONT}"',
        "À compléter surligné": 'fo:background-color="#FFFF00"',
        "Valeur de chiffre": f'fo:font-size="16pt" fo:font-weight="bold" fo:color="#{looks["title"].color}"',
        RAISED: 'style:text-position="super 58%"',
        "Projet": f'fo:font-weight="bold" fo:color="#{WARN}"',
    }


def _characters(looks: Mapping[str, ParagraphLook]) -> str:
    """Write the styles of characters."""
    return "".join(
        f"<style:style {_named(name, 'text')}><style:text-properties {own}/></style:style>"
        for name, own in _character_looks(looks).items()
    )


def _outline() -> str:
    """Write the outline: its levels bear no number."""
    levels = "".join(
        f'<text:outline-level-style text:level="{level}" style:num-format=""><style:list-level-properties '
        'text:list-level-position-and-space-mode="label-alignment"><style:list-level-label-alignment '
        'text:label-followed-by="nothing"/></style:list-level-properties></text:outline-level-style>'
        for level in range(1, LEVELS + 1)
    )
    return f'<text:outline-style style:name="Outline">{levels}</text:outline-style>'


def _list(name: str, sign: str) -> str:
    """Write a style of lists: of dots with a sign, else of numbers."""
    hanging = LOOKS["item"].hanging if sign else INDENT
    mark = f'<style:text-properties fo:color="#{ACCENT}"/>'
    levels = ""
    for level in range(1, LEVELS + 1):
        left = points(INDENT * level)
        place = (
            '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
            f'<style:list-level-label-alignment text:label-followed-by="listtab" text:list-tab-stop-position="{left}" '
            f'fo:text-indent="{points(-hanging)}" fo:margin-left="{left}"/></style:list-level-properties>{mark}'
        )
        kind, own = (
            ("bullet", f'text:bullet-char="{sign}"')
            if sign
            else ("number", 'style:num-format="1" style:num-suffix="."')
        )
        levels += f'<text:list-level-style-{kind} text:level="{level}" {own}>{place}</text:list-level-style-{kind}>'
    shown = name.replace("_20_", " ")
    return f'<text:list-style style:name="{name}" style:display-name="{shown}">{levels}</text:list-style>'


_SUFFIXES: Final = {"image/png": "png", "image/jpeg": "jpeg", "image/svg+xml": "svg"}


@dataclass(frozen=True, slots=True)
class OdtPicture:
    """A picture: its part, what kind it is, its bytes."""

    part: str
    kind: str
    data: bytes


class OdtReferences:
    """The references of a document being written."""

    def __init__(self, flow: DocumentFlow) -> None:
        self.bookmarks = bookmarks_of(flow, "titre_")
        self.pictures: list[OdtPicture] = []
        self._placed: set[str] = set()

    def bookmark(self, anchor: str) -> str:
        """Write the bookmark of a heading, at its end so that programs read its text first; nothing without anchor, or again."""
        name = self.bookmarks.get(anchor, "")
        if not name or name in self._placed:
            return ""
        self._placed.add(name)
        return f'<text:bookmark text:name="{name}"/>'

    def address(self, link: str) -> str:
        """Return the address of a link, empty when it leads nowhere."""
        if link.startswith("#"):
            name = self.bookmarks.get(link[1:], "")
            return f"#{name}" if name else ""
        return link if is_address(link) else ""

    def picture(self, kind: str, data: bytes) -> str:
        """Keep a picture; return the name of its part."""
        part = f"Pictures/image{len(self.pictures) + 1}.{_SUFFIXES.get(kind, 'png')}"
        self.pictures.append(OdtPicture(part, kind, data))
        return part


MIMETYPE: Final = "application/vnd.oasis.opendocument.text"
_OFFICE: Final = f'xmlns:office="{OASIS}:office:1.0"'
_META: Final = f"{OASIS}:meta:1.0"
# spaces between paragraphs are added, those above a page that begins too, and a row stays with the next one as its texts do: as in
# Word, and, for the spaces, in what LibreOffice makes today
_SETTINGS: Final = ("AddParaTableSpacing", "AddParaTableSpacingAtStart", "TableRowKeep")


def manifest(pictures: Iterable[OdtPicture]) -> str:
    """Write META-INF/manifest.xml."""
    parts = {"/": MIMETYPE} | {f"{name}.xml": "text/xml" for name in ("content", "styles", "meta", "settings")}
    parts |= {picture.part: picture.kind for picture in pictures}
    inner = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in parts.items()
    )
    return f'{ODF_DECLARATION}<manifest:manifest xmlns:manifest="{OASIS}:manifest:1.0" manifest:version="1.3">{inner}</manifest:manifest>'


def meta(flow: DocumentFlow, values: Mapping[str, str]) -> str:
    """Write meta.xml: title, author, language, and texts by their names; no date, since the same dossier gives the same file."""
    own = "".join(
        f'<meta:user-defined meta:name="{escaped(name)}">{escaped(value)}</meta:user-defined>'
        for name, value in values.items()
    )
    return (
        f'{ODF_DECLARATION}<office:document-meta {_OFFICE} xmlns:meta="{_META}" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/" {VERSION}><office:meta><meta:generator>snr</meta:generator>'
        f"<dc:title>{escaped(file_title(flow))}</dc:title>"
        f"<dc:creator>{escaped(flow.authority)}</dc:creator><dc:language>fr-FR</dc:language>{own}</office:meta>"
        "</office:document-meta>"
    )


def odt_settings() -> str:
    """Write settings.xml."""
    items = "".join(
        f'<config:config-item config:name="{name}" config:type="boolean">true</config:config-item>'
        for name in _SETTINGS
    )
    return (
        f'{ODF_DECLARATION}<office:document-settings {_OFFICE} xmlns:config="{OASIS}:config:1.0" '
        f'xmlns:ooo="http://openoffice.org/2004/office" {VERSION}><office:settings>'
        '<config:config-item-set config:name="ooo:configuration-settings">'
        f"{items}</config:config-item-set></office:settings></office:document-settings>"
    )
