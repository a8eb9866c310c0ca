"""Dates that contradict a status, data that cannot be, files of which nothing counts, and persons named where none should be."""

import json
from pathlib import Path

import pytest

from in_process import snr
from snr_cli.inputs.inventory.faults import gathered_faults
from test_inventory import counts, raw, read, reasons, units

HEAD = 'snr: 1\nreference_year: 2025\nterritory: {siren: "243300316"}\nequipment:\n  - {id: parc, from: parc.csv}\n'
EXIT = "Nom;Statut;Type;Modèle;Date d'achat;Date de réforme\n"


def row(status: str, gone: str, bought: str = "2019-05-06") -> str:
    return f"PC;{status};Portable;Latitude 5440;{bought};{gone}\n"


def test_a_status_that_contradicts_the_date_of_exit_is_to_confirm(tmp_path: Path):
    text = EXIT + row("En service", "2022-06-30") * 7 + row("Réformé", "2022-06-30") * 3 + row("", "2022-06-30")
    inventory = read(raw(tmp_path, text), year=2023)
    assert counts(inventory) == {"to_confirm": 7, "set_aside": 4}
    assert set(reasons(inventory, "to_confirm").values()) == {"status_against_exit"}
    # it left after the year studied, whatever the status says: it was in the fleet
    assert units(read(raw(tmp_path, EXIT + row("Réformé", "2024-06-30")), year=2023)) == {"laptop": 1}


def test_a_file_of_which_nothing_counts_is_an_error(tmp_path: Path):
    path = raw(tmp_path, EXIT + row("En service", "2022-06-30") * 7 + row("Réformé", "2022-06-30") * 3)
    done = snr("inventory", path, "--year", "2023")
    assert done.returncode == 1
    assert "aucune ligne n’est comptée (7 à confirmer, 3 mises de côté)" in done.stderr
    (tmp_path / "territory.yaml").write_text(HEAD, encoding="utf-8")
    done = snr("check", tmp_path, "-f", "json", "--select", "SNR509")
    assert [finding["code"] for finding in json.loads(done.stdout)["findings"]] == ["SNR509"]
    assert done.returncode == 1
    assert snr("inventory", raw(tmp_path, EXIT + row("En service", ""))).returncode == 0


def test_a_purchase_after_the_exit_is_to_confirm(tmp_path: Path):
    text = EXIT + row("En service", "2019-01-01", "2021-01-01") + row("En service", "")
    inventory = read(raw(tmp_path, text))
    assert reasons(inventory, "to_confirm") == {2: "exit_before_purchase"}
    assert units(inventory) == {"laptop": 1}


def test_a_purchase_after_the_exit_in_one_year_is_told_with_both_days(tmp_path: Path):
    text = EXIT + row("Réformé", "2021-02-01", "2021-06-10") + row("", "2021-02-01", "2021-06-10")
    text += row("", "2021-06-10", "2021-02-01") + row("", "2021-06-10", "2021") + row("", "01/2021", "2021-06-10")
    inventory = read(raw(tmp_path, text + row("En service", "")))
    # a year or a month alone contradicts no day of the same year
    assert reasons(inventory, "to_confirm") == {3: "exit_before_purchase"}
    said = " ".join(snr("inventory", raw(tmp_path, text)).stdout.split())
    assert "colonne « Date de réforme » : 01/02/2021, pour un achat le 10/06/2021" in said


def test_a_consumption_of_zero_is_unknown_and_said(tmp_path: Path):
    path = raw(
        tmp_path, "Statut;Type;Modèle;kWh\nEn service;Portable;Latitude 5440;0\nEn stock;Portable;Latitude 5440;0\n"
    )
    inventory = read(path)
    assert {group.device.state: group.device.kwh_per_year for group in inventory.groups if group.device} == {
        "in_use": None,
        "stored": 0.0,
    }
    assert [(fault.code, list(fault.lines)) for fault in gathered_faults(inventory.groups)] == [("zero_kwh", [2])]
    assert "0 kWh pour des appareils en service" in " ".join(snr("inventory", path).stdout.split())
    assert snr("inventory", path).returncode == 0
    assert snr("inventory", path, "--strict").returncode == 1


def test_strict_fails_on_a_row_to_confirm(tmp_path: Path):
    path = raw(tmp_path, "Type;Modèle\nPortable;Latitude 5440\nTotem;Zorg\n")
    assert [snr("inventory", path, *more).returncode for more in ((), ("--strict",))] == [0, 1]


NAMES = ("Martinez", "MARTINEZ", "Lucie", "Dupont", "Quentin", "0611223344", "l.martinez")


