"""What a document file says, whatever its form: the sums of the sections that snr wrote in it, and one of all its text."""

import hashlib
import io
import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from snr_cli.documents.edits import written_sections
from snr_cli.documents.formats.docx.elements import W_NS
from snr_cli.documents.formats.odt.elements import OFFICE_NS, TEXT_NS
from snr_cli.documents.formats.office import kept_office
from snr_cli.documents.formats.tree import ARCHIVE, part_tree
from snr_cli.inputs.sheets.package import Package, SheetError
from snr_cli.model.texts import DOCUMENT_SECTIONS

# what a council votes of a document: its body
BODY_OF: Final = {document: parts[0] for document, parts in DOCUMENT_SECTIONS.items()}
# form → the part of its text, its paragraphs, and what is none of it: contents and page numbers, which programs rewrite
_OFFICE: Final = {
    ".docx": ("word/document.xml", frozenset((f"{W_NS}p",)), frozenset[str]()),
    ".odt": (
        "content.xml",
        frozenset((f"{TEXT_NS}p", f"{TEXT_NS}h")),
        frozenset(
            (
                *(f"{TEXT_NS}{name}" for name in ("table-of-content", "tracked-changes", "page-number", "page-count")),
                f"{OFFICE_NS}annotation",
            )
        ),
    ),
}


def sums_of(data: bytes, suffix: str) -> tuple[str, dict[str, str]]:
    """Return which document a file is, and the sum of each section as snr wrote it; nothing when snr did not write it."""
    if suffix in _OFFICE:
        return kept_office(data) if data.startswith(ARCHIVE) else ("", {})
    return written_sections(data.decode("utf-8", "replace")) if suffix == ".md" else ("", {})


def text_sum(data: bytes, suffix: str) -> str:
    """Return the SHA-256 of the text of a file, which a mere save does not change; empty when its text is not read (.pdf).

    Blanks, contents and page numbers are no text.
    """
    suffix = suffix.lower()
    if suffix in _OFFICE:
        part, paragraphs, left_out = _OFFICE[suffix]
        try:
            root = part_tree(Package(io.BytesIO(data)), part).root
        except SheetError:
            return ""
        texts = [
            " ".join("".join(_characters(paragraph, left_out)).split())
            for paragraph in _tops(root, paragraphs, left_out)
        ]
    elif suffix in (".md", ".html"):
        texts = [" ".join(data.decode("utf-8", "replace").split())]
    else:
        return ""
    return hashlib.sha256("\n".join(filter(None, texts)).encode("utf-8", "surrogatepass")).hexdigest()


def _tops(element: Element, paragraphs: frozenset[str], left_out: frozenset[str]) -> Iterator[Element]:
    """Yield the paragraphs that are in no other one; those of a .docx that hold the field of a page number are lines of contents."""
    waiting = [element]
    while waiting:
        current = waiting.pop()
        if current.tag in left_out:
            continue
        if current.tag not in paragraphs:
            waiting += reversed(current)
        elif not any(_PAGE.search(code.text or "") for code in current.iter(f"{W_NS}instrText")):
            yield current


_PAGE: Final = re.compile(r"\bPAGE")
_BLANKS: Final = frozenset((f"{W_NS}tab", f"{W_NS}br", f"{TEXT_NS}tab", f"{TEXT_NS}s", f"{TEXT_NS}line-break"))


def _characters(element: Element, left_out: frozenset[str]) -> Iterator[str]:
    """Yield the characters of a paragraph of a .docx, in its `w:t`, or of an .odt, anywhere."""
    is_docx = element.tag.startswith(W_NS)
    for child in element.iter() if is_docx else ():
        if child.tag == f"{W_NS}t" or child.tag in _BLANKS:
            yield child.text or " "
    if not is_docx:
        yield element.text or ""
        for child in element:
            if child.tag not in left_out:
                yield " " if child.tag in _BLANKS else "".join(_characters(child, left_out))
            yield child.tail or ""
