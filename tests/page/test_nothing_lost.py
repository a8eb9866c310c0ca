"""Nothing lost: what is dropped beside, what is typed and kept, two tabs, undo, erase."""

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conftest import run_snr

from .conftest import LEFT, QUIET, READY, Served, example, opened, step, until
from .test_fill import changes, file, open_row, sheet, typed

if TYPE_CHECKING:
    from playwright.sync_api import Dialog, Page

pytestmark = pytest.mark.slow


def dropped(page: "Page", path: Path, x: float, y: float) -> None:
    """Drop a file of the machine at a point, as the browser itself hears it."""
    spoken = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        spoken.send("Input.dispatchDragEvent", {"type": kind, "x": x, "y": y, "data": data})


@pytest.mark.parametrize("place", ["header", "#rediger iframe", "#rediger h1"])
def test_a_file_dropped_beside_neither_leaves_nor_opens(fresh: "Page", tmp_path: Path, place: str) -> None:
    path = tmp_path / "parc.html"
    path.write_text("<title>gone</title>", encoding="utf-8")
    example(fresh)
    step(fresh, "rediger")
    before = fresh.context.pages
    fresh.locator(place).scroll_into_view_if_needed()
    box = fresh.locator(place).bounding_box()
    assert box is not None
    dropped(fresh, path, box["x"] + min(60, box["width"] / 2), box["y"] + min(20, box["height"] / 2))
    until(fresh, "document.getElementById('doing').textContent.startsWith('Rien n’est lu ici')")
    assert fresh.context.pages == before
    assert fresh.evaluate("() => window.snr.dossier.name") == "valmont"


def test_a_file_dropped_in_its_zone_is_read(fresh: "Page", tmp_path: Path) -> None:
    path = tmp_path / "territory.yaml"
    path.write_text("snr: 1\nreference_year: 2025\nterritory: {siren: '243300316'}\n", encoding="utf-8")
    fresh.locator(".drop").first.scroll_into_view_if_needed()
    box = fresh.locator(".drop").first.bounding_box()
    assert box is not None
    dropped(fresh, path, box["x"] + 20, box["y"] + 20)
    until(fresh, "window.snr.dossier.files.size === 1")


QUANTITY = ".row[open] [id$=' quantity']"
KEPT = "document.querySelector('#work').textContent.includes('gardé à')"
RESTED = f"{QUIET} && window.snr.dossier.saved && {KEPT}"


def equipment(page: "Page") -> None:
    sheet(page, "equipment")
    open_row(page, "Station d’accueil")


def changed(page: "Page", quantity: str) -> None:
    """Change a quantity of Valmont, and wait until it is kept."""
    equipment(page)
    typed(page, "quantity", quantity)
    until(page, RESTED)


def another(page: "Page", served: Served) -> "Page":
    """Return a second tab of a browser, that holds nothing: one that is there, or a new one."""
    other = next((each for each in page.context.pages if each != page), None) or opened(page.context, served.address)
    other.faults.clear()  # type: ignore[attr-defined]
    return other


def taken_back(page: "Page", title: str = "Valmont") -> None:
    """Take back a dossier that is kept."""
    step(page, "commencer")
    page.get_by_label(f"Le reprendre : {title}").first.click()
    until(page, "window.snr.dossier.files.size > 0")
    until(page, QUIET)


def titles(page: "Page") -> list[str]:
    step(page, "commencer")
    page.wait_for_timeout(200)
    return [
        each.partition(",")[0] for each in page.locator("#commencer .findings li > p:first-child").all_inner_texts()
    ]


def test_each_authority_has_its_own_slot(fresh: "Page", served: Served) -> None:
    example(fresh)
    changed(fresh, "421")
    other = another(fresh, served)
    other.goto(served.address + "#siren=213303183")
    until(other, "window.snr.dossier.files.size > 0")
    until(other, RESTED)
    assert "Pessac" in other.inner_text("#work")
    assert [each.split(" ")[0] for each in titles(other)] == ["Communauté"]
    other.evaluate(LEFT)
    fresh.reload()
    until(fresh, READY)
    assert "Valmont" in fresh.inner_text("#work")
    assert "quantity: 421" in file(fresh, "equipment.yaml")
    assert titles(fresh) == ["Pessac"]
    assert fresh.faults == []  # type: ignore[attr-defined]


