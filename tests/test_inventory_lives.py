"""Columns of lifetime, refurbished, price and supplier: what they change, what they do not, and that no device is lost."""

import json
from pathlib import Path

import pytest

from conftest import Run
from snr_cli.api.catalogue import words_of
from snr_cli.catalog.opened import shipped_tables
from snr_cli.engine.assess import assess
from snr_cli.inputs.dossier.load import load_dossier, read_dossier
from snr_cli.inputs.inventory.fleet import fleet
from snr_cli.inputs.inventory.quantities import read_lifetime, read_refurbished
from snr_cli.inputs.inventory.read import Inventory
from snr_cli.inputs.inventory.records import Corrections
from snr_cli.model.dossier import Equipment
from test_inventory import counts, raw, read, units

PLAIN = "Type;Modèle;Quantité\n" + "Portable;Latitude 5440;1\n" * 6 + "Écran;P2419H;3\nBidule;Z;1\n"


def with_columns(folder: Path, titles: str, *cells: str, name: str = "parc.csv") -> Inventory:
    """Read the same rows with more columns: the cells of each row, the last again for the rows left."""
    head, *rows = PLAIN.splitlines()
    more = [*cells, *[cells[-1]] * len(rows)]
    lines = [f"{head};{titles}", *(f"{row};{cell}" for row, cell in zip(rows, more, strict=False))]
    return read(raw(folder, "\n".join(lines) + "\n", name))


def lines(inventory: Inventory) -> list[Equipment]:
    return fleet("parc", inventory.groups, "high", "inventaire parc.csv").lines


@pytest.mark.parametrize(
    ("cell", "title", "years"),
    [
        ("5", "Durée de vie", 5.0),
        ("5,5 ans", "Durée de vie", 5.5),
        ("7 ans.", "Durée de vie", 7.0),
        ("1 an", "Durée de vie", 1.0),
        ("60 mois", "Durée de vie", 5.0),
        ("60 mois", "Durée de vie (ans)", 5.0),
        ("60", "Durée de vie (mois)", 5.0),
        ("60", "Durée de vie en mois", 5.0),
        ("25", "Durée de vie (ans)", 25.0),
        ("5 years", "Lifetime", 5.0),
        ("36", "Durée de vie", None),  # months perhaps
        ("24", "Durée de vie", None),
        ("61 ans", "Durée de vie", None),
        ("0", "Durée de vie", None),
        ("1 mois", "Durée de vie", None),
        ("-5", "Durée de vie", None),
        ("longue", "Durée de vie", None),
        ("5 à 7", "Durée de vie", None),
        ("1e3", "Durée de vie", None),
    ],
)
def test_a_lifetime_has_its_unit_and_its_bounds(cell: str, title: str, years: float | None) -> None:
    assert read_lifetime(cell, title) == years


@pytest.mark.parametrize(
    ("cell", "said"),
    [("Oui", True), ("X", True), ("Reconditionné", True), ("d'occasion", True), ("Neuf", False), ("non", False), ("?", None), ("Bon", None)],
)  # fmt: skip
def test_refurbished_is_yes_or_no(cell: str, said: bool | None) -> None:
    assert read_refurbished(cell) is said


@pytest.mark.parametrize(
    ("titles", "cells"),
    [
        ("Durée de vie (ans)", ("5", "5", "7", "", "longue", "0")),
        ("Reconditionné", ("oui", "non", "", "peut-être")),
        ("Durée de vie;Reconditionné", ("5;oui", "5;non", "60 mois;oui", ";", "36;x", "9;neuf")),
        ("Prix d’achat;Fournisseur;Durée d’amortissement", ("850,00 €;UGAP;5", ";;")),
        ("Conso (kWh/an);Valeur d’acquisition", ("30;900", "40;", "0;", "x;1")),
    ],
)
def test_no_device_is_lost_nor_gained_by_these_columns(tmp_path: Path, titles: str, cells: tuple[str, ...]) -> None:
    without, inventory = read(raw(tmp_path, PLAIN, "sans.csv")), with_columns(tmp_path, titles, *cells)
    assert (units(inventory), counts(inventory)) == (units(without), counts(without))
    made = lines(inventory)
    assert len({line.id for line in made}) == len(made)


