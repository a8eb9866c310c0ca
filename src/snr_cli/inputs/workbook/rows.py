"""The data of a dossier, as YAML gives it → the rows of its sheets."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from snr_cli.inputs.workbook.shape import Column, SheetShape, Steps, dossier_sheets
from snr_cli.inputs.workbook.values import EmptyBlock


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row.

    Attributes:
        up: how the rows that hold it are called, from the outermost.
        name: how it is called by the sheets below: its id, its key, or a name made for that; None when nothing calls it.
        values: column → value, or the block that is there without any.
    """

    up: tuple[str | int, ...]
    name: str | int | None
    values: Mapping[Column, Any]


def filled_sheets(data: Mapping[str, Any]) -> dict[Steps, list[SheetRow]]:
    """Return the rows of each sheet, by its path.

    Args:
        data: sections of a dossier; what is None is as if it were not there.
    """
    found: dict[Steps, list[SheetRow]] = {each.path: [] for each in dossier_sheets()}
    fiche = dossier_sheets()[0]
    found[()] = [SheetRow((), None, _values(fiche, data))]
    for below in fiche.below:
        _fill(found, below, _at(data, below.steps), ())
    return found


def _fill(found: dict[Steps, list[SheetRow]], shape: SheetShape, items: Any, up: tuple[str | int, ...]) -> None:
    for name, item in _named(shape, items):
        values = {shape.columns[0]: item} if shape.scalar else _values(shape, item)
        found[shape.path].append(SheetRow(up, name, values))
        for below in shape.below:
            inner = item if not below.steps else _at(item, below.steps)
            _fill(found, below, inner, (*up, name) if name is not None else up)


def _named(shape: SheetShape, items: Any) -> Iterator[tuple[str | int | None, Any]]:
    """Give the items of a list or a mapping, each with how it is called."""
    if items is None:
        return
    if shape.keyed is not None:
        yield from items.items()
        return
    if not shape.named:
        yield from ((item["id"] if shape.has_id else None, item) for item in items)
        return
    years = Counter(item.get("year") for item in items)
    for rank, item in enumerate(items, start=1):
        year = item.get("year")
        yield (str(year) if year is not None and years[year] == 1 else f"n° {rank}"), item


def _values(shape: SheetShape, item: Mapping[str, Any]) -> dict[Column, Any]:
    found = {column: value for column in shape.columns if (value := _at(item, column.steps)) not in (None, (), [])}
    if item.get("inventory") and not item.get("quantity"):  # the inventory counts: a zero would say that there is none
        found = {column: value for column, value in found.items() if column.key != "quantity"}
    written = {column.steps for column in found}
    for block in ((), *shape.blocks) if shape.path and shape.columns else shape.blocks:
        if block and _at(item, block) is None:
            continue
        inside = [*written, *(each.steps for each in shape.below if each.steps and _at(item, each.steps))]
        if any(steps[: len(block)] == block for steps in inside):
            continue
        own = next((column for column in shape.columns if column.steps[:-1] == block), None)
        if own is not None:
            found[own] = EmptyBlock(None)
        elif first := next((column for column in shape.columns if column.steps[: len(block)] == block), None):
            found[first] = EmptyBlock(block)
        written.add(block)
    return {column: found[column] for column in shape.columns if column in found}


def _at(item: Any, steps: Iterable[str]) -> Any:
    for step in steps:
        if not isinstance(item, Mapping):
            return None
        item = item.get(step)
    return item
