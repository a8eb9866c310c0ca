"""Completion as each shell asks for it: values, silence on mistakes, and nothing for a shell to run."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from conftest import EXAMPLES, Run, environment
from snr_cli.cli import completion
from snr_cli.model.codes import CODES
from walks import walk

MINIMAL = str(EXAMPLES / "minimal")
SHELLS = ("bash", "zsh", "fish")
# each script is given: a file with the shell's own script, then the words; it prints one proposal a line
ASK = {
    "bash": 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _snr_completion snr; printf "%s\\n" "${COMPREPLY[@]}"',
    "zsh": 'compdef() {}; _arguments() { print -r -- "$@" }; _files() { print FILES }; source "$1"; shift; words=("$@"); CURRENT=$#; _snr_completion',
    "fish": 'source $argv[1]; complete -C "$argv[2..]"',
}
HOSTILE = r"""snr: 1
reference_year: 2025
territory: {name: X}
equipment:
  - {id: a, type: laptop, quantity: 1, label: '\$(touch RUN) `touch RUN` \`touch RUN` ''; touch RUN; "'}
  - {id: b, type: laptop, quantity: 1, label: 'x\" ; touch RUN ; \" $(touch RUN) | touch RUN & {a,b} > RUN'}
  - {id: c, type: laptop, quantity: 1, label: "un\ndeux ::: trois"}
"""


@pytest.fixture(scope="module")
def bin_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder whose `snr` is this checkout's."""
    folder = tmp_path_factory.mktemp("bin")
    installed = Path(sysconfig.get_path("scripts")) / "snr"
    (folder / "snr").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m snr_cli "$@"\n', encoding="utf-8")
    (folder / "snr").chmod(0o755)
    return installed.parent if installed.exists() else folder


def script(shell: str, snr: Run) -> str:
    done = snr("completion", shell)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout.decode()


def ask(shell: str, folder: Path, snr: Run, bin_folder: Path, *words: str) -> str:
    """Return what a shell proposes for a command line whose last word is being typed."""
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"no {shell} here")
    path = folder / f"snr.{shell}"
    path.write_text(script(shell, snr), encoding="utf-8")
    quiet = {"bash": ["--norc"], "zsh": ["-f"], "fish": ["--config", "aucun"]}[shell]
    tail = [] if shell == "fish" else [shell]
    given = [" ".join(words)] if shell == "fish" else list(words)
    done = subprocess.run(
        [program, *quiet, "-c", ASK[shell], *tail, str(path), *given],
        capture_output=True,
        env=environment(PATH=f"{bin_folder}{os.pathsep}{os.environ['PATH']}", HOME=str(folder)),
        cwd=folder,
        timeout=60,
        check=False,
    )
    assert done.stderr == b"", done.stderr.decode()
    return done.stdout.decode()


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("words", "expected"),
    walk(
        [
            (["as"], ["assess"]),
            (["factors", ""], ["list", "show", "sources", "check"]),
            (["assess", "--fac"], ["--factor-set", "--factors-licence"]),
            (["assess", "--format", ""], ["text", "json", "csv", "csv-excel", "xlsx", "html"]),
            (["--color", "a"], ["auto", "always"]),
            (["completion", ""], ["bash", "zsh", "fish", "powershell"]),
            (["assess", "--factor-set", "e"], ["ecodiag"]),
            (["draft", "--document", ""], ["programme", "strategie", "bilan", "note", "deliberation"]),
            (["draft", "-f", "h"], ["html"]),
            (["draft", "--ab"], ["--about"]),
            (["factors", "show", "laptop_"], ["laptop_professional"]),
            (["explain", MINIMAL, "territory.term"], ["territory.terminals"]),
            (["explain", MINIMAL, "port"], ["portables"]),
            (["explain", MINIMAL, "x", "--category", "climate"], ["climate_change"]),
        ],
        3,
    ),
    ids=lambda value: " ".join(value).replace(MINIMAL, "minimal"),
)
def test_proposals(
    shell: str, words: list[str], expected: list[str], tmp_path: Path, snr: Run, bin_folder: Path
) -> None:
    found = ask(shell, tmp_path, snr, bin_folder, "snr", *words)
    for value in expected:
        assert value in found


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    "words",
    walk(
        [
            ["explain", "absent", ""],
            ["explain", "-", ""],
            ["explain", "wrong.yaml", ""],
            ["explain", "binary.yaml", ""],
            ["assess", "--max", ""],
            ["nope", "nope", "x"],
            ["assess", "--nope", "x", "--", "y"],
            ["factors", "show", "zzz"],
        ],
        2,
    ),
    ids=" ".join,
)
def test_nothing_to_propose_is_silent(shell: str, words: list[str], tmp_path: Path, snr: Run, bin_folder: Path) -> None:
    (tmp_path / "wrong.yaml").write_text("snr: [", encoding="utf-8")
    (tmp_path / "binary.yaml").write_bytes(bytes(range(256)))
    found = ask(shell, tmp_path, snr, bin_folder, "snr", *words)
    for word in ("erreur", "défaut", "portables", "Traceback", "Error"):
        assert word not in found


