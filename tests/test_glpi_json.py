"""GLPI's native inventory: the screen of a portable is no monitor, parts are named, and a date that is missing is told."""

import json
from pathlib import Path

import pytest
import yaml

from in_process import snr
from test_inventory import WORDS, read, units
from walks import walk


def asset(folder: Path, name: str = "poste.json", **content: object) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"action": "inventory", "itemtype": "Computer", "content": content}), encoding="utf-8")
    return path


def computer(chassis: str = "", model: str = "Latitude 5440", maker: str = "Dell Inc.") -> dict[str, object]:
    return {"bios": {"smanufacturer": maker, "smodel": model}, "hardware": {"chassis_type": chassis}}


def screen(maker: str, caption: str, serial: str = "", **more: str) -> dict[str, str]:
    return {"manufacturer": maker, "caption": caption, "serial": serial, **more}


# maker as edid.ids of the agents writes it or the code alone, and a name: panels of laptops
PANELS = [
    ("Sharp Corporation", "LQ133M1"), ("SHP", "SHP1449"), ("AU Optronics", "B140HAN04.2"), ("AUO", ""), ("SEC", "SEC3245"),
    ("Seiko Epson Corporation", "LTN140AT20"), ("LG Philips", "LP154WX4"), ("LG.Philips LCD", "LPL0140"),
    ("InfoVision Optoelectronics", "M140NWF5 R0"), ("Panasonic Industry Company", "VVX13F009G10"), ("LEN", "LEN40BA"),
    ("Lenovo Group Limited", "LEN LCD 1440x900"), ("IVO", "IVO057D"), ("NCP", "NCP0036"), ("CPT", "CPT1401"),
    ("HSD", "HSD0583"), ("TMX", "TMX1560"), ("", "LGD0521"), ("BOE", "NV156FHM-N48"), ("CMN", "N140HCA-EBA"),
    ("California Institute of Technology", "CSO1401"), ("Chimei Innolux Corporation", "CMN15DB"), ("Samsung Display Corp.", ""),
    ("Apple", "Color LCD"), ("Dell Inc.", "écran", "eDP"),
]  # fmt: skip
# external: the same groups sell monitors
MONITORS = [
    ("Samsung Electric Company", "S24F350"), ("SAM", "SAM0F9C"), ("Samsung", "SyncMaster"), ("LG Electronics", "LG ULTRAWIDE"),
    ("GSM", "GSM5B55"), ("Goldstar Company Ltd", "24MB35"), ("Lenovo Group Limited", "LEN T24i-10"), ("LEN", "P27h-20"),
    ("Lenovo", "ThinkVision E24-28"), ("Dell Inc.", "DELL P2419H"), ("DEL", "DELA0C4"), ("Sharp Corporation", "PN-L705H"),
    ("Iiyama North America", "PL2492H"), ("HSD", "HE247"), ("Acer", "B193WL"), ("Hewlett Packard", "HP E243i"),
]  # fmt: skip


@pytest.mark.parametrize("chassis", walk(["Laptop", "Notebook", "Unknown", "Other", "", "Sub Notebook"], 4))
@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: f"{panel[0]} {panel[1]}")
def test_the_panel_of_a_laptop_is_no_screen_whatever_the_chassis(tmp_path: Path, chassis: str, panel: tuple[str, ...]):
    screens = [screen(panel[0], panel[1], "", port=panel[2] if len(panel) > 2 else ""), screen("Dell", "P2419H", "A1")]
    inventory = read(asset(tmp_path, **computer(chassis), monitors=screens))
    assert units(inventory) == {"laptop": 1, "monitor": 1}


@pytest.mark.parametrize("chassis", ["Laptop", "Unknown", "Desktop"])
@pytest.mark.parametrize("monitor", MONITORS, ids=lambda monitor: f"{monitor[0]} {monitor[1]}")
def test_an_external_screen_stays_one(tmp_path: Path, chassis: str, monitor: tuple[str, str]):
    model = "OptiPlex 7090" if chassis == "Desktop" else "Latitude 5440"
    inventory = read(asset(tmp_path, **computer(chassis, model), monitors=[screen(*monitor, "CN0ABC123")]))
    assert (
        sum(units(inventory).values()) - 1 + inventory.count("to_confirm") == 1
    )  # a screen, some of them for the public
    assert inventory.count("ignored") == 0


def test_a_battery_makes_a_device_of_an_unknown_model_portable(tmp_path: Path):
    screens = [screen("Sharp Corporation", "LQ133M1")]
    known = computer("Unknown", "Zorg 12", "Zorg")
    assert read(asset(tmp_path, **known, monitors=screens)).count("ignored") == 0
    for battery, panels in (({"name": "DELL 7VJ"}, 1), ({"name": "Back-UPS 700"}, 0)):
        inventory = read(asset(tmp_path, **known, monitors=screens, batteries=[battery]))
        assert inventory.count("ignored") == panels


