"""The indicators: which computation gives which, by its id in the catalogue; then their values, year by year."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import fsum, isclose
from typing import Final

from snr_cli.catalog.records import BOUGHT_SERVICES
from snr_cli.catalog.tables import Tables
from snr_cli.engine.duties import ratio, recycled_share, reuse_rate, reuse_share, rgesn_score
from snr_cli.engine.organisation import drawn_from_people, shareable
from snr_cli.engine.records import CLIMATE, ELECTRICITY, Assessment, Line
from snr_cli.model.dossier import Dossier, Equipment, Service
from snr_cli.model.duties import Purchases
from snr_cli.model.grouped import in_groups
from snr_cli.model.questions import REAM_KG
from snr_cli.plan.aims import lifetime_status, present_lifetime
from snr_cli.plan.means import live

# What the computations of indicators share: the lines in use, the head counts, the year, and the form of an answer.

MONTHS_A_YEAR: Final = 12


@dataclass(frozen=True, slots=True)
class Computed:
    """What the engine computes: values by year, parts, why not. `alternatives`: a given value is that of one of the parts."""

    values: Mapping[int, float] = field(default_factory=dict)
    parts: Mapping[str, float] = field(default_factory=dict)
    why: str = ""
    partial: bool = False
    alternatives: bool = False


class IndicatorFacts:
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
        fact = self.assessment.facts.get(name)
        return None if fact is None or not fact.value else float(fact.value)

    @property
    def agents(self) -> float | None:
        """Return the head count."""
        return self.fact("agents_total")

    @property
    def users(self) -> float | None:
        """Return the agents who have a computer; all of them when that is not said."""
        return self.fact("agents_equipped") or self.agents

    def role(self, item: Equipment) -> str:
        """Return the role of a line: computer, monitor, printer, shared_printer, mobile_phone, desk_phone, or nothing."""
        return self.lines[item.id].role

    def units(self, items: Iterable[Equipment]) -> float:
        """Return the units of lines."""
        return fsum(item.quantity for item in items)

    def volume(self, *types: str) -> float | None:
        """Return the volume of the services of these types; None without any."""
        volumes = [line.quantity or 0.0 for line in self.dossier.services if line.type in types]
        return fsum(volumes) if volumes else None

    def this_year(self, value: float | None, why: str, **parts: float) -> Computed:
        """Return a value of the reference year, or why there is none."""
        return Computed({self.year: value}, parts) if value is not None else Computed(why=why)

    def online(self) -> list[Service]:
        """Return the websites."""
        return [line for line in self.dossier.services if line.type == "website"]


Computation = Callable[[IndicatorFacts], Computed]


# The indicators of purchases, contracts, end of use and waste.

AGEC: Final = "informatique_telephonie"


def _purchases(facts: IndicatorFacts, share: Callable[[Purchases], float | None], why: str) -> Computed:
    """Compute a share for each year that has one declaration of the category."""
    of_year = in_groups((purchase.year, purchase) for purchase in facts.dossier.purchases if purchase.category == AGEC)
    values = {year: share(purchases[0]) for year, purchases in of_year.items() if len(purchases) == 1}
    return Computed({year: value * 100 for year, value in values.items() if value is not None}, why=why)


def _units_known(purchases: Purchases) -> bool:
    """Say whether the units refurbished are known: counted, or none since nothing was spent on reuse."""
    return bool(purchases.units) and (
        bool(purchases.refurbished_units) or purchases.montant_reemploi_et_reutilisation == 0
    )


def _refurbished(purchases: Purchases) -> float | None:
    return (
        ratio(fsum(purchases.refurbished_units.values()), fsum(purchases.units.values()))
        if _units_known(purchases)
        else None
    )


def _new_units(facts: IndicatorFacts) -> Computed:
    values: dict[int, dict[str, float]] = {}
    for purchase in facts.dossier.purchases:
        if not _units_known(purchase):
            continue
        bought = values.setdefault(purchase.year, {})
        for kind, units in purchase.units.items():
            bought[kind] = bought.get(kind, 0.0) + units - purchase.refurbished_units.get(kind, 0.0)
    known = {year: fsum(bought.values()) for year, bought in values.items() if bought}
    return Computed(known, values.get(facts.year, {}), "no_units")


def _reused(facts: IndicatorFacts) -> Computed:
    rates = {use.year: reuse_rate(use) for use in facts.dossier.end_of_use}
    return Computed({year: rate * 100 for year, rate in rates.items() if rate is not None}, why="no_end_of_use")


def _waste(facts: IndicatorFacts) -> Computed:
    """Compute the reference year only: the head count of another year is not known."""
    waste = next((year_waste for year_waste in facts.dossier.waste if year_waste.year == facts.year), None)
    if waste is None or waste.kg is None:
        return Computed(why="no_waste")
    share = ratio(waste.kg_to_approved, waste.kg)
    parts = {} if share is None else {"to_approved_percent": share * 100}
    return facts.this_year(ratio(waste.kg, facts.agents), "no_agents", **parts)


def _warranty(facts: IndicatorFacts) -> Computed:
    known = [
        (contract.warranty_months, contract.amount_eur)
        for contract in facts.dossier.contracts
        if contract.kind == "equipment" and contract.warranty_months is not None and contract.amount_eur
    ]
    weight = fsum(amount for _, amount in known if amount)
    value = ratio(fsum(months * (amount or 0.0) for months, amount in known), weight)
    return facts.this_year(value, "no_contracts")


def _criterion(facts: IndicatorFacts) -> Computed:
    every = [contract for contract in facts.dossier.contracts if contract.environmental_criterion is not None]
    with_one = [contract for contract in every if contract.environmental_criterion]
    value = ratio(float(len(with_one)), float(len(every)))
    money = ratio(
        fsum(contract.amount_eur or 0.0 for contract in with_one),
        fsum(contract.amount_eur or 0.0 for contract in every),
    )
    parts = {} if money is None else {"amount_percent": money * 100}
    return facts.this_year(None if value is None else value * 100, "no_contracts", **parts)


def _clause(facts: IndicatorFacts) -> Computed:
    every = [contract for contract in facts.dossier.contracts if contract.kind in ("software", "hosting")]
    known = [contract.rgesn_clause for contract in every if contract.rgesn_clause is not None]
    value = ratio(float(known.count(True)), float(len(known)))
    return facts.this_year(None if value is None else value * 100, "no_contracts")


def _spending(facts: IndicatorFacts) -> Computed:
    value = facts.volume(*BOUGHT_SERVICES)
    kg = [line.total(CLIMATE) for line in facts.lines.values() if line.type in BOUGHT_SERVICES]
    return facts.this_year(value, "no_spending", t_co2e=fsum(amount for amount in kg if amount is not None) / 1000)


BOUGHT_INDICATORS: Final[dict[str, Computation]] = {
    "I-01": lambda facts: _purchases(facts, reuse_share, "no_purchases"),
    "I-02": lambda facts: _purchases(facts, _refurbished, "no_units"),
    "I-03": lambda facts: _purchases(facts, recycled_share, "no_purchases"),
    "I-06": _new_units,
    "I-08": _warranty,
    "I-11": _criterion,
    "I-13": _spending,
    "I-17": _reused,
    "I-18": _waste,
    "I-19": _clause,
}


# The indicators of the fleet of devices: lifetimes, numbers by agent, stock, printers.

HANDHELD: Final = ("workplace", "mobile")


def _lifetimes(facts: IndicatorFacts) -> Computed:
    """Mean of the lifetimes stated, by type, weighted by units in use; a published lifetime is no observation."""
    years: dict[str, list[tuple[float, float]]] = {}
    stated: dict[int, float | None] = {}  # lines that are alike share a recipe
    for item in facts.used:
        line = facts.lines[item.id]
        if (key := id(line.recipe)) not in stated:
            stated[key] = None if lifetime_status(line) == "default" else present_lifetime(line)
        if (lifetime := stated[key]) is not None and item.quantity:
            years.setdefault(item.type, []).append((lifetime, item.quantity))
    parts = {
        kind: MONTHS_A_YEAR * fsum(lifetime * units for lifetime, units in pairs) / fsum(units for _, units in pairs)
        for kind, pairs in years.items()
    }
    values = {facts.year: next(iter(parts.values()))} if len(parts) == 1 else {}
    return Computed(values, parts, "by_type" if parts else "published_lifetimes", alternatives=True)


def _per_agent(facts: IndicatorFacts) -> Computed:
    items = [item for item in facts.used if facts.lines[item.id].group in HANDHELD]
    parts: dict[str, float] = {}
    for item in items:
        parts[item.type] = parts.get(item.type, 0.0) + item.quantity
    if not items:
        return Computed(why="no_equipment")
    return facts.this_year(ratio(facts.units(items), facts.agents), "no_agents", **parts)


def _screens(facts: IndicatorFacts) -> Computed:
    monitors = facts.units(item for item in facts.used if facts.role(item) == "monitor")
    computers = facts.units(item for item in facts.used if facts.role(item) == "computer")
    if not monitors:
        return Computed(why="no_equipment")
    return facts.this_year(ratio(monitors, computers), "no_equipment", monitors=monitors, computers=computers)


def _stock(facts: IndicatorFacts) -> Computed:
    """A dossier that lists no spare nor stored device does not say that there is none."""
    every = [item for item in facts.fleet if facts.role(item) in ("computer", "monitor")]
    aside = [item for item in every if item.state != "in_use"]
    value = ratio(facts.units(aside), facts.units(every)) if aside else None
    return facts.this_year(None if value is None else value * 100, "no_stock")


def _printers(facts: IndicatorFacts) -> Computed:
    single = facts.units(item for item in facts.used if facts.role(item) == "printer")
    shared = facts.units(item for item in facts.used if facts.role(item) == "shared_printer")
    share = ratio(shared, single + shared)
    if share is None:
        return Computed(why="no_equipment")
    return facts.this_year(ratio(facts.users, single + shared), "no_agents", shared_percent=share * 100)


def _objects(facts: IndicatorFacts) -> Computed:
    parts: dict[str, float] = {}
    for item in facts.fleet:
        if facts.lines[item.id].group == "iot":
            parts[item.type] = parts.get(item.type, 0.0) + item.quantity
    return facts.this_year(fsum(parts.values()) if parts else None, "no_equipment", **parts)


FLEET_INDICATORS: Final[dict[str, Computation]] = {
    "I-04": _lifetimes,
    "I-05": _per_agent,
    "I-07": _screens,
    "I-16": _stock,
    "I-20": _printers,
    "I-47": _objects,
}


# The indicators of online services, rooms, hosting, networks and paper.

_SHEETS: Final = 500  # in a ream
# technical screening of the EU taxonomy for electricity, life-cycle emissions (delegated regulation 2021/2139): kgCO2e/kWh
LOW_CARBON: Final = 0.1
_TRAFFIC: Final = (
    "line_fixed_gb_variable",
    "line_mobile_gb_variable",
    "network_fixed_gb",
    "network_fixed_gb_excl_box",
    "network_mobile_gb",
)


def _ecodesign(facts: IndicatorFacts) -> Computed:
    scores = {line.id: rgesn_score(line.rgesn) for line in facts.dossier.services if line.rgesn is not None}
    parts = {name: score * 100 for name, score in scores.items() if score is not None}
    return facts.this_year(_mean(parts.values()), "no_service", **parts)


def _audited(facts: IndicatorFacts) -> Computed:
    sites = facts.online()
    value = ratio(float(sum(site.rgesn is not None for site in sites)), float(len(sites)))
    return facts.this_year(None if value is None else value * 100, "no_service")


def _accessibility(facts: IndicatorFacts) -> Computed:
    rated = {line.id: line.rgaa.rate for line in facts.dossier.services if line.rgaa is not None}
    parts = {name: rate * 100 for name, rate in rated.items() if rate is not None}
    return facts.this_year(_mean(parts.values()), "no_service", **parts)


def _page_weight(facts: IndicatorFacts) -> Computed:
    known = [(site.page_weight_mb, site.page_views) for site in facts.online()]
    pairs = [(weight, views) for weight, views in known if weight is not None and views]
    return facts.this_year(ratio(fsum(w * v for w, v in pairs), fsum(v for _, v in pairs)), "no_service")


def _pue(facts: IndicatorFacts) -> Computed:
    """Total energy over that of the devices, for the rooms whose PUE is given; a published PUE is no measure."""
    rooms = {line.id: line.pue for line in facts.dossier.services if line.type == "server_room"}
    parts = {name: pue for name, pue in rooms.items() if pue is not None}
    if not parts:
        return Computed(why="no_pue" if rooms else "no_room")
    inside = [(item.room, facts.lines[item.id].electricity_kwh) for item in facts.used if item.room in parts]
    if len(parts) > 1 and any(kwh is None for _, kwh in inside):
        return Computed(parts=parts, why="not_assessed", alternatives=True)  # what the rooms weigh is not known
    energy = {name: fsum(kwh for room, kwh in inside if room == name and kwh is not None) for name in parts}
    it_energy = fsum(kwh / parts[name] for name, kwh in energy.items())
    value = next(iter(parts.values())) if len(parts) == 1 else ratio(fsum(energy.values()), it_energy)
    return Computed({facts.year: value} if value is not None else {}, parts, "no_pue", alternatives=True)


def _stored(facts: IndicatorFacts) -> Computed:
    """Volume hosted by user; a room that stores makes it unknown, since its terabytes are not in the dossier."""
    volume = facts.volume("storage_tb_year")
    if volume is None:
        return Computed(why="no_volume")
    if any("storage" in item.type for item in facts.used):
        return Computed(parts={"hosted_tb": volume}, why="volume_in_rooms")
    return facts.this_year(ratio(volume * 1000, facts.users), "no_agents")


def _low_carbon(facts: IndicatorFacts) -> Computed:
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
            return Computed(why="no_place")  # a host elsewhere: its place is assumed by the engine, not known
        place = place or facts.assessment.place
        places.setdefault(place, []).append(kwh)
    total = fsum(kwh for amounts in places.values() for kwh in amounts)
    electricity = facts.assessment.electricity
    if not total:
        return Computed(why="no_hosting")
    if any(place not in electricity for place in places):
        return Computed(why="no_place")
    low = fsum(kwh for place, amounts in places.items() if electricity[place].value <= LOW_CARBON for kwh in amounts)
    parts = {place: 100 * fsum(amounts) / total for place, amounts in places.items()}
    return facts.this_year(100 * low / total, "", **parts)


def _traffic(facts: IndicatorFacts) -> Computed:
    volume = facts.volume(*_TRAFFIC)
    value = ratio(volume, facts.agents)
    return facts.this_year(
        None if value is None else value / MONTHS_A_YEAR, "no_traffic" if volume is None else "no_agents"
    )


def _copper(facts: IndicatorFacts) -> Computed:
    copper, fibre = facts.volume("line_copper_access_kwh"), facts.volume("line_fibre_access_kwh")
    if copper is None and fibre is None:
        return Computed(why="no_lines")
    share = ratio(copper or 0.0, (copper or 0.0) + (fibre or 0.0)) or 0.0
    return facts.this_year(copper or 0.0, "", copper_percent=share * 100)


def _paper(facts: IndicatorFacts) -> Computed:
    sheets, kilograms = facts.volume("print_sheet_a4"), facts.volume("paper_kg")
    reams = sheets / _SHEETS if sheets is not None else None if kilograms is None else kilograms / REAM_KG
    return facts.this_year(ratio(reams, facts.agents), "no_paper" if reams is None else "no_agents")


def _mean(values: Iterable[float]) -> float | None:
    numbers = list(values)
    return fsum(numbers) / len(numbers) if numbers else None


HOSTED_INDICATORS: Final[dict[str, Computation]] = {
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
}


# The indicators of the footprint as a whole and of how the plan is steered.

MINERALS: Final = "resource_use_minerals_metals"


def _total(facts: IndicatorFacts, category: str, scale: float) -> Computed:
    organisation = facts.assessment.organisation
    value = organisation.totals.get(category)
    if value is None:
        return Computed(why="not_assessed")
    return Computed({facts.year: value / scale}, partial=not organisation.coverage[category].is_total)


def _by_user(facts: IndicatorFacts) -> Computed:
    organisation = facts.assessment.organisation
    if drawn_from_people(organisation):
        return Computed(why="from_head_counts")
    value = ratio(organisation.totals.get(CLIMATE), facts.fact("agents_equipped"))
    partial = shareable(organisation) is None
    return Computed({facts.year: value}, partial=partial) if value is not None else Computed(why="no_agents")


def _territory(facts: IndicatorFacts) -> Computed:
    estimate, people = facts.assessment.territory.totals.get(CLIMATE), facts.fact("population_municipale")
    return facts.this_year(ratio(None if estimate is None else estimate.value, people), "no_population")


def _referents(facts: IndicatorFacts) -> Computed:
    governance = facts.dossier.governance
    value = ratio(governance.referents_fte if governance else None, facts.agents)
    return facts.this_year(None if value is None else value * 1000, "no_referents")


def _quality(facts: IndicatorFacts) -> Computed:
    """Share of the footprint carried by data of high quality; the other classes beside."""
    organisation = facts.assessment.organisation
    if not organisation.totals.get(CLIMATE):
        return Computed(why="not_assessed")
    parts = {name: share * 100 for name, (_, share) in organisation.quality.items() if share is not None}
    return facts.this_year(parts.get("high"), "not_assessed", **parts)


def _progress(facts: IndicatorFacts) -> Computed:
    """Actions done over those of the plan (no idea, none abandoned), for the last year that speaks of them."""
    dossier = facts.dossier
    every = [action for action in dossier.actions if live(action)]
    if not every:
        return Computed(why="no_actions")
    year = max([dossier.reference_year, *(review.year for review in dossier.annual_reviews if review.actions)])
    return Computed({year: 100 * sum(action.status == "done" for action in every) / len(every)})


STEERING_INDICATORS: Final[dict[str, Computation]] = {
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


COMPUTERS: Final[dict[str, Computation]] = dict(
    sorted({**BOUGHT_INDICATORS, **FLEET_INDICATORS, **HOSTED_INDICATORS, **STEERING_INDICATORS}.items())
)


# The values of the indicators, year by year: computed, given, or both, and what differs.
#
# Missing is never zero. Where a value is both computed and given, both are kept; the text that shows them says so when they
# differ by more than 5 %.


DIFFERENCE: Final = 0.05
PERIODS: Final = (  # the first that is found; of several months, those that have a word
    (r"mensuel|(?<!\d )(?<!deux )(?<!trois )(?<!quatre )(?<!six )(?<!douze )mois", 1 / 12),
    (r"trimestr|\b(?:trois|3) mois", 0.25),
    (r"semestr|\b(?:six|6) mois|\b(?:deux|2) fois par an", 0.5),
    (r"biennal|bisannuel|\b(?:deux|2) ans", 2.0),
    (r"triennal|\b(?:trois|3) ans", 3.0),
    (r"\b(?:quatre|4) ans", 4.0),
    (r"quinquennal|\b(?:cinq|5) ans", 5.0),
    (r"annuel|par an|chaque année|tous les ans|\b(?:douze|12) mois", 1.0),
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
        values = self.computed if self.given is None else self.given
        return 0.0 if values is None else values  # one of the two is always there


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
        return next((indicator_year for indicator_year in self.years if indicator_year.year == year), None)

    @property
    def last(self) -> IndicatorYear | None:
        """Return the last year known."""
        return self.years[-1] if self.years else None


def indicator_values(dossier: Dossier, assessment: Assessment, tables: Tables) -> list[IndicatorValue]:
    """Return the indicators that the dossier follows, in its order, then the others of the catalogue.

    Values given in a yearly review complete those of `indicators[].values`, which hold when both speak of the same year.
    """
    facts = IndicatorFacts(dossier, assessment, tables)
    own = {indicator.id: indicator for indicator in dossier.indicators}
    given: dict[str, dict[int, float]] = {}
    for review in dossier.annual_reviews:
        for name, value in review.indicators.items():
            given.setdefault(name, {})[review.year] = value
    for indicator in dossier.indicators:
        given.setdefault(indicator.id, {}).update(indicator.values)
    now = max([dossier.reference_year, *(review.year for review in dossier.annual_reviews)])
    result = []
    for name in (*own, *(indicator for indicator in tables.indicators if indicator not in own)):
        mine, known = own.get(name), tables.indicators.get(name)
        computer = COMPUTERS.get(name)
        computed = computer(facts) if computer else Computed(why="not_computed")
        values = given.get(name, {})
        years = tuple(
            _year(year, computed, values, dossier.reference_year) for year in sorted({*computed.values, *values})
        )
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
                computed.parts,
                "" if computed.values else computed.why,
                computed.partial,
                is_late([year.year for year in years], frequency, now),
                computed.alternatives,
            )
        )
    return result


def compute(
    name: str, dossier: Dossier, assessment: Assessment, tables: Tables
) -> tuple[Mapping[int, float], Mapping[str, float]]:
    """Return what the engine computes of one indicator: its values by year and its parts; nothing when it cannot."""
    computer = COMPUTERS.get(name)
    computed = computer(IndicatorFacts(dossier, assessment, tables)) if computer else Computed()
    return computed.values, computed.parts


def is_late(years: Iterable[int], frequency: str, now: int) -> bool:
    """Say whether the last value is older than its frequency; not judged without value or with a frequency not understood."""
    period = period_of(frequency)
    known = [year for year in years if year <= now]
    return bool(known) and period is not None and now - max(known) > period


def period_of(frequency: str) -> float | None:
    """Return the years between two values, read in a French word; None when it is not understood."""
    text = frequency.lower()
    return next((years for pattern, years in PERIODS if re.search(pattern, text)), None)


def _year(year: int, found: Computed, given: Mapping[int, float], reference_year: int) -> IndicatorYear:
    value, computed = given.get(year), found.values.get(year)
    if found.alternatives and value is not None and year == reference_year and found.parts:
        # one indicator, several readings (a type, a room): the user follows the nearest one
        near = value
        computed = min(found.parts.values(), key=lambda part: abs(part - near))
    differs = computed is not None and value is not None and not isclose(computed, value, rel_tol=DIFFERENCE)
    return IndicatorYear(year, computed, value, differs)
