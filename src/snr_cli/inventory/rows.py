"""Rows → verdicts. Cells that matter are folded first, so that each distinct row is judged once."""

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, NamedTuple

from snr_cli.inventory.table import MAX_COLUMNS, Batch, Table, TableError
from snr_cli.inventory.values import BLANKS, FIRST_YEAR, fold, is_ambiguous, is_month_first, parse_date, parse_number
from snr_cli.inventory.words import JUDGED, PERSONAL, TEXTS, Format, Guess, InventoryWords

COUNTED, TO_CONFIRM, SET_ASIDE, REJECTED, IGNORED = "counted", "to_confirm", "set_aside", "rejected", "ignored"
VERDICTS: Final = (COUNTED, TO_CONFIRM, SET_ASIDE, REJECTED, IGNORED)
ASIDE_STATES: Final = ("retired", "lost", "ordered", "personal")
# what rules recognise and that is no device of the fleet: left out by the RCP SI, or part of another device
NOT_DEVICES: Final = ("excluded", "virtual", "built_in")
# a row whose shape is wrong, and its verdict
SHAPES: Final = {"blank": IGNORED, "total": IGNORED, "header_again": IGNORED, "short": REJECTED, "long": REJECTED}
HEADER_LINES: Final = 30
MAX_QUANTITY: Final = 1_000_000
MAX_KWH: Final = 1_000_000
MAX_TEXT: Final = 1000
SAME_SERIAL: Final = 3  # rows of a file that may hold one serial number: beyond, it is a word put in its place
MET_VALUES: Final = 2000  # values kept of the columns that a filter reads
SHARED: Final = -1  # in place of the file of a name: several devices have it
_TOTAL = re.compile(r"(?:sous[- ])?totaux?\b|total\b|sum\b|somme\b").match
# what a first cell says of a row that is no device, even beside a type and a quantity
_SUMMED = re.compile(
    r"(?:grand |sous[- ]?)?tota(?:l|ux)(?![-\w])|dont(?![-\w])|legende(?![-\w])|.*[-–—:(] ?(?:sous[- ])?total\)?$"
).match
_ADDRESS = re.compile(r"[^\s·]*@[^\s·]*")
_PHONE = re.compile(r"(?<!\w)(?:\+|00)?(?:\d[ .-]?){9,13}\d(?!\w)")
_MAYBE_SUMMED = re.compile(r"\s*(?:grand|sous|tota|dont|l[eé]ge)|.*total\W*$", re.IGNORECASE).match
# what stands in place of a serial number
_SEQUENCES: Final = frozenset({"123456", "1234567", "12345678", "123456789", "1234567890", "0123456789", "n/c", "s/o"})
_NO_IDENTITY: Final = (
    "serial", "o.e.m", "default", "renseign", "illisible", "en attente", "inconnu", "a completer", "a definir",
    "a verifier", "a saisir", "absent", "aucun", "unknown", "sans objet", "sans numero", "non communique", "non lu",
    "non applicable", "not available", "not specified", "not applicable", "pas de ", "efface",
)  # fmt: skip


class Device(NamedTuple):
    """What a counted row is."""

    type: str
    state: str
    purchase_year: int | None
    entity: str
    site: str
    kwh_per_year: float | None
    room: str = ""  # as written: the name of a room read beside
    place: str = ""
    host: str = ""  # its name, when machines run on it


@dataclass(slots=True)
class Group:
    """The rows that share a verdict and all that decides it.

    `reason` is a code, `label` what a person recognises (a model, a status), never a personal cell.
    """

    verdict: str
    reason: str
    label: str
    file: str
    lines: "array[int]"
    units: float
    device: Device | None = None
    guess: str = ""  # the type, even when it does not count
    confidence: float = 0.0
    retired_year: int | None = None
    lifetime_years: float | None = None
    host: str = ""  # the name of the device, when machines run on it

    @property
    def rows(self) -> int:
        """Count the rows."""
        return len(self.lines)


@dataclass(slots=True)
class Columns:
    """What became of each column: its role, or why it is not used."""

    used: dict[str, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    personal: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)

    def known_in(self, cells: list[str]) -> int:
        """Count the cells of a row that are titles of these columns: the file is cut again as it was."""
        return len({*self.used, *self.ignored, *self.personal} & {cell.strip() for cell in cells})


