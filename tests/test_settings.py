"""Options from a file and from the environment: which is read, which wins, what is refused and how it is said."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from conftest import EXAMPLES, Run
from snr_cli.cli import settings
from snr_cli.cli.app import app

MINIMAL = str(EXAMPLES / "minimal")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder that is the root of a repository: nothing above it is read."""
    (tmp_path / ".git").mkdir()
    return tmp_path


def written(folder: Path, text: str, name: str = "snr.toml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


# --- which file -------------------------------------------------------------------------------------------------------


def is_json(snr: Run, cwd: Path, *before: str, **more: str) -> bool:
    done = snr(*before, "factors", "list", "electricity", cwd=cwd, **more)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.startswith(b"{")


JSON = '[factors.list]\nformat = "json"\n'
SHARED = '[project]\nname = "x"\n[tool.snr.factors.list]\nformat = "json"\n'


def test_no_file(project: Path, snr: Run) -> None:
    assert not is_json(snr, project)


@pytest.mark.parametrize(("name", "text"), [("snr.toml", JSON), ("pyproject.toml", SHARED)])
def test_file_of_a_parent(name: str, text: str, project: Path, snr: Run) -> None:
    written(project, text, name)
    (project / "a" / "b").mkdir(parents=True)
    assert is_json(snr, project)
    assert is_json(snr, project / "a" / "b")


def test_nearest_file_alone(project: Path, snr: Run) -> None:
    written(project, JSON)
    written(project / "a", 'color = "never"\n')
    assert not is_json(snr, project / "a")


def test_own_file_before_the_shared_one(project: Path, snr: Run) -> None:
    written(project, SHARED, "pyproject.toml")
    written(project, 'color = "never"\n')
    assert not is_json(snr, project)


@pytest.mark.parametrize("text", ["[project]\nname = 'x'\n", "not toml at all [", "[tool.other]\nsnr = 1\n"])
def test_shared_file_that_does_not_speak_of_snr(text: str, project: Path, snr: Run) -> None:
    written(project, JSON)
    written(project / "a", text, "pyproject.toml")
    assert is_json(snr, project / "a")


def test_root_of_the_repository_stops(project: Path, snr: Run) -> None:
    written(project, JSON)
    (project / "inside").mkdir()
    (project / "inside" / ".git").write_text("gitdir: elsewhere\n", encoding="utf-8")  # a worktree or submodule
    assert not is_json(snr, project / "inside")


def test_file_asked_for(project: Path, snr: Run) -> None:
    written(project, 'color = "never"\n')
    written(project / "conf", JSON, "other.toml")
    assert is_json(snr, project, "--config", "conf/other.toml")
    assert is_json(snr, project, SNR_CONFIG="conf/other.toml")
    written(project, SHARED, "pyproject.toml")
    assert is_json(snr, project, "--config", "pyproject.toml")


def test_no_config(project: Path, snr: Run) -> None:
    written(project, JSON)
    assert not is_json(snr, project, "--config", "aucun")
    assert not is_json(snr, project, SNR_CONFIG="aucun")
    assert not is_json(snr, project, "--config", "aucun", SNR_CONFIG="snr.toml")
    assert is_json(snr, project, "--config", "snr.toml", SNR_CONFIG="aucun")


@pytest.mark.skipif(os.name == "nt", reason="a folder in use cannot be removed")
def test_working_directory_that_is_gone(tmp_path: Path, snr: Run) -> None:
    gone = tmp_path / "gone"
    command = f'mkdir "{gone}" && cd "{gone}" && rmdir "{gone}" && "{sys.executable}" -m snr_cli factors check'
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=False)
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False)


# --- which value ------------------------------------------------------------------------------------------------------


def test_precedence(project: Path, snr: Run) -> None:
    written(project, 'color = "always"\n[assess]\nformat = "csv"\n')
    assert snr("assess", "-v", MINIMAL, cwd=project).stdout.startswith(b"dossier,")
    assert snr("assess", "-v", MINIMAL, cwd=project, SNR_ASSESS_FORMAT="json").stdout.startswith(b"{")
    last = snr("assess", MINIMAL, "--format", "text", cwd=project, SNR_ASSESS_FORMAT="json").stdout
    assert "ORGANISATION" in last.decode()
    assert b"\x1b" in last
    assert snr("assess", "-v", MINIMAL, cwd=project, SNR_ASSESS_FORMAT="").stdout.startswith(b"dossier,")


def test_kinds_of_options(project: Path, snr: Run) -> None:
    """A text, a list, a whole number, a flag."""
    written(
        project,
        'quiet = true\n[assess]\nfactor-set = "ecodiag"\nwithout = ["Écoles"]\n'
        'format = "json"\n[factors.check]\nyear = 2090\n',
    )
    (project / "a").mkdir()
    done = snr("assess", EXAMPLES / "valmont", cwd=project / "a")
    assert (done.returncode, done.stderr) == (0, b"")
    found = json.loads(done.stdout)
    assert found["factors"]["set"] == "ecodiag"
    assert found["organisation"]["perimeter"]["without"] == ["Écoles"]
    early = snr("--config", "aucun", "factors", "check", cwd=project).stdout.decode()
    late = snr("factors", "check", cwd=project).stdout.decode()
    assert " 67 ans" in late and " 67 ans" not in early


