"""Bridges: every row of a file accounted for, what a bridge writes read again, a hostile file refused with its place."""

import json
from pathlib import Path
from typing import Any

import pytest

from conftest import EXAMPLES, ROOT
from in_process import snr
from snr_cli import UsageError, assess_dossier, export_dossier, import_file, known_bridges
from snr_cli.bridges.bridging import BRIDGES
from snr_cli.bridges.opened import LooseError, loose_json
from stale import hold
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
    hold("bridges")


def test_each_bridge_says_what_it_is_and_what_it_loses() -> None:
    listed = " ".join(snr("import", COLUMNS="60").stdout.split())
    for bridge in known_bridges():
        assert bridge.id in listed
        assert bridge.lost_in if bridge.read else not bridge.lost_in
        assert bridge.lost_out if bridge.write else not bridge.lost_out
        assert all(" ".join(loss.split()) in listed for loss in (*bridge.lost_in, *bridge.lost_out))
        assert tuple(bridge.write) == bridge.suffixes
        assert bool(bridge.samples) == bool(bridge.read)
        assert bool(bridge.source) == bool(bridge.read or bridge.samples)


@pytest.mark.parametrize(
    ("bridge", "sample"),
    [(bridge, sample) for bridge in BRIDGES for sample in bridge.samples],
    ids=lambda each: each.rpartition("/")[2] if isinstance(each, str) else each.id,
)
def test_no_row_of_a_sample_is_lost_unsaid(bridge: Any, sample: str, tmp_path: Path) -> None:
    """Guessed or named, the sample gives the same; each row became something or says why not; the YAML is accepted."""
    path = ROOT / sample
    asked = ("--year", str(bridge.sample_year)) if bridge.sample_year else ()
    brought = import_file(path, year=bridge.sample_year)
    assert brought.bridge == bridge.id
    assert brought.rows
    assert brought.taken + brought.left == len(brought.rows)
    assert all(row.became or row.why for row in brought.rows)
    done = snr("import", path, "--format", "yaml", *asked)
    assert done.returncode == 0, done.stderr
    (tmp_path / "lines.yaml").write_text(done.stdout, encoding="utf-8")
    data = json.loads(snr("import", path, "--format", "json", *asked).stdout)
    assert data["rows"] == {
        "read": len(brought.rows),
        "taken": brought.taken,
        "left": brought.left,
        "unread_values": brought.unread,
    }
    assert data["losses"] == list(bridge.lost_in)
    checked = snr("check", "--profile", "saisie", dossier(tmp_path, "include: [lines.yaml]\n"))
    assert not {code for code in ("SNR1", "SNR20") if f"erreur {code}" in checked.stdout}, checked.stdout


def test_every_line_of_the_total_is_a_row_of_what_is_written(tmp_path: Path) -> None:
    """Lines that snr estimates too: they are of the total, and no line of the file."""
    site = "services: [{id: site, type: website, page_views: 1000, page_weight_mb: 2}]\n"
    folder = dossier(tmp_path, "method: {estimate: [computers, paper]}\n" + site)
    text = (
        (folder / "territory.yaml").read_text(encoding="utf-8").replace('"}', '", agents: {total: 50, equipped: 40}}')
    )
    (folder / "territory.yaml").write_text(text, encoding="utf-8")
    lines = {line.id for line in assess_dossier(folder).result.organisation.lines}
    assert any(name.startswith("estimated-") for name in lines)
    for bridge in ("pcr-si-request", "pcr-si-response", "beges"):
        rows = export_dossier(folder, bridge).rows
        assert {row.place for row in rows} == lines | {"site"}
        assert all(row.became or row.why for row in rows)


def test_a_dossier_with_nothing_to_write_writes_nothing(tmp_path: Path) -> None:
    folder = dossier(tmp_path / "d", "equipment: [{id: a, type: laptop, quantity: 1}]\n")
    for bridge, name in (("territoires-en-transitions", "p.xlsx"), ("cloud-assess", "c.json")):
        done = snr("export", bridge, folder, "-o", tmp_path / name)
        assert done.returncode == 2
        assert "n’a rien à y écrire" in done.stderr
        assert not (tmp_path / name).exists()
    (folder / "territory.yaml").write_text(HEAD + "equipement: []\n", encoding="utf-8")
    done = snr("export", "beges", folder, "-o", tmp_path / "b.xlsx")
    assert done.returncode == 1
    assert "SNR201" in done.stderr


