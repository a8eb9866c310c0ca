"""Reading an inventory: known exports, broken files, and the promise that every row ends under one verdict, at its line."""

import csv
import io
import random
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from snr_cli.api.catalogue import inventory_words
from snr_cli.catalog.opened import shipped_tables
from snr_cli.french.cells import plain_cell, safe_cell
from snr_cli.inputs.inventory.faults import gathered_faults, likely_state, verdict_word
from snr_cli.inputs.inventory.fleet import fleet
from snr_cli.inputs.inventory.read import Inventory, read_inventory
from snr_cli.inputs.inventory.records import VERDICTS, Corrections, InventoryError, Reading
from snr_cli.inputs.inventory.told import unused
from snr_cli.inputs.inventory.values import fold, parse_date

SAMPLES = Path(__file__).parent / "samples"
WORDS = inventory_words(shipped_tables())
TITLES = ["Nom", "Statut", "Fabricant", "Type", "Modèle"]
LAPTOP = ["PC", "En service", "Dell Inc.", "Portable", "Latitude 5440"]


def read(*paths: Path, year: int = 2025, sheet: str | tuple[str, ...] = (), **how: object) -> Inventory:
    return read_inventory(
        [(path, path.name) for path in paths],
        WORDS,
        Reading(**how),
        year,
        (sheet,) if isinstance(sheet, str) else sheet,
    )  # type: ignore[arg-type]


