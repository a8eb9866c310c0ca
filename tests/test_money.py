"""What is told in euros: its published title wherever it is shown, and the plan read again without it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import EXAMPLES, Run
from snr_cli.api.assessing import assess_dossier
from snr_cli.catalog.tables import Tables
from snr_cli.engine.assess import assess
from snr_cli.engine.records import CLIMATE
from snr_cli.french.words.terms import mass
from snr_cli.model.dossier import Dossier
from snr_cli.outputs.suggestions_table import suggestions_text
from snr_cli.plan.objectives import World
from snr_cli.plan.plan import Plan, make_plan
from snr_cli.plan.suggest import review_library
from snr_cli.results.effects import objective_verdict
from walks import walk

# Base Carbone v23, products 26, 62-63, 61, 95, 58, 69-70: title, kgCO2e by k€ before tax
PUBLISHED = {
    "spend_it_equipment_keur": ("Produits informatiques, électroniques et optiques", 216),
    "spend_it_services_keur": ("Programmation, conseil IT / Services d'information", 75),
    "spend_telecom_keur": ("Services de télécommunications", 136),
    "spend_it_repair_keur": ("Réparation d'ordinateurs et de biens personnels", 158),
    "spend_software_keur": ("Édition (livres, journaux, logiciels)", 96),
    "spend_consulting_keur": (
        "Services juridiques et comptables, services des sièges sociaux, conseil de gestion",
        67,
    ),
}
KM_KG, KEUR_KG = 0.2311, 75  # of the default rows
KM = {"id": "km", "type": "travel_car_km", "quantity": 21_800 / KM_KG}  # 21 800 kg
BOUGHT = {"id": "achats", "type": "spend_it_services_keur", "quantity": 11_000 / KEUR_KG}  # 11 000 kg
LESS_MONEY = {
    "id": "moins",
    "title": "Moins de prestations",
    "status": "planned",
    "effects": [{"on": {"line": "achats"}, "quantity_change": -2_200 / KEUR_KG}],  # −2 200 kg
    "means": {"budget": [{"year": 2026, "section": "fonctionnement", "eur": 1000, "tax": "ht"}]},
}
LESS_ROAD = {
    "id": "route",
    "title": "Moins de route",
    "status": "planned",
    "effects": [{"on": {"line": "km"}, "quantity_change": -1_962 / KM_KG}],  # −1 962 kg
    "means": {"budget": [{"year": 2026, "section": "fonctionnement", "eur": 1000, "tax": "ht"}]},
}
TENTH = {
    "id": "dix",
    "title": "Dix pour cent",
    "perimeter": "organisation",
    "category": CLIMATE,
    "reduction": "10 %",
    "from": 2025,
    "by": 2026,
}


def data(**more: Any) -> dict[str, Any]:
    return {
        "snr": 1,
        "reference_year": 2025,
        "territory": {"name": "X", "department": "33", "fictitious": True},
        "services": [KM, BOUGHT],
        "actions": [LESS_MONEY, LESS_ROAD],
        "objectives": [TENTH],
        **more,
    }


def plan_of(tables: Tables, intervals: tuple[str, ...] = (CLIMATE,), **more: Any) -> Plan:
    dossier = Dossier.model_validate(data(**more))
    return make_plan(dossier, assess(dossier, tables), tables, 2026, intervals)


def world_of(plan: Plan, code: str) -> World:
    """Return the first objective in a world."""
    return next(world for world in plan.outcomes[0].worlds or () if world.id == code)


def flat(text: str | bytes) -> str:
    """Return a screen without its line ends nor the spaces that do not break."""
    text = text.decode() if isinstance(text, bytes) else text
    return " ".join(text.replace(" ", " ").replace(" ", " ").split())


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "territory.yaml"
    path.write_text(yaml.safe_dump(data(), allow_unicode=True), encoding="utf-8")
    return path


# --- the published title ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", walk(PUBLISHED, 6))
def test_a_row_is_shown_under_the_title_of_its_source(kind: str, tables: Tables, tmp_path: Path, snr: Run) -> None:
    title, value = PUBLISHED[kind]
    rows = [row for row in tables.factors("services/factors.csv", [kind]) if row.category == CLIMATE]
    assert [row.value for row in rows if row.is_default] == [value]
    assert f'"{title}"' in rows[0].locator
    assert all(row.valid_until and row.replaced_by for row in rows if not row.is_default)
    path = tmp_path / "territory.yaml"
    service = {
        "id": "ligne",
        "type": kind,
        "label": "Mes factures",
        "quantity": 10,
        "quality": "high",
        "source": "compte",
    }
    path.write_text(
        yaml.safe_dump(data(services=[service], actions=[], objectives=[]), allow_unicode=True), encoding="utf-8"
    )
    shown = {
        "factors show": snr("factors", "show", kind).stdout,
        "factors list": snr("factors", "list", "--format", "json").stdout,
        "assess": snr("assess", "-v", path).stdout,
        "assess json": snr("assess", path, "--format", "json").stdout,
        "assess csv": snr("assess", path, "--format", "csv").stdout,
        "explain": snr("explain", path, "ligne").stdout,
        "schema": snr("schema").stdout,
        "strategie": snr("draft", path, "--document", "strategie", "--format", "md").stdout,
        "programme": snr("draft", path, "--document", "programme", "--format", "md").stdout,
        "bilan": snr("draft", path, "--document", "bilan", "--format", "md").stdout,
        "note": snr("draft", path, "--document", "note", "--format", "md").stdout,
        "deliberation": snr("draft", path, "--document", "deliberation", "--format", "md").stdout,
    }
    plain = title.replace("'", "’")
    silent = [name for name, text in shown.items() if plain not in flat(text).replace("'", "’")]
    assert not silent


def test_no_name_of_ours_says_more_than_the_source(tables: Tables) -> None:
    assert "informatique" not in tables.service_types["spend_it_services_keur"].label


def test_a_factor_of_the_dossier_has_not_the_title_of_another(tables: Tables, tmp_path: Path, snr: Run) -> None:
    own = {
        "overrides": [
            {"service": BOUGHT["type"], "category": CLIMATE, "component": "total", "value": 50, "source": "Fournisseur"}
        ]
    }
    lines = assess(Dossier.model_validate(data(factors=own)), tables).organisation.lines
    assert [line.label for line in lines if line.id == "achats"] == ["Dépense de prestations, logiciels et licences"]
    path = tmp_path / "territory.yaml"
    path.write_text(yaml.safe_dump(data(factors=own), allow_unicode=True), encoding="utf-8")
    for shown in (
        snr("assess", "-v", path).stdout,
        snr("draft", path, "--document", "strategie", "--format", "md").stdout,
    ):
        assert "ratio" in flat(shown)
        assert "Programmation" not in flat(shown)


# --- the two readings -------------------------------------------------------------------------------------------------


def test_two_readings_by_hand(tables: Tables) -> None:
    """32 800 kg, −10 %: 29 520. With both actions 28 638; without lines in euros 21 800 → 19 838, for 19 620; without levers 30 838."""
    plan = plan_of(tables)
    last = plan.trajectory.years[-1]
    assert last.baseline[CLIMATE] == pytest.approx(32_800)
    assert last.with_actions[CLIMATE] == pytest.approx(28_638)
    lines, levers = plan.money.readings
    assert (lines.code, levers.code) == ("without_spend_lines", "without_spend_levers")
    assert lines.ends() == pytest.approx((21_800, 19_838))
    assert levers.ends() == pytest.approx((32_800, 30_838))
    without, kept = world_of(plan, "without_spend_lines"), world_of(plan, "without_spend_levers")
    assert (without.start, without.target, without.projected) == pytest.approx((21_800, 19_620, 19_838))
    assert (kept.start, kept.target, kept.projected) == pytest.approx((32_800, 29_520, 30_838))
    assert (without.outcome, kept.outcome) == ("turns", "turns")
    assert objective_verdict(plan.outcomes[0]).decides == "without_spend_levers"  # the first of the two
    assert set(plan.money.levers) == {"moins"}
    assert plan.money.levers["moins"][CLIMATE] == pytest.approx(-2_200)


@pytest.mark.parametrize(("reduction", "depends"), [("10 %", True), ("5 %", False), ("50 %", False)])
def test_a_verdict_depends_on_money_only_when_it_changes(tables: Tables, reduction: str, depends: bool) -> None:
    """5 %: 31 160 in the whole and 20 710 without lines, both reached; 50 %: reached by none."""
    (outcome,) = plan_of(tables, objectives=[{**TENTH, "reduction": reduction}]).outcomes
    assert (objective_verdict(outcome).decides == "without_spend_levers") is depends


def test_an_absolute_target_asks_for_the_same_change(tables: Tables) -> None:
    """29 520 kg of 32 800 is −10 %: 19 620 of 21 800."""
    aim = {key: value for key, value in TENTH.items() if key != "reduction"} | {"target": 29_520}
    plan = plan_of(tables, objectives=[aim])
    assert world_of(plan, "without_spend_lines").target == pytest.approx(19_620)


def test_a_start_that_is_published_has_no_world(tables: Tables) -> None:
    """What a figure typed by hand holds in euros is not known: the plan does not compare it, no world judges it."""
    plan = plan_of(tables, objectives=[{**TENTH, "baseline": 40_000}])
    assert objective_verdict(plan.outcomes[0]).state == "not_comparable"
    assert plan.outcomes[0].worlds == ()


def test_a_start_typed_for_an_indicator_is_not_cut(tables: Tables) -> None:
    """I-53 from 40 t typed by hand, 36 t aimed at: without lines in euros nobody knows what is left of the 40."""
    aim = {"id": "dix", "title": "x", "perimeter": "organisation", "indicators": ["I-53"], "target": 36, "by": 2026}
    plan = plan_of(tables, objectives=[{**aim, "baseline": 40}])
    if plan.outcomes[0].reach.at_target:
        assert world_of(plan, "without_spend_lines").outcome == "not_assessable"
        levers = world_of(plan, "without_spend_levers")
        assert (levers.target, levers.outcome) == (36, "holds")


def test_a_start_copied_with_three_figures_is_cut_as_the_computed_one(tables: Tables) -> None:
    """32 900 is the 32 800 of the inventory, rounded: 21 800 / 32 800 of it is 21 866, and 10 % less 19 680."""
    plan = plan_of(tables, objectives=[{**TENTH, "baseline": 32_900}])
    without = world_of(plan, "without_spend_lines")
    assert (without.start, without.target) == pytest.approx((32_900 * 218 / 328, 29_610 * 218 / 328))
    assert without.outcome == "turns"


def test_nothing_in_euros_nothing_to_read_again(tables: Tables) -> None:
    plan = plan_of(tables, services=[KM], actions=[LESS_ROAD])
    assert plan.money.readings == ()
    assert {world.outcome for world in plan.outcomes[0].worlds or ()} <= {"same"}


def test_to_pay_somebody_else_is_no_reduction(tables: Tables) -> None:
    """A line replaced by an invoice keeps its weight in both readings."""
    cloud = {"id": "nuage", "type": "storage_tb_year", "quantity": 1_000}
    swap = {
        **LESS_ROAD,
        "id": "facture",
        "effects": [{"on": {"line": "nuage"}, "replaced_by": "spend_it_services_keur"}],
    }
    plan = plan_of(tables, services=[KM, cloud], actions=[swap])
    first = plan.trajectory.years[0].baseline[CLIMATE]
    assert plan.trajectory.years[-1].with_actions[CLIMATE] != pytest.approx(first)
    for reading in plan.money.readings:
        assert reading.ends() == pytest.approx((first, first))
    assert set(plan.money.levers) == {"facture"}


@pytest.mark.parametrize("indicator", ["I-53", "I-54"])
def test_an_objective_on_the_footprint_by_its_indicator(tables: Tables, indicator: str) -> None:
    """I-53 is in tonnes, I-54 in kilograms by equipped agent (100 of them): −10 % of 32,8 t, of 328 kg."""
    scale = {"I-53": 1_000, "I-54": 100}[indicator]
    aim = {
        "id": "dix",
        "title": "x",
        "perimeter": "organisation",
        "indicators": [indicator],
        "reduction": "10 %",
        "by": 2026,
    }
    people = {"name": "X", "department": "33", "fictitious": True, "agents": {"total": 120, "equipped": 100}}
    plan = plan_of(tables, objectives=[aim], territory=people)
    (outcome,) = plan.outcomes
    assert outcome.projected == pytest.approx(28_638 / scale)
    lines = world_of(plan, "without_spend_lines")
    assert (lines.start, lines.target, lines.projected) == pytest.approx(
        (21_800 / scale, 19_620 / scale, 19_838 / scale)
    )
    assert objective_verdict(outcome).state == "depends"


@pytest.mark.parametrize(
    "aim",
    [
        {"category": CLIMATE, "target": 34_000},  # above the 32 800 kg of today
        {"indicators": ["I-53"], "target": 34},
        {"indicators": ["I-53"], "target": 32.8},  # no more than today
        {"indicators": ["I-53"], "reduction": "0 %"},
    ],
)
def test_a_ceiling_is_held_in_the_whole_and_without_money(tables: Tables, aim: dict[str, Any]) -> None:
    """28 638 kg is under each of them; without lines in euros the same ceiling is 22 598 or 21 800, and 19 838 is under."""
    found = {"id": "plafond", "title": "x", "perimeter": "organisation", "by": 2026} | aim
    plan = plan_of(tables, objectives=[found])
    worlds = [world_of(plan, code).outcome for code in ("without_spend_lines", "without_spend_levers")]
    assert worlds == ["holds", "holds"]
    assert plan.outcomes[0].reach == "forecast_reached"


def test_valmont_as_the_issue_gives_it(tables: Tables) -> None:
    """186,3 t today without lines in euros, 155,2 in 2030 for 158,4; 241,4 t without levers for 231,7."""
    assessed = assess_dossier(str(EXAMPLES / "valmont"), tables)
    plan = make_plan(assessed.dossier, assessed.result, tables, None, (CLIMATE,))
    assert (plan.outcomes[0].category, plan.outcomes[0].perimeter) == (CLIMATE, "organisation")
    lines, levers = world_of(plan, "without_spend_lines"), world_of(plan, "without_spend_levers")
    figures = [round(value / 1000, 1) for value in (lines.start, lines.target, lines.projected) if value]
    assert (figures, lines.outcome) == ([186.3, 158.4, 155.2], "holds")
    figures = [round(value / 1000, 1) for value in (levers.target, levers.projected) if value]
    assert (figures, levers.outcome) == ([231.7, 241.4], "turns")
    assert [outcome.id for outcome in plan.outcomes if "spend" in objective_verdict(outcome).decides] == [
        plan.outcomes[0].id
    ]


@pytest.mark.parametrize("example", ["valmont", "pooling"])
def test_the_readings_and_money_make_the_whole(tables: Tables, example: str) -> None:
    """Every year of every example: lines in euros and the rest sum to the whole, levers in euros and the rest to the gap."""
    assessed = assess_dossier(str(EXAMPLES / example), tables)
    plan = make_plan(assessed.dossier, assessed.result, tables)
    lines, levers = plan.money.readings
    for whole, without, kept in zip(plan.trajectory.years, lines.path.years, levers.path.years, strict=True):
        spent = whole.baseline[CLIMATE] - without.baseline[CLIMATE]
        assert spent == pytest.approx(assessed.result.organisation.spending)
        assert kept.baseline[CLIMATE] == pytest.approx(whole.baseline[CLIMATE])
        assert kept.with_actions[CLIMATE] == pytest.approx(without.with_actions[CLIMATE] + spent)
    moved = sum(part[CLIMATE] for part in plan.money.levers.values())
    assert whole.with_actions[CLIMATE] == pytest.approx(kept.with_actions[CLIMATE] + moved)


# --- on the screens ---------------------------------------------------------------------------------------------------


def test_the_screen_of_a_plan(written: Path, snr: Run) -> None:
    text = flat(snr("plan", written).stdout)
    assert "sans les lignes en euros (retirées de toutes les années) : 21,8 t CO2e en 2025, 19,8 t CO2e en 2026" in text
    assert "- dépend de dépenses en moins : Dix pour cent" in text
    assert "Sans compter les dépenses en moins : pas à la cible, 30,8 t CO2e pour 29,5 t CO2e visées." in text
    assert "Sur des dépenses en euros : Moins de prestations (−2,20 t CO2e)." in text


def test_the_json_of_a_plan(written: Path, snr: Run) -> None:
    document = json.loads(snr("plan", written, "--format", "json").stdout)
    assert [reading["code"] for reading in document["readings"]] == ["without_spend_lines", "without_spend_levers"]
    assert (document["objectives"][0]["verdict"], document["objectives"][0]["decides"]) == (
        "depends",
        "without_spend_levers",
    )
    flags = {name: action["spend_lever"] for name, action in document["organisation"][-1]["actions"].items()}
    assert flags == {"moins": True, "route": False}
    costs = {action["id"]: action["euros_per_tonne"] for action in document["means"]["actions"]}
    assert costs["moins"] is None  # tonnes of a ratio are no tonnes avoided
    assert costs["route"]["ht"] == pytest.approx(1000 / 1.962)


def test_what_is_measured_is_said(written: Path, tmp_path: Path, snr: Run) -> None:
    """11 000 of 32 800 kg are a ratio; the rest is counted on quantities, which is no measure of carbon."""
    text = flat(snr("assess", "-v", written).stdout)
    assert "achète ou exploite (évalué)" in text
    assert "mesuré)" not in text.replace("(ratio, non mesuré)", "")
    assert "11,0 t CO2e, 34 % du total ; 21,8 t CO2e par an sans ces lignes" in text
    document = json.loads(snr("assess", written, "--format", "json").stdout)["organisation"]
    assert document["basis"] == pytest.approx({"quantities": 21.8 / 32.8, "estimated": 0, "spending": 11 / 32.8})
    assert document["readings"][0]["totals"][CLIMATE]["value"] == pytest.approx(21_800)
    path = tmp_path / "sans.yaml"
    path.write_text(yaml.safe_dump(data(services=[KM], actions=[]), allow_unicode=True), encoding="utf-8")
    assert "achète ou exploite (évalué)" in flat(snr("assess", "-v", path).stdout)
    assert json.loads(snr("assess", path, "--format", "json").stdout)["organisation"]["readings"] == []


# --- in the documents -------------------------------------------------------------------------------------------------


def document(snr: Run, path: Path, name: str) -> str:
    about = ("--about", "strategie") if name == "deliberation" else ()
    return flat(snr("draft", path, "--document", name, *about, "--format", "md").stdout)


@pytest.mark.parametrize("name", ["programme", "strategie", "bilan", "note", "deliberation"])
def test_no_document_gives_the_total_without_what_it_rests_on(name: str, written: Path, snr: Run) -> None:
    """32,8 t of which 34 % are a ratio, to 80 %; 21,8 t without."""
    text = document(snr, written, name)
    assert re.search("la vraie valeur (?:va de|est entre) la moitié (?:au|et le) double", text)
    assert "34 %" in text
    assert "21,8 t CO₂e" in text


@pytest.mark.parametrize("name", ["strategie", "note"])
def test_a_document_that_prints_the_verdict_says_that_it_rests_on_money(name: str, written: Path, snr: Run) -> None:
    text = document(snr, written, name)
    said = "sans compter les dépenses en moins, l’objectif n’est pas atteint : 30,8 t CO₂e pour 29,5 t CO₂e visées"
    assert said in text
    assert "prévu atteint" not in text


def test_a_document_gives_the_one_world_that_decides_and_explain_gives_each(written: Path, snr: Run) -> None:
    """Three verdicts in a line said none: the two readings without euros turn it, one is told to a council."""
    other = "ans ce qui est estimé d’après des euros : pas à la cible, 19,8 t CO2e pour 19,6 t CO2e visées"
    for name in ("strategie", "note"):
        text = document(snr, written, name)
        assert "l’objectif n’est pas atteint : 19,8" not in text
        assert text.count("l’objectif n’est pas atteint") == 1  # on page 2, or in the list
    told = flat(snr("explain", written, "dix").stdout)
    assert f"S{other}." in told
    assert "Sans compter les dépenses en moins : pas à la cible, 30,8 t CO2e pour 29,5 t CO2e visées." in told
    assert "Verdict = dépend de dépenses en moins" in told


def test_a_target_in_proportion_says_what_it_is_measured_against_and_what_is_reached(written: Path, snr: Run) -> None:
    """−12.7 % of 32.8 t where −10 % is aimed at; a lower start asks for less."""
    kept = data(objectives=[{**TENTH, "reduction": "5 %"}])
    written.write_text(yaml.safe_dump(kept, allow_unicode=True), encoding="utf-8")
    text = document(snr, written, "strategie")
    assert "Une cible en pourcentage se mesure sur la valeur de départ, elle-même incertaine" in text
    assert "- Objectif 1 : −13 % pour −5 % visés ; écart avec la cible entre " in text


@pytest.mark.parametrize("name", ["strategie", "note", "deliberation"])
def test_a_saving_in_euros_is_no_physical_reduction(name: str, written: Path, snr: Run) -> None:
    """Wherever what the plan saves is told: 28,6 t with the lever in euros."""
    text = document(snr, written, name)
    assert "28,6 t CO₂e" in text
    assert re.search(
        "(?:[Dd]épenser moins n’est pas une|non une) baisse physique|sans compter les dépenses en moins", text
    )


def test_the_strategy_reads_the_plan_twice_more(written: Path, snr: Run) -> None:
    text = document(snr, written, "strategie")
    assert (
        "Sans ce qui est estimé d’après des euros, l’empreinte passerait de 21,8 t CO₂e à 19,8 t CO₂e (−9 %) ; sans compter les dépenses en moins, de "
        "32,8 t CO₂e à 30,8 t CO₂e (−6 %)."
    ) in text
    spending = "ratio en euros : dépenser moins n’est pas une baisse physique ; électricité non évaluée"
    assert f"−2,20 t CO₂e (entre −4,12 et −1,17 t CO₂e) ; {spending} |" in text
    assert "−1,96 t CO₂e (entre −3,23 et −1,19 t CO₂e) ; électricité non évaluée |" in text
    assert len(re.findall(spending, text)) == 1


def test_nothing_in_euros_is_said_of_a_dossier_without_any(tmp_path: Path, snr: Run) -> None:
    path = tmp_path / "territory.yaml"
    kept = data(services=[KM], actions=[LESS_ROAD])
    path.write_text(yaml.safe_dump(kept, allow_unicode=True), encoding="utf-8")
    for name in ("strategie", "note", "deliberation", "bilan"):
        assert not re.search("ratio (?:par|en) euro|en euros|baisse physique", document(snr, path, name)), name


# --- the same thing twice, and every other place where money is told --------------------------------------------------


BESIDE = [
    # amount, line of the same thing, kg of each by hand, severity
    ("spend_it_equipment_keur", {"equipment": [{"id": "l", "type": "laptop", "quantity": 10}]}, "2,16 t CO2e", "avertissement"),
    ("spend_telecom_keur", {"services": [{"id": "l", "type": "line_mobile_year", "quantity": 10}]}, "1,36 t CO2e", "avertissement"),
    ("spend_it_services_keur", {"services": [{"id": "l", "type": "storage_tb_year", "quantity": 10}]}, "750 kg CO2e", "information"),
    ("spend_it_services_keur", {"services": [{"id": "l", "type": "cloud_vm_hour", "quantity": 10}]}, "750 kg CO2e", "information"),
    ("spend_it_services_keur", {"services": [{"id": "l", "type": "email", "quantity": 10}]}, "750 kg CO2e", "information"),
    ("spend_it_services_keur", {"services": [{"id": "l", "type": "llm_large_1k_tokens", "quantity": 10}]}, "750 kg CO2e", "information"),
    ("spend_it_repair_keur", {"equipment": [{"id": "l", "type": "ssd_internal_1tb", "quantity": 10, "lifetime_years": 5}]}, "1,58 t CO2e", "information"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "line", "weight", "severity"), BESIDE)
def test_an_amount_beside_lines_of_the_same_thing(
    kind: str, line: dict[str, Any], weight: str, severity: str, tables: Tables, tmp_path: Path, snr: Run
) -> None:
    """10 k€ beside a line: both amounts are told, in k€ and in kilograms; a line that holds nothing is no line."""

    def told(lines: dict[str, Any]) -> str:
        services = [{"id": "facture", "type": kind, "quantity": 10}, *lines.get("services", ())]
        kept = data(**{**lines, "services": services}, actions=[], objectives=[])
        path = tmp_path / "territory.yaml"
        path.write_text(yaml.safe_dump(kept, allow_unicode=True), encoding="utf-8")
        return flat(snr("check", path, "--select", "SNR416").stdout)

    dossier = Dossier.model_validate(data(**{"services": [], **line}, actions=[], objectives=[]))
    (assessed_line,) = assess(dossier, tables).organisation.lines
    text = told(line)
    assert f"{severity} SNR416 : 10 k€ en « {tables.service_types[kind].label} » ({weight}) à côté de 1 ligne (" in text
    assert flat(mass(assessed_line.total(CLIMATE) or 0.0)) in text
    empty = {section: [{**each, "quantity": 0} for each in lines] for section, lines in line.items()}
    assert "SNR416 :" not in told(empty)


def test_every_amount_says_what_it_may_hold(tables: Tables) -> None:
    assert {name for name, kind in tables.service_types.items() if kind.is_spending} == set(tables.spending)
    assert {spending.id for spending in tables.spending.values()} == set(PUBLISHED)


def test_a_suggestion_in_euros_comes_after_the_physical_ones(tables: Tables) -> None:
    dossier = Dossier.model_validate(data(equipment=[{"id": "e", "type": "monitor", "quantity": 1}], actions=[]))
    found = [
        suggestion
        for suggestion in review_library(dossier, assess(dossier, tables), tables)[0]
        if suggestion.perimeter == "organisation"
    ]
    flags = [suggestion.spend_lever for suggestion in found]
    assert flags == sorted(flags)
    assert [suggestion.kg for suggestion in found if suggestion.spend_lever] == pytest.approx([KEUR_KG])  # one k€ less
    text = flat(suggestions_text(found, [], tables.sources, width=80, color=False))
    assert "par un ratio en euros : dépenser moins n’est pas une baisse physique." in text


def test_two_years_say_what_changed_in_euros(tmp_path: Path, snr: Run) -> None:
    """11 then 13,2 t, all of it told as activity."""
    for year, kg in ((2024, 11_000), (2025, 13_200)):
        kept = data(services=[KM, {**BOUGHT, "quantity": kg / KEUR_KG}], actions=[], objectives=[], reference_year=year)
        (tmp_path / f"{year}.yaml").write_text(yaml.safe_dump(kept, allow_unicode=True), encoding="utf-8")
    pair = (tmp_path / "2024.yaml", tmp_path / "2025.yaml")
    text = flat(snr("compare", *pair).stdout)
    assert "ratio publié sous le titre « Programmation, conseil IT / Services d'information »" in text
    assert "Dont lignes comptées en euros : 11,0 t CO2e → 13,2 t CO2e ; c’est un ratio par euro" in text
    spent = json.loads(snr("compare", *pair, "--format", "json").stdout)["organisation"]["spending"]
    assert (spent["change"], spent["activity"]) == pytest.approx((2_200, 2_200))


def test_indicators_of_the_footprint_say_what_is_money(written: Path, snr: Run) -> None:
    kept = data(indicators=[{"id": "I-53"}])
    written.write_text(yaml.safe_dump(kept, allow_unicode=True), encoding="utf-8")
    assert "I-53 : 34 % de la valeur est un ratio par euro, et non une mesure." in flat(snr("plan", written).stdout)
