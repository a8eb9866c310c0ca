"""Totals of a sheet as constraints: which of its rows are the sums of others, and whether what is read comes to them."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from math import fsum, inf
from operator import itemgetter
from typing import Final, NamedTuple

from snr_cli.inputs.inventory.records import COUNTED, Batch, Group, Total
from snr_cli.inputs.inventory.shapes import SUBTOTAL, SUMS_ABOVE, tells_total
from snr_cli.inputs.inventory.values import BLANKS, fold, parse_number, plain, singular

READINGS: Final = ("above", "below", "none")  # where subtotals stand beside the rows that they sum, as a person says it
MOST: Final = 20_000  # rows of a table that is looked at: a sheet with subtotals is shorter
_WAITING: Final = 8  # batches without a row that may be a subtotal, kept for one to come
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
    line: int
    number: float
    bare: bool  # nothing but its type and its place says what it is
    place: tuple[str, ...]
    indent: int
    cells: tuple[str, ...]


class Totals:
    """Keeps the rows of a table that has quantities, as long as one of them may be a subtotal; reads them once all are there."""

    def __init__(
        self,
        places: Mapping[str, int],
        pick: Callable[[list[str]], tuple[str, ...]],
        typed: Callable[[tuple[str, ...]], str],
        answer: str,
        kinds: Callable[[], frozenset[str]],
    ) -> None:
        """Watch a table.

        Args:
            places: its columns by role.
            pick: gives the cells of a row that say what it is.
            typed: gives the type of such cells.
            answer: where a person says that subtotals stand (`READINGS`).
            kinds: gives the words of types.
        """
        self.own = [
            places[role] for role in ("manufacturer", "model", "serial", "name", "user", "owner") if role in places
        ]
        self.labels = [places[role] for role in ("kind", "model") if role in places]
        self.where = [places[role] for role in ("entity", "site") if role in places]
        self.quantity, self.pick, self.typed, self.kinds = places.get("quantity", -1), pick, typed, kinds
        self.answer = answer
        self.batches: list[Batch] | None = [] if self.quantity >= 0 and self.labels else None
        self.count, self.may_sum = 0, False
        self.said = list[tuple[int, float]]()  # the totals of the sheet: line, number

    def look(self, lines: Sequence[int], rows: list[list[str]]) -> None:
        """Keep a batch."""
        if self.batches is None:
            return
        self.batches.append((lines, rows))
        self.count += len(rows)
        self.may_sum = self.may_sum or any(map(self._is_bare, rows))
        if self.count > MOST or (not self.may_sum and len(self.batches) > _WAITING):
            self.batches = None

    def _is_bare(self, cells: Sequence[str]) -> bool:
        return all(index >= len(cells) or fold(cells[index]) in BLANKS for index in self.own)

    def problems(self, sums: Collection[int], *, crossed: bool) -> dict[int, str]:
        """Return what the rows turn out to be, by line: subtotals (or what they hold already), to confirm, or rows like others.

        Args:
            sums: the lines of rows that seem sums of those of their type.
            crossed: the table is a column of a matrix, which says itself what the rows are.
        """
        rows = list(self._rows())
        self.batches = None
        if crossed:
            return {}
        whole = max((number for _, number in self.said), default=None)
        flat = fsum(row.number for row in rows)
        if self.answer == "none" or (whole == flat and not self.answer):
            return dict.fromkeys(sums, "")
        readings = sorted(self._readings(rows, whole), key=itemgetter(0), reverse=True)
        best = [found for evidence, found, _ in readings if evidence == readings[0][0]]
        if best and readings[0][2] and all(found.keys() == best[0].keys() for found in best):
            self.said += [] if self.said else [self._top(rows, best[0])]
            kept = set(self._kept(best[0], rows))
            return {row.line: "" if rank in kept else SUBTOTAL for rank, row in enumerate(rows)}
        seem = {*sums, *self._alone(rows)} | {rows[head].line for found in best for head in found}
        rest = flat - fsum(row.number for row in rows if row.line in seem)
        return dict.fromkeys(seem, SUBTOTAL if rest == whole else SUMS_ABOVE)

    def _rows(self) -> Iterator[_Row]:
        """Give the rows that say a number; the totals are kept apart."""
        for line, cells in (
            (line, cells) for lines, rows in self.batches or () for line, cells in zip(lines, rows, strict=True)
        ):
            number = parse_number(cells[self.quantity]) if self.quantity < len(cells) else None
            written = [cell for cell in cells if cell.strip()]
            if tells_total(cells) or (number and len(written) == 1):
                if number is None and len(cells) <= self.quantity and written:  # a row cut short
                    number = parse_number(written[-1])
                if number and (len(written) == 1 or "tota" in fold(written[0])):
                    self.said.append((line, number))
            elif (
                number is not None
                and number > 0
                and len(cells) > max(*self.labels, *self.own, *self.where, self.quantity)
            ):
                label = next((cells[index] for index in self.labels if cells[index].strip()), "")
                place = tuple(cells[index].strip() for index in self.where)
                indent = len(label) - len(label.lstrip())
                yield _Row(line, number, self._is_bare(cells), place, indent, self.pick(cells))

    def _readings(self, rows: Sequence[_Row], whole: float | None) -> Iterator[tuple[tuple[int, ...], Tree, bool]]:
        """Give the trees that the rows may be: what speaks for each, the tree, whether it is proved unless as much speaks for another."""
        numbers = [row.number for row in rows]
        for where in READINGS[:2] if not self.answer else (self.answer,):
            for tree in trees(numbers if where == "above" else numbers[::-1]):
                found = tree if where == "above" else below(tree, len(rows))
                pairs = [(rows[head], rows[row]) for head in found for row in found[head]]
                if not all(head.bare and head.place in (("",) * len(head.place), row.place) for head, row in pairs):
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

    def _kept(self, tree: Tree, rows: Sequence[_Row]) -> Iterator[int]:
        """Give the rows that say each device once: the last of a tree, or the subtotal that says a type where one of them says none."""

        def kept(rank: int) -> tuple[list[int], bool]:
            known = bool(self.typed(rows[rank].cells))
            parts = list(map(kept, tree.get(rank, ())))
            if not parts or (known and not all(said for _, said in parts)):
                return [rank], known
            return [row for found, _ in parts for row in found], all(said for _, said in parts)

        under = {row for found in tree.values() for row in found}
        for head in tree.keys() - under:
            yield from kept(head)[0]

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
        label = next(filter(str.strip, row.cells), "")
        return row.bare and self.kinds().issuperset(singular(plain(label)).split())

    def held(self, groups: Iterable[Group]) -> list[Total]:
        """Return the totals of the sheet, each beside what was read: of all its rows, or of those since or up to another total."""
        counts = [(group, group.units / group.rows) for group in groups if group.units]
        lines = sorted(line for line, _ in self.said)[:_MOST_TOLD]
        found = list[Total]()
        for line, said in sorted(self.said)[:_MOST_TOLD]:
            before, after = (
                max((at for at in lines if at < line), default=0),
                min((at for at in lines if at > line), default=inf),
            )
            spans = [(0, inf), (0, line), (before, line), (line, after), (line, inf)]
            read = [_between(counts, *span) for span in spans]
            last = 0 if line == lines[-1] else 2
            found.append(Total(line, said, *next((pair for pair in read if pair[0] == said), read[last])))
        return found


def _between(counts: Iterable[tuple[Group, float]], start: float, end: float) -> tuple[float, float]:
    """Return the devices that rows say between two lines, and those of them that count."""
    within = [
        (group, each * (bisect_left(group.lines, end) - bisect_left(group.lines, start))) for group, each in counts
    ]
    return fsum(map(itemgetter(1), within)), fsum(units for group, units in within if group.verdict == COUNTED)
