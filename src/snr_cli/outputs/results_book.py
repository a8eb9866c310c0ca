"""Grids → an XLSX workbook of results: typed numbers, sums that a spreadsheet computes again, charts of its own."""

from collections.abc import Iterable, Sequence
from math import ceil
from typing import Any, Final

from snr_cli.french.cells import address
from snr_cli.french.numbers import LOOSE, WRITTEN, printable, rounded
from snr_cli.inputs.workbook.write import blank_book
from snr_cli.model.refusal import UsageError
from snr_cli.outputs.tables import Grid, GridCell, GridColumn

MOST_OF_A_SHEET: Final = 1_000_000  # of a sheet: Excel has 1,048,576
MOST_OF_A_CELL: Final = 32_000  # characters of a cell: Excel has 32,767
_CUT: Final = " […] (texte coupé : --format json le dit en entier)"
_HEAD: Final = 2  # rows above the first value: what the sheet shows, then its headings
_INK, _PALE, _BAR, _OTHER = "#1b2a41", "#e8eef5", "#1f5a96", "#c2571a"
_WIDEST, _NARROWEST = 60, 11
_WRAPPED: Final = 400  # characters of a text that is shown whole
_LINE: Final = 15  # points of a line of text
_HEADINGS: Final = 3 * _LINE
_CHART: Final = {"width": 720, "height": 380}
_LOOKS: Final[dict[str, dict[str, Any]]] = {
    "title": {"bold": True, "font_size": 14, "font_color": _INK},
    "heading": {"bold": True, "bg_color": _PALE, "font_color": _INK, "text_wrap": True, "valign": "top", "border": 1},
    "note": {"text_wrap": True, "valign": "top", "font_color": _INK},
    "text": {"text_wrap": True, "valign": "top", "indent": 1},
    "long": {"valign": "top", "indent": 1},  # on one line: wrapped, it would fill the screen
    "aside": {"valign": "top", "align": "right", "italic": True},  # words in a column of numbers
    "total": {"bold": True, "top": 1, "font_color": _INK},
}


def book_bytes(title: str, grids: Sequence[Grid]) -> bytes:
    """Write a workbook, a sheet for each grid.

    Args:
        title: what it is, in its properties and at the top of each printed page.
        grids: what it holds.

    Returns:
        the bytes of an .xlsx file: the same for the same grids, as nothing in it has the time of the day.

    Raises:
        UsageError: more rows than a sheet has.
    """
    book, stream = blank_book(_text(title))
    writer = _Writer(book, _text(title))
    for grid in grids:
        writer.sheet(grid)
    book.close()
    return stream.getvalue()


