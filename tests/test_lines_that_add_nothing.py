"""Rows and columns that repeat, move or lend devices: none may add to the fleet unsaid."""

from pathlib import Path

import pytest

from in_process import snr
from snr_cli.inputs.inventory.records import Corrections
from test_inventory import units
from test_no_device_rows import export, read, verdicts

SUM, PROVED = "to_confirm sums_above", "ignored subtotal"


@pytest.mark.parametrize(
    "last", ["Portables;;3", "Portable;-;3", "Nombre de portables;;3", "Nombre de portables;;4", "Soit portables;;3",
             "Portable;Tous modèles;3"],
)  # fmt: skip
def test_a_row_that_repeats_the_type_and_its_number_is_to_confirm(tmp_path: Path, last: str):
    path = export(tmp_path, "Type;Modèle;Quantité", "Portable;Latitude 5440;3", last, "Écran;P2419H;4")
    assert verdicts(path) == {2: "counted", 3: SUM, 4: "counted"}
    assert units(read(path)) == {"laptop": 3.0, "monitor": 4.0}


@pytest.mark.parametrize(
    ("rows", "sums"),
    [
        (("Type;Modèle;Quantité", "Portable;Latitude 5440;3", "Portable;ProBook 450 G7;4", "", "Portables;;7",
          "Portable;Latitude 5430;2", "Portables;;2"), {5, 7}),
        (("Service;Type;Quantité", "DSI;Portable;3", "École;Portable;4", ";Portable;7"), {4}),
        (("Service;Type;Modèle;Quantité", "DSI;Portable;Latitude 5440;3", "DSI;Portable;ProBook 450 G7;4",
          "DSI;Portables;;7", "École;Portable;Latitude 5440;2", "École;Portables;;2", ";Portables;;9"), {4, 6, 7}),
        # gathered under the rows of all types
        (("Type;Modèle;Quantité", "Portable;Latitude 5440;3", "Écran;P2419H;5", "Imprimante laser;HP M404dn;1",
          "Portable;ProBook 450 G7;4", "", "Portables;;7", "Écrans;;5", "Imprimantes laser;;1"), {7, 8, 9}),
        (("Service;Type;Quantité", "DSI;Portable;3", "DSI;Écran;2", "École;Portable;4", ";Portable;7", ";Écran;2"),
          {5, 6}),
        (("Service;Type;Modèle;Quantité", "DSI;Portable;Latitude 5440;3", "École;Écran;P2419H;4",
          "DSI;Portable;ProBook 450 G7;4", "DSI;Portables;;7", "École;Écrans;;4"), {5, 6}),
        # what may be devices of their own
        (("Type;Modèle;Quantité", "Portable;Latitude 5440;3", "Écran;P2419H;5", "Portable;;2", "Écran;;1"), set()),
        (("Service;Type;Modèle;Quantité", "DSI;Portable;Latitude 5440;3", "DSI;Écran;P2419H;4", "École;Portable;;3"),
          set()),
        (("Type;Modèle;Quantité", "Portable;Latitude 5440;3", "Portable;;2"), set()),
        (("Type;Modèle;Quantité", "Portable;Latitude 5440;1", "Portable;;1"), set()),
        (("Type;Modèle;Quantité", "Portable;Latitude 5440;3", "Écran;;3"), set()),
        (("Type;Modèle;Quantité", "Portable;;3", "Portable;;3"), set()),
        (("Type;Quantité", "Portable;3", "Portable;3"), set()),
        (("Service;Type;Quantité", "DSI;Portable;3", "École;Portable;3"), set()),
        (("Type;Modèle;Quantité", "Nombre de portables;;3", "Nombre d’écrans;;3"), set()),
    ],
)  # fmt: skip
def test_a_sum_is_that_of_rows_of_its_type_and_place_that_say_more(
    tmp_path: Path, rows: tuple[str, ...], sums: set[int]
):
    found = verdicts(export(tmp_path, *rows))
    assert {line for line, verdict in found.items() if verdict in (SUM, PROVED)} == sums
    assert set(found.values()) - {SUM, PROVED, "ignored blank"} == {"counted"}


def test_a_sum_is_found_beyond_a_batch_of_rows(tmp_path: Path):
    rows = [f"Portable;Latitude {number};2" for number in range(5000, 5600)]
    path = export(tmp_path, "Type;Modèle;Quantité", *rows, "Portables;;1200", "Écran;P2419H;4")
    assert verdicts(path)[602] == SUM
    assert units(read(path)) == {"laptop": 1196.0, "tablet": 4.0, "monitor": 4.0}  # a Latitude 5285 or 5290 is a tablet


