"""Observed lifetimes against those that the result counts with: the lifetime is the number to audit.

In a steady fleet, the years that a device is kept are the devices in use over those bought in a year: two figures that every
authority has. A fleet kept 8 years and counted over 5 weighs 60 % too much in manufacture, year after year.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, isclose, prod
from typing import Final

from snr_cli.catalog.tables import PARAMETERS, Tables
from snr_cli.engine.equipment import EMBODIED
from snr_cli.engine.proof import whole_life
from snr_cli.engine.records import CLIMATE, Assessment, Line, Quantity
from snr_cli.model.dossier import Dossier, Equipment, Retirement
from snr_cli.model.grouped import in_groups
from snr_cli.plan.aims import internal_lifetime, leaf, lifetime_status

WHOLE_FLEET: Final = ""
PURCHASES, RETIREMENTS, AGES, FLEET = "purchases", "retirements", "ages", "fleet"
YEARS_BACK: Final = 5  # purchases older than that are those of another fleet
RECENT: Final = 3  # years of retirements that speak of today's practice
# what the dates of a fleet must show before its mean age says how long it is kept
DATED_SHARE, COHORTS, LARGEST_COHORT = 0.9, 3, 0.5


@dataclass(frozen=True, slots=True)
class AuditRow:
    """A type of equipment: the years it is counted over, the years it is kept, and what the difference weighs.

    Attributes:
        type: the type; empty for the whole fleet.
        lines: ids of the lines judged.
        units: devices in use.
        declared: years counted, life before and after the organisation apart (mean that keeps the yearly renewals).
        statuses: where these years come from: given, organisation, override, default.
        observed: years kept; None when nothing was bought.
        evidence: `purchases`, `retirements` (ages in an inventory), `ages` (dates of what is in use), `fleet` (mean age at
            retirement of the whole fleet).
        seen: units bought a year, units retired, or units dated.
        years: the years observed.
        kg_at_stake: kgCO2e counted too much each year (negative: too little); None when it cannot be said.
        unamortised_kg: kgCO2e of the devices retired early in a year that no year has counted; None when it is not assessed.
        enough: the units are many enough to judge: one order or one lot would not make the difference.
        beyond: the difference is more than 20 %, on enough units.
        proved: it is more than one year of purchases can explain.
    """

    type: str
    lines: tuple[str, ...]
    units: float
    declared: float
    statuses: tuple[str, ...]
    observed: float | None
    evidence: str
    seen: float
    years: tuple[int, ...]
    kg_at_stake: float | None
    unamortised_kg: float | None
    enough: bool
    beyond: bool
    proved: bool


def observed_lifetime(units: float, bought: float) -> float | None:
    """Return the years that a steady fleet is kept; None when nothing was bought: it is not renewed."""
    return units / bought if bought else None


def audit(
    dossier: Dossier, assessment: Assessment, tables: Tables, retirements: Iterable[Retirement] = ()
) -> tuple[AuditRow, ...]:
    """Return one row for each type whose lifetime can be observed, then the whole fleet if ages at retirement are given.

    Args:
        dossier: the dossier, inventories read.
        assessment: its assessment.
        tables: for the thresholds.
        retirements: devices that inventories say retired, with their age.
    """
    auditor = _Auditor(dossier, assessment, tables, tuple(retirements))
    rows = [row for kind in auditor.fleets if (row := auditor.row(kind)) is not None]
    rows.sort(key=lambda row: (-abs(row.kg_at_stake or 0.0), row.type))
    whole = auditor.whole()
    return (*rows, whole) if whole is not None else tuple(rows)


def at_stake(line: Line, observed: float | None) -> float | None:
    """Return the kgCO2e a year that a line counts too much if it is kept so many years; None when it cannot be said."""
    counted = line.recipe.lifetime
    if observed is None or counted is None or internal_lifetime(line) is None:
        return None
    made = embodied(line)
    return (
        None if made is None else made * (1.0 - counted.value / _kept(counted, observed, leaf(counted, "age") or 0.0))
    )


def embodied(line: Line) -> float | None:
    """Return the yearly climate impact of a line outside use; None when no stage of it is assessed."""
    known = [value for stage, value in line.stages(CLIMATE).items() if stage in EMBODIED]
    return fsum(known) if known else None


def _kept(counted: Quantity, years: float, age: float) -> float:
    """Return the years over which a unit of that age would count, were it kept so many years: the derivation with another leaf."""
    if counted.name == "lifetime" and not counted.parts:
        return years
    if counted.name == "internal_lifetime":
        return -max(years, age)
    parts = [_kept(part, years, age) for part in counted.parts]
    if not parts:
        return counted.value
    if counted.operation == "max":
        return max(parts)
    if counted.operation == "sum":
        return fsum(parts)
    kept = prod(parts) if counted.operation == "product" else parts[0] / prod(parts[1:])
    return max(kept, 0.0) if counted.name == "reuse" else kept  # no life after when the life here is already longer


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one kind of evidence says of a type."""

    evidence: str
    lines: Sequence[Equipment]
    observed: float | None
    seen: float
    years: tuple[int, ...]


