"""Every parameter of an effect acts on the lines it aims at, or the dossier is told why it does not; another electricity."""

import json
import re
from dataclasses import replace
from itertools import product
from typing import Any, get_args

import jsonschema
import pytest
from hypothesis import given, settings, strategies as st

from conftest import ROOT
from in_process import snr
from snr_cli.catalog.opened import shipped_tables
from snr_cli.engine.assess import assess
from snr_cli.french.words.idle import IDLE, WhyIdle
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import Effect, ElectricityPath
from snr_cli.plan.aims import internal_lifetime, present_lifetime
from snr_cli.plan.effects import idle
from snr_cli.plan.parameters import EFFECT_PARAMETERS, Change, Parameter, Start, Takes
from snr_cli.plan.plan import Plan, make_plan
from snr_cli.plan.trajectory import electricity_curve, factor_in, trajectory
from snr_cli.rules.actions import RULES, grows
from snr_cli.rules.case import Case
from walks import mostly

SOURCE = ROOT / "src" / "snr_cli"

TABLES = shipped_tables()
CLIMATE, KWH = "climate_change", "final_energy"
LAPTOP = 170 + 12.3 + 2.79  # kgCO2e, the three stages of the shipped table (ADEME)
FR = 0.0461  # kgCO2e/kWh, FR 2025
LINES: dict[str, Any] = {
    "equipment": [
        {"id": "portables", "type": "laptop", "quantity": 300, "lifetime_years": 5, "entity": "mairie"},
        {"id": "occasion", "type": "laptop", "quantity": 10, "refurbished_share": 0.5, "upstream_years": 3},
        {
            "id": "prouve",
            "type": "laptop",
            "quantity": 10,
            "refurbished_share": 0.5,
            "upstream_years": 3,
            "upstream_source": "certificat",
        },
        {"id": "stock", "type": "monitor", "quantity": 20, "state": "stored"},
        {"id": "zero", "type": "tablet", "quantity": 0},
        {"id": "ages", "type": "smartphone", "quantity": 5, "purchase_year": 2018},
        {"id": "serveurs", "type": "server_rack", "quantity": 10, "kwh_per_year": 1000, "room": "salle"},
        {"id": "seuls", "type": "server_rack", "quantity": 10},
        {"id": "comptes", "type": "server_rack", "quantity": 10, "room": "mesuree"},
    ],
    "services": [
        {"id": "salle", "type": "server_room", "pue": 2.0},
        {"id": "mesuree", "type": "server_room", "pue": 2.0, "metered_kwh_per_year": 50_000},
        {"id": "sans-pue", "type": "server_room", "metered_kwh_per_year": 40_000},
        {"id": "vide", "type": "server_room", "pue": 2.0},
        {"id": "site", "type": "website", "page_views": 1_000_000, "page_weight_mb": 2.0},
        {"id": "site-inconnu", "type": "website"},
        {"id": "papier", "type": "print_sheet_a4", "quantity": 100_000},
        {"id": "stockage", "type": "storage_tb_year", "quantity": 40},
        {"id": "nuage", "type": "cloud_vm_hour", "quantity": 4000},
    ],
}


def read(*effects: dict[str, Any], **sections: Any) -> Dossier:
    actions = [{"id": f"a{rank}", "title": "A", "effects": [effect]} for rank, effect in enumerate(effects)]
    data = {"snr": 1, "reference_year": 2025, "territory": {"name": "X", "department": "33"}, "actions": actions}
    return Dossier.model_validate({**data, **LINES, **sections})


def planned(dossier: Dossier, horizon: int = 2026) -> Plan:
    return make_plan(dossier, assess(dossier, TABLES), TABLES, horizon)


def change(category: str, *effects: dict[str, Any], **sections: Any) -> float:
    year = planned(read(*effects, **sections)).trajectory.years[-1]
    return year.with_actions[category] - year.baseline[category]


def whys(*effects: dict[str, Any], **sections: Any) -> list[tuple[str, str]]:
    dossier = read(*effects, **sections)
    return [(each.parameter, each.why) for each in idle(dossier, assess(dossier, TABLES), TABLES)]


# --- acts, or is told -------------------------------------------------------------------------------------------------

VALUES: dict[str, Any] = {key: parameter.example for key, parameter in EFFECT_PARAMETERS.items()}
NAMES = [line["id"] for section in ("equipment", "services") for line in LINES[section]]
ONE_OF_EACH_KIND = ("portables", "salle", "site", "stockage")


def moved_in(plan: Plan) -> list[float]:
    """Return the figures that the one action moves: of the organisation, or of what the public uses."""
    figures = [year.actions["a0"].share for year in (*plan.trajectory.years[-1:], *plan.public[-1:])]
    return [value for share in figures for value in share.values() if abs(value) > 1e-9]


def test_another_type_comes_after_all_that_is_said_of_its_units() -> None:
    assert " ".join(EFFECT_PARAMETERS) == (
        "lifetime_years quantity quantity_change quantity_change_percent kwh_per_year hours_change_percent purchases_avoided "
        "pue refurbished_share upstream_years place page_weight_mb added_component replaced_by"
    )


