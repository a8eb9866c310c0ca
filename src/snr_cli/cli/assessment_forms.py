"""The forms of `snr assess`: how each writes a result, and puts together those of several dossiers."""

from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from snr_cli.model.refusal import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from snr_cli.api.assessing import Assessed
    from snr_cli.catalog.tables import Tables
    from snr_cli.outputs.tables.grid import Grid


class AssessmentHow(NamedTuple):
    """How results are written: `--by`, several or not, columns, colours in a terminal, CSV for Excel."""

    by: str
    several: bool
    width: int
    color: bool
    for_excel: bool = False


def _table(assessed: "Assessed", tables: "Tables", how: AssessmentHow) -> str:
    from snr_cli.outputs.assessment_table import assessment_screen

    return assessment_screen(
        assessed.result,
        tables,
        width=how.width,
        color=how.color,
        by=how.by,
        imported=assessed.imported,
        sets=assessed.sets,
    ).text()


def _tables(texts: "Iterable[str]", tables: "Tables", how: AssessmentHow) -> "Iterable[str]":
    return (f"\n{text}" if rank else text for rank, text in enumerate(texts))


def _json(assessed: "Assessed", tables: "Tables", how: AssessmentHow) -> str:
    from snr_cli.outputs.assessment_json import result_document, result_text

    document = result_document(assessed.result, tables, assessed.name, assessed.imported, assessed.dossier)
    return result_text(document, several=how.several)


def _list(texts: "Iterable[str]", tables: "Tables", how: AssessmentHow) -> "Iterable[str]":
    from snr_cli.outputs.assessment_json import json_pieces

    return json_pieces(texts, several=how.several)


def _rows(assessed: "Assessed", tables: "Tables", how: AssessmentHow) -> str:
    from snr_cli.outputs.assessment_csv import detail_grid
    from snr_cli.outputs.tables.delimited import grid_csv
    from snr_cli.results.organisation import judged_organisation

    judged = judged_organisation(assessed.result, tables, None)
    return grid_csv(detail_grid(assessed.name, assessed.result, judged, tables), for_excel=how.for_excel, headed=False)


def _csv(texts: "Iterable[str]", tables: "Tables", how: AssessmentHow) -> "Iterable[str]":
    from snr_cli.outputs.assessment_csv import head_grid
    from snr_cli.outputs.tables.delimited import csv_together

    return csv_together(texts, head_grid(tables), for_excel=how.for_excel)


def _grids(assessed: "Assessed", tables: "Tables", how: AssessmentHow) -> "tuple[str, Sequence[Grid]]":
    from snr_cli.outputs.assessment_grids import assessment_grids

    return assessed.name, assessment_grids(assessed.name, assessed.result, tables, assessed.sets)


def _book(found: "Iterable[tuple[str, Sequence[Grid]]]", tables: "Tables", how: AssessmentHow) -> bytes:
    from snr_cli.outputs.results_book import book_bytes
    from snr_cli.outputs.tables.grid import side_by_side

    every = list(found)
    return book_bytes("snr : empreinte du numérique", side_by_side(every, "Dossier") if how.several else every[0][1])


def _page(assessed: "Assessed", tables: "Tables", how: AssessmentHow) -> str:
    from snr_cli.documents.footprint import footprint_page

    if how.several:
        raise UsageError(
            "--format html : une page dit un seul dossier", "lancez la commande pour chacun, ou prenez xlsx"
        )
    return footprint_page(assessed.result, tables, assessed.sets)


def _alone(texts: "Iterable[str]", tables: "Tables", how: AssessmentHow) -> "Iterable[str]":
    return texts


class FormOfAssessment(NamedTuple):
    """A form of the result: what it is of a dossier, and how those of all make one.

    `no_members`: why it cannot show `--by member`, if so. `sets`: it shows every set of factors side by side.
    """

    text: "Callable[[Assessed, Tables, AssessmentHow], Any]"
    together: "Callable[[Iterable[Any], Tables, AssessmentHow], Iterable[str] | bytes]"
    no_members: str
    sets: bool = True


# what `--format` accepts: its choices, its help and its completion are these
FORMS: Final[dict[str, FormOfAssessment]] = {
    "table": FormOfAssessment(_table, _tables, ""),
    "json": FormOfAssessment(_json, _list, "", sets=False),
    "csv": FormOfAssessment(
        _rows,
        _csv,
        "le csv a une ligne par ligne d’inventaire ; les parts sont en json (members), ou --member NAME donne les lignes d’une part",
        sets=False,
    ),
    "xlsx": FormOfAssessment(_grids, _book, ""),
    "html": FormOfAssessment(_page, _alone, ""),
}
if TYPE_CHECKING:
    AssessmentForm = str
else:
    AssessmentForm = Literal[tuple(FORMS)]
