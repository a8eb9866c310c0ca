"""`snr portfolio`: many dossiers in one table."""

from typing import Annotated, Literal

import typer

from snr_cli.cli.console import deliver, tell, wants_color, width
from snr_cli.cli.exits import Exit
from snr_cli.cli.options import Output, needs_file

PortfolioForm = Literal["table", "json", "csv", "xlsx"]


def command(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH…", help="Dossiers : chaque territory.yaml qu’ils contiennent ; ou fichiers."),
    ] = None,
    output_format: Annotated[PortfolioForm, typer.Option("--format", "-f", help="Forme du résultat.")] = "table",
    output: Output = None,
    siren: Annotated[
        list[str] | None,
        typer.Option(
            "--siren", help="Collectivité de la table de snr, sans dossier (répétable, ou à virgules) ; all : toutes."
        ),
    ] = None,
    year: Annotated[
        int | None,
        typer.Option("--year", min=1990, max=2100, help="Année étudiée de celles de --siren ; la dernière terminée."),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help="Date à laquelle juger (AAAA-MM-JJ), à défaut celle de chaque dossier."),
    ] = None,
) -> None:
    """Réunit des dossiers : état de chacun pour le décret, empreintes, objectifs ; compare ceux qui se comparent."""
    from snr_cli.api.portfolio import survey_portfolio
    from snr_cli.findings.finding import UsageError

    sirens = [part.strip() for value in siren or () for part in value.split(",") if part.strip()]
    if not paths and not sirens:
        raise UsageError("nommez des dossiers : snr portfolio dossiers/, ou --siren 243300316")
    needs_file(output_format, output)
    if sirens and year is None:
        from snr_cli.cli.clock import today

        year = today().year - 1
        tell(f"année étudiée des collectivités de la table : {year}, la dernière terminée ; --year en donne une autre")
    found = survey_portfolio(*(paths or ()), sirens=sirens, as_of=as_of, year=year)
    text: str | bytes
    if output_format == "json":
        from snr_cli.writers.portfolio_json import portfolio_json

        text = portfolio_json(found)
    elif output_format == "table":
        from snr_cli.writers.portfolio_screen import portfolio_screen

        text = portfolio_screen(found, width=width(), color=output is None and wants_color())
    elif output_format == "csv":
        from snr_cli.tables.delimited import grid_csv
        from snr_cli.writers.portfolio_grids import rows_grid

        text = grid_csv(rows_grid(found))
    else:
        from snr_cli.writers.portfolio_grids import portfolio_grids
        from snr_cli.writers.results_book import book_bytes

        text = book_bytes("snr : tableau des dossiers", portfolio_grids(found))
    deliver(text, output)
    if found.broken or found.unreadable:
        raise typer.Exit(Exit.WRONG)
