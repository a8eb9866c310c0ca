"""The climate sum of an organisation under each source of factors: what the interval, which supposes one of them, does not hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import isclose
from typing import NamedTuple

from snr_cli.catalog.records import FactorSet
from snr_cli.catalog.replaced import HeldError
from snr_cli.catalog.tables import Tables
from snr_cli.engine.assess import lines_under
from snr_cli.engine.organisation import coverage_of, grouped, own_shares
from snr_cli.engine.records import CLIMATE, Assessment, Line
from snr_cli.results.records import FigureState

_ALIKE = 1e-9  # of a total: under this, two sums differ by how they are rounded


class SetState(StrEnum):
    """What a set of factors gives beside the one of the result."""

    GIVEN = "given"  # the set of the result
    SAME = "same"  # changes nothing: it has no row of its own for this inventory
    OTHER = "other"  # another total
    PARTIAL = "partial"  # what it gives is no total
    NOT_ASSESSABLE = "not_assessable"  # refuses a value of the dossier, or assesses nothing


class SetTotal(NamedTuple):
    """The climate sum under a set, kgCO2e a year.

    `state`: beside that of the result; `figure_state`: of the sum itself. `own`: the share of it, from 0 to 1, of the lines that have
    another value than with the set of the result.
    """

    id: str
    state: SetState
    figure_state: FigureState
    value: float | None
    own: float


class FigureEnds(NamedTuple):
    """The smallest and the largest of several totals, kgCO2e a year."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class FactorSets:
    """The sets that the tables offer, in their order."""

    every: tuple[SetTotal, ...]

    @property
    def counted(self) -> tuple[SetTotal, ...]:
        """Return the sets that give a total of their own, that of the result included, the smallest first."""
        own = [each for each in self.every if each.state in (SetState.GIVEN, SetState.OTHER)]
        return tuple(sorted(own, key=lambda each: each.value or 0.0))

    @property
    def ends(self) -> FigureEnds:
        """Return the smallest and the largest of these totals: the same one twice when it is alone."""
        values = [each.value for each in self.counted if each.value is not None]
        return FigureEnds(values[0], values[-1])


def totals_by_set(result: Assessment, tables: Tables) -> FactorSets | None:
    """Return the climate sum of an organisation under each set; None when it is no total, or when what made it is not known.

    Only the lines are assessed again: their intervals are those of each set on its own, and no other set has a say in them.
    """
    total = result.organisation.totals.get(CLIMATE)
    if result.asked is None or total is None or not result.organisation.coverage[CLIMATE].is_total:
        return None
    found = []
    for factors in tables.sets.values():
        if factors.id == result.factor_set:
            state = FigureState(result.organisation.coverage[CLIMATE].state)
            found.append(SetTotal(factors.id, SetState.GIVEN, state, total, 0.0))
            continue
        try:
            lines = lines_under(result.asked, tables, factors.id)
        except HeldError:
            lines = []
        found.append(_under(factors, lines, result.organisation.lines, total, tables))
    return FactorSets(tuple(found))


def _under(factors: FactorSet, lines: list[Line], whole: Iterable[Line], given: float, tables: Tables) -> SetTotal:
    totals = grouped(lines, lambda _: "").get("", {})
    if CLIMATE not in totals:
        return SetTotal(factors.id, SetState.NOT_ASSESSABLE, FigureState.NOT_ASSESSED, None, 0.0)
    value, own = totals[CLIMATE], own_shares(whole, lines).get(CLIMATE, 0.0)
    covered = FigureState(coverage_of(lines, totals, tables.categories, (CLIMATE,))[CLIMATE].state)
    same = isclose(value, given, rel_tol=_ALIKE)
    state = SetState.PARTIAL if not covered.is_total else SetState.SAME if same else SetState.OTHER
    return SetTotal(factors.id, state, covered, value, own)
