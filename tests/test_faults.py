"""All that is wrong in a row is told, each once, with its column and its value; in every output, and never a name."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from in_process import snr
from snr_cli.inputs.inventory.faults import shown_cell
from test_g4it import DEVICE_TITLES, MACHINE_TITLES
from test_inventory import raw, read, units
from walks import walk

HEAD = 'snr: 1\nreference_year: 2025\nterritory: {siren: "243300316"}\nequipment:\n  - {id: parc, from: parc.csv}\n'
TITLES = "Utilisateur;Type;Modèle;Quantité;Date d'achat;Pays;kWh;Statut\n"
SOUND = "Lucie Martin;Portable;Latitude 5440;1;2021-03-15;France;30;En service\n"
BAD = "Lucie Martin;Portable;Latitude 5440;-3;31/31/2021;Frnace;-7;Au grenier\n"
# each fault of that row: its words, its column and its value
SAID = {
    "quantité négative": "colonne « Quantité » : -3",
    "date illisible": "colonne « Date d'achat » : 31/31/2021",
    "pays inconnu": "colonne « Pays » : Frnace (France ?)",
    "consommation illisible": "colonne « kWh » : -7",
    "statut inconnu": "colonne « Statut » : Au grenier",
}


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def outputs(folder: Path, path: Path) -> Iterator[str]:
    """Yield what each output says of a file."""
    yield snr("inventory", path).stdout
    yield snr("inventory", path, "--format", "rejects", "-o", folder / "rejets.csv").stdout
    yield (folder / "rejets.csv").read_text(encoding="utf-8")
    (folder / "territory.yaml").write_text(HEAD, encoding="utf-8")
    yield snr("check", folder, "--select", "SNR5", "--format", "compact").stdout


def test_each_fault_of_a_row_is_told_once_in_every_output(tmp_path: Path) -> None:
    path = raw(tmp_path, TITLES + SOUND + BAD)
    for text in map(plain, outputs(tmp_path, path)):
        for words, cell in SAID.items():
            assert text.count(words) == 1, (words, text)
            assert text.count(cell) == 1, (cell, text)
    (rejected,) = json.loads(snr("inventory", path, "-f", "json").stdout)["rejected"]
    found = {fault["column"]: (fault["code"], fault["values"], fault["lines"]) for fault in rejected["faults"]}
    assert found == {
        "Quantité": ("quantity_negative", ["-3"], [[3, 3]]),
        "Date d'achat": ("unread_dates", ["31/31/2021"], [[3, 3]]),
        "Pays": ("unknown_country", ["Frnace"], [[3, 3]]),
        "kWh": ("unread_kwh", ["-7"], [[3, 3]]),
        "Statut": ("unknown_status", ["Au grenier"], [[3, 3]]),
    }
    assert rejected["faults"][0]["code"] == rejected_code(rejected)
    assert rejected["faults"][-1]["nearest"] == {} and {"Frnace": "France"} in [
        fault["nearest"] for fault in rejected["faults"]
    ]


def rejected_code(rejected: dict[str, Any]) -> str:
    assert rejected["reason"] == "quantité négative"
    return "quantity_negative"


def test_what_is_wrong_in_some_rows_only_says_which(tmp_path: Path) -> None:
    """Three rows with one reason: one of them has more wrong in it."""
    bad = SOUND.replace(";1;", ";-3;"), SOUND.replace(";1;", ";-4;"), BAD
    text = plain(snr("inventory", raw(tmp_path, TITLES + SOUND + "".join(bad))).stdout)
    assert "quantité négative (colonne « Quantité » : -3, -4)" in text
    assert (
        "pays inconnu, ou sans facteur d’électricité : celui de la collectivité est pris (colonne « Pays » : Frnace (France ?) ; ligne 5)"
        in text
    )


def test_what_is_wrong_in_a_row_that_counts_is_a_finding_at_its_line(tmp_path: Path) -> None:
    path = raw(tmp_path, TITLES + SOUND + SOUND.replace("2021-03-15;France;30", "99/99/2021;Espgane;zéro"))
    assert units(read(path)) == {"laptop": 2}
    (tmp_path / "territory.yaml").write_text(HEAD, encoding="utf-8")
    findings = json.loads(snr("check", tmp_path, "-f", "json", "--select", "SNR5").stdout)["findings"]
    assert {(finding["code"], finding["file"].rpartition("/")[2], finding["line"]) for finding in findings} == {
        ("SNR502", "parc.csv", 3)
    }
    messages = plain(" ".join(finding["message"] for finding in findings))
    for cell in ("« Date d'achat » : 99/99/2021", "« Pays » : Espgane (Espagne ?)", "« kWh » : …"):
        assert messages.count(cell) == 1, messages
    assert all(finding["help"] for finding in findings)
    report = json.loads(snr("inventory", path, "-f", "json").stdout)
    assert {(each["code"], each["column"]) for each in report["doubtful"]} == {
        ("unread_dates", "Date d'achat"),
        ("unknown_country", "Pays"),
        ("unread_kwh", "kWh"),
    }


@pytest.mark.parametrize(
    ("country", "place"),
    [
        ("Royaume Uni", "GB"),
        ("royaume-uni", "GB"),
        ("ETATS UNIS", "US"),
        ("France", ""),
        ("fr", ""),
        ("La Reunion", "FR-RE"),
    ],
)
def test_a_country_is_known_with_or_without_signs(tmp_path: Path, country: str, place: str) -> None:
    inventory = read(raw(tmp_path, TITLES + SOUND.replace("France", country)))
    assert [group.device.place for group in inventory.groups if group.device] == [place]
    assert not [fault for group in inventory.groups for fault in group.faults]


def test_a_country_near_none_is_not_shown(tmp_path: Path) -> None:
    text = plain(snr("inventory", raw(tmp_path, TITLES + SOUND.replace("France", "Zorgland"))).stdout)
    assert "(colonne « Pays » : non montrée, ce peut être un nom)" in text


NAMES = ("Martin", "MARTIN", "Lucie", "Dupont", "0611223344")


@pytest.mark.parametrize("column", ["Quantité", "Date d'achat", "Pays", "kWh", "Statut"])
@pytest.mark.parametrize(
    "cell",
    walk(["Lucie Martin", "MARTIN", "Dupont 12", "prêté à Lucie Dupont", "lucie.dupont@exemple.fr", "0611223344"], 4),
)
def test_a_name_in_the_wrong_column_is_never_printed(tmp_path: Path, column: str, cell: str) -> None:
    titles = TITLES.strip().split(";")
    row = dict(zip(titles, SOUND.strip().split(";"), strict=True)) | {column: cell, "Quantité": "-3"} | {column: cell}
    path = raw(tmp_path, TITLES + SOUND + ";".join(row.values()) + "\n")
    said = [*outputs(tmp_path, path)]
    done = snr("inventory", path, "-f", "json", "--format", "mapping", "-o", tmp_path / "m.yaml")
    said += [done.stdout, done.stderr, (tmp_path / "m.yaml").read_text(encoding="utf-8")]
    rejects = list(csv.reader(said[2].splitlines(), delimiter=";"))
    assert all(name not in row[2] for row in rejects for name in NAMES)  # the reason; the rows are whole, as asked
    del said[2]
    assert not [(name, text) for text in said for name in NAMES if name in text]


def test_a_name_in_several_rows_is_never_printed_and_a_label_is_no_part_of_a_finding(tmp_path: Path) -> None:
    rows = SOUND.replace("En service", "Lucie Dupont") * 3 + SOUND.replace("France", "Lucie Dupont") * 3
    path = raw(tmp_path, TITLES + SOUND + rows + SOUND.replace("Portable;Latitude 5440", "Zorg;Martin Lucie"))
    *said, checked = outputs(tmp_path, path)
    assert not [text for text in [*said[:2], checked] if "Dupont" in text]
    assert "Martin" not in checked
    assert "type inconnu (ligne 9), colonne « Type »" in plain(checked)


@pytest.mark.parametrize(
    ("column", "cell", "name"),
    [
        ("Pays", "Dupont", "Dupont"),
        ("Pays", "kowalczyk", "kowalczyk"),
        ("Pays", "Francis", "Francis"),
        ("Statut", "prêt Kowalczyk", "Kowalczyk"),
        ("Statut", "Kowalczyk parti", "Kowalczyk"),
        ("Statut", "Kowalczyk", "Kowalczyk"),
    ],
)
@pytest.mark.parametrize("count", walk([5, 1, 2], 3))
def test_a_surname_in_few_rows_is_never_printed(tmp_path: Path, column: str, cell: str, name: str, count: int) -> None:
    """Nor in the correspondences proposed; a bad date beside it does not change that."""
    bad = SOUND.replace("2021-03-15;France;30;En service", "99/99/2021;France;30;En service")
    bad = bad.replace({"Pays": "France", "Statut": "En service"}[column], cell)
    path = raw(tmp_path, TITLES + SOUND + bad * count)
    printed, report, _, checked = outputs(tmp_path, path)
    done = snr("inventory", path, "-f", "json", "--format", "mapping", "-o", tmp_path / "m.yaml")
    said = [printed, report, checked, done.stdout, done.stderr, (tmp_path / "m.yaml").read_text(encoding="utf-8")]
    assert not [text for text in said if name in text]
    assert "ce peut être un nom" in plain(printed)


def test_a_status_of_many_rows_is_shown(tmp_path: Path) -> None:
    path = raw(tmp_path, TITLES + SOUND + SOUND.replace("En service", "Zorglub") * 6)
    assert ";Zorglub;" in plain(snr("inventory", path, "-f", "csv").stdout)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("31/31/2021", "31/31/2021"),
        ("32 janvier 2021", "32 janvier 2021"),
        ("Martinez 12", "… 12"),
        ("#REF!", "#REF!"),
        ("12 postes", "12 postes"),
        ("06 11 22 33 44", "…"),
        ("1e9", "1e9"),
        ("x" * 500, "…"),
        ("9" * 9, "9" * 9),
    ],
)
def test_figures_are_shown_and_words_are_not(cell: str, said: str) -> None:
    assert shown_cell(cell) == said


def test_thousands_of_dates_that_are_none_stay_few_groups(tmp_path: Path) -> None:
    rows = "".join(SOUND.replace("2021-03-15", f"99/99/{number}") for number in range(2000))
    inventory = read(raw(tmp_path, TITLES + rows))
    assert units(inventory) == {"laptop": 2000}
    assert len(inventory.groups) < 300
    assert sum(group.rows for group in inventory.groups if group.faults) == 2000


# --- machines, hosts, keys ----------------------------------------------------------------------------------------------


def linked(folder: Path, machines: str) -> list[str]:
    """Return what `snr inventory` says to confirm or rejects, of machines beside two hosts."""
    hosts = "".join(f"{name};Serveur;1;;;;Server;In use;;;;\n" for name in ("esx-nord", "esx-sud"))
    (folder / "devices.csv").write_text(f"{DEVICE_TITLES}\n{hosts}", encoding="utf-8")
    (folder / "machines.csv").write_text(f"{MACHINE_TITLES}\n{machines}", encoding="utf-8")
    (folder / "m.yaml").write_text("types: {Server: server_rack}\n", encoding="utf-8")
    done = snr("inventory", "devices.csv", "machines.csv", "--mapping", "m.yaml", "--strict", cwd=folder)
    assert done.returncode == 1
    return [plain(line) for line in done.stdout.replace("\n    ", " ").splitlines() if "machines.csv, ligne" in line]


ALSO = "vm0;esx-sud;1;4;;;;;;;;\n"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            "vm1;esx-nord;1;4;;;;;;;;\nvm1;esx-nord;1;4;;;;;;;;\n",
            ["nom déjà lu plus haut (colonne « nomEquipementVirtuel » : vm1)", "ligne 4"],
        ),
        (
            "vm1;esx-sudd;1;4;;;;;;;;\n",
            [
                "hôte absent des équipements lus avec ce fichier (colonne « nomEquipementPhysique » : esx-sudd (esx-sud ?))",
                "ligne 3",
            ],
        ),
        (
            "vm1;esx-nord;1;;;1.2;;;;;;\n",
            ["dont la somme dépasse 100 % (colonne « cleRepartition » : 1.2)", "ligne 3"],
        ),
        (
            "vm1;esx-nord;1;;;80 %;;;;;;\nvm2;esx-nord;1;;;30%;;;;;;\n",
            ["dépasse 100 % (colonne « cleRepartition » : 80 %, 30%)", "lignes 3 à 4"],
        ),
        (
            "vm0;esx9;quatre;-1;;;;;;9999;;;\n",
            [
                "nombre illisible ou hors de ses bornes (colonne « quantite » : quatre)",
                "(colonne « vCPU » : -1)",
                "nom déjà lu plus haut (colonne « nomEquipementVirtuel » : vm0)",
                "(colonne « nomEquipementPhysique »)",
            ],
        ),
    ],
)
def test_a_machine_says_its_line_its_column_and_its_value(tmp_path: Path, rows: str, said: list[str]) -> None:
    text = " ".join(linked(tmp_path, ALSO + rows))
    for each in said:
        assert text.count(each) == 1, text


def test_a_key_may_be_a_percentage(tmp_path: Path) -> None:
    rows = "vm1;esx-nord;1;;;60 %;;;;;;\nvm2;esx-nord;1;;;0,4;;;;;;\n"
    (tmp_path / "devices.csv").write_text(
        f"{DEVICE_TITLES}\nesx-nord;Serveur;1;;;;Server;In use;;;;\n", encoding="utf-8"
    )
    (tmp_path / "machines.csv").write_text(f"{MACHINE_TITLES}\n{rows}", encoding="utf-8")
    inventory = read(tmp_path / "devices.csv", tmp_path / "machines.csv")
    assert [machine.key for machine in inventory.links.machines] == [0.6, 0.4]
