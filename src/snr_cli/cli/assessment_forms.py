"""The forms of `snr assess`: how each writes a result, and puts together those of several dossiers."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple

from snr_cli.api.late import LATE
from snr_cli.cli.console import EXCEL
from snr_cli.model.refusal import UsageError

with LATE:
    from snr_cli.api import assessing
    from snr_cli.catalog import tables as catalog_tables
    from snr_cli.documents import footprint
    from snr_cli.outputs import assessment_grids, assessment_json, assessment_table, results_book, tables as grids
    from snr_cli.results import organisation


class AssessmentHow(NamedTuple):
    """How results are written: `--by`, several or not, columns, colours in a terminal, the whole screen or what it says first."""

    by: str
    several: bool
    width: int
    color: bool
    whole: bool = False


def _json(assessed: "assessing.Assessed", tables: "catalog_tables.Tables", how: AssessmentHow) -> str:
    document = assessment_json.result_document(
        assessed.result, tables, assessed.name, assessed.imported, assessed.dossier
    )
    return assessment_json.result_text(document, several=how.several)


def _csv_form(*, for_excel: bool) -> "FormOfAssessment":
    def rows(assessed: "assessing.Assessed", tables: "catalog_tables.Tables", how: AssessmentHow) -> str:
        judged = organisation.judged_organisation(assessed.result, tables, None)
        grid = assessment_grids.detail_grid(assessed.name, assessed.result, judged, tables)
        return grids.grid_csv(grid, for_excel=for_excel, headed=False)

    return FormOfAssessment(
        rows,
        lambda texts, tables, how: grids.csv_together(texts, assessment_grids.head_grid(tables), for_excel=for_excel),
        "le csv a une ligne par ligne d’inventaire ; les parts sont en json (members), ou --member NOM donne les lignes d’une part",
        sets=False,
    )


def _book(
    found: "Iterable[tuple[str, Sequence[grids.Grid]]]", tables: "catalog_tables.Tables", how: AssessmentHow
) -> bytes:
    every = list(found)
    return results_book.book_bytes(
        "snr : empreinte du numérique", grids.side_by_side(every, "Dossier") if how.several else every[0][1]
    )


def _page(assessed: "assessing.Assessed", tables: "catalog_tables.Tables", how: AssessmentHow) -> str:
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


# what `--format` accepts: its choices, its help and its completion are these
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
    "json": FormOfAssessment(
        _json, lambda texts, tables, how: assessment_json.json_pieces(texts, several=how.several), "", sets=False
    ),
    "csv": _csv_form(for_excel=False),
    EXCEL: _csv_form(for_excel=True),
    "xlsx": FormOfAssessment(
        lambda assessed, tables, how: (
            assessed.name,
            assessment_grids.assessment_grids(assessed.name, assessed.result, tables, assessed.sets),
        ),
        _book,
        "",
    ),
    "html": FormOfAssessment(_page, lambda texts, tables, how: texts, ""),
}
