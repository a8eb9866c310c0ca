"""The house: rooms that are read whole, no circle between them, and names that say their subject."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Final

import snr_cli

IMPORT: Final = re.compile(r"^ *from (snr_cli[\w.]*) import (\([^)]*\)|.*)", re.MULTILINE)
SOURCE: Final = Path(snr_cli.__file__).parent
MOST_LINES: Final = 400
# names that modules of one kind all define, on purpose: one form, called by the module that gathers them
FORMS: Final = {
    "T": "a type variable",
    "RESULT": "the declaration of a published result, in its writer",
    "RULES": "the rules of a subject, gathered by rules/run.py",
    "BRIDGE": "the declaration of a bridge, gathered by bridges/every.py",
    "app": "a group of commands, for the command line",
    "command": "one a module of cli, registered by cli/app.py",
    "draw": "one a figure, called with its module's name",
    "to_json": "one a result, in its writer",
    "SCHEMA_VERSION": "one a published schema: each moves alone",
}
# public names that mean something in two modules or more: this number only goes down
SHARED_NAMES: Final = 55


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


def test_a_module_is_read_whole() -> None:
    lines = {name: len(text.splitlines()) for name, text in texts().items()}
    assert {name: many for name, many in lines.items() if many > MOST_LINES} == {}, "split it by subject"


def test_modules_make_no_circle() -> None:
    graph = {name: imports(text) - {name} for name, text in texts().items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        raise AssertionError(" ← ".join(error.args[1])) from None


def test_a_public_name_says_its_subject() -> None:
    modules = defaultdict(list)
    for module, text in texts().items():
        for name in set(defined(ast.parse(text))):
            modules[name].append(module.removeprefix("snr_cli."))
    shared = {name: found for name, found in modules.items() if len(found) > 1}
    told = "\n".join(f"{name}: {', '.join(found)}" for name, found in sorted(shared.items()) if name not in FORMS)
    assert len(shared.keys() - FORMS) <= SHARED_NAMES, f"a new name is defined twice: rename one of the two\n{told}"
