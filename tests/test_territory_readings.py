"""The two readings of the territory, always together: each with its range or why it has none, wherever the territory is spoken of."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from in_process import snr
from snr_cli.api.assessing import assess_dossier
from snr_cli.catalog.opened import shipped_tables
from snr_cli.engine.records import CLIMATE
from snr_cli.opendata.publishing import publish_strategy
from snr_cli.results.records import NOT_PUBLISHED, TerritoryReadings, readings_of_territory
from snr_cli.results.sentences.coverage import territory_text

PEOPLE = {"population": {"totale": 54_690, "municipale": 52_957, "year": 2022, "source": "INSEE"}}
HOMES = {"households": 21_000}
ISLAND = {"department": "988"}  # New Caledonia: the national mean does not stand for it
AIM = {
    "objectives": [
        {
            "id": "t",
            "title": "Réduire",
            "perimeter": "territory",
            "category": CLIMATE,
            "measured_on": "bottom_up",
            "reduction": "2 %",
            "from": 2025,
            "by": 2030,
        }
    ]
}
DOCUMENTS = ("programme", "strategie", "bilan", "note", "deliberation")


def dossier(folder: Path, facts: dict[str, Any], **sections: Any) -> Path:
    data = {
        "snr": 1,
        "reference_year": 2025,
        "territory": {"name": "Essai", "kind": "commune", "department": "33", "fictitious": True} | facts,
        "equipment": [{"id": "p", "type": "laptop", "quantity": 300, "lifetime_years": 5}],
    } | sections
    (folder / "territory.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return folder


def plain(text: str) -> str:
    """Return a text without its marks, its spaces alike."""
    return " ".join(re.sub(r"<[^>]+>|[*\\]", "", text).replace("CO₂e", "CO2e").split())


def readings(path: Path) -> TerritoryReadings:
    return readings_of_territory(assess_dossier(str(path), shipped_tables()).result)


def test_both_are_computed_once_with_what_may_be_said_of_them(tmp_path: Path) -> None:
    territory_readings = readings(dossier(tmp_path, PEOPLE | HOMES))
    mean, homes = territory_readings.by_inhabitant, territory_readings.by_household
    assert mean.figure.bounds is not None and mean.figure.value is not None
    assert mean.figure.bounds.low < mean.figure.value < mean.figure.bounds.high
    assert (mean.no_range, mean.figure.unit, mean.figure.year) == ("", "kgCO2e", 2025)
    assert homes.figure.value and homes.figure.bounds is None
    assert (homes.no_range, homes.counted) == (NOT_PUBLISHED, (("households", 0),))


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (PEOPLE, "compté par ménage, non évalué (nombre de ménages inconnu)"),
        (
            PEOPLE | HOMES | ISLAND,
            "compté par habitant, non évalué (la moyenne nationale ne représente pas ce territoire)",
        ),
        # lines without the homes that use them are no reading of the territory
        (PEOPLE | {"fixed_lines": 20_000}, "compté par ménage, non évalué (nombre de ménages inconnu)"),
    ],
    ids=["no homes", "no national mean", "lines alone"],
)
def test_the_one_that_cannot_be_computed_says_why(facts: dict[str, Any], said: str, tmp_path: Path) -> None:
    territory_readings = readings(dossier(tmp_path, facts))
    assert territory_readings.is_assessed
    assert territory_text(territory_readings).endswith(said)
    assert "environ" in territory_text(territory_readings).split(" ; ")[0]


def test_a_rate_by_person_needs_the_population(tmp_path: Path) -> None:
    """Without it there is no reading, rather than one of televisions alone; rates of the dossier by household need none."""
    territory_readings = readings(dossier(tmp_path, HOMES))
    assert not territory_readings.is_assessed and territory_readings.by_household.figure.why == "no_population"
    uses = [
        {"id": kind, "kind": "equipment_rate", "type": kind, "per_household": 1.0}
        for kind in ("smartphone", "laptop", "tablet")
    ]
    assert readings(dossier(tmp_path, HOMES, uses=uses)).by_household.figure.value


def test_a_rate_of_the_dossier_by_inhabitant_is_taken_too(tmp_path: Path) -> None:
    """0.5 laptop by inhabitant is 0.5 × people ÷ households by household: both give the same reading."""
    people, homes = 82_900, 39_100
    rates = ({"per_inhabitant": 0.5}, {"per_household": 0.5 * people / homes})
    values = [
        readings(
            dossier(
                tmp_path,
                {"population": {"municipale": people}, "households": homes},
                uses=[{"id": "ordi", "kind": "equipment_rate", "type": "laptop", **rate}],
            )
        ).by_household.figure.value
        for rate in rates
    ]
    assert values[0] == pytest.approx(values[1])


def test_every_code_of_a_reading_has_its_words(tmp_path: Path) -> None:
    territory_readings = readings(dossier(tmp_path, {}))
    assert not territory_readings.is_assessed
    for why in ("no_population", "no_national_mean", "closed_licence", "no_households", "no_factor"):
        one = replace(territory_readings.by_household, figure=replace(territory_readings.by_household.figure, why=why))
        assert "non évalué (" in territory_text(replace(territory_readings, by_household=one))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_they_are_on_one_line_in_each_document_whatever_an_objective_follows(document: str, tmp_path: Path) -> None:
    for sections in ({}, AIM) if document == "note" else (AIM,):
        path = dossier(tmp_path, PEOPLE | HOMES, **sections)
        line = plain(territory_text(readings(path)))
        assert "entre" in line and "sans fourchette publiée" in line
        assert line in plain(snr("draft", str(path), "-d", document).stdout)


def test_they_are_on_one_line_on_screens_in_a_page_and_in_a_publication(tmp_path: Path) -> None:
    path = dossier(tmp_path, PEOPLE | HOMES, **AIM)
    line = plain(territory_text(readings(path)))
    for command in ("assess", "plan"):
        assert line in plain(snr(command, str(path)).stdout)
    assert line in plain(snr("assess", str(path), "-f", "html").stdout)
    assert line in plain(publish_strategy(path, ()).files["README.md"].decode())


@pytest.mark.parametrize(
    "facts", [PEOPLE, PEOPLE | HOMES | ISLAND, PEOPLE | HOMES], ids=["inhabitants", "homes", "both"]
)
@pytest.mark.parametrize("document", ["programme", "strategie"])
def test_a_figure_of_the_cover_carries_its_range_and_the_other_reading(
    facts: dict[str, Any], document: str, tmp_path: Path
) -> None:
    page = snr("draft", str(dossier(tmp_path, facts)), "-d", document, "-f", "html").stdout
    cover = re.search(r'<ul class="keys"[^>]*>.*?</ul>', page, re.S)
    assert cover is not None
    items = [plain(each) for each in re.findall(r"<li>.*?</li>", cover[0], re.S)]
    assert len(items) == 2
    assert all(re.match(r"environ [\d ,]+ k?t?g? ?CO2e par an.*?(entre|sans fourchette)", each) for each in items), (
        items
    )
    assert "par ménage" in items[1] or "par habitant" in items[1]


def test_a_portfolio_says_both(tmp_path: Path) -> None:
    path = dossier(tmp_path, PEOPLE | HOMES)
    territory_readings = readings(path)
    csv = snr("portfolio", str(path), "-f", "csv").stdout
    assert "households_kg" in csv.splitlines()[0]
    assert str(territory_readings.by_household.figure.value)[:6] in csv
    assert "par ménage" in plain(snr("portfolio", str(path), "-f", "html").stdout)
