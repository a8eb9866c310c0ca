"""« Inventaires »: an export dropped, its doubts settled with a click, the dossier that then reads it; no name of a person shown."""

import io
import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conftest import run_snr

from .conftest import QUIET, example, step, until
from .test_bytes import take

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow

ROOT = "snr: 1\nreference_year: 2025\nterritory: {siren: '243300316'}\n"
HEAD = "Nom;Utilisateur;Numéro de série;Type;Modèle;Statut\n"
EXPORT = HEAD + "".join(
    [f"PC{n};Zoé Kerbrat;SN42{n};Ordinateur;Latitude 5420;En service\n" for n in range(30)]
    + [f"X{n};Zoé Kerbrat;SN43{n};Bidule;Zorg 3000;En service\n" for n in range(7)]
    + ["Y1;Zoé Kerbrat;SN441;Écran;P2419H;Malo Kerbrat\n"]
)
ARTICLE = "#inventaires article:has-text('Parc')"


def choose(page: "Page", files: dict[str, str]) -> None:
    """Choose exports, as a person would."""
    given = [{"name": name, "mimeType": "text/csv", "buffer": text.encode()} for name, text in files.items()]
    page.set_input_files("#exports", given)  # type: ignore[arg-type]
    page.wait_for_timeout(100)
    until(page, QUIET)
    page.wait_for_timeout(50)


def settled(page: "Page") -> None:
    """Wait for what a click changes."""
    page.wait_for_timeout(100)
    until(page, QUIET)
    page.wait_for_timeout(50)


def counts(page: "Page") -> list[str]:
    """Return the numbers of rows of the export, by verdict."""
    return page.locator(f"{ARTICLE} tbody td:nth-child(2)").all_inner_texts()


def seen(page: "Page") -> str:
    """Return all that the page shows, fields included."""
    return str(
        page.evaluate(
            "() => document.body.textContent + [...document.querySelectorAll('input, textarea')].map(each => each.value)"
        )
    )


@pytest.fixture
def small(page: "Page") -> "Page":
    step(page, "commencer")
    take(page, {"territory.yaml": ROOT.encode()})
    step(page, "inventaires")
    return page


def test_an_export_is_settled_added_and_counts_as_on_the_command_line(small: "Page", tmp_path: Path) -> None:
    assert "n’a pas encore d’export" in small.inner_text("#doing")
    choose(small, {"Parc été (2).csv": EXPORT})
    assert "sous le nom inventaire/Parc-été-2.csv" in small.inner_text("#inventaires")
    assert counts(small) == ["30", "8", "0", "0", "0"]
    kind = small.locator(f"{ARTICLE} li:has-text('Bidule')")
    kind.locator("input").fill("Zorglub")
    kind.locator("button").click()
    assert "n’est pas dans la liste" in kind.locator("[role=alert]").inner_text()
    assert kind.locator("input").get_attribute("aria-invalid") == "true"
    kind.locator("input").fill("Tablette")
    kind.locator("button").click()
    settled(small)
    assert counts(small) == ["37", "1", "0", "0", "0"]
    assert small.inner_text("#doing").endswith("Comptées : 37 ; à confirmer : 1.")
    assert small.evaluate("() => document.activeElement.closest('li')?.textContent").startswith("1 ligne")
    status = small.locator(f"{ARTICLE} li:has-text('statut')")
    status.locator("input").fill("Malo Kerbrat")
    status.locator("select").select_option("in_use")
    assert "Kerbrat" not in seen(small).replace("Malo Kerbrat", "", 1)  # but what the person types
    status.locator("button").click()
    settled(small)
    assert counts(small) == ["38", "0", "0", "0", "0"]
    small.click(f"{ARTICLE} button:has-text('Ajouter au dossier')")
    settled(small)
    assert "Lu par le dossier, ligne « parc-ete-2 »" in small.inner_text(ARTICLE)
    assert small.inner_text("#doing").startswith("Le dossier lit inventaire/Parc-été-2.csv.")
    here = small.evaluate("async () => (await window.snr.engine.run(['assess', 'dossier', '--format', 'json'])).out")
    step(small, "emporter")
    with small.expect_download() as coming:
        small.click("text=Télécharger le dossier (.zip)")
    zipfile.ZipFile(io.BytesIO(Path(coming.value.path()).read_bytes())).extractall(tmp_path)
    there = run_snr("assess", "dossier", "--format", "json", cwd=tmp_path)
    assert bytes(here.values() if isinstance(here, dict) else here) == there.stdout
    lines = json.loads(there.stdout)["organisation"]["lines"]
    assert {line["type"]: line["quantity"] for line in lines} == {"laptop": 30.0, "tablet": 7.0, "monitor": 1.0}


def test_an_answer_is_taken_back(small: "Page") -> None:
    choose(small, {"Parc.csv": EXPORT})
    kind = small.locator(f"{ARTICLE} li:has-text('Bidule')")
    kind.locator("input").fill("ne pas compter")
    kind.locator("button").click()
    settled(small)
    assert counts(small) == ["30", "1", "0", "0", "7"]
    small.click(f"{ARTICLE} summary:has-text('Vos réponses (1)')")
    small.click(f"{ARTICLE} button:has-text('Retirer')")
    settled(small)
    assert counts(small) == ["30", "8", "0", "0", "0"]


