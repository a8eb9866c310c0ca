"""A dossier answered one question after the other: what each asks and what is said of it, an answer written, the figure that it gives."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from os import PathLike
from typing import Any, Final, TypedDict

from snr_cli.api.answering import (
    AnswerPlace,
    AnswerRefusedError,
    answered_edits,
    keeps,
    line_of,
    row_named,
    rows_of,
    said_at,
    title_of,
    well_formed,
)
from snr_cli.api.answers import AnswerError, half_answered, read_answer
from snr_cli.api.asking import counted_elsewhere, shown_answer
from snr_cli.api.assessing import assess_opened
from snr_cli.api.checking import Wanted, check_read
from snr_cli.api.editing import FileEntry
from snr_cli.api.next_steps import Standing, before_objectives, next_steps
from snr_cli.api.sheets import OpenDossier, opened
from snr_cli.catalog.tables import Tables
from snr_cli.engine.estimated import STATUS, estimate_of
from snr_cli.engine.records import CLIMATE, Assessment
from snr_cli.engine.uncertainty import to_collect
from snr_cli.french.numbers import WIDE, between, number, percent, together
from snr_cli.french.typography import typography
from snr_cli.french.words.terms import GROUP_WORDS, THEMES, mass, mass_between, term
from snr_cli.inputs.sheets.cells import number_text
from snr_cli.inputs.workbook.values import at_steps
from snr_cli.model.finding import DossierError, Severity
from snr_cli.model.questions import BY_ID, CHAPTERS, KINDS, PIECES, ROLES, Chapter, Part, Question
from snr_cli.model.refusal import UsageError
from snr_cli.results.organisation import judged_organisation
from snr_cli.results.records import readings_of_territory
from snr_cli.results.sentences.coverage import by_household, by_inhabitant, sets_text

# the codes of what is implausible in an answer: not those of what is not known, old or by default
_DOUBTS: Final = (
    *("SNR401", "SNR402", "SNR403", "SNR404", "SNR405", "SNR406", "SNR408", "SNR409", "SNR411"),
    *("SNR412", "SNR431", "SNR435", "SNR437"),
)


class PartEntry(TypedDict):
    """One thing that a question asks: `sort` is that of `model.questions`, `choices` the words to choose from, `estimate` what is counted while it is empty."""

    key: str
    ask: str
    where: str
    example: str
    unit: str
    sort: str
    choices: list[str]
    estimate: str


class AnsweredRow(TypedDict):
    """What is said of a row: its answers by part, as they would be typed; `title`: what it is called, where it stands already."""

    title: str
    said: dict[str, str]


class QuestionEntry(TypedDict):
    """A question.

    `rows`: what is said: one row for a question that is asked once, those that there are for another, of which more may be
    added (`more`) or whose rows are those of a list (`each`). `unknown`: what stands in the place of an answer that nobody
    knows. `answered`, and `ready`: all that comes before it is. `pieces`: what of the decree it
    answers. `elsewhere`: what it asks is chosen, not typed. `places`: the keys of the dossier that it fills. `known`: what the table of
    authorities says already.
    """

    id: str
    chapter: Chapter
    ask: str
    who: str
    minutes: int
    where: str
    parts: list[PartEntry]
    rows: list[AnsweredRow]
    more: bool
    each: bool
    elsewhere: bool
    unknown: str
    answered: bool
    ready: bool
    pieces: list[str]
    places: list[str]
    known: str


class FigureEntry(TypedDict):
    """What an organisation weighs: `value` and its interval in words; `missing`: what of it nothing counts.

    `territory`: its two readings, a sentence each. `answered` of the `pieces` of the decree have all their answers.
    """

    value: str
    between: str
    spending: str
    missing: list[str]
    territory: list[str]
    answered: int
    pieces: int


class Conversation(TypedDict):
    """The questions in order, those of a chapter together; `figure`: None while the dossier has errors, which `wrong` counts."""

    chapters: dict[Chapter, str]
    questions: list[QuestionEntry]
    figure: FigureEntry | None
    wrong: int


class AnswerRefusal(TypedDict):
    """Why an answer cannot be taken, at its row and its part (empty: the whole); `reading`: how it can alone be read."""

    row: int
    part: str
    message: str
    reading: str


class AnswerEdits(TypedDict):
    """The files that an answer changes; none when something is refused."""

    files: list[FileEntry]
    refusals: list[AnswerRefusal]


class NextEntry(TypedDict):
    """What to do next: a question by its name, or a sentence alone."""

    question: str
    text: str
    who: str
    minutes: int | None
    why: str


class Advice(TypedDict):
    """What to do next, and what seems wrong in the answers: `doubts` by question, `before`: what a question is decided by.

    `sources`: between which ends the sum stands with the other sets of factors.
    """

    sources: str
    steps: list[NextEntry]
    doubts: dict[str, list[str]]
    before: dict[str, str]


def conversation_of(dossier: str | PathLike[str] | OpenDossier) -> Conversation:
    """Return the questions that a dossier is asked, with what it answers already, and the figure that it gives.

    Args:
        dossier: its folder, its file, or what `open_dossier` gave.

    Raises:
        UsageError: it cannot be opened.
    """
    given = opened(dossier)
    try:
        assessed = assess_opened(given)
    except DossierError as error:
        return {"chapters": dict(CHAPTERS), "questions": [], "figure": None, "wrong": len(error.findings)}
    state = Standing(given.argument, assessed, given.tables)
    data = well_formed(given.read.joined.data)
    estimates = dict(_estimates(assessed.result, given.tables))
    counted = frozenset(
        line.type for one in assessed.imported for line in assessed.result.organisation.lines if line.id in one.lines
    )
    questions = [_question(each, state, data, estimates, counted) for each in state.asked]
    return {
        "chapters": dict(CHAPTERS),
        "questions": [each for each in questions if each["parts"] or each["elsewhere"]],
        "figure": _figure(assessed.result, given.tables, state),
        "wrong": 0,
    }


def answer_question(
    dossier: str | PathLike[str] | OpenDossier, name: str, rows: Sequence[Mapping[str, str]]
) -> AnswerEdits:
    """Answer a question: the files as they become; nothing is written here.

    Args:
        dossier: its folder, its file, or what `open_dossier` gave.
        name: the question.
        rows: what was typed, by part; of a question asked of `each` row of a list, all of them in their order. Of a question of rows,
            an empty part takes back what the row of that name says; one that is not there leaves it.

    Raises:
        UsageError: there is no such question, or the dossier cannot be opened.
    """
    given, question = opened(dossier), BY_ID.get(name)
    if question is None or not question.parts:
        raise UsageError(f"question inconnue « {name} »")
    data = well_formed(given.read.joined.data)
    known = list(_rows(question, data))
    values: list[dict[str, Any]] = []
    refusals: list[AnswerRefusal] = []
    for rank, typed in enumerate(rows):
        if question.rows:
            name = row_named(data, question, typed.get(question.parts[0].key, ""), {})
            item = rows_of(data, question).get(name)
            said = _said((part, at_steps(item, part.field)) for part in question.parts if part.key in typed)
        else:
            said = known[rank]["said"] if rank < len(known) else {}
        # of a list, a row of which nothing is typed is not touched
        row, wrong = _read(question, typed, said) if typed or not question.each else ({}, [])
        values.append(row)
        refusals += [
            {"row": rank, "part": key, "message": typography(_at_row(rank, rows, text)), "reading": reading}
            for key, text, reading in wrong
        ]
    if refusals or not any(values):
        return {"files": [], "refusals": refusals}
    try:
        edits = answered_edits(given, question, values)
    except AnswerRefusedError as error:
        told = typography(" ; ".join(filter(None, (error.told, *error.more))))
        return {"files": [], "refusals": [{"row": error.row, "part": error.part, "message": told, "reading": ""}]}
    except (UsageError, DossierError) as error:
        said_why = [str(error), *error.more] if isinstance(error, UsageError) else [e.message for e in error.findings]
        told = typography(" ; ".join(said_why))
        return {"files": [], "refusals": [{"row": 0, "part": "", "message": told, "reading": ""}]}
    return {"files": [{"path": edit.path.as_posix(), "text": edit.text} for edit in edits], "refusals": []}


def _at_row(rank: int, rows: Sequence[object], text: str) -> str:
    return f"ligne {rank + 1} : {text}" if len(rows) > 1 else text


def advice_of(dossier: str | PathLike[str] | OpenDossier) -> Advice:
    """Return what to do next with a dossier, and what its answers make doubtful.

    Args:
        dossier: its folder, its file, or what `open_dossier` gave.

    Raises:
        UsageError: it cannot be opened.
    """
    given = opened(dossier)
    steps = next_steps(given)
    checked = check_read(given.read, given.tables, Wanted(select=_DOUBTS))
    data, doubts = well_formed(given.read.joined.data), {}
    standing = [each for each in checked.findings if not each.suppressed and each.severity is Severity.WARNING]
    for question in BY_ID.values():
        places = tuple(_pointers(question, data))
        said = [each.message for each in standing if each.pointer and each.pointer in places]
        if said:
            doubts[question.id] = [typography(text) for text in dict.fromkeys(said)]
    doubts.setdefault("objectifs", []).extend(
        typography(each.text) for each in steps.steps if each.question == "actions" and each.sort == "tonnes"
    )
    before = sources = ""
    with suppress(DossierError):
        before = before_objectives(given)
        judged = judged_organisation(assess_opened(given).result, given.tables, (CLIMATE,))
        sources = sets_text(judged.sets, judged.climate.value)
    return {
        "steps": [
            {
                "question": each.question,
                "text": typography(each.text),
                "who": each.who,
                "minutes": each.minutes,
                "why": typography(each.why),
            }
            for each in steps.steps
        ],
        "sources": typography(sources),
        "doubts": {name: told for name, told in doubts.items() if told},
        "before": {"objectifs": typography(before)} if before else {},
    }


# What is said already.


def _question(
    question: Question,
    state: Standing,
    data: Mapping[str, Any],
    estimates: Mapping[str, tuple[str, str]],
    counted: frozenset[str],
) -> QuestionEntry:
    known = _facts(question, state.assessed.result)
    parts = [
        part
        for part in question.parts
        if not counted_elsewhere(data, part, counted) and not (part.if_unknown and part.key in known)
    ]
    said = list(_rows(question._replace(parts=tuple(parts)), data))
    return {
        "id": question.id,
        "chapter": question.chapter,
        "ask": typography(question.ask),
        "who": ROLES[question.who],
        "minutes": question.minutes,
        "where": typography(question.where),
        "parts": [_part(part, estimates) for part in parts],
        "rows": said,
        "more": bool(question.rows),
        "each": bool(question.each),
        "elsewhere": question.id == "actions",
        "unknown": typography(_unknown(question, parts, said, state, estimates)),
        "known": typography(" ; ".join(known.values())),
        "answered": question.id in state.answered,
        "ready": state.may_ask(question),
        "pieces": [code for code in question.opens if code in PIECES],
        "places": [question.rows or question.each]
        if question.rows or question.each
        else [".".join(part.field) for part in parts if not part.type],
    }


def _part(part: Part, estimates: Mapping[str, tuple[str, str]]) -> PartEntry:
    choices = [label for label, _ in part.choices]
    if part.sort in ("yes", "themes"):
        choices = ["oui", "non"] if part.sort == "yes" else list(THEMES.values())
    return {
        "key": part.key,
        "ask": typography(part.ask),
        "where": typography(part.where),
        "example": _grouped(part, part.example),
        "unit": part.unit,
        "sort": part.sort,
        "choices": choices,
        "estimate": ", ".join(estimates.get(part.key, ())),
    }


def _rows(question: Question, data: Mapping[str, Any]) -> Iterator[AnsweredRow]:
    """Yield what a dossier says of a question, row by row; once for a question that has none."""
    if not (question.rows or question.each):
        yield {
            "title": "",
            "said": _said((part, said_at(data, AnswerPlace(question, part))) for part in question.parts),
        }
        return
    for name, item in rows_of(data, question).items():
        yield {
            "title": title_of(item, name),
            "said": _said((part, at_steps(item, part.field)) for part in question.parts),
        }


def _said(values: Iterable[tuple[Part, Any]]) -> dict[str, str]:
    return {part.key: _typed(part, value) for part, value in values if value is not None}


def _typed(part: Part, value: Any) -> str:
    """Return what would be typed for a value of the dossier."""
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value)
    shown = shown_answer(part, value)
    return _grouped(part, number_text(shown).replace(".", ",") if isinstance(shown, float) else str(shown))


def _grouped(part: Part, text: str) -> str:
    """Write a large amount as it is read: 350 000; any other text stays."""
    if part.sort not in ("count", "euros", "number"):
        return text
    return number(int(text)) if text.isdecimal() else text.replace(".", ",")


def _facts(question: Question, result: Assessment) -> dict[str, str]:
    """Return what the table of authorities says of the parts of a question, in words."""
    facts = {part: result.facts.get(part.key) for part in question.parts if part.if_unknown and part.key != "name"}
    return {
        part.key: f"{part.ask.lower()} {KINDS[fact.value] if part.key == 'kind' else _grouped(part, str(fact.value))}"
        for part, fact in facts.items()
        if fact is not None and fact.status == "default"
    }


def _estimates(result: Assessment, tables: Tables) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield, by type, the number that is estimated from head counts: its estimate, then itself and its bounds in words."""
    lines = [line for line in result.organisation.lines if line.quality == STATUS]
    bounds = {each.estimate: (each.low / each.kg, each.high / each.kg) for each in to_collect(lines, tables) if each.kg}
    for line in lines:
        if (spread := bounds.get(estimate_of(line))) is not None:
            part = next(
                (part for each in BY_ID.values() for part in each.parts if part.type == line.type and part.estimate),
                None,
            )
            if part is not None:
                count, low, high = (line.quantity / part.times * times for times in (1.0, *spread))
                yield part.key, (f"{number(round(count))}{WIDE}{part.unit}", between(low, high))


