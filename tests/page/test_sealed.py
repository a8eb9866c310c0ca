"""Nothing sent: attacks from inside the worker, requests counted, the page without a network, what a browser keeps."""

import base64
import hashlib
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .attacks import ATTACKS, LISTEN, STORAGES
from .conftest import BUILT, CHECKED, QUIET, READY, Served, example, opened, serve, step, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

pytestmark = pytest.mark.slow

STEPS = (
    *("commencer", "repondre", "rediger", "emporter"),
    *("tableaux", "inventaires", "verifier", "mesurer", "planifier", "completer"),
)


def kept_offline(page: "Page") -> None:
    """Wait until the service worker has what it keeps."""
    until(page, "document.getElementById('offline').textContent.includes('sans réseau')")


def test_attacks_from_inside_the_worker(apart: "Page", served: Served, elsewhere: Served) -> None:
    kept_offline(apart)
    before = len(served.asked)
    apart.evaluate(LISTEN)
    worker = apart.workers[0]
    tried = worker.evaluate(ATTACKS, {"other": elsewhere.address, "own": served.address})
    assert len(tried) > 60
    assert {name: said for name, said in tried.items() if said != "refused"} == {}
    assert apart.evaluate("() => window.heard") == []
    # the next visit is of the page, whole, and asks nobody
    apart.reload()
    until(apart, READY)
    assert apart.title() == "Commencer — snr"
    assert apart.locator("meta[http-equiv=Content-Security-Policy]").count() == 2
    assert apart.context.cookies() == []
    assert elsewhere.asked == []
    assert set(served.asked[before:]) <= CHECKED


