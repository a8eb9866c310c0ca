"""The rows of a dossier as its files hold them, right or wrong, each with its place: what a form shows and edits."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final

from snr_cli.inputs.dossier.yaml_events import Mark, YamlText
from snr_cli.inputs.workbook.shape import Column, SheetShape, Steps, by_path, dossier_sheets
from snr_cli.inputs.workbook.values import named_items

NAMED_BY: Final = ("label", "title", "name", "subject", "type")  # what an id is made of, the first that is filled
IMPORTS_SHEET: Final = ("imports",)  # items of `equipment` that read an inventory: a sheet of their own
HOME: Final = "equipment"
RowPath = tuple[str | int, ...]


@dataclass(frozen=True, eq=False)
class WrittenRow:
    """A row, as written.

    Attributes:
        shape: its sheet.
        text: the file that holds it.
        path: keys and ranks down to it, in that file.
        item: its data, of whatever kind.
        up: the row that holds it.
        name: how it is called by the rows below: its id, its key, its year or its rank.
        place: where it begins.
    """

    shape: SheetShape
    text: YamlText
    path: RowPath
    item: Any
    up: "WrittenRow | None"
    name: str
    place: Mark | None

    @property
    def ref(self) -> str:
        """Return what tells it from all others: its file and its path in it."""
        return row_ref(file_ref(self.text), self.path)

    @cached_property
    def values(self) -> dict[Column, tuple[Any, Mark | None]]:
        """Return its values that are written, each with its place."""
        if self.shape.scalar:
            return {self.shape.columns[0]: (self.item, self.place)}
        found = {}
        for column in self.shape.columns:
            value = written_at(self, column)
            if value is not None:
                found[column] = value
        return found


def file_ref(text: YamlText) -> str:
    """Return what tells a file from all others."""
    return text.name


def row_ref(file: str, path: RowPath) -> str:
    """Return the reference of a row."""
    return f"{file}#" + "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)


def written_at(row: WrittenRow, column: Column) -> tuple[Any, Mark | None] | None:
    """Return a value of a row and its place; None when it is not written there, or says nothing."""
    item, place = row.item, row.place
    for depth, step in enumerate(column.steps):
        if not isinstance(item, Mapping):
            alone = None if isinstance(item, list) else alone_column(row.shape, column.steps[:depth])
            return (item, place) if alone is column and item is not None else None
        known = row.text.places.get(id(item))
        place = known.of_value(step) if known is not None and step in item else None
        if place is None:  # a zero that holds the place of what an inventory counts
            return None
        item = item[step]
    return None if item is None else (item, place)


@lru_cache(maxsize=1024)
def alone_column(shape: SheetShape, block: Steps) -> Column | None:
    """Return the value that stands for its whole block when it is written alone: 39100 for {value: 39100}."""
    inside = [column for column in shape.columns if column.steps[:-1] == block and column.steps]
    return next((column for column in inside if column.required), None) if block or shape.path else None


def written_rows(texts: Iterable[YamlText]) -> Iterator[WrittenRow]:
    """Give the rows of lists and mappings, each before those that it holds."""
    for text in texts:
        if isinstance(text.data, dict):
            for shape in dossier_sheets()[0].below:
                yield from _within(shape, text, text.data, (), None)


def _within(
    shape: SheetShape, text: YamlText, holder: Any, path: RowPath, up: WrittenRow | None
) -> Iterator[WrittenRow]:
    steps = (HOME,) if shape.path == IMPORTS_SHEET else shape.steps
    items = holder
    for step in steps:
        if not isinstance(items, Mapping):
            return
        items = items.get(step)
    if shape.keyed is None and isinstance(items, str) and path:  # a name alone stands for a list of one
        place = text.places[id(holder)].of_value(steps[-1]) if len(steps) == 1 and id(holder) in text.places else None
        yield WrittenRow(shape, text, (*path, *steps, 0), items, up, "n° 1", place)
        return
    if not isinstance(items, Mapping if shape.keyed is not None else list):
        return
    places = text.places.get(id(items))
    here = (*path, *steps)
    for last, item, name in named_items(shape, items):
        if shape.path in (IMPORTS_SHEET, (HOME,)) and is_inventory(item) != (shape.path == IMPORTS_SHEET):
            continue
        row = WrittenRow(shape, text, (*here, last), item, up, name, places.of_value(last) if places else None)
        yield row
        for below in shape.below:
            yield from _within(below, text, item, row.path, row)


def is_inventory(item: Any) -> bool:
    """Say whether an item of `equipment` reads an inventory."""
    return isinstance(item, Mapping) and "from" in item


def sheet_at(path: RowPath, *, inventory: bool = False) -> tuple[SheetShape, RowPath, Steps]:
    """Return the sheet of a path of the dossier, the path of its row (empty: none), and the steps left inside the row.

    Args:
        path: keys and ranks from the dossier down.
        inventory: the item of `equipment` that it goes through reads an inventory.
    """
    shape, at = dossier_sheets()[0], 0
    row: RowPath = ()
    while True:
        below = next((sheet_shape for sheet_shape in shape.below if _leads(sheet_shape, path, at, inventory)), None)
        if below is None:
            return shape, row, tuple(str(step) for step in path[at:])
        steps = len(below.steps) if below.path != IMPORTS_SHEET else 1
        if len(path) <= at + steps:
            return below, (), ()
        shape, at = below, at + steps + 1
        row = path[:at]


def _leads(shape: SheetShape, path: RowPath, at: int, inventory: bool) -> bool:
    if shape.path in (IMPORTS_SHEET, (HOME,)):
        return path[at : at + 1] == (HOME,) and inventory == (shape.path == IMPORTS_SHEET)
    return path[at : at + len(shape.steps)] == shape.steps


def column_at(shape: SheetShape, steps: Steps) -> Column | None:
    """Return the column of a path inside a row: the one that holds it, or the first of the block that it is."""
    for column in shape.columns:
        if column.steps and steps[: len(column.steps)] == column.steps:
            return column
    if shape.scalar:
        return shape.columns[0]
    return next((column for column in shape.columns if steps and column.steps[: len(steps)] == steps), None)


def shape_of_key(key: str) -> SheetShape | None:
    """Return a sheet by its key: `actions.effects`; `fiche` for the single values."""
    if key == FICHE_KEY:
        return dossier_sheets()[0]
    return by_path().get(tuple(key.split("."))) if key else None


def key_of(shape: SheetShape) -> str:
    """Return the key of a sheet."""
    return shape.key or FICHE_KEY


FICHE_KEY: Final = "fiche"


# What a key is called, for who fills in forms or workbooks.

_LISTED: Final = re.compile(r"\[[^\[\]]*\]")
_ID: Final = "IDENTIFIANT"  # stands for the id that the reader has


@lru_cache(maxsize=2048)
def place_named(where: str) -> str:
    """Say in French where keys are filled in; empty when no form has them.

    Args:
        where: keys as a place to fill gives them, apart by commas: « strategy.adopted_on », « actions[].means », « actions.velo ».
    """
    named = dict.fromkeys(filter(None, map(_named, re.split(r", (?=[a-z])", where))))
    return " ; ".join(named)


def _named(key: str) -> str:
    """Name one key: « Actions », ligne « velo », « Moyens »."""
    found = place_of(key)
    if found is None:
        return ""
    shape, name, steps = found
    if not shape.path:
        return _titled(shape, steps)
    return ", ".join(filter(None, (f"« {shape.name} »", name and f"ligne « {name} »", _field(shape, steps))))


def place_of(key: str) -> tuple[SheetShape, str, Steps] | None:
    """Return the sheet of a key, the name of its row and the steps inside the row, empty when it names none; None when no form has it."""
    keys = tuple(_LISTED.sub("", key.partition(":")[0].strip()).split("."))
    if _titled(dossier_sheets()[0], keys):  # what the dossier has once
        return dossier_sheets()[0], "", keys
    depth = next((depth for depth in range(len(keys), 0, -1) if keys[:depth] in by_path()), 0)
    if not depth:
        return None
    shape = by_path()[keys[:depth]]
    # an id may hold points: the field is the longest end of the key that is one
    rank = next((rank for rank in range(depth, len(keys)) if _field(shape, keys[rank:])), len(keys))
    row = keys[depth:rank] if rank < len(keys) else keys[depth:]
    return shape, ".".join(step for step in row if step != _ID), keys[rank:]


def _field(shape: SheetShape, steps: Steps) -> str:
    """Name a field of a row, a block of fields, or a list that the row holds."""
    below = by_path().get((*shape.path, *steps)) if steps else None
    return f"« {below.name} »" if below is not None else _titled(shape, steps)


def _titled(shape: SheetShape, steps: Steps) -> str:
    titles: Iterable[tuple[str, ...]] = (
        column.titles[: len(steps)] for column in shape.columns if steps and column.steps[: len(steps)] == steps
    )
    found = next(iter(titles), ())
    return f"« {' – '.join(found)} »" if found else ""
