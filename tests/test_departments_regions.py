"""A département or a région: everything is computed and written, nothing of the law is judged, and that is said."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from in_process import snr

NAMES = {"departement": "Département de l’Essai", "region": "Région Essai"}
DATA: dict[str, Any] = {
    "snr": 1,
    "reference_year": 2025,
    "equipment": [{"id": "portables", "type": "laptop", "quantity": 3000}],
    "actions": [{"id": "garder", "title": "Garder les portables plus longtemps"}],
    "annual_reviews": [{"year": 2025}],
}


@pytest.fixture(params=NAMES)
def dossier(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    territory = {
        "name": NAMES[request.param],
        "kind": request.param,
        "department": "33",
        "fictitious": True,
        "population": {"totale": 1_700_000, "municipale": 1_680_000, "year": 2023, "source": "INSEE"},
        "agents": {"total": 7000, "equipped": 4000},
    }
    text = yaml.safe_dump({**DATA, "territory": territory}, allow_unicode=True)
    (tmp_path / "territory.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_nothing_of_the_law_is_judged_and_it_is_said(dossier: Path) -> None:
    for profile in ("programme", "strategie", "bilan"):
        done = snr("check", str(dossier), "--profile", profile, "--format", "json")
        assert done.returncode == 0, done.stdout
        findings = [finding for finding in json.loads(done.stdout)["findings"] if finding["code"].startswith("REEN")]
        assert [(finding["code"], finding["severity"]) for finding in findings] == [("REEN-01", "info")]
        assert "la démarche est volontaire" in findings[0]["message"]
    table = " ".join(snr("check", str(dossier), "--format", "summary").stdout.split())
    assert "l’article 35 ne vise ni les départements ni les régions" in table
    assert "manquant" not in table


def test_the_method_holds(dossier: Path) -> None:
    found = json.loads(snr("assess", str(dossier), "--format", "json").stdout)
    assert found["organisation"]["totals"]["climate_change"]["value"] > 0
    codes = {warning["code"] for warning in found["warnings"]}
    assert not codes & {"statute_to_check", "under_threshold", "threshold_to_check"}


@pytest.mark.parametrize("document", ["strategie", "programme", "bilan", "note", "deliberation"])
def test_documents_say_that_it_is_voluntary(dossier: Path, document: str) -> None:
    done = snr("draft", str(dossier), "--document", document, "--format", "md")
    assert done.returncode == 0, done.stderr
    assert "volontaire" in done.stdout
    assert "reste à vérifier" not in done.stdout.partition("Annexe")[0] or document == "bilan"
    assembly = "conseil départemental" if "Département" in done.stdout else "conseil régional"
    assert assembly in done.stdout or document in ("programme", "strategie")
