"""Rows that seem the sum of those above: a type again, its number, and nothing else of what the others say."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Final

from snr_cli.inputs.inventory.spelling import plain, singular
from snr_cli.inputs.inventory.values import BLANKS, fold, parse_number

SUMS_ABOVE: Final = "sums_above"
# roles whose cells tell devices apart, which the row of a subtotal leaves blank; a subtotal may be that of a place
_OWN: Final = ("manufacturer", "model", "serial", "name", "user", "owner", "purchase_date")
_PLACES: Final = ("entity", "site")
_says_all: Final = re.compile(r"(?:tous|toutes)\b").match
_says_sum: Final = re.compile(r"(?:nombre|nb|nbre|soit|tous|toutes)\b").match
_KEPT: Final = 20_000


class _Run:
    """Rows that follow one another and are alike: how many devices they say, and whether one says more than its type."""

    __slots__ = ("key", "more", "number")

    def __init__(self) -> None:
        self.begin(None)

    def begin(self, key: object) -> None:
        self.key, self.number, self.more = key, 0.0, False


class Subtotals:
    """Watches the rows of a table that has quantities; keeps sums, not the rows: of those that follow one another, of all."""

    def __init__(
        self,
        places: Mapping[str, int],
        typed: Callable[[tuple[str, ...]], str],
        unread: Iterable[int] = (),
    ) -> None:
        """Watch a table.

        Args:
            places: its columns by role.
            typed: gives the type of a cell of type, alone: that of a model may be another.
            unread: columns without a role whose cells tell one row from another.
        """
        self.own = [places[role] for role in _OWN if role in places] + list(unread)
        self.where = [places[role] for role in _PLACES if role in places]
        self.kind, self.quantity = places.get("kind", -1), places.get("quantity", -1)
        self.watches = min(self.kind, self.quantity) >= 0 and bool(self.own or self.where)
        self.width = max(self.kind, self.quantity, *self.own, *self.where) if self.watches else 0
        self.typed = typed
        self.of_type, self.of_place = _Run(), _Run()
        self.among = False  # the row before seems a sum
        self.every: dict[tuple[str, ...], _Run] = {}  # of the whole table, by type, and by type and place
        self._types: dict[str, tuple[str, bool]] = {}
        self._numbers: dict[str, float] = {}
        self._none: dict[str, bool] = {}

    def look(self, lines: Sequence[int], rows: list[list[str]]) -> set[int]:
        """Look at a batch; return the lines of the rows that seem sums."""
        if not self.watches:
            return set()
        start, width = self._start(rows), self.width
        self._add(rows[:start])
        found = set[int]()
        for line, cells in zip(lines[start:], rows[start:], strict=True):
            self.among = len(cells) > width and bool(cells[self.kind]) and self._is_sum(cells)
            if self.among:
                found.add(line)
        return found

    def _add(self, rows: list[list[str]]) -> None:
        """Add to the sums of the table rows that are none, of which a cell tells each device from another."""
        if not rows:
            return
        picked = itemgetter(self.kind, self.quantity, *self.where)
        for (cell, quantity, *at), count in Counter(map(picked, rows)).items():
            kind, said = self._type(cell)
            for key in [(kind,), (kind, *at)] if any(at) else [(kind,)]:
                run = self._of_table(*key)
                run.number += self._number(quantity) * count
                run.more = run.more or not said

    def _start(self, rows: list[list[str]]) -> int:
        """Return the rank of the first row of a batch that needs a look.

        Where a column tells each device from another, none is a sum, and rows to come can only be the sum of those alike at
        the end: they are looked at from the row before them, which parts them from those above.
        """
        if (
            not rows
            or min(map(len, rows)) <= self.width
            or not any(self._tells_apart(rows, index) for index in self.own)
        ):
            return 0
        kinds = list(map(itemgetter(self.kind), rows))
        if "" in kinds:
            return 0
        types = {kind: self._type(kind)[0] for kind in dict.fromkeys(kinds)}
        last = types[kinds[-1]]
        return next((rank for rank in range(len(kinds) - 1, -1, -1) if types[kinds[rank]] != last), 0)

    def _tells_apart(self, rows: list[list[str]], index: int) -> bool:
        return not any(map(self._says_none, set(map(itemgetter(index), rows))))

    def _is_sum(self, cells: list[str]) -> bool:
        """Say whether a row seems the sum of those above; else it joins them."""
        kind, said = self._type(cells[self.kind])
        number = self._number(cells[self.quantity])
        own = [cells[index] for index in self.own]
        bare = all(map(self._says_none, own))
        said = said or (bare and any(map(_says_all, map(fold, own))))
        at = [cells[index] for index in self.where]
        whole, part = self.of_type, self.of_place
        if whole.key != kind:
            whole.begin(kind)
            part.begin(at)
        elif part.key != at:
            part.begin(at)
        placed = any(at)
        above = part if placed else whole
        if bare and number > 1 and above.more and (said or number == above.number):
            above.begin(above.key)
            return True
        every = self.every.get((kind, *at) if placed else (kind,))
        several = number > 1 or (number and self.among)
        if bare and several and every is not None and every.more and (said or number == every.number):
            return True  # the sums may be gathered under all the rows
        more = (placed or not bare) and not said, not (bare or said)
        runs = whole, part, self._of_table(kind), *([self._of_table(kind, *at)] if placed else [])
        for run, tells in zip(runs, (*more, *more), strict=False):
            run.number += number
            run.more = run.more or tells
        return False

    def _of_table(self, *key: str) -> _Run:
        """Return the sum of the rows of a type, or of a type in a place; those of a table of too many are not kept."""
        found = self.every.get(key)
        if found is None:
            found = _Run()
            if len(self.every) < _KEPT:
                self.every[key] = found
        return found

    def _says_none(self, cell: str) -> bool:
        """Say whether a cell tells no device from another: blank, or « Tous modèles »."""
        if not cell:
            return True
        found = self._none.get(cell)
        if found is None:
            if len(self._none) > _KEPT:
                self._none.clear()
            text = fold(cell)
            found = self._none[cell] = text in BLANKS or bool(_says_all(text))
        return found

    def _type(self, cell: str) -> tuple[str, bool]:
        """Return the type that a cell says, and whether it says that it counts several rows."""
        found = self._types.get(cell)
        if found is None:
            if len(self._types) > _KEPT:
                self._types.clear()
            kind = self.typed((cell,)) or singular(plain(cell))
            found = self._types[cell] = kind, bool(_says_sum(fold(cell)))
        return found

    def _number(self, cell: str) -> float:
        found = self._numbers.get(cell)
        if found is None:
            if len(self._numbers) > _KEPT:
                self._numbers.clear()
            found = self._numbers[cell] = parse_number(cell) or 0.0
        return found
