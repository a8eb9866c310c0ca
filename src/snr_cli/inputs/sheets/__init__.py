"""Workbooks (XLSX, XLSM, ODS) read as a stream of rows, within bounds, on the standard library alone.

`open_book` opens one; `Sheet.rows` gives its rows, each filled cell with its place, its kind, its value and the text that a
CSV would hold. A leaf: it knows nothing of inventories nor of dossiers.
"""

from snr_cli.inputs.sheets.book import Book, Sheet, open_book
from snr_cli.inputs.sheets.cells import Area, Cell, CellKind, Row
from snr_cli.inputs.sheets.package import SheetError

__all__ = ["Area", "Book", "Cell", "CellKind", "Row", "Sheet", "SheetError", "open_book"]
