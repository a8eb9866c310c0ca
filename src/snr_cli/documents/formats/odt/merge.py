"""An .odt that came back, merged where it stands: its words, and what is put in it with the styles and the pictures that it needs."""

import copy
import posixpath
import re
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from snr_cli.documents.edits import MergedFile
from snr_cli.documents.formats.merge import FileMerge, merged_file
from snr_cli.documents.formats.odt.elements import (
    DRAW_NS,
    META_NS,
    OASIS,
    OFFICE_NS,
    TABLE_NS,
    TEXT_NS,
    XLINK_HREF,
    family_named,
    name_attribute,
    shown_name,
    styles_by_key,
)
from snr_cli.documents.formats.odt.returned import returned_odt
from snr_cli.documents.formats.odt.tracked import (
    DC_NS,
    OdtTracking,
    OwnChanges,
    change_odt_words,
    odt_text,
    region_id,
    tracked_changes,
)
from snr_cli.documents.formats.returned import INDEX, MARK, FilePiece, OfficeFile
from snr_cli.documents.formats.tree import part_tree
from snr_cli.inputs.sheets.package import MAX_PART

_MANIFEST_PART: Final = "META-INF/manifest.xml"
_MANIFEST: Final = f"{{{OASIS}:manifest:1.0}}"


class BroughtStyles:
    """Styles of what snr writes being brought to another file, which has its named ones."""

    def __init__(self, fresh: OfficeFile, came: OfficeFile, picture: Callable[[str], str]) -> None:
        """Take the file of snr, the other one, which is changed, and what copies a picture and returns its name there."""
        self._came, self._picture = came, picture
        self._automatic = styles_by_key(fresh.content.root, "automatic-styles")
        shown = {
            (family, shown_name(node)): name
            for (family, name), node in styles_by_key(came.styles.root, "styles").items()
        }
        self._given = {
            (family, name): shown.get((family, shown_name(node)), "")
            for (family, name), node in styles_by_key(fresh.styles.root, "styles").items()
        }
        taken = {
            name
            for root in (came.content.root, came.styles.root)
            for _, name in styles_by_key(root, "automatic-styles")
        }
        self._names = (name for rank in count(1) if (name := f"neuf{rank}") not in taken)

    def adapt(self, node: Element) -> None:
        """Name in an element the styles and the pictures of the other file in the place of those of snr; pages stay as they lie."""
        for attribute, value in node.items():
            family = family_named(node, attribute)
            if family and family != "font":
                if name := self._name(family, value):
                    node.set(attribute, name)
                else:
                    del node.attrib[attribute]
            elif attribute == XLINK_HREF and node.tag == f"{DRAW_NS}image":
                node.set(attribute, self._picture(value))

    def _name(self, family: str, name: str) -> str:
        """Return the name of a style in the other file: one of its own, or one that is brought; empty for none."""
        key = (family, name)
        if key not in self._given and key in self._automatic:
            self._given[key] = next(self._names)
            brought = copy.deepcopy(self._automatic[key])
            brought.set(name_attribute(brought), self._given[key])
            for node in brought.iter():
                self.adapt(node)
            found = self._came.content.root.find(f"{OFFICE_NS}automatic-styles")
            if found is not None:  # a program always writes it
                found.append(brought)
        return self._given.get(key, "")


_NAME: Final = f"{TEXT_NS}name"
_SECTION, _INDEX = f"{TEXT_NS}section", f"{TEXT_NS}table-of-content"
_LIST: Final = f"{TEXT_NS}list"
_ITEMS: Final = (f"{TEXT_NS}list-item", f"{TEXT_NS}list-header")
_WITHIN: Final = (_LIST, *_ITEMS, f"{TEXT_NS}index-title")  # what a paragraph is in, and the next one may not be
_HEADING_ROWS: Final = f"{TABLE_NS}table-header-rows"
_MARKS: Final = frozenset(f"{TEXT_NS}bookmark{kind}" for kind in ("", "-start", "-end"))
_COMMENT: Final = f"{OFFICE_NS}annotation"
_DECLARED: Final = frozenset(
    (f"{OFFICE_NS}forms", *(f"{TEXT_NS}{kind}-decls" for kind in ("variable", "sequence", "user-field")))
)


