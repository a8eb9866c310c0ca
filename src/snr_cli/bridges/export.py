"""`snr export`: a dossier as the file of another tool, and what that file does not hold."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from snr_cli.bridges import bridging
from snr_cli.cli.console import HERE, Dossier, deliver, tell
from snr_cli.model.refusal import UsageError


def command(
    to: Annotated[
        str,
        typer.Argument(
            metavar="PASSERELLE",
            help="Passerelle : snr import les liste.",
        ),
    ],
    path: Dossier = HERE,
    *,
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="FICHIER",
            allow_from_autoenv=False,
            help="Fichier à écrire, en entier ou pas du tout.",
        ),
    ],
) -> None:
    """Write a file for another tool."""
    if str(output) == "-" and sys.stdout is not None and sys.stdout.isatty():
        raise UsageError("ce fichier ne s’affiche pas dans un terminal", "écrivez -o FICHIER")
    sent = bridging.export_dossier(path, to, suffix=None if str(output) == "-" else output.suffix)
    deliver(sent.data, output)
    for line in bridging.sent_told(
        sent, next(bridge for bridge in bridging.known_bridges() if bridge.id == sent.bridge)
    ):
        tell(line)
