"""The lists of a .docx that came back, brought to the new one under numbers of their own."""

import copy
from typing import TYPE_CHECKING, Final

from snr_cli.documents.formats.docx.elements import WORD
from snr_cli.documents.formats.tree import Tree, part_tree
from snr_cli.inputs.sheets.package import Package

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_W: Final = f"{{{WORD}}}"
_PART: Final = "word/numbering.xml"
_NUM, _ABSTRACT = f"{_W}num", f"{_W}abstractNum"
_NUM_ID, _ABSTRACT_ID, _VALUE = f"{_W}numId", f"{_W}abstractNumId", f"{_W}val"
_NO_LIST: Final = "0"
# what a copy does not have: the sign of a copy, styles that lead to it, pictures for dots
_DROPPED: Final = tuple(
    f"{_W}{name}" for name in ("nsid", "tmpl", "styleLink", "numStyleLink", "pStyle", "lvlPicBulletId")
)


class KeptLists:
    """Lists being brought from one file to another."""

    def __init__(self, package: Package, tree: Tree) -> None:
        """Take the file that came back, and word/numbering.xml of the new one."""
        self.tree = tree
        theirs = part_tree(package, _PART).root if _PART in package else None
        self._nums: dict[str, Element] = {}
        self._abstract: dict[str, Element] = {}
        if theirs is not None:
            self._nums = {each.get(_NUM_ID, ""): each for each in theirs.iter(_NUM)}
            self._abstract = {each.get(_ABSTRACT_ID, ""): each for each in theirs.iter(_ABSTRACT)}
        self._given: dict[str, str] = {}
        self._own: dict[str, str] = {}  # abstract list → its new number

    def number(self, rank: str) -> str:
        """Return the number of a list in the new file; « no list » for one that is nowhere."""
        if rank not in self._given:
            num = self._nums.get(rank)
            self._given[rank] = self._brought(num) if num is not None else _NO_LIST
        return self._given[rank]

    def _brought(self, num: "Element") -> str:
        link = num.find(_ABSTRACT_ID)
        abstract = self._abstract_number(link.get(_VALUE, "") if link is not None else "")
        if link is None or not abstract:
            return _NO_LIST
        made = copy.deepcopy(num)
        for each in made.findall(_ABSTRACT_ID):
            each.set(_VALUE, abstract)
        rank = str(_next(self.tree.root, _NUM, _NUM_ID))
        made.set(_NUM_ID, rank)
        _without(made)
        self.tree.root.append(made)
        return rank

    def _abstract_number(self, rank: str) -> str:
        """Return the number of an abstract list in the new file, empty for one that is nowhere."""
        if rank not in self._own:
            found = self._abstract.get(rank)
            linked = found.find(f"{_W}numStyleLink") if found is not None else None
            if linked is not None:  # it is the one that another says that it is
                found = next(
                    (
                        each
                        for each in self._abstract.values()
                        if (link := each.find(f"{_W}styleLink")) is not None and link.get(_VALUE) == linked.get(_VALUE)
                    ),
                    found,
                )
            if found is None:
                return ""
            made = copy.deepcopy(found)
            self._own[rank] = str(_next(self.tree.root, _ABSTRACT, _ABSTRACT_ID))
            made.set(_ABSTRACT_ID, self._own[rank])
            _without(made)
            self.tree.root.insert(len(self.tree.root.findall(_ABSTRACT)), made)
        return self._own[rank]


def _without(element: "Element") -> None:
    for around in list(element.iter()):
        for each in list(around):
            if each.tag in _DROPPED:
                around.remove(each)


def _next(root: "Element", tag: str, key: str) -> int:
    return 1 + max((int(found) for each in root.findall(tag) if (found := each.get(key, "")).isdecimal()), default=0)
