"""Totals of a sheet as constraints: which of its rows are the sums of others, and whether what is read comes to them."""

import re
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from math import fsum, inf
from operator import attrgetter, itemgetter
from typing import Any, Final, NamedTuple

from snr_cli.inputs.inventory.records import COUNTED, Group, Total
from snr_cli.inputs.inventory.shapes import SHAPES, SUBTOTAL, SUMS_ABOVE
from snr_cli.inputs.inventory.values import BLANKS, Remembered, fold, parse_number, plain, singular

READINGS: Final = ("above", "below", "none")  # where subtotals stand beside the rows that they sum, as a person says it
MOST: Final = 20_000  # rows of a table that is looked at: a sheet with subtotals is shorter
_OWN: Final = ("manufacturer", "model", "serial", "name", "user", "owner", "purchase_date")
_LABELS: Final = ("kind", "model")
_KEPT: Final = 20_000
_says_all: Final = re.compile(r"(?:tous|toutes)\b").match
_says_sum: Final = re.compile(r"(?:nombre|nb|nbre|soit|tous|toutes)\b").match
_LEVELS: Final = 3
_GROUPS: Final = 2  # subtotals of two rows at least that prove a reading
_PROOF: Final = 12  # rows from which on numbers do not fit by chance
_MOST_TOLD: Final = 50


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
        typed: Callable[[tuple[str, ...]], str],
        answer: str,
        kinds: Callable[[], frozenset[str]],
        unread: Iterable[int] = (),
    ) -> None:
        """Watch a table.

        Args:
            places: its columns by role.
            roles: of the cells of a key.
            typed: gives the type of such cells.
            answer: where a person says that subtotals stand (`READINGS`).
            kinds: gives the words of types.
            unread: columns without a role whose cells tell one row from another.
        """
        # what tells devices apart, and the row of a subtotal leaves blank; a subtotal may be that of a place
        self.own = [places[role] for role in _OWN if role in places] + list(unread)
        self.ranks = {role: rank for rank, role in enumerate(roles)}
        self.watches = "quantity" in self.ranks and not {"kind", "model"}.isdisjoint(roles)
        self.typed, self.answer, self.kinds, self.apart = typed, answer, kinds, bool(unread)
        self.bare, self.count = set[int](), 0
        self.told = bool(self.own) or not {"entity", "site"}.isdisjoint(places)
        self.said = list[tuple[int, float]]()  # the totals of the sheet: line, number
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
            self.said += [(line, number)] if number and "tota" in fold(next(filter(str.strip, cells))) else []
        rows = list(self._rows(groups)) if self.bare else []
        whole = max((number for _, number in self.said), default=None)
        flat = fsum(row.number for row in rows)
        if not self.watches or not rows or self.answer == "none" or (whole == flat and not self.answer):
            return {}
        seem = {row.line for row in self._summed(rows)}
        if len(rows) <= MOST and not self.apart:
            readings = sorted(self._readings(rows, whole), key=itemgetter(0), reverse=True)
            best = [found for evidence, found, _ in readings if evidence == readings[0][0]]
            if best and readings[0][2] and all(found.keys() == best[0].keys() for found in best):
                self.said += [] if self.said else [self._top(rows, best[0])]
                kept = self._kept(best[0], rows)
                return {row.line: SUBTOTAL for rank, row in enumerate(rows) if rank not in kept}
            seem |= {rows[head].line for found in best for head in found} | set(self._alone(rows))
        rest = flat - fsum(row.number for row in rows if row.line in seem)
        return dict.fromkeys(seem, SUBTOTAL if rest == whole else SUMS_ABOVE)

    def _rows(self, groups: Mapping[tuple[Any, ...], Sequence[int]]) -> Iterator[_Row]:
        """Give the rows that say a number, in order; one that says nothing else is a total."""
        said = list[_Row]()
        at = array("L", bytes(array("L").itemsize * (1 + max(max(lines) for lines in groups.values()))))
        for (cells, _, _, entity, site, problem), lines in groups.items():
            number = parse_number(cells[self.ranks["quantity"]]) if cells and problem not in SHAPES else None
            if number is None or number <= 0:
                continue
            if not any(map(str.strip, (*cells, entity, site)[: self.ranks["quantity"]])) and sum(map(bool, cells)) == 1:
                self.said += [(line, number) for line in lines]
                continue
            label = next(
                (cell for role, rank in self.ranks.items() if role in _LABELS and (cell := cells[rank]).strip()), ""
            )
            kind = cells[self.ranks["kind"]] if "kind" in self.ranks else ""
            told = (self.typed((kind,)) or singular(plain(kind))) if kind else ""
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

    def _readings(self, rows: Sequence[_Row], whole: float | None) -> Iterator[tuple[tuple[int, ...], Tree, bool]]:
        """Give the trees that the rows may be: what speaks for each, the tree, whether it is proved unless as much speaks for another."""
        numbers = [row.number for row in rows]
        for where in READINGS[:2] if not self.answer else (self.answer,):
            for tree in trees(numbers if where == "above" else numbers[::-1]):
                found = tree if where == "above" else below(tree, len(rows))
                pairs = [(rows[head], rows[row]) for head in found for row in found[head]]
                if not all(head.bare and head.place in (("", ""), row.place) for head, row in pairs):
                    continue
                fits = bool(self.answer) or self._top(rows, found)[1] == whole
                types = [
                    (self._is_word(head) > self._is_word(row), self.typed(head.cells), self.typed(row.cells))
                    for head, row in pairs
                ]
                alike = [one == other for _, one, other in types if one and other]
                named = sum(is_word and one == other != "" for is_word, one, other in types)
                groups = groups_in(found)
                indented = all(head.indent < row.indent for head, row in pairs)
                sure = fits or indented or named * 2 > len(alike) or (not alike and len(rows) >= _PROOF)
                each = len(alike) > 1 and named == len(
                    alike
                )  # every subtotal is a type, and the rows under it are models
                if fits or each or (groups and sure) or (groups >= _GROUPS and (all(alike) or len(rows) >= _PROOF)):
                    evidence = fits, indented, 2 * named - len(alike)
                    yield evidence, found, fits or (whole is None and sure and groups >= _GROUPS)

    def _top(self, rows: Sequence[_Row], tree: Tree) -> tuple[int, float]:
        """Return the line of the first subtotal of a tree, and the sum of those that are under none."""
        under = {row for found in tree.values() for row in found}
        heads = [rows[head] for head in sorted(tree.keys() - under)]
        return heads[0].line, fsum(head.number for head in heads)

    def _kept(self, tree: Tree, rows: Sequence[_Row]) -> set[int]:
        """Return the rows that say each device once: the last of a tree, or the subtotal that says a type where one of them says none."""
        typed = [bool(self.typed(row.cells)) for row in rows]
        kept = set(range(len(rows))) - tree.keys()
        for head, under in reversed(tree.items()):  # from the last level up
            if typed[head] and kept.issuperset(under) and not all(map(typed.__getitem__, under)):
                kept = kept.difference(under) | {head}
        return kept

    def _alone(self, rows: Sequence[_Row]) -> Iterator[int]:
        """Give the lines of words of a type whose number is the sum of rows beside, all of this type, one with more than its words."""
        for some in (rows, rows[::-1]):
            for rank, end in enumerate(one_level([row.number for row in some])):
                if end > rank + 2 and some[rank].bare and self._is_word(some[rank]):
                    under, kind = some[rank + 1 : end], self.typed(some[rank].cells)
                    if (
                        kind
                        and {self.typed(row.cells) for row in under} == {kind}
                        and not all(map(self._is_word, under))
                    ):
                        yield some[rank].line

    def _is_word(self, row: _Row) -> bool:
        return row.bare and self.kinds().issuperset(singular(plain(row.label)).split())

    def held(self, groups: Iterable[Group]) -> list[Total]:
        """Return the totals of the sheet, each beside what was read: of all its rows, or of those since or up to another total."""
        counts = [(group, group.units / group.rows) for group in groups if group.units]
        said = sorted(self.said)[:_MOST_TOLD]
        ends = [0, *(line for line, _ in said), inf]
        found = list[Total]()
        for rank, (line, number) in enumerate(said, 1):
            spans = (0, inf), (0, line), (ends[rank - 1], line), (line, ends[rank + 1]), (line, inf)
            read = [_between(counts, *span) for span in spans]
            otherwise = read[0 if rank == len(said) else 2]
            found.append(Total(line, number, *next((pair for pair in read if pair[0] == number), otherwise)))
        return found


def _between(counts: Iterable[tuple[Group, float]], start: float, end: float) -> tuple[float, float]:
    """Return the devices that rows say between two lines, and those of them that count."""
    within = [
        (group, each * (bisect_left(group.lines, end) - bisect_left(group.lines, start))) for group, each in counts
    ]
    return fsum(map(itemgetter(1), within)), fsum(units for group, units in within if group.verdict == COUNTED)
