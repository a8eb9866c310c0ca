"""Rows copied from a spreadsheet and pasted in a table of the dossier."""

import csv
from collections.abc import Sequence
from os import PathLike
from typing import Final

from snr_cli.api.editing import MOST_EDITS, Edited, RowEdit, edit_dossier
from snr_cli.api.entry import OpenDossier, opened
from snr_cli.api.filling import tables_of
from snr_cli.api.sheets import NAME_KEY, VALUE_KEY, key_in_sheet
from snr_cli.french.suggested import did_you_mean
from snr_cli.inputs.dossier.written_rows import FICHE_KEY, shape_of_key
from snr_cli.inputs.inventory.spelling import nearest
from snr_cli.inputs.inventory.values import fold
from snr_cli.inputs.workbook.keys import SheetColumn, places
from snr_cli.inputs.workbook.shape import SheetShape
from snr_cli.model.finding import UsageError

_SHOWN: Final = 60


def paste_rows(
    dossier: str | PathLike[str] | OpenDossier,
    sheet: str,
    first_column: str,
    text: str,
    *,
    row: str = "",
    parent: str = "",
) -> Edited:
    """Paste cells copied from a spreadsheet; nothing is written here.

    When the first line holds headings (or keys) of the sheet, they say which column is which; else the cells go to
    `first_column` and those on its right. Blank lines are left out, an empty cell removes nothing.

    Args:
        dossier: its folder, its file, or what `open_dossier` gave.
        sheet: the key of the sheet.
        first_column: the key of the column of the first cell.
        text: cells told apart by tabs, lines by line ends, as spreadsheets copy them.
        row: the row of the first line, the next lines going to the rows under it; new rows without any, and after the last.
        parent: the row that holds new ones, for a sheet that has one.

    Returns:
        as `edit_dossier`; the ranks of refusals are those of the lines pasted, headings left out.

    Raises:
        UsageError: the dossier cannot be opened; an unknown sheet or column; too many lines.
        DossierError: its first file is no YAML.
    """
    found = opened(dossier)
    shape = shape_of_key(sheet)
    if shape is None or sheet == FICHE_KEY:
        raise UsageError("on ne colle des lignes que dans un tableau", "dans la fiche, remplissez les cases une à une")
    lines = [cells for cells in csv.reader(text.splitlines(keepends=True), "excel-tab") if any(map(str.strip, cells))]
    columns, headed = _headed(shape, lines[0]) if lines else ([], False)
    if headed:
        del lines[0]
    else:
        columns = _from(shape, first_column, max(map(len, lines), default=0))
    if len(lines) * max(1, len(columns)) > MOST_EDITS * 10 or len(lines) > MOST_EDITS:
        raise UsageError(f"plus de {MOST_EDITS} lignes à la fois", "un parc entier se lit d’un inventaire (from:)")
    under = _under(found, sheet, row)
    edits: list[RowEdit] = []
    ranks: list[int] = []  # edit → line
    for rank, cells in enumerate(lines):
        typed = {key: cell.strip() for key, cell in zip(columns, cells, strict=False) if key and cell.strip()}
        if rank < len(under):
            edits += [{"sheet": sheet, "row": under[rank], "column": key, "text": cell} for key, cell in typed.items()]
            ranks += [rank] * len(typed)
        elif typed:
            edits.append({"sheet": sheet, "add": typed, "parent": parent})
            ranks.append(rank)
    edited = edit_dossier(found, edits)
    for refusal in edited["refusals"]:
        refusal["edit"] = ranks[refusal["edit"]]
    return edited


def _under(found: OpenDossier, sheet: str, row: str) -> list[str]:
    """Return a row and those under it; nothing without any.

    Raises:
        UsageError: it is not there.
    """
    if not row:
        return []
    refs = [each["row"] for table in tables_of(found)["tables"] if table["sheet"] == sheet for each in table["rows"]]
    if row not in refs:
        raise UsageError("cette ligne n’est plus là", "relisez le tableau, puis recommencez")
    return refs[refs.index(row) :]


def _headed(shape: SheetShape, cells: Sequence[str]) -> tuple[list[str], bool]:
    """Return the columns that a line of headings names, empty for a blank one, and whether it is such a line.

    Raises:
        UsageError: a heading that is none, beside others that are.
    """
    known: dict[str, str] = {}
    for place in places(shape):
        for title in (place.title, key_in_sheet(place)):
            known.setdefault(fold(title), key_in_sheet(place))
    filled = [cell for cell in cells if cell.strip()]
    met = [cell for cell in filled if fold(cell) in known]
    if not met or len(met) * 2 < len(filled):
        return [], False
    for cell in filled:
        if fold(cell) not in known:
            near = nearest(cell, [place.title for place in places(shape)])
            raise UsageError(
                f"colonne inconnue « {cell.strip()[:_SHOWN]} »",
                did_you_mean(near, "ôtez cette colonne, puis collez de nouveau"),
            )
    columns = [known.get(fold(cell), "") for cell in cells]
    twice = next((cell for rank, cell in enumerate(cells) if columns[rank] and columns[rank] in columns[:rank]), None)
    if twice is not None:
        raise UsageError(f"colonne « {twice.strip()} » collée deux fois", "gardez une seule des deux")
    return columns, True


def _from(shape: SheetShape, first: str, count: int) -> list[str]:
    """Return the columns from one on.

    Raises:
        UsageError: there is no such column, or not enough after it.
    """
    keys = [key_in_sheet(place) for place in places(shape) if _typed(place)]
    first = first or (VALUE_KEY if shape.scalar and NAME_KEY not in keys else keys[0])
    if first not in keys:
        raise UsageError(f"colonne inconnue « {first[:_SHOWN]} »")
    found = keys[keys.index(first) :]
    if count > len(found):
        raise UsageError(
            f"{count} colonnes collées, {len(found)} à remplir",
            "collez aussi la ligne de titres, ou choisissez une autre case",
        )
    return found[:count]


def _typed(place: SheetColumn) -> bool:
    return bool(place.column or place.up or place.shape.keyed)
