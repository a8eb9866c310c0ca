"""SNR430 to SNR437: values that passed in silence, each with the kilograms that depend on it, worked out by hand."""

from dataclasses import replace
from typing import Any

import pytest

from snr_cli.catalog.opened import shipped_tables
from snr_cli.engine.assess import assess
from snr_cli.model.dossier import Dossier
from snr_cli.model.finding import Severity
from snr_cli.rules.case import Case, Remark
from snr_cli.rules.run import TYPED

RULES = {rule.code: rule for rule in TYPED}
HERE: dict[str, Any] = {"name": "X", "kind": "commune", "department": "33", "population": {"municipale": 10_000}}
LAPTOPS = {"id": "pc", "type": "laptop", "quantity": 100}
GRID = 0.0461  # kgCO2e/kWh, Base Empreinte 2025


def remarks(code: str, year: int = 2025, **sections: Any) -> list[Remark]:
    data = {"snr": 1, "reference_year": year, "territory": HERE, **sections}
    dossier, tables = Dossier.model_validate(data), shipped_tables()
    return list(RULES[code].judge(Case(dossier, assess(dossier, tables), tables, f"{year}-12-31")).remarks)


def message(code: str, **sections: Any) -> str:
    """Return the one message of a code, with plain spaces."""
    found = remarks(code, **sections)
    assert len(found) == 1, found
    return found[0].message.replace("\u00a0", " ").replace("\u202f", " ")


def agents(count: int) -> dict[str, Any]:
    return {**HERE, "agents": {"equipped": count, "total": count}}


def embodied(value: float, kind: str = "laptop", stage: str = "embodied_total") -> dict[str, Any]:
    return {
        "overrides": [{"type": kind, "category": "climate_change", "stage": stage, "value": value, "source": "Fiche"}]
    }


# --- factors


# published: 156.24 (Base Carbone) to 260 kg (EcoDiag); / 7 = 22.32, x 7 = 1 820
@pytest.mark.parametrize(("value", "told"), [(22, True), (23, False), (240, False), (1820, False), (1821, True)])
def test_a_factor_far_from_all_published_ones(value: float, told: bool) -> None:
    assert bool(remarks("SNR430", equipment=[LAPTOPS], factors=embodied(value))) is told


def test_a_laptop_of_185_000_kilograms_is_in_grams() -> None:
    text = message("SNR411", equipment=[LAPTOPS], factors=embodied(185_000))
    assert text.startswith("laptop : 185 000 kgCO2e par unité, sans doute en grammes")
    # 100 x (185 000 / 5 years + 30.96 kWh x 0.0461) = 3 700 143 kg
    assert text.endswith("3 700 t CO2e par an en dépendent")
    assert not remarks("SNR430", equipment=[LAPTOPS], factors=embodied(185_000))


def test_the_weight_of_an_implausible_factor_is_said() -> None:
    # 100 x (5 000 / 5 + 30.96 x 0.0461) = 100 143 kg
    assert message("SNR430", equipment=[LAPTOPS], factors=embodied(5000)).endswith("100 t CO2e par an en dépendent")


def test_no_stage_weighs_more_than_the_whole_and_transport_may_be_nothing() -> None:
    assert remarks("SNR430", equipment=[LAPTOPS], factors=embodied(2000, stage="distribution"))
    assert not remarks("SNR430", equipment=[LAPTOPS], factors=embodied(0.1, stage="distribution"))
    assert remarks("SNR430", equipment=[LAPTOPS], factors=embodied(5, stage="manufacturing"))


def test_a_type_of_the_dossier_is_held_against_its_group() -> None:
    def own(value: float) -> dict[str, Any]:
        new = {
            "id": "x-durci",
            "label": "Durci",
            "inventory_group": "workplace",
            "lifetime_years": 5,
            "source": "Fiche",
        }
        return {"types": [{**new, "embodied": {"climate_change": {"embodied_total": value}}}]}

    equipment = [{"id": "a", "type": "x-durci", "quantity": 10}]
    assert not remarks("SNR430", equipment=equipment, factors=own(900))  # a workstation is published at 600
    found = remarks("SNR430", equipment=equipment, factors=own(1_000_000))
    assert [remark.path for remark in found] == [
        ("factors", "types", 0, "embodied", "climate_change", "embodied_total")
    ]
    assert "2 000 t CO2e" in " ".join(found[0].message.replace("\u202f", " ").split())  # 10 x 1 000 000 / 5


