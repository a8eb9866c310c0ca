"""styles.xml and numbering.xml: the styles that a person finds in the list of Word, by the names that it knows.

Ids are those of a French Word, names those of the format, in English, which every program translates: a French model then takes
the place of these styles.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from snr_cli.documents.formats.docx.elements import DECLARATION, NAMESPACES, on, twips
from snr_cli.documents.formats.layout import (
    ACCENT,
    CELL_ABOVE,
    CELL_SIDE,
    CODE_FONT,
    FONT,
    HAIRLINE,
    INDENT,
    LOOKS,
    TERM,
    TEXT_WIDTH,
    TINT,
    ParagraphLook,
)


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
