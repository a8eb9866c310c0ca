"""The sections of a file of an office suite: their marks, a sum of what each says, which of them a person edited since."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from snr_cli.documents.formats.tree import part_tree
from snr_cli.sheets.package import Package

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MARK: Final = "snr_"  # what the names of marks and of properties begin with
DOCUMENT: Final = "snr_document"  # the property that says which document a file is
HEADS: Final = "snr_marges"  # the property that holds the sum of the heads and feet of its pages
EDITED_HEAD: Final = "en-tête ou pied de page"
COVER: Final = "couverture"
CONTENTS: Final = "sommaire"


def section_mark(name: str) -> str:
    """Return the name of the mark, and of the property, of a section: one word for every program."""
    return MARK + name.replace("-", "_")


def section_sum(said: Sequence[tuple[str, str]]) -> str:
    """Return the sum of what a section says.

    Args:
        said: its paragraphs, each the name of its style and its text, and where the cells of its tables end.
    """
    return hashlib.sha256(json.dumps(said, ensure_ascii=True).encode()).hexdigest()[:12]


def heads_sum(texts: Iterable[str]) -> str:
    """Return the sum of the texts of the heads and feet of the pages, whatever their order and however many times each is there."""
    return section_sum([("", text) for text in sorted({each.strip() for each in texts} - {""})])


def edited_sections(kept: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Return the sections whose sums differ from those that a file keeps, in the words of a message."""
    return [f"section « {section_name(mark)} »" for mark, was in kept.items() if now.get(mark) != was]


def moved_section(came: Iterable[str], fresh: Iterable[str]) -> list[str]:
    """Say which section of a file that came back is no longer in its place.

    Args:
        came: the names of its sections, in their order.
        fresh: those of the new file.
    """
    before, after = list(came), list(fresh)
    order = [name for name in after if name in before]
    found = [name for name in before if name in after]
    for rank, name in enumerate(order):
        if found[rank] != name:
            moved = found[rank] if found.index(name) == rank + 1 else name
            return [f"section « {moved} » : déplacée ; remettez-la à sa place"]
    return []


def part_root(package: Package, name: str) -> "Element":
    """Read a part.

    Raises:
        SheetError: it is missing, or no XML that may be read.
    """
    return part_tree(package, name).root


def section_name(mark: str) -> str:
    """Return the name of the section of a mark."""
    return mark.removeprefix(MARK).replace("_", "-")
