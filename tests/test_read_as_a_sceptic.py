"""Sentences that a reader without LCA training would take for more than they are: one number, one writing, and no claim without its fact."""

import json
import re
from pathlib import Path

import pytest

from conftest import Run
from snr_cli.catalog.tables import EQUIPMENT, SERVICES, Tables
from snr_cli.documents.figures.trajectory import DrawnTrajectory, DrawnYear, draw
from snr_cli.french.numbers import percent
from snr_cli.outputs.factors_screen import _label

ANGERS = 'snr: 1\nreference_year: 2025\nterritory: {siren: "214900078", agents: {total: 2400}}\n'
PHONES = "equipment:\n  - {id: tel, type: smartphone, quantity: 200, lifetime_years: 4%s}\n"
GOAL = "objectives:\n  - {id: ges, title: Moins, perimeter: organisation, category: climate_change, reduction: 20 %%, from: %s, by: %s}\n"


def flat(out: bytes) -> str:
    """Return a text on one line, its no-break spaces plain."""
    return re.sub(r"\s+", " ", out.decode())


@pytest.fixture
def written(tmp_path: Path):
    def write(text: str) -> Path:
        (tmp_path / "territory.yaml").write_text(text, encoding="utf-8")
        return tmp_path

    return write


def test_the_table_of_a_trajectory_writes_the_bounds_of_the_text_beside_it():
    """669.3 is « et 670 » and 364.6 « entre 364 »: the table rounds them outwards too, whatever is nearest."""
    figure = draw(
        DrawnTrajectory(
            name="t",
            title="T",
            unit="t CO₂e",
            years=(DrawnYear(2025, 483.0, 483.0, 364.6, 669.3), DrawnYear(2026, 483.0, 470.0, 364.6, 669.3)),
        )
    )
    assert "364" in figure.table.rows[0]
    assert "670" in figure.table.rows[0]


@pytest.mark.parametrize("population", [89_472, 157_555, 70_001])
def test_a_share_is_the_same_whatever_the_whole(population: int):
    """0.495 of any whole is 50 %: what a product leaves after the ninth figure is none."""
    assert percent(0.495 * population / population).startswith("50")
    assert percent(33847540.65 / (33847540.65 / 0.495)).startswith("50")
    assert percent(0.49499999999999994).startswith("50")
    assert percent(0.4949).startswith("49")


@pytest.mark.parametrize("name", ["programme", "strategie", "deliberation"])
def test_the_total_of_the_territory_has_one_writing(name: str, written, snr: Run):
    """68,379 t: « 68 400 » everywhere, not « 68 000 » in the annex of the law or in a whereas clause."""
    about = ("--about", "strategie") if name == "deliberation" else ()
    text = flat(snr("draft", written(ANGERS), "--document", name, *about).stdout)
    assert "68 400 t" in text
    assert "68 000 t" not in text


def test_no_document_says_that_its_tables_are_not_rounded(written, snr: Run):
    """33 800 + 31 900 + 2 600 is 68 300, and the total is 68 400: the tables have three figures too."""
    text = flat(snr("draft", written(ANGERS), "--document", "programme").stdout)
    assert "gardent les chiffres du calcul" not in text
    assert "dans les phrases comme dans les tableaux" in text
    nothing = flat(
        snr("draft", written("snr: 1\nreference_year: 2025\nterritory: {name: X}\n"), "--document", "programme").stdout
    )
    assert "arrondies" not in nothing


def test_an_authority_of_unknown_kind_is_no_commune(written, snr: Run):
    path = written('snr: 1\nreference_year: 2025\nterritory: {name: X, department: "33"}\n')
    assert "celui de l’EPCI" not in flat(snr("check", "--format", "summary", path).stdout)
    assert "celui de l’EPCI" in flat(snr("check", "--format", "summary", written(ANGERS)).stdout)


def test_what_is_not_assessed_is_not_measured(written, snr: Run):
    screen = flat(snr("assess", "-v", written(ANGERS)).stdout)
    assert "mesuré" not in screen[screen.index("ORGANISATION") : screen.index("TERRITOIRE")]


