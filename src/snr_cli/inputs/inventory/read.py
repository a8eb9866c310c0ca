"""One call: files or folders → every row under a verdict; then (`park`) the lines of a dossier."""

import os
import re
from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import islice
from math import fsum
from pathlib import Path
from typing import Any, Final, NamedTuple

from snr_cli.french.numbers import first_of
from snr_cli.inputs.inventory.delimited import LOST, LOST_HELP, open_delimited
from snr_cli.inputs.inventory.faults import lines_text, parts_text
from snr_cli.inputs.inventory.fleet import Fleet, Trace, fleet, slug, unique
from snr_cli.inputs.inventory.likely import SAMPLE_ROWS, LikelyTable, likely_table
from snr_cli.inputs.inventory.linked import LINKED, Linked, LinkedMachine, LinkedRow, Links, hosts_in, link, read_linked
from snr_cli.inputs.inventory.matrix import is_prose, known_titles, title_line
from snr_cli.inputs.inventory.recognition import InventoryWords
from snr_cli.inputs.inventory.records import (
    ABSENT,
    BESIDE_DEVICES,
    COUNTED,
    DEVICES,
    IGNORED,
    REJECTED,
    TITLE_LINES,
    TITLED,
    TO_CONFIRM,
    Corrections,
    FileRows,
    Group,
    InventoryError,
    Look,
    OnProgress,
    OpenFile,
    Reading,
    Single,
    Table,
    TableError,
    Titles,
    sheet_text,
    units_of,
)
from snr_cli.inputs.inventory.rows import read_rows
from snr_cli.inputs.inventory.seen import Seen
from snr_cli.inputs.inventory.titles import TitleRows, TitleWords, title_rank
from snr_cli.inputs.inventory.values import fold
from snr_cli.inputs.regular import digest, open_plain
from snr_cli.model import dossier
from snr_cli.model.dossier import Equipment, Service, Virtual
from snr_cli.model.grouped import in_groups

# Paths → the files to read, each a table, whatever it is: recognised by its content, never by its name. Nothing of a folder is left out unsaid.

ZIP_MAGIC: Final = b"PK\x03\x04"
_OLD_MAGIC: Final = b"\xd0\xcf\x11\xe0"  # an old workbook, or one with a password: which of them is told by opening it

_START: Final = 1 << 14  # what a file is shows in its first bytes
_LIST: Final = re.compile(rb"\[\s*[\[{]\s*[\"}\]]").match  # of JSON
_TAGS: Final = tuple(
    f"<{tag}".encode()
    for tag in (
        "!doctype html",
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "center",
        "div",
        "table",
        "link",
        "script",
    )
)


def open_file(
    path: Path,
    name: str,
    sheets: Sequence[str] = (),
    titles: Titles = len,
    words: InventoryWords | None = None,
    look: Look = lambda rows: TITLED,
) -> OpenFile:
    """Open a CSV, TSV, XLSX or ODS file, a web page, or a native inventory of GLPI (JSON).

    Args:
        path: the file.
        name: the name it has in messages.
        sheets: the sheets of a workbook; none: those that look like inventories.
        titles: counts the known titles of a row.
        words: what a native inventory is read with, and what the names of sheets say.
        look: what the first rows of a sheet look like.

    Raises:
        OSError: it cannot be opened.
        TableError: it is no table: empty, binary, or a workbook that is protected, broken or too large.
    """
    with open_plain(path) as stream:
        start = stream.read(_START)
    if start.startswith((ZIP_MAGIC, _OLD_MAGIC)):
        from snr_cli.inputs.inventory.workbook import Workbook

        return Workbook(path, name, sheets, look, words.sheets if words is not None else {})
    if sheets:
        raise TableError("une feuille n’existe que dans un classeur (xlsx, ods)")
    if _is_page(start):
        from snr_cli.inputs.inventory.html_page import open_page

        return Single(open_page(path, name))
    _refuse_others(start)
    if start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":  # a JSON object
        from snr_cli.inputs.inventory.glpi_json import open_glpi

        return Single(open_glpi(path, name, words))
    return Single(open_delimited(path, name, titles))


def _is_page(start: bytes) -> bool:
    """Say whether a file begins as a web page does."""
    text = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe").lstrip().lower()
    while text.startswith((b"<?xml", b"<!--")):
        text = text.partition(b"-->" if text.startswith(b"<!--") else b">")[2].lstrip()
    return any(text.startswith(tag) and text[len(tag) : len(tag) + 1] in b" >\t\r\n" for tag in _TAGS)


