"""Every page of `PAGES`, by every requirement: source, validity, browser, paper."""

import io
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from walks import LONG, mostly, walk

from . import screen, structure
from .conftest import NODE_MODULES, Document, none
from .pages import PAGES
from .screen import Opened

Get = Callable[[str], Document]
Opener = Callable[[Path], Opened]

page = pytest.mark.parametrize("name", PAGES)
# a browser reads each page some fifteen times: those that are no daily work are read by the slow tests
opened = pytest.mark.parametrize("name", mostly(PAGES, "sample"))


@page
@pytest.mark.parametrize("check", structure.CHECKS)
def test_source(name: str, check: str, document: Get) -> None:
    none(structure.CHECKS[check](document(name).tree))


@page
def test_weight(name: str, document: Get) -> None:
    weight = document(name).path.stat().st_size
    assert weight <= PAGES[name].octets
    heaviest = structure.heaviest_picture(document(name).source)
    assert heaviest <= PAGES[name].picture


@page
def test_elements(name: str, document: Get, opener: Opener) -> None:
    count = screen.size(opener(document(name).path))
    assert 10 < count <= PAGES[name].elements


@opened
@pytest.mark.parametrize("width", mostly(screen.WIDTHS, 320))
def test_wcag(name: str, width: int, document: Get, opener: Opener, axe_installed: None) -> None:
    """At 320 px in each medium, which changes colours; at the other widths, which change places, in light."""
    opened = opener(document(name).path)
    media = screen.MEDIA if LONG or width == screen.WIDTHS[0] else screen.MEDIA[:1]
    none([f"{each}: {fault}" for each, found in screen.axe(opened(width=width), media).items() for fault in found])


@opened
@pytest.mark.parametrize("check", walk(screen.CHECKS, 2))
def test_screen(name: str, check: str, document: Get, opener: Opener) -> None:
    none(screen.CHECKS[check](opener(document(name).path)))


@opened
def test_pdf(name: str, document: Get, opener: Opener) -> None:
    from pypdf import PdfReader

    printed = screen.pdf(opener(document(name).path))
    assert len(printed) <= PAGES[name].printed
    reader = PdfReader(io.BytesIO(printed))
    catalog = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in catalog
    assert str(catalog["/Lang"]).startswith("fr")
    assert reader.outline
    assert reader.metadata is not None
    # a browser makes a space of one that does not break
    title = document(name).tree.root.all("title")[0].text
    assert str(reader.metadata.title).split() == title.split()
    # A4: 210 × 297 mm, 72 points an inch, to a point
    assert {(round(float(each.mediabox.width)), round(float(each.mediabox.height))) for each in reader.pages} == {
        (595, 842)
    }


