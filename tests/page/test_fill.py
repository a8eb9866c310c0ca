"""« Compléter »: a cell typed, a row added, lines pasted, the YAML beside: the file changes there and nowhere else."""

import difflib
import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conftest import run_snr

from .conftest import QUIET, ROOT, example, step, until

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow

VALMONT = ROOT / "examples" / "valmont"


def sheet(page: "Page", name: str) -> None:
    """Show a sheet."""
    if page.evaluate("() => document.getElementById('completer').hidden"):
        step(page, "completer")
    until(page, "document.querySelector('.sheet h2')")
    page.select_option("#sheet", name)


def typed(page: "Page", cell: str, text: str) -> None:
    """Type in a field of the row that is open, and leave it."""
    field = page.locator(f".row[open] [id$=' {cell}']").first
    if field.evaluate("each => each.tagName") == "SELECT":
        field.select_option(index=int(text))
    else:
        field.fill(text)
        field.blur()
    page.wait_for_timeout(50)
    until(page, QUIET)


def file(page: "Page", name: str) -> str:
    """Return a file of the dossier, as the page holds it."""
    return str(page.evaluate("name => window.snr.engine.text(window.snr.dossier.files.get(name))", name))


def changes(page: "Page", name: str) -> list[str]:
    """Return the lines that differ from Valmont's."""
    before = (VALMONT / name).read_text(encoding="utf-8").splitlines()
    return [line for line in difflib.ndiff(before, file(page, name).splitlines()) if line[0] in "+-"]


def open_row(page: "Page", name: str) -> None:
    """Unfold a row, unless it is."""
    row = page.locator("details.row", has_text=name).first
    if row.get_attribute("open") is None:
        row.locator("summary").first.click()


@pytest.fixture
def valmont(page: "Page") -> "Page":
    page.once("dialog", lambda dialog: dialog.accept())
    example(page)
    page.wait_for_timeout(50)
    return page


def test_a_cell(valmont: "Page", tmp_path: Path) -> None:
    """Done when 3: Valmont edited in the page differs only where it was edited, and passes `snr check` as it did there."""
    before = valmont.evaluate("() => [...window.snr.dossier.files].map(([name, bytes]) => [name, bytes.length])")
    sheet(valmont, "equipment")
    open_row(valmont, "Station d’accueil")
    typed(valmont, "quantity", "1 234")
    changed = changes(valmont, "equipment.yaml")
    assert len(changed) == 2
    assert changed[0].replace("420", "1234")[1:] == changed[1][1:]
    after = valmont.evaluate("() => [...window.snr.dossier.files].map(([name, bytes]) => [name, bytes.length])")
    assert [name for (name, size), (_, old) in zip(after, before, strict=True) if size != old] == ["equipment.yaml"]
    step(valmont, "emporter")
    with valmont.expect_download() as coming:
        valmont.click("text=Télécharger le dossier (.zip)")
    archive = zipfile.ZipFile(io.BytesIO(Path(coming.value.path()).read_bytes()))
    archive.extractall(tmp_path)
    for name in archive.namelist():
        if not name.endswith("equipment.yaml"):
            assert (tmp_path / name).read_bytes() == (VALMONT / name.removeprefix("valmont/")).read_bytes()
    (tmp_path / "valmont").rename(tmp_path / "dossier")
    there = valmont.evaluate("async () => (await window.snr.engine.run(['check', 'dossier', '--format', 'json'])).out")
    here = run_snr("check", "dossier", "--format", "json", cwd=tmp_path)
    assert bytes(there.values() if isinstance(there, dict) else there) == here.stdout


def test_a_mistake_is_told_beside_its_field(valmont: "Page") -> None:
    sheet(valmont, "equipment")
    open_row(valmont, "Station d’accueil")
    typed(valmont, "quantity", "beaucoup")
    field = valmont.locator(".row[open] [id$=' quantity']").first
    assert field.get_attribute("aria-invalid") == "true"
    told = field.locator("xpath=..").locator(".told").inner_text()
    assert "« Quantité »" in told
    assert "beaucoup" in told
    assert valmont.inner_text("#completer .key").startswith("Empreinte : pas encore calculable")
    typed(valmont, "quantity", "420")
    assert field.get_attribute("aria-invalid") is None
    until(valmont, "document.querySelector('#completer .key').textContent.includes('Changement climatique')")
    assert changes(valmont, "equipment.yaml") == []


def test_the_footprint_follows(valmont: "Page") -> None:
    sheet(valmont, "equipment")
    until(valmont, "document.querySelector('#completer .key').textContent.includes('Changement climatique')")
    before = valmont.inner_text("#completer .key")
    open_row(valmont, "Station d’accueil")
    typed(valmont, "quantity", "42 000")
    until(valmont, f"document.querySelector('#completer .key').textContent !== {before!r}")


