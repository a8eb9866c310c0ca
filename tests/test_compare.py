"""Comparison of two years: parts worked out by hand, laws on generated pairs, result files right and wrong."""

import json
import re
import shutil
from functools import cache
from math import fsum
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings, strategies as st

from conftest import EXAMPLES, ROOT
from in_process import snr
from snr_cli.catalog.edition import edition
from snr_cli.catalog.opened import open_tables, shipped_tables
from snr_cli.catalog.tables import Tables
from snr_cli.engine.assess import assess
from snr_cli.inputs.dossier.results import checksum, read_result
from snr_cli.model.dossier import Dossier
from snr_cli.outputs.assessment_json import assessment_document, result_document, result_text
from snr_cli.outputs.comparison import comparison_document, to_table
from snr_cli.plan.compare import compare
from snr_cli.plan.past_years import GROUP_PART, ChangeParts, Comparison, Side, UnknownNamesError, side_of
from test_properties import FAST, TABLES, inventories

SCHEMA = json.loads((ROOT / "docs" / "schemas" / "comparison.schema.json").read_text(encoding="utf-8"))
FR_2024, FR_2025 = 0.0519, 0.0461  # factors/electricity/factors.csv
LAPTOP_KG, LAPTOP_KWH = 170 + 12.3 + 2.79, 30.96  # factors/equipment, ADEME


def dossier(*equipment: dict[str, Any], year: int = 2025, **more: Any) -> Dossier:
    lines = [{"id": f"e{number}", "type": "laptop", **line} for number, line in enumerate(equipment)]
    territory = {"name": "Exemple", "department": "33", **more.pop("territory", {})}
    return Dossier.model_validate(
        {"snr": 1, "reference_year": year, "territory": territory, "equipment": lines, **more}
    )


def side(found: Dossier, tables: Tables = TABLES, without: tuple[str, ...] = ()) -> Side:
    result = assess(found, tables, without=without)
    own = None if without else result
    return Side("dossier", found, result.factor_set, result.licence, without, tables.sha256, assessment=own)


def text_of(found: Dossier, tables: Tables = TABLES, without: tuple[str, ...] = ()) -> str:
    document = result_document(assess(found, tables, without=without), tables, "essai", (), found)
    return result_text(document, several=False)


def from_file(found: Dossier, tables: Tables = TABLES, without: tuple[str, ...] = ()) -> Side:
    return side_of(read_result("essai.json", text_of(found, tables, without)))


def compared(old: Dossier, new: Dossier, *perimeter: str) -> Comparison:
    return compare(side(old), side(new), TABLES, perimeter)


def climate(old: Dossier, new: Dossier, *perimeter: str) -> ChangeParts:
    return compared(old, new, *perimeter).organisation["climate_change"]


def parts(split: ChangeParts) -> tuple[float, float, float]:
    """Return activity, method, factors; what comes from ageing alone is of the activity where it is not asked."""
    return split.activity + split.ageing, split.method, split.factors


def near(value: float) -> Any:
    return pytest.approx(value, rel=1e-9, abs=1e-9)


# worked out by hand


def test_quantities_are_activity() -> None:
    unit = LAPTOP_KG / 5 + LAPTOP_KWH * FR_2025
    old, new = ({"quantity": quantity, "lifetime_years": 5} for quantity in (100, 120))
    assert parts(climate(dossier(old), dossier(new))) == near((20 * unit, 0, 0))


def test_lifetimes_given_by_line_or_by_type_are_activity() -> None:
    change = 100 * (LAPTOP_KG / 7 - LAPTOP_KG / 5)
    line = {"quantity": 100}
    old, new = (dossier({**line, "lifetime_years": years}) for years in (5, 7))
    assert parts(climate(old, new)) == near((change, 0, 0))
    old, new = (dossier(line, method={"lifetimes": {"laptop": {"years": years, "source": "S"}}}) for years in (5, 7))
    assert parts(climate(old, new)) == near((change, 0, 0))


def test_the_electricity_of_the_year_is_a_factor() -> None:
    line = {"quantity": 100, "purchase_year": 2012}
    old, new = dossier(line, year=2024), dossier({**line, "purchase_year": 2013}, year=2025)  # both 12 years old
    assert parts(climate(old, new)) == near((0, 0, 100 * LAPTOP_KWH * (FR_2025 - FR_2024)))


def test_a_line_that_only_grows_older_is_ageing() -> None:
    """100 laptops of 2012, the same in both years, and nothing else: a stale export (issue 11, B4)."""
    line = {"quantity": 100, "purchase_year": 2012, "kwh_per_year": 0, "lifetime_years": 5}
    split = climate(dossier(line, year=2024), dossier(line, year=2025))
    change = 100 * LAPTOP_KG * (1 / 13 - 1 / 12)
    assert (split.change, split.activity, split.ageing, split.method, split.factors) == near((change, 0, change, 0, 0))


def test_what_is_bought_and_what_ages_are_told_apart() -> None:
    """100 laptops of 2012 become 80 of them and 20 of 2025: the hundred age, then twenty of them are replaced."""
    old = {"quantity": 100, "purchase_year": 2012, "kwh_per_year": 0, "lifetime_years": 5}
    new = {**old, "quantity": 20, "purchase_year": 2025}
    split = climate(dossier(old, year=2024), dossier({**old, "quantity": 80}, new, year=2025))
    assert split.ageing == near(100 * LAPTOP_KG * (1 / 13 - 1 / 12))
    assert split.activity == near(20 * LAPTOP_KG * (1 / 5 - 1 / 13))
    assert fsum((split.activity, split.ageing, split.method, split.factors)) == near(split.change)


