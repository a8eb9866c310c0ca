"""What the plan costs, and what it covers, on a screen: budget, staff, themes of the decree, axes of the authority."""

from collections.abc import Sequence
from typing import Final

from snr_cli.findings.text import printable
from snr_cli.french import number, plural, significant
from snr_cli.plan.means import ActionMeans, ByTax, ThemeCoverage, euros_per_tonne
from snr_cli.plan.plan import Plan
from snr_cli.rules.strategy import THEMES
from snr_cli.titles import listed
from snr_cli.words.plan import LACKS
from snr_cli.writers.screen import Screen

TAXES: Final = ("ht", "ttc")


def show_means(screen: Screen, plan: Plan) -> None:
    """Show the budget by year, the means by action, what a tonne costs, and what is missing."""
    screen.title("MOYENS")
    means = plan.means
    if not means.actions:
        screen.say("Aucune action.", 2)
        return
    rows = [("Exercice", "section", "montant", "financement")]
    rows += [
        (
            str(key[0]),
            key[1],
            f"{number(amount, 0)} € {key[2].upper()}",
            printable(listed(means.funding.get(key, ()))),
        )
        for key, amount in means.budget.items()
    ]
    if len(rows) > 1:
        screen.table(rows, wide=8)
        screen.say(
            f"Total à partir de {plan.reference_year} : {_both(means.total)}. Hors taxes et toutes taxes comprises ne s’additionnent pas.",
            2,
        )
    staff = (
        f"{number(means.fte)} équivalent{'s' if means.fte >= 2 else ''} temps plein, hors actions terminées"
        if means.fte
        else "ETP non dits"
    )
    savings = f"{number(means.savings_per_year, 0)} € par an" if means.savings_per_year else "non dites"
    screen.say(f"{staff} ; économies attendues : {savings}.", 2)
    _by_action(screen, plan)
    for row in means.actions:
        if row.missing:
            screen.say(f"{printable(row.title)} : il manque {', '.join(LACKS[name] for name in row.missing)}", 4, "- ")


def _by_action(screen: Screen, plan: Plan) -> None:
    """Show the means of each action that says some; the cost of a tonne where there is a budget and a saving."""
    costs = {row.id: euros_per_tonne(row, plan.saved_physically(row.id), plan.horizon) for row in plan.means.actions}
    said = [row for row in plan.means.actions if row.fte is not None or row.amounts or row.savings_per_year is not None]
    if not said:
        return
    screen.say("")
    rows = [("Action", "ETP", "€ HT", "€ TTC", "économies/an", "€ par t évitée")]
    rows += [(printable(row.title), *_cells(row), _cost(costs[row.id])) for row in said]
    screen.table(rows, wide=max(24, screen.width - 64))
    if any(costs.values()):
        screen.say(
            f"€ par t CO2e évitée : budget dit jusqu’en {plan.horizon}, sur les tonnes évitées de {plan.reference_year} à {plan.horizon}, "
            "sans actualisation"
            + (
                ", hors dépenses en euros : dépenser moins n’est pas une baisse physique." if plan.money.levers else "."
            ),
            2,
        )


def _cells(row: ActionMeans) -> tuple[str, str, str, str]:
    budget = row.by_tax
    ht, ttc = (number(budget[tax], 0) if tax in budget else "—" for tax in TAXES)
    savings = "—" if row.savings_per_year is None else number(row.savings_per_year, 0)
    return "—" if row.fte is None else number(row.fte, 2), ht, ttc, savings


def _cost(costs: ByTax) -> str:
    return " ; ".join(f"{significant(cost)} {tax.upper()}" for tax, cost in costs.items())


def _both(budget: ByTax) -> str:
    return " ; ".join(f"{number(budget[tax], 0)} € {tax.upper()}" for tax in TAXES if tax in budget) or "—"


def show_coverage(screen: Screen, plan: Plan) -> None:
    """Show what serves each theme of the decree; beside them, each axis of the authority."""
    screen.title("SIX THÈMES DU DÉCRET")
    _matrix(screen, "Thème", [(f"{each.theme}. {THEMES[each.theme]}", each) for each in plan.coverage])
    screen.say("Une action qui sert plusieurs thèmes compte dans chacun : les lignes ne s’additionnent pas.", 2)
    for each in plan.coverage:
        if each.left_out:
            screen.say(f"Thème {each.theme} laissé de côté : {printable(each.left_out)}", 4, "- ")
    if not plan.axes:
        return
    screen.title("AXES PROPRES À LA COLLECTIVITÉ")
    _matrix(screen, "Axe", [(printable(each.title or "(sans axe)"), each) for each in plan.axes])


def _matrix(screen: Screen, head: str, found: Sequence[tuple[str, ThemeCoverage]]) -> None:
    rows = [(head, "actions", "chiffrées", "objectifs", "indicateurs", "moyens", "ETP", "budget")]
    rows += [
        (
            label,
            str(each.actions),
            str(each.acting),
            str(each.objectives),
            str(each.indicators),
            str(each.with_means),
            number(each.fte, 2) if each.fte else "—",
            _both(each.by_tax),
        )
        for label, each in found
    ]
    screen.table(rows, wide=max(20, screen.width - 84))
    empty = sum(not each.actions for _, each in found)
    if empty:
        screen.say(f"{plural(empty, 'ligne')} sans aucune action.", 2)
