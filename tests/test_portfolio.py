"""`snr portfolio`: a row for each dossier, whatever is wrong with the others; figures compared among like bodies only."""

import csv
import io
import json
import os
import shutil
import statistics
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from conftest import EXAMPLES, ROOT
from in_process import snr
from snr_cli import check_dossiers, survey_portfolio
from snr_cli.observatory.memory import row_from
from snr_cli.observatory.portfolio_json import portfolio_json, row_of
from snr_cli.observatory.state import DataState, DecreeState, DossierState, FootprintState, MethodState
from snr_cli.observatory.summary import compared, gathered
from snr_cli.observatory.tables import portfolio_screen

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
    os.utime(path, (1e9, 1e9))  # a file that changes while it is read is not kept
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
    assert [row["status"] for row in rows] == ["assessed", "assessed", "broken", "unreadable"]
    assert rows[2]["name"] == "Gamma" and rows[2]["mistakes"][0]["code"].startswith("SNR2")
    assert rows[2]["organisation"] is None and rows[2]["decree"] is None
    assert "UTF-8" in rows[3]["mistakes"][0]["message"]
    assert found["summary"] | {"newest_year": 0} == {
        "authorities": 4, "assessed": 2, "broken": 1, "unreadable": 1, "no_dossier": 0, "due": 0, "in_order": 0, "newest_year": 0
    }  # fmt: skip
    assert found["comparisons"]["excluded"][rows[2]["path"]] == "dossier en erreur"


@pytest.mark.parametrize("example", ["minimal", pytest.param("valmont", marks=pytest.mark.slow)])
def test_what_the_row_says_is_what_the_other_commands_say(example: str) -> None:
    """Nothing is computed twice: figures, counts, duties are those of assess, check and plan."""
    valmont = EXAMPLES / example
    row = json.loads(snr("portfolio", valmont, "--format", "json").stdout)["dossiers"][0]
    result = json.loads(snr("assess", valmont, "--format", "json").stdout)
    total = result["organisation"]["totals"]["climate_change"]
    assert [row["organisation"][key] for key in ("kg", "low", "high")] == [
        total[key] for key in ("value", "low", "high")
    ]
    assert row["electricity"]["kwh"] == result["electricity_kwh"]
    own = ["Capteur de présence", "Bornes des accueils et des maisons France services"] if example == "valmont" else []
    assert row["method"]["overrides"] == own, "in French: types of the dossier by their lines"
    assert row["territory"]["kg"] == result["territory_estimate"]["totals"]["climate_change"]["value"]
    by_agent = result["organisation"]["ratios"]["kgCO2e_per_agent"]
    assert row["figures"]["kgCO2e_per_agent"] == pytest.approx(by_agent * (1 - row["organisation"]["spending"]))
    counts = json.loads(snr("check", valmont, "--format", "json").stdout)["summary"]
    assert row["counts"] == counts
    said = snr("check", valmont, "--format", "summary").stdout
    assert all(f"{duty['code']}  {duty['answer']}" in said for duty in row["decree"]["duties"])
    plan = json.loads(snr("plan", valmont, "--format", "json").stdout)
    assert [objective["verdict"] for objective in row["objectives"]] == [
        objective["verdict"] for objective in plan["objectives"]
    ]


def test_a_row_is_read_again_as_it_was(several: Path) -> None:
    portfolio = survey_portfolio(several, EXAMPLES / "minimal", sirens=["243300316"], year=2025)
    again = gathered(row_from(json.dumps(row_of(state))) for state in portfolio.states)
    assert portfolio_json(again) == portfolio_json(portfolio)
    assert [row_of(state) for state in again.states] == [row_of(state) for state in portfolio.states]


@pytest.mark.parametrize(
    "more",
    [
        '"agents": "3"',
        '"figures": {"x": 1e400}',
        '"electricity": {"kwh": 1e400, "is_total": true, "coverage": "whole"}',
        '"x": 1',
        '"status": 1',
        '"kind": "x\\"><script>"',
        '"size": "zzz"',
        '"figures": {"zzz": 1.0}',
    ],
)
def test_what_is_no_row_is_refused(more: str) -> None:
    with pytest.raises(ValueError):
        row_from(f'{{"path": "a", "name": "b", "status": "assessed", {more}}}')


def body(rank: int, **more: Any) -> DossierState:
    """Return a body that compares with the others."""
    whole = FootprintState(1000.0 * rank, 900.0, 1100.0, True, "whole", 1.0, "", (), 0)
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
    assert few.spreads[0].quartiles is None
    (enough,) = compared([body(rank) for rank in (5, 1, 2, 9, 3)]).groups
    expected = statistics.quantiles([1.0, 2.0, 3.0, 5.0, 9.0], n=4, method="inclusive")
    assert list(enough.spreads[0].quartiles or ()) == expected == [2.0, 3.0, 5.0]
    assert enough.said == ""


def test_each_body_that_compares_with_none_says_why() -> None:
    like = body(1)
    assert like.method is not None and like.data is not None and like.organisation is not None
    from dataclasses import replace

    apart = {
        "total partiel": body(
            2, organisation=replace(like.organisation, is_total=False, partial="partiel : 40 % de moins")
        ),
        "périmètre partiel, sans : Écoles": body(4, data=replace(like.data, excluded=("Écoles",))),
        "équipements mutualisés pour d’autres": body(9, data=replace(like.data, shared=1)),
        "équipements personnels ou mixtes": body(3, data=replace(like.data, personal=2)),
        "facteurs propres au dossier : laptop": body(5, method=replace(like.method, overrides=("laptop",))),
        "estimée d’après les effectifs": body(6, data=replace(like.data, estimated=0.1)),
        "nature ou population inconnue": body(7, size=""),
        "organisation non évaluée": body(8, organisation=replace(like.organisation, kg=None)),
    }
    comparisons = compared(apart.values())
    assert comparisons.groups == ()
    assert all(words in comparisons.excluded[state.path] for words, state in apart.items())
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


