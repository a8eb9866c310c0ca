"""What the engine says: lines, gaps, notices, the assessment. Codes, never sentences."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import fsum, prod
from types import MappingProxyType
from typing import Any, NamedTuple

from snr_cli.catalog.records import Factor
from snr_cli.engine.coverage import Coverage
from snr_cli.model.dossier import Dossier
from snr_cli.model.grouped import in_groups
from snr_cli.model.territory import GROUP

# What an assessment is asked of: a dossier, the members of a group, the options.


class MemberDossier(NamedTuple):
    """A member as the group names it, and its dossier."""

    id: str
    name: str | None
    dossier: Dossier


@dataclass(frozen=True, eq=False, repr=False)
class AssessmentAsked:
    """What an assessment was made from: see `engine.assess.assess`."""

    dossier: Dossier
    factor_set: str | None
    licence: str | None
    without: tuple[str, ...]
    members: tuple[MemberDossier, ...]
    part: str | None
    read: frozenset[str] | None = None


def owner_prefix(owner: str, part: str | None) -> str:
    """Return what comes before the ids of the lines of a dossier, in the assessment of a part or of the whole group.

    Ids, sites and entities may be equal between members.

    Args:
        owner: the part that the dossier is of.
        part: the part that is assessed; None for the whole group.
    """
    return "" if owner == (part or GROUP) else f"{owner}/"


# A number that knows how it was made: its unit, its status, its source, and the operation on its parts.


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value and its derivation.

    `name` is a code put into words by the screen. `status`: given, organisation, default, override, estimated,
    derived. `operation`: leaf, product, divide (first part over the product of the others), sum, max. `row`: the row of the
    tables behind a leaf, where its bounds matter.
    """

    name: str
    value: float
    unit: str
    status: str = "derived"
    source: str = ""
    operation: str = "leaf"
    parts: tuple["Quantity", ...] = ()
    row: Factor | None = None


def product(name: str, unit: str, *parts: Quantity) -> Quantity:
    """Multiply."""
    return Quantity(name, prod(part.value for part in parts), unit, operation="product", parts=parts)


def divide(name: str, unit: str, top: Quantity, *bottom: Quantity) -> Quantity:
    """Divide the first by the product of the others (which are never 0: the model bounds them)."""
    return Quantity(
        name, top.value / prod(part.value for part in bottom), unit, operation="divide", parts=(top, *bottom)
    )


def add(name: str, unit: str, *parts: Quantity) -> Quantity:
    """Add, exactly rounded."""
    return Quantity(name, fsum(part.value for part in parts), unit, operation="sum", parts=parts)


def largest(name: str, unit: str, *parts: Quantity) -> Quantity:
    """Take the largest."""
    return Quantity(name, max(part.value for part in parts), unit, operation="max", parts=parts)


def sources(quantity: Quantity) -> set[str]:
    """Return the source of every value in a derivation."""
    return {quantity.source}.union(*(sources(part) for part in quantity.parts))


def leaves(quantity: Quantity) -> Iterator[Quantity]:
    """Yield the values that a derivation is made of."""
    if not quantity.parts:
        yield quantity
    for part in quantity.parts:
        yield from leaves(part)


CLIMATE = "climate_change"
ELECTRICITY = "final_energy"
DEDUCED = "embodied_deduced"  # the stage of an embodied part that is deduced from climate change (`method.impute`)
TECHNICAL = "dc_technical_kw_year"  # the type of what surrounds the devices of a room: cooling, batteries


class Notice(NamedTuple):
    """A warning, by code; `values` fill its sentence."""

    code: str
    subject: str = ""
    values: tuple[tuple[str, Any], ...] = ()


def notice(code: str, subject: str = "", **values: Any) -> Notice:
    """Make a notice."""
    return Notice(code, subject, tuple(values.items()))


class Gap(NamedTuple):
    """Something not assessed: where, which category and stage, and why. Never a zero."""

    subject: str
    category: str
    stage: str
    reason: str
    values: tuple[tuple[str, Any], ...] = ()


class Term(NamedTuple):
    """One product: an amount of activity (for one unit of the line, a year) × a factor."""

    category: str
    stage: str
    amount: Quantity
    factor: Factor

    @property
    def value(self) -> float:
        """Impact of one unit of the line."""
        return self.amount.value * self.factor.value


