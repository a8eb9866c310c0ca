"""A .docx written again: the sections that a person edited in the old one take the place of the new ones, and its table of contents follows."""

import copy
import posixpath
import re
from collections.abc import Container, Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from itertools import chain
from typing import Final
from xml.etree.ElementTree import Element

from snr_cli.documents.edits import EditError, MergedFile
from snr_cli.documents.figures.drawingml import WORD_NAMESPACES
from snr_cli.documents.formats.docx.elements import RELATIONS, W_NS, W_VALUE, w_value
from snr_cli.documents.formats.docx.returned import (
    TEXT_PART,
    UNKEPT,
    blocks_say,
    returned_docx,
    section_blocks,
    section_sums,
)
from snr_cli.documents.formats.returned import (
    CONTENTS,
    MARK,
    CopiedParts,
    OfficeFile,
    lost,
    merged_file,
    parts_of,
    place_of,
    section_mark,
)
from snr_cli.documents.formats.tree import Tree, archive, escaped, parsed, part_tree, xml_text
from snr_cli.inputs.sheets.package import Package

# Blocks of a .docx that came back, put in a new one with what they need: styles, lists, notes, ids of their own, the parts that they relate to.

_PACKAGE: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TYPES: Final = "[Content_Types].xml"
_TYPE: Final = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_LINK: Final = f"{RELATIONS}/hyperlink"
# kinds of parts that are copied with what they relate to: pictures, charts and their workbooks, diagrams
_COPIED: Final = re.compile(r".*/(?:image|chart|package|chartUserShapes|chart(?:Style|ColorStyle|Ex)|diagram\w+)")
_WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_XML: Final = re.compile(r"application/[\w.+-]+\+xml")
_PICTURE: Final = re.compile(r"image/[\w.+-]+")
_EMPTY: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)


@dataclass(frozen=True, slots=True)
class _Relation:
    """A relation: its kind, where it leads, whether that is out of the file."""

    kind: str
    target: str
    outside: bool


