"""No service, no place and no label told is the name of a person."""

import csv
from pathlib import Path

import pytest

from in_process import snr
from snr_cli.inputs.inventory.values import label_masked

with (Path(__file__).parents[1] / "factors" / "inventory" / "names.csv").open(encoding="utf-8") as stream:
    NAMES = {row["word"]: row["what"] for row in csv.DictReader(stream)}

DOSSIER = 'snr: 1\nreference_year: 2025\nterritory: {siren: "243300316"}\nequipment:\n  - {id: parc, from: inv.csv}\n'
PERSONS = (
    "Jean DUPONT", "Martin Lucie", "Anne-Marie Le Goff", "Sébastien Petit", "bernard lucie", "Lucie BERNARD (DGS)",
    "DGS - Lucie BERNARD", "Pierre Dupont et Lucie Bernard", "lucie.bernard", "Yasmine El Amrani",
)  # fmt: skip
PLACES = (
    "Petite enfance",
    "rose des vents",
    "Île-de-France",
    "École Jean Moulin",
    "Place Marie Curie",
    "Saint Martin",
    "Mairie",
    "Centre Technique",
    "Salle Louis Aragon",
)


def outputs(folder: Path, column: str, texts: list[str]) -> str:
    rows = "".join(f"Portable;Latitude 5420;{text}\n" for text in texts)
    (folder / "inv.csv").write_text(f"Type;Modèle;{column}\n{rows}", encoding="utf-8")
    (folder / "territory.yaml").write_text(DOSSIER, encoding="utf-8")
    by = "entity" if column == "Service" else "site"
    runs = [
        snr("assess", str(folder), "--by", by),
        snr("assess", str(folder), "--format", "json"),
        snr("check", str(folder)),
        snr("inventory", str(folder / "inv.csv"), "--format", "json"),
    ]
    assert all(run.returncode in (0, 1) for run in runs)
    return "".join(run.stdout + run.stderr for run in runs)


@pytest.mark.parametrize("column", ["Service", "Lieu"])
def test_a_person_alone_in_a_service_or_a_place_is_hidden(column: str, tmp_path: Path) -> None:
    shown = outputs(tmp_path, column, [*PERSONS, *PERSONS, "Mairie"])
    assert not [name for name in PERSONS if name in shown]
    assert "nom de personne possible" in shown
    assert "Mairie" in shown


@pytest.mark.parametrize("column", ["Service", "Lieu"])
def test_a_place_is_told_even_when_it_bears_the_name_of_a_person(column: str, tmp_path: Path) -> None:
    shown = outputs(tmp_path, column, [*PLACES, *["Jean Jaurès"] * 6])
    assert not [name for name in (*PLACES, "Jean Jaurès") if name not in shown]


def test_what_the_dossier_calls_its_service_is_told(tmp_path: Path) -> None:
    (tmp_path / "inv.csv").write_text("Type;Modèle\nPortable;Latitude 5420\n", encoding="utf-8")
    (tmp_path / "territory.yaml").write_text(
        DOSSIER.replace("inv.csv", "inv.csv, entity: Jean Moulin"), encoding="utf-8"
    )
    assert "Jean Moulin" in snr("assess", "-v", str(tmp_path), "--by", "entity").stdout


LABELS = {
    "Portable de Sophie MARTIN": "Portable de …",
    "PC de Ousmane Diallo": "PC de …",
    "pc de sophie martin": "pc de …",
    "Portable d’Yasmine El Amrani": "Portable d’…",
    "Dupont J.": "…",
    "Totem de Lucie BERNARD": "Totem de …",
    "Lucie's iPad": "…'s iPad",
    "Lucie Bernard’s iPad": "…’s iPad",
    "iPad de Lucie": "iPad de …",
    "PC Lucie BERNARD": "PC …",
    "PC lucie.bernard": "PC …",
}
KEPT = (
    "Salle Louis Aragon", "École Jean Moulin", "Place Marie Curie", "PC de l’école Jean Moulin", "Place Marie CURIE",
    "Écran de salle Jean Moulin", "Borne de recharge", "Serveur Dell Inc. R740", "Switch de Saint-Martin", "Latitude 5440",
)  # fmt: skip


@pytest.mark.parametrize("label", LABELS)
def test_whose_a_device_is_is_hidden_in_its_label(label: str, tmp_path: Path) -> None:
    path = tmp_path / "parc.csv"
    path.write_text(f"Type;Modèle;Statut\n{label};;En service\n;{label};Chez nous\n", encoding="utf-8")
    shown = "".join(
        snr("inventory", path, *options).stdout
        for options in (
            (),
            ("-v",),
            ("-f", "csv"),
            ("-f", "json"),
            ("--format", "mapping", "-o", tmp_path / "m.yaml"),
        )
    )
    shown += (tmp_path / "m.yaml").read_text(encoding="utf-8") if (tmp_path / "m.yaml").exists() else ""
    assert label not in shown
    assert LABELS[label] in shown


def test_a_label_that_names_a_place_is_shown() -> None:
    for label in KEPT:
        assert label_masked(label, NAMES) == label


def test_no_type_is_asked_of_a_label_hidden_whole(tmp_path: Path) -> None:
    (tmp_path / "parc.csv").write_text("Type;Statut\nDupont J.;En service\n", encoding="utf-8")
    done = snr("inventory", tmp_path / "parc.csv", "--format", "mapping", "-o", tmp_path / "m.yaml")
    written = (tmp_path / "m.yaml").read_text(encoding="utf-8")
    assert "mapping types" not in done.stdout
    assert '"…":' not in written
