"""A YAML text as nodes that know their first and last characters: what is needed to change one and leave the rest.

`yaml_events` gives data and where it begins; here is kept how it is written: its end, its quotes, its block or its braces.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from yaml import AliasEvent, DocumentEndEvent, MappingStartEvent, NodeEvent, ScalarEvent, SequenceStartEvent

from snr_cli.inputs.dossier.yaml_events import LINE_BREAK, LOADER, plain_scalar, spaced

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
