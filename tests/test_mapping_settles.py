"""A mapping settles what it is asked to settle: how many devices a label is, what a remark does not mean, what an account hides."""

from pathlib import Path

import pytest
import yaml

from in_process import snr
from snr_cli.inputs.inventory.records import Corrections
from test_inventory import read, units
from test_no_device_rows import export, verdicts


def settled(folder: Path, path: Path, text: str) -> dict[str, float]:
    """Return the units of each type once a mapping is given; nothing is left to confirm."""
    mapping = folder / "m.yaml"
    mapping.write_text(text, encoding="utf-8")
    done = snr("inventory", path, "--mapping", mapping, "--strict", "-f", "json")
    assert done.returncode == 0, done.stdout + done.stderr
    report = yaml.safe_load(done.stdout)
    return {kind["type"]: kind["units"] for kind in report["types"]}


@pytest.mark.parametrize(
    ("titles", "row", "label", "said"),
    [
        ("Type;Modèle", "10 PC portables;", "10 PC portables", "10 laptop"),
        ("Type;Modèle", "Lot de 6 écrans;P2419H", "Lot de 6 écrans · P2419H", "6 monitor"),
        ("Type;Quantité", "10 PC portables;1", "10 PC portables", "10 laptop"),
        ("Type;Quantité", "10 PC portables;", "10 PC portables", "10 laptop"),
    ],
)
def test_how_many_a_label_says_is_proposed_and_settled(tmp_path: Path, titles: str, row: str, label: str, said: str):
    path = export(tmp_path, titles, row)
    done = snr("inventory", path, "--format", "mapping", "-o", tmp_path / "p.yaml")
    assert f'mapping types : "{label}": {said}' in done.stdout
    assert f'# "{label}": {said} #' in (tmp_path / "p.yaml").read_text(encoding="utf-8")
    number, kind = said.split()
    assert settled(tmp_path, path, f'types: {{"{label}": {said}}}\n') == {kind: float(number)}
    assert settled(tmp_path, path, f'types: {{"{label}": 1 {kind}}}\n') == {kind: 1.0}


@pytest.mark.parametrize(
    ("titles", "row", "label"),
    [
        ("Type;Lieu", "Vidéoprojecteurs écoles;Mairie", "Vidéoprojecteurs écoles"),
        ("Type;Quantité", "Portable;", "Portable"),
    ],
)
def test_a_number_that_nothing_says_is_asked_and_settled(tmp_path: Path, titles: str, row: str, label: str):
    path = export(tmp_path, titles, row)
    kind = "laptop" if label == "Portable" else "video_projector"
    assert f'mapping types : "{label}": … {kind}' in snr("inventory", path).stdout
    assert settled(tmp_path, path, f'types: {{"{label}": 4 {kind}}}\n') == {kind: 4.0}


def test_a_number_of_the_mapping_leaves_the_quantity_that_is_written(tmp_path: Path):
    path = export(tmp_path, "Type;Quantité", "PC portables;3", "PC portables;-2", "PC portables;0")
    inventory = read(path, mapping=Corrections(types={"PC portables": "laptop"}, numbers={"PC portables": 10}))
    assert units(inventory) == {"laptop": 3}
    assert sorted(group.verdict for group in inventory.groups) == ["counted", "ignored", "rejected"]


def test_a_type_alone_does_not_say_how_many(tmp_path: Path):
    path = export(tmp_path, "Type;Modèle", "10 PC portables;")
    assert verdicts(path, mapping=Corrections(types={"10 PC portables": "laptop"})) == {2: "to_confirm number_in_label"}


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("0 laptop", "de 1 à 1 000 000"),
        ("9999999 laptop", "de 1 à 1 000 000"),
        ("10 laptops", "vouliez-vous dire « laptop » ?"),
    ],
)
def test_a_number_of_the_mapping_has_bounds_and_its_type_is_known(tmp_path: Path, said: str, message: str):
    path, mapping = export(tmp_path, "Type;Modèle", "10 PC portables;"), tmp_path / "m.yaml"
    mapping.write_text(f'types: {{"10 PC portables": {said}}}\n', encoding="utf-8")
    done = snr("inventory", path, "--mapping", mapping)
    assert done.returncode == 1
    assert "SNR505" in done.stderr + done.stdout
    assert message in (done.stderr + done.stdout).replace("\u202f", " ").replace("\u00a0", " ")


