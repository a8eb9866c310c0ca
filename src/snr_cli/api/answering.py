"""Where the answers to the questions stand in a dossier, and how it becomes once they are written: sections, as plain data."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, get_origin

from snr_cli.api.answers import estimates_left, nothing_said, read_answer, room_of, says_nothing, stored
from snr_cli.api.drafts import raw_sections, section_edits
from snr_cli.api.sheets import OpenDossier
from snr_cli.catalog.tables import TERRITORY, Tables
from snr_cli.engine.territory import NATIONAL_RATES
from snr_cli.french.numbers import plural
from snr_cli.inputs.dossier.corrected import row_name
from snr_cli.inputs.dossier.files import Edit
from snr_cli.inputs.dossier.load import read_dossier
from snr_cli.inputs.inventory.fleet import slug, unique
from snr_cli.inputs.inventory.values import fold
from snr_cli.inputs.workbook.values import at_steps
from snr_cli.model.dossier import Dossier
from snr_cli.model.finding import Finding, Severity
from snr_cli.model.questions import BY_ID, QUESTIONS, ROLES, Part, Question
from snr_cli.model.refusal import UsageError

_LISTS: Final = frozenset(key for key, field in Dossier.model_fields.items() if get_origin(field.annotation) is tuple)
_SINGLE: Final = frozenset({"snr", "reference_year"})
NAMES: Final = (("id",), ("year",))  # the keys that a row is known by
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
_NATIONAL: Final = "Moyenne nationale"
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


class AnswerRefusedError(UsageError):
    """An answer that cannot be written.

    Attributes:
        row: of the answers, from 0.
        part: of the question; empty for the whole.
        told: why, in the words of the question.
    """

    def __init__(self, question: Question, told: str, *more: str, row: int = 0, part: str = "", rows: int = 1) -> None:
        self.row, self.part = row, part
        self.told = f"ligne {row + 1} : {told}" if rows > 1 else told
        super().__init__(f"{question.ask} Rien n’est écrit : {self.told}", *more)


# what a dossier says already


def well_formed(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the sections of a dossier that are lists of rows or keys as its model has them: what is neither is told by its findings."""
    found: dict[str, Any] = {}
    for key, section in data.items():
        if key in _LISTS and isinstance(section, list | tuple):
            found[key] = [
                row for row in section if isinstance(row, Mapping) and isinstance(row_name(row, 0), str | int | None)
            ]
        elif key in _SINGLE or (key not in _LISTS and isinstance(section, Mapping)):
            found[key] = section
    return found


def title_of(item: Mapping[str, Any], name: Any) -> str:
    """Return what a person calls a row."""
    return str(next((item[key] for key in ("title", "name", "what", "subject", "label") if item.get(key)), name))


def keeps(part: Part) -> bool:
    """Say whether an answer is what makes a line, or an objective: it is taken back with the whole of it, not alone."""
    return part.field[-1] in _AMOUNTS or part.key in _CUTS or part.to == "uses"


def rows_of(data: Mapping[str, Any], question: Question) -> dict[Any, Any]:
    """Return the rows that a question is asked of, by their names."""
    new, named = _NEW.get(question.id, {}), _named(data, question.rows or question.each)
    return {name: item for name, item in named.items() if all(item.get(key) == value for key, value in new.items())}


