"""What commands share: the two streams (data goes out, all the rest to the error stream), their options, the forms of an answer."""

import codecs
import errno
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from enum import IntEnum
from pathlib import Path
from textwrap import fill
from types import TracebackType
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, NamedTuple, TypeVar

import typer

from snr_cli.french.numbers import number, printable
from snr_cli.french.words.terms import Licence
from snr_cli.model.refusal import UsageError

if TYPE_CHECKING:
    from snr_cli.api import assessing
    from snr_cli.catalog.tables import Tables
    from snr_cli.outputs import tables


_TO_OUTPUT, _OBEY = -11, 4  # of the console of Windows: standard output; read escape sequences


class State:
    """Global options of the command line."""

    quiet = False
    verbose = 0
    color = "auto"


_SIGNS = str.maketrans("→←█─−–—’‘«»…×±°€·", "><#----''\"\".x~oE-")  # those that NFKD does not bring to ASCII


def _nearest_signs(error: UnicodeError) -> tuple[str, int]:
    """Replace what an encoding lacks: French spaces by spaces, é by e, ₂ by 2; one sign for one, columns stay aligned."""
    assert isinstance(error, UnicodeEncodeError)
    import unicodedata

    text = error.object[error.start : error.end].translate(_SIGNS)
    near = (unicodedata.normalize("NFKD", sign)[0] for sign in text)
    return "".join(sign if sign.isascii() else "?" for sign in near), error.end


def prepare_streams() -> None:
    """Make both streams able to write French: UTF-8 when redirected, the nearest sign when the terminal cannot."""
    codecs.register_error("nearest", _nearest_signs)
    if sys.stdin is None:  # closed by the shell (<&-): nothing to read
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 (until the process ends)
    if sys.stderr is None:  # closed too (2>&-): print would write to standard output instead
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if stream is None:  # closed by the shell (>&-)
            continue
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            if stream.isatty():
                reconfigure(errors="nearest")
            else:
                reconfigure(encoding="utf-8", errors="replace", newline="\n")
        log = any(map(os.environ.get, _FORGES))
        if log or (stream is sys.stdout and stream.isatty()):
            vars(stream)["write"] = ShownWriter(stream.write, log=log)


_FORGES: Final = ("GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION")  # whose logs obey what is written in them
_LONGEST: Final = 12  # signs of the beginning of a command: `##teamcity`


class ShownWriter:
    """Writes a text so that it drives no terminal, and commands nothing in the log of a forge: a name may hold anything.

    GitHub obeys a line that begins with `::`, and `##[` anywhere; others, `##vso[` or `##teamcity[`. What snr itself commands, `check`
    writes as bytes. What goes to a file or to a program is written as it is.
    """

    def __init__(self, write: Callable[[str], int], *, log: bool) -> None:
        self.write, self.log = write, log
        self.begun = ""  # of the line being written: what may be the beginning of a command
        self.bracket = ""  # as it is written after `##`: of JSON, the value stays

    def __call__(self, text: str) -> int:
        """Write a text, whole or by pieces."""
        shown = re.sub(
            r"[\0-\x08\v\f\x0e-\x1a\x1c-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]|\r(?=[^\n])|\x1b(?!\[(?:[01]|3[136])m)",
            lambda sign: f"\\u{ord(sign[0]):04x}",
            text,
        )
        if self.log:
            if text and not self.bracket:
                self.bracket = "\\\\u005b" if text.startswith(("{", "[")) else "\u200b["
            whole = re.sub(r"((?:(?<=[\r\n])|\A)[^\S\r\n]*:)(?=:)", "\\1\u200b", self.begun + shown)
            whole = re.sub(r"(##\w{0,9})\[", "\\1" + self.bracket, whole)
            line = whole[max(whole.rfind("\r"), whole.rfind("\n")) + 1 :]
            shown = whole[len(self.begun) :]
            self.begun = line.lstrip() if line.strip() in ("", ":") else f"-{line[-_LONGEST:]}"
        self.write(shown)
        return len(text)


