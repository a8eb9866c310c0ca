"""`snr import`: a file of another tool, row by row, and the lines that it gives to the dossier."""

from pathlib import Path
from typing import Annotated, Final

import typer

from snr_cli.bridges import bridging
from snr_cli.cli.console import Exit, Forms, How, Output, deliver, offers, tell, width

# of what is brought, and of the bridge that it comes by
FORMS: Final[Forms] = {
    "text": lambda answer, how: bridging.brought_screen(answer[0], answer[1], how.width),
    "json": lambda answer, how: bridging.brought_json(*answer),
    "yaml": lambda answer, how: bridging.brought_yaml(*answer),
}


@offers(FORMS)
def command(
    path: Annotated[
        Path | None,
        typer.Argument(
            metavar="FICHIER", help="Fichier d’un autre outil (JSON, XLSX, ODS) ; sans lui, les passerelles."
        ),
    ] = None,
    into: Annotated[
        Path | None,
        typer.Argument(
            metavar="DOSSIER", help="Dossier où iront les lignes : identifiants libres, axes du dossier repris."
        ),
    ] = None,
    bridge: Annotated[
        str | None,
        typer.Option(
            "--as",
            metavar="PASSERELLE",
            help="Passerelle ; sans elle, devinée si c’est certain.",
        ),
    ] = None,
    output_format: Annotated[
        str,
        typer.Option("--format", "-f", help="text, json, ou yaml : les lignes du dossier."),
    ] = "text",
    output: Output = None,
    year: Annotated[
        int | None,
        typer.Option(
            "--year",
            metavar="ANNÉE",
            min=1990,
            max=2100,
            help="Année à reprendre d’un fichier qui en couvre plusieurs.",
        ),
    ] = None,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict",
            help="Code 1 dès qu’une ligne n’est pas reprise, qu’une valeur est illisible ou une faute non réparée.",
        ),
    ] = False,
) -> None:
    """Read a file of another tool."""
    if path is None:
        deliver(bridging.bridges_screen(bridging.known_bridges(), width()), output)
        return
    brought = bridging.import_file(path, bridge=bridge, year=year, into=into)
    used = next(known_bridge for known_bridge in bridging.known_bridges() if known_bridge.id == brought.bridge)
    deliver(FORMS[output_format]((brought, used), How(width(), color=False)), output)
    if output_format != "text":
        for line in bridging.brought_told(brought):
            tell(line)
    if not brought.taken:
        tell(f"{brought.file} : aucune ligne n’est reprise", always=True)
        raise typer.Exit(Exit.WRONG)
    unmended = sum(not fault.mended for fault in brought.faults)
    if strict and (brought.left or unmended or brought.unread):
        tell("des lignes non reprises, des valeurs illisibles, ou des fautes non réparées (--strict)", always=True)
        raise typer.Exit(Exit.WRONG)