class RelatedParts(CopiedParts):
    """The parts of a file that came back, being copied to those of another, with what they relate to."""

    def __init__(self, package: Package, parts: MutableMapping[str, str | bytes]) -> None:
        """Take both.

        Args:
            package: the file that came back.
            parts: name → content of the one that is written.
        """
        super().__init__(package, parts)
        self._relations: dict[str, dict[str, _Relation]] = {}
        self._given: dict[tuple[str, str], str] = {}  # a part and the id of a relation → its new id
        self._defaults: dict[str, str] = {}
        self._own: dict[str, str] = {}
        for node in part_tree(package, _TYPES).root:
            kind = node.get("ContentType", "")
            if node.tag == f"{_TYPE}Default":
                self._defaults[node.get("Extension", "").lower()] = kind
            elif node.tag == f"{_TYPE}Override":
                self._own[node.get("PartName", "").lstrip("/").lower()] = kind

    def id(self, part: str, rank: str, place: str) -> str:
        """Return the id, in the new file, of a relation of a part, whose target is copied.

        Args:
            part: `word/document.xml`, or another that bears the same name in both files.
            rank: its id in the old one.
            place: what it is in, for a message.

        Raises:
            EditError: it leads to what is not copied, or nowhere.
        """
        if (part, rank) not in self._given:
            relation = self._of(part).get(rank)
            if relation is None:
                raise EditError([f"{place} : un objet y renvoie à une partie qui n’est pas dans le fichier"])
            new = f"garde{len(self._given) + 1}"
            if relation.outside:
                if relation.kind != _LINK:
                    raise EditError(
                        [f"{place} : objet lié à un autre fichier ; incorporez-le au document, puis relancez"]
                    )
                self.add(part, new, relation.kind, relation.target, outside=True)
            elif relation.kind == _LINK:
                self.add(part, new, relation.kind, relation.target)
            else:
                self.add(part, new, relation.kind, _from(part, self._copied(part, relation, place)))
            self._given[part, rank] = new
        return self._given[part, rank]

    def add(self, part: str, rank: str, kind: str, target: str, *, outside: bool = False) -> None:
        """Write a relation of a part of the new file."""
        mode = ' TargetMode="External"' if outside else ""
        name = _relations_of(part)
        self._parts.setdefault(name, _EMPTY)
        self._insert(
            name,
            f'<Relationship Id="{rank}" Type="{escaped(kind)}" Target="{escaped(target)}"{mode}/>',
            "</Relationships>",
        )

    def declare(self, part: str, kind: str) -> None:
        """Say of a part of the new file what it is made of."""
        override = f'<Override PartName="/{escaped(part)}" ContentType="{escaped(kind)}"/>'
        self._insert(_TYPES, override, "</Types>")

    def _of(self, part: str) -> dict[str, _Relation]:
        if part not in self._relations:
            name = _relations_of(part)
            found = part_tree(self._package, name).root if name in self._package else ()
            self._relations[part] = {
                node.get("Id", ""): _Relation(
                    node.get("Type", ""), node.get("Target", ""), node.get("TargetMode") == "External"
                )
                for node in found
                if node.tag == f"{_PACKAGE}Relationship"
            }
        return self._relations[part]

    def _copied(self, part: str, relation: _Relation, place: str) -> str:
        """Copy the target of a relation, and what it relates to; return its new name."""
        if not _COPIED.fullmatch(relation.kind):
            what = re.sub(r"\W", "", relation.kind.rpartition("/")[2])[:40]
            raise EditError(
                [f"{place} : objet incorporé ({what}) que snr ne sait pas garder ; ôtez-le, ou mettez-en une image"]
            )
        name = posixpath.normpath(posixpath.join(posixpath.dirname(f"/{part}"), relation.target)).lstrip("/")
        if name in self._copies:
            return self._copies[name]
        kind = self._own.get(name.lower()) or self._defaults.get(name.rpartition(".")[2].lower(), "")
        if name not in self._package or not (
            _PICTURE.fullmatch(kind) if relation.kind.endswith("/image") else _XML.fullmatch(kind) or kind == _WORKBOOK
        ):
            raise EditError([f"{place} : un objet y renvoie à une partie absente du fichier, ou d’un genre inattendu"])
        suffix = re.sub(r"[^a-z0-9]", "", name.rpartition(".")[2].lower())[:8]
        copy = self._copies[name] = f"word/garde/partie{len(self._copies) + 1}.{suffix}"
        self._copy(name, copy, place)
        self.declare(copy, kind)
        for rank, each in self._of(name).items():
            if each.outside:
                raise EditError([f"{place} : objet lié à un autre fichier ; incorporez-le au document, puis relancez"])
            self.add(copy, rank, each.kind, _from(copy, self._copied(name, each, place)))
        return copy


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels"


def _from(part: str, target: str) -> str:
    """Return how a relation of a part names another one."""
    return posixpath.relpath(target, posixpath.dirname(part))


_PART: Final = "word/numbering.xml"
_NUM, _ABSTRACT = f"{W_NS}num", f"{W_NS}abstractNum"
_NUM_ID, _ABSTRACT_ID = f"{W_NS}numId", f"{W_NS}abstractNumId"
_NO_LIST: Final = "0"
# what a copy does not have: the sign of a copy, styles that lead to it, pictures for dots
_DROPPED: Final = tuple(
    f"{W_NS}{name}" for name in ("nsid", "tmpl", "styleLink", "numStyleLink", "pStyle", "lvlPicBulletId")
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
            self._nums = {node.get(_NUM_ID, ""): node for node in theirs.iter(_NUM)}
            self._abstract = {node.get(_ABSTRACT_ID, ""): node for node in theirs.iter(_ABSTRACT)}
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
            if linked := w_value(node, "numStyleLink"):  # it is the one that another says that it is
                node = next((each for each in self._abstract.values() if w_value(each, "styleLink") == linked), node)
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
_OFFICE: Final = "{urn:schemas-microsoft-com:office:office}relid"
_IGNORABLE: Final = f"{{{WORD_NAMESPACES['mc']}}}Ignorable"
_DOC_PR: Final = f"{{{WORD_NAMESPACES['wp']}}}docPr"
_ID, _NAME, _STYLE_ID = f"{W_NS}id", f"{W_NS}name", f"{W_NS}styleId"
# element that names a style → what the style is of
_STYLED: Final = {f"{W_NS}pStyle": "paragraph", f"{W_NS}rStyle": "character", f"{W_NS}tblStyle": "table"}
_NOTES: Final = {f"{W_NS}{kind}Reference": kind for kind in ("footnote", "endnote")}
_HEADS: Final = (f"{W_NS}headerReference", f"{W_NS}footerReference")
_NOTE_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}s+xml"


