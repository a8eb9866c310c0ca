"""What was read of an inventory, in text or JSON. Rows are named by file and line, never shown."""

import textwrap
from collections.abc import Iterator
from math import fsum
from typing import Any, Final

from snr_cli.catalog.tables import Tables
from snr_cli.french.escape import printable
from snr_cli.french.numbers import number, plural, things, whole
from snr_cli.french.plain import json_text, quoted_text
from snr_cli.inputs.inventory import read_before
from snr_cli.inputs.inventory.faults import doubtful_data
from snr_cli.inputs.inventory.fleet import ranges
from snr_cli.inputs.inventory.park import Park
from snr_cli.inputs.inventory.read import Inventory
from snr_cli.inputs.inventory.reasons import VERDICT_WORDS
from snr_cli.inputs.inventory.records import IGNORED, REJECTED, SET_ASIDE, TO_CONFIRM, VERDICTS, FileRows
from snr_cli.inputs.inventory.same_day import SAME_DAY_HELP, same_day_text
from snr_cli.inputs.inventory.told_sheets import others_text
from snr_cli.inputs.inventory.unused import unused
from snr_cli.model.inventory import Equipment
from snr_cli.outputs.inventory_labels import counted_labels
from snr_cli.outputs.inventory_notes import NOTES
from snr_cli.outputs.inventory_rows import doubt_line, doubtful_line, fault_json, ranked, rows_and_units, settled_by

_ROLES: Final = {
    "purchase_date": "date d’achat",
    "retirement_date": "date de sortie",
    "kind": "type",
    "manufacturer": "fabricant",
    "model": "modèle",
    "os": "système",
    "cpu": "processeur",
    "status": "statut",
    "ownership": "propriété",
    "quantity": "quantité",
    "entity": "entité",
    "site": "lieu",
    "kwh": "kWh/an",
    "room": "salle",
    "country": "pays",
    "plan": "offre de l’opérateur",
    "account": "compte",
    "lifetime": "durée de vie",
    "refurbished": "reconditionné",
    "price": "prix",
    "supplier": "fournisseur",
    "depreciation": "amortissement",
    "label": "libellé",
    "pue": "PUE",
    "machine": "machine virtuelle",
    "host": "hôte",
    "vcpu": "vCPU",
    "storage": "stockage",
    "key": "clé de répartition",
    "allocation": "calcul ou stockage",
    "hours": "heures par an",
    "infrastructure": "cloud ou non",
    "provider": "fournisseur",
    "instance": "type d’instance",
    "application": "application",
}
# why the cells of a known column are not read
NOT_READ: Final = {
    "price": "non lu, les appareils comptés ici ne le sont pas une seconde fois dans les dépenses",
    "supplier": "non lu, ne change rien à l’empreinte",
    "depreciation": "non lu, durée comptable et non d’usage (l’option beges la prend dans depreciation_years)",
}
MAX_GROUPS: Final = 40
LABEL: Final = 37


def to_text(
    inventory: Inventory, found: Park, tables: Tables, year: int, width: int, *, show_counted: bool = False
) -> str:
    """Return the report on screen; which label became which type when what is counted is asked for."""
    lines: list[str] = []
    for file in inventory.files:
        lines += _wrap(_file_line(file), width, "")
        if file.others:
            others = printable(others_text(file.others))
            lines += _wrap(f"{others} ; pour choisir : --sheet, ou sheet: dans le dossier", width, "  ")
    lines += ["", f"{f'LIGNES (année étudiée : {year})':<36}{'lignes':>10}{'unités':>10}"]
    lines.append(f"  {'lues':<34}{number(inventory.read):>10}")
    for verdict in VERDICTS:
        units = inventory.units(verdict)
        least = "" if inventory.all_known(verdict) else "≥\u00a0"
        known = "—" if units is None else least + whole(units)
        lines.append(f"  {VERDICT_WORDS[verdict]:<34}{number(inventory.count(verdict)):>10}{known:>10}")
    lines += ["", *_types(inventory, found.equipment, tables, year), *_beside(found, width)]
    if show_counted:
        lines += ["", "COMPTÉES : chaque libellé, son type, et la règle qui le donne (avec sa confiance)"]
        for row in counted_labels(inventory):
            lines += _wrap(_counted_line(row, inventory), width, "  ")
    lines += [*_not_counted(inventory, tables, width), *_doubtful(inventory, width), "", "COLONNES"]
    keys = [file.key for file in inventory.files]
    for file in inventory.files:
        lines += _columns(file, width, several=keys.count(file.key) > 1)
    for remark in unused(inventory, inventory.mapping):
        if remark.section != "columns":  # a note of its file says it
            lines += _wrap(printable(remark.text), width, "  ")
    return "\n".join(lines) + "\n"