@pytest.mark.parametrize("shell", SHELLS)
def test_a_dossier_gives_a_shell_nothing_to_run(shell: str, tmp_path: Path, snr: Run, bin_folder: Path) -> None:
    (tmp_path / "territory.yaml").write_text(HOSTILE, encoding="utf-8")
    found = ask(shell, tmp_path, snr, bin_folder, "snr", "explain", str(tmp_path), "")
    assert "total" in found
    assert not (tmp_path / "RUN").exists()
    for mark in "\\$`|&<>{}":
        assert mark not in found


def answer(snr: Run, shell: str, words: str, **more: str) -> list[str]:
    """Return what snr answers to a script: the protocol is Typer's."""
    done = snr(_SNR_COMPLETE=f"complete_{shell}", _TYPER_COMPLETE_ARGS=words, **more)
    assert done.stderr == b""
    return done.stdout.decode().splitlines()


def test_power_shell(snr: Run) -> None:
    """No PowerShell here: the script, and what it is answered."""
    text = script("powershell", snr)
    assert "Register-ArgumentCompleter -Native -CommandName snr" in text
    assert "PSReadLine" not in text  # the Tab key is the user's
    assert answer(snr, "powershell", "snr assess --format j", _TYPER_COMPLETE_WORD_TO_COMPLETE="j") == ["json::: "]


def test_help_comes_with_values(snr: Run) -> None:
    assert "laptop\tOrdinateur portable (moyen)" in answer(
        snr, "fish", "snr factors show lap", _TYPER_COMPLETE_FISH_ACTION="get-args"
    )
    commands = answer(snr, "fish", "snr ", _TYPER_COMPLETE_FISH_ACTION="get-args")
    assert all("\t" in line and "..." not in line for line in commands)


@pytest.mark.parametrize("instruction", ["complete_bash", "complete_csh", "nonsense", "source_", "complete_"])
def test_a_broken_question_is_answered_by_nothing(instruction: str, snr: Run) -> None:
    done = snr(_SNR_COMPLETE=instruction)
    assert (done.stdout.strip(), done.stderr) == (b"", b"")


def test_settings_do_not_disturb(tmp_path: Path, snr: Run) -> None:
    (tmp_path / "snr.toml").write_text("broken [", encoding="utf-8")
    done = snr(
        cwd=tmp_path, _SNR_COMPLETE="complete_fish", _TYPER_COMPLETE_ARGS="snr assess --by ",
        _TYPER_COMPLETE_FISH_ACTION="get-args", SNR_COLOR="nonsense", SNR_VERBOSE="1",
    )  # fmt: skip
    assert (done.stdout.split(), done.stderr) == ([b"group", b"site", b"entity", b"member"], b"")


def test_quick() -> None:
    """A Tab should not wait: what a proposal does not need is not loaded."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "snr_cli"],
        capture_output=True,
        env=environment(_SNR_COMPLETE="complete_zsh", _TYPER_COMPLETE_ARGS="snr factors show lap"),
        check=False,
    )
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.decode().split("\n")}
    assert "snr_cli.catalog.tables" in loaded
    assert loaded.isdisjoint({"rich", "jinja2", "tomllib", "snr_cli.model.dossier"})


def test_codes() -> None:
    assert completion.codes("REEN-05") == [("REEN-05", CODES["REEN-05"].title)]
    assert ("SNR401,REEN-05", CODES["REEN-05"].title) in completion.codes("SNR401,REEN")
    assert len(completion.codes("")) == len(CODES)
