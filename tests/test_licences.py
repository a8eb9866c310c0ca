"""What each licence leaves of the factors, what takes the place of an electricity mix, and the tables that docs show of it."""

import pytest

from snr_cli.catalog.catalog import Catalog, closed_sources
from snr_cli.catalog.edition import edition
from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.records import Factor
from snr_cli.catalog.tables import ELECTRICITY, EQUIPMENT, SERVICES
from snr_cli.engine.assess import assess
from snr_cli.french.words.terms import FACTOR_LICENCES, REDISTRIBUTIONS
from snr_cli.model.dossier import Dossier, Factors
from snr_cli.outputs.assessment_json import rows_of
from snr_cli.outputs.explanation import factor_lines
from stale import hold

FACTORS = shipped_tables()
Key = tuple[str, ...]


def dropped_with_open_rows(table: str) -> dict[Key, list[Factor]]:
    """Return the keys whose default rows `open` leaves out, all of them, and the rows that it keeps there."""
    closed = closed_sources(FACTORS, "open")
    found: dict[Key, list[Factor]] = {}
    for row in FACTORS.factors(table):
        key = (row.subject, row.category, *((row.stage, row.place) if table == SERVICES else ()))
        found.setdefault(key, []).append(row)
    return {
        key: kept
        for key, rows in found.items()
        if {row.source for row in rows if row.is_default} <= closed
        and any(row.is_default for row in rows)
        and (kept := [row for row in rows if row.source not in closed])
    }


def test_electricity_falls_back_on_the_newest_open_row_but_for_families_that_cannot_be_added() -> None:
    found = dropped_with_open_rows(ELECTRICITY)
    assert len(found) == 28
    radiation = {key for key in found if key[1] == "ionising_radiation"}
    assert len(radiation) == 13
    catalog = Catalog(FACTORS, "ademe", "open", Factors(), [], [])
    for (place, category), rows in found.items():
        chosen = catalog.electricity(place, category, 2025)
        if (place, category) in radiation:
            assert chosen is None
        else:
            assert chosen is not None and chosen[0].fallback
            assert chosen[0].row == max(rows, key=lambda row: row.year).row


def test_every_row_that_takes_a_place_is_of_the_same_scope() -> None:
    """Electricity alone falls back: elsewhere no open row stands unused, or it measures another thing."""
    scopes = {row: cells["scope"] for row, cells in FACTORS.rows(ELECTRICITY)}
    assert all(
        scopes[row.row].startswith("lifecycle") for rows in dropped_with_open_rows(ELECTRICITY).values() for row in rows
    )
    assert not dropped_with_open_rows(EQUIPMENT)
    ((key, (other,)),) = dropped_with_open_rows(SERVICES).items()
    assert key[:2] == ("storage_tb_year", "climate_change")
    holds = {row: cells["includes"] for row, cells in FACTORS.rows(SERVICES, ["storage_tb_year"])}
    assert "too low for storage" in holds[other.row]


def test_nothing_takes_the_place_of_a_default_that_is_there() -> None:
    catalog = Catalog(FACTORS, "ademe", "all", Factors(), [], [])
    for row in FACTORS.factors(ELECTRICITY):
        chosen = catalog.electricity(row.subject, row.category, 2025)
        assert chosen is None or not chosen[0].fallback


def dossier(licence: str, **sections: object) -> Dossier:
    return Dossier.model_validate(
        {
            "snr": 1,
            "reference_year": 2025,
            "territory": {"name": "X", "department": "33"},
            "equipment": [{"id": "p", "type": "laptop", "quantity": 10}],
            "method": {"factors_licence": licence},
        }
        | sections
    )


def test_what_takes_a_place_is_said_and_computed_again_from_a_kept_result() -> None:
    asked = dossier("open")
    result = assess(asked, FACTORS)
    said = [notice for notice in result.notices if notice.code == "open_fallback"]
    assert [(notice.subject, dict(notice.values)["source"]) for notice in said] == [("FR", "D4B_DATA_ELEC")]
    (line,) = result.organisation.lines
    taken = next(term.factor for term in line.recipe.terms if term.category == "acidification" and term.stage == "use")
    assert any("à la place" in text for text in factor_lines(taken, FACTORS))
    kept = rows_of(asked, result, FACTORS)
    again = assess(asked, edition(FACTORS, {name: [kept] for name in kept}))
    assert again.organisation.totals == result.organisation.totals
    assert not any(notice.code == "open_fallback" for notice in assess(dossier("all"), FACTORS).notices)


@pytest.mark.parametrize("licence", FACTOR_LICENCES)
def test_each_licence_keeps_the_sources_of_its_classes(licence: str) -> None:
    left = {FACTORS.sources[name].redistribution for name in closed_sources(FACTORS, licence)}
    assert (
        left
        == set(REDISTRIBUTIONS)
        - {
            "all": set(REDISTRIBUTIONS),
            "open": {"yes", "contested"},
            "strict": {"yes"},
        }[licence]
    )
    used = assess(dossier(licence), FACTORS).sources
    assert not set(used) & closed_sources(FACTORS, licence)
    assert ("D4B_DATA" in used) is (licence != "strict")


def test_hosted_storage_without_a_factor_is_not_nothing() -> None:
    """Its closed factor left, hosted storage was said to weigh 0 kg beside the arrays."""
    found = dossier(
        "open",
        equipment=[{"id": "b", "type": "server_hdd_storage", "quantity": 1}],
        services=[{"id": "s", "type": "storage_tb_year", "quantity": 1}],
    )
    (said,) = (notice for notice in assess(found, FACTORS).notices if notice.code == "storage_two_methods")
    assert dict(said.values)["hosted"] is None


def test_the_table_of_reasons_is_that_of_the_sources() -> None:
    hold("factors")


@pytest.mark.slow
def test_the_tables_of_the_method_are_computed() -> None:
    hold("method")
