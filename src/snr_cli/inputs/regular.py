"""The one way to open a file that is read: a plain file only; a pipe or a device would never end, or answer for another.

A file is looked at before it is opened, and again once it is: it may have been changed in between.
"""

import errno
import json
import os
import re
import stat
from collections.abc import Callable
from hashlib import file_digest
from io import BufferedReader, TextIOWrapper
from pathlib import Path
from typing import Any, Final, NoReturn

# JSON that others wrote → values, in bounded memory; whatever is wrong with it is a `ValueError`.

MOST_VALUES: Final = 1_500_000  # the result of ten thousand lines; as many take 250 MB
_ESCAPES: Final = re.compile(
    r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F])|.)", re.DOTALL
)


class RefusedJsonError(ValueError):
    """A text of JSON holds what is not taken: too many values, half of a character, what is no number; the message is French."""


def read_json(text: str, pairs: Callable[[list[tuple[str, Any]]], Any] | None = None) -> Any:
    """Read a text of JSON.

    Args:
        text: its decoded text.
        pairs: what to make of the keys and values of an object; of a key given twice, the last is kept without it.

    Raises:
        ValueError: it is no JSON, or is nested too deep; `RefusedJsonError`: it is not taken.
    """
    if sum(map(text.count, "[{,")) > MOST_VALUES:
        raise RefusedJsonError("plus d’un million et demi de valeurs")
    if ("\\ud" in text or "\\uD" in text) and any(match[2] for match in _ESCAPES.finditer(text)):
        raise RefusedJsonError("un caractère y est coupé en deux (\\ud800)")  # no file can be written with it
    try:
        return json.loads(text, parse_constant=_no_number, object_pairs_hook=pairs)
    except RecursionError:
        raise ValueError("nested too deep") from None


def _no_number(word: str) -> NoReturn:
    raise RefusedJsonError(f"« {word} » n’est pas un nombre")


class NotPlainError(OSError):
    """A pipe, a socket or a device stands where a file is expected."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.EINVAL, "not a plain file", str(path))


class RefusedFileError(OSError):
    """A file is there, and its bytes are not taken; the message is French."""


class TooLargeError(RefusedFileError):
    """A file is larger than what reads it allows."""

    def __init__(self, most: int) -> None:
        super().__init__(
            f"fichier de plus de {most // 2**20} Mio" if most >= 2**20 else f"fichier de plus de {most // 1000} ko"
        )


MAX_BYTES: Final = 64 * 1024 * 1024
_PATIENT: Final = getattr(os, "O_NONBLOCK", 0)  # a pipe that took the file's place is not waited for


def open_plain(path: Path, *, pipe: bool = False) -> BufferedReader:
    """Open a file to read its bytes.

    Args:
        path: the file.
        pipe: take a pipe too: only where a person names it on the command line (`snr check <(…)`).

    Raises:
        OSError: it cannot be opened; `NotPlainError`: it is neither a file nor, with `pipe`, a pipe.
    """
    try:
        _refuse(path, path.stat().st_mode, pipe=pipe)
    except ValueError:  # a name with a NUL character
        raise OSError(errno.EINVAL, "invalid name", str(path)) from None
    descriptor = os.open(
        os.fspath(path),
        os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0) | (0 if pipe else _PATIENT),
    )
    try:
        _refuse(path, os.fstat(descriptor).st_mode, pipe=pipe)
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def open_plain_text(path: Path, encoding: str) -> TextIOWrapper:
    """Open a file to read its lines as they are; what its encoding cannot read is shown as such.

    Raises:
        OSError: it cannot be opened, or is no file.
    """
    return TextIOWrapper(open_plain(path), encoding=encoding, errors="replace", newline="")


def plain_bytes(path: Path, most: int = MAX_BYTES, *, pipe: bool = False) -> bytes:
    """Read a file of at most so many bytes, 64 MiB unless it is said.

    Raises:
        OSError: it cannot be read, or is no file.
        TooLargeError: it is too large.
    """
    with open_plain(path, pipe=pipe) as stream:
        raw = stream.read(most + 1)
    if len(raw) > most:
        raise TooLargeError(most)
    return raw


def digest(path: Path) -> str:
    """Return the SHA-256 of a file.

    Raises:
        OSError: it cannot be read, or is no file.
    """
    with open_plain(path) as stream:
        return file_digest(stream, "sha256").hexdigest()


def _refuse(path: Path, mode: int, *, pipe: bool) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "is a directory", str(path))
    if not stat.S_ISREG(mode) and not (pipe and stat.S_ISFIFO(mode)):
        raise NotPlainError(path)
