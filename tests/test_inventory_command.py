"""`snr inventory`: what it prints and writes, what it never shows, how it ends."""

import csv
import json
import os
import random
import stat
from pathlib import Path

import pytest
import yaml

from conftest import EXAMPLES
from in_process import snr
from walks import walk

SAMPLES = Path(__file__).parent / "samples"
FIXTURES = sorted((SAMPLES / "inventories").glob("*.csv"))
GLPI = SAMPLES / "inventories" / "glpi-ordinateurs.csv"
# titles whose cells name a person or a person's device
PERSONAL = {
    "nom", "name", "machine", "computer", "device name", "numéro de série", "serial number", "utilisateur", "user", "usager",
    "usager numéro", "numéro d'inventaire", "inventory number", "utilisateur connecté", "connected user", "owner",
    "adresse ip", "réseau - ip", "machine : utilisateur connecté", "bios : numéro de série", "bios : assettag", "agent",
    "device id", "azure ad device id", "imei", "wi-fi mac", "management name", "userid", "primary user upn",
    "primary user email address", "primary user display name", "phone number",
}  # fmt: skip
# named after their model, or too short to be told apart from any other text
COMMON = {"DELL P2419H", "2140", "2141", "PL2492H", "Écran accueil"}


def personal_cells(path: Path) -> set[str]:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = path.read_text(encoding=encoding)
            break
        except UnicodeDecodeError:
            continue
    lines = text.splitlines()
    start = next(n for n, line in enumerate(lines) if any(title in line.lower() for title in ("modèle", "model")))
    rows = list(csv.reader(lines[start:], delimiter=max(";,", key=lines[start].count)))
    places = [n for n, title in enumerate(rows[0]) if title.lower() in PERSONAL]
    found = {row[n].strip() for row in rows[1:] for n in places if n < len(row)}
    return {cell for cell in found if len(cell) > 3} - COMMON


SECRETS = set().union(*map(personal_cells, FIXTURES)) | {
    "MASKED-a62b6c", "MASKED-HOST", "MASKED-fd2b37", "MASKED-25bf8e", "MASKED-694393", "NPIF2BE10", "MASKED-b76736",
    "172.28.220.1",
}  # fmt: skip


def hidden(text: str) -> None:
    leaked = {secret for secret in SECRETS if secret in text}
    assert not leaked, leaked


def test_the_fixtures_hold_personal_data_to_look_for():
    assert len(SECRETS) > 100
    assert {"lgarnier", "7KX4QZ2", "0299112233", "INV-2023-0412", "h.lucas@landerval.example", "10.20.1.1"} <= SECRETS


@pytest.mark.parametrize("path", walk([*FIXTURES, SAMPLES / "glpi"], 3), ids=lambda path: path.stem)
@pytest.mark.parametrize("form", ["text", "json", "yaml"])
def test_no_personal_data_in_the_report(path: Path, form: str, tmp_path: Path):
    done = snr("inventory", path, "--format", form, "--format", "mapping", "-o", tmp_path / "m.yaml")
    assert done.returncode == 0
    hidden(done.stdout + done.stderr + (tmp_path / "m.yaml").read_text(encoding="utf-8"))


def test_no_personal_data_when_a_list_is_refused(tmp_path: Path):
    lines = GLPI.read_text(encoding="utf-8-sig").splitlines()
    for text in ("\n".join(lines[1:]), "\n".join(line.split(";")[0] for line in lines)):
        path = tmp_path / "sans-titres.csv"
        path.write_text(text, encoding="utf-8")
        done = snr("inventory", path)
        hidden(done.stdout + done.stderr)


JUNK = (b'"', b";", b",", b"\n", b"\r", b"\0", b"'=", b"\xff", b"\t", b"|", b"TOTAL", b"\x1b[31m", b"{")