class OdtMerge(FileMerge):
    """An .odt that came back, being changed where it stands."""

    def __init__(self, came: OfficeFile, fresh: OfficeFile, parts: dict[str, bytes], date: str) -> None:
        """See `FileMerge`."""
        super().__init__(came, fresh, parts)
        body = came.content.root.find(f"{OFFICE_NS}body/{OFFICE_NS}text")
        assert body is not None  # the one that came back was read
        self._text = body
        self._index = next((node for node in body.iter(_INDEX) if node.get(_NAME) == INDEX), None)
        self._regions = tracked_changes(came.content.root)
        self._own = OwnChanges(self._regions)
        numbers = re.findall(r"snr(\d{1,6})(?!\d)", " ".join(map(region_id, self._regions)))
        first = max(map(int, numbers), default=0) + 1
        self._tracking = OdtTracking(self._regions, f"{date}T00:00:00", count(first).__next__)
        self._styles = BroughtStyles(fresh, came, self._picture)
        self._fresh_parents = {child: parent for parent in fresh.content.root.iter() for child in parent}
        self._names = {node.get(_NAME, "") for node in body.iter() if node.tag in _MARKS}

    def text_of(self, paragraph: Element) -> str:
        """See `FileMerge`."""
        return odt_text(paragraph)

    def standing(self, paragraph: Element) -> str:
        """See `FileMerge`."""
        return self._own.standing(paragraph)

    def reject(self, paragraph: Element) -> None:
        """See `FileMerge`."""
        self._own.reject(paragraph)

    def is_others(self, element: Element, *, whole: bool) -> bool:
        """See `FileMerge`."""
        return self._own.others_marks(element) or (whole and next(element.iter(_COMMENT), None) is not None)

    def change(self, paragraph: Element, start: int, end: int, text: str, *, tracked: bool) -> bool:
        """See `FileMerge`."""
        if re.search(r"[\t\n]| {2}", text):  # elements of their own
            return False
        return change_odt_words(paragraph, start, end, text, self._tracking if tracked else None)

    def put(self, anchor: Element | None, block: FilePiece, *, mark: str = "") -> Element:
        """See `FileMerge`."""
        if anchor is not None and not mark:
            for element in block.elements:
                anchor = self._put(anchor, element, block.section)
            return anchor
        made, last = self._section(block, mark)
        if anchor is not None:
            self.insert(self._above(anchor, lambda parent: parent is not self._text), made)
        else:
            first = sum(1 for node in self._text if node.tag in _DECLARED or node is self._regions)
            self._text[first:first] = made
            self.parents |= {child: parent for parent in self._text.iter() for child in parent}
        return last

    def _section(self, block: FilePiece, mark: str) -> tuple[list[Element], Element]:
        """Return the elements of a piece, in the section of a mark if one is given, and the last of them."""
        made = [self._lifted(element) for element in block.elements]
        elements = [outer for outer, _ in made]
        if mark:
            section = Element(_SECTION, {_NAME: mark})
            section.extend(elements)
            elements = [section]
        return elements, made[-1][1]

    def _put(self, anchor: Element, element: Element, section: str) -> Element:
        """Put an element after another one: an item of a list in the list that this one is in, if it is in one."""
        outer, inner = self._lifted(element)
        around = self._above(anchor, lambda parent: parent.tag in _WITHIN)
        if outer.tag == _LIST and around.tag == _LIST:
            around = self.parents[self._above(anchor, lambda parent: parent.tag not in _ITEMS)]
            outer = outer[0]
        elif section != INDEX:  # a paragraph is in no index
            top = self._above(around, lambda parent: parent not in (self._text, self._index))
            around = self._index if self._index is not None and self.parents[top] is self._index else around
        self.insert(around, [outer])
        return inner

    def _above(self, element: Element, goes_on: Callable[[Element], bool]) -> Element:
        """Return what an element is in, as long as that is wanted."""
        while goes_on(self.parents[element]):
            element = self.parents[element]
        return element

    def _lifted(self, element: Element) -> tuple[Element, Element]:
        """Return a copy of an element, in a list of its own when it is an item of one, and the copy itself."""
        inner = outer = self.copied(element)
        around = self._fresh_parents[element]
        while around.tag in (_LIST, *_ITEMS):
            within, outer = outer, Element(around.tag, dict(around.attrib))
            outer.append(within)
            self._styles.adapt(outer)
            around = self._fresh_parents[around]
        return outer, inner

    def copied(self, element: Element) -> Element:
        """See `FileMerge`."""
        made = copy.deepcopy(element)
        made.tail = None
        for around in list(made.iter()):
            for node in [node for node in around if node.tag in _MARKS and node.get(_NAME, "") in self._names]:
                around.remove(node)
        self._names |= {node.get(_NAME, "") for node in made.iter() if node.tag in _MARKS}
        for node in made.iter():
            self._styles.adapt(node)
        return made

    def insert(self, anchor: Element, elements: Sequence[Element]) -> None:
        """See `FileMerge`: nothing is put among the rows that each page of a table begins with."""
        super().insert(self._above(anchor, lambda parent: parent.tag == _HEADING_ROWS), elements)

    def remove(self, element: Element) -> None:
        """See `FileMerge`."""
        parent = self.parents[element]
        parent.remove(element)
        if len(parent) == 0 and parent.tag in (_SECTION, _HEADING_ROWS, *_WITHIN):
            self.remove(parent)

    def keep(self) -> None:
        """See `FileMerge`."""
        if self._regions in list(self._text):
            self._text.remove(self._regions)
        if len(self._regions):
            self._text.insert(0, self._regions)
        self.came.content.prefixes.setdefault(DC_NS[1:-1], "dc")
        self.came.content.adopt(self.fresh.content)
        self.came.styles.adopt(self.fresh.styles)
        ours = part_tree(self.fresh.package, "meta.xml").root
        about = self.tree("meta.xml").root.find(f"{OFFICE_NS}meta")
        kept, written = (
            [node for node in (root if root is not None else ()) if node.get(f"{META_NS}name", "").startswith(MARK)]
            for root in (about, ours.find(f"{OFFICE_NS}meta"))
        )
        if about is not None:
            about[:] = [*(node for node in about if node not in kept), *written]

    def _picture(self, target: str) -> str:
        """Copy a picture; return its new name."""
        suffix = posixpath.splitext(target)[1]
        new = next(name for number in count(1) if (name := f"Pictures/snr{number}{suffix}") not in self.parts)
        with self.fresh.package.open_small(target) as stream:
            self.parts[new] = stream.read(MAX_PART)
        kinds = {
            node.get(f"{_MANIFEST}full-path"): node.get(f"{_MANIFEST}media-type", "")
            for node in part_tree(self.fresh.package, _MANIFEST_PART).root
        }
        about = {f"{_MANIFEST}full-path": new, f"{_MANIFEST}media-type": kinds.get(target, "")}
        SubElement(self.tree(_MANIFEST_PART).root, f"{_MANIFEST}file-entry", about)
        return new


def merge_odt(old: bytes, new: bytes, date: str) -> MergedFile:
    """Write a document again, with what a person made of it.

    Args:
        old: the file that came back.
        new: what snr writes today.
        date: that of tracked changes, YYYY-MM-DD.

    Raises:
        EditError: it cannot be read, is another document, or holds edits that cannot be kept: nothing is ever dropped.
    """
    return merged_file(returned_odt(old), returned_odt(new), old, new, partial(OdtMerge, date=date))
