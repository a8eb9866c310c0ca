"""The forms of `snr assess`: how each writes a result, and puts together those of several dossiers."""

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from snr_cli.api.assessing import Assessed
    from snr_cli.catalog.tables import Tables


class How(NamedTuple):
    """How results are written: `--by`, whether there are several, columns, and whether a terminal shows colours."""

    by: str
    several: bool
    width: int
    color: bool


def _table(each: "Assessed", tables: "Tables", how: How) -> str:
    from snr_cli.writers.assessment_table import assessment_screen

    return assessment_screen(
        each.result, tables, width=how.width, color=how.color, by=how.by, imported=each.imported
    ).text()


def _tables(texts: "Iterable[str]", how: How) -> "Iterable[str]":
    return (f"\n{text}" if rank else text for rank, text in enumerate(texts))


def _json(each: "Assessed", tables: "Tables", how: How) -> str:
    from snr_cli.writers.assessment_json import result_document, result_text

    document = result_document(each.result, tables, each.name, each.imported, each.dossier)
    return result_text(document, several=how.several)


def _list(texts: "Iterable[str]", how: How) -> "Iterable[str]":
    from snr_cli.writers.assessment_json import json_pieces

    return json_pieces(texts, several=how.several)


def _rows(each: "Assessed", tables: "Tables", how: How) -> str:
    from snr_cli.writers.assessment_csv import rows_text

    return rows_text(each.name, each.result, tables)


def _csv(texts: "Iterable[str]", how: How) -> "Iterable[str]":
    from snr_cli.writers.assessment_csv import csv_pieces

    return csv_pieces(texts)


class FormOfAssessment(NamedTuple):
    """A form of the result: the text of a dossier, how those of all make one, and why it cannot show `--by member`, if so."""

    text: "Callable[[Assessed, Tables, How], str]"
    together: "Callable[[Iterable[str], How], Iterable[str]]"
    no_members: str


# what `--format` accepts: its choices, its help and its completion are these
FORMS: Final[dict[str, FormOfAssessment]] = {
    "table": FormOfAssessment(_table, _tables, ""),
    "json": FormOfAssessment(_json, _list, ""),
    "csv": FormOfAssessment(
        _rows,
        _csv,
        "le csv a une ligne par ligne d’inventaire ; les parts sont en json (members), ou --member NAME donne les lignes d’une part",
    ),
}
if TYPE_CHECKING:
    AssessmentForm = str
else:
    AssessmentForm = Literal[tuple(FORMS)]
