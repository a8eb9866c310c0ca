"""What of a change between two years is of lines in euros: a price that changes reads there as an activity that changes."""

from math import fsum
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.french.words.units import mass
from snr_cli.plan.comparison import ChangeParts, Comparison

A_PRICE: Final = "c’est un ratio par euro, où un prix qui change se lit comme une activité qui change"


def spending_split(found: Comparison, tables: Tables) -> ChangeParts | None:
    """Return the change of the lines in euros; None when no year has any."""
    known = tables.service_types
    parts = [split for name, split in found.types.items() if name in known and known[name].is_spending]
    if not parts:
        return None
    return ChangeParts(
        fsum(part.old for part in parts),
        fsum(part.new for part in parts),
        fsum(part.activity for part in parts),
        fsum(part.ageing for part in parts),
        fsum(part.method for part in parts),
        fsum(part.factors for part in parts),
    )


def spending_text(found: Comparison, tables: Tables) -> str:
    """Say the change of the lines in euros; empty when no year has any."""
    split = spending_split(found, tables)
    if split is None:
        return ""
    return f"Dont lignes comptées en euros : {_mass(split.old)} → {_mass(split.new)} ; {A_PRICE}."


def _mass(value: float) -> str:
    return mass(value) if value else "rien"
