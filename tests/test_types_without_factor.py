"""Types that the catalogue knows and no open source weighs: counted, told as not assessed, never 0."""

import csv
import io
import json
from pathlib import Path

import pytest

from in_process import snr
from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.tables import EQUIPMENT

TABLES = shipped_tables()
WEIGHED = {factor.subject for factor in TABLES.factors(EQUIPMENT)}
SILENT = sorted(set(TABLES.equipment_types) - WEIGHED)


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a dossier with three units of each such type, and ten laptops."""
    path = tmp_path_factory.mktemp("silent") / "territory.yaml"
    lines = "".join(
        f"  - {{id: {kind.replace('_', '-')}, type: {kind}, quantity: 3, source: Inventaire}}\n" for kind in SILENT
    )
    path.write_text(
        'snr: 1\nreference_year: 2025\nterritory: {siren: "243300316"}\nequipment:\n'
        f"{lines}  - {{id: pc, type: laptop, quantity: 10, source: Inventaire}}\n",
        encoding="utf-8",
    )
    return path


def test_they_are_those_that_the_readme_of_the_factors_names() -> None:
    text = (Path(__file__).parents[1] / "factors" / "README.md").read_text(encoding="utf-8")
    assert SILENT and all(f"`{kind}`" in text for kind in SILENT)


def test_each_line_is_not_assessed_and_adds_nothing(dossier: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(snr("assess", dossier, "-f", "csv").stdout)))
    for kind in SILENT:
        climate = [row for row in rows if row["type"] == kind and row["category"] == "climate_change"]
        assert climate and {(row["value"], row["status"]) for row in climate} == {("", "not_assessed")}, kind
    alone = dossier.with_name("alone.yaml")
    alone.write_text(
        "\n".join(line for line in dossier.read_text("utf-8").splitlines() if "quantity: 3" not in line), "utf-8"
    )
    totals = [
        json.loads(snr("assess", path, "-f", "json").stdout)["organisation"]["totals"] for path in (dossier, alone)
    ]
    assert totals[0]["climate_change"]["value"] == totals[1]["climate_change"]["value"]
    assert totals[0]["climate_change"]["state"] == "partial"


@pytest.mark.parametrize(
    "command",
    [
        ("assess",),
        ("plan",),
        ("plan", "--suggest"),
        ("check",),
        ("check", "--format", "summary"),
        ("draft", "--document", "strategie"),
    ],
)
def test_every_screen_reads_them(dossier: Path, command: tuple[str, ...]) -> None:
    done = snr(*command[:1], dossier, *command[1:])
    assert done.returncode in (0, 1), done.stderr
    if command[0] == "draft":
        assert "non évalué" in done.stdout and "Onduleur" in done.stdout


def test_what_they_lack_is_said(dossier: Path) -> None:
    assert "Périphériques                non évalué" in snr("assess", "-v", dossier).stdout
    shown = " ".join(snr("explain", dossier, "ups").stdout.split())
    assert "Non évalué." in shown and "aucun facteur dans le catalogue" in shown
    check = snr("check", dossier).stdout
    assert "étapes non évaluées" in check and "(onduleur)" in check
    page = " ".join(snr("factors", "show", "ups").stdout.split())
    assert "Aucun facteur dans les sources ouvertes" in page and "jamais à zéro" in page


def test_an_inventory_counts_them(tmp_path: Path) -> None:
    source = tmp_path / "parc.csv"
    source.write_text("Type;Marque;Modèle;Quantité\nOnduleur;APC;SMT1500I;4\nÉcran interactif;;;2\n", encoding="utf-8")
    report = json.loads(snr("inventory", source, "-f", "json").stdout)
    assert {each["type"]: each["units"] for each in report["types"]} == {"ups": 4, "interactive_board": 2}
