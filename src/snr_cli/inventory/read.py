"""One call: files or folders → every row under a verdict."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import islice
from math import fsum
from pathlib import Path

from snr_cli.inventory.folders import expand
from snr_cli.inventory.header import HEADER_LINES, known_titles
from snr_cli.inventory.likely import ROWS as LOOKED_AT
from snr_cli.inventory.likely import LikelyTable, likely_table
from snr_cli.inventory.linked import LINKED, Linked, Links, hosts_in, link, read_linked
from snr_cli.inventory.opening import ZIP_MAGIC, open_file
from snr_cli.inventory.reasons import lines_text, parts_text
from snr_cli.inventory.records import Corrections, FileRows, Group, InventoryError, Progress, Reading
from snr_cli.inventory.rows import read_rows
from snr_cli.inventory.seen import Seen
from snr_cli.inventory.table import Table, TableError, Titles
from snr_cli.inventory.titles import TitleWords, title_rank
from snr_cli.inventory.words import InventoryWords
from snr_cli.regular import open_plain


@dataclass(frozen=True)
class Inventory:
    """Several files read together: the same device in two of them counts once."""

    files: tuple[FileRows, ...]
    links: Links = field(default_factory=Links)
    mapping: Corrections = field(default_factory=Corrections)
    unread: tuple[InventoryError, ...] = ()  # files that are no inventory, beside others that are

    @property
    def groups(self) -> list[Group]:
        """Return every group of every file."""
        return [group for file in self.files for group in file.groups]

    @property
    def read(self) -> int:
        """Count the rows read."""
        return sum(file.read for file in self.files)

    def count(self, verdict: str) -> int:
        """Count the rows of a verdict."""
        return sum(group.rows for group in self.groups if group.verdict == verdict)

    def units(self, verdict: str) -> float:
        """Count the devices that the rows of a verdict say: those of files that stand beside the devices are none."""
        files = (file for file in self.files if file.format not in LINKED)
        return fsum(group.units for file in files for group in file.groups if group.verdict == verdict)

    def where(self, name: str, lines: Iterable[int]) -> str:
        """Say which rows of a file: ligne 12; in a file that describes one device, its parts: appareil, écran 2."""
        parts = self._parts.get(name)
        return parts_text(lines, parts) if parts else lines_text(lines)

    def line_of(self, name: str, rows: Iterable[int]) -> int:
        """Return the line at which rows are told: the first; a file that describes one device is told as a whole."""
        return 1 if name in self._parts else min(rows)

    @cached_property
    def _parts(self) -> dict[str, list[str]]:
        return {file.name: file.parts for file in self.files if file.parts}


def read_inventory(
    paths: Sequence[tuple[Path, str]],
    words: InventoryWords,
    how: Reading,
    reference_year: int,
    sheet: str | None = None,
    progress: Progress | None = None,
    seen: Seen | None = None,
) -> Inventory:
    """Read files (and the JSON or CSV files of folders), in order.

    Args:
        paths: each path with the name it has in messages.
        words: headers, statuses and rules of recognition.
        how: a person's corrections and choices.
        reference_year: the year studied.
        sheet: the sheet of a workbook.
        progress: told the name of a file and its rows read so far, now and then.
        seen: devices read before these files; theirs are added.

    Raises:
        OSError: a file cannot be opened.
        InventoryError: no file is an inventory, one asks a question, or is given twice.
    """
    files = [each for path, name in paths for each in expand(path, name)]
    if seen is None:
        seen = Seen(several=len(files) > 1)
    titles = partial(known_titles, words=words, how=how)
    unread: dict[Path, InventoryError] = {}
    linked, ready = _linked(files, words, how, sheet, titles, unread)
    how = replace(how, hosts=hosts_in(linked.values()))
    found, opened, devices = list[FileRows](), set[Path](), list[FileRows]()
    for file, shown in files:
        if file.resolve() in opened:
            raise InventoryError(shown, "ce fichier est donné deux fois")
        opened.add(file.resolve())
        if file in linked:
            found.append(linked[file].file)
            continue
        if file in unread:
            continue
        try:
            table = ready.get(file) or open_file(file, shown, sheet, titles, words)
            tables = read_rows(table, words, how, reference_year, seen, seen.number(file), progress)
            devices += tables
            found += tables
        except TableError as error:
            unread[file] = InventoryError(shown, str(error), error.asks)
    for wrong in unread.values():
        if wrong.asks or not found:
            raise wrong
    return Inventory(tuple(found), link(linked.values(), devices, words), how.mapping, tuple(unread.values()))


def likely_columns(
    path: Path, name: str, words: InventoryWords, how: Reading, sheet: str | None = None
) -> LikelyTable | None:
    """Look at the start of a file that is refused, to propose the roles of its columns; None when it holds no row.

    Raises:
        OSError: it cannot be opened.
        TableError: it is no table.
    """
    rows = open_file(path, name, sheet, partial(known_titles, words=words, how=how), words).rows()
    first = [cells for _, cells in islice(rows, LOOKED_AT)]
    if not any(map(any, first)):
        return None
    known = [known_titles(cells, words, how) for cells in first[:HEADER_LINES]]
    rank = known.index(max(known)) if max(known) > 1 else title_rank(first, words, TitleWords(words))
    return likely_table(first, words, how, rank)


def _linked(
    files: Sequence[tuple[Path, str]],
    words: InventoryWords,
    how: Reading,
    sheet: str | None,
    titles: Titles,
    unread: dict[Path, InventoryError],
) -> tuple[dict[Path, Linked], dict[Path, Table]]:
    """Return the files that stand beside the devices, read first: they say which devices are hosts.

    Those that cannot be read join `unread`. A workbook that is none of them is handed back open when it is alone.
    """
    linked: dict[Path, Linked] = {}
    ready: dict[Path, Table] = {}
    for file, shown in files:
        if not _may_be_linked(file, words):
            continue
        try:
            table = open_file(file, shown, sheet, titles, words)
            found = read_linked(table, words, how)
        except TableError as error:
            unread[file] = InventoryError(shown, str(error), error.asks)
            continue
        if found is not None:
            linked[file] = found
        elif len(files) == 1:
            ready[file] = table
    return linked, ready


def _may_be_linked(path: Path, words: InventoryWords) -> bool:
    """Say whether the start of a file holds the titles of a linked one, or whether only opening it tells."""
    with open_plain(path) as stream:
        start = stream.read(1 << 14)
    if start.startswith(ZIP_MAGIC):
        return True
    text = start.replace(b"\0", b"").lower()
    return any(
        all(title.encode() in text for title in signature)
        for known in words.formats
        if known.id in LINKED
        for signature in known.signatures
    )
