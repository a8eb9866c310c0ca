"""A .docx that came back, merged where it stands: nothing of it changes but the words, rows, figures and paragraphs that snr changed.

What changes is decided from three texts: what snr wrote, which the file keeps, what it writes now, and what the person made of it. What
is put in it brings the styles, the lists, the links and the pictures that it needs.
"""

import copy
import io
import posixpath
import re
from collections.abc import Mapping, Sequence
from itertools import accumulate, count, groupby
from typing import Final
from xml.etree.ElementTree import Element, SubElement
from zipfile import ZipFile

from snr_cli.documents.edits import EditError, MergedFile, other_document, sorted_edits
from snr_cli.documents.figures.drawingml import WORD_NAMESPACES
from snr_cli.documents.formats.docx.elements import RELATIONS, W_NS, W_VALUE, w_value
from snr_cli.documents.formats.docx.returned import (
    CUSTOM_PART,
    RELATED_PART,
    TEXT_PART,
    DocxFile,
    damaged,
    returned_docx,
    standing_text,
)
from snr_cli.documents.formats.docx.tracked import Tracking, change_words, others_marks, rejected, text_of
from snr_cli.documents.formats.returned import (
    HEADS,
    MARK,
    Base,
    FilePiece,
    Line,
    as_was,
    base_of,
    edits_of,
    figures_whole,
    is_figure,
    kept_base,
    section_mark,
    section_name,
)
from snr_cli.documents.formats.tree import Tree, archive, part_tree, xml_text
from snr_cli.documents.three_way import (
    WordChange,
    in_order,
    matched,
    merge_texts,
    merged_words,
    paired,
    same_words,
    words,
)
from snr_cli.inputs.sheets.package import MAX_PART, SheetError

_BLANK: Final = " \t\n"
_SAID: Final = 60  # characters of a text that a message quotes
_MOST_BYTES: Final = 1 << 27
_MOST_BLOCKS: Final = 20_000  # paragraphs of a file: the longest document has 2,000
_GONE: Final = "ôté de votre fichier, et changé par snr ; laissé ainsi"
_LEFT: Final = "retouché ou commenté par vous, et que snr n’écrit plus, ou écrit ailleurs ; laissé ainsi"
_BOTH: Final = "changé par vous et par snr ; laissé ainsi"
_OTHERS: Final = "changé par snr, et dont des modifications suivies attendent une réponse ; laissé ainsi"
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


def _rows(one: Sequence[Sequence[str]], other: Sequence[Sequence[str]]) -> dict[int, int]:
    """Return the row of a table that each one of another has become: the same, else the next one that begins as it does, else the likest."""
    first, second = ([tuple(" ".join(cell.split()) for cell in row) for row in rows] for rows in (one, other))
    pairs = matched(first, second)
    taken = {*pairs.values()}
    begun: dict[str, list[int]] = {}
    for rank in reversed(range(len(second))):
        if rank not in taken:
            begun.setdefault(second[rank][0], []).append(rank)
    for rank, row in enumerate(first):
        if rank not in pairs and begun.get(row[0]):
            pairs[rank] = begun[row[0]].pop()
    free = [rank for rank in range(len(first)) if rank not in pairs]
    others = [rank for rank in range(len(second)) if rank not in {*pairs.values()}]
    alike = paired([" ".join(first[rank]) for rank in free], [" ".join(second[rank]) for rank in others])
    return pairs | {free[rank]: others[there] for rank, there in alike.items()}


def _matched(one: Sequence[Line], other: Sequence[Line]) -> dict[int, int]:
    """Return the table, or the figure, that each one of a text has become in another."""
    pairs: dict[int, int] = {}
    for of_kind in (is_figure, lambda line: not isinstance(line, str)):
        first, second = ([rank for rank, line in enumerate(lines) if of_kind(line)] for lines in (one, other))
        told = paired([_told(one, rank) for rank in first], [_told(other, rank) for rank in second])
        pairs |= {first[rank]: second[there] for rank, there in told.items()}
    return pairs


