"""The same work on many items by a process for each core: the same answers in the same order, and nothing else changes."""

import os
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from itertools import cycle
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    import subprocess

MOST_PROCESSES: Final = 61  # what Windows can wait for at once
AHEAD: Final = 2**20  # bytes that a process may answer before they are read, where the system can be asked (Linux)
_START: Final = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from snr_cli.observatory.processes import serve; serve()"
)
T = TypeVar("T")


class StoppedProcessError(Exception):
    """The system stopped a process, for lack of memory perhaps."""


def cores() -> int:
    """Return how many processes can run at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def can_start() -> bool:
    """Say whether this system starts processes of ours: a browser does not, nor a Python that is embedded in a program."""
    return bool(sys.executable) and sys.platform not in ("emscripten", "wasi")


def answers(
    work: str,
    items: Sequence[T],
    asked: object,
    count: int,
    *,
    here: Callable[[T], Any],
    stopped: Callable[[T], Any],
) -> Generator[Any]:
    """Yield the answer of each item, in their order.

    Args:
        work: `module:function`, called in a process as `function(item, asked)`; it answers what can be pickled, not None.
        items: what can be pickled; dealt in turn to the processes.
        asked: what every call is given.
        count: of processes; under 2, all is done here.
        here: does the work of an item in this process: of all of them without processes, and of one whose work raised.
        stopped: answers for the item that a process had when the system stopped it: another one goes on with the rest.
    """
    with ExitStack() as stack:
        shares = [list(items[rank::count]) for rank in range(count)] if count > 1 else []
        try:
            processes = [stack.enter_context(_started()) for _ in shares]
        except OSError:  # the system has no place for one more
            stack.close()
            processes = []
        for process, share in zip(processes, shares, strict=False):
            _ask(process, (work, share, asked))
        turns, place = cycle(range(len(processes))), [0] * len(processes)
        for item in items:
            rank = next(turns, None)
            if rank is None:
                yield here(item)
                continue
            place[rank] += 1
            try:
                found = _answer(processes[rank])
            except StoppedProcessError:
                found = stopped(item)
                with suppress(
                    OSError
                ):  # no place for another one: the rest of its share is answered for in the same way
                    processes[rank] = stack.enter_context(_started())
                    _ask(processes[rank], (work, shares[rank][place[rank] :], asked))
            yield here(item) if found is None else found


@contextmanager
def _started() -> Iterator["subprocess.Popen[bytes]"]:
    """Start a process; it ends with the block, whatever happens here, and by itself when this process is no more."""
    import json
    import subprocess

    # no result: an argument of a process
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


def _answer(process: "subprocess.Popen[bytes]") -> Any:
    """Return the next answer of a process, None if its work raised.

    Raises:
        StoppedProcessError: it has ended.
    """
    import pickle

    from snr_cli.inputs.dossier import files

    assert process.stdout is not None
    try:
        found, names = pickle.load(process.stdout)
    except (EOFError, pickle.UnpicklingError):
        raise StoppedProcessError from None
    files.also(names)
    return found


def serve() -> None:
    """Do the work that the standard input names, and write each answer as soon as it is known."""
    import gc
    import pickle
    import signal
    from importlib import import_module

    from snr_cli.inputs.dossier import files

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the command, which stops this process
    gc.disable()  # as in the command
    files.record()
    work, items, asked = pickle.load(sys.stdin.buffer)
    module, _, name = work.partition(":")
    function, told = getattr(import_module(module), name), 0
    for item in items:
        try:
            found = function(item, asked)
        except Exception:  # the command meets it again, and tells it
            found = None
        names = files.names()[told:]
        told += len(names)
        pickle.dump((found, names), sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
        sys.stdout.buffer.flush()
    os._exit(0)
