"""The parts of a .docx beside its text: styles and lists, pages, types, relations, head and foot, settings, properties.

Ids of styles are those of a French Word, names those of the format, in English, which every program translates: a French model then
takes the place of these styles.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from snr_cli.documents.formats.body import bookmarks_of
from snr_cli.documents.formats.docx.elements import (
    DECLARATION,
    NAMESPACES,
    RELATIONS,
    field,
    on,
    twips,
    w_paragraph,
    w_run,
)
from snr_cli.documents.formats.layout import (
    ACCENT,
    BOTTOM,
    CELL_ABOVE,
    CELL_SIDE,
    CODE_FONT,
    EDGE,
    FONT,
    HAIRLINE,
    INDENT,
    LOOKS,
    MARGIN,
    PAGE,
    TERM,
    TEXT_WIDTH,
    TINT,
    TOP,
    WARN,
    ParagraphLook,
    file_title,
    running_title,
)
from snr_cli.documents.formats.pieces import DocumentFlow
from snr_cli.documents.formats.returned import CONTENTS, COVER, MARK, section_mark
from snr_cli.documents.formats.tree import escaped, is_address


@dataclass(frozen=True, slots=True)
class Style:
    """A style of paragraphs: its id, its name, whether it is one of ours, whether it follows itself (else Normal does)."""

    id: str
    name: str
    own: bool = False
    again: bool = False


# look → style
PARAGRAPHS: Final = {
    "body": Style("Normal", "Normal"),
    "title": Style("Titre", "Title"),
    "who": Style("Sous-titre", "Subtitle"),
    "cover": Style("Couverture", "Couverture", own=True, again=True),
    "draft": Style("Mention", "Mention", own=True),
    "figure": Style("Chiffredecouverture", "Chiffre de couverture", own=True, again=True),
    "key": Style("Chiffrecl", "Chiffre clé", own=True),
    "quote": Style("Citation", "Quote", again=True),
    "code": Style("Code", "Code", own=True, again=True),
    "rule": Style("Filet", "Filet", own=True),
    "missing": Style("Acomplter", "À compléter", own=True),
    "definition": Style("Dfinition", "Définition", own=True, again=True),
    "heading1": Style("Titre1", "heading 1"),
    "heading2": Style("Titre2", "heading 2"),
    "heading3": Style("Titre3", "heading 3"),
    "heading4": Style("Titre4", "heading 4"),
    "heading5": Style("Titre5", "heading 5"),
    "caption": Style("Lgende", "caption"),
    "drawing": Style("Dessin", "Dessin", own=True),
    "cell": Style("Textedetableau", "Texte de tableau", own=True, again=True),
    "column": Style("Titredecolonne", "Titre de colonne", own=True, again=True),
    "contents": Style("En-ttedetabledesmatires", "TOC Heading"),
    "contents1": Style("TM1", "toc 1"),
    "contents2": Style("TM2", "toc 2"),
    "head": Style("En-tte", "header", again=True),
    "foot": Style("Pieddepage", "footer", again=True),
}
BULLET: Final = Style("Listepuces", "List Bullet", again=True)
NUMBERED: Final = Style("Listenumros", "List Number", again=True)
LINK: Final = "Lienhypertexte"
CODE: Final = "Codeenligne"
TABLE: Final = "Tableausnr"
_LEVELS: Final = 9  # of a list: no more in the format
DEEPEST_LIST: Final = _LEVELS - 1
DOTS: Final = 0  # abstract lists
ORDERED: Final = 1
FIRST_LIST: Final = 2  # numId of the first list of numbers; 1 is that of dots


def styles(looks: Mapping[str, ParagraphLook]) -> str:
    """Write styles.xml, in the looks of a document."""
    paragraphs = (_paragraph(style, looks[name]) for name, style in PARAGRAPHS.items())
    bullets = _paragraph(BULLET, looks["item"], '<w:numPr><w:numId w:val="1"/></w:numPr>')
    numbers = _paragraph(NUMBERED, looks["item"])
    return f"{DECLARATION}<w:styles {NAMESPACES}>{_DEFAULTS}{''.join(paragraphs)}{bullets}{numbers}{_OTHERS}</w:styles>"


def _paragraph(style: Style, look: ParagraphLook, numbered: str = "") -> str:
    """Write a style of paragraphs; what it has is in the order that the schema asks for. Lists have the indents of their level."""
    border = _BORDERS.get(style.id, "")
    if look.bar:
        border = f'<w:left w:val="single" w:sz="24" w:space="8" w:color="{look.bar}"/>'
    hanging = f' w:hanging="{twips(look.hanging)}"' if look.hanging else ""
    spaces = f'w:before="{twips(look.before)}" w:after="{twips(look.after)}" w:line="{round(look.line * 240)}"'
    inner = (
        on("keepNext", look.keep_next),
        on("keepLines", look.keep_lines),
        numbered,
        f"<w:pBdr>{border}</w:pBdr>" if border else "",
        f'<w:shd w:val="clear" w:color="auto" w:fill="{look.fill}"/>' if look.fill else "",
        f"<w:tabs>{_TABS[style.id]}</w:tabs>" if style.id in _TABS else "",
        f'<w:spacing {spaces} w:lineRule="auto"/>',
        f'<w:ind w:left="{twips(look.left)}"{hanging}/>' if look.left and style not in (BULLET, NUMBERED) else "",
        f'<w:outlineLvl w:val="{look.level - 1}"/>' if look.level else "",
    )
    normal = style.id == "Normal"
    kind = ' w:default="1"' if normal else ' w:customStyle="1"' if style.own else ""
    return (
        f'<w:style w:type="paragraph"{kind} w:styleId="{style.id}"><w:name w:val="{style.name}"/>'
        + ("" if normal else '<w:basedOn w:val="Normal"/>')
        + f'<w:next w:val="{style.id if style.again else "Normal"}"/><w:qFormat/>'
        + f"<w:pPr>{''.join(inner)}</w:pPr><w:rPr>{_letters(style, look)}</w:rPr></w:style>"
    )


def _letters(style: Style, look: ParagraphLook) -> str:
    size = round(look.size * 2)
    font = f'<w:rFonts w:ascii="{CODE_FONT}" w:hAnsi="{CODE_FONT}" w:cs="{CODE_FONT}"/>' if style.id == "Code" else ""
    slanted = f"{on('b', look.bold)}{on('bCs', look.bold)}{on('i', look.italic)}{on('iCs', look.italic)}"
    return f'{font}{slanted}<w:color w:val="{look.color}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


_BORDERS: Final = {
    "Filet": f'<w:bottom w:val="single" w:sz="4" w:space="1" w:color="{HAIRLINE}"/>',
    "Titre1": f'<w:bottom w:val="single" w:sz="12" w:space="3" w:color="{ACCENT}"/>',
}
_RIGHT: Final = f'<w:tab w:val="right" w:pos="{twips(TEXT_WIDTH)}"/>'
_DOTTED: Final = f'<w:tab w:val="right" w:leader="dot" w:pos="{twips(TEXT_WIDTH)}"/>'
_TABS: Final = {
    "TM1": _DOTTED,
    "TM2": _DOTTED,
    "En-tte": _RIGHT,
    "Pieddepage": _RIGHT,
    "Dfinition": f'<w:tab w:val="left" w:pos="{twips(TERM)}"/>',
}
_DEFAULTS: Final = (
    "<w:docDefaults><w:rPrDefault><w:rPr>"
    f'<w:rFonts w:ascii="{FONT}" w:eastAsia="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}"/>'
    '<w:sz w:val="20"/><w:szCs w:val="20"/><w:lang w:val="fr-FR" w:eastAsia="fr-FR" w:bidi="ar-SA"/>'
    "</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:widowControl/></w:pPr></w:pPrDefault></w:docDefaults>"
)
_OTHERS: Final = (
    '<w:style w:type="character" w:default="1" w:styleId="Policepardfaut"><w:name w:val="Default Paragraph Font"/>'
    '<w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
    f'<w:style w:type="character" w:styleId="{LINK}"><w:name w:val="Hyperlink"/><w:basedOn w:val="Policepardfaut"/>'
    f'<w:rPr><w:color w:val="{ACCENT}"/><w:u w:val="single"/></w:rPr></w:style>'
    f'<w:style w:type="character" w:customStyle="1" w:styleId="{CODE}"><w:name w:val="Code en ligne"/>'
    f'<w:basedOn w:val="Policepardfaut"/><w:rPr><w:rFonts w:ascii="{CODE_FONT}" w:hAnsi="{CODE_FONT}" w:cs="{CODE_FONT}"/></w:rPr></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableauNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
    '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/>'
    "</w:tblCellMar></w:tblPr></w:style>"
    f'<w:style w:type="table" w:customStyle="1" w:styleId="{TABLE}"><w:name w:val="Tableau snr"/>'
    '<w:basedOn w:val="TableauNormal"/><w:qFormat/><w:tblPr><w:tblBorders>'
    f'<w:bottom w:val="single" w:sz="4" w:space="0" w:color="{HAIRLINE}"/>'
    f'<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{HAIRLINE}"/></w:tblBorders><w:tblCellMar>'
    f'<w:top w:w="{twips(CELL_ABOVE)}" w:type="dxa"/><w:left w:w="{twips(CELL_SIDE)}" w:type="dxa"/>'
    f'<w:bottom w:w="{twips(CELL_ABOVE)}" w:type="dxa"/><w:right w:w="{twips(CELL_SIDE)}" w:type="dxa"/>'
    '</w:tblCellMar></w:tblPr><w:tblStylePr w:type="firstRow"><w:tblPr/><w:tcPr><w:tcBorders>'
    f'<w:bottom w:val="single" w:sz="12" w:space="0" w:color="{ACCENT}"/></w:tcBorders>'
    f'<w:shd w:val="clear" w:color="auto" w:fill="{TINT}"/><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr></w:style>'
    '<w:style w:type="numbering" w:default="1" w:styleId="Aucuneliste"><w:name w:val="No List"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/></w:style>'
)


def numbering(starts: Iterable[tuple[int, int]]) -> str:
    """Write numbering.xml.

    Args:
        starts: for each list of numbers, its level and its first number; the first of them has the numId `FIRST_LIST`.
    """
    lists = "".join(
        f'<w:num w:numId="{rank}"><w:abstractNumId w:val="{ORDERED}"/><w:lvlOverride w:ilvl="{level}">'
        f'<w:startOverride w:val="{first}"/></w:lvlOverride></w:num>'
        for rank, (level, first) in enumerate(starts, FIRST_LIST)
    )
    return (
        f"{DECLARATION}<w:numbering {NAMESPACES}>{_abstract(DOTS, 'bullet', '•')}{_abstract(ORDERED, 'decimal', '')}"
        f'<w:num w:numId="1"><w:abstractNumId w:val="{DOTS}"/></w:num>{lists}</w:numbering>'
    )


def _abstract(rank: int, kind: str, sign: str) -> str:
    hanging = LOOKS["item"].hanging
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        + (f'<w:pStyle w:val="{BULLET.id}"/>' if kind == "bullet" and level == 0 else "")
        + f'<w:lvlText w:val="{sign or f"%{level + 1}."}"/><w:lvlJc w:val="left"/><w:pPr>'
        f'<w:ind w:left="{twips(INDENT * (level + 1))}" w:hanging="{twips(hanging if sign else INDENT)}"/></w:pPr>'
        f'<w:rPr><w:color w:val="{ACCENT}"/></w:rPr></w:lvl>'
        for level in range(_LEVELS)
    )
    return (
        f'<w:abstractNum w:abstractNumId="{rank}"><w:multiLevelType w:val="hybridMultilevel"/>{levels}</w:abstractNum>'
    )


_TRANSPARENT: Final = bytes.fromhex(  # a picture of one point, which nothing is seen of
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c63000100000500010d0a2db40000000049454e44ae426082"
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: the id that the text gives it, its part, its bytes."""

    id: str
    part: str
    data: bytes


