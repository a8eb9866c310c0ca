"""Which rows of the tables a climate footprint rests on, how old each is, and whether its source has ended its validity."""

from collections.abc import Iterable
from math import fsum
from typing import Final, NamedTuple

from snr_cli.catalog.records import Factor
from snr_cli.engine.records import CLIMATE, Line, Recipe

STALE_YEARS: Final = 10  # over which a row is told as old
# share of a total over which a row past its validity is told by itself: what it holds wrong would be read in the total
EXPIRED_SHARE: Final = 0.1


class Carried(NamedTuple):
    """A row of the tables and what it carries: kgCO2e a year of the lines, years of age at the year studied (0: of it, or later)."""

    factor: Factor
    kg: float
    age: int
    is_past: bool

    @property
    def is_stale(self) -> bool:
        """Say whether the row is over ten years old."""
        return self.age > STALE_YEARS


def carried_rows(lines: Iterable[Line], year: int) -> list[Carried]:
    """Return the rows behind the climate footprint of lines, what to look at again first.

    Those past their validity come first, then by kilograms × years of age: a small old row is not worth a day's work, nor a
    large one of the year. A row of the dossier itself is one like another.
    """
    found: dict[tuple[str, str, int, str, int], tuple[Factor, list[float]]] = {}
    for recipe, amount in folded(lines):
        for term in recipe.terms:
            if term.category == CLIMATE:
                factor = term.factor
                key = (factor.table, factor.subject, factor.row, factor.stage, factor.year)
                found.setdefault(key, (factor, []))[1].append(amount * term.value)
    rows = [
        Carried(
            factor,
            fsum(values),
            max(year - factor.year, 0) if factor.year else 0,
            is_past=bool(factor.valid_until) and factor.valid_until < f"{year}-12-31",
        )
        for factor, values in found.values()
    ]
    return sorted(
        rows, key=lambda row: (not row.is_past, -row.kg * row.age, -row.kg, row.factor.subject, row.factor.row)
    )


def folded(lines: Iterable[Line]) -> list[tuple[Recipe, float]]:
    """Return each recipe with the exactly rounded sum of the amounts of its lines: what makes many lines cheap."""
    found: dict[int, tuple[Recipe, list[float]]] = {}
    for line in lines:
        found.setdefault(id(line.recipe), (line.recipe, []))[1].append(line.scale.value)
    return [(recipe, fsum(amounts)) for recipe, amounts in found.values()]
