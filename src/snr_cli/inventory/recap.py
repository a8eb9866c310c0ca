"""Tables that sum up others of the same sheet: their devices are already counted, row by row, above or below."""

from collections.abc import Sequence
from math import fsum

from snr_cli.inventory.records import COUNTED, IGNORED, TO_CONFIRM, FileRows

DETAILS = frozenset({"model", "manufacturer", "os", "cpu"})


def set_recaps_aside(tables: Sequence[FileRows]) -> None:
    """Give their verdict to the rows of tables that give a number by type while others of the sheet give the devices.

    The same numbers for every type: a summary, ignored. Other numbers of the same types: to confirm, for the rows may be a
    summary of another day as well as more devices; they are not counted twice.
    """
    for table in tables:
        mine = _units(table)
        details = [each for each in tables if each is not table and _is_detailed(each)]
        if not mine or not details or _is_detailed(table):
            continue
        theirs = [_units(each) for each in details]
        if any(all(kind not in units for units in theirs) for kind in mine):
            continue
        same = all(units == fsum(each.get(kind, 0.0) for each in theirs) for kind, units in mine.items())
        for group in table.groups:
            if group.verdict == COUNTED:
                group.verdict, group.reason = (IGNORED, "recap") if same else (TO_CONFIRM, "maybe_recap")
                group.device = None


def _is_detailed(table: FileRows) -> bool:
    """Say whether a table tells of devices, and not only of their numbers."""
    return bool(DETAILS & set(table.columns.used.values())) or bool(table.columns.personal)


def _units(table: FileRows) -> dict[str, float]:
    found: dict[str, list[float]] = {}
    for group in table.groups:
        if group.verdict == COUNTED:
            found.setdefault(group.guess, []).append(group.units)
    return {kind: fsum(units) for kind, units in found.items()}
