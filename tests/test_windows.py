"""What Windows lacks is used only where it exists; what it says in its own way is understood."""

import ast
import errno
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

import every_output
from conftest import EXAMPLES, ROOT, environment, run_snr
from drafting import MINIMAL, templates
from in_process import snr
from snr_cli.cli import console
from snr_cli.documents.child import LIMITS, _stopped
from snr_cli.documents.templates import TemplateError
from snr_cli.reading.files import why
from snr_cli.writers import files

TESTS = ROOT / "tests"
# every module of the package, then the outputs of an example, and a document with templates: a process of its own
PLAYED = """
import sys
sys.path.insert(0, sys.argv[1])
import every_output, without_posix
without_posix.hide()
import importlib, pkgutil, snr_cli
from pathlib import Path
for found in pkgutil.walk_packages(snr_cli.__path__, "snr_cli."):
    importlib.import_module(found.name)
from snr_cli.documents import child
child._START = "import sys; sys.path.append(%r); import without_posix; without_posix.hide(); " % sys.argv[1] + child._START
out, folder, dossier = Path(sys.argv[2]), sys.argv[3], sys.argv[4]
every_output.write(out, ("minimal",), suffixes=tuple(sys.argv[5:]))
(out / "own.md").write_text(
    every_output.output("draft", dossier, "--document", "note", "--templates", folder), encoding="utf-8", newline="\\n"
)
"""


@pytest.mark.parametrize(
    "suffixes",
    [("plan.txt", "check.json", "note.html"), pytest.param((), marks=pytest.mark.slow)],
    ids=["some", "all"],
)
def test_every_module_and_command_runs_without_what_windows_lacks(suffixes: tuple[str, ...], tmp_path: Path) -> None:
    """No `resource`, `fcntl`, `pwd`, SIGHUP, SIGXCPU, `fork`, O_NONBLOCK…: the same bytes (tests/without_posix.py)."""
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    folder = templates(tmp_path / "own", edito="## Le mot {{ 1|nombre }}\n")
    every_output.write(mine, ("minimal",), suffixes=suffixes)
    own = every_output.output("draft", str(MINIMAL), "--document", "note", "--templates", str(folder))
    (mine / "own.md").write_text(own, encoding="utf-8", newline="\n")
    done = subprocess.run(
        [sys.executable, "-c", PLAYED, str(TESTS), str(theirs), str(folder), str(MINIMAL), *suffixes],
        capture_output=True,
        env=environment(),
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    names = sorted(path.relative_to(mine) for path in mine.rglob("*") if path.is_file())
    assert names == sorted(path.relative_to(theirs) for path in theirs.rglob("*") if path.is_file())
    for name in names:
        assert (theirs / name).read_bytes() == (mine / name).read_bytes(), name


@pytest.mark.slow
def test_every_test_is_found_without_what_windows_lacks() -> None:
    """A test that needs it is skipped, and says why; the other tests of its file are played."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "without_posix", "--collect-only", "-q", "-m", "", str(TESTS)],
        capture_output=True,
        cwd=ROOT,
        env=environment(PYTHONPATH=str(TESTS)),
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode()[-2000:]


def test_every_text_file_is_opened_in_an_encoding_that_is_named() -> None:
    """Windows reads in its own: never UTF-8 before Python 3.15."""
    found = []
    for folder in ("src", "tests", "tools", "docs", "benchmarks"):
        for path in (ROOT / folder).rglob("*.py"):
            if "node_modules" in path.parts:
                continue
            for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                    least = {"read_text": 1, "write_text": 2}.get(call.func.attr)
                    named = any(word.arg in ("encoding", None) for word in call.keywords)
                    if least is not None and len(call.args) < least and not named:
                        found.append(f"{path.relative_to(ROOT)}:{call.lineno}")
    assert found == [], 'name it: encoding="utf-8"'


# -- the console


class Console(io.TextIOWrapper):
    """A console of Windows that is not in UTF-8, as `chcp` sets it."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "cp437"])
@pytest.mark.parametrize(
    "arguments",
    [("assess", "valmont"), ("plan", "valmont"), ("check", "minimal"), ("factors", "show", "laptop"), ("assess", "-h")],
    ids=" ".join,
)
def test_a_console_shows_the_nearest_signs(
    arguments: tuple[str, ...], encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the console lacks has a stand-in, never a question mark, and the lines keep their length."""
    given = tuple(str(EXAMPLES / word) if word in ("valmont", "minimal") else word for word in arguments)
    plain = run_snr(*given, COLUMNS="100").stdout.decode()
    raw = io.BytesIO()
    shown = Console(raw, encoding=encoding, newline="\n")
    monkeypatch.setattr(sys, "stdout", shown)
    monkeypatch.setattr(sys, "stderr", Console(io.BytesIO(), encoding=encoding))
    console.prepare_streams()
    sys.stdout.write(plain)
    sys.stdout.flush()
    monkeypatch.undo()
    text = raw.getvalue().decode(encoding)
    assert text.count("?") == plain.count("?")
    assert [*map(len, text.split("\n"))] == [*map(len, plain.split("\n"))]


# -- errors


class Gone(io.StringIO):
    """A pipe that nobody reads, on Windows."""

    def write(self, text: str) -> int:
        raise OSError(errno.EINVAL, "Invalid argument")


def test_a_reader_that_has_gone_is_no_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows says EINVAL, where the others say EPIPE."""
    ended: list[int] = []
    monkeypatch.setattr(os, "dup2", lambda _, number: ended.append(number))
    monkeypatch.setattr(sys, "stdout", Gone())
    monkeypatch.setattr(sys, "stderr", Gone())
    with pytest.raises(OSError, match="Invalid"):
        console.deliver("x", None)
    monkeypatch.setattr(sys, "platform", "win32")
    console.deliver("x", None)
    console.tell("x", always=True)
    assert ended == [1, 2]
    assert console.unread(BrokenPipeError())
    assert not console.unread(OSError(errno.EINVAL, "Invalid argument", "a?.txt"))
    assert not console.unread(OSError(errno.ENOSPC, "No space"))


def held(number: int) -> PermissionError:
    """Return what Windows raises of a file: 5 refused, 32 opened by another program."""
    error = PermissionError(errno.EACCES, "refused", "parc.csv")
    if os.name != "nt":
        error.winerror = number  # type: ignore[attr-defined]
    return error


def test_a_file_that_a_spreadsheet_has_opened_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert why(held(32)) == "fichier ouvert dans un autre programme : fermez-le"
    assert why(held(5)) == "lecture non autorisée"
    target = tmp_path / "out.csv"
    target.write_text("before", encoding="utf-8")

    def refuse(*_: object) -> None:
        raise held(5)

    monkeypatch.setattr(files.Path, "replace", refuse)
    done = snr("assess", MINIMAL, "-o", target)
    assert (done.returncode, done.stdout) == (2, "")
    assert "droits insuffisants, ou fichier ouvert dans un autre programme" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]
    assert target.read_text(encoding="utf-8") == "before"


def test_a_rendering_that_the_system_ends_is_the_template_s(tmp_path: Path) -> None:
    """0xC00000FD, a stack that overflows: a code of Windows, no signal."""
    for code in (0xC00000FD, 0xC0000005, -11):
        found = _stopped(code, "", tmp_path, LIMITS)
        assert isinstance(found, TemplateError)
        assert found.why == "rendu arrêté par le système"
