"""Devices that a file tells elsewhere than in a row of its own: in a remark, a label, a column beside. None counts unsaid."""

import json
from pathlib import Path

import pytest

from in_process import snr
from snr_cli.inputs.inventory.records import Corrections
from test_inventory import read

HEAD = 'snr: 1\nreference_year: 2025\nterritory: {siren: "243300316"}\nequipment:\n  - {id: parc, from: parc.csv}\n'


def written(folder: Path, *lines: str) -> Path:
    path = folder / "parc.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "remark", ["VOLE le 12/03/2024", "dont 1 HS", "Réformé, à évacuer", "cédée à l'association", "mis au rebut"]
)
def test_a_remark_that_says_gone_is_to_confirm(tmp_path: Path, remark: str) -> None:
    """It is not counted, nor set aside: a remark is no status, and may tell of one device of several."""
    path = written(tmp_path, "Type;Quantité;Observations", f"Portable;2;{remark}", "Portable;3;")
    assert [(group.verdict, group.reason, group.units) for group in read(path).groups] == [
        ("to_confirm", "remark_says_gone", 2.0),
        ("counted", "", 3.0),
    ]


@pytest.mark.parametrize("remark", ["", "bureau 12", "non réformé", "service des personnes perdurables", "réformateur"])
def test_a_remark_that_says_nothing_changes_nothing(tmp_path: Path, remark: str) -> None:
    path = written(tmp_path, "Type;Quantité;Observations", f"Portable;2;{remark}")
    assert [group.verdict for group in read(path).groups] == ["counted"]


def test_a_remark_far_down_the_file_is_read(tmp_path: Path) -> None:
    """Rows are read by batches: one that says gone among a thousand is found in its own."""
    rows = ["Portable;1;RAS"] * 700 + ["Portable;1;volé"] + ["Portable;1;RAS"] * 299
    groups = read(written(tmp_path, "Type;Quantité;Commentaires", *rows)).groups
    assert sorted((group.verdict, group.units) for group in groups) == [("counted", 999.0), ("to_confirm", 1.0)]


def test_a_remark_is_never_shown(tmp_path: Path) -> None:
    path = written(tmp_path, "Type;Quantité;Remarques", "Portable;2;volé chez Jean Dupont")
    (tmp_path / "territory.yaml").write_text(HEAD, encoding="utf-8")
    for done in (snr("inventory", path), snr("inventory", path, "-f", "json"), snr("check", tmp_path)):
        assert "Dupont" not in done.stdout + done.stderr


def test_what_is_out_anyway_keeps_its_reason(tmp_path: Path) -> None:
    path = written(tmp_path, "Type;Statut;Observations", "Portable;Réformé;cassé")
    assert [(group.verdict, group.reason) for group in read(path).groups] == [("set_aside", "retired")]


@pytest.mark.parametrize("quantity", ["1", ""])
def test_a_number_in_a_label_against_a_quantity_of_one(tmp_path: Path, quantity: str) -> None:
    """« LOT DE 6 », quantity 1: one lot, six devices."""
    path = written(tmp_path, "Désignation;Quantité", f"Bornes wifi Aruba (lot de 6);{quantity}", "Portable;4")
    first = read(path).groups[0]
    assert (first.verdict, first.reason, first.units) == ("to_confirm", "number_in_label", 6.0)


def test_a_number_after_the_word_of_a_purchase_is_that_of_its_devices(tmp_path: Path) -> None:
    path = written(tmp_path, "Désignation", "ACQ 12 PC PORTABLES THINKBOOK 15", "Acquisition de 3 écrans 27 pouces")
    groups = read(path).groups
    assert [(group.reason, group.units) for group in groups] == [("number_in_label", 12.0), ("number_in_label", 3.0)]


