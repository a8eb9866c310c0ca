"""Inventories named by a dossier: the same total as lines typed by hand, findings at their lines, nothing counted twice."""

import csv
import io
import json
import re
from pathlib import Path

import pytest

from in_process import Done, snr

HEAD = 'snr: 1\nreference_year: 2025\nterritory: {siren: "243300316"}\n'
TITLES = ["Nom", "Statut", "Fabricant", "Type", "Modèle", "Date d'achat", "Quantité"]


def parc(folder: Path, rows: list[list[str]], name: str = "parc.csv") -> Path:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows([TITLES, *rows])
    path = folder / name
    path.write_text(out.getvalue(), encoding="utf-8", newline="")
    return path


def laptop(date: str = "2021-03-04", quantity: str = "1", status: str = "En service", name: str = "") -> list[str]:
    return [name, status, "Dell Inc.", "Portable", "Latitude 5440", date, quantity]


def desktop(date: str = "2019-06-01", quantity: str = "1") -> list[str]:
    return ["", "En service", "HP", "Desktop", "ProDesk 600 G6", date, quantity]


def dossier(folder: Path, text: str) -> Path:
    path = folder / "territory.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    return path


def findings(path: Path, *more: str) -> list[tuple[str, str, int, str]]:
    done = snr("check", path, "-f", "json", "--select", "SNR1,SNR2,SNR3,SNR5", *more)
    assert done.returncode in (0, 1), done.stderr
    return [
        (finding["code"], Path(finding["file"]).name, finding["line"], finding["message"])
        for finding in json.loads(done.stdout)["findings"]
    ]


