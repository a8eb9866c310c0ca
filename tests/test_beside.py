"""Tables side by side on a sheet: each is read with its own titles, and a row of one says nothing of the other."""

from pathlib import Path

import pytest

from in_process import snr
from snr_cli.inputs.inventory.read import Inventory
from snr_cli.inputs.inventory.records import VERDICTS, Corrections, InventoryError
from snr_cli.outputs.inventory_files import rejected_csv
from test_inventory_tables import padded, read, text, units
from workbooks import Grid, ods_grid, saved, xlsx_grid


def csv(folder: Path, *lines: str) -> Path:
    return padded(folder, *lines)


def xlsx(folder: Path, *lines: str) -> Path:
    return saved(folder / "parc.xlsx", xlsx_grid(_grid(lines)))


def ods(folder: Path, *lines: str) -> Path:
    return saved(folder / "parc.ods", ods_grid(_grid(lines)))


def _grid(lines: tuple[str, ...]) -> Grid:
    return [[int(cell) if cell.isdigit() else cell for cell in line.split(";")] for line in lines]


@pytest.fixture(params=[csv, xlsx, ods])
def parc(request: pytest.FixtureRequest, tmp_path: Path):
    return lambda *lines, **how: read(request.param(tmp_path, *lines), **how)


def told(inventory: Inventory) -> dict[int, list[str]]:
    """Return what became of each line: as many as the tables that hold something of it."""
    found: dict[int, list[str]] = {}
    for group in inventory.groups:
        for line in group.lines:
            found.setdefault(line, []).append(group.device.type if group.device else f"{group.verdict}: {group.reason}")
    assert sum(map(inventory.count, VERDICTS)) == inventory.read == sum(map(len, found.values()))
    return {line: sorted(said) for line, said in sorted(found.items())}


TITLES = "Type;Marque;Modèle;N° de série;;Type;Marque;Modèle;Quantité"


def test_each_of_two_tables_side_by_side_is_read(parc):
    inventory = parc(
        TITLES,
        "PC portable;Dell;Latitude 5440;AB12345;;Écran;Dell;P2419H;12",
        "PC portable;HP;ProBook 450 G8;AB12346;;Écran;HP;E24 G4;5",
        "PC fixe;Dell;OptiPlex 7090;AB12347;;;;;",
        "PC fixe;Dell;OptiPlex 7090;AB12348;;;;;",
    )
    assert units(inventory) == {"laptop": 2, "desktop_professional": 2, "monitor": 17}
    assert told(inventory) == {
        2: ["laptop", "monitor"],
        3: ["laptop", "monitor"],
        4: ["desktop_professional"],
        5: ["desktop_professional"],
    }
    assert [(file.header_line, list(file.columns.used)) for file in inventory.files] == [
        (1, ["Type", "Marque", "Modèle"]),
        (1, ["Type", "Marque", "Modèle", "Quantité"]),
    ]


def test_the_longer_one_may_be_on_the_right_and_a_blank_line_is_told_once(parc):
    inventory = parc(
        "Inventaire 2024",
        "Postes;;;;Écrans",
        "Type;Modèle;Nombre;;Type;Modèle;Nombre",
        "Portable;Latitude 5440;3;;Écran;Dell P2419H;2",
        ";;;;Écran;Dell P2419H;4",
        "",
        ";;;;Écran;Dell P2419H;5",
        "Total;;3;;Total;;11",
    )
    assert units(inventory) == {"laptop": 3, "monitor": 11}
    assert told(inventory) == {
        1: ["ignored: before_titles"], 2: ["ignored: before_titles"], 4: ["laptop", "monitor"], 5: ["monitor"],
        6: ["ignored: blank"], 7: ["monitor"], 8: ["ignored: total", "ignored: total"],
    }  # fmt: skip


def test_three_tables_with_words_of_their_own(parc):
    inventory = parc(
        "Type;Modèle;Qté;;Désignation;Quantité;;Matériel;Nombre",
        "Portable;Latitude 5440;3;;Écran 24 pouces;2;;Imprimante laser;1",
        "Portable;Latitude 5440;1;;Écran 24 pouces;7;;;",
    )
    assert units(inventory) == {"laptop": 4, "monitor": 9, "printer_laser": 1}