@pytest.mark.parametrize(("answer", "count"), [("laptop", 2), ("12 laptop", 12)])
def test_a_number_in_a_label_against_another_quantity_is_asked(tmp_path: Path, answer: str, count: int) -> None:
    label = "ACHAT 12 ORDINATEURS PORTABLES HP"
    path = written(tmp_path, "Désignation;Quantité", f"{label};2", "Portable;4")
    first = read(path).groups[0]
    assert (first.verdict, first.reason, first.units) == ("to_confirm", "number_in_label", 12.0)
    numbers = {label: 12} if " " in answer else {}
    groups = read(path, mapping=Corrections(types={label: "laptop"}, numbers=numbers)).groups
    assert [(group.verdict, group.units) for group in groups] == [("counted", count), ("counted", 4)]


def test_a_quantity_that_says_several_is_the_quantity(tmp_path: Path) -> None:
    path = written(tmp_path, "Désignation;Quantité", "10 PC portables Latitude;10")
    assert [(group.verdict, group.units) for group in read(path).groups] == [("counted", 10.0)]


def test_two_devices_in_a_label_are_to_confirm(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Désignation;Quantité", "SERVEUR DELL POWEREDGE T440 + ONDULEUR;1", "PC portable + sacoche;1"
    )
    assert [(group.verdict, group.reason) for group in read(path).groups] == [
        ("to_confirm", "two_in_label"),
        ("to_confirm", "unknown_type"),  # a bag is no device: another doubt
    ]


def test_two_devices_of_other_types_beside_a_stroke_are_to_confirm(tmp_path: Path) -> None:
    path = written(tmp_path, "Désignation", "GALAXY TAB / TELEPHONE SAMSUNG", "PC PORTABLE / LATITUDE 5420", "APC RBC7")
    assert [(group.verdict, group.reason) for group in read(path).groups][:2] == [
        ("to_confirm", "two_in_label"),
        ("counted", ""),  # one device, told twice
    ]


@pytest.mark.parametrize(
    "label",
    [
        "PC portable et station d’accueil",
        "Latitude 5440 / écran P2422H",
        "Unité centrale avec écran",
        "Serveur et baie de disques",
        "PC portable & écran",
        "Imprimante laser, écran 24 pouces",
    ],
)
def test_two_devices_joined_by_a_word_are_to_confirm(tmp_path: Path, label: str) -> None:
    groups = read(written(tmp_path, "Désignation;Quantité", f"{label};1")).groups
    assert [(group.verdict, group.reason) for group in groups] == [("to_confirm", "two_in_label")]


@pytest.mark.parametrize(
    ("label", "verdict", "kind"),
    [
        ("PC portable avec sacoche", "counted", "laptop"),
        ("Tablette avec clavier", "counted", "tablet"),
        ("PC portable avec webcam", "counted", "laptop"),
        ("PC écran intégré", "counted", "all_in_one"),
        ("Téléphone fixe avec combiné", "counted", "ip_phone"),
        ("Kit PC et clavier souris", "to_confirm", "desktop_professional"),
        ("Chargeur, portable HP", "to_confirm", "laptop"),
        ("Clavier et souris", "ignored", "excluded"),
    ],
)
def test_one_device_beside_what_is_none_is_neither_lost_nor_two(
    tmp_path: Path, label: str, verdict: str, kind: str
) -> None:
    groups = read(written(tmp_path, "Désignation;Quantité", f"{label};1")).groups
    assert [(group.verdict, group.guess) for group in groups] in ([(verdict, kind)], [(verdict, "")])


def test_a_word_of_the_type_gives_way_to_a_part_that_the_product_names(tmp_path: Path) -> None:
    path = written(tmp_path, "Type;Modèle", "Onduleur;APC RBC7", "Onduleur;Smart-UPS 1500", "Mémoire pour serveur;")
    assert [group.verdict for group in read(path).groups] == ["to_confirm", "counted", "to_confirm"]


