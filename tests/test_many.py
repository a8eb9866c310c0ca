"""Many dossiers are assessed by a process for each core: the same bytes in the same order, and nothing else changes."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import EXAMPLES, environment, run_snr
from snr_cli.api import processes
from snr_cli.cli import many
from snr_cli.cli.assessment_forms import AssessmentHow

DOSSIER = """snr: 1
reference_year: 2025
territory: {{name: "Commune {rank}\\u2028", department: '33'}}
equipment:
  - {{id: l1, type: laptop, quantity: {rank}, lifetime_years: 4}}
  - {{id: l2, type: monitor, quantity: {more}}}
"""


@pytest.fixture
def dossiers(tmp_path: Path) -> list[Path]:
    """Write some dossiers, of which a group with members, whose notes are told."""
    paths = [tmp_path / f"d{rank}.yaml" for rank in range(1, 6)]
    for rank, path in enumerate(paths, 1):
        path.write_text(DOSSIER.format(rank=rank, more=rank + 7), encoding="utf-8")
    return [*paths[:3], EXAMPLES / "pooling", *paths[3:]]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list["subprocess.Popen[bytes]"]:
    """Share out however few the dossiers are, on two cores; return the processes that start."""
    found: list[subprocess.Popen[bytes]] = []

    def start(*arguments: Any, **more: Any) -> "subprocess.Popen[bytes]":
        found.append(REAL(*arguments, **more))
        return found[-1]

    monkeypatch.setattr(many, "FEWEST", 1)
    monkeypatch.setattr(many, "cores", lambda: 2)
    monkeypatch.setattr(subprocess, "Popen", start)
    return found


REAL = subprocess.Popen


@pytest.mark.parametrize(
    "options",
    [
        ("-f", "json"),
        ("-f", "csv", "--factor-set", "declarations", "--factors-licence", "open"),
        ("-v", "--max", "2000kg"),
        ("--by", "member", "--color", "always"),
        ("--without", "nowhere"),
    ],
    ids=" ".join,
)
def test_the_same_bytes_messages_and_code(
    options: tuple[str, ...], dossiers: list[Path], request: pytest.FixtureRequest
) -> None:
    options = tuple(option for option in options if option not in ("-v", "--color", "always"))
    before = [option for option in request.node.callspec.params["options"] if option in ("-v", "--color", "always")]
    alone = run_snr(*before, "assess", *dossiers, *options)
    started = request.getfixturevalue("started")
    shared = run_snr(*before, "assess", *dossiers, *options)
    assert len(started) == 2
    assert (shared.returncode, shared.stdout, shared.stderr) == (alone.returncode, alone.stdout, alone.stderr)


def test_the_first_dossier_that_is_wrong_is_told(
    dossiers: list[Path], started: list["subprocess.Popen[bytes]"], tmp_path: Path
) -> None:
    for rank, word in ((1, "lapto"), (2, "monitr")):
        text = dossiers[rank].read_text(encoding="utf-8")
        dossiers[rank].write_text(text.replace("laptop", word), encoding="utf-8")
    done = run_snr("assess", *dossiers, "-o", tmp_path / "out.txt")
    told = done.stderr.decode()
    assert done.returncode == 1
    assert "d2.yaml:5:" in told and "lapto" in told and "d3.yaml" not in told
    assert not (tmp_path / "out.txt").exists()
    assert len(started) == 2 and all(process.poll() is not None for process in started)


def test_a_process_that_the_system_stops_is_told(
    dossiers: list[Path], started: list["subprocess.Popen[bytes]"], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One ends before it answers, another in the middle of an answer."""
    for death in ("os._exit(9)", "sys.stdout.write('\\x80'), sys.stdout.flush(), os.kill(os.getpid(), 9)"):
        monkeypatch.setattr(processes, "_START", f"import os, sys; {death}")
        done = run_snr("assess", *dossiers)
        assert done.returncode == 2 and done.stdout == b""
        assert "arrêté par le système, faute de mémoire peut-être" in done.stderr.decode()


def test_what_another_process_has_read_is_not_written_over(
    dossiers: list[Path], started: list["subprocess.Popen[bytes]"]
) -> None:
    before = dossiers[1].read_bytes()
    done = run_snr("assess", *dossiers, "-o", dossiers[1])
    assert done.returncode == 2 and "d2.yaml" in done.stderr.decode()
    assert dossiers[1].read_bytes() == before and len(started) == 2


def test_nothing_is_left_running_when_the_command_stops(
    dossiers: list[Path], started: list["subprocess.Popen[bytes]"]
) -> None:
    asked = many.Asked({"whole": True}, "text", AssessmentHow("group", True, 80, False), False)
    portions = many.portions([str(path) for path in dossiers], many_tables(), asked)
    assert next(portions).name.endswith("d1.yaml")
    assert len(started) == 2
    portions.close()
    assert all(process.poll() is not None for process in started)


def many_tables() -> Any:
    from snr_cli.catalog.opened import shipped_tables

    return shipped_tables()


def test_without_a_place_for_one_more_process(dossiers: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """The dossiers are then assessed in turn."""

    def refuse(*_: object, **__: object) -> None:
        raise BlockingIOError(11, "no more")

    alone = run_snr("assess", *dossiers)
    monkeypatch.setattr(many, "FEWEST", 1)
    monkeypatch.setattr(many, "cores", lambda: 2)
    monkeypatch.setattr(subprocess, "Popen", refuse)
    shared = run_snr("assess", *dossiers)
    assert (shared.returncode, shared.stdout) == (0, alone.stdout)


@pytest.mark.parametrize(
    ("paths", "cores", "count"),
    [
        (["a"] * (2 * many.FEWEST - 1), 8, 0),
        (["a"] * 200, 1, 0),
        (["a"] * 2 * many.FEWEST, 8, 2),
        (["a"] * 201, 2, 2),
        (["a"] * 2000, 64, many.MOST),
        (["a"] * 200 + ["-"], 2, 0),
        (["a"] * 200 + ["/dev/fd/3"], 2, 0),
    ],
)
def test_how_many_processes_assess(paths: list[str], cores: int, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "cores", lambda: cores)
    assert many._count(paths) == count


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux" or many.cores() < 2, reason="reads /proc; one core shares nothing out")
@pytest.mark.parametrize(("stop", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGKILL", -9)])
def test_a_command_that_is_interrupted_leaves_no_process(stop: str, code: int, dossiers: list[Path]) -> None:
    command = [sys.executable, "-m", "snr_cli", "assess", *map(str, dossiers[:1] * 3000), "-f", "json"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment())
    try:
        wait(lambda: len(children(process.pid)) == 2)
        theirs = children(process.pid)
        time.sleep(0.5)
        process.send_signal(getattr(signal, stop))
        told = process.communicate()[1]
        assert (process.returncode, told) == (code, b"")
        wait(lambda: not any(Path(f"/proc/{each}").exists() for each in theirs))
    finally:
        process.kill()


def children(parent: int) -> list[str]:
    return Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()


def wait(so: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not so():
        assert time.monotonic() < end
        time.sleep(0.02)
