"""The plan as JSON (docs/schemas/plan.schema.json) and as a tidy table."""

from dataclasses import asdict
from typing import Any

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import CLIMATE, Assessment
from snr_cli.plain import csv_text, json_text
from snr_cli.plan.electricity import ElectricityCurve
from snr_cli.plan.means import ActionMeans, ThemeCoverage, euros_per_tonne
from snr_cli.plan.plan import Plan
from snr_cli.plan.trend import Trend
from snr_cli.version import __version__
from snr_cli.writers.base_data import base_data
from snr_cli.writers.indicators_table import indicator_rows, indicators_data
from snr_cli.writers.plan_intervals import action_data, csv_rows, outcome_data, years_data
from snr_cli.writers.plan_money import readings_data

SCHEMA_VERSION = "1"


def plan_document(
    plan: Plan, assessment: Assessment, tables: Tables, name: str, curve: ElectricityCurve | None = None
) -> dict[str, Any]:
    """Return the plan as plain data: in the unit of each category."""
    return {
        "schema_version": SCHEMA_VERSION,
        "snr_version": __version__,
        "dossier": name,
        "reference_year": plan.reference_year,
        "horizon": plan.horizon,
        "factors": {"set": assessment.factor_set, "sha256": assessment.factors_sha256, "frozen": True},
        "estimated_share": plan.estimated,
        "baseline": {"assumption": "growth" if plan.growth else "constant", "growth_per_year": dict(plan.growth)},
        "trend": None if plan.trend is None else _trend(plan.trend, plan),
        "units": {name: tables.categories[name].unit for name in assessment.organisation.totals},
        "coverage": {
            name: {"whole": found.whole, "state": found.state, "exceeded_by": list(found.exceeded_by)}
            for name in assessment.organisation.totals
            if (found := plan.covered.get(name)) is not None
        },
        "organisation": [
            {
                "year": year.year,
                "baseline": year.baseline,
                "with_actions": year.with_actions,
                "progress": year.progress,
                "actions": {
                    action: action_data(found) | {"spend_lever": action in plan.money.levers}
                    for action, found in year.actions.items()
                },
                "intervals": years_data(year.intervals),
            }
            for year in plan.trajectory.years
        ],
        "readings": readings_data(plan),
        "electricity_path": asdict(curve) if curve is not None else None,
        "public": [
            {
                "year": year.year,
                "baseline": year.baseline,
                "with_actions": year.with_actions,
                "actions": {action: found.share for action, found in year.actions.items() if found.share},
            }
            for year in plan.public
        ],
        "idle_effects": [
            {
                "action": each.action,
                "effect": each.rank,
                "parameter": each.parameter,
                "line": each.line,
                "why": each.why,
            }
            for each in plan.idle
        ],
        "storage_moves": list(plan.storage),
        "held": {category: list(lines) for category, lines in plan.trajectory.held.items()},
        "territory": {
            "effects": [asdict(effect) for effect in plan.territory.effects],
            "years": [asdict(year) for year in plan.territory.years],
        },
        "settled_by_lifetimes": asdict(plan.lives),
        "objectives": [
            {**asdict(each), "gap": each.gap, "base": base_data(each.base), **outcome_data(each)}
            for each in plan.outcomes
        ],
        "means": {
            "actions": [
                _means(row)
                | {
                    "euros_per_tonne": euros_per_tonne(row, plan.saved_physically(row.id), plan.horizon) or None,
                    "spend_lever": row.id in plan.money.levers,
                }
                for row in plan.means.actions
            ],
            "budget": [
                {
                    "year": key[0],
                    "section": key[1],
                    "tax": key[2],
                    "eur": amount,
                    "funding": list(plan.means.funding.get(key, ())),
                }
                for key, amount in plan.means.budget.items()
            ],
            "total": plan.means.total,
            "fte": plan.means.fte,
            "savings_eur_per_year": plan.means.savings_per_year,
        },
        "themes": [_covered(each, "axis", "title") for each in plan.coverage],
        "axes": [_covered(each, "theme", "left_out") for each in plan.axes],
        "indicators": indicators_data(plan.indicators),
    }


def _trend(trend: Trend, plan: Plan) -> dict[str, Any]:
    years = [{"year": year.year, "value": trend.at(year.year)} for year in plan.trajectory.years]
    return {
        "from_year": trend.first,
        "to_year": trend.last,
        "before": trend.before,
        "now": trend.now,
        "growth_per_year": trend.per_year,
        "why": trend.why or None,
        "years": years if trend.per_year is not None else [],
    }


def _means(row: ActionMeans) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in row.__slots__ if name != "amounts"}
    amounts = [
        {"year": part.year, "section": part.section, "tax": part.tax, "eur": part.eur, "funding": part.funding}
        for part in row.amounts
    ]
    return found | {"budget": row.by_tax or None, "amounts": amounts}


def _covered(row: ThemeCoverage, *left_out: str) -> dict[str, Any]:
    found = {name: value for name, value in asdict(row).items() if name not in (*left_out, "by_tax")}
    return found | {"budget": row.by_tax}


def to_json(document: dict[str, Any]) -> str:
    """Return the document as text."""
    return json_text(document)


def to_csv(plan: Plan, tables: Tables, curve: ElectricityCurve | None = None) -> str:
    """Return one row by year, category and series: baseline, with_actions, then each action's share; then the indicators.

    The traffic of the public has series of its own (public_baseline…), and so has a path of electricity.
    A row of an indicator has its identifier as category, and as series: given, computed or forecast.
    """
    rows: list[list[object]] = [["year", "category", "unit", "series", "value"]]
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
    return csv_text(rows)
