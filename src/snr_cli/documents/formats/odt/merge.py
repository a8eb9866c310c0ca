"""An .odt written again: the sections that a person edited in the old one take the place of the new ones."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import TYPE_CHECKING, Final

from snr_cli.documents.edits import EditError, MergedFile, other_document, sorted_edits
from snr_cli.documents.figures.opendocument import ODF_NAMESPACES
from snr_cli.documents.formats.markup import archive
from snr_cli.documents.formats.odt.contents import follow_index
from snr_cli.documents.formats.odt.elements import OASIS, style_id
from snr_cli.documents.formats.odt.graft import OdtGraft
from snr_cli.documents.formats.odt.pages import FOLLOWING
from snr_cli.documents.formats.odt.returned import ReturnedOdt, after_what, returned_odt
from snr_cli.documents.formats.odt.sections import INDEX
from snr_cli.documents.formats.sections import generated_sums, moved_section, section_mark
from snr_cli.documents.formats.tree import xml_text
from snr_cli.inputs.sheets.caps import SheetError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_TEXT, _STYLE, _OFFICE = (f"{{{ODF_NAMESPACES[name]}}}" for name in ("text", "style", "office"))
_FO: Final = f"{{{ODF_NAMESPACES['fo']}}}"
_TABLE: Final = f"{{{OASIS}:table:1.0}}"
_NAME, _STYLED = f"{_TEXT}name", f"{_TEXT}style-name"
_PARAGRAPHS: Final = (f"{_TEXT}p", f"{_TEXT}h")
_BOOKMARKS: Final = (f"{_TEXT}bookmark", f"{_TEXT}bookmark-start")
_PAGES: Final = f"{_STYLE}master-page-name"
_TYPE: Final = "mimetype"


def merge_odt(old: bytes, new: bytes) -> MergedFile:
    """Write a document again and keep the sections that a person edited in the old one.

    Args:
        old: the file that came back.
        new: what snr writes today.

    Raises:
        EditError: it cannot be read, is another document, or holds edits that cannot be kept: nothing is ever dropped.
    """
    came, fresh = returned_odt(old), returned_odt(new)
    if came.document != fresh.document:
        raise EditError([other_document(came.document, fresh.document)])
    kept, reasons = sorted_edits(came.states, generated_sums(came.states, fresh.states))
    reasons = [*moved_section(came.states, fresh.states), *reasons, *_homeless(came, fresh)]
    if reasons:
        raise EditError(reasons)
    added = tuple(name for name in fresh.states if name not in came.states)
    if not kept and not came.outside:
        return MergedFile(new, {}, added)
    try:
        return MergedFile(_merged(came, fresh, kept, new), kept, added)
    except SheetError as error:
        raise EditError([f"fichier abîmé ou refusé : {str(error).replace('classeur', 'fichier')}"]) from None


def _homeless(came: ReturnedOdt, fresh: ReturnedOdt) -> Iterator[str]:
    """Say which texts outside the sections have no place any more."""
    there = {"", *fresh.states} | {INDEX for each in fresh.content.root.iter(f"{_TEXT}table-of-content")}
    for name in came.outside:
        if name not in there:
            yield f"texte ajouté {after_what(name)}, que le document n’a plus"


def _merged(came: ReturnedOdt, fresh: ReturnedOdt, kept: Mapping[str, str], new: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(new)) as package:
        parts: dict[str, str | bytes] = {
            name: package.read(name).decode() if name.endswith(".xml") else package.read(name)
            for name in package.namelist()
        }
    graft = OdtGraft(came, fresh, parts)
    body = fresh.content.root.find(f"{_OFFICE}body/{_OFFICE}text")
    assert body is not None
    marks = {section_mark(name): name for name in fresh.states}
    taken = {
        each.get(_NAME, "")
        for block in body
        if marks.get(block.get(_NAME, "")) not in kept
        for each in block.iter()
        if each.tag in _BOOKMARKS
    }
    reasons: list[str] = []

    def copied(blocks: "Iterable[Element]", place: str) -> "Iterator[Element]":
        for block in blocks:
            try:
                yield graft.block(block, place, taken)
            except EditError as error:
                reasons.extend(error.reasons)

    made = list(copied(came.outside.get("", []), after_what("")))
    edited: set[Element] = set()
    for block in list(body):
        name = marks.get(block.get(_NAME, ""), INDEX if block.tag == f"{_TEXT}table-of-content" else "")
        if name in kept:
            made += (found := list(copied([came.sections[name]], f"section « {name} »")))
            edited.update(found)
        else:
            made.append(block)
        if name:
            made += copied(came.outside.get(name, []), after_what(name))
    if reasons:
        raise EditError(list(dict.fromkeys(reasons)))
    body[:] = made
    follow_index(body, {each.get(_NAME, "") for block in edited for each in block.iter() if each.tag in _BOOKMARKS})
    graft.finish()
    _upright(fresh, body)
    parts |= {"content.xml": xml_text(fresh.content), "styles.xml": xml_text(fresh.styles)}
    return archive(parts, stored=frozenset((_TYPE,)))


def _upright(fresh: ReturnedOdt, body: "Element") -> None:
    """Begin a page that stands where a section would else begin on one that lies on its side."""
    layouts = {
        each.get(f"{_STYLE}name", ""): each.find(f"{_STYLE}page-layout-properties")
        for each in fresh.styles.root.iter(f"{_STYLE}page-layout")
    }
    lying = {
        each.get(f"{_STYLE}name", "")
        for each in fresh.styles.root.iter(f"{_STYLE}master-page")
        if (found := layouts.get(each.get(f"{_STYLE}page-layout-name", ""))) is not None
        and found.get(f"{_STYLE}print-orientation") == "landscape"
    }
    automatic = fresh.content.root.find(f"{_OFFICE}automatic-styles")
    assert automatic is not None
    styles = {(each.get(f"{_STYLE}family"), each.get(f"{_STYLE}name", "")): each for each in automatic}
    numbers = count(1)
    side = False
    for block in body:
        first = block.tag == f"{_TEXT}section"
        for each in block.iter():
            if each.tag not in (*_PARAGRAPHS, f"{_TABLE}table"):
                continue
            table = each.tag == f"{_TABLE}table"
            name = each.get(f"{_TABLE}style-name" if table else _STYLED, "")
            style = styles.get(("table" if table else "paragraph", name))
            pages = style.get(_PAGES, "") if style is not None else ""
            if pages:
                side = pages in lying
            elif first and side and not table:
                new = automatic.makeelement(f"{_STYLE}style", {}) if style is None else _copy(style)
                if style is None:
                    new.attrib |= {f"{_STYLE}family": "paragraph", f"{_STYLE}parent-style-name": name}
                new.attrib |= {f"{_STYLE}name": f"debout{next(numbers)}", _PAGES: style_id(FOLLOWING)}
                automatic.append(new)
                each.set(_STYLED, new.get(f"{_STYLE}name", ""))
                side = False
            first = False


def _copy(style: "Element") -> "Element":
    made = style.makeelement(style.tag, dict(style.attrib))
    made.extend(style)
    return made