@pytest.mark.slow
def test_a_damaged_export_shows_no_personal_data_and_is_read_or_refused(tmp_path: Path):
    chance = random.Random(3)
    for number in range(120):
        source = chance.choice(FIXTURES)
        data = bytearray(source.read_bytes())
        place = chance.randrange(len(data))
        if number % 2:
            data[place:place] = chance.choice(JUNK)
        else:
            del data[place : place + chance.randrange(1, 40)]
        path = tmp_path / f"{number}-{source.name}"
        path.write_bytes(bytes(data))
        done = snr("inventory", path, "-f", chance.choice(["text", "json", "yaml"]))
        assert done.returncode in (0, 1, 2), done.stderr  # 1: no row of it counts
        hidden(done.stdout + done.stderr)
        assert "\x1b" not in done.stdout + done.stderr


def test_no_personal_data_in_what_a_dossier_says(tmp_path: Path):
    (tmp_path / "exports").mkdir()
    for path in FIXTURES:
        (tmp_path / "exports" / path.name).write_bytes(path.read_bytes())
    (tmp_path / "territory.yaml").write_text(
        'snr: 1\nreference_year: 2025\nterritory: {siren: "243300316"}\nequipment:\n'
        + "".join(f"  - {{id: i{n}, from: exports/{path.name}}}\n" for n, path in enumerate(FIXTURES)),
        encoding="utf-8",
    )
    said = [snr("assess", tmp_path, "--format", form) for form in ("text", "json", "csv")]
    said += [snr("check", tmp_path, "-f", form) for form in ("text", "json", "github", "gitlab", "sarif", "junit")]
    first = next(line for line in said[2].stdout.splitlines() if ".laptop." in line).split(",")[1]
    said.append(snr("explain", tmp_path, first))
    for done in said:
        assert done.returncode in (0, 1), done.stderr
        hidden(done.stdout + done.stderr)
    assert "laptop" in said[1].stdout
    assert ".csv, ligne" in said[-1].stdout


def test_rejects_hold_whole_rows_and_say_so(tmp_path: Path):
    target = tmp_path / "rejets.csv"
    done = snr("inventory", GLPI, "--format", "rejects", "-o", target)
    assert "données personnelles comprises" in done.stderr
    hidden(done.stdout)
    rows = list(csv.reader(target.read_text(encoding="utf-8").splitlines(), delimiter=";"))
    assert rows[0][:5] == ["fichier", "ligne", "motif", "Nom", "Statut"]
    assert [row[1:4] for row in rows[1:]] == [
        ["15", "ni type, ni modèle, ni fabricant", "VLM-P-0110"],
        ["16", "ligne trop courte", "VLM-P-0111"],
    ]


def test_rejects_once_mended_are_read_again(tmp_path: Path):
    source, target = tmp_path / "=parc.csv", tmp_path / "rejets.csv"
    source.write_text("Nom;Type;Modèle;Quantité\n-PC;Portable;=Latitude 5440;-3\nx;Portable;y;2\n", encoding="utf-8")
    assert snr("inventory", source.name, "--format", "rejects", "-o", target, cwd=tmp_path).returncode == 0
    text = target.read_text(encoding="utf-8")
    assert (
        text.splitlines()[1]
        == "'=parc.csv;2;quantité négative (colonne « Quantité » : -3);'-PC;Portable;'=Latitude 5440;-3"
    )
    target.write_text(text.replace(";-3", ";3"), encoding="utf-8")
    report = json.loads(snr("inventory", target, "-f", "json").stdout)
    assert [(kind["type"], kind["units"]) for kind in report["types"]] == [("laptop", 3)]


def test_the_json_report_counts_every_row():
    report = json.loads(snr("inventory", *FIXTURES, "--format", "json").stdout)
    rows = report["rows"]
    assert rows["read"] == sum(rows[verdict] for verdict in rows if verdict != "read")
    assert rows["read"] == sum(file["read"] for file in report["files"])
    for verdict in ("to_confirm", "set_aside", "rejected", "ignored"):
        assert sum(group["rows"] for group in report[verdict]) == rows[verdict]
        for group in report[verdict]:
            assert group["rows"] == sum(last - first + 1 for first, last in group["lines"]) or "json" in group["file"]


