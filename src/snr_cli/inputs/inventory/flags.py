"""Columns whose title is a state and whose cells say yes or no: « Réformé : Oui », « En service : Non », « Managed : False »."""

from collections.abc import Sequence
from typing import Final

from snr_cli.inputs.inventory.recognition import ExportFormat, InventoryWords
from snr_cli.inputs.inventory.records import Reading
from snr_cli.inputs.inventory.shapes import is_summed, is_total
from snr_cli.inputs.inventory.values import BLANKS, NO, YES, fold, parse_number

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
