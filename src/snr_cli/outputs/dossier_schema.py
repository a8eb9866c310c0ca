"""JSON Schema of a dossier and of the files it includes, from the models and the tables: draft-07, as editors read it.

Models are written in place rather than referred to: an editor shows the title and the description of a key only when
they stand beside its type, and draft-07 ignores what stands beside a `$ref`.
"""

import json
from typing import Any, Final, get_args, get_origin

from snr_cli.catalog.tables import Tables
from snr_cli.french.numbers import exact
from snr_cli.french.plain import json_text
from snr_cli.french.words.dossier import BUILT_IN, EXAMPLES, LABELS, SNIPPETS
from snr_cli.french.words.terms import titled_term
from snr_cli.inputs.dossier.references import NO_FACTOR
from snr_cli.model.base import Catalogued, Refers, Section
from snr_cli.model.codes import CODES, Basis, Code
from snr_cli.model.dossier import OPTIONS_TOGETHER, Dossier, Option, Stage
from snr_cli.results.json_shape import Schema

# keys that stand in territory.yaml, never in a file that it includes
ROOT_KEYS: Final = ("snr", "include", "reference_year", "territory")
# the reader fills it with the elements of `equipment` that have `from`: nobody writes it
UNWRITTEN: Final = "imports"
# a list may have a file, and a schema, of its own
LISTS: Final = tuple(
    name for name, field in Dossier.model_fields.items() if get_origin(field.annotation) is tuple and name != UNWRITTEN
)
NULL: Final[Schema] = {"type": "null"}
INCLUDE: Final[Schema] = {
    "title": "Fichiers inclus",
    "description": "Fichiers de ce dossier, chacun nommé une fois, dont les sections s’ajoutent à celles-ci.",
    "anyOf": [
        {
            "type": "array",
            "items": {
                "type": "string",
                "pattern": "^[^/]",
                "errorMessage": "Un fichier de ce dossier : equipment.yaml",
            },
        },
        NULL,
    ],
}
# `Model.key` and the rules that speak of it
RULES_OF_KEY: Final = {
    key: tuple(code for code in CODES.values() if key in code.reads) for each in CODES.values() for key in each.reads
}
# models that one of their keys may stand for, alone: 39100 for {value: 39100}
_BARE: Final = {"Figure": "value", "ActionReview": "status", "GoalServed": "goal"}
# bounds beyond it only stop absurd numbers: not worth reading
LARGEST_BOUND_SHOWN: Final = 10_000


_CATALOGUED: Final = get_args(Catalogued)
# model and key -> definitions that its value (or the keys of its value) is taken from
_NAMED: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    (model.__name__, field.alias or name): tuple(sorted(refers.to, key=_CATALOGUED.index))
    for model in Section.__subclasses__()
    for name, field in model.model_fields.items()
    for refers in field.metadata
    if isinstance(refers, Refers) and set(refers.to) <= set(_CATALOGUED)
}
# what pydantic's schema does not say: years as keys, and what the reader refuses together (reading/references.py)
_MORE: Final[dict[tuple[str, str], Schema]] = {
    ("Method", "options"): {
        "allOf": [
            {"if": {"contains": {"const": option}}, "then": {"items": {"enum": [option]}}}
            for option in get_args(Option)
            if option not in OPTIONS_TOGETHER
        ]
    },
    ("Indicator", "values"): {"propertyNames": {"pattern": "^-?[0-9]+$", "errorMessage": "Une année : 2025"}},
    ("NewType", "embodied"): {
        "allOf": [{"additionalProperties": {"dependencies": {"embodied_total": {"maxProperties": 1}}}}]
    },
}


def _given(*keys: str, wrong: str = "") -> Schema:
    """Return the schema of a block that has these keys, none of them null."""
    schema: Schema = {"required": list(keys), "properties": {key: {"not": NULL, "doNotSuggest": True} for key in keys}}
    return {**schema, "errorMessage": wrong} if wrong else schema


