"""Cells merged over several rows of a workbook: a text holds for each, a number of devices for all of them together."""

from pathlib import Path

import pytest

from snr_cli.inputs.inventory import distinct
from snr_cli.inputs.inventory.distinct import Merged
from snr_cli.inputs.inventory.records import InventoryError
from snr_cli.inputs.sheets import Area
from test_inventory import counts
from test_inventory_tables import read, units, verdicts
from workbooks import Grid, Merges, ods_grid, saved, xlsx_grid

WRITERS = {"xlsx": xlsx_grid, "ods": ods_grid}
LAPTOP = ["Portable", "Latitude 5440"]
SCREEN = ["Écran", "Dell P2419H"]


@pytest.fixture(params=WRITERS)
def parc(request: pytest.FixtureRequest, tmp_path: Path):
    """Read a sheet: its rows, and what is merged in it."""
    kind = request.param
    return lambda rows, merges=(), **how: read(saved(tmp_path / f"parc.{kind}", WRITERS[kind](rows, merges)), **how)


def entities(inventory) -> dict[str, float]:
    found: dict[str, float] = {}
    for group in inventory.groups:
        if group.device is not None:
            found[group.device.entity] = found.get(group.device.entity, 0) + group.units
    return found


def test_a_merged_service_and_a_merged_type_hold_for_each_of_their_rows(parc):
    rows: Grid = [["Service", "Type", "Modèle", "N° de série"]]
    rows += [["" if i else "DSI", "" if i % 6 else "PC portable", "Latitude 5440", f"SN{i:05}A"] for i in range(12)]
    rows += [["École", "Écran", "Dell P2419H", "SN99999A"]]
    inventory = parc(rows, [(2, 1, 13, 1), (2, 2, 7, 2), (8, 2, 13, 2)])
    assert units(inventory) == {"laptop": 12, "monitor": 1}
    assert entities(inventory) == {"DSI": 12, "École": 1}


def test_a_merged_type_without_a_model_beside_is_the_type_of_each_row(parc):
    rows: Grid = [["Type", "N° de série"], *[["" if i else "PC portable", f"SN{i:05}A"] for i in range(5)]]
    assert units(parc(rows, [(2, 1, 6, 1)])) == {"laptop": 5}


def test_a_merged_quantity_counts_once_and_its_other_rows_are_ignored(parc):
    rows: Grid = [
        ["Type", "Modèle", "Quantité"],
        [*LAPTOP, 12],
        ["Portable", "HP ProBook 450 G8", ""],
        [*LAPTOP, ""],
        [*SCREEN, 3],
    ]
    inventory = parc(rows, [(2, 3, 4, 3)])
    assert units(inventory) == {"laptop": 12, "monitor": 3}
    assert verdicts(inventory) == {
        2: "laptop", 3: "ignored: quantity_shared", 4: "ignored: quantity_shared", 5: "monitor"
    }  # fmt: skip
    assert inventory.units("ignored") == 0


@pytest.mark.parametrize("quantity", [12, 2, 1])
def test_a_merged_quantity_of_several_types_is_of_none_of_them(parc, quantity: int):
    rows: Grid = [["Type", "Modèle", "Quantité"], [*LAPTOP, quantity], [*LAPTOP, ""], [*SCREEN, ""], [*LAPTOP, 4]]
    inventory = parc(rows, [(2, 3, 4, 3)])
    assert units(inventory) == {"laptop": 4}
    assert verdicts(inventory) == {**dict.fromkeys((2, 3, 4), "to_confirm: quantity_mixed"), 5: "laptop"}
    assert inventory.units("to_confirm") == quantity


def test_a_merged_quantity_below_the_number_of_its_rows_is_to_confirm(parc):
    rows: Grid = [["Type", "Modèle", "Quantité"], [*LAPTOP, 1], [*LAPTOP, ""], [*LAPTOP, ""]]
    inventory = parc(rows, [(2, 3, 4, 3)])
    assert counts(inventory) == {"to_confirm": 3}
    assert inventory.units("to_confirm") == 1


def test_a_merged_quantity_of_devices_in_several_states_is_to_confirm(parc):
    rows: Grid = [["Type", "Modèle", "Statut", "Quantité"], [*LAPTOP, "En service", 8], [*LAPTOP, "En stock", ""]]
    assert counts(parc(rows, [(2, 4, 3, 4)])) == {"to_confirm": 2}
    rows[2][2] = "Réformé"
    assert counts(parc(rows, [(2, 4, 3, 4)])) == {"to_confirm": 2}
    rows[1][2] = "Réformé"
    assert counts(parc(rows, [(2, 4, 3, 4)])) == {"set_aside": 2}