def write(folder: Path, rows: list[list[str]], separator: str = ";", encoding: str = "utf-8", end: str = "\n") -> Path:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator=end).writerows(rows)
    path = folder / "parc.csv"
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def raw(folder: Path, text: str | bytes, name: str = "parc.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def counts(inventory: Inventory) -> dict[str, int]:
    """Return the rows by verdict, zeros left out; their sum is what was read."""
    found = {verdict: inventory.count(verdict) for verdict in VERDICTS}
    assert sum(found.values()) == inventory.read
    return {verdict: count for verdict, count in found.items() if count}


def reasons(inventory: Inventory, *verdicts: str) -> dict[int, str]:
    """Return why each row of these verdicts has it, by line."""
    return {
        line: group.label if group.reason == "broken" else group.reason
        for group in inventory.groups
        if group.verdict in verdicts
        for line in group.lines
    }


def units(inventory: Inventory) -> dict[str, float]:
    lines = fleet("parc", inventory.groups, "high", "")[0]
    counter: Counter[str] = Counter()
    for line in lines:
        counter[line.type] += line.quantity  # type: ignore[assignment]
    return dict(counter)


# known exports


@pytest.mark.parametrize(
    ("file", "known", "encoding", "header_line", "roles"),
    [
        ("glpi-ordinateurs", "glpi", "utf-8-sig", 1, "status manufacturer kind model os site cpu entity purchase_date"),
        ("glpi-computers", "glpi", "utf-8", 1, "status manufacturer kind model os site cpu entity purchase_date"),
        ("glpi-moniteurs", "glpi", "cp1252", 1, "status manufacturer kind model site purchase_date"),
        ("glpi-telephones", "glpi", "utf-8", 1, "status manufacturer kind model site purchase_date"),
        ("glpi-imprimantes", "glpi", "utf-8", 1, "status manufacturer kind model site purchase_date"),
        ("glpi-reseau", "glpi", "utf-8", 1, "status manufacturer kind model site"),
        ("glpi-peripheriques", "glpi", "utf-8", 1, "status manufacturer kind model site"),
        ("ocs-machines", "ocs", "utf-8", 1, "os manufacturer model cpu"),
        ("ocs-multicriteres", "ocs", "utf-8", 1, "os manufacturer model kind"),
        ("ocs-computers", "ocs", "utf-8", 1, "os manufacturer model"),
        ("intune-appareils", "intune", "utf-8", 1, "manufacturer model ownership os status"),
        ("ecodiag", "ecodiag", "utf-8", 1, "model manufacturer kind"),
        ("tableau-excel", "", "cp1252", 5, "kind manufacturer model quantity purchase_date entity kwh"),
    ],
)
def test_an_export_is_known_by_its_titles(file: str, known: str, encoding: str, header_line: int, roles: str):
    inventory = read(SAMPLES / "inventories" / f"{file}.csv")
    (rows,) = inventory.files
    assert (rows.format, rows.encoding, rows.header_line) == (known, encoding, header_line)
    used = set(rows.columns.used.values())
    assert used - {"retirement_date"} == set(roles.split())
    counts(inventory)


def test_no_fixture_is_read_without_its_personal_columns_being_known():
    for path in sorted((SAMPLES / "inventories").glob("*.csv")):
        (rows,) = read(path).files
        assert rows.columns.personal or path.stem == "ecodiag", path
        assert not {"user", "serial", "name"} & set(rows.columns.used.values())


def test_every_header_has_a_role_that_exists_and_every_word_a_state():
    tables = shipped_tables()
    for number, row in tables.rows("inventory/headers.csv"):
        assert fold(row["header"]) == row["header"], number
        assert row["role"].isidentifier() or (row["role"] == "" and row["format"]), number
        assert row["source"], number
    for number, row in tables.rows("inventory/statuses.csv"):
        assert row["state"] in ("in_use", "spare", "stored", "retired", "lost", "ordered", "personal", "to_confirm"), (
            number
        )
        assert row["source"], number
    assert all(row["source"] for _, row in tables.rows("inventory/formats.csv"))


def test_the_rows_of_glpi_computers():
    inventory = read(SAMPLES / "inventories" / "glpi-ordinateurs.csv")
    assert inventory.read == 15
    assert units(inventory)["laptop"] == 5
    aside = reasons(inventory, "set_aside")
    assert aside == {7: "retired", 8: "lost", 10: "seen", 13: "ordered", 14: "after_year"}
    assert reasons(inventory, "rejected") == {15: "nothing_to_recognise", 16: "short"}
    assert reasons(inventory, "to_confirm") == {11: "unknown_status"}
    assert reasons(inventory, "ignored") == {12: "virtual"}
    (retired,) = [group for group in inventory.groups if group.reason == "retired"]
    assert (retired.retired_year, retired.lifetime_years) == (2023, 5.72)


def test_a_device_said_personal_is_set_aside_unless_the_mapping_says_otherwise():
    path = SAMPLES / "inventories" / "intune-appareils.csv"
    assert reasons(read(path), "set_aside") == {6: "personal"}
    kept = read(path, mapping=Corrections(statuses={"Personal": "in_use"}))
    assert reasons(kept, "set_aside") == {}


def test_the_table_kept_by_hand():
    inventory = read(SAMPLES / "inventories" / "tableau-excel.csv")
    assert reasons(inventory, "rejected") == {11: "quantity_negative", 12: "quantity_fraction"}
    above = {1: "before_titles", 2: "before_titles", 3: "blank", 4: "blank"}
    assert reasons(inventory, "ignored") == {**above, 13: "blank", 14: "total"}
    assert units(inventory)["laptop"] == 36
    lines = fleet("parc", inventory.groups, "high", "")[0]
    assert {line.kwh_per_year for line in lines if line.type == "laptop"} == {38.5, 40.0}


def test_a_native_glpi_inventory_counts_the_device_and_leaves_its_containers():
    inventory = read(SAMPLES / "glpi" / "computer_2.trimmed.json")
    assert units(inventory) == {"laptop": 1}
    assert counts(inventory) == {"counted": 1, "ignored": 6}
    assert read(SAMPLES / "glpi" / "printer_1.trimmed.json").read == 1


def test_a_table_of_four_columns_is_ecodiag_only_when_it_has_no_other(tmp_path: Path):
    known = write(tmp_path, [["Type", "Modèle", "Fabricant", "Date d'achat"], ["Portable", "XPS 13", "Dell", "2021"]])
    assert read(known).files[0].format == "ecodiag"
    other = write(tmp_path, [["Type", "Modèle", "Fabricant", "Quantité"], ["Portable", "XPS 13", "Dell", "12"]])
    assert read(other).files[0].format == ""


# every row under a verdict


def test_done_when_two_hundred_laptops_and_three_rows_that_are_not(tmp_path: Path):
    titles = ["Nom", "Statut", "Fabricant", "Type", "Modèle", "Quantité"]
    rows = [[f"PC-{number}", "En service", "Dell Inc.", "Portable", "Latitude 5440", "1"] for number in range(200)]
    rows.insert(50, ["X-1", "En service", "Zorglub", "Bidule", "Z-3000", "1"])
    rows.insert(120, ["X-2", "En service", "Dell Inc.", "Portable", "Latitude 5440", "-3"])
    rows.insert(180, ["X-3", "En service", "Dell Inc."])
    inventory = read(write(tmp_path, [titles, *rows]))
    assert inventory.read == 203
    assert counts(inventory) == {"counted": 200, "to_confirm": 1, "rejected": 2}
    assert reasons(inventory, "to_confirm") == {52: "unknown_type"}
    assert reasons(inventory, "rejected") == {122: "quantity_negative", 182: "short"}
    assert units(inventory) == {"laptop": 200}


def test_fifty_thousand_identical_rows_are_one_line(tmp_path: Path):
    inventory = read(write(tmp_path, [TITLES, *[LAPTOP] * 50_000]))
    assert units(inventory) == {"laptop": 50_000}
    (group,) = inventory.groups
    assert (group.lines[0], group.lines[-1], len(group.lines)) == (2, 50_001, 50_000)


KINDS = st.sampled_from(["Portable", "Écran", "Desktop", "Bidule", "", "Souris", "TOTAL"])
STATUS = st.sampled_from(["En service", "en stock", "Réformé", "Perdu", "À voir", ""])
QUANTITY = st.sampled_from(["1", "", "3", "2,0", "-3", "1,5", "deux", "1 200", "9999999", "=1+1"])
DATE = st.sampled_from(["", "2021-03-04", "14/05/2020", "2199-01-01", "hier", "44561", "31/02/2020"])
TEXT = st.text(st.characters(codec="cp1252", exclude_categories=["C", "Z"]), max_size=8)
SHAPED = st.tuples(TEXT, STATUS, TEXT, KINDS, TEXT, QUANTITY, DATE).map(list)
ROW = st.one_of(
    SHAPED,
    SHAPED,
    st.just([""] * 7),
    SHAPED.map(lambda row: [*row[:3]]),
    SHAPED.map(lambda row: [*row, "de trop"]),
)
LAST = ["PC-0001", "En service", "Dell Inc.", "Portable", "Latitude 5440", "1", "2021-03-04"]
HEAD = ["Nom", "Statut", "Fabricant", "Type", "Modèle", "Quantité", "Date d'achat"]
TABLES = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def spoken(inventory: Inventory) -> list[tuple[object, ...]]:
    """Return all that was read, in an order of its own."""
    return sorted(
        (
            (group.verdict, group.reason, group.label, tuple(group.lines), group.units, str(group.device), group.guess)
            for group in inventory.groups
        ),
        key=str,
    )


@TABLES
@given(rows=st.lists(ROW, max_size=40).map(lambda rows: [*rows, LAST]))
def test_any_table_is_read_to_its_last_row(tmp_path: Path, rows: list[list[str]]):
    inventory = read(write(tmp_path, [HEAD, *rows]))
    assert inventory.read == len(rows)
    counts(inventory)
    every = sorted(line for group in inventory.groups for line in group.lines)
    assert every == list(range(2, len(rows) + 2))
    rejected = reasons(inventory, "rejected")
    for line, row in enumerate(rows, start=2):
        if any(cell.strip() for cell in row) and len(row) != len(HEAD):
            assert rejected[line] in ("short", "long")
    counted = sum(group.units for group in inventory.groups if group.verdict == "counted")
    assert counted == sum(units(inventory).values())


@TABLES
@given(
    rows=st.lists(ROW, max_size=12).map(lambda rows: [*rows, LAST]),
    separator=st.sampled_from(";,\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_the_way_a_table_is_written_changes_nothing(
    tmp_path: Path, rows: list[list[str]], separator: str, encoding: str, end: str
):
    ours = read(write(tmp_path, [HEAD, *rows]))
    theirs = read(write(tmp_path, [HEAD, *rows], separator, encoding, end))
    assert theirs.files[0].separator == separator
    assert spoken(ours) == spoken(theirs)


@pytest.mark.parametrize(
    ("word", "state"),
    [("Réforme prévue", "retired"), ("à la benne", "retired"), ("HS", "retired"), ("À voir", "…"), ("Hsieh", "…")],
)
def test_an_unknown_status_is_never_proposed_in_use(word: str, state: str):
    assert likely_state(word) == state


# separators, encodings, shapes


def test_header_on_the_fifth_line_a_total_and_empty_columns(tmp_path: Path):
    rows = [
        ["Parc"],
        [],
        ["au 31/12/2025"],
        [""],
        ["", *TITLES, ""],
        ["", *LAPTOP, ""],
        ["", "TOTAL", "", "", "", "", ""],
    ]
    inventory = read(write(tmp_path, rows))
    assert inventory.files[0].header_line == 5
    why = dict.fromkeys((1, 3), "before_titles") | dict.fromkeys((2, 4), "blank") | {7: "total"}
    assert reasons(inventory, "ignored") == why
    assert counts(inventory) == {"counted": 1, "ignored": 5}


@pytest.mark.parametrize(
    "word", ["Total", "TOTAL :", "Sous-total portables", "Portables - total", "Dont écoles", "Légende : rouge, à jeter"]
)
@pytest.mark.parametrize("column", ["Nom", "Type", "Modèle"])
def test_a_total_or_a_legend_is_no_device_even_with_a_quantity(tmp_path: Path, word: str, column: str):
    titles = [*TITLES, "Quantité"]
    row = dict.fromkeys(titles, "") | {"Quantité": "120", column: word}
    beside = row | {"Type": "Portable", column: word}
    inventory = read(write(tmp_path, [titles, [*LAPTOP, "3"], list(row.values()), list(beside.values())]))
    assert reasons(inventory, "ignored") == {3: "total", 4: "total"}
    assert units(inventory) == {"laptop": 3}


def test_a_quantity_that_is_not_there_is_never_one(tmp_path: Path):
    cells = ["2", "", "#N/A", "#REF!", "=SOMME(A1:A2)", "0", "-"]
    inventory = read(write(tmp_path, [[*TITLES, "Quantité"], *[[*LAPTOP, cell] for cell in cells]]))
    assert units(inventory) == {"laptop": 2}
    nothing, error, formula = "quantity_absent", "quantity_error", "quantity_formula"
    assert reasons(inventory, "to_confirm") == {3: nothing, 4: error, 5: error, 6: formula, 8: nothing}
    assert reasons(inventory, "ignored") == {7: "quantity_zero"}


def test_titles_twice_in_the_file_are_no_device(tmp_path: Path):
    inventory = read(write(tmp_path, [TITLES, LAPTOP, TITLES, LAPTOP]))
    assert reasons(inventory, "ignored") == {3: "header_again"}
    assert units(inventory) == {"laptop": 2}


def test_a_title_written_twice_is_told_and_its_first_column_read(tmp_path: Path):
    inventory = read(write(tmp_path, [[*TITLES, "Type"], [*LAPTOP, "Écran"]]))
    assert inventory.files[0].columns.twice == ["Type"]
    assert units(inventory) == {"laptop": 1}


def test_two_hundred_columns_are_read_five_hundred_and_more_refused(tmp_path: Path):
    wide = [f"Champ {number}" for number in range(195)]
    assert units(read(write(tmp_path, [[*TITLES, *wide], [*LAPTOP, *wide]]))) == {"laptop": 1}
    with pytest.raises(InventoryError, match="plus de 500 colonnes"):
        read(write(tmp_path, [[*TITLES, *wide * 3], [*LAPTOP, *wide * 3]]))


def test_titles_that_hold_a_row_are_refused_without_a_cell_shown(tmp_path: Path):
    lines = [";".join(TITLES) + ";Utilisateur", *[";".join(LAPTOP) + f";secret{number}" for number in range(9)]]
    with pytest.raises(InventoryError, match="aucune ligne n’en a autant") as refused:
        read(raw(tmp_path, lines[0] + "\n".join(lines[1:])))
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(("cut", "why"), [(6, "short"), (8, "long")])
def test_where_a_separator_ends_every_line_one_more_or_less_shifts_nothing(tmp_path: Path, cut: int, why: str):
    line = ";".join([*LAPTOP, "SN-1"]) + ";"
    shifted = line.replace(";Dell", ";;Dell") if why == "long" else line.replace("Inc.;", "Inc.")
    assert len(shifted.split(";")) == cut
    text = ";".join([*TITLES, "Numéro de série"]) + ";\n" + "\n".join([line.replace("SN-1", "SN-2"), shifted, line])
    inventory = read(raw(tmp_path, text))
    assert reasons(inventory, "rejected") == {3: why}
    assert units(inventory) == {"laptop": 2}


def test_only_titles_give_no_row_and_say_so(tmp_path: Path):
    inventory = read(write(tmp_path, [TITLES]))
    assert inventory.read == 0
    assert ("no_rows", "", 1) in inventory.files[0].notes


def test_a_file_cut_in_the_middle_of_a_row_rejects_that_row(tmp_path: Path):
    text = ";".join(TITLES) + "\n" + (";".join(LAPTOP) + "\n") * 3
    inventory = read(raw(tmp_path, text[:-20]))
    assert counts(inventory) == {"counted": 2, "rejected": 1}
    assert reasons(inventory, "rejected") == {4: "short"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"", "fichier vide"),
        (b"\n\n\n", "aucune ligne de titres"),
        (b"bonjour\nle monde\n", "aucune ligne de titres"),
        (b"Nom;Statut;Utilisateur\nPC;En service;Marie\n", "aucune colonne de type ni de mod"),
        (b"\x00\x01\x02" * 400, "octets nuls"),
        (b"PK\x03\x04 pas un classeur", "archive est incompl"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, r"ancien \(\.xls\)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
        (b'{"content": ', "JSON illisible, ligne 1"),
        (b'{"devices": []}', "pas un inventaire GLPI"),
    ],
)
def test_what_is_no_inventory_says_why(tmp_path: Path, text: bytes, why: str):
    with pytest.raises(InventoryError, match=why):
        read(raw(tmp_path, text))


def test_a_folder_is_its_inventories_and_an_empty_one_says_so(tmp_path: Path):
    with pytest.raises(InventoryError, match="aucun inventaire"):
        read(tmp_path)
    write(tmp_path, [TITLES, LAPTOP])
    raw(tmp_path, "rien à lire", "notes.txt")
    assert units(read(tmp_path)) == {"laptop": 1}


# quotes


def rows_after(text: str) -> str:
    return ";".join(TITLES) + "\n" + text


@pytest.mark.parametrize("column", range(5))
@pytest.mark.parametrize("after", [0, 1, 5, 200])
def test_a_quote_left_open_costs_its_line_only(tmp_path: Path, column: int, after: int):
    broken = list(LAPTOP)
    broken[column] = '"' + broken[column]
    good = ";".join(LAPTOP) + "\n"
    inventory = read(raw(tmp_path, rows_after(good * 3 + ";".join(broken) + "\n" + good * after)))
    assert inventory.read == 4 + after
    rejected = reasons(inventory, "rejected")
    if column == len(LAPTOP) - 1 and not after:
        assert rejected == {}  # the last cell of the file: nothing is swallowed, nothing is lost
    else:
        assert set(rejected) == {5}
        assert units(inventory) == {"laptop": 3 + after}


@pytest.mark.parametrize("column", range(5))
@pytest.mark.parametrize("closed", range(5))
def test_a_quote_that_the_quotes_of_a_later_row_close_swallows_none(tmp_path: Path, column: int, closed: int):
    broken, quoted = list(LAPTOP), list(LAPTOP)
    broken[column] = '"' + broken[column]
    quoted[closed] = f'"{quoted[closed]}"'
    good = ";".join(LAPTOP) + "\n"
    text = rows_after(good + ";".join(broken) + "\n" + good * 4 + (";".join(quoted) + "\n") * 2 + good * 3)
    inventory = read(raw(tmp_path, text))
    assert inventory.read == 11
    assert set(reasons(inventory, "rejected")) == {3}
    assert units(inventory) == {"laptop": 10}


def test_a_thousand_open_quotes_are_a_thousand_lines(tmp_path: Path):
    broken = '"' + ";".join(LAPTOP) + "\n"
    inventory = read(raw(tmp_path, rows_after(broken * 999 + ";".join(LAPTOP) + "\n" + broken)))
    assert inventory.read == 1001
    assert inventory.count("counted") >= 1
    assert reasons(inventory, "rejected")


def test_line_breaks_inside_a_cell_keep_the_lines_of_the_rows_after(tmp_path: Path):
    titles = [*TITLES, "Commentaires"]
    rows = [[*LAPTOP, "écran\nfêlé\r\nà changer"], [*LAPTOP, ""], [*LAPTOP[:2]], [*LAPTOP, 'dit "le vieux"']]
    inventory = read(write(tmp_path, [titles, *rows]))
    assert counts(inventory) == {"counted": 3, "rejected": 1}
    assert reasons(inventory, "rejected") == {6: "short"}


def test_inches_and_quotes_inside_a_cell_are_no_quote_left_open(tmp_path: Path):
    text = rows_after('PC;En service;Dell;Écran;P2419H 24"\nPC;En service;"Dell "Inc."";Écran;P2419H\n' * 300)
    inventory = read(raw(tmp_path, text))
    assert inventory.read == 600
    assert "rejected" not in counts(inventory)


@settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes):
    try:
        counts(read(raw(tmp_path, data)))
    except InventoryError as error:
        assert error.why


@settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tail=st.text('";\n\r,ab', max_size=120))
def test_any_tail_after_sound_rows_leaves_them_counted(tmp_path: Path, tail: str):
    inventory = read(raw(tmp_path, rows_after((";".join(LAPTOP) + "\n") * 5 + tail)))
    counts(inventory)
    assert units(inventory).get("laptop", 0) >= 5


# cells


@pytest.mark.slow
def test_a_cell_of_ten_million_characters_is_rejected_at_its_line(tmp_path: Path):
    giant = "x" * 10_000_000
    inventory = read(write(tmp_path, [TITLES, LAPTOP, [*LAPTOP[:4], giant], LAPTOP]))
    assert counts(inventory) == {"counted": 2, "rejected": 1}
    assert reasons(inventory, "rejected") == {3: "oversized"}
    assert not any(len(group.label) > 200 for group in inventory.groups)


def test_a_cell_over_the_bound_of_the_reader_is_rejected_and_the_rest_read(tmp_path: Path):
    inventory = read(write(tmp_path, [TITLES, LAPTOP, [*LAPTOP[:4], "x" * 21_000_000], LAPTOP]))
    assert counts(inventory) == {"counted": 2, "rejected": 1}
    assert "millions de caractères" in reasons(inventory, "rejected")[3]


