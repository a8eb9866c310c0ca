"""Writes a file whole or not at all."""

import os
import tempfile
from pathlib import Path

from snr_cli.findings.finding import UsageError
from snr_cli.reading.files import why


def write_atomic(path: Path, text: str) -> None:
    """Write a text beside its target, then put it in place.

    Raises:
        UsageError: the folder or the file cannot be written, or the disk is full; nothing is left behind.
    """
    temporary = ""
    try:
        if path.is_dir():
            raise UsageError(f"{path} : c’est un dossier ; donnez un nom de fichier")
        if not path.parent.is_dir():
            raise UsageError(f"{path} : le dossier {path.parent} n’existe pas")
        if path.exists() and not path.is_file():  # a device or a pipe: written directly
            with path.open("w", encoding="utf-8") as stream:
                stream.write(text)
            return
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
        temporary = ""
    except OSError as error:
        raise UsageError(f"{path} : écriture impossible ({why(error)})") from None
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
