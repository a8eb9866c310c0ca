"""SNR401 to SNR411, SNR422: typed values that no fleet has, and units a thousand times off.

Judged on the dossier and the tables alone, but for a spending, which is left aside without an assessment. A bound is a
published value, widened: `factors/method/parameters.csv` says from which figure and by how much. A value that a unit a
thousand times off explains is told once, by SNR411.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from math import fsum, inf
from typing import Final, NamedTuple

from snr_cli.catalog.records import CONSUMABLES, Authority, Factor, Usage
from snr_cli.catalog.tables import ELECTRICITY, EQUIPMENT, PARAMETERS, SERVICES, TERRITORY
from snr_cli.engine.records import CLIMATE, TECHNICAL, Line
from snr_cli.french.numbers import number, together, whole
from snr_cli.french.words.terms import mass
from snr_cli.model.dossier import Equipment, NewType, Override
from snr_cli.rules.case import Case, Path, Remark, Rule, Verdict, always, finds, judged

THOUSAND = 1000.0  # between grammes, kilogrammes and tonnes: the mistake that a value far off is likeliest to be


class Bounds(NamedTuple):
    """A closed range."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Say whether a value is in the range."""
        return self.low <= value <= self.high

    def widened(self, factor: float) -> "Bounds":
        """Return the range so many times wider on each side."""
        return Bounds(self.low / factor, self.high * factor)

    def times(self, factor: float) -> "Bounds":
        """Return the range of something so many times as large."""
        return Bounds(self.low * factor, self.high * factor)


def parameter(case: Case, name: str) -> float:
    """Return a parameter of the method (factors/method/parameters.csv, each with its source and derivation)."""
    return case.tables.factors(PARAMETERS, [name])[0].value


def thousand_off(value: float, expected: Bounds) -> float | None:
    """Return the value in the unit meant, when a thousandth or a thousandfold of it is what one expects."""
    for meant in (value / THOUSAND, value * THOUSAND):
        if expected.holds(meant) and not expected.holds(value):
            return meant
    return None


def authority_of(case: Case) -> Authority | None:
    """Return the real authority that the dossier names by SIREN or INSEE code."""
    territory = case.dossier.territory
    if territory.siren:
        authorities = case.tables.authority(siren=territory.siren)
    elif territory.insee_code:
        authorities = case.tables.authority(insee_code=territory.insee_code)
    else:
        return None
    return authorities[0] if len(authorities) == 1 else None


def role_of(case: Case, kind: str) -> str:
    """Return the role of a type (computer, monitor, printer, mobile_phone…); own types have none."""
    known = case.tables.equipment_types.get(kind)
    return "" if known is None else known.role


class GivenValue(NamedTuple):
    """A value of the dossier to be held against what is expected of it.

    Outside `usual` it is implausible; in `expected` once divided or multiplied by 1,000, its unit is wrong. `units`: the
    one asked for, the one it seems to be in when it is too large, then too small (None: nobody writes it so).
    """

    path: Path
    name: str
    value: float
    usual: Bounds
    expected: Bounds
    units: tuple[str, str | None, str | None]

    def meant(self) -> float | None:
        """Return the value in the unit asked for, when a factor of 1,000 explains it."""
        meant = None if self.usual.holds(self.value) else thousand_off(self.value, self.expected)
        return meant if meant is not None and self.guess(meant) is not None else None

    def guess(self, meant: float) -> str | None:
        """Return the unit that the value seems to be in."""
        return self.units[1 if meant < self.value else 2]

    def implausible(self) -> bool:
        """Say whether the value is out of bounds for a reason that no unit explains."""
        return not self.usual.holds(self.value) and self.meant() is None


def short(value: float) -> str:
    """Write a number with three significant figures at most: 1,88, 60, 43 500."""
    return number(float(f"{value:.3g}"))


def out_of_bounds(reading: GivenValue, help_text: str) -> Remark:
    """Say that a value is out of its usual range."""
    low, high = (short(bound) if bound < inf else "" for bound in reading.usual)
    around = f"de {low} à {high}" if high and reading.usual.low else f"au plus {high}" if high else f"au moins {low}"
    return Remark(
        reading.path,
        f"{reading.name} : {short(reading.value)} {reading.units[0]}, hors du plausible ({around})",
        help_text,
    )


# What a doubtful value weighs: the kilograms of the lines that it enters, said with it.