@pytest.mark.parametrize("column", ["Modèle", "Lieu", "Entité"])
def test_a_nul_or_a_place_of_ten_thousand_characters_is_rejected(tmp_path: Path, column: str):
    titles = [*TITLES, "Lieu", "Entité"]
    for cell in ("a\0b", "x" * 10_000):
        row = dict(zip(titles, [*LAPTOP, "Mairie", "DSI"], strict=True)) | {column: cell}
        inventory = read(write(tmp_path, [titles, list(row.values()), [*LAPTOP, "Mairie", "DSI"]]))
        assert reasons(inventory, "rejected") == {2: "oversized"}
        assert units(inventory) == {"laptop": 1}


def test_dates_of_every_shape_and_those_that_are_none(tmp_path: Path):
    dates = [
        "2021-03-04",
        "04/03/2021",
        "4 mars 2021",
        "44259",
        "2021",
        "03/23/2021",
        "hier",
        "1984-01-01",
        "2199-12-31",
    ]
    inventory = read(write(tmp_path, [[*TITLES, "Date d'achat"], *[[*LAPTOP, date] for date in dates]]))
    years = {line: group.device.purchase_year for group in inventory.groups if group.device for line in group.lines}
    assert years == dict.fromkeys(range(2, 8), 2021) | {8: None, 9: None}
    assert reasons(inventory, "set_aside") == {10: "after_year"}
    assert inventory.files[0].notes == []  # 03/23/2021 settles the order
    (fault,) = gathered_faults(inventory.groups)
    assert (fault.code, list(fault.lines)) == ("unread_dates", [8, 9])


