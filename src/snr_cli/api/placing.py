"""The findings of a dossier, each at the cell of the tables that it speaks of, and what is missing for the decree."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from os import PathLike
from typing import Any, Final, TypedDict

from snr_cli.api.checking import Wanted, check_read
from snr_cli.api.sheets import NAME_KEY, VALUE_KEY, OpenDossier, opened
from snr_cli.engine.uncertainty import to_collect
from snr_cli.french.words.terms import estimate_label, mass, mass_between
from snr_cli.inputs.dossier.written_rows import (
    FICHE_KEY,
    HOME,
    RowPath,
    column_at,
    file_ref,
    is_inventory,
    key_of,
    row_ref,
    shape_of_key,
    sheet_at,
    written_rows,
)
from snr_cli.inputs.dossier.yaml_events import YamlText
from snr_cli.inputs.workbook.shape import SheetShape, Steps, dossier_sheets
from snr_cli.model.codes import CODES
from snr_cli.model.finding import Finding, Severity, in_order
from snr_cli.outputs.assessment_table import headline

_LAW: Final = "REEN-"
_MISSING: Final = re.compile(r"il manque « (\w+) »").match
_TYPED: Final = {
    "number": "un nombre seul, sans unité : 12,5",
    "boolean": "oui ou non",
    "date": "une date : 31/12/2025",
}
CellPlace = tuple[str, str, str]  # sheet, row, column; empty when it speaks of no one


class FindingEntry(TypedDict):
    """A finding: `level` is error, warning or info; line and column count from 1.

    `told` and `advice` are `message` and `help` in the words of the table, for who never sees a key of the dossier.
    `sheet`, `row` and `cell` (the key of a column) say where it stands in the tables; each is empty when it speaks of more.
    `absent`: it asks for what is written nowhere.
    """

    code: str
    level: str
    message: str
    help: str
    told: str
    advice: str
    file: str
    line: int
    column: int
    sheet: str
    row: str
    cell: str
    absent: bool


class ToCollectEntry(TypedDict):
    """An estimate: what it stands for in kgCO2e, and between which bounds its real number may bring it; `text` says so."""

    estimate: str
    label: str
    kg: float
    low: float
    high: float
    text: str


class Findings(TypedDict):
    """What a check finds, in order of file and line; what the decree asks and the dossier has not; what to collect first.

    `to_collect` begins with the estimate whose real number may change the total most. `scope` says what was judged, `as_of` at
    what date; `assessed`: the dossier can be computed; `footprint` says what its organisation weighs, empty when it cannot be.
    """

    findings: list[FindingEntry]
    missing: list[FindingEntry]
    to_collect: list[ToCollectEntry]
    scope: str
    as_of: str
    assessed: bool
    footprint: str


def findings_of(dossier: str | PathLike[str] | OpenDossier) -> Findings:
    """Check a dossier with the profile that it claims.

    Args:
        dossier: its folder, its file, or what `open_dossier` gave.

    Raises:
        UnreadError: it cannot be opened or decoded.
    """
    opened_dossier = opened(dossier)
    one = check_read(opened_dossier.read, opened_dossier.tables, Wanted())
    places = _Places(opened_dossier.texts)
    standing = [finding for finding in in_order(list(dict.fromkeys(one.findings))) if not finding.suppressed]
    entries = [(finding, placed(finding, places)) for finding in standing]
    missing = [
        (finding.code, entry)
        for finding, entry in entries
        if finding.code.startswith(_LAW) and finding.severity is Severity.ERROR
    ]
    return {
        "findings": [entry for _, entry in entries],
        "missing": [entry for _, entry in sorted(missing, key=lambda each: each[0])],
        "to_collect": _to_collect(opened_dossier, one.assessment),
        "scope": one.scope,
        "as_of": one.as_of,
        "assessed": opened_dossier.read.dossier is not None,
        "footprint": headline(one.assessment, opened_dossier.tables) if one.assessment is not None else "",
    }


def placed(finding: Finding, places: "_Places") -> FindingEntry:
    """Return a finding with its cell."""
    sheet, row, cell = places.of(finding)
    position = finding.position
    told, advice = _in_words_of_the_table(finding, sheet, cell)
    return {
        "code": finding.code,
        "level": finding.severity.value,
        "message": finding.message,
        "help": finding.help,
        "told": told,
        "advice": advice,
        "file": position.file,
        "line": position.line,
        "column": position.column,
        "sheet": sheet,
        "row": row,
        "cell": cell,
        "absent": finding.absent,
    }


def _in_words_of_the_table(finding: Finding, sheet: str, cell: str) -> tuple[str, str]:
    """Say a mistake of the models by the title of its column, and what to type there."""
    shape = shape_of_key(sheet)
    column = next((each for each in shape.columns if each.key == cell), None) if shape is not None and cell else None
    missing = _MISSING(finding.message)
    name = missing[1] if missing else finding.pointer.rpartition("/")[2]
    if column is None or not finding.code.startswith("SNR20") or name != column.steps[-1]:
        return finding.message, finding.help
    told = finding.message.replace(f"« {name} »", f"« {column.title} »", 1)
    if column.choices:
        return told, f"choix : {' ; '.join(column.choices.values())}"
    if missing:
        return told, "remplissez la case, ou supprimez la ligne"
    return told, _TYPED.get(column.kind, finding.help) if finding.code in ("SNR203", "SNR207") else finding.help


class _Places:
    """Where the cells of a dossier are."""

    def __init__(self, texts: Sequence[YamlText]) -> None:
        self.texts = [text for text in texts if isinstance(text.data, dict)]
        self._cells: dict[tuple[str, int, int], CellPlace] | None = None

    def of(self, finding: Finding) -> CellPlace:
        """Return the cell that a finding speaks of, by its path, else by its place."""
        steps = tuple(finding.pointer.split("/")[1:])
        if not steps and finding.absent:
            return _asked_by(finding.code)
        if not steps:
            if self._cells is None:
                self._cells = self._by_place()
            return self._cells.get(
                (finding.position.file, finding.position.line, finding.position.column), ("", "", "")
            )
        text, path = self._written(steps)
        if path[1:2] and text is not None and isinstance(text.data.get(path[0]), list) and not isinstance(path[1], int):
            # a line that no file holds: an inventory gave it
            return key_of(sheet_at(path[:1])[0]), "", ""
        item = path[1:2] and path[0] == HOME and text is not None and text.data[HOME][path[1]]
        shape, row, left = sheet_at(path, inventory=is_inventory(item))
        missing = _MISSING(finding.message)
        cell = _cell(shape, (*left, missing[1])) if missing else ""
        cell = cell or _cell(shape, left)
        if not shape.path:
            known = bool(cell)
            whole = len(left) < 2 and not any(column.steps == left for column in shape.columns) and not missing
            return (FICHE_KEY, FICHE_KEY, "" if whole else cell) if known else ("", "", "")
        return key_of(shape), row_ref(file_ref(text), row) if row and text is not None else "", cell if row else ""

    def _written(self, steps: Steps) -> tuple[YamlText | None, RowPath]:
        """Return the file of a path of the joined dossier, and the path in it; what follows the data is kept as it is."""
        holders = [text for text in self.texts if steps[0] in text.data]
        if not holders:
            return None, steps
        text, rest = holders[0], list(steps)
        if len(steps) > 1 and steps[1].isdigit():
            rank = int(steps[1])
            for holder in holders:
                count = len(holder.data[steps[0]]) if isinstance(holder.data[steps[0]], list) else 0
                if rank < count:
                    text, rest[1] = holder, str(rank)
                    break
                rank -= count
        path: list[str | int] = []
        value: Any = text.data
        for step in rest:
            known: Any = step
            if isinstance(value, list) and step.isdigit() and int(step) < len(value):
                known = int(step)
                value = value[known]
            elif isinstance(value, Mapping):
                known = next((key for key in value if str(key) == step), step)
                value = value.get(known)
            else:
                value = None
            path.append(known)
        return text, tuple(path)

    def _by_place(self) -> dict[tuple[str, int, int], CellPlace]:
        found: dict[tuple[str, int, int], CellPlace] = {}
        for row in written_rows(self.texts):
            sheet = key_of(row.shape)
            if row.place is not None:
                found.setdefault((row.text.name, row.place.line + 1, row.place.column + 1), (sheet, row.ref, ""))
            for column, (_, mark) in row.values.items():
                if mark is not None:
                    place = (row.text.name, mark.line + 1, mark.column + 1)
                    found[place] = (sheet, row.ref, column.key or VALUE_KEY)
        return found


@lru_cache(maxsize=256)
def _asked_by(code: str) -> CellPlace:
    """Return the column that answers a finding on what is written nowhere, by the keys that its code reads."""
    for read in CODES[code].reads:
        model, _, key = read.partition(".")
        if model == "Dossier":
            shape, _, left = sheet_at((key,))
        else:
            shapes = [(shape, column) for shape in dossier_sheets() for column in shape.columns]
            exact = next((found for found in shapes if found[1].origin == read), None)
            near = next((found for found in shapes if found[1].origin.startswith(f"{model}.") and found[0].path), None)
            found = exact or near
            if found is None:
                continue
            shape, left = found[0], found[1].steps if exact else (key,)
        column = column_at(shape, left) if left else None
        if shape.path or column is not None:
            return key_of(shape), "" if shape.path else FICHE_KEY, column.key if column is not None else ""
    return "", "", ""


def _cell(shape: SheetShape, left: Steps) -> str:
    """Return the key of the column of a path inside a row; that of its name when it speaks of a whole row of a mapping."""
    column = column_at(shape, left) if left else None
    if column is None and not left and shape.scalar:
        return VALUE_KEY
    return (column.key or VALUE_KEY) if column is not None else NAME_KEY if shape.keyed is not None and not left else ""


def _to_collect(opened_dossier: OpenDossier, assessment: Any) -> list[ToCollectEntry]:
    """Return the estimates of a dossier, the one whose real number could change its total most first."""
    dossier = opened_dossier.read.dossier
    if dossier is None or assessment is None or not dossier.method.estimate:
        return []

    return [
        {
            "estimate": collect.estimate,
            "label": estimate_label(collect.estimate),
            "kg": collect.kg,
            "low": collect.low,
            "high": collect.high,
            "text": f"{mass(collect.kg)}, {mass_between(collect.low, collect.high, collect.kg)}",
        }
        for collect in to_collect(assessment.organisation.lines, opened_dossier.tables)
    ]
