"""Totals are constraints: a sheet is read so that each unit counts once, and what its totals say is said beside."""

import json
from itertools import chain
from math import fsum
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from in_process import snr
from snr_cli.inputs.inventory.read import Inventory
from snr_cli.inputs.inventory.records import Corrections, Total
from snr_cli.inputs.inventory.totals import below, trees
from test_inventory import units
from test_no_device_rows import export, read, verdicts

MODELS = {
    "PC fixe": ("OptiPlex 3080", "ProDesk 400 G6", "ThinkCentre M70s", "OptiPlex 7010", "EliteDesk 800 G5"),
    "PC portable": ("Latitude 5420", "EliteBook 840 G8", "ThinkPad T14", "ProBook 450 G7", "Latitude 5530"),
    "Écran": ("P2419H", "EliteDisplay E243", "ThinkVision T24i", "P2422H", "U2415"),
    "Imprimante laser": ("LaserJet Pro M404dn", "HL-L5100DN", "ECOSYS P2040dn", "LaserJet M506"),
    "Smartphone": ("Galaxy A52", "iPhone SE", "iPhone 12", "Galaxy A14"),
}
SITES = ("Mairie", "École Pasteur", "CCAS", "Médiathèque")
SUBTOTAL, SUM = "ignored subtotal", "to_confirm sums_above"


def known(inventory: Inventory) -> float:
    return fsum(units(inventory).values())


def totals(inventory: Inventory) -> list[Total]:
    return [total for file in inventory.files for total in file.totals]


def doubted(inventory: Inventory) -> float:
    return inventory.units("to_confirm") or 0.0


PIVOT = ("PC fixe;42", "OptiPlex 3080;12", "ProDesk 400 G6;30", "PC portable;53", "Latitude 5420;20", "ThinkPad T14;33")


@pytest.mark.parametrize(
    "rows",
    [
        ("Type;Nombre", *PIVOT),
        ("Type;Nombre", *PIVOT, "Total général;95"),
        ("Étiquettes de lignes;Nombre de N° série", *PIVOT, "Total général;95"),
        ("Row Labels;Count of Serial", *PIVOT, "Grand Total;95"),
        ("Type;Nombre", "Total;95", *PIVOT),
        ("Type;Nombre", *PIVOT, ";95"),
        ("Type;Nombre", *PIVOT[1:3], PIVOT[0], *PIVOT[4:], PIVOT[3]),  # under their rows
        ("Type;Nombre", *PIVOT[:3], "Total;42"),  # a single subtotal, that the total proves
        ("Type;Modèle;Nombre", "PC fixe;;42", ";OptiPlex 3080;12", ";ProDesk 400 G6;30", "PC portable;;53",
         ";Latitude 5420;20", ";ThinkPad T14;33"),
        ("Type;Modèle;Nombre", "PC fixe;;42", "PC fixe;OptiPlex 3080;12", "PC fixe;ProDesk 400 G6;30", "PC portable;;53",
         "PC portable;Latitude 5420;20", "PC portable;ThinkPad T14;33", "Total;;95"),
        # of three levels
        ("Type;Nombre", "Mairie;60", "PC fixe;42", "OptiPlex 3080;12", "ProDesk 400 G6;30", "PC portable;18", "Latitude 5420;11",
         "ThinkPad T14;7", "CCAS;35", "PC portable;35", "Latitude 5420;9", "ThinkPad T14;26", "Total général;95"),
        # the rows under the types say places, or models that nobody knows: the types count
        ("Type;Nombre", "PC fixe;42", "Mairie;12", "CCAS;30", "PC portable;53", "Mairie;20", "CCAS;33", "Total;95"),
        ("Type;Nombre", "PC fixe;42", "OptiPlex 3080;12", "Zorglub;30", "PC portable;53", "Latitude 5420;20", "Zorglub;33"),
        ("Type;Mairie;CCAS;Total", "PC fixe;12;30;42", "PC portable;20;33;53", "Total;32;63;95"),
    ],
)  # fmt: skip
def test_a_pivot_counts_each_unit_once(tmp_path: Path, rows: tuple[str, ...]):
    inventory = read(export(tmp_path, *rows))
    assert units(inventory) == {"desktop_professional": 42, "laptop": 53} or rows[-1] == "Total;42"
    assert known(inventory) == (42 if rows[-1] == "Total;42" else 95)
    assert not doubted(inventory)
    assert totals(inventory)
    assert all(total.said == total.read == total.counted for total in totals(inventory))