def test_ageing_and_electricity_do_not_mix() -> None:
    """A device consumes the same at any age: its ageing is its manufacturing, its electricity is of the factors."""
    line = {"quantity": 100, "purchase_year": 2012, "lifetime_years": 5}
    split = climate(dossier(line, year=2024), dossier(line, year=2025))
    assert split.ageing == near(100 * LAPTOP_KG * (1 / 13 - 1 / 12))
    assert split.factors == near(100 * LAPTOP_KWH * (FR_2025 - FR_2024))
    assert split.activity == near(0)


def test_a_replaced_line_and_one_without_date_do_not_age() -> None:
    line = {"quantity": 100, "kwh_per_year": 0, "lifetime_years": 5}
    undated = climate(dossier(line, year=2024), dossier(line, year=2025))
    assert undated.ageing == undated.activity == 0.0
    dated = {**line, "purchase_year": 2018}
    replaced = climate(dossier(dated, year=2024), dossier({**dated, "purchase_year": 2025}, year=2025))
    assert replaced.ageing == 0.0
    assert replaced.activity == near(100 * LAPTOP_KG * (1 / 5 - 1 / 6))


def test_how_sure_an_ageing_is_owes_nothing_to_what_was_counted_beside_it() -> None:
    """100 laptops of 2012 grow older; beside them, 1,000 monitors become 1,500: two counts, of which ageing holds none."""
    laptops = {"quantity": 100, "purchase_year": 2012}

    def found(*counts: int) -> Any:
        screens = {"type": "monitor", "lifetime_years": 6, "quality": "low"}
        both = [
            side(dossier(laptops, *({**screens, "quantity": count} for count in counts[rank : rank + 1]), year=year))
            for rank, year in enumerate((2024, 2025))
        ]
        return compare(both[0], both[1], TABLES, (), ["climate_change"]).organisation["climate_change"].intervals

    alone, beside = found(), found(1000, 1500)
    assert tuple(beside.ageing) == pytest.approx(tuple(alone.ageing), rel=1e-6)
    assert beside.activity.low < 500 * 14.3 < beside.activity.high


def test_the_screen_says_what_ages_only_where_something_does() -> None:
    line = {"quantity": 100, "purchase_year": 2012, "lifetime_years": 5}
    comparison = compare(side(dossier(line, year=2024)), side(dossier(line, year=2025)), TABLES, (), ["climate_change"])
    text = " ".join(to_table(comparison, TABLES, width=100, color=False).split())
    assert "Même parc, autre année (âge, export relu) −119" in text  # 18,509 × (1/13 − 1/12) = −118.6 kg
    split = comparison.organisation["climate_change"]
    assert split.intervals is not None
    assert split.intervals.ageing.low < split.ageing < split.intervals.ageing.high < 0
    assert (split.intervals.activity.low, split.intervals.activity.high) == (0.0, 0.0)
    bare = compared(dossier({"quantity": 100}, year=2024), dossier({"quantity": 110}, year=2025))
    assert "Même parc" not in to_table(bare, TABLES, width=100, color=False)


def test_two_causes_share_what_they_do_together() -> None:
    """100 laptops in 2024, 120 in 2025: quantity and electricity each take half of their product."""
    old, new = (
        dossier({"quantity": 100, "lifetime_years": 5}, year=2024),
        dossier({"quantity": 120, "lifetime_years": 5}, year=2025),
    )
    activity = 20 * (LAPTOP_KG / 5 + LAPTOP_KWH * (FR_2024 + FR_2025) / 2)
    factors = (100 + 120) / 2 * LAPTOP_KWH * (FR_2025 - FR_2024)
    assert parts(climate(old, new)) == near((activity, 0, factors))


def test_a_value_of_the_dossier_is_a_factor_and_its_lifetime_activity() -> None:
    line = {"quantity": 100, "kwh_per_year": 0, "lifetime_years": 5}
    factor = {"type": "laptop", "category": "climate_change", "stage": "embodied_total", "value": 300, "source": "S"}
    plain = dossier(line)
    assert parts(climate(plain, dossier(line, factors={"overrides": [factor]}))) == near(
        (0, 0, 100 * (300 - LAPTOP_KG) / 5)
    )
    longer = {"type": "laptop", "lifetime_years": 10, "source": "S"}
    bare = {"quantity": 100, "kwh_per_year": 0}
    found = parts(climate(dossier(bare), dossier(bare, factors={"overrides": [longer]})))
    assert found[0] < 0
    assert found[1:] == near((0, 0))


def test_options_are_method() -> None:
    line = {"quantity": 100, "lifetime_years": 5, "purchased_in_year": 30}
    change_parts = climate(dossier(line), dossier(line, method={"options": ["flux"]}))
    assert parts(change_parts) == near((0, LAPTOP_KG * (30 - 100 / 5), 0))
    assert change_parts.at_constant_method == near(0)


def test_another_set_of_factors_is_factors() -> None:
    """Issue 11, B5: nothing changed but the rows that were taken."""
    line = {"quantity": 100, "lifetime_years": 5}
    comparison = compared(dossier(line), dossier(line, method={"factor_set": "ecodiag"}))
    split = comparison.organisation["climate_change"]
    assert split.change
    assert parts(split) == near((0, 0, split.change))
    assert ("factor_set", "ademe", "ecodiag") in comparison.changes


def test_a_group_inventoried_in_one_year_only_is_perimeter() -> None:
    old = dossier({"quantity": 100})
    new = dossier({"quantity": 110}, {"type": "smartphone", "quantity": 50})
    alone = assess(dossier({"type": "smartphone", "quantity": 50}), TABLES).organisation.totals["climate_change"]
    comparison = compared(old, new)
    split = comparison.organisation["climate_change"]
    assert split.method == near(alone)
    assert split.activity == near(split.change - alone)
    (note,) = comparison.notes[:1]
    assert (note.code, note.subject, dict(note.values)["kg"]) == ("perimeter_group", "telephony", near(alone))
    assert split.at_constant_method == near(0.1 * (split.old / (split.old + alone)))
    assert compared(new, old).organisation["climate_change"].method == near(-alone)


