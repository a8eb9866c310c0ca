"""What a remark says of a device: « VOLE le 12/03 », « dont 1 HS ». Read to doubt that it counts, never shown."""

import re
from collections.abc import Iterable
from operator import itemgetter

from snr_cli.inventory.values import fold


class Remarks:
    """The columns of remarks of a table, and the words that say a device gone."""

    def __init__(self, roles: list[str], words: Iterable[str]) -> None:
        self.columns = [index for index, role in enumerate(roles) if role == "note"]
        listed = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
        self._gone = re.compile(rf"(?<!\w)(?<!non )(?<!pas )(?:{listed})(?!\w)").search if listed else None

    def say_gone(self, cells: list[str]) -> bool:
        """Say whether a remark of a row says its device gone, or a part of its devices."""
        return any(self._says(cells[index]) for index in self.columns if index < len(cells))

    def any_gone(self, rows: list[list[str]]) -> bool:
        """Say it of rows that all have a cell in these columns; each distinct remark is read once."""
        return any(self._says(text) for index in self.columns for text in set(map(itemgetter(index), rows)))

    def _says(self, text: str) -> bool:
        return bool(text) and self._gone is not None and self._gone(fold(text)) is not None
