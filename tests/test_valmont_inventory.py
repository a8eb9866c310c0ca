"""The inventory of the example: made by its generator, read whole, and worth the same fleet typed by hand."""

import importlib.util
import shutil
from pathlib import Path

import yaml

from conftest import EXAMPLES
from snr_cli.api.assessing import assess_dossier
from snr_cli.catalog.opened import shipped_tables

ROOT = EXAMPLES.parent
EXPORT = EXAMPLES / "valmont" / "inventaire" / "glpi.csv"
# what the agglomération counts by hand
TYPED = {
    "portables-services": 560,
    "portables-ecoles": 240,
    "portables-mediatheques": 46,
    "portables-ccas": 84,
    "portables-reserve": 60,
    "fixes-services": 250,
    "fixes-mediatheques": 58,
    "fixes-ecoles": 90,
    "tout-en-un": 32,
    "clients-legers": 40,
    "stations-sig": 18,
    "ecrans-services": 1420,
    "ecrans-ecoles": 90,
    "ecrans-mediatheques": 104,
    "ecrans-ccas": 146,
    "ecrans-stock": 130,
    "tablettes-elus": 58,
    "tablettes-ecoles": 180,
    "ecrans-interactifs": 64,
    "ecrans-reunion": 22,
    "videoprojecteurs": 96,
    "imprimantes": 110,
    "copieurs": 62,
}


def test_the_export_is_what_its_generator_writes(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("valmont_inventory", ROOT / "tools" / "valmont_inventory.py")
    assert spec and spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    made.write(tmp_path / "glpi.csv")
    assert (tmp_path / "glpi.csv").read_bytes() == EXPORT.read_bytes(), (
        "python tools/valmont_inventory.py examples/valmont/inventaire/glpi.csv"
    )


def test_every_row_has_a_verdict() -> None:
    inventory = assess_dossier(str(EXAMPLES / "valmont"), shipped_tables()).imported[0].inventory
    # 3 960 devices counted; 96 + 71 retired, 7 stolen, 24 on order, one read twice; 85 keyboards and mice, 4 UPS; one cut short
    counts = {
        verdict: inventory.count(verdict) for verdict in ("counted", "set_aside", "ignored", "rejected", "to_confirm")
    }
    assert counts == {"counted": 3960, "set_aside": 199, "ignored": 89, "rejected": 1, "to_confirm": 0}, (
        "a row changed its verdict: if tools/valmont_inventory.py was not changed, `snr inventory` of these files says which"
    )
    assert inventory.read == sum(counts.values()) == 4249, (
        "rows that tools/valmont_inventory.py writes: after a change there, write the numbers of its docstring and comment"
    )


def test_the_imported_fleet_weighs_what_the_typed_one_does(tmp_path: Path) -> None:
    typed = tmp_path / "valmont"
    shutil.copytree(EXAMPLES / "valmont", typed)
    data = yaml.safe_load((typed / "equipment.yaml").read_text(encoding="utf-8"))
    lines = [line for line in data["equipment"] if "from" not in line]
    for line in lines:
        if line.pop("inventory", None):
            line["quantity"] = TYPED[line["id"]]
    (typed / "equipment.yaml").write_text(yaml.safe_dump({"equipment": lines}, allow_unicode=True), encoding="utf-8")
    tables = shipped_tables()
    mine, theirs = assess_dossier(str(EXAMPLES / "valmont"), tables).result, assess_dossier(str(typed), tables).result
    assert mine.organisation.totals == theirs.organisation.totals
    assert mine.organisation.electricity_kwh == theirs.organisation.electricity_kwh