def total(path: Path) -> dict[str, float]:
    done = snr("assess", path, "--format", "json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    document = document["assessments"][0] if "assessments" in document else document
    return {category: found["value"] for category, found in document["organisation"]["totals"].items()}


def test_an_imported_fleet_weighs_what_the_same_lines_typed_by_hand_do(tmp_path: Path):
    rows = [
        laptop(),
        laptop("2021-11-20"),
        laptop("2023-01-02", "5"),
        laptop("", "2"),
        desktop(),
        desktop("2019-01-01", "3"),
    ]
    rows += [laptop("2020-01-01", status="En stock"), laptop("2022-05-05", status="De secours")]
    parc(tmp_path, rows)
    imported = total(dossier(tmp_path, "equipment:\n  - {id: parc, from: parc.csv}\n"))
    typed = total(
        dossier(
            tmp_path,
            """equipment:
  - {id: a, type: laptop, quantity: 2, purchase_year: 2021}
  - {id: b, type: laptop, quantity: 5, purchase_year: 2023}
  - {id: c, type: laptop, quantity: 2}
  - {id: d, type: desktop_professional, quantity: 4, purchase_year: 2019}
  - {id: e, type: laptop, quantity: 1, purchase_year: 2020, state: stored}
  - {id: f, type: laptop, quantity: 1, purchase_year: 2022, state: spare}
""",
        )
    )
    assert imported == typed
    assert imported["climate_change"] > 0


def test_the_rows_that_do_not_count_are_findings_at_their_lines(tmp_path: Path):
    bad = [["x", "", "", "Bidule", "Z9", "", ""], laptop(quantity="-3"), ["y", "En service"], laptop(quantity="1,5")]
    parc(tmp_path, [laptop(), *bad, laptop()])
    found = findings(dossier(tmp_path, "equipment:\n  - {id: parc, from: parc.csv}\n"))
    assert [(code, file, line) for code, file, line, _ in found] == [
        ("SNR502", "parc.csv", 3),
        ("SNR501", "parc.csv", 4),
        ("SNR501", "parc.csv", 5),
        ("SNR501", "parc.csv", 6),
    ]
    assert found[1][3].startswith("1 ligne rejetée : quantité négative (ligne 4)")
    done = snr("check", tmp_path, "--select", "SNR5", "--fail-on", "warning")
    assert done.returncode == 1
    assert snr("check", tmp_path, "--select", "SNR5").returncode == 0


@pytest.mark.parametrize(
    ("entry", "line", "code", "said"),
    [
        ("from: absent.csv", 5, "SNR111", "absent.csv"),
        ("from: ../parc.csv", 5, "SNR112", "sort du dossier"),
        ("from: /etc/passwd", 5, "SNR112", "sort du dossier"),
        ("from: vide.csv", 5, "SNR503", "fichier vide"),
        ("from: titres.csv", 5, "SNR503", "aucune ligne sous les titres"),
        ("from: rien", 5, "SNR503", "aucun inventaire"),
        ("from: [parc.csv, parc.csv]", 5, "SNR503", "donné deux fois"),
        ("from: parc.csv, sheet: 3", 5, "SNR203", "sheet"),
        ("from: parc.csv, type: zorglub", 5, "SNR301", "zorglub"),
        ("from: parc.csv, keep: {Etage: '1'}", 5, "SNR503", "Etage"),
        ("from: parc.csv, mapping: absent.yaml", 5, "SNR111", "absent.yaml"),
        ("from: parc.csv, mapping: ../m.yaml", 5, "SNR112", "sort du dossier"),
        ("from: []", 5, "SNR2", ""),
        ("from: parc.csv, quantity: 3", 5, "SNR201", "quantity"),
    ],
)
def test_an_import_that_cannot_be_read_is_an_error_at_its_line(
    tmp_path: Path, entry: str, line: int, code: str, said: str
):
    folder = tmp_path / "dossier"
    (folder / "rien").mkdir(parents=True)
    (folder / "vide.csv").write_bytes(b"")
    (folder / "titres.csv").write_text(";".join(TITLES) + "\n", encoding="utf-8")
    parc(folder, [laptop()])
    parc(tmp_path, [laptop()])
    path = dossier(folder, f"equipment:\n  - {{id: parc, {entry}}}\n")
    found = findings(path)
    assert found, "a finding is missing"
    assert found[0][0].startswith(code), found
    assert found[0][1:3] == ("territory.yaml", line)
    assert said in found[0][3]
    for command in ("assess", "check"):
        done = snr(command, path)
        assert done.returncode == 1
        assert code in done.stderr + done.stdout


def test_a_link_that_leaves_the_dossier_is_refused(tmp_path: Path):
    folder = tmp_path / "dossier"
    folder.mkdir()
    (folder / "parc.csv").symlink_to(parc(tmp_path, [laptop()]))
    assert [code for code, *_ in findings(dossier(folder, "equipment:\n  - {id: p, from: parc.csv}\n"))] == ["SNR112"]


def test_a_mistake_of_the_mapping_stands_in_the_mapping(tmp_path: Path):
    parc(tmp_path, [laptop()])
    (tmp_path / "m.yaml").write_text("types:\n  Latitude 5440: laptopp\n", encoding="utf-8")
    found = findings(dossier(tmp_path, "equipment:\n  - {id: parc, from: parc.csv, mapping: m.yaml}\n"))
    assert [finding[:3] for finding in found] == [("SNR505", "m.yaml", 2)]


def test_the_mapping_and_the_filter_of_a_dossier(tmp_path: Path):
    parc(tmp_path, [laptop(), ["z", "Actif", "", "Bidule", "Z9", "2024", "2"], desktop()])
    (tmp_path / "m.yaml").write_text("types: {Z9: x-borne}\nkeep: {Type: [Desktop]}\n", encoding="utf-8")
    text = """factors: {types: [{id: x-borne, label: Borne, kwh_per_year: 20, lifetime_years: 6, source: essai, embodied: {climate_change: {manufacturing: 100}}}]}
equipment:
  - {id: parc, from: parc.csv, mapping: m.yaml, keep: {Type: [Portable, Bidule]}}
"""
    done = snr("assess", dossier(tmp_path, text), "--format", "csv")
    assert done.returncode == 0, done.stderr
    lines = {row["line"] for row in csv.DictReader(io.StringIO(done.stdout))}
    assert {name for name in lines if name.startswith("parc.")} == {"parc.laptop.2021", "parc.x-borne.2024"}


def test_a_type_typed_and_imported_is_counted_twice_unless_it_adds_up(tmp_path: Path):
    parc(tmp_path, [laptop()])
    text = "equipment:\n  - {id: parc, from: parc.csv}\n  - {id: a, type: laptop, quantity: 3%s}\n"
    found = findings(dossier(tmp_path, text % ""))
    assert [finding[:3] for finding in found] == [("SNR504", "territory.yaml", 6)]
    assert findings(dossier(tmp_path, text % ", in_addition: true")) == []
    assert findings(dossier(tmp_path, text.replace("laptop, q", "monitor, q") % "")) == []
    assert findings(dossier(tmp_path, text % ", entity: Écoles"))[0][0] == "SNR504"
    imported = "equipment:\n  - {id: parc, from: parc.csv, entity: Mairie}\n  - {id: a, type: laptop, quantity: 3, entity: %s}\n"
    assert findings(dossier(tmp_path, imported % "Écoles")) == []
    assert findings(dossier(tmp_path, imported % "Mairie"))[0][0] == "SNR504"


def test_a_device_of_two_imports_counts_once(tmp_path: Path):
    parc(tmp_path, [laptop(name="PC-0001"), laptop(name="PC-0002")], "glpi.csv")
    parc(tmp_path, [laptop(name="pc-0002"), laptop(name="PC-0003")], "ocs.csv")
    text = "equipment:\n  - {id: glpi, from: glpi.csv}\n  - {id: ocs, from: ocs.csv}\n"
    split = "equipment:\n  - {id: tout, from: [glpi.csv, ocs.csv]}\n"
    assert total(dossier(tmp_path, text)) == pytest.approx(total(dossier(tmp_path, split)))
    by_hand = "equipment:\n  - {id: a, type: laptop, quantity: 3, purchase_year: 2021}\n"
    assert total(dossier(tmp_path, text))["climate_change"] == pytest.approx(
        total(dossier(tmp_path, by_hand))["climate_change"]
    )


def test_one_export_cut_in_two_imports_by_filters_counts_each_row_once(tmp_path: Path):
    rows = [laptop(name="PC-0001"), desktop(), laptop(name="PC-0001"), desktop()]
    parc(tmp_path, rows)
    text = "equipment:\n  - {id: p, from: parc.csv, keep: {Type: Portable}}\n  - {id: f, from: parc.csv, keep: {Type: Desktop}}\n"
    whole = "equipment:\n  - {id: tout, from: parc.csv}\n"
    assert total(dossier(tmp_path, text)) == pytest.approx(total(dossier(tmp_path, whole)))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("equipment:\n  - {id: parc, from: parc.csv}\n  - {id: parc.laptop.2021, type: monitor, quantity: 1}\n", 5),
        ("equipment:\n  - {id: parc, from: parc.csv}\n  - {id: parc, from: autre.csv}\n", 6),
        ("equipment:\n  - {id: parc, from: parc.csv}\n  - {id: parc, type: monitor, quantity: 1}\n", 5),
        (
            "services:\n  - {id: parc, type: server_room, metered_kwh_per_year: 9}\nequipment: [{id: parc, from: parc.csv}]\n",
            6,
        ),
        ("equipment:\n  - {id: a, from: parc.csv}\n  - {id: a.laptop, from: [autre.csv], type: laptop}\n", 0),
        ("equipment:\n  - {id: territory, from: parc.csv}\n", 5),
        ("equipment:\n  - {id: use-2, from: parc.csv}\n", 5),
    ],
)
def test_an_identifier_taken_twice_is_shown_where_it_is_written(tmp_path: Path, text: str, line: int):
    parc(tmp_path, [laptop()])
    parc(tmp_path, [desktop()], "autre.csv")
    found = findings(dossier(tmp_path, text))
    assert [finding[:3] for finding in found] == ([("SNR302", "territory.yaml", line)] if line else [])