def test_variables(snr: Run) -> None:
    done = snr(
        "assess", EXAMPLES / "valmont", SNR_ASSESS_FORMAT="json", SNR_ASSESS_WITHOUT="Écoles; Médiathèques", SNR_QUIET="1"
    )  # fmt: skip
    assert json.loads(done.stdout)["organisation"]["perimeter"]["without"] == ["Écoles", "Médiathèques"]
    assert " 67 ans" in snr("factors", "check", SNR_FACTORS_CHECK_YEAR="2090").stdout.decode()
    assert b"\x1b" in snr("assess", "-v", MINIMAL, SNR_COLOR="always").stdout
    assert snr("factors", "check", SNR_QUIET="oui").stderr == b""
    assert snr("factors", "check", SNR_QUIET="non").stderr != b""


def test_version_is_no_setting(project: Path, snr: Run) -> None:
    """SNR_VERSION is a name that images and pipelines use: it does nothing; a broken file does not hide the version."""
    assert snr("factors", "sources", SNR_VERSION="1.2", SNR_HELP="1").returncode == 0
    written(project, "broken [")
    assert snr("--version", cwd=project).returncode == 0
    assert snr("--help", cwd=project).returncode == 0


def test_help_shows_the_default_in_force(project: Path, snr: Run) -> None:
    written(project, '[assess]\nformat = "csv"\n')
    assert "défaut\xa0: csv" in snr("assess", "-v", "-h", cwd=project).stdout.decode()


def test_variables_are_not_in_the_help(snr: Run) -> None:
    assert b"SNR_" not in snr("assess", "-v", "-h").stdout


def test_every_command_is_known(project: Path, snr: Run) -> None:
    """What a file may say is read from the commands: a table for each, a key for each option."""
    commands = [((), get_command(app))]
    lines = []
    for words, command in commands:
        commands += [((*words, name), child) for name, child in getattr(command, "commands", {}).items()]
        assert set(settings.options(command)) <= {
            name[2:] for param in command.params for name in param.opts if name.startswith("--")
        }
        if words:
            lines.append(f"[{'.'.join(words)}]")
        for key, param in settings.options(command).items():
            kind, choices = settings.kinds(command)[param.name], settings.choices(command, param)
            if key in settings.CHOOSE:
                continue
            value = (
                json.dumps(choices[0])
                if choices
                else {"bool": "false", "int": "1", "float": "1.5"}.get(getattr(kind, "__name__", ""))
            )
            lines.append(f"{key} = {value or ('[]' if 'list' in str(kind) else json.dumps('x'))}")
    written(project, "\n".join(lines))
    done = snr("factors", "sources", cwd=project)
    assert done.returncode == 0, done.stderr.decode()


# --- what -v says -----------------------------------------------------------------------------------------------------


def test_verbose_says_where_options_come_from(project: Path, snr: Run) -> None:
    written(project, '# settings\n[assess]\nby = "site"\nfactor-set = "ecodiag"\n')
    done = snr("-v", "assess", MINIMAL, "--by", "group", cwd=project, SNR_COLOR="never", SNR_ASSESS_FORMT="x")
    said = done.stderr.decode().split("\n")
    assert "configuration : snr.toml" in said
    assert "option --by group : ligne de commande" in said
    assert "option --factor-set ecodiag : snr.toml:4" in said
    assert "option --color never : variable SNR_COLOR" in said
    assert "variable SNR_ASSESS_FORMT : sans effet, aucune option de ce nom" in said
    assert not any("--format" in line for line in said)
    assert "configuration : aucun fichier" in snr("-v", "assess", MINIMAL, "--by", "site").stderr.decode()


def test_verbose_drives_no_terminal(project: Path, snr: Run) -> None:
    done = snr(
        "-v", "assess", MINIMAL, "--by", "site", cwd=project, SNR_ASSESS_FACTOR_SET="\x1b[31m", **{"SNR_\x1b": "1"}
    )
    assert done.returncode == 2
    assert b"\x1b" not in done.stderr


