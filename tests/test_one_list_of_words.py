"""A French word names one type, in the `type` of a line of YAML and in the type column of an inventory; no family is crossed."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from in_process import snr
from snr_cli.api.catalogue import inventory_words, words_of
from snr_cli.catalog.opened import shipped_tables
from snr_cli.inputs.dossier.named import Nearest, suggestions
from snr_cli.inputs.inventory.recognition import NOT_TYPES
from walks import walk

TABLES = shipped_tables()
WORDS = words_of(TABLES)
RECOGNIZER = inventory_words(TABLES).recognizer
SPOKEN = TABLES.synonyms("equipment")


def family(kind: str | None) -> str:
    return TABLES.equipment_types[kind].group if kind else ""


@pytest.fixture
def near() -> Nearest:
    return suggestions(WORDS)


def written(word: str) -> Iterator[str]:
    """Yield a word as people write it: bare, in capitals, without accents, in the plural, with a letter short or doubled."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char))
    yield from (word, word.upper(), bare, " ".join(each + "s" * (len(each) > 3) for each in word.split()))
    if len(word) > 7:
        yield word[:4] + word[5:]
        yield word[:5] + word[4:]


@pytest.mark.parametrize("word", walk(SPOKEN, 5))
def test_a_suggestion_stays_in_the_family_of_the_word(near: Nearest, word: str) -> None:
    for attempt in written(word):
        found = near.type(attempt, WORDS.equipment, "equipment")
        assert family(found) in ("", family(SPOKEN[word])), f"{attempt} → {found}"
    assert near.type(word, WORDS.equipment, "equipment") == SPOKEN[word]


@pytest.mark.parametrize("word", walk(SPOKEN, 5))
def test_an_inventory_reads_a_word_as_yaml_does(word: str) -> None:
    """The same type, or one of its family (« portable professionnel »: laptop); never a sure type of another family."""
    guess = RECOGNIZER.guess({"kind": word})
    if guess is not None and guess.type not in NOT_TYPES:
        assert family(guess.type) == family(SPOKEN[word]), guess


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Téléphones fixes", "ip_phone"),
        ("téléphone fixe", "ip_phone"),
        ("Postes téléphoniques", "ip_phone"),
        ("écran interactif", "interactive_board"),
        ("TBI", "interactive_board"),
        ("Tableaux blancs interactifs", "interactive_board"),
        ("caméra", "camera_outdoor"),
        ("Vidéoprotection", "camera_outdoor"),
        ("onduleurs", "ups"),
        ("Traceur", "plotter"),
        ("TPE", "payment_terminal"),
        ("Badgeuses", "time_clock"),
        ("Bornes de recharge", "charging_point"),
        ("Imprimantes étiquettes", "label_printer"),
        ("Portables", "laptop"),
        ("Unités centrales", "desktop_professional"),
        ("laptop_profesional", "laptop_professional"),
        ("Caisse enregistreuse", None),
        ("Casque audio", None),
        ("Licence", None),
    ],
)
def test_yaml_suggests_what_an_inventory_reads(near: Nearest, word: str, expected: str | None) -> None:
    assert near.type(word, WORDS.equipment, "equipment") == expected
    guess = RECOGNIZER.guess({"kind": word})
    if "_" not in word:
        assert (guess.type if guess is not None and guess.type not in NOT_TYPES else None) == expected


def test_the_finding_says_it(tmp_path: Path) -> None:
    path = tmp_path / "territory.yaml"
    path.write_text(
        'snr: 1\nreference_year: 2025\nterritory: {siren: "243300316"}\n'
        "equipment:\n  - {id: a, type: Téléphones fixes, quantity: 3}\n",
        encoding="utf-8",
    )
    assert "vouliez-vous dire « ip_phone » ?" in " ".join(
        snr("check", path).stdout.replace("\xa0", " ").replace("\u202f", " ").split()
    )
