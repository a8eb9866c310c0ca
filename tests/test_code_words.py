"""A code that someone may read has its words: none is shown raw, and a word that is missing is told here."""

import ast
import re
from collections.abc import Iterator
from typing import get_args

import pytest

from conftest import ROOT
from snr_cli.catalog.opened import shipped_tables
from snr_cli.french.words.terms import (
    ACTION_STATUSES,
    FIGURE_STATES,
    GROUP_WORDS,
    NOTICES,
    OBJECTIVE_WHYS,
    QUALITIES,
    QUANTITIES,
    REASONS,
    STAGES,
)
from snr_cli.inputs.inventory.mapping import GIVEN_ROLES as ROLES, PERSONAL
from snr_cli.model.dossier import Equipment, Option, Quality
from snr_cli.model.strategy import ActionStatus
from snr_cli.observatory.tables import STANDING_WORDS
from snr_cli.outputs.inventory_report import _ROLES as ROLE_WORDS, USE_STATES
from snr_cli.outputs.plan_grids import INDICATOR_WHYS
from snr_cli.results.records import FigureState
from snr_cli.results.sentences.coverage import CATEGORY_UNITS
from snr_cli.rules.case import Standing
from snr_cli.rules.checklist import DEPARTURES
from sources import parsed

SOURCE = ROOT / "src" / "snr_cli"
TABLES = shipped_tables()
PURE = ("engine", "plan")
# codes that a call gives by position: the function → which argument is the code
GIVEN = {
    "quantity": ({"Quantity", "product", "divide", "add", "largest"}, 0, QUANTITIES),
    "gap": ({"Gap"}, 3, REASONS),
    "notice": ({"say"}, 0, NOTICES),
    "indicator": ({"this_year"}, 1, INDICATOR_WHYS),
}


def given(makers: set[str], at: int) -> Iterator[str]:
    """Yield the codes that the calls of some functions are given as they are written, in what computes."""
    last = {name.rpartition(".")[2] for name in makers}
    for path in (path for room in PURE for path in (SOURCE / room).rglob("*.py")):
        for node in ast.walk(parsed(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "attr", getattr(node.func, "id", "")) in last
                and re.sub(r"^(?:context|self|facts|f|\w+\.context)\.", "", ast.unparse(node.func)) in makers
            ):
                match node.args[at : at + 1]:
                    case [ast.Constant(value=str(code))] if code:
                        yield code


@pytest.mark.parametrize("name", GIVEN)
def test_what_computes_gives_codes_that_have_words(name: str) -> None:
    makers, at, words = GIVEN[name]
    found = set(given(makers, at))
    assert len(found) > 4
    assert sorted(found - words.keys()) == []


def test_why_an_objective_is_not_judged_has_words() -> None:
    text = (SOURCE / "plan" / "objectives.py").read_text(encoding="utf-8")
    found = set(re.findall(r"\bwhy ?= ?\"(\w+)\"", text))
    assert len(found) > 10
    assert sorted(found - OBJECTIVE_WHYS.keys()) == []


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (TABLES.vocabulary["stages"], STAGES),
        (TABLES.vocabulary["inventory_groups"], GROUP_WORDS),
        ({entry.unit for entry in TABLES.categories.values()}, CATEGORY_UNITS),
        (get_args(Quality), QUALITIES),
        (get_args(ActionStatus), ACTION_STATUSES),
        (get_args(Equipment.model_fields["state"].annotation), USE_STATES),
        (get_args(Option), DEPARTURES),
        (get_args(Standing), STANDING_WORDS),
        (FigureState, FIGURE_STATES),
        (set(ROLES) - PERSONAL, ROLE_WORDS),
    ],
    ids=["stages", "groups", "units", "qualities", "actions", "states", "options", "standing", "figures", "columns"],
)
def test_every_code_of_a_list_has_words(codes: object, words: dict[str, str]) -> None:
    assert sorted({str(code) for code in codes} - words.keys()) == []  # type: ignore[attr-defined]