def _not_counted(inventory: Inventory, tables: Tables, width: int) -> Iterator[str]:
    """Yield the labels that do not count, by verdict, the most numerous first, with what would settle those to confirm."""
    for verdict in (TO_CONFIRM, SET_ASIDE, REJECTED, IGNORED):
        groups = ranked(inventory.groups, verdict, tables)
        if groups:
            yield from ("", VERDICT_WORDS[verdict].upper())
        for doubt in groups[:MAX_GROUPS]:
            yield from _wrap(doubt_line(doubt, inventory), width, "  ")
            if verdict == TO_CONFIRM and (settled := settled_by(doubt)):
                section, word, answer = settled
                yield f"      mapping {section} : {quoted_text(word)}: {answer}"
        if len(groups) > MAX_GROUPS:
            yield f"  … et {len(groups) - MAX_GROUPS} autres (--format json les donne tous)"


def _doubtful(inventory: Inventory, width: int) -> Iterator[str]:
    """Yield what is doubtful in rows that count or are set aside, and the rows of one file that another has."""
    doubtful = list(doubtful_data(inventory.groups))
    days = [(file.key, same) for file in inventory.files for same in file.same_days]
    if doubtful or days:
        yield from ("", "DONNÉES DOUTEUSES de lignes comptées ou mises de côté")
    for file_name, same in days:
        text = f"{same_day_text(same)} ; {printable(file_name)}, dès la ligne {same.line} ; {SAME_DAY_HELP}"
        yield from _wrap(text, width, "  ")
    for file_name, fault in doubtful[:MAX_GROUPS]:
        yield from _wrap(doubtful_line(file_name, fault, inventory), width, "  ")
    for _, _, text, help_text in read_before.doubles_between_files(inventory):
        yield from ("", *_wrap(f"{printable(text)} ; {help_text}", width, ""))


def _columns(file: FileRows, width: int, *, several: bool) -> Iterator[str]:
    """Yield what is read of the columns of a file, and what is not; `several`: it has other tables."""
    used = ", ".join(f"{printable(name)} ({_ROLES[role]})" for name, role in file.columns.used.items())
    under = f", titres ligne {file.header_line}" if several else ""
    yield from _wrap(f"{printable(file.key)}{under} : {used}", width, "  ")
    for role in dict.fromkeys(file.columns.known.values()):
        titles = [printable(name) for name, known in file.columns.known.items() if known == role]
        yield from _wrap(f"{_ROLES[role]}, {NOT_READ[role]} : {', '.join(titles)}", width, "    ")
    for title, names in (
        ("ignorées", map(file.columns.shown, file.columns.ignored)),
        ("données personnelles, jamais montrées", file.columns.personal),
        ("titres en double, dont la première cellule remplie est lue", map(file.columns.shown, file.columns.twice)),
    ):
        if said := ", ".join(map(printable, names)):
            yield from _wrap(f"{title} : {said}", width, "    ")
    for code, role, line in file.notes:
        what = f"{printable(_ROLES.get(role, role))} : " if role else ""
        note = NOTES[code].format(
            line=line,
            units=things(file.beside.get(role, 0.0), "unité"),
            rows=plural(file.past, "ligne"),
            masked=plural(file.masked, "ligne masquée", "lignes masquées"),
        )
        yield from _wrap(what + note, width, "    ")