def wants_color() -> bool:
    """Say whether headings may be bold: --color, then NO_COLOR, FORCE_COLOR, TERM, then the terminal."""
    if State.color != "auto":
        return State.color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout is not None and sys.stdout.isatty() and os.environ.get("TERM") != "dumb" and _obeys()


def _obeys() -> bool:
    """Say whether the terminal reads escape sequences: the old console of Windows does once it is asked to, or shows them."""
    obeyed = True
    if sys.platform == "win32":
        import ctypes

        console, mode = ctypes.windll.kernel32, ctypes.c_ulong()
        output = console.GetStdHandle(_TO_OUTPUT)
        known = console.GetConsoleMode(output, ctypes.byref(mode))
        obeyed = bool(known and console.SetConsoleMode(output, mode.value | _OBEY))
    return obeyed


def unread(error: OSError) -> bool:
    """Say whether the reader of a pipe has gone; Windows has no error of its own for it: EINVAL, of no file."""
    if isinstance(error, BrokenPipeError):
        return True
    return sys.platform == "win32" and error.errno == errno.EINVAL and error.filename is None


def on_screen() -> bool:
    """Say whether a person reads standard output: a terminal, or --color always."""
    return State.color == "always" or (sys.stdout is not None and sys.stdout.isatty())


def width() -> int:
    """Return the columns of the terminal; 80 when piped."""
    return shutil.get_terminal_size((80, 24)).columns


def tell(text: str, *, always: bool = False, lines: bool = False) -> None:
    """Write to the error stream, unless --quiet (errors always). Names of files may hold anything: they drive no terminal.

    `lines`: a text of several lines, which holds no name as it is.
    """
    if always or not State.quiet:
        try:
            print("\n".join(map(printable, text.split("\n") if lines else [text])), file=sys.stderr)
        except OSError as error:
            if not unread(error):
                raise
            # nobody reads it any more; the answer still counts
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def deliver(text: "str | bytes | Iterable[str]", output: Path | None) -> None:
    """Write data, whole or by pieces, to a file, of which all or nothing is written, else to standard output."""
    if output is not None and str(output) != "-":
        from snr_cli.outputs.files import write_atomic

        write_atomic(output, text)
        tell(f"écrit : {output}")
        return
    if sys.stdout is None:
        raise OSError(errno.EBADF, "closed", "sortie standard")
    try:
        if isinstance(text, bytes):
            sys.stdout.buffer.write(text)
        else:
            sys.stdout.writelines([text] if isinstance(text, str) else text)
        sys.stdout.flush()
    except OSError as error:
        if not unread(error):
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # `snr … | head`: the reader has seen enough


def tell_next(dossier: str) -> None:
    """Close what a person reads on a terminal with the first thing to do next."""
    if dossier != "-" and sys.stdout is not None and sys.stdout.isatty():
        from snr_cli.api import next_steps
        from snr_cli.outputs import next_screen

        with suppress(UsageError):
            tell(next_screen.first_line(next_steps.next_steps(dossier)))


def paged(text: str) -> None:
    """Show a text longer than a terminal through a pager ($PAGER, else that of the system); elsewhere write it as `deliver` does."""
    ours = all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))
    if not ours or text.count("\n") < shutil.get_terminal_size((80, 24)).lines:
        deliver(text, None)
        return
    import pydoc

    pydoc.pager(text)


# Exit codes; `__main__` turns every end of a run into one of them.


class Exit(IntEnum):
    """What the process answers."""

    OK = 0
    WRONG = 1
    USAGE = 2
    FAULT = 3
    INTERRUPTED = 130
    TERMINATED = 143


# How far a long reading is: one line on the error stream of a terminal, wiped at the end. Never on standard output.

AFTER: Final = 1.0  # seconds before anything is shown
EVERY: Final = 0.2


