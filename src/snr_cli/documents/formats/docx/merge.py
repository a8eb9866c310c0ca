"""A .docx written again: the sections that a person edited in the old one take the place of the new ones."""

import io
import zipfile
from collections.abc import Mapping
from itertools import chain
from typing import TYPE_CHECKING, Final

from snr_cli.documents.edits import EditError, MergedFile, other_document, sorted_edits
from snr_cli.documents.formats.docx.contents import follow_headings
from snr_cli.documents.formats.docx.elements import WORD
from snr_cli.documents.formats.docx.graft import Graft
from snr_cli.documents.formats.docx.returned import ReturnedDocx, returned_docx
from snr_cli.documents.formats.docx.sections import blocks_say
from snr_cli.documents.formats.markup import archive
from snr_cli.documents.formats.sections import CONTENTS, generated_sums, moved_section, section_mark
from snr_cli.inputs.sheets.caps import SheetError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_W: Final = f"{{{WORD}}}"
_PAGE: Final = f"{_W}sectPr"
_TITLE: Final = f"{_W}titlePg"
_AFTER_TITLE: Final = tuple(f"{_W}{name}" for name in ("textDirection", "bidi", "rtlGutter", "docGrid"))


def merge_docx(old: bytes, new: bytes) -> MergedFile:
    """Write a document again and keep the sections that a person edited in the old one.

    Args:
        old: the file that came back.
        new: what snr writes today.

    Raises:
        EditError: it cannot be read, is another document, or holds edits that cannot be kept: nothing is ever dropped.
    """
    came, fresh = returned_docx(old), returned_docx(new)
    if came.document != fresh.document:
        raise EditError([other_document(came.document, fresh.document)])
    kept, reasons = sorted_edits(came.states, generated_sums(came.states, fresh.states))
    reasons = [
        *moved_section(came.states, fresh.states),
        *reasons,
        *(why for name in kept for why in _turned(came, name)),
    ]
    if reasons:
        raise EditError(reasons)
    before = came.before if blocks_say(came.before, {}) or any(True for _ in _objects(came.before)) else []
    added = tuple(name for name in fresh.states if name not in came.states)
    if not kept and not before:
        return MergedFile(new, {}, added)
    try:
        return MergedFile(_merged(came, fresh, kept, before, new), kept, added)
    except SheetError as error:
        raise EditError([f"fichier abîmé ou refusé : {str(error).replace('classeur', 'fichier')}"]) from None


def _merged(
    came: ReturnedDocx, fresh: ReturnedDocx, kept: Mapping[str, str], before: "list[Element]", new: bytes
) -> bytes:
    with zipfile.ZipFile(io.BytesIO(new)) as package:
        parts: dict[str, str | bytes] = {
            name: package.read(name).decode() if name.endswith((".xml", ".rels")) else package.read(name)
            for name in package.namelist()
        }
    graft = Graft(came, fresh.text, parts)
    body = fresh.text.root[0]
    end = body[-1]
    taken = {
        each.get(f"{_W}name", "")
        for name, blocks in fresh.sections.items()
        if name not in kept
        for block in blocks
        for each in block.iter(f"{_W}bookmarkStart")
    }
    reasons: list[str] = []
    made: dict[str, list[Element]] = {"": []}
    for name, blocks in {"": before, **{name: came.sections[name] for name in kept}}.items():
        place = f"section « {name} »" if name else "avant la première section"
        try:
            own = [each for each in blocks if each.tag != _PAGE]
            made[name] = graft.blocks(own, place, section_mark(name) if name else "", taken)
        except EditError as error:
            reasons += error.reasons
    if reasons:
        raise EditError(reasons)
    sections = {
        name: made.get(name, [each for each in blocks if each is not end]) for name, blocks in fresh.sections.items()
    }
    body[:] = [*made[""], *chain.from_iterable(sections.values())]
    if body[-1].tag == f"{_W}tbl":  # Word asks for a paragraph after the last table
        body.append(body.makeelement(f"{_W}p", {}))
    body.append(end)
    _first_page(fresh.text.root)
    if CONTENTS not in kept:
        edited = {
            each.get(f"{_W}name", "")
            for name in kept
            for block in sections[name]
            for each in block.iter(f"{_W}bookmarkStart")
        }
        follow_headings(fresh.text.root, fresh.styles.root, edited, parts)
    graft.finish()
    return archive(parts)


def _objects(blocks: "list[Element]") -> "chain[Element]":
    """Return what a block holds beside texts."""
    return chain.from_iterable(block.iter(f"{_W}{tag}") for block in blocks for tag in ("drawing", "pict", "object"))


def _turned(came: ReturnedDocx, name: str) -> list[str]:
    """Say of a section that its pages lie on their side, and those around it with them."""
    own = [page for block in came.sections[name] for page in block.iter(_PAGE)]
    after = _after(came, name)
    if any(_lies(page) for page in (*own[:1], *after)):
        return [
            f"section « {name} » : ses pages en paysage débordent sur une autre section ; "
            "mettez un saut de page en portrait avant et après elles, dans la section"
        ]
    return []


def _after(came: ReturnedDocx, name: str) -> "list[Element]":
    """Return what the pages are that the end of a section stands on."""
    names = list(came.sections)
    blocks = chain.from_iterable(came.sections[each] for each in names[names.index(name) + 1 :])
    return [page for block in blocks for page in block.iter(_PAGE)][:1]


def _lies(page: "Element") -> bool:
    size = page.find(f"{_W}pgSz")
    return size is not None and size.get(f"{_W}orient") == "landscape"


def _first_page(document: "Element") -> None:
    """Let only the first pages have a first one without head."""
    for rank, page in enumerate(document.iter(_PAGE)):
        found = page.find(_TITLE)
        if rank and found is not None:
            page.remove(found)
        elif not rank and found is None:
            place = next((place for place, each in enumerate(page) if each.tag in _AFTER_TITLE), len(page))
            page.insert(place, page.makeelement(_TITLE, {}))
