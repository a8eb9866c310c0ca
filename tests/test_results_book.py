"""Results as a workbook: what it holds is what the JSON says, read by snr's own reader and by another one."""

import csv
import io
import json
import shutil
import subprocess
import zipfile
from math import fsum
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from conftest import Run
from office import profile
from snr_cli.inputs.sheets import open_book
from snr_cli.outputs.results_book import MOST_OF_A_CELL, book_bytes
from snr_cli.outputs.tables import Grid, GridColumn, grid_csv

ROOT = Path(__file__).resolve().parents[1]
VALMONT, MINIMAL = ROOT / "examples" / "valmont", ROOT / "examples" / "minimal"
GLPI = VALMONT / "inventaire" / "glpi.csv"
HOSTILE = (
    "=1+1",
    "+33 1",
    "-2",
    "@SUM(1)",
    "=cmd()|' /C calc'!A0",
    "'=1",
    "_x0041_",
    "a\u0001b",
    "\udce9",
    "deux\nlignes",
)

Sheets = dict[str, list[list[Any]]]


def read(path: Path) -> Sheets:
    """Read a workbook with snr's own reader: sheet → rows of values."""
    book = open_book(path)
    sheets: Sheets = {}
    for sheet in book.sheets:
        filled = {row.number: {cell.column: cell.value for cell in row.cells} for row in sheet.rows()}
        wide = max((max(cells) for cells in filled.values()), default=0)
        sheets[sheet.name] = [
            [filled.get(row, {}).get(column) for column in range(1, wide + 1)]
            for row in range(1, max(filled, default=0) + 1)
        ]
    book.close()
    return sheets


def second_opinion(path: Path) -> Sheets:
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def rows_of(sheet: list[list[Any]]) -> list[list[Any]]:
    """Return the rows of values: under the headings, above the first row that is empty or begins the notes."""
    rows = []
    for row in sheet[2:]:
        if row[0] in (None, "", "Total", "Lignes lues") or str(row[0]).startswith("Somme de ce qui"):
            break
        rows.append(row)
    return rows


@pytest.fixture(scope="module")
def valmont(tmp_path_factory: pytest.TempPathFactory, snr: Run) -> Path:
    path = tmp_path_factory.mktemp("book") / "valmont.xlsx"
    done = snr("assess", VALMONT, "--format", "xlsx", "-o", path)
    assert done.returncode == 0, done.stderr
    return path


@pytest.fixture(scope="module")
def document(snr: Run) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(snr("assess", VALMONT, "--format", "json").stdout)
    return found


@pytest.mark.parametrize("reader", [read, second_opinion])
def test_the_sums_are_those_of_the_json(reader: Any, valmont: Path, document: dict[str, Any]) -> None:
    climate = document["organisation"]["totals"]["climate_change"]["value"]
    sheets = reader(valmont)
    for name in ("Par groupe", "Par étape", "Par site", "Par entité"):
        assert fsum(row[1] for row in rows_of(sheets[name])) == pytest.approx(climate, rel=1e-11), name
        (total,) = [row for row in sheets[name] if row[0] == "Total"]
        assert (total[1], total[4]) == (climate, document["electricity_kwh"]), name
    lines = rows_of(sheets["Lignes"])
    assert [row[0] for row in lines] == [line["id"] for line in document["organisation"]["lines"]]
    assert [row[8] for row in lines] == [line["quantity"] for line in document["organisation"]["lines"]]
    summary = {row[0]: row for row in rows_of(sheets["Synthèse"])}
    found = summary["Changement climatique"]
    assert found[1] == climate
    assert (found[3], found[4]) == tuple(
        document["organisation"]["totals"]["climate_change"][key] for key in ("low", "high")
    )
    assert len(rows_of(sheets["Non évalué"])) == len(document["not_assessed"])
    assert [row[0] for row in rows_of(sheets["Sources"])] == document["factors"]["sources"]
    detail = [row for row in rows_of(sheets["Détail"]) if row[13] == "ligne" and row[8] == "Changement climatique"]
    assert fsum(row[10] for row in detail if row[10] not in ("", None)) == pytest.approx(climate, rel=1e-11)