def test_a_factor_of_a_service_and_a_kilowatt_hour() -> None:
    stored = {"service": "storage_tb_year", "component": "total", "category": "climate_change", "source": "Blog"}
    services = [{"id": "s", "type": "storage_tb_year", "quantity": 1000}]  # published: 0.235 and 1.52; / 10 and x 10
    assert not remarks("SNR430", services=services, factors={"overrides": [{**stored, "value": 15}]})
    text = message("SNR430", services=services, factors={"overrides": [{**stored, "value": 20}]})
    assert text.endswith("20,0 t CO2e par an en dépendent")
    # 46 g typed as kg
    grid = {"electricity": "FR", "category": "climate_change", "value": 46.1, "source": "Base Empreinte"}
    assert "en grammes" in message("SNR411", equipment=[LAPTOPS], factors={"overrides": [grid]})


@pytest.mark.parametrize(
    ("service", "component", "value", "told"),
    [
        # a component is held to its own rows (3.58e-05, x 10), and may be next to nothing
        ("email", "network", 3.4e-4, False),
        ("email", "network", 3.8e-4, True),
        ("email", "network", 1e-12, False),
        # the whole: 0.00292204 and 0.004, / 10 and x 10
        ("email", "total", 0.0396, False),
        ("email", "total", 0.0404, True),
        ("email", "total", 0.000296, False),
        ("email", "total", 0.000288, True),
        # one that no row has: to all of them (1.52 at most, x 10)
        ("storage_tb_year", "network", 15.0, False),
        ("storage_tb_year", "network", 15.4, True),
        ("storage_tb_year", "network", 1e-12, False),
        ("storage_tb_year", "pue", 15.4, False),  # a ratio
    ],
)
def test_a_component_of_a_service_is_held_to_its_rows(service: str, component: str, value: float, told: bool) -> None:
    given = {"service": service, "component": component, "category": "climate_change", "value": value, "source": "Blog"}
    services = [{"id": "s", "type": service, "quantity": 1}]
    assert bool(remarks("SNR430", services=services, factors={"overrides": [given]})) is told


# --- a meter


def test_a_meter_below_its_devices() -> None:
    room = {"id": "salle", "type": "server_room", "metered_kwh_per_year": 20_000}
    servers = {"id": "s", "type": "server_rack", "quantity": 20, "room": "salle", "kwh_per_year": 1500}
    text = message("SNR431", equipment=[servers], services=[room])
    # (30 000 - 20 000) x 0.0461 = 461
    assert "20 000 kWh" in text and "30 000" in text and text.endswith("au moins 461 kg CO2e par an non comptés")
    assert not remarks("SNR431", equipment=[servers], services=[{**room, "metered_kwh_per_year": 30_000}])
    spare = {**servers, "state": "spare"}
    assert not remarks("SNR431", equipment=[spare], services=[room])


def test_a_meter_below_published_consumptions_is_information() -> None:
    room = {"id": "salle", "type": "server_room", "metered_kwh_per_year": 20_000}
    servers = {"id": "s", "type": "server_rack", "quantity": 20, "room": "salle"}  # 20 x 1 528.6 = 30 572
    assert [remark.severity for remark in remarks("SNR431", equipment=[servers], services=[room])] == [Severity.INFO]


# --- paper


def test_paper_in_both_units() -> None:
    sheets = {"id": "feuilles", "type": "print_sheet_a4", "quantity": 4_000_000}
    ream = {"id": "ramettes", "type": "paper_kg", "quantity": 20_000}
    text = message("SNR432", services=[sheets, ream])
    # 4 000 000 x 4.9896 g = 19 958 kg, x 0.919 = 18 342 kg CO2e; 20 000 x 0.919 = 18 380
    assert "soit 20 000 kg" in text and text.endswith("18,3 t CO2e par an peut-être comptés deux fois")
    noted = {**ream, "note": "Papier d’affiches, hors imprimantes"}
    assert [remark.severity for remark in remarks("SNR432", services=[sheets, noted])] == [Severity.INFO]
    assert [remark.severity for remark in remarks("SNR432", services=[sheets, ream])] == [None]
    both = [{**sheets, "note": "Écoles"}, noted]
    assert [remark.severity for remark in remarks("SNR432", services=both)] == [Severity.INFO]