def _refuse_others(start: bytes) -> None:
    """Refuse what tools name .xls as well, and say what to do.

    Raises:
        TableError: a workbook in XML, another XML file, or a web page archived as a mail.
    """
    text = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if _LIST(text):
        raise TableError("liste JSON, qui n’est pas un inventaire natif de GLPI : exportez en CSV ou en .xlsx")
    if text.startswith(b"<?xml"):
        if any(word in text for word in (b"urn:schemas-microsoft-com:office:spreadsheet", b"excel.sheet")):
            raise TableError(
                "classeur « XML 2003 » : ouvrez-le dans un tableur et enregistrez-le en .xlsx, ou exportez en CSV"
            )
        raise TableError("fichier XML : exportez l’inventaire en CSV ou en .xlsx")
    if (
        text.startswith((b"mime-version:", b"from:", b"subject:", b"date:", b"content-type:"))
        and b"multipart/related" in text
    ):
        raise TableError(
            "page web archivée (.mht) : ouvrez-la dans un tableur et enregistrez-la en .xlsx, ou exportez en CSV"
        )


# A folder of exports → the files to read, and what of it is not read.

_READ: Final = frozenset({".json", ".csv", ".tsv", ".txt", ".xls", ".xlsx", ".xlsm", ".ods"})

_COPY: Final = (
    "ses appareils compteraient deux fois ; retirez l’un des deux ; si ce sont d’autres appareils, "
    "réunissez les lignes dans un seul fichier"
)


def expand(path: Path, name: str) -> list[tuple[Path, str]]:
    """Return the files to read for a path: itself, or the inventories of a folder.

    Raises:
        OSError: the folder cannot be read.
        InventoryError: the folder holds none.
    """
    if not path.is_dir():
        return [(path, name)]
    inside = sorted(entry for entry in path.iterdir() if _is_read(entry))
    if not inside:
        raise InventoryError(
            name, "ce dossier ne contient aucun inventaire (json, csv, tsv, txt, xls, xlsx, xlsm, ods)"
        )
    return [(file, f"{name.rstrip('/')}/{file.name}") for file in inside]


def without_copies(files: Sequence[tuple[Path, str]]) -> tuple[list[tuple[Path, str]], list[InventoryError]]:
    """Return the files to read, and why the others are not: they hold what one before holds, byte for byte.

    Raises:
        OSError: a file cannot be opened.
        InventoryError: a file is given twice.
    """
    kept, copies = list[tuple[Path, str]](), list[InventoryError]()
    by_size: dict[int, list[tuple[Path, str]]] = {}
    by_content: dict[tuple[int, str], str] = {}
    opened = set[str]()
    for file, shown in files:
        place = os.path.realpath(file)
        if place in opened:
            raise InventoryError(shown, "ce fichier est donné deux fois")
        opened.add(place)
        size = file.stat().st_size if file.is_file() else 0
        alike = by_size.setdefault(size, [])
        alike.append((file, shown))
        if size and len(alike) > 1:  # only files of one size are read to be compared
            for other, name in alike if len(alike) == 2 else alike[-1:]:
                first = by_content.setdefault((size, digest(other)), name)
            if first != shown:
                copies.append(InventoryError(shown, f"non lu, c’est la copie exacte de {first} : {_COPY}"))
                continue
        kept.append((file, shown))
    return kept, copies


def left_out(path: Path) -> list[str]:
    """Return the names of what a folder holds and that is not read: its folders, and files of other kinds.

    Hidden files, the lock files of office suites, mappings and a README are no export: they are not told.
    """
    if not path.is_dir():
        return []
    return sorted(entry.name for entry in path.iterdir() if not _is_read(entry) and not _is_known(entry.name))


def left_out_text(name: str, names: list[str]) -> str:
    """Say it in French."""
    return f"dossier {name} : non lu{'s' if len(names) > 1 else ''}, {first_of(names, 6)}"


def _is_read(path: Path) -> bool:
    return path.suffix.lower() in _READ and not _is_known(path.name) and path.is_file()


def _is_known(name: str) -> bool:
    low = name.lower()
    return low.startswith(("~$", ".", "readme", "lisezmoi", "lisez-moi")) or low.endswith(
        (".mapping.yaml", ".mapping.yml")
    )


# Tables that sum up or repeat others, of their workbook or of another file: their devices are already counted, row by row.

ALIKE = 5  # distinct rows at least of two sheets that are the same: fewer may be those of two schools
DETAILS = frozenset({"model", "manufacturer", "os", "cpu"})


