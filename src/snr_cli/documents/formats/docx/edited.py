"""Whether a person edited a .docx that snr wrote: what each section says, against the sum that the file keeps of it."""

import io
import posixpath
import re
from typing import Final

from snr_cli.documents.formats.docx.elements import WORD
from snr_cli.documents.formats.docx.sections import blocks_say, head_sum, section_blocks, section_sums
from snr_cli.documents.formats.sections import (
    DOCUMENT,
    EDITED_HEAD,
    HEADS,
    MARK,
    edited_sections,
    part_root,
    picture_sum,
)
from snr_cli.inputs.sheets.caps import MAX_PART, SheetError
from snr_cli.inputs.sheets.package import Package

_PROPERTIES: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}"
_W: Final = f"{{{WORD}}}"
_RELATED: Final = "word/_rels/document.xml.rels"
HEAD: Final = re.compile(r"word/(?:header|footer)\w*\.xml")
_FOLLOWED: Final = tuple(f"{_W}{name}" for name in ("ins", "del", "moveFrom", "moveTo"))


def docx_pictures(package: Package) -> dict[str, str]:
    """Return the sums of the pictures of the text of a file, by the ids of their relations.

    Raises:
        SheetError: one cannot be read.
    """
    if _RELATED not in package:
        return {}
    found = {}
    for each in part_root(package, _RELATED):
        name = posixpath.normpath(posixpath.join("word", each.get("Target", ""))).lstrip("/")
        if each.get("Type", "").endswith("/image") and each.get("TargetMode") != "External" and name in package:
            with package.open_small(name) as stream:
                found[each.get("Id", "")] = picture_sum(stream.read(MAX_PART + 1))
    return found


def docx_kept(package: Package) -> dict[str, str]:
    """Return what a file keeps of the document that it was written as, by the names of its properties.

    Raises:
        SheetError: its properties cannot be read.
    """
    return {
        name: "".join(each.itertext())
        for each in part_root(package, "docProps/custom.xml").iter(f"{_PROPERTIES}property")
        if (name := each.get("name", "")).startswith(MARK)
    }


def edited_docx(data: bytes) -> list[str]:
    """Return what a person changed in a file, in the words of a message; nothing for one that snr did not write."""
    try:
        package = Package(io.BytesIO(data))
        if not all(f"{name}.xml" in package for name in ("word/document", "word/styles", "docProps/custom")):
            return []
        kept = docx_kept(package)
        if DOCUMENT not in kept:
            return []
        heads = [part_root(package, name) for name in package.names() if HEAD.fullmatch(name)]
        document, styles = part_root(package, "word/document.xml"), part_root(package, "word/styles.xml")
        pictures = docx_pictures(package)
    except SheetError:  # none of ours, or no longer
        return []
    del kept[DOCUMENT]
    margins = kept.pop(HEADS, "")
    found = edited_sections(kept, section_sums(document, styles, kept, pictures))
    if margins != head_sum(heads):
        found.append(EDITED_HEAD)
    before, there = section_blocks(document, kept)
    if there and blocks_say(before, {}):
        found.append("texte hors des sections")
    if any(next(document.iter(tag), None) is not None for tag in _FOLLOWED):
        found.append("suivi des modifications")
    if "word/comments.xml" in package:
        found.append("commentaires")
    return found
