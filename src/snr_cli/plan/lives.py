"""What typing the real lifetimes would settle: a gain or a verdict that is not sure because a life of today is the published one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import CLIMATE, Assessment
from snr_cli.model.strategy import Objective
from snr_cli.plan.objectives import Outcome
from snr_cli.plan.present import lifetime_status
from snr_cli.plan.trajectory import Course, Trajectory


@dataclass(frozen=True, slots=True)
class Settled:
    """The actions and the objectives, by id, that would be sure if the lives of the catalogue were typed, with a source, at their value."""

    actions: tuple[str, ...] = ()
    objectives: tuple[str, ...] = ()


def settled(
    course: Course,
    path: Trajectory,
    assessment: Assessment,
    tables: Tables,
    objectives: Sequence[Objective],
    reached: Sequence[Outcome],
) -> Settled:
    """Return what typing the lifetimes would settle.

    Args:
        course: the course of the organisation.
        path: its trajectory, with its intervals.
        assessment: the assessment, whose lines say where their lifetime comes from.
        tables: the factor tables.
        objectives: the objectives of the dossier.
        reached: the outcome of each, in the same order.
    """
    longer = {each.id for each in course.actions if any(effect.lifetime_years is not None for effect in each.effects)}
    doubtful = tuple(_unsure(path, longer))
    unsure = [(aim, found) for aim, found in zip(objectives, reached, strict=True) if _weighed(found)]
    published = any(lifetime_status(line) == "default" for line in assessment.organisation.lines)
    if not longer or not published or not (doubtful or unsure):
        return Settled()
    from snr_cli.plan.spread import Spread

    spread = Spread(course, tables, {CLIMATE, *(found.category for _, found in unsure)}, lives_known=True)
    again = spread.bounded(path, (CLIMATE,))
    sure = set(doubtful) - set(_unsure(again, longer))
    held = [found.id for aim, found in unsure if not spread.outcome(aim, found, again).unsure]
    return Settled(tuple(each for each in doubtful if each in sure), tuple(held))


def _weighed(found: Outcome) -> bool:
    return found.unsure and found.reach.forecast and found.perimeter == "organisation" and bool(found.category)


def _unsure(path: Trajectory, among: Iterable[str]) -> Iterable[str]:
    """Yield the actions whose share of the last year may be nothing."""
    for action, found in path.years[-1].actions.items():
        share = found.intervals.get(CLIMATE, (None,))[0]
        if action in among and share is not None and share.unsure:
            yield action
