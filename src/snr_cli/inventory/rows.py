"""Rows → verdicts. Cells that matter are folded first, so that each distinct row is judged once."""

import re
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Final, NamedTuple

from snr_cli.inventory.table import MAX_COLUMNS, Table, TableError
from snr_cli.inventory.values import BLANKS, FIRST_YEAR, fold, is_ambiguous, is_month_first, parse_date, parse_number
from snr_cli.inventory.words import PERSONAL, RELEVANT, TEXTS, Format, InventoryWords

COUNTED, TO_CONFIRM, SET_ASIDE, REJECTED, IGNORED = "counted", "to_confirm", "set_aside", "rejected", "ignored"
VERDICTS: Final = (COUNTED, TO_CONFIRM, SET_ASIDE, REJECTED, IGNORED)
ASIDE_STATES: Final = ("retired", "lost", "ordered")
# what rules recognise and that is no device of the fleet: left out by the RCP SI, or part of another device
NOT_DEVICES: Final = ("excluded", "virtual", "built_in")
HEADER_LINES: Final = 30
MAX_QUANTITY: Final = 1_000_000
MAX_TEXT: Final = 1000
_TOTAL = re.compile(r"(?:sous[- ])?totaux?\b|total\b|sum\b|somme\b").match


class Device(NamedTuple):
    """What a counted row is."""

    type: str
    state: str
    purchase_year: int | None
    entity: str
    site: str
    kwh_per_year: float | None
    rule: str


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
    guess: str = ""
    confidence: float = 0.0
    retired_year: int | None = None
    lifetime_years: float | None = None

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


class Seen:
    """Devices already counted, across files: by serial number, else by name. Holds hashes, not the numbers."""

    def __init__(self) -> None:
        self.serials: dict[int, int] = {}
        self.names: dict[int, int] = {}

    def again(self, serial: str, name: str, file: int) -> bool:
        """Say whether a device was seen before; a name alone only matches a device of another file."""
        if serial:
            key = hash(serial)
            if key in self.serials:
                return True
            self.serials[key] = file
            if name:
                self.names.setdefault(hash(name), file)
            return False
        if name:
            key = hash(name)
            if self.names.get(key, file) != file:
                return True
            self.names.setdefault(key, file)
        return False


def read_rows(
    table: Table, words: InventoryWords, how: Reading, reference_year: int, seen: Seen, file_number: int = 0
) -> FileRows:
    """Read a table to its end.

    Args:
        table: an open table.
        words: headers, statuses and rules.
        how: a person's corrections and choices.
        reference_year: the year studied: later purchases are set aside.
        seen: devices counted so far, in this file and in those before.
        file_number: rank of the file, so that two rows of one file with the same name are two devices.

    Raises:
        TableError: no header can be found, or the table is out of bounds.
    """
    header_line, header, rows = _find_header(table, words, how)
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
    folded = _fold_rows(rows, header, places, result, how, seen, file_number)
    judge = _Judge(words, how, reference_year, result)
    for key, lines in folded.items():
        result.groups.append(judge.group(dict(zip(_Fold.names(places), key, strict=True)), lines))
    for line, why in table.broken:
        result.read += 1
        result.groups.append(Group(REJECTED, "broken", why, table.name, array("q", [line]), 0.0))
    return result


def _find_header(
    table: Table, words: InventoryWords, how: Reading
) -> tuple[int, list[str], Iterator[tuple[int, list[str]]]]:
    """Find the header among the first lines: the first that holds the most known headers.

    Raises:
        TableError: nothing looks like a header.
    """
    first: list[tuple[int, list[str]]] = []
    for found in table.rows:
        first.append(found)
        if len(first) >= HEADER_LINES:
            break
    best, best_score = -1, 0
    own = {fold(name) for name in how.mapping.columns}
    for index, (_, cells) in enumerate(first):
        if len(cells) > MAX_COLUMNS:
            raise TableError(f"plus de {MAX_COLUMNS} colonnes")
        score = sum(bool(words.role_of(cell, None)) or fold(cell) in own for cell in cells if len(cell) < MAX_TEXT)
        if score > best_score:
            best, best_score = index, score
    if best < 0 or (best_score == 1 and how.default_type is None and not own and len(first[best][1]) > 2):
        if not first:
            raise TableError("fichier sans ligne")
        raise TableError("aucune ligne de titres reconnue dans les 30 premières lignes ; donnez un mapping")
    rest = first[best + 1 :]

    def rows() -> Iterator[tuple[int, list[str]]]:
        yield from rest
        yield from table.rows

    line, header = first[best]
    return line, [cell.strip() for cell in header], rows()


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


class _Fold:
    """Which cells make the key of a distinct row, in order."""

    @staticmethod
    def names(places: Mapping[str, int]) -> tuple[str, ...]:
        return (
            *(role for role in RELEVANT if role in places),
            "purchase_date",
            "retirement_date",
            "keep",
            "problem",
        )


