"""What every test shares: the checkout, the command line by subprocess, the shipped tables."""

import gc
import importlib.util
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import settings
from hypothesis.internal.detection import is_hypothesis_test

import remembered
from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.tables import Tables

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples"
NOW = "1782864000"  # 1 July 2026
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a worker, and each process of a test, would compile all that it loads
Run = Callable[..., "subprocess.CompletedProcess[bytes]"]
# what a test reads by itself, ten times as fast; the program names its loader
yaml.safe_load = lambda stream: yaml.load(stream, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
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


WHOLLY_SLOW = re.compile(r"^pytestmark = pytest\.mark\.slow$", re.MULTILINE)


def fast_alone(config: pytest.Config) -> bool:
    """Return whether nothing slow is asked for, as `addopts` says."""
    return bool(config.option.markexpr == "not slow")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave unread a file whose tests are all slow when none of them is asked for: its import takes seconds."""
    if not fast_alone(config) or collection_path.suffix != ".py" or not collection_path.name.startswith("test_"):
        return None
    if not WHOLLY_SLOW.search(collection_path.read_text(encoding="utf-8")):
        return None
    named = any(Path(arg.partition("::")[0]).resolve() == collection_path for arg in config.args)
    return None if named else True


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make no test of a slow value when none is asked for: a third of all that is collected is such a test."""
    if not fast_alone(metafunc.config):
        return
    whole = any(metafunc.definition.iter_markers("slow"))
    made = metafunc.parametrize

    def parametrize(names: Any, values: Iterable[Any], *args: Any, ids: Any = None, **more: Any) -> None:
        found = list(values)
        kept = [rank for rank, value in enumerate(found) if not _is_slow(value)][: 1 if whole else None] or [0]
        if found and len(kept) < len(found):
            found = [found[rank] for rank in kept]
            ids = [each for rank, each in enumerate(ids) if rank in kept] if isinstance(ids, Iterable) else ids
        made(names, found, *args, ids=ids, **more)

    metafunc.parametrize = parametrize  # type: ignore[method-assign]


def _is_slow(value: Any) -> bool:
    return any(mark.name == "slow" for mark in getattr(value, "marks", ()))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Try a quarter of the examples of each drawn test; all of them, among the slow tests."""
    drawn = [item for item in items if is_hypothesis_test(getattr(item, "obj", None))]
    if fast_alone(config):
        for test in {getattr(item, "obj", None) for item in drawn}:
            given = test._hypothesis_internal_use_settings
            test._hypothesis_internal_use_settings = settings(given, max_examples=max(5, given.max_examples // 4))
    elif config.option.markexpr == "slow":
        for item in drawn:
            item.add_marker("slow")


def pytest_collection_finish() -> None:
    """Leave what was imported and collected out of the garbage collector: it lives as long as the run.

    Walked again and again, these objects took a twelfth of the time of the tests.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
