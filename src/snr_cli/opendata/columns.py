"""A published table, declared once: the rows that are written, their Table Schema and the keys of the dossier that they say come from it."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, Generic, Literal, NamedTuple, TypeVar, get_args

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import Assessment
from snr_cli.french.numbers import LOOSE, WRITTEN, rounded
from snr_cli.french.plain import json_text
from snr_cli.french.words.dossier import LABELS
from snr_cli.model.dossier import Dossier
from snr_cli.outputs.tables import drawn_from
from snr_cli.plan.plan import Plan
from snr_cli.results.organisation import judged_organisation
from snr_cli.results.records import FigureState, readings_of_territory
from snr_cli.results.sentences.coverage import basis_text, territory_text

T = TypeVar("T")
ColumnKind = Literal["string", "integer", "number", "boolean", "year", "date", "array"]
TABLE_SCHEMA: Final = "https://datapackage.org/profiles/2.0/tableschema.json"
SCHEMA_FORMAT: Final = "0.6.0"  # of all the published schemas, which go together; below 1.0.0: no data exist yet
SCHEMA_CREATED: Final = "2026-11-28"
SCHEMA_MODIFIED: Final = "2026-12-01"
EARLIEST_YEAR, LATEST_YEAR = 1990, 2100
DATE_FORM: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
PROJECTS: Final = "projets-territoire"  # the schema of betagouv whose names are taken where they mean the same


@dataclass(frozen=True, slots=True)
class PublishedColumn(Generic[T]):
    """A column: what it means, what its cells may hold, how a row is drawn, the key of the dossier that it says.

    Attributes:
        name: in the header.
        kind: a type of Table Schema; an array is JSON in its cell.
        title: in French.
        text: its description, in French: unit, when it is empty.
        example: a cell, as it is written.
        draw: draws the value from the source of the row; None is an empty cell.
        says: the path of keys of the dossier that it says; empty for what snr computes.
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
    says: tuple[str, ...] = ()
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
        constraints |= {name: bound for name, bound in (("minimum", low), ("maximum", high)) if bound is not None}
        if self.pattern:
            constraints["pattern"] = f"^{self.pattern}$"
        if self.choices is not None:
            constraints["enum"] = list(self.choices)
        declared: dict[str, Any] = {"name": self.name, "title": self.title, "description": self.text}
        declared |= {"type": self.kind, "example": self.example}
        if self.choices is not None and any(code != label for code, label in self.choices.items()):
            declared["categories"] = [{"value": code, "label": label} for code, label in self.choices.items()]
        if constraints:
            declared["constraints"] = constraints
        if self.same_as:
            declared["x-equivalent"] = {"schema": self.same_as, "field": self.name}
        return declared


class Whose(NamedTuple):
    """Whose rows are, and of which year: the SIREN, or the name of an authority that has none in its dossier."""

    authority: str
    year: int


# what each row of a table of ours begins with: tables of several authorities and years are put one under the other
WHOSE: Final[tuple[PublishedColumn[Whose], ...]] = (
    PublishedColumn("collectivite", "string", "Collectivité", "SIREN de la collectivité ; à défaut, son nom et son département.", "200999993", drawn_from("authority"), required=True),
    PublishedColumn("annee_etudiee", "year", "Année étudiée", "Année de référence du dossier publié.", "2025", drawn_from("year"), required=True),
)  # fmt: skip
_OF_WHOM: Final = tuple(column.name for column in WHOSE)


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

    `key`: of a row among those of one authority and year. `fault`: what its invalid example has wrong; None when its schema is
    not ours, and its rows do not begin with whose they are.
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
        """Return the names of its columns, whose a row is first."""
        return (*self.of_whom, *(column.name for column in self.columns))

    @property
    def of_whom(self) -> tuple[str, ...]:
        """Return the names of the columns that say whose a row is."""
        return _OF_WHOM if self.fault is not None else ()

    @property
    def every(self) -> tuple[PublishedColumn[Any], ...]:
        """Return its columns, those that say whose a row is first."""
        return (*(WHOSE if self.of_whom else ()), *self.columns)

    @property
    def whole_key(self) -> tuple[str, ...]:
        """Return its primary key among the rows of several authorities and years."""
        return (*self.of_whom, *self.key) if self.key else ()

    @property
    def file(self) -> str:
        """Return its file in a package."""
        return f"{self.name}.csv"

    def rows(self, sources: Iterable[T], whose: Whose) -> list[tuple[str | int | float | None, ...]]:
        """Return the cells of rows, whose they are first."""
        first = tuple(column.cell(whose) for column in WHOSE) if self.of_whom else ()
        return [(*first, *(column.cell(source) for column in self.columns)) for source in sources]

    def schema(self, *, alone: bool = False) -> dict[str, Any]:
        """Return its Table Schema.

        Args:
            alone: for one file without its package, where a validator finds no other table: what its rows name is then under
                `x-foreignKeys`, which validators leave aside.
        """
        declared: dict[str, Any] = {
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
            "fields": [column.schema() for column in self.every],
            "missingValues": [""],
        }
        if self.key:
            declared["primaryKey"] = list(self.whole_key)
        if self.links:
            # validators look for an empty cell too once it is one of several: a link that a row may lack is that of its cell alone
            always = {column.name for column in self.columns if column.required}
            keys = [(link, _OF_WHOM if link.column in always else ()) for link in self.links]
            declared["x-foreignKeys" if alone else "foreignKeys"] = [
                {
                    "fields": [*of_whom, link.column],
                    "reference": {"resource": link.table, "fields": [*of_whom, link.to]},
                }
                for link, of_whom in keys
            ]
        return declared


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


