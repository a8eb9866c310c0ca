"""What a new version of the strategy changes of the one decided on, as far as the dossier knows it: its year, its new measures, their money."""

from collections.abc import Iterable, Sequence
from math import fsum
from typing import Final

from snr_cli.documents.agreement import cardinal, counted
from snr_cli.documents.amounts import euros
from snr_cli.documents.views.records import ActionView, PlanView
from snr_cli.documents.views.review_done import by_number
from snr_cli.french.numbers import together
from snr_cli.model.dossier import Dossier

_RUN: Final = 3  # numbers that follow each other, from which only the ends are written


def new_measures(dossier: Dossier) -> frozenset[str]:
    """Return the measures in force that the last yearly account tells and the one before did not; none without two accounts."""
    reviews = sorted(dossier.annual_reviews, key=lambda each: each.year)
    if len(reviews) < 2 or not reviews[-2].actions:
        return frozenset()
    before, last = reviews[-2:]
    return frozenset(set(_in_force(dossier)) & set(last.actions) - set(before.actions))


def new_ones(dossier: Dossier, plan: PlanView) -> list[ActionView]:
    """Return the new measures in the order of their numbers."""
    found = new_measures(dossier)
    return sorted((each for each in plan.actions if each.id in found), key=lambda each: by_number(each.number))


def _in_force(dossier: Dossier) -> list[str]:
    """Return the measures that are neither an idea nor abandoned, by the last yearly account."""
    last = max(dossier.annual_reviews, key=lambda each: each.year, default=None)
    states = last.states if last is not None else {}
    return [each.id for each in dossier.actions if states.get(each.id, each.status) not in ("idea", "abandoned")]


def changes_of(about: str, dossier: Dossier, plan: PlanView) -> Iterable[str]:
    """Say what the dossier knows of the difference with the version decided on: the year of its figures, its new measures and their money."""
    yield f"Ses chiffres sont ceux de {dossier.reference_year}."
    if about == "strategie" and (new := new_ones(dossier, plan)):
        text = counted(len(new), "mesure", feminine=True)
        before = sorted(each.year for each in dossier.annual_reviews)[-2]
        whole = cardinal(len(_in_force(dossier)), feminine=True)
        is_new = "est nouvelle" if len(new) < 2 else "sont nouvelles"
        yield f"{text[:1].upper()}{text[1:]} sur {whole} {is_new} depuis le bilan {before} : {_runs(new, plan)}{_money_of(new, plan)}."


def _runs(new: Sequence[ActionView], plan: PlanView) -> str:
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


def _money_of(new: Sequence[ActionView], plan: PlanView) -> str:
    """Say what the new measures spend and save, as far as the dossier says it; empty when it says neither."""
    spent = [each.cost_eur for each in new if each.cost_eur]
    saved = fsum(each.savings_eur or 0.0 for each in new)
    parts = []
    if spent:
        who = (
            ""
            if len(spent) == len(new)
            else f", pour les {cardinal(len(spent))} chiffrées"
            if len(spent) > 1
            else ", pour la seule chiffrée"
        )
        parts.append(f"{euros(fsum(spent))} {plan.basis} de dépenses{who}")
    if saved:
        parts.append(f"{euros(saved)} {plan.basis} d’économies attendues par an à plein effet")
    return f" ({' ; '.join(parts)})" if parts else ""
