"""XLSX and ODS through python-calamine (the extra `xlsx`): cells become the text that a CSV would hold."""

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from snr_cli.inventory.table import Table, TableError, Titles, one_batch

MAX_UNPACKED: Final = 1 << 30
TITLE_LINES: Final = 30
MAX_RATIO: Final = 200  # a real workbook packs 10 to 30 times


def open_workbook(path: Path, name: str, sheet: str | None, titles: Titles = len) -> Table:
    """Open one sheet of a workbook: the one named, else the first with known titles, else the first with a table.

    Raises:
        TableError: a bomb, a protected or broken workbook, an unknown sheet, or the extra is not installed.
    """
    try:
        with ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            if unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(path.stat().st_size, 1 << 16):
                raise TableError(
                    f"classeur démesuré une fois décompressé ({unpacked // 2**20} Mio) : il n’est pas ouvert"
                )
    except BadZipFile:
        raise TableError("classeur illisible : l’archive est incomplète") from None
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError:
        raise TableError(
            "un classeur se lit avec l’extra xlsx : pip install 'snr-cli[xlsx]', ou enregistrez-le en CSV"
        ) from None
    try:
        book = CalamineWorkbook.from_path(str(path))
        names = book.sheet_names
        if sheet is not None and sheet not in names:
            raise TableError(f"feuille « {sheet} » absente ; feuilles : {', '.join(names)}")
        starts = {one: book.get_sheet_by_name(one).to_python(nrows=TITLE_LINES) for one in names}
        tables = [one for one in names if len(starts[one]) > 1]
        entitled = (one for one in tables if any(titles(list(map(_text, cells))) > 1 for cells in starts[one]))
        chosen = sheet or next(entitled, tables[0] if tables else None)
        if chosen is None:
            raise TableError("classeur sans tableau")
        data = book.get_sheet_by_name(chosen)
        first = (data.start or (0, 0))[0]
        rows = data.to_python(skip_empty_area=False)
    except CalamineError as error:
        what = "protégé par un mot de passe" if "assword" in str(error) else f"illisible ({error})"
        raise TableError(f"classeur {what}") from None
    return Table(
        name,
        one_batch(_rows(rows, first if len(rows) < first else 0)),
        sheet=chosen,
        others=[one for one in tables if one != chosen],
    )


def _rows(rows: list[list[Any]], first: int) -> Iterator[tuple[int, list[str]]]:
    for number, cells in enumerate(rows, start=first + 1):
        yield number, [_text(cell) for cell in cells]


def _text(cell: Any) -> str:
    if isinstance(cell, datetime.datetime | datetime.date):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