def _unknown(
    question: Question,
    parts: Iterable[Part],
    said: Sequence[AnsweredRow],
    state: Standing,
    estimates: Mapping[str, tuple[str, str]],
) -> str:
    """Say what stands in the place of an answer that nobody knows."""
    estimated = [
        f"{part.ask[0].lower()}{part.ask[1:]} : {estimates[part.key][0]}, {estimates[part.key][1]}"
        for part in parts
        if part.key in estimates
    ]
    if estimated:
        return f"estimé d’après vos agents, et dit « estimé » : {' ; '.join(estimated)}"
    if question.id in state.answered or any(row["said"] for row in said):
        return ""
    if any(part.field[:2] == ("method", "lifetimes") for part in parts):
        return "les durées du catalogue, dites « par défaut »"
    lacking = state.assessed.result.organisation.missing_groups
    if groups := [GROUP_WORDS[code] for code in question.opens if code in lacking]:
        return f"{together(groups)} : « {term('not_assessed')} », et le total dit « périmètre partiel »"
    return (
        "le document dira qu’il reste à compléter"
        if set(question.opens) & set(PIECES)
        else "rien n’est compté à la place"
    )


def _pointers(question: Question, data: Mapping[str, Any]) -> Iterator[str]:
    """Yield where the answers of a question stand in the dossier, as JSON pointers."""
    for part in question.parts:
        if part.type:
            line = line_of(data, part)
            rank = next((rank for rank, item in enumerate(data.get(part.line[0]) or ()) if item is line), None)
            if rank is not None:
                yield "/".join(("", part.line[0], str(rank), *part.field))
                yield f"/{part.line[0]}/{rank}"
        elif not (question.rows or question.each):
            yield "/".join(("", *part.field))


