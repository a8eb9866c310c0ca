"""Figures given for the territory and its agents, and the range that its inhabitants and homes explain."""

from math import inf

from snr_cli.engine.records import CLIMATE
from snr_cli.rules.bounds import THOUSAND, Bounds, GivenValue, authority_of, parameter
from snr_cli.rules.case import Case
from snr_cli.rules.verdict import Path


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
    found = []
    for index, line in enumerate(case.dossier.services):
        weight = weights.get(line.id)
        if weight and line.quantity and kilograms < inf:
            expected = Bounds(0.0, line.quantity * kilograms / weight)
            usual, units = Bounds(0.0, expected.high * wide), ("k€", "euros", None)
            path: Path = ("services", index, "quantity")
            found.append(GivenValue(path, f"« {line.id} »", line.quantity, usual, expected, units))
    return found


def view_readings(case: Case) -> list[GivenValue]:
    """Read the page views of the most visited site: the others may be small."""
    sites = [(line.page_views, index, line) for index, line in enumerate(case.dossier.services) if line.page_views]
    population = inhabitants_known(case) if sites else None
    if not population:
        return []
    views, index, line = max(sites, key=lambda found: found[0])
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