_UNCOUNTED: Final = "Un site ou une salle ne se compte pas en quantité"
_FOR_A_SERVICE: Final = {"properties": {"category": {"const": "electricity"}}, "required": ["category"]}
_CONDITIONS: Final[dict[str, Schema]] = {
    "Service": {
        "if": {"properties": {"type": {"enum": list(BUILT_IN)}}, "required": ["type"]},
        "then": {"properties": {"quantity": {**NULL, "errorMessage": _UNCOUNTED, "doNotSuggest": True}}},
        "else": _given("quantity", wrong="Il manque « quantity » : le volume annuel, dans l’unité du type"),
    },
    "Use": {"oneOf": [_given(key) for key in ("quantity", "per_household", "per_inhabitant")]},
    "Budget": {"oneOf": [_given(key) for key in ("year", "from")]},
    "Funding": {"not": {**_given("share", "eur"), "doNotSuggest": True}},
    "Override": {
        "oneOf": [_given(key) for key in ("type", "service", "electricity")],
        "anyOf": [_given(key) for key in ("value", "lifetime_years", "kwh_per_year")],
        "allOf": [
            {"if": _given("value"), "then": _given("category", wrong="Il manque « category »")},
            {"if": _given("value", "type"), "then": _given("stage", wrong="Il manque « stage »")},
            {"if": _given("value", "service"), "then": _given("component", wrong="Il manque « component »")},
            {"if": _given("lifetime_years"), "then": _given("type", wrong="lifetime_years veut un type")},
            {"if": _given("kwh_per_year"), "then": _given("type", wrong="kwh_per_year veut un type")},
            {
                "if": _FOR_A_SERVICE,
                "then": {
                    **_given("service", wrong="electricity veut un service et l’une de ses composantes"),
                    "not": {"properties": {"component": {"const": "total"}}, "required": ["component"]},
                },
            },
        ],
    },
}


def dossier_schema(tables: Tables, name: str = "territory") -> Schema:
    """Return the schema of a dossier's file.

    Args:
        tables: gives the types, places and categories with their labels.
        name: `territory` (the main file), `section` (any included file) or one of `LISTS`.
    """
    models = _Models(tables)
    root = models.block("Dossier")
    properties: dict[str, Schema] = root["properties"]
    if name == "territory":
        title, keys, required = "Dossier de la collectivité", list(properties), root["required"]
    elif name == "section":
        title, required = "Fichier inclus dans le dossier", []
        keys = [key for key in properties if key not in ROOT_KEYS]
    else:
        title, keys, required = f"Fichier inclus : {properties[name]['title']}", [name], [name]
    schema: Schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": f"https://schemas.invalid/snr/{name}-1.schema.json",
        "title": title,
        "type": "object",
        "required": required,
        "properties": {key: properties[key] for key in keys},
        "additionalProperties": False,
    }
    used = models.named_in(schema)
    return {**schema, "definitions": {key: value for key, value in models.definitions.items() if key in used}}


def to_json(schema: Schema) -> str:
    """Return the text of a schema."""
    return json_text(schema, indent=1)


