"""What is said of an inventory once it is read: its sheets, rows read before, files of which nothing counts, mappings of no use."""

from collections.abc import Iterator, Sequence
from math import fsum
from typing import Final, NamedTuple

from snr_cli.french.numbers import did_you_mean, number, plural
from snr_cli.inputs.inventory.faults import lines_text, reason_text, verdict_word
from snr_cli.inputs.inventory.linked import LINKED
from snr_cli.inputs.inventory.read import Inventory
from snr_cli.inputs.inventory.records import (
    COUNTED,
    DEVICES,
    IGNORED,
    TO_CONFIRM,
    VERDICTS,
    Corrections,
    FileRows,
    Left,
)
from snr_cli.inputs.inventory.values import fold, nearest
from snr_cli.model.grouped import in_groups

# What is said of rows whose device was read before: how many, where, and where it was first. No cell is shown.

BY: Final = {
    "serial": "même numéro de série",
    "asset_tag": "même numéro d’inventaire",
    "name": "mêmes nom, type et modèle",
}
_HELP: Final = 'si ce sont des appareils différents, corrigez ce numéro ou ce nom, ou ne lisez pas sa colonne : columns: {titre: ""}'
HELP_ALIKE: Final = (
    "si ce sont les mêmes, ils comptent deux fois : exportez le numéro de série, ou le modèle, des deux côtés"
)


def doubles_between_files(inventory: Inventory) -> Iterator[tuple[str, int, str, str]]:
    """Yield (file, line, text, help) for the doubles of each file with each other file, by what they are known."""
    for file in inventory.files:
        for (how, first), doubles in in_groups(((double.how, double.file), double) for double in file.doubles).items():
            rows = [double.line for double in doubles]
            parts = [double.part for double in doubles if double.part]
            where = lines_text(sorted({double.first_line for double in doubles})) if not parts else ", ".join(parts[:6])
            other = "plus haut" if first == file.key else f"dans {first}"
            plural = "s" if len(rows) > 1 else ""
            if how == "alike":
                text = f"{len(rows)} appareil{plural} de mêmes nom et type qu’un autre, sans modèle pour trancher : comptés à part"
            else:
                text = f"{len(rows)} appareil{plural} déjà lu{plural}, mis de côté : {BY[how]}"
            text += f" ({inventory.within(file.key, rows)} ; {other}, {where})"
            yield file.name, inventory.line_of(file.key, rows), text, HELP_ALIKE if how == "alike" else _HELP


# The totals of a sheet, beside what is read.

TOTAL_HELP: Final = (
    "une ligne manque, se répète ou n’est pas un appareil, ou le total n’a pas été refait : comparez les deux"
)


MOST_TOLD: Final = 5  # totals that fail told one by one: beyond, it is one mistake that repeats itself


def totals_told(file: FileRows) -> Iterator[tuple[int, str, bool]]:
    """Yield (line, text, whether it holds) for the largest total that what is read comes to, then for those that it does not: the first."""
    held = [total for total in file.totals if total.said == total.read]
    if held:
        most = max(held, key=lambda total: total.said)
        counted = "" if most.counted == most.read else f", dont {number(most.counted)} comptés"
        more = f" ({plural(len(held), 'total', 'totaux')} de même)" if len(held) > 1 else ""
        yield most.line, f"vos totaux : {number(most.said)} ; nos comptes : {number(most.read)}{counted}{more}", True
    failed = [total for total in file.totals if total.said != total.read]
    for total in failed[:MOST_TOLD]:
        yield total.line, f"votre total : {number(total.said)} ; nos comptes : {number(total.read)}", False
    if left := failed[MOST_TOLD:]:
        others = plural(len(left), "autre total ne tombe pas juste", "autres totaux ne tombent pas juste")
        yield left[0].line, others, False


# What is said of the sheets of a workbook: those that were read and what each counts, those that were not, and why.

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
    for name, tables in in_groups((file.name, file) for file in inventory.files if file.sheet).items():
        sheets = in_groups((file.sheet, file) for file in tables)
        left = [sheet for file in tables for sheet in file.others]
        if not left and len(sheets) == 1:
            continue
        counts = {sheet: _count(parts) for sheet, parts in sheets.items()}
        several = "s" if len(sheets) > 1 else ""
        text = f"feuille{several} lue{several} : " + ", ".join(
            f"{sheet} ({plural(count, word)})" for sheet, (count, word) in counts.items()
        )
        text += f" ; {others_text(left)}" if left else ""
        doubtful = not all(count for count, _ in counts.values()) or any(sheet.why not in CHOSEN for sheet in left)
        yield name, tables[0].header_line, text, doubtful


def _count(tables: Sequence[FileRows]) -> tuple[float, str]:
    """Count what a sheet gives: devices, or the rows that stand beside them."""
    counted = [group for file in tables for group in file.groups if group.verdict == COUNTED]
    if tables[0].format in LINKED:
        return float(sum(group.rows for group in counted)), "ligne"
    return fsum(group.units for group in counted), "unité"


# Files of which nothing counts: a fleet of no device is an error, unless its devices were all read before.

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
    devices = (file for file in inventory.files if file.met is not None and not file.parts)
    return list(in_groups((file.name, file) for file in devices).values())


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


# What a mapping says and no file holds: a correction that changes nothing is often a mistake.

_LIKE: Final = 0.6  # a slip of the hand: a person reads both words
_SECTIONS = {"columns": "colonne", "statuses": "statut", "types": "libellé", "keep": "valeur"}


class Unused(NamedTuple):
    """A word of a mapping that no file holds, and the nearest of those that they hold."""

    section: str
    word: str
    near: str

    @property
    def text(self) -> str:
        """Say it in French."""
        close = did_you_mean(self.near, after=" ; ")
        return f"correspondances, {self.section} : {_SECTIONS[self.section]} « {self.word} » jamais rencontrée{close}"


def unused(inventory: Inventory, mapping: Corrections) -> list[Unused]:
    """Return the words of a mapping that no device file holds. Only values of columns that are read are proposed."""
    files = [file for file in inventory.files if file.met is not None]
    if not files:
        return []
    met = {said for file in files for said in file.met or ()}
    titles = {title for file in files for title in file.columns.titles}
    read = {fold(title) for file in files for title in file.columns.used}
    seen = {
        "statuses": {group.label for group in inventory.groups if group.reason == "unknown_status"},
        "types": {group.label for group in inventory.groups if group.reason in ("unknown_type", "unsure")},
    }
    folded = {fold(title) for title in titles}
    absent = [word for word in mapping.columns if fold(word) not in folded]
    shown = {title for file in files if absent for title in file.columns.titles if file.columns.shown(title) == title}
    found = [Unused("columns", word, nearest(word, sorted(shown), _LIKE)) for word in absent]
    for section, words in (("statuses", mapping.statuses), ("types", mapping.types)):
        found += [
            Unused(section, word, nearest(word, sorted(seen[section]), _LIKE))
            for word in words
            if (section, fold(word)) not in met
        ]
    for title, values in mapping.keep.items():
        column = "keep." + fold(title)
        known = {word for name, word in met if name == column and fold(title) in read}
        found += [
            Unused("keep", value, nearest(value, sorted(known), _LIKE))
            for value in values
            if (column, fold(value)) not in met
        ]
    return found
