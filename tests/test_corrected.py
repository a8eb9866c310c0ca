"""A dossier that changed after a workbook was sent: an old return does not undo it."""

import json
import shutil

import pytest
import yaml

from conftest import EXAMPLES
from in_process import snr
from question_books import answered
from snr_cli.api.asking import KEPT
from snr_cli.inputs.workbook.shape import read_sent, sent_cells
from walks import walk

PEOPLE = ("--for", "dsi")


@pytest.fixture
def sent(tmp_path):
    dossier = shutil.copytree(EXAMPLES / "minimal", tmp_path / "dossier")
    assert snr("collect", dossier, *PEOPLE).returncode == 0
    return dossier


def say(dossier, before, after):
    """Change the text of the dossier."""
    path = dossier / "territory.yaml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def returned(dossier, monitors):
    """Write in the workbook how many monitors there are, as a person would."""
    answered(dossier / "collecte" / "dsi.xlsx", {"ecrans/monitors": monitors})


def fold(dossier):
    return snr("collect", "--yaml", dossier, *PEOPLE).stdout


def quantity(dossier):
    lines = yaml.safe_load((dossier / "territory.yaml").read_text(encoding="utf-8"))["equipment"]
    return next(line["quantity"] for line in lines if line.get("id") == "ecrans")


LAST = ("collecte", "repris", "dsi.json")


def test_a_value_corrected_after_the_return_is_kept_and_told(sent):
    returned(sent, 695)
    assert "~ equipment › ecrans › quantity : 690 → 695" in fold(sent)
    say(sent, "quantity: 695", "quantity: 700")
    told = fold(sent)
    assert "Rien à changer" in told
    assert "changé dans le dossier depuis l’envoi du classeur, et gardé" in told
    assert "le dossier dit « 700 », le classeur « 695 »" in told
    assert quantity(sent) == 700
    say(sent, "quantity: 700", "quantity: 695")  # how to take the other one
    assert "changé dans le dossier" not in fold(sent)


def test_what_nobody_changed_in_the_workbook_does_not_undo_the_dossier(sent):
    say(sent, "quantity: 690}", "quantity: 700}")
    told = fold(sent)
    assert "Rien à changer" in told
    assert "depuis l’envoi" not in told


def test_the_sheet_of_what_was_sent(sent):
    data = read_sent(sent / "collecte" / "dsi.xlsx")
    assert set(data) == {KEPT}
    assert data[KEPT]["ecrans/monitors"] == 690
    assert len(sent_cells({"limits": ["é" * 40_000]})) > 1


def test_a_workbook_corrected_again_and_again_is_taken_each_time(sent):
    """What snr folded itself is no correction of the dossier: the same workbook comes back as often as it is asked."""
    returned(sent, 695)
    snr("collect", "--yaml", "--dry-run", sent, *PEOPLE)
    assert not sent.joinpath(*LAST).exists()
    assert "690 → 695" in fold(sent)
    assert set(json.loads(sent.joinpath(*LAST).read_text(encoding="utf-8"))["sections"]) == {KEPT}
    assert "identique au dossier" in snr("collect", "--status", sent, *PEOPLE).stdout
    say(sent, "type: smartphone, quantity: 210}", "type: smartphone, quantity: 211}")
    returned(sent, 698)
    assert "depuis" not in snr("collect", "--status", sent, *PEOPLE).stdout
    told = fold(sent)
    assert "695 → 698" in told
    assert "depuis" not in told  # the other value was corrected by hand alone
    returned(sent, 690)  # what was sent, put back
    assert "698 → 690" in fold(sent)
    assert "quantity: 211" in (sent / "territory.yaml").read_text(encoding="utf-8")
    assert "Rien à changer" in fold(sent)


def test_a_value_corrected_by_hand_after_a_fold_stays_whatever_comes_back(sent):
    returned(sent, 695)
    fold(sent)
    say(sent, "quantity: 695", "quantity: 999")
    for after in (698, 690):
        returned(sent, after)
        for action in ("--status", "--yaml"):
            told = snr("collect", action, sent, *PEOPLE).stdout
            assert f"le dossier dit « 999 », le classeur « {after} »" in told
        assert quantity(sent) == 999


def test_a_workbook_that_is_sent_again_is_compared_with_what_it_holds(sent):
    returned(sent, 695)
    fold(sent)
    say(sent, "quantity: 695", "quantity: 700")
    assert "existe déjà : dsi.xlsx" in snr("collect", sent, *PEOPLE).stderr
    (sent / "collecte" / "dsi.xlsx").unlink()
    assert snr("collect", sent, *PEOPLE).returncode == 0
    returned(sent, 710)
    assert "700 → 710" in fold(sent)


def test_without_the_file_of_the_last_fold_a_return_is_compared_with_what_was_sent(sent):
    returned(sent, 695)
    fold(sent)
    sent.joinpath(*LAST).unlink()
    returned(sent, 698)
    assert "le dossier dit « 695 », le classeur « 698 »" in fold(sent)


@pytest.mark.parametrize(
    "text",
    walk(
        ["", "{", "[]", "12", '{"sent": 1, "sections": {}}', '{"sent": "a"}', "[" * 100_000, "\ud800", '"\\ud800"'], 4
    ),
)
def test_a_file_of_the_last_fold_that_somebody_changed_is_refused(sent, text):
    path = sent.joinpath(*LAST)
    path.parent.mkdir()
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    for action in ("--status", "--yaml"):
        told = snr("collect", action, sent, *PEOPLE)
        assert told.returncode == 2
        assert "ce n’est pas ce que snr collect --yaml y écrit" in told.stderr
        assert "effacez ce fichier" in told.stderr


@pytest.mark.parametrize("said", walk([12, None, [None], [{"id": ["a"]}], {"ecrans/monitors": {}}], 3))
def test_whatever_the_last_fold_says_is_no_defect(sent, said):
    returned(sent, 695)
    fold(sent)
    path = sent.joinpath(*LAST)
    data = json.loads(path.read_text(encoding="utf-8"))
    data["sections"][KEPT] = said
    path.write_text(json.dumps(data), encoding="utf-8")
    for action in ("--status", "--yaml"):
        assert snr("collect", action, sent, *PEOPLE).returncode == 0


def test_nothing_is_written_when_the_last_fold_cannot_be(sent):
    before = (sent / "territory.yaml").read_bytes()
    returned(sent, 695)
    (sent / "collecte" / "repris").write_text("", encoding="utf-8")
    assert snr("collect", "--yaml", sent, *PEOPLE).returncode == 2
    assert (sent / "territory.yaml").read_bytes() == before