class _Models:
    """Pydantic's schema of the models, written again for draft-07 and for a French reader."""

    def __init__(self, tables: Tables) -> None:
        whole = Dossier.model_json_schema()
        self.models: dict[str, Schema] = {**whole.pop("$defs"), "Dossier": whole}
        whole["properties"]["include"] = INCLUDE
        del whole["properties"][UNWRITTEN]
        words = tables.vocabulary
        groups, stages = words["inventory_groups"], {stage: words["stages"][stage] for stage in get_args(Stage)}
        self.labels = {
            **LABELS,
            **{frozenset(part): {key: entry["label_fr"] for key, entry in part.items()} for part in (groups, stages)},
        }
        own_type = {"title": "Type propre au dossier", **self.value(self.models["NewType"]["properties"]["id"])}
        self.definitions = _names(tables) | {"own_type": own_type}

    def block(self, model: str) -> Schema:
        """Return the schema of a model."""
        found = self.models[model]
        return {
            "type": "object",
            **({"required": found["required"]} if "required" in found else {}),
            "properties": {key: self.field(model, key, field) for key, field in found["properties"].items()},
            "additionalProperties": False,
            **_CONDITIONS.get(model, {}),
        }

    def field(self, model: str, key: str, field: Schema) -> Schema:
        """Return the schema of a key, with what an editor shows of it."""
        value = self.value(field)
        if (model, key) in _NAMED:
            names: list[Schema] = [{"$ref": f"#/definitions/{name}"} for name in _NAMED[model, key]]
            if value["type"] == "object":
                value["propertyNames"] = {"anyOf": names}
            else:
                value = {"anyOf": [*names, NULL]} if "null" in value["type"] else {"type": "string", "anyOf": names}
        elif "anyOf" in value:
            # with no title of its own for one of them, the language server shows those of all, side by side
            value["anyOf"] = [{"title": field["title"], **value["anyOf"][0]}, *value["anyOf"][1:]]
        if (model, key) in (("Import", "from"), ("Import", "sheet")):
            value = _one_or_many(value)
        elif (model, key) == ("Import", "keep"):
            value["additionalProperties"] = _one_or_many(value["additionalProperties"])
        elif (model, key) == ("Budget", "funding"):
            alone = self.models["Funding"]["properties"]["by"]
            value = {"anyOf": [{"title": alone["title"], **self.value(alone)}, {"title": field["title"], **value}]}
        value |= _MORE.get((model, key), {})
        if field.get("default") not in (None, False, [], {}):
            value["default"] = field["default"]
        if (model, key) in EXAMPLES:
            value["examples"] = EXAMPLES[model, key]
        if model == "Dossier" and key in SNIPPETS:
            value["items"]["defaultSnippets"] = SNIPPETS[key]
        return {
            "title": field["title"],
            **_said(field["description"], value, RULES_OF_KEY.get(f"{model}.{key}", ())),
            **value,
        }

    def value(self, schema: Schema) -> Schema:
        """Return the schema of a value: models in place, choices with their labels, null folded in."""
        if "$ref" in schema:
            model = schema["$ref"].rpartition("/")[2]
            block = self.block(model)
            if model in _BARE:
                return {"anyOf": [self.value(self.models[model]["properties"][_BARE[model]]), block]}
            if model == "Equipment":  # or an inventory to read
                written = {"properties": {"from": False}}  # `required` would be taken for granted while typing
                # a quantity, unless an inventory gives it
                block["required"] = [key for key in block["required"] if key != "quantity"]
                block["if"] = {"properties": {"inventory": False}}
                block["then"] = {"required": ["quantity"]}
                return {"type": "object", "if": written, "then": block, "else": self.block("Import")}
            return block
        if "anyOf" in schema:
            return _either([self.value(branch) for branch in schema["anyOf"]])
        if "const" in schema:
            return {"const": schema["const"]}
        kind = {"type": schema["type"]} if "type" in schema else {}
        made = kind | {key: part for key, part in schema.items() if key not in ("title", "description", "default")}
        if labels := self.labels.get(frozenset(made.get("enum", ()))):
            made["enumDescriptions"] = [labels[choice] for choice in made["enum"]]
        for inside in ("items", "additionalProperties"):
            if isinstance(made.get(inside), dict):
                made[inside] = self.value(made[inside])
        return made

    def named_in(self, schema: Any) -> set[str]:
        """Return the definitions that a schema needs."""
        if isinstance(schema, dict):
            name = str(schema.get("$ref", "")).rpartition("/")[2]
            own = {name} | self.named_in(self.definitions[name]) if name else set()
            return own.union(*map(self.named_in, schema.values()))
        return set().union(*map(self.named_in, schema)) if isinstance(schema, list) else set()