def test_a_column_of_devices_that_is_not_read_is_told(tmp_path: Path) -> None:
    """« Tablettes » beside the computers of a classroom: its devices are in no row."""
    path = written(
        tmp_path,
        "Salle;Type;Quantité;Tablettes;Vidéoprojecteur / TBI;Imprimante",
        "CP;Portable;5;;non;0",
        "CE1;Portable;5;12;oui;0",
    )
    (file,) = read(path).files
    assert [note for note in file.notes if note[0] == "device_column"] == [
        ("device_column", "Tablettes", 3),
        ("device_column", "Vidéoprojecteur / TBI", 3),
    ]
    (tmp_path / "territory.yaml").write_text(HEAD, encoding="utf-8")
    said = snr("check", tmp_path)
    assert "« Tablettes » non lue" in said.stdout and 'columns: {titre: ""}' in said.stdout
    assert snr("inventory", path).returncode == 0 and snr("inventory", path, "--strict").returncode == 1


@pytest.mark.parametrize(
    ("titles", "first", "second"),
    [
        ("Catégorie;Désignation;Nombre", "Informatique;Portable;6", "Informatique;Douchette;4"),
        ("Désignation;Famille;Nombre", "Portable;Informatique;6", "Douchette;Informatique;4"),
        ("Type;Désignation;Nombre", "Informatique;Portable;6", "Informatique;Douchette;4"),
    ],
)
def test_a_row_is_told_by_what_tells_it_not_by_its_family(tmp_path: Path, titles: str, first: str, second: str) -> None:
    """An answer proposed for « Informatique » would be one to all its rows."""
    path = written(tmp_path, titles, first, second)
    report, mapping = snr("inventory", path).stdout, tmp_path / "parc.yaml"
    assert "4 unités × Douchette" in report
    assert '"Informatique"' not in report
    snr("inventory", path, "--format", "mapping", "-o", mapping)
    proposed = mapping.read_text(encoding="utf-8")
    assert '# "Douchette": …' in proposed
    mapping.write_text(proposed.replace('# "Douchette": …', '"Douchette": excluded'), encoding="utf-8")
    answered = snr("inventory", path, "--mapping", mapping, "-f", "json").stdout
    assert [json.loads(answered)["units"][verdict] for verdict in ("counted", "to_confirm", "ignored")] == [6, 0, 4]


@pytest.mark.parametrize(
    "label",
    [
        "Ram portable 16 Go",
        "Mémoire PC portable",
        "Armoire serveur",
        "Alimentation serveur",
        "Meuble TV",
        "Dalle écran portable",
    ],
)
def test_a_part_and_furniture_named_for_a_device_are_none(tmp_path: Path, label: str) -> None:
    groups = read(written(tmp_path, "Désignation;Nombre", f"{label};10")).groups
    assert [(group.verdict, group.reason) for group in groups] == [("to_confirm", "unknown_type")]


@pytest.mark.parametrize(
    "label",
    [
        "Pas de portable",
        "Plus d’écran",
        "Portable à acheter",
        "Portable (prévision 2026)",
        "Ex-portable",
        "Smartphone (perso)",
    ],
)
def test_a_device_that_its_label_says_not_there_is_to_confirm(tmp_path: Path, label: str) -> None:
    path = written(tmp_path, "Désignation;Nombre", f"{label};10")
    assert [(group.verdict, group.reason) for group in read(path).groups] == [("to_confirm", "not_there_in_label")]
    answered = read(path, mapping=Corrections(types={label: "laptop"}))
    assert [group.verdict for group in answered.groups] == ["counted"]


@pytest.mark.parametrize("label", ["Switch EX-2300", "Portable 16 Go RAM", "Tablette du personnel", "Serveur armoire"])
def test_a_device_that_its_label_says_there_counts(tmp_path: Path, label: str) -> None:
    assert [group.verdict for group in read(written(tmp_path, "Désignation", label)).groups] == ["counted"]


@pytest.mark.parametrize("family", ["Téléphonie", "Téléphones", "Téléphonie mobile", "Télécom", "Télécoms"])
def test_a_portable_of_a_family_of_telephones_is_no_laptop(tmp_path: Path, family: str) -> None:
    inventory = read(
        written(tmp_path, "Catégorie;Désignation;Nombre", f"{family};Portable;3", "Informatique;Portable;2")
    )
    assert [group.guess for group in inventory.groups] == ["smartphone", "laptop"]


