"""Options that several commands share, written once."""

import sys
from pathlib import Path
from typing import Annotated

import typer

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


def tabular(output_format: str, usual: str, output: Path | None, *, for_excel: bool = False) -> str:
    """Return the format that is asked for: `--csv-for-excel` is a CSV; a workbook goes to a file.

    Args:
        output_format: `--format`.
        usual: what it is when nobody gives it.
        output: `-o`.
        for_excel: `--csv-for-excel`.

    Raises:
        UsageError: two formats are asked for; a workbook would go to a terminal, or nothing can write it.
    """
    from snr_cli.findings.finding import UsageError

    if for_excel and output_format not in (usual, "csv"):
        raise UsageError(f"--csv-for-excel écrit un CSV : il ne va pas avec --format {output_format}")
    if for_excel:
        return "csv"
    if output_format == "xlsx":
        if output is None:
            raise UsageError("--format xlsx : un classeur s’écrit dans un fichier", "ajoutez -o resultats.xlsx")
        if str(output) == "-" and sys.stdout is not None and sys.stdout.isatty():
            raise UsageError(
                "--format xlsx : un classeur ne s’affiche pas dans un terminal", "écrivez -o resultats.xlsx"
            )
        from snr_cli.writers.results_book import writer_of_books

        writer_of_books()
    return output_format
