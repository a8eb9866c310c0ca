"""What a column holds decides what its title does not say: types, dates, totals; colours and strikes are told."""

from pathlib import Path

import pytest
import xlsxwriter

from in_process import snr
from snr_cli.api.catalogue import inventory_words
from snr_cli.catalog.opened import shipped_tables
from snr_cli.inputs.inventory.read import Inventory
from snr_cli.inputs.inventory.records import Corrections, InventoryError
from test_inventory import units
from test_no_device_rows import export, read

TYPES = {"laptop": 12, "monitor": 30, "printer_laser": 4}


@pytest.mark.parametrize(
    "title",
    [
        "Équipement", "Équipements", "Appareil", "Item", "Poste", "Asset", "Device", "Equipment", "Hardware", "Machine", "Bien",
        "Nom du bien", "Description", "Élément", "Périphérique", "Sous-type", "Ressource", "Intitulé", "Étiquettes de lignes",
    ],
)  # fmt: skip
def test_words_of_types_make_a_column_of_types(tmp_path: Path, title: str):
    rows = "PC portable;12;Mairie", "Écran;30;CCAS", "Imprimante laser;4;Mairie"
    assert units(read(export(tmp_path, f"{title};Nombre;Service", *rows))) == TYPES


@pytest.mark.parametrize(
    "rows", [("PC-001;12;x", "PC-002;30;x"), ("Sophie;12;x", "Marc;30;x"), ("Windows 11;1;x", "Debian;3;x")]
)
def test_other_words_do_not(tmp_path: Path, rows: tuple[str, ...]):
    with pytest.raises(InventoryError, match="aucune colonne de type"):
        read(export(tmp_path, "Équipement;Nombre;Service", *rows))


def test_a_column_of_types_is_none_beside_one_whose_title_says_so(tmp_path: Path):
    inventory = read(export(tmp_path, "Appareil;Type;Nombre", "Écran;PC portable;12", "Écran;Imprimante laser;4"))
    assert units(inventory) == {"laptop": 12, "printer_laser": 4}


@pytest.mark.parametrize(
    ("header", "price"), [("Type;Total", ""), ("Type;Total;Service", ";Mairie"), ("Type;Ensemble;Service", ";Mairie")]
)
def test_a_total_alone_is_the_quantity(tmp_path: Path, header: str, price: str):
    assert units(read(export(tmp_path, header, f"PC portable;12{price}", f"Écran;30{price}"))) == {
        "laptop": 12,
        "monitor": 30,
    }


def test_a_column_that_is_the_sum_of_the_others_is_the_quantity(tmp_path: Path):
    rows = "PC portable;5;7;12", "Écran;10;20;30"
    assert units(read(export(tmp_path, "Type;Mairie;CCAS;Total", *rows))) == {"laptop": 12, "monitor": 30}
    with pytest.raises(InventoryError, match="laquelle compte"):
        read(export(tmp_path, "Type;Mairie;CCAS;Total", *rows, "Smartphone;2;2;5"))


# Dates: a column of them is asked when no date of purchase is known, and its title says nothing else.


def asked(inventory: Inventory) -> list[str]:
    return [title for file in inventory.files for code, title, _ in file.notes if code == "date_column"]


def dated(folder: Path, title: str, *more: str) -> Path:
    end = ";01/01/2020" * len(more)
    rows = (f"PC portable;Latitude 54{day};{day}/03/2021{end}" for day in (12, 15, 28))
    return export(folder, ";".join(("Type", "Modèle", title, *more)), *rows)


@pytest.mark.parametrize(
    "title",
    [
        "Date", "Date pose", "Installation", "Année moyenne", "Millésime", "Date de livraison terminal", "Acquis le", "Entrée",
        "Date d’acquisition du mobile", "Mise en route", "Fourni le", "Depuis", "Jour de dotation",
    ],
)  # fmt: skip
def test_a_column_of_dates_is_asked(tmp_path: Path, title: str):
    path = dated(tmp_path, title)
    assert asked(read(path)) == [title]
    assert asked(read(path, mapping=Corrections(columns={title: ""}))) == []
    (device,) = {group.device for group in read(path, mapping=Corrections(columns={title: "purchase_date"})).groups}
    assert device is not None
    assert device.purchase_year == 2021
    assert f'  # "{title}": purchase_date # une date' in snr("inventory", path, "--format", "mapping").stdout
    assert snr("inventory", path, "--strict").returncode == 1


