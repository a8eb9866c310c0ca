"""The means of a plan, as a council votes them: one table, and what has to be known to read it."""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Final

from snr_cli.engine.organisation import WITHOUT_LINES
from snr_cli.french.numbers import WIDE, euros, number, percent, together
from snr_cli.french.words.terms import mass, term
from snr_cli.model.strategy import BudgetSection
from snr_cli.plan.means import BUDGET_SECTIONS, Funds, PlanMeans, Spending, Yearly, spending_of
from snr_cli.plan.objectives import WITHOUT_LEVERS, PlanReading
from snr_cli.results.records import Table

UNTAXED: Final = ", salaires sans TVA"
NOT_COSTED: Final = "non chiffré"
_MOST_YEARS: Final = 7  # beyond, years are rows: a page is no wider


def means_table(yearly: Yearly, *, short: bool = False) -> Table:
    """Return the means year by year and in all, a row for each kind; a kind that no year says is left to a sentence.

    Args:
        yearly: the years.
        short: labels and missing cells for a screen, whose caption says the basis.
    """
    columns = (*yearly.years, yearly.total)
    rows = [
        (
            brief if short else label,
            *(
                _cell(read(column), "n. c." if short else NOT_COSTED, staff=staff and column.year is None)
                for column in columns
            ),
        )
        for label, brief, read, staff in _rows(yearly)
        if any(read(column) is not None for column in columns)
    ]
    heads = [str(year.year) for year in yearly.years] + ["Total"]
    caption = f"Moyens {spanned([year.year for year in yearly.years if year.year is not None])}"
    if any(not staff and read(column) is not None for _, _, read, staff in _rows(yearly) for column in columns):
        caption += f" {_taxes(yearly)}"
    if len(yearly.years) > _MOST_YEARS:
        turned = tuple((head, *cells) for head, *cells in zip(heads, *(row[1:] for row in rows), strict=True))
        return Table(
            caption, ("Exercice", *(row[0] for row in rows)), turned if rows else (), (False, *(True,) * len(rows))
        )
    return Table(caption, ("Nature", *heads), tuple(rows), (False, *(True,) * len(heads)))


_Read = Callable[[Funds], float | None]


def means_kinds(yearly: Yearly) -> tuple[tuple[str, _Read, bool], ...]:
    """Return each kind of means that a year says: its label, what reads it, whether it is of staff, which has no sum."""
    return tuple(
        (label, read, staff)
        for label, _, read, staff in _rows(yearly)
        if any(read(funds) is not None for funds in (*yearly.years, yearly.total))
    )


def _rows(yearly: Yearly) -> Iterable[tuple[str, str, _Read, bool]]:
    """Yield each kind: its label, in full and short, what reads it, and whether it is of staff, which has no sum."""
    for section in BUDGET_SECTIONS:
        if section in yearly.basis:
            name = section.capitalize()
            yield f"{name} ({yearly.basis[section].upper()})", name, _section(section), False
    if any(tax != yearly.whole for tax in yearly.basis.values()):
        rate = f"{number(round(100 * (yearly.rate or 0.0), 2))}{WIDE}%"
        yield f"TVA à {rate} sur les montants HT", f"TVA à {rate}", lambda each: each.tax, False
    whole = yearly.whole.upper()
    yield f"Dépenses ({whole})", f"Dépenses {whole}", lambda each: each.gross, False
    yield "dont reconduites d’une année à l’autre", "dont reconduites", lambda each: each.recurrent, False
    yield "Financements attendus, à déduire", "Financements", lambda each: each.received, False
    yield "Reste à la charge de la collectivité", "Reste à charge", lambda each: each.net, False
    yield "Postes à créer, coût estimé", "Postes à créer", lambda each: each.new_posts, False
    yield "Économies attendues, à déduire", "Économies", lambda each: each.savings, False
    if any(funds.new_posts is not None or funds.savings is not None for funds in (*yearly.years, yearly.total)):
        yield "Solde", "Solde", lambda funds: funds.balance, False  # else it is what is left to pay, told just above
    yield "Postes existants, en ETP", "ETP existants", lambda funds: funds.fte, True
    yield "Postes à créer, en ETP", "ETP à créer", lambda each: each.new_fte, True
    others = "Autres postes existants" if yearly.pays_staff else "Postes existants"
    yield f"{others}, coût estimé, hors solde", others, lambda each: each.posts, False


