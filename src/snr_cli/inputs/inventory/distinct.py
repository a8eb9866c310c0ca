"""Rows → distinct rows: identical ones are folded, so that each is judged once; and rows under merged cells."""

from array import array
from bisect import bisect_right
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, compress, repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from snr_cli.inputs.inventory.dates import Dates
from snr_cli.inputs.inventory.judge import Judge
from snr_cli.inputs.inventory.recognition import JUDGED, TEXT_ROLES
from snr_cli.inputs.inventory.records import (
    COUNTED,
    MAX_COLUMNS,
    QUANTITY_MIXED,
    QUANTITY_SHARED,
    Batch,
    Double,
    Group,
    RowKey,
    TableError,
)
from snr_cli.inputs.inventory.seen import HOWS, Identity, Seen, bare_serial
from snr_cli.inputs.inventory.shapes import (
    SHAPES,
    SUMS_ABOVE,
    Remarks,
    any_summed,
    is_summed,
    is_total,
    may_be_summed,
    number_told,
    tells_total,
)
from snr_cli.inputs.inventory.totals import MOST
from snr_cli.inputs.inventory.values import Remembered, fold, parse_number
from snr_cli.model.grouped import in_groups

if TYPE_CHECKING:
    from snr_cli.inputs.sheets import Area

# Merged cells: over several rows, a text holds for each, a number of devices for all together; over a row, it is a title.

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
            yield (
                lines,
                [self._row(*numbered_row) for numbered_row in zip(lines, rows, strict=True)] if touched else rows,
            )

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


SAME_SERIAL: Final = 3  # rows of a file that may hold one serial number: beyond, it is a word put in its place
MET_VALUES: Final = 2000  # values kept of the columns that a filter reads


