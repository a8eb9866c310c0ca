"""A room that stands above the core can be taken away: what the other commands say and write does not change."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from snr_cli.cli.commands import COMMANDS

ROOT: Final = Path(__file__).resolve().parents[1]
ROOMS: Final = {"observatory": {"portfolio"}, "opendata": {"publish"}, "bridges": {"import", "export"}}
EXAMPLES: Final = ("minimal", "valmont")

# Runs in a process of its own: the package that it loads is another.
SCRIPT: Final = """
import sys
from pathlib import Path
checkout, folder, *examples = sys.argv[1:]
sys.path[:0] = [checkout + "/src", checkout + "/tests"]
from every_output import output
import snr_cli
assert Path(snr_cli.__file__).is_relative_to(checkout), snr_cli.__file__
for example in examples:
    dossier = "examples/" + example
    for name, arguments in {
        "assess": ("assess", dossier, "-v"),
        "assess.json": ("assess", dossier, "--format", "json"),
        "plan": ("plan", dossier),
        "check": ("check", dossier),
        "next": ("next", dossier),
        **{name: ("draft", dossier, "--document", name) for name in ("programme", "strategie")},
    }.items():
        (Path(folder) / f"{example}-{name}").write_text(output(*arguments), encoding="utf-8")
(Path(folder) / "help").write_text(output("--help"), encoding="utf-8")
"""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of what the commands read."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("src/snr_cli", "factors", "examples"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "every_output.py", folder / "tests")
    return folder


def written(checkout: Path, folder: Path) -> dict[str, str]:
    """Return what each command writes, by name."""
    folder.mkdir()
    subprocess.run(
        [sys.executable, "-c", SCRIPT, str(checkout), str(folder), *EXAMPLES],
        cwd=checkout,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        check=True,
    )
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def test_each_room_can_be_taken_away(checkout: Path, tmp_path: Path) -> None:
    whole = written(checkout, tmp_path / "whole")
    assert all(whole.values()), "a command wrote nothing"
    for room, commands in ROOMS.items():
        away = shutil.move(checkout / "src" / "snr_cli" / room, tmp_path / room)
        without = written(checkout, tmp_path / f"without-{room}")
        shutil.move(away, checkout / "src" / "snr_cli" / room)
        told = [line for line in whole["help"].splitlines() if line.strip().partition(" ")[0] not in commands]
        assert without.pop("help").splitlines() == told
        assert without == {name: text for name, text in whole.items() if name != "help"}


def test_the_commands_of_a_room_are_those_it_runs() -> None:
    runs = {room: {listed.name for listed in COMMANDS if listed.runs.startswith(f"{room}.")} for room in ROOMS}
    assert runs == ROOMS
