"""CSV and TSV files of any encoding and separator: records with their line numbers, a quote left open included.

The rows are streamed: a million of them must not fill the memory.
"""

import codecs
import csv
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from operator import methodcaller
from pathlib import Path
from typing import Any, Final, NamedTuple

from snr_cli.french.cells import GUARD, plain_cell
from snr_cli.inputs.inventory.records import BATCH, MAX_CELL, Batch, Table, TableError, Titles, one_batch
from snr_cli.inputs.regular import open_plain, open_plain_text

# The encoding of a text file: byte-order mark, else UTF-16 or UTF-8 when the bytes are, else that whose letters are French.

CHUNK: Final = 1 << 20
BYTES_LOOKED_AT: Final = 400  # bytes
CERTAIN: Final = 4  # characters from which on one byte in two that is NUL is UTF-16
DEFAULT: Final = "cp1252"
OTHERS: Final = ("cp850", "mac_roman")  # what a console of Windows, and an old Mac, write
_LETTERS: Final = frozenset("éèêëàâçîïôùûüœÉÈÊËÀÂÇÎÏÔÙÛŒ")
SIGNS: Final = frozenset("°«»’‘“”–—…€·•²³µ§®™©½×±\xa0\u202fñöäÖÜÄßáíóúå")
MOST_SIGNS: Final = 10  # letters for a sign that is not French, in an encoding other than the usual one
LEAST_ODD: Final = 4  # one letter in so many, at least, is no French one nor a usual sign in the usual encoding
ASCII: Final = bytes(range(128))
# what is told of the letters of a file
MENDED, GUESSED, LOST = "encoding_mended", "encoding_guessed", "letters_lost"
# UTF-8 read as Windows-1252, then written as UTF-8: « Ã© », « Â° », « â€™ »
_TWICE: Final = re.compile(
    rb"\xc3[\x82\x83](?:\xc2[\x80-\xbf]|\xcb\x86|\xc5|\xc6\x92|\xe2[\x80-\x84])|\xc3\xa2\xe2\x82\xac"
).search
_ONCE: Final = re.compile(rb"\xc3[\x80-\xbf]|\xc2[\xa0-\xbf]|\xe2\x80[\x90-\xbf]").search  # UTF-8 in a file that is not
_BYTES: Final[Mapping[str, bytes]] = {chr(byte): bytes([byte]) for byte in range(128, 160)} | {
    bytes([byte]).decode(DEFAULT, "replace"): bytes([byte]) for byte in range(128, 256)
}
_RUN: Final = re.compile(r"[ÃÂâÅ][^\x00-\x7f]{1,2}")
_MARKED: Final = re.compile(rb"[A-Za-z]\?[a-z]{2}").search  # « Mod?le »
LOST_HELP: Final = " ; des lettres accentuées y sont perdues : exportez de nouveau, en UTF-8"
LOST_SIGN: Final = "\ufffd"


class Found(NamedTuple):
    """An encoding; whether cells may have been guarded against spreadsheets (`snr_cli.french.cells`); what to tell of its letters."""

    encoding: str
    guarded: bool
    note: str = ""


def encoding_of(path: Path, start: bytes) -> Found:
    """Find the encoding: byte-order mark, else UTF-16 or UTF-8 if the file is, else the one whose letters are French.

    That is Windows-1252 unless another is certain.

    Raises:
        TableError: NUL bytes outside UTF-16: not a text.
    """
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Found("utf-16", True)
    if wide := _wide(start):
        return Found(wide, True)
    encoding, guarded, before, binary = "utf-8", False, b"", 0
    decoder = codecs.getincrementaldecoder("utf-8")()
    high, twice, once, lost = Counter[int](), False, False, False
    with open_plain(path) as stream:
        while chunk := stream.read(CHUNK):
            if b"\0" in chunk and (binary := binary + chunk.count(0)) > 100:
                raise TableError("ce n’est pas un fichier texte (octets nuls)")
            if not guarded and b"'" in before + chunk:
                guarded = GUARD.search(before + chunk) is not None
            before = chunk[-1:]
            if chunk.isascii():
                lost = lost or (b"?" in chunk and b"http" not in chunk and _MARKED(chunk) is not None)
            else:
                twice = twice or _TWICE(chunk) is not None
                once = once or _ONCE(chunk) is not None
                lost = lost or LOST_SIGN.encode() in chunk
                high.update(chunk.translate(None, ASCII))
            try:
                if encoding == "utf-8":
                    decoder.decode(chunk)
            except UnicodeDecodeError:
                encoding = DEFAULT
    if encoding == DEFAULT:
        encoding = DEFAULT if once else _french(high)
        return Found(encoding, guarded, MENDED if once else GUESSED if encoding != DEFAULT else "")
    note = MENDED if twice else LOST if lost else ""
    return Found("utf-8-sig" if start.startswith(codecs.BOM_UTF8) else encoding, guarded, note)


