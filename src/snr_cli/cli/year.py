"""`snr year`: the year that closes is kept, the next one opens."""

from typing import Annotated

import typer

from snr_cli.api import year as opening
from snr_cli.cli.console import deliver, named_of_dossier, wants_color, width
from snr_cli.model.refusal import UsageError
from snr_cli.outputs import files as output_files, year_screen


def command(
    words: Annotated[
        list[str],
        typer.Argument(metavar="[DOSSIER] ANNÉE", help="Année qui s’ouvre : 2026. Sans dossier, celui où l’on est."),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", allow_from_autoenv=False, help="Montre ce qui changerait, sans rien écrire.")
    ] = False,
) -> None:
    """Close a year and open the next."""
    dossier, year = named_of_dossier(words, "une seule année s’ouvre à la fois")
    if not year.isdecimal():
        raise UsageError(f"« {year} » n’est pas une année : snr year 2026, ou snr year dossier/ 2026")
    opened_year = opening.open_year(dossier, int(year))
    every = (opened_year, *opened_year.members)
    if not dry_run:
        output_files.write_edits(file for one in every for file in one.files)
    screens = (year_screen.opened_screen(one, dry=dry_run, width=width(), color=wants_color()) for one in every)
    deliver("\n".join(screens), None)
