"""Laws that every assessment obeys, whatever the dossier (hypothesis), and the mass balance of the amortisation rules."""

import json
from collections.abc import Iterable
from math import fsum
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.records import Factor
from snr_cli.catalog.tables import Tables
from snr_cli.engine.assess import assess
from snr_cli.model.dossier import Dossier
from snr_cli.outputs.assessment_json import assessment_document

FAST = settings(max_examples=40, deadline=None, derandomize=True)
LAPTOP_KG = 170 + 12.3 + 2.79  # factors/equipment/factors.csv, ADEME
LAPTOP_KWH, FR_2025 = 30.96, 0.0461
TYPES = (
    "laptop",
    "smartphone",
    "tablet",
    "monitor",
    "desktop_professional",
    "printer_laser",
    "switch",
    "server_rack",
    "internet_box",
)
SERVICES = (
    "videoconference",
    "email",
    "line_fixed_year",
    "network_mobile_gb",
    "cloud_vm_hour",
    "llm_large_1k_tokens",
    "print_sheet_a4",
    "spend_it_services_keur",
)
DEPARTMENTS = ("33", "2A", "971", "974", "976", "986", "988")


class RememberedTables(Tables):
    """The shipped tables, whose rows are parsed once: hundreds of assessments a run."""

    def __init__(self) -> None:
        super().__init__(shipped_tables().files)
        self._known: dict[tuple[str, str], list[Factor]] = {}

    def factors(self, table: str, wanted: Iterable[str] | None = None) -> list[Factor]:
        if wanted is None:
            if (table, "") not in self._known:
                self._known[table, ""] = super().factors(table)
            return list(self._known[table, ""])
        found: list[Factor] = []
        for name in sorted(set(wanted)):
            if (table, name) not in self._known:
                self._known[table, name] = super().factors(table, [name])
            found += self._known[table, name]
        return found


TABLES = RememberedTables()

quantities = st.floats(min_value=0.01, max_value=1e6, allow_nan=False)
years = st.floats(min_value=0.5, max_value=20)
# nothing, or what a meter can read: a subnormal number of kWh has too few digits for a law held to 1e-9
consumptions = st.just(0.0) | st.floats(min_value=0.01, max_value=5000)


@st.composite
def equipment(draw: st.DrawFn) -> dict[str, Any]:
    line: dict[str, Any] = {"type": draw(st.sampled_from(TYPES)), "quantity": draw(quantities)}
    optional = {
        "state": st.sampled_from(("in_use", "spare", "stored")),
        "ownership": st.sampled_from(("professional", "byod", "cope")),
        "lifetime_years": years,
        "purchase_year": st.integers(2010, 2026),
        "kwh_per_year": consumptions,
        "site": st.sampled_from(("Mairie", "École", "Dépôt")),
        "entity": st.sampled_from(("Ville", "CCAS")),
        "quality": st.sampled_from(("high", "medium", "low")),
        "place": st.sampled_from(("FR", "DE", "FR-RE", "FR-WF")),
        "telework": st.fixed_dictionaries({"days_per_year": st.floats(min_value=1, max_value=220)}),
    }
    for key, values in optional.items():
        if draw(st.booleans()):
            line[key] = draw(values)
    return line


def numbered(equipment: list[dict[str, Any]], services: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "equipment": [{**line, "id": f"e{number}"} for number, line in enumerate(equipment)],
        "services": [{**line, "id": f"s{number}"} for number, line in enumerate(services)],
    }


def service() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {"type": st.sampled_from(SERVICES), "quantity": quantities},
        optional={"site": st.sampled_from(("Mairie", "École"))},
    )


inventories = st.builds(numbered, st.lists(equipment(), max_size=6), st.lists(service(), max_size=4))