def test_undo_and_redo_of_every_change_through_a_reload(fresh: "Page") -> None:
    example(fresh)
    equipment(fresh)
    for quantity in ("421", "422"):
        typed(fresh, "quantity", quantity)
    fresh.once("dialog", lambda dialog: dialog.accept())
    fresh.locator(".row[open] >> text=Supprimer cette ligne").last.click()
    until(fresh, "!document.querySelector('.row[open]')")
    until(fresh, RESTED)
    fresh.reload()
    until(fresh, READY)
    undo = fresh.locator("#work button", has_text="Annuler")
    redo = fresh.locator("#work button", has_text="Rétablir")
    assert (undo.get_attribute("aria-label") or "").startswith("Annuler : suppression de Station d’accueil")
    undo.click()
    until(fresh, QUIET)
    assert "quantity: 422" in file(fresh, "equipment.yaml")
    equipment(fresh)
    assert fresh.locator(QUANTITY).first.input_value() == "422"
    undo.click()
    until(fresh, QUIET)
    until(fresh, f"document.querySelector(\"{QUANTITY}\").value === '421'")
    undo.click()
    until(fresh, QUIET)
    assert changes(fresh, "equipment.yaml") == []
    assert undo.get_attribute("aria-disabled") == "true"
    redo.click()
    redo.click()
    until(fresh, QUIET)
    assert "quantity: 422" in file(fresh, "equipment.yaml")
    until(fresh, RESTED)
    fresh.reload()
    until(fresh, READY)
    assert redo.get_attribute("aria-disabled") == "false"
    redo.click()
    until(fresh, QUIET)
    assert "Station d’accueil" not in file(fresh, "equipment.yaml")
    assert fresh.faults == []  # type: ignore[attr-defined]


def test_what_was_typed_in_the_last_second_survives_the_tab(fresh: "Page", served: Served) -> None:
    """In the field that is not left, and in edits that the worker has not made."""
    example(fresh)
    changed(fresh, "421")
    fresh.locator(".row[open] [id$=' quantity']").first.fill("4321")
    context = fresh.context
    fresh.close(run_before_unload=True)
    other = opened(context, served.address)  # a tab that starts looks for what others had no time to keep
    taken_back(other, titles(other)[0])
    until(other, "window.snr.engine.text(window.snr.dossier.files.get('equipment.yaml')).includes('quantity: 4321')")
    assert len(titles(other)) == 0
    assert other.faults == []  # type: ignore[attr-defined]


def test_a_second_tab_reads_or_takes_over(fresh: "Page", served: Served) -> None:
    example(fresh)
    changed(fresh, "421")
    other = another(fresh, served)
    name = titles(other)[0]
    assert "ouvert dans un autre onglet" in other.inner_text("#commencer")
    taken_back(other, name)
    assert "Ici, il se lit" in other.inner_text("#work")
    equipment(other)
    typed(other, "quantity", "9")
    assert "prenez la main" in other.inner_text("#completer [role=alert]")
    assert "quantity: 421" in file(other, "equipment.yaml")
    # what the first is typing is written before it gives way
    fresh.locator(QUANTITY).first.fill("422")
    other.click("text=Prendre la main ici")
    until(other, "document.querySelector('#work .notice').hidden")
    assert "quantity: 422" in file(other, "equipment.yaml")
    until(fresh, "!document.querySelector('#work .notice').hidden")
    assert "Ici, il se lit" in fresh.inner_text("#work")
    changed(other, "423")
    assert len(titles(other)) == 0
    assert other.faults == [] and fresh.faults == []  # type: ignore[attr-defined]


def test_a_tab_that_is_slow_to_answer_is_waited_for(fresh: "Page", served: Served) -> None:
    """Its Python has several seconds of work before it makes the edit that another tab must not lose."""
    example(fresh)
    changed(fresh, "421")
    other = another(fresh, served)
    taken_back(other, titles(other)[0])
    fresh.evaluate("() => { for (let call = 0; call < 20; call++) window.snr.engine.call('form', []); }")
    fresh.locator(QUANTITY).first.fill("422")
    other.click("text=Prendre la main ici")
    until(other, "document.querySelector('#work .notice').hidden")
    assert "quantity: 422" in file(other, "equipment.yaml")
    until(fresh, "document.querySelector('#work').textContent.includes('Ici, il se lit')")
    assert "gardé à part" not in fresh.inner_text("#work")


