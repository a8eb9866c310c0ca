"""Data as JSON and as CSV: the one place that writes numbers, with the figures that every machine agrees on."""

import csv
import io
import json
import json.encoder
from collections.abc import Callable, Iterable, Mapping
from math import isfinite
from typing import Any, Final

from snr_cli.french.numbers import LOOSE, WRITTEN, rounded

_BOUNDS: Final = frozenset({"low", "high"})  # keys of what is never known to more than seven figures


def written(data: Any, figures: int = WRITTEN) -> Any:
    """Return plain data whose numbers have the figures that are written; what is read back is then the same data."""
    if isinstance(data, float):
        return rounded(data, figures)
    if isinstance(data, dict | Mapping):
        return {
            key: value if type(value) in _KEPT else written(value, LOOSE if key in _BOUNDS else WRITTEN)
            for key, value in data.items()
        }
    if isinstance(data, list | tuple):
        return [value if type(value) in _KEPT else written(value, figures) for value in data]
    return data


def json_text(data: Any, indent: int = 2) -> str:
    """Return JSON: dot decimals, no NaN, accents as they are."""
    return indented(written(data), indent) + "\n"


def indented(data: Any, indent: int = 2, margin: int = 0) -> str:
    """Return what `json.dumps` makes of data with an indent, in half the time: its C encoder knows no indent.

    Args:
        data: what `written` gives.
        indent: spaces by level.
        margin: spaces before each line but the first.

    Raises:
        ValueError, TypeError: what JSON cannot say, as `json.dumps` says it.
    """
    return _json(data, " " * indent, "\n" + " " * margin)


def _json(data: Any, step: str, end: str) -> str:
    encode = _SCALARS.get(type(data))
    if encode is not None:
        return encode(data)
    start = end + step
    if isinstance(data, dict):
        pairs = [f"{_key(key)}: {_json(value, step, start)}" for key, value in data.items()]
        return f"{{{start}{f',{start}'.join(pairs)}{end}}}" if pairs else "{}"
    if isinstance(data, list | tuple):
        values = [_json(value, step, start) for value in data]
        return f"[{start}{f',{start}'.join(values)}{end}]" if values else "[]"
    return json.dumps(data, ensure_ascii=False, allow_nan=False)


def _key(key: Any) -> str:
    return quoted_text(key) if type(key) is str else json.dumps({key: 0}, ensure_ascii=False, allow_nan=False)[1:-4]


def _number(value: float) -> str:
    return repr(value) if isfinite(value) else json.dumps(value, allow_nan=False)


# a text between double quotes, which YAML reads as JSON does; in C where there is one
quoted_text: Final[Callable[[str], str]] = json.encoder.encode_basestring
_KEPT: Final = frozenset({str, int, bool, type(None)})  # what `written` leaves as it is
_SCALARS: Final[Mapping[type, Callable[[Any], str]]] = {
    str: quoted_text,
    float: _number,
    int: repr,
    bool: {True: "true", False: "false"}.__getitem__,
    type(None): {None: "null"}.__getitem__,
}


def csv_text(rows: Iterable[Iterable[object]], delimiter: str = ",") -> str:
    """Return a table as CSV: dot decimals, nothing for None."""
    out = io.StringIO()
    cells = ([value if type(value) in _KEPT else written(value) for value in row] for row in rows)
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(cells)
    return out.getvalue()
