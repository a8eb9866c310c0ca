"""A matrix: a place a row, a type of device a column, numbers in the cells. Each column of a type is read as a table of its own."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from snr_cli.inputs.inventory.flags import ANSWERS
from snr_cli.inputs.inventory.quantities import COUNTS, LARGEST, LAST_YEAR, is_type, says_number
from snr_cli.inputs.inventory.recognition import InventoryWords
from snr_cli.inputs.inventory.records import TITLE_LINES, Batch, TableError
from snr_cli.inputs.inventory.shapes import SUMS_ABOVE, is_total, tells_total
from snr_cli.inputs.inventory.titles import TitleWords, shown_column_name
from snr_cli.inputs.inventory.values import (
    BLANKS,
    FIRST_YEAR,
    MONTH_WORDS,
    NO,
    YES,
    fold,
    parse_number,
    plain,
    singular,
)

if TYPE_CHECKING:
    from snr_cli.inputs.sheets import Area  # only where a workbook is read

KIND: Final = "titre de la colonne"  # of the column that says what the cells of another count
_NEAR: Final = 60  # rows looked at beside one that may be their sum
_LEAST: Final = 2  # columns of types that make a line of titles by themselves
_MOST: Final = 0.5
# roles of columns whose cells may count devices when their title is that of a type: « Téléphone »
MAY_COUNT: Final = frozenset({"", "phone", "quantity", "note", "network_address"})
_WHOLE: Final = frozenset({"total", "totaux", "somme", "ensemble", "cumul", "effectif", "effectifs"})
_MOMENT: Final = frozenset({"annee", "annees", "exercice", "mois", "date", "periode", "trimestre", "semestre", "jour"})
_AWAY: Final = frozenset({"spare", "stored", "ordered"})  # a label says those that are gone
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)").search
_COUNT: Final = re.compile(rf"(?:{'|'.join(COUNTS)})s?\.? (?:de |des |d['’] ?)?", re.IGNORECASE).match
_PART: Final = re.compile(r"(?:dont|y compris)\b").match
EXPECTED: Final = "attendu : une ligne par service, et sous chaque titre d’un type (« Portables ») un nombre entier d’appareils, à une seule date"

TO_LEAVE: Final = 'pour ne pas lire une colonne, dans les correspondances, sous columns : « titre: "" »'


@dataclass(frozen=True, slots=True)
class Matrix:
    """Its titles; the columns that count devices; those that say where they are; the titles of those that are left."""

    header: list[str]
    counts: tuple[int, ...]
    others: tuple[int, ...]
    left: tuple[str, ...]
    placed: bool
    names: Mapping[int, str]  # what each column that counts is told by
    answers: frozenset[int] = frozenset()  # of those, the columns without a number beyond 1: « oui » is one device

    words: InventoryWords | None = None
    sums: frozenset[tuple[str, ...]] = frozenset()  # rows whose numbers are all the sums of those of rows beside them

    def titles(self, rank: int) -> list[str]:
        """Return the titles of the table of one of the columns that count."""
        return [*(self.header[index] for index in self.others), KIND, self.names[rank]]

    def rows(self, rank: int, rows: Sequence[list[str]]) -> list[list[str]]:
        """Return its rows: what says where, the type, the number. A row without a number is blank."""
        kind, title = matrix_label(self.names[rank]), self.header[rank]
        blank = [""] * (len(self.others) + 2)
        found = []
        for cells in rows:
            if cells != self.header and self._begins_another(cells):
                raise _error(
                    "un autre tableau croisé plus bas, avec d’autres titres : mettez-le à part", self.names[rank]
                )
            if len(cells) <= rank and not self.placed and any(map(str.strip, cells)):
                found.append(cells[:1])  # cut short: rejected
                continue
            cell = cells[rank].strip() if rank < len(cells) else ""
            where = [cells[index] if index < len(cells) else "" for index in self.others]
            if tells_total(cells):
                found.append(["Total", *blank[1:]])
            elif fold(cell) in BLANKS or (rank in self.answers and fold(cell) in NO):
                found.append(blank)
            elif rank in self.answers and fold(cell) in YES:
                found.append([*where, kind, "1"])
            else:
                found.append(self.titles(rank) if cell == title else [*where, kind, cell])
        return found

    def batch(self, rank: int, batch: Batch) -> tuple[Sequence[int], list[list[str]], dict[int, str]]:
        """Return a batch of them, and the lines of those that seem sums, with why."""
        lines, rows = batch
        sums = {line: SUMS_ABOVE for line, cells in zip(lines, rows, strict=True) if tuple(cells) in self.sums}
        return lines, self.rows(rank, rows), sums

    def _begins_another(self, cells: Sequence[str]) -> bool:
        """Say whether a row holds the titles of other types over these columns."""
        filled = [
            (index, cell)
            for index in self.counts
            if index < len(cells) and not cells[index][:1].isdigit() and (cell := cells[index].strip())
        ]
        return self.words is not None and any(
            cell != self.header[index] and is_device(cell, self.words) for index, cell in filled
        )


def matrix_label(title: str) -> str:
    """Return what a title counts: « Nb de portables » → « portables »."""
    match = _COUNT(title)
    return title[match.end() :] if match and len(title) > match.end() else title


def title_line(rows: Sequence[list[str]], words: InventoryWords) -> int | None:
    """Return the rank of the line of titles of a matrix among the first rows."""
    return next(
        (rank for rank, cells in enumerate(rows[:TITLE_LINES]) if is_matrix(cells, rows[rank + 1 :], words)), None
    )


def types_over_numbers(rows: Sequence[list[str]], words: InventoryWords) -> list[str]:
    """Return the titles of types over numbers of the first rows, whatever stands between them: titles on two lines."""
    return [
        cell.strip()
        for rank, cells in enumerate(rows[:TITLE_LINES])
        for index, cell in enumerate(cells)
        if is_device(cell, words) and names_types(cell, words) and counts_in(index, rows[rank + 2 :])
    ]


def places_over_numbers(cells: Sequence[str], below: Sequence[list[str]], words: InventoryWords) -> list[int]:
    """Return the columns of numbers beside one of types: a matrix turned over, « Type ; Mairie ; CCAS »."""
    if not any(words.role_of(cell, None) in ("kind", "model") for cell in cells):
        return []
    return [index for index, cell in enumerate(cells) if cell.strip() and counts_in(index, below)]


def is_matrix(cells: Sequence[str], below: Sequence[list[str]], words: InventoryWords) -> bool:
    """Say whether a row is the line of titles of a matrix: two types at least, over numbers."""
    if any(parse_number(cell) is not None for cell in cells):
        return False
    below = [row for row in below if row != cells]  # the titles again
    sure = [index for index, cell in enumerate(cells) if is_device(cell, words)]
    if not sure:
        return False
    named = [index for index, cell in enumerate(cells) if names_types(cell, words)]  # « PC »
    counted = {index for index in (*sure, *named) if counts_in(index, below, answers=index in named)}
    return len(counted) >= _LEAST and counted.issuperset(sure)


def matrix_of(
    header: list[str],
    roles: Sequence[str],
    rows: Sequence[list[str]],
    words: InventoryWords,
    *,
    placed: bool,
    given: Collection[str] = (),
) -> Matrix | None:
    """Return the matrix that titles and rows are; None when they are none.

    Args:
        header: the titles.
        roles: of each; « - » of a column that a person leaves out.
        rows: the first rows under them.
        words: rules of recognition.
        given: the titles (folded) of which a person says the role.
        placed: each cell stands in its column, so that a row that ends early is not cut short.

    Raises:
        TableError: they are one that cannot be read without an answer.
    """
    written = [cells for cells in rows if any(map(str.strip, cells))]
    roles = [
        "" if role in ("kind", "model") and fold(title) not in given and counts_in(index, written) else role
        for index, (title, role) in enumerate(zip(header, roles, strict=True))
    ]
    types = [
        index
        for index, (title, role) in enumerate(zip(header, roles, strict=True))
        if title and role in MAY_COUNT and is_device(title, words)
    ]
    if not types or not any(counts_in(index, written, answers=names_types(header[index], words)) for index in types):
        return None
    _refuse(
        header,
        ["-" if fold(title) in given else role for title, role in zip(header, roles, strict=True)],
        written,
        types,
        words,
    )
    counts, left = list(types), list[str]()
    for index, (title, role) in enumerate(zip(header, roles, strict=True)):
        if index in types or not title or role not in MAY_COUNT:
            continue
        whole = bool(_WHOLE & set(plain(title).split())) or bool(is_total(fold(title)))
        is_count = role == "quantity" and not names_types(
            title, words
        )  # « Nb PC » is of a type, « Quantité » of them all
        if whole or is_count or says_number(title, words.numbers):
            left.append(title)
        elif counts_in(index, written, answers=names_types(title, words)):
            counts.append(index)  # of what no rule knows: to confirm
    taken = {*counts, *(header.index(title) for title in left)}
    others = tuple(index for index in range(len(header)) if index not in taken)
    names = {index: name for index, name in enumerate(_names(header, words)) if index in counts}
    answers = frozenset(
        index
        for index in counts
        if all((parse_number(cells[index]) or 0) <= 1 for cells in written if index < len(cells))
    )
    sums = frozenset(_sums(counts, written))
    return Matrix(list(header), tuple(sorted(counts)), others, tuple(left), placed, names, answers, words, sums)


def _sums(counts: Sequence[int], rows: Sequence[list[str]]) -> Iterator[tuple[str, ...]]:
    """Yield the rows whose numbers are, in two columns at least, the sums of two rows or more just under or over them."""
    numbers = [[(parse_number(row[index]) or 0.0) if index < len(row) else 0.0 for index in counts] for row in rows]
    for rank, mine in enumerate(numbers):
        if tells_total(rows[rank]) or sum(number > 0 for number in mine) < _LEAST:
            continue
        for beside in (numbers[rank + 1 : rank + 1 + _NEAR], numbers[:rank][::-1][:_NEAR]):
            total, taken = [0.0] * len(counts), 0
            for row in beside:
                total = [one + other for one, other in zip(total, row, strict=True)]
                taken += any(row)
                if any(one > other for one, other in zip(total, mine, strict=True)):
                    break
                if taken >= _LEAST and total == mine:
                    yield tuple(rows[rank])
                    break


def refuse_merged(matrix: Matrix, merges: "Sequence[Area]", line: int) -> None:
    """Refuse a number merged over several rows: nothing says whose devices they are.

    Raises:
        TableError: there is one.
    """
    for area in merges:
        if area.first_row > line and area.last_row > area.first_row:
            for index in matrix.counts:
                if area.first_column <= index + 1 <= area.last_column:
                    raise _error(
                        f"un nombre fusionné sur plusieurs lignes (ligne {area.first_row})", matrix.names[index]
                    )


def _names(header: list[str], words: InventoryWords) -> list[str]:
    """Return what each column is told by: its title when it names nobody, else its rank."""
    shown = set(TitleWords(words).shown(header))
    return [
        title if title in shown or names_types(title, words) else shown_column_name(rank)
        for rank, title in enumerate(header, start=1)
    ]


def _refuse(
    header: list[str], roles: Sequence[str], rows: Sequence[list[str]], types: Sequence[int], words: InventoryWords
) -> None:
    for index in range(max(map(len, rows), default=0)):
        if (index >= len(header) or not header[index]) and counts_in(index, rows):
            raise _error(
                "des nombres sous une cellule de titre vide : les titres semblent tenir sur deux lignes, réunissez-les sur une",
                shown_column_name(index + 1),
            )
    named = _names(header, words)
    for cells in rows:
        values = [
            number for index in types if index < len(cells) and (number := parse_number(cells[index])) is not None
        ]
        if len(values) > 1 and all(FIRST_YEAR <= number <= LAST_YEAR for number in values):
            raise _error(
                "une ligne d’années sous les titres : ils tiennent sur deux lignes, réunissez-les sur une",
                *(named[i] for i in types),
            )
    dated = [named[index] for index in types if _YEAR(header[index])]
    if len({match[0] for index in types if (match := _YEAR(header[index]))}) > 1:
        raise _error("des colonnes d’années différentes : gardez celles d’une seule", *dated)
    if states := [named[index] for index in types if _state(header[index], words) in _AWAY]:
        raise _error("un titre dit un état : mettez ces appareils sur des lignes, avec leur statut", *states)
    if parts := [named[index] for index in types if _PART(fold(header[index]))]:
        raise _error("une colonne qui dit une partie d’une autre (« dont »)", *parts)
    names = [fold(header[index]) for index in types]
    if len(set(names)) < len(names):
        raise _error("deux colonnes de même titre", *(named[i] for i in types if names.count(fold(header[i])) > 1))
    for index, title in enumerate(header):
        if index in types or roles[index] == "-":
            continue
        cells = [cell for row in rows if index < len(row) and (cell := row[index].strip()) and not tells_total(row)]
        moments = [cell for cell in cells if _YEAR(cell) or fold(cell).split(" ")[0] in MONTH_WORDS]
        if (roles[index] == "purchase_date" and plain(title) in _MOMENT) or (
            not roles[index] and (plain(title) in _MOMENT or (cells and len(moments) == len(cells)))
        ):
            raise _error(
                "une ligne par date : gardez les lignes d’une seule date, ou dites que c’est celle de l’achat (purchase_date)",
                title if plain(title) in _MOMENT else shown_column_name(index + 1),
            )


def _error(why: str, *titles: str) -> TableError:
    shown = ", ".join(f"« {title} »" for title in titles[:6])
    text = f"tableau croisé, une colonne par type d’appareil : {why} ({shown}) ; {EXPECTED} ; {TO_LEAVE}"
    return TableError(text, titles)


def names_types(title: str, words: InventoryWords) -> bool:
    """Say whether a title is made of words of types and of figures alone: it names nobody."""
    said = singular(plain(matrix_label(title))).split()
    return bool(said) and all(word.isdigit() or word in words.recognizer.kinds for word in said)


def _state(title: str, words: InventoryWords) -> str:
    """Return the state that the last words of a title say: « Portables en stock » → stored."""
    said = plain(title).split()
    return next((state for start in range(1, len(said)) if (state := words.statuses.get(" ".join(said[start:])))), "")


def is_device(title: str, words: InventoryWords) -> bool:
    """Say whether a title is surely that of a type of device, or of a number of them."""
    return bool(title.strip()) and is_type(matrix_label(title.strip()), words)


def counts_in(index: int, rows: Sequence[list[str]], *, answers: bool = False) -> bool:
    """Say whether most cells of a column are small whole numbers; with `answers`, or say yes or no."""
    said = [fold(row[index]) for row in rows if index < len(row)]
    cells = ["1" if answers and cell in ANSWERS else cell for cell in said if cell not in BLANKS]
    read = [number for cell in cells if (number := parse_number(cell)) is not None and 0 <= number <= LARGEST]
    return bool(cells) and len(read) >= _MOST * len(cells) and all(number == int(number) for number in read)
