"""An .odt that came back from a person: its sections as they are now, and why it cannot be read or trusted."""

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from snr_cli.documents.edits import EditError, SectionState
from snr_cli.documents.figures.opendocument import ODF_NAMESPACES
from snr_cli.documents.formats.markup import ARCHIVE, COMPOUND
from snr_cli.documents.formats.odt.edited import is_locked, odt_pictures
from snr_cli.documents.formats.odt.elements import OASIS
from snr_cli.documents.formats.odt.sections import (
    INDEX,
    odt_blocks,
    odt_blocks_say,
    odt_head_sum,
    odt_section_sums,
    odt_style_names,
)
from snr_cli.documents.formats.sections import DOCUMENT, HEADS, MARK, SECTION_SUM, as_was, section_name
from snr_cli.documents.formats.tree import Tree, part_tree
from snr_cli.inputs.sheets.caps import SheetError
from snr_cli.inputs.sheets.package import PASSWORD, Package

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_TEXT: Final = f"{{{ODF_NAMESPACES['text']}}}"
_OFFICE: Final = f"{{{ODF_NAMESPACES['office']}}}"
_DRAW: Final = f"{{{ODF_NAMESPACES['draw']}}}"
_META: Final = f"{{{OASIS}:meta:1.0}}"
_TABLE: Final = f"{{{OASIS}:table:1.0}}"
_NAME: Final = f"{_TEXT}name"
_MARKED: Final = re.compile(f"{MARK}[a-z_]+")
_REGION: Final = f"{_TEXT}changed-region"
_FOLLOWED: Final = "modifications suivies ; acceptez ou refusez les modifications suivies, puis relancez"
# what would be lost, and what to do about it → its elements
_UNKEPT: Final = {
    _FOLLOWED: frozenset(f"{_TEXT}{name}" for name in ("change", "change-start", "change-end")),
    "commentaires ; traitez-les et supprimez-les, puis relancez": frozenset(
        (f"{_OFFICE}annotation", f"{_OFFICE}annotation-end")
    ),
    "texte d’un autre fichier, inséré par un lien ; recopiez-le, puis relancez": frozenset(
        (f"{_TEXT}section-source", f"{_OFFICE}dde-source", f"{_TEXT}dde-connection", f"{_TABLE}table-source")
    ),
    "champ de formulaire, script ou objet d’un autre programme, que snr ne sait pas garder ; ôtez-le, ou mettez-en une image": frozenset(
        (
            *(f"{_DRAW}{name}" for name in ("control", "object-ole", "applet", "plugin", "floating-frame")),
            *(f"{_TEXT}{name}" for name in ("script", "execute-macro")),
            f"{_OFFICE}event-listeners",
        )
    ),
}
_DECLARED: Final = frozenset(
    (
        *(f"{_TEXT}{name}" for name in ("variable-decls", "sequence-decls", "user-field-decls", "tracked-changes")),
        f"{_OFFICE}forms",
        f"{_TEXT}soft-page-break",
    )
)
_BLOCKS: Final = frozenset(
    (
        *(f"{_TEXT}{name}" for name in ("p", "h", "list", "section", "numbered-paragraph", "table-of-content")),
        *(f"{_TEXT}{name}-index" for name in ("alphabetical", "illustration", "table", "user", "object")),
        *(f"{_TEXT}{name}" for name in ("bibliography", "bookmark", "bookmark-start", "bookmark-end")),
        f"{_TABLE}table",
    )
)


@dataclass(frozen=True, slots=True)
class ReturnedOdt:
    """A file that came back.

    Attributes:
        package: its archive.
        document: which document it is.
        content: content.xml.
        styles: styles.xml.
        outside: what it says outside its sections, by the name of the section that it comes after, empty at the beginning.
        sections: name → its element.
        states: name → what it said, what it says.
    """

    package: Package
    document: str
    content: Tree
    styles: Tree
    outside: "Mapping[str, list[Element]]"
    sections: "Mapping[str, Element]"
    states: Mapping[str, SectionState]


def returned_odt(data: bytes) -> ReturnedOdt:
    """Read a file.

    Raises:
        EditError: it is no .odt of snr, or cannot be read.
    """
    if data.startswith(COMPOUND):
        raise EditError(
            ["fichier protégé par un mot de passe, ou ancien .doc : enregistrez-le en .odt, sans mot de passe"]
        )
    if not data.startswith(ARCHIVE):
        raise EditError(["ce n’est pas un fichier .odt"])
    try:
        return _read(Package(io.BytesIO(data)))
    except SheetError as error:
        why = (
            "fichier protégé par un mot de passe : enregistrez-le sans mot de passe"
            if str(error) == PASSWORD
            else f"fichier abîmé ou refusé : {str(error).replace('classeur', 'fichier')}"
        )
        raise EditError([why]) from None


