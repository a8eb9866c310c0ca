"""What the plan costs and saves, year by year."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import fsum, isclose
from typing import Final

from snr_cli.documents.amounts import euros
from snr_cli.french.numbers import WIDE, number, percent, together
from snr_cli.french.titles import inside
from snr_cli.model.dossier import Dossier
from snr_cli.plan.amounts import YearAmount, money_of
from snr_cli.plan.means import REFERENTS, ActionMeans, SharedRow, live
from snr_cli.plan.plan import Plan
from snr_cli.plan.yearly import Yearly
from snr_cli.results.sentences.means import cost_sentence, means_table, spanned, table_rules, uncosted
from snr_cli.results.table import Table

_MOST_OF: Final = 0.5  # share of the savings from which one action makes them


def budget_table(plan: Plan) -> Table:
    """Return the means year by year, on one basis, with their sum; without rows when nothing is costed."""
    return means_table(plan.means.yearly)


def budget_rules_of(plan: Plan, dossier: Dossier) -> Iterable[str]:
    """Say how the table is computed."""
    return table_rules(plan.means.yearly, money_of(dossier).eur_per_fte_source or "")


def shared_text(plan: Plan, dossier: Dossier) -> Iterable[str]:
    """Say the means that the actions of an axis, or all of them, share: Conduite de la stratégie : 1 ETP ; 12 000 € TTC en 2026."""
    titles = {each.id: each.title for each in dossier.strategy.axes} if dossier.strategy is not None else {}
    for row in (each for each in plan.means.shared if each.title != REFERENTS):  # `staff_text` tells them
        of = f"axe « {titles[row.axis]} »" if row.axis in titles else "toute la stratégie"
        name = f"{row.title} ({of})" if row.title else f"{of[:1].upper()}{of[1:]}"
        yield f"{name} : {' ; '.join(resources(row, plan.means.yearly))}"


def staff_text(plan: Plan) -> str:
    """Say the staff of the strategy a year: 11,15 équivalents temps plein par an, dont 1,6 de référents ; postes existants.

    What is in it is said: the posts to create, those of the referents. Actions that are finished have none left.
    """
    found = plan.means
    if not found.fte:
        return ""
    working: list[ActionMeans | SharedRow] = [each for each in found.actions if each.status != "done"]
    created = fsum(each.new_fte or 0.0 for each in [*working, *found.shared])
    referents = fsum(each.fte or 0.0 for each in found.shared if each.title == REFERENTS)
    parts = [f"{number(created)} à créer"] if created else []
    parts += [f"{number(referents)} de référents"] if referents else []
    text = f"{number(found.fte)} équivalent{'s' if found.fte >= 2 else ''} temps plein par an"
    first = next((each for each in found.yearly.years if each.fte is not None or each.new_fte is not None), None)
    at_first = (first.fte or 0.0) + (first.new_fte or 0.0) if first is not None else found.fte
    if first is not None and not isclose(at_first, found.fte):
        text += f" en année pleine ({number(at_first)} en {first.year})"
    text += f", dont {together(parts)}" if parts else ""
    return text if created else f"{text} (postes existants)"


def resources(row: ActionMeans | SharedRow, found: Yearly) -> Iterable[str]:
    """Say the means of an action, or shared ones, one text a kind, on the basis of the totals where a rate converts.

    A line that comes back is said once.
    """
    if row.fte:
        yield f"{number(row.fte)}{WIDE}ETP"
    if row.new_fte:
        yield f"{number(row.new_fte)}{WIDE}ETP à créer"
    lines: dict[YearAmount, list[int]] = {}
    for part in row.amounts:
        lines.setdefault(replace(part, year=0) if part.recurrent else part, []).append(part.year)
    for part, years in lines.items():
        converted = part.in_tax(found.whole, found.rate)
        # a share is one of the amount that the dossier writes, and no grant pays the tax: in euros beside another amount
        paid_by = part.funding if converted in (None, part.eur) or not part.received else part.funding_eur
        funding = f" ({inside(paid_by)})" if paid_by else ""
        tax = "" if part.staff else f"{WIDE}{(part.tax if converted is None else found.whole).upper()}"
        each = " par an" if len(years) > 1 else ""
        paid = ", pour payer ces postes" if part.staff else ""
        yield f"{euros(part.eur if converted is None else converted)}{tax}{each} {spanned(years)}, {part.section}{paid}{funding}"
    if row.contract:
        yield f"marché : {row.contract}"
    if row.partner:
        yield f"partenaire : {row.partner}"
    if isinstance(row, ActionMeans) and row.savings_per_year:
        yield f"économies attendues : {euros(row.savings_per_year)}{WIDE}{found.whole.upper()} par an"


def cost_text(plan: Plan) -> str:
    """Say what is budgeted, and of which years: 620 000 € TTC prévus de 2026 à 2030."""
    return cost_sentence(plan.means)


def uncosted_text(plan: Plan) -> str:
    """Say which years of the plan have no amount, in all or in one section: not costed is not free."""
    return " ".join(uncosted(plan.means.yearly))


def left_text(plan: Plan) -> str:
    """Say what is left for the authority to pay, then the balance and all that makes it; empty when a year is not costed."""
    found = plan.means.yearly.total
    if found.net is None or found.apart:
        return ""
    text = f"reste à la charge de la collectivité : {euros(found.net)}"
    if found.savings is None or found.balance is None:
        return text
    years = [each.year for each in plan.means.yearly.years if each.year is not None and each.savings is not None]
    if found.new_posts:
        text += f" ; postes à créer : {euros(found.new_posts)}"
    text += f" ; économies cumulées {spanned(years)} : {euros(found.savings)}"
    return f"{text} ; {'gain' if found.balance < 0 else 'solde'} : {euros(abs(found.balance))}"


def credits_text(plan: Plan) -> str:
    """Say the amounts of the first year that has some, by section: 2026, soit 105 000 € TTC en investissement."""
    found = plan.means.yearly
    first = next((each for each in found.years if any(each.sections.values())), None)
    if first is None:
        return ""
    parts = [f"{euros(eur)} {found.basis[name].upper()} en {name}" for name, eur in first.sections.items() if eur]
    return f"{first.year}, soit {together(parts)}"


def savings_text(plan: Plan, dossier: Dossier, numbers: Mapping[str, str]) -> str:
    """Say what the actions would save a year, from when on it is whole, and what most of it rests on; empty when no saving is said."""
    if not plan.means.savings_per_year:
        return ""
    text = f"{euros(plan.means.savings_per_year)} par an à plein effet"
    saving = [
        each.schedule.full or each.schedule.start if each.schedule else None
        for each in dossier.actions
        if live(each) and each.status != "done" and each.means and each.means.savings_eur_per_year
    ]
    known = [year for year in saving if year is not None]
    text = f"{text}, en {max(known)}" if known and len(known) == len(saving) else text
    most = max(plan.means.actions, key=_saved)
    share = _saved(most) / plan.means.savings_per_year
    if _MOST_OF <= share < 1:
        text += f", dont {percent(share)} de la seule mesure {numbers[most.id]}"
    return text


def spending_to_come(row: ActionMeans, plan: Plan) -> float | None:
    """Return what an action spends over the years to come, on the basis of the totals; None when an amount is not said on it."""
    found = plan.means.yearly
    amounts = [part.in_tax(found.whole, found.rate) for part in row.amounts if part.year >= plan.means.since]
    known = [each for each in amounts if each is not None]
    return fsum(known) if known and len(known) == len(amounts) else None


def _saved(row: ActionMeans) -> float:
    """Return what an action saves a year; a finished one saves no more than it does today."""
    return 0.0 if row.status == "done" else row.savings_per_year or 0.0


def spent_text(plan: Plan) -> str:
    """Say what was spent before the year of reference, which is in no total."""
    found, sums = plan.means.yearly, dict[tuple[int, str], float]()
    blocks: list[ActionMeans | SharedRow] = [*plan.means.actions, *plan.means.shared]
    for part in (part for each in blocks for part in each.amounts if part.eur and part.year < plan.means.since):
        converted = part.in_tax(found.whole, found.rate)
        key = (part.year, part.tax if converted is None else found.whole)
        sums[key] = sums.get(key, 0.0) + (part.eur if converted is None else converted)
    past = [f"{euros(eur)} {tax.upper()} en {year}" for (year, tax), eur in sorted(sums.items())]
    return f"Déjà budgété, hors de ces totaux : {together(past)}." if past else ""
