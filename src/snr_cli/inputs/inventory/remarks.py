"""What a remark says of a device: « VOLE le 12/03 », « dont 1 HS »; and whose it is. Read to doubt that it counts, never shown."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Final, NamedTuple

from snr_cli.inputs.inventory.recognition import InventoryWords
from snr_cli.inputs.inventory.records import ASIDE_STATES
from snr_cli.inputs.inventory.values import fold

_APART: Final = re.compile(r"\s[-–:]\s|[()\[\],;/]").split  # « Agent (perso) »
GONE: Final = "remark_says_gone"
_SHORT: Final = 3  # letters: what is no longer may be a part of any name


class _Said(NamedTuple):
    """Words of a remark to which a person gives a state, and their name in the mapping: « remarque : ecran hs »."""

    name: str
    words: re.Pattern[str]
    state: str


def _said_of(title: str, statuses: Mapping[str, str]) -> Iterator[_Said]:
    """Yield what a person says of the remarks of a column; a row is in use, or gone: a remark puts none in store."""
    start = fold(title) + " : "
    for name, state in statuses.items():
        words = name.removeprefix(start)
        if words != name and words and state in ("in_use", *ASIDE_STATES):
            yield _Said(name, re.compile(rf"(?<![^\W_]){re.escape(words)}(?![^\W_])"), state)


class Remarks:
    """The columns of remarks and of owners of a table, and the words that say a device gone, or a person's own.

    The names of devices are read too (« iPad-12 (VOLÉ) ») where no status says more than yes or no, as « Managed » does; a
    word so short that it may be a part of any name (`hs`) stands alone there: « iPad 3 - HS », not « PC-HS-12 ».
    """

    def __init__(
        self,
        header: Sequence[str],
        roles: Sequence[str],
        words: InventoryWords,
        own: Mapping[str, str],
        *,
        names: bool,
    ) -> None:
        """Read the columns of these roles.

        Args:
            header: their titles.
            roles: of each column.
            words: the statuses, and what says a device gone.
            own: a person's statuses: of an owner, or « title : words » of a remark, in use or gone whatever else it says.
            names: whether the names of devices are read.
        """
        statuses = {fold(word): state for word, state in own.items()}
        self.owners = [index for index, role in enumerate(roles) if role == "owner"]
        self.states = {**words.statuses, **statuses}
        self.own, self.met = frozenset(statuses), set[tuple[str, str]]()
        self.columns = [index for index, role in enumerate(roles) if role == "note"]
        self.names = [index for index, role in enumerate(roles) if names and role == "name"]
        self.header, self.sayers = header, set[int]()  # the columns that say a device gone
        self.said = {
            index: found for index in (*self.columns, *self.names) if (found := list(_said_of(header[index], statuses)))
        }
        self.words = tuple(words.gone)
        self._gone = gone_in(self.words)
        self._named = gone_in(self.words, _SHORT)

    def problem(self, cells: list[str]) -> str:
        """Return why a row is doubted or set aside: « Perso » for an owner, a remark that says it gone; empty when nothing does."""
        if any(index < len(cells) and self._is_personal(cells[index]) for index in self.owners):
            return "personal"
        told = [self._told(index, cells[index], self._gone) for index in self.columns if index < len(cells)]
        told += [self._told(index, cells[index], self._named) for index in self.names if index < len(cells)]
        return next((problem for problem in told if problem not in ("", GONE)), GONE if GONE in told else "")

    def _is_personal(self, owner: str) -> bool:
        parts = [fold(part) for part in (owner, *_APART(owner))]
        self.met.update(("statuses", part) for part in self.own.intersection(parts))
        return any(self.states.get(part) == "personal" for part in parts)

    def _told(self, index: int, cell: str, gone: Callable[[str], object]) -> str:
        """Return what a remark says of a row, or of a part of its devices: gone, the state given to its words, or nothing."""
        text = fold(cell)
        for said in self.said.get(index, ()):
            rest, found = said.words.subn(" ", text)
            if found:
                self.met.add(("statuses", said.name))
                if said.state in ASIDE_STATES:
                    return said.state
                text = rest
        if not gone(text):
            return ""
        self.sayers.add(index)
        return GONE

    @property
    def title(self) -> str:
        """Return the title of the first column that says a device gone; empty when none does."""
        return next((self.header[index] for index in (*self.columns, *self.names) if index in self.sayers), "")

    def any_told(self, rows: list[list[str]]) -> bool:
        """Say whether one of rows that all have a cell in these columns has a problem; each distinct cell is read once, names all together."""
        if any(self._is_personal(text) for index in self.owners for text in set(map(itemgetter(index), rows))):
            return True
        cells = ((index, text) for index in self.columns for text in set(map(itemgetter(index), rows)) if text)
        if any(self._told(index, text, self._gone) for index, text in cells):
            return True
        for index in self.names:
            if index in self.said:
                return True
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