def test_what_is_read_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "e.json"
    path.write_bytes((SAMPLES / "pcr-si-request.json").read_bytes())
    before = path.read_bytes()
    assert snr("import", path, "-f", "yaml", "-o", path).returncode == 2
    folder = dossier(tmp_path / "d", "equipment: [{id: a, type: laptop, quantity: 1}]\n")
    assert snr("export", "beges", folder, "-o", folder / "territory.yaml").returncode == 2
    assert path.read_bytes() == before


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
        (("import", tmp_path), "c’est un dossier"),
        (("import", tmp_path / "absent.json"), "fichier introuvable"),
        (("import", SAMPLES / "pcr-si-request.json", "--as", "eco-clik"), "vouliez-vous dire « eco-clic »"),
        (("export", "ccc", EXAMPLES / "minimal", "-o", tmp_path / "x.json"), "passerelle inconnue"),
        (("export", "eco-clic", EXAMPLES / "minimal", "-o", tmp_path / "x.json"), "lit seulement"),
        (("import", SAMPLES / "pcr-si-request.json", "--as", "beges"), "écrit seulement"),
        (("export", "cloud-assess", EXAMPLES / "minimal", "-o", tmp_path / "x.docx"), "écrit un fichier .json"),
    ):
        done = snr(*arguments)
        assert (done.returncode, done.stdout) == (2, ""), arguments
        assert said in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_empty_or_a_workbook_by_another_name_is_said_so(tmp_path: Path) -> None:
    for name, data, said in (
        ("e.json", b"", "fichier vide"),
        ("e.json", b" \n", "fichier vide"),
        ("e.json", (SAMPLES / "tet-import.xlsx").read_bytes(), "c’est un classeur ou une archive, malgré son nom"),
    ):
        (tmp_path / name).write_bytes(data)
        for bridge in ((), ("--as", "cloud-assess"), ("--as", "pcr-si-request")):
            done = snr("import", tmp_path / name, *bridge)
            assert done.returncode == 2
            assert said in done.stderr


def test_what_is_read_fits_a_dossier_that_has_its_ids_and_sections(tmp_path: Path) -> None:
    """Included as it is, the file makes no error; its axes are those of the dossier where their titles are the same."""
    folder = dossier(
        tmp_path / "d",
        "include: [import.yaml]\n"
        "actions: [{id: prolonger-la-vie-des-ordinateurs, title: Autre}]\n"
        "strategy: {axes: [{id: achats, title: '1. acheter moins'}]}\n",
    )
    own = import_file(SAMPLES / "tet-import.xlsx").sections["actions"][0]
    (folder / "territory.yaml").write_text(
        (folder / "territory.yaml").read_text(encoding="utf-8").replace("prolonger-la-vie-des-ordinateurs", own["id"]),
        encoding="utf-8",
    )
    done = snr("import", SAMPLES / "tet-import.xlsx", "-f", "yaml", folder, "-o", folder / "import.yaml")
    assert done.returncode == 0
    assert "identifiants déjà pris dans le dossier, changés" in done.stderr
    before = {path: path.read_bytes() for path in folder.iterdir()}
    for name in ("import.yaml", "territory.yaml"):  # files of the dossier are read: none is written over
        done = snr("import", SAMPLES / "tet-import.xlsx", "-f", "yaml", folder, "-o", folder / name)
        assert done.returncode == 2
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    (folder / "import.yaml").unlink()
    brought = import_file(SAMPLES / "tet-import.xlsx", into=folder)
    first = brought.sections["actions"][0]
    assert (first["id"], first["axis"]) == (f"{own['id']}.2", "achats")
    assert brought.rows[0].became == first["id"]
    assert brought.comments[first["id"]]
    (folder / "import.yaml").write_bytes(before[folder / "import.yaml"])
    text = (folder / "import.yaml").read_text(encoding="utf-8")
    assert "1. Acheter moins" not in text
    assert "ajoutez-y à la main" in " ".join(brought.notes)
    assert (
        '#     - {id: "2-heberger-sobrement"' in text
    )  # the section is the dossier's: what it lacks is told, to be copied
    territory = (folder / "territory.yaml").read_text(encoding="utf-8")
    axes = territory.replace("{id: achats,", "{id: 2-heberger-sobrement, title: Deux}, {id: achats,")
    (folder / "territory.yaml").write_text(axes, encoding="utf-8")
    checked = snr("check", "--profile", "saisie", folder)
    assert checked.returncode == 0, checked.stdout
    figures = "programme: {figures: {year: 2024}}\n"
    other = dossier(tmp_path / "p", figures)
    held = import_file(written(tmp_path, {"total_impact": {"BLD": {"GWP": 1}}, "details": {}}), year=2024, into=other)
    assert held.held.keys() == {"programme"}
    assert any("rien à inclure" in note for note in held.notes)
    assert "snr import FICHIER DOSSIER" in snr("import", SAMPLES / "tet-import.xlsx").stdout


