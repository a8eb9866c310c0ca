"""Files of a dossier: bytes → text, the file that a name leads to, what a run has read, and a file that changes (`Edit`)."""

import codecs
import errno
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

from snr_cli.inputs.regular import MAX_BYTES, NotPlainError, RefusedFileError, plain_bytes
from snr_cli.model.refusal import UnreadError, UsageError

DOSSIER_NAME: Final = "territory.yaml"
WORKBOOKS: Final = (".xlsx", ".xlsm", ".ods")
JOURNAL: Final = ".snr-journal"  # of what is being written in a folder, or was when a command was killed


_OF_WINDOWS: Final = {  # by its own codes
    # another program keeps the file, or a part of it, to itself
    **dict.fromkeys((32, 33), "fichier ouvert dans un autre programme : fermez-le"),
    # which it takes for a file that is not there
    206: "chemin trop long pour Windows (260 caractères) : rapprochez le dossier de la racine du disque",
}
_ERRNO: Final = {
    **dict.fromkeys((errno.EACCES, errno.EPERM), "lecture non autorisée"),
    errno.EISDIR: "c’est un dossier, pas un fichier",
    errno.ENOSPC: "disque plein",
    errno.EBADF: "fermée",
    errno.EROFS: "support en lecture seule",
    errno.ENAMETOOLONG: "nom trop long",
    errno.EINVAL: "chemin de fichier invalide",
    errno.ELOOP: "liens qui tournent en rond",
    errno.ENOTDIR: "un élément du chemin n’est pas un dossier",
    errno.EIO: "le disque ou le réseau ne répond pas (erreur de lecture ou d’écriture)",
    errno.EEXIST: "un fichier de ce nom existe déjà",
    errno.ENOTEMPTY: "le dossier n’est pas vide",
    errno.EBUSY: "fichier occupé par un autre programme",
    errno.EMFILE: "trop de fichiers ouverts",
    errno.ENFILE: "trop de fichiers ouverts",
    errno.EFBIG: "fichier trop grand pour ce disque",
    errno.ENOMEM: "mémoire insuffisante",
    errno.EPIPE: "le programme qui lisait s’est arrêté",
    errno.ENXIO: "périphérique absent",
    errno.ENODEV: "périphérique absent",
    errno.EXDEV: "les deux fichiers ne sont pas sur le même disque",
    errno.ETIMEDOUT: "le disque ou le réseau ne répond pas",
    **{
        getattr(errno, name): said
        for name, said in (
            ("EDQUOT", "quota de disque dépassé"),
            ("ESTALE", "le dossier partagé a changé, ouvrez-le à nouveau"),
            ("ETXTBSY", "fichier occupé par un autre programme"),
        )
        if hasattr(errno, name)
    },
}


def decode(raw: bytes) -> str:
    """Decode UTF-8 with or without byte-order mark.

    Raises:
        RefusedFileError: another encoding, or NUL characters; says which encoding it looks like.
    """
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise RefusedFileError("fichier encodé en UTF-16 : enregistrez-le en UTF-8")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise RefusedFileError(
            f"ligne {line} : octet 0x{raw[error.start]:02x} qui n’est pas de l’UTF-8 (le fichier semble en Windows-1252) : "
            "enregistrez-le en UTF-8"
        ) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise RefusedFileError(f"ligne {line} : caractère nul (NUL) : ce n’est pas un fichier texte")
    return text.replace("\r\n", "\n")


def inside(folder: Path, name: str) -> Path | None:
    """Return the file that a name in a dossier leads to, links followed; None when it leaves the folder.

    Raises:
        OSError: its links go round, or cannot be followed; or no file can have that name.
    """
    if Path(name).is_absolute():
        return None
    try:
        target = (folder / name).resolve()
        if target.is_symlink():  # from Python 3.13 on, links that go round are left as they are
            raise OSError(errno.ELOOP, "links that go round", name)
        return target if target.is_relative_to(folder.resolve()) else None
    except RuntimeError:  # how Python said it before 3.13
        raise OSError(errno.ELOOP, "links that go round", name) from None
    except ValueError:  # a name with a NUL character
        raise OSError(errno.EINVAL, "invalid name", name) from None


def why(error: OSError) -> str:
    """Say in French why a file could not be opened or written."""
    if said := _OF_WINDOWS.get(getattr(error, "winerror", None) or 0):
        return said
    if isinstance(error, RefusedFileError):
        return str(error)
    if isinstance(error, NotPlainError):
        return "ce n’est pas un fichier (tube, prise ou périphérique)"
    if error.errno in _ERRNO:
        return _ERRNO[error.errno]
    if isinstance(error, FileNotFoundError):
        if os.sep == "/" and "\\" in os.fsdecode(error.filename or ""):
            return "fichier introuvable : dans un chemin, écrivez « / » et non « \\ », Windows le lit aussi"
        return "fichier introuvable"
    number = f" {error.errno}" if error.errno is not None else ""
    return f"refusé par le système (erreur{number})"


def relative(path: Path) -> Path:
    """Return the name of a file in messages and reports: its path from the working directory when it lies below.

    `..` and links of its folders are followed, those of the file itself are not: its folder is where what it names is
    sought. A file that lies elsewhere keeps the name it was given.
    """
    try:
        here = Path.cwd()
        followed = path if path.name in ("", "..") else path.parent
        found = Path(os.path.realpath(followed), "" if followed is path else path.name)
    except (OSError, ValueError):  # the working directory is gone, a NUL character
        return path
    home = Path(os.path.realpath(here))
    if found.is_relative_to(home):
        return found.relative_to(home)
    return path.relative_to(here) if path.is_relative_to(here) else path  # through a link that leaves


