"""Answers written in the files of a dossier: each at the place that its part names, comments and all that is not answered kept."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from snr_cli.api.answers import estimates_left
from snr_cli.api.drafts import Drafts, EditRefusedError
from snr_cli.api.sheets import OpenDossier
from snr_cli.catalog.tables import TERRITORY
from snr_cli.engine.territory import NATIONAL_RATES
from snr_cli.inputs.dossier.files import Edit
from snr_cli.inputs.dossier.yaml_edit import block_within, put
from snr_cli.inputs.dossier.yaml_splices import FollowedList
from snr_cli.inputs.inventory.fleet import slug, unique
from snr_cli.model.questions import Part, Question
from snr_cli.model.refusal import UsageError
from snr_cli.model.strategy import ActionStatus

_SAID: Final = "Réponse à la question « {} »"
_LIFE_SOURCE: Final = "Âge des appareils quand ils partent, d’après la collectivité"
_BEGUN: Final[ActionStatus] = "under_way"
# an objective of reduction: its id, its title, its perimeter, and the indicator of the catalogue that is that footprint
_CUTS: Final = {
    "cut": (
        "ges-organisation",
        "Réduire de {} % l’empreinte carbone du numérique de la collectivité",
        "organisation",
        "I-53",
    ),
    "local_cut": (
        "ges-territoire",
        "Réduire de {} % l’empreinte carbone du numérique du territoire",
        "territory",
        "I-63",
    ),
}


def answered_edits(dossier: OpenDossier, question: Question, rows: Sequence[Mapping[str, Any]]) -> list[Edit]:
    """Return the files as they become once a question is answered; nothing is written here.

    Args:
        dossier: the dossier as it was read.
        question: what was asked.
        rows: the answers by part; a question of rows has as many as there are, another one. Of a question asked of `each` row of a
            section, those are in the order of that section.

    Raises:
        UsageError: an answer cannot be written there: the dossier is a workbook, a section is read from elsewhere.
    """
    drafts = Drafts(dossier)
    try:
        if question.rows:
            for row in rows:
                _add_row(drafts, question, row)
        elif question.each:
            items = block_within(drafts.home(question.each).data, (question.each,), {}, FollowedList)
            for item, row in zip(items, rows, strict=False):
                for part in question.parts:
                    if part.key in row:
                        _put(item, part.field, row[part.key])
        else:
            for row in rows:
                _place(drafts, question, row)
        return [edit for draft in drafts.touched() if (edit := draft.edit()) is not None]
    except EditRefusedError as error:
        raise UsageError(f"{dossier.read.name} : {error.message}", error.advice) from None


def _place(drafts: Drafts, question: Question, answers: Mapping[str, Any]) -> None:
    """Write the answers that have a place each."""
    for part in question.parts:
        if part.key not in answers:
            continue
        value = answers[part.key]
        if part.to == "uses":
            _national_means(drafts, value)
        elif part.to == "objectives":
            _objective(drafts, part, answers)
        elif part.line[0]:
            _line(drafts, question, part, value)
        else:
            _put(drafts.home(part.field[0]).data, part.field, _said(part, value))
            if part.to.startswith("method.lifetimes."):
                _put(drafts.home("method").data, (*part.field[:-1], "source"), _LIFE_SOURCE)
    if question.id == "programme":
        _from_actors(drafts)
    if question.id == "agents" and (left := estimates_left(answers)):
        method = drafts.home("method").data
        if not (method.get("method") or {}).get("estimate"):
            _put(method, ("method", "estimate"), FollowedList(left))


def _line(drafts: Drafts, question: Question, part: Part, value: Any) -> None:
    """Write a value of a line: that of its id, else the only one of its type, else a new one."""
    section, name = part.line
    draft = drafts.home(section)
    items = block_within(draft.data, (section,), {}, FollowedList)
    mine = [item for item in items if item.get("id") == name] or [
        item for item in items if item.get("type") == part.type
    ][:1]
    if not mine:
        source = _SAID.format(question.id)
        item: dict[str, Any] = {"id": unique(drafts.taken, name), "type": part.type}
        if section == "equipment" and part.field != ("quantity",):
            return  # how old or how much of nothing
        item |= {"quality": "medium", "source": source}
        items.add(item)
        mine = [item]
    _put(mine[0], part.field, _said(part, value))


def _said(part: Part, value: Any) -> Any:
    """Return a value as the dossier has it: in its unit, a share under one."""
    if part.sort == "share":
        return round(value / 100, 6)
    if part.times != 1.0:
        value = round(value * part.times, 6)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _put(holder: dict[Any, Any], steps: tuple[str, ...], value: Any) -> None:
    block = block_within(holder, steps[:-1], {}) if len(steps) > 1 else holder
    put(block, steps[-1], value)


def _add_row(drafts: Drafts, question: Question, row: Mapping[str, Any]) -> None:
    """Add a row to a section, with an id of its own where its items have one."""
    item: dict[str, Any] = {}
    for part in question.parts:
        if part.key in row:
            _put(item, part.field, _said(part, row[part.key]))
    title = str(item.get("title") or item.get("name") or item.get("subject") or "")
    if title and "id" not in item:
        item = {"id": unique(drafts.taken, slug(title) or question.id), **item}
    if question.id == "engage":
        item["status"] = _BEGUN
    elif question.id == "sites":
        item = {"id": item.get("id", "site"), "type": "website", **item}
    drafts.append(question.rows, item)


def _national_means(drafts: Drafts, agreed: bool) -> None:
    """Write the national rates of the devices of homes, each said to be one."""
    if not agreed:
        return
    figures = {factor.subject: factor for factor in drafts.dossier.tables.factors(TERRITORY)}
    for name, kind in NATIONAL_RATES.items():
        row = figures.get(f"fr_household_{name}")
        if row is not None:
            item = {"id": unique(drafts.taken, f"{slug(kind)}-menages"), "kind": "equipment_rate", "type": kind}
            source = f"Moyenne nationale, {row.source} ({row.year})"
            drafts.append("uses", {**item, "per_household": row.value, "quality": "low", "source": source})


def _objective(drafts: Drafts, part: Part, answers: Mapping[str, Any]) -> None:
    """Write an objective of reduction, with the year that it starts from and the one that it is for."""
    if part.key not in _CUTS:
        return
    name, title, perimeter, indicator = _CUTS[part.key]
    year = drafts.dossier.read.joined.data.get("reference_year")
    item: dict[str, Any] = {"id": unique(drafts.taken, name), "title": title.format(f"{answers[part.key]:g}")}
    item |= {"perimeter": perimeter, "category": "climate_change", "reduction": round(answers[part.key] / 100, 6)}
    if perimeter == "territory":
        item["measured_on"] = "bottom_up"
    if isinstance(year, int):
        item["from"] = year
    if "by" in answers:
        item["by"] = answers["by"]
    if "finding" in answers:
        item["finding"] = answers["finding"]
    drafts.append("objectives", {**item, "frequency": "multi_year", "indicators": [indicator]})
    if indicator not in drafts.taken:
        drafts.append("indicators", {"id": indicator})
    _serve(drafts, item["id"], perimeter)


def _serve(drafts: Drafts, objective: str, perimeter: str) -> None:
    """Say that the actions that change a perimeter serve its new objective: an action could not name one to come."""
    if "actions" not in drafts.dossier.read.joined.data:
        return
    for action in block_within(drafts.home("actions").data, ("actions",), {}, FollowedList):
        effects = action.get("effects") or ()
        local = any("territory" in (effect.get("on") or {}) for effect in effects)
        if effects and local == (perimeter == "territory"):
            action["objectives"] = FollowedList([*(action.get("objectives") or ()), objective])


def _from_actors(drafts: Drafts) -> None:
    """Write who took part in the programme, and its steps from their meetings, when nothing says them."""
    actors = drafts.dossier.read.joined.data.get("stakeholders") or ()
    programme = block_within(drafts.home("programme").data, ("programme",), {})
    known = [str(actor["id"]) for actor in actors if actor.get("id")]
    if known and not programme.get("stakeholders"):
        programme["stakeholders"] = FollowedList(known)
    met = [actor for actor in actors if actor.get("date") and actor.get("name")]
    if met and not programme.get("steps"):
        met.sort(key=lambda actor: str(actor["date"]))
        programme["steps"] = FollowedList(
            {
                "title": f"{str(actor.get('association') or 'Rencontre').capitalize()} : {actor['name']}",
                "from": str(actor["date"]),
            }
            for actor in met
        )
