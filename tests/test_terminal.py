"""Terminals and streams: encodings, colour and width in a real terminal, pipes that close, help and version."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from conftest import EXAMPLES, ROOT, Run, environment
from snr_cli.catalog.tables import Tables
from snr_cli.cli.app import app
from snr_cli.model.version import __version__
from walks import mostly, walk

MINIMAL, ESC = str(EXAMPLES / "minimal"), b"\x1b"
WRONG = str(Path(__file__).parent / "invalid" / "several-references.yaml")


def commands() -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []

    def walk(command: object, words: tuple[str, ...]) -> None:
        found.append(words)
        for name, child in getattr(command, "commands", {}).items():
            walk(child, (*words, name))

    walk(get_command(app), ())
    return found


COMMANDS = commands()


def in_terminal(*arguments: str, **more: str) -> tuple[int, bytes]:
    """Run in a pseudo-terminal; return the exit code and all that was shown."""
    pty = pytest.importorskip("pty", reason="terminals of POSIX")
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "snr_cli", *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment(TERM="xterm", **more) if "TERM" not in more else environment(**more),
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # Linux: the other side is closed
            break
        if not part:
            break
        shown += part
    os.close(ours)
    return process.wait(timeout=60), shown


SCREENS = [
    (["assess", MINIMAL], 0),
    (["explain", MINIMAL, "total"], 0),
    (["factors", "show", "laptop"], 0),
    (["assess", WRONG], 1),
    (["assess", "absent"], 2),
    (["--help"], 0),
    (["-v", "--version"], 0),
]


@pytest.mark.parametrize("encoding", mostly(["utf-8", "cp1252", "latin-1", "cp850", "ascii"], "cp850"))
@pytest.mark.parametrize(
    ("arguments", "code"), walk(SCREENS, 2), ids=lambda value: str(value).replace(MINIMAL, "minimal")[:40]
)
def test_terminal_of_another_encoding(arguments: list[str], code: int, encoding: str) -> None:
    """Nothing crashes, and what the encoding lacks has a stand-in, never a question mark."""
    found, raw = in_terminal(*arguments, PYTHONIOENCODING=encoding)
    assert found == code
    if encoding == "ascii" and arguments == ["--help"]:  # Click takes an ASCII terminal for a mistake: UTF-8
        encoding = "utf-8"
    shown = raw.decode(encoding)
    assert "Traceback" not in shown
    assert "?" not in shown.replace(" ?", "")


def test_color_in_a_terminal() -> None:
    assert ESC in in_terminal("assess", MINIMAL)[1]
    assert ESC not in in_terminal("assess", MINIMAL, NO_COLOR="1")[1]


@pytest.mark.slow
def test_color_in_other_terminals() -> None:
    assert ESC not in in_terminal("assess", MINIMAL, TERM="dumb")[1]
    assert ESC in in_terminal("assess", MINIMAL, NO_COLOR="")[1]
    assert ESC not in in_terminal("--color", "never", "assess", MINIMAL)[1]
    assert ESC in in_terminal("--color", "always", "assess", MINIMAL, TERM="dumb")[1]


@pytest.mark.parametrize("arguments", [["assess", MINIMAL], ["explain", MINIMAL, "total"], ["factors", "list"], ["-h"]])
def test_no_box_drawing_when_piped(arguments: list[str], snr: Run) -> None:
    assert not re.search("[\u2500-\u257f]", snr(*arguments).stdout.decode())


def test_width(snr: Run) -> None:
    longest = {
        columns: max(map(len, snr("assess", "-v", MINIMAL, COLUMNS=str(columns)).stdout.decode().split("\n")))
        for columns in (80, 120)
    }
    assert longest[80] <= 80 < longest[120] <= 120


# --- pipes ------------------------------------------------------------------------------------------------------------


def shell(line: str) -> tuple[int, str, bytes]:
    """Run a line of bash in which SNR is the command; return the code of SNR, what is shown, what is said."""
    if os.name != "posix":
        pytest.skip("a line of bash, with names of files of POSIX")
    done = subprocess.run(
        ["bash", "-c", line.replace("SNR", f'"{sys.executable}" -m snr_cli') + '; echo "code ${PIPESTATUS[0]}"'],
        capture_output=True,
        cwd=ROOT,
        env=environment(),
        timeout=60,
        check=False,
    )
    shown, _, code = done.stdout.decode().rpartition("code ")
    return int(code), shown, done.stderr


@pytest.mark.parametrize(
    "arguments",
    walk(["--help", "assess --help", "--version", "-v --version", "assess examples/minimal", "factors list"], 3),
)  # fmt: skip
def test_reader_that_never_reads(arguments: str) -> None:
    assert shell(f"SNR {arguments} | true") == (0, "", b"")


@pytest.mark.slow
def test_errors_that_nobody_reads() -> None:
    """The exit code is the same, and the data too."""
    assert shell("SNR assess absent 2>&1 | true")[0] == 2
    assert shell(f"SNR assess {WRONG} 2>&1 | true")[0] == 1
    code, shown, _ = shell("SNR -v assess examples/minimal 2> >(true)")
    assert (code, "ORGANISATION" in shown) == (0, True)


@pytest.mark.slow
@pytest.mark.parametrize("arguments", ["--version", "factors list"])
def test_closed_output_of_what_reads_no_dossier(arguments: str) -> None:
    code, _, said = shell(f"SNR {arguments} >&-")
    assert (code, said.decode()) == (2, "snr : sortie standard : fermée\n")


def test_closed_streams() -> None:
    code, _, said = shell("SNR assess examples/minimal >&-")
    assert (code, said.decode()) == (2, "snr : sortie standard : fermée\n")
    code, shown, _ = shell("SNR -v assess examples/minimal 2>&-")
    assert code == 0
    assert "configuration :" not in shown  # what is for the error stream does not go to the data
    assert shell("SNR assess absent 2>&-")[:2] == (2, "")
    code, _, said = shell("SNR assess - <&-")
    assert code == 1
    assert "fichier vide" in said.decode()


def test_output_is_said(tmp_path: Path, snr: Run) -> None:
    done = snr("assess", MINIMAL, "-o", tmp_path / "out.txt")
    assert done.stderr.decode() == f"écrit : {tmp_path / 'out.txt'}\n"


def test_quiet_keeps_errors(snr: Run) -> None:
    assert b"SNR3" in snr("-q", "assess", WRONG).stderr
    assert snr("-q", "assess", "absent").stderr.startswith(b"snr : ")
    assert snr("-q", "-v", "assess", MINIMAL).stderr == b""


# --- help and version -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", walk(map(" ".join, COMMANDS), 4))
def test_help_of_every_command(command: str, snr: Run) -> None:
    words = tuple(command.split())
    done = snr(*words, "-h")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == snr(*words, "--help").stdout
    shown = done.stdout.decode()
    assert not re.search(r"Show this|default:|required]|Commands:|\.\.\.$", shown.partition("\n")[2], re.M)
    if words not in ((), ("factors",)):
        examples = shown.partition("\n  Exemples :\n")[2].split("\n")
        assert [line for line in examples if line.strip()]
        assert all(line.startswith("    snr ") for line in examples if line.strip())


def test_version(snr: Run) -> None:
    assert snr("--version").stdout.decode() == f"snr {__version__}\n"
    assert snr("--version", "assess").stdout.decode() == f"snr {__version__}\n"


def test_version_for_a_report(snr: Run, tables: Tables) -> None:
    done = snr("-v", "--version")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == snr("--version", "-v").stdout == snr("--version", "--verbose").stdout
    shown = done.stdout.decode()
    assert shown.startswith(f"snr {__version__}\n")
    for word in (
        tables.sha256[:12],
        f"Python {sys.version_info[0]}.{sys.version_info[1]}",
        "typer ",
        "dossier 1",
        "système : ",
    ):
        assert word in shown


def test_missing_command(snr: Run) -> None:
    assert snr("-q").stderr.decode() == "snr : il manque une commande. Aide : snr -h\n"
