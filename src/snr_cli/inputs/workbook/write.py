"""Sheets of questions → an XLSX workbook that people fill in: headings, help, lists of choices, hidden keys; what its cells look like."""

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final

from snr_cli.french.cells import column_name
from snr_cli.inputs.workbook.asked import HEADER_ROWS, ROW, AskedSheet
from snr_cli.inputs.workbook.shape import (
    LEFT_ASIDE,
    read_sent_key,
)

CELL_NARROW, CELL_WIDE, CELL_WIDEST = 12, 22, 46  # characters
_INK, _PALE, _HELP, _KEY = "#1b2a41", "#e8eef5", "#5b6673", "#8a94a0"
OUR_COLOURS: Final = frozenset({_PALE.lstrip("#")})  # of cells: any other is somebody's
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
    "answer": {"text_wrap": True, "valign": "top", "align": "left", "border": 1, "border_color": _KEY},
    "answer_text": {
        "text_wrap": True,
        "valign": "top",
        "align": "left",
        "border": 1,
        "border_color": _KEY,
        "num_format": "@",
    },
    "asked": {"bold": True, "font_color": _INK, "valign": "top", "top": 1},
    "date": {"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"},
    "share": {"num_format": _SHARES[0], "valign": "top"},
    "share_2": {"num_format": _SHARES[1], "valign": "top"},
    "share_4": {"num_format": _SHARES[2], "valign": "top"},
}


# a workbook has no clock: the same dossier gives the same bytes
MADE: Final = datetime(2000, 1, 1)
_SHORT_LIST: Final = 255  # characters of a list of choices that Excel takes inside a rule
_LINE_OF_HELP: Final = 13  # points
_LISTS: Final = LEFT_ASIDE[1]
_PRINTED: Final = 190  # characters across a page


def workbook_bytes(sheets: Sequence[AskedSheet], guide: Sequence[str], sent: Sequence[str]) -> bytes:
    """Write a workbook.

    Args:
        sheets: the questions.
        guide: lines of a first sheet that says what the workbook is for.
        sent: cells of a hidden sheet, where the return is compared with what it was filled with (`sent_cells`).

    Returns:
        the bytes of an .xlsx file, the same for the same sheets.

    Raises:
        ValueError: a text too long for a cell.
    """
    book, stream = blank_book()
    writer = _Writer(book)
    writer.guide(guide)
    for sheet in sheets:
        writer.asked(sheet)
    writer.lists()
    writer.sent(sent)
    book.close()
    return stream.getvalue()


def blank_book(title: str = "") -> tuple[Any, BytesIO]:
    """Return a workbook to write, and where its bytes go once it is closed: the same for the same cells."""
    from xlsxwriter import Workbook  # never loaded at the start of a command

    stream = BytesIO()
    book = Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": MADE, "author": "snr", **({"title": title} if title else {})})
    return book, stream


