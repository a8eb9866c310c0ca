"""Columns that nobody reads and whose title is a type of device: « Tablettes », « Imprimante » beside the computers."""

from collections.abc import Sequence

from snr_cli.inventory.records import Reading
from snr_cli.inventory.values import BLANKS, fold
from snr_cli.inventory.words import NOT_TYPES, InventoryWords

NONE = BLANKS | {"0", "non", "no", "false", "faux", "aucun", "aucune", "sans"}


class DeviceColumns:
    """Watches them: what they hold may be devices of their own, which no row counts."""

    def __init__(self, header: list[str], roles: list[str], words: InventoryWords, how: Reading) -> None:
        own = {fold(name) for name in how.mapping.columns}
        self.columns = {
            index: title
            for index, (title, role) in enumerate(zip(header, roles, strict=True))
            if title and not role and fold(title) not in own and _is_type(title, words)
        }
        self.first: dict[str, int] = {}

    def look(self, lines: Sequence[int], rows: list[list[str]]) -> None:
        """Look at a batch, until each column has held something."""
        for index, title in list(self.columns.items()):
            found = next(
                (
                    line
                    for line, cells in zip(lines, rows, strict=True)
                    if index < len(cells) and cells[index].strip() != title and fold(cells[index]) not in NONE
                ),
                None,
            )
            if found is not None:
                self.first[title] = found
                del self.columns[index]

    def notes(self) -> list[tuple[str, str, int]]:
        """Return what to tell: the column, and its first line that holds something."""
        return [("device_column", title, line) for title, line in self.first.items()]


def _is_type(title: str, words: InventoryWords) -> bool:
    """Say whether a title, or a word of it on a side of a stroke, is sure to be a type."""
    guesses = (words.recognizer.guess({"kind": part.strip()}) for part in title.split("/"))
    return any(
        guess is not None and guess.type not in NOT_TYPES and guess.confidence >= words.recognizer.threshold
        for guess in guesses
    )
