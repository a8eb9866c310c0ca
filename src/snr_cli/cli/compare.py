"""`snr compare`: how much of the change between two years is real."""

from typing import TYPE_CHECKING, Annotated, Literal, assert_never

import typer

from snr_cli.cli.console import deliver, tell, wants_color, width
from snr_cli.cli.exits import Exit
from snr_cli.cli.options import Output, needs_file

if TYPE_CHECKING:
    from snr_cli.plan.comparison import Comparison


def command(
    old: Annotated[
        str,
        typer.Argument(
            metavar="OLD",
            help="Première année : dossier, ou résultat de snr assess --format json ; - pour l’entrée standard.",
        ),
    ],
    new: Annotated[
        str | None, typer.Argument(metavar="NEW", help="Seconde année, de même ; absente avec --review.")
    ] = None,
    review: Annotated[
        int | None,
        typer.Option("--review", help="Compare le dossier à son bilan annuel de cette année (annual_reviews)."),
    ] = None,
    output_format: Annotated[
        Literal["table", "json", "xlsx"], typer.Option("--format", "-f", help="Forme de la réponse.")
    ] = "table",
    output: Output = None,
    perimeter: Annotated[
        list[str] | None,
        typer.Option(
            "--perimeter", help="Site ou entité dont l’arrivée ou le départ est un changement de périmètre (répétable)."
        ),
    ] = None,
    limit: Annotated[
        str | None,
        typer.Option(
            "--fail-on-increase",
            help="Hausse admise de l’organisation (2%), à méthode et périmètre constants : code 1 au-delà.",
        ),
    ] = None,
) -> None:
    """Compare deux années : activité, année seule, méthode et périmètre, facteurs ; leur somme est l’écart."""
    from snr_cli.api.comparing import compare_years
    from snr_cli.catalog.tables import shipped_tables
    from snr_cli.cli.assessed import tell_notes
    from snr_cli.engine.records import CLIMATE

    needs_file(output_format, output)
    threshold = _share(limit) if limit is not None else None
    tables = shipped_tables()
    shown = (CLIMATE,) if output_format == "table" else None
    compared = compare_years(old, new, review=review, perimeter=tuple(perimeter or ()), categories=shown, tables=tables)
    for each in compared.dossiers:
        tell_notes(each, tables)
    found = compared.comparison
    text: str | bytes
    if output_format == "json":
        from snr_cli.plain import json_text
        from snr_cli.writers.comparison_json import comparison_document

        text = json_text(comparison_document(found, tables))
    elif output_format == "xlsx":
        from snr_cli.writers.comparison_grids import comparison_grids
        from snr_cli.writers.results_book import book_bytes

        text = book_bytes("snr : comparaison de deux années", comparison_grids(found, tables))
    elif output_format == "table":
        from snr_cli.writers.comparison_table import to_table

        text = to_table(found, tables, width=width(), color=output is None and wants_color())
    else:
        assert_never(output_format)
    deliver(text, output)
    if threshold is not None and _passed(found, threshold, str(limit)):
        raise typer.Exit(Exit.WRONG)


def _share(text: str) -> float:
    """Read a share: 2%, 2,5 %.

    Raises:
        UsageError: not a share.
    """
    import re

    from snr_cli.findings.finding import UsageError

    found = re.fullmatch(r"\s*(\d{1,4}(?:[.,]\d{1,9})?)\s*%\s*", text)
    if found is None:
        raise UsageError(f"--fail-on-increase : « {text} » n’est pas un pourcentage ; écrivez 2%")
    return float(found[1].replace(",", ".")) / 100


def _passed(found: "Comparison", threshold: float, limit: str) -> bool:
    """Say whether the organisation grew by more than a share, or whether nobody can know."""
    from snr_cli.engine.records import CLIMATE
    from snr_cli.french import number

    split = found.organisation.get(CLIMATE)
    growth = None if split is None else split.at_constant_method
    if growth is None or not found.is_total(CLIMATE):
        why = "non comparable" if growth is None else "évaluée en partie"
        tell(f"--fail-on-increase {limit} : organisation {why}, la hausse ne peut pas être vérifiée", always=True)
        return True
    if growth > threshold + 1e-9:  # 1 100 is not more than 10 % above 1 000
        tell(f"+{number(growth * 100, 1)} % à méthode et périmètre constants : c’est plus que {limit}", always=True)
        return True
    return False
