"""How much of the inventory a total holds, and whether it may be shown as a total: one rule for every view."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from snr_cli.catalog.records import Category

# under this share of the inventory assessed whole, what is summed is no total (docs/method.md)
ENOUGH: Final = 0.5
# what one unit is in another, to hold a part against its whole: the definition of the kilowatt-hour
CONVERSIONS: Final = {("kWh", "MJ"): 3.6}

# the state of a sum: every line whole, at least half, under half, nothing; or smaller than a part of itself
COMPLETE, MOSTLY, PARTIAL, NONE, UNSHOWN = "whole", "mostly", "partial", "not_assessed", "hidden"


class Coverage(NamedTuple):
    """How much of a category is assessed: lines, and the shares they have of the lines and of the climate footprint.

    The shares of the footprint are None when it is not known. `unweighed`: lines whose own footprint is not known.
    `exceeded_by`: categories that this one contains, and whose total is yet the larger one. `deduced`: lines that are whole thanks
    to an embodied part deduced from climate change (`method.impute`); they are none of those that are assessed, in whole or in part.
    """

    complete: int
    partial: int
    lines: int
    complete_climate: float | None
    partial_climate: float | None
    unweighed: int = 0
    exceeded_by: tuple[str, ...] = ()
    deduced: int = 0
    deduced_climate: float = 0.0

    @property
    def complete_lines(self) -> float:
        """Share of the lines that are assessed whole."""
        return self.complete / self.lines if self.lines else 0.0

    @property
    def partial_lines(self) -> float:
        """Share of the lines that are assessed in part."""
        return self.partial / self.lines if self.lines else 0.0

    @property
    def by_lines(self) -> bool:
        """Say whether the share of lines decides: the footprint is not known, or lines without any weigh more than it tells."""
        if self.complete_climate is None:
            return True
        if not self.unweighed:
            return False
        return self.complete_lines + self.deduced / self.lines < self.complete_climate + self.deduced_climate

    @property
    def assessed(self) -> float:
        """The share assessed whole: of the footprint, or of the lines."""
        return self.complete_lines if self.complete_climate is None or self.by_lines else self.complete_climate

    @property
    def deduced_share(self) -> float:
        """The share that is whole thanks to what is deduced: of the footprint, or of the lines."""
        return self.deduced / (self.lines or 1) if self.by_lines else self.deduced_climate

    @property
    def whole(self) -> float:
        """The share that decides: assessed whole, or deduced."""
        return self.assessed + self.deduced_share

    @property
    def state(self) -> str:
        """`whole` (every line whole), `mostly` (at least half), `partial` (under half), `not_assessed`, `hidden`."""
        if not self.complete + self.partial + self.deduced:
            return NONE
        if self.exceeded_by:
            return UNSHOWN
        if self.complete + self.deduced == self.lines:
            return COMPLETE
        return MOSTLY if self.whole >= ENOUGH else PARTIAL

    @property
    def is_total(self) -> bool:
        """Say whether what is summed may be shown as a total, with its interval."""
        return self.state in (COMPLETE, MOSTLY)


def exceeded(totals: Mapping[str, float], categories: Iterable[Category]) -> dict[str, tuple[str, ...]]:
    """Return the categories whose total is under that of a part of it: whole → parts. They do not hold the same things."""
    known = {category.id: category for category in categories}
    larger: dict[str, tuple[str, ...]] = {}
    for part in known.values():
        whole = known.get(part.within)
        if whole is None or part.id not in totals or whole.id not in totals:
            continue
        scale = 1.0 if part.unit == whole.unit else CONVERSIONS[part.unit, whole.unit]
        if totals[part.id] * scale > totals[whole.id]:
            larger[whole.id] = (*larger.get(whole.id, ()), part.id)
    return larger