def test_every_parameter_is_tried_and_acts_somewhere() -> None:
    """A parameter that no line lets act changes nothing, and nobody is told: give LINES one that it moves."""
    still = {
        name
        for name in VALUES
        if not any(moved_in(planned(read({"on": {"line": line}, name: VALUES[name]}))) for line in NAMES)
    }
    assert not still, f"{still}: their example moves no figure on any line of LINES"


@pytest.mark.parametrize("name", mostly(VALUES, "quantity_change_percent", "refurbished_share"))
def test_an_example_moves_figures_the_way_that_its_record_says(name: str) -> None:
    """« So many per cent less » read as more was a rise, and every test that asks for a change was green."""
    moved = {
        value > 0 for line in NAMES for value in moved_in(planned(read({"on": {"line": line}, name: VALUES[name]})))
    }
    raises = EFFECT_PARAMETERS[name].raises
    assert moved == ({True, False} if raises is None else {raises}), f"{name}: raises is not what its example does"


@pytest.mark.parametrize(("name", "line"), mostly(product(VALUES, NAMES), *product(VALUES, ONE_OF_EACH_KIND)))
def test_a_parameter_moves_what_the_engine_computes_or_is_told(name: str, line: str) -> None:
    """On every sort of line: either a figure moves, or the dossier is told why not; never both, never neither."""
    effect = {"on": {"line": line}, name: VALUES[name]}
    dossier = read(effect)
    plan = planned(dossier)
    moved = moved_in(plan)
    told = {each.parameter for each in plan.idle}
    said = "moves nothing, and `idle` does not say why" if not moved else "moves a figure, and is said to be idle"
    assert bool(moved) is (name not in told), f"« {name} » on « {line} » {said}: {told}, {moved}"
    assert all(each.why in IDLE for each in plan.idle)


@pytest.mark.parametrize(
    ("effect", "why"),
    [
        ({"on": {"line": "portables"}, "quantity": 10, "share": 0.5}, ("share", "share_of_units")),
        ({"on": {"line": "portables"}, "lifetime_years": 9, "share": 0}, ("share", "share_zero")),
        ({"on": {"line": "salle"}, "pue": 1.2, "share": 0.5}, ("share", "share_of_room")),
        ({"on": {"line": "portables"}, "quantity": 9, "quantity_change": 1}, ("quantity_change", "other_quantity")),
        ({"on": {"line": "portables"}, "quantity_change": -301}, ("quantity_change", "more_than_held")),
        ({"on": {"line": "portables"}, "purchases_avoided": 61}, ("purchases_avoided", "more_than_bought")),
        ({"on": {"line": "portables"}, "lifetime_years": 5}, ("lifetime_years", "same_value")),
        ({"on": {"line": "portables"}, "replaced_by": "laptop"}, ("replaced_by", "same_value")),
        ({"on": {"entity": "mairie"}, "replaced_by": "storage_tb_year"}, ("replaced_by", "other_kind")),
        ({"on": {"line": "salle"}, "place": "FR"}, ("place", "same_value")),
        ({"on": {"territory": "devices_reused"}, "lifetime_years": 4}, ("lifetime_years", "territory_parameter")),
        (
            {"on": {"line": "portables"}, "lifetime_years": 9, "substitution_rate": 1},
            ("substitution_rate", "territory_only"),
        ),
    ],
)
def test_what_is_said_in_vain(effect: dict[str, Any], why: tuple[str, str]) -> None:
    assert whys(effect) == [why]


def test_a_line_without_units_is_fed_by_the_action_that_brings_some() -> None:
    longer, empty = (
        {"on": {"line": "a"}, "lifetime_years": 9},
        {"equipment": [{"id": "a", "type": "laptop", "quantity": 0}]},
    )
    none, five = {"on": {"line": "a"}, "quantity": 0}, {"on": {"line": "a"}, "quantity_change": 5}
    assert whys(longer, **empty) == [("lifetime_years", "no_units")]
    assert whys(none, longer, **empty) == [("quantity", "same_value"), ("lifetime_years", "no_units")]
    assert whys(five, longer, **empty) == []
    assert whys(none, five, longer, **empty) == [("quantity", "same_value")]


@pytest.mark.parametrize("option", ["flux", "beges"])
def test_a_method_that_does_not_spread_over_the_lifetime(option: str) -> None:
    found = whys({"on": {"line": "portables"}, "lifetime_years": 9}, method={"options": [option]})
    assert found[0][0] == "lifetime_years"


def test_a_parameter_of_an_effect_is_declared_once() -> None:
    """A key of `Effect` changes lines by its record in plan/parameters; nothing else lists the parameters."""
    beside = {"on", "share", "substitution_rate", "upstream_source"}  # what they aim at, how much of it, and a source
    assert set(EFFECT_PARAMETERS) == set(Effect.model_fields) - beside, (
        "a key of Effect without record in plan/parameters"
    )
    assert set(get_args(WhyIdle)) == {"", *IDLE}, "a reason without words in words/idle.py"


def test_every_line_aimed_at_must_be_idle() -> None:
    """Moving everything to another country acts on some lines: nothing to tell."""
    assert whys({"on": {"everything": True}, "place": "SE"}) == []


