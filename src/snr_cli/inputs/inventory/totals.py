"""Totals of a sheet as constraints: which of its rows are the sums of others, and whether what is read comes to them."""

import re
from array import array
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from math import fsum, inf, prod
from operator import attrgetter, itemgetter
from typing import Any, Final, NamedTuple

from snr_cli.inputs.inventory.recognition import SURE, Guess
from snr_cli.inputs.inventory.records import COUNTED, Group, Total
from snr_cli.inputs.inventory.shapes import SHAPES, SUBTOTAL, SUMS_ABOVE
from snr_cli.inputs.inventory.values import BLANKS, Remembered, fold, parse_number, plain, singular

READINGS: Final = ("above", "below", "none")  # where subtotals stand beside the rows that they sum, as a person says it
MOST: Final = 20_000  # rows of a table that is looked at: a sheet with subtotals is shorter
_OWN: Final = ("manufacturer", "model", "serial", "name", "user", "owner", "purchase_date")
_LABELS: Final = ("kind", "model")
_KEPT: Final = 20_000  # cells remembered of own columns: two megabytes at most
_says_all: Final = re.compile(r"(?:tous|toutes)\b").match
_says_sum: Final = re.compile(r"(?:nombre|nb|nbre|soit|tous|toutes)\b").match
_LEVELS: Final = 3  # a site, a type, its models: no sheet met has more
_GROUPS: Final = (
    2  # subtotals of two rows at least that prove a reading: one is often chance (11 sums of 69, in 17 columns)
)
_CHANCE: Final = (
    1_000  # numbers fit by chance less often than that: each subtotal has as many others to be as it counts devices
)


def answer_of(header: Iterable[str], answers: Mapping[str, str]) -> str:
    """Return where a person says that the subtotals of a table stand, by the title of one of its columns."""
    told = {fold(title): where for title, where in answers.items()}
    return next((told[name] for name in map(fold, header) if name in told), "")


Tree = dict[int, list[int]]  # the rank of a subtotal → those of the rows right under it


def trees(numbers: Sequence[float]) -> Iterator[Tree]:
    """Give the ways in which each row is a subtotal or under one that stands over it, none left: of few levels first.

    Sums of positive numbers only grow: where the rows of a subtotal end is known without trying.
    """
    ends = [list(range(1, len(numbers) + 1)), one_level(numbers)]
    for level in range(1, _LEVELS + 1):
        if level == len(ends):
            ends.append([_end(numbers, ends[-1], rank) for rank in range(len(numbers))])
        found = Tree()
        under = _steps(ends[level], 0, len(numbers))
        for depth in range(level, 0, -1):
            found |= {head: _steps(ends[depth - 1], head + 1, ends[depth][head]) for head in under}
            under = [row for head in under for row in found[head]]
        if found:
            yield found


def one_level(numbers: Sequence[float]) -> list[int]:
    """Return where the rows end whose sum is that of the row over them; 0 where there are none."""
    prefix = list(accumulate(numbers, initial=0.0))
    at = {total: rank for rank, total in enumerate(prefix)}
    ends = [at.get(prefix[rank + 1] + mine, 0) for rank, mine in enumerate(numbers)]
    return [end if end > rank + 1 else 0 for rank, end in enumerate(ends)]


def _end(numbers: Sequence[float], ends: Sequence[int], rank: int) -> int:
    total, at = 0.0, rank + 1
    while total < numbers[rank] and at < len(numbers) and ends[at]:
        total, at = total + numbers[at], ends[at]
    return at if total == numbers[rank] else 0


def _steps(ends: Sequence[int], start: int, stop: int) -> list[int]:
    """Return the rows that follow one another up to a place; none when they do not come to it."""
    found, at = list[int](), start
    while at < stop and ends[at]:
        found.append(at)
        at = ends[at]
    return found if at == stop else []


def below(tree: Tree, count: int) -> Tree:
    """Return a tree of rows read from the last to the first."""
    return {count - 1 - head: [count - 1 - row for row in rows] for head, rows in tree.items()}


def groups_in(tree: Tree) -> int:
    """Count the subtotals of two rows at least."""
    return sum(len(rows) > 1 for rows in tree.values())


class _Row(NamedTuple):
    """What a row says: how many devices, of which type, where."""

    line: int
    number: float
    bare: bool  # nothing but its type and its place says what it is
    cells: tuple[str, ...]
    label: str
    kind: str
    counts: bool  # « Nombre de portables »
    place: tuple[str, str]
    indent: int


