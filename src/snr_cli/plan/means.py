"""What the plan costs: budget by year and section, staff, savings, by action, theme and axis; what is missing.

Here amounts before tax and with tax are never added together; `yearly` converts them by the rate of the dossier.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import fsum
from types import MappingProxyType
from typing import Final, NamedTuple

from snr_cli.french.numbers import WIDE, number, percent
from snr_cli.model.dossier import Dossier
from snr_cli.model.grouped import in_groups
from snr_cli.model.strategy import Action, Budget, BudgetSection, Funding, Means, MoneyRules, SharedMeans, Tax
from snr_cli.plan.aims import counts
from snr_cli.plan.calendar import LONGEST, active, default_horizon, progress

# The lines of a budget, one amount for each of their years, and what converts before tax into with tax.

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
    sums = in_groups((part.tax, part.eur) for part in amounts)
    return {tax: fsum(sums[tax]) for tax in sorted(sums)}


def money_of(dossier: Dossier) -> MoneyRules:
    """Return how the dossier shows and converts its amounts; nothing said when it has no strategy."""
    return (dossier.strategy.money if dossier.strategy is not None else None) or MoneyRules.model_construct()


def first_to_come(dossier: Dossier) -> int:
    """Return the first year whose spending is to come: that of reference, or the one after the last that an account tells."""
    told = (review.year for review in dossier.annual_reviews)
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
    received = [0.0 if own(funding.by) else _paid(funding, line.eur) for funding in line.funding]
    for year in range(first, max(first, last) + 1):
        yield YearAmount(
            year,
            line.section,
            tax_of(line, dossier),
            line.eur,
            ", ".join(map(_said, line.funding)),
            ", ".join(_said_eur(funding, line.eur) for funding in line.funding),
            fsum(part for part in received if part is not None) if any(part is not None for part in received) else None,
            tuple(funding.by for funding, paid in zip(line.funding, received, strict=True) if paid is None),
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


# Spending, funding, staff and savings of the plan, year by year, on one basis; what no rate converts stands apart.
#
# Totals are sums of what is said: None is not said, never zero. What the authority spends before the year of reference, and its
# finished actions' staff, are no part of them.


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
    after the last, with nothing to say until when. `named`: who pays an amount that is not said. `pays_staff`: some amounts pay staff, which no tax is added to.
    """

    basis: dict[BudgetSection, Tax]
    whole: Tax
    rate: float | None
    eur_per_fte: float | None
    years: tuple[Funds, ...]
    total: Funds
    endless: float | None = None
    named: tuple[str, ...] = ()
    pays_staff: bool = False


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
    amounts = [amount for block in blocks for amount in block.amounts if amount.year >= first_to_come(dossier)]
    basis, whole = _bases(amounts, dossier)
    years = [_year(year, blocks, amounts, basis, whole, dossier) for year in _years(amounts, dossier)]
    last = years[-1].year
    after = [amount.in_tax(whole, money.vat) for amount in amounts if amount.endless and amount.year == last]
    return Yearly(
        basis,
        whole,
        money.vat,
        money.eur_per_fte,
        tuple(years),
        _summed(years),
        _known(after),
        tuple(dict.fromkeys(name for amount in amounts for name in amount.named)),
        any(amount.staff for amount in amounts),
    )


def _bases(amounts: Sequence[YearAmount], dossier: Dossier) -> tuple[dict[BudgetSection, Tax], Tax]:
    """Return the basis of each section that has amounts, and that of the totals: with tax, unless they have one other.

    Without a rate nothing is converted: each section then has the basis of the totals.
    """
    money = money_of(dossier)
    said: dict[BudgetSection, Tax] = {}
    for section in BUDGET_SECTIONS:
        taxes = {amount.tax for amount in amounts if amount.section == section and not amount.staff}
        if taxes or any(amount.section == section for amount in amounts):
            asked: Tax | None = getattr(money.basis, section) if money.basis is not None else None
            only: Tax = next(iter(taxes)) if len(taxes) == 1 else "ttc"
            said[section] = asked or only
    bases = set(said.values())
    whole: Tax = bases.pop() if len(bases) == 1 else "ttc"
    return (dict.fromkeys(said, whole) if money.vat is None else said), whole


