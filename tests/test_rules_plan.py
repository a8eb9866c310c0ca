"""Rules that rest on the computed plan: an objective that nothing moves, a value that is due, what to paste instead."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from snr_cli.catalog.tables import Tables
from snr_cli.checking import Wanted, check
from snr_cli.cli.dossiers import words_of
from snr_cli.findings.finding import Finding, Severity
from test_rules_decree import GONE, VALMONT, changed

HEAD: dict[str, Any] = {
    "snr": 1,
    "reference_year": 2025,
    "territory": {
        "name": "X",
        "department": "33",
        "fictitious": True,
        "households": 5000,
        "population": {"totale": 12_000, "municipale": 11_800},
    },
    "equipment": [
        {"id": "portables", "type": "laptop", "quantity": 100, "lifetime_years": 5},
        {"id": "ecrans", "type": "monitor", "quantity": 150},
    ],
}
FOOTPRINT = {"id": "o", "perimeter": "organisation", "category": "climate_change", "reduction": 0.1, "by": 2030}
SCREENS = {"id": "o", "perimeter": "organisation", "target": 1.2, "by": 2030, "indicators": ["I-07"]}
LONGER = {
    "id": "duree",
    "title": "Garder",
    "objectives": ["o"],
    "effects": [{"on": {"type": "laptop"}, "lifetime_years": 7}],
}
TALK = {"id": "ateliers", "title": "Sensibiliser", "objectives": ["o"]}
MORE = {
    "id": "plus",
    "title": "Équiper",
    "objectives": ["o"],
    "effects": [{"on": {"type": "laptop"}, "quantity_change": 40}],
}


def found(data: dict[str, Any], folder: Path, tables: Tables, *select: str) -> list[Finding]:
    (folder / "territory.yaml").write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    report = check([str(folder)], words_of(tables), tables, Wanted()).report  # what the dossier itself claims
    return [each for each in report.findings if each.code.startswith(select or ("SNR6",))]


def small(**sections: Any) -> dict[str, Any]:
    return HEAD | {"indicators": [{"id": "I-07"}, {"id": "I-57"}, {"id": "I-35"}]} | sections


# --- an objective that no measure moves --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("objective", "action", "said"),
    [
        (FOOTPRINT, LONGER, ""),
        (FOOTPRINT, TALK, "aucune mesure ne le fait bouger"),
        (FOOTPRINT, MORE, "hors de portée"),
        # on an indicator that snr computes, the lifetime of laptops changes nothing to the number of screens
        (SCREENS, LONGER, "aucune mesure ne le fait bouger"),
        (SCREENS, {**MORE, "effects": [{"on": {"type": "monitor"}, "quantity_change": -30}]}, ""),
        # one that no inventory holds waits for its values: nobody can say that nothing moves it
        ({**SCREENS, "indicators": ["I-35"], "target": 80}, TALK, ""),
    ],
)
def test_an_objective_that_nothing_moves(
    objective: dict[str, Any], action: dict[str, Any], said: str, tmp_path: Path, tables: Tables
) -> None:
    told = found(small(objectives=[objective], actions=[action]), tmp_path, tables, "SNR606")
    assert [each.severity for each in told] == ([Severity.WARNING] if said else [])
    assert all(said in each.message for each in told)


def test_where_the_duty_binds_the_decree_says_it_once(tmp_path: Path, tables: Tables) -> None:
    data = changed({"actions[].effects": GONE}, VALMONT)
    told = found(data, tmp_path, tables, "SNR606", "REEN-16")
    assert {(each.code, each.severity) for each in told} == {("REEN-16", Severity.WARNING)}
    named = {each.message.split("«")[1].split("»")[0].strip() for each in told}
    assert named == {"ges-organisation", "electricite", "ges-territoire"}


def test_a_target_far_away_is_judged_where_a_plan_stops(tmp_path: Path, tables: Tables) -> None:
    data = small(objectives=[{**FOOTPRINT, "by": 2100}], actions=[LONGER])
    assert found(data, tmp_path, tables, "SNR6", "REEN") is not None


# --- the figure by inhabitant ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "objective",
    [
        {
            "id": "t",
            "perimeter": "territory",
            "category": "climate_change",
            "reduction": 0.03,
            "from": 2025,
            "by": 2030,
        },
        {
            "id": "t",
            "perimeter": "territory",
            "indicators": ["I-57"],
            "baseline": 434,
            "target": 420.98,
            "from": 2025,
            "by": 2030,
        },
    ],
)
def test_what_to_paste_for_an_objective_on_a_national_mean(
    objective: dict[str, Any], tmp_path: Path, tables: Tables
) -> None:
    """420.98 is 3 % less than 434: both say the same, and the same is to paste."""
    (told,) = found(small(objectives=[objective]), tmp_path, tables, "SNR605")
    pasted = yaml.safe_load(re.search(r"\{.*?\}", told.help)[0])  # type: ignore[index]
    assert pasted == {
        "id": "t",
        "perimeter": "territory",
        "category": "climate_change",
        "measured_on": "bottom_up",
        "reduction": "3 %",
        "from": 2025,
        "by": 2030,
    }
    assert found(small(objectives=[pasted]), tmp_path, tables, "SNR605", "SNR1", "SNR2", "SNR301", "SNR303") == []


# --- a value that is due -----------------------------------------------------------------------------------------------

ADOPTED = {"adopted_on": "2024-06-20"}
CULTURE = {
    "id": "o",
    "perimeter": "organisation",
    "target": 80,
    "baseline": 10,
    "from": 2022,
    "by": 2024,
    "indicators": ["I-35"],
}


@pytest.mark.parametrize(
    ("sections", "said"),
    [
        ({"indicators": [{"id": "I-35", "target": 80}]}, ["sans valeur de 2025"]),
        ({"indicators": [{"id": "I-35"}], "objectives": [{**CULTURE, "by": 2030}]}, ["sans valeur de 2025"]),
        ({"indicators": [{"id": "I-35"}]}, []),  # nothing is aimed at yet
        ({"indicators": [{"id": "I-07"}]}, []),  # computed
        ({"indicators": [{"id": "I-35", "values": {2025: 0}}]}, []),  # zero is a value
        ({"indicators": [{"id": "I-35", "values": {2022: 5}}]}, ["dernière valeur de 2022"]),
        ({"indicators": [{"id": "I-45", "values": {2023: 28}}]}, []),  # every two years
        (
            {"indicators": [{"id": "I-35", "values": {2022: 10, 2025: 60}}], "objectives": [CULTURE]},
            ["année cible (2024)"],
        ),
        ({"indicators": [{"id": "I-35", "values": {2022: 10, 2024: 40, 2025: 60}}], "objectives": [CULTURE]}, []),
        (
            {
                "indicators": [{"id": "I-35", "values": {2022: 10, 2025: 60}}],
                "objectives": [CULTURE],
                "annual_reviews": [{"year": 2024, "indicators": {"I-35": 40}}],
            },
            [],
        ),
        ({"objectives": [{**FOOTPRINT, "from": 2020, "by": 2024}], "indicators": []}, ["année cible (2024)"]),
        (
            {
                "objectives": [{**FOOTPRINT, "from": 2020, "by": 2024}],
                "indicators": [],
                "annual_reviews": [{"year": 2024, "footprint": {"climate_change": 9000}}],
            },
            [],
        ),
        # nothing is followed yet: a first dossier is not late
        ({"strategy": None, "indicators": [{"id": "I-35", "target": 80}]}, []),
    ],
)
def test_a_value_that_is_due(sections: dict[str, Any], said: list[str], tmp_path: Path, tables: Tables) -> None:
    data = small(**{"strategy": ADOPTED} | sections)
    told = found({key: value for key, value in data.items() if value is not None}, tmp_path, tables, "SNR610")
    assert len(told) == len(said)
    assert all(words in each.message for words, each in zip(said, told, strict=True))


def test_valmont_gives_what_it_follows(tmp_path: Path, tables: Tables) -> None:
    assert found(changed({}, VALMONT), tmp_path, tables, "SNR6") == []
