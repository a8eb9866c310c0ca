"""Rows of a sheet beside what was sent: which lines they were, when their identifier is gone; what was typed in the columns that are not read."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from snr_cli.inputs.dossier.sheet_text import SheetText
from snr_cli.inputs.inventory.values import fold, parse_number
from snr_cli.inputs.sheets import Cell
from snr_cli.inputs.workbook.shape import Column, Steps
from snr_cli.model.finding import Finding

_NAMING: Final = ("type", "label", "title", "name", "subject")
RowValues = Mapping[Column, Any]


def recognised(rows: Sequence[RowValues], lines: Sequence[Mapping[str, Any]]) -> list[str | None]:
    """Return the id of the line that each row is; None for one that is none of them, or may be several.

    Args:
        rows: those without an id, in order.
        lines: what was sent and no other row is, in order, each with its `id`.
    """
    columns = tuple(dict.fromkeys(column for row in rows for column in row))
    texts = tuple(column for column in columns if column.kind == "text" or column.key in _NAMING)
    names = tuple(column for column in texts if column.key in _NAMING)
    found: list[str | None] = [None] * len(rows)
    for compared in (columns, texts, names):
        known: dict[tuple[str, ...], list[str]] = defaultdict(list)
        taken = set(found)
        for line in lines:
            if line["id"] not in taken:
                known[tuple(_plain(at_steps(line, column.steps)) for column in compared)].append(line["id"])
        waiting: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for rank, row in enumerate(rows):
            if found[rank] is None:
                waiting[tuple(_plain(row.get(column)) for column in compared)].append(rank)
        for key, ranks in waiting.items():
            ids = known[key]
            # rows that are alike in all stand for lines that are: whichever is whichever
            same = len(ids) >= len(ranks) if compared is columns else len(ids) == len(ranks) == 1
            if any(key) and same:
                for rank, name in zip(ranks, ids, strict=False):
                    found[rank] = name
    return found


def known_lines(data: Mapping[str, Any], section: str) -> list[Mapping[str, Any]]:
    """Return the lines of a section that have an id, of data that may say anything."""
    items = data.get(section)
    return [
        item
        for item in (items if isinstance(items, list | tuple) else ())
        if isinstance(item, Mapping) and isinstance(item.get("id"), str)
    ]


def at_steps(item: Any, steps: Steps) -> Any:
    """Return what data have at some keys; None when they have nothing there."""
    for step in steps:
        item = item.get(step) if isinstance(item, Mapping) else None
    return item


def _plain(value: Any) -> str:
    """Return a value as it is compared: 330 and 330.0, a tuple and a list are the same."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return " ; ".join(map(_plain, value)) if isinstance(value, list | tuple) else fold(str(value))
    return f"{value:.12g}"


_SHOWN = 60  # characters of a cell in a message


def read_plain(cell: Cell) -> Any:
    """Return what a cell says as it is compared: a number, else its text."""
    found = parse_number(cell.text)
    return cell.text.strip() if found is None else found


def moved(
    text: SheetText,
    before: Sequence[tuple[Column, Cell]],
    lines: Sequence[Any],
    given: Sequence[tuple[Column, Cell, Any]],
) -> Iterator[Finding]:
    """Tell the grey cells of a row that hold another value than what was written there.

    Args:
        text: the sheet.
        before: the grey cells, each with the column that it is beside.
        lines: what the row was when it was sent, or may have been.
        given: the values of the row: what stands there too is not lost.
    """
    for column, cell in before:
        typed = _compared(read_plain(cell))
        known = {_compared(at_steps(line, column.steps) if column.steps else line) for line in lines}
        own = {_compared(value) for each, _, value in given if each is column}
        if typed not in known | own and (known or not own):  # else nothing says what was written there
            title = column.titles[-1]
            yield text.at_cell(
                "SNR132",
                cell,
                f"« {cell.text.strip()[:_SHOWN]} » est écrit dans la colonne grise, qui n’est pas lue",
                f"recopiez-le dans la colonne « {title} », ou effacez-le",
            )


def _compared(value: Any) -> str:
    """Return a value as it is compared: 330 and 330.0 are the same."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{value:.12g}"