def test_the_lines_of_yaml_make_a_dossier_of_the_same_units(tmp_path: Path):
    text = snr("inventory", GLPI, "--format", "yaml").stdout
    report = json.loads(snr("inventory", GLPI, "-f", "json").stdout)
    dossier = tmp_path / "territory.yaml"
    dossier.write_text('snr: 1\nreference_year: 2025\nterritory: {siren: "243300316"}\n' + text, encoding="utf-8")
    done = snr("check", dossier, "-f", "json", "--select", "SNR1,SNR2,SNR3")
    assert json.loads(done.stdout)["findings"] == []
    lines = yaml.safe_load(text)["equipment"]
    assert sum(line["quantity"] for line in lines) == sum(kind["units"] for kind in report["types"])


def test_a_proposed_mapping_is_read_back_and_corrected(tmp_path: Path):
    source, mapping = tmp_path / "parc.csv", tmp_path / "parc.mapping.yaml"
    source.write_text(
        'Nom;Etat du parc;Type;Modèle\nA;dispo;"Bidule : ""3""";X\nB;ok;Portable;Latitude 5440\n', encoding="utf-8"
    )
    done = snr("inventory", source, "--format", "mapping", "-o", mapping)
    assert f"--mapping {mapping}" in done.stderr
    before = snr("inventory", source, "--format", "json")
    assert snr("inventory", source, "--format", "json", "--mapping", mapping).stdout == before.stdout
    text = mapping.read_text(encoding="utf-8")
    assert '  # "Bidule : \\"3\\" · X": … # 1 ligne' in text
    text = text.replace('  # "Bidule : \\"3\\" · X": … # 1 ligne', '  "Bidule : \\"3\\" · X": tablet')
    text = text.replace('  # "Etat du parc": ', '  "Etat du parc": status').replace(
        "statuses:\n", "statuses:\n  dispo: stored\n"
    )
    mapping.write_text(text, encoding="utf-8")
    after = yaml.safe_load(snr("inventory", source, "--format", "yaml", "--mapping", mapping).stdout)["equipment"]
    assert {(line["type"], line.get("state")) for line in after} == {("laptop", None), ("tablet", "stored")}


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("colonnes: {}\n", 1, "clé inconnue « colonnes »"),
        ("columns:\n  Nom: nom\n", 2, "rôle inconnu « nom »"),
        ("statuses:\n  ok: in_use\n  vu: en_service\n", 3, "état inconnu « en_service »"),
        ("types:\n  A: laptop\n\n  B: laptopp\n", 4, "type inconnu « laptopp »"),
        ("- a\n", 1, "suite de « clé: valeur »"),
        ("keep: [a]\n", 1, "keep"),
        ("columns: [a]\n", 1, "columns"),
        ("a: [\n", 1, "SNR102"),
    ],
)
def test_a_mistake_in_a_mapping_is_shown_at_its_line(tmp_path: Path, text: str, line: int, said: str):
    mapping = tmp_path / "m.yaml"
    mapping.write_text(text, encoding="utf-8")
    done = snr("inventory", GLPI, "--mapping", mapping)
    assert done.returncode == 1
    assert f"m.yaml:{line}:" in done.stderr, done.stderr
    assert said in done.stderr
    assert not done.stdout


def test_the_mapping_wins_over_every_rule(tmp_path: Path):
    mapping = tmp_path / "m.yaml"
    mapping.write_text(
        'types: {"Latitude 5440": tablet}\nstatuses: {Perdu: in_use}\nkeep: {Fabricant: [Dell Inc., HP]}\n',
        encoding="utf-8",
    )
    report = json.loads(snr("inventory", GLPI, "-f", "json", "--mapping", mapping).stdout)
    kinds = {kind["type"]: kind["units"] for kind in report["types"]}
    assert kinds["tablet"] == 2
    assert {group["reason"] for group in report["set_aside"]} >= {"écartée par le filtre", "réformée ou sortie"} - {
        "réformée ou sortie"
    }
    assert not any("perdue" in group["reason"] for group in report["set_aside"])


