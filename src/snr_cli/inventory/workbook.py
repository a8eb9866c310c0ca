"""XLSX, XLSM and ODS as a table: cells become the text that a CSV would hold."""

from collections.abc import Iterator
from itertools import islice, repeat
from pathlib import Path
from typing import Final

from snr_cli.inventory.table import MAX_COLUMNS, Table, TableError, Titles, one_batch
from snr_cli.sheets import Book, Kind, Row, Sheet, SheetError, open_book

TITLE_LINES: Final = 30


def open_workbook(path: Path, name: str, sheet: str | None, titles: Titles = len) -> Table:
    """Open one sheet of a workbook: the one named, else the first with known titles, else the first with a table.

    Raises:
        TableError: a workbook that is protected, broken or out of bounds, or an unknown sheet. The rows may raise it too.
    """
    try:
        book = open_book(path)
        starts = [(each, list(islice(rows, TITLE_LINES))) for each, rows in book.each()]
        names = [each.name for each, _ in starts]
        if sheet is not None and sheet not in names:
            raise TableError(f"feuille « {sheet} » absente ; feuilles : {', '.join(names)}")
        tables = [(each, rows) for each, rows in starts if sum(row.repeated for row in rows) > 1]
        entitled = (each for each, rows in tables if any(titles(_texts(row)) > 1 for row in rows))
        named = (each for each, _ in starts if each.name == sheet)
        chosen = next(named if sheet is not None else entitled, tables[0][0] if tables else None)
        if chosen is None:
            raise TableError("classeur sans tableau")
        merges = chosen.merges
    except SheetError as error:
        raise TableError(str(error)) from None
    others = [each.name for each, _ in tables if each.name != chosen.name]
    width = max((len(_texts(row)) for each, rows in starts if each.name == chosen.name for row in rows), default=0)
    return Table(
        name, one_batch(_rows(book, chosen, width)), sheet=chosen.name, others=others, placed=True, merges=merges
    )


def _rows(book: Book, sheet: Sheet, width: int) -> Iterator[tuple[int, list[str]]]:
    """Give the rows from the first filled one on, those left blank between two others too, all of a width at least."""
    done = 0
    blank = [""] * width
    try:
        for row in sheet.rows():
            for number in range(done + 1 if done else row.number, row.number):
                yield number, blank
            done = row.number + row.repeated - 1
            texts = _texts(row)
            if len(texts) < width:
                texts += blank[len(texts) :]
            yield from zip(range(row.number, done + 1), repeat(texts), strict=False)
    except SheetError as error:
        raise TableError(str(error)) from None
    finally:
        book.close()


def _texts(row: Row) -> list[str]:
    """Return the cells as texts; of a date and time, the date: inventories need no more."""
    texts = row.texts(MAX_COLUMNS)
    for cell in row.cells:
        if cell.kind is Kind.DATETIME and cell.column <= MAX_COLUMNS:
            texts[cell.column - 1 : cell.column - 1 + cell.span] = [cell.text[:10]] * cell.span
    return texts
