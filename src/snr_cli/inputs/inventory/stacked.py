"""The tables of a sheet, one under the other or side by side: each has its own titles, and no line is lost between two."""

from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import and_, itemgetter
from typing import Final

from snr_cli.inputs.inventory.matrix import best_titles
from snr_cli.inputs.inventory.recognition import NOT_TYPES, TEXT_ROLES, InventoryWords
from snr_cli.inputs.inventory.records import (
    IGNORED,
    MAX_TEXT,
    REJECTED,
    TITLE_LINES,
    Batch,
    FileRows,
    Group,
    Reading,
    Table,
    TableError,
    fit,
)
from snr_cli.inputs.inventory.titles import TYPED, TitleRows, shown_column_name
from snr_cli.inputs.inventory.values import fold

# Tables side by side: one line of titles, a blank column between two of them, rows that have nothing to do with each other.

Window = tuple[int, int]  # the columns of a table: from the first, up to before the last
_NAMES: Final = 2  # lines over a table that may be its name
MAX_BESIDE: Final = 20
SHARED_ROLES: Final = 2  # that a table has in common with the one on its left


def windows(header: list[str], rows: Sequence[list[str]], titles: TitleRows) -> list[Window]:
    """Return the columns of each table that a line of titles begins; all of them when it begins one.

    After a blank title, a table begins that says what its devices are, and repeats what the one on its left says: the same
    title of a type or of a model, or two roles. When it is only another word for the type (« Catégorie », « Désignation »),
    rows tell: most of them hold two devices, or one. A table whose titles stand lower, beside a row, is one too.

    Args:
        header: the titles.
        rows: some rows under them.
        titles: knows titles, and devices.

    Raises:
        TableError: there are too many tables.
    """
    runs = list(_runs(header))
    starts = [0]
    for start, end in runs:
        if not start:
            continue
        left, right = (starts[-1], start), (start, len(header))
        cells = header[start:]
        if (
            set(titles.roles(header[start:end])) & set(titles.roles(header[starts[-1] : start])) - {"", "-"}
            and titles.is_titles(cells, after_blank=True)
            and (titles.typed or titles.has_type(cells))
            and _repeats(header, left, right, rows, titles)
        ):
            starts.append(start)
    if runs:
        starts += _lower(rows, runs[0][0], runs[-1][1], titles)
    if len(starts) > MAX_BESIDE:
        raise TableError(f"plus de {MAX_BESIDE} tableaux côte à côte : séparez-les")
    starts.sort()
    return list(zip(starts, [*starts[1:], len(header)], strict=True))


def _lower(rows: Iterable[list[str]], first: int, last: int, titles: TitleRows) -> set[int]:
    """Return where tables begin, left and right of titles and past a blank column, whose own stand lower, beside a row."""
    found = set[int]()
    for cells in rows:
        left, right = cells[:first], cells[last:]
        if left and not left[-1].strip() and _begins(left, cells[first:], titles):
            found.add(first)
        if begins_past(cells, last, titles):
            found.add(last + next(rank for rank, cell in enumerate(right) if cell.strip()))
    return found


def begins_past(cells: list[str], width: int, titles: TitleRows) -> bool:
    """Say whether titles stand past the columns of a table and a blank one, beside a row of it: they are not its own."""
    past = cells[width:]
    return bool(past) and not past[0].strip() and _begins(past, cells[:width], titles)


def _begins(cells: list[str], beside: list[str], titles: TitleRows) -> bool:
    others = [cell for cell in beside if cell.strip()]
    # titles too when half of them surely are: « Volé » among them is none that is known
    return (
        titles.begins(cells) and sum(map(titles.is_strong, others)) * 2 < len(others) and not all(titles.roles(others))
    )


def is_across(cells: list[str], header: list[str], tables: list[Window], titles: TitleRows) -> bool:
    """Say whether titles are those of all the tables side by side, or of others that stand across their columns.

    Titles beside a device, or in the columns of one table, begin a table in these columns alone.
    """
    parts = [(header[start:end], cells[start:end]) for start, end in tables]
    if any(
        any(named) and any(not title and cell.strip() for title, cell in zip(named, part, strict=False))
        for named, part in parts
    ):
        return True
    entitled = [titles.is_titles(part) for _, part in parts]
    if all(entitled):
        return True
    others = [
        cell for said, (_, part) in zip(entitled, parts, strict=True) if not said for cell in part if cell.strip()
    ]
    if others:  # a title or two of one table whose blank column stands where a table ended
        return all(titles.roles(others))
    return len(windows([cell.strip() for cell in cells], (), titles)) > 1


