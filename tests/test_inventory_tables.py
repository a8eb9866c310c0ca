"""What happens before a row exists: every line of a file belongs to one table of it, and none is lost between two."""

import csv
import io
from pathlib import Path

import pytest

from snr_cli.api.catalogue import inventory_words
from snr_cli.catalog.opened import shipped_tables
from snr_cli.inputs.inventory.fleet import fleet
from snr_cli.inputs.inventory.read import Inventory, read_inventory
from snr_cli.inputs.inventory.records import Corrections, InventoryError, Reading
from snr_cli.inputs.inventory.values import plain

WORDS = inventory_words(shipped_tables())


def read(path: Path, **how: object) -> Inventory:
    return read_inventory([(path, path.name)], WORDS, Reading(**how), 2025)  # type: ignore[arg-type]


def text(folder: Path, *lines: str, name: str = "parc.csv") -> Path:
    """Write lines of cells between semicolons."""
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def padded(folder: Path, *lines: str) -> Path:
    """Write the same, each line with as many cells, as spreadsheets do."""
    rows = [line.split(";") for line in lines]
    width = max(map(len, rows))
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", lineterminator="\n").writerows([*row, *[""] * (width - len(row))] for row in rows)
    return text(folder, out.getvalue().rstrip("\n"))


def verdicts(inventory: Inventory) -> dict[int, str]:
    """Return the reason of each line, or the type it counts for; each line has one."""
    found: dict[int, str] = {}
    for group in inventory.groups:
        for line in group.lines:
            assert line not in found, line
            found[line] = group.device.type if group.device else f"{group.verdict}: {group.reason}"
    assert len(found) == inventory.read
    return found


def units(inventory: Inventory) -> dict[str, float]:
    found: dict[str, float] = {}
    for line in fleet("parc", inventory.groups, "high", "").lines:
        found[line.type] = found.get(line.type, 0.0) + line.quantity
    return found


@pytest.mark.parametrize("write", [text, padded])
def test_each_of_two_tables_of_a_file_is_read_with_its_own_titles(tmp_path: Path, write):
    path = write(
        tmp_path,
        "Type;Marque;Modèle;Quantité",
        "Portable;Dell;Latitude 5440;12",
        "Portable;HP;ProBook 450 G8;5",
        "",
        "Type;Marque;Modèle;Lieu;N° de série",
        "Serveur;Dell;PowerEdge R740;Mairie;ABC1234",
        "Écran;Dell;P2419H;École;ABC1235",
    )
    inventory = read(path)
    assert [file.header_line for file in inventory.files] == [1, 5]
    assert units(inventory) == {"laptop": 17, "server_rack": 1, "monitor": 1}
    assert verdicts(inventory) == {
        2: "laptop", 3: "laptop", 4: "ignored: blank", 6: "server_rack", 7: "monitor"
    }  # fmt: skip


@pytest.mark.parametrize("between", [[], [""], ["", "Imprimantes"], ["", "ÉCOLE JULES-FERRY", ""]])
def test_titles_in_another_order_begin_a_table_with_or_without_a_blank_line_or_a_name(
    tmp_path: Path, between: list[str]
):
    path = padded(
        tmp_path,
        "Parc au 31/12/2025",
        "Type;Marque;Modèle;Quantité",
        "Portable;Dell;Latitude 5440;12",
        *between,
        "Quantité;Modèle;Marque;Type",
        "7;ProBook 450 G8;HP;Portable",
    )
    inventory = read(path)
    assert units(inventory) == {"laptop": 19}
    found = verdicts(inventory)
    assert found[1] == "ignored: before_titles"
    names = {line for line, row in enumerate(between, start=4) if row}
    assert {line for line, why in found.items() if why == "ignored: before_titles"} == {1, *names}
    assert set(found) == set(range(1, 6 + len(between))) - {2, 4 + len(between)} | {5 + len(between)}


def test_the_same_titles_again_are_no_other_table_whatever_the_spaces(tmp_path: Path):
    path = text(tmp_path, "Type;Modèle", "Portable;Latitude 5440", " Type ;Modèle ", "Portable;Latitude 5440")
    inventory = read(path)
    assert len(inventory.files) == 1
    assert verdicts(inventory) == {2: "laptop", 3: "ignored: header_again", 4: "laptop"}


def test_a_table_under_thousands_of_rows_and_again_its_titles_is_found(tmp_path: Path):
    laptops = [f"Portable;Dell;Latitude {5000 + number % 90};1" for number in range(3000)]
    first, second = "Type;Marque;Modèle;Quantité", "Type;Marque;Modèle;Lieu"
    path = text(tmp_path, first, *laptops, first, *laptops, "", second, "Portable;HP;ProBook 450 G8;Mairie")
    inventory = read(path)
    assert [file.header_line for file in inventory.files] == [1, 6004]
    assert units(inventory) == {"laptop": 6001}
    assert [group.device.site for group in inventory.files[1].groups if group.device] == ["Mairie"]


