"""The flow of a document → the bytes of a .docx."""

from xml.etree import ElementTree

from snr_cli.documents.formats.docx.body import DocxBody
from snr_cli.documents.formats.docx.parts import (
    app_properties,
    content_types,
    core_properties,
    custom_properties,
    font_table,
    package_relations,
    running_foot,
    running_head,
    settings,
    text_relations,
)
from snr_cli.documents.formats.docx.sections import head_sum, section_sums
from snr_cli.documents.formats.docx.styles import numbering, styles
from snr_cli.documents.formats.layout import layout_of
from snr_cli.documents.formats.markup import archive
from snr_cli.documents.formats.pages import estimated_pages
from snr_cli.documents.formats.pieces import DocumentFlow
from snr_cli.documents.formats.sections import DOCUMENT, HEADS


def write_docx(flow: DocumentFlow) -> bytes:
    """Write a document of Word. The first three parts come first, so that programs which look at few bytes know what it is.

    Args:
        flow: the document.
    """
    layout = layout_of(flow)
    pages, count = estimated_pages(flow, layout)
    body = DocxBody(flow, layout, pages)
    text, look = body.xml(), styles(layout.looks)
    heads = {
        "word/header.xml": running_head(flow, first=False),
        "word/headerFirst.xml": running_head(flow, first=True),
        "word/footer.xml": running_foot(count, empty=False),
        "word/footerFirst.xml": running_foot(count, empty=flow.covered),
    }
    sums = {HEADS: head_sum(map(ElementTree.fromstring, heads.values()))}
    sums |= section_sums(ElementTree.fromstring(text), ElementTree.fromstring(look), body.references.sections)
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": content_types(),
        "_rels/.rels": package_relations(),
        "word/document.xml": text,
        "word/_rels/document.xml.rels": text_relations(body.references),
        "word/styles.xml": look,
        "word/numbering.xml": numbering(body.starts),
        "word/settings.xml": settings(),
        "word/fontTable.xml": font_table(),
        **heads,
        "docProps/core.xml": core_properties(flow),
        "docProps/app.xml": app_properties(),
        "docProps/custom.xml": custom_properties({DOCUMENT: flow.document, **sums}),
    }
    parts |= {f"word/{each.part}": each.data for each in body.references.pictures}
    return archive(parts)