def test_a_merged_quantity_of_rows_that_nothing_recognises_is_to_confirm_whole(parc):
    rows: Grid = [["Type", "Modèle", "Quantité"], ["Zorglub", "ZX", 8], ["Zorglub", "ZY", ""]]
    inventory = parc(rows, [(2, 3, 3, 3)])
    assert counts(inventory) == {"to_confirm": 1, "ignored": 1}
    assert inventory.units("to_confirm") == 8


def test_a_cell_merged_over_rows_that_hold_nothing_else_is_one_tall_row(parc):
    rows: Grid = [["Type", "Modèle", "Quantité"], [*LAPTOP, 5], ["", "", ""], ["", "", ""], [*SCREEN, 2]]
    inventory = parc(rows, [(2, 1, 4, 1), (2, 2, 4, 2), (2, 3, 4, 3)])
    assert verdicts(inventory) == {2: "laptop", 3: "ignored: blank", 4: "ignored: blank", 5: "monitor"}
    assert units(inventory) == {"laptop": 5, "monitor": 2}


def test_a_subtotal_under_a_merged_type_is_no_device(parc):
    rows: Grid = [["Type", "Site", "Quantité"], ["PC portable", "Mairie", 5], ["", "École", 3], ["", "Sous-total", 8]]
    inventory = parc(rows, [(2, 1, 4, 1)])
    assert verdicts(inventory) == {2: "laptop", 3: "laptop", 4: "ignored: total"}
    assert units(inventory) == {"laptop": 8}


def test_a_title_merged_over_two_columns_is_that_of_the_first_and_a_section_title_is_no_data(parc):
    rows: Grid = [
        ["Inventaire 2024", "", "", "", ""],
        ["Type", "Modèle", "", "Quantité", "Lieu"],
        ["Mairie", "", "", "", ""],
        [*LAPTOP, "écran 24 pouces", 3, "Mairie"],
        ["Portable", "", "", "", ""],
        [*SCREEN, "", 2, "École"],
    ]
    merges: Merges = [(1, 1, 1, 5), (2, 2, 2, 3), (3, 1, 3, 5), (5, 1, 5, 5)]
    inventory = parc(rows, merges)
    assert units(inventory) == {"laptop": 3, "monitor": 2}
    assert inventory.files[0].columns.used == {
        "Type": "kind", "Modèle": "model", "Quantité": "quantity", "Lieu": "site"
    }  # fmt: skip
    assert {line for line, said in verdicts(inventory).items() if said in ("laptop", "monitor")} == {4, 6}


def test_a_cell_merged_over_a_whole_row_is_the_title_of_a_section_and_no_device(parc):
    rows: Grid = [
        ["Type", "Modèle", "N° de série"],
        ["PC PORTABLES", "", ""],
        ["PC portable", "Latitude 5440", "AB12345"],
        ["Écrans", "", ""],
        ["Écran", "Dell P2419H", "AB12346"],
        ["10 PC portables", "", ""],
        ["PC portable", "", ""],
    ]
    inventory = parc(rows, [(2, 1, 2, 3), (4, 1, 4, 3), (6, 1, 6, 3), (7, 1, 7, 2)])
    assert verdicts(inventory) == {
        2: "ignored: section", 3: "laptop", 4: "ignored: section", 5: "monitor", 6: "to_confirm: number_in_label", 7: "laptop"
    }  # fmt: skip
    narrow = parc([row[:2] for row in rows[:3]], [(2, 1, 2, 2)])  # two columns do not tell: it is asked
    assert verdicts(narrow) == {2: "to_confirm: plural_label", 3: "laptop"}


def test_the_title_of_a_section_that_says_a_state_is_told(parc):
    rows: Grid = [
        ["Type", "Modèle", "N° de série"],
        ["MATÉRIEL RÉFORMÉ", "", ""],
        ["PC portable", "Latitude 5440", "AB12345"],
        ["PC PORTABLES", "", ""],
        ["PC portable", "Latitude 5450", "AB12347"],
    ]
    inventory = parc(rows, [(2, 1, 2, 3), (4, 1, 4, 3)])
    assert ("section_state", "MATÉRIEL RÉFORMÉ", 2) in inventory.files[0].notes
    assert sum(note[0] == "section_state" for note in inventory.files[0].notes) == 1


def test_titles_on_two_lines_some_merged_over_both_are_read_on_the_lower_one(parc):
    rows: Grid = [
        ["Type", "Matériel", "", "Quantité"],
        ["", "Marque", "Modèle", ""],
        ["Portable", "Dell", "Latitude 5440", 3],
    ]
    inventory = parc(rows, [(1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 2, 4)])
    assert units(inventory) == {"laptop": 3}
    assert inventory.files[0].header_line == 2


