"""Plausibility, quality and the RCP checklist: each bound on both sides, one finding for one mistake, the examples."""

import json
from pathlib import Path
from typing import Any

import pytest

from in_process import snr
from snr_cli.api.catalogue import words_of
from snr_cli.api.checking import Wanted, check
from snr_cli.catalog.opened import shipped_tables
from snr_cli.engine import equipment, records
from snr_cli.engine.assess import assess
from snr_cli.french.words.terms import NOTICES
from snr_cli.inputs.dossier.yaml_events import read_yaml
from snr_cli.model.dossier import Dossier
from snr_cli.model.finding import Finding, Severity
from snr_cli.rules import (
    checklist,
    coherence,
    plausibility,
    quality,
)
from snr_cli.rules.case import Case, Profile, Remark, RuleStatus, judged_on
from snr_cli.rules.plausibility import Bounds, parameter, thousand_off
from snr_cli.rules.run import TYPED, called_for
from test_notices import NOTICE_CASES

EXAMPLES = Path(__file__).parents[1] / "examples"
PLAUSIBLE = (*TYPED, *coherence.RULES)
RCP = tuple(f"RCP-{item:02d}" for item in range(1, 17))
RULES = {rule.code: rule for rule in (*PLAUSIBLE, *quality.RULES, *checklist.RULES)}
HERE: dict[str, Any] = {"name": "X", "kind": "commune", "department": "33"}
GROUPS = ("workplace", "printing", "telephony", "telework", "lan", "wan", "datacentre", "cloud", "buildings")
WHOLE = [{"what": group, "why": "rien de tel dans cette commune", "group": group} for group in GROUPS[1:]]


def case_of(territory: dict[str, Any] | None = None, year: int = 2025, **sections: Any) -> Case:
    data = {"snr": 1, "reference_year": year, "territory": territory or HERE, **sections}
    dossier, tables = Dossier.model_validate(data), shipped_tables()
    return Case(dossier, assess(dossier, tables), tables, judged_on(dossier))


def remarks(code: str, **sections: Any) -> list[Remark]:
    return list(RULES[code].judge(case_of(**sections)).remarks)


def codes(**sections: Any) -> list[str]:
    """Return the codes of plausibility raised, once a remark."""
    case = case_of(**sections)
    return [rule.code for rule in PLAUSIBLE for _ in rule.judge(case).remarks]


def line(kind: str = "laptop", quantity: float = 10, **keys: Any) -> dict[str, Any]:
    return {"id": keys.pop("id", "a"), "type": kind, "quantity": quantity, **keys}


def agents(equipped: int, total: int | None = None) -> dict[str, Any]:
    return {**HERE, "agents": {"equipped": equipped, "total": total or equipped}}


def people(municipale: int, **more: Any) -> dict[str, Any]:
    return {**HERE, "population": {"municipale": municipale}, **more}


def found_in(example: str, *select: str) -> list[Finding]:
    tables = shipped_tables()
    return list(check([str(EXAMPLES / example)], words_of(tables), tables, Wanted(select=select)).report.findings)


# SNR401: published values of the type, ten times wider on each side


@pytest.mark.parametrize(
    ("kind", "kwh", "raised"),
    [
        # laptop: 18.78 (declarations) to 48 (EcoDiag): 1.878 to 480
        ("laptop", 1.87, True),
        ("laptop", 1.88, False),
        ("laptop", 480, False),
        ("laptop", 481, True),
        ("laptop", 0, True),
        # docking station: 1.3 × 10 = 13, below the 70 kWh of a box always on
        ("docking_station", 70, False),
        ("docking_station", 71, True),
        # switch: nothing published; storage array 14 800 × 10 is the most of the catalogue
        ("switch", 0, False),
        ("switch", 148_000, False),
        ("switch", 149_000_000 / 1000 - 1000, False),
        # server rack: 850 to 5 516.8
        ("server_rack", 85, False),
        ("server_rack", 55_168, False),
        ("server_rack", 55_169, True),
        # declared 0 because the PUE holds the overhead: a legitimate way
        ("dc_technical_kw_year", 0, False),
    ],
)
def test_kwh_of_a_type(kind: str, kwh: float, raised: bool) -> None:
    raised_now = [remark.path for remark in remarks("SNR401", equipment=[line(kind, kwh_per_year=kwh)])]
    assert raised_now == ([("equipment", 0, "kwh_per_year")] if raised else [])


def test_kwh_that_does_not_count_is_not_judged() -> None:
    room = {"id": "salle", "type": "server_room", "metered_kwh_per_year": 3000}
    assert remarks("SNR401", equipment=[line(kwh_per_year=0, state="stored")]) == []
    assert remarks("SNR401", equipment=[line("server_rack", 1, kwh_per_year=3000, room="salle")], services=[room]) == []


def test_kwh_of_an_override_and_of_an_own_type() -> None:
    own = {"id": "x-a", "label": "A", "embodied": {}, "lifetime_years": 5, "kwh_per_year": 149_000, "source": "S"}
    found = remarks(
        "SNR411",
        equipment=[line()],
        factors={"overrides": [{"type": "laptop", "kwh_per_year": 31_000, "source": "S"}], "types": [own]},
    )
    assert [remark.path for remark in found] == [
        ("factors", "overrides", 0, "kwh_per_year"),
        ("factors", "types", 0, "kwh_per_year"),
    ]