@pytest.mark.parametrize("size", range(250, 262))
def test_where_a_batch_ends_changes_nothing(tmp_path: Path, size: int):
    rows = ["Portable;Latitude 5440;1"] * size
    path = padded(tmp_path, "Type;Modèle;Quantité", *rows, "", "Écrans", "Quantité;Type;Modèle", "3;Écran;P2419H")
    inventory = read(path)
    assert units(inventory) == {"laptop": size, "monitor": 3}
    assert verdicts(inventory)[size + 3] == "ignored: before_titles"


def test_devices_above_the_titles_are_rejected_with_their_lines(tmp_path: Path):
    path = padded(
        tmp_path,
        "Inventaire des ordinateurs portables et des écrans",
        "PC portables;45",
        "Écran;Dell;P2419H",
        "en service;appareil utilisé",
        "",
        "Type;Marque;Modèle;Quantité",
        "Portable;Dell;Latitude 5440;12",
    )
    assert verdicts(read(path)) == {
        1: "ignored: before_titles", 2: "rejected: above_titles", 3: "rejected: above_titles",
        4: "ignored: before_titles", 5: "ignored: blank", 7: "laptop",
    }  # fmt: skip


def test_a_table_that_names_no_type_is_rejected_with_its_lines(tmp_path: Path):
    path = text(
        tmp_path, "Type;Modèle", "Portable;Latitude 5440", "", "Quantité;N° de série;Lieu", "3;A1;Mairie", "5;A2;École"
    )
    inventory = read(path)
    assert units(inventory) == {"laptop": 1}
    assert verdicts(inventory)[5] == verdicts(inventory)[6] == "rejected: no_type_column"


def test_names_of_groups_of_columns_over_the_titles_are_no_table(tmp_path: Path):
    path = text(tmp_path, "Matériel;;Localisation;", "Type;Modèle;Site;Quantité", "Portable;Latitude 5440;Mairie;4")
    inventory = read(path)
    assert [file.header_line for file in inventory.files] == [2]
    assert verdicts(inventory) == {1: "ignored: before_titles", 3: "laptop"}
    assert units(inventory) == {"laptop": 4}


@pytest.mark.parametrize(
    "row",
    [
        "Téléphone;Direction;École",  # each one is the title of a column
        "Téléphone;Samsung;Galaxy A34",
        "Type;Mairie;Dell",
    ],
)
def test_a_row_whose_cells_are_words_of_titles_is_no_line_of_titles(tmp_path: Path, row: str):
    inventory = read(text(tmp_path, "Type;Service;Lieu", "Portable;Mairie;Accueil", row, "Portable;Mairie;Accueil"))
    assert len(inventory.files) == 1
    assert inventory.read == 3


def test_tables_without_end_are_refused_in_bounded_time(tmp_path: Path):
    path = text(tmp_path, *["Type;Modèle", "Modèle;Type"] * 20_000)
    with pytest.raises(InventoryError, match="lignes de titres différentes"):
        read(path)


def test_a_correction_is_met_in_whichever_table_holds_it(tmp_path: Path):
    path = text(
        tmp_path, "Type;Modèle", "Portable;Latitude 5440", "", "Genre;Modèle;Lieu", "Portable;Latitude 5440;Mairie"
    )
    inventory = read(path, mapping=Corrections(columns={"Genre": "kind"}))
    assert units(inventory) == {"laptop": 2}
    assert not [note for file in inventory.files for note in file.notes]


# quantities


@pytest.mark.parametrize(
    "title",
    [
        "Nbre", "Nbr", "Nb", "Nb.", "Qté", "Qté.", "Nb postes", "Nombre de postes", "Quantité totale", "Unités", "Effectif",
        "Nombre d’équipements", "Nb d'appareils", "Device count", "Total",
    ],
)  # fmt: skip
def test_a_title_of_quantity_is_known(tmp_path: Path, title: str):
    assert units(read(text(tmp_path, f"Type;Modèle;{title}", "Portable;Latitude 5440;25"))) == {"laptop": 25}


