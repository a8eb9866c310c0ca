"""Every command that the page offers, on every example: the bytes of the command line."""

import base64
import hashlib
import importlib.util
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, get_args

import pytest

from every_output import EXAMPLES
from snr_cli.cli import assess, plan
from snr_cli.documents.kinds import DocumentName, Form
from test_bundle import agrees

from .conftest import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow


def commands(example: str) -> Iterator[list[str]]:
    """Yield what the page runs."""
    yield ["check", "dossier", "--format", "json"]
    # the sets are those of the engine, on a dossier of any size; Valmont, the longest, has each form
    sets = ("declarations", "ecodiag", "all") if example != "valmont" else ()
    for chosen in ([], *(["--factor-set", name] for name in sets)):
        for form, declared in assess.FORMS.items():
            if form != "text" and (declared.sets or chosen[-1:] != ["all"]):
                yield ["assess", "dossier", "--format", form, "-o", f"out/empreinte.{form}", *chosen]
    yield ["explain", "dossier", "total"]
    yield ["explain", "dossier", "territory"]
    forms = get_args(Form)
    for rank, document in enumerate(get_args(DocumentName)):
        for form in forms if example == "valmont" else (forms[rank % len(forms)],):
            yield ["draft", "dossier", "--document", document, "--format", form, "-o", f"out/{document}.{form}"]
    for form in plan.FORMS.keys() - {"text"}:
        yield ["plan", "dossier", "--format", form, "-o", f"out/plan.{form}"]
    yield ["collect", "dossier", "-o", "out", "--for", "dsi"]
    yield ["rule", "SNR203"]


@pytest.fixture
def native(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return the bridge, run by this Python: what it runs is what the command line does."""
    spec = importlib.util.spec_from_file_location("snr_page", ROOT / "page" / "bridge.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    for name in ("PYDANTIC_DISABLE_PLUGINS", "NO_COLOR", "COLUMNS"):  # put back afterwards
        monkeypatch.setenv(name, "1")
    spec.loader.exec_module(module)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out").mkdir()
    return module


def take(page: "Page", files: dict[str, bytes]) -> None:
    """Give the page a dossier."""
    given = {name: base64.b64encode(content).decode() for name, content in files.items()}
    page.evaluate(
        """async given => {
            const bytes = text => Uint8Array.from(atob(text), each => each.charCodeAt(0));
            window.snr.take(new Map(Object.entries(given).map(([name, text]) => [name, bytes(text)])), {name: "dossier", changed: false});
        }""",
        given,
    )


def ran(page: "Page", arguments: list[str]) -> dict[str, str | int]:
    """Run a command in the page; what it wrote, as text where it is one."""
    told = page.evaluate(
        """async args => {
            const base64 = bytes => { let text = ""; for (const each of bytes) text += String.fromCharCode(each); return btoa(text) };
            const {code, out, err, files} = await window.snr.engine.run(args);
            return {code, err, out: base64(out), files: [...files].map(([name, bytes]) => [name, base64(bytes)])};
        }""",
        arguments,
    )
    files = {f"out/{name}": base64.b64decode(text) for name, text in told["files"]}
    return {"code": told["code"], "err": told["err"], **_shown({"output": base64.b64decode(told["out"]), **files})}


def _shown(files: dict[str, bytes]) -> dict[str, str | int]:
    shown: dict[str, str | int] = {}
    for name, content in files.items():
        try:
            shown[name] = content.decode()
        except UnicodeDecodeError:
            shown[name] = hashlib.sha256(content).hexdigest()
    return shown


@pytest.mark.parametrize("example", EXAMPLES)
def test_same_bytes(example: str, page: "Page", native: ModuleType, tmp_path: Path) -> None:
    folder = ROOT / "examples" / example
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).parts[0] != "documents"
    }
    for name, content in files.items():
        (tmp_path / "dossier" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "dossier" / name).write_bytes(content)
    take(page, files)
    for arguments in commands(example):
        shutil.rmtree("out")
        Path("out").mkdir()
        code, out, err, _ = native.run(arguments)
        made = {path.as_posix(): path.read_bytes() for path in sorted(Path("out").iterdir())}
        expected = {"code": code, "err": err, **_shown({"output": out, **made})}
        found = ran(page, arguments)
        if found != expected:
            different = {
                key: (str(found.get(key)), str(expected.get(key)))
                for key in found.keys() | expected.keys()
                if found.get(key) != expected.get(key)
            }
            (key, (here, there)) = next(iter(different.items()))
            at = next((index for index, pair in enumerate(zip(here, there, strict=False)) if pair[0] != pair[1]), 0)
            told = json.dumps(
                {"page": here[max(0, at - 200) : at + 200], "command line": there[max(0, at - 200) : at + 200]},
                indent=1,
                ensure_ascii=False,
            )
            pytest.fail(f"{' '.join(arguments)}: {key} differs at {at}\n{told}", pytrace=False)


def test_its_sbom_agrees_with_what_it_is_made_of(built: Path) -> None:
    agrees(built.parent / "snr-page.cdx.json", (ROOT / "page" / "requirements.txt").read_text(encoding="utf-8"))
