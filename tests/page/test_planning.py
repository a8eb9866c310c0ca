"""« Planifier »: an effect typed, an action of the library added: the trajectory moves, the file changes there and nowhere else."""

import difflib
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from snr_cli import drawn_plan
from snr_cli.cli import plan

from .conftest import QUIET, ROOT, example, step, until

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow

VALMONT = ROOT / "examples" / "valmont"
TITLE = "Regrouper les impressions"


def settled(page: "Page") -> None:
    """Wait for what a change redraws."""
    page.wait_for_timeout(80)
    until(page, QUIET)
    page.wait_for_timeout(50)


def text_of(page: "Page", name: str) -> str:
    """Return a file of the dossier, as the page holds it."""
    return str(page.evaluate("name => window.snr.engine.text(window.snr.dossier.files.get(name))", name))


def changes(page: "Page") -> list[str]:
    """Return the lines of actions.yaml that differ from Valmont's."""
    before = (VALMONT / "actions.yaml").read_text(encoding="utf-8").splitlines()
    return [line for line in difflib.ndiff(before, text_of(page, "actions.yaml").splitlines()) if line[0] in "+-"]


def others(page: "Page") -> list[str]:
    """Return the names of the other files that differ from Valmont's."""
    sizes = page.evaluate("() => [...window.snr.dossier.files].map(([name, bytes]) => [name, bytes.length])")
    return [name for name, size in sizes if name != "actions.yaml" and size != len((VALMONT / str(name)).read_bytes())]


def drawn(page: "Page") -> str:
    """Return what the frame shows."""
    return str(
        page.evaluate(
            "() => document.querySelector('#planifier iframe').contentDocument.querySelector('svg').outerHTML"
        )
    )


def unfold(page: "Page", title: str) -> None:
    row = page.locator("#planifier details.row", has_text=title).first
    if row.get_attribute("open") is None:
        row.locator("summary").first.click()
        page.wait_for_timeout(50)


@pytest.fixture
def valmont(page: "Page") -> "Page":
    page.once("dialog", lambda dialog: dialog.accept())
    example(page)
    page.wait_for_timeout(50)
    step(page, "planifier")
    until(page, "document.querySelector('#planifier .key').textContent.startsWith('De 2025 à 2030')")
    return page


def test_an_effect_typed_moves_the_trajectory(valmont: "Page", tmp_path: Path) -> None:
    sentence, figure = valmont.inner_text("#planifier .key"), drawn(valmont)
    unfold(valmont, TITLE)
    field = valmont.locator("#planifier .row[open] [id$='effects/2 quantity']")
    before = field.input_value()
    field.fill("1 000 000")
    field.press("Tab")
    settled(valmont)
    assert changes(valmont) == [
        "-       - {on: {line: papier}, quantity: 3480000}",
        "+       - {on: {line: papier}, quantity: 1000000}",
    ]
    assert others(valmont) == []
    assert drawn(valmont) != figure
    now = valmont.inner_text("#planifier .key")
    assert now != sentence
    assert valmont.inner_text("#doing") == now
    assert valmont.evaluate("() => document.activeElement.closest('details.row') !== null")  # where the person was
    folder = Path(shutil.copytree(VALMONT, tmp_path / "valmont"))
    (folder / "actions.yaml").write_text(text_of(valmont, "actions.yaml"), encoding="utf-8")
    native = drawn_plan(folder)
    assert native["sentence"] == now
    effect = next(action["effect"] for action in native["actions"] if action["id"] == "impressions")
    assert effect in valmont.locator("#planifier details.row", has_text=TITLE).locator(".effect").inner_text()
    field.fill(before)
    field.press("Tab")
    settled(valmont)
    assert changes(valmont) == []
    assert (valmont.inner_text("#planifier .key"), drawn(valmont)) == (sentence, figure)


