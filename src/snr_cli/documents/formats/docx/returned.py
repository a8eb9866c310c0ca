"""A .docx that came back from a person: its sections as they are now, and why it cannot be read or trusted."""

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from snr_cli.documents.edits import EditError, SectionState
from snr_cli.documents.formats.docx.edited import HEAD, docx_pictures
from snr_cli.documents.formats.docx.elements import WORD
from snr_cli.documents.formats.docx.sections import blocks_say, head_sum, section_blocks, section_sums, style_names
from snr_cli.documents.formats.markup import ARCHIVE, COMPOUND
from snr_cli.documents.formats.sections import DOCUMENT, HEADS, MARK, SECTION_SUM, as_was, section_name
from snr_cli.documents.formats.tree import Tree, part_tree
from snr_cli.inputs.sheets.caps import SheetError
from snr_cli.inputs.sheets.package import PASSWORD, Package

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_W: Final = f"{{{WORD}}}"
_PROPERTIES: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}"
_MARKED: Final = re.compile(f"{MARK}[a-z_]+")  # what a program adds to a copy has a capital letter
TEXT_PART: Final = "word/document.xml"
_FOLLOWED: Final = frozenset(
    f"{_W}{name}"
    for name in (
        *("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge", "numberingChange"),
        *(f"{each}Change" for each in ("pPr", "rPr", "sectPr", "tblPr", "tblGrid", "tcPr", "trPr", "tblPrEx")),
    )
)
_COMMENTS: Final = frozenset(f"{_W}{name}" for name in ("commentReference", "commentRangeStart", "commentRangeEnd"))
_ELSEWHERE: Final = frozenset(f"{_W}{name}" for name in ("altChunk", "subDoc"))
# what would be lost, and what to do about it → its elements
_UNKEPT: Final = {
    "modifications suivies ; acceptez ou refusez les modifications suivies, puis relancez": _FOLLOWED,
    "commentaires ; traitez-les et supprimez-les, puis relancez": _COMMENTS,
    "texte d’un autre fichier, inséré par un lien ; recopiez-le, puis relancez": _ELSEWHERE,
}
_BLOCKS: Final = frozenset(
    f"{_W}{name}"
    for name in ("p", "tbl", "sdt", "sectPr", "bookmarkStart", "bookmarkEnd", "proofErr", "permStart", "permEnd")
)


@dataclass(frozen=True, slots=True)
class ReturnedDocx:
    """A file that came back.

    Attributes:
        package: its archive.
        document: which document it is.
        text: word/document.xml.
        styles: word/styles.xml.
        before: its blocks before the first section.
        sections: name → its blocks.
        states: name → what it said, what it says.
    """

    package: Package
    document: str
    text: Tree
    styles: Tree
    before: "list[Element]"
    sections: "Mapping[str, list[Element]]"
    states: Mapping[str, SectionState]


def returned_docx(data: bytes) -> ReturnedDocx:
    """Read a file.

    Raises:
        EditError: it is no .docx of snr, or cannot be read.
    """
    if data.startswith(COMPOUND):
        raise EditError(
            ["fichier protégé par un mot de passe, ou ancien .doc : enregistrez-le en .docx, sans mot de passe"]
        )
    if not data.startswith(ARCHIVE):
        raise EditError(["ce n’est pas un fichier .docx"])
    try:
        return _read(Package(io.BytesIO(data)))
    except SheetError as error:
        why = (
            "fichier protégé par un mot de passe : enregistrez-le sans mot de passe"
            if str(error) == PASSWORD
            else f"fichier abîmé ou refusé : {str(error).replace('classeur', 'fichier')}"
        )
        raise EditError([why]) from None


