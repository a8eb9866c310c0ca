"""What changed, by type, between the lines of a dossier and an inventory."""

from collections.abc import Iterable

from snr_cli.catalog.tables import Tables
from snr_cli.french.numbers import whole
from snr_cli.model.dossier import Dossier, Equipment


def diff_text(dossier: Dossier, equipment: Iterable[Equipment], tables: Tables) -> str:
    """Return a table: type, units in the dossier, units in the inventory, difference."""
    before, after = _units(dossier.equipment), _units(equipment)
    lines = ["", f"{'ÉCART AVEC LE DOSSIER':<40}{'dossier':>10}{'inventaire':>12}{'écart':>10}"]
    for kind in sorted(before | after, key=lambda name: (-abs(after.get(name, 0) - before.get(name, 0)), name)):
        old, new = before.get(kind), after.get(kind)
        known = tables.equipment_types.get(kind)
        label = f"{known.label if known else kind} ({kind})"
        change = (new or 0) - (old or 0)
        lines.append(
            f"  {label[:37]:<38}{whole(old) if old is not None else '—':>10}"
            f"{whole(new) if new is not None else '—':>12}{('+' if change > 0 else '') + whole(change):>10}"
        )
    return "\n".join(lines) + "\n"


def _units(lines: Iterable[Equipment]) -> dict[str, float]:
    units: dict[str, float] = {}
    for line in lines:
        units[line.type] = units.get(line.type, 0.0) + line.quantity
    return units
