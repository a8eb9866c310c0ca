"""Hundreds of devices with one date of purchase: told, with how many and which; a batch bought the same day is not."""

import json
import random
import time
from array import array
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest

from in_process import snr
from snr_cli.inputs.inventory.dates import Days
from snr_cli.inputs.inventory.fleet import fleet
from snr_cli.inputs.inventory.records import Device, Group
from test_inventory import raw, read

HEAD = 'snr: 1\nreference_year: 2025\nterritory: {siren: "243300316"}\nequipment:\n  - {id: parc, from: parc.csv}\n'
TITLES = "Type;Modèle;Date d'achat;Statut\n"
IMPORT = date(2021, 3, 15)
SERVER, LAPTOP, SCREEN = "Serveur;PowerEdge R640", "Portable;Latitude 5440", "Écran;P2419H"
PHONE, DESKTOP = "Smartphone;Galaxy A52", "Unité centrale;OptiPlex 7090"


def rows(device: str, days: Iterable[date | str], status: str = "En service") -> list[str]:
    return [f"{device};{day};{status}\n" for day in days]


def some(count: int, first: int = 2018, last: int = 2024, seed: int = 1) -> list[date]:
    """Return days of purchases, few of them the same."""
    chance = random.Random(seed)
    span = (date(last, 12, 31) - date(first, 1, 1)).days
    return [date(first, 1, 1) + timedelta(chance.randrange(span)) for _ in range(count)]


def mixed(lines: list[str]) -> str:
    random.Random(7).shuffle(lines)
    return TITLES + "".join(lines)


FEW = {
    "300 of 400": rows(SERVER, [IMPORT] * 300) + rows(SERVER, some(100)),
    "300 servers among 1,000 devices": rows(SERVER, [IMPORT] * 300) + rows(LAPTOP, some(700)),
    "a fleet of every type": [
        line for device in (LAPTOP, SCREEN, PHONE, DESKTOP) for line in rows(device, [IMPORT] * 60)
    ]
    + rows(LAPTOP, some(120)),
    "with the hour": rows(SERVER, [f"2021-03-15 10:{number % 60:02}:00" for number in range(300)]),
    "written in French": rows(SERVER, ["15/03/2021"] * 150 + [f"{day:%d/%m/%Y}" for day in some(100)]),
    "1 January by default": rows(SERVER, ["2020-01-01"] * 150) + rows(SERVER, some(60)),
    "every row": rows(SERVER, ["2020-01-01"] * 150),
}


@pytest.mark.parametrize("lines", FEW.values(), ids=FEW)
def test_hundreds_of_devices_with_one_date_of_purchase_are_told(tmp_path: Path, lines: list[str]) -> None:
    inventory = read(raw(tmp_path, mixed(list(lines))))
    (same,) = inventory.files[0].same_days
    day = "2020-01-01" if any("2020-01-01" in line for line in lines) else "2021-03-15"
    of_day = [line for line in lines if day in line or "15/03/2021" in line]
    assert (same.day.isoformat(), same.rows, same.dated) == (day, len(of_day), len(lines))


BATCHES = {
    "40 laptops": rows(LAPTOP, [IMPORT] * 40) + rows(LAPTOP, some(60)),
    "nothing but 40 laptops": rows(LAPTOP, [IMPORT] * 40),
    "40 laptops with their screens, docks and telephones": [
        line for device in (LAPTOP, SCREEN, PHONE, DESKTOP) for line in rows(device, [IMPORT] * 40)
    ],
    "150 laptops of 500": rows(LAPTOP, [IMPORT] * 150) + rows(LAPTOP, some(350)),
    "the year alone": rows(SERVER, ["2021"] * 300) + rows(SERVER, ["2019"] * 100),
    "the month alone": rows(SERVER, ["03/2021"] * 300),
    "1 January of each year": rows(SERVER, [f"{year}-01-01" for year in (2019, 2021, 2021, 2021) for _ in range(100)]),
    "retired together": rows(SERVER, [IMPORT] * 300, "Réformé") + rows(SERVER, some(100)),
    "a lot in a row": ["Portable;Latitude 5440;2021-03-15;En service\n"],
    "no date": rows(SERVER, [""] * 300),
    "days of every day": rows(LAPTOP, some(2000)),
}


@pytest.mark.parametrize("lines", BATCHES.values(), ids=BATCHES)
def test_a_batch_bought_the_same_day_is_a_purchase(tmp_path: Path, lines: list[str]) -> None:
    assert read(raw(tmp_path, mixed(list(lines)))).files[0].same_days == []


def test_the_ages_of_these_devices_are_not_believed(tmp_path: Path) -> None:
    inventory = read(raw(tmp_path, mixed(rows(SERVER, [IMPORT] * 300) + rows(LAPTOP, some(200, 2022)))))
    lines = fleet("parc", inventory.groups, "high", "").lines
    assert {line.quality for line in lines if line.type != "laptop"} == {"medium"}
    assert {line.quality for line in lines if line.type == "laptop"} == {"high"}


def test_it_is_a_finding_and_strict_refuses_it(tmp_path: Path) -> None:
    path = raw(tmp_path, TITLES + "".join(rows(SERVER, some(100)) + rows(SERVER, [IMPORT] * 300)))
    (tmp_path / "territory.yaml").write_text(HEAD, encoding="utf-8")
    done = snr("check", tmp_path, "-f", "json", "--select", "SNR5")
    (found,) = json.loads(done.stdout)["findings"]
    assert (done.returncode, found["code"], found["severity"], found["line"]) == (0, "SNR510", "warning", 102)
    assert "300 lignes sur 400 datées ont la même date d’achat, 15/03/2021" in found["message"]
    assert "videz ces dates" in found["help"]
    text = " ".join(snr("inventory", path).stdout.split())
    assert "300 lignes sur 400 datées ont la même date d’achat, 15/03/2021 (" in text
    assert "dès la ligne 102" in text
    assert "ans ? " in text  # the mean age of the type
    (file,) = json.loads(snr("inventory", path, "-f", "json").stdout)["files"]
    assert file["same_purchase_date"][0] | {"types": []} == {
        "day": "2021-03-15",
        "rows": 300,
        "dated": 400,
        "line": 102,
        "types": [],
    }
    (kind,) = json.loads(snr("inventory", path, "-f", "json").stdout)["types"]
    assert kind["age_doubtful"] is True
    assert [snr("inventory", path, *more).returncode for more in ((), ("--strict",))] == [0, 1]
    assert snr("check", tmp_path, "--select", "SNR5", "--fail-on", "warning").returncode == 1


def test_the_days_of_a_large_fleet_are_looked_at_in_no_time() -> None:
    """Each day of twenty years, the first of months too, holds hundreds of rows: each is looked at once."""
    days = Days(0)
    every = [date(2005, 1, 1) + timedelta(number) for number in range(7000)]
    days.look(range(7000), [[str(day)] for day in every])
    days.rows = Counter(dict.fromkeys(days.rows, 150))
    device = Device("laptop", "in_use", None, "", "", None)
    groups = [
        (year, Group("counted", "", "", "f", array("I", [1]) * 54_000, 1.0, device)) for year in range(2005, 2025)
    ]
    start = time.perf_counter()
    assert days.shared(groups) == []
    assert time.perf_counter() - start < 1
