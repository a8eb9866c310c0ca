"""How far a long reading is: one line on the error stream of a terminal, wiped at the end. Never on standard output."""

import os
import sys
import time
from types import TracebackType
from typing import Final

from snr_cli.cli.console import State, width
from snr_cli.french.escape import printable
from snr_cli.french.numbers import number

AFTER: Final = 1.0  # seconds before anything is shown
EVERY: Final = 0.2


class Progress:
    """A callback for the reader of inventories, and for who goes through dossiers; nothing is shown of a short reading, nor outside a terminal."""

    def __init__(self) -> None:
        self.shown = sys.stderr.isatty() and not State.quiet and os.environ.get("TERM") != "dumb"
        self.next = time.monotonic() + AFTER
        self.written = 0

    def __call__(self, name: str, rows: int) -> None:
        """Show the file and the rows read so far, now and then."""
        if self._is_time():
            self._show(f"lecture de {name} : {number(rows)} lignes")

    def dossiers(self, done: int, of: int) -> None:
        """Show how many dossiers are done, now and then."""
        if self._is_time():
            self._show(f"{number(done)} dossiers sur {number(of)}")

    def _is_time(self) -> bool:
        return self.shown and time.monotonic() >= self.next

    def _show(self, text: str) -> None:
        self.next = time.monotonic() + EVERY
        self._write(printable(text)[: width() - 1])

    def __enter__(self) -> "Progress":
        """Return the callback."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wipe the line."""
        if self.written:
            self._write("")

    def _write(self, text: str) -> None:
        sys.stderr.write("\r" + text.ljust(self.written) + ("" if text else "\r"))
        sys.stderr.flush()
        self.written = len(text)
