"""What a document takes of paper: a page for the note, whatever the letters; eighteen for the body of the strategy."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import EXAMPLES
from fonts import PACKAGES, needs_fonts
from snr_cli.documents.outline import DOCUMENTS

from .conftest import Document
from .pages import VALMONT, drafted
from .screen import Opened

BODY = 18  # A4 pages, cover included
FONTS = ("DejaVu Sans", "Liberation Sans", "Carlito")  # wide, as Arial, as Calibri
Get = Callable[[str], Document]
Opener = Callable[[Path], Opened]


def printed(opened: Opened, font: str = "") -> Any:
    """Return the pages that a document prints, its letters replaced by those of a font."""
    from pypdf import PdfReader

    needs_fonts(*((font,) if font else PACKAGES))
    page = opened(width=1440)
    page.emulate_media(media="print")
    if font:
        page.add_style_tag(content=f"* {{ font-family: '{font}' !important }}")
    return PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True))).pages


@pytest.mark.parametrize("font", FONTS)
@pytest.mark.slow
def test_the_note_is_one_page_whatever_the_letters(opener: Opener, document: Get, font: str) -> None:
    assert len(printed(opener(document("note").path), font)) == 1


@pytest.mark.parametrize("name", ["minimal", "la-rochelle-2020", "bordeaux-metropole"])
@pytest.mark.slow
def test_the_note_of_another_is_one_page(opener: Opener, tmp_path: Path, name: str) -> None:
    path = drafted("note", EXAMPLES / name / "territory.yaml")(tmp_path)
    assert len(printed(opener(path), "DejaVu Sans")) == 1


@pytest.mark.slow
def test_the_body_of_the_strategy_and_its_synthesis(opener: Opener, document: Get) -> None:
    pages = [each.extract_text() for each in printed(opener(document("strategie").path))]
    starts = {
        heading: next(rank for rank, text in enumerate(pages) if rank and f"\n{heading}\n" in f"\n{text}\n")
        for heading in ("Synthèse", "Édito", "Annexe — Les mesures, une par une")
    }
    assert starts["Synthèse"] == 1  # after the cover
    assert starts["Édito"] - starts["Synthèse"] <= 2
    assert starts["Annexe — Les mesures, une par une"] <= BODY
    # no page of the body is nearly empty
    letters = [len("".join(text.split())) for text in pages[1 : starts["Annexe — Les mesures, une par une"] - 1]]
    assert min(letters) > 500, letters


@pytest.mark.slow
def test_the_synthesis_of_the_account_is_two_pages_at_most(opener: Opener, document: Get) -> None:
    pages = [each.extract_text() for each in printed(opener(document("bilan").path))]
    first = next(rank for rank, text in enumerate(pages) if rank and "L’année 2025" in text)
    after = next(rank for rank, text in enumerate(pages) if rank > first and "Objectifs et indicateurs" in text)
    assert after - first <= 2
    assert DOCUMENTS["bilan"].body[0] == "bilan-synthese" and VALMONT.exists()