def _told(lines: Sequence[Line], rank: int) -> str:
    """Return what a table, or a figure, is known by: its first row and its first cells, what it shows; and the line before it."""
    line = lines[rank]
    before = lines[rank - 1] if rank else ""
    own = [line] if isinstance(line, str) else [*line[0], *(row[0] for row in line)]
    return " ".join((*own, before if isinstance(before, str) else ""))


def _texts(lines: Sequence[Line], names: Mapping[int, int], own: str) -> list[str]:
    """Return lines as texts: a table, or a figure, is a word of its own; `names`: its rank in the base."""
    return [
        line
        if isinstance(line, str) and not is_figure(line)
        else f"objet{names[rank]}snr"
        if rank in names
        else f"objet{rank}{own}"
        for rank, line in enumerate(lines)
    ]


def _alike(one: Line, other: Line) -> bool:
    """Say whether two lines say the same."""
    if isinstance(one, str) or isinstance(other, str):
        return isinstance(one, str) and isinstance(other, str) and same_words(one, other)
    return [[" ".join(cell.split()) for cell in row] for row in one] == [
        [" ".join(cell.split()) for cell in row] for row in other
    ]


def _quoted(line: Line) -> str:
    """Return the beginning of a line, for a message."""
    text = re.sub(r"[ \t\n]+", " ", line if isinstance(line, str) else " ".join(line[0])).strip()
    if is_figure(line):
        return "figure"
    return f"{'' if isinstance(line, str) else 'tableau '}« {text[:_SAID]}{'…' * (len(text) > _SAID)} »"


def _is_others(element: Element) -> bool:
    """Say whether changes that a person tracks wait for an answer, or a comment is there."""
    return others_marks(element) or any(node.tag in _COMMENTS for node in element.iter())