def _read(package: Package) -> ReturnedOdt:
    if is_locked(package):
        raise SheetError(PASSWORD)
    if "word/document.xml" in package:
        raise EditError(["ce fichier est au format .docx : ajoutez --format docx, ou enregistrez-le en .odt"])
    if any(name.startswith(("basic/", "scripts/")) for name in package.names()):
        raise EditError(["fichier à macros, que snr ne sait pas garder : ôtez-les, puis relancez"])
    if not all(f"{name}.xml" in package for name in ("content", "styles", "meta")):
        raise EditError(["ce n’est pas un fichier .odt"])
    sums = odt_sums(part_tree(package, "meta.xml").root)
    document, margins = sums.pop(DOCUMENT, ""), sums.pop(HEADS, "")
    content, styles = part_tree(package, "content.xml"), part_tree(package, "styles.xml")
    if not document:
        raise EditError(
            [f"ce fichier ne vient pas de snr draft, ou ses propriétés ont été retirées (« {DOCUMENT} » y manque)"]
        )
    if content.root.tag != f"{_OFFICE}document-content" or content.root.find(f"{_OFFICE}body/{_OFFICE}text") is None:
        raise EditError(["son texte n’est pas celui d’un .odt"])
    outside, found = odt_blocks(content.root, sums)
    now, names = (
        odt_section_sums(content.root, styles.root, sums, odt_pictures(package, content.root)),
        odt_style_names(content.root, styles.root),
    )
    states = {
        section_name(mark): SectionState(sums[mark], as_was(now[mark], sums[mark]), "\n\n".join(_plain(section, names)))
        for mark, section in found.items()
    }
    spoken = {
        INDEX if after == INDEX else section_name(after): [each for each in blocks if each.tag not in _DECLARED]
        for after, blocks in outside.items()
        if odt_blocks_say(blocks, {})
    }
    sections = {section_name(mark): section for mark, section in found.items()}
    reasons = [*_unmarked(content.root, found, sums), *_unkept(content.root, spoken, sections)]
    if margins != odt_head_sum(styles.root):
        reasons.append("en-tête ou pied de page retouché : remettez-le comme il était, snr ne sait pas le garder")
    if reasons:
        raise EditError(reasons)
    return ReturnedOdt(package, document, content, styles, spoken, sections, states)


def odt_sums(meta: "Element") -> dict[str, str]:
    """Return the texts that the properties of snr hold.

    Args:
        meta: the root of meta.xml.
    """
    return {
        name: "".join(each.itertext())
        for each in meta.iter(f"{_META}user-defined")
        if (name := each.get(f"{_META}name", "")).startswith(MARK)
    }


def after_what(name: str) -> str:
    """Say where a text stands that is outside the sections."""
    if not name:
        return "avant la première section"
    return "après le sommaire" if name == INDEX else f"après la section « {name} »"


def _plain(section: "Element", names: Mapping[str, str]) -> Iterator[str]:
    """Yield the texts of a section, headings aside."""
    yield from (text for style, text in odt_blocks_say(section, names) if text and not style.startswith("heading"))


def _unmarked(content: "Element", found: "Mapping[str, Element]", sums: Mapping[str, str]) -> Iterator[str]:
    """Say what is wrong with the sections of the file."""
    marks = [name for each in content.iter(f"{_TEXT}section") if (name := each.get(_NAME, "")).startswith(MARK)]
    if not any(name in sums for name in marks):
        yield "aucune section de snr : elles ont été retirées"
        return
    for name, times in Counter(marks).items():
        if name in sums and times > 1:
            yield f"section « {section_name(name)} » : présente deux fois"
        if name not in sums and _MARKED.fullmatch(name):
            yield f"section « {section_name(name)} » : la propriété {name} du fichier manque"
    for name, wrong in sums.items():
        if name not in marks:
            yield (
                f"section « {section_name(name)} » : sa section ({name}, menu Format, Sections) a été supprimée ; "
                "annulez cette suppression, ou recopiez-la depuis un fichier neuf"
            )
        elif name not in found:
            yield f"section « {section_name(name)} » : mise dans une autre section, ou un cadre ; sortez-la"
        elif not SECTION_SUM.fullmatch(wrong):
            yield f"section « {section_name(name)} » : la propriété {name} du fichier est abîmée"


def _unkept(
    content: "Element", outside: "Mapping[str, list[Element]]", sections: "Mapping[str, Element]"
) -> Iterator[str]:
    """Say what would be lost of a file, and in which section."""
    places: dict[str, list[Element]] = {after_what(name): blocks for name, blocks in outside.items()}
    places |= {f"section « {name} »": [section] for name, section in sections.items()}
    followed = False
    for place, blocks in places.items():
        seen = {each.tag for block in blocks for each in block.iter()}
        found = [what for what, tags in _UNKEPT.items() if seen & tags]
        followed = followed or _FOLLOWED in found
        yield from (f"{place} : {what}" for what in found)
        inner = blocks if not place.startswith("section") else list(blocks[0])
        for tag in dict.fromkeys(_unknown(inner)):
            yield f"{place} : élément inconnu « {tag.rpartition('}')[2][:40]} »"
    if not followed and next(content.iter(_REGION), None) is not None:
        yield _FOLLOWED


def _unknown(blocks: "Iterable[Element]") -> Iterator[str]:
    known = _BLOCKS | _DECLARED | frozenset().union(*_UNKEPT.values())
    yield from (each.tag for each in blocks if each.tag not in known and not each.tag.startswith(_DRAW))
