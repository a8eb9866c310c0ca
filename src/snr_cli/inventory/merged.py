"""Cells merged over several rows: their text holds for each row, their number of devices for all of them together."""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from snr_cli.inventory.records import Key
from snr_cli.inventory.shapes import SHAPES, tells_total
from snr_cli.inventory.table import MAX_COLUMNS, Batch, TableError
from snr_cli.inventory.values import parse_number
from snr_cli.inventory.words import JUDGED, TEXTS
from snr_cli.sheets import Area

SHARED, MIXED = "quantity_shared", "quantity_mixed"  # of rows under one number: alike, and not
MAX_LOOKED: Final = 30_000_000  # cells looked for under a merged one: a million rows of thirty merged columns


class Merged:
    """The merged cells of a sheet, by column. Of one that is also several columns wide, the first column is filled."""

    def __init__(self, areas: Iterable[Area]) -> None:
        by_column: dict[int, dict[int, int]] = {}
        for area in areas:
            if area.first_column <= MAX_COLUMNS:
                by_column.setdefault(area.first_column - 1, {})[area.first_row] = area.last_row
        self.firsts = {column: sorted(ends) for column, ends in by_column.items()}
        self.lasts = {column: [ends[first] for first in self.firsts[column]] for column, ends in by_column.items()}
        self.start = min((firsts[0] for firsts in self.firsts.values()), default=0)
        self.end = max((max(lasts) for lasts in self.lasts.values()), default=-1)
        self._held: dict[int, tuple[int, str]] = {}  # column → first row and text of the last merged cell met
        self._looked = 0

    def first_of(self, column: int, line: int) -> int:
        """Return the first row of the merged cell that holds a place; 0 when there is none."""
        firsts = self.firsts.get(column)
        rank = bisect_right(firsts, line) - 1 if firsts else -1
        return firsts[rank] if firsts and rank >= 0 and line <= self.lasts[column][rank] else 0

    def covers(self, column: int, line: int) -> bool:
        """Say whether a place is under a merged cell, and not its first row."""
        return self.first_of(column, line) not in (0, line)

    def touches(self, lines: Sequence[int]) -> bool:
        """Say whether rows may hold merged cells."""
        return bool(lines) and max(lines) >= self.start and min(lines) <= self.end

    def filled(self, batches: Iterable[Batch]) -> Iterator[Batch]:
        """Give the rows with the text of the merged cells that hold them.

        A row that holds nothing else stays blank: the cell is only tall there. So does a cell before the label of a total.

        Raises:
            TableError: there is no end of merged cells.
        """
        for lines, rows in batches:
            touched = self.touches(lines)
            yield lines, [self._row(*each) for each in zip(lines, rows, strict=True)] if touched else rows

    def _row(self, line: int, cells: list[str]) -> list[str]:
        if not any(map(str.strip, cells)):
            return cells
        self._looked += len(self.firsts)
        if self._looked > MAX_LOOKED:
            raise TableError("classeur démesuré : trop de cellules fusionnées ; enregistrez-le en CSV")
        found: list[tuple[int, str]] = []
        for column in self.firsts:
            first = self.first_of(column, line)
            if first == line:
                self._held[column] = first, cells[column] if column < len(cells) else ""
            elif first and (held := self._held.get(column)) and held[0] == first and held[1].strip():
                found.append((column, held[1]))
        found = [each for each in found if not tells_total(cells[each[0] + 1 :])]
        if not found:
            return cells
        row = cells + [""] * (1 + max(found)[0] - len(cells))
        for column, text in found:
            row[column] = text
        return row


class _Lot:
    """The rows under one merged number."""

    __slots__ = ("alike", "count", "mixed", "number", "rows")

    def __init__(self, number: float) -> None:
        self.number, self.count, self.mixed = number, 0, False
        self.alike: tuple[object, ...] = ()
        self.rows: dict[Key, array[int]] = {}


class SharedQuantities:
    """Tells the rows under a merged number of devices, which counts once, with the first of them.

    It counts when all are of one type and alike in all but their model: which of several it is of, nothing says.
    """

    def __init__(
        self,
        merged: Merged | None,
        columns: Sequence[int],
        place: int | None,
        judged: Sequence[str],
        typed: Callable[[tuple[str, ...]], str],
    ) -> None:
        """Watch a table.

        Args:
            merged: the merged cells of its sheet.
            columns: where the sheet has quantities.
            place: where the rows of the table have theirs.
            judged: the roles of the cells of a key.
            typed: gives the type of such cells.
        """
        self.merged, self.columns, self.place = merged, columns, place
        self.typed = typed
        self.others = [rank for rank, role in enumerate(judged) if role in JUDGED and role not in (*TEXTS, "quantity")]
        self.lots: dict[int, _Lot] = {}

    def any(self, lines: Sequence[int]) -> bool:
        """Say whether a row of a batch may be under a merged number."""
        merged = self.merged
        return (
            merged is not None
            and merged.touches(lines)
            and any(merged.first_of(column, line) for column in self.columns for line in lines)
        )

    def cells(self, given: list[str], line: int) -> list[str]:
        """Return a row without the number that a row above it holds for both."""
        first, place = self._first(line), self.place
        if not first or place is None or place >= len(given):
            return given
        if first == line:
            number = parse_number(given[place])
            if number is not None:
                self.lots[line] = _Lot(number)
            return given
        return [*given[:place], "", *given[place + 1 :]] if first in self.lots else given

    def judged(self, key: Key, line: int) -> Key:
        """Return the key of a row that `cells` gave, with what it is in the lot that it belongs to."""
        first = self._first(line)
        lot = self.lots.get(first)
        if lot is None or (key.problem in SHAPES and first != line):
            return key
        alike = (self.typed(key.cells), *(key.cells[rank] for rank in self.others), *key[1:])
        lot.count += 1
        if first == line:
            lot.alike = alike
        else:
            lot.mixed = lot.mixed or alike != lot.alike
            if not key.problem:
                key = key._replace(problem=SHARED)
        if key.problem in ("", SHARED):
            lot.rows.setdefault(key, array("I")).append(line)
        return key

    def mixed(self) -> Iterator[tuple[Key, Sequence[int]]]:
        """Give the rows whose number nothing says how to share: of several types, or fewer devices than rows."""
        for lot in self.lots.values():
            if lot.mixed or 0 < lot.number < lot.count:
                yield from lot.rows.items()

    def _first(self, line: int) -> int:
        merged = self.merged
        return 0 if merged is None else next(filter(None, (merged.first_of(each, line) for each in self.columns)), 0)