# What the published tables are drawn from: a dossier, its assessment, its plan, and what is said when it is published.

IDENTIFIER: Final = "[A-Za-z0-9][A-Za-z0-9._-]{0,79}"
# what is said to the author of a dossier: its keys, what to do
_TO_AUTHORS: Final = re.compile(
    r" [:;] (?:donnez|ajoutez|allongez|comparez|dites|décrivez|choisissez|voyez)\b.*| \([^()]{0,80}[._-][^()]{0,80}\)| \([a-z, ]{1,80}\)"
)


@dataclass(frozen=True)
class Publishable:
    """A dossier to publish.

    Attributes:
        dossier: the dossier, its inventories read.
        result: its assessment.
        plan: its plan.
        tables: the factor tables.
        siret: that of the authority's seat, which a dossier does not hold; empty when it is not known.
        masked: the keys of `governance` that name a person, and are not published.
    """

    dossier: Dossier
    result: Assessment
    plan: Plan
    tables: Tables
    siret: str = ""
    masked: frozenset[str] = field(default_factory=frozenset)

    def fact(self, name: str) -> Any:
        """Return what is known of the authority, None when it is not."""
        known = self.result.facts.get(name)
        return None if known is None else known.value

    @property
    def name(self) -> str:
        """Return the name of the authority, as its publication gives it."""
        return str(self.fact("name") or "collectivité sans nom")

    @property
    def whose(self) -> Whose:
        """Return whose the rows are, and of which year."""
        place = f" ({self.fact('department')})" if self.fact("department") else ""  # two authorities may have one name
        return Whose(str(self.fact("siren") or self.name + place), self.result.reference_year)


def choice_labels(choice: Any) -> Mapping[str, str]:
    """Return the codes of a choice of the model, and what they are called."""
    return {str(code): label for code, label in LABELS[frozenset(get_args(choice))].items()}


def to_a_reader(words: Mapping[str, str]) -> dict[str, str]:
    """Return what codes are called, without what is said to the author of a dossier."""
    return {code: _TO_AUTHORS.sub("", label) for code, label in words.items()}


# What a publication is of: an adopted strategy, one that is not adopted, a footprint alone; and its date.


class PublishedAs(Enum):
    """What is published: its title, how its data are called, the head of the name of its package, what the command says of it."""

    ADOPTED = (
        "Stratégie numérique responsable",
        "Données ouvertes de la stratégie",
        "strategie-numerique-responsable",
        "",
    )
    DRAFT = (
        "Projet de stratégie numérique responsable, non adoptée",
        "Données ouvertes d’un projet de stratégie, non adoptée",
        "projet-strategie-numerique-responsable",
        "strategy.adopted_on n’est pas donné : publiée comme un projet de stratégie, non adoptée",
    )
    FOOTPRINT = (
        "Empreinte du numérique",
        "Données ouvertes d’une collectivité sans stratégie",
        "empreinte-du-numerique",
        "ni objectif, ni action, ni axe, ni moyens, ni date d’adoption : publiée comme une empreinte du numérique, sans stratégie",
    )

    def __init__(self, title: str, data: str, package: str, told: str) -> None:
        """Name the four texts."""
        self.title, self.data, self.package, self.told = title, data, package, told


def published_as(dossier: Dossier) -> PublishedAs:
    """Return what a dossier has to publish."""
    strategy = dossier.strategy
    if strategy is not None and strategy.adopted_on is not None:
        return PublishedAs.ADOPTED
    begun = dossier.objectives or dossier.actions or (strategy is not None and (strategy.axes or strategy.means))
    return PublishedAs.DRAFT if begun else PublishedAs.FOOTPRINT


def dated(dossier: Dossier) -> str | None:
    """Return the latest date that a dossier gives for what is published; None when it gives none.

    That of the figures (`method.as_of`) and those of its acts: never the clock, nor a date that follows from a year.
    """
    said = (drawn_from(path)(dossier) for path in ("method.as_of", "programme.date", "strategy.adopted_on"))
    presented = map(drawn_from("report.presented_on"), dossier.annual_reviews)
    return max(filter(None, (*said, *presented)), default=None)


def measured_text(drawn: Publishable) -> str:
    """Say what each perimeter rests on: an inventory, head counts, euros, nothing."""
    climate = judged_organisation(drawn.result, drawn.tables, ()).climate
    whose = "L’organisation (ce que la collectivité possède, achète, exploite) "
    of_it = f"est {basis_text(climate.basis)}" if climate.basis is not None else "n’est pas évaluée"
    if climate.state is FigureState.PARTIAL:
        of_it += ", en partie seulement"
    readings = readings_of_territory(drawn.result)
    text = f"{whose}{of_it} ; le territoire n’est pas évalué."
    if readings.is_assessed:
        text = f"{whose}{of_it}. Le territoire est estimé et se lit de deux façons : {territory_text(readings)}."
    both = readings.by_inhabitant.figure.value is not None and climate.value is not None
    return text + (" La première est dans le second : les deux ne s’additionnent pas." if both else "")
