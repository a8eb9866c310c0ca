"""The plan as a tidy table: one row by year, category and series."""

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import CLIMATE
from snr_cli.plain import csv_text
from snr_cli.plan.electricity import ElectricityCurve
from snr_cli.plan.plan import Plan
from snr_cli.plan.yearly import Funds
from snr_cli.writers.indicators_table import indicator_rows
from snr_cli.writers.plan_intervals import csv_rows


def to_csv(plan: Plan, tables: Tables, curve: ElectricityCurve | None = None) -> str:
    """Return one row by year, category and series: baseline, with_actions, then each action's share; then the indicators.

    The traffic of the public has series of its own (public_baseline…), and so has a path of electricity.
    A row of an indicator has its identifier as category, and as series: given, computed or forecast. The means of a year have
    the category means, in euros or full-time equivalents, each kind being a series.
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
    for funds in plan.means.yearly.years:
        rows.extend(_means_rows(funds))
    return csv_text(rows)


def _means_rows(funds: Funds) -> list[list[object]]:
    """Return what a year takes and gives, a row for each kind that is said."""
    kinds: dict[str, float | None] = {**funds.sections} | {
        name: getattr(funds, name) for name in Funds.__slots__ if name not in ("year", "sections", "apart")
    }
    return [
        [funds.year, "means", "FTE" if name in ("fte", "new_fte") else "EUR", name, value]
        for name, value in kinds.items()
        if value is not None
    ]
