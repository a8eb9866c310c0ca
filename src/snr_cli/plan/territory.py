"""Actions of the territory: they change a household parameter, and move the bottom-up reading only.

The figure by inhabitant (population × national mean) cannot move with local actions: the difference is shown beside it.
"""

from dataclasses import dataclass, replace
from math import fsum

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import CLIMATE, Assessment, Line, Recipe
from snr_cli.engine.uncertainty import Weighing
from snr_cli.french.words.idle import WhyIdle
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import Action, Effect
from snr_cli.plan.aims import counts
from snr_cli.plan.calendar import progress

SMARTPHONES = "territory-household-smartphone"
REUSED = "devices_reused"
REUSE_INDICATOR = "I-41"
_EMBODIED = ("manufacturing", "distribution", "end_of_life", "embodied_total")


@dataclass(frozen=True, slots=True)
class TerritoryEffect:
    """What an action changes on the territory at full effect, in kgCO2e a year; None when it cannot be computed.

    `low` and `high`: the central 90 % of what making the devices weighs, carried over in proportion, where asked; `why` is a code when the value is None or zero.
    `start`: where the number of devices put back in use today comes from (see `Start`); empty for the rest.
    """

    action: str
    parameter: str
    before: float | None
    after: float | None
    value: float | None
    why: str = ""
    low: float | None = None
    high: float | None = None
    start: str = ""


@dataclass(frozen=True, slots=True)
class ReuseStart:
    """The devices already put back in use in a year, that of reference or the one in which the territory was counted, and who says so.

    `origin`: `indicator` (I-41), `review` (I-41 in the review of that year) or `objective` (its `baseline`).
    """

    value: float
    origin: str
    year: int


@dataclass(frozen=True, slots=True)
class TerritoryYear:
    """The bottom-up reading of the territory in a year, without and with the actions, in kgCO2e; the range of the difference."""

    year: int
    baseline: float
    with_actions: float
    actions: dict[str, float]
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class TerritoryPlan:
    """Effects one by one, then year by year; empty years when the territory has no bottom-up reading."""

    effects: tuple[TerritoryEffect, ...]
    years: tuple[TerritoryYear, ...]


def territory_plan(
    dossier: Dossier, assessment: Assessment, horizon: int, tables: Tables | None = None
) -> TerritoryPlan:
    """Compute what the actions of the territory change in the bottom-up reading.

    Years a smartphone is kept and devices put back in use add up. Several actions on the years do not: each one, in the order
    of the dossier, brings its share of the smartphones to its own years, as `parameter_then` does, and has what it adds.
    Devices are counted from those of today, which stay in the numbers that the actions say: the first to act takes them over.
    With the tables, each effect has its range; they all move with what making a smartphone weighs, so their bounds add up.
    """
    lines = {line.id: line for line in assessment.territory.household_lines}
    acting = [action for action in dossier.actions if counts(action)]
    effects: list[TerritoryEffect] = []
    found_by_action: list[tuple[Action, Effect, TerritoryEffect]] = []
    spread = _spread(lines.get(SMARTPHONES), assessment.reference_year, tables) if tables is not None else None
    counted = assessment.territory_year
    start = reused_today(dossier, counted)
    beyond = beyond_the_territory(dossier, assessment)
    places = {action.id: index for index, action in enumerate(dossier.actions)}
    for action in acting:
        for rank, effect in enumerate(action.effects):
            if effect.on.territory is not None:
                territory_effect = _effect(action, effect, lines, start, beyond.get((places[action.id], rank), ""))
                if territory_effect.value and spread is not None:
                    low, high = sorted(territory_effect.value * share for share in spread)
                    territory_effect = replace(territory_effect, low=low, high=high)
                effects.append(territory_effect)
                if territory_effect.value is not None:
                    found_by_action.append((action, effect, territory_effect))
    total = assessment.territory.household_totals.get(CLIMATE)
    if total is None:
        return TerritoryPlan(tuple(effects), ())
    years = []
    for year in range(dossier.reference_year, horizon + 1):
        parts: dict[str, float] = {}
        longer = 0.0  # what the years a smartphone is kept have changed so far
        taken = 0.0  # how far the devices of today are in the numbers of the actions
        for action, effect, effect_found in found_by_action:
            since = start.year if start is not None and effect_found.parameter == REUSED else counted
            done, value = progress(action, year, since), effect_found.value or 0.0
            part = done * value
            if effect_found.parameter == "smartphone_lifetime_years":
                # of the smartphones that the effect reaches: what they weigh with these years, less what they weigh so far
                reached = 1.0 if effect.share is None else effect.share
                part = done * (value - reached * longer)
                longer += part
            elif effect_found.parameter == REUSED and start is not None:
                # of the devices of today, only what no action before has taken over
                over = max(taken, done) - taken
                taken += over
                more = done * (effect_found.after or 0.0) - over * start.value
                part = -more * (effect.substitution_rate or 0.0) * _new_device(lines[SMARTPHONES])
            parts[action.id] = parts.get(action.id, 0.0) + part
        change = fsum(parts.values())
        territory_year = TerritoryYear(year, total, total + change, parts)
        if spread is not None:
            low, high = sorted(change * share for share in spread)
            territory_year = replace(territory_year, low=low, high=high)
        years.append(territory_year)
    return TerritoryPlan(tuple(effects), tuple(years))


