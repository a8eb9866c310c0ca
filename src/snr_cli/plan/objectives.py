"""How far each objective is: reached, on the way, out of reach, or not measurable and why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from snr_cli.engine.records import Assessment
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import Objective
from snr_cli.plan.territory import TerritoryPlan, TerritoryYear
from snr_cli.plan.trajectory import Trajectory, Year


class Reach(StrEnum):
    """The four verdicts."""

    REACHED = "reached"
    ON_THE_WAY = "on_the_way"
    OUT_OF_REACH = "out_of_reach"
    NOT_MEASURABLE = "not_measurable"


@dataclass(frozen=True, slots=True)
class Outcome:
    """An objective in figures, in the unit of its category (kgCO2e, kWh…) or of its indicator.

    `reference` is the value of the year it starts from, `target` the value aimed at, `projected` what the actions bring at
    that date (for an indicator: its last known value), `gap` = projected − target (what remains to be found when positive,
    for an objective of reduction). `why` is a code when the verdict is not measurable.
    """

    id: str
    title: str
    perimeter: str
    category: str
    unit: str
    from_year: int | None
    by_year: int | None
    reference: float | None
    target: float | None
    projected: float | None
    reach: Reach
    why: str = ""

    @property
    def gap(self) -> float | None:
        """Return what separates the projection from the target."""
        if self.projected is None or self.target is None:
            return None
        return self.projected - self.target


def outcomes(
    dossier: Dossier, assessment: Assessment, path: Trajectory, territory: TerritoryPlan, units: dict[str, str]
) -> tuple[Outcome, ...]:
    """Return the outcome of every objective.

    Args:
        dossier: the dossier.
        assessment: its assessment.
        path: the trajectory of the organisation.
        territory: the bottom-up reading of the territory, with its actions.
        units: category → unit.
    """
    return tuple(_outcome(each, dossier, assessment, path, territory, units) for each in dossier.objectives)


def _outcome(
    objective: Objective,
    dossier: Dossier,
    assessment: Assessment,
    path: Trajectory,
    territory: TerritoryPlan,
    units: dict[str, str],
) -> Outcome:
    def answer(
        reach: Reach,
        why: str = "",
        reference: float | None = None,
        target: float | None = None,
        projected: float | None = None,
        unit: str = "",
    ) -> Outcome:
        return Outcome(
            objective.id,
            objective.title or objective.id,
            objective.perimeter,
            objective.category or "",
            unit,
            objective.start,
            objective.by,
            reference,
            target,
            projected,
            reach,
            why,
        )

    if objective.category is None:
        return _declared(objective, dossier, answer)
    unit = units.get(objective.category, "")
    start = objective.start if objective.start is not None else dossier.reference_year
    if objective.by is None:
        return answer(Reach.NOT_MEASURABLE, "no_year", unit=unit)
    if objective.by <= start:
        return answer(Reach.NOT_MEASURABLE, "years_reversed", unit=unit)
    if objective.by < dossier.reference_year:
        return answer(Reach.NOT_MEASURABLE, "past", unit=unit)
    if objective.perimeter == "territory":
        if objective.measured_on != "bottom_up":
            return answer(Reach.NOT_MEASURABLE, "territory_per_inhabitant", unit=unit)
        if objective.category != "climate_change" or not territory.years:
            return answer(Reach.NOT_MEASURABLE, "no_bottom_up", unit=unit)
        at = _at(territory.years, objective.by)
        projected, computed = at.with_actions, territory.years[0].baseline
        moves = abs(projected - computed) > 0
    else:
        year = _year(path.years, objective.by)
        if objective.category not in year.with_actions:
            return answer(Reach.NOT_MEASURABLE, "no_value", unit=unit)
        projected, computed = year.with_actions[objective.category], path.years[0].baseline[objective.category]
        moves = any(each.share.get(objective.category) for each in year.actions.values())
    reference = _reference(objective, dossier, start, computed)
    if reference is None:
        return answer(Reach.NOT_MEASURABLE, "no_reference", unit=unit)
    if objective.reduction is not None:
        target = reference * (1.0 - objective.reduction)
    elif objective.target is not None:
        target = objective.target
    else:
        return answer(Reach.NOT_MEASURABLE, "no_target", reference, unit=unit)
    if projected <= target:
        reach = Reach.REACHED
    elif moves and projected < reference:
        reach = Reach.ON_THE_WAY
    else:
        reach = Reach.OUT_OF_REACH
    return answer(reach, "" if moves else "no_action", reference, target, projected, unit)


def _reference(objective: Objective, dossier: Dossier, start: int, computed: float) -> float | None:
    """Return the value of the year an objective starts from: computed, given, or published by the review of that year."""
    if objective.baseline is not None:
        return objective.baseline
    if start == dossier.reference_year:
        return computed
    for review in dossier.annual_reviews:
        if review.year == start and objective.category in review.footprint:
            return review.footprint[objective.category]
    return None


def _declared(objective: Objective, dossier: Dossier, answer: Callable[..., Outcome]) -> Outcome:
    """Judge an objective on an indicator: its last known value against the target."""
    values = _known_values(objective, dossier)
    if objective.target is None:
        return answer(Reach.NOT_MEASURABLE, "no_target")
    if not values:
        return answer(Reach.NOT_MEASURABLE, "no_indicator_value", objective.baseline, objective.target)
    last = values[max(values)]
    reference = objective.baseline if objective.baseline is not None else values[min(values)]
    rising = objective.target >= reference
    reached = last >= objective.target if rising else last <= objective.target
    moved = last > reference if rising else last < reference
    if not reached and last == reference:
        reach = Reach.NOT_MEASURABLE  # only a later value of the indicator can tell
    else:
        reach = Reach.REACHED if reached else Reach.ON_THE_WAY if moved else Reach.OUT_OF_REACH
    why = "not_started" if reach is Reach.NOT_MEASURABLE else ""
    unit = next((each.unit for each in dossier.indicators if each.id == objective.indicators[0] and each.unit), "")
    return answer(reach, why, reference, objective.target, last, unit)


def _known_values(objective: Objective, dossier: Dossier) -> dict[int, float]:
    """Return the values by year of the first indicator of an objective, reviews included."""
    if not objective.indicators:
        return {}
    name = objective.indicators[0]
    values: dict[int, float] = {}
    for indicator in dossier.indicators:
        if indicator.id == name:
            values |= indicator.values
    for review in dossier.annual_reviews:
        if name in review.indicators:
            values[review.year] = review.indicators[name]
    return values


def _year(years: Sequence[Year], wanted: int) -> Year:
    return next((year for year in years if year.year == wanted), years[-1])


def _at(years: Sequence[TerritoryYear], wanted: int) -> TerritoryYear:
    return next((year for year in years if year.year == wanted), years[-1])
