"""Merged cells: over several rows, a text holds for each, a number of devices for all together; over a row, it is a title."""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Final

from snr_cli.inputs.inventory.recognition import JUDGED, TEXT_ROLES
from snr_cli.inputs.inventory.records import MAX_COLUMNS, QUANTITY_SHARED, Batch, RowKey, TableError
from snr_cli.inputs.inventory.shapes import SHAPES, any_summed, number_told, tells_total
from snr_cli.inputs.inventory.values import parse_number

if TYPE_CHECKING:
    from snr_cli.inputs.sheets import Area  # only where a workbook is read

_SECTION: Final = 3  # columns at least of a table, for a cell merged over all of them to be no device
MAX_LOOKED: Final = 30_000_000  # cells looked for under a merged one: a million rows of thirty merged columns


class Merged:
    """The merged cells of a sheet, by column. Of one that is also several columns wide, the first column is filled."""

    def __init__(self, areas: "Iterable[Area]") -> None:
        by_column: dict[int, dict[int, int]] = {}
        self.across: dict[int, list[tuple[int, int]]] = {}  # row → columns of each wide cell that begins on it
        for area in areas:
            columns = area.first_column - 1, area.last_column - 1
            if columns[1] > columns[0]:
                self.across.setdefault(area.first_row, []).append(columns)
            if area.first_column <= MAX_COLUMNS and area.last_row > area.first_row:
                by_column.setdefault(area.first_column - 1, {})[area.first_row] = area.last_row
        self.firsts = {column: sorted(ends) for column, ends in by_column.items()}
        self.lasts = {column: [ends[first] for first in self.firsts[column]] for column, ends in by_column.items()}
        self.start = min([*self.across, *(firsts[0] for firsts in self.firsts.values())], default=0)
        self.end = max([*self.across, *(max(lasts) for lasts in self.lasts.values())], default=-1)
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

        A row that holds nothing else stays blank: the cell is only tall there.

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
        self.rows: dict[RowKey, array[int]] = {}


class MergedRows:
    """Tells titles of sections and totals, and the rows under a merged number of devices, which counts once, with the first.

    It counts when all are of one type and alike in all but their model: which of several it is of, nothing says.
    """

    def __init__(
        self,
        merged: Merged | None,
        start: int,
        titled: Sequence[int],
        columns: Sequence[int],
        place: int | None,
        serial: int | None,
        judged: Sequence[str],
        typed: Callable[[tuple[str, ...]], str],
    ) -> None:
        """Watch a table.

        Args:
            merged: the merged cells of its sheet.
            start: the first column of the table in its sheet.
            titled: where the sheet has the titles of the table.
            columns: where it has quantities.
            place: where the rows of the table have theirs.
            serial: where they have their serial number.
            judged: the roles of the cells of a key.
            typed: gives the type of such cells.
        """
        self.merged, self.start, self.columns, self.place = merged, start, columns, place
        self.serial = serial
        self.holders: dict[int, str] = {}  # first row of a merged serial number → the type of its device
        self.titled = (min(titled), max(titled)) if len(titled) >= _SECTION else None
        self._section = False
        self.typed = typed
        self.others = [
            rank for rank, role in enumerate(judged) if role in JUDGED and role not in (*TEXT_ROLES, "quantity")
        ]
        self.lots: dict[int, _Lot] = {}

    def any(self, lines: Sequence[int], rows: list[list[str]]) -> bool:
        """Say whether a row of a batch may be a title, a total, or under a merged number."""
        merged = self.merged
        return (
            merged is not None
            and merged.touches(lines)
            and (
                any(self._is_across(line) or self._first(line) or self._serial(line) for line in lines)
                or (bool(merged.firsts) and any_summed(list(chain.from_iterable(rows))))
            )
        )

    def cells(self, given: list[str], line: int) -> list[str]:
        """Return a row without the number that a row above it holds for both; that of a total, without any merged text."""
        given = self._own(given, line)
        written = [cell for cell in given if cell.strip()] if self._is_across(line) else []
        self._section = len(written) == 1 and number_told(written[0]) is None
        first, place = self._first(line), self.place
        if not first or place is None or place >= len(given):
            return given
        if first == line:
            number = parse_number(given[place])
            if number is not None:
                self.lots[line] = _Lot(number)
            return given
        return [*given[:place], "", *given[place + 1 :]] if first in self.lots else given

    def apart(self, cells: list[str], line: int, pick: Callable[[list[str]], tuple[str, ...]]) -> list[str]:
        """Return a whole row without the serial number merged with that of a device of another type: a screen has its own."""
        first = self._serial(line)
        if not first or self.serial is None:
            return cells
        kind = self.typed(pick(cells))
        holder = self.holders.setdefault(first, kind if first == line else "")
        return [*cells[: self.serial], "", *cells[self.serial + 1 :]] if kind and holder and kind != holder else cells

    def judged(self, key: RowKey, line: int) -> RowKey:
        """Return the key of a row that `cells` gave, with what it is in the lot that it belongs to."""
        if self._section:
            return key._replace(problem="section")
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
                key = key._replace(problem=QUANTITY_SHARED)
        if key.problem in ("", QUANTITY_SHARED):
            lot.rows.setdefault(key, array("I")).append(line)
        return key

    def mixed(self) -> Iterator[tuple[RowKey, Sequence[int]]]:
        """Give the rows whose number nothing says how to share: of several types, or fewer devices than rows."""
        for lot in self.lots.values():
            if lot.mixed or 0 < lot.number < lot.count:
                yield from lot.rows.items()

    def _own(self, given: list[str], line: int) -> list[str]:
        """Return a row as it is, or only what it holds of its own when this is a total: its label comes first then."""
        merged, start = self.merged, self.start
        if merged is None or not merged.firsts:
            return given
        own = ["" if merged.covers(start + index, line) else cell for index, cell in enumerate(given)]
        return own if tells_total(own) else given

    def _is_across(self, line: int) -> bool:
        """Say whether a cell that begins on a row is merged over all the columns that have a title."""
        if self.merged is None or self.titled is None:
            return False
        first, last = self.titled
        return any(begin <= first and last <= end for begin, end in self.merged.across.get(line, ()))

    def _serial(self, line: int) -> int:
        """Return the first row of the merged serial number that holds for a row; 0 when there is none."""
        merged = self.merged
        return 0 if merged is None or self.serial is None else merged.first_of(self.start + self.serial, line)

    def _first(self, line: int) -> int:
        merged = self.merged
        return (
            0 if merged is None else next(filter(None, (merged.first_of(column, line) for column in self.columns)), 0)
        )