def mended(text: str) -> str:
    """Return a text whose letters encoded twice are read: « MatÃ©riel » → « Matériel ». Any other is left as it is."""
    return text if text.isascii() else _RUN.sub(_read_again, text)


def mended_lines(lines: Iterable[str], note: str) -> Iterator[str]:
    """Give the lines of a file as they are to be read, according to what is told of its letters."""
    return map(mended, lines) if note == MENDED else iter(lines)


def _read_again(match: re.Match[str]) -> str:
    """Read the signs of a run as the UTF-8 that they were; what gives no French letter nor sign is kept."""
    run = match[0]
    for length in (2, 3):
        try:
            sign = b"".join(_BYTES[sign_read] for sign_read in run[:length]).decode()
        except (KeyError, UnicodeDecodeError):
            continue
        if len(sign) == 1 and sign in _LETTERS | SIGNS:
            return sign + run[length:]
    return run


def _french(high: Mapping[int, int]) -> str:
    """Return the encoding in which the bytes that are not ASCII are French letters: Windows-1252 unless another is certain."""

    def score(encoding: str) -> tuple[int, int]:
        read = [(bytes([byte]).decode(encoding, "replace"), count) for byte, count in high.items()]
        letters = sum(count for sign, count in read if sign in _LETTERS)
        return letters, sum(count for sign, count in read if sign not in _LETTERS | SIGNS)

    _, odd = score(DEFAULT)
    if not odd:
        return DEFAULT
    scores = {encoding: score(encoding) for encoding in OTHERS}
    best = max(scores, key=lambda encoding: scores[encoding][0] - scores[encoding][1])
    found, strange = scores[best]
    certain = found >= MOST_SIGNS * strange and odd * LEAST_ODD >= found > 0
    unlike = all(scores[best] == scores[each] or scores[each][1] for each in OTHERS if each != best)
    return best if certain and unlike else DEFAULT


def _wide(start: bytes) -> str:
    """Return the order of the bytes of a UTF-16 text without a mark: one of two is NUL, the others never, and it reads as text."""
    looked = start[:BYTES_LOOKED_AT]
    pairs = len(looked) // 2
    even, odd = looked[::2].count(0), looked[1::2].count(0)
    if pairs < CERTAIN or len(looked) % 2 or min(even, odd) * 10 > pairs or max(even, odd) * 2 < pairs:
        return ""
    name = "utf-16-le" if odd > even else "utf-16-be"
    try:
        text = looked.decode(name)
    except UnicodeDecodeError:  # half of a sign of two pairs at the end: such a text has no other
        return ""
    return name if all(sign.isprintable() or sign.isspace() for sign in text) else ""


MAX_RECORD_LINES: Final = 60  # a record that spans more lines is a quote left open
SAMPLE_LINES: Final = 40
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
        sample = [line for line in mended_lines(islice(stream, SAMPLE_LINES), found.note) if len(line) < MAX_CELL]
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
    widths: dict[tuple[int, int, int], tuple[str, int]] = {}
    for separator in ";\t,|":
        rows = [cells for cells in csv.reader(sample, delimiter=separator) if len(cells) > 1]
        if rows:
            width, lines = Counter(map(len, rows)).most_common(1)[0]
            widths.setdefault((max(map(titles, rows)), len(rows), lines * width), (separator, width))
    return widths[max(widths)] if widths else (";", 0)


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