class _Writer:
    def __init__(self, book: Any) -> None:
        self.book = book
        self.choices: dict[tuple[str, ...], int] = {}  # list → its column in the sheet of lists
        self.looks: dict[str, Any] = {}

    def look(self, name: str) -> Any:
        """Return a format, made once."""
        if name not in self.looks:
            self.looks[name] = self.book.add_format(CELL_LOOKS[name])
        return self.looks[name]

    def guide(self, lines: Sequence[str]) -> None:
        """Write the first sheet."""
        sheet = self.book.add_worksheet(LEFT_ASIDE[0])
        sheet.set_column(0, 0, 100)
        for rank, line in enumerate(lines):
            sheet.write_string(rank, 0, line, self.look("prose" if rank else "title"))
            if read_sent_key(line):
                sheet.set_row(rank, None, None, {"hidden": True})
        _printed(sheet)

    def asked(self, asked: AskedSheet) -> None:
        """Write a sheet of questions: a question a row, its answer in a frame; or a row for each thing that is asked of."""
        sheet = self.book.add_worksheet(asked.name)
        sheet.write_string(0, 0, asked.title, self.look("title"))
        width = sum(column.width for column in asked.columns if column.key != ROW)
        sheet.merge_range(1, 0, 1, len(asked.columns) - 2, asked.help, self.look("help"))
        sheet.set_row(1, _LINE_OF_HELP * -(-len(asked.help) // width))
        last = HEADER_ROWS + len(asked.rows)
        for number, column in enumerate(asked.columns):
            sheet.write_string(2, number, column.title, self.look("heading"))
            sheet.write_string(3, number, column.key, self.look("key"))
            # what only snr reads is behind a « + »
            sheet.set_column(
                number, number, column.width, None, {"level": 1, "hidden": True} if column.key == ROW else {}
            )
            self.list_of(sheet, (HEADER_ROWS, number, last - 1, number), column.choices)
        sheet.set_row(3, None, None, {"hidden": True})
        for rank, row in enumerate(asked.rows):
            at = HEADER_ROWS + rank
            if len(row) == 1:
                sheet.write_string(at, 0, str(row[0]), self.look("asked"))
                continue
            for number, (column, value) in enumerate(zip(asked.columns, row, strict=True)):
                look = self.look(
                    ("answer_text" if rank in asked.texts else column.filled)
                    if column.filled and value != ""
                    else "key"
                    if column.key == ROW
                    else "label"
                    if number == 0
                    else "help"
                )
                if value is None:
                    sheet.write_blank(at, number, None, look)
                else:
                    _plain(sheet, at, number, value, look)
                if number == 1:
                    self.list_of(sheet, (at, number, at, number), asked.choices.get(rank, ()))
        sheet.freeze_panes(HEADER_ROWS, 1)
        _printed(sheet, width)

    def list_of(self, sheet: Any, area: tuple[int, int, int, int], words: tuple[str, ...]) -> None:
        """Give cells a list to choose from; none without words."""
        if not words:
            return
        inside = len(",".join(words)) <= _SHORT_LIST and not any("," in word for word in words)
        rule = {
            "validate": "list",
            "source": list(words) if inside else self.named(words),
            "error_type": "warning",
            "error_title": "Hors de la liste",
            "error_message": "Ce mot n’est pas dans la liste. Gardez-le si rien n’y convient : il sera relu.",
        }
        if sheet.data_validation(*area, rule):
            raise ValueError(f"rule refused: {words[0]}")

    def named(self, words: tuple[str, ...]) -> str:
        """Return the name of a list that stands in the sheet of lists."""
        rank = self.choices.setdefault(words, len(self.choices))
        return f"=liste_{rank + 1}"

    def sent(self, cells: Sequence[str]) -> None:
        """Write the sheet that says what the workbook was filled with."""
        sheet = self.book.add_worksheet(LEFT_ASIDE[2])
        for rank, text in enumerate(cells):
            sheet.write_string(rank, 0, text)
        sheet.hide()

    def lists(self) -> None:
        """Write the sheet of lists."""
        if not self.choices:
            return
        sheet = self.book.add_worksheet(_LISTS)
        for words, number in self.choices.items():
            for rank, word in enumerate(words):
                sheet.write_string(rank, number, word)
            letters = _letters(number)
            self.book.define_name(f"liste_{number + 1}", f"={_LISTS}!${letters}$1:${letters}${len(words)}")
        sheet.hide()


def _plain(sheet: Any, rank: int, number: int, value: str | int | float | date | None, look: Any) -> None:
    if value is None:
        return
    if isinstance(value, str):
        done = sheet.write_string(rank, number, value, look)
    elif isinstance(value, date):
        done = sheet.write_datetime(rank, number, datetime(value.year, value.month, value.day), look)
    else:
        done = sheet.write_number(rank, number, value, look)
    if done:
        raise ValueError(f"cell refused: row {rank + 1}, column {number + 1}")


def _printed(sheet: Any, width: int = 0) -> None:
    """Print on as many pages as it takes for the text to be read."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(max(1, -(-width // _PRINTED)), 0)


def _letters(number: int) -> str:
    return column_name(number + 1)
