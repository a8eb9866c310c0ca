"""The trend of the last two inventories: offered beside the flat curve when the years compare, else the reason is said."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import Run

HERE = {"name": "Essai", "kind": "commune", "department": "33"}


def write(folder: Path, year: int, laptops: float, **more: Any) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    data = {
        "snr": 1,
        "reference_year": year,
        "territory": HERE,
        "equipment": [{"id": "portables", "type": "laptop", "quantity": laptops}],
        **more,
    }
    path = folder / "territory.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return path


PLAN: dict[str, Any] = {
    "actions": [
        {
            "id": "duree",
            "title": "Garder les portables",
            "status": "planned",
            "schedule": {"start": 2026, "full": 2028},
            "effects": [{"on": {"type": "laptop"}, "lifetime_years": 7}],
        }
    ],
    "objectives": [
        {"id": "o", "perimeter": "organisation", "category": "climate_change", "reduction": "10 %", "by": 2030}
    ],
}


def grown(
    snr: Run, folder: Path, then: dict[str, Any], now: dict[str, Any], review: dict[str, Any] | None = None
) -> Path:
    """Write a dossier of 2025 that keeps the result of 2023."""
    old = write(folder / "old", 2023, **then)
    result = snr("assess", old, "--format", "json").stdout
    path = write(
        folder / "new",
        2025,
        **now,
        **PLAN,
        annual_reviews=[review or {"year": 2023, "result": "resultat-2023.json"}],
    )
    (folder / "new" / "resultat-2023.json").write_bytes(result)
    return path


def plan_of(snr: Run, path: Path) -> dict[str, Any]:
    done = snr("plan", path, "--format", "json")
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def flat(text: bytes) -> str:
    return " ".join(text.decode().split()).replace("\u202f", " ")


def test_a_fleet_that_grew_by_a_fifth_in_two_years(snr: Run, tmp_path: Path) -> None:
    """100 laptops in 2023, 121 in 2025: × 1.21 in two years, 10 % a year; the electricity of 2023 does not enter."""
    path = grown(snr, tmp_path, {"laptops": 100}, {"laptops": 121})
    plan = plan_of(snr, path)
    trend, years = plan["trend"], plan["organisation"]
    now = years[0]["baseline"]["climate_change"]
    assert (trend["from_year"], trend["to_year"], trend["why"]) == (2023, 2025, None)
    assert trend["before"] == pytest.approx(now * 100 / 121, rel=1e-9)
    assert trend["growth_per_year"] == pytest.approx(0.10, rel=1e-9)
    assert trend["years"][-1]["year"] == 2030
    assert trend["years"][-1]["value"] == pytest.approx(now * 1.1**5, rel=1e-9)
    assert years[-1]["baseline"]["climate_change"] == pytest.approx(now)  # the first curve stays flat
    screen = flat(snr("plan", path).stdout)
    assert "la tendance de 2023 à 2025, +10 % par an" in screen
    assert "Année sans action tendance avec écart" in screen
    document = snr("draft", path, "--document", "strategie", "--format", "html").stdout
    assert 'class="_l4"' in document.decode()  # a second dashed curve
    table = snr("draft", path, "--document", "strategie", "--format", "md").stdout.decode()
    assert "| Sans nouvelle action, parc constant | Tendance 2023–2025 prolongée | Avec les actions |" in table
    assert "+10 % par an" in flat(document)


def test_no_verdict_changes(snr: Run, tmp_path: Path) -> None:
    beside = plan_of(snr, grown(snr, tmp_path / "a", {"laptops": 100}, {"laptops": 121}))
    alone = plan_of(snr, write(tmp_path / "b" / "new", 2025, 121, **PLAN))
    assert alone["trend"] is None
    assert beside["objectives"] == alone["objectives"]
    assert beside["organisation"] == alone["organisation"]


PRINTER = {"id": "imprimantes", "type": "printer_laser", "quantity": 10}
LAPTOPS = {"id": "portables", "type": "laptop", "quantity": 121}


@pytest.mark.parametrize(
    ("then", "now", "review", "why", "said"),
    [
        ({"laptops": 100}, {"laptops": 121}, {"year": 2023, "footprint": {"climate_change": 3000}}, "published_only", "seul un total publié est connu"),
        ({"laptops": 100}, {"laptops": 121, "equipment": [LAPTOPS, PRINTER]}, None, "other_perimeter", "n’ont pas le même périmètre"),
        ({"laptops": 121}, {"laptops": 121}, None, "same_quantities", "rien n’a été recompté"),
        ({"laptops": 100, "territory": {**HERE, "name": "Autre"}}, {"laptops": 121}, None, "other_authority", "autre collectivité"),
        ({"laptops": 100}, {"laptops": 121}, {"year": 2023, "result": "absent.json"}, "result_unusable", "ne peut pas être recalculé"),
    ],
)  # fmt: skip
def test_what_does_not_compare_is_not_offered_and_says_why(
    snr: Run,
    tmp_path: Path,
    then: dict[str, Any],
    now: dict[str, Any],
    review: dict[str, Any] | None,
    why: str,
    said: str,
) -> None:
    path = grown(snr, tmp_path, then, now, review)
    trend = plan_of(snr, path)["trend"]
    assert (trend["why"], trend["growth_per_year"], trend["years"]) == (why, None, [])
    screen = flat(snr("plan", path).stdout)
    assert "Tendance des deux derniers inventaires non proposée" in screen
    assert said in screen
    assert "tendance avec" not in screen
    assert 'class="_l4"' not in snr("draft", path, "--document", "strategie", "--format", "html").stdout.decode()