def test_a_summary_beside_the_devices_is_not_counted_again(parc):
    inventory = parc(
        "Type;Modèle;N° de série;;Type;Nombre",
        "Portable;Latitude 5440;AB12345;;Portable;2",
        "Portable;Latitude 5440;AB12346;;Écran;1",
        "Écran;Dell P2419H;AB12347;;Total;3",
    )
    assert units(inventory) == {"laptop": 2, "monitor": 1}
    assert told(inventory)[3] == ["ignored: recap", "laptop"]


def test_titles_that_begin_lower_on_one_side_begin_a_table_there_alone(parc):
    inventory = parc(
        TITLES,
        "PC portable;Dell;Latitude 5440;AB12345;;Écran;Dell;P2419H;12",
        ";;;;;Écran;HP;E24 G4;5",
        "Type;Modèle;Quantité;;;Écran;Dell;P2419H;1",
        "Imprimante laser;HP LaserJet Pro M404dn;4;;;Écran;Dell;P2419H;2",
        "Imprimante laser;HP LaserJet Pro M404dn;3;;;;;;",
    )
    assert units(inventory) == {"laptop": 1, "printer_laser": 7, "monitor": 20}


@pytest.mark.parametrize("left", [True, False])
def test_a_table_beside_whose_first_titles_stand_lower(parc, left: bool):
    rows = [
        ("Type;Modèle;N° de série", ";;"),
        ("PC portable;Latitude 5440;AB12345", "Écrans;;"),
        ("PC portable;Latitude 5440;AB12346", ";;"),
        ("PC portable;Latitude 5440;AB12347", "Type;Modèle;Quantité"),
        (";;", "Écran;Dell P2419H;12"),
        ("PC portable;Latitude 5440;AB12348", "Écran;Dell P2419H;5"),
    ]
    inventory = parc(*(";;".join(row if left else row[::-1]) for row in rows))
    assert units(inventory) == {"laptop": 4, "monitor": 17}
    assert told(inventory)[2] == ["ignored: before_titles", "laptop"]


def test_devices_over_titles_that_stand_lower_are_rejected(parc):
    inventory = parc(
        "Type;Modèle;N° de série;;;;",
        "PC portable;Latitude 5440;AB12345;;Écran;Dell P2419H;7",
        "PC portable;Latitude 5440;AB12346;;Type;Modèle;Quantité",
        "PC portable;Latitude 5440;AB12347;;Écran;Dell P2419H;5",
    )
    assert units(inventory) == {"laptop": 3, "monitor": 5}
    assert told(inventory)[2] == ["laptop", "rejected: above_titles"]


def test_tables_side_by_side_under_a_table_alone_and_over_another(parc):
    inventory = parc(
        "Type;Marque;Modèle;Lieu;Quantité",
        "Portable;Dell;Latitude 5440;Mairie;3",
        "",
        TITLES,
        "PC portable;Dell;Latitude 5440;AB12345;;Écran;Dell;P2419H;12",
        "PC portable;Dell;Latitude 5440;AB12346;;;;;",
        "",
        "Type;Marque;Modèle;Étage;Lieu;Quantité",
        "Serveur;Dell;PowerEdge R740;2;Mairie;2",
    )
    assert units(inventory) == {"laptop": 5, "monitor": 12, "server_rack": 2}
    assert [file.header_line for file in inventory.files] == [1, 4, 4, 8]


def test_a_blank_column_of_a_table_under_two_may_stand_where_the_left_one_ended(parc):
    inventory = parc(
        "Type;Modèle;;Type;Modèle;Quantité",
        "Portable;Latitude 5440;;Écran;Dell P2419H;3",
        "",
        ";Modèle;;Type;Lieu;Quantité",
        ";PowerEdge R740;;Serveur;Mairie;2",
    )
    assert units(inventory) == {"laptop": 1, "monitor": 3, "server_rack": 2}
    assert [file.header_line for file in inventory.files] == [1, 1, 4]


def test_the_same_titles_again_are_titles_of_both(parc):
    inventory = parc(
        TITLES,
        "PC portable;Dell;Latitude 5440;AB12345;;Écran;Dell;P2419H;12",
        TITLES,
        "PC portable;Dell;Latitude 5440;AB12346;;Écran;Dell;P2419H;1",
    )
    assert units(inventory) == {"laptop": 2, "monitor": 13}
    assert told(inventory)[3] == ["ignored: header_again"]