@pytest.mark.parametrize("title", ["Combien", "Parc", "PC", "Nb écrans", "Nb par bureau", "Volume"])
def test_small_whole_numbers_that_no_title_explains_stop_the_file_until_a_person_says(tmp_path: Path, title: str):
    path = text(
        tmp_path, f"Type;Modèle;{title}", "Portable;Latitude 5440;25", "Portable;Latitude 5440;", "Écran;P2419H;1"
    )
    with pytest.raises(InventoryError, match="jusqu’à 25") as refused:
        read(path)
    assert refused.value.asks == (title,)
    assert units(read(path, mapping=Corrections(columns={title: ""}))) == {"laptop": 2, "monitor": 1}
    counted = read(path, mapping=Corrections(columns={title: "quantity"}))
    assert units(counted) == {"laptop": 25, "monitor": 1}
    assert verdicts(counted)[3] == "to_confirm: quantity_absent"


@pytest.mark.parametrize("first", [True, False], ids=["words first", "numbers first"])
def test_small_numbers_stop_the_file_wherever_words_stand_among_them(tmp_path: Path, first: bool):
    words = ["Portable;Latitude 5440;à compléter"] * 9
    numbers = [f"Portable;Latitude 5440;{rank % 7 + 3}" for rank in range(200)]
    lines = [*words, *numbers] if first else [*numbers, *words]
    with pytest.raises(InventoryError, match="« Parc »") as refused:
        read(text(tmp_path, "Type;Modèle;Parc", *lines))
    assert refused.value.asks == ("Parc",)
    assert units(read(text(tmp_path, "Type;Modèle;Parc", *numbers[:9], *words * 3))) == {"laptop": 36}


@pytest.mark.parametrize(
    "title",
    [
        "Étage", "N° de bureau", "Bureau", "Salle", "RAM (Go)", "Mémoire", "Nb de ports", "Ports", "VLAN", "Taille (pouces)",
        "Disque (Go)", "ID", "N°", "Code", "Durée de garantie", "Prix HT", "Nombre de cœurs", "# VMs", "Âge", "Nb de pages",
    ],
)  # fmt: skip
def test_numbers_whose_title_says_what_they_are_are_no_quantity(tmp_path: Path, title: str):
    path = text(
        tmp_path, f"Type;Modèle;{title}", "Portable;Latitude 5440;8", "Portable;Latitude 5440;16", "Écran;P2419H;4"
    )
    assert units(read(path)) == {"laptop": 2, "monitor": 1}


@pytest.mark.parametrize(
    ("what", "cells"),
    [
        ("ones", ["1"] * 30),
        ("years", ["2019", "2021", "2021", "2020"]),
        ("the numbers of the rows", [str(number) for number in range(1, 31)]),
        ("identifiers", [str(number * 7) for number in range(1, 31)]),
        ("words", ["A", "2", "B", "C", "3", "D", "E", "F", "G", "H", "I", "J"]),
        ("large numbers", ["61234", "71234", "81234"]),
        ("decimals", ["1,5", "2,5", "8,25", "7,5", "4,5", "6,1", "7,2", "8,3", "9,4", "1,2"]),
    ],
)
def test_numbers_that_are_plainly_no_quantity_stop_nothing(tmp_path: Path, what: str, cells: list[str]):
    path = text(tmp_path, "Type;Divers", *[f"Portable;{cell}" for cell in cells])
    assert units(read(path)) == {"laptop": len(cells)}, what


def test_a_stray_word_in_a_column_of_quantities_does_not_make_each_row_one_device(tmp_path: Path):
    path = text(tmp_path, "Type;Combien", "Portable;25", "Écran;12", "Serveur;?", "Portable;8", "Total;45")
    with pytest.raises(InventoryError, match="Combien"):
        read(path)


def test_rows_with_a_serial_number_are_one_device_each_whatever_their_numbers(tmp_path: Path):
    path = text(tmp_path, "Type;N° de série;Divers", "Portable;AB12CD;25", "Portable;AB12CE;3", "Portable;;1")
    assert units(read(path)) == {"laptop": 3}
    alone = text(tmp_path, "Type;N° de série;Divers", "Portable;AB12CD;1", "Portable;;25")
    with pytest.raises(InventoryError, match="Divers"):
        read(alone)


def test_a_column_of_numbers_without_a_title_is_asked_about_and_that_of_the_rows_is_not(tmp_path: Path):
    with pytest.raises(InventoryError, match="colonne 3, sans titre"):
        read(text(tmp_path, "Type;Modèle;", "Portable;Latitude 5440;25", "Écran;P2419H;4"))
    rows = [f"{number};Portable;Latitude 5440" for number in range(3)]
    assert units(read(text(tmp_path, ";Type;Modèle", *rows))) == {"laptop": 3}


def test_the_quantity_is_asked_of_the_last_row_as_of_the_first(tmp_path: Path):
    path = text(tmp_path, "Type;Combien", *["Portable;1"] * 2000, "Portable;40")
    with pytest.raises(InventoryError, match="jusqu’à 40"):
        read(path)


def test_a_second_table_is_asked_about_too(tmp_path: Path):
    path = text(tmp_path, "Type;Quantité", "Portable;2", "", "Type;Modèle;Combien", "Écran;P2419H;12")
    with pytest.raises(InventoryError, match="Combien"):
        read(path)


def test_every_word_of_number_says_what_it_is():
    tables = shipped_tables()
    for number, row in tables.rows("inventory/numbers.csv"):
        assert row["what"] in ("time", "place", "id", "part", "measure", "money"), number
        assert row["word"] == plain(row["word"]), number
        assert row["source"], number


# two columns with one role


def test_of_two_columns_of_a_role_the_first_filled_one_is_read_cell_by_cell(tmp_path: Path):
    path = text(
        tmp_path,
        "Type;Modèle;Date de mise en service;Date d'achat;Service;Direction",
        "Portable;Latitude 5440;;2021-03-04;;Culture",
        "Portable;Latitude 5440;2022-01-10;2021-03-04;Voirie;Culture",
        "Portable;Latitude 5440;-;04/05/2020;n/a;Culture",
    )
    inventory = read(path)
    lines = fleet("parc", inventory.groups, "high", "").lines
    assert {(line.purchase_year, line.entity) for line in lines} == {
        (2021, "Culture"),
        (2022, "Voirie"),
        (2020, "Culture"),
    }
    assert {"Date d'achat", "Direction"} <= set(inventory.files[0].columns.used)
    assert not inventory.files[0].columns.ignored


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        ("Informatique", "PC portable", "laptop"),
        ("PC portable", "Informatique", "laptop"),
        ("", "PC portable", "laptop"),
        ("Parc mairie", "Écran", "monitor"),
        ("Portable", "PC portable", "laptop"),
    ],
)
def test_a_category_that_says_nothing_does_not_hide_the_type(tmp_path: Path, first: str, second: str, kind: str):
    path = text(tmp_path, "Catégorie;Désignation;Lieu", f"{first};{second};Mairie")
    assert units(read(path)) == {kind: 1}


def test_a_device_that_one_of_two_statuses_says_gone_is_not_in_use(tmp_path: Path):
    path = text(tmp_path, "Type;État;Statut", "Portable;Bon;Réformé", "Portable;Réformé;Bon", "Portable;Bon;En service")
    assert verdicts(read(path)) == {2: "set_aside: retired", 3: "set_aside: retired", 4: "laptop"}


def test_two_quantities_that_differ_are_asked_about(tmp_path: Path):
    path = text(tmp_path, "Type;Quantité;Quantité totale", "Portable;5;5", "Portable;;7", "Portable;2;9")
    with pytest.raises(InventoryError, match="« Quantité », « Quantité totale »"):
        read(path)
    same = text(tmp_path, "Type;Quantité;Quantité totale", "Portable;5;5,0", "Portable;;7", "Quantité;Quantité;Type")
    assert units(read(same)) == {"laptop": 12}


def test_what_a_person_says_of_a_column_comes_before_its_title(tmp_path: Path):
    path = text(tmp_path, "Quantité;Type;Parc réel", "5;Portable;8")
    assert units(read(path, mapping=Corrections(columns={"Parc réel": "quantity", "Quantité": ""}))) == {"laptop": 8}
    place = text(tmp_path, "Service;Type;Rattachement", "Voirie;Portable;Culture")
    inventory = read(place, mapping=Corrections(columns={"Rattachement": "entity"}))
    assert [group.device.entity for group in inventory.groups if group.device] == ["Culture"]


@pytest.mark.parametrize("number", ["1e999", "-1e999", "9" * 400, "nan", "inf"])
@pytest.mark.parametrize("title", ["Quantité", "Combien", "Conso (kWh/an)", "Durée de vie"])
def test_a_number_without_end_is_none(title: str, number: str, tmp_path: Path):
    inventory = read(text(tmp_path, f"Type;Modèle;{title}", f"Portable;Latitude 5440;{number}"))
    (device,) = [group for group in inventory.groups if group.units or group.rows]
    assert device.units in (0, 1)
    assert device.verdict == ("rejected" if title == "Quantité" else device.verdict)


@pytest.mark.parametrize("cell", ["NOMBRE", "SALLE", "N° de série"])
def test_a_row_whose_status_is_a_title_too_is_no_line_of_titles(tmp_path: Path, cell: str) -> None:
    """« Réformé » beside a cell that is a word of titles: the whole file was refused."""
    inventory = read(text(tmp_path, "Nom;Statut;Modèle", f";Réformé;{cell}", "PC;En service;Latitude 5440"))
    assert units(inventory) == {"laptop": 1}
    assert inventory.read == 2