def _section(section: BudgetSection) -> _Read:
    return lambda funds: funds.sections.get(section)


def _cell(value: float | None, unknown: str, *, staff: bool) -> str:
    if staff:
        return "—"
    if value is None:
        return unknown
    return number(value, 0) if value >= 1000 or value == round(value) else number(value, 2)


def _taxes(yearly: Yearly) -> str:
    """Say on which basis the amounts are: (€ TTC)."""
    if not yearly.basis:
        return "(€)"
    if set(yearly.basis.values()) == {yearly.whole}:
        return f"(€ {yearly.whole.upper()}{UNTAXED if yearly.pays_staff else ''})"
    return f"(€ ; {together(f'{section} {tax.upper()}' for section, tax in yearly.basis.items())})"


def spanned(years: Sequence[int]) -> str:
    """Write the years from the first to the last: de 2026 à 2030."""
    return f"en {years[0]}" if years[0] == years[-1] else f"de {years[0]} à {years[-1]}"


def table_notes(yearly: Yearly) -> Iterable[str]:
    """Say what a reader of the table must know at once: what is not costed, what stands apart, what goes on, what the balance is."""
    yield from uncosted(yearly)
    if yearly.total.apart:
        amounts = together(f"{euros(eur)} {tax.upper()}" for tax, eur in yearly.total.apart.items())
        yield f"À part, dans aucun total : {amounts}, faute d’un taux de TVA pour les convertir."
    if yearly.named:
        yield f"Financement cité sans montant, non déduit : {together(yearly.named)}."
    if yearly.endless and yearly.years[-1].year is not None:
        yield f"Après {yearly.years[-1].year}, {euros(yearly.endless)} par an de dépenses reconduites continuent, sans terme dit."
    added = ["augmenté du coût des postes à créer"] if yearly.total.new_posts is not None else []
    if yearly.total.savings is not None:
        added.append("diminué des économies attendues")
    if added and any(year.balance is not None for year in yearly.years):
        negative = any(year.balance is not None and year.balance < 0 for year in yearly.years)
        lacking = " ; il n’a pas de total, faute de toutes les années" if yearly.total.balance is None else ""
        yield f"Le solde est le reste à charge, {together(added)}{' ; négatif, c’est un gain' if negative else ''}{lacking}."
    if yearly.eur_per_fte is None and any(year.new_fte for year in yearly.years):
        yield "Le coût des postes à créer n’est pas chiffré : le solde ne le compte pas."


def table_rules(yearly: Yearly, source: str = "") -> Iterable[str]:
    """Say how the table is computed: how savings come, what staff costs.

    Args:
        yearly: the years.
        source: where the cost of a full-time equivalent comes from.
    """
    if yearly.total.savings is not None:
        yield (
            "Les économies sont attendues, et non acquises : elles suivent le calendrier de chaque action, comme ses effets, par paliers "
            "égaux de son début à son plein effet."
        )
    if yearly.eur_per_fte is not None and (yearly.total.posts is not None or yearly.total.new_posts is not None):
        of = f" ({source})" if source else ""
        text = f"Le coût des postes est une estimation, à {euros(yearly.eur_per_fte)} par {term('fte')} (ETP) et par an{of}, sans TVA"
        yield f"{text} ; ceux qu’une dépense paie déjà n’y sont pas comptés une seconde fois."
        if yearly.total.posts is not None:
            others = "autres postes existants" if yearly.pays_staff else "postes existants"
            yield f"Les {others} sont déjà au budget : leur coût est donné pour mémoire, hors du solde."


def uncosted(yearly: Yearly) -> Iterable[str]:
    """Say which years have no amount, in all or in one section: not costed is not free."""
    if not yearly.basis:
        return
    of_all = [year.year for year in yearly.years if year.year is not None and year.gross is None and not year.apart]
    if of_all:
        named = year_runs(of_all)
        yield (
            f"L’exercice {named} n’est pas chiffré."
            if len(of_all) == 1
            else f"Les exercices {named} ne sont pas chiffrés."
        )
    for section in BUDGET_SECTIONS:
        absent = [
            year.year
            for year in yearly.years
            if year.year is not None and year.year not in of_all and section not in year.sections and not year.apart
        ]
        if section not in yearly.basis:
            yield f"Aucune dépense {'d’' if section[0] in 'aeiou' else 'de '}{section} n’est chiffrée."
        elif absent:
            yield f"En {year_runs(absent)}, {'l’' if section[0] in 'aeiou' else 'le '}{section} n’est pas chiffré."


