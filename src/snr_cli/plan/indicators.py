"""The indicators: computed where the dossier and its assessment suffice, given by the user otherwise, year by year.

Missing is never zero. Where a value is both computed and given, both are kept; the text that shows them says so when they
differ by more than 5 %.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import fsum
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.engine.duties import ratio, recycled_share, reuse_rate, reuse_share, rgesn_score
from snr_cli.engine.records import CLIMATE, ELECTRICITY, Assessment, Line
from snr_cli.model.dossier import Dossier
from snr_cli.model.duties import Purchases
from snr_cli.model.inventory import Equipment, Service
from snr_cli.plan.means import live
from snr_cli.plan.present import lifetime_status, present_lifetime

DIFFERENCE: Final = 0.05
MONTHS: Final = 12
SHEETS: Final = 500  # in a ream
MINERALS: Final = "resource_use_minerals_metals"
AGEC: Final = "informatique_telephonie"
# technical screening of the EU taxonomy for electricity, life-cycle emissions (delegated regulation 2021/2139): kgCO2e/kWh
LOW_CARBON: Final = 0.1
PRINTERS: Final = ("printer_laser", "printer_inkjet_mfp", "printer_generic")
SHARED_PRINTERS: Final = ("photocopier_mfp", "photocopier_a3_color", "printer_laser_a3")
TRAFFIC: Final = (
    "line_fixed_gb_variable",
    "line_mobile_gb_variable",
    "network_fixed_gb",
    "network_fixed_gb_excl_box",
    "network_mobile_gb",
)
HANDHELD: Final = ("workplace", "mobile")
PERIODS: Final = (
    (r"mensuel|mois", 1 / 12),
    (r"trimestr", 0.25),
    (r"semestr", 0.5),
    (r"deux ans|biennal|bisannuel|2 ans", 2.0),
    (r"trois ans|triennal|3 ans", 3.0),
    (r"quatre ans|4 ans", 4.0),
    (r"cinq ans|quinquennal|5 ans", 5.0),
    (r"annuel|par an|chaque année|tous les ans", 1.0),
)


@dataclass(frozen=True, slots=True)
class IndicatorYear:
    """A value of one year: computed, given, or both; `differs` when they are more than 5 % apart."""

    year: int
    computed: float | None
    given: float | None
    differs: bool = False

    @property
    def value(self) -> float:
        """Return the value given, which the authority published; the one computed otherwise."""
        found = self.computed if self.given is None else self.given
        return 0.0 if found is None else found  # one of the two is always there


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """An indicator of the dossier or of the catalogue, and what is known of it.

    `followed`: the dossier defines it. `follows_actions`: false for a national mean. `parts`: the value of the reference year
    by type, room, class or other reading. `why`: code of why nothing is computed. `partial`: it is read on a sum that is no total.
    `late`: the last value is older than its frequency. `by_part`: the dossier follows one of the parts (a type, a room).
    """

    id: str
    title: str
    unit: str
    direction: str
    formula: str
    source: str
    frequency: str
    threshold: str
    themes: tuple[int, ...]
    followed: bool
    in_catalogue: bool
    follows_actions: bool
    target: float | None
    years: tuple[IndicatorYear, ...]
    parts: Mapping[str, float] = field(default_factory=dict)
    why: str = ""
    partial: bool = False
    late: bool = False
    by_part: bool = False

    def at(self, year: int) -> IndicatorYear | None:
        """Return what is known of a year."""
        return next((each for each in self.years if each.year == year), None)

    @property
    def last(self) -> IndicatorYear | None:
        """Return the last year known."""
        return self.years[-1] if self.years else None


@dataclass(frozen=True, slots=True)
class _Found:
    """What the engine computes: values by year, parts, why not. `alternatives`: a given value is that of one of the parts."""

    values: Mapping[int, float] = field(default_factory=dict)
    parts: Mapping[str, float] = field(default_factory=dict)
    why: str = ""
    partial: bool = False
    alternatives: bool = False


def indicator_values(dossier: Dossier, assessment: Assessment, tables: Tables) -> list[IndicatorValue]:
    """Return the indicators that the dossier follows, in its order, then the others of the catalogue.

    Values given in a yearly review complete those of `indicators[].values`, which hold when both speak of the same year.
    """
    facts = _Facts(dossier, assessment, tables)
    own = {indicator.id: indicator for indicator in dossier.indicators}
    given: dict[str, dict[int, float]] = {}
    for review in dossier.annual_reviews:
        for name, value in review.indicators.items():
            given.setdefault(name, {})[review.year] = value
    for indicator in dossier.indicators:
        given.setdefault(indicator.id, {}).update(indicator.values)
    now = max([dossier.reference_year, *(review.year for review in dossier.annual_reviews)])
    result = []
    for name in (*own, *(each for each in tables.indicators if each not in own)):
        mine, known = own.get(name), tables.indicators.get(name)
        computer = COMPUTERS.get(name)
        found = computer(facts) if computer else _Found(why="not_computed")
        values = given.get(name, {})
        years = tuple(_year(year, found, values, dossier.reference_year) for year in sorted({*found.values, *values}))
        frequency = (mine and mine.frequency) or (known.frequency if known else "")
        result.append(
            IndicatorValue(
                name,
                (mine and mine.title) or (known.title if known else name),
                (mine and mine.unit) or (known.unit if known else ""),
                (mine and mine.direction) or (known.direction if known else "info"),
                (mine and mine.formula) or (known.formula if known else ""),
                (mine and mine.source) or (known.source if known else ""),
                frequency,
                known.threshold if known else "",
                known.themes if known else (),
                mine is not None,
                known is not None,
                known.follows_actions if known else True,
                mine.target if mine else None,
                years,
                found.parts,
                "" if found.values else found.why,
                found.partial,
                is_late([each.year for each in years], frequency, now),
                found.alternatives,
            )
        )
    return result


def compute(
    name: str, dossier: Dossier, assessment: Assessment, tables: Tables
) -> tuple[Mapping[int, float], Mapping[str, float]]:
    """Return what the engine computes of one indicator: its values by year and its parts; nothing when it cannot."""
    computer = COMPUTERS.get(name)
    found = computer(_Facts(dossier, assessment, tables)) if computer else _Found()
    return found.values, found.parts


def is_late(years: Iterable[int], frequency: str, now: int) -> bool:
    """Say whether the last value is older than its frequency; not judged without value or with a frequency not understood."""
    period = period_of(frequency)
    known = [year for year in years if year <= now]
    return bool(known) and period is not None and now - max(known) > period


def period_of(frequency: str) -> float | None:
    """Return the years between two values, read in a French word; None when it is not understood."""
    text = frequency.lower()
    return next((years for pattern, years in PERIODS if re.search(pattern, text)), None)


def _year(year: int, found: _Found, given: Mapping[int, float], reference_year: int) -> IndicatorYear:
    value, computed = given.get(year), found.values.get(year)
    if found.alternatives and value is not None and year == reference_year and found.parts:
        # one indicator, several readings (a type, a room): the user follows the nearest one
        near = value
        computed = min(found.parts.values(), key=lambda part: abs(part - near))
    differs = (
        computed is not None
        and value is not None
        and abs(computed - value) > DIFFERENCE * max(abs(computed), abs(value))
    )
    return IndicatorYear(year, computed, value, differs)


class _Facts:
    """What the computations share: the lines in use, the head counts, the year."""

    def __init__(self, dossier: Dossier, assessment: Assessment, tables: Tables) -> None:
        self.dossier = dossier
        self.assessment = assessment
        self.tables = tables
        self.year = dossier.reference_year
        self.lines: dict[str, Line] = {line.id: line for line in assessment.organisation.lines}
        self.fleet = [item for item in dossier.equipment if item.id in self.lines]
        self.used = [item for item in self.fleet if item.state == "in_use"]

    def fact(self, name: str) -> float | None:
        """Return a fact on the authority; None when unknown."""
        found = self.assessment.facts.get(name)
        return None if found is None or not found.value else float(found.value)

    @property
    def agents(self) -> float | None:
        """Return the head count."""
        return self.fact("agents_total")

    @property
    def users(self) -> float | None:
        """Return the agents who have a computer; all of them when that is not said."""
        return self.fact("agents_equipped") or self.agents

    def role(self, item: Equipment) -> str:
        """Return the role of a line: computer, monitor, or nothing."""
        return self.lines[item.id].role

    def units(self, items: Iterable[Equipment]) -> float:
        """Return the units of lines."""
        return fsum(item.quantity for item in items)

    def volume(self, *types: str) -> float | None:
        """Return the volume of the services of these types; None without any."""
        found = [line.quantity or 0.0 for line in self.dossier.services if line.type in types]
        return fsum(found) if found else None

    def this_year(self, value: float | None, why: str, **parts: float) -> _Found:
        """Return a value of the reference year, or why there is none."""
        return _Found({self.year: value}, parts) if value is not None else _Found(why=why)

    def online(self) -> list[Service]:
        """Return the websites."""
        return [line for line in self.dossier.services if line.type == "website"]


# purchases, end of use, waste: by year


def _purchases(facts: _Facts, share: Callable[[Purchases], float | None], why: str) -> _Found:
    """Compute a share for each year that has one declaration of the category."""
    of_year: dict[int, list[Purchases]] = {}
    for each in facts.dossier.purchases:
        if each.category == AGEC:
            of_year.setdefault(each.year, []).append(each)
    values = {year: share(found[0]) for year, found in of_year.items() if len(found) == 1}
    return _Found({year: value * 100 for year, value in values.items() if value is not None}, why=why)


def _units_known(each: Purchases) -> bool:
    """Say whether the units refurbished are known: counted, or none since nothing was spent on reuse."""
    return bool(each.units) and (bool(each.refurbished_units) or each.montant_reemploi_et_reutilisation == 0)


def _refurbished(each: Purchases) -> float | None:
    return ratio(fsum(each.refurbished_units.values()), fsum(each.units.values())) if _units_known(each) else None


def _new_units(facts: _Facts) -> _Found:
    values: dict[int, dict[str, float]] = {}
    for each in facts.dossier.purchases:
        if not _units_known(each):
            continue
        bought = values.setdefault(each.year, {})
        for kind, units in each.units.items():
            bought[kind] = bought.get(kind, 0.0) + units - each.refurbished_units.get(kind, 0.0)
    known = {year: fsum(bought.values()) for year, bought in values.items() if bought}
    return _Found(known, values.get(facts.year, {}), "no_units")


def _reused(facts: _Facts) -> _Found:
    rates = {each.year: reuse_rate(each) for each in facts.dossier.end_of_use}
    return _Found({year: rate * 100 for year, rate in rates.items() if rate is not None}, why="no_end_of_use")


def _waste(facts: _Facts) -> _Found:
    """Compute the reference year only: the head count of another year is not known."""
    found = next((each for each in facts.dossier.waste if each.year == facts.year), None)
    if found is None or found.kg is None:
        return _Found(why="no_waste")
    share = ratio(found.kg_to_approved, found.kg)
    parts = {} if share is None else {"to_approved_percent": share * 100}
    return facts.this_year(ratio(found.kg, facts.agents), "no_agents", **parts)


# contracts


def _warranty(facts: _Facts) -> _Found:
    known = [
        (each.warranty_months, each.amount_eur)
        for each in facts.dossier.contracts
        if each.kind == "equipment" and each.warranty_months is not None and each.amount_eur
    ]
    weight = fsum(amount for _, amount in known if amount)
    value = ratio(fsum(months * (amount or 0.0) for months, amount in known), weight)
    return facts.this_year(value, "no_contracts")


def _criterion(facts: _Facts) -> _Found:
    every = [each for each in facts.dossier.contracts if each.environmental_criterion is not None]
    with_one = [each for each in every if each.environmental_criterion]
    value = ratio(float(len(with_one)), float(len(every)))
    money = ratio(fsum(each.amount_eur or 0.0 for each in with_one), fsum(each.amount_eur or 0.0 for each in every))
    parts = {} if money is None else {"amount_percent": money * 100}
    return facts.this_year(None if value is None else value * 100, "no_contracts", **parts)


def _clause(facts: _Facts) -> _Found:
    every = [each for each in facts.dossier.contracts if each.kind in ("software", "hosting")]
    known = [each.rgesn_clause for each in every if each.rgesn_clause is not None]
    value = ratio(float(known.count(True)), float(len(known)))
    return facts.this_year(None if value is None else value * 100, "no_contracts")


def _spending(facts: _Facts) -> _Found:
    value = facts.volume("spend_it_services_keur")
    kg = [line.total(CLIMATE) for line in facts.lines.values() if line.type == "spend_it_services_keur"]
    return facts.this_year(value, "no_spending", t_co2e=fsum(each for each in kg if each is not None) / 1000)


# fleet


def _lifetimes(facts: _Facts) -> _Found:
    """Mean of the lifetimes stated, by type, weighted by units in use; a published lifetime is no observation."""
    years: dict[str, list[tuple[float, float]]] = {}
    stated: dict[int, float | None] = {}  # lines that are alike share a recipe
    for item in facts.used:
        line = facts.lines[item.id]
        if (key := id(line.recipe)) not in stated:
            stated[key] = None if lifetime_status(line) == "default" else present_lifetime(line)
        if (found := stated[key]) is not None and item.quantity:
            years.setdefault(item.type, []).append((found, item.quantity))
    parts = {
        kind: MONTHS * fsum(found * units for found, units in pairs) / fsum(units for _, units in pairs)
        for kind, pairs in years.items()
    }
    values = {facts.year: next(iter(parts.values()))} if len(parts) == 1 else {}
    return _Found(values, parts, "by_type" if parts else "published_lifetimes", alternatives=True)


def _per_agent(facts: _Facts) -> _Found:
    items = [item for item in facts.used if facts.lines[item.id].group in HANDHELD]
    parts: dict[str, float] = {}
    for item in items:
        parts[item.type] = parts.get(item.type, 0.0) + item.quantity
    if not items:
        return _Found(why="no_equipment")
    return facts.this_year(ratio(facts.units(items), facts.agents), "no_agents", **parts)


def _screens(facts: _Facts) -> _Found:
    monitors = facts.units(item for item in facts.used if facts.role(item) == "monitor")
    computers = facts.units(item for item in facts.used if facts.role(item) == "computer")
    if not monitors:
        return _Found(why="no_equipment")
    return facts.this_year(ratio(monitors, computers), "no_equipment", monitors=monitors, computers=computers)


def _stock(facts: _Facts) -> _Found:
    """A dossier that lists no spare nor stored device does not say that there is none."""
    every = [item for item in facts.fleet if facts.role(item) in ("computer", "monitor")]
    aside = [item for item in every if item.state != "in_use"]
    value = ratio(facts.units(aside), facts.units(every)) if aside else None
    return facts.this_year(None if value is None else value * 100, "no_stock")


def _printers(facts: _Facts) -> _Found:
    single = facts.units(item for item in facts.used if item.type in PRINTERS)
    shared = facts.units(item for item in facts.used if item.type in SHARED_PRINTERS)
    share = ratio(shared, single + shared)
    if share is None:
        return _Found(why="no_equipment")
    return facts.this_year(ratio(facts.users, single + shared), "no_agents", shared_percent=share * 100)


def _objects(facts: _Facts) -> _Found:
    parts: dict[str, float] = {}
    for item in facts.fleet:
        if facts.lines[item.id].group == "iot":
            parts[item.type] = parts.get(item.type, 0.0) + item.quantity
    return facts.this_year(fsum(parts.values()) if parts else None, "no_equipment", **parts)


# services, rooms, hosting


def _ecodesign(facts: _Facts) -> _Found:
    scores = {line.id: rgesn_score(line.rgesn) for line in facts.dossier.services if line.rgesn is not None}
    parts = {name: score * 100 for name, score in scores.items() if score is not None}
    return facts.this_year(_mean(parts.values()), "no_service", **parts)


def _audited(facts: _Facts) -> _Found:
    sites = facts.online()
    value = ratio(float(sum(site.rgesn is not None for site in sites)), float(len(sites)))
    return facts.this_year(None if value is None else value * 100, "no_service")


def _accessibility(facts: _Facts) -> _Found:
    rated = {line.id: line.rgaa.rate for line in facts.dossier.services if line.rgaa is not None}
    parts = {name: rate * 100 for name, rate in rated.items() if rate is not None}
    return facts.this_year(_mean(parts.values()), "no_service", **parts)


def _page_weight(facts: _Facts) -> _Found:
    known = [(site.page_weight_mb, site.page_views) for site in facts.online()]
    pairs = [(weight, views) for weight, views in known if weight is not None and views]
    return facts.this_year(ratio(fsum(w * v for w, v in pairs), fsum(v for _, v in pairs)), "no_service")


def _pue(facts: _Facts) -> _Found:
    """Total energy over that of the devices, for the rooms whose PUE is given; a published PUE is no measure."""
    rooms = {line.id: line.pue for line in facts.dossier.services if line.type == "server_room"}
    parts = {name: pue for name, pue in rooms.items() if pue is not None}
    if not parts:
        return _Found(why="no_pue" if rooms else "no_room")
    inside = [(item.room, facts.lines[item.id].electricity_kwh) for item in facts.used if item.room in parts]
    if len(parts) > 1 and any(kwh is None for _, kwh in inside):
        return _Found(parts=parts, why="not_assessed", alternatives=True)  # what the rooms weigh is not known
    energy = {name: fsum(kwh for room, kwh in inside if room == name and kwh is not None) for name in parts}
    it_energy = fsum(kwh / parts[name] for name, kwh in energy.items())
    value = next(iter(parts.values())) if len(parts) == 1 else ratio(fsum(energy.values()), it_energy)
    return _Found({facts.year: value} if value is not None else {}, parts, "no_pue", alternatives=True)


def _stored(facts: _Facts) -> _Found:
    """Volume hosted by user; a room that stores makes it unknown, since its terabytes are not in the dossier."""
    volume = facts.volume("storage_tb_year")
    if volume is None:
        return _Found(why="no_volume")
    if any("storage" in item.type for item in facts.used):
        return _Found(parts={"hosted_tb": volume}, why="volume_in_rooms")
    return facts.this_year(ratio(volume * 1000, facts.users), "no_agents")


def _low_carbon(facts: _Facts) -> _Found:
    """Share of the electricity of rooms and clouds drawn from a low-carbon mix, each at the place where it is drawn."""
    places: dict[str, list[float]] = {}
    by_id = {item.id: item for item in facts.dossier.equipment}
    services = {service.id: service for service in facts.dossier.services}
    for line in facts.lines.values():
        kwh = line.electricity_kwh
        if line.group not in ("datacentre", "cloud") or not kwh:
            continue
        item, service = by_id.get(line.id), services.get(line.id)
        room = services.get(item.room or "") if item is not None else service
        place = (item.place if item is not None else None) or (room.place if room is not None else None)
        if place is None and line.group == "cloud":
            return _Found(why="no_place")  # a host elsewhere: its place is assumed by the engine, not known
        place = place or facts.assessment.place
        places.setdefault(place, []).append(kwh)
    total = fsum(kwh for found in places.values() for kwh in found)
    electricity = facts.assessment.electricity
    if not total:
        return _Found(why="no_hosting")
    if any(place not in electricity for place in places):
        return _Found(why="no_place")
    low = fsum(kwh for place, found in places.items() if electricity[place].value <= LOW_CARBON for kwh in found)
    parts = {place: 100 * fsum(found) / total for place, found in places.items()}
    return facts.this_year(100 * low / total, "", **parts)


def _traffic(facts: _Facts) -> _Found:
    volume = facts.volume(*TRAFFIC)
    value = ratio(volume, facts.agents)
    return facts.this_year(None if value is None else value / MONTHS, "no_traffic" if volume is None else "no_agents")


def _copper(facts: _Facts) -> _Found:
    copper, fibre = facts.volume("line_copper_access_kwh"), facts.volume("line_fibre_access_kwh")
    if copper is None and fibre is None:
        return _Found(why="no_lines")
    share = ratio(copper or 0.0, (copper or 0.0) + (fibre or 0.0)) or 0.0
    return facts.this_year(copper or 0.0, "", copper_percent=share * 100)


def _paper(facts: _Facts) -> _Found:
    sheets = facts.volume("print_sheet_a4")
    value = ratio(sheets, facts.agents)
    return facts.this_year(None if value is None else value / SHEETS, "no_paper" if sheets is None else "no_agents")


# footprint and steering


def _total(facts: _Facts, category: str, scale: float) -> _Found:
    organisation = facts.assessment.organisation
    value = organisation.totals.get(category)
    if value is None:
        return _Found(why="not_assessed")
    return _Found({facts.year: value / scale}, partial=not organisation.coverage[category].is_total)


def _by_user(facts: _Facts) -> _Found:
    organisation = facts.assessment.organisation
    value, partial = organisation.ratios.get("equipped_agent"), not organisation.coverage[CLIMATE].is_total
    return _Found({facts.year: value}, partial=partial) if value is not None else _Found(why="no_agents")


def _territory(facts: _Facts) -> _Found:
    estimate, people = facts.assessment.territory.totals.get(CLIMATE), facts.fact("population_municipale")
    return facts.this_year(ratio(None if estimate is None else estimate.value, people), "no_population")


def _referents(facts: _Facts) -> _Found:
    governance = facts.dossier.governance
    value = ratio(governance.referents_fte if governance else None, facts.agents)
    return facts.this_year(None if value is None else value * 1000, "no_referents")


def _quality(facts: _Facts) -> _Found:
    """Share of the footprint carried by data of high quality; the other classes beside."""
    organisation = facts.assessment.organisation
    if not organisation.totals.get(CLIMATE):
        return _Found(why="not_assessed")
    parts = {name: share * 100 for name, (_, share) in organisation.quality.items() if share is not None}
    return facts.this_year(parts.get("high"), "not_assessed", **parts)


def _progress(facts: _Facts) -> _Found:
    """Actions done over those of the plan (no idea, none abandoned), for the last year that speaks of them."""
    dossier = facts.dossier
    every = [action for action in dossier.actions if live(action)]
    if not every:
        return _Found(why="no_actions")
    year = max([dossier.reference_year, *(review.year for review in dossier.annual_reviews if review.actions)])
    done = sum(action.status == "done" for action in every)
    return _Found({year: 100 * done / len(every)})


def _mean(values: Iterable[float]) -> float | None:
    found = list(values)
    return fsum(found) / len(found) if found else None


COMPUTERS: Final[dict[str, Callable[[_Facts], _Found]]] = {
    "I-01": lambda facts: _purchases(facts, reuse_share, "no_purchases"),
    "I-02": lambda facts: _purchases(facts, _refurbished, "no_units"),
    "I-03": lambda facts: _purchases(facts, recycled_share, "no_purchases"),
    "I-04": _lifetimes,
    "I-05": _per_agent,
    "I-06": _new_units,
    "I-07": _screens,
    "I-08": _warranty,
    "I-11": _criterion,
    "I-13": _spending,
    "I-16": _stock,
    "I-17": _reused,
    "I-18": _waste,
    "I-19": _clause,
    "I-20": _printers,
    "I-22": _ecodesign,
    "I-23": _audited,
    "I-24": _page_weight,
    "I-27": _pue,
    "I-28": _stored,
    "I-30": _low_carbon,
    "I-32": _traffic,
    "I-33": _copper,
    "I-38": _paper,
    "I-46": _accessibility,
    "I-47": _objects,
    "I-53": lambda facts: _total(facts, CLIMATE, 1000),
    "I-54": _by_user,
    "I-55": lambda facts: _total(facts, MINERALS, 1),
    "I-56": lambda facts: _total(facts, ELECTRICITY, 1000),
    "I-57": _territory,
    "I-60": _referents,
    "I-61": _quality,
    "I-62": _progress,
    "I-63": lambda f: f.this_year(ratio(f.assessment.territory.household_totals.get(CLIMATE), 1000), "no_households"),
}
