"""What a dossier or a file is called commands nothing in the log of a forge; a dossier that is a link out of the folder is not read."""

import io
import json
import re
import shutil
import sys
from pathlib import Path

import pytest

from conftest import EXAMPLES, run_snr
from snr_cli.cli.console import ShownWriter
from test_terminal import in_terminal
from walks import mostly

COMMAND = re.compile(r"(?:^|[\r\n])\s*::|##\w*\[")


@pytest.fixture
def forged(tmp_path: Path) -> Path:
    """Return a folder of dossiers whose names, files and keys look like commands of a log."""
    for name in ("::warning::title", "##[error]x", " ::set-output name=a::b"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "territory.yaml").write_text(
            f'snr: 1\nreference_year: 2025\nterritory: {{name: "{name}"}}\n"{name}": 1\n', encoding="utf-8"
        )
    (tmp_path / "::add-mask::x").mkdir()
    (tmp_path / "::add-mask::x" / "::error::.territory.yaml").write_text("snr: [\n", encoding="utf-8")
    return tmp_path


@pytest.mark.skipif(sys.platform == "win32", reason="Windows takes no such name")
@pytest.mark.parametrize(
    "command",
    [
        ("check", ".", "-f", "text"),
        ("check", ".", "-f", "compact"),
        ("check", ".", "-f", "json"),
        ("portfolio", "."),
        ("portfolio", ".", "--fail-on", "error"),
        ("assess", "::warning::title"),
        ("next", "::warning::title"),
        ("inventory", "::set-output name=x::y.csv"),
    ],
)
def test_nothing_forged_reaches_a_log(forged: Path, command: tuple[str, ...]) -> None:
    done = run_snr(*command, cwd=forged, GITHUB_ACTIONS="true")
    for told in (done.stdout.decode(), done.stderr.decode()):
        assert not COMMAND.search(told), told


def test_a_key_of_the_settings_neither(forged: Path) -> None:
    (forged / "snr.toml").write_text('"##[command]" = 1\n', encoding="utf-8")
    done = run_snr("check", ".", cwd=forged, GITHUB_ACTIONS="true")
    assert done.returncode == 2
    assert not COMMAND.search(done.stderr.decode())


def test_commands_of_snr_are_still_commands(forged: Path) -> None:
    told = run_snr("check", ".", cwd=forged, GITHUB_ACTIONS="true").stdout.decode()
    assert told.startswith("::error")
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in told.splitlines() if "::" in line)


def logged(*pieces: str) -> str:
    """Return what a log holds of a text written by pieces."""
    written = io.StringIO()
    write = ShownWriter(written.write, log=True)
    for piece in pieces:
        write(piece)
    return written.getvalue()


FORGED = (
    "::warning::x",
    "a\n::x::",
    "a\r \u2028\u00a0::x",
    "\n\n\t::",
    "a ##[error]",
    "##vso[task.x]",
    "##teamcity[a",
    "##[##[",
    "###[x",
    ":::",
    "\x0c::x::",
)


@pytest.mark.parametrize("text", FORGED)
def test_a_text_cut_anywhere_commands_nothing(text: str) -> None:
    for cut in range(len(text) + 1):
        for pieces in ((text[:cut], text[cut:]), (*text[:cut], text[cut:]), ("- ", text[:cut], "", text[cut:])):
            told = logged(*pieces)
            assert not COMMAND.search(told), pieces
            assert re.sub(r"\\u(....)", lambda sign: chr(int(sign[1], 16)), told.replace("\u200b", "")) == "".join(
                pieces
            )
    value = {"a": ["##[error]", "##vso[", text]}
    for cut in range(len(json.dumps(value))):
        told = logged(json.dumps(value)[:cut], json.dumps(value)[cut:])
        assert not COMMAND.search(told) and json.loads(told) == value


def test_other_texts_are_as_they_are() -> None:
    text = "a::b\n: :\n## [x]\n#[y]\n" + "x" * 10**5 + "::\n"
    assert logged(*text) == text == logged(text)
    assert len(logged(*[" " * 10**5] * 20, "::")) == 2 * 10**6 + 3, "in linear time"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows takes no such name")
