"""The names of a dossier: unknown where the model says what they are the names of (`Refers`), double where they are given."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from math import fsum
from typing import Any, Final, get_args

from pydantic import BaseModel

from snr_cli.french.numbers import did_you_mean, number
from snr_cli.french.words.terms import of_terms, term
from snr_cli.inputs.dossier.named import (
    BUILT_IN_SERVICES,
    Nearest,
    Path,
    Report,
    Words,
    check_identifiers,
    in_labels,
    near_or_all,
    place_hint,
    suggestions,
    type_hint,
)
from snr_cli.model.base import Refers
from snr_cli.model.dossier import ESTIMATE_KINDS, OPTIONS_TOGETHER, Dossier, Override
from snr_cli.model.finding import Finding
from snr_cli.model.strategy import Budget

# Values of a dossier that do not go together, each right by itself: lines of a budget and factors of its own too.


def check_together(dossier: Dossier, words: Words, near: Nearest, at: Report) -> Iterator[Finding]:
    """Yield a finding for each value that contradicts another one, or that another one calls for.

    Args:
        dossier: the validated dossier.
        words: the names of the catalogue.
        near: suggestions for a name that is unknown.
        at: makes a finding at a path of the dossier.
    """
    yield from _services(dossier, words, at)
    yield from (
        at(("uses", index), "SNR208", "une seule quantité : quantity, per_household ou per_inhabitant", "gardez-en une")
        for index, use in enumerate(dossier.uses)
        if [use.quantity, use.per_household, use.per_inhabitant].count(None) != 2
    )
    yield from _replacements(dossier, words, near, at)
    options = frozenset(dossier.method.options)
    if len(options) > 1 and options != OPTIONS_TOGETHER:
        names = " et ".join(sorted(options))
        yield at(
            ("method", "options"),
            "SNR208",
            f"options sans signification ensemble : {names}",
            "gardez une seule option (beges et post_amortisation_zero vont ensemble)",
        )
    population, agents = dossier.territory.population, dossier.territory.agents
    if population and population.totale and population.municipale and population.municipale > population.totale:
        path: Path = ("territory", "population", "municipale")
        yield at(path, "SNR208", "population municipale supérieure à la totale", "les deux chiffres sont inversés ?")
    if agents and agents.total and agents.equipped and agents.equipped > agents.total:
        path = ("territory", "agents", "equipped")
        yield at(path, "SNR208", f"plus {of_terms('equipped_agent')} que d’agents", "equipped est une partie de total")


def _services(dossier: Dossier, words: Words, at: Report) -> Iterator[Finding]:
    for index, service in enumerate(dossier.services):
        path: Path = ("services", index)
        if service.type in BUILT_IN_SERVICES and service.quantity is not None:
            keys = "page_views et page_weight_mb" if service.type == "website" else "pue ou metered_kwh_per_year"
            yield at(
                (*path, "quantity"), "SNR208", f"« {service.type} » ne se compte pas en quantité", f"donnez {keys}"
            )
        if service.retention_years is not None and service.type not in words.retained:
            yield at(
                (*path, "retention_years"),
                "SNR208",
                f"le facteur de « {service.type} » ne compte pas d’années de conservation",
                f"retirez la clé ; elle règle {', '.join(sorted(words.retained))}",
            )
        if service.type not in BUILT_IN_SERVICES and service.quantity is None:
            yield at(
                path,
                "SNR202",
                "il manque « quantity »",
                "le volume annuel, dans l’unité du type : snr factors show " + service.type,
            )


def _replacements(dossier: Dossier, words: Words, near: Nearest, at: Report) -> Iterator[Finding]:
    """Check that equipment is replaced by equipment, a service by a service."""
    equipment = words.equipment | {new.id for new in dossier.factors.types}
    sections = {line.id: "equipment" for line in dossier.equipment} | {line.id: "services" for line in dossier.services}
    for index, action in enumerate(dossier.actions):
        for rank, effect in enumerate(action.effects):
            if effect.replaced_by is None:
                continue
            path: Path = ("actions", index, "effects", rank, "replaced_by")
            kind = sections.get(effect.on.line or "") or _section_of(effect.on.type, equipment, words.services)
            becomes = _section_of(effect.replaced_by, equipment, words.services)
            if not becomes:
                nearest = near.type(effect.replaced_by, equipment | words.services, kind or "equipment")
                yield at(
                    path,
                    "SNR301",
                    f"type inconnu « {effect.replaced_by} »",
                    did_you_mean(nearest, "la liste : snr factors list"),
                )
            elif kind and becomes != kind:
                yield at(
                    path,
                    "SNR208",
                    f"« {effect.replaced_by} » ne peut pas remplacer ces lignes",
                    "un équipement remplace un équipement, un service un service",
                )


def _section_of(name: str | None, equipment: Collection[str], services: Collection[str]) -> str:
    """Return the section of the dossier that a type belongs to; empty when it has none."""
    return "equipment" if name in equipment else "services" if name in services else ""


_MOST_AMOUNTS: Final = 20_000  # amounts of one year
_ENDLESS: Final = 50  # years of a line without end, at most: a plan is no longer


def check_budgets(dossier: Dossier, at: Report) -> list[Finding]:
    """Return a finding for each line of a budget whose years or funding contradict themselves.

    Args:
        dossier: the validated dossier.
        at: makes a finding at a path of the dossier.
    """
    if (crowd := _too_many(dossier)) is not None:
        return [
            at(
                crowd,
                "SNR204",
                f"plus de {number(_MOST_AMOUNTS)} montants annuels, de dépenses qui reviennent",
                "réunissez des lignes, ou raccourcissez-les avec until",
            )
        ]
    return [
        finding
        for path, line in budget_lines(dossier)
        for finding in (*_years(line, path, at), *_funding(line, path, at))
    ]


def _too_many(dossier: Dossier) -> Path | None:
    """Return where the lines that come back make more amounts than a plan ever has; each is kept and summed year by year."""
    count = 0
    for path, line in budget_lines(dossier):
        first = line.year if line.year is not None else line.start
        if first is not None and (line.until is not None or line.start is not None):
            count += max(1, (line.until or first + _ENDLESS) - first + 1)
            if count > _MOST_AMOUNTS:
                return path
    return None


def budget_lines(dossier: Dossier) -> Iterator[tuple[Path, Budget]]:
    """Yield each line of a budget of the dossier, and where it is written."""
    for index, action in enumerate(dossier.actions):
        yield from (
            (("actions", index, "means", "budget", rank), line)
            for rank, line in enumerate(action.means.budget if action.means is not None else ())
        )
    for index, shared in enumerate(dossier.strategy.means if dossier.strategy is not None else ()):
        yield from ((("strategy", "means", index, "budget", rank), line) for rank, line in enumerate(shared.budget))


def _years(line: Budget, path: Path, at: Report) -> Iterator[Finding]:
    first = line.year if line.year is not None else line.start
    if first is None:
        yield at(
            path,
            "SNR202",
            "il manque « year »",
            "year: 2026 ; ou from: 2026 et until: 2030, si la dépense revient chaque année",
        )
    elif line.year is not None and line.start is not None:
        yield at(path, "SNR208", "year et from ensemble", "gardez year pour un exercice, from et until pour plusieurs")
    elif line.until is not None and line.until < first:
        yield at(
            (*path, "until"),
            "SNR208",
            f"dernier exercice {line.until} avant le premier, {first}",
            "les deux années sont inversées ?",
        )


def _funding(line: Budget, path: Path, at: Report) -> Iterator[Finding]:
    yield from (
        at((*path, "funding", rank), "SNR208", "share et eur ensemble", "gardez l’un des deux")
        for rank, funding in enumerate(line.funding)
        if funding.share is not None and funding.eur is not None
    )
    paid = fsum(
        funding.eur if funding.eur is not None else (funding.share or 0.0) * line.eur for funding in line.funding
    )
    if paid > line.eur * (1.0 + 1e-9):
        yield at(
            (*path, "funding"),
            "SNR208",
            "financements supérieurs au montant",
            "une part ou un montant est trop grand ; la somme des parts va jusqu’à 100 %",
        )


NO_FACTOR = ("final_energy", "waste_lifecycle")


def check_own_values(dossier: Dossier, words: Words, at: Report) -> Iterator[Finding]:
    """Yield a finding for each value replaced twice, aimed at no value of the catalogue, or said in part.

    Args:
        dossier: the validated dossier.
        words: the names of the catalogue.
        at: makes a finding at a path of the dossier.
    """
    yield from _replaced_twice(dossier, at)
    for index, override in enumerate(dossier.factors.overrides):
        yield from _check_override(override, ("factors", "overrides", index), words, at)
    for index, new in enumerate(dossier.factors.types):
        for category, stages in new.embodied.items():
            if "embodied_total" in stages and len(stages) > 1:
                path: Path = ("factors", "types", index, "embodied", category)
                yield at(
                    path,
                    "SNR208",
                    "embodied_total ou des étapes séparées, pas les deux",
                    "gardez l’un des deux",
                    key=True,
                )


def _replaced_twice(dossier: Dossier, at: Report) -> Iterator[Finding]:
    """Report a value that two overrides give, and a total beside one of its parts."""
    replaced: set[tuple[object, ...]] = set()
    totals: dict[tuple[str | None, str | None, str | None], str] = {}
    for index, override in enumerate(dossier.factors.overrides):
        aim = (
            override.type,
            override.service,
            override.electricity,
            override.category,
            override.stage,
            override.component,
            override.year if override.electricity else None,
            override.lifetime_years is None,
            override.kwh_per_year is None,
        )
        part = override.stage or override.component or ""
        mixed = totals.setdefault((override.type, override.service, override.category), part) if part else ""
        path: Path = ("factors", "overrides", index)
        if aim in replaced:
            yield at(path, "SNR302", "la même valeur est remplacée deux fois", "gardez-en une")
        elif part != mixed and {"total", "embodied_total"} & {mixed, part}:
            whole = "total et une composante" if override.service else "embodied_total et une étape"
            yield at(path, "SNR208", f"{whole} remplacés ensemble", "gardez l’un ou l’autre")
        replaced.add(aim)


def _check_override(override: Override, path: Path, words: Words, at: Report) -> Iterator[Finding]:
    if [override.type, override.service, override.electricity].count(None) != 2:
        yield at(path, "SNR208", "une valeur remplacée vise type, service ou electricity, un seul", "gardez-en un")
        return
    of_electricity = override.category == "electricity"
    if override.value is None and override.lifetime_years is None and override.kwh_per_year is None:
        yield at(
            path,
            "SNR202",
            "il manque la valeur : value, lifetime_years ou kwh_per_year",
            "écrivez la valeur qui remplace celle du catalogue",
        )
    elif (
        override.component is not None
        and (override.component != "total" or of_electricity)
        and override.service is not None
        and override.service in words.services
        and override.component not in words.components_of(override.service, of_electricity)
    ):
        has = ", ".join(sorted(words.components_of(override.service, of_electricity))) or "aucune"
        yield at(
            (*path, "component"),
            "SNR208",
            f"« {override.service} » n’a pas de composante « {override.component} »",
            f"total, ou : {has}",
        )
    if override.type is None and (override.lifetime_years is not None or override.kwh_per_year is not None):
        yield at(path, "SNR208", "lifetime_years et kwh_per_year ne concernent qu’un type d’équipement", "donnez value")
    if override.category in NO_FACTOR or (override.electricity is not None and of_electricity):
        yield at(
            (*path, "category"),
            "SNR208",
            f"« {override.category} » n’a pas de facteur à remplacer",
            "choisissez une catégorie d’impact",
        )
    elif override.type is not None and of_electricity:
        yield at(
            (*path, "category"),
            "SNR208",
            "l’électricité d’un type se donne avec kwh_per_year",
            "remplacez value par kwh_per_year",
        )
    if override.value is None:
        return
    if override.category is None:
        yield at(path, "SNR202", "il manque « category »", "category: climate_change, par exemple")
    if override.type is not None and override.stage is None:
        yield at(
            path,
            "SNR202",
            "il manque « stage »",
            "stage: manufacturing, distribution, end_of_life ou embodied_total",
        )
    if override.service is not None and override.component is None:
        yield at(path, "SNR202", "il manque « component »", "component: total, par exemple")


_EQUIPMENT: Final = frozenset({"equipment_type", "own_type"})
_SERVICES: Final = frozenset({"service_type", "built_in_service"})
LIBRARY_INDICATOR: Final = re.compile(r"I-\d{2}")
DEFINE: Final = "définissez-le, ou corrigez le nom"
# what is defined in the dossier: how an unknown one is told, and what to write
DEFINED: Final = {
    "room": ("salle inconnue", "ajoutez services: - {id: …, type: server_room}"),
    "line": ("identifiant de ligne inconnu", DEFINE),
    "objective": ("objectif inconnu", DEFINE),
    "indicator": ("indicateur inconnu", DEFINE),
    "action": ("action inconnue", "définissez-la ; une action arrêtée reste dans actions, avec status: abandoned"),
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
    references = [
        _unknown(reference, names, words, near, at)
        for reference in _within(dossier, (), frozenset({"imports"}))
        if not any(reference.name in names[sort] for sort in reference.refers.to)
    ]
    references += check_identifiers(dossier, at)
    references += check_own_values(dossier, words, at)
    references += check_together(dossier, words, near, at)
    references += check_budgets(dossier, at)
    if dossier.virtual is not None:
        from snr_cli.inputs.dossier.virtual import check_virtual  # most dossiers have none: they do not pay for it

        references += check_virtual(dossier, dossier.virtual, at)
    return references


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
                for name, inner in value.items():
                    yield from _within(inner, (*here, name))
            else:
                for index, inner in enumerate(value):
                    yield from _within(inner, (*here, index))
        elif isinstance(value, str):
            yield Reference(here, value, refers)
        elif isinstance(value, Mapping):
            yield from (Reference((*here, name), name, refers, key=True) for name in value)
        else:
            yield from (Reference((*here, index), name, refers) for index, name in enumerate(value))


@cache
def _fields(model: type[BaseModel]) -> tuple[tuple[str, str, Refers | None], ...]:
    """Return the fields of a model that are names or that hold some, each with its key and what it refers to."""
    fields: list[tuple[str, str, Refers | None]] = []
    for name, field in model.model_fields.items():
        refers = next((metadata for metadata in field.metadata if isinstance(metadata, Refers)), None)
        if refers is not None or any(_fields(inner) for inner in _models(field.annotation)):
            fields.append((name, field.alias or name, refers))
    return tuple(fields)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the models that an annotation holds: `tuple[Action, ...]`, `dict[str, Lifetime] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def _names(dossier: Dossier, words: Words) -> Mapping[str, frozenset[str]]:
    """Return the names that exist, by sort."""
    ids: Callable[[Any], frozenset[str]] = lambda items: frozenset(item.id for item in items if item.id is not None)  # noqa: E731
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


def _unknown(
    reference: Reference, names: Mapping[str, frozenset[str]], words: Words, near: Nearest, at: Report
) -> Finding:
    """Return the finding of a name that exists in none of the sorts that its field takes."""
    first, sorts, name = reference.refers.to[0], frozenset(reference.refers.to), reference.name
    tell = partial(at, reference.path, key=reference.key)
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
    if reference.path[0] == section and len(reference.path) == 3:  # the type of a line
        other, elsewhere = ("un service", "services") if section == "equipment" else ("un équipement", "equipment")
        if any(name in names[sort] for sort in (_SERVICES if section == "equipment" else _EQUIPMENT)):
            return tell("SNR301", f"« {name} » est {other}", f"déplacez la ligne dans {elsewhere}:")
    what = "type d’équipement" if sorts <= _EQUIPMENT else "type de service" if sorts <= _SERVICES else "type"
    return in_labels(tell("SNR301", f"{what} inconnu « {name} »", type_hint(name, known, section, near)), words)