class Graft:
    """Blocks of one file being put in another."""

    def __init__(self, came: OfficeFile, text: Tree, parts: MutableMapping[str, str | bytes]) -> None:
        """Take both files.

        Args:
            came: the one that came back.
            text: word/document.xml of the new one.
            parts: name → content of the new one, changed by what is put there.
        """
        self._came, self._text, self._parts = came, text, parts
        self._related = RelatedParts(came.package, parts)
        self._styles = _part(parts, "word/styles.xml")
        self._lists = KeptLists(came.package, _part(parts, "word/numbering.xml"))
        self._known = {_style_key(node): node.get(_STYLE_ID, "") for node in self._styles.root.iter(f"{W_NS}style")}
        self._theirs = {
            (node.get(f"{W_NS}type", ""), node.get(_STYLE_ID, "")): node
            for node in came.styles.root.iter(f"{W_NS}style")
        }
        self._notes: dict[str, list[str]] = {}  # kind → ids of those that are kept
        self._bookmark = _most(text.root, f"{W_NS}bookmarkStart", _ID)
        self._drawing = _most(text.root, _DOC_PR, "id")
        body = next(iter(text.root))
        self._heads = [node for node in body[-1] if node.tag in _HEADS]

    def blocks(self, blocks: Iterable[Element], name: str, mark: str, taken: set[str]) -> list[Element]:
        """Return copies of blocks, ready to be put in the new file.

        Args:
            blocks: those of a section.
            name: what they are, for a message.
            mark: the bookmark of the section, that its first block bears.
            taken: the names of the bookmarks of the rest of the new file; those of these blocks are added.

        Raises:
            EditError: they need what cannot be kept.
        """
        made = [copy.deepcopy(block) for block in blocks]
        fields = [node.get(f"{W_NS}fldCharType") for block in made for node in block.iter(f"{W_NS}fldChar")]
        if fields.count("begin") != fields.count("end"):
            raise EditError(
                [f"{name} : un champ va d’une section à l’autre ; mettez-le à jour ou ôtez-le, puis relancez"]
            )
        self._bookmarks(made, mark, taken)
        for block in made:
            self._adapted(block, TEXT_PART, name)
        return made

    def finish(self) -> None:
        """Write the parts that blocks were put in, beside the text."""
        for kind, ids in self._notes.items():
            self._write_notes(kind, ids)
        for tree, name in ((self._styles, "word/styles.xml"), (self._lists.tree, "word/numbering.xml")):
            self._bear(tree, self._came.styles)
            self._parts[name] = xml_text(tree)
        self._bear(self._text, self._came.content)
        self._parts[TEXT_PART] = xml_text(self._text)

    @staticmethod
    def _bear(tree: Tree, other: Tree) -> None:
        """Bear the prefixes of another part, and what it says that a program may ignore."""
        tree.adopt(other)
        borne = {prefix: address for address, prefix in tree.prefixes.items()}
        theirs = {prefix: address for address, prefix in other.prefixes.items()}
        ignored = [
            prefix
            for prefix in other.root.get(_IGNORABLE, "").split()
            if prefix in borne and borne[prefix] == theirs.get(prefix)
        ]
        if ignored:
            tree.root.set(_IGNORABLE, " ".join(ignored))

    def _adapted(self, block: Element, part: str, place: str) -> None:
        """Put in an element the ids of the new file in the place of those of the old one."""
        for around in list(block.iter()):
            for node in list(around):
                if node.tag in _STYLED:
                    style = self._style(_STYLED[node.tag], node.get(W_VALUE, ""))
                    if style:
                        node.set(W_VALUE, style)
                    else:
                        around.remove(node)
                elif node.tag == f"{W_NS}sectPr":
                    self._page(node)
        for node in block.iter():
            if node.tag == f"{W_NS}numId":
                node.set(W_VALUE, self._lists.number(node.get(W_VALUE, "")))
            elif node.tag == _DOC_PR:
                self._drawing += 1
                node.set("id", str(self._drawing))
            elif node.tag in _NOTES:
                self._notes.setdefault(_NOTES[node.tag], []).append(node.get(_ID, ""))
            if node.tag in _HEADS:
                continue
            for key, value in node.items():
                if (key.startswith(_R) or key == _OFFICE) and value:
                    node.set(key, self._related.id(part, value, place))

    def _style(self, kind: str, rank: str) -> str:
        """Return the id of a style in the new file, by its name; one that is not there is brought there. Empty for none."""
        theirs = self._theirs.get((kind, rank))
        if theirs is None:
            return ""
        key = _style_key(theirs)
        if key not in self._known:
            ids = set(self._known.values())
            own = next(each for each in (rank, *(f"{rank}{number}" for number in range(2, 10_000))) if each not in ids)
            self._known[key] = own
            brought = copy.deepcopy(theirs)
            brought.set(_STYLE_ID, own)
            brought.attrib.pop(f"{W_NS}default", None)
            for name, other in (
                ("basedOn", kind),
                ("next", "paragraph"),
                ("link", "character" if kind == "paragraph" else "paragraph"),
            ):
                for node in brought.findall(f"{W_NS}{name}"):
                    found = self._style(other, node.get(W_VALUE, ""))
                    if found:
                        node.set(W_VALUE, found)
                    else:
                        brought.remove(node)
            for node in brought.iter(f"{W_NS}numId"):
                node.set(W_VALUE, self._lists.number(node.get(W_VALUE, "")))
            self._styles.root.append(brought)
        return self._known[key]

    def _page(self, page: Element) -> None:
        """Give the pages of a part the heads and feet of the new file."""
        for node in list(page):
            if node.tag in (*_HEADS, f"{W_NS}printerSettings"):
                page.remove(node)
        page[:0] = [copy.deepcopy(head) for head in self._heads]

    def _bookmarks(self, blocks: list[Element], mark: str, taken: set[str]) -> None:
        """Give bookmarks new ids; one that is not whole, or whose name another has, is taken away."""
        ends = {node.get(_ID) for block in blocks for node in block.iter(f"{W_NS}bookmarkEnd")}
        ids: dict[str | None, str] = {}
        for around in [node for block in blocks for node in block.iter()]:
            for rank, node in reversed(list(enumerate(around))):
                if node.tag != f"{W_NS}bookmarkStart":
                    continue
                name = node.get(_NAME, "")
                if name == mark:
                    around.remove(node)
                elif name in taken or name.startswith(MARK) or node.get(_ID) not in ends or node.get(_ID) in ids:
                    del around[rank]
                else:
                    self._bookmark += 1
                    ids[node.get(_ID)] = str(self._bookmark)
                    node.set(_ID, ids[node.get(_ID)])
                    taken.add(name)
        for around in [node for block in blocks for node in block.iter()]:
            for node in around.findall(f"{W_NS}bookmarkEnd"):
                new = ids.pop(node.get(_ID), None)
                if new is None:
                    around.remove(node)
                else:
                    node.set(_ID, new)
        alone = (f"{W_NS}bookmarkStart", f"{W_NS}bookmarkEnd")
        blocks[:] = [block for block in blocks if block.tag not in alone]
        if mark:
            self._mark(blocks[0], mark)
            taken.add(mark)

    def _mark(self, block: Element, mark: str) -> None:
        """Put the bookmark of a section around the text of its first paragraph."""
        self._bookmark += 1
        start, end = block.makeelement(f"{W_NS}bookmarkStart", {}), block.makeelement(f"{W_NS}bookmarkEnd", {})
        start.attrib |= {_ID: str(self._bookmark), _NAME: mark}
        end.attrib |= {_ID: str(self._bookmark)}
        first = block if block.tag == f"{W_NS}p" else next(block.iter(f"{W_NS}p"), block)
        first.insert(1 if len(first) and first[0].tag == f"{W_NS}pPr" else 0, start)
        first.append(end)

    def _write_notes(self, kind: str, ids: list[str]) -> None:
        """Write the notes of a kind that are kept, under their ids: the new file has no other."""
        part = f"word/{kind}s.xml"
        tree = part_tree(self._came.package, part)
        for node in list(tree.root):
            if node.get(f"{W_NS}type") is None and node.get(_ID) not in ids:
                tree.root.remove(node)
        if set(ids) - {node.get(_ID) for node in tree.root}:
            raise EditError(["une note de bas de page manque au fichier"])
        for what in lost([tree.root], UNKEPT):
            raise EditError([f"notes : {what}"])
        for around in list(tree.root.iter()):
            for node in list(around):
                if node.tag in (f"{W_NS}bookmarkStart", f"{W_NS}bookmarkEnd"):
                    around.remove(node)
        self._adapted(tree.root, part, "notes")
        self._parts[part] = xml_text(tree)
        self._related.add(TEXT_PART, f"{kind}s", f"{RELATIONS}/{kind}s", f"{kind}s.xml")
        self._related.declare(part, _NOTE_TYPE.format(kind))


