"""Where each objective stands: forecast or past, at its target or not, for sure or not; or not judged, and why."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import fsum, isclose
from typing import Final, NamedTuple

from snr_cli.engine.organisation import WITHOUT_LINES
from snr_cli.engine.records import CLIMATE, ELECTRICITY, Assessment, Line
from snr_cli.engine.uncertainty import Difference
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import Objective
from snr_cli.plan.forecast import PROJECTED, Forecasts, part_followed
from snr_cli.plan.indicators import DIFFERENCE, IndicatorValue
from snr_cli.plan.past_years import ROUNDED, Base, PastYear, StartOrigin, base_of, target_from
from snr_cli.plan.territory import TerritoryPlan, parameter_now, parameter_then, reused_today
from snr_cli.plan.trajectory import Course, Totals, Trajectory, along
from snr_cli.plan.variants import Game

# A world: the plan computed again with one doubtful thing otherwise. An objective that is at its target has to be so in each.

# lines in euros kept as they are, what actions change of them undone (WITHOUT_LINES: these lines taken out of every year)
WITHOUT_LEVERS: Final = "without_spend_levers"
PROOFS: Final = "proofs"  # the proofs that the inventory lacks of a life before or after are there
LIFETIMES: Final = (
    "lifetimes"  # each published lifetime takes the bound of its class that hurts; only where a sum has no interval
)
SET: Final = "factor_set:"  # another set of factors, by its id

# the first to turn a verdict is the one that is told: what people decide before what science debates
DECIDING_FIRST: Final = (WITHOUT_LEVERS, PROOFS, WITHOUT_LINES, LIFETIMES, SET)


class WorldOutcome(StrEnum):
    """What becomes of an objective in a world."""

    HOLDS = "holds"
    TURNS = "turns"
    SAME = "same"  # nothing of its figures changes there: it proves nothing
    NOT_ASSESSABLE = "not_assessable"


class World(NamedTuple):
    """An objective in a world, in its own unit; the target is the same share of the start as in the whole.

    `own`: of another set of factors, the share of the start that lines with values of its own carry; None for the others.
    """

    id: str
    outcome: WorldOutcome
    start: float | None = None
    target: float | None = None
    projected: float | None = None
    own: float | None = None

    @property
    def rank(self) -> int:
        """Return the place of the world among those that may turn a verdict."""
        return next(place for place, name in enumerate(DECIDING_FIRST) if self.id.startswith(name))

    @property
    def gap(self) -> float:
        """Return what separates the projection from the target; 0 where they are not known."""
        return 0.0 if self.projected is None or self.target is None else self.projected - self.target


# The values of an indicator by year, and whether two of them are of one measure: what is given and what is computed are not subtracted.

# indicators that are a footprint or its electricity, with its category: their value depends on the method, the perimeter and the factors
FOOTPRINTS: Final = {"I-53": CLIMATE, "I-54": CLIMATE, "I-55": "resource_use_minerals_metals", "I-56": ELECTRICITY}


@dataclass(frozen=True, slots=True)
class Series:
    """What is given and what is computed of an indicator, by year; `margin`: under it, relatively, both are one measure."""

    given: Mapping[int, float]
    computed: Mapping[int, float]
    margin: float

    @property
    def values(self) -> dict[int, float]:
        """Return the value of each year: the one given, which the authority published; the one computed otherwise."""
        return {**self.computed, **self.given}

    @property
    def linked(self) -> bool:
        """Say whether both are known of a year, and agree: one measure, then."""
        return any(self._agree(self.given[year], value) for year, value in self.computed.items() if year in self.given)

    def compares(self, baseline: float | None, first: int, last: int | None) -> bool:
        """Say whether a start and an end are of one measure.

        Args:
            baseline: the value that the objective gives of its start.
            first: the year of the start.
            last: the year of the end; None for a forecast, which is computed.
        """
        if self.linked:
            return True
        ends_given = last is not None and last in self.given
        if baseline is None:
            return (first in self.given) == ends_given
        return ends_given or (first in self.computed and self._agree(baseline, self.computed[first]))

    def _agree(self, one: float, other: float) -> bool:
        return isclose(one, other, rel_tol=self.margin)


def series_of(indicator: IndicatorValue | None, part: str, reference_year: int, until: int) -> Series:
    """Return the values known of an indicator, those of the part which the dossier follows; years to come do not count."""
    if indicator is None:
        return Series({}, {}, 0.0)
    years = [year for year in indicator.years if year.year <= until]
    computed = {year.year: year.computed for year in years if year.computed is not None}
    if part:
        computed.setdefault(reference_year, indicator.parts[part])
    return Series(
        {year.year: year.given for year in years if year.given is not None},
        computed,
        ROUNDED if indicator.id in FOOTPRINTS else DIFFERENCE,
    )


# what actions change on the territory, with its unit
TERRITORY_UNITS: Final = {"smartphone_lifetime_years": "ans", "devices_reused": "appareils par an"}
HOUSEHOLDS_INDICATOR: Final = "I-63"  # the indicator that is the reading of the territory by household


class Reach(StrEnum):
    """Where the value of an objective is, before anything is doubted: what may be said of it is a verdict (`results/records.py`).

    A forecast is no achievement: `REACHED` and `MISSED` are of a year that is past. `FOLLOWED`: no inventory holds the indicator,
    whose last value is not at the target of a year to come.
    """

    FORECAST_REACHED = "forecast_reached"
    FORECAST_MISSED = "forecast_missed"
    REACHED = "reached"
    MISSED = "missed"
    FOLLOWED = "followed"
    NOT_MEASURABLE = "not_measurable"
    NOT_COMPARABLE = "not_comparable"

    @property
    def forecast(self) -> bool:
        """Say whether it speaks of what the actions would bring."""
        return self in (Reach.FORECAST_REACHED, Reach.FORECAST_MISSED)

    @property
    def at_target(self) -> bool:
        """Say whether the value, forecast or past, is at the target."""
        return self in (Reach.FORECAST_REACHED, Reach.REACHED)


class ProgressMade(StrEnum):
    """How a value that is not at its target stands to the one it starts from."""

    ON_THE_WAY = "on_the_way"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Outcome:
    """An objective in figures, in the unit of its category (kgCO2e, kWh…) or of its indicator.

    `reference` is the value of the year it starts from, `target` the value aimed at, `projected` what the actions bring at
    that date, `last_year` when it is the value of that year instead (a year that is past, an indicator that no inventory holds), `gap` = projected − target (what
    remains to be found when positive, for an objective of reduction). `progress`: of a value that is not at its target. `why` is a code when nothing is judged.
    `base`: where the value it starts from comes from; when it does not compare, there is neither `reference` nor `target`, and `base` holds what was said of it.
    The intervals, where they were asked, are those of a footprint: a target that is a share of the computed reference cancels what they share.
    `worlds`: of a footprint that is at its target, where its start and its forecast would be if something doubtful were otherwise;
    None when nobody asked, and then no verdict may be said. `partial`: it is read on a sum of which under half is assessed whole.
    """

    id: str
    title: str
    perimeter: str
    category: str
    unit: str
    from_year: int | None
    by_year: int | None
    reference: float | None = None
    target: float | None = None
    projected: float | None = None
    reach: Reach = Reach.NOT_MEASURABLE
    why: str = ""
    last_year: int | None = None
    projected_interval: tuple[float, float] | None = None
    gap_interval: Difference | None = None
    progress: ProgressMade | None = None
    base: Base | None = None
    worlds: tuple[World, ...] | None = None
    partial: bool = False

    @property
    def unsure(self) -> bool:
        """Say whether the value may be on either side of the target: the interval of its gap holds zero."""
        return self.gap_interval is not None and self.gap_interval.unsure

    @property
    def gap(self) -> float | None:
        """Return what separates the projection from the target."""
        return None if self.projected is None or self.target is None else self.projected - self.target


def outcomes(
    dossier: Dossier,
    assessment: Assessment,
    path: Trajectory,
    territory: TerritoryPlan,
    units: dict[str, str],
    followed: Mapping[str, IndicatorValue],
    to_come: Forecasts,
    past: Mapping[tuple[str, int], PastYear],
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
        past: the past years computed again.
    """
    read = _Read(dossier, assessment, path, territory, followed, to_come, past)
    judged = []
    for objective in dossier.objectives:
        blank = Outcome(
            objective.id,
            objective.title or objective.id,
            objective.perimeter,
            objective.category or "",
            units.get(objective.category or "", ""),
            objective.start,
            objective.by,
        )
        judged.append(_outcome(objective, read, blank))
    return tuple(judged)


