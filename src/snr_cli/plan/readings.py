"""The plan read again without money: a ratio of euros measures no thing, and spending less is no physical reduction.

Two readings stand beside the whole, each under its name:

- `without_spend_lines`: the lines counted in euros are taken out of every year, the first one included;
- `without_spend_levers`: they are kept as they are today, what actions change of them is taken out.

A line that an action turns into euros (a rack replaced by an invoice) keeps what it weighs today in both: to pay somebody
else is no reduction either.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import CLIMATE, Line
from snr_cli.engine.spending import WITHOUT_LINES
from snr_cli.engine.uncertainty import Difference
from snr_cli.model.strategy import Objective
from snr_cli.plan.base_year import PastYear, StartOrigin
from snr_cli.plan.objectives import Outcome, Reach, at_target, forecast
from snr_cli.plan.trajectory import Course, Totals, Trajectory, Year, along
from snr_cli.plan.variants import Game

WITHOUT_LEVERS: Final = "without_spend_levers"
CLIMATE_TOTALS: Final = ("I-53", "I-54")  # indicators that follow the climate total of the organisation
SAVED: Final = "I-58"  # what the actions save of it
_STILL: Final = 1e-9  # relative: what floating-point sums may move


@dataclass(frozen=True, slots=True)
class ReadingAim:
    """An objective under a reading, in its own unit; the target asks for the same change in proportion as in the whole.

    `reach` is `NOT_COMPARABLE` when it starts from a figure that holds lines in euros, how many nobody knows. `gap_interval`:
    of projected − target, where that of the whole was asked.
    """

    id: str
    reference: float | None
    target: float | None
    projected: float | None
    reach: Reach
    gap_interval: Difference | None = None


@dataclass(frozen=True, slots=True)
class PlanReading:
    """The trajectory and the objectives without a part of what is told in euros."""

    code: str
    path: Trajectory
    aims: tuple[ReadingAim, ...] = ()

    def aim(self, objective: str) -> ReadingAim | None:
        """Return what becomes of an objective; None when money does not touch it."""
        return next((each for each in self.aims if each.id == objective), None)

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

    def reading(self, code: str) -> PlanReading | None:
        """Return a reading by its code."""
        return next((each for each in self.readings if each.code == code), None)

    def saved(self, action: str, category: str) -> float | None:
        """Return what an action saves over the years without its part in euros; None when nothing of it is told in euros."""
        reading = self.reading(WITHOUT_LEVERS)
        return None if reading is None else reading.path.saved(action, category)


def money(
    found: Course,
    path: Trajectory,
    objectives: Sequence[Objective],
    reached: Sequence[Outcome],
    tables: Tables | None,
    past: Mapping[tuple[str, int], PastYear] = MappingProxyType({}),
) -> Money:
    """Read a plan again without money.

    Args:
        found: the course of the organisation.
        path: its trajectory.
        objectives: the objectives of the dossier.
        reached: the outcome of each, in the same order.
        tables: the factor tables, when the gaps are to have their intervals.
        past: the past years computed again, from which objectives start.
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
            found, games=(*untouched, *still), fixed={growing: each for growing, each in fixed.items() if each}
        ),
        WITHOUT_LEVERS: replace(found, games=(*untouched, *still, *map(_still, bought))),
    }
    readings = []
    for code, course in courses.items():
        other = along(course, path.years[-1].year)
        starts = {key: _without_lines(each) for key, each in past.items()} if code == WITHOUT_LINES else past
        readings.append(PlanReading(code, other, _aims(course, other, path, objectives, reached, tables, starts)))
    held = readings[-1].path.years[-1].actions
    levers = {
        found.actions[player].id: {
            category: value - held[found.actions[player].id].share.get(category, 0.0)
            for category, value in path.years[-1].actions[found.actions[player].id].share.items()
        }
        for player in sorted({player for game in (*bought, *become) for player in game.players})
    }
    return Money(tuple(readings), levers)


def depending(found: Outcome, money: Money) -> bool:
    """Say whether an objective is met in the whole and not under a reading, or the other way round."""
    aims = [aim for each in money.readings if (aim := each.aim(found.id)) is not None and aim.reach.forecast]
    return found.reach.forecast and any(aim.reach.at_target is not found.reach.at_target for aim in aims)