@dataclass(slots=True)
class FileRows:
    """One file once read: how it was read, its columns, and every row under a verdict."""

    name: str
    format: str
    encoding: str
    separator: str
    sheet: str
    header_line: int
    columns: Columns
    read: int
    groups: list[Group]
    notes: list[tuple[str, str, int]] = field(default_factory=list)
    # words of the mapping that rows hold, by section, and the values of the columns it filters; None: not looked at
    met: set[tuple[str, str]] | None = None
    unread_dates: int = 0  # rows whose date of purchase is none
    others: list[str] = field(default_factory=list)  # sheets of the workbook that were not read


@dataclass(frozen=True, slots=True)
class Corrections:
    """A person's corrections: header → role, status → state, label → type; values to keep by header."""

    columns: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    keep: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read a file: the mapping, the type of rows that no rule recognises, whether low confidence is accepted."""

    mapping: Corrections = field(default_factory=Corrections)
    default_type: str | None = None
    accept: bool = False
    entity: str = ""
    site: str = ""
    hosts: frozenset[str] = frozenset()  # names (folded) of devices on which machines run: each is a line of its own


Progress = Callable[[str, int], None]


class Seen:
    """Devices already counted, across files: by serial number, else by name. Holds hashes, not the numbers."""

    def __init__(self, several: bool = False) -> None:
        self.several = several  # names only matter between files: in one file two rows are two devices
        self.files: dict[Path, int] = {}
        self.serials: set[int] = set()
        self.names: dict[int, int] = {}
        self.shared: set[int] = set()  # serial numbers that many rows hold: « en attente »

    def number(self, path: Path) -> int:
        """Return the rank of a file: the same when it is read again."""
        return self.files.setdefault(path.resolve(), len(self.files))

    def again(self, serial: str, name: str, file: int) -> tuple[str, int] | None:
        """Return by what a device was seen before (`serial` or `name`, and its hash); None when it was not.

        A name alone only matches a device of another file, and none once it is repeated inside a file.
        """
        number, title = hash(serial.strip().upper()), hash(name.strip().upper())
        known = number in self.serials
        sound = bool(serial) and number not in self.shared and _identifies(serial)
        if serial:
            self.serials.add(number)
        if known and sound:
            return "serial", number
        if not (self.several and name):
            return None
        before = self.names.get(title)
        if before is None or before == file:
            self.names[title] = file if before is None else SHARED
            return None
        return None if before == SHARED or sound or not _identifies(name) else ("name", title)

    def share(self, how: str, key: int) -> None:
        """Say that a serial number or a name is that of several devices: it identifies none."""
        if how == "serial":
            self.shared.add(key)
        else:
            self.names[key] = SHARED


def read_rows(
    table: Table,
    words: InventoryWords,
    how: Reading,
    reference_year: int,
    seen: Seen,
    file_number: int = 0,
    progress: Progress | None = None,
) -> FileRows:
    """Read a table to its end.

    Args:
        table: an open table.
        words: headers, statuses and rules.
        how: a person's corrections and choices.
        reference_year: the year studied: later purchases are set aside.
        seen: devices counted so far, in this file and in those before.
        file_number: rank of the file, so that two rows of one file with the same name are two devices.
        progress: told the name of the table and the rows read so far, now and then.

    Raises:
        TableError: no header can be found, a filter names no column, or the table is out of bounds.
    """
    header_line, header, usual, batches = _find_header(table, words, how)
    known = words.format_of(header)
    columns, places = _columns(header, words, known, how)
    if not ({"kind", "model"} & set(places)) and how.default_type is None:
        raise TableError(
            "aucune colonne de type ni de modèle reconnue ; colonnes : "
            + ", ".join(name for name in header if name)[:300]
            + " ; donnez un mapping, ou type: à l’import"
        )
    result = FileRows(
        table.name,
        known.id if known else "",
        table.encoding,
        table.separator,
        table.sheet,
        header_line,
        columns,
        0,
        [],
    )
    result.others = table.others
    folder = _Folder(header, usual, places, result, how, seen, file_number)
    for lines, rows in batches:
        folder.fold(lines, rows)
        if progress is not None:
            progress(table.name, folder.count)
    folder.give_back()
    folder.dates.tell()
    result.read = folder.count
    result.unread_dates = sum(len(rows) for key, rows in folder.groups.items() if _Key(*key).purchase_year == "?")
    titles = {fold(name) for name in header}
    result.notes += [
        ("column_absent", title, header_line) for title in how.mapping.columns if fold(title) not in titles
    ]
    roles = [role for role in JUDGED if role in places] + (["host"] if folder.host is not None else [])
    judge = _Judge(words, how, reference_year, result, tuple(roles))
    result.groups.extend(judge.group(_Key(*key), rows) for key, rows in folder.groups.items())
    result.met = folder.met | judge.met
    if judge.unread_kwh:
        result.notes.append(("unread_kwh", "kwh", judge.unread_kwh))
    result.notes += [("unknown_country", country, line) for country, line in judge.unplaced.items()]
    for line, why in table.broken:
        if line < header_line:
            continue
        result.read += 1
        result.groups.append(Group(REJECTED, "broken", why, table.name, array("I", [line]), 0.0))
    if not result.read:
        result.notes.append(("no_rows", "", header_line))
    return result


def known_titles(cells: list[str], words: InventoryWords, how: Reading) -> int:
    """Count the cells of a row that are known titles of columns."""
    short = [cell for cell in cells if len(cell) < MAX_TEXT]
    known, own = words.format_of(short), {fold(name) for name in how.mapping.columns}
    return sum(bool(words.role_of(cell, known)) or fold(cell) in own for cell in short)


def _find_header(table: Table, words: InventoryWords, how: Reading) -> tuple[int, list[str], int, Iterator[Batch]]:
    """Find the header among the first lines: the first that holds the most known headers.

    Raises:
        TableError: nothing looks like a header.
    """
    lines, first = next(table.batches, ([], []))
    best, best_score = -1, 0
    for index, cells in enumerate(first[:HEADER_LINES]):
        if len(cells) > MAX_COLUMNS:
            raise TableError(f"plus de {MAX_COLUMNS} colonnes")
        if (score := known_titles(cells, words, how)) > best_score:
            best, best_score = index, score
    if not first:
        raise TableError("fichier sans ligne")
    if best < 0 or (best_score == 1 and how.default_type is None and not how.mapping.columns and len(first[best]) > 2):
        tried = f" ; feuilles essayées : {', '.join([table.sheet, *table.others])}" if table.others else ""
        raise TableError(f"aucune ligne de titres reconnue dans les 30 premières lignes{tried} ; donnez un mapping")
    header, rest = [cell.strip() for cell in first[best]], first[best + 1 :]
    batches = chain([(lines[best + 1 :], rest)], table.batches)
    return lines[best], header, _usual_length(header, rest), batches


def _usual_length(header: list[str], rows: list[list[str]]) -> int:
    """Return how many cells most rows have.

    Raises:
        TableError: none has as many as the titles: perhaps a line break was lost, and a row stands among them.
    """
    full = len(header)
    written = [cells for cells in rows if any(cell.strip() for cell in cells)]
    if not written:
        return full
    width = max((number for number, name in enumerate(header, start=1) if name), default=0)
    usual = Counter(map(len, written)).most_common(1)[0][0]
    ended = width < full and usual == width and not any(cells[-1].strip() for cells in written if len(cells) == usual)
    if max(map(len, written)) < width + ended:
        raise TableError(
            f"la ligne de titres a {width} cellules, aucune ligne n’en a autant : le fichier est mal coupé"
        )
    return full if any(cell.strip() for cells in written for cell in cells[full:]) else usual


def _columns(
    header: list[str], words: InventoryWords, known: Format | None, how: Reading
) -> tuple[Columns, dict[str, int]]:
    """Give each column its role; the first column of a role is the one used."""
    own = {fold(name): role for name, role in how.mapping.columns.items()}
    columns, names = Columns(), set[str]()
    places: dict[str, int] = {}
    for index, name in enumerate(header):
        if not name:
            continue
        role = own[fold(name)] if fold(name) in own else words.role_of(name, known)
        if fold(name) in names:
            columns.twice.append(name)
            continue
        names.add(fold(name))
        if role in PERSONAL:
            columns.personal.append(name)
            places.setdefault(role, index)
        elif role and role not in places:
            columns.used[name] = role
            places[role] = index
        else:
            columns.ignored.append(name)
    return columns, places


class _Key(NamedTuple):
    """What makes a row distinct: the cells that rules judge, and what was read of the others."""

    cells: tuple[str, ...]
    purchase_year: int | str | None
    retirement: tuple[int | None, float | None] | None
    entity: str
    site: str
    problem: str


class _Folder:
    """Folds identical rows: key → lines. Shapes that are wrong become a `problem` in the key.

    A batch of sound rows is folded by functions of the standard library written in C, without a Python statement a cell;
    a batch with a blank line, a short row or a device seen before goes row by row.
    """

    def __init__(
        self,
        header: list[str],
        usual: int,
        places: dict[str, int],
        result: FileRows,
        how: Reading,
        seen: Seen,
        file_number: int,
    ) -> None:
        self.header, self.full = header, len(header)
        self.width = self.full
        while self.width and not header[self.width - 1]:
            self.width -= 1
        self.usual = usual
        judged = [places[role] for role in JUDGED if role in places]
        self.pick: Callable[[list[str]], tuple[str, ...]] = (
            itemgetter(*judged) if len(judged) > 1 else (lambda cells: tuple(cells[index] for index in judged))
        )
        self.titles, self.nothing = self.pick(header), tuple("" for _ in judged)
        self.texts = sum(role in places for role in TEXTS)  # the judged cells that rules recognise come first
        self.devices: set[tuple[str, ...]] = set()
        self.leading = next((index for index, name in enumerate(header) if name), 0)
        self.bought, self.gone = places.get("purchase_date"), places.get("retirement_date")
        self.entity, self.site = places.get("entity"), places.get("site")
        self.serial, self.name = places.get("serial"), places.get("name") if seen.several else None
        self.model = places.get("model")
        self.titled = places.get("name")
        # what was seen before, by what → its rows: they are given back when it turns out to identify none
        self.how_seen = ("", 0)
        self.again: dict[tuple[str, int], list[tuple[_Key, int, str]]] = {}
        self.hosts, self.host = how.hosts, places.get("name") if how.hosts else None
        if self.host is not None:
            self.nothing = (*self.nothing, "")
        self.kept = _kept(header, how.mapping.keep)
        self.dates, self.sites = _Dates(result), _Sites()
        self.seen, self.file_number = seen, file_number
        self.groups = _Groups()
        self.count = 0
        self.met: set[tuple[str, str]] = set()

    def fold(self, lines: Sequence[int], rows: list[list[str]]) -> None:
        """Fold a batch."""
        self.count += len(rows)
        if not rows:
            return
        if self.kept or self.name is not None or self.host is not None or set(map(len, rows)) != {self.full}:
            self._one_by_one(lines, rows)
            return
        firsts = list(map(self.pick, rows))
        if any(map(_MAYBE_SUMMED, map(itemgetter(self.leading), rows))):
            self._one_by_one(lines, rows)
            return
        if not self._are_devices(set(firsts)) or not self._all_new(rows):
            self._one_by_one(lines, rows)
            return
        none, blank = repeat(None), repeat("")
        years = none if self.bought is None else map(self.dates.years.__getitem__, map(itemgetter(self.bought), rows))
        pairs: Iterable[Any] = none
        if self.gone is not None:
            bought = blank if self.bought is None else map(itemgetter(self.bought), rows)
            pairs = map(self.dates.pairs.__getitem__, zip(bought, map(itemgetter(self.gone), rows), strict=False))
        entities = blank if self.entity is None else map(itemgetter(self.entity), rows)
        sites = blank if self.site is None else map(self.sites.__getitem__, map(itemgetter(self.site), rows))
        groups = self.groups
        for line, key in zip(lines, zip(firsts, years, pairs, entities, sites, blank, strict=False), strict=False):
            groups[key].append(line)
        self.dates.place(lines, rows, {"purchase_date": self.bought, "retirement_date": self.gone})

    def _are_devices(self, firsts: set[tuple[str, ...]]) -> bool:
        """Say whether rows all have a text to recognise: none is blank, a total, or the titles again."""
        fresh = firsts - self.devices
        if self.titles in fresh or not all(any(cells[: self.texts]) for cells in fresh):
            return False
        self.devices |= fresh
        return True

    def _all_new(self, rows: list[list[str]]) -> bool:
        """Say whether no serial number of a batch was seen before; they are then all known."""
        if self.serial is None:
            return True
        serials = set(map(hash, map(str.upper, map(str.strip, map(itemgetter(self.serial), rows)))))
        if len(serials) < len(rows) or not serials.isdisjoint(self.seen.serials):
            return False
        self.seen.serials |= serials
        return True

    def _one_by_one(self, lines: Sequence[int], rows: list[list[str]]) -> None:
        for line, given in zip(lines, rows, strict=True):
            key = self._key(given)
            if key.problem == "seen":
                self._see(key, line, given)
            self.groups[key].append(line)
        self.dates.place(lines, rows, {"purchase_date": self.bought, "retirement_date": self.gone})

    def _keeps(self, cells: list[str]) -> bool:
        """Say whether the filter keeps a row."""
        kept = True
        for index, values in self.kept:
            value, column = fold(cells[index]), "keep." + fold(self.header[index])
            if value in values or len(self.met) < MET_VALUES:
                self.met.add((column, value))
            kept = kept and value in values
        return kept

    def _see(self, key: "_Key", line: int, cells: list[str]) -> None:
        """Keep a row whose device was seen before; say it when what identified it is that of several devices.

        Rows with one serial number and one name are one device: an export joined with its software.
        """
        how = self.how_seen
        rows = self.again.setdefault(how, [])
        rows.append((key, line, "" if self.titled is None else fold(cells[self.titled])))
        if how[0] == "name":
            several = len(rows) > 1
        else:
            several = len(rows) >= SAME_SERIAL and (rows[0][2] == "" or any(row[2] != rows[0][2] for row in rows))
        if several:
            self.seen.share(*how)

    def give_back(self) -> None:
        """Count the rows set aside by what turned out to identify no device."""
        freed: dict[_Key, list[int]] = {}
        for (how, key), rows in self.again.items():
            if key in self.seen.shared if how == "serial" else self.seen.names.get(key) == SHARED:
                for group, line, _ in rows:
                    freed.setdefault(group, []).append(line)
        for group, lines in freed.items():
            kept = sorted((Counter(self.groups.pop(group)) - Counter(lines)).elements())
            if kept:
                self.groups[group].extend(kept)
            plain = group._replace(problem="")
            self.groups[plain] = array("I", sorted([*self.groups[plain], *lines]))

    def _shape(self, cells: list[str]) -> str:
        """Return what is wrong with a row that has more or fewer cells than the titles; empty when it can be read.

        A separator that ends every line, of titles or of rows, is no cell; where it stands, one missing or one too many
        shifts the cells.
        """
        if not any(cell.strip() for cell in cells):
            return "blank"
        length = len(cells)
        if length < self.width or (length < self.full and length < self.usual):
            written = fold(next(cell for cell in cells if cell.strip()))
            return "total" if _TOTAL(written) or _SUMMED(written) else "short"
        spare = length > self.full and (length != self.usual or self.full > self.width)
        return "long" if spare or any(cell.strip() for cell in cells[self.full :]) else ""

    def _name(self, cells: list[str]) -> str:
        name = "" if self.name is None else cells[self.name]
        return "" if self.model is not None and _is_model(name, cells[self.model]) else name

    def _key(self, given: list[str]) -> _Key:
        cells = given
        if len(cells) != self.full:
            problem = self._shape(cells)
            if problem:
                return _Key(self.nothing, None, None, "", "", problem)
            cells = (given + [""] * self.full)[: self.full]
        first = self.pick(cells)
        written = next((cell for cell in cells if cell.strip()), "")
        if _MAYBE_SUMMED(written) and _SUMMED(fold(written)):
            return _Key(self.nothing, None, None, "", "", "total")
        if not any(first[: self.texts]) and (not written or _TOTAL(fold(written))):
            return _Key(self.nothing, None, None, "", "", "total" if written else "blank")
        if first == self.titles and [cell.strip() for cell in cells] == self.header:
            return _Key(self.nothing, None, None, "", "", "header_again")
        problem = ""
        if self.kept and not self._keeps(cells):
            problem = "filtered"
        elif (self.serial is not None or self.name is not None) and (
            how := self.seen.again(
                "" if self.serial is None else cells[self.serial], self._name(cells), self.file_number
            )
        ):
            problem, self.how_seen = "seen", how
        bought = "" if self.bought is None else cells[self.bought]
        if self.host is not None:
            first = (*first, cells[self.host].strip() if fold(cells[self.host]) in self.hosts else "")
        return _Key(
            first,
            None if self.bought is None else self.dates.years[bought],
            None if self.gone is None else self.dates.pairs[bought, cells[self.gone]],
            "" if self.entity is None else cells[self.entity],
            "" if self.site is None else self.sites[cells[self.site]],
            problem,
        )


def _is_model(name: str, model: str) -> bool:
    """Say whether a device is named after its model, as monitors often are: the name then identifies none."""
    words = fold(model)
    return len(words) > 2 and words in fold(name)


def _kept(header: list[str], keep: Mapping[str, tuple[str, ...]]) -> list[tuple[int, frozenset[str]]]:
    """Return the place of each column that a filter reads, and the values it keeps.

    Raises:
        TableError: the column is not there: its rows would all be counted.
    """
    titles = [fold(name) for name in header]
    found = []
    for title, values in keep.items():
        if fold(title) not in titles:
            shown = ", ".join(name for name in header if name)[:300]
            raise TableError(f"le filtre (keep) nomme une colonne absente « {title} » ; colonnes : {shown}")
        found.append((titles.index(fold(title)), frozenset(map(fold, values))))
    return found


class _Groups(dict[tuple[Any, ...], "array[int]"]):
    """Key → lines. The texts of a new key are shared with those of other keys: a million rows must not fill the memory."""

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[Any, Any] = {}

    def __missing__(self, key: tuple[Any, ...]) -> "array[int]":
        share = self.known.setdefault
        cells, bought, gone, entity, site, problem = key
        self[share(cells, cells), bought, gone, share(entity, entity), site, problem] = lines = array("I")
        return lines


class _Sites(dict[str, str]):
    """Place as written → its first level."""

    def __missing__(self, text: str) -> str:
        self[text] = _first_level(text)
        return self[text]


def _identifies(cell: str) -> bool:
    """Say whether a serial number or a name identifies a device: not a blank, nor what makers or people leave there."""
    found = fold(cell)
    return not (
        found in BLANKS or len(set(found)) < 2 or found in _SEQUENCES or any(word in found for word in _NO_IDENTITY)
    )


class _Dates:
    """Dates of a file, each distinct text read once; the order of day and month is decided by column."""

    def __init__(self, result: FileRows) -> None:
        self.result = result
        self.years, self.pairs = _Years(self), _Pairs(self)
        self.noted: dict[tuple[str, str], str] = {}  # (code, column) → the first such cell, until its line is known
        self.told: dict[tuple[str, str], int] = {}

    def note(self, code: str, column: str, text: str) -> None:
        """Remember the first cell of a kind in a column."""
        if (code, column) not in self.told:
            self.noted.setdefault((code, column), text)

    def place(self, lines: Sequence[int], rows: list[list[str]], columns: Mapping[str, int | None]) -> None:
        """Find the lines of the cells noted in a batch."""
        for (code, column), text in self.noted.items():
            index = columns[column]
            found = (
                line
                for line, cells in zip(lines, rows, strict=True)
                if index is not None and index < len(cells) and cells[index] == text
            )
            self.told[code, column] = next(found, lines[0])
        self.noted.clear()

    def tell(self) -> None:
        """Note once per column the reading chosen for ambiguous dates, and dates that are none."""
        self.result.notes += [(code, column, line) for (code, column), line in self.told.items()]


class _Years(dict[str, int | str | None]):
    """Date of purchase as written → its year, None when the cell is blank, « ? » when it is no date of the fleet."""

    def __init__(self, dates: _Dates) -> None:
        super().__init__()
        self.dates = dates

    def __missing__(self, text: str) -> int | str | None:
        answer: int | str | None = None
        if fold(text) not in BLANKS:
            found = parse_date(text, month_first=is_month_first(text))
            answer = found.year if found is not None and found.year >= FIRST_YEAR else "?"
            if answer == "?":
                self.dates.note("unread_dates", "purchase_date", text)
            if is_ambiguous(text):
                self.dates.note("ambiguous_dates", "purchase_date", text)
        self[text] = answer
        return answer


class _Pairs(dict[tuple[str, str], tuple[int | None, float | None]]):
    """Dates of purchase and retirement as written → the year of retirement and the years of use, when known."""

    def __init__(self, dates: _Dates) -> None:
        super().__init__()
        self.dates = dates

    def __missing__(self, key: tuple[str, str]) -> tuple[int | None, float | None]:
        bought, gone = key
        end = None if fold(gone) in BLANKS else parse_date(gone, month_first=is_month_first(gone))
        start = None if fold(bought) in BLANKS else parse_date(bought, month_first=is_month_first(bought))
        if end is None and fold(gone) not in BLANKS:
            self.dates.note("unread_dates", "retirement_date", gone)
        if is_ambiguous(gone):
            self.dates.note("ambiguous_dates", "retirement_date", gone)
        life = round((end - start).days / 365.25, 2) if end and start and end > start else None
        self[key] = (end.year if end else None, life)
        return self[key]


class _Look(NamedTuple):
    """What the judged cells of a row say, whatever its dates and places."""

    verdict: str
    reason: str
    label: str
    units: float
    state: str | None
    guess: Guess | None
    kwh_per_year: float | None
    room: str = ""
    country: str = ""


class _Judge:
    """Gives a verdict to a distinct row; rows that differ only by date and place are looked at once."""

    def __init__(
        self, words: InventoryWords, how: Reading, year: int, result: FileRows, roles: tuple[str, ...]
    ) -> None:
        self.words, self.how, self.year, self.result, self.roles = words, how, year, result, roles
        self.types = {fold(label): kind for label, kind in how.mapping.types.items()}
        self.statuses = {fold(status): state for status, state in how.mapping.statuses.items()}
        self.kwh = roles.index("kwh") if "kwh" in roles else None
        self.met: set[tuple[str, str]] = set()
        self.unread_kwh = 0  # the first line whose kWh a number does not give
        self.unplaced: dict[str, int] = {}  # countries whose electricity is not known → first line
        self._looks: dict[tuple[str, ...], _Look] = {}
        self._guesses: dict[tuple[str, ...], Guess | None] = {}

    def group(self, key: _Key, lines: "array[int]") -> Group:
        """Judge a distinct row, for all its lines."""
        look = self._looks.get(key.cells)
        if look is None:
            look = self._looks[key.cells] = self._look(key.cells)
        verdict, reason, device = self._verdict(look, key)
        written = "" if device is None or self.kwh is None or device.kwh_per_year is not None else key.cells[self.kwh]
        if fold(written) not in BLANKS:
            self.unread_kwh = min(self.unread_kwh or lines[0], lines[0])
        country = fold(look.country) if device is not None and look.country else ""
        if country not in BLANKS and country not in self.words.places:
            self.unplaced.setdefault(look.country, lines[0])
        retired, life = key.retirement or (None, None)
        return Group(
            verdict,
            reason,
            "" if key.problem in SHAPES else look.label,
            self.result.name,
            lines,
            0.0 if verdict == REJECTED or key.problem in SHAPES else look.units * len(lines),
            device,
            look.guess.type if look.guess else "",
            look.guess.confidence if look.guess else 0.0,
            retired,
            life,
            self._host(key),
        )

    def _host(self, key: _Key) -> str:
        return key.cells[-1] if self.roles[-1:] == ("host",) else ""

    def _verdict(self, look: _Look, key: _Key) -> tuple[str, str, Device | None]:
        if key.problem in SHAPES:
            return SHAPES[key.problem], key.problem, None
        if look.verdict in (REJECTED, IGNORED) and look.reason not in NOT_DEVICES:
            return look.verdict, look.reason, None
        if any(len(place) > MAX_TEXT or "\0" in place for place in (key.entity, key.site)):
            return REJECTED, "oversized", None
        if key.problem:  # left out by the filter, or counted already
            return SET_ASIDE, key.problem, None
        gone = key.retirement[0] if key.retirement else None
        state = look.state
        if state == "retired" and gone is not None and gone > self.year:
            state = "in_use"  # it left after the year studied
        if state in ASIDE_STATES:
            return SET_ASIDE, state, None
        year = key.purchase_year
        if isinstance(year, int) and year > self.year:
            return SET_ASIDE, "after_year", None  # not in the fleet at 31 December of the year studied
        if gone is not None and gone <= self.year:
            return SET_ASIDE, "retired", None
        if look.verdict != COUNTED or look.guess is None or state is None:
            return look.verdict, look.reason, None
        return (
            COUNTED,
            "",
            Device(
                look.guess.type,
                state,
                year if isinstance(year, int) and year >= FIRST_YEAR else None,
                key.entity.strip() or self.how.entity,
                key.site or self.how.site,
                look.kwh_per_year,
                look.room,
                self.words.places.get(fold(look.country), ""),
                self._host(key),
            ),
        )

    def _look(self, cells: tuple[str, ...]) -> _Look:
        """Judge the cells that rules read: shape, quantity, status, type."""
        texts = dict.fromkeys(JUDGED, "") | {role: cell.strip() for role, cell in zip(self.roles, cells, strict=True)}
        label = _label(texts)
        state = self._state(texts["status"])
        if self._state(texts["ownership"]) == "personal" and state not in ASIDE_STATES:
            state = "personal"

        def found(verdict: str, reason: str, units: float = 0.0, guess: Guess | None = None) -> _Look:
            shown = masked(texts["status"][:MAX_TEXT]) if reason == "unknown_status" else label
            return _Look(verdict, reason, shown, units, state, guess, None)

        if any(len(text) > MAX_TEXT or "\0" in text for text in texts.values()):
            return _Look(REJECTED, "oversized", "", 0.0, state, None, None)
        if (_TOTAL(fold(texts["kind"] or label)) and not texts["model"]) or any(
            _SUMMED(fold(texts[role])) for role in ("kind", "manufacturer", "model")
        ):
            return found(IGNORED, "total")
        if is_placeholder(texts.values()):
            return found(IGNORED, "placeholder")
        if not any(texts[role] for role in TEXTS) and self.how.default_type is None:
            return found(REJECTED, "nothing_to_recognise")
        absent, units = False, 1.0
        if "quantity" in self.roles and (texts["quantity"][:1] in ("#", "=") or fold(texts["quantity"]) in BLANKS):
            absent = True
        elif texts["quantity"]:
            read = parse_number(texts["quantity"])
            if read is None:
                return found(REJECTED, "quantity_unread")
            if not 0 <= read <= MAX_QUANTITY:
                return found(REJECTED, "quantity_negative" if read < 0 else "quantity_huge")
            if read != int(read):
                return found(REJECTED, "quantity_fraction")
            if not read:
                return found(IGNORED, "quantity_zero")
            units = read
        guess = self._guess(texts, label)
        if guess is not None and guess.type in NOT_DEVICES:
            return found(IGNORED, "by_mapping" if guess.rule == "mapping" else guess.type, units)
        if absent:
            return found(TO_CONFIRM, "quantity_absent", 0.0, guess)
        if guess is None:
            return found(TO_CONFIRM, "unknown_type", units)
        if guess.confidence < self.words.recognizer.threshold and not self.how.accept:
            return found(TO_CONFIRM, "unsure", units, guess)
        if state is None:
            return found(TO_CONFIRM, "unknown_status", units, guess)
        kwh = parse_number(texts["kwh"]) if texts["kwh"] else None
        kwh = kwh if kwh is not None and 0 <= kwh <= MAX_KWH else None
        return _Look(COUNTED, "", label, units, state, guess, kwh, texts["room"], texts["country"])

    def _state(self, status: str) -> str | None:
        """Return the state, in use when nothing is said, None when the word is not known."""
        name = fold(status)
        if name in BLANKS:
            return "in_use"
        if name in self.statuses:
            self.met.add(("statuses", name))
        return self.statuses.get(name) or self.words.statuses.get(name)

    def _guess(self, texts: dict[str, str], label: str) -> Guess | None:
        key = tuple(texts[role] for role in TEXTS)
        if key not in self._guesses:
            self._guesses[key] = self._type(texts, label)
        return self._guesses[key]

    def _type(self, texts: dict[str, str], label: str) -> Guess | None:
        for text in (label, texts["model"], texts["kind"]):
            if fold(text) in self.types:
                self.met.add(("types", fold(text)))
                return Guess(self.types[fold(text)], "mapping", 1.0)
        guess = self.words.recognizer.guess(texts)
        if guess is None and self.how.default_type is not None:
            return Guess(self.how.default_type, "type", 1.0)
        return guess


def is_placeholder(cells: Iterable[str]) -> bool:
    """Say whether a row is that of a template to fill in: `<…>` in two cells at least."""
    return sum(cell[:1] == "<" and cell[-1:] == ">" for cell in cells) > 1


def _label(texts: Mapping[str, str]) -> str:
    """Return what a person recognises in a row: its kind, its maker and its model."""
    parts = [texts["kind"], texts["manufacturer"], texts["model"]]
    kept = [part for index, part in enumerate(parts) if part and part not in parts[:index]]
    return masked(" · ".join(kept)[:300])[:120]


def masked(text: str) -> str:
    """Hide what is personal in a text typed in a column that should hold none: an address, a telephone number."""
    return _PHONE.sub("…", _ADDRESS.sub("…", text))


def _first_level(site: str) -> str:
    """Return the first level of a place: « Mairie > Étage 2 » → « Mairie »."""
    return site.partition(" > ")[0].strip()
