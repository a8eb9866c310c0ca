"""The assessment as a tidy table: one row per line × category × stage."""

from collections.abc import Iterable, Iterator

from snr_cli.catalog.tables import Tables
from snr_cli.cells import safe_cell
from snr_cli.engine.records import ELECTRICITY, Assessment
from snr_cli.plain import csv_text

_COLUMNS = (
    "dossier",
    "line",
    "label",
    "type",
    "group",
    "site",
    "entity",
    "quality",
    "category",
    "stage",
    "value",
    "unit",
    "status",
)


def rows_text(name: str, result: Assessment, tables: Tables) -> str:
    """Return the rows of a dossier; what is not assessed is empty, with the status `not_assessed`."""
    return csv_text(_rows(name, result, tables))


def csv_pieces(texts: Iterable[str]) -> Iterator[str]:
    """Yield the headings, then the rows of each dossier."""
    yield csv_text([_COLUMNS])
    yield from texts


def _rows(name: str, result: Assessment, tables: Tables) -> Iterator[list[object]]:
    for line in result.organisation.lines:
        head = [
            safe_cell(text)
            for text in (name, line.id, line.label, line.type, line.group, line.site, line.entity, line.quality)
        ]
        for category in tables.categories:
            unit = tables.categories[category].unit
            for stage, value in line.stages(category).items():
                yield [*head, category, stage, value, unit, line.recipe.covers(category)]
            if category == ELECTRICITY and line.electricity_kwh is not None:
                yield [*head, category, "use", line.electricity_kwh, unit, line.recipe.covers(category)]
            missing = dict.fromkeys(gap.stage for gap in line.recipe.gaps if gap.category == category)
            for stage in missing:
                yield [*head, category, stage, "", unit, "not_assessed"]
