"""Rows → an XLSX workbook that people fill in: headings, help, lists of choices, keys that no translation changes; what its cells look like."""

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from snr_cli.french.cells import column_name
from snr_cli.inputs.inventory.values import fold
from snr_cli.inputs.workbook.asked import HEADER_ROWS, ROW, AskedSheet
from snr_cli.inputs.workbook.shape import (
    FICHE,
    FICHE_KEYS,
    FICHE_TITLES,
    FICHE_VALUE,
    LEFT_ASIDE,
    MORE_COLUMNS,
    REMEMBERED,
    REMEMBERED_HELP,
    REMEMBERED_TITLE,
    UNIT,
    UNIT_HELP,
    UNIT_TITLE,
    Column,
    SheetColumn,
    SheetShape,
    Steps,
    dossier_sheets,
    expected,
    help_of,
    places,
    read_sent_key,
    service_column,
)
from snr_cli.inputs.workbook.values import EmptyBlock, SheetRow, TypeLabels, empty_block, filled_sheets, write_value
from snr_cli.model.refusal import UsageError

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


# a workbook has no clock: the same dossier gives the same bytes
MADE: Final = datetime(2000, 1, 1)
SPARE_ROWS: Final = 200  # empty rows under the last one that know what a column takes
_SPARE_UNITS: Final = 20  # of which tell their unit: a row with a formula is printed, and Excel goes on with it
_SHORT_LIST: Final = 255  # characters of a list of choices that Excel takes inside a rule
_ROWS_OF_HELP: Final = 48  # points
_LINE_OF_HELP: Final = 13  # points
_LISTS: Final = LEFT_ASIDE[1]
_PRINTED: Final = 190  # characters across a page


def workbook_bytes(
    rows: Mapping[Steps, Sequence[SheetRow]],
    labels: TypeLabels,
    wanted: Sequence[SheetShape | AskedSheet],
    guide: Sequence[str] = (),
    *,
    single: Collection[Column] | None = None,
    remembered: bool = False,
    units: Mapping[str, str] | None = None,
    sent: Sequence[str] = (),
) -> bytes:
    """Write a workbook.

    Args:
        rows: of each sheet, by its path.
        labels: what the types of the catalogue are called.
        wanted: the sheets to write, with or without rows.
        guide: lines of a first sheet that says what the workbook is for; none: no such sheet.
        single: the single values to write; all of them without any.
        remembered: add what the dossier had beside each value that is asked again each year.
        units: what a quantity of each type of service is counted in, shown beside it.
        sent: cells of a hidden sheet, where the return is compared with what it was filled with (`sent_cells`).

    Returns:
        the bytes of an .xlsx file, the same for the same rows.

    Raises:
        ValueError: a text too long for a cell.
    """
    book, stream = blank_book()
    writer = _Writer(book, labels, units or {})
    if guide:
        writer.guide(guide)
    for shape in wanted:
        if isinstance(shape, AskedSheet):
            writer.asked(shape)
        elif shape.path:
            writer.rows(shape, rows.get(shape.path, ()), remembered=remembered and not shape.above)
        else:
            asked = [column for column in shape.columns if single is None or column in single]
            writer.fiche(asked, rows[()][0], remembered=remembered)
    writer.lists()
    if sent:
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


def new_book(
    path: Path,
    data: Mapping[str, Any],
    labels: TypeLabels,
    guide: Sequence[str],
    *,
    remembered: bool = False,
    units: Mapping[str, str] | None = None,
) -> bytes:
    """Write a dossier as a workbook, of a file that is not there yet.

    Args:
        path: the file.
        data: the dossier, as YAML gives it.
        labels: as `workbook_bytes`.
        guide: as `workbook_bytes`.
        remembered: as `workbook_bytes`.
        units: as `workbook_bytes`.

    Raises:
        UsageError: a file has its name.
    """
    if os.path.lexists(path):
        raise UsageError(
            f"{path.as_posix()} : ce classeur existe déjà ; rien n’est écrit", "renommez-le, puis recommencez"
        )
    own = {key: section for key, section in data.items() if key != "voted"}  # which is read from its own files, beside
    return workbook_bytes(filled_sheets(own), labels, dossier_sheets(), guide, remembered=remembered, units=units)


