"""The bytes of one export in two years: what changes of its lines is no activity (issue 11, B4). Unknown mixtures are no 0."""

import json
import shutil
from math import fsum
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from conftest import EXAMPLES, ROOT
from in_process import snr
from test_compare import FR_2025, LAPTOP_KG, LAPTOP_KWH, climate, compared, dossier, near

HEAD = "Nom;Type;Modèle;Date d'achat\n"
OLDER = "".join(f"PC-{n:02};Portable;Latitude 5440;2024-03-01\n" for n in range(30))
NEWER = "".join(f"PC-{n:02};Portable;Latitude 5440;2025-03-01\n" for n in range(30, 42))
TERRITORY = 'territory: {name: Essai, department: "33"}\n'
OWN = "equipment:\n  - {id: parc, from: parc.csv}\n"
CLAIMED = (
    "equipment:\n  - {{id: parc, from: parc.csv}}\n"
    "  - {{id: portables, type: laptop, inventory: parc, lifetime_years: {years}, lifetime_source: Contrat}}\n"
)
SCHEMAS = ROOT / "docs" / "schemas"
SAID = "le même export « parc.csv » sert aux deux années : ce qui en change vient de l’âge ou de l’année, pas du parc"


def write(folder: Path, year: int, body: str, text: str = HEAD + OLDER + NEWER) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "parc.csv").write_text(text, encoding="utf-8")
    (folder / "territory.yaml").write_text(f"snr: 1\nreference_year: {year}\n{TERRITORY}{body}", encoding="utf-8")
    return folder


def result(folder: Path) -> Path:
    file = folder.parent / f"{folder.name}.json"
    file.write_text(snr("assess", folder, "--format", "json").stdout, encoding="utf-8")
    return file


