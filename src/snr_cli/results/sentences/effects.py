"""What may be said of effects, in words: read from their records, the same on screens and in documents."""

from collections.abc import Iterable, Mapping
from typing import Final

from snr_cli.catalog.records import Source
from snr_cli.french.numbers import number, percent, plural, printable, together
from snr_cli.french.words.terms import NOT_ASSESSED, estimated_note, mass, mass_between
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import Action, Effect
from snr_cli.plan.suggest import Participation
from snr_cli.results.effects import ActionEffect, EffectState
from snr_cli.results.records import Judged, Reserve
from snr_cli.results.sentences.coverage import NOT_SIGNIFICANT

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
    reasons = [lack.reason for lacks in (effect.lacks or {}).values() for lack in lacks]
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
    """Say what of a change is spending, less or more; empty when nothing is."""
    if change.value is None or change.basis is None or not change.basis.spending:
        return ""
    return f"dont {mass(abs(change.value) * change.basis.spending)} de dépenses en {'moins' if change.value < 0 else 'plus'}"


def unknown_effects(effects: Mapping[str, ActionEffect], titles: Mapping[str, str]) -> Iterable[str]:
    """Yield a sentence for each effect that is not known."""
    for effect in effects.values():
        if effect.state is EffectState.UNKNOWN:
            yield unknown_text(titles.get(effect.action, effect.action), effect)


# What an action on the territory supposes of its inhabitants, in words.


def participants(share: float | None) -> str:
    """Say of how many smartphones an action speaks: without a share, of all of them."""
    if share is None or share >= 1:
        return "tous les smartphones du territoire"
    return f"{percent(share)} des smartphones du territoire"


def participation_text(participation: Participation, sources: Mapping[str, Source]) -> str:
    """Say what a saving on the territory supposes of the inhabitants, and where the share comes from."""
    text = (
        f"hypothèse de participation : {participants(participation.share)}, gardés {plural(participation.years, 'an')}"
    )
    if not participation.source:
        return text + (
            ", puisque rien ne dit leur part (share)" if participation.share >= 1 else ", d’après le dossier"
        )
    known = sources.get(participation.source)
    return (
        f"{text} : autant que la part des Français qui, de 2020 à 2024, se sont mis à garder le leur trois ans ou plus "
        f"({known.title_fr if known else participation.source}) ; mettez la vôtre dans share"
    )


# What an action supposes of a life that nothing proves yet: counted as a hypothesis, and said so.


def lives_supposed(action: Action, dossier: Dossier) -> tuple[str, ...]:
    """Return what each effect supposes of the years before a refurbished purchase, with its source when it gives one."""
    return tuple(
        f"{number(effect.upstream_years)} an{'s' if effect.upstream_years >= 2 else ''} de vie supposés avant l’achat des appareils "
        f"reconditionnés{_of(effect, dossier)}"
        + (f" ({printable(effect.upstream_source)})" if effect.upstream_source else "")
        for effect in action.effects
        if effect.upstream_years
    )


def _of(effect: Effect, dossier: Dossier) -> str:
    """Name the line that an effect aims at, by its words only: an id is not for readers."""
    label = (
        next((line.label for line in dossier.equipment if line.id == effect.on.line), None) if effect.on.line else None
    )
    return f", « {printable(label)} »" if label else ""