class _Read(NamedTuple):
    """What objectives are read on: see `outcomes`."""

    dossier: Dossier
    assessment: Assessment
    path: Trajectory
    territory: TerritoryPlan
    followed: Mapping[str, IndicatorValue]
    to_come: Forecasts
    past: Mapping[tuple[str, int], PastYear]


def _outcome(objective: Objective, read: _Read, blank: Outcome) -> Outcome:
    dossier, territory = read.dossier, read.territory
    if objective.perimeter == "territory" and objective.measured_on in TERRITORY_UNITS:
        return _on_parameter(objective, dossier, read.assessment, read.followed, blank)
    if objective.category is None:
        return _declared(objective, read, blank)
    start = objective.start if objective.start is not None else dossier.reference_year
    if objective.by is None:
        why = "no_year"
    elif objective.by <= start:
        why = "years_reversed"
    elif objective.by < dossier.reference_year:
        why = "past"
    elif objective.by > read.path.years[-1].year:
        why = "beyond_horizon"
    elif objective.perimeter == "territory" and objective.measured_on != "bottom_up":
        why = "territory_per_inhabitant"
    elif objective.perimeter == "territory" and (objective.category != CLIMATE or not territory.years):
        why = "no_bottom_up"
    else:
        return _on_footprint(objective, read, start, blank)
    return replace(blank, why=why)


