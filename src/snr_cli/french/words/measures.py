"""Units of indicators in words. Knows nothing of snr but how French writes."""

from typing import Final

from snr_cli.french.numbers import WIDE

# units of indicators that are no word
MEASURES: Final = {
    "n": "nombre",
    "n/an": "nombre par an",
    "n/mois": "nombre par mois",
    "ratio": "rapport",
    "unit": "unité",
}
# the same after a value
_AFTER: Final = {"n": "", "n/an": "par an", "n/mois": "par mois", "ratio": "", "unit": ""}


def measure_text(unit: str) -> str:
    """Write the unit of an indicator for a column of its own: n/an is « nombre par an »."""
    return MEASURES.get(unit) or _share(unit)


def measured(value: str, unit: str) -> str:
    """Write a value and the unit of an indicator: 1 240 par an, 20,2 % (€ HT), 3,5 Mo."""
    return f"{value}{WIDE}{after(unit)}".rstrip()


def after(unit: str) -> str:
    """Write the unit of an indicator as it follows a value."""
    return _AFTER[unit] if unit in _AFTER else _share(unit)


def apart(value: str, unit: str, size: float) -> str:
    """Write what is between two values: two percentages are some points apart, never some per cent.

    Args:
        value: the difference, or its bounds, as they are written.
        unit: the unit of the two values.
        size: the largest size of the difference, which makes the plural.
    """
    if unit.startswith("%"):
        return f"{value}{WIDE}{'points' if abs(size) >= 2 else 'point'}"
    return measured(value, unit)


def _share(unit: str) -> str:
    """Write a unit of share with what it is a share of in brackets, and « /an » in words."""
    if not unit.startswith("%") or unit == "%":
        return unit
    of = unit[1:].strip()
    return "% par an" if of == "/an" else f"% ({of})"
