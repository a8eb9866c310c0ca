"""What is written never takes the place of what was read, and a file that was there stays what it was."""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import EXAMPLES, environment, posix_modes
from in_process import Done, snr
from snr_cli.inputs.dossier.files import Edit, aside
from snr_cli.model.refusal import UsageError
from snr_cli.outputs import files, journal
from sources import parsed
from walks import mostly, walk

VALMONT = EXAMPLES / "valmont"
GLPI = "inventaire/glpi.csv"


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return Valmont with all that a dossier may name: inventories, mapping, logo, a result kept; settings."""
    folder = tmp_path_factory.mktemp("pristine") / "valmont"
    shutil.copytree(VALMONT, folder, ignore=shutil.ignore_patterns("documents"))
    (folder / "snr.toml").write_text("[draft]\ndocument = 'note'\n", encoding="utf-8")
    assert snr("assess", "valmont", "--format", "json", "-o", folder / "avant.json", cwd=folder.parent).returncode == 0
    return folder


@pytest.fixture
def dossier(pristine: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "valmont"
    shutil.copytree(pristine, folder)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused(done: Done, folder: Path, before: dict[str, bytes]) -> None:
    assert (done.returncode, done.stdout) == (2, "")
    assert "cette commande lit ce fichier" in done.stderr
    assert contents(folder) == before


SECTIONS = sorted(path.name for path in VALMONT.glob("*.yaml"))
INVENTORIES = sorted(path.relative_to(VALMONT).as_posix() for path in (VALMONT / "inventaire").iterdir())
READ = [*SECTIONS, *INVENTORIES, "snr.toml"]


@pytest.mark.parametrize("name", walk(READ, 6))
@pytest.mark.parametrize("command", mostly(["assess", "check", "plan", "draft"], "assess", "draft"))
def test_no_command_writes_over_a_file_of_the_dossier_that_it_reads(command: str, name: str, dossier: Path) -> None:
    before = contents(dossier)
    refused(snr(command, ".", "-o", name, cwd=dossier), dossier, before)


@pytest.mark.parametrize(
    ("arguments", "target"),
    walk(
        [
            (("draft", "."), "logo.svg"),
            (("compare", "avant.json", "."), "avant.json"),
            (("compare", "avant.json", "."), "territory.yaml"),
            (("inventory", GLPI), GLPI),
            (("inventory", GLPI, "--mapping", "inventaire/glpi.mapping.yaml"), "inventaire/glpi.mapping.yaml"),
            (("inventory", GLPI, "--diff", "."), "territory.yaml"),
            (("inventory", "inventaire"), GLPI),
        ],
        2,
    ),
)
def test_nor_over_anything_else_that_it_reads(arguments: tuple[str, ...], target: str, dossier: Path) -> None:
    before = contents(dossier)
    refused(snr(*arguments, "-o", target, cwd=dossier), dossier, before)


@pytest.mark.parametrize("form", ["text", "csv", "json"])
def test_nor_does_an_assessment_of_several_dossiers(form: str, tmp_path: Path) -> None:
    """Whatever their rank: the output is looked at once all are read."""
    text = (EXAMPLES / "minimal" / "territory.yaml").read_text(encoding="utf-8")
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    before = contents(tmp_path)
    for target in ("a.yaml", "b.yaml"):
        refused(snr("assess", "a.yaml", "b.yaml", "-f", form, "-o", target, cwd=tmp_path), tmp_path, before)


@pytest.mark.parametrize("form", walk(["rejects", "mapping", "yaml"], 3))
@pytest.mark.parametrize("target", [GLPI, "inventaire/glpi.mapping.yaml", "snr.toml"])
def test_the_other_outputs_of_an_inventory_do_not_either(form: str, target: str, dossier: Path) -> None:
    """And nothing is written then, not even the report on the screen."""
    before = contents(dossier)
    arguments = ("inventory", GLPI, "--mapping", "inventaire/glpi.mapping.yaml", "-f", form)
    refused(snr(*arguments, "-o", target, cwd=dossier), dossier, before)


def test_figures_do_not_either(dossier: Path) -> None:
    """The logo has the name of a figure, in the folder where figures go."""
    assert snr("draft", ".", "-d", "strategie", "-f", "svg", "-o", "images", cwd=dossier).returncode == 0
    name = sorted(path.name for path in (dossier / "images").iterdir())[-1]
    shutil.copy(dossier / "logo.svg", dossier / "images" / name)
    root = dossier / "territory.yaml"
    text = root.read_text(encoding="utf-8")
    assert "logo: logo.svg" in text
    root.write_text(text.replace("logo: logo.svg", f"logo: images/{name}"), encoding="utf-8")
    before = contents(dossier)
    done = snr("draft", ".", "-d", "strategie", "-f", "svg", "-o", "images", cwd=dossier)
    refused(done, dossier, before)


def symbolic(folder: Path) -> str:
    (folder.parent / "lien.yaml").symlink_to(folder / "actions.yaml")
    return "../lien.yaml"


def hard(folder: Path) -> str:
    (folder.parent / "dur.yaml").hardlink_to(folder / "actions.yaml")
    return "../dur.yaml"


def through_a_folder(folder: Path) -> str:
    (folder.parent / "ailleurs").symlink_to(folder, target_is_directory=True)
    return "../ailleurs/actions.yaml"


def absolute(folder: Path) -> str:
    return str(folder / "actions.yaml")


def spelled(folder: Path) -> str:
    return "../valmont/./inventaire/../actions.yaml"


@pytest.mark.parametrize("other", walk([symbolic, hard, through_a_folder, absolute, spelled], 2))
def test_a_file_is_known_under_any_name(other: Callable[[Path], str], dossier: Path) -> None:
    name = other(dossier)
    before = contents(dossier)
    done = snr("draft", ".", "-o", name, cwd=dossier)
    refused(done, dossier, before)
    assert "sous le nom actions.yaml" in done.stderr


def test_standard_input_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    shutil.copy(EXAMPLES / "minimal" / "territory.yaml", path)
    before = path.read_bytes()
    with path.open("rb") as stream:
        done = subprocess.run(
            [sys.executable, "-m", "snr_cli", "check", "-", "-o", str(path)],
            stdin=stream, capture_output=True, env=environment(), check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert "sur l’entrée standard" in done.stderr.decode()
    assert path.read_bytes() == before


def test_two_outputs_are_two_files(dossier: Path) -> None:
    (dossier / "a-annexes.md").symlink_to("a.md")
    before = contents(dossier)
    done = snr("draft", ".", "-d", "strategie", "-o", "a.md", "--annexes", "apart", cwd=dossier)
    assert (done.returncode, done.stdout) == (2, "")
    assert "deux sorties dans un même fichier" in done.stderr
    assert contents(dossier) == before


def test_an_output_may_be_written_again(dossier: Path) -> None:
    """It is no input, even when it is read to keep its edits, or to see that it has none."""
    for _ in range(2):
        assert snr("assess", ".", "-o", "a.txt", cwd=dossier).returncode == 0
        assert snr("draft", ".", "-o", "note.md", cwd=dossier).returncode == 0
        assert snr("draft", ".", "-o", "note.md", "--keep-edits", cwd=dossier).returncode == 0
        assert (
            snr(
                "inventory",
                GLPI,
                "--format",
                "mapping",
                "-o",
                "m.yaml",
                "--format",
                "rejects",
                "-o",
                "r.csv",
                cwd=dossier,
            ).returncode
            == 0
        )


# --- the file that is there


def written(target: Path) -> Done:
    return snr("assess", EXAMPLES / "minimal", "-o", target)


def test_a_link_is_followed_and_kept(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "real.txt").write_text("old", encoding="utf-8")
    (tmp_path / "link.txt").symlink_to(Path("there") / "real.txt")
    (tmp_path / "again.txt").symlink_to("link.txt")
    (tmp_path / "new.txt").symlink_to(Path("there") / "later.txt")
    for name in ("again.txt", "new.txt"):
        assert written(tmp_path / name).returncode == 0
        assert (tmp_path / name).is_symlink()
    assert (tmp_path / "link.txt").is_symlink()
    for name in ("real.txt", "later.txt"):
        assert not (tmp_path / "there" / name).is_symlink()
        assert "ORGANISATION" in (tmp_path / "there" / name).read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again.txt", "link.txt", "new.txt", "there"]


def test_links_that_go_round_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    done = written(tmp_path / "a")
    assert (done.returncode, done.stdout) == (2, "")
    assert "liens qui tournent en rond" in done.stderr
    assert (tmp_path / "a").readlink() == Path("b")


@posix_modes
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_the_mode_is_kept(mode: int, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old", encoding="utf-8")
    path.chmod(mode)
    assert written(path).returncode == 0
    assert path.stat().st_mode & 0o777 == mode
    assert "ORGANISATION" in path.read_text(encoding="utf-8")


def test_a_file_that_may_only_be_read_is_left(tmp_path: Path) -> None:
    path, link = tmp_path / "a.txt", tmp_path / "b.txt"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o444)
    link.symlink_to(path)
    for target in (path, link):
        done = written(target)
        assert (done.returncode, done.stdout) == (2, "")
        assert "lecture seule" in done.stderr
        assert path.read_text(encoding="utf-8") == "old"
    assert path.stat().st_mode & 0o777 == 0o444


def test_a_folder_where_nothing_may_be_written(tmp_path: Path) -> None:
    """Run as somebody whom the modes of files stop."""
    folder = tmp_path / "closed"
    folder.mkdir()
    (folder / "a.txt").write_text("old", encoding="utf-8")
    (folder / "a.txt").chmod(0o666)
    folder.chmod(0o555)
    if os.access(folder, os.W_OK):
        pytest.skip("run by the administrator, whom no mode stops")
    for name in ("a.txt", "b.txt"):
        done = written(folder / name)
        assert (done.returncode, done.stdout) == (2, "")
        assert "droits insuffisants" in done.stderr
    assert (folder / "a.txt").read_text(encoding="utf-8") == "old"


def test_what_the_system_says_is_never_shown_in_its_own_words() -> None:
    """Whatever the number: its words are in the language of the machine."""
    from snr_cli.inputs.dossier.files import why

    for number in range(1, 140):
        assert os.strerror(number) not in why(OSError(number, os.strerror(number)))
    assert "ne répond pas" in why(OSError(5, "Input/output error"))
    assert why(OSError("x")) == "refusé par le système (erreur)"


def test_a_folder_that_refuses_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs it: the system's own refusals, and what is there is left as it was."""
    path, opened = tmp_path / "a.txt", os.open
    path.write_text("old", encoding="utf-8")
    for number, said in ((13, "droits insuffisants"), (28, "disque plein"), (30, "lecture seule")):

        def refused(name: str | Path, *more: int, number: int = number) -> int:
            if str(name).endswith(journal.BESIDE):
                raise OSError(number, os.strerror(number))
            return opened(name, *more)

        monkeypatch.setattr(os, "open", refused)
        done = written(path)
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr
        assert path.read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize("swaps", [True, False])
