"""`tools/refresh_factors.py`: recipes read our rows in packages made by hand, checksums tell an alteration; a real registry in the slow part."""

import csv
import io
import json
import os
import re
import shutil
import tarfile
from collections import Counter
from pathlib import Path
from zipfile import ZipFile

import pytest
import yaml

import refresh_factors  # (from the folder named just above)
from check_factors import check_tables
from conftest import ROOT
from refresh_factors import altered, checksums, main, numbers, parsed, read_again, record, said
from snr_cli.catalog.opened import open_tables
from snr_cli.catalog.tables import ELECTRICITY, EQUIPMENT

FACTORS = ROOT / "factors"
DECLARED = yaml.safe_load((FACTORS / "recipes.yaml").read_text(encoding="utf-8"))
OURS = {  # recipes of two small packages: an npm archive of constants in grams, a wheel with a CSV
    "packages": {
        "@a/mixes": {"registry": "npm", "version": "1.0.0"},
        "devices": {"registry": "pypi", "version": "2.0"},
    },
    "recipes": [
        {
            "source": "ELECMAPS_CO2JS",
            "table": ELECTRICITY,
            "package": "@a/mixes",
            "file": "dist/{year}.js",
            "locator": r"zone (?P<zone>[A-Z-]+)",
            "path": ["data", "{zone}", "value"],
            "scale": 0.001,
        },
        {
            "source": "ADEME_PUBLICODES_ACV",
            "table": EQUIPMENT,
            "package": "devices",
            "file": "devices/data.csv",
            "key": ["name", "kind"],
            "path": ["{type}", "{stage}"],
            "words": {
                "type": {"laptop": "Laptop perso", "tablet": "Tablet"},
                "category": {"climate_change": "GWP"},
                "stage": {"manufacturing": "made"},
            },
        },
    ],
    "without": {"not of this test": ["ADEME_PUBLICODES_ACV"]},
}


def found_rows(folder: Path, table: str, source: str) -> list[tuple[int, dict[str, str]]]:
    return [row for row in open_tables(folder).rows(table) if row[1]["source"] == source]


