"""Formats of a dossier: the steps from an older one to the next, and a file brought up with all that they do not change.

A change that breaks dossiers as people wrote them raises `DOSSIER_FORMAT` (model/dossier.py) and is one `FormatStep` here. No
format older than 1 was ever read: there is no step yet (docs/versions.md says what is one).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from snr_cli.inputs.dossier.files import Edit
from snr_cli.inputs.dossier.yaml_nodes import YamlEntry, YamlNode, YamlTree
from snr_cli.model.finding import Finding


class TextPiece(NamedTuple):
    """A part of a text to replace, from `start` to `end`, and what is said of it (French, without full stop)."""

    start: int
    end: int
    text: str
    told: str


@dataclass(frozen=True, slots=True)
class FormatStep:
    """From a format to the next.

    Attributes:
        old: the format that it reads; the next is `old + 1`.
        why: what changed, in French, for the report.
        change: the pieces to replace in a file of a dossier of that format: its first one, or one that it includes.
    """

    old: int
    why: str
    change: Callable[[YamlTree], Iterable[TextPiece]]


STEPS: Final[tuple[FormatStep, ...]] = ()


class Changed(NamedTuple):
    """What a step did to a file: which, its line before the change, and what is said of it."""

    path: Path
    line: int
    told: str


@dataclass(frozen=True, slots=True)
class Migrated:
    """A dossier brought up; nothing is written yet.

    Attributes:
        name: its first file.
        old: the format that it says.
        new: the newest one; equal to `old` when nothing is to be done.
        steps: what each step changes, in French.
        files: those that change.
        copies: what these were, to be kept; in their order.
        changes: what changed, by line, in the same order.
        left: files that stay as they are, and may hold what a step changes elsewhere: workbooks, lists in CSV.
        findings: mistakes of syntax, schema and references that the new files have.
    """

    name: str
    old: int
    new: int
    steps: tuple[str, ...] = ()
    files: tuple[Edit, ...] = ()
    copies: tuple[Edit, ...] = ()
    changes: tuple[Changed, ...] = ()
    left: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def steps_from(old: int, newest: int, steps: Sequence[FormatStep] | None = None) -> tuple[FormatStep, ...] | None:
    """Return the steps from a format to the newest, in order; None when one of them is missing."""
    known = {step.old: step for step in (STEPS if steps is None else steps)}
    if old < newest and all(number in known for number in range(old, newest)):
        return tuple(known[number] for number in range(old, newest))
    return None


def stepped(text: str, step: FormatStep, path: Path) -> tuple[str, list[Changed]]:
    """Return a YAML text after a step, and what it did.

    Args:
        text: that `read_yaml` took, byte-order mark aside.
        step: the step.
        path: the file.

    Raises:
        TooManyNodesError: the text is too long.
    """
    tree = YamlTree(text)
    parts: list[str] = []
    told: list[Changed] = []
    at = 0
    for piece in sorted(step.change(tree)):
        parts += (text[at : piece.start], piece.text)
        told.append(Changed(path, tree.place(piece.start)[0], piece.told))
        at = piece.end
    return "".join([*parts, text[at:]]), told


def found_in(node: YamlNode | None, path: Sequence[str]) -> Iterator[YamlEntry]:
    """Yield the entries that a path of keys leads to; `*` is each item of a list, or each key of a mapping.

    Args:
        node: the root of a file, or a value of it; None for an empty file.
        path: `("equipment", "*", "quantity")`.
    """
    if node is None or not path:
        return
    for entry in node.entries:
        if path[0] == "*" or (entry.key is not None and entry.key.data == path[0]):
            if len(path) == 1:
                yield entry
            else:
                yield from found_in(entry.value, path[1:])


def value_replaced(tree: YamlTree, path: Sequence[str], values: "dict[Any, str]") -> Iterator[TextPiece]:
    """Yield what writes a value in the place of another, wherever it stands; other values stay."""
    for entry in found_in(tree.root, path):
        value = entry.value
        if not value.entries and not value.shared and value.data in values:
            new = values[value.data]
            yield TextPiece(value.start, value.end, new, f"« {path[-1]} » : {value.data} devient {new}")
