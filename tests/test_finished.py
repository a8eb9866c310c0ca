"""A finished action is in the inventory of the reference year: it is not counted again."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import run_snr
from snr_cli.catalog.opened import shipped_tables
from snr_cli.engine.assess import assess
from snr_cli.model.dossier import Dossier
from snr_cli.plan.plan import make_plan

CLIMATE = "climate_change"
LAPTOPS = {"id": "portables", "type": "laptop", "quantity": 100, "lifetime_years": 5, "kwh_per_year": 30}
HEAD = {"snr": 1, "territory": {"name": "X", "department": "33", "fictitious": True}, "reference_year": 2025}
FEWER = {
    "id": "moins",
    "title": "Réduire le parc",
    "effects": [{"on": {"type": "laptop"}, "quantity_change_percent": -20}],
}
WEIGHT = 100 * (185.09 / 5 + 30 * 0.0461)


def by_year(action: dict[str, Any]) -> dict[int, float]:
    dossier = Dossier.model_validate(HEAD | {"equipment": [LAPTOPS], "actions": [FEWER | action]})
    tables = shipped_tables()
    path = make_plan(dossier, assess(dossier, tables), tables, 2030).trajectory
    return {year.year: year.with_actions[CLIMATE] / WEIGHT for year in path.years}


@pytest.mark.parametrize(
    ("action", "kept"),
    [
        # of what the laptops weigh, in 2026 and in 2030
        ({"status": "done"}, (1.0, 1.0)),
        ({"status": "done", "started_on": "2022-03-01"}, (1.0, 1.0)),
        ({"status": "done", "started_on": "2025-12-31"}, (1.0, 1.0)),
        ({"status": "done", "schedule": {"start": 2022}}, (1.0, 1.0)),
        ({"status": "done", "schedule": {"full": 2024}}, (1.0, 1.0)),
        ({"status": "under_way", "schedule": {"full": 2024}}, (1.0, 1.0)),
        ({"status": "done", "schedule": {"end": 2024}}, (1.0, 1.0)),
        # done since: its effect is not in the inventory
        ({"status": "done", "started_on": "2026-02-01"}, (0.8, 0.8)),
        ({"status": "done", "schedule": {"start": 2026}}, (0.8, 0.8)),
        ({"status": "done", "started_on": "2022-03-01", "schedule": {"start": 2026, "full": 2027}}, (0.9, 0.8)),
        # not done yet: all of it is to come
        ({"status": "planned"}, (0.8, 0.8)),
        ({"status": "under_way", "started_on": "2024-01-01"}, (0.8, 0.8)),
    ],
)
def test_what_was_done_by_the_reference_year_changes_nothing_more(
    action: dict[str, Any], kept: tuple[float, float]
) -> None:
    found = by_year(action)
    assert (found[2025], found[2026], found[2030]) == pytest.approx((1.0, *kept), rel=1e-9)


def test_on_the_territory_too() -> None:
    place = HEAD["territory"] | {"households": 1000, "population": {"municipale": 2150}}  # type: ignore[operator]
    kept = {
        "id": "k",
        "title": "Garder",
        "effects": [{"on": {"territory": "smartphone_lifetime_years"}, "lifetime_years": 5}],
    }
    tables = shipped_tables()
    saved = []
    for status in ("done", "planned"):
        dossier = Dossier.model_validate(HEAD | {"territory": place, "actions": [kept | {"status": status}]})
        last = make_plan(dossier, assess(dossier, tables), tables, 2030).territory.years[-1]
        saved.append(last.with_actions - last.baseline)
    assert saved[0] == 0.0
    assert saved[1] < 0.0


@pytest.mark.parametrize(
    ("action", "found"),
    [
        ({}, True),
        ({"started_on": "2022-03-01"}, False),
        ({"schedule": {"full": 2024}}, False),
        ({"effects": []}, False),
    ],
)
def test_the_date_of_a_finished_action_is_asked_for(action: dict[str, Any], found: bool, tmp_path: Path) -> None:
    data = HEAD | {"equipment": [LAPTOPS], "actions": [FEWER | {"status": "done"} | action]}
    path = tmp_path / "territory.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    said = run_snr("check", path, "--select", "SNR613").stdout.decode()
    assert ("avertissement SNR613" in said) is found
    screen = " ".join(run_snr("plan", path).stdout.decode().split())
    assert ("Réduire le parc : terminée, sans date" in screen) is found


# --- what a finished action says, and the inventory does not show ---------------------------------------------------------

SHOWN: dict[str, Any] = {
    "equipment": [
        {
            "id": "portables", "type": "laptop", "quantity": 100, "lifetime_years": 5, "kwh_per_year": 30, "refurbished_share": 0.2,
            "upstream_years": 2, "upstream_source": "Factures", "room": "salle",
        }
    ],
    "services": [
        {"id": "salle", "type": "server_room", "pue": 1.6},
        {"id": "site", "type": "website", "page_views": 1000, "page_weight_mb": 2},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("effect", "told"),
    [
        ({"on": {"type": "laptop"}, "lifetime_years": 7}, "dit 5"),
        ({"on": {"type": "laptop"}, "lifetime_years": 4}, ""),  # the inventory goes further
        ({"on": {"type": "laptop"}, "kwh_per_year": 20}, "dit 30"),
        ({"on": {"type": "laptop"}, "kwh_per_year": 40}, ""),
        ({"on": {"type": "laptop"}, "quantity": 80}, "dit 100"),
        ({"on": {"type": "laptop"}, "refurbished_share": 0.5}, "dit 0,2"),
        ({"on": {"type": "laptop"}, "replaced_by": "tablet"}, "ne le montre pas"),
        ({"on": {"type": "server_room"}, "pue": 1.3}, "dit 1,6"),
        ({"on": {"type": "website"}, "page_weight_mb": 1}, "dit 2"),
        ({"on": {"type": "laptop"}, "lifetime_years": 7, "share": 0.5}, ""),  # of some of them: no line tells
        ({"on": {"type": "laptop"}, "quantity_change": -10}, ""),
        ({"on": {"type": "laptop"}, "added_component": "ssd_internal_1tb"}, ""),
    ],
)
def test_what_the_inventory_contradicts_is_asked(effect: dict[str, Any], told: str, tmp_path: Path) -> None:
    done = {"id": "a", "title": "Faire", "status": "done", "started_on": "2023-03-01", "effects": [effect]}
    path = tmp_path / "territory.yaml"
    path.write_text(yaml.safe_dump(HEAD | SHOWN | {"actions": [done]}, allow_unicode=True), encoding="utf-8")
    found = run_snr("check", path, "--select", "SNR6").stdout.decode()
    assert ("SNR623" in found) is bool(told)
    assert told in found and "SNR607" not in found
    screen = " ".join(run_snr("plan", path).stdout.decode().split())
    assert told == "" or "terminée, déjà dans l’inventaire de 2025" not in screen
    assert told != "dit 5" or "terminée, mais l’inventaire de 2025 ne le montre pas" in screen