class References:
    """The references of a document being written."""

    def __init__(self, flow: DocumentFlow) -> None:
        self.bookmarks = bookmarks_of(flow, MARK)
        self.sections = frozenset(
            section_mark(name) for name in (COVER, CONTENTS, *(each.name for each in flow.sections))
        )
        self.links: dict[str, str] = {}  # address → id
        self.pictures: list[Picture] = []
        self._ranks = {"bookmark": 0, "drawing": 0}

    def next(self, kind: str, count: int = 1) -> int:
        """Return the next number of a kind of things, `bookmark` or `drawing`, the first of so many."""
        self._ranks[kind] += count
        return self._ranks[kind] - count + 1

    def link(self, address: str) -> str:
        """Return the attribute of a link, empty for an address that leads nowhere."""
        if address.startswith("#"):
            name = self.bookmarks.get(address[1:], "")
            return f' w:anchor="{name}"' if name else ""
        if not is_address(address):
            return ""
        return f' r:id="{self.links.setdefault(address, f"lien{len(self.links) + 1}")}"'

    def picture(self, kind: str, data: bytes) -> str:
        """Keep a picture; return its `a:blip`.

        An SVG comes with a picture of one transparent point, which the format asks for and nothing here could draw better:
        Word shows the SVG from its version 2019 on, LibreOffice always; an older Word shows an empty place, with its text.
        """
        if kind != "image/svg+xml":
            return f'<a:blip r:embed="{self._kept("png" if kind == "image/png" else "jpeg", data)}"/>'
        point, drawn = self._kept("png", _TRANSPARENT), self._kept("svg", data)
        return (
            f'<a:blip r:embed="{point}"><a:extLst><a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}">'
            '<asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" '
            f'r:embed="{drawn}"/></a:ext></a:extLst></a:blip>'
        )

    def _kept(self, suffix: str, data: bytes) -> str:
        rank = len(self.pictures) + 1
        self.pictures.append(Picture(f"image{rank}", f"media/image{rank}.{suffix}", data))
        return f"image{rank}"


