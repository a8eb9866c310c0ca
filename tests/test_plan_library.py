"""The library of actions and the indicators: each saving by hand arithmetic from the shipped tables, never from a run.

Where a shipped table differs from the figure of a published example, the table holds: the docstring of the test says both.
"""

import re
from collections import Counter
from math import fsum
from pathlib import Path
from typing import Any

import pytest

from check_factors import check_tables
from conftest import EXAMPLES, ROOT, Run
from snr_cli.api.assessing import Assessed, assess_dossier
from snr_cli.api.catalogue import words_of
from snr_cli.api.checking import Wanted, check
from snr_cli.catalog.opened import open_tables
from snr_cli.catalog.records import CatalogError
from snr_cli.catalog.tables import Tables
from snr_cli.engine.assess import assess
from snr_cli.engine.records import CLIMATE, ELECTRICITY, Assessment
from snr_cli.model.dossier import Dossier
from snr_cli.outputs.suggestions_table import paste, paste_all, suggestions_data, suggestions_text
from snr_cli.plan.indicators import COMPUTERS, IndicatorValue, indicator_values, is_late, period_of
from snr_cli.plan.suggest import LIBRARY_RULES, Aside, Suggestion, effects_alone, review_library
from snr_cli.plan.trajectory import trajectory

FR_2025 = 0.0461  # kgCO2e/kWh, Base Empreinte « Électricité 2025 »
LAPTOP = 170 + 12.3 + 2.79  # manufacture, transport, end of life (ADEME): 185.09 kgCO2e
DESKTOP = 203 + 1.85 + 6.61  # 211.46
MONITOR = 64.6 + 1.29 + 3.95  # 69.84
PHONE = 77 + 2.27 + 0.246  # 79.516
MONITOR_KWH = 54.5  # Base Empreinte by Digital4Better; the ADEME's own model says 50 W x 4 h x 365 = 73
SSD_INTERNAL, SSD_EXTERNAL = 50.0, 135.0 + 0.0161 + 0.0796  # BoaviztAPI; ADEME


def suggestions(*read: Any) -> list[Suggestion]:
    return review_library(*read)[0]


def dossier(**sections: Any) -> Dossier:
    given = {"snr": 1, "reference_year": 2025, "territory": {"name": "Essai", "kind": "commune", "department": "71"}}
    return Dossier.model_validate({**given, **sections})


def action(*effects: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": "essai",
        "title": "Essai",
        "schedule": {"start": 2026, "full": 2026},
        "effects": list(effects),
        **more,
    }


def change(tables: Tables, category: str = CLIMATE, **sections: Any) -> float:
    """Return what the only action of a dossier changes in 2026, by the trajectory and alone, which agree."""
    given = dossier(**sections)
    assessment = assess(given, tables)
    years = trajectory(given, assessment, tables, 2026).years
    value = years[-1].actions["essai"].share.get(category, 0.0)
    assert value == pytest.approx(years[-1].with_actions.get(category, 0.0) - years[-1].baseline.get(category, 0.0))
    alone = effects_alone(given, assessment, given.actions, tables)["essai"].totals
    assert alone.get(category, 0.0) == pytest.approx(value)
    return value


def line(kind: str, quantity: float = 1, **more: Any) -> dict[str, Any]:
    return {"id": "ligne", "type": kind, "quantity": quantity, **more}


# --- the arithmetic of the library ----------------------------------------------------------------------------------


def test_laptops_from_five_to_seven_years(tables: Tables) -> None:
    """185.09 / 5 − 185.09 / 7 = 37.018 − 26.441 = 10.577 kg a unit and year."""
    value = change(
        tables,
        equipment=[line("laptop", lifetime_years=5)],
        actions=[action({"on": {"type": "laptop"}, "lifetime_years": 7})],
    )
    assert value == pytest.approx(-10.577, abs=5e-4)
    assert value == pytest.approx(-(LAPTOP / 5 - LAPTOP / 7))


def test_screens_from_six_to_ten_years(tables: Tables) -> None:
    """69.84 / 6 − 69.84 / 10 = 11.640 − 6.984 = 4.656 kg a unit and year (default lifetime of the tables: 6 years)."""
    value = change(
        tables, equipment=[line("monitor")], actions=[action({"on": {"type": "monitor"}, "lifetime_years": 10})]
    )
    assert value == pytest.approx(-4.656)


def test_smartphones_and_desktops(tables: Tables) -> None:
    """79.516 / 2.5 − 79.516 / 4 = 11.927; 211.46 / 6 − 211.46 / 8 = 8.811 (default lifetimes of the tables)."""
    phone = change(
        tables, equipment=[line("smartphone")], actions=[action({"on": {"type": "smartphone"}, "lifetime_years": 4})]
    )
    desktop = change(
        tables,
        equipment=[line("desktop_professional")],
        actions=[action({"on": {"type": "desktop_professional"}, "lifetime_years": 8})],
    )
    assert phone == pytest.approx(-(PHONE / 2.5 - PHONE / 4))
    assert desktop == pytest.approx(-(DESKTOP / 6 - DESKTOP / 8))


