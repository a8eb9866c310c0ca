"""The names of a dossier: unknown where the model says what they are the names of (`Refers`), double where they are given."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Final, get_args

from pydantic import BaseModel

from snr_cli.french.suggested import did_you_mean
from snr_cli.french.words.terms import term
from snr_cli.inputs.dossier.identifiers import check_identifiers
from snr_cli.inputs.dossier.named import (
    BUILT_IN_SERVICES,
    Path,
    Report,
    Words,
    in_labels,
    near_or_all,
    place_hint,
    suggestions,
    type_hint,
)
from snr_cli.inputs.dossier.nearest import Nearest
from snr_cli.inputs.dossier.together import check_budgets, check_own_values, check_together
from snr_cli.model.dossier import Dossier
from snr_cli.model.finding import Finding
from snr_cli.model.method import ESTIMATE_KINDS
from snr_cli.model.refers import Refers

_EQUIPMENT: Final = frozenset({"equipment_type", "own_type"})
_SERVICES: Final = frozenset({"service_type", "built_in_service"})
LIBRARY_INDICATOR: Final = re.compile(r"I-\d{2}")
DEFINE: Final = "définissez-le, ou corrigez le nom"
_KEEP: Final = "définissez-la ; une action arrêtée reste dans actions, avec status: abandoned"
# what is defined in the dossier: how an unknown one is told, and what to write
DEFINED: Final = {
    "room": ("salle inconnue", "ajoutez services: - {id: …, type: server_room}"),
    "line": ("identifiant de ligne inconnu", DEFINE),
    "objective": ("objectif inconnu", DEFINE),
    "indicator": ("indicateur inconnu", DEFINE),
    "action": ("action inconnue", _KEEP),
    "axis": ("axe inconnu", DEFINE),
    "stakeholder": ("acteur inconnu", DEFINE),
}


@dataclass(frozen=True, slots=True)
class Reference:
    """A name in the dossier, where it is written, and what it is the name of."""

    path: Path
    name: str
    refers: Refers
    key: bool = False


def check_types(data: Any, words: Words, at: Report) -> Iterator[Finding]:
    """Yield the unknown types of data that the schema refuses, so that one run shows both kinds of mistake."""
    factors = data.get("factors") if isinstance(data, dict) else None
    own_types = factors.get("types") if isinstance(factors, dict) else None
    named = [new.get("id") for new in own_types if isinstance(new, dict)] if isinstance(own_types, list) else []
    own = {name for name in named if isinstance(name, str)}
    near = suggestions(words)
    for section, names in (("equipment", words.equipment), ("services", words.services | BUILT_IN_SERVICES)):
        lines = data.get(section) if isinstance(data, dict) else None
        for index, line in enumerate(lines if isinstance(lines, list) else []):
            name = line.get("type") if isinstance(line, dict) else None
            if isinstance(name, str) and name.strip() and name not in names and name not in own:
                what = "type d’équipement" if section == "equipment" else "type de service"
                path: Path = (section, index, "type")
                yield in_labels(
                    at(path, "SNR301", f"{what} inconnu « {name} »", type_hint(name, names, section, near)), words
                )


def check_references(dossier: Dossier, words: Words, at: Report) -> list[Finding]:
    """Return a finding for each unknown or double id, unknown type, place, category or set, and for what does not go together.

    Args:
        dossier: the validated dossier.
        words: the names of the catalogue.
        at: makes a finding at a path of the dossier.
    """
    near = suggestions(words)
    names = _names(dossier, words)
    found = [
        _unknown(each, names, words, near, at)
        for each in references_of(dossier)
        if not any(each.name in names[sort] for sort in each.refers.to)
    ]
    found += check_identifiers(dossier, at)
    found += check_own_values(dossier, words, at)
    found += check_together(dossier, words, near, at)
    found += check_budgets(dossier, at)
    if dossier.virtual is not None:
        from snr_cli.inputs.dossier.virtual import check_virtual  # most dossiers have none: they do not pay for it

        found += check_virtual(dossier, dossier.virtual, at)
    if any(each.position.sheet for each in found):
        from snr_cli.inputs.dossier.sheet_words import in_headings

        labels = words.type_labels().labels
        return [in_headings(each, labels) if each.position.sheet else each for each in found]
    return found


def references_of(dossier: Dossier) -> Iterator[Reference]:
    """Yield each name of the dossier whose field says what it is the name of; those of imports are read with their files."""
    return _within(dossier, (), frozenset({"imports"}))


def _within(section: BaseModel, path: Path, left: frozenset[str] = frozenset()) -> Iterator[Reference]:
    for attribute, key, refers in _fields(type(section)):
        value = None if attribute in left else getattr(section, attribute)
        if value is None:
            continue
        here = (*path, key)
        if refers is None:
            if isinstance(value, BaseModel):
                yield from _within(value, here)
            elif isinstance(value, Mapping):
                for name, each in value.items():
                    yield from _within(each, (*here, name))
            else:
                for index, each in enumerate(value):
                    yield from _within(each, (*here, index))
        elif isinstance(value, str):
            yield Reference(here, value, refers)
        elif isinstance(value, Mapping):
            yield from (Reference((*here, name), name, refers, key=True) for name in value)
        else:
            yield from (Reference((*here, index), name, refers) for index, name in enumerate(value))


@cache
def _fields(model: type[BaseModel]) -> tuple[tuple[str, str, Refers | None], ...]:
    """Return the fields of a model that are names or that hold some, each with its key and what it refers to."""
    found: list[tuple[str, str, Refers | None]] = []
    for name, field in model.model_fields.items():
        refers = next((each for each in field.metadata if isinstance(each, Refers)), None)
        if refers is not None or any(_fields(each) for each in _models(field.annotation)):
            found.append((name, field.alias or name, refers))
    return tuple(found)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the models that an annotation holds: `tuple[Action, ...]`, `dict[str, Lifetime] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def _names(dossier: Dossier, words: Words) -> Mapping[str, frozenset[str]]:
    """Return the names that exist, by sort."""
    ids: Callable[[Any], frozenset[str]] = lambda items: frozenset(each.id for each in items if each.id is not None)  # noqa: E731
    return {
        "equipment_type": words.equipment,
        "own_type": ids(dossier.factors.types),
        "service_type": words.services,
        "built_in_service": BUILT_IN_SERVICES,
        "place": words.places,
        "category": words.categories,
        "category_or_electricity": words.categories | {"electricity"},
        "component": words.components,
        "factor_set": frozenset(words.sets),
        "room": ids(line for line in dossier.services if line.type == "server_room"),
        "line": ids(dossier.equipment)
        | ids(dossier.services)
        | {line.id for asked in dossier.method.estimate for line in ESTIMATE_KINDS[asked].lines},
        "objective": ids(dossier.objectives),
        "indicator": ids(dossier.indicators),
        "action": ids(dossier.actions),
        "axis": ids(dossier.strategy.axes if dossier.strategy is not None else ()),
        "stakeholder": ids(dossier.stakeholders),
    }


def _unknown(each: Reference, names: Mapping[str, frozenset[str]], words: Words, near: Nearest, at: Report) -> Finding:
    """Return the finding of a name that exists in none of the sorts that its field takes."""
    first, sorts, name = each.refers.to[0], frozenset(each.refers.to), each.name
    tell = partial(at, each.path, key=each.key)
    if first in DEFINED:
        what, advice = DEFINED[first]
        if first == "indicator" and LIBRARY_INDICATOR.fullmatch(name):
            # an indicator of the library is not a slip for another one: it only has to be declared
            return tell("SNR303", f"{what} « {name} »", f"déclarez-le : ajoutez - {{id: {name}}} à la liste indicators")
        return tell("SNR303", f"{what} « {name} »", did_you_mean(near.among(name, names[first], what), advice))
    if first == "place":
        return tell("SNR301", f"lieu inconnu « {name} »", place_hint(name, words))
    if first == "factor_set":
        return tell("SNR301", f"{term('factor_set')} inconnu « {name} »", "jeux : " + ", ".join(words.sets))
    if first == "component":
        return tell("SNR301", f"composante inconnue « {name} »", near_or_all(name, names[first], "composantes"))
    if first in ("category", "category_or_electricity"):
        return tell("SNR301", f"catégorie inconnue « {name} »", near_or_all(name, words.categories, "catégories"))
    known = frozenset[str]().union(*(names[sort] for sort in sorts))
    section = "services" if first in _SERVICES else "equipment"
    if each.path[0] == section and len(each.path) == 3:  # the type of a line
        other, elsewhere = ("un service", "services") if section == "equipment" else ("un équipement", "equipment")
        if any(name in names[sort] for sort in (_SERVICES if section == "equipment" else _EQUIPMENT)):
            return tell("SNR301", f"« {name} » est {other}", f"déplacez la ligne dans {elsewhere}:")
    what = "type d’équipement" if sorts <= _EQUIPMENT else "type de service" if sorts <= _SERVICES else "type"
    return in_labels(tell("SNR301", f"{what} inconnu « {name} »", type_hint(name, known, section, near)), words)
