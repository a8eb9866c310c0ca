"""One browser a module, a context a page opened; where a tool is missing, a reason, which is a failure in CI."""

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from .pages import MARKDOWN, PAGES
from .screen import AXE, FLAGS, Opened, chromium, medium
from .structure import Tree

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NODE_MODULES = Path(__file__).parent / "node_modules"


def missing(what: str, how: str) -> NoReturn:
    """Skip for want of a tool; fail where everything must be there."""
    reason = f"{what} is not installed: {how}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def none(faults: list[str]) -> None:
    """Fail with every fault on a line of its own."""
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


@dataclass(frozen=True)
class Document:
    """A page made: where it is, what it says."""

    path: Path

    @cached_property
    def source(self) -> str:
        """The bytes as text."""
        return self.path.read_bytes().decode("utf-8")

    @cached_property
    def tree(self) -> Tree:
        """The source, parsed."""
        return Tree(self.source)


@pytest.fixture(scope="session")
def document(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Document]:
    """Return what makes a page by its name, once; what could not be made is not tried again."""
    made: dict[str, Document] = {}
    tried: set[str] = set()

    def get(name: str) -> Document:
        if name not in made:
            if name in tried:
                pytest.fail(f"{name} could not be made", pytrace=False)
            tried.add(name)
            made[name] = Document(PAGES[name].make(tmp_path_factory.mktemp(name)))
        return made[name]

    return get


@pytest.fixture(scope="session")
def markdown(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return what makes a Markdown document by its name, once."""
    made: dict[str, Path] = {}

    def get(name: str) -> Path:
        if name not in made:
            made[name] = MARKDOWN[name](tmp_path_factory.mktemp(name))
        return made[name]

    return get


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """Return the system's Chromium, driven by Playwright, which downloads none.

    It lives as long as a module: while it does, an event loop runs in this thread, which other tests may not expect.
    """
    found = chromium()
    if importlib.util.find_spec("playwright") is None:
        missing("playwright", "pip install -e '.[dev]'")
    if found is None:
        missing("Chromium", "apt-get install chromium, or its path in CHROMIUM")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture(scope="module")
def tabs(browser: "Browser") -> "dict[bool, Page]":
    """Return the two tabs that every page is opened in: with scripts, for the tests to ask, and without."""
    return {
        scripts: browser.new_context(java_script_enabled=scripts, locale="fr-FR").new_page()
        for scripts in (True, False)
    }


@pytest.fixture
def opener(tabs: "dict[bool, Page]") -> Callable[[Path], Opened]:
    """Return what gives, for a file, the function that loads it afresh at a width and under a medium.

    A tab takes half a second to start, a page a tenth of it to load: there is one tab, and one page at a time in it.
    """

    def of(path: Path) -> Opened:
        def opened(width: int = 768, media: str = "light", *, dark: bool = False, scripts: bool = True) -> "Page":
            page = tabs[scripts]
            page.set_viewport_size({"width": width, "height": 800})
            medium(page, media, dark=dark)
            page.goto(path.as_uri())
            return page

        return opened

    return of


@pytest.fixture(scope="session")
def axe_installed() -> None:
    """Ask for axe-core."""
    if not AXE.exists():
        missing("axe-core", "npm ci in tests/browser")


@pytest.fixture(scope="session")
def html_validate() -> list[str]:
    """Return the command that validates HTML files."""
    program = NODE_MODULES / "html-validate" / "bin" / "html-validate.mjs"
    node = shutil.which("node")
    if node is None:
        missing("Node", "apt-get install nodejs npm")
    if not program.exists():
        missing("html-validate", "npm ci in tests/browser")
    return [node, str(program), "--config", str(NODE_MODULES.parent / ".htmlvalidate.json"), "--formatter", "json"]


@pytest.fixture(scope="session")
def pandoc() -> str:
    """Return Pandoc."""
    found = shutil.which("pandoc")
    if found is None:
        missing("Pandoc", "apt-get install pandoc")
    return found