def test_a_laptop_has_one_panel_the_second_screen_of_its_maker_is_plugged_in(tmp_path: Path):
    pair = [screen("BOE", "NV156FHM-N48"), screen("LEN", "LEN C24", "U5")]
    assert units(read(asset(tmp_path, **computer(), monitors=pair))) == {"laptop": 1, "monitor": 1}
    twice = [screen("LEN", "LEN40BA"), screen("LEN", "LEN61A1", "U5")]
    assert units(read(asset(tmp_path, **computer(), monitors=twice))) == {"laptop": 1, "monitor": 1}


def test_every_maker_of_panels_is_folded_and_has_its_source():
    from snr_cli.catalog.opened import shipped_tables
    from snr_cli.inputs.inventory.values import plain

    rows = [row for _, row in shipped_tables().rows("inventory/panels.csv")]
    assert all(row["source"] and plain(row["word"]) == row["word"] for row in rows)
    assert WORDS.panels["lgd"] is False
    assert WORDS.panels["len"] is True


def test_a_line_without_a_date_is_not_of_high_quality(tmp_path: Path):
    asset(tmp_path, **computer("Laptop"))
    (line,) = yaml.safe_load(snr("inventory", tmp_path / "poste.json", "-f", "yaml").stdout)["equipment"]
    assert line["quality"] == "medium"
    (tmp_path / "parc.csv").write_text(
        "Type;Modèle;Date d'achat\nPortable;Latitude 5440;2021-03-04\n", encoding="utf-8"
    )
    (line,) = yaml.safe_load(snr("inventory", tmp_path / "parc.csv", "-f", "yaml").stdout)["equipment"]
    assert line["quality"] == "high"


def test_positions_name_the_file_and_the_part_never_a_line(tmp_path: Path):
    folder = tmp_path / "agents"
    for rank in range(3):
        asset(
            folder,
            f"poste-{rank}.json",
            **computer("Laptop"),
            versionclient=str(rank),
            monitors=[screen("Zorg", "Z9"), screen("AUO", "")],
        )
    asset(folder, "totem.json", bios={"smodel": "Zorg 12"}, hardware={"chassis_type": "Totem"})
    text = snr("inventory", folder).stdout
    assert "ligne 1" not in text
    assert "poste-1.json, écran 2" in " ".join(text.split())
    report = json.loads(snr("inventory", folder, "-f", "json").stdout)
    assert report["rows"]["read"] == 10
    assert sum(last - first + 1 for group in report["ignored"] for first, last in group["lines"]) == 3
    (tmp_path / "territory.yaml").write_text(
        'snr: 1\nreference_year: 2025\nterritory: {siren: "243300316"}\nequipment:\n  - {id: parc, from: agents}\n',
        encoding="utf-8",
    )
    assert "poste-2.json, appareil" in snr("explain", tmp_path, "parc.laptop.sans-date").stdout
    (said,) = json.loads(snr("check", tmp_path, "-f", "json", "--select", "SNR502").stdout)["findings"]
    assert (Path(said["file"]).name, said["line"]) == ("totem.json", 1)
    assert "(appareil)" in said["message"]


def test_half_a_surrogate_pair_in_a_name_a_model_or_a_key_is_refused_by_name(tmp_path: Path):
    path = tmp_path / "poste.json"
    path.write_bytes(
        rb'{"itemtype": "\udc00", "\ud800": 1, "content": {"bios": {"smodel": "Zorg \ud83d", "ssn": "\udfff"}, "hardware": {"name": "\ud800", "chassis_type": "Lap\udc80top"}, "monitors": [{"caption": "\ud800"}]}}'
    )
    for form in ("text", "json", "yaml"):
        done = snr(
            "inventory",
            path,
            "-f",
            form,
            "--format",
            "mapping",
            "-o",
            tmp_path / "m.yaml",
            "--format",
            "rejects",
            "-o",
            tmp_path / "r.csv",
        )
        assert done.returncode == 2, done.stderr
        assert "poste.json : JSON refusé : un caractère y est coupé en deux" in done.stderr


def test_a_number_of_five_thousand_figures_is_refused_or_read(tmp_path: Path):
    path = tmp_path / "poste.json"
    path.write_text('{"content": {"bios": {"smodel": %s}}}' % ("9" * 5000), encoding="utf-8")
    assert snr("inventory", path).returncode in (0, 1, 2)
