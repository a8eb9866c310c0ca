"""Where the answers to the questions stand in a dossier, and how it becomes once they are written: sections, as plain data."""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any, Final, NamedTuple

from snr_cli.api.answers import estimates_left, nothing_said, read_answer, room_of, stored
from snr_cli.api.drafts import raw_sections, section_edits
from snr_cli.api.sheets import OpenDossier
from snr_cli.catalog.tables import TERRITORY, Tables
from snr_cli.engine.territory import NATIONAL_RATES
from snr_cli.inputs.dossier.corrected import row_name
from snr_cli.inputs.dossier.files import WORKBOOKS, Edit
from snr_cli.inputs.dossier.load import read_dossier
from snr_cli.inputs.inventory.fleet import slug, unique
from snr_cli.inputs.inventory.values import fold
from snr_cli.inputs.workbook.values import at_steps
from snr_cli.model.finding import Severity
from snr_cli.model.questions import BY_ID, Part, Question
from snr_cli.model.refusal import UsageError

# what a new row says besides its answers
_NEW: Final[dict[str, dict[str, Any]]] = {"engage": {"status": "under_way"}, "sites": {"type": "website"}}
# the objective of reduction that a part answers, as it begins, and the indicator of the catalogue that is that footprint
_CUTS: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "cut": (
        {
            "id": "ges-organisation",
            "title": "Réduire l’empreinte carbone du numérique de la collectivité",
            "perimeter": "organisation",
            "category": "climate_change",
        },
        "I-53",
    ),
    "local_cut": (
        {
            "id": "ges-territoire",
            "title": "Réduire l’empreinte carbone du numérique du territoire",
            "perimeter": "territory",
            "category": "climate_change",
            "measured_on": "bottom_up",
        },
        "I-63",
    ),
}
_BUILT: Final = "dc_building_m2"
_AMOUNTS: Final = frozenset(
    {"quantity", "surface_m2"}
)  # what makes a line: how old or how much of nothing is not written


class AnswerPlace(NamedTuple):
    """What is asked: the part of a question, of a row or of none."""

    question: Question
    part: Part
    row: Any = None

    @property
    def path(self) -> str:
        """Return its name: `portage/owner/telephones`."""
        return "/".join((self.question.id, self.part.key, *([] if self.row is None else [str(self.row)])))


# what a dossier says already


def rows_of(data: Mapping[str, Any], question: Question) -> dict[Any, Any]:
    """Return the rows that a question is asked of, by their names."""
    items = data.get(question.rows or question.each) or ()
    new = _NEW.get(question.id, {})
    named = {row_name(item, rank): item for rank, item in enumerate(items)}
    return {name: item for name, item in named.items() if all(item.get(key) == value for key, value in new.items())}


def line_of(data: Mapping[str, Any], part: Part) -> Any:
    """Return the line that a part is of: that of its id, else the only one of its type; None when there is none."""
    section, name = part.line
    lines = data.get(section) or ()
    same = [line for line in lines if line.get("type") == part.type]
    own = [line for line in same if line.get("id") == name]
    return own[0] if own else same[0] if len(same) == 1 else None


def said_at(data: Mapping[str, Any], place: AnswerPlace) -> Any:
    """Return what a dossier says at the place of an answer; None when it says nothing."""
    part = place.part
    if part.to == "objectives":
        key = "reduction" if part.key in _CUTS else part.key
        cuts = (part.key,) if part.key in _CUTS else _CUTS  # its own, or both
        values = (at_steps(_objective(data, cut), (key,)) for cut in cuts)
        return next((value for value in values if value is not None), None)
    if part.to == "uses":
        return bool(data.get("uses")) or None
    if place.row is not None:
        return at_steps(rows_of(data, place.question).get(place.row), part.field)
    return at_steps(line_of(data, part) if part.type else data, part.field)


def row_named(data: Mapping[str, Any], question: Question, said: Any, taken: dict[str, int]) -> Any:
    """Return the name of the row that an answer to the first part names: that of the dossier, else a new one.

    Args:
        data: the dossier.
        question: of rows.
        said: the answer.
        taken: the names that are taken, and how many times; the new one is put there.
    """
    part, rows = question.parts[0], rows_of(data, question)
    for name, item in rows.items():
        if fold(str(at_steps(item, part.field))) == fold(str(said)):
            return name
    if part.key == "year":
        return said
    if question.rows == "exclusions":  # known by their ranks
        taken[" rank"] = taken.get(" rank", len(rows)) + 1
        return taken[" rank"] - 1
    return unique(taken, slug(str(said)) or question.id)


def names_taken(data: Mapping[str, Any]) -> dict[str, int]:
    """Return the ids of the items of a dossier."""
    lists = [items for items in data.values() if isinstance(items, list | tuple)]
    return {str(item["id"]): 1 for items in lists for item in items if isinstance(item, Mapping) and "id" in item}


