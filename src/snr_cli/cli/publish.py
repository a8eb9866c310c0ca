"""`snr publish`: a strategy as open data."""

from pathlib import Path
from typing import Annotated, Final, Literal, cast, get_args

import typer

from snr_cli.api.late import LATE
from snr_cli.cli.console import HERE, NONE, OwnDossier, tell
from snr_cli.documents.kinds import DocumentName
from snr_cli.french.numbers import plural
from snr_cli.model.refusal import UsageError

with LATE:
    from snr_cli.api import publishing
    from snr_cli.outputs import files as output_files
    from snr_cli.outputs.publication import read

DOCUMENT_NAMES: Final[tuple[DocumentName, ...]] = get_args(DocumentName)


def command(
    dossier: OwnDossier = HERE,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="DOSSIER",
            allow_from_autoenv=False,
            help="Dossier à écrire, en entier ou pas du tout : vide, à créer, ou celui d’une publication à refaire.",
        ),
    ] = None,
    document: Annotated[
        list[str] | None,
        typer.Option(
            "--document",
            "-d",
            metavar="DOCUMENT",
            help=f"{', '.join(DOCUMENT_NAMES)} : document à joindre, en page HTML (répétable) ; {NONE} : les tables seules ; à défaut strategie, si le dossier en a une.",
        ),
    ] = None,
    licence: Annotated[
        Literal["etalab-2.0", "ODbL-1.0"],
        typer.Option("--licence", help="Licence de ce que la collectivité publie."),
    ] = "etalab-2.0",
    siret: Annotated[
        str | None,
        typer.Option("--siret", metavar="N", help="SIRET de la collectivité, pour les achats à déclarer (AGEC)."),
    ] = None,
    final: Annotated[
        bool,
        typer.Option(
            "--final",
            help="Documents sans la mention « Projet » ; refusé tant qu’une pièce imposée par la loi ou le décret manque.",
        ),
    ] = False,
) -> None:
    """Publish a strategy as open data."""
    if output is None:
        raise UsageError("donnez le dossier à écrire : -o publication/")
    for name in document or ():
        if name not in DOCUMENT_NAMES and document != [NONE]:
            raise UsageError(f"--document : « {name} » ; choix : {', '.join(DOCUMENT_NAMES)}, ou {NONE} seul")
    documents = tuple(cast(DocumentName, name) for name in document if name != NONE) if document else None
    output_files.refuse_folder(output, read.files_of_publication)
    strategy = publishing.publish_strategy(
        dossier, documents, licence=licence, siret="".join((siret or "").split()), final=final
    )
    output_files.write_folder(output, strategy.files, read.files_of_publication)
    tell(f"écrit : {output} ({plural(len(strategy.files), 'fichier')})")
    if strategy.told:
        tell(strategy.told)
    for note in strategy.assessed.notes:
        tell(note)
    if strategy.masked:
        tell("gouvernance : une fonction était attendue, un nom de personne est donné ; non publié dans les tables")
    if strategy.left:
        tell(
            f"non publié : {plural(len(strategy.left), 'élément')}, la liste et les raisons sont dans {output / 'non-publie.csv'}"
        )
