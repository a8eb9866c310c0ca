"""Writes a file whole or not at all, and never over one that the run has read."""

import errno
import os
import tempfile
import time
from collections.abc import Iterable
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Final

from snr_cli.inputs.dossier.files import why
from snr_cli.inputs.dossier.opened import aside, read_as
from snr_cli.inputs.regular import TooLargeError, plain_bytes
from snr_cli.model.finding import UsageError

_ALL: Final = 0o777
_WRITERS: Final = 0o222
_PAUSES: Final = (0.02, 0.05, 0.1, 0.2)  # seconds


def refuse(targets: Iterable[Path]) -> None:
    """Stop, before anything is written, when an output would take the place of an input or of another output.

    Raises:
        UsageError: names the two.
    """
    seen: dict[str, Path] = {}
    for path in targets:
        if path.exists() and not path.is_file():  # a device takes the place of nothing
            continue
        name = read_as(path)
        if name is not None:
            same = "" if Path(name) == path else " sur l’entrée standard" if name == "-" else f" sous le nom {name}"
            raise UsageError(
                f"{path} : cette commande lit ce fichier{same}, elle ne l’écrase pas", "écrivez dans un autre fichier"
            )
        place = os.path.realpath(path)
        if place in seen or any(_same(path, other) for other in seen.values()):
            other = seen.get(place) or next(other for other in seen.values() if _same(path, other))
            raise UsageError(f"{path} : deux sorties dans un même fichier ({other})", "donnez-leur deux noms")
        seen[place] = path


def refuse_change(path: Path, text: str) -> None:
    """Stop when a file is there that holds something else: what a person writes in it is not lost.

    Raises:
        UsageError: names it.
    """
    raw = text.encode(errors="replace")
    try:
        with aside():  # it is no input
            there = plain_bytes(path, len(raw)) if path.is_file() else b""
    except TooLargeError:
        there = b"other"
    except (OSError, ValueError):  # writing it says why
        return
    if there not in (b"", raw):
        raise UsageError(
            f"{path} : ce fichier existe et contient peut-être vos corrections, il n’est pas remplacé",
            "donnez un autre nom de fichier",
        )


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other) and one.is_file()
    except (OSError, ValueError):
        return False


def write_atomic(path: Path, text: str | bytes | Iterable[str], *, follow: bool = True) -> None:
    """Write a text, or bytes, beside its target, then put it in place; the mode of a file that was there is kept.

    Args:
        path: the target.
        text: what it will hold, whole or by pieces.
        follow: a link is kept, and what it leads to is written; else the file takes the place of the link.

    Raises:
        UsageError: the run has read that file; it, or its folder, cannot be written; the disk is full. Nothing is left behind.
    """
    temporary = ""
    try:
        if path.is_dir():
            raise UsageError(f"{path} : c’est un dossier ; donnez un nom de fichier")
        if not path.parent.is_dir():
            raise UsageError(f"{path} : le dossier {path.parent} n’existe pas")
        if path.exists() and not path.is_file():  # a device or a pipe: written directly
            with path.open("wb") as stream:
                _pour(text, stream)
            return
        refuse([path])
        target = _followed(path) if follow else path
        mode = _mode(target, path)
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.")
        with os.fdopen(handle, "wb") as stream:
            _pour(text, stream)
        Path(temporary).chmod(mode)
        put_in_place(Path(temporary), target)
        temporary = ""
    except PermissionError as error:
        # Windows says the same of a file that a spreadsheet has opened
        held = ", ou fichier ouvert dans un autre programme" if getattr(error, "winerror", None) else ""
        raise UsageError(f"{path} : écriture impossible (droits insuffisants{held})") from None
    except OSError as error:
        raise UsageError(f"{path} : écriture impossible ({why(error)})") from None
    except ValueError:  # a name with a NUL character
        raise UsageError("nom de fichier invalide pour une sortie") from None
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)


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


def _pour(text: str | bytes | Iterable[str], stream: IO[bytes]) -> None:
    """Write in a stream, a text in UTF-8."""
    if isinstance(text, bytes):
        stream.write(text)
        return
    with TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="\n") as written:
        written.writelines([text] if isinstance(text, str) else text)


def _followed(path: Path) -> Path:
    """Return what a path leads to, there or not."""
    if not path.is_symlink():
        return path
    target = Path(os.path.realpath(path))
    if target.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), os.fspath(path))
    return target


def _mode(target: Path, shown: Path) -> int:
    """Return the mode that the file will have: its own, else that of any new file.

    Raises:
        UsageError: nobody may write that file (the administrator could, whom the mode does not stop).
    """
    if not target.is_file():
        return 0o666 & ~_umask()
    mode = target.stat().st_mode & _ALL
    if not mode & _WRITERS or not os.access(target, os.W_OK):
        raise UsageError(f"{shown} : ce fichier est en lecture seule, il n’est pas remplacé")
    return mode


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