class DocxMerge:
    """A .docx that came back, being changed where it stands."""

    def __init__(self, came: DocxFile, fresh: DocxFile, parts: dict[str, bytes], date: str) -> None:
        """Take the file that came back, what snr writes now, the content of the parts of the first by their names, the day of tracked changes."""
        self.came, self.fresh, self.parts = came, fresh, parts
        self.told: list[str] = []
        self.trees = dict(came.trees)  # the parts that are changed
        self.parents = {
            child: parent for tree in self.trees.values() for parent in tree.root.iter() for child in parent
        }
        root = came.content.root
        self._body = next(iter(root))
        self._tracking = Tracking(f"{date}T00:00:00Z", count(_most(root, _ID) + 1).__next__)
        self._brought: _Brought | None = None

    def tree(self, name: str) -> Tree:
        """Return a part of the file, which is to be changed."""
        if name not in self.trees:
            self.trees[name] = part_tree(self.came.package, name)
        return self.trees[name]

    def insert(self, anchor: Element, elements: Sequence[Element]) -> None:
        """Put elements after another one."""
        parent = self.parents[anchor]
        place = [*parent].index(anchor) + 1
        parent[place:place] = elements
        self.parents |= {child: above for element in elements for above in element.iter() for child in above}
        self.parents |= dict.fromkeys(elements, parent)

    def finish(self) -> bytes:
        """Return the file."""
        self.keep()
        names = {name.lower(): name for name in self.parts}
        written = {names.get(name.lower(), name): xml_text(tree).encode() for name, tree in self.trees.items()}
        return archive(self.parts | written, stored=frozenset(("mimetype",)))

    def run(self, base: Base) -> None:
        """Change the file; `base`: what snr wrote."""
        every = figures_whole(self.fresh.blocks())
        ours = [block for block in every if block.section in base]
        old = [line for name, lines in base.items() if name for line in lines]
        figures = [str(line) for line in old if is_figure(line)]
        theirs = figures_whole(self.came.blocks(), figures)
        if len(theirs) > _MOST_BLOCKS:
            raise EditError([f"plus de {_MOST_BLOCKS} paragraphes : ce n’est plus un document de snr"])
        mine, hers = ([block.line for block in blocks] for blocks in (ours, theirs))
        to_ours, to_theirs = _matched(old, mine), _matched(old, hers)
        plan = merge_texts(
            _texts(old, {rank: rank for rank in range(len(old))}, ""),
            _texts(mine, {there: rank for rank, there in to_ours.items()}, "neuf"),
            _texts(hers, {there: rank for rank, there in to_theirs.items()}, "sien"),
        )
        last: dict[int, Element] = {}
        for new in plan.added:
            anchor = last.get(new.after, theirs[new.after].elements[-1] if new.after >= 0 else None)
            last[new.after] = self.put(anchor, ours[new.ours])
        ends = {block.section: last.get(rank, block.elements[-1]) for rank, block in enumerate(theirs)}
        self._new_sections(every, base, ends)
        for rank, changes in groupby(plan.changes, key=lambda change: change.paragraph):
            self._words(theirs[rank].elements[0], [*changes], self._place(theirs[rank]))
        was = {there: rank for rank, there in to_theirs.items()}
        whole = {theirs[rank].section for rank in plan.left} - {block.section for block in ours}
        for rank in (*plan.left, *plan.dropped):
            block = theirs[rank]
            same = (
                rank in plan.dropped
                and block.section not in whole
                and (rank not in was or _alike(old[was[rank]], block.line))
            )
            if same and not any(_is_others(element) for element in block.elements):
                for element in block.elements:
                    self.remove(element)
            else:
                self.told.append(f"{self._place(block)} : {_quoted(block.line)} {_LEFT}")
        self.told += [f"{self._place(ours[rank])} : {_quoted(mine[rank])} {_GONE}" for rank in plan.lost]
        for rank, there in to_ours.items():
            if not _alike(old[rank], mine[there]):
                self._object(old[rank], ours[there], theirs[to_theirs[rank]] if rank in to_theirs else None)
        self._margins(base.get("", []))

    @staticmethod
    def _place(block: FilePiece) -> str:
        return f"section « {block.section} »"

    def _new_sections(self, every: Sequence[FilePiece], base: Base, ends: dict[str, Element]) -> None:
        """Put in the sections that snr did not write, each after the one that it follows; `ends`: the last element of each section."""
        anchor: Element | None = None
        for name, section in groupby(every, key=lambda block: block.section):
            mark = next((mark for mark in self.fresh.marked if section_name(mark) == name), "")
            for block in section if name not in base else ():
                anchor, mark = self.put(anchor, block, mark=mark), ""
            anchor = ends.get(name, anchor)

    def _words(self, paragraph: Element, changes: Sequence[WordChange], place: str) -> None:
        """Change words of a paragraph: those that she changed too, as tracked changes, which are told."""
        if others_marks(paragraph):
            self.told.append(f"{place} : {_quoted(text_of(paragraph))} {_OTHERS}")
            return
        rejected(paragraph)
        text = text_of(paragraph)
        starts = [0, *accumulate(map(len, words(text)))]
        for change in reversed(changes):
            start, end, new = starts[change.start], starts[change.end], change.text.rstrip("\n")
            blank = len(text[start:]) - len(text[start:].lstrip(_BLANK))
            if (
                new and start == end and (not start or (blank and new != new.lstrip(_BLANK)))
            ):  # goes before the next word
                start, end, new = start + blank, end + blank, new.lstrip(_BLANK) + " " * bool(text)
            elif new and text[start:end].strip(_BLANK):  # the blank before a word is not the matter
                start, new = start + blank, new.lstrip(_BLANK)
            old = text[start:end]
            change_words(paragraph, start, end, new, self._tracking if change.disputed else None)
            if change.disputed:
                self.told.append(
                    f"{place} : {_quoted(old)} devient {_quoted(new)}, en modification suivie à accepter ou refuser"
                )

    def _object(self, old: Line, ours: FilePiece, theirs: FilePiece | None) -> None:
        """Bring to a table, or to a figure, what snr changed of it."""
        if theirs is None:
            self.told.append(f"{self._place(ours)} : {_quoted(ours.line)} {_GONE}")
        elif (
            (isinstance(old, str) or old[0] != ours.line[0])
            and _alike(old, theirs.line)
            and not any(_is_others(element) for element in theirs.elements)
        ):
            self.put(theirs.elements[-1], ours)
            for element in theirs.elements:
                self.remove(element)
        elif not isinstance(old, str) and len(old[0]) == len(ours.line[0]):
            self._table(old, ours, theirs)
        else:
            self.told.append(f"{self._place(theirs)} : {_quoted(theirs.line)} {_BOTH}")

    def _table(self, old: list[list[str]], ours: FilePiece, theirs: FilePiece) -> None:
        """Bring to a table the cells and the rows that snr changed."""
        mine, hers, place = ours.line, theirs.line, self._place(theirs)
        assert not isinstance(mine, str) and not isinstance(hers, str)  # a table becomes a table
        to_ours, to_theirs = _rows(old, mine), _rows(old, hers)
        same = len(old[0]) == len(hers[0])
        columns = {rank: rank for rank in range(len(old[0]))} if same else paired(old[0], hers[0])
        gone: list[Element] = []
        for rank, row in enumerate(old):
            now, there = to_ours.get(rank), to_theirs.get(rank)
            if there is None:
                if now is not None and mine[now] != row:
                    self.told.append(f"{place} : ligne {_quoted([mine[now]])} {_GONE}")
            elif now is not None:
                for column, own in columns.items():
                    if column < min(len(row), len(mine[now])) and own < len(hers[there]):
                        self._cell(row[column], mine[now][column], theirs.rows[there][1][own], place)
            elif _alike([row], [hers[there]]) and not _is_others(theirs.rows[there][0]):
                gone.append(theirs.rows[there][0])
            else:
                self.told.append(f"{place} : ligne {_quoted([hers[there]])} {_LEFT}")
        of_base = {now: rank for rank, now in to_ours.items()}
        still = in_order(to_ours)
        anchor = theirs.rows[0][0]
        for now, (new, _) in enumerate(ours.rows):
            if now in of_base:
                there = to_theirs.get(of_base[now])
                its = theirs.rows[there][0] if there is not None else anchor
                if of_base[now] not in still and its is not anchor:  # snr moves it
                    self.remove(its)
                    self.insert(anchor, [its])
                anchor = its
            elif same:
                made = self._copied([new], "")[0]
                self.insert(anchor, [made])
                anchor = made
            else:
                self.told.append(
                    f"{place} : ligne {_quoted([mine[now]])} à ajouter au tableau, dont vous avez changé les colonnes"
                )
        for element in gone:
            self.remove(element)

    def _cell(self, old: str, ours: str, paragraphs: Sequence[Element], place: str) -> None:
        if same_words(old, ours) or not paragraphs:
            return
        texts = [*map(standing_text, paragraphs)]
        changes = sorted(merged_words([old], [ours], texts, range(len(texts))))
        for rank, own in groupby(changes, key=lambda change: change.paragraph):
            self._words(paragraphs[rank], [*own], place)

    def _margins(self, old: Sequence[Line]) -> None:
        """Say in the heads and feet of the pages what snr changed of them."""
        texts = [line for line in old if isinstance(line, str)]
        ours = [*dict.fromkeys(line for _, line in self.fresh.margins)]
        for paragraph, line in self.came.margins:
            if changes := merge_texts(texts, ours, [line]).changes:
                self._words(paragraph, changes, "en-tête ou pied de page")

    def put(self, anchor: Element | None, block: FilePiece, *, mark: str = "") -> Element:
        """Put a piece of what snr writes after an element, or before all, and return the last of it; `mark`: that of the section it begins."""
        made = self._copied(block.elements, mark)
        if anchor is None:
            self._body[:0] = made
            self.parents |= dict.fromkeys(made, self._body)
        else:
            self.insert(anchor, made)
        return made[-1]

    def remove(self, element: Element) -> None:
        """Take away a paragraph, a table or a row."""
        self.parents[element].remove(element)

    def _copied(self, elements: list[Element], mark: str) -> list[Element]:
        if self._brought is None:
            self._brought = _Brought(self)
        return [self._brought.copied(element, mark if not rank else "") for rank, element in enumerate(elements)]

    def keep(self) -> None:
        """Let the file keep what snr writes now, for the next merge."""
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
    came, fresh = returned_docx(old), returned_docx(new)
    if came.document != fresh.document:
        raise EditError([other_document(came.document, fresh.document)])
    added = tuple(name for name in fresh.states if section_mark(name) not in came.sums)
    if not edits_of(came):
        return MergedFile(new, {}, added)
    base = kept_base(came.kept) or _base_by_section(came, fresh)
    kept = {name: state.text for name, state in came.states.items() if state.now != state.was}
    said = {block.line for block in came.blocks() if isinstance(block.line, str)}
    for name in _unmarked(came):  # its heading was taken away, and what was under it perhaps
        lines = base.get(name, [])[1:]
        kept[name] = "\n\n".join(line for line in lines if isinstance(line, str) and line in said)
    try:
        merging = DocxMerge(came, fresh, _parts(old), date)
        merging.run(base)
        return MergedFile(merging.finish(), kept, added, tuple(merging.told))
    except SheetError as error:
        raise damaged(error) from None