def test_quantities_compare_whatever_the_method_on_one_perimeter() -> None:
    """Devices per agent: no factor enters them; a head count that they were estimated from does."""
    from dataclasses import replace

    like = body(1)
    assert like.method is not None and like.data is not None
    figures = {"devices_per_agent": 2.0}
    sets = ("ademe", "ecodiag", "declarations", "ademe", "ecodiag")
    states = [
        body(rank, figures=figures, method=replace(like.method, factor_set=name)) for rank, name in enumerate(sets)
    ]
    (group,) = compared(states).groups
    assert (
        not group.key.method and not group.said and [spread.figure for spread in group.spreads] == ["devices_per_agent"]
    )
    estimated = replace(states[0], data=replace(like.data, estimated=0.2))
    (fewer,) = compared([estimated, *states[1:]]).groups
    assert fewer.said == "trop peu de collectivités comparables : 4"
    without = replace(states[0], data=replace(like.data, missing_groups=("téléphonie",)))
    assert {len(like_group.paths) for like_group in compared([without, *states[1:]]).groups} == {4, 1}, (
        "it has fewer devices to count"
    )


def test_what_is_left_out_or_of_personal_use_sets_apart(tmp_path: Path) -> None:
    """Twenty schools left out, or laptops of which 57 % count, would move the median of the others; their quantities, the schools only."""
    more = {
        "a": "exclusions: [{what: les vingt écoles, why: parc du syndicat, group: workplace, share: 70 %}]\n",
        "b": "",
        "d": "shared: [{line: l1, key: agents}]\n",
        "c": "exclusions: [{what: claviers, why: non suivis}]\n",
        "e": "exclusions: [{what: claviers et souris, why: non suivis, group: workplace, share: 2 %}]\n",
        "h": "exclusions: [{what: 'Claviers, souris et chargeurs', why: non suivis, group: workplace}]\n",
        "f": "exclusions: [{what: salle de serveurs, why: tout est hébergé, group: datacentre, absent: true}]\n",
        "g": "  - {id: l2, type: smartphone, quantity: 1, ownership: byod}\n",
    }
    for name, text in more.items():
        path = write(tmp_path / name)
        agents = "kind: commune, agents: {total: 12, equipped: 10}"
        kept = path.read_text(encoding="utf-8").replace("kind: commune", agents)
        if name == "b":
            kept = kept.replace("lifetime_years: 4", "ownership: byod")
        path.write_text(kept + text, encoding="utf-8")
    portfolio = survey_portfolio(tmp_path)
    assert [(state.data.excluded, state.data.personal, state.data.shared) for state in portfolio.states if state.data] == [
        (("les vingt écoles",), 0, 0), ((), 1, 0), ((), 0, 0), ((), 0, 1), *[((), 0, 0)] * 4
    ]  # fmt: skip
    whole, personal, plain, pooled, *slight = (state.path for state in portfolio.states)
    assert "sans : les vingt écoles" in portfolio.comparisons.excluded[whole]
    assert "équipements personnels ou mixtes" in portfolio.comparisons.excluded[personal]
    assert "mutualisés" in portfolio.comparisons.excluded[pooled]
    assert not {plain, *slight} & portfolio.comparisons.excluded.keys(), (
        "none of these moves a median more than its interval"
    )
    (quantities,) = (group for group in portfolio.comparisons.groups if not group.key.method and plain in group.paths)
    assert set(quantities.paths) == {personal, plain, slight[0], slight[3]}  # the third has telephones


def test_what_is_said_absent_and_is_counted_is_told(tmp_path: Path) -> None:
    """RCP-08: a group that there is none of has no line, and no share."""
    path = write(tmp_path / "d")
    text = path.read_text(encoding="utf-8")
    for more, said in (
        ("group: workplace, absent: true", "en compte des lignes"),
        ("group: datacentre, absent: true, share: 10 %", "lui donne une part"),
        ("group: datacentre, absent: true", ""),
    ):
        path.write_text(
            f"{text}exclusions: [{{what: Salle, why: tout est hébergé ailleurs, {more}}}]\n", encoding="utf-8"
        )
        found = [finding.message for finding in check_dossiers(path, select=("RCP-08",)).report.findings]
        assert bool(said) == any("sans objet" in message for message in found), found
        assert all(said in message for message in found if "sans objet" in message)


def test_a_dossier_in_error_keeps_who_it_is_where_that_can_be_told(tmp_path: Path) -> None:
    """Filters by kind and by size keep it; counts say that it is not judged."""
    head = "snr: 1\nreference_year: 2025\nx: 1\nterritory: "
    given = {
        "a": "{name: Beauvais, siren: '243300316', kind: commune, population: {totale: 12000}}",
        "b": "{siren: '243300316'}",
        "c": "{name: [1], siren: 243300316, kind: village, population: 12}",
    }
    for name, territory in given.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "territory.yaml").write_text(f"{head}{territory}\n", encoding="utf-8")
    done = snr("portfolio", tmp_path, "--format", "json")
    rows = json.loads(done.stdout)["dossiers"]
    told = [tuple(row[key] for key in ("name", "siren", "kind", "population", "size", "status")) for row in rows]
    assert told[0] == ("Beauvais", "243300316", "commune", 12_000, "from_10000", "broken")
    assert told[1][:3] == ("Bordeaux Métropole", "243300316", "metropole") and told[1][4] == "from_200000"
    assert told[2] == (rows[2]["path"], "", "", None, "", "broken")
    states = [row_from(json.dumps(row)) for row in rows]
    state = body(1, decree=DecreeState("2026-12-31", "due", (), (), "", ()))
    said = " ".join(portfolio_screen(gathered([*states, state]), width=200, color=False).split())
    assert "1 collectivité obligée par l’article 35 et évaluée ; 3 dossiers en erreur, non jugés" in said


