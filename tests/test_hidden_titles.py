"""Titles of columns and samples of cells that may name a person: wherever they would be told, the column has its rank instead."""

import json
from pathlib import Path

import pytest
import yaml

from in_process import snr
from test_refused_inventories import roles, twice, write

TITLES = ["Type", "Modèle", "Jeanne DUPONTEL", "Martinez Clara", "Chantier"]
ROWS: list[list[object]] = [["PC portable", "Latitude 5520", "x", "y", "z"], ["Ecran", "P2419H", "v", "w", "q"]]
NAMES = ("Jeanne", "DUPONTEL", "Martinez")


def nobody(said: str) -> None:
    for name in NAMES:
        assert name.lower() not in said.lower(), said


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_ignored_column_whose_title_names_a_person_is_told_by_its_rank(tmp_path: Path, form: str):
    export = write(tmp_path, TITLES, ROWS)
    assert snr("inventory", export, "--format", "mapping", "-o", tmp_path / "m.yaml").returncode == 0
    done = snr("inventory", export, "-f", form)
    assert done.returncode == 0, done.stderr
    written = (tmp_path / "m.yaml").read_text(encoding="utf-8")
    nobody(done.stdout + done.stderr + written)
    assert "colonne 3" in written
    if form == "text":
        assert "ignorées : colonne 3, colonne 4, Chantier" in done.stdout
    else:
        assert json.loads(done.stdout)["files"][0]["columns"]["ignored"] == ["colonne 3", "colonne 4", "Chantier"]


def test_a_line_of_titles_that_a_device_follows_tells_its_known_titles_alone(tmp_path: Path):
    titles = ["Type", "Modèle", "Chantier", "Latitude 5520", "L. Dupontel"]
    done = snr("inventory", write(tmp_path, titles, [[*row, "a", "b"][:5] for row in ROWS]))
    assert "ignorées : colonne 3, colonne 4, colonne 5" in done.stdout, done.stdout + done.stderr


def test_a_column_that_a_filter_lacks_is_told_beside_titles_that_name_nobody(tmp_path: Path):
    mapping = tmp_path / "m.yaml"
    mapping.write_text("keep: {Chantiers: [z]}\n", encoding="utf-8")
    done = snr("inventory", write(tmp_path, TITLES, ROWS), "--mapping", mapping)
    assert done.returncode == 2
    assert (
        "colonne absente « Chantiers », vouliez-vous dire « Chantier » ? ; colonnes : Type, Modèle, Chantier"
        in done.stderr
    )
    nobody(done.stderr)


def test_a_correction_of_a_column_that_is_not_there_proposes_no_name(tmp_path: Path):
    mapping = tmp_path / "m.yaml"
    mapping.write_text("columns: {Jeanne DUPONTEL 2: kind}\n", encoding="utf-8")
    done = snr("inventory", write(tmp_path, TITLES, ROWS), "--mapping", mapping)
    assert "vouliez-vous dire" not in done.stdout, done.stdout


def test_the_question_of_a_quantity_names_its_column_by_its_rank(tmp_path: Path):
    rows: list[list[object]] = [["PC portable", "Latitude 5520", "3"], ["Ecran", "P2419H", "7"]]
    units, said = twice_answered(tmp_path, ["Type", "Modèle", "Jeanne DUPONTEL"], rows)
    assert units == {"laptop": 3, "monitor": 7}
    assert "« colonne 3: quantity » si oui" in said
    nobody(said)


def twice_answered(folder: Path, titles: list[str], rows: list[list[object]]) -> tuple[dict[str, float], str]:
    path, mapping = write(folder, titles, rows), folder / "m.yaml"
    asked = snr("inventory", path, "--format", "mapping", "-o", mapping)
    assert asked.returncode == 2
    text = mapping.read_text(encoding="utf-8")
    mapping.write_text(text.replace('# "colonne 3": quantity', '"colonne 3": quantity'), encoding="utf-8")
    done = snr("inventory", path, "--mapping", mapping, "-f", "json")
    units = {kind["type"]: kind["units"] for kind in json.loads(done.stdout)["types"]}
    return units, asked.stderr + text + done.stdout


@pytest.mark.parametrize("model", ["Latitude dupontel1", "Latitude 5520 dup1", "Latitude 5520 Ly", "dupontel2 iPad"])
def test_a_word_beside_figures_is_sampled_only_when_it_is_of_a_product(tmp_path: Path, model: str):
    rows: list[list[object]] = [[model, "Mairie"]] * 3 + [["Latitude 5520", "Mairie"], ["ThinkPad T480", "CCAS"]]
    _, text, _ = twice(tmp_path, write(tmp_path, ["Gabarit exact", "Lieu"], rows))
    assert roles(text)["Gabarit exact"] == "model"
    assert "Latitude 5520" in text
    assert model not in text
    assert yaml.safe_load(text)


def test_a_column_of_devices_tells_no_name_that_stands_beside_their_type(tmp_path: Path):
    titles = ["Type", "Modèle", "Tablettes Jeanne DUPONTEL", "Tablettes"]
    done = snr("inventory", write(tmp_path, titles, [[*row[:2], "2 iPad", "3 iPad"] for row in ROWS]))
    assert "Tablettes … : colonne d’un type d’appareil" in " ".join(done.stdout.split())
    nobody(done.stdout)