class _AtYear(NamedTuple):
    """A footprint in the year that an objective aims at.

    `computed`: what it is today. `moves`: the actions change it. `lacking`: an effect on it is not known. `older`: what it is counted from
    is of an earlier year. `bounds`: what it may be, where what moves is only what the actions change.
    """

    projected: float
    computed: float
    moves: bool
    lacking: bool
    older: bool
    bounds: tuple[float, float] | None = None


def _at_year(objective: Objective, read: _Read) -> _AtYear | None:
    """Return the footprint that an objective is read on; None when that year has no value."""
    if objective.perimeter == "territory":
        at = next(year for year in read.territory.years if year.year == objective.by)
        computed = read.territory.years[0].baseline
        bounds = (at.baseline + at.low, at.baseline + at.high) if at.low is not None and at.high is not None else None
        older = read.assessment.carried.territory is not None
        return _AtYear(at.with_actions, computed, abs(at.with_actions - computed) > 0, False, older, bounds)
    category = objective.category or ""
    year = next(year for year in read.path.years if year.year == objective.by)
    if category not in year.with_actions:
        return None
    return _AtYear(
        year.with_actions[category],
        read.path.years[0].baseline[category],
        moves=any(part.share.get(category) for part in year.actions.values()),
        lacking=read.path.is_unknown(category, objective.by),
        older=bool(read.assessment.carried.lines),
    )


