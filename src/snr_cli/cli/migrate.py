"""`snr migrate`: a dossier of an older format is brought up."""

from typing import Annotated

import typer

from snr_cli.cli.console import deliver, wants_color, width


def command(
    dossier: Annotated[str, typer.Argument(metavar="DIR", help="Dossier de la collectivité, ou son fichier.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", allow_from_autoenv=False, help="Montre ce qui changerait, sans rien écrire.")
    ] = False,
) -> None:
    """Met à jour un dossier d’un format plus ancien : commentaires gardés, chaque changement dit, copie de ce qu’il était."""
    from snr_cli.api.migrating import migrate_dossier
    from snr_cli.inputs.dossier.opened import aside
    from snr_cli.model.finding import DossierError
    from snr_cli.outputs.folders import write_together
    from snr_cli.outputs.migration_screen import migration_screen

    with aside():  # what it reads is what it changes
        found = migrate_dossier(dossier)
    if not dry_run:
        write_together(found.writes())
    deliver(migration_screen(found, dry=dry_run, width=width(), color=wants_color()), None)
    if found.findings:
        raise DossierError(list(found.findings))
