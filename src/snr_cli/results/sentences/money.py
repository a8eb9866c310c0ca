"""What a plan owes to euros, in words."""

from typing import Final

from snr_cli.engine.spending import WITHOUT_LINES
from snr_cli.french.numbers import percent
from snr_cli.french.words.units import mass
from snr_cli.plan.readings import PlanReading
from snr_cli.plan.world import WITHOUT_LEVERS

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
