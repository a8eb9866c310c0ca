"""Rows of the factor tables as frozen records.

Named tuples: immutable, and five times quicker to define than frozen dataclasses, which every start would pay for.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Final, NamedTuple

from snr_cli.french.words.dossier import BUILT_IN_UNITS


class Factor(NamedTuple):
    """One value: an amount of a category per unit of activity.

    `subject` is an equipment type, a service, a place or a figure's id; `stage` a life-cycle stage or component.
    `bounds` says what the source means by `low` and `high`: `ci95`, `p10_p90`, `extremes` (of a tool, of two variants), or
    `partial` (a rounding, the extremes of fewer than ten values: not the whole uncertainty), `others` (the same, of values that
    other sources publish), or `upper` (no bound of its own:
    `high` is another published value, `low` is None). `fallback`: taken in place of a default row that the licence asked for
    leaves out. `valid_until`: the date at which the source ends its validity, `replaced_by`:
    what the source puts in its place (an element, an edition); both empty when the source says nothing of it.
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
    bounds: str = ""
    valid_until: str = ""
    replaced_by: str = ""
    fallback: bool = False


class Usage(NamedTuple):
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


class KeptRow(NamedTuple):
    """A row as a result keeps it: without what only a person reads."""

    row: int
    subject: str
    source: str
    titles: str
    line: str


NEVER = "no"  # the cell of a year that never comes


class EquipmentType(NamedTuple):
    """A type of equipment: its label, group, group of annex A of the RCP SI, role.

    `agec_from`: the first year of which purchases of it count in the category of computers and telephones (loi AGEC, art. 58); None: never.
    """

    id: str
    label: str
    group: str
    inventory_group: str
    role: str
    in_room: bool
    agec_from: int | None = None


class ServiceType(NamedTuple):
    """A type of service: functional unit, group, and what its total holds.

    `published_title`: what the source calls the row, where our name says more than it: a ratio of money is of a branch of
    the economy, not of information technology.
    """

    id: str
    name: str
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
    published_title: str = ""

    @property
    def yearly_unit(self) -> str:
        """Return the unit of its volume of a year: Go par an, To par an, abonnements."""
        return self.unit_fr if self.unit.endswith("-year") else f"{self.unit_fr} par an"

    def titled(self, name: str) -> str:
        """Return a name with the title under which the source publishes the row, where it has one."""
        return f"{name} (ratio publié : {self.published_title})" if self.published_title else name

    @property
    def label(self) -> str:
        """Our name of the type, with the published title."""
        return self.titled(self.name)


def yearly_units(services: Mapping[str, ServiceType]) -> dict[str, str]:
    """Return what the quantity of each type of service is counted in, those that the dossier describes with their own keys included."""
    return {name: service_type.yearly_unit for name, service_type in services.items()} | BUILT_IN_UNITS


class Span(NamedTuple):
    """The years that a published factor of a service covers.

    `is_stock`: one year of what is held takes a fraction of it. Else the service is a flow, charged once: `share` is the part
    that grows with the years it is kept.
    """

    years: float
    is_stock: bool
    share: float
    source: str


class Category(NamedTuple):
    """An impact category or flow: its unit, the stages a complete figure needs (empty: all), the category that contains it.

    `one_family`: sources are orders of magnitude apart there, so that one is never taken in place of another.
    """

    id: str
    unit: str
    kind: str
    mandatory: bool
    label: str
    stages: tuple[str, ...]
    within: str = ""
    one_family: bool = False


class Source(NamedTuple):
    """Where values come from, and whether they may be shipped; in French, without what only an auditor asks for.

    `redistribution`: `yes`, `contested` (an open licence on what comes from a closed base), `unclear` or `no`, and why.
    `edition` is ours, `latest_edition` the latest one known and `looked_on` the day (2026-11-30) of that look: None when nobody looked.
    """

    id: str
    title: str
    publisher: str
    title_fr: str
    publisher_fr: str
    year: int
    edition: str
    latest_edition: str | None
    looked_on: str | None
    url: str
    licence: str
    licence_fr: str
    redistribution: str
    caveat: str
    redistribution_reason_fr: str


class FactorSet(NamedTuple):
    """A named choice between sources: which rows it takes; the rest falls back on the defaults."""

    id: str
    label: str
    source: str
    profile: str


class Authority(NamedTuple):
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