def _named(data: Mapping[str, Any], section: str) -> dict[Any, Any]:
    return {row_name(item, rank): item for rank, item in enumerate(data.get(section) or ())}


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
        return any(_is_national(use) for use in data.get("uses") or ()) or None
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
        called = at_steps(item, part.field) if part.field not in NAMES else None
        if fold(str(said)) == fold(str(called or name)) or (called is None and slug(str(said)) == name):
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
        UsageError: an answer cannot be written there: a section is read from elsewhere, or the
            answer contradicts what it says.
    """
    raw = raw_sections(dossier.read)
    placed = list(_places(well_formed(raw), question, rows))
    after = put_answers(raw, [(place, value) for _, place, value in placed], dossier.tables)
    left = {**raw, **after}
    for rank, place, value in placed:
        # `False` may be said by writing nothing
        if value not in (None, False) and said_at(left, place) is None:
            raise AnswerRefusedError(question, waits_for(place.part), row=rank, part=place.part.key, rows=len(rows))
    changed = [edit for edit, changes in section_edits(dossier.read, after, remove=True) if changes]
    before = {(finding.code, finding.message) for finding in dossier.read.findings}
    given = {edit.path.as_posix(): edit.text for edit in changed}
    read = read_dossier(dossier.argument, dossier.words, given=given, memory=dossier.memory)
    for finding in read.findings:
        if finding.severity is Severity.ERROR and (finding.code, finding.message) not in before:
            rank, place, _ = placed[nearest_place(finding, [place for _, place, _ in placed], read.joined.data)]
            told, *more = in_its_words(finding, question)
            missing = next((part.key for part in question.parts if finding.code == "SNR202" and part.ask in told), "")
            raise AnswerRefusedError(question, told, *more, row=rank, part=missing or place.part.key, rows=len(rows))
    return changed


def _places(
    raw: Mapping[str, Any], question: Question, rows: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[int, AnswerPlace, Any]]:
    """Yield the answers of each row, by its rank, with the place and the value of each."""
    taken, known, first = names_taken(raw), list(rows_of(raw, question)), question.parts[0].key
    for rank, row in enumerate(rows):
        if question.rows and says_nothing(row.get(first)):
            nothing, told = nothing_said(question, row[first]), ""
            beside = [part for part in question.parts[1:] if row.get(part.key) is not None]
            beside = [part for part in beside if part.key not in {each.key for each in nothing}]
            if not nothing:
                told = "s’il n’y en a pas, laissez vide : rien n’en est écrit"
            elif beside:
                told = f"« {row[first]} » ne va pas avec « {beside[0].ask} »"
            elif known or len(rows) > 1:
                told = f"« {row[first]} », alors qu’il y a déjà {plural(len(known) or len(rows) - 1, 'réponse')} ; retirez-la d’abord"
            if told:
                raise AnswerRefusedError(question, told, row=rank, part=first, rows=len(rows))
            said = [(part, row[part.key]) for part in nothing if part.key in row]
            yield from ((rank, AnswerPlace(question, part), read_answer(part, text, {})) for part, text in said)
            continue
        name = None
        if question.each and row:
            if rank >= len(known):
                raise AnswerRefusedError(question, "cette ligne n’est pas au dossier", row=rank, rows=len(rows))
            name = known[rank]
        elif question.rows and row.get(first) is not None:
            name = row_named(raw, question, row[first], taken)
            if question.parts[0].field in NAMES and not slug(str(row[first])):
                told = f"« {row[first]} » n’a ni lettre ni chiffre"
                raise AnswerRefusedError(question, told, row=rank, part=first, rows=len(rows))
        for part in question.parts:
            if part.key in row:
                yield rank, AnswerPlace(question, part, name), stored(part, row[part.key])


def waits_for(part: Part) -> str:
    """Say what has to be answered before a part has a place: the age of laptops that nobody has counted."""
    whole = part.line if part.type else ("", part.to)
    first, who = next(
        (one, asker.who)
        for asker in QUESTIONS
        for one in asker.parts
        if (one.line if one.type else ("", one.to)) == whole
    )
    return f"« {part.ask} » attend « {first.ask} » ({ROLES[who]})"


def nearest_place(finding: Finding, answers: Sequence[AnswerPlace], data: Mapping[str, Any]) -> int:
    """Return which answer makes a dossier wrong: that of the same row, else of the same section, and of the same key."""
    section, *steps = finding.pointer.strip("/").split("/")
    items, rank = data.get(section), int(steps[0]) if steps and steps[0].isdecimal() else -1
    item = items[rank] if isinstance(items, list) and 0 <= rank < len(items) else {}
    formed = well_formed(data)

    def nearness(number: int) -> tuple[bool, int]:
        question, part, row = answers[number]
        own = item is line_of(formed, part) if part.type else row is not None and row_name(item, rank) == row
        in_section = section in (question.rows, question.each, part.line[0], part.field[0])
        return in_section and own, in_section + sum(step in (part.key, *part.field) for step in steps)

    return max(range(len(answers)), key=nearness)


def in_its_words(finding: Finding, question: Question) -> tuple[str, str]:
    """Return what is wrong and what to do, in the words of a question; what is missing has no key to add."""
    told = finding.message, "répondez-y aussi" if finding.code == "SNR202" else finding.help
    for part in question.parts:
        told = (
            told[0].replace(f"« {part.field[-1]} »", f"« {part.ask} »"),
            told[1].replace(f"« {part.field[-1]} »", f"« {part.ask} »"),
        )
    return told


def put_answers(raw: Mapping[str, Any], answers: Iterable[tuple[AnswerPlace, Any]], tables: Tables) -> dict[str, Any]:
    """Return the sections that answers change, as YAML writes them.

    Args:
        raw: the sections of the dossier, as they are written.
        answers: each with its place, as the dossier holds it.
        tables: the factor tables: the national means are theirs.
    """
    every = sorted(answers, key=lambda answer: answer[0].part.field[-1] not in _AMOUNTS)
    before = well_formed(raw)
    found: dict[str, Any] = _copied(before)
    for place, value in every:
        _put(found, place, value, tables)
    given: dict[str, dict[str, Any]] = {}
    for place, value in every:
        given.setdefault(place.question.id, {})[place.part.key] = value
    for name, answered in given.items():
        _put_beside(found, before, BY_ID[name], answered)
    changed = {key: found.get(key) or None for key in (*found, *before) if found.get(key) != before.get(key)}
    for key in changed:
        if raw.get(key) is not None and raw[key] != before.get(key):
            raise UsageError("la partie du dossier où va cette réponse a une erreur : corrigez-la d’abord")
    return changed


def _copied(data: Any) -> Any:
    """Copy plain data: quicker than what can copy anything."""
    if isinstance(data, Mapping):
        return {key: _copied(value) for key, value in data.items()}
    return [_copied(item) for item in data] if isinstance(data, list | tuple) else data


def _put(found: dict[str, Any], place: AnswerPlace, value: Any, tables: Tables) -> None:
    """Write an answer at its place."""
    question, part, row = place
    if part.to == "objectives":
        _put_objective(found, part, value)
    elif part.to == "uses":
        _put_national_means(found, tables, counted=value)
    elif row is not None:
        section = question.rows or question.each
        items, named = found.setdefault(section, []), _named(found, section)
        if row not in named:
            key = "year" if question.parts[0].key == "year" else "id"
            named[row] = ({} if section == "exclusions" else {key: row}) | _NEW.get(question.id, {})
            items.append(named[row])
            listed = at_steps(found, ("programme", "stakeholders"))
            if section == "stakeholders" and listed and isinstance(listed, list):
                listed.append(row)
            if question.none:
                _set(found, question.none.split("."), None)
        if part.field not in NAMES:  # what a row is called stays
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
        life = part.field[:2] == ("method", "lifetimes")
        _set(found, part.field[:-1] if life and value is None else part.field, value)
        if life and value is not None:  # which needs a source
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
                _set(there, (part.key,), value)
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
        effects, served = action.get("effects"), action.get("objectives") or []
        if effects and isinstance(effects, list) and isinstance(served, list):
            local = any(at_steps(effect, ("on", "territory")) is not None for effect in effects)
            if local == (perimeter == "territory"):
                action["objectives"] = [*served, objective]


def _put_national_means(found: dict[str, Any], tables: Tables, *, counted: bool) -> None:
    """Write the national rates of the devices of homes, each said to be one; take them out when they are not `counted`."""
    if not counted:
        found["uses"] = [use for use in found.get("uses") or () if not _is_national(use)]
        return
    figures = {factor.subject: factor for factor in tables.factors(TERRITORY)}
    taken, counted_types = names_taken(found), {use.get("type") for use in found.get("uses") or ()}
    for name, kind in NATIONAL_RATES.items():
        row = figures.get(f"fr_household_{name}")
        if row is not None and kind not in counted_types:  # a survey is worth more
            item: dict[str, Any] = {
                "id": unique(taken, f"{slug(kind)}-menages"),
                "kind": "equipment_rate",
                "type": kind,
            }
            item |= {
                "per_household": row.value,
                "quality": "low",
                "source": f"{_NATIONAL}, {row.source} ({row.year})",
            }
            found.setdefault("uses", []).append(item)


def _is_national(use: Mapping[str, Any]) -> bool:
    return str(use.get("source", "")).startswith(_NATIONAL)


def _put_actors(found: dict[str, Any], *, steps: bool) -> None:
    """Write who took part in the programme, and its steps from their meetings, when nothing says them."""
    actors = found.get("stakeholders") or ()
    if not actors:
        return
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
