"""What is told in euros: the ratio of a branch of the economy, its published title, and the lines it may count twice."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

SPENDING: Final = "services/spending.csv"
# what is bought without goods: services, software, advice
BOUGHT_SERVICES: Final = frozenset({"spend_it_services_keur", "spend_software_keur", "spend_consulting_keur"})
WHOLE_EQUIPMENT: Final = "equipment"  # every line of equipment, whatever its group


class Spending(NamedTuple):
    """A type counted in euros.

    `beside`: groups of lines of the same thing (`same`), or of what the amount may hold among others; `reason`: why.
    """

    id: str
    published_title: str
    beside: tuple[str, ...]
    same: bool
    reason: str


def spending_of(rows: Iterable[tuple[int, Mapping[str, str]]]) -> dict[str, Spending]:
    """Return what is told in euros by type."""
    return {
        cells["id"]: Spending(
            cells["id"],
            cells["published_title"],
            tuple(cells["beside"].split()),
            cells["same"] == "1",
            cells["reason_fr"],
        )
        for _, cells in rows
    }