def named_from(rows: list[list[str]], rank: int, tables: Sequence[Window]) -> int:
    """Return the rank from which the lines over titles are not rows: blank ones, and the name of a table, or of each of several.

    Several names on a line are rows unless a blank line is over them and a blank cell between: they look like a device of
    which little is known.
    """
    start, names = rank, 0
    while start:
        cells = rows[start - 1]
        filled = [_filled(cells[begin:end]) for begin, end in tables]
        alone = sum(filled) < 2 or (start > 1 and not _filled(rows[start - 2]) and is_apart(cells))
        if max(filled) > 1 or not alone or names + any(filled) > _NAMES:
            break
        names += any(filled)
        start -= 1
    return start


def is_apart(cells: list[str]) -> bool:
    """Say whether no two filled cells of a row touch, as names of tables do not."""
    filled = [bool(cell.strip()) for cell in cells]
    return not any(map(and_, filled, filled[1:]))


def _filled(cells: list[str]) -> int:
    return sum(1 for cell in cells if cell.strip())


def cut(
    batch: Batch, header: list[str], window: Window, *, placed: bool, covered: Callable[[int, int], bool] | None
) -> Batch:
    """Return the rows of a table among others beside it, as wide as its titles: those that hold nothing of it are left out.

    A blank row is kept in the first table, and so are the titles of all again, and a row whose cells cannot be told from each
    other (a line of a CSV that is cut short, or goes on): each is told once. `covered` says of a column and a line whether
    the cell is one merged over the row: it is no row of its own.
    """
    start, end = window
    blank = [""] * (end - start)
    lines, rows = list[int](), list[list[str]]()
    for line, cells in zip(*batch, strict=True):
        if not placed and _is_badly_cut(cells, header):
            found = cells if len(cells) > len(header) else [next(filter(str.strip, cells), "")]
            kept = not start
        else:
            found = cells[start:] if end == len(header) else cells[start:end]
            held = [start + index for index, cell in enumerate(found) if cell.strip()]
            if covered is not None:
                held = [column for column in held if not covered(column, line)]
            kept = (bool(held) or not any(map(str.strip, cells))) and not (start and (not held or cells == header))
            # what the last table holds past its titles is told with it
            found = found + blank[len(found) :] if end == len(header) else fit(found, blank)
        if kept:
            lines.append(line)
            rows.append(found)
    return lines, rows


def split(batch: Batch, header: list[str], titles: TitleRows) -> Iterator[tuple[int, list[str], Batch, Batch]]:
    """Give the rows of a table beside others, cut at titles that only its own columns hold.

    Each piece: the line of its titles, 0 when they are those of the batch before; these titles; its rows; the lines over the
    next titles that are no rows.
    """
    lines, rows = batch
    begun, line = 0, 0
    for rank, cells in enumerate(rows):
        if titles.may_be(cells) and titles.begins(cells) and not begins_past(cells, _width(header), titles):
            found = [cell.strip() for cell in cells]
            if found != header:
                end = begun + named_from(rows[begun:rank], rank - begun, [(0, len(cells))])
                yield (line, header, (lines[begun:end], rows[begun:end]), (lines[end:rank], rows[end:rank]))
                begun, line, header = rank + 1, lines[rank], found
    yield (line, header, (lines[begun:], rows[begun:]), ((), []))


def _is_badly_cut(cells: Sequence[str], header: list[str]) -> bool:
    width = _width(header)
    return any(map(str.strip, cells)) and (len(cells) < width or any(map(str.strip, cells[len(header) :])))


def _width(header: list[str]) -> int:
    return max((number for number, title in enumerate(header, 1) if title), default=0)


def _runs(header: list[str]) -> Iterator[Window]:
    """Give the runs of written titles."""
    start = None
    for rank, title in enumerate([*header, ""]):
        if title and start is None:
            start = rank
        elif not title and start is not None:
            yield start, rank
            start = None