@pytest.mark.parametrize(("kwh", "code"), [(299, "SNR401"), (300, "SNR431"), (2999, "SNR431"), (3000, ""), (30_000, ""), (30_001, "SNR401"), (3_000_000, "SNR411"), (3, "SNR411")])  # fmt: skip
def test_meter_of_a_room_against_its_devices(kwh: float, code: str) -> None:
    # one server given at 3 000 kWh: 300 to 30 000, and not under what it draws itself
    room = {"id": "salle", "type": "server_room", "metered_kwh_per_year": kwh}
    server = line("server_rack", 1, kwh_per_year=3000, room="salle")
    found = codes(equipment=[server], services=[room])
    assert found == ([code] if code else [])


@pytest.mark.parametrize(("kwh", "code"), [(86, ""), (84, "SNR411"), (866_000, ""), (868_000, "SNR411")])
def test_meter_of_a_room_without_devices(kwh: float, code: str) -> None:
    # from a tenth of the smallest server (850 / 10) to ten times the national mean: 590 000 000 / 68 065 000 × 10 × 10 000
    room = {"id": "salle", "type": "server_room", "metered_kwh_per_year": kwh}
    assert codes(territory=people(10_000), services=[room]) == ([code] if code else [])


# SNR402: three times wider on each side


@pytest.mark.parametrize(("kind", "years", "raised"), [
    ("laptop", 1, False), ("laptop", 0.9, True), ("laptop", 15, False), ("laptop", 15.1, True),  # 3 to 5
    ("server_rack", 15, False), ("server_rack", 16, True),  # 4 to 5
    ("thin_client", 40, False),  # 2 years, to confirm: bounds nothing
    ("ram_16gb", 60, False),  # nothing published
])  # fmt: skip
def test_lifetime_of_a_type(kind: str, years: float, raised: bool) -> None:
    paths = [remark.path for remark in remarks("SNR402", equipment=[line(kind, lifetime_years=years)])]
    assert paths == ([("equipment", 0, "lifetime_years")] if raised else [])


def test_lifetime_in_months() -> None:
    (remark,) = remarks("SNR402", equipment=[line(lifetime_years=48)])
    assert remark.help == "en mois ? 48 mois font 4 ans"


def test_lifetime_of_the_organisation_and_of_an_override() -> None:
    found = remarks(
        "SNR402",
        equipment=[line()],
        method={"lifetimes": {"laptop": {"years": 16, "source": "S"}}},
        factors={"overrides": [{"type": "monitor", "lifetime_years": 20, "source": "S"}]},
    )
    assert [remark.path for remark in found] == [
        ("method", "lifetimes", "laptop", "years"),
        ("factors", "overrides", 0, "lifetime_years"),
    ]


# SNR403


@pytest.mark.parametrize(("kg", "raised"), [(3000, []), (3001, ["SNR403"]), (3, []), (2.9, ["SNR411"]), (0.03, ["SNR411"]), (0.029, ["SNR403"]), (0, [])])  # fmt: skip
def test_waste_by_agent(kg: float, raised: list[str]) -> None:
    # 100 agents × 3 kg: up to ten times more; below a hundredth, tonnes; a year without waste is no mistake
    assert codes(territory=agents(100), waste=[{"year": 2025, "kg": kg}]) == raised


@pytest.mark.parametrize(
    ("masses", "key"),
    [({"kg": 3001}, "kg"), ({"kg_to_approved": 3001}, "kg_to_approved"), ({"kg": 3001, "kg_to_approved": 10}, "kg")],
)
def test_waste_is_told_where_it_is_written(masses: dict[str, float], key: str) -> None:
    # 100 agents × 3 kg × 10
    found = remarks("SNR403", territory=agents(100), waste=[{"year": 2025, **masses}])
    assert [remark.path for remark in found] == [("waste", 0, key)]


def test_waste_by_retired_good() -> None:
    # without agents: 10 goods × 37.92 kg, the heaviest published (server_rack, 90th percentile)
    retired = [{"year": 2025, "retired_stock_january_1": 10}]
    assert codes(waste=[{"year": 2025, "kg": 379}], end_of_use=retired) == []
    assert codes(waste=[{"year": 2025, "kg": 380}], end_of_use=retired) == ["SNR403"]
    assert codes(waste=[{"year": 2024, "kg": 380}], end_of_use=retired) == []


@pytest.mark.parametrize(("kg", "raised"), [(23.4, []), (23.5, ["SNR403"]), (1650, ["SNR411"]), (0.123, []), (0.12, ["SNR403"])])  # fmt: skip
def test_mass_of_a_type(kg: float, raised: list[str]) -> None:
    # laptop: 1.23 to 2.34 kg published, ten times wider
    override = {"type": "laptop", "category": "mass_weee", "stage": "end_of_life", "value": kg, "source": "S"}
    screen = line("monitor", 10, id="b")
    assert codes(equipment=[line(), screen], factors={"overrides": [override]}) == raised


# SNR404


