"""A footprint in kilometres by car: one equivalent that everyone has in mind, from the factor tables."""

from typing import Final

from snr_cli.catalog.tables import SERVICES, Tables
from snr_cli.engine.records import CLIMATE
from snr_cli.french.numbers import WIDE, significant

CAR: Final = "travel_car_km"  # a service: one kilometre by an average car


def car_text(kilograms: float | None, tables: Tables) -> str:
    """Say a mass of CO2 equivalent in kilometres by car, with its order of magnitude and its source; empty without a mass.

    Args:
        kilograms: kgCO2e.
        tables: the factor tables.
    """
    found = [each for each in tables.factors(SERVICES, [CAR]) if each.category == CLIMATE and each.is_default]
    if not kilograms or not found or not found[0].value:
        return ""
    factor = found[0]
    source = tables.sources.get(factor.source)
    named = f", {source.title_fr}, {source.publisher_fr}" if source else ""
    return (
        f"C’est l’ordre de grandeur de {_kilometres(kilograms / factor.value)} en voiture "
        f"({significant(factor.value)}{WIDE}kg CO2e par kilomètre{named})."
    )


def _kilometres(count: float) -> str:
    """Write kilometres with two figures, millions in words: 1,5 million de kilomètres."""
    if count >= 1e6:
        written = significant(count / 1e6, 2).removesuffix(",0")
        return f"{written}{WIDE}million{'s' if count >= 2e6 else ''} de kilomètres"
    return f"{significant(count, 2)}{WIDE}kilomètres"
