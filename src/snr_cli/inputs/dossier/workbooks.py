"""A workbook as sections of a dossier: the rows of its sheets → the data that YAML would give, each value at its cell."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from snr_cli.french.cells import column_name
from snr_cli.french.numbers import did_you_mean, number
from snr_cli.inputs.dossier.sheet_tree import NAMED_BY, NOTHING, SHOWN, PendingRow, RowTree, SheetText, mark_of, moved
from snr_cli.inputs.inventory.values import fold, nearest, parse_number
from snr_cli.inputs.sheets import Area, Cell, CellKind, Row, Sheet, SheetError, open_book
from snr_cli.inputs.workbook.asked import is_asked
from snr_cli.inputs.workbook.fixes import fixed_sheets
from snr_cli.inputs.workbook.shape import (
    ASIDE,
    FICHE,
    FICHE_KEYS,
    FICHE_TITLES,
    LEFT_ASIDE,
    MORE_COLUMNS,
    REMEMBERED,
    REMEMBERED_HELP,
    REMEMBERED_TITLE,
    UNIT_HELP,
    UNIT_TITLE,
    Column,
    SheetColumn,
    SheetShape,
    by_key,
    by_path,
    dossier_sheets,
    help_of,
    places,
    read_sent,
    service_column,
    single_values,
)
from snr_cli.inputs.workbook.values import NAMED_SORTS, UNKNOWN_WORDS, TypeLabels
from snr_cli.model.finding import Finding
from snr_cli.model.grouped import in_groups

# Which columns of a sheet are which: by their keys, whatever their headings became; without keys, by its name and headings. Which
# sheet is the copy of another.

SheetLine = Mapping[int, Cell]  # column → cell
_HEADER_ROWS: Final = 3  # above the keys: title, help, headings
_LOOKED_AT: Final = 30  # rows among which headings without keys are sought
_BESIDE_TITLE: Final = fold(REMEMBERED_TITLE)
_UNIT_TITLE: Final = fold(UNIT_TITLE)
_OWN_TEXTS: Final = {*map(fold, (MORE_COLUMNS, REMEMBERED_HELP, UNIT_HELP, UNIT_TITLE))}
_FICHE_TITLES: Final = {*map(fold, (*FICHE_TITLES, REMEMBERED_TITLE))}
_SHOWN: Final = 60


@dataclass(slots=True)
class Region:
    """Rows under one header.

    Attributes:
        columns: number → what the column is; None for one that is left aside on purpose.
        rows: of the table, in order.
        single: the rows are single values (the sheet « Fiche »): column of the keys, of the values, of the titles.
        before: number of a column that shows what the dossier had → the value it is beside; None in the sheet « Fiche ».
    """

    columns: dict[int, SheetColumn | None]
    rows: list[SheetLine] = field(default_factory=list)
    single: Mapping[str, int] | None = None
    before: dict[int, SheetColumn | None] = field(default_factory=dict)


def regions(text: SheetText, lines: Sequence[SheetLine], findings: list[Finding]) -> list[Region] | None:
    """Return the tables of a sheet; None when it is none that a dossier has.

    Args:
        text: the sheet.
        lines: its rows that hold something, in order.
        findings: what is found wrong is added to it.
    """
    heads = [rank for rank, line in enumerate(lines) if _is_keys(line)]
    if not heads:
        return _by_titles(text, lines, findings)
    found: list[Region] = []
    for nth, rank in enumerate(heads):
        region = _by_keys(text, lines[rank], lines[rank - 1] if rank else {}, findings)
        if not found:
            region.rows = _above(text, lines[:rank], region, next(iter(lines[rank].values())), findings)
        last = heads[nth + 1] if nth + 1 < len(heads) else len(lines)
        found.append(region)
        below = lines[rank + 1 : last if last == len(lines) else _first_of_header(lines, last, rank + 1)]
        region.rows += [line for line in below if not _is_titles(line, region)]
    return found


def _is_key(text: str) -> bool:
    start, slash, rest = text.strip().partition("/")
    return bool(slash and rest) and (start == "fiche" or start in _starts()) and " " not in rest


@cache
def _starts() -> frozenset[str]:
    return frozenset(shape.key for shape in dossier_sheets() if shape.path)


@cache  # our own texts alone, which are few
def _fold_ours(text: str) -> str:
    return fold(text)


def _is_keys(line: SheetLine) -> bool:
    """Say whether a row is that of the keys: it has one that is known, or most of its cells are as keys are.

    A value may look like a key: « equipment/types.csv » is a file.
    """
    texts = [cell.text.strip() for cell in line.values()]
    if any(text in by_key() or text in FICHE_KEYS for text in texts):
        return True
    return 2 * sum(map(_is_key, texts)) > len(texts)


def _first_of_header(lines: Sequence[SheetLine], rank: int, least: int) -> int:
    """Return the rank of the first row of a header, whose keys are at a rank."""
    keys = {nth: by_key()[cell.text.strip()] for nth, cell in lines[rank].items() if cell.text.strip() in by_key()}
    first = rank
    while first > max(least, rank - _HEADER_ROWS) and _is_header(lines[first - 1], keys):
        first -= 1
    return first


def _is_header(line: SheetLine, keys: Mapping[int, SheetColumn]) -> bool:
    names = {_fold_ours(place.shape.name) for place in keys.values()}
    same = 0
    for nth, cell in line.items():
        place = keys.get(nth)
        known = {_fold_ours(place.title), _fold_ours(help_of(place))} if place else set()
        text = fold(cell.text)
        same += text in known or text in names or text in _OWN_TEXTS
    return same * 2 >= len(line)


def _above(
    text: SheetText, lines: Sequence[SheetLine], region: Region, keys: Cell, findings: list[Finding]
) -> list[SheetLine]:
    """Return the rows of data above the keys, which a sort took along; tell what is neither data nor a header of ours."""
    places = {nth: place for nth, place in region.columns.items() if place is not None}
    sheet_lines, headed = [], False
    moved = bool(lines) and keys.row > _HEADER_ROWS + 1
    for line in lines:
        if region.single is not None:
            titles = all(cell.text in (*FICHE_TITLES, REMEMBERED_TITLE) for cell in line.values())
            key = line.get(region.single.get(FICHE_KEYS[4], 0))
            data = key is not None and key.text.strip() in single_values()
        else:
            titles = _is_header(line, places)
            held = [cell for nth, cell in line.items() if nth in places]
            # headings may be translated: they are three rows at most, of texts
            data = headed or (len(held) > 1 and (moved or any(cell.kind is not CellKind.TEXT for cell in held)))
        headed = headed or _is_titles(line, region)
        if titles:
            continue
        if data:
            sheet_lines.append(line)
        else:
            findings.append(_unread_row(text, line, "les clés"))
    return sheet_lines


def _is_titles(line: SheetLine, region: Region) -> bool:
    """Say whether a row is that of the headings, wherever a sort put it."""
    if region.single is not None:
        return all(fold(cell.text) in _FICHE_TITLES for cell in line.values())
    titled = 0
    for nth, cell in line.items():
        place = region.columns.get(nth)
        if place is not None and fold(cell.text) == _fold_ours(place.title):
            titled += 1
        elif place is not None or not fold(cell.text).endswith((_BESIDE_TITLE, _UNIT_TITLE)):
            return False
    return titled > 1 or (titled == 1 == len(region.columns))


def _unread_row(text: SheetText, line: SheetLine, under: str) -> Finding:
    """Tell a row above those that are read."""
    cell = next(iter(line.values()))
    message = f"ligne {cell.row} : ce ne sont pas les titres de snr ; elle n’est pas lue"
    shown = " ; ".join(told.text[:_SHOWN] for told in line.values())
    return text.at_cell("SNR126", cell, message, f"si c’est une donnée, mettez-la sous {under} : {shown[:200]}")


def _by_keys(text: SheetText, keys: SheetLine, titles: SheetLine, findings: list[Finding]) -> Region:
    columns: dict[int, SheetColumn | None] = {}
    single: dict[str, int] = {}
    before: dict[int, SheetColumn | None] = {}
    seen: dict[str, int] = {}
    for nth, cell in keys.items():
        key = cell.text.strip()
        if key in FICHE_KEYS:
            single[key] = nth
            columns[nth] = None
            continue
        if key.partition("/")[2].startswith(ASIDE):
            columns[nth] = None
            start, _, beside = key.partition(f"/{REMEMBERED}")
            if start != key:
                before[nth] = by_key().get(f"{start}/{beside.removeprefix('.')}")
            continue
        place = by_key().get(key)
        if key in seen:
            findings.append(
                text.at_cell(
                    "SNR123",
                    cell,
                    f"colonne « {key} » écrite deux fois (déjà en {column_name(seen[key])})",
                    "gardez une seule des deux",
                )
            )
            columns[nth] = None
        elif place is None and _is_key(key):
            findings.append(
                text.at_cell(
                    "SNR123",
                    cell,
                    f"clé de colonne inconnue « {key[:_SHOWN]} »",
                    did_you_mean(
                        nearest(key, by_key()), "elle vient d’une autre version de snr : repartez d’un classeur neuf"
                    ),
                )
            )
            columns[nth] = None
        elif place is not None:
            seen[key] = nth
            columns[nth] = place
            findings += _disagrees(text, titles.get(nth), place)
    return Region(columns, single=single or None, before=before)


def _disagrees(text: SheetText, title: Cell | None, place: SheetColumn) -> Iterator[Finding]:
    """Tell a heading that is the one of another column: which of the two is right, nobody knows."""
    if title is None or fold(title.text) == _fold_ours(place.title):
        return
    other = next((column for column in places(place.shape) if fold(column.title) == fold(title.text)), None)
    if other is not None:
        yield text.at_cell(
            "SNR123",
            title,
            f"le titre est « {title.text} », la clé dessous celle de « {place.title} »",
            "remettez le titre et la clé d’accord",
        )


def named_shape(name: str) -> SheetShape | None:
    """Return the sheet that a name means."""
    folded = fold(name)
    return next(
        (shape for shape in dossier_sheets() if folded in (_fold_ours(shape.name), shape.key or _fold_ours(FICHE))),
        None,
    )


def _by_titles(text: SheetText, lines: Sequence[SheetLine], findings: list[Finding]) -> list[Region] | None:
    shape = named_shape(text.sheet)
    if shape is None:
        return None
    if not shape.path:
        return _fiche_by_titles(text, lines, findings)
    known = {fold(title): place for place in places(shape) for title in (place.title, place.key.partition("/")[2])}
    for rank, line in enumerate(lines[:_LOOKED_AT]):
        met = [nth for nth, cell in line.items() if fold(cell.text) in known]
        if len(met) * 2 < len(line) or not met:
            continue
        met_columns = {nth: known[fold(line[nth].text)] for nth in met}
        findings += [
            _unread_row(text, above, "les titres") for above in lines[:rank] if not _is_header(above, met_columns)
        ]
        region = Region({}, list(lines[rank + 1 :]))
        if region.rows and _is_header(region.rows[0], met_columns):
            del region.rows[0]  # the help
        seen: dict[str, int] = {}
        for nth, cell in line.items():
            place = known.get(fold(cell.text))
            if place is None and _is_beside(cell, shape):
                region.columns[nth] = None  # a column of ours that is read by nobody
                if (beside := fold(cell.text).removesuffix(_BESIDE_TITLE).rstrip(" :")) in known:
                    region.before[nth] = known[beside]
            elif place is None:
                findings.append(
                    text.at_cell(
                        "SNR123",
                        cell,
                        f"colonne inconnue « {cell.text[:_SHOWN]} »",
                        did_you_mean(
                            nearest(cell.text, [column.title for column in places(shape)]),
                            "repartez du classeur que snr collect écrit, ou donnez à la colonne l’un de ses titres",
                        ),
                    )
                )
                region.columns[nth] = None
            elif place.key in seen:
                findings.append(
                    text.at_cell(
                        "SNR123",
                        cell,
                        f"colonne « {cell.text} » écrite deux fois (déjà en {column_name(seen[place.key])})",
                        "gardez une seule des deux",
                    )
                )
                region.columns[nth] = None
            else:
                seen[place.key] = nth
                region.columns[nth] = place
        return [region]
    first = next(iter(lines[0].values()))
    titles = ", ".join(column.title for column in places(shape)[:4])
    findings.append(
        text.at_cell(
            "SNR123", first, f"feuille « {text.sheet} » sans ses titres", f"une ligne porte les titres : {titles}…"
        )
    )
    return []


def _is_beside(title: Cell, shape: SheetShape) -> bool:
    """Say whether a heading is that of a column of ours beside the values; « Opportunité » is not « Unité »."""
    folded = fold(title.text)
    return folded.endswith(_BESIDE_TITLE) or (folded == _UNIT_TITLE and service_column(shape) is not None)


def _fiche_by_titles(text: SheetText, lines: Sequence[SheetLine], findings: list[Finding]) -> list[Region]:
    known = dict(zip(map(fold, FICHE_TITLES), FICHE_KEYS, strict=True))
    for rank, line in enumerate(lines[:_LOOKED_AT]):
        single = {known[fold(cell.text)]: nth for nth, cell in line.items() if fold(cell.text) in known}
        if FICHE_KEYS[2] in single and len(single) > 1:
            findings += [_unread_row(text, above, "les titres") for above in lines[:rank]]
            beside = [nth for nth, cell in line.items() if fold(cell.text) == _BESIDE_TITLE]
            columns: dict[int, SheetColumn | None] = dict.fromkeys([*single.values(), *beside])
            return [Region(columns, list(lines[rank + 1 :]), single, dict.fromkeys(beside))]
    first = next(iter(lines[0].values()))
    findings.append(
        text.at_cell(
            "SNR123",
            first,
            f"feuille « {text.sheet} » sans ses titres",
            f"une ligne porte les titres : {', '.join(FICHE_TITLES)}",
        )
    )
    return []


# as Excel, LibreOffice and Google call them, and people
_COPY: Final = (
    re.compile(r"(.+?) ?(?:\(\d{1,3}\)|_\d{1,3}|[-–_ ] ?(?:copie|copy)(?: ?\(?\d{1,3}\)?)?)").fullmatch,
    re.compile(r"(?:copie de|copy of) (.+?)(?: ?\(?\d{1,3}\)?)?").fullmatch,
)
SheetRows = frozenset[tuple[str, ...]]


def copied_sheet(name: str, names: Iterable[str]) -> str | None:
    """Return the sheet that another is called a copy of; None when its name says nothing of the kind."""
    folded = fold(name)
    wanted = {found[1] for match in _COPY if (found := match(folded)) is not None}
    return next((other for other in names if fold(other) in wanted and other != name), None)


def rows_of_sheet(found: Sequence[Region]) -> SheetRows:
    """Return what tells the rows of a sheet apart: the identifier of each, or else all that it holds."""
    rows = set()
    for region in found:
        for line in region.rows:
            known = {place.key: fold(line[nth].text) for nth, place in region.columns.items() if place and nth in line}
            ids = [(key, text) for key, text in known.items() if key.endswith("/id")]
            rows.add(tuple(f"{key} {text}" for key, text in sorted(ids or known.items())))
    return frozenset(rows - {()})


MOST_SHEET_ROWS: Final = 100_000  # of a sheet: an inventory has more, which has a reader of its own (`from`)
MOST_CELLS: Final = 500_000
# the word alone: « Total Energies » is a supplier
_TOTAL = re.compile(
    r"(?:(?:grand )?tota(?:l|ux)(?: general| generaux| ht| ttc)?|sous[- ]?tota(?:l|ux)\b.*|somme|sum)[\W\d]*"
).fullmatch
_DETAIL = re.compile(r"[\W_]*dont\s.").match  # of the line above: « dont reconditionnés »
NOTES: Final = "note"  # what the name of a sheet begins with that is nobody's data


def read_book(
    name: str, path: Path, labels: TypeLabels, behind: Mapping[str, Any] = NOTHING
) -> tuple[list[SheetText], list[Finding]]:
    """Read a workbook.

    Args:
        name: its name in findings.
        path: the file.
        labels: what the types of the catalogue are called.
        behind: the dossier whose sections it takes the place of.

    Returns:
        the sheets read, each with the sections that it begins, and what is wrong.

    Raises:
        OSError: the file cannot be opened.
        SheetError: it is no workbook that can be read, or it is out of bounds.
    """
    book = open_book(path)
    try:
        reader = _Reader(name, RowTree(labels, lambda: {**behind, **read_sent(path)}, behind))
        names = [sheet.name for sheet in book.sheets]
        copies = {sheet_name: first for sheet_name in names if (first := copied_sheet(sheet_name, names)) is not None}
        later = []
        for sheet, rows in fixed_sheets(book, path):
            if sheet.name in copies:
                later.append((sheet.name, _lines(rows)))
            else:
                reader.read(sheet.name, _lines(rows))
        for name_of_copy, lines in later:  # once their originals are known, wherever they stand
            reader.read(name_of_copy, lines, copies[name_of_copy])
        for sheet in book.sheets:
            reader.merged(sheet)
    finally:
        book.close()
    return reader.close()


def read_table(name: str, path: Path, section: str, labels: TypeLabels) -> tuple[list[SheetText], list[Finding]]:
    """Read a list of the dossier from a CSV, whose titles are those of its sheet.

    Args:
        name: its name in findings.
        path: the file.
        section: the key of the list.
        labels: what the types of the catalogue are called.

    Returns:
        as `read_book`.

    Raises:
        OSError: the file cannot be opened.
        TableError: it is empty or no text.
        SheetError: it is out of bounds.
    """
    from snr_cli.inputs.inventory.delimited import open_delimited

    shape = by_path()[(section,)]
    known = {fold(place.title) for place in places(shape)} | {fold(place.key) for place in places(shape)}
    table = open_delimited(path, name, lambda cells: sum(fold(cell) in known for cell in cells))
    rows = (
        Row(line, [Cell(line, rank, CellKind.TEXT, cell) for rank, cell in enumerate(cells, start=1) if cell])
        for lines, batch in table.batches
        for line, cells in zip(lines, batch, strict=True)
    )
    reader = _Reader(name, RowTree(labels))
    reader.read(shape.name, _lines(row for row in rows if row.cells))
    for line, shown in table.broken:
        text = reader.texts[0] if reader.texts else SheetText(name, shape.name)
        reader.findings.append(
            text.finding("SNR125", line - 1, 0, f"guillemet jamais fermé : « {shown[:SHOWN]} »", "fermez-le")
        )
    return reader.close()


def _lines(rows: Iterator[Row]) -> list[SheetLine]:
    """Return the rows in order, those that repeat one by one.

    Raises:
        SheetError: too many rows or cells.
    """
    lines: list[SheetLine] = []
    cells = 0
    for row in rows:
        filled = [cell for cell in row.cells if cell.text.strip()]
        if not filled:
            continue
        line = {cell.column: cell for cell in filled}
        lines.append(line)
        cells += len(line)
        if len(lines) > MOST_SHEET_ROWS or cells > MOST_CELLS:
            most = f"{number(MOST_SHEET_ROWS)} lignes ou {number(MOST_CELLS)} cellules"
            raise SheetError(f"une feuille a plus de {most} : un parc entier se lit d’un inventaire (from:)")
    return sorted(lines, key=lambda line: next(iter(line.values())).row)  # rows may come out of order


class _Reader:
    def __init__(self, name: str, tree: RowTree) -> None:
        self.name, self.tree = name, tree
        self.findings = tree.findings
        self.texts: list[SheetText] = []
        self.rows: dict[str, SheetRows] = {}  # of each sheet that was read
        self.first_data: dict[str, int] = {}  # sheet → its first row of data

    def close(self) -> tuple[list[SheetText], list[Finding]]:
        """Return the sheets, once each row is in the one that holds it."""
        self.tree.close()
        for text in self.texts:
            text.close()
        return self.texts, self.findings

    def read(self, sheet: str, lines: Sequence[SheetLine], original: str = "") -> None:
        """Read the rows of a sheet, unless it is a copy of another, after whose name it is called."""
        folded = fold(sheet)
        if not lines or folded.startswith(NOTES) or folded in map(fold, LEFT_ASIDE) or is_asked(lines):
            return
        text = SheetText(self.name, sheet)
        told = len(self.findings)
        found = regions(text, lines, self.findings)
        rows = rows_of_sheet(found or ())
        if rows & self.rows.get(original, frozenset()):
            first = next(iter(lines[0].values()))
            copied = text.at_cell(
                "SNR122",
                first,
                f"cette feuille est une copie de « {original} »",
                f"effacez-la ; si elle a des lignes nouvelles, mettez-les d’abord dans « {original} »",
            )
            self.findings[told:] = [copied]
            return
        self.rows[sheet] = rows
        if found is None:
            self._unknown(text, lines)
            return
        self.texts.append(text)
        for region in found:
            text.columns |= {place.key for place in region.columns.values() if place is not None}
            if region.rows:
                self.first_data.setdefault(sheet, next(iter(region.rows[0].values())).row)
            self._second(text, region)
            self._totals(text, region)
            self._outside(text, region)
            for line in region.rows:
                if region.single is not None:
                    self._single(text, region.single, line, region.before)
                else:
                    self._row(text, region, line)

    def _unknown(self, text: SheetText, lines: Sequence[SheetLine]) -> None:
        first = next(iter(lines[0].values()))
        count = sum(map(len, lines))
        near = nearest(text.sheet, [shape.name for shape in dossier_sheets()])
        advice = did_you_mean(near, "donnez-lui le nom d’une feuille de snr collect")
        self.findings.append(
            text.at_cell(
                "SNR122",
                first,
                f"feuille inconnue « {text.sheet} » : {count} cellule{'s' if count > 1 else ''} non lue{'s' if count > 1 else ''}",
                f"{advice} ; une feuille « Notes » est laissée de côté",
            )
        )

    def _outside(self, text: SheetText, region: Region) -> None:
        """Tell the columns that nothing names."""
        cells_met = (placed for line in region.rows for placed in line.items())
        for column, cells in sorted(
            in_groups(placed for placed in cells_met if placed[0] not in region.columns).items()
        ):
            count = f"{len(cells)} cellule{'s' if len(cells) > 1 else ''} non lue{'s' if len(cells) > 1 else ''}"
            self.findings.append(
                text.at_cell(
                    "SNR123",
                    cells[0],
                    f"colonne {column_name(column)} sans titre connu : {count} (« {cells[0].text[:SHOWN]} »)",
                    "déplacez ces valeurs dans une colonne de la feuille, ou effacez-les",
                )
            )

    def _second(self, text: SheetText, region: Region) -> None:
        """Tell a table that was pasted below the first one, once, and take its rows out: they are under other titles."""
        if region.single is not None:
            return
        for rank, line in enumerate(region.rows[1:-1], start=1):
            gap = _row_of(line) - _row_of(region.rows[rank - 1])
            if gap > 1 and self._begins_another(region, line, region.rows[rank + 1]):
                count = len(region.rows) - rank
                self.findings.append(
                    text.at_cell(
                        "SNR124",
                        line[min(line)],
                        f"un second tableau commence ligne {_row_of(line)} : ses {count} lignes ne sont pas lues",
                        "copiez ses valeurs dans les colonnes du premier, ou mettez-le dans une feuille « Notes »",
                    )
                )
                region.rows = region.rows[:rank]
                return

    def _begins_another(self, region: Region, line: SheetLine, below: SheetLine) -> bool:
        """Say whether a row after a blank one is that of headings: texts alone, none known, above a number."""
        if len(line) < 2 or any(
            cell.kind is not CellKind.TEXT
            or parse_number(cell.text) is not None
            or fold(cell.text) in UNKNOWN_WORDS
            or self._is_type(cell, region.columns.get(column_number))
            for column_number, cell in line.items()
        ):
            return False
        numbered = (column_number for column_number, place in region.columns.items() if _is_number_column(place))
        return any(column_number in line and column_number in below for column_number in numbered) or any(
            below[column_number].kind is CellKind.NUMBER and not _is_number_column(region.columns.get(column_number))
            for column_number in line.keys() & below.keys()
        )

    def _is_type(self, cell: Cell, place: SheetColumn | None) -> bool:
        """Say whether a cell holds a type that its column takes."""
        labels = self.tree.labels
        found = labels.labels.get(labels.types.get(fold(cell.text), ""))
        return place is not None and place.column is not None and found in labels.choices(place.column)

    def _totals(self, text: SheetText, region: Region) -> None:
        """Tell the rows of a total and those of a detail of the row above, and take them out: they would count twice."""
        if region.single is not None or len(region.rows) < 2:
            return
        rows: list[SheetLine] = []
        for line in region.rows:
            if rows and (detail := _detail(line, region)) is not None:
                self.findings.append(
                    text.at_cell(
                        "SNR124",
                        detail,
                        f"« {detail.text.strip()[:SHOWN]} » : détail déjà compté dans la ligne au-dessus ?",
                        "effacez cette ligne ; si elle compte en plus, donnez-lui un nom sans « dont »",
                    )
                )
                continue
            if not _is_total(line, region):
                rows.append(line)
                continue
            cell = line[min(line)]
            advice = "effacez-la : snr fait ses totaux ; si ce n’en est pas une, donnez-lui un autre nom"
            shown = cell.text.strip()[:SHOWN]
            self.findings.append(text.at_cell("SNR124", cell, f"« {shown} » : ligne de total ?", advice))
        region.rows = rows

    def merged(self, sheet: Sheet) -> None:
        """Tell the merged cells of the rows of data: only the first of them holds the value."""
        first = self.first_data.get(sheet.name)
        text = next((sheet_text for sheet_text in self.texts if sheet_text.sheet == sheet.name), None)
        if first is None or text is None:
            return
        self.findings += [
            _merge(text, area)
            for area in sheet.merges
            if area.last_row >= first and (area.last_row > area.first_row or area.last_column > area.first_column)
        ]

    def _single(self, text: SheetText, single: Mapping[str, int], line: SheetLine, before: Collection[int]) -> None:
        """Read a row of the sheet of single values."""
        group, field, value, _, key = (line.get(single.get(fiche_key, 0)) for fiche_key in FICHE_KEYS)
        column = single_values().get(key.text.strip()) if key else None
        if column is None and field is not None:
            column = _called(group, field)
        if column is None:
            if value is not None:
                shown = next((cell.text for cell in (key, field) if cell), "")
                near = nearest(
                    shown, [*single_values(), *(single_value.title for single_value in single_values().values())]
                )
                advice = did_you_mean(near, "repartez d’une fiche que snr collect écrit")
                message = f"« {shown[:SHOWN]} » n’est pas une ligne de la fiche" if shown else "valeur sans clé"
                self.findings.append(text.at_cell("SNR124", value, message, advice))
            return
        text.columns.add(f"/{column.key}")
        if value is not None:
            self.tree.single(text, value, column)
        self.tree.beside_single(
            text, [line[column_number] for column_number in before if column_number in line], value, column
        )

    def _row(self, text: SheetText, region: Region, line: SheetLine) -> None:
        """Read a row of a list: one item for each list that the header speaks of."""
        placed = ((region.columns.get(column_number), cell) for column_number, cell in line.items())
        met = in_groups((place.shape.path, (place, cell)) for place, cell in placed if place is not None)
        before = [
            (place.column, line[column_number])
            for column_number, place in region.before.items()
            if column_number in line and place is not None and place.column is not None
        ]
        if not met:  # nothing else in the row: it was never a line
            self.findings += moved(text, before, [], [])
        for path, placed_cells in met.items():
            shape = by_path()[path]
            values = []
            ups: dict[SheetShape, Cell] = {}
            name, unknown, refused = None, False, False
            for place, cell in placed_cells:
                if place.up is not None:
                    ups[place.up] = cell
                elif place.column is None:
                    name = cell
                else:
                    told = len(self.findings)
                    value = self.tree.value(text, cell, place.column)
                    if value is not None:
                        values.append((place.column, cell, value))
                    elif place.column.key == "quantity":
                        unknown, refused = True, len(self.findings) > told
            mark = mark_of(placed_cells[0][1])
            up = [(sheet_shape, ups.get(sheet_shape)) for sheet_shape in shape.above]
            self.tree.add(
                PendingRow(shape, text, mark, values, up, name, unknown=unknown, refused=refused, before=before)
            )


def _row_of(line: SheetLine) -> int:
    return next(iter(line.values())).row


def _is_number_column(place: SheetColumn | None) -> bool:
    return place is not None and place.column is not None and place.column.kind in ("number", "share")


def _is_total(line: SheetLine, region: Region) -> bool:
    """Say whether a row is that of a total: it is called so, only numbers follow, and it lacks what a row of its sheet must say."""
    column_number = min(line)
    if not _TOTAL(fold(line[column_number].text)):
        return False
    others = (cell for nth, cell in line.items() if nth != column_number)
    return all(
        cell.kind in (CellKind.NUMBER, CellKind.ERROR, CellKind.UNCOMPUTED) or parse_number(cell.text) is not None
        for cell in others
    ) and not _is_whole(line, column_number, region)


def _detail(line: SheetLine, region: Region) -> Cell | None:
    """Return the cell that says that a row is a part of the one above: its first one, its type or its label."""
    for column_number, cell in line.items():
        place = region.columns.get(column_number)
        named = place is not None and place.column is not None and place.column.key in NAMED_BY
        if (named or column_number == min(line)) and _DETAIL(fold(cell.text)):
            return cell
    return None


def _is_whole(line: SheetLine, first: int, region: Region) -> bool:
    """Say whether a row that begins with a word has all that its sheet requires: a thing may be called « Total »."""
    place = region.columns.get(first)
    if place is None:
        return False
    column, shape = place.column, place.shape
    if column is None and place.up is None and shape.keyed is None:
        return False  # what we call such a row is a year or a rank
    if column is not None and (
        column.kind in ("number", "share") or column.choices or NAMED_SORTS.keys() & column.refers
    ):
        return False
    there = {
        sheet_column.key for column_number in line if (sheet_column := region.columns.get(column_number)) is not None
    }
    return all(
        other.key in there
        for other in places(shape)
        if other.up is not None
        or (other.column is None and shape.keyed is not None)
        or (
            other.column is not None
            and other.column.required
            and len(other.column.steps) < 2
            and other.column.key != "id"
        )
    )


def _called(group: Cell | None, field: Cell) -> Column | None:
    """Return the single value that titles mean: the group and the field, or the field when it is the only one."""
    wanted = fold(field.text)
    columns = [
        column
        for column in single_values().values()
        if wanted in (fold(column.title), fold(" – ".join(column.titles[1:])))
        and (group is None or fold(group.text) == fold(column.titles[0]))
    ]
    return columns[0] if len(columns) == 1 else None


def _merge(text: SheetText, area: Area) -> Finding:
    cell = Cell(area.first_row, area.first_column, CellKind.TEXT, "")
    last = f"{column_name(area.last_column)}{area.last_row}"
    return text.at_cell(
        "SNR125",
        cell,
        f"cellules fusionnées ({cell.address} à {last}) : seule la première a une valeur",
        "défusionnez-les, et répétez la valeur où elle vaut",
    )
