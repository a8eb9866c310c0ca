"""What `--format` offers is what a command writes: one table of forms each, and what restricts it says so."""

import re
from pathlib import Path

import pytest

from conftest import EXAMPLES
from in_process import snr
from snr_cli.bridges import import_file
from snr_cli.cli import assess, check, compare, inventory, plan
from snr_cli.observatory import command as portfolio

MINIMAL = str(EXAMPLES / "minimal")
OFFERED: dict[str, tuple[str, ...]] = {
    "assess": tuple(assess.FORMS),
    "check": tuple(check.FORMS),
    "plan": tuple(plan.FORMS),
    "compare": tuple(compare.FORMS),
    "inventory": tuple(inventory.FORMS),
    "import": tuple(import_file.FORMS),
    "portfolio": (*portfolio.FORMS, "md", "docx", "odt"),
}


def offered(*command: str) -> tuple[str, ...]:
    """Return what the help of a command says that `--format` accepts."""
    said = re.search(r"--format <([^>]*)>", snr(*command, "--help", COLUMNS="300").stdout)
    return tuple(said[1].split("|")) if said else ()


@pytest.mark.parametrize("name", OFFERED)
def test_the_option_offers_the_forms(name: str) -> None:
    assert offered(name) == OFFERED[name]


@pytest.mark.parametrize("form", plan.FORMS)
def test_each_form_of_a_plan_is_written(form: str, tmp_path: Path) -> None:
    target = tmp_path / f"plan.{form}"
    assert snr("plan", MINIMAL, "--format", form, "-o", str(target)).returncode == 0
    assert target.stat().st_size > 100


@pytest.mark.parametrize("form", [form for form in plan.FORMS if form not in plan.SUGGESTED])
def test_a_form_that_suggestions_have_not_is_refused(form: str, tmp_path: Path) -> None:
    """A form added to the plan was taken by --suggest, which wrote the screen, with code 0."""
    target = tmp_path / "suggested"
    done = snr("plan", MINIMAL, "--suggest", "--format", form, "-o", str(target))
    assert (done.returncode, target.exists()) == (2, False)
    assert f"--suggest : « {form} » n’est pas possible ; choix : text, json" in done.stderr


@pytest.mark.parametrize("form", compare.FORMS)
def test_each_form_of_a_comparison_is_written(form: str, tmp_path: Path) -> None:
    result, target = tmp_path / "result.json", tmp_path / f"compared.{form}"
    assert snr("assess", MINIMAL, "--format", "json", "-o", str(result)).returncode == 0
    assert snr("compare", str(result), MINIMAL, "--format", form, "-o", str(target)).returncode == 0
    assert target.stat().st_size > 100


def test_a_csv_of_a_comparison_adds_no_reading_to_another(tmp_path: Path) -> None:
    result, valmont = tmp_path / "result.json", str(EXAMPLES / "valmont")
    snr("assess", valmont, "--format", "json", "-o", str(result))
    lines = snr("compare", str(result), valmont, "--format", "csv").stdout.splitlines()
    assert lines[0].startswith("reading,category,unit,old,new,change,")
    assert {line.split(",")[0] for line in lines[1:]} == {"organisation", "inhabitants", "households"}