@dataclass(frozen=True, slots=True)
class PageHead:
    """A head or a foot: `header` or `footer`, the pages that it is on (`default`, `first`, `even`), the name of its part."""

    kind: str
    pages: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSetup:
    """The pages of a document. Lengths are in twentieths of a point.

    Attributes:
        size: width and height of a page that stands.
        top, right, bottom, left, gutter: its margins.
        header, footer: from the edge to the head and to the foot.
        heads: its heads and feet.
        title: whether the first page has its own.
    """

    size: tuple[int, int]
    top: int
    right: int
    bottom: int
    left: int
    header: int
    footer: int
    gutter: int = 0
    heads: tuple[PageHead, ...]
    title: bool = True

    def text_width(self, *, landscape: bool = False) -> float:
        """Return the width of the text, in points."""
        return (self.size[landscape] - self.left - self.right - self.gutter) / 20

    def part(self, *, landscape: bool, first: bool) -> str:
        """Write what the pages of a part of the document are.

        Args:
            landscape: whether they lie on their side.
            first: whether it is the first part.
        """
        wide, high = self.size[::-1] if landscape else self.size
        side = ' w:orient="landscape"' if landscape else ""
        ordered = sorted(self.heads, key=lambda head: (head.kind, head.pages), reverse=True)
        heads = "".join(f'<w:{head.kind}Reference w:type="{head.pages}" r:id="{head.name}"/>' for head in ordered)
        return (
            f'<w:sectPr>{heads}<w:pgSz w:w="{wide}" w:h="{high}"{side}/><w:pgMar w:top="{self.top}" w:right="{self.right}" '
            f'w:bottom="{self.bottom}" w:left="{self.left}" w:header="{self.header}" w:footer="{self.footer}" '
            f'w:gutter="{self.gutter}"/>{on("titlePg", first and self.title)}</w:sectPr>'
        )


