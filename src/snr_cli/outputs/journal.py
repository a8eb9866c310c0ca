"""All that a command writes, or none of it, whatever stops it: a journal, from which the next command takes back what was half done.

The journal, in the folder that holds every target, first says what will change, with the digests of before and after. What is new is
written beside its target, whole, and flushed, then the journal says that it is ready; each target changes places with what is beside it;
the journal goes, the last. Who is stopped takes all back; who is killed leaves the journal.
"""

import errno
import hashlib
import json
import os
import shutil
import stat
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from snr_cli.french.numbers import first_of
from snr_cli.inputs.dossier.files import JOURNAL, aside, inside, journal_of, why
from snr_cli.inputs.regular import digest
from snr_cli.model.refusal import UsageError

BESIDE: Final = ".snr"  # how the name of what is beside a target ends
_BY_HAND: Final = f"comparez ces fichiers à ceux qui finissent par {BESIDE}, gardez les bons, puis supprimez {JOURNAL}"
_UNREAD: Final = "ce journal ne se lit pas (coupé, d’une autre version de snr, d’un autre utilisateur ou d’un autre programme) ; rien n’est touché"
_ASIDE: Final = f"s’il y a ici des fichiers qui finissent par {BESIDE}, comparez-les aux autres et gardez les bons, puis déplacez {JOURNAL}"
_PAUSES: Final = (0.02, 0.05, 0.1, 0.2)  # seconds
_WAITS: Final = (*_PAUSES, 0.5, 1.0, 2.0, 0.0)  # for another command to end its writing
_HEAD: Final = b'["snr-journal", 1, '  # its format: snr reads no other
_READY: Final = b"\n"  # how a journal ends once all that is new is written
_MOST: Final = 2**24  # bytes of a journal
_SHOWN: Final = 5  # files that a message names
_STALE: Final = 3600  # seconds after which what is beside a target is no command's any more
_HERE: Final = -100  # AT_FDCWD: paths are those of the working directory
_SWAP: Final = 2  # RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS
_NO_SWAP: Final = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)  # said by a disk that cannot
_NO_LOCK: Final = (errno.ENOSYS, errno.ENOLCK, errno.ENOTSUP)  # said by a disk that locks nothing
_OPEN: Final = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
_FAR: Final = 2**30  # where Windows locks a byte: those that are locked cannot be read


class Change(NamedTuple):
    """A file, or a whole folder, that changes places with what is beside it, both ways.

    Attributes:
        target: its path, the links of its folders followed.
        token: names what is beside it.
        before: the digest of what it holds, None when it is not there; see `content`.
        after: that of what it will hold, None when it goes.
        shown: its path in messages.
        write: writes the new one where it is told to; None when it goes.
    """

    target: Path
    token: str
    before: str | None
    after: str | None
    shown: Path = Path()
    write: Callable[[Path], None] | None = None

    @property
    def new(self) -> Path:
        """Return what is beside the target: what is new, then what was there."""
        return beside(self.target, self.token)

    @property
    def old(self) -> Path:
        """Return where what was there goes when two names cannot be exchanged."""
        return beside(self.target, f"{self.token}-avant")

    def give(self, wanted: str | None, *, dry: bool = False) -> bool:
        """Make the target what has this digest, from what is beside it; false when something else is there, which stays.

        Args:
            wanted: one of the two digests.
            dry: say whether it can be, only.
        """
        now = content(self.target)
        if now == wanted or (wanted == self.before and now is not None and not self._moved()):
            return True  # what somebody has saved where nothing was written yet stays as well
        source = next((side for side in (self.new, self.old) if wanted is not None and content(side) == wanted), None)
        if now not in (self.before, self.after, None) or (wanted is not None and source is None):
            return False
        if dry:
            return True
        if source is not None and now is None:
            put_in_place(source, self.target)
        elif source is not None and exchanged(source, self.target):
            if content(source) != now:  # somebody has saved it since
                exchanged(source, self.target)
                return False
        else:
            self._one_by_one(self.new if source == self.old else self.old, source)
        return True

    def _moved(self) -> bool:
        return self.old.exists() if self.after is None else content(self.new) != self.after

    def _one_by_one(self, spare: Path, source: Path | None) -> None:
        """Keep beside what is there, then give the target its content; for an instant the journal alone says where a folder is."""
        if source is not None and self.target.is_file():
            shutil.copy2(self.target, spare)
        else:
            put_in_place(self.target, spare)
        if source is not None:
            put_in_place(source, self.target)

    def clear(self) -> None:
        """Take away what is beside the target."""
        for side in (self.new, self.old):
            take_away(side)


def beside(target: Path, token: str) -> Path:
    """Return the name of what stands beside a target until it takes its place: hidden, and known as ours."""
    return target.with_name(f".{target.name[:40]}.{token}{BESIDE}")


