"""What actions change, what may be said of it, and one ranking: each case on a dossier of its own."""

from typing import Any

import pytest

from snr_cli.catalog.tables import shipped_tables
from snr_cli.engine.assess import assess
from snr_cli.engine.records import CLIMATE, ELECTRICITY
from snr_cli.model.dossier import Dossier
from snr_cli.plan.plan import Plan, make_plan

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
    found = plan_of(acting(refurbished_share="100 %", upstream_years=4, **said), equipment=[line])
    assert found.saved("a1") == 0
    assert {each.why for each in found.idle} == {"same_value"}


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
    found = plan_of(
        {"effects": [{"on": {"line": "estimated-paper"}, "quantity_change_percent": -50}]},
        {"effects": [{"on": {"type": "monitor"}, "quantity_change_percent": -20}]},
        **ESTIMATED,
    )
    lines = {line.id: line.total(CLIMATE) or 0.0 for line in found_lines(**ESTIMATED)}
    last = found.trajectory.years[-1]
    saved = {name: -each.share[CLIMATE] for name, each in last.actions.items()}
    assert saved == {
        "a1": pytest.approx(lines["estimated-paper"] / 2),
        "a2": pytest.approx(lines["estimated-monitors"] / 5),
    }
    assert last.intervals[CLIMATE].baseline == pytest.approx(found.trajectory.years[0].intervals[CLIMATE].baseline)
    assert not found.idle


def found_lines(**sections: Any) -> Any:
    return assess(Dossier.model_validate(data(**sections)), TABLES).organisation.lines


def test_a_longer_life_acts_on_an_estimated_fleet() -> None:
    found = plan_of(acting(lifetime_years=8), **ESTIMATED)
    assert (found.saved("a1") or 0.0) > 1000


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
    found = plan_of(REMOVED, **UPS)
    assert found.trajectory.lacks[ELECTRICITY] == {"a1": (("onduleurs", "no_kwh"),)}
    (aim,) = found.outcomes
    assert (aim.reach, aim.why, aim.projected) == ("not_measurable", "effect_unknown", None)


@pytest.mark.parametrize(
    ("effect", "lacking"),
    [({"lifetime_years": 12}, False), ({"quantity_change": -1}, True), ({"kwh_per_year": 80}, True)],
)
def test_an_action_lacks_what_it_moves_alone(effect: dict[str, Any], lacking: bool) -> None:
    found = plan_of({"effects": [{"on": {"type": "ups"}, **effect}]}, **UPS)
    assert (ELECTRICITY in found.trajectory.lacks) is lacking


def test_a_sum_that_is_no_total_gives_its_objectives_no_interval() -> None:
    lines = [*UPS["equipment"], {"id": "fixes", "type": "desktop_high_performance", "quantity": 500}]
    aims = [{**UPS["objectives"][0], "category": "acidification", "id": "air"}]
    found = plan_of(acting(lifetime_years=7), equipment=lines, objectives=aims)
    assert not found.covered["acidification"].is_total
    assert [(each.gap_interval, each.projected_interval) for each in found.outcomes] == [(None, None)]