def _counted_line(row: dict[str, Any], inventory: Inventory) -> str:
    state = "" if row["state"] == "in_use" else f", {row['state']}"
    numbers = [line for first, last in row["lines"] for line in range(first, last + 1)]
    return (
        f"{rows_and_units(row['rows'], row['units'])} × {printable(row['label'] or '(sans libellé)')} → {row['type']}{state}"
        f" ({row['rule']}, {number(row['confidence'], 2)}) ; {printable(row['file'])}, {inventory.where(row['file'], numbers)}"
    )


def _file_line(file: FileRows) -> str:
    parts = [file.format or "tableau", file.encoding and f"encodage {file.encoding}"]
    if file.separator:
        parts.append(
            "séparateur tabulation" if file.separator == "\t" else f"séparateur «\u00a0{file.separator}\u00a0»"
        )
    if file.sheet:
        parts.append(f"feuille « {printable(file.sheet)} »")
    if file.header_line > 1:
        parts.append(f"titres ligne {file.header_line}")
    return f"{printable(file.name)} : " + ", ".join(part for part in parts if part)


def _beside(found: Park, width: int) -> list[str]:
    """Say what else than devices was read: rooms, cloud services, machines, applications."""
    if not found.services and found.virtual is None:
        return []
    layer = found.virtual
    rooms = sum(service.type == "server_room" for service in found.services)
    counts = [
        (rooms, "salle", None),
        (len(found.services) - rooms, "instance de cloud", "instances de cloud"),
        (len(layer.pools) if layer else 0, "hôte ou groupe d’hôtes", "hôtes ou groupes d’hôtes"),
        (len(layer.machines) if layer else 0, "machine virtuelle", "machines virtuelles"),
        (len(layer.applications) if layer else 0, "application", None),
    ]
    text = ", ".join(plural(count, one, many) for count, one, many in counts if count)
    return ["", "À CÔTÉ DES APPAREILS", *_wrap(f"{text} (--format yaml les écrit)", width, "  ")]


def _types(inventory: Inventory, equipment: list[Equipment], tables: Tables, year: int) -> list[str]:
    """Return the table of what was recognised: units, mean age, lifetime by default and observed."""
    rows = by_type(inventory, equipment, tables, year)
    if not rows:
        return ["RECONNUS", "  aucun appareil"]
    lines = [f"{'RECONNUS':<{LABEL + 3}}{'unités':>9}{'âge moyen':>11}{'durée défaut':>14}{'observée':>10}"]
    for row in rows:
        cells = [
            f"{number(row[key], 1)} ans" if row[key] is not None else "—"
            for key in ("mean_age_years", "default_lifetime_years", "observed_lifetime_years")
        ]
        cells[0] += " ?" if row["age_doubtful"] else ""
        # the id is what a mapping needs: it is never cut
        kind = f" ({row['type']})"
        label = (
            row["label"] if len(row["label"] + kind) <= LABEL else row["label"][: LABEL - len(kind) - 1].rstrip() + "…"
        )
        lines.append(
            f"  {label + kind:<{LABEL + 1}}{whole(row['units']):>9}{cells[0]:>11}{cells[1]:>14}{cells[2]:>10}".rstrip()
        )
    stored = fsum(line.quantity for line in equipment if line.state != "in_use")
    if stored:
        lines.append(f"  dont {whole(stored)} en stock ou de secours : sans électricité")
    return lines


def by_type(inventory: Inventory, equipment: list[Equipment], tables: Tables, year: int) -> list[dict[str, Any]]:
    """Return, by type, units, mean age at the end of the year, default lifetime, lifetime observed at retirement."""
    found: dict[str, dict[str, list[float]]] = {}
    for line in equipment:
        sums = found.setdefault(line.type, {"units": [], "age": [], "dated": []})
        sums["units"].append(line.quantity)
        if line.purchase_year is not None:
            sums["age"].append((year - line.purchase_year) * line.quantity)
            sums["dated"].append(line.quantity)
    lives: dict[str, list[tuple[float, int]]] = {}
    for group in inventory.groups:
        if group.lifetime_years is not None and group.guess:
            lives.setdefault(group.guess, []).append((group.lifetime_years, group.rows))
    doubted = {kind for file in inventory.files for same in file.same_days for kind in same.types}
    result = []
    for kind in sorted(found, key=lambda name: (-fsum(found[name]["units"]), name)):
        sums = found[kind]
        default = next((usage.lifetime_years for usage in tables.usages([kind]) if usage.is_default), None)
        seen = lives.get(kind, [])
        rows = sum(count for _, count in seen)
        known = tables.equipment_types.get(kind)
        result.append(
            {
                "type": kind,
                "label": known.label if known else kind,
                "units": fsum(sums["units"]),
                "mean_age_years": fsum(sums["age"]) / fsum(sums["dated"])
                if sums["dated"] and fsum(sums["dated"])
                else None,
                "age_doubtful": kind in doubted,
                "default_lifetime_years": default,
                "observed_lifetime_years": fsum(life * count for life, count in seen) / rows if rows else None,
                "retired_rows": rows,
            }
        )
    return result


