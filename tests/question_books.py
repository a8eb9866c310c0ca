"""Answers typed in the sheets of questions of a workbook, as a person would type them."""

from pathlib import Path

import xlsxwriter

from snr_cli.inputs.sheets import open_book
from snr_cli.inputs.workbook.asked import ANSWER, ROW


def answered(path, answers, *, columns=(), notes=(), without=()):
    """Write a workbook again with answers in it.

    Args:
        path: the workbook.
        answers: its row, or `row/column` key → what is typed; the row of a list that is new is `question/`.
        columns: other cells: (sheet, row from 1, column from 1) → what is typed.
        notes: sheets to add, with one cell.
        without: sheets to delete.
    """
    book = open_book(Path(path))
    try:
        sheets = [
            (sheet.name, sheet.hidden, {(cell.row, cell.column): cell.value for row in rows for cell in row.cells})
            for sheet, rows in book.each()
            if sheet.name not in without
        ]
    finally:
        book.close()
    left = {name: dict(typed) if isinstance(typed, dict) else {ANSWER: typed} for name, typed in answers.items()}
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as new:
        for name, hidden, cells in sheets:
            keys = {
                value: column
                for (row, column), value in cells.items()
                if isinstance(value, str) and value.startswith("question/")
            }
            for (row, column), value in list(cells.items()):
                if column == keys.get(ROW) and value in left:
                    for key, typed in left.pop(value).items():
                        cells[row, keys[key]] = typed
            cells |= {(row, column): typed for (sheet, row, column), typed in dict(columns).items() if sheet == name}
            sheet = new.add_worksheet(name)
            for (row, column), value in cells.items():
                if value is not None:
                    sheet.write(row - 1, column - 1, value)
            if hidden:
                sheet.hide()
        for name in notes:
            new.add_worksheet(name).write(0, 0, "à voir")
    assert not left, left


def rows_of(path):
    """Return the keys of the rows that have something to fill in, by sheet."""
    book = open_book(Path(path))
    try:
        found = {}
        for sheet, rows in book.each():
            cells = [cell for row in rows for cell in row.cells]
            column = next((cell.column for cell in cells if cell.text == ROW), None)
            if column is not None:
                found[sheet.name] = [cell.text for cell in cells if cell.column == column and cell.row > 4]
        return found
    finally:
        book.close()


def texts(path):
    """Return the texts of the cells of a workbook, by sheet."""
    book = open_book(Path(path))
    try:
        return {sheet.name: [cell.text for row in rows for cell in row.cells] for sheet, rows in book.each()}
    finally:
        book.close()