class Progress:
    """A callback for the reader of inventories, and for who goes through dossiers; nothing is shown of a short reading, nor outside a terminal."""

    def __init__(self) -> None:
        self.shown = sys.stderr.isatty() and not State.quiet and os.environ.get("TERM") != "dumb"
        self.next = time.monotonic() + AFTER
        self.written = 0

    def __call__(self, name: str, rows: int) -> None:
        """Show the file and the rows read so far, now and then."""
        if self._is_time():
            self._show(f"lecture de {name} : {number(rows)} lignes")

    def dossiers(self, done: int, of: int) -> None:
        """Show how many dossiers are done, now and then."""
        if self._is_time():
            self._show(f"{number(done)} dossiers sur {number(of)}")

    def _is_time(self) -> bool:
        return self.shown and time.monotonic() >= self.next

    def _show(self, text: str) -> None:
        self.next = time.monotonic() + EVERY
        self._write(printable(text)[: width() - 1])

    def __enter__(self) -> "Progress":
        """Return the callback."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wipe the line."""
        if self.written:
            self._write("")

    def _write(self, text: str) -> None:
        sys.stderr.write("\r" + text.ljust(self.written) + ("" if text else "\r"))
        sys.stderr.flush()
        self.written = len(text)


# Options that several commands share, written once, and the forms of an answer.


# Today, for defaults and hints: read by the command line alone, it never changes a finding nor a figure.


def today() -> date:
    """Return the day of SOURCE_DATE_EPOCH, for builds and tests that must say the same later, else the machine's."""
    try:
        return datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), UTC).date()
    except (KeyError, ValueError, OverflowError, OSError):
        return date.today()


HERE: Final = "."  # the dossier that one stands in
NONE: Final = "aucun"  # the value of an option that leaves out what it names

Dossier = Annotated[str, typer.Argument(metavar="DOSSIER", help="Dossier, son fichier, ou - pour l’entrée standard.")]
OwnDossier = Annotated[str, typer.Argument(metavar="DOSSIER", help="Dossier de la collectivité, ou son fichier.")]


def named_of_dossier(words: list[str], advice: str) -> tuple[str, str]:
    """Return the dossier and what is named of it, of arguments `[DOSSIER] NOM`.

    Raises:
        UsageError: there are more than two; `advice` says what to do.
    """
    if len(words) > 2:
        raise UsageError(f"argument de trop : {words[2]}", advice)
    return (HERE, words[0]) if len(words) == 1 else (words[0], words[1])


# never from a settings file: that file belongs to the repository that is checked, and must not choose what is overwritten
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FICHIER",
        allow_from_autoenv=False,
        help="Fichier à écrire, en entier ou pas du tout.",
    ),
]
FactorsLicence = Annotated[
    Licence | None,
    typer.Option(
        "--factors-licence",
        help="open : sans les facteurs de licence incertaine ; strict : ni ceux d’une licence ouverte tirés d’une base fermée.",
    ),
]

MemberOf = Annotated[
    str | None,
    typer.Option("--member", help="Un membre du groupement : son dossier, avec sa part des services mutualisés."),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        help="Date à laquelle juger : AAAA-MM-JJ, ou today. À défaut celle que dit le dossier, sinon celle des textes connus.",
    ),
]


EXCEL: Final = "csv-excel"  # the CSV that a French Excel opens as it is: semicolons, decimal commas, French headings


def judged_at(as_of: str | None) -> str | None:
    """Return the date of `--as-of` (ISO): `today` alone reads the clock.

    Raises:
        UsageError: it is no date.
    """
    from snr_cli.api import asked

    return asked.a_date("--as-of", today().isoformat() if as_of == "today" else as_of)


def needs_file(output_format: str, output: Path | None) -> None:
    """Stop, before anything is computed, when a workbook would go to a terminal.

    Raises:
        UsageError: it would.
    """
    if output_format != "xlsx":
        return
    if output is None:
        raise UsageError("--format xlsx : un classeur s’écrit dans un fichier", "ajoutez -o resultats.xlsx")
    if str(output) == "-" and sys.stdout is not None and sys.stdout.isatty():
        raise UsageError("--format xlsx : un classeur ne s’affiche pas dans un terminal", "écrivez -o resultats.xlsx")


# The forms of an answer: a command has one table of them, whose names are what `--format`, its help offers.
#
# A form is a function that writes the answer; what is heavy is imported in it, so that one form costs nothing to the others.


