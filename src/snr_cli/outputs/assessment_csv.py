"""The assessment as a tidy table: one row per line × category × stage, then the totals and the territory, which say so."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import CLIMATE, ELECTRICITY, Assessment, Use
from snr_cli.french.words.codes import CERTAINTIES, FIGURE_STATES, ORIGINS, QUALITIES, STAGES
from snr_cli.french.words.terms import term
from snr_cli.outputs.tables.grid import Grid, GridCell, GridColumn
from snr_cli.results.key_figures import Place, figures_at, key_figures
from snr_cli.results.organisation import JudgedOrganisation, SetState, stage_state
from snr_cli.results.sentences.coverage import CATEGORY_UNITS, is_known

_ROWS: Final = {
    "line": "ligne",
    "total": "total de l’organisation",
    "factor_set": f"total de l’organisation sous un autre {term('factor_set')}",
    "key_figure": "chiffre clé",
    "territory_inhabitant": "territoire, par habitant",
    "territory_household": "territoire, par ménage",
    "use": "usage du territoire",
}
# a line is assessed whole, in part or not; a sum has the states of every figure
_STATUSES: Final = (
    {"complete": "entier", "deduced": "déduit du climat", "estimate": "estimé"}
    | FIGURE_STATES
    | {"partial": "en partie"}
)


def detail_grid(name: str, result: Assessment, judged: JudgedOrganisation, tables: Tables) -> Grid:
    """Return the rows of a dossier; what is not assessed is empty, with the status `not_assessed`.

    `judged` has an interval for every category. Only the rows of lines may be added, within a category: the others are sums already, or readings beside it.
    """
    columns = _columns(tables)
    return Grid(
        "Détail",
        "Chaque ligne, catégorie et étape ; puis les totaux et le territoire. Filtrez avant d’additionner.",
        columns,
        tuple((*row, *(None,) * (len(columns) - len(row))) for row in _rows(name, result, judged, tables)),
    )


def _columns(tables: Tables) -> tuple[GridColumn, ...]:
    groups = {key: str(entry["label_fr"]) for key, entry in tables.vocabulary["groups"].items()}
    categories = {key: entry.label for key, entry in tables.categories.items()}
    units = {figure.unit_code: figure.unit for figure in figures_at(Place.ASSESSMENT).values()}
    return (
        GridColumn("Dossier", key="dossier"),
        GridColumn("Identifiant", key="line"),
        GridColumn("Libellé", key="label"),
        GridColumn("Type", key="type"),
        GridColumn("Groupe", key="group", words=groups),
        GridColumn("Site", key="site"),
        GridColumn("Entité", key="entity"),
        GridColumn("Qualité de la donnée", key="quality", words=QUALITIES),
        GridColumn("Catégorie", key="category", words=categories),
        GridColumn("Étape", key="stage", words=STAGES),
        GridColumn("Valeur par an", "number", key="value"),
        GridColumn("Unité", key="unit", words=CATEGORY_UNITS | units),
        GridColumn("Évalué", key="status", words=_STATUSES),
        GridColumn("Nature de la ligne", key="row", words=_ROWS),
        GridColumn("Quantité", "count", key="quantity"),
        GridColumn("Unité de la quantité", key="quantity_unit", words={"unit": "unité"}),
        GridColumn("Borne basse", "number", key="low", loose=True),
        GridColumn("Borne haute", "number", key="high", loose=True),
        GridColumn("Sûr ?", key="certainty", words=CERTAINTIES),
    )


def head_grid(tables: Tables) -> Grid:
    """Return the columns, without any row."""
    return Grid("Détail", "", _columns(tables), ())


def _rows(name: str, result: Assessment, judged: JudgedOrganisation, tables: Tables) -> Iterator[tuple[GridCell, ...]]:
    units = {category: entry.unit for category, entry in tables.categories.items()}
    for line in result.organisation.lines:
        head = (name, line.id, line.label, line.type, line.group, line.site, line.entity, line.quality)
        more = ("line", line.quantity, line.unit, None, None, line.certainty)
        for category, unit in units.items():
            status = line.recipe.covers(category)
            for stage, value in line.stages(category).items():
                yield (*head, category, stage, value, unit, stage_state(line, category, stage), *more)
            if category == ELECTRICITY and line.electricity_kwh is not None:
                yield (*head, category, "use", line.electricity_kwh, unit, status, *more)
            missing = dict.fromkeys(gap.stage for gap in line.recipe.gaps if gap.category == category)
            for stage in missing:
                yield (*head, category, stage, None, unit, "not_assessed", *more)
    yield from _totals(name, judged, tables)
    for figure, known in key_figures(result, tables, judged, Place.ASSESSMENT).items():
        yield (
            *_beside(name, figure.key, figure.label),
            None,
            "all",
            known.value,
            known.unit,
            known.state,
            "key_figure",
        )
    yield from _territory(name, result, tables)


def _beside(name: str, code: str, label: str) -> tuple[GridCell, ...]:
    """Begin a row that is of no line."""
    return (name, code, label, None, None, None, None, None)


def _totals(name: str, judged: JudgedOrganisation, tables: Tables) -> Iterator[tuple[GridCell, ...]]:
    """Yield the sums of the organisation; one that a part of it exceeds is not shown."""
    for category, totals in judged.sums.items():
        if is_known(totals) or tables.categories[category].mandatory or category == ELECTRICITY:
            head = (*_beside(name, "", "Total"), category, "all")
            yield (
                *head,
                totals.value,
                totals.unit,
                totals.state,
                "total",
                None,
                None,
                *(totals.bounds or (None, None)),
            )
    for total in judged.sets.every if judged.sets is not None else ():
        if total.state is not SetState.GIVEN:
            head = (*_beside(name, total.id, f"Total, facteurs : {tables.sets[total.id].label}"), CLIMATE, "all")
            yield (*head, total.value, judged.climate.unit, total.figure_state, "factor_set")


class TerritoryReading(NamedTuple):
    """A value of the territory, a year; readings stand side by side, and are never added.

    `row`: the reading, a nature of rows of the CSV. `part`: what it is there: total, tier, stage, view, origin, use, or missing where
    nothing of the reading is assessed. `code`, `label`: of that part; `use`: the use that it is of.
    """

    row: str
    part: str
    code: str
    label: str
    category: str
    value: float | None
    low: float | None = None
    high: float | None = None
    use: Use | None = None


_INHABITANT, _HOUSEHOLD = "territory_inhabitant", "territory_household"
# what each part is called in the CSV; the others are not in it
_LABELS: Final = {
    (_INHABITANT, "total"): "Par habitant",
    (_INHABITANT, "tier"): "Par habitant, dont {}",
    (_HOUSEHOLD, "total"): "Par ménage",
    (_HOUSEHOLD, "origin"): "Par ménage, dont {}",
    ("use", "use"): "{}",
}


def territory_readings(result: Assessment, tables: Tables) -> Iterator[TerritoryReading]:
    """Yield the readings of the territory, then its uses."""
    territory, vocabulary = result.territory, tables.vocabulary
    if not territory.totals:
        yield TerritoryReading(_INHABITANT, "missing", "", "", CLIMATE, None)
    parts = [("total", "", "", territory.totals)]
    parts += [
        ("tier", tier, vocabulary["tiers"][tier]["label_fr"], estimates)
        for tier, estimates in territory.by_tier.items()
    ]
    for part, code, label, estimates in parts:
        for category, estimate in estimates.items():
            yield TerritoryReading(
                _INHABITANT, part, code, label, category, estimate.value, estimate.low, estimate.high
            )
    for stage, amounts in territory.by_stage.items():
        label = vocabulary["territory_stages"][stage]["label_fr"]
        yield from (
            TerritoryReading(_INHABITANT, "stage", stage, label, category, value) for category, value in amounts.items()
        )
    for view, estimate in territory.views.items():
        if view != "consumption":
            yield TerritoryReading(
                _INHABITANT, "view", view, view, CLIMATE, estimate.value, estimate.low, estimate.high
            )
    if not territory.household_totals:
        yield TerritoryReading(_HOUSEHOLD, "missing", "", "", CLIMATE, None)
    for category, value in territory.household_totals.items():
        yield TerritoryReading(_HOUSEHOLD, "total", "", "", category, value)
    for origin, value in territory.households.items():
        yield TerritoryReading(_HOUSEHOLD, "origin", origin, ORIGINS[origin], CLIMATE, value)
    for use in result.uses:
        yield TerritoryReading("use", "use", use.id, use.label, CLIMATE, use.line.total(CLIMATE), use=use)


def _territory(name: str, result: Assessment, tables: Tables) -> Iterator[tuple[GridCell, ...]]:
    """Yield the readings of the territory and its uses."""
    for reading in territory_readings(result, tables):
        if label := _LABELS.get((reading.row, reading.part)):
            yield (
                *(*_beside(name, reading.code, label.format(reading.label)), reading.category, "all"),
                reading.value,
                tables.categories[reading.category].unit,
                "not_assessed" if reading.value is None else "estimate",
                reading.row,
                *((reading.use.quantity.value, reading.use.unit) if reading.use is not None else (None, None)),
                *(reading.low, reading.high),
            )