@pytest.mark.parametrize(
    ("rows", "doubts"),
    [
        # one subtotal, or a type among others: asked
        (("Type;Nombre", *PIVOT[:3]), {2}),
        (("Type;Nombre", *PIVOT[:3], "Écran;7"), {2}),
        # the total says that it is none
        (("Type;Nombre", *PIVOT[:3], "Total;84"), set()),
        # a row is the sum of others by chance: another type, or a model of its own
        (("Type;Nombre", "PC portable;5", "Écran;3", "Smartphone;2", "Imprimante laser;1"), set()),
        (("Type;Nombre", "PC portable;3", "Écran;1", "Smartphone;2", "PC fixe;5", "Imprimante laser;4", "Tablette;1"), set()),
        (("Type;Nombre", "PC portable Dell;5", "PC portable HP;3", "PC portable Lenovo;2", "Écran;1"), set()),
        (("Type;Nombre", "Écran;4", "Écran;4"), set()),
    ],
)  # fmt: skip
def test_a_row_that_may_be_a_sum_is_to_confirm(tmp_path: Path, rows: tuple[str, ...], doubts: set[int]):
    found = verdicts(export(tmp_path, *rows))
    assert {line for line, verdict in found.items() if verdict == SUM} == doubts
    assert SUBTOTAL not in found.values()


@pytest.mark.parametrize(("where", "count"), [("above", 42), ("none", 84), ("below", 42)])
def test_a_person_says_where_the_subtotals_are(tmp_path: Path, where: str, count: int):
    rows = PIVOT[:3] if where != "below" else (*PIVOT[1:3], PIVOT[0])
    path = export(tmp_path, "Type;Nombre", *rows)
    assert known(read(path, mapping=Corrections(totals={"nombre": where}))) == count
    assert known(read(path, mapping=Corrections(totals={"Quantité": "none"}))) == 42  # of another table


def test_the_question_of_a_subtotal_is_proposed_and_kept(tmp_path: Path):
    path, mapping = export(tmp_path, "Type;Nombre", *PIVOT[:3]), tmp_path / "m.yaml"
    assert 'mapping totals : "Nombre": …' in snr("inventory", path).stdout
    proposed = snr("inventory", path, "--format", "mapping").stdout
    assert '  # "Nombre": … # une ligne' in proposed
    mapping.write_text(proposed.replace('# "Nombre": …', '"Nombre": above'), encoding="utf-8")
    assert json.loads(snr("inventory", path, "--mapping", mapping, "-f", "json").stdout)["units"]["counted"] == 42
    assert '  "Nombre": above\n' in snr("inventory", path, "--mapping", mapping, "--format", "mapping").stdout


def test_a_total_that_the_rows_do_not_come_to_is_told(tmp_path: Path):
    inventory = read(export(tmp_path, "Type;Nombre;État", "PC fixe;42;", "PC portable;53;", "Écran;5;HS", "Total;97;"))
    assert totals(inventory) == [Total(5, 97, 100, 95)]
    inventory = read(export(tmp_path, "Type;Nombre;État", "PC fixe;42;", "PC portable;53;", "Écran;5;HS", "Total;100;"))
    assert totals(inventory) == [Total(5, 100, 100, 95)]


def test_totals_between_rows_are_those_of_the_rows_since_the_last(tmp_path: Path):
    rows = "PC fixe;42", "Sous-total;42", "PC portable;53", "Total portables;53", "Total général;95"
    assert [total.said for total in totals(read(export(tmp_path, "Type;Nombre", *rows)))] == [42, 53, 95]
    assert all(total.said == total.read for total in totals(read(export(tmp_path, "Type;Nombre", *rows))))


