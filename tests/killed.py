"""A command stopped at each of its writes, renames and flushes in turn: what it leaves on the disk each time.

The command runs in a child, once, up to its first write; from there a child of that child goes on for each write, and is stopped at
it. The folder is then kept as it is, and made again as it was.
"""

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import in_process
from snr_cli.inputs.dossier import files
from snr_cli.outputs import journal

_NO_SPACE = 28
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_EVENTS = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod")
_RENAMES = ("os.rename", "exchange")
_NEVER = 10**6  # that many writes
_exit = os._exit


class Stopped(NamedTuple):
    """What a command left: the write it was stopped at, its exit code, and the folder as it then was."""

    at: str
    code: int
    folder: Path


def _killed() -> NoReturn:
    _exit(137)


def _interrupted() -> NoReturn:
    raise KeyboardInterrupt


def _ended() -> NoReturn:
    sys.exit(143)


def _full() -> NoReturn:
    raise OSError(_NO_SPACE, os.strerror(_NO_SPACE))


STOPS: dict[str, Callable[[], NoReturn]] = {
    "killed": _killed, "Ctrl-C": _interrupted, "SIGTERM": _ended, "full": _full,
}  # fmt: skip


class _Stream:
    """A file being written, of which half of a write may be done."""

    def __init__(self, stream: Any, layer: "_Layer") -> None:
        self.stream, self.layer = stream, layer

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def __enter__(self) -> "_Stream":
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()

    def write(self, data: bytes) -> int:
        def half() -> None:
            self.stream.write(data[: len(data) // 2])
            self.stream.flush()

        self.layer.at("write", half)
        return int(self.stream.write(data))

    def truncate(self, size: int) -> int:
        self.layer.at("truncate")
        return int(self.stream.truncate(size))


class _Layer:
    """Stands between a command and the disk, in a child of the tests."""

    def __init__(self, folder: Path, kept: Path, stop: Callable[[], NoReturn], every: int) -> None:
        self.folder, self.kept, self.stop, self.every = folder, kept, stop, every
        self.count, self.wanted, self.aside = 0, 0, False
        opened, flush, swap = os.fdopen, os.fsync, journal.exchanged

        def fdopen(number: int, mode: str = "r", *more: Any, **named: Any) -> Any:
            stream = opened(number, mode, *more, **named)
            return _Stream(stream, self) if "w" in mode or "+" in mode else stream

        def fsync(number: int) -> None:
            self.at("fsync")
            flush(number)

        def exchanged(one: Path, other: Path) -> bool:
            self.at("exchange")
            return swap(one, other)

        os.fdopen, os.fsync, journal.exchanged = fdopen, fsync, exchanged  # type: ignore[assignment]
        sys.addaudithook(self._hear)

    def _hear(self, event: str, told: tuple[Any, ...]) -> None:
        reads = event == "open" and not (isinstance(told[2], int) and told[2] & _WRITES)
        if event in _EVENTS and not reads and isinstance(told[0], (str, Path)):
            place = Path(told[0])
            if place.is_relative_to(self.folder) or not place.is_absolute():
                self.at(event)

    def at(self, what: str, half: Callable[[], None] = lambda: None) -> None:
        """Count a write; stop at the one that is wanted."""
        if self.aside:
            return
        if not self.wanted:
            self._one_by_one()
        self.count += 1
        with (self.kept / "events").open("a", encoding="utf-8") as events:
            if self.wanted == _NEVER:
                events.write(f"{what}\n")
        if self.count == self.wanted:
            self.aside = True
            half()
            self.stop()

    def _one_by_one(self) -> None:
        """Go on in one child after another: to the end first, then stopped at one write after another."""
        self.aside = True
        before = _copy(self.folder, self.kept / "before")
        wanted = [_NEVER]
        while wanted:
            at = wanted.pop()
            child = os.fork()
            if not child:
                self.wanted, self.aside = at, False
                return
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            with files.aside():
                events = (self.kept / "events").read_text(encoding="utf-8").split()
            if at == _NEVER:
                wanted = _chosen(events, self.every)
            (self.kept / f"{at}.left").write_text(f"{events[at - 1] if at < _NEVER else ''} {code}", encoding="utf-8")
            _copy(self.folder, self.kept / str(at))
            for path in self.folder.iterdir():
                journal.take_away(path)
            _copy(before, self.folder)
        _exit(0)


def _chosen(events: list[str], every: int) -> list[int]:
    """Return the writes to stop at: the first two and the last of each kind, those around such a rename, and one in so many of all."""
    ranks: dict[str, list[int]] = {}
    for rank, what in enumerate(events, 1):
        ranks.setdefault(what, []).append(rank)
    ends = {rank for each in ranks.values() for rank in (*each[:2], each[-1])}
    ends |= {rank + by for rank in ends if events[rank - 1] in _RENAMES for by in (-1, 1)}
    return [rank for rank in range(len(events), 0, -1) if rank in ends or not rank % every]


def _copy(folder: Path, to: Path) -> Path:
    with files.aside():  # it is the tests that read it
        return shutil.copytree(folder, to, symlinks=True, dirs_exist_ok=True)


def stopped_everywhere(folder: Path, kept: Path, stop: str, *command: str | Path, every: int = 1) -> list[Stopped]:
    """Run a command, stopped at each of its writes in turn; the last one is not stopped.

    Args:
        folder: where it writes, and runs.
        kept: where what it leaves is kept.
        stop: a name of `STOPS`.
        command: what follows `snr`.
        every: one write in so many: a command may write a hundred files.
    """
    kept.mkdir()
    child = os.fork()
    if not child:
        code = 99
        try:
            layer = _Layer(folder, kept, STOPS[stop], every)
            done = in_process.snr(*command, cwd=folder)
            layer.aside = True
            code = int(done.returncode)
            if layer.wanted in (0, _NEVER):
                os.write(2, done.stderr.encode())
        finally:
            _exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0, "the command writes nothing"
    found = []
    for left in sorted(kept.glob("*.left"), key=lambda path: int(path.stem)):
        at, _, code = left.read_text(encoding="utf-8").partition(" ")
        found.append(Stopped(at, int(code), kept / left.stem))
    return found


def held(folder: Path) -> Mapping[str, bytes]:
    """Return the files of a folder, but for what is hidden beside a target, and a journal that says nothing."""
    found = {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    return {
        path.as_posix(): data
        for path, data in found.items()
        if not any(part.startswith(".") and part.endswith(journal.BESIDE) for part in path.parts)
        and (data or path.name != files.JOURNAL)
    }
