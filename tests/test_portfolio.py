"""`snr portfolio`: a row for each dossier, whatever is wrong with the others; figures compared among like bodies only."""

import json
import statistics
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from conftest import EXAMPLES, ROOT
from in_process import snr
from snr_cli import survey_portfolio
from snr_cli.portfolio.comparing import compared
from snr_cli.portfolio.reading import row_from
from snr_cli.portfolio.state import DataState, DossierState, FootprintState, MethodState
from snr_cli.portfolio.summary import gathered
from snr_cli.writers.portfolio_json import portfolio_json, row_of

SCHEMA = ROOT / "docs" / "schemas" / "portfolio.schema.json"
DOSSIER = """snr: 1
reference_year: 2025
territory: {{name: "{name}", kind: commune, department: '33', population: {{totale: 12000, municipale: 11900}}}}
equipment:
  - {{id: l1, type: laptop, quantity: {quantity}, lifetime_years: 4}}
"""


def write(folder: Path, name: str = "Commune", quantity: int = 10) -> Path:
    """Write a small dossier."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "territory.yaml"
    path.write_text(DOSSIER.format(name=name, quantity=quantity), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three dossiers, one in error, one that cannot be decoded."""
    root = tmp_path_factory.mktemp("portfolio")
    write(root / "a", "Alpha")
    write(root / "b", "=cmd()", 20)
    (root / "c").mkdir()
    (root / "c" / "territory.yaml").write_text("snr: 1\nterritory: {name: Gamma, siren: '2'}\n", encoding="utf-8")
    (root / "d").mkdir()
    (root / "d" / "territory.yaml").write_bytes("snr: 1 # \xe9t\xe9".encode("latin-1"))
    return root


def test_a_broken_dossier_is_a_row_and_hides_no_other(several: Path) -> None:
    done = snr("portfolio", several, "--format", "json")
    assert done.returncode == 1
    found = json.loads(done.stdout)
    jsonschema.Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(found)
    rows = found["dossiers"]
    assert [each["status"] for each in rows] == ["assessed", "assessed", "broken", "unreadable"]
    assert rows[2]["name"] == "Gamma" and rows[2]["mistakes"][0]["code"].startswith("SNR2")
    assert rows[2]["organisation"] is None and rows[2]["decree"] is None
    assert "UTF-8" in rows[3]["mistakes"][0]["message"]
    assert found["summary"] | {"newest_year": 0} == {
        "assessed": 2, "broken": 1, "unreadable": 1, "due": 0, "in_order": 0, "newest_year": 0
    }  # fmt: skip
    assert found["comparisons"]["excluded"][rows[2]["path"]] == "dossier en erreur"


def test_what_the_row_says_is_what_the_other_commands_say() -> None:
    """Nothing is computed twice: figures, counts, duties are those of assess, check and plan."""
    valmont = EXAMPLES / "valmont"
    row = json.loads(snr("portfolio", valmont, "--format", "json").stdout)["dossiers"][0]
    result = json.loads(snr("assess", valmont, "--format", "json").stdout)
    total = result["organisation"]["totals"]["climate_change"]
    assert [row["organisation"][key] for key in ("kg", "low", "high")] == [
        total[key] for key in ("value", "low", "high")
    ]
    assert row["electricity"]["kwh"] == result["electricity_kwh"]
    assert row["territory"]["kg"] == result["territory_estimate"]["totals"]["climate_change"]["value"]
    assert row["figures"]["kgCO2e_per_agent"] == result["organisation"]["ratios"]["kgCO2e_per_agent"]
    counts = json.loads(snr("check", valmont, "--format", "json").stdout)["summary"]
    assert row["counts"] == counts
    said = snr("check", valmont, "--summary").stdout
    assert all(f"{each['code']}  {each['answer']}" in said for each in row["decree"]["duties"])
    plan = json.loads(snr("plan", valmont, "--format", "json").stdout)
    assert [each["verdict"] for each in row["objectives"]] == [each["reach"] for each in plan["objectives"]]


def test_a_row_is_read_again_as_it_was(several: Path) -> None:
    portfolio = survey_portfolio(several, EXAMPLES / "valmont", sirens=["243300316"], year=2025)
    again = gathered(row_from(json.dumps(row_of(each))) for each in portfolio.states)
    assert portfolio_json(again) == portfolio_json(portfolio)
    assert [row_of(each) for each in again.states] == [row_of(each) for each in portfolio.states]


@pytest.mark.parametrize(
    "more",
    [
        '"agents": "3"',
        '"figures": {"x": 1e400}',
        '"electricity": {"kwh": 1e400, "is_total": true}',
        '"x": 1',
        '"status": 1',
    ],
)
def test_what_is_no_row_is_refused(more: str) -> None:
    with pytest.raises(ValueError):
        row_from(f'{{"path": "a", "name": "b", "status": "assessed", {more}}}')


