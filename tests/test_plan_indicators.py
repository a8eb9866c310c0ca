"""Indicators in a plan: what the actions bring them to, how they judge an objective, how they are shown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from snr_cli.catalog.tables import shipped_tables
from snr_cli.engine.assess import assess
from snr_cli.model.dossier import Dossier
from snr_cli.plan.forecast import PROJECTED, forecasts, part_followed
from snr_cli.plan.indicators import compute
from snr_cli.plan.plan import Plan, make_plan

TABLES = shipped_tables()
CLIMATE = "climate_change"
LAPTOPS = {"id": "portables", "type": "laptop", "quantity": 100, "lifetime_years": 5}
SCREENS = {"id": "ecrans", "type": "monitor", "quantity": 150}


def given_dossier(*actions: dict, **more: object) -> Dossier:
    base = {
        "snr": 1,
        "reference_year": 2025,
        "territory": {
            "name": "X",
            "department": "33",
            "fictitious": True,
            "agents": {"total": 200, "equipped": 100},
            "population": {"municipale": 10_000},
        },
        "equipment": [LAPTOPS, SCREENS],
        "actions": [{"title": action["id"], **action} for action in actions],
    }
    return Dossier.model_validate(base | more)


def plan_of(*actions: dict, **more: object) -> Plan:
    dossier = given_dossier(*actions, **more)
    return make_plan(dossier, assess(dossier, TABLES), TABLES, 2030)


def at(year: int, name: str, *actions: dict, **more: object) -> object:
    dossier = given_dossier(*actions, **more)
    found = assess(dossier, TABLES)
    path = make_plan(dossier, found, TABLES, 2030).trajectory
    return forecasts(dossier, found, TABLES, path, [year])[year].get(name)


SEVEN = {
    "id": "duree",
    "schedule": {"start": 2026, "full": 2027},
    "effects": [{"on": {"type": "laptop"}, "lifetime_years": 7}],
}
FEWER = {
    "id": "moins",
    "schedule": {"start": 2026, "full": 2028},
    "effects": [{"on": {"type": "monitor"}, "quantity_change": -30}],
}


# --- what the actions bring an indicator to ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "year", "actions", "value"),
    [
        # months: half of the laptops at seven years, then all
        ("I-04", 2025, (SEVEN,), 60),
        ("I-04", 2026, (SEVEN,), (50 * 60 + 50 * 84) / 100),
        ("I-04", 2027, (SEVEN,), 84),
        # screens by computer: thirty fewer in three steps
        ("I-07", 2026, (FEWER,), 140 / 100),
        ("I-07", 2028, (FEWER, SEVEN), 120 / 100),
        # devices by agent: 100 laptops and the screens, for 200 agents
        ("I-05", 2028, (FEWER,), 220 / 200),
        ("I-05", 2028, (), 250 / 200),
        # 40 % fewer of the 150 screens: 90, with 100 laptops
        (
            "I-05",
            2030,
            ({"id": "a", "effects": [{"on": {"line": "ecrans"}, "quantity_change_percent": -40}]},),
            190 / 200,
        ),
    ],
)
def test_a_forecast_by_hand(name, year, actions, value):
    assert at(year, name, *actions).value == pytest.approx(value)


def test_growth_counts_too():
    """10 % more screens a year without any action: 150 × 1.1² for 100 computers."""
    grown = {"baseline": [{"type": "monitor", "percent_per_year": 10, "source": "hypothèse"}]}
    assert at(2027, "I-07", strategy=grown).value == pytest.approx(1.5 * 1.1**2)


def test_a_room_half_way():
    """PUE 2.0 to 1.5 in two steps: 1.75, then 1.5."""
    action = {
        "id": "salle",
        "schedule": {"start": 2026, "full": 2027},
        "effects": [{"on": {"line": "salle"}, "pue": 1.5}],
    }
    lines = {
        "equipment": [{"id": "s", "type": "server_rack", "quantity": 10, "kwh_per_year": 1000, "room": "salle"}],
        "services": [{"id": "salle", "type": "server_room", "pue": 2.0}],
    }
    assert at(2026, "I-27", action, **lines).value == pytest.approx(1.75)
    assert at(2027, "I-27", action, **lines).value == pytest.approx(1.5)
    assert at(2027, "I-56", action, **lines).value == pytest.approx(10 * 1000 * 1.5 / 1000)


def test_a_page_gets_lighter():
    action = {"id": "page", "effects": [{"on": {"line": "site"}, "page_weight_mb": 1.0}]}
    site = {"id": "site", "type": "website", "page_views": 1_000_000, "page_weight_mb": 3.0}
    assert at(2026, "I-24", action, services=[site]).value == pytest.approx(1.0)


EFFECTS = st.sampled_from(
    [
        {"on": {"type": "laptop"}, "lifetime_years": 8},
        {"on": {"everything": True}, "quantity_change_percent": -10},
        {"on": {"type": "monitor"}, "replaced_by": "tablet"},
        {"on": {"type": "laptop"}, "lifetime_years": 9, "added_component": "ssd_internal_1tb", "share": 0.4},
        {"on": {"group": "workplace"}, "kwh_per_year": 10},
    ]
)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(EFFECTS, st.integers(2024, 2030), st.integers(0, 4)), min_size=1, max_size=4))
def test_the_footprint_is_that_of_the_trajectory(found):
    actions = [
        {"id": f"a{rank}", "schedule": {"start": start, "full": start + span}, "effects": [effect]}
        for rank, (effect, start, span) in enumerate(found)
    ]
    dossier = given_dossier(*actions)
    assessed = assess(dossier, TABLES)
    plan = make_plan(dossier, assessed, TABLES, 2030)
    then = forecasts(dossier, assessed, TABLES, plan.trajectory, [2028])[2028]
    year = next(each for each in plan.trajectory.years if each.year == 2028)
    assert then["I-53"].value == pytest.approx(year.with_actions[CLIMATE] / 1000)
    assert then["I-54"].value == pytest.approx(year.with_actions[CLIMATE] / 100)
    assert then["I-58"].value == pytest.approx((year.baseline[CLIMATE] - year.with_actions[CLIMATE]) / 1000)


def test_a_forecast_is_the_indicator_of_the_dossier_once_changed():
    """At full effect, the plan finds what the engine finds of the dossier written with the new quantities."""
    then = given_dossier(equipment=[{**LAPTOPS, "lifetime_years": 7}, {**SCREENS, "quantity": 120}])
    for name in PROJECTED:
        values, _ = compute(name, then, assess(then, TABLES), TABLES)
        found = at(2030, name, SEVEN, FEWER)
        if found is None or found.value is None:
            assert not values
        else:
            assert found.value == pytest.approx(values[2025]), name


def test_without_action_nothing_moves():
    plan = plan_of()
    today = {each.id: each for each in plan.indicators}
    for name, found in plan.forecasts[2030].items():
        if name in today and found.value is not None and name != "I-58":
            assert found.value == pytest.approx(today[name].at(2025).value), name
    assert "I-57" not in plan.forecasts[2030]


def test_the_type_that_the_dossier_follows():
    """60 months of laptops and 96 of screens: a value given of 95 is that of the screens."""
    lines = [LAPTOPS, {**SCREENS, "lifetime_years": 8}]
    plan = plan_of(equipment=lines, indicators=[{"id": "I-04", "values": {2025: 95}}])
    followed = next(each for each in plan.indicators if each.id == "I-04")
    assert part_followed(followed, 2025) == "monitor"
    unsaid = next(each for each in plan_of(equipment=lines).indicators if each.id == "I-04")
    assert part_followed(unsaid, 2025) == "" and part_followed(unsaid, 2025, hint=61) == "laptop"


# --- objectives judged on them -----------------------------------------------------------------------------------------


def outcome(objective: dict, *actions: dict, **more: object):
    written = {"id": "o", "perimeter": "organisation", "from": 2025, "by": 2030, **objective}
    names = {"indicators": [{"id": name} for name in written.get("indicators", ())]}
    return plan_of(*actions, objectives=[written], **(names | more)).outcomes[0]


@pytest.mark.parametrize(
    ("objective", "actions", "reach", "why", "figures"),
    [
        ({"indicators": ["I-04"], "baseline": 60, "target": 84}, (SEVEN,), "reached", "", (60, 84, 84)),
        ({"indicators": ["I-04"], "baseline": 60, "target": 96}, (SEVEN,), "on_the_way", "", (60, 96, 84)),
        # without a baseline, the departure is computed
        ({"indicators": ["I-07"], "target": 1.2}, (FEWER,), "reached", "", (1.5, 1.2, 1.2)),
        ({"indicators": ["I-07"], "target": 1}, (FEWER,), "on_the_way", "", (1.5, 1, 1.2)),
        ({"indicators": ["I-07"], "reduction": 0.2}, (FEWER,), "reached", "", (1.5, 1.2, 1.2)),
        ({"indicators": ["I-07"], "target": 1}, (SEVEN,), "out_of_reach", "no_action", (1.5, 1, 1.5)),
        # a national mean follows no action; an indicator that no inventory holds waits for its values
        ({"indicators": ["I-57"], "target": 400}, (SEVEN,), "not_measurable", "territory_per_inhabitant", (None,) * 3),
        ({"indicators": ["I-35"], "target": 80}, (SEVEN,), "not_measurable", "no_indicator_value", (None, 80, None)),
        ({"indicators": ["I-07"]}, (FEWER,), "not_measurable", "no_target", (1.5, None, None)),
    ],
)
def test_an_objective_on_an_indicator(objective, actions, reach, why, figures):
    found = outcome(objective, *actions)
    assert (found.reach, found.why) == (reach, why)
    assert (found.reference, found.target, found.projected) == pytest.approx(figures)
    assert found.last_year is None


def test_a_target_year_that_is_past_is_judged_on_its_own_value():
    values = {"indicators": [{"id": "I-35", "values": {2022: 20, 2024: 50, 2025: 85}}]}
    objective = {"indicators": ["I-35"], "target": 80, "from": 2022, "by": 2024}
    found = outcome(objective, **values)
    assert (found.reach, found.projected, found.last_year) == ("on_the_way", 50, 2024)
    late = outcome({**objective, "by": 2023}, **values)
    assert (late.reach, late.why, late.projected) == ("not_measurable", "no_value_at_target_year", None)
