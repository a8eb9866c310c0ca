"""Year by year: where the organisation goes if nothing is done, and with its actions; what each action changes."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import fsum, isfinite
from typing import NamedTuple

from snr_cli.catalog.records import Factor
from snr_cli.catalog.tables import Tables
from snr_cli.engine.assess import MagnitudeError
from snr_cli.engine.estimated import STATUS
from snr_cli.engine.records import CLIMATE, Assessment, Line, Recipe
from snr_cli.engine.uncertainty import Difference
from snr_cli.model.dossier import Dossier
from snr_cli.model.grouped import in_groups
from snr_cli.model.strategy import Action, ElectricityPath
from snr_cli.plan.aims import counted_by_action, counts
from snr_cli.plan.calendar import progress
from snr_cli.plan.variants import (
    Game,
    Lacks,
    Ranks,
    alone,
    at_progress,
    games_of,
    lacks_of,
    last_in,
    shapley,
    values_of,
)

Totals = dict[str, float]


@dataclass(frozen=True, slots=True)
class ActionContribution:
    """What an action changes in a year, by category: alone, when the others already act, and its share of the whole.

    On a line that more than twelve actions touch, the share follows the order of the dossier and `last_in` is not computed:
    it then misses the categories of that line. `intervals` are those of the share and of the action alone, where asked.
    """

    alone: Totals
    last_in: Totals
    share: Totals
    intervals: dict[str, tuple[Difference, Difference]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class YearIntervals:
    """The central 90 % of a year without and with the actions; the difference is paired: what both share cancels."""

    baseline: tuple[float, float]
    with_actions: tuple[float, float]
    gap: Difference


@dataclass(frozen=True, slots=True)
class Year:
    """A year of the trajectory: totals of the organisation by category, and each action's part of the difference."""

    year: int
    baseline: Totals
    with_actions: Totals
    actions: dict[str, ActionContribution]
    progress: dict[str, float]
    intervals: dict[str, YearIntervals] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trajectory:
    """The organisation from the reference year to the horizon. `in_order`: lines shared in the order of the dossier.

    `held`: by category, the lines that an action changes into something that has no factor: they keep what they weigh today.
    `silent`: the actions that touch lines, none of which has a climate footprint that is assessed: their effect is not known.
    `lacks`: by category and action, the lines of which it changes a part that nothing assesses.
    """

    years: tuple[Year, ...]
    in_order: tuple[str, ...] = ()
    held: dict[str, tuple[str, ...]] = field(default_factory=dict)
    silent: tuple[str, ...] = ()
    lacks: Lacks = field(default_factory=dict)

    def saved(self, action: str, category: str) -> float | None:
        """Return what an action saves over the years by its share, positive when it saves; None when it is not assessed."""
        shares = [year.actions[action].share for year in self.years if action in year.actions]
        known = [share[category] for share in shares if category in share]
        return -fsum(known) if known else None

    def is_unknown(self, category: str, by: int | None) -> bool:
        """Say that nothing that is known moves a category in a year, and that an action whose effect is not known acts on it."""
        acting = (
            year for year in self.years if year.year == by and any(map(year.progress.get, self.lacks.get(category, ())))
        )
        return any(not any(action.share.get(category) for action in year.actions.values()) for year in acting)


class Growing(NamedTuple):
    """How lines grow without any action: their yearly rate, since the year in which they were counted."""

    rate: float
    since: int

    def by(self, year: int) -> float:
        """Return what one of them has become in a year."""
        return (1.0 + self.rate) ** (year - self.since)


@dataclass(frozen=True, slots=True)
class Course:
    """What a trajectory is computed from: the lines that actions touch, the others by growth, the calendars.

    `counted`: the year in which a line was counted, by id, where it is not that of reference; `since`: that of each action, in order.
    """

    reference_year: int
    known: tuple[str, ...]
    actions: tuple[Action, ...]
    games: tuple[Game, ...]
    fixed: dict[Growing, list[Line]]
    growth: dict[str, float]
    counted: Mapping[str, int]
    since: tuple[int, ...]
    known_steps: dict[tuple[int, int], list[float]] = field(default_factory=dict)  # of every action, by count and year

    def done(self, year: int) -> list[float]:
        """Return the progress of each action in a year."""
        return [progress(action, year, since) for action, since in zip(self.actions, self.since, strict=True)]

    def counted_in(self, game: Game) -> int:
        """Return the year in which a line was counted."""
        return self.counted.get(game.line, self.reference_year)

    def steps(self, game: Game, year: int) -> list[float]:
        """Return the progress in a year of the actions of a line, since it was counted."""
        key = self.counted_in(game), year
        if key not in self.known_steps:
            self.known_steps[key] = [progress(action, year, key[0]) for action in self.actions]
        steps = self.known_steps[key]
        return [steps[player] for player in game.players]

    def growing(self, game: Game) -> Growing:
        """Return how a line grows without any action."""
        return Growing(self.growth.get(game.type, 0.0), self.counted_in(game))


