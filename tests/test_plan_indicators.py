"""Indicators in a plan: what the actions bring them to, how they judge an objective, how they are shown."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from conftest import EXAMPLES
from in_process import snr
from snr_cli.catalog.opened import shipped_tables
from snr_cli.engine.assess import assess
from snr_cli.model.dossier import Dossier
from snr_cli.outputs.plan_grids import INDICATOR_WHYS
from snr_cli.plan.forecast import PROJECTED, forecasts, part_followed
from snr_cli.plan.indicators import compute
from snr_cli.plan.means import euros_per_tonne
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
    assessment = assess(dossier, TABLES)
    path = make_plan(dossier, assessment, TABLES, 2030).trajectory
    return forecasts(dossier, assessment, TABLES, path, [year])[year].get(name)


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
    today = {row.indicator.id: row for row in plan.indicators}
    for name, forecast in plan.forecasts[2030].items():
        if name in today and forecast.value is not None and name != "I-58":
            assert forecast.value == pytest.approx(today[name].value), name
    assert "I-57" not in plan.forecasts[2030]


def test_the_type_that_the_dossier_follows():
    """60 months of laptops and 96 of screens: a value given of 95 is that of the screens."""
    lines = [LAPTOPS, {**SCREENS, "lifetime_years": 8}]
    plan = plan_of(equipment=lines, indicators=[{"id": "I-04", "values": {2025: 95}}])
    followed = next(row.indicator for row in plan.indicators if row.indicator.id == "I-04")
    assert part_followed(followed, 2025) == "monitor"
    unsaid = next(row.indicator for row in plan_of(equipment=lines).indicators if row.indicator.id == "I-04")
    assert part_followed(unsaid, 2025) == "" and part_followed(unsaid, 2025, hint=61) == "laptop"


# --- objectives judged on them -----------------------------------------------------------------------------------------


def outcome(objective: dict, *actions: dict, **more: object):
    written = {"id": "o", "perimeter": "organisation", "from": 2025, "by": 2030, **objective}
    names = {"indicators": [{"id": name} for name in written.get("indicators", ())]}
    return plan_of(*actions, objectives=[written], **(names | more)).outcomes[0]


@pytest.mark.parametrize(
    ("objective", "actions", "reach", "why", "figures"),
    [
        ({"indicators": ["I-04"], "baseline": 60, "target": 84}, (SEVEN,), "forecast_reached", "", (60, 84, 84)),
        ({"indicators": ["I-04"], "baseline": 60, "target": 96}, (SEVEN,), "forecast_missed", "", (60, 96, 84)),
        # without a baseline, the departure is computed
        ({"indicators": ["I-07"], "target": 1.2}, (FEWER,), "forecast_reached", "", (1.5, 1.2, 1.2)),
        ({"indicators": ["I-07"], "target": 1}, (FEWER,), "forecast_missed", "", (1.5, 1, 1.2)),
        ({"indicators": ["I-07"], "reduction": 0.2}, (FEWER,), "forecast_reached", "", (1.5, 1.2, 1.2)),
        ({"indicators": ["I-07"], "target": 1}, (SEVEN,), "forecast_missed", "no_action", (1.5, 1, 1.5)),
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
    assert (found.reach, found.progress, found.projected, found.last_year) == ("missed", "on_the_way", 50, 2024)
    late = outcome({**objective, "by": 2023}, **values)
    assert (late.reach, late.why, late.projected) == ("not_measurable", "no_value_at_target_year", None)
    # the year of the dossier is past: 85 of 90 is missed, where a year to come would still be followed
    now = [outcome({**objective, "target": 90, "by": year}, **values) for year in (2025, 2026)]
    assert [(each.reach, each.progress, each.last_year) for each in now] == [
        ("missed", "on_the_way", 2025),
        ("followed", "on_the_way", 2025),
    ]


def test_new_units_of_a_year_are_those_of_all_its_purchases():
    """Of 10 and 20 laptops, 2 and 5 are refurbished: 8 + 15 = 23 new; 4 tablets where nothing went to reuse: 4."""
    bought = [
        {"year": 2025, "units": {"laptop": 10}, "refurbished_units": {"laptop": 2}},
        {"year": 2025, "units": {"laptop": 20}, "refurbished_units": {"laptop": 5}},
        {"year": 2025, "units": {"tablet": 4}, "montant_reemploi_et_reutilisation": 0},
        {"year": 2025, "units": {"tablet": 9}},  # how many are refurbished is not known
        {"year": 2024, "units": {"laptop": 3}, "refurbished_units": {"laptop": 1}},
    ]
    dossier = given_dossier(purchases=bought)
    years, parts = compute("I-06", dossier, assess(dossier, TABLES), TABLES)
    assert years == {2025: 27, 2024: 2}
    assert parts == {"laptop": 23, "tablet": 4}


def test_the_pue_of_one_room_is_its_own_and_of_several_that_of_their_energy():
    """Two rooms of 1,000 kWh (PUE 2) and 3,000 kWh (PUE 1.5) of devices: (2,000 + 4,500) / 4,000 = 1.625."""

    def rooms(*pues: float) -> list[dict]:
        return [{"id": f"s{rank}", "type": "server_room", "pue": pue} for rank, pue in enumerate(pues)]

    def server(room: str, kwh: float) -> dict:
        return {"id": f"de-{room}", "type": "server_rack", "quantity": 1, "kwh_per_year": kwh, "room": room}

    def pue(services: list[dict], *equipment: dict) -> object:
        dossier = given_dossier(services=services, equipment=list(equipment))
        return compute("I-27", dossier, assess(dossier, TABLES), TABLES)[0].get(2025)

    unknown = {"id": "onduleur", "type": "ups", "quantity": 1, "room": "s0"}  # no factor says what it draws
    assert pue(rooms(2.0), server("s0", 1000)) == 2.0
    assert pue(rooms(2.0), server("s0", 1000), unknown) == 2.0
    assert pue(rooms(2.0, 1.5), server("s0", 1000), server("s1", 3000)) == pytest.approx(1.625)
    assert pue(rooms(2.0, 1.5), server("s0", 1000), server("s1", 3000), unknown) is None


def territory(action: dict, **objective: object):
    written = {"id": "o", "perimeter": "territory", "from": 2025, "by": 2030, **objective}
    base = {"name": "X", "department": "33", "fictitious": True, "households": 1000, "population": {"municipale": 2150}}
    values = {"indicators": [{"id": "I-41", "values": {2025: 100}}]}
    return plan_of(action, objectives=[written], territory=base, **values).outcomes[0]


KEPT = {"id": "defi", "effects": [{"on": {"territory": "smartphone_lifetime_years"}, "lifetime_years": 4}]}
REUSED = {"id": "collecte", "effects": [{"on": {"territory": "devices_reused"}, "quantity": 300}]}


@pytest.mark.parametrize(
    ("action", "objective", "reach", "figures"),
    [
        # half of the households in the fifth of ten steps: (2.5 + 4) / 2
        (
            {**KEPT, "schedule": {"start": 2026, "full": 2035}},
            {"measured_on": "smartphone_lifetime_years", "baseline": 2.5, "target": 4},
            "forecast_missed",
            (2.5, 4, 3.25),
        ),
        (
            KEPT,
            {"measured_on": "smartphone_lifetime_years", "baseline": 2.5, "target": 4},
            "forecast_reached",
            (2.5, 4, 4),
        ),
        (
            REUSED,
            {"measured_on": "smartphone_lifetime_years", "baseline": 2.5, "target": 4},
            "forecast_missed",
            (2.5, 4, 2.5),
        ),
        (
            REUSED,
            {"measured_on": "devices_reused", "baseline": 120, "target": 300},
            "forecast_reached",
            (120, 300, 300),
        ),
        # what the indicator counts today, without a baseline
        (
            REUSED,
            {"measured_on": "devices_reused", "indicators": ["I-41"], "target": 400},
            "forecast_missed",
            (100, 400, 300),
        ),
        # I-41 again, which the objective does not name; no action moves it
        (KEPT, {"measured_on": "devices_reused", "target": 400}, "forecast_missed", (100, 400, 100)),
    ],
)
def test_an_objective_on_what_actions_change_on_the_territory(action, objective, reach, figures):
    found = territory(action, **objective)
    assert found.reach == reach
    assert (found.reference, found.target, found.projected) == pytest.approx(figures)


def test_years_a_smartphone_is_kept_start_from_the_reading_by_household():
    found = territory(KEPT, measured_on="smartphone_lifetime_years", target=4)
    assert found.reference is not None and found.reach == "forecast_reached"


# --- who follows what, and how it is shown -----------------------------------------------------------------------------


def test_those_that_the_dossier_follows_come_first():
    plan = plan_of(
        {"id": "ateliers", "indicators": ["I-34"]},
        {"id": "idee", "status": "idea", "indicators": ["I-40"]},
        indicators=[{"id": "I-38"}, {"id": "I-34"}, {"id": "I-40"}, {"id": "I-07"}, {"id": "km", "values": {2024: 9}}],
        objectives=[{"id": "o", "perimeter": "organisation", "indicators": ["I-07"]}],
    )
    assert [row.indicator.id for row in plan.indicators[:5]] == ["I-07", "I-34", "I-38", "I-40", "km"]
    assert (plan.indicators[0].objectives, plan.indicators[1].actions) == (("o",), ("ateliers",))
    assert plan.indicators[3].followed and not plan.indicators[3].actions  # of an idea: declared, not followed by it
    assert len(plan.indicators) == len(TABLES.indicators) + 1  # « km »
    assert not plan.indicators[5].followed
    assert (plan.indicators[4].value, plan.indicators[4].year, plan.indicators[4].origin) == (9, 2024, "given")
    assert (plan.indicators[1].value, plan.indicators[1].why) == (None, "not_computed")


def test_a_value_to_come_is_not_a_value_of_today():
    """A target written among the values of 2030 does not stand for the value of 2025."""
    plan = plan_of(indicators=[{"id": "km", "values": {2023: 9, 2030: 4}}])
    assert (plan.indicators[0].value, plan.indicators[0].year) == (9, 2023)


def test_every_reason_has_its_words():
    text = Path(compute.__code__.co_filename).read_text("utf-8")
    found = set(re.findall(r'"((?:no|not|by|published|volume)_\w+)"', text))
    assert "no_purchases" in found and found <= set(INDICATOR_WHYS)


def test_valmont_shows_its_indicators():
    shown = snr("plan", str(EXAMPLES / "valmont")).stdout
    document = json.loads(snr("plan", str(EXAMPLES / "valmont"), "--format", "json").stdout)
    rows = snr("plan", str(EXAMPLES / "valmont"), "--format", "csv").stdout.splitlines()
    indicators = {indicator["id"]: indicator for indicator in document["indicators"]}
    assert len(indicators) == len(TABLES.indicators) + 2  # two of its own
    # months: 12 × (560 × 5 + 240 × 6 + 46 × 6 + 84 × 6) / 930 laptops today, 84 once all are kept seven years
    assert indicators["I-04"]["parts"]["laptop"] == pytest.approx(12 * 5020 / 930)
    assert (indicators["I-04"]["part"], indicators["I-04"]["forecast"]["2030"]) == ("laptop", pytest.approx(84))
    assert f"2030,I-04,mois,forecast,{indicators['I-04']['forecast']['2030']!r}" in rows
    assert "2025,I-35,%,given,32.0" in rows
    assert (indicators["I-01"]["to_confirm"], indicators["I-17"]["to_confirm"], indicators["I-07"]["to_confirm"]) == (
        True,
        False,
        False,
    )
    assert indicators["I-57"]["follows_actions"] is False and indicators["I-57"]["forecast"] == {}
    assert (indicators["I-10"]["value"], indicators["I-10"]["why"]) == (None, "not_computed")
    text = " ".join(shown.split())
    assert "ne suit pas les actions" in text and "à confirmer dans l’annexe" in text
    assert "valeur de 2025 20,2 % (€ HT)" in text  # no inventory holds it: not a forecast
    assert "non évalué" in snr("plan", "-", stdin=MISSING_VALUE).stdout


MISSING_VALUE = b"""\
snr: 1
reference_year: 2025
territory: {name: X, department: "33", fictitious: true}
equipment: [{id: portables, type: laptop, quantity: 10}]
indicators: [{id: I-01}, {id: I-04}]
"""


# --- means and coverage ------------------------------------------------------------------------------------------------


def amount(year: int, eur: float, tax: str, funding: str | None = None) -> dict:
    return {
        "year": year,
        "section": "investissement",
        "eur": eur,
        "tax": tax,
        **({"funding": funding} if funding else {}),
    }


def test_before_tax_and_with_tax_never_add():
    plan = plan_of(
        {
            **SEVEN,
            "themes": [2],
            "means": {"fte": 0.5, "budget": [amount(2026, 1000, "ht", "État"), amount(2026, 300, "ttc")]},
        },
        {
            "id": "b",
            "themes": [2, 4],
            "axis": "sobre",
            "means": {"fte": 0.25, "budget": [amount(2026, 500, "ht", "État")]},
        },
        {"id": "c", "themes": [4], "axis": "sobre", "status": "idea", "means": {"fte": 9}},
        {"id": "d", "axis": "sobre", "means": {"budget": [amount(2026, 0, "ht")], "savings_eur_per_year": 10}},
        strategy={"axes": [{"id": "sobre", "title": "Sobre"}], "themes_left_out": [{"theme": 6, "why": "Plus tard."}]},
    )
    assert plan.means.total == {"ht": 1500, "ttc": 300}
    assert plan.means.fte == 0.75
    key = (2026, "investissement", "ht")
    assert (plan.means.budget[key], plan.means.funding[key]) == (1500, ("État",))
    second, fourth, sixth = (plan.coverage[rank] for rank in (1, 3, 5))
    assert (second.actions, second.with_means, second.fte, second.by_tax) == (2, 2, 0.75, {"ht": 1500, "ttc": 300})
    assert (fourth.actions, fourth.fte, fourth.by_tax) == (1, 0.25, {"ht": 500})
    assert (sixth.actions, sixth.left_out) == (0, "Plus tard.")
    own, alone = plan.axes
    assert (own.axis, own.actions, own.with_means) == ("sobre", 2, 1)  # zero euros and savings are no means
    assert (alone.axis, alone.title, alone.actions) == ("", "", 1)
    lacks = {row.id: row.missing for row in plan.means.actions}
    assert lacks["d"] == ("owner", "means", "indicators", "schedule")
    assert lacks["duree"] == ("owner", "indicators")


def test_euros_by_tonne():
    """1,000 € before tax and 300 € with tax, 500 € after the horizon; half of the saving in 2026, the whole until 2030."""
    means = {"budget": [amount(2026, 1000, "ht"), amount(2027, 300, "ttc"), amount(2031, 500, "ht")]}
    plan = plan_of({**SEVEN, "means": means})
    tonnes = 100 * (170 + 12.3 + 2.79) * (1 / 5 - 1 / 7) * 4.5 / 1000
    euros = euros_per_tonne(plan.means.actions[0], plan.saved("duree"), plan.horizon)
    assert euros == pytest.approx({"ht": 1000 / tonnes, "ttc": 300 / tonnes})
    assert euros_per_tonne(plan.means.actions[0], 0.0, plan.horizon) == {}


def test_means_and_coverage_are_in_the_answers():
    document = json.loads(snr("plan", str(EXAMPLES / "valmont"), "--format", "json").stdout)
    assert document["means"]["total"] == {
        "ht": 5 * 28_000 + 3 * 13_500 + 5 * 6_000 + 145_000 + 5 * 6_000,
        "ttc": 5 * 168_000 + 48_000 + 4 * 4_800 + 2 * 15_000 + 5 * (12_000 + 9_500 + 40_000 + 22_000) + 5 * 15_000,
    }
    # the 310,000 € of 2019 are no cost to come, nor the half of an agent of the action that ended in 2022: 10.05 − 0.5 + 1.6 of referents
    assert {"year": 2019, "section": "investissement", "tax": "ht", "eur": 310_000, "funding": ["autofinancement"]} in (
        document["means"]["budget"]
    )
    assert document["means"]["fte"] == pytest.approx(11.15)
    assert [axis["axis"] for axis in document["axes"]][-1] == ""
    assert document["themes"][1]["budget"] == {"ht": 5 * 28_000 + 3 * 13_500 + 5 * 6_000, "ttc": 5 * 40_000}
    shown = snr("plan", str(EXAMPLES / "valmont")).stdout
    assert (
        "AXES PROPRES À LA COLLECTIVITÉ" in shown and "sans\n  actualisation" in shown
    ) or "sans actualisation" in shown


@pytest.mark.parametrize(
    ("services", "reams"),
    [
        ([{"id": "f", "type": "print_sheet_a4", "quantity": 500_000}], 500_000 / 500 / 200),
        ([{"id": "p", "type": "paper_kg", "quantity": 2_500}], 1_000 / 200),  # a ream of 500 sheets of 80 g/m²: 2.5 kg
    ],
)
def test_paper_by_agent_is_counted_of_sheets_or_of_kilograms(services: list[dict], reams: float):
    (row,) = [
        row for row in plan_of(services=services, indicators=[{"id": "I-38"}]).indicators if row.indicator.id == "I-38"
    ]
    assert row.value == pytest.approx(reams)
