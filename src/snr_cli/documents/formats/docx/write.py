"""The flow of a document → the bytes of a .docx."""

from xml.etree import ElementTree

from snr_cli.documents.formats.docx.body import DocxBody
from snr_cli.documents.formats.docx.edited import head_sum, section_sums
from snr_cli.documents.formats.docx.model import docx_model
from snr_cli.documents.formats.docx.parts import (
    THEME_PART,
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
from snr_cli.documents.formats.docx.setup import OWN_SETUP
from snr_cli.documents.formats.docx.styles import numbering, styles
from snr_cli.documents.formats.layout import layout_of
from snr_cli.documents.formats.markup import archive
from snr_cli.documents.formats.pages import estimated_pages
from snr_cli.documents.formats.pieces import DocumentFlow
from snr_cli.documents.formats.sections import DOCUMENT, HEADS, picture_sum


def write_docx(flow: DocumentFlow, model: bytes = b"") -> bytes:
    """Write a document of Word. The first three parts come first, so that programs which look at few bytes know what it is.

    Args:
        flow: the document.
        model: the file of Word whose look it takes; that of snr without any.

    Raises:
        ModelError: the model cannot be one.
    """
    taken = docx_model(model) if model else None
    setup = taken.setup if taken else OWN_SETUP
    layout = layout_of(flow, setup.text_width(), setup.text_width(landscape=True)) if taken else layout_of(flow)
    pages, count = estimated_pages(flow, layout)
    body = DocxBody(flow, layout, pages, setup)
    text = body.xml()
    own = {
        "header": running_head(flow, first=False),
        "headerFirst": running_head(flow, first=True),
        "footer": running_foot(count, empty=False),
        "footerFirst": running_foot(count, empty=flow.covered),
    }
    heads: dict[str, str | bytes] = {
        f"word/{each.name}.xml": own[each.name] for each in setup.heads if each.name in own
    }
    looks: dict[str, str | bytes] = {
        "word/styles.xml": styles(layout.looks),
        "word/numbering.xml": numbering(body.starts),
        "word/settings.xml": settings(),
        "word/fontTable.xml": font_table(),
    }
    if taken:
        text = taken.styles.text(text, setup.text_width())
        heads = {name: taken.styles.renamed(str(each)) for name, each in heads.items()}
        heads |= taken.parts
        looks |= taken.looks(layout.looks, body.starts)
    margins = (heads[f"word/{each.name}.xml"] for each in setup.heads)
    sums = {HEADS: head_sum(map(ElementTree.fromstring, margins))}
    sums |= section_sums(
        ElementTree.fromstring(text),
        ElementTree.fromstring(looks["word/styles.xml"]),
        body.references.sections,
        {each.id: picture_sum(each.data) for each in body.references.pictures},
    )
    theme = THEME_PART in looks
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": content_types(
            setup.heads, sorted({each.rpartition(".")[2] for each in heads}), theme=theme
        ),
        "_rels/.rels": package_relations(),
        "word/document.xml": text,
        "word/_rels/document.xml.rels": text_relations(body.references, setup.heads, theme=theme),
        **looks,
        **heads,
        "docProps/core.xml": core_properties(flow),
        "docProps/app.xml": app_properties(),
        "docProps/custom.xml": custom_properties({DOCUMENT: flow.document, **sums}),
    }
    parts |= {f"word/{each.part}": each.data for each in body.references.pictures}
    return archive(parts)
