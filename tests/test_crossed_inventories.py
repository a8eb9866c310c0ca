"""A matrix (a place a row, a type a column) is read as a table a column, or refused with what is expected; two quantities are a question."""

from pathlib import Path

import pytest

from in_process import snr
from snr_cli.inputs.inventory.records import COUNTED, TO_CONFIRM, Corrections, InventoryError
from test_inventory import counts, raw, read, reasons, units

PLAIN = "Service;PC portables;Écrans\nMairie;12;20\nCCAS;5;7\n"


def test_each_cell_is_a_quantity_of_the_type_of_its_title_at_its_place(tmp_path: Path):
    inventory = read(raw(tmp_path, PLAIN))
    assert units(inventory) == {"laptop": 17, "monitor": 27}
    devices = [(group.device.type, group.device.entity, group.units) for group in inventory.groups if group.device]
    assert sorted(devices) == [
        ("laptop", "CCAS", 5),
        ("laptop", "Mairie", 12),
        ("monitor", "CCAS", 7),
        ("monitor", "Mairie", 20),
    ]


@pytest.mark.parametrize(
    ("text", "expected", "others"),
    [
        (
            "Service;Nb de portables;Nombre d’écrans;Total\nA;12;20;32\nB;5;7;12\nTotal;17;27;44\n",
            (17, 27),
            {"ignored"},
        ),
        (
            "Parc informatique;;\n;;\nÉcole;Portables;Écrans\nA;12;27\nB;;0\nC;5;-\nSource : DSI;;\n",
            (17, 27),
            {"ignored"},
        ),
        ("X;Portables;Écrans\nA;12;20\nB;5;7\n;17;27\n", (17, 27), {"to_confirm"}),
        (";Portables;Écrans\nA;12;20\nB;5;7\n;17;27\n", (17, 27), {"to_confirm"}),  # sums without a word
        ("Service;Portables;Écrans;Agents\nA;12;20;3\nB;5;7;4\n", (17, 27), {"to_confirm"}),
        ("Service;Effectif;Portables;Écrans;Responsable\nA;9;12;20;X\nB;9;5;7;Y\n", (17, 27), set()),
        ("Agent;Portable;Écran\nJean DUPONT;12;20\nMarie CURIE;5;7\n", (17, 27), set()),
        (PLAIN + "Service;PC portables;Écrans\nÉcole;0;0\n", (17, 27), {"ignored"}),
        (
            "Service;Portables;Écrans\nA;12;20\nB;5;7\nC;2 dont 1 HS;x\nD;0;0\nE;0;0\nF;0;0\n",
            (17, 27),
            {"ignored", "rejected"},
        ),
    ],
)
def test_totals_titles_above_plurals_and_other_columns(
    tmp_path: Path, text: str, expected: tuple[int, int], others: set[str]
):
    inventory = read(raw(tmp_path, text))
    assert units(inventory) == dict(zip(("laptop", "monitor"), expected, strict=True))
    assert set(counts(inventory)) == {"counted"} | others
    assert "DUPONT" not in repr(inventory.groups)


def test_yes_is_one_device_and_a_telephone_is_not_lost(tmp_path: Path):
    text = "Agent;Portable;Écran;Téléphone\nJean DUPONT;oui;2;1\nAnne MARTIN;x;;1\nPaul PETIT;non;1;0\n"
    inventory = read(raw(tmp_path, text))
    assert units(inventory) == {"laptop": 2, "monitor": 3}
    assert [(group.label, group.rows) for group in inventory.groups if group.verdict == "to_confirm"] == [
        ("Téléphone", 2)
    ]


def test_a_short_row_is_rejected(tmp_path: Path):
    inventory = read(raw(tmp_path, PLAIN + "École;3\n"))
    assert units(inventory) == {"laptop": 20, "monitor": 27}
    assert reasons(inventory, "rejected") == {4: "short"}


@pytest.mark.parametrize(
    ("text", "why", "columns", "expected"),
    [
        (
            "Année;Portables;Écrans\n2023;12;20\n2024;13;21\n",
            "une ligne par date",
            {"Année": "purchase_date"},
            (25, 41),
        ),
        ("Mois;Portables;Écrans\njanvier;12;20\nfévrier;13;21\n", "une ligne par date", None, ()),
        ("X;Portables;Écrans\n01/2023;12;20\n02/2023;13;21\n", "une ligne par date", None, ()),
        (
            "Service;Portables 2023;Portables 2024;Écrans 2024\nA;1;2;3\nB;5;6;7\n",
            "colonnes d’années différentes",
            {"Portables 2023": ""},
            (8, 10),
        ),
        ("Service;Portables;;Écrans;\n;2022;2023;2022;2023\nA;1;2;3;4\nB;5;6;7;8\n", "réunissez-les sur une", None, ()),
        (
            "Service;Ordinateurs;;Écrans;\n;Portables;Fixes;22 p;24 p\nA;1;2;3;4\nB;5;6;7;8\n",
            "réunissez-les sur une",
            None,
            (),
        ),
        ("Service;PC fixes;dont portables;Écrans\nA;9;5;20\nB;9;2;7\n", "une partie d’une autre", {"PC fixes": ""}, ()),
        (
            "Service;Portables en stock;Portables;Écrans\nA;1;4;3\nB;2;4;4\n",
            "un titre dit un état",
            {"Portables en stock": ""},
            (8, 7),
        ),
        ("Service;Portables;Portables\nA;1;4\nB;2;4\n", "deux colonnes de même titre", {"colonne 2": ""}, (8,)),
    ],
)
def test_what_cannot_be_read_for_sure_is_refused_until_a_person_answers(
    tmp_path: Path, text: str, why: str, columns: dict[str, str] | None, expected: tuple[int, ...]
):
    path = raw(tmp_path, text)
    with pytest.raises(InventoryError, match=why) as refused:
        read(path)
    assert "attendu : une ligne par service" in str(refused.value)
    if expected and columns:
        inventory = read(path, mapping=Corrections(columns=columns))
        assert units(inventory) == dict(zip(("laptop", "monitor"), expected, strict=False))
    mapping = tmp_path / "propose.mapping.yaml"
    snr("inventory", path, "--format", "mapping", "-o", mapping)
    for line in mapping.read_text(encoding="utf-8").splitlines():
        assert line.startswith(("#", "  #", "columns:", "keep:", "titles:", '  "')), line