def _spread(line: Line | None, year: int, tables: Tables) -> tuple[float, float] | None:
    """Return the central 90 % of what making the devices of a line weighs, over its value."""
    if line is None:
        return None
    terms = tuple(term for term in line.recipe.terms if term.category == CLIMATE and term.stage in _EMBODIED)
    value = line.scale.value * fsum(term.value for term in terms)
    if not value:
        return None
    weighing = Weighing(tables, [CLIMATE])
    weighing.add(line.id, [line._replace(recipe=Recipe(terms, (), None, line.recipe.lifetime))], year)
    weighing.close()
    low, high = weighing.interval(CLIMATE, {line.id: 1.0})
    return low / value, high / value


def reused_today(dossier: Dossier, counted: int) -> ReuseStart | None:
    """Return the devices put back in use in the last year, from the count of the territory to the reference year, that says some."""
    years = range(dossier.reference_year, counted - 1, -1)
    return next((start for year in years if (start := _reused(dossier, year)) is not None), None)


def _reused(dossier: Dossier, year: int) -> ReuseStart | None:
    """Return the devices put back in use in a year: indicator I-41, the review of that year, an objective."""
    for indicator in dossier.indicators:
        if indicator.id == REUSE_INDICATOR and year in indicator.values:
            return ReuseStart(indicator.values[year], "indicator", year)
    for review in dossier.annual_reviews:
        if review.year == year and REUSE_INDICATOR in review.indicators:
            return ReuseStart(review.indicators[REUSE_INDICATOR], "review", year)
    for objective in dossier.objectives:
        starts = objective.start if objective.start is not None else dossier.reference_year
        if objective.measured_on == REUSED and objective.baseline is not None and starts == year:
            return ReuseStart(objective.baseline, "objective", year)
    return None


def beyond_the_territory(dossier: Dossier, assessment: Assessment) -> dict[tuple[int, int], WhyIdle]:
    """Return the effects (place of the action, rank) that put more devices back in use than can be, and why (a code).

    No more devices than the households have; no more new ones avoided than the smartphones that they buy in a year, which
    are fewer when actions have them kept longer.
    """
    idle: dict[tuple[int, int], WhyIdle] = {}
    line = next(
        (household_line for household_line in assessment.territory.household_lines if household_line.id == SMARTPHONES),
        None,
    )
    if line is None or line.recipe.lifetime is None:
        return idle
    devices = fsum(
        household_line.scale.value
        for household_line in assessment.territory.household_lines
        if household_line.recipe.lifetime is not None
    )
    said = [
        (index, rank, effect)
        for index, action in enumerate(dossier.actions)
        if counts(action)
        for rank, effect in enumerate(action.effects)
    ]
    renewed, avoided = 1.0 / line.recipe.lifetime.value, 0.0
    for *_, effects in said:
        if effects.on.territory == "smartphone_lifetime_years" and effects.lifetime_years is not None:
            reached = 1.0 if effects.share is None else effects.share
            renewed = min(renewed, (1.0 - reached) * renewed + reached / effects.lifetime_years)
    bought = line.scale.value * renewed
    for index, rank, effect in said:
        if effect.on.territory != REUSED or effect.quantity is None:
            continue
        new = effect.quantity * (effect.substitution_rate or 0.0)
        if effect.quantity > devices:
            idle[index, rank] = "more_devices_than_there_are"
        elif avoided + new > bought * (1 + 1e-9):
            idle[index, rank] = "more_than_smartphones_bought"
        else:
            avoided += new
    return idle