def test_subtotals_of_a_matrix_are_proved_by_its_total(tmp_path: Path):
    rows = "Pôle A;5;7", "Compta;2;3", "RH;3;4", "Voirie;4;1"
    wide = "Service;Portables;Écrans"
    assert known(read(export(tmp_path, wide, *rows, "Total;9;8"))) == 17
    assert doubted(read(export(tmp_path, wide, *rows))) == 12
    assert known(read(export(tmp_path, wide, *rows, "Total;14;15"))) == 29  # none is a sum
    pairs = "Pôle B;9;3", "Eau;5;2", "Rues;4;1"
    assert known(read(export(tmp_path, wide, *rows[:3], *pairs))) == 24  # every row is in one of two
    assert known(read(export(tmp_path, wide, *rows), mapping=Corrections(totals={"Écrans": "none"}))) == 29


# Sheets as colleagues make them: subtotals of one or two levels, over or under their rows, a total or none.

counts = st.integers(1, 60)
groups = st.dictionaries(st.sampled_from(list(MODELS)), st.integers(1, 4), min_size=2, max_size=5)


@st.composite
def sheets(draw: st.DrawFn) -> tuple[list[str], float, bool]:
    """Draw the rows of a sheet, its units, and whether what it says proves its reading."""
    over, indented, total = draw(st.booleans()), draw(st.booleans()), draw(st.booleans())
    sites = draw(st.sampled_from([(), SITES[:2], SITES[1:]]))

    def block(depth: int, label: str, parts: list[list[tuple[int, str, int]]], own: int) -> list[tuple[int, str, int]]:
        head = [(depth, label, own)]
        inner = list(chain.from_iterable(parts))
        return [*head, *inner] if over else [*inner, *head]

    def kinds(depth: int) -> tuple[list[list[tuple[int, str, int]]], int, int]:
        blocks, whole, several = list[list[tuple[int, str, int]]](), 0, 0
        for kind, many in draw(groups).items():
            models = [(depth + 1, model, draw(counts)) for model in MODELS[kind][:many]]
            own = sum(number for _, _, number in models)
            blocks.append(block(depth, kind, [[row] for row in models], own))
            whole, several = whole + own, several + (many > 1)
        return blocks, whole, several

    if sites:
        blocks, whole, several = list[list[tuple[int, str, int]]](), 0, 0
        for site in sites:
            inner, own, more = kinds(1)
            blocks.append(block(0, site, inner, own))
            whole, several = whole + own, several + more
    else:
        blocks, whole, several = kinds(0)
    rows = list(chain.from_iterable(blocks))
    written = [f"{'  ' * depth * indented}{label};{number}" for depth, label, number in rows]
    written += [f"Total général;{whole}"] if total else []
    return ["Type;Nombre", *written], whole, several > 1


@given(sheets())
def test_each_unit_of_a_made_sheet_counts_once(
    tmp_path_factory: pytest.TempPathFactory, sheet: tuple[list[str], float, bool]
):
    rows, whole, proves = sheet
    inventory = read(export(tmp_path_factory.mktemp("sheet"), *rows))
    assert known(inventory) == whole if proves else whole <= known(inventory) + doubted(inventory)
    assert known(inventory) <= whole
    assert all(total.said == total.read for total in totals(inventory)) or not proves


@given(st.lists(st.lists(st.integers(1, 500), min_size=2, max_size=9), min_size=2, max_size=40), st.booleans())
def test_the_rows_of_subtotals_are_found(parts: list[list[int]], reverse: bool):
    numbers = [number for part in parts for number in (sum(part), *part)]
    found = [below(tree, len(numbers)) for tree in trees(numbers[::-1])] if reverse else list(trees(numbers))
    heads = set()
    rank = 0
    for part in parts:
        heads.add(rank)
        rank += len(part) + 1
    assert reverse or any(tree.keys() == heads for tree in found)
    for tree in found:
        assert all(numbers[head] == sum(numbers[row] for row in rows) for head, rows in tree.items())
        assert len(set(chain(tree, chain.from_iterable(tree.values())))) == len(numbers)


def test_the_price_of_a_total_cut_short_is_no_number_of_devices(tmp_path: Path):
    rows = "PC fixe;42;12500", "Écran;53;9000", "Total;;21500"
    assert totals(read(export(tmp_path, "Type;Nombre;Prix", *rows))) == []
    assert totals(read(export(tmp_path, "Type;Prix;Nombre", "PC fixe;12500;42", "Écran;9000;53", "Total;21500"))) == []