def test_two_quantities_are_a_question_that_names_both_and_whose_answer_is_read(tmp_path: Path):
    path = raw(tmp_path, "Type;Qté commandée;Qté livrée\nPC portable;10;8\nÉcran;20;20\n")
    with pytest.raises(
        InventoryError, match="« Qté commandée », « Qté livrée » ; laquelle compte les appareils"
    ) as asked:
        read(path)
    assert asked.value.asks == ("Qté commandée", "Qté livrée")
    mapping = tmp_path / "parc.mapping.yaml"
    snr("inventory", path, "--format", "mapping", "-o", mapping)
    answered = mapping.read_text(encoding="utf-8").replace('# "Qté livrée": quantity', '"Qté livrée": quantity')
    mapping.write_text(answered.replace('# "Qté commandée": ""', '"Qté commandée": ""'), encoding="utf-8")
    done = snr("inventory", path, "--mapping", mapping)
    assert (done.returncode, "28" in done.stdout) == (0, True), done.stderr


def test_a_table_that_names_its_types_is_no_matrix(tmp_path: Path):
    inventory = read(raw(tmp_path, "Type;Quantité;Tablettes\nPortable;3;2\n"))
    assert units(inventory) == {"laptop": 3}
    assert [note[:2] for note in inventory.files[0].notes] == [("device_column", "Tablettes")]


def test_a_matrix_turned_over_says_how_to_turn_it(tmp_path: Path):
    path = raw(tmp_path, "Type;Mairie;CCAS;Médiathèque\nPortable;10;12;15\nÉcran;20;22;25\n")
    with pytest.raises(InventoryError, match="mettez un lieu par ligne et un type par colonne"):
        read(path)


def test_a_part_of_the_quantity_that_is_not_in_use_is_told(tmp_path: Path):
    path = raw(tmp_path, "Désignation;Nb;Dont HS;Dont en service\nPC portable;10;2;8\nÉcran 24;20;1;19\n")
    (file,) = read(path).files
    assert [note[:2] for note in file.notes] == [("part_column", "Dont HS")]
    assert "3 unités comptent comme les autres" in " ".join(snr("inventory", path).stdout.split())


def test_a_list_in_json_is_refused_with_what_to_do(tmp_path: Path):
    path = raw(tmp_path, '[{"type": "Portable", "quantite": 3}]', "parc.json")
    with pytest.raises(InventoryError, match="liste JSON, qui n’est pas un inventaire natif de GLPI : exportez en CSV"):
        read(path)


@pytest.mark.parametrize(
    "rows",
    [
        "Pôle A;17;27\n  Mairie;12;20\n  CCAS;5;7\nÉcole;1;2\n",
        "Mairie;12;20\nCCAS;5;7\nPôle A;17;27\nÉcole;1;2\n",
    ],
)
def test_a_row_that_sums_up_those_beside_it_is_to_confirm(tmp_path: Path, rows: str):
    inventory = read(raw(tmp_path, "Service;Portables;Écrans\n" + rows))
    assert units(inventory) == {"laptop": 18, "monitor": 29}
    assert set(reasons(inventory, "to_confirm").values()) == {"sums_above"}


def test_another_matrix_lower_is_not_read_under_the_first_titles(tmp_path: Path):
    path = raw(tmp_path, PLAIN + ";;\nService;Imprimantes;Serveurs\nMairie;3;2\n")
    with pytest.raises(InventoryError, match="un autre tableau croisé plus bas"):
        read(path)


def test_two_devices_joined_without_spaces_and_short_titles_of_remarks(tmp_path: Path):
    text = "Type;Modèle;Obs\nUC+écran;ProDesk;\nPortable;Latitude 5440;volé en 2023\nPortable;Latitude 5440;\n"
    inventory = read(raw(tmp_path, text))
    assert reasons(inventory, "to_confirm") == {2: "two_in_label", 3: "remark_says_gone"}
    assert units(inventory) == {"laptop": 1}


def test_the_word_of_a_model_over_numbers_counts_too(tmp_path: Path):
    inventory = read(raw(tmp_path, "Service;PC;Écrans\nMairie;12;20\nCCAS;5;7\n"))
    assert units(inventory) == {"monitor": 27}
    assert [(group.label, group.units) for group in inventory.groups if group.verdict == "to_confirm"] == [
        ("PC", 12.0),
        ("PC", 5.0),
    ]
    sure = read(raw(tmp_path, "Service;PC;Écrans\nMairie;12;20\n"), mapping=Corrections(types={"PC": "laptop"}))
    assert units(sure) == {"laptop": 12, "monitor": 20}


@pytest.mark.parametrize("title", ["Nb PC", "Nombre de PC", "Nombre de postes"])
def test_a_number_of_a_type_that_is_not_sure_is_asked_and_not_left_out(tmp_path: Path, title: str):
    inventory = read(raw(tmp_path, f"Service;{title};Nb écrans\nRH;4;4\nCTM;3;3\n"))
    assert inventory.units(COUNTED) == 7
    assert inventory.units(TO_CONFIRM) == 7
