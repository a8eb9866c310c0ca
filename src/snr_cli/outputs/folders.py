"""Writes several new files in a folder: all of them, or none."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from snr_cli.inputs.dossier.files import why
from snr_cli.inputs.dossier.opened import aside
from snr_cli.inputs.regular import TooLargeError, plain_bytes
from snr_cli.model.finding import UsageError
from snr_cli.outputs.files import write_atomic


def write_together(changes: Iterable[tuple[Path, bytes | None, bytes | None]]) -> None:
    """Write files, new or changed, or take them away: all of them or none; what was there is put back when a later one cannot be.

    Args:
        changes: each path, the bytes that it has (None: it is not there) and those that it will have (None: none, it goes).

    Raises:
        UsageError: a file is no longer what it was, or cannot be written.
    """
    every, made, done = list(changes), list[Path](), list[tuple[Path, bytes | None]]()
    try:
        with aside():  # what it replaces is no input
            for path, before, _ in every:
                if _there(path, len(before or b"")) != before:
                    raise UsageError(f"{path} : ce fichier vient de changer ; rien n’est écrit", "recommencez")
        for path, before, after in every:
            for parent in reversed([each for each in path.parents if not each.exists()]):
                parent.mkdir()
                made.append(parent)
            write_atomic(path, after) if after is not None else path.unlink()
            done.append((path, before))
    except (OSError, UsageError) as error:
        for path, before in reversed(done):
            path.unlink() if before is None else write_atomic(path, before)
        for folder in reversed(made):
            folder.rmdir()
        if isinstance(error, UsageError):
            raise
        raise UsageError(f"écriture impossible ({why(error)}) ; rien n’est écrit") from None


def _there(path: Path, size: int) -> bytes | None:
    """Return the bytes of a file, None when it is not there; of one larger than `size`, some bytes that no file has."""
    try:
        return plain_bytes(path, size) if path.exists() or path.is_symlink() else None
    except TooLargeError:
        return b"\0" * (size + 1)


def write_new(folder: Path, texts: Mapping[str, str | bytes]) -> None:
    """Write files where there are none; what was made is taken away when one of them cannot be written.

    Args:
        folder: where; made when it is not there.
        texts: name inside the folder → text, or bytes.

    Raises:
        UsageError: one of the files is there already, or cannot be written.
    """
    for name in texts:
        if (folder / name).exists() or (folder / name).is_symlink():
            raise UsageError(f"{folder / name} : ce fichier existe déjà ; choisissez un autre dossier")
    made: list[Path] = []
    try:
        for name, text in texts.items():
            path = folder / name
            missing = [parent for parent in path.parents if not parent.exists()]
            for parent in reversed(missing):
                parent.mkdir(exist_ok=True)
                made.append(parent)
            write_atomic(path, text)
            made.append(path)
    except (OSError, UsageError) as error:
        for path in reversed(made):
            path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
        if isinstance(error, UsageError):
            raise
        raise UsageError(f"{folder} : dossier impossible à créer ({why(error)})") from None
