"""How many pages the documents of Valmont take in LibreOffice: what a council reads in one sitting."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from conftest import run_snr
from drafting import VALMONT
from test_docx import converted

SOFFICE, READS = shutil.which("soffice"), shutil.which("pdftotext")
MOST_PAGES = {"strategie": 14, "bilan": 9, "deliberation": 3, "note": 1}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not ((SOFFICE and READS) or os.environ.get("CI")), reason="needs LibreOffice and Poppler"),
]


def pages(document: str, form: str, folder: Path) -> list[str]:
    """Return the text of each page of a document of Valmont."""
    target = folder / f"{document}.{form}"
    done = run_snr("draft", VALMONT, "--document", document, "--format", form, "-o", target)
    assert done.returncode == 0, done.stderr.decode()
    return converted(target, "pdf").decode().split("\f")[:-1]


@pytest.mark.parametrize("form", ["docx", "odt"])
@pytest.mark.parametrize("document", MOST_PAGES)
def test_a_document_is_short(document: str, form: str, tmp_path: Path) -> None:
    assert len(pages(document, form, tmp_path)) <= MOST_PAGES[document]


@pytest.mark.parametrize("form", ["docx", "odt"])
def test_what_is_decided_is_on_the_first_two_pages(form: str, tmp_path: Path) -> None:
    first, second, third, fourth, *_ = pages("strategie", form, tmp_path)
    assert "Il est demandé au conseil communautaire" in first and "D’où vient l’empreinte" in first
    assert "La collectivité" in first and "Le territoire" in first
    assert (
        "Nos engagements" in second
        and "Ce que cela coûte" in second
        and "Ce qui change depuis la version votée" in second
    )
    assert "Édito" in third and "Ce qui change pour vous" in third
    assert "Empreinte de l’organisation" in fourth


@pytest.mark.parametrize(("document", "most"), [("strategie", 15), ("note", 1)])
@pytest.mark.parametrize("form", ["docx", "odt"])
def test_a_wider_font_leaves_it_short(document: str, most: int, form: str, tmp_path: Path) -> None:
    """DejaVu, which a bare machine has, is a tenth wider than Liberation."""
    fonts = Path("/usr/share/fonts/truetype/dejavu")
    if not fonts.is_dir():
        pytest.skip("DejaVu is elsewhere here")
    target = tmp_path / f"{document}.{form}"
    assert run_snr("draft", VALMONT, "--document", document, "--format", form, "-o", target).returncode == 0
    only = tmp_path / "fonts.conf"
    only.write_text(
        f"<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'fonts.dtd'><fontconfig><dir>{fonts}</dir><cachedir>{tmp_path / 'c'}</cachedir></fontconfig>",
        encoding="utf-8",
    )
    command = [str(SOFFICE), f"-env:UserInstallation={(tmp_path / 'p').as_uri()}", "--headless", "--convert-to", "pdf"]
    environment = {**os.environ, "FONTCONFIG_FILE": str(only)}
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(target)],
        env=environment,
        capture_output=True,
        check=True,
        timeout=300,
    )
    shown = subprocess.run(
        [str(READS), "-layout", str(target.with_suffix(".pdf")), "-"], capture_output=True, check=True
    )
    assert 1 <= len(shown.stdout.decode().split("\f")[:-1]) <= most
