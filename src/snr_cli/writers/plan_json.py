"""The plan as JSON (docs/schemas/plan.schema.json) and as a tidy table."""

import csv
import io
import json
from dataclasses import asdict
from typing import Any

from snr_cli import __version__
from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import Assessment
from snr_cli.plan.means import euros_per_tonne
from snr_cli.plan.plan import Plan

SCHEMA_VERSION = "1"


def plan_document(plan: Plan, assessment: Assessment, tables: Tables, name: str) -> dict[str, Any]:
    """Return the plan as plain data: unrounded values, in the unit of each category."""
    return {
        "schema_version": SCHEMA_VERSION,
        "snr_version": __version__,
        "dossier": name,
        "reference_year": plan.reference_year,
        "horizon": plan.horizon,
        "factors": {"set": assessment.factor_set, "sha256": assessment.factors_sha256, "frozen": True},
        "units": {name: tables.categories[name].unit for name in assessment.organisation.totals},
        "organisation": [
            {
                "year": year.year,
                "baseline": year.baseline,
                "with_actions": year.with_actions,
                "progress": year.progress,
                "actions": {action: asdict(found) for action, found in year.actions.items()},
            }
            for year in plan.trajectory.years
        ],
        "territory": {
            "effects": [asdict(effect) for effect in plan.territory.effects],
            "years": [asdict(year) for year in plan.territory.years],
        },
        "objectives": [{**asdict(each), "gap": each.gap} for each in plan.outcomes],
        "means": {
            "actions": [
                {**asdict(row), "euros_per_tonne": euros_per_tonne(row, plan.saved(row.id))}
                for row in plan.means.actions
            ],
            "budget": [
                {"year": year, "section": section, "tax": tax, "eur": amount}
                for (year, section, tax), amount in plan.means.budget.items()
            ],
            "fte": plan.means.fte,
            "savings_eur_per_year": plan.means.savings_per_year,
        },
        "themes": [asdict(each) for each in plan.coverage],
    }


def to_json(document: dict[str, Any]) -> str:
    """Return the document as text."""
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def to_csv(plan: Plan, tables: Tables) -> str:
    """Return one row by year, category and series: baseline, with_actions, then each action's share."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["year", "category", "unit", "series", "value"])
    for year in plan.trajectory.years:
        for category, value in year.baseline.items():
            unit = tables.categories[category].unit
            writer.writerow([year.year, category, unit, "baseline", repr(value)])
            writer.writerow([year.year, category, unit, "with_actions", repr(year.with_actions[category])])
            for action, found in year.actions.items():
                if found.share.get(category):
                    writer.writerow([year.year, category, unit, action, repr(found.share[category])])
    return out.getvalue()
