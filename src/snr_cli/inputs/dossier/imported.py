"""What the exports that a dossier names gave."""

from collections.abc import Sequence
from dataclasses import dataclass

from snr_cli.inputs.dossier.exports import Digests
from snr_cli.inputs.inventory.fleet import Trace
from snr_cli.inputs.inventory.read import Inventory
from snr_cli.model.dossier import Retirement


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import gave: its rows by verdict, for each line of equipment the rows behind it; what computes the SHA-256 of its files.

    `lines`: its lines of equipment and services, those typed that it fills too.
    """

    id: str
    inventory: Inventory
    traces: dict[str, list[Trace]]
    digests: Digests = dict
    lines: tuple[str, ...] = ()


def retirements(imported: Sequence[Imported]) -> tuple[Retirement, ...]:
    """Return the devices that inventories say retired, whose type, year and age are known."""
    return tuple(
        Retirement(group.guess, group.retired_year, group.lifetime_years, group.units or float(group.rows))
        for each in imported
        for group in each.inventory.groups
        if group.guess and group.retired_year is not None and group.lifetime_years is not None
    )
