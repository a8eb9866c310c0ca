"""A grid as CSV: for programs, or as a French Excel opens it."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from snr_cli.french.cells import safe_cell
from snr_cli.french.digits import LOOSE, WRITTEN, rounded
from snr_cli.french.plain import csv_text
from snr_cli.outputs.tables.grid import Grid, GridCell, GridColumn

BYTE_ORDER_MARK = "\ufeff"  # by which Excel knows UTF-8


def grid_csv(grid: Grid, *, for_excel: bool = False, headed: bool = True, delimiter: str = ",") -> str:
    """Write a grid.

    Args:
        grid: its columns with a key are written, its totals and notes are not.
        for_excel: semicolons, decimal commas, French headings and words, and a mark that says UTF-8; else commas, decimal
            points, keys and codes.
        headed: whether the headings, and that mark, are written.
        delimiter: that of a plain CSV.
    """
    kept = [(rank, column) for rank, column in enumerate(grid.columns) if column.key]
    if not for_excel:
        head = [[column.key for _, column in kept]] if headed else []
        rows = ([_plain(row[rank], column) for rank, column in kept] for row in grid.rows)
        return csv_text([*head, *rows], delimiter)
    titles = [[safe_cell(column.heading) for _, column in kept]] if headed else []
    cells = ([_french(row[rank], column) for rank, column in kept] for row in grid.rows)
    return (BYTE_ORDER_MARK if headed else "") + csv_text([*titles, *cells], delimiter=";")


def csv_together(texts: Iterable[str], head: Grid, *, for_excel: bool) -> Iterator[str]:
    """Yield the headings of a grid, then texts that have none."""
    yield grid_csv(head, for_excel=for_excel)
    yield from texts


def _plain(cell: GridCell, column: GridColumn) -> GridCell:
    if isinstance(cell, str):
        return safe_cell(cell)
    return rounded(cell, LOOSE) if column.loose and isinstance(cell, float) else cell


def _french(cell: GridCell, column: GridColumn) -> str:
    """Write a cell; a number has no exponent, which a decimal comma would make a text."""
    if cell is None or isinstance(cell, str):
        return safe_cell(str(column.shown(cell) or ""))
    if isinstance(cell, int):
        return str(cell)
    text = f"{Decimal(repr(rounded(cell, LOOSE if column.loose else WRITTEN))):f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