def _fold_rows(
    rows: Iterator[tuple[int, list[str]]],
    header: list[str],
    places: dict[str, int],
    result: FileRows,
    how: Reading,
    seen: Seen,
    file_number: int,
) -> dict[tuple[object, ...], "array[int]"]:
    """Fold identical rows: key → lines. Shapes that are wrong become a `problem` in the key."""
    relevant = [places[role] for role in RELEVANT if role in places]
    pick = itemgetter(*relevant) if len(relevant) > 1 else (lambda cells: tuple(cells[index] for index in relevant))
    bought, gone = places.get("purchase_date"), places.get("retirement_date")
    serial, name = places.get("serial"), places.get("name")
    kept = [(header.index(title), values) for title, values in how.mapping.keep.items() if title in header]
    width = len(header)
    while width and not header[width - 1]:
        width -= 1
    full = len(header)
    dates = _Dates(result)
    groups: dict[tuple[object, ...], array[int]] = {}
    none = tuple("" for _ in relevant)
    titles = [cell.strip() for cell in header]
    count = 0
    for line, given in rows:
        count += 1
        cells, problem = given, ""
        if len(cells) != full:
            problem = _shape(cells, width, full)
            if not problem:
                cells = (given + [""] * full)[:full]
        elif not any(cells):
            problem = "blank"
        if problem:
            key: tuple[object, ...] = (*none, None, None, True, problem)
        else:
            key = (
                *pick(cells),
                dates.year(cells[bought], line, "purchase_date") if bought is not None else None,
                dates.pair(cells[bought] if bought is not None else "", cells[gone], line)
                if gone is not None
                else None,
                all(cells[index].strip() in values for index, values in kept) if kept else True,
                "",
            )
            if key[0] in titles and [cell.strip() for cell in cells] == titles:
                key = (*none, None, None, True, "header_again")
            elif (serial is not None or name is not None) and seen.again(
                _identity(cells[serial]) if serial is not None else "",
                _identity(cells[name]) if name is not None else "",
                file_number,
            ):
                key = (*key[:-1], "seen")
        lines = groups.get(key)
        if lines is None:
            groups[key] = lines = array("q")
        lines.append(line)
    result.read = count
    dates.tell()
    return groups


def _identity(cell: str) -> str:
    """Return a serial number or a name as it is compared; empty when it identifies nothing."""
    found = fold(cell)
    return "" if found in BLANKS or len(set(found)) < 2 or "serial" in found or "o.e.m" in found else found


def _shape(cells: list[str], width: int, full: int) -> str:
    if not any(cell.strip() for cell in cells):
        return "blank"
    if len(cells) < width:
        first = fold(cells[0])
        return "total" if _TOTAL(first) else "short"
    return "long" if any(cell.strip() for cell in cells[full:]) else ""


class _Dates:
    """Dates of a file, each distinct text read once; the order of day and month is decided by column."""

    def __init__(self, result: FileRows) -> None:
        self.result = result
        self.years: dict[str, int | str | None] = {}
        self.pairs: dict[tuple[str, str], tuple[int | None, float | None]] = {}
        self.ambiguous: dict[str, int] = {}
        self.unread: dict[str, int] = {}

    def year(self, text: str, line: int, column: str) -> int | str | None:
        """Return the year, None when the cell is blank, the text « ? » when it is no date."""
        if text in self.years:
            return self.years[text]
        answer: int | str | None
        if fold(text) in BLANKS:
            answer = None
        else:
            found = parse_date(text, month_first=is_month_first(text))
            answer = found.year if found is not None and found.year >= FIRST_YEAR - 10 else "?"
            if answer == "?":
                self.unread.setdefault(column, line)
            if is_ambiguous(text):
                self.ambiguous.setdefault(column, line)
        self.years[text] = answer
        return answer

    def pair(self, bought: str, gone: str, line: int) -> tuple[int | None, float | None]:
        """Return the year of retirement and the years of use, as far as they are known."""
        key = (bought, gone)
        if key not in self.pairs:
            end = None if fold(gone) in BLANKS else parse_date(gone)
            start = None if fold(bought) in BLANKS else parse_date(bought)
            if is_ambiguous(gone):
                self.ambiguous.setdefault("retirement_date", line)
            life = round((end - start).days / 365.25, 2) if end and start and end > start else None
            self.pairs[key] = (end.year if end else None, life)
        return self.pairs[key]

    def tell(self) -> None:
        """Note once per column the reading chosen for ambiguous dates, and dates that are none."""
        self.result.notes += [("ambiguous_dates", column, line) for column, line in self.ambiguous.items()]
        self.result.notes += [("unread_dates", column, line) for column, line in self.unread.items()]


