"""XLSX, XLSM and ODS as a table: cells become the text that a CSV would hold."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

from snr_cli.french.numbers import did_you_mean, first_of
from snr_cli.inputs.inventory.delimited import mended
from snr_cli.inputs.inventory.records import (
    BESIDE_DEVICES,
    DEVICES,
    MAX_COLUMNS,
    TITLE_LINES,
    TITLED,
    Left,
    Look,
    SheetStart,
    Table,
    TableError,
    one_batch,
)
from snr_cli.inputs.inventory.values import fold, nearest, plain
from snr_cli.inputs.sheets import CellKind, Row, Sheet, SheetError, open_book

# Which sheets of a workbook are read: those named, else those that look like inventories and whose names say nothing else.

_HIDDEN, UNTITLED, UNNAMED = "hidden", "untitled", "unnamed"  # why a sheet is left out; else what its name says
DATE: Final = "date"  # what a word of a name says, that leaves no sheet out
_ORDER: Final = "order"  # what is bought, asked for or priced: beside the fleet, unless nothing else is there
COPY: Final = "copy"
_COPY_NAME: Final = re.compile(r"(.+?)(?: ?\(\d+\)|_\d+)")  # « P (2) », « P_2 »: what spreadsheets call a copy of « P »
_OF_DATES: Final = frozenset({"a", "au", "de", "du", "en", "fin", "jour", "le", "maj"})  # words beside a date
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SHOWN: Final = 12
_BY_HAND: Final = 1 << 20  # bytes of a workbook that a person may have coloured


def choose(
    starts: Sequence[SheetStart], named: Sequence[str], words: Mapping[str, str]
) -> tuple[list[SheetStart], list[Left]]:
    """Choose the sheets to read: those, in their order, and those that are left.

    Args:
        starts: every sheet, in order.
        named: the sheets that a person names: all of them are read, and no other one.
        words: a word of the name of a sheet → what it says of it (`sheets.csv`).

    Raises:
        TableError: a name is that of no sheet, no sheet holds a table, or those to read seem the same one at several dates.
    """
    if named:
        read = [starts[rank] for rank in sorted({_named(name, starts).rank for name in named})]
        why = {start.rank: DEVICES if start.look in (DEVICES, BESIDE_DEVICES) else UNNAMED for start in starts}
    else:
        why = {start.rank: _aside(start, words) for start in starts}
        read = [start for start in starts if start.is_table and not why[start.rank]]
        read = read or [start for start in starts if start.is_table and why[start.rank] == _ORDER] or _likeliest(starts)
        copies = _copies(read)
        read = [start for start in read if start not in copies]
        _refuse_dates(read, words)
        dated = _dated_copies(read, words)
        read = [start for start in read if start not in dated]
        why |= {copy.rank: COPY for copy in (*copies, *dated)}
    kept = {start.rank for start in read}
    left = [Left(start.name, why[start.rank]) for start in starts if start.is_table and start.rank not in kept]
    return read, left


def _named(name: str, starts: Sequence[SheetStart]) -> SheetStart:
    sheet_starts = [start for start in starts if start.name == name] or [
        start for start in starts if fold(start.name) == fold(name)
    ]
    if sheet_starts:
        return sheet_starts[0]
    close = did_you_mean(nearest(name, [start.name for start in starts], 0.6), after=" ; ")
    raise TableError(
        f"feuille « {name} » absente{close} ; feuilles : {first_of([start.name for start in starts], _SHOWN)}"
    )


def _aside(sheet: SheetStart, words: Mapping[str, str]) -> str:
    """Say why a sheet is not read unless it is named; empty when it is."""
    if sheet.look not in (DEVICES, BESIDE_DEVICES):
        return UNTITLED
    if sheet.hidden:
        return _HIDDEN
    return next((what for what in _said(sheet.name, words) if what != DATE), "")


def _said(name: str, words: Mapping[str, str]) -> list[str]:
    text = f" {plain(name)} "
    return [what for word, what in words.items() if f" {word} " in text]


def _copies(read: Sequence[SheetStart]) -> list[SheetStart]:
    """Return the sheets that are named as the copy of another one and have its titles."""
    titles = {fold(start.name): start.titles for start in read}
    named = ((start, _COPY_NAME.fullmatch(start.name.strip())) for start in read)
    return [start for start, copy in named if copy and titles.get(fold(copy[1])) == start.titles]


def _dated_copies(read: Sequence[SheetStart], words: Mapping[str, str]) -> list[SheetStart]:
    """Return the sheets whose names are that of another and a date: « Parc 2022 » beside « Parc »."""
    names = {plain(sheet_start.name) for sheet_start in read}
    dated_copies = []
    for start in read:
        bare = plain(_YEAR.sub(" ", start.name)).split()
        kept = [word for word in bare if not (word.isdigit() or word in _OF_DATES or words.get(word) == DATE)]
        if _YEAR.search(start.name) and " ".join(kept) in names:
            dated_copies.append(start)
    return dated_copies


def _likeliest(starts: Sequence[SheetStart]) -> list[SheetStart]:
    """Return the first sheet of those that look the most like an inventory, when nothing tells which to read."""
    order = (DEVICES, BESIDE_DEVICES, TITLED)
    tables = [start for start in starts if start.is_table]
    if not tables:
        raise TableError("classeur sans tableau")
    return [min(tables, key=lambda table: order.index(table.look) if table.look in order else len(order))]


def _refuse_dates(read: Sequence[SheetStart], words: Mapping[str, str]) -> None:
    """Refuse sheets that differ by a date: the same devices, listed again."""
    dates: dict[tuple[str, ...], str] = {}
    for start in read:
        months = (word for word, what in words.items() if what == DATE and f" {word} " in f" {plain(start.name)} ")
        if date := (*_YEAR.findall(start.name), *months):
            dates.setdefault(date, start.name)
    if len(dates) > 1:
        raise TableError(
            f"plusieurs feuilles portent une date dans leur nom ({first_of([*dates.values()], _SHOWN)}) : les mêmes appareils y sont peut-être, "
            "et compteraient plusieurs fois ; nommez celles à lire : --sheet, ou sheet: [..., ...] dans le dossier"
        )


class Workbook:
    """An open workbook, whose sheets to read are chosen."""

    def __init__(self, path: Path, name: str, sheets: Sequence[str], look: Look, words: Mapping[str, str]) -> None:
        """Open a workbook.

        Args:
            path: the file.
            name: the name it has in messages.
            sheets: those that a person names; none: `chosen_sheets` says which are read.
            look: what the first rows of a sheet look like.
            words: a word of the name of a sheet → what it says of it.

        Raises:
            TableError: a workbook that is protected, broken or out of bounds, or an unknown sheet.
        """
        self._name, self._path = name, path
        try:
            self._book = open_book(path)
            starts = [_start(rank, sheet, look) for rank, sheet in enumerate(self._book.sheets)]
        except SheetError as error:
            raise TableError(str(error)) from None
        self._read, self._left = choose(starts, sheets, words)

    def tables(self, wanted: Callable[[SheetStart], bool] = lambda start: True) -> Iterator[Table]:
        """Give the sheets to read that are wanted, each read or not before the next is asked for: one pass over the file.

        The sheets that are not read are told with the first.

        Raises:
            TableError: it is broken or out of bounds; the rows may raise it too.
        """
        chosen = {sheet_start.rank: sheet_start for sheet_start in self._read if wanted(sheet_start)}
        left, several = self._left, len(self._read) > 1
        try:
            for rank, sheet in enumerate(self._book.sheets if chosen else ()):
                if (start := chosen.pop(rank, None)) is not None:
                    masked = list[int]()
                    batches = one_batch(_rows(sheet.rows(), start.width, masked))
                    yield Table(
                        self._name,
                        batches,
                        sheet=start.name,
                        others=left,
                        placed=True,
                        merges=sheet.merges,
                        several=several,
                        masked=masked,
                        marks=partial(self._marks, sheet),
                    )
                    left = []
                if not chosen:
                    return
        except SheetError as error:
            raise TableError(str(error)) from None

    def _marks(self, sheet: Sheet) -> dict[str, set[int]]:
        """Return the rows of a sheet of which a cell is coloured, struck or commented; none of a workbook that is no person's work."""
        return {} if self._path.stat().st_size > _BY_HAND else {what: {*rows} for what, rows in sheet.marks.items()}

    def close(self) -> None:
        """Close the file."""
        self._book.close()


