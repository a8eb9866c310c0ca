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
    from snr_cli.outputs.files import write_edits
    from snr_cli.outputs.migration_screen import migration_screen

    migrated = migrate_dossier(dossier)
    if not dry_run:
        write_edits([*migrated.copies, *migrated.files])
    deliver(migration_screen(migrated, dry=dry_run, width=width(), color=wants_color()), None)
    if migrated.findings:
        from snr_cli.model.finding import DossierError

        raise DossierError(list(migrated.findings))