def test_a_column_of_the_mapping_that_no_file_has_is_told(tmp_path: Path):
    mapping = tmp_path / "m.yaml"
    mapping.write_text("columns: {Etage: site}\n", encoding="utf-8")
    assert (
        "Etage : colonne des correspondances absente du fichier" in snr("inventory", GLPI, "--mapping", mapping).stdout
    )


def test_the_default_type_and_accept(tmp_path: Path):
    source = tmp_path / "liste.csv"
    source.write_text("Nom;Quantité\nA;3\nB;2\n", encoding="utf-8")
    assert snr("inventory", source).returncode == 2
    report = json.loads(snr("inventory", source, "--type", "monitor", "-f", "json").stdout)
    assert [(kind["type"], kind["units"]) for kind in report["types"]] == [("monitor", 5)]
    done = snr("inventory", source, "--type", "zorglub")
    assert (done.returncode, "type inconnu « zorglub »" in done.stderr) == (2, True)
    before = json.loads(snr("inventory", *FIXTURES, "-f", "json").stdout)["rows"]
    after = json.loads(snr("inventory", *FIXTURES, "-f", "json", "--accept").stdout)["rows"]
    assert after["counted"] >= before["counted"]


def test_the_year_studied_sets_aside_what_was_bought_later(tmp_path: Path):
    counted = [
        json.loads(snr("inventory", GLPI, "-f", "json", "--year", year).stdout)["rows"]["counted"]
        for year in ("2019", "2021", "2025", "2026")
    ]
    assert counted == sorted(counted)
    assert counted[0] < counted[-1]
    assert "année étudiée : 2021" in snr("inventory", GLPI, "--year", "2021").stdout
    assert snr("inventory", GLPI, "--year", "1789").returncode == 2


def test_strict_fails_on_a_rejected_row():
    done = snr("inventory", GLPI, "--strict")
    assert done.returncode == 1
    assert "2 lignes rejetées" in done.stderr
    assert done.stdout == snr("inventory", GLPI).stdout
    assert snr("inventory", SAMPLES / "inventories" / "glpi-moniteurs.csv", "--strict").returncode == 0


def test_output_goes_to_a_file_whole_or_not_at_all(tmp_path: Path):
    target = tmp_path / "lignes.yaml"
    done = snr("inventory", GLPI, "-f", "yaml", "-o", target)
    assert (done.returncode, done.stdout) == (0, "")
    assert target.read_text(encoding="utf-8") == snr("inventory", GLPI, "-f", "yaml").stdout
    assert snr("inventory", GLPI, "-o", tmp_path / "nulle-part" / "x.txt").returncode == 2
    assert snr("inventory", GLPI, "--format", "rejects", "-o", tmp_path).returncode == 2


def test_the_difference_with_a_dossier():
    done = snr("inventory", GLPI, "--diff", EXAMPLES / "valmont")
    assert done.returncode == 0
    (laptops,) = [line for line in done.stdout.splitlines() if "(laptop)" in line and "ans" not in line]
    assert laptops.split()[-1].lstrip("-−+").replace("\u202f", "").isdigit()
    for form in ("json", "yaml"):
        assert snr("inventory", GLPI, "--diff", EXAMPLES / "valmont", "-f", form).returncode == 2
    assert snr("inventory", GLPI, "--diff", "nulle-part").returncode == 2