def take_away(path: Path) -> None:
    """Take away a file or a whole folder, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def content(path: Path) -> str | None:
    """Return the digest of a file, or of all that a folder holds; None when there is none."""
    with aside():  # it is no input
        if path.is_dir() and not path.is_symlink():
            return summed(
                {each.relative_to(path).as_posix(): digest(each) for each in path.rglob("*") if each.is_file()}
            )
        return digest(path) if path.exists() else None


def summed(files: Mapping[str, str]) -> str:
    """Return the digest of a folder, from those of its files by their names."""
    # no result: what a digest is made of
    return hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()


def all_or_none(folder: Path, changes: Sequence[Change]) -> None:
    """Write files and whole folders, or take them away: all of them or none.

    Args:
        folder: it holds them all, and the journal.
        changes: what changes.

    Raises:
        UsageError: something cannot be written, or has changed since; nothing is.
    """
    folder = folder.resolve()
    with told(folder / JOURNAL), _journal(folder) as journal:
        _undone(folder, journal)
        try:
            flushed(journal, _written(folder, changes))
            for change in changes:
                if change.write is not None:
                    with told(change.shown):
                        change.write(change.new)
            flushed(journal, _READY)
            for change in changes:
                with told(change.shown):
                    if not change.give(change.after):
                        raise UsageError(
                            f"{change.shown} : ce fichier vient de changer ; rien n’est écrit", "recommencez"
                        )
            _flush_folders(changes)
        except BaseException:
            for change in reversed(changes):
                change.give(change.before)
            _end(journal, changes)
            raise
        _end(journal, changes)


def undo(path: Path) -> str:
    """Take back what a command that was killed has half written.

    Args:
        path: its journal.

    Returns:
        what was done, in French; nothing when there is none any more.

    Raises:
        UsageError: something has changed since, and nothing is touched; or it cannot be written.
    """
    folder = path.parent.resolve()
    with told(path), _journal(folder) as journal:
        return _undone(folder, journal)


def tidy(folder: Path) -> None:
    """Take away what commands that were killed left beside their targets, unless a journal speaks of it."""
    if not any(journal_of(each) for each in (folder, *folder.parents)):
        for path in folder.glob(f".*.*{BESIDE}"):
            with suppress(OSError):
                if path.lstat().st_mtime < time.time() - _STALE:
                    take_away(path)


def flushed(stream: BinaryIO, data: bytes) -> None:
    """Write bytes down to the disk."""
    stream.write(data)
    stream.flush()
    os.fsync(stream.fileno())


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Say in French why a file cannot be written."""
    try:
        yield
    except PermissionError as error:
        # Windows says the same of a file, or of a folder of which one is open, that another program looks at
        held = ", ou fichier ouvert dans un autre programme" if getattr(error, "winerror", None) else ""
        raise UsageError(f"{path} : écriture impossible (droits insuffisants{held})") from None
    except OSError as error:
        raise UsageError(f"{path} : écriture impossible ({why(error)})") from None


def put_in_place(new: Path, target: Path) -> None:
    """Give a file or a folder its name, in the place of another one.

    Windows refuses while another program looks at one of the two: an antivirus or an indexer, which is short; or a person, whom
    the error then names.
    """
    for pause in _PAUSES:
        try:
            new.replace(target)
        except PermissionError as error:
            if getattr(error, "winerror", None) is None:
                raise
            time.sleep(pause)
        else:
            return
    new.replace(target)


def exchanged(one: Path, other: Path) -> bool:
    """Make two names change places at once; false when the system, or the disk, cannot.

    Raises:
        OSError: it can, and refuses.
    """
    failed = number = 0
    if sys.platform != "win32":
        import ctypes

        names = [os.fsencode(each) for each in (one, other)]
        try:
            library = ctypes.CDLL(None, use_errno=True)
            if sys.platform == "darwin":
                failed = library.renamex_np(*names, _SWAP)
            else:
                failed = library.renameat2(_HERE, names[0], _HERE, names[1], _SWAP)
        except (AttributeError, OSError):  # a library that has no such function
            return False
        number = ctypes.get_errno()
    if failed and number not in _NO_SWAP:
        raise OSError(number, os.strerror(number), str(other))
    return sys.platform != "win32" and not failed


@contextmanager
def _journal(folder: Path) -> Iterator[BinaryIO]:
    """Open the journal of a folder, which no other command has as long as it is open; one that says nothing is taken away.

    Raises:
        UsageError: another command has it.
    """
    path = folder / JOURNAL
    for pause in _WAITS:
        if os.path.lexists(path) and not stat.S_ISREG(path.lstat().st_mode):
            raise UsageError(f"{path} : {_UNREAD}", _ASIDE)
        # opens: the journal, read and written by who has it
        journal = os.fdopen(os.open(path, _OPEN, 0o666), "r+b", buffering=0)
        if _is_ours(journal, path):
            break
        journal.close()
        time.sleep(pause)
    else:
        raise UsageError(f"{folder} : une autre commande de snr y écrit", "recommencez quand elle a fini")
    try:
        yield journal
    finally:
        said = os.fstat(journal.fileno()).st_size
        for _ in range(2):  # Windows takes away no file that is open; elsewhere it goes before another command has it
            if not said:
                with suppress(OSError):
                    path.unlink()
            journal.close()
            if sys.platform != "win32":
                break