def growth_rates(dossier: Dossier) -> dict[str, float]:
    """Return the yearly growth of each type without any action, as the dossier states it."""
    stated = dossier.strategy.baseline if dossier.strategy is not None else ()
    return {growth.type: growth.percent_per_year / 100 for growth in stated}


def untouched(
    lines: Iterable[Line], games: Iterable[Game], growth: Mapping[str, float], counted: Mapping[str, int], year: int
) -> dict[Growing, list[Line]]:
    """Return the lines that no action touches, by growth; those that do not grow are together, whatever their year."""
    touched = {game.line for game in games}
    by_growth: dict[Growing, list[Line]] = {}
    for line in lines:
        if line.id not in touched:
            rate = growth.get(line.type, 0.0)
            by_growth.setdefault(Growing(rate, counted.get(line.id, year) if rate else year), []).append(line)
    return by_growth


def begun_in(
    dossier: Dossier, actions: Sequence[Action], counted: Mapping[str, int], horizon: int
) -> tuple[list[int], ...]:
    """Return the actions that have begun, by index, in each year and for each year in which lines were counted."""
    return tuple(
        [index for index, action in enumerate(actions) if progress(action, year, since)]
        for since in sorted({dossier.reference_year, *counted.values()})
        for year in range(dossier.reference_year, horizon + 1)
    )


def course(dossier: Dossier, assessment: Assessment, tables: Tables, horizon: int) -> Course:
    """Assess what the actions change, until a horizon.

    Raises:
        MagnitudeError, TooManyPiecesError: a line that cannot be computed.
    """
    actions = [action for action in dossier.actions if counts(action)]
    year, counted = dossier.reference_year, assessment.carried.lines
    games = games_of(dossier, assessment, actions, tables, begun_in(dossier, actions, counted, horizon))
    growth = growth_rates(dossier)
    fixed = untouched(assessment.organisation.lines, games, growth, counted, year)
    totals = tuple(assessment.organisation.totals)
    since = counted_by_action(dossier, assessment, tables)
    return Course(
        year,
        totals,
        tuple(actions),
        tuple(games),
        fixed,
        growth,
        counted,
        tuple(since[action.id] for action in actions),
    )


def trajectory(dossier: Dossier, assessment: Assessment, tables: Tables, horizon: int) -> Trajectory:
    """Compute the trajectory of the organisation.

    Args:
        dossier: the dossier, inventories read.
        assessment: its assessment: the first year.
        tables: the factor tables (factors are frozen at the reference year).
        horizon: the last year.

    Returns:
        one entry a year; website traffic, shown apart in the assessment, is left out of the totals here too.

    Raises:
        MagnitudeError, TooManyPiecesError: a line that cannot be computed.
    """
    return along(course(dossier, assessment, tables, horizon), horizon)


def along(found: Course, horizon: int, among: Container[str] | None = None) -> Trajectory:
    """Follow a course until a year, in all its categories or `among` some."""
    fixed = {growing: _summed(map(values_of, lines), among) for growing, lines in found.fixed.items()}
    pools = _pools(found, among)
    held: dict[str, list[str]] = {}
    for game in found.games:
        for category in game.held.intersection(found.known):
            held.setdefault(category, []).append(game.line)
    return Trajectory(
        tuple(_year(found, fixed, pools, year) for year in range(found.reference_year, horizon + 1)),
        tuple(game.line for game in found.games if game.chains is not None),
        {category: tuple(held[category]) for category in found.known if category in held},
        silent_of(found.actions, found.games),
        lacks_of(found.actions, found.games, found.known),
    )


def silent_of(actions: Sequence[Action], games: Iterable[Game]) -> tuple[str, ...]:
    """Return the ids of the actions that touch lines, none of which is assessed for climate change."""
    touching: dict[int, bool] = {}
    for game in games:
        for player in game.players:
            touching[player] = touching.get(player, False) or CLIMATE in game.values
    return tuple(action.id for index, action in enumerate(actions) if touching.get(index) is False)


