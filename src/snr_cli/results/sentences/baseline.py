"""What the curve without any action supposes: nothing grows, or what the dossier says grows. Said wherever it is drawn or printed."""

from collections.abc import Mapping
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.french.escape import printable
from snr_cli.french.numbers import WIDE, number, together

FLAT: Final = "parc constant"
GROWING: Final = "tendance retenue"


def baseline_label(growth: Mapping[str, float]) -> str:
    """Name the curve, with what it supposes."""
    return f"Sans nouvelle action, {GROWING if growth else FLAT}"


def baseline_sentence(growth: Mapping[str, float], tables: Tables) -> str:
    """Say what the curve supposes."""
    if not growth:
        return (
            "Seules les actions font bouger les courbes : sans elles, le parc et les usages sont supposés constants, et "
            "aucune croissance n’est comptée."
        )
    kinds = tables.equipment_types | tables.service_types
    said = together(
        f"{kinds[kind].label if kind in kinds else printable(kind)}, {growth_text(rate)} par an"
        for kind, rate in growth.items()
    )
    return f"Sans action, la tendance retenue est : {said} ; aucune autre croissance n’est comptée."


def baseline_short(growth: Mapping[str, float]) -> str:
    """Say it after a figure, in a few words."""
    return f"sans action, {GROWING if growth else FLAT}"


def growth_text(rate: float) -> str:
    """Write a yearly growth: +10 %, −2,5 %."""
    return f"{'+' if rate > 0 else ''}{number(round(rate * 100, 1))}{WIDE}%"
