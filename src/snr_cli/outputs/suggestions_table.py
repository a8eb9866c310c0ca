"""The library of actions held against a dossier, on screen: what each one would save, then the lines to paste."""

import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from snr_cli.catalog.records import Source
from snr_cli.engine.records import CLIMATE, ELECTRICITY
from snr_cli.french.numbers import exact, plural, printable, significant, together
from snr_cli.french.plain import quoted_text
from snr_cli.french.words.terms import STORAGE_METHODS, mass, mass_between
from snr_cli.model.strategy import Effect
from snr_cli.outputs.screen import Screen
from snr_cli.plan.suggest import Aside, Suggestion
from snr_cli.results.effects import ActionEffect, EffectState, suggested_effects
from snr_cli.results.records import Reserve
from snr_cli.results.sentences.effects import bounds_text, participation_text, reserve_text
from snr_cli.results.sentences.verdict import NOT_PHYSICAL

# A suggested action as YAML to paste into a dossier: what is known is written, what only the user knows is a comment.

# begins with a letter and holds no sign of YAML; the words are those that a reader takes for something else than a text
_PLAIN: Final = re.compile(r"[^\W\d_][\w’'. -]*(?<! )")
_NOT_TEXT: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_WIDTH: Final = 80
SHARES: Final = frozenset({"refurbished_share", "share", "substitution_rate"})


def paste(suggestion: Suggestion, sources: Mapping[str, Source]) -> str:
    """Return the action under `actions:`, and the indicators that the dossier does not define yet under `indicators:`."""
    return paste_all([suggestion], sources)


def paste_all(suggestions: Iterable[Suggestion], sources: Mapping[str, Source]) -> str:
    """Return the actions in one block: a key of YAML is written once."""
    every = list(suggestions)
    lines = ["actions:", *(line for suggestion in every for line in _action(suggestion, sources))]
    indicators = dict.fromkeys(name for suggestion in every for name in suggestion.new_indicators)
    if indicators:
        lines += ["indicators:", *(f"  - {{id: {name}}}" for name in indicators)]
    return "\n".join(lines) + "\n"


def _action(suggestion: Suggestion, sources: Mapping[str, Source]) -> list[str]:
    action, schedule = suggestion.action, suggestion.action.schedule
    start, full = (schedule.start, schedule.full or schedule.start) if schedule is not None else (None, None)
    return [
        *_comment(_saving(suggestion), 2),
        *(_comment(participation_text(suggestion.participation, sources), 2) if suggestion.participation else ()),
        f"  - id: {_text(action.id)}",
        *_title(action.title),
        f"    themes: [{', '.join(str(theme) for theme in action.themes)}]",
        "    status: planned",
        "    # owner: … # pilote : une direction ou une fonction",
        "    # means: {fte: …, budget: [{year: …, section: …, eur: …}]} # moyens",
        *(_comment(_cost(suggestion), 4) if suggestion.cost else ()),
        "    # objectives: [] # identifiants des objectifs qu’elle sert",
        *([f"    schedule: {{start: {start}, full: {full}}} # à ajuster"] if start is not None else []),
        f"    effects:{' # une unité chacun : écrivez combien' if suggestion.by_unit else ''}",
        *(line for effect in action.effects for line in _effect(effect)),
        *([f"    indicators: [{', '.join(action.indicators)}]"] if action.indicators else []),
        *([f"    good_practice: {_text(action.good_practice)}"] if action.good_practice else []),
    ]


def _comment(text: str, indent: int) -> list[str]:
    start = " " * indent + "# "
    return textwrap.wrap(text, _WIDTH, initial_indent=start, subsequent_indent=start, break_on_hyphens=False)


def _title(title: str) -> list[str]:
    """Write a title, folded over lines when it is too long for one (YAML joins them with a space)."""
    line = f"    title: {_text(title)}"
    if len(line) <= _WIDTH or "  " in title or title != title.strip() or not title.isprintable():
        return [line]
    start = " " * 6
    return [
        "    title: >-",
        *textwrap.wrap(
            title, _WIDTH, initial_indent=start, subsequent_indent=start, break_long_words=False, break_on_hyphens=False
        ),
    ]


def _saving(suggestion: Suggestion) -> str:
    where = {"outside": ", hors du total de l’organisation", "territory": ", lecture par ménage du territoire"}
    of_what = " pour une unité par type" if suggestion.by_unit else ""
    reserve = reserve_text(suggested_effects((suggestion,))[suggestion.id], advise=True)
    return (
        f"{significant(suggestion.kg)} kgCO2e par an en moins à plein effet{of_what}{where.get(suggestion.perimeter, '')}"
        f"{f' ; {reserve}' if reserve else ''}"
    )