def test_a_mistake_says_where_the_value_comes_from(project: Path, snr: Run) -> None:
    written(project, '[assess]\nmax = "beaucoup"\n[factors.check]\nyear = 12\n')
    assert "--max : « beaucoup »" in (said := snr("assess", MINIMAL, cwd=project).stderr.decode())
    assert "(origine : snr.toml:2)" in said
    assert "(origine : snr.toml:4)" in snr("factors", "check", cwd=project).stderr.decode()
    said = snr("assess", MINIMAL, SNR_ASSESS_MAX="x").stderr.decode()
    assert "(origine : variable SNR_ASSESS_MAX)" in said
    assert "origine" not in snr("assess", MINIMAL, "--max", "x", cwd=project).stderr.decode()


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ('colour = "never"', ":1", "vouliez-vous dire « color »"),
        ('\n[assess]\n\nfactor_set = "ecodiag"', ":4", "vouliez-vous dire « factor-set »"),
        ('[asses]\nformat = "json"', ":1", "vouliez-vous dire « assess »"),
        ('[factors.lst]\nformat = "json"', ":1", "vouliez-vous dire « list »"),
        ('color = "nver"', ":1", "choix : auto, always, never"),
        ('assess = "json"', ":1", "[assess]"),
        ("[color]\nx = 1", ":1", "texte entre guillemets"),
        ("[assess]\nformat = 3", ":2", "texte entre guillemets"),
        ("quiet = 1", ":1", "true ou false"),
        ('verbose = "1"', ":1", "nombre entier"),
        ("verbose = true", ":1", "nombre entier"),
        ("[factors.check]\nyear = 2020.5", ":2", "nombre entier"),
        ('[assess]\nwithout = "Écoles"', ":2", "une liste"),
        ("[assess]\nwithout = [1]", ":2", "texte entre guillemets"),
        ('config = "x.toml"', ":1", "config"),
        ("version = true", ":1", "version"),
        ('[assess]\nformat = json"', ":2:10", "syntaxe TOML"),
        ("[assess\n", ":1:8", "syntaxe TOML"),
        ('color = "auto"\ncolor = "never"', ":2", "deux fois"),
        ('color = "auto', ":1", "syntaxe TOML"),
        ('assess.format = "xml"', "", "choix : text, json, csv, csv-excel, xlsx, html"),  # written in an unusual way: the file alone
        ("[tool.snr]\nquiet = true", ":1", "tool"),
    ],
)  # fmt: skip
def test_refused(text: str, place: str, words: str, project: Path, snr: Run) -> None:
    written(project, text)
    done = snr("factors", "sources", cwd=project)
    assert (done.returncode, done.stdout) == (2, b"")
    said = done.stderr.decode()
    assert said.startswith(f"snr : snr.toml{place} : ")
    assert words in said
    assert snr("--config", "aucun", "factors", "sources", cwd=project).returncode == 0


def test_refused_in_the_shared_file(project: Path, snr: Run) -> None:
    written(project, '[tool.other]\nformt = 1\n[tool.snr.assess]\nformt = "json"\n', "pyproject.toml")
    assert snr("factors", "sources", cwd=project).stderr.decode().startswith("snr : pyproject.toml:4 : ")
    written(project, "[tool]\nsnr = 3 # tool.snr\n", "pyproject.toml")
    assert "[tool.snr]" in snr("factors", "sources", cwd=project).stderr.decode()


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("SNR_ASSESS_FORMAT", "xml", "choix : text, json, csv, csv-excel, xlsx, html"),
        ("SNR_COLOR", "red", "choix : auto, always, never"),
        ("SNR_QUIET", "maybe", "true ou false"),
        ("SNR_VERBOSE", "much", "nombre entier"),
    ],
)
def test_variable_refused(name: str, text: str, words: str, snr: Run) -> None:
    done = snr("assess", MINIMAL, **{name: text})
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith(f"snr : {name} : ")
    assert words in done.stderr.decode()


def test_variable_of_another_command_is_not_judged(snr: Run) -> None:
    assert snr("factors", "sources", SNR_ASSESS_FORMAT="xml").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--config", "absent.toml"], "introuvable"),
        (["--config", "."], "dossier"),
        (["--config", "latin.toml"], "UTF-8"),
        (["--config", "nul.toml"], "NUL"),
        (["--config", "pyproject.toml"], "[tool.snr]"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)
def test_file_asked_for_that_cannot_be_read(arguments: list[str], words: str, project: Path, snr: Run) -> None:
    (project / "latin.toml").write_bytes('color = "é"'.encode("cp1252"))
    (project / "nul.toml").write_bytes(b"color = 1\0")
    written(project, "[project]\nname = 'x'\n", "pyproject.toml")
    done = snr(*arguments, "factors", "sources", cwd=project)
    assert (done.returncode, done.stdout) == (2, b"")
    assert words in done.stderr.decode()


def test_global_options_go_before_the_command(snr: Run) -> None:
    for option in ("--config", "--color", "-q"):
        assert "se place avant la commande" in snr("assess", MINIMAL, option).stderr.decode()


def test_a_settings_file_writes_nothing(tmp_path, monkeypatch):
    """The file belongs to the repository that is checked: it must not choose what is overwritten."""
    (tmp_path / "snr.toml").write_text('[check]\noutput = "victime.txt"\n', encoding="utf-8")
    (tmp_path / "victime.txt").write_text("à garder", encoding="utf-8")
    (tmp_path / "territory.yaml").write_text(
        'snr: 1\nreference_year: 2025\nterritory: {siren: "243300316"}\n', encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "snr_cli", "check", "."], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 2 and "output" in done.stderr
    assert (tmp_path / "victime.txt").read_text(encoding="utf-8") == "à garder"
