"""The one door by which snr writes on a disk: a file, several (edits), or a folder; whole or not at all.

Never over a file that the run has read, but an edit, which says what it takes the place of.
"""

import errno
import os
import secrets
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from hashlib import sha256
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Final

from snr_cli.french.numbers import first_of
from snr_cli.inputs.dossier.files import Edit, aside, read_as, there, why
from snr_cli.inputs.regular import TooLargeError, plain_bytes
from snr_cli.model.refusal import UsageError
from snr_cli.outputs.journal import Change, all_or_none, beside, content, put_in_place, summed, tidy, told

_ALL: Final = 0o777
_WRITERS: Final = 0o222
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_SHOWN: Final = 3  # files that a refusal names
_TIDY: Final = set[Path]()  # folders seen to: what killed commands left there is taken away


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
        follow: a link is kept, and what it leads to is written; else the file takes the place of the link, or of a pipe.

    Raises:
        UsageError: the run has read that file; it, or its folder, cannot be written; the disk is full. Nothing is left behind.
    """
    try:
        if path.is_dir():
            raise UsageError(f"{path} : c’est un dossier ; donnez un nom de fichier")
        if not path.parent.is_dir():
            raise UsageError(f"{path} : le dossier {path.parent} n’existe pas")
        if follow and path.exists() and not path.is_file():  # a device or a pipe: written directly
            with told(path), path.open("wb") as stream:
                _pour(text, stream)
            return
        refuse([path])
        with told(path):
            target = _followed(path) if follow else path
            new = beside(target, secrets.token_hex(4))
            try:
                _write(new, text, _mode(target, path))
                put_in_place(new, target)
            finally:
                new.unlink(missing_ok=True)  # when it has no other name yet
    except ValueError:  # a name with a NUL character
        raise UsageError("nom de fichier invalide pour une sortie") from None


def _write(new: Path, text: str | bytes | Iterable[str], mode: int, *, flush: bool = False) -> None:
    """Write a file beside its target; `flush`: down to the disk."""
    if new.parent not in _TIDY:
        _TIDY.add(new.parent)
        tidy(new.parent)
    with os.fdopen(os.open(new, _NEW, 0o600), "wb") as stream:
        _pour(text, stream)
        if flush:
            stream.flush()
            os.fsync(stream.fileno())
    new.chmod(mode)


def append_text(path: Path, text: str) -> None:
    """Add lines at the end of a file, down to the disk: all of them or none; others may add to it at the same time.

    A last line without its end, which a killed run left, is ended first: whoever reads the file leaves it aside.

    Raises:
        UsageError: it is no plain file, or cannot be written; the disk is full.
    """
    mode = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    with told(path):
        there = os.open(path, mode, 0o666)
        with os.fdopen(there, "r+b", buffering=0) as stream:
            if not stat.S_ISREG(os.fstat(there).st_mode):
                raise UsageError(f"{path} : ce n’est pas un fichier")
            end = stream.seek(0, os.SEEK_END)
            stream.seek(max(0, end - 1))
            data = (b"" if stream.read(1) in (b"", b"\n") else b"\n") + text.encode(errors="replace")
            count = stream.write(data)
            if count != len(data):
                if stream.seek(0, os.SEEK_END) == end + count:  # else another run has added to it since
                    stream.truncate(end)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(there)


def write_edits(edits: Iterable[Edit]) -> None:
    """Write files, new or changed, or take them away: all of them or none, even when the command is killed (`journal`).

    Raises:
        UsageError: a file is no longer what it was, or cannot be written.
    """
    every, made = list(edits), list[Path]()
    for edit in every:
        if there(edit.path) != edit.before or (edit.before is None and edit.follow and edit.path.is_symlink()):
            raise UsageError(f"{edit.path} : ce fichier vient de changer ; rien n’est écrit", "recommencez")
    try:
        for edit in every:
            made += [parent for parent in edit.path.parents if not parent.exists()]
            make_folder(edit.path.parent)
        if every:
            homes = [os.path.realpath(edit.path.parent) for edit in every]
            all_or_none(Path(os.path.commonpath(homes)), [_change(edit) for edit in every])
    except BaseException:
        for folder in sorted(made, key=lambda each: -len(each.parts)):
            with suppress(OSError):
                folder.rmdir()
        raise


def _change(edit: Edit) -> Change:
    """Return how a file changes.

    Raises:
        UsageError: it is a folder, or may not be written.
    """
    if edit.path.is_dir():
        raise UsageError(f"{edit.path} : c’est un dossier ; donnez un nom de fichier")
    with told(edit.path):
        target = _followed(edit.path) if edit.follow else edit.path
    target = Path(os.path.realpath(target.parent)) / target.name
    before, after = (None if data is None else sha256(data).hexdigest() for data in (edit.before, edit.after))
    change = Change(target, secrets.token_hex(4), before, after, edit.path)
    if edit.after is None:
        return change
    return change._replace(write=partial(_write, text=edit.after, mode=_mode(target, edit.path), flush=True))


def write_whole(files: Mapping[Path, str | bytes]) -> None:
    """Write the files of one answer, in the place of those that were there: all of them or none.

    Raises:
        UsageError: the run has read one of them; one cannot be written.
    """
    refuse(files)
    write_edits(
        Edit(path, there(path), data if isinstance(data, bytes) else data.encode(errors="replace"))
        for path, data in files.items()
    )


def write_new(folder: Path, texts: Mapping[str, str | bytes]) -> None:
    """Write files where there are none: all of them or none.

    Args:
        folder: where; made when it is not there.
        texts: name inside the folder → text, or bytes.

    Raises:
        UsageError: one of the files is there already, or cannot be written.
    """
    for name in texts:
        if os.path.lexists(folder / name):
            raise UsageError(f"{folder / name} : ce fichier existe déjà ; choisissez un autre dossier")
    write_edits(
        Edit(folder / name, None, text if isinstance(text, bytes) else text.encode()) for name, text in texts.items()
    )


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, unless it is there.

    Raises:
        UsageError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except PermissionError:
        raise UsageError(f"{folder} : dossier impossible à créer (droits insuffisants)") from None
    except (OSError, ValueError) as error:
        said = why(error) if isinstance(error, OSError) else "nom invalide"
        raise UsageError(f"{folder} : dossier impossible à créer ({said})") from None


def refuse_folder(folder: Path, ours: Callable[[Path], Iterable[str]]) -> None:
    """Stop when a folder cannot be written whole: it holds files that are not those of an earlier one, or that were read.

    Args:
        folder: where.
        ours: gives the files, inside a folder, that an earlier run wrote there.

    Raises:
        UsageError: names what is in the way.
    """
    try:
        if not folder.exists() and not folder.is_symlink():
            if not folder.absolute().parent.is_dir():
                raise UsageError(f"{folder} : le dossier {folder.parent} n’existe pas")
            return
        if not folder.is_dir():
            raise UsageError(f"{folder} : ce n’est pas un dossier ; donnez un nom de dossier")
        if Path.cwd().resolve().is_relative_to(folder.resolve()):
            raise UsageError(
                f"{folder} : c’est le dossier courant, ou il le contient", "donnez un dossier à lui : publication/"
            )
        there = sorted(_files(folder))
        with aside():  # an earlier output is no input
            known = set(ours(folder)) if there else set()
    except OSError as error:
        raise UsageError(f"{folder} : {why(error)}") from None
    except ValueError:  # a name with a NUL character
        raise UsageError("nom de dossier invalide pour une sortie") from None
    for name in there:
        if read_as(folder / name) is not None:
            raise UsageError(
                f"{folder / name} : cette commande lit ce fichier, elle ne l’écrase pas", "donnez un autre dossier"
            )
    foreign = [name for name in there if name not in known]
    if foreign:
        raise UsageError(
            f"{folder} : ce dossier contient autre chose que ce que cette commande y a écrit, ou un fichier changé depuis : {first_of(foreign, _SHOWN)} ; rien n’est écrit",
            "donnez un dossier vide, ou un nom qui n’existe pas",
        )


def write_folder(folder: Path, files: Mapping[str, bytes], ours: Callable[[Path], Iterable[str]]) -> None:
    """Write a folder; an earlier one gives it its place, and takes it back when the new one cannot be put there.

    Args:
        folder: where.
        files: name inside the folder → bytes.
        ours: as `refuse_folder`.

    Raises:
        UsageError: the folder cannot be written, or is not ours to replace.
    """
    refuse_folder(folder, ours)
    target = folder.resolve()

    def write(new: Path) -> None:
        for name, data in files.items():
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            _write(new / name, data, 0o666 & ~_umask(), flush=True)
        new.chmod(target.stat().st_mode & _ALL if target.is_dir() else _ALL & ~_umask())

    after = summed({name: sha256(data).hexdigest() for name, data in files.items()})
    all_or_none(target.parent, [Change(target, secrets.token_hex(4), content(target), after, folder, write)])


def _files(folder: Path) -> Iterable[str]:
    """Yield what is inside a folder, but for plain folders."""
    for root, folders, names in os.walk(folder):
        for name in (*names, *(inner for inner in folders if (Path(root) / inner).is_symlink())):
            yield (Path(root) / name).relative_to(folder).as_posix()


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


# Keeps a long text until all of it is known to be right: nothing is written of a run that fails, and many dossiers take the memory of one.


IN_MEMORY: Final = 32 * 2**20  # signs kept before a file is opened
PIECE: Final = 2**20  # signs handed over at once


def spooled(texts: Iterable[str]) -> Iterator[str]:
    """Read texts to the end, at once, and return the iterator that yields them again by pieces.

    Whoever writes them then knows all that the run has read, and takes the place of none of it.

    Raises:
        UsageError: the disk of temporary files is full; whatever the texts raise.
    """
    # a lone surrogate is no text for a file: it is kept here, and replaced where the text is written
    kept = tempfile.SpooledTemporaryFile(  # noqa: SIM115 - closed once it is read again
        IN_MEMORY, "w+", encoding="utf-8", errors="surrogatepass", newline="", prefix="snr."
    )
    try:
        for text in texts:
            try:
                kept.write(text)
            except OSError as error:
                raise UsageError(f"fichier temporaire : écriture impossible ({why(error)})") from None
    except BaseException:
        kept.close()
        raise
    return _again(kept)


def _again(kept: IO[str]) -> Iterator[str]:
    with kept:
        kept.seek(0)
        while piece := kept.read(PIECE):
            yield piece
