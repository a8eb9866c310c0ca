"""Quantities, consumption and lives as cells say them; columns that no title explains; columns with the same role."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import Final

from snr_cli.inputs.inventory.recognition import JUDGED, NOT_TYPES, InventoryWords
from snr_cli.inputs.inventory.records import ASIDE_STATES, Columns, FileRows, Reading, TableError
from snr_cli.inputs.inventory.shapes import tells_total
from snr_cli.inputs.inventory.titles import shown_column_name
from snr_cli.inputs.inventory.values import (
    BLANKS,
    FIRST_YEAR,
    NO,
    YES,
    Remembered,
    apart,
    fold,
    parse_number,
    plain,
)
from snr_cli.model.grouped import in_groups

# What devices consume, how long they last and whether they were bought refurbished, as cells of an inventory say it.

MAX_KWH: Final = 1_000_000
SHORTEST_LIFE, _LONGEST_LIFE = 0.25, 60.0  # years: the bounds of `lifetime_years` in a dossier
LONGEST_BARE: Final = 20.0  # of a number without unit: 36 are months, and 24 too
_LIFE: Final = re.compile(
    r"(\d{1,4}(?:[.,]\d{1,4})?) ?(?:(ans?|annees?|a|years?|yrs?|y)|(mois|months?|m))?\.?"
).fullmatch
_MONTHS: Final = frozenset({"mois", "month", "months"})
_YEARS: Final = frozenset({"an", "ans", "annee", "annees", "year", "years"})
_WHOLE: Final = frozenset({"total", "totale", "totaux", "totales", "ligne", "lot", "parc"})
_EACH: Final = frozenset({"unitaire", "unitaires", "unite", "unit", "appareil", "poste", "piece", "device", "each"})
# « ok » says how a device is, not that it was bought so
_REFURBISHED: Final = frozenset({
    *YES, "reconditionne", "reconditionnee", "reconditionnes", "refurbished",
    "refurb", "occasion", "d occasion", "seconde main", "reemploi", "used",
}) - {"ok"}  # fmt: skip
_NEW: Final = frozenset({*NO, "neuf", "neuve", "neufs", "new"})


def read_lifetime(cell: str, title: str) -> float | None:
    """Read a lifetime in years: « 5 », « 5,5 ans », « 60 mois »; the title gives the unit of a number alone.

    None: no number, out of bounds, or a number that no unit explains and that may be months.
    """
    match = _LIFE(fold(cell))
    if match is None:
        return None
    words = set(plain(title).split())
    bare = not match[2] and not match[3]
    in_months = bool(match[3]) or (bare and bool(words & _MONTHS))
    years = float(match[1].replace(",", ".")) / (12.0 if in_months else 1.0)
    most = LONGEST_BARE if bare and not words & (_MONTHS | _YEARS) else _LONGEST_LIFE
    return years if SHORTEST_LIFE <= years <= most else None


def read_kwh(cell: str, _title: str) -> float | None:
    """Read a consumption in kWh per year; None: no number, or out of bounds."""
    kwh = parse_number(cell)
    return kwh if kwh is not None and 0 <= kwh <= MAX_KWH else None


def read_refurbished(cell: str, _title: str = "") -> bool | None:
    """Say whether a device was bought refurbished; None when the cell says neither yes nor no."""
    said = plain(cell)
    return True if said in _REFURBISHED else False if said in _NEW else None


def total_kwh(header: Sequence[str]) -> str:
    """Return the only title of a consumption that is said of the whole row (« kWh total »); empty when there is none."""
    titles = [title for title in header if "kwh" in (words := plain(title).split()) and _WHOLE & set(words)]
    return titles[0] if len(titles) == 1 else ""


def share_kwh(result: FileRows) -> None:
    """Share between the devices of a row what its title says of them all; note when nothing says it of one of them."""
    titles = [title for title, role in result.columns.used.items() if role == "kwh"]
    said = [set(plain(title).split()) for title in titles]
    rows = [
        (group, group.device, group.units / group.rows)
        for group in result.groups
        if group.device is not None and group.device.kwh_per_year is not None and group.units > group.rows
    ]
    if not rows:
        return
    whole = all(words & _WHOLE for words in said)
    if whole:
        for group, device, units in rows:
            group.device = device._replace(kwh_per_year=(device.kwh_per_year or 0.0) / units)
    elif all(words & _EACH for words in said):
        return
    note = "kwh_shared" if whole else "kwh_each"
    result.notes.append((note, titles[0], min(min(group.lines) for group, _, _ in rows)))


# Columns of small whole numbers that no title explains: perhaps quantities, and a row would then stand for several devices.

MAX_QUANTITY: Final = 1_000_000  # devices of a row
LARGEST: Final = 10_000  # beyond, no row of an inventory counts so many devices
LAST_YEAR: Final = 2100
SEQUENCE: Final = (
    5  # numbers that follow one another from here on are those of the rows (two are enough without a title)
)
ASCENDING: Final = 20  # numbers that only grow are identifiers
STRAY: Final = 8  # cells that are no number, in a column of numbers
LONGEST_BLANK: Final = 12  # characters: what begins with a letter and is longer is no blank
_SHOWN: Final = 6  # titles of a question
COUNTS: Final = ("nb", "nbr", "nbre", "nombre", "qte", "quantite", "total", "effectif", "number", "count")

_FAILED: Final = re.compile(r"#|err ?:\d{3}").match  # « #N/A », « Err:504 »


def why_absent(cell: str) -> str:
    """Return why a cell says no number of devices, one of `ABSENT`; empty when it says something."""
    if cell[:1] == "=":
        return "quantity_formula"
    if _FAILED(fold(cell)):
        return "quantity_error"
    return "quantity_absent" if fold(cell) in BLANKS else ""


def read_quantity(cell: str) -> tuple[float, str]:
    """Read how many devices a cell says: their number, 1 when nothing is written, or what is wrong."""
    if not cell:
        return 1.0, ""
    read = parse_number(cell)
    if read is None:
        return 1.0, "quantity_unread"
    if not 0 <= read <= MAX_QUANTITY:
        return 1.0, "quantity_negative" if read < 0 else "quantity_huge"
    if read != int(read):
        return 1.0, "quantity_fraction"
    return read, "" if read else "quantity_zero"


class _Column:
    """What the cells of a column are, as they come."""

    __slots__ = ("ascends", "count", "follows", "high", "index", "last", "low", "stray", "titled")

    def __init__(self, index: int, title: str) -> None:
        self.index, self.titled, self.count, self.stray = index, bool(title), 0, 0
        self.low, self.high, self.last = LARGEST, 0, -1
        self.follows = self.ascends = True

    def take(self, cell: str) -> None:
        number = -1 if len(cell) > LONGEST_BLANK and cell[0].isalpha() and cell[-1].strip() else _small(cell)
        if number is None:
            return
        if number < 0:
            self.stray += 1
            return
        if self.count:
            self.follows = self.follows and number == self.last + 1
            self.ascends = self.ascends and number > self.last
        else:
            self.follows = number < 2
        self.count, self.last = self.count + 1, number
        self.low, self.high = min(self.low, number), max(self.high, number)

    @property
    def may_count(self) -> bool:
        """Say whether the numbers may be those of devices: not all 1, nor years, nor the numbers of the rows.

        Once every row is read: numbers may come after many words.
        """
        return not (
            self.high < 2
            or self.stray > max(STRAY, self.count) // 4 + 1
            or self.low >= FIRST_YEAR <= self.high <= LAST_YEAR
            or (self.follows and self.count >= (SEQUENCE if self.titled else 2))
            or (self.ascends and self.count >= ASCENDING)
        )


@lru_cache(maxsize=4096)
def _small(cell: str) -> int | None:
    """Return the small whole number of a cell; -1 for what is none, None for a blank."""
    if fold(cell) in BLANKS:
        return None
    found = parse_number(cell)
    return int(found) if found is not None and found == int(found) and 0 <= found <= LARGEST else -1


class ColumnWatch:
    """Watches the columns without a role of a table that has no quantity."""

    def __init__(
        self,
        header: list[str],
        places: Mapping[str, int],
        numbers: Mapping[str, str],
        roles: Iterable[str],
        how: Reading,
        start: int = 0,
    ) -> None:
        self.header, self.serial, self.start = header, places.get("serial"), start + 1
        self.columns: list[_Column] = []
        if "quantity" not in places:
            self.columns = [
                _Column(index, name)
                for index, (name, role) in enumerate(zip(header, roles, strict=True))
                if role in ("", "note") and fold(name) not in how.mapping.roles and not says_number(name, numbers)
            ]

    def look(self, rows: list[list[str]]) -> None:
        """Look at a batch. A row with a serial number is one device, whatever its numbers."""
        if not self.columns:
            return
        serial = self.serial
        if serial is not None:
            rows = [cells for cells in rows if len(cells) > serial and fold(cells[serial]) in BLANKS]
        for column in self.columns:
            index, title = column.index, self.header[column.index]
            for cells in rows:
                if index < len(cells) and (cell := cells[index]) and cell.strip() != title:
                    column.take(cell)

    @property
    def found(self) -> list[_Column]:
        """Return the columns that may be quantities."""
        return [column for column in self.columns if column.count and column.may_count]

    def ask(self, told: Callable[[str], str]) -> None:
        """Refuse a table of which a column may be a quantity.

        Args:
            told: says what a title is told by.

        Raises:
            TableError: names the column, and what to answer.
        """
        columns = self.found
        if not columns:
            return
        titles = [told(self.header[column.index]) or shown_column_name(self.start + column.index) for column in columns]
        column, named = next(
            (pair for pair in zip(columns, titles, strict=True) if pair[0].titled), (columns[0], titles[0])
        )
        if len(columns) > 1:
            every = ", ".join(f"« {title} »" for title in titles[:_SHOWN])
            raise TableError(
                f"plusieurs colonnes ne contiennent que de petits nombres entiers : {every} ; laquelle compte les appareils de "
                "chaque ligne ? Aucune quantité n’est connue, et rien n’est compté sans réponse. Dans les correspondances "
                f'(--mapping), sous columns : « {named}: quantity » si c’est elle, « titre: "" » pour les autres ; si '
                "chacune compte ceux d’un lieu ou d’un état, mettez-les sur des lignes à part",
                asks=tuple(titles),
            )
        shown = f"« {named} »" if column.titled else f"{self.start + column.index}, sans titre,"
        raise TableError(
            f"la colonne {shown} ne contient que de petits nombres entiers (jusqu’à {column.high}) : compte-t-elle les "
            "appareils de chaque ligne ? Aucune quantité n’est connue, et rien n’est compté sans réponse. Dans les "
            f'correspondances (--mapping), sous columns : « {named}: quantity » si oui, « {named}: "" » sinon',
            asks=tuple(titles),
        )


def tells_count(title: str, statuses: Collection[str]) -> bool:
    """Say whether a title is that of a number of devices in a state or a place: « Nombre en stock », « Qté au dépôt », « En réserve »."""
    words = plain(title).split()
    counts = bool(words) and words[0] in COUNTS
    rest = words[counts:]
    return " ".join(rest) in statuses or (counts and rest[:1] in (["en"], ["au"], ["aux"]))


def tells_part(title: str, statuses: Mapping[str, str]) -> bool:
    """Say whether a title counts devices that the quantity holds and that are not in use: « Dont HS », « dont en stock »."""
    words = plain(title).split()
    return words[:1] == ["dont"] and statuses.get(" ".join(words[1:]), "in_use") != "in_use"


def says_number(title: str, numbers: Mapping[str, str]) -> bool:
    """Say whether a title says what its numbers are, and that they count no devices."""
    words = plain(apart(title).casefold().replace("œ", "oe")).split()
    said = {numbers[word] for word in words if word in numbers}
    if words and words[0] in COUNTS:
        said &= {"part", "measure", "money"}  # what may be counted beside devices: « Nb de ports »
    return bool(said)


# Columns with the same role: cell by cell, the first that is filled is read, and a word that says nothing hides none.

_READ: Final = frozenset({*JUDGED, "entity", "site", "purchase_date", "retirement_date", "serial", "name"})
_KEPT: Final = 50_000
_FAMILIES: Final = (
    ("categorie", "famille", "rubrique", "nature", "domaine", "groupe", "classe"),
    ("type",),
)  # widest first


class Doubles:
    """The roles that several columns of a table have. What a person says of a column comes before what its title says."""

    def __init__(self, header: list[str], roles: list[str], words: InventoryWords, how: Reading) -> None:
        self.header, self.words = header, words
        own = self.own = how.mapping.roles
        self.statuses = {**words.statuses, **{fold(word): state for word, state in how.mapping.statuses.items()}}
        self.types = {fold(label) for label in how.mapping.types}
        columns = in_groups((role, index) for index, role in enumerate(roles) if role in _READ)
        self.columns = {
            role: sorted(indexes, key=lambda index: (fold(header[index]) not in own, index))
            for role, indexes in columns.items()
            if len(indexes) > 1
        }
        self.chosen = Remembered[tuple[str, tuple[str, ...], tuple[int, ...]], str](
            lambda key: self._choose(*key), _KEPT
        )
        self.blank = Remembered[str, bool](lambda cell: fold(cell) in BLANKS, _KEPT)

    def tell(self, columns: Columns) -> None:
        """Say that these columns are read."""
        for role, indexes in self.columns.items():
            for title in (self.header[index] for index in indexes):
                if title in columns.ignored:
                    columns.ignored.remove(title)
                    columns.used[title] = role

    def merged(self, rows: list[list[str]], places: Mapping[str, int]) -> list[list[str]]:
        """Return rows whose column of a role holds the cell to read.

        Raises:
            TableError: two columns of quantities differ.
        """
        wanted = [(role, places[role], indexes) for role, indexes in self.columns.items() if role in places]
        return [self._row(cells, wanted) for cells in rows] if wanted else rows

    def _row(self, cells: list[str], wanted: list[tuple[str, int, list[int]]]) -> list[str]:
        row = cells
        for role, place, indexes in wanted:
            if indexes[-1] >= len(cells) or max(indexes) >= len(cells):
                continue  # a row cut short is judged as it stands
            if cells[place].strip() == self.header[place] and [cell.strip() for cell in cells] == self.header:
                continue  # the titles again
            kept = tuple(index for index in indexes if not self.blank[cells[index]])
            filled = tuple(cells[index] for index in kept)
            if not filled:
                continue
            cell = filled[0]
            if len(filled) > 1 and role in ("kind", "status", "quantity"):
                cell = self.chosen[role, filled, kept if role == "kind" else tuple(indexes)]
            if cells[place] != cell:
                row = list(cells) if row is cells else row
                row[place] = cell
        return row

    def _choose(self, role: str, filled: Sequence[str], indexes: Sequence[int]) -> str:
        if role == "kind":
            return self._kind(sorted(zip(filled, indexes, strict=True), key=self._width))
        if role == "status":  # a device that one of them says gone is not in use
            states = [self.statuses.get(fold(cell), "") for cell in filled]
            gone = next((cell for cell, state in zip(filled, states, strict=True) if state in ASIDE_STATES), "")
            gone = gone or next((cell for cell in filled if self.words.is_doubt(cell)), "")
            return gone or next((cell for cell, state in zip(filled, states, strict=True) if state), filled[0])
        if any(self.header[index] == cell.strip() for index in indexes for cell in filled):
            return filled[0]  # titles among others
        if len({parse_number(cell) for cell in filled}) > 1:
            titles = tuple(  # a mapping tells two columns of one title apart by their rank
                title if self.header.count(title := self.header[index]) == 1 else shown_column_name(index + 1)
                for index in indexes
            )
            shown = ", ".join(f"« {title} »" for title in titles)
            raise TableError(
                f"plusieurs colonnes de quantité, qui ne disent pas le même nombre : {shown} ; laquelle compte les "
                'appareils ? Dans les correspondances (--mapping), sous columns : « titre: "" » pour les autres',
                asks=titles,
            )
        return filled[0]

    def _width(self, cell: tuple[str, int]) -> tuple[bool, int, int]:
        """Rank a cell by how little its column holds beside what it tells: « Désignation » before « Type », « Catégorie »."""
        title = fold(self.header[cell[1]])
        wide = next((rank for rank, words in enumerate(_FAMILIES) if title.startswith(words)), len(_FAMILIES))
        return title not in self.own, -wide, -cell[1]

    def _kind(self, cells: list[tuple[str, int]]) -> str:
        """Return the cell that says a type; both when they say two, so that they are judged together.

        None says one: the narrowest, the first of those given, for an answer to a family would be one to all its rows.
        """
        corrected = next((cell for cell, _ in cells if fold(cell) in self.types), None)
        if corrected is not None:
            return corrected
        filled = [
            cell for cell, _ in sorted(cells, key=lambda cell: (fold(self.header[cell[1]]) not in self.own, cell[1]))
        ]
        guesses = [(cell, self.words.recognizer.guess({"kind": cell})) for cell in filled]
        said = [(cell, guess.type) for cell, guess in guesses if guess is not None]
        if not said:
            return cells[0][0]
        if len({kind for _, kind in said}) == 1:
            return said[0][0]
        return " ".join(cell.strip() for cell, _ in said)


# Columns that nobody reads and that may hold devices: « Tablettes », « Nombre en stock », those past the last title.

SAYS_NONE = BLANKS | {*NO, "aucun", "aucune", "sans"}


class DeviceColumns:
    """Watches them: what they hold may be devices of their own, which no row counts."""

    def __init__(self, header: list[str], roles: list[str], words: InventoryWords, how: Reading) -> None:
        self.columns = {
            index: title
            for index, (title, role) in enumerate(zip(header, roles, strict=True))
            if title and not role and fold(title) not in how.mapping.roles and is_type(title, words)
        }
        self.first: dict[str, int] = {}

    def look(self, lines: Sequence[int], rows: list[list[str]]) -> None:
        """Look at a batch, until each column has held something."""
        for index, title in list(self.columns.items()):
            found = next(
                (
                    line
                    for line, cells in zip(lines, rows, strict=True)
                    if index < len(cells) and cells[index].strip() != title and fold(cells[index]) not in SAYS_NONE
                ),
                None,
            )
            if found is not None:
                self.first[title] = found
                del self.columns[index]

    def notes(self) -> list[tuple[str, str, int]]:
        """Return what to tell: the column, and its first line that holds something."""
        return [("device_column", title, line) for title, line in self.first.items()]


class QuantityColumns:
    """Watches the other counts of a table that has a quantity: what they say is added to nothing."""

    def __init__(
        self,
        header: list[str],
        places: Mapping[str, int],
        roles: list[str],
        words: InventoryWords,
        how: Reading,
    ) -> None:
        self.columns = dict[int, str]()
        if "quantity" in places:
            self.columns = {
                index: title
                for index, (title, role) in enumerate(zip(header, roles, strict=True))
                if not role
                and fold(title) not in how.mapping.roles
                and (tells_count(title, words.statuses) or tells_part(title, words.statuses))
            }
        self.parts = {title for title in self.columns.values() if tells_part(title, words.statuses)}
        self.first: dict[str, int] = {}
        self.units: dict[str, float] = {}
        self.bare: dict[tuple[str, int], float] = {}

    def forget(self, sums: Iterable[int]) -> None:
        """Leave out what rows say that turn out to repeat others."""
        for title, line in product(self.units, sums):
            self.units[title] -= self.bare.get((title, line), 0.0)

    def look(self, lines: Sequence[int], rows: list[list[str]], bare: Collection[int]) -> None:
        """Look at a batch; `bare` are the lines of the rows that may repeat others. A column of more than numbers is no count."""
        for index, title in list(self.columns.items()):
            for line, cells in zip(lines, rows, strict=True):
                if index >= len(cells) or fold(cells[index]) in BLANKS or cells[index].strip() == title:
                    continue
                number = parse_number(cells[index])
                if number is None or number < 0 or number != int(number):
                    del self.columns[index]
                    self.units.pop(title, None)
                    break
                if number and not tells_total(cells):
                    if line in bare:
                        self.bare[title, line] = number
                    self.first.setdefault(title, line)
                    self.units[title] = self.units.get(title, 0.0) + number

    def notes(self) -> list[tuple[str, str, int]]:
        """Return what to tell: the column, and its first line that holds a number."""
        return [
            ("part_column" if title in self.parts else "quantity_column", title, self.first[title])
            for title in self.units
        ]


class PastTitles:
    """Watches the columns after the last title: another table may begin there, lower than where one is looked for."""

    def __init__(self, header: list[str], start: int) -> None:
        """Watch the columns after the titles of a table, which begins after `start` columns of its sheet."""
        self.start, self.full = start, len(header)
        self.width = max((number for number, title in enumerate(header, 1) if title), default=0)
        self.rows, self.column, self.line = 0, 0, 0

    def look(self, lines: Sequence[int], rows: list[list[str]], *, placed: bool) -> None:
        """Look at a batch. A row that is rejected is told as such: one that is only filled there, or goes on in a CSV."""
        width = self.width
        if max(map(len, rows), default=0) <= width:
            return
        for line, cells in zip(lines, rows, strict=True):
            past = [rank for rank, cell in enumerate(cells[width:], width) if cell and not cell.isspace()]
            if past and any(map(str.strip, cells[:width])) and (placed or past[-1] < self.full):
                self.line = self.line or line
                self.column = min(self.column or past[0] + 1, past[0] + 1)
                self.rows += 1

    def notes(self) -> list[tuple[str, str, int]]:
        """Return what to tell: the first column that is filled, and the first line."""
        return [("past_titles", shown_column_name(self.start + self.column), self.line)] if self.rows else []


def is_type(title: str, words: InventoryWords) -> bool:
    """Say whether a title, or a word of it on a side of a stroke, is sure to be a type."""
    guesses = (words.recognizer.guess({"kind": part.strip()}) for part in title.split("/"))
    return any(
        guess is not None and guess.type not in NOT_TYPES and guess.confidence >= words.recognizer.threshold
        for guess in guesses
    )