def set_recaps_aside(tables: Sequence[FileRows]) -> None:
    """Give their verdict to the rows of tables that give a number by type while others of the sheet give the devices.

    The same numbers for every type: a summary, ignored. Other numbers of the same types: to confirm, for the rows may be a
    summary of another day as well as more devices; they are not counted twice.
    """
    for table in tables:
        mine = _units(table)
        details = [rows for rows in tables if rows is not table and _is_detailed(rows)]
        if not mine or not details or _is_detailed(table):
            continue
        theirs = [_units(detail) for detail in details]
        if any(all(kind not in units for units in theirs) for kind in mine):
            continue
        same = all(
            units == fsum(units_of_other.get(kind, 0.0) for units_of_other in theirs) for kind, units in mine.items()
        )
        for group in table.groups:
            if group.verdict == COUNTED:
                group.verdict, group.reason = (IGNORED, "recap") if same else (TO_CONFIRM, "maybe_recap")
                group.device = None


def set_copies_aside(tables: Sequence[FileRows]) -> None:
    """Set to confirm the rows of the sheets of a workbook that repeat another sheet, row by row, under another name."""
    before: dict[object, str] = {}
    for table in tables if len({table.sheet for table in tables}) > 1 else ():
        rows = sorted((group for group in table.groups if group.verdict == COUNTED), key=lambda group: group.lines[0])
        if len(rows) < ALIKE:
            continue
        said = table.name, tuple((group.label, group.device, group.units, group.rows) for group in rows)
        if before.setdefault(said, table.sheet) != table.sheet:
            for group in rows:
                group.verdict, group.reason, group.device = TO_CONFIRM, "sheet_again", None


def set_recap_files_aside(tables: Sequence[FileRows]) -> None:
    """Set to confirm the numbers by type that are those of the devices of other files: perhaps their summary.

    Other numbers count: a file apart is where a person is told to write the devices that a table does not hold. So does a
    single device, which any file may have.
    """
    details: dict[str, dict[str, float]] = {}
    for table in filter(_is_detailed, tables):
        _add(details.setdefault(table.name, {}), _units(table))
    for table in tables:
        mine = _units(table)
        if not mine or _is_detailed(table):
            continue
        others = [units for name, units in details.items() if name != table.name]
        together: dict[str, float] = {}
        for units in others:
            _add(together, units)
        for theirs in (*others, together):
            shared = mine.keys() & theirs.keys()
            if fsum(mine[kind] for kind in shared) > 1 and all(mine[kind] == theirs[kind] for kind in shared):
                for group in table.groups:
                    if group.verdict == COUNTED and group.guess in shared:
                        group.verdict, group.reason, group.device = TO_CONFIRM, "recap_file", None
                break


def _add(total: dict[str, float], units: dict[str, float]) -> None:
    for kind, number in units.items():
        total[kind] = total.get(kind, 0.0) + number


def _is_detailed(table: FileRows) -> bool:
    """Say whether a table tells of devices, and not only of their numbers."""
    return bool(DETAILS & set(table.columns.used.values())) or bool(table.columns.personal)


def _units(table: FileRows) -> dict[str, float]:
    units = in_groups((group.guess, group.units) for group in table.groups if group.verdict == COUNTED)
    return {kind: fsum(counts) for kind, counts in units.items()}


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
    files, copies = without_copies([expanded for path, name in paths for expanded in expand(path, name)])
    if seen is None:
        seen = Seen(several=len(files) > 1)
    opening = _Opening(words, how, sheets)
    linked = _linked(files, words, how, opening)
    how = replace(how, hosts=hosts_in(linked_table for some in linked.values() for linked_table in some))
    found, devices = list[FileRows](), list[FileRows]()
    for file, shown in files:
        beside = linked.get(file, [])
        found += [linked_table.file for linked_table in beside]
        tables = list[FileRows]()
        for table in opening.tables(file, shown, {linked_table.file.sheet for linked_table in beside}):
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
    links = link([linked_table for some in linked.values() for linked_table in some], devices, words)
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


# What an import gives to a dossier: lines of equipment, rooms, cloud services, virtual machines and applications.


class Park(NamedTuple):
    """Sections of a dossier; `traces` has, by id, the rows behind each item of theirs."""

    equipment: list[Equipment]
    taken: dict[str, float]
    services: list[Service]
    virtual: Virtual | None
    traces: dict[str, list[Trace]]
    left: dict[str, set[str]]


