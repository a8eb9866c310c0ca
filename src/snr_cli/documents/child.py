"""Templates of the user are rendered in a process of their own: so many seconds, so many megabytes, whatever they ask for.

The sandbox says what a template may read; it cannot count what each filter costs. The system counts the process.
"""

import base64
import faulthandler
import json
import os
import pickle
import re
import signal
import subprocess
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from threading import Event, Thread
from time import process_time, sleep
from typing import Final, NoReturn

from snr_cli.documents.blocks import Missing
from snr_cli.documents.kinds import Form
from snr_cli.documents.render import UnfilledError, write_document
from snr_cli.documents.sandbox import LimitError
from snr_cli.documents.templates import TemplateError, overridden
from snr_cli.documents.views.records import View


@dataclass(frozen=True, slots=True)
class Limits:
    """What the process may take: seconds of CPU, seconds by the clock, megabytes beyond what the dossier holds.

    Windows bounds neither CPU nor memory of a process that asks for it: there the clock does.
    """

    seconds: int = 20
    clock: int = 120
    megabytes: int = 500


LIMITS: Final = Limits()
_SIZE: Final = Path("/proc/self/statm")  # of this process, in pages, on Linux
_LENGTH: Final = 8  # bytes that say how many follow
_TAKEN: Final = 1 << 16  # bytes
_SPARE: Final = 2  # seconds of CPU left to say which template goes over its bound
_START: Final = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from snr_cli.documents.child import main; main()"
)
_CRASH: Final = 0xC0000000  # codes of Windows from here on: the system ended the process
_SHORTER: Final = "bornez ce que ce gabarit calcule, ou raccourcissez-le"
# a line of what the interpreter tells when it stops a process
_FRAME: Final = re.compile(r'^  File "([^"\n]+)", line', re.M)


class ChildError(RuntimeError):
    """A fault of snr in the process that renders; its note is the trace."""


def write_apart(
    views: Sequence[View], form: Form, folder: Path, limits: Limits = LIMITS, model: bytes = b""
) -> list[str | bytes]:
    """Write documents with templates of the user, in a process with limits.

    In a page, which has no process, the bounds of the sandbox are the only ones.

    Args:
        views: what each document says.
        form: their format.
        folder: templates of the user, in the place of those of the same name.
        limits: what the process may take.
        model: the file whose look that of an office suite takes.

    Raises:
        TemplateError: a template of the user cannot be used, goes over a limit, or a document is too long.
        UnfilledError: see `write_document`.
        ChildError: a fault of snr.
    """
    if not sys.executable or sys.platform in ("emscripten", "wasi"):
        return [write_document(view, form, folder, model) for view in views]
    overridden(folder)  # read in this process too, so that no output takes the place of a template
    # no result: an argument of a process
    path = json.dumps([place for place in sys.path if isinstance(place, str)])
    # isolated, with the path of this process: nothing of the folder where the command runs is imported for another
    code, written, told = _run([sys.executable, "-I", "-c", _START, path], (tuple(views), form, folder, limits, model))
    try:
        answer = json.loads(written)
    except ValueError:
        raise _stopped(code, told.decode(errors="replace"), folder, limits) from None
    if "refused" in answer:
        raise TemplateError(*answer["refused"])
    if "unfilled" in answer:
        raise UnfilledError([Missing(*place) for place in answer["unfilled"]])
    if "fault" in answer:
        error = ChildError(answer["fault"])
        error.add_note(answer["trace"])
        raise error
    return [base64.b64decode(text["data"]) if isinstance(text, dict) else str(text) for text in answer["texts"]]


def _run(command: list[str], asked: object) -> tuple[int, bytes, bytes]:
    """Run the process; return its code, what it wrote and what it told.

    Its input stays open until it ends: it closes when this process ends first, however that happens, and the other ends too.
    """
    content = pickle.dumps(asked)
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        held, process.stdin = process.stdin, None  # else `communicate` closes it
        try:
            with suppress(OSError):  # it ended before it had read all: its code says why
                if held is not None:
                    held.write(len(content).to_bytes(_LENGTH, "big") + content)
                    held.flush()
            written, told = process.communicate()
        except BaseException:  # interrupted
            process.kill()
            raise
        finally:
            with suppress(OSError):
                if held is not None:
                    held.close()
    return process.returncode, written, told