@dataclass(frozen=True, eq=False, repr=False)
class Recipe:
    """The terms of one unit of a line; shared by all the lines that differ only by quantity."""

    terms: tuple[Term, ...]
    gaps: tuple[Gap, ...]
    electricity: Quantity | None = None
    lifetime: Quantity | None = None

    @cached_property
    def unit_impacts(self) -> dict[str, dict[str, float]]:
        """Impact of one unit: category → stage → value."""
        impacts: dict[str, dict[str, list[float]]] = {}
        for term in self.terms:
            impacts.setdefault(term.category, {}).setdefault(term.stage, []).append(term.value)
        return {
            category: {stage: fsum(values) for stage, values in stages.items()} for category, stages in impacts.items()
        }

    @cached_property
    def unit_totals(self) -> dict[str, float]:
        """Impact of one unit: category → value."""
        return {category: fsum(stages.values()) for category, stages in self.unit_impacts.items()}

    @property
    def has_own_factor(self) -> bool:
        """Whether its climate factor is that of the dossier."""
        return any(term.category == CLIMATE and term.factor.overridden for term in self.terms)

    @cached_property
    def incomplete(self) -> frozenset[str]:
        """Categories with at least one stage not assessed."""
        return frozenset(gap.category for gap in self.gaps)

    @cached_property
    def deduced(self) -> frozenset[str]:
        """Categories whose embodied part is deduced from climate change."""
        return frozenset(term.category for term in self.terms if term.stage == DEDUCED)

    def covers(self, category: str) -> str:
        """Say whether a category is `complete`, `deduced` (whole, thanks to a deduced part), `partial` or `none`."""
        if category == ELECTRICITY:
            if self.electricity is None:
                return "none"
        elif category not in self.unit_totals:
            return "none"
        return "partial" if category in self.incomplete else "deduced" if category in self.deduced else "complete"


class Line(NamedTuple):
    """A line of the inventory once assessed: `scale` units of its recipe."""

    id: str
    label: str
    type: str
    kind: str
    group: str
    inventory_group: str
    site: str
    entity: str
    quality: str
    quantity: float
    unit: str
    scale: Quantity
    recipe: Recipe
    public: bool = False
    spending: bool = False
    role: str = ""
    certainty: str = "sure"

    def total(self, category: str) -> float | None:
        """Impact of the line a year; None when nothing of the category could be assessed."""
        unit = self.recipe.unit_totals.get(category)
        return None if unit is None else self.scale.value * unit

    def stages(self, category: str) -> dict[str, float]:
        """Impact by stage."""
        return {stage: self.scale.value * value for stage, value in self.recipe.unit_impacts.get(category, {}).items()}

    @property
    def electricity_kwh(self) -> float | None:
        """Final electricity of the line, in kWh a year."""
        return None if self.recipe.electricity is None else self.scale.value * self.recipe.electricity.value


def assessed_sum(lines: Sequence[Line]) -> float | None:
    """Return the climate footprint of lines: None when there are some and none is assessed, 0 when there is none."""
    known = [value for line in lines if (value := line.total(CLIMATE)) is not None]
    return fsum(known) if known or not lines else None


def folded(lines: Iterable[Line]) -> list[tuple[Recipe, float]]:
    """Return each recipe with the exactly rounded sum of the amounts of its lines: what makes many lines cheap."""
    weights: dict[int, tuple[Recipe, list[float]]] = {}
    for line in lines:
        weights.setdefault(id(line.recipe), (line.recipe, []))[1].append(line.scale.value)
    return [(recipe, fsum(amounts)) for recipe, amounts in weights.values()]


def grouped(lines: Iterable[Line], key: Callable[[Line], str]) -> dict[str, dict[str, float]]:
    """Return, by key, the total of each category."""
    by_key = in_groups((key(line), line) for line in lines)
    result: dict[str, dict[str, float]] = {}
    for name, members in by_key.items():
        values: dict[str, list[float]] = {}
        for recipe, amount in folded(members):
            for category, unit in recipe.unit_totals.items():
                values.setdefault(category, []).append(amount * unit)
            if recipe.electricity is not None:
                values.setdefault(ELECTRICITY, []).append(amount * recipe.electricity.value)
        result[name] = {category: fsum(value) for category, value in values.items()}
    return result