class _Writer:
    def __init__(self, book: Any, labels: TypeLabels, units: Mapping[str, str]) -> None:
        self.book, self.labels, self.units = book, labels, units
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

    def fiche(self, columns: Sequence[Column], row: SheetRow, *, remembered: bool) -> None:
        """Write the sheet of single values: a value a row."""
        sheet = self.book.add_worksheet(FICHE)
        remembered = remembered and any(column.yearly and column in row.values for column in columns)
        heads = [*zip(FICHE_TITLES, FICHE_KEYS, (CELL_WIDE, CELL_WIDEST, CELL_WIDEST, 70, 30), strict=True)]
        if remembered:
            heads.insert(FICHE_VALUE + 1, (REMEMBERED_TITLE, f"fiche/{REMEMBERED}", CELL_WIDE))
        for number, (title, key, width) in enumerate(heads):
            sheet.write_string(0, number, title, self.look("heading"))
            sheet.write_string(1, number, key, self.look("key"))
            sheet.set_column(number, number, width)
        for rank, column in enumerate(columns, start=2):
            sheet.write_string(rank, 0, column.titles[0] if len(column.titles) > 1 else "Dossier", self.look("help"))
            sheet.write_string(rank, 1, " – ".join(column.titles[1:]) or column.title, self.look("label"))
            self.cell(sheet, rank, FICHE_VALUE, column, row.values.get(column), left=True)
            sheet.write_string(rank, len(heads) - 2, expected(column), self.look("help"))
            sheet.write_string(rank, len(heads) - 1, f"/{column.key}", self.look("key"))
            self.rule(sheet, (rank, FICHE_VALUE, rank, FICHE_VALUE), column)
            if remembered and column.yearly:
                self.cell(sheet, rank, FICHE_VALUE + 1, column, row.values.get(column), before=True)
        sheet.freeze_panes(2, 2)
        _printed(sheet)

    def rows(self, shape: SheetShape, rows: Sequence[SheetRow], *, remembered: bool) -> None:
        """Write the sheet of a list or a mapping: an item a row."""
        sheet = self.book.add_worksheet(shape.name)
        columns, shown = _laid_out(shape, rows, remembered=remembered, units=bool(self.units))
        last = HEADER_ROWS + len(rows) + SPARE_ROWS - 1
        sheet.write_string(0, 0, shape.name, self.look("title"))
        if shown < len(columns):
            sheet.write_string(0, min(shown - 1, len(shape.above) + 2), MORE_COLUMNS, self.look("aside"))
        sheet.set_row(1, _ROWS_OF_HELP)
        for number, place in enumerate(columns):
            required = place.column is None or (place.column.required and place.column.steps != ("id",))
            grouped = {"level": 1, "hidden": True} if number >= shown else {}
            sheet.write_string(1, number, help_of(place), self.look("help"))
            sheet.write_string(2, number, place.title, self.look("heading" if required else "optional"))
            sheet.write_string(3, number, place.key, self.look("key"))
            sheet.set_column(number, number, column_width(place), self.look(look_of(place.column)), grouped)
            if place.column is not None and not place.before:
                self.rule(sheet, (HEADER_ROWS, number, last, number), place.column)
            if place.key == _unit_key(shape):
                self.unit(sheet, shape, rows, columns)
        ups = len(shape.above)
        for rank, row in enumerate(rows, start=HEADER_ROWS):
            for number, name in enumerate(row.up):
                _plain(sheet, rank, number, name, self.look("cell"))
            for number, place in enumerate(columns[ups:], start=ups):
                if place.key == _unit_key(shape):
                    continue
                if place.column is None:
                    called = row.name if shape.keyed is None else write_value(row.name, shape.keyed, self.labels)
                    _plain(sheet, rank, number, called, self.look("cell"))
                elif place.column in row.values:
                    self.cell(sheet, rank, number, place.column, row.values[place.column], before=place.before)
        if shown < len(columns):
            sheet.set_column(len(columns), len(columns), None, None, {"collapsed": True})
        sheet.freeze_panes(HEADER_ROWS, ups + 1)
        sheet.autofilter(HEADER_ROWS - 1, 0, max(last - SPARE_ROWS, HEADER_ROWS), len(columns) - 1)
        sheet.repeat_rows(2)  # and no column: LibreOffice would take half a minute to open the book
        _printed(sheet, sum(map(column_width, columns[:shown])))

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

    def unit(self, sheet: Any, shape: SheetShape, rows: Sequence[SheetRow], columns: Sequence[SheetColumn]) -> None:
        """Write the unit of each row: a formula, which follows the type that is chosen, with its value."""
        keys = [place.key for place in columns]
        column = service_column(shape)
        assert column is not None
        words = self.labels.choices(column)
        known = {word: self.units.get(self.labels.types[fold(word)], "") for word in words}
        names, units = (self.named(choices).removeprefix("=") for choices in (words, tuple(known.values())))
        letters = _letters(keys.index(f"{shape.key}/{column.key}"))
        for rank in range(HEADER_ROWS, HEADER_ROWS + len(rows) + _SPARE_UNITS):
            row = rows[rank - HEADER_ROWS] if rank - HEADER_ROWS < len(rows) else None
            given = row.values.get(column) if row is not None else None
            value = known.get(str(write_value(given, column, self.labels)), "") if isinstance(given, str) else ""
            sheet.write_formula(
                rank,
                keys.index(_unit_key(shape)),
                f'=IFERROR(INDEX({units},MATCH({letters}{rank + 1},{names},0))&"","")',
                self.look("help"),
                value,
            )

    def cell(
        self,
        sheet: Any,
        rank: int,
        number: int,
        column: Column,
        value: Any,
        *,
        before: bool = False,
        left: bool = False,
    ) -> None:
        """Write a value; in grey, that of before; numbers at the left of a column of all sorts."""
        look = self.look(look_of(column, value, before=before, left=left))
        if before and (value is None or isinstance(value, EmptyBlock)):
            return
        if value is None:
            sheet.write_blank(rank, number, None, look)
        elif isinstance(value, EmptyBlock):
            sheet.write_string(rank, number, empty_block(value.steps), look)
        else:
            _plain(sheet, rank, number, write_value(value, column, self.labels), look)

    def rule(self, sheet: Any, area: tuple[int, int, int, int], column: Column) -> None:
        """Say what a column takes: a list of choices, to choose from; other rules would only refuse what snr explains."""
        self.list_of(sheet, area, () if column.many else _words(column, self.labels))

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


