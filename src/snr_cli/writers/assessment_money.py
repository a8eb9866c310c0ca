"""What of the footprint of the organisation is told in euros, on a screen and as data."""

from typing import Any

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import CLIMATE, Organisation
from snr_cli.engine.spending import WITHOUT_LINES, basis, without_spending
from snr_cli.french import WIDE, percent
from snr_cli.words.estimated import WHOLE
from snr_cli.words.results import NOT_ASSESSED
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
        f"Dont dépenses en euros, par un ratio à ±{WIDE}80{WIDE}% près : {mass(organisation.spending)}, "
        f"{percent(found.spending)} du total ; {without}."
    )


def readings_data(organisation: Organisation, tables: Tables) -> list[dict[str, Any]]:
    """Return the total without the lines in euros as plain data; nothing when no line is in euros."""
    if not any(line.spending for line in organisation.lines):
        return []
    totals = without_spending(organisation.lines)
    return [
        {
            "code": WITHOUT_LINES,
            "totals": {
                category: {"value": totals[category], "unit": known.unit}
                for category, known in tables.categories.items()
                if category in totals
            },
        }
    ]


def basis_data(organisation: Organisation) -> dict[str, float] | None:
    """Return the shares of the climate total by what they rest on; None without a total."""
    found = basis(organisation.lines)
    return None if found is None else found._asdict()
