"""An .odt that came back, merged where it stands: its words, and what is put in it with the styles and the pictures that it needs."""

import copy
import posixpath
import re
from collections.abc import Callable
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
    STYLE_NAME,
    STYLE_NS,
    STYLE_SHOWN,
    TABLE_NS,
    TEXT_NS,
    XLINK_HREF,
    StyleKey,
    family_named,
    name_attribute,
    shown_name,
    style_id,
    styles_by_key,
)
from snr_cli.documents.formats.odt.parts import FOLLOWING
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
_MASTER, _LAYOUT = f"{STYLE_NS}master-page", f"{STYLE_NS}page-layout"


class BroughtStyles:
    """Styles of what snr writes being brought to another file."""

    def __init__(self, came: OfficeFile, fresh: OfficeFile, picture: Callable[[str], str]) -> None:
        """Take the file of snr, the other one, which is changed, and what copies a picture and returns its name there."""
        self._came, self._fresh, self._picture = came, fresh, picture
        self._automatic = styles_by_key(came.content.root, "automatic-styles")
        self._common = styles_by_key(came.styles.root, "styles")
        self._own = styles_by_key(fresh.styles.root, "styles")
        self._shown = {(family, shown_name(node)): name for (family, name), node in self._own.items()}
        self._pages = {node.get(STYLE_NAME, ""): node for node in came.styles.root.iter(_MASTER)}
        self._given: dict[StyleKey, str] = {}
        taken = {
            name
            for root in (fresh.content.root, fresh.styles.root)
            for _, name in styles_by_key(root, "automatic-styles")
        }
        self._names = (name for rank in count(1) if (name := f"neuf{rank}") not in taken)

    def adapt(self, block: Element) -> None:
        """Name in an element the styles and the pictures of the other file in the place of those of snr."""
        for node in block.iter():
            self.adapt_one(node)

    def adapt_one(self, node: Element) -> None:
        """See `adapt`; of one element, without what is in it."""
        for attribute, value in node.items():
            family = family_named(node, attribute)
            if family and (name := self._name(family, value)):
                node.set(attribute, name)
            elif family:
                del node.attrib[attribute]
            elif attribute == XLINK_HREF and node.tag == f"{DRAW_NS}image":
                node.set(attribute, self._picture(value))

    def _name(self, family: str, name: str) -> str:
        """Return the name of a style in the new file; one that is not there is brought. Empty for none."""
        key = (family, name)
        if key not in self._given:
            if family == "font":
                self._font(name)
                self._given[key] = name
            elif family == "master":
                self._page(name)
            elif family == "layout":
                self._given[key] = ""
            elif key in self._automatic:
                self._given[key] = next(self._names)
                self._bring(self._automatic[key], self._given[key], "content")
            elif key in self._common:
                self._bring_common(key)
            else:
                self._given[key] = name if key in self._own else ""
        return self._given[key]

    def _bring_common(self, key: StyleKey) -> None:
        """Bring a style that a person sees, unless the new file has one of its name."""
        style = self._common[key]
        shown = (key[0], shown_name(style))
        if shown in self._shown:
            self._given[key] = self._shown[shown]
            return
        own = next(each for each in _numbered(key[1]) if (key[0], each) not in self._own)
        self._given[key] = self._shown[shown] = own
        self._own[key[0], own] = style
        self._bring(style, own, "styles")

    def _bring(self, style: Element, name: str, part: str) -> None:
        brought = copy.deepcopy(style)
        brought.set(name_attribute(brought), name)
        for node in brought.findall(f"{STYLE_NS}map"):  # what it would look like elsewhere
            brought.remove(node)
        self.adapt(brought)
        root, within = (
            (self._fresh.content.root, "automatic-styles") if part == "content" else (self._fresh.styles.root, "styles")
        )
        found = root.find(f"{OFFICE_NS}{within}")
        if found is not None:  # a program always writes it
            found.append(brought)

    def _page(self, name: str) -> None:
        """Bring pages that a person made, with the head and the foot of the new file."""
        pages = next(self._fresh.styles.root.iter(f"{OFFICE_NS}master-styles"))
        layouts = self._fresh.styles.root.find(f"{OFFICE_NS}automatic-styles")
        theirs = self._pages.get(name)
        own = {shown_name(node): node.get(STYLE_NAME, "") for node in pages.iter(_MASTER)}
        if theirs is None or layouts is None or shown_name(theirs) in own:
            self._given["master", name] = own.get(shown_name(theirs), "") if theirs is not None else ""
            return
        new = next(each for each in _numbered(name) if each not in own.values())
        self._given["master", name] = new
        wanted = theirs.get(f"{STYLE_NS}page-layout-name", "")
        layout = next(
            (node for node in self._came.styles.root.iter(_LAYOUT) if node.get(STYLE_NAME) == wanted),
            theirs.makeelement(_LAYOUT, {}),
        )
        layout = copy.deepcopy(layout)
        layout.set(STYLE_NAME, next(self._names))
        self.adapt(layout)
        layouts.append(layout)
        page = theirs.makeelement(
            _MASTER,
            {
                STYLE_NAME: new,
                STYLE_SHOWN: shown_name(theirs),
                f"{STYLE_NS}page-layout-name": layout.get(STYLE_NAME, ""),
            },
        )
        first = pages.find(_MASTER)
        page.extend(
            copy.deepcopy(node)
            for node in (first if first is not None else ())
            if node.tag in (f"{STYLE_NS}header", f"{STYLE_NS}footer")
        )
        pages.append(page)
        following = theirs.get(f"{STYLE_NS}next-style-name", "")
        if following and following != name:
            page.set(f"{STYLE_NS}next-style-name", self._name("master", following) or new)

    def _font(self, name: str) -> None:
        """Declare a font in both parts; one that the file holds is not copied."""
        face = next(
            (node for node in self._came.content.root.iter(f"{STYLE_NS}font-face") if node.get(STYLE_NAME) == name),
            None,
        )
        for tree in (self._fresh.content, self._fresh.styles):
            faces = tree.root.find(f"{OFFICE_NS}font-face-decls")
            if face is not None and faces is not None and all(node.get(STYLE_NAME) != name for node in faces):
                faces.append(face.makeelement(face.tag, dict(face.attrib)))


