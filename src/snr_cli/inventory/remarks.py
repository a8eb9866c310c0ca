"""What a remark says of a device: « VOLE le 12/03 », « dont 1 HS »; and whose it is. Read to doubt that it counts, never shown."""

import re
from collections.abc import Callable, Container, Iterable
from operator import itemgetter
from typing import Final

from snr_cli.inventory.values import fold

_APART: Final = re.compile(r"\s[-–:]\s|[()\[\],;/]").split  # « Agent (perso) »
GONE: Final = "remark_says_gone"
SHORT: Final = 3  # letters: what is no longer may be a part of any name


class Remarks:
    """The columns of remarks and of owners of a table, and the words that say a device gone, or a person's own.

    The names of devices are read too (« iPad-12 (VOLÉ) ») where no status says more than yes or no, as « Managed » does; a
    word so short that it may be a part of any name (`hs`) stands alone there: « iPad 3 - HS », not « PC-HS-12 ».
    """

    def __init__(self, roles: list[str], words: Iterable[str], personal: Container[str], *, names: bool) -> None:
        self.owners = [index for index, role in enumerate(roles) if role == "owner"]
        self.personal = personal
        self.columns = [index for index, role in enumerate(roles) if role == "note"]
        self.names = [index for index, role in enumerate(roles) if names and role == "name"]
        self.words = tuple(words)
        self._gone = gone_in(self.words)
        self._named = gone_in(self.words, SHORT)

    def problem(self, cells: list[str]) -> str:
        """Return why a row is doubted or set aside: « Perso » for an owner, a remark that says it gone; empty when nothing does."""
        if any(index < len(cells) and self._is_personal(cells[index]) for index in self.owners):
            return "personal"
        return GONE if self._say_gone(cells) else ""

    def _is_personal(self, owner: str) -> bool:
        return any(fold(part) in self.personal for part in (owner, *_APART(owner)))

    def _say_gone(self, cells: list[str]) -> bool:
        """Say whether a remark of a row, or its name, says its device gone, or a part of its devices."""
        return any(self._gone(fold(cells[index])) for index in self.columns if index < len(cells)) or any(
            self._named(fold(cells[index])) for index in self.names if index < len(cells)
        )

    def any_told(self, rows: list[list[str]]) -> bool:
        """Say whether one of rows that all have a cell in these columns has a problem; each distinct cell is read once, names all together."""
        if any(self._is_personal(text) for index in self.owners for text in set(map(itemgetter(index), rows))):
            return True
        if any(self._gone(fold(text)) for index in self.columns for text in set(map(itemgetter(index), rows)) if text):
            return True
        for index in self.names:
            text = fold("\n".join(map(itemgetter(index), rows)))
            if any(word in text for word in self.words) and self._named(text):
                return True
        return False


def gone_in(words: Iterable[str], short: int = 0) -> Callable[[str], object]:
    """Return what finds one of these words in a folded text; those of `short` letters at most, only alone."""
    every = sorted(words, key=len, reverse=True)
    long, alone = (
        "|".join(re.escape(word) for word in every if (len(word) <= short) is wanted) for wanted in (False, True)
    )
    patterns = [rf"(?<![^\W_])(?<!non )(?<!pas )(?:{long})(?![^\W_])"] if long else []
    patterns += [rf"(?<![^\s(\[])(?<!non )(?<!pas )(?:{alone})(?![^\s)\]])"] if alone else []
    return re.compile("|".join(patterns)).search if patterns else lambda text: None
