"""The target of an indicator and its deadline: its own value, or that of the objective which it measures."""

from collections.abc import Iterable, Mapping
from typing import Final

from snr_cli.documents.figures.canvas import told_apart
from snr_cli.french.numbers import number, significant
from snr_cli.model.strategy import Objective
from snr_cli.plan.indicators.values import IndicatorValue
from snr_cli.plan.objectives import HOUSEHOLDS_INDICATOR, Outcome

# unit of the engine, unit of an indicator: how many of the first in one of the second
SCALES: Final = {
    ("kgCO2e", "tCO2e/an"): 1000.0,
    ("kgCO2e", "kgCO2e/an"): 1.0,
    ("kWh", "MWh/an"): 1000.0,
    ("kWh", "kWh/an"): 1.0,
}


def measured_by(objectives: Iterable[Objective], outcomes: Iterable[Outcome]) -> dict[str, Outcome]:
    """Return the outcome of the objective that each indicator measures: an objective is measured by its first indicator."""
    found = {each.id: each for each in outcomes}
    said: dict[str, Outcome] = {}
    for each in objectives:
        if each.indicators and each.id in found:
            said.setdefault(each.indicators[0], found[each.id])
    return said


def target_of(indicator: IndicatorValue, measured: Mapping[str, Outcome]) -> tuple[float | None, int | None]:
    """Return the target of an indicator, in its unit, and the year aimed at when an objective says it.

    Args:
        indicator: the indicator.
        measured: the objective that each indicator measures, by `measured_by`.
    """
    found = measured.get(indicator.id)
    if found is None or found.target is None:
        return indicator.target, None
    if not found.category:
        aimed = found.target
    elif (found.unit, indicator.unit) in SCALES and (
        found.perimeter == "organisation" or indicator.id == HOUSEHOLDS_INDICATOR
    ):
        aimed = found.target / SCALES[found.unit, indicator.unit]
    else:
        return indicator.target, None
    if indicator.target is not None and indicator.target != aimed:
        return indicator.target, None  # another target than that of the objective: its deadline is not known
    return aimed, found.by_year


def figures_of(found: Outcome | None) -> int:
    """Return how many figures the objective of an indicator is written with, so that both are written alike everywhere."""
    if found is None or not found.category:
        return 3
    return told_apart([found.reference, found.target, found.projected if found.reach.forecast else None])


def target_text(target: float | None, year: int | None, figures: int = 3) -> str:
    """Write a target and its deadline: 279 (2030), — when there is none."""
    if target is None:
        return "—"
    text = number(target) if float(target).is_integer() or abs(target) < 100 else significant(target, figures)
    return f"{text} ({year})" if year else text
