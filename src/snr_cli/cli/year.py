"""`snr year`: the year that closes is kept, the next one opens."""

from typing import Annotated

import typer

from snr_cli.cli.console import deliver, wants_color, width


def command(
    dossier: Annotated[str, typer.Argument(metavar="DIR", help="Dossier de la collectivité, ou son fichier.")],
    year: Annotated[int, typer.Argument(metavar="ANNÉE", help="Année qui s’ouvre : 2026.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", allow_from_autoenv=False, help="Montre ce qui changerait, sans rien écrire.")
    ] = False,
) -> None:
    """Garde le résultat de l’année close, ouvre la suivante, et dit ce qu’il faut redemander, et à qui."""
    from snr_cli.api.year import open_year
    from snr_cli.outputs.files import write_edits
    from snr_cli.outputs.year_screen import opened_screen

    opened_year = open_year(dossier, year)
    if not dry_run:
        write_edits(opened_year.files)
    deliver(opened_screen(opened_year, dry=dry_run, width=width(), color=wants_color()), None)
