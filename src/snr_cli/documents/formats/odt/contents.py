"""The table of contents: an index whose lines are there already, each with a link and a number of page that programs count."""

from collections.abc import Container, Mapping, Sequence
from typing import Final
from xml.etree.ElementTree import Element

from snr_cli.documents.formats.odt.edited import INDEX, odt_blocks_say
from snr_cli.documents.formats.odt.elements import TAB, TEXT_NS, XLINK, characters, odt_paragraph, odt_span
from snr_cli.documents.formats.odt.parts import OdtReferences
from snr_cli.documents.formats.odt.styles import INDEX_LINK, ODT_ITALIC, ODT_STYLES
from snr_cli.documents.formats.pieces import ContentsLine

_MARK: Final = f"{TEXT_NS}bookmark"
_LEVELS: Final = 2
_TITLE: Final = "Sommaire"


def odt_index(
    lines: Sequence[ContentsLine],
    references: OdtReferences,
    pages: Mapping[str, int],
    style: str,
    styles: Mapping[int, str],
) -> str:
    """Write the index, which a person may update, and not write in.

    Args:
        lines: its lines.
        references: the bookmarks of the headings.
        pages: anchor → page, shown until a program counts.
        style: that of the paragraph of its title.
        styles: level → that of its lines.
    """
    title = f'<text:index-title text:name="Titre du sommaire">{odt_paragraph(style, _TITLE)}</text:index-title>'
    body = "".join(
        odt_paragraph(
            styles[line.level], _line(line, references.bookmarks.get(line.anchor, ""), pages.get(line.anchor, 1))
        )
        for line in lines
    )
    return (
        f'<text:table-of-content text:name="{INDEX}" text:protected="true">{_source()}'
        f"<text:index-body>{title}{body}</text:index-body></text:table-of-content>"
    )


def _line(line: ContentsLine, name: str, page: int) -> str:
    shown = "".join(odt_span(ODT_ITALIC if run.italic else "", characters(run.text)) for run in line.runs)
    if name:
        number = f'<text:bookmark-ref text:reference-format="page" text:ref-name="{name}">{page}</text:bookmark-ref>'
        shown = (
            f'<text:a xlink:type="simple" xlink:href="#{name}" text:style-name="{INDEX_LINK}" '
            f'text:visited-style-name="{INDEX_LINK}">{shown}{TAB}{number}</text:a>'
        )
    return shown


def _source() -> str:
    """Write what the index is made again from when a person updates it: the headings of two levels."""
    templates = "".join(
        f'<text:table-of-content-entry-template text:outline-level="{level}" '
        f'text:style-name="{ODT_STYLES[f"contents{level}"].id}"><text:index-entry-link-start '
        f'text:style-name="{INDEX_LINK}"/><text:index-entry-text/><text:index-entry-tab-stop style:type="right" '
        'style:leader-char="."/><text:index-entry-page-number/><text:index-entry-link-end/>'
        "</text:table-of-content-entry-template>"
        for level in range(1, _LEVELS + 1)
    )
    heading = ODT_STYLES["contents"].id
    return (
        f'<text:table-of-content-source text:outline-level="{_LEVELS}" text:use-index-marks="false">'
        f'<text:index-title-template text:style-name="{heading}">{_TITLE}</text:index-title-template>{templates}'
        "</text:table-of-content-source>"
    )


def follow_index(body: Element, edited: Container[str]) -> None:
    """Say in the index what headings say now; one that is gone has no line any more.

    Args:
        body: the element of the text.
        edited: the bookmarks of the headings that a person may have edited.
    """
    headings = {
        node.get(f"{TEXT_NS}name", ""): block for block in body.iter(f"{TEXT_NS}h") for node in block.iter(_MARK)
    }
    for index in body.iter(f"{TEXT_NS}index-body"):
        for line in list(index):
            link = line.find(f"{TEXT_NS}a")
            name = (link.get(f"{{{XLINK}}}href", "") if link is not None else "").removeprefix("#")
            if link is None or not name.startswith("titre_"):
                continue
            if name not in headings:
                index.remove(line)
            elif name in edited:
                _say(link, "".join(text for _, text in odt_blocks_say([headings[name]], {})))


def _say(link: Element, text: str) -> None:
    """Put a text before the page number of a line."""
    shown = []
    for node in link:
        if node.tag == f"{TEXT_NS}tab":
            break
        shown.append(node)
    said = (link.text or "") + "".join("".join(node.itertext()) + (node.tail or "") for node in shown)
    if not text or said == text:
        return
    for node in shown:
        link.remove(node)
    link.text = text