def test_rows_of_another_lifetime_or_bought_otherwise_are_other_lines(tmp_path: Path) -> None:
    cells = ("5;oui", "5 ans;X", "60 mois;non", ";neuf", ";")
    found = {
        line.id: line
        for line in lines(with_columns(tmp_path, "Durée de vie;Reconditionné", *cells))
        if line.type == "laptop"
    }
    said = {
        name: (line.quantity, line.lifetime_years, line.lifetime_source, line.refurbished_share)
        for name, line in found.items()
    }
    assert said == {
        "parc.laptop.sans-date": (2.0, None, None, None),
        "parc.laptop.sans-date.neuf": (1.0, None, None, 0.0),
        "parc.laptop.sans-date.5-ans.neuf": (1.0, 5.0, "inventaire parc.csv", 0.0),
        "parc.laptop.sans-date.5-ans.reconditionne": (2.0, 5.0, "inventaire parc.csv", 1.0),
    }


def test_without_these_columns_lines_are_what_they_were(tmp_path: Path) -> None:
    assert [line.id for line in lines(read(raw(tmp_path, PLAIN)))] == [
        "parc.laptop.sans-date",
        "parc.monitor.sans-date",
    ]


def test_the_columns_whose_cells_change_nothing_are_told_and_not_read(tmp_path: Path) -> None:
    inventory = with_columns(tmp_path, "Prix d’achat TTC;Fournisseur;Durée d’amortissement;Bidon", "850;M. Martin;5;z")
    columns = inventory.files[0].columns
    assert columns.known == {
        "Prix d’achat TTC": "price",
        "Fournisseur": "supplier",
        "Durée d’amortissement": "depreciation",
    }
    assert columns.ignored == ["Bidon"]
    assert {line.depreciation_years for line in lines(inventory)} == {None}


def test_the_lifetime_of_the_accounts_is_no_lifetime(tmp_path: Path) -> None:
    """In a list of assets, « Durée de vie » is that of the depreciation."""
    text = "Libellé du bien;Valeur d'acquisition;Durée de vie\nOrdinateur portable Latitude 5440;900;3\n"
    inventory = read(raw(tmp_path, text))
    assert inventory.files[0].columns.known["Durée de vie"] == "depreciation"
    assert {line.lifetime_years for line in lines(inventory)} == {None}


def test_a_person_may_say_that_another_column_is_the_lifetime(tmp_path: Path) -> None:
    path = raw(tmp_path, "Type;Modèle;Garde (mois)\nPortable;Latitude 5440;84\n")
    (line,) = lines(read(path, mapping=Corrections(columns={"Garde (mois)": "lifetime"})))
    assert line.lifetime_years == 7.0


@pytest.mark.slow
def test_what_is_read_of_them_goes_to_the_result_and_the_rest_is_told(tmp_path: Path, snr: Run) -> None:
    rows = "Portable;Latitude 5440;2;7;oui;850;UGAP\nPortable;Latitude 5440;1;36;peut-être;850;Mme Martin\n"
    raw(tmp_path, f"Type;Modèle;Quantité;Durée de vie;Reconditionné;Prix d’achat;Fournisseur\n{rows}")
    dossier = (
        'snr: 1\nreference_year: 2025\nterritory: {siren: "243300316"}\nequipment:\n  - {id: parc, from: parc.csv}\n'
    )
    (tmp_path / "territory.yaml").write_text(dossier, encoding="utf-8")
    screen = " ".join(snr("inventory", tmp_path / "parc.csv").stdout.decode().split())
    assert (
        "prix, non lu, les appareils comptés ici ne le sont pas une seconde fois dans les dépenses : Prix d’achat"
        in screen
    )
    assert "fournisseur, non lu" in screen
    assert "Martin" not in screen
    assert "durée de vie" in screen
    assert "« 36 »" in screen or ": 36" in screen
    data = json.loads(snr("inventory", tmp_path / "parc.csv", "-f", "json").stdout)
    assert data["files"][0]["columns"]["known"] == {"Prix d’achat": "price", "Fournisseur": "supplier"}
    written = snr("inventory", tmp_path / "parc.csv", "-f", "yaml").stdout.decode()
    assert "lifetime_years: 7, lifetime_source:" in written
    assert "refurbished_share: 1" in written
    done = json.loads(snr("check", tmp_path, "--select", "SNR5", "-f", "json").stdout)
    told = [finding["message"] for finding in done["findings"]]
    assert any("36" in text and "Durée de vie" in text for text in told), told
    assert snr("inventory", tmp_path / "parc.csv", "--strict").returncode == 1


