"""The trend of the last two inventories in words: its two years, its growth, or why there is none."""

from typing import Final

from snr_cli.french.words.estimated import estimated_note
from snr_cli.french.words.units import mass
from snr_cli.plan.trend import Trend
from snr_cli.results.sentences.baseline import growth_text

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
