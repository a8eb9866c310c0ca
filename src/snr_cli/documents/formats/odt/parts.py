"""The other parts of an .odt: what it is made of, its properties, what LibreOffice lays it out by, and what its text refers to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from snr_cli.documents.formats.layout import file_title
from snr_cli.documents.formats.markup import escaped, is_address
from snr_cli.documents.formats.odt.elements import OASIS, ODF_DECLARATION, VERSION
from snr_cli.documents.formats.pieces import DocumentFlow, FlowHeading, flat

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
        self.bookmarks = {section.name: f"titre_{section.name.replace('-', '_')}" for section in flow.sections}
        for (
            section
        ) in flow.sections:  # numbered in their section, so that a section that stays the same has the same ones
            titles = (
                each.anchor
                for each in flat(replace(flow, sections=(section,)))
                if isinstance(each, FlowHeading) and each.anchor and each.anchor not in self.bookmarks
            )
            own = self.bookmarks[section.name]
            self.bookmarks |= {anchor: f"{own}_{rank}" for rank, anchor in enumerate(titles, 1)}
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
