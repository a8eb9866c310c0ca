"""The lines of a budget, one amount for each of their years, and what converts before tax into with tax."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum
from typing import Final

from snr_cli.french.numbers import WIDE, number, percent
from snr_cli.model.dossier import Dossier
from snr_cli.model.means import Budget, BudgetSection, Funding, MoneyRules, Tax
from snr_cli.plan.calendar import LONGEST, default_horizon

ByTax = dict[str, float]  # "ht", "ttc" → euros; a tax that no amount bears is absent
BUDGET_SECTIONS: Final[tuple[BudgetSection, ...]] = ("investissement", "fonctionnement")
# what the authority pays itself is no income
_OWN: Final = frozenset({"autofinancement", "fonds propres", "ressources propres", "budget propre", "budget général"})


@dataclass(frozen=True, slots=True)
class YearAmount:
    """A line of a budget in one of its years, in euros.

    `funding`: who pays, in words; `funding_eur`: the same, a share of another in euros, what is left for the authority without any. `received`: the euros that others pay; None when nothing says how many. `named`: those who
    pay an amount that is not said. `recurrent`: the line comes back each year; `endless`: nothing says until when. `staff`: it
    pays the staff of the same block, which no tax is added to.
    """

    year: int
    section: BudgetSection
    tax: Tax
    eur: float
    funding: str = ""
    funding_eur: str = ""
    received: float | None = None
    named: tuple[str, ...] = ()
    recurrent: bool = False
    endless: bool = False
    staff: bool = False

    def in_tax(self, tax: Tax, rate: float | None) -> float | None:
        """Return the euros before tax or with tax; None when no rate converts them. Staff bears no tax."""
        if self.staff or self.tax == tax:
            return self.eur
        if rate is None:
            return None
        return self.eur * (1.0 + rate) if tax == "ttc" else self.eur / (1.0 + rate)


def sum_by_tax(amounts: Iterable[YearAmount]) -> ByTax:
    """Return the sum of amounts, before tax and with tax apart."""
    found: dict[str, list[float]] = {}
    for part in amounts:
        found.setdefault(part.tax, []).append(part.eur)
    return {tax: fsum(found[tax]) for tax in sorted(found)}


def money_of(dossier: Dossier) -> MoneyRules:
    """Return how the dossier shows and converts its amounts; nothing said when it has no strategy."""
    return (dossier.strategy.money if dossier.strategy is not None else None) or MoneyRules.model_construct()


def first_to_come(dossier: Dossier) -> int:
    """Return the first year whose spending is to come: that of reference, or the one after the last that an account tells."""
    told = (each.year for each in dossier.annual_reviews)
    return max([dossier.reference_year, *(year + 1 for year in told if year >= dossier.reference_year)])


def last_year(dossier: Dossier) -> int:
    """Return the last year of the strategy, or of its objectives when its period is past or not said."""
    period = dossier.strategy.period if dossier.strategy is not None else None
    last = period.end if period is not None and period.end > dossier.reference_year else default_horizon(dossier)
    return min(last, dossier.reference_year + LONGEST)


def amounts_of(budget: Iterable[Budget], dossier: Dossier) -> tuple[YearAmount, ...]:
    """Return the amounts of the lines of a budget, a line that comes back having one for each of its years."""
    return tuple(amount for line in budget for amount in _of_line(line, dossier))


def own(name: str) -> bool:
    """Say whether who pays is the authority itself."""
    return " ".join(name.casefold().split()) in _OWN


def _of_line(line: Budget, dossier: Dossier) -> Iterable[YearAmount]:
    first = line.year if line.year is not None else line.start
    if first is None:
        return
    endless = line.year is None and line.until is None
    last = last_year(dossier) if endless else line.until if line.until is not None else first
    received = [0.0 if own(each.by) else _paid(each, line.eur) for each in line.funding]
    for year in range(first, max(first, last) + 1):
        yield YearAmount(
            year,
            line.section,
            tax_of(line, dossier),
            line.eur,
            ", ".join(map(_said, line.funding)),
            ", ".join(_said_eur(each, line.eur) for each in line.funding),
            fsum(each for each in received if each is not None) if any(each is not None for each in received) else None,
            tuple(each.by for each, paid in zip(line.funding, received, strict=True) if paid is None),
            line.start is not None or line.until is not None,
            endless,
            bool(line.staff),
        )


def tax_of(line: Budget, dossier: Dossier) -> Tax:
    """Return the tax of a line: the one it says, else the basis of its section, else with tax."""
    basis = money_of(dossier).basis
    of_section: Tax | None = getattr(basis, line.section) if basis is not None else None
    return line.tax or of_section or "ttc"


def _paid(funding: Funding, eur: float) -> float | None:
    """Return the euros that a share or an amount gives; a grant is received as it is, without tax added."""
    if funding.eur is not None:
        return funding.eur
    return None if funding.share is None else funding.share * eur


def _said(funding: Funding) -> str:
    """Name who pays, with the share or the amount."""
    if funding.share is not None:
        return f"{funding.by} {percent(funding.share)}"
    return funding.by if funding.eur is None else f"{funding.by} {number(funding.eur, 0)}{WIDE}€"


def _said_eur(funding: Funding, eur: float) -> str:
    """Name who pays, with the euros that a share of an amount gives; the authority pays the rest, with its tax."""
    if own(funding.by):
        return f"{funding.by} pour le reste"
    paid = _paid(funding, eur)
    return funding.by if paid is None else f"{funding.by} {number(paid, 0)}{WIDE}€"