class Totals:
    """Watches the rows of a table that has quantities; says which are sums of others, once all are there."""

    def __init__(
        self,
        places: Mapping[str, int],
        roles: Sequence[str],
        guessed: Callable[[tuple[str, ...]], Guess | None],
        answer: str,
        kinds: Callable[[], frozenset[str]],
        unread: Iterable[int] = (),
    ) -> None:
        """Watch a table.

        Args:
            places: its columns by role.
            roles: of the cells of a key.
            guessed: gives what such cells are.
            answer: where a person says that subtotals stand (`READINGS`).
            kinds: gives the words of types.
            unread: columns without a role whose cells tell one row from another.
        """
        # what tells devices apart, and the row of a subtotal leaves blank; a subtotal may be that of a place
        self.own = [places[role] for role in _OWN if role in places] + list(unread)
        self.ranks = {role: rank for rank, role in enumerate(roles)}
        self.watches = "quantity" in self.ranks and not {"kind", "model"}.isdisjoint(roles)
        self.guessed, self.answer, self.kinds, self.apart = guessed, answer, kinds, bool(unread)
        self.bare, self.count = set[int](), 0
        self.told = bool(self.own) or not {"entity", "site"}.isdisjoint(places)
        self.said = deque[tuple[int, float]](maxlen=MOST)  # the totals of the sheet: line, number
        # whether a cell tells no device from another: blank, or « Tous modèles »
        self.none = Remembered[str, bool](lambda cell: fold(cell) in BLANKS or bool(_says_all(fold(cell))), _KEPT)

    def look(self, lines: Sequence[int], rows: list[list[str]]) -> Collection[int]:
        """Return the lines of a batch that may be subtotals; none where a column tells each device from another."""
        self.count += len(rows)
        # rows that only a type and a number tell: a sheet of subtotals is shorter
        self.watches = self.watches and (self.told or self.count <= MOST)
        if not self.watches:
            self.bare.clear()
            return ()
        try:
            if any(not any(map(self.none.__getitem__, set(map(itemgetter(index), rows)))) for index in self.own):
                return ()
        except IndexError:  # a short row
            pass
        found = {
            line
            for line, cells in zip(lines, rows, strict=True)
            if all(index >= len(cells) or self.none[cells[index]] for index in self.own)
        }
        self.bare |= found
        return found

    def problems(
        self,
        groups: Mapping[tuple[Any, ...], Sequence[int]],
        totals: Iterable[tuple[int, list[str]]],
        quantity: int | None,
    ) -> dict[int, str]:
        """Return what the rows turn out to be, by line: subtotals (or what they hold already), or to confirm.

        Args:
            groups: the rows, as they are folded: key → lines.
            totals: the rows that a word says to be totals.
            quantity: the column of quantities.
        """
        if quantity is None:
            return {}
        for line, cells in totals:  # of a row cut short, nobody knows which number is which
            number = parse_number(cells[quantity]) if quantity < len(cells) else None
            self.said.extend([(line, number)] if number and "tota" in fold(next(filter(str.strip, cells))) else [])
        rows = list(self._rows(groups)) if self.bare else []
        if not self.watches or not rows or self.answer == "none":
            return {}
        flat = is_flat([row.number for row in rows], [row.line for row in rows], sorted(self.said))
        whole = self._whole(rows)
        readings = (
            sorted(self._readings(rows, whole, flat), key=itemgetter(0), reverse=True) if self._is_short(rows) else []
        )
        best = [found for evidence, found, _ in readings if evidence == readings[0][0]]
        proved = bool(best) and readings[0][2] and all(found.keys() == best[0].keys() for found in best)
        if proved and not flat:
            self.said.extend([] if self.said else [self._top(rows, best[0])])
            kept = self._kept(best[0], rows)
            return {row.line: SUBTOTAL for rank, row in enumerate(rows) if rank not in kept}
        if flat and not self.answer:  # the total of a sheet holds its subtotals too
            return {rows[head].line: SUMS_ABOVE for head in best[0]} if proved else {}
        seem = {row.line for row in self._summed(rows)}
        seem |= set(self._alone(rows)) if self._is_short(rows) else set()
        rest = fsum(row.number for row in rows) - fsum(row.number for row in rows if row.line in seem)
        why = SUBTOTAL if self.answer or (rest == whole and not best) else SUMS_ABOVE
        return dict.fromkeys(seem.union(rows[head].line for found in best for head in found), why)

    def _is_short(self, rows: Sequence[_Row]) -> bool:
        return len(rows) <= MOST and not self.apart

    def _whole(self, rows: Sequence[_Row]) -> float | None:
        """Return the largest total of the sheet, when it stands before all rows or after; one among them is that of some."""
        line, number = max(self.said, key=itemgetter(1), default=(0, None))
        return None if rows[0].line < line < rows[-1].line else number

    def _rows(self, groups: Mapping[tuple[Any, ...], Sequence[int]]) -> Iterator[_Row]:
        """Give the rows that say a number, in order; one that says nothing else is a total."""
        said = list[_Row]()
        at = array("L", bytes(array("L").itemsize * (1 + max(max(lines) for lines in groups.values()))))
        for (cells, _, _, entity, site, problem), lines in groups.items():
            number = parse_number(cells[self.ranks["quantity"]]) if cells and problem not in SHAPES else None
            if number is None or number <= 0:
                continue
            if not any(map(str.strip, (*cells, entity, site)[: self.ranks["quantity"]])) and sum(map(bool, cells)) == 1:
                self.said.extend((line, number) for line in lines)
                continue
            label = next(
                (cell for role, rank in self.ranks.items() if role in _LABELS and (cell := cells[rank]).strip()), ""
            )
            kind = cells[self.ranks["kind"]] if "kind" in self.ranks else ""
            told = (self._type((kind,)) or singular(plain(kind))) if kind else ""
            said.append(
                _Row(
                    0,
                    number,
                    False,
                    cells,
                    label,
                    told,
                    bool(_says_sum(fold(kind))),
                    (entity.strip(), site),
                    len(label) - len(label.lstrip()),
                )
            )
            for line in lines:
                at[line] = len(said)
        for line, rank in enumerate(at):
            if rank:
                yield said[rank - 1]._replace(line=line, bare=line in self.bare)

    def _summed(self, rows: Iterable[_Row]) -> Iterator[_Row]:
        """Give the rows that seem the sum of all of their type before them, in their place or not."""
        # by type, and by type and place: how many devices, and whether a row says more than that
        sums = defaultdict[tuple[str, ...], tuple[float, bool]](lambda: (0.0, False))
        among = False
        for row in filter(attrgetter("kind"), rows):
            said = row.counts or (row.bare and any(map(_says_all, map(fold, row.cells))))
            placed = any(row.place)
            total, told = sums[(row.kind, *row.place) if placed else (row.kind,)]
            among = row.bare and told and (row.number > 1 or among) and (said or row.number == total)
            if among:
                yield row
                continue
            for key, more in ((row.kind,), placed or not row.bare), ((row.kind, *row.place), not row.bare):
                sums[key] = sums[key][0] + row.number, sums[key][1] or (more and not said)

    def _readings(
        self, rows: Sequence[_Row], whole: float | None, flat: bool
    ) -> Iterator[tuple[tuple[int | float, ...], Tree, bool]]:
        """Give the trees that the rows may be: what speaks for each, the tree, whether it is proved unless as much speaks for another."""
        numbers = [row.number for row in rows]
        guesses = [self.guessed(row.cells) for row in rows]
        for where in READINGS[:2] if not self.answer else (self.answer,):
            for tree in trees(numbers if where == "above" else numbers[::-1]):
                found = tree if where == "above" else below(tree, len(rows))
                pairs = [(head, row) for head in found for row in found[head]]
                if not all(rows[head].bare and rows[head].place in (("", ""), rows[row].place) for head, row in pairs):
                    continue
                fits = bool(self.answer) or self._top(rows, found)[1] == whole
                types = [(self._type(rows[head].cells), self._type(rows[row].cells)) for head, row in pairs]
                alike = [one == other for one, other in types if one and other]
                named = sum(self._is_over(rows[head], rows[row]) for head, row in pairs)
                denied = any(_differ(guesses[head], guesses[row]) for head, row in pairs)
                indented = all(rows[head].indent < rows[row].indent for head, row in pairs)
                groups = groups_in(found)
                sums = [rows[head].number for head, under in found.items() if len(under) > 1]
                rare = is_rare([*sums, whole or 0] if fits else sums)
                # all that a type is told of are subtotals, or none is: not the devices of one list
                apart = (rare or fits) and not alike and len({bool(guesses[head]) for head, _ in pairs}) == 1
                sure = indented or named * 2 > len(alike) or apart
                if (
                    fits
                    or (named == len(alike) > (numbers[0] < 2))
                    or (groups >= _GROUPS and (rare or not denied))
                    or (groups and sure)
                ):
                    proved = not denied and (
                        (fits and (sure or rare)) or ((flat or not self.said) and sure and groups >= _GROUPS)
                    )
                    yield (fits, indented, 2 * named - len(alike), rare), found, bool(self.answer) or proved

    def _type(self, cells: tuple[str, ...]) -> str:
        guess = self.guessed(cells)
        return guess.type if guess else ""

    def _is_over(self, head: _Row, row: _Row) -> bool:
        """Say whether a row says the type of another and less: it is its word alone, or says no place."""
        less = self._is_word(head) > self._is_word(row) or any(row.place) > any(head.place)
        return less and self._is_word(head) and self._type(head.cells) == self._type(row.cells) != ""

    def _top(self, rows: Sequence[_Row], tree: Tree) -> tuple[int, float]:
        """Return the line of the first subtotal of a tree, and the sum of those that are under none."""
        under = {row for found in tree.values() for row in found}
        heads = [rows[head] for head in sorted(tree.keys() - under)]
        return heads[0].line, fsum(head.number for head in heads)

    def _kept(self, tree: Tree, rows: Sequence[_Row]) -> set[int]:
        """Return the rows that say each device once: the last of a tree, or the subtotal that says a type where one of them says none."""
        typed = [bool(self.guessed(row.cells)) for row in rows]
        kept = set(range(len(rows))) - tree.keys()
        for head, under in reversed(tree.items()):  # from the last level up
            if typed[head] and kept.issuperset(under) and not all(map(typed.__getitem__, under)):
                kept = kept.difference(under) | {head}
        return kept

    def _alone(self, rows: Sequence[_Row]) -> Iterator[int]:
        """Give the lines of rows whose number is the sum of two rows beside or more, where the sheet says it of no other.

        They are words of a type and those beside are all of it, one with more than its words; unless a person says that there are some.
        """
        for some in (rows,) * (self.answer != "below") + (rows[::-1],) * (self.answer != "above"):
            for rank, end in enumerate(one_level([row.number for row in some])):
                head, under = some[rank], some[rank + 1 : end]
                if not head.bare or not (len(under) > 1 or (self.answer and under and self._is_over(head, under[0]))):
                    continue
                kind, guess = self._type(head.cells), self.guessed(head.cells)
                alike = kind and {self._type(row.cells) for row in under} == {kind} and self._is_word(head)
                if (alike and not all(map(self._is_word, under))) or (
                    self.answer and not any(_differ(guess, self.guessed(row.cells)) for row in under)
                ):
                    yield head.line

    def _is_word(self, row: _Row) -> bool:
        return row.bare and self.kinds().issuperset(singular(plain(row.label)).split())

    def held(self, groups: Iterable[Group]) -> list[Total]:
        """Return the totals of the sheet, each beside what was read: of all its rows, or of those since or up to another total."""
        said, read = sorted(self.said), _Reads([line for line, _ in self.said], groups)
        ends = [0, *(line for line, _ in said), inf]
        found = list[Total]()
        for rank, (line, number) in enumerate(said, 1):
            spans = (0, inf), (0, line), (ends[rank - 1], line), (line, ends[rank + 1]), (line, inf)
            pairs = [read.between(*span) for span in spans]
            otherwise = pairs[0 if rank == len(said) else 2]
            found.append(Total(line, number, *next((pair for pair in pairs if pair[0] == number), otherwise)))
        return found