def test_a_text_merged_in_a_column_of_quantities_is_read_on_each_row(parc):
    rows: Grid = [["Type", "Modèle", "Quantité"], [*LAPTOP, "à compter"], [*LAPTOP, ""]]
    assert verdicts(parc(rows, [(2, 3, 3, 3)])) == dict.fromkeys((2, 3), "rejected: quantity_unread")


def test_a_merged_quantity_of_a_column_that_the_mapping_names(parc):
    from snr_cli.inputs.inventory.records import Corrections

    rows: Grid = [["Type", "Modèle", "Zorglub"], [*LAPTOP, 12], [*LAPTOP, ""]]
    inventory = parc(rows, [(2, 3, 3, 3)], mapping=Corrections(columns={"Zorglub": "quantity"}))
    assert units(inventory) == {"laptop": 12}
    with pytest.raises(InventoryError, match="Zorglub"):
        parc(rows, [(2, 3, 3, 3)])


def test_a_merge_over_a_million_rows_adds_no_row(parc):
    rows: Grid = [["Service", "Type", "Modèle"], ["DSI", *LAPTOP], ["", *SCREEN]]
    inventory = parc(rows, [(2, 1, 1_048_576, 1), (2, 700, 1_048_576, 700)])
    assert inventory.read == 2
    assert entities(inventory) == {"DSI": 2}


def test_thousands_of_merges_are_bounded(monkeypatch: pytest.MonkeyPatch):
    found = Merged([Area(first, 1, first + 1, 1) for first in range(1, 200_000, 2)])
    assert (found.first_of(0, 100_000), found.first_of(0, 300_000), found.first_of(1, 5)) == (99_999, 0, 0)
    monkeypatch.setattr(distinct, "MAX_LOOKED", 100)
    with pytest.raises(distinct.TableError, match="fusionnées"):
        list(found.filled([(range(1, 200), [["x"]] * 199)]))


def test_rows_between_the_first_and_the_last_merged_cell_may_hold_some() -> None:
    found = Merged([Area(5, 2, 6, 2), Area(90, 1, 95, 1)])
    batches = ([1, 2, 4], [4, 5], [6, 7], [95, 96], [96, 97], [])
    assert [found.touches(lines) for lines in batches] == [False, True, True, True, False, False]
    assert not Merged([]).touches([1, 2])


def test_a_section_title_over_each_of_two_tables_side_by_side_is_no_device(parc):
    titles = ["Type", "Modèle", "Lieu"]
    rows: Grid = [
        [*titles, "Service", "", *titles],
        ["Ordinateurs portables", "", "", "", "", "Ordinateurs portables", "", ""],
        *[[*LAPTOP, "Mairie", "DSI", "", *LAPTOP, "École"] for _ in range(3)],
    ]
    inventory = parc(rows, [(2, 1, 2, 4), (2, 6, 2, 8)])
    assert units(inventory) == {"laptop": 6}
    assert counts(inventory) == {"counted": 6, "ignored": 2}


def test_a_serial_number_merged_over_a_computer_and_its_screens_is_that_of_the_computer(parc):
    rows: Grid = [["N° de série", "Type", "Modèle"], ["SN123AB4", *LAPTOP], ["", *SCREEN], ["", *SCREEN], ["", *LAPTOP]]
    inventory = parc(rows, [(2, 1, 5, 1)])
    assert units(inventory) == {"laptop": 1, "monitor": 2}
    assert verdicts(inventory)[5] == "set_aside: seen"
    rows += [[f"SN{rank:05}A", *LAPTOP] for rank in range(3)]  # a batch without a serial number met twice
    assert units(parc([*rows[:3], *rows[5:]], [(2, 1, 3, 1)])) == {"laptop": 4, "monitor": 1}


@pytest.mark.parametrize(("kind", "write"), [("xlsx", xlsx_grid), ("ods", ods_grid)])
def test_titles_on_two_lines_some_merged_downwards(tmp_path: Path, kind: str, write):
    """« Achat » stands over « Date d’achat » and « Prix », beside titles merged over both lines."""
    rows: Grid = [
        ["Type", "Modèle", "Achat", "", "Quantité"],
        ["", "", "Date d’achat", "Prix", ""],
        ["Portable", "Latitude 5440", "2020-01-01", 500, 3],
        ["Écran", "P2419H", "2021-01-01", 100, 4],
    ]
    merges = [(1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 1, 4), (1, 5, 2, 5)]
    inventory = read(saved(tmp_path / f"parc.{kind}", write(rows, merges)))
    (file,) = inventory.files
    assert (file.header_line, file.columns.used["Date d’achat"]) == (2, "purchase_date")
    assert {group.device.type: group.units for group in inventory.groups if group.device} == {"laptop": 3, "monitor": 4}
