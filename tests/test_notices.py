"""Each warning and each reason of a gap: a dossier that raises it, one beside it that does not, and its French sentence."""

from typing import Any

import pytest

from snr_cli.catalog.opened import shipped_tables
from snr_cli.engine.assess import assess
from snr_cli.engine.records import Assessment, Notice
from snr_cli.french.words.terms import NOTICES, REASONS
from snr_cli.model.dossier import Dossier
from snr_cli.results.sentences.coverage import gap_text, notice_text

HERE = {"name": "X", "department": "33"}
PC = {"id": "pc", "type": "laptop", "quantity": 10}
SCREEN = {"id": "screen", "type": "monitor", "quantity": 10}
SERVER = {"id": "srv", "type": "server_rack", "quantity": 1}
LINE = {"id": "adsl", "type": "line_fixed_year", "quantity": 1}
STORED = {"id": "to", "type": "storage_tb_year", "quantity": 1}
BOX = {"id": "box", "type": "internet_box", "quantity": 1}
COOLING = {"id": "cool", "type": "dc_technical_kw_year", "quantity": 1}
ARRAY = {"id": "array", "type": "storage_array", "quantity": 1, "kwh_per_year": 0}
TERABYTES = {"id": "tb", "type": "storage_tb_year", "quantity": 85}
ROOM = {"id": "room", "type": "server_room"}
# every group of annex A, the missing ones excused by name
WHOLE = {"exclusions": [{"what": g, "why": "essai", "group": g} for g in ("printing", "telephony", "telework", "lan", "wan", "datacentre", "cloud", "buildings")]}  # fmt: skip


def run(
    territory: dict[str, Any] | None = None, year: int = 2025, without: tuple[str, ...] = (), **sections: Any
) -> Assessment:
    data = {"snr": 1, "reference_year": year, "territory": territory or HERE, **sections}
    return assess(Dossier.model_validate(data), shipped_tables(), without=without)


def people(totale: int, municipale: int) -> dict[str, Any]:
    return {**HERE, "population": {"totale": totale, "municipale": municipale}}


NOTICE_CASES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("unknown_authority", {"territory": {"siren": "123456782"}}, {"territory": {"siren": "243300316"}}),
    ("several_authorities", {"territory": {"name": "Saint-Denis"}}, {"territory": {"name": "Saint-Denis", "department": "974"}}),
    ("threshold_to_check", {"territory": people(50_500, 49_900)}, {"territory": people(50_500, 50_001)}),
    ("under_threshold", {"territory": people(50_000, 49_000)}, {"territory": people(50_001, 50_001)}),
    ("statute_to_check", {"territory": {"insee_code": "75056"}}, {"territory": {"siren": "243300316"}}),
    ("differs_from_table", {"territory": {"siren": "243300316", "department": "974"}}, {"territory": {"siren": "243300316", "department": "33"}}),
    ("electricity_later_others", {"equipment": [PC], "year": 2010}, {"equipment": [PC]}),
    ("electricity_earlier", {"equipment": [PC], "year": 2030}, {"equipment": [PC], "year": 2026}),
    ("purchase_after_year", {"equipment": [{**PC, "purchase_year": 2026}]}, {"equipment": [{**PC, "purchase_year": 2025}]}),
    ("technical_replaces_pue", {"equipment": [COOLING]}, {"equipment": [{**COOLING, "kwh_per_year": 0}]}),
    ("technical_beside_rooms", {"equipment": [COOLING], "services": [ROOM]}, {"equipment": [{**COOLING, "room": "room"}], "services": [ROOM]}),
    ("estimates_left_out", {"equipment": [{**PC, "site": "A"}], "method": {"estimate": ["monitors"]}, "without": ("A",)}, {"equipment": [{**PC, "site": "A"}], "without": ("A",)}),
    ("metered_room_and_loose_servers", {"equipment": [SERVER], "services": [{**ROOM, "metered_kwh_per_year": 10}]}, {"equipment": [{**SERVER, "room": "room"}], "services": [{**ROOM, "metered_kwh_per_year": 10}]}),
    ("network_in_lines", {"services": [LINE, {"id": "v", "type": "videoconference", "quantity": 1}]}, {"services": [{**LINE, "quantity": 0}, {"id": "v", "type": "videoconference", "quantity": 1}]}),
    ("numecoeval_without_year", {"equipment": [PC], "method": {"options": ["numecoeval_reel"]}}, {"equipment": [{**PC, "purchase_year": 2020}], "method": {"options": ["numecoeval_reel"]}}),
    ("option_beges", {"method": {"options": ["beges"]}}, {}),
    ("option_post_amortisation_zero", {"method": {"options": ["post_amortisation_zero"]}}, {}),
    ("option_numecoeval_reel", {"method": {"options": ["numecoeval_reel"]}}, {}),
    ("members_not_counted", {"members": [{"path": "a"}]}, {}),
    ("pooled_in_full", {"members": [{"path": "a"}], "services": [LINE], "shared": [{"line": LINE["id"], "key": "agents"}]}, {"members": [{"path": "a"}], "services": [LINE]}),
    # 10 laptops at 38.445 kg and 10 screens at 14.15 kg for 2 agents: 263 kg each; for 10 agents: 53 kg
    ("agent_out_of_range", {"territory": {**HERE, "agents": {"equipped": 10}}, "equipment": [PC, SCREEN], **WHOLE}, {"territory": {**HERE, "agents": {"equipped": 2}}, "equipment": [PC, SCREEN], **WHOLE}),
    ("many_monitors", {"equipment": [PC, {**SCREEN, "quantity": 21}]}, {"equipment": [PC, {**SCREEN, "quantity": 20}]}),
    ("no_monitor", {"equipment": [PC]}, {"equipment": [PC, SCREEN]}),
    ("spending_beside", {"equipment": [PC], "services": [{"id": "s", "type": "spend_it_equipment_keur", "quantity": 1}]}, {"equipment": [PC], "services": [{"id": "s", "type": "spend_it_services_keur", "quantity": 1}]}),
    ("spending_may_hold", {"services": [STORED, {"id": "s", "type": "spend_it_services_keur", "quantity": 1}]}, {"services": [STORED, {"id": "s", "type": "spend_it_services_keur", "quantity": 1, "note": "hors hébergement"}]}),
    ("box_in_lines", {"equipment": [BOX], "services": [LINE]}, {"equipment": [{**BOX, "telework": {"days_per_year": 90}}], "services": [LINE]}),
    # an array of 6 610 kg over 10 years beside 85 TB at 1.52222 kg
    ("storage_two_methods", {"equipment": [ARRAY], "services": [TERABYTES]}, {"equipment": [ARRAY], "services": [LINE]}),
    ("building_twice", {"equipment": [COOLING, {"id": "m2", "type": "dc_building_m2", "quantity": 1}]}, {"equipment": [COOLING]}),
    # the factor of paper is of 2015
    ("stale_factor", {"services": [{"id": "p", "type": "paper_kg", "quantity": 1}], "year": 2026}, {"equipment": [PC], "year": 2026}),
]  # fmt: skip

