"""Which rows are lines of titles, and what stands above the first of them."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain
from math import ceil
from typing import Final

from snr_cli.inputs.inventory.recognition import RESPELT, UNLISTED, InventoryWords
from snr_cli.inputs.inventory.records import MAX_COLUMNS, MAX_TEXT, TITLE_LINES, Reading
from snr_cli.inputs.inventory.values import (
    Remembered,
    fold,
    is_person,
    loose,
    masked,
    parse_date,
    parse_number,
    plain,
    singular,
)

_START: Final = 5  # letters of a cell by which most rows that hold no title are told at once
# roles whose titles are also what cells hold: a place, a person, a device (« Téléphone », « Direction », « École »)
WEAK: Final = frozenset(
    {"phone", "entity", "site", "user", "owner", "address", "name", "email", "network_address", "country", "room"}
)
# titles that make a line of titles even alone, under a blank line
TELLING: Final = frozenset({"kind", "manufacturer", "model", "quantity", "total", "serial"})
TYPED: Final = frozenset({"kind", "model"})  # a table without one of them says of no row what it is
COUNTABLE: Final = 10_000
SURELY: Final = 2  # titles that are never values, beside a cell that may be one
LONGEST_TITLE: Final = 80
_JOINERS: Final = frozenset(
    {"ce", "qui", "que", "qu", "il", "en", "ou", "est", "de", "du", "des", "la", "le", "par", "pour", "sur"}
)
_HALF: Final = 0.5
_MOST: Final = 0.6
ROWS_BELOW: Final = 100  # rows under what may be titles
LONGEST_TYPE: Final = 20  # letters of the word of a type that is the title of models
JOINING: Final = frozenset({"ou", "or", "et", "and"})  # words of titles that say nothing of a column
LONG_NUMBER: Final = re.compile(
    r"\d{5}|(?=\w{0,11}\d)\w{12}"
)  # a serial or telephone number, never the name of a model


class TitleRows:
    """Tells the lines of titles of a file from the rows of its devices."""

    def __init__(self, words: InventoryWords, how: Reading) -> None:
        self.words, self.own = words, how.mapping.roles
        self.typed = how.default_type is not None  # the rows say no type: a person does
        known = {*words.headers, *self.own}
        known.update(title for export_format in words.formats for title in export_format.columns)
        self.known = {title[:_START] for title in known}
        self.starts = Remembered(self._starts_title, 100_000)

    def named(self, cells: list[str]) -> list[str]:
        """Return a line of titles; a column has its rank for a title when the mapping names it so."""
        return [
            name if fold(name := shown_column_name(rank)) in self.own else cell.strip()
            for rank, cell in enumerate(cells, start=1)
        ]

    def may_be(self, cells: Iterable[str]) -> bool:
        """Say whether a row may hold a title: cheap, for rows that come by the million."""
        return any(map(self.starts.__getitem__, [cell[:_START] for cell in cells]))

    def _starts_title(self, start: str) -> bool:
        """Say whether a known title begins as a cell does."""
        name = fold(start)
        # what folds to fewer letters (a blank, a ligature) is looked at whole
        return name in self.known or (
            len(name) < len(start) and any(title.startswith(name) for title in self.known) and bool(name)
        )

    def is_strong(self, cell: str) -> bool:
        """Say whether a cell is a title that is never a value."""
        return self.may_be([cell]) and self.roles([cell])[0] not in WEAK | {""}

    def roles(self, cells: list[str]) -> list[str]:
        """Return the role of each cell read as a title; empty when it is none, « - » when the mapping leaves it out."""
        short = [cell if len(cell) < MAX_TEXT else "" for cell in cells]
        known = self.words.format_of(short)
        found = []
        for cell in short:
            name = fold(cell)
            found.append((self.own[name] or "-") if name in self.own else self.words.role_of(cell, known))
        return found

    def is_titles(self, cells: list[str], *, after_blank: bool = False) -> bool:
        """Say whether a row is a line of titles: known titles, and not one cell that is a value.

        Two known titles are needed, or one that tells under a blank line; those that may be values (`WEAK`) do not do.
        """
        written = [cell for cell in cells if cell.strip()]
        if len(written) < 2 or len(cells) > MAX_COLUMNS or not self.may_be(cell.lstrip() for cell in written):
            return False
        statuses = self.words.statuses
        figures = [cell for cell in written if cell.lstrip()[:1].isdigit()]
        # a date or a count, which most rows of devices have: told before the role of each cell is sought
        if any(_is_datum(cell) and fold(cell) not in statuses for cell in figures):
            return False
        roles = [role for role in self.roles(written) if role]
        plain = [cell for cell in written if fold(cell) not in statuses]
        strong = [role for role in roles if role not in WEAK]
        enough = len(roles) > 1 and strong and (len(strong) > 1 or len(roles) * 2 > len(written))
        if not enough and not (after_blank and TELLING & set(strong)):
            return False
        if any(map(_is_datum, plain)):
            return False
        # « Affecté », « Réformé » are statuses, and titles among others that are nothing else
        return len(plain) == len(written) or sum(map(self.is_strong, plain)) >= SURELY

    def begins(self, cells: list[str]) -> bool:
        """Say whether a table of devices begins there: a line of titles that names a type or a model."""
        return self.is_titles(cells) and (self.has_type(cells) or self.typed)

    def has_type(self, cells: list[str]) -> bool:
        """Say whether a line of titles names a column that says what the devices are."""
        return not TYPED.isdisjoint(self.roles(cells))

    def looks_like_devices(self, cells: list[str]) -> bool:
        """Say whether a row above the titles may be devices: a type or a product, beside a count or two other cells."""
        written = [cell.strip() for cell in cells if cell.strip()]
        if len(written) < 2 or any(len(cell) > MAX_TEXT for cell in written):
            return False
        counts = any((found := parse_number(cell)) is not None and 0 < found <= COUNTABLE for cell in written)
        if not counts and len(written) < 3:
            return False
        return any(self.words.recognizer.guess({"kind": cell}) is not None for cell in written[:20])


def shown_column_name(rank: int) -> str:
    """Return how a mapping names a column without a title, by its rank from 1 on."""
    return f"colonne {rank}"


class TitleWords:
    """The words that titles are made of, and the roles that each points to."""

    def __init__(self, words: InventoryWords) -> None:
        self.words = words

    @cached_property
    def votes(self) -> dict[str, Counter[str]]:
        """Return the roles of the known titles that hold a word."""
        votes: dict[str, Counter[str]] = {}
        for title, role in chain(
            self.words.headers.items(), *(export_format.columns.items() for export_format in self.words.formats)
        ):
            for word in loose(title).split():
                if word not in JOINING or loose(title) == word:  # « Où », and not « N° de série ou IMEI »
                    votes.setdefault(word, Counter())[role] += 1
        return votes

    def hint(self, title: str) -> str:
        """Return the role that the words of a title point to; empty when they point to none, or to several."""
        found: dict[str, float] = {}
        for word in loose(title).split():
            for role, count in self.votes.get(word, {}).items():
                found[role] = found.get(role, 0.0) + count / self.votes[word].total()
        best = max(found, key=lambda role: found[role], default="")
        return best if best and found[best] >= _HALF and found[best] * 2 > sum(found.values()) else ""

    def may_be(self, cell: str) -> bool:
        """Say whether a cell holds a word of titles."""
        return bool(self.hint(cell)) or any(len(word) > 2 and word in self.votes for word in loose(cell).split())

    def shown(self, header: Iterable[str], *, surely: bool = False, least: int = 2) -> list[str]:
        """Return the titles of a line that may be shown: all that name nobody when they surely are titles, else the known ones and the words of types.

        A line that holds values may have lost its end, and a device with its user stand behind the titles; so may one of
        fewer known titles than `least`.
        """
        titles = [title for title in header if title]
        known = [title for title in titles if self.is_title(title)]
        others = [title for title in titles if title not in known]
        if not surely and (len(known) < least or any(_is_value(title, self.words) for title in others)):
            kinds = self.words.recognizer.kinds
            return [
                title
                for title in titles
                if title in known or kinds.issuperset(singular(plain(title)).split()) or self._is_phrase(title)
            ]
        named = {title for title in others if masked(title) != title or is_person(title, self.words.names)}
        return [title for title in titles if title not in named]

    def _is_phrase(self, title: str) -> bool:
        """Say whether a text is a few words of which one joins the others, and none may be a name: « Ce qu’il a »."""
        words = title.replace("’", "'").replace("'", " ").split()
        said = set(map(fold, words))
        named = any(word[:1].isupper() for word in words[1:]) or "given" in map(self.words.names.get, said)
        joined = len(words) > 1 and not said.isdisjoint(_JOINERS | self.words.recognizer.kinds)
        return (
            joined and not named and len(title) <= LONGEST_TITLE and masked(title) == title and not _has_figure(title)
        )

    def is_title(self, cell: str) -> bool:
        """Say whether a cell is a known title, or made of words of titles and nothing else."""
        if len(cell) > LONGEST_TITLE:
            return False
        found = loose(cell).split()
        known = all(word in self.votes or word in self.words.numbers for word in found)
        return bool(self.words.role_of(cell, None)) or (bool(found) and known and any(len(word) > 2 for word in found))


def title_rank(rows: Sequence[list[str]], words: InventoryWords, titles: TitleWords) -> int | None:
    """Return the rank of the line of titles among the first rows; None when the first full row is one of devices."""
    written = [written_in(cells) for cells in rows]
    usual = Counter(len(cells) for cells in written if cells).most_common(1)
    least = ceil((usual[0][0] if usual else 1) * _MOST)
    for rank, cells in enumerate(written[:TITLE_LINES]):
        if len(cells) >= least:
            return rank if _is_title_line(rows[rank], rows[rank + 1 :], words, titles) else None
    return None


def _is_title_line(cells: list[str], below: Sequence[list[str]], words: InventoryWords, titles: TitleWords) -> bool:
    """Say whether a full row is made of titles: words of titles, or words over columns of values."""
    written = written_in(cells)
    if len({fold(cell) for cell in written}) < len(written) or any(len(cell) > LONGEST_TITLE for cell in written):
        return False
    named = [titles.is_title(cell) for cell in written]
    hinted = sum(known or titles.may_be(cell) for cell, known in zip(written, named, strict=True))
    values = [
        (index, cell)
        for index, cell in enumerate(map(str.strip, cells))
        if cell
        and not titles.is_title(cell)
        and _is_value(cell, words)
        and not _is_over_models(cell, index, below, words)
    ]
    if values and (len(values) > 1 or hinted * 2 < len(written)):
        return False
    if any(not _is_type(cell, words) or not _are_values(index, below, words) for index, cell in values):
        return False  # « Chromebook » may be the title of the models, among titles
    over = [cell for index, cell in enumerate(cells) if not _has_figure(cell) and _are_values(index, below, words)]
    if any(not cell.strip() for cell in over):
        return False
    return sum(named) * 2 > len(named) or (bool(over) and hinted > 0)  # else it may name a person


def _is_over_models(cell: str, index: int, below: Sequence[list[str]], words: InventoryWords) -> bool:
    """Say whether the word of a type is the title of a column of models: « PC », « Écran 1 »."""
    if len(cell) > LONGEST_TYPE or words.recognizer.kinds.isdisjoint(singular(plain(cell)).split()):
        return False
    found = [cells[index] for cells in below[:ROWS_BELOW] if index < len(cells) and cells[index].strip()]
    models = (_has_figure(each) or words.recognizer.evidence("", "", each)[0] is not None for each in found)
    return sum(models) > len(found) * _MOST


def _are_values(index: int, rows: Sequence[list[str]], words: InventoryWords) -> bool:
    found = [cells[index] for cells in rows[:ROWS_BELOW] if index < len(cells) and cells[index].strip()]
    return len(found) > 0 and sum(_has_figure(cell) or _is_value(cell, words) for cell in found) >= len(found) * _MOST


def _has_figure(cell: str) -> bool:
    return any(map(str.isdigit, cell))


def _is_value(cell: str, words: InventoryWords) -> bool:
    """Say whether a cell is none of a line of titles: a number, a date, an address, a status, a device."""
    if _is_datum(cell) or "@" in cell or masked(cell) != cell or LONG_NUMBER.search(cell[:MAX_TEXT]):
        return True
    if fold(cell) in words.statuses:
        return True
    product, _ = words.recognizer.evidence("", "", cell)
    if product is None or product.type == UNLISTED:
        return _is_type(cell, words)
    return product.confidence > RESPELT or _has_figure(cell) or _is_type(cell, words)


def _is_type(cell: str, words: InventoryWords) -> bool:
    """Say whether a cell holds a word of a type, spelt as it is."""
    if _has_figure(cell) or words.recognizer.kinds.isdisjoint(singular(plain(cell)).split()):
        return False
    return words.recognizer.evidence(cell, "", "")[1] is not None


def _is_datum(cell: str) -> bool:
    """Say whether a cell is a number, a date, a formula or an error."""
    return _is_error(cell) or parse_number(cell) is not None or parse_date(cell) is not None


def _is_error(cell: str) -> bool:
    """Say whether a cell is a formula, or the error that one left (« #N/A »); « # CPU » is a title."""
    return cell[:1] == "=" or (cell[:1] == "#" and cell[1:2] != " ")


def written_in(cells: list[str]) -> list[str]:
    """Return the filled cells."""
    return [cell.strip() for cell in cells if cell.strip()]