OWN_HEADS: Final = tuple(
    PageHead(kind, pages, name)
    for kind in ("header", "footer")
    for pages, name in (("default", kind), ("first", f"{kind}First"))
)
OWN_SETUP: Final = PageSetup(
    size=(twips(PAGE[0]), twips(PAGE[1])),
    top=twips(TOP),
    right=twips(MARGIN),
    bottom=twips(BOTTOM),
    left=twips(MARGIN),
    header=twips(EDGE),
    footer=twips(EDGE),
    heads=OWN_HEADS,
)


_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPES: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TAB: Final = "<w:r><w:tab/></w:r>"
_WORD_PARTS: Final = ("styles", "numbering", "settings", "fontTable")
THEME_PART: Final = "word/theme/theme1.xml"
_KINDS: Final = {
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
    "xml": "application/xml",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "svg": "image/svg+xml",
}
PICTURES: Final = {  # those of models beside
    "jpg": "image/jpeg",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "emf": "image/x-emf",
    "wmf": "image/x-wmf",
}
_PROPERTIES: Final = {
    "docProps/core.xml": (f"{_PACKAGE}/relationships/metadata/core-properties", "package.core-properties"),
    "docProps/app.xml": (f"{RELATIONS}/extended-properties", "officedocument.extended-properties"),
    "docProps/custom.xml": (f"{RELATIONS}/custom-properties", "officedocument.custom-properties"),
}


