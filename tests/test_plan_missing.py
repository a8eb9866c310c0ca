"""A plan does not save by what is missing: factors, years, actions; each case by hand, or by another way to the same figure."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from conftest import ROOT
from in_process import snr
from snr_cli.catalog.opened import shipped_tables
from snr_cli.engine.assess import assess
from snr_cli.engine.records import CLIMATE, ELECTRICITY, Gap
from snr_cli.engine.uncertainty import uncertainty
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import Action, ElectricityPath
from snr_cli.plan.calendar import progress
from snr_cli.plan.means import euros_per_tonne
from snr_cli.plan.objectives import Reach
from snr_cli.plan.plan import Plan, make_plan
from snr_cli.plan.territory import parameter_then
from snr_cli.plan.trajectory import Trajectory, along, course, factor_in
from snr_cli.plan.variants import _moved

TABLES = shipped_tables()
LAPTOP = 170 + 12.3 + 2.79  # kgCO2e of a laptop, making, transport, end of life (ADEME, shipped table)


def dossier(*actions: dict[str, Any], **sections: Any) -> Dossier:
    lines = [{"id": "portables", "type": "laptop", "quantity": 100, "lifetime_years": 5}]
    data = {
        "snr": 1,
        "reference_year": 2025,
        "territory": {"name": "X", "department": "33", "fictitious": True},
        "equipment": lines,
        "actions": [{"title": action["id"], **action} for action in actions],
    }
    return Dossier.model_validate({**data, **sections})


def plan_of(found: Dossier, horizon: int | None = None, *categories: str) -> Plan:
    return make_plan(found, assess(found, TABLES), TABLES, horizon, categories)


def action(name: str, *effects: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": name, "effects": list(effects), **more}


# --- a factor that is missing saves nothing ---------------------------------------------------------------------------

DESKTOPS = [{"id": "fixes", "type": "desktop_professional", "quantity": 10, "lifetime_years": 6}]


def test_a_type_without_factor_in_a_category_saves_nothing_of_it() -> None:
    """The shipped table knows a high-performance desktop by its climate change alone, and not its kWh."""
    found = dossier(
        action("puissants", {"on": {"line": "fixes"}, "replaced_by": "desktop_high_performance"}),
        equipment=DESKTOPS,
        objectives=[{"id": "air", "perimeter": "organisation", "category": "acidification", "reduction": "30 %"}],
    )
    found = found.model_copy(update={"objectives": (found.objectives[0].model_copy(update={"by": 2030}),)})
    plan = plan_of(found, 2030, CLIMATE, "acidification")
    last = plan.trajectory.years[-1]
    assert last.baseline["acidification"] > 0
    for category in ("acidification", "water_consumption", "mass_weee", ELECTRICITY):
        assert last.with_actions[category] == pytest.approx(last.baseline[category], rel=1e-12)
        assert plan.trajectory.held[category] == ("fixes",)
    assert last.with_actions[CLIMATE] > last.baseline[CLIMATE]
    assert (plan.outcomes[0].reach, plan.outcomes[0].why) == (Reach.NOT_MEASURABLE, "effect_unknown")
    bounds = last.intervals["acidification"]
    assert bounds.with_actions == pytest.approx(bounds.baseline, rel=1e-9)
    assert (bounds.gap.low, bounds.gap.high) == (0.0, 0.0)


def test_a_place_without_factor_in_a_category_saves_nothing_of_it() -> None:
    """The electricity of Poland has no factor of ozone depletion in the shipped table; it has one of climate change."""
    servers = [{"id": "serveurs", "type": "server_medium", "quantity": 10, "kwh_per_year": 1000}]
    found = dossier(action("ailleurs", {"on": {"line": "serveurs"}, "place": "PL"}), equipment=servers)
    last = plan_of(found, 2026).trajectory.years[-1]
    assert last.with_actions["ozone_depletion"] == pytest.approx(last.baseline["ozone_depletion"], rel=1e-12)
    assert last.with_actions[CLIMATE] > last.baseline[CLIMATE]


def test_a_component_without_factor_adds_nothing() -> None:
    """What is added replaces nothing: it must not weigh again what the computer weighs."""
    found = dossier(action("ssd", {"on": {"line": "fixes"}, "added_component": "ssd_internal_1tb"}), equipment=DESKTOPS)
    plan = plan_of(found, 2026)
    last = plan.trajectory.years[-1]
    assert last.with_actions["mass_weee"] == pytest.approx(last.baseline["mass_weee"], rel=1e-12)
    assert last.with_actions[ELECTRICITY] == pytest.approx(last.baseline[ELECTRICITY], rel=1e-12)
    assert plan.trajectory.held == {}


def test_what_is_held_is_said() -> None:
    text = (
        'snr: 1\nreference_year: 2025\nterritory: {name: X, department: "33"}\n'
        "equipment: [{id: fixes, type: desktop_professional, quantity: 10}]\n"
        "actions: [{id: a, title: A, effects: [{on: {line: fixes}, replaced_by: desktop_high_performance}]}]\n"
    )
    done = snr("plan", "-", stdin=text.encode())
    assert "garde sa valeur d’aujourd’hui" in " ".join(done.stdout.split())


# --- years ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", [2024, 2025])
def test_an_action_that_has_ended_goes_no_further(end: int) -> None:
    """Half done when the inventory is made, and ended: what was left will not be done."""
    found = Action.model_validate({"id": "a", "title": "A", "schedule": {"start": 2022, "full": 2029, "end": end}})
    assert [progress(found, year, 2025) for year in (2025, 2026, 2030)] == [0.0, 0.0, 0.0]


def test_a_year_after_the_horizon_is_not_judged_on_the_horizon() -> None:
    found = dossier(
        action("duree", {"on": {"type": "laptop"}, "lifetime_years": 10}, schedule={"start": 2026, "full": 2030}),
        objectives=[
            {"id": "ges", "perimeter": "organisation", "category": CLIMATE, "reduction": 0.4, "by": 2030},
            {"id": "mois", "perimeter": "organisation", "indicators": ["I-04"], "target": 100, "by": 2030},
        ],
    )
    near, far = plan_of(found, 2027, CLIMATE).outcomes, plan_of(found, 2030, CLIMATE).outcomes
    assert [(outcome.reach, outcome.why, outcome.projected) for outcome in near] == [
        (Reach.NOT_MEASURABLE, "beyond_horizon", None)
    ] * 2
    # 40 % off at half the making of a line whose life of today is a hypothesis: nobody can be sure of it
    assert [(outcome.reach, outcome.unsure) for outcome in far] == [
        (Reach.FORECAST_REACHED, True),
        (Reach.FORECAST_REACHED, False),
    ]


@pytest.mark.parametrize("more", [["--suggest"], ["--audit"]])
def test_a_horizon_goes_with_the_trajectory(more: list[str], tmp_path: Any) -> None:
    done = snr("plan", str(tmp_path), "--horizon", "2030", *more)
    assert (done.returncode, done.stdout) == (2, "") and "--horizon" in done.stderr


# --- many lines, many actions -----------------------------------------------------------------------------------------


def test_lines_summed_by_action_are_the_sum_of_the_lines() -> None:
    """Each line alone in its dossier, then all at once: same curves, same parts, with growth and two sets of actions."""
    lines = [
        {"id": f"l{rank}", "type": kind, "quantity": 3 + rank, "lifetime_years": 3 + rank % 4, "entity": f"e{rank % 2}"}
        for rank, kind in enumerate(("laptop", "monitor", "laptop", "smartphone", "monitor", "laptop"))
    ]
    actions = (
        action("a", {"on": {"everything": True}, "lifetime_years": 9}, schedule={"start": 2026, "full": 2029}),
        action("b", {"on": {"entity": "e0"}, "quantity_change_percent": -30}, schedule={"start": 2027, "full": 2028}),
    )
    trend = {"baseline": [{"type": "laptop", "percent_per_year": 7, "source": "hypothèse"}]}

    def path(of: list[dict[str, Any]]) -> Trajectory:
        found = dossier(*actions, equipment=of, strategy=trend)
        return along(course(found, assess(found, TABLES), TABLES, 2029), 2029)

    whole, parts = path(lines), [path([line]) for line in lines]
    for rank, year in enumerate(whole.years):
        years = [part.years[rank] for part in parts]
        for category in year.baseline:
            assert year.baseline[category] == pytest.approx(
                sum(one.baseline.get(category, 0.0) for one in years), rel=1e-9
            )
            for name in ("alone", "last_in", "share"):
                for one_action, contribution in year.actions.items():
                    summed = sum(getattr(one.actions[one_action], name).get(category, 0.0) for one in years)
                    assert getattr(contribution, name).get(category, 0.0) == pytest.approx(summed, rel=1e-9, abs=1e-12)


def test_the_thirteenth_action_of_a_line_counts_in_the_forecast() -> None:
    """Twelve actions take 1 % of the laptops each, the thirteenth keeps them ten years: 120 months, not 60."""
    fewer = [action(f"a{rank}", {"on": {"type": "laptop"}, "quantity_change_percent": -1}) for rank in range(12)]
    plan = plan_of(dossier(*fewer, action("duree", {"on": {"type": "laptop"}, "lifetime_years": 10})), 2026)
    assert plan.forecasts[2026]["I-04"].value == pytest.approx(120, rel=1e-9)


# --- rooms with a meter -----------------------------------------------------------------------------------------------

ROOMS: dict[str, Any] = {
    "equipment": [
        {"id": "s1", "type": "server_medium", "quantity": 10, "room": "une"},
        {"id": "s2", "type": "server_medium", "quantity": 10, "room": "deux", "kwh_per_year": 1000},
    ],
    "services": [
        {"id": "une", "type": "server_room", "pue": 2.0, "metered_kwh_per_year": 100_000},
        {"id": "deux", "type": "server_room", "pue": 1.5, "place": "PL"},
    ],
}


def low_carbon(*actions: dict[str, Any], **sections: Any) -> float | None:
    forecast = plan_of(dossier(*actions, **{**ROOMS, **sections}), 2026).forecasts[2026].get("I-30")
    return forecast.value if forecast is not None else None


def test_the_forecast_reads_the_meter_as_the_plan_does() -> None:
    """Low-carbon share: 100 MWh in France, 10 × 1 MWh × 1.5 in Poland."""
    assert low_carbon() == pytest.approx(100 * 100 / 115)
    half = action("compteur", {"on": {"line": "une"}, "kwh_per_year": 45_000})
    assert low_carbon(half) == pytest.approx(100 * 45 / 60)
    cooler = action("froid", {"on": {"line": "une"}, "pue": 1.2})
    assert low_carbon(cooler) == pytest.approx(100 * 60 / 75)
    assert low_carbon(half, cooler) == low_carbon(cooler, half) == pytest.approx(100 * 27 / 42)


def test_a_meter_that_leaves_takes_its_electricity_along() -> None:
    away = action("ailleurs", {"on": {"line": "une"}, "place": "PL"})
    assert low_carbon(away) == pytest.approx(0.0)


# --- the territory ----------------------------------------------------------------------------------------------------


def test_the_years_of_a_smartphone_are_changed_once() -> None:
    """Kept 4 years by one action then 5 by another: 5 years, and no more than the last one alone would save."""
    lives = [
        action(name, {"on": {"territory": "smartphone_lifetime_years"}, "lifetime_years": years})
        for name, years in (("quatre", 4), ("cinq", 5))
    ]
    more = {
        "equipment": [],
        "territory": {"name": "X", "department": "33", "households": 1000, "population": {"municipale": 2150}},
    }
    both, last = plan_of(dossier(*lives, **more), 2026), plan_of(dossier(lives[1], **more), 2026)
    assert both.territory.years[-1].with_actions == pytest.approx(last.territory.years[-1].with_actions, rel=1e-12)
    parts = both.territory.years[-1].actions
    first, second = (effect.value for effect in both.territory.effects)
    assert first is not None and second is not None
    assert parts == {"quatre": pytest.approx(first), "cinq": pytest.approx(second - first)}


# --- a policy on a line whose age is known ------------------------------------------------------------------------------


OLD = {"id": "vieux", "type": "laptop", "quantity": 10, "lifetime_years": 5, "purchase_year": 2015}


@pytest.mark.parametrize(("years", "counted"), [(5, 10), (7, 10), (10, 10), (12, 12)])
def test_a_new_life_is_what_the_dossier_would_say(years: float, counted: float) -> None:
    """Bought in 2015, ten years ago: the engine counts the ten years of their age, or their lifetime when that is more."""
    found = dossier(action("garder", {"on": {"line": "vieux"}, "lifetime_years": years}), equipment=[OLD])
    last = plan_of(found, 2026).trajectory.years[-1]
    change = last.with_actions[CLIMATE] - last.baseline[CLIMATE]
    assert change == pytest.approx(10 * LAPTOP * (1 / counted - 1 / 10), abs=1e-9)
    written = assess(dossier(equipment=[{**OLD, "lifetime_years": years}]), TABLES).organisation.totals[CLIMATE]
    assert last.with_actions[CLIMATE] == pytest.approx(written, rel=1e-9)


def test_a_new_life_of_a_fleet_old_and_new() -> None:
    """Ten laptops of 2015 keep their ten years; forty of 2023, at five, go to seven."""
    lines = [OLD, {**OLD, "id": "neufs", "quantity": 40, "purchase_year": 2023}]
    found = dossier(action("garder", {"on": {"type": "laptop"}, "lifetime_years": 7}), equipment=lines)
    last = plan_of(found, 2026).trajectory.years[-1]
    assert last.with_actions[CLIMATE] - last.baseline[CLIMATE] == pytest.approx(40 * LAPTOP * (1 / 7 - 1 / 5), rel=1e-9)


def test_purchases_avoided_of_what_is_older_than_its_lifetime() -> None:
    """Ten laptops counted over ten years: one bought a year. Half a purchase less saves half of one, and never weighs."""
    found = dossier(action("moins", {"on": {"line": "vieux"}, "purchases_avoided": 0.5}), equipment=[OLD])
    last = plan_of(found, 2026).trajectory.years[-1]
    assert last.with_actions[CLIMATE] - last.baseline[CLIMATE] == pytest.approx(-0.5 * LAPTOP, rel=1e-9)


# --- what nobody gave, or gave beside -----------------------------------------------------------------------------------


def test_a_pue_that_nobody_gave_is_not_known_half_way() -> None:
    rooms = {**ROOMS, "services": [{"id": "une", "type": "server_room"}, {"id": "deux", "type": "server_room"}]}
    better = action("froid", {"on": {"line": "une"}, "pue": 1.2}, schedule={"start": 2026, "full": 2027})
    plan = plan_of(dossier(better, **rooms), 2027)
    assert "I-27" not in plan_of(dossier(better, **rooms), 2026).forecasts[2026]
    assert plan.forecasts[2027]["I-27"].value == pytest.approx(1.2)


def test_a_component_is_bought_with_its_host() -> None:
    """By the method of purchases, an SSD goes into each of the 20 laptops bought in the year."""
    lines = [{"id": "p", "type": "laptop", "quantity": 100, "purchased_in_year": 20, "kwh_per_year": 0}]
    ssd = action("ssd", {"on": {"line": "p"}, "added_component": "ssd_internal_1tb"})
    last = plan_of(dossier(ssd, equipment=lines, method={"options": ["flux"]}), 2026).trajectory.years[-1]
    row = TABLES.factors("equipment/factors.csv", ["ssd_internal_1tb"])
    weight = sum(factor.value for factor in row if factor.category == CLIMATE and factor.is_default)
    assert last.with_actions[CLIMATE] - last.baseline[CLIMATE] == pytest.approx(20 * weight, rel=1e-9)


def test_a_path_does_not_move_the_reference_year() -> None:
    path = ElectricityPath.model_validate(
        {"name": "bas", "source": "hypothèse", "factors": {2020: 0.9, 2025: 0.5, 2030: 0.02}}
    )
    assert factor_in(path, 2025, 2025, 0.07) == pytest.approx(0.07)
    assert factor_in(path, 2027, 2025, 0.07) == pytest.approx(0.07 - 2 / 5 * 0.05)


def test_a_reading_said_with_its_pue_is_what_the_meter_will_read() -> None:
    """65 MWh at a PUE of 1.3, from 100 MWh at 2.0: 65, not 65 × 1.3 / 2; a later PUE of 1.1 makes it 55."""
    rooms = {**ROOMS, "services": ROOMS["services"][:1], "equipment": ROOMS["equipment"][:1]}
    both = action("salle", {"on": {"line": "une"}, "kwh_per_year": 65_000, "pue": 1.3})
    later = action("froid", {"on": {"line": "une"}, "pue": 1.1})
    assert plan_of(dossier(both, **rooms), 2026).trajectory.years[-1].with_actions[ELECTRICITY] == pytest.approx(65_000)
    last = plan_of(dossier(both, later, **rooms), 2026).trajectory.years[-1]
    assert last.with_actions[ELECTRICITY] == pytest.approx(55_000)
    assert low_carbon(both) == pytest.approx(100 * 65 / 80)


# --- intervals ----------------------------------------------------------------------------------------------------------


def test_intervals_grow_with_the_line() -> None:
    """A line that an action touches and that grows 10 % a year: in two years every bound is 1.21 times what it would be.

    Bounds are known to seven figures (plain.py): each side of the comparison is within half a unit of the seventh.
    """
    longer = action("duree", {"on": {"type": "laptop"}, "lifetime_years": 7})
    trend = {"baseline": [{"type": "laptop", "percent_per_year": 10, "source": "hypothèse"}]}
    still, grown = (
        plan_of(dossier(longer, **more), 2027, CLIMATE).trajectory.years[-1].intervals[CLIMATE]
        for more in ({}, {"strategy": trend})
    )
    assert grown.baseline == pytest.approx([1.21 * bound for bound in still.baseline], rel=2e-6)
    assert grown.with_actions == pytest.approx([1.21 * bound for bound in still.with_actions], rel=2e-6)
    assert grown.gap == pytest.approx([1.21 * bound for bound in still.gap], rel=2e-6)


def test_the_interval_of_a_share_over_twelve_actions() -> None:
    """Each of thirteen actions takes 5 % of what is left: what it saves is a part of the line, as uncertain as the line."""
    fewer = [action(f"a{rank}", {"on": {"type": "laptop"}, "quantity_change_percent": -5}) for rank in range(13)]
    last = plan_of(dossier(*fewer), 2026, CLIMATE).trajectory.years[-1]
    low, high = last.intervals[CLIMATE].baseline
    whole = last.baseline[CLIMATE]
    for rank, contribution in enumerate(last.actions.values()):
        share, alone = contribution.intervals[CLIMATE]
        assert share.value == pytest.approx(-0.05 * 0.95**rank * whole, rel=1e-9)
        assert (share.high / share.value, share.low / share.value) == pytest.approx(
            (low / whole, high / whole), rel=0.01
        )
        assert (alone.high, alone.low) == pytest.approx((-0.05 * low, -0.05 * high), rel=0.01)


# --- figures by hand ----------------------------------------------------------------------------------------------------

HOMES: dict[str, Any] = {
    "equipment": [],
    "territory": {"name": "X", "department": "33", "households": 1000, "population": {"municipale": 2150}},
}


def smartphones() -> tuple[float, float, float]:
    """Return the number of smartphones, the years they are kept and what making one weighs, from the shipped tables."""
    line = next(
        household_line
        for household_line in assess(dossier(**HOMES), TABLES).territory.household_lines
        if household_line.id == "territory-household-smartphone"
    )
    assert line.recipe.lifetime is not None
    made = ("manufacturing", "distribution", "end_of_life", "embodied_total")
    rows = TABLES.factors("equipment/factors.csv", ["smartphone"])
    one = sum(row.value for row in rows if row.category == CLIMATE and row.is_default and row.stage in made)
    return line.scale.value, line.recipe.lifetime.value, one


def test_a_smartphone_kept_longer_by_hand() -> None:
    count, years, one = smartphones()
    longer = action("garde", {"on": {"territory": "smartphone_lifetime_years"}, "lifetime_years": 4})
    last = plan_of(dossier(longer, **HOMES), 2026).territory.years[-1]
    assert last.with_actions - last.baseline == pytest.approx(count * one * (1 / 4 - 1 / years), rel=1e-9)


def test_a_part_of_the_smartphones_kept_longer() -> None:
    """A quarter of them, four years: a quarter of what all would save; then half of them six years, by another action.

    Of N smartphones, in the end: half 6 years, an eighth 4 years, three eighths as today.
    """
    count, years, one = smartphones()
    effect = {"on": {"territory": "smartphone_lifetime_years"}, "lifetime_years": 4, "share": 0.25}
    first, second = action("quart", effect), action("moitie", {**effect, "lifetime_years": 6, "share": 0.5})
    last = plan_of(dossier(first, **HOMES), 2026).territory.years[-1]
    assert last.with_actions - last.baseline == pytest.approx(0.25 * count * one * (1 / 4 - 1 / years), rel=1e-9)
    both = plan_of(dossier(first, second, **HOMES), 2026).territory.years[-1]
    now = count * one * (1 / 12 + 1 / 32 + 3 / 8 / years - 1 / years)
    assert both.with_actions - both.baseline == pytest.approx(now, rel=1e-9)
    found = dossier(first, second, **HOMES)
    mean = 0.5 * 6 + 0.125 * 4 + 0.375 * years
    assert parameter_then("smartphone_lifetime_years", years, found, 2026, 2025) == pytest.approx(mean)


def reused(*actions: dict[str, Any], **sections: Any) -> Plan:
    """Return the plan of 1,000 households, with 30 devices put back in use in 2025 unless the sections say otherwise."""
    today = {"indicators": [{"id": "I-41", "title": "Remis en usage", "values": {2025: 30}}]}
    return plan_of(dossier(*actions, **{**HOMES, **today, **sections}), 2026)


def reuse(name: str, quantity: float, rate: float | None = 0.4, **more: Any) -> dict[str, Any]:
    effect = {"on": {"territory": "devices_reused"}, "quantity": quantity}
    return action(name, effect if rate is None else {**effect, "substitution_rate": rate}, **more)


def test_devices_put_back_in_use_by_hand() -> None:
    """Fifty a year and thirty today: twenty more, of which 40 % replace a new smartphone: eight that nobody makes."""
    _, _, one = smartphones()
    plan = reused(reuse("reemploi", 50))
    last = plan.territory.years[-1]
    assert last.with_actions - last.baseline == pytest.approx(-8 * one, rel=1e-9)
    (effect,) = plan.territory.effects
    assert (effect.before, effect.after, effect.start) == (30, 50, "indicator")


def test_valmont_counts_the_devices_that_it_already_puts_back_in_use() -> None:
    """1,240 in 2025 (I-41), 3,000 in 2030: 1,760 × 0.3 × 79.516 kg = 41,984 kg; a fifth of it in 2026."""
    done = json.loads(snr("plan", str(ROOT / "examples" / "valmont" / "territory.yaml"), "--format", "json").stdout)
    effect = next(each for each in done["territory"]["effects"] if each["parameter"] == "devices_reused")
    assert effect["value"] == pytest.approx(-1760 * 0.3 * 79.516, rel=1e-6)
    assert (effect["before"], effect["after"], effect["start"]) == (1240, 3000, "indicator")
    years = {year["year"]: year["actions"][effect["action"]] for year in done["territory"]["years"]}
    assert years[2026] == pytest.approx(-1760 * 0.3 * 79.516 / 5, rel=1e-6)
    assert years[2030] == pytest.approx(-1760 * 0.3 * 79.516, rel=1e-6)


@pytest.mark.parametrize(
    ("sections", "origin"),
    [
        ({"indicators": [], "annual_reviews": [{"year": 2025, "indicators": {"I-41": 30}}]}, "review"),
        (
            {
                "indicators": [],
                "objectives": [
                    {"id": "o", "perimeter": "territory", "measured_on": "devices_reused", "baseline": 30, "target": 60}
                ],
            },
            "objective",
        ),
    ],
)
def test_where_the_devices_of_today_are_said(sections: dict[str, Any], origin: str) -> None:
    _, _, one = smartphones()
    (effect,) = reused(reuse("reemploi", 50), **sections).territory.effects
    assert (effect.value, effect.start) == (pytest.approx(-8 * one, rel=1e-9), origin)


def test_devices_of_today_that_nobody_counts_are_not_zero() -> None:
    plan = reused(reuse("reemploi", 50), indicators=[])
    (effect,) = plan.territory.effects
    assert (effect.value, effect.why) == (None, "no_start")
    assert plan.territory.years[-1].with_actions == plan.territory.years[-1].baseline


def test_the_devices_of_today_are_taken_over_once() -> None:
    """Fifty by one action and twenty by another: seventy, forty more than today; the first in the dossier takes today's over.

    The second half-way: 50 + 10 − 30 = 30 more. With a first action that says no rate, the second still brings its twenty.
    """
    _, _, one = smartphones()
    last = reused(reuse("a", 50), reuse("b", 20)).territory.years[-1]
    assert last.actions == {"a": pytest.approx(-20 * 0.4 * one), "b": pytest.approx(-20 * 0.4 * one)}
    half = reused(reuse("a", 50), reuse("b", 20, schedule={"start": 2026, "full": 2027})).territory.years[-1]
    assert half.with_actions - half.baseline == pytest.approx(-30 * 0.4 * one)
    silent = reused(reuse("a", 30, None), reuse("b", 20)).territory.years[-1]
    assert silent.actions == {"a": 0.0, "b": pytest.approx(-20 * 0.4 * one)}


def test_fewer_devices_than_today_weigh() -> None:
    _, _, one = smartphones()
    last = reused(reuse("a", 10)).territory.years[-1]
    assert last.with_actions - last.baseline == pytest.approx(20 * 0.4 * one)


def test_no_more_devices_than_the_territory_has() -> None:
    """Ninety million devices: not evaluated. One purchase avoided more than smartphones bought in a year: neither."""
    count, years, one = smartphones()
    for quantity, rate, why in (
        (90_000_000, 1.0, "more_devices_than_there_are"),
        (count / years + 1, 1.0, "more_than_smartphones_bought"),
        (count / years, 1.0, ""),
    ):
        plan = reused(reuse("a", quantity, rate))
        (effect,) = plan.territory.effects
        assert effect.why == why
        assert [(idle.parameter, idle.why) for idle in plan.idle] == ([("quantity", why)] if why else [])
        last = plan.territory.years[-1]
        gained = 0.0 if why else (quantity - 30) * one
        assert last.with_actions == pytest.approx(last.baseline - gained)
        assert last.with_actions > 0
    # kept twice as long, half as many are bought
    longer = action("garde", {"on": {"territory": "smartphone_lifetime_years"}, "lifetime_years": 2 * years})
    both = reused(longer, reuse("a", 0.6 * count / years, 1.0)).territory.effects
    assert [effect.why for effect in both] == ["", "more_than_smartphones_bought"]


def test_the_budget_of_the_last_year_counts() -> None:
    means = {"budget": [{"year": 2027, "section": "investissement", "eur": 1000, "tax": "ht"}]}
    longer = action("duree", {"on": {"type": "laptop"}, "lifetime_years": 7}, means=means)
    row = plan_of(dossier(longer), 2027).means.actions[0]
    assert euros_per_tonne(row, 2000.0, 2027) == {"ht": pytest.approx(500.0)}
    assert euros_per_tonne(row, 2000.0, 2026) == {}


@pytest.mark.parametrize("count", [3, 13])
def test_a_forecast_half_way_cuts_a_line_without_end(count: int) -> None:
    """Each action takes 10 % of what is left and is half-way: 0.95 of the laptops for each, whatever their number.

    One more keeps half of them ten years: 60 months for one half, 120 for the other.
    """
    half = {"start": 2026, "full": 2027}
    fewer = [
        action(f"a{rank}", {"on": {"type": "laptop"}, "quantity_change_percent": -10}, schedule=half)
        for rank in range(count)
    ]
    longer = action("duree", {"on": {"type": "laptop"}, "lifetime_years": 10}, schedule=half)
    territory = {"name": "X", "department": "33", "fictitious": True, "agents": {"total": 50}}
    found = plan_of(dossier(*fewer, longer, territory=territory), 2026).forecasts[2026]
    assert found["I-05"].value == pytest.approx(2 * 0.95**count, rel=1e-9)
    assert found["I-04"].value == pytest.approx(90, rel=1e-9)


def test_a_replacement_counts_the_same_devices() -> None:
    """A count that is not sure moves both curves: it hardly widens what separates them."""
    swap = action("autres", {"on": {"line": "p"}, "replaced_by": "laptop_professional", "lifetime_years": 5})

    def width(quality: str) -> float:
        lines = [{"id": "p", "type": "laptop", "quantity": 100, "lifetime_years": 5, "quality": quality}]
        gap = plan_of(dossier(swap, equipment=lines), 2026, CLIMATE).trajectory.years[-1].intervals[CLIMATE].gap
        return gap.high - gap.low

    assert 1.0 < width("low") / width("high") < 1.03


def test_many_alike_lines_are_as_uncertain_as_few() -> None:
    """420 laptops in 20 lines, each counted alone, or in 21, counted as one: the same bounds."""

    def bounds(lines: int) -> tuple[float, float]:
        line = {"type": "laptop", "quantity": 420 / lines, "lifetime_years": 5, "quality": "low"}
        found = dossier(equipment=[{**line, "id": f"l{rank}"} for rank in range(lines)])
        return uncertainty(assess(found, TABLES), TABLES, [CLIMATE])[CLIMATE][:2]

    assert bounds(20) == pytest.approx(bounds(21), rel=1e-3)


@pytest.mark.parametrize(
    ("today", "then"),
    [("storage_tb_year", "spend_it_services_keur"), ("cloud_vm_hour", "spend_it_services_keur")],
)
def test_a_service_without_factor_in_a_category_saves_nothing_of_it(today: str, then: str) -> None:
    """The first is known in twelve categories and more, as a whole or by its parts; the second by its climate alone."""
    services = [{"id": "s", "type": today, "quantity": 40}]
    swap = action("autre", {"on": {"line": "s"}, "replaced_by": then})
    plan = plan_of(dossier(swap, equipment=[], services=services), 2026)
    last = plan.trajectory.years[-1]
    assert last.baseline["acidification"] > 0
    assert last.with_actions["acidification"] == pytest.approx(last.baseline["acidification"], rel=1e-12)
    assert last.with_actions[CLIMATE] != pytest.approx(last.baseline[CLIMATE], rel=1e-3)
    assert "acidification" in plan.trajectory.held and CLIMATE not in plan.trajectory.held


def test_what_is_left_out_today_does_not_grow_from_nothing() -> None:
    """A video is outside the total (its only factor holds terminals): what it becomes is not all added to it."""
    travel = {"id": "km", "type": "travel_car_km", "quantity": 1_000}  # 0.2311 kg by km
    video = {"id": "video", "type": "streaming_1080p_fixed", "quantity": 1_000}
    swap = action("a", {"on": {"line": "video"}, "replaced_by": "travel_car_km"})
    last = plan_of(dossier(swap, equipment=[], services=[travel, video])).trajectory.years[-1]
    assert last.with_actions[CLIMATE] == pytest.approx(231.1)


def test_a_target_of_the_reference_year_is_its_inventory_and_no_forecast() -> None:
    """The start is given by hand: what 2025 weighs is beside it, and nothing is said to be reached."""
    objective = {
        "id": "ges",
        "perimeter": "organisation",
        "category": CLIMATE,
        "reduction": 0.1,
        "from": 2020,
        "baseline": 1e6,
    }
    (outcome,) = plan_of(dossier(objectives=[{**objective, "by": 2025}])).outcomes
    assert (outcome.reach, outcome.target, outcome.last_year) == (Reach.NOT_COMPARABLE, None, 2025)
    (past,) = plan_of(dossier(objectives=[{**objective, "by": 2024}])).outcomes
    assert (past.reach, past.why) == (Reach.NOT_MEASURABLE, "past")


def test_a_site_that_no_action_touches_is_in_the_traffic() -> None:
    sites = [
        {"id": name, "type": "website", "page_views": 1_000_000, "page_weight_mb": 2.0} for name in ("ville", "piscine")
    ]
    lighter = action("leger", {"on": {"line": "ville"}, "page_weight_mb": 1.0})
    last = plan_of(dossier(lighter, services=sites), 2026).public[-1]
    one = plan_of(dossier(lighter, services=sites[:1]), 2026).public[-1]
    assert last.baseline[CLIMATE] == pytest.approx(2 * one.baseline[CLIMATE], rel=1e-9)
    assert last.with_actions[CLIMATE] == pytest.approx(one.baseline[CLIMATE] + one.with_actions[CLIMATE], rel=1e-9)


@pytest.mark.parametrize(
    ("today", "then"),
    [
        ("line_copper_access_kwh", "line_fixed_year"),
        ("line_fixed_year", "network_fixed_gb"),
        ("network_fixed_gb", "line_fixed_year_average"),
    ],
)
def test_a_service_that_decides_how_others_count(today: str, then: str) -> None:
    """Both curves are what the engine says of a dossier with the one, then with the other: never with both at once."""
    swap = action("autre", {"on": {"line": "s"}, "replaced_by": then})
    totals = [
        assess(dossier(equipment=[], services=[{"id": "s", "type": kind, "quantity": 40}]), TABLES).organisation.totals
        for kind in (today, then)
    ]
    found = dossier(swap, equipment=[], services=[{"id": "s", "type": today, "quantity": 40}])
    last = plan_of(found, 2026).trajectory.years[-1]
    assert last.baseline[CLIMATE] == pytest.approx(totals[0][CLIMATE], rel=1e-12)
    assert last.with_actions[CLIMATE] == pytest.approx(totals[1][CLIMATE], rel=1e-12)
    assert all(last.baseline[name] == pytest.approx(value, rel=1e-12) for name, value in totals[0].items())


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [(1e6, 1e6 + 1e-4, False), (1e6, 1e6 + 1, True), (1e6, 0, True), (0.01, 0.01 + 1e-10, False), (0.01, 0.009, True)],
)
def test_what_sums_may_move_of_a_large_line_moves_nothing(before: float, after: float, told: bool) -> None:
    today = SimpleNamespace(recipe=None)
    gap = Gap("a", "climate_change", "use", "no_kwh")
    game: Any = SimpleNamespace(units=(today,), sets=(((0, before),),))
    assert [*_moved(game, ((0, after),), [[gap]])] == [gap] * told