def _read(package: Package) -> ReturnedDocx:
    if "content.xml" in package:
        raise EditError(["ce fichier est au format .odt : ajoutez --format odt, ou enregistrez-le en .docx"])
    if "word/vbaproject.bin" in package:
        raise EditError(["fichier à macros (.docm) : enregistrez-le en .docx"])
    if TEXT_PART not in package or "word/styles.xml" not in package:
        raise EditError(["ce n’est pas un fichier .docx"])
    sums = _sums(package)
    document, margins = sums.pop(DOCUMENT, ""), sums.pop(HEADS, "")
    text, styles = part_tree(package, TEXT_PART), part_tree(package, "word/styles.xml")
    if not document:
        raise EditError(
            [f"ce fichier ne vient pas de snr draft, ou ses propriétés ont été retirées (« {DOCUMENT} » y manque)"]
        )
    if text.root.tag != f"{_W}document" or text.root.find(f"{_W}body") is None:
        raise EditError(["son texte n’est pas celui d’un .docx (« Strict Open XML » ?) : enregistrez-le en .docx"])
    before, found = section_blocks(text.root, sums)
    now, names = section_sums(text.root, styles.root, sums, docx_pictures(package)), style_names(styles.root)
    states = {
        section_name(mark): SectionState(sums[mark], as_was(now[mark], sums[mark]), "\n\n".join(_plain(blocks, names)))
        for mark, blocks in found.items()
    }
    sections = {section_name(mark): blocks for mark, blocks in found.items()}
    reasons = [*_unmarked(text.root, found, sums), *_unkept(before, sections)]
    if margins != head_sum(part_tree(package, name).root for name in package.names() if HEAD.fullmatch(name)):
        reasons.append("en-tête ou pied de page retouché : remettez-le comme il était, snr ne sait pas le garder")
    if reasons:
        raise EditError(reasons)
    return ReturnedDocx(package, document, text, styles, before, sections, states)


def unkept(block: "Element") -> Iterator[str]:
    """Say what a block bears that would be lost."""
    for each in block.iter():
        yield from (what for what, tags in _UNKEPT.items() if each.tag in tags)


def _sums(package: Package) -> dict[str, str]:
    """Return the texts that the properties of snr hold."""
    if "docprops/custom.xml" not in package:
        return {}
    return {
        name: "".join(each.itertext())
        for each in part_tree(package, "docProps/custom.xml").root.iter(f"{_PROPERTIES}property")
        if (name := each.get("name", "")).startswith(MARK)
    }


def _plain(blocks: "Iterable[Element]", names: Mapping[str, str]) -> Iterator[str]:
    """Yield the texts of blocks, headings aside."""
    yield from (text for style, text in blocks_say(blocks, names) if text and not style.startswith("heading"))


def _unmarked(document: "Element", found: "Mapping[str, list[Element]]", sums: Mapping[str, str]) -> Iterator[str]:
    """Say what is wrong with the marks of sections."""
    names = [
        (name, block)
        for block in document.iterfind(f"{_W}body/*")
        for each in block.iter(f"{_W}bookmarkStart")
        if (name := each.get(f"{_W}name", "")).startswith(MARK)
    ]
    if not any(name in sums for name, _ in names):
        yield "aucune marque de section : ses signets ont été retirés"
        return
    for name, count in Counter(name for name, _ in names if name in sums).items():
        if count > 1:
            yield f"section « {section_name(name)} » : présente deux fois"
    for name, wrong in sums.items():
        if name not in found:
            yield (
                f"section « {section_name(name)} » : son titre a été supprimé avec sa marque (signet {name}) ; "
                "annulez cette suppression, ou recopiez ce titre depuis un fichier neuf"
            )
        elif not found[name]:
            yield f"section « {section_name(name)} » : son titre est réuni à celui de la suivante"
        elif not SECTION_SUM.fullmatch(wrong):
            yield f"section « {section_name(name)} » : la propriété {name} du fichier est abîmée"
    for name in dict.fromkeys(name for name, _ in names if name not in sums and _MARKED.fullmatch(name)):
        yield f"section « {section_name(name)} » : la propriété {name} du fichier manque"


def _unkept(before: "Iterable[Element]", sections: "Mapping[str, list[Element]]") -> Iterator[str]:
    """Say what would be lost of a file, and in which section."""
    for name, blocks in {"": before, **sections}.items():
        place = f"section « {name} »" if name else "avant la première section"
        seen = {what for block in blocks for what in unkept(block)}
        yield from (f"{place} : {what}" for what in _UNKEPT if what in seen)
        for tag in dict.fromkeys(block.tag for block in blocks if block.tag not in _BLOCKS | _ELSEWHERE | _COMMENTS):
            yield f"{place} : élément inconnu « {tag.rpartition('}')[2][:40]} »"
