"""The titles of a table and the role of each column; a matrix, a type of device a column, each read as a table of its own."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from snr_cli.french.numbers import did_you_mean
from snr_cli.inputs.inventory.quantities import COUNTS, LARGEST, LAST_YEAR, is_type, says_number
from snr_cli.inputs.inventory.recognition import PERSONAL, UNREAD, ExportFormat, InventoryWords
from snr_cli.inputs.inventory.records import (
    BATCH,
    MAX_COLUMNS,
    MAX_TEXT,
    TITLE_LINES,
    Batch,
    Columns,
    Reading,
    Table,
    TableError,
)
from snr_cli.inputs.inventory.shapes import ANSWERS, SUBTOTAL, SUMS_ABOVE, is_total, tells_total
from snr_cli.inputs.inventory.titles import TYPED, TitleWords, shown_column_name, title_rank
from snr_cli.inputs.inventory.totals import Tree, below, groups_in, is_flat, is_rare, one_level, trees
from snr_cli.inputs.inventory.values import (
    BLANKS,
    FIRST_YEAR,
    MONTH_WORDS,
    NO,
    SMALL,
    YES,
    fold,
    nearest,
    parse_number,
    plain,
    singular,
)

if TYPE_CHECKING:
    from snr_cli.inputs.sheets import Area

KIND: Final = "titre de la colonne"  # of the column that says what the cells of another count
_LEAST: Final = 2  # columns of types that make a line of titles by themselves
_MOST: Final = 0.5  # of the cells of a column, for it to be what they are
# roles of columns whose cells may count devices when their title is that of a type: « Téléphone »
MAY_COUNT: Final = frozenset({"", "phone", "quantity", "note", "network_address"})
_WHOLE: Final = frozenset({"total", "totaux", "somme", "ensemble", "cumul", "effectif", "effectifs"})
_MOMENT: Final = frozenset({"annee", "annees", "exercice", "mois", "date", "periode", "trimestre", "semestre", "jour"})
_PIVOT: Final = frozenset({"etiquettes de lignes", "row labels"})  # the first title of a pivot table of Excel
_BY_CONTENT: Final = frozenset(
    {"", "name", "reference", "asset_tag"}
)  # roles of titles that may be those of types: « Équipement »
_NAMED: Final = frozenset({"nom", "name", "hostname"})  # what a device is called: « PC »
LONGEST_KIND: Final = 60  # characters: what is longer is a sentence, even when all its words are of types
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
                found.append(["Total", *blank[1:-1], cell])
            elif fold(cell) in BLANKS or (rank in self.answers and fold(cell) in NO):
                found.append(blank)
            elif rank in self.answers and fold(cell) in YES:
                found.append([*where, kind, "1"])
            else:
                found.append(self.titles(rank) if cell == title else [*where, kind, cell])
        return found

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


def typed_column(
    header: Sequence[str], roles: Sequence[str], rows: Sequence[list[str]], words: InventoryWords
) -> int | None:
    """Return the column whose cells are words of types and nothing else, in half of its rows at least, whatever its title."""
    kinds, found = words.recognizer.kinds | SMALL, list[tuple[float, int]]()
    for index, (title, role) in enumerate(zip(header, roles, strict=True)):
        if title and role in _BY_CONTENT and plain(title) not in _NAMED:
            cells = Counter(row[index] for row in rows if index < len(row) and fold(row[index]) not in BLANKS)
            pure = (cell for cell in cells if len(cell) <= LONGEST_KIND and not any(map(str.isdigit, cell)))
            pure = (cell for cell in pure if kinds.issuperset(singular(plain(cell)).split()))
            named = sum(cells[cell] for cell in pure if words.recognizer.guess({"kind": cell}) is not None)
            found += [(named / cells.total(), -index)] if cells else []
    share, rank = max(found, default=(0.0, 0))
    return -rank if share >= _MOST else None


def whole_column(header: Sequence[str], roles: Sequence[str], rows: Sequence[list[str]], words: InventoryWords) -> str:
    """Return the title of the column that counts the devices of each row: the sum of the other numbers, or the one of a total or of a pivot.

    Empty when nothing tells it, or when rows are yet to come.
    """
    counts = [
        index
        for index, (title, role) in enumerate(zip(header, roles, strict=True))
        if title and not role and counts_in(index, rows) and not says_number(title, words.numbers)
    ]
    if len(counts) == 1 and "price" not in roles:
        told = not _WHOLE.isdisjoint(plain(header[counts[0]]).split()) or not _PIVOT.isdisjoint(map(fold, header))
        return header[counts[0]] if told else ""
    numbers = [
        [parse_number(row[index]) or 0.0 for index in counts] for row in rows if len(row) > max(counts, default=0)
    ]
    numbers = [some for some in numbers if any(some)] if len(rows) < BATCH else []
    sums = [
        header[index]
        for rank, index in enumerate(counts)
        if len(numbers) >= _LEAST and len(counts) > _LEAST and all(2 * some[rank] == sum(some) for some in numbers)
    ]
    return sums[0] if len(sums) == 1 else ""


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
    return Matrix(list(header), tuple(sorted(counts)), others, tuple(left), placed, names, answers, words)


def told_sums(matrix: Matrix, batches: Iterable[Batch], answer: str) -> dict[int, str]:
    """Return the lines of rows whose numbers are, in two columns at least, the sums of two rows or more just under or over them, and why.

    It is proved by the total of the sheet, or because no row is left that is in none; numbers that may fit by chance prove nothing.
    """
    lines, said = list[_Line](), list[tuple[int, tuple[float, ...]]]()
    for line, row in chain.from_iterable(zip(*batch, strict=True) for batch in batches):
        numbers = tuple((parse_number(row[at]) or 0.0) if at < len(row) else 0.0 for at in matrix.counts)
        if tells_total(row):
            said.append((line, numbers))
        elif any(numbers):
            filled = sum(at < len(row) and row[at].strip() != "" for at in matrix.others)
            lines.append(_Line(line, numbers, filled))
    if not lines or answer == "none":
        return {}
    found, proofs, bare = dict[int, tuple[float, ...]](), list[Tree](), True
    for order in (lines,) * (answer != "below") + (lines[::-1],) * (answer != "above"):
        whole, above = [sum(row.numbers) for row in order], order is lines
        for rank, end in enumerate(one_level(whole)):
            head, under = order[rank], order[rank + 1 : end]
            if len(under) > 1 and _added(under) == head.numbers and sum(map(bool, head.numbers)) >= _LEAST:
                found[head.line] = head.numbers
                bare = bare and (head.filled < _LEAST or all(head.filled < row.filled for row in under))
        proofs += trees(whole) if above else (below(tree, len(whole)) for tree in trees(whole))
    whole_said = max(said, key=lambda total: sum(total[1]), default=(0, ()))
    at_end, rest = (
        not lines[0].line < whole_said[0] < lines[-1].line,
        _added(row for row in lines if row.line not in found),
    )
    columns = zip(*(row.numbers for row in lines), strict=True)
    totals = [[(line, numbers[at]) for line, numbers in said if numbers[at]] for at in range(len(matrix.counts))]
    flat = any(totals) and all(
        not some or is_flat(column, [row.line for row in lines], some)
        for column, some in zip(columns, totals, strict=True)
    )
    heads = list(chain.from_iterable(found.values()))
    proved = (
        bare
        and is_rare(heads)
        and any(groups_in(tree) > 1 and {lines[head].line for head in tree} == found.keys() for tree in proofs)
    )
    if flat and not answer:
        return dict.fromkeys(found, SUMS_ABOVE) if proved else {}
    fits = bare and at_end and rest == whole_said[1] and is_rare([*heads, *rest])
    return dict.fromkeys(found, SUBTOTAL if answer or fits or (proved and not said) else SUMS_ABOVE)


class _Line(NamedTuple):
    """What a row of a matrix says: its line, its numbers, how many cells say where."""

    line: int
    numbers: tuple[float, ...]
    filled: int


def _added(rows: Iterable[_Line]) -> tuple[float, ...]:
    return tuple(map(sum, zip(*(row.numbers for row in rows), strict=True)))


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
    return TableError(
        f"tableau croisé, une colonne par type d’appareil : {why} ({shown}) ; {EXPECTED} ; {TO_LEAVE}", titles
    )


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


# The line of titles of a table, and the role of each of its columns.

SENTENCE: Final = 5  # words of a cell, beyond which a text is made of sentences
SURE_TITLES: Final = 2  # known titles that make a line of titles
PROPOSED: Final = " ; --format mapping propose des correspondances"


def known_titles(cells: list[str], words: InventoryWords, how: Reading) -> int:
    """Count the cells of a row that are known titles of columns."""
    short = [cell for cell in cells if len(cell) < MAX_TEXT]
    known, own = words.format_of(short), how.mapping.roles
    if known is not None and known.rows_are:  # signed by titles that have no role
        return len(short)
    return sum(bool(words.role_of(cell, known)) or fold(cell) in own for cell in short)


def titles_text(header: Iterable[str], words: InventoryWords) -> str:
    """Name the titles found that may be shown."""
    kept = [title for title in TitleWords(words).shown(header) if not any(map(str.isdigit, title))]
    return ", ".join(kept)[:300] or "aucun titre connu"


def best_titles(table: Table, first: list[list[str]], words: InventoryWords, how: Reading) -> tuple[int, int]:
    """Return the rank of the first line that holds the most known titles, among the first rows, and how many it holds.

    Raises:
        TableError: nothing looks like a line of titles.
    """
    if any(len(cells) > MAX_COLUMNS for cells in first[:TITLE_LINES]):
        raise TableError(f"plus de {MAX_COLUMNS} colonnes")
    if not first:
        raise TableError("fichier sans ligne")
    scores = [known_titles(cells, words, how) for cells in first[:TITLE_LINES]]
    best_score = max(scores)
    best = scores.index(best_score) if best_score else -1
    if best_score < SURE_TITLES and not _counts(first, best):
        if (crossed := title_line(first, words)) is not None:
            return crossed, SURE_TITLES
    elif best_score < SURE_TITLES:
        return best, SURE_TITLES
    rank = title_rank(first, words, TitleWords(words)) if best_score < SURE_TITLES else None
    if rank is not None:
        roles = [words.role_of(cell, None) for cell in first[rank]]
        if TYPED.isdisjoint(roles) and typed_column(first[rank], roles, first[rank + 1 :], words) is not None:
            return rank, SURE_TITLES
    if best < 0 or (best_score == 1 and how.default_type is None and not how.mapping.columns and len(first[best]) > 2):
        if is_prose(table, first, words):
            raise TableError(
                "ce texte n’est pas un tableau : ses lignes n’ont pas de colonnes (séparées par des tabulations, des "
                "points-virgules ou des virgules), et aucune ligne de titres n’y est reconnue"
            )
        others = [left.name for left in table.others]
        tried = f" ; feuilles essayées : {', '.join([table.sheet, *others])}" if others else ""
        found = "rien n’y ressemble à des titres" if rank is None else f"titres lus : {titles_text(first[rank], words)}"
        if types := types_over_numbers(first, words):
            named = ", ".join(f"« {title} »" for title in types[:6])
            found += (
                f" ; des types sur des nombres : {named} ; un tableau croisé a une seule ligne de titres ; {EXPECTED}"
            )
        if best >= 0 and len(places_over_numbers(first[best], first[best + 1 :], words)) > 1:
            found += " ; si chaque colonne de nombres compte les appareils d’un lieu, mettez un lieu par ligne et un type par colonne"
        lines = f"les {TITLE_LINES} premières lignes{tried}"
        raise TableError(f"aucune ligne de titres reconnue dans {lines} ; {found}{PROPOSED}")
    return best, best_score


def _counts(first: list[list[str]], best: int) -> bool:
    """Say whether the line of one known title has another that begins as that of numbers: « Qté livrée »."""
    return best >= 0 and any(plain(cell).split()[:1] in [[word] for word in COUNTS] for cell in first[best])


def is_prose(table: Table, rows: Iterable[list[str]], words: InventoryWords) -> bool:
    """Say whether the rows of a text are no table: sentences, or lines that no separator cuts and that name no device."""
    written = [cells for cells in rows if any(cell.strip() for cell in cells)]
    if table.placed or not written:
        return False
    cells = [cell for row in written for cell in row if cell.strip()]
    if sum(len(cell.split()) for cell in cells) > SENTENCE * len(cells):
        return True
    width, count = Counter(map(len, written)).most_common(1)[0]
    devices = (any(words.recognizer.evidence(cells[0][:MAX_TEXT], "", "")) for cells in written)
    return (width < 2 or count * 2 <= len(written)) and sum(devices) * 2 < len(written)


def usual_length(header: list[str], rows: list[list[str]]) -> int:
    """Return how many cells most rows have.

    Raises:
        TableError: none has as many as the titles: perhaps a line break was lost, and a row stands among them.
    """
    full = len(header)
    written = [cells for cells in rows if any(cell.strip() for cell in cells)]
    if not written:
        return full
    width = max((number for number, name in enumerate(header, start=1) if name), default=0)
    usual = Counter(map(len, written)).most_common(1)[0][0]
    ended = width < full and usual == width and not any(cells[-1].strip() for cells in written if len(cells) == usual)
    if max(map(len, written)) < width + ended:
        raise TableError(
            f"la ligne de titres a {width} cellules, aucune ligne n’en a autant : le fichier est mal coupé"
        )
    return full if any(cell.strip() for cells in written for cell in cells[full:]) else usual


def place_columns(
    header: list[str], words: InventoryWords, known: ExportFormat | None, how: Reading
) -> tuple[Columns, dict[str, int]]:
    """Give each column its role; the first column of a role is the one used."""
    own = how.mapping.roles
    columns, names = Columns(), set[str]()
    places: dict[str, int] = {}
    for index, name in enumerate(header):
        if not name:
            continue
        role = own[fold(name)] if fold(name) in own else words.role_of(name, known)
        if fold(name) in names:
            columns.twice.append(name)
            continue
        names.add(fold(name))
        if role in PERSONAL:
            columns.personal.append(name)
            places.setdefault(role, index)
        elif role in UNREAD:
            columns.known[name] = role
        elif role and role not in places:
            columns.used[name] = role
            places[role] = index
        else:
            columns.ignored.append(name)
    return columns, places


def hide_titles(columns: Columns, header: list[str], titles: TitleWords, start: int = 0) -> None:
    """Have the columns without a role told by their rank when their title may name a person: « Jean DUPONT ».

    Args:
        columns: of a table; what finds what they are told by is written there.
        header: the titles of the table.
        titles: the words of titles.
        start: how many columns of the sheet stand before the table.
    """
    with_role = {*columns.used, *columns.known, *columns.personal}

    @cache
    def hidden() -> dict[str, str]:
        told = with_role.union(titles.shown(header, least=1))
        return {title: shown_column_name(rank) for rank, title in enumerate(header, start + 1) if title not in told}

    if columns.ignored or columns.twice:
        columns.hidden = hidden


def kept_columns(
    header: list[str], keep: Mapping[str, tuple[str, ...]], words: InventoryWords
) -> list[tuple[int, frozenset[str]]]:
    """Return the place of each column that a filter reads, and the values it keeps, folded.

    Raises:
        TableError: the column is not there: its rows would all be counted.
    """
    titles = [fold(name) for name in header]
    columns = []
    for title, values in keep.items():
        if fold(title) not in titles:
            asked = did_you_mean(nearest(title, TitleWords(words).shown(header)), after=", ")
            shown = titles_text(header, words)
            raise TableError(f"le filtre (keep) nomme une colonne absente « {title} »{asked} ; colonnes : {shown}")
        columns.append((titles.index(fold(title)), frozenset(map(fold, values))))
    return columns
