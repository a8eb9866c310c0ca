"""Rows of a table that are read and checked once, whatever the number of dossiers that ask for them."""

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Generic, TypeVar

T = TypeVar("T")


class Once(Generic[T]):
    """The rows of a table by subject, read when they are first asked for."""

    def __init__(self, read: Callable[[Iterable[str] | None], list[T]], subject: Callable[[T], str]) -> None:
        """Remember the rows of a table.

        Args:
            read: reads the rows of some subjects, of all of them with None.
            subject: of a row.
        """
        self._read, self._subject = read, subject
        self._rows: dict[str, list[T]] = {}
        self._whole = False

    def of(self, wanted: Iterable[str] | None) -> list[T]:
        """Return the rows of some subjects, in the order of the table; of all of them with None."""
        names = None if wanted is None else set(wanted)
        missing = None if names is None else names - self._rows.keys()
        if not self._whole and missing != set():
            found: dict[str, list[T]] = {name: [] for name in missing or ()}
            for row in self._read(missing):
                found.setdefault(self._subject(row), []).append(row)
            self._rows |= found
            self._whole = names is None
        chosen = self._rows if names is None else names & self._rows.keys()
        return sorted((row for name in chosen for row in self._rows[name]), key=attrgetter("row"))