# An answer.


def _read(
    question: Question, typed: Mapping[str, str], said: Mapping[str, str]
) -> tuple[dict[str, Any], list[tuple[str, str, str]]]:
    """Return the answers of a row that say something new, and what of it cannot be taken: the part, why, how it can be read."""
    taken: dict[str, Any] = {}
    wrong: list[tuple[str, str, str]] = []
    for part in question.parts:
        try:
            value = read_answer(part, typed.get(part.key, ""), taken)
        except AnswerError as error:
            wrong.append((part.key, str(error), error.reading))
            continue
        if value is not None:
            taken[part.key] = value
        elif said.get(part.key) and not keeps(part):
            taken[part.key] = None  # taken back
        elif said.get(part.key):
            wrong.append(
                (part.key, "cette réponse est au dossier : changez-la, ou retirez-la dans « Tableaux »", said[part.key])
            )
    if not wrong and (lacking := half_answered(question, taken)):
        what = together(part.ask.lower() for part in lacking)
        wrong.append(
            (lacking[0].key, f"il manque {what} : 0 s’il n’y en a pas ; sans aucun nombre, l’estimation reste", "")
        )
    if not wrong and question.rows and taken and question.parts[0].key not in taken:
        wrong.append((question.parts[0].key, f"il manque « {question.parts[0].ask} »", ""))
    # what names a row is kept
    named = question.parts[:1] if question.rows else ()
    same = {
        part.key
        for part in question.parts
        if part not in named and typed.get(part.key, "").strip() == said.get(part.key, "")
    }
    return {key: value for key, value in taken.items() if key not in same}, wrong


# The figure.


def _figure(result: Assessment, tables: Tables, state: Standing) -> FigureEntry:
    judged, readings = judged_organisation(result, tables, (CLIMATE,), sets=False), readings_of_territory(result)
    total = judged.climate.value
    spending = judged.spending.value if judged.spending is not None else None
    return {
        "value": typography(f"{mass(total)} par an") if total is not None else "",
        "between": typography(mass_between(*judged.climate.bounds, total))
        if judged.climate.bounds and total is not None
        else "",
        "spending": typography(f"dont {percent(spending / total)} de dépenses en euros, par un ratio")
        if spending and total
        else "",
        "missing": [typography(GROUP_WORDS[each]) for each in result.organisation.missing_groups],
        "territory": [typography(by_inhabitant(readings)), typography(by_household(readings))],
        "answered": sum(piece in state.met for piece in PIECES),
        "pieces": len(PIECES),
    }