@pytest.mark.parametrize(("kind", "limit"), [("laptop", 7), ("monitor", 4), ("printer_laser", 2), ("smartphone", 1.6), ("ip_phone", 1.7)])  # fmt: skip
def test_devices_by_agent(kind: str, limit: float) -> None:
    assert remarks("SNR404", territory=agents(100), equipment=[line(kind, limit * 100)]) == []
    (remark,) = remarks("SNR404", territory=agents(100), equipment=[line(kind, limit * 100 + 1)])
    assert remark.path == ("equipment", 0, "quantity")


def test_phones_are_for_all_agents() -> None:
    phones = [line("smartphone", 300)]
    assert remarks("SNR404", territory=agents(100, 200), equipment=phones) == []
    assert len(remarks("SNR404", territory=agents(100), equipment=phones)) == 1


def test_several_fleets_at_once_are_a_wrong_head_count() -> None:
    found = remarks("SNR404", territory=agents(12), equipment=[line(quantity=120), line("monitor", 120, id="b")])
    assert [remark.path for remark in found] == [("territory", "agents", "equipped")]


def test_without_a_head_count_nothing_is_said() -> None:
    assert remarks("SNR404", equipment=[line(quantity=1e6)]) == []


# SNR405 to SNR407: the engine's notices, each at its place


def test_screens_by_computer() -> None:
    (remark,) = remarks("SNR405", equipment=[line(), line("monitor", 21, id="b")])
    assert remark.path == ("equipment", 1, "quantity")
    assert remarks("SNR405", equipment=[line(), line("monitor", 20, id="b")]) == []


def test_kilograms_by_agent() -> None:
    # 10 laptops and 10 screens: 526 kg (tests/test_notices.py); 10 agents: 53 kg each
    fleet = [line(), line("monitor", 10, id="b")]
    (remark,) = remarks("SNR406", territory=agents(10), equipment=fleet, exclusions=WHOLE)
    assert remark.path == ("territory", "agents", "equipped")
    assert remarks("SNR406", territory=agents(2), equipment=fleet, exclusions=WHOLE) == []


def test_computers_without_a_screen() -> None:
    (remark,) = remarks("SNR407", equipment=[line(), line("desktop_professional", 20, id="b")])
    assert remark.path == ("equipment", 1)


# SNR408, SNR409


@pytest.mark.parametrize(("weight", "raised"), [
    (0.018, []), (26.52, []),  # the text of a page, ten times the median 2.652
    (26.53, ["SNR408"]), (265, ["SNR408"]), (266, ["SNR411"]),  # kB from 0.2652 MB on
    (0.0179, ["SNR411"]), (0.0003, ["SNR411"]), (0.0002, ["SNR408"]), (0, ["SNR408"]),  # GB
])  # fmt: skip
def test_page_weight(weight: float, raised: list[str]) -> None:
    assert codes(services=[{"id": "w", "type": "website", "page_weight_mb": weight}]) == raised


@pytest.mark.parametrize(("value", "raised"), [(1.04, True), (1.05, False), (3, False), (3.01, True)])
def test_pue(value: float, raised: bool) -> None:
    room = {"id": "salle", "type": "server_room", "pue": value}
    centre = {**HERE, "data_centres": [{"id": "dc", "pue": value}]}
    paths = [remark.path for remark in remarks("SNR409", territory=centre, services=[room])]
    assert paths == ([("services", 0, "pue"), ("territory", "data_centres", 0, "pue")] if raised else [])


def test_purchase_after_the_year() -> None:
    (remark,) = remarks("SNR410", equipment=[line(purchase_year=2026)])
    assert remark.path == ("equipment", 0, "purchase_year")
    assert remarks("SNR410", equipment=[line(purchase_year=2025)]) == []


# SNR411


def test_spending_in_euros() -> None:
    # 1 k€ of services is 75 kg: 100 agents × 800 kg × 10 is 10 667 k€; its thousandth is far below
    def spent(keur: float, **more: Any) -> list[str]:
        return codes(services=[{"id": "s", "type": "spend_it_services_keur", "quantity": keur}], **more)

    assert spent(500, territory=agents(100)) == []
    assert spent(500_000, territory=agents(100)) == ["SNR411"]
    # without agents: 434 kg an inhabitant for the whole territory, 52 000 inhabitants: 300 900 k€
    assert spent(295_000, territory=people(52_000)) == []
    assert spent(306_000, territory=people(52_000)) == ["SNR411"]
    assert spent(500_000) == []  # nothing to hold it against


@pytest.mark.parametrize(("views", "raised"), [(89, True), (91, False), (3.3, True), (3.1, False), (3_199_000, False), (3_201_000, True)])  # fmt: skip
def test_page_views_by_inhabitant(views: float, raised: bool) -> None:
    # 1 000 inhabitants: 3.2 to 90 views each once multiplied, or divided, by 1 000
    site = {"id": "w", "type": "website", "page_views": views}
    assert bool(remarks("SNR411", territory=people(1000), services=[site])) is raised


def test_only_the_most_visited_site_is_judged() -> None:
    sites = [{"id": "w", "type": "website", "page_views": 50_000}, {"id": "v", "type": "website", "page_views": 20}]
    assert remarks("SNR411", territory=people(1000), services=sites) == []