def body(rank: int, **more: Any) -> DossierState:
    """Return a body that compares with the others."""
    whole = FootprintState(1000.0 * rank, 900.0, 1100.0, True, "complete", 1.0, "", (), 0)
    method = MethodState("rcp-si", "1", (), "ademe", "all", "0" * 64, (), "FR")
    data = DataState(0.0, 0, (), (), None, False)
    given = {
        "kind": "commune", "size": "from_10000", "reference_year": 2025, "organisation": whole, "territory": whole,
        "method": method, "data": data, "figures": {"kgCO2e_per_agent": float(rank)},
    }  # fmt: skip
    return DossierState(f"d{rank}", f"D{rank}", "assessed", **{**given, **more})


def test_quartiles_are_of_five_like_bodies_at_least() -> None:
    (few,) = compared([body(rank) for rank in range(1, 5)]).groups
    assert few.said == "trop peu de collectivités comparables : 4"
    assert few.spreads[0].median is None
    (enough,) = compared([body(rank) for rank in (5, 1, 2, 9, 3)]).groups
    expected = statistics.quantiles([1.0, 2.0, 3.0, 5.0, 9.0], n=4, method="inclusive")
    assert [enough.spreads[0].first, enough.spreads[0].median, enough.spreads[0].third] == expected == [2.0, 3.0, 5.0]
    assert enough.said == ""


def test_each_body_that_compares_with_none_says_why() -> None:
    like = body(1)
    assert like.method is not None and like.data is not None and like.organisation is not None
    from dataclasses import replace

    apart = {
        "total partiel": body(
            2, organisation=replace(like.organisation, is_total=False, partial="partiel : 40 % de moins")
        ),
        "périmètre partiel, sans : Écoles": body(4, data=replace(like.data, left_out=("Écoles",))),
        "facteurs propres au dossier : laptop": body(5, method=replace(like.method, overrides=("laptop",))),
        "estimée d’après les effectifs": body(6, data=replace(like.data, estimated=0.1)),
        "nature ou population inconnue": body(7, size=""),
        "organisation non évaluée": body(8, organisation=replace(like.organisation, kg=None)),
    }
    found = compared(apart.values())
    assert found.groups == ()
    assert all(words in found.excluded[state.path] for words, state in apart.items())
    other = {
        "options": body(2, method=replace(like.method, options=("flux",))),
        "set": body(3, method=replace(like.method, factor_set="ecodiag")),
        "edition": body(4, method=replace(like.method, factors_sha256="1" * 64)),
        "place": body(5, method=replace(like.method, place="RE")),
        "size": body(6, size="from_50000"),
        "kind": body(7, kind="metropole"),
        "year": body(8, reference_year=2024),
        "fictitious": body(9, data=replace(like.data, fictitious=True)),
        "perimeter": body(10, data=replace(like.data, missing_groups=("téléphonie",))),
    }
    assert len(compared([like, *other.values()]).groups) == 1 + len(other)


def test_quantities_compare_whatever_the_method_and_the_perimeter() -> None:
    """Devices per agent: no factor enters them; a head count that they were estimated from does."""
    from dataclasses import replace

    like = body(1)
    assert like.method is not None and like.data is not None
    figures = {"devices_per_agent": 2.0}
    sets = ("ademe", "ecodiag", "declarations", "ademe", "ecodiag")
    states = [
        body(rank, figures=figures, method=replace(like.method, factor_set=name)) for rank, name in enumerate(sets)
    ]
    states[0] = replace(states[0], data=replace(like.data, missing_groups=("téléphonie",)))
    (group,) = compared(states).groups
    assert not group.key.method and not group.said and [each.figure for each in group.spreads] == ["devices_per_agent"]
    estimated = replace(states[0], data=replace(like.data, estimated=0.2))
    (fewer,) = compared([estimated, *states[1:]]).groups
    assert fewer.said == "trop peu de collectivités comparables : 4"


def test_two_dossiers_of_one_siren_are_told_and_one_listed_twice_is_one(tmp_path: Path) -> None:
    for name in ("a", "b"):
        path = write(tmp_path / name)
        path.write_text(
            path.read_text(encoding="utf-8").replace("kind:", "siren: '243300316', kind:"), encoding="utf-8"
        )
    (tmp_path / "link").symlink_to(tmp_path / "a" / "territory.yaml")
    done = snr("portfolio", tmp_path, tmp_path / "a", tmp_path / "link", "--format", "json")
    rows = json.loads(done.stdout)["dossiers"]
    assert len(rows) == 2
    assert "même SIREN que" in rows[0]["remarks"][0]


def test_tables_hold_no_formula(several: Path, tmp_path: Path) -> None:
    done = snr("portfolio", several, "--format", "csv")
    assert "'=cmd()" in done.stdout and ",=cmd" not in done.stdout
    assert snr("portfolio", several, "--format", "xlsx", "-o", tmp_path / "p.xlsx").returncode == 1
    assert (tmp_path / "p.xlsx").stat().st_size > 5000


def test_nothing_to_survey_is_a_mistake_of_the_command(tmp_path: Path) -> None:
    assert snr("portfolio").returncode == 2
    done = snr("portfolio", tmp_path)
    assert done.returncode == 2 and "aucun dossier ici" in done.stderr
    done = snr("portfolio", "--siren", "000000001", "--year", "2025")
    assert done.returncode == 2 and "absent de la table" in done.stderr
