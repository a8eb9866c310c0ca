"""A package that someone gives → the rows of its tables, once it is of our format, whole, and each cell is what its column takes."""

import hashlib
import math
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any, Final, NamedTuple

from snr_cli.catalog.tables import Tables
from snr_cli.french.addresses import unreached
from snr_cli.french.numbers import plural, together
from snr_cli.inputs.dossier.files import decode, inside, shown, why
from snr_cli.inputs.regular import RefusedFileError, TooLargeError, plain_bytes, read_json
from snr_cli.model.refusal import UsageError
from snr_cli.opendata.columns import (
    DATE_FORM,
    EARLIEST_YEAR,
    LATEST_YEAR,
    SCHEMA_FORMAT,
    ColumnKind,
    PublishedColumn,
    PublishedTable,
)
from snr_cli.opendata.package import DESCRIPTOR, OURS, hash_of, published_tables, sealed

# CSV as we publish it, read strictly: each cell with its line and its column, and nothing else than comma, UTF-8 and quotes.

_CELL: Final = re.compile(r'"((?:[^"]|"")*+)"|([^",\n]*+)')
MOST_CSV_ROWS: Final = 20_000  # of a table that a dossier takes back
MOST_IN_ROW: Final = 200  # of a row


class PlacedCell(NamedTuple):
    """A cell, and where it begins; both count from 1."""

    text: str
    line: int
    column: int


def refusal(name: str, line: int, column: int, message: str, *advice: str) -> UsageError:
    """Return what refuses a place of a file."""
    return UsageError(f"{name}:{line}:{column} : {message}", *advice)


def read_cells(name: str, text: str) -> Iterator[list[PlacedCell]]:
    """Yield the rows of a CSV.

    Raises:
        UsageError: a quote that is not closed, or stands in the middle of a cell; too many rows.
    """
    at, line, start, rows = 0, 1, 0, 0
    row: list[PlacedCell] = []
    while at < len(text):
        match = _CELL.match(text, at)
        assert match is not None
        quoted = match[1] is not None
        here = (line, at - start + 1)
        row.append(PlacedCell(match[1].replace('""', '"') if quoted else match[2], *here))
        if quoted and "\n" in match[0]:
            line += match[0].count("\n")
            start = at + match[0].rindex("\n") + 1
        at = match.end()
        after = text[at : at + 1]
        if after not in ("", ",", "\n"):
            raise refusal(name, *here, "guillemets mal placés ou jamais fermés", 'une case qui contient « " » s’écrit entre guillemets, où chacun est doublé')  # fmt: skip
        if len(row) > MOST_IN_ROW:
            raise refusal(name, *here, f"plus de {MOST_IN_ROW} cases dans une ligne")
        at += 1
        if after == ",":
            if at >= len(text):
                row.append(PlacedCell("", line, at - start + 1))
                yield row
                return
            continue
        yield row
        rows += 1
        if rows > MOST_CSV_ROWS:
            raise refusal(name, line, 1, f"plus de {MOST_CSV_ROWS} lignes : une publication n’en a pas autant")
        row, line, start = [], line + 1, at


# The files of a package that someone gives: a folder, its datapackage.json or a zip; each read whole, within bounds.

MOST_BYTES: Final = 16 * 1024 * 1024  # of a file of a package, unpacked
MOST_MEMBERS: Final = 1000
_BOM: Final = b"\xef\xbb\xbf"
_TOKEN: Final = re.compile(r'("(?:[^"\\]|\\.)*+")(\s*+:)?|[{}\[\]]')
_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,100}(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,100}){0,5}")