def test_population_in_thousands() -> None:
    def paths(**territory: Any) -> list[Any]:
        return [remark.path for remark in remarks("SNR411", territory={**HERE, **territory})]

    wrong = [("territory", "population", "totale")]
    assert paths(population={"totale": 84}, agents={"total": 1450}) == wrong  # more agents than inhabitants
    assert paths(population={"totale": 84}, households=39_100) == wrong  # more homes than inhabitants
    assert paths(population={"totale": 84, "municipale": 83}, agents={"total": 1450}) == [("territory", "population", "municipale")]  # fmt: skip
    assert paths(population={"totale": 84, "municipale": 82_900}) == wrong
    assert paths(population={"totale": 84_200, "municipale": 82_900}, agents={"total": 1450}, households=39_100) == []


def test_population_against_the_table() -> None:
    bordeaux = {"siren": "243300316"}  # population totale 854 949 in the table
    found = remarks("SNR411", territory={**bordeaux, "population": {"totale": 855}})
    assert [remark.help for remark in found] == ["donnez 855\u202f000 habitants"]
    assert remarks("SNR419", territory={**bordeaux, "population": {"totale": 855}}) == []
    # a tenth: 769 454 to 940 444
    assert remarks("SNR419", territory={**bordeaux, "population": {"totale": 769_455}}) == []
    (other,) = remarks("SNR419", territory={**bordeaux, "population": {"totale": 769_000}})
    assert other.path == ("territory", "population", "totale")


@pytest.mark.parametrize("name", ["households", "jobs", "fixed_lines", "mobile_lines"])
def test_figures_of_the_territory_in_thousands(name: str) -> None:
    # 21 600 inhabitants / 2.16 = 10 000 homes: 1 000 to 100 000
    assert [remark.path for remark in remarks("SNR411", territory=people(21_600, **{name: 10}))] == [
        ("territory", name)
    ]
    assert remarks("SNR411", territory=people(21_600, **{name: 1000})) == []
    assert remarks("SNR411", territory=people(21_600, **{name: 100_000})) == []


def test_thousand_off() -> None:
    assert thousand_off(31_000, Bounds(2, 480)) == 31
    assert thousand_off(0.031, Bounds(2, 480)) == 31
    assert thousand_off(31, Bounds(2, 480)) is None
    assert thousand_off(1000, Bounds(2, 480)) is None


# one finding for one mistake

FLEET = [
    line("laptop", 100, id="pc", lifetime_years=5, purchased_in_year=20, kwh_per_year=30),
    line("monitor", 100, id="ecran", lifetime_years=8, purchased_in_year=12),
]
RIGHT: dict[str, Any] = {
    "territory": {**people(8000, households=3700), "agents": {"equipped": 100, "total": 150}},
    "equipment": FLEET,
    "services": [
        {"id": "site", "type": "website", "page_views": 240_000, "page_weight_mb": 2},
        {"id": "prestations", "type": "spend_it_services_keur", "quantity": 150},
        {"id": "salle", "type": "server_room", "metered_kwh_per_year": 9000},
    ],
    "waste": [{"year": 2025, "kg": 400}],
    "exclusions": WHOLE,
}


def changed(section: str, index: int, **keys: Any) -> dict[str, Any]:
    lines = [dict(each) for each in RIGHT[section]]
    lines[index] |= keys
    return {**RIGHT, section: lines}


def test_a_right_dossier_says_nothing() -> None:
    assert codes(**RIGHT) == []


@pytest.mark.parametrize(
    ("section", "index", "keys", "code"),
    [
        ("equipment", 0, {"kwh_per_year": 30_000}, "SNR411"),
        ("equipment", 0, {"kwh_per_year": 0.03}, "SNR411"),
        ("equipment", 0, {"kwh_per_year": 1500}, "SNR401"),
        ("equipment", 0, {"lifetime_years": 48}, "SNR402"),
        ("equipment", 0, {"lifetime_years": 0.4}, "SNR402"),
        ("equipment", 0, {"quantity": 1000}, "SNR404"),
        ("equipment", 1, {"quantity": 1000}, "SNR404"),
        ("equipment", 1, {"quantity": 250}, "SNR405"),
        ("equipment", 0, {"purchased_in_year": 200}, "SNR412"),
        ("equipment", 0, {"purchase_year": 2052}, "SNR410"),
        ("services", 0, {"page_weight_mb": 2000 / 2.5}, "SNR411"),
        ("services", 0, {"page_weight_mb": 60}, "SNR408"),
        ("services", 0, {"page_views": 240}, "SNR411"),
        ("services", 1, {"quantity": 150_000}, "SNR411"),
        ("services", 2, {"metered_kwh_per_year": 9_000_000}, "SNR411"),
        ("services", 2, {"metered_kwh_per_year": 9}, "SNR411"),
        ("waste", 0, {"kg": 0.4}, "SNR411"),
        ("waste", 0, {"kg": 80_000}, "SNR403"),
    ],
)
def test_one_finding_for_one_mistake(section: str, index: int, keys: dict[str, Any], code: str) -> None:
    assert codes(**changed(section, index, **keys)) == [code]


