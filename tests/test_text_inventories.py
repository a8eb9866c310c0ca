"""A `.txt` opens as a CSV does when it is a table, and says so when it is none; UTF-16 without a mark is read when it is certain."""

from pathlib import Path

import pytest

from in_process import snr
from snr_cli.api.catalogue import inventory_words
from snr_cli.catalog.opened import shipped_tables
from snr_cli.inputs.inventory.delimited import encoding_of, mended
from snr_cli.inputs.inventory.fleet import fleet
from snr_cli.inputs.inventory.read import Inventory, read_inventory
from snr_cli.inputs.inventory.records import InventoryError, Reading, TableError

WORDS = inventory_words(shipped_tables())
LINES = (("Type", "Modèle", "Quantité"), ("PC portable", "Latitude 5520", "12"), ("Écran", "P2419H", "30"))
README = """Export du parc de la commune
Bonjour, voici les fichiers demandés la semaine dernière ; le second n'est pas complet.
- parc.csv : les postes de la mairie
- ecoles.csv : ceux des écoles, sans les tablettes
Cordialement
"""


def read(path: Path) -> Inventory:
    return read_inventory([(path, path.name)], WORDS, Reading(), 2025)


def units(inventory: Inventory) -> dict[str, float]:
    return {line.type: line.quantity for line in fleet("parc", inventory.groups, "high", "").lines}


def text(separator: str) -> str:
    return "\r\n".join(separator.join(cells) for cells in LINES) + "\r\n"


@pytest.mark.parametrize("separator", ["\t", ";", ",", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_file_is_a_table_when_its_lines_are(tmp_path: Path, separator: str, encoding: str):
    path = tmp_path / "parc.txt"
    path.write_bytes(text(separator).encode(encoding))
    assert len(path.read_bytes()) < 400
    assert units(read(path)) == {"laptop": 12, "monitor": 30}


def test_in_a_folder_too_where_one_that_is_no_table_is_an_error_of_its_own(tmp_path: Path):
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "parc.txt").write_text(text("\t"), encoding="utf-8")
    (folder / "a lire.txt").write_text(README, encoding="utf-8")
    (folder / "README.txt").write_text(README, encoding="utf-8")
    done = snr("inventory", folder)
    assert done.returncode == 1
    assert "a lire.txt : ce texte n’est pas un tableau" in done.stderr
    assert "README" not in done.stderr
    assert "42" in done.stdout


@pytest.mark.parametrize(
    "content",
    [
        README,
        "bonjour\nle monde\n",
        "Dupontel\nMartinez\n",
        README.replace("\n", " "),
        "a b c d e f g, h i j k l m n\n" * 5,
    ],
)
def test_a_text_that_is_no_table_has_its_own_sentence_and_nothing_to_propose(tmp_path: Path, content: str):
    path = tmp_path / "lire.txt"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InventoryError, match="ce texte n’est pas un tableau") as refused:
        read(path)
    assert "Dupontel" not in str(refused.value)
    done = snr("inventory", path, "--format", "mapping", "-o", tmp_path / "m.yaml")
    assert "n’est pas écrit" in done.stderr


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("Type;PC\n".encode("utf-16-le"), "utf-16-le"),
        ("Type;PC\n".encode("utf-16-be"), "utf-16-be"),
        ("Modèle’;œuvre €\n".encode("utf-16-le"), "utf-16-le"),
        (b"a\0;\0b\0\n\0", "utf-16-le"),
        (b"a\0", "utf-8"),  # too short to be certain
        (b"a\0b\0c\0d", "utf-8"),  # an odd number of bytes
        (b"ab\0\0cd\0\0ef\0\0", "utf-8"),  # NUL of both ranks
        (b"\x01\0\x02\0\x03\0\x04\0", "utf-8"),  # no text once read so
        (b"abcdefgh\0jkl", "utf-8"),
    ],
)
def test_utf_16_without_a_mark_is_read_when_it_is_certain(tmp_path: Path, content: bytes, encoding: str):
    path = tmp_path / "x.txt"
    path.write_bytes(content)
    assert encoding_of(path, content)[0] == encoding


