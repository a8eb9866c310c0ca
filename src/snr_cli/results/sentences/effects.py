"""What may be said of effects, in words: read from their records, the same on screens and in documents."""

from collections.abc import Iterable, Mapping
from typing import Final

from snr_cli.french.numbers import together
from snr_cli.french.words.estimated import estimated_note
from snr_cli.french.words.results import NOT_ASSESSED
from snr_cli.french.words.units import mass, mass_between
from snr_cli.results.effects import ActionEffect, EffectState
from snr_cli.results.records import Judged, Reserve
from snr_cli.results.sentences.notices import NOT_SIGNIFICANT

_CONFIRM: Final = "à confirmer : donnez la durée de vie observée"
_CONFIRMED: Final = "à confirmer par la durée de vie observée"
# what is missing of lines, by the reason of a gap
_LACKS: Final = {
    "no_kwh": "leur consommation manque",
    "no_lifetime": "leur durée de vie manque",
    "no_depreciation": "leur durée d’amortissement manque",
    "no_purchases": "leurs achats de l’année manquent",
    "no_pue": "le PUE de leur salle manque",
}
_NO_FACTOR: Final = "leur facteur manque"


def reserve_text(effect: ActionEffect, *, advise: bool = False) -> str:
    """Write the reserves of an effect, after its value; empty when there is none.

    Args:
        effect: the record.
        advise: say what to write in the dossier, for who holds it; else what is to be confirmed, for who reads.
    """
    parts = []
    if Reserve.CONFIRM_LIFETIME in effect.reserves:
        parts.append(_CONFIRM if advise else _CONFIRMED)
    elif Reserve.MAY_BE_NOTHING in effect.reserves:
        parts.append("à confirmer : l’effet peut être nul")
    if effect.state is EffectState.MONEY_ONLY:
        parts.append("par un ratio en euros")
    elif Reserve.SPENDING in effect.reserves:
        parts.append(f"dont {mass(effect.in_euros)} par un ratio en euros")
    if Reserve.UNPROVED in effect.reserves:
        parts.append("suppose une vie amont dont la preuve manque")
    if note := estimated_text(effect):
        parts.append(note)
    if Reserve.NOT_ASSESSED in effect.reserves and effect.state is not EffectState.UNKNOWN:
        parts.append(f"en partie {NOT_ASSESSED}")
    return " ; ".join(parts)


def estimated_text(effect: ActionEffect) -> str:
    """Say that an effect rests on estimates, or what of it does; empty when nothing does."""
    return "" if effect.basis is None else estimated_note(effect.basis.estimated)


def unknown_text(title: str, effect: ActionEffect) -> str:
    """Say that an effect is not known, and what is missing of the lines that it changes."""
    return f"L’effet de « {title} » n’est pas connu : {lacks_text(effect)}."


def lacks_text(effect: ActionEffect) -> str:
    """Say what is missing of the lines that an action changes: what one may give first, else a factor."""
    reasons = [lack.reason for each in (effect.lacks or {}).values() for lack in each]
    said = [_LACKS[reason] for reason in reasons if reason in _LACKS] or [_NO_FACTOR] * bool(reasons)
    return together(dict.fromkeys(said)) if said else "aucune des lignes qu’elle change n’est évaluée"


def bounds_text(effect: ActionEffect) -> str:
    """Write the bounds of what is saved as those of a change, in the unit of its value: a reduction is negative; empty without any."""
    bounds = effect.bounds
    return "" if bounds is None else mass_between(0.0 - bounds.high, 0.0 - bounds.low, effect.saved)


def doubt_text(change: Judged) -> str:
    """Say, beside where a plan leads, that what separates it from today may be nothing; empty when it is sure."""
    return NOT_SIGNIFICANT if Reserve.MAY_BE_NOTHING in change.reserves else ""


def spending_part(change: Judged) -> str:
    """Say what of a reduction is less spending; empty when nothing is."""
    if Reserve.SPENDING not in change.reserves or change.basis is None or not change.value:
        return ""
    kilograms = abs(change.value) * change.basis.spending
    return f"dont {mass(kilograms)} de dépenses en moins" if kilograms else ""


def unknown_effects(effects: Mapping[str, ActionEffect], titles: Mapping[str, str]) -> Iterable[str]:
    """Yield a sentence for each effect that is not known."""
    for each in effects.values():
        if each.state is EffectState.UNKNOWN:
            yield unknown_text(titles.get(each.action, each.action), each)