@pytest.mark.parametrize(
    "more",
    [
        "actions: 3\nstrategy: [a]\nfactors: {types: [{id: [x]}]}\n",
        "actions: [{id: {a: b}}, 7, null]\nstrategy: {axes: [{id: [1], title: {a: b}}, {title: 3}]}\nvirtual: non\n",
        "include: [absent.yaml]\nequipment: [{id: [1]}]\n",
        "'é: [",
    ],
)
def test_a_wrong_dossier_to_fit_ends_in_no_traceback(more: str, tmp_path: Path) -> None:
    folder = dossier(tmp_path / "d", more)
    for sample in ("tet-import.xlsx", "cloud-assess-virtual-machines.json"):
        done = snr("import", SAMPLES / sample, "-f", "yaml", folder)
        assert done.returncode in (0, 2), done.stderr
        assert "Traceback" not in done.stderr


def test_strict_ends_with_one_when_a_row_is_left() -> None:
    assert snr("import", SAMPLES / "pcr-si-request.json").returncode == 0
    assert snr("import", SAMPLES / "pcr-si-request.json", "--strict").returncode == 1
    assert snr("import", SAMPLES / "cloud-assess-virtual-machines.json", "--strict").returncode == 0


# --- PCR-SI -----------------------------------------------------------------------------------------------------------

# line of the sample, whether it is mended; of the format's own samples, as they are published
REQUEST_FAULTS = {
    8: False, 11: False, 12: True, 15: True, 24: True, 36: True, 48: True, 51: True, 60: True, 63: True, 72: True, 75: True,
    83: True, 85: False,
}  # fmt: skip
RESPONSE_FAULTS = {
    12: False,
    21: False,
    30: False,
    39: False,
    41: False,
    46: False,
    47: True,
    54: False,
    63: False,
    66: True,
}


@pytest.mark.parametrize(("name", "lines"), [("request", REQUEST_FAULTS), ("response", RESPONSE_FAULTS)])
def test_each_fault_of_the_published_samples_is_told_at_its_place(name: str, lines: dict[int, bool]) -> None:
    text = (SAMPLES / f"pcr-si-{name}.json").read_text(encoding="utf-8")
    _, faults = loose_json(text)
    assert {syntax_fault.line: syntax_fault.mended for syntax_fault in faults} == lines
    for fault in faults:
        assert 1 <= fault.column <= len(text.split("\n")[fault.line - 1]) + 1
    done = snr("import", SAMPLES / f"pcr-si-{name}.json")
    assert all(f"pcr-si-{name}.json:{line}:" in done.stdout for line in lines)


