"""What a dossier may hold, as tables to fill in: the sheets, their columns, and what a cell may be chosen among."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final, Literal, NotRequired, TypedDict

from snr_cli.api.entry import labels_of
from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.tables import Tables
from snr_cli.inputs.dossier.named import BUILT_IN_SERVICES, BUILT_IN_WORDS
from snr_cli.inputs.dossier.written_rows import key_of
from snr_cli.inputs.workbook.keys import SheetColumn, places
from snr_cli.inputs.workbook.shape import Column, SheetShape, dossier_sheets
from snr_cli.inputs.workbook.typed import shown_text
from snr_cli.model.dossier import Dossier
from snr_cli.outputs.factors_screen import CATEGORIES, listing

CellSort = Literal["text", "whole", "number", "share", "date", "choice", "boolean"]
NAME_KEY: Final = "#"
VALUE_KEY: Final = "="
UP: Final = "^"


class ChoiceEntry(TypedDict):
    """A value that a cell may take, as YAML has it, and what it is called; a type has its unit and the words that find it."""

    value: str | int | float | bool
    label: str
    unit: NotRequired[str]
    words: NotRequired[list[str]]


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
    columns = [_column(column, shape) for column in shape.columns] if not shape.path else _columns(shape)
    return {
        "sheet": key_of(shape),
        "name": shape.name,
        "title": " – ".join(shape.titles) or shape.name,
        "help": shape.help,
        "section": shape.path[0] if shape.path else "",
        "parent": shape.up.key if shape.up is not None else "",
        "columns": columns,
    }


def _columns(shape: SheetShape) -> list[ColumnEntry]:
    """Return the columns of a list or a mapping; how a row without id is called is made up, nobody types it."""
    typed = (place for place in places(shape) if place.column or place.up or shape.keyed)
    return [_place(place) for place in typed]


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
        words: dict[str, list[str]] = {}
        for word, name in tables.synonyms(kind).items():
            words.setdefault(name, []).append(word)
        yield sort, [_type(row, words) for row in listing(tables, kind) if row["id"] not in BUILT_IN_SERVICES]
    built_in: dict[str, list[str]] = {}
    for word, name in BUILT_IN_WORDS.items():
        built_in.setdefault(name, []).append(word)
    rows = listing(tables, "services")
    yield "built_in_service", [_type(row, built_in) for row in rows if row["id"] in BUILT_IN_SERVICES]
    yield "place", [{"value": name, "label": label} for name, (label, _) in tables.places.items()]
    categories: list[ChoiceEntry] = [{"value": each.id, "label": each.label} for each in tables.categories.values()]
    yield "category", categories
    electricity: list[ChoiceEntry] = [{"value": name, "label": label} for name, label in CATEGORIES.items()]
    yield "category_or_electricity", [*categories, *electricity]
    components = tables.vocabulary["components"]
    yield "component", [{"value": name, "label": str(each.get("label_fr", name))} for name, each in components.items()]
    yield "factor_set", [{"value": name, "label": name} for name in tables.sets]


def _type(row: dict[str, Any], words: dict[str, list[str]]) -> ChoiceEntry:
    """Return a type by the label that a cell holds and takes; the screen of factors may say more in its own."""
    known = words.get(row["id"], [])
    label = row["label"] if row["label"] in known or not known else known[0]
    return {
        "value": row["id"],
        "label": label,
        "unit": row["unit_fr"],
        "words": [each for each in known if each != label],
    }