def test_pue_of_a_room(tables: Tables) -> None:
    """2.2 → 1.3 on 100 MWh of IT: 220 → 130 MWh, so −90 MWh and 90,000 × 0.0461 = −4,149 kg."""
    sections: dict[str, Any] = {
        "equipment": [line("server_rack", 10, kwh_per_year=10_000, room="salle")],
        "services": [{"id": "salle", "type": "server_room", "pue": 2.2}],
        "actions": [action({"on": {"line": "salle"}, "pue": 1.3})],
    }
    assert change(tables, ELECTRICITY, **sections) == pytest.approx(-90_000)
    assert change(tables, **sections) == pytest.approx(-90_000 * FR_2025)
    assert change(tables, **sections) == pytest.approx(-4_100, rel=0.02)


def test_second_screens_removed(tables: Tables) -> None:
    """69.84 / 6 + 54.5 × 0.0461 = 14.152 kg a screen and year.

    The published example says 15.0, with 73 kWh (69.84 / 6 + 73 × 0.0461 = 15.005): the table holds.
    """
    value = change(
        tables,
        equipment=[line("monitor", 30)],
        actions=[action({"on": {"type": "monitor"}, "quantity_change": -10})],
    )
    assert value == pytest.approx(-10 * (MONITOR / 6 + MONITOR_KWH * FR_2025))


def test_refurbished_share_with_a_stated_upstream_life(tables: Tables) -> None:
    """20 % bought after 3 years elsewhere: 5 + 0.2 × 3 = 5.6 years; 185.09 / 5 − 185.09 / 5.6 = 3.966 kg. None without proof."""
    equipment = [line("laptop", lifetime_years=5)]
    effect = {"on": {"type": "laptop"}, "refurbished_share": "20 %"}
    value = change(tables, equipment=equipment, actions=[action({**effect, "upstream_years": 3})])
    assert value == pytest.approx(-(LAPTOP / 5 - LAPTOP / 5.6))
    assert value == pytest.approx(-3.966, abs=5e-4)
    assert change(tables, equipment=equipment, actions=[action(effect)]) == 0


@pytest.mark.parametrize("stated", [True, False])
def test_an_ssd_that_pays_and_one_that_does_not(tables: Tables, stated: bool) -> None:
    """5 → 7 years with an SSD, which lasts as long as its host.

    Internal, 50 kg: 185.09 / 5 − (185.09 + 50) / 7 = 37.018 − 33.584 = 3.434 saved. External, 135.1 kg:
    37.018 − (185.09 + 135.0957) / 7 = 37.018 − 45.741 = 8.723 more. A component draws no power of its own.
    """
    equipment = [line("laptop", lifetime_years=5) if stated else line("laptop")]
    effect = {"on": {"type": "laptop"}, "lifetime_years": 7}
    pays = change(tables, equipment=equipment, actions=[action({**effect, "added_component": "ssd_internal_1tb"})])
    costs = change(tables, equipment=equipment, actions=[action({**effect, "added_component": "external_ssd"})])
    assert pays == pytest.approx((LAPTOP + SSD_INTERNAL) / 7 - LAPTOP / 5)
    assert pays == pytest.approx(-3.434, abs=5e-4)
    assert costs == pytest.approx((LAPTOP + SSD_EXTERNAL) / 7 - LAPTOP / 5)
    assert costs == pytest.approx(8.723, abs=5e-4)


def test_a_component_lasts_as_long_as_a_host_of_default_life(tables: Tables) -> None:
    """Without a new lifetime the SSD is spread over the five years of the tables: 50 / 5 = 10 kg a unit and year."""
    value = change(
        tables,
        equipment=[line("laptop", 4)],
        actions=[action({"on": {"type": "laptop"}, "added_component": "ssd_internal_1tb"})],
    )
    assert value == pytest.approx(4 * SSD_INTERNAL / 5)


def test_nights_and_weekends(tables: Tables) -> None:
    """−40 % of 153.3 kWh: 61.32 × 0.0461 = 2.827 kg a desktop (2.8 published)."""
    value = change(
        tables,
        equipment=[line("desktop_professional")],
        actions=[action({"on": {"type": "desktop_professional"}, "kwh_per_year": 153.3 * 0.6})],
    )
    assert value == pytest.approx(-0.4 * 153.3 * FR_2025)
    assert value == pytest.approx(-2.8, abs=0.03)


def test_copper_to_fibre(tables: Tables) -> None:
    """35 → 10 kWh a line: 25 × 0.0461 = 1.1525 kg (1.2 published)."""
    value = change(
        tables,
        services=[{"id": "cuivre", "type": "line_copper_access_kwh", "quantity": 40}],
        actions=[action({"on": {"type": "line_copper_access_kwh"}, "replaced_by": "line_fibre_access_kwh"})],
    )
    assert value == pytest.approx(-40 * 25 * FR_2025)


