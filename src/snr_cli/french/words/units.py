"""Units in French, and masses in the one that reads best."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from snr_cli.french.numbers import WIDE, between, number, significant

if TYPE_CHECKING:
    pass


# one, then several (from two on)
UNITS: Final = {
    "unit": ("unité", "unités"),
    "year": ("an", "ans"),
    "ratio": ("", ""),
    "person": ("habitant", "habitants"),
    "household": ("ménage", "ménages"),
    "agent": ("agent", "agents"),
    "day": ("jour", "jours"),
    "line": ("ligne", "lignes"),
    "room": ("salle", "salles"),
    "site": ("site", "sites"),
    "GB": ("Go", "Go"),
    "MB": ("Mo", "Mo"),
    "view": ("page vue", "pages vues"),
    "persons": ("personne", "personnes"),
    "units": ("unité", "unités"),
    "h": ("heure", "heures"),
    "m2": ("m²", "m²"),
}


def unit_text(unit: str, value: float = 1.0, more: Mapping[str, tuple[str, str]] | None = None) -> str:
    """Write a unit of the engine in French, after its value: kWh/unit/year → kWh/unité/an, 5 years → ans.

    Args:
        unit: the unit.
        value: what it follows, which makes the plural.
        more: words of units that are the catalogue's own, one then several.
    """
    words = {**UNITS, **(more or {})}
    first, *others = [unit] if unit in words else unit.split("/")
    word = words.get(first, (first, first))[abs(value) >= 2]
    return "/".join([word, *(words.get(part, (part, part))[0] for part in others)])


def one_of(units: str) -> str:
    """Write a unit of the catalogue, there in the plural as it follows a quantity, in the singular."""
    return re.sub(r"(?<=[a-z]{3})s(?=$|,| )", "", units, count=1)


def mass_between(low: float, high: float, beside: float | None = None) -> str:
    """Write two bounds in kilograms of CO2 equivalent, in the unit of the value that they stand beside, of the larger one without any."""
    if (abs(beside) if beside else max(abs(low), abs(high))) >= 1000:
        return f"{between(low / 1000, high / 1000)}{WIDE}t CO2e"
    return f"{between(low, high)}{WIDE}kg CO2e"


def mass(kilograms: float) -> str:
    """Write kilograms of CO2 equivalent in the unit that reads best."""
    if abs(kilograms) >= 1_000_000:
        return f"{number(kilograms / 1000, 0)}{WIDE}t CO2e"
    if abs(kilograms) >= 1000:
        return f"{significant(kilograms / 1000)}{WIDE}t CO2e"
    return f"{significant(kilograms)}{WIDE}kg CO2e"