def test_an_action_may_name_an_imported_line(tmp_path: Path):
    parc(tmp_path, [laptop()])
    text = """equipment:
  - {id: parc, from: parc.csv}
actions:
  - {id: duree, title: Garder plus longtemps, status: planned, effects: [{on: {line: %s}, lifetime_years: 7}]}
"""
    assert findings(dossier(tmp_path, text % "parc.laptop.2021")) == []
    assert [finding[:3] for finding in findings(dossier(tmp_path, text % "parc.laptop.1999"))] == [
        ("SNR303", "territory.yaml", 7)
    ]


def test_an_import_in_an_included_file_reads_beside_the_dossier(tmp_path: Path):
    parc(tmp_path, [laptop(), laptop(quantity="-1")])
    (tmp_path / "equipment.yaml").write_text(
        "equipment:\n  - {id: ecran, type: monitor, quantity: 2}\n  - {id: parc, from: parc.csv}\n  - {id: p2, from: absent.csv}\n",
        encoding="utf-8",
    )
    found = findings(dossier(tmp_path, "include: [equipment.yaml]\n"))
    assert [finding[:3] for finding in found] == [("SNR111", "equipment.yaml", 4), ("SNR501", "parc.csv", 3)]


def test_standard_input_reads_no_inventory(tmp_path: Path):
    parc(tmp_path, [laptop()])
    text = (HEAD + "equipment:\n  - {id: parc, from: parc.csv}\n").encode()
    done: Done = snr("assess", "-", stdin=text, cwd=tmp_path)
    assert done.returncode == 1
    assert "SNR111" in done.stderr
    assert "pas d’inventaire depuis l’entrée standard" in done.stderr