def test_a_finding_stands_at_its_parameter(tmp_path: Any) -> None:
    file = tmp_path / "territory.yaml"
    file.write_text(
        'snr: 1\nreference_year: 2025\nterritory: {name: X, department: "33", fictitious: true}\n'
        "equipment:\n  - {id: p, type: laptop, quantity: 3}\n"
        "actions:\n  - id: a\n    title: A\n    effects:\n      - on: {line: p}\n        lifetime_years: 9\n        pue: 1.2\n",
        encoding="utf-8",
    )
    done = snr("check", "--select", "SNR6", "--format", "compact", str(file))
    assert "territory.yaml:12:14: avertissement SNR607 : action « a » : pue reste sans effet sur « p »" in done.stdout
    assert done.stdout.count("avertissement") == 2  # the finding, then the count
    shown = snr("plan", str(file)).stdout
    assert "CE QUI N’AGIT PAS" in shown


# --- what each one is worth -------------------------------------------------------------------------------------------


def test_hours() -> None:
    """300 laptops of 30.96 kWh (shipped table), 40 % less hours: −300 × 12.384 = −3,715.2 kWh, × 0.0461 = −171.27 kg."""
    effect = {"on": {"line": "portables"}, "hours_change_percent": -40}
    assert change(KWH, effect) == pytest.approx(-3715.2)
    assert change(CLIMATE, effect) == pytest.approx(-3715.2 * FR)


def test_purchases_avoided() -> None:
    """300 laptops of 5 years: 60 bought a year. 12 less: 48 a year, so kept 6.25 years; 12 × 185.09 = 2,221.08 kg saved.

    With a smartphone's default life of 2.5 years: one less bought of 2 a year, 79.516 kg saved.
    """
    assert change(CLIMATE, {"on": {"line": "portables"}, "purchases_avoided": 12}) == pytest.approx(-2221.08)
    assert change(CLIMATE, {"on": {"line": "portables"}, "lifetime_years": 6.25}) == pytest.approx(-2221.08)
    lines = [{"id": "t", "type": "smartphone", "quantity": 5}]
    effect = {"on": {"line": "t"}, "purchases_avoided": 1}
    assert change(CLIMATE, effect, equipment=lines, services=[]) == pytest.approx(-(77 + 2.27 + 0.246))


def _lasting_a_rate(rate: float) -> Parameter:
    """Return a parameter that a newcomer would add: it makes equipment last longer by a part, and needs its life of today."""

    def longer(change: Change) -> None:
        change.values["lifetime_years"] = float(str(change.now("lifetime_years"))) * (1 + rate)

    known = EFFECT_PARAMETERS["page_weight_mb"]
    acts = Takes(lambda _, __: "", longer)
    return replace(known, equipment=acts, of_life=True, start=Start("lifetime_years", internal_lifetime))