class OpenedPackage:
    """A package whose descriptor is read; `read` gives the text of one of its files."""

    def __init__(self, argument: str) -> None:
        """Open a package.

        Args:
            argument: its folder, its datapackage.json, or a zip of the folder.

        Raises:
            UsageError: it cannot be opened, or what describes it cannot be read.
        """
        path = Path(argument)
        self.name = shown(argument)
        try:
            if path.is_dir():
                self._bytes, self.folder = _of_folder(path), self.name
            elif zipfile.is_zipfile(path) if path.is_file() else False:
                self._bytes, self.folder = _of_zip(path, self.name), self.name
            elif path.name.lower().endswith(".json"):
                self._bytes, self.folder = _of_folder(path.parent), shown(str(path.parent))
            else:
                there = path.exists()
                raise UsageError(
                    f"{self.name} : " + ("ce n’est pas une publication" if there else "fichier introuvable"),
                    f"donnez le dossier que « snr publish » a écrit, son {DESCRIPTOR}, ou un zip de ce dossier",
                )
        except OSError as error:
            raise UsageError(f"{self.name} : {why(error)}") from None
        one = path.name if path.name.lower().endswith(".json") and not path.is_dir() else DESCRIPTOR
        self.descriptor_name = self.place(one)
        self.descriptor = _descriptor(self.descriptor_name, self.read(one))

    def place(self, name: str) -> str:
        """Return the name of a file in messages."""
        return name if self.folder in ("", ".") else f"{self.folder}/{name}"

    def raw(self, name: str) -> bytes:
        """Return the bytes of a file, which its path says to be inside.

        Raises:
            UsageError: it leaves the package, is not there, is too large.
        """
        if not _PLAIN.fullmatch(name):
            raise UsageError(
                f"{self.descriptor_name} : chemin refusé : {name[:80]!r}",
                "un fichier d’une publication est dans son dossier : ni adresse, ni « .. », ni chemin absolu",
            )
        try:
            return self._bytes(name)
        except OSError as error:
            raise UsageError(f"{self.place(name)} : {why(error)}") from None
        except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError):
            raise UsageError(f"{self.name} : zip abîmé, chiffré, ou d’une compression inconnue") from None

    def read(self, name: str) -> str:
        """Return the text of a file.

        Raises:
            UsageError: as `raw`, or it is not UTF-8 without byte-order mark.
        """
        raw = self.raw(name)
        if raw.startswith(_BOM):
            raise refusal(self.place(name), 1, 1, "marque d’ordre des octets (BOM) : enregistrez-le en UTF-8 sans BOM")
        try:
            return decode(raw)
        except RefusedFileError as error:
            raise UsageError(f"{self.place(name)} : {error}") from None


def _of_folder(folder: Path) -> Callable[[str], bytes]:
    def read(name: str) -> bytes:
        path = folder / name
        # a link that stays inside is a file as another; one that leaves is refused
        if inside(folder, name) is None:
            raise UsageError(
                f"{shown(os.fspath(path))} : ce lien sort du dossier de la publication", "remplacez-le par le fichier"
            )
        return plain_bytes(path, MOST_BYTES)

    return read


def _of_zip(path: Path, shown_name: str) -> Callable[[str], bytes]:
    """Return what reads a zip, whose files may all stand in one folder."""
    import io

    raw = plain_bytes(path, MOST_BYTES)

    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
        members = [member for member in archive.infolist() if not member.is_dir()]
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, ValueError, OSError):
        raise UsageError(f"{shown_name} : zip abîmé, chiffré, ou d’une compression inconnue") from None
    if len(members) > MOST_MEMBERS:
        raise UsageError(f"{shown_name} : plus de {MOST_MEMBERS} fichiers dans ce zip")
    names = [member.filename for member in members]
    if len(set(names)) != len(names):
        raise UsageError(f"{shown_name} : deux fichiers de même nom dans ce zip")
    tops = [PurePosixPath(name) for name in names if PurePosixPath(name).name == DESCRIPTOR]
    root = min(tops, key=lambda top: len(top.parts)).parent if tops else PurePosixPath()

    def read(name: str) -> bytes:
        full = (root / name).as_posix()
        if full not in names:
            raise FileNotFoundError(2, "not there", full)
        # opens: a part of a zip, which is opened as others are
        with archive.open(full) as stream:
            data = stream.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise TooLargeError(MOST_BYTES)
        return data

    return read


def _descriptor(name: str, text: str) -> Mapping[str, Any]:
    """Read a descriptor; a key written twice is refused where it is written again."""
    try:
        described = read_json(text)
    except ValueError as error:
        line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
        raise refusal(name, line, column, "ce n’est pas du JSON", "un fichier que « snr publish » a écrit est attendu") from None  # fmt: skip
    if not isinstance(described, dict):
        raise refusal(name, 1, 1, "un objet JSON est attendu ({…})")
    at = _written_twice(text)
    if at is not None:
        key = text[at : at + 40].split('"')[1]
        line = text.count("\n", 0, at) + 1
        raise refusal(name, line, at - (text.rfind("\n", 0, at) + 1) + 1, f"clé écrite deux fois : « {key} »", "gardez-en une")  # fmt: skip
    return described


def _written_twice(text: str) -> int | None:
    """Return where a key is written a second time in one object; the text is JSON."""
    open_ones: list[set[str] | None] = []
    for match in _TOKEN.finditer(text):
        sign = match[0]
        if sign in ("{", "["):
            open_ones.append(set() if sign == "{" else None)
        elif sign in ("}", "]"):
            open_ones.pop()
        elif match[2] and open_ones and open_ones[-1] is not None:
            key = str(read_json(match[1]))
            if key in open_ones[-1]:
                return match.start()
            open_ones[-1].add(key)
    return None


# The files that an earlier publication wrote in a folder, and nobody changed since: what a new one may replace.