def test_the_attacks_would_be_seen(browser: "Browser", elsewhere: Served) -> None:
    """The same, in a worker that no policy holds: most of them pass, so the test above can fail."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(elsewhere.address)
    page.evaluate(LISTEN)
    with page.expect_worker() as started:
        page.evaluate("() => { window.one = new Worker('a.js', {type: 'module'}) }")
    tried = started.value.evaluate(ATTACKS, {"other": elsewhere.address, "own": elsewhere.address})
    assert sum(said != "refused" for said in tried.values()) > 30, tried
    assert [name for name in STORAGES if tried[name] == "refused"] == []
    assert page.evaluate("() => window.heard") != []
    context.close()


FORGED = """
async other => {
  const forged = `<!doctype html><title>forged</title><img src="${other}forged.png">`;
  const types = {"html": "text/html", "js": "text/javascript"};
  for (const name of await caches.keys()) {
    const kept = await caches.open(name);
    const at = (file) => new URL(file, location.href.replace(/#.*/, "")).href;
    for (const file of ["", "index.html", "document.html", "forged.html"]) await kept.put(at(file), new Response(forged, {headers: {"Content-Type": "text/html"}}));
    await kept.put(at("js/main.js"), new Response(`document.title = "forged"; new Image().src = "${other}forged.png";`, {headers: {"Content-Type": "text/javascript"}}));
    // the right bytes, under a header that leads elsewhere
    const style = await (await kept.match(at("style.css"))).arrayBuffer();
    await kept.put(at("style.css"), new Response(style, {headers: {"Content-Type": "text/css", "Link": `<${other}forged.css>; rel=stylesheet`}}));
    await kept.delete(at("js/dom.js"));
  }
}
"""


def test_what_another_page_of_the_origin_puts_in_the_cache_is_not_served(
    apart: "Page", served: Served, elsewhere: Served
) -> None:
    kept_offline(apart)
    apart.evaluate(FORGED, elsewhere.address)
    before = len(served.asked)
    apart.reload()
    until(apart, READY)
    assert apart.title() == "Commencer — snr"
    assert apart.frames[1].locator("img").count() == 0
    assert {"/index.html", "/document.html", "/js/main.js", "/js/dom.js"} <= set(served.asked[before:])
    apart.goto(served.address + "forged.html")
    assert apart.title() != "forged"
    # what was mended is kept again, and all works without a network
    apart.context.set_offline(True)
    apart.goto(served.address)
    until(apart, READY)
    example(apart)
    step(apart, "mesurer")
    footprint = apart.frame_locator("#mesurer iframe").locator("body").inner_text()
    assert "Communauté d’agglomération de Valmont" in footprint
    assert apart.locator("#offline").inner_text() == "Cette page s’ouvre aussi sans réseau."
    assert elsewhere.asked == []


def test_no_request_once_ready(fresh: "Page", served: Served) -> None:
    kept_offline(fresh)
    before = len(served.asked)
    asked: list[str] = []

    def hear(request: "Request") -> None:
        asked.append(request.url)

    fresh.on("request", hear)
    example(fresh)
    for name in STEPS:
        step(fresh, name)
    step(fresh, "mesurer")
    fresh.select_option("#set", "all")
    until(fresh, QUIET)
    fresh.remove_listener("request", hear)
    assert [url for url in asked if not url.startswith("blob:")] == []
    assert set(served.asked[before:]) <= CHECKED
    assert fresh.context.cookies() == []
    assert fresh.evaluate("() => localStorage.length + sessionStorage.length") == 0
    assert fresh.evaluate("async () => (await indexedDB.databases()).length") <= 1
    assert fresh.faults == []  # type: ignore[attr-defined]


def test_the_page_itself_is_sealed(fresh: "Page", served: Served, elsewhere: Served) -> None:
    for address in (served.address, elsewhere.address):
        said = fresh.evaluate("async at => fetch(at, {mode: 'no-cors'}).then(() => 'PASSED', () => 'refused')", address)
        assert said == "refused"
    assert elsewhere.asked == []


def test_policies_of_the_files() -> None:
    page = (BUILT / "index.html").read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; ")
    assert "unsafe-inline" not in page
    assert "'unsafe-eval'" not in page
    assert "://" not in page.replace("http://www.w3.org/2000/svg", "")  # the name of a format
    assert not re.search(r"\son\w+=|style=|<style", page)
    frame = (BUILT / "document.html").read_text(encoding="utf-8")
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in frame
    assert "<script" not in frame


def test_an_example_is_kept_once_it_changes_or_when_asked(fresh: "Page") -> None:
    example(fresh)
    fresh.wait_for_timeout(1200)
    kept = "async () => (await indexedDB.databases()).map(({name}) => name)"
    assert fresh.evaluate(kept) == ["snr"]
    assert "gardé à" not in fresh.inner_text("#work")
    step(fresh, "emporter")
    fresh.click("text=Garder dans ce navigateur >> nth=-1")
    until(fresh, "document.getElementById('doing').textContent.startsWith('Gardé')")
    fresh.reload()
    until(fresh, READY)
    assert fresh.evaluate("() => window.snr.dossier.name") == "valmont"
    fresh.click("text=Effacer de ce navigateur")
    until(fresh, "document.getElementById('doing').textContent.startsWith('Effacé')")
    fresh.reload()  # the page asks, and Playwright says yes
    until(fresh, READY)
    assert fresh.evaluate("() => window.snr.dossier.files.size") == 0
    fresh.evaluate("() => { location.hash = '#commencer' }")
    fresh.wait_for_timeout(300)
    assert fresh.locator("text=Le reprendre").count() == 0


def test_a_new_version_never_mixes_files(browser: "Browser", built: None, tmp_path: "object") -> None:
    """What is open stays what it was; the next visit after it is closed is whole, of the new version."""
    folder = Path(str(tmp_path)) / "page"
    shutil.copytree(BUILT, folder)
    server = serve(folder)
    served = next(server)
    context = browser.new_context()
    page = opened(context, served.address)
    kept_offline(page)

    def summed(path: Path) -> str:
        return base64.b64encode(hashlib.sha256(path.read_bytes()).digest()).decode()

    sums = {name: summed(folder / name) for name in ("index.html", "js/main.js")}
    for name, old, new in (
        ("index.html", "<title>snr", "<title>v2 snr"),
        ("js/main.js", "— snr`;", "— snr v2`;"),
        ("keeper.js", "`${OURS}${", "`${OURS}v2-${"),
    ):
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        text = text.replace(old, new)
        for changed, before in sums.items():  # the keeper comes last
            text = text.replace(before, summed(folder / changed))
        (folder / name).write_text(text, encoding="utf-8")
    seen = []
    for _ in range(2):
        page.reload()
        until(page, READY)
        html = page.evaluate("async () => document.querySelector('title').textContent")
        seen.append("v2" in html)
    assert seen == [False] * 2  # a tab was never closed: the old version, whole
    page.close()
    end = opened(context, served.address)
    for _ in range(20):
        if "v2" in end.title():
            break
        end.close()
        end = context.new_page()
        end.wait_for_timeout(300)
        end.goto(served.address)
        until(end, READY)
    assert "v2" in end.title()
    context.close()
