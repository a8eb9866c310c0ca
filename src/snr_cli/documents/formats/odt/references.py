"""What the text of a document refers to: bookmarks of headings, addresses, pictures."""

from dataclasses import dataclass, replace
from typing import Final

from snr_cli.documents.formats.markup import is_address
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
        self.bookmarks = {each.name: f"titre_{each.name.replace('-', '_')}" for each in flow.sections}
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
