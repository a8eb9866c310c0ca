"""A mapping to correct by hand: the columns as they were read, the types and statuses that no rule knows."""

from collections.abc import Iterable
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.french.numbers import plural
from snr_cli.french.plain import quoted_text
from snr_cli.french.words.terms import mass
from snr_cli.inputs.inventory.faults import LONE_VALUE, likely_state
from snr_cli.inputs.inventory.likely import Likely, LikelyTable
from snr_cli.inputs.inventory.read import Inventory
from snr_cli.inputs.inventory.records import TO_CONFIRM, Corrections
from snr_cli.inputs.inventory.shapes import GONE
from snr_cli.inputs.inventory.values import fold
from snr_cli.outputs.inventory_report import heaviest_first, merged_doubts, settled_by

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
    "exit": "une date : de sortie de l’appareil, ou de fin d’un contrat ou d’une garantie ?",
}
_DATES: Final = {"date": "purchase_date", "exit": "retirement_date"}


def proposal(inventory: Inventory, tables: Tables, unread: Iterable[LikelyTable] = ()) -> str:
    """Return the text of the mapping file; what is not known is left as a comment.

    Args:
        inventory: the files that were read.
        tables: the catalogue, for what is at stake.
        unread: the columns looked at of the files that were refused beside them, or of which most rows are to confirm.
    """
    lines = [
        "# Correspondances d’un inventaire : elles l’emportent sur la reconnaissance automatique.",
        *_ROLES,
        "columns:",
    ]
    looked, seen = list(unread), set[str]()
    columns = (column for table in looked if table.is_usable for column in table.columns)
    likely = {fold(column.title): column for column in columns if column.role}
    for file in inventory.files:
        dated = {title for code, title, _ in file.notes if code == "date_column"}
        for title, role in (
            *file.columns.used.items(),
            *((file.columns.shown(column), "") for column in file.columns.ignored),
        ):
            column = likely.get(fold(title))
            if title in seen:
                continue
            seen.add(title)
            if title in dated:
                lines.append(_line(Likely(title, None, "date")))
            elif role:  # a system is no type where a column of models is found
                lines.append(f"  {quoted_text(title)}: {column.role if column and column.why == 'title' else role}")
            else:
                lines.append(_line(column) if column is not None else f"  # {quoted_text(title)}: ")
    known = {fold(file.columns.shown(title)) for file in inventory.files for title in file.columns.titles}
    for table in looked:
        lines += _columns(table, (), known) if table.titled else []
    groups = heaviest_first(merged_doubts(inventory.groups, TO_CONFIRM), tables)
    faults = {fault for group in inventory.groups for fault in group.faults}
    statuses = {fault.value for fault in faults if fault.code == "unknown_status"}
    answers = [answer for doubt in groups if doubt.code == GONE and (answer := settled_by(doubt))]
    remarks = dict.fromkeys((word, state) for section, word, state in answers if section == "statuses")
    lone = '  # "…": … # un statut non montré, ce peut être un nom : écrivez-le comme dans le fichier, et son état'
    lines += [
        "# statuses : mot de la colonne statut → in_use, spare, stored, retired, lost ou ordered.",
        "statuses:",
        *(f"  {quoted_text(word)}: {state}" for word, state in inventory.mapping.statuses.items()),
        *(f"  # {quoted_text(word)}: {likely_state(word)}" for word in sorted(statuses - {LONE_VALUE})),
        *(f"  # {quoted_text(word)}: {state}" for word, state in remarks),
        *([lone] if LONE_VALUE in statuses else []),
        "# types : libellé → type (snr factors list), excluded pour ne pas compter ; ce qui pèse le plus d’abord.",
        "types:",
        *(f"  {quoted_text(word)}: {inventory.mapping.type_written(word)}" for word in inventory.mapping.types),
    ]
    sums = dict.fromkeys(found[1] for doubt in groups if (found := settled_by(doubt)) and found[0] == "totals")
    for doubt in groups:
        settled = settled_by(doubt)
        if settled is not None and settled[0] == "types":
            stake = f", {mass(doubt.kg_co2e)} hors utilisation" if doubt.kg_co2e else ""
            lines.append(f"  # {quoted_text(doubt.label)}: {settled[2]} # {plural(len(doubt.rows), 'ligne')}{stake}")
    if sums or inventory.mapping.totals:
        lines += [
            "# totals : colonne des quantités → où sont les sous-totaux : above (au-dessus de leurs lignes), below, none.",
            "totals:",
        ]
        lines += [f"  {quoted_text(title)}: {where}" for title, where in inventory.mapping.totals.items()]
        lines += [f"  # {quoted_text(title)}: … # une ligne semble la somme d’autres" for title in sums]
    lines += ["# keep : ne garder que certaines valeurs d’une colonne.", "keep:", *_kept(inventory.mapping)]
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
    types = {label: given.type_written(label) for label in given.types}
    for section, words in (("statuses", given.statuses), ("types", types), ("totals", given.totals)):
        lines += [f"{section}:", *(f"  {quoted_text(word)}: {value}" for word, value in words.items())] if words else []
    moments = [
        f'  # {quoted_text(column.title)}: ["…"] # une seule date' for column in table.columns if column.why == "moment"
    ]
    lines += ["keep:", *_kept(given), *moments] if given.keep or moments else []
    return "\n".join(lines) + "\n"


def _columns(table: LikelyTable, asks: Iterable[str], seen: set[str]) -> list[str]:
    """Return the lines of the columns of a refused file, without those already seen; they then are."""
    lines, asked = list[str](), set(map(fold, asks))
    for column in table.columns:
        if fold(column.title) in seen:
            continue
        seen.add(fold(column.title))
        if column.why == "device":
            lines.append(
                f'  # {quoted_text(column.title)}: "" # une colonne par type : ôtez « # » pour ne pas la compter'
            )
        elif column.why == "moment":
            lines.append(
                f'  # {quoted_text(column.title)}: "" # chaque ligne dit d’autres appareils ; sinon, gardez une date sous keep'
            )
        elif column.role in _DATES.values() and fold(column.title) in asked:
            lines.append("  #" + _line(column)[1:])
        elif column.role is None and (
            column.why == "count" or (fold(column.title) in asked and column.why != "one_each")
        ):
            title = quoted_text(column.title)
            lines += [f"  # {title}: quantity # oui, elle compte les appareils", f'  # {title}: "" # non']
        else:
            lines.append(_line(column))
    return lines


def _line(column: Likely) -> str:
    """Return the line of a column; a comment when only a person can say its role, or when the program knows it."""
    title = quoted_text(column.title)
    if column.role is None or (column.why == "personal" and column.role):
        return f"  # {title}: {_DATES.get(column.why, '')}{_because(column)}"
    return f"  {title}: {column.role or quoted_text('')}{_because(column)}"


def _kept(given: Corrections) -> list[str]:
    return [f"  {quoted_text(title)}: [{', '.join(map(quoted_text, values))}]" for title, values in given.keep.items()]


def _because(column: Likely) -> str:
    """Return the comment beside a role: why it is proposed, and what the column holds that is not personal."""
    why, sample = _WHY.get(column.why, ""), ", ".join(f"« {text} »" for text in column.sample)
    said = f"{why} ({sample})" if why and sample else why or sample
    return f" # {said}" if said else ""
