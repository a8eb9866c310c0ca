"""Mixtures of two years that nothing assesses whole: what is missing in them is not 0, so what it belongs to is not split."""

from collections.abc import Collection, Sequence
from typing import Final

from snr_cli.engine.records import Line
from snr_cli.plan.mixture import (
    ACTION,
    GROUP_PART,
    HOUSEHOLDS,
    ORGANISATION,
    TERRITORY_PART,
    TYPE,
    Mixer,
    MixtureReading,
    ValueKey,
)
from snr_cli.plan.unknown import missing_of

_TERRITORY: Final = (TERRITORY_PART, HOUSEHOLDS)
Hole = tuple[str, str, str]  # type of line, category, stage


def unknown_mixtures(mixer: Mixer, readings: Sequence[MixtureReading], keys: Collection[ValueKey]) -> list[ValueKey]:
    """Return the figures, of those known in both years, that a mixture of the two does not assess whole.

    A part that a year does not assess either is said by its coverage; what only a mixture lacks (the purchases of a year
    counted by flows, a factor of another set) would be taken for 0 by the parts of the change.

    Args:
        mixer: the two years.
        readings: the eight mixtures, then those of the year alone.
        keys: the figures known in both years.
    """
    told = _holes(readings[0]).keys() | _holes(readings[7]).keys()
    aimed = {action.id: mixer.aimed(action) for action in mixer.actions}
    found: set[ValueKey] = set()
    for reading in (*readings[1:7], *readings[8:]):
        found |= reading.silent
        found.update(key for key in keys if key[0] in _TERRITORY and key not in reading.values)
        for hole, lines in _holes(reading).items():
            if hole not in told:
                kind, category, _ = hole
                found |= {(ORGANISATION, "", category), (TYPE, kind, category)}
                found.update((GROUP_PART, line.group, category) for line in lines)
                ids = {line.id for line in lines}
                found.update((ACTION, name, category) for name, each in aimed.items() if each & ids)
    return [key for key in keys if key in found]


def _holes(reading: MixtureReading) -> dict[Hole, list[Line]]:
    """Return what a mixture does not assess of its lines, and the lines; lines that are alike share a recipe."""
    alike: dict[tuple[int, str], list[Line]] = {}
    for line in reading.assessment.organisation.lines:
        if line.recipe.gaps:
            alike.setdefault((id(line.recipe), line.type), []).append(line)
    found: dict[Hole, list[Line]] = {}
    for (_, kind), lines in alike.items():
        for category, stage in missing_of(lines[0].recipe):
            found.setdefault((kind, category, stage), []).extend(lines)
    return found
