"""Files that are none, names that lead nowhere, a Ctrl-C at any time: 0, 1, 2 or 130, never a fault nor a traceback."""

import ast
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import EXAMPLES, ROOT, environment, named_pipes
from in_process import snr
from snr_cli.inputs.dossier.results import checksum
from snr_cli.inputs.regular import RefusedJsonError, read_json
from sources import parsed
from walks import walk

HEAD = "snr: 1\nreference_year: 2025\nterritory: {siren: '243300316'}\n"
MINIMAL = EXAMPLES / "minimal"
SOURCES = ROOT / "src" / "snr_cli"


def dossier(folder: Path, more: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "territory.yaml").write_text(HEAD + more, encoding="utf-8")
    return folder


# --- one way to open what is read -------------------------------------------------------------------------------------


def test_every_file_of_a_user_is_opened_in_one_way() -> None:
    """`regular.py` reads, `outputs/files.py` writes, with its journal; another line that opens says of what, in a comment above: « opens: shipped with snr »."""
    doors = {"open_plain", "_write", "write_atomic", "append_text"}
    opening = ("open", "fdopen", "read_bytes", "read_text", "FileIO")
    for path in SOURCES.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if not any(name in text for name in opening):
            continue
        lines = text.splitlines()
        tree = parsed(text)
        within = {
            id(node): each.name
            for each in ast.walk(tree)
            if isinstance(each, ast.FunctionDef)
            for node in ast.walk(each)
        }
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and (name := getattr(node.func, "attr", getattr(node.func, "id", ""))) in opening
                and within.get(id(node)) not in doors
                and "os.devnull" not in ast.unparse(node)
            ):
                of = ast.unparse(node.func).rpartition(".")[0]
                if name not in ("read_bytes", "read_text") or of not in ("", "files"):  # ours
                    said = lines[node.lineno - 2].strip()
                    assert said.startswith("# opens: "), (
                        f"{path}:{node.lineno}: open with open_plain, or say what it is"
                    )


@named_pipes
@pytest.mark.parametrize("kind", walk(["pipe", "device"], 2))
def test_a_pipe_or_a_device_is_refused_and_never_opened(kind: str, tmp_path: Path) -> None:
    """Opening the pipe would wait for ever: that the command ends is the proof."""
    folder = dossier(tmp_path / "d", "include: [bad.yaml]\n")
    (folder / "x.csv").write_text("Type;Quantité\nPortable;3\n", encoding="utf-8")

    def bad(name: str) -> None:
        (folder / name).unlink(missing_ok=True)
        if kind == "pipe":
            os.mkfifo(folder / name)
        else:
            (folder / name).symlink_to("/dev/zero")

    for name in ("bad.yaml", "bad.csv", "bad.json", "bad.svg"):
        bad(name)
    cases = {
        "include: [bad.yaml]": ("check", "territory.yaml"),
        "equipment: [{id: a, from: bad.csv}]": ("check", "territory.yaml"),
        "equipment: [{id: a, from: x.csv, mapping: bad.yaml}]": ("check", "territory.yaml"),
        "annual_reviews: [{year: 2024, result: bad.json}]": ("compare", ".", "--review", "2024"),
        "members: [{path: sub}]": ("check", "territory.yaml"),
    }
    (folder / "sub").mkdir()
    bad("sub/territory.yaml")
    answers = {}
    for more, arguments in cases.items():
        dossier(folder, more + "\n")
        answers[more] = ended(folder, *arguments)
    assert set(answers.values()) == {1}, answers
    dossier(folder, "")
    (folder / "territory.yaml").write_text(HEAD.replace("{siren", "{logo: bad.svg, siren"), encoding="utf-8")
    assert ended(folder, "draft", ".", "-f", "html") == 1
    dossier(folder, "")
    assert ended(folder, "inventory", "bad.csv", "--year", "2025") == 2
    assert ended(folder, "inventory", "x.csv", "--year", "2025", "--mapping", "bad.yaml") == 2
    bad("snr.toml")
    assert ended(folder, "--config", "snr.toml", "assess", ".") == 2
    assert ended(folder, "assess", ".") == 0  # it is no file of settings
    # a section file, below a dossier that is none
    below = tmp_path / "d2" / "in"
    below.mkdir(parents=True)
    (below / "equipment.yaml").write_text("equipment: []\n", encoding="utf-8")
    (below.parent / "territory.yaml").symlink_to(folder / "bad.yaml")
    assert ended(below, "check", "equipment.yaml") == 1