def _is_ours(journal: BinaryIO, path: Path) -> bool:
    """Lock a journal: false when another command has it, or has taken it away since it was opened."""
    still = True
    try:
        if sys.platform == "win32":
            import msvcrt

            journal.seek(_FAR)
            msvcrt.locking(journal.fileno(), msvcrt.LK_NBLCK, 1)
            journal.seek(0)
        else:
            import fcntl

            fcntl.flock(journal, fcntl.LOCK_EX | fcntl.LOCK_NB)
            still = os.path.samestat(os.fstat(journal.fileno()), path.lstat())
    except OSError as error:
        return error.errno in _NO_LOCK
    except ImportError:
        return True
    return still


def _written(folder: Path, changes: Sequence[Change]) -> bytes:
    """Return what a journal says: each target by its path in the folder."""
    said = []
    for target, *marks in (change[:4] for change in changes):
        said.append([(target.relative_to(folder) if target.is_relative_to(folder) else target).as_posix(), *marks])
    # no result: what the next command takes back
    return _HEAD + json.dumps(said).encode() + b"]"


def _read(folder: Path, raw: bytes) -> list[Change]:
    """Return what a journal says; nothing of one that was cut as it was first written: nothing was written beside.

    Raises:
        UsageError: it cannot be read, or is another user's; a target is out of the folder.
    """
    try:
        mark, version, entries = json.loads(raw)
        said = [Change(Path(name), bytes.fromhex(token).hex(), before, after) for name, token, before, after in entries]
        known = [mark, version] == json.loads(_HEAD + b"0]")[:2]
    except (ValueError, TypeError, RecursionError):
        said, known = [], raw[: len(_HEAD)] == _HEAD[: len(raw)] and not any(folder.rglob(f".*.*{BESIDE}"))
    if raw and not (known and journal_of(folder)):
        raise UsageError(f"{folder / JOURNAL} : {_UNREAD}", _ASIDE)
    changes = []
    for change in said:
        name = change.target
        home = inside(folder, name.parent.as_posix())
        if home is None or name.name in ("", "..") or "\0" in name.name:
            raise UsageError(
                f"{folder / JOURNAL} : une commande a été interrompue pendant qu’elle écrivait, {name} compris, qui est hors du dossier ; rien n’est touché",
                _BY_HAND,
            )
        changes.append(change._replace(target=home / name.name))
    return changes


def _undone(folder: Path, journal: BinaryIO) -> str:
    """Take back what a journal says, and let it say nothing; see `undo`."""
    raw = journal.read(_MOST)
    changes = _read(folder, raw)
    if not changes:
        journal.truncate(0)
        return "une commande interrompue n’avait encore rien écrit : relancez-la" if raw else ""
    names = _names(folder, changes)
    done = all(content(change.target) == change.after for change in changes)
    # before it was ready, nothing had changed places
    moved = () if done or not raw.endswith(_READY) else changes[::-1]
    changed = [change for change in changes if change in moved and not change.give(change.before, dry=True)]
    if changed:
        raise UsageError(
            f"{folder / JOURNAL} : une commande a été interrompue pendant qu’elle écrivait {names}, et quelqu’un a changé depuis : {_names(folder, changed)} ; rien n’est touché",
            _BY_HAND,
        )
    for change in moved:
        change.give(change.before)
    _end(journal, changes)
    if done:
        return f"une commande interrompue avait fini d’écrire {names}"
    return f"une commande interrompue avait commencé d’écrire {names} : tout est comme avant, relancez-la"


def _names(folder: Path, changes: Sequence[Change]) -> str:
    return first_of([change.target.relative_to(folder).as_posix() for change in changes], _SHOWN)


def _end(journal: BinaryIO, changes: Sequence[Change]) -> None:
    """Take away what is beside the targets, then let the journal say nothing."""
    try:
        with suppress(OSError):  # what stays is taken away another day
            for change in changes:
                change.clear()
    finally:
        journal.truncate(0)


def _flush_folders(changes: Sequence[Change]) -> None:
    """Write the new names down to the disk, where the system can."""
    for folder in {change.target.parent for change in changes}:
        with suppress(OSError):
            # opens: a folder, whose names are flushed
            descriptor = os.open(folder, os.O_RDONLY)
            os.fsync(descriptor)
            os.close(descriptor)
