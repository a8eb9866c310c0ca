"""Sections of an .odt that came back, put in a new one with what they need: styles, pictures, declared names, bookmarks of their own."""

import copy
from collections import Counter
from collections.abc import Iterator, Mapping, MutableMapping
from itertools import count
from typing import Final
from xml.etree.ElementTree import Element

from snr_cli.documents.formats.odt.carried import BroughtStyles, CarriedParts
from snr_cli.documents.formats.odt.elements import OASIS, OFFICE_NS, TEXT_NS
from snr_cli.documents.formats.odt.returned import ReturnedOdt

_TABLE: Final = f"{{{OASIS}:table:1.0}}table"
_TABLE_NAME: Final = f"{{{OASIS}:table:1.0}}name"
_NAME: Final = f"{TEXT_NS}name"
_XML_ID: Final = "{http://www.w3.org/XML/1998/namespace}id"
_MARK, _START, _END = (f"{TEXT_NS}bookmark{each}" for each in ("", "-start", "-end"))
_DECLARED: Final = tuple(f"{TEXT_NS}{name}-decls" for name in ("variable", "sequence", "user-field"))


class OdtGraft:
    """Sections of one file being put in another."""

    def __init__(self, came: ReturnedOdt, fresh: ReturnedOdt, parts: MutableMapping[str, str | bytes]) -> None:
        """Take both files.

        Args:
            came: the one that came back.
            fresh: the new one, which is changed.
            parts: name → content of the new one, changed by what is put there.
        """
        self._came, self._fresh = came, fresh
        self._styles = BroughtStyles(came, fresh, CarriedParts(came.package, parts))
        self._ranks: dict[str, Iterator[int]] = {}
        self._tables = {each.get(_TABLE_NAME, "") for each in fresh.content.root.iter(_TABLE)}

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
        for each in made.iter(_TABLE):
            name = each.get(_TABLE_NAME, "")
            if name in self._tables:
                ranks = self._ranks.setdefault(name, count(1))
                name = next(new for rank in ranks if (new := f"{name} ({rank})") not in self._tables)
                each.set(_TABLE_NAME, name)
            self._tables.add(name)
        self._styles.adapt(made, place)
        return made

    def finish(self) -> None:
        """Declare what the blocks name, once they are in their places; what leads nowhere any more is its text."""
        root = self._fresh.content.root
        body = root.find(f"{OFFICE_NS}body/{OFFICE_NS}text")
        theirs = self._came.content.root.find(f"{OFFICE_NS}body/{OFFICE_NS}text")
        assert body is not None and theirs is not None
        used = {each.get(_NAME, "") for each in body.iter()}
        for rank, tag in enumerate(_DECLARED):
            declared = [copy.deepcopy(each) for each in theirs.iterfind(f"{tag}/*") if each.get(_NAME, "") in used]
            if declared:
                within = body.makeelement(tag, {})
                within.extend(declared)
                body.insert(rank if all(each.tag in _DECLARED for each in body[:rank]) else 0, within)
        names = {each.get(_NAME, "") for tag in (_MARK, _START) for each in body.iter(tag)}
        ids = {each.get(_XML_ID, "") for each in body.iter()}
        for around in list(body.iter()):
            if around.get(f"{TEXT_NS}continue-list", "") not in ids:
                around.attrib.pop(f"{TEXT_NS}continue-list", None)
            lost = (each for each in around.iterfind(f"{TEXT_NS}bookmark-ref"))
            without(
                around,
                {each: "".join(each.itertext()) for each in lost if each.get(f"{TEXT_NS}ref-name", "") not in names},
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
            for each in around:
                name = each.get(_NAME, "")
                if each.tag in (_START, _END) and name not in whole:
                    gone[each] = ""
                elif each.tag == _MARK:
                    if name in taken or name in alone or name in whole:
                        gone[each] = ""
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
    for each in around:
        if each not in gone:
            kept.append(each)
        elif text := gone[each] + (each.tail or ""):
            if kept:
                kept[-1].tail = (kept[-1].tail or "") + text
            else:
                around.text = (around.text or "") + text
    around[:] = kept
