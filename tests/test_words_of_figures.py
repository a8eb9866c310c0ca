"""Words beside a figure that must be those of the figure: its unit, what it is a share of, what it comes from."""

import json
import re

import pytest

from in_process import snr
from snr_cli.french.words.terms import mass_between

TERRITORY = {
    "name": "Exemple",
    "department": "33",
    "fictitious": True,
    "population": {"municipale": 58000},
    "agents": {"total": 600},
}


def plain(text):
    return re.sub(r"\s+", " ", text.replace("\u202f", " ").replace("\xa0", " "))


@pytest.fixture
def said(tmp_path):
    """What a command says of a dossier, on one line."""

    def run(command, *options, **sections):
        path = tmp_path / "territory.yaml"
        path.write_text(
            json.dumps({"snr": 1, "reference_year": 2025, "territory": TERRITORY} | sections), encoding="utf-8"
        )
        return plain(snr("-v", command, path, *options).stdout)

    return run


@pytest.mark.parametrize(
    ("bounds", "beside", "text"),
    [
        ((701, 1420), 957, "entre 701 et 1 420 kg CO2e"),
        ((701, 1420), 1010, "entre 0,701 et 1,42 t CO2e"),
        ((701, 1420), None, "entre 0,701 et 1,42 t CO2e"),
        ((-1420, -701), -957, "entre −1 420 et −701 kg CO2e"),
        ((-1420, 701), 0, "entre −1,42 et 0,701 t CO2e"),
    ],
)
def test_bounds_are_in_the_unit_of_the_value_beside_them(bounds, beside, text):
    assert plain(mass_between(*bounds, beside)) == text


def test_what_is_estimated_and_its_bounds_are_in_one_unit(said):
    text = said("assess", method={"estimate": ["desk_phones"]})
    assert re.search(r"Téléphones fixes \(estimation\) \d+ kg CO2e entre \d+ et 1 \d+ kg CO2e", text)


def test_an_estimate_comes_from_a_ratio_by_agent(said):
    """One ratio makes laptops and desktops: neither is what the interval comes from."""
    method = {"estimate": ["computers"]}
    assert "du ratio « ordinateurs par agent »" in said("assess", method=method)
    assert (
        "« Ordinateur portable" not in said("assess", method=method).split("Incertitude : ")[1].split("Électricité")[0]
    )
    text = said("explain", "estimated-computers-laptop", method=method)
    assert "ordinateurs par agent = 1,18 unité/agent (valeur publiée" in text
    assert "effectif total = 600 agents (donné)" in text


def test_nothing_is_a_share_of_zero(said):
    """From 0 to 769 kg was « 0 % »."""
    sections = {
        "equipment": [{"id": "lots", "type": "laptop", "quantity": 0}],
        "actions": [
            {
                "id": "a",
                "title": "Acheter",
                "schedule": {"start": 2026},
                "effects": [{"on": {"type": "laptop"}, "quantity": 20}],
            }
        ],
    }
    assert "De 2025 à 2030 : de 0 kg CO2e à 769 kg CO2e ; électricité" in said("plan", **sections)


def test_sentences_on_what_a_total_lacks_are_sentences(said):
    sections = {
        "equipment": [
            {"id": "p", "type": "laptop", "quantity": 2},
            *({"id": f"o{rank}", "type": "ups", "quantity": 30} for rank in range(3)),
        ]
    }
    text = said("draft", "--document", "strategie", **sections)
    assert "Ce total est " in text
    assert ". et " not in text


def test_a_range_is_named_where_it_is_the_only_one(said):
    text = said("draft", "--document", "strategie")
    assert "La fourchette du territoire, par habitant, est celle des hypothèses publiées." in text
    assert "Celle du territoire" not in text