@pytest.mark.parametrize(
    ("dates", "told_at"),
    [
        (["03/04/2021"], 2),
        (["03/04/2021", "15/03/2021"], 0),
        (["03/04/2021", "2021-03-15"], 0),
        (["03/04/2021", "03/25/2021"], 0),
        (["03/04/2021", "15/03/2021", "03/25/2021"], 2),
        (["03/04/2021"] * 300 + ["15/03/2021"], 0),
        (["03/04/2021"] * 300 + ["03/25/2021"], 2),
    ],
)
def test_ambiguous_dates_are_told_unless_the_others_of_the_column_settle_them(
    tmp_path: Path, dates: list[str], told_at: int
):
    inventory = read(write(tmp_path, [[*TITLES, "Date d'achat"], *[[*LAPTOP, date] for date in dates]]))
    assert inventory.files[0].notes == [("ambiguous_dates", "purchase_date", told_at)] * bool(told_at)


def test_a_column_that_only_month_first_dates_settle_is_read_month_first(tmp_path: Path):
    rows = [[*LAPTOP, "01/02/2020", day] for day in ("01/02/2021", "12/25/2021")]
    inventory = read(write(tmp_path, [[*TITLES, "Date d'achat", "Date de sortie"], *rows]))
    assert {line: group.lifetime_years for group in inventory.groups for line in group.lines} == {2: 0.92, 3: 1.9}


