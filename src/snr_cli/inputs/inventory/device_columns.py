"""Columns that nobody reads and that may hold devices: « Tablettes », « Nombre en stock », those past the last title."""

from collections.abc import Collection, Mapping, Sequence

from snr_cli.inputs.inventory.quantities import tells_count, tells_part
from snr_cli.inputs.inventory.recognition import NOT_TYPES
from snr_cli.inputs.inventory.records import Reading
from snr_cli.inputs.inventory.shapes import tells_total
from snr_cli.inputs.inventory.titles import shown_column_name
from snr_cli.inputs.inventory.values import BLANKS, NO, fold, parse_number
from snr_cli.inputs.inventory.words import InventoryWords

SAYS_NONE = BLANKS | {*NO, "aucun", "aucune", "sans"}


class DeviceColumns:
    """Watches them: what they hold may be devices of their own, which no row counts."""

    def __init__(self, header: list[str], roles: list[str], words: InventoryWords, how: Reading) -> None:
        own = {fold(name) for name in how.mapping.columns}
        self.columns = {
            index: title
            for index, (title, role) in enumerate(zip(header, roles, strict=True))
            if title and not role and fold(title) not in own and is_type(title, words)
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
        own = {fold(name) for name in how.mapping.columns}
        self.columns = dict[int, str]()
        if "quantity" in places:
            self.columns = {
                index: title
                for index, (title, role) in enumerate(zip(header, roles, strict=True))
                if not role
                and fold(title) not in own
                and (tells_count(title, words.statuses) or tells_part(title, words.statuses))
            }
        self.parts = {title for title in self.columns.values() if tells_part(title, words.statuses)}
        self.first: dict[str, int] = {}
        self.units: dict[str, float] = {}

    def look(self, lines: Sequence[int], rows: list[list[str]], sums: Collection[int]) -> None:
        """Look at a batch; `sums` are the lines of the rows that repeat others. A column of more than numbers is no count."""
        for index, title in list(self.columns.items()):
            for line, cells in zip(lines, rows, strict=True):
                if index >= len(cells) or fold(cells[index]) in BLANKS or cells[index].strip() == title:
                    continue
                number = parse_number(cells[index])
                if number is None or number < 0 or number != int(number):
                    del self.columns[index]
                    self.units.pop(title, None)
                    break
                if number and line not in sums and not tells_total(cells):
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
