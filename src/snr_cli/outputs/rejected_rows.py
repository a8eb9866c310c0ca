"""The rejected rows, whole, with their reason: the only place where rows go out, at the user's request."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Final

from snr_cli.french.cells import safe_cell
from snr_cli.french.plain import csv_text
from snr_cli.inputs.dossier.files import aside
from snr_cli.inputs.inventory.faults import full_reason, gathered_faults, lines_text, reason_text
from snr_cli.inputs.inventory.read import Inventory, open_file
from snr_cli.inputs.inventory.records import REJECTED, FileRows, Table
from snr_cli.inputs.regular import open_plain

_HEAD: Final = ("fichier", "ligne", "motif")


def rejected_csv(inventory: Inventory, paths: Sequence[tuple[Path, str]]) -> str:
    """Return file (and its sheet, when several are read), line, reason and cells of each rejected row; formulas are neutralised."""
    wanted: dict[str, dict[int, list[str]]] = {}
    for group in inventory.groups:
        if group.verdict == REJECTED:
            why = full_reason(reason_text(group), group.reason, gathered_faults([group]), group.lines, lines_text)
            for line in group.lines:
                whys = wanted.setdefault(group.file, {}).setdefault(line, [])
                whys += [why] if why not in whys else []  # a line holds a row of each table side by side
    rows: list[list[object]] = []
    for path, name in paths:
        files = [file for file in inventory.files if file.name == name]
        if wanted.keys().isdisjoint(file.key for file in files):
            continue
        sheets = [file.sheet for file in files if file.sheet]
        with closing(open_file(path, name, sheets, partial(_known_in, files))) as source:
            for table in source.tables():
                tables = [file for file in files if file.sheet == table.sheet]
                if tables:
                    rows += _rejected(
                        table, tables, {line: " ; ".join(whys) for line, whys in wanted.get(tables[0].key, {}).items()}
                    )
    return csv_text(rows, delimiter=";")


def is_rejected_csv(path: Path) -> bool:
    """Say whether a file is one that `rejected_csv` gave: it may be replaced by another; False when it cannot be read."""
    head = ";".join(_HEAD).encode()
    try:
        with aside(), open_plain(path) as stream:  # it is no input
            return head in stream.read(len(head) + 3)  # a byte order mark may stand before
    except (OSError, ValueError):
        return False


def _rejected(table: Table, tables: Sequence[FileRows], reasons: dict[int, str]) -> Iterator[list[object]]:
    if not reasons:
        return
    key = safe_cell(tables[0].key)
    lines = {file.header_line for file in tables}  # the rows of a native JSON all stand on line 1: its first is that
    for line, cells in table.rows():
        if line in lines:
            yield [*_HEAD, *map(safe_cell, cells)]
            lines.remove(line)
        elif line in reasons:
            yield [key, line, safe_cell(reasons.pop(line)), *map(safe_cell, cells)]
    for line, reason in reasons.items():  # a record that could not be cut into cells
        yield [key, line, safe_cell(reason)]


def _known_in(tables: Sequence[FileRows], cells: list[str]) -> int:
    """Count the cells that are titles of one of the tables: the file is cut again as it was."""
    return max(table.columns.known_in(cells) for table in tables)
