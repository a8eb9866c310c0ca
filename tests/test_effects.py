"""What actions change, what may be said of it, and one ranking: each case on a dossier of its own."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import run_snr
from snr_cli.catalog.opened import shipped_tables
from snr_cli.engine.assess import assess
from snr_cli.engine.records import CLIMATE, ELECTRICITY
from snr_cli.french.numbers import NARROW, WIDE
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import Action
from snr_cli.plan.plan import Plan, make_plan
from snr_cli.plan.suggest import Suggestion
from snr_cli.results.effects import action_effects, plan_change, suggested_effects
from snr_cli.results.records import FigureBasis, FigureState, Judged
from snr_cli.results.sentences.effects import spending_part

TABLES = shipped_tables()
DECLARED = {"id": "portables", "type": "laptop", "quantity": 280, "refurbished_share": "100 %", "upstream_years": 4}
PROOF = {"upstream_source": "factures du reconditionneur"}


def data(*actions: dict[str, Any], **sections: Any) -> dict[str, Any]:
    return {
        "snr": 1,
        "reference_year": 2025,
        "territory": {"name": "X", "department": "33", "fictitious": True},
        "actions": [{"id": f"a{rank}", "title": f"Action {rank}", **action} for rank, action in enumerate(actions, 1)],
        **sections,
    }


def plan_of(*actions: dict[str, Any], **sections: Any) -> Plan:
    dossier = Dossier.model_validate(data(*actions, **sections))
    return make_plan(dossier, assess(dossier, TABLES), TABLES, None, (CLIMATE,))


def acting(**effect: Any) -> dict[str, Any]:
    return {"effects": [{"on": {"type": "laptop"}, **effect}]}


# --- a credit starts from what the line declares ------------------------------------------------------------------------


@pytest.mark.parametrize("line", [DECLARED, DECLARED | PROOF], ids=["unproved", "proved"])
@pytest.mark.parametrize("said", [{}, PROOF], ids=["restated", "proved by the action"])
def test_restating_a_credit_is_no_gain(line: dict[str, Any], said: dict[str, Any]) -> None:
    plan = plan_of(acting(refurbished_share="100 %", upstream_years=4, **said), equipment=[line])
    assert plan.saved("a1") == 0
    assert {idle.why for idle in plan.idle} == {"same_value"}


def test_a_credit_counts_for_what_it_adds() -> None:
    """Half refurbished, declared without proof: the other half is what the action buys, two years more by unit on five."""
    line = DECLARED | {"refurbished_share": "50 %", "lifetime_years": 5}
    twice = (acting(refurbished_share="75 %"), acting(refurbished_share="100 %", upstream_years=4))
    for actions in ((twice[1],), twice):
        last = plan_of(*actions, equipment=[line]).trajectory.years[-1]
        embodied = 280 * 185.09
        assert last.with_actions[CLIMATE] - last.baseline[CLIMATE] == pytest.approx(embodied * (1 / 7 - 1 / 5))


# --- actions act on what is estimated -----------------------------------------------------------------------------------

ESTIMATED = {
    "territory": {"name": "X", "department": "33", "fictitious": True, "agents": {"total": 1000, "equipped": 900}},
    "method": {"name": "rcp-si", "estimate": ["computers", "monitors", "paper"]},
}


def test_an_action_acts_on_an_estimated_line() -> None:
    """Half of the paper is not printed; monitors are one less for each five: what the estimate weighs moves in proportion."""
    plan = plan_of(
        {"effects": [{"on": {"line": "estimated-paper"}, "quantity_change_percent": -50}]},
        {"effects": [{"on": {"type": "monitor"}, "quantity_change_percent": -20}]},
        **ESTIMATED,
    )
    lines = {line.id: line.total(CLIMATE) or 0.0 for line in found_lines(**ESTIMATED)}
    last = plan.trajectory.years[-1]
    saved = {name: -contribution.share[CLIMATE] for name, contribution in last.actions.items()}
    assert saved == {
        "a1": pytest.approx(lines["estimated-paper"] / 2),
        "a2": pytest.approx(lines["estimated-monitors"] / 5),
    }
    assert last.intervals[CLIMATE].baseline == pytest.approx(plan.trajectory.years[0].intervals[CLIMATE].baseline)
    assert not plan.idle


def found_lines(**sections: Any) -> Any:
    return assess(Dossier.model_validate(data(**sections)), TABLES).organisation.lines


def test_a_longer_life_acts_on_an_estimated_fleet() -> None:
    plan = plan_of(acting(lifetime_years=8), **ESTIMATED)
    assert (plan.saved("a1") or 0.0) > 1000


# --- what is not assessed is no zero ------------------------------------------------------------------------------------

UPS = {
    "equipment": [
        {"id": "onduleurs", "type": "ups", "quantity": 30},
        {"id": "portables", "type": "laptop", "quantity": 100, "lifetime_years": 5},
    ],
    "objectives": [
        {
            "id": "kwh",
            "perimeter": "organisation",
            "category": ELECTRICITY,
            "reduction": "5 %",
            "from": 2025,
            "by": 2030,
        }
    ],
}
REMOVED = {"title": "Retirer 30 onduleurs", "effects": [{"on": {"type": "ups"}, "quantity": 0}]}


def test_an_effect_that_is_not_assessed_is_no_zero() -> None:
    plan = plan_of(REMOVED, **UPS)
    assert plan.trajectory.lacks[ELECTRICITY] == {"a1": (("onduleurs", "no_kwh"),)}
    (aim,) = plan.outcomes
    assert (aim.reach, aim.why, aim.projected) == ("not_measurable", "effect_unknown", None)


@pytest.mark.parametrize(
    ("effect", "lacking"),
    [({"lifetime_years": 12}, False), ({"quantity_change": -1}, True), ({"kwh_per_year": 80}, True)],
)
def test_an_action_lacks_what_it_moves_alone(effect: dict[str, Any], lacking: bool) -> None:
    plan = plan_of({"effects": [{"on": {"type": "ups"}, **effect}]}, **UPS)
    assert (ELECTRICITY in plan.trajectory.lacks) is lacking


def test_a_sum_that_is_no_total_gives_its_objectives_no_interval() -> None:
    lines = [*UPS["equipment"], {"id": "fixes", "type": "desktop_high_performance", "quantity": 500}]
    aims = [{**UPS["objectives"][0], "category": "acidification", "id": "air"}]
    plan = plan_of(acting(lifetime_years=7), equipment=lines, objectives=aims)
    assert not plan.covered["acidification"].is_total
    assert [(outcome.gap_interval, outcome.projected_interval) for outcome in plan.outcomes] == [(None, None)]


def said(folder: Path, document: str, **sections: Any) -> str:
    """Return a document, or the screen of a plan, in plain spaces."""
    path = folder / "territory.yaml"
    path.write_text(yaml.safe_dump(data(**sections), allow_unicode=True), encoding="utf-8")
    done = (
        run_snr("plan", path, *(["--suggest"] * (document == "suggest")))
        if document in ("plan", "suggest")
        else run_snr("draft", path, "-d", document)
    )
    assert done.returncode == 0, done.stderr.decode()
    return " ".join(done.stdout.decode().replace(NARROW, " ").replace(WIDE, " ").split())


def test_the_sentence_says_what_is_missing(tmp_path: Path) -> None:
    text = "L’effet de « Retirer 30 onduleurs » n’est pas connu : leur consommation manque."
    screen = said(tmp_path, "plan", actions=[{"id": "a1", **REMOVED}], **UPS)
    assert "Aucune action ne le fait bouger" not in screen and "électricité 0 MWh" not in screen
    assert text in screen
    strategy = said(tmp_path, "strategie", actions=[{"id": "a1", **REMOVED}], **UPS)
    assert text in strategy and "aucune action ne le fait bouger" not in strategy


# --- one ranking --------------------------------------------------------------------------------------------------------

AIM = {"id": "o", "perimeter": "organisation", "category": CLIMATE, "reduction": "5 %", "from": 2025, "by": 2030}
FLEET = {
    "objectives": [AIM],
    "equipment": [{"id": "portables", "type": "laptop", "quantity": 290}],
    "services": [{"id": "papier", "type": "paper_kg", "quantity": 3000}],
    "actions": [
        {"id": "a1", "title": "Garder 7 ans", "effects": [{"on": {"type": "laptop"}, "lifetime_years": 7}]},
        {
            "id": "a2",
            "title": "Imprimer moins",
            "effects": [{"on": {"line": "papier"}, "quantity_change_percent": -30}],
        },
    ],
}


def test_the_first_lever_is_the_first_everywhere_with_its_reserve(tmp_path: Path) -> None:
    note, strategy, screen = (said(tmp_path, name, **FLEET) for name in ("note", "strategie", "plan"))
    assert (
        " : 1 Garder 7 ans (3,07 t CO₂e de moins, à confirmer par la durée de vie observée) ; 2 Imprimer moins" in note
    )
    assert (
        "Les deux premiers leviers sont les actions 1 (3,07 t CO₂e, à confirmer par la durée de vie observée) ; 2 ("
        in strategy
    )
    assert screen.index("Garder 7 ans −3,07") < screen.index("Imprimer moins −")
    path = tmp_path / "territory.yaml"
    effects = json.loads(run_snr("plan", path, "-f", "json").stdout)["effects"]
    assert list(effects) == ["a1", "a2"]
    assert [(effect["rank"], effect["state"]) for effect in effects.values()] == [(1, "uncertain"), (2, "certain")]
    assert effects["a1"]["reserves"] == ["may_be_nothing", "confirm_lifetime"]


def test_a_suggestion_that_may_be_nothing_says_so(tmp_path: Path) -> None:
    kinds = {
        "laptop": 420,
        "desktop_professional": 520,
        "monitor": 1100,
        "printer_laser": 90,
        "photocopier_mfp": 115,
        "server_medium": 12,
    }
    lines = [{"id": kind.replace("_", "-"), "type": kind, "quantity": count} for kind, count in kinds.items()]
    first = said(tmp_path, "suggest", equipment=lines).split(" 1. ")[1].split(" 2. ")[0]
    assert first.startswith("Exiger garantie") and "à confirmer : donnez la durée de vie observée" in first
    sure = [line | {"lifetime_years": 4, "lifetime_source": "inventaire"} for line in lines]
    assert "à confirmer" not in said(tmp_path, "suggest", equipment=sure).split(" 1. ")[1].split(" 2. ")[0]


def test_less_spending_is_told_apart_and_ranked_after_what_is_physical(tmp_path: Path) -> None:
    bought = {
        "services": [{"id": "prestations", "type": "spend_it_services_keur", "quantity": 100}, *FLEET["services"]],
        "actions": [
            {
                "id": "a1",
                "title": "Dépenser moins",
                "effects": [{"on": {"line": "prestations"}, "quantity_change_percent": -50}],
            },
            FLEET["actions"][1],
        ],
    }
    plan = plan_of(**FLEET | bought)
    effects = action_effects(plan)
    assert [(effect.action, effect.rank, effect.state) for effect in effects.values()] == [
        ("a2", 1, "certain"),
        ("a1", 2, "money_only"),
    ]
    change = plan_change(plan)
    assert change.basis is not None and change.value is not None
    assert change.basis.spending == pytest.approx((effects["a1"].saved or 0) / -change.value)
    strategy = said(tmp_path, "strategie", **FLEET | bought)
    assert "par an, dont 3,75 t CO₂e de dépenses en moins." in strategy
    assert "± 80" not in said(tmp_path, "plan", **FLEET | bought)


def test_a_headline_carries_its_own_reserve(tmp_path: Path) -> None:
    """Laptops alone, of published life: what the plan saves may be nothing, wherever it is told."""
    doubtful = FLEET | {"actions": FLEET["actions"][:1]}
    strategy, deliberation, screen = (
        said(tmp_path, name, **doubtful) for name in ("strategie", "deliberation", "plan")
    )
    assert "Ces chiffres supposent toutes les actions menées au calendrier prévu." in strategy
    assert "(−22 % ; écart non significatif)" in strategy
    assert "écart non significatif" in screen.split("De 2025 à 2030 : ")[1].split(" ; électricité")[0]
    assert (
        "de moins (écart non significatif), si elles étaient toutes menées" in deliberation
        or "de moins" not in deliberation
    )


def test_a_card_says_its_effect_once(tmp_path: Path) -> None:
    more = {
        "id": "a1",
        "title": "Acheter plus",
        "objectives": ["o"],
        "effects": [{"on": {"type": "laptop"}, "quantity_change": 50}],
    }
    strategy = said(tmp_path, "strategie", **FLEET | {"actions": [more]})
    assert "l’action alourdit l’empreinte" in strategy and "nul ou incertain" not in strategy


# --- what adds to one thing and saves of another; what is read on a fragment ---------------------------------------------


def written_to(folder: Path, *actions: dict[str, Any], **sections: Any) -> Path:
    path = folder / "territory.yaml"
    path.write_text(yaml.safe_dump(data(*actions, **sections), allow_unicode=True), encoding="utf-8")
    return path


def told(*arguments: object) -> str:
    return " ".join(run_snr(*arguments).stdout.decode().replace(NARROW, " ").replace(WIDE, " ").split())


def test_an_action_that_spends_more_is_not_told_as_less_spending(tmp_path: Path) -> None:
    """Laptops handed over to a provider: less hardware, more euros. The euros are in no share of what is saved."""
    line = {"id": "portables", "type": "laptop", "quantity": 400, "lifetime_years": 5, "kwh_per_year": 30}
    bought = {"id": "achats", "type": "spend_it_services_keur", "quantity": 20}
    effects = [
        {"on": {"line": "portables"}, "quantity_change_percent": -50},
        {"on": {"line": "achats"}, "quantity_change": 10},
    ]
    path = written_to(tmp_path, {"effects": effects}, equipment=[line], services=[bought])
    found = json.loads(run_snr("plan", path, "-f", "json").stdout)["effects"]["a1"]
    assert found["basis"]["spending"] == 0.0
    assert "spending" not in found["reserves"]
    note = told("draft", path, "-d", "note")
    assert "dépenses en moins" not in note and "épenser moins" not in note


def test_what_a_change_has_in_euros_is_less_spending_or_more(tmp_path: Path) -> None:
    """100 k€ more of services at 75 kg a k€, and nothing else: 7.50 t of more spending; it was told as less."""
    bought = {"id": "achats", "type": "spend_it_services_keur", "quantity": 200}
    more = {"effects": [{"on": {"line": "achats"}, "quantity_change": 100}]}
    strategy = said(tmp_path, "strategie", **data(more, services=[bought]))
    assert "dont 7,50 t CO₂e de dépenses en plus)" in strategy and "dépenses en moins)" not in strategy

    def part(value: float | None, basis: FigureBasis | None) -> str:
        text = spending_part(Judged(value, "kgCO2e", "organisation", 2030, FigureState.WHOLE, basis=basis))
        return text.replace(NARROW, " ").replace(WIDE, " ")

    half = FigureBasis(inventoried=0.5, spending=0.5)
    assert part(-0.6, half) == "dont 0,300 kg CO2e de dépenses en moins"
    assert part(0.6, half) == "dont 0,300 kg CO2e de dépenses en plus"
    assert [part(-2.0, FigureBasis()), part(0.0, None), part(None, None)] == ["", "", ""]


def test_a_plan_on_a_fragment_has_no_interval(tmp_path: Path) -> None:
    """Switches of unknown consumption weigh more than half: neither the years nor what separates them has bounds."""
    line = {"id": "portables", "type": "laptop", "quantity": 100, "lifetime_years": 5, "kwh_per_year": 30}
    switches = {"id": "commutateurs", "type": "switch", "quantity": 150, "lifetime_years": 6}
    path = written_to(tmp_path, acting(quantity_change_percent=-20), equipment=[line, switches])
    found = json.loads(run_snr("plan", path, "-f", "json").stdout)
    assert found["coverage"][CLIMATE]["state"] == "partial"
    assert found["change"]["bounds"] is None
    assert all(CLIMATE not in (year["intervals"] or {}) for year in found["organisation"])
    assert "baseline_low" not in told("plan", path, "-f", "csv", "-c", CLIMATE)
    assert "neuf chances sur dix qu" not in told("draft", path, "-d", "strategie")


def test_a_life_before_without_proof_is_said_beside_what_it_saves(tmp_path: Path) -> None:
    line = {"id": "portables", "type": "laptop", "quantity": 280, "lifetime_years": 5}
    for said, unproved in (({}, True), (PROOF, False)):
        path = written_to(tmp_path, acting(refurbished_share="80 %", upstream_years=3, **said), equipment=[line])
        found = json.loads(run_snr("plan", path, "-f", "json").stdout)["effects"]["a1"]
        assert ("unproved" in found["reserves"]) is unproved
        assert ("suppose une vie amont dont la preuve manque" in told("draft", path, "-d", "note")) is unproved


def test_a_suggestion_that_was_not_computed_alone_changes_what_it_saves() -> None:
    action = Action.model_validate({"id": "a", "title": "Une mesure"})
    said = Suggestion("a", "Une mesure", (1,), "library", "territory", {CLIMATE: 1200.0, ELECTRICITY: 30.0}, (), action)
    found = suggested_effects([said])["a"]
    assert (found.saved, found.saved_kwh, found.rank) == (1200.0, 30.0, 1)