def _start(rank: int, sheet: Sheet, look: Look) -> SheetStart:
    first = list(islice(sheet.rows(), TITLE_LINES))
    texts = [_texts(row) for row in first]
    is_table = len(first) > 1
    titles = next((tuple(cells) for cells in texts if sum(map(bool, cells)) > 1), ())
    return SheetStart(rank, sheet.name, sheet.hidden, is_table, look(texts), max(map(len, texts), default=0), titles)


MOST_BLANK: Final = 10_000  # rows told of those left blank between two others: a cell may stand at the end of a sheet


def _rows(given: Iterator[Row], width: int, masked: list[int]) -> Iterator[tuple[int, list[str]]]:
    """Give the rows from the first filled one on, those left blank between two others too, all of a width at least.

    The lines of those that are hidden are added to `masked`.
    """
    done = 0
    blank = [""] * width
    try:
        for row in given:
            between = range(done + 1 if done else row.number, row.number)
            yield from ((number, blank) for number in between[:MOST_BLANK])
            done = row.number
            if row.hidden:
                masked.append(row.number)
            texts = _texts(row)
            if len(texts) < width:
                texts += blank[len(texts) :]
            yield row.number, texts
    except SheetError as error:
        raise TableError(str(error)) from None


def _texts(row: Row) -> list[str]:
    """Return the cells as texts; of a date and time, the date: inventories need no more."""
    texts = list(map(mended, row.texts(MAX_COLUMNS)))
    for cell in row.cells:
        if cell.kind is CellKind.DATETIME and cell.column <= MAX_COLUMNS:
            texts[cell.column - 1] = cell.text[:10]
    return texts
