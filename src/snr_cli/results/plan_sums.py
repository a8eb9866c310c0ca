"""Whether the sums of a plan or of a comparison of two years are totals: they hold what the inventory behind them does."""

from snr_cli.engine.records import CLIMATE
from snr_cli.plan.comparison import ChangeParts, Comparison
from snr_cli.plan.plan import Plan
from snr_cli.plan.trajectory import Year
from snr_cli.results.records import Extent, FigureBounds, FigureState, bounds_of, extent_of


def plan_extent(plan: Plan, category: str = CLIMATE) -> Extent | None:
    """Return how much of the inventory the years of a plan hold; None for a category that nothing counts."""
    found = plan.covered.get(category)
    return None if found is None else extent_of(found)


def plan_is_total(plan: Plan, category: str = CLIMATE) -> bool:
    """Say whether the years of a plan are totals, or of a category that nothing counts."""
    found = plan_extent(plan, category)
    return found is None or found.state.is_total


def year_extents(found: Comparison, category: str) -> tuple[Extent | None, Extent | None]:
    """Return how much of the inventory each of two years holds; None for one that was only published."""
    old, new = (None if each is None or category not in each else extent_of(each[category]) for each in found.covered)
    return old, new


def smaller_extent(found: Comparison, category: str) -> Extent | None:
    """Return the extent of the year that holds the least."""
    known = [each for each in year_extents(found, category) if each is not None]
    return min(known, key=lambda each: each.behind.whole, default=None)


def change_is_of_totals(found: Comparison, category: str) -> bool:
    """Say whether what is computed of a category is a total, in both years: the change of a partial sum is no change."""
    return all(each is None or each.state.is_total for each in year_extents(found, category))


def shown_changes(found: Comparison) -> dict[str, ChangeParts]:
    """Return the changes of the organisation by category, without those of a sum that is hidden in one of the years."""
    return {
        category: split
        for category, split in found.organisation.items()
        if all(each is None or each.state is not FigureState.HIDDEN for each in year_extents(found, category))
    }


def shown_bounds(found: Comparison, category: str) -> dict[str, FigureBounds]:
    """Return the bounds of a change (`change`) and of its parts, by name, without those of what is certain.

    Empty when the sum is no total in both years: its change is not that of the footprint.
    """
    split = found.organisation.get(category)
    return change_bounds(split) if split is not None and change_is_of_totals(found, category) else {}


def change_bounds(split: ChangeParts) -> dict[str, FigureBounds]:
    """Return the bounds of a change (`change`) and of its parts, be it that of a total or not: whether what moved may be nothing."""
    known = {} if split.intervals is None else split.intervals._asdict()
    return {name: held for name, each in known.items() if (held := bounds_of(each.low, each.high))}


def gap_bounds(year: Year, category: str = CLIMATE) -> FigureBounds | None:
    """Return the bounds of what the actions change in a year of the plan, in the unit of the category; None where it has none."""
    known = year.intervals.get(category)
    return None if known is None else bounds_of(known.gap.low, known.gap.high)