class _Reads:
    """The devices that rows say, and those of them that count, between the lines of totals."""

    def __init__(self, lines: Iterable[int], groups: Iterable[Group]) -> None:
        self.lines = sorted(lines)
        sums = [[0.0] * (len(self.lines) + 2) for _ in range(2)]
        for group in groups if self.lines else ():
            for line in group.lines if group.units else ():
                at = bisect_left(self.lines, line) + 1
                for counted in range(1 + (group.verdict == COUNTED)):
                    sums[counted][at] += group.units / group.rows
        self.read, self.counted = (list(accumulate(each)) for each in sums)

    def between(self, start: float, end: float) -> tuple[float, float]:
        """Return both, since a line and before another."""
        first, last = bisect_left(self.lines, start) + (start > 0), bisect_left(self.lines, end) + 1
        return self.read[last] - self.read[first], self.counted[last] - self.counted[first]


def is_flat(numbers: Sequence[float], lines: Sequence[int], said: Sequence[tuple[int, float]]) -> bool:
    """Say whether the totals of a sheet (line, number), if any, are each that of rows as they stand.

    Of all of them, of those before or after, or of those since or up to another total.
    """
    prefix = list(accumulate(numbers, initial=0.0))
    at = [0, *(bisect_left(lines, line) for line, _ in said), len(lines)]
    for (_, number), last, here, then in zip(said, at, at[1:], at[2:], strict=False):
        rest = prefix[-1] - prefix[here], prefix[here] - prefix[last], prefix[then] - prefix[here]
        if number not in (prefix[-1], prefix[here], *rest):
            return False
    return bool(said)


def is_rare(numbers: Iterable[float]) -> bool:
    """Say whether numbers are those of subtotals by no chance: they are large, or many."""
    return prod(number + 1 for number in numbers) >= _CHANCE


def _differ(one: Guess | None, other: Guess | None) -> bool:
    """Say whether two rows are surely of two types."""
    return (
        one is not None
        and other is not None
        and one.type != other.type
        and min(one.confidence, other.confidence) >= SURE
    )
