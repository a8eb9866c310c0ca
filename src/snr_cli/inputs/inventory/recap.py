"""Tables that sum up or repeat others, of their workbook or of another file: their devices are already counted, row by row."""

from collections.abc import Sequence
from math import fsum

from snr_cli.inputs.inventory.records import COUNTED, IGNORED, TO_CONFIRM, FileRows
from snr_cli.model.grouped import in_groups

ALIKE = 5  # distinct rows at least of two sheets that are the same: fewer may be those of two schools
DETAILS = frozenset({"model", "manufacturer", "os", "cpu"})


def set_recaps_aside(tables: Sequence[FileRows]) -> None:
    """Give their verdict to the rows of tables that give a number by type while others of the sheet give the devices.

    The same numbers for every type: a summary, ignored. Other numbers of the same types: to confirm, for the rows may be a
    summary of another day as well as more devices; they are not counted twice.
    """
    for table in tables:
        mine = _units(table)
        details = [rows for rows in tables if rows is not table and _is_detailed(rows)]
        if not mine or not details or _is_detailed(table):
            continue
        theirs = [_units(detail) for detail in details]
        if any(all(kind not in units for units in theirs) for kind in mine):
            continue
        same = all(units == fsum(each.get(kind, 0.0) for each in theirs) for kind, units in mine.items())
        for group in table.groups:
            if group.verdict == COUNTED:
                group.verdict, group.reason = (IGNORED, "recap") if same else (TO_CONFIRM, "maybe_recap")
                group.device = None


def set_copies_aside(tables: Sequence[FileRows]) -> None:
    """Set to confirm the rows of the sheets of a workbook that repeat another sheet, row by row, under another name."""
    before: dict[object, str] = {}
    for table in tables:
        rows = sorted((group for group in table.groups if group.verdict == COUNTED), key=lambda group: group.lines[0])
        if len(rows) < ALIKE:
            continue
        said = table.name, tuple((group.label, group.device, group.units, group.rows) for group in rows)
        if before.setdefault(said, table.sheet) != table.sheet:
            for group in rows:
                group.verdict, group.reason, group.device = TO_CONFIRM, "sheet_again", None


def set_recap_files_aside(tables: Sequence[FileRows]) -> None:
    """Set to confirm the numbers by type that are those of the devices of other files: perhaps their summary.

    Other numbers count: a file apart is where a person is told to write the devices that a table does not hold. So does a
    single device, which any file may have.
    """
    details: dict[str, dict[str, float]] = {}
    for table in filter(_is_detailed, tables):
        _add(details.setdefault(table.name, {}), _units(table))
    for table in tables:
        mine = _units(table)
        if not mine or _is_detailed(table):
            continue
        others = [units for name, units in details.items() if name != table.name]
        together: dict[str, float] = {}
        for units in others:
            _add(together, units)
        for theirs in (*others, together):
            shared = mine.keys() & theirs.keys()
            if fsum(mine[kind] for kind in shared) > 1 and all(mine[kind] == theirs[kind] for kind in shared):
                for group in table.groups:
                    if group.verdict == COUNTED and group.guess in shared:
                        group.verdict, group.reason, group.device = TO_CONFIRM, "recap_file", None
                break


def _add(total: dict[str, float], units: dict[str, float]) -> None:
    for kind, number in units.items():
        total[kind] = total.get(kind, 0.0) + number


def _is_detailed(table: FileRows) -> bool:
    """Say whether a table tells of devices, and not only of their numbers."""
    return bool(DETAILS & set(table.columns.used.values())) or bool(table.columns.personal)


def _units(table: FileRows) -> dict[str, float]:
    units = in_groups((group.guess, group.units) for group in table.groups if group.verdict == COUNTED)
    return {kind: fsum(each) for kind, each in units.items()}
