"""The columns of a sheet: what is asked stands first, what is rare behind a « + »; what was known stands beside what a year changes."""

import os
import re
import shutil
import subprocess
import zipfile

import pytest

from conftest import EXAMPLES
from in_process import snr
from office import profile
from snr_cli.api.catalogue import words_of
from snr_cli.catalog.opened import shipped_tables
from snr_cli.inputs.dossier.load import read_dossier
from snr_cli.inputs.sheets import open_book
from snr_cli.inputs.workbook.shape import by_path, dossier_sheets
from snr_cli.inputs.workbook.values import filled_sheets
from snr_cli.inputs.workbook.write import workbook_bytes
from snr_cli.model.base import Section

WORDS = words_of(shipped_tables())


def sections(model=Section):
    for subclass in model.__subclasses__():
        yield subclass
        yield from sections(subclass)


def grid(path, name):
    """Return the rows of a sheet: column → text."""
    book = open_book(path)
    try:
        for sheet in book.sheets:
            if sheet.name == name:
                return [{cell.column: cell.text for cell in row.cells} for row in sheet.rows()]
    finally:
        book.close()
    return []


def grouped(path, rank):
    """Return the numbers of the columns of a sheet that are behind a « + », folded."""
    with zipfile.ZipFile(path) as archive:
        xml = archive.read(f"xl/worksheets/sheet{rank}.xml").decode()
    found = set()
    for tag in re.findall(r"<col [^>]*>", xml):
        marks = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if marks.get("outlineLevel") == "1" and marks.get("hidden") in ("1", "true"):
            found |= set(range(int(marks["min"]), int(marks["max"]) + 1))
    return found


def equipment(folder, **more):
    line = {"id": "portables", "type": "laptop", "quantity": 12, **more}
    data = {"snr": 1, "reference_year": 2025, "territory": {"name": "Essai"}, "equipment": [line]}
    path = folder / "territory.xlsx"
    shapes = [by_path()[()], by_path()[("equipment",)]]
    path.write_bytes(workbook_bytes(filled_sheets(data), WORDS.type_labels(), shapes, remembered=True))
    return path


def keys(path):
    row = next(row for row in grid(path, "Équipements") if "equipment/id" in row.values())
    return {key.partition("/")[2]: number for number, key in row.items()}


def test_the_fields_that_are_marked_exist():
    for model in sections():
        for marked in (model.shown_first or frozenset(), model.asked_yearly):
            assert marked <= model.model_fields.keys(), model


def test_wide_sheets_show_at_most_fourteen_columns():
    for path in (("equipment",), ("services",), ("actions",), ("actions", "effects"), ("objectives",)):
        shown = [column for column in by_path()[path].columns if not column.rare]
        assert len(shown) <= 14, (path, [column.key for column in shown])


def test_what_is_asked_is_shown_first_and_what_is_rare_is_folded(tmp_path):
    path = equipment(tmp_path)
    places, folded = keys(path), grouped(path, 2)
    assert folded == {number for key, number in places.items() if number >= min(folded)}  # the last ones
    assert not folded & {places[key] for key in ("id", "type", "quantity", "label", "source", "certainty")}
    assert folded >= {places["upstream_years"], places["depreciation_years"]}
    assert "repliées à droite" in " ".join(grid(path, "Équipements")[0].values())


def test_a_rare_column_that_holds_something_is_shown(tmp_path):
    path = equipment(tmp_path, depreciation_years=5)
    assert keys(path)["depreciation_years"] not in grouped(path, 2)


def test_what_was_known_stands_beside_what_a_year_changes_and_beside_nothing_else(tmp_path):
    path = equipment(tmp_path, refurbished_share=0.125, lifetime_years=5)
    places = keys(path)
    assert places["~avant.quantity"] == places["quantity"] + 1
    assert places["~avant.refurbished_share"] == places["refurbished_share"] + 1
    assert {key for key in places if key.startswith("~")} == {"~avant.quantity", "~avant.refurbished_share"}
    row = grid(path, "Équipements")[-1]
    assert (row[places["~avant.quantity"]], row[places["~avant.refurbished_share"]]) == ("12", "0.125")


def test_single_values_that_a_year_changes_are_remembered(tmp_path):
    dossier = shutil.copytree(EXAMPLES / "valmont", tmp_path / "valmont")
    assert snr("collect", dossier, "--all", "-o", tmp_path / "sent").returncode == 0
    path = next((tmp_path / "sent").glob("*.xlsx"))
    names = [sheet.name for sheet in open_book(path).sheets]
    assert "Fiche" in names
    rows = {row.get(2): row for row in grid(path, "Fiche")}
    assert rows["Champ"][4] == "Déjà au dossier"
    told = next(row for name, row in rows.items() if name and name.endswith("Agents"))
    assert told[4] == told[3]
    assert 4 not in next(row for name, row in rows.items() if name == "SIREN")


def test_yearly_values_are_numbers_that_no_row_dates():
    """A row of a year needs no memory: the row of the year before is there."""
    for shape in dossier_sheets():
        dated = any(column.key == "year" for column in shape.columns)
        for column in shape.columns:
            assert not column.yearly or (column.kind in ("number", "share") and not dated), (shape.path, column.key)


@pytest.mark.slow
@pytest.mark.skipif(not (shutil.which("soffice") or os.environ.get("CI")), reason="needs LibreOffice")
def test_columns_stay_folded_after_libreoffice(tmp_path):
    path = equipment(tmp_path, refurbished_share=0.12)
    command = ["soffice", profile(), "--headless", "--convert-to", "xlsx", "--outdir", tmp_path / "back", path]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    back = tmp_path / "back" / "territory.xlsx"
    assert grouped(back, 2) == grouped(path, 2)
    read = read_dossier(str(back), WORDS)
    assert not [finding for finding in read.findings if finding.code.startswith("SNR12")]
    assert read.joined.data["equipment"][0]["refurbished_share"] == 0.12


def test_a_line_that_an_inventory_counts_shows_no_zero(tmp_path):
    path = equipment(tmp_path, quantity=0, inventory="parc")
    places = keys(path)
    row = grid(path, "Équipements")[-1]
    assert row[places["inventory"]] == "parc"
    assert places["quantity"] not in row
    assert "~avant.quantity" not in places
