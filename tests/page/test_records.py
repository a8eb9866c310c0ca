"""What the page says of a dossier is said in the words of its forms: no key, no YAML, no text of a terminal; and is mended there."""

import re
from typing import TYPE_CHECKING

import pytest

from .conftest import QUIET, example, step, until
from .test_bytes import take
from .test_fill import file, open_row, sheet, typed

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow

ROOT = """snr: 1
reference_year: 2025
territory: {siren: "243300316", agents: {total: 300, equipped: 200}}
services:
  - {id: telecom, type: spend_telecom_keur, label: Télécoms, quantity: 600000}
objectives:
  - {id: o, title: Baisser, perimeter: organisation, category: climate_change, reduction: 10 %, from: 2025, by: 2030}
"""
FOREIGN = re.compile(
    r"[a-z]+_[a-z]+|\.yaml|\{|\bsnr (?:check|assess|plan|draft|explain|inventory|collect|next|init|factors)\b|(?<!\w)--[a-z]|Traceback|erreur SNR"
)


@pytest.fixture
def small(page: "Page") -> "Page":
    step(page, "commencer")
    take(page, {"territory.yaml": ROOT.encode()})
    return page


def test_no_step_shows_a_key_or_the_line_of_a_file(page: "Page") -> None:
    page.once("dialog", lambda dialog: dialog.accept())
    example(page)
    for name in ("verifier", "mesurer", "planifier", "rediger", "inventaires"):
        step(page, name)
        if name != "inventaires":  # the file of answers of an export is for who writes it
            page.evaluate(
                "name => document.querySelectorAll(`#${name} details`).forEach(each => (each.open = true))", name
            )
        page.wait_for_timeout(100)
        until(page, QUIET)
        told = page.inner_text(f"#{name}")
        found = FOREIGN.findall(told)
        assert found == [], (name, found)
        assert page.locator(f"#{name} pre").count() == 0


def test_an_amount_in_another_unit_is_asked_at_its_field_and_mended_with_a_click(small: "Page") -> None:
    sheet(small, "services")
    open_row(small, "Télécoms")
    field = small.locator("#completer .row[open] .field", has=small.locator("[id$=' quantity']")).first
    assert "(k€" in field.locator("label").inner_text()
    assert "sans doute en euros" in field.locator(".told").inner_text()
    field.get_by_role("button", name="Oui, 600").click()
    small.wait_for_timeout(50)
    until(small, QUIET)
    assert "quantity: 600}" in file(small, "territory.yaml").replace(", quantity: 600,", ", quantity: 600}")
    assert field.locator(".told").inner_text() == ""
    assert small.evaluate("() => document.activeElement.id.endsWith(' quantity')")


def test_a_share_without_its_sign_is_asked_where_it_is_found(small: "Page") -> None:
    sheet(small, "objectives")
    open_row(small, "Baisser")
    typed(small, "reduction", "10")
    step(small, "verifier")
    item = small.locator("#verifier li", has_text="une part va de 0 à 100").first
    assert "Objectifs › Baisser › Réduction" in item.inner_text()
    item.get_by_role("button", name="Oui, 10 %").click()
    until(small, "!document.querySelector('#verifier').textContent.includes('une part va de')")
    assert "reduction: 0.1," in file(small, "territory.yaml")


def test_a_purchase_has_no_pue(small: "Page") -> None:
    sheet(small, "services")
    open_row(small, "Télécoms")
    for each in small.locator("#completer .row[open] details.rare summary").all():
        each.click()
    labels = small.locator("#completer .row[open] .field label").all_inner_texts()
    assert not [label for label in labels if "PUE" in label or "Pages vues" in label]
    small.click("text=Ajouter : Services")
    new = small.locator("form.new")
    assert not new.locator("[id$=' pue']").is_visible()
    new.locator("[id$=' type']").fill("salle serveurs")
    new.locator("[id$=' type']").blur()
    assert new.locator("[id$=' pue']").is_visible()
    assert not new.locator("[id$=' quantity']").is_visible()


def test_a_figure_is_explained_in_a_panel(page: "Page") -> None:
    page.once("dialog", lambda dialog: dialog.accept())
    example(page)
    step(page, "mesurer")
    page.click("#mesurer button[aria-label$='Feuilles A4 (8 700 ramettes)']")
    until(page, "document.querySelector('.explained')")
    told = page.inner_text(".explained")
    assert page.evaluate("() => document.activeElement.textContent") == "Feuilles A4 (8 700 ramettes)"
    assert "Base Carbone" in told
    assert "× 0,00458544 =" in told
    assert "https://data.ademe.fr" in told