def files_of_publication(folder: Path) -> Iterator[str]:
    """Yield the files of a folder that are byte for byte those of the publication in it; none when it is no publication of snr."""
    try:
        package = OpenedPackage(str(folder))
    except UsageError:
        return
    ours, listed = package.descriptor.get(OURS), package.descriptor.get("resources")
    if not isinstance(ours, dict) or not isinstance(listed, list):
        return
    if sealed(package.descriptor) == package.descriptor:
        yield DESCRIPTOR
    others = ours.get("hashes")
    for name, told in [*_listed(listed), *(others.items() if isinstance(others, dict) else ())]:
        try:
            same = hash_of(package.raw(name)) == told
        except UsageError:  # not there, or not a name inside the folder
            continue
        if same:
            yield name


def _listed(resources: list[Any]) -> Iterator[tuple[str, Any]]:
    for resource in resources:
        if isinstance(resource, Mapping) and isinstance(resource.get("path"), str):
            yield resource["path"], resource.get("hash")


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
    read_tables = {name: _table(opened, known[name], resources[name]) for name in _NEEDED}
    for name, table in read_tables.items():
        _check_key(known[name], table)
        for link in known[name].links:
            named = {row[link.to].value for row in read_tables[link.table].rows}
            for row in table.rows:
                cell = row[link.column]
                if cell.value is not None and cell.value not in named:
                    raise table.refused(
                        cell, f"« {_said(cell.value)} » : aucune ligne de {link.table}.csv n’a cet identifiant"
                    )
    return read_tables


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
    if not isinstance(listed, list) or not all(isinstance(resource, dict) for resource in listed):
        raise UsageError(f"{name} : « resources » n’est pas une liste de ressources")
    resources: dict[str, Mapping[str, Any]] = {}
    for resource in listed:
        if not isinstance(resource.get("name"), str) or not isinstance(resource.get("path"), str):
            raise UsageError(f"{name} : une ressource sans nom, ou dont le chemin (path) n’est pas un texte")
        if resource["name"] in resources:
            raise UsageError(f"{name} : deux ressources du nom de « {_said(resource['name'])} »")
        resources[resource["name"]] = resource
    missing = [name for name in _NEEDED if name not in resources]
    if missing:
        raise UsageError(f"{name} : ressources absentes : {together(missing)}")
    return resources


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
    names = [cell.text for cell in header]
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
    if len(cells) != len(table.every):
        raise refusal(
            name,
            cells[0].line,
            1,
            f"{plural(len(cells), 'case')} : {len(table.every)} sont attendues, comme dans l’en-tête",
        )
    return {
        column.name: ReadCell(_value(name, cell, column), cell.line, cell.column)
        for cell, column in zip(cells, table.every, strict=True)
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
        value = _read_as(column.kind, cell.text)
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


def _list_of(text: str) -> list[Any] | None:
    items = read_json(text)
    return items if isinstance(items, list) else None


def _read_as(kind: ColumnKind, text: str) -> Any:
    """Return the value of a cell.

    Raises:
        ValueError: it is none of that kind; says in French what is expected.
    """
    form, read, expected = _READERS[kind]
    with suppress(ValueError):
        value = read(text) if form.fullmatch(text) else None
        if value is not None and (kind != "number" or math.isfinite(value)):
            return value
    raise ValueError(expected)


_ANY: Final = re.compile(r"(?s).*")
# kind of a column → the form of its cells, what reads them, what is said of others
_READERS: Final[Mapping[ColumnKind, tuple[re.Pattern[str], Callable[[str], Any], str]]] = {
    "string": (_ANY, str, ""),
    "number": (_NUMBER, float, "un nombre est attendu, avec un point : 1234.5"),
    "integer": (_INTEGER, lambda text: int(text.removesuffix(".0")), "un nombre entier est attendu"),
    "year": (
        re.compile(r"[0-9]{4}"),
        {str(year): year for year in range(EARLIEST_YEAR, LATEST_YEAR + 1)}.get,
        f"une année est attendue, de {EARLIEST_YEAR} à {LATEST_YEAR}",
    ),
    "date": (DATE_FORM, lambda text: date.fromisoformat(text).isoformat(), "une date est attendue : 2025-12-31"),
    "boolean": (re.compile("true|false"), "true".__eq__, "attendu : true ou false"),
    "array": (_ANY, _list_of, 'une liste JSON est attendue : ["a","b"]'),
}


def _check_key(table: PublishedTable[Any], read_table: ReadTable) -> None:
    """Refuse a row whose primary key is that of another one."""
    seen: dict[tuple[Any, ...], int] = {}
    for row in read_table.rows:
        key = tuple(row[name].value for name in table.whole_key)
        first = row[table.key[0]]
        if key in seen:
            said = ", ".join(_said(value) for value in key)
            raise read_table.refused(
                first, f"clé déjà prise ligne {seen[key]} : {said}", f"une ligne par {', '.join(table.key)}"
            )
        seen[key] = first.line


def _said(value: Any) -> str:
    """Return a value as a message shows it: short, on one line, and no way to reach a person."""
    text = unreached(" ".join(str(value).split()))
    return text if len(text) <= 60 else f"{text[:60]}…"
