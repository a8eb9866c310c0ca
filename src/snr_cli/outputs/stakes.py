"""What doubtful labels may weigh, so that a person answers the heaviest first: units × the manufacture of the likeliest type."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import fsum

from snr_cli.catalog.records import Factor
from snr_cli.catalog.replaced import CONSUMABLES
from snr_cli.catalog.tables import EQUIPMENT, Tables
from snr_cli.engine.records import CLIMATE
from snr_cli.inputs.inventory.faults import GatheredFault


@dataclass(frozen=True, slots=True)
class Doubt:
    """Rows of one file that say one thing: a reason (its code, its text), a label, what is wrong in their cells.

    `units` is None when nobody knows how many they are. `kg_co2e` is what they may weigh; None when nobody knows what they are, or a type has no factor.
    """

    code: str
    reason: str
    label: str
    file: str
    rows: Sequence[int]
    units: float | None
    guess: str
    faults: tuple[GatheredFault, ...] = ()
    kg_co2e: float | None = None


def heaviest_first(groups: Iterable[Doubt], tables: Tables) -> list[Doubt]:
    """Return groups of rows, those with the most kg CO2e at stake first; then what cannot be weighed, the most units first."""
    every = list(groups)
    each = manufacture({doubt.guess for doubt in every if doubt.guess}, tables)
    doubts = [
        replace(
            doubt, kg_co2e=None if doubt.units is None or doubt.guess not in each else doubt.units * each[doubt.guess]
        )
        for doubt in every
    ]
    return sorted(
        doubts,
        key=lambda one: (-(one.kg_co2e or 0.0), -(one.units or 0.0), -len(one.rows), one.reason, one.label, one.file),
    )


def manufacture(types: Iterable[str], tables: Tables) -> dict[str, float]:
    """Return, by type, what making one unit and its end of life emit, in kg CO2e, by the default factors."""
    found: dict[str, list[Factor]] = {}
    for factor in tables.factors(EQUIPMENT, set(types)):
        if factor.category == CLIMATE and factor.is_default and factor.stage != CONSUMABLES:
            found.setdefault(factor.subject, []).append(factor)
    return {kind: fsum(factor.value for factor in factors) for kind, factors in found.items()}