def chain_of(game: Game, steps: Sequence[float]) -> tuple[Ranks, Ranks]:
    """Return the actions of a line that have begun, in the order of the dossier, and the sets that they make one by one."""
    assert game.chains is not None
    ranks = tuple(rank for rank, done in enumerate(steps) if done)
    return ranks, game.chains[ranks]


def on_estimates(found: Course, path: Trajectory) -> dict[str, float]:
    """Return, by action, the part of its share of the last year that is on estimated lines (kgCO2e, as the share)."""
    kept = tuple(game for game in found.games if not game.units or game.units[0].quality != STATUS)
    if len(kept) == len(found.games):
        return {}
    others = along(replace(found, games=kept), path.years[-1].year, (CLIMATE,)).years[-1].actions
    return {
        name: contribution.share[CLIMATE] - others[name].share.get(CLIMATE, 0.0)
        for name, contribution in path.years[-1].actions.items()
        if CLIMATE in contribution.share
    }


def effect_order(name: str, saved: float, physical: float) -> tuple[float, float, str]:
    """Return what effects are ranked by: what is saved of physical things, the largest first, then what is saved in all.

    Args:
        name: of the action, between equals.
        saved: what it saves, in kgCO2e.
        physical: the same without what is a ratio of euros.
    """
    return -round(physical, 6), -saved, name


def _summed(each: Iterable[Totals], among: Container[str] | None) -> Totals:
    parts = in_groups(
        (category, value) for values in each for category, value in values.items() if among is None or category in among
    )
    return {category: fsum(part) for category, part in parts.items()}


def _pools(found: Course, among: Container[str] | None) -> list[Game]:
    """Return one game for all the lines of one count that the same actions touch and that grow alike, their values summed set by set.

    All that a year asks of a game is linear in its values: summed once, they need not be gone through again for each year.
    """
    alike = in_groups(((game.players, found.growing(game), game.chains is None), game) for game in found.games)
    pools = []
    for games in alike.values():
        by_category = in_groups(
            (category, by_set)
            for game in games
            for category, by_set in game.values.items()
            if among is None or category in among
        )
        values = {category: list(map(fsum, zip(*totals, strict=True))) for category, totals in by_category.items()}
        pools.append(replace(games[0], values=values))
    return pools


def _year(found: Course, fixed: dict[Growing, Totals], pools: Sequence[Game], year: int) -> Year:
    done = found.done(year)
    baseline: dict[str, list[float]] = {}
    acted: dict[str, list[float]] = {}
    for growing, values in fixed.items():
        for category, value in values.items():
            grown = value * growing.by(year)
            baseline.setdefault(category, []).append(grown)
            acted.setdefault(category, []).append(grown)
    own: list[dict[str, list[float]]] = [{} for _ in found.actions]
    last: list[dict[str, list[float]]] = [{} for _ in found.actions]
    share: list[dict[str, list[float]]] = [{} for _ in found.actions]
    unknown: list[set[str]] = [set() for _ in found.actions]
    for game in pools:
        factor = found.growing(game).by(year)
        steps = found.steps(game, year)
        chain = [] if game.chains is None else list(zip(*chain_of(game, steps), strict=True))
        for category, by_set in game.values.items():
            baseline.setdefault(category, []).append(by_set[0] * factor)
            if game.chains is None:
                now = [value * factor for value in at_progress(by_set, steps)]
                shares = shapley(now, len(steps))
                acted.setdefault(category, []).append(now[-1])
                for rank, player in enumerate(game.players):
                    own[player].setdefault(category, []).append(alone(now, rank))
                    last[player].setdefault(category, []).append(last_in(now, rank))
                    share[player].setdefault(category, []).append(shares[rank])
                continue
            parts = dict.fromkeys(range(len(steps)), 0.0)
            before = by_set[0]
            for rank, place in chain:
                parts[rank] = steps[rank] * (by_set[place] - before) * factor
                before = by_set[place]
            acted.setdefault(category, []).append(by_set[0] * factor + fsum(parts.values()))
            for rank, player in enumerate(game.players):
                only = steps[rank] * (by_set[1 + rank] - by_set[0]) * factor
                own[player].setdefault(category, []).append(only)
                share[player].setdefault(category, []).append(parts[rank])
                unknown[player].add(category)
    known = [category for category in found.known if category in baseline]

    def summed(parts: dict[str, list[float]]) -> Totals:
        return {category: fsum(values) for category, values in parts.items()}

    contributions = {
        action.id: ActionContribution(
            summed(own[index]),
            {name: value for name, value in summed(last[index]).items() if name not in unknown[index]},
            summed(share[index]),
        )
        for index, action in enumerate(found.actions)
    }
    totals = (
        {category: fsum(baseline[category]) for category in known},
        {category: fsum(acted[category]) for category in known},
    )
    if not all(isfinite(value) for total in totals for value in total.values()):
        raise MagnitudeError("")
    return Year(year, *totals, contributions, {action.id: done[index] for index, action in enumerate(found.actions)})


