"""The library of actions held against a dossier, on screen: what each one would save, then the lines to paste."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from snr_cli.catalog.records import Source
from snr_cli.engine.records import CLIMATE, ELECTRICITY
from snr_cli.french.escape import printable
from snr_cli.french.numbers import plural, significant
from snr_cli.french.words.results import STORAGE_METHODS
from snr_cli.french.words.units import mass
from snr_cli.outputs.screen import Screen
from snr_cli.outputs.suggestion_yaml import paste, paste_all
from snr_cli.plan.suggest import Aside, Suggestion
from snr_cli.results.effects import ActionEffect, EffectState
from snr_cli.results.records import Reserve
from snr_cli.results.sentences.effects import bounds_text, reserve_text
from snr_cli.results.sentences.money import NOT_PHYSICAL
from snr_cli.results.sentences.participation import participation_text
from snr_cli.results.suggestions import suggested_effects

# what is said of the territory before its suggestions
_APART: Final = (
    "Classé à part : ce que feraient les habitants, sous une hypothèse de participation, ne se compare pas à ce que fait la "
    "collectivité et ne s’y ajoute pas."
)
_PERIMETERS: Final = {
    "organisation": "ORGANISATION",
    "outside": "HORS DU TOTAL DE L’ORGANISATION (trafic du public)",
    "territory": "TERRITOIRE (lecture par ménage)",
}
_HOW: Final = """\
# Un seul bloc : gardez les actions que vous retenez. Si le dossier a déjà
# actions: ou indicators:, collez-les dessous sans répéter ce mot.
"""
ASIDES: Final = {
    "no_effect": "sans effet calculable sur l’empreinte : coût et indicateurs seulement",
    "see": "passe par d’autres actions",
    "target_is_yours": "la cible dépend de vous",
    "no_line": "aucune ligne du dossier n’est concernée",
    "already_there": "déjà fait, d’après l’inventaire",
    "in_dossier": "déjà dans le dossier",
    "upstream_unknown": "la vie amont du reconditionné n’est pas connue",
    "not_computable": "la valeur présente n’est pas connue",
    "no_households": "ménages ou population inconnus",
    "no_factor": "aucun facteur",
    "no_saving": "le calcul ne donne aucune économie sur ce parc",
}


def suggestions_text(
    found: Sequence[Suggestion],
    asides: Sequence[Aside],
    sources: Mapping[str, Source],
    *,
    width: int,
    color: bool,
    two_storages: bool = False,
) -> str:
    """Return the suggestions, the most saving first, and why the other actions are not among them.

    Each perimeter has its own ranks: what the inhabitants may do is not compared with what the authority does.
    `two_storages`: the dossier holds storage of its own and hosted storage, which are counted by two methods.
    """
    screen = Screen(width, color)
    screen.say(
        f"{plural(len(found), 'action')} de la bibliothèque {'s’applique' if len(found) < 2 else 's’appliquent'} à ce dossier. "
        "Chacune est calculée sur ses lignes, seule, à plein effet ; "
        "aucune économie n’est écrite d’avance. Deux actions qui changent la même chose ne s’additionnent pas."
    )
    effects = suggested_effects(found)
    for perimeter, title in _PERIMETERS.items():
        of_perimeter = [each for each in found if each.perimeter == perimeter]
        if not of_perimeter:
            continue
        screen.title(title)
        if perimeter == "territory":
            screen.say(_APART, 2)
        for rank, each in enumerate(of_perimeter, start=1):
            kwh = each.saved.get(ELECTRICITY, 0.0)
            saved = [f"{mass(each.kg)} par an"] if each.saved.get(CLIMATE) else []
            if round(kwh):
                saved.append(f"{significant(kwh / 1000)} MWh")
            if each.by_unit:
                saved.append("pour une unité de chaque type")
            if each.euros_per_tonne is not None:
                saved.append(f"{significant(each.euros_per_tonne)} € par t CO2e")
            screen.say(f"{printable(each.title)} : {', '.join(saved)}", 4, f"{rank}. ")
            if each.participation is not None:
                screen.say(f"{participation_text(each.participation, sources)}.", 6)
            if text := reserve_of(effects[each.id]):
                screen.say(f"{text}.", 6)
            if each.overlaps:
                screen.say(f"recoupe {', '.join(each.overlaps)} : les deux ne s’additionnent pas.", 6)
            if not each.lines:
                continue
            screen.say(
                f"lignes : {', '.join(printable(line) for line in each.lines[:6])}{' …' if len(each.lines) > 6 else ''}",
                6,
            )
    parts = [screen.text()]
    if found:
        parts.append("\nÀ COLLER DANS LE DOSSIER\n" + "-" * 24 + "\n" + _HOW + paste_all(found, sources))
    rest = Screen(width, color)
    if two_storages:
        rest.say(STORAGE_METHODS)
    if asides:
        rest.title("NON PROPOSÉES")
        for aside in asides:
            more = f" ({mass(-aside.kg)} de plus)" if aside.kg is not None and aside.kg < 0 else ""
            see = f" : {', '.join(aside.see)}" if aside.see else ""
            rest.say(f"{aside.id} {printable(aside.title)} : {ASIDES[aside.why]}{see}{more}", 4, "- ")
    if asides or two_storages:
        parts.append("\n" + rest.text())
    return "".join(parts)


def suggestions_data(
    found: Sequence[Suggestion], asides: Sequence[Aside], sources: Mapping[str, Source]
) -> dict[str, Any]:
    """Return the suggestions as plain data: kgCO2e and other categories saved a year at full effect.

    Those on the territory are a list of their own: they suppose that inhabitants take part.
    """
    effects = suggested_effects(found)
    apart = [each for each in found if each.perimeter == "territory"]
    return {
        "suggestions": [_data(each, effects[each.id], sources) for each in found if each.perimeter != "territory"],
        "territory": [_data(each, effects[each.id], sources) for each in apart],
        "left_out": [
            {"id": aside.id, "title": aside.title, "why": aside.why, "see": list(aside.see)} for aside in asides
        ],
    }


def reserve_of(effect: ActionEffect) -> str:
    """Write what has to be said beside a suggestion, with its bounds when it may be nothing; empty when it is sure."""
    parts = [reserve_text(effect, advise=True)]
    if Reserve.MAY_BE_NOTHING in effect.reserves:
        parts.insert(0, bounds_text(effect))
    if effect.state is EffectState.MONEY_ONLY:
        parts.append(NOT_PHYSICAL)
    return " : ".join(each for each in parts if each)


def _data(each: Suggestion, effect: ActionEffect, sources: Mapping[str, Source]) -> dict[str, Any]:
    return {
        "id": each.id,
        "title": each.title,
        "themes": list(each.themes),
        "perimeter": each.perimeter,
        "saved": each.saved,
        "participation": None if each.participation is None else each.participation._asdict(),
        "by_unit": each.by_unit,
        "rank": effect.rank,
        "state": effect.state.value,
        "bounds": None if effect.bounds is None else effect.bounds._asdict(),
        "reserves": [reserve.value for reserve in effect.reserves],
        "reserve": reserve_of(effect),
        "spend_lever": each.spend_lever,
        "lines": list(each.lines),
        "overlaps": list(each.overlaps),
        "euros_per_tonne": each.euros_per_tonne,
        "source": each.source,
        "yaml": paste(each, sources),
    }
