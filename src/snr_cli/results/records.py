"""The records that everything which shows a figure reads: of a figure, of the territory in its two readings."""

from dataclasses import dataclass
from enum import StrEnum
from math import fsum
from typing import Final, NamedTuple

from snr_cli.engine.coverage import ENOUGH, Coverage
from snr_cli.engine.records import CLIMATE, Assessment

# The record of a table that is shown to someone.


@dataclass(frozen=True, slots=True)
class Table:
    """A table of texts, ready to be read; the first cell of a row is its heading.

    Attributes:
        caption: what it shows, with its unit where all its cells have one.
        columns: their headings, with the unit of a column.
        rows: as many cells as there are columns.
        numeric: the columns of numbers, which are aligned right; those that are not said are texts.
        headed: it stands under a heading that says its caption, which a page alone repeats, for who hears it.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...] = ()
    headed: bool = False

    def is_numeric(self, column: int) -> bool:
        """Say whether a column, by its rank, is one of numbers."""
        return column < len(self.numeric) and self.numeric[column]

    def widths(self) -> list[int]:
        """Return the signs of the longest cell of each column, headings included."""
        return [max(len(row[column]) for row in (self.columns, *self.rows)) for column in range(len(self.columns))]


_ROUNDING: Final = 1e-9  # of a whole


class FigureState(StrEnum):
    """How much of what a figure speaks of it holds."""

    WHOLE = "whole"  # every line, whole
    MOSTLY = "mostly"  # at least half, assessed whole: a total all the same
    PARTIAL = "partial"  # under half: a fragment, no total
    NOT_ASSESSED = "not_assessed"  # never a zero
    HIDDEN = "hidden"  # computed and not shown: `why` says the reason

    @property
    def is_total(self) -> bool:
        """Say whether the figure may be shown as a total, with its interval."""
        return self in (FigureState.WHOLE, FigureState.MOSTLY)


class Reserve(StrEnum):
    """What has to be said beside a figure, as a code."""

    ESTIMATED = "estimated"  # a part is drawn from head counts
    SPENDING = "spending"  # a part is a ratio of euros
    DEDUCED = "deduced"  # a part is deduced from climate change, for want of a factor
    CARRIED = "carried"  # a part is the figure of an earlier year, as it was
    UNPROVED = "unproved"  # a part credits a reuse of which no proof is cited
    NOT_ASSESSED = "not_assessed"  # a part is not assessed: it is in no value
    MAY_BE_NOTHING = "may_be_nothing"  # the interval of a change holds zero
    CONFIRM_LIFETIME = (
        "confirm_lifetime"  # that doubt is the life of today, the published one: observed, it would settle it
    )
    PERIMETER = "perimeter"  # groups are missing, or sites and entities were left out: no total of the whole authority


class FigureBasis(NamedTuple):
    """What a figure rests on, as shares of it from 0 to 1.

    `inventoried` (counted on quantities), `estimated` (from head counts) and `spending` (a ratio of euros) sum to 1; `carried` (of an
    earlier year) and `deduced` (from climate change) are shares across these. What is credited without proof is a reserve of an effect: no inventory counts it.
    """

    inventoried: float = 1.0
    estimated: float = 0.0
    spending: float = 0.0
    carried: float = 0.0
    deduced: float = 0.0


def left_of(*shares: float) -> float:
    """Return what shares leave of a whole; what their rounding leaves is nothing."""
    left = fsum((1.0, *(-share for share in shares)))
    return left if left > _ROUNDING else 0.0


class FigureBounds(NamedTuple):
    """The central 90 % of a figure, in its unit: low is under high."""

    low: float
    high: float

    @property
    def holds_zero(self) -> bool:
        """Say of the bounds of a change whether it may be nothing."""
        return self.low <= 0.0 <= self.high


class Extent(NamedTuple):
    """How much of the inventory a sum holds.

    `behind`: its lines and shares, to be shown, never to be judged again. `smaller_than`: the categories that are a part of it, and
    whose sum is yet the larger one; it is then hidden.
    """

    state: FigureState
    behind: Coverage
    smaller_than: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        """Return why the sum is not shown, as a code; empty when it is."""
        return EXCEEDED if self.smaller_than else ""


# why a sum is hidden: a category that it contains is larger, they do not hold the same lines, stages or sources
EXCEEDED: Final = "exceeded"
TOTAL_FROM: Final = ENOUGH  # the share assessed whole from which a sum is a total
NO_CHANGE: Final = 0.5  # kgCO2e, kWh: a smaller change is none
# what an interval supposes: the source of factors is given, another one may be outside of it
GIVEN_SOURCE: Final = "factor_source"


@dataclass(frozen=True, slots=True)
class Judged:
    """A value, and all that may be said of it.

    `value` is None when it is not assessed or not shown; `why` is then a code. `bounds` is None when the figure has no interval that may
    be shown (no total, or nothing uncertain in it); `bounds_if` is what the interval supposes, empty without bounds.
    `basis` is None where nothing is known of what the figure rests on. `extent`: of a sum of the inventory, how much of it that holds.
    """

    value: float | None
    unit: str
    perimeter: str
    year: int
    state: FigureState
    why: str = ""
    bounds: FigureBounds | None = None
    basis: FigureBasis | None = None
    reserves: tuple[Reserve, ...] = ()
    extent: Extent | None = None

    @property
    def bounds_if(self) -> str:
        """Return the condition of the interval, as a code."""
        return GIVEN_SOURCE if self.bounds is not None else ""


def moves(change: float | None) -> bool:
    """Say whether a change in kgCO2e or kWh is one that is told: one that is not assessed, or is under half a unit, is none."""
    return change is not None and abs(change) >= NO_CHANGE


def extent_of(coverage: Coverage) -> Extent:
    """Return how much of the inventory a sum holds, from what the engine counted behind it."""
    return Extent(FigureState(coverage.state), coverage, coverage.exceeded_by)


def bounds_of(low: float | None, high: float | None) -> FigureBounds | None:
    """Return bounds that may be shown: None where one is not known, or where nothing in the figure is uncertain."""
    return FigureBounds(low, high) if low is not None and high is not None and high > low else None


# The two readings of the territory, always together: a national mean by inhabitant, and what its households have.
#
# They count different things of one territory: neither contains the other, they are never summed, and none is chosen for the reader.


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
