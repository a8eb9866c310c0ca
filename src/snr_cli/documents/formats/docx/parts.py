"""The other parts of a .docx: types, relations, head and foot of the pages, settings, properties."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from snr_cli.documents.formats.docx.elements import DECLARATION, NAMESPACES, RELATIONS, field, w_paragraph, w_run
from snr_cli.documents.formats.docx.references import References
from snr_cli.documents.formats.docx.setup import OWN_HEADS, PageHead
from snr_cli.documents.formats.docx.styles import PARAGRAPHS
from snr_cli.documents.formats.layout import file_title, running_title
from snr_cli.documents.formats.look import CODE_FONT, FONT, WARN
from snr_cli.documents.formats.markup import escaped
from snr_cli.documents.formats.pieces import DocumentFlow

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
    kinds = _KINDS | {each: PICTURES[each] for each in suffixes if each in PICTURES}
    defaults = "".join(f'<Default Extension="{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
    parts = {"word/document.xml": f"{_TYPES}.document.main+xml"}
    parts |= {f"word/{name}.xml": f"{_TYPES}.{name}+xml" for name in _WORD_PARTS}
    parts |= {f"word/{each.name}.xml": f"{_TYPES}.{each.kind}+xml" for each in heads}
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
    parts += [(each.name, f"{RELATIONS}/{each.kind}", f"{each.name}.xml") for each in heads]
    parts += [("theme", f"{RELATIONS}/theme", THEME_PART.removeprefix("word/"))] if theme else []
    parts += [(each.id, f"{RELATIONS}/image", each.part) for each in references.pictures]
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


def settings() -> str:
    """Write settings.xml: that of a Word of today, which opens the file as one of its own."""
    return (
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


def app_properties() -> str:
    """Write docProps/app.xml."""
    return f'{DECLARATION}<Properties xmlns="{_OFFICE}/extended-properties"><Application>snr</Application></Properties>'


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
