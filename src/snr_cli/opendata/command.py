"""`snr publish`: a strategy as open data."""

from pathlib import Path
from typing import Annotated, Final, Literal, cast, get_args

import typer

from snr_cli.cli.console import HERE, NONE, tell
from snr_cli.documents.kinds import DocumentName
from snr_cli.french.numbers import plural
from snr_cli.model.refusal import UsageError
from snr_cli.opendata import earlier, publishing
from snr_cli.outputs import files as output_files

DOCUMENT_NAMES: Final[tuple[DocumentName, ...]] = get_args(DocumentName)


def command(
    dossiers: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="DOSSIER…",
            help="Dossier de la collectivité, ou son fichier ; plusieurs : une publication dont les tables se suivent.",
        ),
    ] = None,
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
    output_files.refuse_folder(output, earlier.files_of_publication)
    if dossiers and len(dossiers) > 1:
        refused = {"--document": documents, "--siret": siret, "--final": final}
        for option in (option for option, given in refused.items() if given):
            raise UsageError(f"{option} ne va qu’avec un seul dossier", "plusieurs font des tables, sans document")
        files, strategies = publishing.publish_strategies(dossiers, licence=licence)
    else:
        dossier = dossiers[0] if dossiers else HERE
        strategy = publishing.publish_strategy(
            dossier, documents, licence=licence, siret="".join((siret or "").split()), final=final
        )
        files, strategies = dict(strategy.files), (strategy,)
    output_files.write_folder(output, files, earlier.files_of_publication)
    tell(f"écrit : {output} ({plural(len(files), 'fichier')})")
    for strategy in strategies:
        _tell_of(strategy, output, named=len(strategies) > 1)


def _tell_of(strategy: "publishing.PublishedStrategy", output: Path, *, named: bool) -> None:
    """Tell what is to know of a publication, with its name among several."""
    head = f"{strategy.assessed.name} : " if named else ""
    if strategy.told:
        tell(f"{head}{strategy.told}")
    for note in strategy.assessed.notes:
        tell(f"{head}{note}")
    if strategy.masked:
        tell(
            f"{head}gouvernance : une fonction était attendue, un nom de personne est donné ; non publié dans les tables"
        )
    if strategy.left:
        tell(
            f"{head}non publié : {plural(len(strategy.left), 'élément')}, la liste et les raisons sont dans {output / 'non-publie.csv'}"
        )