def test_a_number_already_given_is_in_the_mapping_that_is_proposed(tmp_path: Path):
    path, mapping = export(tmp_path, "Type;Modèle", "10 PC portables;"), tmp_path / "m.yaml"
    mapping.write_text('types: {"10 PC portables": 10 laptop}\n', encoding="utf-8")
    snr("inventory", path, "--mapping", mapping, "--format", "mapping", "-o", tmp_path / "p.yaml")
    found = yaml.safe_load((tmp_path / "p.yaml").read_text(encoding="utf-8"))
    assert found["types"] == {"10 PC portables": "10 laptop"}


@pytest.mark.parametrize("words", ["écran HS remplacé", "HS remplacé le 3", "écran HS remplacé le 3 mars"])
def test_what_a_remark_does_not_mean_is_settled_by_its_words(tmp_path: Path, words: str):
    path = export(
        tmp_path, "Type;Modèle;Remarque", "PC;Latitude 5420;écran HS remplacé le 3 mars", "PC;Latitude 5420;volé"
    )
    done = snr("inventory", path, "--format", "mapping", "-o", tmp_path / "p.yaml")
    assert 'mapping statuses : "Remarque : mots de la remarque": in_use' in done.stdout
    assert '# "Remarque : mots de la remarque": in_use' in (tmp_path / "p.yaml").read_text(encoding="utf-8")
    ours = Corrections(statuses={f"Remarque : {words}": "in_use"})
    assert verdicts(path, mapping=ours) == {2: "counted", 3: "to_confirm remark_says_gone"}


def test_a_remark_may_be_given_a_state_and_is_told_when_no_row_holds_it(tmp_path: Path):
    path = export(tmp_path, "Type;Modèle;Remarque", "PC;Latitude 5420;parti chez le voisin", "PC;Latitude 5420;")
    ours = Corrections(statuses={"Remarque : parti chez": "retired"})
    assert verdicts(path, mapping=ours) == {2: "set_aside retired", 3: "counted"}
    mapping = tmp_path / "m.yaml"
    mapping.write_text('statuses: {"Remarque : parti chez": retired, "Remarque : autre": in_use}\n', encoding="utf-8")
    told = snr("inventory", path, "--mapping", mapping).stdout
    assert "statut « Remarque : autre » jamais rencontrée" in " ".join(told.split())
    assert "parti" not in told


def test_a_word_of_a_remark_is_read_whole(tmp_path: Path):
    path = export(tmp_path, "Type;Modèle;Remarque", "PC;Latitude 5420;cassé", "PC;Latitude 5420;")
    ours = Corrections(statuses={"Remarque : cas": "in_use"})
    assert verdicts(path, mapping=ours) == {2: "to_confirm remark_says_gone", 3: "counted"}


def test_a_label_that_says_gone_is_settled_by_its_type(tmp_path: Path):
    path = export(tmp_path, "Type;Modèle;Nombre", "Tablettes HS;Apple iPad 2;6")
    assert 'mapping types : "Tablettes HS · Apple iPad 2": tablet' in snr("inventory", path).stdout
    assert settled(tmp_path, path, 'types: {"Tablettes HS · Apple iPad 2": tablet}\n') == {"tablet": 6.0}


def test_an_account_that_says_otherwise_is_settled_by_a_type(tmp_path: Path):
    path = export(tmp_path, "Imputation;Libellé", "2184;Ordinateur portable Latitude 5420")
    assert verdicts(path) == {2: "to_confirm account_says_other"}
    assert settled(tmp_path, path, "types: {Ordinateur portable Latitude 5420: laptop}\n") == {"laptop": 1.0}


def test_what_no_type_settles_proposes_none(tmp_path: Path):
    path = export(tmp_path, "Type;Modèle;Date d'achat;Date de sortie", "PC;Latitude 5420;2022-01-01;2020-01-01")
    text = snr("inventory", path).stdout
    assert "achetée après sa sortie" in text
    assert "mapping types" not in text


def test_the_column_told_is_the_one_that_says_gone(tmp_path: Path):
    path = export(
        tmp_path, "Nom;Modèle;Remarque", "iPad-12 (VOLÉ);iPad (9th Generation);", "iPad-13;iPad (9th Generation);RAS"
    )
    assert 'mapping statuses : "Nom : mots de la remarque": in_use' in snr("inventory", path).stdout
    ours = Corrections(statuses={"Nom : VOLÉ": "in_use"})
    assert verdicts(path, mapping=ours) == {2: "counted", 3: "counted"}
