"""`snr factors search`: a word in French finds its types and services; what the catalogue lacks is said."""

from pathlib import Path

import pytest

from in_process import snr
from snr_cli.api.catalogue import words_of
from snr_cli.api.searching import search
from snr_cli.catalog.opened import shipped_tables
from snr_cli.inputs.dossier.named import suggestions, type_hint

TABLES = shipped_tables()
WORDS = words_of(TABLES)
FIRST = {
    "TNI": "interactive_board",
    "onduleur": "ups",
    "Onduleurs": "ups",
    "traceur": "plotter",
    "TPE": "payment_terminal",
    "terminal de paiement électronique": "payment_terminal",
    "vidéoprojecteur interactif": "video_projector",
    "videoprojecteur": "video_projector",
    "badgeuse": "time_clock",
    "borne wi-fi": "wifi_access_point",
    "NAS": "storage_array",
    "ECRANS": "monitor",
    "photocop": "photocopier_mfp",
    "photocopeur": "photocopier_mfp",
    "firewall": "firewall",
    "licences": "spend_software_keur",
    "ramettes": "paper_kg",
    "site web": "website",
    "salle serveurs": "server_room",
}
NO_TYPE = ["horodateur", "douchette", "lecteur de badge", "imprimante 3D", "liseuse"]


@pytest.mark.parametrize(("word", "expected"), FIRST.items())
def test_a_word_finds_its_type(word: str, expected: str) -> None:
    assert search(TABLES, word).rows[0]["id"] == expected


def test_every_label_and_synonym_finds_its_type() -> None:
    for kind in ("equipment", "services"):
        for word, name in list(TABLES.synonyms(kind).items())[::7]:
            if name.startswith("datacentre_pue"):  # a parameter, which no line counts
                continue
            assert name in [row["id"] for row in search(TABLES, word).rows], word


@pytest.mark.parametrize("word", NO_TYPE)
def test_what_the_catalogue_lacks_is_not_another_type(word: str) -> None:
    type_search = search(TABLES, word)
    assert type_search.rows == ()
    assert type_search.is_no_type


def test_found_on_the_screen() -> None:
    shown = snr("factors", "search", "onduleur")
    assert shown.returncode == 0
    line = next(line for line in shown.stdout.splitlines() if line.startswith("ups "))
    assert "sans facteur" in line
    assert line.endswith("equipment")
    (sheet,) = [row for row in search(TABLES, "papier").rows if row["id"] == "print_sheet_a4"]
    assert (
        sheet
        | {
            "section": "services",
            "id": "print_sheet_a4",
            "label": "Feuille A4 (80 g/m²), papier seul",
            "unit": "1 sheet",
            "unit_fr": "feuilles",
            "assessed": True,
        }
        == sheet
    )


def test_nothing_found() -> None:
    done = snr("factors", "search", "ramettezz")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "ramette" in done.stderr
    assert "x-…" in done.stderr
    assert "snr factors search zorglub" in snr("factors", "show", "zorglub").stderr


@pytest.mark.parametrize(
    ("word", "section", "expected"),
    [
        ("horodateur", "equipment", "le catalogue n’a pas ce type : type propre « x-horodateur » dans factors.types"),
        ("Lecteur de badge", "equipment", "« x-lecteur-de-badge »"),
        ("imprimante 3D", "equipment", "le catalogue n’a pas ce type"),
        ("zorglub", "equipment", "snr factors search zorglub ; s’il n’y est pas, type propre « x-zorglub »"),
        ("x-borne", "equipment", "décrivez ce type propre « x-borne » dans factors.types"),
        ("licences", "equipment", "« spend_software_keur » ? c’est un service, de la section services"),
        ("tablette", "services", "« tablet » ? c’est un équipement, de la section equipment"),
        ("zorglub", "services", "cherchez-le : snr factors search zorglub"),
        ("TNI", "equipment", "vouliez-vous dire « interactive_board » ?"),
    ],
)
def test_hint_of_a_type(word: str, section: str, expected: str) -> None:
    names = WORDS.equipment if section == "equipment" else WORDS.services
    assert expected in type_hint(word, names, section, suggestions(WORDS))


def test_hint_in_a_dossier(tmp_path: Path) -> None:
    (tmp_path / "territory.yaml").write_text(
        'snr: 1\nreference_year: 2025\nterritory: {siren: "243300316"}\n'
        "equipment: [{id: a, type: horodateur, quantity: 3}]\n",
        encoding="utf-8",
    )
    done = snr("check", str(tmp_path), "--profile", "saisie")
    assert done.returncode == 1
    assert "le catalogue n’a pas ce type : type propre « x-horodateur »" in done.stdout
