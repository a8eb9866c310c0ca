"""Exports of other tools: each row with its verdict, the lines that they make, what is in doubt and what settles it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike, fspath
from pathlib import Path
from typing import Any, Final, NotRequired, TypedDict

from snr_cli.api.catalogue import inventory_words
from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.tables import Tables
from snr_cli.inputs.dossier.files import shown, why
from snr_cli.inputs.dossier.imports import load_mapping
from snr_cli.inputs.dossier.yaml_edit import edited_yaml
from snr_cli.inputs.dossier.yaml_events import read_yaml
from snr_cli.inputs.inventory.faults import LONE_STATUS, VERDICT_WORDS
from snr_cli.inputs.inventory.likely import LikelyTable
from snr_cli.inputs.inventory.mapping import MappingError, corrections
from snr_cli.inputs.inventory.read import Inventory, Park, expand, likely_columns, park, read_inventory
from snr_cli.inputs.inventory.recognition import InventoryWords
from snr_cli.inputs.inventory.records import COUNTED, VERDICTS, Corrections, InventoryError, Reading, TableError
from snr_cli.inputs.inventory.shapes import GONE
from snr_cli.inputs.inventory.told import doubtful
from snr_cli.model.finding import DossierError
from snr_cli.model.refusal import UsageError
from snr_cli.outputs.inventory_files import proposal, refused
from snr_cli.outputs.inventory_report import REMARK, Doubt, doubt_line, ranked, settled_by


@dataclass(frozen=True, slots=True)
class Exports:
    """Exports once read.

    Attributes:
        inventory: every row and its verdict: counted, to confirm, set aside, rejected or ignored, and why.
        park: the lines of equipment that the counted rows make.
        files: what was read, with its name in messages.
        how: the corrections and the choices that they were read with.
    """

    inventory: Inventory
    park: Park
    files: tuple[tuple[Path, str], ...]
    how: Reading


class RefusedError(UsageError):
    """An export that nobody can read without being told more.

    Attributes:
        error: what is asked, with the file and the sheet.
        files: those that were to be read, with their names in messages.
        how: the corrections and the choices that they were read with.
    """

    def __init__(self, error: InventoryError, files: tuple[tuple[Path, str], ...], how: Reading) -> None:
        super().__init__(str(error))
        self.error, self.files, self.how = error, files, how


def read_exports(
    *paths: str | PathLike[str],
    year: int,
    mapping: Path | None = None,
    default_type: str | None = None,
    accept: bool = False,
    sheets: tuple[str, ...] = (),
    progress: Callable[..., Any] | None = None,
    tables: Tables | None = None,
) -> Exports:
    """Read exports of inventories.

    Args:
        paths: files, or folders of files.
        year: the year studied: what left before it, or came after it, is set aside.
        mapping: a file of corrections (titles, types, statuses).
        default_type: the type of rows that nothing names.
        accept: count what is recognised without being sure.
        sheets: of workbooks; those that hold devices without any.
        progress: called as rows are read.
        tables: the factor tables; those of snr without any.

    Raises:
        UsageError: a file does not open, or (`RefusedError`) nobody can tell what it holds.
        DossierError: the mapping is wrong.
    """
    tables = shipped_tables() if tables is None else tables
    words = inventory_words(tables)
    if default_type is not None and default_type not in words.types:
        raise UsageError(f"--type : type inconnu « {default_type} » ; la liste : snr factors list equipment")
    own = Corrections() if mapping is None else load_mapping(mapping, shown(str(mapping)), words.types)
    how = Reading(own, default_type=default_type, accept=accept)
    names = [fspath(path) for path in paths]
    files: tuple[tuple[Path, str], ...] = ()
    try:
        files = tuple(found for name in names for found in expand(Path(name), shown(name)))
        inventory = read_inventory(files, words, how, year, sheets, progress)
    except InventoryError as error:
        raise RefusedError(error, files, how) from None
    except OSError as error:
        raise UsageError(f"{shown(error.filename)} : {why(error)}") from None
    source = "inventaire " + ", ".join(Path(name).name for name in names)
    return Exports(inventory, park("parc", inventory, "high", source), files, how)


# What an inventory leaves to a person: its rows by verdict, the questions that a mapping answers, the mapping once they are.

_SECTIONS: Final = ("columns", "statuses", "types")
# what a label may be that is no type of the catalogue
NO_TYPE: Final = {
    "excluded": "ne pas compter",
    "virtual": "machine virtuelle",
    "built_in": "pièce d’un autre appareil",
    "sim": "carte SIM",
}
STATE_LABELS: Final = {
    "in_use": "en service",
    "spare": "de secours",
    "stored": "en stock",
    "retired": "sorti du parc",
    "lost": "perdu ou volé",
    "ordered": "commandé, pas encore reçu",
    "personal": "appareil personnel",
}


class VerdictEntry(TypedDict):
    """How many rows and devices have a verdict; `units` None when nobody knows."""

    verdict: str
    label: str
    rows: int
    units: float | None


class MappingQuestion(TypedDict):
    """What settles rows: the section of the mapping, the word, the answer that is likely, and from which list (`choices`) others come.

    `typed`: what a person writes of the file, as it is there, in the place of `word` or after it: it is not shown, for it may
    name somebody; empty when `word` is all.
    """

    section: str
    word: str
    typed: str
    answer: str
    choices: str


class DoubtEntry(TypedDict):
    """Rows that say one thing: why they have their verdict, in French; never a cell that may name a person.

    `place`: the file, and its rows. `settle` is there when a mapping settles them; `kg_co2e` is what they may weigh.
    """

    verdict: str
    text: str
    label: str
    reason: str
    file: str
    place: str
    rows: int
    units: float | None
    guess: str
    kg_co2e: float | None
    settle: NotRequired[MappingQuestion]


class Doubts(TypedDict):
    """What an inventory says: rows read, by verdict, in groups; `choices`: value and French label, of types and of states.

    `unread`: why files or sheets could not be read, in French.
    """

    read: int
    unread: list[str]
    verdicts: list[VerdictEntry]
    doubts: list[DoubtEntry]
    choices: dict[str, list[dict[str, str]]]


class MappingAnswer(TypedDict):
    """An answer to a question: a type, one of `excluded`, `virtual`, `built_in`, `sim`, « 10 laptop » for several; or a state."""

    section: str
    word: str
    answer: str


def doubts_of(exports: Exports | Inventory, *, tables: Tables | None = None) -> Doubts:
    """Return what `snr inventory` says of exports, what a person has to confirm first, the heaviest first.

    Args:
        exports: what `read_exports` gave, or an inventory that a dossier read.
        tables: the factor tables; those of snr without any.
    """
    known = shipped_tables() if tables is None else tables
    inventory = exports.inventory if isinstance(exports, Exports) else exports
    verdicts: list[VerdictEntry] = [
        {
            "verdict": verdict,
            "label": VERDICT_WORDS[verdict],
            "rows": inventory.count(verdict),
            "units": inventory.units(verdict),
        }
        for verdict in VERDICTS
    ]
    doubts: list[DoubtEntry] = []
    for verdict in VERDICTS:
        for doubt in ranked(inventory.groups, verdict, known) if verdict != COUNTED else ():
            entry: DoubtEntry = {
                "verdict": verdict,
                "text": doubt_line(doubt, inventory),
                "label": doubt.label,
                "reason": doubt.reason,
                "file": doubt.file,
                "place": f"{doubt.file}, {inventory.where(doubt.file, doubt.rows)}",
                "rows": len(doubt.rows),
                "units": doubt.units,
                "guess": doubt.guess,
                "kg_co2e": doubt.kg_co2e,
            }
            settled = settled_by(doubt) if verdict == "to_confirm" else None
            if settled is not None and settled[0] != "totals":
                section, word, answer = settled
                word, typed = _typed(doubt, word)
                entry["settle"] = {
                    "section": section,
                    "word": word,
                    "typed": typed,
                    "answer": "" if "…" in answer else answer,
                    "choices": "types" if section == "types" else "states",
                }
            doubts.append(entry)
    types = {name: equipment_type.label for name, equipment_type in known.equipment_types.items()}
    return {
        "read": inventory.read,
        "unread": [str(error) for error in inventory.unread],
        "verdicts": verdicts,
        "doubts": doubts,
        "choices": {"types": _choices({**NO_TYPE, **types}), "states": _choices(STATE_LABELS)},
    }


def _typed(doubt: Doubt, word: str) -> tuple[str, str]:
    """Return what of a word is known, and what a person has to write."""
    if doubt.label == LONE_STATUS:
        return "", "le statut, comme dans le fichier"
    if doubt.code == GONE and word.endswith(REMARK):
        return word.removesuffix(REMARK), "les mots de la remarque, comme dans le fichier"
    return word, ""


def _choices(labels: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"value": value, "label": label} for value, label in labels.items()]


def proposed_mapping(found: Exports | RefusedError, sheets: Sequence[str] = (), *, tables: Tables | None = None) -> str:
    """Return the mapping that `snr inventory --format mapping` writes; empty when there is nothing to propose.

    Args:
        found: what `read_exports` gave, or what it raised for a file whose columns nobody can tell.
        sheets: of workbooks, that were asked for.
        tables: the factor tables; those of snr without any.
    """
    known = shipped_tables() if tables is None else tables
    words = inventory_words(known)
    if isinstance(found, RefusedError):
        table = _likely(found.error.name, found.error.sheet, found, words, sheets)
        return "" if table is None else refused(table, found.error.asks, found.how.mapping)
    apart = [(each.name, each.sheet) for each in found.inventory.unread]
    apart += [(each[0].name, each[0].sheet) for each in doubtful(found.inventory)]
    others = (_likely(name, sheet, found, words, sheets) for name, sheet in apart)
    return proposal(found.inventory, known, [likely_table for likely_table in others if likely_table is not None])


def _likely(
    name: str, sheet: str, found: Exports | RefusedError, words: InventoryWords, sheets: Sequence[str]
) -> LikelyTable | None:
    """Look at the columns of a file that is refused; None when it has none."""
    path = next((path for path, shown in found.files if shown == name), None)
    try:
        return None if path is None else likely_columns(path, name, words, found.how, [sheet] if sheet else [*sheets])
    except (TableError, OSError):
        return None


def settle_mapping(
    mapping_text: str,
    answers: Sequence[MappingAnswer],
    *,
    name: str = "inventaire.mapping.yaml",
    tables: Tables | None = None,
) -> str:
    """Return the text of a mapping once questions are answered; what it says otherwise stays, comments included.

    It is the file that `snr inventory --format mapping` writes, and that the dossier reads beside an export.

    Args:
        mapping_text: the mapping as it is; empty for a new one.
        answers: what a person says; an empty answer takes the word out.
        name: of the file, in messages.
        tables: the factor tables; those of snr without any.

    Raises:
        UsageError: a section or an answer that means nothing.
        DossierError: the mapping is no YAML.
    """
    text, findings = read_yaml(name, mapping_text.removeprefix("\ufeff"))
    if findings:
        raise DossierError(findings)
    data: dict[str, Any] = dict(text.data) if isinstance(text.data, dict) else {}
    changed: dict[str, dict[Any, str]] = {}
    for answer in answers:
        section, word = answer["section"], answer["word"]
        if section not in _SECTIONS:
            raise UsageError(
                f"« {section} » n’est pas une partie des correspondances", f"choix : {', '.join(_SECTIONS)}"
            )
        before = data.get(section)
        words = changed.setdefault(section, dict(before) if isinstance(before, dict) else {})
        key = next((known for known in words if str(known) == word), word)
        words.pop(key, None) if not answer["answer"] else words.update({key: answer["answer"]})
    known = shipped_tables() if tables is None else tables
    try:
        corrections({**data, **changed}, inventory_words(known).types)
    except MappingError as error:
        raise UsageError(" › ".join((*error.path, error.message)), error.help) from None
    return edited_yaml(mapping_text, changed, name=name)[0]