class _Auditor:
    """The devices in use of a dossier, by type, and what is known of their life."""

    def __init__(
        self, dossier: Dossier, assessment: Assessment, tables: Tables, retirements: tuple[Retirement, ...]
    ) -> None:
        self.dossier = dossier
        self.year = dossier.reference_year
        self.assessed = {line.id: line for line in assessment.organisation.lines}
        self.of_method = not assessment.options  # the options spread nothing over the lifetime, or not only
        names = ("lifetime_drift", "lifetime_drift_mean", "lifetime_drift_units")
        values = {row.subject: row.value for row in tables.factors(PARAMETERS, names)}
        self.drift_one_year, self.drift, self.enough = (values[name] for name in names)
        self.fleets: dict[str, list[Equipment]] = {}
        for line in dossier.equipment:
            # a personal device is neither bought nor retired by the organisation
            if line.state == "in_use" and line.ownership != "byod" and line.quantity and self.counted(line):
                self.fleets.setdefault(line.type, []).append(line)
        self.retired = in_groups(
            (retirement.type, retirement)
            for retirement in retirements
            if self.year - RECENT < retirement.year <= self.year
        )

    def counted(self, line: Equipment) -> float | None:
        """Return the years that a unit of a line is counted here; None when nothing says them."""
        assessed = self.assessed.get(line.id)
        years = internal_lifetime(assessed) if assessed is not None else None
        own = self.dossier.method.lifetimes.get(line.type)
        return years or line.lifetime_years or (own.years if own else None)

    def status(self, line: Equipment) -> str:
        """Return where these years come from."""
        assessed = self.assessed.get(line.id)
        return (lifetime_status(assessed) if assessed is not None else "") or (
            "given" if line.lifetime_years else "organisation"
        )

    def declared(self, lines: Sequence[Equipment]) -> float:
        """Return the mean years of lines: devices over the yearly renewals that they suppose."""
        renewals = fsum(line.quantity / (self.counted(line) or 1.0) for line in lines)
        return fsum(line.quantity for line in lines) / renewals

    def row(self, kind: str) -> AuditRow | None:
        """Return the row of a type by the best evidence there is: means first, then one year, then dates."""
        lines = self.fleets[kind]
        bought = self._purchases(kind, lines)
        retired = self._retirements(kind, lines)
        several = bought is not None and len(bought.years) > 1
        seen = (bought if several else None) or retired or bought or self._ages(lines)
        return None if seen is None else self._row(kind, seen)

    def _row(self, kind: str, found: _Seen) -> AuditRow:
        declared, units = self.declared(found.lines), fsum(line.quantity for line in found.lines)
        expected = found.seen if found.evidence == RETIREMENTS else units / declared * max(1, len(found.years))
        known = expected >= self.enough
        one_year = found.evidence == PURCHASES and len(found.years) == 1
        beyond = known and _drifts(found.observed, declared, self.drift)
        return AuditRow(
            kind,
            tuple(line.id for line in found.lines),
            units,
            declared,
            tuple(dict.fromkeys(self.status(line) for line in found.lines)),
            found.observed,
            found.evidence,
            found.seen,
            found.years,
            self._at_stake(dict.fromkeys((line.id for line in found.lines), found.observed)),
            self._unamortised(kind, found, declared, steady=beyond),
            known,
            beyond,
            beyond and (not one_year or _drifts(found.observed, declared, self.drift_one_year)),
        )

    def _at_stake(self, observed: Mapping[str, float | None]) -> float | None:
        """Return the kilograms counted too much a year by lines kept so many years each."""
        if not self.of_method:
            return None
        stakes = [at_stake(self.assessed[name], years) for name, years in observed.items() if name in self.assessed]
        known = [value for value in stakes if value is not None]
        return fsum(known) if known else None

    def _unamortised(self, kind: str, seen: _Seen, declared: float, *, steady: bool) -> float | None:
        """Return the kilograms of devices retired early that no year has counted.

        The devices that an inventory says retired in the year; else, `steady`, those that a fleet kept so short retires.
        """
        lines = [self.assessed[line.id] for line in seen.lines if line.id in self.assessed]
        units = fsum(line.scale.value for line in lines)
        if not self.of_method or not units:
            return 0.0
        made = [value for line in lines if (value := embodied(line)) is not None]
        if not made:
            return None
        yearly = fsum(made) / units  # of one unit
        early = [
            retirement
            for retirement in self.retired.get(kind, ())
            if retirement.year == self.year and retirement.age < declared
        ]
        if early:
            return yearly * fsum(retirement.units * (declared - retirement.age) for retirement in early)
        if not steady or seen.observed is None or seen.observed >= declared:
            return 0.0
        return yearly * units / seen.observed * (declared - seen.observed)

    def _purchases(self, kind: str, lines: Sequence[Equipment]) -> _Seen | None:
        """Read the purchases of the last years by type; else those that the lines give for the year.

        Lines that account for all the purchases of the year are the ones renewed: the others were bought in one go.
        """
        years: dict[int, float] = {}
        for purchase in self.dossier.purchases:
            if kind in purchase.units and self.year - YEARS_BACK < purchase.year <= self.year:
                years[purchase.year] = years.get(purchase.year, 0.0) + purchase.units[kind]
        said = [line for line in lines if line.purchased_in_year is not None]
        this_year = fsum(line.purchased_in_year or 0.0 for line in said)
        if years:
            if self.year not in years and len(said) == len(lines):
                years[self.year] = this_year
            elif said and this_year and isclose(this_year, years.get(self.year, 0.0)):
                lines = said
        elif said:
            lines, years = said, {self.year: this_year}
        else:
            return None
        mean = fsum(years.values()) / len(years)
        observed = observed_lifetime(fsum(line.quantity for line in lines), mean)
        return _Seen(PURCHASES, lines, observed, mean, tuple(sorted(years)))

    def _retirements(self, kind: str, lines: Sequence[Equipment]) -> _Seen | None:
        """Read the ages at which an inventory says that devices were retired."""
        retirements = self.retired.get(kind, ())
        units = fsum(retirement.units for retirement in retirements)
        if units < self.enough:
            return None
        mean = fsum(retirement.age * retirement.units for retirement in retirements) / units
        return _Seen(RETIREMENTS, lines, mean, units, tuple(sorted({retirement.year for retirement in retirements})))

    def _ages(self, lines: Sequence[Equipment]) -> _Seen | None:
        """Read the dates of what is in use: in a steady fleet, the mean age is half of the years kept.

        A fleet bought in one go says nothing: several years of purchase are asked for, none of them half of the fleet.
        """
        cohorts: dict[int, float] = {}
        for line in lines:
            if line.purchase_year is not None and line.purchase_year <= self.year:
                cohorts[line.purchase_year] = cohorts.get(line.purchase_year, 0.0) + line.quantity
        dated, units = fsum(cohorts.values()), fsum(line.quantity for line in lines)
        few = not dated or dated < DATED_SHARE * units or len(cohorts) < COHORTS
        if few or max(cohorts.values()) > LARGEST_COHORT * dated:
            return None
        # bought in the middle of its year on average, seen on 31 December
        mean = fsum((self.year - year + 0.5) * count for year, count in cohorts.items()) / dated
        return _Seen(AGES, lines, 2 * mean, dated, (self.year,))

    def whole(self) -> AuditRow | None:
        """Return the row of the whole fleet, when its mean age at retirement is given."""
        ages = {
            use.year: use.mean_age_years
            for use in self.dossier.end_of_use
            if use.mean_age_years and self.year - RECENT < use.year <= self.year
        }
        lines = [line for fleet in self.fleets.values() for line in fleet]
        if not ages or not lines:
            return None
        declared, observed = self.declared(lines), fsum(ages.values()) / len(ages)
        kept = {line.id: (self.counted(line) or 0.0) * observed / declared for line in lines}
        beyond = _drifts(observed, declared, self.drift)
        return AuditRow(
            WHOLE_FLEET,
            tuple(line.id for line in lines),
            fsum(line.quantity for line in lines),
            declared,
            tuple(dict.fromkeys(self.status(line) for line in lines)),
            observed,
            FLEET,
            float(len(ages)),
            tuple(sorted(ages)),
            self._at_stake(kept),
            0.0,
            True,
            beyond,
            beyond,
        )