def test_a_document_names_an_estimate_by_its_words(written, snr: Run):
    """Boxes cannot be drawn from agents alone: the annex says so without the key of the dossier."""
    text = flat(
        snr(
            "draft", written(ANGERS + "method: {estimate: [computers, telework_boxes]}\n"), "--document", "programme"
        ).stdout
    )
    assert "box des agents en télétravail" in text
    assert "telework" not in text.replace("\\", "")
    assert "Estimate" not in text


@pytest.mark.parametrize("value", ["-5", "1e300", ".nan", ".inf"])
def test_a_published_footprint_is_a_mass(value: str, written, snr: Run):
    path = written(ANGERS + f"annual_reviews:\n  - {{year: 2023, footprint: {{climate_change: {value}}}}}\n")
    done = snr("check", "--profile", "saisie", path)
    assert done.returncode == 1
    assert "SNR204" in done.stdout.decode()


def test_a_past_objective_forecasts_nothing(written, snr: Run):
    """From the kept result of 2024 to 2025, nothing changed: missed, not on its way, and no value is « prévu »."""
    fleet = PHONES % ""
    path = written(ANGERS.replace("2025", "2024") + fleet)
    (path / "r.json").write_bytes(snr("assess", path, "--format", "json").stdout)
    json.loads((path / "r.json").read_text(encoding="utf-8"))
    fewer = fleet.replace("200", "190")  # −5 %, where 20 % were to be reached
    written(ANGERS + fewer + GOAL % (2024, 2025) + "annual_reviews:\n  - {year: 2024, result: r.json}\n")
    screen = flat(snr("plan", path).stdout)
    found = screen[screen.index("OBJECTIFS") : screen.index("CE QUE CHANGE")]
    assert "non atteint" in found
    assert "prévu" not in found
    assert "en chemin" not in found
    assert "à trouver" not in found
    assert "en chemin" not in flat(snr("draft", path, "--document", "strategie").stdout)


def test_a_change_of_electricity_that_is_not_known_is_no_zero(written, snr: Run):
    spend = "services:\n  - {id: km, type: spend_it_services_keur, quantity: 100}\n"
    less = "actions:\n  - {id: a, title: Moins, themes: [1], status: planned, schedule: {start: 2026, full: 2026}, effects: [{on: {line: km}, quantity_change: -20}]}\n"
    screen = flat(snr("plan", written(ANGERS + PHONES % "" + spend + less)).stdout)
    assert "L’électricité ne compte pas 1 action où elle n’est pas évaluée." in screen


def test_shares_of_the_footprint_and_of_lines_are_told_apart(written, snr: Run):
    """Video has no footprint here: shares are of lines wherever they are the smaller, and the heading says when."""
    video = "services:\n  - {id: v, type: streaming_1080p_fixed, quantity: 1000}\n"
    screen = flat(snr("assess", "-v", written(ANGERS + PHONES % "" + video)).stdout)
    assert (
        "ou des lignes, celle où la part entière est la plus petite, car certaines n’ont pas d’empreinte connue"
        in screen
    )
    assert "ou des lignes, celle" not in flat(snr("assess", "-v", written(ANGERS + PHONES % "")).stdout)


def test_a_factor_is_named_without_a_key(tables: Tables):
    """Every row of every table, as `factors show` names it."""
    for factor in (each for table in (EQUIPMENT, SERVICES) for each in tables.factors(table)):
        assert "_" not in _label(tables, factor)
        assert not _label(tables, factor).startswith("electricity")


def test_what_is_in_euros_is_not_the_only_part_that_is_not_measured(written, snr: Run):
    """Estimated from head counts, the rest is no measure either: « n’en est pas mesuré » said that it was."""
    both = "method: {estimate: [computers]}\nservices:\n  - {id: km, type: spend_it_services_keur, quantity: 900}\n  - {id: m, type: spend_it_equipment_keur, quantity: 300}\n"
    text = flat(snr("draft", written(ANGERS + both), "--document", "note").stdout)
    assert "n’en est pas mesuré" not in text
    assert "publié sous les titres « Programmation" in text


def test_no_action_among_several_has_begun(written, snr: Run):
    two = "actions:\n  - {id: a, title: A, themes: [1], status: planned}\n  - {id: b, title: B, themes: [1], status: planned}\nannual_reviews:\n  - {year: 2025, comment: c}\n"
    text = flat(snr("draft", written(ANGERS + two), "--document", "bilan").stdout)
    assert "Aucune des deux actions n’est engagée ni terminée." in text
