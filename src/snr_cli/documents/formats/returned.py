"""The sections of a file of an office suite: the sums that it keeps of them, what a person edited of one that came back, what is merged."""

import hashlib
import io
import json
import re
import zipfile
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from xml.etree.ElementTree import Element

from snr_cli.documents.edits import EditError, MergedFile, SectionState, other_document, sorted_edits
from snr_cli.documents.formats.tree import ARCHIVE, COMPOUND, Tree
from snr_cli.inputs.sheets.package import MAX_PART, PASSWORD, Package, SheetError

SECTION_SUM: Final = re.compile("(?:[0-9a-f]{12}){1,2}")
MARK: Final = "snr_"  # what the names of marks and of properties begin with
DOCUMENT: Final = "snr_document"  # the property that says which document a file is
HEADS: Final = "snr_marges"  # the property that holds the sum of the heads and feet of its pages
COVER: Final = "couverture"
CONTENTS: Final = "sommaire"
LetterLooks = tuple[tuple[str, str], ...]  # properties and their values, those that are as usual aside
_DEEPEST: Final = 20  # styles based on one another
INDEX: Final = "Sommaire"  # the name of the index of an .odt of snr; another one is a person’s


def section_mark(name: str) -> str:
    """Return the name of the mark, and of the property, of a section: one word for every program."""
    return MARK + name.replace("-", "_")


def section_sum(said: Sequence[tuple[str, str]], seen: object = None) -> str:
    """Return the sum of what a section says, then that of how it looks.

    Args:
        said: its paragraphs, each the name of its style and its text, and where the cells of its tables end.
        seen: how they look; none where that is not compared.
    """
    return _sum(said) + (_sum(seen) if seen is not None else "")


def _sum(found: object) -> str:
    # no result: what a digest is made of
    return hashlib.sha256(json.dumps(found, ensure_ascii=True).encode()).hexdigest()[:12]


def picture_sum(data: bytes) -> str:
    """Return the sum of a picture."""
    return hashlib.sha256(data).hexdigest()[:12]


def as_was(now: str, was: str) -> str:
    """Return what a sum of today has in common with one that a file keeps: an older file says nothing of looks."""
    return now[: len(was)]


def heads_sum(texts: Iterable[str]) -> str:
    """Return the sum of the texts of the heads and feet of the pages, whatever their order and however many times each is there."""
    return section_sum([("", text) for text in sorted({text.strip() for text in texts} - {""})])


def seen_runs(runs: Iterable[tuple[object, str]]) -> list[list[object]]:
    """Return the runs of a paragraph, their looks and their texts: what runs of the same look are cut into is one; those without text are of no look."""
    pieces: list[list[object]] = []
    for look, text in runs:
        if pieces and (not text.strip() or pieces[-1][0] == look):
            pieces[-1][1] = f"{pieces[-1][1]}{text}"
        elif text.strip():
            pieces.append([look, text])
    if pieces:
        pieces[-1][1] = str(pieces[-1][1]).rstrip()
    return pieces