def _years(amounts: Sequence[YearAmount], dossier: Dossier) -> range:
    """Return the years shown: those of the strategy after that of reference, and every other one that has an amount."""
    period = dossier.strategy.period if dossier.strategy is not None else None
    last = last_year(dossier)
    first = dossier.reference_year + 1
    if period is not None and first < period.start <= last:
        first = period.start
    said = [amount.year for amount in amounts]
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
    of_year = [amount for amount in amounts if amount.year == year]
    counted = [(amount, eur) for amount in of_year if (eur := amount.in_tax(whole, money.vat)) is not None]
    sections = {
        section: fsum(
            amount.in_tax(basis[section], money.vat) or 0.0 for amount, _ in counted if amount.section == section
        )
        for section in basis
        if any(amount.section == section for amount, _ in counted)
    }
    gross = _known(eur for _, eur in counted)
    received = _known(amount.received for amount, _ in counted)
    if not received and any(amount.named for amount, _ in counted):
        received = None  # what others pay is not all said: nothing of it is no zero
    at_work = [block for block in blocks if block.works(year)]
    unpaid = [block for block in at_work if not any(amount.staff and amount.year == year for amount in block.amounts)]
    return _balanced(
        Funds(
            year,
            sections,
            None if gross is None or set(basis.values()) == {whole} else gross - fsum(sections.values()),
            gross,
            _known(eur for amount, eur in counted if amount.recurrent),
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
            sum_by_tax(amount for amount in of_year if amount.in_tax(whole, money.vat) is None),
        )
    )


def _staff(blocks: Sequence[MeansBlock], at_work: Sequence[MeansBlock], name: str) -> float | None:
    """Return the staff at work; none of it is known to be at work when other years have some."""
    said = [getattr(block, name) for block in blocks]
    if all(number is None for number in said):
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
    said = [value for value in values if value is not None]
    return fsum(said) if said else None


def _balanced(funds: Funds) -> Funds:
    """Return the funds of a year with their net and their balance; no balance of what is not costed, or stands apart."""
    net = None if funds.gross is None else funds.gross - (funds.received or 0.0)
    if net is None or funds.apart:
        return replace(funds, net=net)
    return replace(funds, net=net, balance=net + (funds.new_posts or 0.0) - (funds.savings or 0.0))


def _summed(years: Sequence[Funds]) -> Funds:
    """Return the sum of the years; staff is of a year, and has no sum, nor has a balance that a year lacks."""
    sections: dict[BudgetSection, float] = {
        section: fsum(year.sections[section] for year in years if section in year.sections)
        for section in BUDGET_SECTIONS
        if any(section in year.sections for year in years)
    }
    apart = {
        tax: fsum(year.apart[tax] for year in years if tax in year.apart)
        for tax in sorted({tax for year in years for tax in year.apart})
    }
    balances = [year.balance for year in years]
    return Funds(
        None,
        sections,
        _known(year.tax for year in years),
        _known(year.gross for year in years),
        _known(year.recurrent for year in years),
        _known(year.received for year in years),
        _known(year.net for year in years),
        _known(year.new_posts for year in years),
        _known(year.savings for year in years),
        None if None in balances else _known(balances),
        None,
        None,
        _known(year.posts for year in years),
        apart,
    )


