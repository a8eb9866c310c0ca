"""A dossier that changed after a workbook was sent: an old return does not undo it."""

import json
import shutil

import pytest
import yaml

from conftest import EXAMPLES
from in_process import snr
from snr_cli.inputs.dossier.corrected import Correction, Versions, with_corrections
from snr_cli.inputs.workbook.shape import read_sent, sent_cells
from test_collect import without
from walks import walk

PEOPLE = ("--for", "dsi=equipment")


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


def returned(dossier, change=None):
    """Write the workbook again as a person would, `change`: old and new quantity."""
    without(dossier / "collecte" / "dsi.xlsx", "Équipements", change=change)


def fold(dossier):
    return snr("collect", "--yaml", dossier, *PEOPLE).stdout


def test_a_value_corrected_after_the_return_is_kept_and_told(sent):
    returned(sent, (330, 345))
    assert "~ equipment › portables › quantity : 330 → 345" in fold(sent)
    say(sent, "quantity: 345", "quantity: 350")
    told = fold(sent)
    assert "Rien à changer" in told
    assert "changé dans le dossier depuis l’envoi du classeur, et gardé" in told
    assert "equipment › portables › quantity : le dossier dit « 350 », le classeur « 345 »" in told
    assert "quantity: 350" in (sent / "territory.yaml").read_text(encoding="utf-8")
    say(sent, "quantity: 350", "quantity: 345")  # how to take the other one
    assert "changé dans le dossier" not in fold(sent)


def test_what_nobody_changed_in_the_workbook_does_not_undo_the_dossier(sent):
    say(sent, "quantity: 330}", "quantity: 350}")
    told = fold(sent)
    assert "Rien à changer" in told
    assert "depuis l’envoi" not in told
    say(sent, "\n  - {id: portables", "\n  - {id: neuf, type: tablet, quantity: 3}\n  - {id: portables")
    assert "neuf" not in snr("collect", "--yaml", sent, *PEOPLE, "--remove").stdout


def test_a_workbook_that_no_longer_says_what_it_was_filled_with_is_read_as_before(sent):
    say(sent, "quantity: 330}", "quantity: 350}")
    without(sent / "collecte" / "dsi.xlsx", "Envoyé", whole=True)
    lost = "feuille « Envoyé » absente : ce que vous avez corrigé dans le dossier depuis l’envoi ne se distingue plus"
    assert lost in snr("collect", "--status", sent, *PEOPLE).stdout
    told = fold(sent)
    assert "~ equipment › portables › quantity : 350 → 330" in told
    assert lost in told
    assert lost not in fold(sent)  # nothing is undone


def test_the_sheet_of_what_was_sent(sent):
    data = read_sent(sent / "collecte" / "dsi.xlsx")
    assert set(data) == {"equipment", "imports"}
    assert {"id": "portables", "type": "laptop", "quantity": 330.0}.items() <= data["equipment"][0].items()
    assert len(sent_cells({"limits": ["é" * 40_000]})) > 1


@pytest.mark.parametrize(
    ("filled", "now", "came", "found", "told"),
    [
        (1, 1, 2, 2, 0),
        (1, 2, 1, 2, 0),
        (1, 2, 2, 2, 0),
        (1, 2, 3, 2, 1),
        (None, 2, None, 2, 0),
        (1, 2, None, 2, 1),
        (1, None, 1, None, 0),
        (1, None, 2, None, 1),
        (None, None, 2, 2, 0),
        (1, 1, None, None, 0),
    ],
)
def test_each_case(filled, now, came, found, told):
    sent, old, new = ([{"id": "a"} | ({} if value is None else {"x": value})] for value in (filled, now, came))
    said: list[Correction] = []
    became = with_corrections(Versions(sent, sent, old, new, old, new), ("equipment",), said)
    assert became.value == [{"id": "a"} | ({} if found is None else {"x": found})]
    # the next return is compared with what both say, else with what this one was
    assert became.base == (became.value if now in (came, filled) else sent)
    assert said == [Correction(("equipment", "a", "x"), now, came)] * told


def quantity(dossier):
    lines = yaml.safe_load((dossier / "territory.yaml").read_text(encoding="utf-8"))["equipment"]
    return next(line["quantity"] for line in lines if line.get("id") == "portables")


LAST = ("collecte", "repris", "dsi.json")


def test_a_workbook_corrected_again_and_again_is_taken_each_time(sent):
    """What snr folded itself is no correction of the dossier: the same workbook comes back as often as it is asked."""
    returned(sent, (330, 345))
    snr("collect", "--yaml", "--dry-run", sent, *PEOPLE)
    assert not sent.joinpath(*LAST).exists()
    assert "~ equipment › portables › quantity : 330 → 345" in fold(sent)
    assert set(json.loads(sent.joinpath(*LAST).read_text(encoding="utf-8"))["sections"]) == {"equipment", "imports"}
    assert "identique au dossier" in snr("collect", "--status", sent, *PEOPLE).stdout
    say(sent, "type: monitor, quantity: 690}", "type: monitor, quantity: 691}")
    returned(sent, (345, 348))
    assert "depuis" not in snr("collect", "--status", sent, *PEOPLE).stdout
    told = fold(sent)
    assert "~ equipment › portables › quantity : 345 → 348" in told
    assert "depuis" not in told  # the other value was corrected by hand alone
    assert quantity(sent) == 348
    returned(sent, (348, 350))
    assert "348 → 350" in fold(sent)
    returned(sent, (350, 330))  # what was sent, put back
    assert "350 → 330" in fold(sent)
    assert "quantity: 691" in (sent / "territory.yaml").read_text(encoding="utf-8")
    assert "Rien à changer" in fold(sent)


