"""What a dossier proposes against the version that the council voted: year, footprint, objectives, actions, means; and why it differs.

A change of year, of method or of factors is no change of will: what it touches does not compare. What the voted text is not known to say is unknown, and is no change.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from math import fsum, isclose
from typing import Any, Final, NamedTuple

from snr_cli.engine.records import CLIMATE, Assessment
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import Action, Schedule, Voted, VotedAction, VotedDocument
from snr_cli.plan.means import PlanMeans, live, saved_per_year, spending_to_come


class Subject(StrEnum):
    """What differs, in the order in which a council reads it."""

    REFERENCE = "reference"
    FOOTPRINT = "footprint"
    OBJECTIVE = "objective"
    ACTION = "action"
    MEANS = "means"


class Cause(StrEnum):
    """Why it differs: the year of the figures, what was counted in it, the way they are computed, or what the authority wants."""

    YEAR = "year"
    INVENTORY = "inventory"
    METHOD = "method"
    WILL = "will"


class Difference(NamedTuple):
    """A value that is not the voted one.

    Attributes:
        subject: what it is of.
        id: of the objective or the action; the key of the means; empty for the whole.
        key: what of it: `reduction`, `by`, `schedule`…; empty when it is added or dropped.
        voted: the voted value; None when there was none, or when `known` is false.
        proposed: the value of today; None when there is none any more.
        cause: why.
        known: what was voted is known.
        added: of a mean, the part of the measures that were not voted; None when nothing says which were.
    """

    subject: Subject
    id: str
    key: str
    voted: Any
    proposed: Any
    cause: Cause = Cause.WILL
    known: bool = True
    added: float | None = None


# of an objective, what a council decides on
AIMED: Final = ("reduction", "target", "start", "by")
MEANS: Final = ("eur", "funded_eur", "savings_eur_per_year", "fte")


def voted_last(dossier: Dossier, document: VotedDocument = "strategie") -> Voted | None:
    """Return the version of a document that was voted last; None when none is kept."""
    versions = [version for version in dossier.voted if version.document == document]
    return max(versions, key=lambda version: (version.voted_on, version.number), default=None)


def in_force(dossier: Dossier) -> tuple[str, ...]:
    """Return the ids of the measures that are neither an idea nor abandoned, by the last yearly account."""
    last = max(dossier.annual_reviews, key=lambda review: review.year, default=None)
    states = last.states if last is not None else {}
    return tuple(
        action.id for action in dossier.actions if states.get(action.id, action.status) not in ("idea", "abandoned")
    )


def new_measures(dossier: Dossier) -> frozenset[str] | None:
    """Return the measures in force that were not voted; without a version that says its own, those that the last account alone tells.

    None when nothing tells what was decided before.
    """
    version = voted_last(dossier)
    if version is not None and version.knows_actions:
        return frozenset(in_force(dossier)) - {action.id for action in version.actions}
    reviews = sorted(dossier.annual_reviews, key=lambda review: review.year)
    if len(reviews) < 2 or not reviews[-2].actions:
        return None
    before, last = reviews[-2:]
    return frozenset(set(in_force(dossier)) & set(last.actions) - set(before.actions))


def factors_of(assessment: Assessment) -> str:
    """Return the factor set of an assessment and the version of its tables, as `footprint.factors` of a version says them."""
    return f"{assessment.factor_set} {assessment.factors_sha256[:12]}"


def why_slipped(dossier: Dossier) -> dict[str, tuple[str, int]]:
    """Return, by action, the difficulty that the last yearly account tells, and its year."""
    last = max(dossier.annual_reviews, key=lambda review: review.year, default=None)
    if last is None:
        return {}
    return {name: (told.difficulty, last.year) for name, told in last.actions.items() if told.difficulty}


def differences(version: Voted, dossier: Dossier, assessment: Assessment, means: PlanMeans) -> tuple[Difference, ...]:
    """Return what a dossier proposes that is not what was voted; nothing when all of it is the same.

    Args:
        version: what was voted.
        dossier: the dossier, inventories read.
        assessment: its assessment.
        means: what its plan costs.
    """
    return (
        *_figures(version, dossier, assessment),
        *_objectives(version, dossier),
        *_actions(version, dossier),
        *_means(version, means),
    )


def _figures(version: Voted, dossier: Dossier, assessment: Assessment) -> Iterator[Difference]:
    """Yield the year of reference, then the footprint: of another year or method, it does not compare."""
    moved = version.reference_year != dossier.reference_year
    if moved:
        known = version.reference_year is not None
        years = (version.reference_year, dossier.reference_year)
        yield Difference(Subject.REFERENCE, "", "", *years, Cause.YEAR, known)
    kg = assessment.organisation.totals.get(CLIMATE)
    voted = version.footprint
    if voted is None:
        yield Difference(Subject.FOOTPRINT, "", "", None, kg, Cause.METHOD, known=False)
    elif kg is None or not isclose(voted.kg, kg, rel_tol=5e-7):
        same = Cause.YEAR if moved else Cause.INVENTORY
        cause = same if voted.factors == factors_of(assessment) else Cause.METHOD
        yield Difference(Subject.FOOTPRINT, "", "", voted.kg, kg, cause)


def _objectives(version: Voted, dossier: Dossier) -> Iterator[Difference]:
    proposed = {objective.id: objective for objective in dossier.objectives}
    if not (version.whole or version.objectives):
        if proposed:
            yield Difference(Subject.OBJECTIVE, "", "", None, len(proposed), known=False)
        return
    voted = {objective.id: objective for objective in version.objectives}
    yield from _both(Subject.OBJECTIVE, voted, proposed)
    for name, before in voted.items():
        after = proposed.get(name)
        for key in AIMED if after is not None else ():
            was, now = getattr(before, key), getattr(after, key)
            if was is not None and was != now:
                yield Difference(Subject.OBJECTIVE, name, key, was, now)


def _actions(version: Voted, dossier: Dossier) -> Iterator[Difference]:
    proposed = {action.id: action for action in dossier.actions if live(action)}
    if not version.knows_actions:
        if proposed:
            yield Difference(Subject.ACTION, "", "", None, len(proposed), known=False)
        return
    voted = {action.id: action for action in version.actions if action.status not in ("idea", "abandoned")}
    yield from _both(Subject.ACTION, voted, proposed)
    for name, before in voted.items():
        if name in proposed and (slipped := _slipped(before, proposed[name])):
            yield Difference(Subject.ACTION, name, "schedule", *slipped)


def _slipped(before: VotedAction, after: Action) -> tuple[Mapping[str, int], Mapping[str, int]] | None:
    """Return the years of a calendar that are known on both sides and differ, as voted then as proposed; None without any."""
    was = before.schedule.years if before.schedule is not None else {}
    now = (after.schedule or Schedule()).years
    moved = [key for key in was if key in now and was[key] != now[key]]
    return ({key: was[key] for key in moved}, {key: now[key] for key in moved}) if moved else None


def _both(subject: Subject, voted: Mapping[str, Any], proposed: Mapping[str, Any]) -> Iterator[Difference]:
    """Yield what is added, then what is dropped."""
    yield from (Difference(subject, name, "", None, item) for name, item in proposed.items() if name not in voted)
    yield from (Difference(subject, name, "", item, None) for name, item in voted.items() if name not in proposed)


def means_now(means: PlanMeans) -> dict[str, float | None]:
    """Return the means of a plan, by the keys that a version has."""
    total = means.yearly.total
    return {
        "eur": total.gross,
        "funded_eur": total.received,
        "savings_eur_per_year": means.savings_per_year or None,
        "fte": means.fte or None,
    }


def _added(version: Voted, means: PlanMeans) -> dict[str, float]:
    """Return the means of the measures that were not voted, by the keys that a version has."""
    voted = {action.id for action in version.actions}
    rows = [row for row in means.actions if row.id not in voted and row.status != "done"]
    return {
        "eur": fsum(spending_to_come(row, means) or 0.0 for row in rows),
        "savings_eur_per_year": fsum(map(saved_per_year, rows)),
        "fte": fsum((row.fte or 0.0) + (row.new_fte or 0.0) for row in rows),
    }


def _means(version: Voted, means: PlanMeans) -> Iterator[Difference]:
    now = means_now(means)
    added = _added(version, means) if version.knows_actions else {}
    for key in MEANS:
        was = getattr(version.means, key) if version.means is not None else None
        if was is None and now[key] is not None:
            yield Difference(Subject.MEANS, key, "", None, now[key], known=False)
        elif was is not None and (now[key] is None or not isclose(was, now[key] or 0.0, rel_tol=1e-9)):
            yield Difference(Subject.MEANS, key, "", was, now[key], added=added.get(key))


def differing_objectives(changes: Iterable[Difference]) -> list[str]:
    """Return the ids of the objectives that aim at something else, each once."""
    return [*dict.fromkeys(change.id for change in changes if change.subject is Subject.OBJECTIVE and change.key)]


def voted_states(version: Voted, dossier: Dossier) -> Counter[str]:
    """Count the measures that were voted by their state of today, as the last account tells it; one that is no more is abandoned."""
    last = max(dossier.annual_reviews, key=lambda review: review.year, default=None)
    states = {action.id: action.status for action in dossier.actions} | (last.states if last is not None else {})
    there = {action.id for action in dossier.actions}
    return Counter(states[action.id] if action.id in there else "abandoned" for action in version.actions)