def _unmarked(came: DocxFile) -> list[str]:
    """Return the sections that snr wrote, and that nothing marks any more."""
    return [section_name(mark) for mark in came.sums if mark not in came.marked]


def _base_by_section(came: DocxFile, fresh: DocxFile) -> Base:
    """Return what snr wrote in a file that does not keep it: of a section that nobody edited, what it says; of one that snr did not change, what snr writes.

    Raises:
        EditError: a section is neither, or they may not be told apart.
    """
    written = {
        name: as_was(state.was, came.states[name].was) if name in came.states else state.was
        for name, state in fresh.states.items()
    }
    kept, reasons = sorted_edits(came.states, written)
    unmarked = _unmarked(came)
    reasons += [
        f"section « {name} » : sa marque a été ôtée, et le dossier a changé ce qu’elle dit"
        for name in unmarked
        if as_was(written.get(name, ""), came.sums[section_mark(name)]) != came.sums[section_mark(name)]
    ]
    before = came.kept.get(HEADS, "")
    if before not in (came.heads, fresh.heads):
        reasons.append("en-tête ou pied de page retouché, et le dossier les a changés : remettez-les comme ils étaient")
    if reasons:
        raise EditError(reasons)
    theirs, ours = (base_of(file.blocks(), (line for _, line in file.margins)) for file in (came, fresh))
    names = {*map(section_name, came.sums)}
    base = {
        name: (ours if name in kept or name in unmarked else theirs).get(name, [])
        for name in dict.fromkeys((*ours, *theirs))
        if name in names
    }
    return {"": (theirs if before == came.heads else ours)[""], **base}


def _parts(data: bytes) -> dict[str, bytes]:
    """Return the parts of a file, in their order, within bounds."""
    with ZipFile(io.BytesIO(data)) as package:
        if sum(entry.file_size for entry in package.infolist()) > _MOST_BYTES:
            raise EditError([f"fichier démesuré une fois décompressé : {_MOST_BYTES >> 20} Mio au plus"])
        return {name: package.read(name) for name in package.namelist()}