def test_rows_added_copied_removed(valmont: "Page") -> None:
    sheet(valmont, "stakeholders")
    count = valmont.locator(".sheet > .rows > .row").count()
    valmont.click("text=Ajouter : Acteurs")
    assert valmont.evaluate("() => document.activeElement.closest('form.new') !== null")
    valmont.click("text=Ajouter au dossier")
    assert "À remplir : " in valmont.inner_text("form.new [role=alert]")
    assert changes(valmont, "stakeholders.yaml") == []
    valmont.locator("form.new [id$=' name']").fill("Atelier du Pré: « vélos »")
    valmont.locator("form.new [id$=' sector']").select_option(index=1)
    valmont.click("text=Ajouter au dossier")
    until(valmont, f"document.querySelectorAll('.sheet > .rows > .row').length === {count + 1}")
    assert "Atelier du Pré: « vélos »" in file(valmont, "stakeholders.yaml")
    assert all(line.startswith("+") for line in changes(valmont, "stakeholders.yaml"))
    valmont.once("dialog", lambda dialog: dialog.accept())
    valmont.locator(".row[open] >> text=Supprimer cette ligne").last.click()
    until(valmont, f"document.querySelectorAll('.sheet > .rows > .row').length === {count}")
    assert changes(valmont, "stakeholders.yaml") == []


def test_what_the_lists_offer_is_accepted(valmont: "Page") -> None:
    """A person picks; the dossier is still right: what is named is named as the file names it."""
    sheet(valmont, "actions")
    open_row(valmont, "Virtualiser")
    for name in ("objectives", "indicators"):
        field = valmont.locator(f".row[open] [id$=' {name}']").first
        add = field.locator("xpath=..").locator("select")
        add.select_option(index=2)
        valmont.wait_for_timeout(50)
        until(valmont, QUIET)
        assert field.get_attribute("aria-invalid") is None, name
        assert field.locator("xpath=..").locator(".told .error").count() == 0, name
    assert "Changement climatique" in valmont.inner_text("#completer .key")


def test_texts_are_added_by_name(valmont: "Page") -> None:
    sheet(valmont, "texts")
    valmont.click("text=Ajouter : Textes")
    fields = valmont.locator("form.new .field")
    assert fields.count() == 2
    fields.nth(0).locator("select").first.select_option(index=1)
    fields.nth(1).locator("input, textarea").first.fill("Un mot de l’élue.")
    valmont.click("text=Ajouter au dossier")
    until(valmont, QUIET)
    assert "Un mot de l’élue." in file(valmont, "territory.yaml")


def test_two_deletions_in_a_row_take_the_rows_that_were_named(valmont: "Page") -> None:
    sheet(valmont, "stakeholders")
    names = valmont.locator(".sheet > .rows > .row .name").all_inner_texts()
    valmont.on("dialog", lambda dialog: dialog.accept())
    for row in (names[0], names[2]):
        open_row(valmont, row)
        valmont.locator(".row[open]", has_text=row).locator("text=Supprimer cette ligne").last.click()
    until(valmont, QUIET)
    valmont.wait_for_timeout(200)
    left = valmont.locator(".sheet > .rows > .row .name").all_inner_texts()
    assert left == [name for name in names if name not in (names[0], names[2])]


def test_errors_are_counted_in_their_row_alone(valmont: "Page") -> None:
    sheet(valmont, "equipment")
    open_row(valmont, "Station d’accueil")
    typed(valmont, "quantity", "beaucoup")
    sheet(valmont, "services")
    sheet(valmont, "equipment")
    counted = [
        text for text in valmont.locator(".sheet > .rows > .row > summary").all_inner_texts() if "constat" in text
    ]
    assert len(counted) == 1
    assert "Station d’accueil" in counted[0]
    assert "dit une fois les erreurs corrigées" in valmont.inner_text("#completer details summary")
    step(valmont, "mesurer")
    assert "SNR" not in valmont.inner_text("#mesurer [role=alert]")


def test_lines_pasted_from_a_spreadsheet(valmont: "Page") -> None:
    sheet(valmont, "equipment")
    count = valmont.locator(".sheet > .rows > .row").count()
    valmont.locator("summary", has_text="Coller depuis un tableur").last.click()
    valmont.locator(".sheet textarea").last.fill(
        "Type\tQuantité\tLibellé\nTablette\t12\tTablettes <b>du</b> prêt\nSmartphone\t3\tAstreinte"
    )
    valmont.click("text=Ajouter ces lignes")
    until(valmont, f"document.querySelectorAll('.sheet > .rows > .row').length === {count + 2}")
    text = file(valmont, "equipment.yaml")
    assert "Tablettes <b>du</b> prêt" in text
    assert valmont.locator("main b").count() == 0
    assert all(line.startswith("+") for line in changes(valmont, "equipment.yaml"))


