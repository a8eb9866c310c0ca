"""What is kept of each dossier of a portfolio: plain data, that a page, a workbook and JSON show without computing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from snr_cli.model.territory import AuthorityKind

if TYPE_CHECKING:
    from snr_cli.catalog.tables import Tables


# The classes of size within which figures are compared.

# lower bound, in inhabitants → name: groups of article L2334-3 of the CGCT put together (of its fifteen, few would hold five
# dossiers); the same for groupings, which that article does not class
_BOUNDS: Final = (0, 3_500, 10_000, 20_000, 50_000, 100_000, 200_000)
SIZE_CLASSES: Final[dict[str, str]] = {
    "under_3500": "moins de 3 500 habitants",
    "from_3500": "de 3 500 à 9 999 habitants",
    "from_10000": "de 10 000 à 19 999 habitants",
    "from_20000": "de 20 000 à 49 999 habitants",
    "from_50000": "de 50 000 à 99 999 habitants",
    "from_100000": "de 100 000 à 199 999 habitants",
    "from_200000": "200 000 habitants et plus",
}


def size_class(population: int | None) -> str:
    """Return the class of a population, empty when it is unknown."""
    if population is None:
        return ""
    return [name for bound, name in zip(_BOUNDS, SIZE_CLASSES, strict=True) if population >= bound][-1]


# Authorities of the table, which have no folder: what stands for their path, by SIREN, or by INSEE code without one.

_PATH: Final = re.compile(r"(siren|insee):(\w+)")
_KEYS: Final = {"siren": "siren", "insee": "insee_code"}  # those of `territory` in a dossier


def table_path(siren: str, insee_code: str = "") -> str:
    """Return what stands for the path of an authority: `siren:243300316`, `insee:97801`."""
    return f"siren:{siren}" if siren else f"insee:{insee_code}"


def table_key(path: str) -> tuple[str, str] | None:
    """Return the key of `territory` and the code that a path stands for; None when it is one of a file.

    >>> table_key("siren:243300316"), table_key("dossiers/territory.yaml")
    (('siren', '243300316'), None)
    """
    match = _PATH.fullmatch(path)
    return (_KEYS[match[1]], match[2]) if match else None


# its figures are there; its errors are; nothing could be read; an authority of the table, whose dossier is not here
Status = Literal["assessed", "broken", "unreadable", "no_dossier"]
RowStanding = Literal["wrong", "lacking", "ready", "other", "absent"]
DocumentState = Literal["up_to_date", "to_redo", "not_ours"]
MOST_ROW_MISTAKES: Final = 5  # errors shown of a dossier: `snr check` says them all
MOST_GAPS: Final = 12  # subjects shown as not assessed, of a perimeter: `snr assess` says them all


@dataclass(frozen=True, slots=True)
class RowMistake:
    """A finding of level error; its code is empty when the file could not be read at all."""

    code: str
    file: str
    line: int
    column: int
    message: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many findings of each level stand, and how many a comment left aside."""

    error: int = 0
    warning: int = 0
    info: int = 0
    suppressed: int = 0


@dataclass(frozen=True, slots=True)
class DutyState:
    """A duty: its answer in French, as `snr check --format summary` says it, and its status; the date it was due at, empty without any."""

    code: str
    title: str
    answer: str
    status: str
    text: str
    deadline: str = ""


@dataclass(frozen=True, slots=True)
class DecreeState:
    """Where a dossier stands for the decree.

    `standing`: whether article 35 binds it. `said`: the sentences of `snr check --format summary`. `missing`: the codes that the law
    demands and that are missing. `duties`: those of article 35 and of its decree. `deadline`: the first date at which one of them was due, empty without any.
    """

    as_of: str
    standing: str
    said: tuple[str, ...]
    missing: tuple[str, ...]
    deadline: str
    duties: tuple[DutyState, ...]


@dataclass(frozen=True, slots=True)
class FootprintState:
    """A perimeter in climate change, kgCO2e a year; None is not assessed, never 0.

    `low`, `high`: its bounds as they were judged, None without any. `is_total`: whether the sum may be shown as a total. `coverage`:
    its state, a `FigureState`. `covered`: the share of the inventory assessed whole, None for an estimate. `sets_low`, `sets_high`: the
    ends of the totals that the sets of factors give. `spending`: the share of the sum that is a ratio of euros, None for an estimate and
    where nothing is assessed. `partial`: why it is no total, in French. `not_assessed`: what is not in it and
    why, in French, the first of `gaps` subjects.
    """

    kg: float | None
    low: float | None
    high: float | None
    is_total: bool
    coverage: str
    covered: float | None
    partial: str
    not_assessed: tuple[str, ...]
    gaps: int
    sets_low: float | None = None
    sets_high: float | None = None
    spending: float | None = None


@dataclass(frozen=True, slots=True)
class ElectricityState:
    """Final electricity of the organisation, kWh a year; `is_total` and `coverage` as for a footprint."""

    kwh: float | None
    is_total: bool
    coverage: str


@dataclass(frozen=True, slots=True)
class MethodState:
    """How it was computed: only figures of one method, one set and one edition of factors compare.

    `factors_sha256`: the edition. `overrides`: what the dossier has factors of its own for, in French. `place`: of its electricity.
    """

    name: str
    version: str
    options: tuple[str, ...]
    factor_set: str
    licence: str
    factors_sha256: str
    overrides: tuple[str, ...]
    place: str


