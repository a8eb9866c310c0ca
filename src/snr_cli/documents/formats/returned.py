"""The sections of a file of an office suite: the sums that it keeps of them, its pieces, what a person edited of one that came back."""

import base64
import hashlib
import io
import json
import re
import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from xml.etree.ElementTree import Element

from snr_cli.inputs.sheets.package import PASSWORD, Package, SheetError

# What snr wrote in a file of an office suite, kept in its properties: the base of the next merge, or none when one was cut.

Line = (
    str | list[list[str]]
)  # a paragraph, or the cells of the rows of a table; a figure is `FIGURE` and sums of what it shows
Base = dict[str, list[Line]]  # the name of each section → its lines; empty, the heads and feet of the pages
AUTHOR: Final = "snr"  # whose tracked changes those of snr are
FIGURE: Final = "\ufffc"
BASE_PART: Final = re.compile(r"snr_base_\d+")
_PIECE: Final = 250  # characters of a property: a .doc holds 255 of one (MS-OI29500, 3.5.5.1.1.2)
_MOST_PIECES: Final = 2000
_MOST: Final = 1 << 22  # bytes of the text: the longest document has 100,000


def base_properties(base: Base) -> dict[str, str]:
    """Return the properties that hold a text: how many they are and its sum, then its pieces; none for one that is too long."""
    # no result: what snr alone reads again
    data = json.dumps(base, ensure_ascii=False, separators=(",", ":")).encode()
    text = base64.b64encode(zlib.compress(data, 9)).decode()
    pieces = [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]
    if len(data) > _MOST or len(pieces) > _MOST_PIECES:
        return {}
    return {f"snr_base_{rank}": piece for rank, piece in enumerate((f"{len(pieces)} {_text_sum(text)}", *pieces))}


def kept_base(kept: Mapping[str, str]) -> Base | None:
    """Return the text that properties hold; None when one is missing, was changed or was cut."""
    count = sum(1 for name in kept if BASE_PART.fullmatch(name)) - 1
    text = "".join(kept.get(f"snr_base_{rank}", "") for rank in range(1, min(count, _MOST_PIECES) + 1))
    if count < 1 or kept.get("snr_base_0") != f"{count} {_text_sum(text)}":
        return None
    reader = zlib.decompressobj()
    try:
        data = reader.decompress(base64.b64decode(text, validate=True), _MOST)
        base = json.loads(data) if reader.eof else None
    except (ValueError, zlib.error, RecursionError):
        return None
    return base if isinstance(base, dict) and all(map(_is_text, base.values())) else None


def _is_text(lines: object) -> bool:
    return isinstance(lines, list) and all(isinstance(line, str) or _is_table(line) for line in lines)


def _is_table(line: object) -> bool:
    return (
        isinstance(line, list)
        and line != []
        and all(isinstance(row, list) and row != [] and all(isinstance(cell, str) for cell in row) for row in line)
    )


def _text_sum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


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


def section_name(mark: str) -> str:
    """Return the name of the section of a mark."""
    return mark.removeprefix(MARK).replace("_", "-")


def section_marks(kept: Mapping[str, str]) -> dict[str, str]:
    """Return, of the properties of a file, the mark of each section → the sum of what snr wrote."""
    return {mark: was for mark, was in kept.items() if mark not in (DOCUMENT, HEADS) and not BASE_PART.fullmatch(mark)}


@dataclass(frozen=True, eq=False, slots=True)
class FilePiece:
    """A piece of the text of a file.

    Attributes:
        section: the name of the section that it is in; empty before the first one.
        line: what it says; a paragraph where snr waits for an answer says what it would if that was no.
        elements: the paragraphs of a figure, one a row; else one element.
        rows: the rows of a table, each with the paragraphs of its cells.
    """

    section: str
    line: Line
    elements: list[Element]
    rows: list[tuple[Element, list[list[Element]]]] = field(default_factory=list)


def figures_whole(blocks: Iterable[FilePiece], known: Collection[str] | None = None) -> list[FilePiece]:
    """Put together the rows of figures, each a block, that follow one another.

    Args:
        blocks: those of a file.
        known: the lines of the figures that snr wrote, which a picture beside them is no part of; None in what it writes now.
    """
    made: list[FilePiece] = []
    for block in blocks:
        if made and is_figure(block.line) and is_figure(made[-1].line):
            both = f"{made[-1].line} {str(block.line).removeprefix(FIGURE)}"
            if known is None or any(line.startswith(both) for line in known):
                made[-1] = replace(made[-1], line=both, elements=[*made[-1].elements, *block.elements])
                continue
        made.append(block)
    return made


def is_figure(line: Line) -> bool:
    """Say whether a line is that of a figure."""
    return isinstance(line, str) and line.startswith(FIGURE)


def base_of(blocks: Iterable[FilePiece], margins: Iterable[str]) -> Base:
    """Return what snr writes: the lines of each section, and the heads and feet of the pages."""
    base: Base = {"": [*dict.fromkeys(margins)]}
    for block in figures_whole(blocks):
        base.setdefault(block.section, []).append(block.line)
    return base


@dataclass(frozen=True)
class OfficeFile:
    """A file of an office suite that a person may have edited.

    Attributes:
        kept: what it keeps of the document that it was written as, by the names of its properties.
        outside: whether it says something outside its sections.
        now: the mark of each section → the sum of what it says now.
        heads: the sum of the heads and feet of its pages.
        told: what else of it a person made, in the words of a message: changes that are followed, comments.
    """

    kept: Mapping[str, str]
    outside: bool
    now: Mapping[str, str]
    heads: str
    told: tuple[str, ...]

    @property
    def document(self) -> str:
        """Which document it is; empty when it does not say it."""
        return self.kept.get(DOCUMENT, "")

    @property
    def sums(self) -> dict[str, str]:
        """The mark of each section → the sum of what snr wrote."""
        return section_marks(self.kept)


def edited_file(data: bytes, read: Callable[[Package], OfficeFile]) -> list[str]:
    """Return what a person changed in a file, in the words of a message; nothing for one that snr did not write."""
    try:
        file = read(Package(io.BytesIO(data)))
    except SheetError as error:  # none of ours, or no longer
        return ["fichier protégé par un mot de passe, qui ne se lit pas"] if str(error) == PASSWORD else []
    return edits_of(file) if file.document else []


def edits_of(file: OfficeFile) -> list[str]:
    """Return what a person changed in a file of snr, in the words of a message."""
    sections = [
        f"section « {section_name(mark)} »"
        for mark, was in file.sums.items()
        if as_was(file.now.get(mark, ""), was) != was
    ]
    heads = ["en-tête ou pied de page"] if file.kept.get(HEADS, "") != file.heads else []
    return [*sections, *heads, *(["texte hors des sections"] if file.outside else []), *file.told]
