"""`snr schema`: true to draft-07, to the models and to what the reader refuses; read by check-jsonschema and an editor."""

import copy
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pydantic
import pytest
import yaml

from conftest import EXAMPLES, ROOT, Run, environment
from language_server import LanguageServer
from snr_cli.api.catalogue import words_of
from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.tables import Tables
from snr_cli.cli.schema import names
from snr_cli.french.words.dossier import BUILT_IN, EXAMPLES as SHOWN, LABELS, SNIPPETS
from snr_cli.inputs.dossier.includes import join
from snr_cli.inputs.dossier.named import BUILT_IN_SERVICES
from snr_cli.inputs.dossier.references import check_references
from snr_cli.inputs.dossier.yaml_events import YamlRefusedError, read_yaml
from snr_cli.model.base import Refers, Section
from snr_cli.model.dossier import Dossier
from snr_cli.model.finding import DossierError, Finding, Position
from snr_cli.model.territory import Figure, Territory
from snr_cli.outputs.dossier_schema import LISTS, ROOT_KEYS, RULES_OF_KEY, dossier_schema
from stale import to_write
from test_cases import CASES
from test_invalid import FILES, expected, names as name_of

SCHEMAS = ROOT / "docs" / "schemas"
GENERATED = ("territory", "section", *LISTS)
DRAFT_07 = jsonschema.Draft7Validator
POINTER = re.compile(r"# yaml-language-server: \$schema=(\S+)")
DOSSIERS = sorted(EXAMPLES.glob("*/*.yaml"))
# codes of mistakes of shape or of a name of the catalogue; syntax (SNR1xx), double and unknown ids are beyond a schema
SHAPE = {"SNR201", "SNR202", "SNR203", "SNR204", "SNR205", "SNR206", "SNR207", "SNR208", "SNR301"}
BEYOND = {
    "override-total-and-component": "two elements of a list compared",
    "override-total-and-stage": "two elements of a list compared",
    "retention-of-a-stock": "the tables say which factors count the years kept",
    "quantity-nan": "JSON has no NaN: every comparison with it is false",
    "share-nan": "JSON has no NaN: every comparison with it is false",
    "siren-check-digit": "Luhn’s sum",
    "siren-bare-wrong-digit": "Luhn’s sum",
    **dict.fromkeys(
        ("virtual-ram-missing", "virtual-vcpu-missing", "virtual-key-missing", "virtual-key-without-its-allocation"),
        "what a machine says depends on the allocation of its host",
    ),
    **dict.fromkeys(
        ("virtual-keys-over-one", "virtual-shares-over-one", "virtual-nothing-reserved", "virtual-no-hour"), "a sum"
    ),
    **dict.fromkeys(
        (
            "virtual-application-on-a-website",
            "virtual-line-in-a-pool-and-alone",
            "virtual-line-in-two-pools",
            "virtual-machine-named-twice",
            "virtual-pool-of-a-service",
            "virtual-pool-room-without-meter",
            "virtual-share-missing",
        ),
        "what an id names, and how often",
    ),
}
# refused for another code, and by the schema all the same
WITHIN = {"include-absolute"}
ENGLISH = re.compile(r"\b(the|of|and|with|from|its|is|are|what|who)\b")


def validator(name: str = "territory") -> Any:
    """Return the validator of a shipped schema."""
    return DRAFT_07(
        json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")),
        format_checker=DRAFT_07.FORMAT_CHECKER,
    )