def test_bytes_that_are_no_text_are_still_refused(tmp_path: Path):
    path = tmp_path / "x.txt"
    path.write_bytes(b"\x00\x01\x02" * 400)
    with pytest.raises(TableError, match="octets nuls"):
        encoding_of(path, path.read_bytes())


ACCENTED = "Matériel;Modèle;Quantité;Service\nÉcran;P2419H;3;Médiathèque\nPC portable;Latitude 5440;4;Bâtiment à côté\n"


@pytest.mark.parametrize(
    ("content", "encoding", "note"),
    [
        (ACCENTED.encode("cp1252"), "cp1252", ""),
        (ACCENTED.encode("cp850"), "cp850", "encoding_guessed"),
        (ACCENTED.encode("mac_roman"), "mac_roman", "encoding_guessed"),
        (ACCENTED.upper().encode("cp850"), "cp850", "encoding_guessed"),
        (ACCENTED.upper().encode("mac_roman"), "mac_roman", "encoding_guessed"),
        (ACCENTED.upper().encode("cp1252"), "cp1252", ""),
        (ACCENTED.encode().decode("latin-1").encode(), "utf-8", "encoding_mended"),
        (ACCENTED.encode().decode("cp1252", "replace").encode("utf-8-sig"), "utf-8-sig", "encoding_mended"),
        (ACCENTED.encode() + "Clé à revoir;Z;1;Bâtiment\n".encode("cp1252"), "cp1252", "encoding_mended"),
        (ACCENTED.encode() + "Tablette;iPad;1;M�diath�que\n".encode(), "utf-8", "letters_lost"),
        ("Type;Modèle\nÉcran;« Ã », œuvre d’été – 5 €\n".encode("cp1252"), "cp1252", ""),
    ],
)
def test_the_letters_of_a_file_are_read_right_and_what_was_done_is_told(
    tmp_path: Path, content: bytes, encoding: str, note: str
):
    path = tmp_path / "parc.csv"
    path.write_bytes(content)
    assert encoding_of(path, content)[::2] == (encoding, note)
    if len(content) < 100:
        return
    inventory = read(path)
    assert [found[0] for found in inventory.files[0].notes] == [note] * bool(note)
    expected = {"laptop": 4, "monitor": 3} | ({"tablet": 1} if note == "letters_lost" else {})
    assert units(inventory) == expected
    assert {group.device.entity.casefold() for group in inventory.groups if group.device is not None} >= {
        "médiathèque",
        "bâtiment à côté",
    }


def test_a_text_encoded_twice_is_read_again_and_no_other():
    assert mended("MÃ©diathÃ¨que â€“ Ã‰cran nÂ° 4 Å“uvre lâ€™accueil") == "Médiathèque – Écran n° 4 œuvre l’accueil"
    for right in ("« É » Ê’ Ã", "São Paulo", "Â°", "Ça, œil"):
        assert mended(right) == right or right == "Â°"


@pytest.mark.parametrize("lost", ["?", "\ufffd"])
def test_a_refusal_says_that_letters_are_lost(tmp_path: Path, lost: str):
    path = tmp_path / "parc.csv"
    path.write_text(ACCENTED.encode("ascii", "replace").decode().replace("?", lost), encoding="utf-8")
    with pytest.raises(InventoryError, match="lettres accentuées y sont perdues : exportez de nouveau"):
        read(path)


def test_check_tells_the_encoding_that_was_recognised(tmp_path: Path):
    (tmp_path / "parc.csv").write_bytes(ACCENTED.encode("cp850"))
    (tmp_path / "territory.yaml").write_text(
        'snr: 1\nreference_year: 2025\nterritory: {siren: "243300316"}\nequipment:\n  - {id: parc, from: parc.csv}\n',
        encoding="utf-8",
    )
    assert "encodage cp850, reconnu à ses lettres" in " ".join(snr("check", tmp_path).stdout.split())