def _on_footprint(objective: Objective, read: _Read, start: int, blank: Outcome) -> Outcome:
    """Judge an objective on a footprint, from what it is in the year aimed at; `start`: the year it starts from."""
    at = _at_year(objective, read)
    if at is None:
        return replace(blank, why="no_value")
    projected = at.projected
    reference, base, why = base_of(objective, read.dossier, start, at.computed, read.past)
    if why == "no_reference":
        return replace(blank, why=why)
    # a count of that year tells; figures of an earlier one do not, and the actions have moved on since
    at_hand = objective.by if objective.by == read.dossier.reference_year and not at.older else None
    if reference is None:  # shown beside, never subtracted
        return replace(blank, reach=Reach.NOT_COMPARABLE, why=why, projected=projected, last_year=at_hand, base=base)
    blank = replace(blank, reference=reference, base=base)
    if not reference and not at.computed:  # 0 is at any target: nothing was done
        return replace(blank, why="nothing_there", projected=projected)
    target = target_from(objective, reference, base)
    if target is None:
        return replace(blank, why="no_target")
    held = at_target(projected, target, rising=False)  # a ceiling, even above what there is today
    progress = None if held else ProgressMade.ON_THE_WAY if projected < reference else ProgressMade.NONE
    blank = replace(blank, target=target)
    if at.lacking and at_hand is None:  # an effect that is not known is no absence of effect
        return replace(blank, why="effect_unknown")
    if at_hand is not None:  # its own inventory tells, not the actions
        return replace(blank, reach=_past(held), projected=projected, last_year=at_hand, progress=progress)
    if not held and not at.moves:
        progress = ProgressMade.NONE
    interval = None
    if at.bounds is not None:
        interval = Difference(projected - target, at.bounds[0] - target, at.bounds[1] - target)
    why = "" if at.moves else "no_action"
    return replace(blank, reach=forecast(held), why=why, projected=projected, progress=progress, gap_interval=interval)


def unmeasured(objective: Objective, catalogue: Container[str]) -> bool:
    """Say that an objective on the reading by household names indicators, and that none of them measures it.

    Of the catalogue one does; an indicator of the dossier's own may, which nothing here can tell.
    """
    by_household = objective.perimeter == "territory" and objective.measured_on == "bottom_up"
    return (
        by_household
        and bool(objective.indicators)
        and all(name in catalogue and name != HOUSEHOLDS_INDICATOR for name in objective.indicators)
    )


def _on_parameter(
    objective: Objective,
    dossier: Dossier,
    assessment: Assessment,
    followed: Mapping[str, IndicatorValue],
    blank: Outcome,
) -> Outcome:
    """Judge an objective on a parameter of the territory that actions change: years a smartphone is kept, devices reused."""
    parameter = objective.measured_on or ""
    unit = TERRITORY_UNITS[parameter]
    if objective.by is None:
        return replace(blank, why="no_year", unit=unit)
    if objective.by <= dossier.reference_year:
        return replace(blank, why="past", unit=unit)
    indicator = followed.get(objective.indicators[0]) if objective.indicators else None
    at = indicator.at(dossier.reference_year) if indicator is not None else None
    counted = at.value if at is not None else None
    reference = objective.baseline
    today = reused_today(dossier, assessment.territory_year) if parameter == "devices_reused" else None
    since = assessment.territory_year if today is None else today.year
    if reference is None:
        counted = today.value if counted is None and today is not None else counted
        reference = counted if parameter == "devices_reused" else parameter_now(parameter, assessment)
    if reference is None:
        return replace(blank, why="no_reference", target=objective.target, unit=unit)
    target = objective.target
    if target is None:
        return replace(blank, why="no_target", reference=reference, unit=unit)
    projected = parameter_then(parameter, reference, dossier, objective.by, since)
    return _led(blank, reference, target, projected, reference, unit, rising=target >= reference)


