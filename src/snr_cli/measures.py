"""Units of indicators in words. A leaf: knows nothing of snr."""

from typing import Final

# units of indicators that are no word
MEASURES: Final = {
    "n": "nombre",
    "n/an": "nombre par an",
    "n/mois": "nombre par mois",
    "ratio": "rapport",
    "unit": "unité",
}


BESIDE: Final = {
    "n": "",
    "n/an": "par an",
    "n/mois": "par mois",
    "ratio": "",
    "unit": "",
}  # after a number, which counts


def measure_beside(unit: str) -> str:
    """Write the unit of an indicator after a number: 1 240 n/an is « 1 240 par an »."""
    return BESIDE.get(unit, unit)


def measure_text(unit: str) -> str:
    """Write the unit of an indicator for a column of its own: n/an is « nombre par an »."""
    return MEASURES.get(unit, unit)