class DistinctRows:
    """Folds identical rows: key → lines. Shapes that are wrong become a `problem` in the key.

    A batch of sound rows is folded by functions of the standard library written in C, without a Python statement a cell;
    a batch with a blank line, a short row or a device seen before goes row by row.
    """

    def __init__(
        self,
        header: list[str],
        places: dict[str, int],
        judge: Judge,
        seen: Seen,
        file_number: int,
        remarks: Remarks,
        under: MergedRows,
        kept: Sequence[tuple[int, frozenset[str]]],
    ) -> None:
        self.header, self.full = header, len(header)
        self.width = self.full
        while self.width and not header[self.width - 1]:
            self.width -= 1
        self.usual = self.full  # cells that most rows have
        self.judged = judged = [places[role] for role in JUDGED if role in places]
        self.pick: Callable[[list[str]], tuple[str, ...]] = (
            itemgetter(*judged) if len(judged) > 1 else (lambda cells: tuple(cells[index] for index in judged))
        )
        self.titles, self.nothing = self.pick(header), tuple("" for _ in judged)
        self.texts = sum(role in places for role in TEXT_ROLES)  # the judged cells that rules recognise come first
        self.devices: set[tuple[str, ...]] = set()
        self.leading = next((index for index, name in enumerate(header) if name), 0)
        self.bought, self.gone = places.get("purchase_date"), places.get("retirement_date")
        self.dated = {"purchase_date": self.bought, "retirement_date": self.gone}
        self.entity, self.site = places.get("entity"), places.get("site")
        self.serial, self.titled = places.get("serial"), places.get("name")
        self.identity = Identity(places, seen, file_number, judge.type_of, lambda: judge.words.recognizer.kinds)
        # what was seen before, by what → its rows: they are given back when it turns out to identify none
        self.again: dict[tuple[str, int], list[tuple[RowKey, int, str]]] = {}
        self.gone_again: set[int] = set()  # lines of those that are in doubt: a remark says them gone
        self.remarks, self.under = remarks, under
        self.hosts = judge.how.hosts
        self.host = places.get("name") if self.hosts else None
        if self.host is not None:
            self.nothing = (*self.nothing, "")
        self.kept = kept
        self.dates = Dates(judge.result)
        self.sites = Remembered[str, str](
            lambda site: site.partition(" > ")[0].strip()
        )  # « Mairie > Étage 2 » → « Mairie »
        self.seen, self.file_number = seen, file_number
        self.groups = _Groups()
        self.totals = deque[tuple[int, list[str]]](maxlen=MOST)  # the last rows that a word says to be totals, by line
        self.count = 0
        self.met: set[tuple[str, str]] = set()

    def fold(self, lines: Sequence[int], rows: list[list[str]], doubts: Mapping[int, str]) -> None:
        """Fold a batch; `doubts`: the lines of the rows that may add nothing, and why."""
        self.count += len(rows)
        if not rows:
            return
        self.dates.look(rows, self.dated)
        if doubts or self.kept or self.identity.by_name or self.host is not None:
            self._one_by_one(lines, rows, doubts)
            return
        columns = _columns(rows)
        if len(columns) != self.full or any_summed(columns[self.leading]):
            self._one_by_one(lines, rows, doubts)
            return
        firsts = list(zip(*map(columns.__getitem__, self.judged), strict=True)) if self.judged else [()] * len(rows)
        if (
            self.remarks.any_told(rows)
            or self.under.any(lines, rows)
            or not self._are_devices(set(firsts))
            or not self._all_new(lines, columns)
        ):
            self._one_by_one(lines, rows, doubts)
            return
        none, blank = repeat(None), repeat("")
        years = none if self.bought is None else map(self.dates.years.__getitem__, columns[self.bought])
        pairs: Iterable[Any] = none
        if self.gone is not None:
            bought = blank if self.bought is None else columns[self.bought]
            pairs = map(self.dates.pairs.__getitem__, zip(bought, columns[self.gone], strict=False))
        entities = blank if self.entity is None else columns[self.entity]
        sites = blank if self.site is None else map(self.sites.__getitem__, columns[self.site])
        keys = zip(firsts, years, pairs, entities, sites, blank, strict=False)
        deque(map(array.append, map(self.groups.__getitem__, keys), lines), maxlen=0)
        self.dates.place(lines, rows, self.dated)

    def _are_devices(self, firsts: set[tuple[str, ...]]) -> bool:
        """Say whether rows all have a text to recognise: none is blank, a total, or the titles again."""
        fresh = firsts - self.devices
        if self.titles in fresh or not all(any(cells[: self.texts]) for cells in fresh):
            return False
        self.devices.update(map(self.groups.shared, fresh))
        return True

    def _all_new(self, lines: Sequence[int], columns: list[tuple[str, ...]]) -> bool:
        """Say whether no serial number of a batch was seen before; they are then all known."""
        if self.serial is None:
            return True
        written = list(map(hash, map(bare_serial, columns[self.serial])))
        serials = set(written)
        if len(serials) < len(written) or not serials.isdisjoint(self.seen.serials):
            return False
        self.seen.serials |= serials
        self.identity.rows.numbers.extend(written)
        self.identity.rows.lines.extend(lines)
        return True

    def _one_by_one(self, lines: Sequence[int], rows: list[list[str]], doubts: Mapping[int, str]) -> None:
        for line, given in zip(lines, rows, strict=True):
            cells = self.under.cells(given, line)
            if len(cells) == self.full:
                cells = self.under.apart(cells, line, self.pick)
            key = self.under.judged(self._key(cells, line), line)
            if key.problem == "seen":
                self._see(key, line, given)
                self.gone_again.update({line} & doubts.keys())
            elif line in doubts and not key.problem:
                key = key._replace(problem=doubts[line])
            self.groups[key].append(line)
        self.dates.place(lines, rows, self.dated)

    def _keeps(self, cells: list[str]) -> bool:
        """Say whether the filter keeps a row."""
        kept = True
        for index, values in self.kept:
            value, column = fold(cells[index]), "keep." + fold(self.header[index])
            if value in values or len(self.met) < MET_VALUES:
                self.met.add((column, value))
            kept = kept and value in values
        return kept

    def _see(self, key: RowKey, line: int, cells: list[str]) -> None:
        """Keep a row whose device was seen before; say it when what identified it is that of several devices.

        Rows with one serial number and one name are one device: an export joined with its software.
        """
        if self.remarks.problem(cells):
            self.gone_again.add(line)
        how = self.identity.how
        rows = self.again.setdefault(how, [])
        rows.append((key, line, "" if self.titled is None else fold(cells[self.titled])))
        if how[0] != "serial":
            several = len(rows) > 1
        else:
            several = len(rows) >= SAME_SERIAL and (rows[0][2] == "" or any(row[2] != rows[0][2] for row in rows))
        if several:
            self.seen.share(*how)

    def forget(self) -> None:
        """Forget what only serves to fold, once every row is: the memory it takes is for what is judged."""
        self.devices.clear()
        self.groups.known.clear()

    def give_back(self) -> None:
        """Count the rows set aside by what turned out to identify no device, doubt those of which one number tells nothing."""
        for shared, rows_of in self.under.mixed():
            self._move(shared, rows_of, QUANTITY_MIXED)
        shared_by = (rows for (how, key), rows in self.again.items() if self.seen.is_shared(how, key))
        for group, lines in in_groups((key, line) for rows in shared_by for key, line, _ in rows).items():
            self._move(group, lines, "")

    def tell(self, problems: Mapping[int, str]) -> None:
        """Give their problem to rows of a table once all are read, by line: to those that have none, or seem sums."""
        for key, lines in list(self.groups.items()) if problems else ():
            row = RowKey(*key)
            found = in_groups((problems[line], line) for line in lines if line in problems)
            for problem, moved in found.items() if row.problem in ("", SUMS_ABOVE) else ():
                if problem != row.problem:
                    self._move(row, moved, problem)

    def count_again(self, groups: Iterable[Group], counts: Callable[[RowKey], bool]) -> bool:
        """Count a row set aside because its number or its name was read before, when none of the rows it was read on counts.

        Args:
            groups: the rows of this table, judged.
            counts: says whether a row counts.

        Returns:
            Whether there is one.
        """
        seen, rows = self.seen, self.identity.rows
        if self.serial is None and not self.identity.by_name:
            return False
        aside = (group.lines for group in groups if group.verdict != COUNTED and group.reason != "seen")
        lines = frozenset(chain.from_iterable(aside))
        seen.uncounted.update(compress(rows.numbers, map(lines.__contains__, rows.lines)) if lines else ())
        if self.identity.by_name and lines:
            seen.aside.setdefault(self.file_number, []).append(array("I", sorted(lines)))
        freed: dict[RowKey, list[int]] = {}
        for (how, number), again in self.again.items() if seen.uncounted or seen.aside else ():
            if seen.is_shared(how, number) or not seen.is_uncounted(how, number):
                continue
            for row in again:
                if row[1] not in self.gone_again and counts(row[0]._replace(problem="")):
                    again.remove(row)
                    freed.setdefault(row[0], []).append(row[1])
                    seen.count(how, number, self.file_number, row[1])
                    break
        for group, freed_lines in freed.items():
            self._move(group, freed_lines, "")
        return bool(freed)

    def _move(self, key: RowKey, lines: Sequence[int], problem: str) -> None:
        """Take lines from a group to the one that differs from it by its problem."""
        kept = sorted((Counter(self.groups.pop(key)) - Counter(lines)).elements())
        if kept:
            self.groups[key].extend(kept)
        other = key._replace(problem=problem)
        self.groups[other] = array("I", sorted([*self.groups[other], *lines]))

    def doubles(self) -> list[Double]:
        """Return the rows set aside because their device was read before, and those that may be such."""
        found: list[Double] = []
        for how in HOWS:
            rows = {key: [line for _, line, _ in rows] for (by, key), rows in self.again.items() if by == how}
            rows = {key: lines for key, lines in rows.items() if not self.seen.is_shared(how, key)}
            first = self.seen.first(how, rows)
            found += [self.seen.double(how, line, first[key]) for key, lines in rows.items() for line in lines]
        found += [self.seen.double("alike", line, first[:2]) for line, first in self.identity.alike.items()]
        return sorted(found, key=lambda double: double.line)

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
            return "total" if is_total(written) or is_summed(written) else "short"
        spare = length > self.full and (length != self.usual or self.full > self.width)
        return "long" if spare or any(cell.strip() for cell in cells[self.full :]) else ""

    def _key(self, given: list[str], line: int) -> RowKey:
        cells = given
        if len(cells) != self.full:
            problem = self._shape(cells)
            if problem:
                self.totals += [(line, cells)] if problem == "total" else []
                return RowKey(self.nothing, None, None, "", "", problem)
            cells = (given + [""] * self.full)[: self.full]
        first = self.pick(cells)
        written = next((cell for cell in cells if cell.strip()), "")
        if may_be_summed(written) and is_summed(fold(written)):
            self.totals.append((line, cells))
            return RowKey(self.nothing, None, None, "", "", "total")
        if not any(first[: self.texts]) and (not written or is_total(fold(written))):
            self.totals += [(line, cells)] if written else []
            return RowKey(self.nothing, None, None, "", "", "total" if written else "blank")
        if first == self.titles and [cell.strip() for cell in cells] == self.header:
            return RowKey(self.nothing, None, None, "", "", "header_again")
        if self.kept and not self._keeps(cells):
            problem = "filtered"
        else:
            problem = "seen" if self.identity.is_seen(cells, first, line) else self.remarks.problem(cells)
        bought = "" if self.bought is None else cells[self.bought]
        if self.host is not None:
            first = (*first, cells[self.host].strip() if fold(cells[self.host]) in self.hosts else "")
        return RowKey(
            first,
            None if self.bought is None else self.dates.years[bought],
            None if self.gone is None else self.dates.pairs[bought, cells[self.gone]],
            "" if self.entity is None else cells[self.entity],
            "" if self.site is None else self.sites[cells[self.site]],
            problem,
        )


def _columns(rows: list[list[str]]) -> list[tuple[str, ...]]:
    """Return the columns of rows; none when rows are not of one length."""
    try:
        return list(zip(*rows, strict=True))
    except ValueError:
        return []


class _Groups(dict[tuple[Any, ...], "array[int]"]):
    """Key → lines. The texts of a new key are shared with those of other keys: a million rows must not fill the memory."""

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[Any, Any] = {}

    def __missing__(self, key: tuple[Any, ...]) -> "array[int]":
        cells, bought, gone, entity, site, problem = key
        entity = self.known.setdefault(entity, entity)
        self[self.shared(cells), bought, gone, entity, site, problem] = lines = array("I")
        return lines

    def shared(self, cells: tuple[str, ...]) -> tuple[str, ...]:
        """Return the tuple that stands for all that are equal, made of texts that each stand for theirs."""
        found: tuple[str, ...] | None = self.known.get(cells)
        if found is None:
            share = self.known.setdefault
            found = tuple([share(text, text) for text in cells])
            self.known[found] = found
        return found