def _declared(objective: Objective, read: _Read, blank: Outcome) -> Outcome:
    """Judge an objective on its first indicator: what the actions bring it to where the engine knows, else its last value."""
    dossier, path = read.dossier, read.path
    older = bool(
        read.assessment.carried.lines
    )  # what is computed of lines of an earlier year is no value of the year of reference
    indicator = read.followed.get(objective.indicators[0]) if objective.indicators else None
    if indicator is not None and not indicator.follows_actions:
        return replace(blank, why="territory_per_inhabitant", unit=indicator.unit)
    unit = indicator.unit if indicator is not None else ""
    part = part_followed(indicator, dossier.reference_year, objective.baseline) if indicator is not None else ""
    now = dossier.reference_year
    series = series_of(indicator, part, now, max([now, *(review.year for review in dossier.annual_reviews)]))
    values = series.values
    first = now if objective.start is None else objective.start
    if first not in values and objective.start is None and values:
        first = min(values)
    reference = objective.baseline if objective.baseline is not None else values.get(first)
    target = objective.target
    if target is None and objective.reduction is not None and reference is not None:
        target = reference * (1.0 - objective.reduction)
    if target is None:
        why = "no_target" if objective.reduction is None or not values else "no_reference"
        return replace(blank, why=why, reference=reference, unit=unit)
    past = objective.by if objective.by is not None and objective.by <= now else None
    if older and past == now and now not in series.given and indicator is not None and indicator.id in PROJECTED:
        past = None
    if not values or reference is None:
        why = "no_reference" if values else "no_indicator_value"
        return replace(blank, why=why, reference=reference, target=target, unit=unit)
    if past is not None and past not in values:
        return replace(blank, why="no_value_at_target_year", reference=reference, target=target, unit=unit)
    if (
        objective.by is not None
        and objective.by > path.years[-1].year
        and indicator is not None
        and indicator.id in PROJECTED
    ):
        return replace(blank, why="beyond_horizon", reference=reference, target=target, unit=unit)
    effect = read.to_come.get(objective.by or 0, {}).get(objective.indicators[0]) if past is None else None
    projected = effect.of(part) if effect is not None else None
    last_year = None if projected is not None else max(values) if past is None else past
    of_footprint = indicator is not None and indicator.id in FOOTPRINTS
    downwards = indicator is not None and indicator.direction == "down"
    rising = not of_footprint and (target > reference or (target == reference and not downwards))
    if (objective.target is None or of_footprint) and not series.compares(objective.baseline, first, last_year):
        own = series.computed.get(now, values.get(now))
        kept = target / reference if reference else None
        restated = own * kept if own is not None and kept is not None else None
        whence = StartOrigin.GIVEN if objective.baseline is not None or first in series.given else StartOrigin.COMPUTED
        base = Base(whence, first, reference, objective.baseline_from, own=own, restated=restated)
        value = projected if last_year is None else values[last_year]
        why = "given_and_computed"
        return replace(
            blank, reach=Reach.NOT_COMPARABLE, why=why, projected=value, unit=unit, last_year=last_year, base=base
        )
    if projected is not None and of_footprint and path.is_unknown(FOOTPRINTS[objective.indicators[0]], objective.by):
        return replace(blank, why="effect_unknown", reference=reference, target=target, unit=unit)
    if projected is not None:
        return _led(blank, reference, target, projected, series.computed.get(now, reference), unit, rising=rising)
    assert last_year is not None
    last = values[last_year]
    progress = _toward(reference, target, last, rising=rising)
    outcome = replace(
        blank, reference=reference, target=target, projected=last, unit=unit, last_year=last_year, progress=progress
    )
    if progress is None or past is not None:
        return replace(outcome, reach=_past(progress is None))
    # only a later value of the indicator can tell
    return replace(outcome, reach=Reach.FOLLOWED, why="not_started" if last == reference else "")


def _led(
    blank: Outcome,
    reference: float,
    target: float,
    projected: float,
    now: float,
    unit: str,
    *,
    rising: bool,
) -> Outcome:
    """Judge where the actions lead from the value of today."""
    moves = not isclose(projected, now)
    progress = _toward(reference, target, projected, rising=rising)
    if progress is not None and not moves:
        progress = ProgressMade.NONE
    why = "" if moves else "no_action"
    reach = forecast(progress is None)
    return replace(
        blank,
        reach=reach,
        why=why,
        reference=reference,
        target=target,
        projected=projected,
        unit=unit,
        progress=progress,
    )


def at_target(value: float, target: float, *, rising: bool) -> bool:
    """Say whether a value is at its target or beyond: one rule for the whole and for its readings without money."""
    return value >= target if rising else value <= target


def _toward(reference: float, target: float, value: float, *, rising: bool) -> ProgressMade | None:
    """Say where a value stands between the one it starts from and the one aimed at; none at the target."""
    if at_target(value, target, rising=rising):
        return None
    return ProgressMade.ON_THE_WAY if (value > reference if rising else value < reference) else ProgressMade.NONE


