"""An .odt written again: the sections that a person edited in the old one take the place of the new ones, with what they need."""

import copy
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from itertools import count
from typing import Final
from xml.etree.ElementTree import Element

from snr_cli.documents.edits import EditError, MergedFile
from snr_cli.documents.formats.markup import archive
from snr_cli.documents.formats.odt.carried import BroughtStyles, CarriedParts
from snr_cli.documents.formats.odt.contents import follow_index
from snr_cli.documents.formats.odt.edited import INDEX
from snr_cli.documents.formats.odt.elements import OASIS, OFFICE_NS, STYLE_NS, TABLE_NS, TEXT_NS, style_id
from snr_cli.documents.formats.odt.returned import after_what, returned_odt
from snr_cli.documents.formats.odt.styles import FOLLOWING
from snr_cli.documents.formats.returned import ReturnedFile, merged_file, parts_of
from snr_cli.documents.formats.sections import section_mark
from snr_cli.documents.formats.tree import xml_text

_TABLE: Final = f"{{{OASIS}:table:1.0}}table"
_TABLE_NAME: Final = f"{{{OASIS}:table:1.0}}name"
_NAME: Final = f"{TEXT_NS}name"
_XML_ID: Final = "{http://www.w3.org/XML/1998/namespace}id"
_MARK, _START, _END = (f"{TEXT_NS}bookmark{each}" for each in ("", "-start", "-end"))
_DECLARED: Final = tuple(f"{TEXT_NS}{name}-decls" for name in ("variable", "sequence", "user-field"))


class OdtGraft:
    """Sections of one file being put in another."""

    def __init__(self, came: ReturnedFile, fresh: ReturnedFile, parts: MutableMapping[str, str | bytes]) -> None:
        """Take both files.

        Args:
            came: the one that came back.
            fresh: the new one, which is changed.
            parts: name → content of the new one, changed by what is put there.
        """
        self._came, self._fresh = came, fresh
        self._styles = BroughtStyles(came, fresh, CarriedParts(came.package, parts))
        self._ranks: dict[str, Iterator[int]] = {}
        self._tables = {node.get(_TABLE_NAME, "") for node in fresh.content.root.iter(_TABLE)}

    def block(self, block: Element, place: str, taken: set[str]) -> Element:
        """Return a copy of a block, ready to be put in the new file.

        Args:
            block: a section, or what stands outside of them.
            place: what it is, for a message.
            taken: the names of the bookmarks of the rest of the new file; those of this block are added.

        Raises:
            EditError: it needs what cannot be kept.
        """
        made = copy.deepcopy(block)
        made.tail = None
        self._bookmarks(made, taken)
        for node in made.iter(_TABLE):
            name = node.get(_TABLE_NAME, "")
            if name in self._tables:
                ranks = self._ranks.setdefault(name, count(1))
                name = next(new for rank in ranks if (new := f"{name} ({rank})") not in self._tables)
                node.set(_TABLE_NAME, name)
            self._tables.add(name)
        self._styles.adapt(made, place)
        return made

    def finish(self) -> None:
        """Declare what the blocks name, once they are in their places; what leads nowhere any more is its text."""
        root = self._fresh.content.root
        body = root.find(f"{OFFICE_NS}body/{OFFICE_NS}text")
        theirs = self._came.content.root.find(f"{OFFICE_NS}body/{OFFICE_NS}text")
        assert body is not None and theirs is not None
        used = {node.get(_NAME, "") for node in body.iter()}
        for rank, tag in enumerate(_DECLARED):
            declared = [copy.deepcopy(node) for node in theirs.iterfind(f"{tag}/*") if node.get(_NAME, "") in used]
            if declared:
                within = body.makeelement(tag, {})
                within.extend(declared)
                body.insert(rank if all(node.tag in _DECLARED for node in body[:rank]) else 0, within)
        names = {node.get(_NAME, "") for tag in (_MARK, _START) for node in body.iter(tag)}
        ids = {node.get(_XML_ID, "") for node in body.iter()}
        for around in list(body.iter()):
            if around.get(f"{TEXT_NS}continue-list", "") not in ids:
                around.attrib.pop(f"{TEXT_NS}continue-list", None)
            lost = (node for node in around.iterfind(f"{TEXT_NS}bookmark-ref"))
            without(
                around,
                {node: "".join(node.itertext()) for node in lost if node.get(f"{TEXT_NS}ref-name", "") not in names},
            )
        self._fresh.content.adopt(self._came.content)
        self._fresh.styles.adopt(self._came.styles)

    @staticmethod
    def _bookmarks(block: Element, taken: set[str]) -> None:
        """Take away bookmarks that are not whole, or whose name another has."""
        starts, ends = (Counter(each.get(_NAME, "") for each in block.iter(tag)) for tag in (_START, _END))
        whole = {name for name, times in starts.items() if times == ends[name] == 1} - taken
        alone: set[str] = set()
        for around in list(block.iter()):
            gone: dict[Element, str] = {}
            for node in around:
                name = node.get(_NAME, "")
                if node.tag in (_START, _END) and name not in whole:
                    gone[node] = ""
                elif node.tag == _MARK:
                    if name in taken or name in alone or name in whole:
                        gone[node] = ""
                    alone.add(name)
            without(around, gone)
        taken |= whole | alone


