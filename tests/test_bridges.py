"""Bridges: every row of a file accounted for, what a bridge writes read again, a hostile file refused with its place."""

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from conftest import EXAMPLES, ROOT
from in_process import snr
from snr_cli import UsageError, export_dossier, import_file, known_bridges
from snr_cli.bridges.ccf import place_of
from snr_cli.bridges.every import BRIDGES
from snr_cli.catalog.tables import shipped_tables
from walks import walk

SAMPLES = ROOT / "tests" / "bridges" / "samples"
HEAD = 'snr: 1\nreference_year: 2025\nterritory: {siren: "243300316"}\n'


def dossier(folder: Path, more: str) -> Path:
    """Write a dossier."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "territory.yaml").write_text(HEAD + more, encoding="utf-8")
    return folder


def written(folder: Path, data: Any, name: str = "f.json") -> Path:
    """Write a JSON file."""
    path = folder / name
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return path


def test_the_page_is_that_of_the_bridges() -> None:
    spec = importlib.util.spec_from_file_location("passerelles", ROOT / "docs" / "passerelles.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    page = (ROOT / "docs" / "passerelles.md").read_text(encoding="utf-8")
    assert page == module.page(), "run: python tools/regenerate.py"


def test_each_bridge_says_what_it_is_and_what_it_loses() -> None:
    listed = snr("import", "--list").stdout
    for each in known_bridges():
        assert each.id in listed
        assert each.lost_in if each.read else not each.lost_in
        assert each.lost_out if each.write else not each.lost_out
        assert all(loss in listed for loss in (*each.lost_in, *each.lost_out))
        assert tuple(each.write) == each.suffixes


@pytest.mark.parametrize("bridge", [each for each in BRIDGES if each.read], ids=lambda each: each.id)
def test_no_row_of_a_sample_is_lost_unsaid(bridge: Any, tmp_path: Path) -> None:
    """Guessed or named, the sample gives the same; each row became something or says why not; the YAML is accepted."""
    path = ROOT / bridge.sample
    found = import_file(path)
    assert found.bridge == bridge.id
    assert found.rows
    assert found.taken + found.left == len(found.rows)
    assert all(row.became or row.why for row in found.rows)
    done = snr("import", path, "--format", "yaml")
    assert done.returncode == 0, done.stderr
    (tmp_path / "lines.yaml").write_text(done.stdout, encoding="utf-8")
    data = json.loads(snr("import", path, "--format", "json").stdout)
    assert data["rows"] == {"read": len(found.rows), "taken": found.taken, "left": found.left}
    assert data["losses"] == list(bridge.lost_in)
    checked = snr("check", "--profile", "saisie", dossier(tmp_path, "include: [lines.yaml]\n"))
    assert not {code for code in ("SNR1", "SNR20") if f"erreur {code}" in checked.stdout}, checked.stdout


# --- hostile files ----------------------------------------------------------------------------------------------------

HOSTILE: dict[str, bytes] = {
    "nothing": b"",
    "no json": b"PK\x03\x04 no workbook",
    "half": b'[{"timestamp": ',
    "latin": '{"é": 1}'.encode("latin-1"),
    "utf-16": "[]".encode("utf-16"),
    "nul": b"[\0]",
    "deep": b"[" * 20_000,
    "many": b"[" + b"{}," * 800_000 + b"1]",
    "nan": b'[{"timestamp": "2025-01-01", "serviceEstimates": [{"co2e": NaN}]}]',
    "twice": b'[{"timestamp": "2025-01-01", "timestamp": "2025", "serviceEstimates": []}]',
    "digits": b"[" + b"9" * 5000 + b"]",
    "surrogate": b'["\\ud800"]',
    "a number": b"1e300",
    "a text": b'"\\u001b[31m"',
}


@pytest.mark.parametrize("name", walk(HOSTILE, 6))
def test_a_file_that_cannot_be_read_is_refused_in_french(name: str, tmp_path: Path) -> None:
    for suffix in (".json", ".xlsx"):
        path = tmp_path / f"f{suffix}"
        path.write_bytes(HOSTILE[name])
        for bridge in (None, *(each.id for each in BRIDGES if each.read)):
            done = snr("import", path, *(("--as", bridge) if bridge else ()))
            assert done.returncode in (1, 2), (bridge, done.stdout)
            assert done.stdout == "" or done.returncode == 1
            assert f"f{suffix}" in done.stderr
            assert "\x1b" not in done.stderr + done.stdout


def test_a_file_that_is_not_there_and_a_bridge_that_is_not_known(tmp_path: Path) -> None:
    for arguments, said in (
        (("import",), "donnez un fichier"),
        (("import", tmp_path), "c’est un dossier"),
        (("import", tmp_path / "absent.json"), "fichier introuvable"),
        (("import", SAMPLES / "ccf-estimates.json", "--as", "cff"), "vouliez-vous dire « ccf »"),
        (("export", EXAMPLES / "minimal", "--to", "ccf", "-o", tmp_path / "x.json"), "passerelle inconnue"),
        (("export", EXAMPLES / "minimal", "--to", "cloud-assess", "-o", tmp_path / "x.docx"), "écrit un fichier .json"),
    ):
        done = snr(*arguments)
        assert (done.returncode, done.stdout) == (2, ""), arguments
        assert said in done.stderr
    assert not list(tmp_path.iterdir())


def test_strict_ends_with_one_when_a_row_is_left() -> None:
    assert snr("import", SAMPLES / "ccf-estimates.json").returncode == 0
    assert snr("import", SAMPLES / "ccf-estimates.json", "--strict").returncode == 1
    assert snr("import", SAMPLES / "cloud-assess-virtual-machines.json", "--strict").returncode == 0


# --- CCF --------------------------------------------------------------------------------------------------------------


def test_ccf_counts_kilowatt_hours_and_leaves_tonnes_beside(tmp_path: Path) -> None:
    found = import_file(SAMPLES / "ccf-estimates.json", year=2021)
    line = next(each for each in found.sections["equipment"] if each["id"] == "ccf-aws-ec2-us-west-1")
    assert line["kwh_per_year"] == pytest.approx(50.176579830111365 + 50.558103056454314 + 50.74719344234976)
    assert (line["place"], line["quantity"]) == ("US", 1)
    assert line["note"].startswith("7,00 t CO2e selon la méthode de CCF : non comptées")
    assert found.sections["factors"]["types"][0]["embodied"] == {}
    told = " ".join(found.notes)
    assert "57,0 t CO2e en 2021" in told
    assert "3 mois de 2021 sur 12" in told
    assert "2020 et 2021" in told
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "ccf.yaml").write_text(
        snr("import", SAMPLES / "ccf-estimates.json", "-f", "yaml").stdout, encoding="utf-8"
    )
    assessed = snr("assess", dossier(tmp_path / "d", "include: [ccf.yaml]\n"), "--format", "json")
    total = json.loads(assessed.stdout)["organisation"]
    assert total["totals"]["climate_change"]["value"] < 1000  # kWh × factor of the place: not 57 tonnes


def test_ccf_another_year_and_what_a_row_lacks(tmp_path: Path) -> None:
    found = import_file(SAMPLES / "ccf-estimates.json", year=2020)
    assert (found.taken, found.left) == (8, 24)
    good = {"cloudProvider": "AWS", "serviceName": "s3", "region": "eu-west-3", "kilowattHours": 5, "co2e": 0.001}
    rows = [good, good | {"co2e": -1}, good | {"kilowattHours": 1e300}, good | {"region": "ailleurs"}, "texte", {}]
    data = [
        {"timestamp": "2025-06-01T00:00:00Z", "serviceEstimates": rows},
        {"timestamp": "hier", "serviceEstimates": [good]},
    ]
    found = import_file(written(tmp_path, data))
    assert [bool(row.became) for row in found.rows] == [True, False, False, False, False, False, False]
    whys = [row.why for row in found.rows]
    assert "« co2e »" in whys[1]
    assert "« kilowattHours »" in whys[2]
    assert "ailleurs" in whys[3]
    assert "sans date" in whys[6]
    assert found.sections["equipment"][0]["place"] == "FR"
    page = import_file(written(tmp_path, {"footprint": data, "emissions": []}))
    assert page.rows[0].place == "footprint[0].serviceEstimates[0]"


def test_ccf_places_are_those_of_the_tables() -> None:
    tables = shipped_tables()
    for region, place in {
        "eu-west-3": "FR",
        "UK South": "GB",
        "us-gov-east-1": "US",
        "US West 2": "US",
        "EU West": "",
    }.items():
        assert place_of(region) == place
        assert not place or place in tables.places


# --- cloud-assess -----------------------------------------------------------------------------------------------------


def test_cloud_assess_there_and_back(tmp_path: Path) -> None:
    sent = export_dossier(EXAMPLES / "applications", "cloud-assess")
    data = json.loads(sent.data)
    assert data["period"] == {"amount": 8760.0, "unit": "hour"}
    machines = data["virtual_machines"]
    for name, unit in (("vcpu", "vCPU"), ("ram", "GB"), ("storage", "GB")):
        total = sum(each["quantity"]["amount"] * each[name]["amount"] for each in machines)
        assert data[f"total_{name}"] == {"amount": pytest.approx(total), "unit": unit}
    found = import_file(written(tmp_path, data))
    back = {each["id"]: each for each in found.sections["virtual"]["machines"]}
    assert list(back) == [each["id"] for each in machines]
    assert {each["host"] for each in back.values()} == {each["pool_id"] for each in machines}
    whole = back["vm-web"]
    assert (whole["quantity"], whole["vcpu"], whole["ram_gb"], whole["storage_gb"]) == (4, 2, 8, 60)
    said = {row.place: row.why for row in sent.rows}
    assert "2000 h par an" in said["vm-essais"]
    assert "ni vCPU" in said["portail"]


def test_cloud_assess_units_and_what_is_missing(tmp_path: Path) -> None:
    vm = {
        "id": "a",
        "pool_id": "p",
        "vcpu": {"amount": 2, "unit": "vCPU"},
        "ram": {"amount": 0.5, "unit": "TB"},
        "storage": {"amount": 1, "unit": "TB"},
        "quantity": {"amount": 3, "unit": "u"},
    }
    other = vm | {"ram": {"amount": 32, "unit": "GB_hour"}}
    rows = [
        vm,
        other,
        vm | {"vcpu": {"amount": -1, "unit": "vCPU"}},
        vm | {"pool_id": ""},
        7,
        vm | {"quantity": {"amount": 1e300}},
    ]
    found = import_file(written(tmp_path, {"period": {"amount": 8760, "unit": "hour"}, "virtual_machines": rows}))
    assert [bool(row.became) for row in found.rows] == [True, False, False, False, False, False]
    (machine,) = found.sections["virtual"]["machines"]
    assert (machine["ram_gb"], machine["storage_gb"], machine["quantity"]) == (500, 1000, 3)
    assert "GB_hour" in found.rows[1].why
    with pytest.raises(UsageError, match="pools"):
        import_file(written(tmp_path, {"period": {}, "pools": []}), bridge="cloud-assess")
