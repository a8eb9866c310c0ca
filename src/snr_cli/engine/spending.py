"""What of the organisation is told in euros: the total without it, what the total rests on, the ratios behind it."""

from collections.abc import Iterable, Mapping
from math import fsum
from typing import Final, NamedTuple

from snr_cli.catalog.records import ServiceType
from snr_cli.engine.estimated import STATUS
from snr_cli.engine.organisation import grouped
from snr_cli.engine.records import CLIMATE, Line

WITHOUT_LINES: Final = "without_spend_lines"


class ClimateBasis(NamedTuple):
    """Shares of a climate total: counted on quantities, drawn from a head count, told by a ratio of euros."""

    quantities: float
    estimated: float
    spending: float


def without_spending(lines: Iterable[Line]) -> dict[str, float]:
    """Return the total of each category without the lines in euros; a category that nothing else has is absent."""
    return grouped((line for line in lines if not line.spending), lambda _: "").get("", {})


def basis(lines: Iterable[Line]) -> ClimateBasis | None:
    """Return what a climate total rests on; None when there is none."""
    parts: tuple[list[float], list[float], list[float]] = ([], [], [])
    for line in lines:
        if (value := line.total(CLIMATE)) is not None:
            parts[2 if line.spending else 1 if line.quality == STATUS else 0].append(value)
    weights = [fsum(part) for part in parts]
    whole = fsum(weights)
    return ClimateBasis(*(weight / whole for weight in weights)) if whole else None


def published(lines: Iterable[Line], known: Mapping[str, ServiceType]) -> tuple[str, ...]:
    """Return the published titles behind the lines in euros, each once; a factor of the dossier has none."""
    titles = {
        known[line.type].published_title: None
        for line in lines
        if line.spending and line.type in known and not line.recipe.has_own_factor
    }
    return tuple(title for title in titles if title)
