"""`snr explain` of a name that the dossier lacks: the names it may stand for, the nearest first, and whether there are others."""

from pathlib import Path

from in_process import snr

HEAD = 'snr: 1\nreference_year: 2025\nterritory: {siren: "243300316"}\nequipment:\n'


def dossier(folder: Path, *names: str) -> Path:
    lines = [f"  - {{id: {name}, type: laptop, quantity: 3}}\n" for name in names]
    (folder / "territory.yaml").write_text(HEAD + "".join(lines), encoding="utf-8")
    return folder


def test_the_name_that_is_nearly_meant_is_proposed(tmp_path: Path):
    done = snr("explain", dossier(tmp_path, "postes", "ecrans"), "poste")
    assert done.returncode == 2
    assert "vouliez-vous dire « postes » ?" in done.stderr


def test_the_nearest_names_come_first_and_others_are_told(tmp_path: Path):
    names = [f"a-{number}" for number in range(30)]
    told = snr("explain", dossier(tmp_path, *names, "imprimante"), "impxyzwvu").stderr
    shown = told.partition("les plus proches d’abord : ")[2].strip()
    assert shown.startswith("imprimante, ")
    assert shown.endswith(", …")
    assert len(shown.split(", ")) == 21


def test_where_no_name_is_near_the_lines_of_the_dossier_come_first(tmp_path: Path):
    told = snr("explain", dossier(tmp_path, "postes"), "0000").stderr
    assert "les plus proches d’abord : total, postes, " in told
