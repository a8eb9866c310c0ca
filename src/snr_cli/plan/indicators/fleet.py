"""The indicators of the fleet of devices: lifetimes, numbers by agent, stock, printers."""

from math import fsum
from typing import Final

from snr_cli.engine.duties import ratio
from snr_cli.plan.indicators.facts import MONTHS_A_YEAR, Computation, Computed, IndicatorFacts
from snr_cli.plan.present import lifetime_status, present_lifetime

HANDHELD: Final = ("workplace", "mobile")


def _lifetimes(facts: IndicatorFacts) -> Computed:
    """Mean of the lifetimes stated, by type, weighted by units in use; a published lifetime is no observation."""
    years: dict[str, list[tuple[float, float]]] = {}
    stated: dict[int, float | None] = {}  # lines that are alike share a recipe
    for item in facts.used:
        line = facts.lines[item.id]
        if (key := id(line.recipe)) not in stated:
            stated[key] = None if lifetime_status(line) == "default" else present_lifetime(line)
        if (found := stated[key]) is not None and item.quantity:
            years.setdefault(item.type, []).append((found, item.quantity))
    parts = {
        kind: MONTHS_A_YEAR * fsum(found * units for found, units in pairs) / fsum(units for _, units in pairs)
        for kind, pairs in years.items()
    }
    values = {facts.year: next(iter(parts.values()))} if len(parts) == 1 else {}
    return Computed(values, parts, "by_type" if parts else "published_lifetimes", alternatives=True)


def _per_agent(facts: IndicatorFacts) -> Computed:
    items = [item for item in facts.used if facts.lines[item.id].group in HANDHELD]
    parts: dict[str, float] = {}
    for item in items:
        parts[item.type] = parts.get(item.type, 0.0) + item.quantity
    if not items:
        return Computed(why="no_equipment")
    return facts.this_year(ratio(facts.units(items), facts.agents), "no_agents", **parts)


def _screens(facts: IndicatorFacts) -> Computed:
    monitors = facts.units(item for item in facts.used if facts.role(item) == "monitor")
    computers = facts.units(item for item in facts.used if facts.role(item) == "computer")
    if not monitors:
        return Computed(why="no_equipment")
    return facts.this_year(ratio(monitors, computers), "no_equipment", monitors=monitors, computers=computers)


def _stock(facts: IndicatorFacts) -> Computed:
    """A dossier that lists no spare nor stored device does not say that there is none."""
    every = [item for item in facts.fleet if facts.role(item) in ("computer", "monitor")]
    aside = [item for item in every if item.state != "in_use"]
    value = ratio(facts.units(aside), facts.units(every)) if aside else None
    return facts.this_year(None if value is None else value * 100, "no_stock")


def _printers(facts: IndicatorFacts) -> Computed:
    single = facts.units(item for item in facts.used if facts.role(item) == "printer")
    shared = facts.units(item for item in facts.used if facts.role(item) == "shared_printer")
    share = ratio(shared, single + shared)
    if share is None:
        return Computed(why="no_equipment")
    return facts.this_year(ratio(facts.users, single + shared), "no_agents", shared_percent=share * 100)


def _objects(facts: IndicatorFacts) -> Computed:
    parts: dict[str, float] = {}
    for item in facts.fleet:
        if facts.lines[item.id].group == "iot":
            parts[item.type] = parts.get(item.type, 0.0) + item.quantity
    return facts.this_year(fsum(parts.values()) if parts else None, "no_equipment", **parts)


FLEET_INDICATORS: Final[dict[str, Computation]] = {
    "I-04": _lifetimes,
    "I-05": _per_agent,
    "I-07": _screens,
    "I-16": _stock,
    "I-20": _printers,
    "I-47": _objects,
}