def _repeats(header: list[str], left: Window, right: Window, rows: Iterable[list[str]], titles: TitleRows) -> bool:
    ours, theirs = (titles.roles(header[start:end]) for start, end in (left, right))
    shared = {*ours} & {*theirs} - {"", "-"}
    if len(shared) >= SHARED_ROLES and (shared & TYPED or titles.typed):
        return True
    if not shared & TYPED:
        return False
    named = [
        {fold(title) for title, role in zip(header[start:end], roles, strict=True) if role in TYPED}
        for (start, end), roles in ((left, ours), (right, theirs))
    ]
    return bool(named[0] & named[1]) or _tell_two(rows, (left, ours), (right, theirs), titles)


def _tell_two(
    rows: Iterable[list[str]], left: tuple[Window, list[str]], right: tuple[Window, list[str]], titles: TitleRows
) -> bool:
    """Say whether most rows that hold sure types on both sides hold two."""
    two = one = 0
    for cells in rows:
        found = [_sure_type(cells[start:end], roles, titles) for (start, end), roles in (left, right)]
        if all(found):
            two += found[0] != found[1]
            one += found[0] == found[1]
    return two > one


def _sure_type(cells: list[str], roles: list[str], titles: TitleRows) -> str:
    texts = {
        role: cell.strip()
        for role, cell in zip(reversed(roles), reversed(cells + [""] * (len(roles) - len(cells))), strict=True)
        if role in TEXT_ROLES
    }
    recognizer = titles.words.recognizer
    guess = (
        recognizer.guess(texts)
        if any(texts.values()) and all(len(text) < MAX_TEXT for text in texts.values())
        else None
    )
    sure = guess is not None and guess.confidence >= recognizer.threshold and guess.type not in NOT_TYPES
    return guess.type if guess is not None and sure else ""


# The tables of a sheet, one under the other: each has its own titles, and no line is lost between two.

HELD: Final = 8  # rows that may be names of tables, kept from the end of a batch for the next
_KEPT: Final = 50_000
MAX_TABLES: Final = 300
TOO_MANY: Final = f"plus de {MAX_TABLES} lignes de titres différentes : séparez les tableaux"
MAX_BLANK: Final = 4  # batches of blank rows under titles
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
            yield Stacked(0, named, chain([(lines, first)], self.table.batches), [], [(0, width)])
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
                    blanks = (row for some in ready for row in zip(*some, strict=True))
                    self.above = [*above, (line, cells), *blanks, *self.above]
                    continue
            yield Stacked(line, header, chain(ready, rows), above, self.windows)

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
        # where a line of titles is looked for: a column whose cells repeat, so that new ones are few
        self.watched = next(
            (
                roles.index(role)
                for role in ("kind", "manufacturer", "model", "status", "os", "quantity")
                if role in roles
            ),
            0,
        )
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
        suspects = set(map(first.__getitem__, values))  # a value that comes again is looked at once
        if others := fresh - values:
            suspects |= {rank for rank, cell in enumerate(cells) if cell in others}
        suspects |= {rank + 1 for rank in suspects if rank + 1 < len(rows) and not _written(rows[rank])}
        if self.blank:
            suspects.add(0)
        if gaps:
            suspects |= {rank for rank in range(1, len(lines)) if lines[rank] - lines[rank - 1] > 1}
        return sorted(suspects)


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


# Rows that no table holds, or of a table that says of none what it is: one verdict for all that are alike.


def judge_above(lines: Iterable[NumberedRow], titles: TitleRows, result: FileRows) -> None:
    """Give their verdict to the lines over a table: blank, a title or a legend, or what may be devices."""
    telling = (REJECTED, "above_titles"), (IGNORED, "before_titles")
    _judge_alike(lines, lambda cells: telling[0] if titles.looks_like_devices(cells) else telling[1], result)


def give_all(given: tuple[str, str], result: FileRows, stacked: Stacked) -> None:
    """Give the written rows of a table one verdict: nothing says how to read them, or none is a device."""
    rows = chain.from_iterable(zip(*batch, strict=True) for batch in stacked.batches)
    _judge_alike(rows, lambda _: given, result)


def _judge_alike(
    rows: Iterable[NumberedRow], verdict: Callable[[list[str]], tuple[str, str]], result: FileRows
) -> None:
    found: dict[tuple[str, str], array[int]] = {}
    for line, cells in rows:
        found.setdefault(verdict(cells) if _written(cells) else (IGNORED, "blank"), array("I")).append(line)
        result.read += 1
    result.groups += [Group(verdict, why, "", result.key, numbers, 0.0) for (verdict, why), numbers in found.items()]
