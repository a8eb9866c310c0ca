"""A place to fill is told by the titles of the forms and the workbooks, beside its key."""

import re
from pathlib import Path

import pytest

from snr_cli.documents.blocks import Missing
from snr_cli.french.numbers import NARROW, WIDE
from snr_cli.inputs.dossier.written_rows import place_named

TEMPLATES = Path(__file__).resolve().parents[1] / "src" / "snr_cli" / "documents" / "templates"


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("texts.edito", "« Textes », ligne « edito »"),
        ("actions.ligne.3", "« Actions », ligne « ligne.3 »"),
        ("objectives.ligne.6.indicators", "« Objectifs », ligne « ligne.6 », « Indicateurs »"),
        ("strategy.adopted_on", "« Stratégie – Adoption »"),
        ("services[].rgaa, services[].rgesn", "« Services », « RGAA » ; « Services », « RGESN »"),
        ("annual_reviews[].actions.IDENTIFIANT.spent_eur", "« Bilans annuels – Actions », « Dépensé (€) »"),
        ("annual_reviews[].part: [internal]", "« Bilans annuels », « Volets »"),
        ("territory.yaml", ""),
    ],
)
def test_a_key_is_named_as_the_forms_name_it(where: str, said: str) -> None:
    assert place_named(where) == said


def test_every_key_of_the_templates_has_a_name() -> None:
    keys = {
        key
        for path in TEMPLATES.rglob("*.md")
        for key in re.findall(r'manque\("[^"]*", "([a-z_.\[\], A-Z]+)"', path.read_text(encoding="utf-8"))
    }
    assert len(keys) > 20
    assert [key for key in keys if not place_named(key)] == []


def test_a_key_is_not_said() -> None:
    """A document names the sheet and the field; the page that fills the dossier reads the key beside."""
    piece = Missing("l’édito", "texts.edito")
    assert piece.markdown().endswith("l’édito — à écrire dans « Textes », ligne « edito »")
    page = piece.html(0).replace(NARROW, " ").replace(WIDE, " ")
    assert 'data-key="texts.edito"' in page and page.endswith("à écrire dans « Textes », ligne « edito »</span></p>")
    assert Missing("l’année", "territory.yaml").html(0).endswith("l’année</p>")
