"""`snr assess`: the footprint."""

from typing import TYPE_CHECKING, Annotated, Final, Literal, NamedTuple

import typer

from snr_cli.cli import completion
from snr_cli.cli.console import deliver, tell, wants_color, width
from snr_cli.cli.exits import Exit
from snr_cli.cli.options import Output

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from snr_cli.api.assessing import Assessed
    from snr_cli.catalog.tables import Tables


class How(NamedTuple):
    """How results are written: labels from the tables, `--by`, the number of dossiers, and whether a terminal shows colours."""

    tables: "Tables"
    by: str
    dossiers: int
    color: bool


def _table(results: "Iterator[Assessed]", how: How) -> "Iterator[str]":
    from snr_cli.writers.assessment_table import assessment_screen

    for rank, each in enumerate(results):
        screen = assessment_screen(
            each.result, how.tables, width=width(), color=how.color, by=how.by, imported=each.imported
        )
        yield f"\n{screen.text()}" if rank else screen.text()


def _json(results: "Iterator[Assessed]", how: How) -> "Iterator[str]":
    from snr_cli.writers.assessment_json import json_pieces, result_document

    return json_pieces(
        (result_document(each.result, how.tables, each.name, each.imported, each.dossier) for each in results),
        how.dossiers,
    )


def _csv(results: "Iterator[Assessed]", how: How) -> "Iterator[str]":
    from snr_cli.writers.assessment_csv import csv_pieces

    return csv_pieces(((each.name, each.result) for each in results), how.tables)


class FormOfAssessment(NamedTuple):
    """A form of the result: what yields its text as results come, and why it cannot show `--by member`; empty when it does."""

    texts: "Callable[[Iterator[Assessed], How], Iterator[str]]"
    no_members: str


# what `--format` accepts: its choices, its help and its completion are these
FORMS: Final[dict[str, FormOfAssessment]] = {
    "table": FormOfAssessment(_table, ""),
    "json": FormOfAssessment(_json, ""),
    "csv": FormOfAssessment(
        _csv,
        "le csv a une ligne par ligne d’inventaire ; les parts sont en json (members), ou --member NAME donne les lignes d’une part",
    ),
}
if TYPE_CHECKING:
    AssessmentForm = str
else:
    AssessmentForm = Literal[tuple(FORMS)]


def command(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH…", help="Dossiers (leur territory.yaml), fichiers, ou - pour l’entrée standard."),
    ],
    output_format: Annotated[AssessmentForm, typer.Option("--format", "-f", help="Forme du résultat.")] = "table",
    output: Output = None,
    factor_set: Annotated[
        str | None,
        typer.Option("--factor-set", help="ademe, declarations ou ecodiag.", autocompletion=completion.factor_sets),
    ] = None,
    licence: Annotated[
        Literal["all", "open"] | None,
        typer.Option("--factors-licence", help="open : sans les facteurs de licence incertaine."),
    ] = None,
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
    """Calcule l’empreinte de l’organisation et estime celle du territoire."""
    from snr_cli.catalog.tables import shipped_tables
    from snr_cli.cli.assessed import assessed
    from snr_cli.engine.records import CLIMATE
    from snr_cli.findings.finding import UsageError
    from snr_cli.writers.spool import spooled

    threshold = _kilograms(limit) if limit is not None else None
    if member is not None and without:
        raise UsageError(
            "--member et --without ne vont pas ensemble : la part d’un membre est celle de tout son dossier"
        )
    form = FORMS[output_format]
    if by == "member" and form.no_members:
        raise UsageError(f"--by member : {form.no_members}")
    tables = shipped_tables()
    totals: list[tuple[str, float | None, bool]] = []
    alone: list[str] = []

    def results() -> "Iterator[Assessed]":
        """Assess the dossiers in turn, and keep of each what the end needs."""
        for path in paths:
            found = assessed(
                path,
                tables,
                factor_set=factor_set,
                licence=licence,
                without=tuple(without or ()),
                whole=member is None,
                part=member,
            )
            if by == "member" and not found.result.members:
                alone.append(found.name)
            organisation = found.result.organisation
            if threshold is not None:
                covered = organisation.coverage[CLIMATE].is_total
                totals.append((found.name, organisation.totals.get(CLIMATE), covered))
            yield found
        if alone:
            raise UsageError(f"--by member : {', '.join(alone)} n’a pas de membres (members)")

    texts = form.texts(results(), How(tables, by, len(paths), output is None and wants_color()))
    deliver("".join(texts) if len(paths) == 1 else spooled(texts), output)
    if threshold is not None and [each for each in totals if _passed(*each, threshold, str(limit))]:
        raise typer.Exit(Exit.WRONG)


def _passed(name: str, total: float | None, is_total: bool, threshold: float, limit: str) -> bool:
    """Say whether an organisation is over the threshold, or whether nobody can know."""
    if total is None:
        tell(f"{name} : --max {limit} : organisation non évaluée, le seuil ne peut pas être vérifié", always=True)
        return True
    if total > threshold:
        from snr_cli.french import number

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
    import re

    from snr_cli.findings.finding import UsageError

    found = re.fullmatch(r"\s*(\d{1,15}(?:[.,]\d{1,9})?)\s*(kg|t)\s*", text)
    if found is None:
        raise UsageError(f"--max : « {text} » n’est pas une masse ; écrivez 500t ou 80000kg")
    return float(found[1].replace(",", ".")) * (1000 if found[2] == "t" else 1)