def _stopped(code: int, told: str, folder: Path, limits: Limits) -> Exception:
    """Return what is said of a process that ended before it could answer: the interpreter told the lines it was at."""
    names = (name for name in _FRAME.findall(told) if not Path(name).is_absolute())  # of templates, and not of modules
    where = next((folder / name for name in names if (folder / name).is_file()), folder).as_posix()
    if "Timeout (" in told:
        return TemplateError(where, 0, f"rendu arrêté : plus de {limits.clock} s", _SHORTER)
    if code < 0 and "Stack (most recent" in told:  # SIGXCPU was told, then the system killed
        return TemplateError(where, 0, f"rendu arrêté : {_cpu(limits)}", _SHORTER)
    if "MemoryError" in told or code == -9:
        return TemplateError(where, 0, f"rendu arrêté : {_memory(limits)}", _SHORTER)
    if code < 0 or code >= _CRASH:
        return TemplateError(where, 0, "rendu arrêté par le système", _SHORTER)
    error = ChildError(f"code {code}")
    error.add_note(told)
    return error


def _cpu(limits: Limits) -> str:
    return f"plus de {limits.seconds} s de calcul"


def _memory(limits: Limits) -> str:
    return f"plus de {limits.megabytes} Mo de mémoire"


def main() -> None:
    """Render what the standard input asks for, and write the answer in JSON."""
    faulthandler.enable()
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C is for the command, which stops this process
    length = int.from_bytes(sys.stdin.buffer.read(_LENGTH), "big")
    views, form, folder, limits, model = pickle.loads(sys.stdin.buffer.read(length))
    _follow()
    answer: dict[str, object]
    try:
        _limit(limits)
        answer = {"texts": [_said(write_document(view, form, folder, model)) for view in views]}
    except TemplateError as error:
        why = f"rendu arrêté : {_memory(limits)}" if isinstance(error.__context__, MemoryError) else error.why
        answer = {"refused": [error.file, error.line, why, error.help, error.source]}
    except UnfilledError as error:
        answer = {"unfilled": [[place.what, place.where, place.rule] for place in error.places]}
    except (LimitError, MemoryError) as error:  # in no template: what they wrote is too long for the rest
        why = _memory(limits) if isinstance(error, MemoryError) else str(error)
        answer = {"refused": [folder.as_posix(), 0, f"rendu arrêté : {why}", _SHORTER]}
    except Exception as error:
        answer = {"fault": f"{type(error).__name__} : {error}", "trace": traceback.format_exc()}
    # no result: an answer between two processes
    sys.stdout.write(json.dumps(answer))


def _said(text: str | bytes) -> str | dict[str, str]:
    """Return a document as JSON holds it."""
    return {"data": base64.b64encode(text).decode()} if isinstance(text, bytes) else text


def _follow() -> None:
    """End this process with the one that asked, whose end closes the standard input."""
    ready = Event()

    def wait() -> None:
        bytearray(_TAKEN)  # what a thread takes of memory is taken before the limit is set
        ready.set()
        os.read(0, 1)
        os._exit(1)

    Thread(target=wait, daemon=True).start()
    ready.wait()


def _limit(limits: Limits) -> None:
    """Bound what this process may still take; a limit that it was started with stays when it is lower."""
    faulthandler.dump_traceback_later(limits.clock, exit=True)
    if sys.platform != "win32":  # which bounds neither CPU nor memory: the clock does
        _bound(limits)


if sys.platform != "win32":

    def _bound(limits: Limits) -> None:
        """Bound CPU and memory, by what the systems other than Windows offer."""
        import resource

        def over(*_: object) -> NoReturn:
            signal.signal(signal.SIGXCPU, signal.SIG_IGN)
            raise LimitError(_cpu(limits))

        def lower(what: int, soft: int, spare: int) -> None:
            hard = resource.getrlimit(what)[1]
            most = soft + spare if hard == resource.RLIM_INFINITY else min(soft + spare, hard)
            resource.setrlimit(what, (min(soft, most), most))

        signal.signal(signal.SIGXCPU, over)
        # inside one long call of C, no exception can be raised: what was running is told, and the hard limit ends it
        faulthandler.register(signal.SIGXCPU, all_threads=False, chain=True)
        lower(resource.RLIMIT_CPU, ceil(process_time()) + limits.seconds, _SPARE)
        lower(resource.RLIMIT_CORE, 0, 0)
        if _SIZE.exists():
            # opens: /proc/self/statm
            held = int(_SIZE.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
            lower(resource.RLIMIT_AS, held + limits.megabytes * 1_000_000, 0)
        else:
            Thread(target=_watch, args=(limits.megabytes,), daemon=True).start()

    def _watch(megabytes: int) -> None:
        """End this process once it holds so much more: macOS takes a limit on memory and does not hold to it."""
        import resource

        def held() -> int:
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)

        most = held() + megabytes * 1_000_000
        while held() < most:
            sleep(0.02)
        faulthandler.dump_traceback()
        os.write(2, b"MemoryError\n")
        os._exit(1)
