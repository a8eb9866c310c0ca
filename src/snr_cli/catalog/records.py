"""Rows of the factor tables as frozen records.

No generated comparison or text: each generated method costs at every start, and rows are told apart by identity.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Factor:
    """One value: an amount of a category per unit of activity.

    `subject` is an equipment type, a service, a place or a figure's id; `stage` a life-cycle stage or component.
    """

    table: str
    subject: str
    category: str
    stage: str
    value: float
    unit: str
    low: float | None
    high: float | None
    source: str
    year: int
    is_default: bool
    locator: str
    place: str = ""
    row: int = 0
    excludes: str = ""
    overridden: bool = False


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Usage:
    """How a type is used by default: lifetime (years) and electricity (kWh a year)."""

    type: str
    profile: str
    lifetime_years: float | None
    kwh_per_year: float | None
    source: str
    year: int
    is_default: bool
    to_confirm: bool
    locator: str
    row: int = 0


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class EquipmentType:
    """A type of equipment: its label, group, group of annex A of the RCP SI, role."""

    id: str
    label: str
    group: str
    inventory_group: str
    role: str
    in_room: bool


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ServiceType:
    """A type of service: functional unit, group, and what its total holds."""

    id: str
    label: str
    group: str
    inventory_group: str
    unit: str
    unit_fr: str
    medium: str
    network_role: str
    total_includes_terminals: bool
    total_includes_network: bool
    needs_pue: bool
    is_spending: bool


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Category:
    """An impact category or flow: its unit, and the stages a complete figure needs (empty: all)."""

    id: str
    unit: str
    kind: str
    mandatory: bool
    label: str
    stages: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Source:
    """Where values come from, and whether they may be shipped."""

    id: str
    title: str
    publisher: str
    year: int
    url: str
    licence: str
    redistribution: str
    caveat: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FactorSet:
    """A named choice between sources: which rows it takes; the rest falls back on the defaults."""

    id: str
    label: str
    source: str
    profile: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Authority:
    """A real authority: populations, households, jobs, fibre, each with its vintage."""

    siren: str
    kind: str
    insee_code: str
    name: str
    department: str
    population_municipale: int | None
    population_totale: int | None
    communes: int | None
    households: int | None
    households_year: int | None
    jobs: int | None
    jobs_year: int | None
    fibre_share: float | None
    fibre_year: int | None


class CatalogError(Exception):
    """The bundled tables are wrong (exit code 3): file, row and reason in French."""
