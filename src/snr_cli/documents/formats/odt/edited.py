"""Whether a person edited an .odt that snr wrote: what each section says, against the sum that the file keeps of it."""

import io
import re
from typing import TYPE_CHECKING, Final

from snr_cli.documents.figures.opendocument import ODF_NAMESPACES
from snr_cli.documents.formats.odt.elements import OASIS, XLINK
from snr_cli.documents.formats.odt.sections import odt_blocks, odt_blocks_say, odt_head_sum, odt_section_sums
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

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_META: Final = f"{{{OASIS}:meta:1.0}}"
_FOLLOWED: Final = f"{{{ODF_NAMESPACES['text']}}}changed-region"
_MANIFEST: Final = "META-INF/manifest.xml"
_LOCKED: Final = re.compile(rb"[:<]encryption-data\b")
ENCRYPTED: Final = "encrypted-package"  # the one part of a file that LibreOffice protects, since its version 24.2
_IMAGE: Final = f"{{{ODF_NAMESPACES['draw']}}}image"
_HREF: Final = f"{{{XLINK}}}href"
_COMMENT: Final = f"{{{ODF_NAMESPACES['office']}}}annotation"


def is_locked(package: Package) -> bool:
    """Say whether a password protects a text of OpenDocument.

    Raises:
        SheetError: what says what it is made of cannot be read.
    """
    if ENCRYPTED in package:
        return True
    return _MANIFEST in package and package.may_hold(_MANIFEST, _LOCKED)


def odt_pictures(package: Package, content: "Element") -> dict[str, str]:
    """Return the sums of the pictures that the text of a file shows, by their names in it.

    Args:
        package: its archive.
        content: the root of its content.xml.

    Raises:
        SheetError: one cannot be read.
    """
    found: dict[str, str] = {}
    for each in content.iter(_IMAGE):
        name = each.get(_HREF, "").removeprefix("./")
        if name not in found and name in package:
            with package.open_small(name) as stream:
                found[name] = picture_sum(stream.read(MAX_PART + 1))
    return found


def odt_kept(package: Package) -> dict[str, str]:
    """Return what a file keeps of the document that it was written as, by the names of its properties.

    Raises:
        SheetError: its properties cannot be read.
    """
    return {
        name: "".join(each.itertext())
        for each in part_root(package, "meta.xml").iter(f"{_META}user-defined")
        if (name := each.get(f"{_META}name", "")).startswith(MARK)
    }


def edited_odt(data: bytes) -> list[str]:
    """Return what a person changed in a file, in the words of a message; nothing for one that snr did not write."""
    try:
        package = Package(io.BytesIO(data))
        if is_locked(package):
            return ["fichier protégé par un mot de passe, qui ne se lit pas"]
        if not all(f"{name}.xml" in package for name in ("content", "styles", "meta")):
            return []
        kept = odt_kept(package)
        if DOCUMENT not in kept:
            return []
        content, styles = part_root(package, "content.xml"), part_root(package, "styles.xml")
        pictures = odt_pictures(package, content)
    except SheetError:  # none of ours, or no longer
        return []
    del kept[DOCUMENT]
    margins = kept.pop(HEADS, "")
    found = edited_sections(kept, odt_section_sums(content, styles, kept, pictures))
    if margins != odt_head_sum(styles):
        found.append(EDITED_HEAD)
    outside, _ = odt_blocks(content, kept)
    if any(odt_blocks_say(blocks, {}) for blocks in outside.values()):
        found.append("texte hors des sections")
    if next(content.iter(_FOLLOWED), None) is not None:
        found.append("suivi des modifications")
    if next(content.iter(_COMMENT), None) is not None:
        found.append("commentaires")
    return found
