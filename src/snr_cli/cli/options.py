"""Options that several commands share, written once."""

import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import typer

from snr_cli.api.late import LATE
from snr_cli.french.words.licences import Licence
from snr_cli.model.refusal import UsageError

with LATE:
    from snr_cli.api import asked
    from snr_cli.outputs import results_book

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
