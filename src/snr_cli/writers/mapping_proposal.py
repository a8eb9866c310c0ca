"""A mapping to correct by hand: the columns as they were read, the types and statuses that no rule knows."""

import json
from collections.abc import Iterable
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.french import plural
from snr_cli.inventory.likely import Likely, LikelyTable
from snr_cli.inventory.read import Inventory
from snr_cli.inventory.reasons import likely_state
from snr_cli.inventory.records import TO_CONFIRM, Corrections
from snr_cli.inventory.values import fold
from snr_cli.wording import mass
from snr_cli.writers.inventory_rows import merged
from snr_cli.writers.stakes import heaviest_first

_ROLES: Final = (
    "# columns : titre de colonne → kind, manufacturer, model, os, cpu, status, quantity, entity, site, kwh,",
    "#   purchase_date, retirement_date ; vide pour ne pas lire la colonne.",
)
_WHY: Final = {
    "title": "d’après le titre",
    "values": "d’après les valeurs",
    "personal": "donnée personnelle, jamais montrée",
    "one_each": "de petits nombres, mais chaque ligne est un appareil ; « quantity » s’ils comptent les appareils",
    "count": 'à vérifier, de petits nombres : comptent-ils les appareils ? sinon écrivez ""',
    "date": "une date : d’achat (purchase_date), de sortie (retirement_date) ?",
}


def proposal(inventory: Inventory, tables: Tables, unread: Iterable[LikelyTable] = ()) -> str:
    """Return the text of the mapping file; what is not known is left as a comment.

    Args:
        inventory: the files that were read.
        tables: the catalogue, for what is at stake.
        unread: the columns of the files that were refused beside them.
    """
    lines = [
        "# Correspondances d’un inventaire : elles l’emportent sur la reconnaissance automatique.",
        *_ROLES,
        "columns:",
    ]
    seen: set[str] = set()
    for file in inventory.files:
        for title, role in file.columns.used.items():
            if title not in seen:
                lines.append(f"  {_text(title)}: {role}")
            seen.add(title)
        lines += [f"  # {_text(title)}: " for title in file.columns.ignored if title not in seen]
        seen.update(file.columns.ignored)
    known = {fold(title) for file in inventory.files for title in file.columns.titles}
    for table in unread:
        lines += _columns(table, (), known) if table.titled else []
    groups = heaviest_first(merged(inventory.groups, TO_CONFIRM), tables)
    faults = {fault for group in inventory.groups for fault in group.faults}
    statuses = {fault.value for fault in faults if fault.code == "unknown_status"}
    lines += ["# statuses : mot de la colonne statut → in_use, spare, stored, retired, lost ou ordered.", "statuses:"]
    lines += [f"  # {_text(word)}: {likely_state(word)}" for word in sorted(statuses)]
    lines += [
        "# types : libellé → type (snr factors list), excluded pour ne pas compter ; ce qui pèse le plus d’abord.",
        "types:",
    ]
    for doubt in groups:
        if doubt.code in ("unknown_type", "unsure") and doubt.label:
            rows, kilograms = len(doubt.rows), doubt.kg_co2e
            stake = f", {mass(kilograms)} hors utilisation" if kilograms else ""
            lines.append(f"  # {_text(doubt.label)}: {doubt.guess or '…'} # {plural(rows, 'ligne')}{stake}")
    lines += ["# keep : ne garder que certaines valeurs d’une colonne.", "keep:"]
    return "\n".join(lines) + "\n"


def refused(table: LikelyTable, asks: Iterable[str], given: Corrections) -> str:
    """Return the text of a mapping for a file that is refused: the likeliest role of each column, and why.

    Args:
        table: the columns looked at.
        asks: the titles of those whose role only a person can say.
        given: the corrections the file was read with, which are kept.
    """
    lines = [
        "# Correspondances proposées : relisez chaque rôle. Ce qui suit « # » n’est pas lu ; ôtez-le pour répondre.",
        *_ROLES,
        *(
            []
            if table.titled
            else ["titles: false # aucune ligne de titres : la première ligne est lue comme les autres"]
        ),
        *(
            []
            if table.is_usable
            else ["# Aucune colonne ne semble dire le type ni le modèle : kind, model, ou --type."]
        ),
        "columns:",
        *_columns(table, asks, set()),
    ]
    for section, words in (("statuses", given.statuses), ("types", given.types)):
        lines += [f"{section}:", *(f"  {_text(word)}: {value}" for word, value in words.items())] if words else []
    if given.keep:
        lines += [
            "keep:",
            *(f"  {_text(title)}: {json.dumps(values, ensure_ascii=False)}" for title, values in given.keep.items()),
        ]
    return "\n".join(lines) + "\n"


def _columns(table: LikelyTable, asks: Iterable[str], seen: set[str]) -> list[str]:
    """Return the lines of the columns of a refused file, without those already seen; they then are."""
    lines, asked = list[str](), set(map(fold, asks))
    for column in table.columns:
        if fold(column.title) in seen:
            continue
        seen.add(fold(column.title))
        title, why = _text(column.title), column.why
        if column.role is None and (why == "count" or (fold(column.title) in asked and why != "one_each")):
            lines += [f"  # {title}: quantity # oui, elle compte les appareils", f'  # {title}: "" # non']
        elif column.role is None or (why == "personal" and column.role):
            lines.append(f"  # {title}: {'purchase_date' if why == 'date' else ''}{_because(column)}")
        else:
            lines.append(f"  {title}: {column.role or _text('')}{_because(column)}")
    return lines


def _because(column: Likely) -> str:
    """Return the comment beside a role: why it is proposed, and what the column holds that is not personal."""
    why, sample = _WHY.get(column.why, ""), ", ".join(f"« {text} »" for text in column.sample)
    said = f"{why} ({sample})" if why and sample else why or sample
    return f" # {said}" if said else ""


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
