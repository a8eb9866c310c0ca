"""An objective in words: what it is on, where it starts from, where the plan brings it."""

from collections.abc import Mapping
from typing import Final

from snr_cli.documents.amounts import kilograms, kwh
from snr_cli.documents.figures.canvas import told_apart
from snr_cli.documents.reader import for_reader
from snr_cli.documents.verdicts import (
    NOT_STARTED,
    against_text,
    gap_text,
    spread_text,
)
from snr_cli.documents.views.records import ObjectiveView
from snr_cli.engine.records import CLIMATE
from snr_cli.engine.spending import WITHOUT_LINES
from snr_cli.french.numbers import number
from snr_cli.french.titles import inside
from snr_cli.french.words.measures import measured
from snr_cli.french.words.plan import OBJECTIVE_WHYS
from snr_cli.french.words.results import NOT_ASSESSED
from snr_cli.model.dossier import Dossier
from snr_cli.plan.means import live
from snr_cli.plan.objectives import Outcome, unmeasured
from snr_cli.plan.plan import Plan
from snr_cli.plan.world import WITHOUT_LEVERS
from snr_cli.results.sentences.base import base_sentences
from snr_cli.results.sentences.coverage import CATEGORY_UNITS
from snr_cli.results.sentences.partial import outcome_mark, partial_outcome
from snr_cli.results.sentences.verdict import verdict, verdict_sentence
from snr_cli.results.verdicts import objective_verdict

_PERIMETERS: Final = {"organisation": "organisation", "territory": "territoire"}


FREQUENCIES: Final = {"annual": "annuel", "multi_year": "pluriannuel"}


def amount(value: float | None, unit: str, figures: int = 3) -> str:
    """Write a value in its unit, kilograms of CO2 equivalent and kWh in the one that reads best, with so many figures."""
    if value is None:
        return NOT_ASSESSED
    if unit == "kgCO2e":
        return kilograms(value, figures)
    if unit == "kWh":
        return kwh(value, figures)
    return measured(number(value), CATEGORY_UNITS.get(unit, unit))


def objective_view(
    found: Outcome, plan: Plan, dossier: Dossier, names: Mapping[str, str], numbers: Mapping[str, str]
) -> ObjectiveView:
    """Return an objective in words."""
    said = next(each for each in dossier.objectives if each.id == found.id)
    judged = objective_verdict(found)
    led = judged.led
    digits = told_apart([found.reference, found.target, found.projected if led else None])
    mark = outcome_mark(found, plan)  # a partial sum is never written as a total
    still = {each.indicator.id for each in plan.indicators if not each.indicator.follows_actions}
    return ObjectiveView(
        id=found.id,
        number=1 + [each.id for each in plan.outcomes].index(found.id),
        title=found.title,
        perimeter=found.perimeter,
        perimeter_label=_PERIMETERS[found.perimeter],
        finding=said.finding or "",
        from_year=found.from_year,
        by_year=found.by_year,
        reference=amount(found.reference, found.unit, digits) + mark,
        target=amount(found.target, found.unit, digits),
        projected=amount(found.projected, found.unit, digits) + mark if led else "—",
        against=against_text(found, said) if led else "",
        spread=spread_text(judged) if led and not partial_outcome(found, plan) else "",
        last="" if found.last_year is None else amount(found.projected, found.unit),
        last_year=found.last_year,
        computed=led,
        reach=judged.state.value,
        reach_label=verdict(judged),
        gap=gap_text(judged) if led else "",
        by_household=found.perimeter == "territory" and led and found.category == CLIMATE,
        unmeasured=unmeasured(said, {each.indicator.id for each in plan.indicators if each.indicator.in_catalogue}),
        why=reason_of(found),
        base=tuple(base_sentences(found, plan.reference_year)),
        indicators=tuple(
            inside(names.get(each, each))
            + (" (moyenne nationale, qui ne suit pas les actions)" if each in still else "")
            for each in said.indicators
        ),
        actions=tuple(inside(each.title) for each in dossier.actions if live(each) and found.id in each.objectives),
        measures=tuple(numbers[each.id] for each in dossier.actions if live(each) and found.id in each.objectives),
        frequency=FREQUENCIES.get(said.frequency or "", ""),
        sentence=verdict_sentence(judged, lambda value, unit: amount(value, unit, digits), mark),
        decided=judged.decider is not None,
        by_money=judged.decides in (WITHOUT_LEVERS, WITHOUT_LINES),
    )


def reason_of(found: Outcome) -> str:
    """Say why a verdict is what it is; a reader needs no reason to wait for the next value of an indicator."""
    return "" if found.why == NOT_STARTED else for_reader(OBJECTIVE_WHYS.get(found.why, ""))


def verdict_of(found: Outcome) -> str:
    """Say where an objective stands, with the value of its indicator when that is all there is."""
    text = verdict(objective_verdict(found))
    if found.last_year is None:
        return text
    return f"{text} ; valeur de {found.last_year} : {amount(found.projected, found.unit)}"
