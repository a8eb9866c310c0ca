"""`snr assess`: the footprint."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Annotated, Any, Final, Literal, NamedTuple

import typer

from snr_cli.api import assessing
from snr_cli.catalog import opened, tables as catalog_tables
from snr_cli.cli.console import (
    EXCEL,
    HERE,
    Exit,
    FactorsLicence,
    Output,
    State,
    deliver,
    needs_file,
    notes_of,
    offers,
    tell,
    tell_next,
    wants_color,
    width,
)
from snr_cli.french.numbers import number
from snr_cli.french.words.terms import term
from snr_cli.model.refusal import UsageError
from snr_cli.outputs import assessment_table, tables as grids
from snr_cli.results import organisation
from snr_cli.results.organisation import judged_organisation


class AssessmentHow(NamedTuple):
    """How results are written: `--by`, several or not, columns, colours in a terminal, the whole screen or what it says first."""

    by: str
    several: bool
    width: int
    color: bool
    whole: bool = False


def _json(assessed: "assessing.Assessed", tables: "catalog_tables.Tables", how: AssessmentHow) -> str:
    from snr_cli.outputs import assessment_json

    document = assessment_json.result_document(
        assessed.result, tables, assessed.name, assessed.imported, assessed.dossier
    )
    return assessment_json.result_text(document, several=how.several)


def _json_together(texts: Iterable[str], tables: "catalog_tables.Tables", how: AssessmentHow) -> Iterable[str]:
    from snr_cli.outputs import assessment_json

    return assessment_json.json_pieces(texts, several=how.several)


def _csv_form(*, for_excel: bool) -> "FormOfAssessment":
    def rows(assessed: "assessing.Assessed", tables: "catalog_tables.Tables", how: AssessmentHow) -> str:
        from snr_cli.outputs import assessment_grids

        judged = organisation.judged_organisation(assessed.result, tables, None)
        grid = assessment_grids.detail_grid(assessed.name, assessed.result, judged, tables)
        return grids.grid_csv(grid, for_excel=for_excel, headed=False)

    def together(texts: Iterable[Any], tables: "catalog_tables.Tables", how: AssessmentHow) -> Iterable[str]:
        from snr_cli.outputs import assessment_grids

        return grids.csv_together(texts, assessment_grids.head_grid(tables), for_excel=for_excel)

    return FormOfAssessment(
        rows,
        together,
        "le csv a une ligne par ligne d’inventaire ; les parts sont en json (members), ou --member NOM donne les lignes d’une part",
        sets=False,
    )


def _grids(
    assessed: "assessing.Assessed", tables: "catalog_tables.Tables", how: AssessmentHow
) -> "tuple[str, Sequence[grids.Grid]]":
    from snr_cli.outputs import assessment_grids

    return assessed.name, assessment_grids.assessment_grids(assessed.name, assessed.result, tables, assessed.sets)


def _book(
    found: "Iterable[tuple[str, Sequence[grids.Grid]]]", tables: "catalog_tables.Tables", how: AssessmentHow
) -> bytes:
    from snr_cli.outputs import results_book

    every = list(found)
    return results_book.book_bytes(
        "snr : empreinte du numérique", grids.side_by_side(every, "Dossier") if how.several else every[0][1]
    )


def _page(assessed: "assessing.Assessed", tables: "catalog_tables.Tables", how: AssessmentHow) -> str:
    from snr_cli.documents import footprint

    if how.several:
        raise UsageError(
            "--format html : une page dit un seul dossier", "lancez la commande pour chacun, ou prenez xlsx"
        )
    return footprint.footprint_page(assessed.result, tables, assessed.sets)


class FormOfAssessment(NamedTuple):
    """A form of the result: what it is of a dossier, and how those of all make one.

    `no_members`: why it cannot show `--by member`, if so. `sets`: it shows every set of factors side by side.
    """

    text: "Callable[[assessing.Assessed, catalog_tables.Tables, AssessmentHow], Any]"
    together: "Callable[[Iterable[Any], catalog_tables.Tables, AssessmentHow], Iterable[str] | bytes]"
    no_members: str
    sets: bool = True


# what `--format` accepts: its choices and its help are these
FORMS: Final[dict[str, FormOfAssessment]] = {
    "text": FormOfAssessment(
        lambda assessed, tables, how: assessment_table.assessment_screen(
            assessed.result,
            tables,
            width=how.width,
            color=how.color,
            by=how.by,
            imported=assessed.imported,
            sets=assessed.sets,
            whole=how.whole,
        ).text(),
        lambda texts, tables, how: (f"\n{text}" if rank else text for rank, text in enumerate(texts)),
        "",
    ),
    "json": FormOfAssessment(_json, _json_together, "", sets=False),
    "csv": _csv_form(for_excel=False),
    EXCEL: _csv_form(for_excel=True),
    "xlsx": FormOfAssessment(
        _grids,
        _book,
        "",
    ),
    "html": FormOfAssessment(_page, lambda texts, tables, how: texts, ""),
}


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
        typer.Option("--factor-set", help="ademe, declarations, ecodiag, ou all : les trois côte à côte."),
    ] = None,
    licence: FactorsLicence = None,
    by: Annotated[
        Literal["group", "site", "entity", "member"],
        typer.Option("--by", help="Ventilation de l’organisation ; member : groupement et communes membres."),
    ] = "group",
    member: Annotated[
        str | None,
        typer.Option(
            "--member", help="Un membre du groupement (ou group) : ses lignes et sa part des services mutualisés."
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
    totals: list[tuple[str, float | None, bool]] = []
    alone: list[str] = []
    tables = opened.shipped_tables()

    def texts() -> Iterator[Any]:
        """Yield what each dossier adds, tell its notes, and keep of it what the end needs."""
        for path in paths:
            assessed = assessing.assess_dossier(
                path,
                tables,
                places=False,
                factor_set=factor_set,
                licence=licence,
                without=tuple(without or ()),
                whole=member is None,
                part=member,
            )
            for note in notes_of(assessed, tables, verbose=bool(State.verbose)):
                tell(note)
            if by == "member" and not assessed.result.members:
                alone.append(assessed.name)
            if threshold is not None:
                climate = judged_organisation(assessed.result, tables, ()).climate
                totals.append((assessed.name, climate.value, climate.state.is_total))
            yield form.text(assessed, tables, how)
        if alone:
            raise UsageError(f"--by member : {', '.join(alone)} n’a pas de membres (members)")

    pieces = form.together(texts(), tables, how)
    if how.several and not isinstance(pieces, bytes):
        from snr_cli.outputs import files

        pieces = files.spooled(pieces)
    elif not isinstance(pieces, bytes):
        pieces = "".join(pieces)
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
