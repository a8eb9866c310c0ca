"""Pieces of a YAML text put in the place of others, value by value, and what each changes."""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from snr_cli.inputs.dossier.yaml_nodes import (
    YamlEntry,
    YamlLook,
    YamlNode,
    YamlTree,
    entry_lines,
    flow_text,
    item_lines,
    value_lines,
)

# Which item of a list as written becomes which item of the list asked for; when two values are the same.

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
        self._next = min((-1, *(token - 1 for token in self.tokens)))

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
        return _with_gone(
            ((token if token >= 0 else None, item) for token, item in zip(self.tokens, self, strict=True)), count
        )


def _with_gone(asked: Iterable[ItemPair], count: int) -> list[ItemPair]:
    """Add to pairs that follow the order of a list the items that are gone, each where it stood; `count`: those written."""
    pairs: list[ItemPair] = []
    at = 0
    for rank, item in asked:
        if rank is not None:
            pairs += [(gone, NOT_ASKED) for gone in range(at, rank)]
            at = rank + 1
        pairs.append((rank, item))
    return pairs + [(gone, NOT_ASKED) for gone in range(at, count)]


def plain_data(value: Any) -> Any:
    """Copy data as a YAML file can hold it: dict, list, texts, numbers, booleans and None.

    Raises:
        TypeError: another kind of value, a mistake of the caller.
    """
    if isinstance(value, Mapping):
        return {plain_data(key): plain_data(inner) for key, inner in value.items()}
    if isinstance(value, FollowedList):
        return FollowedList(map(plain_data, value), value.tokens)
    if isinstance(value, list | tuple):
        return [plain_data(inner) for inner in value]
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
    names = []
    for item in items:
        name = item_name(item)
        names.append((name, seen[name]))
        seen[name] += 1
    return names


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
    return _with_gone(((ranks.get(name), item) for name, item in zip(asked, new, strict=True)), len(old))


_ASIDE = re.compile(r"#\s*snr\s*:\s*ign", re.IGNORECASE).match
_Kind = Literal["added", "changed", "removed", "kept"]
_Path = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class YamlChange:
    """What an edit does to a value, or to an item as a whole (`key` is then empty).

    `item` is its id, its year or its rank from 1, empty in a section that is no list; `key` the path of the value in it,
    by dots. `kept`: the item was not asked for, and stays. `comment` is what goes with what is removed.
    """

    section: str
    item: str
    key: str
    before: Any
    after: Any
    kind: _Kind
    comment: str = ""


class UneditableError(Exception):
    """Something of the text that cannot be edited: where, and why in French."""

    def __init__(self, at: int, message: str, *advice: str) -> None:
        super().__init__(message)
        self.at, self.message, self.advice = at, message, advice