def park(name: str, inventory: Inventory, quality: str, source: str, claims: Sequence[Equipment] = ()) -> Park:
    """Return what an import gives.

    Args:
        name: the id of the import: every id starts with it.
        inventory: the judged rows.
        quality: the quality of the data.
        source: what the lines say of where they come from.
        claims: typed lines that take their quantity from this import (see `fleet`).
    """
    links = inventory.links
    rooms = {fold(room.name): room for room in links.rooms}
    ids = _names(name, rooms, {claim.id: 1 for claim in claims}, "salle")
    found = fleet(name, inventory.groups, quality, source, claims, ids)
    taken = dict.fromkeys((*ids.values(), *found.traces), 1)
    machines = {fold(machine.name): machine for machine in links.machines}
    machine_ids = _names(name, machines, taken, "machine")
    common: dict[str, Any] = {"quality": quality, "source": source}
    services = [
        Service.model_construct(
            id=ids[key], type="server_room", label=room.label, pue=room.pue, place=room.place or None, **common
        )
        for key, room in rooms.items()
    ]
    services += [_instance(machine_ids[key], machine, common) for key, machine in machines.items() if machine.service]
    traces = {
        **found.traces,
        **{ids[key]: _traces([room.row]) for key, room in rooms.items()},
        **{machine_ids[key]: _traces([machine.row]) for key, machine in machines.items()},
    }
    layer = _virtual(name, links, found, machine_ids, taken, traces) if machines else None
    return Park(found.lines, found.taken, services, layer, traces, found.left)


def _names(name: str, keys: Iterable[str], taken: dict[str, int], otherwise: str) -> dict[str, str]:
    """Return an id for each key; each is then taken."""
    return {key: unique(taken, name, slug(key) or otherwise) for key in keys}


def _traces(rows: Iterable[LinkedRow]) -> list[Trace]:
    return [
        Trace(file, (array("I", lines),)) for file, lines in in_groups((row.file, row.line) for row in rows).items()
    ]


def _instance(line_id: str, machine: LinkedMachine, common: dict[str, Any]) -> Service:
    values: dict[str, Any] = {**common, "quantity": machine.amount, "label": machine.name}
    if machine.by_vcpu:
        values["quality"] = "low"
        values["note"] = "instance sans facteur propre : ses vCPU-heures, ramenées à celles de ce type"
    return Service.model_construct(id=line_id, type=machine.service, place=machine.place or None, **values)


def _virtual(
    name: str,
    links: Links,
    devices: Fleet,
    machine_ids: dict[str, str],
    taken: dict[str, int],
    traces: dict[str, list[Trace]],
) -> Virtual:
    """Return the virtual layer: a pool for each host, and one for the like devices that no machine names."""
    hosts = in_groups((fold(written), line) for written, lines in devices.hosts.items() for line in lines)
    labels = {fold(written): written for written in reversed(devices.hosts)}  # the first of those that are alike
    host_ids = _names(name, hosts, taken, "hote")
    pools = [
        dossier.Pool.model_construct(
            id=host_ids[host],
            lines=tuple(lines),
            allocation=links.allocations.get(host, "vcpu"),
            label=labels[host],
        )
        for host, lines in hosts.items()
    ]
    named = {line for lines in hosts.values() for line in lines}
    kinds = {line.type for line in devices.lines if line.id in named}
    alone = tuple(
        line.id for line in devices.lines if line.type in kinds and line.state == "in_use" and line.id not in named
    )
    if alone:
        found = unique(taken, name, "sans-machine")
        pools.append(dossier.Pool.model_construct(id=found, lines=alone, label="Hôtes sans machine virtuelle"))
    machines = tuple(
        dossier.Machine.model_construct(
            id=machine_ids[fold(machine.name)],
            host=host_ids[fold(machine.host)],
            label=machine.name,
            quantity=machine.quantity,
            vcpu=machine.vcpu,
            storage_gb=machine.storage,
            hours_per_year=machine.hours,
            key=machine.key,
        )
        for machine in links.machines
        if not machine.service
    )
    applications = []
    for label, used in links.applications.items():
        found = unique(taken, name, slug(label) or "application")
        traces[found] = _traces(used.values())
        members = tuple(machine_ids[machine] for machine in used)
        applications.append(dossier.Application.model_construct(id=found, label=label, machines=members))
    return Virtual.model_construct(
        allocation="vcpu", pools=tuple(pools), machines=machines, applications=tuple(applications)
    )
