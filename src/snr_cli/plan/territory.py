"""Actions of the territory: they change a household parameter, and move the bottom-up reading only.

The figure by inhabitant (population × national mean) cannot move with local actions: the difference is shown beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import fsum

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import CLIMATE, Assessment, Line, Recipe
from snr_cli.engine.uncertainty import Weighing
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import Action, Effect
from snr_cli.plan.effects import counts, progress

SMARTPHONES = "territory-household-smartphone"
EMBODIED = ("manufacturing", "distribution", "end_of_life", "embodied_total")


@dataclass(frozen=True, slots=True)
class TerritoryEffect:
    """What an action changes on the territory at full effect, in kgCO2e a year; None when it cannot be computed.

    `low` and `high`: the central 90 % of what making the devices weighs, carried over in proportion, where asked; `why` is a code when the value is None or zero.
    """

    action: str
    parameter: str
    before: float | None
    after: float | None
    value: float | None
    why: str = ""
    low: float | None = None
    high: float | None = None


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
    With the tables, each effect has its range; they all move with what making a smartphone weighs, so their bounds add up.
    """
    lines = {line.id: line for line in assessment.territory.household_lines}
    acting = [action for action in dossier.actions if counts(action)]
    effects: list[TerritoryEffect] = []
    found_by_action: list[tuple[Action, TerritoryEffect]] = []
    spread = _spread(lines.get(SMARTPHONES), assessment.reference_year, tables) if tables is not None else None
    for action in acting:
        for effect in action.effects:
            if effect.on.territory is not None:
                found = _effect(action, effect, lines)
                if found.value and spread is not None:
                    low, high = sorted(found.value * share for share in spread)
                    found = replace(found, low=low, high=high)
                effects.append(found)
                if found.value is not None:
                    found_by_action.append((action, found))
    total = assessment.territory.household_totals.get(CLIMATE)
    if total is None:
        return TerritoryPlan(tuple(effects), ())
    years = []
    for year in range(dossier.reference_year, horizon + 1):
        parts: dict[str, float] = {}
        longer = 0.0  # what the years a smartphone is kept have changed so far
        for action, effect_found in found_by_action:
            done, value = progress(action, year, dossier.reference_year), effect_found.value or 0.0
            part = done * value
            if effect_found.parameter == "smartphone_lifetime_years":
                part = done * (value - longer)
                longer += part
            parts[action.id] = parts.get(action.id, 0.0) + part
        change = fsum(parts.values())
        each = TerritoryYear(year, total, total + change, parts)
        if spread is not None:
            low, high = sorted(change * share for share in spread)
            each = replace(each, low=low, high=high)
        years.append(each)
    return TerritoryPlan(tuple(effects), tuple(years))


def _spread(line: Line | None, year: int, tables: Tables) -> tuple[float, float] | None:
    """Return the central 90 % of what making the devices of a line weighs, over its value."""
    if line is None:
        return None
    terms = tuple(term for term in line.recipe.terms if term.category == CLIMATE and term.stage in EMBODIED)
    value = line.scale.value * fsum(term.value for term in terms)
    if not value:
        return None
    weighing = Weighing(tables, [CLIMATE])
    weighing.add(line.id, [line._replace(recipe=Recipe(terms, (), None, line.recipe.lifetime))], year)
    weighing.close()
    low, high = weighing.interval(CLIMATE, {line.id: 1.0})
    return low / value, high / value


def _effect(action: Action, effect: Effect, lines: dict[str, Line]) -> TerritoryEffect:
    parameter = effect.on.territory or ""
    line = lines.get(SMARTPHONES)
    if line is None:
        return TerritoryEffect(action.id, parameter, None, None, None, "no_households")
    lifetime = line.recipe.lifetime
    embodied = fsum(value for stage, value in line.stages(CLIMATE).items() if stage in EMBODIED)
    if lifetime is None or not embodied:
        return TerritoryEffect(action.id, parameter, None, None, None, "no_factor")
    if parameter == "smartphone_lifetime_years":
        if effect.lifetime_years is None:
            return TerritoryEffect(action.id, parameter, lifetime.value, None, None, "no_value")
        change = embodied * (lifetime.value / effect.lifetime_years - 1.0)
        return TerritoryEffect(action.id, parameter, lifetime.value, effect.lifetime_years, change)
    if parameter == "devices_reused":
        if effect.quantity is None:
            return TerritoryEffect(action.id, parameter, None, None, None, "no_value")
        if effect.substitution_rate is None:
            return TerritoryEffect(action.id, parameter, None, effect.quantity, 0.0, "no_substitution_rate")
        # a device put back in use saves the making of a new one, in the share of cases where it replaces a purchase
        unit = embodied / line.scale.value * lifetime.value
        return TerritoryEffect(
            action.id, parameter, None, effect.quantity, -effect.quantity * effect.substitution_rate * unit
        )
    return TerritoryEffect(action.id, parameter, None, effect.quantity, 0.0, "not_a_footprint")


def parameter_now(parameter: str, assessment: Assessment) -> float | None:
    """Return the value of a parameter of the territory today, where the reading by household has one."""
    if parameter != "smartphone_lifetime_years":
        return None
    line = next((each for each in assessment.territory.household_lines if each.id == SMARTPHONES), None)
    return None if line is None or line.recipe.lifetime is None else line.recipe.lifetime.value


def parameter_then(parameter: str, now: float, dossier: Dossier, year: int) -> float:
    """Return what the actions bring a parameter to: half-way, half of the territory has changed.

    Years are a mean, and the last action holds; devices are a number, and those of each action add up.
    """
    found = [
        (progress(action, year, dossier.reference_year), value)
        for action in dossier.actions
        if counts(action)
        for effect in action.effects
        if effect.on.territory == parameter
        and (value := effect.lifetime_years if parameter == "smartphone_lifetime_years" else effect.quantity)
        is not None
    ]
    if parameter == "smartphone_lifetime_years":
        for done, value in found:
            now = (1.0 - done) * now + done * value
        return now
    return now * (1.0 - max((done for done, _ in found), default=0.0)) + fsum(done * value for done, value in found)


def last(years: Sequence[TerritoryYear], year: int) -> TerritoryYear | None:
    """Return a year of the reading."""
    return next((each for each in years if each.year == year), None)