def test_no_file_takes_the_place_of_another_unsaid(small: "Page") -> None:
    choose(small, {"Parc.csv": EXPORT})
    choose(small, {"Parc.csv": EXPORT, "notes.pdf": "rien"})
    told = small.inner_text("#inventaires")
    assert "Parc.csv : déjà dans le dossier" in told
    assert "notes.pdf : ce n’est pas un export" in told
    choose(small, {"Parc.csv": EXPORT + "PC99;;;Ordinateur;Latitude 5420;En service\n"})
    assert "sous le nom inventaire/Parc-2.csv, l’autre fichier de ce nom est gardé" in small.inner_text("#inventaires")
    names = small.evaluate("() => [...window.snr.dossier.files.keys()]")
    assert names == ["inventaire/Parc-2.csv", "inventaire/Parc.csv", "territory.yaml"]


def test_a_file_that_nobody_can_tell(small: "Page") -> None:
    choose(small, {"Parc.csv": "A;B\n1;2\n3;4\n"})
    told = small.inner_text(ARTICLE)
    assert "aucune ligne de titres reconnue" in told
    assert "--" not in told
    small.fill(f"{ARTICLE} textarea", "typos: {}\n")
    small.click(f"{ARTICLE} button:has-text('Garder')")
    settled(small)
    assert "clé inconnue « typos »" in small.inner_text(f"{ARTICLE} details [role=alert]")
    small.fill(f"{ARTICLE} textarea", "columns: {A: quantity, B: model}\n")
    small.click(f"{ARTICLE} button:has-text('Garder')")
    settled(small)
    assert small.locator(f"{ARTICLE} tbody").count() == 1


def test_exports_of_one_inventory_are_added_together(small: "Page") -> None:
    choose(small, {"Parc.csv": EXPORT, "Écrans.csv": HEAD + "E1;;SNE1;Écran;P2419H;En service\n"})
    small.click("text=Ajouter ensemble ces 2 exports")
    settled(small)
    assert small.locator("#inventaires article h2").all_inner_texts() == ["inventaire/Parc.csv, inventaire/Écrans.csv"]
    assert counts(small) == ["31", "8", "0", "0", "0"]
    assert small.evaluate("() => document.activeElement.tagName") == "H2"


def test_devices_typed_and_exported_are_counted_once(page: "Page") -> None:
    """Who typed quantities first, then adds an export: one click a line says what is right."""
    step(page, "commencer")
    typed = "".join(
        f"  - {{id: {n}, type: {t}, quantity: 40}}\n" for n, t in (("a", "laptop"), ("b", "monitor"), ("c", "laptop"))
    )
    take(page, {"territory.yaml": f"{ROOT}equipment:\n{typed}".encode()})
    step(page, "inventaires")
    choose(page, {"Parc.csv": EXPORT.replace("Malo Kerbrat", "En service")})
    page.click(f"{ARTICLE} button:has-text('Ajouter au dossier')")
    settled(page)
    assert page.evaluate("() => document.activeElement.textContent") == "Le dossier ne peut pas être calculé"
    page.once("dialog", lambda dialog: dialog.accept())
    for name, text in (("(c)", "s’ajoute"), ("Écran", "Supprimer"), ("(a)", "Prendre la quantité")):
        page.click(f"#inventaires li:has-text('Ligne «'):has-text('{name}') button:has-text('{text}')")
        settled(page)
    assert page.locator("#inventaires li:has-text('Ligne «')").count() == 0
    result = page.evaluate(
        "async () => window.snr.engine.text((await window.snr.engine.run(['assess', 'dossier', '--format', 'json'])).out)"
    )
    lines = json.loads(result)["organisation"]["lines"]
    assert {line["id"]: line["quantity"] for line in lines} == {"a": 30.0, "c": 40.0, "parc.monitor.sans-date": 1.0}


def test_the_export_of_valmont(page: "Page") -> None:
    page.once("dialog", lambda dialog: dialog.accept())
    example(page)
    step(page, "inventaires")
    article = "#inventaires article"
    assert page.locator(f"{article} tbody td:nth-child(2)").all_inner_texts() == [
        "3\N{NARROW NO-BREAK SPACE}960",
        "0",
        "199",
        "1",
        "89",
    ]
    page.click(f"{article} summary:has-text('Vos réponses (3)')")
    page.click(f"{article} button[aria-label='Retirer la réponse : Réserve']")
    settled(page)
    text = page.evaluate(
        "() => window.snr.engine.text(window.snr.dossier.files.get('inventaire/glpi.mapping.yaml'))"
    ).splitlines()
    assert "# Ce que l’export ne dit pas" in text[0]
    assert not [line for line in text if "Réserve" in line]
    assert len([line for line in text if "# compté comme un écran de 36 pouces" in line]) == 1