@pytest.mark.parametrize(
    ("text", "value", "said"),
    [
        ('{"a": 1,, "b": 2}', {"a": 1, "b": 2}, ["virgule en trop"]),
        ('{"a": NaN, "b": -Infinity}', {}, ["n’est pas un nombre"] * 2),
        ('{"a": 1, "a": 2, "b": 3}', {"b": 3}, ["écrite deux fois"]),
        ('{"a": 24-01-01-18:49:52, b: true}', {"a": "24-01-01-18:49:52", "b": True}, ["sans guillemets"] * 2),
        ('[1 2 // trois\n, 3]', [1, 2, 3], ["virgule manquante", "commentaire"]),
        ('{"a": "x\n, "b": 1}', {"a": "x", "b": 1}, ["sans guillemet à la fin"]),
        ('{"a": [1, 2}', {"a": [1, 2]}, ["au lieu de", "manque à la fin"]),
        ('{"a": }', {}, ["une valeur manque"]),
        ("{'a': 'b d', 'c':'l’é'}", {"a": "b d", "c": "l’é"}, ["guillemets simples"] * 4),
        ('{"a": {"b": 1}, {"c": 2}}', {"a": {"b": 1}}, ["une clé manque"]),
        ('["\\u00e9\\n\\ud800"] x', ["é\n\ufffd"], ["n’est pas lu"]),
    ],
)  # fmt: skip
def test_what_is_not_json_is_read_as_far_as_it_can_be(text: str, value: Any, said: list[str]) -> None:
    found, faults = loose_json(text)
    assert found == value
    assert len(faults) == len(said)
    for fault, words in zip(faults, said, strict=True):
        assert words in fault.message


def test_valid_json_has_no_fault() -> None:
    for data in ({}, [], {"a": [1, -2.5, 'x\n"', None, True, {"b": []}]}, "é", 12):
        for indent in (None, 2):
            assert loose_json(json.dumps(data, indent=indent)) == (data, ())


@pytest.mark.parametrize("text", ["[" * 1000, "{" * 60, ", " * 600, "", "[" + "x " * 1_500_000])
def test_what_cannot_be_bounded_is_refused(text: str) -> None:
    with pytest.raises(LooseError):
        loose_json(text)


def test_pcr_request_there_and_back(tmp_path: Path) -> None:
    """What the format has words for comes back: type, quantity, life, kWh, place, quality; the rest is said to be lost."""
    folder = dossier(
        tmp_path / "d",
        "equipment:\n"
        "  - {id: portables, type: laptop, quantity: 330, lifetime_years: 6, kwh_per_year: 31, quality: high, entity: Écoles}\n"
        "  - {id: ecrans, type: monitor, quantity: 12.5, place: CH}\n"
        "services:\n  - {id: dep, type: spend_it_services_keur, quantity: 10}\n",
    )
    sent = export_dossier(folder, "pcr-si-request")
    assert [(row.place, bool(row.became)) for row in sent.rows] == [
        ("portables", True),
        ("ecrans", True),
        ("dep", False),
    ]
    assert "t CO2e" in sent.rows[2].why
    data = json.loads(sent.data)
    assert data["electricity"][0]["impacts"]["USE"]["GWP"] > 0
    back = {each["id"]: each for each in import_file(written(tmp_path, data)).sections["equipment"]}
    laptops = back["portables"]
    assert {key: laptops[key] for key in ("type", "quantity", "lifetime_years", "kwh_per_year", "quality", "place")} == {
        "type": "laptop", "quantity": 330, "lifetime_years": 6, "kwh_per_year": 31, "quality": "high", "place": "FR",
    }  # fmt: skip
    assert laptops["note"] == "étiquettes : Écoles"
    assert (back["ecrans"]["quantity"], back["ecrans"]["place"]) == (12.5, "CH")


def footprints(folder: Path) -> dict[str, float | None]:
    """Return what each line of the organisation weighs, in kgCO2e a year."""
    return {line.id: line.total("climate_change") for line in assess_dossier(folder).result.organisation.lines}


def there_and_back(folder: Path, empty: Path, more: str = "") -> dict[str, float | None]:
    """Return what the lines of a dossier weigh once written as a request and read again."""
    dossier(empty, more + "include: [lines.yaml]\n")
    path = empty / "f.json"
    path.write_bytes(export_dossier(folder, "pcr-si-request").data)
    (empty / "lines.yaml").write_text(snr("import", path, "-f", "yaml").stdout, encoding="utf-8")
    return footprints(empty)