def everywhere(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield every object of a schema."""
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from everywhere(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from everywhere(value)


def fields(schema: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield key and schema of every key that a block may have (not those of conditions, which describe nothing)."""
    for block in everywhere(schema):
        if block.get("additionalProperties") is False:
            yield from block["properties"].items()


def joined(path: Path) -> dict[str, Any]:
    """Return a dossier with its included files, inventories where they are written: in `equipment`."""
    data = join(str(path), path.read_text(encoding="utf-8"), path.parent).data
    if "imports" in data:
        data["equipment"] = [*data.get("equipment", []), *data.pop("imports")]
    return data


# the files


@pytest.mark.parametrize("name", names())
def test_generated_file_is_what_the_command_answers(name: str, snr: Run) -> None:
    done = snr("schema", name)
    assert (done.returncode, done.stderr) == (0, b"")
    path = SCHEMAS / f"{name}.schema.json"
    assert path.exists() and path.read_bytes() == done.stdout, f"{path.name}: {to_write('schemas')}"


def test_every_file_has_a_name() -> None:
    assert {path.name.removesuffix(".schema.json") for path in SCHEMAS.iterdir()} == set(names())


def test_territory_is_the_default(snr: Run) -> None:
    done = snr("schema")
    assert (done.returncode, done.stdout) == (0, (SCHEMAS / "territory.schema.json").read_bytes())


@pytest.mark.parametrize(
    ("name", "hint"), [("equipement", "« equipment »"), ("territoire", "« territory »"), ("zzz", "choix : territory,")]
)
def test_unknown_name(name: str, hint: str, snr: Run) -> None:
    done = snr("schema", name)
    assert (done.returncode, done.stdout) == (2, b"")
    assert f"schéma inconnu « {name} »" in done.stderr.decode()
    assert hint in done.stderr.decode()


# the language


VERSIONS = {
    "assessment": 2,
    "comparison": 2,
    "plan": 2,
    "portfolio": 2,
}  # of a result that changed: docs/versions.md says how


@pytest.mark.parametrize("name", names())
def test_draft_07_and_nothing_later(name: str) -> None:
    schema = validator(name).schema
    DRAFT_07.check_schema(schema)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert schema["$id"].endswith(f"/{name}-{VERSIONS.get(name, 1)}.schema.json")
    later = {"$defs", "$anchor", "$dynamicRef", "prefixItems", "dependentRequired", "dependentSchemas", "minContains"}
    for part in everywhere(schema):
        assert not later & set(part)


@pytest.mark.parametrize("name", GENERATED)
def test_nothing_beside_a_reference(name: str) -> None:
    """Draft-07 ignores what stands beside a $ref."""
    schema = validator(name).schema
    for part in everywhere(schema):
        assert "$ref" not in part or len(part) == 1
    used = {part["$ref"] for part in everywhere(schema) if "$ref" in part}
    assert used == {f"#/definitions/{key}" for key in schema["definitions"]}


def test_closed_wherever_the_model_is() -> None:
    blocks = [part for part in everywhere(validator().schema) if "properties" in part and "type" in part]
    assert len(blocks) > 40
    assert all(block["additionalProperties"] is False for block in blocks)


def test_required_keys() -> None:
    assert validator().schema["required"] == ["snr", "reference_year", "territory"]
    assert validator("section").schema["required"] == []
    assert not set(ROOT_KEYS) & set(validator("section").schema["properties"])
    for name in LISTS:
        assert validator(name).schema["required"] == [name] == list(validator(name).schema["properties"])


def test_root_has_the_keys_of_the_model() -> None:
    assert set(validator().schema["properties"]) == {*Dossier.model_fields, "include"} - {"imports"}


# the French


@pytest.mark.parametrize("name", GENERATED)
def test_every_key_is_described_in_french(name: str) -> None:
    def models(model: type[Section]) -> Iterator[type[Section]]:
        yield model
        for child in model.__subclasses__():
            yield from models(child)

    docstrings = {(model.__doc__ or "").split("\n")[0] for model in models(Section)}
    found = list(fields(validator(name).schema))
    assert found
    for key, field in found:
        for text in ("title", "description", "markdownDescription"):
            assert field[text].strip(), key
            assert not ENGLISH.search(field[text]), (key, field[text])
            assert not any(docstring in field[text] for docstring in docstrings), (key, field[text])
            assert "'" not in field[text], (key, field[text])


def test_every_choice_has_its_label() -> None:
    choices = [part for part in everywhere(validator().schema) if "enum" in part and "title" in part]
    assert len(choices) > 8
    for part in everywhere(validator().schema):
        if "enumDescriptions" in part:
            assert len(part["enumDescriptions"]) == len(part["enum"])
            assert all(label.strip() for label in part["enumDescriptions"])
    for _, field in fields(validator().schema):
        for part in (field, field.get("items", {}), *field.get("anyOf", [])):
            assert "enum" not in part or "enumDescriptions" in part, f"{part}: labels in words/dossier.py"


def test_a_field_that_names_something_says_what() -> None:
    """A field bearing the name of one that `Refers` does too: else an unknown name in it would be told by nobody."""
    not_names = {("Purchases", "category"), ("Equipment", "depreciation_years")}  # a choice, a number of years
    not_names |= {
        ("Voted", name) for name in ("footprint", "objectives", "actions")
    }  # what was voted, and may be no more
    unchecked = {("Gift", "type"), ("Target", "room")}  # a gift is only listed; an effect on no room is told by SNR601
    fields_by_name: dict[str, dict[str, bool]] = {}
    for model in Section.__subclasses__():
        for name, field in model.model_fields.items():
            says = any(isinstance(part, Refers) for part in field.metadata)
            fields_by_name.setdefault(name, {})[model.__name__] = says
    silent = {
        (model, name)
        for name, field in fields_by_name.items()
        if any(field.values())
        for model, says in field.items()
        if not says and model != "Dossier"
    }
    assert silent == not_names | unchecked, "annotate the field with Refers(…) of model/base.py"


def test_labels_rules_and_examples_belong_to_the_models(tables: Tables) -> None:
    models = {model.__name__: model for model in [Dossier, *Section.__subclasses__()]}
    for model, key in [*(tuple(name.split(".")) for name in RULES_OF_KEY), *SHOWN]:
        keys = {field.alias or name for name, field in models[model].model_fields.items()}
        assert key in keys or (model, key) == ("Dossier", "include")
    assert set(BUILT_IN) == BUILT_IN_SERVICES
    chosen = {frozenset(part["enum"]) for part in everywhere(dossier_schema(tables)) if "enumDescriptions" in part}
    assert set(LABELS) <= chosen


def test_choices_are_those_of_the_catalogue(tables: Tables) -> None:
    definitions = validator().schema["definitions"]
    assert definitions["equipment_type"]["enum"] == list(tables.equipment_types)
    assert definitions["service_type"]["enum"] == list(tables.service_types)
    assert definitions["place"]["enum"] == list(tables.places)
    assert definitions["category"]["enum"] == list(tables.categories)
    assert definitions["factor_set"]["enum"] == list(tables.sets)
    label = dict(
        zip(definitions["equipment_type"]["enum"], definitions["equipment_type"]["enumDescriptions"], strict=True)
    )
    assert label["laptop"] == "Ordinateur portable (moyen)"


# what is accepted


def pointed(path: Path) -> str:
    """Return the name of the schema that the first line of a file names."""
    match = POINTER.fullmatch(path.read_text(encoding="utf-8").split("\n", 1)[0])
    assert match, f"{path}: no schema on the first line"
    target = (path.parent / match[1]).resolve()
    assert target.parent == SCHEMAS, path
    return target.name.removesuffix(".schema.json")


@pytest.mark.parametrize("path", DOSSIERS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_first_line_of_an_example(path: Path) -> None:
    keys = list(yaml.safe_load(path.read_text(encoding="utf-8")))
    wanted = "territory" if path.name == "territory.yaml" else keys[0] if len(keys) == 1 else "section"
    assert pointed(path) == wanted
    data = read_yaml(path.name, path.read_text(encoding="utf-8"))[0].data
    assert list(validator(wanted).iter_errors(data)) == []
    if wanted != "territory":
        assert validator("section").is_valid(data)


def check_jsonschema(*arguments: str | Path) -> "subprocess.CompletedProcess[bytes]":
    """Run check-jsonschema, which reads YAML in its own way."""
    return subprocess.run(
        [sys.executable, "-m", "check_jsonschema", *map(str, arguments)],
        capture_output=True,
        env=environment(NO_COLOR="1"),
        timeout=120,
        check=False,
    )


@pytest.mark.slow
def test_check_jsonschema_accepts_schemas_and_examples() -> None:
    pytest.importorskip("check_jsonschema")
    done = check_jsonschema("--check-metaschema", *(SCHEMAS / f"{name}.schema.json" for name in names()))
    assert done.returncode == 0, done.stdout.decode()
    by_schema: dict[str, list[Path]] = {}
    for path in DOSSIERS:
        by_schema.setdefault(pointed(path), []).append(path)
    assert {"territory", "section", "equipment", "services", "actions"} <= set(by_schema)
    for name, paths in by_schema.items():
        done = check_jsonschema("--schemafile", SCHEMAS / f"{name}.schema.json", *paths)
        assert done.returncode == 0, done.stdout.decode()


def test_check_jsonschema_names_the_key_of_a_typo(tmp_path: Path) -> None:
    pytest.importorskip("check_jsonschema")
    path = tmp_path / "territory.yaml"
    path.write_text(
        "snr: 1\nreference_year: 2025\nterritory: {name: Essai}\nequipment:\n  - {id: a, type: laptop, quantite: 3}\n",
        encoding="utf-8",
    )
    done = check_jsonschema("--schemafile", SCHEMAS / "territory.schema.json", path)
    assert done.returncode == 1
    assert "$.equipment[0]" in done.stdout.decode()
    assert "'quantite'" in done.stdout.decode()


@pytest.mark.parametrize("dossier", [case["dossier"] for _, case in CASES], ids=[name for name, _ in CASES])
def test_dossier_of_a_case_is_accepted(dossier: Any) -> None:
    assert list(validator().iter_errors(dossier)) == []


MINIMAL = "snr: 1\nreference_year: 2025\nterritory: {name: Essai}\n"


@pytest.mark.parametrize(
    "more",
    [
        "equipment: [{id: b, type: x-borne-usager, quantity: 4}]",
        "method: {lifetimes: {x-borne-usager: {years: 8, source: relevé}}, depreciation_years: {laptop: 5}}",
        "include: [equipment.yaml, services.yaml]",
        "include:",
        "services: [{id: s, type: website, page_views: 1000}, {id: r, type: server_room, pue: 1.6}]",
        "indicators: [{id: I-53, values: {2024: 375, 2025: 342.5}}]",
        "equipment: [{id: a, type: laptop, quantity: 2, refurbished_share: '12,5 %', reuse_rate: 0.2, place: FR-RE}]",
        "equipment: [{id: a, type: laptop, quantity: 2, note: , lifetime_years: }]",
        "equipment: [{id: parc, from: inventaire/glpi.csv}, {id: ocs, from: [a.csv, b.csv], type: laptop}]",
        "governance:",
        "method: {options: [beges, post_amortisation_zero]}",
        "method: {options: [flux, flux]}",
        "factors: {overrides: [{type: laptop, lifetime_years: 6, value: , source: relevé}]}",
    ],
)
def test_accepted(more: str, tables: Tables) -> None:
    data = read_yaml("territory.yaml", MINIMAL + more + "\n")[0].data
    assert list(validator().iter_errors(data)) == []
    data.pop("include", None)
    assert accepted(data, tables) or "x-borne" in more  # whose type is not written here


@pytest.mark.parametrize(
    "territory",
    [
        '{siren: "243300316"}',
        "{siren: 243300316}",
        '{siren: "243 300 316"}',
        '{department: "01"}',
        "{department: 2A}",
        '{department: "974"}',
        '{insee_code: "01004"}',
        "{insee_code: 2A004}",
        "{households: 39100, jobs: 12.5, fixed_lines: {value: 3, year: 2022}, mobile_lines: }",
        "{fibre_share: 93 %}",
        "{fibre_share: 1}",
        "{}",
    ],
)
def test_territory_accepted(territory: str) -> None:
    data = read_yaml("territory.yaml", MINIMAL.replace("{name: Essai}", territory))[0].data
    Dossier.model_validate(data)
    assert list(validator().iter_errors(data)) == []


def test_figures_accept_their_bare_number() -> None:
    """The schema takes every Figure for one: so must the model."""
    figures = [key for key, field in Territory.model_fields.items() if field.annotation == Figure | None]
    assert len(figures) >= 4
    assert all(getattr(Territory.model_validate({key: 12}), key) == Figure(value=12) for key in figures)


# what is refused


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_invalid_dossier(path: Path) -> None:
    codes = {code for code, *_ in expected(path).findings}
    try:
        text = path.read_text(encoding="utf-8")
        documents = [read_yaml(path.name, text)[0].data, joined(path)]
    except (DossierError, YamlRefusedError):
        assert not codes & SHAPE
        return
    refused = any(not validator().is_valid(data) for data in documents)
    assert refused == bool((codes & SHAPE and name_of(path) not in BEYOND) or name_of(path) in WITHIN)


def test_what_is_beyond_a_schema_exists() -> None:
    assert set(BEYOND) <= {name_of(path) for path in FILES}


def accepted(data: Any, tables: Tables) -> bool:
    """Say whether models and catalogue accept a dossier; ids and files are not looked at."""

    def at(path: Any, code: str, *_: Any, **__: Any) -> Finding:
        return Finding(code, Position("dossier"), "", "", str(path))

    lines = data.get("equipment")
    if isinstance(lines, list):
        imports = [line for line in lines if isinstance(line, dict) and "from" in line]
        data = {**data, "equipment": [line for line in lines if line not in imports], "imports": imports}
    try:
        dossier = Dossier.model_validate(data)
    except pydantic.ValidationError:
        return False
    known = all(
        inventory_import.type is None or inventory_import.type in tables.equipment_types
        for inventory_import in dossier.imports
    )
    return known and not {finding.code for finding in check_references(dossier, words_of(tables), at)} & SHAPE


def whole() -> dict[str, Any]:
    """Return a dossier with every section of Valmont, one element or three in each list."""
    data = joined(EXAMPLES / "valmont" / "territory.yaml")
    services = data["services"]
    data = {key: value[:1] if isinstance(value, list) else value for key, value in data.items()}
    data["services"] = [
        next(service for service in services if service["type"] == kind)
        for kind in ("server_room", "website", "line_fixed_year")
    ]
    data["equipment"] = [
        {"id": "pc", "type": "laptop", "quantity": 3, "telework": {"days_per_year": 3}, "place": "FR", "note": "x"},
        {"id": "parc", "from": ["a.csv"], "type": "laptop", "sheet": "Feuille"},
    ]
    return {
        **data,
        "shared": [{"line": "a", "key": "agents", "shares": {"a": "20 %"}}],
        "members": [{"path": "b"}],
        "texts": {"edito": "d"},
    }


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every value."""
    if path:
        yield path
    for step, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield from places(value, (*path, step))


def changed(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    """Return the same data with another value at a path."""
    if not path:
        return value
    other = copy.copy(data)
    other[path[0]] = changed(data[path[0]], path[1:], value)
    return other


OTHERS: tuple[Any, ...] = (None, 0, -1, 2020, 1e20, " ", "a", "20 %", False, [], {}, {2024: 1}, "2025-01-02", "laptop", "FR", "electricity")  # fmt: skip


@pytest.mark.slow
def test_schema_and_reader_agree_on_a_thousand_changes(tables: Tables) -> None:
    """Put other values everywhere in a dossier: what snr accepts the schema accepts; what it refuses too, but ids."""
    schema, dossier = validator(), whole()
    assert schema.is_valid(dossier)
    assert accepted(dossier, tables)
    root = {key: dossier[key] for key in ("snr", "reference_year", "territory")}
    seen, false_alarms, missed = 0, [], set()
    for path in places(dossier):
        for value in OTHERS:
            other = changed(dossier, path, value)
            section = json.loads(json.dumps(other[path[0]]))  # as an editor has it: its keys are texts
            by_schema = schema.is_valid({**root, path[0]: section})  # the section changed alone: quicker
            by_reader = accepted(other, tables)
            seen += 1
            if by_reader and not by_schema:
                false_alarms.append((path, value))
            if by_schema and not by_reader:
                missed.add((".".join(str(step) for step in path if isinstance(step, str)), str(value)))
    assert seen > 5000
    assert false_alarms == []
    assert missed == {
        ("territory.agents.equipped", "2020"),  # more than total
        ("territory.population.totale", "2020"),  # less than municipale
        ("strategy.means.budget.until", "2020"),  # before the first year
        # keys that are numbers: JSON has none
        ("programme.figures.footprint_from.shares", "{2024: 1}"),
        ("programme.figures.territory_footprint_from.shares", "{2024: 1}"),
        ("annual_reviews.indicators", "{2024: 1}"),
        ("purchases.refurbished_units", "{2024: 1}"),
        ("purchases.units", "{2024: 1}"),
        ("shared.shares", "{2024: 1}"),
    }


def test_snippets_are_right_once_filled(tables: Tables) -> None:
    def filled(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: filled(part) for key, part in value.items()}
        if isinstance(value, list):
            return [filled(part) for part in value]
        text = re.sub(r"\$\{\d+:([^}]*)\}", r"\1", value)
        return yaml.safe_load(text[1:]) if text.startswith("^") else text

    for section, snippets in SNIPPETS.items():
        for snippet in snippets:
            data = {**yaml.safe_load(MINIMAL), section: [filled(snippet["body"])]}
            assert list(validator().iter_errors(data)) == []
            assert accepted(data, tables), snippet["label"]


# an editor


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageServer]:
    """Return the YAML language server of VS Code (npm install yaml-language-server@1), where it is installed."""
    command = os.environ.get("YAML_LANGUAGE_SERVER") or shutil.which("yaml-language-server")
    if not command:
        pytest.skip("yaml-language-server is neither in YAML_LANGUAGE_SERVER nor on the path")
    server = LanguageServer(command, tmp_path_factory.mktemp("editor"))
    yield server
    server.close()


HEAD = f"# yaml-language-server: $schema={(SCHEMAS / 'territory.schema.json').as_uri()}\n"


def test_editor_shows_a_typo_on_its_line(editor: LanguageServer) -> None:
    text = HEAD + MINIMAL + "equipment:\n  - id: a\n    type: laptop\n    quantity: 3\n    lifetime_year: 5\n"
    (found,) = editor.open(text).diagnostics
    assert found["range"]["start"] == {"line": 8, "character": 4}
    assert found["range"]["end"] == {"line": 8, "character": 17}
    assert "lifetime_year" in found["message"]


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("    type: laptp", "Type d’équipement inconnu"),
        ("    place: Paris", "Lieu inconnu"),
        ("    refurbished_share: beaucoup", "20 %"),
        ("    id: été", "sans accent"),
    ],
)
def test_editor_says_in_french_what_is_expected(line: str, word: str, editor: LanguageServer) -> None:
    lines = {"id": "    id: a", "type": "    type: laptop", "quantity": "    quantity: 3"}
    lines[line.split(":")[0].strip()] = line
    text = HEAD + MINIMAL + "equipment:\n  -" + "\n".join(lines.values())[3:] + "\n"
    (found,) = editor.open(text).diagnostics
    assert word in found["message"]
    assert text.split("\n")[found["range"]["start"]["line"]].strip(" -") == line.strip()


def test_editor_accepts_the_examples(editor: LanguageServer) -> None:
    for path in DOSSIERS:
        text = path.read_text(encoding="utf-8")
        here = POINTER.sub(
            f"# yaml-language-server: $schema={(SCHEMAS / f'{pointed(path)}.schema.json').as_uri()}", text
        )
        assert editor.open(here).diagnostics == [], path


def test_editor_explains_a_key_in_french(editor: LanguageServer) -> None:
    opened = editor.open(
        HEAD + MINIMAL.replace("{name: Essai}", "\n  population: {totale: 60000}\n  kind: commune\n  households: 12")
    )
    population = opened.hover("totale")
    assert "#### Population totale" in population
    assert "Règle REEN-02" in population
    kind = opened.hover("commune")
    assert "#### Nature\n" in kind
    assert "`communaute_urbaine`: communauté urbaine" in kind
    assert "#### Ménages\n" in opened.hover("households")


def test_editor_completes_types_with_their_labels(editor: LanguageServer) -> None:
    text = HEAD + MINIMAL + "equipment:\n  - id: a\n    type: \n    quantity: 2\n"
    found = editor.open(text).complete("type: ")
    assert set(found) >= set(shipped_tables().equipment_types)
    assert "Ordinateur portable" in found["laptop"]
    keys = editor.open(HEAD + MINIMAL + "services:\n  - ").complete("  - ")
    assert {"id", "type", "page_views", "salle serveurs"} <= set(keys)
    assert "inventaire" in editor.open(HEAD + MINIMAL + "equipment:\n  - ").complete("  - ")
    assert "Pages vues" in keys["page_views"]


RESULTS = (
    "assessment",
    "collect",
    "comparison",
    "factor-update",
    "findings",
    "next",
    "plan",
    "portfolio",
    "voted-comparison",
)


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_says_each_key_and_takes_those_to_come(name: str) -> None:
    """What docs/versions.md promises: a validator of today takes the keys of tomorrow; one type of version; a text for each key."""
    schema = json.loads((ROOT / "docs" / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
    assert isinstance(schema["properties"]["schema_version"]["const"], str)

    def walked(part: Any) -> Iterator[tuple[str, Any]]:
        if isinstance(part, dict):
            assert part.get("additionalProperties") is not False
            if isinstance(part.get("properties"), dict):
                yield from part["properties"].items()
            for each in part.values():
                yield from walked(each)
        elif isinstance(part, list):
            for each in part:
                yield from walked(each)

    silent = [
        key for key, said in walked(schema) if isinstance(said, dict) and not {"description", "$ref"} & said.keys()
    ]
    assert not silent


def test_each_text_of_a_key_is_used() -> None:
    from snr_cli.results.key_texts import KEY_TEXTS

    schemas = "".join(
        (ROOT / "docs" / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8") for name in RESULTS
    )
    unused = [
        key
        for key, text in KEY_TEXTS.items()
        if f'"{key}": {{' not in schemas or json.dumps(text, ensure_ascii=False) not in schemas
    ]
    assert not unused