def staged(lines: Iterable[Line]) -> dict[str, dict[str, float]]:
    """Return, by stage, the total of each category."""
    values: dict[str, dict[str, list[float]]] = {}
    for recipe, amount in folded(lines):
        for category, stages in recipe.unit_impacts.items():
            for stage, unit in stages.items():
                values.setdefault(stage, {}).setdefault(category, []).append(amount * unit)
        if recipe.electricity is not None:
            values.setdefault("use", {}).setdefault(ELECTRICITY, []).append(amount * recipe.electricity.value)
    return {
        stage: {category: fsum(amounts) for category, amounts in categories.items()}
        for stage, categories in values.items()
    }


@dataclass(frozen=True, eq=False, repr=False)
class Organisation:
    """The first perimeter: what the authority owns, buys, operates.

    Not assessed is never 0: a category is absent from what has no assessed term in it, and `electricity_kwh`, `spending` and
    the share of a class of quality are None. Nothing in euros, or no line of a class, is a true 0. `facts`: of all that it counts, members
    of a group included.
    """

    lines: tuple[Line, ...]
    public_lines: tuple[Line, ...]
    totals: dict[str, float]
    coverage: dict[str, Coverage]
    electricity_kwh: float | None
    spending: float | None
    quality: dict[str, tuple[int, float | None]]
    missing_groups: tuple[str, ...]
    without: tuple[str, ...]
    facts: dict[str, "Fact"]

    @cached_property
    def by_group(self) -> dict[str, dict[str, float]]:
        """Group → category → total a year."""
        return grouped(self.lines, lambda line: line.group)

    @cached_property
    def by_stage(self) -> dict[str, dict[str, float]]:
        """Stage → category → total a year."""
        return staged(self.lines)

    @cached_property
    def by_site(self) -> dict[str, dict[str, float]]:
        """Site → category → total a year; the lines of none under an empty name."""
        return grouped(self.lines, lambda line: line.site)

    @cached_property
    def by_entity(self) -> dict[str, dict[str, float]]:
        """Entity → category → total a year; the lines of none under an empty name."""
        return grouped(self.lines, lambda line: line.entity)


class Estimate(NamedTuple):
    """A figure of the territory with its range, its derivation and its source."""

    value: float
    unit: str
    low: float | None
    high: float | None
    quantity: Quantity


@dataclass(frozen=True, eq=False, repr=False)
class TerritoryEstimate:
    """The second perimeter: estimated. The two readings stand side by side and are never summed."""

    totals: dict[str, Estimate]
    by_tier: dict[str, dict[str, Estimate]]
    by_stage: dict[str, dict[str, float]]
    tier_stages: dict[str, dict[str, Estimate]]
    views: dict[str, Estimate]
    households: dict[str, float]
    household_lines: tuple[Line, ...]
    household_totals: dict[str, float]


class Use(NamedTuple):
    """A digital use: a second reading of the territory."""

    id: str
    label: str
    kind: str
    status: str
    quantity: Quantity
    unit: str
    line: Line


class Fact(NamedTuple):
    """A fact on the authority, with its status (given or default) and vintage."""

    value: Any
    status: str
    source: str
    year: int | None = None


class Shares(NamedTuple):
    """Fractions of a line by moment of its life; `manufacturing` holds for end of life and unsplit embodied stages."""

    manufacturing: float
    distribution: float
    use: float

    def of(self, stage: str) -> float:
        """Return the fraction of a stage."""
        return {"use": self.use, "distribution": self.distribution}.get(stage, self.manufacturing)


class Part(NamedTuple):
    """A fraction of an assessed line."""

    line: Line
    shares: Shares


