"""What the plan costs, and what it covers, on a screen: budget, staff, themes of the decree, axes of the authority."""

from collections.abc import Sequence
from dataclasses import replace
from math import fsum
from typing import Final

from snr_cli.french.escape import printable
from snr_cli.french.numbers import number, plural, significant
from snr_cli.french.titles import listed
from snr_cli.french.words.plan import LACKS
from snr_cli.outputs.screen import Screen
from snr_cli.plan.amounts import ByTax
from snr_cli.plan.means import ActionMeans, SharedRow, ThemeCoverage, euros_per_tonne
from snr_cli.plan.plan import Plan
from snr_cli.results.sentences.means import means_table, table_notes, table_rules
from snr_cli.results.table import Table
from snr_cli.rules.strategy import THEMES

TAXES: Final = ("ht", "ttc")


def show_means(screen: Screen, plan: Plan, source: str = "") -> None:
    """Show the means by year, then by action, what a tonne costs, and what is missing; `source`: of the cost of staff."""
    screen.title("MOYENS")
    means = plan.means
    if not means.actions and not means.shared:
        screen.say("Aucune action.", 2)
        return
    table = means_table(means.yearly, short=True)
    if table.rows:
        screen.say(f"{table.caption} (n. c. : non chiffré ; ETP : équivalents temps plein).", 2)
        screen.drawn(_aligned(table), wide=26)
        for note in (*table_notes(means.yearly), *table_rules(means.yearly, source)):
            screen.say(printable(note), 2)
    if spent := {key: eur for key, eur in means.budget.items() if eur and key[0] < means.since}:
        said = ", ".join(f"{number(eur, 0)} € {tax.upper()} en {year}" for (year, _, tax), eur in spent.items())
        screen.say(f"Déjà budgété, hors de ces totaux : {said}.", 2)
    staff = (
        f"{number(means.fte)} équivalent{'s' if means.fte >= 2 else ''} temps plein, hors actions terminées"
        if means.fte
        else "ETP non dits"
    )
    savings = f"{number(means.savings_per_year, 0)} € par an" if means.savings_per_year else "non dites"
    screen.say(f"{staff} ; économies attendues à plein effet : {savings}.", 2)
    paid = dict.fromkeys(printable(name) for found in means.funding.values() for name in found)
    if paid:
        screen.say(f"Financement : {listed(tuple(paid))}.", 2)
    _by_action(screen, plan)
    for row in means.actions:
        if row.missing:
            screen.say(f"{printable(row.title)} : il manque {', '.join(LACKS[name] for name in row.missing)}", 4, "- ")


def _aligned(table: Table) -> Table:
    """Return a table whose last column, which a screen leaves as it is, is aligned right as the others."""
    wide = max(len(row[-1]) for row in (table.columns, *table.rows))
    return replace(
        table,
        columns=(*table.columns[:-1], table.columns[-1].rjust(wide)),
        rows=tuple((*row[:-1], row[-1].rjust(wide)) for row in table.rows),
    )


def _by_action(screen: Screen, plan: Plan) -> None:
    """Show the means of each action that says some; the cost of a tonne where there is a budget and a saving."""
    costs = {row.id: euros_per_tonne(row, plan.saved_physically(row.id), plan.horizon) for row in plan.means.actions}
    said = [
        row for row in plan.means.actions if _staff(row) is not None or row.amounts or row.savings_per_year is not None
    ]
    if not said and not plan.means.shared:
        return
    screen.say("")
    rows = [("Action", "ETP", "€ HT", "€ TTC", "économies/an", "€ par t évitée")]
    rows += [(printable(row.title), *_cells(row), _cost(costs[row.id])) for row in said]
    rows += [(printable(row.title or row.axis or "Toute la stratégie"), *_cells(row), "") for row in plan.means.shared]
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


def _cells(row: ActionMeans | SharedRow) -> tuple[str, str, str, str]:
    budget, staff = row.by_tax, _staff(row)
    ht, ttc = (number(budget[tax], 0) if tax in budget else "—" for tax in TAXES)
    saved = row.savings_per_year if isinstance(row, ActionMeans) else None
    savings = "—" if saved is None else number(saved, 0)
    return "—" if staff is None else number(staff, 2), ht, ttc, savings


def _staff(row: ActionMeans | SharedRow) -> float | None:
    """Return the posts of a block, those to create included."""
    said = [each for each in (row.fte, row.new_fte) if each is not None]
    return fsum(said) if said else None


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
