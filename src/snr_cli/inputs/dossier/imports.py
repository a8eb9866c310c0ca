"""Inventories that a dossier names → lines of equipment, and findings on the rows that do not count."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from math import fsum
from pathlib import Path
from typing import Any, Final

from snr_cli.french.numbers import closest, did_you_mean, plural, things
from snr_cli.inputs.dossier.exports import COPIES_HELP, HELP_ROWS, Imported, alike, digests, read_already, stale_export
from snr_cli.inputs.dossier.files import inside, read_text, relative, why
from snr_cli.inputs.dossier.memory import DossierMemory
from snr_cli.inputs.dossier.named import RESERVED, RESERVED_STARTS, Report
from snr_cli.inputs.dossier.yaml_events import read_yaml
from snr_cli.inputs.inventory.dates import SAME_DAY_HELP, same_day_text
from snr_cli.inputs.inventory.faults import (
    OF_LABEL,
    REASONS,
    cell_text,
    doubtful_data,
    faults_text,
    gathered_faults,
    reason_text,
)
from snr_cli.inputs.inventory.mapping import MappingError, corrections
from snr_cli.inputs.inventory.read import Inventory, expand, left_out, left_out_text, park, read_inventory
from snr_cli.inputs.inventory.recognition import InventoryWords
from snr_cli.inputs.inventory.records import REJECTED, TO_CONFIRM, Corrections, InventoryError, Reading
from snr_cli.inputs.inventory.seen import Seen
from snr_cli.inputs.inventory.told import (
    EMPTY,
    EMPTY_HELP,
    SHEETS_HELP,
    TOTAL_HELP,
    UNCOUNTED_HELP,
    VIRTUAL_HELP,
    doubles_between_files,
    only_virtual,
    sheets_told,
    totals_told,
    uncounted,
    uncounted_text,
    unused,
)
from snr_cli.model.dossier import Dossier, Equipment, Import, Service, Virtual
from snr_cli.model.finding import DossierError, Finding, Position, Severity
from snr_cli.model.grouped import in_groups
from snr_cli.model.refusal import UsageError

# A mapping file → corrections, or findings at its own lines.


def load_mapping(path: Path, name: str, types: frozenset[str]) -> Corrections:
    """Read the mapping of an inventory.

    Raises:
        UsageError: it cannot be opened or decoded.
        DossierError: it is no YAML, or says something wrong (SNR505).
    """
    text, findings = read_yaml(name, read_text(path, name))
    if findings:
        raise DossierError(findings)
    try:
        return corrections(text.data, types)
    except MappingError as error:
        container, mark = text.data, None
        for step in error.path:
            places = text.places.get(id(container))
            mark = (places.of_key(step) if places else None) or mark
            container = container.get(step) if isinstance(container, dict) else None
        if mark is None and id(text.data) in text.places:
            mark = text.places[id(text.data)].own
        pointer = "".join(f"/{step}" for step in error.path)
        finding = (
            text.at_mark("SNR505", mark, error.message, error.help, pointer)
            if mark is not None
            else text.finding("SNR505", 0, 0, error.message, error.help)
        )
        raise DossierError([finding]) from None


# Notes of an inventory (how a column or a file was read, what it lacks) → findings of a dossier.

# what a counted row names and nothing describes: message, help
JOIN_NOTES: Final = {
    "device_column": (
        "colonne « {word} » non lue : ses appareils, s’ils en sont, ne sont pas comptés",
        'décrivez-les à la main, ou écrivez columns: {titre: ""} dans les correspondances si elle n’en tient pas',
    ),
    "quantity_column": (
        "colonne « {word} » non lue : {units} ne comptent pas",
        "si ce sont d’autres appareils que ceux de la quantité lue, mettez-les sur des lignes à part, avec leur statut ; sinon, "
        'écrivez columns: {titre: ""} dans les correspondances',
    ),
    "encoding_mended": (
        "lettres accentuées mal encodées (« Ã© » pour « é ») : lues comme il faut",
        "exportez de nouveau, en UTF-8",
    ),
    "encoding_guessed": (
        "ni UTF-8 ni Windows-1252 : encodage {encoding}, reconnu à ses lettres accentuées",
        "vérifiez les libellés (snr inventory), ou exportez de nouveau, en UTF-8",
    ),
    "letters_lost": (
        "lettres accentuées perdues dans l’export (« \ufffd » ou « ? ») : des libellés peuvent ne pas être reconnus",
        "exportez de nouveau, en UTF-8",
    ),
    "date_column": (
        "colonne « {word} », des dates, non lue : est-ce celle de l’achat ? Aucune n’est connue",
        'dans les correspondances, columns: {titre: purchase_date} si oui, columns: {titre: ""} sinon',
    ),
    "marked_rows": (
        "{word} : ce que la couleur, le trait ou le commentaire dit n’est pas lu",
        "si c’est un état (rouge : hors service), donnez un statut dans une colonne",
    ),
    "maybe_moments": (
        "colonne « {word} » lue comme l’année d’achat, et les mêmes lignes y reviennent chaque année",
        "si c’est celle d’un état du parc, il compte plusieurs fois : gardez-en une, keep: {titre: [année]}",
    ),
    "hidden_rows": (
        "{masked} (à la main ou par un filtre), lues comme les autres",
        "si ce sont des appareils sortis, supprimez-les du classeur, ou donnez leur statut",
    ),
    "part_column": (
        "colonne « {word} », une partie de la quantité, non lue : {units} comptent comme les autres",
        'mettez-les sur des lignes à part, avec leur statut, ou écrivez columns: {titre: ""} dans les correspondances',
    ),
    "kwh_each": (
        "colonne « {word} » lue pour un appareil : des lignes en comptent plusieurs",
        "si elle dit la consommation de toute la ligne, écrivez « total » dans son titre (kWh total) : elle sera divisée",
    ),
    "section_state": (
        "titre de section « {word} » : les lignes dessous ne suivent pas l’état qu’il dit",
        "donnez-leur un statut dans une colonne, ou mettez-les à part",
    ),
    "past_titles": (
        "{word} : cellules remplies après le dernier titre, non lues ({rows})",
        "si c’est un autre tableau, mettez-le sur une feuille à part ; si c’est une colonne, donnez-lui un titre",
    ),
    "by_vcpu": (
        "instances de cloud sans facteur propre, comptées par leurs vCPU-heures (qualité basse)",
        "les instances qui en ont un : factors/inventory/instances.csv",
    ),
    "unknown_room": (
        "salle « {word} » absente des centres de données lus avec ce fichier : PUE moyen",
        "ajoutez le fichier des centres de données à from, ou corrigez le nom",
    ),
}
ONLY_SAID: Final = ("kwh_each", "encoding_mended", "encoding_guessed")  # how a sound column is read: nothing is wrong


def notes_findings(inventory: Inventory) -> Iterator[Finding]:
    """Yield a finding for each note that a dossier is told, at its first line."""
    for read in inventory.files:
        for note, word, line in read.notes:
            if note not in JOIN_NOTES:
                continue
            text, help_text = JOIN_NOTES[note]
            said = text.format(
                word=word,
                encoding=read.encoding,
                units=things(read.beside.get(word, 0.0), "unité"),
                masked=plural(read.masked, "ligne masquée", "lignes masquées"),
                rows=plural(read.past, "ligne"),
            )
            severity = Severity.INFO if note in ONLY_SAID else Severity.WARNING
            yield Finding("SNR502", Position(read.name, line), said, help_text, severity=severity)
        for line, text, holds in totals_told(read):
            if not holds:
                yield Finding("SNR502", Position(read.name, line), text, TOTAL_HELP, severity=Severity.WARNING)


_CHECK_NAME: Final = "vérifiez le nom du fichier"
_SHOW: Final = "voyez ce qui est lu : snr inventory"
ROWS_CODES: Final = {REJECTED: ("SNR501", "rejetée"), TO_CONFIRM: ("SNR502", "à confirmer")}


def read_imports(
    dossier: Dossier, folder: Path | None, words: InventoryWords, at: Report, memory: DossierMemory | None = None
) -> tuple[Dossier, tuple[Imported, ...], list[Finding]]:
    """Read every inventory of a dossier; its lines join those typed by hand.

    Args:
        dossier: the validated dossier.
        folder: its folder, which no file may leave; None (standard input) forbids imports.
        words: headers, statuses and rules of recognition.
        at: makes a finding at a path of the dossier.
        memory: of what was read before, for a dossier that is read again and again.
    """
    reader = _ImportReader(dossier, words, at, memory)
    for index in range(len(dossier.imports)):
        try:
            reader.add(index, folder)
        except DossierError as error:
            reader.found += error.findings
    return reader.joined(), tuple(reader.every), reader.found


class _ImportReader:
    """The imports of a dossier as they are read, one after the other, and what each gives."""

    def __init__(self, dossier: Dossier, words: InventoryWords, at: Report, memory: DossierMemory | None) -> None:
        self.dossier, self.words, self.at, self.memory = dossier, words, at, memory
        self.found: list[Finding] = []
        self.every: list[Imported] = []
        self._whole: list[tuple[Import, Inventory]] = []
        self._lines: list[Equipment] = []
        self._services: list[Service] = []
        self._layers: list[Virtual] = []
        self._quantities: dict[str, float] = {}
        self._left: dict[str, set[str]] = {}
        self._types = words.types | {new.id for new in dossier.factors.types}
        # a device of two imports counts once
        self._seen = Seen(several=True) if len(dossier.imports) > 1 else None
        self._names = {line.id for line in dossier.equipment} | {service.id for service in dossier.services}

    def _refused(self, path: tuple[Any, ...], code: str, text: str, *advice: str) -> DossierError:
        return DossierError([self.at(path, code, text, *advice)])

    def add(self, index: int, folder: Path | None) -> None:
        """Read an import and take what it gives.

        Raises:
            DossierError: it cannot be read, or what it gives has the name of something else.
        """
        inventory_import, path, at = self.dossier.imports[index], ("imports", index), self.at
        folder = self._readable(index, folder)
        inventory = self._inventory(inventory_import, path, folder)
        source = inventory_import.source or "inventaire " + ", ".join(
            Path(name).name for name in inventory_import.files
        )
        claims = [line for line in self.dossier.equipment if line.inventory == inventory_import.id]
        given = park(inventory_import.id, inventory, inventory_import.quality, source, claims)
        self.found += _rows_findings(inventory)
        self.found += [
            Finding("SNR504", Position(file, line), said, HELP_ROWS, severity=Severity.WARNING)
            for file, line, said in alike(inventory_import, inventory, self._whole)
        ]
        self._whole.append((inventory_import, inventory))
        self.found += [
            at((*path, "from"), "SNR509", uncounted_text(lost), UNCOUNTED_HELP) for lost in uncounted(inventory)
        ]
        if virtual := only_virtual(inventory):
            self.found.append(replace(at((*path, "from"), "SNR502", virtual, VIRTUAL_HELP), severity=Severity.WARNING))
        self.found += _counted_twice(self.dossier, inventory_import, given.equipment, at)
        ids = given.traces.keys() - {claim.id for claim in claims}
        clash = next((line_id for line_id in sorted(ids) if line_id in self._names), None)
        if clash is not None:
            raise self._refused(
                (*path, "id"),
                "SNR302",
                f"« {clash} » est aussi une ligne lue par l’inventaire « {inventory_import.id} »",
                "renommez la ligne ou l’inventaire",
            )
        self._names |= ids
        self._quantities |= given.taken
        self._left |= given.left
        sure = {"certainty": inventory_import.certainty}
        self._lines += [line.model_copy(update=sure) for line in given.equipment]
        self._services += [service.model_copy(update=sure) for service in given.services]
        self._layers += [given.virtual] if given.virtual is not None else []
        known = digests(inventory_import, folder)
        made = (*(line.id for line in given.equipment), *(line.id for line in given.services))
        self.every.append(Imported(inventory_import.id, inventory, given.traces, known, (*given.taken, *made)))
        self.found += stale_export(self.dossier, index, folder, known, given.equipment, at)

    def joined(self) -> Dossier:
        """Return the dossier with what the inventories give."""
        doubted = {
            inventory_import.id: {"certainty": inventory_import.certainty}
            for inventory_import in self.dossier.imports
            if inventory_import.certainty != "sure"
        }
        typed = [
            line.model_copy(update={"quantity": self._quantities[line.id], **doubted.get(line.inventory, {})})
            if line.inventory and line.id in self._quantities
            else line
            for line in self.dossier.equipment
        ]
        self.found += _claims_findings(self.dossier, self._quantities, self._left, self.at)
        return self.dossier.model_copy(
            update={
                "equipment": (*typed, *self._lines),
                "services": (*self.dossier.services, *self._services),
                "virtual": _together(self.dossier.virtual, self._layers),
            }
        )

    def _readable(self, index: int, folder: Path | None) -> Path:
        """Return the folder of an import that may be read, whose name is then taken.

        Raises:
            DossierError: it may not.
        """
        inventory_import, path = self.dossier.imports[index], ("imports", index)
        if (
            inventory_import.id in self._names
            or inventory_import.id in RESERVED
            or f"{inventory_import.id}.".startswith(RESERVED_STARTS)
        ):
            raise self._refused(
                (*path, "id"),
                "SNR302",
                f"identifiant « {inventory_import.id} » {'déjà pris' if inventory_import.id in self._names else 'réservé par snr'}",
                "chaque ligne et chaque inventaire a le sien",
            )
        self._names.add(inventory_import.id)
        if folder is None:
            raise self._refused(
                (*path, "from"),
                "SNR111",
                "pas d’inventaire depuis l’entrée standard",
                "donnez le fichier ou le dossier en argument",
            )
        if inventory_import.type is not None and inventory_import.type not in self._types:
            raise self._refused(
                (*path, "type"),
                "SNR301",
                f"type d’équipement inconnu « {inventory_import.type} »",
                "la liste : snr factors list equipment",
            )
        if (twice := read_already(inventory_import, self.dossier.imports[:index], folder)) is not None:
            raise self._refused((*path, "from", twice[0]), "SNR504", twice[1], COPIES_HELP)
        return folder

    def _inventory(self, inventory_import: Import, path: tuple[Any, ...], folder: Path) -> Inventory:
        """Read the files of an import.

        Raises:
            DossierError: they cannot be, or hold nothing.
        """
        corrections = self._corrections(inventory_import, (*path, "mapping"), folder)
        places = [(name, (*path, "from", rank)) for rank, name in enumerate(inventory_import.files)]
        files = [file for name, where in places for file in self._files(folder, name, where)]
        how = Reading(
            corrections,
            default_type=inventory_import.type,
            entity=inventory_import.entity or "",
            site=inventory_import.site or "",
        )
        year, where = self.dossier.reference_year, (*path, "from")

        def read() -> Inventory:
            return read_inventory(files, self.words, how, year, inventory_import.sheets, seen=self._seen)

        try:
            # with several imports, what one counts depends on those before it
            given = (how, year, inventory_import.sheets, self.words)
            alone = self.memory if self._seen is None else None
            inventory = read() if alone is None else alone.inventory(inventory_import.id, files, given, read)
        except InventoryError as error:
            raise self._refused(where, "SNR503", str(error), f"{_SHOW} {error.name}") from None
        except OSError as error:
            raise self._refused(where, "SNR111", f"« {error.filename} » : {why(error)}", _CHECK_NAME) from None
        self.found += [self.at(where, "SNR503", str(wrong), f"{_SHOW} {wrong.name}") for wrong in inventory.unread]
        if not inventory.read:
            raise self._refused(where, "SNR503", EMPTY, EMPTY_HELP)
        return inventory

    def _corrections(self, inventory_import: Import, where: tuple[Any, ...], folder: Path) -> Corrections:
        """Return what a person says of the words of an import.

        Raises:
            DossierError: its mapping cannot be read, or is wrong.
        """
        found = Corrections()
        if inventory_import.mapping is not None:
            place = self._place(folder, inventory_import.mapping, where)
            try:
                found = load_mapping(place, place.as_posix(), self._types)
            except UsageError as error:
                raise self._refused(where, "SNR111", str(error), _CHECK_NAME) from None
        return replace(found, keep=inventory_import.keep) if inventory_import.keep else found

    def _files(self, folder: Path, name: str, where: tuple[Any, ...]) -> list[tuple[Path, str]]:
        """Return the files that a name of an import stands for; tell those of a folder that are left out.

        Raises:
            DossierError: there is none.
        """
        place = self._place(folder, name, where, "un inventaire se trouve dans le dossier de la collectivité")
        try:
            files = expand(place, place.as_posix())
            names = left_out(place)
        except InventoryError as error:
            raise self._refused(where, "SNR503", str(error)) from None
        if names:
            told = self.at(
                where,
                "SNR503",
                left_out_text(place.as_posix(), names),
                "mettez-les ailleurs, ou donnez chaque sous-dossier dans from",
            )
            self.found.append(replace(told, severity=Severity.WARNING))
        return files

    def _place(self, folder: Path, name: str, where: tuple[Any, ...], *advice: str) -> Path:
        """Return the path of a file of the dossier.

        Raises:
            DossierError: it leaves its folder, or its links go round.
        """
        try:
            is_inside = inside(folder, name) is not None
        except OSError as error:
            raise self._refused(where, "SNR111", f"« {name} » : {why(error)}", _CHECK_NAME) from None
        if not is_inside:
            raise self._refused(where, "SNR112", f"« {name} » sort du dossier", *advice)
        return relative(folder / name)


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
) -> Iterator[Finding]:
    """Yield what is wrong with the lines that take their quantity from an inventory."""
    known = {inventory_import.id for inventory_import in dossier.imports}
    for index, line in enumerate(dossier.equipment):
        path = ("equipment", index, "inventory")
        if line.inventory is None:
            continue
        if line.quantity:
            yield at(path, "SNR208", "quantity et inventory ensemble", "gardez l’un des deux")
        elif line.inventory not in known:
            yield at(
                path,
                "SNR303",
                f"inventaire inconnu « {line.inventory} »",
                did_you_mean(closest(line.inventory, known), "ajoutez - {id: parc, from: inventaire.csv}"),
            )
        elif quantities.get(line.id) == 0:
            yield at(
                path,
                "SNR506",
                f"« {line.id} » ne prend aucun appareil de l’inventaire « {line.inventory} »",
                "vérifiez type, entity, site, state et purchase_year de la ligne",
            )
        elif keys := sorted(left.get(line.id, ())):
            yield at(
                path,
                "SNR506",
                f"« {line.id} » ne prend pas ce que l’inventaire « {line.inventory} » dit de ses appareils : {', '.join(keys)}",
                "écrivez-le sur la ligne, ou retirez-la : les lignes lues de l’inventaire le portent",
            )


def _rows_findings(inventory: Inventory) -> Iterator[Finding]:
    """Yield one warning for each reason, at the first of its rows: no cell is ever shown."""
    told = (group for group in inventory.groups if group.verdict in ROWS_CODES)
    same = in_groups(((group.verdict, group.file, reason_text(group)), group) for group in told)
    for (verdict, file, reason), groups in same.items():
        code, word = ROWS_CODES[verdict]
        lines = sorted(line for group in groups for line in group.lines)
        several = "s" if len(lines) > 1 and word != "à confirmer" else ""
        count = fsum(group.units for group in groups)
        said = f" ({plural(count, 'unité')})" if count and count != len(lines) else ""
        text = f"{plural(len(lines), 'ligne')} {word}{several}{said} : {reason} ({inventory.within(file, lines)})"
        faults = [fault._replace(values=()) if fault.code in OF_LABEL else fault for fault in gathered_faults(groups)]
        cell, others = faults_text(groups[0].reason, faults, lines, partial(inventory.where, file))
        text += (f", {cell}" if cell else "") + (f" ; aussi : {others}" if others else "")
        name, _ = inventory.place(file)
        advice = "" if groups[0].reason == "broken" else REASONS[groups[0].reason].help
        yield Finding(
            code,
            Position(name, inventory.line_of(file, lines)),
            text,
            f"{advice + ' ; ' if advice else ''}ce n’est pas compté ; le détail : snr inventory {name}",
            severity=Severity.WARNING,
        )
    for file, fault in doubtful_data(inventory.groups):
        where = inventory.within(file, fault.lines)
        text = f"{plural(len(fault.lines), 'ligne')} : {REASONS[fault.code].words} ({where}), {cell_text(fault)}"
        yield Finding(
            "SNR502",
            Position(inventory.place(file)[0], inventory.line_of(file, fault.lines)),
            text,
            REASONS[fault.code].help,
            severity=Severity.WARNING,
        )
    for table in inventory.files:
        for shared in table.same_days:
            yield Finding(
                "SNR510",
                Position(table.name, shared.line),
                same_day_text(shared),
                SAME_DAY_HELP,
                severity=Severity.WARNING,
            )
    yield from (
        Finding("SNR508", Position(file, line), text, help_text, severity=Severity.WARNING)
        for file, line, text, help_text in doubles_between_files(inventory)
    )
    yield from (
        Finding(
            "SNR502",
            Position(inventory.files[0].name, max(1, inventory.files[0].header_line)),
            correction.text,
            "elle ne change rien : corrigez-la, ou retirez-la",
            severity=Severity.WARNING,
        )
        for correction in unused(inventory, inventory.mapping)
    )
    for name, line, text, doubtful in sheets_told(inventory):
        severity = Severity.WARNING if doubtful else Severity.INFO
        yield Finding("SNR502", Position(name, max(1, line)), text, SHEETS_HELP, severity=severity)
    yield from notes_findings(inventory)


def _counted_twice(
    dossier: Dossier, inventory_import: Import, given: Sequence[Equipment], at: Report
) -> Iterator[Finding]:
    """Yield an error for each typed line whose type an import of the same entity already counts."""
    entities: dict[str, set[str]] = {}
    for line in given:
        entities.setdefault(line.type, set()).add(line.entity or "")
    for index, typed in enumerate(dossier.equipment):
        theirs = entities.get(typed.type)
        if theirs is None or typed.in_addition or typed.inventory is not None:
            continue
        if typed.entity is None or "" in theirs or typed.entity in theirs:
            yield at(
                ("equipment", index, "type"),
                "SNR504",
                f"« {typed.type} » compté deux fois : par cette ligne et par l’inventaire « {inventory_import.id} »",
                "supprimez la ligne, donnez-lui une autre entity, ou in_addition: true si elle s’ajoute",
            )