HEAD = """snr: 1
reference_year: 2025
territory: {siren: "243300316"}
equipment:
  - {id: parc, from: parc.csv}
"""


@pytest.mark.parametrize(
    "title", ["Nombre en stock", "Qté au dépôt", "En stock", "Stock", "Nb HS", "Quantité réformée"]
)
def test_a_second_column_of_quantities_is_told(tmp_path: Path, title: str):
    path = export(tmp_path, f"Type;Modèle;Nombre en service;{title}", "Portable;Latitude 5440;10;2")
    assert [note for file in read(path).files for note in file.notes] == [("quantity_column", title, 2)]


def test_a_second_column_of_quantities_is_told_with_its_devices(tmp_path: Path):
    path = export(
        tmp_path, "Type;Modèle;Nombre en service;Nombre en stock;Nombre de ports",
        "Portable;Latitude 5440;10;2;4", "Portable;ProBook 450 G7;3;;4", "Écran;P2419H;4;1;2", "Total;;17;3;",
    )  # fmt: skip
    inventory = read(path)
    assert units(inventory) == {"laptop": 13.0, "monitor": 4.0}
    assert inventory.files[0].notes == [("quantity_column", "Nombre en stock", 2)]
    assert inventory.files[0].beside == {"Nombre en stock": 3.0}
    (tmp_path / "territory.yaml").write_text(HEAD, encoding="utf-8")
    said = snr("check", tmp_path).stdout
    assert "SNR502" in said and "« Nombre en stock » non lue : 3 unités" in said
    assert "3 unités ne comptent pas" in snr("inventory", path).stdout


@pytest.mark.parametrize(
    "column", ["Nombre d’utilisateurs;5", "Total;12", "Nombre en stock;0", "Stock;oui", "Nb agents;2"]
)
def test_a_column_that_counts_no_other_devices_is_not_told(tmp_path: Path, column: str):
    title, cell = column.split(";")
    (file,) = read(
        export(tmp_path, f"Type;Modèle;Nombre en service;{title}", f"Portable;Latitude 5440;12;{cell}")
    ).files
    assert not any(note[0] == "quantity_column" for note in file.notes)


@pytest.mark.parametrize(
    "title", ["Mouvement", "Sens", "Opération", "Type de mouvement", "Type d’opération", "Entrée/Sortie", "Mouvements"]
)
def test_a_journal_of_movements_is_no_inventory(tmp_path: Path, title: str):
    path = export(
        tmp_path, f"Date;{title};Type;Modèle;Quantité", "03/02/2023;Entrée;Portable;Latitude 5440;10",
        "04/03/2023;Sortie;Portable;Latitude 5440;4", "05/03/2023;Retour de prêt;Portable;Latitude 5440;1",
        "06/03/2023;;Écran;P2419H;2", "Total;;;;17",
    )  # fmt: skip
    movement = "to_confirm movement"
    assert verdicts(path) == {2: movement, 3: movement, 4: movement, 5: movement, 6: "ignored total"}
    kept = verdicts(path, mapping=Corrections(columns={title: ""}))
    assert kept[2] == "counted"


@pytest.mark.parametrize("column", ["Opération;Achat 2022", "Sens;", "Mouvement;Mairie", "Note;Entrée"])
def test_a_column_that_tells_no_movement_lets_rows_count(tmp_path: Path, column: str):
    title, cell = column.split(";")
    path = export(tmp_path, f"Type;Modèle;Quantité;{title}", f"Portable;Latitude 5440;12;{cell}")
    assert verdicts(path) == {2: "counted"}


@pytest.mark.parametrize(
    "part",
    ["- dont en stock", "– dont en stock", "• Dont en stock", " -dont réserve", "→ dont prêt", "y compris stock"],
)
def test_a_part_of_the_row_above_is_not_added(tmp_path: Path, part: str):
    path = export(tmp_path, "Type;Modèle;Quantité", "Portable;Latitude 5440;10", f"{part};Latitude 5440;2")
    assert verdicts(path) == {2: "counted", 3: "ignored total"}
    path = export(tmp_path, "Type;Modèle;Quantité", "Portable;Latitude 5440;10", "- Portable;Latitude 5440;2")
    assert verdicts(path) == {2: "counted", 3: "counted"}