def _objective(data: Mapping[str, Any], cut: str) -> Any:
    """Return the objective of reduction of a perimeter, measured as a question asks it."""
    wanted = {key: value for key, value in _CUTS[cut][0].items() if key not in ("id", "title")}
    for objective in data.get("objectives") or ():
        if all(objective.get(key, value) == value for key, value in wanted.items()) and "reduction" in objective:
            return objective
    return None


# what it becomes


def answered_edits(dossier: OpenDossier, question: Question, rows: Sequence[Mapping[str, Any]]) -> list[Edit]:
    """Return the files of a dossier as they become once a question is answered; nothing is written here.

    Args:
        dossier: as it was read.
        question: what was asked.
        rows: the answers by part; a question of rows has as many as there are. Of a question asked of `each` row of a section, those
            are in the order of that section.

    Raises:
        UsageError: an answer cannot be written there: the dossier is a workbook, a section is read from elsewhere, or the
            answer contradicts what it says.
    """
    if dossier.read.name.lower().endswith(WORKBOOKS):
        raise UsageError(
            f"{dossier.read.name} : ce dossier est un classeur, il n’a pas de fichier YAML à compléter",
            "écrivez la réponse dans le classeur",
        )
    raw = raw_sections(dossier.read)
    taken, known = names_taken(raw), list(rows_of(raw, question))
    answers: list[tuple[AnswerPlace, Any]] = []
    for rank, row in enumerate(rows):
        if nothing := nothing_said(question, row.get(question.parts[0].key)):
            said = ((part, row[part.key]) for part in nothing if part.key in row)
            answers += [(AnswerPlace(question, part), read_answer(part, text, {})) for part, text in said]
            continue
        name = known[rank] if question.each else None
        if question.rows and (first := row.get(question.parts[0].key)) is not None:
            name = row_named(raw, question, first, taken)
        answers += [
            (AnswerPlace(question, part, name), stored(part, row[part.key]))
            for part in question.parts
            if part.key in row
        ]
    edits = section_edits(dossier.read, put_answers(raw, answers, dossier.tables))
    changed = [edit for edit, changes in edits if changes]
    before = {(finding.code, finding.message) for finding in dossier.read.findings}
    given = {edit.path.as_posix(): edit.text for edit in changed}
    for finding in read_dossier(dossier.argument, dossier.words, given=given, memory=dossier.memory).findings:
        if finding.severity is Severity.ERROR and (finding.code, finding.message) not in before:
            raise UsageError(f"{question.ask} Rien n’est écrit : {finding.message}", finding.help)
    return changed


def put_answers(raw: Mapping[str, Any], answers: Iterable[tuple[AnswerPlace, Any]], tables: Tables) -> dict[str, Any]:
    """Return the sections that answers change, as YAML writes them.

    Args:
        raw: the sections of the dossier, as they are written.
        answers: each with its place, as the dossier holds it.
        tables: the factor tables: the national means are theirs.
    """
    every = sorted(answers, key=lambda answer: answer[0].part.field[-1] not in _AMOUNTS)
    found: dict[str, Any] = deepcopy(dict(raw))
    for place, value in every:
        _put(found, place, value, tables)
    given: dict[str, dict[str, Any]] = {}
    for place, value in every:
        given.setdefault(place.question.id, {})[place.part.key] = value
    for name, answered in given.items():
        _put_beside(found, raw, BY_ID[name], answered)
    return {key: section for key, section in found.items() if section != raw.get(key)}


def _put(found: dict[str, Any], place: AnswerPlace, value: Any, tables: Tables) -> None:
    """Write an answer at its place."""
    question, part, row = place
    if part.to == "objectives":
        _put_objective(found, part, value)
    elif part.to == "uses":
        if value:
            _put_national_means(found, tables)
    elif row is not None:
        section = question.rows or question.each
        items = found.setdefault(section, [])
        named = {row_name(item, rank): item for rank, item in enumerate(items)}
        if row not in named:
            key = "year" if question.parts[0].key == "year" else "id"
            named[row] = ({} if section == "exclusions" else {key: row}) | _NEW.get(question.id, {})
            items.append(named[row])
            if section == "stakeholders" and (listed := at_steps(found, ("programme", "stakeholders"))):
                listed.append(row)
        _set(named[row], part.field, value)
    elif part.type:
        line = line_of(found, part)
        if line is None and part.field[-1] in _AMOUNTS:
            line = {"id": part.line[1], "type": part.type, "source": _asked_as(question)}
            found.setdefault(part.line[0], []).append(line)
        if line is not None:
            _set(line, part.field, value)
            if part.field == ("source",):
                line.setdefault("quality", "medium")  # a source that is named
    else:
        _set(found, part.field, value)
        if part.field[:2] == ("method", "lifetimes"):  # which needs a source
            at_steps(found, part.field[:-1]).setdefault("source", _asked_as(question))


