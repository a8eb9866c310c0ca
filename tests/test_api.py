"""The public API: documented name by name, typed, and what docs/api.md shows runs."""

import ast
import contextlib
import inspect
import io
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, assert_type, get_args, get_type_hints

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
from snr_cli.catalog.records import CatalogError

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


def _exec(code: str, cwd: Path) -> str:
    said = io.StringIO()
    with contextlib.chdir(cwd), contextlib.redirect_stdout(said):
        exec(code, {"__name__": "__main__"})
    return said.getvalue()


def _run(code: str, cwd: Path) -> str:
    done = subprocess.run([sys.executable, "-c", code], cwd=cwd, capture_output=True, encoding="utf-8", timeout=300, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_each_example_of_the_page_runs(tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(EXAMPLES, target_is_directory=True)
    printed = [_exec(code, tmp_path) for code in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[1:]]
    lives = [float(line.split()[1]) for text in printed for line in text.splitlines() if re.match(r"[3-8] \d", line)]
    assert len(lives) == 6 and lives == sorted(lives, reverse=True), "a longer life weighs less"
    assert any(text.strip() == "True" for text in printed), "the checksum of changed tables is another"


@pytest.mark.slow
def test_the_notebook_of_the_examples_runs(tmp_path: Path) -> None:
    printed = _run(f"import runpy; runpy.run_path({str(EXAMPLES / 'notebook.py')!r}, run_name='__main__')", tmp_path)
    assert "Communauté d’agglomération de Valmont" in printed
    assert "not a total" in printed  # Bordeaux: a partial sum is not shown as one


def test_the_package_lists_what_it_offers() -> None:
    assert set(dir(snr_cli)) == {*snr_cli.__all__}
    assert {"Assessed", "Tables", "assess_dossier"} <= set(dir(snr_cli))


def _named(annotation: Any) -> Iterator[type]:
    for part in get_args(annotation):
        yield from _named(part)
    if isinstance(annotation, type) and annotation.__module__.startswith("snr_cli"):
        yield annotation


def _hints(offered: Any) -> dict[str, Any]:
    """Return what a type checker reads: the names that a module imports only for it are imported too."""
    module = sys.modules[offered.__module__]
    names = dict(vars(module))
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            exec(compile(ast.Module(node.body, []), module.__name__, "exec"), names)
    return get_type_hints(offered, names)


def test_each_type_of_a_signature_is_offered() -> None:
    """Of the functions, and of the fields of what they answer: someone who annotates imports nothing else."""
    results = (Assessed, Checked, Compared, Drafted, Exports, Planned)
    functions = filter(inspect.isfunction, (getattr(snr_cli, name) for name in snr_cli.__all__))
    hints = [hint for offered in (*functions, *results) for hint in _hints(offered).values()]
    assert not {kind.__name__ for hint in hints for kind in _named(hint)} - {*snr_cli.__all__}


def test_each_annotation_of_what_is_offered_names_something() -> None:
    """In whatever order modules were loaded: a name that none of its imports binds is an error of the annotation."""
    for name in snr_cli.__all__:
        offered = getattr(snr_cli, name)
        if inspect.isfunction(offered) or (inspect.isclass(offered) and offered.__module__.startswith("snr_cli")):
            _hints(offered)


def test_factors_of_your_own_change_the_result() -> None:
    tables = snr_cli.shipped_tables()
    name = "equipment/factors.csv"
    text = tables.text(name)
    row = next(
        line for line in text.splitlines() if line.startswith("laptop,") and "climate_change,manufacturing" in line
    )
    value = next(cell for cell in row.split(",") if re.fullmatch(r"\d+(\.\d+)?", cell))
    changed = tables.changed(name, text.replace(row, row.replace(f",{value},", f",{2 * float(value)},", 1)))
    before, after = (assess_dossier(MINIMAL, each).result for each in (tables, changed))
    assert after.organisation.totals["climate_change"] > before.organisation.totals["climate_change"]  # type: ignore[operator]
    assert after.factors_sha256 != before.factors_sha256
    assert assess_dossier(MINIMAL).result.factors_sha256 == before.factors_sha256
    with pytest.raises(CatalogError, match="première ligne"):
        tables.changed(name, "a,b\n" + text)
    with pytest.raises(CatalogError):
        tables.changed("nulle/part.csv", text)


@pytest.mark.slow
def test_a_file_of_a_user_is_typed(tmp_path: Path) -> None:
    """What a notebook writes passes mypy --strict."""
    codes = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    for rank, code in enumerate([*codes, (EXAMPLES / "notebook.py").read_text(encoding="utf-8")]):
        (tmp_path / f"user{rank}.py").write_text(code, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--ignore-missing-imports", *sorted(map(str, tmp_path.glob("*.py")))]  # fmt: skip
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout
