"""The sections of a file of an office suite: the sums that it keeps of them, what a person edited of one that came back, what is merged."""

import hashlib
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from snr_cli.documents.edits import EditError, MergedFile, SectionState, other_document, sorted_edits
from snr_cli.documents.formats.markup import ARCHIVE, COMPOUND
from snr_cli.documents.formats.tree import Tree, part_tree
from snr_cli.inputs.sheets.package import PASSWORD, Package, SheetError

SECTION_SUM: Final = re.compile("(?:[0-9a-f]{12}){1,2}")
MARK: Final = "snr_"  # what the names of marks and of properties begin with
DOCUMENT: Final = "snr_document"  # the property that says which document a file is
HEADS: Final = "snr_marges"  # the property that holds the sum of the heads and feet of its pages
COVER: Final = "couverture"
CONTENTS: Final = "sommaire"


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


def edited_sections(kept: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Return the sections whose sums differ from those that a file keeps, in the words of a message."""
    return [f"section « {section_name(mark)} »" for mark, was in kept.items() if as_was(now.get(mark, ""), was) != was]


def told_edits(
    kept: dict[str, str], now: Mapping[str, str], heads: str, *, outside: bool, followed: bool, comments: bool
) -> list[str]:
    """Return what a person changed in a file, in the words of a message.

    Args:
        kept: what the file keeps: the sums of its sections, that of its heads.
        now: the sums of its sections now.
        heads: that of its heads.
        outside: whether something stands outside of its sections.
        followed: whether changes are followed.
        comments: whether it has comments.
    """
    others = (
        (kept.get(HEADS, "") != heads, "en-tête ou pied de page"),
        (outside, "texte hors des sections"),
        (followed, "suivi des modifications"),
        (comments, "commentaires"),
    )
    sections = {name: was for name, was in kept.items() if name not in (DOCUMENT, HEADS)}
    return [*edited_sections(sections, now), *(what for there, what in others if there)]


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


def generated_sums(came: Mapping[str, SectionState], fresh: Mapping[str, SectionState]) -> dict[str, str]:
    """Return the sums of the sections of a new file, as long as those that an old one keeps."""
    return {name: as_was(state.was, came[name].was) if name in came else state.was for name, state in fresh.items()}


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


def part_root(package: Package, name: str) -> Element:
    """Read a part.

    Raises:
        SheetError: it is missing, or no XML that may be read.
    """
    return part_tree(package, name).root


def section_name(mark: str) -> str:
    """Return the name of the section of a mark."""
    return mark.removeprefix(MARK).replace("_", "-")


_MARKED: Final = re.compile(f"{MARK}[a-z_]+")  # what a program adds to a copy has a capital letter


@dataclass(frozen=True, slots=True)
class ReturnedFile:
    """A file that came back.

    Attributes:
        package: its archive.
        document: which document it is.
        content: the part of its text.
        styles: that of its styles.
        outside: what it says outside its sections, by the name of the section that it comes after, empty at the beginning.
        sections: name → its blocks.
        states: name → what it said, what it says.
    """

    package: Package
    document: str
    content: Tree
    styles: Tree
    outside: Mapping[str, list[Element]]
    sections: Mapping[str, list[Element]]
    states: Mapping[str, SectionState]


def came_back(data: bytes, suffix: str, read: Callable[[Package], ReturnedFile]) -> ReturnedFile:
    """Read a file.

    Raises:
        EditError: it is none of snr, or cannot be read.
    """
    if data.startswith(COMPOUND):
        raise EditError(
            [f"fichier protégé par un mot de passe, ou ancien .doc : enregistrez-le en {suffix}, sans mot de passe"]
        )
    if not data.startswith(ARCHIVE):
        raise EditError([f"ce n’est pas un fichier {suffix}"])
    try:
        return read(Package(io.BytesIO(data)))
    except SheetError as error:
        if str(error) == PASSWORD:
            raise EditError(["fichier protégé par un mot de passe : enregistrez-le sans mot de passe"]) from None
        raise _damaged(error) from None


def _damaged(error: SheetError) -> EditError:
    return EditError([f"fichier abîmé ou refusé : {str(error).replace('classeur', 'fichier')}"])


def document_of(sums: dict[str, str]) -> str:
    """Take which document it is out of what a file keeps.

    Raises:
        EditError: it does not say it.
    """
    if not sums.get(DOCUMENT):
        raise EditError(
            [f"ce fichier ne vient pas de snr draft, ou ses propriétés ont été retirées (« {DOCUMENT} » y manque)"]
        )
    return sums.pop(DOCUMENT)


def section_states(
    found: Mapping[str, list[Element]],
    sums: Mapping[str, str],
    now: Mapping[str, str],
    said: Callable[[list[Element]], list[tuple[str, str]]],
) -> tuple[dict[str, list[Element]], dict[str, SectionState]]:
    """Return the sections of a file and their states, by their names.

    Args:
        found: their blocks, by their marks.
        sums: what the file keeps.
        now: the sums of what they say now.
        said: what blocks say: the name of the style of each paragraph, and its text.
    """
    texts = {
        mark: "\n\n".join(text for style, text in said(blocks) if text and not style.startswith("heading"))
        for mark, blocks in found.items()
    }
    return (
        {section_name(mark): blocks for mark, blocks in found.items()},
        {section_name(mark): SectionState(sums[mark], as_was(now[mark], sums[mark]), texts[mark]) for mark in found},
    )


def unmarked(marks: list[str], sums: Mapping[str, str], none: str, wrong: Callable[[str], str]) -> Iterator[str]:
    """Say what is wrong with the marks of sections.

    Args:
        marks: those that are there, in their order.
        sums: what the file keeps, by the names of marks.
        none: what is said when no mark is left.
        wrong: says what is wrong with one of them; nothing when it is well.
    """
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


def refuse(reasons: Iterable[str], *, same_heads: bool) -> None:
    """Refuse a file that cannot be trusted, or whose heads and feet a person changed.

    Raises:
        EditError: there is a reason to.
    """
    heads = "en-tête ou pied de page retouché : remettez-le comme il était, snr ne sait pas le garder"
    if told := [*reasons, *([] if same_heads else [heads])]:
        raise EditError(told)


def parts_of(data: bytes) -> dict[str, str | bytes]:
    """Return the parts of a file that snr wrote, XML as texts."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {
            name: package.read(name).decode() if name.endswith((".xml", ".rels")) else package.read(name)
            for name in package.namelist()
        }


def merged_file(
    came: ReturnedFile,
    fresh: ReturnedFile,
    new: bytes,
    refused: Callable[[Mapping[str, str]], Iterable[str]],
    write: Callable[[Mapping[str, str]], bytes],
    *,
    outside: bool,
) -> MergedFile:
    """Write a document again and keep the sections that a person edited in the old one.

    Args:
        came: the file that came back.
        fresh: what snr writes today, read as that one is.
        new: its bytes.
        refused: says why sections to keep cannot be.
        write: writes the new file with the sections to keep.
        outside: whether there is something to keep outside of them.

    Raises:
        EditError: it is another document, or holds edits that cannot be kept: nothing is ever dropped.
    """
    if came.document != fresh.document:
        raise EditError([other_document(came.document, fresh.document)])
    kept, reasons = sorted_edits(came.states, generated_sums(came.states, fresh.states))
    if told := [*moved_section(came.states, fresh.states), *reasons, *refused(kept)]:
        raise EditError(told)
    added = tuple(name for name in fresh.states if name not in came.states)
    try:
        return MergedFile(write(kept), kept, added) if kept or outside else MergedFile(new, {}, added)
    except SheetError as error:
        raise _damaged(error) from None
