"""CSV and TSV files of any encoding and separator: records with their line numbers, a quote left open included.

The rows are streamed: a million of them must not fill the memory.
"""

import csv
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from operator import methodcaller
from pathlib import Path
from typing import Any, Final

from snr_cli.french.cells import plain_cell
from snr_cli.inputs.inventory.encodings import CHUNK, Found, encoding_of, mended_lines
from snr_cli.inputs.inventory.table import BATCH, MAX_CELL, Batch, Table, TableError, Titles, one_batch
from snr_cli.inputs.regular import open_plain, open_plain_text

MAX_RECORD_LINES: Final = 60  # a record that spans more lines is a quote left open
SAMPLE_LINES: Final = 40
SEPARATORS: Final = ";\t,|"
_BREAK = re.compile("\r\n|[\r\n]")


def open_delimited(path: Path, name: str, titles: Titles = len) -> Table:
    """Open a CSV or TSV file.

    Args:
        path: the file.
        name: the name it has in messages.
        titles: counts the known titles of a row: the separator that finds the most is the right one.

    Raises:
        OSError: it cannot be opened.
        TableError: it is empty, or no text.
    """
    with open_plain(path) as stream:
        start = stream.read(CHUNK)
    if not start:
        raise TableError("fichier vide")
    return _open_csv(path, name, encoding_of(path, start), titles)


def _open_csv(path: Path, name: str, found: Found, titles: Titles) -> Table:
    csv.field_size_limit(MAX_CELL * 20)
    with open_plain_text(path, found.encoding) as stream:
        lines = mended_lines(islice(stream, SAMPLE_LINES), found.note)
        sample = [line for line in lines if len(line) < MAX_CELL]
    separator, width = _separator(sample, titles)
    broken: list[tuple[int, str]] = []
    batches = _batches(path, found, _Cut(separator, width), broken)
    batches = _plain(batches) if found.guarded else batches
    return Table(name, batches, found.encoding, separator, broken=broken, letters=found.note)


def _plain(batches: Iterator[Batch]) -> Iterator[Batch]:
    for lines, rows in batches:
        yield lines, [[plain_cell(cell) if cell[:1] == "'" else cell for cell in cells] for cells in rows]


def _separator(sample: list[str], titles: Titles) -> tuple[str, int]:
    """Return the separator, and the number of cells that it cuts most lines into (0: it cuts none).

    It is the one that finds the most known titles in a line, then cuts the most lines, then into the most cells.
    """
    best, best_width, best_score = ";", 0, (0, 0, 0)
    for separator in SEPARATORS:
        rows = [cells for cells in csv.reader(sample, delimiter=separator) if len(cells) > 1]
        if rows:
            width, lines = Counter(map(len, rows)).most_common(1)[0]
            score = (max(map(titles, rows)), len(rows), lines * width)
            if score > best_score:
                best, best_width, best_score = separator, width, score
    return best, best_width


@dataclass(frozen=True, slots=True)
class _Cut:
    """How lines are cut into cells: the separator, and how many cells a row has most often."""

    separator: str
    width: int

    def read(self, lines: Iterable[str], *, strict: bool = False) -> Any:
        """Return a reader of records."""
        return csv.reader(lines, delimiter=self.separator, strict=strict)

    def is_sound(self, lines: list[str], cells: list[str]) -> bool:
        """Say whether a record of several lines is one: a quote left open swallows the rows up to the next quote.

        It then ends on a quote followed by text, or at the end of the file, or gives more cells than a row has, or one of
        its cells holds as many separators as rows.
        """
        if len(lines) > MAX_RECORD_LINES or (self.width and len(cells) > self.width):
            return False
        try:
            list(self.read(lines, strict=True))
        except csv.Error:
            return False
        return self.width <= 2 or not any(
            cell.count(self.separator) >= breaks * (self.width - 1)
            for cell in cells
            if (breaks := len(_BREAK.findall(cell)))
        )


def _batches(path: Path, found: Found, cut: _Cut, broken: list[tuple[int, str]]) -> Iterator[Batch]:
    """Give the records of a file in batches, with the line each begins on.

    Lines without a quote are records: `str.split` cuts them in half the time of the csv module, which cuts the others. From
    the first record on that is not sound, each is looked at.
    """
    split, strip = methodcaller("split", cut.separator), methodcaller("rstrip", "\r\n")
    done, held = 0, list[str]()
    with open_plain_text(path, found.encoding) as opened:
        stream = mended_lines(opened, found.note)
        while fresh := list(islice(stream, BATCH)):
            text = "".join(fresh)
            if not held and '"' not in text and len(text) < MAX_CELL and not text.isspace():
                yield range(done + 1, done + len(fresh) + 1), list(map(split, map(strip, fresh)))
                done += len(fresh)
                continue
            lines = held + fresh
            records = _quoted_batch(lines, done, cut, ended=len(fresh) < BATCH)
            if records is None:
                yield from one_batch(_records(chain(lines, stream), done, cut, broken))
                return
            batch, held = records
            yield batch
            done += len(lines) - len(held)
        if held:
            yield from one_batch(_records(iter(held), done, cut, broken))


def _quoted_batch(lines: list[str], done: int, cut: _Cut, *, ended: bool) -> tuple[Batch, list[str]] | None:
    """Return the records of lines that may each span several, and the lines of the last one when it goes on after them.

    None when one swallows rows.
    """
    try:
        rows = list(cut.read(lines))
        if len(rows) == len(lines) and (ended or not _may_go_on(rows[-1])):
            return (range(done + 1, done + len(lines) + 1), rows), []
        reader, first = cut.read(lines), 0
        numbers, rows = list[int](), []
        for cells in reader:
            record = lines[first : reader.line_num]
            if reader.line_num == len(lines) and not ended and _may_go_on(cells) and len(record) <= MAX_RECORD_LINES:
                return (numbers, rows), record
            if len(record) > 1 and not cut.is_sound(record, cells):
                return None
            numbers.append(done + first + 1)
            rows.append(cells)
            first = reader.line_num
    except csv.Error:
        return None
    return (numbers, rows), []


def _may_go_on(cells: list[str]) -> bool:
    """Say whether the last cell of a record was perhaps not closed by a quote: it then keeps the end of its line."""
    return bool(cells) and cells[-1].endswith(("\n", "\r"))


def _records(
    lines: Iterator[str], done: int, cut: _Cut, broken: list[tuple[int, str]]
) -> Iterator[tuple[int, list[str]]]:
    """Give (first line, cells) of each record; a quote left open costs its own line, the rows after it are read."""
    waiting: deque[str] = deque()
    taken: list[str] = []

    def fed() -> Iterator[str]:
        while len(taken) <= MAX_RECORD_LINES and (line := waiting.popleft() if waiting else next(lines, "")):
            taken.append(line)
            yield line

    while True:
        try:
            for cells in cut.read(fed()):
                if len(taken) > 1 and not cut.is_sound(taken, cells):
                    break
                yield done + 1, cells
                done += len(taken)
                taken.clear()
            else:
                return
            why = "guillemet ouvert et jamais fermé"
        except csv.Error:
            why = f"cellule de plus de {20 * MAX_CELL // 10**6} millions de caractères, ou ligne illisible"
        broken.append((done + 1, why))
        done += 1
        waiting.extendleft(reversed(taken[1:]))
        taken.clear()