def comparison(old: Path, new: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(snr("compare", old, new, "--format", "json").stdout)
    jsonschema.validate(found, json.loads((SCHEMAS / "comparison.schema.json").read_text(encoding="utf-8")))
    return found


def messages(found: dict[str, Any]) -> list[str]:
    return [note["message"] for note in found["notes"] if note["code"].startswith("same_export")]


def of(found: dict[str, Any]) -> dict[str, float]:
    split: dict[str, float] = found["organisation"]["totals"]["climate_change"]
    assert fsum(split[part] for part in ("activity", "ageing", "method", "factors")) == near(split["change"])
    return split


@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize("body", [OWN, CLAIMED.format(years=5)], ids=["own", "claimed"])
def test_purchases_that_the_year_sets_aside_are_no_activity(tmp_path: Path, body: str, kept: bool) -> None:
    """Twelve laptops of 2025 are in the reading of 2025 alone: the file is the same, the authority did nothing."""
    old, new = write(tmp_path / "a", 2024, body), write(tmp_path / "b", 2025, body)
    if kept:
        old, new = result(old), result(new)
    found = comparison(old, new)
    split = of(found)
    assert split["activity"] == 0.0
    # twelve more devices, whose age is under their life: manufacturing by five years, and a year of the electricity of
    # both years by turns, hence the mean of the two (order of Shapley between year read and factors)
    power = LAPTOP_KWH * (0.0519 + FR_2025) / 2
    assert split["ageing"] == near(12 * (LAPTOP_KG / 5 + power))
    assert messages(found) == [SAID]
    screen = " ".join(snr("compare", old, new).stdout.split())
    assert SAID[1:] in screen
    assert "Même parc, autre année (âge, export relu)" in screen


@pytest.mark.parametrize("kept", [False, True])
def test_what_is_typed_beside_the_export_stays_activity(tmp_path: Path, kept: bool) -> None:
    """The life of the thirty then 42 laptops goes from 5 to 7 years: the file is read again first, the life changes after."""
    old = write(tmp_path / "a", 2024, CLAIMED.format(years=5))
    new = write(tmp_path / "b", 2025, CLAIMED.format(years=7))
    split = of(comparison(result(old), new) if kept else comparison(old, new))
    assert split["activity"] == near(42 * LAPTOP_KG * (1 / 7 - 1 / 5))
    assert split["ageing"] == near(12 * (LAPTOP_KG / 5 + LAPTOP_KWH * (0.0519 + FR_2025) / 2))


def test_lines_that_take_the_export_in_one_year_only_are_not_told_apart(tmp_path: Path) -> None:
    old, new = write(tmp_path / "a", 2024, OWN), write(tmp_path / "b", 2025, CLAIMED.format(years=7))
    found = comparison(old, new)
    ((said),) = messages(found)
    assert said.startswith("le même export « parc.csv » sert aux deux années, mais ")
    assert of(found)["ageing"] == 0.0


def test_another_export_or_the_same_year_says_nothing(tmp_path: Path) -> None:
    old = write(tmp_path / "a", 2024, OWN)
    other = write(tmp_path / "b", 2025, OWN, HEAD + OLDER + NEWER + "PC-99;Portable;X;2025-06-01\n")
    assert messages(comparison(old, other)) == []
    again = write(tmp_path / "c", 2024, CLAIMED.format(years=5))
    assert messages(comparison(old, again)) == []


def test_the_export_of_valmont_read_for_an_earlier_year(tmp_path: Path) -> None:
    """Only the year of the dossier changes: no line of the change is activity."""
    old = shutil.copytree(EXAMPLES / "valmont", tmp_path / "valmont")
    file = old / "territory.yaml"
    text = file.read_text(encoding="utf-8")
    assert "\nreference_year: 2025" in text
    valmont = shutil.copytree(EXAMPLES / "valmont", tmp_path / "valmont-2025")
    file.write_text(text.replace("\nreference_year: 2025", "\nreference_year: 2024"), encoding="utf-8")
    for end in ((old, EXAMPLES / "valmont"), (result(old), result(valmont))):
        found = comparison(*end)
        split = of(found)
        assert abs(split["activity"]) < 1e-6 * split["new"]
        assert split["ageing"] > 0  # the purchases of 2025
        for name, each in found["organisation"]["by_type"].items():
            assert abs(each["activity"]) < 1e-6 * split["new"], name
        (said,) = messages(found)
        assert "glpi.csv »" in said


def test_a_line_that_shrinks_ages_whole_then_loses_units() -> None:
    """100 laptops of 2012 become 60: the hundred age, then forty go at their new age. The other order gives other parts."""
    line = {"quantity": 100, "purchase_year": 2012, "kwh_per_year": 0, "lifetime_years": 5}
    split = climate(dossier(line, year=2024), dossier({**line, "quantity": 60}, year=2025))
    assert split.ageing == near(100 * LAPTOP_KG * (1 / 13 - 1 / 12))
    assert split.activity == near(-40 * LAPTOP_KG / 13)
    assert split.ageing + split.activity == near(60 * LAPTOP_KG / 13 - 100 * LAPTOP_KG / 12)
    assert split.activity != near(-40 * LAPTOP_KG / 12)  # units first: not the order taken
    # a line that grows: those of 2024 age, those that come are new activity at the new age
    grown = climate(dossier(line, year=2024), dossier({**line, "quantity": 130}, year=2025))
    assert grown.ageing == near(100 * LAPTOP_KG * (1 / 13 - 1 / 12))
    assert grown.activity == near(30 * LAPTOP_KG / 13)


def test_a_mixture_that_is_not_assessed_is_no_zero() -> None:
    """The purchases of the year are in the second dossier alone: the first, by flows, is not known; it is not 0."""
    old = dossier({"quantity": 100}, year=2025)
    new = dossier({"quantity": 100, "purchased_in_year": 20}, year=2025, method={"options": ["flux"]})
    found = compared(old, new)
    assert "climate_change" not in found.organisation
    assert found.groups.get("workstations", {}).get("climate_change") is None
    assert "laptop" not in found.types
    notes = [note for note in found.not_compared if note.code == "mixture_not_assessed"]
    assert "climate_change" in {note.subject for note in notes}


def test_a_mixture_that_is_assessed_is_split() -> None:
    line = {"quantity": 100, "purchased_in_year": 20}
    old, new = dossier(line), dossier({**line, "quantity": 110}, method={"options": ["flux"]})
    found = compared(old, new)
    assert "climate_change" in found.organisation
    assert not [note for note in found.not_compared if note.code == "mixture_not_assessed"]
    # a part that no year knows is said by the coverage of both, and hides no split
    unknown = ({"quantity": 5, "type": "laptop"},)
    found = compared(
        dossier(line, *unknown, method={"options": ["flux"]}), dossier(line, *unknown, method={"options": ["flux"]})
    )
    assert "climate_change" in found.organisation


def test_the_screen_and_the_json_say_why_a_change_is_not_split(tmp_path: Path) -> None:
    body = "equipment:\n  - {{id: a, type: laptop, quantity: 100{more}}}\n{method}"
    old = write(tmp_path / "a", 2025, body.format(more="", method=""))
    new = write(tmp_path / "b", 2025, body.format(more=", purchased_in_year: 20", method="method: {options: [flux]}\n"))
    found = comparison(old, new)
    assert "climate_change" not in found["organisation"]["totals"]
    said = [each["message"] for each in found["not_compared"] if each["subject"] == "climate_change"]
    assert said == [
        "organisation : écart non réparti, une donnée manque pour lire l’activité d’une année avec la méthode et les facteurs de "
        "l’autre ; ce qui n’est pas évalué n’est pas compté 0 : Changement climatique"
    ]
    screen = " ".join(snr("compare", old, new).stdout.split())
    assert "Changement climatique : non comparable" in screen
    assert "écart non réparti" in screen


def test_the_reading_of_one_file_for_two_years_is_no_trend(tmp_path: Path) -> None:
    """Thirty laptops, then forty-two, of one file: the plan prolongs no growth of it."""
    kept = result(write(tmp_path / "a", 2024, OWN))
    plan = (
        "actions:\n  - {id: duree, title: Durée, status: planned, schedule: {start: 2026, full: 2028}, "
        "effects: [{on: {type: laptop}, lifetime_years: 7}]}\n"
        "objectives:\n  - {id: o, perimeter: organisation, category: climate_change, reduction: 10 %, by: 2030}\n"
        "annual_reviews:\n  - {year: 2024, result: 2024.json}\n"
    )
    new = write(tmp_path / "b", 2025, OWN + plan)
    (new / "2024.json").write_text(kept.read_text(encoding="utf-8"), encoding="utf-8")
    trend = json.loads(snr("plan", new, "--format", "json").stdout)["trend"]
    assert trend["why"] == "same_export"
    assert "le même export sert à 2024 et à 2025 : rien n’a été recompté" in " ".join(snr("plan", new).stdout.split())