def test_a_value_corrected_by_hand_after_a_fold_stays_whatever_comes_back(sent):
    returned(sent, (330, 345))
    fold(sent)
    say(sent, "quantity: 345", "quantity: 999")
    for before, after in ((345, 348), (348, 330)):
        returned(sent, (before, after))
        for action in ("--status", "--yaml"):
            told = snr("collect", action, sent, *PEOPLE).stdout
            assert f"equipment › portables › quantity : le dossier dit « 999 », le classeur « {after} »" in told
        assert quantity(sent) == 999


def test_a_row_that_a_return_no_longer_has_goes_with_remove_after_a_fold_without_it(sent):
    without(sent / "collecte" / "dsi.xlsx", "Équipements", last=True)
    assert "la ligne reste (--remove l’ôte)" in fold(sent)
    assert "la ligne reste (--remove l’ôte)" in fold(sent)
    assert "  - equipment" in snr("collect", "--yaml", sent, *PEOPLE, "--remove").stdout
    assert "Rien à changer" in fold(sent)


def test_a_workbook_that_is_sent_again_is_compared_with_what_it_holds(sent):
    returned(sent, (330, 345))
    fold(sent)
    say(sent, "quantity: 345", "quantity: 350")
    assert "existe déjà : dsi.xlsx" in snr("collect", sent, *PEOPLE).stderr
    (sent / "collecte" / "dsi.xlsx").unlink()
    assert snr("collect", sent, *PEOPLE).returncode == 0
    returned(sent, (350, 360))
    assert "350 → 360" in fold(sent)


def test_without_the_file_of_the_last_fold_a_return_is_compared_with_what_was_sent(sent):
    returned(sent, (330, 345))
    fold(sent)
    sent.joinpath(*LAST).unlink()
    returned(sent, (345, 348))
    assert "le dossier dit « 345 », le classeur « 348 »" in fold(sent)


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


@pytest.mark.parametrize(
    "said", walk([12, None, [None], [{"id": ["a"]}], {"id": 1}, [{"id": "portables", "quantity": {}}]], 3)
)
def test_whatever_the_last_fold_says_is_no_defect(sent, said):
    returned(sent, (330, 345))
    fold(sent)
    path = sent.joinpath(*LAST)
    data = json.loads(path.read_text(encoding="utf-8"))
    data["sections"]["equipment"] = said
    path.write_text(json.dumps(data), encoding="utf-8")
    for action in ("--status", "--yaml"):
        assert snr("collect", action, sent, *PEOPLE).returncode == 0


def test_nothing_is_written_when_the_last_fold_cannot_be(sent):
    before = (sent / "territory.yaml").read_bytes()
    returned(sent, (330, 345))
    (sent / "collecte" / "repris").write_text("", encoding="utf-8")
    assert snr("collect", "--yaml", sent, *PEOPLE).returncode == 2
    assert (sent / "territory.yaml").read_bytes() == before


@pytest.fixture
def book(sent):
    """A dossier that is a workbook, and the one that was sent to a contributor."""
    shutil.rmtree(sent / "collecte")
    assert snr("collect", sent, "--all").returncode == 0
    (sent / "collecte" / "dossier.xlsx").rename(sent / "territory.xlsx")
    (sent / "territory.yaml").unlink()
    own = [{"fiche/cle": f"/{key}", "fiche/valeur": value} for key, value in (("snr", 1), ("reference_year", 2025))]
    without(sent / "territory.xlsx", "Fiche", more=own)
    assert snr("collect", sent, *PEOPLE).returncode == 0
    return sent


def beside(dossier):
    return dossier / "territory-collecte.xlsx"


def test_a_workbook_corrected_again_is_taken_in_a_dossier_that_is_one(book):
    for before, after in ((330, 345), (345, 330)):
        returned(book, (before, after))
        told = fold(book)
        assert f"~ equipment › portables › quantity : {before}.0 → {after}" in told
        assert "depuis" not in told
        newer = snr("collect", "--status", book, *PEOPLE).stderr
        assert "territory-collecte.xlsx : plus récent que le dossier" in newer
        beside(book).replace(book / "territory.xlsx")
    assert "plus récent" not in snr("collect", "--status", book, *PEOPLE).stderr
    assert "identique au dossier" in snr("collect", "--status", book, *PEOPLE).stdout


def test_a_line_added_by_a_return_and_gone_from_the_next_is_told_in_a_dossier_that_is_a_workbook(book):
    without(
        book / "collecte" / "dsi.xlsx",
        "Équipements",
        more=[{"equipment/type": "Tablette", "equipment/label": "neuf", "equipment/quantity": 3}],
    )
    assert "+ equipment › neuf" in fold(book)
    beside(book).replace(book / "territory.xlsx")
    without(book / "collecte" / "dsi.xlsx", "Équipements", last=True)
    assert "= equipment › neuf : le classeur ne l’a plus, la ligne reste (--remove l’ôte)" in fold(book)


@pytest.mark.slow
def test_a_workbook_beside_that_is_thrown_away_is_no_fold(book):
    """The dossier is as it was: what came back is taken again, and so is what comes back next."""
    for before, after in ((330, 345), (345, 348)):
        returned(book, (before, after))
        assert f"~ equipment › portables › quantity : 330.0 → {after}" in fold(book)
        assert book.joinpath(*LAST).exists()
        beside(book).unlink()
    fold(book)
    beside(book).replace(book / "territory.xlsx")
    returned(book, (348, 350))
    assert "348.0 → 350" in fold(book)
    beside(book).unlink()
    assert "348.0 → 350" in fold(book)
