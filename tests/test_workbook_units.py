"""The unit of a volume stands beside it in the workbooks of a collect."""

import shutil
import subprocess
import zipfile

import pytest
import yaml

from conftest import EXAMPLES
from in_process import snr
from office import profile
from snr_cli.inputs.sheets import open_book

PEOPLE = ("--for", "dsi=équipements,services")


def rows_of(path, name):
    """Return the rows of a sheet, by the keys of its columns."""
    book = open_book(path)
    try:
        lines = {
            sheet.name: [{cell.column: cell.text for cell in row.cells} for row in sheet.rows()]
            for sheet in book.sheets
        }[name]
    finally:
        book.close()
    keys = next(line for line in lines if any("/" in text and " " not in text for text in line.values()))
    return [
        {keys[column]: text for column, text in line.items() if column in keys}
        for line in lines[lines.index(keys) + 1 :]
    ]


@pytest.fixture
def served(tmp_path):
    """A dossier with services of several units, and their workbook."""
    dossier = shutil.copytree(EXAMPLES / "minimal", tmp_path / "dossier")
    path = dossier / "territory.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    kinds = {
        "stockage": "storage_tb_year",
        "trafic": "network_fixed_gb",
        "site": "website",
        "lignes": "line_fixed_year",
    }
    data["services"] = [{"id": name, "type": kind, "quantity": 3} for name, kind in kinds.items() if name != "site"]
    data["services"].append({"id": "site", "type": "website", "page_views": 3e5, "page_weight_mb": 2})
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    assert snr("collect", dossier, *PEOPLE).returncode == 0
    return dossier


UNITS = {
    "stockage": "To par an",
    "trafic": "Go par an",
    "lignes": "abonnements",
    "site": "pages vues par an, dans leur colonne",
}


def test_the_unit_of_a_volume_stands_beside_it(served):
    """It follows the type, is read by nobody, and says nothing of a row without type."""
    rows = rows_of(served / "collecte" / "dsi.xlsx", "Services")
    keys = list(rows[0])
    assert keys.index("services/~unite") == keys.index("services/quantity") + 1
    assert {row["services/id"]: row["services/~unite"] for row in rows if row.get("services/id")} == UNITS
    spare = [row for row in rows if not row.get("services/id")]
    assert {row.get("services/~unite", "") for row in spare} <= {"", "="}  # nothing to show
    with zipfile.ZipFile(served / "collecte" / "dsi.xlsx") as book:  # a row with a formula is a row to print
        formulas = [book.read(name).count(b"<f>") for name in book.namelist() if "worksheets/sheet" in name]
    assert max(formulas) == len(UNITS) + 20
    assert "services/~unite" not in str(rows_of(served / "collecte" / "dsi.xlsx", "Équipements"))
    assert "Rien à changer" in snr("collect", "--yaml", served, *PEOPLE).stdout
    assert "SNR" not in snr("collect", "--status", served, *PEOPLE).stdout


@pytest.mark.slow
@pytest.mark.parametrize("form", ["ods", "xlsx"])
def test_libreoffice_keeps_the_units(served, tmp_path, form):
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    (tmp_path / "made").mkdir()
    name = served / "collecte" / "dsi.xlsx"
    options = ["--headless", "--convert-to", form, "--outdir", tmp_path / "made", name]
    subprocess.run(["soffice", profile(), *options], check=True, capture_output=True, timeout=120)
    rows = rows_of(tmp_path / "made" / f"dsi.{form}", "Services")
    assert {row["services/id"]: row["services/~unite"] for row in rows if row.get("services/id")} == UNITS
    name.unlink()
    (tmp_path / "made" / f"dsi.{form}").rename(name.with_suffix(f".{form}"))
    assert "Rien à changer" in snr("collect", "--yaml", served, *PEOPLE).stdout