# 1 000 agents x 20 kg: 2 000 to 200 000 kg
@pytest.mark.parametrize(
    ("kind", "quantity", "other"),
    [
        ("paper_kg", 20_000, ""),
        ("paper_kg", 200_000, ""),
        ("paper_kg", 4_000_000, "sans doute en feuilles"),
        ("print_sheet_a4", 4_000_000, ""),
        ("print_sheet_a4", 20_000, "sans doute en kg"),
        ("print_sheet_a4", 500, ""),  # plausible in neither unit: few sheets are no mistake
    ],
)
def test_paper_in_the_other_unit(kind: str, quantity: float, other: str) -> None:
    found = remarks("SNR432", territory=agents(1000), services=[{"id": "p", "type": kind, "quantity": quantity}])
    assert [other in remark.message for remark in found] == ([True] if other else [])


def test_paper_in_the_other_unit_is_told_by_agent() -> None:
    """4 000 000 kg for 1 000 agents are 4 000 kg each; 20 000 sheets of 4,9896 g are 99.8 kg, 0.1 each."""
    for kind, quantity, said in (("paper_kg", 4_000_000, "4 000 kg"), ("print_sheet_a4", 20_000, "0,1 kg")):
        line = {"id": "p", "type": kind, "quantity": quantity}
        (found,) = remarks("SNR432", territory=agents(1000), services=[line])
        assert f", soit {said} par agent ; sans doute en " in found.message.replace("\u202f", " ").replace(
            "\u00a0", " "
        )


# --- electricity


def contract(value: float, source: str) -> dict[str, Any]:
    return {"overrides": [{"electricity": "FR", "category": "climate_change", "value": value, "source": source}]}


@pytest.mark.parametrize(
    ("value", "source", "told"),
    [
        (0.006, "Offre verte", True),
        (0.0, "Électricité renouvelable", True),
        (0.04, "Garanties d’origine", True),  # lower than the grid, and named
        (0.04, "RTE, moyenne 2025", False),
        (0.024, "RTE, moyenne 2025", False),  # 0.52 of the grid
        (0.022, "RTE, émissions directes", True),  # 0.48
        (0.05, "Fournisseur", False),  # not lower: nothing is gained
    ],
)
def test_the_factor_of_an_offer(value: float, source: str, told: bool) -> None:
    assert bool(remarks("SNR433", equipment=[LAPTOPS], factors=contract(value, source))) is told


def test_what_an_offer_leaves_uncounted() -> None:
    # 100 x 30.96 kWh x (0.0461 - 0.006) = 124.1 kg
    text = message("SNR433", equipment=[LAPTOPS], factors=contract(0.006, "Offre verte"))
    assert text.endswith("124 kg CO2e par an non comptés")


# --- the year of the study: data of 2022, six years


@pytest.mark.parametrize(("year", "told"), [(2015, True), (2016, True), (2017, False), (2022, False), (2027, False), (2028, True), (2035, True)])  # fmt: skip
def test_a_year_far_from_the_study(year: int, told: bool) -> None:
    found = remarks("SNR434", year=year, equipment=[LAPTOPS])
    assert bool(found) is told
    # 10 000 x 434 kg
    assert all("4 340 t CO2e" in remark.message.replace("\u00a0", " ").replace("\u202f", " ") for remark in found)


# --- floors


def test_rooms_larger_than_their_building() -> None:
    rooms = [{"id": name, "type": "server_room", "surface_m2": m2} for name, m2 in (("a", 64), ("b", 22))]
    floor = {"id": "bati", "type": "dc_building_m2", "quantity": 75}
    text = message("SNR435", equipment=[floor], services=rooms)
    # 11 m² x (2 990 + 47.6 + 50.4) / 50 years = 679.4
    assert text == "salles de 86 m² dans un bâti de 75 m² ; 679 kg CO2e par an non comptés"
    assert not remarks("SNR435", equipment=[{**floor, "quantity": 86}], services=rooms)
    assert not remarks("SNR435", services=rooms)


def test_floors_are_held_site_by_site() -> None:
    rooms = [{"id": n, "type": "server_room", "surface_m2": m2, "site": n} for n, m2 in (("a", 64), ("b", 10))]
    floors = [{"id": f"bati-{n}", "type": "dc_building_m2", "quantity": 40, "site": n} for n in "ab"]
    found = remarks("SNR435", equipment=floors, services=rooms)  # 74 in 80 in all, but 64 in 40 at a
    assert [remark.path for remark in found] == [("equipment", 0, "quantity")]


