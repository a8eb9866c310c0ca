"""A YAML file of a dossier while its rows are edited: its data, of which each item knows which one it was."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from snr_cli.inputs.dossier.files import Edit
from snr_cli.inputs.dossier.yaml_edit import edited_yaml
from snr_cli.inputs.dossier.yaml_events import LINE_SEPARATORS, YamlText
from snr_cli.inputs.dossier.yaml_splices import FollowedList, same_data
from snr_cli.inputs.workbook.shape import Column, SheetShape, Steps

DraftStep = str | int  # a key, or the token of an item


class DraftRow(NamedTuple):
    """A row of a draft: its file, the sheet, the steps down to it (keys, and tokens of items)."""

    draft: "FileDraft"
    shape: SheetShape
    steps: tuple[DraftStep, ...]


class NoSuchRowError(Exception):
    """The row is not there, or no longer."""


class FileDraft:
    """The data of a file, to be changed, then written."""

    def __init__(self, name: str, text: YamlText | None, *, raw: str) -> None:
        """Begin with what the file holds.

        Args:
            name: the file.
            text: what was read of it; None for a file that is new, or empty.
            raw: its text as it is.
        """
        self.name, self.raw, self.is_new = name, raw, False
        self.data: dict[Any, Any] = {} if text is None else _copied(text, text.data)
        self._before = {} if text is None else _copied(text, text.data)

    def edit(self) -> Edit | None:
        """Return the file as it becomes; None when it stays as it is.

        Raises:
            DossierError, YamlEditError: as `edited_yaml`.
        """
        changed = {
            key: value
            for key, value in self.data.items()
            if key not in self._before or not same_data(self._before[key], value)
        }
        gone = self._before.keys() - self.data.keys()
        if gone and not self.data:  # a file is never left empty
            changed = {key: [] if isinstance(self._before[key], list) else {} for key in gone}
            gone = set()
        text = edited_yaml(self.raw, changed, name=self.name, remove=True, gone=gone)[0]
        if self.is_new:
            return Edit(Path(self.name), None, text.encode())
        return None if text == self.raw else Edit(Path(self.name), self.raw.encode(), text.encode())

    def row(self, shape: SheetShape, path: Collection[str]) -> DraftRow:
        """Return a row by its path, as references have it.

        Raises:
            NoSuchRowError: there is none.
        """
        found: Any = self.data
        steps: list[DraftStep] = []
        for part in path:
            if isinstance(found, str) and steps and part == "0":  # a name alone stands for a list of one
                steps.append(0)
                continue
            if isinstance(found, FollowedList):
                step: Any = int(part) if part.isdigit() and int(part) in found.tokens else None
            else:
                keys = found if isinstance(found, Mapping) else ()
                step = next((key for key in keys if str(key) == part), None)
            if step is None:
                raise NoSuchRowError
            steps.append(step)
            found = child(found, step)
        return DraftRow(self, shape, tuple(steps))


def _copied(text: YamlText, value: Any) -> Any:
    """Copy what is written; a value that only holds a place is not."""
    if isinstance(value, dict):
        places = text.places.get(id(value))
        written = value if places is None else [key for key in value if places.of_key(key) is not None]
        return {key: _copied(text, value[key]) for key in written}
    if isinstance(value, list):
        return FollowedList([_copied(text, each) for each in value])
    return value


def is_read_from(text: YamlText, raw: str) -> bool:
    """Say whether a file is what was read of a text, byte-order mark and line ends aside."""
    shown = raw.removeprefix("\ufeff").replace("\r\n", "\n")
    for separator in LINE_SEPARATORS:
        shown = shown.replace(separator, " ")
    return shown == text.text


def is_elsewhere(value: Any) -> bool:
    """Say whether a section is read from another file."""
    return isinstance(value, Mapping) and list(value) == ["from"]


def fresh_copy(value: Any) -> Any:
    """Copy data as those of a draft."""
    if isinstance(value, Mapping):
        return {key: fresh_copy(each) for key, each in value.items()}
    return FollowedList(map(fresh_copy, value)) if isinstance(value, list) else value


def child(container: Any, step: DraftStep) -> Any:
    """Return what a step leads to.

    Raises:
        NoSuchRowError: nothing.
    """
    try:
        return container[container.rank_of(int(step)) if isinstance(container, FollowedList) else step]
    except (KeyError, TypeError, ValueError):
        raise NoSuchRowError from None


def put(container: Any, step: DraftStep, value: Any) -> None:
    """Put a value where a step leads."""
    if isinstance(container, FollowedList):
        container[container.rank_of(int(step))] = value
    else:
        container[step] = value


def take_out(container: Any, step: DraftStep) -> None:
    """Remove what a step leads to."""
    if isinstance(container, FollowedList):
        container.take_out(int(step))
    else:
        del container[step]


def block_within(holder: dict[Any, Any], steps: Steps, alone: Mapping[Steps, str], last: type[Any] = dict) -> Any:
    """Return a block inside a row, made where it is not there; a value that stands for its block goes in it.

    Args:
        holder: the row.
        steps: keys down to the block.
        alone: keys down to a block → the key of the value that may stand for it.
        last: what the block is, when it is made.
    """
    found: Any = holder
    for depth, step in enumerate(steps, start=1):
        inner = found.get(step)
        is_last = depth == len(steps)
        if is_last and last is FollowedList:
            if not isinstance(inner, FollowedList):
                found[step] = FollowedList([] if inner is None else [inner])
        elif not isinstance(inner, dict):
            key = alone.get(steps[:depth])
            found[step] = {key: inner} if key and inner is not None and not isinstance(inner, list) else {}
        found = found[step]
    return found


def value_at(item: Any, steps: Steps, alone: Mapping[Steps, str]) -> Any:
    """Return a value inside a row; None when it is not there."""
    for depth, step in enumerate(steps):
        if not isinstance(item, Mapping):
            return item if alone.get(steps[:depth]) == step and depth == len(steps) - 1 else None
        item = item.get(step)
    return item


def emptied(holder: dict[Any, Any], steps: Steps) -> None:
    """Remove a value of a row, and the blocks that are then empty."""
    blocks = [holder]
    for step in steps[:-1]:
        inner = blocks[-1].get(step)
        if not isinstance(inner, dict):
            return
        blocks.append(inner)
    blocks[-1].pop(steps[-1], None)
    for depth in range(len(steps) - 1, 0, -1):
        if blocks[depth]:
            return
        del blocks[depth - 1][steps[depth - 1]]


@lru_cache(maxsize=128)
def alone_keys(shape: SheetShape) -> Mapping[Steps, str]:
    """Return, by block of a row, the key of the value that may stand for the whole block."""
    from snr_cli.inputs.dossier.written_rows import alone_column

    blocks = {column.steps[:-1] for column in shape.columns if column.steps}
    found: dict[Steps, Column | None] = {block: alone_column(shape, block) for block in blocks}
    return {block: column.steps[-1] for block, column in found.items() if column is not None}
