"""What every test shares: the checkout, the command line by subprocess, the shipped tables."""

import gc
import importlib.util
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

import remembered
from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.tables import Tables

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples"
NOW = "1782864000"  # 1 July 2026
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a worker, and each process of a test, would compile all that it loads
Run = Callable[..., "subprocess.CompletedProcess[bytes]"]
# no test is timed: a busy machine is no fault of the program, and speed is measured in benchmarks/
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# what a test asks of the system: elsewhere it is skipped, and says why
limits = pytest.mark.skipif(not importlib.util.find_spec("resource"), reason="limits of POSIX on a process")
modes = pytest.mark.skipif(
    getattr(os, "geteuid", lambda: 0)() == 0, reason="no mode stops the administrator, nor anyone on Windows"
)
named_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes of POSIX")
full_device = pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full of Linux")
posix_modes = pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")


def environment(**more: str) -> dict[str, str]:
    """Return the environment of a run: nothing of the developer's terminal, nor of the year of the test."""
    dropped = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "PYTHONHASHSEED")
    kept = {key: value for key, value in os.environ.items() if key not in dropped and not key.startswith("SNR_")}
    return {**kept, "SOURCE_DATE_EPOCH": NOW, **more}


def run_snr(
    *arguments: str | os.PathLike[str], stdin: bytes = b"", cwd: Path | None = None, **more: str
) -> "subprocess.CompletedProcess[bytes]":
    """Run the command line: in this process, unless what is asked changes how Python itself starts."""
    from in_process import snr

    if any(key.startswith(("PYTHON", "LC_", "LANG")) for key in more):
        return run_process(*arguments, stdin=stdin, cwd=cwd, **more)
    done = snr(*arguments, stdin=stdin, cwd=cwd, **more)
    out, err = (text.encode(errors="surrogateescape") for text in (done.stdout, done.stderr))
    return subprocess.CompletedProcess(list(arguments), done.returncode, out, err)


def run_process(
    *arguments: str | os.PathLike[str], stdin: bytes = b"", cwd: Path | None = None, **more: str
) -> "subprocess.CompletedProcess[bytes]":
    """Run the command line as a user does; never a traceback, whatever was asked."""
    command = [sys.executable, "-m", "snr_cli", *(os.fspath(argument) for argument in arguments)]
    done = subprocess.run(
        command, input=stdin, capture_output=True, cwd=cwd, env=environment(**more), timeout=60, check=False
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode(errors="replace")
    return done


@pytest.fixture(scope="session")
def snr() -> Run:
    """Return the runner of the command line."""
    return run_snr


@pytest.fixture(scope="session")
def tables() -> Tables:
    """Return the shipped tables."""
    return shipped_tables()


def pytest_configure(config: pytest.Config) -> None:
    """Remember what was computed: `-p no:remembered` computes it all again; hear Ctrl-C, which what a shell left behind (`&`) does not."""
    config.pluginmanager.register(remembered, "remembered")
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish() -> None:
    """Leave what was imported and collected out of the garbage collector: it lives as long as the run.

    Walked again and again, these objects took a twelfth of the time of the tests.
    """
    gc.collect()
    gc.freeze()