def to_json(inventory: Inventory, found: Park, tables: Tables, year: int, *, show_counted: bool = False) -> str:
    """Return the report as JSON; which label became which type when what is counted is asked for."""
    document = {
        "schema_version": 1,
        "reference_year": year,
        "rows": {"read": inventory.read, **{verdict: inventory.count(verdict) for verdict in VERDICTS}},
        "units": {verdict: inventory.units(verdict) for verdict in VERDICTS},
        **(
            {"counted": [row | inventory.place_data(row["file"]) for row in counted_labels(inventory)]}
            if show_counted
            else {}
        ),
        "files": [
            {
                "name": file.name,
                "format": file.format or None,
                "encoding": file.encoding or None,
                "separator": file.separator or None,
                "sheet": file.sheet or None,
                "unread_dates": file.unread_dates,
                "same_purchase_date": [same._asdict() | {"day": same.day.isoformat()} for same in file.same_days],
                "sheets_not_read": [left._asdict() for left in file.others],
                "header_line": file.header_line,
                "read": file.read,
                "columns": {
                    "used": file.columns.used,
                    "known": file.columns.known,
                    "ignored": [*map(file.columns.shown, file.columns.ignored)],
                    "personal": file.columns.personal,
                    "twice": [*map(file.columns.shown, file.columns.twice)],
                },
                "notes": [{"code": code, "column": role, "line": line} for code, role, line in file.notes],
            }
            for file in inventory.files
        ],
        "mapping_not_met": [each._asdict() for each in unused(inventory, inventory.mapping)],
        "types": by_type(inventory, found.equipment, tables, year),
        "services": [service.model_dump(exclude_none=True) for service in found.services],
        "virtual": None if found.virtual is None else found.virtual.model_dump(exclude_none=True),
        **{
            verdict: [
                {
                    "reason": doubt.reason,
                    "label": doubt.label or None,
                    **inventory.place_data(doubt.file),
                    "rows": len(doubt.rows),
                    "units": doubt.units,
                    "lines": [list(pair) for pair in ranges(doubt.rows)],
                    "guess": doubt.guess or None,
                    "faults": [fault_json(fault) for fault in doubt.faults]
                    if verdict in (TO_CONFIRM, REJECTED)
                    else [],
                    **({"kg_co2e": doubt.kg_co2e} if verdict == TO_CONFIRM else {}),
                }
                for doubt in ranked(inventory.groups, verdict, tables)
            ]
            for verdict in (TO_CONFIRM, SET_ASIDE, REJECTED, IGNORED)
        },
        "doubtful": [inventory.place_data(key) | fault_json(fault) for key, fault in doubtful_data(inventory.groups)],
        "retired_by_year": retired_by_year(inventory),
    }
    return json_text(document)


def retired_by_year(inventory: Inventory) -> dict[str, float]:
    """Count the units retired by year, as far as a date of retirement is known: they feed `end_of_use`."""
    found: dict[str, float] = {}
    for group in inventory.groups:
        if group.reason == "retired" and group.retired_year is not None:
            found[str(group.retired_year)] = found.get(str(group.retired_year), 0.0) + group.units
    return dict(sorted(found.items()))


def _wrap(text: str, width: int, indent: str) -> list[str]:
    return textwrap.wrap(
        text, max(width - 1, 40), initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False
    ) or [""]
