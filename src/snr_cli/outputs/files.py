"""The one door by which snr writes on a disk: a file, several (edits), or a folder; whole or not at all.

Never over a file that the run has read, but an edit, which says what it takes the place of.
"""

import errno
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Final

from snr_cli.french.numbers import first_of
from snr_cli.inputs.dossier.files import Edit, aside, read_as, there, why
from snr_cli.inputs.regular import TooLargeError, plain_bytes
from snr_cli.model.refusal import UsageError

_ALL: Final = 0o777
_WRITERS: Final = 0o222
_PAUSES: Final = (0.02, 0.05, 0.1, 0.2)  # seconds
_SHOWN: Final = 3  # files that a refusal names


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
    _write(path, text, follow=follow, over=False)


def _write(path: Path, text: str | bytes | Iterable[str], *, follow: bool, over: bool) -> None:
    """Write a file; `over`: one that the run has read too."""
    temporary = ""
    try:
        if path.is_dir():
            raise UsageError(f"{path} : c’est un dossier ; donnez un nom de fichier")
        if not path.parent.is_dir():
            raise UsageError(f"{path} : le dossier {path.parent} n’existe pas")
        if follow and path.exists() and not path.is_file():  # a device or a pipe: written directly
            with path.open("wb") as stream:
                _pour(text, stream)
            return
        if not over:
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


def write_edits(edits: Iterable[Edit]) -> None:
    """Write files, new or changed, or take them away: all of them or none; what was there is put back when a later one cannot be.

    Raises:
        UsageError: a file is no longer what it was, or cannot be written.
    """
    every, made, done = list(edits), list[Path](), list[Edit]()
    for edit in every:
        if there(edit.path) != edit.before or (edit.before is None and edit.follow and edit.path.is_symlink()):
            raise UsageError(f"{edit.path} : ce fichier vient de changer ; rien n’est écrit", "recommencez")
    try:
        for edit in every:
            made += [parent for parent in edit.path.parents if not parent.exists()]
            make_folder(edit.path.parent)
            _put_edit(edit.path, edit.after, edit)
            done.append(edit)
    except BaseException:
        for edit in reversed(done):
            _put_edit(edit.path, edit.before, edit)
        for folder in sorted(made, key=lambda each: -len(each.parts)):
            with suppress(OSError):
                folder.rmdir()
        raise


def _put_edit(path: Path, data: bytes | None, edit: Edit) -> None:
    """Give a file these bytes, or take it away.

    Raises:
        UsageError: it cannot be.
    """
    if data is not None:
        _write(path, data, follow=edit.follow, over=True)
        return
    try:
        path.unlink()
    except OSError as error:
        raise UsageError(f"{path} : écriture impossible ({why(error)})") from None


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
    new = ""
    try:
        target = folder.resolve()
        new = tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name[:40]}.")
        for name, data in files.items():
            path = Path(new) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(path, data)
        Path(new).chmod(target.stat().st_mode & 0o777 if target.is_dir() else 0o777 & ~_umask())
        _put_folder(Path(new), target)
        new = ""
    except OSError as error:
        # Windows says the same of a folder that a program shows, or of which one has a file open
        held = isinstance(error, PermissionError) and getattr(error, "winerror", None) is not None
        reason = "un de ses fichiers est ouvert dans un autre programme, ou droits insuffisants" if held else why(error)
        raise UsageError(f"{folder} : écriture impossible ({reason}) ; rien n’est écrit") from None
    finally:
        if new:
            shutil.rmtree(new, ignore_errors=True)


def _put_folder(new: Path, target: Path) -> None:
    if not target.exists():
        put_in_place(new, target)
        return
    before = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name[:40]}."))
    try:
        put_in_place(target, before / "before")
        try:
            put_in_place(new, target)
        except OSError:
            with suppress(OSError):
                (before / "before").replace(target)
            raise
    finally:
        if target.exists():  # else what was there is kept aside
            shutil.rmtree(before, ignore_errors=True)


def _files(folder: Path) -> Iterable[str]:
    """Yield what is inside a folder, but for plain folders."""
    for root, folders, names in os.walk(folder):
        for name in (*names, *(inner for inner in folders if (Path(root) / inner).is_symlink())):
            yield (Path(root) / name).relative_to(folder).as_posix()


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
