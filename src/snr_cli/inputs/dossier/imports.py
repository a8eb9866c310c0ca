"""Inventories that a dossier names → lines of equipment, and findings on the rows that do not count."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from math import fsum
from pathlib import Path
from typing import Final

from snr_cli.french.numbers import plural as plural_of
from snr_cli.french.suggested import closest, did_you_mean
from snr_cli.inputs.dossier.exports import COPIES_HELP, HELP_ROWS, alike, digests, read_already, stale_export
from snr_cli.inputs.dossier.files import inside, relative, why
from snr_cli.inputs.dossier.imported import Imported
from snr_cli.inputs.dossier.inventory_notes import notes_findings
from snr_cli.inputs.dossier.mappings import load_mapping
from snr_cli.inputs.dossier.memory import InventoryMemory
from snr_cli.inputs.dossier.named import RESERVED, RESERVED_STARTS, Report
from snr_cli.inputs.inventory import read_before, told_sheets
from snr_cli.inputs.inventory.faults import OF_LABEL, cell_text, doubtful_data, gathered_faults
from snr_cli.inputs.inventory.folders import expand, left_out, left_out_text
from snr_cli.inputs.inventory.park import park
from snr_cli.inputs.inventory.read import Inventory, read_inventory
from snr_cli.inputs.inventory.reasons import HELPS, REASON_WORDS, faults_text, reason_text
from snr_cli.inputs.inventory.records import REJECTED, TO_CONFIRM, Corrections, Group, InventoryError, Reading
from snr_cli.inputs.inventory.same_day import SAME_DAY_HELP, same_day_text
from snr_cli.inputs.inventory.seen import Seen
from snr_cli.inputs.inventory.uncounted import (
    EMPTY,
    EMPTY_HELP,
    UNCOUNTED_HELP,
    VIRTUAL_HELP,
    only_virtual,
    uncounted,
    uncounted_text,
)
from snr_cli.inputs.inventory.unused import unused
from snr_cli.inputs.inventory.words import InventoryWords
from snr_cli.model.dossier import Dossier
from snr_cli.model.finding import DossierError, Finding, Position, Severity, UsageError
from snr_cli.model.inventory import Equipment, Import, Service
from snr_cli.model.virtual import Virtual

ROWS_CODES: Final = {REJECTED: ("SNR501", "rejetée"), TO_CONFIRM: ("SNR502", "à confirmer")}


def read_imports(
    dossier: Dossier, folder: Path | None, words: InventoryWords, at: Report, memory: InventoryMemory | None = None
) -> tuple[Dossier, tuple[Imported, ...], list[Finding]]:
    """Read every inventory of a dossier; its lines join those typed by hand.

    Args:
        dossier: the validated dossier.
        folder: its folder, which no file may leave; None (standard input) forbids imports.
        words: headers, statuses and rules of recognition.
        at: makes a finding at a path of the dossier.
        memory: of the inventories read before, for a dossier that is read again and again.
    """
    found: list[Finding] = []
    every: list[Imported] = []
    whole: list[tuple[Import, Inventory]] = []
    lines: list[Equipment] = []
    services: list[Service] = []
    layers: list[Virtual] = []
    quantities: dict[str, float] = {}
    left: dict[str, set[str]] = {}
    types = words.types | {new.id for new in dossier.factors.types}
    seen = Seen(several=True) if len(dossier.imports) > 1 else None  # a device of two imports counts once
    names = {line.id for line in dossier.equipment} | {service.id for service in dossier.services}
    for index, each in enumerate(dossier.imports):
        path = ("imports", index)
        if each.id in names or each.id in RESERVED or f"{each.id}.".startswith(RESERVED_STARTS):
            why_not = "déjà pris" if each.id in names else "réservé par snr"
            found.append(
                at(
                    (*path, "id"),
                    "SNR302",
                    f"identifiant « {each.id} » {why_not}",
                    "chaque ligne et chaque inventaire a le sien",
                )
            )
            continue
        names.add(each.id)
        if folder is None:
            found.append(
                at(
                    (*path, "from"),
                    "SNR111",
                    "pas d’inventaire depuis l’entrée standard",
                    "donnez le fichier ou le dossier en argument",
                )
            )
            continue
        if each.type is not None and each.type not in types:
            found.append(
                at(
                    (*path, "type"),
                    "SNR301",
                    f"type d’équipement inconnu « {each.type} »",
                    "la liste : snr factors list --kind equipment",
                )
            )
            continue
        twice = read_already(each, dossier.imports[:index], folder)
        if twice is not None:
            found.append(at((*path, "from", twice[0]), "SNR504", twice[1], COPIES_HELP))
            continue
        inventory = _read(each, index, dossier.reference_year, folder, words, types, seen, at, found, memory)
        if inventory is None:
            continue
        source = each.source or "inventaire " + ", ".join(Path(name).name for name in each.files)
        claims = [line for line in dossier.equipment if line.inventory == each.id]
        given = park(each.id, inventory, each.quality, source, claims)
        found += _rows_findings(inventory)
        for file, line, said in alike(each, inventory, whole):
            place = Position(file, line)
            found.append(Finding("SNR504", place, said, HELP_ROWS, severity=Severity.WARNING))
        whole.append((each, inventory))
        found += [at((*path, "from"), "SNR509", uncounted_text(file), UNCOUNTED_HELP) for file in uncounted(inventory)]
        if said := only_virtual(inventory):
            warned = at((*path, "from"), "SNR502", said, VIRTUAL_HELP)
            found.append(replace(warned, severity=Severity.WARNING))
        found += _counted_twice(dossier, each, given.equipment, at)
        ids = given.traces.keys() - {claim.id for claim in claims}
        clash = next((line_id for line_id in sorted(ids) if line_id in names), None)
        if clash is not None:
            found.append(
                at(
                    (*path, "id"),
                    "SNR302",
                    f"« {clash} » est aussi une ligne lue par l’inventaire « {each.id} »",
                    "renommez la ligne ou l’inventaire",
                )
            )
            continue
        names |= ids
        quantities |= given.taken
        left |= given.left
        sure = {"certainty": each.certainty}
        lines += [line.model_copy(update=sure) for line in given.equipment]
        services += [service.model_copy(update=sure) for service in given.services]
        layers += [given.virtual] if given.virtual is not None else []
        known = digests(each, folder)
        made = (*(line.id for line in given.equipment), *(line.id for line in given.services))
        every.append(Imported(each.id, inventory, given.traces, known, (*given.taken, *made)))
        found += stale_export(dossier, index, folder, known, given.equipment, at)
    doubted = {each.id: {"certainty": each.certainty} for each in dossier.imports if each.certainty != "sure"}
    typed = [
        line.model_copy(update={"quantity": quantities[line.id], **doubted.get(line.inventory, {})})
        if line.inventory and line.id in quantities
        else line
        for line in dossier.equipment
    ]
    found += _claims_findings(dossier, quantities, left, at)
    joined = {
        "equipment": (*typed, *lines),
        "services": (*dossier.services, *services),
        "virtual": _together(dossier.virtual, layers),
    }
    return dossier.model_copy(update=joined), tuple(every), found


def _together(typed: Virtual | None, read: Sequence[Virtual]) -> Virtual | None:
    """Return the typed virtual layer with those read: the pools of the latter each have their own allocation."""
    if not read:
        return typed
    first = typed or read[0].model_copy(update={"pools": (), "machines": (), "applications": ()})
    parts = (first, *read)
    return first.model_copy(
        update={
            section: tuple(item for part in parts for item in getattr(part, section))
            for section in ("pools", "machines", "applications")
        }
    )


def _claims_findings(
    dossier: Dossier, quantities: dict[str, float], left: dict[str, set[str]], at: Report
) -> list[Finding]:
    """Return what is wrong with the lines that take their quantity from an inventory."""
    known = {each.id for each in dossier.imports}
    found = []
    for index, line in enumerate(dossier.equipment):
        path = ("equipment", index, "inventory")
        if line.inventory is None:
            continue
        if line.quantity:
            found.append(at(path, "SNR208", "quantity et inventory ensemble", "gardez l’un des deux"))
        elif line.inventory not in known:
            found.append(
                at(
                    path,
                    "SNR303",
                    f"inventaire inconnu « {line.inventory} »",
                    did_you_mean(closest(line.inventory, known), "ajoutez - {id: parc, from: inventaire.csv}"),
                )
            )
        elif quantities.get(line.id) == 0:
            found.append(
                at(
                    path,
                    "SNR506",
                    f"« {line.id} » ne prend aucun appareil de l’inventaire « {line.inventory} »",
                    "vérifiez type, entity, site, state et purchase_year de la ligne",
                )
            )
        elif keys := sorted(left.get(line.id, ())):
            text = f"« {line.id} » ne prend pas ce que l’inventaire « {line.inventory} » dit de ses appareils : {', '.join(keys)}"
            found.append(
                at(
                    path,
                    "SNR506",
                    text,
                    "écrivez-le sur la ligne, ou retirez-la : les lignes lues de l’inventaire le portent",
                )
            )
    return found


def _read(
    each: Import,
    index: int,
    year: int,
    folder: Path,
    words: InventoryWords,
    types: frozenset[str],
    seen: Seen | None,
    at: Report,
    found: list[Finding],
    memory: InventoryMemory | None,
) -> Inventory | None:
    """Read the files of an import; None when a finding says why they cannot be."""
    path = ("imports", index)
    corrections = Corrections()
    if each.mapping is not None:
        try:
            place = _inside(folder, each.mapping)
            if place is None:
                found.append(at((*path, "mapping"), "SNR112", f"« {each.mapping} » sort du dossier"))
                return None
            corrections = load_mapping(place, place.as_posix(), types)
        except OSError as error:
            found.append(
                at((*path, "mapping"), "SNR111", f"« {each.mapping} » : {why(error)}", "vérifiez le nom du fichier")
            )
            return None
        except UsageError as error:
            found.append(at((*path, "mapping"), "SNR111", str(error), "vérifiez le nom du fichier"))
            return None
        except DossierError as error:
            found += error.findings
            return None
    if each.keep:
        corrections = replace(corrections, keep=each.keep)
    files: list[tuple[Path, str]] = []
    for rank, name in enumerate(each.files):
        where = (*path, "from", rank)
        try:
            place = _inside(folder, name)
        except OSError as error:
            found.append(at(where, "SNR111", f"« {name} » : {why(error)}", "vérifiez le nom du fichier"))
            return None
        if place is None:
            found.append(
                at(
                    where,
                    "SNR112",
                    f"« {name} » sort du dossier",
                    "un inventaire se trouve dans le dossier de la collectivité",
                )
            )
            return None
        try:
            files += expand(place, place.as_posix())
            if names := left_out(place):
                found.append(
                    replace(
                        at(
                            where,
                            "SNR503",
                            left_out_text(place.as_posix(), names),
                            "mettez-les ailleurs, ou donnez chaque sous-dossier dans from",
                        ),
                        severity=Severity.WARNING,
                    )
                )
        except InventoryError as error:
            found.append(at(where, "SNR503", str(error)))
            return None
    how = Reading(corrections, default_type=each.type, entity=each.entity or "", site=each.site or "")
    try:

        def read() -> Inventory:
            return read_inventory(files, words, how, year, each.sheets, seen=seen)

        # with several imports, what one counts depends on those before it
        given = (how, year, each.sheets, words)
        inventory = read() if memory is None or seen is not None else memory.read(each.id, files, given, read)
        for wrong in inventory.unread:
            found.append(at((*path, "from"), "SNR503", str(wrong), "voyez ce qui est lu : snr inventory " + wrong.name))
        if inventory.read:
            return inventory
        found.append(at((*path, "from"), "SNR503", EMPTY, EMPTY_HELP))
    except InventoryError as error:
        found.append(at((*path, "from"), "SNR503", str(error), "voyez ce qui est lu : snr inventory " + error.name))
    except OSError as error:
        found.append(
            at((*path, "from"), "SNR111", f"« {error.filename} » : {why(error)}", "vérifiez le nom du fichier")
        )
    return None


def _inside(folder: Path, name: str) -> Path | None:
    """Return the path of a file of the dossier; None when it leaves its folder.

    Raises:
        OSError: its links go round.
    """
    return relative(folder / name) if inside(folder, name) is not None else None


def _rows_findings(inventory: Inventory) -> list[Finding]:
    """Return one warning for each reason, at the first of its rows: no cell is ever shown."""
    same: dict[tuple[str, str, str], list[Group]] = {}
    for group in inventory.groups:
        if group.verdict in ROWS_CODES:
            same.setdefault((group.verdict, group.file, reason_text(group)), []).append(group)
    found = []
    for (verdict, file, reason), groups in same.items():
        code, word = ROWS_CODES[verdict]
        lines = sorted(line for group in groups for line in group.lines)
        plural = "s" if len(lines) > 1 and word != "à confirmer" else ""
        count = fsum(group.units for group in groups)
        said = f" ({plural_of(count, 'unité')})" if count and count != len(lines) else ""
        text = f"{plural_of(len(lines), 'ligne')} {word}{plural}{said} : {reason} ({inventory.within(file, lines)})"
        faults = [fault._replace(values=()) if fault.code in OF_LABEL else fault for fault in gathered_faults(groups)]
        cell, others = faults_text(groups[0].reason, faults, lines, partial(inventory.where, file))
        text += (f", {cell}" if cell else "") + (f" ; aussi : {others}" if others else "")
        name, _ = inventory.place(file)
        advice = HELPS.get(groups[0].reason, "")
        help_text = f"{advice + ' ; ' if advice else ''}ce n’est pas compté ; le détail : snr inventory {name}"
        place = Position(name, inventory.line_of(file, lines))
        found.append(Finding(code, place, text, help_text, severity=Severity.WARNING))
    for file, fault in doubtful_data(inventory.groups):
        where = inventory.within(file, fault.lines)
        text = f"{plural_of(len(fault.lines), 'ligne')} : {REASON_WORDS[fault.code]} ({where}), {cell_text(fault)}"
        place = Position(inventory.place(file)[0], inventory.line_of(file, fault.lines))
        found.append(Finding("SNR502", place, text, HELPS[fault.code], severity=Severity.WARNING))
    for table in inventory.files:
        for shared in table.same_days:
            place = Position(table.name, shared.line)
            found.append(Finding("SNR510", place, same_day_text(shared), SAME_DAY_HELP, severity=Severity.WARNING))
    for file, line, text, help_text in read_before.doubles_between_files(inventory):
        found.append(Finding("SNR508", Position(file, line), text, help_text, severity=Severity.WARNING))
    for each in unused(inventory, inventory.mapping):
        place = Position(inventory.files[0].name, max(1, inventory.files[0].header_line))
        found.append(
            Finding(
                "SNR502",
                place,
                each.text,
                "elle ne change rien : corrigez-la, ou retirez-la",
                severity=Severity.WARNING,
            )
        )
    for name, line, text, doubtful in told_sheets.sheets_told(inventory):
        severity = Severity.WARNING if doubtful else Severity.INFO
        found.append(Finding("SNR502", Position(name, max(1, line)), text, told_sheets.SHEETS_HELP, severity=severity))
    found += notes_findings(inventory)
    return found


def _counted_twice(dossier: Dossier, each: Import, given: Sequence[Equipment], at: Report) -> list[Finding]:
    """Return an error for each typed line whose type an import of the same entity already counts."""
    entities: dict[str, set[str]] = {}
    for line in given:
        entities.setdefault(line.type, set()).add(line.entity or "")
    found = []
    for index, typed in enumerate(dossier.equipment):
        theirs = entities.get(typed.type)
        if theirs is None or typed.in_addition or typed.inventory is not None:
            continue
        if typed.entity is None or "" in theirs or typed.entity in theirs:
            found.append(
                at(
                    ("equipment", index, "type"),
                    "SNR504",
                    f"« {typed.type} » compté deux fois : par cette ligne et par l’inventaire « {each.id} »",
                    "supprimez la ligne, donnez-lui une autre entity, ou in_addition: true si elle s’ajoute",
                )
            )
    return found
