"""Of a change of activity, what comes from the year alone: the same devices, of another age; the same export, read again.

An export read twice says that nothing was bought and nothing retired; its devices are a year older all the same, and the
annual share of their manufacturing falls with their age. Read for an earlier year, it leaves out what was bought since. None
of it is an act of the authority: it is told apart.

The order is a convention: first the whole old activity is a year older and its exports are read again, then units come and
go. A line that shrinks ages whole, then loses units at their new age.
"""

from collections.abc import Sequence
from math import fsum
from typing import Final

from snr_cli.plan.games import shapley_weights
from snr_cli.plan.mixture import Mixer, MixtureReading, ValueKey

CONTEXTS: Final = (0, 2, 4, 6)  # mixtures whose activity is the old one, by method and factors


def aged_readings(mixer: Mixer) -> list[MixtureReading]:
    """Return the mixtures of the old activity as the new year reads it; none if the year changes nothing of it."""
    return [mixer.reading(members, aged=True) for members in CONTEXTS] if mixer.same_devices or mixer.reread else []


def ageing(readings: Sequence[MixtureReading], aged: Sequence[MixtureReading], key: ValueKey) -> float:
    """Return what the year alone changes, by the mean of the orders of method and factors that the activity has."""
    return fsum(
        weight * reading.values.get(key, 0.0)
        for weight, reading in zip(ageing_aim(aged), (*readings, *aged), strict=True)
    )


def ageing_aim(aged: Sequence[MixtureReading]) -> tuple[float, ...]:
    """Return how much of each mixture, then of each aged one, there is in what ageing changes."""
    weights = shapley_weights(3, 0)
    without = tuple(weight if members in CONTEXTS else 0.0 for members, weight in enumerate(weights))
    return (*without, *(-weights[members] for members in CONTEXTS)) if aged else (0.0,) * len(weights)
