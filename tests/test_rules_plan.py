"""Rules that rest on the computed plan: an objective that nothing moves, a value that is due, what to paste instead."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from in_process import snr
from snr_cli.api.catalogue import words_of
from snr_cli.api.checking import Wanted, check
from snr_cli.catalog.tables import Tables
from snr_cli.model.finding import Finding, Severity
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
    return [finding for finding in report.findings if finding.code.startswith(select or ("SNR6",))]


def small(**sections: Any) -> dict[str, Any]:
    return HEAD | {"indicators": [{"id": "I-07"}, {"id": "I-57"}, {"id": "I-35"}]} | sections


# --- an objective that no measure moves --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("objective", "action", "said"),
    [
        (FOOTPRINT, LONGER, ""),
        (FOOTPRINT, TALK, "aucune mesure ne le fait bouger"),
        (FOOTPRINT, MORE, "les mesures du dossier ne l’en rapprochent pas"),
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
    assert [finding.severity for finding in told] == ([Severity.WARNING] if said else [])
    assert all(said in finding.message for finding in told)


def test_where_the_duty_binds_the_decree_says_it_once(tmp_path: Path, tables: Tables) -> None:
    data = changed({"actions[].effects": GONE}, VALMONT)
    told = found(data, tmp_path, tables, "SNR606", "REEN-16")
    assert {(finding.code, finding.severity) for finding in told} == {("REEN-16", Severity.WARNING)}
    named = {finding.message.split("«")[1].split("»")[0].strip() for finding in told}
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
    assert all(words in finding.message for words, finding in zip(said, told, strict=True))


def test_valmont_gives_what_it_follows(tmp_path: Path, tables: Tables) -> None:
    assert found(changed({}, VALMONT), tmp_path, tables, "SNR6") == []


# --- years and targets that cannot be meant ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "told"), [(2022, ["snr plan va jusqu’en 2030, sans elle"]), (2025, []), (2030, [])]
)  # 2025 + 5 years, none being said
def test_a_strategy_that_ended_before_the_reference_year(
    end: int, told: list[str], tmp_path: Path, tables: Tables
) -> None:
    data = small(strategy={"adopted_on": "2018-06-20", "period": {"start": 2018, "end": end}})
    messages = [finding.message for finding in found(data, tmp_path, tables, "SNR609")]
    assert len(messages) == len(told)
    assert all(words in message for words, message in zip(told, messages, strict=True))


@pytest.mark.parametrize(("start", "by", "count"), [(2025, 2024, 1), (2025, 2025, 1), (2025, 2026, 0), (None, 2024, 0)])
def test_an_objective_that_ends_before_it_starts(
    start: int | None, by: int, count: int, tmp_path: Path, tables: Tables
) -> None:
    aim = {**FOOTPRINT, "by": by} | ({} if start is None else {"from": start})
    told = found(small(objectives=[aim], actions=[LONGER]), tmp_path, tables, "SNR604")
    assert len(told) == count
    assert all("by" in finding.pointer for finding in told)


AGENTS = {"id": "o", "perimeter": "organisation", "by": 2030, "indicators": ["I-35"]}  # share of agents trained: up


@pytest.mark.parametrize(
    ("aim", "count"),
    [
        ({**FOOTPRINT, "reduction": 0.1}, 0),
        ({"id": "o", "perimeter": "organisation", "category": "climate_change", "target": 99_999_999, "by": 2030}, 1),
        ({**SCREENS, "target": 1.2}, 0),  # 150 screens for 100 laptops: 1.5 a workstation, fewer being better
        ({**SCREENS, "target": 1.6}, 1),
        ({**AGENTS, "baseline": 40, "target": 80}, 0),
        ({**AGENTS, "baseline": 40, "target": 40}, 0),  # to be kept
        ({**AGENTS, "baseline": 40, "target": 20}, 1),
        (
            {
                "id": "o",
                "perimeter": "territory",
                "measured_on": "devices_reused",
                "baseline": 9,
                "target": 3,
                "by": 2030,
            },
            1,
        ),
    ],
)
def test_a_target_worse_than_its_start_is_told(aim: dict[str, Any], count: int, tmp_path: Path, tables: Tables) -> None:
    told = found(small(objectives=[aim], actions=[{**LONGER, "schedule": {"start": 2026}}]), tmp_path, tables, "SNR611")
    assert len(told) == count


def test_the_plan_says_how_many_findings_check_has_on_it(tmp_path: Path) -> None:
    wrong = {**LONGER, "schedule": {"start": 2028, "full": 2027}}  # SNR604
    beside = {"id": "rien", "title": "Rien", "effects": [{"on": {"type": "server_rack"}, "quantity": 3}]}  # SNR601
    data = small(
        objectives=[{**{key: FOOTPRINT[key] for key in FOOTPRINT if key != "reduction"}, "target": 99_999_999}],
        actions=[wrong, beside],
    )  # SNR611
    path = tmp_path / "territory.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    checked = json.loads(snr("check", path, "--select", "SNR6", "--format", "json").stdout)
    codes = sorted({finding["code"] for finding in checked["findings"]})
    assert {"SNR601", "SNR604", "SNR611"} <= set(codes)
    said = snr("plan", path).stderr
    assert f"{len(checked['findings'])} constats sur ce plan ({', '.join(codes)})" in said
    assert "constat" in snr("plan", path, "--format", "json", "--horizon", "2035").stderr
    assert snr("--quiet", "plan", path).stderr == ""
    sound = small(objectives=[FOOTPRINT], actions=[LONGER])
    path.write_text(yaml.safe_dump(sound, allow_unicode=True, sort_keys=False), encoding="utf-8")
    assert "sur ce plan" not in snr("plan", path).stderr
