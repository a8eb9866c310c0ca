"""The page of a portfolio in a browser: three widths, light and dark, by keyboard; a choice hides rows without a script."""

from collections.abc import Callable
from pathlib import Path

import pytest

from portfolio_states import assessed_state, broken_state
from snr_cli.documents.portfolio import portfolio_pages
from snr_cli.outputs.portfolio.summary import gathered

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
