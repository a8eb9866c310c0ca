"""The public API: documented name by name, typed, and what docs/api.md shows runs."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import assert_type

import pytest

import snr_cli
from conftest import EXAMPLES, ROOT
from in_process import snr
from snr_cli import (
    Assessed,
    Checked,
    Compared,
    DossierError,
    Drafted,
    Exports,
    Planned,
    UsageError,
    assess_dossier,
    check_dossiers,
    compare_years,
    draft_document,
    plan_actions,
    read_exports,
)

PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
MINIMAL = EXAMPLES / "minimal"


def test_each_public_name_is_documented_and_exists() -> None:
    for name in snr_cli.__all__:
        assert re.search(rf"`[^`]*\b{re.escape(name)}\b", PAGE), f"{name}: say it in docs/api.md"
        assert getattr(snr_cli, name) is not None
    with pytest.raises(AttributeError):
        _ = snr_cli.nothing_of_the_kind


def test_the_page_draws_the_strategy_of_the_example(tmp_path: Path) -> None:
    shown = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[0]
    assert len([line for line in shown.splitlines() if line.strip()]) <= 10
    folder = tmp_path / "examples"
    folder.symlink_to(EXAMPLES, target_is_directory=True)
    done = subprocess.run([sys.executable, "-c", shown], cwd=tmp_path, capture_output=True, timeout=120, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    drawn = (tmp_path / "strategie.html").read_text(encoding="utf-8")
    assert drawn == snr("draft", str(EXAMPLES / "valmont"), "--format", "html").stdout


def test_results_have_the_types_that_the_page_says() -> None:
    """mypy holds each line; the page's attributes are read."""
    assessed = assert_type(assess_dossier(MINIMAL), Assessed)
    assert_type(assessed.notes, tuple[str, ...])
    assert assessed.result.organisation.totals["climate_change"]
    checked = assert_type(check_dossiers(MINIMAL, profile="programme", with_duties=True), Checked)
    assert checked.duties
    assert not checked.report.unread
    planned = assert_type(plan_actions(MINIMAL), Planned)
    assert planned.plan.trajectory
    drafted = assert_type(draft_document(MINIMAL, "note"), Drafted)
    assert_type(drafted.text, str)
    exports = assert_type(read_exports(EXAMPLES / "valmont" / "inventaire" / "glpi.csv", year=2025), Exports)
    assert exports.park.equipment
    compared = assert_type(compare_years(MINIMAL, MINIMAL), Compared)
    assert [dossier.name for dossier in compared.dossiers] == [assessed.name] * 2


def test_a_mistake_is_raised_and_nothing_is_written(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    wrong = tmp_path / "territory.yaml"
    wrong.write_text(
        "snr: 1\nreference_year: 2025\nterritory: {siren: '243300316'}\nequipement: []\n", encoding="utf-8"
    )
    with pytest.raises(DossierError) as raised:
        assess_dossier(tmp_path)
    first = raised.value.findings[0]
    assert (first.code, first.position.line) == ("SNR201", 4)
    with pytest.raises(UsageError):
        plan_actions(tmp_path / "absent")
    with pytest.raises(DossierError):
        draft_document(MINIMAL, final=True)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "asked",
    [
        lambda: assess_dossier(MINIMAL, licence="libre"),
        lambda: check_dossiers(MINIMAL, profile="bilans"),  # type: ignore[arg-type]
        lambda: check_dossiers(MINIMAL, select=("ZZ",)),
        lambda: check_dossiers(MINIMAL, as_of="hier"),
        lambda: plan_actions(MINIMAL, categories=("climat",)),
        lambda: compare_years(MINIMAL, MINIMAL, categories=("climat",)),
        lambda: draft_document(MINIMAL, "strategy"),  # type: ignore[arg-type]
        lambda: draft_document(MINIMAL, form="pdf"),  # type: ignore[arg-type]
    ],
)
def test_an_argument_that_means_nothing_is_refused(asked: Callable[[], object]) -> None:
    with pytest.raises(UsageError):
        asked()


def test_a_caller_is_not_ended() -> None:
    """`python -m snr_cli` may leave by `os._exit`; the functions never do, nor do they touch the streams."""
    for path in (ROOT / "src" / "snr_cli" / "api").glob("*.py"):
        if path.name == "processes.py":  # the child that it starts is its own
            continue
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"os\._exit|sys\.(exit|std)|snr_cli\.cli|print\(|typer|rich", text), path.name
