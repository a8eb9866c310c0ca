"""The same device in two files: what identifies it, what does not, and how what is set aside is told."""

import json
from pathlib import Path

import pytest

from in_process import snr
from snr_cli.inputs.inventory.seen import identifies, is_number, is_tag
from test_inventory import raw, read, units
from workbooks import saved, xlsx_grid

HEAD = 'snr: 1\nreference_year: 2025\nterritory: {siren: "243300316"}\nequipment:\n'
TITLES = "Nom;Type;Modèle;Numéro de série;Numéro d'inventaire"


def two(folder: Path, first: str, second: str, titles: str = TITLES, other: str = "") -> tuple[Path, Path]:
    """Write two files, of which the second is no copy: its last line has no end."""
    return raw(folder, f"{titles}\n{first}\n", "a.csv"), raw(folder, f"{other or titles}\n{second}", "b.csv")


@pytest.mark.parametrize(
    ("first", "second", "devices"),
    [
        ("ACCUEIL-01;Portable;Latitude 5440;;", "ACCUEIL-01;Écran;P2419H;;", 2),
        ("MARTIN;Portable;Latitude 5440;;", "MARTIN;Smartphone;Galaxy A54;;", 2),
        ("PC-7;Portable;Latitude 5440;;", "pc-7;Portable;Dell Latitude 5440;;", 1),
        ("PC-7;Portable;Latitude 5440;;", "PC-7;Portable;Latitude 5500;;", 2),
        ("PC-7;Portable;Latitude 5440;SN-1A;", "PC-7;Portable;Latitude 5440;SN-2B;", 2),
        ("PC-7;Portable;Latitude 5440;;", "PC-7;Portable;Latitude 5440;SN-2B;", 1),
        ("PC-7;Portable;Latitude 5440;SN-1A;", "autre;Ordinateur;;sn-1a;", 1),
        ("A;Portable;Latitude 5440;00012345;", "B;Portable;;12345;", 1),  # a spreadsheet drops zeros
        ("A;Portable;Latitude 5440;12345;", "B;Portable;Latitude 5440;00012345;", 1),
        ("A;Portable;Latitude 5440;00012345;", "B;Écran;P2419H;12345;", 2),
        ("A;Portable;Latitude 5440;00012345;", "B;Portable;Latitude 5500;12345;", 2),
        ("A;Portable;Latitude 5440;0001234;", "B;Portable;Latitude 5440;1234;", 2),  # too short to be sure
        ("A;Portable;Latitude 5440;00ABC12;", "B;Portable;Latitude 5440;ABC12;", 2),  # no zero of it is dropped
        ("A;Portable;Latitude 5440;00123456;", "B;Portable;Latitude 5440;123456;", 2),  # a sequence is no number
        ("A;Portable;Latitude 5440;S/N: ABC77777;", "B;Portable;;abc77777;", 1),
        ("A;Portable;Latitude 5440;N° de série : ABC77777;", "B;Portable;;SN:ABC77777;", 1),
        ("A;Portable;Latitude 5440;S/N: ?;", "B;Portable;Latitude 5440;S/N: ?;", 2),
        ("PC-7;Portable;Latitude 5440;;2023-0412", "POSTE;Portable;Latitude 5440;;2023-0412", 1),
        ("PC-7;Portable;Latitude 5440;;2023-0412", "ECRAN;Écran;P2419H;;2023-0412", 2),
        ("PC-7;Portable;Latitude 5440;;12", "POSTE;Portable;Latitude 5500;;12", 2),  # the twelfth of each list
        ("PC;Portable;Latitude 5440;;", "PC;Portable;Latitude 5440;;", 2),
        ("PC portable;Portable;Latitude 5440;;", "PC portable;Portable;Latitude 5440;;", 2),
        ("iPhone;Smartphone;iPhone 13;;", "iPhone;Smartphone;iPhone 13;;", 2),
        *(
            (f"A;Portable;Latitude 5440;{word};", f"B;Portable;Latitude 5440;{word};", 2)
            for word in (
                "voir étiquette", "PERDU", "en cours", "3,52E+14", "3.52E+14", "ILLISIBLE", "Néant", "STOCK", "à relever",
                "#N/A", "bureau 12", "12/03/2021", "SANS", "xxx", "Etiquette arrachée", "HS", "N/C", "?",
            )
        ),
    ],
)  # fmt: skip
def test_what_makes_two_rows_of_two_files_one_device(tmp_path: Path, first: str, second: str, devices: int):
    inventory = read(*two(tmp_path, first, second))
    assert sum(units(inventory).values()) == devices
    assert inventory.read == 2