# --- volumes


@pytest.mark.parametrize(
    ("kind", "quantity", "told"),
    [
        ("videoconference", 1_704_000, False),  # 1 000 agents x 213 days x 8 h
        ("videoconference", 1_704_001, True),
        ("email", 34_080_000, False),  # x 60 / 3 minutes
        ("email", 34_080_001, True),
    ],
)
def test_what_agents_cannot_do(kind: str, quantity: float, told: bool) -> None:
    found = remarks("SNR437", territory=agents(1000), services=[{"id": "v", "type": kind, "quantity": quantity}])
    assert bool(found) is told


@pytest.mark.parametrize(("gigabytes", "told"), [(141_000, False), (141_001, True)])
def test_what_lines_cannot_carry(gigabytes: float, told: bool) -> None:
    lines = {"id": "l", "type": "line_mobile_year", "quantity": 100}  # 100 x 141 GB x 10
    traffic = {"id": "t", "type": "line_mobile_gb_variable", "quantity": gigabytes}
    assert bool(remarks("SNR437", services=[lines, traffic])) is told


# --- older rules say it too


@pytest.mark.parametrize(
    ("code", "sections"),
    [
        ("SNR401", {"equipment": [{**LAPTOPS, "kwh_per_year": 900}]}),
        ("SNR402", {"equipment": [{**LAPTOPS, "lifetime_years": 60}]}),
        ("SNR404", {"territory": agents(10), "equipment": [LAPTOPS]}),
        ("SNR408", {"services": [{"id": "s", "type": "website", "page_views": 1_000_000, "page_weight_mb": 40}]}),
        ("SNR411", {"equipment": [{**LAPTOPS, "kwh_per_year": 31_000}]}),
    ],
)
def test_a_doubtful_value_says_what_depends_on_it(code: str, sections: dict[str, Any]) -> None:
    assert "CO2e par an en dépendent" in message(code, **sections)


def test_a_lifetime_weighs_what_it_spreads_and_a_consumption_what_it_emits() -> None:
    # 100 laptops: (170 + 12.3 + 2.79) kg x 100 / 60 years = 308.5 kg, without the 143 kg of their electricity
    assert "308 kg CO2e par an en dépendent" in message("SNR402", equipment=[{**LAPTOPS, "lifetime_years": 60}])
    # 100 x 31 000 kWh x 0.0461 kg = 142 910 kg, without the 3.7 t of their manufacture
    assert "143 t CO2e par an en dépendent" in message("SNR411", equipment=[{**LAPTOPS, "kwh_per_year": 31_000}])


def test_a_lifetime_of_a_type_weighs_nothing_of_the_lines_that_give_their_own() -> None:
    method = {"lifetimes": {"laptop": {"years": 40, "source": "S"}}}
    lines = [LAPTOPS, {**LAPTOPS, "id": "own", "lifetime_years": 5}]
    # 185.09 x 100 / 40 = 462.7 kg
    assert "463 kg CO2e par an en dépendent" in message("SNR402", equipment=lines, method=method)


def test_a_factor_of_another_category_weighs_nothing_of_the_climate() -> None:
    factors = embodied(1_850_000, "monitor")
    factors["overrides"][0]["category"] = "water_use"
    assert "CO2e" not in message("SNR430", equipment=[{**LAPTOPS, "type": "monitor"}], factors=factors)


class Counted(tuple[Any, ...]):
    """Lines that count how often they are gone through."""

    times = 0

    def __iter__(self) -> Any:
        Counted.times += 1
        return super().__iter__()


def test_what_findings_weigh_goes_through_the_lines_once() -> None:
    """Two hundred lines with a doubtful lifetime: one index of them, not one search for each."""
    lines = [{"id": f"l{n}", "type": "laptop", "quantity": 1, "lifetime_years": 40} for n in range(200)]
    dossier = Dossier.model_validate({"snr": 1, "reference_year": 2025, "territory": HERE, "equipment": lines})
    tables = shipped_tables()
    assessment = assess(dossier, tables)
    organisation = replace(assessment.organisation, lines=Counted(assessment.organisation.lines))
    Counted.times = 0
    case = Case(dossier, replace(assessment, organisation=organisation), tables, "2025-12-31")
    assert sum("en dépendent" in remark.message for remark in RULES["SNR402"].judge(case).remarks) == 200
    assert Counted.times == 1