def content_types(heads: Iterable[PageHead] = OWN_HEADS, suffixes: Iterable[str] = (), *, theme: bool = False) -> str:
    """Write [Content_Types].xml.

    Args:
        heads: the heads and feet of the pages.
        suffixes: those of the pictures of a model.
        theme: whether there is a theme, that of a model.
    """
    kinds = _KINDS | {suffix: PICTURES[suffix] for suffix in suffixes if suffix in PICTURES}
    defaults = "".join(f'<Default Extension="{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
    parts = {"word/document.xml": f"{_TYPES}.document.main+xml"}
    parts |= {f"word/{name}.xml": f"{_TYPES}.{name}+xml" for name in _WORD_PARTS}
    parts |= {f"word/{head.name}.xml": f"{_TYPES}.{head.kind}+xml" for head in heads}
    if theme:
        parts[THEME_PART] = "application/vnd.openxmlformats-officedocument.theme+xml"
    core, app, custom = _PROPERTIES
    parts |= {
        core: "application/vnd.openxmlformats-package.core-properties+xml",
        app: "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        custom: "application/vnd.openxmlformats-officedocument.custom-properties+xml",
    }
    own = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in parts.items())
    return f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">{defaults}{own}</Types>'


def package_relations() -> str:
    """Write _rels/.rels."""
    parts = [("texte", f"{RELATIONS}/officeDocument", "word/document.xml")]
    parts += [(f"propriete{rank}", kind, name) for rank, (name, (kind, _)) in enumerate(_PROPERTIES.items(), 1)]
    return relations(parts, {})


