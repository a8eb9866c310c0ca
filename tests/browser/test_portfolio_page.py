"""The page of a portfolio in a browser: three widths, light and dark, by keyboard; a choice hides rows without a script."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from portfolio_states import assessed_state, broken_state
from snr_cli.observatory.page import portfolio_pages
from snr_cli.observatory.summary import gathered

from . import screen, structure
from .conftest import Document, none
from .screen import Opened

pytestmark = pytest.mark.slow
Opener = Callable[[Path], Opened]
COUNTED = "[...document.querySelectorAll('.rows:has(#etat) tbody tr')].filter(each => each.offsetParent).length"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of sixty dossiers, six of them in error."""
    states = [*(assessed_state(rank) for rank in range(54)), *(broken_state(rank) for rank in range(6))]
    path = tmp_path_factory.mktemp("portfolio") / "index.html"
    path.write_text(portfolio_pages(gathered(states))["index.html"], encoding="utf-8")
    return path


@pytest.mark.parametrize("width", screen.WIDTHS)
def test_wcag(path: Path, width: int, opener: Opener, axe_installed: None) -> None:
    found = screen.axe(opener(path)(width=width))
    none([f"{media}: {fault}" for media, faults in found.items() for fault in faults])


# its first stop after the link is a choice, no link: what `skip` looks for
@pytest.mark.parametrize("check", ["width_of_page", "text_spacing", "alone", "scripts_off", "colours"])
def test_screen(path: Path, check: str, opener: Opener) -> None:
    none(getattr(screen, check)(opener(path)))


# it is no document of an authority, and it has choices
@pytest.mark.parametrize("check", sorted(structure.CHECKS.keys() - {"title", "active"}))
def test_source(path: Path, check: str) -> None:
    none(structure.CHECKS[check](Document(path).tree))


def test_a_choice_hides_rows(path: Path, opener: Opener) -> None:
    page = opener(path)(scripts=True)
    assert page.evaluate(COUNTED) == 60
    page.locator("#e-wrong").check()
    assert page.evaluate(COUNTED) == 6
    page.locator("#e").check()
    page.locator("#k-commune").check()
    assert page.evaluate(COUNTED) == 18
    page.locator("#k").check()
    assert page.evaluate(COUNTED) == 60


def test_the_rows_that_are_shown_are_counted(path: Path, opener: Opener) -> None:
    """What a reader is told, and not what the sheet asks for: it said 0 under every table."""
    page = opener(path)(scripts=True)
    assert "Lignes montrées : 60" in read_aloud(page)
    page.locator("#e-wrong").check()
    assert "Lignes montrées : 6\n" in read_aloud(page)


def read_aloud(page: Any) -> str:
    """Return the texts of a page as its accessibility tree has them, those that its sheet makes included."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    texts = [node["name"]["value"] for node in nodes if node.get("role", {}).get("value") == "StaticText"]
    return (
        "\n".join(texts)
        .replace(" :\u202f\n", " : ")
        .replace(" : \n", " : ")
        .replace(" :\n", " : ")
        .replace("\u00a0", " ")
        + "\n"
    )
