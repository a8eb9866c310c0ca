"""A table as text cells with their line numbers: CSV of any encoding and separator, or a workbook.

The rows are streamed: a million of them must not fill the memory.
"""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

MAX_CELL: Final = 1_000_000
MAX_COLUMNS: Final = 500
MAX_RECORD_LINES: Final = 60  # a record that spans more lines is a quote left open
SAMPLE_LINES: Final = 40
SEPARATORS: Final = ";\t,|"
_CHUNK: Final = 1 << 20
ZIP_MAGIC, OLD_EXCEL_MAGIC = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class TableError(Exception):
    """The file is no table that can be read; the message is French."""


@dataclass(slots=True)
class Table:
    """A table whose header is not yet found. `rows` gives (line, cells); `broken` gathers records that cannot be read."""

    name: str
    rows: Iterator[tuple[int, list[str]]]
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    broken: list[tuple[int, str]] = field(default_factory=list)


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
    return Table(name, _records(path, encoding, separator, broken), encoding, separator, broken=broken)


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


def _records(
    path: Path, encoding: str, separator: str, broken: list[tuple[int, str]]
) -> Iterator[tuple[int, list[str]]]:
    """Give (first line, cells) of each record; a quote left open costs its own line, not the rest of the file."""
    csv.field_size_limit(MAX_CELL * 20)
    start = 0
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
