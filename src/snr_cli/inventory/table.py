"""A table as text cells with their line numbers: CSV of any encoding and separator, or a workbook.

The rows are streamed: a million of them must not fill the memory.
"""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

MAX_CELL: Final = 1_000_000
MAX_COLUMNS: Final = 500
MAX_RECORD_LINES: Final = 60  # a record that spans more lines is a quote left open
SAMPLE_LINES: Final = 40
SEPARATORS: Final = ";\t,|"
BATCH: Final = 256  # small enough that the cells of a batch stay in the cache of the processor
_BREAK = re.compile("\r\n|[\r\n]")
_CHUNK: Final = 1 << 20
ZIP_MAGIC, OLD_EXCEL_MAGIC = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class TableError(Exception):
    """The file is no table that can be read; the message is French."""


Batch = tuple[Sequence[int], list[list[str]]]


@dataclass(slots=True)
class Table:
    """A table whose header is not yet found.

    `batches` gives the rows by the thousand, each batch with the first line of every row; `broken` gathers records that
    cannot be cut into cells.
    """

    name: str
    batches: Iterator[Batch]
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    broken: list[tuple[int, str]] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Give (line, cells), one row after the other."""
        for lines, rows in self.batches:
            yield from zip(lines, rows, strict=True)


def one_batch(rows: Iterable[tuple[int, list[str]]]) -> Iterator[Batch]:
    """Make batches of rows that come one by one."""
    rows = iter(rows)
    while some := list(islice(rows, BATCH)):
        yield [line for line, _ in some], [cells for _, cells in some]


def open_table(path: Path, name: str, sheet: str | None = None) -> Table:
    """Open a CSV, TSV, XLSX or ODS file, recognised by its content.

    Raises:
        OSError: it cannot be opened.
        TableError: it is no table: empty, binary, protected, or a workbook without the extra that reads it.
    """
    with path.open("rb") as stream:
        start = stream.read(_CHUNK)
    if not start:
        raise TableError("fichier vide")
    if start.startswith(ZIP_MAGIC):
        from snr_cli.inventory.workbook import open_workbook

        return open_workbook(path, name, sheet)
    if start.startswith(OLD_EXCEL_MAGIC):
        raise TableError(
            "classeur Excel ancien (.xls) ou protégé par un mot de passe : enregistrez-le en CSV ou en .xlsx"
        )
    encoding = _encoding(path, start)
    return _open_csv(path, name, encoding)


def _encoding(path: Path, start: bytes) -> str:
    """Find the encoding: byte-order mark, else UTF-8 if the whole file is, else Windows-1252.

    Raises:
        TableError: NUL bytes outside UTF-16: not a text.
    """
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    even, odd = start[:400:2].count(0), start[1:400:2].count(0)
    if odd > 100 and even < 20:
        return "utf-16-le"
    decoder = codecs.getincrementaldecoder("utf-8")()
    binary = 0
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            binary += chunk.count(0)
            if binary > 100:
                raise TableError("ce n’est pas un fichier texte (octets nuls)")
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                return "cp1252"
    return "utf-8"


def _open_csv(path: Path, name: str, encoding: str) -> Table:
    with path.open(encoding=encoding, errors="replace", newline="") as stream:
        sample = [line for line in islice(stream, SAMPLE_LINES) if len(line) < MAX_CELL]
    separator = _separator(sample)
    broken: list[tuple[int, str]] = []
    return Table(name, _batches(path, encoding, separator, broken), encoding, separator, broken=broken)


def _separator(sample: list[str]) -> str:
    """Return the separator that cuts the most lines into the same number of cells."""
    best, best_score = ";", (0, 0)
    for separator in SEPARATORS:
        widths = Counter(
            len(row) for row in csv.reader(io.StringIO("".join(sample)), delimiter=separator) if len(row) > 1
        )
        if widths:
            width, lines = widths.most_common(1)[0]
            if (lines, width) > best_score:
                best, best_score = separator, (lines, width)
    return best


def _batches(path: Path, encoding: str, separator: str, broken: list[tuple[int, str]]) -> Iterator[Batch]:
    """Give the records of a file by the thousand; line numbers are counted in the same pass."""
    csv.field_size_limit(MAX_CELL * 20)
    done = 0
    with path.open(encoding=encoding, errors="replace", newline="") as stream:
        reader = csv.reader(stream, delimiter=separator)
        try:
            while rows := list(islice(reader, BATCH)):
                if reader.line_num - done == len(rows):
                    yield range(done + 1, reader.line_num + 1), rows
                else:  # a record spans several lines: perhaps a quote left open
                    lines = _first_lines(rows, done)
                    if lines is None:
                        break
                    yield lines, rows
                done = reader.line_num
            else:
                return
        except csv.Error:
            pass
    yield from one_batch(_records(path, encoding, separator, broken, done))


def _first_lines(rows: list[list[str]], done: int) -> list[int] | None:
    """Return the first line of each record; None when one spans too many lines to be a record."""
    lines, line = [], done + 1
    for cells in rows:
        lines.append(line)
        span = 1 + sum(len(_BREAK.findall(cell)) for cell in cells if "\n" in cell or "\r" in cell)
        if span > MAX_RECORD_LINES:
            return None
        line += span
    return lines


def _records(
    path: Path, encoding: str, separator: str, broken: list[tuple[int, str]], start: int
) -> Iterator[tuple[int, list[str]]]:
    """Give (first line, cells) of each record from a line on; a quote left open costs its own line, not the rest."""
    while True:
        resumed = None
        with path.open(encoding=encoding, errors="replace", newline="") as stream:
            reader = csv.reader(islice(stream, start, None), delimiter=separator)
            last = 0
            try:
                for cells in reader:
                    line = reader.line_num
                    if line - last > MAX_RECORD_LINES:
                        resumed = start + last + 1
                        broken.append((resumed, "guillemet ouvert et jamais fermé"))
                        break
                    yield start + last + 1, cells
                    last = line
            except csv.Error as error:
                resumed = start + last + 1
                broken.append((resumed, f"ligne illisible ({error})"))
        if resumed is None:
            return
        start = resumed
