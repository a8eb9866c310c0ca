"""Whether a device was read before: what identifies it, and what only stands in the place of an identity."""

from pathlib import Path
from typing import Final

from snr_cli.inventory.values import BLANKS, fold

SHARED: Final = -1  # in place of the file of a name: several devices have it
# what stands in place of a serial number
_SEQUENCES: Final = frozenset({"123456", "1234567", "12345678", "123456789", "1234567890", "0123456789", "n/c", "s/o"})
_NO_IDENTITY: Final = (
    "serial", "o.e.m", "default", "renseign", "illisible", "en attente", "inconnu", "a completer", "a definir",
    "a verifier", "a saisir", "absent", "aucun", "unknown", "sans objet", "sans numero", "non communique", "non lu",
    "non applicable", "not available", "not specified", "not applicable", "pas de ", "efface",
)  # fmt: skip


class Seen:
    """Devices already counted, across files: by serial number, else by name. Holds hashes, not the numbers."""

    def __init__(self, several: bool = False) -> None:
        self.several = several  # names only matter between files: in one file two rows are two devices
        self.files: dict[Path, int] = {}
        self.serials: set[int] = set()
        self.names: dict[int, int] = {}
        self.shared: set[int] = set()  # serial numbers that many rows hold: « en attente »

    def number(self, path: Path) -> int:
        """Return the rank of a file: the same when it is read again."""
        return self.files.setdefault(path.resolve(), len(self.files))

    def again(self, serial: str, name: str, file: int) -> tuple[str, int] | None:
        """Return by what a device was seen before (`serial` or `name`, and its hash); None when it was not.

        A name alone only matches a device of another file, and none once it is repeated inside a file.
        """
        number, title = hash(serial.strip().upper()), hash(name.strip().upper())
        known = number in self.serials
        sound = bool(serial) and number not in self.shared and identifies(serial)
        if serial:
            self.serials.add(number)
        if known and sound:
            return "serial", number
        if not (self.several and name):
            return None
        before = self.names.get(title)
        if before is None or before == file:
            self.names[title] = file if before is None else SHARED
            return None
        return None if before == SHARED or sound or not identifies(name) else ("name", title)

    def share(self, how: str, key: int) -> None:
        """Say that a serial number or a name is that of several devices: it identifies none."""
        if how == "serial":
            self.shared.add(key)
        else:
            self.names[key] = SHARED


def identifies(cell: str) -> bool:
    """Say whether a serial number or a name identifies a device: not a blank, nor what makers or people leave there."""
    found = fold(cell)
    return not (
        found in BLANKS or len(set(found)) < 2 or found in _SEQUENCES or any(word in found for word in _NO_IDENTITY)
    )


def is_model(name: str, model: str) -> bool:
    """Say whether a device is named after its model, as monitors often are: the name then identifies none."""
    words = fold(model)
    return len(words) > 2 and words in fold(name)
