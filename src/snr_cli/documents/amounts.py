"""Amounts in the words of a document: masses, electricity, relative changes. Knows numbers, not documents."""

from snr_cli.french.numbers import NARROW, WIDE, percent, significant


def kilograms(value: float, figures: int = 3) -> str:
    """Write kilograms of CO2 equivalent in the unit that reads best, with so many significant figures."""
    if abs(value) >= 1000:
        return f"{significant(value / 1000, figures)}{NARROW}t CO2e"
    return f"{significant(value, figures)}{NARROW}kg CO2e"


def kwh(value: float, figures: int = 3) -> str:
    """Write an amount of electricity in the unit that reads best, with so many significant figures."""
    if abs(value) >= 1000:
        return f"{significant(value / 1000, figures)}{NARROW}MWh"
    return f"{significant(value, figures)}{NARROW}kWh"


def relative(share: float) -> str:
    """Write a relative change with its sign: −13 %, less than 1 % more or less in words, « 0 % » when there is none."""
    text = percent(abs(share))
    if text.startswith("<"):
        return f"moins de 1{WIDE}% en {'plus' if share > 0 else 'moins'}"
    return f"{'+' if share > 0 else '−' if share < 0 else ''}{text}"
