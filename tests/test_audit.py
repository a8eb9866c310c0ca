"""The lifetime audit: observed years against those counted, with the arithmetic written out."""

from typing import Any

import pytest

from conftest import EXAMPLES
from snr_cli.api.assessing import assess_dossier
from snr_cli.api.catalogue import words_of
from snr_cli.api.checking import Wanted, check
from snr_cli.catalog.opened import shipped_tables
from snr_cli.engine.assess import assess
from snr_cli.inputs.dossier.exports import retirements
from snr_cli.model.dossier import Dossier, Retirement
from snr_cli.outputs.plan_table import audit_text
from snr_cli.plan.audit import AuditRow, audit, observed_lifetime

TABLES = shipped_tables()
LAPTOP_KG = 170 + 12.3 + 2.79  # factors/equipment/factors.csv, ADEME


def dossier(*lines: dict[str, Any], **sections: Any) -> Dossier:
    equipment = [{"id": f"e{number}", "type": "laptop", **line} for number, line in enumerate(lines)]
    data = {"snr": 1, "reference_year": 2025, "territory": {"name": "X"}, "equipment": equipment, **sections}
    return Dossier.model_validate(data)


def rows(found: Dossier, *retired: Retirement) -> tuple[AuditRow, ...]:
    return audit(found, assess(found, TABLES), TABLES, retired)


def near(value: float) -> Any:
    return pytest.approx(value, rel=1e-9, abs=1e-9)


def embodied(found: Dossier, name: str = "e0") -> float:
    line = next(line for line in assess(found, TABLES).organisation.lines if line.id == name)
    return sum(value for stage, value in line.stages("climate_change").items() if stage != "use")


def test_a_steady_fleet_kept_8_years_and_counted_5_weighs_60_percent_too_much() -> None:
    """method.md 2c: 800 laptops, 100 bought a year, so kept 8 years, and declared 5.

    Counted 800 × 185.09 / 5 = 29 614.4 kg a year; kept 8 years, 800 × 185.09 / 8 = 18 509 kg, which is also what the
    purchases of the year weigh (100 × 185.09). At stake: 11 105.4 kg a year, 60 % of what is true.
    """
    (row,) = rows(dossier({"quantity": 800, "lifetime_years": 5, "purchased_in_year": 100}))
    counted, true = 800 * LAPTOP_KG / 5, 800 * LAPTOP_KG / 8
    assert true == near(100 * LAPTOP_KG)
    assert (row.declared, row.observed, row.evidence) == (5, 8, "purchases")
    assert row.kg_at_stake == near(counted - true) == near(11105.4)
    assert row.kg_at_stake / true == near(0.6)
    assert (row.beyond, row.proved, row.unamortised_kg) == (True, True, 0)


def test_a_fleet_renewed_too_soon_leaves_a_remainder() -> None:
    """100 laptops counted 5 years, 40 bought a year: kept 2.5 years; each leaves half of itself when it goes."""
    (row,) = rows(dossier({"quantity": 100, "lifetime_years": 5, "purchased_in_year": 40}))
    assert row.observed == 2.5
    assert row.unamortised_kg == near(40 * LAPTOP_KG * (1 - 2.5 / 5))
    assert row.kg_at_stake == near(100 * LAPTOP_KG * (1 / 5 - 1 / 2.5)) == near(-row.unamortised_kg)


def test_purchases_by_year_are_a_mean() -> None:
    purchases = [{"year": year, "units": {"laptop": bought}} for year, bought in ((2023, 90), (2024, 110), (2025, 100))]
    purchases += [{"year": 2025, "category": "autre", "units": {"laptop": 20}}]  # another category of the same year
    purchases += [{"year": 2019, "units": {"laptop": 999}}, {"year": 2026, "units": {"laptop": 999}}]
    (row,) = rows(dossier({"quantity": 320}, {"quantity": 320}, purchases=purchases))
    assert (row.units, row.seen, row.years) == (640, near(320 / 3), (2023, 2024, 2025))
    assert row.observed == near(6)
    assert row.statuses == ("default",)


def test_a_year_without_purchases_takes_what_every_line_says_of_it() -> None:
    """40 in 2023 and in 2024; the 100 of 2025 stand in the lines: 60 a year, 300 laptops kept 5 years. One line alone
    does not say the year, and what purchases say of a year is not said again."""
    before = [{"year": year, "units": {"laptop": 40}} for year in (2023, 2024)]
    bought, silent = {"quantity": 300, "purchased_in_year": 100}, {"quantity": 20}
    (row,) = rows(dossier(bought, purchases=before))
    assert (row.seen, row.years, row.observed) == (near(60), (2023, 2024, 2025), near(5))
    (row,) = rows(dossier(bought, silent, purchases=before))
    assert (row.seen, row.years, row.observed) == (near(40), (2023, 2024), near(320 / 40))
    (row,) = rows(dossier(bought, purchases=[*before, {"year": 2025, "units": {"laptop": 70}}]))
    assert (row.seen, row.years, row.observed) == (near(50), (2023, 2024, 2025), near(6))