@dataclass(frozen=True, eq=False, repr=False)
class Carrier:
    """What carries parts of lines: a host, a machine, an application, or what is left of one of them."""

    id: str
    label: str
    parts: tuple[Part, ...]

    @property
    def categories(self) -> tuple[str, ...]:
        """Categories with a value, in the order of the lines."""
        fromkeys = dict.fromkeys(category for part in self.parts for category in part.line.recipe.unit_totals)
        return (*fromkeys, ELECTRICITY) if any(part.line.recipe.electricity for part in self.parts) else tuple(fromkeys)

    def stages(self, category: str) -> dict[str, float]:
        """Impact by stage, exactly rounded sums."""
        by_stage: dict[str, list[float]] = {}
        for line, shares in self.parts:
            if category == ELECTRICITY:
                if (kwh := line.electricity_kwh) is not None:
                    by_stage.setdefault("use", []).append(kwh * shares.use)
                continue
            for stage, value in line.stages(category).items():
                by_stage.setdefault(stage, []).append(value * shares.of(stage))
        return {stage: fsum(values) for stage, values in by_stage.items()}

    def total(self, category: str) -> float | None:
        """Impact a year; None when nothing of the category could be assessed."""
        return None if self.covers(category) == "none" else fsum(self.stages(category).values())

    def covers(self, category: str) -> str:
        """Say whether a category is `complete`, `deduced`, `partial` or `none`, by the lines behind."""
        states = {part.line.recipe.covers(category) for part in self.parts}
        if states <= {"none"}:
            return "none"
        return "complete" if states == {"complete"} else "deduced" if states <= {"complete", "deduced"} else "partial"


@dataclass(frozen=True, eq=False, repr=False)
class Host(Carrier):
    """A line, or a pool of lines, that its machines share by `allocation`."""

    allocation: str


@dataclass(frozen=True, eq=False, repr=False)
class MachineCarrier(Carrier):
    """A virtual machine: its shares of the host by moment, with their derivation; none when they are not known."""

    host: str
    quantity: float
    basis: dict[str, Quantity]


@dataclass(frozen=True, eq=False, repr=False)
class ApplicationCarrier(Carrier):
    """An application: the machines and services that it runs on, and the share it takes of each."""

    members: tuple[tuple[str, float], ...]


@dataclass(frozen=True, eq=False, repr=False)
class Remainder(Carrier):
    """What no application carries of a host, a machine or a service, and why."""

    reason: str


@dataclass(frozen=True, eq=False, repr=False)
class VirtualView:
    """A second reading of lines of the organisation: applications and remainders sum to hosts and services."""

    allocation: str
    hosts: tuple[Host, ...]
    services: tuple[Carrier, ...]
    machines: tuple[MachineCarrier, ...]
    applications: tuple[ApplicationCarrier, ...]
    remainders: tuple[Remainder, ...]

    @cached_property
    def whole(self) -> Carrier:
        """What is shared: every host, and every service that an application names."""
        return Carrier("", "", tuple(part for carrier in (*self.hosts, *self.services) for part in carrier.parts))


class Taken(NamedTuple):
    """What a part of a group takes of a pooled line, and by which key."""

    line: str
    key: str
    share: Quantity


class MemberPart(NamedTuple):
    """A part of a group: a member, or the group itself. Own lines and pooled share, by category; the parts sum to the group."""

    id: str
    label: str
    lines: int
    own: dict[str, float]
    pooled: dict[str, float]
    taken: tuple[Taken, ...]
    estimated: float  # of its own lines, what is drawn from a head count (climate change)

    @property
    def totals(self) -> dict[str, float]:
        """Own lines and pooled share together."""
        both = (self.own, self.pooled)
        return {
            category: fsum(values[category] for values in both if category in values)
            for category in dict.fromkeys((*self.own, *self.pooled))
        }


class CarriedFigures(NamedTuple):
    """The figures that are those of an earlier year: by line id, that year; `territory`: that of what the territory is read from."""

    lines: Mapping[str, int] = MappingProxyType({})
    territory: int | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Assessment:
    """The whole result. `carried`: what of it was counted in an earlier year than that of reference."""

    facts: dict[str, Fact]
    reference_year: int
    options: tuple[str, ...]
    factor_set: str
    factors_sha256: str
    licence: str
    place: str
    electricity: dict[str, Factor]
    organisation: Organisation
    territory: TerritoryEstimate
    uses: tuple[Use, ...]
    gaps: tuple[Gap, ...]
    notices: tuple[Notice, ...]
    sources: tuple[str, ...]
    overrides: tuple[str, ...] = ()
    virtual: VirtualView | None = None
    # a group with its members; the one part alone when the result is that of a part
    members: tuple[MemberPart, ...] = ()
    part: str | None = None
    carried: CarriedFigures = field(default_factory=CarriedFigures)
    asked: "AssessmentAsked | None" = None  # the call that made it

    @property
    def territory_year(self) -> int:
        """The year in which what the territory is read from was counted."""
        return self.reference_year if self.carried.territory is None else self.carried.territory