def text_relations(references: References, heads: Iterable[PageHead] = OWN_HEADS, *, theme: bool = False) -> str:
    """Write word/_rels/document.xml.rels.

    Args:
        references: what the text refers to.
        heads: the heads and feet of the pages.
        theme: whether there is a theme, that of a model.
    """
    parts = [(name, f"{RELATIONS}/{name}", f"{name}.xml") for name in _WORD_PARTS]
    parts += [(head.name, f"{RELATIONS}/{head.kind}", f"{head.name}.xml") for head in heads]
    parts += [("theme", f"{RELATIONS}/theme", THEME_PART.removeprefix("word/"))] if theme else []
    parts += [(picture.id, f"{RELATIONS}/image", picture.part) for picture in references.pictures]
    return relations(parts, {rank: address for address, rank in references.links.items()})


def relations(parts: Sequence[tuple[str, str, str]], links: Mapping[str, str]) -> str:
    """Write the relations of a part.

    Args:
        parts: id, kind and name of each part that it refers to.
        links: id → address.
    """
    inner = "".join(f'<Relationship Id="{escaped(rank)}" Type="{kind}" Target="{name}"/>' for rank, kind, name in parts)
    inner += "".join(
        f'<Relationship Id="{escaped(rank)}" Type="{RELATIONS}/hyperlink" Target="{escaped(address)}" TargetMode="External"/>'
        for rank, address in links.items()
    )
    return f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def running_head(flow: DocumentFlow, *, first: bool) -> str:
    """Write the head of the pages: the title and the authority, the mention « Projet »; nothing on the first one."""
    draft = _TAB + w_run(flow.draft, f'<w:b/><w:bCs/><w:color w:val="{WARN}"/>') if flow.draft else ""
    inner = w_paragraph(PARAGRAPHS["head"].id, "" if first else w_run(running_title(flow)) + draft)
    return f"{DECLARATION}<w:hdr {NAMESPACES}>{inner}</w:hdr>"


def running_foot(pages: int, *, empty: bool) -> str:
    """Write the foot of the pages: « page 2 / 9 »; nothing on a cover."""
    inner = f"{_TAB}{w_run('page ')}{field('PAGE', '1')}{w_run(' / ')}{field('NUMPAGES', str(pages))}"
    return f"{DECLARATION}<w:ftr {NAMESPACES}>{w_paragraph(PARAGRAPHS['foot'].id, '' if empty else inner)}</w:ftr>"


# settings.xml: that of a Word of today, which opens the file as one of its own
SETTINGS: Final[str] = (
    f'{DECLARATION}<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="709"/><w:compat>'
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="fr-FR"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>'
)


def font_table() -> str:
    """Write fontTable.xml: which font takes the place of one that a computer has not, as wide letter by letter."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:family w:val="{family}"/><w:pitch w:val="{pitch}"/></w:font>'
        for name, other, family, pitch in (
            (FONT, "Liberation Sans", "swiss", "variable"),
            (CODE_FONT, "Liberation Mono", "modern", "fixed"),
        )
    )
    return f"{DECLARATION}<w:fonts {NAMESPACES}>{fonts}</w:fonts>"


def core_properties(flow: DocumentFlow) -> str:
    """Write docProps/core.xml: title, author, language; no date, since the same dossier gives the same file."""
    return (
        f'{DECLARATION}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escaped(file_title(flow))}</dc:title>"
        f"<dc:creator>{escaped(flow.authority)}</dc:creator><dc:language>fr-FR</dc:language></cp:coreProperties>"
    )


# docProps/app.xml
APP_PROPERTIES: Final[str] = (
    f'{DECLARATION}<Properties xmlns="{_OFFICE}/extended-properties"><Application>snr</Application></Properties>'
)


def custom_properties(values: Mapping[str, str]) -> str:
    """Write docProps/custom.xml: texts by their names."""
    inner = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{rank}" name="{escaped(name)}">'
        f"<vt:lpwstr>{escaped(value)}</vt:lpwstr></property>"
        for rank, (name, value) in enumerate(values.items(), 2)
    )
    return (
        f'{DECLARATION}<Properties xmlns="{_OFFICE}/custom-properties"'
        f' xmlns:vt="{_OFFICE}/docPropsVTypes">'
        f"{inner}</Properties>"
    )
