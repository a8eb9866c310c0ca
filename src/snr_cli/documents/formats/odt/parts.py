"""The other parts of an .odt: what it is made of, its properties, what LibreOffice lays it out by."""

from collections.abc import Iterable, Mapping
from typing import Final

from snr_cli.documents.formats.layout import file_title
from snr_cli.documents.formats.markup import escaped
from snr_cli.documents.formats.odt.elements import OASIS, ODF_DECLARATION, VERSION
from snr_cli.documents.formats.odt.references import OdtPicture
from snr_cli.documents.formats.pieces import DocumentFlow

MIMETYPE: Final = "application/vnd.oasis.opendocument.text"
_OFFICE: Final = f'xmlns:office="{OASIS}:office:1.0"'
_META: Final = f"{OASIS}:meta:1.0"
# spaces between paragraphs are added, those above a page that begins too, and a row stays with the next one as its texts do: as in
# Word, and, for the spaces, in what LibreOffice makes today
_SETTINGS: Final = ("AddParaTableSpacing", "AddParaTableSpacingAtStart", "TableRowKeep")


def manifest(pictures: Iterable[OdtPicture]) -> str:
    """Write META-INF/manifest.xml."""
    parts = {"/": MIMETYPE} | {f"{name}.xml": "text/xml" for name in ("content", "styles", "meta", "settings")}
    parts |= {each.part: each.kind for each in pictures}
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
