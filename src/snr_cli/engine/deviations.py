"""Deviations of the inputs of a total, from published bounds or from the classes of the method. docs/method.md says where they come from."""

from math import hypot, log, sqrt
from typing import Final

from snr_cli.catalog.records import Factor
from snr_cli.catalog.tables import ELECTRICITY as GRID
from snr_cli.catalog.tables import PARAMETERS, Tables
from snr_cli.engine.estimated import STATUS
from snr_cli.engine.proof import HYPOTHESIS
from snr_cli.engine.quantity import Quantity

WITHIN_95, WITHIN_90, WITHIN_80 = (
    1.959963984540054,
    1.6448536269514722,
    1.2815515655446004,
)  # deviations of the normal law, on each side
CLASSES: Final = (
    "quantity_high",
    "quantity_medium",
    "quantity_low",
    "quantity_estimated",
    "factor",
    "electricity",
    "lifetime_default",
    "lifetime_sourced",
    "lifetime_unsourced",
    "kwh_default",
    "pue_default",
)
_MARKS: Final = (5, 4, 3, 2, 1)


class Deviations:
    """Deviations of logarithms, from published bounds or from the classes of the method.

    A squared geometric deviation is read as 95 %: σ = ln GSD² / 1.96.
    """

    def __init__(self, tables: Tables) -> None:
        names = [
            *(f"gsd2_{name}" for name in CLASSES),
            *(f"gsd2_age_mark_{mark}" for mark in _MARKS[1:]),
            *(f"age_of_mark_{mark}" for mark in _MARKS[:-1]),
            "spending_range",
        ]
        self._values = {row.subject: row.value for row in tables.factors(PARAMETERS, names)}
        self._sigma = {name: log(self._values[f"gsd2_{name}"]) / WITHIN_95 for name in CLASSES}

    def counted(self, quality: str) -> float:
        """Return the deviation of a quantity, by the quality of its line."""
        return self._sigma[f"quantity_{quality}"]

    def estimated(self, ratio: Quantity | None) -> float:
        """Return the deviation of a quantity drawn from a head count: the class of estimates, and the bounds of its ratio."""
        sigma, row = self.counted(STATUS), None if ratio is None else ratio.row
        if row is None or row.low is None or row.high is None:
            return sigma
        return hypot(_of_deviation((row.high - row.low) / (sqrt(12) * row.value)), sigma)

    def lifetime(self, leaf: Quantity) -> float:
        """Return the deviation of a lifetime: published, or of the organisation, with or without a source.

        One that an action decides is what the plan supposes, not what it measured: none.
        """
        if leaf.source == HYPOTHESIS:
            return 0.0
        if leaf.status == "default":
            return self._sigma["lifetime_default"]
        return self._sigma["lifetime_sourced" if leaf.source else "lifetime_unsourced"]

    def kwh(self, leaf: Quantity) -> float:
        """Return the deviation of a yearly consumption that the line does not give."""
        return self._sigma["kwh_default" if leaf.status == "default" else "quantity_medium"]

    def pue(self, leaf: Quantity) -> float:
        """Return the deviation of a PUE."""
        return self._sigma["pue_default" if leaf.status == "default" else "quantity_medium"]

    def factor(self, factor: Factor, year: int, *, spending: bool) -> float:
        """Return the deviation of a factor: by its bounds, as its source means them, else by its quality."""
        low, high, value = factor.low, factor.high, factor.value
        if factor.bounds == "upper" and high is not None and value:
            return log(high / value) / WITHIN_90
        if factor.bounds and low is not None and high is not None and value:
            if factor.bounds == "p10_p90":
                return log(high / low) / (2 * WITHIN_80) if low else log(high / value) / WITHIN_80
            if factor.bounds == "ci95":
                return _of_deviation((high - low) / (2 * WITHIN_95 * value))
            uniform = _of_deviation((high - low) / (sqrt(12) * value))
            return uniform if factor.bounds == "extremes" else hypot(uniform, self._quality(factor, year))
        if spending:
            return _of_deviation(self._values["spending_range"] / WITHIN_95)
        return self._quality(factor, year)

    def _quality(self, factor: Factor, year: int) -> float:
        """Return the deviation of a factor without bounds: the class of its kind, and the mark of its age."""
        age = year - factor.year if factor.year else None
        mark = next((mark for mark in _MARKS[:-1] if age is not None and age < self._values[f"age_of_mark_{mark}"]), 1)
        aged = log(self._values[f"gsd2_age_mark_{mark}"]) if mark != _MARKS[0] else 0.0
        return hypot(self._sigma["electricity" if factor.table == GRID else "factor"], aged / WITHIN_95)


def _of_deviation(relative: float) -> float:
    """Return the σ of the log-normal of this median whose standard deviation is `relative` times it."""
    return sqrt(log((1 + sqrt(1 + 4 * relative**2)) / 2))
