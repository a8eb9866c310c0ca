"""Columns whose title is a state and whose cells say yes or no: « Réformé : Oui », « En service : Non », « Managed : False »."""

from collections.abc import Iterable, Sequence
from typing import Final

from snr_cli.inventory.records import Reading
from snr_cli.inventory.values import BLANKS, fold
from snr_cli.inventory.words import Format, InventoryWords

YES: Final = ("oui", "yes", "true", "vrai", "x", "1", "o", "y", "ok")
NO: Final = ("non", "no", "false", "faux", "0", "n")
ANSWERS: Final = frozenset({*YES, *NO})
# roles that such a title has otherwise: a date of exit, to whom a device is given
OTHERWISE: Final = frozenset({"", "status", "user", "retirement_date"})


class Flags:
    """Reads the cells of these columns as statuses: « Réformé : Oui »; what says nothing (« Réformé : Non ») is blank."""

    def __init__(
        self,
        header: Sequence[str],
        rows: Sequence[list[str]],
        words: InventoryWords,
        known: Format | None,
        how: Reading,
    ) -> None:
        own = {fold(name) for name in how.mapping.columns}
        self.words = words
        self.columns = {
            index: title
            for index, title in enumerate(header)
            if (name := fold(title)) in words.flags
            and name not in own
            and words.role_of(title, known) in OTHERWISE
            and _answer(cells[index] for cells in rows if index < len(cells) and cells[index].strip() != title)
        }

    def read(self, rows: list[list[str]]) -> list[list[str]]:
        """Return rows whose cells in these columns are statuses."""
        return [self._row(cells) for cells in rows] if self.columns else rows

    def _row(self, cells: list[str]) -> list[str]:
        row = list(cells)
        for index, title in self.columns.items():
            if index < len(cells) and (answer := fold(cells[index])) in ANSWERS:
                doubted = answer in NO and self.words.flags[fold(title)]
                row[index] = f"{title} : {cells[index].strip()}" if answer in YES or doubted else ""
        return row


def _answer(cells: Iterable[str]) -> bool:
    """Say whether the filled cells of a column all say yes or no."""
    said = {word for cell in cells if (word := fold(cell)) not in BLANKS}
    return bool(said) and said <= ANSWERS
