"""Ids and types that a dossier names: unknown, double."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from snr_cli.findings.finding import Finding
from snr_cli.model.dossier import Dossier
from snr_cli.model.method import OPTIONS_TOGETHER
from snr_cli.reading.nearest import Nearest

if TYPE_CHECKING:
    from snr_cli.inventory.words import InventoryWords
    from snr_cli.reading.held import HeldValue

BUILT_IN_SERVICES = frozenset({"website", "server_room"})
BUILT_IN_WORDS = {"site web": "website", "site": "website", "salle serveurs": "server_room", "salle": "server_room"}
NO_FACTOR = ("final_energy", "waste_lifecycle")
RESERVED = frozenset({"total", "territory"})
DEFINE = "définissez-le, ou corrigez le nom"
LIBRARY_INDICATOR = re.compile(r"I-\d{2}")
KEEP = "définissez-la ; une action arrêtée reste dans actions, avec status: abandoned"
RESERVED_STARTS = ("estimated-", "territory-", "territory.", "use-")
Report = Callable[..., Finding]


@dataclass(frozen=True, slots=True)
class Words:
    """What the catalogue knows: handed to the reader, which does not open it."""

    equipment: frozenset[str]
    services: frozenset[str]
    places: frozenset[str]
    categories: frozenset[str]
    sets: tuple[str, ...]
    components: frozenset[str]
    # components that a service has in the tables; with True, those given in kWh
    components_of: Callable[[str, bool], frozenset[str]]
    # label or synonym -> type, asked for only when a type is unknown
    synonyms: Callable[[str], dict[str, str]] = field(default=lambda kind: {})
    # headers, statuses and rules of inventories, asked for only when a dossier reads one
    inventory: "Callable[[], InventoryWords] | None" = None
    # services whose factor counts the years that they are kept
    retained: frozenset[str] = frozenset()
    # values of the dossier that a published total already holds
    held: "Callable[[Dossier], Iterable[HeldValue]]" = field(default=lambda dossier: ())


def check_types(data: Any, words: Words, at: Report) -> list[Finding]:
    """Return the unknown types of data that the schema refuses, so that one run shows both kinds of mistake."""
    found = []
    factors = data.get("factors") if isinstance(data, dict) else None
    own_types = factors.get("types") if isinstance(factors, dict) else None
    named = [new.get("id") for new in own_types if isinstance(new, dict)] if isinstance(own_types, list) else []
    own = {name for name in named if isinstance(name, str)}
    near = _suggestions(words)
    for section, names in (("equipment", words.equipment), ("services", words.services | BUILT_IN_SERVICES)):
        lines = data.get(section) if isinstance(data, dict) else None
        for index, line in enumerate(lines if isinstance(lines, list) else []):
            name = line.get("type") if isinstance(line, dict) else None
            if isinstance(name, str) and name.strip() and name not in names and name not in own:
                what = "type d’équipement" if section == "equipment" else "type de service"
                found.append(
                    at(
                        (section, index, "type"),
                        "SNR301",
                        f"{what} inconnu « {name} »",
                        _hint(near.type(name, names, section)),
                    )
                )
    return found


def _suggestions(words: Words) -> Nearest:
    def meant(kind: str, word: str) -> str | None:
        """Return what the type column of an inventory would be read as: one list of words for both."""
        if kind != "equipment" or words.inventory is None:
            return None
        return words.inventory().recognizer.named(word)

    return Nearest(lambda kind: {**words.synonyms(kind), **(BUILT_IN_WORDS if kind == "services" else {})}, meant)


def _hint(near: str | None, advice: str = "la liste : snr factors list") -> str:
    return f"vouliez-vous dire « {near} » ?" if near else advice


def _double_ids(items: Iterable[Any], path: tuple[Any, ...], found: list[Finding], at: Report) -> set[str]:
    """Return the ids of a list, with a finding for each one taken twice."""
    seen: set[str] = set()
    for index, item in enumerate(items):
        if item.id is None:
            continue
        if item.id in seen:
            text = f"identifiant « {item.id} » déjà pris dans {path[-1]}"
            found.append(at((*path, index, "id"), "SNR302", text, "chaque élément a le sien"))
        seen.add(item.id)
    return seen


def _known_place(place: str | None, path: tuple[Any, ...], words: Words, found: list[Finding], at: Report) -> None:
    if place is not None and place not in words.places:
        found.append(at(path, "SNR301", f"lieu inconnu « {place} »", _place_hint(place, words)))


def _place_hint(place: str, words: Words) -> str:
    """Return the code of the country that a word names, or most looks like; every code when it looks like none."""
    if words.inventory is not None:
        countries = words.inventory()
        near = place if countries.place_of(place) is not None else countries.nearest_country(place)
        if near:
            return f"vouliez-vous dire « {countries.place_of(near) or 'FR'} » ({near}) ?"
    return "codes : " + ", ".join(sorted(words.places))


def check_references(dossier: Dossier, words: Words, at: Report) -> list[Finding]:
    """Return a finding for each unknown or double id, unknown type, place, category or set.

    Args:
        dossier: the validated dossier.
        words: the names of the catalogue.
        at: makes a finding at a path of the dossier.
    """
    found: list[Finding] = []
    own = {new.id for new in dossier.factors.types}
    rooms = {line.id for line in dossier.services if line.type == "server_room"}

    near = _suggestions(words)

    def unknown(path: tuple[Any, ...], what: str, name: str, kind: str, names: Collection[str]) -> None:
        found.append(at(path, "SNR301", f"{what} inconnu « {name} »", _hint(near.type(name, names, kind))))

    path: tuple[Any, ...]
    _double_ids(dossier.factors.types, ("factors", "types"), found, at)
    _double_ids(dossier.territory.data_centres, ("territory", "data_centres"), found, at)
    ids: dict[str, str] = {}
    for section in ("equipment", "services"):
        for index, line in enumerate(getattr(dossier, section)):
            if line.id in ids:
                found.append(
                    at(
                        (section, index, "id"),
                        "SNR302",
                        f"identifiant « {line.id} » déjà pris",
                        "chaque ligne d’équipement ou de service a le sien",
                    )
                )
            if line.id in RESERVED or line.id.startswith(RESERVED_STARTS):
                found.append(
                    at(
                        (section, index, "id"),
                        "SNR302",
                        f"identifiant « {line.id} » réservé par snr",
                        "choisissez un autre nom",
                    )
                )
            ids[line.id] = section
    equipment_names = words.equipment | own
    for index, line in enumerate(dossier.equipment):
        if line.type not in equipment_names:
            if line.type in words.services or line.type in BUILT_IN_SERVICES:
                found.append(
                    at(
                        ("equipment", index, "type"),
                        "SNR301",
                        f"« {line.type} » est un service",
                        "déplacez la ligne dans services:",
                    )
                )
            else:
                unknown(("equipment", index, "type"), "type d’équipement", line.type, "equipment", equipment_names)
        if line.room is not None and line.room not in rooms:
            close = near.among(line.room, rooms, "room")
            help_text = _hint(close, "ajoutez services: - {id: …, type: server_room}")
            found.append(at(("equipment", index, "room"), "SNR303", f"salle inconnue « {line.room} »", help_text))
        _known_place(line.place, ("equipment", index, "place"), words, found, at)
    for index, service in enumerate(dossier.services):
        if service.type not in words.services and service.type not in BUILT_IN_SERVICES:
            if service.type in equipment_names:
                found.append(
                    at(
                        ("services", index, "type"),
                        "SNR301",
                        f"« {service.type} » est un équipement",
                        "déplacez la ligne dans equipment:",
                    )
                )
            else:
                unknown(
                    ("services", index, "type"),
                    "type de service",
                    service.type,
                    "services",
                    words.services | BUILT_IN_SERVICES,
                )
        _known_place(service.place, ("services", index, "place"), words, found, at)
        if service.type in BUILT_IN_SERVICES and service.quantity is not None:
            path = ("services", index, "quantity")
            keys = "page_views et page_weight_mb" if service.type == "website" else "pue ou metered_kwh_per_year"
            found.append(at(path, "SNR208", f"« {service.type} » ne se compte pas en quantité", f"donnez {keys}"))
        if service.retention_years is not None and service.type not in words.retained:
            path = ("services", index, "retention_years")
            text = f"le facteur de « {service.type} » ne compte pas d’années de conservation"
            found.append(at(path, "SNR208", text, f"retirez la clé ; elle règle {', '.join(sorted(words.retained))}"))
        if service.type not in BUILT_IN_SERVICES and service.quantity is None:
            found.append(
                at(
                    ("services", index),
                    "SNR202",
                    "il manque « quantity »",
                    "le volume annuel, dans l’unité du type : snr factors show " + service.type,
                )
            )
    for index, use in enumerate(dossier.uses):
        if use.type not in equipment_names and use.type not in words.services:
            unknown(("uses", index, "type"), "type", use.type, "services", equipment_names | words.services)
        if [use.quantity, use.per_household, use.per_inhabitant].count(None) != 2:
            found.append(
                at(
                    ("uses", index),
                    "SNR208",
                    "une seule quantité : quantity, per_household ou per_inhabitant",
                    "gardez-en une",
                )
            )
    for index, use in enumerate(dossier.uses):
        if use.id in RESERVED or use.id in ids or use.id.startswith(RESERVED_STARTS):
            found.append(
                at(("uses", index, "id"), "SNR302", f"identifiant « {use.id} » déjà pris", "choisissez un autre nom")
            )
    replaced: set[tuple[Any, ...]] = set()
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
        if aim in replaced:
            found.append(
                at(("factors", "overrides", index), "SNR302", "la même valeur est remplacée deux fois", "gardez-en une")
            )
        elif part != mixed and {"total", "embodied_total"} & {mixed, part}:
            found.append(
                at(
                    ("factors", "overrides", index),
                    "SNR208",
                    "total et une composante remplacés ensemble"
                    if override.service
                    else "embodied_total et une étape remplacés ensemble",
                    "gardez l’un ou l’autre",
                )
            )
        replaced.add(aim)
        _check_override(found, at, index, override, words, equipment_names, unknown)
    for index, new in enumerate(dossier.factors.types):
        for category, stages in new.embodied.items():
            if category not in words.categories:
                found.append(
                    at(
                        ("factors", "types", index, "embodied", category),
                        "SNR301",
                        f"catégorie inconnue « {category} »",
                        _near(category, words.categories),
                        key=True,
                    )
                )
            if "embodied_total" in stages and len(stages) > 1:
                found.append(
                    at(
                        ("factors", "types", index, "embodied", category),
                        "SNR208",
                        "embodied_total ou des étapes séparées, pas les deux",
                        "gardez l’un des deux",
                        key=True,
                    )
                )
    for label in ("lifetimes", "depreciation_years"):
        for name in getattr(dossier.method, label):
            if name not in equipment_names:
                close = near.type(name, equipment_names, "equipment")
                found.append(
                    at(
                        ("method", label, name),
                        "SNR301",
                        f"type d’équipement inconnu « {name} »",
                        _hint(close),
                        key=True,
                    )
                )
    options = frozenset(dossier.method.options)
    if len(options) > 1 and options != OPTIONS_TOGETHER:
        names = " et ".join(sorted(options))
        help_text = "gardez une seule option (beges et post_amortisation_zero vont ensemble)"
        found.append(at(("method", "options"), "SNR208", f"options sans signification ensemble : {names}", help_text))
    if dossier.method.factor_set not in words.sets:
        found.append(
            at(
                ("method", "factor_set"),
                "SNR301",
                f"jeu de facteurs inconnu « {dossier.method.factor_set} »",
                "jeux : " + ", ".join(words.sets),
            )
        )
    for index, objective in enumerate(dossier.objectives):
        if objective.category is not None and objective.category not in words.categories:
            found.append(
                at(
                    ("objectives", index, "category"),
                    "SNR301",
                    f"catégorie inconnue « {objective.category} »",
                    _near(objective.category, words.categories),
                )
            )
    every_type = equipment_names | words.services | BUILT_IN_SERVICES
    for index, action in enumerate(dossier.actions):
        for rank, effect in enumerate(action.effects):
            where = ("actions", index, "effects", rank)
            if effect.on.type is not None and effect.on.type not in every_type:
                unknown((*where, "on", "type"), "type", effect.on.type, "equipment", every_type)
            if effect.added_component is not None and effect.added_component not in equipment_names:
                added = effect.added_component
                unknown((*where, "added_component"), "type d’équipement", added, "equipment", equipment_names)
            if effect.replaced_by is not None:
                kind = ids.get(effect.on.line or "") or _kind(effect.on.type, equipment_names, words.services)
                becomes = _kind(effect.replaced_by, equipment_names, words.services)
                path = (*where, "replaced_by")
                if not becomes:
                    unknown(path, "type", effect.replaced_by, kind or "equipment", equipment_names | words.services)
                elif kind and becomes != kind:
                    text = f"« {effect.replaced_by} » ne peut pas remplacer ces lignes"
                    found.append(
                        at(path, "SNR208", text, "un équipement remplace un équipement, un service un service")
                    )
            _known_place(effect.place, (*where, "place"), words, found, at)
    _check_strategy(dossier, words, every_type, unknown, found, at)
    _check_links(dossier, ids, near, found, at)
    if dossier.virtual is not None:
        from snr_cli.reading.virtual import check_virtual  # most dossiers have none: they do not pay for it

        found += check_virtual(dossier, dossier.virtual, at)
    _check_territory(dossier, found, at)
    return found


def _kind(name: str | None, equipment: Collection[str], services: Collection[str]) -> str:
    """Return the section of the dossier that a type belongs to; empty when it has none."""
    return "equipment" if name in equipment else "services" if name in services else ""


def _check_strategy(
    dossier: Dossier,
    words: Words,
    types: Collection[str],
    unknown: Callable[[tuple[Any, ...], str, str, str, Collection[str]], None],
    found: list[Finding],
    at: Report,
) -> None:
    """Report trends on unknown types or given twice, and paths of electricity badly named or placed."""
    if dossier.strategy is None:
        return
    trends: set[str] = set()
    for index, growth in enumerate(dossier.strategy.baseline):
        path: tuple[Any, ...] = ("strategy", "baseline", index, "type")
        if growth.type not in types:
            unknown(path, "type", growth.type, "equipment", types)
        elif growth.type in trends:
            found.append(at(path, "SNR302", f"tendance de « {growth.type} » déjà donnée", "gardez-en une"))
        trends.add(growth.type)
    names: set[str] = set()
    for index, each in enumerate(dossier.strategy.electricity_paths):
        path = ("strategy", "electricity_paths", index)
        if each.name in names:
            found.append(
                at((*path, "name"), "SNR302", f"scénario « {each.name} » déjà donné", "chaque scénario a le sien")
            )
        names.add(each.name)
        _known_place(each.place, (*path, "place"), words, found, at)


def _check_territory(dossier: Dossier, found: list[Finding], at: Report) -> None:
    population, agents = dossier.territory.population, dossier.territory.agents
    if population and population.totale and population.municipale and population.municipale > population.totale:
        path: tuple[Any, ...] = ("territory", "population", "municipale")
        found.append(
            at(path, "SNR208", "population municipale supérieure à la totale", "les deux chiffres sont inversés ?")
        )
    if agents and agents.total and agents.equipped and agents.equipped > agents.total:
        path = ("territory", "agents", "equipped")
        found.append(at(path, "SNR208", "plus d’agents équipés que d’agents", "equipped est une partie de total"))


def _near(word: str, names: Iterable[str]) -> str:
    near = get_close_matches(word, list(names), 1, 0.5)
    return f"vouliez-vous dire « {near[0]} » ?" if near else "catégories : " + ", ".join(sorted(names))


def _check_override(
    found: list[Finding],
    at: Report,
    index: int,
    override: Any,
    words: Words,
    equipment: frozenset[str],
    unknown: Callable[..., None],
) -> None:
    path: tuple[Any, ...] = ("factors", "overrides", index)
    aims = [override.type, override.service, override.electricity]
    if aims.count(None) != 2:
        found.append(
            at(path, "SNR208", "une valeur remplacée vise type, service ou electricity, un seul", "gardez-en un")
        )
        return
    if override.type is not None and override.type not in equipment:
        unknown((*path, "type"), "type d’équipement", override.type, "equipment", equipment)
    if override.service is not None and override.service not in words.services:
        unknown((*path, "service"), "type de service", override.service, "services", words.services)
    _known_place(override.electricity, (*path, "electricity"), words, found, at)
    if override.category is not None and override.category not in words.categories | {"electricity"}:
        found.append(
            at(
                (*path, "category"),
                "SNR301",
                f"catégorie inconnue « {override.category} »",
                _near(override.category, words.categories),
            )
        )
    if override.component is not None and override.component not in words.components:
        found.append(
            at(
                (*path, "component"),
                "SNR301",
                f"composante inconnue « {override.component} »",
                _near(override.component, words.components),
            )
        )
    values = [override.value, override.lifetime_years, override.kwh_per_year]
    if all(value is None for value in values):
        found.append(
            at(
                path,
                "SNR202",
                "il manque la valeur : value, lifetime_years ou kwh_per_year",
                "écrivez la valeur qui remplace celle du catalogue",
            )
        )
    elif (
        override.component is not None
        and (override.component != "total" or override.category == "electricity")
        and override.service in words.services
        and override.component not in words.components_of(override.service, override.category == "electricity")
    ):
        has = ", ".join(sorted(words.components_of(override.service, override.category == "electricity"))) or "aucune"
        found.append(
            at(
                (*path, "component"),
                "SNR208",
                f"« {override.service} » n’a pas de composante « {override.component} »",
                f"total, ou : {has}",
            )
        )
    if override.type is None and (override.lifetime_years is not None or override.kwh_per_year is not None):
        found.append(
            at(path, "SNR208", "lifetime_years et kwh_per_year ne concernent qu’un type d’équipement", "donnez value")
        )
    if override.category in NO_FACTOR or (override.electricity is not None and override.category == "electricity"):
        found.append(
            at(
                (*path, "category"),
                "SNR208",
                f"« {override.category} » n’a pas de facteur à remplacer",
                "choisissez une catégorie d’impact",
            )
        )
    elif override.type is not None and override.category == "electricity":
        found.append(
            at(
                (*path, "category"),
                "SNR208",
                "l’électricité d’un type se donne avec kwh_per_year",
                "remplacez value par kwh_per_year",
            )
        )
    if override.value is not None and override.category is None:
        found.append(at(path, "SNR202", "il manque « category »", "category: climate_change, par exemple"))
    if override.value is not None and override.type is not None and override.stage is None:
        found.append(
            at(
                path,
                "SNR202",
                "il manque « stage »",
                "stage: manufacturing, distribution, end_of_life ou embodied_total",
            )
        )
    if override.value is not None and override.service is not None and override.component is None:
        found.append(at(path, "SNR202", "il manque « component »", "component: total, par exemple"))


def _check_links(dossier: Dossier, lines: dict[str, str], near: Nearest, found: list[Finding], at: Report) -> None:
    """Check ids between sections: actions, objectives, indicators, stakeholders, axes, reviews, plans, shared lines."""

    def unique(section: str) -> set[str]:
        return _double_ids(getattr(dossier, section), (section,), found, at)

    indicators, objectives, actions, stakeholders = map(unique, ("indicators", "objectives", "actions", "stakeholders"))
    unique("uses"), unique("contracts")
    axes = _double_ids(dossier.strategy.axes, ("strategy", "axes"), found, at) if dossier.strategy else set()

    def link(
        path: tuple[Any, ...], name: str, names: Collection[str], what: str, advice: str = DEFINE, *, key: bool = False
    ) -> None:
        if name not in names:
            # an indicator of the library is not a slip for another one: it only has to be declared
            library = names is indicators and LIBRARY_INDICATOR.fullmatch(name)
            help_text = (
                f"déclarez-le : ajoutez - {{id: {name}}} à la liste indicators"
                if library
                else _hint(near.among(name, names, what), advice)
            )
            found.append(at(path, "SNR303", f"{what} « {name} »", help_text, key=key))

    for index, action in enumerate(dossier.actions):
        for place, name in enumerate(action.objectives):
            link(("actions", index, "objectives", place), name, objectives, "objectif inconnu")
        for place, name in enumerate(action.indicators):
            link(("actions", index, "indicators", place), name, indicators, "indicateur inconnu")
        for place, name in enumerate(action.replaces):
            link(("actions", index, "replaces", place), name, actions, "action inconnue", KEEP)
        if action.axis is not None:
            link(("actions", index, "axis"), action.axis, axes, "axe inconnu")
        for place, effect in enumerate(action.effects):
            if effect.on.line is not None:
                link(
                    ("actions", index, "effects", place, "on", "line"),
                    effect.on.line,
                    lines,
                    "identifiant de ligne inconnu",
                )
    for index, objective in enumerate(dossier.objectives):
        for place, name in enumerate(objective.indicators):
            link(("objectives", index, "indicators", place), name, indicators, "indicateur inconnu")
    for index, shared in enumerate(dossier.shared):
        link(("shared", index, "line"), shared.line, lines, "identifiant de ligne inconnu")
    if dossier.programme is not None:
        for place, name in enumerate(dossier.programme.stakeholders):
            link(("programme", "stakeholders", place), name, stakeholders, "acteur inconnu")
    for index, review in enumerate(dossier.annual_reviews):
        if review.year in {each.year for each in dossier.annual_reviews[:index]}:
            path: tuple[Any, ...] = ("annual_reviews", index, "year")
            found.append(at(path, "SNR302", f"bilan annuel de {review.year} déjà donné", "réunissez les deux"))
        for name in review.indicators:
            link(("annual_reviews", index, "indicators", name), name, indicators, "indicateur inconnu", key=True)
        for name in review.actions:
            link(("annual_reviews", index, "actions", name), name, actions, "action inconnue", KEEP, key=True)
    for label in type(dossier.plans).model_fields if dossier.plans else ():
        plan = getattr(dossier.plans, label)
        for place, name in enumerate(plan.actions if plan else ()):
            link(("plans", label, "actions", place), name, actions, "action inconnue", KEEP)
