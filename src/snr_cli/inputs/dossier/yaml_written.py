"""Data → YAML text as the dossiers have it: short lists in braces, long texts as blocks, quotes where a reader could err."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from snr_cli.inputs.dossier.yaml_events import FORBIDDEN, LINE_SEPARATORS, plain_scalar

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
    if not isinstance(value, Mapping | list):
        return False
    if isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        return False
    values = value.values() if isinstance(value, Mapping) else value
    if len(value) > _SMALL or any(isinstance(inner, str) and "\n" in inner for inner in values):
        return False
    return len(flow_text(value)) <= _SMALL


def _text_block(text: str, was: str, indent: str) -> tuple[str, list[str]] | None:
    """Write a text of several lines as a block; None when it needs none, or cannot be one."""
    if was not in ("|", ">") and "\n" not in text:
        return None
    ends = text.endswith("\n")
    lines = text.removesuffix("\n").split("\n")
    if lines[-1] == "" or lines[0][:1] in (" ", "\t", "") or "\r" in text or _ESCAPED.search(text):
        return None
    if any(line and not line.strip() for line in lines) or _SURROGATE.search(text):
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