def test_how_it_ends_when_a_file_cannot_be_read(tmp_path: Path):
    empty, folder, secret = tmp_path / "vide.csv", tmp_path / "dossier", tmp_path / "secret.csv"
    empty.write_bytes(b"")
    folder.mkdir()
    secret.write_text("Nom;Type\n", encoding="utf-8")
    for path, said in (
        (tmp_path / "absent.csv", "absent.csv : fichier introuvable"),
        (empty, "vide.csv : fichier vide"),
        (folder, "dossier : ce dossier ne contient aucun inventaire"),
        ("-", "- : "),
    ):
        done = snr("inventory", path)
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr, done.stderr
    if getattr(os, "getuid", lambda: 0)():  # a mode stops neither the administrator nor anyone on Windows
        secret.chmod(0)
        assert "lecture non autorisée" in snr("inventory", secret).stderr
        secret.chmod(stat.S_IRUSR)
    done = snr("inventory", GLPI, tmp_path / "absent.csv")
    assert (done.returncode, done.stdout) == (2, "")
    assert snr("inventory").returncode == 2


def test_a_list_without_rows_says_so(tmp_path: Path):
    path = tmp_path / "vide.csv"
    path.write_text("Nom;Type;Modèle\n", encoding="utf-8")
    done = snr("inventory", path)
    assert done.returncode == 1  # as `snr check` does
    assert "aucune ligne sous les titres" in done.stdout
    assert "equipment: []" in snr("inventory", path, "-f", "yaml").stdout


def test_the_report_says_how_to_correct_a_status_and_a_type():
    text = snr("inventory", GLPI).stdout
    assert 'mapping statuses : "À définir": …' in text


def many(folder: Path, rows: int) -> Path:
    path = folder / "grand.csv"
    path.write_text(
        "Nom;Type;Modèle;Date d'achat\n" + "".join(f"PC{n};Portable;M{n};2021-01-01\n" for n in range(rows)), "utf-8"
    )
    return path


def test_a_long_reading_shows_how_far_it_is_in_a_terminal_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    from snr_cli.cli import console

    path = many(tmp_path, 3000)
    monkeypatch.setattr("snr_cli.cli.console.AFTER", 0.0)
    assert "lecture" not in (snr("inventory", path).stdout + snr("inventory", path).stderr)
    monkeypatch.setattr(console, "AFTER", 3600.0)  # in a terminal, but short
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with console.Progress() as told:
        told("parc.csv", 12_800)
    assert "lecture" not in capsys.readouterr().err