class TextLooks(ABC):
    """The styles of a file, and its pictures: how what a person sees of its text looks."""

    font: str  # the property that names the font of letters

    def __init__(
        self, styles: Mapping[tuple[str, str], Element], letters: Mapping[str, str], pictures: Mapping[str, str]
    ) -> None:
        """Take what the file says.

        Args:
            styles: what each style is of, and its name → the style.
            letters: what those that no style says anything of look like.
            pictures: what the text names each picture by → its sum.
        """
        self._styles, self._letters, self._pictures = styles, letters, pictures
        self._known: dict[tuple[str, str], dict[str, str]] = {}

    @abstractmethod
    def above(self, style: Element) -> str:
        """Return the name of the style that another one is based on; empty for none."""

    @abstractmethod
    def read(self, style: Element) -> dict[str, str]:
        """Return what a style says of letters; empty for what it turns off."""

    @abstractmethod
    def shown(self, block: Element) -> Iterator[str]:
        """Yield what a drawing, or a note, shows: its pictures, its texts."""

    def chain(self, kind: str, name: str) -> Iterator[Element]:
        """Yield a style, then those that it is based on."""
        for _ in range(_DEEPEST):
            style = self._styles.get((kind, name))
            if style is None:
                return
            yield style
            name = self.above(style)

    def styled(
        self, style: str, within: Iterable[tuple[str, str]], own: Mapping[str, str] | None = None
    ) -> LetterLooks:
        """Return how letters look.

        Args:
            style: that of their paragraph.
            within: the styles that they are in, from the outside.
            own: what they have beside these.
        """
        said = {**self._letters, **self._said("paragraph", style)}
        font = said.get(self.font, "")
        for kind, name in within:
            said |= self._said(kind, name)
        said |= own or {}
        if said.get(self.font, "") == font:  # that of a theme has no name until a program gives it one
            said.pop(self.font, None)
        return tuple(sorted((name.rpartition("}")[2], value) for name, value in said.items() if value))

    def _said(self, kind: str, name: str) -> dict[str, str]:
        if (kind, name) not in self._known:
            said: dict[str, str] = {}
            for style in reversed(list(self.chain(kind, name))):
                said |= self.read(style)
            self._known[kind, name] = said
        return self._known[kind, name]


def moved_section(came: Iterable[str], fresh: Iterable[str]) -> list[str]:
    """Say which section of a file that came back is no longer in its place.

    Args:
        came: the names of its sections, in their order.
        fresh: those of the new file.
    """
    before, after = list(came), list(fresh)
    order = [name for name in after if name in before]
    names = [name for name in before if name in after]
    for rank, name in enumerate(order):
        if names[rank] != name:
            moved = names[rank] if names.index(name) == rank + 1 else name
            return [f"section « {moved} » : déplacée ; remettez-la à sa place"]
    return []


def section_name(mark: str) -> str:
    """Return the name of the section of a mark."""
    return mark.removeprefix(MARK).replace("_", "-")


_MARKED: Final = re.compile(f"{MARK}[a-z_]+")  # what a program adds to a copy has a capital letter


@dataclass(frozen=True)
class OfficeFile:
    """A file of an office suite that a person may have edited.

    Attributes:
        package: its archive.
        content: the part of its text.
        styles: that of its styles.
        kept: what it keeps of the document that it was written as, by the names of its properties.
        outside: what it says outside its sections, by the name of the section that it comes after, empty at the beginning.
        marked: the mark of each section → its blocks.
        now: the mark of each section → the sum of what it says now.
        heads: the sum of the heads and feet of its pages.
        says: returns what blocks say: the name of the style of each paragraph, and its text.
        told: what else of it a person made, in the words of a message: changes that are followed, comments.
    """

    package: Package
    content: Tree
    styles: Tree
    kept: Mapping[str, str]
    outside: Mapping[str, list[Element]]
    marked: Mapping[str, list[Element]]
    now: Mapping[str, str]
    heads: str
    says: Callable[[Iterable[Element]], list[tuple[str, str]]]
    told: tuple[str, ...]

    @property
    def document(self) -> str:
        """Which document it is; empty when it does not say it."""
        return self.kept.get(DOCUMENT, "")

    @property
    def sums(self) -> dict[str, str]:
        """The mark of each section → the sum of what snr wrote."""
        return {mark: was for mark, was in self.kept.items() if mark not in (DOCUMENT, HEADS)}

    @property
    def sections(self) -> dict[str, list[Element]]:
        """The name of each section → its blocks."""
        return {section_name(mark): blocks for mark, blocks in self.marked.items()}

    @cached_property
    def states(self) -> dict[str, SectionState]:
        """The name of each section → what it said, what it says, its text, headings aside."""
        made = {}
        for mark, blocks in self.marked.items():
            was = self.kept[mark]
            texts = (text for style, text in self.says(blocks) if text and not style.startswith("heading"))
            made[section_name(mark)] = SectionState(was, as_was(self.now[mark], was), "\n\n".join(texts))
        return made


