"""Which columns of a sheet are which: by their keys, whatever their headings became; without keys, by its name and headings. Which sheet is the copy of another."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from snr_cli.french.cells import column_name
from snr_cli.french.numbers import did_you_mean
from snr_cli.inputs.dossier.sheet_tree import SheetText
from snr_cli.inputs.inventory.values import fold, nearest
from snr_cli.inputs.sheets import Cell, CellKind
from snr_cli.inputs.workbook.shape import (
    ASIDE,
    FICHE,
    FICHE_KEYS,
    FICHE_TITLES,
    MORE_COLUMNS,
    REMEMBERED,
    REMEMBERED_HELP,
    REMEMBERED_TITLE,
    UNIT_HELP,
    UNIT_TITLE,
    SheetColumn,
    SheetShape,
    by_key,
    dossier_sheets,
    help_of,
    places,
    service_column,
    single_values,
)
from snr_cli.model.finding import Finding

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
    for number, rank in enumerate(heads):
        region = _by_keys(text, lines[rank], lines[rank - 1] if rank else {}, findings)
        if not found:
            region.rows = _above(text, lines[:rank], region, next(iter(lines[rank].values())), findings)
        last = heads[number + 1] if number + 1 < len(heads) else len(lines)
        found.append(region)
        below = lines[rank + 1 : last if last == len(lines) else _first_of_header(lines, last, rank + 1)]
        region.rows += [line for line in below if not _is_titles(line, region)]
    return found


def _is_key(text: str) -> bool:
    start, slash, rest = text.strip().partition("/")
    return bool(slash and rest) and (start == "fiche" or start in _starts()) and " " not in rest


def _starts() -> set[str]:
    return {shape.key for shape in dossier_sheets() if shape.path}


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
    keys = {
        number: by_key()[cell.text.strip()] for number, cell in lines[rank].items() if cell.text.strip() in by_key()
    }
    first = rank
    while first > max(least, rank - _HEADER_ROWS) and _is_header(lines[first - 1], keys):
        first -= 1
    return first


def _is_header(line: SheetLine, keys: Mapping[int, SheetColumn]) -> bool:
    names = {fold(place.shape.name) for place in keys.values()}
    same = 0
    for number, cell in line.items():
        place = keys.get(number)
        known = {fold(place.title), fold(help_of(place))} if place else set()
        same += fold(cell.text) in known | names | _OWN_TEXTS
    return same * 2 >= len(line)


def _above(
    text: SheetText, lines: Sequence[SheetLine], region: Region, keys: Cell, findings: list[Finding]
) -> list[SheetLine]:
    """Return the rows of data above the keys, which a sort took along; tell what is neither data nor a header of ours."""
    places = {number: place for number, place in region.columns.items() if place is not None}
    sheet_lines, headed = [], False
    moved = bool(lines) and keys.row > _HEADER_ROWS + 1
    for line in lines:
        if region.single is not None:
            titles = all(cell.text in (*FICHE_TITLES, REMEMBERED_TITLE) for cell in line.values())
            key = line.get(region.single.get(FICHE_KEYS[4], 0))
            data = key is not None and key.text.strip() in single_values()
        else:
            titles = _is_header(line, places)
            held = [cell for number, cell in line.items() if number in places]
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
    for number, cell in line.items():
        place = region.columns.get(number)
        if place is not None and fold(cell.text) == fold(place.title):
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
    for number, cell in keys.items():
        key = cell.text.strip()
        if key in FICHE_KEYS:
            single[key] = number
            columns[number] = None
            continue
        if key.partition("/")[2].startswith(ASIDE):
            columns[number] = None
            start, _, beside = key.partition(f"/{REMEMBERED}")
            if start != key:
                before[number] = by_key().get(f"{start}/{beside.removeprefix('.')}")
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
            columns[number] = None
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
            columns[number] = None
        elif place is not None:
            seen[key] = number
            columns[number] = place
            findings += _disagrees(text, titles.get(number), place)
    return Region(columns, single=single or None, before=before)


def _disagrees(text: SheetText, title: Cell | None, place: SheetColumn) -> Iterator[Finding]:
    """Tell a heading that is the one of another column: which of the two is right, nobody knows."""
    if title is None or fold(title.text) == fold(place.title):
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
    return next((shape for shape in dossier_sheets() if folded in (fold(shape.name), shape.key or fold(FICHE))), None)


def _by_titles(text: SheetText, lines: Sequence[SheetLine], findings: list[Finding]) -> list[Region] | None:
    shape = named_shape(text.sheet)
    if shape is None:
        return None
    if not shape.path:
        return _fiche_by_titles(text, lines, findings)
    known = {fold(title): place for place in places(shape) for title in (place.title, place.key.partition("/")[2])}
    for rank, line in enumerate(lines[:_LOOKED_AT]):
        met = [number for number, cell in line.items() if fold(cell.text) in known]
        if len(met) * 2 < len(line) or not met:
            continue
        met_columns = {number: known[fold(line[number].text)] for number in met}
        findings += [
            _unread_row(text, above, "les titres") for above in lines[:rank] if not _is_header(above, met_columns)
        ]
        region = Region({}, list(lines[rank + 1 :]))
        if region.rows and _is_header(region.rows[0], met_columns):
            del region.rows[0]  # the help
        seen: dict[str, int] = {}
        for number, cell in line.items():
            place = known.get(fold(cell.text))
            if place is None and _is_beside(cell, shape):
                region.columns[number] = None  # a column of ours that is read by nobody
                if (beside := fold(cell.text).removesuffix(_BESIDE_TITLE).rstrip(" :")) in known:
                    region.before[number] = known[beside]
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
                region.columns[number] = None
            elif place.key in seen:
                findings.append(
                    text.at_cell(
                        "SNR123",
                        cell,
                        f"colonne « {cell.text} » écrite deux fois (déjà en {column_name(seen[place.key])})",
                        "gardez une seule des deux",
                    )
                )
                region.columns[number] = None
            else:
                seen[place.key] = number
                region.columns[number] = place
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
        single = {known[fold(cell.text)]: number for number, cell in line.items() if fold(cell.text) in known}
        if FICHE_KEYS[2] in single and len(single) > 1:
            findings += [_unread_row(text, above, "les titres") for above in lines[:rank]]
            beside = [number for number, cell in line.items() if fold(cell.text) == _BESIDE_TITLE]
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
            known = {
                place.key: fold(line[number].text)
                for number, place in region.columns.items()
                if place and number in line
            }
            ids = [(key, text) for key, text in known.items() if key.endswith("/id")]
            rows.add(tuple(f"{key} {text}" for key, text in sorted(ids or known.items())))
    return frozenset(rows - {()})
