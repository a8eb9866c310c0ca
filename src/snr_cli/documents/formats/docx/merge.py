"""A .docx that came back, merged where it stands: its words, and what is put in it with the styles, the lists, the links and the pictures that it needs."""

import copy
import posixpath
from itertools import count
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from snr_cli.documents.edits import MergedFile
from snr_cli.documents.figures.drawingml import WORD_NAMESPACES
from snr_cli.documents.formats.docx.elements import RELATIONS, W_NS, W_VALUE, w_value
from snr_cli.documents.formats.docx.returned import CUSTOM_PART, RELATED_PART, TEXT_PART, returned_docx, standing_text
from snr_cli.documents.formats.docx.tracked import Tracking, change_words, others_marks, rejected, text_of
from snr_cli.documents.formats.merge import FileMerge, merged_file
from snr_cli.documents.formats.returned import MARK, FilePiece, OfficeFile
from snr_cli.documents.formats.tree import Tree, part_tree
from snr_cli.inputs.sheets.package import MAX_PART, Package

_PART: Final = "word/numbering.xml"
_NUM, _ABSTRACT = f"{W_NS}num", f"{W_NS}abstractNum"
_NUM_ID, _ABSTRACT_ID = f"{W_NS}numId", f"{W_NS}abstractNumId"
_NO_LIST: Final = "0"
# what a copy does not have: the sign of a copy, styles that lead to it
_DROPPED: Final = tuple(f"{W_NS}{name}" for name in ("nsid", "tmpl", "pStyle"))


class KeptLists:
    """Lists of what snr writes being brought to another file."""

    def __init__(self, package: Package, tree: Tree) -> None:
        """Take the file of snr, and word/numbering.xml of the other one."""
        self.tree = tree
        ours = part_tree(package, _PART).root
        self._nums = {node.get(_NUM_ID, ""): node for node in ours.iter(_NUM)}
        self._abstract = {node.get(_ABSTRACT_ID, ""): node for node in ours.iter(_ABSTRACT)}
        self._given: dict[str, str] = {}
        self._own: dict[str, str] = {}  # abstract list → its new number

    def number(self, rank: str) -> str:
        """Return the number of a list in the new file; « no list » for one that is nowhere."""
        if rank not in self._given:
            num = self._nums.get(rank)
            self._given[rank] = self._brought(num) if num is not None else _NO_LIST
        return self._given[rank]

    def _brought(self, num: Element) -> str:
        abstract = self._abstract_number(w_value(num, "abstractNumId"))
        if not abstract:
            return _NO_LIST
        made = copy.deepcopy(num)
        for node in made.findall(_ABSTRACT_ID):
            node.set(W_VALUE, abstract)
        rank = str(_most(self.tree.root, _NUM, _NUM_ID) + 1)
        made.set(_NUM_ID, rank)
        _without(made)
        self.tree.root.append(made)
        return rank

    def _abstract_number(self, rank: str) -> str:
        """Return the number of an abstract list in the new file, empty for one that is nowhere."""
        if rank not in self._own:
            node = self._abstract.get(rank)
            if node is None:
                return ""
            made = copy.deepcopy(node)
            self._own[rank] = str(_most(self.tree.root, _ABSTRACT, _ABSTRACT_ID) + 1)
            made.set(_ABSTRACT_ID, self._own[rank])
            _without(made)
            self.tree.root.insert(len(self.tree.root.findall(_ABSTRACT)), made)
        return self._own[rank]


def _without(element: Element) -> None:
    for around in list(element.iter()):
        for node in list(around):
            if node.tag in _DROPPED:
                around.remove(node)


_R: Final = f"{{{RELATIONS}}}"
_TYPES: Final = "[Content_Types].xml"
_TYPE: Final = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATION: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STYLES: Final = "word/styles.xml"
_IGNORABLE: Final = f"{{{WORD_NAMESPACES['mc']}}}Ignorable"
_DOC_PR: Final = f"{{{WORD_NAMESPACES['wp']}}}docPr"
_ID, _NAME, _STYLE_ID = f"{W_NS}id", f"{W_NS}name", f"{W_NS}styleId"
_START, _END = f"{W_NS}bookmarkStart", f"{W_NS}bookmarkEnd"
# element that names a style → what the style is of
_STYLED: Final = {f"{W_NS}pStyle": "paragraph", f"{W_NS}rStyle": "character", f"{W_NS}tblStyle": "table"}
_HEADS: Final = (f"{W_NS}headerReference", f"{W_NS}footerReference")
_COMMENTS: Final = frozenset(f"{W_NS}{name}" for name in ("commentReference", "commentRangeStart", "commentRangeEnd"))
_PAGE: Final = f"{W_NS}sectPr"