def test_a_sum_is_a_formula_and_charts_are_native(valmont: Path, document: dict[str, Any]) -> None:
    with zipfile.ZipFile(valmont) as archive:
        names = archive.namelist()
        sheets = {name: archive.read(name).decode() for name in names if name.startswith("xl/worksheets/sheet")}
    total = document["organisation"]["totals"]["climate_change"]["value"]
    assert f"<f>SUM(B3:B17)</f><v>{total}</v>" in sheets["xl/worksheets/sheet2.xml"]
    assert sum(name.startswith("xl/charts/chart") for name in names) == 2
    for text in sheets.values():
        assert "<autoFilter" in text
        assert 'state="frozen"' in text
        assert 'orientation="landscape"' in text


def test_what_is_not_assessed_is_no_number(tmp_path: Path, snr: Run) -> None:
    """In this dossier, what nothing assesses is named « muet »."""
    path = tmp_path / "r.xlsx"
    assert snr("assess", ROOT / "tests/unassessed/beside", "--format", "xlsx", "-o", path).returncode == 0
    silent = [row for row in rows_of(read(path)["Lignes"]) if "muet" in row[1].lower()]
    assert silent
    assert {row[10] for row in silent} == {"non évalué"}
    for name in ("Par site", "Par entité"):
        for row in rows_of(read(path)[name]):
            assert row[1] != 0, row


def test_the_same_bytes(valmont: Path, tmp_path: Path, snr: Run) -> None:
    snr("assess", VALMONT, "--format", "xlsx", "-o", tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == valmont.read_bytes()


def test_several_dossiers_stand_side_by_side(tmp_path: Path, snr: Run) -> None:
    path = tmp_path / "both.xlsx"
    assert snr("assess", VALMONT, MINIMAL, "--format", "xlsx", "-o", path).returncode == 0
    for name, rows in read(path).items():
        assert rows[1][0] == "Dossier", name
        assert not [row for row in rows if row[0] == "Total"], name
    assert {row[0] for row in rows_of(read(path)["Par groupe"])} == {
        f"examples/{name}/territory.yaml" for name in ("valmont", "minimal")
    }


def test_a_text_stays_a_text(tmp_path: Path) -> None:
    grid = Grid(
        "Essai", "Essai", (GridColumn("Texte"), GridColumn("Valeur", "number")), tuple((each, 1.0) for each in HOSTILE)
    )
    path = tmp_path / "hostile.xlsx"
    path.write_bytes(book_bytes("Essai", [grid]))
    wanted = [each.replace("\u0001", "\\x01").replace("\udce9", "\\udce9") for each in HOSTILE]
    assert [row[0] for row in read(path)["Essai"][2:]] == wanted
    with zipfile.ZipFile(path) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_a_text_too_long_says_that_it_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    path.write_bytes(book_bytes("Essai", [Grid("Essai", "Essai", (GridColumn("Texte"),), (("a" * 40_000,),))]))
    (cell,) = read(path)["Essai"][2]
    assert cell.startswith("a" * MOST_OF_A_CELL)
    assert "texte coupé" in cell


@pytest.mark.parametrize(
    "command",
    [
        ("assess", MINIMAL),
        ("plan", MINIMAL),
        ("check", MINIMAL),
        ("compare", MINIMAL, MINIMAL),
        ("inventory", GLPI),
    ],
    ids=lambda command: command[0],
)
def test_a_workbook_goes_to_a_file(command: tuple[str | Path, ...], snr: Run) -> None:
    done = snr(*command, "--format", "xlsx")
    assert (done.returncode, done.stdout) == (2, b"")
    assert "-o resultats.xlsx" in done.stderr.decode()


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory, snr: Run) -> tuple[Sheets, dict[str, Any]]:
    path = tmp_path_factory.mktemp("plan") / "plan.xlsx"
    done = snr("plan", VALMONT, "--format", "xlsx", "-o", path)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(path) as archive:
        assert "xl/charts/chart1.xml" in archive.namelist()
    return read(path), json.loads(snr("plan", VALMONT, "--format", "json").stdout)


