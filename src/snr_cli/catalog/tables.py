"""The rows of the tables. Reads those asked for, and no more: a start must stay short. `opened.py` opens the files."""

import csv
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from math import isfinite
from operator import attrgetter
from pathlib import Path
from typing import Any, Final, Generic, NamedTuple, Protocol, TypeVar

from snr_cli.catalog.authorities import authorities_in
from snr_cli.catalog.records import (
    CONSUMABLES,
    NEVER,
    SPENDING,
    Authority,
    CatalogError,
    Category,
    EquipmentType,
    Factor,
    FactorSet,
    KeptRow,
    LibraryAction,
    LibraryIndicator,
    ServiceType,
    Source,
    Span,
    Spending,
    Usage,
)

# Cells of a table: numbers, years, lists of numbers; what is none of them is refused where it stands.


def real_of(text: str, here: str) -> float | None:
    """Return the number of a cell, None when it is empty.

    Raises:
        CatalogError: it is no number, or one that is not finite; `here` says where.
    """
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        raise CatalogError(f"{here} : « {text} » n’est pas un nombre") from None
    if not isfinite(value):
        raise CatalogError(f"{here} : valeur non finie {text}")
    return value


def numbers_of(text: str) -> tuple[int, ...]:
    """Return the whole numbers of a cell, between spaces."""
    return tuple(int(word) for word in text.split())


def year_of(text: str, here: str) -> int:
    """Return the year of a cell.

    Raises:
        CatalogError: it is empty or no number; `here` says where.
    """
    if not text.isdigit():
        raise CatalogError(f"{here} : année absente ou fausse « {text} »")
    return int(text)


def sources_in(entries: Iterable[Any]) -> dict[str, Source]:
    """Read the sources.

    Raises:
        CatalogError: a source lacks a key, or has an unknown one.
    """
    sources = {}
    for rank, entry in enumerate(entries, start=1):
        try:
            sources[entry["id"]] = Source(**entry)
        except (TypeError, KeyError) as error:
            name = entry.get("id", f"n° {rank}") if isinstance(entry, dict) else f"n° {rank}"
            raise CatalogError(f"factors/sources.yaml, source « {name} » : clé absente ou inconnue ({error})") from None
    return sources


# Rows of a table that are read and checked once, whatever the number of dossiers that ask for them.

T = TypeVar("T")


class Once(Generic[T]):
    """The rows of a table by subject, read when they are first asked for."""

    def __init__(self, read: Callable[[Iterable[str] | None], list[T]], subject: Callable[[T], str]) -> None:
        """Remember the rows of a table.

        Args:
            read: reads the rows of some subjects, of all of them with None.
            subject: of a row.
        """
        self._read, self._subject = read, subject
        self._rows: dict[str, list[T]] = {}
        self._whole = False

    def of(self, wanted: Iterable[str] | None) -> list[T]:
        """Return the rows of some subjects, in the order of the table; of all of them with None."""
        names = None if wanted is None else set(wanted)
        missing = None if names is None else names - self._rows.keys()
        if not self._whole and missing != set():
            found: dict[str, list[T]] = {name: [] for name in missing or ()}
            for row in self._read(missing):
                found.setdefault(self._subject(row), []).append(row)
            self._rows |= found
            self._whole = names is None
        chosen = self._rows if names is None else names & self._rows.keys()
        return sorted((row for name in chosen for row in self._rows[name]), key=attrgetter("row"))


# The library: actions that a dossier may take, and the indicators that follow them.

ACTIONS: Final = "plan/actions.csv"
INDICATORS: Final = "plan/indicators.csv"


EQUIPMENT, USAGE, ELECTRICITY, SERVICES, TERRITORY, PARAMETERS = (
    "equipment/factors.csv",
    "equipment/usage.csv",
    "electricity/factors.csv",
    "services/factors.csv",
    "territory/figures.csv",
    "method/parameters.csv",
)
_COLUMNS = {
    EQUIPMENT: ("type", "category", "stage"),
    ELECTRICITY: ("place", "category", ""),
    SERVICES: ("service", "category", "component"),
    TERRITORY: ("id", "category", "stage"),
    PARAMETERS: ("id", "", ""),
}
YEARS = "services/years.csv"
# what a table adds to the unit of a category
_PER = {EQUIPMENT: ("",), ELECTRICITY: ("/kWh",), SERVICES: ("",), TERRITORY: ("/year", "/person/year"), PARAMETERS: ()}