def test_the_yaml_beside(valmont: "Page") -> None:
    sheet(valmont, "equipment")
    valmont.click("text=Le fichier de cette rubrique (YAML)")
    until(valmont, "document.getElementById('yaml')")
    text = valmont.input_value("#yaml")
    assert text == (VALMONT / "equipment.yaml").read_text(encoding="utf-8")
    assert "quantity: 420" in text
    valmont.fill("#yaml", text.replace("quantity: 420", "quantity: 421 # compté"))
    valmont.click("text=Appliquer")
    until(valmont, QUIET)
    open_row(valmont, "Station d’accueil")
    assert valmont.locator(".row[open] [id$=' quantity']").first.input_value() == "421"
    typed(valmont, "quantity", "422")
    assert "quantity: 422 # compté" in file(valmont, "equipment.yaml")
    valmont.click("text=Le fichier de cette rubrique (YAML)")
    until(valmont, "document.getElementById('yaml')")
    valmont.fill("#yaml", "equipment: [{id: a\n")
    valmont.click("text=Appliquer")
    until(valmont, QUIET)
    step(valmont, "verifier")
    until(valmont, "document.querySelectorAll('#verifier .error .findings li').length > 0")


def test_what_is_missing_leads_to_its_field(fresh: "Page") -> None:
    until(fresh, "document.getElementById('authority')")
    fresh.fill("#authority", "merignac")
    until(fresh, "[...document.querySelectorAll('.found button')].some((each) => each.checkVisibility())")
    assert "Mérignac (33)" in fresh.inner_text(".found:visible")
    fresh.click(".found button:visible")
    fresh.keyboard.press("Enter")
    until(fresh, "window.snr.dossier.files.size > 0")
    step(fresh, "completer")
    until(fresh, "document.querySelector('.sheet h2')")
    fresh.click("#completer details summary >> nth=0")
    fresh.click("#completer button:has-text('objectif') >> nth=0")
    assert fresh.input_value("#sheet") == "objectives"
    assert fresh.evaluate("() => document.querySelector('.sheet').contains(document.activeElement)")


@pytest.mark.parametrize("authority", ["243300316", "valmont"])
def test_each_finding_leads_to_a_field(fresh: "Page", authority: str) -> None:
    """The very field where it names one; else a field of its row, or of the form that adds the row that is missing."""
    if authority == "valmont":
        example(fresh)
    else:
        fresh.goto(fresh.url.partition("#")[0] + f"#siren={authority}")
        until(fresh, "window.snr.dossier.files.size > 0")
    step(fresh, "verifier")
    until(fresh, "document.querySelector('#verifier .findings')")
    fresh.evaluate(
        "() => document.querySelectorAll('#verifier details').forEach((each) => (each.open = each.querySelector('.findings')))"
    )
    ways = fresh.locator("#verifier .findings > li", has=fresh.locator("button"))
    count = ways.count()
    assert count > 10
    elsewhere = []
    for rank in range(count):
        step(fresh, "verifier")
        told = ways.nth(rank).locator("strong").first.inner_text()
        ways.nth(rank).get_by_text("Aller au champ").evaluate("each => each.click()")
        until(fresh, "location.hash === '#completer'")
        until(fresh, QUIET)
        fresh.wait_for_timeout(30)
        at = fresh.evaluate(
            "() => [document.activeElement.tagName, document.activeElement.id, document.activeElement.checkVisibility()]"
        )
        if at[0] not in ("INPUT", "SELECT", "TEXTAREA") or not at[2]:
            elsewhere.append((told, at))
    assert elsewhere == []
    assert fresh.faults == []  # type: ignore[attr-defined]


def test_an_actor_that_was_added_can_be_named(valmont: "Page") -> None:
    sheet(valmont, "stakeholders")
    valmont.click("text=Ajouter : Acteurs")
    valmont.locator("form.new [id$=' name']").fill("Ville de Quimper")
    valmont.locator("form.new [id$=' sector']").select_option(index=1)
    valmont.click("text=Ajouter au dossier")
    until(valmont, QUIET)
    sheet(valmont, "fiche")
    field = valmont.locator("[id='fiche fiche programme.stakeholders']")
    valmont.locator("summary", has_text="Programme de travail").first.click()
    field.locator("xpath=..").locator("select").select_option(label="Ville de Quimper (ville-de-quimper)")
    valmont.wait_for_timeout(50)
    until(valmont, QUIET)
    assert field.get_attribute("aria-invalid") is None
    assert "Changement climatique" in valmont.inner_text("#completer .key")