class LibraryAction(NamedTuple):
    """An action of the library: what it changes (a rule of plan/suggest.py on types of lines), how it is followed.

    `targets`: type, `group:…`, or `territory:…`, with a value of its own when it has one. No cost is computed from `cost`.
    """

    id: str
    title: str
    themes: tuple[int, ...]
    targets: tuple[tuple[str, str], ...]
    rule: str
    value: str
    limit: str
    component: str
    see: tuple[str, ...]
    indicators: tuple[str, ...]
    good_practice: str
    cost: str
    source: str
    locator: str
    note: str
    row: int = 0


class LibraryIndicator(NamedTuple):
    """The definition of an indicator of the catalogue (I-01 to I-63).

    `computed`: the engine can compute it from a dossier. `follows_actions`: false for a national mean that no local action
    moves.
    """

    id: str
    title: str
    unit: str
    formula: str
    direction: str
    source: str
    origin: str
    frequency: str
    computed: bool
    follows_actions: bool
    threshold: str
    themes: tuple[int, ...]
    row: int = 0


class CatalogError(Exception):
    """The bundled tables are wrong (exit code 3): file, row and reason in French."""


# What is told in euros: the ratio of a branch of the economy, its published title, and the lines it may count twice.

SPENDING: Final = "services/spending.csv"
# what is bought without goods: services, software, advice
BOUGHT_SERVICES: Final = frozenset({"spend_it_services_keur", "spend_software_keur", "spend_consulting_keur"})
WHOLE_EQUIPMENT: Final = "equipment"  # every line of equipment, whatever its group


class Spending(NamedTuple):
    """A type counted in euros.

    `beside`: groups of lines of the same thing (`same`), or of what the amount may hold among others; `reason`: why.
    """

    id: str
    published_title: str
    beside: tuple[str, ...]
    same: bool
    reason: str


# The dossier's own values laid over the published rows: what each one replaces, and what a published total already holds.

SPLIT = ("manufacturing", "distribution", "end_of_life")
TOTALS = ("embodied_total", "total")
CONSUMABLES = "consumables"  # of a year: whatever the lifetime, so beside the embodied stages and never one of them


class Held(NamedTuple):
    """A value of the dossier for a part that the published total already holds: added, it would be counted twice.

    `place` is its place in `factors.overrides`; `missing` the parts to give with it, for them to replace the `published` total.
    """

    place: int
    subject: str
    category: str
    part: str
    missing: tuple[str, ...]
    published: Factor


class HeldError(Exception):
    """Values of the dossier that the published totals of the factors in use already hold."""

    def __init__(self, held: Iterable[Held]) -> None:
        self.held = tuple(held)
        super().__init__(", ".join(each.subject for each in self.held))


def laid_over(published: Iterable[Factor], own: Collection[Factor], parts: Iterable[str]) -> tuple[Factor, ...]:
    """Return the rows of one category, the dossier's own in place of those that they replace.

    A total of the dossier replaces everything. A part replaces the same part; beside a published total alone it is added
    when the total excludes it, and replaces the total when every part that the total holds is given.

    Args:
        published: the rows of the catalogue.
        own: those of the dossier; no part that a published total holds alone (`missing_parts`).
        parts: what a total of this category is made of.
    """
    published = tuple(published)
    given = {row.stage for row in own}
    if not own or given & set(TOTALS):
        return tuple(own) or published
    kept = [row for row in published if row.stage not in given]
    split = [row for row in published if _is_part(row)]
    for row in published:
        if row.stage in TOTALS and (split or given & held_parts(row, parts)):
            kept.remove(row)  # the published parts, or those of the dossier, say the whole
    return (*kept, *own)


def held_parts(total: Factor, parts: Iterable[str]) -> set[str]:
    """Return what a published total holds."""
    return set(parts) - {total.excludes}


def missing_parts(published: Iterable[Factor], given: Collection[str], parts: Iterable[str]) -> tuple[str, ...]:
    """Return the parts to give with those given, when a published total alone holds both; none when all is well."""
    published, parts = tuple(published), tuple(parts)
    total = next((row for row in published if row.stage in TOTALS), None)
    if total is None or set(given) & set(TOTALS) or any(map(_is_part, published)):
        return ()
    held = held_parts(total, parts)
    return tuple(part for part in parts if part in held and part not in given) if held & set(given) else ()


def _is_part(row: Factor) -> bool:
    """Say whether a row is a part of a whole: neither a total, nor given for reference."""
    return row.stage not in TOTALS and not row.stage.endswith("_reference")
