"""A package that someone gives → the rows of its tables, once it is of our format, whole, and each cell is what its column takes."""

import hashlib
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from snr_cli.catalog.tables import Tables
from snr_cli.french.numbers import plural, together
from snr_cli.french.reached import unreached
from snr_cli.inputs.bounded_json import read_json
from snr_cli.model.finding import UsageError
from snr_cli.outputs.publication.cells import PlacedCell, read_cells, refusal
from snr_cli.outputs.publication.columns import (
    DATE_FORM,
    EARLIEST_YEAR,
    LATEST_YEAR,
    SCHEMA_FORMAT,
    PublishedColumn,
    PublishedTable,
)
from snr_cli.outputs.publication.opened import OpenedPackage
from snr_cli.outputs.publication.package import OURS, published_tables

_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,30})(?:\.[0-9]{1,30})?(?:[eE][-+]?[0-9]{1,3})?")
_INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.0)?")
_NEEDED: Final = (
    "strategie",
    "actions",
    "objectifs",
    "indicateurs",
    "valeurs-indicateurs",
    "moyens",
    "axes",
    "non-publie",
)


class ReadCell(NamedTuple):
    """A value and where it is written."""

    value: Any
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table that was read: the name of its file, and its rows by column; an empty cell is None."""

    file: str
    rows: tuple[Mapping[str, ReadCell], ...]

    def refused(self, cell: ReadCell, message: str, *advice: str) -> UsageError:
        """Return what refuses a cell."""
        return refusal(self.file, cell.line, cell.column, message, *advice)


def read_package(argument: str, tables: Tables) -> dict[str, ReadTable]:
    """Read the tables of a package that a dossier takes back.

    Raises:
        UsageError: it cannot be opened; another format; a file that is missing, or was changed; a cell that its column does not
            take; with the file, the line and the column.
    """
    opened = OpenedPackage(argument)
    resources = _resources(opened)
    known = published_tables(tables)
    found = {name: _table(opened, known[name], resources[name]) for name in _NEEDED}
    for name, table in found.items():
        _check_key(known[name], table)
        for link in known[name].links:
            named = {row[link.to].value for row in found[link.table].rows}
            for row in table.rows:
                cell = row[link.column]
                if cell.value is not None and cell.value not in named:
                    raise table.refused(
                        cell, f"« {_said(cell.value)} » : aucune ligne de {link.table}.csv n’a cet identifiant"
                    )
    return found


def _resources(opened: OpenedPackage) -> dict[str, Mapping[str, Any]]:
    """Return the resources of a package by name, once its format is ours."""
    name, descriptor = opened.descriptor_name, opened.descriptor
    ours = descriptor.get(OURS)
    if not isinstance(ours, dict) or "format" not in ours:
        raise UsageError(
            f"{name} : ce n’est pas une publication de « snr publish »", "un paquet d’un autre outil ne se reprend pas"
        )
    if ours["format"] != SCHEMA_FORMAT:
        raise UsageError(
            f"{name} : publication au format {_said(ours['format'])}, cette version de snr lit le format {SCHEMA_FORMAT}",
            "publiez-la de nouveau avec cette version, ou reprenez-la avec celle qui l’a écrite",
        )
    listed = descriptor.get("resources")
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise UsageError(f"{name} : « resources » n’est pas une liste de ressources")
    found: dict[str, Mapping[str, Any]] = {}
    for each in listed:
        if not isinstance(each.get("name"), str) or not isinstance(each.get("path"), str):
            raise UsageError(f"{name} : une ressource sans nom, ou dont le chemin (path) n’est pas un texte")
        if each["name"] in found:
            raise UsageError(f"{name} : deux ressources du nom de « {_said(each['name'])} »")
        found[each["name"]] = each
    missing = [each for each in _NEEDED if each not in found]
    if missing:
        raise UsageError(f"{name} : ressources absentes : {together(missing)}")
    return found


def _table(opened: OpenedPackage, table: PublishedTable[Any], resource: Mapping[str, Any]) -> ReadTable:
    path = resource["path"]
    dialect = resource.get("dialect", {})
    delimiter = dialect.get("delimiter", ",") if isinstance(dialect, dict) else None
    if resource.get("encoding", "utf-8") not in ("utf-8", "UTF-8") or delimiter != ",":
        raise UsageError(f"{opened.descriptor_name} : {table.name} : une table est en UTF-8, séparée par des virgules")
    raw, text, name = opened.raw(path), opened.read(path), opened.place(path)
    rows = read_cells(name, text)
    header = next(rows, [])
    _check_header(name, header, table)  # a spreadsheet that saved it anew says more than another hash
    _check_hash(name, raw, resource)
    return ReadTable(name, tuple(_row(name, cells, table) for cells in rows))


def _check_hash(name: str, raw: bytes, resource: Mapping[str, Any]) -> None:
    """Refuse a file that is not the one that was described."""
    said = resource.get("hash")
    digest = hashlib.sha256(raw).hexdigest()
    size = resource.get("bytes", len(raw))
    if size != len(raw) or (said is not None and said not in (f"sha256:{digest}", digest)):
        raise UsageError(
            f"{name} : modifié depuis sa publication (taille ou somme de contrôle différente)",
            "si c’est voulu, ôtez « hash » et « bytes » de cette ressource dans datapackage.json",
        )


def _check_header(name: str, header: list[PlacedCell], table: PublishedTable[Any]) -> None:
    names = [each.text for each in header]
    if names == list(table.header):
        return
    if len(names) == 1 and ";" in names[0]:
        raise refusal(
            name,
            1,
            1,
            "séparateur « ; » : une virgule est attendue",
            "un tableur l’a enregistré à sa façon : reprenez le fichier publié",
        )
    for cell, wanted in zip(header, table.header, strict=False):
        if cell.text != wanted:
            raise refusal(
                name, cell.line, cell.column, f"colonne « {_said(cell.text)} » : « {wanted} » est attendue ici"
            )
    if len(names) < len(table.header):
        raise refusal(name, 1, 1, f"colonnes absentes : {together(table.header[len(names) :])}")
    extra = header[len(table.header)]
    raise refusal(name, extra.line, extra.column, f"colonne de trop : « {_said(extra.text)} »")


def _row(name: str, cells: list[PlacedCell], table: PublishedTable[Any]) -> Mapping[str, ReadCell]:
    if len(cells) != len(table.columns):
        raise refusal(
            name,
            cells[0].line,
            1,
            f"{plural(len(cells), 'case')} : {len(table.columns)} sont attendues, comme dans l’en-tête",
        )
    return {
        column.name: ReadCell(_value(name, cell, column), cell.line, cell.column)
        for cell, column in zip(cells, table.columns, strict=True)
    }


def _value(name: str, cell: PlacedCell, column: PublishedColumn[Any]) -> Any:
    """Return what a cell says, None when it is empty."""

    def refused(message: str) -> UsageError:
        return refusal(name, cell.line, cell.column, f"{column.name} : « {_said(cell.text)} » : {message}")

    if not cell.text:
        if column.required:
            raise refusal(name, cell.line, cell.column, f"{column.name} : une valeur est attendue")
        return None
    try:
        value = _READERS[column.kind](cell.text)
    except ValueError as error:
        raise refused(str(error)) from None
    if column.choices is not None and value not in column.choices:
        raise refused(f"attendu : {', '.join(column.choices)}")
    if column.pattern and not re.fullmatch(column.pattern, cell.text):
        raise refused("forme inattendue")
    if column.low is not None and value < column.low:
        raise refused(f"au moins {column.low:g} est attendu")
    if column.high is not None and value > column.high:
        raise refused(f"au plus {column.high:g} est attendu")
    return value


def _number(text: str) -> float:
    found = float(text) if _NUMBER.fullmatch(text) else math.nan
    if not math.isfinite(found):
        raise ValueError("un nombre est attendu, avec un point : 1234.5")
    return found


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise ValueError("un nombre entier est attendu")
    return int(text.removesuffix(".0"))


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == 4 and EARLIEST_YEAR <= int(text) <= LATEST_YEAR):
        raise ValueError(f"une année est attendue, de {EARLIEST_YEAR} à {LATEST_YEAR}")
    return int(text)


def _date(text: str) -> str:
    try:
        if DATE_FORM.fullmatch(text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise ValueError("une date est attendue : 2025-12-31")


def _boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("attendu : true ou false")
    return text == "true"


def _array(text: str) -> list[Any]:
    try:
        found = read_json(text, _number)
    except ValueError:
        found = None
    if not isinstance(found, list):
        raise ValueError('une liste JSON est attendue : ["a","b"]')
    return found


_READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "string": str,
    "number": _number,
    "integer": _integer,
    "year": _year,
    "date": _date,
    "boolean": _boolean,
    "array": _array,
}


def _check_key(table: PublishedTable[Any], found: ReadTable) -> None:
    """Refuse a row whose primary key is that of another one."""
    seen: dict[tuple[Any, ...], int] = {}
    for row in found.rows:
        key = tuple(row[name].value for name in table.key)
        first = row[table.key[0]]
        if key in seen:
            said = ", ".join(_said(each) for each in key)
            raise found.refused(
                first, f"clé déjà prise ligne {seen[key]} : {said}", f"une ligne par {', '.join(table.key)}"
            )
        seen[key] = first.line


def _said(value: Any) -> str:
    """Return a value as a message shows it: short, on one line, and no way to reach a person."""
    text = unreached(" ".join(str(value).split()))
    return text if len(text) <= 60 else f"{text[:60]}…"
