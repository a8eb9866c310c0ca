"""One assessed Valmont a process: what was computed from some values is not computed again by the next test.

A plugin that `conftest.py` registers: `-p no:remembered` leaves it out, and each test computes all that it reads. What a function
answered is known by all that it was given, by value: a dossier, an assessment by what they hold, an inventory by the bytes of its files.
A test that takes `monkeypatch`, or `aside()`, may change what computes: nothing is remembered for it. The examples are read once, as no
test writes there; what is computed of the same objects is known without looking at their values.
"""

import copyreg
import os
import pickle
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import wraps
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import pytest

from snr_cli.api.catalogue import inventory_words
from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.tables import Tables
from snr_cli.documents import build
from snr_cli.engine import assess as engine
from snr_cli.engine.records import Assessment
from snr_cli.inputs.dossier import files, load
from snr_cli.inputs.inventory import read as inventories
from snr_cli.inputs.inventory.recognition import InventoryWords
from snr_cli.inputs.regular import digest
from snr_cli.model.dossier import Dossier
from snr_cli.outputs import dossier_schema
from snr_cli.plan import plan as plans

MOST: Final = 40  # answers of a function
SHARED: Final = (Tables, InventoryWords)
FROZEN: Final = (Tables, Dossier, Assessment, str, int, tuple, frozenset, type(None))  # nothing changes in them
LARGEST: Final = 4_000_000  # bytes of the files of an inventory
EXAMPLES: Final = Path(__file__).resolve().parents[1] / "examples"


class _OtherError(Exception):
    """An answer that depends on tables of the test's own."""


def _shipped(each: Tables | InventoryWords) -> tuple[Any, ...]:
    """Write the shipped tables, or what is read of them, by their name alone."""
    if each is shipped_tables() or each is inventory_words(shipped_tables()):
        return str, (type(each).__name__,)
    raise _OtherError


_WRITTEN: Final = (
    copyreg.dispatch_table | dict.fromkeys(SHARED, _shipped) | {MappingProxyType: lambda each: (dict, (dict(each),))}
)


def _bytes(values: tuple[Any, ...]) -> bytes:
    """Write values, each for itself: whether one holds another is nothing that an answer depends on."""
    stream = BytesIO()
    for value in values:
        pickler = pickle.Pickler(stream, pickle.HIGHEST_PROTOCOL)
        pickler.dispatch_table = _WRITTEN
        pickler.dump(value)
    return stream.getvalue()


_asides: Final[list[None]] = []  # the tests and blocks that compute anew


@contextmanager
def aside() -> Iterator[None]:
    """Compute anew what is asked in a block that changes what computes."""
    _asides.append(None)
    try:
        yield
    finally:
        _asides.pop()


def _remembered(function: Callable[..., Any], known_by: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that answers what it answered to the same values; what it refuses is judged again."""
    answers: OrderedDict[bytes, Any] = OrderedDict()
    same: OrderedDict[tuple[int, ...], tuple[Any, bytes]] = (
        OrderedDict()
    )  # objects, kept for their names to stay theirs

    @wraps(function)
    def remembered(*args: Any, **more: Any) -> Any:
        if _asides:
            return function(*args, **more)
        named = *map(id, args), *(part for name in sorted(more) for part in (hash(name), id(more[name])))
        try:
            key = same[named][1] if named in same else _bytes(known_by(*args, **more))
        except (
            _OtherError,
            OSError,
            pickle.PicklingError,
            AttributeError,
            TypeError,
        ):  # what no value writes is computed
            return function(*args, **more)
        if all(isinstance(each, FROZEN) for each in (*args, *more.values())):
            same[named] = (args, more), key
        if key not in answers:
            answers[key] = function(*args, **more)
        answers.move_to_end(key)
        for kept in (answers, same):
            if len(kept) > MOST:
                kept.popitem(last=False)
        return answers[key]

    return remembered


def _all(*args: Any, **more: Any) -> Any:
    return *args, more


def _files(paths: Sequence[tuple[Path, str]], *args: Any, progress: Any = None, seen: Any = None) -> Any:
    """Return what the reading of an inventory depends on.

    Raises:
        _OtherError: it is told of, or long.
    """
    files = [expanded for path, name in paths for expanded in inventories.expand(path, name)]
    if (
        len(args) > 4
        or progress is not None
        or seen is not None
        or sum(path.stat().st_size for path, _ in files) > LARGEST
    ):
        raise _OtherError
    return paths, [(path, name, digest(path)) for path, name in files], args


def _within(path: str | Path) -> bool:
    # before Python 3.13, links that go round stop `resolve`
    return Path(os.path.realpath(path)).is_relative_to(EXAMPLES)


def _example(argument: str, words: Any, *, as_member: bool = False, opened: Any = None, **more: Any) -> Any:
    """Return what the reading of an example depends on.

    Raises:
        _OtherError: it is that of another dossier, or of one that is not as it is on the disk.
    """
    if any(more.values()) or not _within(argument) or words.synonyms.__self__ is not shipped_tables():
        raise _OtherError
    return argument, os.fspath(Path.cwd()), as_member, opened


def _told(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a reader that is remembered, with the names of the files that it opens: the run has read them each time."""

    def traced(*args: Any, **more: Any) -> Any:
        with files.traced() as names:
            return function(*args, **more), names

    remembered = _remembered(traced, _example)

    @wraps(function)
    def read(*args: Any, **more: Any) -> Any:
        found, names = remembered(*args, **more)
        files.also(names)
        return found

    return read


def _viewed(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return what makes a view, remembered for an example that was read, assessed and planned once."""

    def kept(*args: Any) -> Any:  # with what it is made of, for their names to stay theirs
        return function(*args), args

    def known_by(
        asked: Any, dossier: Any, assessed: Any, plan: Any, duties: Any, tables: Any, paths: Any, *of: Any
    ) -> Any:
        if not paths or not all(isinstance(path, Path) and _within(path) for path in paths.values()):
            raise _OtherError
        return asked, id(dossier), id(assessed), id(plan), duties, tables, dict(paths), of

    remembered = _remembered(kept, known_by)
    return wraps(function)(lambda *args: remembered(*args)[0])


def pytest_configure() -> None:
    """Put what remembers in the place of what computes, before the other modules take it."""
    engine.assess = _remembered(engine.assess, _all)
    plans.make_plan = _remembered(plans.make_plan, _all)
    inventories.read_inventory = _remembered(inventories.read_inventory, _files)
    load.read_dossier = _told(load.read_dossier)
    build.view_of = _viewed(build.view_of)
    dossier_schema.dossier_schema = _remembered(dossier_schema.dossier_schema, _all)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Compute anew for a test that changes what computes."""
    with aside() if "monkeypatch" in getattr(item, "fixturenames", ()) else nullcontext():
        return (yield)