def edited_file(data: bytes, read: Callable[[Package], OfficeFile]) -> list[str]:
    """Return what a person changed in a file, in the words of a message; nothing for one that snr did not write."""
    try:
        file = read(Package(io.BytesIO(data)))
    except SheetError as error:  # none of ours, or no longer
        return ["fichier protégé par un mot de passe, qui ne se lit pas"] if str(error) == PASSWORD else []
    if not file.document:
        return []
    sections = [
        f"section « {section_name(mark)} »"
        for mark, was in file.sums.items()
        if as_was(file.now.get(mark, ""), was) != was
    ]
    heads = ["en-tête ou pied de page"] if file.kept.get(HEADS, "") != file.heads else []
    return [*sections, *heads, *(["texte hors des sections"] if file.outside else []), *file.told]


def came_back(
    data: bytes, suffix: str, read: Callable[[Package], OfficeFile], wrong: Callable[[OfficeFile], Iterator[str]]
) -> OfficeFile:
    """Read a file that is to be merged.

    Args:
        data: the file.
        suffix: what its name ends with.
        read: reads it.
        wrong: says why it cannot be trusted.

    Raises:
        EditError: it is none of snr, or cannot be read or trusted.
    """
    if data.startswith(COMPOUND):
        raise EditError(
            [f"fichier protégé par un mot de passe, ou ancien .doc : enregistrez-le en {suffix}, sans mot de passe"]
        )
    if not data.startswith(ARCHIVE):
        raise EditError([f"ce n’est pas un fichier {suffix}"])
    try:
        file = read(Package(io.BytesIO(data)))
    except SheetError as error:
        if str(error) == PASSWORD:
            raise EditError(["fichier protégé par un mot de passe : enregistrez-le sans mot de passe"]) from None
        raise _damaged(error) from None
    if not file.document:
        raise EditError(
            [f"ce fichier ne vient pas de snr draft, ou ses propriétés ont été retirées (« {DOCUMENT} » y manque)"]
        )
    heads = "en-tête ou pied de page retouché : remettez-le comme il était, snr ne sait pas le garder"
    if reasons := [*wrong(file), *([] if file.kept.get(HEADS, "") == file.heads else [heads])]:
        raise EditError(reasons)
    return file


def _damaged(error: SheetError) -> EditError:
    return EditError([f"fichier abîmé ou refusé : {str(error).replace('classeur', 'fichier')}"])


def unmarked(file: OfficeFile, marks: list[str], none: str, wrong: Callable[[str], str]) -> Iterator[str]:
    """Say what is wrong with the marks of sections.

    Args:
        file: the file.
        marks: those that are there, in their order.
        none: what is said when no mark is left.
        wrong: says what is wrong with one of them; nothing when it is well.
    """
    sums = file.sums
    if not any(name in sums for name in marks):
        yield none
        return
    for name, count in Counter(marks).items():
        if count > 1 and name in sums:
            yield f"section « {section_name(name)} » : présente deux fois"
    for name, was in sums.items():
        if why := wrong(name):
            yield f"section « {section_name(name)} » : {why}"
        elif not SECTION_SUM.fullmatch(was):
            yield f"section « {section_name(name)} » : la propriété {name} du fichier est abîmée"
    for name in dict.fromkeys(marks):
        if name not in sums and _MARKED.fullmatch(name):
            yield f"section « {section_name(name)} » : la propriété {name} du fichier manque"


def place_of(name: str, *, outside: bool = False) -> str:
    """Name a section in a message, or what stands outside the sections, after one, after the contents, or before them all."""
    if not outside:
        return f"section « {name} »"
    if not name:
        return "avant la première section"
    return "après le sommaire" if name == INDEX else f"après la section « {name} »"


def lost(blocks: Iterable[Element], unkept: Mapping[str, frozenset[str]]) -> list[str]:
    """Say what blocks bear that would be lost; `unkept`: what it is, and what to do about it → its elements."""
    seen = {node.tag for block in blocks for node in block.iter()}
    return [what for what, tags in unkept.items() if seen & tags]


