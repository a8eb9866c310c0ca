"""Workbooks sent, filled and dropped back; places to fill that lead to their field."""

import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conftest import run_snr

from .conftest import QUIET, ROOT, example, step, until

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow


def filled(path: Path, before: bytes, after: bytes) -> None:
    """Type over a cell of a workbook."""
    with zipfile.ZipFile(path) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    assert sum(content.count(before) for content in parts.values()) == 1
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content.replace(before, after))


def test_workbooks_out_and_in(fresh: "Page", tmp_path: Path) -> None:
    example(fresh)
    step(fresh, "completer")
    until(fresh, "document.querySelector('.sheet h2')")
    fresh.click("text=Les classeurs des collègues")
    fresh.fill("#who", "achats")
    fresh.check("label:has-text('achats') input[type=checkbox]")
    fresh.check("label:has-text('marchés') input[type=checkbox]")
    with fresh.expect_download() as coming:
        fresh.click("text=Télécharger son classeur")
    assert coming.value.suggested_filename == "achats.xlsx"
    path = tmp_path / "back" / "achats.xlsx"
    path.parent.mkdir()
    coming.value.save_as(path)
    filled(path, b"<v>258680</v>", b"<v>270000</v>")  # the purchases of 2025
    fresh.set_input_files("#returned", str(path))
    until(fresh, "document.querySelector('#completer button')")
    fresh.wait_for_timeout(100)
    until(fresh, QUIET)
    assert "achats : rendu, 1 valeur, dont 1 à reprendre." in fresh.inner_text("#completer")
    fresh.click("text=Reprendre leurs valeurs dans le dossier")
    until(fresh, "window.snr.engine.text(window.snr.dossier.files.get('reviews.yaml')).includes('270000')")
    shutil.copytree(ROOT / "examples" / "valmont", tmp_path / "dossier")
    done = run_snr("collect", "dossier", "back", "--yaml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    here = (tmp_path / "dossier" / "reviews.yaml").read_text(encoding="utf-8")
    assert fresh.evaluate("() => window.snr.engine.text(window.snr.dossier.files.get('reviews.yaml'))") == here


def test_places_to_fill_lead_to_their_field(fresh: "Page") -> None:
    until(fresh, "document.getElementById('q-siren')")
    fresh.fill("#q-siren", "213302813")
    fresh.keyboard.press("Enter")
    until(fresh, "window.snr.dossier.files.size > 0")
    step(fresh, "rediger")
    places = fresh.locator("#rediger li button")
    assert places.count() > 5
    fresh.click("#rediger li button:has-text('date du programme')")
    until(fresh, "!document.getElementById('completer').hidden")
    fresh.wait_for_timeout(100)
    until(fresh, QUIET)
    assert fresh.evaluate("() => document.activeElement.id") == "fiche fiche programme.date"
    step(fresh, "rediger")
    fresh.click("#rediger li button:has-text('indicateurs de suivi')")
    until(fresh, "document.getElementById('sheet').value === 'indicators'")
