"""Titles of columns are known however they are written."""

import pytest

from snr_cli.api.catalogue import inventory_words
from snr_cli.catalog.opened import shipped_tables
from snr_cli.inputs.inventory.values import loose, loosened

WORDS = inventory_words(shipped_tables())


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("N° de série :", "serial"), ("SerialNumber", "serial"), ("Désignation matériel", "kind"), ("Date d’achat *", "purchase_date"),
        ("date_achat", "purchase_date"), ("Etat du matériel", "status"), ("Modèle de l'équipement", "model"), ("PurchaseDate", "purchase_date"),
    ],
)  # fmt: skip
def test_a_title_is_known_however_it_is_written(title: str, role: str) -> None:
    assert WORDS.role_of(title, None) == role


@pytest.mark.parametrize(
    "title", ["Loyer HT/trim.", "Chapitre", "42", "d'", "Relevé N&B", "Portable", "Mairie de Valmont"]
)
def test_what_is_no_title_stays_unknown(title: str) -> None:
    assert WORDS.role_of(title, None) == ""


def test_every_title_is_its_own_loose_title_or_says_nothing() -> None:
    """A looser reading never gives a title another role than its own."""
    found = loosened(WORDS.headers)
    assert all(found.get(loose(title), role) == role for title, role in WORDS.headers.items())
    assert loosened({"date de fin": "retirement_date", "date fin": "purchase_date"}) == {}
