"""A verdict says what it is: forecast or past, for sure or not; in the same words wherever it is read."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conftest import EXAMPLES, run_snr
from drafting import VALMONT, view
from snr_cli.catalog.opened import shipped_tables
from snr_cli.documents.figures import trajectory
from snr_cli.documents.views.objectives import SAID, commitments
from snr_cli.engine.assess import assess
from snr_cli.engine.uncertainty import Difference
from snr_cli.french.numbers import NARROW, WIDE
from snr_cli.french.words.terms import OBJECTIVE_VERDICTS, PROGRESS
from snr_cli.model.dossier import Dossier
from snr_cli.plan.objectives import SET, Outcome, ProgressMade, Reach, World, WorldOutcome
from snr_cli.plan.plan import make_plan
from snr_cli.results.effects import INTERVAL, PARTIAL_SUM, VerdictState, objective_verdict
from snr_cli.results.sentences.verdict import DEPENDS_ON, verdict_sentence

ROOT = Path(__file__).resolve().parents[1]
CLIMATE = "climate_change"
TABLES = shipped_tables()
HEAD = {"snr": 1, "territory": {"name": "X", "department": "33", "fictitious": True}, "reference_year": 2025}
FEWER = {
    "id": "moins",
    "title": "Un portable de moins sur cinq",
    "themes": [2],
    "status": "planned",
    "schedule": {"start": 2026},
    "effects": [{"on": {"type": "laptop"}, "quantity_change_percent": -20}],
}


def outcome(objective: dict[str, Any], *actions: dict[str, Any], intervals: bool = True, **more: Any) -> Outcome:
    """Return the outcome of an objective on a hundred laptops kept five years."""
    line = {"id": "portables", "type": "laptop", "quantity": 100, "lifetime_years": 5, "kwh_per_year": 30}
    written = {"id": "o", "perimeter": "organisation", "category": CLIMATE, "from": 2025, "by": 2030, **objective}
    data = HEAD | {"equipment": [line], "objectives": [written], "actions": list(actions)} | more
    dossier = Dossier.model_validate(data)
    assessment = assess(dossier, TABLES)
    return make_plan(dossier, assessment, TABLES, None, (CLIMATE,) if intervals else ()).outcomes[0]


def test_each_verdict_has_its_words_its_icon_and_its_code_in_the_schema() -> None:
    schema = json.loads((ROOT / "docs" / "schemas" / "plan.schema.json").read_text(encoding="utf-8"))
    told = schema["properties"]["objectives"]["items"]["properties"]
    assert set(OBJECTIVE_VERDICTS) == set(trajectory.ICONS) == set(VerdictState) == set(told["verdict"]["enum"])
    assert {*PROGRESS, None} == {*ProgressMade, None} == set(told["progress"]["enum"])
    assert sorted(state for state, _, _ in SAID) == sorted(VerdictState)
    assert len(set(OBJECTIVE_VERDICTS.values())) == len(OBJECTIVE_VERDICTS)


def test_only_a_forecast_is_said_to_be_forecast_and_only_the_past_to_be_reached() -> None:
    for state in VerdictState:
        words = OBJECTIVE_VERDICTS[state]
        assert words.startswith("prévu") == state.startswith("forecast")
        assert ("atteint" in words) == (state.removeprefix("forecast_") in ("reached", "missed"))
        assert ("non" in words.split()) == (state.startswith(("not_", "missed")) or state.endswith("missed"))


REACHED = Outcome("o", "t", "organisation", CLIMATE, "kgCO2e", 2025, 2030, 4.0, 3.0, 2.9, Reach.FORECAST_REACHED)
TURNING = {
    name: World(name, WorldOutcome.TURNS, 4.0, 3.0, value)
    for name, value in (("without_spend_levers", 3.1), ("proofs", 3.4), (f"{SET}a", 3.2), (f"{SET}b", 3.9))
}


@pytest.mark.parametrize(
    ("low", "high", "reach", "state"),
    [
        (-2.0, -1.0, Reach.FORECAST_REACHED, VerdictState.FORECAST_REACHED),
        (-2.0, 1.0, Reach.FORECAST_REACHED, VerdictState.DEPENDS),
        (-1.0, 2.0, Reach.FORECAST_MISSED, VerdictState.DEPENDS),
        (1.0, 2.0, Reach.FORECAST_MISSED, VerdictState.FORECAST_MISSED),
        # nothing is known of what is uncertain there: nothing is added to what was computed
        (0.0, 0.0, Reach.FORECAST_REACHED, VerdictState.FORECAST_REACHED),
        # what is past is no surer for being past
        (-1.0, 1.0, Reach.REACHED, VerdictState.DEPENDS),
        (-1.0, 1.0, Reach.MISSED, VerdictState.MISSED),  # it claims nothing
    ],
)
def test_a_gap_of_either_sign_decides_nothing(low: float, high: float, reach: Reach, state: VerdictState) -> None:
    verdict = objective_verdict(replace(REACHED, reach=reach, gap_interval=Difference(0.0, low, high), worlds=()))
    assert (verdict.state, verdict.decides) == (state, INTERVAL if state is VerdictState.DEPENDS else "")


@pytest.mark.parametrize(
    ("names", "decides"),
    [
        ((), ""),
        (("without_spend_levers", "proofs", f"{SET}a"), "without_spend_levers"),
        ((f"{SET}a", "proofs"), "proofs"),
        ((f"{SET}a", f"{SET}b"), f"{SET}b"),  # of two sets, the one that turns it most
    ],
)
def test_a_world_comes_before_the_interval_and_the_first_before_the_others(
    names: tuple[str, ...], decides: str
) -> None:
    worlds = tuple(TURNING[name] for name in names)
    for gap in (Difference(-0.1, -0.2, -0.05), Difference(-0.1, -0.2, 0.1)):
        verdict = objective_verdict(replace(REACHED, gap_interval=gap, worlds=worlds))
        assert verdict.decides == (decides or (INTERVAL if gap.unsure else ""))
        assert (verdict.decider.id if verdict.decider is not None else "") == decides
    assert all(name in DEPENDS_ON or name.startswith(SET) for name in names)


def test_a_world_where_nothing_changes_is_no_world_where_it_holds() -> None:
    for outcome_, every in (
        (WorldOutcome.SAME, False),
        (WorldOutcome.NOT_ASSESSABLE, False),
        (WorldOutcome.HOLDS, True),
    ):
        verdict = objective_verdict(replace(REACHED, worlds=(World(f"{SET}a", outcome_, 4.0, 3.0, 2.9, 0.0),)))
        assert (verdict.state, verdict.in_every_set) == (VerdictState.FORECAST_REACHED, every)


def test_a_plan_without_intervals_tells_no_verdict() -> None:
    """It would say « prévu atteint » of what nobody doubted yet."""
    with pytest.raises(ValueError, match="without intervals"):
        objective_verdict(REACHED)


@pytest.mark.parametrize(
    ("reduction", "reach", "progress"),
    [
        # a fifth less of the one line there is: what is uncertain of it is common to the start, to the target and to the end
        (0.01, "forecast_reached", None),
        (0.60, "forecast_missed", "on_the_way"),
    ],
)
def test_a_forecast_says_for_sure_what_it_can(reduction: float, reach: str, progress: str | None) -> None:
    found = outcome({"reduction": reduction}, FEWER)
    assert (found.reach, found.progress) == (reach, progress)
    assert found.gap_interval is not None and found.gap_interval.significant


def test_the_inventory_of_the_target_year_is_no_forecast() -> None:
    """The year of the inventory is past: its value is that of the year, and no action is asked to move it."""
    found = outcome({"perimeter": "organisation", "reduction": 0.1, "by": 2025, "from": 2020, "baseline": 1.0})
    assert not found.reach.forecast
    assert (found.why, found.last_year) != ("no_action", None)


FORBIDDEN = re.compile(
    r"sous la cible|au-dessus de la cible|loin de la cible|vers la cible|hors de portée|\b(?:on_the_way|out_of_reach)\b"
)


def test_the_words_of_before_are_nowhere() -> None:
    """« Sous la cible » is read as a failure; « en chemin » alone is no verdict any more."""
    found = []
    for folder, kinds in (("src", ("py", "md", "css")), ("docs", ("md",)), ("examples", ("md", "html", "yaml"))):
        for kind in kinds:
            for path in (ROOT / folder).rglob(f"*.{kind}"):
                text = path.read_text(encoding="utf-8").replace(NARROW, " ").replace(WIDE, " ")
                found += [(path.name, each) for each in FORBIDDEN.findall(text) if each != "on_the_way"]
    assert found == []


def test_screen_json_document_and_picture_say_the_same() -> None:
    told = json.loads(run_snr("plan", EXAMPLES / "valmont", "-f", "json").stdout)["objectives"]
    screen = " ".join(run_snr("plan", EXAMPLES / "valmont").stdout.decode().split())
    strategy = run_snr("draft", EXAMPLES / "valmont", "-d", "strategie").stdout.decode()
    strategy = strategy.replace(NARROW, " ").replace(WIDE, " ")
    committed = strategy.split("## Nos engagements\n")[1].split("\n### ")[0]
    said_once = re.sub(r" \(référentiel [^)]*\)", "", committed)  # an acronym, in full at its first use
    for objective in told:
        words = OBJECTIVE_VERDICTS[objective["verdict"]]
        if objective["decides"]:
            words += f" {DEPENDS_ON[SET if objective['decides'].startswith(SET) else objective['decides']]}"
        title = objective["title"]
        assert f"- {words} : {title}" in screen
        kind, told_of = re.findall(rf"\*\*([^*]*)\*\*[^*]*\n- \d+\. {re.escape(title)}(.*)", said_once)[0]
        if objective["verdict"] == "followed":
            assert kind == "Suivis chaque année par leur indicateur" and "atteint" not in told_of
        elif objective["decides"] is None:
            assert words in told_of
        else:
            assert "prévu atteint" not in told_of and ("n’est pas atteint" in told_of or "incertitude" in told_of)
        (row,) = [line for line in strategy.splitlines() if line.startswith(f"| {title}") and line.count("|") == 8][:1]
        assert f"| {words}" in row


# --- what is read on a fragment, or on nothing --------------------------------------------------------------------------


def test_a_sum_of_which_under_half_is_assessed_reaches_nothing() -> None:
    """100 laptops given away, 150 switches of unknown consumption that stay: what they use may go either way."""
    switches = {"id": "commutateurs", "type": "switch", "quantity": 150, "lifetime_years": 6}
    line = {"id": "portables", "type": "laptop", "quantity": 100, "lifetime_years": 5, "kwh_per_year": 30}
    for reduction in (0.02, 0.5):
        verdict = objective_verdict(outcome({"reduction": reduction}, FEWER, equipment=[line, switches]))
        assert (verdict.state, verdict.decides) == (VerdictState.DEPENDS, PARTIAL_SUM)
        said = verdict_sentence(verdict, lambda value, unit: f"{value:.0f} {unit}")
        assert "atteint" not in said and "sur ce qui est évalué" in said


def test_a_forecast_that_misses_within_its_doubt_says_what_is_missing() -> None:
    unsure = replace(
        REACHED, projected=3.2, reach=Reach.FORECAST_MISSED, gap_interval=Difference(0.2, -0.1, 0.5), worlds=()
    )
    said = verdict_sentence(objective_verdict(unsure), lambda value, unit: f"{value:.1f} {unit}")
    assert said.endswith("il manque 0.2 kgCO2e ; l’écart est plus petit que l’incertitude")


def test_what_misses_within_its_doubt_has_its_worlds() -> None:
    """Bought twice a year or once: the plan leads just above its target, and a set of factors may lead under."""
    lines = [
        {"id": "portables", "type": "laptop", "quantity": 100},
        {"id": "ecrans", "type": "monitor", "quantity": 200},
    ]
    longer = {**FEWER, "effects": [{"on": {"type": "laptop"}, "lifetime_years": 6}]}
    found = outcome({"reduction": 0.12}, longer, equipment=lines)
    if found.unsure and not found.reach.at_target:
        assert found.worlds


def test_each_objective_is_committed_to_once_under_what_it_claims() -> None:
    """Ten at most, in the order of what is sure; a forecast is no achievement, and what a ratio by euro decides is told apart."""
    shown = view("strategie", VALMONT).plan
    kinds = dict(shown.commitments)
    told = [objective.number for _, objectives in shown.commitments for objective in objectives]
    assert sorted(told) == list(range(1, 11))
    assert list(kinds) == [
        "Suivis chaque année par leur indicateur",
        "Pas sûrs",
        "Atteints seulement par un ratio en euros",
    ]
    assert [objective.number for objective in kinds["Pas sûrs"]] == [2, 8]
    one = shown.objectives[0]
    every = [
        one.but(number=rank, reach=state.value, by_money=money)
        for rank, (state, money) in enumerate(
            [*((state, False) for state in VerdictState), (VerdictState.DEPENDS, True)], 1
        )
    ]
    words = {view.number: kind for kind, objectives in commitments(every) for view in objectives}
    assert sorted(words) == [view.number for view in every]  # every state has its words
    said = {every[number - 1].reach: kind for number, kind in words.items() if not every[number - 1].by_money}
    assert said["forecast_reached"] == "Prévus atteints" and said["reached"] == "Atteints"
    assert said["forecast_missed"] == "Prévus non atteints" and said["missed"] == "Non atteints"
    assert words[len(every)] == "Atteints seulement par un ratio en euros"
    many = [one.but(number=rank) for rank in range(1, 15)]
    assert [view.number for _, objectives in commitments(many) for view in objectives] == list(range(1, 11))
    assert commitments(()) == ()
