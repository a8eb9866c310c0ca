"""Spending, funding, staff and savings of the plan, year by year, on one basis; what no rate converts stands apart.

Totals are sums of what is said: None is not said, never zero. What the authority spends before the year of reference, and its
finished actions' staff, are no part of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import fsum

from snr_cli.model.dossier import Dossier
from snr_cli.model.means import BudgetSection, Means, SharedMeans, Tax
from snr_cli.model.strategy import Action
from snr_cli.plan.amounts import (
    BUDGET_SECTIONS,
    ByTax,
    YearAmount,
    amounts_of,
    first_to_come,
    last_year,
    money_of,
    sum_by_tax,
)
from snr_cli.plan.calendar import active, progress


@dataclass(frozen=True, slots=True)
class Funds:
    """What a year, or all of them, takes and gives, in euros; None is not said.

    `sections`: spending of each section that says some, on its own basis; `tax`: what the rate adds to bring it to the basis of
    the totals. `gross`: spending on that basis, `recurrent` being its part that comes back each year. `received`: what others
    pay. `net`: gross without it. `new_posts`: estimated cost of the posts to create. `savings`: expected. `balance`: net and
    new posts without the savings, when all of the spending is on the basis of the totals. `posts`: estimated cost of the posts that exist and that no line pays, in no total.
    `apart`: amounts that no rate converts, in no total either.
    """

    year: int | None
    sections: dict[BudgetSection, float]
    tax: float | None
    gross: float | None
    recurrent: float | None
    received: float | None
    net: float | None
    new_posts: float | None
    savings: float | None
    balance: float | None
    fte: float | None
    new_fte: float | None
    posts: float | None
    apart: ByTax


@dataclass(frozen=True, slots=True)
class Yearly:
    """The years of the strategy from that of reference on, and their sum.

    `basis` of each section that has amounts, `whole` that of the totals, `rate` what converts. `endless`: what goes on each year
    after the last, with nothing to say until when. `named`: who pays an amount that is not said.
    """

    basis: dict[BudgetSection, Tax]
    whole: Tax
    rate: float | None
    eur_per_fte: float | None
    years: tuple[Funds, ...]
    total: Funds
    endless: float | None = None
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MeansBlock:
    """Means that stand together: those of an action, or shared ones; `counted`: the year in which what the action changes was counted."""

    amounts: tuple[YearAmount, ...]
    fte: float | None
    new_fte: float | None
    savings: float | None = None
    action: Action | None = None
    counted: int = 0

    def works(self, year: int) -> bool:
        """Say whether its staff works in a year: from the start of its action to its end."""
        return self.action is None or active(self.action, year, self.counted)

    def pays(self, year: int) -> bool:
        """Say whether a line of its budget pays its staff in a year."""
        return any(amount.staff and amount.year == year for amount in self.amounts)


def block_of(
    means: Means | SharedMeans, dossier: Dossier, action: Action | None = None, counted: int | None = None
) -> MeansBlock:
    """Return the means of an action, or shared ones, ready to be summed; a finished action has no staff and saves no more.

    `counted`: the year in which what the action changes was counted, that of reference by default.
    """
    finished = action is not None and action.status == "done"
    return MeansBlock(
        amounts_of(means.budget, dossier),
        None if finished else means.fte,
        None if finished else means.new_fte,
        means.savings_eur_per_year if isinstance(means, Means) and not finished else None,
        action,
        dossier.reference_year if counted is None else counted,
    )


def yearly(blocks: Sequence[MeansBlock], dossier: Dossier) -> Yearly:
    """Return the means year by year.

    Args:
        blocks: those of the actions of the plan, and the shared ones.
        dossier: the dossier.
    """
    money = money_of(dossier)
    amounts = [each for block in blocks for each in block.amounts if each.year >= first_to_come(dossier)]
    basis, whole = _bases(amounts, dossier)
    years = [_year(year, blocks, amounts, basis, whole, dossier) for year in _years(amounts, dossier)]
    last = years[-1].year
    after = [each.in_tax(whole, money.vat) for each in amounts if each.endless and each.year == last]
    return Yearly(
        basis,
        whole,
        money.vat,
        money.eur_per_fte,
        tuple(years),
        _summed(years),
        _known(after),
        tuple(dict.fromkeys(name for each in amounts for name in each.named)),
    )


def _bases(amounts: Sequence[YearAmount], dossier: Dossier) -> tuple[dict[BudgetSection, Tax], Tax]:
    """Return the basis of each section that has amounts, and that of the totals: with tax, unless they have one other.

    Without a rate nothing is converted: each section then has the basis of the totals.
    """
    money = money_of(dossier)
    found: dict[BudgetSection, Tax] = {}
    for section in BUDGET_SECTIONS:
        taxes = {each.tax for each in amounts if each.section == section and not each.staff}
        if taxes or any(each.section == section for each in amounts):
            asked: Tax | None = getattr(money.basis, section) if money.basis is not None else None
            only: Tax = next(iter(taxes)) if len(taxes) == 1 else "ttc"
            found[section] = asked or only
    bases = set(found.values())
    whole: Tax = bases.pop() if len(bases) == 1 else "ttc"
    return (dict.fromkeys(found, whole) if money.vat is None else found), whole


def _years(amounts: Sequence[YearAmount], dossier: Dossier) -> range:
    """Return the years shown: those of the strategy after that of reference, and every other one that has an amount."""
    period = dossier.strategy.period if dossier.strategy is not None else None
    last = last_year(dossier)
    first = dossier.reference_year + 1
    if period is not None and first < period.start <= last:
        first = period.start
    said = [each.year for each in amounts]
    return range(min([first, *said]), max([last, *said]) + 1)


def _year(
    year: int,
    blocks: Sequence[MeansBlock],
    amounts: Iterable[YearAmount],
    basis: dict[BudgetSection, Tax],
    whole: Tax,
    dossier: Dossier,
) -> Funds:
    money = money_of(dossier)
    of_year = [each for each in amounts if each.year == year]
    counted = [(each, eur) for each in of_year if (eur := each.in_tax(whole, money.vat)) is not None]
    sections = {
        section: fsum(each.in_tax(basis[section], money.vat) or 0.0 for each, _ in counted if each.section == section)
        for section in basis
        if any(each.section == section for each, _ in counted)
    }
    gross = _known(eur for _, eur in counted)
    received = _known(each.received for each, _ in counted)
    if not received and any(each.named for each, _ in counted):
        received = None  # what others pay is not all said: nothing of it is no zero
    at_work = [block for block in blocks if block.works(year)]
    unpaid = [block for block in at_work if not block.pays(year)]
    return _balanced(
        Funds(
            year,
            sections,
            None if gross is None or set(basis.values()) == {whole} else gross - fsum(sections.values()),
            gross,
            _known(eur for each, eur in counted if each.recurrent),
            received,
            None,
            _cost(blocks, unpaid, "new_fte", money.eur_per_fte),
            _known(
                block.savings * progress(block.action, year, block.counted)
                for block in blocks
                if block.savings is not None and block.action is not None
            ),
            None,
            _staff(blocks, at_work, "fte"),
            _staff(blocks, at_work, "new_fte"),
            _cost(blocks, unpaid, "fte", money.eur_per_fte),
            sum_by_tax(each for each in of_year if each.in_tax(whole, money.vat) is None),
        )
    )


def _staff(blocks: Sequence[MeansBlock], at_work: Sequence[MeansBlock], name: str) -> float | None:
    """Return the staff at work; none of it is known to be at work when other years have some."""
    said = [getattr(block, name) for block in blocks]
    if all(each is None for each in said):
        return None
    return fsum(getattr(block, name) or 0.0 for block in at_work)


def _cost(
    blocks: Sequence[MeansBlock], unpaid: Sequence[MeansBlock], name: str, eur_per_fte: float | None
) -> float | None:
    """Return the estimated cost of the posts at work that no line of budget pays; zero where all of them are paid."""
    said = _staff(blocks, unpaid, name)
    return None if said is None or eur_per_fte is None else said * eur_per_fte


def _known(values: Iterable[float | None]) -> float | None:
    """Return the sum of what is said; None when nothing is."""
    said = [each for each in values if each is not None]
    return fsum(said) if said else None


def _balanced(found: Funds) -> Funds:
    """Return the funds of a year with their net and their balance; no balance of what is not costed, or stands apart."""
    net = None if found.gross is None else found.gross - (found.received or 0.0)
    if net is None or found.apart:
        return replace(found, net=net)
    return replace(found, net=net, balance=net + (found.new_posts or 0.0) - (found.savings or 0.0))


def _summed(years: Sequence[Funds]) -> Funds:
    """Return the sum of the years; staff is of a year, and has no sum, nor has a balance that a year lacks."""
    sections: dict[BudgetSection, float] = {
        section: fsum(each.sections[section] for each in years if section in each.sections)
        for section in BUDGET_SECTIONS
        if any(section in each.sections for each in years)
    }
    apart = {
        tax: fsum(each.apart[tax] for each in years if tax in each.apart)
        for tax in sorted({tax for each in years for tax in each.apart})
    }
    balances = [each.balance for each in years]
    return Funds(
        None,
        sections,
        _known(each.tax for each in years),
        _known(each.gross for each in years),
        _known(each.recurrent for each in years),
        _known(each.received for each in years),
        _known(each.net for each in years),
        _known(each.new_posts for each in years),
        _known(each.savings for each in years),
        None if None in balances else _known(balances),
        None,
        None,
        _known(each.posts for each in years),
        apart,
    )
