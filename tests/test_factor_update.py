"""`snr compare --factors`: what an update of the factor tables moves in a dossier, held to the engine with each edition."""

import csv
import json
import shutil
from pathlib import Path

import jsonschema
import pytest

from conftest import ROOT
from drafting import MINIMAL
from in_process import snr
from snr_cli.api.assessing import assess_dossier
from snr_cli.catalog.edition import crossed, subject_rows
from snr_cli.catalog.opened import open_tables
from snr_cli.catalog.tables import EQUIPMENT
from snr_cli.engine.records import CLIMATE

SCHEMA = json.loads((ROOT / "docs" / "schemas" / "factor-update.schema.json").read_text(encoding="utf-8"))


def edited(folder: Path, table: str, change) -> None:
    """Write a table again, each row changed; one that becomes None goes."""
    path = folder / table
    with path.open(encoding="utf-8", newline="") as opened:
        rows = [*csv.DictReader(opened)]
    kept = [row for row in map(change, rows) if row is not None]
    with path.open("w", encoding="utf-8", newline="") as opened:
        written = csv.DictWriter(opened, kept[0].keys(), lineterminator="\n")
        written.writeheader()
        written.writerows(kept)


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    """Older tables: laptops weigh more, monitors consume more, smartphones have no factor, another type weighs more."""
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "factors", folder / "factors")

    def weight(row):
        if row["type"] == "smartphone":
            return None
        if row["type"] in ("laptop", "interactive_board") and row["category"] == CLIMATE and row["is_default"] == "1":
            row |= {"value": str(float(row["value"]) * 1.2), "low": "", "high": "", "bounds": ""}
        return row

    def used(row):
        return row | {"kwh_per_year": "99"} if row["type"] == "monitor" and row["is_default"] == "1" else row

    edited(folder / "factors", "equipment/factors.csv", weight)
    edited(folder / "factors", "equipment/usage.csv", used)
    return folder