@pytest.mark.parametrize("owner", ["Perso", "Personnel", "Agent (perso)", "agent - PERSO", "BYOD"])
@pytest.mark.parametrize("title", ["Propriétaire", "Owner", "Détenteur"])
def test_a_device_whose_owner_is_a_person_is_set_aside_and_told(tmp_path: Path, title: str, owner: str) -> None:
    path = written(tmp_path, f"Type;Modèle;{title}", f"PC;Latitude 5420;{owner}", "PC;Latitude 5420;Durand-Perso Jean")
    found = [(group.verdict, group.reason, [*group.lines]) for group in read(path).groups]
    assert found == [("set_aside", "personal", [2]), ("counted", "", [3])]
    done = snr("inventory", path)
    assert "appareil personnel ; s’il sert au travail" in done.stdout
    assert "Jean" not in done.stdout


def test_the_owner_of_devices_is_not_told_among_many_rows_and_a_mapping_has_the_last_word(tmp_path: Path) -> None:
    rows = [f"PC;Latitude 5420;Nom {number}" for number in range(700)]
    path = written(tmp_path, "Type;Modèle;Propriétaire", *rows, "PC;Latitude 5420;Perso")
    assert sorted((group.verdict, group.units) for group in read(path).groups) == [
        ("counted", 700.0),
        ("set_aside", 1.0),
    ]
    ours = Corrections(statuses={"Perso": "in_use"})
    inventory = read(path, mapping=ours)
    assert [(group.verdict, group.units) for group in inventory.groups] == [("counted", 701.0)]
    assert ("statuses", "perso") in (inventory.files[0].met or set())


@pytest.mark.parametrize("remark", ["Doublon", "en double avec PC-12", "doublon ?", "déjà compté à la mairie"])
def test_a_remark_that_says_a_double_is_to_confirm(tmp_path: Path, remark: str) -> None:
    path = written(tmp_path, "Type;Modèle;Remarque", f"PC;Latitude 5420;{remark}", "PC;Latitude 5420;double écran")
    assert sorted(group.verdict for group in read(path).groups) == ["counted", "to_confirm"]
    assert "en double" in snr("inventory", path).stdout


@pytest.mark.parametrize(
    "status",
    ["Inactif", "Inactive", "Obsolète", "Obsolètes", "Remplacé", "Remplacée", "Désactivé", "Disabled", "Non HS", "À vérifier", "Fin de vie"],
)  # fmt: skip
def test_a_status_that_tells_no_state_is_shown_and_asked(tmp_path: Path, status: str) -> None:
    path = written(tmp_path, "Type;Modèle;Statut", f"PC;Latitude 5420;{status}", "PC;Latitude 5420;En service")
    done = snr("inventory", path, "--format", "mapping", "-o", tmp_path / "m.yaml")
    state = "retired" if status.startswith("Rempl") else "…"
    assert f"1 × {status} — statut inconnu" in done.stdout
    assert f'mapping statuses : "{status}": {state}' in done.stdout
    assert f'# "{status}": {state}' in (tmp_path / "m.yaml").read_text(encoding="utf-8")
    settled = read(path, mapping=Corrections(statuses={status: "retired"})).groups
    assert sorted(group.verdict for group in settled) == ["counted", "set_aside"]


def test_a_status_that_may_be_a_name_is_hidden_and_how_to_say_its_state_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, "Type;Modèle;Statut", "PC;Latitude 5420;Durandal", "PC;Latitude 5420;En service")
    done = snr("inventory", path, "--format", "mapping", "-o", tmp_path / "m.yaml")
    proposed = (tmp_path / "m.yaml").read_text(encoding="utf-8")
    assert "Durandal" not in done.stdout + proposed
    assert 'mapping statuses : "le statut, comme dans le fichier": …' in done.stdout
    assert '# "…": … # un statut non montré' in proposed
