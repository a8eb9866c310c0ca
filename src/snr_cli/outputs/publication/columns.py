"""A published table, declared once: the rows that are written, their Table Schema and what a dossier takes back come from it."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, Literal, TypeVar

from snr_cli.french.digits import LOOSE, WRITTEN, rounded
from snr_cli.french.plain import json_text

T = TypeVar("T")
ColumnKind = Literal["string", "integer", "number", "boolean", "year", "date", "array"]
TABLE_SCHEMA: Final = "https://datapackage.org/profiles/2.0/tableschema.json"
SCHEMA_FORMAT: Final = "0.4.0"  # of all the published schemas, which go together; below 1.0.0: no data exist yet
SCHEMA_CREATED: Final = "2026-11-28"
SCHEMA_MODIFIED: Final = "2026-11-30"
EARLIEST_YEAR, LATEST_YEAR = 1990, 2100
DATE_FORM: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
PROJECTS: Final = "projets-territoire"  # the schema of betagouv whose names are taken where they mean the same


@dataclass(frozen=True, slots=True)
class PublishedColumn(Generic[T]):
    """A column: what it means, what its cells may hold, how a row is drawn, where a dossier takes it back.

    Attributes:
        name: in the header.
        kind: a type of Table Schema; an array is JSON in its cell.
        title: in French.
        text: its description, in French: unit, when it is empty.
        example: a cell, as it is written.
        draw: draws the value from the source of the row; None is an empty cell.
        back: the path of keys under which a dossier takes it back; empty for what snr computes.
        required: whether a row always has it.
        low, high: bounds of a number.
        pattern: of a text, whole.
        choices: codes → what they are called; nothing else is taken.
        loose: a bound of an interval, known to seven figures.
        same_as: the schema of others whose column this one is.
    """

    name: str
    kind: ColumnKind
    title: str
    text: str
    example: str
    draw: Callable[[T], Any]
    back: tuple[str, ...] = ()
    required: bool = False
    low: float | None = None
    high: float | None = None
    pattern: str = ""
    choices: Mapping[str, str] | None = None
    loose: bool = False
    same_as: str = ""

    def cell(self, source: T) -> str | int | float | None:
        """Return the cell of a row."""
        value = self.draw(source)
        if value is None or value == "" or (self.kind == "array" and not value):
            return None
        if self.kind == "array":
            return json_text(list(value), 0).replace("\n", "")
        if isinstance(value, bool):
            return "true" if value else "false"
        if self.kind == "string":
            return str(value).replace("\r\n", "\n").replace("\r", "\n")  # other readers take a lone CR for a line
        if self.kind == "number":
            return rounded(float(value), LOOSE if self.loose else WRITTEN)
        return str(value) if self.kind == "date" else int(value)

    def schema(self) -> dict[str, Any]:
        """Return its declaration in a Table Schema."""
        constraints: dict[str, Any] = {"required": True} if self.required else {}
        low, high = (EARLIEST_YEAR, LATEST_YEAR) if self.kind == "year" else (self.low, self.high)
        constraints |= {name: each for name, each in (("minimum", low), ("maximum", high)) if each is not None}
        if self.pattern:
            constraints["pattern"] = f"^{self.pattern}$"
        if self.choices is not None:
            constraints["enum"] = list(self.choices)
        found: dict[str, Any] = {"name": self.name, "title": self.title, "description": self.text}
        found |= {"type": self.kind, "example": self.example}
        if self.choices is not None and any(code != label for code, label in self.choices.items()):
            found["categories"] = [{"value": code, "label": label} for code, label in self.choices.items()]
        if constraints:
            found["constraints"] = constraints
        if self.same_as:
            found["x-equivalent"] = {"schema": self.same_as, "field": self.name}
        return found


@dataclass(frozen=True, slots=True)
class TableLink:
    """Cells of a column that name a row of another table."""

    column: str
    table: str
    to: str


@dataclass(frozen=True, slots=True)
class TableFault:
    """What the invalid example of a table has wrong: a cell of the valid one replaced, how validators call it, and why."""

    column: str
    cell: str
    error: str
    text: str


@dataclass(frozen=True, slots=True)
class PublishedTable(Generic[T]):
    """A table: its columns, its primary key, what its rows name.

    `fault`: what its invalid example has wrong; None when its schema is not ours.
    """

    name: str
    title: str
    text: str
    columns: tuple[PublishedColumn[T], ...]
    key: tuple[str, ...]
    links: tuple[TableLink, ...] = ()
    fault: TableFault | None = None
    keywords: tuple[str, ...] = ()

    @property
    def header(self) -> tuple[str, ...]:
        """Return the names of its columns."""
        return tuple(each.name for each in self.columns)

    @property
    def file(self) -> str:
        """Return its file in a package."""
        return f"{self.name}.csv"

    def row(self, source: T) -> tuple[str | int | float | None, ...]:
        """Return the cells of a row."""
        return tuple(each.cell(source) for each in self.columns)

    def rows(self, sources: Iterable[T]) -> list[tuple[str | int | float | None, ...]]:
        """Return the cells of rows."""
        return [self.row(each) for each in sources]

    def schema(self, *, alone: bool = False) -> dict[str, Any]:
        """Return its Table Schema.

        Args:
            alone: for one file without its package, where a validator finds no other table: what its rows name is then under
                `x-foreignKeys`, which validators leave aside.
        """
        found: dict[str, Any] = {
            "$schema": TABLE_SCHEMA,
            "name": self.name,
            "title": self.title,
            "description": self.text,
            "keywords": ["numérique responsable", "empreinte", "collectivité", *self.keywords],
            "countryCode": "FR",
            "version": SCHEMA_FORMAT,
            "created": SCHEMA_CREATED,
            "lastModified": SCHEMA_MODIFIED,
            "licenses": [LICENCES["etalab-2.0"]],
            "contributors": [{"title": "snr", "organization": "snr", "roles": ["author"]}],
            "fields": [each.schema() for each in self.columns],
            "missingValues": [""],
        }
        if self.key:
            found["primaryKey"] = list(self.key)
        if self.links:
            found["x-foreignKeys" if alone else "foreignKeys"] = [
                {"fields": [each.column], "reference": {"resource": each.table, "fields": [each.to]}}
                for each in self.links
            ]
        return found

    def schema_text(self, *, alone: bool = False) -> str:
        """Return the text of its Table Schema."""
        return json_text(self.schema(alone=alone))


LICENCES: Final[Mapping[str, dict[str, str]]] = {
    "etalab-2.0": {
        "name": "etalab-2.0",
        "title": "Licence Ouverte 2.0",
        "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
    },
    "ODbL-1.0": {
        "name": "ODbL-1.0",
        "title": "Open Database License 1.0",
        "path": "https://opendatacommons.org/licenses/odbl/1-0/",
    },
}
