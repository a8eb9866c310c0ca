"""How far each objective is: reached, on the way, out of reach, or not measurable and why."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from snr_cli.engine.records import Assessment
from snr_cli.engine.uncertainty import Difference
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import Objective
from snr_cli.plan.forecast import PROJECTED, Forecasts, part_followed
from snr_cli.plan.indicators import IndicatorValue
from snr_cli.plan.territory import TerritoryPlan, TerritoryYear, parameter_now, parameter_then, reused_today
from snr_cli.plan.trajectory import Trajectory, Year

# what actions change on the territory, with its unit
PARAMETERS: Final = {"smartphone_lifetime_years": "ans", "devices_reused": "appareils par an"}
STILL: Final = 1e-9  # of a value: what floating-point sums may move


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
    that date, `last_year` when it is the value of that year instead (an indicator that no inventory holds), `gap` = projected − target (what remains to be found when positive,
    for an objective of reduction). `why` is a code when the verdict is not measurable. The intervals, where they were asked,
    are those of a footprint of the organisation: a target that is a share of the computed reference cancels what they share.
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
    last_year: int | None = None
    projected_interval: tuple[float, float] | None = None
    gap_interval: Difference | None = None

    @property
    def gap(self) -> float | None:
        """Return what separates the projection from the target."""
        if self.projected is None or self.target is None:
            return None
        return self.projected - self.target


def outcomes(
    dossier: Dossier,
    assessment: Assessment,
    path: Trajectory,
    territory: TerritoryPlan,
    units: dict[str, str],
    followed: Mapping[str, IndicatorValue],
    to_come: Forecasts,
) -> tuple[Outcome, ...]:
    """Return the outcome of every objective.

    Args:
        dossier: the dossier.
        assessment: its assessment.
        path: the trajectory of the organisation.
        territory: the bottom-up reading of the territory, with its actions.
        units: category → unit.
        followed: the indicators by id.
        to_come: the indicators that the actions move, in the years aimed at.
    """
    return tuple(
        _outcome(each, dossier, assessment, path, territory, units, followed, to_come) for each in dossier.objectives
    )


def _outcome(
    objective: Objective,
    dossier: Dossier,
    assessment: Assessment,
    path: Trajectory,
    territory: TerritoryPlan,
    units: dict[str, str],
    followed: Mapping[str, IndicatorValue],
    to_come: Forecasts,
) -> Outcome:
    def answer(
        reach: Reach,
        why: str = "",
        reference: float | None = None,
        target: float | None = None,
        projected: float | None = None,
        unit: str = "",
        last_year: int | None = None,
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
            last_year,
        )

    if objective.perimeter == "territory" and objective.measured_on in PARAMETERS:
        return _on_parameter(objective, dossier, assessment, followed, answer)
    if objective.category is None:
        return _declared(objective, dossier, followed, to_come, path.years[-1].year, answer)
    unit = units.get(objective.category, "")
    start = objective.start if objective.start is not None else dossier.reference_year
    if objective.by is None:
        return answer(Reach.NOT_MEASURABLE, "no_year", unit=unit)
    if objective.by <= start:
        return answer(Reach.NOT_MEASURABLE, "years_reversed", unit=unit)
    if objective.by < dossier.reference_year:
        return answer(Reach.NOT_MEASURABLE, "past", unit=unit)
    if objective.by > path.years[-1].year:
        return answer(Reach.NOT_MEASURABLE, "beyond_horizon", unit=unit)
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
    return published_footprint(objective, dossier, start)


def published_footprint(objective: Objective, dossier: Dossier, year: int | None) -> float | None:
    """Return what the review of a year published of an objective's footprint: that of the organisation, never of the territory."""
    if objective.perimeter != "organisation" or objective.category is None:
        return None
    for review in dossier.annual_reviews:
        if review.year == year and objective.category in review.footprint:
            return review.footprint[objective.category]
    return None