def test_a_near_miss_is_a_row_that_stops_the_gate(tmp_path: Path) -> None:
    write(tmp_path / "good")
    for name in ("TERRITORY.YAML", "territory.yml.txt", "territory (1).yaml"):
        path = write(tmp_path / name[:3] / name[-3:])
        path.rename(path.with_name(name))
    (tmp_path / "folder" / "territory.yaml").mkdir(parents=True)
    (tmp_path / "good" / "Territory.yaml").write_text("", encoding="utf-8")  # beside the dossier: a copy
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "territory.yaml.bak").write_text("", encoding="utf-8")  # put aside on purpose
    done = snr("portfolio", tmp_path, "--format", "json")
    rows = {Path(row["path"]).name: row for row in json.loads(done.stdout)["dossiers"]}
    assert done.returncode == 1 and len(json.loads(done.stdout)["dossiers"]) == 5, done.stderr
    for name in ("TERRITORY.YAML", "territory.yml.txt", "territory (1).yaml"):
        assert rows[name]["status"] == "unreadable", name
        assert "ce n’est pas le nom d’un dossier" in rows[name]["mistakes"][0]["message"]
    said = snr("portfolio", tmp_path, "--fail-on", "error")
    assert said.returncode == 1 and "c’est un dossier et non un fichier" in said.stdout
    alone = snr("portfolio", tmp_path / "TER")
    assert alone.returncode == 1 and "renommez-le en territory.yaml" in alone.stdout
    checked = snr("check", tmp_path)
    assert checked.returncode == 2 and checked.stderr.count("il n’est pas lu") == 4


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own")
def test_a_link_out_of_what_is_walked_is_a_row_that_stops_the_gate(tmp_path: Path) -> None:
    walked = tmp_path / "walked"
    elsewhere = write(tmp_path / "elsewhere" / "town")
    write(walked / "good")
    for name in ("file", "loop", "inside"):
        (walked / name).mkdir()
    (walked / "file" / "territory.yaml").symlink_to(elsewhere)
    (walked / "inside" / "territory.yaml").symlink_to("../good/territory.yaml")  # the same dossier, once
    (walked / "loop" / "again").symlink_to("..")
    (walked / "town").symlink_to(elsewhere.parent)
    (walked / "towns").symlink_to(elsewhere.parent.parent)
    (walked / "other").symlink_to(tmp_path / "elsewhere" / "town" / "nothing")
    done = snr("portfolio", walked, "--format", "json", "-j", "1")
    rows = {row["path"]: row for row in json.loads(done.stdout)["dossiers"]}
    refused = [path for path, row in rows.items() if row["status"] == "unreadable"]
    assert [Path(path).relative_to(walked).as_posix() for path in refused] == ["file/territory.yaml", "town", "towns"]
    assert done.returncode == 1 and len(rows) == 4
    assert all("ce lien mène hors du dossier parcouru" in rows[path]["mistakes"][0]["message"] for path in refused)
    # what is named itself is read, in whatever order, and kept by no run for one that walks
    table = ("-o", tmp_path / "t")
    for named in ((walked, elsewhere, *refused[1:]), (refused[0], walked, walked / "town", walked / "towns")):
        assert snr("portfolio", *named, *table).returncode == 0
        assert snr("check", *named).returncode == snr("check", elsewhere).returncode
    assert snr("portfolio", walked, *table).returncode == 1
    for shard in (1, 2):
        assert snr("portfolio", walked, "--shard", f"{shard}/2", "-o", tmp_path / "parts").returncode == 0
    parts = sorted((tmp_path / "parts").glob("*.jsonl"))
    again = snr("portfolio", *parts, "--format", "json")
    assert again.stdout == done.stdout, again.stderr


def test_a_page_of_an_earlier_and_larger_table_is_taken_away(small: Path, tmp_path: Path) -> None:
    table = tmp_path / "t"
    assert snr("portfolio", small / "d0", "-o", table).returncode == 0
    (table / "page-02.html").write_bytes((table / "index.html").read_bytes())
    (table / "page-03.html").write_text("<body>à moi</body>", encoding="utf-8")
    done = snr("portfolio", small / "d0", "-o", table)
    assert "page-02.html : page d’un tableau plus grand, enlevée" in done.stderr
    assert not (table / "page-02.html").exists() and (table / "page-03.html").exists()


def test_an_authority_of_the_table_is_accused_of_nothing(tmp_path: Path) -> None:
    """Its dossier is not here: nobody read what it has."""
    asked = ("portfolio", "243300316", "--as-of", "2026-07-01")
    found = json.loads(snr(*asked, "--format", "json").stdout)
    jsonschema.Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(found)
    (row,) = found["dossiers"]
    assert row["status"] == "no_dossier" and row["decree"]["standing"] == "due"
    assert (row["decree"]["missing"], row["decree"]["deadline"], row["decree"]["duties"]) == ([], "", [])
    assert row["counts"] == {"error": 0, "warning": 0, "info": 0, "suppressed": 0} and row["mistakes"] == []
    assert row["organisation"] is None and row["territory"]["kg"] > 0
    summary = {"authorities": 0, "assessed": 0, "no_dossier": 1, "due": 0, "in_order": 0, "newest_year": None}
    assert found["summary"] | summary == found["summary"] and found["comparisons"] == {"groups": [], "excluded": {}}
    gate = snr(*asked, "--fail-on", "info")
    assert gate.returncode == 0 and "pas de dossier : non jugé" in gate.stdout and "bon" not in gate.stdout
    done = snr(*asked, "-o", tmp_path)
    assert "obligatoire" in done.stdout and "obligation manquante" not in done.stdout
    page = (tmp_path / "index.html").read_text(encoding="utf-8").replace("\xa0", " ").replace("\u202f", " ")
    assert "pas de dossier : non jugé" in page and ">obligatoire<" in page and "e-absent" in page
    assert 'id="manques"' not in page and "janvier 2025" not in page
    with (tmp_path / "portfolio.csv").open(encoding="utf-8", newline="") as file:
        (line,) = csv.DictReader(file)
    assert line["status"] == "no_dossier" and line["standing"] == "due"
    assert {line[key] for key in ("missing", "missing_codes", "deadline", "errors", "age")} == {""}


def test_a_group_weighs_what_assess_says_and_says_what_counts_its_members() -> None:
    path = EXAMPLES / "pooling" / "territory.yaml"
    (row,) = json.loads(snr("portfolio", path, "--format", "json").stdout)["dossiers"]
    result = json.loads(snr("assess", path, "--format", "json").stdout)
    total = result["organisation"]["totals"]["climate_change"]
    assert [row["organisation"][key] for key in ("kg", "low", "high")] == [
        total[key] for key in ("value", "low", "high")
    ]
    by_agent = result["organisation"]["ratios"]["kgCO2e_per_agent"]
    assert row["figures"]["kgCO2e_per_agent"] == pytest.approx(by_agent * (1 - row["organisation"]["spending"]))
    assert row["electricity"]["kwh"] == result["electricity_kwh"] and row["data"]["members"] == 3
    assert "du groupement et de 3 membres" in row["remarks"][0] and "ne sont pas comptés ici" in row["remarks"][1]
    assert "devices_per_agent" not in row["figures"], "its plan counts the group alone"
    state = row_from(json.dumps(row))
    assert "groupement et de ses membres" in compared([state]).excluded[state.path]
    assert compared([state]).groups == ()


