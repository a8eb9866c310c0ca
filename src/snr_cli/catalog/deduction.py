"""What the embodied part of a device is of its climate footprint, category by category, and how far from it the part may be.

The ratio is the geometric mean over devices assessed in every category by one study, which `method/deduction.csv` names; the
half-width of its interval is a parameter of the method. docs/method.md has the errors that both were held against.
"""

from collections.abc import Mapping
from math import exp, fsum, log
from typing import Final

from snr_cli.catalog.records import Factor
from snr_cli.catalog.tables import EQUIPMENT, Tables

DEDUCTION: Final = "method/deduction.csv"
DEDUCED_WIDTH: Final = "deduced_width_"  # then the category: only those that have one are deduced
_CLIMATE: Final = "climate_change"


def reference_devices(tables: Tables) -> dict[str, str]:
    """Return the devices that ratios are drawn from: type → source of its rows."""
    return {cells["type"]: cells["source"] for _, cells in tables.rows(DEDUCTION) if cells["source"]}


def no_devices(tables: Tables) -> frozenset[str]:
    """Return the types of equipment that are no device, of which nothing is deduced."""
    return frozenset(cells["type"] for _, cells in tables.rows(DEDUCTION) if not cells["source"])


def device_ratios(tables: Tables, category: str) -> dict[str, float]:
    """Return, by reference device, its embodied total of a category for 1 kgCO2e of its embodied total, from their rows."""
    devices = reference_devices(tables)
    found: dict[str, dict[str, float]] = {}
    for row in tables.factors(EQUIPMENT, devices):
        if row.source == devices[row.subject] and row.stage == "embodied_total":
            found.setdefault(row.subject, {})[row.category] = row.value
    return {
        name: held[category] / held[_CLIMATE] for name, held in found.items() if {category, _CLIMATE} <= held.keys()
    }


def geometric_mean(values: Mapping[str, float]) -> float:
    """Return the geometric mean of ratios, to four figures: as it is printed."""
    return float(f"{exp(fsum(map(log, values.values())) / len(values)):.4g}")


def ratios_to_climate(tables: Tables, parameters: Mapping[str, Factor]) -> dict[str, Factor]:
    """Return, by category, the ratio that multiplies an embodied climate footprint, with its bounds.

    Args:
        tables: the tables.
        parameters: those that the licence filter keeps; without the widths, nothing is deduced.
    """
    found = {}
    for name, category in tables.categories.items():
        width = parameters.get(DEDUCED_WIDTH + name)
        if width is None:
            continue
        ratio = geometric_mean(device_ratios(tables, name))
        found[name] = width._replace(
            subject=f"deduced_{name}",
            category=name,
            value=ratio,
            unit=f"{category.unit}/kgCO2e",
            low=ratio * (1 - width.value),
            high=ratio * (1 + width.value),
            bounds="extremes",
        )
    return found
