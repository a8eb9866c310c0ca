"""The intervals of a plan: of each year, of the gap between its two curves, of what each action changes.

A year is a sum, with weights, of the lines that no action touches and of all that the others can become: its interval is
that of the engine, and what two years or two curves share (factors, counts, what no action changes) cancels in a difference.
"""

from collections.abc import Collection, Container, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import Line
from snr_cli.engine.uncertainty import Difference, Weighing
from snr_cli.model.strategy import Objective
from snr_cli.plan.objectives import Outcome
from snr_cli.plan.past_years import PastYear, StartOrigin
from snr_cli.plan.trajectory import ActionContribution, Course, Trajectory, Year, YearIntervals, chain_of
from snr_cli.plan.variants import Game, shapley_weights, weights_at

Sets = Mapping[int, float]  # how much of each set of a game
Weights = dict[Hashable, float]


class Spread:
    """Gives the intervals of the years of a course, in some categories."""

    def __init__(
        self,
        course: Course,
        tables: Tables,
        categories: Iterable[str],
        past: Mapping[tuple[str, int], PastYear] | None = None,
        *,
        lives_known: bool = False,
    ) -> None:
        self.course = course
        self.categories = tuple(category for category in course.known if category in set(categories))
        self._of_past: dict[int, list[Hashable]] = {}
        self.games: list[Game] = []  # one for all the lines that are alike
        self._touching: list[list[tuple[int, int]]] = [[] for _ in course.actions]  # game, rank of the action in it
        self._weighing = Weighing(tables, self.categories, lives_known=lives_known)
        for growing, lines in course.fixed.items():
            self._weighing.add(("fixed", growing), lines, course.reference_year)
        for place, alike in enumerate(_alike(course)):
            game = alike[0]
            self.games.append(game)
            for rank, player in enumerate(game.players):
                self._touching[player].append((place, rank))
            for unit in range(len(game.units)):
                lines = [member.units[unit] for member in alike]
                self._weighing.add((place, unit), lines, course.reference_year, today=game.units[0])
        for (perimeter, start), year in (past or {}).items():
            if perimeter == "organisation" and year.assessment is not None:
                self._add_past(("past", start), year.assessment.organisation.lines, year.same)
        self._weighing.close()

    def bounded(
        self,
        path: Trajectory,
        of_actions: Iterable[str] | None = None,
        totals: Container[str] | None = None,
        *,
        years: Container[int | None] | None = None,
        among: Container[str] | None = None,
    ) -> Trajectory:
        """Return a trajectory with its intervals: every year, and each action in the last one.

        Args:
            path: the trajectory of the course.
            of_actions: the categories in which the actions have theirs; all by default.
            totals: those whose years are totals, and have theirs; all by default.
            years: those that are given theirs; all by default.
            among: the actions that are given theirs, by id; all by default.
        """
        wanted = set(self.categories if of_actions is None else of_actions)
        bounded = [self._bounded(year, totals) if years is None or year.year in years else year for year in path.years]
        last = bounded[-1]
        taken = [_shares(game, self.course.steps(game, last.year)) for game in self.games]
        actions = {
            action.id: replace(
                last.actions[action.id],
                intervals=self._action(index, last.actions[action.id], last.year, taken, wanted),
            )
            for index, action in enumerate(self.course.actions)
            if among is None or action.id in among
        }
        return replace(path, years=(*bounded[:-1], replace(last, actions=actions)))

    def ahead(self, category: str, year: Year, kept: float, target: float, start: int | None = None) -> Difference:
        """Return what separates a year, with the actions, from a share of the first one, without them.

        Args:
            category: a category.
            year: a year of the trajectory.
            kept: the share.
            target: the value aimed at.
            start: the past year, computed again, that the share is of; the first year of the plan by default.
        """
        return self._weighing.difference(category, self._ahead(year, kept, start), year.with_actions[category] - target)

    def with_hurtful_lives(
        self, category: str, year: Year, kept: float, start: int | None = None
    ) -> tuple[float, float] | None:
        """Return by how much the start and a year with the actions change when each published lifetime is at the bound that hurts.

        Args: see `ahead`.

        Returns:
            two changes in the unit of the category; None when no published lifetime is in what separates them.
        """
        times = self._weighing.hurtful_lives(category, self._ahead(year, kept, start))
        if not times:
            return None
        first, last = self._start(start), self._with(year.year)
        return self._weighing.moved(category, first, times), self._weighing.moved(category, last, times)

    def _start(self, start: int | None) -> Weights:
        return self._baseline(self.course.reference_year) if start is None else self._past(start)

    def _ahead(self, year: Year, kept: float, start: int | None) -> Weights:
        weights = self._with(year.year)
        for part, weight in self._start(start).items():
            weights[part] = weights.get(part, 0.0) - kept * weight
        return weights

    def outcome(self, objective: Objective, found: Outcome, path: Trajectory) -> Outcome:
        """Return an outcome with the intervals of its forecast and of its gap, when it is a footprint of the organisation."""
        if found.perimeter != "organisation" or found.projected is None or found.target is None:
            return found
        year = next((year for year in path.years if year.year == found.by_year), None)
        if year is None or found.category not in year.intervals:
            return found
        bounds = year.intervals[found.category].with_actions
        base = found.base
        start = base.year if base is not None and base.start is StartOrigin.RECOMPUTED else None
        shared = objective.reduction is not None if start is None else start in self._of_past
        if base is not None and found.reference and shared:
            gap = self.ahead(found.category, year, found.target / found.reference, found.target, start)
        else:
            gap = Difference(found.projected - found.target, *(bound - found.target for bound in bounds))
        return replace(found, projected_interval=bounds, gap_interval=gap)

    def _add_past(self, part: tuple[str, int], lines: Sequence[Line], same: Collection[str]) -> None:
        """Add a past year: two years are two counts, but of a line that says the same quantity in both."""
        for apart in (False, True):
            some = [line for line in lines if (line.id not in same) is apart]
            self._weighing.add((*part, apart), some, self.course.reference_year, count="past" if apart else "")
            self._of_past.setdefault(part[1], []).append((*part, apart))

    def _past(self, start: int) -> Weights:
        return dict.fromkeys(self._of_past[start], 1.0)

    def _bounded(self, year: Year, totals: Container[str] | None) -> Year:
        before, after, gap = self._baseline(year.year), self._with(year.year), self._gap(year.year)
        bounds = {}
        for category in self.categories:
            if category in year.baseline and (totals is None or category in totals):
                change = year.with_actions[category] - year.baseline[category]
                bounds[category] = YearIntervals(
                    self._weighing.interval(category, before),
                    self._weighing.interval(category, after),
                    self._weighing.difference(category, gap, change),
                )
        return replace(year, intervals=bounds)

    def _action(
        self,
        index: int,
        found: ActionContribution,
        year: int,
        taken: Sequence[Mapping[int, Sets]],
        among: set[str],
    ) -> dict[str, tuple[Difference, Difference]]:
        wanted = [
            name for name in self.categories if name in among and (found.share.get(name) or found.alone.get(name))
        ]
        if not wanted:
            return {}
        share: Weights = {}
        alone: Weights = {}
        for place, rank in self._touching[index]:
            only = self.games[place].alone(rank)
            done = self.course.steps(self.games[place], year)[rank]
            self._put(share, place, taken[place].get(rank, {}), year)
            self._put(alone, place, {only: done, 0: -done}, year)
        return {
            category: (
                self._weighing.difference(category, share, found.share[category]),
                self._weighing.difference(category, alone, found.alone[category]),
            )
            for category in wanted
        }

    def _baseline(self, year: int) -> Weights:
        weights: Weights = {("fixed", growing): growing.by(year) for growing in self.course.fixed}
        for place in range(len(self.games)):
            self._put(weights, place, {0: 1.0}, year)
        return weights

    def _gap(self, year: int) -> Weights:
        weights: Weights = {}
        for place, game in enumerate(self.games):
            self._put(weights, place, _gap(game, self.course.steps(game, year)), year)
        return weights

    def _with(self, year: int) -> Weights:
        weights = self._baseline(year)
        for part, weight in self._gap(year).items():
            weights[part] = weights.get(part, 0.0) + weight
        return weights

    def _put(self, weights: Weights, place: int, sets: Sets, year: int) -> None:
        """Add sets of a game to weights: each unit in them, grown since the first year."""
        game = self.games[place]
        grown = self.course.growing(game).by(year)
        for members, weight in sets.items():
            if weight:
                for unit, scale in game.sets[members]:
                    weights[place, unit] = weights.get((place, unit), 0.0) + weight * scale * grown