@pytest.mark.slow
def test_a_section_begins_on_the_page_of_what_it_holds(document: Get, opener: Opener) -> None:
    """The sentence under the title of the measures stood at the foot of a page, the first axis on the next."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(screen.pdf(opener(document("strategie").path))))
    texts = [" ".join(page.extract_text().split()) for page in reader.pages]
    begun = [
        text for text in texts if "Les économies sont celles du plein eﬀet" in text.replace("ff", "ﬀ")
    ]  # a ligature
    assert len(begun) == 1
    assert "Un numérique plus sobre" in begun[0]


def test_valid(document: Get, html_validate: list[str]) -> None:
    """All the pages at once: Node starts once."""
    none(faults_of(html_validate, [document(name).path for name in PAGES]))


def faults_of(command: list[str], paths: list[Path]) -> list[str]:
    """Return what html-validate finds in files."""
    done = subprocess.run([*command, *map(str, paths)], capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr.decode()
    return [
        f"{Path(each['filePath']).stem}:{said['line']} {said['ruleId']}: {said['message']}"
        for each in json.loads(done.stdout)
        for said in each["messages"]
    ]


def test_titles_differ(document: Get) -> None:
    titles = [document(name).tree.root.all("title")[0].text for name in PAGES]
    assert len(set(titles)) == len(titles)


def test_no_rule_in_vain(document: Get, opener: Opener) -> None:
    """What the style sheet says is used by one document at least (RGESN 6.5)."""
    found: dict[str, bool] = {}
    for name in PAGES:
        for selector, used in screen.rules(opener(document(name).path)).items():
            found[selector] = found.get(selector, False) or used
    assert found
    none([f"used nowhere: {selector}" for selector, used in found.items() if not used])


def test_npm_is_pinned() -> None:
    """Exact versions; a lock file without the address of any registry."""
    folder = NODE_MODULES.parent
    wanted = json.loads((folder / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    lock = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert {name: lock[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert all("resolved" not in package for package in lock.values())
    assert all("integrity" in package for name, package in lock.items() if name)


def test_stripes_are_in_every_piece_of_a_tall_drawing(opener: Opener, document: Get) -> None:
    """What cuts them out is in the first piece: it must not be hidden, whatever the width."""
    page = opener(document("strategie").path)(width=320)
    for width in (320, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        found = page.evaluate(
            """() => [...document.querySelectorAll('.snr-pieces clipPath use')].map(each => getComputedStyle(each).visibility)"""
        )
        assert found
        assert set(found) == {"visible"}


@pytest.mark.slow
def test_letters_of_figures_are_as_large_as_asked(opener: Opener, document: Get) -> None:
    """12 px and more on a wide screen, 8 points and more on paper, in every piece."""
    opened = opener(document("strategie").path)
    for settings, least in (({"width": 1440}, 12.0), ({"width": screen.PAPER, "media": "print"}, 8 * 96 / 72)):
        page = opened(**settings)
        page.evaluate(screen.OPEN_DETAILS)
        sizes = page.evaluate(
            """() => [...document.querySelectorAll('.snr-fig')].map(each =>
                parseFloat(getComputedStyle(each.querySelector('text') || each).fontSize) * each.getScreenCTM().a)"""
        )
        assert sizes
        assert min(sizes) >= least


@pytest.mark.slow
def test_every_figure_of_the_paper_has_an_alternative(opener: Opener, document: Get) -> None:
    from pypdf import PdfReader

    opened = opener(document("strategie").path)
    count = opened(width=768).evaluate("() => document.querySelectorAll('[role=img], img').length")
    reader = PdfReader(io.BytesIO(screen.pdf(opened)))
    found: list[str] = []
    waiting = [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        each = waiting.pop()
        each = each.get_object() if hasattr(each, "get_object") else each
        if isinstance(each, list):
            waiting += each
        elif isinstance(each, dict):
            found += [str(each.get("/Alt", ""))] if each.get("/S") == "/Figure" else []
            waiting += [each["/K"]] if "/K" in each else []
    assert len(found) == count
    assert all(found)
    assert len(set(found)) == len(found)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["strategie", "programme", "bilan", "annexes"])
def test_a_table_is_a_stop_of_the_keyboard_where_it_scrolls_and_nowhere_else(
    name: str, opener: Opener, document: Get
) -> None:
    page = opener(document(name).path)(width=1440)
    page.evaluate(screen.OPEN_DETAILS)
    scrolling = {}
    for width in (320, 400, 560, 640, 768, 900, 1024, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        found = screen.ask(
            page,
            """
            return all('[role="region"]').map(each => [each.scrollWidth > each.clientWidth + 1,
                [each, ...each.querySelectorAll('[tabindex="0"]')].some(one => one.tabIndex === 0 && shown(one)), name(each)]);
            """,
        )
        none(
            [f"{width} px: scrolls {scrolls}, stop {stop}: {each}" for scrolls, stop, each in found if scrolls != stop]
        )
        scrolling[width] = sum(scrolls for scrolls, _, _ in found)
    assert scrolling[320] > 0
    assert scrolling[1440] == 0