class Files(Protocol):
    """The files of a folder of tables, in the hands of who opens them: `TableFiles` of `opened.py`."""

    @property
    def root(self) -> Path:
        """Return the folder."""

    def text(self, name: str) -> str:
        """Return the text of a file."""

    def data(self, name: str, text: str) -> Any:
        """Return what the YAML of a file says."""

    def sha256(self) -> str:
        """Return the checksum of them all."""


class _Changed(NamedTuple):
    """The files of a folder, of which one has another text."""

    files: Files
    name: str
    changed: str

    @property
    def root(self) -> Path:
        return self.files.root

    def text(self, name: str) -> str:
        return self.changed if name == self.name else self.files.text(name)

    def data(self, name: str, text: str) -> Any:
        return self.files.data(name, text)

    def sha256(self) -> str:
        return hashlib.sha256(f"{self.files.sha256()} {self.name}\n{self.changed}".encode()).hexdigest()


class Tables:
    """The folder of tables, read lazily and checked as it is read."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self._texts: dict[str, str] = {}
        self._right: set[tuple[str | None, ...]] = set()
        self._factors: dict[str, Once[Factor]] = {}
        self._usages: Once[Usage] | None = None
        self.kept: dict[str, Once[KeptRow]] = {}  # what `edition` read

    def text(self, name: str) -> str:
        """Return a table's text, read once."""
        if name not in self._texts:
            self._texts[name] = self.files.text(name)
        return self._texts[name]

    def changed(self, name: str, text: str) -> "Tables":
        """Return the same tables, of which one has another text: `text(name)` gives the one that it has.

        Args:
            name: of the table: `equipment/factors.csv`.
            text: the whole of it, its first line as it was. It is checked as it is read, or at once by `tools/check_factors.py`.

        Raises:
            CatalogError: there is no such table, or it has other columns.
        """
        if not (self.files.root / name).is_file():
            raise CatalogError(f"factors/{name} : cette table n’existe pas")
        if self.text(name).partition("\n")[0] != text.partition("\n")[0].rstrip("\r"):
            raise CatalogError(f"factors/{name} : la première ligne doit rester la même")
        return Tables(_Changed(self.files, name, text))

    def rows(self, name: str, wanted: Iterable[str] | None = None) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield row number and cells, of the subjects wanted only (first column), else of all."""
        lines = self.text(name).splitlines()
        header = next(csv.reader(lines[:1]))
        keep = None if wanted is None else set(wanted)
        if keep is None:
            numbers: list[int] = list(range(2, len(lines) + 1))
            chosen = lines[1:]
        else:
            numbers = [number for number, line in enumerate(lines, start=1) if line[: line.find(",")] in keep]
            chosen = [lines[number - 1] for number in numbers]
        for number, cells in zip(numbers, csv.reader(chosen), strict=True):
            if len(cells) != len(header):
                raise CatalogError(f"factors/{name}, ligne {number} : {len(cells)} colonnes au lieu de {len(header)}")
            yield number, dict(zip(header, cells, strict=False))

    def _yaml(self, name: str) -> Any:
        return self.files.data(name, self.text(name))

    @cached_property
    def categories(self) -> dict[str, Category]:
        """The closed list of impact categories and flows."""
        return {
            entry["id"]: Category(
                entry["id"],
                entry["unit"],
                entry["kind"],
                entry["mandatory"],
                entry["label_fr"],
                tuple(entry.get("stages", ())),
                entry.get("within", ""),
                entry.get("one_family", False),
            )
            for entry in self._yaml("categories.yaml")["categories"]
        }

    @cached_property
    def quantities(self) -> dict[str, tuple[str, ...]]:
        """Parameters of the tables that are no impact, with their units."""
        return {entry["id"]: tuple(entry["units"]) for entry in self._yaml("categories.yaml")["quantities"]}

    @cached_property
    def vocabulary(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Stages, components, tiers and groups: list name → id → entry."""
        return {name: {entry["id"]: entry for entry in entries} for name, entries in self._yaml("stages.yaml").items()}

    @cached_property
    def source_ids(self) -> frozenset[str]:
        """Ids of the sources, without reading the rest of them."""
        return frozenset(
            line[6:].strip() for line in self.text("sources.yaml").splitlines() if line.startswith("- id: ")
        )

    @cached_property
    def newest_year(self) -> int:
        """The year of the newest source, without reading the rest of them."""
        return max(int(year) for year in re.findall(r"^  year: ([0-9]{4})$", self.text("sources.yaml"), re.MULTILINE))

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Every source."""
        return sources_in(self._yaml("sources.yaml"))

    @cached_property
    def sets(self) -> dict[str, FactorSet]:
        """Named factor sets."""
        return {
            entry["id"]: FactorSet(entry["id"], entry["label_fr"], entry.get("source", ""), entry.get("profile", ""))
            for entry in self._yaml("sets.yaml")
        }

    @cached_property
    def equipment_types(self) -> dict[str, EquipmentType]:
        """Every equipment type."""
        return {
            cells["id"]: EquipmentType(
                cells["id"],
                cells["label_fr"],
                cells["group"],
                cells["inventory_group"],
                cells["role"],
                cells["in_room"] == "1",
                None
                if cells["agec_from"] in (NEVER, "")  # nothing is asked of a type that only a kept result has
                else year_of(cells["agec_from"], f"factors/equipment/types.csv, ligne {row}, agec_from"),
            )
            for row, cells in self.rows("equipment/types.csv")
        }

    @cached_property
    def spending(self) -> dict[str, Spending]:
        """What is told in euros, by type: the title of the published ratio, and what it may count twice."""
        return {
            cells["id"]: Spending(
                cells["id"],
                cells["published_title"],
                tuple(cells["beside"].split()),
                cells["same"] == "1",
                cells["reason_fr"],
            )
            for _, cells in self.rows(SPENDING)
        }

    @cached_property
    def service_types(self) -> dict[str, ServiceType]:
        """Every service type; `datacentre_pue_…` rows are parameters, not services."""
        spending = self.spending
        return {
            cells["id"]: ServiceType(
                cells["id"],
                cells["label_fr"],
                cells["group"],
                cells["inventory_group"],
                cells["unit"],
                cells["unit_fr"],
                cells["medium"],
                cells["network_role"],
                cells["total_includes_terminals"] == "1",
                cells["total_includes_network"] == "1",
                cells["needs_pue"] == "1",
                cells["is_spending"] == "1",
                spending[cells["id"]].published_title if cells["id"] in spending else "",
            )
            for _, cells in self.rows("services/types.csv")
            if not cells["id"].startswith("datacentre_pue_")
        }

    @cached_property
    def spans(self) -> dict[str, dict[str, Span]]:
        """Services whose published factors cover a stated number of years: service → component → years."""
        found: dict[str, dict[str, Span]] = {}
        for row, cells in self.rows(YEARS):
            here = f"factors/{YEARS}, ligne {row}"
            years, share = (real_of(cells[name], here) for name in ("years", "share"))
            if not years or share is None or not 0 <= share <= 1 or cells["source"] not in self.source_ids:
                raise CatalogError(f"{here} : années, part ou source fausses")
            span = Span(years, cells["is_stock"] == "1", share, cells["source"])
            found.setdefault(cells["service"], {})[cells["component"]] = span
        return found

    @cached_property
    def library(self) -> dict[str, LibraryAction]:
        """The library of actions, in its order."""
        return {
            cells["id"]: LibraryAction(
                cells["id"],
                cells["title_fr"],
                numbers_of(cells["themes"]),
                tuple((target.partition("=")[0], target.partition("=")[2]) for target in cells["on"].split()),
                cells["rule"],
                cells["value"],
                cells["limit"],
                cells["component"],
                tuple(cells["see"].split()),
                tuple(cells["indicators"].split()),
                cells["good_practice"],
                cells["cost_fr"],
                cells["source"],
                cells["locator"],
                cells["note_fr"],
                row,
            )
            for row, cells in self.rows(ACTIONS)
        }

    @cached_property
    def indicators(self) -> dict[str, LibraryIndicator]:
        """The indicators of the catalogue, in their order."""
        return {
            cells["id"]: LibraryIndicator(
                cells["id"],
                cells["title_fr"],
                cells["unit"],
                cells["formula_fr"],
                cells["direction"],
                cells["data_source_fr"],
                cells["origin"],
                cells["frequency_fr"],
                cells["computed"] == "1",
                cells["follows_actions"] == "1",
                cells["threshold_fr"],
                numbers_of(cells["themes"]),
                row,
            )
            for row, cells in self.rows(INDICATORS)
        }

    @cached_property
    def places(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """Place code → label and départements."""
        return {
            cells["place"]: (cells["label_fr"], tuple(cells["departments"].split()))
            for _, cells in self.rows("electricity/places.csv")
        }

    def synonyms(self, kind: str) -> dict[str, str]:
        """French labels and synonyms → type, or category, for suggestions."""
        if kind == "categories":
            return {entry.label: name for name, entry in self.categories.items()}
        table = "equipment/types.csv" if kind == "equipment" else "services/types.csv"
        found: dict[str, str] = {}
        for _, cells in self.rows(table):
            for word in (cells["label_fr"], *cells["synonyms"].split("|")):
                if word:
                    found.setdefault(word, cells["id"])
        return found

    def factors(self, table: str, wanted: Iterable[str] | None = None) -> list[Factor]:
        """Return the rows of a table, checked one by one, those of a subject once.

        Raises:
            CatalogError: unknown category, stage or unit, unit of another category, value not finite or negative.
        """
        if table not in self._factors:
            self._factors[table] = Once(lambda names: self._read_factors(table, names), attrgetter("subject"))
        return self._factors[table].of(wanted)

    def _read_factors(self, table: str, wanted: Iterable[str] | None) -> list[Factor]:
        subject, category, stage = _COLUMNS[table]
        read_factors = []
        for row, cells in self.rows(table, wanted):
            here = f"factors/{table}, ligne {row}"
            value, low, high = (real_of(cells.get(name, ""), here) for name in ("value", "low", "high"))
            if value is None:
                raise CatalogError(f"{here} : valeur absente")
            factor = Factor(
                table,
                cells[subject],
                cells[category] if category else "",
                cells[stage] if stage else "",
                value,
                cells["unit"],
                low,
                high,
                cells["source"],
                year_of(cells.get("source_year") or cells.get("year", ""), here),
                cells.get("is_default", "1") == "1",
                cells["locator"],
                cells.get("place", ""),
                row,
                cells.get("excludes", ""),
                bounds=cells.get("bounds", ""),
                valid_until=cells.get("valid_until", ""),
                replaced_by=cells.get("replaced_by", ""),
            )
            self._check(factor, here, cells)
            read_factors.append(factor)
        _refuse_double_defaults(table, read_factors)
        return read_factors

    def _check(self, factor: Factor, here: str, cells: dict[str, str]) -> None:
        said = (cells.get("scope"), cells.get("tier"))
        words = (factor.table, factor.category, factor.unit, factor.stage, factor.source, *said)
        if words not in self._right:  # the same words come back hundreds of times
            self._check_words(factor, here, cells)
            self._right.add(words)
        if factor.value < 0:
            raise CatalogError(f"{here} : valeur négative {factor.value}")
        if (factor.low is not None and factor.low > factor.value) or (
            factor.high is not None and factor.high < factor.value
        ):
            raise CatalogError(f"{here} : {factor.low} ≤ {factor.value} ≤ {factor.high} n’est pas vrai")

    def _check_words(self, factor: Factor, here: str, cells: dict[str, str]) -> None:
        """Refuse an unknown category, stage, tier or source, and a unit of another category."""
        table = factor.table
        if table != PARAMETERS:
            known = self.categories.get(factor.category)
            if known is not None:
                expected = tuple(known.unit + per for per in _PER[table])
                if table == TERRITORY and cells["scope"] == "share":
                    expected = ("ratio",)
                elif table == TERRITORY and factor.category == "final_energy":
                    expected = ("kWh/year", "kWh/person/year")
            elif factor.category in self.quantities:
                expected = self.quantities[factor.category]
            else:
                raise CatalogError(f"{here} : catégorie inconnue « {factor.category} »")
            if factor.unit not in expected:
                raise CatalogError(
                    f"{here} : unité « {factor.unit} » pour {factor.category} (attendu : {' ou '.join(expected)})"
                )
        stages = {EQUIPMENT: "stages", SERVICES: "components", TERRITORY: "territory_stages"}.get(table)
        if stages and factor.stage not in self.vocabulary[stages]:
            raise CatalogError(f"{here} : étape inconnue « {factor.stage} »")
        if table == TERRITORY and cells["tier"] != "all" and cells["tier"] not in self.vocabulary["tiers"]:
            raise CatalogError(f"{here} : brique inconnue « {cells['tier']} »")
        if factor.source not in self.source_ids:
            raise CatalogError(f"{here} : source inconnue « {factor.source} »")

    def components_of(self, service: str, in_kwh: bool) -> frozenset[str]:
        """Return the components that a service has; those given in kWh when `in_kwh`."""
        return frozenset(
            factor.stage
            for factor in self.factors(SERVICES, [service])
            if not in_kwh or (factor.category == "electricity" and factor.stage != "total")
        )

    def usages(self, wanted: Iterable[str] | None = None) -> list[Usage]:
        """Return the use profiles of the types wanted, those of a type read once."""
        if self._usages is None:
            self._usages = Once(self._read_usages, attrgetter("type"))
        return self._usages.of(wanted)

    def _read_usages(self, wanted: Iterable[str] | None) -> list[Usage]:
        return [
            Usage(
                cells["type"],
                cells["profile"],
                real_of(cells["lifetime_years"], here := f"factors/{USAGE}, ligne {row}"),
                real_of(cells["kwh_per_year"], here),
                cells["source"],
                year_of(cells["source_year"], here),
                cells["is_default"] == "1",
                cells["to_confirm"] == "1",
                cells["locator"],
                row,
            )
            for row, cells in self.rows(USAGE, wanted)
        ]

    def authority(self, *, siren: str = "", insee_code: str = "", name: str = "") -> list[Authority]:
        """Return the real authorities with this SIREN, INSEE code or name: none, one, or several of one name."""
        return authorities_in(self.text("territory/authorities.csv"), siren, insee_code, name)

    @cached_property
    def sha256(self) -> str:
        """Checksum of the canonical content: every table and list, by name, with Unix line ends."""
        return self.files.sha256()


def _refuse_double_defaults(table: str, factors: list[Factor]) -> None:
    """Refuse two defaults for one key, and a total beside split stages, both default."""
    if table not in (EQUIPMENT, ELECTRICITY, SERVICES):
        return
    seen: dict[tuple[str, ...], int] = {}
    stages: dict[tuple[str, str], set[str]] = {}
    for factor in factors:
        if not factor.is_default:
            continue
        key = (factor.subject, factor.category, factor.stage, factor.place)
        if key in seen:
            raise CatalogError(
                f"factors/{table}, ligne {factor.row} : deuxième valeur par défaut (la première : ligne {seen[key]})"
            )
        seen[key] = factor.row
        if table == EQUIPMENT:
            names = stages.setdefault(key[:2], set())
            if factor.stage != CONSUMABLES:  # of a year, beside a total or split stages
                names.add(factor.stage)
            if "embodied_total" in names and len(names) > 1:
                raise CatalogError(
                    f"factors/{table}, ligne {factor.row} : total et étapes séparées tous deux par défaut"
                )
