"""Questions as the sheets of a workbook: which ones, what the dossier answers already, what came back, and where each answer goes."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NamedTuple, get_args

from snr_cli.api.answering import (
    NAMES,
    AnswerPlace,
    in_its_words,
    line_of,
    names_taken,
    nearest_place,
    put_answers,
    row_named,
    rows_of,
    said_at,
    title_of,
    waits_for,
    well_formed,
)
from snr_cli.api.answers import AnswerError, half_answered, nothing_said, read_answer, says_nothing, stored
from snr_cli.catalog.tables import Tables
from snr_cli.french.words.dossier import LABELS
from snr_cli.inputs.dossier.corrected import Correction
from snr_cli.inputs.dossier.files import relative
from snr_cli.inputs.sheets import Cell, CellKind, SheetError
from snr_cli.inputs.sheets.cells import number_text
from snr_cli.inputs.sheets.marks import book_marks
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
    asked_book_read,
)
from snr_cli.inputs.workbook.shape import MOST_NAME
from snr_cli.inputs.workbook.values import NO_WORD, YES_WORD, at_steps
from snr_cli.inputs.workbook.write import OUR_COLOURS
from snr_cli.model.codes import CODES
from snr_cli.model.finding import Finding, Position
from snr_cli.model.grouped import in_groups
from snr_cli.model.questions import BY_ID, QUESTIONS, Part, Question, Role
from snr_cli.model.territory import SectionKey

KEPT: Final = "questions"  # the key of what was asked, in what a workbook was filled with
_FIGURES: Final = 15  # that a number keeps
_SPARE: Final = 12  # empty rows of a list
_SHOWN: Final = 5  # cells of a sheet that bear a mark
_CROSS: Final = "x"
_HELP: Final = (
    "Une case vide, ou une croix dans « Je ne sais pas », dit que la réponse manque : rien n’est inventé à sa place."
)
_LIST_HELP: Final = "Une ligne par élément ; une case vide dit que la réponse manque."
_OURS: Final = frozenset(f"{ASKED}{name}" for name in ("question", "unite", "aide", "quoi"))
# what a dossier always has, or what several places of it say: their answers are written by a command
ELSEWHERE: Final = frozenset({"siren"})


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


def shown_answer(part: Part, value: Any) -> AskedValue:
    """Return a value of the dossier as the answer to a part: in the unit that it asks, a share in %."""
    if value is None:
        return None
    if part.choices:
        return next((label for label, choice in part.choices if choice == value), str(value))
    if isinstance(value, bool):
        return YES_WORD if value else NO_WORD
    if part.sort == "share":
        return f"{value * 100:.10g} %".replace(".", ",") if isinstance(value, int | float) else str(value)
    if isinstance(value, int | float):
        found = Decimal(str(value)) / Decimal(str(part.times))
        if len(found.normalize().as_tuple().digits) > _FIGURES:  # of a division that never ends
            found = found.quantize(Decimal(10) ** min(-6, found.adjusted() - 5))
        return int(found) if found == int(found) else float(found)
    return str(value)


def _source_steps(part: Part) -> tuple[str, ...]:
    """Return the steps to where the source of an answer goes, beside it; none when nothing keeps it."""
    last = part.field[-1]
    if part.type and last in ("quantity", "surface_m2"):
        return ("source",)
    return (*part.field[:-1], "source") if last == "years" else ()


def _source_of(question: Question, part: Part) -> AnswerPlace:
    return AnswerPlace(
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
    """The sheets of questions of a workbook, what they are filled with, and the questions that are really on them."""

    sheets: tuple[AskedSheet, ...]
    sent: dict[str, AskedValue]
    questions: tuple[Question, ...]


def asked_book(questions: Iterable[Question], data: Mapping[str, Any], counted: Iterable[str], title: str) -> AskedBook:
    """Write questions as sheets: those of a few words in one, a list for each that is asked of rows.

    Args:
        questions: in order.
        data: the dossier, as it understands itself.
        counted: the types that its inventories count: they are asked of nobody.
        title: of the sheets.
    """
    taken, data = frozenset(counted), well_formed(data)
    parts = {question: _asked_parts(question, data, taken) for question in questions}
    drawn = [question for question, asked in parts.items() if asked]
    single = {question: parts[question] for question in drawn if not (question.rows or question.each)}
    sent: dict[str, AskedValue] = {}
    sheets = [_questions_sheet(single, data, title, sent)] if single else []
    sheets += [_list_sheet(question, data, sent) for question in drawn if question not in single]
    return AskedBook(tuple(sheets), sent, tuple(drawn))


def _asked_parts(question: Question, data: Mapping[str, Any], counted: frozenset[str]) -> list[Part]:
    """Return the parts of a question that a sheet asks: none of a question of rows that are not there."""
    if question.each and not rows_of(data, question):
        return []
    return [part for part in question.parts if not part.if_unknown and not counted_elsewhere(data, part, counted)]


def _questions_sheet(
    questions: Mapping[Question, Sequence[Part]],
    data: Mapping[str, Any],
    title: str,
    sent: dict[str, AskedValue],
) -> AskedSheet:
    columns = (
        AskedColumn(f"{ASKED}question", "Question", 50),
        AskedColumn(ANSWER, "Réponse", 26, filled="answer"),
        AskedColumn(f"{ASKED}unite", "Unité", 11),
        AskedColumn(UNKNOWN, "Je ne sais pas", 9, (_CROSS,), filled="answer"),
        AskedColumn(SOURCE, "Source (facultatif)", 26, filled="answer"),
        AskedColumn(f"{ASKED}aide", "Où trouver", 48),
        AskedColumn(ROW, "Ligne", 30),
    )
    rows: list[tuple[AskedValue, ...]] = []
    choices: dict[int, tuple[str, ...]] = {}
    texts: set[int] = set()
    for question, parts in questions.items():
        rows.append((question.ask,))
        for rank, part in enumerate(parts):
            place = AnswerPlace(question, part)
            value = sent[place.path] = shown_answer(part, said_at(data, place))
            source: AskedValue = ""
            if _source_steps(part):
                of = _source_of(question, part)
                source = sent[of.path] = shown_answer(of.part, said_at(data, of))
            choices[len(rows)] = _choices_of(part)
            texts |= {len(rows)} if _look(part) == "answer_text" else set()
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


def _look(part: Part) -> str:
    """Return the look of an answer: « 25 % » and « 03/2024 » stay as they are typed."""
    return "answer_text" if part.sort in ("share", "text", "date") else "answer"


def _choices_of(part: Part) -> tuple[str, ...]:
    return (YES_WORD, NO_WORD) if part.sort == "yes" else tuple(label for label, _ in part.choices)


def counted_elsewhere(data: Mapping[str, Any], part: Part, counted: frozenset[str]) -> bool:
    """Say whether an inventory, or several lines of the dossier, give what a part asks."""
    if not part.type:
        return False
    every = data.get(part.line[0]) or ()
    own = [line for line in every if line.get("id") == part.line[1]]
    lines = own or [line for line in every if line.get("type") == part.type]
    elsewhere = len(lines) > 1 or (not lines and part.type in counted)
    return elsewhere or any(line.get("inventory") or line.get("type") != part.type for line in lines)


def _list_sheet(question: Question, data: Mapping[str, Any], sent: dict[str, AskedValue]) -> AskedSheet:
    """Write the sheet of a question that is asked of rows; only the columns of its parts."""
    rows = rows_of(data, question)
    label = LABELS[frozenset(get_args(SectionKey))][question.rows or question.each]
    name = f"{label[0].upper()}{label[1:]} ({question.id})"[:MOST_NAME]
    called = (AskedColumn(f"{ASKED}quoi", "De quoi", 44),) if question.each else ()
    columns = (
        *called,
        *(
            AskedColumn(
                f"{ASKED}{part.key}",
                f"{part.ask} ({part.unit})" if part.unit else part.ask,
                26 if part.sort == "text" else 15,
                _choices_of(part),
                filled=_look(part),
            )
            for part in question.parts
        ),
        AskedColumn(ROW, "Ligne", 30),
    )
    cells: list[tuple[AskedValue, ...]] = []
    for key, item in rows.items():
        values = []
        for part in question.parts:
            place = AnswerPlace(question, part, key)
            values.append(shown_answer(part, at_steps(item, part.field)))
            sent[place.path] = values[-1]
        title = [title_of(item, key)] if called else []
        cells.append((*title, *values, f"{question.id}/{key}"))
    spare = _SPARE if question.rows else 0
    cells += [(*([None] * (len(columns) - 1)), f"{question.id}/")] * spare
    told = (question.where, *(f"{part.ask} : {part.where}" for part in question.parts if part.where))
    where = (f"{each[0].upper()}{each[1:]}." for each in told if each)
    return AskedSheet(name, question.ask, " ".join((_LIST_HELP, *where)), columns, tuple(cells), {})


# What came back.


class SheetAnswer(NamedTuple):
    """An answer that came back: what it is to, its value as the dossier holds it, as a cell shows it, and its cell."""

    place: AnswerPlace
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
    taken = names_taken(data)
    others = {
        part.key: shown_answer(part, said_at(data, AnswerPlace(question, part)))
        for question in QUESTIONS
        if not (question.rows or question.each)
        for part in question.parts
        if part.type or part.to != "objectives"
    }
    mine = {part.key for question in asked.values() for part in question.parts}
    others = {key: value for key, value in others.items() if isinstance(value, int | float) and key not in mine}
    rows, added = asked_book_read(path)
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
            _read_single(found, name, row, AnswerPlace(question, part), sent, others)
    found.findings += _beside_values(name, path, added)
    _keep_estimates(found, asked.values(), data)
    _compare(found, data, sent, base)
    return found


def _beside_values(name: str, path: Path, added: Mapping[str, Cell]) -> Iterator[Finding]:
    """Tell what people say beside the values of a workbook, and nobody reads: once a sheet for each way of saying it."""
    advice = "lisez-le dans le classeur ; ce qu’il change s’écrit dans une case ou se supprime"
    for sheet, first in added.items():
        yield _finding("SNR132", name, sheet, first, "feuille ajoutée : non lue", advice)
    try:
        met = in_groups(((mark.sheet, mark.what), mark) for mark in book_marks(path, OUR_COLOURS))
    except SheetError:  # a part too large for what is no data
        return
    for (sheet, what), marks in met.items():
        cells = ", ".join(mark.cell for mark in marks[:_SHOWN]) + (" …" if len(marks) > _SHOWN else "")
        at = Cell(marks[0].row, marks[0].column, CellKind.TEXT, "")
        yield _finding("SNR132", name, sheet, at, f"{what} ({cells}) : non lu", advice)


def _read_single(
    found: SheetAnswers, name: str, row: AskedRow, place: AnswerPlace, sent: Mapping[str, Any], others: dict[str, Any]
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
    if not key and (nothing := nothing_said(question, _typed(next(iter(cells.values()))))):
        for part in nothing:
            if part.key in cells:
                _read_cell(found, name, row.sheet, cells[part.key], AnswerPlace(question, part), sent, {})
        return
    if not key and says_nothing(_typed(next(iter(cells.values())))):
        found.kept.append(f"« {question.ask} » : une liste sans rien à dire reste vide ; rien n’en est écrit")
        return
    if called is None:
        first = f"« {question.parts[0].ask} »"
        told, advice = f"ligne sans {first}", f"remplissez {first}, ou répondez sur une ligne envoyée"
        found.findings.append(_finding("SNR124", name, row.sheet, next(iter(cells.values())), told, advice))
        return
    own: dict[str, Any] = {}
    for part in question.parts:
        place = AnswerPlace(question, part, called)
        if part.key not in cells:
            continue
        if key and part.field in NAMES:  # what a row is called stays
            if _typed(cells[part.key]) != key:
                found.kept.append(
                    f"« {part.ask} », ligne « {key} » : ce qui nomme une ligne se corrige dans le dossier"
                )
            continue
        _read_cell(found, name, row.sheet, cells[part.key], place, sent, own)


def _row_called(key: str, row: AskedRow, question: Question, data: Mapping[str, Any], taken: dict[str, int]) -> Any:
    """Return the name of the row of the dossier that a row is, or that it makes; None when nothing says it."""
    rows = rows_of(data, question)
    known = {str(name): name for name in rows}
    if key:
        return known.get(key)
    first = row.cells.get(f"{ASKED}{question.parts[0].key}")
    if question.each or first is None:
        return None
    said = int(first.value) if isinstance(first.value, int | float) else first.text.strip()
    return row_named(data, question, said, taken)


def _read_cell(
    found: SheetAnswers,
    name: str,
    sheet: str,
    cell: Cell,
    place: AnswerPlace,
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
        wrong = _finding("SNR125", name, sheet, cell, f"« {part.ask} » : {error}", expected)
        found.findings.append(replace(wrong, reading=error.reading))
        return True
    if answer is None:
        return False
    others[part.key] = answer
    value = stored(part, answer)
    found.given[place.path] = SheetAnswer(place, value, shown_answer(part, value), _at(name, sheet, cell))
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
    return number_text(cell) if isinstance(cell, int | float) else str(cell).strip()


def _at(name: str, sheet: str, cell: Cell) -> Position:
    return Position(name, cell.row, cell.column, cell.column + 1, sheet)


def _finding(code: str, name: str, sheet: str, cell: Cell, message: str, advice: str) -> Finding:
    return Finding(code, _at(name, sheet, cell), message, advice, "", "", CODES[code].severity)


def _keep_estimates(found: SheetAnswers, questions: Iterable[Question], data: Mapping[str, Any]) -> None:
    """Take back the half of an answer that would take away the estimate of the other half."""
    estimates = at_steps(data, ("method", "estimate")) or ()
    for question in questions:
        there = {part.key for part in question.parts if part.type and line_of(data, part) is not None}
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
        now = shown_answer(answer.place.part, said_at(data, answer.place))
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


def put_off(found: Collection[SheetAnswers], raw: Mapping[str, Any], tables: Tables) -> None:
    """Leave for a later return what has no place yet, and tell it: the age of laptops that nobody has counted.

    Args:
        found: what the workbooks say, all of them: one may count what another speaks of.
        raw: the sections of the dossier, as they are written.
        tables: the factor tables.
    """
    after = {**raw, **put_answers(raw, [answer[:2] for answers in found for answer in answers.written], tables)}
    for answers in found:
        for answer in [one for one in answers.written if one.value is not False and said_at(after, one.place) is None]:
            answers.written.remove(answer)
            answers.base.pop(answer.place.path)
            answers.kept.append(f"{waits_for(answer.place.part)} : rien n’en est écrit avant")


def told_at_answer(finding: Finding, answers: Sequence[SheetAnswer], data: Mapping[str, Any]) -> Finding:
    """Return what is wrong in a dossier once it is answered, at the cell of the answer that says it and in the words of its question."""
    nearest = answers[nearest_place(finding, [answer.place for answer in answers], data)]
    question, said, _ = nearest.place
    message, advice = in_its_words(finding, question)
    told = message if f"« {said.ask} »" in message else f"« {said.ask} » : {message}"
    return replace(finding, message=told, help=advice, position=nearest.at, source_line="")
