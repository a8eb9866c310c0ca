"""Regular expressions that take the square of a text's length: each one of the package, on texts made of its own words.

Run as a program, it prints those it finds, one a line: a text is built of a beginning that the expression reads, a piece
repeated, and an end that it does not expect. CPU time is compared at one length and at four times that length, of the texts
that a clock does not find read at once: it counts CPU and what else the machine does, so it lets none through, and it tells a
tenth of a millisecond where CPU may be counted by four of them.
"""

import ast
import importlib
import pkgutil
import re
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from re import (
    _constants as codes,  # type: ignore[attr-defined]
    _parser as parser,  # type: ignore[attr-defined]
)
from typing import Any, Final, NamedTuple

import snr_cli

METHODS: Final = frozenset(("search", "match", "fullmatch", "sub", "subn", "finditer", "findall", "split"))
# expressions that read no text of a user, or a bounded one
OURS: Final = {
    "snr_cli.documents.page": ("_COMMENT", "_AROUND", "_STATES", "_PARENTHESES", "_selectors"),  # our sheets
    "snr_cli.outputs.explanation": ("_FENCE",),  # docs/codes
    "snr_cli.inputs.inventory.recognition": ("_search",),  # the rules of recognition, on the first signs of a cell
}
PIECES: Final = (
    *("[", "![a](", "](", "*", "_", "<", "`", "\\", ">", "- ", "|", " ", "1", "\n", "a", "<!--", "« ", "(", ")", '"', "'"),
    *("1 ", "a:", "\\[", "\u00a0", "a ", "é", "A", "\n\n", "\t", ".", ",", "1.", "@", "~", "#", "{{", "a-", "1-", "``", "\r"),
)  # fmt: skip
ENDS: Final = ("", "\0", " a\n")
LENGTH: Final = 4_000  # characters; and four times as many
SHORT: Final = 0.0015  # seconds under which the shorter text is read by something linear
# a square that takes SHORT at LENGTH takes so much less by the clock of a shorter text: one that takes less is not read at LENGTH
FIRST: Final = tuple((size, SHORT * (size / LENGTH) ** 2) for size in (500, 1_000, LENGTH))
MOST: Final = 2.0  # seconds of the longer text


class Used(NamedTuple):
    """An expression, the method that reads a text with it, and where it is written."""

    pattern: "re.Pattern[Any]"
    method: str
    place: str


