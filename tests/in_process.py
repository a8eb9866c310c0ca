"""The command line in the test's own process: the same bytes and the same exit code, without the start-up."""

import gc
import io
import os
import signal
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NoReturn
from unittest import mock

import typer.main

from conftest import environment
from snr_cli.__main__ import run


@dataclass(frozen=True)
class Done:
    """How a run ended: what `subprocess.CompletedProcess` says of it, as text."""

    returncode: int
    stdout: str
    stderr: str


# what Typer makes of the declarations, the same at each run: made again, it took a fifteenth of the time of the tests
_made = cache(typer.main.get_command)


class _Ended(BaseException):
    """What leaving the process would have been."""


def _end(code: int) -> NoReturn:
    raise _Ended(code)


def snr(*arguments: str | os.PathLike[str], stdin: bytes = b"", cwd: Path | None = None, **more: str) -> Done:
    """Run the command line as `snr_cli.__main__` does; never a traceback, whatever was asked."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n") for _ in range(2))
    before, handlers = Path.cwd(), {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        if cwd is not None:
            os.chdir(cwd)
        with (
            mock.patch.multiple(
                sys, argv=["snr", *(os.fspath(argument) for argument in arguments)], stdout=out, stderr=err
            ),
            mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")),
            mock.patch.object(os, "_exit", _end),
            mock.patch.object(typer.main, "get_command", _made),
            mock.patch.dict(os.environ, environment(**{"GITHUB_ACTIONS": "", **more}), clear=True),
        ):
            run()
    except _Ended as ended:
        code = ended.args[0]
    finally:
        os.chdir(before)
        for each, handler in handlers.items():
            signal.signal(each, handler)
        gc.enable()
    said = []
    for stream in (out, err):
        stream.flush()
        stream.seek(0)
        said.append(stream.read())
    assert "Traceback" not in said[1], said[1]
    assert "défaut de snr" not in said[1], said[1]
    return Done(code, said[0], said[1])
