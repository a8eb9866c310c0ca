"""What was read of an inventory, in text, JSON or sheets, and what it changes in a dossier. Rows are named by file and line, never shown."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import fsum
from operator import itemgetter
from typing import Any, Final

from snr_cli.catalog.records import CONSUMABLES
from snr_cli.catalog.tables import EQUIPMENT, Tables
from snr_cli.engine.records import CLIMATE
from snr_cli.french.numbers import and_others, number, plural, printable, things, whole
from snr_cli.french.plain import json_text, quoted_text
from snr_cli.french.words.terms import QUALITIES, mass
from snr_cli.inputs.inventory import told
from snr_cli.inputs.inventory.dates import SAME_DAY_HELP, same_day_text
from snr_cli.inputs.inventory.faults import (
    LONE_STATUS,
    REASONS,
    VERDICT_WORDS,
    GatheredFault,
    cell_text,
    doubtful_data,
    faults_text,
    full_reason,
    gathered_faults,
    likely_state,
    lines_text,
    reason_text,
)
from snr_cli.inputs.inventory.fleet import ranges
from snr_cli.inputs.inventory.read import Inventory, Park
from snr_cli.inputs.inventory.records import (
    ABSENT,
    COUNTED,
    IGNORED,
    REJECTED,
    SET_ASIDE,
    TO_CONFIRM,
    VERDICTS,
    FileRows,
    Group,
    units_of,
)
from snr_cli.inputs.inventory.shapes import GONE, SUMS_ABOVE
from snr_cli.inputs.inventory.told import others_text, totals_told, unused
from snr_cli.inputs.inventory.values import HIDDEN
from snr_cli.model.dossier import Dossier, Equipment
from snr_cli.model.grouped import in_groups
from snr_cli.outputs.tables import Grid, GridCell, GridColumn, drawn

# What changed, by type, between the lines of a dossier and an inventory.


def diff_text(dossier: Dossier, equipment: Iterable[Equipment], tables: Tables) -> str:
    """Return a table: type, units in the dossier, units in the inventory, difference."""
    before, after = _units(dossier.equipment), _units(equipment)
    lines = ["", f"{'ÉCART AVEC LE DOSSIER':<40}{'dossier':>10}{'inventaire':>12}{'écart':>10}"]
    for kind in sorted(before | after, key=lambda name: (-abs(after.get(name, 0) - before.get(name, 0)), name)):
        old, new = before.get(kind), after.get(kind)
        known = tables.equipment_types.get(kind)
        label = f"{known.label if known else kind} ({kind})"
        change = (new or 0) - (old or 0)
        lines.append(
            f"  {label[:37]:<38}{whole(old) if old is not None else '—':>10}"
            f"{whole(new) if new is not None else '—':>12}{('+' if change > 0 else '') + whole(change):>10}"
        )
    return "\n".join(lines) + "\n"


def _units(lines: Iterable[Equipment]) -> dict[str, float]:
    units: dict[str, float] = {}
    for line in lines:
        units[line.type] = units.get(line.type, 0.0) + line.quantity
    return units


# What was read of an inventory, in text or JSON. Rows are named by file and line, never shown.

# Which label of an inventory became which type, so that « comptée » can be audited. A label is never a personal cell.

USE_STATES: Final = {"in_use": "en service", "spare": "de secours", "stored": "en stock"}


def counted_labels(inventory: Inventory) -> list[dict[str, Any]]:
    """Return what each label that counts became, the most units first."""
    return [
        {key: value for key, value in row.items() if key not in ("verdict", "reason")}
        for row in _rows(inventory)
        if row["verdict"] == COUNTED
    ]


def labels_grid(inventory: Inventory) -> Grid:
    """Return one row a label: its verdict, its type, its units, its rows and what decided."""

    def numbers(row: Mapping[str, Any]) -> str:
        return " ".join(str(first) if first == last else f"{first}-{last}" for first, last in row["lines"])

    return drawn(
        "Libellés",
        "Ce que chaque libellé est devenu, et ce qui l’a décidé",
        (
            GridColumn("Fichier", key="fichier", draw=itemgetter("file")),
            GridColumn("Verdict", key="verdict", draw=lambda row: VERDICT_WORDS[row["verdict"]]),
            GridColumn("Libellé", key="libellé", draw=itemgetter("label"), missing=""),
            GridColumn("Type", key="type", draw=itemgetter("type")),
            GridColumn("État", key="état", words=USE_STATES, draw=itemgetter("state")),
            GridColumn("Unités", "count", key="unités", draw=itemgetter("units")),
            GridColumn("Lignes", "count", key="lignes", draw=itemgetter("rows")),
            GridColumn("Règle", key="règle", draw=itemgetter("rule")),
            GridColumn(
                "Confiance", "share", key="confiance", draw=lambda row: row["confidence"] if row["rule"] else None
            ),
            GridColumn("Motif", key="motif", draw=itemgetter("reason")),
            GridColumn("Numéros des lignes", key="numéros", draw=numbers),
        ),
        _rows(inventory),
    )


def _rows(inventory: Inventory) -> list[dict[str, Any]]:
    """Return the groups that say one thing as one, verdict by verdict, the most units first."""
    by_key: dict[tuple[Any, ...], list[Group]] = {}
    for group in inventory.groups:
        if group.verdict == COUNTED and group.device is None:  # a room, a machine: beside the devices
            continue
        kind, state = (group.guess, None) if group.device is None else (group.device.type, group.device.state)
        said = "" if group.verdict == COUNTED else reason_text(group)
        label = "" if group.reason == "broken" else group.label
        key = (group.verdict, group.file, label, kind, state, group.rule, group.confidence, said)
        by_key.setdefault(key, []).append(group)
    rows = []
    for (verdict, file, label, kind, state, rule, confidence, said), groups in by_key.items():
        lines = sorted(line for group in groups for line in group.lines)
        rows.append(
            {
                "verdict": verdict,
                "label": label or None,
                "type": kind or None,
                "state": state,
                "file": file,
                "units": units_of(groups),
                "rows": len(lines),
                "lines": [list(pair) for pair in ranges(lines)],
                "rule": rule or None,
                "confidence": confidence,
                "reason": full_reason(said, groups[0].reason, gathered_faults(groups), lines, lines_text, label)
                or None,
            }
        )
    order = {verdict: rank for rank, verdict in enumerate(VERDICTS)}
    return sorted(rows, key=lambda row: (order[row["verdict"]], -(row["units"] or 0.0), -row["rows"], str(row)))


# What the report of an inventory says of each note: how a column or a file was read, what it lacks.

NOTES: Final = {
    "ambiguous_dates": "dates ambiguës (03/04/2021), lues jour d’abord ; première ligne {line}",
    "column_absent": "colonne des correspondances absente du fichier",
    "no_rows": "aucune ligne sous les titres",
    "unknown_room": "salle absente des centres de données lus avec ce fichier : PUE moyen ; première ligne {line}",
    "device_column": "colonne d’un type d’appareil, non lue : ses appareils ne sont pas comptés ; première ligne {line}",
    "date_column": "colonne de dates, non lue, et l’âge n’est pas connu : si c’est celle de l’achat, écrivez purchase_date dans les correspondances ; première ligne {line}",
    "marked_rows": "ce que la couleur, le trait ou le commentaire dit n’est pas lu : si c’est un état, donnez un statut ; première ligne {line}",
    "quantity_column": "colonne de nombres, non lue : {units} ne comptent pas ; première ligne {line}",
    "encoding_mended": "lettres accentuées mal encodées (« Ã© » pour « é »), lues comme il faut : exportez en UTF-8",
    "encoding_guessed": "encodage reconnu à ses lettres accentuées : vérifiez les libellés, ou exportez en UTF-8",
    "letters_lost": "lettres accentuées perdues dans l’export (« \ufffd » ou « ? ») : exportez de nouveau, en UTF-8",
    "maybe_moments": "lue comme l’année d’achat ; les mêmes lignes y reviennent chaque année : si c’est celle d’un état du parc, "
    "gardez-en une (keep) ; première ligne {line}",
    "hidden_rows": "{masked} (à la main ou par un filtre), lues comme les autres ; première ligne {line}",
    "part_column": "colonne d’une partie de la quantité, non lue : {units} comptent comme les autres ; première ligne {line}",
    "kwh_each": "lue pour un appareil, pas pour toute la ligne ; sinon, écrivez « total » dans son titre ; première ligne {line}",
    "kwh_shared": "celle de toute la ligne, d’après son titre : divisée par la quantité ; première ligne {line}",
    "section_state": "titre de section qui dit un état : les lignes dessous ne le suivent pas, donnez-leur un statut ; ligne {line}",
    "past_titles": "cellules remplies après le dernier titre, non lues : {rows} ; première ligne {line}",
    "by_vcpu": "instances sans facteur propre, comptées par leurs vCPU-heures, qualité basse ; première ligne {line}",
}


# What doubtful labels may weigh, so that a person answers the heaviest first: units × the manufacture of the likeliest type.


@dataclass(frozen=True, slots=True)
class Doubt:
    """Rows of one file that say one thing: a reason (its code, its text), a label, what is wrong in their cells.

    `units` is None when nobody knows how many they are. `kg_co2e` is what they may weigh; None when nobody knows what they are, or a type has no factor.
    """

    code: str
    reason: str
    label: str
    file: str
    rows: Sequence[int]
    units: float | None
    guess: str
    faults: tuple[GatheredFault, ...] = ()
    kg_co2e: float | None = None


def heaviest_first(groups: Iterable[Doubt], tables: Tables) -> list[Doubt]:
    """Return groups of rows, those with the most kg CO2e at stake first; then what cannot be weighed, the most units first."""
    every = list(groups)
    kg_of_type = manufacture({doubt.guess for doubt in every if doubt.guess}, tables)
    doubts = [
        replace(
            doubt,
            kg_co2e=None
            if doubt.units is None or doubt.guess not in kg_of_type
            else doubt.units * kg_of_type[doubt.guess],
        )
        for doubt in every
    ]
    return sorted(
        doubts,
        key=lambda one: (-(one.kg_co2e or 0.0), -(one.units or 0.0), -len(one.rows), one.reason, one.label, one.file),
    )


def manufacture(types: Iterable[str], tables: Tables) -> dict[str, float]:
    """Return, by type, what making one unit and its end of life emit, in kg CO2e, by the default factors."""
    by_type = in_groups(
        (factor.subject, factor)
        for factor in tables.factors(EQUIPMENT, set(types))
        if factor.category == CLIMATE and factor.is_default and factor.stage != CONSUMABLES
    )
    return {kind: fsum(factor.value for factor in factors) for kind, factors in by_type.items()}


# Rows that do not count, or whose data are doubtful: gathered by what they say, in words and as JSON. No cell is shown whole.


def rows_and_units(rows: int, units: float | None) -> str:
    """Count rows; and the devices they say, when those are not one a row, or when nobody knows (None)."""
    if units == rows:
        return number(rows)
    return f"{plural(rows, 'ligne')}, {'unités inconnues' if units is None else plural(units, 'unité')}"


def merged_doubts(groups: Iterable[Group], verdict: str) -> list[Doubt]:
    """Return the rows of a verdict that say one thing, the most rows first."""
    by_doubt: dict[tuple[str, str, str, str, str], list[Group]] = {}
    for group in groups:
        if group.verdict == verdict:
            label = "" if group.reason == "broken" else group.label
            by_doubt.setdefault((group.reason, reason_text(group), label, group.file, group.guess), []).append(group)
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
        for (code, reason, label, file, guess), same in by_doubt.items()
    ]
    return sorted(every, key=lambda doubt: (-len(doubt.rows), doubt.reason, doubt.label, doubt.file))


def ranked(groups: Iterable[Group], verdict: str, tables: Tables) -> list[Doubt]:
    """Return what is merged of a verdict; what a person has to confirm, the heaviest first."""
    doubts = merged_doubts(groups, verdict)
    return heaviest_first(doubts, tables) if verdict == TO_CONFIRM else doubts


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
    if doubt.code == SUMS_ABOVE:
        return next((("totals", fault.column, "…") for fault in doubt.faults if fault.column), None)
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
    text = f"{plural(len(fault.lines), 'ligne')} : {REASONS[fault.code].words} ({cell_text(fault)}) ; {file}, "
    return printable(f"{text}{inventory.where(file, fault.lines)} ; {REASONS[fault.code].help}")


def fault_json(fault: GatheredFault) -> dict[str, Any]:
    """Return a fault as JSON: its code and text, its column, its values with the nearest known, its lines."""
    return {
        "code": fault.code,
        "text": REASONS[fault.code].words,
        "column": fault.column or None,
        "values": [value for value, _ in fault.values],
        "nearest": {value: near for value, near in fault.values if near},
        "rows": len(fault.lines),
        "lines": [list(pair) for pair in ranges(fault.lines)],
    }


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
    inventory: Inventory, park: Park, tables: Tables, year: int, width: int, *, show_counted: bool = False
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
    lines += ["", *_types(inventory, park.equipment, tables, year), *_beside(park, width)]
    if show_counted:
        lines += ["", "COMPTÉES : chaque libellé, son type, et la règle qui le donne (avec sa confiance)"]
        for row in counted_labels(inventory):
            lines += _wrap(_counted_line(row, inventory), width, "  ")
    keys = [file.key for file in inventory.files]
    # a note of its file says those of columns
    remarks = (remark for remark in unused(inventory, inventory.mapping) if remark.section != "columns")
    lines += [
        *_not_counted(inventory, tables, width),
        *_doubtful(inventory, width),
        *("", "COLONNES"),
        *(line for file in inventory.files for line in _columns(file, width, several=keys.count(file.key) > 1)),
        *(line for remark in remarks for line in _wrap(printable(remark.text), width, "  ")),
    ]
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
        if more := and_others(len(groups) - MAX_GROUPS):
            yield f"  …{more} (--format json les donne tous)"


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
    for _, _, text, help_text in told.doubles_between_files(inventory):
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
    for line, text, _ in totals_told(file):
        yield from _wrap(f"{text} (ligne {line})", width, "    ")


def _counted_line(row: dict[str, Any], inventory: Inventory) -> str:
    state = "" if row["state"] == "in_use" else f", {row['state']}"
    numbers = [line for first, last in row["lines"] for line in range(first, last + 1)]
    return (
        f"{rows_and_units(row['rows'], row['units'])} × {printable(row['label'] or '(sans libellé)')} → {row['type']}{state}"
        f" ({row['rule']}, {number(row['confidence'], 2)}) ; {printable(row['file'])}, {inventory.where(row['file'], numbers)}"
    )


def _file_line(file: FileRows) -> str:
    separator = "tabulation" if file.separator == "\t" else f"«\u00a0{file.separator}\u00a0»"
    parts = (
        file.format or "tableau",
        file.encoding and f"encodage {file.encoding}",
        file.separator and f"séparateur {separator}",
        file.sheet and f"feuille « {printable(file.sheet)} »",
        f"titres ligne {file.header_line}" if file.header_line > 1 else "",
    )
    return f"{printable(file.name)} : {', '.join(filter(None, parts))}"


def _beside(park: Park, width: int) -> list[str]:
    """Say what else than devices was read: rooms, cloud services, machines, applications."""
    if not park.services and park.virtual is None:
        return []
    layer = park.virtual
    rooms = sum(service.type == "server_room" for service in park.services)
    counts = [
        (rooms, "salle", None),
        (len(park.services) - rooms, "instance de cloud", "instances de cloud"),
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
    of_type = in_groups((line.type, line) for line in equipment)
    units = {kind: fsum(line.quantity for line in lines) for kind, lines in of_type.items()}
    lives = in_groups(
        (group.guess, (group.lifetime_years, group.rows))
        for group in inventory.groups
        if group.lifetime_years is not None and group.guess
    )
    doubted = {kind for file in inventory.files for same in file.same_days for kind in same.types}
    result = []
    for kind in sorted(units, key=lambda name: (-units[name], name)):
        ages = [(year - line.purchase_year, line.quantity) for line in of_type[kind] if line.purchase_year is not None]
        dated = fsum(quantity for _, quantity in ages)
        default = next((usage.lifetime_years for usage in tables.usages([kind]) if usage.is_default), None)
        seen = lives.get(kind, [])
        rows = sum(count for _, count in seen)
        known = tables.equipment_types.get(kind)
        result.append(
            {
                "type": kind,
                "label": known.label if known else kind,
                "units": units[kind],
                "mean_age_years": fsum(age * quantity for age, quantity in ages) / dated if dated else None,
                "age_doubtful": kind in doubted,
                "default_lifetime_years": default,
                "observed_lifetime_years": fsum(life * count for life, count in seen) / rows if rows else None,
                "retired_rows": rows,
            }
        )
    return result


def to_json(inventory: Inventory, park: Park, tables: Tables, year: int, *, show_counted: bool = False) -> str:
    """Return the report as JSON; which label became which type when what is counted is asked for."""
    document = {
        "schema_version": "1",
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
                "totals": [total._asdict() for total in file.totals],
            }
            for file in inventory.files
        ],
        "mapping_not_met": [entry._asdict() for entry in unused(inventory, inventory.mapping)],
        "types": by_type(inventory, park.equipment, tables, year),
        "services": [service.model_dump(exclude_none=True) for service in park.services],
        "virtual": None if park.virtual is None else park.virtual.model_dump(exclude_none=True),
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
    retired: dict[str, float] = {}
    for group in inventory.groups:
        if group.reason == "retired" and group.retired_year is not None:
            retired[str(group.retired_year)] = retired.get(str(group.retired_year), 0.0) + group.units
    return dict(sorted(retired.items()))


def _wrap(text: str, width: int, indent: str) -> list[str]:
    return textwrap.wrap(
        text, max(width - 1, 40), initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False
    ) or [""]


# What was read of an inventory as grids: verdicts, lines for a dossier, labels, as sheets of a workbook.


def inventory_grids(inventory: Inventory, park: Park, tables: Tables, year: int) -> tuple[Grid, ...]:
    """Return what is said of an inventory; a label is never a personal cell.

    Args:
        inventory: the judged rows.
        park: the lines that it gives to a dossier.
        tables: the factor tables, for the names of types.
        year: the year studied.
    """
    return (_verdicts(inventory, year), _lines(park, tables, year), labels_grid(inventory))


def _verdicts(inventory: Inventory, year: int) -> Grid:
    """Return how many rows each verdict has; units that are not all known are not said as a sum."""

    def precision(verdict: str) -> GridCell:
        return "" if inventory.units(verdict) is None or inventory.all_known(verdict) else "au moins"

    return drawn(
        "Verdicts",
        f"Chaque ligne lue et son verdict, année étudiée {year}",
        (
            GridColumn("Verdict", draw=VERDICT_WORDS.__getitem__),
            GridColumn("Lignes", "count", draw=inventory.count, total=inventory.read),
            GridColumn("Précision", draw=precision),
            GridColumn("Unités", "count", draw=inventory.units),
        ),
        VERDICTS,
        total="Lignes lues",
        notes=tuple(f"Non lu : {error}" for error in inventory.unread),
    )


def _lines(park: Park, tables: Tables, year: int) -> Grid:
    """Return the lines of equipment; those of rooms, clouds and machines are in the YAML."""
    labels = {name: known.label for name, known in tables.equipment_types.items()}
    return drawn(
        "Équipements",
        f"Lignes d’équipements pour un dossier, année étudiée {year}",
        (
            GridColumn("Identifiant", draw="id"),
            GridColumn("Équipement", words=labels, draw="type"),
            GridColumn("Type", draw="type"),
            GridColumn("Quantité", "count", draw="quantity"),
            GridColumn("État", words=USE_STATES, draw="state"),
            GridColumn("Année d’achat", "year", draw="purchase_year"),
            GridColumn("Site", draw="site"),
            GridColumn("Entité", draw="entity"),
            GridColumn("Durée de vie", "count", "ans", draw="lifetime_years"),
            GridColumn("Électricité", "number", "kWh par an et par unité", draw="kwh_per_year"),
            GridColumn("Qualité de la donnée", words=QUALITIES, draw="quality"),
            GridColumn("Source", draw="source"),
        ),
        park.equipment,
        notes=("Salles, hébergements et machines virtuelles : --format yaml les donne.",)
        if park.services or park.virtual is not None
        else (),
    )