def _drifts(observed: float | None, declared: float, ratio: float) -> bool:
    """Say whether two lifetimes differ by more than a ratio; a fleet that is not renewed does."""
    return observed is None or not declared / ratio <= observed <= declared * ratio


# What dated lines were charged too much since their purchase, because the lifetime that they declare is too short.
#
# The convention: a device is reported once a year from the year of its purchase, so that n reports are those of the ages 0 to n − 1.
# A report charges F ÷ max(lifetime, age), and n years kept should have charged F. Declared 5 and reported 8 years:
# 6/5 + 1/6 + 1/7 = 1.51 F. The factors and the lifetime are taken as they are today.


@dataclass(frozen=True, slots=True)
class Overcharge:
    """A type whose dated lines are older than the lifetime that they declare.

    Attributes:
        type: the type.
        lines: ids of these lines.
        units: their devices.
        reports: yearly reports of one device made once the whole of its manufacture was charged, all devices together.
        kg: kgCO2e charged beyond it so far.
    """

    type: str
    lines: tuple[str, ...]
    units: float
    reports: float
    kg: float


def overcharged(dossier: Dossier, assessment: Assessment) -> tuple[Overcharge, ...]:
    """Return what each type was charged too much, the largest first; nothing under the options, which spread otherwise."""
    if assessment.options:
        return ()
    assessed = {line.id: line for line in assessment.organisation.lines}
    by_kind: dict[str, list[tuple[str, float, float, float]]] = {}
    for item in dossier.equipment:
        line = assessed.get(item.id)
        years = internal_lifetime(line) if line is not None else None
        if line is None or years is None or item.purchase_year is None or line.recipe.lifetime is None:
            continue
        reports = assessment.reference_year - item.purchase_year + 1
        made = embodied(line)
        if reports <= years or not item.quantity or made is None:
            continue
        whole = made * line.recipe.lifetime.value
        charged = fsum(1.0 / whole_life(item, max(years, float(age))) for age in range(reports))
        over = whole * (charged - reports / whole_life(item, float(reports)))
        by_kind.setdefault(item.type, []).append((item.id, item.quantity, item.quantity * (reports - years), over))
    rows = [
        Overcharge(
            kind,
            tuple(line[0] for line in lines),
            fsum(line[1] for line in lines),
            fsum(line[2] for line in lines),
            fsum(line[3] for line in lines),
        )
        for kind, lines in by_kind.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.kg, row.type)))