def test_a_lot_is_no_device_whatever_its_name(tmp_path: Path):
    paths = two(
        tmp_path,
        "PORTABLES;Portable;Latitude 5440;10",
        "PORTABLES;Portable;Latitude 5440;8",
        "Équipement;Type;Modèle;Quantité",
    )
    assert units(read(*paths)) == {"laptop": 18}


def test_a_column_of_kinds_taken_for_names_drops_no_file(tmp_path: Path):
    rows = "Ordinateur portable;Portable;Latitude 5440\nÉcran;Écran;P2419H"
    assert units(read(*two(tmp_path, rows, rows, "Équipement;Type;Modèle"))) == {"laptop": 2, "monitor": 2}


def test_numbers_of_makers_identify_and_order_numbers_do_not(tmp_path: Path):
    for serial in ("7KX4QZ2", "BHZGDLJ", "C02XK0AAJGH5", "VMware-56 4d 12 aa", "SN-1", "5CG1234ABC", "0299112233"):
        assert identifies(serial) and is_number(serial), serial
    assert is_tag("2023-0412") and is_tag("INV12") and not is_tag("412")
    paths = two(
        tmp_path,
        "A;Portable;Latitude 5440;CMD-2021-77",
        "B;Portable;Latitude 5440;CMD-2021-77",
        "Nom;Type;Modèle;Numéro de commande",
    )
    assert units(read(*paths)) == {"laptop": 2}


def dossier(folder: Path) -> list[dict[str, object]]:
    (folder / "territory.yaml").write_text(HEAD + "  - {id: parc, from: [a.csv, b.csv]}\n", encoding="utf-8")
    done = snr("check", folder, "-f", "json", "--select", "SNR5")
    return json.loads(done.stdout)["findings"]


def test_what_was_set_aside_is_told_with_the_lines_of_both_and_no_cell(tmp_path: Path):
    first = "\n".join(f"PC-{n};Portable;Latitude 5440;7KX4Q{n:02};" for n in range(20))
    second = "\n".join(f"POSTE-{n};Portable;Latitude 5440;7KX4Q{n:02};" for n in (3, 4, 5, 40))
    two(tmp_path, first, second)
    (found,) = dossier(tmp_path)
    assert (found["code"], Path(str(found["file"])).name, found["line"]) == ("SNR508", "b.csv", 2)
    assert "3 appareils déjà lus" in str(found["message"])
    assert "lignes 2 à 4 ; dans" in str(found["message"])
    assert str(found["message"]).endswith("a.csv, lignes 5 à 7)")
    text = snr("inventory", tmp_path / "a.csv", tmp_path / "b.csv").stdout
    assert "3 appareils déjà lus" in text
    assert "7KX4Q" not in text + json.dumps(found)


def test_in_one_file_the_first_row_is_named_too(tmp_path: Path):
    raw(tmp_path, f"{TITLES}\nA;Portable;Latitude 5440;7KX4Q1;\nA;Portable;Latitude 5440;7KX4Q1;\n", "a.csv")
    raw(tmp_path, f"{TITLES}\nB;Portable;Latitude 5440;7KX4Q9;\n", "b.csv")
    (found,) = dossier(tmp_path)
    assert str(found["message"]).endswith("(ligne 3 ; plus haut, ligne 2)")


def test_the_same_name_and_type_without_a_model_counts_and_is_told(tmp_path: Path):
    paths = two(tmp_path, "PC-7;Portable;Latitude 5440;;", "PC-7;Portable;;;")
    assert units(read(*paths)) == {"laptop": 2}
    (found,) = dossier(tmp_path)
    assert found["code"] == "SNR508"
    assert "1 appareil de mêmes nom et type qu’un autre, sans modèle" in str(found["message"])


def test_a_copy_of_a_file_is_not_read_and_told(tmp_path: Path):
    folder = tmp_path / "parc"
    folder.mkdir()
    for name in ("fev.csv", "jan.csv", "mars.csv"):
        raw(folder, "Type;Quantité\nPortable;10\n", name)
    raw(folder, "Type;Quantité\nPortable;11\n", "avril.csv")
    inventory = read(folder)
    assert units(inventory) == {"laptop": 21}
    assert [(error.name, "fev.csv" in error.why) for error in inventory.unread] == [
        ("parc/jan.csv", True),
        ("parc/mars.csv", True),
    ]
    done = snr("inventory", str(folder))
    assert done.returncode == 1
    assert "jan.csv : non lu, c’est la copie exacte de" in done.stderr
    dossier = tmp_path / "dossier.yaml"
    dossier.write_text(HEAD + "  - {id: parc, from: parc}\n", encoding="utf-8")
    done = snr("check", str(dossier))
    assert done.returncode == 1
    assert "SNR503" in done.stdout and "copie exacte" in done.stdout


