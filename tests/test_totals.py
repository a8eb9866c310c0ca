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
        # each row is in a tree, by chance: what a type is over is another type
        (("Type;Nombre", "Écran;2", "PC fixe;1", "Serveur;1", "PC portable;2", "Écran;1", "Smartphone;1"), set()),
        (("Type;Nombre", "PC fixe;42", "HP LaserJet Pro M404dn;12", "ECOSYS P2040dn;30", "PC portable;53", "P2419H;20", "U2415;33"), {2, 5}),
        (("Désignation;Qté", *(f"PC portable {maker};{n}" for maker, n in zip(["HP", "Dell", "Acer", "Asus", "MSI", "LG"], (2, 1, 1) * 2, strict=True))), {2, 5}),
        # nor does the total of some rows prove it
        (("Type;Nombre", "PC portable;10", "Écran;4", "Smartphone;6", "Total postes;10"), {2}),
        (("Type;Nombre", "PC fixe;13", "Total;13", "Switch;10", "Écran;3"), set()),
        (("Service;Type;Nombre", ";PC portable;9", "Mairie;Écran;4", "CCAS;Écran;5", ";Switch;7", "Mairie;Serveur;6", "CCAS;Serveur;1"), set()),
        # a total that no reading comes to; one that holds the subtotals too
        (("Type;Nombre", *PIVOT, "Total;97"), {2, 5}),
        (("Type;Nombre", *PIVOT, "Total;190"), {2, 5}),
        # a subtotal of a single row
        (("Type;Nombre", "Écran;8", "P2419H;8"), {2}),
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


@pytest.mark.parametrize("left", ["Écran;7", "Zorglub;3", "Écran;8\nP2419H;8\nTablette;1"])
def test_an_answer_is_taken_though_a_row_is_in_no_subtotal(tmp_path: Path, left: str):
    path = export(tmp_path, "Type;Nombre", *PIVOT[:3], *left.split())
    found = verdicts(path, mapping=Corrections(totals={"nombre": "above"}))
    assert {line for line, verdict in found.items() if verdict == SUBTOTAL} == {2, 5} - (
        {5} if "8" not in left else set()
    )


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


def test_totals_that_fail_are_told_a_few(tmp_path: Path):
    path = export(tmp_path, "Type;Nombre", *chain.from_iterable(("Écran;3", f"Total;{100 + n}") for n in range(300)))
    shown = snr("inventory", path).stdout
    assert shown.count("votre total") == 5
    assert "295 autres totaux ne tombent pas juste" in shown
    assert len(totals(read(path))) == 300


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
    assert known(read(export(tmp_path, wide, *rows), mapping=Corrections(totals={"Écrans": "above"}))) == 17


@pytest.mark.parametrize(
    "rows",
    [
        ("Jean;1;1", "Anne;1;0", "Paul;0;1", "Luc;1;1", "Zoé;1;0", "Eve;0;1"),  # a device a person
        ("Mairie;1;1", "Total;1;1", "CCAS;1;0", "CTM;0;1"),
        ("A;5;7", "Total A;5;7", "B;2;3", "C;3;4", "Total;10;14"),
    ],
)
def test_a_row_of_a_matrix_is_no_subtotal_by_chance(tmp_path: Path, rows: tuple[str, ...]):
    assert SUBTOTAL not in verdicts(export(tmp_path, "Service;Portables;Écrans", *rows)).values()


def test_a_subtotal_of_a_matrix_has_its_own_cells_blank_and_its_own_line(tmp_path: Path):
    rows = (
        "Pôle A;{};50;70",
        "Compta;1 rue X;20;30",
        "RH;2 rue X;30;40",
        "Pôle B;{};90;30",
        "Eau;2 rue Y;50;20",
        "Rues;4 rue Y;40;10",
    )
    wide = "Service;Adresse;Portables;Écrans"
    assert known(read(export(tmp_path, wide, *(row.format("") for row in rows)))) == 240
    placed = read(export(tmp_path, wide, *(row.format("3 rue X") for row in rows)))
    assert (known(placed), doubted(placed)) == (240, 240)
    long = [f"S{n};;{n % 7 + 1};{n % 5 + 1}" for n in range(300)]
    again = read(export(tmp_path, wide, *(row.format("") for row in rows), *long, "Pôle A;;50;70"))
    assert known(again) + doubted(again) == 600 + sum(n % 7 + n % 5 + 2 for n in range(300))


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


LABELS = [*MODELS, *chain.from_iterable(MODELS.values()), "PC portable HP", "Écran Dell", "Ordinateurs", "Zorglub"]
trees_by_chance = st.lists(st.lists(st.integers(1, 3), min_size=1, max_size=4), min_size=1, max_size=5)


@given(trees_by_chance, st.data())
def test_a_list_whose_numbers_make_a_tree_by_chance_keeps_each_unit(
    tmp_path_factory: pytest.TempPathFactory, parts: list[list[int]], data: st.DataObject
):
    numbers = [number for part in parts for number in (sum(part), *part)][:: data.draw(st.sampled_from((1, -1)))]
    rows = [f"{data.draw(st.sampled_from(LABELS))};{number}" for number in numbers]
    if at := data.draw(st.integers(0, len(rows))):
        rows.insert(at, f"Total;{sum(numbers[:at])}")
    inventory = read(export(tmp_path_factory.mktemp("list"), "Désignation;Qté", *rows))
    assert known(inventory) + doubted(inventory) == sum(numbers) or _looks_a_pivot(rows)


def _looks_a_pivot(rows: list[str]) -> bool:
    """Say whether words of types stand beside models of theirs: nothing tells such a list from a pivot."""
    labels = [row.split(";")[0] for row in rows if not row.startswith("Total")]
    return any(other in MODELS.get(label, ()) for label in labels for other in labels)


@st.composite
def wide_sheets(draw: st.DrawFn) -> tuple[list[str], int]:
    """Draw a matrix of services under their poles, and its units."""
    row = st.lists(st.integers(5, 90), min_size=3, max_size=3)
    poles = draw(st.lists(st.lists(row, min_size=2, max_size=4), min_size=2, max_size=4))
    over, rows = draw(st.booleans()), list[tuple[str, list[int]]]()
    for rank, services in enumerate(poles):
        inner = [(f"Service {rank}.{number}", numbers) for number, numbers in enumerate(services)]
        head = (f"Pôle {rank}", [sum(column) for column in zip(*services, strict=True)])
        rows += [head, *inner] if over else [*inner, head]
    whole = [sum(column) for column in zip(*chain.from_iterable(poles), strict=True)]
    rows += [("Total", whole)] if draw(st.booleans()) else []
    return [f"{label};{';'.join(map(str, numbers))}" for label, numbers in rows], sum(whole)


@given(wide_sheets())
def test_each_unit_of_a_matrix_with_subtotals_counts_once(
    tmp_path_factory: pytest.TempPathFactory, sheet: tuple[list[str], int]
):
    rows, whole = sheet
    assert known(read(export(tmp_path_factory.mktemp("wide"), "Service;Portables;Écrans;Smartphones", *rows))) == whole


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