def _either(branches: list[Schema]) -> Schema:
    """Return one schema for several: a null beside a single type is written in the type, which editors show better."""
    flat = [part for branch in branches for part in (branch["anyOf"] if set(branch) == {"anyOf"} else [branch])]
    others = [branch for branch in flat if branch != NULL]
    if len(others) == len(flat) == 1:
        return others[0]
    if len(others) == 1 and "type" in others[0] and "enum" not in others[0]:
        kinds = others[0]["type"]
        return {**others[0], "type": [*(kinds if isinstance(kinds, list) else [kinds]), "null"]}
    return {"anyOf": flat}


def _one_or_many(texts: Schema) -> Schema:
    """Return the schema of a list of texts that one text may stand for."""
    return {**texts["items"], **texts, "type": ["string", "array"]}


def _said(description: str, value: Schema, rules: tuple[Code, ...]) -> Schema:
    """Return the texts of a key: its description, then bounds, default, rule and choices."""
    text = [description]
    if "minimum" in value and "pattern" not in value and value["maximum"] <= LARGEST_BOUND_SHOWN:
        text.append(f"De {exact(value['minimum'])} à {exact(value['maximum'])}.")
    if "default" in value:
        default = value["default"]
        # no result: a default, in a sentence
        text.append(f"Par défaut : {default if isinstance(default, str) else json.dumps(default)}.")
    for rule in rules:
        nature = "Bonne pratique" if rule.basis is Basis.PRACTICE else "Règle"
        text.append(f"{nature} {rule.id}, {rule.title}" + (f" ({rule.reference})." if rule.reference else "."))
    # an editor of YAML adds the choices to the Markdown itself; others show the plain text, and nothing else
    choices = "".join(f"\n{choice} : {label}" for choice, label in _choices(value))
    return {"description": " ".join(text) + choices, "markdownDescription": "\n\n".join(text)}


def _choices(value: Schema) -> list[tuple[Any, str]]:
    """List the choices of a value, of its elements, or of what it may be, with their labels."""
    inside = [part for part in (value, value.get("items", {}), *value.get("anyOf", [])) if "enumDescriptions" in part]
    return [pair for part in inside for pair in zip(part["enum"], part["enumDescriptions"], strict=True)]


def _names(tables: Tables) -> dict[str, Schema]:
    """Return the names of the catalogue, each with its label."""

    def choice(title: str, labels: dict[str, str], wrong: str) -> Schema:
        words = {"enum": list(labels), "enumDescriptions": list(labels.values())}
        return {"title": title, **words, "errorMessage": wrong}

    services = {name: f"{entry.label} (en {entry.unit_fr})" for name, entry in tables.service_types.items()}
    categories = {name: entry.label for name, entry in tables.categories.items()}
    with_factor = {name: label for name, label in categories.items() if name not in NO_FACTOR}
    stages, components = tables.vocabulary["stages"], tables.vocabulary["components"]
    types = {name: entry.label for name, entry in tables.equipment_types.items()}
    places = {name: label for name, (label, _) in tables.places.items()}
    sets = {name: entry.label for name, entry in tables.sets.items()}
    parts = {name: stages[entry["stage"]]["label_fr"] for name, entry in components.items()}
    listed = "la liste : snr factors list"
    return {
        "equipment_type": choice("Type d’équipement", types, f"Type d’équipement inconnu ; {listed} equipment"),
        "service_type": choice("Type de service", services, f"Type de service inconnu ; {listed} services"),
        "built_in_service": choice("Site ou salle", BUILT_IN, f"Type de service inconnu ; {listed} services"),
        "place": choice("Lieu de l’électricité", places, f"Lieu inconnu ; {listed} electricity"),
        "category": choice("Catégorie d’impact", categories, "Catégorie d’impact inconnue"),
        "category_or_electricity": choice(
            "Catégorie d’impact, ou electricity",
            {**with_factor, "electricity": "Électricité d’un service (kWh)"},
            "Catégorie inconnue, ou sans facteur à remplacer",
        ),
        "component": choice("Composante d’un service", parts, "Composante inconnue"),
        "factor_set": choice(titled_term("factor_set"), sets, f"{titled_term('factor_set')} inconnu"),
    }
