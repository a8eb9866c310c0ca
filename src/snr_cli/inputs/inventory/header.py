"""The line of titles of a table, and the role of each of its columns."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from snr_cli.french.suggested import did_you_mean
from snr_cli.inputs.inventory.matrix import EXPECTED, places_over_numbers, title_line, types_over_numbers
from snr_cli.inputs.inventory.quantities import COUNTS
from snr_cli.inputs.inventory.recognition import PERSONAL, UNREAD, ExportFormat, InventoryWords
from snr_cli.inputs.inventory.records import MAX_COLUMNS, MAX_TEXT, TITLE_LINES, Columns, Reading, Table, TableError
from snr_cli.inputs.inventory.titles import TitleWords, shown_column_name, title_rank
from snr_cli.inputs.inventory.values import fold, nearest, plain

SENTENCE: Final = 5  # words of a cell, beyond which a text is made of sentences
SURE_TITLES: Final = 2  # known titles that make a line of titles
PROPOSED: Final = " ; --write-mapping propose des correspondances"


def known_titles(cells: list[str], words: InventoryWords, how: Reading) -> int:
    """Count the cells of a row that are known titles of columns."""
    short = [cell for cell in cells if len(cell) < MAX_TEXT]
    known, own = words.format_of(short), {fold(name) for name in how.mapping.columns}
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
    if best < 0 or (best_score == 1 and how.default_type is None and not how.mapping.columns and len(first[best]) > 2):
        if is_prose(table, first, words):
            raise TableError(
                "ce texte n’est pas un tableau : ses lignes n’ont pas de colonnes (séparées par des tabulations, des "
                "points-virgules ou des virgules), et aucune ligne de titres n’y est reconnue"
            )
        others = [left.name for left in table.others]
        tried = f" ; feuilles essayées : {', '.join([table.sheet, *others])}" if others else ""
        rank = title_rank(first, words, TitleWords(words))
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
    own = {fold(name): role for name, role in how.mapping.columns.items()}
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
