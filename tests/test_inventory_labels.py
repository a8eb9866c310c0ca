"""Units beside rows, and which label became which type: what `snr inventory` says of what it counted can be audited."""

import csv
import io
import json
import re
from pathlib import Path

import pytest

from in_process import snr
from snr_cli.inputs.inventory.judge import skeleton
from snr_cli.inputs.inventory.values import plain
from test_inventory import read
from test_inventory_command import FIXTURES, hidden
from test_no_device_rows import export

RECOGNITION = Path(__file__).parents[1] / "factors" / "inventory" / "recognition.csv"

LOTS = (
    "Type;Modèle;Quantité;Statut\n"
    "Portable;Latitude 5440;25;En service\n"
    "Portable;Latitude 5440;5;En stock\n"
    "Écran;P2419H;40;En service\n"
    "Bidule;X1;7;En service\n"
    "Truc;X2;18;En service\n"
    "Portable;Latitude 5440;4;Réformé\n"
    "Portable;Latitude 5440;beaucoup;En service\n"
)


@pytest.fixture
def lots(tmp_path: Path) -> Path:
    path = tmp_path / "lots.csv"
    path.write_text(LOTS, encoding="utf-8")
    return path


def test_units_stand_beside_rows(lots: Path):
    report = json.loads(snr("inventory", lots, "-f", "json").stdout)
    assert report["rows"] == {"read": 7, "counted": 3, "to_confirm": 2, "set_aside": 1, "rejected": 1, "ignored": 0}
    # of a rejected row nobody knows how many devices it says
    assert report["units"] == {
        "counted": 25 + 5 + 40,
        "to_confirm": 7 + 18,
        "set_aside": 4,
        "rejected": None,
        "ignored": 0,
    }
    screen = snr("inventory", lots).stdout
    table = [line.split() for line in screen.splitlines()]
    assert ["comptées", "3", "70"] in table
    assert ["à", "confirmer", "2", "25"] in table
    assert ["rejetées", "1", "—"] in table
    assert "1 ligne, 18 unités × Truc · X2 — " in screen


def test_units_of_what_stands_beside_the_devices_are_none(tmp_path: Path):
    """The units counted are those of the types, whatever the files."""
    for path in FIXTURES:
        report = json.loads(snr("inventory", path, "-f", "json").stdout)
        assert report["units"]["counted"] == sum(kind["units"] for kind in report["types"]), path.name
        for verdict in ("to_confirm", "set_aside", "ignored"):
            assert report["units"][verdict] == sum(group["units"] for group in report[verdict]), path.name


def test_a_finding_tells_the_units_of_its_rows(lots: Path):
    (lots.parent / "territory.yaml").write_text(
        'snr: 1\nreference_year: 2025\nterritory: {siren: "243300316"}\nequipment:\n  - {id: parc, from: lots.csv}\n',
        encoding="utf-8",
    )
    findings = json.loads(snr("check", lots.parent, "-f", "json", "--select", "SNR502").stdout)["findings"]
    assert [finding["message"].partition(" (lignes")[0] for finding in findings] == [
        "2 lignes à confirmer (25 unités) : type inconnu"
    ]


def test_what_is_counted_is_told_label_by_label(lots: Path):
    report = json.loads(snr("inventory", lots, "-f", "json", "-v").stdout)
    told = [(row["label"], row["type"], row["state"], row["units"], row["lines"]) for row in report["counted"]]
    assert told == [
        ("Écran · P2419H", "monitor", "in_use", 40, [[4, 4]]),
        ("Portable · Latitude 5440", "laptop", "in_use", 25, [[2, 2]]),
        ("Portable · Latitude 5440", "laptop", "stored", 5, [[3, 3]]),
    ]
    assert all(row["rule"] and 0.9 <= row["confidence"] <= 1 for row in report["counted"])
    assert "counted" not in json.loads(snr("inventory", lots, "-f", "json").stdout)
    screen = snr("inventory", lots, "-v").stdout
    assert "1 ligne, 25 unités × Portable · Latitude 5440 → laptop (" in screen
    assert "COMPTÉES" not in snr("inventory", lots).stdout