class _Writer:
    def __init__(self, book: Any, title: str) -> None:
        self.book, self.title = book, title
        self.looks: dict[tuple[str, str], Any] = {}

    def look(self, name: str, number: str = "") -> Any:
        """Return a format, made once; `number`: how numbers are shown."""
        if (name, number) not in self.looks:
            more = {"num_format": number, "valign": "top"} if number else {}
            self.looks[name, number] = self.book.add_format(_LOOKS.get(name, {}) | more)
        return self.looks[name, number]

    def sheet(self, grid: Grid) -> None:
        """Write a grid."""
        if len(grid.rows) > MOST_OF_A_SHEET:
            raise UsageError(
                f"la feuille « {grid.name} » aurait {len(grid.rows)} lignes, plus qu’un classeur n’en tient",
                "prenez --format csv, ou moins de dossiers à la fois",
            )
        sheet = self.book.add_worksheet(grid.name)
        sheet.write_string(0, 0, _text(grid.caption), self.look("title"))
        sheet.set_row(_HEAD - 1, _HEADINGS)
        widths = [_width(grid, rank) for rank in range(len(grid.columns))]
        for rank, column in enumerate(grid.columns):
            sheet.set_column(rank, rank, widths[rank])
            sheet.write_string(_HEAD - 1, rank, _text(column.heading), self.look("heading"))
        formats = [_format(grid, rank) for rank in range(len(grid.columns))]
        for row, cells in enumerate(grid.rows, start=_HEAD):
            for rank, (cell, column) in enumerate(zip(cells, grid.columns, strict=True)):
                self.cell(sheet, (row, rank), cell, column, formats[rank])
        last = _HEAD + len(grid.rows) - 1
        after = last + 1
        if grid.rows:
            _done(sheet.autofilter(_HEAD - 1, 0, last, len(grid.columns) - 1))
        else:
            sheet.write_string(_HEAD, 0, "Rien.", self.look("text"))
            after += 1
        if grid.totals and grid.rows:
            self.totals(sheet, grid, (_HEAD, last), formats)
            after += 1
        after = self.notes(sheet, grid, after + 1, sum(widths))
        if grid.chart is not None and grid.rows:
            self.chart(sheet, grid, last, after + 1)
        sheet.freeze_panes(_HEAD, 1)
        sheet.repeat_rows(_HEAD - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, int(grid.chart is not None))  # a chart is not cut by the end of a page
        sheet.set_header(f"&L{self.title.replace('&', '&&')[:120]}&R&A")
        sheet.set_footer("&LÉcrit par snr&RPage &P sur &N")

    def cell(self, sheet: Any, place: tuple[int, int], cell: GridCell, column: GridColumn, number: str) -> None:
        """Write a value: a text stays one, whatever it begins with."""
        shown = column.shown(cell)
        if shown is None or shown == "":
            return
        if isinstance(shown, str):
            look = "aside" if column.kind != "text" else "text" if len(shown) <= _WRAPPED else "long"
            _done(sheet.write_string(*place, _text(shown), self.look(look)))
        else:
            number = number or _shown_as([shown])
            _done(sheet.write_number(*place, _number(shown, column), self.look("number", number)))

    def totals(self, sheet: Any, grid: Grid, rows: tuple[int, int], formats: Sequence[str]) -> None:
        """Write the sums: formulas that hold their value, for what reads them without computing."""
        first, last = rows
        sheet.write_string(last + 1, 0, grid.total, self.look("total"))
        for rank in range(1, len(grid.columns)):
            if rank not in grid.totals:
                sheet.write_blank(last + 1, rank, None, self.look("total"))
                continue
            formula = f"=SUM({address(first + 1, rank + 1)}:{address(last + 1, rank + 1)})"
            value = _number(grid.totals[rank], grid.columns[rank])
            _done(sheet.write_formula(last + 1, rank, formula, self.look("total", formats[rank]), value))

    def notes(self, sheet: Any, grid: Grid, row: int, wide: float) -> int:
        """Write the notes under the values, each as wide as the sheet; return the row after them."""
        for note in map(_text, grid.notes):
            sheet.set_row(row, _LINE * ceil(len(note) / max(wide * 0.95, 1)))
            if len(grid.columns) > 1:
                _done(sheet.merge_range(row, 0, row, len(grid.columns) - 1, note, self.look("note")))
            else:
                _done(sheet.write_string(row, 0, note, self.look("note")))
            row += 1
        return row

    def chart(self, sheet: Any, grid: Grid, last: int, row: int) -> None:
        """Draw a chart of the spreadsheet's own under the notes: it follows the values."""
        asked = grid.chart
        assert asked is not None
        chart = self.book.add_chart({"type": asked.kind})
        for column, color in zip(asked.columns, (_OTHER, _BAR) if len(asked.columns) > 1 else (_BAR,), strict=True):
            drawn = {"line": {"color": color, "width": 2.5}} if asked.kind == "line" else {"fill": {"color": color}}
            chart.add_series(
                {
                    "name": [grid.name, _HEAD - 1, column],
                    "categories": [grid.name, _HEAD, 0, last, 0],
                    "values": [grid.name, _HEAD, column, last, column],
                    "gap": 60,
                    **drawn,
                }
            )
        chart.set_title({"name": asked.title, "name_font": {"size": 13, "color": _INK}})
        unit = {"name": grid.columns[asked.columns[0]].unit}
        values = {
            **unit,
            "num_format": "#,##0",
            "min": 0,
            "major_gridlines": {"visible": True, "line": {"color": "#d5dbe3"}},
        }
        if asked.kind == "bar":
            chart.set_x_axis(values)
            chart.set_y_axis({"reverse": True})  # the first row on top
        else:
            chart.set_x_axis({"name": grid.columns[0].title})
            chart.set_y_axis(values)
        chart.set_legend({"none": True} if len(asked.columns) == 1 else {"position": "bottom"})
        chart.set_size(_CHART)
        _done(
            sheet.insert_chart(row, 0, chart, {"description": f"{asked.title} : les valeurs sont celles du tableau."})
        )


def _done(code: int | None) -> None:
    """Refuse what XlsxWriter says, by a code alone, that it did not write."""
    if code:
        raise ValueError(f"XlsxWriter refused a cell: {code}")


def _text(text: str) -> str:
    """Return a text that a cell may hold: no control character, and what is too long is cut, and says so."""
    plain = "\n".join(map(printable, text.split("\n")))
    return plain if len(plain) <= MOST_OF_A_CELL else plain[:MOST_OF_A_CELL] + _CUT


def _number(value: float, column: GridColumn) -> float:
    return rounded(value, LOOSE if column.loose else WRITTEN) if isinstance(value, float) else value


def _format(grid: Grid, rank: int) -> str:
    """Return how the numbers of a column are shown; empty when they are of several units, each then in its own way."""
    column = grid.columns[rank]
    if column.kind in ("text", "year"):
        return "0"
    if column.kind == "share":
        return "0.0%"
    numbers = [cell for row in grid.rows if isinstance(cell := row[rank], int | float)]
    if column.kind == "count":
        return "#,##0" if all(cell == int(cell) for cell in numbers) else "#,##0.##"
    return _shown_as(numbers) if column.unit else ""


def _shown_as(numbers: Iterable[float]) -> str:
    """Return how numbers are shown: to the unit, unless the least of them would then look like a zero."""
    least = min((abs(number) for number in numbers if number), default=1.0)
    if least < 0.01:
        return "0.00E+00"
    return "#,##0" if least >= 10 else "#,##0.0" if least >= 1 else "#,##0.00"


def _width(grid: Grid, rank: int) -> float:
    """Return the characters of a column, so that most of its cells stand on a line."""
    column = grid.columns[rank]
    words = max(map(len, column.heading.split()), default=0) + 2
    if column.kind != "text":
        return max(_NARROWEST + 3, words)
    longest = max((len(str(column.shown(row[rank]) or "")) for row in grid.rows), default=0)
    return min(_WIDEST, max(_NARROWEST, words, longest + 2))
