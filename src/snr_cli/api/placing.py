"""The findings of a dossier, each at the cell of the tables that it speaks of, and what is missing for the decree."""

import re
from collections import Counter
from collections.abc import Mapping
from functools import cached_property, lru_cache
from os import PathLike
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final, TypedDict

from snr_cli.api.checking import Wanted, check_read
from snr_cli.api.sheets import NAME_KEY, VALUE_KEY, OpenDossier, opened, row_label
from snr_cli.engine.uncertainty import to_collect
from snr_cli.french.typography import typography
from snr_cli.french.words.terms import estimate_label, mass, mass_between
from snr_cli.inputs.dossier.sheet_words import in_form
from snr_cli.inputs.dossier.written_rows import (
    FICHE_KEY,
    WrittenRow,
    column_at,
    key_of,
    place_of,
    shape_of_key,
    sheet_at,
    written_rows,
)
from snr_cli.inputs.workbook.shape import Column, SheetShape, Steps, dossier_sheets
from snr_cli.model.codes import CODES
from snr_cli.model.finding import Finding, Severity, in_order
from snr_cli.outputs.assessment_table import headline

if TYPE_CHECKING:
    from snr_cli.api import drafting

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

    `told` and `advice` are `message` and `help` in the words of the forms, for who never sees a key of the dossier; `reference`
    is the text of law or of method that it rests on, `place` where it stands, in words: « Équipements › Portables › Quantité »,
    `name` what its row is called.
    `sheet`, `row` and `cell` (the key of a column) say where it stands in the tables; each is empty when it speaks of more.
    `absent`: it asks for what is written nowhere. `fix`: the edit that mends it, when the value can mean one thing alone.
    """

    code: str
    level: str
    message: str
    help: str
    told: str
    advice: str
    reference: str
    place: str
    name: str
    file: str
    line: int
    column: int
    sheet: str
    row: str
    cell: str
    absent: bool
    fix: "RowEdit | None"


class RowEdit(TypedDict, total=False):
    """What to change.

    `sheet` names the sheet. With `row`, `column` and `text`: a cell becomes what was typed, empty to remove it. With `add`: a new
    row, its cells by the key of their column, in the row `parent` for a sheet that has one. With `row` and `remove`: true: the
    row goes, and all that it holds. With `row` and `copy`: true: the same once more, under it, with an id of its own.
    """

    sheet: str
    row: str
    column: str
    text: str
    add: Mapping[str, str]
    parent: str
    remove: bool
    copy: bool


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
    places = _Places(opened_dossier)
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


def places_to_fill(dossier: str | PathLike[str] | OpenDossier, drafted: "drafting.Drafted") -> list[dict[str, str]]:
    """Return the places to fill of a document, in its words, each at the cell that fills it.

    `what` is missing; `key` is what the document has beside it, `place`, `sheet`, `row` and `cell` say where it is filled, as in
    `FindingEntry`. All are empty but the first where somebody has to check something before the vote.

    Args:
        dossier: that it is written from: its folder, its file, or what `open_dossier` gave.
        drafted: the document.

    Raises:
        UnreadError: the dossier cannot be opened or decoded.
    """
    places, found = _Places(opened(dossier)), []
    for lack in drafted.lacks:
        sheet, row, cell = places.at_key(lack.where.partition(", ")[0])
        entry = {"key": lack.where, "place": places.named(sheet, row, cell), "sheet": sheet, "row": row, "cell": cell}
        found.append({"what": typography(lack.what), **entry})
    return found


def placed(finding: Finding, places: "_Places") -> FindingEntry:
    """Return a finding with its cell."""
    sheet, row, cell = places.of(finding)
    position, labels, shape = finding.position, places.dossier.labels, shape_of_key(sheet) or dossier_sheets()[0]
    # the texts that a code rests on end what is said to mend it
    mend, _, reference = finding.help.rpartition(" — ") if CODES[finding.code].texts else (finding.help, "", "")
    written = places.rows.get(row)
    name = "" if written is None else places.called(written)
    message = finding.message if written is None else finding.message.replace(f"« {written.name} »", f"« {name} »")
    column = next((each for each in shape.columns if each.key == cell), None) if cell else None
    return {
        "code": finding.code,
        "level": finding.severity.value,
        "message": finding.message,
        "help": finding.help,
        "told": in_form(message, shape, labels) or finding.message,
        "advice": _advice(finding, column) or in_form(mend, shape, labels),
        "reference": reference,
        "place": places.named(sheet, row, cell) or places.file_of(finding),
        "name": name,
        "file": position.file,
        "line": position.line,
        "column": position.column,
        "sheet": sheet,
        "row": row,
        "cell": cell,
        "absent": finding.absent,
        "fix": {"sheet": sheet, "row": row, "column": cell, "text": finding.reading}
        if finding.reading and row and cell
        else None,
    }


def _advice(finding: Finding, column: Column | None) -> str:
    """Return what to type in a cell that the models refuse; empty when what is said of its file serves."""
    if column is None or not finding.code.startswith("SNR20"):
        return ""
    if column.choices:
        return f"choix : {' ; '.join(column.choices.values())}"
    if _MISSING(finding.message):
        return "remplissez la case, ou supprimez la ligne"
    return _TYPED.get(column.kind, "") if finding.code in ("SNR203", "SNR207") else ""


class _Places:
    """Where the cells of a dossier are."""

    def __init__(self, dossier: OpenDossier) -> None:
        self.dossier = dossier
        self.texts = [text for text in dossier.texts if isinstance(text.data, dict)]
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
        depth = next((depth for depth in range(len(steps), 1, -1) if steps[:depth] in self._joined), 0)
        row = self._joined.get(steps[:depth])
        shape, left = (row.shape, steps[depth:]) if row is not None else sheet_at(steps)[::2]
        missing = _MISSING(finding.message)
        cell = _cell(shape, (*left, missing[1])) if missing else ""
        cell = cell or _cell(shape, left)
        if not shape.path:
            known = bool(cell)
            whole = len(left) < 2 and not any(column.steps == left for column in shape.columns) and not missing
            return (FICHE_KEY, FICHE_KEY, "" if whole else cell) if known else ("", "", "")
        return key_of(shape), "" if row is None else row.ref, "" if row is None else cell

    @cached_property
    def _joined(self) -> dict[Steps, WrittenRow]:
        """The rows by their path in the joined dossier, where the list of a file follows that of the file before."""
        found: dict[Steps, WrittenRow] = {}
        before: Counter[str] = Counter()
        for text in self.texts:
            for row in written_rows([text]):
                section, rank, *rest = row.path
                shift = before[str(section)] if isinstance(rank, int) else 0
                found[tuple(map(str, (section, rank + shift if isinstance(rank, int) else rank, *rest)))] = row
            before.update({key: len(value) for key, value in text.data.items() if isinstance(value, list)})
        return found

    @cached_property
    def rows(self) -> dict[str, WrittenRow]:
        return {row.ref: row for row in self._joined.values()}

    def named(self, sheet: str, row: str, cell: str) -> str:
        """Say in words where a cell stands: the sheets and the rows that hold it, its column."""
        shape = shape_of_key(sheet)
        if shape is None:
            return ""
        said = self._trail(self.rows.get(row)) or ([shape.titles[-1]] if shape.path else [])
        column = next((each for each in shape.columns if (each.key or VALUE_KEY) == cell), None)
        return " › ".join([*said, *(column.titles if column is not None else ())])

    def _trail(self, row: WrittenRow | None) -> list[str]:
        """Return the titles of the sheets that hold a row, each with what the row there is called."""
        return [] if row is None else [*self._trail(row.up), row.shape.titles[-1], self.called(row)]

    def called(self, row: WrittenRow) -> str:
        """Return how a person calls a row; with its identifier where another of its sheet is called so."""
        label = row_label(row, self.dossier.labels)
        return f"{label} ({row.name})" if self._labels[key_of(row.shape), label] > 1 else label

    @cached_property
    def _labels(self) -> Counter[tuple[str, str]]:
        return Counter((key_of(row.shape), row_label(row, self.dossier.labels)) for row in self.rows.values())

    def file_of(self, finding: Finding) -> str:
        """Name the file of a finding that stands at no cell: an export; the line of a text is for who edits it, and broke it."""
        file, known = finding.position.file, any(finding.position.file == text.name for text in self.dossier.texts)
        name = file.removeprefix(f"{PurePath(self.dossier.read.name).parent.as_posix()}/")
        if finding.code.startswith("SNR1") and not finding.position.sheet:
            return f"{name}, ligne {finding.position.line}"
        return "" if known else name

    def at_key(self, key: str) -> CellPlace:
        """Return the cell that a key names: `programme.date`, `actions[].means`, `actions.velo`."""
        found = place_of(key)
        if found is None:
            return "", "", ""
        shape, name, steps = found
        column = next((each for each in shape.columns if steps and each.steps[: len(steps)] == steps), None)
        row = next((ref for ref, each in self.rows.items() if each.shape is shape and each.name == name), "")
        return key_of(shape), row if shape.path else FICHE_KEY, column.key if column is not None else ""

    def _by_place(self) -> dict[tuple[str, int, int], CellPlace]:
        found: dict[tuple[str, int, int], CellPlace] = {}
        for row in self.rows.values():
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
