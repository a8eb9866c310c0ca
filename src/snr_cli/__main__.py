"""Entry point: every way a run can end becomes an exit code here.

Nothing is imported at the head but what `import os` has loaded: whoever presses Ctrl-C while the rest is loading gets an
exit code, no traceback.
"""

import gc
import os
import signal
import sys

TYPE_CHECKING = False  # that of `typing`, which takes longer to load than all this
if TYPE_CHECKING:
    from types import FrameType
    from typing import NoReturn


class _Interruption:
    """What Ctrl-C does: while the command works it is an exception, which takes away what was half written; else the end."""

    working = False

    def __call__(self, number: int, frame: "FrameType | None") -> None:
        if self.working:
            self.working = False
            raise KeyboardInterrupt
        os._exit(130)  # Exit.INTERRUPTED, which may not be loaded yet


def run() -> "NoReturn":
    """Run the command line and leave with its exit code."""
    interruption = _Interruption()
    if (
        signal.getsignal(signal.SIGINT) is signal.default_int_handler
    ):  # `nohup`, a shell's `&`: ignored, and it stays so
        signal.signal(signal.SIGINT, interruption)
    # SIGBREAK: Ctrl-Pause, or the window that is closed, on Windows; what is being written is taken away too
    for ending in ("SIGTERM", "SIGBREAK"):
        if hasattr(signal, ending):
            signal.signal(getattr(signal, ending), lambda *_: sys.exit(143))  # Exit.TERMINATED
    if os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1") == "1":
        _leave_plugins()
    gc.disable()  # a short run on frozen data: the collector only costs time
    try:
        import snr_cli.cli.app  # noqa: F401 (all that a command needs: what fails in it is told below)
        from snr_cli.cli.console import prepare_streams
    except Exception as error:  # a declaration that makes no sense: what says so in French may not be loaded
        if os.environ.get("SNR_DEBUG"):
            raise
        sys.stderr.write(f"snr : {_fault(error)}\n")
        sys.exit(3)  # Exit.FAULT

    prepare_streams()
    code = _outcome(None, interruption)
    sys.stderr.flush()
    os._exit(code)  # nothing is left to close: taking the objects down one by one would cost a tenth of the run


def outcome(arguments: "list[str]", ended: "list[Exception] | None" = None) -> int:
    """Run one command in a process that goes on after it, and return its exit code: what the page in a browser does.

    Args:
        arguments: what follows `snr` on a command line. Data goes to `sys.stdout`, all the rest to `sys.stderr`.
        ended: receives what ended it, when something did.
    """
    return _outcome(arguments, _Interruption(), ended)


def _outcome(arguments: "list[str] | None", interruption: _Interruption, ended: "list[Exception] | None" = None) -> int:
    """Run the command, and turn the way it ends into an exit code."""
    from snr_cli.cli.app import app
    from snr_cli.cli.console import Exit, unread
    from snr_cli.inputs.dossier.files import record

    record()
    code: int
    try:
        try:
            interruption.working = True
            answer = app(arguments, prog_name="snr", standalone_mode=False)
        finally:
            interruption.working = False
        code = answer if isinstance(answer, int) else Exit.OK
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
        if type(sys.stdout).__name__ == "PacifyFlushWrapper":  # Typer met a broken pipe, and makes it a failure
            code = Exit.OK
    except KeyboardInterrupt:
        code = Exit.INTERRUPTED
    except Exception as error:
        if ended is not None:
            ended.append(error)
        if isinstance(error, OSError) and unread(error):
            code = Exit.OK
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        else:
            code = _answer(error)
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except ValueError:  # closed
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    except OSError as error:
        if not unread(error):
            code = _answer(error)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return code


def _leave_plugins() -> None:
    """Answer in place of pydantic's loader of plugins that there are none.

    The loader says so too, but first imports what reads every installed package: 3 % of an assess. Asked for anything else,
    the true loader answers.
    """
    name = "pydantic.plugin._loader"

    def true_loader(asked: str) -> object:
        if asked.startswith("__"):  # what the import of any module looks for
            raise AttributeError(asked)
        from importlib import import_module

        del sys.modules[name]
        return getattr(import_module(name), asked)

    sys.modules[name] = loader = type(sys)(name)
    vars(loader).update(get_plugins=tuple, __getattr__=true_loader)


def _say(text: str) -> None:
    from snr_cli.cli.console import tell
    from snr_cli.french.numbers import printable

    tell(f"snr : {printable(text)}", always=True)


def _answer(error: Exception) -> int:
    """Say what went wrong, in French, and return the exit code."""
    from snr_cli.catalog.records import CatalogError
    from snr_cli.cli.console import Exit, tell
    from snr_cli.french.numbers import printable
    from snr_cli.model.finding import DossierError
    from snr_cli.model.refusal import UsageError

    if isinstance(error, DossierError):
        from snr_cli.rules.forms import findings_text

        if error.findings:
            tell(findings_text(error.findings), always=True, lines=True)
        for line in error.more:
            tell(printable(line), always=True)
        return Exit.WRONG
    if isinstance(error, UsageError):
        _say(str(error))
        for line in error.more:
            tell(f"  {printable(line)}", always=True)
        return Exit.USAGE
    if type(error).__name__ == "NoArgsIsHelpError":
        error.show()  # type: ignore[attr-defined]
        return Exit.USAGE
    if hasattr(error, "format_message"):
        from snr_cli.cli.usage import usage_text

        _say(usage_text(error))
        return Exit.USAGE
    if type(error).__name__ == "Abort":
        return Exit.INTERRUPTED
    if isinstance(error, OSError):
        from snr_cli.inputs.dossier.files import why

        _say(f"{error.filename or 'sortie'} : {why(error)}")
        return Exit.USAGE
    if isinstance(error, CatalogError):
        _say(f"données livrées avec snr en défaut : {error}")
        return Exit.FAULT
    if os.environ.get("SNR_DEBUG"):
        raise error
    _say(_fault(error))
    return Exit.FAULT


def _fault(error: Exception) -> str:
    """Return what is said of a fault of snr: its text, and the last of our modules that it went through."""
    where, trace = "", error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_globals.get("__name__", "")
        if name.startswith("snr_cli"):
            where = f", dans {name}, ligne {trace.tb_lineno}"
        trace = trace.tb_next
    text = f" : {error}" if str(error) else ""
    return f"défaut de snr ({type(error).__name__}{text}{where}). Signalez-le avec la commande lancée et « snr -v --version » ; SNR_DEBUG=1 donne la trace."


if __name__ == "__main__":
    run()
