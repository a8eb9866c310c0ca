"""The indicators of purchases, contracts, end of use and waste."""

from collections.abc import Callable
from math import fsum
from typing import Final

from snr_cli.catalog.spending import BOUGHT_SERVICES
from snr_cli.engine.duties import ratio, recycled_share, reuse_rate, reuse_share
from snr_cli.engine.records import CLIMATE
from snr_cli.model.duties import Purchases
from snr_cli.plan.indicators.facts import Computation, Computed, IndicatorFacts

AGEC: Final = "informatique_telephonie"


def _purchases(facts: IndicatorFacts, share: Callable[[Purchases], float | None], why: str) -> Computed:
    """Compute a share for each year that has one declaration of the category."""
    of_year: dict[int, list[Purchases]] = {}
    for each in facts.dossier.purchases:
        if each.category == AGEC:
            of_year.setdefault(each.year, []).append(each)
    values = {year: share(found[0]) for year, found in of_year.items() if len(found) == 1}
    return Computed({year: value * 100 for year, value in values.items() if value is not None}, why=why)


def _units_known(each: Purchases) -> bool:
    """Say whether the units refurbished are known: counted, or none since nothing was spent on reuse."""
    return bool(each.units) and (bool(each.refurbished_units) or each.montant_reemploi_et_reutilisation == 0)


def _refurbished(each: Purchases) -> float | None:
    return ratio(fsum(each.refurbished_units.values()), fsum(each.units.values())) if _units_known(each) else None


def _new_units(facts: IndicatorFacts) -> Computed:
    values: dict[int, dict[str, float]] = {}
    for each in facts.dossier.purchases:
        if not _units_known(each):
            continue
        bought = values.setdefault(each.year, {})
        for kind, units in each.units.items():
            bought[kind] = bought.get(kind, 0.0) + units - each.refurbished_units.get(kind, 0.0)
    known = {year: fsum(bought.values()) for year, bought in values.items() if bought}
    return Computed(known, values.get(facts.year, {}), "no_units")


def _reused(facts: IndicatorFacts) -> Computed:
    rates = {each.year: reuse_rate(each) for each in facts.dossier.end_of_use}
    return Computed({year: rate * 100 for year, rate in rates.items() if rate is not None}, why="no_end_of_use")


def _waste(facts: IndicatorFacts) -> Computed:
    """Compute the reference year only: the head count of another year is not known."""
    found = next((each for each in facts.dossier.waste if each.year == facts.year), None)
    if found is None or found.kg is None:
        return Computed(why="no_waste")
    share = ratio(found.kg_to_approved, found.kg)
    parts = {} if share is None else {"to_approved_percent": share * 100}
    return facts.this_year(ratio(found.kg, facts.agents), "no_agents", **parts)


def _warranty(facts: IndicatorFacts) -> Computed:
    known = [
        (each.warranty_months, each.amount_eur)
        for each in facts.dossier.contracts
        if each.kind == "equipment" and each.warranty_months is not None and each.amount_eur
    ]
    weight = fsum(amount for _, amount in known if amount)
    value = ratio(fsum(months * (amount or 0.0) for months, amount in known), weight)
    return facts.this_year(value, "no_contracts")


def _criterion(facts: IndicatorFacts) -> Computed:
    every = [each for each in facts.dossier.contracts if each.environmental_criterion is not None]
    with_one = [each for each in every if each.environmental_criterion]
    value = ratio(float(len(with_one)), float(len(every)))
    money = ratio(fsum(each.amount_eur or 0.0 for each in with_one), fsum(each.amount_eur or 0.0 for each in every))
    parts = {} if money is None else {"amount_percent": money * 100}
    return facts.this_year(None if value is None else value * 100, "no_contracts", **parts)


def _clause(facts: IndicatorFacts) -> Computed:
    every = [each for each in facts.dossier.contracts if each.kind in ("software", "hosting")]
    known = [each.rgesn_clause for each in every if each.rgesn_clause is not None]
    value = ratio(float(known.count(True)), float(len(known)))
    return facts.this_year(None if value is None else value * 100, "no_contracts")


def _spending(facts: IndicatorFacts) -> Computed:
    value = facts.volume(*BOUGHT_SERVICES)
    kg = [line.total(CLIMATE) for line in facts.lines.values() if line.type in BOUGHT_SERVICES]
    return facts.this_year(value, "no_spending", t_co2e=fsum(each for each in kg if each is not None) / 1000)


BOUGHT_INDICATORS: Final[dict[str, Computation]] = {
    "I-01": lambda facts: _purchases(facts, reuse_share, "no_purchases"),
    "I-02": lambda facts: _purchases(facts, _refurbished, "no_units"),
    "I-03": lambda facts: _purchases(facts, recycled_share, "no_purchases"),
    "I-06": _new_units,
    "I-08": _warranty,
    "I-11": _criterion,
    "I-13": _spending,
    "I-17": _reused,
    "I-18": _waste,
    "I-19": _clause,
}