def _judged(name: str, reference: float, target: float, value: float, *, rising: bool = False) -> ReadingAim:
    """Say whether a value is at its target or beyond, the same way as in the whole: a footprint has a ceiling."""
    return ReadingAim(name, reference, target, value, forecast(at_target(value, target, rising=rising)))


def _today(game: Game) -> bool:
    return bool(game.units) and game.units[0].spending


def _still(game: Game) -> Game:
    """Return a line that no action changes any more."""
    values = {category: by_set[:1] for category, by_set in game.values.items()}
    return replace(game, players=(), sets=game.sets[:1], values=values, chains=None, held=frozenset())


def _without_lines(past: PastYear) -> PastYear:
    """Return a past year without the lines counted in euros."""
    if past.assessment is None:
        return past
    organisation = past.assessment.organisation
    left = replace(organisation, lines=tuple(line for line in organisation.lines if not line.spending))
    return replace(past, assessment=replace(past.assessment, organisation=left))


def _lines(found: Course) -> Iterable[Line]:
    return (line for lines in found.fixed.values() for line in lines)


def _aims(
    course: Course,
    other: Trajectory,
    path: Trajectory,
    objectives: Sequence[Objective],
    reached: Sequence[Outcome],
    tables: Tables | None,
    past: Mapping[tuple[str, int], PastYear],
) -> tuple[ReadingAim, ...]:
    aims = {}
    for objective, found in zip(objectives, reached, strict=True):
        aim = _aim(objective, found, other, path)
        if aim is not None:
            aims[objective.id] = (objective, found, aim)
    weighed = [each for each in aims.values() if each[1].category and each[2].reach.forecast]
    if tables is not None and weighed:
        from snr_cli.plan.spread import Spread

        spread = Spread(course, tables, {found.category for _, found, _ in weighed}, past)
        wanted = {found.by_year for _, found, _ in weighed}
        bounded = spread.bounded(replace(other, years=tuple(y for y in other.years if y.year in wanted)), ())
        for objective, found, aim in weighed:
            said = replace(found, reference=aim.reference, target=aim.target, projected=aim.projected, reach=aim.reach)
            end = spread.outcome(objective, said, bounded)
            aims[objective.id] = (objective, found, replace(aim, reach=end.reach, gap_interval=end.gap_interval))
    return tuple(aim for _, _, aim in aims.values())


def _aim(objective: Objective, found: Outcome, other: Trajectory, path: Trajectory) -> ReadingAim | None:
    """Return an objective under a reading; None when it is not on the climate total of the organisation, or is not judged."""
    followed = objective.indicators[0] if objective.indicators and not found.category else ""
    if found.perimeter != "organisation" or not found.reach.forecast:
        return None
    if found.reference is None or found.target is None or found.projected is None:
        return None
    category = found.category or (CLIMATE if followed in (*CLIMATE_TOTALS, SAVED) else "")
    whole, then = _year(path.years, found.by_year), _year(other.years, found.by_year)
    if not category or whole is None or then is None or category not in whole.with_actions:
        return None
    first, start = path.years[0].baseline[category], other.years[0].baseline.get(category)
    if start is None:  # every line is in euros: nothing is left to judge
        return ReadingAim(found.id, None, None, None, Reach.NOT_COMPARABLE)
    same = abs(start - first) <= _STILL * abs(first)
    if same and abs(then.with_actions[category] - whole.with_actions[category]) <= _STILL * abs(first):
        return None
    if followed == SAVED:
        saved = (then.baseline[category] - then.with_actions[category]) / 1000
        return _judged(found.id, found.reference, found.target, saved, rising=found.target >= found.reference)
    projected = _share(found.projected, then.with_actions[category], whole.with_actions[category])
    if same:
        return _judged(found.id, found.reference, found.target, projected)
    computed = _share(found.projected, first, whole.with_actions[category])  # what the whole weighs today, in its unit
    rounded = found.base is not None and found.base.start is StartOrigin.COMPUTED
    if not rounded and abs(found.reference - computed) > _STILL * abs(computed):
        return ReadingAim(found.id, None, None, projected, Reach.NOT_COMPARABLE)
    reference, target = _share(found.reference, start, first), _share(found.target, start, first)
    return _judged(found.id, reference, target, projected)


def _share(value: float, part: float, whole: float) -> float:
    return value * (part / whole) if whole else value


def _year(years: Sequence[Year], wanted: int | None) -> Year | None:
    return next((year for year in years if year.year == wanted), None)
