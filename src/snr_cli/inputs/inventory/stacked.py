"""The tables of a sheet, one under the other: each has its own titles, and no line is lost between two."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from typing import Final

from snr_cli.inputs.inventory.beside import Window, begins_past, is_across, is_apart, named_from, windows
from snr_cli.inputs.inventory.header import best_titles
from snr_cli.inputs.inventory.records import Reading
from snr_cli.inputs.inventory.table import TITLE_LINES, Batch, Table, TableError
from snr_cli.inputs.inventory.titles import TitleRows, shown_column_name
from snr_cli.inputs.inventory.words import InventoryWords

HELD: Final = 8  # rows that may be names of tables, kept from the end of a batch for the next
_KEPT: Final = 50_000
MAX_TABLES: Final = 300
TOO_MANY: Final = f"plus de {MAX_TABLES} lignes de titres différentes : séparez les tableaux"
MAX_BLANK: Final = 4  # batches of blank rows under titles
# where a line of titles is looked for: a column whose cells repeat, so that new ones are few
WATCHED: Final = ("kind", "manufacturer", "model", "status", "os", "quantity")
NumberedRow = tuple[int, list[str]]


@dataclass(slots=True)
class Stacked:
    """A table of a sheet, or several side by side: titles, the rows under them, the lines above that no table holds."""

    line: int
    header: list[str]
    batches: Iterator[Batch]
    above: list[NumberedRow]
    windows: list[Window]  # the columns of each


class Stack:
    """Cuts a sheet into its tables, as it is read: the rows of one are read to their end before the next is asked for."""

    def __init__(self, table: Table, words: InventoryWords, how: Reading) -> None:
        self.table, self.how, self.words = table, how, words
        self.titles = TitleRows(words, how)
        self.waiting: deque[Batch] = deque()  # read, and not yet given
        self.found: NumberedRow | None = None  # the line of titles that ended the rows
        self.above: list[NumberedRow] = []  # lines over it that no table holds
        self.watched, self.seen = 0, set[str]()
        self.windows: list[Window] = []  # of the tables whose rows are read
        self.blank = True  # the row before is blank, or there is none

    def tables(self) -> Iterator[Stacked]:
        """Give the tables, one after the other.

        Raises:
            TableError: no line of titles is found among the first rows, or there are too many.
        """
        lines, first = next(self.table.batches, ([], []))
        if not self.how.mapping.titles:
            width = max(map(len, first), default=0)
            named = list(map(shown_column_name, range(1, width + 1)))
            yield Stacked(0, named, self._untitled(lines, first), [], [(0, width)])
            return
        best, _ = best_titles(self.table, first, self.words, self.how)
        rank = next((rank for rank, cells in enumerate(first[:TITLE_LINES]) if self.titles.begins(cells)), best)
        self.waiting.append((lines[rank + 1 :], first[rank + 1 :]))
        self.found, self.above = (lines[rank], first[rank]), list(zip(lines[:rank], first[:rank], strict=True))
        count = 0
        while (taken := self._taken()) is not None:
            count += 1
            if count > MAX_TABLES:
                raise TableError(TOO_MANY)
            (line, cells), above = taken
            header = self.titles.named(cells)
            self.windows = windows(header, self._coming(), self.titles)
            rows, ready = self._rows(header), list[Batch]()
            for batch in rows:  # up to the first row that is written: titles over titles are no table
                ready.append(batch)
                if any(map(_written, batch[1])) or len(ready) > MAX_BLANK:
                    break
            else:
                if self.found is not None:
                    blanks = (each for some in ready for each in zip(*some, strict=True))
                    self.above = [*above, (line, cells), *blanks, *self.above]
                    continue
            yield Stacked(line, header, chain(ready, rows), above, self.windows)

    def _untitled(self, lines: Sequence[int], first: list[list[str]]) -> Iterator[Batch]:
        """Give every row of a file without titles."""
        yield lines, first
        yield from self.table.batches

    def _taken(self) -> tuple[NumberedRow, list[NumberedRow]] | None:
        """Return the line of titles that ended the rows, and the lines over it; they are then forgotten."""
        found, above = self.found, self.above
        self.found, self.above = None, []
        return None if found is None else (found, above)

    def _coming(self) -> list[list[str]]:
        """Return some of the rows to come."""
        if not self.waiting and (batch := next(self.table.batches, None)) is not None:
            self.waiting.append(batch)
        return self.waiting[0][1] if self.waiting else []

    def _rows(self, header: list[str]) -> Iterator[Batch]:
        """Give the rows of a table, up to the next line of titles."""
        roles = self.titles.roles(header)
        self.watched = next((roles.index(role) for role in WATCHED if role in roles), 0)
        self.seen, self.blank = set(), False
        ended = _trimmed(header)
        lines: Sequence[int]
        while True:
            if self.waiting:
                lines, rows = self.waiting.popleft()
            elif (batch := next(self.table.batches, None)) is not None:
                lines, rows = batch
            else:
                return
            rank = self._find(lines, rows, header, ended)
            if rank is None:
                kept = len(rows) - _lone_end(rows)
                if kept < len(rows):  # perhaps the name of the table under them: looked at with the rows to come
                    following = self.waiting.popleft() if self.waiting else next(self.table.batches, None)
                    if following is not None:
                        self.waiting.appendleft(([*lines[kept:], *following[0]], rows[kept:] + following[1]))
                        lines, rows = lines[:kept], rows[:kept]
                if rows:
                    self.blank = not _written(rows[-1])
                    yield lines, rows
                continue
            start = named_from(rows, rank, windows(self.titles.named(rows[rank]), rows[rank + 1 :], self.titles))
            self.found, self.above = (
                (lines[rank], rows[rank]),
                list(zip(lines[start:rank], rows[start:rank], strict=True)),
            )
            self.waiting.appendleft((lines[rank + 1 :], rows[rank + 1 :]))
            if start:
                yield lines[:start], rows[:start]
            return

    def _find(self, lines: Sequence[int], rows: list[list[str]], header: list[str], ended: list[str]) -> int | None:
        """Return the rank of the first line of titles of a batch; those of the table itself are put as they were."""
        for rank in self._suspects(lines, rows):
            if _trimmed(self.titles.named(rows[rank])) == ended:
                rows[rank] = list(header)
                continue
            blank = not _written(rows[rank - 1]) or lines[rank] - lines[rank - 1] > 1 if rank else self.blank
            if (
                self.titles.is_titles(rows[rank], after_blank=blank)
                and not begins_past(rows[rank], len(ended), self.titles)
                and (len(self.windows) < 2 or is_across(rows[rank], header, self.windows, self.titles))
            ):
                return rank
        return None

    def _suspects(self, lines: Sequence[int], rows: list[list[str]]) -> Iterable[int]:
        """Return the ranks of the rows that may be titles: those whose watched cell was never met, or under a blank line."""
        try:
            cells = list(map(itemgetter(self.watched), rows))
        except IndexError:
            return range(len(rows))
        fresh = set(cells) - self.seen
        gaps = bool(lines) and lines[-1] - lines[0] + 1 != len(lines)
        if not fresh and not self.blank and not gaps:
            return ()
        if len(self.seen) > _KEPT:
            self.seen.clear()
        values = {cell for cell in fresh if cell.strip() and not self.titles.is_strong(cell)}
        self.seen |= values
        first = dict(zip(reversed(cells), range(len(cells) - 1, -1, -1), strict=True))
        found = set(map(first.__getitem__, values))  # a value that comes again is looked at once
        if others := fresh - values:
            found |= {rank for rank, cell in enumerate(cells) if cell in others}
        found |= {rank + 1 for rank in found if rank + 1 < len(rows) and not _written(rows[rank])}
        if self.blank:
            found.add(0)
        if gaps:
            found |= {rank for rank in range(1, len(lines)) if lines[rank] - lines[rank - 1] > 1}
        return sorted(found)


def _written(cells: list[str]) -> bool:
    return any(cell.strip() for cell in cells)


def _trimmed(cells: list[str]) -> list[str]:
    """Return the cells without the spaces around them and the blank ones at the end."""
    found = [cell.strip() for cell in cells]
    while found and not found[-1]:
        found.pop()
    return found


def _lone_end(rows: list[list[str]]) -> int:
    """Count the rows that end a batch and may be blank or names of tables: no two filled cells touch."""
    count = 0
    while count < min(HELD, len(rows)) and is_apart(rows[-1 - count]):
        count += 1
    return count