def year_runs(years: Sequence[int]) -> str:
    """Write years, those that follow each other by their ends: 2027 et 2029 à 2031."""
    runs = [[year for _, year in run] for _, run in groupby(enumerate(years), key=lambda pair: pair[1] - pair[0])]
    return together(str(run[0]) if len(run) == 1 else f"{run[0]} à {run[-1]}" for run in runs)


def cost_sentence(means: PlanMeans) -> str:
    """Say what is budgeted, on one basis, and of which years: 620 000 € TTC prévus de 2026 à 2030, dont 90 000 € financés."""
    yearly = means.yearly
    years = [year.year for year in yearly.years if year.year is not None and year.gross]
    apart = [
        f"{euros(eur)} {tax.upper()} {{}}{spanned(of_tax)}"
        for tax, eur in yearly.total.apart.items()
        if eur and (of_tax := [year.year for year in yearly.years if year.year is not None and year.apart.get(tax)])
    ]
    if not years or yearly.total.gross is None:
        return together(cost.format("prévus ") for cost in apart)
    spending = spending_of(means, ())
    posts = (
        f", dont {euros(spending.posts)} de postes qui existent déjà (sans TVA)" if spending and spending.posts else ""
    )
    received = f" ; {euros(yearly.total.received)} de financements attendus" if yearly.total.received else ""
    tax = "" if posts else f" {yearly.whole.upper()}"
    amount = f"{euros(yearly.total.gross)}{tax} prévus {spanned(years)}{posts}{received}"
    # without a rate of VAT they add to nothing, and their years are their own
    return f"{amount} ; à part, {together(cost.format('') for cost in apart)}" if apart else amount


def spending_table(spending: Spending, yearly: Yearly, *, voted: bool) -> Table:
    """Return what a council decides in money, in four figures: new, decided before, paid by others, left to pay.

    Args:
        spending: what is spent.
        yearly: the years of it.
        voted: what was decided before is known; else what has begun counts as decided.
    """
    rows = (
        ("Dépenses des mesures nouvelles" if voted else "Dépenses des mesures à lancer", spending.new),
        ("Dépenses des autres mesures et moyens communs", spending.decided),
        ("Financements attendus, à déduire", spending.funded),
        ("Reste à la charge, postes existants à part", spending.net),
    )
    years = [year.year for year in yearly.years if year.year is not None and year.gross]
    return Table(
        "Dépenses en quatre chiffres",
        (f"{spanned(years)[:1].upper()}{spanned(years)[1:]}", f"€ {yearly.whole.upper()}"),
        tuple((label, number(eur, 0)) for label, eur in rows),
        (False, True),
        headed=True,
    )


def posts_sentence(spending: Spending) -> str:
    """Say what pays posts that exist, which is no new money; empty when nothing does."""
    if not spending.posts:
        return ""
    funded = f", dont {euros(spending.posts_funded)} financés" if spending.posts_funded else ""
    whole = spending.new + spending.decided + spending.posts
    return (
        f"Avec les postes existants que ces lignes paient ({euros(spending.posts)}{funded}, sans TVA) : "
        f"{euros(whole)} de dépenses."
    )


# What a plan owes to euros, in words.

NAMES: Final = {WITHOUT_LINES: "sans les lignes en euros", WITHOUT_LEVERS: "sans les leviers en euros"}


HOW: Final = {
    WITHOUT_LINES: "retirées de toutes les années",
    WITHOUT_LEVERS: "lignes gardées telles quelles, ce que les actions y changent retiré",
}


# the same in a document, for who reads it once
PLAIN: Final = {
    WITHOUT_LINES: "sans ce qui est estimé d’après des euros",
    WITHOUT_LEVERS: "sans compter les dépenses en moins",
}


NOT_PHYSICAL: Final = "dépenser moins n’est pas une baisse physique"


def ends_text(reading: PlanReading) -> str:
    """Say where a reading starts and ends: 201 t CO2e en 2025, 167 t CO2e en 2030 (−17 %)."""
    first, last = reading.ends()
    years = reading.path.years
    if first is None or last is None:
        return "rien d’autre n’est évalué"
    text = f"{mass(first)} en {years[0].year}, {mass(last)} en {years[-1].year}"
    if not first:  # of nothing, no share
        return text
    share = last / first - 1.0
    return f"{text} ({'+' if share > 0 else ''}{percent(share)})"