# --- what variants of lines must not lose -----------------------------------------------------------------------------


def test_overheads_counted_once_stay_so_in_a_plan(tables: Tables) -> None:
    """A line for the technical environment takes the place of the PUE of loose servers, in the plan as in the assessment.

    Server at 4 → 5 years: 1,200 / 4 − 1,200 / 5 = 60 kg; its electricity does not move.
    """
    sections: dict[str, Any] = {
        "equipment": [line("server_rack", lifetime_years=4), {**line("dc_technical_kw_year"), "id": "environnement"}],
        "actions": [action({"on": {"type": "server_rack"}, "lifetime_years": 5})],
    }
    assert change(tables, **sections) == pytest.approx(-60)
    assert change(tables, ELECTRICITY, **sections) == 0


def test_purchases_follow_the_units_of_a_piece(tables: Tables) -> None:
    """Purchases of the year (option flux): half of a line replaced does not buy it twice."""
    sections: dict[str, Any] = {
        "equipment": [line("laptop", 10, lifetime_years=5, kwh_per_year=0, purchased_in_year=2)],
        "method": {"options": ["flux"]},
    }
    half = action({"on": {"type": "laptop"}, "lifetime_years": 7, "share": "50 %"})
    assert change(tables, actions=[half], **sections) == pytest.approx(0, abs=1e-9)
    fewer = action({"on": {"type": "laptop"}, "quantity_change_percent": -50})
    assert change(tables, actions=[fewer], **sections) == pytest.approx(-LAPTOP)


# --- the data ------------------------------------------------------------------------------------------------------


def test_fifty_actions(tables: Tables) -> None:
    counts = Counter(int(name[1]) for name in tables.library)
    assert counts == {1: 9, 2: 12, 3: 11, 4: 6, 5: 6, 6: 6}, (
        "actions of factors/plan/actions.csv by theme: one was added or taken away, write the new number, "
        "and the total of docs/actions.md"
    )
    for name, library_action in tables.library.items():
        assert library_action.themes, name
        assert str(library_action.themes[0]) == name[1]
        assert library_action.source in tables.sources, name
        assert library_action.locator, name
        assert library_action.indicators, name
        assert library_action.rule in {
            *LIBRARY_RULES,
            "one_less",
            "one_by_computer",
            "territory_lifetime",
            "none",
            "see",
            "yours",
        }, name
        assert bool(library_action.see) == (library_action.rule == "see"), name
        assert bool(library_action.targets) == (library_action.rule not in ("none", "see", "stored_none")), name
        assert set(library_action.see) <= set(tables.library), name


def test_awareness_changes_nothing(tables: Tables) -> None:
    for name in ("A1-06", "A2-09", "A2-10", "A4-01", "A4-02", "A4-03", "A4-06", "A5-04", "A5-06", "A6-06"):
        assert tables.library[name].rule == "none", name


def test_sixty_three_indicators(tables: Tables) -> None:
    assert list(tables.indicators) == [f"I-{number:02d}" for number in range(1, 64)]
    for name, indicator in tables.indicators.items():
        assert indicator.direction in ("up", "down", "info"), name
        assert all(
            (
                indicator.title,
                indicator.unit,
                indicator.formula,
                indicator.source,
                indicator.origin,
                indicator.frequency,
            )
        ), name
        assert period_of(indicator.frequency) is not None, name
        assert indicator.computed == (name in COMPUTERS), name
    assert [name for name, library_indicator in tables.indicators.items() if not library_indicator.follows_actions] == [
        "I-57"
    ]
    assert "à confirmer" in tables.indicators["I-01"].threshold
    assert all(share in tables.indicators["I-01"].threshold for share in ("20 %", "25 %", "30 %"))
    assert all(share in tables.indicators["I-17"].threshold for share in ("25 %", "35 %", "50 %", "nombre de biens"))
    used = {name for library_action in tables.library.values() for name in library_action.indicators}
    assert used <= set(tables.indicators)


@pytest.mark.parametrize(
    ("frequency", "years"),
    [
        ("Mensuelle", 1 / 12),
        ("tous les mois", 1 / 12),
        ("Mensuelle, bilan annuel", 1 / 12),
        ("tous les deux mois", None),
        ("tous les 18 mois", None),
        ("trimestrielle", 1 / 4),
        ("tous les 3 mois", 1 / 4),
        ("tous les trois mois", 1 / 4),
        ("semestrielle", 1 / 2),
        ("tous les 6 mois", 1 / 2),
        ("deux fois par an", 1 / 2),
        ("Annuelle", 1),
        ("une fois par an", 1),
        ("chaque année", 1),
        ("tous les ans", 1),
        ("tous les 12 mois", 1),
        ("biennale", 2),
        ("bisannuelle", 2),
        ("tous les deux ans", 2),
        ("triennale", 3),
        ("tous les 3 ans", 3),
        ("tous les quatre ans", 4),
        ("4 ans", 4),
        ("quinquennale", 5),
        ("tous les 5 ans", 5),
        ("tous les 15 ans", None),
        ("en continu", None),
    ],
)
def test_how_often_is_read_in_its_word(frequency: str, years: float | None) -> None:
    assert period_of(frequency) == years