def _effect(
    action: Action, effect: Effect, lines: dict[str, Line], today: ReuseStart | None, beyond: str
) -> TerritoryEffect:
    parameter = effect.on.territory or ""
    line = lines.get(SMARTPHONES)
    if line is None:
        return TerritoryEffect(action.id, parameter, None, None, None, "no_households")
    lifetime = line.recipe.lifetime
    embodied = fsum(value for stage, value in line.stages(CLIMATE).items() if stage in _EMBODIED)
    if lifetime is None or not embodied:
        return TerritoryEffect(action.id, parameter, None, None, None, "no_factor")
    if parameter == "smartphone_lifetime_years":
        if effect.lifetime_years is None:
            return TerritoryEffect(action.id, parameter, lifetime.value, None, None, "no_value")
        change = (
            embodied * (lifetime.value / effect.lifetime_years - 1.0) * (1.0 if effect.share is None else effect.share)
        )
        return TerritoryEffect(action.id, parameter, lifetime.value, effect.lifetime_years, change)
    if parameter == REUSED:
        before, origin = (today.value, today.origin) if today is not None else (None, "")
        if effect.quantity is None:
            return TerritoryEffect(action.id, parameter, before, None, None, "no_value", start=origin)
        territory_effect = TerritoryEffect(action.id, parameter, before, effect.quantity, None, beyond, start=origin)
        if beyond:
            return territory_effect
        if effect.substitution_rate is None:
            return replace(territory_effect, value=0.0, why="no_substitution_rate")
        if before is None:
            return replace(territory_effect, why="no_start")
        # a device put back in use saves the making of a new smartphone, in the share of cases where it replaces a purchase
        return replace(
            territory_effect, value=-(effect.quantity - before) * effect.substitution_rate * _new_device(line)
        )
    return TerritoryEffect(action.id, parameter, None, effect.quantity, 0.0, "not_a_footprint")


def _new_device(line: Line) -> float:
    """Return what making one new device of a line weighs, in kgCO2e."""
    lifetime = line.recipe.lifetime
    embodied = fsum(value for stage, value in line.stages(CLIMATE).items() if stage in _EMBODIED)
    return embodied / line.scale.value * lifetime.value if lifetime is not None and line.scale.value else 0.0


def parameter_now(parameter: str, assessment: Assessment) -> float | None:
    """Return the value of a parameter of the territory today, where the reading by household has one."""
    if parameter != "smartphone_lifetime_years":
        return None
    line = next(
        (household_line for household_line in assessment.territory.household_lines if household_line.id == SMARTPHONES),
        None,
    )
    return None if line is None or line.recipe.lifetime is None else line.recipe.lifetime.value


def parameter_then(parameter: str, now: float, dossier: Dossier, year: int, counted: int) -> float:
    """Return what the actions bring a parameter to since the year it was counted: half-way, half of the territory has changed.

    Years are a mean, and the last action holds; devices are a number, and those of each action add up.
    """
    acting = [
        (progress(action, year, counted), effect)
        for action in dossier.actions
        if counts(action)
        for effect in action.effects
        if effect.on.territory == parameter
    ]
    if parameter == "smartphone_lifetime_years":
        for done, effect in acting:
            if effect.lifetime_years is not None:
                reached = done * (1.0 if effect.share is None else effect.share)
                now = (1.0 - reached) * now + reached * effect.lifetime_years
        return now
    numbers = [(done, effect.quantity) for done, effect in acting if effect.quantity is not None]
    return now * (1.0 - max((done for done, _ in numbers), default=0.0)) + fsum(
        done * number for done, number in numbers
    )