def _numbered(name: str) -> list[str]:
    """Return names for what is brought, the first of which may be free."""
    return [name, *(f"{name}_{rank}" for rank in range(2, 10_000))]


_NAME: Final = f"{TEXT_NS}name"
_SECTION, _INDEX = f"{TEXT_NS}section", f"{TEXT_NS}table-of-content"
_LIST: Final = f"{TEXT_NS}list"
_ITEMS: Final = (f"{TEXT_NS}list-item", f"{TEXT_NS}list-header")
_WITHIN: Final = (_LIST, *_ITEMS, f"{TEXT_NS}index-title")  # what a paragraph is in, and the next one may not be
_HEADING_ROWS: Final = f"{TABLE_NS}table-header-rows"
_PARAGRAPHS: Final = (f"{TEXT_NS}p", f"{TEXT_NS}h")
_MARKS: Final = frozenset(f"{TEXT_NS}bookmark{kind}" for kind in ("", "-start", "-end"))
_COMMENT: Final = f"{OFFICE_NS}annotation"
_PAGES: Final = f"{STYLE_NS}master-page-name"
_DECLARED: Final = frozenset(
    (f"{OFFICE_NS}forms", *(f"{TEXT_NS}{kind}-decls" for kind in ("variable", "sequence", "user-field")))
)


class OdtMerge(FileMerge):
    """An .odt that came back, being changed where it stands."""

    def __init__(self, came: OfficeFile, fresh: OfficeFile, parts: dict[str, bytes], date: str) -> None:
        """See `FileMerge`."""
        super().__init__(came, fresh, parts, date)
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

    def put(self, anchor: Element, block: FilePiece, *, mark: str = "") -> Element:
        """See `FileMerge`."""
        if mark:
            section, last = self._section(block, mark)
            self.insert(self._above(anchor, lambda parent: parent is not self._text), section)
            return last
        for element in block.elements:
            anchor = self._put(anchor, element, block.section)
        return anchor

    def begin(self, block: FilePiece, *, mark: str = "") -> Element:
        """See `FileMerge`."""
        made, last = self._section(block, mark)
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
        inner = outer = self._copied(element)
        around = self._fresh_parents[element]
        while around.tag in (_LIST, *_ITEMS):
            within, outer = outer, Element(around.tag, dict(around.attrib))
            outer.append(within)
            self._styles.adapt_one(outer)
            around = self._fresh_parents[around]
        return outer, inner

    def _copied(self, element: Element) -> Element:
        made = copy.deepcopy(element)
        made.tail = None
        for around in list(made.iter()):
            for node in [node for node in around if node.tag in _MARKS and node.get(_NAME, "") in self._names]:
                around.remove(node)
        self._names |= {node.get(_NAME, "") for node in made.iter() if node.tag in _MARKS}
        self._styles.adapt(made)
        return made

    def put_row(self, anchor: Element, row: Element) -> Element:
        """See `FileMerge`."""
        made = self._copied(row)
        self.insert(self._above(anchor, lambda parent: parent.tag == _HEADING_ROWS), [made])
        return made

    def remove(self, element: Element) -> None:
        """See `FileMerge`."""
        parent = self.parents[element]
        parent.remove(element)
        if len(parent) == 0 and parent.tag in (_SECTION, *_WITHIN):
            self.remove(parent)

    def keep(self) -> None:
        """See `FileMerge`."""
        _upright(self.came, self._text)
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
    return merged_file(returned_odt(old), returned_odt(new), old, new, OdtMerge, date)


def _upright(file: OfficeFile, body: Element) -> None:
    """Begin a page that stands where a section would else begin on one that lies on its side."""
    layouts = {
        each.get(f"{STYLE_NS}name", ""): each.find(f"{STYLE_NS}page-layout-properties")
        for each in file.styles.root.iter(f"{STYLE_NS}page-layout")
    }
    lying = {
        each.get(f"{STYLE_NS}name", "")
        for each in file.styles.root.iter(f"{STYLE_NS}master-page")
        if (found := layouts.get(each.get(f"{STYLE_NS}page-layout-name", ""))) is not None
        and found.get(f"{STYLE_NS}print-orientation") == "landscape"
    }
    automatic = file.content.root.find(f"{OFFICE_NS}automatic-styles")
    assert automatic is not None
    styles = {(each.get(f"{STYLE_NS}family"), each.get(f"{STYLE_NS}name", "")): each for each in automatic}
    numbers = count(1)
    side = False
    for block in body:
        first = block.tag == _SECTION
        for node in block.iter():
            if node.tag not in (*_PARAGRAPHS, f"{TABLE_NS}table"):
                continue
            table = node.tag == f"{TABLE_NS}table"
            name = node.get(f"{TABLE_NS}style-name" if table else f"{TEXT_NS}style-name", "")
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
                node.set(f"{TEXT_NS}style-name", new.get(f"{STYLE_NS}name", ""))
                side = False
            first = False


def _copy(style: Element) -> Element:
    made = style.makeelement(style.tag, dict(style.attrib))
    made.extend(style)
    return made