def refurbished(folder: Path) -> None:
    """Write a dossier of a fleet that its places cut into ten lines, all refurbished."""
    rows = "".join(f"Portable;Latitude 5440;Service {rank};oui\n" for rank in range(10))
    raw(folder, f"Type;Modèle;Service;Reconditionné\n{rows}")
    text = 'snr: 1\nreference_year: 2025\nterritory: {siren: "243300316"}\nequipment:\n  - {id: parc, from: parc.csv}\n'
    (folder / "territory.yaml").write_text(text, encoding="utf-8")


def test_what_is_said_of_all_the_lines_of_an_inventory_is_said_once(tmp_path: Path) -> None:
    """Ten lines refurbished without a proof of the life before: one notice, where the inventory is named."""
    refurbished(tmp_path)
    dossier = load_dossier(str(tmp_path), words_of(shipped_tables())).dossier
    assert len(dossier.equipment) == 10
    assert {line.refurbished_share for line in dossier.equipment} == {1.0}
    notices = [
        notice for notice in assess(dossier, shipped_tables()).notices if notice.code == "refurbished_without_upstream"
    ]
    assert [notice.subject for notice in notices] == ["parc"]


@pytest.mark.slow
def test_check_says_it_at_the_inventory(tmp_path: Path, snr: Run) -> None:
    refurbished(tmp_path)
    done = json.loads(snr("check", tmp_path, "--select", "SNR420", "-f", "json").stdout)
    (only,) = done["findings"]
    assert (only["line"], only["message"]) == (5, "parc : part reconditionnée sans upstream_years")


def test_a_typed_line_that_takes_devices_says_what_it_does_not_take_of_them(tmp_path: Path) -> None:
    raw(tmp_path, "Type;Modèle;Durée de vie;Reconditionné\nPortable;Latitude 5440;7 ans;oui\nÉcran;P2419H;;non\n")
    lines_ = "  - {id: mes-pc, type: laptop, inventory: parc%s}\n  - {id: mes-ecrans, type: monitor, inventory: parc}\n"
    head = 'snr: 1\nreference_year: 2025\nterritory: {siren: "243300316"}\nequipment:\n  - {id: parc, from: parc.csv}\n'

    def told(more: str) -> list[str]:
        (tmp_path / "territory.yaml").write_text(head + lines_ % more, encoding="utf-8")
        findings = read_dossier(str(tmp_path), words_of(shipped_tables())).findings
        return [finding.message for finding in findings if finding.code == "SNR506"]

    assert told("") == [
        "« mes-pc » ne prend pas ce que l’inventaire « parc » dit de ses appareils : lifetime_years, refurbished_share"
    ]
    assert told(", lifetime_years: 7, lifetime_source: x, refurbished_share: 100 %") == []


@pytest.mark.parametrize(
    ("title", "note", "each"),
    [
        ("kWh/an", "kwh_each", 300.0),
        ("kWh unitaire", "", 300.0),
        ("kWh total", "kwh_shared", 30.0),
        ("Conso totale (kWh/an)", "kwh_shared", 30.0),
    ],
)
def test_the_consumption_of_a_row_of_several_devices_is_shared_when_its_title_says_total(
    tmp_path: Path, title: str, note: str, each: float
) -> None:
    mapping = Corrections(columns={"kWh unitaire": "kwh"})
    inventory = read(raw(tmp_path, f"Type;Quantité;{title}\nPortable;10;300\n"), mapping=mapping)
    assert [line.kwh_per_year for line in lines(inventory)] == [each]
    assert [found[:2] for found in inventory.files[0].notes if found[0] != "column_absent"] == [(note, title)] * bool(
        note
    )


def test_a_dossier_is_told_how_the_consumption_of_several_devices_is_read(tmp_path: Path, snr: Run) -> None:
    raw(tmp_path, "Type;Quantité;kWh/an\nPortable;10;300\nÉcran;1;20\n", "parc.csv")
    (tmp_path / "territory.yaml").write_text(
        'snr: 1\nreference_year: 2025\nterritory: {siren: "243300316"}\nequipment:\n  - {id: parc, from: parc.csv}\n',
        encoding="utf-8",
    )
    said = snr("check", tmp_path).stdout.decode()
    assert "colonne « kWh/an » lue pour un appareil" in " ".join(said.split())
