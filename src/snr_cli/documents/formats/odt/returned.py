"""An .odt that came back from a person: its sections as they are now, and why it cannot be read or trusted."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from xml.etree.ElementTree import Element

from snr_cli.documents.edits import EditError
from snr_cli.documents.formats.odt.edited import (
    INDEX,
    is_locked,
    odt_blocks,
    odt_blocks_say,
    odt_head_sum,
    odt_kept,
    odt_pictures,
    odt_section_sums,
    odt_style_names,
)
from snr_cli.documents.formats.odt.elements import DRAW_NS, OFFICE_NS, TABLE_NS, TEXT_NS
from snr_cli.documents.formats.returned import ReturnedFile, came_back, document_of, refuse, section_states, unmarked
from snr_cli.documents.formats.sections import HEADS, MARK, section_name
from snr_cli.documents.formats.tree import part_tree
from snr_cli.inputs.sheets.package import PASSWORD, Package, SheetError

_NAME: Final = f"{TEXT_NS}name"
_REGION: Final = f"{TEXT_NS}changed-region"
_FOLLOWED: Final = "modifications suivies ; acceptez ou refusez les modifications suivies, puis relancez"
# what would be lost, and what to do about it → its elements
_UNKEPT: Final = {
    _FOLLOWED: frozenset(f"{TEXT_NS}{name}" for name in ("change", "change-start", "change-end")),
    "commentaires ; traitez-les et supprimez-les, puis relancez": frozenset(
        (f"{OFFICE_NS}annotation", f"{OFFICE_NS}annotation-end")
    ),
    "texte d’un autre fichier, inséré par un lien ; recopiez-le, puis relancez": frozenset(
        (f"{TEXT_NS}section-source", f"{OFFICE_NS}dde-source", f"{TEXT_NS}dde-connection", f"{TABLE_NS}table-source")
    ),
    "champ de formulaire, script ou objet d’un autre programme, que snr ne sait pas garder ; ôtez-le, ou mettez-en une image": frozenset(
        (
            *(f"{DRAW_NS}{name}" for name in ("control", "object-ole", "applet", "plugin", "floating-frame")),
            *(f"{TEXT_NS}{name}" for name in ("script", "execute-macro")),
            f"{OFFICE_NS}event-listeners",
        )
    ),
}
_DECLARED: Final = frozenset(
    (
        *(f"{TEXT_NS}{name}" for name in ("variable-decls", "sequence-decls", "user-field-decls", "tracked-changes")),
        f"{OFFICE_NS}forms",
        f"{TEXT_NS}soft-page-break",
    )
)
_BLOCKS: Final = frozenset(
    (
        *(f"{TEXT_NS}{name}" for name in ("p", "h", "list", "section", "numbered-paragraph", "table-of-content")),
        *(f"{TEXT_NS}{name}-index" for name in ("alphabetical", "illustration", "table", "user", "object")),
        *(f"{TEXT_NS}{name}" for name in ("bibliography", "bookmark", "bookmark-start", "bookmark-end")),
        f"{TABLE_NS}table",
    )
)


def returned_odt(data: bytes) -> ReturnedFile:
    """Read a file.

    Raises:
        EditError: it is no .odt of snr, or cannot be read.
    """
    return came_back(data, ".odt", _read)


def _read(package: Package) -> ReturnedFile:
    if is_locked(package):
        raise SheetError(PASSWORD)
    if "word/document.xml" in package:
        raise EditError(["ce fichier est au format .docx : ajoutez --format docx, ou enregistrez-le en .odt"])
    if any(name.startswith(("basic/", "scripts/")) for name in package.names()):
        raise EditError(["fichier à macros, que snr ne sait pas garder : ôtez-les, puis relancez"])
    if not all(f"{name}.xml" in package for name in ("content", "styles", "meta")):
        raise EditError(["ce n’est pas un fichier .odt"])
    sums = odt_kept(package)
    content, styles = part_tree(package, "content.xml"), part_tree(package, "styles.xml")
    document, margins = document_of(sums), sums.pop(HEADS, "")
    if (
        content.root.tag != f"{OFFICE_NS}document-content"
        or content.root.find(f"{OFFICE_NS}body/{OFFICE_NS}text") is None
    ):
        raise EditError(["son texte n’est pas celui d’un .odt"])
    outside, found = odt_blocks(content.root, sums)
    now = odt_section_sums(content.root, styles.root, sums, odt_pictures(package, content.root))
    names = odt_style_names(content.root, styles.root)
    held = {mark: [section] for mark, section in found.items()}
    sections, states = section_states(held, sums, now, lambda blocks: odt_blocks_say(blocks, names))
    spoken = {
        INDEX if after == INDEX else section_name(after): [block for block in blocks if block.tag not in _DECLARED]
        for after, blocks in outside.items()
        if odt_blocks_say(blocks, {})
    }
    reasons = [*_unmarked(content.root, found, sums), *_unkept(content.root, spoken, sections)]
    refuse(reasons, same_heads=margins == odt_head_sum(styles.root))
    return ReturnedFile(package, document, content, styles, spoken, sections, states)


def after_what(name: str) -> str:
    """Say where a text stands that is outside the sections."""
    if not name:
        return "avant la première section"
    return "après le sommaire" if name == INDEX else f"après la section « {name} »"


def _unmarked(content: Element, found: Mapping[str, Element], sums: Mapping[str, str]) -> Iterator[str]:
    """Say what is wrong with the sections of the file."""
    marks = [name for node in content.iter(f"{TEXT_NS}section") if (name := node.get(_NAME, "")).startswith(MARK)]

    def wrong(name: str) -> str:
        if name not in marks:
            return (
                f"sa section ({name}, menu Format, Sections) a été supprimée ; "
                "annulez cette suppression, ou recopiez-la depuis un fichier neuf"
            )
        return "" if name in found else "mise dans une autre section, ou un cadre ; sortez-la"

    return unmarked(marks, sums, "aucune section de snr : elles ont été retirées", wrong)


def _unkept(
    content: Element, outside: Mapping[str, list[Element]], sections: Mapping[str, list[Element]]
) -> Iterator[str]:
    """Say what would be lost of a file, and in which section."""
    places: dict[str, list[Element]] = {after_what(name): blocks for name, blocks in outside.items()}
    places |= {f"section « {name} »": section for name, section in sections.items()}
    followed = False
    for place, blocks in places.items():
        seen = {node.tag for block in blocks for node in block.iter()}
        found = [what for what, tags in _UNKEPT.items() if seen & tags]
        followed = followed or _FOLLOWED in found
        yield from (f"{place} : {what}" for what in found)
        inner = blocks if not place.startswith("section") else list(blocks[0])
        for tag in dict.fromkeys(_unknown(inner)):
            yield f"{place} : élément inconnu « {tag.rpartition('}')[2][:40]} »"
    if not followed and next(content.iter(_REGION), None) is not None:
        yield _FOLLOWED


def _unknown(blocks: Iterable[Element]) -> Iterator[str]:
    known = _BLOCKS | _DECLARED | frozenset().union(*_UNKEPT.values())
    yield from (block.tag for block in blocks if block.tag not in known and not block.tag.startswith(DRAW_NS))
