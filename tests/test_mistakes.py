"""What a mistake most likely is: at the place where it was made, with what to type instead."""

from pathlib import Path

import pytest

from conftest import ROOT, Run
from snr_cli.api.catalogue import words_of
from snr_cli.catalog.tables import Tables
from snr_cli.inputs.dossier.load import read_dossier
from snr_cli.model.finding import Finding

HEAD = "snr: 1\nreference_year: 2025\n"
AUTHORITY = HEAD + "territory: {name: Essai}\n"


def found(folder: Path, text: str, tables: Tables) -> list[Finding]:
    (folder / "territory.yaml").write_text(text, encoding="utf-8")
    return list(read_dossier(str(folder), words_of(tables)).findings)


# --- syntax: where it was made, not where the parser stopped

SYNTAX = {
    "apostrophe": ("territory:\n  name: 'Agglo du Val d'Été'\n", 4, 24, '"Agglo du Val d\'Été"'),
    "apostrophe in braces": ("territory: {name: 'Val d'Été', kind: commune}\n", 3, 25, '"Val d\'Été"'),
    "double quote": ('territory:\n  name: "Agglo\n  kind: commune\nlimits: [a]\n', 4, 9, "fermez-le"),
    "simple quote": ("territory:\n  name: 'Agglo\n  kind: commune\nlimits: [a]\n", 4, 9, "fermez-le"),
    "double quote, closed by the next": ('territory:\n  name: "Agglo\n  siren: "243300316"\n', 4, 9, "fermez-le"),
    "dash": ("territory: {}\nequipment:\n  -{id: a, type: laptop}\n", 5, 3, "« - {id: a, type: laptop} »"),
    "second dash": ("territory: {}\nequipment:\n  - {id: b}\n  -{id: a}\n", 6, 3, "« - {id: a} »"),
    "dash of a text": ("territory: {}\nlimits:\n  - texte\n  -autre\n", 6, 3, "« - autre »"),
    "colon": ("territory:\n  name:Agglo\n  kind: commune\n", 4, 3, "« name: Agglo »"),
    "colon, last": ("territory:\n  kind: commune\n  name:Agglo\n", 5, 3, "« name: Agglo »"),
    "colon after a dash": ("equipment:\n  - id:a\n    type: laptop\n", 4, 5, "« id: a »"),
    "brace": ("equipment:\n  - {id: a, type: laptop\n  - {id: b, type: laptop}\n", 4, 5, "« } » avant la ligne 5"),
    "brace, to the end": ("territory: {name: a, kind: commune\n", 3, 12, "« } » avant la ligne 4"),
    "brace around another": (
        "equipment:\n  - {id: a, telework: {days_per_year: 3}\n  - {id: b}\n",
        4,
        5,
        "« } » avant la ligne 5",
    ),
    "bracket": ("territory: {name: a}\nlimits: [a, b\nequipment:\n  - {id: b}\n", 4, 9, "« ] » avant la ligne 5"),
    "bracket, before any item": ("territory: {}\nequipment: [\n", 4, 12, "« ] » avant la ligne 5"),
    "comma": ("territory: {name: a\n  kind: commune}\n", 4, 7, "virgules"),
}


@pytest.mark.parametrize(("text", "line", "column", "help_text"), SYNTAX.values(), ids=SYNTAX)
def test_syntax(text: str, line: int, column: int, help_text: str, tmp_path: Path, tables: Tables) -> None:
    (one,) = found(tmp_path, HEAD + text, tables)
    assert (one.code, one.position.line, one.position.column) == ("SNR102", line, column)
    assert help_text in one.help


def test_a_brace_says_where_it_was_opened(tmp_path: Path, tables: Tables) -> None:
    (one,) = found(tmp_path, HEAD + SYNTAX["brace"][0], tables)
    assert one.message == "accolade « { » ouverte ici (ligne 4) et jamais fermée"
    (one,) = found(tmp_path, HEAD + SYNTAX["comma"][0], tables)
    assert one.message == "virgule ou « } » attendue ici (accolade ouverte ligne 3)"


# --- values: what to type