def test_lines_that_carry_traffic_change_what_services_count() -> None:
    """Lines inventoried in the new year only: the network of videoconferences leaves with the perimeter."""
    meeting = {"id": "visio", "type": "videoconference", "quantity": 1000}
    lines = {"id": "lignes", "type": "line_fixed_year", "quantity": 10}
    old, new = dossier(services=[meeting]), dossier(services=[meeting, lines])
    comparison = compared(old, new)
    split = comparison.groups["communication"]["climate_change"]
    assert parts(split) == near((0, -1000 * 0.0129771, 0))  # test_properties: the network of an hour


def test_a_site_named_as_perimeter_is_not_activity() -> None:
    school, hall = {"quantity": 50, "entity": "Écoles"}, {"quantity": 100, "entity": "Mairie"}
    old, new = dossier(hall), dossier(hall, school)
    unit = assess(dossier(school), TABLES).organisation.totals["climate_change"]
    comparison = compared(old, new)
    assert parts(comparison.organisation["climate_change"]) == near((unit, 0, 0))
    assert [note.code for note in comparison.notes] == ["name_one_side"]
    assert parts(climate(old, new, "Écoles")) == near((0, unit, 0))
    with pytest.raises(UnknownNamesError):
        compared(old, new, "École")
    with pytest.raises(UnknownNamesError):
        compared(new, new, "Écoles")  # in both years


def test_a_year_that_names_no_site_is_only_less_detailed() -> None:
    comparison = compared(dossier({"quantity": 100}), dossier({"quantity": 100, "entity": "Mairie"}))
    assert [note.code for note in comparison.notes] == ["no_change"]


def test_what_without_leaves_out_is_perimeter() -> None:
    new = dossier({"quantity": 100}, {"quantity": 50, "entity": "Écoles"})
    old = from_file(new, without=("Écoles",))
    comparison = compare(old, side(new), TABLES)
    schools = assess(dossier({"quantity": 50}), TABLES).organisation.totals["climate_change"]
    assert parts(comparison.organisation["climate_change"]) == near((0, schools, 0))
    assert ("without", "Écoles", "") in comparison.changes


def test_a_room_comes_with_the_lines_that_enter_the_perimeter() -> None:
    server = {"type": "server_rack", "quantity": 10, "room": "salle", "kwh_per_year": 1000, "lifetime_years": 5}
    room = {"id": "salle", "type": "server_room", "pue": 2}
    old, new = dossier({"quantity": 1}), dossier({"quantity": 1}, server, services=[room])
    split = climate(old, new)
    assert parts(split) == near((0, split.change, 0))


def test_a_category_of_one_year_only_is_not_compared() -> None:
    own = {"id": "x-borne", "label": "Borne", "embodied": {"climate_change": {"embodied_total": 100}}, "lifetime_years": 5, "source": "S"}  # fmt: skip
    old = dossier({"type": "x-borne", "quantity": 10}, factors={"types": [own]})
    new = dossier({"quantity": 10})
    comparison = compared(old, new)
    assert "acidification" not in comparison.organisation
    assert "acidification" in {note.subject for note in comparison.not_compared}
    assert comparison.organisation["climate_change"].old == near(200)


def test_the_population_is_activity() -> None:
    old, new = (dossier(territory={"population": {"municipale": people}}) for people in (1000, 1100))
    assert parts(compared(old, new).territory["climate_change"]) == near((100 * 434, 0, 0))


def test_two_authorities_and_years_reversed_are_said() -> None:
    comparison = compared(dossier({"quantity": 1}), dossier({"quantity": 1}, year=2024, territory={"name": "Autre"}))
    assert {"two_authorities", "reversed"} <= {note.code for note in comparison.notes}


def test_lines_of_an_action() -> None:
    action = {"id": "a", "title": "Garder", "schedule": {"start": 2025, "full": 2025}, "effects": [{"on": {"type": "laptop"}, "lifetime_years": 7}]}  # fmt: skip
    line = {"quantity": 100, "lifetime_years": 5}
    old = dossier(line, year=2024, actions=[action])
    new = dossier({**line, "lifetime_years": 6}, {"type": "monitor", "quantity": 9}, actions=[action])
    (part,) = compared(old, new).actions
    assert (part.id, part.lines) == ("a", 1)
    assert part.expected == near(100 * LAPTOP_KG * (1 / 7 - 1 / 5))
    assert part.split.activity == near(100 * LAPTOP_KG * (1 / 6 - 1 / 5))


# laws on generated pairs

OPTIONS = ((), ("flux",), ("beges",), ("post_amortisation_zero",), ("numecoeval_reel",))
overrides = st.lists(
    st.sampled_from(
        (
            {"type": "laptop", "category": "climate_change", "stage": "manufacturing", "value": 99.0, "source": "S"},
            {"electricity": "FR", "category": "climate_change", "value": 0.2, "source": "S"},
            {"type": "monitor", "lifetime_years": 9.0, "kwh_per_year": 12.0, "source": "S"},
            {"service": "videoconference", "component": "total", "category": "climate_change", "value": 1.5, "source": "S"},
        )
    ),
    max_size=3,
    unique_by=str,
)  # fmt: skip


