"""Rows and columns that repeat, move or lend devices: none may add to the fleet unsaid."""

from pathlib import Path

import pytest

from test_inventory import units
from test_no_device_rows import export, read, verdicts

SUM = "to_confirm sums_above"


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
        # what may be devices of their own
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
    assert {line for line, verdict in found.items() if verdict == SUM} == sums
    assert set(found.values()) - {SUM, "ignored blank"} == {"counted"}


def test_a_sum_is_found_beyond_a_batch_of_rows(tmp_path: Path):
    rows = [f"Portable;Latitude {number};2" for number in range(5000, 5600)]
    path = export(tmp_path, "Type;Modèle;Quantité", *rows, "Portables;;1200", "Écran;P2419H;4")
    assert verdicts(path)[602] == SUM
    assert units(read(path)) == {"laptop": 1196.0, "tablet": 4.0, "monitor": 4.0}  # a Latitude 5285 or 5290 is a tablet