def test_zeros_before_a_number_are_looked_at_without_a_column_of_names(tmp_path: Path):
    paths = two(tmp_path, "Portable;00012345", "Portable;12345", "Type;Numéro de série")
    assert units(read(*paths)) == {"laptop": 1}
    assert "1 appareil déjà lu" in snr("inventory", *paths).stdout


def test_in_one_file_zeros_tell_two_devices_apart(tmp_path: Path):
    raw(tmp_path, "Type;Numéro de série\nPortable;00012345\nPortable;12345\n", "a.csv")
    raw(tmp_path, "Type;Numéro de série\nPortable;012345\n", "b.csv")
    assert units(read(tmp_path / "a.csv", tmp_path / "b.csv")) == {"laptop": 3}


def test_a_file_refused_midway_sets_no_device_of_another_aside(tmp_path: Path):
    titles = TITLES.split(";")
    rows = [[f"PC-{n}", "Portable", "Latitude 5440", f"SN{n:04}A" if n % 2 else "", f"INV-{n:04}"] for n in range(800)]
    second = raw(tmp_path, "\n".join(map(";".join, [titles, *rows])), "b.csv")
    parts = xlsx_grid([titles, *rows])
    (sheet,) = [name for name in parts if "worksheets/" in name]
    content = parts[sheet]
    assert isinstance(content, str)
    inventory = read(saved(tmp_path / "a.xlsx", {**parts, sheet: content[:-200] + "<<<"}), second)
    assert units(inventory) == {"laptop": 800}
    assert [error.name for error in inventory.unread] == ["a.xlsx"]


SERIALS = "Type;Modèle;N° de série;Statut;Remarque"
FIRST = ["zzz inconnu;;SN999XY1;En service;", "Portable;Latitude 5440;SN999XY1;Réformé;"]
FIRST += ["Portable;Latitude 5440;SN999XY1;En service;volé en 2023"]


@pytest.mark.parametrize("first", FIRST)
@pytest.mark.parametrize("files", [1, 2])
def test_the_row_that_counts_is_not_set_aside_by_one_that_does_not(tmp_path: Path, first: str, files: int):
    good = "Portable;Latitude 5440;SN999XY1;En service;"
    rows = [first, good, good] if files == 1 else [first]
    paths = [raw(tmp_path, "\n".join([SERIALS, *rows]), "a.csv")]
    if files == 2:
        paths.append(raw(tmp_path, "\n".join([SERIALS, good, good, ""]), "b.csv"))
    inventory = read(*paths)
    assert units(inventory) == {"laptop": 1}
    (double,) = inventory.files[-1].doubles
    assert (double.file, double.line, double.first_line) == (paths[-1].name, 5 - files, 4 - files)
    assert inventory.read == 3


@pytest.mark.parametrize("second", FIRST)
def test_a_row_that_does_not_count_sets_nothing_back(tmp_path: Path, second: str):
    good = "Portable;Latitude 5440;SN999XY1;En service;"
    assert units(read(raw(tmp_path, "\n".join([SERIALS, good, second, good])))) == {"laptop": 1}
    assert units(read(raw(tmp_path, "\n".join([SERIALS, FIRST[1], second])))) == {}


@pytest.mark.parametrize("key", ["N° d'inventaire", "Nom"])
@pytest.mark.parametrize(
    "first",
    [
        "Portable;Latitude 5440;Réformé;",
        "Portable;Latitude 5440;En service;volé en 2023",
        "Portable;Latitude 5440;Zorglubé;",
    ],
)
def test_a_row_that_does_not_count_sets_aside_none_of_its_number_or_name(tmp_path: Path, key: str, first: str):
    good = "Portable;Latitude 5440;En service;"
    titles = f"Type;Modèle;Statut;Remarque;{key}"
    paths = [
        raw(tmp_path, f"{titles}\n{row};INV-77\n" + "\n" * rank, f"{rank}.csv")
        for rank, row in enumerate([first, good, good, first])
    ]
    for given in (paths, paths[:2]):
        assert units(read(*given)) == {"laptop": 1}
    inventory = read(*paths)
    doubles = [double for file in inventory.files for double in file.doubles]
    assert [(double.file, double.line, double.first_line) for double in doubles] == [("1.csv", 2, 2), ("1.csv", 2, 2)]
    assert units(read(paths[0], paths[3])) == {}