def test_an_authority_counts_once_whatever_its_dossiers() -> None:
    """Copies, or a dossier for each year."""
    from dataclasses import replace

    def of_year(rank: int, year: int, missing: tuple[str, ...]) -> DossierState:
        decree = DecreeState("2026-12-31", "due", (), missing, "", ())
        return body(rank, siren="243300316", reference_year=year, decree=decree)

    rows = [of_year(1, 2023, ("REEN-12",)), of_year(2, 2025, ())]
    portfolio = gathered(rows)
    assert (portfolio.authorities, portfolio.due, portfolio.in_order) == (1, 1, 1), (
        "its latest year says where it stands"
    )
    assert portfolio.comparisons.excluded == {}, "one year each"
    copies = [replace(row, reference_year=2025) for row in rows]
    alone = [body(rank, siren=f"{rank:09}") for rank in range(3, 8)]
    portfolio = gathered([*copies, *alone])
    assert (portfolio.due, portfolio.in_order) == (1, 0)
    (group,) = portfolio.comparisons.groups
    assert group.paths == tuple(state.path for state in alone)
    assert portfolio.comparisons.excluded == {
        "d1": "même SIREN que d2 : on ne sait lequel", "d2": "même SIREN que d1 : on ne sait lequel"
    }  # fmt: skip
    assert "7 dossiers (6 collectivités)" in portfolio_screen(portfolio, width=100, color=False)


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
    excel = snr("portfolio", several, "--format", "csv-excel").stdout
    assert excel.startswith("\ufeffDossier;Collectivité;") and ";'=cmd()" in excel
    assert snr("portfolio", several, "--format", "xlsx", "-o", tmp_path / "p.xlsx").returncode == 1
    assert (tmp_path / "p.xlsx").stat().st_size > 5000


