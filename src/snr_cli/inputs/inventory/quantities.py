"""Columns of small whole numbers that no title explains: perhaps quantities, and a row would then stand for several devices."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache
from typing import Final

from snr_cli.inputs.inventory.records import Reading
from snr_cli.inputs.inventory.spelling import apart, plain
from snr_cli.inputs.inventory.table import TableError
from snr_cli.inputs.inventory.titles import shown_column_name
from snr_cli.inputs.inventory.values import BLANKS, FIRST_YEAR, fold, parse_number

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
_COUNTED: Final = ("part", "measure", "money")  # what may be counted beside devices: « Nb de ports »

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
        own = {fold(name) for name in how.mapping.columns}
        self.columns: list[_Column] = []
        if "quantity" not in places:
            self.columns = [
                _Column(index, name)
                for index, (name, role) in enumerate(zip(header, roles, strict=True))
                if role in ("", "note") and fold(name) not in own and not says_number(name, numbers)
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
        found = self.found
        if not found:
            return
        titles = [told(self.header[column.index]) or shown_column_name(self.start + column.index) for column in found]
        column, named = next(
            (pair for pair in zip(found, titles, strict=True) if pair[0].titled), (found[0], titles[0])
        )
        if len(found) > 1:
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
        said &= set(_COUNTED)
    return bool(said)
