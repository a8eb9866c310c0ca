"""Which item of a list as written becomes which item of the list asked for; when two values are the same."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

NOT_ASKED: Final = object()  # an item as written that is asked for no more
ItemPair = tuple[int | None, Any]  # rank as written, None for a new item; the item asked for, or NOT_ASKED


class FollowedList(list[Any]):
    """A list asked for that knows which of its items were written, whatever became of their names.

    `tokens` goes with the items: the rank as written, a number under zero for a new one. Those written keep their order.
    """

    def __init__(self, items: Iterable[Any] = (), tokens: Iterable[int] | None = None) -> None:
        """Begin with items; without tokens, they are those written, in order."""
        super().__init__(items)
        self.tokens = list(range(len(self)) if tokens is None else tokens)
        self._next = min((-1, *(each - 1 for each in self.tokens)))

    def add(self, item: Any, rank: int | None = None) -> int:
        """Add an item, before the one at a rank or at the end, and return its token."""
        token, self._next = self._next, self._next - 1
        at = len(self) if rank is None else rank
        self.insert(at, item)
        self.tokens.insert(at, token)
        return token

    def rank_of(self, token: int) -> int:
        """Return where an item is.

        Raises:
            ValueError: it is no longer there.
        """
        return len(self) - 1 if self.tokens[-1:] == [token] else self.tokens.index(token)

    def take_out(self, token: int) -> None:
        """Remove an item by its token."""
        rank = self.rank_of(token)
        del self[rank], self.tokens[rank]

    def pairs(self, count: int) -> list[ItemPair]:
        """Pair the items with those written, of which there were so many; what is gone is `NOT_ASKED`, where it stood."""
        found: list[ItemPair] = []
        at = 0
        for token, item in zip(self.tokens, self, strict=True):
            if token >= 0:
                found += [(gone, NOT_ASKED) for gone in range(at, token)]
                at = token + 1
            found.append((token if token >= 0 else None, item))
        return found + [(gone, NOT_ASKED) for gone in range(at, count)]


def plain_data(value: Any) -> Any:
    """Copy data as a YAML file can hold it: dict, list, texts, numbers, booleans and None.

    Raises:
        TypeError: another kind of value, a mistake of the caller.
    """
    if isinstance(value, Mapping):
        return {plain_data(key): plain_data(each) for key, each in value.items()}
    if isinstance(value, FollowedList):
        return FollowedList(map(plain_data, value), value.tokens)
    if isinstance(value, list | tuple):
        return [plain_data(each) for each in value]
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        return int(value)
    raise TypeError(f"not YAML data: {type(value).__name__}")


def same_data(old: Any, new: Any) -> bool:
    """Say whether two values are equal: 5 is 5.0, 1 is not true, and what is not a number is itself."""
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(same_data(value, new[key]) for key, value in old.items())
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(same_data, old, new))
    if isinstance(old, bool) or isinstance(new, bool):
        return old is new
    if isinstance(old, float) and isinstance(new, float) and math.isnan(old):
        return math.isnan(new)
    return bool(old == new)


def item_name(item: Any) -> str:
    """Return what an item is known by: its id, or its year; empty when it has neither."""
    if isinstance(item, Mapping):
        for key in ("id", "year"):
            if isinstance(item.get(key), str | int):
                return str(item[key])
    return ""


def _names(items: Iterable[Any]) -> list[tuple[str, int]]:
    """Name the items; those of one name, or without any, are told apart by their rank among themselves."""
    seen: Counter[str] = Counter()
    found = []
    for item in items:
        name = item_name(item)
        found.append((name, seen[name]))
        seen[name] += 1
    return found


def section_pairs(old: Sequence[Any], new: Sequence[Any], *, remove: bool) -> list[ItemPair]:
    """Pair the items of a section by name, in the order of the file, what is new after it.

    An item as written that is not asked for is `NOT_ASKED` with `remove`, else it stays as it is.
    """
    if isinstance(new, FollowedList):
        return new.pairs(len(old))
    asked = dict(zip(_names(new), new, strict=True))
    written = _names(old)
    pairs: list[ItemPair] = [
        (rank, asked.pop(name, NOT_ASKED if remove else old[rank])) for rank, name in enumerate(written)
    ]
    return pairs + [(None, item) for item in asked.values()]


def ordered_pairs(old: Sequence[Any], new: Sequence[Any]) -> list[ItemPair]:
    """Pair the items of a list inside a section: the list becomes what is asked, its order included.

    What both begin and end with stays; between, items are paired by name when the names of both follow one order, else by
    rank.
    """
    if isinstance(new, FollowedList):
        return new.pairs(len(old))
    start, stop = 0, 0
    most = min(len(old), len(new))
    while start < most and same_data(old[start], new[start]):
        start += 1
    while stop < most - start and same_data(old[-1 - stop], new[-1 - stop]):
        stop += 1
    middle = _middle(old[start : len(old) - stop], new[start : len(new) - stop])
    return [
        *((rank, new[rank]) for rank in range(start)),
        *((None if rank is None else rank + start, item) for rank, item in middle),
        *((len(old) - rank, new[len(new) - rank]) for rank in range(stop, 0, -1)),
    ]


def ranked_pairs(old: Sequence[Any], new: Sequence[Any]) -> list[ItemPair]:
    """Pair the items of two lists by rank."""
    pairs: list[ItemPair] = [(rank, new[rank] if rank < len(new) else NOT_ASKED) for rank in range(len(old))]
    return pairs + [(None, item) for item in new[len(old) :]]


def _middle(old: Sequence[Any], new: Sequence[Any]) -> list[ItemPair]:
    written, asked = [[item_name(item) for item in items] for items in (old, new)]
    if not all(written + asked) or len({*written}) < len(written) or len({*asked}) < len(asked):
        return ranked_pairs(old, new)
    ranks = {name: rank for rank, name in enumerate(written)}
    common = [ranks[name] for name in asked if name in ranks]
    if not common or common != sorted(common):
        return ranked_pairs(old, new)
    pairs: list[ItemPair] = []
    at = 0
    for name, item in zip(asked, new, strict=True):
        rank = ranks.get(name)
        if rank is None:
            pairs.append((None, item))
            continue
        pairs += [(gone, NOT_ASKED) for gone in range(at, rank)]
        pairs.append((rank, item))
        at = rank + 1
    return pairs + [(gone, NOT_ASKED) for gone in range(at, len(old))]
