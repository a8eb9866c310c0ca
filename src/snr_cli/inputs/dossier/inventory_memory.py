"""Inventories read once: a dossier that is read again reads only the exports that changed."""

from collections.abc import Callable, Sequence
from hashlib import file_digest
from pathlib import Path
from typing import Any

from snr_cli.inputs.inventory.read import Inventory
from snr_cli.inputs.regular import open_plain


class InventoryMemory:
    """The last inventory of each import, and what it was read from. It is shared by all who ask: nobody changes it."""

    def __init__(self) -> None:
        """Begin without any import."""
        self._kept: dict[str, tuple[tuple[Any, ...], Inventory]] = {}

    def read(
        self, name: str, files: Sequence[tuple[Path, str]], given: tuple[Any, ...], read: Callable[[], Inventory]
    ) -> Inventory:
        """Return the inventory of an import; that of the last time when its files hold the same bytes.

        Args:
            name: of the import.
            files: each path with the name it has in messages.
            given: all else that the reading depends on.
            read: reads them.

        Raises:
            OSError: a file cannot be opened.
            InventoryError: a file cannot be read as an inventory.
        """
        state = (tuple((shown, _digest(path)) for path, shown in files), *given)
        kept = self._kept.get(name)
        if kept is not None and kept[0] == state:
            return kept[1]
        found = read()
        self._kept[name] = state, found
        return found


def _digest(path: Path) -> bytes:
    with open_plain(path) as stream:
        return file_digest(stream, "sha256").digest()