def test_pcr_request_weighs_the_same_once_read_again(tmp_path: Path) -> None:
    """Each line of Valmont that comes back; those that may not are named by what is said of them."""
    before, after = footprints(EXAMPLES / "valmont"), there_and_back(EXAMPLES / "valmont", tmp_path)
    rows = {row.place: row.why for row in export_dossier(EXAMPLES / "valmont", "pcr-si-request").rows}
    assert len(after) > 30
    for name, kg in after.items():
        if kg != pytest.approx(before[name]):
            assert "celui de sa salle" in rows[name], (name, before[name], kg)
    assert "sans le PUE (1,90)" in rows["serveurs-lames"]
    assert "la part comptée, 10,1 %" in rows["box-teletravail"]


def test_pcr_request_writes_what_counts_of_each_sort_of_line(tmp_path: Path) -> None:
    folder = dossier(
        tmp_path / "d",
        "equipment:\n"
        "  - {id: perso, type: smartphone, quantity: 100, ownership: byod}\n"
        "  - {id: mixte, type: laptop, quantity: 10, ownership: cope, purchase_year: 2012}\n"
        "  - {id: box, type: internet_box, quantity: 40, telework: {days_per_year: 80}}\n"
        "  - {id: jamais, type: internet_box, quantity: 40, telework: {days_per_year: 0}}\n"
        "  - {id: reco, type: laptop, quantity: 10, refurbished_share: 0.5, upstream_years: 3, upstream_source: facture,"
        " reuse_rate: 0.4, total_lifetime_years: 9, total_lifetime_source: étude, reuse_source: certificat}\n"
        "  - {id: stock, type: laptop, quantity: 10, state: stored, place: DE}\n"
        "  - {id: lame, type: server_blade_module, kwh_per_year: 900, lifetime_years: 5, quantity: 4}\n"
        "  - {id: local, type: server_blade_module, kwh_per_year: 900, lifetime_years: 5, quantity: 4, room: salle}\n"
        "services:\n  - {id: salle, type: server_room, room_kind: public_local, place: CH}\n",
    )
    before, after = footprints(folder), there_and_back(folder, tmp_path / "e")
    assert len(after) == 8
    for name, kg in after.items():
        assert kg == pytest.approx(before[name]), name


def test_pcr_request_writes_no_depreciation_as_a_life(tmp_path: Path) -> None:
    lines = (
        "equipment:\n"
        "  - {id: amorti, type: laptop, quantity: 10, depreciation_years: 3, lifetime_years: 6, purchased_in_year: 2}\n"
        "  - {id: muet, type: laptop, quantity: 10, depreciation_years: 3}\n"
    )
    for option in ("beges", "flux"):
        sent = export_dossier(dossier(tmp_path / option, f"method: {{options: [{option}]}}\n{lines}"), "pcr-si-request")
        items = {each["id"]: each for each in json.loads(sent.data)["inventory"]}
        assert items["amorti"]["lifetime"] == 6
        assert "lifetime" not in items["muet"]
        assert items["muet"]["yearly_electricity_consumption"] < 100  # of a unit, not of the line
        assert f"la méthode ({option}) répartit la fabrication autrement : durée de vie non écrite" in sent.rows[1].why


def test_pcr_request_drops_no_value_unsaid(tmp_path: Path) -> None:
    """A value that cannot be read is told with its place and counted; the line is made without it."""
    good = {"type": "laptop", "quantity": 10, "unit": "piece"}
    odd = [
        {"lifetime": 0, "quality": "bof", "yearly_electricity_consumption": -5},
        {"lifetime": "4,5", "quality": "Haute", "tags": "DSI", "inconnu": 1},
        {"lifetime": None, "quality": "high", "yearly_electricity_consumption": 0},
        {"mix_of_use": 3},
    ]
    path = written(tmp_path, {"inventory": [good | {"id": f"a{rank}"} | each for rank, each in enumerate(odd)]})
    brought = import_file(path)
    assert [row.unread for row in brought.rows] == [3, 3, 0, 1]
    assert brought.taken == 4
    for words in ("« lifetime » : 0 n’est", "« bof » inconnue", "-5 est négatif"):
        assert words in brought.rows[0].why
    assert "texte « 4,5 » au lieu d’un nombre" in brought.rows[1].why
    assert "hors du format : « inconnu »" in brought.rows[1].why
    for form in ("text", "yaml"):
        done = snr("import", path, "--strict", "-f", form)
        told = " ".join((done.stdout + done.stderr).split())
        assert done.returncode == 1
        assert "7 valeurs illisibles dans les lignes reprises" in told
        assert "inventory[0]" in told
    assert json.loads(snr("import", path, "-f", "json").stdout)["rows"]["unread_values"] == 7
    sophie = good | {"name": "PC de Sophie MARTIN", "tags": ["Mme MARTIN"]}
    assert "MARTIN" not in str(import_file(written(tmp_path, {"inventory": [sophie]})))
    left = import_file(written(tmp_path, {"inventory": [good, good | {"quantity": "12"}]})).rows[1]
    assert left.why == "« quantity » : texte « 12 » au lieu d’un nombre"


def test_pcr_response_sums_to_what_it_says() -> None:
    sent = export_dossier(EXAMPLES / "valmont", "pcr-si-response")
    data = json.loads(sent.data)
    total = assess_dossier(EXAMPLES / "valmont").result.organisation.totals["climate_change"]
    of_lines = sum(step.get("GWP", 0) for line in data["details"].values() for step in line["impacts"].values())
    assert 0 < of_lines < total / 2, "most of Valmont is services and euros, whose sources split no stage"
    assert not any("GWP" in step for step in data["total_impact"].values()), "less than half of a sum is no total"
    assert any("n’est pas séparé par étape" in note for note in sent.notes)
    assert any("total_impact n’a pas de GWP" in note for note in sent.notes)
    small = export_dossier(EXAMPLES / "minimal", "pcr-si-response")
    said = json.loads(small.data)
    written_kg = sum(step.get("GWP", 0) for step in said["total_impact"].values())
    assert written_kg == pytest.approx(sum(step.get("GWP", 0) for line in said["details"].values() for step in line["impacts"].values()))  # fmt: skip
    whole = assess_dossier(EXAMPLES / "minimal").result.organisation.totals["climate_change"]
    assert whole / 2 <= written_kg <= whole * (1 + 1e-9)
    assert not any("total_impact n’a pas" in note for note in small.notes)
    codes = {code for step in data["total_impact"].values() for code in step}
    assert not codes & {"Ept", "IR", "LU"}
    units = {indicator["indicator"]: indicator["unit"] for indicator in data["metadata"]["indicators"]}
    assert codes <= units.keys()


def test_pcr_response_takes_no_unit_for_another(tmp_path: Path) -> None:
    metadata = {
        "timestamp": "2024-03-01T10:00:00Z",
        "indicators": [{"indicator": "GWP", "unit": "t CO2e"}, {"indicator": "ADPe", "unit": "kg Sb eq."}],
    }
    steps = {"BLD": {"GWP": 1, "ADPe": 2, "Ept": 3, "IR": 4, "XYZ": 5, "AP": -1, "WU": 1e300}, "MOVE": {"GWP": 1}}
    brought = import_file(written(tmp_path, {"metadata": metadata, "total_impact": steps, "details": {}}))
    assert [row.name for row in brought.rows if row.became] == ["ADPe"]
    whys = {row.place: row.why for row in brought.rows}
    assert "t CO2e" in whys["total_impact.BLD.GWP"]
    assert "kg N" in whys["total_impact.BLD.Ept"]
    assert brought.sections["programme"]["figures"]["year"] == 2024
    split = {"BLD": {"GWP": 1, "ADPe": 2}, "USE": {"GWP": "1", "ADPe": 3}}
    uneven = import_file(
        written(tmp_path, {"metadata": {"timestamp": "2024-03-01"}, "total_impact": split, "details": {}})
    )
    assert "indicateur GWP : somme partielle, sans utilisation" in uneven.notes
    assert "texte « 1 »" in uneven.rows[2].why
    assert brought.sections["programme"]["figures"]["footprint_from"]["perimeter"] == "étapes comptées : fabrication"


