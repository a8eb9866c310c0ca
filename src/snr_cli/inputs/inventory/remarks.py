"""What a remark says of a device: « VOLE le 12/03 », « dont 1 HS »; and whose it is. Read to doubt that it counts, never shown."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Final, NamedTuple

from snr_cli.inputs.inventory.recognition import ExportFormat, InventoryWords
from snr_cli.inputs.inventory.records import ASIDE_STATES, Reading
from snr_cli.inputs.inventory.shapes import is_summed, is_total
from snr_cli.inputs.inventory.values import BLANKS, NO, YES, fold, parse_number

# Columns whose title is a state and whose cells say yes or no: « Réformé : Oui », « En service : Non », « Managed : False ».

ANSWERS: Final = frozenset({*YES, *NO})
_FIGURES: Final = frozenset({"0", "1"})  # an answer only where the whole column answers: else it is a number
# roles that such a title has otherwise: a date of exit, to whom a device is given
_OTHERWISE: Final = frozenset({"", "status", "user", "owner", "retirement_date"})
COUNTED_SO: Final = ("stored", "ordered")  # states whose title is also that of a number, of a reference: « Stock »
AMONG_WORDS: Final = "answer_among_words"


class Flags:
    """Reads the cells of these columns as statuses: « Réformé : Oui »; what says nothing (« Réformé : Non ») is blank.

    The first rows tell what a column is, and each cell is read for itself in all of them. A column that only says yes or no,
    or that has no other role and says it among words, is a status. One that says nothing yet is one too, and the words that
    it may hold lower are not read. In any other (dates of exit, names), a yes or a no that tells a device gone is a doubt.
    """

    def __init__(
        self,
        header: Sequence[str],
        rows: Sequence[list[str]],
        words: InventoryWords,
        known: ExportFormat | None,
        how: Reading,
    ) -> None:
        own = {fold(name) for name in how.mapping.columns}
        self.words = words
        self.columns: dict[int, str] = {}
        self.silent: set[int] = set()  # of those, the columns that say nothing in the first rows
        self.watched: dict[int, tuple[str, bool]] = {}  # title, whether the column is one of dates
        # beside a quantity, a column of figures alone counts devices: « HS : 1 »
        self.counts = "quantity" in {*how.mapping.columns.values(), *(words.role_of(title, known) for title in header)}
        for index, title in enumerate(header):
            name, role = fold(title), words.role_of(title, known)
            if name not in words.flags or name in own or role not in _OTHERWISE:
                continue
            cells = (cells[index] for cells in rows if index < len(cells) and cells[index].strip() != title)
            said = {word for cell in cells if (word := fold(cell)) not in BLANKS and not _is_total(word)}
            free = not role and words.statuses.get(f"{name} : {YES[0]}") not in COUNTED_SO
            words_too = said & (ANSWERS - _FIGURES) and not any(map(_is_number, said - ANSWERS))
            answers = bool(said) and said <= ANSWERS and not (self.counts and said <= _FIGURES)
            if answers or (free and (words_too or not said)):
                self.columns[index] = title
                if not said:
                    self.silent.add(index)
            else:
                self.watched[index] = title, role == "retirement_date"

    def read(self, lines: Sequence[int], rows: list[list[str]]) -> tuple[list[list[str]], dict[int, str]]:
        """Return rows whose cells in these columns are statuses, and the lines of the rows in doubt, with its code."""
        doubts = dict[int, str]()
        if self.watched:
            rows = [self._watch(line, cells, doubts) for line, cells in zip(lines, rows, strict=True)]
        return [self._row(cells) for cells in rows] if self.columns else rows, doubts

    def _row(self, cells: list[str]) -> list[str]:
        row = cells
        for index, title in self.columns.items():
            if index >= len(cells) or not (cell := cells[index].strip()):
                continue
            answer, silent = fold(cell), index in self.silent
            if silent and self.counts and _is_number(answer):
                continue  # no status that is known: to confirm
            if answer in ANSWERS:
                said = f"{title} : {cell}" if self._tells(title, answer) else ""
            elif silent and cell != title and not _is_total(answer):
                said = ""
            else:
                continue
            row = list(cells) if row is cells else row
            row[index] = said
        return row

    def _watch(self, line: int, cells: list[str], doubts: dict[int, str]) -> list[str]:
        row = cells
        for index, (title, dated) in self.watched.items():
            if index < len(cells) and (answer := fold(cells[index])) in ANSWERS - _FIGURES:
                if self._tells(title, answer) and (answer in NO or not self.words.flags[fold(title)]):
                    doubts[line] = AMONG_WORDS
                if dated:  # it is no date that cannot be read
                    row = [*row[:index], "", *row[index + 1 :]]
        return row

    def _tells(self, title: str, answer: str) -> bool:
        """Say whether an answer tells a state: « Réformé : Non » tells none."""
        return answer in YES or self.words.flags[fold(title)]


def _is_total(word: str) -> bool:
    """Say whether a cell is the label of a total, which may stand in any column."""
    return bool(is_total(word) or is_summed(word))


def _is_number(word: str) -> bool:
    return parse_number(word) is not None


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