GAP_CASES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("public_terminals", {"services": [{"id": "w", "type": "website", "page_views": 1, "page_weight_mb": 1}]}, {}),
    ("no_page_views", {"services": [{"id": "w", "type": "website", "page_weight_mb": 1}]}, {"services": [{"id": "w", "type": "website", "page_views": 1, "page_weight_mb": 1}]}),
    ("no_page_weight", {"services": [{"id": "w", "type": "website", "page_views": 1}]}, {"services": [{"id": "w", "type": "website", "page_views": 1, "page_weight_mb": 1}]}),
    ("no_kwh_in_factor", {"services": [LINE]}, {"equipment": [PC]}),
    ("no_national_use", {}, {"uses": [{"id": "u", "kind": "streaming", "type": "streaming", "quantity": 1}]}),
    ("all_left_out", {"equipment": [{**PC, "site": "A"}], "without": ("A",)}, {"equipment": [PC]}),
    ("no_inventory", {}, {"equipment": [PC]}),
    ("no_lifetime", {"equipment": [{"id": "k", "type": "ram_16gb", "quantity": 1}]}, {"equipment": [{"id": "k", "type": "ram_16gb", "quantity": 1, "lifetime_years": 5}]}),
    ("no_data_centre", {}, {"territory": {**HERE, "data_centres": [{"id": "d", "it_kwh_per_year": 1}]}}),
]  # fmt: skip


@pytest.mark.parametrize(("code", "raises", "keeps"), NOTICE_CASES, ids=[case[0] for case in NOTICE_CASES])
def test_notice(code: str, raises: dict[str, Any], keeps: dict[str, Any]) -> None:
    notices = [notice for notice in run(**raises).notices if notice.code == code]
    assert notices
    for notice in notices:
        text = notice_text(notice)
        assert "{" not in text
        assert text[-1] in ".)"
    assert code not in {notice.code for notice in run(**keeps).notices}


@pytest.mark.parametrize(("reason", "raises", "keeps"), GAP_CASES, ids=[case[0] for case in GAP_CASES])
def test_gap(reason: str, raises: dict[str, Any], keeps: dict[str, Any]) -> None:
    gaps = [gap for gap in run(**raises).gaps if gap.reason == reason]
    assert gaps
    assert all(gap_text(gap) for gap in gaps)
    assert reason not in {gap.reason for gap in run(**keeps).gaps}


def test_codes_exist() -> None:
    assert {case[0] for case in NOTICE_CASES} <= set(NOTICES)
    assert {case[0] for case in GAP_CASES} <= set(REASONS)


def test_a_metered_room_is_one_line_that_weighs_what_its_meter_says() -> None:
    """10,000 kWh a year at 0.0461 kg; what the room holds adds no electricity."""
    held = {**SERVER, "room": "room", "kwh_per_year": 3000}
    lines = run(equipment=[held], services=[{**ROOM, "metered_kwh_per_year": 10_000}]).organisation.lines
    found = {line.id: line for line in lines}
    assert (found["room"].quantity, found["room"].unit) == (1, "salle")
    assert found["room"].electricity_kwh == pytest.approx(10_000)
    assert found["room"].total("climate_change") == pytest.approx(461)
    assert not found[SERVER["id"]].electricity_kwh


def test_a_year_of_a_warning_is_no_number() -> None:
    values = {"before": 0.05, "before_year": 2024, "value": 1234.5, "year": 2025}
    jump = Notice("electricity_jump", "FR", tuple(values.items()))
    text = notice_text(jump)
    assert "(2024)" in text and "(2025)" in text and "1\u202f230" in text.replace("\xa0", "\u202f"), text
