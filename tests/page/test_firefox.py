"""The page in Firefox: it starts, holds the same policy inside its worker, gives the same bytes, asks for nothing."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import run_snr

from .attacks import ATTACKS
from .conftest import CHECKED, READY, ROOT, Served, missing
from .firefox import Firefox, firefox

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    if program is None:
        missing("Firefox", "apt-get install firefox-esr")
    with firefox(program, tmp_path_factory.mktemp("profile")) as started:
        yield started


def test_firefox(tab: Firefox, served: Served, elsewhere: Served, tmp_path: Path) -> None:
    tab.goto(served.address)
    tab.until(READY)
    tab.until("document.getElementById('offline').textContent.includes('sans réseau')")
    before = len(served.asked)

    # as a person would: the example, then each step
    tab.evaluate("[...document.querySelectorAll('button')].find(each => each.textContent.includes('Valmont')).click()")
    tab.until("window.snr.dossier.name === 'valmont'")
    for name in ("completer", "inventaires", "verifier", "mesurer", "planifier", "rediger", "emporter"):
        tab.evaluate(f"location.hash = '#{name}'")
        tab.until(f"!document.getElementById('{name}').hidden && !window.snr.engine.busy()")
        assert tab.evaluate(f"document.querySelectorAll('#{name} [role=alert]').length") == 0, name
    frame = "document.querySelector('#rediger iframe').contentDocument"
    assert "Valmont" in tab.evaluate(f"{frame}.querySelector('header').textContent")
    assert tab.evaluate(f"getComputedStyle({frame}.querySelector('header')).borderBottomStyle") == "solid"

    # the bytes of the command line
    tab.evaluate(
        """window.snr.engine.run(["assess", "dossier", "--format", "json", "-o", "out/a.json"]).then(async ({files}) => {
            const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", files.get("a.json")));
            window.sum = [...sum].map(each => each.toString(16).padStart(2, "0")).join("");
        })"""
    )
    shutil.copytree(ROOT / "examples" / "valmont", tmp_path / "dossier")
    said = run_snr("assess", "dossier", "--format", "json", cwd=tmp_path)
    assert tab.evaluate("window.sum") == hashlib.sha256(said.stdout).hexdigest()

    # nothing leaves. Firefox evaluates nothing inside a worker for a test: the same worker, made the same way, is asked
    code = json.dumps(f"onmessage = async ({{data}}) => postMessage(await ({ATTACKS})(data))")
    made = f"new Worker(URL.createObjectURL(new Blob([{code}], {{type: 'text/javascript'}})), {{type: 'module'}})"
    places = json.dumps({"other": elsewhere.address, "own": served.address})
    tried = tab.evaluate(
        f"new Promise((yes, no) => {{ const one = {made}; one.onmessage = ({{data}}) => yes(data); one.onerror = no; one.postMessage({places}); }})"
    )
    assert len(tried) > 25
    assert {name: told for name, told in tried.items() if told != "refused"} == {}
    assert elsewhere.asked == []
    assert set(served.asked[before:]) <= CHECKED

    # what runs is stopped, and the dossier is kept
    tab.evaluate("window.snr.engine.stop()")
    tab.until("window.snr.engine.run(['check', 'dossier', '--format', 'json']).then(({code}) => code === 0)")