# --- cloud-assess -----------------------------------------------------------------------------------------------------


def test_cloud_assess_there_and_back(tmp_path: Path) -> None:
    sent = export_dossier(EXAMPLES / "applications", "cloud-assess")
    data = json.loads(sent.data)
    assert data["period"] == {"amount": 8760.0, "unit": "hour"}
    machines = data["virtual_machines"]
    for name, unit in (("vcpu", "vCPU"), ("ram", "GB"), ("storage", "GB")):
        total = sum(machine["quantity"]["amount"] * machine[name]["amount"] for machine in machines)
        assert data[f"total_{name}"] == {"amount": pytest.approx(total), "unit": unit}
    brought = import_file(written(tmp_path, data))
    back = {machine["id"]: machine for machine in brought.sections["virtual"]["machines"]}
    assert list(back) == [machine["id"] for machine in machines]
    assert {each["host"] for each in back.values()} == {machine["pool_id"] for machine in machines}
    whole = back["vm-web"]
    assert (whole["quantity"], whole["vcpu"], whole["ram_gb"], whole["storage_gb"]) == (4, 2, 8, 60)
    said = {row.place: row.why for row in sent.rows}
    assert "2000 h par an" in said["vm-essais"]
    assert "ni vCPU" in said["portail"]


def test_cloud_assess_tells_a_machine_that_is_there_twice(tmp_path: Path) -> None:
    machine = {"id": "vm1", "pool_id": "p", "quantity": {"amount": 1, "unit": "u"}, "vcpu": {"amount": 2, "unit": "vCPU"}, "ram": {"amount": 4, "unit": "GB"}, "storage": {"amount": 40, "unit": "GB"}}  # fmt: skip
    asked = {
        "period": {"amount": 8760, "unit": "hour"},
        "virtual_machines": [machine, machine, machine | {"id": "vm2"}],
    }
    brought = import_file(written(tmp_path, asked), bridge="cloud-assess")
    assert brought.taken == 3
    assert "« vm1 » : cet identifiant est plusieurs fois dans le fichier" in brought.notes[0]
    once = import_file(written(tmp_path, asked | {"virtual_machines": [machine]}), bridge="cloud-assess")
    assert not any("plusieurs fois" in note for note in once.notes)


def test_the_list_says_which_bridges_no_real_file_tried() -> None:
    said = " ".join(snr("import").stdout.replace("\u00a0", " ").split())
    assert said.count("aucun fichier réel n’a pu être essayé") == 2


@pytest.mark.parametrize(("text", "written_as"), [("a", "a"), ("a, b", '"a, b"'), ('a "b", c', "\"a 'b', c\"")])
def test_an_item_of_a_list_of_the_tool_is_one(text: str, written_as: str) -> None:
    from snr_cli.bridges.tet import _item

    assert _item(text) == written_as


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
    brought = import_file(written(tmp_path, {"period": {"amount": 8760, "unit": "hour"}, "virtual_machines": rows}))
    assert [bool(row.became) for row in brought.rows] == [True, False, False, False, False, False]
    (machine,) = brought.sections["virtual"]["machines"]
    assert (machine["ram_gb"], machine["storage_gb"], machine["quantity"]) == (500, 1000, 3)
    assert "GB_hour" in brought.rows[1].why
    assert "-1 est négatif" in brought.rows[2].why
    named = import_file(
        written(tmp_path, {"period": {}, "virtual_machines": [vm | {"pool_id": "Hôte de Sophie MARTIN"}]})
    )
    assert "martin" not in str((named.sections, named.notes)).casefold()
    month = import_file(written(tmp_path, {"period": {"amount": 1, "unit": "month"}, "virtual_machines": [vm]}))
    assert any("période en « month », attendue en heures" in note for note in month.notes)
    with pytest.raises(UsageError, match="pools"):
        import_file(written(tmp_path, {"period": {}, "pools": []}), bridge="cloud-assess")