def _part(parts: MutableMapping[str, str | bytes], name: str) -> Tree:
    content = parts[name]
    return parsed(content.encode() if isinstance(content, str) else content)


def _style_key(style: Element) -> tuple[str, str]:
    """Return what a style is known by: what it is of, and its name."""
    return style.get(f"{W_NS}type", ""), w_value(style, "name").lower()


def _most(root: Element, tag: str, key: str) -> int:
    """Return the largest number that elements of a kind bear."""
    return max((int(found) for node in root.iter(tag) if (found := node.get(key, "")).isdecimal()), default=0)


_CUSTOM: Final = "docProps/custom.xml"
_MARK: Final = section_mark(CONTENTS)


def follow_headings(
    document: Element, styles: Element, edited: Container[str], parts: MutableMapping[str, str | bytes]
) -> None:
    """Say in the table of contents what headings say now; one that is gone has no line any more.

    Args:
        document: word/document.xml.
        styles: word/styles.xml.
        edited: the bookmarks of the headings that a person may have edited.
        parts: the file; the sum of the table of contents is written there again.
    """
    body = document[0]
    headings = {
        node.get(f"{W_NS}name", ""): block
        for block in body.iter(f"{W_NS}p")
        for node in block.iter(f"{W_NS}bookmarkStart")
    }
    _, sections = section_blocks(document, headings)
    for line in sections.get(_MARK, []):
        link = line.find(f"{W_NS}hyperlink")
        anchor = link.get(f"{W_NS}anchor", "") if link is not None else ""
        if link is None or not anchor:
            continue
        if anchor not in headings:
            body.remove(line)
        elif anchor in edited:
            _say(link, " ".join(text for _, text in blocks_say([headings[anchor]], {})))
    text, sums = parts[_CUSTOM], section_sums(document, styles, headings, {})
    if isinstance(text, str) and _MARK in sums:
        parts[_CUSTOM] = re.sub(rf'(name="{_MARK}"><vt:lpwstr>)[0-9a-f]*', rf"\g<1>{sums[_MARK]}", text)