def test_the_page_lists_what_is_computed() -> None:
    text = (ROOT / "docs" / "actions.md").read_text(encoding="utf-8")
    listed = text.partition("Calculés par le moteur")[2].partition("Les autres")[0]
    assert re.findall(r"I-\d\d", listed) == list(COMPUTERS)


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        ("actions", ",ADEME_PUBLICODES_ACV,", ",NOBODY,"),
        ("actions", "laptop laptop_professional,lifetime_at_least", "lap_top,lifetime_at_least"),
        ("actions", ",I-04,", ",I-99,"),
        ("actions", "A2-02,", "A2-01,"),
        ("actions", "ssd_internal_1tb", "ssd_of_nobody"),
        ("indicators", "I-02,", "I-01,"),
    ],
)
def test_a_broken_cell_is_refused(table: str, old: str, new: str, tmp_path: Path) -> None:
    for path in (ROOT / "factors").rglob("*"):
        if path.is_file():
            target = tmp_path / path.relative_to(ROOT / "factors")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    file = tmp_path / "plan" / f"{table}.csv"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogError):
        check_tables(open_tables(tmp_path))


# --- suggestions -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def minimal(tables: Tables) -> Assessed:
    return assess_dossier(str(EXAMPLES / "minimal"), tables)


@pytest.fixture(scope="module")
def valmont(tables: Tables) -> Assessed:
    return assess_dossier(str(EXAMPLES / "valmont"), tables)


def review(assessed: Assessed, tables: Tables) -> tuple[dict[str, Suggestion], dict[str, Aside]]:
    kept, asides = review_library(assessed.dossier, assessed.result, tables)
    assert len(kept) + len(asides) >= 50
    assert not {suggestion.id for suggestion in kept} & {each.id for each in asides}
    return {suggestion.id: suggestion for suggestion in kept}, {each.id: each for each in asides}


# saved in a year on the minimal example: unit effect × units of the line
MINIMAL = {
    "A2-01": 330 * (LAPTOP / 5 - LAPTOP / 7),
    "A2-02": 260 * (DESKTOP / 6 - DESKTOP / 8),
    "A2-03": 210 * (PHONE / 2.5 - PHONE / 4),
    "A2-04": 690 * (MONITOR / 6 - MONITOR / 10),
    # 690 monitors for 330 + 260 computers: 100 too many
    "A2-05": 100 * (MONITOR / 6 + MONITOR_KWH * FR_2025),
    "A2-06": 330 * (LAPTOP / 5 - (LAPTOP + 50) / 7) + 260 * (DESKTOP / 6 - (DESKTOP + 50) / 8),
    "A2-12": 0.4 * FR_2025 * (330 * 30.96 + 260 * 153.3),
    "A3-11": 54 * 0.64 * 250 * FR_2025,
    # printers 196.72 kg and copiers 1,399.44 kg from 5 to 6 years, switches 367 kg too, servers 1,200 kg from 4 to 5
    "A1-05": (95 * 196.72 + 30 * 1399.44 + 54 * 367) * (1 / 5 - 1 / 6) + 9 * 1200 * (1 / 4 - 1 / 5),
    # one server less: 1,200 / 4 years, and 1,528.6 kWh at the PUE of a public room
    "A3-03": 1200 / 4 + 1528.6 * 1.93 * FR_2025,
}


def test_at_least_eight_suggestions_on_the_minimal_example(minimal: Assessed, tables: Tables) -> None:
    kept = suggestions(minimal.dossier, minimal.result, tables)
    whole = [each for each in kept if not each.by_unit]
    assert len(whole) >= 8
    assert all(each.kg > 0 for each in kept)
    assert [each.kg for each in kept] == sorted((each.kg for each in kept), reverse=True)
    assert all(each.euros_per_tonne is None for each in kept)  # nobody gave any means
    for suggestion in kept:
        if suggestion.id in MINIMAL:
            assert suggestion.kg == pytest.approx(MINIMAL[suggestion.id], rel=1e-5), suggestion.id
    assert {each.id for each in kept} >= set(MINIMAL)


def test_why_the_others_are_not_suggested(minimal: Assessed, valmont: Assessed, tables: Tables) -> None:
    _, asides = review(minimal, tables)
    assert asides["A1-01"].why == "upstream_unknown"  # the RCP SI asks for a proof
    assert asides["A4-01"].why == "no_effect"
    assert asides["A3-04"].why == "see"
    assert asides["A3-09"].why == "target_is_yours"
    assert asides["A3-05"].why == "no_line"
    assert asides["A5-05"].why == "no_households"
    _, asides = review(valmont, tables)
    for name in ("A2-01", "A2-05", "A3-02", "A3-05", "A4-04", "A5-05"):
        assert asides[name].why == "in_dossier", name
    assert asides["A2-03"].why == "already_there"  # smartphones are kept 4 years