@pytest.mark.parametrize("stopped", [KeyboardInterrupt, OSError])
def test_edits_are_written_all_or_none(
    stopped: type[BaseException], swaps: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk, or Ctrl-C: what was there is back, and nothing that was made is left."""
    (tmp_path / "old").write_bytes(b"old")
    (tmp_path / "gone").write_bytes(b"gone")
    put = journal.put_in_place

    def last(new: Path, target: Path) -> None:
        if target.name == "last":
            raise stopped
        put(new, target)

    monkeypatch.setattr(journal, "put_in_place", last)
    if not swaps:
        monkeypatch.setattr(journal, "exchanged", lambda *_: False)
    edits = [
        Edit(tmp_path / "old", b"old", b"new"),
        Edit(tmp_path / "gone", b"gone", None),
        Edit(tmp_path / "a" / "b" / "made", None, b"made"),
        Edit(tmp_path / "a" / "last", None, b"last"),
    ]
    with pytest.raises(stopped if stopped is KeyboardInterrupt else UsageError):
        files.write_edits(edits)
    with aside():  # the test reads it, not the run
        left = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert left == {"old": b"old", "gone": b"gone"}
    monkeypatch.undo()
    files.write_edits(edits)
    assert not (tmp_path / "gone").exists()
    with pytest.raises(UsageError, match="vient de changer"):
        files.write_edits(edits)


def test_one_module_writes_on_the_disk() -> None:
    """`outputs/files.py` is the door, and its journal: no other module makes, writes, replaces or takes away a file or a folder."""
    writes = {"write_text", "write_bytes", "NamedTemporaryFile", "mkstemp", "mkdtemp", "mkdir", "makedirs", "unlink", "rmdir", "rmtree", "symlink_to", "touch", "rename", "fdopen"}  # fmt: skip
    found = set()
    for path in (Path(__file__).parents[1] / "src" / "snr_cli").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(parsed(text)) if any(name in text for name in (*writes, "open")) else ():
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in {*writes, "open"}
                and "os.devnull" not in ast.unparse(node)
            ):
                mode = [
                    each.value
                    for each in node.args[:2]
                    if isinstance(each, ast.Constant) and isinstance(each.value, str)
                ]
                if node.func.attr in writes or (node.func.attr == "open" and mode and {*mode[-1]} <= {*"wabxt+"}):
                    found.add(path.name)
    # `regular.py` makes a stream of what it reads
    assert found == {"files.py", "journal.py", "regular.py"}


def test_a_document_written_among_exports_is_no_input(tmp_path: Path) -> None:
    """The same command a second time: same bytes, and the first document is not taken for something that was read."""
    (tmp_path / "exports").mkdir()
    shutil.copy(VALMONT / GLPI, tmp_path / "exports")
    (tmp_path / "territory.yaml").write_text(
        "snr: 1\nreference_year: 2025\nterritory: {siren: '243300316'}\nequipment: [{id: parc, from: exports}]\n",
        encoding="utf-8",
    )
    target = tmp_path / "exports" / "programme.md"
    command = ("draft", tmp_path, "-d", "programme", "-o", target)
    assert snr(*command).returncode == 0
    first = target.read_bytes()
    assert snr(*command).returncode == 0
    assert target.read_bytes() == first