@pytest.mark.parametrize(
    ("sign", "forge"),
    mostly(
        [
            (sign, forge)
            for sign in ("\n", "\r", "\u2028", "\x07", "\x1b[2J", "\x9b2J", "\u202e", "%0A")
            for forge in ("", "GITHUB_ACTIONS")
        ],
        ("\n", "GITHUB_ACTIONS"),
        ("\x1b[2J", ""),
    ),
)
def test_signs_of_names_drive_nothing(sign: str, forge: str, tmp_path: Path) -> None:
    """A name that ends a line, or that a terminal obeys."""
    name = f"x{sign}::error::y{sign}##[error]z"
    folder = tmp_path / name
    folder.mkdir()
    shown = json.dumps(name)
    (folder / "territory.yaml").write_text(
        f"snr: 1\nreference_year: 2025\nterritory: {{name: {shown}, department: '33'}}\n{shown}: 1\n", encoding="utf-8"
    )
    shutil.copytree(EXAMPLES / "minimal", folder / "ok")
    (folder / f"{name}.csv").write_text("Type;Nombre\nPC;12\n", encoding="utf-8")
    other = f"x{sign}::notice::y.territory.yaml"
    (folder / other).write_text("snr: [\n", encoding="utf-8")
    (folder / "snr.toml").write_text("", encoding="utf-8")
    for command in (
        *(
            ("check", ".", "-f", form)
            for form in ("text", "compact", "json", "gitlab", "sarif", "junit", "summary", "github")
        ),
        *(("portfolio", ".", *more) for more in ((), ("--fail-on", "error"), ("-f", "csv"), ("-f", "json"))),
        *((*words, name) for words in (("assess",), ("next",), ("plan",), ("explain",), ("check",), ("draft",))),
        *(("assess", f"{name}/ok", "-f", form) for form in ("text", "json", "csv")),
        ("draft", f"{name}/ok", "-o", f"{name}/s.md"),
        ("next", f"{name}/ok"),
        ("publish", f"{name}/ok", "-o", f"{name}/p", "-d", "aucun"),
        ("collect", f"{name}/ok", "-o", name),
        ("year", f"{name}/ok", "2026"),
        ("inventory", f"{name}/{name}.csv"),
        ("inventory", f"{name}/nothing.csv"),
        (name,),
        ("assess", "--" + name),
        ("portfolio", name, "--shard", name),
        ("explain", name),
    ):
        done = run_snr(*command, cwd=tmp_path, **({forge: "true"} if forge else {}))
        for told in (done.stdout.decode(), done.stderr.decode()):
            ours = re.sub(r"(?m)^::(?:error|warning|notice) [^:\n]*::", "", told)  # of `check`
            assert not (forge and COMMAND.search(ours)), (command, told)
            if not forge and command[-1] in ("json", "csv", "sarif", "gitlab", "junit"):
                continue  # data, for a program
            assert not {*told} & {"\r", "\u2028", "\x07", "\x1b", "\x9b", "\u202e"}, (command, told)
            if sign == "\n" and "-o" not in command and command[-1] != "csv":
                assert "\n::error::y" not in told and "\n##[error]" not in told, (command, told)


def test_a_name_drives_no_terminal(tmp_path: Path) -> None:
    """What is data for a program is shown to a person here."""
    folder = tmp_path / "x\x9b2J\u202e"
    folder.mkdir()
    (folder / "territory.yaml").write_text("snr: [\n", encoding="utf-8")
    shown = in_terminal("portfolio", str(tmp_path), "-f", "json")[1].decode()
    assert "\\u009b2J\\u202e" in shown and not {*shown} & {"\x9b", "\u202e"}
    assert "\x1b[1m" in in_terminal("assess", str(EXAMPLES / "minimal"))[1].decode(), "ours are obeyed"


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own")
def test_a_dossier_that_is_a_link_out_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("root:x:0:0\n", encoding="utf-8")
    walked = tmp_path / "walked"
    (walked / "a").mkdir(parents=True)
    (walked / "b").mkdir()
    (walked / "a" / "territory.yaml").symlink_to(secret)
    (walked / "b" / "territory.yaml").write_text("snr: 1\nreference_year: 2025\n", encoding="utf-8")
    for command in (("check", "walked"), ("portfolio", "walked")):
        done = run_snr(*command, cwd=tmp_path)
        told = (done.stdout + done.stderr).decode()
        assert "ce lien mène hors du dossier parcouru" in told
        assert "root:x" not in told
    assert run_snr("check", "walked", cwd=tmp_path).returncode == 2
    # inside the folder, a link is a dossier as any other
    (walked / "c").mkdir()
    (walked / "c" / "territory.yaml").symlink_to(walked / "b" / "territory.yaml")
    (walked / "a" / "territory.yaml").unlink()
    assert run_snr("check", "walked", cwd=tmp_path).returncode == 1  # it says what the dossier lacks, and is read