def test_an_upgrade_that_does_not_pay_is_set_aside(valmont: Assessed, tables: Tables) -> None:
    """58 desktops from 7 to 8 years with an SSD: 58 × (211.46 / 7 − 261.46 / 8) = −143.5 kg, it would weigh."""
    _, asides = review(valmont, tables)
    assert asides["A2-06"].why == "no_saving"
    assert asides["A2-06"].kg == pytest.approx(58 * (DESKTOP / 7 - (DESKTOP + 50) / 8))


def test_only_lines_worse_than_the_target_are_named(valmont: Assessed, tables: Tables) -> None:
    """Of the three lines of desktops, one has an action, one is kept 9 years: the third goes from 7 to 8."""
    kept, _ = review(valmont, tables)
    assert kept["A2-02"].lines == ("fixes-mediatheques",)
    assert kept["A2-02"].kg == pytest.approx(58 * (DESKTOP / 7 - DESKTOP / 8))
    assert kept["A1-01"].action.effects[0].upstream_years == 3  # what the dossier states for its laptops


def test_suggestions_on_the_same_thing_say_so(minimal: Assessed, tables: Tables) -> None:
    kept, _ = review(minimal, tables)
    assert kept["A2-06"].overlaps == ("A2-01", "A2-02")
    assert kept["A2-01"].overlaps == ()


def findings(text: str, profile: Any, folder: Path, tables: Tables) -> list[tuple[str, str]]:
    file = folder / "territory.yaml"
    file.write_text(text, encoding="utf-8")
    report = check([str(file)], words_of(tables), tables, Wanted(profile)).report
    return [(finding.code, finding.message) for finding in report.findings]


def test_what_is_pasted_is_accepted_and_saves_what_was_said(minimal: Assessed, tables: Tables, tmp_path: Path) -> None:
    before = (EXAMPLES / "minimal" / "territory.yaml").read_text(encoding="utf-8")
    known = {code for code, _ in findings(before, "strategie", tmp_path, tables)}
    kept = suggestions(minimal.dossier, minimal.result, tables)
    for suggestion in kept:
        text = before + "\n" + paste(suggestion, tables.sources)
        assert findings(text, "saisie", tmp_path, tables) == [], suggestion.id
        found = findings(text, "strategie", tmp_path, tables)
        # objective (REEN-16), means and owner (REEN-17) are left to fill; REEN-19 informs on the five other themes
        assert {code for code, _ in found} - known <= {"REEN-16", "REEN-17", "REEN-19"}, suggestion.id
        assert not [
            code for code, message in found if code.startswith(("SNR5", "SNR6", "SNR3")) or "calendrier" in message
        ]
        again = assess_dossier(str(tmp_path), tables)
        year = trajectory(again.dossier, again.result, tables, 2026).years[-1]
        share = year.actions[suggestion.action.id].share
        for category, saved in suggestion.saved.items():
            assert -share.get(category, 0.0) == pytest.approx(saved, rel=1e-9, abs=1e-12), (suggestion.id, category)


def test_all_that_do_not_overlap_can_be_pasted_together(minimal: Assessed, tables: Tables, tmp_path: Path) -> None:
    before = (EXAMPLES / "minimal" / "territory.yaml").read_text(encoding="utf-8")
    kept = [
        suggestion for suggestion in suggestions(minimal.dossier, minimal.result, tables) if not suggestion.overlaps
    ]
    assert len(kept) >= 8
    text = before + "\n" + paste_all(kept, tables.sources)
    assert findings(text, "saisie", tmp_path, tables) == []
    codes = {code for code, _ in findings(text, None, tmp_path, tables)}
    assert not {code for code in codes if code.startswith(("SNR3", "SNR6"))}
    again = assess_dossier(str(tmp_path), tables)
    assert not [
        suggestion
        for suggestion in suggestions(again.dossier, again.result, tables)
        if suggestion.id in {one.id for one in kept}
    ]


def test_a_dossier_that_reads_an_inventory_gets_yaml_it_accepts(valmont: Assessed, tables: Tables) -> None:
    kept = suggestions(valmont.dossier, valmont.result, tables)
    assert kept
    known = {line.id for line in (*valmont.dossier.equipment, *valmont.dossier.services)}
    for suggestion in kept:
        assert set(suggestion.lines) <= known
        assert suggestion.perimeter == "organisation"


def test_pages_are_outside_the_total(tables: Tables) -> None:
    """1,000,000 views of 2 MB by fixed network, made 0.5 MB: 1,500 GB × 9.26935 g = 13.9 kg (14 published)."""
    given = dossier(
        services=[{"id": "site", "type": "website", "page_views": 1e6, "page_weight_mb": 2, "mobile_share": "0 %"}]
    )
    (suggestion,) = [each for each in suggestions(given, assess(given, tables), tables) if each.id == "A3-02"]
    assert suggestion.perimeter == "outside"
    assert suggestion.kg == pytest.approx(1_500 * 0.00926935)
    assert "hors du total" in paste(suggestion, tables.sources)


