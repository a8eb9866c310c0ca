"""The intervals of a plan, on a screen and as data."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from snr_cli.engine.records import CLIMATE
from snr_cli.french.numbers import WIDE, between
from snr_cli.french.printed import printable
from snr_cli.french.words.codes import apart, mass_between, measured
from snr_cli.outputs.screen import Screen
from snr_cli.outputs.tables.grid import GridCell
from snr_cli.plan.objectives import WorldOutcome
from snr_cli.plan.territory import TerritoryEffect, TerritoryYear
from snr_cli.plan.trajectory import Year
from snr_cli.results.effects import ActionEffect, gap_bounds
from snr_cli.results.records import Reserve, territory_bounds
from snr_cli.results.sentences.coverage import NOT_SIGNIFICANT, ONE_SOURCE, ONE_SOURCE_FIRST
from snr_cli.results.sentences.effects import bounds_text
from snr_cli.results.sentences.trend import baseline_short
from snr_cli.results.sentences.verdict import Amounts, world_sentence
from snr_cli.results.verdicts import ObjectiveVerdict

LIVES = (
    "Non significatif parce que la durée de vie d’aujourd’hui est celle du catalogue : tapez la vraie avec sa source (lifetime_years, "
    "lifetime_source). Si elle est la même, l’écart devient sûr"
)
SETTLED = "Sans certitude parce que des durées de vie sont celles du catalogue : taper les vraies, avec leur source, lèverait le doute si elles sont les mêmes"


def show_years(screen: Screen, years: list[Year], growth: Mapping[str, float]) -> None:
    """Say the intervals of the two curves and of what separates them, year by year."""
    known = [(year, year.intervals[CLIMATE]) for year in years if CLIMATE in year.intervals]
    if not known:
        return
    large = max(year_intervals.baseline[1] for _, year_intervals in known) >= 1000
    scale = 1000 if large else 1

    def text(low: float, high: float) -> str:
        return between(low / scale, high / scale)

    rows = [("Année", "sans action", "avec", "écart", "")]
    for year, intervals in known:
        bounds = gap_bounds(year)
        gap = text(*bounds) if bounds is not None else "—"
        unsure = NOT_SIGNIFICANT if bounds is not None and bounds.holds_zero else ""
        rows.append((str(year.year), text(*intervals.baseline), text(*intervals.with_actions), gap, unsure))
    under = f"{ONE_SOURCE_FIRST}, en {'t' if large else 'kg'} CO2e ({baseline_short(growth)}) :"
    screen.table(rows, wide=8, under=under)
    screen.say("L’écart est mieux connu que les courbes : ce qu’elles partagent (facteurs, quantités) s’y annule.", 2)


def show_actions(screen: Screen, shown: Iterable[ActionEffect], titles: Mapping[str, str]) -> None:
    """Say the intervals of the shares of actions, and what has to be said beside."""
    rows = [("Action", "sa part, neuf chances sur dix", "")]
    rows += [
        (
            titles.get(effect.action, printable(effect.action)),
            bounds_text(effect),
            NOT_SIGNIFICANT if Reserve.MAY_BE_NOTHING in effect.reserves else "",
        )
        for effect in shown
        if effect.bounds is not None
    ]
    if len(rows) > 1:
        screen.gap()
        screen.table(rows, wide=max(20, screen.width - 58))


def show_lives(screen: Screen, actions: Sequence[str], titles: Mapping[str, str]) -> None:
    """Say which gains typing the real lifetimes would make sure."""
    if actions:
        named = " ; ".join(f"« {titles.get(action, printable(action))} »" for action in actions)
        screen.say(f"{LIVES} : {named}.", 2)


def range_text(found: TerritoryEffect | TerritoryYear, beside: float) -> str:
    """Write the range of a difference of the territory, after its value; empty when it is not known."""
    bounds = territory_bounds([found])
    return "" if bounds is None else f", {mass_between(*bounds, beside)}, {ONE_SOURCE}"


def outcome_text(verdict: ObjectiveVerdict) -> str:
    """Write the intervals of what is forecast and of what separates it from the target; empty when they are not known."""
    gap, unit = verdict.gap_bounds, verdict.outcome.unit
    if gap is None:
        return ""
    bounds = verdict.projected_bounds
    what = "valeur" if verdict.outcome.last_year is not None else "prévu"  # of a past year, nothing is forecast
    text = f"{what} {_amounts(*bounds, unit, verdict.outcome.projected)} ; " if bounds is not None else ""
    of_gap = (
        apart(between(*gap), unit, max(map(abs, gap)))
        if unit.startswith("%")
        else _amounts(*gap, unit, verdict.outcome.projected)
    )
    return f"{ONE_SOURCE_FIRST} : {text}écart à la cible {of_gap}{f' ({NOT_SIGNIFICANT})' if gap.holds_zero else ''}."


def show_worlds(screen: Screen, verdict: ObjectiveVerdict, amounts: Amounts) -> None:
    """Say an objective in each world that changes its figures."""
    moved = (world for world in verdict.outcome.worlds or () if world.outcome is not WorldOutcome.SAME)
    screen.each((world_sentence(world, verdict.outcome.unit, amounts) for world in moved), 6)


def _amounts(low: float, high: float, unit: str, beside: float | None) -> str:
    if unit == "kgCO2e":
        return mass_between(low, high, beside)
    if unit == "kWh":
        return f"{between(low / 1000, high / 1000)}{WIDE}MWh"
    return measured(between(low, high), printable(unit))


def csv_rows(years: tuple[Year, ...], units: Mapping[str, str]) -> Iterator[tuple[GridCell, ...]]:
    """Yield the bounds as series of their own: baseline_low, gap_high, then those of each action."""
    for year in years:
        for category, intervals in year.intervals.items():
            series = {
                "baseline_low": intervals.baseline[0],
                "baseline_high": intervals.baseline[1],
                "with_actions_low": intervals.with_actions[0],
                "with_actions_high": intervals.with_actions[1],
                "gap": intervals.gap.value,
                "gap_low": intervals.gap.low,
                "gap_high": intervals.gap.high,
            }
            for action, changed in year.actions.items():
                if category in changed.intervals:
                    share, _ = changed.intervals[category]
                    series |= {f"{action}_low": share.low, f"{action}_high": share.high}
            yield from ((year.year, category, units[category], name, value) for name, value in series.items())
