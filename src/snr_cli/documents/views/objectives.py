"""An objective in words: what it is on, where it starts from, where the plan brings it; the indicators that a dossier follows."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from snr_cli.documents.amounts import kilograms, kwh
from snr_cli.documents.figures.figure import told_apart
from snr_cli.documents.verdicts import (
    NOT_STARTED,
    against_text,
    figures_of,
    gap_text,
    measured_by,
    spread_text,
    target_of,
    target_text,
)
from snr_cli.documents.views.records import ObjectiveView
from snr_cli.documents.wording import for_reader
from snr_cli.engine.organisation import WITHOUT_LINES
from snr_cli.engine.records import CLIMATE
from snr_cli.french.numbers import number, significant, together
from snr_cli.french.titles import inside
from snr_cli.french.words.codes import NOT_ASSESSED, OBJECTIVE_WHYS, measure_text, measured
from snr_cli.model.dossier import Dossier
from snr_cli.plan.means import live
from snr_cli.plan.objectives import WITHOUT_LEVERS, Outcome, unmeasured
from snr_cli.plan.plan import FollowedRow, Plan
from snr_cli.results.sentences.coverage import CATEGORY_UNITS, PARTIAL_WORD
from snr_cli.results.sentences.partial import outcome_mark, partial_outcome
from snr_cli.results.sentences.verdict import base_sentences, verdict, verdict_sentence
from snr_cli.results.table import Table
from snr_cli.results.verdicts import objective_verdict

# an indicator, its value, what the actions bring it to, its target
_Row = tuple[FollowedRow, str, str, str]


def followed_table(plan: Plan, dossier: Dossier) -> Table:
    """Return the indicators that the dossier follows and that measure no objective: what `aimed_table` says of the others."""
    measured = measured_by(dossier.objectives, plan.outcomes)
    rows = [row for row in _rows(plan, dossier) if row[0].indicator.id not in measured]
    others = "Autres indicateurs de suivi" if measured else "Indicateurs de suivi"
    return _table(f"{others} : valeur de {plan.reference_year}", rows, plan)


def aimed_table(plan: Plan, dossier: Dossier) -> Table:
    """Return the indicators that measure an objective, each with the numbers of its objectives.

    Value, who gives it, what the actions bring, target, and how often.
    """
    measured = measured_by(dossier.objectives, plan.outcomes)
    rank = {outcome.id: rank for rank, outcome in enumerate(plan.outcomes, 1)}
    aims: dict[str, list[str]] = {}
    for objective in dossier.objectives:
        for name in objective.indicators[:1]:
            aims.setdefault(name, []).append(str(rank[objective.id]))
    rows = [row for row in _rows(plan, dossier) if row[0].indicator.id in measured]
    return _table(f"Ce qui mesure chaque objectif : valeur de {plan.reference_year}", rows, plan, aims)


def _table(caption: str, rows: Sequence[_Row], plan: Plan, aims: Mapping[str, Sequence[str]] | None = None) -> Table:
    """Return a table of indicators; how often most of them are read is said once, in its caption, the others say theirs."""
    often = Counter(_frequency(row) for row, *_ in rows).most_common(1)
    usual = often[0][0] if often else ""
    return Table(
        f"{caption}, donnée par la collectivité ou calculée, prévision de {plan.horizon} quand elle est calculable, cible et son"
        f" échéance quand un objectif la fixe ; fréquence : {usual}, sauf mention contraire",
        ("Indicateur", *(["Objectif"] if aims else []), "Valeur", "Unité", "Prévu", "Cible"),
        tuple(
            (
                row.indicator.title + ("" if _frequency(row) == usual else f" (fréquence : {_frequency(row)})"),
                *([", ".join(aims[row.indicator.id])] if aims else []),
                value,
                measure_text(row.indicator.unit) or "—",
                to_come,
                target,
            )
            for row, value, to_come, target in rows
        ),
        (False, *([True] if aims else []), True, False, True, True),
    )


def _frequency(row: FollowedRow) -> str:
    return row.indicator.frequency or "non précisée"


def _rows(plan: Plan, dossier: Dossier) -> Iterator[_Row]:
    """Yield each indicator that is followed, with its value, what the actions bring it to and its target."""
    measured = measured_by(dossier.objectives, plan.outcomes)
    for indicator in plan.indicators:
        if not indicator.followed:
            continue
        indicator_value = indicator.indicator
        to_come = indicator.to_come.get(plan.horizon)
        figures = figures_of(measured.get(indicator_value.id))
        value = NOT_ASSESSED if indicator.value is None else _figures(indicator.value, figures)
        if indicator.origin == "computed":
            value += f" ({together(['calculé', *([PARTIAL_WORD] if indicator_value.partial else [])])})"
        yield (
            indicator,
            value if indicator.year in (None, plan.reference_year) else f"{value} ({indicator.year})",
            "—" if to_come is None else _figures(to_come, figures),
            target_text(*target_of(indicator_value, measured), figures),
        )


def _figures(value: float, figures: int = 3) -> str:
    """Write the value of an indicator: whole from a hundred on, a tenth from ten on, a hundredth under.

    `figures`: those of the objective that judges it, when three do not tell it from its target.
    """
    if figures > 3:
        return significant(value, figures)
    return number(value, 0) if abs(value) >= 100 else number(round(value, 1 if abs(value) >= 10 else 2))


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
    outcome: Outcome, plan: Plan, dossier: Dossier, names: Mapping[str, str], numbers: Mapping[str, str]
) -> ObjectiveView:
    """Return an objective in words."""
    said = next(objective for objective in dossier.objectives if objective.id == outcome.id)
    judged = objective_verdict(outcome)
    led = judged.led
    digits = told_apart([outcome.reference, outcome.target, outcome.projected if led else None])
    mark = outcome_mark(outcome, plan)  # a partial sum is never written as a total
    still = {indicator.indicator.id for indicator in plan.indicators if not indicator.indicator.follows_actions}
    return ObjectiveView(
        id=outcome.id,
        number=1 + [each.id for each in plan.outcomes].index(outcome.id),
        title=outcome.title,
        perimeter=outcome.perimeter,
        perimeter_label=_PERIMETERS[outcome.perimeter],
        finding=said.finding or "",
        from_year=outcome.from_year,
        by_year=outcome.by_year,
        reference=amount(outcome.reference, outcome.unit, digits) + mark,
        target=amount(outcome.target, outcome.unit, digits),
        projected=amount(outcome.projected, outcome.unit, digits) + mark if led else "—",
        against=against_text(outcome, said) if led else "",
        spread=spread_text(judged) if led and not partial_outcome(outcome, plan) else "",
        last="" if outcome.last_year is None else amount(outcome.projected, outcome.unit),
        last_year=outcome.last_year,
        computed=led,
        reach=judged.state.value,
        reach_label=verdict(judged),
        gap=gap_text(judged) if led else "",
        by_household=outcome.perimeter == "territory" and led and outcome.category == CLIMATE,
        unmeasured=unmeasured(
            said, {indicator.indicator.id for indicator in plan.indicators if indicator.indicator.in_catalogue}
        ),
        why=reason_of(outcome),
        base=tuple(base_sentences(outcome, plan.reference_year)),
        indicators=tuple(
            inside(names.get(indicator, indicator))
            + (" (moyenne nationale, qui ne suit pas les actions)" if indicator in still else "")
            for indicator in said.indicators
        ),
        actions=tuple(
            inside(action.title) for action in dossier.actions if live(action) and outcome.id in action.objectives
        ),
        measures=tuple(
            numbers[action.id] for action in dossier.actions if live(action) and outcome.id in action.objectives
        ),
        frequency=FREQUENCIES.get(said.frequency or "", ""),
        sentence=verdict_sentence(judged, lambda value, unit: amount(value, unit, digits), mark),
        decided=judged.decider is not None,
        by_money=judged.decides in (WITHOUT_LEVERS, WITHOUT_LINES),
    )


def reason_of(outcome: Outcome) -> str:
    """Say why a verdict is what it is; a reader needs no reason to wait for the next value of an indicator."""
    return "" if outcome.why == NOT_STARTED else for_reader(OBJECTIVE_WHYS.get(outcome.why, ""))


def verdict_of(outcome: Outcome) -> str:
    """Say where an objective stands, with the value of its indicator when that is all there is."""
    text = verdict(objective_verdict(outcome))
    if outcome.last_year is None:
        return text
    return f"{text} ; valeur de {outcome.last_year} : {amount(outcome.projected, outcome.unit)}"