class Splices:
    """The pieces to put in a text. Places are those of the text as it was."""

    def __init__(self, tree: YamlTree, look: YamlLook) -> None:
        self.tree, self.look = tree, look
        self.changes: list[YamlChange] = []
        self._pieces: list[tuple[int, int, str]] = []
        self._section = self._item = ""
        self._quiet = False
        self._lost: list[str] = []

    @property
    def any(self) -> bool:
        """Whether the text changes."""
        return bool(self._pieces)

    def applied(self) -> str:
        """Return the text with its pieces; it ends with a line end if it did."""
        text, newline = self.tree.text, self.look.newline
        whole = not text or text.endswith(("\n", "\r"))
        if not whole:
            self._end_last_block()
        parts: list[str] = []
        at, last = 0, "\n"  # the last character so far
        for start, end, piece in sorted(self._pieces, key=lambda each: each[:2]):
            if start < at:
                raise UneditableError(start, "deux modifications se touchent ici", "modifiez cette ligne à la main")
            last = text[at:start][-1:] or last
            ended = start < len(text) or not piece.endswith(newline) or last in "\r\n"
            parts += (text[at:start], "" if ended else newline, piece)  # lines after the last, which may have no end
            at, last = end, piece[-1:] or last
        result = "".join([*parts, text[at:]])
        return result if whole else result.removesuffix(newline)

    def _end_last_block(self) -> None:
        """Keep a block of text that ends a text without line end as it reads, if lines come after it."""
        node, length = self.tree.root, len(self.tree.text)
        while node is not None and node.entries:
            node = node.entries[-1].value
        if node is None or node.style not in ("|", ">") or not any(start == length for start, _, _ in self._pieces):
            return
        touched = any(start < length and end > node.start for start, end, _ in self._pieces)
        if not touched and not {"-", "+"} & set(self.tree.text[node.start : node.head_end]):
            self._pieces.append((node.head_end, node.head_end, "-"))

    # what is told

    def about(self, section: str) -> None:
        """Say which section the next changes are of."""
        self._section, self._item = section, ""

    def kept(self, items: list[Any]) -> None:
        """Tell items that stay though they were not asked for."""
        self.changes += [
            YamlChange(self._section, item_name(item) or str(rank), "", item, item, "kept")
            for rank, item in enumerate(items, 1)
        ]

    def added(self, value: Any) -> None:
        """Tell a section that is new, or each of its items."""
        if isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value):
            for rank, item in enumerate(value, 1):
                self._item = item_name(item) or str(rank)
                self._tell((), None, item, "added")
        else:
            self._tell((), None, value, "added")

    def _tell(self, path: _Path, before: Any, after: Any, kind: _Kind) -> None:
        if not self._quiet:  # else told with the whole
            comment, self._lost = " ".join(self._lost), []
            key = ".".join(str(step + 1) if isinstance(step, int) else str(step) for step in path)
            self.changes.append(YamlChange(self._section, self._item, key, before, after, kind, comment))

    @contextmanager
    def _as_one(self, path: _Path, before: Any, after: Any) -> Iterator[None]:
        """Tell all that changes within as one change."""
        quiet, self._quiet = self._quiet, True
        yield
        self._quiet = quiet
        self._tell(path, before, after, "changed")

    # pieces

    def _cut(self, start: int, end: int, piece: str = "") -> None:
        """Put a piece in the place of a part of the text; nothing that is shared may go."""
        shared = self.tree.shared_within(start, end)
        if shared is not None:
            self._refuse_shared(shared)
        self._lost += self.tree.comments_within(start, end)
        self._pieces.append((start, end, piece))

    def _refuse_shared(self, at: int) -> None:
        raise UneditableError(
            at,
            "cette valeur est partagée par une ancre (&) ou un renvoi (*) : snr ne la modifie pas",
            "recopiez la valeur à la place du renvoi, ôtez l’ancre, puis recommencez",
        )

    def put_lines(self, at: int, lines: list[str]) -> None:
        """Put lines where a line begins."""
        if lines:
            self._pieces.append((at, at, self._joined(lines)))

    def _joined(self, lines: list[str]) -> str:
        return "".join(line + self.look.newline for line in lines)

    def _after(self, at: int, column: int) -> int:
        """Return where lines go after a block that ends at a place: comments of its column (or deeper) are its own."""
        at, text = self.tree.line_end(at), self.tree.text
        while column and at < len(text):
            end = self.tree.line_end(at)
            line = text[at:end]
            bare = line.lstrip(" ")
            if not bare.startswith("#") or len(line) - len(bare) < column or _ASIDE(bare):
                break
            at = end
        return at

    def _end_of(self, node: YamlNode, entry: YamlEntry) -> int:
        """Return where the lines of an entry end, comments of its own block included."""
        value = entry.value
        own = value.style == "block" and value.column > node.column
        return self._after(value.end, value.column) if own else self.tree.line_end(value.end)

    def _asides_above(self, at: int) -> list[tuple[int, int]]:
        """Return the comments that leave a finding of a line aside, above it: they go with it, and nothing comes between."""
        return [comment for comment in self.tree.comments_above(at) if _ASIDE(self.tree.text, *comment)]

    def _look_before(self, at: int, column: int) -> YamlLook:
        """Return how lines are written before a place: no block of text where a deeper comment follows."""
        text, end = self.tree.text, len(self.tree.text)
        while at < end and self.tree.alone(after := self.tree.line_end(at) - 1) and text[after] in "\r\n":
            at = after + 1
        line = text[at : self.tree.line_end(at)]
        bare = line.lstrip(" \t")
        return replace(self.look, blocks=False) if bare[:1] == "#" and len(line) - len(bare) > column else self.look

    # values

    def edit(self, entry: YamlEntry, wanted: Any, path: _Path, column: int, *, in_flow: bool) -> None:
        """Make the value of an entry what is asked.

        Args:
            entry: a key and its value, or an item.
            wanted: plain data.
            path: its keys and ranks within the item, for what is told.
            column: of its key or dash.
            in_flow: it stands in braces or brackets.
        """
        value = entry.value
        if same_data(value.data, wanted):
            return
        if value.shared:
            self._refuse_shared(value.start)
        flow = in_flow or value.style == "flow"
        held = value.style != "flow" or self.tree.text[value.start] in "{["  # not the « a: b » of [a: b]
        if isinstance(value.data, dict) and isinstance(wanted, dict) and held and value.data.keys() & wanted.keys():
            self._mapping(value, wanted, path, flow)
        elif isinstance(value.data, list) and isinstance(wanted, list) and held and value.data and wanted:
            pairs = ordered_pairs(value.data, wanted)
            if all(isinstance(item, dict) for item in (*value.data, *wanted)):
                self._list(entry, pairs, path, column, in_flow)
            else:
                with self._as_one(path, value.data, wanted):
                    self._list(entry, pairs, path, column, in_flow)
        else:
            self._put(entry, wanted, column, in_flow)
            self._tell(path, value.data, wanted, "changed")

    def fill(self, entry: YamlEntry, wanted: list[Any], column: int, *, in_flow: bool) -> None:
        """Give its items to a section that has none."""
        self._put(entry, wanted, column, in_flow)
        self.added(wanted)

    def items(self, entry: YamlEntry, pairs: list[ItemPair], column: int, *, in_flow: bool) -> None:
        """Make the items of a section what is asked."""
        if entry.value.shared:
            self._refuse_shared(entry.value.start)
        self._list(entry, pairs, None, column, in_flow)

    def _put(self, entry: YamlEntry, wanted: Any, column: int, in_flow: bool) -> None:
        """Write a value anew, in the place of another of any kind."""
        value, mark, text = entry.value, entry.mark, self.tree.text
        if in_flow:
            if mark is None and entry.key is not None:
                raise UneditableError(entry.start, "clé sans valeur entre accolades", "écrivez « clé: valeur »")
            self._cut(value.start, value.end, " " * (value.start == value.end) + flow_text(wanted, value.style))
            return
        if mark is None:
            raise UneditableError(entry.start, "clé écrite avec « ? »", "écrivez « clé: valeur » sur une ligne")
        look = self._look_before(self.tree.line_end(value.end), column)
        if self.tree.comments_within(mark, value.start):
            look = replace(look, blocks=False)
        if entry.key is None and isinstance(wanted, Mapping | list):
            first, *lines = item_lines(wanted, column, look)
            head = first[column + 2 :]
        else:
            head, lines = value_lines(wanted, column, look, value.style)
        led = " " + head if head else ""
        near = value.start if "\n" in text[mark : value.start] or "\r" in text[mark : value.start] else mark
        start_line, line_end = self.tree.line_start, self.tree.line_end
        if value.style == "block":
            if self.tree.alone(value.start) and near != mark:
                if led:
                    self._pieces.append((mark, mark, led))
                self._cut(start_line(value.start), line_end(value.end), self._joined(lines))
            else:
                self._cut(value.start, line_end(value.end), head + self.look.newline + self._joined(lines))
        elif value.style in ("|", ">"):
            self._cut(near, value.head_end, led if near == mark else head)
            below = line_end(value.head_end)
            self._cut(below, max(below, line_end(value.end)), self._joined(lines))
        else:
            if value.start == value.end:
                self._cut(mark, mark, led)
            elif head:
                self._cut(value.start, value.end, head)
            else:
                self._cut(near, value.end)
            self.put_lines(line_end(value.end), lines)

    # mappings

    def _mapping(self, node: YamlNode, wanted: dict[Any, Any], path: _Path, flow: bool) -> None:
        """Change the values of a mapping, remove keys that are gone, add new ones after the last."""
        entries = node.entries
        if not flow and any(entry.mark is None for entry in entries):
            raise UneditableError(node.start, "clé écrite avec « ? »", "écrivez « clé: valeur » sur une ligne")
        gone = []
        for rank, entry in enumerate(entries):
            key = entry.key.data if entry.key else None
            if key in wanted:
                self.edit(entry, wanted[key], (*path, key), node.column, in_flow=flow)
            else:
                gone.append(rank)
        self._remove(node, gone, path, flow)
        new = {key: value for key, value in wanted.items() if key not in node.data}
        if new:
            self.more_keys(node, new, in_flow=flow)
            for key, value in new.items():
                self._tell((*path, key), None, value, "added")

    def more_keys(self, node: YamlNode, new: dict[Any, Any], *, in_flow: bool) -> None:
        """Add keys after the last of a mapping."""
        if in_flow:
            at = node.entries[-1].value.end if node.entries else node.start + 1
            piece = flow_text(new)[1:-1]
            self._pieces.append((at, at, f", {piece}" if node.entries else piece))
        else:
            at = self._after(node.end, node.column)
            self.put_lines(at, list(entry_lines(new, node.column, self._look_before(at, node.column))))

    def without_keys(self, node: YamlNode, gone: Collection[str]) -> None:
        """Remove keys of the whole file, of which some stay."""
        ranks = [rank for rank, entry in enumerate(node.entries) if entry.key and entry.key.data in gone]
        self._section = self._item = ""
        if ranks:
            self._remove(node, ranks, (), node.style == "flow")

    def _remove(self, node: YamlNode, gone: list[int], path: _Path | None, flow: bool) -> None:
        """Remove entries of a list or mapping of which some stay. `path` is None for the items of a section."""
        entries, ranks = node.entries, set(gone)
        kept = next(rank for rank in range(len(entries)) if rank not in ranks)
        for rank in gone:
            entry = entries[rank]
            if flow and rank < kept:
                self._cut(entry.start, entries[rank + 1].start)
            elif flow:
                self._cut(entries[rank - 1].value.end, entry.value.end)
            elif rank < kept and not self.tree.alone(entries[0].start):  # behind a dash: what stays takes its place
                self._cut(entry.start, entries[rank + 1].start)
            else:
                self._cut(self.tree.line_start(entry.start), self._end_of(node, entry))
                for start, end in self._asides_above(entry.start):
                    self._cut(self.tree.line_start(start), self.tree.line_end(end))
            if path is None:
                self._item = item_name(entry.value.data) or str(rank + 1)
            inner = () if path is None else (*path, entry.key.data if entry.key else rank)
            self._tell(inner, entry.value.data, None, "removed")

    # lists

    def _list(self, owner: YamlEntry, pairs: list[ItemPair], path: _Path | None, column: int, in_flow: bool) -> None:
        """Make a list what its pairs say. `path` is None for a section, whose items are told one by one."""
        node = owner.value
        flow = in_flow or node.style == "flow"
        wanted = [item for _, item in pairs if item is not NOT_ASKED]
        if flow and len(wanted) < len(pairs) and any(rank is None for rank, _ in pairs):
            pairs = ranked_pairs(node.data, wanted)  # on one line, what comes takes the place of what goes
        gone = [rank for rank, item in pairs if rank is not None and item is NOT_ASKED]
        if len(gone) == len(node.entries):
            self._put(owner, wanted, column, in_flow)
            for rank_gone in gone:
                self._told_item(path, rank_gone, node.data[rank_gone], None, "removed")
        last: int | None = None
        new_from = 1 + max((place for place, (rank, _) in enumerate(pairs) if rank is not None), default=-1)
        for place, (rank, item) in enumerate(pairs):
            if rank is None:
                if len(gone) < len(node.entries):
                    self._insert(node, last, item, flow, is_last=place >= new_from)
                self._told_item(path, place, None, item, "added")
            elif item is not NOT_ASKED:
                self._item = self._item if path is not None else item_name(node.data[rank]) or str(rank + 1)
                self.edit(node.entries[rank], item, () if path is None else (*path, rank), node.column, in_flow=flow)
            last = last if rank is None else rank
        if len(gone) < len(node.entries):
            self._remove(node, gone, path, flow)

    def _told_item(self, path: _Path | None, rank: int, before: Any, after: Any, kind: _Kind) -> None:
        """Tell an item that comes or goes."""
        if path is None:
            self._item = item_name(before if after is None else after) or str(rank + 1)
        self._tell(() if path is None else (*path, rank), before, after, kind)

    def _insert(self, node: YamlNode, last: int | None, item: Any, flow: bool, *, is_last: bool) -> None:
        """Add an item after another, or before the first."""
        entries = node.entries
        if flow:
            at = entries[0].start if last is None else entries[last].value.end
            self._pieces.append((at, at, f"{flow_text(item)}, " if last is None else f", {flow_text(item)}"))
            return
        if last is None and not self.tree.alone(node.start):
            raise UneditableError(node.start, "liste qui commence sur la ligne d’une autre", "écrivez-la à la ligne")
        if last is None:
            above = self._asides_above(entries[0].start)
            at = self.tree.line_start(above[-1][0] if above else entries[0].start)
        else:
            at = self._after(node.end, node.column) if is_last else self._end_of(node, entries[last])
        look, in_braces = self._look_before(at, node.column), entries[last or 0].value.style == "flow"
        self.put_lines(at, item_lines(item, node.column, look, flow=in_braces))