def _on_parameter(
    objective: Objective,
    dossier: Dossier,
    assessment: Assessment,
    followed: Mapping[str, IndicatorValue],
    answer: Callable[..., Outcome],
) -> Outcome:
    """Judge an objective on a parameter of the territory that actions change: years a smartphone is kept, devices reused."""
    parameter = objective.measured_on or ""
    unit = PARAMETERS[parameter]
    if objective.by is None:
        return answer(Reach.NOT_MEASURABLE, "no_year", unit=unit)
    if objective.by <= dossier.reference_year:
        return answer(Reach.NOT_MEASURABLE, "past", unit=unit)
    indicator = followed.get(objective.indicators[0]) if objective.indicators else None
    counted = _values_by_year(indicator, "", dossier.reference_year).get(dossier.reference_year)
    reference = objective.baseline
    if reference is None:
        if parameter == "devices_reused" and counted is None and (today := reused_today(dossier)) is not None:
            counted = today.value
        reference = counted if parameter == "devices_reused" else parameter_now(parameter, assessment)
    if reference is None:
        return answer(Reach.NOT_MEASURABLE, "no_reference", target=objective.target, unit=unit)
    target = objective.target
    if target is None:
        return answer(Reach.NOT_MEASURABLE, "no_target", reference, unit=unit)
    projected = parameter_then(parameter, reference, dossier, objective.by)
    moves = abs(projected - reference) > STILL * max(abs(projected), abs(reference))
    return answer(
        _toward(reference, target, projected), "" if moves else "no_action", reference, target, projected, unit
    )


def _declared(
    objective: Objective,
    dossier: Dossier,
    followed: Mapping[str, IndicatorValue],
    to_come: Forecasts,
    horizon: int,
    answer: Callable[..., Outcome],
) -> Outcome:
    """Judge an objective on its first indicator: what the actions bring it to where the engine knows, else its last value."""
    indicator = followed.get(objective.indicators[0]) if objective.indicators else None
    if indicator is not None and not indicator.follows_actions:
        return answer(Reach.NOT_MEASURABLE, "territory_per_inhabitant", unit=indicator.unit)
    unit = indicator.unit if indicator is not None else ""
    part = part_followed(indicator, dossier.reference_year, objective.baseline) if indicator is not None else ""
    values = _values_by_year(indicator, part, dossier.reference_year)
    first = dossier.reference_year if objective.start is None else objective.start
    reference = objective.baseline if objective.baseline is not None else values.get(first)
    if reference is None and values:
        reference = values[min(values)]
    target = objective.target
    if target is None and objective.reduction is not None and reference is not None:
        target = reference * (1.0 - objective.reduction)
    if target is None:
        return answer(Reach.NOT_MEASURABLE, "no_target", reference, unit=unit)
    past = objective.by if objective.by is not None and objective.by <= dossier.reference_year else None
    if not values or reference is None:
        return answer(Reach.NOT_MEASURABLE, "no_indicator_value", reference, target, unit=unit)
    if past is not None and past not in values:
        return answer(Reach.NOT_MEASURABLE, "no_value_at_target_year", reference, target, unit=unit)
    if objective.by is not None and objective.by > horizon and indicator is not None and indicator.id in PROJECTED:
        return answer(Reach.NOT_MEASURABLE, "beyond_horizon", reference, target, unit=unit)
    found = to_come.get(objective.by or 0, {}).get(objective.indicators[0]) if past is None else None
    projected = found.of(part) if found is not None else None
    if projected is not None:
        now = values.get(dossier.reference_year, reference)
        moves = abs(projected - now) > STILL * max(abs(projected), abs(now))
        reach = _toward(reference, target, projected)
        if reach is Reach.ON_THE_WAY and not moves:
            reach = Reach.OUT_OF_REACH
        return answer(reach, "" if moves else "no_action", reference, target, projected, unit)
    last_year = max(values) if past is None else past  # a year that is past is judged on its own value
    last = values[last_year]
    reach = _toward(reference, target, last)
    if reach is not Reach.REACHED and last == reference:
        # only a later value of the indicator can tell
        return answer(Reach.NOT_MEASURABLE, "not_started", reference, target, last, unit, last_year)
    return answer(reach, "", reference, target, last, unit, last_year)


def _toward(reference: float, target: float, value: float) -> Reach:
    """Say where a value stands between the one it starts from and the one aimed at, whichever way that goes."""
    rising = target >= reference
    if value >= target if rising else value <= target:
        return Reach.REACHED
    return Reach.ON_THE_WAY if (value > reference if rising else value < reference) else Reach.OUT_OF_REACH


def _values_by_year(indicator: IndicatorValue | None, part: str, reference_year: int) -> dict[int, float]:
    """Return the values known of an indicator, given or computed; that of the part which the dossier follows."""
    if indicator is None:
        return {}
    values = {each.year: each.value for each in indicator.years}
    if part:
        values.setdefault(reference_year, indicator.parts[part])
    return values


def _year(years: Sequence[Year], wanted: int) -> Year:
    return next(year for year in years if year.year == wanted)


def _at(years: Sequence[TerritoryYear], wanted: int) -> TerritoryYear:
    return next(year for year in years if year.year == wanted)
