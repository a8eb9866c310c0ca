"""Writes a folder whole: it takes the place of an earlier one at once, and nothing of it is left when it cannot."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from snr_cli.inputs.dossier.files import why
from snr_cli.inputs.dossier.opened import aside, read_as
from snr_cli.model.finding import UsageError
from snr_cli.outputs.files import put_in_place, write_atomic

_SHOWN = 3  # files that a refusal names


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
        more = f" et {len(foreign) - _SHOWN} autres" if len(foreign) > _SHOWN else ""
        raise UsageError(
            f"{folder} : ce dossier contient autre chose que ce que cette commande y a écrit, ou un fichier changé depuis : {', '.join(foreign[:_SHOWN])}{more} ; rien n’est écrit",
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
        _put(Path(new), target)
        new = ""
    except OSError as error:
        # Windows says the same of a folder that a program shows, or of which one has a file open
        held = isinstance(error, PermissionError) and getattr(error, "winerror", None) is not None
        reason = "un de ses fichiers est ouvert dans un autre programme, ou droits insuffisants" if held else why(error)
        raise UsageError(f"{folder} : écriture impossible ({reason}) ; rien n’est écrit") from None
    finally:
        if new:
            shutil.rmtree(new, ignore_errors=True)


def _put(new: Path, target: Path) -> None:
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
        for name in (*names, *(each for each in folders if (Path(root) / each).is_symlink())):
            yield (Path(root) / name).relative_to(folder).as_posix()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
