"""What to collect first: by how much the real figure of each estimate could change the total."""

from collections.abc import Iterable
from math import exp, fsum
from typing import NamedTuple

from snr_cli.catalog.tables import Tables
from snr_cli.engine.deviations import WITHIN_90, Deviations
from snr_cli.engine.estimated import STATUS, estimate_of
from snr_cli.engine.quantity import leaves
from snr_cli.engine.records import CLIMATE, Line


class ToCollect(NamedTuple):
    """An estimate, the footprint that it stands for in kgCO2e, and the central 90 % of it that its number leaves open."""

    estimate: str
    kg: float
    low: float
    high: float

    @property
    def change(self) -> float:
        """The most that the real number could add to the total, or take from it, in kgCO2e."""
        return max(self.high - self.kg, self.kg - self.low)


def to_collect(lines: Iterable[Line], tables: Tables) -> tuple[ToCollect, ...]:
    """Return the estimates of an organisation, the one whose real number could change the total most first.

    Only the number is uncertain here: the factors stay what they are when it is known.
    """
    found: dict[str, list[Line]] = {}
    for line in lines:
        if line.quality == STATUS and line.total(CLIMATE) is not None:
            found.setdefault(estimate_of(line), []).append(line)
    if not found:
        return ()
    deviations = Deviations(tables)
    made = []
    for name, members in found.items():
        ratio = next((leaf for leaf in leaves(members[0].scale) if leaf.row is not None), None)
        kg = fsum(line.total(CLIMATE) or 0.0 for line in members)
        spread = exp(WITHIN_90 * deviations.estimated(ratio))
        made.append(ToCollect(name, kg, kg / spread, kg * spread))
    return tuple(sorted(made, key=lambda each: (-each.change, each.estimate)))