def run(
    inventory: dict[str, Any],
    *,
    department: str = "33",
    year: int = 2025,
    territory: dict[str, Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    data = {
        "snr": 1,
        "reference_year": year,
        "territory": {"name": "Exemple", "department": department, **(territory or {})},
        **inventory,
        **more,
    }
    return assessment_document(assess(Dossier.model_validate(data), TABLES), TABLES, "case")


def totals(document: dict[str, Any]) -> dict[str, float]:
    """Return the sums that are shown: one that a part of it exceeds has no value."""
    every = document["organisation"]["totals"]
    return {category: total["value"] for category, total in every.items() if total["state"] != "hidden"}


def line(document: dict[str, Any], name: str) -> dict[str, Any]:
    return next(found for found in document["organisation"]["lines"] if found["id"] == name)


def climate(document: dict[str, Any], name: str = "pc") -> float:
    return line(document, name)["impacts"]["climate_change"]["value"]


def embodied(document: dict[str, Any], name: str = "pc") -> float:
    stages = line(document, name)["impacts"]["climate_change"]["stages"]
    return fsum(value for stage, value in stages.items() if stage != "use")


def same(left: dict[str, float], right: dict[str, float]) -> None:
    assert set(left) == set(right)
    for category in left:
        assert left[category] == pytest.approx(right[category], rel=1e-9), category


@FAST
@given(inventories, st.sampled_from((2.0, 3.0, 0.1, 1000.0)))
def test_linear_in_quantity(inventory: dict[str, Any], times: float) -> None:
    more = {
        section: [{**item, "quantity": item["quantity"] * times} for item in lines]
        for section, lines in inventory.items()
    }
    same(totals(run(more)), {category: value * times for category, value in totals(run(inventory)).items()})


@FAST
@given(quantities, st.floats(min_value=0.1, max_value=1e4), years)
def test_linear_in_the_factor(quantity: float, factor: float, lifetime: float) -> None:
    inventory = {"equipment": [{"id": "pc", "type": "laptop", "quantity": quantity, "lifetime_years": lifetime}]}

    def manufacturing(value: float) -> tuple[float, float]:
        override = {
            "type": "laptop",
            "category": "climate_change",
            "stage": "manufacturing",
            "value": value,
            "source": "essai",
        }
        found = line(run(inventory, factors={"overrides": [override]}), "pc")["impacts"]["climate_change"]
        return found["stages"]["manufacturing"], found["value"] - found["stages"]["manufacturing"]

    (once, rest), (twice, same_rest) = manufacturing(factor), manufacturing(2 * factor)
    assert once == pytest.approx(quantity * factor / lifetime, rel=1e-9)
    assert twice == pytest.approx(2 * once, rel=1e-9)
    assert same_rest == pytest.approx(rest, rel=1e-6, abs=1e-9 * twice)


@FAST
@given(quantities, st.floats(min_value=0.001, max_value=2))
def test_linear_in_the_electricity_factor(quantity: float, factor: float) -> None:
    inventory = {"equipment": [{"id": "pc", "type": "laptop", "quantity": quantity}]}
    override = {"electricity": "FR", "category": "climate_change", "value": factor, "source": "essai"}
    use = line(run(inventory, factors={"overrides": [override]}), "pc")["impacts"]["climate_change"]["stages"]["use"]
    assert use == pytest.approx(quantity * LAPTOP_KWH * factor, rel=1e-9)


@FAST
@given(inventories, equipment(), st.floats(min_value=0.01, max_value=0.99))
def test_a_line_split_in_two_gives_the_same_totals(
    inventory: dict[str, Any], split: dict[str, Any], share: float
) -> None:
    whole = {**inventory, "equipment": [*inventory["equipment"], {**split, "id": "whole"}]}
    parts = [
        {**split, "id": "first", "quantity": split["quantity"] * share},
        {**split, "id": "second", "quantity": split["quantity"] * (1 - share)},
    ]
    halves = {**inventory, "equipment": [parts[0], *inventory["equipment"], parts[1]]}
    same(totals(run(whole)), totals(run(halves)))


@pytest.mark.slow
@FAST
@given(inventories, st.randoms(use_true_random=False))
def test_line_order_changes_no_byte_of_the_totals(inventory: dict[str, Any], random: Any) -> None:
    shuffled = {section: random.sample(lines, len(lines)) for section, lines in inventory.items()}
    before, after = run(inventory)["organisation"], run(shuffled)["organisation"]
    for part in ("totals", "by_group", "by_stage", "by_site", "by_entity"):
        assert json.dumps(before[part], sort_keys=True) == json.dumps(after[part], sort_keys=True), part


def test_line_order_changes_not_even_the_order_of_the_totals() -> None:
    """No hypothesis here: the keys come in the order of the categories, whichever line is first."""
    lines = [
        {"id": "a", "type": "laptop", "quantity": 1, "kwh_per_year": 0},
        {"id": "b", "type": "laptop", "quantity": 1},
        {"id": "c", "type": "switch", "quantity": 1},
    ]
    orders = [run({"equipment": order})["organisation"]["totals"] for order in (lines, lines[::-1])]
    assert json.dumps(orders[0]) == json.dumps(orders[1])


@FAST
@given(equipment(), years, years, st.sampled_from(((), ("numecoeval_reel",), ("post_amortisation_zero",))))
def test_a_longer_lifetime_never_raises_embodied(
    item: dict[str, Any], one: float, other: float, options: tuple[str, ...]
) -> None:
    if options == ("post_amortisation_zero",):
        item = {
            key: value for key, value in item.items() if key != "purchase_year"
        }  # written off later: more is still charged
    short, long = sorted((one, other))
    found = [
        embodied(
            run({"equipment": [{**item, "id": "pc", "lifetime_years": lifetime}]}, method={"options": list(options)})
        )
        for lifetime in (short, long)
    ]
    assert found[1] <= found[0] * (1 + 1e-12)


@FAST
@given(inventories, st.sampled_from(DEPARTMENTS))
def test_stages_groups_sites_entities_and_lines_sum_to_the_total(inventory: dict[str, Any], department: str) -> None:
    document = run(inventory, department=department)
    organisation = document["organisation"]
    for category, total in totals(document).items():
        for part in ("by_group", "by_site", "by_entity"):
            assert fsum(values.get(category, 0.0) for values in organisation[part].values()) == pytest.approx(
                total, rel=1e-9
            ), part
        if category == "final_energy":
            assert fsum(found["electricity_kwh"] or 0.0 for found in organisation["lines"]) == pytest.approx(
                total, rel=1e-9
            )
            assert document["electricity_kwh"] == total
            continue
        assert fsum(values.get(category, 0.0) for values in organisation["by_stage"].values()) == pytest.approx(
            total, rel=1e-9
        )
        impacts = [found["impacts"][category] for found in organisation["lines"] if category in found["impacts"]]
        assert fsum(found["value"] for found in impacts) == pytest.approx(total, rel=1e-9)
        for impact in impacts:
            assert fsum(impact["stages"].values()) == pytest.approx(impact["value"], rel=1e-9)


@FAST
@given(inventories, st.sampled_from(DEPARTMENTS))
def test_shares_lie_between_zero_and_one(inventory: dict[str, Any], department: str) -> None:
    organisation = run(inventory, department=department)["organisation"]
    slack = 1 + 1e-12
    for found in organisation["coverage"].values():
        given = [share for share in found.values() if isinstance(share, float)]
        assert all(0 <= share <= slack for share in given)
        assert found["lines"] + found["lines_partial"] <= slack
        # shares of a footprint that nothing makes are not known
        assert (found["climate"] is None) == (found["climate_partial"] is None)
        assert (found["climate"] or 0.0) + (found["climate_partial"] or 0.0) <= slack
    shares = [
        found["climate_share"] for found in organisation["quality"].values() if found["climate_share"] is not None
    ]
    assert all(0 <= share <= slack for share in shares)
    assert fsum(shares) == pytest.approx(
        1.0 if organisation["totals"].get("climate_change", {}).get("value") else 0.0, rel=1e-9
    )
    assert sum(found["lines"] for found in organisation["quality"].values()) == len(organisation["lines"])


@FAST
@given(inventories, st.sampled_from(DEPARTMENTS))
def test_nothing_missing_is_a_zero(inventory: dict[str, Any], department: str) -> None:
    document = run(inventory, department=department)
    for found in document["organisation"]["lines"]:
        for category in document["organisation"]["coverage"]:
            impact = found["impacts"].get(category)
            if impact is None or impact["status"] != "complete":
                assert any(
                    found["id"] in gap["lines"] for gap in document["not_assessed"] if gap["category"] == category
                ), (found["id"], category)


@FAST
@given(inventories, st.floats(min_value=1, max_value=1e5))
def test_videoconference_hours_add_no_terminal(inventory: dict[str, Any], hours: float) -> None:
    added = {
        **inventory,
        "services": [*inventory["services"], {"id": "visio", "type": "videoconference", "quantity": hours}],
    }
    before, after = run(inventory), run(added)
    fixed = any(item["type"] == "line_fixed_year" for item in inventory["services"])
    wanted = (0.0 if fixed else 0.0129771) + 0.000236636 + 0.00136296 * FR_2025
    assert climate(after, "visio") == pytest.approx(hours * wanted, rel=1e-9)
    assert before["organisation"]["by_group"].get("workplace") == after["organisation"]["by_group"].get("workplace")
    assert [found for found in after["organisation"]["lines"] if found["id"] != "visio"] == before["organisation"][
        "lines"
    ]


@FAST
@given(st.integers(1, 5_000_000), st.sampled_from(("33", "2A", "971", "974", "976")))
def test_tiers_and_stages_sum_to_the_territory(people: int, department: str) -> None:
    territory_estimate = run({}, department=department, territory={"population": {"municipale": people}})[
        "territory_estimate"
    ]
    assert territory_estimate["totals"]["climate_change"]["value"] == pytest.approx(people * 434, rel=1e-9)
    for category, total in territory_estimate["totals"].items():
        if total["low"] is not None:
            assert total["low"] <= total["value"] <= total["high"]
        for parts in (territory_estimate["by_tier"], territory_estimate["by_stage"]):
            values = [of_part[category] for of_part in parts.values() if category in of_part]
            assert not values or fsum(values) == pytest.approx(total["value"], rel=1e-9), category


@FAST
@given(st.integers(1, 1_000_000), st.integers(1, 1_000_000))
def test_the_territory_is_never_added_to_the_organisation(people: int, homes: int) -> None:
    inventory = {"equipment": [{"id": "pc", "type": "laptop", "quantity": 3}]}
    alone = run(inventory)["organisation"]["totals"]
    estimated = run(inventory, territory={"population": {"municipale": people}, "households": homes})
    assert estimated["organisation"]["totals"] == alone
    rows = estimated["territory_estimate"]["by_household"]
    assert fsum(rows["by_origin"].values()) == pytest.approx(rows["totals"]["climate_change"]["value"], rel=1e-9)


@pytest.mark.parametrize("option", ["flux", "beges", "post_amortisation_zero", "numecoeval_reel"])
def test_options_of_the_organisation_do_not_silently_shrink_the_households(option: str) -> None:
    homes = {"households": 1000, "population": {"municipale": 2150}}
    plain = run({}, territory=homes)["territory_estimate"]["by_household"]["totals"]["climate_change"]["value"]
    document = run({}, territory=homes, method={"options": [option]})
    value = document["territory_estimate"]["by_household"]["totals"]["climate_change"]["value"]
    said = [
        gap
        for gap in document["not_assessed"]
        if "household" in gap["subject"] or any("household" in name for name in gap["lines"])
    ]
    assert value == pytest.approx(plain, rel=1e-9) or said


def charged(years_of_age: range, *options: str, **more: Any) -> float:
    """Return what one laptop, declared lifetime 5 years, is charged over successive inventories, in units of its factor."""
    bought = 2010
    return fsum(
        embodied(run({"equipment": [{"id": "pc", "type": "laptop", "quantity": 1, "lifetime_years": 5, **more}]} if "purchase_year" not in more
                     else {"equipment": [{"id": "pc", "type": "laptop", "quantity": 1, "lifetime_years": 5, "purchase_year": bought}]},
                     year=bought + age, method={"options": list(options)}))
        for age in years_of_age
    ) / LAPTOP_KG  # fmt: skip


KEPT = (3, 5, 8)


@pytest.mark.parametrize(("kept", "published"), list(zip(KEPT, (0.60, 1.00, 1.60), strict=True)))
def test_mass_balance_of_the_lifetime(kept: int, published: float) -> None:
    """F / L each year (method.md 2c): no purchase year."""
    assert charged(range(1, kept + 1)) == pytest.approx(published, abs=1e-9)
    assert published == pytest.approx(kept / 5)


@pytest.mark.parametrize(
    ("kept", "exact", "published"), [(3, 3 / 5, 0.60), (5, 1.0, 1.00), (8, 1 + 1 / 6 + 1 / 7 + 1 / 8, 1.43)]
)
def test_mass_balance_of_the_longest_of_lifetime_and_age(kept: int, exact: float, published: float) -> None:
    """F / max(L, age), ages 1 to n (method.md 2c)."""
    found = charged(range(1, kept + 1), purchase_year=True)
    assert found == pytest.approx(exact, rel=1e-9)
    assert found == pytest.approx(published, abs=0.005)


@pytest.mark.parametrize(("kept", "exact", "published"), [
    (3, 1 + 1 / 2 + 1 / 3, 1.83), (5, 1 + 1 / 2 + 1 / 3 + 1 / 4 + 1 / 5, 2.28), (8, fsum(1 / age for age in range(1, 9)), 2.72),
])  # fmt: skip
def test_mass_balance_of_numecoeval(kept: int, exact: float, published: float) -> None:
    """F / current age, ages 1 to n (method.md 2c): it charges more than the device."""
    found = charged(range(1, kept + 1), "numecoeval_reel", purchase_year=True)
    assert found == pytest.approx(exact, rel=1e-9)
    assert found == pytest.approx(published, abs=0.005)


@pytest.mark.parametrize(("kept", "published"), list(zip(KEPT, (0.60, 1.00, 1.00), strict=True)))
def test_mass_balance_of_the_writing_off(kept: int, published: float) -> None:
    """F / L, then 0: the inventories of 31 December from the year of purchase (age 0) on."""
    assert charged(range(kept), "post_amortisation_zero", purchase_year=True) == pytest.approx(published, abs=1e-9)


def test_mass_balance_of_purchases() -> None:
    """Purchases of the year: the whole factor once (method.md 2c)."""
    assert charged(range(8), "flux", purchase_year=True) == pytest.approx(1.0, abs=1e-9)


def test_lifetime_equal_to_real_use_conserves_mass() -> None:
    """F / real total life: 1.00 however long (method.md 2c)."""
    for kept in KEPT:
        inventory = {"equipment": [{"id": "pc", "type": "laptop", "quantity": 1, "lifetime_years": kept}]}
        assert kept * embodied(run(inventory)) == pytest.approx(LAPTOP_KG, rel=1e-9)
