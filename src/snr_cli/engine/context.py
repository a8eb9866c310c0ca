"""What every line needs: who the authority is, catalogue, place, year, options; collects gaps and notices once.

Who the authority is: what the dossier says, else what the table of real authorities says.
"""

from dataclasses import dataclass, field
from functools import cached_property

from snr_cli.catalog.catalog import Catalog
from snr_cli.catalog.records import Authority, Factor
from snr_cli.catalog.tables import ELECTRICITY, Tables
from snr_cli.engine.records import CLIMATE, Fact, Gap, Notice, Quantity, Term, notice
from snr_cli.model.territory import INHABITANTS_OF_LAW, OUTSIDE_LAW, Figure, Territory

CENSUS, _HOUSEHOLDS, JOBS, FIBRE = "ETALAB_ADMIN_2026", "INSEE_RP2021", "INSEE_RP2018", "ARCEP_FIBRE_2025"
CENSUS_YEAR = 2022  # of the populations that this source gives
_PARIS = "75056"


def resolve_facts(territory: Territory, tables: Tables) -> tuple[dict[str, Fact], list[Notice]]:
    """Return the facts known, by name, and what must be said of them.

    A SIREN, else an INSEE code, else a name finds the authority; the dossier's own figures hold over the table's.
    """
    notices: list[Notice] = []
    authority = _find(territory, tables, notices)
    facts: dict[str, Fact] = {}
    for name in ("name", "kind", "department"):
        given, known = getattr(territory, name), getattr(authority, name) if authority else None
        if given and known and given != known:
            notices.append(notice("differs_from_table", name, given=given, table=known))

    def put(name: str, given: object, default: object, source: str, year: int | None = None) -> None:
        if isinstance(given, Figure):
            facts[name] = Fact(given.value, "given", given.source or "", given.year)
        elif given is not None:
            facts[name] = Fact(given, "given", "")
        elif default is not None and default != "":
            facts[name] = Fact(default, "default", source, year)

    put("name", territory.name, authority and authority.name, CENSUS)
    put("kind", territory.kind, authority and authority.kind, CENSUS)
    put("siren", territory.siren, authority and authority.siren, CENSUS)
    put("department", territory.department, authority and authority.department, CENSUS)
    put("communes", territory.communes, authority and authority.communes, CENSUS)
    population = territory.population
    for name in ("totale", "municipale"):
        given = getattr(population, name) if population else None
        default = getattr(authority, f"population_{name}") if authority else None
        if given is not None and population is not None:
            facts[f"population_{name}"] = Fact(given, "given", population.source or "", population.year)
        else:
            put(f"population_{name}", None, default, CENSUS, CENSUS_YEAR)
    put(
        "households",
        territory.households,
        authority and authority.households,
        _HOUSEHOLDS,
        authority.households_year if authority else None,
    )
    put("jobs", territory.jobs, authority and authority.jobs, JOBS, authority.jobs_year if authority else None)
    put(
        "fibre_share",
        territory.fibre_share,
        authority and authority.fibre_share,
        FIBRE,
        authority.fibre_year if authority else None,
    )
    put("fixed_lines", territory.fixed_lines, None, "")
    put("mobile_lines", territory.mobile_lines, None, "")
    put("mailboxes", territory.mailboxes, None, "")
    put("vms", territory.vms, None, "")
    put("fictitious", territory.fictitious or None, None, "")
    if territory.agents is not None:
        for name in ("total", "equipped", "teleworkers", "telework_days_per_year"):
            put(f"agents_{name}", getattr(territory.agents, name), None, "")
    if "name" not in facts:
        facts["name"] = Fact(f"SIREN {territory.siren}" if territory.siren else "Collectivité sans nom", "default", "")
    looked_up = territory.siren or territory.insee_code
    if looked_up and authority is None and not territory.fictitious:
        notices.append(notice("unknown_authority", looked_up))
    if facts.get("kind", Fact("", "", "")).value not in OUTSIDE_LAW:  # no threshold for whom the law does not name
        _threshold(facts, notices)
    if facts.get("kind", Fact("", "", "")).value in ("metropole_de_lyon", "autre") or (
        authority and authority.insee_code == _PARIS
    ):
        notices.append(notice("statute_to_check"))
    return facts, notices


