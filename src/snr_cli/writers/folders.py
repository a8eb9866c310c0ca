"""Writes several new files in a folder: all of them, or none."""

from collections.abc import Mapping
from pathlib import Path

from snr_cli.findings.finding import UsageError
from snr_cli.reading.files import why
from snr_cli.writers.files import write_atomic


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
