"""The rejected rows, whole, with their reason: the only place where rows go out, at the user's request."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from snr_cli.cells import safe_cell
from snr_cli.inventory.opening import open_file
from snr_cli.inventory.read import Inventory
from snr_cli.inventory.reasons import reason_text
from snr_cli.inventory.records import REJECTED, FileRows
from snr_cli.plain import csv_text


def rejected_csv(inventory: Inventory, paths: Sequence[tuple[Path, str]], sheet: str | None) -> str:
    """Return file, line, reason and cells of each rejected row; formulas are neutralised."""
    wanted: dict[str, dict[int, str]] = {}
    for group in inventory.groups:
        if group.verdict == REJECTED:
            for line in group.lines:
                wanted.setdefault(group.file, {})[line] = reason_text(group)
    found: list[list[object]] = []
    for path, name in paths:
        reasons = dict(wanted.get(name, {}))
        if not reasons:
            continue
        tables = [file for file in inventory.files if file.name == name]
        lines = {
            file.header_line for file in tables
        }  # the rows of a native JSON all stand on line 1: its first is that
        titles = partial(_known_in, tables)
        for line, cells in open_file(path, name, sheet or tables[0].sheet or None, titles).rows():
            if line in lines:
                found.append(["fichier", "ligne", "motif", *map(safe_cell, cells)])
                lines.remove(line)
            elif line in reasons:
                found.append([safe_cell(name), line, reasons.pop(line), *map(safe_cell, cells)])
        for line, reason in reasons.items():  # a record that could not be cut into cells
            found.append([safe_cell(name), line, reason])
    return csv_text(found, delimiter=";")


def _known_in(tables: Sequence[FileRows], cells: list[str]) -> int:
    """Count the cells that are titles of one of the tables: the file is cut again as it was."""
    return max(table.columns.known_in(cells) for table in tables)
