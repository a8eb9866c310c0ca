"""`snr assess`: the footprint."""

import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Annotated, Any, Literal

import typer

from snr_cli.api.late import LATE
from snr_cli.cli import completion
from snr_cli.cli.assessment_forms import FORMS, AssessmentHow
from snr_cli.cli.console import (
    HERE,
    Exit,
    FactorsLicence,
    Output,
    State,
    deliver,
    needs_file,
    offers,
    tell,
    tell_next,
    wants_color,
    width,
)
from snr_cli.french.numbers import number
from snr_cli.french.words.terms import term
from snr_cli.model.refusal import UsageError

with LATE:
    from snr_cli.api import assessing
    from snr_cli.catalog import opened
    from snr_cli.cli import many
    from snr_cli.outputs import files


@offers(FORMS)
def command(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="DOSSIER…",
            help="Dossiers, leurs fichiers, ou - pour l’entrée standard ; sans lui, celui où l’on est.",
        ),
    ] = None,
    output_format: Annotated[str, typer.Option("--format", "-f", help="Forme du résultat.")] = "text",
    output: Output = None,
    factor_set: Annotated[
        str | None,
        typer.Option(
            "--factor-set",
            help="ademe, declarations, ecodiag, ou all : les trois côte à côte.",
            autocompletion=completion.factor_sets,
        ),
    ] = None,
    licence: FactorsLicence = None,
    by: Annotated[
        Literal["group", "site", "entity", "member"],
        typer.Option("--by", help="Ventilation de l’organisation ; member : groupement et communes membres."),
    ] = "group",
    member: Annotated[
        str | None,
        typer.Option(
            "--member",
            help="Un membre du groupement (ou group) : ses lignes et sa part des services mutualisés.",
            autocompletion=completion.members,
        ),
    ] = None,
    without: Annotated[
        list[str] | None, typer.Option("--without", help="Site ou entité laissé de côté (répétable).")
    ] = None,
    limit: Annotated[
        str | None, typer.Option("--max", help="Seuil sur l’organisation (500t, 80000kg) : code 1 s’il est dépassé.")
    ] = None,
) -> None:
    """Assess dossiers."""
    threshold = _kilograms(limit) if limit is not None else None
    if member is not None and without:
        raise UsageError(
            "--member et --without ne vont pas ensemble : la part d’un membre est celle de tout son dossier"
        )
    paths = paths or [HERE]
    needs_file(output_format, output)
    form = FORMS[output_format]
    if by == "member" and form.no_members:
        raise UsageError(f"--by member : {form.no_members}")
    if factor_set == assessing.ALL_SETS and not form.sets:
        raise UsageError(
            f"--factor-set {assessing.ALL_SETS} : des jeux côte à côte se lisent en text, html ou xlsx",
            f"en {output_format}, demandez un jeu à la fois",
        )
    how = AssessmentHow(by, len(paths) > 1, width(), output is None and wants_color(), bool(State.verbose))
    options = {
        "factor_set": factor_set,
        "licence": licence,
        "without": tuple(without or ()),
        "whole": member is None,
        "part": member,
    }
    asked = many.Asked(options, output_format, how, bool(State.verbose))
    totals: list[tuple[str, float | None, bool]] = []
    alone: list[str] = []

    def texts(found: "Iterable[many.Portion]") -> "Iterator[Any]":
        """Yield what each dossier adds, and keep of it what the end needs."""
        for portion in found:
            for note in portion.notes:
                tell(note)
            if by == "member" and not portion.has_members:
                alone.append(portion.name)
            if threshold is not None:
                totals.append((portion.name, portion.total, portion.is_total))
            yield portion.said
        if alone:
            raise UsageError(f"--by member : {', '.join(alone)} n’a pas de membres (members)")

    with closing(many.portions(paths, opened.shipped_tables(), asked)) as found:
        pieces = form.together(texts(found), opened.shipped_tables(), how)
        if not isinstance(pieces, bytes):
            pieces = files.spooled(pieces) if how.several else "".join(pieces)
        deliver(pieces, output)
    if output_format == "text" and output is None and not how.several and member is None:
        tell_next(paths[0])
    if threshold is not None and [total for total in totals if _passed(*total, threshold, str(limit))]:
        raise typer.Exit(Exit.WRONG)


def _passed(name: str, total: float | None, is_total: bool, threshold: float, limit: str) -> bool:
    """Say whether an organisation is over the threshold, or whether nobody can know."""
    if total is None:
        tell(
            f"{name} : --max {limit} : organisation {term('not_assessed', feminine=True)}, le seuil ne peut pas être vérifié",
            always=True,
        )
        return True
    if total > threshold:
        tell(f"{name} : {number(total / 1000, 1)} t CO2e dépasse le seuil {limit}", always=True)
        return True
    if not is_total:  # what is not assessed may be over it
        tell(f"{name} : --max {limit} : total partiel, le seuil ne peut pas être vérifié", always=True)
        return True
    return False


def _kilograms(text: str) -> float:
    """Read a mass: 500t, 80000kg.

    Raises:
        UsageError: not a mass.
    """
    match = re.fullmatch(r"\s*(\d{1,15}(?:[.,]\d{1,9})?)\s*(kg|t)\s*", text)
    if match is None:
        raise UsageError(f"--max : « {text} » n’est pas une masse ; écrivez 500t ou 80000kg")
    return float(match[1].replace(",", ".")) * (1000 if match[2] == "t" else 1)