@st.composite
def years(draw: st.DrawFn) -> Dossier:
    method = {
        "options": list(draw(st.sampled_from(OPTIONS))),
        "factor_set": draw(st.sampled_from(("ademe", "declarations", "ecodiag"))),
        "factors_licence": draw(st.sampled_from(("all", "all", "open"))),
        "estimate": draw(st.sampled_from(([], ["monitors"], ["phones", "telework_boxes"]))),
    }
    agents = {"total": 90, "equipped": 80, "teleworkers": 30, "telework_days_per_year": 90}
    data = {
        "snr": 1,
        "reference_year": draw(st.integers(2019, 2026)),
        "territory": {
            "name": "Exemple",
            "department": draw(st.sampled_from(("33", "974"))),
            "agents": agents,
            "population": {"municipale": draw(st.integers(1000, 9000))},
            "households": draw(st.integers(500, 4000)),
        },
        **draw(inventories),
        "method": method,
        "factors": {"overrides": draw(overrides)},
    }
    if method["factor_set"] == "ecodiag":  # its laptop is one total: a stage of it is refused
        data["factors"] = {"overrides": [
            {**override, "stage": "embodied_total"} if "stage" in override else override for override in data["factors"]["overrides"]
        ]}  # fmt: skip
    return Dossier.model_validate(data)


def check_sums(comparison: Comparison) -> None:
    every = [comparison.organisation, comparison.territory, comparison.households, *comparison.groups.values()]
    for splits in every:
        for split in splits.values():
            size = max(split.old, split.new, *map(abs, parts(split)))
            assert abs(fsum(parts(split)) - split.change) <= 1e-9 * size
    # a group that nothing assesses in one of the years, or in a mixture of both, has no change: the others sum to less
    codes = ("not_assessed", "mixture_part_not_assessed")
    silent = [note for note in comparison.not_compared if note.code in codes and ("part", GROUP_PART) in note.values]
    for category, total in () if silent else comparison.organisation.items():
        for part in ("old", "new", "activity", "method", "factors"):
            values = [getattr(splits[category], part) for splits in comparison.groups.values() if category in splits]
            size = max(total.old, total.new, *map(abs, parts(total)), *map(abs, values), 0.0)
            assert abs(fsum(values) - getattr(total, part)) <= 1e-9 * size


@settings(FAST, max_examples=12)
@given(years(), years())
def test_parts_sum_to_the_change_and_groups_to_the_total(old: Dossier, new: Dossier) -> None:
    comparison = compared(old, new)
    check_sums(comparison)
    back = compared(new, old)
    for category, split in comparison.organisation.items():
        size = max(split.old, split.new, *map(abs, parts(split)))
        assert parts(back.organisation[category]) == pytest.approx([-part for part in parts(split)], abs=1e-9 * size)


@pytest.mark.slow
@settings(FAST, max_examples=20)
@given(years(), years())
def test_a_result_file_says_what_its_dossier_says(old: Dossier, new: Dossier) -> None:
    direct, through = compared(old, new), compare(from_file(old), from_file(new), TABLES)
    assert not [note for note in through.notes if note.code == "recomputed_otherwise"]
    for first, second in ((direct.organisation, through.organisation), (direct.households, through.households)):
        assert set(first) == set(second)
        for category, split in first.items():
            size = max(split.old, split.new, *map(abs, parts(split)))
            assert tuple(second[category]) == pytest.approx(tuple(split), abs=1e-9 * size)


@settings(FAST, max_examples=10)
@given(years())
def test_a_year_is_equal_to_itself(year: Dossier) -> None:
    comparison = compare(side(year), from_file(year), TABLES)
    assert not comparison.changes
    assert {note.code for note in comparison.not_compared} <= {"not_assessed"}  # a part that no year knows
    for split in (*comparison.organisation.values(), *comparison.territory.values(), *comparison.households.values()):
        assert parts(split) == pytest.approx((0, 0, 0), abs=1e-9 * split.old)


@settings(FAST, max_examples=15)
@given(years(), st.sampled_from(("activity", "method", "factors")))
def test_what_alone_changes_takes_the_whole(year: Dossier, part: str) -> None:
    """A year of which only the lines, the options or the values of factors change."""
    changed = {
        "activity": {"equipment": tuple(line.model_copy(update={"quantity": 3 * line.quantity}) for line in year.equipment)},
        "method": {"method": year.method.model_copy(update={"options": ("flux",)})},
        "factors": {"factors": Dossier.model_validate({"snr": 1, "reference_year": 2025, "territory": {"name": "X"}, "factors": {"overrides": [
            {"electricity": place, "category": "climate_change", "value": 0.5, "source": "S"} for place in ("FR", "FR-RE", "DE")]}}).factors.model_copy(
                update={"types": year.factors.types})},
    }[part]  # fmt: skip
    before = (
        year.model_copy(update={"factors": year.factors.model_copy(update={"overrides": ()})})
        if part == "factors"
        else year
    )
    split = climate(before, before.model_copy(update=changed)) if before.equipment else None
    if split is not None:
        for name in ("activity", "method", "factors"):
            expected = split.change if name == part else 0.0
            assert getattr(split, name) == pytest.approx(expected, abs=1e-9 * max(split.old, split.new))


# a year survives the tables


@cache
def older_tables(folder: Path) -> Tables:
    """Return tables of another edition: another laptop, another mix, another national study, a type of another name."""
    shutil.copytree(ROOT / "factors", folder)
    for name, old, new in (
        ("equipment/factors.csv", "laptop,climate_change,manufacturing,170", "laptop,climate_change,manufacturing,200"),
        ("electricity/factors.csv", "FR,climate_change,0.0461,", "FR,climate_change,0.0861,"),
        ("territory/figures.csv", "climate_change,434.0,kgCO2e/person/year,220.472,795.088,2022,ADEME_2025_UPDATE", "climate_change,300.0,kgCO2e/person/year,220.472,795.088,2020,BAROMETRE_2025"),
        ("method/parameters.csv", "share_byod,0.57,", "share_byod,0.5,"),
    ):  # fmt: skip
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text, name
        path.write_text(text.replace(old, new), encoding="utf-8")
    return open_tables(folder)


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return older_tables(tmp_path_factory.mktemp("older") / "factors")


