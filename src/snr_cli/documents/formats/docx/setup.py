"""What the pages of a .docx are: their size, their margins, their heads and feet."""

from dataclasses import dataclass
from typing import Final

from snr_cli.documents.formats.docx.elements import on, twips
from snr_cli.documents.formats.look import BOTTOM, EDGE, MARGIN, PAGE, TOP


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
        ordered = sorted(self.heads, key=lambda each: (each.kind, each.pages), reverse=True)
        heads = "".join(f'<w:{each.kind}Reference w:type="{each.pages}" r:id="{each.name}"/>' for each in ordered)
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
