"""`snr compare`: how much of the change between two years is real."""

import re
from typing import Annotated, Final

import typer

from snr_cli.api import comparing
from snr_cli.catalog import opened
from snr_cli.cli.console import (
    HERE,
    Exit,
    Forms,
    How,
    Output,
    as_book,
    as_json,
    csv_forms,
    deliver,
    form_of,
    needs_file,
    offers,
    tell,
    tell_notes,
    wants_color,
    width,
)
from snr_cli.engine import records
from snr_cli.french.numbers import number
from snr_cli.model.refusal import UsageError
from snr_cli.outputs import comparison, factor_update, voted_version
from snr_cli.plan import past_years as two_years
from snr_cli.results import effects

# of two years and the tables
FORMS: Final[Forms] = {
    "text": lambda answer, how: comparison.to_table(*answer, width=how.width, color=how.color),
    "json": lambda answer, how: as_json(comparison.comparison_document(*answer)),
    **csv_forms(lambda answer: comparison.comparison_detail(*answer)),
    "xlsx": lambda answer, how: as_book("snr : comparaison de deux années", comparison.comparison_grids(*answer)),
}
OF_FACTORS: Final[Forms] = {
    "text": lambda factors, how: factor_update.factor_update_screen(factors, width=how.width, color=how.color),
    "json": lambda factors, how: as_json(factor_update.RESULT.document(factors)),
}
OF_VOTED: Final[Forms] = {
    "text": lambda compared, how: voted_version.voted_screen(compared, width=how.width, color=how.color),
    "json": lambda compared, how: as_json(voted_version.RESULT.document(compared)),
}


@offers(FORMS)
def command(
    old: Annotated[
        str,
        typer.Argument(
            metavar="ANCIEN",
            help="Première année : dossier, ou résultat de snr assess --format json ; - pour l’entrée standard. Seul, ou avec --factors ou --review : le dossier.",
        ),
    ] = HERE,
    new: Annotated[
        str | None,
        typer.Argument(
            metavar="NOUVEAU",
            help="Seconde année, de même. Sans elle, le dossier se compare à la dernière version votée de sa stratégie (snr adopt).",
        ),
    ] = None,
    review: Annotated[
        int | None,
        typer.Option(
            "--review", metavar="ANNÉE", help="Compare le dossier à son bilan annuel de cette année (annual_reviews)."
        ),
    ] = None,
    factors: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--factors",
            metavar="DOSSIER DOSSIER",
            allow_from_autoenv=False,
            help="Dit ce qu’une mise à jour des facteurs change au dossier : deux dossiers de facteurs ; snr, ceux de cette version.",
        ),
    ] = None,
    output_format: Annotated[str, typer.Option("--format", "-f", help="Forme de la réponse.")] = "text",
    output: Output = None,
    perimeter: Annotated[
        list[str] | None,
        typer.Option(
            "--perimeter", help="Site ou entité dont l’arrivée ou le départ est un changement de périmètre (répétable)."
        ),
    ] = None,
    limit: Annotated[
        str | None,
        typer.Option(
            "--fail-on-increase",
            help="Hausse admise de l’organisation (2%), à méthode et périmètre constants : code 1 au-delà.",
        ),
    ] = None,
) -> None:
    """Compare two years, or two versions of the factors."""
    from snr_cli.api import adopting

    needs_file(form := output_format, output)
    how = How(width(), output is None and wants_color())
    others = {"NOUVEAU": new, "--review": review, "--perimeter": perimeter, "--fail-on-increase": limit}
    given = " ni ".join(name for name, value in others.items() if value)
    if factors is not None:
        if given:
            raise UsageError(f"--factors compare les facteurs d’un seul dossier : sans {given}")
        write = form_of(OF_FACTORS, form, "--factors")
        deliver(write(comparing.compare_factors(old, *factors), how), output)
        return
    if new is None and review is None:
        if given:
            raise UsageError(f"{given} : un dossier se compare à une seconde année, nommez-la")
        deliver(form_of(OF_VOTED, form, "comparé à la version votée")(adopting.compare_voted(old), how), output)
        return
    threshold = _share(limit) if limit is not None else None
    tables = opened.shipped_tables()
    shown = (records.CLIMATE,) if form == "text" else None
    compared = comparing.compare_years(
        old, new, review=review, perimeter=tuple(perimeter or ()), categories=shown, tables=tables
    )
    for assessed in compared.dossiers:
        tell_notes(assessed, tables)
    comparison = compared.comparison
    deliver(FORMS[form]((comparison, tables), how), output)
    if threshold is not None and _passed(comparison, threshold, str(limit)):
        raise typer.Exit(Exit.WRONG)


def _share(text: str) -> float:
    """Read a share: 2%, 2,5 %.

    Raises:
        UsageError: not a share.
    """
    match = re.fullmatch(r"\s*(\d{1,4}(?:[.,]\d{1,9})?)\s*%\s*", text)
    if match is None:
        raise UsageError(f"--fail-on-increase : « {text} » n’est pas un pourcentage ; écrivez 2%")
    return float(match[1].replace(",", ".")) / 100


def _passed(comparison: "two_years.Comparison", threshold: float, limit: str) -> bool:
    """Say whether the organisation grew by more than a share, or whether nobody can know."""
    split = comparison.organisation.get(records.CLIMATE)
    growth = None if split is None else split.at_constant_method
    if growth is None or not effects.change_is_of_totals(comparison, records.CLIMATE):
        why = "non comparable" if growth is None else "évaluée en partie"
        tell(f"--fail-on-increase {limit} : organisation {why}, la hausse ne peut pas être vérifiée", always=True)
        return True
    if growth > threshold + 1e-9:  # 1 100 is not more than 10 % above 1 000
        tell(f"+{number(growth * 100, 1)} % à méthode et périmètre constants : c’est plus que {limit}", always=True)
        return True
    return False
