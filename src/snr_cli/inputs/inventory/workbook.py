"""XLSX, XLSM and ODS as a table: cells become the text that a CSV would hold."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice, repeat
from pathlib import Path

from snr_cli.inputs.inventory.chosen_sheets import choose
from snr_cli.inputs.inventory.encodings import mended
from snr_cli.inputs.inventory.table import MAX_COLUMNS, TITLE_LINES, Look, SheetStart, Table, TableError, one_batch
from snr_cli.inputs.sheets import CellKind, Row, Sheet, SheetError, open_book


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
        self._name = name
        try:
            self._book = open_book(path)
            starts = [_start(rank, sheet, rows, look) for rank, (sheet, rows) in enumerate(self._book.each())]
        except SheetError as error:
            raise TableError(str(error)) from None
        self._read, self._left = choose(starts, sheets, words)

    def tables(self, wanted: Callable[[SheetStart], bool] = lambda start: True) -> Iterator[Table]:
        """Give the sheets to read that are wanted, each read or not before the next is asked for: one pass over the file.

        The sheets that are not read are told with the first.

        Raises:
            TableError: it is broken or out of bounds; the rows may raise it too.
        """
        chosen = {each.rank: each for each in self._read if wanted(each)}
        left, several = self._left, len(self._read) > 1
        try:
            for rank, (sheet, rows) in enumerate(self._book.each() if chosen else ()):
                if (start := chosen.pop(rank, None)) is not None:
                    masked = list[int]()
                    batches = one_batch(_rows(rows, start.width, masked))
                    yield Table(
                        self._name,
                        batches,
                        sheet=start.name,
                        others=left,
                        placed=True,
                        merges=sheet.merges,
                        several=several,
                        masked=masked,
                    )
                    left = []
                if not chosen:
                    return
        except SheetError as error:
            raise TableError(str(error)) from None

    def close(self) -> None:
        """Close the file."""
        self._book.close()


def _start(rank: int, sheet: Sheet, rows: Iterator[Row], look: Look) -> SheetStart:
    first = list(islice(rows, TITLE_LINES))
    texts = [_texts(row) for row in first]
    is_table = sum(row.repeated for row in first) > 1
    titles = next((tuple(cells) for cells in texts if sum(map(bool, cells)) > 1), ())
    return SheetStart(rank, sheet.name, sheet.hidden, is_table, look(texts), max(map(len, texts), default=0), titles)


def _rows(given: Iterator[Row], width: int, masked: list[int]) -> Iterator[tuple[int, list[str]]]:
    """Give the rows from the first filled one on, those left blank between two others too, all of a width at least.

    The lines of those that are hidden are added to `masked`.
    """
    done = 0
    blank = [""] * width
    try:
        for row in given:
            for number in range(done + 1 if done else row.number, row.number):
                yield number, blank
            done = row.number + row.repeated - 1
            if row.hidden:
                masked += range(row.number, done + 1)
            texts = _texts(row)
            if len(texts) < width:
                texts += blank[len(texts) :]
            yield from zip(range(row.number, done + 1), repeat(texts), strict=False)
    except SheetError as error:
        raise TableError(str(error)) from None


def _texts(row: Row) -> list[str]:
    """Return the cells as texts; of a date and time, the date: inventories need no more."""
    texts = list(map(mended, row.texts(MAX_COLUMNS)))
    for cell in row.cells:
        if cell.kind is CellKind.DATETIME and cell.column <= MAX_COLUMNS:
            texts[cell.column - 1 : cell.column - 1 + cell.span] = [cell.text[:10]] * cell.span
    return texts
