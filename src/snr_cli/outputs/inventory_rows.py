"""Rows that do not count, or whose data are doubtful: gathered by what they say, in words and as JSON. No cell is shown whole."""

from collections.abc import Iterable
from functools import partial
from typing import Any, Final

from snr_cli.catalog.tables import Tables
from snr_cli.french.escape import printable
from snr_cli.french.numbers import number, plural
from snr_cli.french.words.units import mass
from snr_cli.inputs.inventory.faults import LONE_STATUS, GatheredFault, cell_text, gathered_faults
from snr_cli.inputs.inventory.fleet import ranges
from snr_cli.inputs.inventory.masking import HIDDEN
from snr_cli.inputs.inventory.read import Inventory
from snr_cli.inputs.inventory.reasons import HELPS, REASON_WORDS, faults_text, likely_state, reason_text
from snr_cli.inputs.inventory.records import ABSENT, TO_CONFIRM, Group, units_of
from snr_cli.inputs.inventory.remarks import GONE
from snr_cli.outputs.stakes import Doubt, heaviest_first


def rows_and_units(rows: int, units: float | None) -> str:
    """Count rows; and the devices they say, when those are not one a row, or when nobody knows (None)."""
    if units == rows:
        return number(rows)
    return f"{plural(rows, 'ligne')}, {'unités inconnues' if units is None else plural(units, 'unité')}"


def merged_doubts(groups: Iterable[Group], verdict: str) -> list[Doubt]:
    """Return the rows of a verdict that say one thing, the most rows first."""
    found: dict[tuple[str, str, str, str, str], list[Group]] = {}
    for group in groups:
        if group.verdict == verdict:
            label = "" if group.reason == "broken" else group.label
            found.setdefault((group.reason, reason_text(group), label, group.file, group.guess), []).append(group)
    every = [
        Doubt(
            code,
            reason,
            label,
            file,
            sorted(line for group in same for line in group.lines),
            units_of(same),
            guess,
            gathered_faults(same),
        )
        for (code, reason, label, file, guess), same in found.items()
    ]
    return sorted(every, key=lambda doubt: (-len(doubt.rows), doubt.reason, doubt.label, doubt.file))


def ranked(groups: Iterable[Group], verdict: str, tables: Tables) -> list[Doubt]:
    """Return what is merged of a verdict; what a person has to confirm, the heaviest first."""
    found = merged_doubts(groups, verdict)
    return heaviest_first(found, tables) if verdict == TO_CONFIRM else found


# what a type given in the mapping settles, with how many devices the label is where only that lacks
_TYPED: Final = frozenset({"unknown_type", "unsure", "two_in_label", "not_there_in_label", "account_says_other", GONE})
REMARK: Final = "mots de la remarque"  # stands for what may name somebody
_NUMBERED: Final = frozenset({"number_in_label", "plural_label", *ABSENT})


def settled_by(doubt: Doubt) -> tuple[str, str, str] | None:
    """Return what in a mapping settles rows to confirm: its section, the word, the answer to give; None when nothing does."""
    if doubt.code == "unknown_status":
        label = "le statut, comme dans le fichier" if doubt.label == LONE_STATUS else doubt.label
        return "statuses", label, likely_state(doubt.label)
    if doubt.code == GONE and not any(fault.values for fault in doubt.faults if fault.code == GONE):
        title = next((fault.column for fault in doubt.faults if fault.code == GONE), "")
        return ("statuses", f"{title} : {REMARK}", "in_use") if title else None
    kind = doubt.guess or "…"
    if doubt.label in ("", HIDDEN):
        return None
    if doubt.code in _NUMBERED:
        number = f"{doubt.units / len(doubt.rows):g}" if doubt.code == "number_in_label" and doubt.units else "…"
        return "types", doubt.label, f"{number} {kind}"
    return ("types", doubt.label, kind) if doubt.code in _TYPED else None


def doubt_line(doubt: Doubt, inventory: Inventory) -> str:
    """Say what rows are, why they have their verdict, in which cell, what else is wrong in them, and where they are."""
    where = partial(inventory.where, doubt.file)
    cell, others = faults_text(doubt.code, doubt.faults, doubt.rows, where, doubt.label)
    text = (
        f"{rows_and_units(len(doubt.rows), doubt.units)} × {doubt.label + ' — ' if doubt.label else ''}{doubt.reason}"
    )
    text += f" ({cell})" if cell else ""
    if doubt.guess:
        stake = f" : {mass(doubt.kg_co2e)} hors utilisation" if doubt.kg_co2e else ""
        text += f" (sans doute {doubt.guess}{stake})"
    text += f" ; {doubt.file}, {where(doubt.rows)}"
    return printable(text + (f" ; aussi : {others}" if others else ""))


def doubtful_line(file: str, fault: GatheredFault, inventory: Inventory) -> str:
    """Say what is wrong in rows that count all the same, in which cells, where, and what to do."""
    text = f"{plural(len(fault.lines), 'ligne')} : {REASON_WORDS[fault.code]} ({cell_text(fault)}) ; {file}, "
    return printable(f"{text}{inventory.where(file, fault.lines)} ; {HELPS[fault.code]}")


def fault_json(fault: GatheredFault) -> dict[str, Any]:
    """Return a fault as JSON: its code and text, its column, its values with the nearest known, its lines."""
    return {
        "code": fault.code,
        "text": REASON_WORDS[fault.code],
        "column": fault.column or None,
        "values": [value for value, _ in fault.values],
        "nearest": {value: near for value, near in fault.values if near},
        "rows": len(fault.lines),
        "lines": [list(pair) for pair in ranges(fault.lines)],
    }
