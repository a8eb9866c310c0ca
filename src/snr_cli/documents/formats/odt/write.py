"""The flow of a document → the bytes of an .odt."""

from xml.etree import ElementTree

from snr_cli.documents.formats.layout import layout_of
from snr_cli.documents.formats.markup import archive
from snr_cli.documents.formats.odt.body import OdtBody
from snr_cli.documents.formats.odt.edited import odt_head_sum, odt_section_sums
from snr_cli.documents.formats.odt.model import odt_model
from snr_cli.documents.formats.odt.parts import MIMETYPE, manifest, meta, odt_settings
from snr_cli.documents.formats.odt.styles import odt_styles
from snr_cli.documents.formats.pages import estimated_pages
from snr_cli.documents.formats.pieces import DocumentFlow
from snr_cli.documents.formats.sections import DOCUMENT, HEADS, picture_sum
from snr_cli.documents.formats.tree import parsed, xml_text

_TYPE = "mimetype"


def write_odt(flow: DocumentFlow, model: bytes = b"") -> bytes:
    """Write a text of OpenDocument. What it is comes first, and not compressed, as the format asks.

    Args:
        flow: the document.
        model: the file of LibreOffice whose look it takes; that of snr without any.

    Raises:
        ModelError: the model cannot be one.
    """
    taken = odt_model(model) if model else None
    layout = layout_of(flow, taken.pages.width, taken.pages.sideways) if taken else layout_of(flow)
    pages, count = estimated_pages(flow, layout)
    body = OdtBody(flow, layout, pages, taken.pages.first if taken else "")
    text = body.xml()
    look = odt_styles(flow, layout.looks, body.drawn, count)
    pictures = tuple(body.references.pictures)
    if taken:
        content = parsed(text.encode())
        taken.renamed(content.root)
        taken.dress(parsed(look.encode()))
        text, look = xml_text(content), xml_text(taken.styles)
        pictures += taken.pictures
    shown = ElementTree.fromstring(look)
    sums = {HEADS: odt_head_sum(shown)} | odt_section_sums(
        ElementTree.fromstring(text), shown, body.sections, {each.part: picture_sum(each.data) for each in pictures}
    )
    parts: dict[str, str | bytes] = {
        _TYPE: MIMETYPE,
        "content.xml": text,
        "styles.xml": look,
        "meta.xml": meta(flow, {DOCUMENT: flow.document, **sums}),
        "settings.xml": odt_settings(),
        "META-INF/manifest.xml": manifest(pictures),
    }
    parts |= {each.part: each.data for each in pictures}
    return archive(parts, stored=frozenset((_TYPE,)))
