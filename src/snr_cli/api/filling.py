"""A dossier as tables to fill in: its rows, each cell as a person reads and types it, and where it is written."""

from collections.abc import Iterable, Mapping
from os import PathLike
from typing import TypedDict

from snr_cli.api.entry import OpenDossier, opened
from snr_cli.api.sheets import NAME_KEY, VALUE_KEY, ChoiceEntry
from snr_cli.inputs.dossier.files import WORKBOOKS
from snr_cli.inputs.dossier.sheet_tree import NAMED_BY
from snr_cli.inputs.dossier.written_rows import FICHE_KEY, WrittenRow, key_of, written_rows
from snr_cli.inputs.dossier.yaml_events import Mark, YamlText
from snr_cli.inputs.workbook.shape import dossier_sheets
from snr_cli.inputs.workbook.typed import shown_text
from snr_cli.inputs.workbook.values import TypeLabels
from snr_cli.model.finding import DossierError


class CellEntry(TypedDict):
    """A cell that is written: its text, and where (line and column count from 1; of a workbook, those of the cell)."""

    text: str
    file: str
    line: int
    column: int


class RowEntry(TypedDict):
    """A row.

    `row` tells it from all others, until the next edit; `parent` is the row that holds it, `name` how it is called.
    `cells` holds those that are written, by the key of their column. `locked`: why the page cannot edit it, in French, and
    `unlock` what to do; both empty when it can.
    """

    row: str
    parent: str
    name: str
    file: str
    line: int
    column: int
    cells: dict[str, CellEntry]
    locked: str
    unlock: str


class TableEntry(TypedDict):
    """The rows of a sheet."""

    sheet: str
    rows: list[RowEntry]


class FilledTables(TypedDict):
    """The rows of every sheet; what the dossier itself names, by sort, for cells that name it; its files, the root first."""

    tables: list[TableEntry]
    names: dict[str, list[ChoiceEntry]]
    files: list[str]


def tables_of(dossier: str | PathLike[str] | OpenDossier) -> FilledTables:
    """Return the rows of a dossier, right or wrong: what is refused is shown as it is written.

    Args:
        dossier: its folder, its file, or what `open_dossier` gave.

    Raises:
        UnreadError: it cannot be opened or decoded.
        DossierError: its first file is no YAML.
    """
    found = opened(dossier)
    if found.read.joined is None:
        raise DossierError(list(found.read.findings))
    labels = found.labels
    rows: dict[str, list[RowEntry]] = {key_of(shape): [] for shape in dossier_sheets()}
    rows[FICHE_KEY].append(_fiche(found.texts, found.read.name, labels))
    written = list(written_rows(found.texts))
    for row in written:
        rows[key_of(row.shape)].append(_row(row, labels))
    return {
        "tables": [{"sheet": sheet, "rows": entries} for sheet, entries in rows.items()],
        "names": _names(written),
        "files": list(dict.fromkeys((found.read.name, *(text.name for text in found.texts)))),
    }


def fiche_of(text: YamlText) -> WrittenRow:
    """Return the single values of a file, as a row."""
    return WrittenRow(dossier_sheets()[0], text, (), text.data, None, FICHE_KEY, Mark(0, 0))


def _fiche(texts: Iterable[YamlText], root: str, labels: TypeLabels) -> RowEntry:
    """Return the single values of a dossier: one row, whose cells may stand in several files."""
    cells: dict[str, CellEntry] = {}
    locked = ("", "")
    for text in texts:
        if isinstance(text.data, dict):
            found = _row(fiche_of(text), labels)
            cells = {**found["cells"], **cells}
            locked = (found["locked"], found["unlock"]) if found["cells"] and found["locked"] else locked
    return {
        "row": FICHE_KEY,
        "parent": "",
        "name": "",
        "file": root,
        "line": 1,
        "column": 1,
        "cells": cells,
        "locked": locked[0] if root.lower().endswith(WORKBOOKS) else "",
        "unlock": locked[1] if root.lower().endswith(WORKBOOKS) else "",
    }


def _row(row: WrittenRow, labels: TypeLabels) -> RowEntry:
    name, place = row.text.name, row.place
    line, at = (0, 0) if place is None else place
    cells: dict[str, CellEntry] = {}
    if row.shape.keyed is not None:
        key = shown_text(row.path[-1], row.shape.keyed, labels)
        cells[NAME_KEY] = {"text": key, "file": name, "line": line + 1, "column": at + 1}
    for column, (value, mark) in row.values.items():
        where = mark or place or Mark(0, 0)
        cells[column.key or VALUE_KEY] = {
            "text": shown_text(value, column, labels),
            "file": name,
            "line": where.line + 1,
            "column": where.column + 1,
        }
    locked, unlock = lock_of(row.text)
    return {
        "row": row.ref if row.shape.path else FICHE_KEY,
        "parent": row.up.ref if row.up is not None else "",
        "name": row.name,
        "file": name,
        "line": line + 1,
        "column": at + 1,
        "cells": cells,
        "locked": locked,
        "unlock": unlock,
    }


def lock_of(text: YamlText) -> tuple[str, str]:
    """Say why the rows of a file cannot be edited, and what to do; nothing when they can."""
    sheet = getattr(text, "sheet", None)
    if sheet is None:
        return "", ""
    if text.name.lower().endswith(WORKBOOKS):
        return (
            f"ces lignes se trouvent dans le classeur {text.name}, feuille « {sheet} »",
            "modifiez le classeur et déposez-le de nouveau, ou recopiez ses lignes ici et ôtez-le de include",
        )
    return (
        f"ces lignes se trouvent dans {text.name}",
        "modifiez ce fichier dans un tableur et déposez-le de nouveau, ou recopiez ses lignes dans le dossier",
    )


def _names(rows: Iterable[WrittenRow]) -> dict[str, list[ChoiceEntry]]:
    """Return what the dossier defines and other cells name, by sort."""
    found: dict[str, list[ChoiceEntry]] = {
        sort: [] for sort in ("own_type", "room", "line", "objective", "indicator", "action", "axis", "stakeholder")
    }
    for row in rows:
        sorts = _SORTS.get(row.shape.path, ())
        item = row.item if isinstance(row.item, Mapping) else {}
        if not sorts or not row.name:
            continue
        label = next((str(item[key]) for key in NAMED_BY if item.get(key)), row.name)
        for sort in sorts if item.get("type") == "server_room" else sorts[:1]:
            found[sort].append({"value": str(item.get("id") or row.name), "label": label})
    return found


_SORTS: dict[tuple[str, ...], tuple[str, ...]] = {
    ("factors", "types"): ("own_type",),
    ("equipment",): ("line",),
    ("services",): ("line", "room"),
    ("objectives",): ("objective",),
    ("indicators",): ("indicator",),
    ("actions",): ("action",),
    ("strategy", "axes"): ("axis",),
    ("stakeholders",): ("stakeholder",),
}
