"""What is said of the sheets of a workbook: those that were read and what each counts, those that were not, and why."""

from collections.abc import Iterator, Sequence
from math import fsum
from typing import Final

from snr_cli.french.numbers import plural
from snr_cli.inputs.inventory.linked import LINKED
from snr_cli.inputs.inventory.read import Inventory
from snr_cli.inputs.inventory.records import COUNTED, FileRows
from snr_cli.inputs.inventory.table import DEVICES, Left

SHEETS_HELP: Final = "pour choisir les feuilles : sheet: [une, une autre] dans l’import"
WHY: Final = {
    "unnamed": "",
    DEVICES: "semble un inventaire",
    "untitled": "sans titres d’inventaire",
    "hidden": "masquée",
    "recap": "récapitulatif, d’après son nom",
    "list": "liste de choix ou notice, d’après son nom",
    "gone": "appareils sortis, d’après son nom",
    "order": "achats, commandes, besoins ou prix, d’après son nom",
    "loan": "prêts, d’après son nom",
    "copy": "copie d’une autre feuille, d’après son nom",
    "part": "parties d’appareils, d’après son nom",
}
CHOSEN: Final = ("unnamed", DEVICES, "untitled")  # left by a person, or no inventory: no device is lost unsaid


def others_text(left: Sequence[Left]) -> str:
    """Say which sheets of a workbook were not read, and why."""
    several = "s" if len(left) > 1 else ""
    shown = [f"{name} ({WHY[why]})" if WHY[why] else name for name, why in left]
    return f"{len(left)} autre{several} feuille{several} non lue{several} : {', '.join(shown)}"


def sheets_told(inventory: Inventory) -> Iterator[tuple[str, int, str, bool]]:
    """Yield (file, line, text, doubtful) for each workbook of several sheets.

    It is doubtful when devices may be left: in a sheet that nobody named, or of which nothing counts.
    """
    books: dict[str, dict[str, list[FileRows]]] = {}
    for file in inventory.files:
        if file.sheet:
            books.setdefault(file.name, {}).setdefault(file.sheet, []).append(file)
    for name, sheets in books.items():
        left = [each for tables in sheets.values() for file in tables for each in file.others]
        if not left and len(sheets) == 1:
            continue
        counts = {sheet: _count(tables) for sheet, tables in sheets.items()}
        several = "s" if len(sheets) > 1 else ""
        text = f"feuille{several} lue{several} : " + ", ".join(
            f"{sheet} ({plural(count, word)})" for sheet, (count, word) in counts.items()
        )
        text += f" ; {others_text(left)}" if left else ""
        doubtful = not all(count for count, _ in counts.values()) or any(each.why not in CHOSEN for each in left)
        yield name, next(iter(sheets.values()))[0].header_line, text, doubtful


def _count(tables: Sequence[FileRows]) -> tuple[float, str]:
    """Count what a sheet gives: devices, or the rows that stand beside them."""
    counted = [group for file in tables for group in file.groups if group.verdict == COUNTED]
    if tables[0].format in LINKED:
        return float(sum(group.rows for group in counted)), "ligne"
    return fsum(group.units for group in counted), "unité"
