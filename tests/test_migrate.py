"""`snr migrate`: no format is older than 1 yet, so a step made for the tests proves the mechanism, on every example."""

import shutil
from pathlib import Path

import pytest

from conftest import EXAMPLES, ROOT
from in_process import snr
from snr_cli.inputs.dossier import migrations
from snr_cli.inputs.dossier.migrations import FormatStep, TextPiece, found_in, stepped, steps_from, value_replaced
from snr_cli.inputs.dossier.yaml_nodes import YamlTree
from snr_cli.model import dossier as model

# keys of format 0: (their path, their name today)
RENAMED = ((("collectivite",), "territory"), (("equipment", "*", "quantite"), "quantity"))
BACK = ((("territory",), "collectivite"), (("equipment", "*", "quantity"), "quantite"))


def key_renamed(tree, path, name):
    """Yield what renames a key wherever it stands: its value, its comments and its place stay."""
    for entry in found_in(tree.root, path):
        if entry.key is not None:
            yield TextPiece(entry.key.start, entry.key.end, name, f"« {path[-1]} » devient « {name} »")


def renaming(renamed):
    return lambda tree: (piece for path, name in renamed for piece in key_renamed(tree, path, name))


STEP = FormatStep(0, "Les clés sont en anglais.", renaming(RENAMED))
OLD = """# un commentaire
snr: 0 # le format
reference_year: 2025
collectivite: {name: Exemple, department: "33", fictitious: true} # qui
equipment:
  # les portables
  - {id: portables, type: laptop, quantite: 330} # comptés
  - id: ecrans
    type: monitor
    quantite: 690 # à vérifier
"""
NEW = OLD.replace("snr: 0", "snr: 1").replace("collectivite:", "territory:").replace("quantite", "quantity")


@pytest.fixture
def step(monkeypatch):
    monkeypatch.setattr(migrations, "STEPS", (STEP,))


@pytest.fixture
def dossier(tmp_path):
    (tmp_path / "territory.yaml").write_bytes(OLD.encode())
    return tmp_path


