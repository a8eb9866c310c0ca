"""A dossier that changed after a workbook was sent: an old return does not undo it."""

import shutil

import pytest

from conftest import EXAMPLES
from in_process import snr
from snr_cli.reading.corrected import Correction, Versions, with_corrections
from snr_cli.workbook.sent import read_sent, sent_cells
from test_collect import without

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
    assert "~ equipment › portables › quantity : 350 → 330" in fold(sent)


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
    assert with_corrections(Versions(sent, old, new, old, new), ("equipment",), said) == [
        {"id": "a"} | ({} if found is None else {"x": found})
    ]
    assert said == [Correction(("equipment", "a", "x"), now, came)] * told