def _find(territory: Territory, tables: Tables, notices: list[Notice]) -> Authority | None:
    if territory.siren:
        authorities = tables.authority(siren=territory.siren)
    elif territory.insee_code:
        authorities = tables.authority(insee_code=territory.insee_code)
    elif territory.name:
        authorities = [
            authority
            for authority in tables.authority(name=territory.name)
            if territory.kind in (None, authority.kind) and territory.department in (None, authority.department)
        ]
    else:
        return None
    if len(authorities) > 1:
        notices.append(notice("several_authorities", territory.name or "", count=len(authorities)))
    return authorities[0] if len(authorities) == 1 else None


def _threshold(facts: dict[str, Fact], notices: list[Notice]) -> None:
    """Say it when the two populations fall on both sides of 50,000, or when the duty does not apply."""
    totale, municipale = facts.get("population_totale"), facts.get("population_municipale")
    if totale and municipale and (totale.value > INHABITANTS_OF_LAW) != (municipale.value > INHABITANTS_OF_LAW):
        notices.append(notice("threshold_to_check", totale=totale.value, municipale=municipale.value))
    elif totale and totale.value <= INHABITANTS_OF_LAW:
        notices.append(notice("under_threshold", totale=totale.value))


@dataclass
class Context:
    """Working memory of one assessment (the only mutable object; it never leaves `assess`)."""

    catalog: Catalog
    year: int
    place: str
    options: frozenset[str]
    notices: dict[Notice, None] = field(default_factory=dict)
    grid: dict[tuple[str, str], Factor | None] = field(default_factory=dict)
    imports: tuple[str, ...] = ()  # ids of the inventories, whose lines have ids that start with theirs
    imputes: bool = False  # deduce from climate change what has no factor (`method.impute`)
    read: frozenset[str] | None = None  # the categories that the caller reads, None: all

    def say(self, code: str, subject: str = "", **values: object) -> None:
        """Keep a notice, once."""
        self.notices[notice(code, subject, **values)] = None

    def owner(self, line: str) -> str:
        """Return the inventory that made a line, else the line itself: what is said of all of its lines is said once."""
        return next((name for name in self.imports if line.startswith(f"{name}.")), line)

    def why_no_pue(self) -> str:
        """Say why a room has no PUE: the licence asked for leaves the mean one out, or nothing says one."""
        left_out = any(subject.startswith("datacentre_pue") for _, subject, _ in self.catalog.dropped)
        return "closed_licence" if left_out else "no_pue"

    def parameter(self, name: str) -> Quantity | None:
        """Return a parameter of the method with its source; None when the licence filter leaves it out."""
        factor = self.catalog.parameters.get(name)
        return None if factor is None else Quantity(name, factor.value, factor.unit, "default", factor.source)

    def electricity(self, place: str, category: str) -> Factor | None:
        """Return the factor of a kWh at a place, and say what the reader must know of it."""
        key = (place, category)
        if key not in self.grid:
            mix = self.catalog.electricity(place, category, self.year)
            self.grid[key] = mix[0] if mix else None
            if mix and category == CLIMATE:
                chosen, before = mix
                if chosen.year and self.year - chosen.year > 1:
                    self.say("electricity_earlier", place, year=chosen.year)
                if chosen.year > self.year:
                    self.say("electricity_later", place, year=chosen.year)
                jump = self.catalog.parameters.get("electricity_jump")
                if before and before.value and jump and abs(chosen.value / before.value - 1) > jump.value:
                    self.say(
                        "electricity_jump",
                        place,
                        before=before.value,
                        before_year=before.year,
                        value=chosen.value,
                        year=chosen.year,
                    )
            elif mix and mix[0].year > self.year:
                self.say("electricity_later_others", place, year=mix[0].year)
            elif mix is None and category == CLIMATE:
                self.say("electricity_missing", place)
        return self.grid[key]

    def use_terms(
        self, subject: str, kwh: Quantity, place: str, categories: list[str], stage: str = "use"
    ) -> tuple[list[Term], list[Gap]]:
        """Return the terms of an electricity amount in each category, and the gaps where the place has no factor."""
        terms, gaps = [], []
        for category in categories:
            factor = self.electricity(place, category)
            if factor is None:
                closed = (ELECTRICITY, place, category) in self.catalog.dropped
                reason = "closed_licence" if closed else "no_electricity_factor"
                gaps.append(Gap(subject, category, stage, reason, (("place", place),)))
            else:
                terms.append(Term(category, stage, kwh, factor))
        return terms, gaps

    @cached_property
    def impact_categories(self) -> list[str]:
        """Categories that are assessed, final electricity apart (it is an amount, not a factor)."""
        return [
            name
            for name in self.catalog.tables.categories
            if name not in ("final_energy", "waste_lifecycle") and (self.read is None or name in self.read)
        ]