USE: Final = "use"
IN_USE: Final = frozenset({"kwh_per_year"})  # what only changes the electricity of a device
_EMBODIED: Final = frozenset(
    {"lifetime_years", "upstream_years", "total_lifetime_years"}
)  # what only changes how its manufacture is spread


def kilograms_of_line(case: Case, name: str) -> float | None:
    """Return what a line counts for the climate in a year; None without an assessment, or when it is not assessed."""
    line = case.lines_by_id.get(name)
    return None if line is None else line.total(CLIMATE)


def kilograms_at(case: Case, path: Path) -> float | None:
    """Return what of the climate a value enters: the use of its lines for a consumption, the rest for a lifetime, else all.

    None when it enters nothing of the climate: a factor of another category.
    """
    dossier, key = case.dossier, path[-1] if path else ""
    match path:
        case ("equipment" | "services" as section, int(index), *_):
            found = case.lines_by_id.get(getattr(dossier, section)[index].id)
            return None if found is None else _part(key, [found])
        case ("factors", "overrides", int(index), *_):
            override = dossier.factors.overrides[index]
            kind = override.type or override.service
            if not kind or (override.value is not None and override.category != CLIMATE):
                return None
            return _part(
                "lifetime_years" if override.stage else key,
                (line for line in case.lines_by_id.values() if line.type == kind),
            )
        case ("factors", "types", int(index), "embodied", str(category), *_):
            lines = (line for line in case.lines_by_id.values() if line.type == dossier.factors.types[index].id)
            return _part("lifetime_years", lines) if category == CLIMATE else None
        case ("factors", "types", int(index), *_):
            return _part(
                key, (line for line in case.lines_by_id.values() if line.type == dossier.factors.types[index].id)
            )
        case ("method", "lifetimes", str(kind), *_):
            own = {line.id for line in dossier.equipment if line.lifetime_years is not None}
            return _part(
                "lifetime_years",
                (line for line in case.lines_by_id.values() if line.type == kind and line.id not in own),
            )
    return None


def _part(key: object, lines: Iterable[Line]) -> float | None:
    """Return what a value enters, by its key: what a device emits in use, what it does by existing, or both."""
    if key not in IN_USE | _EMBODIED:
        return _summed(line.total(CLIMATE) for line in lines)
    return _summed(
        value for line in lines for stage, value in line.stages(CLIMATE).items() if (stage == USE) == (key in IN_USE)
    )