def test_a_mapping_and_a_default_type_are_the_rule_of_what_they_count(lots: Path):
    mapping = lots.parent / "m.yaml"
    mapping.write_text("types: {Bidule: tablet}\n", encoding="utf-8")
    done = snr("inventory", lots, "-f", "json", "-v", "--mapping", mapping, "--type", "monitor")
    rules = {row["label"]: (row["type"], row["rule"]) for row in json.loads(done.stdout)["counted"]}
    assert rules["Bidule · X1"] == ("tablet", "mapping")
    assert rules["Truc · X2"] == ("monitor", "type")


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_every_row_is_in_the_table_of_labels_and_no_personal_cell(path: Path):
    report = json.loads(snr("inventory", path, "-f", "json", "-v").stdout)
    done = snr("inventory", path, "-f", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout), delimiter=";"))
    assert sum(int(row["lignes"]) for row in rows) == report["rows"]["read"]
    counted = [row for row in rows if row["verdict"] == "comptées"]
    assert sum(float(row["unités"]) for row in counted) == report["units"]["counted"]
    assert len(counted) == len(report["counted"])
    by_type: dict[str, float] = {}
    for row in counted:
        by_type[row["type"]] = by_type.get(row["type"], 0) + float(row["unités"])
    assert by_type == {kind["type"]: kind["units"] for kind in report["types"]}
    hidden(done.stdout + json.dumps(report, ensure_ascii=False) + snr("inventory", path, "-v").stdout)


def test_a_label_is_no_formula(tmp_path: Path):
    path = tmp_path / "parc.csv"
    path.write_text('Type;Modèle\n"=HYPERLINK(1)";Latitude 5440\n', encoding="utf-8")
    (row,) = csv.DictReader(io.StringIO(snr("inventory", path, "-f", "csv").stdout), delimiter=";")
    assert row["libellé"].startswith("'=")


def test_units_that_nobody_knows_are_told_so_in_the_table_and_in_the_rows(tmp_path: Path):
    """« 0 unité » beside « 2 × » for the same rows would be a contradiction."""
    path = tmp_path / "parc.csv"
    path.write_text(
        "Type;Modèle;Quantité\nPC;Latitude 5420;\nPC;Latitude 5420;\nPC;Latitude 5420;3\n", encoding="utf-8"
    )
    text = snr("inventory", path).stdout
    assert "\n  à confirmer                                2         —\n" in text
    assert "\n  2 lignes, unités inconnues × PC · Latitude 5420" in text
    report = json.loads(snr("inventory", path, "-f", "json").stdout)
    assert (report["units"]["to_confirm"], report["to_confirm"][0]["units"]) == (None, None)
    path.write_text(path.read_text(encoding="utf-8") + "Machin;Truc;4\n\n;;\n", encoding="utf-8")
    text = snr("inventory", path).stdout
    assert "\n  à confirmer                                3       ≥\u00a04\n" in text
    assert "\n  1 ligne, 4 unités × Machin · Truc" in text
    assert "\n  2 lignes, 0 unité × ligne vide" in text


def test_long_numbers_are_read_once_and_shown_as_they_are(tmp_path: Path):
    rows = [f"Portable;Dell;Latitude {number:07d}" for number in range(4840000, 4840900)]
    rows += ["Zorglub;Acme;ZX 4840001", "Zorglub;Acme;ZX 4840002", "Portable;;4840003", "PC;;Lot de 12 4840003"]
    inventory = read(export(tmp_path, "Type;Marque;Modèle", *rows))
    labels = {group.lines[0]: group.label for group in inventory.groups}
    assert labels[2] == "Portable · Dell · Latitude 4840000"
    assert len(set(labels.values())) == len(rows)
    assert {group.faults[0].value for group in inventory.groups if group.reason == "unknown_type"} >= {
        "Zorglub · Acme · ZX 4840001",
        "Zorglub · Acme · ZX 4840002",
    }


@pytest.mark.parametrize(
    "cell", ["44574702", "44 574 702", "5CG1234567", "Latitude 5440", "iPad (1234567)", "SN 0123456789", "SN 00001234"]
)
def test_a_cell_that_a_rule_may_read_has_no_skeleton(cell: str):
    assert skeleton(cell) == cell


def test_no_rule_tells_long_numbers_apart():
    """What `skeleton` makes alike: beyond three figures, a word of six figures or more."""
    for row in csv.DictReader(RECOGNITION.open(encoding="utf-8")):
        for word in "|".join(row[name] for name in ("kind", "maker", "words", "unless")).split("|"):
            assert skeleton(f"x {word.strip('_ ')}x") == f"x {word.strip('_ ')}x", row["id"]
            assert skeleton(f"x {word}") == f"x {word}", row["id"]
        for pattern in filter(None, (row["pattern"], row["unless_pattern"])):
            figures = set(re.findall(r"\d+", re.sub(r"\\d|\{[\d,]*\}", "", pattern)))
            for host in [*row["match"].split("|")[:2], row["words"].split("|")[0], ""]:
                for token in {start + figure + "4444" for figure in figures for start in ("111", "1111")}:
                    text = f"{plain(host)} {token}"
                    assert bool(re.search(pattern, text)) == bool(re.search(pattern, skeleton(text))), (row["id"], text)