# the rates of personal devices are by person: 43,000 ÷ 2.15 = 20,000
TOWN = {
    "name": "Essai",
    "kind": "commune",
    "department": "71",
    "households": {"value": 20_000},
    "population": {"municipale": 43_000},
}


def test_the_territory_is_apart(tables: Tables) -> None:
    """43,000 people ÷ 2.15 by household × 2.8 smartphones × 11 % of them (27 % − 16 %) × (79.516 / 2.5 − 79.516 / 4) kg."""
    given = dossier(territory=TOWN)
    (suggestion,) = suggestions(given, assess(given, tables), tables)
    assert (suggestion.id, suggestion.perimeter) == ("A5-05", "territory")
    assert suggestion.kg == pytest.approx(20_000 * 2.8 * 0.11 * (PHONE / 2.5 - PHONE / 4), rel=1e-6)


def test_what_inhabitants_would_do_is_supposed_aloud_and_ranked_apart(tables: Tables, tmp_path: Path) -> None:
    """The share is said on the screen, in the YAML and in JSON, with its source; an idea without one supposes everybody."""
    idea = {
        "id": "defi",
        "title": "Un défi",
        "status": "idea",
        "themes": [5],
        "effects": [{"on": {"territory": "smartphone_lifetime_years"}, "lifetime_years": 3}],
    }
    given = dossier(territory=TOWN, equipment=[line("desktop_professional", 40)])
    found, asides = review_library(given, assess(given, tables), tables)
    screen = " ".join(suggestions_text(found, asides, tables.sources, width=100, color=False).split())
    organisation, apart = screen.split("TERRITOIRE")[0], screen.split("TERRITOIRE")[1].split("À COLLER")[0]
    assert " 1. " in organisation
    assert "T1. Lancer le défi" in apart
    assert "hypothèse de participation : 11\xa0% des smartphones" in screen.replace("11 %", "11\xa0%")
    assert "Baromètre du numérique 2025" in apart
    data = suggestions_data(found, asides, tables.sources)
    assert {suggestion["perimeter"] for suggestion in data["suggestions"]} == {"organisation"}
    (one,) = data["territory"]
    assert (one["participation"]["share"], one["participation"]["source"]) == (0.11, "BAROMETRE_2025")
    assert "share: 11 %" in one["yaml"]
    given = dossier(territory=TOWN, actions=[idea])
    (one,) = suggestions_data(*review_library(given, assess(given, tables), tables), tables.sources)["territory"]
    assert (one["id"], one["participation"]["share"], one["participation"]["source"]) == ("defi", 1.0, "")
    assert "tous les smartphones du territoire" in " ".join(one["yaml"].replace("#", "").split())


def test_the_plan_says_what_it_supposes_of_inhabitants(snr: Run) -> None:
    """Valmont: 17 % of the smartphones, from 28 to 45 % of the inhabitants, kept 3.5 years."""
    screen = " ".join(snr("plan", EXAMPLES / "valmont").stdout.decode().replace("\xa0", " ").split())
    assert "suppose 17 % des smartphones du territoire, gardés 3,5 ans" in screen.replace("\u202f", " ")


def test_nothing_of_the_library_supposes_everybody(minimal: Assessed, tables: Tables) -> None:
    for suggestion in suggestions(minimal.dossier, minimal.result, tables):
        if suggestion.perimeter == "territory":
            assert suggestion.participation is not None
            assert 0 < suggestion.participation.share < 0.5
            assert suggestion.participation.source in tables.sources


def test_an_idea_of_the_dossier_is_ranked_with_its_cost(tables: Tables) -> None:
    """100 laptops from 5 to 7 years: 1,057.7 kg a year; full from 2026 to 2030, five years: 12,000 € / 5.2886 t."""
    given = dossier(
        equipment=[line("laptop", 100, lifetime_years=5)],
        objectives=[{"id": "o", "perimeter": "organisation", "category": CLIMATE, "reduction": "10 %", "by": 2030}],
        actions=[
            action(
                {"on": {"type": "laptop"}, "lifetime_years": 7},
                status="idea",
                means={"budget": [{"year": 2026, "section": "investissement", "eur": 12_000}]},
            )
        ],
    )
    kept, asides = review_library(given, assess(given, tables), tables)
    idea = next(suggestion for suggestion in kept if suggestion.origin == "idea")
    saved = 100 * (LAPTOP / 5 - LAPTOP / 7)
    assert idea.kg == pytest.approx(saved)
    assert idea.euros_per_tonne == pytest.approx(12_000 / (5 * saved / 1000))
    assert next(each.why for each in asides if each.id == "A2-01") == "in_dossier"


def test_a_device_older_than_its_life_is_not_made_shorter(tables: Tables) -> None:
    """Laptops of 2016 count over 9 years: 7 would be less."""
    given = dossier(equipment=[line("laptop", 10, lifetime_years=5, purchase_year=2016)])
    _, asides = review_library(given, assess(given, tables), tables)
    assert next(each.why for each in asides if each.id == "A2-01") == "already_there"


