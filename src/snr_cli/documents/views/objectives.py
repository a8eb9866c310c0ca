"""The objectives and the indicators in words: where each stands, in the plan and in a yearly account.

A forecast is no achievement, and a gap within its uncertainty proves nothing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from snr_cli.documents.amounts import kilograms, kwh
from snr_cli.documents.figures.figure import told_apart, trimmed
from snr_cli.documents.views.records import ObjectiveView
from snr_cli.documents.wording import for_reader
from snr_cli.engine.organisation import WITHOUT_LINES
from snr_cli.engine.records import CLIMATE, ELECTRICITY
from snr_cli.french.numbers import WIDE, between, cardinal, counted, inside, number, significant, together
from snr_cli.french.words.terms import NOT_ASSESSED, OBJECTIVE_WHYS, apart, mass_between, measure_text, measured
from snr_cli.model.dossier import Dossier
from snr_cli.model.grouped import in_groups
from snr_cli.model.strategy import AnnualReview, Objective
from snr_cli.plan.indicators import MINERALS, IndicatorValue, IndicatorYear
from snr_cli.plan.means import live
from snr_cli.plan.objectives import HOUSEHOLDS_INDICATOR, WITHOUT_LEVERS, Outcome, Reach, unmeasured
from snr_cli.plan.past_years import SAME, ChangeParts, Comparison
from snr_cli.plan.plan import FollowedRow, Plan
from snr_cli.results.effects import ObjectiveVerdict, VerdictState, change_bounds, objective_verdict
from snr_cli.results.records import Table
from snr_cli.results.sentences.coverage import CATEGORY_UNITS, NOT_SIGNIFICANT, PARTIAL_WORD
from snr_cli.results.sentences.verdict import (
    base_sentences,
    depends_on,
    outcome_mark,
    partial_outcome,
    verdict,
    verdict_sentence,
)

# The target of an indicator and its deadline: its own value, or that of the objective which it measures.

# unit of the engine, unit of an indicator: how many of the first in one of the second
SCALES: Final = {
    ("kgCO2e", "tCO2e/an"): 1000.0,
    ("kgCO2e", "kgCO2e/an"): 1.0,
    ("kWh", "MWh/an"): 1000.0,
    ("kWh", "kWh/an"): 1.0,
}


def measured_by(objectives: Iterable[Objective], outcomes: Iterable[Outcome]) -> dict[str, Outcome]:
    """Return the outcome of the objective that each indicator measures: an objective is measured by its first indicator."""
    by_id = {outcome.id: outcome for outcome in outcomes}
    said: dict[str, Outcome] = {}
    for objective in objectives:
        if objective.indicators and objective.id in by_id:
            said.setdefault(objective.indicators[0], by_id[objective.id])
    return said


def target_of(indicator: IndicatorValue, measured: Mapping[str, Outcome]) -> tuple[float | None, int | None]:
    """Return the target of an indicator, in its unit, and the year aimed at when an objective says it.

    Args:
        indicator: the indicator.
        measured: the objective that each indicator measures, by `measured_by`.
    """
    outcome = measured.get(indicator.id)
    if outcome is None or outcome.target is None:
        return indicator.target, None
    if not outcome.category:
        aimed = outcome.target
    elif (outcome.unit, indicator.unit) in SCALES and (
        outcome.perimeter == "organisation" or indicator.id == HOUSEHOLDS_INDICATOR
    ):
        aimed = outcome.target / SCALES[outcome.unit, indicator.unit]
    else:
        return indicator.target, None
    if indicator.target is not None and indicator.target != aimed:
        return indicator.target, None  # another target than that of the objective: its deadline is not known
    return aimed, outcome.by_year


def figures_of(outcome: Outcome | None) -> int:
    """Return how many figures the objective of an indicator is written with, so that both are written alike everywhere."""
    if outcome is None or not outcome.category:
        return 3
    return told_apart([outcome.reference, outcome.target, outcome.projected if outcome.reach.forecast else None])


def target_text(target: float | None, year: int | None, figures: int = 3) -> str:
    """Write a target and its deadline: 279 (2030), — when there is none."""
    if target is None:
        return "—"
    text = number(target) if float(target).is_integer() or abs(target) < 100 else significant(target, figures)
    return f"{text} ({year})" if year else text


NOT_STARTED: Final = "not_started"  # an objective whose indicator still has the value that it starts from
# what is said of one objective, of several
SAID: Final = (
    (VerdictState.FORECAST_REACHED, "est prévu atteint", "sont prévus atteints"),
    (VerdictState.FORECAST_MISSED, "est prévu non atteint", "sont prévus non atteints"),
    (VerdictState.REACHED, "est atteint", "sont atteints"),
    (VerdictState.MISSED, "n’est pas atteint", "ne sont pas atteints"),
    (VerdictState.DEPENDS, "n’est pas sûr", "ne sont pas sûrs"),
    (VerdictState.FOLLOWED, "se suit par son indicateur", "se suivent par leur indicateur"),
    (VerdictState.NOT_MEASURABLE, "n’est pas mesurable en l’état", "ne sont pas mesurables en l’état"),
    (VerdictState.NOT_COMPARABLE, "n’est pas comparable", "ne sont pas comparables"),
)


def gap_text(verdict: ObjectiveVerdict) -> str:
    """Write between which bounds the gap to the target is, to go in brackets after the verdict; empty when it is not known.

    What the forecast and the target share cancels: this gap, not the interval of the forecast, decides.
    """
    bounds, unit = verdict.gap_bounds, verdict.outcome.unit
    if bounds is None:
        return ""
    of, largest = "écart avec la cible ", max(map(abs, bounds))
    if unit == "kgCO2e":
        return of + with_sign(mass_between(*bounds, verdict.outcome.projected), *bounds)
    scale, unit = (1000, "MWh") if unit == "kWh" and largest >= 1000 else (1, unit)
    text = with_sign(between(*(bound / scale for bound in bounds)), *bounds)
    return of + apart(text, unit, largest)


def moving_target(outcome: Outcome, said: Objective) -> bool:
    """Say whether a target is a share of a footprint that is uncertain: it is as low, or as high, as that one is."""
    return said.reduction is not None and outcome.gap_interval is not None and outcome.perimeter == "organisation"


def against_text(outcome: Outcome, said: Objective) -> str:
    """Say what of a reduction in proportion the plan reaches, and what was aimed at: −17 % pour −15 % visés.

    Empty for a target that is a value of its own, and for a figure that nothing computes.
    """
    if said.reduction is None or not outcome.reference or outcome.projected is None or outcome.target is None:
        return ""
    changes = [100 * (value / outcome.reference - 1.0) for value in (outcome.projected, outcome.target)]
    figures = next((count for count in (2, 3, 4) if len({significant(value, count) for value in changes}) > 1), 4)
    reached, asked = (f"{'+' if value > 0 else ''}{trimmed(significant(value, figures))}{WIDE}%" for value in changes)
    return f"{reached} pour {asked} visés"


def spread_text(verdict: ObjectiveVerdict) -> str:
    """Write between which bounds the plan leads, in the unit of the objective; empty when they are not known."""
    bounds, unit = verdict.projected_bounds, verdict.outcome.unit
    if bounds is None:
        return ""
    if unit == "kgCO2e":
        return mass_between(*bounds, verdict.outcome.projected)
    if unit == "kWh":
        large = abs(verdict.outcome.projected or 0.0) >= 1000
        return f"{between(*(bound / 1000 if large else bound for bound in bounds))}{WIDE}{'MWh' if large else 'kWh'}"
    return measured(between(*bounds), unit)


def with_sign(text: str, *ends: float) -> str:
    """Put a plus before the two ends of a change that are a rise; the minus is there."""
    for before, end in zip(("entre ", " et "), ends, strict=True):
        text = text.replace(before, f"{before}+", 1) if end > 0 else text
    return text


def summary(plan: Plan) -> str:
    """Say how many objectives have each verdict, and what those that are not sure depend on."""
    verdicts = [objective_verdict(outcome) for outcome in plan.outcomes]
    if not verdicts:
        return "Le dossier n’a pas d’objectif."
    said = []
    for state, one, many in SAID:
        those = [verdict for verdict in verdicts if verdict.state is state]
        if those:
            said.append(f"{cardinal(len(those))} {one if len(those) == 1 else many}{_decided(those)}")
    if len(verdicts) == 1:
        return f"L’objectif {said[0].partition(' ')[2]}."
    return f"Sur {counted(len(verdicts), 'objectif')}, {' ; '.join(said)}."


def _decided(verdicts: Sequence[ObjectiveVerdict]) -> str:
    """Say in brackets what verdicts that are not sure depend on; empty for the others."""
    on = dict.fromkeys(depends_on(verdict.decides) for verdict in verdicts if verdict.decides)
    return f" ({'dépend' if len(verdicts) == 1 else 'dépendent'} {together(on)})" if on else ""


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
    aims = in_groups(
        (name, str(rank[objective.id])) for objective in dossier.objectives for name in objective.indicators[:1]
    )
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
        owner=_owner(outcome, dossier),
    )


def objectives_table(objectives: Sequence[ObjectiveView]) -> Table:
    """Return a row for each objective: where it starts from, what it aims at and when, the indicator that measures it."""
    return Table(
        "Objectifs de la stratégie",
        ("N°", "Objectif", "Constat", "De", "À", "Suivi par", "Portée et rythme"),
        tuple(
            (
                str(view.number),
                view.title,
                view.finding or "—",
                _dated(view.reference, view.from_year),
                _dated(view.target, view.by_year),
                view.indicators[0] if view.indicators else "—",
                ", ".join(
                    filter(None, (view.perimeter_label, "par ménage" if view.by_household else "", view.frequency))
                ),
            )
            for view in objectives
        ),
        headed=True,
    )


def _dated(value: str, year: int | None) -> str:
    return f"{value} ({year})" if year else value


def _owner(outcome: Outcome, dossier: Dossier) -> str:
    """Return who leads the measures of an objective, as far as the first comma; empty when several do: none of them carries it."""
    led = {
        action.owner.partition(",")[0]
        for action in dossier.actions
        if live(action) and action.owner and outcome.id in action.objectives
    }
    return led.pop() if len(led) == 1 else ""


# the commitments as a council weighs them: what is sure first, what only less spending reaches after
_COMMITMENTS: Final = (
    ("Atteints", (VerdictState.REACHED,)),
    ("Prévus atteints", (VerdictState.FORECAST_REACHED,)),
    ("Suivis chaque année par leur indicateur", (VerdictState.FOLLOWED,)),
    ("Pas sûrs", (VerdictState.DEPENDS,)),
    ("Prévus non atteints", (VerdictState.FORECAST_MISSED,)),
    ("Non atteints", (VerdictState.MISSED,)),
    ("Pas mesurables en l’état", (VerdictState.NOT_MEASURABLE, VerdictState.NOT_COMPARABLE)),
)
_MONEY_ONLY: Final = "Atteints seulement par un ratio en euros"  # of less spending, or of what is bought
_MOST_COMMITMENTS: Final = 10


def commitments(objectives: Sequence[ObjectiveView]) -> tuple[tuple[str, tuple[ObjectiveView, ...]], ...]:
    """Return the first ten objectives by where they stand, each kind under its words; without any word when no action is written."""
    first = objectives[:_MOST_COMMITMENTS]
    kinds = [
        (words, tuple(view for view in first if view.reach in states and not view.by_money))
        for words, states in _COMMITMENTS
    ]
    kinds.append((_MONEY_ONLY, tuple(view for view in first if view.by_money)))
    return tuple((words, views) for words, views in kinds if views)


def reason_of(outcome: Outcome) -> str:
    """Say why a verdict is what it is; a reader needs no reason to wait for the next value of an indicator."""
    return "" if outcome.why == NOT_STARTED else for_reader(OBJECTIVE_WHYS.get(outcome.why, ""))


def verdict_of(outcome: Outcome) -> str:
    """Say where an objective stands, with the value of its indicator when that is all there is."""
    text = verdict(objective_verdict(outcome))
    if outcome.last_year is None:
        return text
    return f"{text} ; valeur de {outcome.last_year} : {amount(outcome.projected, outcome.unit)}"


Kept = Mapping[str, tuple[IndicatorYear, ChangeParts]]


def aims_table(
    plan: Plan, dossier: Dossier, at: int, before: AnnualReview | None, verdicts: Mapping[str, str], kept: Kept
) -> Table:
    """Return the objectives: value that the previous account published, that of the year, target, what separates them, verdict.

    The verdict is that of the plan; of an objective that only its indicator follows, where this one stands (`verdicts`).
    """
    first = {objective.id: objective.indicators[:1] for objective in dossier.objectives}
    read_there = {objective.id for objective in dossier.objectives if objective.measured_on == "bottom_up"}
    rows_of = {row.indicator.id: row for row in plan.indicators}
    rows = []
    for rank, outcome in enumerate(plan.outcomes, 1):
        # the reading by household is the value of an objective that is measured on it, and of no other
        unread = outcome.category and outcome.perimeter == "territory" and outcome.id not in read_there
        now = None if unread else _value_at(outcome, plan, first.get(outcome.id, ()), at)
        digits = told_apart([outcome.reference, outcome.target, outcome.projected if outcome.reach.forecast else None])
        target = "—" if outcome.target is None else amount(outcome.target, outcome.unit, digits)
        mark = outcome_mark(outcome, plan)
        followed = rows_of.get((first.get(outcome.id, ()) or ("",))[0])
        then = followed.indicator if followed is not None else None
        published = value_before(followed, before, at, kept) if followed is not None else None
        rows.append(
            (
                str(rank),
                outcome.title,
                *(
                    (_published(published if published and published.year == before.year else None, then, outcome),)
                    if before is not None
                    else ()
                ),
                amount(now, outcome.unit, digits) + mark if now is not None else NOT_ASSESSED,
                f"{target} ({outcome.by_year})" if outcome.by_year and outcome.target is not None else target,
                _distance(outcome, now),
                (verdicts.get(then.id) if then is not None and outcome.reach is Reach.FOLLOWED else "")
                or verdict(objective_verdict(outcome)),
            )
        )
    return Table(
        f"Objectifs de la stratégie à la fin de {at}",
        (
            "N°",
            "Objectif",
            *((f"Bilan {before.year}",) if before is not None else ()),
            f"Valeur {at}",
            "Cible (échéance)",
            "Reste à faire",
            "Verdict",
        ),
        tuple(rows),
        (False, False, *((True,) if before is not None else ()), True, True, True, False),
    )


def _published(year: IndicatorYear | None, indicator: IndicatorValue | None, aim: Outcome) -> str:
    """Write the value that the previous account gave of the indicator of an objective; « publié » beside one that is computed."""
    if year is None or indicator is None:
        return "—"
    if aim.category and (aim.unit, indicator.unit) in SCALES:
        return amount(year.value * SCALES[aim.unit, indicator.unit], aim.unit) + (" (publié)" if year.given else "")
    return measured(number(year.value) if year.given is not None else significant(year.value), indicator.unit)


def _value_at(outcome: Outcome, plan: Plan, names: Iterable[str], at: int) -> float | None:
    """Return the value of an objective in a year: computed for that year, or that of the indicator that measures it."""
    if outcome.category:
        if at != plan.reference_year:
            return outcome.reference if outcome.from_year == at else None
        if outcome.perimeter == "organisation":
            return plan.trajectory.years[0].baseline.get(outcome.category)
        if outcome.category == CLIMATE and plan.territory.years:
            return plan.territory.years[0].baseline
        return None
    values = {row.indicator.id: row.indicator.at(at) for row in plan.indicators}
    return next((year.value for name in names if (year := values.get(name)) is not None), None)


def _distance(outcome: Outcome, now: float | None) -> str:
    """Write what separates a value from the target, the way that the objective goes; never across two methods."""
    if outcome.reach is Reach.NOT_COMPARABLE:
        return "non comparable"
    if now is None or outcome.target is None:
        return "—"
    start = outcome.reference if outcome.reference is not None else now
    gap = outcome.target - now
    wanted = outcome.target - start if outcome.target != start else gap
    if not wanted or gap / wanted <= 0:
        return "aucun"
    if outcome.unit in ("kgCO2e", "kWh"):
        text = amount(abs(gap), outcome.unit)
    else:
        text = apart(number(round(abs(gap), 2)), outcome.unit, gap)
    return f"{'+' if gap > 0 else '−'}{text}"


def citizen_lines(plan: Plan, dossier: Dossier, before: AnnualReview | None, at: int) -> Iterable[str]:
    """Say the indicators of the objectives for the territory, but its footprint: Habitants accompagnés : 2 650 par an."""
    named: Mapping[str, None] = dict.fromkeys(
        name for objective in dossier.objectives if objective.perimeter == "territory" for name in objective.indicators
    )
    for row in plan.indicators:
        year = row.indicator.at(at)
        if row.indicator.id not in named or year is None or "CO2e" in row.indicator.unit:
            continue
        then = row.indicator.at(before.year) if before is not None else None
        told = f", après {number(then.value)} au bilan {before.year}" if then is not None and before is not None else ""
        yield f"{row.indicator.title} : {measured(number(year.value), row.indicator.unit)}{told}"


_DIRECTIONS: Final = {"up": "à la hausse", "down": "à la baisse"}


REACHED, CLOSER, FURTHER, UNMOVED = "cible atteinte", "en progrès", "en recul", "stable"


FIRST, NO_VALUE, AIMLESS, MIXED = "première valeur", "non renseigné", "pour information", "non comparable"


LATE = "en retard sur l’objectif"


# the totals of the organisation that an indicator is, and its scale: a kept result gives its value of the year before
_TOTALS: Final = {"I-53": (CLIMATE, 1000), "I-55": (MINERALS, 1), "I-56": (ELECTRICITY, 1000)}


PLAN_DONE: Final = "I-62"  # actions done over those of the plan


def kept_values(comparison: Comparison | None) -> dict[str, tuple[IndicatorYear, ChangeParts]]:
    """Return the indicators that the result kept of the previous review gives, with the split of their change."""
    if comparison is None or not comparison.comparable:
        return {}
    return {
        name: (IndicatorYear(comparison.old.year, split.old / scale, None), split)
        for name, (category, scale) in _TOTALS.items()
        if (split := comparison.organisation.get(category)) is not None
    }


def value_before(row: FollowedRow, before: AnnualReview | None, at: int, kept: Kept) -> IndicatorYear | None:
    """Return the value that the previous review knew, else that of its kept result, else the last one before the year."""
    if before is not None and (year := row.indicator.at(before.year)) is not None:
        return year
    if row.indicator.id in kept:
        return kept[row.indicator.id][0]
    past = [indicator_year for indicator_year in row.indicator.years if indicator_year.year < at]
    return past[-1] if past else None


def standing_of(
    row: FollowedRow,
    measured: Mapping[str, Outcome],
    dossier: Dossier,
    before: AnnualReview | None,
    at: int,
    kept: Kept,
) -> str:
    """Say in words where an indicator stands: reached, closer, further, and whether it keeps the pace of its objective."""
    indicator = row.indicator
    now, then = indicator.at(at), value_before(row, before, at, kept)
    if now is None:
        return NO_VALUE
    outcome = measured.get(indicator.id)
    if outcome is not None and outcome.reach is Reach.NOT_COMPARABLE:
        return MIXED  # what the objective that it measures does not compare, the indicator does not either
    target, _ = target_of(indicator, measured)
    sign = {"up": 1.0, "down": -1.0}.get(indicator.direction, 0.0)
    if target is not None and sign and sign * (now.value - target) >= -SAME * abs(target):
        return REACHED
    if then is None:
        return FIRST
    if (now.given is None) != (then.given is None):
        return MIXED
    if not sign:
        return AIMLESS
    split = kept[indicator.id][1] if indicator.id in kept and then is kept[indicator.id][0] else None
    if split is not None and abs(split.method) + abs(split.factors) > SAME * max(split.old, split.new):
        return MIXED
    bounds = change_bounds(split).get("change") if split is not None else None
    if bounds is not None and bounds.holds_zero:
        return NOT_SIGNIFICANT
    moved = sign * (now.value - then.value)
    word = UNMOVED if abs(moved) <= SAME * abs(then.value) else CLOSER if moved > 0 else FURTHER
    # the baseline of an objective is given: what is computed is another measure
    pace = _pace(indicator.id, now.value, sign, dossier, at) if now.given is not None else None
    return word if pace is None else f"{word}, {'au rythme de l’objectif' if pace else LATE}"


def _pace(name: str, value: float, sign: float, dossier: Dossier, at: int) -> bool | None:
    """Say whether a value is on the straight line of the objective that it measures; None when there is no such line."""
    for objective in dossier.objectives:
        if objective.indicators[:1] != (name,) or objective.baseline is None or objective.target is None:
            continue
        if objective.start is not None and objective.by is not None and objective.start < at <= objective.by:
            due = objective.baseline + (objective.target - objective.baseline) * (at - objective.start) / (
                objective.by - objective.start
            )
            return sign * (value - due) >= -SAME * abs(due)
    return None


def _value(indicator_year: IndicatorYear | None, year: int | None, figures: int, *, partial: bool = False) -> str:
    """Write a value; with its year when it is another, with its origin when it is computed, and whether it is a total."""
    if indicator_year is None:
        return "—"
    text = (
        number(indicator_year.value) if indicator_year.given is not None else significant(indicator_year.value, figures)
    )
    notes = [str(indicator_year.year)] if indicator_year.year != year else []
    notes += ["calculé"] if indicator_year.given is None else []
    notes += [PARTIAL_WORD] if partial and indicator_year.given is None else []
    return f"{text} ({', '.join(notes)})" if notes else text


def indicators_table(
    rows: Sequence[FollowedRow],
    verdicts: Mapping[str, str],
    measured: Mapping[str, Outcome],
    before: AnnualReview | None,
    at: int,
    kept: Kept,
) -> Table:
    """Return the indicators of the account: value, value before, target and verdict."""
    past = before.year if before else None
    return Table(
        "Indicateurs de la stratégie",
        (
            "Indicateur",
            f"Bilan {past}" if past else "Avant",
            f"Bilan {at}",
            "Cible (échéance)",
            "Unité",
            "Sens voulu",
            "État",
        ),
        tuple(
            (
                row.indicator.title,
                _value(value_before(row, before, at, kept), past, figures_of(measured.get(row.indicator.id))),
                _value(
                    row.indicator.at(at), at, figures_of(measured.get(row.indicator.id)), partial=row.indicator.partial
                ),
                target_text(*target_of(row.indicator, measured), figures_of(measured.get(row.indicator.id))),
                measure_text(row.indicator.unit) or "—",
                _DIRECTIONS.get(row.indicator.direction, "—"),
                verdicts[row.indicator.id],
            )
            for row in rows
        ),
        (False, True, True, True, False, False, False),
    )
