"""The year an objective starts from: what another tool published is shown beside, never subtracted; what was kept is computed again."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import run_snr
from snr_cli.french.numbers import NARROW, WIDE

CLIMATE = "climate_change"
LAPTOPS = {"id": "portables", "type": "laptop", "quantity": 100, "lifetime_years": 5, "kwh_per_year": 30}
HEAD = {"snr": 1, "territory": {"name": "X", "department": "33", "fictitious": True}, "reference_year": 2025}
AIM = {
    "id": "ges",
    "title": "Réduire de 20 %",
    "perimeter": "organisation",
    "category": CLIMATE,
    "reduction": 0.2,
    "from": 2023,
    "by": 2030,
}
# 185.09 kg of making and so on a laptop; a kWh in France: 0.058 kg in 2023, 0.0461 kg in 2025 (Base Carbone, mean of four years)
MADE, KWH_2023, KWH_2025 = 185.09, 0.058, 0.0461
ORIGIN = {
    "tool": "Bilan Carbone",
    "method": "Bilan Carbone v8, ratios monétaires",
    "perimeter": "services et écoles",
    "source": "rapport du bureau d’études, page 12",
    "shares": {"Achats": 0.62, "Équipements": 0.38},
}


def written(folder: Path, data: dict[str, Any], name: str = "territory.yaml") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return folder / name


def plan(path: Path) -> Any:
    done = run_snr("plan", path, "-f", "json")
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def text(*arguments: object) -> str:
    done = run_snr(*arguments)
    assert done.returncode == 0, done.stderr.decode()
    return " ".join(done.stdout.decode().replace(NARROW, " ").replace(WIDE, " ").split())


def kept(folder: Path, year: int = 2023, **changes: Any) -> None:
    """Keep the result of a year beside the dossier."""
    data = HEAD | {"reference_year": year, "equipment": [LAPTOPS]} | changes
    done = run_snr("assess", written(folder, data, "old.yaml"), "-f", "json", "-o", folder / "result.json")
    assert done.returncode == 0, done.stderr.decode()


OF_2023 = {"year": 2023, "footprint": {CLIMATE: 1_086_000}}


@pytest.mark.parametrize(
    ("more", "objective", "why"),
    [
        # the consultant's figure of another year, by a review or by hand; of the same year, by hand
        ({"annual_reviews": [OF_2023]}, {}, "published_base"),
        ({"annual_reviews": [OF_2023 | {"footprint_from": ORIGIN}]}, {}, "published_base"),
        ({}, {"baseline": 1_086_000}, "given_base"),
        ({}, {"baseline": 1_086_000, "from": 2025}, "other_figure"),
        # neither does a target in kilograms, set on that figure
        ({"annual_reviews": [OF_2023]}, {"reduction": None, "target": 868_800}, "published_base"),
        # a year that has come is no better judged
        ({"annual_reviews": [OF_2023]}, {"by": 2025}, "published_base"),
        # a result that is not there says nothing
        ({"annual_reviews": [OF_2023 | {"result": "absent.json"}]}, {}, "result_unusable"),
    ],
)
def test_a_base_year_of_another_tool_is_not_compared(
    more: dict[str, Any], objective: dict[str, Any], why: str, tmp_path: Path
) -> None:
    """100 laptops weigh 3.84 t in 2025 by our method: 1 086 t in 2023 by another one are no fall of 99.6 %."""
    aim = {key: value for key, value in (AIM | objective).items() if value is not None}
    path = written(tmp_path, HEAD | {"equipment": [LAPTOPS], "objectives": [aim]} | more)
    (found,) = plan(path)["objectives"]
    ours = 100 * (MADE / 5 + 30 * KWH_2025)
    assert (found["verdict"], found["why"]) == ("not_comparable", why)
    assert found["reference"] is found["target"] is found["gap"] is found["progress"] is None
    base = found["base"]
    assert (base["said"], base["own"]) == (1_086_000, pytest.approx(ours))
    assert base["restated"] == pytest.approx(0.8 * ours)
    assert base["origin"] == (None if "footprint_from" not in str(more) else ORIGIN)
    screen = text("plan", path)
    told = screen.split("OBJECTIFS")[1].split("CE QUE CHANGE")[0]
    assert "non comparable : Réduire de 20 %" in told
    assert "1 086 t CO2e" in told
    assert "3,84 t CO2e" in told
    assert "atteint" not in told
    assert "Pour comparer :" in told
    assert "à trouver" not in told
    check = run_snr("check", path, "--select", "SNR614").stdout.decode()
    assert "avertissement SNR614" in check


def test_where_the_figure_comes_from_is_said(tmp_path: Path) -> None:
    data = HEAD | {
        "equipment": [LAPTOPS],
        "objectives": [AIM],
        "annual_reviews": [OF_2023 | {"footprint_from": ORIGIN}, {"year": 2025}],
    }
    path = written(tmp_path, data)
    for said in (text("plan", path), text("compare", path, "--review", "2023"), text("draft", path, "-d", "bilan")):
        assert "outil : Bilan Carbone" in said
        assert "Achats 62 %" in said


@pytest.mark.parametrize("origin", [None, ORIGIN])
def test_a_published_total_is_never_subtracted(origin: dict[str, Any] | None, tmp_path: Path) -> None:
    """1 086 − 3.84 = 1 082 t, or −99.6 %: neither is anywhere."""
    review = OF_2023 | ({"footprint_from": origin} if origin else {})
    data = HEAD | {"equipment": [LAPTOPS], "objectives": [AIM], "annual_reviews": [review, {"year": 2025}]}
    path = written(tmp_path, data)
    everything = [text("plan", path), text("compare", path, "--review", "2023")]
    everything += [text("draft", path, "-d", document) for document in ("strategie", "bilan", "note")]
    assert not [said for said in everything if re.search(r"1 08[12](,\d+)? t|99,[567]\d? %", said)]
    compared = json.loads(run_snr("compare", path, "--review", "2023", "-f", "json").stdout)
    total = compared["organisation"]["totals"][CLIMATE]
    assert (total["old"], total["change"], compared["published_from"]) == (1_086_000, None, origin)


def test_a_kept_result_is_computed_again_with_the_factors_of_today(tmp_path: Path) -> None:
    """100 laptops in 2023, 80 in 2025: the start is 100 laptops with the kWh of 2025; what the kWh changed is apart."""
    kept(tmp_path)
    review = {"year": 2023, "result": "result.json"}
    data = HEAD | {"equipment": [LAPTOPS | {"quantity": 80}], "objectives": [AIM], "annual_reviews": [review]}
    path = written(tmp_path, data)
    (found,) = plan(path)["objectives"]
    again = 100 * (MADE / 5 + 30 * KWH_2025)
    assert found["reference"] == pytest.approx(again, rel=1e-6)
    assert found["target"] == pytest.approx(0.8 * again, rel=1e-6)
    assert found["base"]["start"] == "recomputed"
    assert found["base"]["said"] == pytest.approx(100 * (MADE / 5 + 30 * KWH_2023), rel=1e-6)
    assert found["base"]["factors"] == pytest.approx(100 * 30 * (KWH_2025 - KWH_2023), rel=1e-6)
    assert found["base"]["method"] == pytest.approx(0, abs=1e-6)
    # 80 laptops are 80 % of 100: at the target, but each was counted apart, and nobody knows a count to the last one
    assert found["projected"] == pytest.approx(0.8 * again, rel=1e-6)
    assert found["verdict"] == "depends"
    assert "facteurs −35,7 kg CO2e" in text("plan", path)
    assert "avertissement SNR614" not in run_snr("check", path, "--select", "SNR614").stdout.decode()


def test_what_both_years_share_is_certain(tmp_path: Path) -> None:
    """The same 100 laptops in both years and nothing done: the fall of 20 % is missed, whatever making one weighs."""
    kept(tmp_path)
    review = {"year": 2023, "result": "result.json"}
    path = written(tmp_path, HEAD | {"equipment": [LAPTOPS], "objectives": [AIM], "annual_reviews": [review]})
    (found,) = plan(path)["objectives"]
    assert found["verdict"] == "forecast_missed"
    low, high = found["gap_interval"]["low"], found["gap_interval"]["high"]
    # 20 % of what a year weighs, between the bounds of that weight
    assert (low, high) == pytest.approx(
        (0.2 * found["projected_interval"]["low"], 0.2 * found["projected_interval"]["high"]), rel=0.02
    )


def test_a_target_in_kilograms_follows_the_year_it_was_set_on(tmp_path: Path) -> None:
    """Half of what 2023 was said to weigh is half of what it weighs by the method of today."""
    kept(tmp_path)
    half = 50 * (MADE / 5 + 30 * KWH_2023)
    aim = {key: value for key, value in AIM.items() if key != "reduction"} | {"target": half}
    review = {"year": 2023, "result": "result.json"}
    path = written(tmp_path, HEAD | {"equipment": [LAPTOPS], "objectives": [aim], "annual_reviews": [review]})
    (found,) = plan(path)["objectives"]
    assert found["target"] == pytest.approx(50 * (MADE / 5 + 30 * KWH_2025), rel=1e-6)


def test_the_result_of_another_authority_is_no_start(tmp_path: Path) -> None:
    """A file taken for another: Lyon does not start from what Bordeaux had."""
    kept(tmp_path, territory={"siren": "213300635"})
    here = HEAD | {
        "equipment": [LAPTOPS],
        "objectives": [AIM],
        "annual_reviews": [{"year": 2023, "result": "result.json"}],
    }
    found = plan(written(tmp_path, here | {"territory": {"insee_code": "69123"}}))
    aim = found["objectives"][0]
    assert (aim["verdict"], aim["why"], aim["reference"]) == ("not_comparable", "other_authority", None)
    assert found["trend"]["why"] == "other_authority"
    path = written(tmp_path, here | {"territory": {"insee_code": "69123"}})
    assert "celui d’une autre collectivité" in text("plan", path)
    assert "celui d’une autre collectivité" in run_snr("check", path, "--select", "SNR614").stdout.decode()
    # Bordeaux by its code of commune is Bordeaux by its SIREN
    found = plan(written(tmp_path, here | {"territory": {"insee_code": "33063"}}))
    assert found["objectives"][0]["base"]["start"] == "recomputed"
    assert found["trend"]["why"] == "same_quantities"


def test_two_perimeters_are_not_compared(tmp_path: Path) -> None:
    """Printers inventoried since: the year that had none is not computed again with them."""
    kept(tmp_path)
    review = {"year": 2023, "result": "result.json"}
    more = [LAPTOPS, {"id": "imprimantes", "type": "printer_laser", "quantity": 20}]
    path = written(tmp_path, HEAD | {"equipment": more, "objectives": [AIM], "annual_reviews": [review]})
    (found,) = plan(path)["objectives"]
    assert (found["verdict"], found["why"]) == ("not_comparable", "other_perimeter")


@pytest.mark.parametrize(
    ("indicator", "objective", "reach", "why"),
    [
        # a footprint published by another tool and one computed by snr are two measures, whatever the target
        ({"id": "I-53", "values": {2023: 1086}}, {"reduction": 0.2}, "not_comparable", "given_and_computed"),
        ({"id": "I-53", "values": {2023: 1086}}, {"target": 868}, "not_comparable", "given_and_computed"),
        ({"id": "I-53"}, {"baseline": 1086, "target": 868}, "not_comparable", "given_and_computed"),
        # 3.84 t, rounded: the figure of snr itself, with nothing done
        ({"id": "I-53"}, {"baseline": 3.84, "from": 2025, "reduction": 0.2}, "forecast_missed", "no_action"),
        # screens a workstation: a share of what was counted otherwise is no target, a number aimed at is one
        ({"id": "I-07", "values": {2023: 2.4}}, {"reduction": 0.2}, "not_comparable", "given_and_computed"),
        ({"id": "I-07", "values": {2023: 2.4}}, {"target": 1.9}, "forecast_reached", "no_action"),
        # the count of 2025 agrees with the one computed: both tell one story
        ({"id": "I-07", "values": {2023: 2.4, 2025: 1.5}}, {"reduction": 0.2}, "forecast_reached", "no_action"),
    ],
)
def test_an_indicator_given_then_computed(
    indicator: dict[str, Any], objective: dict[str, Any], reach: str, why: str, tmp_path: Path
) -> None:
    screens = {"id": "ecrans", "type": "monitor", "quantity": 150, "lifetime_years": 6}
    equipment = [LAPTOPS, screens] if indicator["id"] == "I-07" else [LAPTOPS]
    aim = {"id": "o", "perimeter": "organisation", "from": 2023, "by": 2030, "indicators": [indicator["id"]]}
    data = HEAD | {"equipment": equipment, "indicators": [indicator], "objectives": [aim | objective]}
    (found,) = plan(written(tmp_path, data))["objectives"]
    assert (found["verdict"], found["why"]) == (reach, why)


def test_a_start_of_another_year_than_the_one_said_is_no_start(tmp_path: Path) -> None:
    values = {"id": "I-35", "values": {2020: 10, 2024: 20}}
    aim = {"id": "o", "perimeter": "organisation", "target": 30, "from": 2022, "by": 2030, "indicators": ["I-35"]}
    (found,) = plan(written(tmp_path, HEAD | {"indicators": [values], "objectives": [aim]}))["objectives"]
    assert (found["verdict"], found["why"]) == ("not_measurable", "no_reference")


def test_years_to_come_are_no_values(tmp_path: Path) -> None:
    """30 in 2030 is what is hoped for, not what was measured."""
    values = {"id": "I-35", "values": {2024: 10, 2025: 20, 2030: 30}}
    aim = {"id": "o", "perimeter": "organisation", "target": 30, "from": 2024, "by": 2030, "indicators": ["I-35"]}
    (found,) = plan(written(tmp_path, HEAD | {"indicators": [values], "objectives": [aim]}))["objectives"]
    assert (found["verdict"], found["last_year"], found["projected"]) == ("followed", 2025, 20)


def test_the_yearly_account_does_not_reach_the_target_of_another_tool(tmp_path: Path) -> None:
    """3.84 t by snr is under 868 t by a consultant: no target is reached."""
    aim = AIM | {"indicators": ["I-53"]}
    data = HEAD | {
        "equipment": [LAPTOPS],
        "objectives": [aim],
        "indicators": [{"id": "I-53", "target": 868.8}],
        "annual_reviews": [OF_2023, {"year": 2025}],
    }
    said = text("draft", written(tmp_path, data), "-d", "bilan")
    (row,) = re.findall(
        r"\| Émissions de GES[^|]*\|[^\n]*?non comparable|\| Empreinte[^|]*\|(?:[^|]*\|){5} non comparable", said
    )[:1]
    assert row
    assert "Cible atteinte" not in said
    assert "cible atteinte" not in said