@pytest.mark.parametrize(
    ("titles", "screens"),
    [("Désignation;Diagonale", 3), ("Matériel;Nombre", 72), ("Désignation du matériel;Pouces", 3)],
)
def test_another_word_for_the_type_begins_a_table_when_rows_hold_two_devices(parc, titles: str, screens: int):
    inventory = parc(
        "Type;Modèle;N° de série;;" + titles,
        "Portable;Latitude 5440;AB12345;;Écran Dell P2419H;24",
        "Portable;Latitude 5440;AB12346;;Écran Dell P2419H;24",
        "PC fixe;OptiPlex 7090;AB12347;;Écran HP E24 G4;24",
        "PC fixe;OptiPlex 7090;AB12348;;;",
    )
    assert units(inventory) == {"laptop": 2, "desktop_professional": 2, "monitor": screens}


@pytest.mark.parametrize(
    "titles",
    ["Type;Marque;;Modèle;N° de série", "Catégorie;Marque;;Désignation;N° de série", "Type;Marque;;Modèle;Modèle"],
)
def test_a_blank_column_in_a_table_cuts_it_not(parc, titles: str):
    inventory = parc(titles, "Portable;Dell;;Latitude 5440;AB12345", "Écran;Dell;;P2419H;AB12346")
    assert units(inventory) == {"laptop": 1, "monitor": 1}
    assert len(inventory.files) == 1


@pytest.mark.parametrize(("kind", "write"), [("xlsx", xlsx_grid), ("ods", ods_grid)])
def test_cells_merged_in_the_table_on_the_right(tmp_path: Path, kind: str, write):
    rows: Grid = [
        ["Type", "Modèle", "N° de série", "", "Type", "Modèle", "Quantité"],
        ["Portable", "Latitude 5440", "AB12345", "", "Écran", "Dell P2419H", 12],
        ["Portable", "Latitude 5440", "AB12346", "", "", "HP E24 G4", ""],
    ]
    merges = [(2, 5, 3, 5), (2, 7, 3, 7)]
    inventory = read(saved(tmp_path / f"parc.{kind}", write(rows, merges)))
    assert units(inventory) == {"laptop": 2, "monitor": 12}
    assert told(inventory)[3] == ["ignored: quantity_shared", "laptop"]


def test_a_row_of_a_csv_that_is_cut_short_or_goes_on_is_rejected_once(tmp_path: Path):
    inventory = read(
        text(
            tmp_path,
            TITLES,
            "PC portable;Dell;Latitude 5440;AB12345;;Écran;Dell;P2419H;12",
            "PC portable;Dell;Latitude 5440;AB12346;;Écran;Dell;P2419H",
            "PC portable;Dell;Latitude 5440;AB12347;;Écran;Dell;P2419H;3;4",
        )
    )
    assert units(inventory) == {"laptop": 1, "monitor": 12}
    assert told(inventory) == {2: ["laptop", "monitor"], 3: ["rejected: short"], 4: ["rejected: long"]}


def test_a_mapping_a_question_and_a_type_given_hold_for_each(parc):
    lines = ("Type;Modèle;Zorglub;;Type;Modèle;Quantité", "Portable;Latitude 5440;4;;Écran;Dell P2419H;2")
    with pytest.raises(InventoryError, match="Zorglub"):
        parc(*lines)
    assert units(parc(*lines, mapping=Corrections(columns={"Zorglub": "quantity"}))) == {"laptop": 4, "monitor": 2}
    given = parc("Marque;Quantité;;Marque;Quantité", "Acme;4;;Acme;2", default_type="laptop")
    assert units(given) == {"laptop": 6}


def test_one_device_in_both_is_told(parc):
    inventory = parc(
        "Type;Modèle;N° de série;;Type;Modèle;N° de série",
        "Portable;Latitude 5440;AB12345;;Portable;Latitude 5440;AB12345",
    )
    assert told(inventory) == {2: ["laptop", "set_aside: seen"]}
    assert [double.line for file in inventory.files for double in file.doubles] == [2]


@pytest.mark.parametrize(("kind", "write"), [("xlsx", xlsx_grid), ("ods", ods_grid)])
def test_a_total_or_a_row_of_one_table_says_nothing_of_a_cell_merged_in_the_other(tmp_path: Path, kind: str, write):
    rows: Grid = [
        ["Type", "Modèle", "", "Type", "Modèle"],
        ["Portable", "Latitude 5440", "", "Écran", "Dell P2419H"],
        ["Total", "", "", "", "HP E24 G4"],
        ["Portable", "Latitude 5440", "", "", ""],  # the merged cell is only tall there
        ["", "", "", "", "Dell P2419H"],
    ]
    inventory = read(saved(tmp_path / f"parc.{kind}", write(rows, [(2, 4, 5, 4)])))
    assert told(inventory) == {
        2: ["laptop", "monitor"], 3: ["ignored: total", "monitor"], 4: ["laptop"], 5: ["monitor"]
    }  # fmt: skip