@pytest.mark.parametrize(("territory", "code"), [
    ({"population": {"municipale": 8}}, "SNR411"),
    ({"households": 3.7}, "SNR411"),
    ({"agents": {"equipped": 10, "total": 12}}, "SNR404"),
])  # fmt: skip
def test_one_finding_for_one_mistake_on_the_territory(territory: dict[str, Any], code: str) -> None:
    assert codes(**{**RIGHT, "territory": {**RIGHT["territory"], **territory}}) == [code]


# SNR422: from 2000 to two years after the newest source


@pytest.mark.parametrize(
    ("year", "raised"), [(1999, True), (2000, False), (2025, False), ("last", False), ("after", True), (2100, True)]
)
def test_year_of_reference(year: int | str, raised: bool) -> None:
    last = max(source.year for source in shipped_tables().sources.values()) + 2
    assert last > 2026
    found = remarks("SNR422", year={"last": last, "after": last + 1}.get(str(year), year))
    assert [remark.path for remark in found] == [("reference_year",)] * raised


# what is judged on what was typed


def test_what_was_typed_is_judged_without_an_assessment() -> None:
    """The same remarks, whether the dossier is assessed or not, but for what they weigh; a spending and the territory need it."""
    tables = shipped_tables()
    assert plausibility.TECHNICAL == equipment.TECHNICAL
    assert plausibility.CLIMATE == records.CLIMATE
    for code in (rule.code for rule in PLAUSIBLE):
        page = (Path(__file__).parents[1] / "docs" / "codes" / f"{code}.md").read_text(encoding="utf-8")
        text = page.partition("## Exemple fautif")[2].partition("```yaml\n")[2]
        dossier = Dossier.model_validate(read_yaml("t", text.partition("```")[0])[0].data)
        whole, entered = (Case(dossier, given, tables, "2025-12-31") for given in (assess(dossier, tables), None))
        spending = any(
            tables.service_types[service.type].is_spending
            for service in dossier.services
            if service.type in tables.service_types
        )
        for rule in TYPED:
            if rule.code == "SNR434" or (spending and rule.code == "SNR411"):
                continue
            before, after = rule.judge(entered).remarks, rule.judge(whole).remarks
            assert [(remark.path, remark.help, remark.severity) for remark in before] == [
                (remark.path, remark.help, remark.severity) for remark in after
            ], (code, rule.code)
            for told, weighed in zip(
                before, after, strict=True
            ):  # the assessment adds what it weighs, and nothing else
                assert weighed.message.startswith(told.message), (code, rule.code)


@pytest.mark.parametrize("code", [rule.code for rule in TYPED if rule.code != "SNR434"])
def test_the_profile_of_entry_doubts_what_was_typed(code: str, tmp_path: Path) -> None:
    page = (Path(__file__).parents[1] / "docs" / "codes" / f"{code}.md").read_text(encoding="utf-8")
    text = page.partition("## Exemple fautif")[2].partition("```yaml\n")[2].partition("```")[0]
    (tmp_path / "territory.yaml").write_text(text, encoding="utf-8")
    tables = shipped_tables()
    findings = check([str(tmp_path)], words_of(tables), tables, Wanted(profile="saisie")).report.findings
    assert code in {finding.code for finding in findings}
    assert {finding.severity for finding in findings} == {Severity.WARNING}


# SNR412: 66 purchases expected of 330 in 5 years; under 44 or over 99 one year of purchases does not explain it


@pytest.mark.parametrize(
    ("bought", "severity"),
    [
        (0, None),
        (43, None),
        (44, Severity.INFO),
        (54, Severity.INFO),
        (55, ""),
        (79, ""),
        (80, Severity.INFO),
        (99, Severity.INFO),
        (100, None),
    ],
)
def test_lifetime_against_purchases(bought: float, severity: Severity | str | None) -> None:
    laptops = line(quantity=330, lifetime_years=5, purchased_in_year=bought)
    found = [(remark.path, remark.severity) for remark in remarks("SNR412", equipment=[laptops])]
    assert found == ([] if severity == "" else [(("equipment", 0, "lifetime_years"), severity)])


@pytest.mark.parametrize(("bought", "raised"), [(54, True), (55, False), (79, False), (80, True)])
def test_several_years_of_purchases_prove_a_fifth(bought: float, raised: bool) -> None:
    purchases = [{"year": year, "units": {"laptop": bought}} for year in (2024, 2025)]
    found = remarks("SNR412", equipment=[line(quantity=330, lifetime_years=5)], purchases=purchases)
    assert [remark.severity for remark in found] == ([None] if raised else [])


def test_kilograms_at_stake_are_said() -> None:
    """330 laptops counted over 5 years and kept 11: 330 × 185.09 × (1/5 − 1/11) = 6 663 kg."""
    (remark,) = remarks("SNR412", equipment=[line(quantity=330, lifetime_years=5, purchased_in_year=30)])
    assert remark.message.replace("\u00a0", " ").endswith("soit 11 ans ; 6,66 t CO2e par an comptés en trop")


def test_one_finding_for_a_line_and_its_type() -> None:
    laptops = line(quantity=330, lifetime_years=5, purchased_in_year=30)
    purchases = [{"year": year, "units": {"laptop": 30}} for year in (2024, 2025)]
    end_of_use = [{"year": 2025, "mean_age_years": 11}]
    assert len(remarks("SNR412", equipment=[laptops], purchases=purchases, end_of_use=end_of_use)) == 1