def test_nothing_to_survey_is_a_mistake_of_the_command(tmp_path: Path) -> None:
    assert snr("portfolio", cwd=tmp_path).returncode == 2
    done = snr("portfolio", tmp_path)
    assert done.returncode == 2 and "aucun dossier ici" in done.stderr
    done = snr("portfolio", "000000001")
    assert done.returncode == 2 and "absent de la table" in done.stderr


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Six small dossiers."""
    for rank in range(6):
        write(tmp_path / "dossiers" / f"d{rank}", f"Commune {rank}", 10 + rank)
    return tmp_path / "dossiers"


def test_three_parts_merged_give_the_bytes_of_one_run(small: Path, tmp_path: Path) -> None:
    (small / "d4" / "territory.yaml").write_text("snr: 1\n", encoding="utf-8")
    (small / "list.txt").write_text(
        f"# toutes\n{small}\n243300316\n\n000000000\n{small}/nulle-part\n", encoding="utf-8"
    )
    asked = (small / "list.txt", "--as-of", "2026-07-01")
    whole, parts, again = (tmp_path / name for name in ("whole", "parts", "again"))
    assert snr("portfolio", *asked, "-o", whole).returncode == 1
    for rank in (3, 1, 2):
        assert snr("portfolio", *asked, "--shard", f"{rank}/3", "-o", parts).returncode == 0
    names = [parts / f"portfolio-{rank}-of-3.jsonl" for rank in (2, 3, 1)]
    assert snr("portfolio", *names, "-o", again).returncode == 1
    assert files_of(again) == files_of(whole)
    rows = json.loads((whole / "portfolio.json").read_text(encoding="utf-8"))["dossiers"]
    assert [row["status"] for row in rows].count("unreadable") == 2 and len(rows) == 9
    refused = {
        "la part 1 est là deux fois": [*names, names[2]],
        "la part 3 manque": [names[0], names[2]],
        "ce n’est pas une part": [*names[:2], shutil.copy(whole / "portfolio.json", tmp_path / "other.jsonl")],
        "et le reste n’en est pas": [*names[:2], whole / "portfolio.json"],
    }
    for words, wrong in refused.items():
        done = snr("portfolio", *wrong)
        assert done.returncode == 2 and words in done.stderr
    text = names[0].read_text(encoding="utf-8")
    for old, new, words in (
        ('"snr_version": "', '"snr_version": "9.', "la version de snr"),
        ('"year": 2025', '"year": 2024', "les options"),
        ('"factors_sha256": "', '"factors_sha256": "f', "l’édition des facteurs"),
        ('"list_sha256": "', '"list_sha256": "f', "la liste des dossiers"),
        ('"shard": 2', '"shard": 9', "ce n’est pas une part"),
        ('{"path": ', '{}\n{"path": ', "illisible"),
        (text.splitlines(keepends=True)[1], "", "dossiers au lieu de"),
        ('"status": "assessed"', '"status": "done"', "illisible"),
    ):
        names[0].write_text(text.replace(old, new, 1), encoding="utf-8")
        done = snr("portfolio", *names)
        assert done.returncode == 2 and words in done.stderr, (words, done.stderr)
    for wrong in ("0/3", "4/3", "1", "1/0", "-1/3", "1/99999"):
        assert snr("portfolio", small, "--shard", wrong).returncode == 2


def test_unchanged_dossiers_are_not_computed_again(small: Path, tmp_path: Path) -> None:
    table = small / "tableau"  # inside what is walked: never read as a dossier, never a change
    first = snr("portfolio", small, "-o", table)
    assert first.returncode == 0 and "repris" not in first.stderr
    whole = files_of(table)
    again = snr("portfolio", small, "-o", table)
    assert "6 dossiers inchangés repris" in again.stderr and files_of(table) == whole
    write(small / "d2", "Autre nom", 99)
    (small / "d3" / "notes.txt").write_text("", encoding="utf-8")  # a name more: a dossier may have been looking for it
    changed = snr("portfolio", small, "-o", table)
    assert "4 dossiers inchangés repris, 2 calculés" in changed.stderr
    assert "Autre nom" in (table / "portfolio.csv").read_text(encoding="utf-8")
    assert "repris" not in snr("portfolio", small, "-o", table, "--as-of", "2026-01-01").stderr
    assert len([*(table / ".snr-portfolio").glob("*.json")]) == 6, "what is no longer true is replaced"
    assert "repris" not in snr("portfolio", small, "--fail-on", "error", "-o", table).stderr, (
        "a gate trusts no folder of the repository"
    )


def test_a_file_that_was_missing_is_a_change(small: Path, tmp_path: Path) -> None:
    path = small / "d0" / "territory.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "include: [services.yaml]\n", encoding="utf-8")
    assert snr("portfolio", small, "-o", tmp_path / "t").returncode == 1
    (small / "d0" / "services.yaml").write_text("services: []\n", encoding="utf-8")
    done = snr("portfolio", small, "-o", tmp_path / "t")
    assert done.returncode == 0 and "5 dossiers inchangés repris, 1 calculé" in done.stderr


@pytest.mark.parametrize(
    "harm",
    [
        *("cut", "sum", "fifo"),
        *(pytest.param(each, marks=pytest.mark.slow) for each in ("bytes", "pickle", "other", "large", "outside")),
    ],
)
def test_an_entry_that_is_cut_or_hostile_is_computed_again(harm: str, small: Path, tmp_path: Path) -> None:
    import hashlib
    import pickle

    asked = ("portfolio", small / "d0", "-o", tmp_path / "t")
    snr(*asked)
    whole = files_of(tmp_path / "t")
    (entry,) = (tmp_path / "t" / ".snr-portfolio").glob("*.json")
    raw = entry.read_bytes()
    text = raw.partition(b"\n")[2]
    entry.unlink()

    def signed(text: bytes) -> bytes:
        return hashlib.sha256(text).hexdigest().encode() + b"\n" + text

    if harm == "fifo":
        if not hasattr(os, "mkfifo"):
            pytest.skip("named pipes of POSIX")
        os.mkfifo(entry)
    else:
        entry.write_bytes(
            {
                "cut": raw[:-20],
                "bytes": b"\xff\xfe" * 100,
                "pickle": pickle.dumps({"row": 1}),
                "other": raw.replace(b"Commune 0", b"Commune 9"),
                "sum": signed(text.replace(b'"status": "assessed"', b'"status": "done"')),
                "large": raw + b" " * 2**23,
                "outside": signed(text.replace(b'"territory.yaml"', b'"../d1/territory.yaml"')),
            }[harm]
        )
    done = snr(*asked)
    assert done.returncode == 0 and "repris" not in done.stderr
    assert files_of(tmp_path / "t") == whole


def test_the_folder_takes_the_place_of_its_own_files_only(small: Path, tmp_path: Path) -> None:
    (tmp_path / "t").mkdir()
    (tmp_path / "t" / "index.html").write_text("mine", encoding="utf-8")
    done = snr("portfolio", small, "-o", tmp_path / "t")
    assert done.returncode == 2 and "n’est pas d’un tableau de snr" in done.stderr
    assert (tmp_path / "t" / "index.html").read_text(encoding="utf-8") == "mine"
    assert snr("portfolio", small, "-o", small / "d0" / "territory.yaml").returncode == 2
    before = (small / "d0" / "territory.yaml").read_bytes()
    done = snr("portfolio", small, "-f", "json", "-o", small / "d0" / "territory.yaml")
    assert done.returncode == 2 and (small / "d0" / "territory.yaml").read_bytes() == before


def test_the_gate_answers_for_each_dossier(small: Path) -> None:
    done = snr("portfolio", small, "--fail-on", "error")
    assert done.returncode == 0 and done.stdout.count("bon ") == 6
    assert snr("portfolio", small, "--fail-on", "info").returncode == 1
    (small / "d4" / "territory.yaml").write_text("snr: 1\n", encoding="utf-8")
    done = snr("portfolio", small, "--fail-on", "error")
    assert done.returncode == 1 and "REFUSÉ" in done.stdout and "6 dossiers : 5 passent, 1 est refusé." in done.stdout


def test_a_fault_of_snr_is_a_row_and_the_code_says_so(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from snr_cli.observatory import survey as portfolio

    real = portfolio._surveyed_row
    monkeypatch.setattr(portfolio, "_surveyed_row", lambda path, *more: 1 / 0 if "d3" in path else real(path, *more))
    done = snr("portfolio", small, "--format", "json")
    rows = json.loads(done.stdout)["dossiers"]
    assert done.returncode == 3 and [row["status"] for row in rows].count("assessed") == 5
    assert rows[3]["fault"].startswith("défaut de snr (ZeroDivisionError)")


@pytest.mark.slow
def test_the_same_bytes_whatever_the_number_of_processes(small: Path, tmp_path: Path) -> None:
    (small / "d4" / "territory.yaml").write_text("snr: 1\n", encoding="utf-8")
    for jobs in ("1", "2", "5"):
        assert snr("portfolio", small, "--jobs", jobs, "-o", tmp_path / jobs).returncode == 1
    assert files_of(tmp_path / "1") == files_of(tmp_path / "2") == files_of(tmp_path / "5")


@pytest.mark.slow
def test_a_process_that_the_system_stops_loses_one_row(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from snr_cli.observatory import processes

    killed = "import os, snr_cli.observatory.survey as s; r = s._surveyed_row; s._surveyed_row = lambda p, *m: os._exit(9) if 'd3' in p else r(p, *m); "
    monkeypatch.setattr(
        processes,
        "_START",
        processes._START.replace("from snr_cli.observatory.processes", killed + "from snr_cli.observatory.processes"),
    )
    done = snr("portfolio", small, "--jobs", "2", "--format", "json")
    rows = json.loads(done.stdout)["dossiers"]
    assert done.returncode == 1 and "arrêté par le système" in done.stderr
    assert [row["status"] for row in rows] == ["assessed"] * 3 + ["broken"] + ["assessed"] * 2


def test_documents_of_all_are_written_and_edits_are_spared(small: Path, tmp_path: Path) -> None:
    table = tmp_path / "t"
    asked = ("portfolio", small, "--draft", "note,deliberation", "-o", table, "--format", "md")
    assert snr(*asked).returncode == 0
    written = sorted(path.relative_to(table).as_posix() for path in table.glob("documents/*/*"))
    assert written[:2] == ["documents/d0/deliberation.md", "documents/d0/note.md"] and len(written) == 12
    note = table / "documents" / "d1" / "note.md"
    assert note.read_text(encoding="utf-8") == snr("draft", small / "d1", "-d", "note").stdout
    note.write_text(note.read_text(encoding="utf-8").replace("Commune 1", "Commune Un"), encoding="utf-8")
    write(small / "d1", "Commune 1", 77)
    done = snr(*asked)
    assert "5 dossiers inchangés repris" in done.stderr
    assert "d1/note.md : document retouché" in done.stderr and "Commune Un" in note.read_text(encoding="utf-8")
    for wrong, words in {
        ("--draft", "strategi"): "vouliez-vous dire « strategie »",
        ("--draft", "note"): "-o tableau/",
        ("--draft", "note", "-o", table, "--format", "csv"): "n’en est pas une",
        ("--format", "odt", "-o", table / "x.odt"): "il va avec --draft",
    }.items():
        refused = snr("portfolio", small, *wrong)
        assert refused.returncode == 2 and words in refused.stderr


def test_a_strategy_of_a_portfolio_has_its_annexes_beside_it_and_edits_of_both_are_spared(
    small: Path, tmp_path: Path
) -> None:
    table, home = tmp_path / "t", small / "d0"
    place = table / "documents" / "d0"
    target, beside = place / "strategie.docx", place / "strategie-annexes.docx"
    asked = ("portfolio", home, "--draft", "strategie,note", "-o", table, "--format", "docx")

    def states() -> dict[str, str]:
        rows = json.loads((table / "portfolio.json").read_text(encoding="utf-8"))["dossiers"]
        return {document["file"].rpartition("/")[2]: document["state"] for row in rows for document in row["documents"]}

    assert snr(*asked).returncode == 0
    assert sorted(path.name for path in place.iterdir()) == ["note.docx", beside.name, target.name]
    assert snr("draft", home, "-f", "docx", "-o", tmp_path / "strategie.docx").returncode == 0
    for path in (target, beside):
        assert path.read_bytes() == (tmp_path / path.name).read_bytes()
    assert states() == dict.fromkeys(("note.docx", beside.name, target.name), "up_to_date")
    # annexes that are gone are written again, though the dossier did not change
    beside.unlink()
    assert snr(*asked).returncode == 0
    assert beside.read_bytes() == (tmp_path / beside.name).read_bytes()
    # one of the two is retouched: it stays as it is, the other is written again
    mine = beside.read_bytes().replace(b"PK", b"PK", 1) + b"\0"
    beside.write_bytes(mine)
    before = target.read_bytes()
    write(home, "Commune 0", 77)
    done = snr(*asked)
    assert (
        "strategie-annexes.docx : document retouché" in done.stderr and "strategie.docx : document" not in done.stderr
    )
    assert beside.read_bytes() == mine and target.read_bytes() != before
    target.write_bytes(target.read_bytes() + b"\0")
    mine = target.read_bytes()
    beside.unlink()
    done = snr(*asked)
    assert "strategie.docx : document retouché" in done.stderr
    assert target.read_bytes() == mine and beside.exists()


def test_the_documents_of_a_dossier_that_becomes_wrong_are_told_to_be_old(small: Path, tmp_path: Path) -> None:
    from snr_cli.observatory.drafting_all import DraftsAsked
    from snr_cli.observatory.survey import SurveyAsked, surveyed_apart

    path, place = small / "d0" / "territory.yaml", tmp_path / "t" / "d0"
    path.write_text("snr: 1\n", encoding="utf-8")
    asked = SurveyAsked(traced=True, drafts=DraftsAsked(("note",), "md", {str(path): str(place)}))
    assert surveyed_apart(str(path), asked).notes == ()
    place.mkdir(parents=True)
    (place / "note.md").touch()
    (said,) = surveyed_apart(str(path), asked).notes
    assert "dossier en erreur, ses documents sont ceux d’un passage d’avant" in said


def test_documents_past_so_many_are_told(small: Path) -> None:
    for rank in range(62):
        (small / "d0" / f"note-{rank}.md").touch()
    (row,) = survey_portfolio(small / "d0").states
    assert row.remarks == ("2 documents à côté du dossier en plus des 60 premiers : non regardés",)


def test_a_table_in_the_folder_of_a_dossier_is_written_again(small: Path) -> None:
    for _ in range(2):
        done = snr("portfolio", ".", "-o", ".", cwd=small / "d0")
        assert done.returncode == 0, done.stderr
    (row,) = json.loads((small / "d0" / "portfolio.json").read_text(encoding="utf-8"))["dossiers"]
    assert row["documents"] == []


def test_a_file_without_our_marks_or_our_bytes_is_retouched(tmp_path: Path) -> None:
    import hashlib

    from snr_cli.documents.edits import _sum
    from snr_cli.observatory.drafting_all import _edits

    page = tmp_path / "note.html"
    page.write_bytes(b"<p>a</p>")
    ours, foreign = hashlib.sha256(b"<p>a</p>").hexdigest(), ["ce n’est pas le fichier que snr a écrit"]
    assert [_edits(page, each) for each in (ours, "", "0" * 64)] == [[], foreign, foreign]
    page.write_bytes(b"<p>a</p>\r\n")
    assert _edits(page, hashlib.sha256(b"<p>a</p>\n").hexdigest()) == [], "Git on Windows"
    section = f"<!-- snr:section a {_sum('b')} -->\nb\n<!-- snr:fin a -->"
    page.write_text(f"<!-- snr:document note -->\n\n{section}\n", encoding="utf-8")
    assert _edits(page, "") == [], "of a run that kept no digest: its marks say whose it is"
    assert _edits(page, ours) == foreign


@pytest.mark.slow
def test_a_draft_that_snr_did_not_write_stays_and_is_told_each_time(small: Path, tmp_path: Path) -> None:
    """A page of HTML keeps no sum of its sections; a text of a person has no mark."""
    home, place = small / "d0", tmp_path / "t" / "documents" / "d0"
    asked = ("portfolio", home, "--draft", "note", "-o", tmp_path / "t", "--format")
    assert snr(*asked, "html").returncode == 0
    write(home, "Commune 0", 77)
    assert "retouché" not in snr(*asked, "html").stderr, "its own is written again"
    page = place / "note.html"
    about = page.stat()
    mine = page.read_bytes().replace(b"Commune 0", b"Commune X")
    page.write_bytes(mine)
    os.utime(page, ns=(about.st_atime_ns, about.st_mtime_ns))
    (place / "note.md").write_text("# À moi\n", encoding="utf-8")
    for form in ("html", "html", "md"):
        assert f"note.{form} : document retouché" in snr(*asked, form).stderr
    assert page.read_bytes() == mine and (place / "note.md").read_text(encoding="utf-8") == "# À moi\n"


@pytest.mark.slow
def test_a_kept_row_never_stands_for_documents_of_another_run(small: Path, tmp_path: Path) -> None:
    """An older file of ours that is put back is brought up to date, one that a person changed is left, one that is gone is written again."""
    asked = ("portfolio", small / "d0", "--draft", "note", "--format", "md", "-o", tmp_path / "t")
    note = tmp_path / "t" / "documents" / "d0" / "note.md"
    snr(*asked)
    old = note.read_bytes()
    write(small / "d0", "Commune 0", 500)
    snr(*asked)
    new = note.read_bytes()
    note.write_bytes(old)
    assert "inchangé repris" not in snr(*asked).stderr
    assert note.read_bytes() == new != old
    note.write_bytes(old + b"moi")
    told = snr(*asked).stderr
    assert "inchangé repris" not in told and "note.md : document retouché" in told
    note.unlink()
    assert "inchangé repris" not in snr(*asked).stderr
    assert note.read_bytes() == new
    assert "1 dossier inchangé repris" in snr(*asked).stderr


def test_documents_of_the_table_count_as_those_of_their_dossier(small: Path, tmp_path: Path) -> None:
    """Just written they are up to date, whichever run wrote them; outdated, retouched or of a dossier that is gone, they are told."""
    table = tmp_path / "t"
    shutil.rmtree(small / "d2")
    for each in ("d3", "d4", "d5"):
        shutil.rmtree(small / each)

    def states(*more: str) -> dict[str, str]:
        assert snr("portfolio", small, "-o", table, *more).returncode == 0
        rows = json.loads((table / "portfolio.json").read_text(encoding="utf-8"))["dossiers"]
        return {document["file"]: document["state"] for row in rows for document in row["documents"]}

    names = [f"documents/d{rank}/note.md" for rank in range(2)]
    asked = ("--draft", "note", "--format", "md")
    assert states(*asked) == dict.fromkeys(names, "up_to_date")
    assert states() == dict.fromkeys(names, "up_to_date")
    note = table / names[0]
    note.write_text(note.read_text(encoding="utf-8").replace("Commune 0", "Commune Zéro"), encoding="utf-8")
    write(small / "d0", "Commune 0", 77)
    write(small / "d1", "Commune 1", 78)
    assert states(*asked) == {names[0]: "to_redo", names[1]: "up_to_date"}
    assert "Commune Zéro" in note.read_text(encoding="utf-8")
    (table / names[1]).unlink()
    assert states() == {names[0]: "to_redo"}
    shutil.rmtree(small / "d0")
    write(small / "d9")
    done = snr("portfolio", small, "-o", table)
    assert "documents/d0 : documents d’un dossier qui n’est plus dans ce tableau" in done.stderr.replace(os.sep, "/")
    assert note.exists()


def test_an_authority_of_the_table_changes_no_folder_of_documents() -> None:
    """A run without it would take the documents of all the others for those of dossiers that are gone."""
    from snr_cli.observatory.drafting_all import draft_places

    paths = [f"d/{name}/territory.yaml" for name in "ab"]
    places = draft_places([*paths, "siren:243300316"], Path("t"))
    assert places == {**draft_places(paths, Path("t")), "siren:243300316": str(Path("t", "243300316"))}
    assert [Path(place).name for place in places.values()] == ["a", "b", "243300316"]


def test_a_document_of_an_authority_of_the_table_is_in_its_row(tmp_path: Path) -> None:
    asked = ("portfolio", "243300316", "--as-of", "2026-07-01", "-o", tmp_path)
    assert snr(*asked, "--draft", "note", "--format", "md").returncode == 0
    (row,) = json.loads((tmp_path / "portfolio.json").read_text(encoding="utf-8"))["dossiers"]
    assert [(document["file"], document["state"]) for document in row["documents"]] == [
        ("documents/243300316/note.md", "up_to_date")
    ]


def test_documents_beside_a_dossier_are_up_to_date_or_to_redo(small: Path) -> None:
    home = small / "d0"
    (home / "documents").mkdir()
    (home / "README.md").write_text("# À lire\n", encoding="utf-8")
    (home / "documents" / "mien.md").write_text("# À moi\n", encoding="utf-8")
    for form in ("md", "html"):
        snr("draft", home, "-d", "note", "--format", form, "-o", home / "documents" / f"note.{form}")

    def states() -> dict[str, str]:
        row = json.loads(snr("portfolio", home, "--format", "json").stdout)["dossiers"][0]
        return {document["file"]: document["state"] for document in row["documents"]}

    ours = ("documents/note.html", "documents/note.md")
    assert states() == {"documents/mien.md": "not_ours", **dict.fromkeys(ours, "up_to_date")}
    write(home, "Commune 0", 500)
    assert states() == {"documents/mien.md": "not_ours", **dict.fromkeys(ours, "to_redo")}


def test_an_authority_of_the_table_has_no_document_beside_it(small: Path) -> None:
    """It has no folder: that where the command runs is not its own."""
    snr("draft", small / "d0", "-d", "note", "-o", small / "note.md")
    done = snr("portfolio", "243300316", "--as-of", "2026-07-01", "--format", "json", cwd=small)
    assert json.loads(done.stdout)["dossiers"][0]["documents"] == []


@pytest.mark.slow
def test_every_document_of_the_example_is_up_to_date() -> None:
    row = json.loads(snr("portfolio", EXAMPLES / "valmont", "--format", "json").stdout)["dossiers"][0]
    assert {document["state"] for document in row["documents"]} == {"up_to_date"}
    written = {f"documents/{path.name}" for path in (EXAMPLES / "valmont" / "documents").iterdir()}
    assert {document["file"] for document in row["documents"]} == written


def test_every_authority_of_the_table_is_a_row_with_a_siren_or_an_insee_code(monkeypatch: pytest.MonkeyPatch) -> None:
    from snr_cli.catalog.authorities import every_authority
    from snr_cli.catalog.opened import shipped_tables
    from snr_cli.observatory.survey import named

    tables = shipped_tables()
    wanted = named((), ["all"], tables)
    every = every_authority(tables.text("territory/authorities.csv"))
    assert len(wanted) == len(set(wanted)) == len(every)
    without = [each for each in wanted if each.startswith("insee:")]
    assert len(without) == sum(not authority.siren for authority in every) > 0
    (row,) = survey_portfolio(sirens=["243300316"], year=2025).states
    assert row.name == "Bordeaux Métropole"
    from snr_cli.observatory.survey import survey_dossier

    assert survey_dossier(without[0], tables, year=2025).status == "no_dossier"


def test_without_processes_all_is_done_here(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a browser, which starts none."""
    from snr_cli.observatory import processes

    def refuse() -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(sys, "platform", "emscripten")
    monkeypatch.setattr(processes, "_started", refuse)
    assert survey_portfolio(small, jobs=4).assessed == 6