def test_without_locks_the_late_one_keeps_its_work_apart(browser: "object", served: Served) -> None:
    """As over plain http: two tabs write the same dossier, the revision tells."""
    context = browser.new_context(locale="fr-FR")  # type: ignore[attr-defined]
    context.add_init_script("Object.defineProperty(navigator, 'locks', {value: undefined})")
    one = opened(context, served.address)
    example(one)
    changed(one, "421")
    two = another(one, served)
    taken_back(two, titles(two)[0])
    changed(one, "422")
    equipment(two)
    typed(two, "quantity", "777")
    until(two, "document.querySelector('#work').textContent.includes('gardé à part')")
    changed(one, "423")
    assert "gardé à part" not in one.inner_text("#work")
    two.close()
    one.evaluate(LEFT)
    found = {}
    for name in titles(one):
        taken_back(one, name)
        found[name] = next(
            line
            for line in file(one, "equipment.yaml").splitlines()
            if "docking" in line or "quantity: 4" in line or "quantity: 777" in line
        )
        until(one, QUIET)
    assert len(found) == 2
    context.close()


def test_erase_then_reload_loses_nothing_open(fresh: "Page") -> None:
    """What is erased is no longer kept; it stays open, and the page does not leave without asking."""
    example(fresh)
    changed(fresh, "421")
    step(fresh, "emporter")
    fresh.click("text=Effacer de ce navigateur")
    until(fresh, "document.getElementById('doing').textContent.startsWith('Effacé')")
    assert "pas gardé" in fresh.inner_text("#work")
    assert (
        fresh.evaluate(
            "async () => (await new Promise((yes) => { const asked = indexedDB.open('snr'); asked.onsuccess = () => { const all = asked.result.transaction('bodies').objectStore('bodies').count(); all.onsuccess = () => { asked.result.close(); yes(all.result); }; } }))"
        )
        == 0
    )
    asked = []

    def stay(dialog: "object") -> None:
        asked.append(dialog.type)  # type: ignore[attr-defined]
        dialog.dismiss()  # type: ignore[attr-defined]

    fresh.once("dialog", stay)
    fresh.evaluate("() => setTimeout(() => location.reload())")
    fresh.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    assert "quantity: 421" in file(fresh, "equipment.yaml")
    fresh.click("text=Garder dans ce navigateur >> nth=-1")
    until(fresh, RESTED)
    fresh.reload()
    until(fresh, READY)
    assert "quantity: 421" in file(fresh, "equipment.yaml")


def test_files_bear_the_authority_and_the_zip_holds_what_snr_reads(fresh: "Page", tmp_path: Path) -> None:
    fresh.goto(fresh.url.partition("#")[0] + "#siren=213303183")
    until(fresh, "window.snr.dossier.files.size > 0")
    step(fresh, "emporter")
    with fresh.expect_download() as coming:
        fresh.click("text=Télécharger le dossier (.zip)")
    assert coming.value.suggested_filename == "pessac.zip"
    with zipfile.ZipFile(coming.value.path()) as archive:
        archive.extractall(tmp_path)
        assert sum(each.file_size for each in archive.infolist()) < 20_000
        assert {Path(name).suffix for name in archive.namelist()} == {".yaml"}
    assert run_snr("assess", "pessac", cwd=tmp_path).returncode == 0
    step(fresh, "mesurer")
    with fresh.expect_download() as coming:
        fresh.click("#as-csv")
    assert coming.value.suggested_filename == "pessac-empreinte.csv"


def test_a_browser_that_keeps_nothing_says_so(browser: "object", served: Served) -> None:
    """Nor does it replace work for a link before it asks."""
    context = browser.new_context(locale="fr-FR")  # type: ignore[attr-defined]
    context.add_init_script("IDBFactory.prototype.open = () => { throw new Error('none') }")
    page = opened(context, served.address)
    example(page)
    equipment(page)
    typed(page, "quantity", "421")
    assert "ne garde rien" in page.inner_text("#work")
    before, said = file(page, "equipment.yaml"), list[str]()

    def refuse(dialog: "Dialog") -> None:
        said.append(dialog.message)
        dialog.dismiss()

    page.once("dialog", refuse)
    page.evaluate("() => { location.hash = '#siren=243300316'; }")
    page.wait_for_timeout(500)
    until(page, QUIET)
    assert said and file(page, "equipment.yaml") == before
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.close(run_before_unload=True)
    for _ in range(40):
        if not asked:
            context.new_page().wait_for_timeout(50)
    assert asked == ["beforeunload"]
    context.close()
