"""The change between the last two inventories, prolonged: a second curve without action, beside the first. No verdict uses it.

Two years compare when the earlier one can be computed again with the method, the perimeter and the factors of today.
"""

from dataclasses import dataclass

from snr_cli.catalog.records import CatalogError, HeldError
from snr_cli.catalog.tables import Tables
from snr_cli.engine.assess import MagnitudeError, OptionsError
from snr_cli.engine.estimated import estimated_share
from snr_cli.engine.records import CLIMATE, Assessment
from snr_cli.plan.base_year import FACTORS, METHOD
from snr_cli.plan.comparison import Published
from snr_cli.plan.mixture import NEW, OLD, Mixer, Side, UnknownNamesError


@dataclass(frozen=True, slots=True)
class Trend:
    """Two years and what is computed of them, in kgCO2e, by one method, of one perimeter, with one set of factors.

    `why`: the code of why it is not offered: `published_only`, `result_unusable`, `other_authority`, `other_perimeter`,
    `same_export`, `same_quantities`, `no_value`. `estimated`: the larger share of both years that is drawn from head counts.
    """

    first: int
    last: int
    before: float | None = None
    now: float | None = None
    why: str = ""
    estimated: float = 0.0

    @property
    def per_year(self) -> float | None:
        """Return the growth of a year, as a ratio; None when the trend is not offered."""
        if self.why or not self.before or not self.now:
            return None
        return float((self.now / self.before) ** (1.0 / (self.last - self.first))) - 1.0

    def at(self, year: int) -> float | None:
        """Return what the trend leads to in a year, in kgCO2e."""
        rate = self.per_year
        return None if rate is None or self.now is None else float(self.now * (1.0 + rate) ** (year - self.last))


def trend_of(past: Side | Published, mine: Side, tables: Tables) -> Trend:
    """Return the trend from a past year to the one assessed.

    Args:
        past: the past year: its result, or published totals.
        mine: the year of the dossier.
        tables: the factor tables of today.
    """
    first, last = past.year, mine.year
    if isinstance(past, Published):
        return Trend(first, last, why="published_only")
    if first >= last:  # the file is not that of the year it is kept for
        return Trend(first, last, why="result_unusable")
    if past.without or mine.without:
        return Trend(first, last, why="other_perimeter")
    try:
        mixer = Mixer((past, mine), tables, frozenset())
        if not mixer.of_one_authority:
            return Trend(first, last, why="other_authority")
        # the activity of the old year, with the method and the factors of the new one
        again, today = mixer.reading(METHOD | FACTORS).assessment, mixer.whole[NEW]
        reread = mixer.reading(METHOD | FACTORS, aged=True).assessment if mixer.reread else again
    except (UnknownNamesError, CatalogError, HeldError, OptionsError, MagnitudeError):
        return Trend(first, last, why="result_unusable")
    if mixer.moving_groups or mixer.names(OLD) != mixer.names(NEW):
        return Trend(first, last, why="other_perimeter")
    if _counted(reread) != _counted(again):  # the reading of one file for two years is no growth
        return Trend(first, last, why="same_export")
    if _counted(again) == _counted(today):
        return Trend(first, last, why="same_quantities")
    before, now = (result.organisation.totals.get(CLIMATE) for result in (again, today))
    if not before or not now:
        return Trend(first, last, why="no_value")
    share = max(estimated_share(result.organisation.lines) for result in (again, today))
    return Trend(first, last, before, now, estimated=share)


def _counted(result: Assessment) -> frozenset[tuple[str, str, float]]:
    """Return what was counted: nothing new between two years is no trend, but the ageing of one inventory."""
    return frozenset((line.id, line.type, line.quantity) for line in result.organisation.lines)
