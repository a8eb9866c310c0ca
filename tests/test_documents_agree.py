"""What one dossier says of one thing in several documents: the same verdict, the same figure, or none."""

import re
from pathlib import Path
from typing import Any

import yaml

from conftest import run_snr
from snr_cli import drawn_plan, findings_of
from snr_cli.french.numbers import NARROW, WIDE

CLIMATE = "climate_change"
DOSSIER: dict[str, Any] = {
    "snr": 1,
    "reference_year": 2025,
    "territory": {"siren": "213302813", "agents": {"total": 1450, "equipped": 820, "teleworkers": 210}},
    "equipment": [
        {"id": "portables", "type": "laptop", "quantity": 750},
        {"id": "copieurs", "type": "photocopier_mfp", "quantity": 48},
    ],
    "services": [
        {"id": "papier", "type": "paper_kg", "quantity": 18000},
        {"id": "site", "type": "website", "page_views": 1800000, "page_weight_mb": 3.2, "label": "Site de la ville"},
    ],
    "actions": [
        {
            "id": "garder",
            "title": "Garder les portables",
            "status": "planned",
            "schedule": {"start": 2026, "full": 2029},
            "effects": [{"on": {"type": "laptop"}, "lifetime_years": 7}],
            "objectives": ["ville"],
        },
        {
            "id": "imprimer",
            "title": "Imprimer moins",
            "status": "planned",
            "themes": [4],
            "schedule": {"start": 2026, "full": 2028},
            "effects": [{"on": {"line": "papier"}, "quantity_change_percent": -30}],
            "means": {"budget": [{"year": 2027, "section": "fonctionnement", "eur": 5000, "tax": "ht"}]},
            "objectives": ["territoire"],
        },
    ],
    "objectives": [
        {
            "id": name,
            "title": f"Réduire de 10 %, {name}",
            "perimeter": perimeter,
            "category": CLIMATE,
            "reduction": 0.1,
            "from": 2025,
            "by": 2030,
        }
        for name, perimeter in (("ville", "organisation"), ("territoire", "territory"))
    ],
    "strategy": {"period": {"start": 2026, "end": 2030}},
}


def dossier(folder: Path, **more: Any) -> Path:
    path = folder / "territory.yaml"
    path.write_text(yaml.safe_dump(DOSSIER | more, allow_unicode=True), encoding="utf-8")
    return path


def document(path: Path, name: str) -> str:
    """Return a document in plain spaces."""
    done = run_snr("draft", path, "-d", name)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().replace(NARROW, " ").replace(WIDE, " ")


def test_a_gain_that_may_be_nothing_keeps_its_rank_and_its_reserve(tmp_path: Path) -> None:
    """Five published years to seven: −8 t that may be nothing, counted by the target; paper alone is a sure gain."""
    path = dossier(tmp_path)
    strategy, note = document(path, "strategie"), document(path, "note")
    assert "| non significatif : " in strategy.split("## Actions\n", 1)[1].split("\n## ")[0]
    reserve = "à confirmer par la durée de vie observée"
    first, second = note.split("réduit le plus")[1].split(" : ")[1].split("\n")[0].split(" ; ")
    assert "Garder" in first and reserve in first
    assert "Imprimer moins" in second and reserve not in second
    assert f"Les deux premiers leviers sont les actions 1 (7,93 t CO₂e, {reserve}) ; 2 (4,96 t CO₂e)" in strategy
    screen = run_snr("plan", path).stdout.decode()
    row = next(
        line for line in screen.split("\n") if line.lstrip().startswith("Garder les portables") and "électr" not in line
    )
    assert "█" not in row and row.rstrip().endswith("incertain")
    kept, printed = drawn_plan(path)["actions"]
    assert "non significatif" in kept["effect"] and "non significatif" not in printed["effect"]


def test_nothing_sure_is_said_so(tmp_path: Path) -> None:
    path = dossier(tmp_path, actions=DOSSIER["actions"][:1])
    assert "Aucune action écrite ne réduit l’empreinte de façon certaine." in document(path, "strategie")


