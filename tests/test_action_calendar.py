"""Each key of an action's calendar is answered by all that speaks of it: figures, sheet, drawing, other tools, open data, checks.

All derive from `Schedule` and from `progress`: give a new key its value here, and a place that says nothing of it is named.
"""

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from in_process import snr
from snr_cli.model.strategy import Schedule

SCHEDULE = {"start": 2026, "full": 2028}
# another value of each key, which changes something by 2031
OTHER = {"start": 2027, "full": 2029, "end": 2030}
# a value that contradicts the others; none for the key that the others are held to
WRONG = {"full": 2024, "end": 2025}
TEXT = """snr: 1
reference_year: 2025
territory: {{name: Essai, department: "33", agents: {{total: 100, equipped: 80}}}}
equipment:
  - {{id: portables, type: laptop, quantity: 100, lifetime_years: 4}}
objectives:
  - {{id: ges, title: Moins, perimeter: organisation, category: climate_change, reduction: 0.2, by: 2031, from: 2025}}
actions:
  - {{id: a, title: Garder, status: planned, effects: [{{on: {{line: portables}}, lifetime_years: 6}}], schedule: {schedule}}}
strategy: {{period: {{start: 2026, end: 2031}}}}
"""


def told(schedule: dict[str, Any], folder: Path) -> dict[str, str]:
    """Return what each place says of an action with this calendar."""
    folder.mkdir()
    (folder / "territory.yaml").write_text(TEXT.format(schedule=json.dumps(schedule)), encoding="utf-8")
    dossier = str(folder)
    page = snr("draft", dossier, "-d", "strategie", "-f", "html").stdout
    plan = json.loads(snr("plan", dossier, "-f", "json").stdout)
    assert snr("export", "territoires-en-transitions", dossier, "-o", str(folder / "tet.xlsx")).returncode == 0
    assert snr("publish", dossier, "-o", str(folder / "open"), "--document", "aucun").returncode == 0
    with zipfile.ZipFile(folder / "tet.xlsx") as book:
        cells = [book.read(name) for name in sorted(book.namelist()) if name.startswith("xl/")]
    return {
        "figures (plan/calendar.py)": str(plan["organisation"]),
        "sheet of the action (documents/templates/phrases/fiche-action.md)": "".join(
            re.findall(r"<dt>1 Garder</dt>.*?</dd>", page, re.S)
        ),
        "calendar figure (documents/figures/calendar.py)": "".join(
            re.findall(r"<svg[^>]*fig-calendrier.*?</svg>", page, re.S)
        ),
        "Territoires en Transitions (bridges/tet.py)": str(cells),
        "open data (opendata/strategy_tables.py)": (folder / "open" / "actions.csv").read_text(encoding="utf-8"),
    }


def test_a_key_has_its_values_here() -> None:
    keys = [*Schedule.model_fields]
    assert keys == [*OTHER], "give OTHER a value of the new key"
    assert [*WRONG] == [*Schedule.in_order[1:]], (
        "give WRONG a value that check refuses, of a key that has its place in the order"
    )


@pytest.mark.parametrize("key", OTHER)
def test_every_place_answers_a_key(key: str, tmp_path: Path) -> None:
    before, after = told(SCHEDULE, tmp_path / "before"), told({**SCHEDULE, key: OTHER[key]}, tmp_path / "after")
    silent = [place for place in before if before[place] == after[place]]
    assert not silent, f"{key} changes nothing in: {'; '.join(silent)}"


@pytest.mark.parametrize(
    ("schedule", "said"),
    [
        ({"start": 2026, "full": 2026}, "prévue, dès 2026."),
        ({"full": 2028}, "prévue, plein effet 2028."),
        ({"full": 2028, "end": 2030}, "prévue, plein effet 2028, fin 2030."),
        ({"end": 2030}, "prévue, fin 2030."),
    ],
)
def test_no_year_is_lost(schedule: dict[str, int], said: str, tmp_path: Path) -> None:
    """Without a start nothing was said of the others."""
    sheet = "sheet of the action (documents/templates/phrases/fiche-action.md)"
    assert f"État\u00a0: {said}" in told(schedule, tmp_path / "a")[sheet].replace("&nbsp;", "\u00a0")


@pytest.mark.parametrize("key", WRONG)
def test_a_key_that_runs_backwards_is_told(key: str, tmp_path: Path) -> None:
    (tmp_path / "territory.yaml").write_text(
        TEXT.format(schedule=json.dumps({**SCHEDULE, key: WRONG[key]})), encoding="utf-8"
    )
    found = json.loads(snr("check", str(tmp_path), "-f", "json").stdout)["findings"]
    assert [finding["code"] for finding in found if finding["code"] == "SNR604"], f"{key}: rules/actions.py, calendar"


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ({"start": 2026}, {"start": 2027, "full": 2029}, "3 000 € par an à plein effet, en 2029"),
        ({"start": 2026, "end": 2027}, {"start": 2027, "full": 2029}, "2 000 € par an au plus, en 2029"),
        ({"start": 2026}, {"start": 2027, "full": 2040}, "3 000 € par an à plein effet, dont"),  # after the years shown
        ({"full": 2026}, {}, "3 000 € par an à plein effet, dont"),
    ],
)
def test_savings_are_those_of_a_year(first: dict[str, int], second: dict[str, int], said: str, tmp_path: Path) -> None:
    """Savings that no year has together are not said of one: 1,000 € until 2027 and 2,000 € from 2029 are never 3,000 €."""
    actions = [
        {"id": name, "title": name, "status": "planned", "means": {"savings_eur_per_year": eur}, "schedule": schedule}
        for name, eur, schedule in (("a", 1000, first), ("b", 2000, second))
    ]
    start = TEXT.partition("actions:")[0].replace("{{", "{").replace("}}", "}")
    text = f"{start}actions: {json.dumps(actions)}\nstrategy: {{period: {{start: 2026, end: 2031}}}}\n"
    (tmp_path / "territory.yaml").write_text(text, encoding="utf-8")
    page = snr("draft", str(tmp_path), "-d", "strategie", "-f", "html").stdout
    assert said in " ".join(re.sub(r"<[^>]+>", " ", page).split())