def test_a_dossier_of_the_newest_format_has_nothing_to_do(tmp_path: Path) -> None:
    folder = shutil.copytree(EXAMPLES / "minimal", tmp_path / "minimal")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    done = snr("migrate", folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(": déjà au format 1, rien à faire.\n")
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_an_older_dossier_is_brought_up_comments_kept(step, dossier: Path) -> None:
    dry = snr("migrate", "territory.yaml", "--dry-run", cwd=dossier)
    assert (dry.returncode, dry.stderr) == (0, "")
    told = dry.stdout.replace("\u202f", " ").replace("\xa0", " ")
    assert [path.name for path in dossier.iterdir()] == ["territory.yaml"]
    done = snr("migrate", "territory.yaml", cwd=dossier)
    assert (done.returncode, done.stderr) == (0, "")
    assert (dossier / "territory.yaml").read_text(encoding="utf-8") == NEW
    assert (dossier / "territory.yaml.format-0.bak").read_text(encoding="utf-8") == OLD
    for line in (
        "territory.yaml : du format 0 au format 1.",
        "- Les clés sont en anglais.",
        "- territory.yaml:2 : « snr » : 0 devient 1",
        "- territory.yaml:4 : « collectivite » devient « territory »",
        "- territory.yaml:7 : « quantite » devient « quantity »",
        "- territory.yaml:10 : « quantite » devient « quantity »",
    ):
        assert line in told
    head = "À CHANGER (--dry-run : rien n’est écrit)\n----------------------------------------\n"
    assert done.stdout.replace("\u202f", " ").replace("\xa0", " ") == told.replace(head, "CHANGÉ\n------\n").replace(
        "À GARDER\n--------", "GARDÉ\n-----"
    )
    assert head in told
    assert snr("check", "--profile", "saisie", dossier).returncode == 0
    assert "rien à faire" in snr("migrate", dossier).stdout


@pytest.mark.parametrize(
    ("example", "written"),
    [("minimal", "CRLF"), ("minimal", "BOM"), ("pooling", ""), pytest.param("valmont", "", marks=pytest.mark.slow)],
)
def test_each_example_comes_back_to_its_bytes(step, example: str, written: str, tmp_path: Path) -> None:
    """Written in format 0, then brought up: every byte is that of the example; a second time changes nothing."""
    folder = shutil.copytree(EXAMPLES / example, tmp_path / "d", ignore=shutil.ignore_patterns("documents"))
    new: dict[Path, bytes] = {}
    for path in folder.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        old, _ = stepped(text, FormatStep(1, "", renaming(BACK)), path)
        old = old.replace("\nsnr: 1", "\nsnr: 0", 1)
        new[path], before = (
            ("\ufeff" * (written == "BOM") + (each.replace("\n", "\r\n") if written == "CRLF" else each)).encode()
            for each in (text, old)
        )
        path.write_bytes(before)
    assert any(path.read_bytes() != content for path, content in new.items())
    done = snr("migrate", folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert {path: path.read_bytes() for path in new} == new
    assert snr("check", "--profile", "saisie", folder).returncode == 0
    assert "rien à faire" in snr("migrate", folder).stdout


def test_a_copy_in_the_way_stays(step, dossier: Path) -> None:
    kept = dossier / "territory.yaml.format-0.bak"
    kept.write_text("à garder", encoding="utf-8")
    done = snr("migrate", "territory.yaml", cwd=dossier)
    assert (done.returncode, done.stdout) == (2, "")
    assert "territory.yaml.format-0.bak : cette copie existe déjà ; rien n’est écrit" in done.stderr
    assert kept.read_text(encoding="utf-8") == "à garder"
    assert (dossier / "territory.yaml").read_text(encoding="utf-8") == OLD


def test_included_files_too_and_what_is_no_yaml_is_told(step, dossier: Path) -> None:
    (dossier / "territory.yaml").write_text(
        'snr: 0\nreference_year: 2025\ncollectivite: {siren: "243300316"}\ninclude: [parc.yaml]\n'
        "services: {from: services.csv}\n",
        encoding="utf-8",
    )
    (dossier / "parc.yaml").write_text("equipment: # le parc\n- {id: a, type: laptop, quantite: 3}\n", encoding="utf-8")
    (dossier / "services.csv").write_text("id,type,quantity\nlignes,line_fixed_year,4\n", encoding="utf-8")
    done = snr("migrate", ".", cwd=dossier)
    assert (done.returncode, done.stderr) == (0, "")
    assert "- parc.yaml:2 : « quantite » devient « quantity »" in done.stdout.replace("\xa0", " ")
    assert "LAISSÉ TEL QUEL" in done.stdout
    assert "- services.csv\n" in done.stdout
    assert "quantity: 3" in (dossier / "parc.yaml").read_text(encoding="utf-8")
    assert (dossier / "parc.yaml.format-0.bak").exists()


def test_a_workbook_is_told_what_is_done_of_it(step, dossier: Path) -> None:
    made = snr("init", "book", "--workbook", "--defaults", "--siren", "243300316", cwd=dossier)
    assert made.returncode == 0, made.stderr
    assert "déjà au format 1, rien à faire" in snr("migrate", "book", cwd=dossier).stdout.replace("\xa0", " ")
    book = dossier / "book" / "territory.xlsx"
    before = book.read_bytes()
    (dossier / "territory.yaml").write_text("snr: 0\ninclude: [book/territory.xlsx]\n", encoding="utf-8")
    done = snr("migrate", "territory.yaml", cwd=dossier)
    assert done.returncode in (1, 2)  # two files say the format
    assert book.read_bytes() == before
    assert sorted(path.name for path in dossier.iterdir()) == ["book", "territory.yaml"]


def test_mistakes_that_stay_are_said_at_their_new_places(step, dossier: Path) -> None:
    (dossier / "territory.yaml").write_text(OLD + "couleur: bleu\n", encoding="utf-8")
    done = snr("migrate", "territory.yaml", cwd=dossier)
    assert done.returncode == 1
    assert "1 ERREUR À CORRIGER ENSUITE" in done.stdout
    assert "territory.yaml:11:1: erreur SNR201" in done.stderr


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("snr: 2\n", 2, ":1:6 : dossier au format 2, plus récent que celui que cette version de snr lit (1)\n  mettez snr à jour"),
        ("snr: 0\n", 2, ":1:6 : aucun format 0 n’a existé ; le premier est 1\n  écrivez snr: 1"),
        ("snr: un\n", 2, ":1:6 : « snr » attend un nombre entier"),
        ("a: 1\n", 2, "pas de « snr: »"),
        ("snr: 1\nsnr: 1\n", 1, "SNR103"),
        ("snr: 1\ninclude: [absent.yaml]\n", 1, "SNR111"),
    ],
)  # fmt: skip
def test_what_cannot_be_brought_up_is_told(text: str, code: int, said: str, tmp_path: Path) -> None:
    path = tmp_path / "territory.yaml"
    path.write_text(text, encoding="utf-8")
    done = snr("migrate", path)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["territory.yaml"]
    assert path.read_text(encoding="utf-8") == text


def test_standard_input_is_no_dossier_to_write_in() -> None:
    done = snr("migrate", "-", stdin=OLD.encode())
    assert (done.returncode, done.stdout) == (2, "")
    assert "non l’entrée standard" in done.stderr


def test_a_check_says_which_way_the_format_differs(dossier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (dossier / "territory.yaml").write_text(NEW.replace("snr: 1", "snr: 3"), encoding="utf-8")
    assert "mettez snr à jour" in snr("check", dossier).stderr + snr("check", dossier).stdout
    monkeypatch.setattr(model, "DOSSIER_FORMAT", 4)
    assert "snr migrate met le dossier à jour" in snr("check", dossier).stderr + snr("check", dossier).stdout


def test_steps_are_taken_in_order_none_missing() -> None:
    one, two = FormatStep(1, "", STEP.change), FormatStep(2, "", STEP.change)
    assert steps_from(1, 3, (two, one)) == (one, two)
    assert steps_from(2, 3, (two, one)) == (two,)
    assert steps_from(0, 3, (two, one)) is None
    assert steps_from(3, 3, (two, one)) is None


def test_a_value_is_replaced_where_it_stands() -> None:
    tree = YamlTree('a: {b: "x", c: x} # x\nl: [{b: x}, {b: &n x}, {b: y}]\n')
    pieces = [*value_replaced(tree, ("a", "b"), {"x": "z"}), *value_replaced(tree, ("l", "*", "b"), {"x": "z"})]
    assert [tree.text[piece.start : piece.end] for piece in pieces] == ['"x"', "x"]
    assert pieces[0].told == "« b » : x devient z"


def test_every_format_so_far_leads_to_the_newest() -> None:
    """A format that is raised comes with its step: a dossier of each older one can be brought up."""
    assert all(steps_from(old, model.DOSSIER_FORMAT) for old in range(1, model.DOSSIER_FORMAT))
    assert "snr migrate" in (ROOT / "docs" / "versions.md").read_text(encoding="utf-8")