def test_a_device_retired_after_the_year_studied_was_in_the_fleet(tmp_path: Path):
    rows = [[LAPTOP[0], "Réformé", *LAPTOP[2:], date] for date in ("2026-03-01", "2025-03-01", "")]
    inventory = read(write(tmp_path, [[*TITLES, "Date de réforme"], *rows]))
    assert reasons(inventory, "counted") == {2: ""}
    assert reasons(inventory, "set_aside") == {3: "retired", 4: "retired"}


@pytest.mark.parametrize(
    "text", ["03/2021", "2021-03", "avril 2021", "Sept. 2021", "2021.0", "2021-04-03T10:20:30Z", "2021-04-03T00:00:00"]
)
def test_the_year_of_a_month_or_of_a_moment_is_read(text: str):
    day = parse_date(text)
    assert day is not None
    assert day.year == 2021


@pytest.mark.parametrize("text", ["13/2021", "2021-00", "toto 2021", "2021.5"])
def test_a_month_that_is_none_is_no_date(text: str):
    assert parse_date(text) is None


def test_a_note_names_the_line_of_its_cell_far_down_the_file(tmp_path: Path):
    rows = [[*LAPTOP, "2021-01-01"] for _ in range(3000)]
    rows[2500][-1] = "avant-hier"
    inventory = read(write(tmp_path, [[*TITLES, "Date d'achat"], *rows]))
    (fault,) = gathered_faults(inventory.groups)
    assert (fault.code, list(fault.lines)) == ("unread_dates", [2502])
    assert inventory.files[0].unread_dates == 1


def test_a_consumption_that_is_no_number_is_told(tmp_path: Path):
    rows = [[*LAPTOP, "38,5"], [*LAPTOP, "beaucoup"], [*LAPTOP, "-4"], [*LAPTOP, ""]]
    inventory = read(write(tmp_path, [[*TITLES, "kWh/an"], *rows]))
    (fault,) = gathered_faults(inventory.groups)
    assert (fault.code, fault.column, list(fault.lines)) == ("unread_kwh", "kWh/an", [3, 4])


def test_a_filter_on_a_column_that_is_not_there_is_refused(tmp_path: Path):
    path = write(tmp_path, [TITLES, LAPTOP, [*LAPTOP[:1], "En stock", *LAPTOP[2:]]])
    kept = read(path, mapping=Corrections(keep={"statut": ("EN SERVICE",)}))
    assert counts(kept) == {"counted": 1, "set_aside": 1}
    with pytest.raises(InventoryError, match="colonne absente « Etage »"):
        read(path, mapping=Corrections(keep={"Etage": ("1",)}))


def test_what_a_mapping_says_and_no_row_holds_is_told(tmp_path: Path):
    odd = ["PC", "A rendre", "Zorglub", "Bidule", "Z"]
    mapping = Corrections(
        columns={"Etats": "status"},
        statuses={"A rendres": "retired", "En service": "in_use"},
        types={"Bidules": "laptop"},
        keep={"Type": ("Portable", "Bidul"), "Nom": ("P",)},
    )
    path = write(tmp_path, [TITLES, LAPTOP, odd, [*odd[:1], "En service", *odd[2:]]])
    found = unused(read(path, mapping=mapping), mapping)
    assert [tuple(each) for each in found] == [
        ("columns", "Etats", ""),
        ("statuses", "A rendres", ""),
        ("types", "Bidules", ""),
        ("keep", "Bidul", "bidule"),
        ("keep", "P", ""),
    ]
    assert unused(read(path), Corrections()) == []


def test_an_address_or_a_telephone_number_in_a_label_is_hidden(tmp_path: Path):
    rows = [
        ["PC", "chez a.b@ville.fr", "Dell", "Portable", "Latitude 5440"],
        [*LAPTOP[:3], "Bidule 06 11.22 33 44", "Z-1"],
    ]
    labels = {group.label for group in read(write(tmp_path, [TITLES, *rows])).groups}
    assert labels == {"chez …", "Bidule … · Dell Inc. · Z-1"}


# formulas


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=cmd()", "'=cmd()"),
        ("+33 6 11 22 33 44", "'+33 6 11 22 33 44"),
        ("-Réserve", "'-Réserve"),
        ("@somme", "'@somme"),
        ("\t=1", "'\t=1"),
        ("-3", "-3"),
        ("+4,5", "+4,5"),
        ("'=déjà", "''=déjà"),
        ("l'été", "l'été"),
        ("'quarante", "'quarante"),
        ("bell\a", "bell\\x07"),
    ],
)
def test_a_text_that_a_spreadsheet_would_run_is_neutralised(text: str, written: str):
    assert safe_cell(text) == written