@dataclass(frozen=True, slots=True)
class DataState:
    """What the figures rest on.

    `estimated`: the share of the footprint drawn from head counts, None without any footprint. `to_confirm`: lines to confirm.
    `missing_groups`: kinds of equipment that the inventory lacks, in French. `excluded`: what the dossier says
    that it leaves out, a group without its share or a share that the interval of the total does not hold. `personal`: lines of equipment
    of mixed or personal use, of which a part counts; 0 when together they weigh less than the interval leaves in doubt. `shared`: lines that a group pools for others, which count whole. `fictitious`: an example.
    `members`: how many members of a group its figures count.
    """

    estimated: float | None
    to_confirm: int
    missing_groups: tuple[str, ...]
    excluded: tuple[str, ...]
    last_review: int | None
    fictitious: bool
    members: int = 0
    personal: int = 0
    shared: int = 0


@dataclass(frozen=True, slots=True)
class ObjectiveState:
    """An objective: its verdict by code, and in the words of the documents."""

    id: str
    title: str
    perimeter: str
    by_year: int | None
    verdict: str
    said: str


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """A document beside the dossier: its file inside the folder, what it is, and whether snr would write the same today."""

    file: str
    document: str
    state: DocumentState


@dataclass(frozen=True, slots=True)
class DossierState:
    """A dossier of a portfolio: its row.

    Attributes:
        path: its file, from the working directory, with `/`; what stands for it (`table_path`) for an authority of the table.
        name: of the authority; the path when nothing was read.
        status: `assessed` with its figures; `broken`: its errors are the row; `unreadable`: no file to read; `no_dossier`: of the
            table, nothing is judged of it.
        kind, siren, department: of the authority, empty when unknown.
        population: totale when known, else municipale, persons.
        size: its class, a key of `SIZE_CLASSES`, empty when the population is unknown.
        agents, equipped_agents: persons.
        reference_year: of the dossier.
        counts: of its findings.
        mistakes: the first errors.
        decree, organisation, territory, electricity, method, data: None unless assessed.
        objectives: in the order of the dossier.
        figures: key of `COMPARED_FIGURES` → value, those that the engine has.
        documents: those beside the dossier.
        remarks: what a reader of the row must know, in French: a SIREN that two dossiers have.
        fault: a fault of snr that kept it from being assessed, in French; empty without any.
        households_kg: the other reading of the territory, by household, kgCO2e a year, which has no range.
    """

    path: str
    name: str
    status: Status
    kind: str = ""
    siren: str = ""
    department: str = ""
    population: int | None = None
    size: str = ""
    agents: int | float | None = None
    equipped_agents: int | float | None = None
    reference_year: int | None = None
    counts: Counts = field(default_factory=Counts)
    mistakes: tuple[RowMistake, ...] = ()
    decree: DecreeState | None = None
    organisation: FootprintState | None = None
    territory: FootprintState | None = None
    electricity: ElectricityState | None = None
    method: MethodState | None = None
    data: DataState | None = None
    objectives: tuple[ObjectiveState, ...] = ()
    figures: dict[str, float] = field(default_factory=dict)
    documents: tuple[DocumentFile, ...] = ()
    remarks: tuple[str, ...] = ()
    fault: str = ""
    households_kg: float | None = None

    @property
    def is_wrong(self) -> bool:
        """Say whether it is in error or could not be read: nothing is judged of it."""
        return self.status in ("broken", "unreadable")

    @property
    def judged(self) -> DecreeState | None:
        """Return where it stands for the decree when its dossier was judged."""
        return self.decree if self.status == "assessed" else None

    @property
    def standing(self) -> RowStanding:
        """Say where it stands for article 35: in error, bound and lacking a piece, bound and lacking none, something else, no dossier."""
        if self.status == "no_dossier":
            return "absent"
        if self.judged is None:
            return "wrong"
        if self.judged.standing != "due":
            return "other"
        return "lacking" if self.judged.missing else "ready"

    @property
    def lacks(self) -> tuple[str, ...]:
        """Return what its inventory is without, in French: kinds of equipment, and what it says that it leaves out."""
        return (*self.data.missing_groups, *self.data.excluded) if self.data else ()


# Who a dossier in error says it is, where that can be told: what is typed as the format wants, else the table by SIREN.


_MOST_PERSONS: Final = 10**8
_LONGEST: Final = 200  # characters of a name


def identity_of(path: str, data: object, tables: "Tables") -> DossierState:
    """Return a row with the name, SIREN, kind, department, population and year that raw data give; its status is for the caller.

    Args:
        path: of the dossier; its name when it gives none.
        data: what was read of it, whatever it is.
        tables: the factor tables, for those that give a SIREN of the table.
    """
    given = _mapping(_mapping(data).get("territory"))
    siren = _text(given, "siren")
    siren = siren if siren.isascii() and siren.isdecimal() and len(siren) == len("243300316") else ""
    known = tables.authority(siren=siren) if siren else []
    row = DossierState(path, _text(given, "name")[:_LONGEST] or path, "broken", siren=siren)
    kind, department, people = _text(given, "kind"), _text(given, "department"), _population(given)
    if len(known) == 1:
        (authority,) = known
        row = replace(row, name=authority.name if row.name == path else row.name)
        kind, department = kind or authority.kind, department or authority.department
        people = people or authority.population_totale or authority.population_municipale
    return replace(
        row,
        kind=kind if kind in get_args(AuthorityKind) else "",
        department=department if len(department) in (2, 3) and department.isalnum() else "",
        population=people,
        size=size_class(people),
    )


def _mapping(value: object) -> Mapping[Any, Any]:
    return value if isinstance(value, dict) else {}


def _text(given: Mapping[Any, Any], key: str) -> str:
    value = given.get(key)
    return value.strip() if isinstance(value, str) else ""


def _population(given: Mapping[Any, Any]) -> int | None:
    people = _mapping(given.get("population"))
    counts = (people.get(key) for key in ("totale", "municipale"))
    return next((count for count in counts if type(count) is int and 0 < count < _MOST_PERSONS), None)
