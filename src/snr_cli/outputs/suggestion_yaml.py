"""A suggested action as YAML to paste into a dossier: what is known is written, what only the user knows is a comment."""

import re
import textwrap
from collections.abc import Iterable, Mapping
from typing import Final

from snr_cli.catalog.records import Source
from snr_cli.french.numbers import exact, significant
from snr_cli.french.plain import quoted_text
from snr_cli.model.strategy import Effect
from snr_cli.plan.suggest import Suggestion
from snr_cli.results.sentences.effects import reserve_text
from snr_cli.results.sentences.participation import participation_text
from snr_cli.results.suggestions import suggested_effects

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
    found = list(suggestions)
    lines = ["actions:", *(line for each in found for line in _action(each, sources))]
    indicators = dict.fromkeys(name for each in found for name in each.new_indicators)
    if indicators:
        lines += ["indicators:", *(f"  - {{id: {name}}}" for name in indicators)]
    return "\n".join(lines) + "\n"


def _action(suggestion: Suggestion, sources: Mapping[str, Source]) -> list[str]:
    action = suggestion.action
    lines = [
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
    ]
    if action.schedule is not None and action.schedule.start is not None:
        full = action.schedule.full or action.schedule.start
        lines.append(f"    schedule: {{start: {action.schedule.start}, full: {full}}} # à ajuster")
    comment = " # une unité chacun : écrivez combien" if suggestion.by_unit else ""
    lines += [f"    effects:{comment}", *(line for effect in action.effects for line in _effect(effect))]
    if action.indicators:
        lines.append(f"    indicators: [{', '.join(action.indicators)}]")
    if action.good_practice:
        lines.append(f"    good_practice: {_text(action.good_practice)}")
    return lines


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
    each = " pour une unité par type" if suggestion.by_unit else ""
    reserve = reserve_text(suggested_effects((suggestion,))[suggestion.id], advise=True)
    return (
        f"{significant(suggestion.kg)} kgCO2e par an en moins à plein effet{each}{where.get(suggestion.perimeter, '')}"
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
