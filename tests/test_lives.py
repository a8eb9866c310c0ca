"""A longer life is a sure gain when the life of today is known: the method page, the plan and its message say the same."""

import json
import re
from math import log
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import run_snr
from snr_cli.french.numbers import NARROW, WIDE

ROOT = Path(__file__).resolve().parents[1]
CLIMATE = "climate_change"
TYPED = {"lifetime_years": 5}
SOURCED = {"lifetime_years": 5, "lifetime_source": "inventaire de 2025"}
# the classes of docs/method.md: GSD² of a published lifetime, of one of the organisation without and with a source
PUBLISHED, UNSOURCED, WITH_SOURCE = (log(gsd2) / 1.96 for gsd2 in (1.52, 1.29, 1.11))


def plan(folder: Path, line: dict[str, Any], years: float, **more: Any) -> tuple[Any, str]:
    data = {
        "snr": 1,
        "territory": {"name": "X", "department": "33", "fictitious": True},
        "reference_year": 2025,
        "equipment": [{"id": "portables", "type": "laptop", "quantity": 100} | line],
        "actions": [{"id": "a", "title": "Garder", "effects": [{"on": {"type": "laptop"}, "lifetime_years": years}]}],
    }
    path = folder / "territory.yaml"
    path.write_text(yaml.safe_dump(data | more, allow_unicode=True), encoding="utf-8")
    done = run_snr("plan", path, "-f", "json")
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout), " ".join(run_snr("plan", path).stdout.decode().split())


@pytest.mark.parametrize(
    ("line", "today"),
    [({}, PUBLISHED), (TYPED, UNSOURCED), (SOURCED, WITH_SOURCE)],
    ids=["published", "typed", "sourced"],
)
@pytest.mark.parametrize("years", [5.4, 6, 7, 8, 9])  # 5.4: no source settles it
def test_a_longer_life_is_sure_when_the_two_lives_are_far_enough(
    line: dict[str, Any], today: float, years: float, tmp_path: Path
) -> None:
    """Five years, published or typed: ln(years ÷ 5) against 1.645 deviations of it; the life aimed at is what the plan supposes."""
    sure = log(years / 5) > 1.645 * today
    found, screen = plan(tmp_path, line, years)
    share = found["organisation"][-1]["actions"]["a"]["intervals"][CLIMATE]["share"]
    assert share["significant"] is sure
    # typing the life, with its source, settles what it settles, and is not promised to settle the rest
    settles = not line and not sure and log(years / 5) > 1.645 * WITH_SOURCE
    assert found["settled_by_lifetimes"]["actions"] == (["a"] if settles else [])
    assert ("tapez la vraie avec sa source" in screen) is settles


def test_what_is_promised_is_kept(tmp_path: Path) -> None:
    """From 5 to 7 years on the life of the catalogue, then on the same one typed."""
    aim = {"id": "o", "perimeter": "organisation", "category": CLIMATE, "reduction": 0.02, "from": 2025, "by": 2030}
    before, screen = plan(tmp_path, {}, 7, objectives=[aim])
    assert before["objectives"][0]["decides"] == "interval"
    assert before["settled_by_lifetimes"] == {"actions": ["a"], "objectives": ["o"]}
    assert "lèverait le doute" in screen
    after, _ = plan(tmp_path, SOURCED, 7, objectives=[aim])
    assert after["objectives"][0]["verdict"] == "forecast_reached"
    assert after["settled_by_lifetimes"] == {"actions": [], "objectives": []}


def test_the_method_page_says_it() -> None:
    text = (ROOT / "docs" / "method.md").read_text(encoding="utf-8").replace(NARROW, " ").replace(WIDE, " ")
    rows = re.findall(r"^\| .* \| ln .* = ([\d,]+) \| ([\d,]+) \| (non significatif|gain sûr) \|$", text, re.M)
    said = [(today, log(7 / 5)) for today in (PUBLISHED, UNSOURCED, WITH_SOURCE)]
    assert rows == [
        (
            f"{deviation:.3f}".replace(".", ","),
            f"{1.645 * deviation:.3f}".replace(".", ","),
            "gain sûr" if far > 1.645 * deviation else "non significatif",
        )
        for deviation, far in said
    ]


@pytest.mark.parametrize("line", [TYPED, SOURCED])
def test_the_life_of_today_again_changes_nothing_for_sure(line: dict[str, Any], tmp_path: Path) -> None:
    found, _ = plan(tmp_path, line, 5)
    gap = found["organisation"][-1]["intervals"][CLIMATE]["gap"]
    assert (gap["low"], gap["high"]) == (0.0, 0.0)
