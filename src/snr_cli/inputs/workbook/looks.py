"""What the cells of a workbook look like: colours, formats of numbers, widths."""

from typing import Any, Final

from snr_cli.inputs.workbook.keys import SheetColumn
from snr_cli.inputs.workbook.shape import Column

CELL_NARROW, CELL_WIDE, CELL_WIDEST = 12, 22, 46  # characters
_INK, _PALE, _HELP, _KEY = "#1b2a41", "#e8eef5", "#5b6673", "#8a94a0"
# « 12,5 % »: with decimals left free, a spreadsheet shows « 12,% »
_SHARES: Final = (r"0.0\ %", r"0.00\ %", r"0.0000\ %")
CELL_LOOKS: Final[dict[str, dict[str, Any]]] = {
    "title": {"bold": True, "font_size": 14, "font_color": _INK},
    "heading": {"bold": True, "bg_color": _PALE, "font_color": _INK, "text_wrap": True, "valign": "top", "border": 1},
    "optional": {"bg_color": _PALE, "font_color": _INK, "text_wrap": True, "valign": "top", "border": 1},
    "help": {"font_color": _HELP, "font_size": 9, "text_wrap": True, "valign": "top"},
    "key": {"font_color": _KEY, "font_size": 8, "valign": "top"},
    "label": {"text_wrap": True, "valign": "top", "font_color": _INK},
    "prose": {"text_wrap": True, "valign": "top"},
    "cell": {"text_wrap": True, "valign": "top"},
    "aside": {"font_color": _HELP, "font_size": 9},
    "thousands": {"num_format": "#,##0", "valign": "top"},
    "left": {"text_wrap": True, "valign": "top", "align": "left"},
    "left_share": {"num_format": _SHARES[0], "valign": "top", "align": "left"},
    "before": {"font_color": _HELP, "font_size": 9, "valign": "top", "align": "left"},
    "before_share": {"font_color": _HELP, "font_size": 9, "valign": "top", "align": "left", "num_format": _SHARES[0]},
    "date": {"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"},
    "share": {"num_format": _SHARES[0], "valign": "top"},
    "share_2": {"num_format": _SHARES[1], "valign": "top"},
    "share_4": {"num_format": _SHARES[2], "valign": "top"},
}


def look_of(column: Column | None, value: Any = None, *, before: bool = False, left: bool = False) -> str:
    """Return the look of a value, or of an empty cell of its column.

    Args:
        column: of the value; None for what a row is called.
        value: in the cell.
        before: what the dossier had of it.
        left: in a column of values of all sorts.
    """
    share = column is not None and column.kind == "share"
    if before:
        return "before_share" if share else "before"
    if column is not None and column.kind == "date":
        return "date"
    if left:
        return "left_share" if share else "left"
    if share:
        return _share_look(value)
    whole = isinstance(value, int | float) and abs(value) >= 1000 and value == int(value)
    return "thousands" if column is not None and column.yearly and whole else "cell"


def _share_look(value: Any) -> str:
    """Return the look of a share that shows all its decimals, up to four."""
    if not isinstance(value, float) or abs(value - round(value, 3)) < 1e-9:
        return "share"
    return "share_2" if abs(value - round(value, 4)) < 1e-9 else "share_4"


def column_width(place: SheetColumn) -> int:
    """Return the width of a column, in characters."""
    if place.column is None:
        return CELL_WIDE
    if place.before:
        return CELL_NARROW
    if place.column.steps == ("id",):
        return CELL_WIDE
    if place.column.choices or place.column.refers:
        return CELL_WIDE + 6
    return CELL_WIDEST if place.column.kind == "text" else CELL_NARROW + 4