def ended(folder: Path, *arguments: str) -> int:
    """Return the exit code of a command that has twenty seconds, once it is known to have ended well."""

    def late(*_: object) -> None:
        raise TimeoutError("it waits for ever")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(20)
    try:
        return snr(*arguments, cwd=folder).returncode
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def test_the_dossier_of_a_stranger_above_a_section_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from snr_cli.inputs.dossier import discover

    dossier(tmp_path, "include: [in/equipment.yaml]\n")
    (tmp_path / "in").mkdir()
    section = tmp_path / "in" / "equipment.yaml"
    section.write_text("equipment: []\n", encoding="utf-8")
    assert discover.dossiers(str(section)) == [discover.FoundDossier((tmp_path / "territory.yaml").as_posix())]
    monkeypatch.setattr(discover, "_owners", lambda _: {987654})
    assert discover.dossiers(str(section)) == [discover.FoundDossier(section.as_posix())]


# --- names that lead nowhere ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "arguments"),
    [
        ("include: [loop]", ("check", ".")),
        ("equipment: [{id: a, from: loop}]", ("assess", ".")),
        ("equipment: [{id: a, from: x.csv, mapping: loop}]", ("assess", ".")),
        ("annual_reviews: [{year: 2024, result: loop}]", ("compare", ".", "--review", "2024")),
        ("members: [{path: loop}]", ("check", ".")),
    ],
)
def test_links_that_go_round(more: str, arguments: tuple[str, ...], tmp_path: Path) -> None:
    dossier(tmp_path, more + "\n")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "x.csv").write_text("Type;Quantité\nPortable;3\n", encoding="utf-8")
    done = snr(*arguments, cwd=tmp_path)
    assert done.returncode == 1
    assert "liens qui tournent en rond" in done.stdout + done.stderr


