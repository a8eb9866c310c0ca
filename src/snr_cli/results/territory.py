"""The two readings of the territory, always together: a national mean by inhabitant, and what its households have.

They count different things of one territory: neither contains the other, they are never summed, and none is chosen for the reader.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import Final

from snr_cli.engine.records import CLIMATE, Assessment
from snr_cli.plan.territory import TerritoryEffect, TerritoryYear
from snr_cli.results.records import FigureBounds, FigureState, Judged, bounds_of

_HOMES: Final = "households"
NOT_PUBLISHED: Final = "not_published"  # the sources give the values that are summed without what they may vary by


@dataclass(frozen=True, slots=True)
class TerritoryReading:
    """A reading in kgCO2e a year: `figure.why` says why it is not assessed, as the code of a gap.

    `counted`: what it rests on, as codes (households, lines, data_centres), and how many data centres are described; none for the mean.
    `no_range`: why a value has no bounds, as a code; empty when it has, or when there is no value.
    """

    figure: Judged
    counted: tuple[tuple[str, int], ...] = ()

    @property
    def no_range(self) -> str:
        """Return why the value stands without bounds."""
        return NOT_PUBLISHED if self.figure.value is not None and self.figure.bounds is None else ""


@dataclass(frozen=True, slots=True)
class TerritoryReadings:
    """Both readings, in the order in which they are always said."""

    by_inhabitant: TerritoryReading
    by_household: TerritoryReading

    @property
    def is_assessed(self) -> bool:
        """Say whether one of them is."""
        return self.by_inhabitant.figure.value is not None or self.by_household.figure.value is not None


def readings_of_territory(result: Assessment) -> TerritoryReadings:
    """Return the two readings of an assessment, in climate change."""
    territory = result.territory
    mean = territory.totals.get(CLIMATE)
    # lines and data centres without the homes that use them are a fragment, no reading
    homes = territory.household_totals.get(CLIMATE) if _HOMES in territory.households else None
    centres = sum(line.kind == "data_centre" for line in territory.household_lines)
    by_inhabitant = _judged(
        result,
        None if mean is None else mean.value,
        _why(result, "territory", "no_population"),
        None if mean is None else mean.low,
        None if mean is None else mean.high,
    )
    by_household = _judged(
        result, homes, _why(result, _HOMES, "no_factor" if _HOMES in result.facts else "no_households")
    )
    counted = tuple((origin, centres if origin == "data_centres" else 0) for origin in territory.households)
    return TerritoryReadings(
        TerritoryReading(by_inhabitant), TerritoryReading(by_household, counted if homes is not None else ())
    )


def territory_bounds(found: Sequence[TerritoryEffect | TerritoryYear]) -> FigureBounds | None:
    """Return the bounds of what some effects, or the effects of a year, change together by household, kgCO2e a year; None unless each has its own.

    They all move with what making a device weighs: their bounds add up.
    """
    known = [held for interval in found if (held := bounds_of(interval.low, interval.high))]
    return FigureBounds(*map(fsum, zip(*known, strict=True))) if known and len(known) == len(found) else None


def _why(result: Assessment, subject: str, otherwise: str) -> str:
    return next((gap.reason for gap in result.gaps if gap.subject == subject and gap.stage == "all"), otherwise)


def _judged(
    result: Assessment, value: float | None, why: str, low: float | None = None, high: float | None = None
) -> Judged:
    return Judged(
        value,
        "kgCO2e",
        "territory",
        result.territory_year,
        FigureState.NOT_ASSESSED if value is None else FigureState.WHOLE,
        why if value is None else "",
        bounds_of(low, high),
    )