def _asked_as(question: Question) -> str:
    """Return the source of an answer that names none: the question, for who typed it is not known."""
    return f"Réponse à la question « {question.id} »"


def _put_beside(found: dict[str, Any], raw: Mapping[str, Any], question: Question, answered: Mapping[str, Any]) -> None:
    """Write what follows from the answers to a question."""
    if question.id == "agents" and not at_steps(raw, ("territory", "agents")):
        if (left := estimates_left(answered)) and not at_steps(found, ("method", "estimate")):
            _set(found, ("method", "estimate"), left)
    elif question.id in ("acteurs", "programme"):
        _put_actors(found, steps=question.id == "programme")
    elif (room := room_of(question, answered)) and any(line.get("id") == room for line in found.get("services") or ()):
        area = answered.get("room_m2")  # of what was built for it, too
        if area and not any(line.get("type") == _BUILT for line in found.get("equipment") or ()):
            line = {"id": unique(names_taken(found), "locaux-techniques"), "type": _BUILT, "quantity": area}
            found.setdefault("equipment", []).append(line | {"room": room, "source": _asked_as(question)})
        for part in question.parts:
            if part.line[0] == "equipment" and (line := line_of(found, part)) is not None:
                line.setdefault("room", room)


def _put_objective(found: dict[str, Any], part: Part, value: Any) -> None:
    """Write a reduction, or what the objectives of both perimeters say: the year, the finding."""
    if part.key not in _CUTS:
        for cut in _CUTS:
            if (there := _objective(found, cut)) is not None:
                there[part.key] = value
        return
    objective = _objective(found, part.key)
    if objective is None:
        known, indicator = _CUTS[part.key]
        name = unique(names_taken(found), str(known["id"]))
        objective = {**known, "id": name, "reduction": value}
        if isinstance(year := found.get("reference_year"), int):
            objective["from"] = year
        objective |= {"frequency": "multi_year", "indicators": [indicator]}
        for other in _CUTS:
            if (there := _objective(found, other)) is not None:
                objective |= {key: there[key] for key in ("by", "finding") if key in there}
        found.setdefault("objectives", []).append(objective)
        if indicator not in names_taken(found):
            found.setdefault("indicators", []).append({"id": indicator})
        _serve(found, name, known["perimeter"])
    objective["reduction"] = value


def _serve(found: Mapping[str, Any], objective: str, perimeter: str) -> None:
    """Say that the actions that change a perimeter serve its new objective: an action could not name one to come."""
    for action in found.get("actions") or ():
        effects = action.get("effects") or ()
        local = any("territory" in (effect.get("on") or {}) for effect in effects)
        if effects and local == (perimeter == "territory"):
            action["objectives"] = [*(action.get("objectives") or ()), objective]


def _put_national_means(found: dict[str, Any], tables: Tables) -> None:
    """Write the national rates of the devices of homes, each said to be one."""
    figures = {factor.subject: factor for factor in tables.factors(TERRITORY)}
    taken = names_taken(found)
    for name, kind in NATIONAL_RATES.items():
        row = figures.get(f"fr_household_{name}")
        if row is not None:
            item: dict[str, Any] = {
                "id": unique(taken, f"{slug(kind)}-menages"),
                "kind": "equipment_rate",
                "type": kind,
            }
            item |= {
                "per_household": row.value,
                "quality": "low",
                "source": f"Moyenne nationale, {row.source} ({row.year})",
            }
            found.setdefault("uses", []).append(item)


def _put_actors(found: dict[str, Any], *, steps: bool) -> None:
    """Write who took part in the programme, and its steps from their meetings, when nothing says them."""
    actors = found.get("stakeholders") or ()
    programme = found.setdefault("programme", {})
    if known := [str(actor["id"]) for actor in actors if actor.get("id")]:
        programme.setdefault("stakeholders", known)
    met = [actor for actor in actors if actor.get("date") and actor.get("name")]
    if steps and met:
        met.sort(key=lambda actor: str(actor["date"]))
        titles = (f"{str(actor.get('association') or 'Rencontre').capitalize()} : {actor['name']}" for actor in met)
        written = [{"title": title, "from": str(actor["date"])} for title, actor in zip(titles, met, strict=True)]
        programme.setdefault("steps", written)


def _set(holder: dict[str, Any], steps: Iterable[str], value: Any) -> None:
    """Put a value at some keys; None takes it out, and what holds nothing any more."""
    *above, last = steps
    held = [(holder, last)]
    for step in above:
        if not isinstance(holder.get(step), dict):
            holder[step] = {}
        held.insert(0, (holder := holder[step], last))
        held[1] = (held[1][0], step)
    if value is not None:
        holder[last] = value
        return
    for place, key in held:
        place.pop(key, None)
        if place:
            return