def test_many_lines_give_few_effects(tables: Tables) -> None:
    """Lines of one type that differ are named one by one, thirty at most, the largest first."""
    lines = [
        {"id": f"l{number}", "type": "laptop", "quantity": number, "lifetime_years": 5 + number % 3}
        for number in range(1, 91)
    ]
    given = dossier(equipment=lines)
    suggestion = next(each for each in suggestions(given, assess(given, tables), tables) if each.id == "A2-01")
    assert len(suggestion.action.effects) == 30
    assert suggestion.left_out == 30  # 60 of the 90 lines are under seven years
    assert min(given.equipment[int(name[1:]) - 1].quantity for name in suggestion.lines) == 46  # 46, 48, 49, 51… 90


# --- indicators --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def values(valmont: Assessed, tables: Tables) -> dict[str, IndicatorValue]:
    return {value.id: value for value in indicator_values(valmont.dossier, valmont.result, tables)}


# Valmont, 2025: 1,450 agents of whom 1,120 equipped; the arithmetic of each figure
VALMONT = {
    "I-01": 52_250 / 258_680 * 100,
    "I-02": (71 + 28 + 44 + 9 + 26) / (174 + 54 + 5 + 5 + 4 + 216 + 36 + 12 + 130 + 12 + 2) * 100,
    "I-03": 38_200 / 258_680 * 100,
    # months: laptops in use only
    "I-04": 12 * (560 * 5 + 240 * 6 + 46 * 6 + 84 * 6) / 930,
    # computers, monitors, IP phones, mobile phones, tablets
    "I-05": (1418 + 1760 + 780 + 520 + 60 + 238) / 1450,
    "I-06": 650 - 178,
    "I-07": (1420 + 90 + 104 + 146) / (560 + 240 + 46 + 84 + 250 + 58 + 90 + 32 + 40 + 18),
    "I-08": (24 * 220_000 + 60 * 640_000) / 860_000,
    "I-11": 4 / 5 * 100,
    "I-13": 1150,
    "I-16": (60 + 130) / (1418 + 1760 + 60 + 130) * 100,
    "I-17": 232 / 412 * 100,
    "I-18": 4860 / 1450,
    "I-19": 100,
    "I-20": 1120 / (110 + 62),
    # (1.5 P + 1.25 R + M) over the same weights of what applies
    "I-22": ((27 + 18.75 + 9) / (42 + 33.75 + 18) + (13.5 + 11.25 + 6) / (40.5 + 32.5 + 17)) / 2 * 100,
    "I-23": 100,
    "I-24": (2_400_000 * 2.1 + 640_000 * 3.4) / 3_040_000,
    "I-27": 1.9,
    "I-30": 100,
    "I-32": (262_000 + 30_720) / 12 / 1450,
    "I-38": 4_350_000 / 500 / 1450,
    "I-46": (72 + 51) / 2,
    "I-47": 85 + 20 + 320,
    "I-60": 1.6 / 1450 * 1000,
    "I-62": 1 / 25 * 100,  # one done of the 25 live actions; the idea is not one of them
}


@pytest.mark.parametrize("name", VALMONT)
def test_indicators_of_valmont(name: str, values: dict[str, IndicatorValue]) -> None:
    year = values[name].at(2025)
    assert year is not None
    assert year.computed == pytest.approx(VALMONT[name])
    if year.given is not None:
        assert not year.differs  # what the example publishes agrees with its own inventory


def test_indicators_that_come_from_the_assessment(values: dict[str, IndicatorValue], valmont: Assessed) -> None:
    organisation = valmont.result.organisation
    computed = {name: values[name].at(2025).computed for name in ("I-53", "I-54", "I-55", "I-56", "I-57", "I-61")}  # type: ignore[union-attr]
    assert computed["I-53"] == pytest.approx(organisation.totals[CLIMATE] / 1000)
    assert computed["I-54"] == pytest.approx(organisation.totals[CLIMATE] / 1120)
    assert computed["I-56"] == pytest.approx(organisation.electricity_kwh / 1000)
    assert computed["I-57"] == pytest.approx(434)
    assert not values["I-57"].follows_actions
    assert computed["I-61"] == pytest.approx(
        100
        * fsum(each.total(CLIMATE) or 0 for each in organisation.lines if each.quality == "high")
        / organisation.totals[CLIMATE]
    )
    assert fsum(values["I-61"].parts.values()) == pytest.approx(100)


def test_years_of_an_indicator(values: dict[str, IndicatorValue]) -> None:
    """2024: the purchases of the year are known, the head count and the fleet are not."""
    assert values["I-01"].at(2024).computed == pytest.approx(41_880 / 249_300 * 100)  # type: ignore[union-attr]
    assert values["I-17"].at(2024).computed == pytest.approx(147 / 388 * 100)  # type: ignore[union-attr]
    assert (values["I-18"].at(2024).computed, values["I-18"].at(2024).given) == (None, 3.61)  # type: ignore[union-attr]
    assert (values["I-53"].at(2024).computed, values["I-53"].at(2024).given) == (None, 375)  # type: ignore[union-attr]