def _words(column: Column, labels: TypeLabels) -> tuple[str, ...]:
    """Return what a cell may be chosen among."""
    if column.choices:
        return tuple(label if isinstance(value, str) else str(value) for value, label in column.choices.items())
    return ("oui", "non") if column.kind == "boolean" else labels.choices(column)


def _unit_key(shape: SheetShape) -> str:
    return f"{shape.key}/{UNIT}"


def _laid_out(
    shape: SheetShape, rows: Sequence[SheetRow], *, remembered: bool, units: bool
) -> tuple[tuple[SheetColumn, ...], int]:
    """Return the columns in the order of the sheet, and how many are shown: what is asked first, then what is behind a « + »."""
    filled = {column for row in rows for column in row.values}
    first, rest = [], []
    for place in places(shape):
        column = place.column
        if column is not None and column.rare and column not in filled:
            rest.append(place)
            continue
        first.append(place)
        if units and column is not None and column.key == "quantity" and service_column(shape) is not None:
            first.append(SheetColumn(shape, _unit_key(shape), UNIT_TITLE, UNIT_HELP))
        if remembered and column is not None and column.yearly and column in filled:
            key, title = f"{shape.key}/{REMEMBERED}.{column.key}", f"{column.title} : {REMEMBERED_TITLE.lower()}"
            first.append(replace(place, key=key, title=title, help=REMEMBERED_HELP, before=True))
    return (*first, *rest), len(first)


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
