"""A grid → a table that is read: numbers in French, masses in the unit that reads best."""

from snr_cli.french.numbers import number, percent, significant
from snr_cli.french.words.units import mass
from snr_cli.outputs.tables.grid import Grid, GridCell, GridColumn
from snr_cli.results.table import Table

MASSES = "kg CO2e par an"  # a column in this unit is written in the one that reads best


def grid_table(grid: Grid) -> Table:
    """Return the table of a grid, its row of totals last."""
    numeric = tuple(column.kind not in ("text", "year") for column in grid.columns)
    rows = [tuple(_cell(cell, column) for cell, column in zip(row, grid.columns, strict=True)) for row in grid.rows]
    if grid.totals and grid.rows:
        sums = ((grid.totals.get(rank), column) for rank, column in enumerate(grid.columns))
        rows.append(tuple(_cell(value, column) if rank else grid.total for rank, (value, column) in enumerate(sums)))
    heads = tuple(f"{each.title}, par an" if each.unit == MASSES else each.heading for each in grid.columns)
    return Table(grid.caption, heads, tuple(rows), numeric)


def _cell(cell: GridCell, column: GridColumn) -> str:
    shown = column.shown(cell)
    if shown is None or isinstance(shown, str):
        return shown or "—"
    if column.unit == MASSES:
        return mass(shown)
    if column.kind == "share":
        return percent(shown)
    return str(shown) if column.kind == "year" else significant(shown) if column.kind == "number" else number(shown)
