"""What this run has read: each file opened for reading, whoever opens it. An output must not take the place of one.

Python itself tells of every file that it opens (`sys.addaudithook`): a new reader cannot forget to say what it reads.
"""

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_WRITES = os.O_WRONLY | os.O_RDWR


class _Run:
    hooked = False
    recording = False
    names: dict[str | bytes, None]


def record() -> None:
    """Begin a run: nothing was read yet."""
    _Run.names, _Run.recording = {}, True
    if not _Run.hooked:  # a hook stays until the process ends
        _Run.hooked = True
        sys.addaudithook(_hear)


def _hear(event: str, told: tuple[Any, ...]) -> None:
    if event == "open" and _Run.recording:
        name, _, flags = told
        if isinstance(name, (str, bytes)) and isinstance(flags, int) and not flags & _WRITES:
            _Run.names[name] = None


def names() -> list[str | bytes]:
    """Return the names under which files were opened in this run, the first opened first."""
    return list(_Run.names)


def also(others: Iterable[str | bytes]) -> None:
    """Add what another process has read for this run."""
    if _Run.recording:
        _Run.names |= dict.fromkeys(others)


@contextmanager
def traced() -> Iterator[dict[str | bytes, None]]:
    """Yield what the block opens for reading, whether the run has opened it before or not; the run has read it too."""
    if not _Run.hooked:
        record()
    before, _Run.names = _Run.names, {}
    was, _Run.recording = _Run.recording, True
    try:
        yield _Run.names
    finally:
        before |= _Run.names
        _Run.names, _Run.recording = before, was


@contextmanager
def aside() -> Iterator[None]:
    """Read what the run is there to write again: an earlier output, which is no input."""
    before, _Run.recording = _Run.recording, False
    try:
        yield
    finally:
        _Run.recording = before


def read_as(path: Path) -> str | None:
    """Return the name under which a file was read in this run, None if it was not.

    A file is known by what it is on the disk: another spelling, a link of either kind, the case of letters change nothing.
    """
    if not _Run.hooked:
        return None
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    for name in _Run.names:
        try:
            if os.path.samestat(found, Path(os.fsdecode(name)).stat()):
                return os.fsdecode(name)
        except (OSError, ValueError):  # it is gone, or never was
            continue
    try:
        given = os.fstat(0)
    except OSError:
        return None
    return "-" if stat.S_ISREG(given.st_mode) and os.path.samestat(found, given) else None