@pytest.mark.parametrize("form", ["text", "json", "yaml"])
def test_a_person_named_in_a_status_a_service_or_a_place_is_never_printed(tmp_path: Path, form: str):
    rows = [
        "Prêté à Mme Lucie MARTINEZ;Mairie;Accueil",
        "Prêté à Mme Lucie MARTINEZ;Mairie;Accueil",
        "affecté à Jean Dupont;Mairie;Accueil",
        "Quentin Dupont;Mairie;Accueil",
        "MARTINEZ;Mairie;Accueil",
        "l.martinez@exemple.fr;Mairie;Accueil",
        "En service;Mme Martinez;Bureau de M. Dupont",
        "En service;Service de Madame Lucie Martinez;Salle prêtée à Quentin",
        "En service;Mairie 06 11 22 33 44 0611223344;M. Dupont > Étage",
    ]
    text = "Statut;Service;Lieu;Type;Modèle\n" + "".join(f"{each};Portable;Latitude 5440\n" for each in rows)
    path = raw(tmp_path, text)
    (tmp_path / "territory.yaml").write_text(HEAD, encoding="utf-8")
    said = [snr("inventory", path, "-f", form, "--format", "mapping", "-o", tmp_path / "m.yaml")]
    said += [snr("assess", tmp_path, "--by", by, "--format", "json") for by in ("entity", "site")]
    said += [snr("check", tmp_path, "-f", "json"), snr("assess", tmp_path, "--format", "csv")]
    shown = "".join(done.stdout + done.stderr for done in said) + (tmp_path / "m.yaml").read_text(encoding="utf-8")
    assert "Portable" in shown or "laptop" in shown
    assert not [name for name in NAMES if name in shown]


def test_the_first_row_of_a_file_without_titles_is_never_printed(tmp_path: Path):
    for first in ("Statut;MARTINEZ Lucie;Mairie", "Nom;Quentin Dupont;0611223344;2"):
        path = raw(tmp_path, f"{first}\nx;y;z;t\n")
        done = snr("inventory", path, "--type", "laptop") if first[0] == "N" else snr("inventory", path)
        assert not [name for name in NAMES if name in done.stderr], done.stderr


@pytest.mark.parametrize(
    ("status", "counted"),
    [
        ("Déployé (Deployed)", "in_use"),
        ("Suspendue (vol/perte)", None),
        ("En stock (armoire B)", "stored"),
        ("Résilié", None),
    ],
)
def test_a_status_says_more_in_brackets(tmp_path: Path, status: str, counted: str | None) -> None:
    """What stands in brackets is the tool's own word, or why; a word that nobody knows there changes nothing."""
    path = tmp_path / "parc.csv"
    path.write_text(f"Type;Modèle;Statut\nPortable;Latitude 5440;{status}\n", encoding="utf-8")
    inventory = read(path)
    assert [group.device.state if group.device else None for group in inventory.groups] == [counted]


@pytest.mark.parametrize(
    "label",
    [
        "10 PC PORTABLES LATITUDE 3520",
        "3 x écran 24 pouces",
        "Lot de 6 écrans",
        "TELEPHONES IP ALCATEL 8058S (22)",
        "2 SWITCHS ARUBA 2530-24",
        "PC portable (x3)",
        "PC portable (3 ex.)",
        "PC portable, 3 unités",
        "PC portable - qté 3",
        "Imprimantes laser : 3",
        "Écran 24 pouces 3 pièces",
        "Quatre portables",
        "Vingt-deux portables",
        "Tablette par 10",
        "une douzaine d’écrans",
        "Une paire d'écrans",
    ],
)
def test_a_number_in_a_label_is_not_one_device(tmp_path: Path, label: str) -> None:
    """The accounts' list writes « 10 PC portables » in one row: counted as one, nine would be lost."""
    path = tmp_path / "actif.csv"
    path.write_text(f"Désignation;Date d'acquisition\n{label};2022\nImprimante laser;2022\n", encoding="utf-8")
    assert [group.reason for group in read(path).groups] == ["number_in_label", ""]


@pytest.mark.parametrize(
    "label",
    [
        "Portable HP 840 G5",
        "24 pouces écran Dell",
        "PC portable 2 en 1",
        "Switch 48 ports",
        "Écran 27 pouces (2021)",
        "PC Office 365",
        "PC portable (8 Go)",
        "ThinkPad X1",
        "PC portable Windows 10 (x64)",
        "Deux en un portable",
        "Écran salle : 3",
        "Cinquième PC portable",
    ],
)
def test_a_number_that_is_no_number_of_devices_changes_nothing(tmp_path: Path, label: str) -> None:
    path = tmp_path / "actif.csv"
    path.write_text(f"Désignation;Date d'acquisition\n{label};2022\nImprimante laser;2022\n", encoding="utf-8")
    assert "number_in_label" not in {group.reason for group in read(path).groups}


def test_a_tractor_is_no_plotter_misspelt(tmp_path: Path) -> None:
    path = tmp_path / "actif.csv"
    path.write_text(
        "Désignation;Date d'acquisition\nTRACTEUR KUBOTA L1361;2022\nImprimante laser;2022\n", encoding="utf-8"
    )
    assert {group.device.type for group in read(path).groups if group.device} == {"printer_laser"}