_DONE: Final = "done"
REFERENTS: Final = "Référents"  # the title of their posts among the means that are shared


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockMeans:
    """Means of an axis, or of the whole strategy when it has none, that no action has alone; None is not said, never zero.

    `amounts`: the budget, year by year. `fte`: the posts that exist; `new_fte`: those to create.
    """

    axis: str
    title: str
    fte: float | None
    new_fte: float | None
    amounts: tuple[YearAmount, ...]
    contract: str
    partner: str

    @property
    def by_tax(self) -> ByTax:
        """Return the whole budget, by tax."""
        return sum_by_tax(self.amounts)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionMeans(BlockMeans):
    """Means of an action, in euros and full-time equivalents."""

    id: str
    themes: tuple[int, ...]
    status: str
    owner: str
    savings_per_year: float | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanMeans:
    """Totals: budget by (year, section, tax) with who funds it, staff, savings, then each action, and what actions share.

    `budget` has every year said; `total` only what is to come, from the year `since` on. `fte` and `savings_per_year`
    leave out the actions that are finished: they cost nobody's time any more. `fte` counts the posts to create. `yearly`: the
    table of the years to come, on one basis.
    """

    actions: tuple[ActionMeans, ...]
    shared: tuple[BlockMeans, ...]
    budget: dict[tuple[int, str, str], float]
    funding: dict[tuple[int, str, str], tuple[str, ...]]
    total: ByTax
    fte: float
    savings_per_year: float
    yearly: Yearly
    since: int

    @property
    def blocks(self) -> tuple[BlockMeans, ...]:
        """Return the means of each action, then those that actions share."""
        return (*self.actions, *self.shared)


class Spending(NamedTuple):
    """What is spent over the years to come, each amount in one part, in euros on the basis of the totals.

    Attributes:
        new: of the measures that are new.
        decided: of the other measures, and of the means that they share.
        funded: what others pay of these two.
        posts: what pays posts that exist already, whose cost is no new one; no VAT is added to it.
        posts_funded: what others pay of the posts.
    """

    new: float
    decided: float
    funded: float
    posts: float
    posts_funded: float

    @property
    def net(self) -> float:
        """Return what is left for the authority to pay, posts that exist aside."""
        return self.new + self.decided - self.funded


def spending_of(means: PlanMeans, new: Collection[str]) -> Spending | None:
    """Return what the years to come spend on what is new, on what was decided before, on posts that exist; None when they have no total.

    Args:
        means: those of the plan.
        new: the ids of the measures that are new.
    """
    yearly = means.yearly
    if yearly.total.net is None or yearly.total.apart:
        return None
    sums: dict[str, list[tuple[float, float]]] = {"new": [], "decided": [], "posts": []}
    for block in means.blocks:
        is_new = isinstance(block, ActionMeans) and block.id in new
        for part in block.amounts:
            eur = part.in_tax(yearly.whole, yearly.rate)
            if part.year >= means.since and eur is not None:
                kind = "posts" if _pays_existing(part, block) else "new" if is_new else "decided"
                sums[kind].append((eur, part.received or 0.0))
    spent, paid = ({kind: fsum(pair[place] for pair in pairs) for kind, pairs in sums.items()} for place in (0, 1))
    return Spending(spent["new"], spent["decided"], paid["new"] + paid["decided"], spent["posts"], paid["posts"])


def _pays_existing(part: YearAmount, block: BlockMeans) -> bool:
    """Say whether an amount pays posts that exist already, whose cost is no new one."""
    return part.staff and bool(block.fte) and not block.new_fte


def existing_paid(means: PlanMeans, year: int) -> float:
    """Return what the lines of a year pay of posts that exist already, in euros, without tax."""
    return fsum(
        part.eur
        for block in means.blocks
        for part in block.amounts
        if part.year == year and _pays_existing(part, block)
    )


def live(action: Action) -> bool:
    """Say whether an action is part of the plan: neither abandoned nor a mere idea."""
    return action.status not in ("abandoned", "idea")