def test_the_age_at_retirement_of_the_whole_fleet() -> None:
    laptops = line(quantity=330, lifetime_years=5)
    (remark,) = remarks("SNR412", equipment=[laptops], end_of_use=[{"year": 2025, "mean_age_years": 8}])
    assert remark.path == ("end_of_use", 0, "mean_age_years")
    assert remarks("SNR412", equipment=[laptops], end_of_use=[{"year": 2025, "mean_age_years": 5.9}]) == []


def test_few_purchases_prove_nothing() -> None:
    assert remarks("SNR412", equipment=[line(quantity=49, lifetime_years=5, purchased_in_year=0)]) == []
    assert len(remarks("SNR412", equipment=[line(quantity=50, lifetime_years=5, purchased_in_year=0)])) == 1


def test_a_note_makes_it_information() -> None:
    noted = line(quantity=330, lifetime_years=5, purchased_in_year=0, note="Achats gelés en 2025")
    (remark,) = remarks("SNR412", equipment=[noted])
    assert (remark.severity, "Achats gelés en 2025" in remark.help) == (Severity.INFO, True)


def test_a_lifetime_of_the_organisation_already_doubted_is_not_told_twice() -> None:
    lifetimes = {"laptop": {"years": 48, "source": "S"}}
    laptops = [line(quantity=1000, purchased_in_year=200), line("monitor", 1000, id="b")]
    assert codes(equipment=laptops, method={"lifetimes": lifetimes}) == ["SNR402"]


def test_lifetime_of_the_organisation_against_purchases() -> None:
    lifetimes = {"laptop": {"years": 5, "source": "S"}}
    laptops = line(quantity=330, purchased_in_year=30)
    (remark,) = remarks("SNR412", equipment=[laptops], method={"lifetimes": lifetimes})
    assert remark.path == ("equipment", 0, "purchased_in_year")
    (default,) = remarks("SNR412", equipment=[laptops])  # what is counted by default is held against purchases too
    assert (default.path, "par défaut" in default.message) == (("equipment", 0, "lifetime_years"), True)


# SNR413, SNR414: a fifth


def test_defaults_that_carry_a_fifth() -> None:
    # a laptop: 185.09 kg / 5 years = 37.018 and 30.96 kWh × 0.0461 = 1.427: the use is 3.7 % of the whole
    (remark,) = remarks("SNR413", equipment=[line()])
    assert remark.path == ("equipment", 0)
    assert "100\u00a0% du résultat" in remark.message
    assert remark.help.startswith("donnez lifetime_years et kwh_per_year")
    assert remarks("SNR413", equipment=[line(lifetime_years=5)]) == []
    # with the spending of 1 k€ (75 kg), 0.48 laptop (18.5 kg) is 19.7 % of the whole, 0.49 is 20.1 %
    spent = [{"id": "s", "type": "spend_it_services_keur", "quantity": 1}]
    assert remarks("SNR413", equipment=[line(quantity=0.48)], services=spent) == []
    assert len(remarks("SNR413", equipment=[line(quantity=0.49)], services=spent)) == 1


def test_defaults_largest_first_and_three_at_most() -> None:
    kinds = [line(kind, 10, id=kind) for kind in ("monitor", "laptop", "tablet", "smartphone")]
    found = remarks("SNR413", equipment=kinds)
    assert [remark.path for remark in found] == [("equipment", 1), ("equipment", 3), ("equipment", 2)]


def test_defaults_are_named_until_the_others_carry_less_than_a_fifth() -> None:
    # 10 laptops: 384 kg; 2 screens of 14.15 kg: 7 %
    found = remarks("SNR413", equipment=[line(), line("monitor", 2, id="b")])
    assert [remark.path for remark in found] == [("equipment", 0)]


def test_defaults_of_an_estimate() -> None:
    found = remarks("SNR413", territory=agents(100), method={"estimate": ["monitors"]})
    assert [(remark.path, "quantité estimée" in remark.message) for remark in found] == [(("method", "estimate"), True)]


def test_old_factor_warns_above_a_fifth() -> None:
    # 1 000 kg of paper, of 2015, are 919 kg; 3 676 kg of spending is 49 k€ and makes it a fifth
    paper = {"id": "p", "type": "paper_kg", "quantity": 1000}
    (alone,) = remarks("SNR414", services=[paper], year=2026)
    assert (alone.path, alone.severity) == (("services", 0), None)
    more = {"id": "s", "type": "spend_it_services_keur", "quantity": 60}
    (shared,) = remarks("SNR414", services=[paper, more], year=2026)
    assert shared.severity is Severity.INFO


@pytest.mark.parametrize("code", ["SNR413", "SNR414", "SNR415"])
def test_a_first_calculation_is_left_alone(code: str) -> None:
    bare = {"snr": 1, "reference_year": 2025, "territory": HERE}
    claims = RULES[code].claimed
    assert not claims(Dossier.model_validate(bare))
    assert claims(Dossier.model_validate({**bare, "programme": {}}))
    assert claims(Dossier.model_validate({**bare, "strategy": {}}))


# SNR416