def _summed(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fsum(known) if known else None


def counts_for(kilograms: float | None) -> str:
    """Say after a finding what it makes the dossier count; nothing when that is unknown or nothing."""
    return f" ; {mass(kilograms)} par an en dépendent" if kilograms else ""


def weighed(judge: Callable[[Case], Verdict]) -> Callable[[Case], Verdict]:
    """Return the rule whose remarks also say what the doubtful value makes the dossier count."""

    def with_stakes(case: Case) -> Verdict:
        verdict = judge(case)
        if not verdict.remarks:
            return verdict
        remarks = [
            replace(remark, message=remark.message + counts_for(kilograms_at(case, remark.path)))
            for remark in verdict.remarks
        ]
        return judged(remarks, verdict.text, verdict.path)

    return with_stakes


# Figures given for the territory and its agents, and the range that its inhabitants and homes explain.


def agents_known(case: Case) -> tuple[float | None, float | None]:
    """Return the agents equipped and in all, which the dossier alone knows."""
    agents = case.dossier.territory.agents
    return (agents.equipped, agents.total) if agents else (None, None)


def spending_readings(case: Case) -> list[GivenValue]:
    """Read the spending in k€: one line alone does not weigh ten times what an agent does, nor the whole territory."""
    if case.assessed is None:  # only its result weighs a spending
        return []
    equipped, total = agents_known(case)
    agents = equipped or total
    territory = case.assessment.territory.totals.get(CLIMATE)
    kilograms = parameter(case, "agent_kg_high") * agents if agents else territory.value if territory else inf
    wide = parameter(case, "published_widening") if agents else 1.0
    weights = {line.id: line.total(CLIMATE) for line in case.assessment.organisation.lines if line.spending}
    readings = []
    for index, line in enumerate(case.dossier.services):
        weight = weights.get(line.id)
        if weight and line.quantity and kilograms < inf:
            expected = Bounds(0.0, line.quantity * kilograms / weight)
            usual, units = Bounds(0.0, expected.high * wide), ("k€", "euros", None)
            path: Path = ("services", index, "quantity")
            readings.append(GivenValue(path, f"« {line.id} »", line.quantity, usual, expected, units))
    return readings


def view_readings(case: Case) -> list[GivenValue]:
    """Read the page views of the most visited site: the others may be small."""
    sites = [(line.page_views, index, line) for index, line in enumerate(case.dossier.services) if line.page_views]
    population = inhabitants_known(case) if sites else None
    if not population:
        return []
    views, index, line = max(sites, key=lambda site: site[0])
    low, high = parameter(case, "views_per_inhabitant_low"), parameter(case, "views_per_inhabitant_high")
    expected = Bounds(low, high).times(population)
    usual = Bounds(expected.high / THOUSAND, expected.low * THOUSAND)
    units = ("pages vues par an", "", "milliers")
    return [GivenValue(("services", index, "page_views"), f"« {line.id} »", views, usual, expected, units)]


def _population(case: Case) -> GivenValue | None:
    """Read the smaller population: against the table, else the other one; no authority has fewer people than homes."""
    territory = case.dossier.territory
    given = {
        name: float(value)
        for name in ("totale", "municipale")
        if territory.population and (value := getattr(territory.population, name))
    }
    if not given:
        return None
    name, value = min(given.items(), key=lambda item: item[1])
    authority = authority_of(case)
    reference = getattr(authority, f"population_{name}") if authority else max(given.values())
    around = Bounds(reference or value, reference or value).widened(parameter(case, "published_widening"))
    expected = around
    if around.holds(value):  # no authority has more homes, or agents, than inhabitants
        homes = territory.households.value if territory.households else 0.0
        equipped, total = agents_known(case)
        around = Bounds(max(total or equipped or 0.0, homes), inf)
        people = parameter(case, "persons_per_household") * homes
        expected = Bounds(around.low, people * parameter(case, "published_widening") if homes else inf)
    path = ("territory", "population", name)
    return GivenValue(path, f"population {name}", value, around, expected, ("habitants", None, "milliers"))


def inhabitants_known(case: Case) -> float | None:
    """Return the population that other values may be held against: None when it is doubtful itself."""
    population = _population(case)
    people = case.fact("population_municipale") or case.fact("population_totale")
    return people if people and (population is None or population.meant() is None) else None


def territory_readings(case: Case) -> list[GivenValue]:
    """Read the figures of the territory, each of the order of its homes."""
    population = _population(case)
    if population is not None and population.meant() is not None:
        return [population]
    words = {
        "households": "ménages",
        "jobs": "emplois",
        "fixed_lines": "lignes fixes",
        "mobile_lines": "lignes mobiles",
    }
    given = {name: figure for name in words if (figure := getattr(case.dossier.territory, name)) is not None}
    people = inhabitants_known(case) if given else None
    if not people:
        return []
    homes = people / parameter(case, "persons_per_household")
    around = Bounds(homes, homes).widened(parameter(case, "published_widening"))
    return [
        GivenValue(("territory", name), words[name], figure.value, around, around, (words[name], "", "milliers"))
        for name, figure in given.items()
    ]


# SNR430: a factor of the dossier far from every published one, for the same type, service or place.
#
# Beyond `low / N` and `high × N` of the published values, where N is a published gap (`factors/method/parameters.csv`). A
# value that a unit a thousand times off explains is told once, by SNR411.

WEEE: Final = "mass_weee"  # SNR403
_WHOLE: Final = "embodied_total"
_HELP: Final = "vérifiez la valeur, son unité et ce qu’elle couvre, d’après la source que vous citez"


def _totals(rows: Iterable[Factor]) -> list[float]:
    """Return the embodied total of each type by each source."""
    totals: dict[tuple[str, str], dict[bool, list[float]]] = {}
    for row in rows:
        if row.stage != CONSUMABLES:
            totals.setdefault((row.subject, row.source), {}).setdefault(row.stage == _WHOLE, []).append(row.value)
    return [fsum(stages.get(False) or stages[True]) for stages in totals.values()]


def _embodied(case: Case, kinds: Iterable[str], category: str, stage: str) -> Bounds | None:
    """Return the plausible value of a stage of types: no stage weighs more than the whole; transport may be next to nothing."""
    rows = [row for row in case.tables.factors(EQUIPMENT, kinds) if row.category == category]
    totals, wide = _totals(rows), parameter(case, "factor_widening")
    if not totals:
        return None
    smallest = totals if stage == _WHOLE else [row.value for row in rows if row.stage == stage == "manufacturing"]
    return Bounds(min(smallest, default=0.0) / wide, max(totals) * wide)


def _service(case: Case, override: Override) -> Bounds | None:
    """Return the plausible value of a component of a service, whose sources differ more than those of a device."""
    rows = [row for row in case.tables.factors(SERVICES, [override.service or ""]) if row.category == override.category]
    values = [row.value for row in rows if row.stage == override.component] or [row.value for row in rows]
    wide = parameter(case, "published_widening")
    whole = override.component == "total"
    return Bounds(min(values) / wide if whole else 0.0, max(values) * wide) if values else None


def _place(case: Case, override: Override) -> Bounds | None:
    """Return the plausible factor of a kWh at a place."""
    rows = case.tables.factors(ELECTRICITY, [override.electricity or ""])
    values = [row.value for row in rows if row.category == override.category]
    return Bounds(min(values), max(values)).widened(parameter(case, "published_widening")) if values else None


def _units(case: Case, category: str, per: str, *, guess: bool) -> tuple[str, str | None, str | None]:
    """Return the unit of a factor, and those that it seems to be in: where no lower bound is known, all would do."""
    known = case.tables.categories.get(category)
    unit = f"{known.unit if known else 'kWh'}{per}"
    return (unit, "grammes", "tonnes") if guess and category == CLIMATE else (unit, None, None)


def _overrides(case: Case, overrides: Iterable[Override]) -> Iterator[GivenValue]:
    for index, override in enumerate(overrides):
        value, category = override.value, override.category
        if value is None or not category or category == WEEE:
            continue
        around, per = None, " par unité"
        if override.type and override.stage:
            around = _embodied(case, [override.type], category, override.stage)
        elif override.service and override.component and override.component != "pue":
            around = _service(case, override)
        elif override.electricity:
            around, per = _place(case, override), "/kWh"
        if around is not None:
            path: Path = ("factors", "overrides", index, "value")
            name = override.type or override.service or f"électricité {override.electricity}"
            usual = (
                Bounds(0.0, around.high) if override.electricity else around
            )  # what is too low is an offer's (SNR433)
            units = _units(case, category, per, guess=around.low > 0)
            yield GivenValue(path, name, value, usual, around, units)


def _own_types(case: Case, types: Iterable[NewType]) -> Iterator[GivenValue]:
    """Read the factors of the types of the dossier: against the catalogue's types of the same group, else all of them."""
    known = case.tables.equipment_types
    for index, own in enumerate(types):
        alike = [
            name for name, equipment_type in known.items() if equipment_type.inventory_group == own.inventory_group
        ] or list(known)
        for category, stages in own.embodied.items():
            for stage, value in stages.items() if category != WEEE else ():
                around = _embodied(case, alike, category, stage)
                if around is not None:
                    path: Path = ("factors", "types", index, "embodied", category, stage)
                    # a type of one's own is there because the catalogue has none like it: only the high side is known
                    wide = Bounds(0.0, around.high)
                    yield GivenValue(
                        path, f"« {own.id} »", value, wide, wide, _units(case, category, " par unité", guess=False)
                    )


def factor_readings(case: Case) -> list[GivenValue]:
    """Read the factors that the dossier gives."""
    factors = case.dossier.factors
    return [*_overrides(case, factors.overrides), *_own_types(case, factors.types)]


def factors(case: Case) -> Sequence[Remark]:
    """SNR430: a factor of the dossier far from every published one."""
    return [out_of_bounds(reading, _HELP) for reading in factor_readings(case) if reading.implausible()]


# The life before a refurbished purchase, of a line or supposed by an action: SNR402 when it is longer than devices last.


def lives_before(case: Case) -> list[Remark]:
    """Return a remark for each life before the purchase above the guard rail; the schema refuses twice as much."""
    limit = parameter(case, "upstream_years_high")
    given: list[tuple[Path, str, float | None]] = [
        (("equipment", index, "upstream_years"), f"« {line.id} »", line.upstream_years)
        for index, line in enumerate(case.dossier.equipment)
    ]
    given += [
        (("actions", index, "effects", place, "upstream_years"), f"action « {action.id} »", effect.upstream_years)
        for index, action in enumerate(case.dossier.actions)
        for place, effect in enumerate(action.effects)
    ]
    return [
        Remark(
            path,
            f"{name} : vie amont de {number(years)} ans, hors du plausible (plus de {number(limit)})",
            "donnez les années d’usage avant l’achat reconditionné, d’après le certificat du vendeur",
        )
        for path, name, years in given
        if years is not None and years > limit
    ]


# Electricity given for a device or a room, and the range of what is published.


def published_usages(case: Case) -> dict[str, list[Usage]]:
    """Return the published profiles of use of the types that the dossier names."""
    dossier = case.dossier
    kinds = {line.type for line in dossier.equipment} | {override.type or "" for override in dossier.factors.overrides}
    usages: dict[str, list[Usage]] = {}
    for usage in case.tables.usages(kinds | set(dossier.method.lifetimes)):
        usages.setdefault(usage.type, []).append(usage)
    return usages


def _metered_rooms(case: Case) -> dict[str, int]:
    return {line.id: index for index, line in enumerate(case.dossier.services) if line.metered_kwh_per_year is not None}


def _electricity_bounds(case: Case) -> dict[str, Bounds]:
    """Return the plausible kWh a year of each type that has a published value; under "", what no device draws."""
    wide = parameter(case, "published_widening")
    small = parameter(case, "small_device_kwh")
    greediest = max(usage.kwh_per_year for usage in case.tables.usages() if usage.kwh_per_year)
    electricity_bounds = {"": Bounds(0.0, greediest * wide)}
    for kind, usages in published_usages(case).items():
        values = [usage.kwh_per_year for usage in usages if usage.kwh_per_year]
        if values:
            low, high = Bounds(min(values), max(values)).widened(wide)
            electricity_bounds[kind] = Bounds(low, max(high, small))
    return electricity_bounds


def electricity_readings(case: Case) -> list[GivenValue]:
    """Read the kWh a year given for a unit: lines whose electricity counts, overrides, own types."""
    bounds, metered = _electricity_bounds(case), _metered_rooms(case)
    factors = case.dossier.factors
    given: list[tuple[Path, str, str, float | None]] = [
        (("equipment", index), f"« {line.id} »", line.type, line.kwh_per_year)
        for index, line in enumerate(case.dossier.equipment)
        if line.state == "in_use" and line.room not in metered and not (line.type == TECHNICAL and line.room)
    ]
    given += [
        (("factors", "overrides", index), override.type or "", override.type or "", override.kwh_per_year)
        for index, override in enumerate(factors.overrides)
    ]
    given += [
        (("factors", "types", index), f"« {each.id} »", each.id, each.kwh_per_year)
        for index, each in enumerate(factors.types)
    ]
    units = ("kWh par an et par unité", "Wh", "MWh")
    readings = []
    for path, name, kind, value in given:
        # 0 is how a dossier says that the PUE already holds the technical environment
        if value is None or (kind == TECHNICAL and not value):
            continue
        around = bounds.get(kind, bounds[""])
        readings.append(GivenValue((*path, "kwh_per_year"), name, value, around, around, units))
    return readings


def room_readings(case: Case) -> list[GivenValue]:
    """Read the meters of the rooms: against the devices they hold, else from one server to ten times the mean."""
    usages = published_usages(case)
    wide = parameter(case, "published_widening")
    readings = []
    for name, index in _metered_rooms(case).items():
        devices = [
            line.quantity * kwh
            for line in case.dossier.equipment
            if line.room == name and line.state == "in_use" and (kwh := _kwh_of(line, usages))
        ]
        if devices:
            around = Bounds(fsum(devices), fsum(devices)).widened(wide)
        else:
            servers = [usage.kwh_per_year for usage in case.tables.usages(["server_rack"]) if usage.kwh_per_year]
            names = ("fr_dc_electricity_public_local", "fr_population_2022")
            mean, people = (case.tables.factors(TERRITORY, [each])[0].value for each in names)
            inhabitants = inhabitants_known(case)
            around = Bounds(min(servers) / wide, mean / people * wide * inhabitants if inhabitants else inf)
        value = case.dossier.services[index].metered_kwh_per_year or 0.0
        path = ("services", index, "metered_kwh_per_year")
        readings.append(GivenValue(path, f"« {name} »", value, around, around, ("kWh par an", "Wh", "MWh")))
    return readings


def _kwh_of(line: Equipment, usages: dict[str, list[Usage]]) -> float | None:
    if line.kwh_per_year is not None:
        return line.kwh_per_year
    return next((usage.kwh_per_year for usage in usages.get(line.type, ()) if usage.is_default), None)


_FIRST_YEAR: Final = 2000  # before it, no table has a row, and the law asks nothing
YEARS_AHEAD: Final = 2  # after the newest source of the tables
_MONTHS: Final = 12
# what is counted by agent: word, key of the parameter, by equipped agent (desks) or by agent (pockets)
FLEETS: Final = (
    ("ordinateurs", "computers_per_agent_high", "equipped"),
    ("écrans", "monitors_per_agent_high", "equipped"),
    ("imprimantes", "printers_per_agent_high", "equipped"),
    ("téléphones mobiles", "mobiles_per_agent_high", "total"),
    ("téléphones fixes", "desk_phones_per_agent_high", "total"),
)


def electricity(case: Case) -> Sequence[Remark]:
    """SNR401: a consumption that the type does not have."""
    help_text = "donnez les kWh d’une année, pour une seule unité, ou vérifiez le type"
    room_help = "vérifiez le compteur, et que tous les équipements de la salle ont room"
    remarks = [out_of_bounds(reading, help_text) for reading in electricity_readings(case) if reading.implausible()]
    remarks += [out_of_bounds(reading, room_help) for reading in room_readings(case) if reading.implausible()]
    return remarks


def lifetimes(case: Case) -> Sequence[Remark]:
    """SNR402: a lifetime far from all those published for the type."""
    wide = parameter(case, "lifetime_widening")
    bounds = {
        kind: Bounds(min(values), max(values)).widened(wide)
        for kind, usages in published_usages(case).items()
        # what the catalogue itself asks to confirm bounds nothing
        if (values := [usage.lifetime_years for usage in usages if usage.lifetime_years and not usage.to_confirm])
    }
    dossier = case.dossier
    given: list[tuple[Path, str, str, float | None]] = [
        (("equipment", index, key), f"« {line.id} »", line.type, years)
        for index, line in enumerate(dossier.equipment)
        # the whole life, here and once reused, lengthens what the manufacture is spread over as much as the life here
        for key, years in (
            ("lifetime_years", line.lifetime_years),
            ("total_lifetime_years", line.total_lifetime_years),
        )
    ]
    given += [
        (("method", "lifetimes", kind, "years"), kind, kind, lifetime.years)
        for kind, lifetime in dossier.method.lifetimes.items()
    ]
    given += [
        (
            ("factors", "overrides", index, "lifetime_years"),
            override.type or "",
            override.type or "",
            override.lifetime_years,
        )
        for index, override in enumerate(dossier.factors.overrides)
    ]
    remarks = []
    for path, name, kind, years in given:
        if years is None or kind not in bounds or bounds[kind].holds(years):
            continue
        low, high = bounds[kind]
        whole = path[-1] == "total_lifetime_years"
        help_text = (
            "donnez la durée de vie totale moyenne de la catégorie, d’après une étude ou les certificats, en années"
            if whole
            else "donnez la durée d’utilisation dans l’organisation, en années"
        )
        meant = ""
        if bounds[kind].holds(years / _MONTHS):
            meant = number(round(years / _MONTHS, 1))
            help_text = f"en mois ? {number(years)} mois font {meant} ans"
        life = "durée de vie totale" if whole else "durée de vie"
        remarks.append(
            Remark(
                path,
                f"{name} : {life} de {number(years)} ans, hors du plausible (de {short(low)} à {short(high)})",
                help_text,
                reading=meant,
            )
        )
    return [*remarks, *lives_before(case)]


def _masses(case: Case, kind: str = "") -> Bounds | None:
    """Return the masses published for a type, for every type when none is named; None when there is none."""
    rows = [row for row in case.tables.factors(EQUIPMENT, [kind] if kind else None) if row.category == WEEE]
    if not rows:
        return None
    return Bounds(min(row.low or row.value for row in rows), max(row.high or row.value for row in rows))


def _mass_bounds(case: Case, kind: str) -> Bounds:
    """Return the plausible mass of a type: published, widened; without any, at most what is heaviest, widened."""
    wide = parameter(case, "published_widening")
    published = _masses(case, kind)
    return published.widened(wide) if published else Bounds(0.0, (_masses(case) or Bounds(0.0, inf)).high * wide)


def _weee_expected(case: Case, year: int) -> Bounds | None:
    """Return the kg of WEEE that one expects of a year: by agent, else by retired good; None when neither is known."""
    head_count_doubted = any(remark.path[0] == "territory" for remark in fleets(case))
    equipped, total = agents_known(case)
    agents = None if head_count_doubted else total or equipped
    if agents:
        mean = parameter(case, "weee_per_agent") * agents
        return Bounds(mean, mean).widened(parameter(case, "published_widening"))
    goods = next((use.retired_stock_january_1 for use in case.dossier.end_of_use if use.year == year), None)
    published = _masses(case) if goods else None
    return published.times(goods) if published and goods else None


def _waste(case: Case) -> list[GivenValue]:
    """Read the masses: WEEE of a year, and mass of a type in the factors of the dossier."""
    wide = parameter(case, "published_widening")
    given_values = []
    for index, waste in enumerate(case.dossier.waste):
        key = "kg" if waste.kg else "kg_to_approved"
        value = waste.kg or waste.kg_to_approved
        expected = _weee_expected(case, waste.year) if value else None
        if value and expected:
            usual = Bounds(expected.low / wide, expected.high)  # a year with little waste is no mistake
            name = f"DEEE de {waste.year}"
            given_values.append(GivenValue(("waste", index, key), name, value, usual, expected, ("kg", None, "tonnes")))
    factors = case.dossier.factors
    given: list[tuple[Path, str, str, float]] = [
        (("factors", "overrides", index, "value"), override.type, override.type, override.value)
        for index, override in enumerate(factors.overrides)
        if override.type and override.category == WEEE and override.value
    ]
    given += [
        (("factors", "types", index, "embodied", WEEE, stage), f"« {own.id} »", own.id, value)
        for index, own in enumerate(factors.types)
        for stage, value in own.embodied.get(WEEE, {}).items()
    ]
    for path, name, kind, value in given:
        around = _mass_bounds(case, kind)
        units = ("kg par unité", "grammes", None)
        given_values.append(GivenValue(path, f"masse de {name}", value, around, around, units))
    return given_values


def waste(case: Case) -> Sequence[Remark]:
    """SNR403: masses of waste far from the published ones."""
    help_text = "ne comptez que les équipements de la collectivité, pas la collecte des habitants ; masses en kg"
    return [out_of_bounds(given_value, help_text) for given_value in _waste(case) if given_value.implausible()]


_FLEETS: Final = {
    "computer": "ordinateurs",
    "monitor": "écrans",
    "mobile_phone": "téléphones mobiles",
    "desk_phone": "téléphones fixes",
}


def _fleet_of(case: Case, kind: str) -> str:
    known = case.tables.equipment_types.get(kind)
    if known is None:
        return ""
    return "imprimantes" if known.inventory_group == "printing" else _FLEETS.get(known.role, "")


def fleets(case: Case) -> Sequence[Remark]:
    """SNR404: more devices by agent than schools and public computers explain."""
    fleet: dict[str, list[tuple[float, int]]] = {}
    words = {kind: _fleet_of(case, kind) for kind in {line.type for line in case.dossier.equipment}}
    for index, line in enumerate(case.dossier.equipment):
        fleet.setdefault(words[line.type], []).append((line.quantity, -index))
    equipped, total = agents_known(case)
    remarks = []
    for word, name, base in FLEETS:
        agents = (equipped or total) if base == "equipped" else max(total or 0, equipped or 0)
        quantity, limit = fsum(found for found, _ in fleet.get(word, ())), parameter(case, name)
        if agents and quantity / agents > limit:
            ratio = number(round(quantity / agents, 1))
            text = f"{whole(quantity)} {word} pour {number(agents)} agents, soit {ratio} par agent (plus de {number(limit)})"
            path: Path = ("equipment", -max(fleet[word])[1], "quantity")
            remarks.append(Remark(path, text, "vérifiez la quantité, et territory.agents"))
    if len(remarks) > 1:  # several fleets at once: it is the head count that is wrong
        text = together(remark.message.partition(", soit")[0] for remark in remarks)
        path = ("territory", "agents", "equipped" if equipped else "total")
        remarks = [Remark(path, text, "l’effectif est sans doute trop petit : vérifiez-le")]
    return remarks


def _pages(case: Case) -> list[GivenValue]:
    median = parameter(case, "page_weight")
    expected = Bounds(median, median).widened(parameter(case, "published_widening"))
    usual = Bounds(parameter(case, "page_weight_low"), expected.high)
    return [
        GivenValue(("services", index, "page_weight_mb"), f"« {line.id} »", weight, usual, expected, ("Mo", "ko", "Go"))
        for index, line in enumerate(case.dossier.services)
        if (weight := line.page_weight_mb) is not None
    ]


def pages(case: Case) -> Sequence[Remark]:
    """SNR408: a page heavier or lighter than pages are."""
    help_text = "donnez le poids moyen transféré d’une page, en Mo"
    return [out_of_bounds(page, help_text) for page in _pages(case) if page.implausible()]


def pue(case: Case) -> Sequence[Remark]:
    """SNR409: a PUE better than the best data centres, or worse than a room cooled twice."""
    usual = Bounds(parameter(case, "pue_low"), parameter(case, "pue_high"))
    given: list[tuple[Path, str, float | None]] = [
        (("services", index, "pue"), line.id, line.pue) for index, line in enumerate(case.dossier.services)
    ]
    given += [
        (("territory", "data_centres", index, "pue"), centre.id, centre.pue)
        for index, centre in enumerate(case.dossier.territory.data_centres)
    ]
    return [
        Remark(
            path,
            f"« {name} » : PUE de {number(value)}, hors du plausible (de {number(usual.low)} à {number(usual.high)})",
            "PUE = énergie totale de la salle ÷ énergie informatique, sur une année ; sans mesure, donnez room_kind",
        )
        for path, name, value in given
        if value is not None and not usual.holds(value)
    ]


def _readings(case: Case) -> Iterator[GivenValue]:
    for read in (
        electricity_readings,
        room_readings,
        _waste,
        _pages,
        spending_readings,
        view_readings,
        territory_readings,
        factor_readings,
    ):
        yield from read(case)


def wrong_units(case: Case) -> Iterator[Remark]:
    """SNR411: a value that is plausible a thousand times smaller or larger: its unit is wrong."""
    for reading in _readings(case):
        meant = reading.meant()
        if meant is None:
            continue
        unit, guess = reading.units[0], reading.guess(meant)
        said = f"sans doute en {guess}" if guess else "sans doute mille fois trop"
        yield Remark(
            reading.path,
            f"{reading.name} : {number(reading.value)} {unit}, {said}",
            f"donnez {number(meant)} {unit}",
            reading=number(meant),
        )


def reference_year(case: Case) -> Sequence[Remark]:
    """SNR422: a year that no inventory can be of: before computers were counted, or long after the newest factor."""
    year, last = case.dossier.reference_year, case.tables.newest_year + YEARS_AHEAD
    if _FIRST_YEAR <= year <= last:
        return []
    return [
        Remark(
            ("reference_year",),
            f"année de référence {year} : peu plausible (de {_FIRST_YEAR} à {last})",
            "reference_year est la dernière année complète dont vous avez l’inventaire et les factures",
        )
    ]


RULES: Final = (
    Rule("SNR401", always, weighed(finds(electricity, "consommations plausibles", "equipment"))),
    Rule("SNR402", always, weighed(finds(lifetimes, "durées de vie plausibles", "equipment"))),
    Rule("SNR403", always, finds(waste, "masses de déchets plausibles", "waste")),
    Rule("SNR404", always, weighed(finds(fleets, "quantités plausibles au regard des agents", "equipment"))),
    Rule("SNR408", always, weighed(finds(pages, "poids de page plausibles", "services"))),
    Rule("SNR409", always, weighed(finds(pue, "PUE plausibles", "services"))),
    Rule("SNR411", always, weighed(finds(wrong_units, "aucune unité fausse d’un facteur 1 000"))),
    Rule("SNR422", always, finds(reference_year, "année de référence plausible", "reference_year")),
    Rule("SNR430", always, weighed(finds(factors, "facteurs du dossier plausibles", "factors"))),
)