def unkept_blocks(
    file: OfficeFile,
    unkept: Mapping[str, frozenset[str]],
    within: Callable[[list[Element]], Iterable[Element]],
    known: Callable[[str], bool],
) -> Iterator[str]:
    """Say what would be lost of a file, and where.

    Args:
        file: the file.
        unkept: as for `lost`.
        within: returns what the blocks of a section hold.
        known: says whether an element may be a block.
    """
    places = {place_of(name, outside=True): (blocks, blocks) for name, blocks in file.outside.items()}
    places |= {place_of(name): (blocks, list(within(blocks))) for name, blocks in file.sections.items()}
    tags = frozenset().union(*unkept.values())
    for place, (blocks, inner) in places.items():
        yield from (f"{place} : {what}" for what in lost(blocks, unkept))
        for tag in dict.fromkeys(block.tag for block in inner if block.tag not in tags and not known(block.tag)):
            yield f"{place} : élément inconnu « {tag.rpartition('}')[2][:40]} »"


def parts_of(data: bytes) -> dict[str, str | bytes]:
    """Return the parts of a file that snr wrote, XML as texts."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {
            name: package.read(name).decode() if name.endswith((".xml", ".rels")) else package.read(name)
            for name in package.namelist()
        }


def merged_file(
    came: OfficeFile,
    fresh: OfficeFile,
    new: bytes,
    refused: Callable[[Mapping[str, str]], Iterable[str]],
    write: Callable[[Mapping[str, str]], bytes],
) -> MergedFile:
    """Write a document again and keep the sections that a person edited in the old one.

    Args:
        came: the file that came back.
        fresh: what snr writes today, read as that one is.
        new: its bytes.
        refused: says why sections to keep cannot be.
        write: writes the new file with the sections to keep.

    Raises:
        EditError: it is another document, or holds edits that cannot be kept: nothing is ever dropped.
    """
    if came.document != fresh.document:
        raise EditError([other_document(came.document, fresh.document)])
    kept, reasons = sorted_edits(
        came.states,
        {
            name: as_was(state.was, came.states[name].was) if name in came.states else state.was
            for name, state in fresh.states.items()
        },
    )
    if told := [*moved_section(came.states, fresh.states), *reasons, *refused(kept)]:
        raise EditError(told)
    added = tuple(name for name in fresh.states if name not in came.states)
    try:
        return MergedFile(write(kept), kept, added) if kept or came.outside else MergedFile(new, {}, added)
    except SheetError as error:
        raise _damaged(error) from None


_MOST_PARTS: Final = 500
_MOST_BYTES: Final = 1 << 27


class CopiedParts:
    """The parts of a file that came back, being copied to those of another: so many at most, and so many bytes."""

    def __init__(self, package: Package, parts: MutableMapping[str, str | bytes]) -> None:
        """Take both.

        Args:
            package: the file that came back.
            parts: name → content of the one that is written.
        """
        self._package, self._parts = package, parts
        self._copies: dict[str, str] = {}  # how the old file names what is copied → how the new one does
        self._sizes: list[int] = []

    def _copy(self, name: str, new: str, place: str) -> None:
        """Copy a part under a new name; `place`: what it is in, for a message.

        Raises:
            EditError: there are too many, or they are too large.
        """
        with self._package.open_small(name) as stream:
            data = stream.read(MAX_PART + 1)
        self._sizes.append(len(data))
        if len(self._sizes) > _MOST_PARTS or sum(self._sizes) > _MOST_BYTES or len(data) > MAX_PART:
            raise EditError([f"{place} : trop d’images ou d’objets ({_MOST_PARTS} et {_MOST_BYTES >> 20} Mio au plus)"])
        self._parts[new] = data

    def _insert(self, part: str, element: str, end: str) -> None:
        """Write an element at the end of a part of the new file."""
        text = self._parts[part]
        assert isinstance(text, str)
        self._parts[part] = text.replace(end, element + end)
