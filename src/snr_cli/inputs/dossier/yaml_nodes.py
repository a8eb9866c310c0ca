"""A YAML text as nodes that know their first and last characters: what is needed to change one and leave the rest.

`yaml_events` gives data and where it begins; here is kept how it is written: its end, its quotes, its block or its braces.
"""

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from yaml import AliasEvent, DocumentEndEvent, MappingStartEvent, NodeEvent, ScalarEvent, SequenceStartEvent

from snr_cli.inputs.dossier.yaml_events import FORBIDDEN, LINE_BREAK, LINE_SEPARATORS, LOADER, plain_scalar, spaced

MOST_NODES: Final = 500_000  # keys and values of a text to edit: ten thousand lines of equipment, in 250 MB
_COMMENT = re.compile(r"#[^\r\n]*")
_COLON = re.compile(r"[ \t]*:")
_BEFORE_DASH = re.compile(r"(?:\s|#[^\r\n]*)*")
_BLOCK_HEAD = re.compile(r"[|>][-+0-9]*")


@dataclass(slots=True)
class YamlNode:
    """A value or a key as it is written, from `start` to `end` (characters of the text).

    `style` is `flow` or `block` for a list or a mapping; for a scalar its quote, `|`, `>` or nothing. `head_end` ends the
    indicator of a block scalar. `shared` names its anchor, or the anchor that it repeats.
    """

    start: int
    end: int
    column: int
    data: Any
    style: str = ""
    shared: str = ""
    head_end: int = 0
    entries: "list[YamlEntry]" = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class YamlEntry:
    """A key and its value, or an item of a list: `start` is its key, its dash or its value.

    `mark` is just after its colon or its dash; None when it has none.
    """

    start: int
    key: YamlNode | None
    value: YamlNode
    mark: int | None


class TooManyNodesError(Exception):
    """The text holds more than `MOST_NODES` keys and values."""


