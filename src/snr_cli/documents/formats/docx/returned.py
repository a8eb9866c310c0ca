"""A .docx that came back from a person: its sections as they are now, and why it cannot be read or trusted."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from xml.etree.ElementTree import Element

from snr_cli.documents.edits import EditError
from snr_cli.documents.formats.docx.edited import (
    HEAD,
    blocks_say,
    docx_kept,
    docx_pictures,
    head_sum,
    section_blocks,
    section_sums,
    style_names,
)
from snr_cli.documents.formats.docx.elements import W_NS
from snr_cli.documents.formats.returned import ReturnedFile, came_back, document_of, refuse, section_states, unmarked
from snr_cli.documents.formats.sections import HEADS, MARK
from snr_cli.documents.formats.tree import part_tree
from snr_cli.inputs.sheets.package import Package

TEXT_PART: Final = "word/document.xml"
_FOLLOWED: Final = frozenset(
    f"{W_NS}{name}"
    for name in (
        *("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge", "numberingChange"),
        *(f"{each}Change" for each in ("pPr", "rPr", "sectPr", "tblPr", "tblGrid", "tcPr", "trPr", "tblPrEx")),
    )
)
_COMMENTS: Final = frozenset(f"{W_NS}{name}" for name in ("commentReference", "commentRangeStart", "commentRangeEnd"))
_ELSEWHERE: Final = frozenset(f"{W_NS}{name}" for name in ("altChunk", "subDoc"))
# what would be lost, and what to do about it → its elements
_UNKEPT: Final = {
    "modifications suivies ; acceptez ou refusez les modifications suivies, puis relancez": _FOLLOWED,
    "commentaires ; traitez-les et supprimez-les, puis relancez": _COMMENTS,
    "texte d’un autre fichier, inséré par un lien ; recopiez-le, puis relancez": _ELSEWHERE,
}
_BLOCKS: Final = frozenset(
    f"{W_NS}{name}"
    for name in ("p", "tbl", "sdt", "sectPr", "bookmarkStart", "bookmarkEnd", "proofErr", "permStart", "permEnd")
)


def returned_docx(data: bytes) -> ReturnedFile:
    """Read a file.

    Raises:
        EditError: it is no .docx of snr, or cannot be read.
    """
    return came_back(data, ".docx", _read)


def _read(package: Package) -> ReturnedFile:
    if "content.xml" in package:
        raise EditError(["ce fichier est au format .odt : ajoutez --format odt, ou enregistrez-le en .docx"])
    if "word/vbaproject.bin" in package:
        raise EditError(["fichier à macros (.docm) : enregistrez-le en .docx"])
    if TEXT_PART not in package or "word/styles.xml" not in package:
        raise EditError(["ce n’est pas un fichier .docx"])
    sums = docx_kept(package) if "docprops/custom.xml" in package else {}
    text, styles = part_tree(package, TEXT_PART), part_tree(package, "word/styles.xml")
    document, margins = document_of(sums), sums.pop(HEADS, "")
    if text.root.tag != f"{W_NS}document" or text.root.find(f"{W_NS}body") is None:
        raise EditError(["son texte n’est pas celui d’un .docx (« Strict Open XML » ?) : enregistrez-le en .docx"])
    before, found = section_blocks(text.root, sums)
    now, names = section_sums(text.root, styles.root, sums, docx_pictures(package)), style_names(styles.root)
    sections, states = section_states(found, sums, now, lambda blocks: blocks_say(blocks, names))
    heads = head_sum(part_tree(package, name).root for name in package.names() if HEAD.fullmatch(name))
    refuse([*_unmarked(text.root, found, sums), *_unkept(before, sections)], same_heads=margins == heads)
    return ReturnedFile(package, document, text, styles, {"": before}, sections, states)


def unkept(block: Element) -> Iterator[str]:
    """Say what a block bears that would be lost."""
    for each in block.iter():
        yield from (what for what, tags in _UNKEPT.items() if each.tag in tags)


def _unmarked(document: Element, found: Mapping[str, list[Element]], sums: Mapping[str, str]) -> Iterator[str]:
    """Say what is wrong with the marks of sections."""

    def wrong(name: str) -> str:
        if name not in found:
            return (
                f"son titre a été supprimé avec sa marque (signet {name}) ; "
                "annulez cette suppression, ou recopiez ce titre depuis un fichier neuf"
            )
        return "" if found[name] else "son titre est réuni à celui de la suivante"

    marks = [
        name
        for each in document.iterfind(f"{W_NS}body//{W_NS}bookmarkStart")
        if (name := each.get(f"{W_NS}name", "")).startswith(MARK)
    ]
    return unmarked(marks, sums, "aucune marque de section : ses signets ont été retirés", wrong)


def _unkept(before: Iterable[Element], sections: Mapping[str, list[Element]]) -> Iterator[str]:
    """Say what would be lost of a file, and in which section."""
    for name, blocks in {"": before, **sections}.items():
        place = f"section « {name} »" if name else "avant la première section"
        seen = {what for block in blocks for what in unkept(block)}
        yield from (f"{place} : {what}" for what in _UNKEPT if what in seen)
        for tag in dict.fromkeys(block.tag for block in blocks if block.tag not in _BLOCKS | _ELSEWHERE | _COMMENTS):
            yield f"{place} : élément inconnu « {tag.rpartition('}')[2][:40]} »"
