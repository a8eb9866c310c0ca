"""What the tests remember is what would be computed, and is left once a value, a byte or a table is another."""

import copyreg
import shutil
from pathlib import Path

import pytest

import remembered
from conftest import EXAMPLES
from in_process import snr
from snr_cli.api.assessing import Assessed, assess_dossier
from snr_cli.api.planning import plan_of
from snr_cli.catalog.opened import open_tables, shipped_tables
from snr_cli.engine.records import CLIMATE

pytestmark = pytest.mark.skipif(
    not hasattr(remembered.plans.make_plan, "__wrapped__"), reason="nothing is remembered (-p no:remembered)"
)
HEAD = "snr: 1\nreference_year: 2025\nterritory: {siren: '243300316'}\n"


def assessed(folder: Path) -> Assessed:
    return assess_dossier(folder, shipped_tables(), places=True)


def test_what_is_remembered_is_what_is_computed() -> None:
    first, again = assessed(EXAMPLES / "valmont"), assessed(EXAMPLES / "valmont")
    plan = plan_of(first, shipped_tables(), None, (CLIMATE,))
    assert again.result.organisation is first.result.organisation
    assert plan_of(again, shipped_tables(), None, (CLIMATE,)).trajectory is plan.trajectory
    assert plan_of(first, shipped_tables(), 2031, (CLIMATE,)).trajectory is not plan.trajectory


@pytest.mark.parametrize("command", ["assess", "plan", "draft"])
def test_a_command_writes_the_same(command: str) -> None:
    with remembered.aside():
        computed = snr(command, EXAMPLES / "valmont")
    assert snr(command, EXAMPLES / "valmont") == snr(command, EXAMPLES / "valmont") == computed


def test_another_value_byte_or_table_is_computed(tmp_path: Path) -> None:
    text = f"{HEAD}equipment: [{{id: a, type: monitor, quantity: 4}}, {{id: b, from: b.csv}}]\n"
    (tmp_path / "territory.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "b.csv").write_text("Type;Quantité\nPC portable;5\n", encoding="utf-8")

    def kept() -> float:
        return sum(line.quantity for line in assessed(tmp_path).result.organisation.lines)

    assert kept() == 9
    (tmp_path / "b.csv").write_text("Type;Quantité\nPC portable;6\n", encoding="utf-8")
    assert kept() == 10
    (tmp_path / "territory.yaml").write_text(text.replace("quantity: 4", "quantity: 4.5"), encoding="utf-8")
    assert kept() == 10.5
    dossier = assessed(tmp_path).dossier
    shutil.copytree(EXAMPLES.parent / "factors", tmp_path / "factors")
    own = open_tables(tmp_path / "factors")
    assert remembered.engine.assess(dossier, own) is not remembered.engine.assess(dossier, own)
    assert copyreg.dispatch_table.keys().isdisjoint(remembered.SHARED)


def test_a_test_that_may_change_what_computes_computes_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    first, again = assessed(EXAMPLES / "minimal"), assessed(EXAMPLES / "minimal")
    assert first.result.organisation is not again.result.organisation