def test_a_new_parameter_says_what_it_starts_from(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine knew by name those that need the life of today: a new one moved nothing, in silence."""
    monkeypatch.setitem(EFFECT_PARAMETERS, "page_weight_mb", _lasting_a_rate(1.0))
    line = [{"id": "p", "type": "laptop", "quantity": 300}]  # its life is that of the catalogue
    effect = {"on": {"line": "p"}, "page_weight_mb": 1}
    life = present_lifetime(assess(read(equipment=line), TABLES).organisation.lines[0])
    assert life
    longer = change(CLIMATE, {"on": {"line": "p"}, "lifetime_years": 2 * life}, equipment=line)
    assert change(CLIMATE, effect, equipment=line) == pytest.approx(longer)
    assert longer < -1000


def test_a_new_parameter_says_that_it_is_of_the_life_of_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """SNR602 knew two parameters by name: a third that says the life of the same line was counted beside them."""
    monkeypatch.setitem(EFFECT_PARAMETERS, "page_weight_mb", _lasting_a_rate(1.0))
    effects = [{"on": {"line": "portables"}, "lifetime_years": 7}, {"on": {"type": "laptop"}, "page_weight_mb": 4}]
    dossier = read(*effects)
    (rule,) = (each for each in RULES if each.code == "SNR602")
    (remark,) = rule.judge(Case(dossier, assess(dossier, TABLES), TABLES, "2026-01-01")).remarks
    assert "« portables », l’une par lifetime_years, l’autre par page_weight_mb" in remark.message


@pytest.mark.parametrize("quantity", [{"quantity": 200}, {"quantity_change": -30}])
def test_purchases_avoided_beside_a_number_of_units(quantity: dict[str, Any]) -> None:
    """The number of units was shared as purchases: 200 devices of 300 became 1,000, in one effect and not in two."""
    on = {"on": {"line": "portables"}}
    together = change(CLIMATE, {**on, **quantity, "purchases_avoided": 5})
    apart = change(CLIMATE, {**on, **quantity}, {**on, "purchases_avoided": 5})
    assert together == pytest.approx(apart)
    assert together < 0


def test_purchases_avoided_by_the_method_of_purchases() -> None:
    """Option flux: 60 bought in the year, 12 less: 12 × 185.09 kg."""
    lines = [{"id": "p", "type": "laptop", "quantity": 300, "purchased_in_year": 60}]
    more = {"equipment": lines, "services": [], "method": {"options": ["flux"]}}
    assert change(CLIMATE, {"on": {"line": "p"}, "purchases_avoided": 12}, **more) == pytest.approx(-12 * LAPTOP)


def test_first_units_of_a_line() -> None:
    """A line that holds nothing: 10 laptops of 5 years without electricity weigh 370.18 kg; half each on two such lines."""
    line = {"type": "laptop", "quantity": 0, "lifetime_years": 5, "kwh_per_year": 0}
    for lines in ([{"id": "a", **line}], [{"id": "a", **line}, {"id": "b", **line}]):
        for name in ("quantity", "quantity_change"):
            effect = {"on": {"type": "laptop"}, name: 10}
            assert change(CLIMATE, effect, equipment=lines, services=[]) == pytest.approx(10 * LAPTOP / 5)


def test_a_share_of_a_percentage() -> None:
    """−10 % of half of the laptops: −5 % of what they weigh."""
    half = change(CLIMATE, {"on": {"line": "portables"}, "quantity_change_percent": -10, "share": 0.5})
    assert half == pytest.approx(change(CLIMATE, {"on": {"line": "portables"}, "quantity_change_percent": -5}))


def test_place_of_a_room() -> None:
    """10 servers of 1,000 kWh at a PUE of 2: 20,000 kWh move, whether the room is named or what is in it."""
    grid = {
        row.subject: row.value
        for row in TABLES.factors("electricity/factors.csv", ["SE"])
        if row.category == CLIMATE and row.is_default
    }
    for on in ({"line": "salle"}, {"room": "salle"}):
        assert change(CLIMATE, {"on": on, "place": "SE"}) == pytest.approx(20_000 * (grid["SE"] - FR))


def test_pue_and_meter_of_a_room() -> None:
    """PUE 2 → 1.3 by the room or what is in it: 10,000 × 0.7 kWh less; a meter of 50,000 kWh brought to 30,000."""
    for on in ({"line": "salle"}, {"room": "salle"}):
        assert change(KWH, {"on": on, "pue": 1.3}) == pytest.approx(-7_000)
    assert change(KWH, {"on": {"line": "mesuree"}, "kwh_per_year": 30_000}) == pytest.approx(-20_000)


def test_lighter_pages() -> None:
    """1,000,000 views of 2 MB → 0.5 MB on the fixed network: 2,000 → 500 GB at 9.27 g/GB: 18.54 → 4.63 kg, in no total."""
    plan = planned(read({"on": {"type": "website"}, "page_weight_mb": 0.5}), 2027)
    last = plan.public[-1]
    factor = last.baseline[CLIMATE] / 2_000
    assert factor == pytest.approx(0.00927, rel=1e-3)
    assert last.with_actions[CLIMATE] == pytest.approx(500 * factor)
    assert last.actions["a0"].share[CLIMATE] == pytest.approx(-1_500 * factor)
    assert plan.trajectory.years[-1].with_actions == plan.trajectory.years[-1].baseline


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["page_weight_mb", "quantity_change_percent"]), st.floats(0.1, 90), st.floats(0.1, 1)
        ),
        min_size=1,
        max_size=4,
    )
)
def test_shares_of_the_traffic_sum_to_its_change(found: list[tuple[str, float, float]]) -> None:
    effects = [{"on": {"line": "site"}, name: value, "share": share} for name, value, share in found]
    last = planned(read(*effects, equipment=[]), 2026).public[-1]
    total = sum(action.share[CLIMATE] for action in last.actions.values())
    assert last.with_actions[CLIMATE] - last.baseline[CLIMATE] == pytest.approx(total, rel=1e-9, abs=1e-9)


# --- another electricity ----------------------------------------------------------------------------------------------

PATH = {"name": "bas", "source": "hypothèse", "factors": {2030: FR / 2, 2024: 9.0}}
SERVERS: dict[str, Any] = {
    "equipment": [
        {"id": "s", "type": "server_rack", "quantity": 10, "kwh_per_year": 10_000, "lifetime_years": 5, "room": "r"}
    ],
    "services": [{"id": "r", "type": "server_room", "pue": 2.2}],
}


@pytest.mark.parametrize(("year", "factor"), [(2020, FR), (2025, FR), (2026, FR * 0.9), (2030, FR / 2), (2040, FR / 2)])
def test_factor_of_a_year(year: int, factor: float) -> None:
    """From 0.0461 to half of it in five years: one tenth less each year, then it holds; the past is not rewritten."""
    assert factor_in(ElectricityPath.model_validate(PATH), year, 2025, FR) == pytest.approx(factor)


def test_a_second_curve_by_hand() -> None:
    """220,000 kWh, then 130,000 with a PUE of 1.3 (issue 5): at half of 0.0461 in 2030, 5,071 kg and 2,996.5 kg less.

    The first curve does not move: factors are frozen.
    """
    dossier = read({"on": {"line": "r"}, "pue": 1.3}, strategy={"electricity_paths": [PATH]}, **SERVERS)
    result = assess(dossier, TABLES)
    path = trajectory(dossier, result, TABLES, 2030)
    last = electricity_curve(dossier, result, TABLES, path, "bas").years[-1]
    assert last.baseline - path.years[-1].baseline[CLIMATE] == pytest.approx(-220_000 * FR / 2) == pytest.approx(-5071)
    assert last.with_actions - path.years[-1].with_actions[CLIMATE] == pytest.approx(-130_000 * FR / 2)
    plain = read({"on": {"line": "r"}, "pue": 1.3}, **SERVERS)
    assert trajectory(plain, assess(plain, TABLES), TABLES, 2030).years == path.years


def test_a_second_curve_is_what_the_engine_says_with_that_factor() -> None:
    """The year 2030 of the path is the plan of the same dossier whose own factor is that of 2030."""
    dossier = read({"on": {"everything": True}, "quantity_change_percent": -10}, strategy={"electricity_paths": [PATH]})
    result = assess(dossier, TABLES)
    last = electricity_curve(dossier, result, TABLES, trajectory(dossier, result, TABLES, 2030), "bas").years[-1]
    own = {"electricity": "FR", "category": CLIMATE, "value": FR / 2, "source": "hypothèse"}
    other = dossier.model_validate(dossier.model_dump(by_alias=True) | {"factors": {"overrides": [own]}})
    year = trajectory(other, assess(other, TABLES), TABLES, 2030).years[-1]
    assert last.baseline == pytest.approx(year.baseline[CLIMATE], rel=1e-9)
    assert last.with_actions == pytest.approx(year.with_actions[CLIMATE], rel=1e-9)


TEXT = """snr: 1
reference_year: 2025
territory: {name: X, department: "33", fictitious: true}
equipment:
  - {id: p, type: laptop, quantity: 30}
services:
  - {id: site, type: website, page_views: 1000000, page_weight_mb: 2}
strategy:
  electricity_paths:
    - {name: bas, title: "[b]Bas[/b]", source: hypothèse, factors: {2030: 0.02}}
    - {name: suede, place: SE, source: hypothèse, factors: {2030: 0.02}}
actions:
  - {id: a, title: A, effects: [{on: {type: website}, page_weight_mb: 1}, {on: {type: laptop}, pue: 1.2}]}
"""


def test_a_path_on_the_command_line() -> None:
    plain = snr("plan", "-", stdin=TEXT.encode())
    assert "SCÉNARIO" not in plain.stdout
    shown = snr("plan", "-", "--electricity-path", "bas", stdin=TEXT.encode())
    assert (shown.returncode, "[b]Bas[/b]" in shown.stdout, "hypothèse" in shown.stdout) == (0, True, True)
    schema = json.loads((ROOT / "docs/schemas/plan.schema.json").read_text(encoding="utf-8"))
    for more in ([], ["--electricity-path", "bas"]):
        found = json.loads(snr("plan", "-", "-f", "json", *more, stdin=TEXT.encode()).stdout)
        jsonschema.validate(found, schema)
        assert found["factors"]["frozen"] is True
        assert (found["electricity_path"] is not None) is bool(more)
        assert found["idle_effects"] == [
            {"action": "a", "effect": 1, "parameter": "pue", "line": "p", "why": "no_room"}
        ]
        assert found["public"][-1]["actions"]["a"][CLIMATE] < 0
    rows = snr("plan", "-", "-f", "csv", "--electricity-path", "bas", stdin=TEXT.encode()).stdout
    assert "electricity_path_with_actions" in rows and "public_with_actions" in rows


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--electricity-path", "haut"], "bas, suede"),
        (["--electricity-path", "suede"], "« SE »"),
        (["--electricity-path", "bas", "--suggest"], "--suggest"),
        (["--electricity-path", "bas", "--audit"], "--audit"),
    ],
)
def test_a_path_that_cannot_be_shown(more: list[str], words: str) -> None:
    done = snr("plan", "-", *more, stdin=TEXT.encode())
    assert (done.returncode, done.stdout, words in done.stderr) == (2, "", True)


# --- numbers of units add up, percentages multiply --------------------------------------------------------------------

UNIT = LAPTOP / 5  # kgCO2e a year of a laptop of five years that draws nothing
HUNDRED: dict[str, Any] = {
    "equipment": [{"id": "p", "type": "laptop", "quantity": 100, "lifetime_years": 5, "kwh_per_year": 0}],
    "services": [],
}
NONE = {**HUNDRED, "equipment": [{**HUNDRED["equipment"][0], "quantity": 0}]}


def left(*values: dict[str, Any], **sections: Any) -> float:
    """Return how many laptops are left in 2026 once each effect, of an action each, has acted on the hundred."""
    dossier = read(*({"on": {"line": "p"}, **value} for value in values), **{**HUNDRED, **sections})
    return planned(dossier).trajectory.years[-1].with_actions[CLIMATE] / UNIT


@pytest.mark.parametrize(
    ("values", "units"),
    [
        ([{"quantity_change": -60}, {"quantity_change": -30}], 10),
        ([{"quantity_change": -20}, {"quantity_change": -20}], 60),
        ([{"quantity_change": 20}, {"quantity_change": 20}], 140),
        ([{"quantity_change": -60}, {"quantity_change": -50}], 0),  # never under zero
        ([{"quantity_change": -60}, {"quantity_change": -50}, {"quantity_change": 30}], 20),
        ([{"quantity": 80}, {"quantity_change": -20}], 60),
        ([{"quantity_change": -20}, {"quantity": 80}], 60),
        ([{"quantity": 80}, {"quantity": 60}], 60),  # the last one holds
        ([{"quantity": 60}, {"quantity": 80}], 80),
        ([{"quantity_change_percent": -20}, {"quantity_change": -20}], 64),  # (100 − 20) × 0.8, in any order
        ([{"quantity_change": -20}, {"quantity_change_percent": -20}], 64),
        ([{"quantity_change_percent": -20}, {"quantity_change_percent": -20}], 64),  # 100 × 0.8 × 0.8
        ([{"quantity": 80}, {"quantity_change": -20}, {"quantity_change_percent": -10, "share": 0.5}], 57),
    ],
)
def test_units_on_one_line(values: list[dict[str, Any]], units: float) -> None:
    assert left(*values) == pytest.approx(units, abs=1e-9)
    one = [{"on": {"line": "p"}, **value} for value in values]
    action = {"id": "a", "title": "A", "effects": one}
    whole = Dossier.model_validate(
        {**read().model_dump(mode="json", exclude_none=True), **HUNDRED, "actions": [action]}
    )
    assert planned(whole).trajectory.years[-1].with_actions[CLIMATE] / UNIT == pytest.approx(units, abs=1e-9)


@pytest.mark.parametrize(
    ("values", "units"),
    [
        ([{"quantity_change": 20}, {"quantity_change": 20}], 40),
        ([{"quantity_change": 20}, {"quantity_change": -5}], 15),
        ([{"quantity_change": -5}, {"quantity_change": 20}], 15),
        ([{"quantity": 20}, {"quantity_change_percent": -20}], 16),
        ([{"quantity_change_percent": -20}, {"quantity": 20}], 16),
    ],
)
def test_units_on_a_line_that_held_none(values: list[dict[str, Any]], units: float) -> None:
    assert left(*values, **NONE) == pytest.approx(units, abs=1e-9)
    assert whys(*({"on": {"line": "p"}, **value} for value in values), **NONE) == []


def test_units_of_several_lines_are_taken_as_they_hold_them() -> None:
    """100 and 50 laptops: −30 by the type is −20 and −10; −10 of the first more: 70 and 40, that is 110."""
    lines = [*HUNDRED["equipment"], {**HUNDRED["equipment"][0], "id": "q", "quantity": 50}]
    effects = [{"on": {"type": "laptop"}, "quantity_change": -30}, {"on": {"line": "p"}, "quantity_change": -10}]
    dossier = read(*effects, equipment=lines, services=[])
    assert planned(dossier).trajectory.years[-1].with_actions[CLIMATE] / UNIT == pytest.approx(110)


def test_units_of_what_has_been_replaced_in_part() -> None:
    """Half of 100 laptops of 5 years go to 10 years, then 40 leave: 30 at 5 years and 30 at 10 weigh as 45 at 5."""
    assert left({"lifetime_years": 10, "share": 0.5}, {"quantity_change": -40}) == pytest.approx(45)
    assert left({"quantity_change": -40}, {"lifetime_years": 10, "share": 0.5}) == pytest.approx(45)


def test_units_half_way() -> None:
    """−60 half-way and −30: 100 − 30 − 30 = 40 in 2026; in the year after, 10."""
    actions = [
        {"id": "a", "title": "A", "effects": [{"on": {"line": "p"}, "quantity_change": -60}]},
        {"id": "b", "title": "B", "effects": [{"on": {"line": "p"}, "quantity_change": -30}]},
    ]
    actions[0]["schedule"] = {"start": 2026, "full": 2027}
    years = planned(read(**HUNDRED, actions=actions), 2027).trajectory.years
    assert [year.with_actions[CLIMATE] / UNIT for year in years] == pytest.approx([100, 40, 10])
    # additions: each saves the same alone, last, and in its share
    for name, units in (("a", 60), ("b", 30)):
        part = years[-1].actions[name]
        assert [each[CLIMATE] / UNIT for each in (part.alone, part.last_in, part.share)] == pytest.approx([-units] * 3)


def test_purchases_avoided_add_up() -> None:
    """300 laptops of 5 years: 60 bought a year. 12 less, then 8 less: 20 × 185.09 kg; with flux, the same."""
    effects = [{"on": {"line": "portables"}, "purchases_avoided": number} for number in (12, 8)]
    assert change(CLIMATE, *effects) == pytest.approx(-20 * LAPTOP)
    lines = [{"id": "portables", "type": "laptop", "quantity": 300, "purchased_in_year": 60}]
    more = {"equipment": lines, "services": [], "method": {"options": ["flux"]}}
    assert change(CLIMATE, *effects, **more) == pytest.approx(-20 * LAPTOP)
    halves = [{**effect, "share": 0.5} for effect in effects]
    # each on half of the laptops: a quarter has both, a quarter none. Purchases of a unit: 1/5 − 0, 1/25, 2/75, 1/15
    mean = (0 + 1 / 25 + 2 / 75 + 1 / 15) / 4
    assert change(CLIMATE, *halves) == pytest.approx(-300 * LAPTOP * mean)


AMOUNTS = st.one_of(
    st.builds(lambda number: {"quantity_change": number}, st.integers(-15, 40)),
    st.builds(lambda number: {"quantity_change_percent": number}, st.integers(-60, 60)),
    st.builds(lambda number: {"quantity": number}, st.integers(100, 200)),
    st.builds(lambda years: {"lifetime_years": years, "share": 0.5}, st.integers(3, 9)),
)


@settings(max_examples=40, deadline=None)
@given(
    values=st.lists(AMOUNTS, min_size=1, max_size=6), steps=st.lists(st.integers(2026, 2029), min_size=6, max_size=6)
)
def test_the_law_of_units(values: list[dict[str, Any]], steps: list[int]) -> None:
    """(last quantity, or 100, + changes) × percentages × lives; the shares of the actions make up the gap, each year."""
    actions = [
        {
            "id": f"a{rank}",
            "title": "A",
            "effects": [{"on": {"line": "p"}, **value}],
            "schedule": {"start": 2026, "full": steps[rank]},
        }
        for rank, value in enumerate(values)
    ]
    years = planned(read(**HUNDRED, actions=actions), 2029).trajectory.years
    for year in years:
        parts = sum(action.share.get(CLIMATE, 0.0) for action in year.actions.values())
        gap = year.with_actions[CLIMATE] - year.baseline[CLIMATE]
        assert parts == pytest.approx(gap, abs=1e-6)
    units: float = 100
    lives = {5.0: 1.0}  # the part of the line that has each lifetime
    for value in values:
        units = value.get("quantity", units)
        if "lifetime_years" in value:
            lives = {life: part / 2 for life, part in lives.items()}
            lives[value["lifetime_years"]] = lives.get(value["lifetime_years"], 0.0) + 0.5
    units += sum(value.get("quantity_change", 0) for value in values)
    for value in values:
        units *= 1 + value.get("quantity_change_percent", 0) / 100
    expected = max(0.0, units) * sum(LAPTOP / life * part for life, part in lives.items())
    assert years[-1].with_actions[CLIMATE] == pytest.approx(expected, abs=1e-6)


def test_the_units_of_an_effect_are_read_through_their_record() -> None:
    """A parameter says what it does to units: a reader that names one by its key would miss the next one."""
    named = re.compile(r"\b(?:effect|applied)\.quantity(?:_change(?:_percent)?)?\b")
    allowed = {"plan/territory.py"}  # a figure of the territory is no number of units of a line
    found = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if "plan/parameters" not in path.as_posix() and named.search(path.read_text(encoding="utf-8"))
    }
    assert found == allowed, "read units_said(effect) of plan/parameters instead"


# --- and what does not hold is told -----------------------------------------------------------------------------------


def told(code: str, dossier: Dossier) -> list[str]:
    """Return what a rule says of the plan of a dossier."""
    rule = next(each for each in RULES if each.code == code)
    case = Case(dossier, assess(dossier, TABLES), TABLES, "2026-01-01")
    return [remark.message for remark in rule.judge(case).remarks]


def test_more_units_than_there_are_by_several_actions() -> None:
    """−60 and −50 of a hundred: told at the last one; not when one ends before the other starts, or when 10 come."""
    effects = [{"on": {"line": "p"}, "quantity_change": number} for number in (-60, -50)]
    assert whys(*effects, **HUNDRED) == [("quantity_change", "more_than_left")]
    assert idle_place(*effects) == [1]
    assert whys(*effects, {"on": {"line": "p"}, "quantity_change": 10}, **HUNDRED) == []
    assert whys(effects[0], {"on": {"line": "p"}, "quantity_change": -40}, **HUNDRED) == []
    assert whys(effects[0], {"on": {"line": "p"}, "quantity": 50}, **HUNDRED) == [("quantity_change", "more_than_left")]
    actions = [
        {"id": "a", "title": "A", "effects": [effects[0]], "schedule": {"start": 2026, "full": 2026, "end": 2027}},
        {"id": "b", "title": "B", "effects": [effects[1]], "schedule": {"start": 2028}},
    ]
    dossier = read(**HUNDRED, actions=actions)
    assert idle(dossier, assess(dossier, TABLES), TABLES) == ()


def idle_place(*effects: dict[str, Any]) -> list[int]:
    dossier = read(*effects, **HUNDRED)
    return [each.position for each in idle(dossier, assess(dossier, TABLES), TABLES)]


BEFORE = {"refurbished_share": 0.5, "upstream_years": 10, "upstream_source": "S"}


@pytest.mark.parametrize(
    ("effect", "line", "option", "why"),
    [
        ({"lifetime_years": 7}, {"purchase_year": 2015}, None, "older"),
        ({"lifetime_years": 5}, {"purchase_year": 2015}, None, "same_value"),
        ({"lifetime_years": 12}, {"purchase_year": 2015}, None, ""),
        ({"lifetime_years": 7}, {"purchase_year": 2015}, "numecoeval_reel", "option_by_age"),
        ({"purchases_avoided": 1}, {"purchase_year": 2015}, "numecoeval_reel", "option_by_age"),
        ({"lifetime_years": 7}, {"purchase_year": 2015}, "post_amortisation_zero", "older"),
        ({"lifetime_years": 12}, {"purchase_year": 2015}, "post_amortisation_zero", ""),
        # the life before comes after: 7 years of age here, whether 5 or 6 were expected, and 10 × 0.5 before
        ({"lifetime_years": 6}, {"purchase_year": 2018, **BEFORE}, None, "older"),
        ({"lifetime_years": 9}, {"purchase_year": 2018, **BEFORE}, None, ""),
        # written off at the whole life, 10 then 11 years
        ({"lifetime_years": 6}, {"purchase_year": 2018, **BEFORE}, "post_amortisation_zero", ""),
        ({"lifetime_years": 6}, {"purchase_year": 2010, **BEFORE}, "post_amortisation_zero", "older"),
        ({"purchases_avoided": 1}, {"purchase_year": 2015}, None, ""),
    ],
)
def test_a_lifetime_and_the_age_of_a_line(
    effect: dict[str, Any], line: dict[str, Any], option: str | None, why: str
) -> None:
    """What is told does nothing, what is not moves, and a lifetime gives what the dossier would with the same value."""
    lines = [{**HUNDRED["equipment"][0], **line}]
    method = {"options": [option]} if option else {}
    sections = {"equipment": lines, "services": [], "method": method}
    dossier = read({"on": {"line": "p"}, **effect}, **sections)
    plan = planned(dossier)
    assert [each.why for each in plan.idle] == ([why] if why else [])
    last = plan.trajectory.years[-1]
    assert (abs(last.with_actions[CLIMATE] - last.baseline[CLIMATE]) > 1e-9) is (not why)
    if "lifetime_years" in effect:
        written = read(**{**sections, "equipment": [{**lines[0], **effect}]})
        assert last.with_actions[CLIMATE] == pytest.approx(
            assess(written, TABLES).organisation.totals.get(CLIMATE, 0.0), rel=1e-9
        )


def test_two_ways_to_say_a_lifetime_are_told() -> None:
    effects = [{"on": {"line": "p"}, "lifetime_years": 7}, {"on": {"type": "laptop"}, "purchases_avoided": 4}]
    for both in (effects, effects[::-1]):
        (text,) = told("SNR602", read(*both, **HUNDRED))
        assert "« p », l’une par lifetime_years, l’autre par purchases_avoided" in text
    avoided = {"on": {"line": "p"}, "purchases_avoided": 4}
    assert told("SNR602", read(avoided, avoided, **HUNDRED)) == []


def test_two_values_by_one_action_are_told() -> None:
    rooms = {"services": [{"id": "salle", "type": "server_room", "pue": 2.0}]}
    lines = [{"id": "s", "type": "server_rack", "quantity": 10, "kwh_per_year": 1000, "room": "salle"}]
    for pue, many in ((1.3, 0), (1.4, 1)):
        effects = [{"on": {"line": "salle"}, "pue": 1.3}, {"on": {"room": "salle"}, "pue": pue}]
        action = {"id": "a", "title": "A", "effects": effects}
        texts = told("SNR602", read(equipment=lines, **rooms, actions=[action]))
        assert len(texts) == many
        assert all("« a » donne deux valeurs pour le PUE de la même ligne « salle »" in text for text in texts)


@pytest.mark.parametrize(
    ("effect", "percent"),
    [({"quantity": 80}, "-20"), ({"quantity_change": 30}, "30"), ({"quantity_change_percent": -20}, "")],
)
def test_a_number_of_units_under_a_trend(effect: dict[str, Any], percent: str) -> None:
    """80 of a hundred laptops that grow by 10 %: 88 in 2026, told, with the percentage that keeps its meaning."""
    trend = {"baseline": [{"type": "laptop", "percent_per_year": 10, "source": "Achats"}]}
    dossier = read({"on": {"type": "laptop"}, **effect}, **HUNDRED, strategy=trend)
    remarks = [*grows(Case(dossier, assess(dossier, TABLES), TABLES, "2026-01-01"))]
    assert [f"quantity_change_percent: {percent}," in remark.help for remark in remarks] == ([True] if percent else [])
    if "quantity" in effect:
        assert planned(dossier).trajectory.years[-1].with_actions[CLIMATE] / UNIT == pytest.approx(88)


def test_the_help_and_the_page_name_every_parameter() -> None:
    """Both listed some of them by hand: a new one stayed unsaid."""
    empty = read({"on": {"line": "portables"}})
    rule = next(each for each in RULES if each.code == "SNR603")
    verdict = rule.judge(Case(empty, assess(empty, TABLES), TABLES, "2026-01-01"))
    page = (ROOT / "docs" / "plan.md").read_text(encoding="utf-8")
    listed = page.partition("- `effects`")[2].partition("\n- ")[0]
    for name in EFFECT_PARAMETERS:
        assert name in verdict.remarks[0].help
        assert f"`{name}`" in listed, f"docs/plan.md: {name} is not among the parameters of an effect"