def test_a_dossier_that_reads_an_export_opens(fresh: "Page") -> None:
    files = {
        "territory.yaml": b'snr: 1\nreference_year: 2025\nterritory: {siren: "213302813"}\nequipment:\n  - {id: parc, from: glpi.csv}\n',
        "glpi.csv": (VALMONT / "inventaire" / "glpi.csv").read_bytes(),
    }
    given = [{"name": name, "mimeType": "text/plain", "buffer": content} for name, content in files.items()]
    fresh.set_input_files("#some", given)  # type: ignore[arg-type]
    until(fresh, "window.snr.dossier.files.size === 2")
    step(fresh, "completer")
    until(fresh, "document.querySelector('.sheet h2')")
    assert "Traceback" not in fresh.inner_text("body")
    assert "Changement climatique" in fresh.inner_text("#completer .key")


def test_a_first_file_that_is_no_yaml_any_more_is_refused(valmont: "Page") -> None:
    sheet(valmont, "fiche")
    valmont.click("text=Le fichier de cette rubrique (YAML)")
    until(valmont, "document.getElementById('yaml')")
    valmont.fill("#yaml", "territory: [{id: a\n")
    valmont.click("text=Appliquer")
    until(valmont, "document.querySelector('#completer [role=alert]')")
    assert changes(valmont, "territory.yaml") == []
    sheet(valmont, "equipment")
    open_row(valmont, "Station d’accueil")
    typed(valmont, "quantity", "421")
    assert len(changes(valmont, "equipment.yaml")) == 2


@pytest.mark.parametrize(
    ("people", "told"), [(900, "Décret : aucun manque relevé"), (77_000, "Ce que le décret demande et qui manque")]
)
def test_an_authority_that_the_law_does_not_aim_at_lacks_nothing_and_is_told_what_was_judged(
    fresh: "Page", people: int, told: str
) -> None:
    text = f"""snr: 1
reference_year: 2025
territory: {{name: Essai, kind: commune, department: "33", population: {{totale: {people}, municipale: {people}}}}}
"""
    given = {"name": "territory.yaml", "mimeType": "text/plain", "buffer": text.encode()}
    fresh.set_input_files("#some", [given])  # type: ignore[arg-type]
    until(fresh, "window.snr.dossier.files.size === 1")
    step(fresh, "completer")
    until(fresh, "document.querySelector('.sheet h2')")
    summary = fresh.locator("#completer details summary").first
    assert summary.inner_text().startswith(told)
    summary.click()
    said = fresh.locator("#completer details").first.inner_text()
    assert "50\N{NO-BREAK SPACE}000 habitants. Jugé\N{NO-BREAK SPACE}: profil" in said.replace(
        " 000", "\N{NO-BREAK SPACE}000"
    ).replace("Jugé :", "Jugé\N{NO-BREAK SPACE}:")
    assert "--profile" not in said


def test_a_partial_sum_is_not_called_a_total(fresh: "Page") -> None:
    """The largest line has no factor for climate: what is assessed is under half of the lines."""
    text = """snr: 1
reference_year: 2025
territory: {siren: "213302813"}
equipment:
  - {id: a, type: laptop, quantity: 2}
"""
    types = "".join(f"  - {{id: b{n}, type: x-b{n}, quantity: 3}}\n" for n in range(3))
    one = "inventory_group: workplace, lifetime_years: 5, source: Essai, embodied: {resource_use_fossils: {embodied_total: 3}}"
    own = "factors:\n  types:\n" + "".join(f"    - {{id: x-b{n}, label: B{n}, {one}}}\n" for n in range(3))
    given = {"name": "territory.yaml", "mimeType": "text/plain", "buffer": (text + types + own).encode()}
    fresh.set_input_files("#some", [given])  # type: ignore[arg-type]
    until(fresh, "window.snr.dossier.files.size === 1")
    step(fresh, "mesurer")
    told = fresh.evaluate(
        "async () => JSON.parse(window.snr.engine.text((await window.snr.engine.run(['assess', 'dossier', '--format', 'json'])).out)).organisation.totals.climate_change"
    )
    assert told["state"] == "partial"
    rows = fresh.locator("#mesurer tbody th").all_inner_texts()
    assert rows[0] == "Somme partielle de ce qui est évalué"