class _Judge:
    """Gives a verdict to a distinct row."""

    def __init__(self, words: InventoryWords, how: Reading, year: int, result: FileRows) -> None:
        self.words, self.how, self.year, self.result = words, how, year, result
        self.types = {fold(label): kind for label, kind in how.mapping.types.items()}
        self.statuses = {fold(status): state for status, state in how.mapping.statuses.items()}

    def group(self, cells: dict[str, object], lines: "array[int]") -> Group:
        """Judge a distinct row, for all its lines."""
        texts = {role: str(cells.get(role, "")).strip() for role in (*RELEVANT,)}
        label = _label(texts)
        retired, life = cells["retirement_date"] if isinstance(cells["retirement_date"], tuple) else (None, None)

        def found(verdict: str, reason: str, shown: str = label, units: float = 0.0, **more: object) -> Group:
            return Group(
                verdict,
                reason,
                shown,
                self.result.name,
                lines,
                units * len(lines),
                retired_year=retired,
                lifetime_years=life,
                **more,  # type: ignore[arg-type]
            )

        problem = cells["problem"]
        if problem in ("blank", "total", "header_again"):
            return found(IGNORED, str(problem), "")
        if problem in ("short", "long"):
            return found(REJECTED, str(problem), "")
        if any(len(text) > MAX_TEXT or "\0" in text for text in texts.values()):
            return found(REJECTED, "oversized", "")
        if _TOTAL(fold(texts["kind"] or label)) and not texts["model"]:
            return found(IGNORED, "total", "")
        if not any(texts[role] for role in TEXTS) and self.how.default_type is None:
            return found(REJECTED, "nothing_to_recognise", "")
        quantity = 1.0
        if texts["quantity"]:
            read = parse_number(texts["quantity"])
            if read is None:
                return found(REJECTED, "quantity_unread")
            if not 0 <= read <= MAX_QUANTITY:
                return found(REJECTED, "quantity_negative" if read < 0 else "quantity_huge")
            if read != int(read):
                return found(REJECTED, "quantity_fraction")
            quantity = read
        if not cells["keep"]:
            return found(SET_ASIDE, "filtered", units=quantity)
        if problem == "seen":
            return found(SET_ASIDE, "seen", units=quantity)
        state = self._state(texts["status"])
        kind, rule, confidence = self._type(texts, label)
        if state in ASIDE_STATES:
            return found(SET_ASIDE, str(state), units=quantity, guess=kind or "")
        year = cells["purchase_date"]
        if isinstance(year, int) and year > self.year:
            # bought after the year studied: not in the fleet at its 31 December
            return found(SET_ASIDE, "after_year", units=quantity)
        if isinstance(retired, int) and retired <= self.year and state in ("in_use", None):
            return found(SET_ASIDE, "retired", units=quantity, guess=kind or "")
        if kind in NOT_DEVICES:
            return found(IGNORED, kind, units=quantity)
        if kind is None:
            return found(TO_CONFIRM, "unknown_type", units=quantity)
        if confidence < self.words.recognizer.threshold and not self.how.accept:
            return found(TO_CONFIRM, "unsure", units=quantity, guess=kind, confidence=confidence)
        if state is None:
            return found(TO_CONFIRM, "unknown_status", texts["status"], quantity, guess=kind)
        kwh = parse_number(texts["kwh"]) if texts["kwh"] else None
        device = Device(
            kind,
            state,
            year if isinstance(year, int) and year >= FIRST_YEAR else None,
            texts["entity"] or self.how.entity,
            _first_level(texts["site"]) or self.how.site,
            kwh if kwh is not None and kwh >= 0 else None,
            rule,
        )
        return found(COUNTED, "", units=quantity, device=device, guess=kind, confidence=confidence)

    def _state(self, status: str) -> str | None:
        """Return the state, in use when nothing is said, None when the word is not known."""
        name = fold(status)
        if name in BLANKS:
            return "in_use"
        return self.statuses.get(name) or self.words.statuses.get(name)

    def _type(self, texts: dict[str, str], label: str) -> tuple[str | None, str, float]:
        for text in (label, texts["model"], texts["kind"]):
            if fold(text) in self.types:
                return self.types[fold(text)], "mapping", 1.0
        guess = self.words.recognizer.guess(texts)
        if guess is not None:
            return guess
        if self.how.default_type is not None:
            return self.how.default_type, "type", 1.0
        return None, "", 0.0


def _label(texts: Mapping[str, str]) -> str:
    """Return what a person recognises in a row: its kind, its maker and its model."""
    parts = [texts["kind"], texts["manufacturer"], texts["model"]]
    kept = [part for index, part in enumerate(parts) if part and part not in parts[:index]]
    return " · ".join(kept)[:120]


def _first_level(site: str) -> str:
    """Return the first level of a place: « Mairie > Étage 2 » → « Mairie »."""
    return site.partition(" > ")[0].strip()
