"""What `snr assess` says of each dossier: in turn, or by a process for each core when they are many. Same bytes, same order."""

import os
import sys
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from itertools import cycle
from typing import TYPE_CHECKING, Any, Final

from snr_cli.cli.assessment_forms import FORMS, How

if TYPE_CHECKING:
    import subprocess

    from snr_cli.catalog.tables import Tables

FEWEST: Final = 25  # dossiers for each process: under this, starting it takes longer than what it saves
MOST: Final = 8  # processes: each takes the memory of a run
AHEAD: Final = 2**20  # bytes that a process may answer before they are read, where the system can be asked (Linux)
_START: Final = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from snr_cli.cli.many import main; main()"
_STOPPED: Final = (
    "un des processus qui évaluent les dossiers a été arrêté par le système, faute de mémoire peut-être : "
    "rien n’est écrit ; relancez la commande, sur moins de dossiers à la fois si cela se répète"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of every dossier: the options of `assess_dossier`, then those of what is written."""

    factor_set: str | None
    licence: str | None
    without: tuple[str, ...]
    member: str | None
    output_format: str
    how: How
    verbose: bool


@dataclass(frozen=True, slots=True)
class Portion:
    """What a dossier adds to the answer, as its form takes it, and what the end of the command asks of it."""

    name: str
    said: Any
    notes: tuple[str, ...]
    total: float | None
    is_total: bool
    has_members: bool


def portion(path: str, tables: "Tables", asked: Asked) -> Portion:
    """Assess a dossier and write it.

    Raises:
        UsageError, DossierError: see `assess_dossier`.
    """
    from snr_cli.api.assessing import assess_dossier
    from snr_cli.cli.assessed import notes_of
    from snr_cli.engine.records import CLIMATE

    found = assess_dossier(
        path,
        tables,
        factor_set=asked.factor_set,
        licence=asked.licence,
        without=asked.without,
        whole=asked.member is None,
        part=asked.member,
    )
    result = found.result
    return Portion(
        found.name,
        FORMS[asked.output_format].text(found, tables, asked.how),
        notes_of(found, tables, verbose=asked.verbose),
        result.organisation.totals.get(CLIMATE),
        result.organisation.coverage[CLIMATE].is_total,
        bool(result.members),
    )


def portions(paths: list[str], tables: "Tables", asked: Asked) -> Generator[Portion]:
    """Yield what each dossier adds, in their order.

    Raises:
        UsageError: a process was stopped by the system; see `assess_dossier`.
        DossierError: see `assess_dossier`: that of the first dossier that is wrong.
    """
    with ExitStack() as stack:
        shares = _shares(paths)
        try:
            processes = [stack.enter_context(_process()) for _ in shares]
        except OSError:  # the system has no place for one more
            stack.close()
            processes = []
        for process, share in zip(processes, shares, strict=False):
            _ask(process, (share, asked))
        turns = cycle(processes)
        for path in paths:
            turn = next(turns, None)
            found = None if turn is None else _answer(turn)
            # a few dossiers are assessed here; one that is wrong too: its error is told from here
            yield portion(path, tables, asked) if found is None else found


def _shares(paths: list[str]) -> list[list[str]]:
    """Return the dossiers of each process, dealt in turn; none where one process does it all."""
    count = min(_cores(), len(paths) // FEWEST, MOST)
    # standard input, and what the shell opened for this process alone, are read here
    alone = not sys.executable or sys.platform in ("emscripten", "wasi")
    if count < 2 or alone or any(path == "-" or path.startswith(("/dev/", "/proc/")) for path in paths):
        return []
    return [paths[rank::count] for rank in range(count)]


def _cores() -> int:
    """Return how many processes can run at once."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _process() -> Iterator["subprocess.Popen[bytes]"]:
    """Start a process; it ends with the block, whatever happens here, and by itself when this process is no more."""
    import json
    import subprocess

    path = json.dumps([place for place in sys.path if isinstance(place, str)])
    # isolated, with the path of this process: nothing of the folder where the command runs is imported for another
    command = [sys.executable, "-I", f"-Xutf8={sys.flags.utf8_mode}", "-c", _START, path]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, pipesize=AHEAD) as process:
        try:
            yield process
        finally:
            process.kill()


def _ask(process: "subprocess.Popen[bytes]", asked: object) -> None:
    import pickle

    assert process.stdin is not None
    with suppress(OSError), process.stdin as stream:  # it has ended: its silence says so
        stream.write(pickle.dumps(asked))


def _answer(process: "subprocess.Popen[bytes]") -> Portion | None:
    """Return what the next dossier of a process adds, None if it could not be assessed."""
    import pickle

    from snr_cli.findings.finding import UsageError
    from snr_cli.reading import opened

    assert process.stdout is not None
    try:
        found, names = pickle.load(process.stdout)
    except (EOFError, pickle.UnpicklingError):
        raise UsageError(_STOPPED) from None
    opened.also(names)
    assert found is None or isinstance(found, Portion)
    return found


def main() -> None:
    """Assess the dossiers that the standard input names, and write what each adds as soon as it is known."""
    import gc
    import pickle
    import signal

    from snr_cli.catalog.tables import shipped_tables
    from snr_cli.reading import opened

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the command, which stops this process
    gc.disable()  # as in the command
    opened.record()
    paths, asked = pickle.load(sys.stdin.buffer)
    tables, told = shipped_tables(), 0
    for path in paths:
        try:
            found = portion(path, tables, asked)
        except Exception:  # the command meets it again, and tells it
            found = None
        names = opened.names()[told:]
        told += len(names)
        pickle.dump((found, names), sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
        sys.stdout.buffer.flush()
    os._exit(0)
