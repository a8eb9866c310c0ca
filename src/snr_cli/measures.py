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


def measure_text(unit: str) -> str:
    """Write the unit of an indicator for a column of its own: n/an is « nombre par an »."""
    return MEASURES.get(unit, unit)
