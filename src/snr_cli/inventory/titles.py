"""Which rows are lines of titles, and what stands above the first of them."""

from collections.abc import Iterable
from typing import Final

from snr_cli.inventory.records import Reading
from snr_cli.inventory.table import MAX_COLUMNS, MAX_TEXT
from snr_cli.inventory.values import fold, parse_date, parse_number
from snr_cli.inventory.words import InventoryWords

START: Final = 5  # letters of a cell by which most rows that hold no title are told at once
# roles whose titles are also what cells hold: a place, a person, a device (« Téléphone », « Direction », « École »)
WEAK: Final = frozenset(
    {"phone", "entity", "site", "user", "address", "name", "email", "network_address", "country", "room"}
)
# titles that make a line of titles even alone, under a blank line
TELLING: Final = frozenset({"kind", "manufacturer", "model", "quantity", "total", "serial"})
TYPED: Final = frozenset({"kind", "model"})  # a table without one of them says of no row what it is
COUNTABLE: Final = 10_000


class TitleRows:
    """Tells the lines of titles of a file from the rows of its devices."""

    def __init__(self, words: InventoryWords, how: Reading) -> None:
        self.words, self.own = words, {fold(name): role for name, role in how.mapping.columns.items()}
        known = {*words.headers, *self.own}
        known.update(title for each in words.formats for title in each.columns)
        self.starts = _Starts({title[:START] for title in known})

    def may_be(self, cells: Iterable[str]) -> bool:
        """Say whether a row may hold a title: cheap, for rows that come by the million."""
        return any(map(self.starts.__getitem__, [cell[:START] for cell in cells]))

    def is_strong(self, cell: str) -> bool:
        """Say whether a cell is a title that is never a value."""
        return self.may_be([cell]) and self.roles([cell])[0] not in WEAK | {""}

    def roles(self, cells: list[str]) -> list[str]:
        """Return the role of each cell read as a title; empty when it is none, « - » when the mapping leaves it out."""
        short = [cell if len(cell) < MAX_TEXT else "" for cell in cells]
        known = self.words.format_of(short)
        found = []
        for cell in short:
            name = fold(cell)
            found.append((self.own[name] or "-") if name in self.own else self.words.role_of(cell, known))
        return found

    def is_titles(self, cells: list[str], *, after_blank: bool = False) -> bool:
        """Say whether a row is a line of titles: known titles, and not one cell that is a value.

        Two known titles are needed, or one that tells under a blank line; those that may be values (`WEAK`) do not do.
        """
        written = [cell for cell in cells if cell.strip()]
        if len(written) < 2 or len(cells) > MAX_COLUMNS or not self.may_be(cell.lstrip() for cell in written):
            return False
        roles = [role for role in self.roles(written) if role]
        strong = [role for role in roles if role not in WEAK]
        enough = len(roles) > 1 and strong and (len(strong) > 1 or len(roles) * 2 > len(written))
        if not enough and not (after_blank and TELLING & set(strong)):
            return False
        return not any(map(self._is_value, written))

    def has_type(self, cells: list[str]) -> bool:
        """Say whether a line of titles names a column that says what the devices are."""
        return not TYPED.isdisjoint(self.roles(cells))

    def _is_value(self, cell: str) -> bool:
        return (
            cell[:1] in ("#", "=")
            or (parse_number(cell) is not None)
            or (parse_date(cell) is not None)
            or (fold(cell) in self.words.statuses)
        )

    def looks_like_devices(self, cells: list[str]) -> bool:
        """Say whether a row above the titles may be devices: a type or a product, beside a count or two other cells."""
        written = [cell.strip() for cell in cells if cell.strip()]
        if len(written) < 2 or any(len(cell) > MAX_TEXT for cell in written):
            return False
        counts = any((found := parse_number(cell)) is not None and 0 < found <= COUNTABLE for cell in written)
        if not counts and len(written) < 3:
            return False
        return any(self.words.recognizer.guess({"kind": cell}) is not None for cell in written[:20])


class _Starts(dict[str, bool]):
    """Start of a cell as written → whether a known title starts so."""

    def __init__(self, known: set[str]) -> None:
        super().__init__()
        self.known = known

    def __missing__(self, start: str) -> bool:
        if len(self) > 100_000:
            self.clear()
        name = fold(start)
        # what folds to fewer letters (a blank, a ligature) is looked at whole
        found = name in self.known or (
            len(name) < len(start) and any(each.startswith(name) for each in self.known) and bool(name)
        )
        self[start] = found
        return found
