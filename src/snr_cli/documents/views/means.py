"""What the plan costs and saves, year by year."""

from itertools import groupby

from snr_cli.documents.amounts import euros
from snr_cli.french import together
from snr_cli.model.dossier import Dossier
from snr_cli.plan.means import live
from snr_cli.plan.plan import Plan
from snr_cli.tables.table import Table


def budget_table(plan: Plan) -> Table:
    """Return the budget to come by year and section, HT and TTC apart since they do not add up, with totals."""
    rows = [
        (str(year), section, tax.upper(), euros(eur))
        for (year, section, tax), eur in plan.means.budget.items()
        if year >= plan.reference_year
    ]
    rows += [("Total", "toutes sections", tax.upper(), euros(eur)) for tax, eur in plan.means.total.items()]
    return Table(
        "Coût par exercice et par section ; les montants hors taxes et toutes taxes ne s’additionnent pas",
        ("Exercice", "Section", "HT ou TTC", "Montant"),
        tuple(rows),
        (False, False, False, True),
    )


def cost_text(plan: Plan) -> str:
    """Say what is budgeted, and of which years: 220 500 € HT et 314 500 € TTC prévus de 2026 à 2027."""
    years = _budgeted(plan)
    if not years:
        return ""
    when = f"en {years[0]}" if years[0] == years[-1] else f"de {years[0]} à {years[-1]}"
    total = together(f"{euros(eur)} {tax.upper()}" for tax, eur in plan.means.total.items() if eur)
    return f"{total} prévus {when}" if total else ""


def _budgeted(plan: Plan) -> list[int]:
    return sorted({year for (year, *_), eur in plan.means.budget.items() if eur and year >= plan.reference_year})


def uncosted_text(plan: Plan) -> str:
    """Say which years of the plan have no amount: not costed is not free."""
    years = _budgeted(plan)
    absent = [year for year in range(plan.reference_year + 1, plan.horizon + 1) if year not in years]
    if not years or not absent:
        return ""
    runs = [[year for _, year in run] for _, run in groupby(enumerate(absent), key=lambda pair: pair[1] - pair[0])]
    named = together(str(run[0]) if len(run) == 1 else f"{run[0]} à {run[-1]}" for run in runs)
    if len(absent) == 1:
        return f"L’exercice {named} n’est pas chiffré."
    return f"Les exercices {named} ne sont pas chiffrés."


def savings_text(plan: Plan, dossier: Dossier) -> str:
    """Say what the actions would save a year, and from when on it is whole; empty when no saving is said."""
    if not plan.means.savings_per_year:
        return ""
    text = f"{euros(plan.means.savings_per_year)} par an à plein effet"
    saving = [
        each.schedule.full or each.schedule.start if each.schedule else None
        for each in dossier.actions
        if live(each) and each.status != "done" and each.means and each.means.savings_eur_per_year
    ]
    known = [year for year in saving if year is not None]
    return f"{text}, en {max(known)}" if known and len(known) == len(saving) else text


def spent_text(plan: Plan) -> str:
    """Say what was spent before the year of reference, which is in no total."""
    past = [
        f"{euros(eur)} {tax.upper()} en {year}"
        for (year, _, tax), eur in plan.means.budget.items()
        if eur and year < plan.reference_year
    ]
    return f"Déjà dépensé, hors de ces totaux : {together(past)}." if past else ""
