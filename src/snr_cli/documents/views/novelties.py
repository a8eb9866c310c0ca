"""What a new version of the strategy changes of the one decided on, as far as the dossier knows it: its year, its new measures, their money."""

from collections.abc import Sequence
from typing import Final

from snr_cli.documents.views.records import ActionView, PlanView
from snr_cli.documents.views.review_done import by_number
from snr_cli.french import together
from snr_cli.model.dossier import Dossier

_RUN: Final = 3  # numbers that follow each other, from which only the ends are written


def new_measures(dossier: Dossier) -> frozenset[str]:
    """Return the measures in force that the last yearly account tells and the one before did not; none without two accounts."""
    reviews = sorted(dossier.annual_reviews, key=lambda each: each.year)
    if len(reviews) < 2 or not reviews[-2].actions:
        return frozenset()
    before, last = reviews[-2:]
    return frozenset(set(in_force_ids(dossier)) & set(last.actions) - set(before.actions))


def new_ones(dossier: Dossier, plan: PlanView) -> list[ActionView]:
    """Return the new measures in the order of their numbers."""
    found = new_measures(dossier)
    return sorted((each for each in plan.actions if each.id in found), key=lambda each: by_number(each.number))


def in_force_ids(dossier: Dossier) -> list[str]:
    """Return the measures that are neither an idea nor abandoned, by the last yearly account."""
    last = max(dossier.annual_reviews, key=lambda each: each.year, default=None)
    states = last.states if last is not None else {}
    return [each.id for each in dossier.actions if states.get(each.id, each.status) not in ("idea", "abandoned")]


def number_runs(new: Sequence[ActionView], plan: PlanView) -> str:
    """Write numbers of measures, those that follow each other by their ends: 1.5 à 1.14, 2.5 et 3.2."""
    rank = {each.number: at for at, each in enumerate(sorted(plan.actions, key=lambda each: by_number(each.number)))}
    runs: list[list[str]] = []
    for each in new:
        if runs and rank[each.number] == rank[runs[-1][-1]] + 1 and each.axis == _axis(runs[-1][-1], new):
            runs[-1].append(each.number)
        else:
            runs.append([each.number])
    parts = [part for run in runs for part in (run if len(run) < _RUN else [f"{run[0]} à {run[-1]}"])]
    return together(parts)


def _axis(number: str, actions: Sequence[ActionView]) -> str:
    return next(each.axis for each in actions if each.number == number)