def test_progress_is_written_and_wiped(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    from snr_cli.cli import console

    monkeypatch.setattr(console, "AFTER", 0.0)
    monkeypatch.setattr(console, "EVERY", 0.0)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with console.Progress() as told:
        told("parc.csv", 256)
        told("parc.csv", 12_800)
    out, err = capsys.readouterr()
    assert out == ""
    assert "lecture de parc.csv : 12\u202f800 lignes" in err
    assert err.endswith("\r")


def test_the_same_files_give_the_same_bytes():
    for form in ("text", "json", "yaml"):
        first, second = (snr("inventory", *FIXTURES, "-f", form).stdout for _ in range(2))
        assert first == second


def test_what_is_to_confirm_is_ranked_by_what_it_may_weigh(tmp_path: Path):
    """Units × the published factor of the likeliest type; what nobody knows comes after, by units."""
    source, mapping = tmp_path / "parc.csv", tmp_path / "m.yaml"
    source.write_text(
        "Type;Modèle;Quantité\nBidule;X1;5\nTruc;X2;900\nPoste;;9\nPoste;;3\nMultifonction;A;12\n", encoding="utf-8"
    )
    report = json.loads(snr("inventory", source, "-f", "json").stdout)
    snr("inventory", source, "--format", "mapping", "-o", mapping)  # which counts nothing: code 1
    # declaration of 2017: a copier weighs 1,399.44 kg; ADEME: a professional desktop 211 kg, given stage by stage
    copiers, desktops, *unknown = report["to_confirm"]
    assert (copiers["guess"], copiers["units"], copiers["kg_co2e"]) == (
        "photocopier_mfp",
        12,
        pytest.approx(12 * 1399.44),
    )
    assert (desktops["guess"], desktops["units"]) == ("desktop_professional", 12)
    assert desktops["kg_co2e"] == pytest.approx(12 * 211, rel=0.01)
    assert [(group["label"], group["units"], group["kg_co2e"]) for group in unknown] == [
        ("Truc · X2", 900, None),
        ("Bidule · X1", 5, None),
    ]
    screen = snr("inventory", source).stdout
    places = [screen.index(f"unités × {label} — ") for label in ("Multifonction · A", "Truc · X2", "Bidule · X1")]
    assert places == sorted(places)
    assert "16,8 t CO2e hors utilisation" in " ".join(screen.split())
    lines = [line for line in mapping.read_text(encoding="utf-8").splitlines() if line.startswith('  # "')]
    assert [line.split('"')[1] for line in lines] == ["Multifonction · A", "Poste", "Truc · X2", "Bidule · X1"]


def test_a_file_refused_for_a_question_has_its_likeliest_answer_proposed_and_the_other_told(tmp_path: Path):
    source, mapping = tmp_path / "parc.csv", tmp_path / "m.yaml"
    source.write_text("Type;Modèle;Combien\nPortable;Latitude 5440;25\n", encoding="utf-8")
    refused = snr("inventory", source, "--format", "mapping", "-o", mapping)
    assert refused.returncode == 2
    assert "« Combien »" in refused.stderr
    text = mapping.read_text(encoding="utf-8")
    assert '  "Combien": quantity # à vérifier' in text
    for answer, count in (("quantity", 25), ('""', 1)):
        mapping.write_text(text.replace('"Combien": quantity', f'"Combien": {answer}'), encoding="utf-8")
        done = snr("inventory", source, "--mapping", mapping, "--format", "json")
        assert json.loads(done.stdout)["types"][0]["units"] == count


def test_the_rejects_replace_no_file_of_another_kind(tmp_path: Path):
    export, other = tmp_path / "parc.csv", tmp_path / "a02.xlsx"
    export.write_text("Type;Quantité\nPortable;3\nÉcran;-2\n", encoding="utf-8")
    other.write_bytes(b"PK a person's workbook")
    done = snr("inventory", export, "--format", "rejects", "-o", other)
    assert done.returncode == 2
    assert "n’est pas remplacé" in done.stderr
    assert other.read_bytes() == b"PK a person's workbook"
    rejects = tmp_path / "rejets.csv"
    assert snr("inventory", export, "--format", "rejects", "-o", rejects).returncode == 0
    export.write_text("Type;Quantité\nPortable;3\nÉcran;-2\nÉcran;-3\n", encoding="utf-8")
    assert (
        snr("inventory", export, "--format", "rejects", "-o", rejects).returncode == 0
    )  # its own file is written again
    assert "-3" in rejects.read_text(encoding="utf-8")


def test_two_columns_of_one_title_are_told_apart_by_their_rank(tmp_path: Path):
    export, mapping = tmp_path / "parc.csv", tmp_path / "m.yaml"
    export.write_text("Type;Qté;Qté\nPortable;3;4\nÉcran;5;6\n", encoding="utf-8")
    done = snr("inventory", export, "--format", "mapping", "-o", mapping)
    assert (done.returncode, "« colonne 2 », « colonne 3 »" in done.stderr) == (2, True)
    proposed = mapping.read_text(encoding="utf-8")
    assert '  # colonne 3: "" # non\n' in proposed.replace('"colonne 3"', "colonne 3")
    answered = "\n".join(
        line.replace("# ", "", 1) if "colonne 3" in line and "# non" in line else line for line in proposed.splitlines()
    )
    mapping.write_text(answered, encoding="utf-8")
    done = snr("inventory", export, "--mapping", mapping, "-f", "json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["units"]["counted"] == 8