def shown(argument: str) -> str:
    """Return the name shown for what a command line names, whatever it is: see `relative`."""
    return relative(Path(argument)).as_posix()


def checked_bytes(path: Path, name: str = "") -> bytes:
    """Read a file whose bytes are a text, as they are.

    Args:
        path: the file.
        name: the one shown in messages; that of the path without any.

    Raises:
        UnreadError: it cannot be opened or decoded.
    """
    try:
        raw = plain_bytes(path)
        decode(raw)
    except OSError as error:
        raise UnreadError(name or path.as_posix(), why(error)) from None
    return raw


def read_text(path: Path, name: str = "") -> str:
    """Return the text of a file, without byte-order mark, its line ends as ours; see `checked_bytes`."""
    return decode(checked_bytes(path, name))


def open_named(path: Path) -> tuple[str, str]:
    """Read a file that a dossier names: the name shown in messages, and the text.

    Raises:
        UnreadError: it cannot be opened or decoded.
    """
    name = relative(path).as_posix()
    return name, read_text(path, name)


Opened = tuple[str, str, Path | None]  # name shown in messages, text, folder


def open_argument(argument: str, *, pipe: bool = False) -> Opened:
    """Read what a command line names: a file, a folder (its `territory.yaml`) or `-`; with `pipe`, `<(…)` of a shell too.

    Returns:
        the name shown in messages, the text, and the dossier's folder (None for standard input).

    Raises:
        UnreadError: it cannot be opened or decoded (exit code 2).
    """
    try:
        if argument == "-":
            raw = sys.stdin.buffer.read(MAX_BYTES + 1)
            if len(raw) > MAX_BYTES:
                raise RefusedFileError(f"plus de {MAX_BYTES // 2**20} Mio")
            return "<stdin>", decode(raw), None
        path = Path(argument)
        if path.is_dir():
            path = path / DOSSIER_NAME
            if not path.is_file():
                raise UnreadError(
                    shown(argument),
                    f"ce dossier ne contient pas de {DOSSIER_NAME} ; « snr » attend ce fichier à sa racine, et « snr init » l’y écrit",
                )
        if journal_of(path.parent):
            raise UnreadError(
                shown(argument),
                f"une commande écrit dans ce dossier, ou y a été interrompue : snr check {shown(str(path.parent))} le remet d’abord comme avant",
            )
        path = relative(path)
        if path.suffix.lower() in WORKBOOKS and path.is_file():
            raise UnreadError(
                shown(argument),
                f"un classeur n’est pas un dossier : nommez le dossier de {DOSSIER_NAME}, que « snr init » écrit",
            )
        return path.as_posix(), decode(plain_bytes(path, pipe=pipe)), path.parent
    except OSError as error:
        raise UnreadError(shown(argument), why(error)) from None


# What this run has read: each file opened for reading, whoever opens it. An output must not take the place of one.
#
# Python itself tells of every file that it opens (`sys.addaudithook`): a new reader cannot forget to say what it reads.


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
        if isinstance(name, (str, bytes)) and isinstance(flags, int) and not flags & (os.O_WRONLY | os.O_RDWR):
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


# A file that changes: what it was, what it becomes. Each way to change a dossier gives edits; `outputs/files.py` alone writes them.

_LARGEST: Final = 2**30  # bytes of a file that another one takes the place of


class Edit(NamedTuple):
    """A file that changes.

    Attributes:
        path: where.
        before: its bytes as they are; None when it is not there.
        after: as they become; None when it goes.
        follow: a link is kept, and what it leads to is written; else the file takes the place of the link.
    """

    path: Path
    before: bytes | None
    after: bytes | None
    follow: bool = True

    @property
    def was(self) -> str:
        """Return its text as it is; empty when it is not there."""
        return (self.before or b"").decode()

    @property
    def text(self) -> str:
        """Return its text as it becomes; empty when it goes."""
        return (self.after or b"").decode()


def there(path: Path) -> bytes | None:
    """Return the bytes of a file that is to be written over, which is no input; None when it is not there.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        with aside():
            return plain_bytes(path, _LARGEST) if path.exists() else None
    except OSError as error:
        raise UsageError(f"{path} : écriture impossible ({why(error)})") from None


def journal_of(folder: Path) -> Path | None:
    """Return the journal that says what a command has half written in a folder, or below; None when all is whole.

    It is that of who runs the command, or of the owner of the folder: anybody may leave one in `/tmp`.
    """
    path = folder / JOURNAL
    try:
        found = path.lstat()
        owners = (getattr(os, "getuid", lambda: found.st_uid)(), folder.stat().st_uid)
    except (OSError, ValueError):
        return None
    return path if stat.S_ISREG(found.st_mode) and found.st_size and found.st_uid in owners else None


def journals(named: Iterable[Any]) -> list[Path]:
    """Return the journals of the folders that a command names, of those that hold what it names, and of where it runs."""
    seen = dict[Path, None]()
    with suppress(OSError):  # the working directory is gone
        for each in (".", *named):
            for name in each if isinstance(each, (list, tuple)) else [each]:
                if isinstance(name, (str, os.PathLike)):
                    folder = Path(name).absolute()
                    while folder not in seen:
                        seen[folder] = None
                        folder = folder.parent
    return [found for folder in seen if (found := journal_of(folder))]


def file_text(path: Path) -> str:
    """Return the text of a file as it is, byte-order mark and line ends included.

    Raises:
        UsageError: it cannot be read, or is no UTF-8.
    """
    return checked_bytes(path).decode("utf-8")