def _say(link: Element, text: str) -> None:
    """Put a text before the page number of a line."""
    runs: list[Element] = []
    for run in link:
        if run.find(f"{W_NS}tab") is not None:
            break
        runs.append(run)
    if not runs or not text or "".join(node.text or "" for run in runs for node in run.iter(f"{W_NS}t")) == text:
        return
    for run in runs[1:]:
        link.remove(run)
    first = runs[0].find(f"{W_NS}t")
    if first is not None:
        first.text = text


_PAGE: Final = f"{W_NS}sectPr"
_TITLE: Final = f"{W_NS}titlePg"
_AFTER_TITLE: Final = tuple(f"{W_NS}{name}" for name in ("textDirection", "bidi", "rtlGutter", "docGrid"))


def merge_docx(old: bytes, new: bytes) -> MergedFile:
    """Write a document again and keep the sections that a person edited in the old one.

    Args:
        old: the file that came back.
        new: what snr writes today.

    Raises:
        EditError: it cannot be read, is another document, or holds edits that cannot be kept: nothing is ever dropped.
    """
    came, fresh = returned_docx(old), returned_docx(new)
    return merged_file(
        came,
        fresh,
        new,
        lambda kept: (why for name in kept for why in _turned(came, name)),
        lambda kept: _merged(came, fresh, kept, new),
    )