def test_missing_is_missing(minimal: Assessed, values: dict[str, IndicatorValue], tables: Tables) -> None:
    assert values["I-28"].at(2025).computed is None  # type: ignore[union-attr]
    assert values["I-28"].why == "volume_in_rooms"  # its two rooms store an unknown volume
    assert values["I-35"].why == "not_computed"
    found = {value.id: value for value in indicator_values(minimal.dossier, minimal.result, tables)}
    whys = {
        "I-01": "no_purchases",
        "I-04": "published_lifetimes",
        "I-16": "no_stock",
        "I-24": "no_service",
        "I-62": "no_actions",
    }
    assert {name: found[name].why for name in whys} == whys
    assert all(not found[name].years for name in whys)
    assert found.keys() == tables.indicators.keys()


def one(tables: Tables, name: str, **sections: Any) -> IndicatorValue:
    given = dossier(**sections)
    assessment: Assessment = assess(given, tables)
    return next(value for value in indicator_values(given, assessment, tables) if value.id == name)


def test_a_value_that_differs_is_shown_beside_the_computed_one(tables: Tables) -> None:
    """110 monitors for 100 computers make 1.1; 1.14 given is within 5 %, 1.2 is not."""
    fleet = [line("laptop", 100), {**line("monitor", 110), "id": "ecrans"}]
    near = one(tables, "I-07", equipment=fleet, indicators=[{"id": "I-07", "values": {2025: 1.14}}]).at(2025)
    far = one(tables, "I-07", equipment=fleet, indicators=[{"id": "I-07", "values": {2025: 1.2}}]).at(2025)
    assert near is not None
    assert far is not None
    assert (near.computed, near.given, near.differs) == (pytest.approx(1.1), 1.14, False)
    assert (far.computed, far.given, far.differs) == (pytest.approx(1.1), 1.2, True)
    assert far.value == 1.2


def test_the_catalogue_defines_what_the_dossier_leaves_out(tables: Tables) -> None:
    indicator_value = one(tables, "I-01", indicators=[{"id": "I-01", "frequency": "semestrielle"}])
    assert (indicator_value.title, indicator_value.unit, indicator_value.direction) == (
        tables.indicators["I-01"].title,
        "% € HT",
        "up",
    )
    assert (indicator_value.frequency, indicator_value.followed, indicator_value.in_catalogue) == (
        "semestrielle",
        True,
        True,
    )


def test_reviews_complete_values(tables: Tables) -> None:
    indicator_value = one(
        tables,
        "I-35",
        indicators=[{"id": "I-35", "values": {2024: 11}}],
        annual_reviews=[{"year": 2024, "indicators": {"I-35": 10}}, {"year": 2025, "indicators": {"I-35": 32}}],
    )
    assert [(year.year, year.given) for year in indicator_value.years] == [(2024, 11), (2025, 32)]


@pytest.mark.parametrize(
    ("years", "frequency", "late"),
    [
        ([2025], "annuelle", False),
        ([2024], "annuelle", False),
        ([2023], "annuelle", True),
        ([2024], "semestrielle", True),
        ([2023], "tous les deux ans", False),
        ([2022], "tous les deux ans", True),
        ([2022], "tous les 3 ans", False),
        ([2020, 2025], "mensuelle", False),
        ([], "annuelle", False),  # missing, not late
        ([2020], "quand c’est possible", False),  # not understood: not judged
        ([2020, 2030], "annuelle", True),  # a value to come is no value
    ],
)
def test_a_late_value(years: list[int], frequency: str, late: bool) -> None:
    assert is_late(years, frequency, 2025) is late


def test_the_block_to_paste_is_one_and_a_dossier_takes_it_whole(
    minimal: Assessed, tables: Tables, tmp_path: Path
) -> None:
    """All of them, those that overlap included: each section is written once (SNR103 otherwise), no line over 80 columns."""
    before = (EXAMPLES / "minimal" / "territory.yaml").read_text(encoding="utf-8")
    better, asides = review_library(minimal.dossier, minimal.result, tables)
    screen = suggestions_text(better, asides, tables.sources, width=80, color=False)
    block = screen.split("-" * 24 + "\n", 1)[1].split("\nNON PROPOSÉES", 1)[0]
    assert max(map(len, screen.splitlines())) <= 80
    assert block.count("\nactions:\n") == 1
    assert findings(before + "\n" + block, "saisie", tmp_path, tables) == []
    again = assess_dossier(str(tmp_path), tables).dossier
    assert [each.title for each in again.actions] == [suggestion.title for suggestion in better]


def test_one_action_of_the_library_applies_in_the_singular() -> None:
    assert "0 action de la bibliothèque s’applique à ce dossier" in " ".join(
        suggestions_text([], [], {}, width=80, color=False).split()
    )
