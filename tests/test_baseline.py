"""The curve without any action says what it supposes wherever it is drawn or printed: nothing grows, or what is said to."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import EXAMPLES, Run

NAMED = re.compile(r"sans (nouvelle )?action|Sans (nouvelle )?action|\bbaseline\b")
FLAT = re.compile(r"parc (et les usages sont supposés )?constants?")
GIVEN = {
    "snr": 1,
    "reference_year": 2025,
    "territory": {
        "name": "Essai",
        "kind": "commune",
        "department": "33",
        "households": 20_000,
        "population": {"municipale": 43_000},
    },
    "equipment": [{"id": "portables", "type": "laptop", "quantity": 100}],
    "services": [
        {"id": "site", "type": "website", "page_views": 1_000_000, "page_weight_mb": 2},
    ],
    "strategy": {
        "electricity_paths": [{"name": "bas", "factors": {2030: 0.03}, "source": "Essai"}],
    },
    "actions": [
        {
            "id": "duree",
            "title": "Garder les portables",
            "status": "planned",
            "schedule": {"start": 2026, "full": 2028},
            "effects": [
                {"on": {"type": "laptop"}, "lifetime_years": 7},
                {"on": {"type": "website"}, "page_weight_mb": 1},
                {"on": {"territory": "smartphone_lifetime_years"}, "lifetime_years": 3, "share": "10 %"},
            ],
        }
    ],
}
TREND = {"type": "laptop", "percent_per_year": 3, "source": "Achats de 2020 à 2024"}


def write(folder: Path, **strategy: Any) -> Path:
    path = folder / "territory.yaml"
    data = {**GIVEN, "strategy": {**GIVEN["strategy"], **strategy}}  # type: ignore[dict-item]
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    return path


def titles(screen: str) -> dict[str, str]:
    """Return the parts of a screen by title."""
    parts = re.split(r"^(.+)\n-+\n", screen, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_part_of_the_screen_that_shows_it_says_so(snr: Run, tmp_path: Path) -> None:
    screen = snr("plan", write(tmp_path), "--electricity-path", "bas").stdout.decode()
    shown = {title: text for title, text in titles(screen).items() if NAMED.search(text)}
    assert len(shown) >= 4  # the trajectory, the path of electricity, the traffic of the public, the territory
    for title, text in shown.items():
        assert FLAT.search(" ".join(text.split())), title
    trajectory = next(text for title, text in shown.items() if title.startswith("TRAJECTOIRE"))
    assert "aucune croissance n’est comptée" in " ".join(trajectory.split())


@pytest.mark.parametrize("document", ["strategie", "bilan"])
def test_every_document_that_draws_it_says_so(snr: Run, document: str) -> None:
    done = snr("draft", EXAMPLES / "valmont", "--document", document, "--format", "md")
    for line in done.stdout.decode().split("\n"):
        if re.search(r"[Ss]ans nouvelle action", line):
            assert FLAT.search(line), line


def test_the_strategy_and_its_figure_say_so(snr: Run, tmp_path: Path) -> None:
    done = snr("draft", EXAMPLES / "valmont", "--document", "strategie", "--format", "html")
    assert snr("draft", EXAMPLES / "valmont", "--format", "svg", "-o", tmp_path / "f").returncode == 0
    page = done.stdout.decode()
    assert "aucune croissance n’est comptée" in page
    figures = [path.read_text(encoding="utf-8") for path in (tmp_path / "f").glob("*.svg")]
    drawn = [figure for figure in figures if "Sans nouvelle action" in figure]
    assert drawn
    assert all("parc constant" in figure for figure in drawn)


def test_a_trend_that_the_dossier_gives_is_named(snr: Run, tmp_path: Path) -> None:
    """100 laptops growing by 3 % a year: 3 844.5 kg × 1.03^5 = 4 456.8 kg in 2030."""
    path = write(tmp_path, baseline=[TREND])
    screen = " ".join(snr("plan", path, "--horizon", "2030").stdout.decode().split()).replace("\u202f", " ")
    assert "la tendance retenue est : Ordinateur portable (moyen), +3 % par an" in screen.replace("\xa0", " ")
    assert "aucune autre croissance n’est comptée" in screen
    assert "Seules les actions font bouger" not in screen
    data = json.loads(snr("plan", path, "--format", "json", "--horizon", "2030").stdout)
    assert data["baseline"] == {"assumption": "growth", "growth_per_year": {"laptop": 0.03}}
    first, last = data["organisation"][0]["baseline"], data["organisation"][-1]["baseline"]
    assert last["climate_change"] == pytest.approx(first["climate_change"] * 1.03**5, rel=1e-9)


def test_json_says_that_nothing_grows(snr: Run, tmp_path: Path) -> None:
    data = json.loads(snr("plan", write(tmp_path), "--format", "json").stdout)
    assert data["baseline"] == {"assumption": "constant", "growth_per_year": {}}
    curve = {year["baseline"]["climate_change"] for year in data["organisation"]}
    assert len(curve) == 1