def spending_to_come(row: ActionMeans, means: "PlanMeans") -> float | None:
    """Return what an action spends over the years to come, on the basis of the totals; None when an amount is not said on it."""
    amounts = [part.in_tax(means.yearly.whole, means.yearly.rate) for part in row.amounts if part.year >= means.since]
    known = [amount for amount in amounts if amount is not None]
    return fsum(known) if known and len(known) == len(amounts) else None


def saved_per_year(row: ActionMeans) -> float:
    """Return what an action saves a year; a finished one saves no more than it does today."""
    return 0.0 if row.status == "done" else row.savings_per_year or 0.0


def has_means(action: Action) -> bool:
    """Say whether an action has staff, money, a contract or a partner; savings are a result, and zero is no means."""
    return action.means is not None and gives(action.means)


def gives(means: Means | SharedMeans) -> bool:
    """Say whether means hold staff, money, a contract or a partner: zero is none."""
    staff = means.fte or means.new_fte
    return bool(staff or any(part.eur for part in means.budget) or means.contract or means.partner)


def axes_with_means(dossier: Dossier) -> frozenset[str]:
    """Return the axes whose actions share means: an action of theirs has some without any of its own."""
    return frozenset(means.axis for means in _shared(dossier) if means.axis is not None and gives(means))


def _shared(dossier: Dossier) -> tuple[SharedMeans, ...]:
    """Return the means that several actions share; the referents are posts of the whole strategy, beside those of its actions."""
    said = dossier.strategy.means if dossier.strategy is not None else ()
    referents = dossier.governance.referents_fte if dossier.governance is not None else None
    return (*said, SharedMeans(title=REFERENTS, fte=referents)) if referents else said


