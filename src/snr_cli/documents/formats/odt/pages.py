"""The pages of a document: their size, their head and their foot, empty on a cover; standing, or on their side for a wide table."""

from typing import Final

from snr_cli.documents.formats.layout import running_title
from snr_cli.documents.formats.look import BOTTOM, EDGE, MARGIN, PAGE, SIDEWAYS, TOP
from snr_cli.documents.formats.odt.elements import TAB, characters, odt_paragraph, odt_span, points, style_id
from snr_cli.documents.formats.pieces import DocumentFlow

STANDARD: Final = "Standard"
FOLLOWING: Final = "Pages suivantes"  # what comes after a page on its side: the head of a first page is not for it
SIDE: Final = "Paysage"
WIDE_PAGES: Final = "-large"  # ends the names of the styles of pages on their side


def page_layouts() -> str:
    """Write the sizes of pages, and what the head and the foot of those on their side have of their own."""
    stop = (
        f'<style:tab-stops><style:tab-stop style:position="{points(SIDEWAYS)}" style:type="right"/></style:tab-stops>'
    )
    wide = "".join(
        f'<style:style style:name="{name}{WIDE_PAGES}" style:family="paragraph" style:parent-style-name="{name}">'
        f"<style:paragraph-properties>{stop}</style:paragraph-properties></style:style>"
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
    found = style_id(name)
    shown = f' style:display-name="{name}"' if found != name else ""
    return (
        f'<style:master-page style:name="{found}"{shown} style:page-layout-name="{layout}"><style:header>{head}</style:header>'
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
