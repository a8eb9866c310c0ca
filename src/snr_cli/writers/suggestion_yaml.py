"""A suggested action as YAML to paste into a dossier: what is known is written, what only the user knows is a comment."""

import json
import re
from typing import Final

from snr_cli.french import exact, significant
from snr_cli.model.strategy import Effect
from snr_cli.plan.suggest import Suggestion

# begins with a letter and holds no sign of YAML; the words are those that a reader takes for something else than a text
_PLAIN: Final = re.compile(r"[^\W\d_][\w’'. -]*(?<! )")
_NOT_TEXT: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
SHARES: Final = frozenset({"refurbished_share", "share", "substitution_rate"})


def paste(suggestion: Suggestion) -> str:
    """Return the action under `actions:`, and the indicators that the dossier does not define yet under `indicators:`."""
    action = suggestion.action
    lines = [
        "actions:",
        f"  # {_saving(suggestion)}",
        f"  - id: {_text(action.id)}",
        f"    title: {_text(action.title)}",
        f"    themes: [{', '.join(str(theme) for theme in action.themes)}]",
        "    status: planned",
        "    # owner: … # pilote : une direction ou une fonction",
        f"    # means: {{fte: …, budget: [{{year: …, section: …, eur: …}}]}} # moyens{_cost(suggestion)}",
        "    # objectives: [] # identifiants des objectifs qu’elle sert",
    ]
    if action.schedule is not None and action.schedule.start is not None:
        full = action.schedule.full or action.schedule.start
        lines.append(f"    schedule: {{start: {action.schedule.start}, full: {full}}} # à ajuster")
    comment = " # une unité : écrivez combien" if suggestion.by_unit else ""
    lines += ["    effects:", *(f"      - {_effect(effect)}{comment}" for effect in action.effects)]
    if action.indicators:
        lines.append(f"    indicators: [{', '.join(action.indicators)}]")
    if action.good_practice:
        lines.append(f"    good_practice: {_text(action.good_practice)}")
    if suggestion.new_indicators:
        lines += ["indicators:", *(f"  - {{id: {name}}}" for name in suggestion.new_indicators)]
    return "\n".join(lines) + "\n"


def _saving(suggestion: Suggestion) -> str:
    where = {"outside": ", hors du total de l’organisation", "territory": ", lecture par ménage du territoire"}
    each = " pour une unité par type" if suggestion.by_unit else ""
    return (
        f"{significant(suggestion.kg)} kgCO2e par an en moins à plein effet{each}{where.get(suggestion.perimeter, '')}"
    )


def _cost(suggestion: Suggestion) -> str:
    cost = suggestion.cost
    return f" ; {cost[0].lower() if cost[1:2].islower() else cost[0]}{cost[1:]}" if cost else ""


def _effect(effect: Effect) -> str:
    target = {name: value for name, value in effect.on if value not in (None, False)}
    on = ", ".join(f"{name}: {_value(name, value)}" for name, value in target.items())
    values = [f"{name}: {_value(name, value)}" for name, value in effect if name != "on" and value is not None]
    return "{" + ", ".join([f"on: {{{on}}}", *values]) + "}"


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
    return text if bare else json.dumps(text, ensure_ascii=False)
