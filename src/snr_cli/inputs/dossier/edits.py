"""A file that changes: what it was, what it becomes. Each way to change a dossier gives edits; `outputs/files.py` alone writes them."""

from pathlib import Path
from typing import Final, NamedTuple

from snr_cli.inputs.dossier.files import checked_bytes, why
from snr_cli.inputs.dossier.files_read import aside
from snr_cli.inputs.regular import TooLargeError, plain_bytes
from snr_cli.model.refusal import UsageError

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
    except TooLargeError as error:
        raise UsageError(f"{path} : {error}") from None


def file_text(path: Path) -> str:
    """Return the text of a file as it is, byte-order mark and line ends included.

    Raises:
        UsageError: it cannot be read, or is no UTF-8.
    """
    return checked_bytes(path).decode("utf-8")
