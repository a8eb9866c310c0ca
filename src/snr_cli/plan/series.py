"""The values of an indicator by year, and whether two of them are of one measure: what is given and what is computed are not subtracted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from snr_cli.engine.records import CLIMATE, ELECTRICITY
from snr_cli.plan.base_year import ROUNDED
from snr_cli.plan.indicators.values import DIFFERENCE, IndicatorValue

# indicators that are a footprint or its electricity, with its category: their value depends on the method, the perimeter and the factors
FOOTPRINTS: Final = {"I-53": CLIMATE, "I-54": CLIMATE, "I-55": "resource_use_minerals_metals", "I-56": ELECTRICITY}


@dataclass(frozen=True, slots=True)
class Series:
    """What is given and what is computed of an indicator, by year; `margin`: under it, relatively, both are one measure."""

    given: Mapping[int, float]
    computed: Mapping[int, float]
    margin: float

    @property
    def values(self) -> dict[int, float]:
        """Return the value of each year: the one given, which the authority published; the one computed otherwise."""
        return {**self.computed, **self.given}

    @property
    def linked(self) -> bool:
        """Say whether both are known of a year, and agree: one measure, then."""
        return any(self._agree(self.given[year], value) for year, value in self.computed.items() if year in self.given)

    def compares(self, baseline: float | None, first: int, last: int | None) -> bool:
        """Say whether a start and an end are of one measure.

        Args:
            baseline: the value that the objective gives of its start.
            first: the year of the start.
            last: the year of the end; None for a forecast, which is computed.
        """
        if self.linked:
            return True
        ends_given = last is not None and last in self.given
        if baseline is None:
            return (first in self.given) == ends_given
        return ends_given or (first in self.computed and self._agree(baseline, self.computed[first]))

    def _agree(self, one: float, other: float) -> bool:
        return abs(one - other) <= self.margin * max(abs(one), abs(other))


def series_of(indicator: IndicatorValue | None, part: str, reference_year: int, until: int) -> Series:
    """Return the values known of an indicator, those of the part which the dossier follows; years to come do not count."""
    if indicator is None:
        return Series({}, {}, 0.0)
    years = [each for each in indicator.years if each.year <= until]
    computed = {each.year: each.computed for each in years if each.computed is not None}
    if part:
        computed.setdefault(reference_year, indicator.parts[part])
    return Series(
        {each.year: each.given for each in years if each.given is not None},
        computed,
        ROUNDED if indicator.id in FOOTPRINTS else DIFFERENCE,
    )
