"""The engine against values of published tables: tests/cases/*.yaml.

A case, in a form that a domain expert can add to:

- `name`: what is checked;
- `dossier`: the dossier, as in territory.yaml;
- `factor_set`, `licence`, `without` (optional): what the command line could say;
- `expect`: path in the JSON of `snr assess` → number, text, list, true or false; `null` is "absent or not assessed"; a
  text that starts with `=` is arithmetic (`= 185.09/5 + 30.96*0.0461`). An item of a list is chosen by its fields:
  `organisation.lines[id=pc].impacts.climate_change.value`;
- `tolerance` (relative, 1e-9 when absent), or `rounding` (absolute: half the last printed digit of a published figure);
- `source`: where the expected value comes from, or its arithmetic. Never the output of snr.
"""

import ast
import operator
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from snr_cli.catalog.opened import shipped_tables
from snr_cli.engine.assess import assess
from snr_cli.model.dossier import Dossier
from snr_cli.outputs.assessment_json import assessment_document

FOLDER = Path(__file__).parent / "cases"
OPERATIONS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
KEYS = {"name", "dossier", "factor_set", "licence", "without", "expect", "tolerance", "rounding", "source"}


def read_cases() -> list[tuple[str, dict[str, Any]]]:
    cases = []
    for path in sorted(FOLDER.glob("*.yaml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            cases.append((f"{path.stem}: {case.get('name')}", case))
    return cases


CASES = read_cases()


def arithmetic(text: str) -> float:
    """Compute numbers with + - * / and brackets, and nothing else."""

    def value(node: ast.expr) -> float:
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            return node.value
        if isinstance(node, ast.BinOp):
            return OPERATIONS[type(node.op)](value(node.left), value(node.right))
        raise ValueError(f"not arithmetic: {text}")

    return value(ast.parse(text.removeprefix("=").strip(), mode="eval").body)


def look_up(document: Any, path: str) -> Any:
    """Follow a dotted path; None as soon as something is absent."""
    here = document
    for name, chosen in re.findall(r"([^.\[\]]+)(?:\[([^\]]+)\])?", path):
        if not isinstance(here, dict) or name not in here:
            return None
        here = here[name]
        if chosen:
            wanted = dict(pair.split("=", 1) for pair in chosen.split(","))
            here = next(
                (item for item in here if all(str(item.get(key)) == text for key, text in wanted.items())), None
            )
    return here


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[name for name, _ in CASES])
def test_case(case: dict[str, Any]) -> None:
    tables = shipped_tables()
    dossier = Dossier.model_validate(case["dossier"])
    result = assess(
        dossier,
        tables,
        factor_set=case.get("factor_set"),
        licence=case.get("licence"),
        without=tuple(case.get("without", ())),
    )
    document = assessment_document(result, tables, "case")
    wrong = []
    for path, written in case["expect"].items():
        found = look_up(document, path)
        expected = arithmetic(written) if isinstance(written, str) and written.startswith("=") else written
        if isinstance(expected, int | float) and not isinstance(expected, bool):
            near = pytest.approx(expected, rel=case.get("tolerance", 1e-9), abs=case.get("rounding", 0))
            right = isinstance(found, int | float) and found == near
        else:
            right = found == expected
        if not right:
            wrong.append(f"{path}: expected {expected!r}, found {found!r}")
    assert not wrong, "\n".join([*wrong, f"source: {case['source']}"])


def test_every_case_says_where_its_value_comes_from() -> None:
    for name, case in CASES:
        assert str(case.get("source") or "").strip(), name
        assert case["expect"], name
        assert set(case) <= KEYS, name


def test_names_are_unique() -> None:
    names = [name for name, _ in CASES]
    assert len(names) == len(set(names))


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 40
