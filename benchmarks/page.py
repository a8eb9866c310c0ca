"""Times of the page in the system's Chromium, from the loopback: `python benchmarks/page.py [RUNS]`, after tools/build_page.py.

Medians in seconds: usable from nothing, usable from what the browser keeps, a cell of Valmont to its redrawn footprint; an answer
to its figure, to the note beside, to the strategy. Goals of docs/page.md: 4, 2, 1; 0.15, 0.4, 1.
"""

import functools
import http.server
import platform
import shutil
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

BUILT = Path(__file__).resolve().parents[1] / "dist" / "page"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def until(page: Page, condition: str) -> None:
    while not page.evaluate(f"() => Boolean({condition})"):
        time.sleep(0.005)


def ready(page: Page, address: str) -> float:
    start = time.perf_counter()
    page.goto(address)
    until(page, "document.documentElement.dataset.ready")
    return time.perf_counter() - start


def edits(page: Page, runs: int) -> list[float]:
    page.click("text=Essayer avec Valmont")
    until(page, "window.snr.dossier.name === 'valmont'")
    page.click("#steps a[href='#completer']")
    until(page, "document.documentElement.dataset.footprint")
    page.select_option("#sheet", "equipment")
    page.locator("details.row", has_text="Station d’accueil").locator("summary").first.click()
    field = page.locator(".row[open] [id$=' quantity']").first
    spent = []
    for run in range(runs + 1):
        before = page.evaluate("() => document.documentElement.dataset.footprint")
        field.fill(str(500 + run))
        start = time.perf_counter()
        field.blur()
        until(page, f"document.documentElement.dataset.footprint !== '{before}'")
        spent.append(time.perf_counter() - start)
    return spent[1:]


def answers(page: Page, runs: int, document: str) -> tuple[list[float], list[float]]:
    """Return the times from an answer to its figure, and to the document beside."""
    page.click("#steps a[href='#repondre']")
    until(page, "document.querySelector('.question h2') && !window.snr.engine.busy()")
    page.select_option("#beside", document)
    until(page, "!window.snr.engine.busy()")
    figures, documents = [], []
    for run in range(runs + 1):
        page.evaluate("() => document.querySelector('.question details').open = true")
        page.click(".list button:has-text('télétravaillent')")
        until(page, "document.documentElement.dataset.follow === String(window.snr.dossier.version)")
        until(page, "!window.snr.engine.busy()")
        version = page.evaluate("() => window.snr.dossier.version")
        page.fill("#a-teleworkers", str(200 + run))
        start = time.perf_counter()
        page.evaluate("() => document.querySelector('.asked button[type=submit]').click()")
        until(page, f"Number(document.documentElement.dataset.answered) > {version}")
        figures.append(time.perf_counter() - start)
        until(page, f"Number(document.documentElement.dataset.beside) > {version}")
        documents.append(time.perf_counter() - start)
    return figures[1:], documents[1:]


def main(runs: int) -> None:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(BUILT)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    program = shutil.which("chromium")
    cold, kept, changed = [], [], []
    with sync_playwright() as playwright:
        for _ in range(runs):
            with tempfile.TemporaryDirectory() as profile:
                context = playwright.chromium.launch_persistent_context(profile, executable_path=program, args=FLAGS)
                page = context.pages[0]
                cold.append(ready(page, address))
                until(page, "document.getElementById('offline').textContent.includes('sans réseau')")
                kept.append(min(ready(page, address) for _ in range(2)))
                context.close()
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        page = browser.new_page()
        ready(page, address)
        changed = edits(page, runs)
        figure, note = answers(page, runs, "note")
        _, strategy = answers(page, runs, "strategie")
        browser.close()
    print(f"{platform.processor() or platform.machine()}, {runs} runs, medians in s")
    measured = {
        "usable, cold": cold,
        "usable, from the cache": kept,
        "a cell to its footprint": changed,
        "an answer to its figure": figure,
        "an answer to the note": note,
        "an answer to the strategy": strategy,
    }
    for name, spent in measured.items():
        print(f"{statistics.median(spent):6.2f}  {name}  ({min(spent):.2f} to {max(spent):.2f})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
