"""A dossier opened once, and as tables to fill in: what it may hold, its rows, each cell as a person reads and types it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from os import PathLike, fspath
from pathlib import Path
from typing import Any, Final, Literal, NotRequired, TypedDict

from snr_cli.api.catalogue import words_of
from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.tables import Tables
from snr_cli.engine.context import resolve_facts
from snr_cli.engine.services import read_of
from snr_cli.french.numbers import number
from snr_cli.french.typography import typography
from snr_cli.inputs.dossier.files import file_text
from snr_cli.inputs.dossier.load import Read, read_dossier
from snr_cli.inputs.dossier.memory import DossierMemory
from snr_cli.inputs.dossier.named import BUILT_IN_SERVICES, BUILT_IN_WORDS, Words
from snr_cli.inputs.dossier.written_rows import FICHE_KEY, NAMED_BY, WrittenRow, key_of, written_rows
from snr_cli.inputs.dossier.yaml_events import Mark, YamlText
from snr_cli.inputs.workbook.shape import Column, SheetColumn, SheetShape, dossier_sheets, places
from snr_cli.inputs.workbook.values import TypeLabels, shown_text
from snr_cli.model.dossier import Dossier
from snr_cli.model.finding import DossierError
from snr_cli.model.grouped import in_groups
from snr_cli.model.questions import BY_ID, KINDS
from snr_cli.outputs.factors_screen import CATEGORIES, listing

# A dossier opened once, for the tables, the findings and the edits of a form.


@dataclass(frozen=True, slots=True, eq=False)
class OpenDossier:
    """A dossier as it was read, right or wrong, the words that it was read with, and the texts given in the place of files.

    It is equal to itself alone: what is computed of it is computed once.
    """

    argument: str
    read: Read
    words: Words
    tables: Tables
    memory: DossierMemory
    given: Mapping[str, str]

    @property
    def texts(self) -> tuple[YamlText, ...]:
        """Return its files that could be read, and the sheets of its workbooks."""
        return tuple(self.read.joined.texts)

    def raw(self, name: str) -> str:
        """Return the text of one of its files as it is, byte-order mark and line ends included.

        Raises:
            UsageError: it cannot be read.
        """
        return self.given[name] if name in self.given else file_text(Path(name))

    @property
    def labels(self) -> TypeLabels:
        """Return what the types of the catalogue are called."""
        return labels_of(self.tables)


@lru_cache(maxsize=2)
def labels_of(tables: Tables) -> TypeLabels:
    """Return what the types of the catalogue are called, made once for the tables."""
    return words_of(tables).type_labels()


def open_dossier(
    dossier: "str | PathLike[str] | OpenDossier",
    given: Mapping[str, str] | None = None,
    *,
    tables: Tables | None = None,
) -> OpenDossier:
    """Read a dossier whose files may hold mistakes.

    Args:
        dossier: its folder or its file; or what this function gave, to read it again: only what changed is.
        given: path of a YAML file of the dossier, as `tables_of` names it → the text to read in its place.
        tables: the factor tables; those that it was opened with, else those of snr, without any.

    Raises:
        UnreadError: it cannot be opened or decoded.
    """
    before = dossier if isinstance(dossier, OpenDossier) else None
    argument = fspath(dossier) if not isinstance(dossier, OpenDossier) else dossier.argument
    memory = DossierMemory() if before is None else before.memory
    known = tables or (shipped_tables() if before is None else before.tables)
    words = words_of(known)
    texts = {name: text.removeprefix("\ufeff").replace("\r\n", "\n") for name, text in (given or {}).items()}
    read = read_dossier(argument, words, given=texts, memory=memory)
    return OpenDossier(argument, read, words, known, memory, given or {})


def opened(dossier: str | PathLike[str] | OpenDossier, tables: Tables | None = None) -> OpenDossier:
    """Return a dossier opened, once."""
    return dossier if isinstance(dossier, OpenDossier) else open_dossier(dossier, tables=tables)


# What a dossier may hold, as tables to fill in: the sheets, their columns, and what a cell may be chosen among.

CellSort = Literal["text", "whole", "number", "share", "date", "choice", "boolean"]
NAME_KEY: Final = "#"
VALUE_KEY: Final = "="
UP: Final = "^"


class ChoiceEntry(TypedDict):
    """A value that a cell may take, as YAML has it, and what it is called; a type has its unit and the words that find it.

    `unread`: of a type, the keys of the columns that nothing reads of its rows.
    """

    value: str | int | float | bool
    label: str
    unit: NotRequired[str]
    words: NotRequired[list[str]]
    unread: NotRequired[list[str]]


class ColumnEntry(TypedDict):
    """A column of a sheet.

    `kind`: text, whole, number, share, date, choice or boolean; `many`: a cell holds several values, one a line. `lists`: the
    lists that its values are taken from, in `Sheets.lists` or in `FilledTables.names`. `up`: the sheet whose rows hold those of this
    one: the cell says which row. `asked`: to show at once; the others are rare. `default`: what an empty cell means.
    """

    key: str
    title: str
    help: str
    unit: str
    kind: CellSort
    many: bool
    required: bool
    asked: bool
    choices: list[ChoiceEntry]
    lists: list[str]
    up: str
    default: str


class SheetEntry(TypedDict):
    """A sheet: `section` is the key of the dossier that holds it, `parent` the sheet whose rows hold its own."""

    sheet: str
    name: str
    title: str
    help: str
    section: str
    parent: str
    columns: list[ColumnEntry]


class Sheets(TypedDict):
    """Every sheet, and the lists of the catalogue that cells are chosen from."""

    sheets: list[SheetEntry]
    lists: dict[str, list[ChoiceEntry]]


def known_sheets(tables: Tables | None = None) -> Sheets:
    """Return the sheets of any dossier, that of the single values first: plain data, the same for every dossier.

    Args:
        tables: the factor tables; those of snr without any.
    """
    return _sheets(shipped_tables() if tables is None else tables)


@lru_cache(maxsize=2)
def _sheets(tables: Tables) -> Sheets:
    return {"sheets": [_sheet(shape) for shape in dossier_sheets()], "lists": dict(_lists(tables))}


def _sheet(shape: SheetShape) -> SheetEntry:
    # how a row without id is called is made up, nobody types it
    typed = [place for place in places(shape) if place.column or place.up or shape.keyed]
    columns = [_place(place) for place in typed] if shape.path else [_column(column, shape) for column in shape.columns]
    return {
        "sheet": key_of(shape),
        "name": shape.name,
        "title": " – ".join(shape.titles) or shape.name,
        "help": shape.help,
        "section": shape.path[0] if shape.path else "",
        "parent": shape.up.key if shape.up is not None else "",
        "columns": columns,
    }


def _place(place: SheetColumn) -> ColumnEntry:
    if place.column is not None:
        return _column(place.column, place.shape)
    named = place.shape.keyed if place.up is None else None
    return {
        "key": key_in_sheet(place),
        "title": place.title,
        "help": place.help,
        "unit": "",
        "kind": _kind(named) if named is not None else "text",
        "many": False,
        "required": named is not None or place.up is not None,
        "asked": True,
        "choices": _choices(named) if named is not None else [],
        "lists": list(named.refers) if named is not None else [],
        "up": key_of(place.up) if place.up is not None else "",
        "default": "",
    }


def _column(column: Column, shape: SheetShape) -> ColumnEntry:
    shown = () if column.default is None else (column.default,)
    return {
        "key": column.key or VALUE_KEY,
        "title": column.title,
        "help": column.help,
        "unit": _unit(column.title),
        "kind": _kind(column),
        "many": column.many,
        "required": _required(column, shape),
        "asked": not column.rare,
        "choices": _choices(column),
        "lists": list(column.refers),
        "up": "",
        "default": "".join(shown_text(each, column, labels_of(shipped_tables())) for each in shown),
    }


def key_in_sheet(place: SheetColumn) -> str:
    """Return the key of a column in its sheet: `telework.days_per_year`, `#` for the name of a row, `^actions` for the row above."""
    return place.key.partition("/")[2]


def _kind(column: Column) -> CellSort:
    if column.choices:
        return "choice"
    if column.kind == "identifier":
        return "text"
    return "whole" if column.whole and column.kind == "number" else column.kind


def _unit(title: str) -> str:
    """Return the unit that a title ends with: « Durée de vie (ans) »."""
    return title[title.rindex("(") + 1 : -1] if title.endswith(")") and "(" in title else ""


def _choices(column: Column) -> list[ChoiceEntry]:
    return [{"value": value, "label": label} for value, label in column.choices.items()]


def _required(column: Column, shape: SheetShape) -> bool:
    """Say whether a row must have a value; one of a block must only when the block is there, unless all dossiers have it."""
    alone = len(column.steps) < 2 or (not shape.path and Dossier.model_fields[column.steps[0]].is_required())
    return column.required and alone and len(column.steps) < 3


def _lists(tables: Tables) -> Iterator[tuple[str, list[ChoiceEntry]]]:
    """Give the lists of the catalogue by the sort of names that a column takes."""
    for sort, kind in (("equipment_type", "equipment"), ("service_type", "services")):
        words = in_groups((name, word) for word, name in tables.synonyms(kind).items())
        yield sort, [_type(row, words, tables) for row in listing(tables, kind) if row["id"] not in BUILT_IN_SERVICES]
    built_in = in_groups((name, word) for word, name in BUILT_IN_WORDS.items())
    rows = listing(tables, "services")
    yield "built_in_service", [_type(row, built_in, tables) for row in rows if row["id"] in BUILT_IN_SERVICES]
    yield "place", [{"value": name, "label": label} for name, (label, _) in tables.places.items()]
    categories: list[ChoiceEntry] = [
        {"value": category.id, "label": category.label} for category in tables.categories.values()
    ]
    yield "category", categories
    electricity: list[ChoiceEntry] = [{"value": name, "label": label} for name, label in CATEGORIES.items()]
    yield "category_or_electricity", [*categories, *electricity]
    components = tables.vocabulary["components"]
    yield (
        "component",
        [{"value": name, "label": str(component.get("label_fr", name))} for name, component in components.items()],
    )
    yield "factor_set", [{"value": name, "label": name} for name in tables.sets]


def _type(row: dict[str, Any], words: dict[str, list[str]], tables: Tables) -> ChoiceEntry:
    """Return a type by the label that a cell holds and takes; the screen of factors may say more in its own."""
    known = words.get(row["id"], [])
    label = row["label"] if row["label"] in known or not known else known[0]
    return {
        "value": row["id"],
        "label": label,
        "unit": row["unit_fr"],
        "words": [each for each in known if each != label],
        "unread": _unread(row["id"], tables),
    }


def _unread(name: str, tables: Tables) -> list[str]:
    """Return the columns that nothing reads of a service of a type; none of a type of equipment, which has them all."""
    known = tables.service_types.get(name)
    if known is None and name not in BUILT_IN_SERVICES:
        return []
    read = read_of(name, known, kept=name in words_of(tables).retained)
    columns = next(shape.columns for shape in dossier_sheets() if shape.path == ("services",))
    return [column.key for column in columns if not read.get(column.steps[0], True)]


# A dossier as tables to fill in: its rows, each cell as a person reads and types it, and where it is written.


class CellEntry(TypedDict):
    """A cell that is written: its text, and the file that holds it."""

    text: str
    file: str


class RowEntry(TypedDict):
    """A row.

    `row` tells it from all others, until the next edit; `parent` is the row that holds it, `name` how it is called.
    `cells` holds those that are written, by the key of their column.
    """

    row: str
    parent: str
    name: str
    file: str
    cells: dict[str, CellEntry]


class TableEntry(TypedDict):
    """The rows of a sheet."""

    sheet: str
    rows: list[RowEntry]


class FilledTables(TypedDict):
    """The rows of every sheet; what the dossier itself names, by sort, for cells that name it; its files, the root first.

    `known`: what the table of authorities says where the first sheet is empty, by the keys of its columns, in words.
    """

    tables: list[TableEntry]
    known: dict[str, str]
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
    opened_dossier = opened(dossier)
    if not opened_dossier.texts:
        raise DossierError(list(opened_dossier.read.findings))
    labels = opened_dossier.labels
    rows: dict[str, list[RowEntry]] = {key_of(shape): [] for shape in dossier_sheets()}
    rows[FICHE_KEY].append(_fiche(opened_dossier.texts, opened_dossier.read.name, labels))
    written = list(written_rows(opened_dossier.texts))
    for row in written:
        rows[key_of(row.shape)].append(_row(row, labels))
    return {
        "tables": [{"sheet": sheet, "rows": entries} for sheet, entries in rows.items()],
        "known": dict(_known(opened_dossier)),
        "names": _names(written, labels),
        "files": list(dict.fromkeys((opened_dossier.read.name, *(text.name for text in opened_dossier.texts)))),
    }


def _known(given: OpenDossier) -> Iterator[tuple[str, str]]:
    """Yield what the table of authorities says of a territory that does not, by the key of a column."""
    if given.read.dossier is None:
        return
    facts, _ = resolve_facts(given.read.dossier.territory, given.tables)
    for part in BY_ID["siren"].parts:
        fact = facts.get(part.key)
        if fact is not None and fact.status == "default":
            value = KINDS[fact.value] if part.key == "kind" else fact.value
            shown = number(value) if isinstance(value, int | float) else value
            yield ".".join(part.field), typography(f"{shown}, d’après la table ({fact.source})")


def _fiche(texts: Iterable[YamlText], root: str, labels: TypeLabels) -> RowEntry:
    """Return the single values of a dossier: one row, whose cells may stand in several files."""
    fiche = dossier_sheets()[0]
    rows = [WrittenRow(fiche, text, (), text.data, None, FICHE_KEY, Mark(0, 0)) for text in texts]
    entries = [_row(row, labels) for row in rows if isinstance(row.item, dict)]
    return {
        "row": FICHE_KEY,
        "parent": "",
        "name": "",
        "file": root,
        "cells": {key: cell for entry in reversed(entries) for key, cell in entry["cells"].items()},
    }


def _row(row: WrittenRow, labels: TypeLabels) -> RowEntry:
    name, cells = row.text.name, dict[str, CellEntry]()
    if row.shape.keyed is not None:
        key = shown_text(row.path[-1], row.shape.keyed, labels)
        cells[NAME_KEY] = {"text": key, "file": name}
    for column, (value, _) in row.values.items():
        cells[column.key or VALUE_KEY] = {"text": shown_text(value, column, labels), "file": name}
    return {
        "row": row.ref if row.shape.path else FICHE_KEY,
        "parent": row.up.ref if row.up is not None else "",
        "name": row.name,
        "file": name,
        "cells": cells,
    }


def row_label(row: WrittenRow, labels: TypeLabels) -> str:
    """Return how a person calls a row: by what names it, a type by its label, else its key, its year or its rank."""
    item = row.item if isinstance(row.item, Mapping) else {}
    said = next((str(item[key]) for key in NAMED_BY if item.get(key)), row.name)
    return labels.labels.get(said, said)


def _names(rows: Iterable[WrittenRow], labels: TypeLabels) -> dict[str, list[ChoiceEntry]]:
    """Return what the dossier defines and other cells name, by sort."""
    names: dict[str, list[ChoiceEntry]] = {
        sort: [] for sort in ("own_type", "room", "line", "objective", "indicator", "action", "axis", "stakeholder")
    }
    for row in rows:
        sorts = _SORTS.get(row.shape.path, ())
        item = row.item if isinstance(row.item, Mapping) else {}
        if not sorts or not row.name:
            continue
        label = row_label(row, labels)
        for sort in sorts if item.get("type") == "server_room" else sorts[:1]:
            names[sort].append({"value": str(item.get("id") or row.name), "label": label})
    return names


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