def test_groups_are_kept_too(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "pooling", tmp_path / "d" / "group")
    shutil.copytree(EXAMPLES / "minimal", tmp_path / "d" / "alone")
    for path in (tmp_path / "d").rglob("*.*"):
        os.utime(path, (1e9, 1e9))
    first = snr("portfolio", tmp_path / "d", "-o", tmp_path / "t")
    count = len(json.loads((tmp_path / "t" / "portfolio.json").read_text(encoding="utf-8"))["dossiers"])
    assert first.returncode == 0 and count == 5
    assert f"{count} dossiers inchangés repris" in snr("portfolio", tmp_path / "d", "-o", tmp_path / "t").stderr
    (tmp_path / "d" / "group" / "communes").rename(tmp_path / "d" / "group" / "autres")
    assert "inchangé" in snr("portfolio", tmp_path / "d", "-o", tmp_path / "t").stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--shard", "1/3", "--fail-on", "error"], "--fail-on ne va pas avec --shard"),
        (["--shard", "1/3", "--format", "csv"], "--format ne va pas avec --shard"),
    ],
)
def test_an_option_without_effect_is_refused(several: Path, arguments: list[str], said: str) -> None:
    parts = snr("portfolio", "portfolio-1-of-1.jsonl", "--jobs", "3")
    assert parts.returncode == 2 and "--jobs ne va pas avec les parts d’un --shard, déjà calculées" in parts.stderr
    done = snr("portfolio", several, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_a_template_of_the_package_is_a_part_of_the_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from snr_cli.observatory import memory

    package = tmp_path / "snr_cli"
    (package / "observatory").mkdir(parents=True)
    (package / "a.md").write_text("one", encoding="utf-8")
    monkeypatch.setattr(memory, "__file__", str(package / "observatory" / "memory.py"))
    before = memory.program_digest()
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "a.pyc").touch()
    assert memory.program_digest() == before
    (package / "a.md").write_text("two", encoding="utf-8")
    assert memory.program_digest() != before


