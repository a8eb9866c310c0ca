"""SNR615 to SNR617, SNR620: amounts that no rate converts, spending without end or after it, staff that may be counted twice."""

from collections.abc import Iterator, Sequence
from typing import Final

from snr_cli.french.numbers import WIDE, number
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import Means, SharedMeans
from snr_cli.plan.means import amounts_of, gather_means, live, money_of, tax_of
from snr_cli.rules.case import Case, Path, Remark, Rule, finds

_NEAR: Final = (0.5, 1.5)  # an amount between these parts of what the posts cost may well pay them


def has_budgets(dossier: Dossier) -> bool:
    """Say whether the dossier has a line of budget."""
    return any(means.budget for _, means in _blocks(dossier))


def has_cost_of_staff(dossier: Dossier) -> bool:
    """Say whether the dossier has lines of budget, and what a full-time equivalent costs."""
    return has_budgets(dossier) and money_of(dossier).eur_per_fte is not None


def _blocks(dossier: Dossier) -> list[tuple[Path, Means | SharedMeans]]:
    """Return the means of the plan, each with its place."""
    found: list[tuple[Path, Means | SharedMeans]] = [
        (("actions", index, "means"), action.means)
        for index, action in enumerate(dossier.actions)
        if action.means is not None and live(action)
    ]
    shared = dossier.strategy.means if dossier.strategy is not None else ()
    return found + [(("strategy", "means", index), means) for index, means in enumerate(shared)]


def without_rate(case: Case) -> Sequence[Remark]:
    """SNR615: amounts before tax and with tax, and no rate: those that are not on the basis of the totals are in none."""
    dossier = case.dossier
    yearly = gather_means(dossier).yearly
    return [
        Remark(
            (*path, "budget", rank),
            f"montant {tax_of(line, dossier).upper()} dans aucun total : les dépenses sont comptées {yearly.whole.upper()}, et le taux de TVA manque",
            "donnez strategy.money: {vat: 20 %}, avec votre taux ; ou écrivez tous les montants HT, ou tous TTC",
        )
        for path, means in _blocks(dossier)
        for rank, line in enumerate(means.budget)
        if yearly.total.apart and tax_of(line, dossier) != yearly.whole and not line.staff
        # what is spent already is in no total either way
        if any(amount.year >= dossier.reference_year for amount in amounts_of((line,), dossier))
    ]


def without_end(case: Case) -> Sequence[Remark]:
    """SNR616: spending that comes back each year from one on, until nobody says when."""
    last = gather_means(case.dossier).yearly.years[-1].year
    return [
        Remark(
            (*path, "budget", rank, "from"),
            f"dépense qui revient chaque année, sans dernier exercice : comptée jusqu’en {last}",
            "ajoutez until: son dernier exercice ; sans lui, ce qui continue ensuite est dit à part",
        )
        for path, means in _blocks(case.dossier)
        for rank, line in enumerate(means.budget)
        if line.start is not None and line.until is None
    ]


def after_the_end(case: Case) -> Iterator[Remark]:
    """SNR620: a line of budget in a year after the end of its action."""
    ends: dict[Path, int] = {
        ("actions", index, "means"): action.schedule.end
        for index, action in enumerate(case.dossier.actions)
        if action.schedule is not None and action.schedule.end is not None
    }
    for path, means in _blocks(case.dossier):
        end = ends.get(path)
        for rank, line in enumerate(means.budget):
            last = max((amount.year for amount in amounts_of((line,), case.dossier) if amount.eur), default=None)
            if end is None or last is None or last <= end:
                continue
            text = f"dépense jusqu’en {last}" if last != line.year else f"dépense de {last}"
            yield Remark(
                (*path, "budget", rank),
                f"{text}, après la fin de l’action ({end})",
                "ôtez schedule.end si l’action se poursuit ; sinon, corrigez cette fin ou l’exercice de la dépense",
            )


def staff_twice(case: Case) -> Iterator[Remark]:
    """SNR617: an amount that is about the cost of the posts beside it, and may be their salaries."""
    cost = money_of(case.dossier).eur_per_fte or 0.0
    for path, means in _blocks(case.dossier):
        posts = (means.fte or 0.0) + (means.new_fte or 0.0)
        low, high = (part * posts * cost for part in _NEAR)
        for rank, line in enumerate(means.budget):
            if posts < 1 or line.section != "fonctionnement" or line.staff is not None or not low <= line.eur <= high:
                continue
            yield Remark(
                (*path, "budget", rank),
                f"{number(line.eur, 0)}{WIDE}€ de fonctionnement à côté de {number(posts)}{WIDE}ETP, qui coûteraient {number(posts * cost, 0)}{WIDE}€ : leurs salaires, comptés deux fois ?",
                "ajoutez staff: true si ce montant les paie, staff: false sinon",
            )


RULES: Final = (
    Rule("SNR615", has_budgets, finds(without_rate, "des montants sur une même base", "actions")),
    Rule("SNR616", has_budgets, finds(without_end, "chaque dépense a un dernier exercice", "actions")),
    Rule("SNR617", has_cost_of_staff, finds(staff_twice, "aucun poste compté deux fois", "actions")),
    Rule("SNR620", has_budgets, finds(after_the_end, "aucune dépense après la fin de son action", "actions")),
)
