"""A link that names an authority (`#siren=243300316`, a row of a portfolio) opens its dossier; the work that was open is kept."""

from typing import TYPE_CHECKING

import pytest

from .conftest import QUIET, Served, example, opened, step, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow


def names(page: "Page") -> list[str]:
    return list(page.evaluate("() => [...window.snr.dossier.files.keys()]"))


def test_a_link_opens_a_ready_dossier(browser: "Browser", served: Served) -> None:
    context = browser.new_context(locale="fr-FR")
    page = opened(context, served.address + "#siren=243300316")
    until(page, "location.hash === '#repondre'")
    until(page, QUIET)
    text = page.evaluate("() => window.snr.engine.text(window.snr.dossier.files.get('territory.yaml'))")
    assert '"243300316"' in text
    assert page.evaluate("() => window.snr.dossier.name") == "bordeaux-metropole"
    assert page.faults == []  # type: ignore[attr-defined]
    context.close()


@pytest.mark.parametrize("hash_", ["#siren=123456789", "#siren=24330031", "#siren=<b>x</b>", "#siren=243300316&x"])
def test_a_link_that_names_no_authority_makes_nothing(fresh: "Page", hash_: str) -> None:
    fresh.evaluate("hash => { location.hash = hash; }", hash_)
    fresh.wait_for_timeout(300)
    until(fresh, QUIET)
    assert names(fresh) == []
    shown = fresh.locator("#commencer").inner_text()
    assert ("n’est pas dans la table" in shown) == (hash_ == "#siren=123456789")
    assert fresh.faults == []  # type: ignore[attr-defined]


def test_a_link_keeps_the_work_that_was_open(fresh: "Page") -> None:
    example(fresh)
    before = names(fresh)
    fresh.evaluate("() => { window.snr.dossier.saved = false; }")
    fresh.evaluate("() => { location.hash = '#siren=243300316'; }")
    until(fresh, "window.snr.dossier.name === 'bordeaux-metropole'")
    until(fresh, QUIET)
    step(fresh, "commencer")
    until(fresh, "document.querySelector('#commencer .findings')")
    fresh.click("text=Le reprendre")
    until(fresh, "window.snr.dossier.name === 'valmont'")
    assert names(fresh) == before