def test_traffic_beside_services_that_count_their_network() -> None:
    traffic = {"id": "go", "type": "network_fixed_gb", "quantity": 100}
    visio = {"id": "visio", "type": "videoconference", "quantity": 10}
    transfer = {"id": "envoi", "type": "file_transfer_gb", "quantity": 10}
    (remark,) = remarks("SNR416", services=[visio, traffic, transfer])
    assert remark.path == ("services", 1)
    assert "visio et envoi" in remark.message
    assert remarks("SNR416", services=[traffic]) == []
    assert remarks("SNR416", services=[visio, transfer]) == []
    assert remarks("SNR416", services=[{**traffic, "quantity": 0}, visio]) == []
    # another medium, or a line that makes the engine leave both out
    assert remarks("SNR416", services=[{**traffic, "type": "network_mobile_gb"}, visio]) == []
    assert remarks("SNR416", services=[traffic, visio, {"id": "l", "type": "line_fixed_year", "quantity": 1}]) == []


# SNR418, SNR420


def test_life_before_and_after_need_a_proof() -> None:
    before = line(refurbished_share=0.5, upstream_years=3)
    after = line(reuse_rate=0.5, total_lifetime_years=9)
    assert [remark.path for remark in remarks("SNR418", equipment=[before])] == [("equipment", 0, "upstream_years")]
    assert [remark.path for remark in remarks("SNR418", equipment=[after])] == [("equipment", 0, "reuse_rate")]
    assert remarks("SNR418", equipment=[{**before, "upstream_source": "S"}, {**after, "id": "b", "reuse_source": "S"}]) == []  # fmt: skip
    assert [remark.path for remark in remarks("SNR420", equipment=[line(reuse_rate=0.5)])] == [("equipment", 0, "reuse_rate")]  # fmt: skip


# the notices of the engine


def test_every_notice_is_a_finding_or_says_why_not() -> None:
    assert set(NOTICES) <= set(quality.FINDINGS) | set(quality.NOT_FINDINGS)
    assert not set(quality.FINDINGS) & set(quality.NOT_FINDINGS)
    assert {told.code for told in quality.FINDINGS.values()} <= set(RULES)


@pytest.mark.parametrize(("code", "raises"), [(code, raises) for code, raises, _ in NOTICE_CASES if code in quality.FINDINGS])  # fmt: skip
def test_a_notice_is_found_where_it_stands(code: str, raises: dict[str, Any]) -> None:
    case = case_of(**{**raises, "territory": raises.get("territory", {"name": "X", "department": "33"})})
    found = quality.remarks_of_notices(case, quality.FINDINGS[code].code)
    assert found
    data = case.dossier.model_dump()
    for remark in found:
        assert remark.message
        assert "{" not in remark.message
        at: Any = data
        for step in remark.path[:2]:
            assert at is not None
            at = at[step]


# the examples


def test_minimal_says_nothing_of_its_own() -> None:
    assert [finding.code for finding in found_in("minimal") if finding.code.startswith("SNR4")] == []


def test_valmont_has_two_informations_and_no_warning() -> None:
    every = [finding for finding in found_in("valmont") if finding.code.startswith("SNR4")]
    # its mailboxes are elsewhere than its hosted storage, and a comment says so
    assert [finding.code for finding in every if finding.suppressed] == ["SNR416"]
    findings = [finding for finding in every if not finding.suppressed]
    assert [(finding.code, finding.severity, finding.pointer) for finding in findings] == [
        # the note of the printers explains their few purchases
        ("SNR412", Severity.INFO, "/equipment/24/lifetime_years"),
        # arrays of its own beside hosted terabytes
        ("SNR436", Severity.INFO, "/services/3"),
    ]


def test_valmont_and_the_checklist() -> None:
    # what open factors lack (05, 06), and what the example leaves unsaid (12, 15)
    assert {finding.code for finding in found_in("valmont", "RCP")} == {
        "RCP-05",
        "RCP-06",
        "RCP-12",
        "RCP-15",
    }


# the checklist


def test_the_checklist_is_judged_of_every_dossier() -> None:
    """Every result says « Méthode : RCP SI »: the list is judged, as information that binds nobody."""
    assert [rule.code for rule in checklist.RULES] == [f"RCP-{item:02d}" for item in range(1, 17)]
    case = case_of()
    profiles: tuple[Profile | None, ...] = (None, "programme", "strategie", "bilan")
    for profile in profiles:
        assert [rule.code for rule in called_for(case, profile, ()) if rule.code.startswith("RCP")] == [*RCP]
    findings = found_in("minimal")
    assert {finding.severity for finding in findings if finding.code.startswith("RCP")} == {Severity.INFO}
    assert sum(finding.severity is Severity.ERROR for finding in findings) == 9


def test_flows_that_are_not_known_are_named() -> None:
    """No electricity of a switch is published, and no lifetime of a graphics card."""
    switch, card = line("switch", 40, id="s"), line("gpu_card", 4, id="g", kwh_per_year=900)
    found = remarks("RCP-10", equipment=[line(), switch, card])
    assert [(remark.path, remark.message) for remark in found] == [
        (("equipment", 2), "durées de vie inconnues (1 sur 3) : g"),
        (("equipment", 1), "consommations inconnues (1 sur 3) : s"),
    ]
    assert remarks("RCP-10", equipment=[line(), {**switch, "kwh_per_year": 250}, {**card, "lifetime_years": 5}]) == []


