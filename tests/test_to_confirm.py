"""Lines « à confirmer »: every output says how many there are, and what rests on them; none says it without any."""

import csv
import io
import json
import shutil

import pytest

from conftest import EXAMPLES
from in_process import snr
from snr_cli.french.words.terms import confirm_note

SAID = "à confirmer : 2 lignes, "


def marked(path, *names):
    """Mark lines of a dossier."""
    text = path.read_text(encoding="utf-8")
    for name in names:
        assert f"{{id: {name}, " in text
        text = text.replace(f"{{id: {name}, ", f"{{id: {name}, certainty: to_confirm, ")
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def dossier(tmp_path):
    folder = shutil.copytree(EXAMPLES / "minimal", tmp_path / "dossier")
    marked(folder / "territory.yaml", "portables", "fixes")
    return folder


def plain(text):
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def assessed(*options):
    return snr("assess", "-v", *options).stdout


def test_the_figures_are_those_of_lines_that_are_sure(dossier):
    told, before = (json.loads(assessed(each, "--format", "json")) for each in (dossier, EXAMPLES / "minimal"))
    assert told["organisation"]["totals"] == before["organisation"]["totals"]
    assert before["organisation"]["to_confirm"] == {"lines": 0, "climate_share": 0.0}
    lines = [line for line in told["organisation"]["lines"] if line["certainty"] == "to_confirm"]
    assert {line["id"] for line in lines} == {"portables", "fixes"}
    share = sum(line["impacts"]["climate_change"]["value"] for line in lines)
    share /= told["organisation"]["totals"]["climate_change"]["value"]
    assert told["organisation"]["to_confirm"] == {"lines": 2, "climate_share": pytest.approx(share)}


def test_the_screen_the_page_and_the_csv_say_it(dossier):
    assert SAID in plain(assessed(dossier))
    assert SAID in plain(assessed(dossier, "--format", "html"))
    rows = list(csv.DictReader(io.StringIO(assessed(dossier, "--format", "csv"))))
    assert {row["line"] for row in rows if row["certainty"] == "to_confirm"} == {"portables", "fixes"}
    assert {row["certainty"] for row in rows if row["row"] != "line"} == {""}


@pytest.mark.parametrize("document", ["programme", "strategie", "bilan"])
def test_the_documents_say_it_once(dossier, document):
    said = "estent à confirmer"
    assert plain(snr("draft", dossier, "--document", document, "--format", "md").stdout).count(said) == 1
    assert said not in snr("draft", EXAMPLES / "minimal", "--document", document, "--format", "md").stdout


def test_a_line_says_it_when_it_is_explained(dossier):
    assert "À confirmer : " in snr("explain", dossier, "portables").stdout
    assert "À confirmer" not in snr("explain", EXAMPLES / "minimal", "portables").stdout


def test_one_finding_lists_them(dossier):
    path = dossier / "territory.yaml"
    more = "contracts:\n  - {id: m1, subject: Postes de travail, certainty: to_confirm}\n"
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    done = snr("check", "--profile", "programme", dossier)
    (line,) = [each for each in done.stdout.split("\n") if "avertissement SNR439" in each]
    assert "3 lignes à confirmer (Équipements : portables, fixes ; Marchés : m1) ; " in line
    assert "SNR439" not in snr("check", "--profile", "programme", EXAMPLES / "minimal").stdout


def test_who_is_named_by_a_civility_is_not_shown(dossier):
    path = dossier / "territory.yaml"
    more = "stakeholders:\n  - name: Mme Camille EXEMPLE\n    sector: public\n    certainty: to_confirm\n"
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    shown = snr("check", dossier, "--select", "SNR439").stdout
    assert "Acteurs : Mme" in shown
    assert "EXEMPLE" not in shown


def test_an_inventory_is_listed_once_for_its_lines(tmp_path):
    folder = shutil.copytree(EXAMPLES / "valmont", tmp_path / "valmont")
    path = folder / "equipment.yaml"
    text = path.read_text(encoding="utf-8").replace("    from: inv", "    certainty: to_confirm\n    from: inv", 1)
    path.write_text(text, encoding="utf-8")
    (line,) = [
        each
        for each in snr("check", folder, "--profile", "programme").stdout.split("\n")
        if "avertissement SNR439" in each
    ]
    assert "equipment.yaml:" in line
    assert "1 ligne à confirmer (Inventaires : parc) ; " in line


@pytest.mark.parametrize(
    ("lines", "share", "said"),
    [
        (0, 0.0, ""),
        (1, 0.5, "Reste à confirmer : 1 ligne, 50 % de l’empreinte."),
        (3, None, "Restent à confirmer : 3 lignes."),
    ],
)
def test_the_sentence(lines, share, said):
    assert plain(confirm_note(lines, share)) == said