def test_the_values_of_another_edition_are_factors(older: Tables) -> None:
    year = dossier({"quantity": 100, "lifetime_years": 5}, territory={"population": {"municipale": 1000}})
    comparison = compare(from_file(year, older), side(year), TABLES)
    expected = 100 * ((170 - 200) / 5 + LAPTOP_KWH * (FR_2025 - 0.0861))
    assert parts(comparison.organisation["climate_change"]) == near((0, 0, expected))
    assert [name for name, _, _ in comparison.changes] == ["tables", "study"]


def test_a_rule_of_the_method_of_another_edition_is_method(older: Tables) -> None:
    year = dossier({"quantity": 100, "lifetime_years": 5, "kwh_per_year": 0, "type": "monitor", "ownership": "byod"})
    split = compare(from_file(year, older), side(year), TABLES).organisation["climate_change"]
    assert parts(split) == near((0, split.change, 0))
    assert split.new / split.old == near(0.57 / 0.5)


def test_another_edition_of_the_national_study_is_recomputed_and_said(older: Tables) -> None:
    old = dossier(territory={"population": {"municipale": 1000}})
    new = dossier(territory={"population": {"municipale": 1200}})
    comparison = compare(from_file(old, older), side(new), TABLES)
    assert parts(comparison.territory["climate_change"]) == near((200 * (434 + 300) / 2, 134 * (1000 + 1200) / 2, 0))
    (note,) = [note for note in comparison.notes if note.code == "two_studies"]
    assert dict(note.values) == {"old": "BAROMETRE_2025", "new": "ADEME_2025_UPDATE"}


@pytest.mark.slow
@settings(FAST, max_examples=15)
@given(data=st.data())
def test_parts_sum_across_editions(older: Tables, data: st.DataObject) -> None:
    old, new = data.draw(years()), data.draw(years())
    comparison = compare(from_file(old, older), side(new), TABLES)
    assert not [note for note in comparison.notes if note.code == "recomputed_otherwise"]
    check_sums(comparison)


def test_a_type_that_the_tables_lost_is_still_known(older: Tables) -> None:
    year = dossier({"quantity": 100}, {"type": "tv", "quantity": 5})
    kept = from_file(year, older)
    lost = open_tables(older.files.root)
    for name in ("equipment/types.csv", "equipment/factors.csv", "equipment/usage.csv"):
        lines = TABLES.text(name).splitlines()
        lost._texts[name] = "\n".join(line for line in lines if not line.startswith("tv,")) + "\n"
    vars(lost)["sha256"] = "0" * 64
    new = Side("neuf", dossier({"quantity": 100}), "ademe", "all", (), "0" * 64)
    comparison = compare(kept, new, lost)
    assert comparison.types["tv"].new == 0
    assert comparison.types["tv"].old > 0


def test_what_this_version_computes_otherwise_is_method() -> None:
    year = dossier({"quantity": 100})
    kept = from_file(year)
    written = {key: value * 2 for key, value in (kept.written or {}).items()}
    old = Side("x.json", kept.dossier, "ademe", "all", (), kept.sha256, kept.rows, written)
    comparison = compare(old, side(year), TABLES)
    split = comparison.organisation["climate_change"]
    assert parts(split) == near((0, split.change, 0))
    assert [note.code for note in comparison.notes] == ["recomputed_otherwise"]
    check_sums(comparison)


@pytest.mark.parametrize("drifted", [0, 1])
def test_what_a_file_says_otherwise_is_known_for_certain(drifted: int) -> None:
    """One inventory, twice: all that differs is what a file says of one of the two years; its sign follows the year."""
    year = dossier({"quantity": 100})
    kept = from_file(year)
    written = {key: value * 2 for key, value in (kept.written or {}).items()}
    sides = [side(year), side(year)]
    sides[drifted] = Side("x.json", kept.dossier, "ademe", "all", (), kept.sha256, kept.rows, written)
    comparison = compare(*sides, TABLES, (), ("climate_change",))
    split = comparison.organisation["climate_change"]
    assert split.change == near(assess(year, TABLES).organisation.totals["climate_change"] * (1 if drifted else -1))
    assert parts(split) == near((0, split.change, 0))
    assert split.intervals is not None
    for difference in (split.intervals.change, split.intervals.method):
        assert (difference.low, difference.high) == near((split.change, split.change))
    check_sums(comparison)


# the command