def _merged(came: OfficeFile, fresh: OfficeFile, kept: Mapping[str, str], new: bytes) -> bytes:
    parts = parts_of(new)
    graft = Graft(came, fresh.content, parts)
    body = fresh.content.root[0]
    end = body[-1]
    taken = {
        node.get(f"{W_NS}name", "")
        for name, blocks in fresh.sections.items()
        if name not in kept
        for block in blocks
        for node in block.iter(f"{W_NS}bookmarkStart")
    }
    reasons: list[str] = []
    made: dict[str, list[Element]] = {"": []}
    for name, blocks in {**came.outside, **{name: came.sections[name] for name in kept}}.items():
        place = place_of(name, outside=not name)
        try:
            own = [block for block in blocks if block.tag != _PAGE]
            made[name] = graft.blocks(own, place, section_mark(name) if name else "", taken)
        except EditError as error:
            reasons += error.reasons
    if reasons:
        raise EditError(reasons)
    sections = {
        name: made.get(name, [block for block in blocks if block is not end]) for name, blocks in fresh.sections.items()
    }
    body[:] = [*made[""], *chain.from_iterable(sections.values())]
    if body[-1].tag == f"{W_NS}tbl":  # Word asks for a paragraph after the last table
        body.append(body.makeelement(f"{W_NS}p", {}))
    body.append(end)
    _first_page(fresh.content.root)
    if CONTENTS not in kept:
        edited = {
            node.get(f"{W_NS}name", "")
            for name in kept
            for block in sections[name]
            for node in block.iter(f"{W_NS}bookmarkStart")
        }
        follow_headings(fresh.content.root, fresh.styles.root, edited, parts)
    graft.finish()
    return archive(parts)


def _turned(came: OfficeFile, name: str) -> list[str]:
    """Say of a section that its pages lie on their side, and those around it with them."""
    own = [page for block in came.sections[name] for page in block.iter(_PAGE)]
    after = _after(came, name)
    if any(_lies(page) for page in (*own[:1], *after)):
        return [
            f"section « {name} » : ses pages en paysage débordent sur une autre section ; "
            "mettez un saut de page en portrait avant et après elles, dans la section"
        ]
    return []


def _after(came: OfficeFile, name: str) -> list[Element]:
    """Return what the pages are that the end of a section stands on."""
    names = list(came.sections)
    blocks = chain.from_iterable(came.sections[each] for each in names[names.index(name) + 1 :])
    return [page for block in blocks for page in block.iter(_PAGE)][:1]


def _lies(page: Element) -> bool:
    size = page.find(f"{W_NS}pgSz")
    return size is not None and size.get(f"{W_NS}orient") == "landscape"


def _first_page(document: Element) -> None:
    """Let only the first pages have a first one without head."""
    for rank, page in enumerate(document.iter(_PAGE)):
        node = page.find(_TITLE)
        if rank and node is not None:
            page.remove(node)
        elif not rank and node is None:
            place = next((place for place, each in enumerate(page) if each.tag in _AFTER_TITLE), len(page))
            page.insert(place, page.makeelement(_TITLE, {}))