class YamlTree:
    """A text, its root (None when it holds no value), its comments and what is shared in it."""

    def __init__(self, text: str) -> None:
        """Place the nodes of a text that `read_yaml` took without a finding.

        Raises:
            TooManyNodesError: see its words.
        """
        self.text = text
        self.root: YamlNode | None = None
        self.shared: list[int] = []  # where anchors and aliases begin
        self.ended = False  # by « ... »
        self._anchors: dict[str, Any] = {}
        self._written: list[tuple[int, int]] = []  # scalars: what is no comment, whatever it holds
        self._lines = [0, *(match.end() for match in LINE_BREAK.finditer(text))]
        self._count = 0
        loader = LOADER(spaced(text))
        try:
            while loader.check_event():
                event = loader.get_event()
                if isinstance(event, NodeEvent):
                    self.root = self._node(loader, event)
                elif isinstance(event, DocumentEndEvent):
                    self.ended = bool(event.explicit)
        finally:
            loader.dispose()
        self.comments = list(self._comments())
        self._starts = [start for start, _ in self.comments]

    def line_start(self, at: int) -> int:
        """Return where the line of a character begins."""
        return self._lines[bisect_right(self._lines, at) - 1]

    def line_end(self, at: int) -> int:
        """Return where the next line begins, or the end of the text."""
        rank = bisect_right(self._lines, at)
        return self._lines[rank] if rank < len(self._lines) else len(self.text)

    def place(self, at: int) -> tuple[int, int]:
        """Return the line and the column of a character; both count from 1."""
        rank = bisect_right(self._lines, at)
        return rank, at - self._lines[rank - 1] + 1

    def alone(self, at: int) -> bool:
        """Say whether nothing but spaces stands before a character on its line."""
        return not self.text[self.line_start(at) : at].strip()

    def comments_within(self, start: int, end: int) -> list[str]:
        """Return the comments that begin in a part of the text."""
        found = self.comments[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return [self.text[begin:stop].rstrip() for begin, stop in found]

    def comments_above(self, at: int) -> list[tuple[int, int]]:
        """Return the comments alone on their lines above that of a place, blank lines aside; the nearest first."""
        comments: list[tuple[int, int]] = []
        stop = self.line_start(at)
        rank = bisect_left(self._starts, stop)
        while rank and self.alone(self._starts[rank - 1]) and not self.text[self.comments[rank - 1][1] : stop].strip():
            rank -= 1
            comments.append(self.comments[rank])
            stop = self.line_start(self._starts[rank])
        return comments

    def shared_within(self, start: int, end: int) -> int | None:
        """Return where the first anchor or alias of a part of the text stands, if it holds one."""
        rank = bisect_left(self.shared, start)
        return self.shared[rank] if rank < len(self.shared) and self.shared[rank] < end else None

    def _comments(self) -> Iterator[tuple[int, int]]:
        """Find comments between scalars, where a « # » can be nothing else."""
        at = 0
        for start, end in [*self._written, (len(self.text), len(self.text))]:
            for match in _COMMENT.finditer(self.text, at, start):
                yield match.span()
            at = max(at, end)

    def _node(self, loader: Any, event: Any) -> YamlNode:
        self._count += 1
        if self._count > MOST_NODES:
            raise TooManyNodesError
        start, column = event.start_mark.index, event.start_mark.column
        if event.anchor:
            self.shared.append(start)
        node = YamlNode(start, event.end_mark.index, column, None, shared=event.anchor or "")
        if isinstance(event, AliasEvent):
            node.data = self._anchors[node.shared]
        elif isinstance(event, ScalarEvent):
            self._scalar(node, event)
        else:
            node.style = "flow" if event.flow_style else "block"
            if isinstance(event, MappingStartEvent):
                self._mapping(node, loader)
            elif isinstance(event, SequenceStartEvent):
                self._sequence(node, loader)
        if event.anchor:
            self._anchors[event.anchor] = node.data
        return node

    def _scalar(self, node: YamlNode, event: Any) -> None:
        node.data = plain_scalar(event.value) if event.implicit[0] else event.value
        node.style = event.style or ""
        if node.style not in ("|", ">"):
            self._written.append((node.start, node.end))
            return
        head = _BLOCK_HEAD.search(self.text, node.start)
        node.head_end = head.end() if head else node.start
        last = self.text[node.head_end : node.end]
        kept = "+" in self.text[node.start : node.head_end]
        last = re.sub(r"(?:\r\n|[\r\n])\Z", "", last) if kept else last.rstrip()
        node.end = node.head_end + len(last)
        self._written += [(node.start, node.head_end), (self.line_end(node.head_end), node.end)]

    def _mapping(self, node: YamlNode, loader: Any) -> None:
        node.data = {}
        while isinstance(event := loader.get_event(), NodeEvent):
            key = self._node(loader, event)
            value = self._node(loader, loader.get_event())
            colon = _COLON.match(self.text, key.end)
            node.entries.append(YamlEntry(key.start, key, value, colon.end() if colon else None))
            node.data[key.data] = value.data
        self._close(node, event)

    def _sequence(self, node: YamlNode, loader: Any) -> None:
        node.data, at = [], node.start
        while isinstance(event := loader.get_event(), NodeEvent):
            value = self._node(loader, event)
            start, mark = value.start, None
            if node.style == "block":
                before = _BEFORE_DASH.match(self.text, at)
                start = before.end() if before else at
                mark = start + 1
            node.entries.append(YamlEntry(start, None, value, mark))
            node.data.append(value.data)
            at = value.end
        self._close(node, event)

    def _close(self, node: YamlNode, event: Any) -> None:
        """End a node: the parser ends a block where the next one begins, comments between included."""
        node.end = event.end_mark.index if node.style == "flow" else node.entries[-1].value.end


# Data → YAML text as the dossiers have it: short lists in braces, long texts as blocks, quotes where a reader could err.

_WIDTH: Final = 120
_SMALL: Final = 100  # characters of a list or a mapping that stands on the line of its key
_ESCAPED = re.compile(f"{FORBIDDEN}|[{LINE_SEPARATORS}]")
_IN_QUOTES = re.compile(f'{FORBIDDEN}|[{LINE_SEPARATORS}\n\r\t"\\\\]')
_NAMED: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
_SURROGATE = re.compile("[\ud800-\udfff]")
# what another reader could take for a number, a date or a time (those of YAML 1.1 too)
_NUMBER = re.compile(r"[-+.]?[0-9][0-9_.,:eETZ+/\s-]*|0[xob][0-9a-fA-F_]+").fullmatch
_WORDS: Final = frozenset(
    {"y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "=", "<<", ".inf", "+.inf", "-.inf", ".nan"}
)
_INDICATORS: Final = tuple(",[]{}#&*!|>'\"%@`")
_BROKEN = re.compile(r":(?:\s|\Z)|\s#|\t").search
_IN_FLOW = re.compile(r"[,\[\]{}?]|\A[-:]").search


@dataclass(frozen=True, slots=True)
class YamlLook:
    """How a file is laid out: its line ends, columns from a key to those under it, and to the dashes under it.

    `blocks`: a text of several lines may be a block; not where a comment that follows would become a part of it.
    """

    newline: str = "\n"
    step: int = 2
    dash: int = 2
    blocks: bool = True


class UnwritableError(Exception):
    """A text that no YAML file can hold; the message is French."""


def scalar_text(value: Any, was: str = "", *, flow: bool = False) -> str:
    """Write one value on one line.

    Args:
        value: a text, a number, a boolean or None.
        was: the quotes of the value that it replaces, which are kept.
        flow: it stands in braces or brackets.

    Raises:
        UnwritableError: half a character (a lone surrogate).
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _float_text(value)
    return str(value) if isinstance(value, int) else _quoted(value, was, flow)


def _quoted(value: str, was: str, flow: bool) -> str:
    """Write a text, in quotes if it needs them or had some."""
    if _SURROGATE.search(value):
        raise UnwritableError("texte dont un caractère est coupé en deux : il ne peut pas être enregistré")
    if was == "'" and not _ESCAPED.search(value) and not {"\n", "\r", "\t"} & set(value):
        return "'" + value.replace("'", "''") + "'"
    if was not in {'"', "'"} and _plain(value, flow):
        return value
    return f'"{_IN_QUOTES.sub(_escape, value)}"'


def _escape(match: re.Match[str]) -> str:
    return _NAMED.get(match[0]) or f"\\u{ord(match[0]):04x}"


def _float_text(value: float) -> str:
    if math.isnan(value):
        return ".nan"
    if math.isinf(value):
        return ".inf" if value > 0 else "-.inf"
    if 1e-15 < abs(value) < 1e-4:  # 1e-05 is a text to some that read YAML
        return f"{Decimal(repr(value)):f}"
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)


def _plain(text: str, flow: bool) -> bool:
    """Say whether a text needs no quotes."""
    return not (
        text != text.strip()
        or not isinstance(plain_scalar(text), str)
        or text.lower() in _WORDS
        or _NUMBER(text)
        or text.startswith((*_INDICATORS, "---", "..."))
        or (text[0] in "-?:" and not text[1:2].strip())
        or "\n" in text
        or "\r" in text
        or _BROKEN(text)
        or _ESCAPED.search(text)
        or (flow and _IN_FLOW(text))
    )


def flow_text(value: Any, was: str = "") -> str:
    """Write a value on one line, lists and mappings in brackets and braces."""
    if isinstance(value, Mapping):
        return (
            "{" + ", ".join(f"{scalar_text(key, flow=True)}: {flow_text(inner)}" for key, inner in value.items()) + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(map(flow_text, value)) + "]"
    return scalar_text(value, was, flow=True)


def value_lines(value: Any, column: int, look: YamlLook, was: str = "") -> tuple[str, list[str]]:
    """Write the value of a key: what stands on the line of the key, and the lines under it.

    Args:
        value: plain data.
        column: of the key, from 0.
        look: of the file.
        was: the style of the scalar that it replaces.
    """
    if isinstance(value, str):
        block = _text_block(value, was, " " * (column + look.step)) if look.blocks else None
        return block or (scalar_text(value, was), [])
    if not isinstance(value, Mapping | list):
        return scalar_text(value), []
    if not value or (_small(value) and (column or isinstance(value, list))):
        return flow_text(value), []
    if isinstance(value, Mapping):
        return "", list(entry_lines(value, column + look.step, look))
    flow = column > 0 and all(map(_small, value))  # a section is a block
    return "", [line for item in value for line in item_lines(item, column + look.dash, look, flow=flow)]


def entry_lines(values: Mapping[Any, Any], column: int, look: YamlLook) -> Iterator[str]:
    """Write keys and their values in a block, one under the other at a column."""
    for key, value in values.items():
        head, lines = value_lines(value, column, look)
        yield f"{' ' * column}{scalar_text(key)}:{' ' * bool(head)}{head}"
        yield from lines


def item_lines(item: Any, column: int, look: YamlLook, *, flow: bool = False) -> list[str]:
    """Write an item of a list, its dash at a column; a mapping in braces when `flow`."""
    if isinstance(item, Mapping) and item and not flow:
        first, *others = entry_lines(item, column + 2, look)
        return [f"{' ' * column}- {first[column + 2 :]}", *others]
    head, lines = (flow_text(item), []) if isinstance(item, Mapping | list) else value_lines(item, column, look)
    return [f"{' ' * column}- {head}", *lines]


def _small(value: Any) -> bool:
    """Say whether a value stands in brackets on one line: short, and no list of mappings."""
    if isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        return False
    values = value.values() if isinstance(value, Mapping) else value
    return (
        isinstance(value, Mapping | list)
        and len(value) <= _SMALL
        and not any(isinstance(inner, str) and "\n" in inner for inner in values)
        and len(flow_text(value)) <= _SMALL
    )


def _text_block(text: str, was: str, indent: str) -> tuple[str, list[str]] | None:
    """Write a text of several lines as a block; None when it needs none, or cannot be one."""
    if was not in ("|", ">") and "\n" not in text:
        return None
    ends = text.endswith("\n")
    lines = text.removesuffix("\n").split("\n")
    odd = "\r" in text or _ESCAPED.search(text) or _SURROGATE.search(text)
    if odd or lines[-1] == "" or lines[0][:1] in (" ", "\t", "") or any(line and not line.strip() for line in lines):
        return None
    chomp = "" if ends else "-"
    if was == ">" and all(line and "" not in line.split(" ") and not line.startswith("\t") for line in lines):
        folded: list[str] = []
        for rank, line in enumerate(lines):
            folded += [""] * bool(rank) + [indent + part for part in _folded(line, _WIDTH - len(indent))]
        return ">" + chomp, folded
    return "|" + chomp, [indent + line if line else "" for line in lines]


def _folded(line: str, width: int) -> Iterator[str]:
    """Cut a line at its single spaces."""
    words: list[str] = []
    length = 0
    for word in line.split(" "):
        if words and length + len(word) > width:
            yield " ".join(words)
            words, length = [], 0
        words.append(word)
        length += len(word) + 1
    yield " ".join(words)