def test_the_lines_that_account_for_all_purchases_are_those_renewed() -> None:
    """58 tablets bought in one go do not count among those that 36 purchases a year renew."""
    lines = (
        {"type": "tablet", "quantity": 180, "lifetime_years": 5, "purchased_in_year": 36},
        {"type": "tablet", "quantity": 58, "lifetime_years": 5, "purchase_year": 2021},
    )
    purchases = [{"year": year, "units": {"tablet": 36}} for year in (2024, 2025)]
    (row,) = rows(dossier(*lines, purchases=purchases))
    assert (row.lines, row.observed, row.beyond) == (("e0",), 5, False)


def test_the_years_counted_are_the_mean_that_keeps_renewals() -> None:
    """60 devices over 3 years and 60 over 6: 20 + 10 renewals a year for 120 devices, 4 years."""
    lines = ({"quantity": 60, "lifetime_years": 3}, {"quantity": 60, "lifetime_years": 6})
    (row,) = rows(dossier(*lines, purchases=[{"year": 2025, "units": {"laptop": 30}}]))
    assert (row.declared, row.observed) == (near(4), near(4))
    assert row.kg_at_stake == near(0)


def test_ages_in_an_inventory() -> None:
    """In use: 40 laptops of each year from 2018 to 2025, so a mean age of 4 years and a life of 8."""
    lines = [{"quantity": 40, "purchase_year": year} for year in range(2018, 2026)]
    (row,) = rows(dossier(*lines))
    assert (row.evidence, row.observed, row.seen) == ("ages", near(8), 320)
    assert row.kg_at_stake is not None


@pytest.mark.parametrize(
    "lines",
    [
        [{"quantity": 300, "purchase_year": 2023}, {"quantity": 10, "purchase_year": 2025}],  # one go
        [{"quantity": 100, "purchase_year": year} for year in (2024, 2025)],  # two years
        [*({"quantity": 40, "purchase_year": year} for year in range(2018, 2026)), {"quantity": 100}],  # not dated
        [{"quantity": 100}],
        [{"quantity": 100, "ownership": "byod", "purchased_in_year": 10}],
        [{"quantity": 100, "state": "stored", "purchased_in_year": 10}],
        [{"quantity": 0, "purchased_in_year": 10}],
        [],
    ],
)
def test_what_shows_nothing_has_no_row(lines: list[dict[str, Any]]) -> None:
    assert rows(dossier(*lines)) == ()


def test_retirements_of_an_inventory() -> None:
    retired = (
        Retirement("laptop", 2025, 3, 10),
        Retirement("laptop", 2024, 9, 20),
        Retirement("laptop", 2019, 1, 500),  # another time
        Retirement("monitor", 2025, 1, 500),  # another type
    )
    (row,) = rows(dossier({"quantity": 500, "lifetime_years": 5}), *retired)
    assert (row.evidence, row.observed, row.seen, row.years) == ("retirements", 7, 30, (2024, 2025))
    # the ten of the year that went two years early
    assert row.unamortised_kg == near(10 * LAPTOP_KG * (1 - 3 / 5))
    assert (row.beyond, row.proved) == (True, True)


def test_few_devices_prove_nothing() -> None:
    (row,) = rows(dossier({"quantity": 20, "lifetime_years": 5, "purchased_in_year": 1}))
    assert (row.observed, row.enough, row.beyond) == (20, False, False)


def test_a_fleet_that_is_not_renewed() -> None:
    (row,) = rows(dossier({"quantity": 200, "lifetime_years": 5, "purchased_in_year": 0}))
    assert (row.observed, row.kg_at_stake, row.beyond, row.proved) == (None, None, True, True)
    assert observed_lifetime(10, 0) is None