def test_an_objective_that_nothing_measures_has_a_value_in_no_document(tmp_path: Path) -> None:
    """The mean by inhabitant follows no action; the reading by household is not what this objective is on."""
    path = dossier(tmp_path)
    row = next(line for line in document(path, "bilan").split("\n") if line.startswith("| 2 |"))
    assert row.split(" | ")[2] == "non évalué" and "non mesurable" in row
    strategy = document(path, "strategie")
    told = strategy.split("## Nos engagements")[1].split("\n## ")[0].split("**Pas mesurables en l’état** :")[1]
    assert "Réduire de 10 %, territoire" in told.split("**")[0] and " : non mesurable" in told.split("**")[0]
    assert "non évalué en 2025" not in strategy
    aims = [
        objective | {"measured_on": "bottom_up"} if objective["id"] == "territoire" else objective
        for objective in DOSSIER["objectives"]
    ]
    held = next(line for line in document(dossier(tmp_path, objectives=aims), "bilan").split("\n") if "| 2 |" in line)
    assert "t CO₂e" in held.split(" | ")[2]


def test_what_is_typed_is_not_told_as_absent(tmp_path: Path) -> None:
    """One website, whose visitors are outside the total, and 210 teleworkers, of whom no equipment is counted."""
    path = dossier(tmp_path)
    text = document(path, "note")
    assert "sans équipement ni abonnement inventorié" in text and "les sites et usages web" not in text
    assert "télétravail (l’équipement à domicile de 210 agents)" in text
    alone = document(dossier(tmp_path, services=DOSSIER["services"][:1]), "note")
    assert "les sites et usages web" in alone


def test_one_interval_in_the_form_and_in_the_documents(tmp_path: Path) -> None:
    path = dossier(tmp_path)
    match = re.search(
        r"entre [\d ,]+ et [\d ,]+ t CO", findings_of(path)["footprint"].replace(NARROW, " ").replace(WIDE, " ")
    )
    assert match is not None and match[0] in document(path, "note")


def test_an_action_is_told_to_the_residents_by_its_own_theme_or_effect(tmp_path: Path) -> None:
    """Printing less in the offices serves the objective of the territory; it is not near anyone's home."""
    near = {"id": "pres", "title": "Ouvrir un atelier de réparation", "status": "planned", "themes": [5]}
    actions = [*DOSSIER["actions"], near | {"objectives": ["territoire"], "schedule": {"start": 2026}}]
    told = (
        document(dossier(tmp_path, actions=actions), "strategie")
        .split("## Ce qui change pour vous")[1]
        .split("\n## ")[0]
    )
    assert "Ouvrir un atelier" in told and "Imprimer moins" not in told


def test_an_idea_that_serves_an_objective_is_said_not_to_count(tmp_path: Path) -> None:
    first, second = DOSSIER["actions"]
    path = dossier(tmp_path, actions=[first, second | {"status": "idea"}])
    said = " ".join(run_snr("check", path).stdout.decode().split())
    assert (
        "objectif « territoire » sans mesure décidée : « Imprimer moins » le sert, mais c’est une idée, qui ne compte pas"
        in said
    )
    assert "objectif « ville » sans mesure" not in said
    said = " ".join(run_snr("check", dossier(tmp_path, actions=[first])).stdout.decode().split())
    assert "objectif « territoire » sans mesure " in said


def test_a_draft_of_an_adopted_strategy_is_one_of_its_update(tmp_path: Path) -> None:
    """Adopted in the year of its figures: the draft that is put to the vote can only be what comes next."""
    strategy = DOSSIER["strategy"] | {"adopted_on": "2025-12-15", "deliberation": "D-2025-112"}
    cover = document(dossier(tmp_path, strategy=strategy), "strategie").split("section synthese")[0]
    assert "adoptée le 15 décembre 2025" in cover and "**Projet d’actualisation**" in cover
    assert "**Projet**" in document(dossier(tmp_path), "strategie").split("section synthese")[0]
