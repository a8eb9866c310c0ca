"""What an inventory gives to go on with: lines of YAML ready for a dossier, a mapping to correct by hand, the rejected rows whole.

The rejected rows, with their reason, are the only place where rows go out, at the user's request. A mapping has the columns as they
were read, the types and statuses that no rule knows.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel

from snr_cli.catalog.tables import Tables
from snr_cli.french.cells import safe_cell
from snr_cli.french.numbers import plural
from snr_cli.french.plain import csv_text, quoted_text
from snr_cli.french.words.terms import mass
from snr_cli.inputs.dossier.files import aside
from snr_cli.inputs.inventory.faults import (
    LONE_VALUE,
    full_reason,
    gathered_faults,
    likely_state,
    lines_text,
    reason_text,
)
from snr_cli.inputs.inventory.likely import Likely, LikelyTable
from snr_cli.inputs.inventory.read import Inventory, Park, open_file
from snr_cli.inputs.inventory.records import REJECTED, TO_CONFIRM, Corrections, FileRows, Table
from snr_cli.inputs.inventory.shapes import GONE
from snr_cli.inputs.inventory.values import fold
from snr_cli.inputs.regular import open_plain
from snr_cli.outputs.inventory_report import heaviest_first, merged_doubts, settled_by


def to_yaml(park: Park, year: int) -> str:
    """Return the counted devices as lines of equipment, with what stands beside them, ready for a dossier."""
    lines = [f"# Lignes lues d’un inventaire ; année étudiée : {year}."]
    lines += ["equipment:"] if park.equipment else ["equipment: []"]
    for line in park.equipment:
        values: dict[str, Any] = {
            "id": line.id,
            "type": line.type,
            "quantity": f"{line.quantity:g}",
            "state": line.state if line.state != "in_use" else None,
            "purchase_year": line.purchase_year,
            "entity": line.entity and quoted_text(line.entity),
            "site": line.site and quoted_text(line.site),
            "kwh_per_year": None if line.kwh_per_year is None else f"{line.kwh_per_year:g}",
            "lifetime_years": None if line.lifetime_years is None else f"{line.lifetime_years:.15g}",
            "lifetime_source": None if line.lifetime_years is None else quoted_text(str(line.lifetime_source)),
            "refurbished_share": None if line.refurbished_share is None else f"{line.refurbished_share:g}",
            "room": line.room,
            "place": line.place,
            "quality": line.quality,
            "source": quoted_text(str(line.source)),
        }
        lines.append("  - " + _flow({key: value for key, value in values.items() if value not in (None, "")}))
    if park.services:
        lines += ["services:", *(_item(service, "  ") for service in park.services)]
    if park.virtual is not None:
        lines += ["virtual:", f"  allocation: {park.virtual.allocation}"]
        for section in ("pools", "machines", "applications"):
            items = getattr(park.virtual, section)
            lines += [f"  {section}:", *(_item(item, "    ") for item in items)] if items else []
    return "\n".join(lines) + "\n"


def _item(item: BaseModel, indent: str) -> str:
    """Write an item of a list on one line: what it says, defaults left out."""
    values = item.model_dump(exclude_none=True, exclude_defaults=True)
    return f"{indent}- " + _flow({key: _value(key, value) for key, value in values.items()})


def _flow(values: Mapping[str, Any]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in values.items()) + "}"


def _value(key: str, value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, tuple | list):
        return "[" + ", ".join(map(str, value)) + "]"  # ids
    return quoted_text(value) if key in ("label", "note", "source") else str(value)


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
