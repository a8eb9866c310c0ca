"""The page in Firefox: it starts, holds the same policy inside its worker, gives the same bytes, asks for nothing."""

import base64
import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from browser.screen import AXE, TAGS
from conftest import run_snr

from .attacks import ATTACKS, LISTEN
from .conftest import CHECKED, READY, ROOT, Served, missing, serve
from .firefox import Firefox, firefox
from .test_hostile import zipped

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    if program is None:
        missing("Firefox", "apt-get install firefox-esr")
    with firefox(program, tmp_path_factory.mktemp("profile")) as started:
        yield started


def chosen(tab: Firefox, name: str, content: bytes) -> None:
    """Choose a file, as a person would."""
    given = json.dumps([name, base64.b64encode(content).decode()])
    tab.evaluate(
        f"""(([name, text]) => {{
            const list = new DataTransfer(), input = document.getElementById("some");
            list.items.add(new File([Uint8Array.from(atob(text), each => each.charCodeAt(0))], name));
            input.files = list.files;
            input.dispatchEvent(new Event("change"));
        }})({given})"""
    )


def test_firefox(tab: Firefox, built: Path, elsewhere: Served, tmp_path: Path) -> None:
    server = serve(built)
    served = next(server)
    tab.goto(served.address)
    tab.until(READY)
    tab.until("document.getElementById('offline').textContent.includes('sans réseau')")
    before = len(served.asked)

    axe = AXE.read_text(encoding="utf-8")
    options = json.dumps({"runOnly": list(TAGS), "resultTypes": ["violations"]})
    found = f"(await axe.run({{exclude: ['iframe']}}, {options})).violations.map(each => each.id + each.nodes[0].html)"

    # as a person would: the example, then each step
    tab.evaluate("[...document.querySelectorAll('button')].find(each => each.textContent.includes('Valmont')).click()")
    tab.until("window.snr.dossier.name === 'valmont'")
    for name in ("completer", "inventaires", "verifier", "mesurer", "planifier", "rediger", "emporter"):
        tab.evaluate(f"location.hash = '#{name}'")
        tab.until(f"!document.getElementById('{name}').hidden && !window.snr.engine.busy()")
        assert tab.evaluate(f"document.querySelectorAll('#{name} [role=alert]').length") == 0, name
        assert tab.evaluate(f"(async () => {{ {axe}; return {found} }})()") == [], name
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
    code = json.dumps(
        f"onmessage = async ({{data}}) => {{ postMessage('begun'); postMessage(await ({ATTACKS})(data)); }}"
    )
    made = f"new Worker('data:text/javascript;charset=utf-8,' + encodeURIComponent({code}), {{type: 'module'}})"
    tab.evaluate(f"({LISTEN})()")
    places = json.dumps({"other": elsewhere.address, "own": served.address})
    # kept by the page, or it may be collected before it answers; under load a first one was seen never to begin
    told = "({data}) => data === 'begun' ? clearTimeout(late) : yes(data)"
    asked = f"window.asked = {made}; asked.onmessage = {told}; asked.onerror = no; asked.postMessage({places})"
    tried = None
    for _ in range(3):
        late = "const late = setTimeout(yes, 30_000, null)"
        tried = tried or tab.evaluate(f"new Promise((yes, no) => {{ {late}; {asked}; }})", seconds=300)
    assert len(tried) > 60
    assert {name: told for name, told in tried.items() if told != "refused"} == {}
    assert tab.evaluate("window.heard") == []
    # the next visit is of the page, whole, and asks nobody
    tab.evaluate("window.snr.take(new Map(), {changed: false})")
    tab.goto(served.address)
    tab.until(READY)
    assert tab.evaluate("document.querySelectorAll('meta[http-equiv=Content-Security-Policy]').length") == 2
    assert elsewhere.asked == []
    assert set(served.asked[before:]) <= CHECKED
    tab.evaluate("[...document.querySelectorAll('button')].find(each => each.textContent.includes('Valmont')).click()")
    tab.until("window.snr.dossier.name === 'valmont'")

    # typed, not left, and the page is: it is there when the dossier is taken back, and can be undone
    tab.evaluate("location.hash = '#completer'")
    tab.until("!document.getElementById('completer').hidden && document.querySelector('.sheet h2') !== null")
    tab.evaluate(
        "(() => { const all = document.getElementById('sheet'); all.value = 'equipment'; all.dispatchEvent(new Event('change')); })()"
    )
    row = "[...document.querySelectorAll('details.row')].find(each => each.textContent.includes('Station d’accueil'))"
    tab.evaluate(f"{row}.open = true")
    tab.until(f"{row}.querySelector(\"[id$=' quantity']\") !== null")
    tab.evaluate(
        f"(() => {{ const each = {row}.querySelector(\"[id$=' quantity']\"); each.focus(); each.value = '4321'; }})()"
    )
    tab.goto(served.address + "document.html")
    tab.goto(served.address)
    tab.until(READY)
    tab.until("document.querySelector('[aria-label^=\"Le reprendre\"]') !== null")
    tab.evaluate("document.querySelector('[aria-label^=\"Le reprendre\"]').click()")
    text = "window.snr.engine.text(window.snr.dossier.files.get('equipment.yaml') ?? new Uint8Array())"
    tab.until(f"{text}.includes('quantity: 4321')")
    tab.until("document.querySelector('#work').textContent.includes('gardé à')")
    tab.evaluate("document.querySelector('#work button').click()")
    tab.until(f"{text}.includes('quantity: 420')")
    # a second tab of the same dossier: the lock tells
    held = "navigator.locks.request('snr ' + history.state, {ifAvailable: true}, (lock) => lock === null)"
    assert tab.evaluate(held)

    # what runs is stopped, and the dossier is kept
    tab.evaluate("window.snr.engine.stop()")
    tab.until("window.snr.engine.run(['check', 'dossier', '--format', 'json']).then(({code}) => code === 0)")

    # what a stranger hands
    tab.evaluate("location.hash = '#commencer'")
    chosen(tab, "bombe.zip", zipped({"territory.yaml": b"\0" * 300_000_000}))
    tab.until("document.querySelector('#commencer [role=alert]')?.textContent.includes('200')")
    name = "<img src=x onerror=document.title='owned'>"
    chosen(
        tab, "territory.yaml", f'snr: 1\nreference_year: 2025\nterritory: {{name: "{name}", kind: commune}}\n'.encode()
    )
    tab.until("window.snr.dossier.files.size === 1")
    for each in ("completer", "verifier", "mesurer", "rediger"):
        tab.evaluate(f"location.hash = '#{each}'")
        tab.until(f"!document.getElementById('{each}').hidden && !window.snr.engine.busy()")
    assert "owned" not in tab.evaluate("document.title")
    assert tab.evaluate("document.querySelectorAll('main img').length") == 0

    # no network: the server is gone
    tab.evaluate("window.snr.take(new Map(), {changed: false})")
    next(server, None)
    tab.goto(served.address)
    tab.until(READY)
    tab.until("window.snr.engine.run(['rule', 'SNR203']).then(({code}) => code === 0)")
