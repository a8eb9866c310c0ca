"""The curves without any action, in words: what they suppose, the growth of the last two inventories, or why there is none."""

from collections.abc import Mapping
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.french.numbers import WIDE, number, printable, signed, together
from snr_cli.french.words.terms import estimated_note, mass
from snr_cli.plan.base_year import Trend

# What the curve without any action supposes: nothing grows, or what the dossier says grows. Said wherever it is drawn or printed.

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
    return f"{signed(rate, number(round(rate * 100, 1)))}{WIDE}%"


# The trend of the last two inventories in words: its two years, its growth, or why there is none.

_WHYS: Final = {
    "published_only": "de {first}, seul un total publié est connu : ni sa méthode, ni son périmètre, ni ses facteurs ne se vérifient",
    "result_unusable": "le résultat gardé de {first} ne peut pas être recalculé",
    "other_authority": "le résultat gardé de {first} est celui d’une autre collectivité",
    "other_perimeter": "les inventaires de {first} et de {last} n’ont pas le même périmètre",
    "same_export": "le même export sert à {first} et à {last} : rien n’a été recompté",
    "same_quantities": "les inventaires de {first} et de {last} ont les mêmes quantités : rien n’a été recompté",
    "no_value": "l’une des deux années n’est pas évaluée",
}


def trend_label(trend: Trend) -> str:
    """Name the curve, with its two years."""
    return f"Tendance {trend.first}-{trend.last} prolongée"


def trend_sentence(trend: Trend, horizon: int) -> str:
    """Say the growth, the two years it comes from and where it leads, or why it is not offered."""
    rate, end = trend.per_year, trend.at(horizon)
    if rate is None or end is None or trend.before is None or trend.now is None:
        why = _WHYS[trend.why or "no_value"].format(first=trend.first, last=trend.last)
        return f"Tendance des deux derniers inventaires non proposée : {why}."
    note = estimated_note(trend.estimated)
    return (
        f"Seconde lecture sans action : la tendance de {trend.first} à {trend.last}, {growth_text(rate)} par an "
        f"({mass(trend.before)} puis {mass(trend.now)}{f', {note}' if note else ''}, {trend.first} étant recalculé avec la méthode et les "
        f"facteurs d’aujourd’hui), mènerait à {mass(end)} en {horizon} si elle se prolongeait. Deux années ne font pas une "
        "prévision : les objectifs et la part de chaque action n’en dépendent pas."
    )
