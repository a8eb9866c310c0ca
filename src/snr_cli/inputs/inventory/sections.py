"""Rows that are the title of those under them: « PORTABLES » alone, in a table where a row is a device."""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final

from snr_cli.inputs.inventory.masking import label_masked
from snr_cli.inputs.inventory.records import RowKey
from snr_cli.inputs.inventory.remarks import gone_in
from snr_cli.inputs.inventory.shapes import is_plural
from snr_cli.inputs.inventory.spelling import plain, singular
from snr_cli.inputs.inventory.values import fold
from snr_cli.inputs.inventory.words import InventoryWords

SECTION: Final = "plural_label"  # to confirm: perhaps a title, perhaps devices of which nobody says how many
_LEAST: Final = 2  # titles of a table in which a row of one cell says less than the others
_KEPT: Final = 50_000


class Sections:
    """Watches the columns that say what a device is, where none says how many."""

    def __init__(self, header: Sequence[str], places: Mapping[str, int], kinds: Callable[[], frozenset[str]]) -> None:
        wide = sum(map(bool, header)) >= _LEAST and "quantity" not in places
        self.columns = [places[role] for role in ("kind", "model") if role in places] if wide else []
        self.kinds, self._plural = kinds, dict[str, bool]()

    def look(self, lines: Sequence[int], rows: list[list[str]]) -> dict[int, str]:
        """Return the lines of a batch that are such rows, and why they are to confirm."""
        found = dict[int, str]()
        for index in self.columns if rows and min(map(len, rows)) > max(self.columns, default=0) else ():
            cells = list(map(itemgetter(index), rows))
            plural = {cell for cell in set(cells) if self._is_plural(cell)}
            for line, row, cell in zip(lines, rows, cells, strict=True) if plural else ():
                if cell in plural and sum(1 for each in row if each.strip()) == 1:
                    found[line] = SECTION
        return found

    def _is_plural(self, cell: str) -> bool:
        found = self._plural.get(cell)
        if found is None:
            if len(self._plural) > _KEPT:
                self._plural.clear()
            found = self._plural[cell] = is_plural(cell, self.kinds())
        return found


def states_told(groups: Mapping[tuple[Any, ...], Sequence[int]], words: InventoryWords) -> list[tuple[str, str, int]]:
    """Return the notes of the titles of sections that say a state, « MATÉRIEL RÉFORMÉ »: the rows under them do not follow it."""
    gone, found = gone_in(words.gone), list[tuple[str, str, int]]()
    for key, lines in groups.items():
        row = RowKey(*key)
        title = next(filter(None, map(str.strip, row.cells)), "") if row.problem == "section" else ""
        said = singular(plain(title)).split()
        if title and (gone(fold(title)) or any(words.statuses.get(word, "in_use") != "in_use" for word in said)):
            found.append(("section_state", label_masked(title, words.names), lines[0]))
    return found