def test_a_value_of_the_dossier_has_a_year_of_its_own_or_in_its_source() -> None:
    value = {"type": "laptop", "category": "climate_change", "stage": "embodied_total", "value": 100}
    dated = [{"source": "Mesure", "year": 2024}, {"source": "Mesure de 2024"}, {"source": "Mesure"}]
    laptop = line(source="parc 2025", lifetime_years=5, lifetime_source="parc 2025")
    for more, told in zip(dated, (False, False, True), strict=True):
        said = [
            remark.message for remark in remarks("RCP-12", equipment=[laptop], factors={"overrides": [value | more]})
        ]
        assert said == (["laptop : valeur du dossier sans date"] if told else [])


@pytest.mark.parametrize("code", ["RCP-01", "RCP-02", "RCP-14"])
def test_what_snr_prints_is_always_satisfied(code: str) -> None:
    verdict = RULES[code].judge(case_of())
    assert (verdict.status, bool(verdict.text)) == (RuleStatus.SATISFIED, True)


def test_unreliable_lines_over_one_hundredth() -> None:
    # 100 laptops of 38.4 kg, high; one more, low: 1 / 101 is under 1 %, 2 / 102 is over
    high = line(quantity=100, quality="high")
    assert remarks("RCP-15", equipment=[high, line(quantity=1, id="b", quality="low")]) == []
    (remark,) = remarks("RCP-15", equipment=[high, line(quantity=2, id="b", quality="low")])
    assert remark.path == ("equipment", 1)
    named = ["La ligne b vient d’un comptage partiel."]
    assert remarks("RCP-15", equipment=[high, line(quantity=2, id="b", quality="low")], limits=named) == []


def test_categories_that_miss_the_same_are_told_together() -> None:
    (found,) = remarks("RCP-06", equipment=[line()])
    assert "Énergie primaire : 100\u00a0% de l’empreinte climat" in found.message


def test_lines_without_proof_are_counted_in_one_remark() -> None:
    lines = [line(id=f"l{index}", lifetime_years=5) for index in range(8)]
    (remark,) = remarks("RCP-11", equipment=lines)
    assert remark.message == "durées de vie sans source (8 sur 8) : l0, l1, l2, l3, l4 et 3 autres"
    assert remark.path == ("equipment", 0, "lifetime_years")


def test_parameters_are_those_of_the_table() -> None:
    case = case_of()
    assert parameter(case, "published_widening") == 10
    assert Bounds(1, 2).widened(10) == (0.1, 20)


def test_a_name_is_told_wherever_a_function_is_asked(tmp_path):
    """One name in each of the five fields; the services beside them are functions."""
    (tmp_path / "territory.yaml").write_text(
        "snr: 1\nreference_year: 2025\nterritory: {name: X, department: '33', fictitious: true}\n"
        "actions: [{id: a, title: A, owner: Lucie Martin}, {id: b, title: B, owner: Direction des achats}]\n"
        "indicators: [{id: i, title: I, unit: u, owner: Lucie Martin}]\n"
        "contributors: [{id: c, function: Lucie Martin}]\n"
        "programme: {lead: Lucie Martin, steps: [{title: Écrire, who: Lucie Martin}]}\n",
        encoding="utf-8",
    )
    found = json.loads(snr("check", tmp_path, "--select", "SNR438", "--format", "json").stdout)["findings"]
    assert sorted(finding["pointer"] for finding in found if finding["code"] == "SNR438") == [
        "/actions/0/owner",
        "/contributors/0/function",
        "/indicators/0/owner",
        "/programme/lead",
        "/programme/steps/0/who",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("demander à l.martin@exemple.fr", "adresse"),
        ("Lucie.Martin+parc@mairie.exemple.fr.", "adresse"),
        ("tél. 05 56 12 34 56", "téléphone"),
        ("+33 (0)6 12 34 56 78", "téléphone"),
        ("0612345678", "téléphone"),
        ("dsi@exemple.fr", ""),
        ("Service-Informatique@exemple.fr, contact@exemple.fr", ""),
        ("SIRET 24330031600011", ""),
        ("numéro vert 0800 12 34 56", ""),
        ("relevé le 01.02.2024 12:30, 12 345 678 90 kWh", ""),
        ("https://exemple.fr/@parc", ""),
    ],
)
def test_how_to_reach_a_person_is_told_and_never_shown(text, told, tmp_path):
    (tmp_path / "territory.yaml").write_text(
        'snr: 1\nreference_year: 2025\nterritory: {siren: "243300316"}\n'
        f'governance: {{project_lead: "{text}"}}\n'
        f'equipment:\n  - {{id: p, type: laptop, quantity: 12, note: "{text}"}}\n',
        encoding="utf-8",
    )
    for more in ((), ("--format", "json"), ("--format", "sarif")):
        done = snr("check", tmp_path, "--profile", "programme", "--select", "SNR438", *more)
        said = done.stdout + done.stderr
        assert ("avertissement SNR438" in said) is bool(told) or more
        assert told in said
        assert not told or text not in said
    if told:
        whole = snr("check", tmp_path, "--profile", "programme", "-v").stdout
        assert ":6:" in whole.split("SNR438")[0]
        assert text not in whole