@given(st.text(st.sampled_from("'=+-@\t\n 1,aé"), max_size=6))
def test_what_is_neutralised_reads_back_as_it_was(text: str):
    assert plain_cell(safe_cell(text)) == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_table_written_with_safe_cells_reads_as_the_table(tmp_path: Path, encoding: str):
    rows = [
        TITLES,
        ["-PC", "En service", "=Dell", "Portable", "@Latitude 5440"],
        ["+PC", "l'=x", "Dell", "Portable", "'a"],
    ]
    plain = read(write(tmp_path, rows, encoding=encoding))
    guarded = read(write(tmp_path, [[safe_cell(cell) for cell in row] for row in rows], encoding=encoding))
    assert spoken(plain) == spoken(guarded)


# several files


def test_the_same_device_in_two_exports_counts_once_by_serial_then_by_name(tmp_path: Path):
    titles = [*TITLES, "Numéro de série"]
    one = raw(tmp_path, "", "glpi.csv")
    two = raw(tmp_path, "", "ocs.csv")
    first = [
        ["PC-A", *LAPTOP[1:], "SN-1234"],
        ["PC-B", *LAPTOP[1:], ""],
        ["PC-B", *LAPTOP[1:], ""],
        ["PC-C", *LAPTOP[1:], "SN-77"],
    ]
    second = [
        ["autre", *LAPTOP[1:], "sn-1234 "],
        ["pc-b", *LAPTOP[1:], ""],
        ["PC-C", *LAPTOP[1:], "SN-88"],
        ["PC-D", *LAPTOP[1:], ""],
        ["PC-E", *LAPTOP[1:], ""],
    ]
    first.append(["PC-E", *LAPTOP[1:], ""])
    for path, rows in ((one, first), (two, second)):
        path.write_bytes(write(tmp_path, [titles, *rows]).read_bytes())
    (tmp_path / "parc.csv").unlink()
    inventory = read(one, two)
    aside = [(group.file, *group.lines) for group in inventory.groups if group.reason == "seen"]
    # the serial number, whatever its case; the name; not B, twice in a file, nor C, whose number differs
    assert aside == [("ocs.csv", 2, 6)]
    assert units(inventory) == {"laptop": 8}


def test_a_serial_number_on_many_rows_is_none(tmp_path: Path):
    titles = [*TITLES, "Numéro de série"]

    def rows(word: str, number: int, name: str = "") -> list[list[str]]:
        return [[name or f"PC-{word}-{rank}", *LAPTOP[1:], word] for rank in range(number)]

    placeholders = [*rows("Non renseigné", 2), *rows("illisible", 2), *rows("123456789", 2)]
    inventory = read(write(tmp_path, [titles, *rows("A voir plus tard", 5), *rows("SN-9", 3), *placeholders]))
    assert units(inventory) == {"laptop": 5 + 1 + 6}
    assert reasons(inventory, "set_aside") == {8: "seen", 9: "seen"}
    assert units(read(write(tmp_path, [titles, *rows("SN-7", 9, "PC-7")]))) == {"laptop": 1}  # one device, nine rows


def test_a_name_repeated_in_a_second_file_identifies_none(tmp_path: Path):
    for name, number in (("a.csv", 1), ("b.csv", 3)):
        rows = [TITLES, *[["Accueil", *LAPTOP[1:]]] * number]
        raw(tmp_path, "\n".join(";".join(cells) for cells in rows), name)
    assert units(read(tmp_path / "a.csv", tmp_path / "b.csv")) == {"laptop": 4}


def test_in_one_file_two_rows_with_a_name_are_two_devices_with_a_serial_one(tmp_path: Path):
    rows = [
        [*TITLES, "Numéro de série"],
        [*LAPTOP, "SN-1"],
        [*LAPTOP, ""],
        [*LAPTOP, "SN-1"],
        [*LAPTOP, "N/A"],
        [*LAPTOP, "N/A"],
    ]
    inventory = read(write(tmp_path, rows))
    assert units(inventory) == {"laptop": 4}
    assert reasons(inventory, "set_aside") == {4: "seen"}


def test_a_device_named_after_its_model_is_not_one_of_another_file(tmp_path: Path):
    row = ["DELL P2419H", "En service", "Dell Inc.", "Écran", "P2419H"]
    for name, end in (("mairie.csv", ""), ("ecoles.csv", "\n")):  # no copy, byte for byte
        raw(tmp_path, "\n".join(";".join(cells) for cells in (TITLES, row)) + end, name)
    assert units(read(tmp_path / "mairie.csv", tmp_path / "ecoles.csv")) == {"monitor": 2}


def test_a_file_given_twice_is_refused(tmp_path: Path):
    path = write(tmp_path, [TITLES, LAPTOP])
    with pytest.raises(InventoryError, match="deux fois"):
        read(path, path)


# workbooks


def xlsx(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    """Write the least that a reader of workbooks accepts."""

    def cell(value: object) -> str:
        if isinstance(value, int | float):
            return f"<c><v>{value}</v></c>"
        text = str(value).replace("&", "&amp;").replace("<", "&lt;")
        return f'<c t="inlineStr"><is><t>{text}</t></is></c>'

    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    names = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(sheets, 1))
    links = "".join(
        f'<Relationship Id="r{n}" Type="{rel}/worksheet" Target="worksheets/s{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    package = "http://schemas.openxmlformats.org/package/2006"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets>{names}</sheets></workbook>'
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{package}/relationships">{links}</Relationships>'
        )
        for n, rows in enumerate(sheets.values(), 1):
            body = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
            archive.writestr(
                f"xl/worksheets/s{n}.xml", f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'
            )
    return path