def _alike(course: Course) -> Iterable[list[Game]]:
    """Return the games in lists of those that differ by their quantity alone: many counts are then one."""
    games: dict[object, list[Game]] = {}
    for game in course.games:
        sets = tuple(tuple((unit, round(scale, 12)) for unit, scale in content) for content in game.sets)
        units = tuple((id(unit.recipe), unit.scale.name in ("line", "room")) for unit in game.units)
        quality = frozenset(unit.quality for unit in game.units)
        games.setdefault((game.players, course.growing(game), units, quality, sets), []).append(game)
    return games.values()


def _gap(game: Game, steps: Sequence[float]) -> Sets:
    if game.chains is None:
        sets = dict(enumerate(weights_at([0.0] * (len(game.sets) - 1) + [1.0], steps)))
        return sets | {0: sets[0] - 1.0}
    sets = {0: 0.0}
    before = 0
    for rank, place in zip(*chain_of(game, steps), strict=True):
        sets[place] = sets.get(place, 0.0) + steps[rank]
        sets[before] -= steps[rank]
        before = place
    return sets


def _shares(game: Game, steps: Sequence[float]) -> dict[int, Sets]:
    """Return how much of each set there is in the share of each action of a line."""
    if game.chains is None:
        count = len(steps)
        return {rank: dict(enumerate(weights_at(shapley_weights(count, rank), steps))) for rank in range(count)}
    shares: dict[int, Sets] = {}
    before = 0
    for rank, place in zip(*chain_of(game, steps), strict=True):
        shares[rank] = {place: steps[rank], before: -steps[rank]}
        before = place
    return shares