@pytest.mark.parametrize(
    "title",
    [
        "Dernier contact", "Last check-in", "Fin de garantie", "Date d’expiration", "Inscrit le", "Enrolled date", "Dernière connexion",
        "Date d’inventaire", "Fin de contrat", "Échéance", "Date BIOS", "Vu le", "Dernier démarrage", "Date de retour", "Prochain contrôle",
    ],
)  # fmt: skip
def test_a_date_of_something_else_is_not(tmp_path: Path, title: str):
    assert asked(read(dated(tmp_path, title))) == []


def test_no_date_is_asked_where_the_purchase_is_known(tmp_path: Path):
    assert asked(read(dated(tmp_path, "Date d’achat", "Installation"))) == []


# Colours, strikes and comments.


def book(folder: Path, marked: dict[int, str], count: int = 20) -> Path:
    path = folder / "parc.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        page = workbook.add_worksheet("Parc")
        looks = {
            "red": workbook.add_format({"bg_color": "#FF0000"}),
            "struck": workbook.add_format({"font_strikeout": True}),
        }
        for row in range(count + 1):
            for column, text in enumerate(("Type", "Modèle") if not row else ("PC portable", "Latitude 5420")):
                page.write(row, column, text, looks.get(marked.get(row, "")))
    return path


def marks(inventory: Inventory) -> list[tuple[str, int]]:
    return [(said, line) for file in inventory.files for code, said, line in file.notes if code == "marked_rows"]


def test_coloured_and_struck_rows_are_counted_and_told(tmp_path: Path):
    path = book(tmp_path, {0: "red", 3: "red", 7: "red", 9: "red", 15: "struck"})
    inventory = read(path)
    assert marks(inventory) == [("3 lignes (fond de couleur)", 4), ("1 ligne (texte rayé)", 16)]
    assert units(inventory) == {"laptop": 20}
    assert snr("inventory", path, "--strict").returncode == 1


@pytest.mark.parametrize("marked", [{0: "red"}, dict.fromkeys(range(2, 21, 2), "red"), {}])
def test_the_colour_of_the_titles_or_of_every_second_row_is_not(tmp_path: Path, marked: dict[int, str]):
    assert marks(read(book(tmp_path, marked))) == []


# A maker inside a label, in one column.


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Location RICOH IM C3000", "photocopier_mfp"), ("Synology DS920+", "storage_array"), ("Optoma HD146X", "video_projector"),
        ("Samsung Portable SSD T7", "external_ssd"), ("Dell Precision 5820 Tower", "workstation"), ("Cisco UCS C220", "server_rack"),
        ("Epson EB-L210W laser projector", "video_projector"), ("HP Z230SFF Workstation", "workstation"),
        ("Capteur CO2", ""), ("Détecteur de CO2 Wi-Fi", ""), ("Maintenance RICOH IM C3000", ""), ("Location copieur 21 trimestres", ""),
        ("Location salle des fêtes", ""), ("Clavier Latitude 5420", ""),
    ],
)  # fmt: skip
def test_a_label_is_read_with_its_maker(label: str, kind: str):
    recognizer = inventory_words(shipped_tables()).recognizer
    for column in ("kind", "model"):
        guess = recognizer.guess({column: label})
        assert (guess.type if guess and guess.confidence >= recognizer.threshold else "") in (kind, kind or "excluded")


# What is proposed for a file that is refused.


def test_numbers_are_not_proposed_as_types(tmp_path: Path):
    path = export(
        tmp_path,
        ";;;",
        "Réf;Ce que c’est;Chez qui;Combien ?",
        "A1;EliteBook 840 G8;Mairie;2",
        "A2;Latitude 5420;CCAS;3",
    )
    proposed = snr("inventory", path, "--format", "mapping").stdout
    assert "kind" not in proposed.partition("columns:\n")[2]


def test_titles_that_name_nobody_are_shown_and_others_are_not(tmp_path: Path):
    rows = "Jean;Dupont;DSI;Latitude 5420;oui;P2419H;3", "Marie;Durand;RH;EliteBook 840;non;;4"
    header = "Prénom;Nom de famille;Service;Ce qu’il a;Deuxième écran;Écran 2;Poste de Durand"
    proposed = snr("inventory", export(tmp_path, header, *rows), "--format", "mapping").stdout
    assert '"Ce qu’il a"' in proposed
    assert '"Deuxième écran"' in proposed
    assert "Durand" not in proposed
    assert '"colonne 7"' in proposed


def test_broken_is_in_use_as_en_panne_is(tmp_path: Path):
    assert units(read(export(tmp_path, "Type;Status", "PC portable;Broken", "PC portable;En panne"))) == {"laptop": 2}
