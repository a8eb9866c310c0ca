"""Where an objective stands, in words: a forecast is no achievement, and a gap within its uncertainty proves nothing."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from snr_cli.documents.figures.figure import told_apart
from snr_cli.french.agreement import cardinal, counted
from snr_cli.french.numbers import WIDE, between, number, significant, together
from snr_cli.french.words.codes import apart, mass_between, measured
from snr_cli.model.strategy import Objective
from snr_cli.plan.indicators.values import IndicatorValue
from snr_cli.plan.objectives import HOUSEHOLDS_INDICATOR, Outcome
from snr_cli.plan.plan import Plan
from snr_cli.results.sentences.verdict import depends_on
from snr_cli.results.verdicts import ObjectiveVerdict, VerdictState, objective_verdict

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
    found = {outcome.id: outcome for outcome in outcomes}
    said: dict[str, Outcome] = {}
    for objective in objectives:
        if objective.indicators and objective.id in found:
            said.setdefault(objective.indicators[0], found[objective.id])
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
        return of + mass_between_signed(*bounds, verdict.outcome.projected)
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
    figures = next((each for each in (2, 3, 4) if len({significant(value, each) for value in changes}) > 1), 4)
    reached, asked = (f"{'+' if value > 0 else ''}{_trimmed(significant(value, figures))}{WIDE}%" for value in changes)
    return f"{reached} pour {asked} visés"


def _trimmed(written: str) -> str:
    """Drop the zeros at the end of the decimals: −1,0 is −1."""
    return written.rstrip("0").rstrip(",") if "," in written else written


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


def mass_between_signed(low: float, high: float, beside: float | None = None) -> str:
    """Write the bounds of a change in kilograms of CO2 equivalent, each with its sign: entre −0,7 et +1,5 t CO2e."""
    return with_sign(mass_between(low, high, beside), low, high)


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
