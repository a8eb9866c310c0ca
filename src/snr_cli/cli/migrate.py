"""`snr migrate`: a dossier of an older format is brought up."""

from typing import Annotated

import typer

from snr_cli.api import migrating
from snr_cli.cli.console import HERE, OwnDossier, deliver, wants_color, width
from snr_cli.model import finding as findings
from snr_cli.outputs import files as output_files, migration_screen


def command(
    dossier: OwnDossier = HERE,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", allow_from_autoenv=False, help="Montre ce qui changerait, sans rien écrire.")
    ] = False,
) -> None:
    """Bring a dossier up to the format of today."""
    migrated = migrating.migrate_dossier(dossier)
    if not dry_run:
        output_files.write_edits([*migrated.copies, *migrated.files])
    deliver(migration_screen.migration_screen(migrated, dry=dry_run, width=width(), color=wants_color()), None)
    if migrated.findings:
        raise findings.DossierError(list(migrated.findings))
