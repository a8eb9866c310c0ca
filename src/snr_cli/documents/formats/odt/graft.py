"""Sections of an .odt that came back, put in a new one with what they need: styles, pictures, declared names, bookmarks of their own."""

import copy
from collections.abc import MutableMapping
from itertools import count
from typing import TYPE_CHECKING, Final

from snr_cli.documents.figures.opendocument import ODF_NAMESPACES
from snr_cli.documents.formats.odt.brought import BroughtStyles
from snr_cli.documents.formats.odt.carried import CarriedParts
from snr_cli.documents.formats.odt.elements import OASIS
from snr_cli.documents.formats.odt.returned import ReturnedOdt

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_TEXT, _OFFICE = (f"{{{ODF_NAMESPACES[name]}}}" for name in ("text", "office"))
_TABLE: Final = f"{{{OASIS}:table:1.0}}table"
_TABLE_NAME: Final = f"{{{OASIS}:table:1.0}}name"
_NAME: Final = f"{_TEXT}name"
_XML_ID: Final = "{http://www.w3.org/XML/1998/namespace}id"
_MARK, _START, _END = (f"{_TEXT}bookmark{each}" for each in ("", "-start", "-end"))
_DECLARED: Final = tuple(f"{_TEXT}{name}-decls" for name in ("variable", "sequence", "user-field"))


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
        self._tables = {each.get(_TABLE_NAME, "") for each in fresh.content.root.iter(_TABLE)}

    def block(self, block: "Element", place: str, taken: set[str]) -> "Element":
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
                name = next(new for rank in count(1) if (new := f"{name} ({rank})") not in self._tables)
                each.set(_TABLE_NAME, name)
            self._tables.add(name)
        self._styles.adapt(made, place)
        return made

    def finish(self) -> None:
        """Declare what the blocks name, once they are in their places; what leads nowhere any more is its text."""
        root = self._fresh.content.root
        body = root.find(f"{_OFFICE}body/{_OFFICE}text")
        theirs = self._came.content.root.find(f"{_OFFICE}body/{_OFFICE}text")
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
            if around.get(f"{_TEXT}continue-list", "") not in ids:
                around.attrib.pop(f"{_TEXT}continue-list", None)
            for each in list(around):
                if each.tag == f"{_TEXT}bookmark-ref" and each.get(f"{_TEXT}ref-name", "") not in names:
                    without(around, each, "".join(each.itertext()))
        self._fresh.content.adopt(self._came.content)
        self._fresh.styles.adopt(self._came.styles)

    @staticmethod
    def _bookmarks(block: "Element", taken: set[str]) -> None:
        """Take away bookmarks that are not whole, or whose name another has."""
        starts = [each.get(_NAME, "") for each in block.iter(_START)]
        ends = [each.get(_NAME, "") for each in block.iter(_END)]
        whole = {name for name in starts if starts.count(name) == ends.count(name) == 1} - taken
        alone: set[str] = set()
        for around in list(block.iter()):
            for each in list(around):
                name = each.get(_NAME, "")
                if each.tag in (_START, _END) and name not in whole:
                    without(around, each)
                elif each.tag == _MARK:
                    if name in taken | alone | whole:
                        without(around, each)
                    alone.add(name)
        taken |= whole | alone


def without(around: "Element", gone: "Element", said: str = "") -> None:
    """Take an element away from another one, and leave a text in its place, and what comes after it."""
    text, rank = said + (gone.tail or ""), list(around).index(gone)
    if rank:
        around[rank - 1].tail = (around[rank - 1].tail or "") + text
    else:
        around.text = (around.text or "") + text
    around.remove(gone)