def missing_of_action(action: Action, axes: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return what an action lacks to be followed: owner, means (its own, or of one of these axes), indicators, schedule."""
    absent = {
        "owner": action.owner is None,
        "means": not has_means(action) and action.axis not in axes,
        "indicators": not action.indicators,
        "schedule": action.schedule is None or action.schedule.start is None,
    }
    return tuple(name for name, lacks in absent.items() if lacks)


def gather_means(dossier: Dossier, counted: Mapping[str, int] = MappingProxyType({})) -> PlanMeans:
    """Gather the means of the actions of the plan, and those that they share.

    `counted`: by action id, the year in which what it changes was counted; that of reference by default.
    """
    measures = [action for action in dossier.actions if live(action)]
    rows = [_of_action(action, dossier) for action in measures]
    shared = [
        BlockMeans(
            axis=means.axis or "",
            title=means.title or "",
            fte=means.fte,
            new_fte=means.new_fte,
            amounts=amounts_of(means.budget, dossier),
            contract=means.contract or "",
            partner=means.partner or "",
        )
        for means in _shared(dossier)
    ]
    budget: dict[tuple[int, str, str], list[float]] = {}
    funding: dict[tuple[int, str, str], dict[str, None]] = {}
    blocks = [
        block_of(action.means, dossier, action, counted.get(action.id))
        for action in measures
        if action.means is not None
    ]
    blocks += [block_of(means, dossier) for means in _shared(dossier)]
    amounts = [part for block in blocks for part in block.amounts]
    for part in amounts:
        key = (part.year, part.section, part.tax)
        budget.setdefault(key, []).append(part.eur)
        if part.funding:
            funding.setdefault(key, {})[part.funding] = None
    since = first_to_come(dossier)
    return PlanMeans(
        tuple(rows),
        tuple(shared),
        {key: fsum(values) for key, values in sorted(budget.items())},
        {key: tuple(funders) for key, funders in funding.items()},
        sum_by_tax(part for part in amounts if part.year >= since),
        fsum((block.fte or 0.0) + (block.new_fte or 0.0) for block in blocks),
        fsum(row.savings_per_year or 0.0 for row in rows if row.status != _DONE),
        yearly(blocks, dossier),
        since,
    )


def _of_action(action: Action, dossier: Dossier) -> ActionMeans:
    means = action.means
    return ActionMeans(
        axis=action.axis or "",
        title=action.title,
        fte=means.fte if means else None,
        new_fte=means.new_fte if means else None,
        amounts=amounts_of(means.budget, dossier) if means else (),
        contract=(means.contract or "") if means else "",
        partner=(means.partner or "") if means else "",
        id=action.id,
        themes=action.themes,
        status=action.status,
        owner=action.owner or "",
        savings_per_year=means.savings_eur_per_year if means else None,
        missing=missing_of_action(action, axes_with_means(dossier)),
    )


def euros_per_tonne(action: ActionMeans, saved_kg: float | None, horizon: int) -> ByTax:
    """Return the euros of budget up to the horizon per tCO2e saved until then, undiscounted; empty without budget or saving."""
    if saved_kg is None or saved_kg <= 0:
        return {}
    spent = sum_by_tax(part for part in action.amounts if part.year <= horizon)
    return {tax: eur / (saved_kg / 1000) for tax, eur in spent.items() if eur}


@dataclass(frozen=True, slots=True)
class ThemeCoverage:
    """A theme of the decree, or an axis of the authority: what serves it, and its means.

    `theme` is 0 for an axis; `axis` is empty for a theme. `left_out`: why the strategy does not cover the theme. `fte` and
    `by_tax` are what is to come, as in `Means`.
    """

    theme: int
    axis: str
    title: str
    actions: int
    acting: int
    objectives: int
    indicators: int
    with_means: int
    fte: float
    by_tax: ByTax = field(default_factory=dict)
    left_out: str = ""


def coverage(dossier: Dossier) -> tuple[ThemeCoverage, ...]:
    """Return the coverage of the six themes; an action that serves several counts in each."""
    left_out: dict[int, str] = (
        {theme_left_out.theme: theme_left_out.why for theme_left_out in dossier.strategy.themes_left_out}
        if dossier.strategy
        else {}
    )
    return tuple(
        _covered(
            [action for action in dossier.actions if live(action) and theme in action.themes],
            dossier,
            theme=theme,
            left_out=left_out.get(theme, ""),
        )
        for theme in range(1, 7)
    )


def axes(dossier: Dossier) -> tuple[ThemeCoverage, ...]:
    """Return the coverage of the authority's own axes; last, without a name, the actions that are on none of them."""
    own = dossier.strategy.axes if dossier.strategy else ()
    if not own:
        return ()
    of_axis = {
        axis.id: [action for action in dossier.actions if live(action) and action.axis == axis.id] for axis in own
    }
    rows = [_covered(of_axis[axis.id], dossier, axis=axis.id, title=axis.title) for axis in own]
    alone = [action for action in dossier.actions if live(action) and action.axis not in of_axis]
    last = _covered(alone, dossier, axis="")
    return (*rows, last) if alone or last.fte or last.by_tax else tuple(rows)


def _covered(
    actions: Sequence[Action],
    dossier: Dossier,
    *,
    theme: int = 0,
    axis: str | None = None,
    title: str = "",
    left_out: str = "",
) -> ThemeCoverage:
    """Return what some actions cover; those of an axis share its means, those of none what the whole strategy shares."""
    blocks = [block_of(action.means, dossier, action) for action in actions if action.means is not None]
    blocks += [
        block_of(means, dossier) for means in _shared(dossier) if axis is not None and (means.axis or "") == axis
    ]
    return ThemeCoverage(
        theme,
        axis or "",
        title,
        len(actions),
        sum(counts(action) for action in actions),
        len({name for action in actions for name in action.objectives}),
        len({name for action in actions for name in action.indicators}),
        sum(has_means(action) for action in actions),
        fsum((block.fte or 0.0) + (block.new_fte or 0.0) for block in blocks),
        sum_by_tax(part for block in blocks for part in block.amounts if part.year >= first_to_come(dossier)),
        left_out,
    )
