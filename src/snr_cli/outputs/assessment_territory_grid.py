"""The territory of an assessment as a grid: readings side by side, whose rows are never added."""

from collections.abc import Iterator

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import Assessment, Estimate
from snr_cli.french.words.results import NOT_ASSESSED, ORIGINS
from snr_cli.outputs.tables.grid import Grid, GridCell, GridColumn
from snr_cli.results.sentences.coverage import CATEGORY_UNITS

_INHABITANT, _HOUSEHOLD, _USES = "par habitant", "par ménage", "usages"
_VIEWS = {"consumption": "vue consommation", "france_only": "vue France seule (dérivée)"}


def territory_grid(result: Assessment, tables: Tables) -> Grid:
    """Return the estimate of the territory, reading by reading; masses in kilograms."""
    return Grid(
        "Territoire",
        f"Territoire, estimé : lectures côte à côte, jamais additionnées, année {result.reference_year}",
        (
            GridColumn("Lecture"),
            GridColumn("Poste"),
            GridColumn("Catégorie"),
            GridColumn("Valeur", "number"),
            GridColumn("Unité"),
            GridColumn("Borne basse", "number", loose=True),
            GridColumn("Borne haute", "number", loose=True),
        ),
        tuple(_rows(result, tables)),
        notes=(
            "Aucune ligne de cette feuille ne s’ajoute à une autre lecture, ni à l’organisation.",
            "Bornes : neuf chances sur dix ; vides quand elles ne sont pas connues.",
        ),
    )


def _rows(result: Assessment, tables: Tables) -> Iterator[tuple[GridCell, ...]]:
    territory = result.territory
    tiers = {key: str(entry["label_fr"]) for key, entry in tables.vocabulary["tiers"].items()}
    stages = {key: str(entry["label_fr"]) for key, entry in tables.vocabulary["territory_stages"].items()}
    label = {name: entry.label for name, entry in tables.categories.items()}
    unit = {name: f"{CATEGORY_UNITS.get(entry.unit, entry.unit)} par an" for name, entry in tables.categories.items()}

    def estimate(reading: str, what: str, category: str, found: Estimate) -> tuple[GridCell, ...]:
        return (reading, what, label[category], found.value, unit[category], found.low, found.high)

    if not territory.totals:
        yield (_INHABITANT, "total", label["climate_change"], NOT_ASSESSED, "", None, None)
    for category, found in territory.totals.items():
        yield estimate(_INHABITANT, "total", category, found)
    for tier, values in territory.by_tier.items():
        for category, found in values.items():
            yield estimate(_INHABITANT, f"brique : {tiers[tier]}", category, found)
    for stage, amounts in territory.by_stage.items():
        for category, value in amounts.items():
            yield (_INHABITANT, f"étape : {stages[stage]}", label[category], value, unit[category], None, None)
    for view, found in territory.views.items():
        if view != "consumption":
            yield estimate(_INHABITANT, _VIEWS.get(view, view), "climate_change", found)
    if not territory.household_totals:
        yield (_HOUSEHOLD, "total", label["climate_change"], NOT_ASSESSED, "", None, None)
    for category, value in territory.household_totals.items():
        yield (_HOUSEHOLD, "total, sans les entreprises", label[category], value, unit[category], None, None)
    for origin, value in territory.households.items():
        yield (_HOUSEHOLD, ORIGINS[origin], label["climate_change"], value, unit["climate_change"], None, None)
    for use in result.uses:
        total = use.line.total("climate_change")
        shown: GridCell = NOT_ASSESSED if total is None else total
        yield (_USES, use.label, label["climate_change"], shown, unit["climate_change"], None, None)
