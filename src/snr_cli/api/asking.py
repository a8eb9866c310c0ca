"""Questions as the sheets of a workbook: which ones, what the dossier answers already, what came back, and where each answer goes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple, get_args

from snr_cli.api.answers import AnswerError, half_answered, read_answer
from snr_cli.french.words.dossier import LABELS
from snr_cli.inputs.dossier.corrected import Correction, row_name
from snr_cli.inputs.dossier.files import relative
from snr_cli.inputs.inventory.fleet import slug, unique
from snr_cli.inputs.inventory.values import fold
from snr_cli.inputs.sheets import Cell, CellKind
from snr_cli.inputs.workbook.asked import (
    ANSWER,
    ASKED,
    QUESTIONS_SHEET,
    ROW,
    SOURCE,
    UNKNOWN,
    AskedColumn,
    AskedRow,
    AskedSheet,
    AskedValue,
    asked_rows,
)
from snr_cli.inputs.workbook.shape import MOST_NAME
from snr_cli.inputs.workbook.values import NO_WORD, YES_WORD, at_steps
from snr_cli.model.codes import CODES
from snr_cli.model.finding import Finding, Position
from snr_cli.model.questions import BY_ID, QUESTIONS, ROLES, Part, Question, Role
from snr_cli.model.territory import SectionKey

KEPT: Final = "questions"  # the key of what was asked, in what a workbook was filled with
_SPARE: Final = 12  # empty rows of a list
_CROSS: Final = "x"
_HELP: Final = (
    "Une case vide, ou une croix dans « Je ne sais pas », dit que la réponse manque : rien n’est inventé à sa place."
)
_LIST_HELP: Final = "Une ligne par élément ; une case vide dit que la réponse manque."
_OURS: Final = frozenset(f"{ASKED}{name}" for name in ("question", "unite", "aide", "quoi"))
# what a dossier always has, or what several places of it say: their answers are written by a command
ELSEWHERE: Final = frozenset({"siren", "usages"})
# what a new row says besides its answers
_NEW: Final[dict[str, dict[str, Any]]] = {"engage": {"status": "under_way"}, "sites": {"type": "website"}}
_NAMES: Final = (("id",), ("year",))  # the keys that a row is known by
_PERIMETERS: Final = {"cut": "organisation", "local_cut": "territory"}
_OBJECTIVES: Final = {
    "organisation": {"id": "baisse-collectivite", "title": "Réduire l’empreinte du numérique de la collectivité"},
    "territory": {
        "id": "baisse-territoire",
        "title": "Réduire l’empreinte du numérique du territoire",
        "measured_on": "bottom_up",
    },
}


def questions_of(role: Role, kind: str | None) -> tuple[Question, ...]:
    """Return the questions that a sheet asks of a role, for a kind of authority; all kinds when it is not known."""
    return tuple(
        question
        for question in QUESTIONS
        if question.who == role
        and question.parts
        and question.id not in ELSEWHERE
        and (not question.of or kind in (None, *question.of))
    )


# What the dossier answers already, as a person reads it in a cell.


class _Place(NamedTuple):
    """What is asked: the part of a question, of a row or of none; its path is its name in what was sent."""

    question: Question
    part: Part
    row: Any = None

    @property
    def path(self) -> str:
        return "/".join((self.question.id, self.part.key, *([] if self.row is None else [str(self.row)])))


def _rows(data: Mapping[str, Any], question: Question) -> dict[Any, Any]:
    """Return the rows that a question is asked of, by their names."""
    items = data.get(question.rows or question.each) or ()
    new = _NEW.get(question.id, {})
    named = {row_name(item, rank): item for rank, item in enumerate(items)}
    return {name: item for name, item in named.items() if all(item.get(key) == value for key, value in new.items())}


def _line(data: Mapping[str, Any], part: Part) -> Any:
    """Return the line that a part is of: that of its id, else the only one of its type; None when there is none."""
    section, name = part.line
    lines = data.get(section) or ()
    own = [line for line in lines if line.get("id") == name]
    others = [line for line in lines if line.get("type") == part.type]
    return own[0] if own else others[0] if len(others) == 1 else None


def _objective(data: Mapping[str, Any], perimeter: str) -> Any:
    found = [
        each
        for each in data.get("objectives") or ()
        if each.get("perimeter") == perimeter
        and each.get("category", "climate_change") == "climate_change"
        and each.get("measured_on", "bottom_up") == "bottom_up"
    ]
    return found[0] if found else None


def _value(data: Mapping[str, Any], place: _Place) -> Any:
    part = place.part
    if part.to == "objectives":
        wanted = [_PERIMETERS[part.key]] if part.key in _PERIMETERS else list(_PERIMETERS.values())
        values = (
            at_steps(_objective(data, each), ("reduction" if part.key in _PERIMETERS else "by",)) for each in wanted
        )
        return next((value for value in values if value is not None), None)
    if place.row is not None:
        return at_steps(_rows(data, place.question).get(place.row), part.field)
    return at_steps(_line(data, part) if part.type else data, part.field)


def _shown(part: Part, value: Any) -> AskedValue:
    """Return what a cell holds of a value of the dossier."""
    if value is None:
        return None
    if part.choices:
        return next((label for label, choice in part.choices if choice == value), str(value))
    if isinstance(value, bool):
        return YES_WORD if value else NO_WORD
    if part.sort == "share":
        return f"{value * 100:.10g} %".replace(".", ",") if isinstance(value, int | float) else str(value)
    if isinstance(value, int | float):
        found = round(value / part.times, 6)
        return int(found) if found == int(found) else found
    return str(value)


def _stored(part: Part, answer: Any) -> Any:
    """Return what the dossier holds of an answer."""
    if part.sort == "share":
        return float(f"{answer / 100:.12g}")
    if isinstance(answer, int | float) and not isinstance(answer, bool) and part.times != 1:
        found = float(f"{answer * part.times:.12g}")
        return int(found) if found == int(found) else found
    return answer


def _source_steps(part: Part) -> tuple[str, ...]:
    """Return the steps to where the source of an answer goes, beside it; none when nothing keeps it."""
    last = part.field[-1]
    if part.type and last in ("quantity", "surface_m2"):
        return ("source",)
    if last in ("years", "upstream_years"):
        return (*part.field[:-1], "source" if last == "years" else "upstream_source")
    return ()


def _source_of(question: Question, part: Part) -> _Place:
    return _Place(
        question,
        part._replace(
            key=f"{part.key}.source",
            to=f"{'/'.join(part.line)}.{'.'.join(_source_steps(part))}" if part.type else ".".join(_source_steps(part)),
            sort="text",
            unit="",
            times=1.0,
            part_of="",
            estimate="",
            choices=(),
        ),
    )


# The sheets to send.


class AskedBook(NamedTuple):
    """The sheets of questions of a workbook, and what they are filled with."""

    sheets: tuple[AskedSheet, ...]
    sent: dict[str, AskedValue]


def asked_book(questions: Iterable[Question], data: Mapping[str, Any], counted: Iterable[str], title: str) -> AskedBook:
    """Write questions as sheets: those of a few words in one, a list for each that is asked of rows.

    Args:
        questions: in order.
        data: the dossier, as it understands itself.
        counted: the types that its inventories count: they are asked of nobody.
        title: of the sheets.
    """
    every = [question for question in questions if question.parts]
    taken = frozenset(counted)
    single = [question for question in every if not (question.rows or question.each)]
    sent: dict[str, AskedValue] = {}
    sheets = [_questions_sheet(single, data, taken, title, sent)] if single else []
    names: set[str] = set()
    for question in every:
        if question not in single and (question.rows or _rows(data, question)):
            sheets.append(_list_sheet(question, data, sent, names))
    return AskedBook(tuple(sheets), sent)


def _questions_sheet(
    questions: Sequence[Question],
    data: Mapping[str, Any],
    counted: frozenset[str],
    title: str,
    sent: dict[str, AskedValue],
) -> AskedSheet:
    columns = (
        AskedColumn(f"{ASKED}question", "Question", 50),
        AskedColumn(ANSWER, "Réponse", 26, filled=True),
        AskedColumn(f"{ASKED}unite", "Unité", 11),
        AskedColumn(UNKNOWN, "Je ne sais pas", 9, (_CROSS,), filled=True),
        AskedColumn(SOURCE, "Source (facultatif)", 26, filled=True),
        AskedColumn(f"{ASKED}aide", "Où trouver", 48),
        AskedColumn(ROW, "Ligne", 30),
    )
    rows: list[tuple[AskedValue, ...]] = []
    choices: dict[int, tuple[str, ...]] = {}
    texts: set[int] = set()
    for question in questions:
        parts = [part for part in question.parts if not part.if_unknown and not _counted_elsewhere(data, part, counted)]
        rows += [(question.ask,)] if parts else []
        for rank, part in enumerate(parts):
            place = _Place(question, part)
            value = sent[place.path] = _shown(part, _value(data, place))
            source: AskedValue = ""
            if _source_steps(part):
                of = _source_of(question, part)
                source = sent[of.path] = _shown(of.part, _value(data, of))
            choices[len(rows)] = _choices_of(part)
            texts |= {len(rows)} if part.sort in ("share", "text", "date") else set()
            where = part.where or (question.where if rank == 0 else "")
            rows.append(
                (
                    part.ask,
                    value,
                    "" if part.sort == "share" else part.unit,
                    None,
                    source,
                    _told(part, where),
                    place.path,
                )
            )
    # a column that nobody fills in is not drawn
    kept = [
        rank
        for rank in range(len(columns))
        if rank not in (2, 4) or any(row[rank] != "" for row in rows if len(row) > 1)
    ]
    drawn = tuple(row if len(row) == 1 else tuple(row[rank] for rank in kept) for row in rows)
    return AskedSheet(
        QUESTIONS_SHEET, title, _HELP, tuple(columns[rank] for rank in kept), drawn, choices, frozenset(texts)
    )


def _told(part: Part, where: str) -> str:
    return " ; ".join(
        filter(None, (where, f"exemple : {part.example}{' %' if part.sort == 'share' else ''}" if part.example else ""))
    )


def _choices_of(part: Part) -> tuple[str, ...]:
    return (YES_WORD, NO_WORD) if part.sort == "yes" else tuple(label for label, _ in part.choices)


def _counted_elsewhere(data: Mapping[str, Any], part: Part, counted: frozenset[str]) -> bool:
    """Say whether an inventory, or several lines of the dossier, give what a part asks."""
    if not part.type or any(line.get("id") == part.line[1] for line in data.get(part.line[0]) or ()):
        return False
    lines = [line for line in data.get(part.line[0]) or () if line.get("type") == part.type]
    return len(lines) > 1 or (not lines and part.type in counted) or any(line.get("inventory") for line in lines)


def _list_sheet(
    question: Question, data: Mapping[str, Any], sent: dict[str, AskedValue], names: set[str]
) -> AskedSheet:
    """Write the sheet of a question that is asked of rows; only the columns of its parts."""
    rows = _rows(data, question)
    label = LABELS[frozenset(get_args(SectionKey))][question.rows or question.each]
    name = f"{label[0].upper()}{label[1:]} ({question.id})"[:MOST_NAME]
    names.add(name)
    called = (AskedColumn(f"{ASKED}quoi", "De quoi", 44),) if question.each else ()
    columns = (
        *called,
        *(
            AskedColumn(
                f"{ASKED}{part.key}",
                f"{part.ask} ({part.unit})" if part.unit else part.ask,
                26 if part.sort == "text" else 15,
                _choices_of(part),
                filled=True,
            )
            for part in question.parts
        ),
        AskedColumn(ROW, "Ligne", 30),
    )
    cells: list[tuple[AskedValue, ...]] = []
    for key, item in rows.items():
        values = []
        for part in question.parts:
            place = _Place(question, part, key)
            values.append(_shown(part, at_steps(item, part.field)))
            sent[place.path] = values[-1]
        title = [str(item.get("title") or item.get("subject") or item.get("label") or key)] if called else []
        cells.append((*title, *values, f"{question.id}/{key}"))
    spare = _SPARE if question.rows else 0
    cells += [(*([None] * (len(columns) - 1)), f"{question.id}/")] * spare
    where = f"{_LIST_HELP} {question.where[:1].upper()}{question.where[1:]}." if question.where else _LIST_HELP
    return AskedSheet(name, question.ask, where, columns, tuple(cells), {})


# What came back.


class SheetAnswer(NamedTuple):
    """An answer that came back: what it is to, its value as the dossier holds it, as a cell shows it, and its cell."""

    place: _Place
    value: Any
    shown: AskedValue
    at: Position


@dataclass(slots=True)
class SheetAnswers:
    """What the sheets of questions of a workbook say.

    Attributes:
        given: what is answered, by its path.
        unknown: what is said not to be known.
        findings: what cannot be read.
        kept: what is told besides.
        told: values that the dossier changed since.
        base: what the next return is compared with.
        written: those that change the dossier.
    """

    given: dict[str, SheetAnswer] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    told: list[Correction] = field(default_factory=list)
    base: dict[str, AskedValue] = field(default_factory=dict)
    written: list[SheetAnswer] = field(default_factory=list)


def read_answers(
    path: Path, questions: Iterable[str], data: Mapping[str, Any], sent: Mapping[str, Any], base: Mapping[str, Any]
) -> SheetAnswers:
    """Read what a workbook answers to questions, and what of it changes the dossier.

    Args:
        path: the workbook.
        questions: the ids of those that it asks.
        data: the dossier, as it understands itself.
        sent: what it was filled with.
        base: what it is compared with: what was last taken of it, else `sent`.

    Raises:
        OSError, SheetError: it cannot be read.
    """
    found = SheetAnswers(base=dict(base))
    asked = {question: BY_ID[question] for question in questions if question in BY_ID}
    name = relative(path).as_posix()
    taken = {
        str(item["id"]): 1
        for items in data.values()
        if isinstance(items, list | tuple)
        for item in items
        if isinstance(item, Mapping) and "id" in item
    }
    others = {
        part.key: _shown(part, _value(data, _Place(question, part)))
        for question in QUESTIONS
        if not (question.rows or question.each)
        for part in question.parts
        if part.type or part.to != "objectives"
    }
    mine = {part.key for question in asked.values() for part in question.parts}
    others = {key: value for key, value in others.items() if isinstance(value, int | float) and key not in mine}
    rows = asked_rows(path)
    if asked and rows is None:
        found.kept.append(f"feuille « {QUESTIONS_SHEET} » absente : aucune réponse n’est reprise")
    for row in rows or ():
        question_id, _, key = row.key.partition("/")
        question = asked.get(question_id)
        if question is None:
            for cell in [cell for column, cell in row.cells.items() if column not in _OURS][:1]:
                message = f"« {cell.text.strip()[:60]} » n’est la réponse à aucune question"
                advice = "répondez sur une ligne du classeur envoyé"
                found.findings.append(_finding("SNR124", name, row.sheet, cell, message, advice))
            continue
        if question.rows or question.each:
            _read_row(found, name, row, question, _row_called(key, row, question, data, taken), sent, others)
        elif (part := next((each for each in question.parts if each.key == key), None)) is not None:
            _read_single(found, name, row, _Place(question, part), sent, others)
    _keep_estimates(found, asked.values(), data)
    _compare(found, data, sent, base)
    return found


def _read_single(
    found: SheetAnswers, name: str, row: AskedRow, place: _Place, sent: Mapping[str, Any], others: dict[str, Any]
) -> None:
    cells = row.cells
    crossed = UNKNOWN in cells
    if crossed or (ANSWER in cells and not _read_cell(found, name, row.sheet, cells[ANSWER], place, sent, others)):
        found.unknown.append(place.part.ask)
    if SOURCE in cells:
        if not _source_steps(place.part):
            found.findings.append(
                _finding(
                    "SNR132",
                    name,
                    row.sheet,
                    cells[SOURCE],
                    "la source de cette réponse n’a pas de place au dossier",
                    "elle n’est pas reprise",
                )
            )
        elif ANSWER in cells and not crossed:
            _read_cell(found, name, row.sheet, cells[SOURCE], _source_of(place.question, place.part), sent, others)


def _read_row(
    found: SheetAnswers,
    name: str,
    row: AskedRow,
    question: Question,
    called: Any,
    sent: Mapping[str, Any],
    others: dict[str, Any],
) -> None:
    cells = {part.key: row.cells[f"{ASKED}{part.key}"] for part in question.parts if f"{ASKED}{part.key}" in row.cells}
    key = row.key.partition("/")[2]
    if not cells:
        return
    if called is None and key:
        found.kept.append(f"« {question.ask} », ligne « {key} » : le dossier ne l’a plus ; rien n’en est repris")
        return
    if called is None:
        first = f"« {question.parts[0].ask} »"
        told, advice = f"ligne sans {first}", f"remplissez {first}, ou répondez sur une ligne envoyée"
        found.findings.append(_finding("SNR124", name, row.sheet, next(iter(cells.values())), told, advice))
        return
    own: dict[str, Any] = {}
    for part in question.parts:
        place = _Place(question, part, called)
        if part.key not in cells:
            continue
        if key and part.field in _NAMES:  # what a row is called stays
            if _typed(cells[part.key]) != key:
                found.kept.append(
                    f"« {part.ask} », ligne « {key} » : ce qui nomme une ligne se corrige dans le dossier"
                )
            continue
        _read_cell(found, name, row.sheet, cells[part.key], place, sent, own)


def _row_called(key: str, row: AskedRow, question: Question, data: Mapping[str, Any], taken: dict[str, int]) -> Any:
    """Return the name of the row of the dossier that a row is, or that it makes; None when nothing says it."""
    rows = _rows(data, question)
    known = {str(name): name for name in rows}
    if key:
        return known.get(key)
    first = row.cells.get(f"{ASKED}{question.parts[0].key}")
    if question.each or first is None:
        return None
    text, part = first.text.strip(), question.parts[0]
    same = next(
        (name for name, item in rows.items() if fold(str(_shown(part, at_steps(item, part.field)))) == fold(text)), None
    )
    if same is not None:
        return same
    if part.key == "year":
        return int(first.value) if isinstance(first.value, int | float) else text
    if question.rows == "exclusions":
        taken[" rank"] = taken.get(" rank", len(rows)) + 1
        return taken[" rank"] - 1
    return unique(taken, slug(text) or "ligne")


def _read_cell(
    found: SheetAnswers,
    name: str,
    sheet: str,
    cell: Cell,
    place: _Place,
    sent: Mapping[str, Any],
    others: dict[str, Any],
) -> bool:
    """Read the answer of a cell, and say whether it is one; what cannot be read is told there."""
    part, text = place.part, _typed(cell)
    before = sent.get(place.path)
    if before is not None and text == _typed(before) and _same(before, found.base.get(place.path)):
        # as it was sent: 3680.4 reams were never typed
        others[part.key] = before
        return True
    try:
        if part.sort == "text":
            lines = [read_answer(part, line, {}) or "" for line in text.split("\n")]
            answer = "\n".join(lines) or None
        else:
            answer = read_answer(part, text, others)
    except AnswerError as error:
        expected = f"attendu : {part.unit or 'une réponse'}, par exemple {part.example}" if part.example else ""
        found.findings.append(_finding("SNR125", name, sheet, cell, f"« {part.ask} » : {error}", expected))
        return True
    if answer is None:
        return False
    others[part.key] = answer
    answer = slug(answer) or answer if part.field == _NAMES[0] else answer
    value = _stored(part, answer)
    found.given[place.path] = SheetAnswer(place, value, _shown(part, value), _at(name, sheet, cell))
    return True


def _typed(cell: Cell | AskedValue) -> str:
    """Return a cell, or what was written in one, as somebody would type it."""
    if isinstance(cell, Cell):
        if cell.kind is CellKind.BOOLEAN:
            return YES_WORD if cell.value else NO_WORD
        if cell.kind in (CellKind.DATE, CellKind.DATETIME):
            return cell.text[:10]
        if cell.kind is not CellKind.NUMBER:
            return cell.text.strip()
        cell = cell.value  # type: ignore[assignment]
    if isinstance(cell, int | float):
        return f"{cell:.6f}".rstrip("0").rstrip(".")
    return str(cell).strip()


def _at(name: str, sheet: str, cell: Cell) -> Position:
    return Position(name, cell.row, cell.column, cell.column + 1, sheet)


def _finding(code: str, name: str, sheet: str, cell: Cell, message: str, advice: str) -> Finding:
    return Finding(code, _at(name, sheet, cell), message, advice, "", "", CODES[code].severity)


def _keep_estimates(found: SheetAnswers, questions: Iterable[Question], data: Mapping[str, Any]) -> None:
    """Take back the half of an answer that would take away the estimate of the other half."""
    estimates = at_steps(data, ("method", "estimate")) or ()
    for question in questions:
        there = {part.key for part in question.parts if part.type and _line(data, part) is not None}
        given = {part.key: True for part in question.parts if f"{question.id}/{part.key}" in found.given}
        lacks = [
            part for part in half_answered(question, given | dict.fromkeys(there, True)) if part.estimate in estimates
        ]
        if not given or not lacks:
            continue
        asked = " et ".join(f"« {part.ask} »" for part in lacks)
        found.kept.append(
            f"{asked} sans réponse : l’estimation reste, et l’autre moitié attend ; répondez 0 s’il n’y en a pas"
        )
        for part in question.parts:
            if part.estimate in {lack.estimate for lack in lacks}:
                for path in (f"{question.id}/{part.key}", f"{question.id}/{part.key}.source"):
                    found.given.pop(path, None)


def _compare(found: SheetAnswers, data: Mapping[str, Any], sent: Mapping[str, Any], base: Mapping[str, Any]) -> None:
    """Find what changes the dossier; what it changed since stays, and is told."""
    for path, answer in found.given.items():
        now = _shown(answer.place.part, _value(data, answer.place))
        before = base.get(path) if base else now  # nothing says what was sent: the workbook is right
        if _same(now, answer.shown):
            found.base[path] = answer.shown
        elif _same(now, before):
            found.base[path] = answer.shown
            found.written.append(answer)
        elif not _same(answer.shown, before) or not _same(answer.shown, sent.get(path)):
            found.told.append(Correction(("questions", answer.place.part.ask), now, answer.shown))


def _same(one: AskedValue, other: AskedValue) -> bool:
    return one is other or (None not in (one, other) and _typed(one) == _typed(other))


# Where each answer goes.


def put_answers(raw: Mapping[str, Any], answers: Iterable[SheetAnswer]) -> dict[str, Any]:
    """Return the sections that answers change, as YAML writes them.

    Args:
        raw: the sections of the dossier, as they are written.
        answers: those to write.
    """
    found: dict[str, Any] = deepcopy(dict(raw))
    touched: dict[str, None] = {}
    for answer in sorted(answers, key=lambda each: each.place.part.field[-1] not in ("quantity", "surface_m2")):
        touched |= dict.fromkeys(_put(found, answer))
    return {key: found[key] for key in touched}


def _put(found: dict[str, Any], answer: SheetAnswer) -> Iterator[str]:
    question, part, row = answer.place
    if part.to == "objectives":
        yield from _put_objective(found, answer)
    elif row is not None:
        section = question.rows or question.each
        items = found.setdefault(section, [])
        named = {row_name(item, rank): item for rank, item in enumerate(items)}
        if row not in named:
            key = {"year": "year"}.get(question.parts[0].key, "id")
            named[row] = ({} if section == "exclusions" else {key: row}) | _NEW.get(question.id, {})
            items.append(named[row])
            if section == "stakeholders":
                programme = found.setdefault("programme", {})
                programme["stakeholders"] = [*(programme.get("stakeholders") or ()), row]
                yield "programme"
        _set(named[row], part.field, answer.value)
        yield section
    elif part.type:
        section, name = part.line
        items = found.setdefault(section, [])
        line = _line(found, part)
        if line is None:
            line = {"id": name, "type": part.type}
            items.append(line)
        _set(line, part.field, answer.value)
        yield section
    else:
        _set(found, part.field, answer.value)
        if part.field[:2] == ("method", "lifetimes"):  # which needs a source: whose answer it is
            at_steps(found, part.field[:-1]).setdefault("source", f"réponse : {ROLES[question.who]}")
        yield part.field[0]


def _put_objective(found: dict[str, Any], answer: SheetAnswer) -> Iterator[str]:
    """Write the objectives of the two perimeters; their year is that of both."""
    part = answer.place.part
    items = found.setdefault("objectives", [])
    if part.key not in _PERIMETERS:
        for perimeter in _PERIMETERS.values():
            if (there := _objective(found, perimeter)) is not None:
                there["by"] = answer.value
    else:
        perimeter = _PERIMETERS[part.key]
        objective = _objective(found, perimeter)
        if objective is None:
            new = {"perimeter": perimeter, "category": "climate_change", "from": found["reference_year"]}
            years = (at_steps(_objective(found, other), ("by",)) for other in _PERIMETERS.values())
            by = next((year for year in years if year is not None), None)
            objective = {**_OBJECTIVES[perimeter], **new, **({} if by is None else {"by": by})}
            items.append(objective)
        objective["reduction"] = answer.value
    yield "objectives"


def _set(holder: dict[str, Any], steps: Sequence[str], value: Any) -> None:
    for step in steps[:-1]:
        if not isinstance(holder.get(step), dict):
            holder[step] = {}
        holder = holder[step]
    holder[steps[-1]] = value


def nearest_answer(pointer: str, answers: Sequence[SheetAnswer]) -> SheetAnswer:
    """Return the answer that goes nearest to a place of the dossier: `/territory/agents/total`."""
    steps = pointer.strip("/").split("/")

    def shared(answer: SheetAnswer) -> int:
        part = answer.place.part
        where = (
            *filter(None, part.line[:1]),
            *filter(None, (answer.place.question.rows or answer.place.question.each,)),
            *part.field,
        )
        return sum(step in where for step in steps)

    return max(answers, key=shared)
