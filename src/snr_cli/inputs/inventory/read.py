"""One call: files or folders → every row under a verdict."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import islice
from pathlib import Path

from snr_cli.inputs.inventory.delimited import LOST, LOST_HELP
from snr_cli.inputs.inventory.faults import lines_text, parts_text
from snr_cli.inputs.inventory.header import is_prose, known_titles
from snr_cli.inputs.inventory.likely import SAMPLE_ROWS, LikelyTable, likely_table
from snr_cli.inputs.inventory.linked import LINKED, Linked, Links, hosts_in, link, read_linked
from snr_cli.inputs.inventory.matrix import title_line
from snr_cli.inputs.inventory.opening import ZIP_MAGIC, expand, open_file, without_copies
from snr_cli.inputs.inventory.recap import set_copies_aside, set_recap_files_aside, set_recaps_aside
from snr_cli.inputs.inventory.recognition import InventoryWords
from snr_cli.inputs.inventory.records import (
    ABSENT,
    BESIDE_DEVICES,
    DEVICES,
    REJECTED,
    TITLE_LINES,
    TITLED,
    Corrections,
    FileRows,
    Group,
    InventoryError,
    OnProgress,
    OpenFile,
    Reading,
    Table,
    TableError,
    sheet_text,
    units_of,
)
from snr_cli.inputs.inventory.rows import read_rows
from snr_cli.inputs.inventory.seen import Seen
from snr_cli.inputs.inventory.titles import TitleRows, TitleWords, title_rank
from snr_cli.inputs.regular import open_plain


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

    def units(self, verdict: str) -> float | None:
        """Count the devices that the rows of a verdict say, as far as it is known: those of files that stand beside the devices are none."""
        return units_of(self._of_devices(verdict))

    def all_known(self, verdict: str) -> bool:
        """Say whether each row of a verdict says how many devices it is, or shares their number with another."""
        return not any(group.verdict == REJECTED or group.reason in ABSENT for group in self._of_devices(verdict))

    def _of_devices(self, verdict: str) -> list[Group]:
        files = (file for file in self.files if file.format not in LINKED)
        return [group for file in files for group in file.groups if group.verdict == verdict]

    def where(self, key: str, lines: Iterable[int]) -> str:
        """Say which rows of a file: ligne 12; in a file that describes one device, its parts: appareil, écran 2."""
        parts = self._parts.get(key)
        return parts_text(lines, parts) if parts else lines_text(lines)

    def within(self, key: str, lines: Iterable[int]) -> str:
        """Say which rows of a file that is named apart: with their sheet, when several of it are read."""
        _, sheet = self.place(key)
        return f"{sheet_text(sheet)}, {self.where(key, lines)}" if sheet else self.where(key, lines)

    def place(self, key: str) -> tuple[str, str]:
        """Return the name of the file whose rows are told by a key, and their sheet when several of it are read."""
        return self._places[key]

    def place_data(self, key: str) -> dict[str, str]:
        """Return the same as data: the sheet only when there is one to tell."""
        name, sheet = self.place(key)
        return {"file": name, "sheet": sheet} if sheet else {"file": name}

    def line_of(self, key: str, rows: Iterable[int]) -> int:
        """Return the line at which rows are told: the first; a file that describes one device is told as a whole."""
        return 1 if key in self._parts else min(rows)

    @cached_property
    def _parts(self) -> dict[str, list[str]]:
        return {file.key: file.parts for file in self.files if file.parts}

    @cached_property
    def _places(self) -> dict[str, tuple[str, str]]:
        return {file.key: (file.name, file.sheet if file.key != file.name else "") for file in self.files}


def read_inventory(
    paths: Sequence[tuple[Path, str]],
    words: InventoryWords,
    how: Reading,
    reference_year: int,
    sheets: Sequence[str] = (),
    progress: OnProgress | None = None,
    seen: Seen | None = None,
) -> Inventory:
    """Read files (and the JSON or CSV files of folders), in order.

    Args:
        paths: each path with the name it has in messages.
        words: headers, statuses and rules of recognition.
        how: a person's corrections and choices.
        reference_year: the year studied.
        sheets: the sheets to read of a workbook; none: those that look like inventories (`chosen_sheets`).
        progress: told the name of a file and its rows read so far, now and then.
        seen: devices read before these files; theirs are added.

    Raises:
        OSError: a file cannot be opened.
        InventoryError: no file is an inventory, one asks a question, or is given twice.
    """
    files, copies = without_copies([each for path, name in paths for each in expand(path, name)])
    if seen is None:
        seen = Seen(several=len(files) > 1)
    opening = _Opening(words, how, sheets)
    linked = _linked(files, words, how, opening)
    how = replace(how, hosts=hosts_in(each for some in linked.values() for each in some))
    found, devices = list[FileRows](), list[FileRows]()
    for file, shown in files:
        beside = linked.get(file, [])
        found += [each.file for each in beside]
        tables = list[FileRows]()
        for table in opening.tables(file, shown, {each.file.sheet for each in beside}):
            seen.several = seen.several or table.several
            number = seen.number(file, table.sheet)
            try:
                tables += read_rows(table, words, how, reference_year, seen, number, progress)
            except TableError as error:
                seen.forget(number)
                opening.refuse(file, shown, error, table)
        if beside and tables:
            tables[0].others = []  # told with the sheets read before
        set_recaps_aside(tables)
        if not sheets:
            set_copies_aside(tables)
        devices += tables
        found += tables
    set_recap_files_aside(devices)
    for wrong in opening.unread:
        if wrong.asks or not found:
            raise wrong
    links = link([each for some in linked.values() for each in some], devices, words)
    return Inventory(tuple(found), links, how.mapping, (*opening.unread, *copies))


class _Opening:
    """Opens files, and keeps those that cannot be read: they do not refuse the others."""

    def __init__(self, words: InventoryWords, how: Reading, sheets: Sequence[str]) -> None:
        self.words, self.sheets = words, sheets
        self.unread: list[InventoryError] = []
        self.titles = partial(known_titles, words=words, how=how)
        self._rows = TitleRows(words, how)
        self._ready: dict[Path, OpenFile] = {}  # left open for who reads them next
        self._refused: set[tuple[Path, str | None]] = set()  # a file, or one of its sheets

    def tables(
        self, file: Path, shown: str, done: Collection[str] = (), *, beside: bool = False, again: bool = False
    ) -> Iterator[Table]:
        """Give the tables of a file, each read to its end, or not at all, before the next is asked for.

        Args:
            file: the file.
            shown: the name it has in messages.
            done: the sheets that are read (blank: the whole of a file that has none).
            beside: of a workbook, only the sheets that stand beside the devices.
            again: the file is asked for again after this.
        """
        if (file, None) in self._refused or "" in done:
            return
        try:
            source = self._ready.pop(file, None) or self.source(file, shown)
            for table in source.tables(
                lambda start: start.look == BESIDE_DEVICES if beside else start.name not in done
            ):
                if (file, table.sheet) not in self._refused:
                    yield table
        except TableError as error:
            self.refuse(file, shown, error)
            return
        if again:
            self._ready[file] = source
        else:
            source.close()

    def source(self, file: Path, shown: str) -> OpenFile:
        """Open a file.

        Raises:
            OSError: it cannot be opened.
            TableError: it is no table.
        """
        return open_file(file, shown, self.sheets, self.titles, self.words, self._look)

    def refuse(self, file: Path, shown: str, error: TableError, table: Table | None = None) -> None:
        """Keep why a file, or one of its tables, cannot be read."""
        self._refused.add((file, table.sheet if table is not None else None))
        sheet = table.sheet if table is not None and table.several else ""
        where = f"{sheet_text(sheet)} : " if sheet else ""
        lost = LOST_HELP if table is not None and table.letters == LOST else ""
        self.unread.append(InventoryError(shown, f"{where}{error}{lost}", error.asks, sheet))

    def _look(self, rows: list[list[str]]) -> str:
        """Say what the first rows of a sheet look like."""
        if any((known := self.words.format_of(cells)) is not None and known.id in LINKED for cells in rows):
            return BESIDE_DEVICES
        if any(map(self._rows.begins, rows)):
            return DEVICES
        titled = any(self.titles(cells) > 1 for cells in rows) or title_line(rows, self.words) is not None
        return TITLED if titled else ""


def likely_columns(
    path: Path, name: str, words: InventoryWords, how: Reading, sheets: Sequence[str] = ()
) -> LikelyTable | None:
    """Look at the start of a file that is refused, to propose the roles of its columns; None when it holds no row.

    Raises:
        OSError: it cannot be opened.
        TableError: it is no table.
    """
    with closing(_Opening(words, how, sheets).source(path, name)) as source:
        table = next(source.tables(), None)
        first = [] if table is None else [cells for _, cells in islice(table.rows(), SAMPLE_ROWS)]
    if table is None or not any(map(any, first)):
        return None
    known = [known_titles(cells, words, how) for cells in first[:TITLE_LINES]]
    if max(known) < 2 and is_prose(table, first, words):
        return None
    rank = known.index(max(known)) if max(known) > 1 else title_line(first, words)
    rank = title_rank(first, words, TitleWords(words)) if rank is None else rank
    return likely_table(first, words, how, rank)


def _linked(
    files: Sequence[tuple[Path, str]], words: InventoryWords, how: Reading, opening: _Opening
) -> dict[Path, list[Linked]]:
    """Return the tables that stand beside the devices, by file; they are read first: they say which devices are hosts."""
    found: dict[Path, list[Linked]] = {}
    for file, shown in files:
        if not _may_be_linked(file, words):
            continue
        for table in opening.tables(file, shown, beside=True, again=len(files) == 1):
            try:
                read = read_linked(table, words, how)
            except TableError as error:
                opening.refuse(file, shown, error, table)
                continue
            if read is not None:
                found.setdefault(file, []).append(read)
    return found


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