def moved(*arguments):
    done = snr("compare", "--factors", *arguments, "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    jsonschema.validate(found, SCHEMA)
    return found


def test_totals_are_those_of_the_engine_and_each_factor_says_its_lines(old) -> None:
    found = moved(old, "snr", MINIMAL)
    before = assess_dossier(MINIMAL, open_tables(old / "factors")).result
    after = assess_dossier(MINIMAL).result
    pair = found["organisation"][CLIMATE]
    assert pair == {
        "before": pytest.approx(before.organisation.totals[CLIMATE]),
        "after": pytest.approx(after.organisation.totals[CLIMATE]),
        "same_extent": False,  # the older tables have no smartphone
    }
    assert found["new"]["sha256"] == after.factors_sha256 != found["old"]["sha256"]
    moves = {(factor["table"], factor["subject"]): factor for factor in found["factors"]}
    assert moves.keys() == {
        ("equipment/factors.csv", "laptop"),
        ("equipment/usage.csv", "monitor"),
        ("equipment/factors.csv", "smartphone"),
    }
    assert found["without_effect"] == 1  # the board
    laptop = moves["equipment/factors.csv", "laptop"]
    alone = assess_dossier(
        MINIMAL, crossed(open_tables(old / "factors"), open_tables(), {EQUIPMENT: ["laptop"]})
    ).result
    assert laptop["organisation"][CLIMATE]["after"] == pytest.approx(alone.organisation.totals[CLIMATE])
    assert {line["id"] for line in laptop["lines"]} == {
        line.id for line in after.organisation.lines if line.type == "laptop"
    }
    row = next(each for each in laptop["rows"] if each["of"] == [CLIMATE, "manufacturing"])
    assert row["before"]["value"] == pytest.approx(row["after"]["value"] * 1.2)
    phones = moves["equipment/factors.csv", "smartphone"]
    assert all(each["before"] is None for each in phones["rows"])
    assert phones["lines"]
    parts = sum(
        factor["organisation"][CLIMATE]["after"] - factor["organisation"][CLIMATE]["before"]
        for factor in found["factors"]
    )
    assert parts + found["crossed"] == pytest.approx(pair["after"] - pair["before"])


def test_a_screen_says_it_in_words(old) -> None:
    shown = snr("compare", "--factors", old, "snr", MINIMAL).stdout.replace("\u202f", " ").replace("\xa0", " ")
    assert "CE QUE LA MISE À JOUR CHANGE" in shown
    assert "- Organisation, changement climatique : " in shown
    assert "Changement climatique, Fabrication : 204 kgCO2e" in shown
    assert "consommation : 99,0 kWh/an" in shown
    assert "1 autre facteur change, sans effet sur les totaux de ce dossier (valeur non" in shown


def test_a_factor_that_goes_is_no_fall(old, tmp_path) -> None:
    """A missing factor is never a zero: the total is of fewer stages, and no share of a fall is said."""
    folder = shutil.copytree(ROOT / "factors", tmp_path / "f")
    key = ("monitor", CLIMATE, "manufacturing", "1")

    def without(row):
        return None if (row["type"], row["category"], row["stage"], row["is_default"]) == key else row

    edited(folder, "equipment/factors.csv", without)
    found = moved("snr", folder, MINIMAL)
    assert [each["same_extent"] for each in (found["organisation"][CLIMATE], *found["lines"])] == [False, False]
    shown = snr("compare", "--factors", "snr", folder, MINIMAL).stdout
    assert "ni une baisse ni une hausse" in " ".join(shown.split())
    assert " ".join(shown.split()).count("(pas les mêmes étapes)") == 4 and "%" not in shown.partition("CE QUE LA")[2]
    laptop = moved(old, "snr", MINIMAL)["factors"]
    assert [
        factor["organisation"][CLIMATE]["same_extent"] for factor in laptop if factor["subject"] != "smartphone"
    ] == [
        True,
        True,
    ]


def test_the_same_tables_move_nothing(old) -> None:
    shown = snr("compare", "--factors", ROOT / "factors", "snr", MINIMAL)
    assert (shown.returncode, shown.stdout.endswith("Rien ne change dans ce dossier.\n")) == (0, True)
    assert moved(old, old, MINIMAL)["factors"] == []


def test_rows_of_a_subject_are_those_of_the_other_edition(old) -> None:
    mine, theirs = open_tables(old / "factors"), open_tables()
    both = crossed(mine, theirs, {EQUIPMENT: ["laptop", "smartphone"]})
    expected = subject_rows(mine, EQUIPMENT) | {
        name: subject_rows(theirs, EQUIPMENT)[name] for name in ("laptop", "smartphone")
    }
    assert subject_rows(both, EQUIPMENT) == expected
    gone = crossed(theirs, mine, {EQUIPMENT: ["smartphone"]})
    assert "smartphone" not in subject_rows(gone, EQUIPMENT)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("/absent", "snr", MINIMAL), "« /absent » n’est pas un dossier de facteurs (sources.yaml n’y est pas)"),
        (("snr", "snr", MINIMAL, MINIMAL), "--factors compare les facteurs d’un seul dossier : sans NOUVEAU"),
        (("snr", "snr", MINIMAL, "--review", "2024"), "sans --review"),
        (("snr", "snr", MINIMAL, "--format", "xlsx", "-o", "x.xlsx"), "choix : text, json"),
        (("snr", "snr"), "ce dossier ne contient pas de territory.yaml"),
    ],
)
def test_what_has_no_meaning_is_told(arguments, said) -> None:
    done = snr("compare", "--factors", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr.replace("\xa0", " ")


def test_tables_that_do_not_hold_are_the_person_s_mistake(old, tmp_path) -> None:
    folder = shutil.copytree(old / "factors", tmp_path / "f")
    edited(folder, "equipment/factors.csv", lambda row: row | {"unit": "kg"})
    done = snr("compare", "--factors", folder, "snr", MINIMAL)
    assert (done.returncode, done.stdout) == (2, "")
    assert "facteurs illisibles" in done.stderr


def test_an_edition_of_another_format_gives_its_numbers(old, tmp_path) -> None:
    """Lists and words are those of this version: an older edition had other columns, or no such table."""
    folder = shutil.copytree(old / "factors", tmp_path / "f")
    for name in ("inventory", "plan", "categories.yaml", "services/years.csv", "equipment/types.csv"):
        shutil.rmtree(folder / name) if (folder / name).is_dir() else (folder / name).unlink()
    edited(folder, "equipment/factors.csv", lambda row: {key: cell for key, cell in row.items() if key != "bounds"})
    sources = (folder / "sources.yaml").read_text(encoding="utf-8")
    older = "\n".join(line for line in sources.splitlines() if not line.startswith("  title_fr:"))
    (folder / "sources.yaml").write_text(older, encoding="utf-8")
    before, after = (moved(each, "snr", MINIMAL) for each in (old, folder))
    assert before["organisation"] == after["organisation"]


def test_a_council_is_told_what_is_not_its_doing(tmp_path: Path) -> None:
    """Half of 100 km × 0.2311 by the same publisher; a copier whose publisher changes; nothing where nothing moves."""
    shutil.copytree(ROOT / "factors", tmp_path / "factors")

    def lighter(row):
        if row["service"] == "travel_car_km" and row["is_default"] == "1":
            row |= {"value": "0.1311", "low": "", "high": "", "bounds": ""}
        return row

    def other_copier(row):
        if (row["type"], row["stage"]) == ("photocopier_mfp", "embodied_total"):
            row["is_default"] = str(int(row["source"] == "BASE_CARBONE_V22"))
        return row

    edited(tmp_path / "factors", "services/factors.csv", lighter)
    edited(tmp_path / "factors", "equipment/factors.csv", other_copier)
    path = tmp_path / "territory.yaml"
    head = 'snr: 1\nreference_year: 2025\nterritory: {name: X, department: "33"}\n'
    path.write_text(head + "services: [{id: km, type: travel_car_km, quantity: 20000}]\n", encoding="utf-8")
    told = moved(tmp_path / "factors", "snr", path)["sentence"].replace("\u202f", " ").replace("\u00a0", " ")
    assert told == (
        "À dire au conseil : +2,00 t CO2e viennent d’une révision de la source (ADEME), non de ce que fait la collectivité."
    )
    path.write_text(
        head + "equipment: [{id: c, type: photocopier_mfp, quantity: 10, lifetime_years: 5}]\n", encoding="utf-8"
    )
    told = moved(tmp_path / "factors", "snr", path)["sentence"].replace("\u202f", " ").replace("\u00a0", " ")
    # 10 × (1 399.44 − 2 935) ÷ 5 years
    assert "−3,07 t CO2e viennent d’un changement de source (Boavizta, ADEME auparavant)" in told
    path.write_text(head + "equipment: [{id: p, type: laptop, quantity: 1}]\n", encoding="utf-8")
    assert moved(tmp_path / "factors", "snr", path)["sentence"] == ""