def test_a_link_out_of_the_folder_is_a_part_of_the_dossier(tmp_path: Path) -> None:
    """Its file is digested; a folder that is a link keeps no row, since its names are elsewhere."""
    from snr_cli.observatory.memory import traces_of

    path = write(tmp_path / "d")
    note = tmp_path / "note.md"
    note.write_text("one", encoding="utf-8")
    (path.parent / "note.md").symlink_to(note)
    traces = traces_of(str(path), [str(path), str(path.parent / "note.md")])
    assert traces is not None and traces.files["note.md"]
    (path.parent / "documents").symlink_to(tmp_path)
    assert traces_of(str(path), [str(path)]) is None


def test_a_ratio_by_agent_is_without_euros_and_each_format_says_their_share(tmp_path: Path) -> None:
    """300 laptops beside 200 k€ of services: less spending is no better fleet."""
    fleet = "equipment: [{id: pc, type: laptop, quantity: 300, lifetime_years: 5}]\n"
    head = 'snr: 1\nreference_year: 2025\nterritory: {name: X, department: "33", kind: commune, agents: {total: 400}, population: {totale: 21000}}\n'
    bought = "services: [{id: presta, type: spend_it_services_keur, quantity: 200}]\n"
    rows = []
    for name, text in (("a", head + fleet), ("b", head + fleet + bought), ("c", head + bought)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "territory.yaml").write_text(text, encoding="utf-8")
        rows += json.loads(snr("portfolio", tmp_path / name, "--format", "json").stdout)["dossiers"]
    assert rows[0]["organisation"]["spending"] == 0
    assert rows[1]["figures"]["kgCO2e_per_agent"] == pytest.approx(rows[0]["figures"]["kgCO2e_per_agent"])
    share = 1 - rows[0]["organisation"]["kg"] / rows[1]["organisation"]["kg"]
    assert rows[1]["organisation"]["spending"] == pytest.approx(share) and rows[1]["territory"]["spending"] is None
    assert rows[2]["organisation"]["spending"] == 1 and "kgCO2e_per_agent" not in rows[2]["figures"]
    excluded = compared([row_from(json.dumps(row)) for row in rows]).excluded
    assert excluded == {rows[2]["path"]: "tout est estimé d’après des dépenses en euros"}
    said = f"{round(100 * share)} %"
    assert f"{said} en euros" in snr("portfolio", tmp_path / "b").stdout.replace("\u202f", " ").replace("\u00a0", " ")
    (line,) = csv.DictReader(io.StringIO(snr("portfolio", tmp_path / "b", "--format", "csv").stdout))
    assert float(line["organisation_spending"]) == pytest.approx(share)
    page = snr("portfolio", tmp_path / "b", "--format", "html").stdout.replace("\u202f", " ").replace("\u00a0", " ")
    assert f"dont {said} d’après des dépenses en euros" in page


def test_an_authority_that_has_a_dossier_is_no_row_of_the_table(tmp_path: Path) -> None:
    """« Sans dossier ici » was said of eleven authorities of sixteen that had one."""
    (tmp_path / "a").mkdir()
    text = "snr: 1\nreference_year: 2025\nterritory: {siren: '243300316', agents: {total: 800}}\n"
    (tmp_path / "a" / "territory.yaml").write_text(text, encoding="utf-8")
    portfolio = survey_portfolio(tmp_path / "a", sirens=["243300316", "200046977"], year=2025)
    assert [(state.siren, state.status) for state in portfolio.states] == [
        ("243300316", "assessed"),
        ("200046977", "no_dossier"),
    ]
    assert portfolio.no_dossier == 1