def ods(path: Path, rows: list[list[object]]) -> Path:
    def cell(value: object) -> str:
        if isinstance(value, int | float):
            return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'

    base = "urn:oasis:names:tc:opendocument:xmlns"
    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{base}:manifest:1.0"></manifest:manifest>'
        )
        archive.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{base}:office:1.0" xmlns:table="{base}:table:1.0" '
            f'xmlns:text="{base}:text:1.0"><office:body><office:spreadsheet><table:table table:name="Parc">{body}'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return path


BOOK: list[list[object]] = [
    ["Parc au 31/12/2025"],
    [*TITLES, "Quantité"],
    [*LAPTOP, 3],
    [*LAPTOP[:3], "Bidule", "Z", 1],
    [*LAPTOP, -2],
]


def test_a_workbook_reads_as_its_table(tmp_path: Path):
    for path in (xlsx(tmp_path / "parc.xlsx", {"Parc": BOOK}), ods(tmp_path / "parc.ods", BOOK)):
        inventory = read(path)
        assert (inventory.files[0].sheet, inventory.files[0].header_line) == ("Parc", 2)
        assert units(inventory) == {"laptop": 3}
        assert reasons(inventory, "rejected") == {5: "quantity_negative"}
        assert reasons(inventory, "to_confirm") == {4: "unknown_type"}


def test_a_named_sheet_alone_is_read(tmp_path: Path):
    path = xlsx(tmp_path / "parc.xlsx", {"Vide": [], "Parc": BOOK, "École": [TITLES, LAPTOP]})
    assert units(read(path, sheet="École")) == {"laptop": 1}
    with pytest.raises(InventoryError, match="feuille « Autre » absente ; feuilles : Vide, Parc, École"):
        read(path, sheet="Autre")


def test_a_workbook_without_titles_is_refused_with_the_sheets_tried(tmp_path: Path):
    notes: list[list[object]] = [["Mode d’emploi", ""], ["à lire", "svp"]]
    with pytest.raises(InventoryError, match="feuilles essayées : A, B"):
        read(xlsx(tmp_path / "rien.xlsx", {"A": notes, "B": notes}))


def test_a_sheet_of_what_is_no_workbook_is_refused(tmp_path: Path):
    with pytest.raises(InventoryError, match="que dans un classeur"):
        read(write(tmp_path, [TITLES, LAPTOP]), sheet="Parc")


def test_a_protected_ods_is_refused(tmp_path: Path):
    path = ods(tmp_path / "parc.ods", BOOK)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    base = b"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    parts["META-INF/manifest.xml"] = (
        b'<manifest:manifest xmlns:manifest="' + base + b'"><manifest:file-entry manifest:full-path="content.xml">'
        b"<manifest:encryption-data/></manifest:file-entry></manifest:manifest>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    with pytest.raises(InventoryError, match="mot de passe"):
        read(path)


def test_a_workbook_that_unpacks_to_a_gigabyte_is_not_opened(tmp_path: Path):
    path = xlsx(tmp_path / "bombe.xlsx", {"Parc": BOOK})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/media/a.xml", b"0")
        archive.filelist[-1].file_size = (1 << 30) + 1  # what its table of contents says
    with pytest.raises(InventoryError, match="démesuré une fois décompressé"):
        read(path)


def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path):
    path = tmp_path / "lettre.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    with pytest.raises(InventoryError, match="classeur"):
        read(path)


def test_a_damaged_workbook_is_refused_never_fatal(tmp_path: Path):
    whole = xlsx(tmp_path / "parc.xlsx", {"Parc": BOOK}).read_bytes()
    chance = random.Random(7)
    for number in range(60):
        damaged = bytearray(whole)
        for _ in range(8):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path = raw(
            tmp_path, bytes(damaged[: chance.randrange(200, len(damaged))] if number % 2 else damaged), "abime.xlsx"
        )
        try:
            counts(read(path))
        except InventoryError as error:
            assert error.why


@pytest.mark.parametrize(
    ("verdict", "count", "word"),
    [
        ("counted", 1, "comptée"),
        ("counted", 2, "comptées"),
        ("set_aside", 1, "mise de côté"),
        ("to_confirm", 1, "à confirmer"),
        ("rejected", 1, "rejetée"),
        ("ignored", 0, "ignorée"),
    ],
)
def test_a_verdict_agrees_with_its_count(verdict, count, word):
    assert verdict_word(verdict, count) == word


def test_a_row_joined_to_the_titles_is_never_shown_with_them(tmp_path: Path):
    """The line break between them was lost: the message tells the titles, and no cell of the row."""
    joined = "Nom;Statut;Fabricant;Type;Modèle;En service;Dell Inc.;Station d’accueil;L. Garnier"
    with pytest.raises(InventoryError, match=r"mal coupé ; titres lus : Nom, Statut, Fabricant, Type, Modèle$"):
        read(raw(tmp_path, f"{joined}\nPC-2;En service;Dell;Portable;Latitude 5440\n"))
