"""`snr compare`: how much of the change between two years is real."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from snr_cli.cli.console import Exit, deliver, tell, wants_color, width
from snr_cli.cli.forms import Forms, How, as_book, as_csv, as_json, choice, form_of
from snr_cli.cli.options import Output, needs_file
from snr_cli.french.numbers import number
from snr_cli.model.refusal import UsageError

if TYPE_CHECKING:
    from snr_cli.api.adopting import VotedComparison
    from snr_cli.catalog.tables import Tables
    from snr_cli.plan.comparison import Comparison
    from snr_cli.plan.factor_update import ComparedFactors


def _table(answer: "tuple[Comparison, Tables]", how: How) -> str:
    from snr_cli.outputs.comparison_table import to_table

    return to_table(*answer, width=how.width, color=how.color)


def _json(answer: "tuple[Comparison, Tables]", how: How) -> str:
    from snr_cli.outputs.comparison_json import comparison_document

    return as_json(comparison_document(*answer))


def _book(answer: "tuple[Comparison, Tables]", how: How) -> bytes:
    from snr_cli.outputs.comparison_grids import comparison_grids

    return as_book("snr : comparaison de deux années", comparison_grids(*answer))


def _factors_table(factors: "ComparedFactors", how: How) -> str:
    from snr_cli.outputs.factor_update_screen import factor_update_screen

    return factor_update_screen(factors, width=how.width, color=how.color)


def _factors_json(factors: "ComparedFactors", how: How) -> str:
    from snr_cli.outputs.factor_update_json import factor_update_document

    return as_json(factor_update_document(factors))


def _voted_table(compared: "VotedComparison", how: How) -> str:
    from snr_cli.outputs.adopted_screen import voted_screen

    return voted_screen(compared, width=how.width, color=how.color)


def _voted_json(compared: "VotedComparison", how: How) -> str:
    from snr_cli.outputs.voted_json import voted_document

    return as_json(voted_document(compared))


def _csv(answer: "tuple[Comparison, Tables]", how: How) -> str:
    from snr_cli.outputs.comparison_grids import comparison_detail

    return as_csv(comparison_detail(*answer), how)


FORMS: Final[Forms] = {"table": _table, "json": _json, "csv": _csv, "xlsx": _book}
OF_VOTED: Final[Forms] = {"table": _voted_table, "json": _voted_json}
OF_FACTORS: Final[Forms] = {"table": _factors_table, "json": _factors_json}
if TYPE_CHECKING:
    CompareForm = str
else:
    CompareForm = choice(FORMS)


def command(
    old: Annotated[
        str,
        typer.Argument(
            metavar="OLD",
            help="Première année : dossier, ou résultat de snr assess --format json ; - pour l’entrée standard. Avec --factors, le dossier.",
        ),
    ],
    new: Annotated[
        str | None, typer.Argument(metavar="NEW", help="Seconde année, de même ; absente avec --review ou --factors.")
    ] = None,
    review: Annotated[
        int | None,
        typer.Option("--review", help="Compare le dossier à son bilan annuel de cette année (annual_reviews)."),
    ] = None,
    factors: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--factors",
            metavar="OLD NEW",
            allow_from_autoenv=False,
            help="Dit ce qu’une mise à jour des facteurs change au dossier : deux dossiers de facteurs ; snr, ceux de cette version.",
        ),
    ] = None,
    voted: Annotated[
        bool, typer.Option("--voted", help="Compare le dossier à la dernière version votée (snr adopt).")
    ] = False,
    output_format: Annotated[CompareForm, typer.Option("--format", "-f", help="Forme de la réponse.")] = "table",
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
    """Compare deux années : activité, année seule, méthode et périmètre, facteurs ; leur somme est l’écart."""
    from snr_cli.api.adopting import compare_voted
    from snr_cli.api.comparing import compare_years
    from snr_cli.api.updating import compare_factors
    from snr_cli.catalog.opened import shipped_tables
    from snr_cli.cli.assessed import tell_notes
    from snr_cli.engine.records import CLIMATE

    needs_file(form := output_format, output)
    how = How(width(), output is None and wants_color())
    if factors is not None:
        others = {"NEW": new, "--review": review, "--perimeter": perimeter, "--fail-on-increase": limit}
        given = [name for name, value in others.items() if value]
        if given:
            raise UsageError(f"--factors compare les facteurs d’un seul dossier : sans {' ni '.join(given)}")
        write = form_of(OF_FACTORS, form, "--factors")
        deliver(write(compare_factors(old, *factors), how), output)
        return
    if voted:
        others = {"NEW": new, "--review": review, "--perimeter": perimeter, "--fail-on-increase": limit}
        given = [name for name, value in others.items() if value]
        if given:
            raise UsageError(f"--voted compare un dossier à ce qui a été voté : sans {' ni '.join(given)}")
        deliver(form_of(OF_VOTED, form, "--voted")(compare_voted(old), how), output)
        return
    threshold = _share(limit) if limit is not None else None
    tables = shipped_tables()
    shown = (CLIMATE,) if form == "table" else None
    compared = compare_years(old, new, review=review, perimeter=tuple(perimeter or ()), categories=shown, tables=tables)
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
    import re

    match = re.fullmatch(r"\s*(\d{1,4}(?:[.,]\d{1,9})?)\s*%\s*", text)
    if match is None:
        raise UsageError(f"--fail-on-increase : « {text} » n’est pas un pourcentage ; écrivez 2%")
    return float(match[1].replace(",", ".")) / 100


def _passed(comparison: "Comparison", threshold: float, limit: str) -> bool:
    """Say whether the organisation grew by more than a share, or whether nobody can know."""
    from snr_cli.engine.records import CLIMATE
    from snr_cli.results.effects import change_is_of_totals

    split = comparison.organisation.get(CLIMATE)
    growth = None if split is None else split.at_constant_method
    if growth is None or not change_is_of_totals(comparison, CLIMATE):
        why = "non comparable" if growth is None else "évaluée en partie"
        tell(f"--fail-on-increase {limit} : organisation {why}, la hausse ne peut pas être vérifiée", always=True)
        return True
    if growth > threshold + 1e-9:  # 1 100 is not more than 10 % above 1 000
        tell(f"+{number(growth * 100, 1)} % à méthode et périmètre constants : c’est plus que {limit}", always=True)
        return True
    return False
