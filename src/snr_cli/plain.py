"""Data as JSON and as CSV: the one place that writes numbers, with the figures that every machine agrees on."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from snr_cli.figures import LOOSE, WRITTEN, rounded

_BOUNDS: Final = frozenset({"low", "high"})  # keys of what is never known to more than seven figures


def written(data: Any, figures: int = WRITTEN) -> Any:
    """Return plain data whose numbers have the figures that are written; what is read back is then the same data."""
    if isinstance(data, float):
        return rounded(data, figures)
    if isinstance(data, Mapping):
        return {key: written(value, LOOSE if key in _BOUNDS else WRITTEN) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [written(value, figures) for value in data]
    return data


def json_text(data: Any, indent: int = 2) -> str:
    """Return JSON: dot decimals, no NaN, accents as they are."""
    return json.dumps(written(data), ensure_ascii=False, indent=indent, allow_nan=False) + "\n"


def csv_text(rows: Iterable[Iterable[object]], delimiter: str = ",") -> str:
    """Return a table as CSV: dot decimals, nothing for None."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(map(written, map(list, rows)))
    return out.getvalue()
