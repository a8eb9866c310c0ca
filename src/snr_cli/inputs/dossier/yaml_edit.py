"""Sections of a YAML file become other data; all that they do not change keeps its bytes, comments included.

Decision 0010: splices at the places of keys and values, then the text is read again and must say what was asked.
"""

from collections import deque
from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from snr_cli.inputs.dossier.files import Edit, file_text
from snr_cli.inputs.dossier.yaml_events import LINE_BREAK, YamlRefusedError, YamlText, read_yaml, spaced
from snr_cli.inputs.dossier.yaml_nodes import (
    MOST_NODES,
    TooManyNodesError,
    UnwritableError,
    YamlEntry,
    YamlLook,
    YamlNode,
    YamlTree,
    entry_lines,
)
from snr_cli.inputs.dossier.yaml_splices import (
    NOT_ASKED,
    FollowedList,
    Splices,
    UneditableError,
    YamlChange,
    plain_data,
    same_data,
    section_pairs,
)
from snr_cli.inputs.workbook.shape import Column, SheetShape, Steps
from snr_cli.model.finding import DossierError
from snr_cli.model.refusal import UsageError

_BOM: Final = "\ufeff"


class YamlEditError(UsageError):
    """The file cannot be edited so; nothing is written. The message is French, with its line and column."""


def edited_yaml(
    text: str,
    sections: Mapping[str, Any],
    *,
    name: str = "territory.yaml",
    remove: bool = False,
    gone: Collection[str] = (),
) -> tuple[str, list[YamlChange]]:
    r"""Return the text of a YAML file whose sections become these data, and what changed.

    Items of a section that is a list are known by their `id`, else by their `year`, else by their rank. They keep the order
    of the file: those that change do so where they stand, new ones come after the last; a `FollowedList` says itself which
    item is which, and where new ones come. Other lists and mappings become exactly what is asked. Sections that are not named stay; those that the text does not hold come at its end.

    Args:
        text: the file as it is, byte-order mark and line ends (`\r\n`) included: `raw.decode("utf-8")`.
        sections: plain data, by section. 5 and 5.0 are the same.
        name: of the file, in messages.
        remove: remove the items of sections that are not asked for; else they stay, and a change tells so.
        gone: sections to take out; when none would stay they are emptied, for a file is never left without any.

    Raises:
        DossierError: the text is no YAML that snr reads, or holds a key twice.
        YamlEditError: what is asked touches what several places share (anchors), or cannot be written.
        TypeError: the data are not plain.
    """
    bom = _BOM if text.startswith(_BOM) else ""
    body = text.removeprefix(_BOM)
    if findings := read_yaml(name, body)[1]:
        raise DossierError(findings)
    try:
        tree = YamlTree(body)
    except TooManyNodesError:
        most = f"{MOST_NODES:,}".replace(",", "\u202f")
        raise YamlEditError(
            f"{name}:1:1 : plus de {most} clés et valeurs : fichier trop long à modifier",
            "répartissez ses sections dans plusieurs fichiers (include:)",
        ) from None
    try:
        return _edited(bom, tree, {key: plain_data(value) for key, value in sections.items()}, name, remove, gone)
    except UneditableError as error:
        line, column = tree.place(error.at)
        raise YamlEditError(f"{name}:{line}:{column} : {error.message}", *error.advice) from None


def edited_file(name: str, sections: Mapping[str, Any], *, remove: bool = False) -> tuple[Edit, list[YamlChange]]:
    """Return a YAML file whose sections become these data, and what changes in it.

    Args:
        name: of the file.
        sections: as `edited_yaml`; one that is None is taken out.
        remove: as `edited_yaml`.

    Raises:
        UsageError: it cannot be read.
        DossierError, YamlEditError: as `edited_yaml`.
    """
    text = file_text(Path(name))
    gone = {key for key, section in sections.items() if section is None}
    kept = {key: section for key, section in sections.items() if key not in gone}
    after, changes = edited_yaml(text, kept, name=name, remove=remove, gone=gone)
    return Edit(Path(name), text.encode(), after.encode()), changes


