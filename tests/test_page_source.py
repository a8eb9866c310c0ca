"""The modules of the page, read without a browser: each parses, what it imports is there, none has grown too long."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import get_args

import pytest

from conftest import ROOT
from snr_cli.cli import assess, plan
from snr_cli.documents.kinds import Form

PAGE = ROOT / "page"
MODULES = sorted(PAGE.glob("js/**/*.js"))


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node.js")
def test_each_module_parses() -> None:
    paths = [*map(str, MODULES), str(PAGE / "worker.js"), str(PAGE / "keeper.js")]
    parse = """
        const { readFileSync } = require('node:fs'), { SourceTextModule } = require('node:vm');
        for (const identifier of process.argv.slice(1)) new SourceTextModule(readFileSync(identifier, 'utf8'), { identifier });
    """
    command = ["node", "--experimental-vm-modules", "--no-warnings", "-e", parse, "--", *paths]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_what_a_module_imports_is_there_and_used(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    for names, source in re.findall(r'^import (?:\{ ([^}]*) \}|\* as \w+) from "([^"]+)";$', text, re.M):
        target = (path.parent / source).resolve()
        if target.name == "built.js":  # the build writes it
            continue
        exported = set(
            re.findall(r"^export (?:async )?(?:function|const|class) (\w+)", target.read_text("utf-8"), re.M)
        )
        for name in filter(None, names.split(", ")):
            assert name in exported, f"{target.name} exports no {name}"
            assert len(re.findall(rf"\b{name}\b", text)) > 1, f"{name} is imported and not used"


@pytest.mark.parametrize(
    ("step", "forms"),
    [
        ("measure", assess.FORMS.keys() - {"text", "csv-excel"}),
        ("plan", plan.FORMS.keys() - {"text", "csv-excel"}),
        ("draft", {*get_args(Form)}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_step_offers_the_forms_of_its_command(step: str, forms: set[str]) -> None:
    """A form that a command writes is offered with words of its own; the screen is the page itself."""
    text = (PAGE / "js" / "steps" / f"{step}.js").read_text("utf-8")
    listed = text.partition("const FORMS = [")[2].partition("];")[0]
    offered = set(re.findall(r'\["(\w+)",', listed))
    assert offered == forms, f"page/js/steps/{step}.js: FORMS has {offered ^ forms} too many or too few"
