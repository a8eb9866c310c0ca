"""What of the footprint of the organisation is told in euros."""

from snr_cli.engine.records import CLIMATE, Organisation
from snr_cli.engine.spending import basis, without_spending
from snr_cli.french import percent
from snr_cli.words.estimated import WHOLE
from snr_cli.words.results import NOT_ASSESSED, SPENDING_RANGE
from snr_cli.words.units import mass


def how_known(organisation: Organisation) -> str:
    """Say in brackets how the total is known, nothing without a total.

    Never « mesuré »: a quantity that is supposed, multiplied by a default life and a mean factor, measures nothing.
    """
    found = basis(organisation.lines)
    if found is None:
        return ""
    return " (estimé)" if found.estimated >= WHOLE else " (évalué)"


def money_text(organisation: Organisation) -> str:
    """Say what is told in euros, and the total without it; empty when nothing is."""
    found = basis(organisation.lines)
    if organisation.spending is None:
        return f"Dont dépenses en euros : {NOT_ASSESSED}."
    if found is None or not found.spending:
        return ""
    rest = without_spending(organisation.lines).get(CLIMATE)
    without = "rien d’autre n’est évalué" if rest is None else f"{mass(rest)} par an sans ces lignes"
    return (
        f"Dont dépenses en euros, par un ratio dont la vraie valeur va {SPENDING_RANGE} : {mass(organisation.spending)}, "
        f"{percent(found.spending)} du total ; {without}."
    )
