"""What of the footprint of the organisation is told in euros."""

from snr_cli.french.numbers import percent
from snr_cli.french.words.estimated import WHOLE
from snr_cli.french.words.results import NOT_ASSESSED, SPENDING_RANGE
from snr_cli.french.words.units import mass
from snr_cli.results.organisation import JudgedOrganisation


def how_known(judged: JudgedOrganisation) -> str:
    """Say in brackets how the total is known, nothing without a total.

    Never « mesuré »: a quantity that is supposed, multiplied by a default life and a mean factor, measures nothing.
    """
    basis = judged.climate.basis
    if basis is None:
        return ""
    return " (estimé)" if basis.estimated >= WHOLE else " (évalué)"


def money_text(judged: JudgedOrganisation) -> str:
    """Say what is told in euros, and the total without it; empty when nothing is."""
    spending, rest, basis = judged.spending, judged.without_euros, judged.climate.basis
    if spending is None or rest is None or spending.value == 0.0:
        return ""
    if spending.value is None or basis is None:
        return f"Dont dépenses en euros : {NOT_ASSESSED}."
    without = "rien d’autre n’est évalué" if rest.value is None else f"{mass(rest.value)} par an sans ces lignes"
    return (
        f"Dont dépenses en euros, par un ratio dont la vraie valeur va {SPENDING_RANGE} : {mass(spending.value)}, "
        f"{percent(basis.spending)} du total ; {without}."
    )
