"""No service and no place told is the name of a person."""

from pathlib import Path

import pytest

from in_process import snr

DOSSIER = 'snr: 1\nreference_year: 2025\nterritory: {siren: "243300316"}\nequipment:\n  - {id: parc, from: inv.csv}\n'
PERSONS = ("Jean DUPONT", "Martin Lucie", "Anne-Marie Le Goff", "Sébastien Petit")
PLACES = ("École Jean Moulin", "Place Marie Curie", "Saint Martin", "Mairie", "Centre Technique", "Salle Louis Aragon")


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
    assert "Jean Moulin" in snr("assess", str(tmp_path), "--by", "entity").stdout
