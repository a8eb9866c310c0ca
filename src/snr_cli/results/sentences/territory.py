"""The territory in one sentence, the same everywhere: its two readings, each with its range or why it has none."""

from typing import Final

from snr_cli.french.numbers import NARROW, significant, together
from snr_cli.french.words.codes import CENTRES_HERE, NOT_ASSESSED, mass_between
from snr_cli.results.records import NOT_PUBLISHED, Judged, TerritoryReading, TerritoryReadings

_MEAN: Final = "moyenne nationale"
_NO_RANGE: Final = {NOT_PUBLISHED: "sans fourchette publiée"}
_WHY: Final = {
    "no_population": "population municipale inconnue",
    "no_national_mean": "la moyenne nationale ne représente pas ce territoire",
    "closed_licence": "facteur écarté par la licence demandée",
    "no_households": "nombre de ménages inconnu",
    "no_factor": "aucun facteur",
}
# what to give for the reading by inhabitant, and where in the dossier
_LACKING: Final = {
    "no_population": ("population municipale, ou SIREN", "territory.population"),
    "no_national_mean": ("nombre de ménages, car la moyenne nationale ne vaut pas ici", "territory.households"),
    "closed_licence": ("moyenne nationale, que la licence de facteurs demandée écarte", "method.factors_licence"),
}
_COUNTED: Final = {"households": "appareils", "lines": "abonnements"}
# the mean is no better known than its range; the other one is followed by objectives of some per cent
_BY_INHABITANT: Final = "compté par habitant"
_BY_HOUSEHOLD: Final = "compté par ménage"
_FIGURES: Final = {_BY_INHABITANT: 3, _BY_HOUSEHOLD: 4}


def territory_text(readings: TerritoryReadings, mark: str = "") -> str:
    """Return both readings, to be said after « se lit de deux façons : »; one that is not assessed comes last.

    Args:
        readings: both.
        mark: put around the first value: `**` in Markdown.
    """
    if readings.by_inhabitant.figure.value is None:
        return f"{by_household(readings, mark)} ; {by_inhabitant(readings)}"
    return f"{by_inhabitant(readings, mark)} ; {by_household(readings)}"


def lacking(mean: Judged) -> tuple[str, str]:
    """Return what the reading by inhabitant lacks, and the field of the dossier that would give it; empty when it is there."""
    return _LACKING[mean.why] if mean.value is None else ("", "")


def by_inhabitant(readings: TerritoryReadings, mark: str = "") -> str:
    """Return the reading by inhabitant, its range and what it rests on."""
    return _reading(readings.by_inhabitant, _BY_INHABITANT, _MEAN, mark)


def by_household(readings: TerritoryReadings, mark: str = "") -> str:
    """Return the reading by household, its range or why it has none, and what it rests on."""
    return _reading(readings.by_household, _BY_HOUSEHOLD, counted_text(readings.by_household), mark)


def counted_text(reading: TerritoryReading) -> str:
    """Say what a reading by household counts."""
    return together(_COUNTED.get(origin, CENTRES_HERE[count != 1]) for origin, count in reading.counted)


def _reading(reading: TerritoryReading, name: str, rests: str, mark: str) -> str:
    figure = reading.figure
    if figure.value is None:
        return f"{name}, {NOT_ASSESSED} ({_WHY[figure.why]})"
    ranged = mass_between(*figure.bounds, figure.value) if figure.bounds is not None else _NO_RANGE[reading.no_range]
    return f"{name}, {mark}environ {_mass(figure.value, _FIGURES[name])} par an{mark}, {ranged} ({rests})"


def _mass(kilograms: float, figures: int) -> str:
    unit, value = ("t", kilograms / 1000) if kilograms >= 1000 else ("kg", kilograms)
    return f"{significant(value, figures)}{NARROW}{unit} CO2e"