def test_the_quality_the_source_the_entity_and_the_site_of_an_import(tmp_path: Path):
    parc(tmp_path, [laptop()])
    text = "equipment:\n  - {id: p, from: parc.csv, quality: medium, source: Export du 3 janvier, entity: CCAS, site: Annexe}\n"
    done = snr("assess", dossier(tmp_path, text), "--format", "csv")
    (first, *_) = csv.DictReader(io.StringIO(done.stdout))
    assert (first["quality"], first["entity"], first["site"]) == ("medium", "CCAS", "Annexe")
    said = snr("explain", tmp_path, "p.laptop.2021.ccas.annexe").stdout
    assert "parc.csv, ligne 2" in said


def test_assess_says_how_many_rows_count(tmp_path: Path):
    parc(tmp_path, [laptop(), laptop(quantity="-1"), ["z", "", "", "Bidule", "Z", "", ""]])
    done = snr("assess", dossier(tmp_path, "equipment:\n  - {id: parc, from: parc.csv}\n"))
    assert "3" in done.stdout
    assert "rejetée" in done.stdout
    assert "confirmer" in done.stdout


def test_a_file_of_two_imports_is_counted_twice_unless_they_are_told_apart(tmp_path: Path):
    parc(tmp_path, [laptop(), desktop()])
    text = "equipment:\n  - {id: a, from: parc.csv}\n  - {id: b, from: ./parc.csv%s}\n"
    assert [finding[:3] for finding in findings(dossier(tmp_path, text % ""))] == [("SNR504", "territory.yaml", 6)]
    kept = ", keep: {Type: [Desktop]}"
    assert "SNR504" not in {finding[0] for finding in findings(dossier(tmp_path, text % kept))}


def test_an_exact_copy_or_the_same_rows_of_another_import_are_told(tmp_path: Path):
    parc(tmp_path, [laptop(), desktop()])
    content = (tmp_path / "parc.csv").read_bytes()
    (tmp_path / "copie.csv").write_bytes(content)
    text = "equipment:\n  - {id: a, from: parc.csv}\n  - {id: b, from: copie.csv%s}\n"
    (found,) = findings(dossier(tmp_path, text % ""))
    assert found[:3] == ("SNR504", "territory.yaml", 6)
    done = snr("check", tmp_path, "--select", "SNR504").stdout
    assert "« copie.csv » est la copie exacte de « parc.csv »" in " ".join(done.split())
    assert "SNR504" not in {finding[0] for finding in findings(dossier(tmp_path, text % ", keep: {Type: [Desktop]}"))}


def test_the_same_rows_saved_in_another_form_are_told_unless_a_person_says_of_whom_they_are(tmp_path: Path):
    rows = "Type;Modèle;Quantité\nPortable;Latitude 5440;10\nPC fixe;OptiPlex 7010;4\nÉcran;P2419H;12\n"
    (tmp_path / "ecole.csv").write_text(rows, encoding="utf-8")
    (tmp_path / "parc.csv").write_text(rows.replace(";", "\t"), encoding="utf-16")
    text = "equipment:\n  - {id: a, from: ecole.csv%s}\n  - {id: b, from: parc.csv%s}\n"
    told = snr("check", dossier(tmp_path, text % ("", "")), "--select", "SNR504")
    assert re.search("une à une, celles de « [^»]*ecole.csv » .inventaire « a »", " ".join(told.stdout.split()))
    assert told.returncode == 0
    apart = text % (", entity: École A", ", entity: École B")
    assert not findings(dossier(tmp_path, apart))


def test_an_inventory_whose_link_goes_round_is_refused_on_every_python(tmp_path: Path) -> None:
    (tmp_path / "parc.csv").symlink_to("parc.csv")
    done = snr("inventory", tmp_path / "parc.csv")
    assert (done.returncode, done.stdout) == (2, "")
    assert "tourne" in done.stderr and "défaut" not in done.stderr