_Command = TypeVar("_Command", bound=Callable[..., None])


class How(NamedTuple):
    """How an answer is written: columns and colours of a terminal."""

    width: int
    color: bool


Forms = Mapping[str, Callable[[Any, How], str | bytes]]


def offers(*forms: Iterable[str]) -> Callable[[_Command], _Command]:
    """Make `--format` of a command take the names of its forms: help and settings read them there."""
    names: Any = Literal[tuple(dict.fromkeys(name for table in forms for name in table))]

    def offering(command: _Command) -> _Command:
        declared = command.__annotations__["output_format"]
        kind = names if declared.__origin__ is str else names | None
        command.__annotations__["output_format"] = Annotated[kind, *declared.__metadata__]
        return command

    return offering


def form_of(forms: Forms, name: str, option: str) -> Callable[[Any, How], str | bytes]:
    """Return a form that an option restricts.

    Args:
        forms: those that go with the option.
        name: the one that is asked for.
        option: `--suggest`.

    Raises:
        UsageError: the option has no such form.
    """
    if name not in forms:
        raise UsageError(f"{option} : « {name} » n’est pas possible ; choix : {', '.join(forms)}")
    return forms[name]


def as_json(data: object) -> str:
    """Write data as JSON."""
    from snr_cli.french import plain

    return plain.json_text(data)


def csv_forms(grid_of: "Callable[[Any], tables.Grid]", delimiter: str = ",") -> Forms:
    """Return the forms of an answer as CSV, from what makes a grid of it: for programs, and for Excel."""
    from snr_cli.outputs import tables

    return {
        "csv": lambda answer, how: tables.grid_csv(grid_of(answer), delimiter=delimiter),
        EXCEL: lambda answer, how: tables.grid_csv(grid_of(answer), for_excel=True),
    }


def as_book(title: str, grids: "Sequence[tables.Grid]") -> bytes:
    """Write grids as a workbook."""
    from snr_cli.outputs import results_book

    return results_book.book_bytes(title, grids)


# What commands share: a dossier assessed, and what a reader should know of it told on the error stream.


def assessed(argument: str, tables: "Tables", **options: Any) -> "assessing.Assessed":
    """Read and assess what a command line names, with the options of `assess_dossier`."""
    from snr_cli.api import assessing

    found = assessing.assess_dossier(argument, tables, places=False, **options)
    tell_notes(found, tables)
    return found


def tell_notes(found: "assessing.Assessed", tables: "Tables") -> None:
    """Tell the notes of a dossier, and with -v the files and the factors that were read."""
    for note in notes_of(found, tables, verbose=bool(State.verbose)):
        tell(note)


def notes_of(found: "assessing.Assessed", tables: "Tables", *, verbose: bool) -> tuple[str, ...]:
    """Return what `tell_notes` tells."""
    if not verbose:
        return found.notes
    files = ", ".join(found.loaded.files)
    return f"lu : {files} ; facteurs {tables.files.root.as_posix()}, version {tables.sha256[:12]}", *found.notes


# A question at the terminal, asked until its answer can be taken: what `snr init` and `snr next` have in common.


def is_terminal() -> bool:
    """Say whether someone may answer, whose arrow keys then move in the line."""
    with suppress(ImportError):
        import readline  # noqa: F401
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def say(text: str, indent: str = "") -> None:
    """Print sentences, wrapped between words."""
    for line in text.split("\n"):
        wide = max(width(), 40)
        print(fill(line, wide, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False))


def typed(prompt: str) -> str | None:
    """Return what was typed; None, with a word, when its bytes are not text."""
    try:
        return input(prompt)
    except UnicodeDecodeError:
        say("Réponse illisible : le terminal n’est pas dans l’encodage annoncé.", "   ")
        return None


def until_taken(prompt: str, read: Callable[[str], Any]) -> Any:
    """Return what was answered, as it is read; a refusal is told, and the question asked again."""
    from snr_cli.api import answers

    while True:
        text = typed(prompt)
        if text is None:
            continue
        try:
            return read(text)
        except answers.AnswerError as error:
            say(f"Réponse refusée : {error}.", "   ")