@pytest.fixture(scope="module")
def valmont(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two years of Valmont and the result file of the first."""
    folder = tmp_path_factory.mktemp("valmont")
    for year in (2024, 2025):
        shutil.copytree(EXAMPLES / "valmont", folder / str(year))
    path = folder / "2024" / "territory.yaml"
    text = path.read_text(encoding="utf-8")
    assert "reference_year: 2025" in text
    path.write_text(text.replace("reference_year: 2025", "reference_year: 2024"), encoding="utf-8")
    assert snr("assess", "2024", "-f", "json", "-o", "2024.json", cwd=folder).returncode == 0
    return folder


def test_json_of_two_dossiers_follows_its_schema(valmont: Path) -> None:
    done = snr("compare", "2024", "2025", "-f", "json", cwd=valmont)
    document = json.loads(done.stdout)
    jsonschema.validate(document, SCHEMA)
    assert done.returncode == 0
    assert (document["old"]["year"], document["new"]["year"], document["comparable"]) == (2024, 2025, True)
    again = snr("compare", "2024.json", "2025", "-f", "json", cwd=valmont)
    other = json.loads(again.stdout)["organisation"]["totals"]
    for category, split in document["organisation"]["totals"].items():
        intervals = split.pop("intervals")
        for name, interval in other[category]["intervals"].items():
            # a file keeps no source: what it says without one is a little less sure
            low, high = intervals[name]["low"], intervals[name]["high"]
            assert (interval["low"], interval["high"]) == pytest.approx((low, high), abs=0.2 * (high - low) + 1e-9)
        for name, value in split.items():
            assert other[category][name] == (pytest.approx(value, abs=1e-9 * split["old"]) if name != "unit" else value)


def test_table_says_the_parts_and_how_they_are_made(valmont: Path) -> None:
    done = snr("compare", "2024.json", "2025", cwd=valmont)
    assert done.returncode == 0
    for words in ("Activité", "Méthode et périmètre", "Facteurs", "six ordres", "Par groupe", "0,0519", "0,0461"):
        assert words in done.stdout, words
    assert "Neuf chances sur dix à source de données égale : écart entre" in " ".join(done.stdout.split())
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_a_change_that_may_be_nothing_says_so() -> None:
    old, new = dossier({"quantity": 100, "quality": "low"}), dossier({"quantity": 98, "quality": "low"})
    comparison = compare(side(old), side(new), TABLES, (), ["climate_change"])
    text = " ".join(to_table(comparison, TABLES, width=100, color=False).split())
    assert "écart non significatif ; activité entre" in text
    assert "(non significatif)" in text
    same = compare(side(old), side(old), TABLES, (), ["climate_change"])
    assert "Neuf chances" not in to_table(same, TABLES, width=100, color=False)


def test_output_is_written_and_said(valmont: Path, tmp_path: Path) -> None:
    target = tmp_path / "ecart.json"
    done = snr("compare", "2024", "2025", "-f", "json", "-o", target, cwd=valmont)
    assert (done.returncode, done.stdout) == (0, "")
    jsonschema.validate(json.loads(target.read_text(encoding="utf-8")), SCHEMA)


def test_a_year_comes_from_standard_input(valmont: Path) -> None:
    text = (valmont / "2024.json").read_bytes()
    direct = snr("compare", "2024.json", "2025", "-f", "json", cwd=valmont)
    piped = snr("compare", "-", "2025", "-f", "json", stdin=text, cwd=valmont)
    assert json.loads(piped.stdout)["organisation"] == json.loads(direct.stdout)["organisation"]
    small = b"snr: 1\nreference_year: 2025\nterritory: {name: X}\n"
    assert snr("compare", "-", "-", stdin=small).returncode == 2
    assert snr("compare", "-", EXAMPLES / "minimal", stdin=small).returncode == 0


@pytest.mark.parametrize(("limit", "code"), [("0%", 1), ("9,9 %", 1), ("10 %", 0), ("10.1%", 0)])
def test_fail_on_increase(tmp_path: Path, limit: str, code: int) -> None:
    for name, quantity in (("old", 1000), ("new", 1100)):
        text = f"snr: 1\nreference_year: 2025\nterritory: {{name: X}}\nequipment:\n- {{id: a, type: laptop, quantity: {quantity}}}\n"
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    done = snr("compare", "old.yaml", "new.yaml", "--fail-on-increase", limit, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert ("méthode et périmètre constants" in done.stderr) == bool(code)


def test_fail_on_increase_leaves_the_perimeter_aside(tmp_path: Path) -> None:
    start = "snr: 1\nreference_year: 2025\nterritory: {name: X}\nequipment:\n- {id: a, type: laptop, quantity: 100}\n"
    (tmp_path / "old.yaml").write_text(start, encoding="utf-8")
    (tmp_path / "new.yaml").write_text(start + "- {id: b, type: smartphone, quantity: 900}\n", encoding="utf-8")
    assert snr("compare", "old.yaml", "new.yaml", "--fail-on-increase", "0%", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize("limit", ["2", "x%", "-1%", "%", "2%%", "1e9%"])
def test_a_limit_that_is_no_share(limit: str) -> None:
    done = snr("compare", EXAMPLES / "minimal", EXAMPLES / "minimal", f"--fail-on-increase={limit}")
    assert (done.returncode, "pourcentage" in done.stderr) == (2, True)


# reviews


def test_a_published_total_is_not_comparable() -> None:
    done = snr("compare", EXAMPLES / "valmont", "--review", "2024", "-f", "json")
    document = json.loads(done.stdout)
    jsonschema.validate(document, SCHEMA)
    assert (done.returncode, document["comparable"]) == (0, False)
    found = document["organisation"]["totals"]["climate_change"]
    assert (found["old"], found["activity"]) == (375000, None)
    assert document["not_compared"][0]["code"] == "published_only"
    table = snr("compare", EXAMPLES / "valmont", "--review", "2024")
    assert "non comparable" in table.stdout
    assert snr("compare", EXAMPLES / "valmont", "--review", "2024", "--fail-on-increase", "5%").returncode == 1


def with_result(folder: Path, file: str) -> Path:
    shutil.copytree(EXAMPLES / "valmont", folder / "d")
    reviews = folder / "d" / "reviews.yaml"
    text = reviews.read_text(encoding="utf-8").replace("  - year: 2024\n", f"  - year: 2024\n    result: {file}\n", 1)
    reviews.write_text(text, encoding="utf-8")
    return folder / "d"


def test_a_review_with_its_result_is_compared(valmont: Path, tmp_path: Path) -> None:
    folder = with_result(tmp_path, "bilans/2024.json")
    (folder / "bilans").mkdir()
    shutil.copy(valmont / "2024.json", folder / "bilans")
    found = json.loads(snr("compare", folder, "--review", "2024", "-f", "json").stdout)
    direct = json.loads(snr("compare", valmont / "2024.json", folder, "-f", "json").stdout)
    assert found["comparable"]
    assert found["organisation"] == direct["organisation"]


@pytest.mark.parametrize(
    ("file", "code", "words"),
    [("absent.json", 1, "SNR111"), ("../2024.json", 1, "SNR112"), ("/etc/passwd", 1, "SNR112"), ("territory.yaml", 2, "JSON")],
)  # fmt: skip
def test_a_review_whose_result_cannot_be_read(tmp_path: Path, file: str, code: int, words: str) -> None:
    done = snr("compare", with_result(tmp_path, file), "--review", "2024")
    assert (done.returncode, words in done.stderr) == (code, True), done.stderr
    if code == 1:
        assert "reviews.yaml" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--review", "1999"), "bilans : 2024, 2025"),
        (("--review", "2025"), "footprint"),
        (("--review", "2024", "--perimeter", "Mairie"), "ni entité"),
        ((str(EXAMPLES / "minimal"), "--review", "2024"), "--review remplace"),
    ],
)
def test_reviews_that_cannot_be_compared(arguments: tuple[str, ...], words: str) -> None:
    done = snr("compare", EXAMPLES / "valmont", *arguments)
    assert (done.returncode, words in done.stderr) == (2, True), done.stderr


# result files that are wrong


@cache
def minimal_text() -> str:
    year = dossier({"quantity": 100}, territory={"population": {"municipale": 1000}})
    return text_of(year, shipped_tables())


def signed(document: dict[str, Any]) -> str:
    """Return a document whose checksum is right: what only a program writes."""
    document["checksum"] = checksum(document)
    return json.dumps(document)


def edited(**changes: Any) -> dict[str, Any]:
    return {**json.loads(minimal_text()), **changes}


def broken_inputs(**changes: Any) -> str:
    document = edited()
    document["inputs"] = {**document["inputs"], **changes}
    return signed(document)


def without(*keys: str) -> dict[str, Any]:
    return {key: value for key, value in edited().items() if key not in keys}


WRONG = {
    "empty": ("", "JSON complet"),
    "text": ("bonjour", "JSON complet"),
    "truncated": (minimal_text()[:5000], "JSON complet"),
    "deep": ("[" * 100_000, "JSON complet"),
    "nan": (minimal_text().replace('"quantity": 100.0', '"quantity": NaN'), "n’est pas un nombre"),
    "number": ("12", "pas un résultat"),
    "findings": (json.dumps({"schema_version": "1", "findings": []}), "pas un résultat"),
    "list": (json.dumps([edited(), edited()]), "2 résultats"),
    "version": (json.dumps(edited(schema_version="1")), "format 1"),
    "old": (json.dumps(without("checksum", "inputs")), "version antérieure"),
    "edited": (minimal_text().replace('"quantity": 100.0', '"quantity": 90.0', 1), "modifié"),
    "infinite": (minimal_text().replace('"quantity": 100.0', '"quantity": 1e999', 1), "modifié"),
    "checksum": (json.dumps(edited(checksum=3)), "modifié"),
    "method": (signed(edited(method={"name": "beges", "version": "5"})), "méthode beges (5)"),
    "no method": (signed(edited(method=[])), "méthode sans nom"),
    "inputs": (broken_inputs(equipment=[{"id": "a"}]), "incomplet"),
    "no totals": (signed(edited(organisation={})), "incomplet"),
    "type": (broken_inputs(equipment=[{"id": "a", "type": "licorne", "quantity": 1.0}]), "types inconnus"),
    "set": (signed({**edited(), "factors": {**edited()["factors"], "set": "x"}}), "jeu de facteurs inconnu"),
    "rows": (signed({**edited(), "factors": {**edited()["factors"], "sha256": "0" * 64, "rows": {"equipment/factors.csv": ["type,value", "laptop,abc"]}}}), "facteurs"),
    "options": (broken_inputs(method={"options": ["flux", "beges"]}), "options"),
    "huge": (broken_inputs(equipment=[{"id": "a", "type": "laptop", "quantity": 1e9}], factors={"types": [], "overrides": [
        {"type": "laptop", "category": "climate_change", "stage": "embodied_total", "value": 1e12, "source": "S"}]}), ""),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("second", [False, True])
def test_a_wrong_result_file(tmp_path: Path, name: str, second: bool) -> None:
    text, words = WRONG[name]
    (tmp_path / "faux.json").write_text(text, encoding="utf-8")
    pair = ["faux.json", str(EXAMPLES / "minimal")]
    done = snr("compare", *(reversed(pair) if second else pair), cwd=tmp_path)
    assert done.returncode == (2 if words else 0), done.stderr
    assert words in done.stderr
    assert not words or done.stdout == ""


def test_a_result_file_in_other_spaces_and_order_is_the_same(tmp_path: Path) -> None:
    document = edited()
    (tmp_path / "a.json").write_text(json.dumps(dict(reversed(document.items()))), encoding="utf-8")
    assert snr("compare", "a.json", EXAMPLES / "minimal", cwd=tmp_path).returncode == 0


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "binary.json").write_bytes(b"\xff\xfe\x00")
    for name in ("absent.json", "binary.json", "absent", str(tmp_path)):
        done = snr("compare", name, EXAMPLES / "minimal", cwd=tmp_path)
        assert done.returncode == 2, name


def test_a_dossier_written_in_json_is_a_dossier(tmp_path: Path) -> None:
    text = json.dumps({"snr": 1, "reference_year": 2025, "territory": {"name": "X"}})
    (tmp_path / "territory.json").write_text(text, encoding="utf-8")
    assert snr("compare", "territory.json", EXAMPLES / "minimal", cwd=tmp_path).returncode == 0


# what a result keeps


def test_a_result_stays_of_a_reasonable_size() -> None:
    """What computes the year again weighs less than the result itself."""
    for name in ("valmont", "minimal"):
        text = snr("assess", EXAMPLES / name, "-f", "json").stdout
        document = json.loads(text)
        del document["inputs"], document["factors"]["rows"]
        bare = result_text(document, several=False)
        assert len(text) < (1.25 if name == "valmont" else 2) * len(bare), (name, len(text), len(bare))


def test_a_result_keeps_no_word_of_the_dossier() -> None:
    line = {"quantity": 1, "label": "Poste de Jeanne", "note": "Jeanne", "source": "Jeanne"}
    document = json.loads(text_of(dossier(line)))
    assert "Jeanne" not in json.dumps([document["inputs"], document["factors"]])


@pytest.mark.parametrize("siren", ["243300316", "217500016", "200046977", "249740077", "219740115"])
def test_what_the_tables_say_of_the_authority_is_kept(siren: str) -> None:
    found = Dossier.model_validate({"snr": 1, "reference_year": 2025, "territory": {"siren": siren}})
    result = assess(found, TABLES)
    kept = from_file(found)
    again = assess(kept.dossier, TABLES)
    assert {name: fact.value for name, fact in again.facts.items()} == {
        name: fact.value for name, fact in result.facts.items()
    }
    assert (
        assessment_document(again, TABLES, "x")["territory_estimate"]
        == (assessment_document(result, TABLES, "x")["territory_estimate"])
    )


def test_rates_by_household_of_the_dossier_are_kept() -> None:
    """The reading by household rests on them: computed again without them, it was that of the national rates."""
    uses = [{"id": "u", "kind": "equipment_rate", "type": "smartphone", "per_household": 3.5, "label": "Jeanne"}]
    year = dossier({"quantity": 1}, territory={"households": 1000, "population": {"municipale": 2300}}, uses=uses)
    kept = from_file(year)
    there, here = (assess(each, TABLES).territory.household_totals for each in (kept.dossier, year))
    assert there == pytest.approx(here)
    assert "Jeanne" not in json.dumps(json.loads(text_of(year))["inputs"])


def test_what_a_version_asks_of_a_type_is_no_value_of_a_result() -> None:
    """An older result has a column that is not read, and lacks one that is: it could not be compared."""
    rows = json.loads(text_of(dossier({"type": "smartphone", "quantity": 3})))["factors"]["rows"]
    heading, *kept = rows["equipment/types.csv"]
    assert not {"role", "agec_from"} & {*heading.split(",")}
    older = {"equipment/types.csv": [f"{heading},role", *(f"{row}," for row in kept)]}
    tables = edition(TABLES, {"equipment/types.csv": [older]})
    assert tables.equipment_types["smartphone"] == TABLES.equipment_types["smartphone"]


def test_open_licence_keeps_no_row_of_a_closed_source() -> None:
    year = dossier({"quantity": 1}, method={"factors_licence": "open"})
    rows = json.loads(text_of(year))["factors"]["rows"]
    closed = {source.id for source in TABLES.sources.values() if source.redistribution in ("unclear", "no")}
    assert not [row for table in rows.values() for row in table if set(row.split(",")) & closed]


def test_writers_accept_every_note() -> None:
    old = dossier({"quantity": 1, "entity": "A"}, territory={"name": "X"}, year=2026)
    new = dossier({"type": "smartphone", "quantity": 1, "entity": "B"}, territory={"name": "Y"})
    comparison = compared(old, new, "B")
    assert {"reversed", "two_authorities", "perimeter_group", "name_one_side"} <= {
        note.code for note in comparison.notes
    }
    jsonschema.validate(comparison_document(comparison, TABLES), SCHEMA)
    text = to_table(comparison, TABLES, width=80, color=False)
    assert "à votre demande" in text.replace("\u00a0", " ").replace("\n    ", " ")


def test_a_second_year_and_a_review_are_one_too_many():
    done = snr("compare", EXAMPLES / "minimal", EXAMPLES / "minimal", "--review", "2024")
    assert done.returncode == 2
    assert "gardez l’une des deux" in done.stderr


def test_what_the_old_year_did_not_expect_of_an_action_is_said(tmp_path):
    line = {"id": "a", "type": "laptop", "quantity": 100, "lifetime_years": 5}
    data = {"snr": 1, "territory": {"name": "X", "department": "33", "fictitious": True}, "equipment": [line]}
    action = {"id": "x", "title": "Garder", "effects": [{"on": {"type": "laptop"}, "lifetime_years": 7}]}
    for year, more in ((2025, {}), (2026, {"actions": [action]})):
        path = tmp_path / str(year) / "territory.yaml"
        path.parent.mkdir()
        path.write_text(json.dumps(data | {"reference_year": year} | more), encoding="utf-8")
    said = " ".join(snr("compare", "2025", "2026", cwd=tmp_path).stdout.split())
    assert "ne prévoyait rien de cette action en 2026" in said
    assert "Garder 1 — " in said


@pytest.mark.slow
def test_two_years_that_read_the_same_export_say_so(tmp_path: Path) -> None:
    """Only the year differs: devices bought since leave the first one, and that is no activity that anybody saw."""
    for year in (2024, 2025):
        folder = tmp_path / str(year)
        shutil.copytree(EXAMPLES / "valmont", folder, ignore=shutil.ignore_patterns("documents"))
        file = folder / "territory.yaml"
        file.write_text(
            file.read_text(encoding="utf-8").replace("reference_year: 2025", f"reference_year: {year}"),
            encoding="utf-8",
        )
    old, new = str(tmp_path / "2024"), str(tmp_path / "2025")
    kept = tmp_path / "old.json"
    kept.write_text(snr("assess", old, "--format", "json").stdout, encoding="utf-8")
    for first in (old, str(kept)):
        assert "sert aux deux années : ce qui en change vient de l’âge ou de l’année" in re.sub(
            r"\s+", " ", snr("compare", first, new).stdout
        )
    export = next((tmp_path / "2024" / "inventaire").glob("*.csv"))
    export.write_bytes(export.read_bytes() + b"\n")
    assert "le même export" not in re.sub(r"\s+", " ", snr("compare", old, new).stdout)
