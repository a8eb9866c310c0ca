"""A .docx that came back, merged where it stands: its words, and what is put in it with the styles, the lists, the links and the pictures that it needs."""

import copy
import posixpath
from functools import partial
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
from snr_cli.documents.formats.tree import part_tree
from snr_cli.inputs.sheets.package import MAX_PART

_LISTS: Final = "word/numbering.xml"
_NUM, _ABSTRACT = f"{W_NS}num", f"{W_NS}abstractNum"
_NUM_ID, _ABSTRACT_ID = f"{W_NS}numId", f"{W_NS}abstractNumId"
_NO_LIST: Final = "0"
_R: Final = f"{{{RELATIONS}}}"
_TYPES: Final = "[Content_Types].xml"
_TYPE: Final = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_STYLE, _TYPE_OF = f"{W_NS}style", f"{W_NS}type"
_DOC_PR: Final = f"{{{WORD_NAMESPACES['wp']}}}docPr"
_ID, _NAME, _STYLE_ID = f"{W_NS}id", f"{W_NS}name", f"{W_NS}styleId"
_START, _END = f"{W_NS}bookmarkStart", f"{W_NS}bookmarkEnd"
# element that names a style → what the style is of
_STYLED: Final = {f"{W_NS}pStyle": "paragraph", f"{W_NS}rStyle": "character", f"{W_NS}tblStyle": "table"}
_COMMENTS: Final = frozenset(f"{W_NS}{name}" for name in ("commentReference", "commentRangeStart", "commentRangeEnd"))


class DocxMerge(FileMerge):
    """A .docx that came back, being changed where it stands."""

    def __init__(self, came: OfficeFile, fresh: OfficeFile, parts: dict[str, bytes], date: str) -> None:
        """See `FileMerge`."""
        super().__init__(came, fresh, parts)
        root = came.content.root
        self._body = next(iter(root))
        self._tracking = Tracking(f"{date}T00:00:00Z", count(_most(root, _ID) + 1).__next__)
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

    def put(self, anchor: Element | None, block: FilePiece, *, mark: str = "") -> Element:
        """See `FileMerge`."""
        made = self._copied(block.elements, mark)
        if anchor is None:
            self._body[:0] = made
            self.parents |= dict.fromkeys(made, self._body)
        else:
            self.insert(anchor, made)
        return made[-1]

    def copied(self, element: Element) -> Element:
        """See `FileMerge`."""
        return self._copied([element], "")[0]

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
    """Pieces of what snr writes being brought to a file, under the ids of this one, which has the styles of snr."""

    def __init__(self, merge: DocxMerge) -> None:
        self._merge = merge
        text, root = merge.tree(TEXT_PART), merge.came.content.root
        theirs = {_style_key(node): node.get(_STYLE_ID, "") for node in merge.came.styles.root.iter(_STYLE)}
        self._styles = {
            (node.get(_TYPE_OF, ""), node.get(_STYLE_ID, "")): theirs.get(_style_key(node), "")
            for node in merge.fresh.styles.root.iter(_STYLE)
        }
        self._lists: dict[str, str] = {}  # the number of a list → its new number
        self._relations = {node.get("Id", ""): node for node in part_tree(merge.fresh.package, RELATED_PART).root}
        self._given: dict[str, str] = {}  # the id of a relation → its new id
        self._names = {node.get(_NAME, "") for node in root.iter(_START)}
        self._rank = count(_most(root, _ID) + 1_000_000)  # far from those of tracked changes
        self._drawing = count(_most(root, "id") + 1)
        text.adopt(merge.fresh.content)

    def copied(self, element: Element, mark: str) -> Element:
        """Return a copy of an element; `mark`: the bookmark of the section that it begins."""
        made = copy.deepcopy(element)
        self._bookmarks(made, mark)
        for around in list(made.iter()):
            for node in [node for node in around if node.tag in _STYLED]:
                if style := self._styles.get((_STYLED[node.tag], node.get(W_VALUE, "")), ""):
                    node.set(W_VALUE, style)
                else:
                    around.remove(node)
        for node in made.iter():
            if node.tag == _NUM_ID:
                node.set(W_VALUE, self._list(node.get(W_VALUE, "")))
            elif node.tag == _DOC_PR:
                node.set("id", str(next(self._drawing)))
            for key, value in node.items():
                if key.startswith(_R):
                    node.set(key, self._relation(value))
        return made

    def _list(self, rank: str) -> str:
        """Return the number of a list in the file, which is brought there."""
        if rank not in self._lists:
            self._lists[rank] = _NO_LIST
            ours = part_tree(self._merge.fresh.package, _LISTS).root
            num = next((node for node in ours.iter(_NUM) if node.get(_NUM_ID) == rank), None)
            link = num.find(_ABSTRACT_ID) if num is not None else None
            if num is not None and link is not None and _LISTS in self._merge.came.package:
                theirs = self._merge.tree(_LISTS).root
                own = next(node for node in ours.iter(_ABSTRACT) if node.get(_ABSTRACT_ID) == link.get(W_VALUE))
                self._lists[rank], abstract = (str(_most(theirs, key) + 1) for key in (_NUM_ID, _ABSTRACT_ID))
                num.set(_NUM_ID, self._lists[rank])
                own.set(_ABSTRACT_ID, abstract)
                link.set(W_VALUE, abstract)
                own[:] = [node for node in own if node.tag not in (f"{W_NS}nsid", f"{W_NS}tmpl")]  # the sign of a copy
                theirs.insert(len(theirs.findall(_ABSTRACT)), own)
                theirs.append(num)
        return self._lists[rank]

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


def _style_key(style: Element) -> tuple[str, str]:
    """Return what a style is known by: what it is of, and its name."""
    return style.get(_TYPE_OF, ""), w_value(style, "name").lower()


def _most(root: Element, key: str) -> int:
    """Return the largest number that elements bear."""
    return max(
        (int(rank) for node in root.iter() if (rank := node.get(key, "")).isdecimal() and len(rank) < 9), default=0
    )


def merge_docx(old: bytes, new: bytes, date: str) -> MergedFile:
    """Write a document again, with what a person made of it.

    Args:
        old: the file that came back.
        new: what snr writes today.
        date: that of tracked changes, YYYY-MM-DD.

    Raises:
        EditError: it cannot be read, is another document, or holds edits that cannot be kept: nothing is ever dropped.
    """
    return merged_file(returned_docx(old), returned_docx(new), old, new, partial(DocxMerge, date=date))
