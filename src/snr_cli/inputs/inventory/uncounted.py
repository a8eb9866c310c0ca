"""Files of which nothing counts: a fleet of no device is an error, unless its devices were all read before."""

from typing import Final

from snr_cli.french.numbers import number, plural
from snr_cli.inputs.inventory.read import Inventory
from snr_cli.inputs.inventory.reasons import reason_text, verdict_word
from snr_cli.inputs.inventory.records import COUNTED, IGNORED, TO_CONFIRM, VERDICTS, FileRows

UNCOUNTED_HELP: Final = (
    "voyez pourquoi : snr inventory, sur ce fichier ; un titre mal compris, un filtre, une date de sortie commune ?"
)

EMPTY: Final = "aucune ligne sous les titres de l’inventaire"
EMPTY_HELP: Final = "un export vide ? refaites-le, ou retirez l’import"
VIRTUAL_HELP: Final = "ajoutez l’export des serveurs qui les portent (vHost de RVTools), ou décrivez-les à la main"


def only_virtual(inventory: Inventory) -> str:
    """Say that files hold virtual machines and no device, which may be meant; empty when they hold anything else."""
    groups = [group for group in inventory.groups if group.reason != "blank"]
    rows = sum(group.rows for group in groups if group.reason == "virtual")
    if not rows or any(group.verdict != IGNORED for group in groups):
        return ""
    return f"{plural(rows, 'ligne')} de machines virtuelles et aucun appareil : leurs serveurs les comptent, rien n’est compté ici"


def uncounted(inventory: Inventory) -> list[list[FileRows]]:
    """Return the device files (each with its tables) none of whose rows counts.

    A file that describes one device is judged with the others; one whose rows are all blank, or all but that read before, is none.
    """
    return [tables for tables in _device_files(inventory) if _is_lost(tables)]


def _device_files(inventory: Inventory) -> list[list[FileRows]]:
    files: dict[str, list[FileRows]] = {}
    for file in inventory.files:
        if file.met is not None and not file.parts:
            files.setdefault(file.name, []).append(file)
    return list(files.values())


def doubtful(inventory: Inventory) -> list[list[FileRows]]:
    """Return the device files of which more rows are to confirm than counted: their columns may be misread."""
    return [tables for tables in _device_files(inventory) if _rows(tables, TO_CONFIRM) > _rows(tables, COUNTED)]


def _rows(tables: list[FileRows], verdict: str) -> int:
    return sum(group.rows for file in tables for group in file.groups if group.verdict == verdict)


def _is_lost(tables: list[FileRows]) -> bool:
    groups = [group for file in tables for group in file.groups]
    told = any(group.verdict != IGNORED for group in groups)
    return told and not any(group.verdict == COUNTED or group.reason == "seen" for group in groups)


def uncounted_text(tables: list[FileRows]) -> str:
    """Say that nothing of a file counts, and what became of its rows."""
    groups = [group for file in tables for group in file.groups]
    rows = {verdict: sum(group.rows for group in groups if group.verdict == verdict) for verdict in VERDICTS}
    first = max((group for group in groups if group.verdict != IGNORED), key=lambda group: group.rows)
    shares = ", ".join(f"{number(count)} {verdict_word(verdict, count)}" for verdict, count in rows.items() if count)
    return f"{tables[0].name} : aucune ligne n’est comptée ({shares}) ; d’abord : {reason_text(first)}"