def packed(folder: Path, factors: Path, times: float = 1.0) -> Path:
    """Write both packages, of the values that the tables have now; those of the CSV multiplied."""
    folder.mkdir()
    years: dict[str, dict[str, object]] = {}
    for _, cells in found_rows(factors, ELECTRICITY, "ELECMAPS_CO2JS"):
        zone = cells["locator"].partition("zone ")[2].split()[0].rstrip(";")
        years.setdefault(cells["year"], {})[zone] = {"name": "it's", "value": float(cells["value"]) * 1000}
    with tarfile.open(folder / "a-mixes-1.0.0.tgz", "w:gz") as archive:
        for year, zones in years.items():
            text = f"const data = {json.dumps(zones)};\nexport {{ data }};\n".replace("it's", "it\\'s").encode()
            info = tarfile.TarInfo(f"package/dist/{year}.js")
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text))
    weights = {cells["type"]: cells["value"] for _, cells in climate(factors)}
    lines = [
        f'{name},{kind},"{float(weights[device]) * times:.6E}"'.replace(".", ",", 1)
        for device, name, kind in (("laptop", "Laptop", "perso"), ("tablet", "Tablet", ""))
    ]
    with ZipFile(folder / "devices-2.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("devices/data.csv", "\n".join(["name,kind,made", *lines]))
    return folder


def climate(factors: Path) -> list[tuple[int, dict[str, str]]]:
    """Return the rows of the second recipe: two defaults, of a laptop and of a tablet."""
    recipe = OURS["recipes"][1]
    return sorted(
        (row for row in open_tables(factors).rows(EQUIPMENT) if said(recipe, row[1])),
        key=lambda row: row[1]["type"],
    )


@pytest.fixture
def factors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tables, with our recipes; no example is assessed."""
    monkeypatch.setattr(refresh_factors, "EXAMPLES", ())
    folder = tmp_path / "factors"
    shutil.copytree(FACTORS, folder)
    (folder / "recipes.yaml").write_text(yaml.safe_dump(OURS), encoding="utf-8")
    return folder


def planted(folder: Path, table: str, number: int, column: str, cell: str) -> bytes:
    """Change a cell, and return what the table was."""
    path = folder / table
    before = path.read_bytes()
    lines = list(csv.reader(io.StringIO(before.decode())))
    lines[number - 1][lines[0].index(column)] = cell
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(lines)
    return before


def test_the_rows_are_those_of_the_recorded_checksums() -> None:
    assert altered(FACTORS) == [], "if it is wanted: python tools/refresh_factors.py --record"


def test_an_altered_row_is_seen_whatever_its_table_and_its_source(factors: Path) -> None:
    columns = ("value", "kwh_per_year", "lifetime_years", "years", "fibre_share", "population_total", "rule")
    for table in {table for table, _ in checksums(factors)}:
        path = factors / table
        lines, seen = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8")))), set()
        for cells in lines[1:]:
            source = cells[lines[0].index("source")] if "source" in lines[0] else ""
            column = next((name for name in columns if name in lines[0] and cells[lines[0].index(name)]), None)
            if source not in seen and column is not None:
                seen.add(source)
                cells[lines[0].index(column)] += "1"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(lines)
    assert altered(factors) == sorted(checksums(FACTORS))
    record(factors, checksums(factors))
    assert altered(factors) == []


def test_what_we_decide_of_a_row_is_not_summed(factors: Path) -> None:
    number = climate(factors)[0][0]
    for column, cell in (("is_default", "1"), ("valid_until", "2030-01-01"), ("replaced_by", "x"), ("locator", "y")):
        planted(factors, EQUIPMENT, number, column, cell)
    assert altered(factors) == []
    planted(factors, EQUIPMENT, number, "high", "1e9")
    assert altered(factors) == [(EQUIPMENT, "ADEME_PUBLICODES_ACV")]


def test_each_recipe_has_rows_and_each_source_without_says_why() -> None:
    rows, without = read_again(DECLARED["recipes"], FACTORS, lambda *_: {})
    assert len(rows) >= 530
    assert all(row.new is None for row in rows), "nothing is in an empty file"
    reasons = Counter(source for sources in DECLARED["without"].values() for source in sources)
    assert set(reasons.values()) == {1}
    assert set(without) == set(reasons)
    for recipe in DECLARED["recipes"]:
        assert any(said(recipe, cells) for _, cells in open_tables(FACTORS).rows(recipe["table"])), recipe
        assert recipe["package"] in DECLARED["packages"]


def test_a_row_written_again_keeps_its_bytes() -> None:
    for table in {recipe["table"] for recipe in DECLARED["recipes"]}:
        before = (FACTORS / table).read_bytes().decode()
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(csv.reader(before.splitlines()))
        assert out.getvalue() == before, table


def test_the_values_of_a_package_are_found(factors: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    packages = packed(tmp_path / "packages", factors)
    assert main(["--from", str(packages)], factors) == 0
    told = capsys.readouterr().out
    mixes = len(found_rows(factors, ELECTRICITY, "ELECMAPS_CO2JS"))
    assert f"ELECMAPS_CO2JS: {mixes} reproduced, " in told
    assert "ADEME_PUBLICODES_ACV: 2 reproduced, " in told
    assert "without recipe (not of this test)" in told
    assert f"\n{mixes + 2} rows reproduced, of " in told
    with pytest.raises(SystemExit):
        main(["--from", str(packages), "NOBODY"], factors)


def test_a_changed_value_is_told_and_put_back(
    factors: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    packages = packed(tmp_path / "packages", factors)
    number, cells = climate(factors)[0]
    before = planted(factors, EQUIPMENT, number, "value", "7.0")
    monkeypatch.setattr(refresh_factors, "EXAMPLES", ("minimal",))
    assert main(["--from", str(packages)], factors) == 1
    told = capsys.readouterr().out
    assert (
        f"{EQUIPMENT}:{number} laptop climate_change manufacturing: 7.0 -> {cells['value']} (devices/data.csv: " in told
    )
    assert f"{EQUIPMENT}, ADEME_PUBLICODES_ACV: altered since its checksum was recorded" in told
    assert re.search(r"examples/minimal: climate of the organisation [0-9.]+ t -> [0-9.]+ t; [1-9]", told)
    monkeypatch.setattr(refresh_factors, "EXAMPLES", ())
    assert main(["--from", str(packages), "--write", "ADEME_PUBLICODES_ACV"], factors) == 0
    assert (factors / EQUIPMENT).read_bytes() == before
    assert altered(factors) == []


def test_new_values_are_written_alone(factors: Path, tmp_path: Path) -> None:
    packages = packed(tmp_path / "packages", factors, 2)
    rows = climate(factors)
    before = (factors / EQUIPMENT).read_bytes().splitlines()
    assert main(["--from", str(packages)], factors) == 1
    assert (factors / EQUIPMENT).read_bytes().splitlines() == before
    assert main(["--from", str(packages), "--write"], factors) == 0
    after = (factors / EQUIPMENT).read_bytes().splitlines()
    moved = {at for at, pair in enumerate(zip(before, after, strict=True), start=1) if pair[0] != pair[1]}
    assert moved == {number for number, _ in rows}
    values = [float(cells["value"]) for _, cells in climate(factors)]
    assert values == [float(f"{float(cells['value']) * 2:.6g}") for _, cells in rows]
    assert altered(factors) == []
    assert main(["--from", str(packages)], factors) == 0


def test_nothing_is_written_that_the_tables_refuse(
    factors: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    number, cells = climate(factors)[0]
    for column, cell in (("low", cells["value"]), ("high", "1e9"), ("bounds", "extremes")):
        planted(factors, EQUIPMENT, number, column, cell)
    kept = (factors / EQUIPMENT).read_bytes()
    assert main(["--from", str(packed(tmp_path / "packages", factors, 0.5)), "--write"], factors) == 2
    assert f"{EQUIPMENT}, ligne {number}" in capsys.readouterr().err
    assert (factors / EQUIPMENT).read_bytes() == kept


def test_what_is_no_more_in_a_package_is_told(
    factors: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    packages = packed(tmp_path / "packages", factors)
    (packages / "devices-2.0-py3-none-any.whl").unlink()
    assert main(["--from", str(packages)], factors) == 1
    told = capsys.readouterr().out
    assert "ADEME_PUBLICODES_ACV: 2 lost" in told
    assert "LookupError devices/data.csv: 0 files of that name" in told


def test_a_newer_version_is_told_and_taken_when_asked(
    factors: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    packages = packed(tmp_path / "packages", factors, 2)
    wanted: list[tuple[str, ...]] = []

    def download(registry: str, package: str, version: str, folder: Path) -> None:
        wanted.append((registry, package, version))
        shutil.copytree(packages, folder)

    monkeypatch.setattr(refresh_factors, "newest", lambda registry, package: {"npm": "1.0.0", "pypi": "3.1"}[registry])
    monkeypatch.setattr(refresh_factors, "download", download)
    assert main([], factors) == 1
    assert "devices: the recipes are of 2.0, the registry has 3.1\n" in capsys.readouterr().out
    assert main(["--latest"], factors) == 0
    (factors / "recipes.yaml").write_text(
        'packages:\n  "@a/mixes": {registry: npm, version: 1.0.0}\n  devices: {registry: pypi, version: "2.0"}\n'
        + yaml.safe_dump({"recipes": OURS["recipes"], "without": OURS["without"]}),
        encoding="utf-8",
    )
    assert main(["--latest", "--write", "ADEME_PUBLICODES_ACV"], factors) == 0
    text = (factors / "recipes.yaml").read_text(encoding="utf-8")
    assert "devices: {registry: pypi, version: 3.1}" in text
    assert "version: 1.0.0}" in text
    assert wanted == [
        ("npm", "@a/mixes", "1.0.0"),
        ("pypi", "devices", "2.0"),
        ("npm", "@a/mixes", "1.0.0"),
        ("pypi", "devices", "3.1"),
        ("pypi", "devices", "3.1"),
    ]


def test_the_declaration_of_the_guide_can_be_added(tmp_path: Path) -> None:
    """A contributor who has only the guide: its source and its rows hold, and the type shows them."""
    text = (ROOT / "docs" / "guide" / "ajouter-un-facteur.md").read_text(encoding="utf-8")
    folder = tmp_path / "factors"
    shutil.copytree(FACTORS, folder)
    blocks = re.findall(r"<!-- ajouter aux tables: (\S+) -->\n```\w+\n(.*?)```", text, re.DOTALL)
    assert [name for name, _ in blocks] == ["sources.yaml", EQUIPMENT]
    for name, block in blocks:
        with (folder / name).open("a", encoding="utf-8", newline="\n") as file:
            file.write(block)
    tables = open_tables(folder)
    assert check_tables(tables) == check_tables(open_tables(FACTORS)) + 4
    rows = [factor for factor in tables.factors(EQUIPMENT, ["laptop"]) if factor.source == "EXAMPLE_PCF_2026"]
    assert [(row.stage, row.value, row.is_default) for row in rows] == [
        ("manufacturing", 200, False),
        ("distribution", 15, False),
        ("end_of_life", 1, False),
        ("end_of_life", 1.4, False),
    ]
    assert altered(folder) == [(EQUIPMENT, "EXAMPLE_PCF_2026")]


def test_kinds_of_files(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    texts = {
        "a.csv": 'name,year,FR\ngwp,2011,"8,1E-02"\ngwp,2019,0.098\n',
        "b.json": '{"mixes": [{"name": "FR", "wue": 3.6}], "rule": {"moyenne": ["100 g", "300 g"]}}',
        "c.js": 'import x from "./x.js";\nconst A = {\n  ONE: 0.055,\n  "TWO": { "name": "l\\\'eau", "value": 2 }\n};\n',
        "d.yml": '"VR": {"lcd": {"impact": 1.0e-03}, "oled": {"impact": 3e-03}}\n',
    }
    for name, text in texts.items():
        (tmp_path / "in" / name).write_text(text, encoding="utf-8")

    def read(name: str, *path: str, key: tuple[str, ...] = ()) -> list[float]:
        return numbers(parsed(tmp_path, f"in/{name}"), path, key)

    assert read("a.csv", "gwp 2011", "FR", key=("name", "year")) == [0.081]
    with pytest.raises(ValueError, match="too many values"):
        read("a.csv", "gwp", "FR", key=("name",))
    assert read("b.json", "mixes", "FR", "wue", key=("name",)) == [3.6]
    assert read("b.json", "rule", "moyenne", "*") == [100, 300]
    assert read("c.js", "A", "ONE") + read("c.js", "A", "TWO", "value") == [0.055, 2]
    assert read("d.yml", "VR", "*", "impact") == [0.001, 0.003]
    (tmp_path / "copy" / "in").mkdir(parents=True)
    (tmp_path / "copy" / "in" / "a.csv").touch()
    with pytest.raises(LookupError, match="2 files of that name"):
        read("a.csv", "gwp 2011", "FR", key=("name", "year"))


@pytest.mark.slow
def test_rows_of_two_real_packages_are_found(capsys: pytest.CaptureFixture[str]) -> None:
    """The smallest of each registry; in CI a registry that does not answer is a failure."""
    sources = ("CO2JS_SWDM4", "ECOLOGITS")
    rows, _ = read_again(
        [recipe for recipe in DECLARED["recipes"] if recipe["source"] in sources], FACTORS, lambda *_: {}
    )
    code = main(sources, FACTORS)
    told = capsys.readouterr()
    if code == 2 and not os.environ.get("CI"):
        pytest.skip(f"no registry: {told.err[:200]}")
    assert code == 0, told
    assert f"\n{len(rows)} rows reproduced, of " in told.out
