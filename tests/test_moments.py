"""The fleet at several dates in one table is not counted as many times: it is asked, or told."""

from pathlib import Path

import pytest

from in_process import snr
from snr_cli.inputs.inventory.records import Corrections, InventoryError
from test_inventory import raw, read, reasons, units, xlsx

MONTHS = "Mois;Type;Quantité\njanvier;Portable;10\njanvier;Écran;20\nfévrier;Portable;11\nfévrier;Écran;20\n"


@pytest.mark.parametrize(
    "text",
    [
        MONTHS,
        MONTHS.replace("Mois", "Date d'inventaire").replace("janvier", "31/12/2023").replace("février", "31/12/2024"),
        "Trimestre;Nom;Type\nT1;A;Portable\nT1;B;Écran\nT2;A;Portable\nT2;B;Écran\nT2;C;Écran\n",
    ],
)
def test_the_same_rows_at_several_dates_are_a_question(tmp_path: Path, text: str):
    path = raw(tmp_path, text)
    title, last = text.partition(";")[0], text.splitlines()[-1].partition(";")[0]
    with pytest.raises(InventoryError, match=f"la colonne « {title} » dit plusieurs dates") as asked:
        read(path)
    assert asked.value.asks == (title,)
    kept = read(path, mapping=Corrections(keep={title: (last,)}))
    assert units(kept) in ({"laptop": 11, "monitor": 20}, {"laptop": 1, "monitor": 2})
    assert sum(units(read(path, mapping=Corrections(columns={title: ""}))).values()) in (61, 5)
    mapping = tmp_path / "parc.mapping.yaml"
    snr("inventory", path, "--format", "mapping", "-o", mapping)
    written = mapping.read_text(encoding="utf-8")
    assert f'  # "{title}": ["…"] # une seule date' in written
    answered = written.replace(f'  # "{title}": ["…"]', f'  "{title}": ["{last}"]')
    mapping.write_text(answered, encoding="utf-8")
    assert snr("inventory", path, "--mapping", mapping).returncode == 0


@pytest.mark.parametrize(
    "text",
    [
        MONTHS.replace("février;Portable", "février;Tablette").replace("février;Écran", "février;PC fixe"),
        "Date d'inventaire;Site;Type;Quantité\n12/01/2025;A;Portable;3\n15/02/2025;B;Portable;4\n",
        "Mois;N° de série;Type\njanvier;AB12345;Portable\nfévrier;AB12345;Portable\n",
    ],
)
def test_other_rows_at_other_dates_are_no_question(tmp_path: Path, text: str):
    assert units(read(raw(tmp_path, text)))


def test_a_year_read_as_that_of_the_purchase_is_told_when_the_same_rows_come_again(tmp_path: Path):
    path = raw(tmp_path, "Année;Type;Quantité\n2023;Portable;10\n2023;Écran;20\n2024;Portable;11\n2024;Écran;20\n")
    assert [note[:2] for note in read(path).files[0].notes] == [("maybe_moments", "Année")]
    bought = raw(tmp_path, "Année d'achat;Type;Quantité\n2023;Portable;10\n2024;Portable;11\n", "achats.csv")
    assert not read(bought).files[0].notes


def test_sheets_of_quarters_or_of_months_cut_short_are_a_question(tmp_path: Path):
    rows: list[list[object]] = [["Nom", "Type", "Quantité"], ["A", "Portable", 10], ["B", "Écran", 20]]
    for names in (("T1", "T2", "T3"), ("Janv", "Fév."), ("1er trimestre", "2ème trimestre")):
        with pytest.raises(InventoryError, match="plusieurs feuilles portent une date"):
            read(xlsx(tmp_path / "parc.xlsx", dict.fromkeys(names, rows)))


def test_the_title_of_the_rows_under_it_is_no_device(tmp_path: Path):
    text = "Modèle;N° de série;Service\nPORTABLES;;\nLatitude 5440;A1234567;DSI\nÉCRANS;;\nP2419H;B1234567;DSI\n"
    inventory = read(raw(tmp_path, text))
    assert units(inventory) == {"laptop": 1, "monitor": 1}
    assert reasons(inventory, "to_confirm") == {2: "plural_label", 4: "plural_label"}
    alone = read(raw(tmp_path, text.replace("PORTABLES;;", "Portable;;DSI").replace("ÉCRANS;;", "Écran;;"), "b.csv"))
    assert units(alone) == {"laptop": 2, "monitor": 2}
