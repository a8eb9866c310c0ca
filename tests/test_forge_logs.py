"""What a dossier or a file is called commands nothing in the log of a forge; a dossier that is a link out of the folder is not read."""

import re
import sys
from pathlib import Path

import pytest

from conftest import run_snr
from snr_cli.cli.console import _inert

COMMAND = re.compile(r"(?m)^\s*::|##\[")


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


def test_elsewhere_a_text_is_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    assert _inert("::x ##[y") == "::x ##[y"


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