def used() -> list[Used]:
    """Return the expressions of the package: those that modules hold, and those that functions write.

    Raises:
        LookupError: one that is made while the program runs is not told by `made`.
    """
    modules = [
        importlib.import_module(package.name)
        for package in pkgutil.walk_packages(snr_cli.__path__, "snr_cli.")
        if not package.name.endswith("__main__")
    ]
    trees = {module: ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8")) for module in modules}
    found = {}
    alone = {}  # held by a table, or by a module that leaves it to others
    for module, tree in trees.items():
        ours = OURS.get(module.__name__, ())
        methods: dict[str, set[str]] = {}  # name of a constant → the methods that the module calls on it
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in METHODS:
                methods.setdefault(getattr(node.value, "id", ""), set()).add(node.attr)
        for name, value in vars(module).items():
            for pattern, method in () if name in ours else _held(value, methods.get(name, {""})):
                (found if method else alone).setdefault((pattern, method), f"{module.__name__}.{name}")
        for pattern, method, place in _written(module, tree, ours):
            found.setdefault((pattern, method), place)
    told = {pattern for pattern, _ in found}
    found |= {(pattern, "search"): place for (pattern, _), place in alone.items() if pattern not in told}
    return [Used(*each, place) for each, place in found.items()]


def _held(value: Any, methods: Iterable[str]) -> Iterator[tuple["re.Pattern[Any]", str]]:
    """Yield what a constant holds: an expression, its method, a table of them."""
    if isinstance(value, re.Pattern):
        yield from ((value, method) for method in methods)
    elif isinstance(getattr(value, "__self__", None), re.Pattern):
        yield value.__self__, value.__name__
    elif isinstance(value, tuple | list | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _held(each, methods)


def _written(module: Any, tree: ast.Module, ours: Iterable[str]) -> Iterator[tuple["re.Pattern[Any]", str, str]]:
    """Yield the expressions written in functions: `re.sub(r"…", …)`, `re.compile(r"…").search`."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef) or function.name in ours:
            continue
        for node in ast.walk(function):
            if not isinstance(node, ast.Call) or getattr(getattr(node.func, "value", None), "id", "") != "re":
                continue
            method = getattr(node.func, "attr", "")
            if method not in METHODS | {"compile"}:
                continue
            place = f"{module.__name__}:{node.lineno}"
            flags = [keyword.value for keyword in node.keywords if keyword.arg == "flags"]
            for pattern in _patterns(module, function, node.args[0]):
                if isinstance(pattern, re.Pattern):
                    yield pattern, method, place
                else:
                    extra = _value(module, flags[0]) if flags else _flags(module, method, node.args)
                    yield re.compile(pattern, extra), "search" if method == "compile" else method, place


def _flags(module: Any, method: str, args: list[ast.expr]) -> int:
    """Return the flags given by their place."""
    rank = {"sub": 4, "subn": 4, "split": 3, "compile": 1}.get(method, 2)
    try:
        return int(_value(module, args[rank])) if len(args) > rank else 0
    except NameError:  # they depend on a word
        return re.IGNORECASE


def _value(module: Any, node: ast.expr) -> Any:
    return eval(compile(ast.Expression(node), "pattern", "eval"), dict(vars(module)))


def _patterns(module: Any, function: ast.FunctionDef, node: ast.expr) -> Iterable[Any]:
    """Return what the first argument may be: a value that the module knows, or what is declared of it."""
    try:
        return (_value(module, node),)
    except NameError:
        pass
    return made(module.__name__, function.name, ast.unparse(node))


def made(module: str, function: str, text: str) -> Iterable[str]:
    """Return the expressions that a function makes or is given.

    Raises:
        LookupError: nothing says them.
    """
    from snr_cli.model import base
    from snr_cli.plan.indicators import PERIODS

    match module, function:
        case "snr_cli.plan.indicators", "period_of":
            return [pattern for pattern, _ in PERIODS]
        case "snr_cli.model.base", "_shape":
            tree = ast.parse(Path(base.__file__).read_text(encoding="utf-8"))
            calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
            return [_value(base, call.args[1]) for call in calls if ast.unparse(call.func) == "_shape"]
        case "snr_cli.bridges.bridge", "person_hider":
            return (r"(?<![\w-])(?:Jeanne\ Martin|Martin\ Jeanne|MARTIN)(?![\w-])",)
        case "snr_cli.cli.settings", _:
            return (r"\s*[\"']?output[\"']?\s*[=.]",)
        case "snr_cli.documents.views.annexes", "used":
            return (r"(?<!\w)serveure?s?(?!\w)",)
        case "snr_cli.documents.views.annexes", _:
            return (r"(?<![\w-])(?:laptop|desktop|laptop_large)(?![\w-])",)
        case "snr_cli.documents.wording", "_line":
            return (r"(?<![\w-])PUE(?![\w-])",)
        case "snr_cli.inputs.inventory.shapes", _:
            return (r"(?<!\w)(?<!non )(?<!pas )(?:hors service|au rebut|hs)(?!\w)",)
    raise LookupError(f"{module}, {function} : {text} is made while the program runs; say here what of")


def _members(items: Iterable[Any]) -> Iterator[str]:
    """Yield a few characters of a class."""
    of = {"DIGIT": "1", "SPACE": " ", "WORD": "a", "NOT_DIGIT": "a", "NOT_SPACE": "a", "NOT_WORD": "-"}
    for code, value in items:
        if code is codes.CATEGORY:
            yield of[str(value).removeprefix("CATEGORY_")]
        else:
            yield chr(value[0] if code is codes.RANGE else value)


def _any_of(items: list[Any]) -> list[str]:
    if items[0][0] is not codes.NEGATE:
        return list(_members(items))[:3]
    banned = set(_members(items[1:]))
    return [each for each in "a1- \n.Aé([<'\"" if each not in banned][:2]


def _read(tree: Any, groups: dict[int, str], most: int = 12) -> list[str]:
    """Return texts that a parsed expression may read, at most so many."""
    found = [""]
    for code, value in tree:
        if code is codes.LITERAL:
            parts = [chr(value)]
        elif code in (codes.ANY, codes.NOT_LITERAL):
            parts = ["b" if value == ord("a") else "a"]
        elif code is codes.IN:
            parts = _any_of(value)
        elif code is codes.BRANCH:
            parts = [each for branch in value[1] for each in _read(branch, groups, 2)]
        elif code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            parts = [each * max(value[0], 1) for each in _read(value[2], groups, 3)]
        elif code is codes.SUBPATTERN:
            parts = _read(value[3], groups, most)
            groups[value[0]] = parts[0]
        elif code is codes.ATOMIC_GROUP:
            parts = _read(value, groups, most)
        elif code is codes.ASSERT:
            parts = _read(value[1], groups, 2)
        else:
            parts = [groups.get(value, "")] if code is codes.GROUPREF else [""]
        found = [before + part for before in found for part in parts][:most] or [""]
    return found


def texts(pattern: "re.Pattern[Any]") -> Iterator[tuple[str, str, str]]:
    """Yield the beginning, the piece to repeat and the end of texts made for an expression."""
    known = [each[:120] for each in _read(parser.parse(pattern.pattern, pattern.flags), {})]
    parts = [("", each) for each in (*PIECES, *known)]
    parts += [(each[:1], piece) for each in known[:1] for piece in PIECES]
    for each in known[:6]:
        parts += [("", each[:end]) for end in range(1, len(each))]
        for start in range(min(len(each), 40)):
            for size in (1, 2, 3, 5, 8):
                parts += [("", each[start : start + size]), (each[:start], each[start : start + size])]
    for before, piece in dict.fromkeys(part for part in parts if part[1]):
        yield from ((before, piece, end) for end in ENDS)


class TooSlowError(Exception):
    """The time allowed is over."""


def _stop(*_: object) -> None:
    raise TooSlowError


def seconds(each: Used, text: str, clock: Callable[[], float] = time.process_time) -> float:
    """Return the time of a text, CPU unless a clock is named, `MOST` at most."""
    read: Any = text.encode() if isinstance(each.pattern.pattern, bytes) else text
    arguments = (read[:0], read) if each.method.startswith("sub") else (read,)
    signal.setitimer(signal.ITIMER_VIRTUAL, MOST)
    start = clock()
    try:
        answer = getattr(each.pattern, each.method)(*arguments)
        if each.method == "finditer":
            for _ in answer:
                pass
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    except TooSlowError:
        return MOST
    return clock() - start


def _best(each: Used, text: str) -> float:
    """Return the least time of a text by the clock, of five."""
    return min(seconds(each, text, time.perf_counter) for _ in range(5))


def slow(each: Used, tried: int | None = None) -> str:
    """Return the text that an expression reads in more than linear time, in words; empty when there is none.

    Args:
        each: the expression.
        tried: how many texts; all of them by default.
    """
    for before, piece, end in islice(texts(each.pattern), tried):
        sizes = ((before + piece * (size // len(piece)) + end, least) for size, least in FIRST)
        if any(seconds(each, text, time.perf_counter) < least for text, least in sizes):
            continue
        short, long = (before + piece * (size // len(piece)) + end for size in (LENGTH, 4 * LENGTH))
        one, four = (min(seconds(each, text) for _ in range(3)) for text in (short, long))
        # CPU may be counted by ticks of four milliseconds, two of which are no square, nor is one after none: the clock tells both
        if four < MOST and four > 8 * max(one, SHORT / 2):
            one, four = max(one, _best(each, short)), min(four, _best(each, long))
        if four >= MOST or four > 8 * max(one, SHORT / 2):
            return f"{before!r} + {piece!r} × {LENGTH // len(piece)} + {end!r}: {one:.4f} s, then {four:.4f} s"
    return ""


if __name__ == "__main__":
    signal.signal(signal.SIGVTALRM, _stop)
    many = int(sys.argv[1]) if len(sys.argv) > 1 else None
    every = used()
    print(f"{len(every)} expressions", file=sys.stderr)
    for one_of_them in every:
        if why := slow(one_of_them, many):
            print(f"{one_of_them.place}.{one_of_them.method} {one_of_them.pattern.pattern!r}\n    {why}", flush=True)
