"""`snr adopt`: what the council voted is kept as it is."""

import sys
from typing import Annotated, Literal

import typer

from snr_cli.api import adopting
from snr_cli.cli.console import MemberOf, deliver, named_of_dossier, wants_color, width
from snr_cli.model.refusal import UsageError
from snr_cli.outputs import files as output_files, voted_version


def command(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="[DOSSIER] FICHIER",
            help="Le document tel qu’il a été voté : .docx, .odt, .pdf, .md ou .html. Sans dossier, celui où l’on est.",
        ),
    ],
    act: Annotated[
        str | None, typer.Option("--act", metavar="N", allow_from_autoenv=False, help="Numéro de la délibération.")
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", allow_from_autoenv=False, help="Jour du vote : 2024-01-25.")
    ] = None,
    document: Annotated[
        Literal["programme", "strategie", "bilan"],
        typer.Option("--document", "-d", help="programme, strategie ou bilan."),
    ] = "strategie",
    number: Annotated[
        int,
        typer.Option(
            "--number", min=1, max=99, allow_from_autoenv=False, help="Rang, si deux ont été votées ce jour-là."
        ),
    ] = 1,
    figures: Annotated[
        Literal["dossier", "inconnus"] | None,
        typer.Option(
            "--figures",
            allow_from_autoenv=False,
            help="dossier : objectifs, actions et moyens que le dossier donne aujourd’hui ; inconnus : à écrire d’après l’acte. À "
            "défaut, ceux du dossier si le fichier est ce que snr en écrit.",
        ),
    ] = None,
    member: MemberOf = None,
) -> None:
    """Keep what a council voted."""
    dossier, file = named_of_dossier(paths, "un seul document est gardé à la fois")
    act = act or _asked("Numéro de la délibération", "--act")
    on = on or _asked("Jour du vote (AAAA-MM-JJ)", "--on")
    adopted = adopting.adopt_version(
        dossier, file, document, act=act, on=on, number=number, figures=figures, member=member
    )
    output_files.write_edits(adopted.files)
    deliver(voted_version.adopted_screen(adopted, width=width(), color=wants_color()), None)


def _asked(what: str, option: str) -> str:
    """Ask what an option did not give.

    Raises:
        UsageError: there is nobody to ask.
    """
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout)):
        raise UsageError(f"{what} : donnez {option}")
    return str(typer.prompt(what))
