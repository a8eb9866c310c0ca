"""One declaration for each thing that the reader of inventories knows: the words of yes and no, the lines of titles, its names."""

import ast
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

import snr_cli.inputs.inventory
from snr_cli.inputs.inventory.quantities import SAYS_NONE, read_refurbished
from snr_cli.inputs.inventory.values import NO, YES

MODULES = {
    path.stem: ast.parse(path.read_text(encoding="utf-8"))
    for path in Path(snr_cli.inputs.inventory.__path__[0]).glob("*.py")
}


@cache
def declared() -> dict[str, set[str]]:
    """Return the modules that declare each name, at their top or in a class."""
    codes = defaultdict(set)
    for module, tree in MODULES.items():
        for node in ast.walk(tree):
            targets = (
                node.targets
                if isinstance(node, ast.Assign)
                else [node.target]
                if isinstance(node, ast.AnnAssign)
                else []
            )
            named = [
                name for target in targets for name in (target.elts if isinstance(target, ast.Tuple) else [target])
            ]
            for name in (each.id for each in named if isinstance(each, ast.Name)):
                codes[name].add(module)
            if isinstance(node, ast.FunctionDef):
                codes[node.name].add(f"{module}:{node.lineno}")
    return codes


@pytest.mark.parametrize(
    "name",
    ["ANSWERS", "DOUBTFUL", "DOUBTS", "HEADER_LINES", "LONGEST", "LOOKED_AT", "NO", "SHARED", "TITLE_LINES", "YES", "_filled", "_is_value"],
)  # fmt: skip
def test_a_name_says_one_thing(name: str):
    assert len(declared()[name]) < 2, declared()[name]


@pytest.mark.parametrize("word", ["oui", "non", "yes", "false"])
def test_the_words_of_yes_and_no_are_written_once(word: str):
    holders = {
        module
        for module, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value == word
    }
    assert holders == {"values"}


def test_each_reader_of_yes_and_no_reads_them_all():
    assert all(read_refurbished(word) is True for word in YES if word != "ok")
    assert read_refurbished("ok") is None  # it says how the device is, not that it was bought so
    assert all(read_refurbished(word) is False for word in NO)
    assert set(NO) <= SAYS_NONE
