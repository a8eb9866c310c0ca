"""What the text of a document refers to: bookmarks, addresses, pictures, each with its name or its number."""

from dataclasses import dataclass, replace
from typing import Final

from snr_cli.documents.formats.markup import is_address
from snr_cli.documents.formats.pieces import DocumentFlow, FlowHeading, flat
from snr_cli.documents.formats.sections import CONTENTS, COVER, section_mark

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
        self.bookmarks = {each.name: section_mark(each.name) for each in flow.sections}
        self.sections = frozenset(map(section_mark, (COVER, CONTENTS, *self.bookmarks)))
        for (
            section
        ) in flow.sections:  # numbered in their section, so that a section that stays the same has the same ones
            titles = (
                each.anchor
                for each in flat(replace(flow, sections=(section,)))
                if isinstance(each, FlowHeading) and each.anchor and each.anchor not in self.bookmarks
            )
            of = section.name.replace("-", "_")
            self.bookmarks |= {anchor: f"titre_{of}_{rank}" for rank, anchor in enumerate(titles, 1)}
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