def test_an_action_of_the_library_is_added_with_a_click(valmont: "Page") -> None:
    sentence = valmont.inner_text("#planifier .key")
    valmont.click("#planifier summary:has-text('bibliothèque')")
    settled(valmont)
    first = valmont.locator("#planifier li:has(button:text-is('Ajouter'))").first
    title = first.locator("strong").inner_text()
    first.locator("button").click()
    settled(valmont)
    changed = changes(valmont)
    assert changed
    assert {line[0] for line in changed} == {"+"}
    assert title in "".join(changed)
    assert valmont.locator("#planifier details.row", has_text=title).count() == 1
    assert valmont.inner_text("#planifier .key") != sentence
    assert valmont.inner_text("#doing").startswith(f"Ajoutée : {title}.")
    assert valmont.evaluate("() => document.activeElement.textContent") == "ajoutée"
    assert valmont.locator("#planifier details.row[open]").count() == 0  # what is added stays folded
    valmont.click("text=Les recalculer")
    settled(valmont)
    assert title not in valmont.locator("#planifier li:has(button:text-is('Ajouter')) strong").all_inner_texts()


def test_a_mistake_is_told_beside_its_field(valmont: "Page") -> None:
    unfold(valmont, TITLE)
    field = valmont.locator("#planifier .row[open] [id$='effects/2 quantity']")
    field.fill("beaucoup")
    field.press("Tab")
    settled(valmont)
    assert field.get_attribute("aria-invalid") == "true"
    assert "« Quantité »" in field.locator("xpath=..").inner_text()
    assert valmont.inner_text("#planifier .key").startswith("La trajectoire n’est pas calculée")
    assert valmont.locator("#planifier iframe").is_hidden()
    field.fill("3 480 000")
    field.press("Tab")
    settled(valmont)
    assert field.get_attribute("aria-invalid") is None
    assert changes(valmont) == []
    assert valmont.locator("#planifier iframe").is_visible()


def test_an_action_of_ones_own(valmont: "Page") -> None:
    rows = valmont.locator("#planifier details.row").count()
    valmont.click("text=Ajouter une action")
    settled(valmont)
    row = valmont.locator("#planifier details.row[open]", has_text="Nouvelle action").first
    assert valmont.evaluate("() => document.activeElement.closest('details.row[open]')?.id.includes('actions')")
    row.locator("[id$=' title']").fill("Débrancher les bornes")
    row.locator("[id$=' title']").press("Tab")
    settled(valmont)
    row = valmont.locator("#planifier details.row[open]", has_text="Débrancher").first
    row.locator("button:has-text('Ajouter un effet')").click()
    settled(valmont)
    assert {line[0] for line in changes(valmont)} == {"+"}
    assert "title: Débrancher les bornes" in text_of(valmont, "actions.yaml")
    valmont.once("dialog", lambda dialog: dialog.accept())
    valmont.locator("#planifier details.row[open]", has_text="Débrancher").locator(
        "text=Supprimer cette action"
    ).click()
    settled(valmont)
    assert changes(valmont) == []
    assert valmont.locator("#planifier details.row").count() == rows


def test_its_files(valmont: "Page") -> None:
    for form in plan.FORMS.keys() - {"text", "csv-excel"}:
        with valmont.expect_download() as coming:
            valmont.click(f"#planifier button:has-text('(.{form})')")
        assert coming.value.suggested_filename == f"communaute-d-agglomeration-de-valmont-plan.{form}"


def test_a_dossier_without_any_action(page: "Page") -> None:
    from .test_bytes import take

    step(page, "commencer")
    take(page, {"territory.yaml": (ROOT / "examples" / "minimal" / "territory.yaml").read_bytes()})
    step(page, "planifier")
    until(page, "document.querySelector('#planifier .key').textContent.startsWith('Aucune action')")
    assert "n’a pas encore d’action" in page.inner_text("#planifier")
    assert page.locator("#planifier iframe").is_hidden()
