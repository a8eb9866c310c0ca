"""A value of a dossier as a person reads and types it in French, in a form: the number 1450.5 is « 1450,5 », 0.2 is « 20 % »."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any, Final

from snr_cli.inputs.sheets import Cell, CellKind
from snr_cli.inputs.workbook.shape import Column
from snr_cli.inputs.workbook.values import EmptyBlock, TypeLabels, read_value, two_readings, write_value

_GROUPED: Final = 10_000  # from which thousands are told apart: no year is
_NARROW: Final = "\u202f"
_UNQUOTED: Final = frozenset({"number", "boolean"})  # values that a text, « "12" », is not
_LONGEST: Final = 15  # decimals of a share in per cent


def shown_text(value: Any, column: Column, labels: TypeLabels) -> str:
    """Return the text of a cell: `value_typed` gives the value back. What the column does not take is shown as it is written.

    Args:
        value: as YAML gives it, of whatever kind.
        column: the column that it stands in.
        labels: what the types of the catalogue are called.
    """
    if value is None:
        return ""
    if column.many and isinstance(value, list | tuple):
        if not column.choices and all(isinstance(each, str) for each in value):
            with suppress(ValueError):  # too long for a cell of a spreadsheet: a form has no such bound
                return str(write_value(value, column, labels))
        return "\n".join(_one(each, column, labels) for each in value)
    return _one(value, column, labels)


def _one(value: Any, column: Column, labels: TypeLabels) -> str:
    if isinstance(value, Mapping | list):
        # no result: what no cell takes, shown as it is
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return str(write_value(value, column, labels))
    if isinstance(value, int | float):
        if column.choices or column.kind == "text":
            return str(column.choices.get(value, value))
        text = _share(value) if column.kind == "share" else french_number(value)
        return f"{text}0" if column.counted and two_readings(text) else text  # 1,125 may be read as a thousand
    if not isinstance(value, str) or column.many:
        return str(value)
    try:
        found = write_value(value, column, labels)
    except ValueError:  # no date, or too long for a cell of a spreadsheet: a form has no such bound
        return value
    return f"{found:%d/%m/%Y}" if isinstance(found, date) else str(found)


def french_number(value: float) -> str:
    """Write a number with all its figures, a comma, thousands apart from 10 000 on."""
    text = repr(value)
    if "e" in text or "n" in text:  # in scientific form; inf, nan
        return text.replace(".", ",")
    whole, _, decimals = text.partition(".")
    if abs(value) >= _GROUPED:
        whole = f"{int(whole):,}".replace(",", _NARROW)
    return whole if decimals in ("", "0") else f"{whole},{decimals}"


def _share(value: float) -> str:
    """Write a share in per cent, when it is then the same number."""
    if not 0 <= value <= 1:
        return french_number(value)
    text = f"{value * 100:.{_LONGEST}g}"
    if "e" in text or "n" in text or float(text) / 100 != value:
        return french_number(value)
    return f"{text.replace('.', ',')} %"


def value_typed(text: str, column: Column, labels: TypeLabels, before: Any = None) -> Any:
    """Read what a person typed.

    Args:
        text: as it was typed; empty, or « je ne sais pas », when nothing is known.
        column: the column that it stands in.
        labels: what the types of the catalogue are called.
        before: the value that it replaces: it stays as it was written when the text says the same, unless it is a text
            where a number is expected.

    Returns:
        the value as YAML has it; None when nothing is known. What is not understood is the text itself,
        which the model refuses in its own words.

    Raises:
        CellError: the number may be read in two ways.
    """
    if (
        before is not None
        and not (isinstance(before, str) and column.kind in _UNQUOTED)
        and text.strip() == shown_text(before, column, labels).strip()
    ):
        return before
    if column.many and (column.choices or column.refers):
        return _several(text, column, labels)
    found = read_value(Cell(1, 1, CellKind.TEXT, text), column, labels)
    if isinstance(found, EmptyBlock):
        return text  # what a workbook says of a block, and no value that is typed
    if column.kind == "share" and isinstance(found, str) and isinstance(before, int | float):
        per_cent = read_value(Cell(1, 1, CellKind.TEXT, found.strip().removesuffix("%")), column, labels)
        if isinstance(per_cent, int | float) and found.strip().endswith("%"):
            return float(f"{per_cent / 100:.{_LONGEST}g}")  # written as it was
    return found


def _several(text: str, column: Column, labels: TypeLabels) -> list[Any] | None:
    """Read names or choices, one a line; a line that is none of them may hold several."""
    alone = replace(column, many=False)
    found: list[Any] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        value = read_value(Cell(1, 1, CellKind.TEXT, line), alone, labels)
        if isinstance(value, EmptyBlock):
            found.append(line)
        elif value is not None and value != line:
            found.append(value)
        elif (several := read_value(Cell(1, 1, CellKind.TEXT, line), column, labels)) is not None:
            found += several
    return found or None