class DocxMerge(FileMerge):
    """A .docx that came back, being changed where it stands."""

    def __init__(self, came: OfficeFile, fresh: OfficeFile, parts: dict[str, bytes], date: str) -> None:
        """See `FileMerge`."""
        super().__init__(came, fresh, parts, date)
        root = came.content.root
        self._body = next(iter(root))
        self._tracking = Tracking(f"{date}T00:00:00Z", count(_most_id(root) + 1).__next__)
        self._brought: _Brought | None = None

    def text_of(self, paragraph: Element) -> str:
        """See `FileMerge`."""
        return text_of(paragraph)

    def standing(self, paragraph: Element) -> str:
        """See `FileMerge`."""
        return standing_text(paragraph)

    def reject(self, paragraph: Element) -> None:
        """See `FileMerge`."""
        rejected(paragraph)

    def is_others(self, element: Element, *, whole: bool) -> bool:
        """See `FileMerge`."""
        return others_marks(element) or (whole and any(node.tag in _COMMENTS for node in element.iter()))

    def change(self, paragraph: Element, start: int, end: int, text: str, *, tracked: bool) -> bool:
        """See `FileMerge`."""
        change_words(paragraph, start, end, text, self._tracking if tracked else None)
        return True

    def put(self, anchor: Element, block: FilePiece, *, mark: str = "") -> Element:
        """See `FileMerge`."""
        made = self._copied(block.elements, mark)
        self.insert(anchor, made)
        return made[-1]

    def begin(self, block: FilePiece, *, mark: str = "") -> Element:
        """See `FileMerge`."""
        made = self._copied(block.elements, mark)
        self._body[:0] = made
        self.parents |= dict.fromkeys(made, self._body)
        return made[-1]

    def put_row(self, anchor: Element, row: Element) -> Element:
        """See `FileMerge`."""
        made = self._copied([row], "")
        self.insert(anchor, made)
        return made[0]

    def remove(self, element: Element) -> None:
        """See `FileMerge`."""
        self.parents[element].remove(element)

    def _copied(self, elements: list[Element], mark: str) -> list[Element]:
        if self._brought is None:
            self._brought = _Brought(self)
        return [self._brought.copied(element, mark if not rank else "") for rank, element in enumerate(elements)]

    def keep(self) -> None:
        """See `FileMerge`."""
        root = self.tree(CUSTOM_PART).root
        for node in [node for node in root if node.get("name", "").startswith(MARK)]:
            root.remove(node)
        ours = part_tree(self.fresh.package, CUSTOM_PART)
        root.extend(node for node in ours.root if node.get("name", "").startswith(MARK))
        self.tree(CUSTOM_PART).adopt(ours)
        for rank, node in enumerate(root, 2):
            node.set("pid", str(rank))


