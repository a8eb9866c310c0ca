"""The plan as a tidy table: one row by year, category and series."""

from typing import Any, Final

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import CLIMATE
from snr_cli.outputs.indicators_table import indicator_rows
from snr_cli.outputs.plan_intervals import csv_rows
from snr_cli.outputs.tables.grid import Grid, GridColumn
from snr_cli.plan.electricity import ElectricityCurve
from snr_cli.plan.plan import Plan
from snr_cli.plan.yearly import Funds
from snr_cli.results.sentences.coverage import CATEGORY_UNITS
from snr_cli.results.sentences.money import NAMES

_KINDS: Final = {
    "given": "donné",
    "computed": "calculé",
    "forecast": "prévu",
    "fonctionnement": "fonctionnement",
    "investissement": "investissement",
    "tax": "TVA",
    "gross": "dépenses",
    "recurrent": "dont reconduites",
    "received": "financements attendus",
    "net": "reste à charge",
    "new_posts": "postes à créer, coût estimé",
    "savings": "économies attendues",
    "balance": "solde",
    "fte": "équivalents temps plein",
    "new_fte": "dont postes à créer",
    "posts": "postes existants, coût estimé",
}


def plan_detail(plan: Plan, tables: Tables, curve: ElectricityCurve | None = None) -> Grid:
    """Return one row by year, category and series: baseline, with_actions, then each action's share; then the indicators.

    The traffic of the public has series of its own (public_baseline…), and so has a path of electricity.
    A row of an indicator has its identifier as category, and as series: given, computed or forecast. The means of a year have
    the category means, in euros or full-time equivalents, each kind being a series.
    """
    rows: list[list[Any]] = []
    for year in plan.trajectory.years:
        for category, value in year.baseline.items():
            unit = tables.categories[category].unit
            rows.append([year.year, category, unit, "baseline", value])
            rows.append([year.year, category, unit, "with_actions", year.with_actions[category]])
            for action, found in year.actions.items():
                if found.share.get(category):
                    rows.append([year.year, category, unit, action, found.share[category]])
    for reading in plan.money.readings:
        for year in reading.path.years:
            for category, value in year.baseline.items():
                unit = tables.categories[category].unit
                rows.append([year.year, category, unit, f"{reading.code}_baseline", value])
                after = year.with_actions[category]
                rows.append([year.year, category, unit, f"{reading.code}_with_actions", after])
    rows.extend(csv_rows(plan.trajectory.years, {name: each.unit for name, each in tables.categories.items()}))
    for year in plan.public:
        for category, value in year.baseline.items():
            unit = tables.categories[category].unit
            rows.append([year.year, category, unit, "public_baseline", value])
            rows.append([year.year, category, unit, "public_with_actions", year.with_actions[category]])
    for point in curve.years if curve is not None else ():
        unit = tables.categories[CLIMATE].unit
        rows.append([point.year, CLIMATE, unit, "electricity_path_baseline", point.baseline])
        rows.append([point.year, CLIMATE, unit, "electricity_path_with_actions", point.with_actions])
    rows.extend(indicator_rows(plan.indicators))
    for funds in plan.means.yearly.years:
        rows.extend(_means_rows(funds))
    categories = {name: each.label for name, each in tables.categories.items()}
    indicators = {row.indicator.id: row.indicator.title for row in plan.indicators}
    return Grid(
        "Détail",
        "Chaque année, catégorie et série du plan. Filtrez avant d’additionner.",
        (
            GridColumn("Année", "year", key="year"),
            GridColumn("Catégorie ou indicateur", key="category", words=indicators | categories | {"means": "moyens"}),
            GridColumn("Unité", key="unit", words=CATEGORY_UNITS | {"FTE": "ETP", "EUR": "€"}),
            GridColumn("Série", key="series", words=_series_words(plan)),
            GridColumn("Valeur", "number", key="value"),
        ),
        tuple(map(tuple, rows)),
    )


def _series_words(plan: Plan) -> dict[str, str]:
    """Return what the series are called: those of the plan, then those of each action."""
    readings = {"": "", "public_": "trafic du public, ", "electricity_path_": "scénario d’électricité, "}
    readings |= {f"{each.code}_": f"{NAMES[each.code]}, " for each in plan.money.readings}
    curves = {
        f"{of}{code}": f"{before}{label}"
        for of, before in readings.items()
        for code, label in (("baseline", "sans action"), ("with_actions", "avec les actions"))
    }
    actions = {row.id: f"part de « {row.title} »" for row in plan.means.actions}
    bounds = {
        f"{code}_{bound}": f"{label}, borne {word}"
        for code, label in (*curves.items(), ("gap", "écart"), *actions.items())
        for bound, word in (("low", "basse"), ("high", "haute"))
    }
    return {**_KINDS, "gap": "écart", **curves, **actions, **bounds}


def _means_rows(funds: Funds) -> list[list[Any]]:
    """Return what a year takes and gives, a row for each kind that is said."""
    kinds: dict[str, float | None] = {**funds.sections} | {
        name: getattr(funds, name) for name in Funds.__slots__ if name not in ("year", "sections", "apart")
    }
    return [
        [funds.year, "means", "FTE" if name in ("fte", "new_fte") else "EUR", name, value]
        for name, value in kinds.items()
        if value is not None
    ]