@pytest.mark.parametrize(("kind", "write"), [("xlsx", xlsx_grid), ("ods", ods_grid)])
def test_a_total_on_the_right_says_nothing_of_a_state_merged_on_the_left(tmp_path: Path, kind: str, write):
    rows: Grid = [
        ["Type", "Modèle", "Statut", "", "Type", "Modèle", "Quantité"],
        ["Portable", "Latitude 5440", "Réformé", "", "Écran", "Dell P2419H", 2],
        ["Portable", "Latitude 5440", "", "", "", "Total", 2],
    ]
    inventory = read(saved(tmp_path / f"parc.{kind}", write(rows, [(2, 3, 3, 3), (2, 5, 3, 5)])))
    assert told(inventory) == {2: ["monitor", "set_aside: retired"], 3: ["ignored: total", "set_aside: retired"]}


def test_titles_again_on_one_side_alone_leave_the_other_its_own(parc):
    inventory = parc(
        "Type;Modèle;Quantité;;Type;Modèle;N° de série",
        "Écran;Dell P2419H;3;;Portable;Latitude 5440;AB12345",
        ";;;;Type;Modèle;N° de série",
        "Écran;Dell P2419H;4;;Portable;Latitude 5440;AB12346",
        ";;;;École Jules-Ferry;;",
        ";;;;Type;Modèle;Quantité",
        "Écran;Dell P2419H;5;;Portable;Latitude 5440;2",
    )
    assert units(inventory) == {"laptop": 4, "monitor": 12}
    assert told(inventory)[3] == ["ignored: header_again"]
    assert told(inventory)[5] == ["ignored: before_titles"]


def test_each_of_two_tables_side_by_side_under_another_may_have_its_name(parc):
    inventory = parc(
        "Type;Marque;Modèle;Lieu;Quantité",
        "Portable;Dell;Latitude 5440;Mairie;3",
        "",
        "Postes;;;;;Écrans",
        TITLES,
        "PC portable;Dell;Latitude 5440;AB12345;;Écran;Dell;P2419H;12",
    )
    assert units(inventory) == {"laptop": 4, "monitor": 12}
    assert told(inventory)[4] == ["ignored: before_titles"]


def test_a_blank_column_in_a_table_beside_another_and_a_column_before_its_type(parc):
    inventory = parc(
        "Type;;Modèle;Quantité;;Type;;Modèle;Quantité",
        "Portable;;Latitude 5440;3;;Écran;;Dell P2419H;4",
    )
    assert units(inventory) == {"laptop": 3, "monitor": 4}


def test_tables_side_by_side_without_end_are_refused(tmp_path: Path):
    with pytest.raises(InventoryError, match="plus de 20 tableaux côte à côte"):
        read(text(tmp_path, ";;".join(["Type;Modèle"] * 30), ";;".join(["Portable;Latitude 5440"] * 30)))
    rows = (f"Portable;Latitude 5440;;Type;{title}" for _ in range(200) for title in ("Modèle;", "Marque;Modèle"))
    with pytest.raises(InventoryError, match="plus de 300 lignes de titres"):
        read(text(tmp_path, "Type;Modèle;;Type;Modèle;", *rows))


def test_a_line_rejected_in_two_tables_has_the_reason_of_each(tmp_path: Path):
    path = text(tmp_path, "Type;Modèle;Quantité;;Type;Modèle;Quantité", "Portable;Latitude 5440;abc;;Écran;P2419H;-4")
    (_, row) = rejected_csv(read(path), [(path, path.name)]).splitlines()
    assert "quantité négative" in row and "quantité illisible" in row
    assert row.startswith("parc.csv;2;") and row.endswith(";Écran;P2419H;-4")


