"""Which rows to look at again first, and a row past its validity told once where it weighs."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from conftest import EXAMPLES, ROOT, Run
from snr_cli.api.assessing import rows_at_stake
from snr_cli.catalog.opened import open_tables, shipped_tables
from snr_cli.catalog.tables import Tables
from snr_cli.engine.assess import assess
from snr_cli.engine.organisation import carried_rows
from snr_cli.model.dossier import Dossier
from snr_cli.outputs.explanation import factor_lines
from snr_cli.results.sentences.coverage import notice_text

PAPER = {"id": "papier", "type": "paper_kg", "quantity": 1000}  # 919 kg, a row of 2015
KM = {"id": "km", "type": "travel_car_km", "quantity": 10_000}  # 2 311 kg, a row of 2023


def dossier(*services: dict[str, Any], year: int = 2025) -> Dossier:
    return Dossier.model_validate(
        {"snr": 1, "reference_year": year, "territory": {"name": "X", "department": "33"}, "services": list(services)}
    )


@pytest.fixture
def expired(tmp_path: Path) -> Tables:
    """Return the tables where the ratio of the car has ended in 2024, and the source names what replaces it."""
    folder = tmp_path / "factors"
    shutil.copytree(ROOT / "factors", folder)
    path = folder / "services/factors.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    at = next(index for index, line in enumerate(lines) if line.startswith("travel_car_km") and ",1,fuel" in line)
    lines[at] = (
        lines[at]
        .replace(
            ",fuel and vehicle manufacture,,,", ",fuel and vehicle manufacture,2024-06-30,élément 1 : 0,25 kgCO2e,"
        )
        .replace("élément 1 : 0,25 kgCO2e", '"élément 1 : 0,25 kgCO2e"')
    )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return open_tables(folder)


def test_what_to_look_at_first_is_old_and_heavy() -> None:
    """919 kg × 10 years before 2 311 kg × 2 years; the kilograms of the rows make the total."""
    result = assess(dossier(PAPER, KM), shipped_tables())
    rows = carried_rows(result.organisation.lines, 2025)
    assert [(row.factor.subject, round(row.kg), row.age) for row in rows] == [
        ("paper_kg", 919, 10),
        ("travel_car_km", 2311, 2),
    ]
    assert sum(row.kg for row in rows) == pytest.approx(result.organisation.totals["climate_change"])
    assert not any(row.is_past for row in rows)


def test_a_row_past_its_validity_comes_first_and_is_told_once(expired: Tables) -> None:
    result = assess(dossier(PAPER, KM), expired)
    rows = carried_rows(result.organisation.lines, 2025)
    assert [(row.factor.subject, row.is_past) for row in rows] == [("travel_car_km", True), ("paper_kg", False)]
    (told,) = [notice_text(notice) for notice in result.notices if notice.code == "expired_factor"]
    assert "30 juin 2024" in told and "72 % du total" in told.replace("\u00a0", " ").replace("\u202f", " ")
    assert told.endswith("à la place : élément 1 : 0,25 kgCO2e.")
    said = "\n".join(factor_lines(rows[0].factor, expired))
    assert "validité : jusqu’au 30 juin 2024" in said and "à sa place : élément 1 : 0,25 kgCO2e" in said


def test_a_row_past_its_validity_that_weighs_little_or_is_not_yet_past_is_not_told(expired: Tables) -> None:
    light = [notice.code for notice in assess(dossier(PAPER, KM | {"quantity": 300}), expired).notices]
    before = [notice.code for notice in assess(dossier(PAPER, KM, year=2023), expired).notices]
    assert "expired_factor" not in light and "expired_factor" not in before


def test_the_rows_behind_valmont_sum_to_its_footprint(snr: Run, tables: Tables) -> None:
    carried = rows_at_stake(tables, EXAMPLES / "valmont")
    total = json.loads(snr("assess", EXAMPLES / "valmont", "--format", "json").stdout)["organisation"]["totals"]
    assert sum(row.kg for row in carried) == pytest.approx(total["climate_change"]["value"])
    weights = [row.kg * row.age for row in carried if not row.is_past]
    assert weights == sorted(weights, reverse=True)
    heaviest = max(carried, key=lambda row: row.kg).factor
    assert (heaviest.subject, heaviest.year) == ("spend_it_services_keur", 2023)


def test_the_screen_names_the_rows_of_a_dossier_or_of_the_examples(snr: Run) -> None:
    own = snr("factors", "check", EXAMPLES / "valmont").stdout.decode()
    every = snr("factors", "check").stdout.decode()
    assert "print_sheet_a4" in own and "spend_it_services_keur" in own
    assert "printer_laser" in every and "autres lignes" in every
    whole = snr("factors", "check", "-v").stdout.decode()
    assert "autres lignes" not in whole and len(whole.splitlines()) > len(every.splitlines())
    wrong = snr("factors", "check", "nulle-part")
    assert wrong.returncode == 2 and b"nulle-part" in wrong.stderr


def test_no_default_is_past_its_validity_nor_replaced(tables: Tables) -> None:
    """A new edition puts the replacing row in the place of the default: docs/guide/rafraichir-les-facteurs.md."""
    for name in ("equipment", "services", "electricity"):
        for row in tables.factors(f"{name}/factors.csv"):
            assert not (row.is_default and (row.replaced_by or row.valid_until)), row


def test_the_width_of_a_ratio_by_euro_is_that_of_its_row(tables: Tables) -> None:
    (row,) = (
        factor for factor in tables.factors("services/factors.csv", ["spend_it_services_keur"]) if factor.is_default
    )
    assert (row.low, row.value, row.high) == (15, 75, 135)
    said = "\n".join(factor_lines(row, tables)).replace("\u202f", " ").replace("\u00a0", " ")
    assert "ratio publié à ± 80 %, lu ainsi : neuf fois sur dix, la vraie valeur va de la moitié au double" in said
    assert "euros de 2023 : ceux d’une autre année ne sont pas ramenés à ceux-là" in said
    narrow = row._replace(high=row.value * 1.2)
    assert "± 20 %" in "\n".join(factor_lines(narrow, tables)).replace("\u202f", " ").replace("\u00a0", " ")