def test_the_age_at_retirement_of_the_whole_fleet() -> None:
    """100 laptops over 5 years and 100 screens over 8: 20 + 12.5 a year, 6.15 years on average; seen at 8."""
    found = dossier(
        {"quantity": 100, "lifetime_years": 5, "kwh_per_year": 0},
        {"quantity": 100, "lifetime_years": 8, "type": "monitor", "kwh_per_year": 0},
        end_of_use=[{"year": 2024, "mean_age_years": 7.5}, {"year": 2025, "mean_age_years": 8.5}],
    )
    (row,) = rows(found)
    assert (row.type, row.evidence, row.observed, row.declared) == ("", "fleet", 8, near(200 / 32.5))
    whole = embodied(found) + embodied(found, "e1")
    assert row.kg_at_stake == near(whole * (1 - (200 / 32.5) / 8))
    assert row.beyond


LIVES = [
    {},
    {"refurbished_share": 0.5, "upstream_years": 3},
    {"refurbished_share": 0.5, "upstream_years": 3, "upstream_source": "S"},
    {"reuse_rate": 0.4, "total_lifetime_years": 9, "reuse_source": "S", "purchase_year": 2017},
    {"reuse_rate": 0.4, "total_lifetime_years": 9, "reuse_source": "S", "purchase_year": 2013},
    {"refurbished_share": 0.5, "upstream_years": 3, "upstream_source": "S", "purchase_year": 2015},
    {"reuse_rate": 0.4, "total_lifetime_years": 9, "reuse_source": "S"},
    {"refurbished_share": 0.5, "upstream_years": 3, "reuse_rate": 0.4, "total_lifetime_years": 9, "reuse_source": "S"},
    {"purchase_year": 2015},
    {"purchase_year": 2023, "ownership": "cope"},
]


@pytest.mark.parametrize("life", LIVES)
@pytest.mark.parametrize("bought", [80, 50, 36])
def test_the_kilograms_are_those_of_the_engine(life: dict[str, Any], bought: float) -> None:
    """What is at stake is the difference of two assessments, whatever life the devices have before and after."""
    line = {"quantity": 400, "lifetime_years": 6, "purchased_in_year": bought, **life}
    (row,) = rows(dossier(line))
    assert row.kg_at_stake == near(
        embodied(dossier(line)) - embodied(dossier({**line, "lifetime_years": 400 / bought}))
    )


@pytest.mark.parametrize("option", ["flux", "beges", "post_amortisation_zero", "numecoeval_reel"])
def test_options_that_do_not_spread_over_the_lifetime_have_no_stake(option: str) -> None:
    line = {
        "quantity": 400,
        "lifetime_years": 5,
        "purchased_in_year": 50,
        "purchase_year": 2020,
        "depreciation_years": 4,
    }
    (row,) = rows(dossier(line, method={"options": [option]}))
    assert (row.declared, row.observed, row.kg_at_stake, row.unamortised_kg) == (5, 8, None, 0)


def test_valmont_keeps_its_fleet_as_long_as_it_says() -> None:
    assessed = assess_dossier(str(EXAMPLES / "valmont"), TABLES)
    every = audit(assessed.dossier, assessed.result, TABLES, retirements(assessed.imported))
    assert {row.type for row in every if row.beyond} == {"printer_laser"}
    text = audit_text(every, TABLES, width=80, color=False)
    assert max(map(len, text.splitlines())) <= 80
    assert "Imprimante laser" in text
    assert "Rien à observer" in audit_text((), TABLES, width=80, color=False)


def test_retired_rows_of_an_inventory_are_heard_by_the_audit_and_the_check(tmp_path: Any) -> None:
    """30 laptops bought in 2016 and retired in 2025: nine years, when the dossier counts five."""
    head = "Nom;Type;Statut;Date d'achat;Date de réforme\n"
    used = "".join(f"A{number};Ordinateur portable;En service;2023-01-10;\n" for number in range(200))
    gone = "".join(f"B{number};Ordinateur portable;Réformé;2016-01-10;2025-01-10\n" for number in range(30))
    (tmp_path / "parc.csv").write_text(head + used + gone, encoding="utf-8")
    (tmp_path / "territory.yaml").write_text(
        "snr: 1\nreference_year: 2025\nterritory: {name: X}\nmethod: {lifetimes: {laptop: {years: 5, source: S}}}\n"
        "equipment:\n- {id: parc, from: parc.csv}\n",
        encoding="utf-8",
    )
    assessed = assess_dossier(str(tmp_path), TABLES)
    (row,) = audit(assessed.dossier, assessed.result, TABLES, retirements(assessed.imported))
    assert (row.evidence, row.seen) == ("retirements", 30)
    assert row.observed == pytest.approx(9, abs=0.1)
    report = check([str(tmp_path)], words_of(TABLES), TABLES, Wanted(select=("SNR412",))).report
    assert [finding.code for finding in report.findings] == ["SNR412"]