def without(around: Element, gone: Mapping[Element, str]) -> None:
    """Take elements away from another one, and leave a text in the place of each, and what comes after it.

    Args:
        around: what they are in.
        gone: element → its text.
    """
    if not gone:
        return
    kept: list[Element] = []
    for node in around:
        if node not in gone:
            kept.append(node)
        elif text := gone[node] + (node.tail or ""):
            if kept:
                kept[-1].tail = (kept[-1].tail or "") + text
            else:
                around.text = (around.text or "") + text
    around[:] = kept


_STYLED: Final = f"{TEXT_NS}style-name"
_PARAGRAPHS: Final = (f"{TEXT_NS}p", f"{TEXT_NS}h")
_BOOKMARKS: Final = (f"{TEXT_NS}bookmark", f"{TEXT_NS}bookmark-start")
_PAGES: Final = f"{STYLE_NS}master-page-name"
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
    return merged_file(
        came,
        fresh,
        new,
        lambda _: _homeless(came, fresh),
        lambda kept: _merged(came, fresh, kept, new),
        outside=bool(came.outside),
    )


def _homeless(came: ReturnedFile, fresh: ReturnedFile) -> Iterator[str]:
    """Say which texts outside the sections have no place any more."""
    there = {"", *fresh.states} | {INDEX for each in fresh.content.root.iter(f"{TEXT_NS}table-of-content")}
    for name in came.outside:
        if name not in there:
            yield f"texte ajouté {after_what(name)}, que le document n’a plus"


def _merged(came: ReturnedFile, fresh: ReturnedFile, kept: Mapping[str, str], new: bytes) -> bytes:
    parts = parts_of(new)
    graft = OdtGraft(came, fresh, parts)
    body = fresh.content.root.find(f"{OFFICE_NS}body/{OFFICE_NS}text")
    assert body is not None
    marks = {section_mark(name): name for name in fresh.states}
    taken = {
        node.get(_NAME, "")
        for block in body
        if marks.get(block.get(_NAME, "")) not in kept
        for node in block.iter()
        if node.tag in _BOOKMARKS
    }
    reasons: list[str] = []

    def copied(blocks: Iterable[Element], place: str) -> Iterator[Element]:
        for block in blocks:
            try:
                yield graft.block(block, place, taken)
            except EditError as error:
                reasons.extend(error.reasons)

    made = list(copied(came.outside.get("", []), after_what("")))
    edited: set[Element] = set()
    for block in list(body):
        name = marks.get(block.get(_NAME, ""), INDEX if block.tag == f"{TEXT_NS}table-of-content" else "")
        if name in kept:
            made += (nodes := list(copied(came.sections[name], f"section « {name} »")))
            edited.update(nodes)
        else:
            made.append(block)
        if name:
            made += copied(came.outside.get(name, []), after_what(name))
    if reasons:
        raise EditError(list(dict.fromkeys(reasons)))
    body[:] = made
    follow_index(body, {node.get(_NAME, "") for block in edited for node in block.iter() if node.tag in _BOOKMARKS})
    graft.finish()
    _upright(fresh, body)
    parts |= {"content.xml": xml_text(fresh.content), "styles.xml": xml_text(fresh.styles)}
    return archive(parts, stored=frozenset((_TYPE,)))


def _upright(fresh: ReturnedFile, body: Element) -> None:
    """Begin a page that stands where a section would else begin on one that lies on its side."""
    layouts = {
        each.get(f"{STYLE_NS}name", ""): each.find(f"{STYLE_NS}page-layout-properties")
        for each in fresh.styles.root.iter(f"{STYLE_NS}page-layout")
    }
    lying = {
        each.get(f"{STYLE_NS}name", "")
        for each in fresh.styles.root.iter(f"{STYLE_NS}master-page")
        if (found := layouts.get(each.get(f"{STYLE_NS}page-layout-name", ""))) is not None
        and found.get(f"{STYLE_NS}print-orientation") == "landscape"
    }
    automatic = fresh.content.root.find(f"{OFFICE_NS}automatic-styles")
    assert automatic is not None
    styles = {(each.get(f"{STYLE_NS}family"), each.get(f"{STYLE_NS}name", "")): each for each in automatic}
    numbers = count(1)
    side = False
    for block in body:
        first = block.tag == f"{TEXT_NS}section"
        for node in block.iter():
            if node.tag not in (*_PARAGRAPHS, f"{TABLE_NS}table"):
                continue
            table = node.tag == f"{TABLE_NS}table"
            name = node.get(f"{TABLE_NS}style-name" if table else _STYLED, "")
            style = styles.get(("table" if table else "paragraph", name))
            pages = style.get(_PAGES, "") if style is not None else ""
            if pages:
                side = pages in lying
            elif first and side and not table:
                new = automatic.makeelement(f"{STYLE_NS}style", {}) if style is None else _copy(style)
                if style is None:
                    new.attrib |= {f"{STYLE_NS}family": "paragraph", f"{STYLE_NS}parent-style-name": name}
                new.attrib |= {f"{STYLE_NS}name": f"debout{next(numbers)}", _PAGES: style_id(FOLLOWING)}
                automatic.append(new)
                node.set(_STYLED, new.get(f"{STYLE_NS}name", ""))
                side = False
            first = False


def _copy(style: Element) -> Element:
    made = style.makeelement(style.tag, dict(style.attrib))
    made.extend(style)
    return made