@pytest.mark.parametrize(
    ("titles", "row", "column"),
    [
        ("Type;Modèle;N° de série", "Portable;Latitude 5440;AB{0}", "colonne 5"),
        (
            "Type;Modèle;N° de série;;Type;Modèle;N° de série",
            "Portable;Latitude 5440;AB{0};;Écran;P2419H;CD{0}",
            "colonne 9",
        ),
    ],
)
def test_a_table_beside_that_begins_far_down_is_told(parc, titles: str, row: str, column: str):
    """Only the first rows are looked at for a table beside: what stands past the titles is then told, never lost unsaid."""
    beside = {300: ";;Type;Modèle;Quantité", 301: ";;Écran;Dell P2419H;12", 302: ";;Écran;Dell P2419H;5"}
    rows = [row.format(f"{rank:05}") + beside.get(rank, "") for rank in range(2, 402)]
    rows[298] = rows[298].replace("Portable", "Ordinateur portable")  # a word not met before, which may be a title
    inventory = parc(titles, *rows)
    last = inventory.files[-1]
    assert (last.notes, last.past) == ([("past_titles", column, 300)], 3)
    assert units(inventory) == {"laptop": 400} | ({"monitor": 400} if "Écran" in row else {})


def test_a_column_without_a_title_is_named_by_its_place_in_the_sheet(parc):
    lines = ["Type;Modèle;;Type;Modèle", "Portable;Latitude 5440;;Écran;Dell P2419H;4"]
    with pytest.raises(InventoryError, match="colonne 6"):
        parc(*lines)
    assert units(parc(*lines, mapping=Corrections(columns={"colonne 6": "quantity"}))) == {"laptop": 1, "monitor": 4}


@pytest.mark.parametrize("blank", range(252, 258))
def test_the_names_of_two_tables_at_the_end_of_the_rows_read_together(parc, blank: int):
    inventory = parc(
        "Type;Marque;Modèle;Quantité",
        *["Portable;Dell;Latitude 5440;1"] * blank,
        "",
        "Postes;;;Écrans",
        "",
        "Type;Modèle;;Type;Modèle",
        "Portable;Latitude 5440;;Écran;P2419H",
    )
    assert units(inventory) == {"laptop": blank + 1, "monitor": 1}
    assert told(inventory)[blank + 3] == ["ignored: before_titles"]


def test_a_row_on_the_right_of_a_gap_is_not_the_names_of_the_tables_under_it(parc):
    inventory = parc(
        "Type;Modèle;;Type;Modèle",
        "Portable;Latitude 5440;;Écran;P2419H",
        "",
        ";;;Écran;P2419H",
        "Type;Modèle;;;Type;Modèle",
        "Portable;Latitude 5440;;;Écran;P2419H",
    )
    assert units(inventory) == {"laptop": 2, "monitor": 3}


def test_titles_that_are_not_all_known_are_no_row_beside_which_a_table_begins(parc):
    inventory = parc(
        "N° de série;Modèle;Catégorie",
        "AB12345;Latitude 5440;Portable",
        "",
        "",
        ";Volé;Modèle;;Type;Service",
        ";;PowerEdge R740;;Serveur;DSI",
        ";;Latitude 5440;;Portable;DSI",
    )
    assert units(inventory) == {"laptop": 2, "server_rack": 1}


def test_a_table_that_is_not_read_is_told_on_screen_and_in_the_dossier(tmp_path: Path):
    rows = [f"Portable;Latitude 5440;AB{rank:05};;" + "Écran" * (rank > 300) for rank in range(303)]
    path = padded(tmp_path, "Type;Modèle;N° de série", *rows)
    said = "colonne 5 : cellules remplies après le dernier titre, non lues"
    assert f"{said} : 2 lignes ; première ligne 303" in snr("inventory", path, COLUMNS="200").stdout
    (tmp_path / "territory.yaml").write_text(
        'snr: 1\nreference_year: 2025\nterritory: {siren: "243300316"}\nequipment:\n  - {id: parc, from: parc.csv}\n',
        encoding="utf-8",
    )
    assert f"{said} (2 lignes)" in snr("check", tmp_path).stdout


def test_a_row_that_is_rejected_or_a_column_that_is_named_is_not_told_past_the_titles(tmp_path: Path):
    path = padded(tmp_path, "Type;Modèle;;", "Portable;Latitude 5440;;4", ";;;note")
    (file,) = read(path, mapping=Corrections(columns={"colonne 4": "quantity"})).files
    assert file.notes == []
    path = text(tmp_path, "Type;Modèle", "Portable;Latitude 5440", "Portable;Latitude 5440;;4")
    (file,) = read(path).files
    assert file.notes == []