def _edited(
    bom: str, tree: YamlTree, sections: dict[str, Any], name: str, remove: bool, gone: Collection[str] = ()
) -> tuple[str, list[YamlChange]]:
    root = tree.root
    if root is not None and root.data is None and not root.shared:
        root = None  # `~`, or « --- » alone
    asked = bool(sections or gone)
    if asked and root is not None and not isinstance(root.data, dict):
        raise UneditableError(root.start, "le fichier doit être une suite de « clé: valeur »", "commencez par snr: 1")
    if root and gone and not sections and root.data.keys() <= set(gone):
        sections, gone = {key: [] if isinstance(root.data[key], list) else {} for key in gone}, ()
    splices = Splices(tree, _look(tree))
    expected = {key: value for key, value in root.data.items() if key not in gone} if root and asked else {}
    entries = {entry.key.data: entry for entry in root.entries if entry.key} if root and sections else {}
    new = {section: wanted for section, wanted in sections.items() if section not in entries}
    at = 0
    try:
        for section, wanted in sections.items():
            if section in entries:
                at = entries[section].start
                expected[section] = _section(splices, entries[section], section, wanted, remove, root)
        if new:
            at = len(tree.text)
            expected |= new
            _append(splices, root, new)
        if root and gone:
            splices.without_keys(root, gone)
    except UnwritableError as error:
        raise UneditableError(at, str(error)) from None
    if not splices.any:
        return bom + tree.text, splices.changes
    result = splices.applied()
    why = _misread(name, result, expected)
    if why and not result.endswith(("\n", "\r")):  # a text block that ends the file may need the end of its line
        result += splices.look.newline
        why = _misread(name, result, expected)
    if why:
        raise UneditableError(
            at,
            f"modification abandonnée, le fichier reste tel qu’il est : {why}",
            "finissez la dernière ligne du fichier par un retour à la ligne"
            if tree.text and not tree.text.endswith(("\n", "\r"))
            else "modifiez cette section à la main : son écriture est inhabituelle",
        )
    return bom + result, splices.changes


def _misread(name: str, text: str, expected: dict[Any, Any]) -> str:
    """Say what snr reads in a text that is not what is expected; nothing when it is."""
    try:
        yaml_text, findings = read_yaml(name, text)
    except YamlRefusedError as error:
        return error.finding.message
    return (
        "" if not findings and same_data(yaml_text.data, expected) else "la relecture ne donne pas ce qui était demandé"
    )


def _look(tree: YamlTree) -> YamlLook:
    """See how a file is laid out from its first line end and its first blocks."""
    match = LINE_BREAK.search(tree.text)
    step = dash = None
    waiting = deque([tree.root] if tree.root else [])
    while waiting and (step is None or dash is None):
        node = waiting.popleft()
        for entry in node.entries if node.style == "block" else ():
            value = entry.value
            if value.style == "block":
                waiting.append(value)
                if entry.key and isinstance(value.data, list):
                    dash = value.column - entry.key.column if dash is None else dash
                elif entry.key:
                    step = value.column - entry.key.column if step is None else step
    return YamlLook(match[0] if match else "\n", step or 2, 2 if dash is None else dash)


def _section(splices: Splices, entry: YamlEntry, section: str, wanted: Any, remove: bool, root: YamlNode | None) -> Any:
    """Edit a section, and return the data that it must have."""
    splices.about(section)
    if root is not None and root.shared:
        raise UneditableError(root.start, "fichier entier sous une ancre (&)", "ôtez l’ancre, puis recommencez")
    value, in_flow = entry.value, root is not None and root.style == "flow"
    column = entry.key.column if entry.key else 0
    if not value.data and not value.shared and _items(wanted) and wanted:
        splices.fill(entry, wanted, column, in_flow=in_flow)
        return wanted
    if not value.data or not _items(value.data) or not _items(wanted):
        splices.edit(entry, wanted, (), column, in_flow=in_flow)
        return wanted
    pairs = section_pairs(value.data, wanted, remove=remove)
    asked = {id(item) for item in wanted}
    splices.kept([item for rank, item in pairs if rank is not None and item is not NOT_ASKED and id(item) not in asked])
    expected = [item for _, item in pairs if item is not NOT_ASKED]
    if not same_data(value.data, expected):
        splices.items(entry, pairs, column, in_flow=in_flow)
    return expected


def _items(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, Mapping) for item in value)


def _append(splices: Splices, root: YamlNode | None, new: dict[str, Any]) -> None:
    """Add the sections that the text does not hold."""
    for section, value in new.items():
        splices.about(section)
        splices.added(value)
    if root is not None and root.style == "flow":
        splices.more_keys(root, new, in_flow=True)
        return
    tree = splices.tree
    starts = [tree.line_start(entry.start) for entry in root.entries[1:]] if root else []
    spaced = root is None or any(start and tree.alone(start - 1) for start in starts)
    lines: list[str] = []
    for section, value in new.items():
        lines += [""] * bool(tree.text and spaced) + list(entry_lines({section: value}, 0, splices.look))
    if root is None or not tree.ended:
        splices.put_lines(len(tree.text), lines)
    else:
        splices.put_lines(tree.line_end(root.end), lines)


# A YAML file of a dossier while its rows are edited: its data, of which each item knows which one it was.

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
    return FollowedList([_copied(text, item) for item in value]) if isinstance(value, list) else value


def is_read_from(text: YamlText, raw: str) -> bool:
    """Say whether a file is what was read of a text, byte-order mark and line ends aside."""
    return spaced(raw.removeprefix(_BOM).replace("\r\n", "\n")) == text.text


def is_elsewhere(value: Any) -> bool:
    """Say whether a section is read from another file."""
    return isinstance(value, Mapping) and list(value) == ["from"]


def fresh_copy(value: Any) -> Any:
    """Copy data as those of a draft."""
    if isinstance(value, Mapping):
        return {key: fresh_copy(inner) for key, inner in value.items()}
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