# A second curve, apart: the same plan if the electricity factor followed a path that the dossier states, with its source.
#
# The first curve keeps the factor of the reference year. Here, what the electricity of the path's place weighs (kWh × factor)
# is multiplied each year by the stated factor over the frozen one; everything else stays as it is.


class PathError(Exception):
    """The dossier has no path of this name; carries those that it has."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name = name
        self.known = known


class PlaceError(Exception):
    """No electricity of this place weighs anything in the assessment; carries the place."""


@dataclass(frozen=True, slots=True)
class PathYear:
    """A year of the path: its factor in kgCO2e/kWh, then the totals of the organisation in kgCO2e."""

    year: int
    factor: float
    baseline: float
    with_actions: float


@dataclass(frozen=True, slots=True)
class ElectricityCurve:
    """The plan under a path of electricity: a scenario of the user's, which no verdict uses."""

    name: str
    title: str
    source: str
    place: str
    frozen: float
    years: tuple[PathYear, ...]


def electricity_curve(
    dossier: Dossier, assessment: Assessment, tables: Tables, trajectory: Trajectory, name: str
) -> ElectricityCurve:
    """Return the second curve of a plan.

    Raises:
        PathError: the dossier has no such path.
        PlaceError: no electricity of its place is counted.
    """
    paths = dossier.strategy.electricity_paths if dossier.strategy is not None else ()
    path = next((electricity_path for electricity_path in paths if electricity_path.name == name), None)
    if path is None:
        raise PathError(name, tuple(electricity_path.name for electricity_path in paths))
    place = path.place or assessment.place
    frozen = assessment.electricity.get(place)
    if frozen is None or not frozen.value:
        raise PlaceError(place)
    powered = along(
        _of_place(course(dossier, assessment, tables, trajectory.years[-1].year), frozen), trajectory.years[-1].year
    )
    years = []
    for whole, part in zip(trajectory.years, powered.years, strict=True):
        if CLIMATE not in whole.baseline:
            continue
        factor = factor_in(path, whole.year, dossier.reference_year, frozen.value)
        change = factor / frozen.value - 1.0
        years.append(
            PathYear(
                whole.year,
                factor,
                whole.baseline[CLIMATE] + part.baseline.get(CLIMATE, 0.0) * change,
                whole.with_actions[CLIMATE] + part.with_actions.get(CLIMATE, 0.0) * change,
            )
        )
    return ElectricityCurve(path.name, path.title or path.name, path.source, place, frozen.value, tuple(years))


def factor_in(path: ElectricityPath, year: int, reference_year: int, frozen: float) -> float:
    """Return the factor of a year: in a straight line from the frozen factor to each stated one; the last one holds."""
    steps = [
        (reference_year, frozen),
        *sorted((at, value) for at, value in path.factors.items() if at > reference_year),
    ]
    for (before, start), (after, end) in pairwise(steps):
        if before <= year <= after:
            return start + (end - start) * (year - before) / (after - before)
    return frozen if year <= reference_year else steps[-1][1]


def _of_place(found: Course, factor: Factor) -> Course:
    """Return a course that holds only what one factor of electricity weighs."""
    return replace(
        found,
        known=(CLIMATE,),
        games=tuple(_game(game, factor) for game in found.games),
        fixed={growing: [_powered(line, factor) for line in lines] for growing, lines in found.fixed.items()},
    )


def _game(game: Game, factor: Factor) -> Game:
    units = [_powered(line, factor).total(CLIMATE) or 0.0 for line in game.units]
    values: Mapping[str, list[float]] = {
        CLIMATE: [fsum(units[unit] * scale for unit, scale in content) for content in game.sets]
    }
    return replace(game, values=dict(values))


def _powered(line: Line, factor: Factor) -> Line:
    terms = tuple(term for term in line.recipe.terms if term.category == CLIMATE and term.factor == factor)
    return line._replace(recipe=Recipe(terms, ()))
