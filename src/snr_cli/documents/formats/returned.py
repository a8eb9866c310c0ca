"""A file of an office suite that came back from a person: read, trusted and merged in one way, whatever its format."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from snr_cli.documents.edits import EditError, MergedFile, SectionState, other_document, sorted_edits
from snr_cli.documents.formats.markup import ARCHIVE, COMPOUND
from snr_cli.documents.formats.sections import (
    DOCUMENT,
    MARK,
    SECTION_SUM,
    as_was,
    generated_sums,
    moved_section,
    section_name,
)
from snr_cli.documents.formats.tree import Tree
from snr_cli.inputs.sheets.package import PASSWORD, Package, SheetError

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
