"""Options that several commands share, written once, and the forms of an answer."""

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, TypeVar

import typer

from snr_cli.api.late import LATE
from snr_cli.french.words.licences import Licence
from snr_cli.model.refusal import UsageError

with LATE:
    from snr_cli.api import asked
    from snr_cli.french import plain
    from snr_cli.outputs import results_book
    from snr_cli.outputs.tables import delimited, grid as tables


# Today, for defaults and hints: read by the command line alone, it never changes a finding nor a figure.


def today() -> date:
    """Return the day of SOURCE_DATE_EPOCH, for builds and tests that must say the same later, else the machine's."""
    try:
        return datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), UTC).date()
    except (KeyError, ValueError, OverflowError, OSError):
        return date.today()


# never from a settings file: that file belongs to the repository that is checked, and must not choose what is overwritten
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", allow_from_autoenv=False, help="Fichier à écrire, en entier ou pas du tout."),
]
ForExcel = Annotated[
    bool,
    typer.Option(
        "--csv-for-excel",
        help="CSV qu’un Excel français ouvre tel quel : points-virgules, virgules décimales, titres en français.",
    ),
]

FactorsLicence = Annotated[
    Licence | None,
    typer.Option(
        "--factors-licence",
        help="open : sans les facteurs de licence incertaine ; strict : ni ceux d’une licence ouverte tirés d’une base fermée.",
    ),
]

AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        help="Date à laquelle juger : AAAA-MM-JJ, ou today. À défaut celle que dit le dossier, sinon celle des textes connus.",
    ),
]


_Form = TypeVar("_Form", bound=str)


def tabular(
    output_format: _Form, usual: str, output: Path | None, *, for_excel: bool = False
) -> _Form | Literal["csv"]:
    """Return the format that is asked for: `--csv-for-excel` is a CSV.

    Args:
        output_format: `--format`.
        usual: what it is when nobody gives it.
        output: `-o`.
        for_excel: `--csv-for-excel`.

    Raises:
        UsageError: two formats are asked for; see `needs_file`.
    """
    if for_excel and output_format not in (usual, "csv"):
        raise UsageError(f"--csv-for-excel écrit un CSV : il ne va pas avec --format {output_format}")
    needs_file(output_format, output)
    return "csv" if for_excel else output_format


def judged_at(as_of: str | None) -> str | None:
    """Return the date of `--as-of` (ISO): `today` alone reads the clock.

    Raises:
        UsageError: it is no date.
    """
    return asked.a_date("--as-of", today().isoformat() if as_of == "today" else as_of)


def needs_file(output_format: str, output: Path | None) -> None:
    """Stop, before anything is computed, when a workbook would go to a terminal, or nothing can write it.

    Raises:
        UsageError: one of these.
    """
    if output_format != "xlsx":
        return
    if output is None:
        raise UsageError("--format xlsx : un classeur s’écrit dans un fichier", "ajoutez -o resultats.xlsx")
    if str(output) == "-" and sys.stdout is not None and sys.stdout.isatty():
        raise UsageError("--format xlsx : un classeur ne s’affiche pas dans un terminal", "écrivez -o resultats.xlsx")
    results_book.writer_of_books()


# The forms of an answer: a command has one table of them, whose names are what `--format`, its help and completion offer.
#
# A form is a function that writes the answer; what it needs is imported under `LATE`, so that one form costs nothing to the others.


_Command = TypeVar("_Command", bound=Callable[..., None])


class How(NamedTuple):
    """How an answer is written: columns and colours of a terminal, a CSV for Excel."""

    width: int
    color: bool
    for_excel: bool = False


Forms = Mapping[str, Callable[[Any, How], str | bytes]]


def offers(*forms: Iterable[str]) -> Callable[[_Command], _Command]:
    """Make `--format` of a command take the names of its forms: help, completion and settings read them there."""
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
    return plain.json_text(data)


def as_csv(grid: "tables.Grid", how: How, delimiter: str = ",") -> str:
    """Write a grid as CSV."""
    return delimited.grid_csv(grid, for_excel=how.for_excel, delimiter=delimiter)


def as_book(title: str, grids: "Sequence[tables.Grid]") -> bytes:
    """Write grids as a workbook."""
    return results_book.book_bytes(title, grids)