def test_a_plan_as_a_workbook_says_what_its_json_says(planned: tuple[Sheets, dict[str, Any]]) -> None:
    sheets, document = planned
    curve = rows_of(sheets["Trajectoire"])
    years = document["organisation"]
    assert [row[0] for row in curve] == [year["year"] for year in years]
    assert [row[1] for row in curve] == [year["baseline"]["climate_change"] for year in years]
    assert [row[2] for row in curve] == [year["with_actions"]["climate_change"] for year in years]
    (gap,) = [row[3] for row in sheets["Actions"] if row[0] == "Écart entre les deux courbes"]
    shares = [row[3] for row in sheets["Actions"][2:] if row[1] and isinstance(row[3], float | int)]
    assert fsum(shares) == pytest.approx(gap, rel=1e-9)
    assert gap == pytest.approx(curve[-1][3], rel=1e-11)
    assert [row[0] for row in rows_of(sheets["Objectifs"])] == [
        objective["title"] for objective in document["objectives"]
    ]
    (sums,) = [row for row in sheets["Moyens"] if row[0] == "Total"]
    assert sums[1:4] == [fsum(row[rank] for row in rows_of(sheets["Moyens"])) for rank in range(1, 4)]
    assert len(rows_of(sheets["Indicateurs"])) == len(document["indicators"])


def test_a_plan_for_a_french_excel_has_the_values_of_its_csv(snr: Run) -> None:
    plain = list(csv.reader(io.StringIO(snr("plan", VALMONT, "--format", "csv").stdout.decode())))
    french = list(
        csv.reader(io.StringIO(snr("plan", VALMONT, "--format", "csv-excel").stdout.decode("utf-8-sig")), delimiter=";")
    )
    assert french[0] == ["Année", "Catégorie ou indicateur", "Unité", "Série", "Valeur"]
    assert [float(row[4]) for row in plain[1:]] == [float(row[4].replace(",", ".")) for row in french[1:]]
    said = {row[3] for row in french}
    assert {"sans action", "avec les actions", "donné", "écart, borne basse"} <= said
    assert not [word for word in said if "_" in word], "a series has a French name"


@pytest.mark.parametrize("name", ["valmont", "minimal"])
def test_a_check_as_a_workbook_has_every_finding(name: str, tmp_path: Path, snr: Run) -> None:
    path = tmp_path / "check.xlsx"
    code = snr("check", ROOT / "examples" / name, "--format", "xlsx", "-o", path).returncode
    told = snr("check", ROOT / "examples" / name, "--format", "json")
    assert code == told.returncode
    findings = json.loads(told.stdout)["findings"]
    sheets = read(path)
    assert [row[0] for row in rows_of(sheets["Constats"])] == [finding["code"] for finding in findings] or (
        not findings and sheets["Constats"][2][0] == "Rien."
    )
    assert [row[2] for row in rows_of(sheets["Constats"]) if row[0] != "Rien."] == [
        finding["message"] for finding in findings
    ]
    assert {row[2] for row in rows_of(sheets["Obligations"])} >= {"REEN-01", "REEN-14"}


def test_a_comparison_as_a_workbook_says_what_its_json_says(tmp_path: Path, snr: Run) -> None:
    old, path = tmp_path / "old.json", tmp_path / "compare.xlsx"
    snr("assess", VALMONT, "--factor-set", "ecodiag", "--format", "json", "-o", old)
    assert snr("compare", old, VALMONT, "--format", "xlsx", "-o", path).returncode == 0
    organisation = json.loads(snr("compare", old, VALMONT, "--format", "json").stdout)["organisation"]
    total = organisation["totals"]["climate_change"]
    sheets = read(path)
    (found,) = [row for row in sheets["Organisation"] if row[0] == "Changement climatique"]
    parts = [total[key] for key in ("old", "new", "change", "activity", "ageing", "method", "factors")]
    assert found[2:9] == parts
    assert len(rows_of(sheets["Organisation"])) == len(organisation["totals"])
    (sums,) = [row for row in sheets["Par groupe"] if row[0] == "Total"]
    assert sums[1:8] == pytest.approx(parts, rel=1e-9, abs=1e-6)
    assert len(rows_of(sheets["Par type"])) == len(organisation["by_type"])


