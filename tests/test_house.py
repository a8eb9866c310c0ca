"""The house: fifteen rooms, functions that are read whole, no circle between modules, and names that say their subject."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest

import snr_cli
from sources import parsed

IMPORT: Final = re.compile(r"^ *from (snr_cli[\w.]*) import (\([^)]*\)|.*)", re.MULTILINE)
SOURCE: Final = Path(snr_cli.__file__).parent
ROOMS: Final = [
    "observatory",
    "opendata",
    "bridges",
    "cli",
    "api",
    "documents",
    "outputs",
    "rules",
    "results",
    "plan",
    "engine",
    "catalog",
    "inputs",
    "model",
    "french",
]
MOST_LINES, MOST_ARGUMENTS = 80, 8  # of a function; the options of a command aside
# functions that are longer, or ask for more: this list only gets shorter
LONG: Final[frozenset[str]] = frozenset(
    [
        "api.adopting.adopt_version",
        "api.drafting.draft_document",
        "engine.organisation.assess_lines",
    ]
)
DOOR: Final = re.compile(r"`([\w.]+)`")
# names that modules of one kind all define, on purpose: one form, called by the module that gathers them
FORMS: Final = {
    "T": "a type variable",
    "RESULT": "the declaration of a published result, in its writer",
    "FORMS": "the forms of a command, gathered by cli/app.py",
    "RULES": "the rules of a subject, gathered by rules/run.py",
    "BRIDGE": "the declaration of a bridge, gathered by bridges/bridging.py",
    "app": "a group of commands, for the command line",
    "command": "one a module of cli, registered by cli/app.py",
    "draw": "one a figure, called with its module's name",
    "to_json": "one a result, in its writer",
    "SCHEMA_VERSION": "one a published schema: each moves alone",
}
# public names that mean something in two modules of one room: this number only goes down
SHARED_NAMES: Final = {"documents": 3, "rules": 8, "inputs": 2}


@cache
def texts() -> dict[str, str]:
    """Return the modules of src, by their dotted name."""
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        parts = ("snr_cli", *path.relative_to(SOURCE).with_suffix("").parts)
        found[".".join(parts).removesuffix(".__init__")] = path.read_text(encoding="utf-8")
    return found


def imports(text: str) -> set[str]:
    """Return the modules of src that a module imports: at its top, in a function, for its types."""
    found = set()
    for module, names in IMPORT.findall(text):
        within = {f"{module}.{each.split()[0]}" for each in names.strip("()").split(",") if each.strip()}
        found |= within & texts().keys() or {module}
    return found


def defined(tree: ast.Module) -> Iterator[str]:
    """Yield the public names that a module defines: functions, classes, constants."""
    for node in tree.body:
        match node:
            case ast.FunctionDef() | ast.ClassDef():
                names = [node.name]
            case ast.Assign():
                names = [each.id for target in node.targets for each in ast.walk(target) if isinstance(each, ast.Name)]
            case ast.AnnAssign(target=ast.Name(id=name)):
                names = [name]
            case _:
                continue
        yield from (name for name in names if not name.startswith("_"))


def test_there_are_fifteen_rooms() -> None:
    """A module beside them is what Python asks for."""
    entries = {path.stem for path in SOURCE.iterdir() if path.suffix in ("", ".py", ".typed")} - {
        "__pycache__",
        "_bundled",
    }
    beside = entries - {*ROOMS, "__init__", "__main__", "py"}
    assert not beside, f"move it in a room (CONTRIBUTING.md, « Where things are »): {', '.join(sorted(beside))}"
    assert entries >= set(ROOMS), f"take it off ROOMS, and off the layers of pyproject.toml: {set(ROOMS) - entries}"


@pytest.mark.parametrize("room", ROOMS)
def test_the_doors_of_a_room_are_there(room: str) -> None:
    said = ast.get_docstring(ast.parse(texts()[f"snr_cli.{room}"])) or ""
    doors = [
        door
        for line in said.partition("Doors:")[2].splitlines()
        if line.startswith("- ")
        for door in DOOR.findall(line.partition(":")[0])
    ]
    assert 2 <= len(doors) <= 6, (
        f"{room}/__init__.py says what the room is, its doors (« - `module.name`: what it is »), what may not enter"
    )
    for door in doors:
        module, _, name = f"snr_cli.{room}.{door}".rpartition(".")
        found = f"{module}.{name}" in texts() or hasattr(import_module(module), name)
        assert found, f"{room}/__init__.py names a door that is not there: {door}"


def test_a_function_is_read_whole() -> None:
    too_long = {}
    for module, text in texts().items():
        for node in ast.walk(parsed(text)):
            if isinstance(node, ast.FunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                given = [given.arg for given in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
                arguments = len(given) - (given[:1] in (["self"], ["cls"]))
                is_command = node.name.endswith("command") and any(
                    isinstance(each, ast.Name) and each.id == "Annotated" for each in ast.walk(node.args)
                )
                if not is_command and (lines > MOST_LINES or arguments > MOST_ARGUMENTS):
                    too_long[f"{module.removeprefix('snr_cli.')}.{node.name}"] = f"{lines} lines, {arguments} arguments"
    told = "\n".join(f"{name}: {size}" for name, size in sorted(too_long.items()) if name not in LONG)
    assert not told, f"over {MOST_LINES} lines or {MOST_ARGUMENTS} arguments, split it by subject:\n{told}"
    assert too_long.keys() >= LONG, f"no longer too long: take it off LONG\n{sorted(LONG - too_long.keys())}"


def test_modules_make_no_circle() -> None:
    graph = {name: imports(text) - {name} for name, text in texts().items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = " ← ".join(error.args[1])
        raise AssertionError(f"move what two of them share in a module that they import: {circle}") from None


@pytest.mark.parametrize("room", ROOMS)
def test_a_public_name_says_its_subject(room: str) -> None:
    modules = defaultdict(list)
    for module, text in texts().items():
        if module.startswith(f"snr_cli.{room}."):
            for name in set(defined(parsed(text))) - FORMS.keys():
                modules[name].append(module.removeprefix("snr_cli."))
    shared = {name: module for name, module in modules.items() if len(module) > 1}
    told = "\n".join(f"{name}: {', '.join(found)}" for name, found in sorted(shared.items()))
    assert len(shared) <= SHARED_NAMES.get(room, 0), f"a name is defined twice in a room: rename one of the two\n{told}"