def forecast(held: bool) -> Reach:
    """Return the verdict of a forecast."""
    return Reach.FORECAST_REACHED if held else Reach.FORECAST_MISSED


def _past(held: bool) -> Reach:
    return Reach.REACHED if held else Reach.MISSED


# The plan read again without money: a ratio of euros measures no thing, and spending less is no physical reduction. Two readings
# stand beside the whole, each under its name:
#
# - `without_spend_lines`: the lines counted in euros are taken out of every year, the first one included;
# - `without_spend_levers`: they are kept as they are today, what actions change of them is taken out.
#
# A line that an action turns into euros (a rack replaced by an invoice) keeps what it weighs today in both: to pay somebody else is no
# reduction either.

CLIMATE_TOTALS: Final = ("I-53", "I-54")  # indicators that follow the climate total of the organisation
SAVED: Final = "I-58"  # what the actions save of it


@dataclass(frozen=True, slots=True)
class PlanReading:
    """The trajectory without a part of what is told in euros."""

    code: str
    path: Trajectory

    def ends(self) -> tuple[float | None, float | None]:
        """Return the climate total of the first year and of the last one with the actions; None when not assessed."""
        first, last = self.path.years[0], self.path.years[-1]
        return first.baseline.get(CLIMATE), last.with_actions.get(CLIMATE)


@dataclass(frozen=True, slots=True)
class Money:
    """What a plan owes to euros: the two readings, none when nothing is told in euros; the actions on such lines.

    `levers`: by action, the part of its share of the last year that is on lines in euros, by category.
    """

    readings: tuple[PlanReading, ...] = ()
    levers: dict[str, Totals] = field(default_factory=dict)

    @property
    def saves(self) -> bool:
        """Say whether what the actions change of lines in euros lowers the climate footprint, all together."""
        return fsum(share.get(CLIMATE, 0.0) for share in self.levers.values()) < 0.0

    def reading(self, code: str) -> PlanReading | None:
        """Return a reading by its code."""
        return next((plan_reading for plan_reading in self.readings if plan_reading.code == code), None)

    def saved(self, action: str, category: str) -> float | None:
        """Return what an action saves over the years without its part in euros; None when nothing of it is told in euros."""
        reading = self.reading(WITHOUT_LEVERS)
        return None if reading is None else reading.path.saved(action, category)


def money(found: Course, path: Trajectory) -> Money:
    """Read a plan again without money.

    Args:
        found: the course of the organisation.
        path: its trajectory.
    """
    bought = [game for game in found.games if _today(game)]
    become = [game for game in found.games if not _today(game) and any(unit.spending for unit in game.units)]
    if not bought and not become and not any(line.spending for line in _lines(found)):
        return Money()
    named = {id(game) for game in (*bought, *become)}
    untouched = [game for game in found.games if id(game) not in named]
    still = [_still(game) for game in become]
    fixed = {growing: [line for line in lines if not line.spending] for growing, lines in found.fixed.items()}
    courses = {
        WITHOUT_LINES: replace(
            found, games=(*untouched, *still), fixed={growing: lines for growing, lines in fixed.items() if lines}
        ),
        WITHOUT_LEVERS: replace(found, games=(*untouched, *still, *map(_still, bought))),
    }
    readings = [PlanReading(code, along(course, path.years[-1].year)) for code, course in courses.items()]
    held = readings[-1].path.years[-1].actions
    levers = {
        found.actions[player].id: {
            category: value - held[found.actions[player].id].share.get(category, 0.0)
            for category, value in path.years[-1].actions[found.actions[player].id].share.items()
        }
        for player in sorted({player for game in (*bought, *become) for player in game.players})
    }
    return Money(tuple(readings), levers)


def _today(game: Game) -> bool:
    return bool(game.units) and game.units[0].spending


def _still(game: Game) -> Game:
    """Return a line that no action changes any more."""
    values = {category: by_set[:1] for category, by_set in game.values.items()}
    return replace(game, players=(), sets=game.sets[:1], values=values, chains=None, held=frozenset())


def _lines(course: Course) -> Iterable[Line]:
    return (line for lines in course.fixed.values() for line in lines)
