"""The sections of a file of an office suite: their marks, a sum of what each says, which of them a person edited since."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from xml.etree.ElementTree import Element

from snr_cli.documents.edits import SectionState
from snr_cli.documents.formats.tree import part_tree
from snr_cli.inputs.sheets.package import Package

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