PLACED = "territory: {}\nequipment:\n  - {id: a, type: laptop, quantity: 1, place: %s}\n"
VALUES = {
    "thousands": ("territory: {name: a, population: {totale: 84 200}}\n", "SNR203", "écrivez 84200"),
    "thousands with points": ("territory:\n  population: {totale: 84.200}\n", "SNR203", "écrivez 84200"),
    "thousands with a comma": ("territory: {population: {totale: 84,200}}\n", "SNR203", "84200, ou 84.200"),
    "thousands with a comma, in a block": (
        "territory:\n  population:\n    totale: 84,200\n",
        "SNR203",
        "écrivez 84200",
    ),
    "decimal in braces": (
        "territory: {}\nservices:\n  - {id: s, type: server_room, pue: 1,8}\n",
        "SNR203",
        "écrivez 1.8",
    ),
    "decimal": (
        "territory: {}\nservices:\n  - id: s\n    type: server_room\n    pue: 1,8\n",
        "SNR203",
        "avec un point : 1.8",
    ),
    "day first": ("territory: {}\nprogramme: {date: 20/06/2024}\n", "SNR207", 'écrivez "2024-06-20"'),
    "curly quotes": ('territory: {department: “33"}\n', "SNR207", 'écrivez "33"'),
    "French quotes": ("territory: {department: « 2A »}\n", "SNR207", 'écrivez "2A"'),
    "no space in braces": ("territory: {name:Agglo, kind: commune}\n", "SNR201", "« name: Agglo »"),
    "no space after dashes": ("territory: {}\nlimits:\n  -texte\n  -autre\n", "SNR203", "« - texte »"),
    "country misspelt": (PLACED % "Frnace", "SNR301", "vouliez-vous dire « FR » (France) ?"),
    "country in words": (PLACED % "Royaume Uni", "SNR301", "vouliez-vous dire « GB » (Royaume Uni) ?"),
    "country nobody knows": (PLACED % "Zorgland", "SNR301", "codes : BE, CH"),
    "braces in a text": ("territory:\n  department: “{x}”\n", "SNR207", 'écrivez "{x}"'),
}


@pytest.mark.parametrize(("text", "code", "help_text"), VALUES.values(), ids=VALUES)
def test_values(text: str, code: str, help_text: str, tmp_path: Path, tables: Tables) -> None:
    (one,) = found(tmp_path, HEAD + text, tables)
    assert one.code == code
    assert help_text in one.help


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2024-06-31", "le 31 juin 2024 n’existe pas"),
        ("2023-02-29", "le 29 février 2023 n’existe pas"),
        ("2024-13-01", "il n’y a pas de mois 13"),
    ],
)
def test_a_date_that_does_not_exist(day: str, said: str, tmp_path: Path, tables: Tables) -> None:
    (one,) = found(tmp_path, AUTHORITY + f"programme: {{date: {day}}}\n", tables)
    assert one.message == f"« date » : {said}"


@pytest.mark.parametrize("key", ["quantité", "quantite", "nombre", "quantty"])
def test_a_french_key_is_told_once(key: str, tmp_path: Path, tables: Tables) -> None:
    """The key that it means is not missing too; another one is."""
    (one,) = found(tmp_path, AUTHORITY + f"equipment:\n  - {{id: a, type: laptop, {key}: 3}}\n", tables)
    assert (one.code, one.help) == ("SNR201", "vouliez-vous dire « quantity » ?")
    two = found(tmp_path, AUTHORITY + f"equipment:\n  - {{id: a, {key}: 3}}\n", tables)
    assert sorted(finding.code for finding in two) == ["SNR201", "SNR202"]
    (one,) = found(tmp_path, HEAD + "territoire: {name: Essai}\n", tables)
    assert one.code == "SNR201"


def test_numbers_are_written_in_french(tmp_path: Path, tables: Tables) -> None:
    text = (
        AUTHORITY
        + "services: [{id: s, type: server_room, pue: 0.5}]\nequipment: [{id: a, type: laptop, quantity: -10}]\n"
    )
    messages = {finding.message for finding in found(tmp_path, text, tables)}
    assert messages == {"« pue » : 0,5 est trop petit (au moins 1)", "« quantity » : -10 est négatif (au moins 0)"}


def test_a_comment_in_capitals_leaves_aside(tmp_path: Path, snr: Run) -> None:
    text = HEAD + 'territory: {siren: "243300316"} # SNR: Ignore[REEN-05] ateliers en mars\n'
    (tmp_path / "territory.yaml").write_text(text, encoding="utf-8")
    done = snr("check", tmp_path, "--select", "REEN-05")
    assert done.returncode == 0
    assert "0 erreur, 1 écarté" in done.stdout.decode()


def test_one_module_asks_whether_another_word_was_meant() -> None:
    """`did_you_mean` says it, everywhere in the same words."""
    sources = ROOT / "src" / "snr_cli"
    names = {path.name for path in sources.rglob("*.py") if "vouliez-vous dire" in path.read_text(encoding="utf-8")}
    assert names == {"numbers.py"}
