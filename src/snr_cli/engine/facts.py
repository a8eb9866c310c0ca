"""Who the authority is: what the dossier says, else what the table of real authorities says."""

from snr_cli.catalog.records import Authority
from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import Fact, Notice, notice
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