def _cost(suggestion: Suggestion) -> str:
    cost = suggestion.cost
    return f"coût : {cost[0].lower() if cost[1:2].islower() else cost[0]}{cost[1:]}"


def _effect(effect: Effect) -> list[str]:
    """Write an effect on a line, or over several when it is too long for one."""
    target = {name: value for name, value in effect.on if value not in (None, False)}
    on = ", ".join(f"{name}: {_value(name, value)}" for name, value in target.items())
    values = [f"{name}: {_value(name, value)}" for name, value in effect if name != "on" and value is not None]
    parts = [f"on: {{{on}}}", *values]
    line = "      - {" + ", ".join(parts) + "}"
    return (
        [line]
        if len(line) <= _WIDTH
        else [f"      {'- ' if not rank else '  '}{part}" for rank, part in enumerate(parts)]
    )


def _value(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{_number(value * 100)} %" if name in SHARES else _number(value)
    return _text(str(value))


def _number(value: float) -> str:
    """Write a number as YAML does: a dot, and no digit too many."""
    return exact(value).replace(",", ".").replace("\u2212", "-")


def _text(text: str) -> str:
    """Write a text bare when nothing in it can be taken for syntax, else between double quotes, as JSON does."""
    bare = _PLAIN.fullmatch(text) and text.lower() not in _NOT_TEXT
    return text if bare else quoted_text(text)


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


OF_TERRITORY: Final = "T"  # before the rank of an action on the territory


def suggestions_text(
    suggestions: Sequence[Suggestion],
    asides: Sequence[Aside],
    sources: Mapping[str, Source],
    *,
    width: int,
    color: bool,
    two_storages: bool = False,
    take: str = "",
) -> str:
    """Return the suggestions, the most saving first, and why the other actions are not among them.

    Each perimeter has its own ranks: what the inhabitants may do is not compared with what the authority does.
    `two_storages`: the dossier holds storage of its own and hosted storage, which are counted by two methods. `take`: the command
    that writes some, by their ranks; the YAML to copy, and the actions left aside, are shown without one alone.
    """
    screen = Screen(width, color)
    screen.say(
        f"{plural(len(suggestions), 'action')} de la bibliothèque {'s’applique' if len(suggestions) < 2 else 's’appliquent'} à ce dossier. "
        "Chacune est calculée sur ses lignes, seule, à plein effet ; "
        "aucune économie n’est écrite d’avance. Deux actions qui changent la même chose ne s’additionnent pas."
    )
    effects = suggested_effects(suggestions)
    ranks = suggestion_ranks({suggestion.id: suggestion.perimeter for suggestion in suggestions})
    for perimeter, title in _PERIMETERS.items():
        of_perimeter = [suggestion for suggestion in suggestions if suggestion.perimeter == perimeter]
        if not of_perimeter:
            continue
        screen.title(title)
        if perimeter == "territory":
            screen.say(_APART, 2)
        for suggestion in of_perimeter:
            kwh, cost = suggestion.saved.get(ELECTRICITY, 0.0), suggestion.euros_per_tonne
            saved = (
                f"{mass(suggestion.kg)} par an" if suggestion.saved.get(CLIMATE) else "",
                f"{significant(kwh / 1000)} MWh" if round(kwh) else "",
                "pour une unité de chaque type" if suggestion.by_unit else "",
                f"{significant(cost)} € par t CO2e" if cost is not None else "",
            )
            screen.say(
                f"{printable(suggestion.title)} : {', '.join(filter(None, saved))}", 4, f"{ranks[suggestion.id]}. "
            )
            lines = ", ".join(map(printable, suggestion.lines[:6]))
            overlaps = together(ranks.get(name, name) for name in suggestion.overlaps)
            told = (
                suggestion.participation and participation_text(suggestion.participation, sources),
                reserve_of(effects[suggestion.id]),
                overlaps and f"recoupe {overlaps} : les deux ne s’additionnent pas",
            )
            screen.each((f"{text}." for text in told if text), 6)
            screen.each([lines and f"lignes : {lines}{' …' if len(suggestion.lines) > 6 else ''}"], 6)
    parts = [screen.text()]
    if suggestions and not take:
        parts.append("\nÀ COLLER DANS LE DOSSIER\n" + "-" * 24 + "\n" + _HOW + paste_all(suggestions, sources))
    rest = Screen(width, color)
    if two_storages:
        rest.say(STORAGE_METHODS)
    if take:
        rest.say(f"Pour en écrire dans le dossier, par leurs rangs : {take}")
        left = f"{plural(len(asides), 'action')} de la bibliothèque, laissée{'s' * (len(asides) > 1)} de côté, et pourquoi ; "
        rest.say(f"{left if asides else ''}le YAML de chacune : snr plan --suggest -v")
    elif asides:
        rest.title("NON PROPOSÉES")
        for aside in asides:
            more = f" ({mass(-aside.kg)} de plus)" if aside.kg is not None and aside.kg < 0 else ""
            see = f" : {', '.join(aside.see)}" if aside.see else ""
            rest.say(f"{aside.id} {printable(aside.title)} : {ASIDES[aside.why]}{see}{more}", 4, "- ")
    if asides or two_storages or take:
        parts.append("\n" + rest.text())
    return "".join(parts)


def suggestion_ranks(perimeters: Mapping[str, str]) -> dict[str, str]:
    """Return the rank that a screen gives each suggestion, by its id: 1, 2; those of the territory, T1.

    Args:
        perimeters: of each suggestion, by its id, in order.
    """
    ranks: dict[str, str] = {}
    counts = {"": 0, OF_TERRITORY: 0}
    for perimeter in _PERIMETERS:
        mark = OF_TERRITORY if perimeter == "territory" else ""
        for name in [name for name, own in perimeters.items() if own == perimeter]:
            counts[mark] += 1
            ranks[name] = f"{mark}{counts[mark]}"
    return ranks


def suggestions_data(
    suggestions: Sequence[Suggestion], asides: Sequence[Aside], sources: Mapping[str, Source]
) -> dict[str, Any]:
    """Return the suggestions as plain data: kgCO2e and other categories saved a year at full effect.

    Those on the territory are a list of their own: they suppose that inhabitants take part.
    """
    effects = suggested_effects(suggestions)
    apart = [suggestion for suggestion in suggestions if suggestion.perimeter == "territory"]
    return {
        "suggestions": [
            _data(suggestion, effects[suggestion.id], sources)
            for suggestion in suggestions
            if suggestion.perimeter != "territory"
        ],
        "territory": [_data(suggestion, effects[suggestion.id], sources) for suggestion in apart],
        "left_out": [
            {"id": aside.id, "title": aside.title, "why": aside.why, "see": list(aside.see)} for aside in asides
        ],
    }


_WHERE: Final = {
    "territory": "par les habitants, sous une hypothèse de participation",
    "outside": "sur le trafic du public, hors du total",
}


def offered_text(suggestion: Suggestion, effect: ActionEffect, titles: Mapping[str, str]) -> tuple[str, ...]:
    """Write what an action avoids a year with its bounds, then each thing that has to be said of it.

    Args:
        suggestion: the action.
        effect: what it does alone.
        titles: those of the other actions, by their names.
    """
    kwh = suggestion.saved.get(ELECTRICITY, 0.0)
    saved = mass(suggestion.kg) if suggestion.kg else ""
    if saved and effect.bounds is not None:
        saved += f" ({mass_between(*effect.bounds, suggestion.kg)})"
    amounts = " et ".join(filter(None, (saved, f"{significant(kwh / 1000)} MWh" if round(kwh) else "")))
    overlaps = together(titles.get(name, name) for name in suggestion.overlaps)
    said = (
        f"{amounts} par an en moins à plein effet" if amounts else "sans effet calculé",
        "compté pour une unité de chaque type" if suggestion.by_unit else "",
        _WHERE.get(suggestion.perimeter, ""),
        reserve_text(effect, advise=True),
        NOT_PHYSICAL if effect.state is EffectState.MONEY_ONLY else "",
        f"recoupe {overlaps} : les deux ne s’additionnent pas" if overlaps else "",
    )
    return tuple(filter(None, said))


def reserve_of(effect: ActionEffect) -> str:
    """Write what has to be said beside a suggestion, with its bounds when it may be nothing; empty when it is sure."""
    parts = [reserve_text(effect, advise=True)]
    if Reserve.MAY_BE_NOTHING in effect.reserves:
        parts.insert(0, bounds_text(effect))
    if effect.state is EffectState.MONEY_ONLY:
        parts.append(NOT_PHYSICAL)
    return " : ".join(part for part in parts if part)


def _data(suggestion: Suggestion, effect: ActionEffect, sources: Mapping[str, Source]) -> dict[str, Any]:
    return {
        "id": suggestion.id,
        "title": suggestion.title,
        "themes": list(suggestion.themes),
        "perimeter": suggestion.perimeter,
        "saved": suggestion.saved,
        "participation": None if suggestion.participation is None else suggestion.participation._asdict(),
        "by_unit": suggestion.by_unit,
        "rank": effect.rank,
        "state": effect.state.value,
        "bounds": None if effect.bounds is None else effect.bounds._asdict(),
        "reserves": [reserve.value for reserve in effect.reserves],
        "reserve": reserve_of(effect),
        "spend_lever": suggestion.spend_lever,
        "lines": list(suggestion.lines),
        "overlaps": list(suggestion.overlaps),
        "euros_per_tonne": suggestion.euros_per_tonne,
        "source": suggestion.source,
        "yaml": paste(suggestion, sources),
    }
