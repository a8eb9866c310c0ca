"""The page, built once and served on the loopback by a plain static server that counts what it is asked."""

import functools
import http.server
import importlib.util
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from browser.screen import FLAGS, chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "dist" / "page"
SOURCES = (
    "src",
    "page",
    "factors",
    "examples",
    "docs/codes",
    "tools/build_page.py",
    "tools/resolved.py",
    "pyproject.toml",
)


def missing(what: str, how: str) -> NoReturn:
    """Skip for want of a tool; fail where everything must be there."""
    reason = f"{what} is not installed: {how}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def newest() -> float:
    """Return when what the page is made of last changed."""
    skipped = ("__pycache__", "node_modules")
    found = (ROOT / name for name in SOURCES)
    files = (path for each in found for path in ([each] if each.is_file() else each.rglob("*")))
    return max(path.stat().st_mtime for path in files if path.is_file() and not any(s in path.parts for s in skipped))


@pytest.fixture(scope="session")
def built() -> Path:
    """Return the folder of the page: built anew when its sources changed, by one process at a time."""
    if shutil.which("npm") is None:
        missing("npm", "apt-get install nodejs npm")
    (ROOT / "build").mkdir(exist_ok=True)
    import fcntl  # of POSIX: the page is the same wherever it is built

    with (ROOT / "build" / "page.lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        last = BUILT / "keeper.js"
        if not last.exists() or last.stat().st_mtime < newest():
            made = subprocess.run([sys.executable, "tools/build_page.py"], cwd=ROOT, capture_output=True, check=False)
            if made.returncode:
                pytest.fail((made.stdout + made.stderr).decode(), pytrace=False)
    return BUILT


class _Handler(http.server.SimpleHTTPRequestHandler):
    asked: "list[str]"

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self.asked.append(self.path)
        super().do_GET()


@dataclass
class Served:
    """A server: its address, and the paths it was asked, in order."""

    address: str
    asked: list[str] = field(default_factory=list)


def serve(folder: Path) -> Iterator[Served]:
    """Serve a folder until the caller has done."""
    asked: list[str] = []
    handler = functools.partial(type("Handler", (_Handler,), {"asked": asked}), directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Served(f"http://127.0.0.1:{server.server_port}/", asked)
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def served(built: Path) -> Iterator[Served]:
    """Serve the page."""
    yield from serve(built)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Served]:
    """Serve another origin, that nothing must reach."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "a.js").write_text("export default 1;", encoding="utf-8")
    yield from serve(folder)


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Return the system's Chromium."""
    found = chromium()
    if importlib.util.find_spec("playwright") is None:
        missing("playwright", "pip install -e '.[dev]'")
    if found is None:
        missing("Chromium", "apt-get install chromium, or its path in CHROMIUM")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=[*FLAGS])
        yield started
        started.close()


def until(page: "Page", condition: str, seconds: float = float(os.environ.get("SNR_WAIT", "90"))) -> Any:
    """Wait until an expression of JavaScript is true; Playwright's own way is an `eval`, which the page forbids."""
    end = time.monotonic() + seconds
    while not (found := page.evaluate(f"() => {condition}")):
        if time.monotonic() > end:
            told = page.evaluate("() => document.body.innerText")
            pytest.fail(f"never came: {condition}\n{told[:3000]}", pytrace=False)
        time.sleep(0.02)
    return found


READY = "document.documentElement.dataset.ready"
CHECKED = {"/keeper.js"}  # a browser asks now and then, of itself, whether the service worker has changed
QUIET = "!window.snr.engine.busy()"


def opened(context: "BrowserContext", address: str) -> "Page":
    """Return the page, ready; an error of JavaScript is a failure (`faults`)."""
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.faults = faults  # type: ignore[attr-defined]
    page.goto(address)
    until(page, READY)
    return page


@pytest.fixture(scope="session")
def visited(browser: "Browser", served: Served) -> "Iterator[BrowserContext]":
    """Return a browser that the tests of a process share."""
    context = browser.new_context(locale="fr-FR", accept_downloads=True)
    yield context
    context.close()


# a dossier is left, and the first step shown
LEFT = """() => {
    window.snr.take(new Map(), { name: "dossier", changed: false });
    location.hash = "#commencer";
}"""
# and none is kept, as a person who comes for the first time finds it
ERASED = "async () => { for (const each of await window.snr.keptOnes()) await window.snr.erase(each.slot); }"


def emptied(context: "BrowserContext", served: Served) -> "Page":
    """Return the first page of a browser, which holds and keeps no dossier any more, as a second one, which may stay."""
    for page in context.pages[2:]:
        page.close()
    page, *others = context.pages or [opened(context, served.address)]
    for each in (*others, page):
        until(each, QUIET)
        each.evaluate("() => confirm('')")  # a test that waited for a dialog, and saw none, waits no more
        each.evaluate(LEFT)
        until(each, f"location.hash === '#commencer' && {QUIET}")
    page.evaluate(ERASED)
    page.set_viewport_size({"width": 1280, "height": 720})
    page.emulate_media(color_scheme="light")
    page.evaluate("() => window.snr.take(new Map(), { name: 'dossier', changed: false })")
    until(page, QUIET)
    page.faults.clear()  # type: ignore[attr-defined]
    return page


@pytest.fixture(scope="module")
def page(visited: "BrowserContext", served: Served) -> "Page":
    """Return a page that the tests of a module share, and those of other modules before them: Python takes long to start."""
    return emptied(visited, served)


@pytest.fixture
def fresh(visited: "BrowserContext", served: Served) -> "Iterator[Page]":
    """Return a page that holds and keeps no dossier: that of the test before, when it is well."""
    page = emptied(visited, served)
    yield page
    if page.faults:  # type: ignore[attr-defined]
        page.close()


@pytest.fixture
def apart(browser: "Browser", served: Served) -> "Iterator[Page]":
    """Return a page in a browser of the test's own, which it may spoil."""
    context = browser.new_context(locale="fr-FR", accept_downloads=True)
    yield opened(context, served.address)
    context.close()


def step(page: "Page", name: str, seconds: float = 90) -> None:
    """Go to a step and wait for what it shows."""
    page.click(f"#steps a[href='#{name}']")
    until(page, f"location.hash === '#{name}'")
    page.wait_for_timeout(50)
    until(page, QUIET, seconds)


def example(page: "Page") -> None:
    """Open Valmont, as a person would."""
    step(page, "commencer")
    page.click("text=Essayer avec Valmont")
    until(page, "window.snr.dossier.name === 'valmont'")
