"""The values of the indicators, year by year: computed, given, or both, and what differs.

Missing is never zero. Where a value is both computed and given, both are kept; the text that shows them says so when they
differ by more than 5 %.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import Assessment
from snr_cli.model.dossier import Dossier
from snr_cli.plan.indicators.computers import COMPUTERS, Computed, IndicatorFacts

DIFFERENCE: Final = 0.05
PERIODS: Final = (
    (r"mensuel|mois", 1 / 12),
    (r"trimestr", 0.25),
    (r"semestr", 0.5),
    (r"deux ans|biennal|bisannuel|2 ans", 2.0),
    (r"trois ans|triennal|3 ans", 3.0),
    (r"quatre ans|4 ans", 4.0),
    (r"cinq ans|quinquennal|5 ans", 5.0),
    (r"annuel|par an|chaque année|tous les ans", 1.0),
)


@dataclass(frozen=True, slots=True)
class IndicatorYear:
    """A value of one year: computed, given, or both; `differs` when they are more than 5 % apart."""

    year: int
    computed: float | None
    given: float | None
    differs: bool = False

    @property
    def value(self) -> float:
        """Return the value given, which the authority published; the one computed otherwise."""
        values = self.computed if self.given is None else self.given
        return 0.0 if values is None else values  # one of the two is always there


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """An indicator of the dossier or of the catalogue, and what is known of it.

    `followed`: the dossier defines it. `follows_actions`: false for a national mean. `parts`: the value of the reference year
    by type, room, class or other reading. `why`: code of why nothing is computed. `partial`: it is read on a sum that is no total.
    `late`: the last value is older than its frequency. `by_part`: the dossier follows one of the parts (a type, a room).
    """

    id: str
    title: str
    unit: str
    direction: str
    formula: str
    source: str
    frequency: str
    threshold: str
    themes: tuple[int, ...]
    followed: bool
    in_catalogue: bool
    follows_actions: bool
    target: float | None
    years: tuple[IndicatorYear, ...]
    parts: Mapping[str, float] = field(default_factory=dict)
    why: str = ""
    partial: bool = False
    late: bool = False
    by_part: bool = False

    def at(self, year: int) -> IndicatorYear | None:
        """Return what is known of a year."""
        return next((indicator_year for indicator_year in self.years if indicator_year.year == year), None)

    @property
    def last(self) -> IndicatorYear | None:
        """Return the last year known."""
        return self.years[-1] if self.years else None


def indicator_values(dossier: Dossier, assessment: Assessment, tables: Tables) -> list[IndicatorValue]:
    """Return the indicators that the dossier follows, in its order, then the others of the catalogue.

    Values given in a yearly review complete those of `indicators[].values`, which hold when both speak of the same year.
    """
    facts = IndicatorFacts(dossier, assessment, tables)
    own = {indicator.id: indicator for indicator in dossier.indicators}
    given: dict[str, dict[int, float]] = {}
    for review in dossier.annual_reviews:
        for name, value in review.indicators.items():
            given.setdefault(name, {})[review.year] = value
    for indicator in dossier.indicators:
        given.setdefault(indicator.id, {}).update(indicator.values)
    now = max([dossier.reference_year, *(review.year for review in dossier.annual_reviews)])
    result = []
    for name in (*own, *(indicator for indicator in tables.indicators if indicator not in own)):
        mine, known = own.get(name), tables.indicators.get(name)
        computer = COMPUTERS.get(name)
        computed = computer(facts) if computer else Computed(why="not_computed")
        values = given.get(name, {})
        years = tuple(
            _year(year, computed, values, dossier.reference_year) for year in sorted({*computed.values, *values})
        )
        frequency = (mine and mine.frequency) or (known.frequency if known else "")
        result.append(
            IndicatorValue(
                name,
                (mine and mine.title) or (known.title if known else name),
                (mine and mine.unit) or (known.unit if known else ""),
                (mine and mine.direction) or (known.direction if known else "info"),
                (mine and mine.formula) or (known.formula if known else ""),
                (mine and mine.source) or (known.source if known else ""),
                frequency,
                known.threshold if known else "",
                known.themes if known else (),
                mine is not None,
                known is not None,
                known.follows_actions if known else True,
                mine.target if mine else None,
                years,
                computed.parts,
                "" if computed.values else computed.why,
                computed.partial,
                is_late([year.year for year in years], frequency, now),
                computed.alternatives,
            )
        )
    return result


def compute(
    name: str, dossier: Dossier, assessment: Assessment, tables: Tables
) -> tuple[Mapping[int, float], Mapping[str, float]]:
    """Return what the engine computes of one indicator: its values by year and its parts; nothing when it cannot."""
    computer = COMPUTERS.get(name)
    computed = computer(IndicatorFacts(dossier, assessment, tables)) if computer else Computed()
    return computed.values, computed.parts


def is_late(years: Iterable[int], frequency: str, now: int) -> bool:
    """Say whether the last value is older than its frequency; not judged without value or with a frequency not understood."""
    period = period_of(frequency)
    known = [year for year in years if year <= now]
    return bool(known) and period is not None and now - max(known) > period


def period_of(frequency: str) -> float | None:
    """Return the years between two values, read in a French word; None when it is not understood."""
    text = frequency.lower()
    return next((years for pattern, years in PERIODS if re.search(pattern, text)), None)


def _year(year: int, found: Computed, given: Mapping[int, float], reference_year: int) -> IndicatorYear:
    value, computed = given.get(year), found.values.get(year)
    if found.alternatives and value is not None and year == reference_year and found.parts:
        # one indicator, several readings (a type, a room): the user follows the nearest one
        near = value
        computed = min(found.parts.values(), key=lambda part: abs(part - near))
    differs = (
        computed is not None
        and value is not None
        and abs(computed - value) > DIFFERENCE * max(abs(computed), abs(value))
    )
    return IndicatorYear(year, computed, value, differs)