def test_a_published_year_has_no_change_in_a_workbook(tmp_path: Path, snr: Run) -> None:
    path = tmp_path / "compare.xlsx"
    assert snr("compare", VALMONT, "--review", "2024", "--format", "xlsx", "-o", path).returncode == 0
    told = json.loads(snr("compare", VALMONT, "--review", "2024", "--format", "json").stdout)
    sheets = read(path)
    found = {row[0]: row for row in rows_of(sheets["Organisation"])}["Changement climatique"]
    total = told["organisation"]["totals"]["climate_change"]
    assert found[2:5] == [total["old"], total["new"], total["change"]]
    assert (found[4] is None) == (not told["comparable"])


def test_an_inventory_as_a_workbook_says_what_its_json_says(tmp_path: Path, snr: Run) -> None:
    path = tmp_path / "inventory.xlsx"
    done = snr("inventory", GLPI, "--format", "xlsx", "-o", path)
    assert done.returncode == snr("inventory", GLPI, "--format", "json").returncode
    sheets = read(path)
    labels = snr("inventory", GLPI, "--format", "csv").stdout.decode().splitlines()
    assert len(rows_of(sheets["Libellés"])) == len(labels) - 1
    (lines,) = [row for row in sheets["Verdicts"] if row[0] == "Lignes lues"]
    assert lines[1] == sum(row[1] for row in sheets["Verdicts"][2:7])
    french = snr("inventory", GLPI, "--format", "csv-excel").stdout.decode("utf-8-sig").splitlines()
    assert french[0].startswith("Fichier;Verdict;Libellé")
    assert ";0,99;" in french[1]


def test_csv_for_a_french_excel(snr: Run, document: dict[str, Any]) -> None:
    raw = snr("assess", VALMONT, "--format", "csv-excel").stdout
    assert raw.startswith(b"\xef\xbb\xbfDossier;")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
    assert "." not in "".join(row["Valeur par an"] for row in rows)
    (total,) = [
        row
        for row in rows
        if row["Nature de la ligne"] == "total de l’organisation" and row["Catégorie"] == "Changement climatique"
    ]
    climate = document["organisation"]["totals"]["climate_change"]["value"]
    assert float(total["Valeur par an"].replace(",", ".")) == climate


def test_numbers_of_a_csv() -> None:
    columns = (GridColumn("Texte", key="text", words={"a": "à"}), GridColumn("Valeur", "number", "kg", "value"))
    grid = Grid("Essai", "Essai", columns, (("a", 2952.0000000000005), ("=1", 1.5e-9), ("-2", 12), ("b;c", None)))
    assert grid_csv(grid) == "text,value\na,2952.0\n'=1,1.5e-09\n-2,12\nb;c,\n"
    assert grid_csv(grid, for_excel=True) == '\ufeffTexte;Valeur (kg)\nà;2952\n\'=1;0,0000000015\n-2;12\n"b;c";\n'


@pytest.mark.slow
@pytest.mark.parametrize("form", ["ods", "csv"])
def test_libreoffice_computes_the_same_sums(form: str, valmont: Path, tmp_path: Path, document: dict[str, Any]) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    wanted = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,false,false,false,false,2" if form == "csv" else form
    subprocess.run(
        [
            "soffice",
            profile(),
            "--headless",
            "--convert-to",
            wanted,
            "--outdir",
            str(tmp_path),
            str(valmont),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    climate = document["organisation"]["totals"]["climate_change"]["value"]
    if form == "ods":
        (total,) = [row for row in read(tmp_path / "valmont.ods")["Par groupe"] if row[0] == "Total"]
        assert total[1] == pytest.approx(climate, rel=1e-11)
    else:
        (made,) = tmp_path.glob("*.csv")
        rows = list(csv.reader(made.read_text(encoding="utf-8").splitlines(), delimiter=";"))
        (total,) = [row for row in rows if row[0] == "Total"]
        assert float(total[1]) == pytest.approx(climate, rel=1e-11)
