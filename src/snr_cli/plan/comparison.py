"""What a comparison of two years is: the change of each figure, its parts, and what the reader must know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from snr_cli.engine.coverage import Coverage
from snr_cli.engine.uncertainty import Difference
from snr_cli.model.strategy import FigureOrigin
from snr_cli.plan.carried import CarriedPart

SAME: Final = 1e-9  # relative: under it, two figures are the same


class End(NamedTuple):
    """One of the two years, as it is shown; factors are empty when only totals were published."""

    name: str
    year: int
    factor_set: str = ""
    licence: str = ""
    sha256: str = ""


class Power(NamedTuple):
    """The climate factor of a kWh of the authority's place in both years, and the vintage of each."""

    place: str
    old: float
    old_vintage: int
    new: float
    new_vintage: int


class Published(NamedTuple):
    """A year of which only totals were published: what it holds is not known."""

    name: str
    year: int
    totals: Mapping[str, float]
    origin: FigureOrigin | None = None


class Intervals(NamedTuple):
    """The central 90 % of a change and of its parts, paired: what the two years share cancels."""

    change: Difference
    activity: Difference
    ageing: Difference
    method: Difference
    factors: Difference


class ChangeParts(NamedTuple):
    """A change and its parts, which sum to it; their intervals where they were asked and can be computed.

    `ageing`: the same devices of another age, the same exports read again; `activity`: the rest of what it has and does.
    """

    old: float
    new: float
    activity: float
    ageing: float
    method: float
    factors: float
    intervals: Intervals | None = None

    @property
    def change(self) -> float:
        """New minus old."""
        return self.new - self.old

    @property
    def at_constant_method(self) -> float | None:
        """Relative change once the old year has the method and perimeter of the new one; None without an old value."""
        before = self.old + self.method
        return self.new / before - 1 if before > 0 else None


class Note(NamedTuple):
    """Something to know of the comparison, by code; `values` fill its sentence."""

    code: str
    subject: str = ""
    values: tuple[tuple[str, Any], ...] = ()


class ActionPart(NamedTuple):
    """The lines that an action aims at: their change, and what the old dossier expected of the action by the new year."""

    id: str
    title: str
    lines: int
    split: ChangeParts
    expected: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The change between two years. By category; `groups` and `types` by category too.

    `comparable` is false when one year is only published totals: `published` then holds old and new, beside each
    other and without any difference, and `origin` where the published ones come from.
    `estimated`: in each year, the share drawn from head counts of the total ("") and of each group and type.
    `carried`: the climate change of the organisation, of fresh data and of lines carried forward; None when none is followed.
    `covered`: by category, how much of the inventory the totals of each year hold; None for a year that was only published.
    """

    old: End
    new: End
    comparable: bool
    organisation: dict[str, ChangeParts]
    groups: dict[str, dict[str, ChangeParts]]
    types: dict[str, ChangeParts]
    territory: dict[str, ChangeParts]
    households: dict[str, ChangeParts]
    actions: tuple[ActionPart, ...]
    changes: tuple[tuple[str, str, str], ...]
    not_compared: tuple[Note, ...]
    notes: tuple[Note, ...]
    power: Power | None = None
    published: dict[str, tuple[float, float]] = field(default_factory=dict)
    origin: FigureOrigin | None = None
    estimated: tuple[Mapping[str, float], Mapping[str, float]] = ({}, {})
    covered: tuple[Mapping[str, Coverage] | None, Mapping[str, Coverage] | None] = (None, None)
    carried: CarriedPart | None = None

    def estimated_in(self, name: str = "") -> float:
        """Return the larger share, of the two years, of a group, a type or the total that is estimated."""
        return max(shares.get(name, 0.0) for shares in self.estimated)