def test_an_include_that_is_no_list(tmp_path: Path) -> None:
    dossier(tmp_path, "include: 5\n")
    (tmp_path / "equipment.yaml").write_text("equipment: []\n", encoding="utf-8")
    for arguments in (("check", "."), ("assess", "."), ("check", "equipment.yaml")):
        assert snr(*arguments, cwd=tmp_path).returncode == 1


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux alone")
def test_a_name_that_is_not_utf_8(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    (folder / "exports").mkdir(parents=True)
    (folder / "exports" / os.fsdecode(b"g\xe9.csv")).write_text("Type;Quantité\nPortable;3\n", encoding="utf-8")
    dossier(folder, "equipment: [{id: parc, from: exports}]\n")
    out = folder / "out"
    for command in (
        ("check", folder), ("assess", folder), ("plan", folder), ("draft", folder), ("draft", folder, "-f", "html"),
        ("assess", folder, "--format", "json"), ("explain", folder, "total"), ("-v", "assess", folder),
        *(("check", folder, "--format", form) for form in ("json", "github", "gitlab", "sarif", "junit")),
    ):  # fmt: skip
        assert snr(*command).returncode in (0, 1), command
        if command[0] not in ("-v", "explain"):
            assert snr(*command, "-o", out).returncode in (0, 1), command
            out.read_bytes().decode()


def test_a_folder_above_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests may run as root, whom no mode stops."""
    here, is_file = tmp_path / "a" / "b", Path.is_file
    here.mkdir(parents=True)
    dossier(here, "")

    def forbidden(self: Path) -> bool:
        if self.parent == here.parent:
            raise PermissionError(13, "denied", str(self))
        return is_file(self)

    monkeypatch.setattr(Path, "is_file", forbidden)
    assert snr("assess", ".", cwd=here).returncode == 0


# --- settings and JSON ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 3000,
        "x = " + "9" * 5000,
        "x = 2025-02-30",
        ".".join("a" * 100_000) + " = 1",
        "[" + " . ".join("a" * 100_000) + "]",
        "x = 1\n" * 200_000,
        "é".encode("latin-1").decode("latin-1"),
    ],
    ids=["brackets", "digits", "day", "dots", "table", "large", "letter"],
)
def test_settings_that_cannot_be_read(text: str, tmp_path: Path) -> None:
    (tmp_path / "snr.toml").write_text(text, encoding="utf-8")
    done = snr("assess", MINIMAL, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "snr.toml" in done.stderr


def test_half_a_character_in_json(tmp_path: Path) -> None:
    content = {"hardware": {"name": "a\ud800", "chassis_type": "Laptop"}}
    (tmp_path / "pc.json").write_text(json.dumps({"itemtype": "Computer", "content": content}), encoding="utf-8")
    assert snr("inventory", tmp_path / "pc.json", "--year", "2025").returncode == 2
    result = json.loads(snr("assess", MINIMAL, "--format", "json").stdout)
    result["organisation"]["by_group"]["x\udfff"] = {}
    result["checksum"] = checksum(result)
    (tmp_path / "r.json").write_text(json.dumps(result), encoding="utf-8")
    for form in ("text", "json"):
        done = snr("compare", tmp_path / "r.json", MINIMAL, "--format", form, "-o", tmp_path / "out")
        assert done.returncode == 2
        assert "coupé en deux" in done.stderr


def test_half_a_character_is_told_from_a_whole_one() -> None:
    assert read_json(r'["\ud83d\udda5", "\\ud800", "\uD83D\uDDA5"]') == ["🖥", "\\ud800", "🖥"]
    for half in (r'"\ud83d"', r'"\udda5\ud83d"', r'"\\\ud800"', r'"\ud83d\ud83d\udda5"'):
        with pytest.raises(RefusedJsonError, match="coupé"):
            read_json(half)
    with pytest.raises(RefusedJsonError, match="million"):
        read_json("[" + "[]," * 800_000 + "1]")
    with pytest.raises(ValueError, match="deep"):
        read_json("[" * 100_000)


# --- Ctrl-C -----------------------------------------------------------------------------------------------------------

# sends the signal when a module is first looked for: what a person does in the first instants, without a clock
PRESSED = """
import os, signal, sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "{module}":
            os.kill(os.getpid(), signal.SIGINT)
            for _ in range(1000): pass
sys.meta_path.insert(0, Finder())
signal.signal(signal.SIGINT, signal.{before})
sys.argv = ["snr", "assess", {path!r}]
from snr_cli.__main__ import run
run()
"""


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize(
    "module",
    walk(["snr_cli.cli", "snr_cli.cli.app", "typer", "snr_cli.cli.app", "snr_cli.cli.console",
     "tomllib", "snr_cli.catalog.tables", "pydantic", "yaml", "snr_cli.engine.assess"], 3),
)  # fmt: skip
def test_interrupted_while_loading(module: str) -> None:
    code = PRESSED.format(module=module, path=str(MINIMAL), before="default_int_handler")
    done = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) in ((130, b""), (0, b"")), (module, done.stderr.decode())
    assert done.returncode == 130 or module == "tomllib"  # only loaded where there are settings


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_an_ignored_interruption_stays_ignored() -> None:
    code = PRESSED.format(module="pydantic", path=str(MINIMAL), before="SIG_IGN")
    done = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, timeout=60, check=False)
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False)


def test_nothing_heavy_is_loaded_before_the_handler() -> None:
    head = (SOURCES / "__main__.py").read_text(encoding="utf-8").partition("class _Interruption")[0]
    imported = {alias.name for node in ast.parse(head).body if isinstance(node, ast.Import) for alias in node.names}
    assert imported == {"gc", "os", "signal", "sys"}, (
        "before its handler __main__.py imports gc, os, signal and sys alone, for a Ctrl-C at start to be heard: import it lower"
    )
    assert signal.SIGINT
