"""What Windows lacks is used only where it exists; what it says in its own way is understood."""

import ast
import errno
import io
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import every_output
from conftest import EXAMPLES, ROOT, environment, run_snr
from drafting import MINIMAL
from in_process import snr
from snr_cli.api.contributors import nameable
from snr_cli.cli import console
from snr_cli.inputs.dossier.files import why
from snr_cli.model.refusal import UsageError
from snr_cli.model.territory import Contributor
from snr_cli.outputs import files, journal
from sources import parsed
from walks import mostly

TESTS = ROOT / "tests"
# every module of the package, then the outputs of an example: a process of its own
PLAYED = """
import sys
sys.path.insert(0, sys.argv[1])
import every_output, without_posix
without_posix.hide()
import importlib, pkgutil, snr_cli
from pathlib import Path
for found in pkgutil.walk_packages(snr_cli.__path__, "snr_cli."):
    importlib.import_module(found.name)
every_output.write(Path(sys.argv[2]), ("minimal",), suffixes=tuple(sys.argv[3:]))
"""


@pytest.mark.parametrize(
    "suffixes",
    [("plan.txt", "check.json", "note.html"), pytest.param((), marks=pytest.mark.slow)],
    ids=["some", "all"],
)
def test_every_module_and_command_runs_without_what_windows_lacks(suffixes: tuple[str, ...], tmp_path: Path) -> None:
    """No `resource`, `fcntl`, `pwd`, SIGHUP, SIGXCPU, `fork`, O_NONBLOCK…: the same bytes (tests/without_posix.py)."""
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    every_output.write(mine, ("minimal",), suffixes=suffixes)
    done = subprocess.run(
        [sys.executable, "-c", PLAYED, str(TESTS), str(theirs), *suffixes],
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


def unnamed(call: ast.Call) -> bool:
    """Say whether a call reads or writes text in the encoding of the machine."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    given = {word.arg for word in call.keywords}
    if {"encoding", None} & given:
        return False
    least = {"read_text": 1, "write_text": 2, "TextIOWrapper": 2}.get(name)
    if least is not None:
        return len(call.args) < least
    if name in ("open", "fdopen", "NamedTemporaryFile"):
        first = 0 if isinstance(call.func, ast.Attribute) and name == "open" else 1  # of a path, or of a module
        words = [*call.args[first : first + 1], *(word.value for word in call.keywords if word.arg == "mode")]
        return any(isinstance(word, ast.Constant) and word.value in ("r", "w", "a", "x", "r+", "w+") for word in words)
    texts = [word.value for word in call.keywords if word.arg in ("text", "universal_newlines")]
    return name in ("run", "Popen", "check_output") and any(isinstance(word, ast.Constant) for word in texts)


@pytest.mark.parametrize(
    "folders", [("src", "tools"), pytest.param(("tests", "docs", "benchmarks"), marks=pytest.mark.slow)], ids=" ".join
)
def test_every_text_is_read_and_written_in_an_encoding_that_is_named(folders: tuple[str, ...]) -> None:
    """Windows reads files, and what other programs write, in its own: never UTF-8 before Python 3.15."""
    found = []
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            if "node_modules" in path.parts:
                continue
            for call in ast.walk(parsed(path.read_text(encoding="utf-8"))):
                if isinstance(call, ast.Call) and unnamed(call):
                    found.append(f"{path.relative_to(ROOT)}:{call.lineno}")
    assert found == [], 'name it: encoding="utf-8"'


# -- the console


class Console(io.TextIOWrapper):
    """A console of Windows that is not in UTF-8, as `chcp` sets it."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("encoding", mostly(["cp1252", "cp850", "cp437"], "cp437"))
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
    monkeypatch.setattr(journal.time, "sleep", lambda _: None)
    monkeypatch.setattr(journal, "exchanged", lambda *_: False)
    done = snr("assess", MINIMAL, "-o", target)
    assert (done.returncode, done.stdout) == (2, "")
    assert "droits insuffisants, ou fichier ouvert dans un autre programme" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]
    assert target.read_text(encoding="utf-8") == "before"


# -- files


def test_a_file_that_is_looked_at_for_a_moment_gets_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An antivirus holds a new file: it is waited for; the error of another system is not."""
    waited: list[float] = []
    monkeypatch.setattr(journal.time, "sleep", waited.append)
    target, real, refusals = tmp_path / "out.csv", Path.replace, [held(5), held(32)]

    def replace(one: Path, other: Path) -> Path:
        if refusals:
            raise refusals.pop()
        return real(one, other)

    monkeypatch.setattr(files.Path, "replace", replace)
    files.write_atomic(target, "text")
    assert (target.read_text(encoding="utf-8"), len(waited)) == ("text", 2)
    refusals.append(PermissionError(errno.EACCES, "refused"))
    with pytest.raises(UsageError, match="droits insuffisants"):
        files.write_atomic(tmp_path / "other.csv", "other")
    assert len(waited) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_a_folder_of_which_a_file_is_open_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal.time, "sleep", lambda _: None)
    monkeypatch.setattr(journal, "exchanged", lambda *_: False)
    folder = tmp_path / "publication"
    folder.mkdir()
    (folder / "a.csv").write_text("before", encoding="utf-8")
    real = Path.replace

    def replace(one: Path, other: Path) -> Path:
        if one == folder:
            raise held(5)
        return real(one, other)

    monkeypatch.setattr(files.Path, "replace", replace)
    with pytest.raises(UsageError, match="ouvert dans un autre programme"):
        files.write_folder(folder, {"a.csv": b"after"}, lambda _: ["a.csv"])
    assert [path.name for path in tmp_path.iterdir()] == ["publication"]
    assert (folder / "a.csv").read_text(encoding="utf-8") == "before"


def test_a_path_that_only_windows_understands_or_refuses_is_told() -> None:
    missing = FileNotFoundError(errno.ENOENT, "absent", "inventaire\\glpi.csv")
    if os.sep == "/":
        assert why(missing).endswith("écrivez « / » et non « \\ », Windows le lit aussi")
    long = FileNotFoundError(errno.ENOENT, "absent", "parc.csv")
    if os.name != "nt":
        long.winerror = 206  # type: ignore[attr-defined]
        assert why(long).startswith("chemin trop long pour Windows")


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("aux",), "aux.xlsx : Windows ne peut pas avoir de fichier de ce nom"),
        (("COM1.dsi",), "COM1.dsi.xlsx : Windows ne peut pas avoir de fichier de ce nom"),
        (("DSI", "dsi"), "DSI.xlsx et dsi.xlsx : un seul fichier sous Windows et macOS"),
    ],
)
def test_a_workbook_to_send_can_be_a_file_of_each_system(names: tuple[str, ...], said: str) -> None:
    people = [Contributor(id=name, function="DSI", sections=("services",)) for name in names]
    with pytest.raises(UsageError, match=re.escape(said)):
        nameable(people)
    nameable([Contributor(id="auxerre", function="DSI", sections=("services",))])


def test_a_window_that_is_closed_ends_the_run_as_sigterm_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows says SIGBREAK: what is being written is taken away."""
    number = getattr(signal, "SIGBREAK", None) or signal.SIGUSR1
    monkeypatch.setattr(signal, "SIGBREAK", number, raising=False)
    before = signal.getsignal(number)
    try:
        assert snr("--version").returncode == 0
        handler = signal.getsignal(number)
        assert callable(handler)
        with pytest.raises(SystemExit) as ended:
            handler(number, None)
        assert ended.value.code == 143
    finally:
        signal.signal(number, before)