class _Brought:
    """Pieces of what snr writes being brought to a file, under the ids of this one."""

    def __init__(self, merge: DocxMerge) -> None:
        self._merge = merge
        self._text = merge.tree(TEXT_PART)
        root = self._text.root
        self._styles = merge.trees.setdefault(_STYLES, merge.came.styles)
        self._known = {_style_key(node): node.get(_STYLE_ID, "") for node in self._styles.root.iter(f"{W_NS}style")}
        self._ours = {
            (node.get(f"{W_NS}type", ""), node.get(_STYLE_ID, "")): node
            for node in merge.fresh.styles.root.iter(f"{W_NS}style")
        }
        has_lists = _PART in merge.came.package
        self._lists = KeptLists(merge.fresh.package, merge.tree(_PART)) if has_lists else None
        self._relations = {node.get("Id", ""): node for node in part_tree(merge.fresh.package, RELATED_PART).root}
        self._given: dict[str, str] = {}  # the id of a relation → its new id
        self._names = {node.get(_NAME, "") for node in root.iter(_START)}
        self._rank = count(_most_id(root) + 1_000_000)  # far from those of tracked changes
        self._drawing = count(_most(root, _DOC_PR, "id") + 1)
        last = next(iter(root))[-1:]
        self._heads = [node for page in last for node in page if node.tag in _HEADS]
        for tree in (self._text, self._styles):
            _bear(tree, merge.fresh.content)

    def copied(self, element: Element, mark: str) -> Element:
        """Return a copy of an element; `mark`: the bookmark of the section that it begins."""
        made = copy.deepcopy(element)
        self._bookmarks(made, mark)
        for around in list(made.iter()):
            for node in list(around):
                if node.tag in _STYLED:
                    style = self._style(_STYLED[node.tag], node.get(W_VALUE, ""))
                    if style:
                        node.set(W_VALUE, style)
                    else:
                        around.remove(node)
                elif node.tag == _PAGE:
                    node[:] = [*map(copy.deepcopy, self._heads), *(each for each in node if each.tag not in _HEADS)]
        for node in made.iter():
            if node.tag == _NUM_ID:
                node.set(W_VALUE, self._lists.number(node.get(W_VALUE, "")) if self._lists else _NO_LIST)
            elif node.tag == _DOC_PR:
                node.set("id", str(next(self._drawing)))
            for key, value in node.items() if node.tag not in _HEADS else ():
                if key.startswith(_R):
                    node.set(key, self._relation(value))
        return made

    def _style(self, kind: str, rank: str) -> str:
        """Return the id of a style in the file, by its name; one that is not there is brought there. Empty for none."""
        ours = self._ours.get((kind, rank))
        if ours is None:
            return ""
        key = _style_key(ours)
        if key not in self._known:
            ids = set(self._known.values())
            own = next(name for name in (rank, *(f"{rank}{number}" for number in range(2, 10_000))) if name not in ids)
            self._known[key] = own
            brought = copy.deepcopy(ours)
            brought.set(_STYLE_ID, own)
            brought.attrib.pop(f"{W_NS}default", None)
            for name in ("basedOn", "next", "link"):
                for node in brought.findall(f"{W_NS}{name}"):
                    brought.remove(node)
            for node in brought.iter(_NUM_ID):
                node.set(W_VALUE, self._lists.number(node.get(W_VALUE, "")) if self._lists else _NO_LIST)
            self._styles.root.append(brought)
        return self._known[key]

    def _relation(self, rank: str) -> str:
        """Return the id, in the file, of a link or of a picture."""
        if rank not in self._given and rank in self._relations:
            root = self._merge.tree(RELATED_PART).root
            taken = {node.get("Id") for node in root}
            new = next(name for number in count(1) if (name := f"snr{number}") not in taken)
            made = copy.deepcopy(self._relations[rank])
            made.set("Id", new)
            if made.get("TargetMode") != "External":
                made.set("Target", self._picture(made.get("Target", "")))
            root.append(made)
            self._given[rank] = new
        return self._given.get(rank, rank)

    def _picture(self, target: str) -> str:
        """Copy a picture; return its new name."""
        suffix = posixpath.splitext(target)[1]
        new = next(name for number in count(1) if (name := f"media/snr{number}{suffix}") not in self._merge.parts)
        with self._merge.fresh.package.open_small(f"word/{target}") as stream:
            self._merge.parts[f"word/{new}"] = stream.read(MAX_PART)
        kinds = {
            node.get("Extension"): node.get("ContentType", "")
            for node in part_tree(self._merge.fresh.package, _TYPES).root
        }
        about = {"PartName": f"/word/{new}", "ContentType": kinds[suffix[1:]]}
        SubElement(self._merge.tree(_TYPES).root, f"{_TYPE}Override", about)
        return new

    def _bookmarks(self, element: Element, mark: str) -> None:
        """Give bookmarks new ids; one whose name the file has is taken away."""
        ids: dict[str, str] = {}
        for around in list(element.iter()):
            for node in [node for node in around if node.tag in (_START, _END)]:
                name, own = node.get(_NAME, ""), node.get(_ID, "")
                if node.tag == _START and name not in self._names and (name == mark or not name.startswith(MARK)):
                    ids[own] = str(next(self._rank))
                    self._names.add(name)
                if own in ids:
                    node.set(_ID, ids[own])
                else:
                    around.remove(node)


def _bear(tree: Tree, other: Tree) -> None:
    """Bear the prefixes of another part, and what it says that a program may ignore."""
    tree.adopt(other)
    ignored = dict.fromkeys((*tree.root.get(_IGNORABLE, "").split(), *other.root.get(_IGNORABLE, "").split()))
    if ignored:
        tree.root.set(_IGNORABLE, " ".join(prefix for prefix in ignored if prefix in tree.prefixes.values()))


def _most_id(root: Element) -> int:
    """Return the largest number of what a text holds: changes, comments, bookmarks."""
    return max(
        (int(rank) for node in root.iter() if (rank := node.get(_ID, "")).isdecimal() and len(rank) < 9), default=0
    )


def _style_key(style: Element) -> tuple[str, str]:
    """Return what a style is known by: what it is of, and its name."""
    return style.get(f"{W_NS}type", ""), w_value(style, "name").lower()


def _most(root: Element, tag: str, key: str) -> int:
    """Return the largest number that elements of a kind bear."""
    return max((int(found) for node in root.iter(tag) if (found := node.get(key, "")).isdecimal()), default=0)


def merge_docx(old: bytes, new: bytes, date: str) -> MergedFile:
    """Write a document again, with what a person made of it.

    Args:
        old: the file that came back.
        new: what snr writes today.
        date: that of tracked changes, YYYY-MM-DD.

    Raises:
        EditError: it cannot be read, is another document, or holds edits that cannot be kept: nothing is ever dropped.
    """
    return merged_file(returned_docx(old), returned_docx(new), old, new, DocxMerge, date)
