"""A group and its members: parts that sum to the whole, keys, one method, mistakes, and what the commands show."""

import json
import re
import shutil
from math import fsum
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, strategies as st

from conftest import EXAMPLES, ROOT, Run
from snr_cli.api.assessing import assess_dossier
from snr_cli.api.catalogue import words_of
from snr_cli.api.checking import Wanted, check
from snr_cli.catalog.tables import Tables
from snr_cli.engine.assess import FIGURES, PoolingError, assess
from snr_cli.engine.records import Assessment, MemberDossier
from snr_cli.french.numbers import significant
from snr_cli.model.dossier import Dossier
from snr_cli.model.finding import DossierError, Finding
from snr_cli.results.key_figures import Place, key_figures
from snr_cli.results.organisation import judged_organisation
from test_properties import FAST, TABLES, inventories

EXAMPLE = EXAMPLES / "pooling"
CLIMATE = "climate_change"
PARTS = ("group", "a", "b", "c")
PC = {"id": "pc", "type": "laptop", "quantity": 10}


def dossier(territory: dict[str, Any] | None = None, **sections: Any) -> Dossier:
    data = {"snr": 1, "reference_year": 2025, "territory": {"name": "Exemple", "department": "33", **(territory or {})}}
    return Dossier.model_validate({**data, **sections})


def whole(group: Dossier, members: dict[str, Dossier], **options: Any) -> Assessment:
    return assess(
        group, TABLES, members=[MemberDossier(name, None, member) for name, member in members.items()], **options
    )


def totals(result: Assessment) -> dict[str, float]:
    return result.organisation.totals


def near(value: float) -> Any:
    return pytest.approx(value, rel=1e-9, abs=1e-300)


# --- the parts sum to the whole ---------------------------------------------------------------------------------------

figures = st.fixed_dictionaries(
    {
        "agents": st.fixed_dictionaries({"total": st.integers(1, 5000)}),
        "mailboxes": st.integers(0, 5000),
        "vms": st.integers(0, 200),
        "population": st.fixed_dictionaries({"municipale": st.integers(1, 200_000)}),
        "department": st.sampled_from(("33", "2A", "974")),
    }
)


@st.composite
def groups(draw: st.DrawFn) -> tuple[Dossier, dict[str, Dossier]]:
    names = PARTS[1 : 1 + draw(st.integers(1, 3))]
    members = {name: dossier(draw(figures), **draw(inventories)) for name in names}
    own = draw(inventories)
    own["services"] = [*own["services"], {"id": "salle", "type": "server_room", **draw(ROOM)}]
    for line in own["equipment"]:
        if line["type"] == "server_rack" and draw(st.booleans()):
            line["room"] = "salle"
    lines = [line["id"] for line in (*own["equipment"], *own["services"])]
    parts = ("group", *names)
    shared = []
    for line in draw(st.lists(st.sampled_from(lines), unique=True, max_size=4)):
        key = draw(st.sampled_from((*FIGURES, "fixed")))
        entry: dict[str, Any] = {"line": line, "key": key}
        if key == "fixed":
            weights = draw(st.lists(st.integers(0, 9), min_size=len(parts), max_size=len(parts)).filter(any))
            entry["shares"] = {part: weight / sum(weights) for part, weight in zip(parts, weights, strict=True)}
        elif draw(st.booleans()):
            entry["between"] = draw(st.lists(st.sampled_from(parts), unique=True, min_size=1))
        shared.append(entry)
    options = draw(st.sampled_from(((), ("flux",), ("numecoeval_reel",))))
    return dossier(draw(figures), **own, shared=shared, method={"options": list(options)}), members


ROOM = st.sampled_from(({"pue": 1.7}, {"metered_kwh_per_year": 20_000.0}))


@FAST
@given(groups())
def test_the_parts_sum_to_the_group_and_nothing_is_counted_twice(case: tuple[Dossier, dict[str, Dossier]]) -> None:
    group, members = case
    try:
        result = whole(group, members)
    except PoolingError as error:  # every machine or mailbox drawn is zero
        assert all(not fault.missing for fault in error.faults)
        return
    alone = {"group": assess(group, TABLES)}
    method = {"options": list(group.method.options)}
    for name, member in members.items():
        alone[name] = assess(member.model_copy(update={"method": dossier(method=method).method}), TABLES)
    assert [part.id for part in result.members] == ["group", *members]
    assert len(result.organisation.lines) == sum(len(assessment.organisation.lines) for assessment in alone.values())
    assert len({line.id for line in result.organisation.lines}) == len(result.organisation.lines)
    assert set(totals(result)) == {category for assessment in alone.values() for category in totals(assessment)}
    for category, total in totals(result).items():
        # the lines of each dossier, once
        assert total == near(fsum(totals(assessment).get(category, 0.0) for assessment in alone.values()))
        # the parts
        assert total == near(fsum(part.totals.get(category, 0.0) for part in result.members)), category
        for by in (result.organisation.by_group, result.organisation.by_site, result.organisation.by_entity):
            assert total == near(fsum(found.get(category, 0.0) for found in by.values()))
    for part in result.members:
        if part.id != "group":
            for category, value in totals(alone[part.id]).items():
                assert part.own[category] == near(value)
        # drawn by itself, the part has the same figures
        mine = whole(group, members, part=part.id)
        for category, value in totals(mine).items():
            assert value == near(part.totals.get(category, 0.0)), (part.id, category)
        assert mine.members == (part,) or [member.totals for member in mine.members] == [part.totals]
    for rank, entry in enumerate(group.shared):
        given_shares = [
            taken.share.value for part in result.members for taken in part.taken if taken.line == entry.line
        ]
        assert fsum(given_shares) == near(1.0), rank


@FAST
@given(groups())
def test_the_territory_stays_that_of_the_dossier(case: tuple[Dossier, dict[str, Dossier]]) -> None:
    group, members = case
    try:
        result = whole(group, members)
    except PoolingError:
        return
    assert result.territory.totals == assess(group, TABLES).territory.totals
    assert whole(group, members, part="a").territory.totals == assess(members["a"], TABLES).territory.totals


# --- keys -------------------------------------------------------------------------------------------------------------


def shares(result: Assessment, line: str) -> dict[str, float]:
    return {part.id: taken.share.value for part in result.members for taken in part.taken if taken.line == line}


@pytest.fixture(scope="module")
def example() -> Assessment:
    return assess_dossier(str(EXAMPLE), TABLES, whole=True).result


def test_the_example_sums(example: Assessment) -> None:
    """Done when 7: the sum of the members is the group."""
    assert len(example.members) == 4
    for category, total in totals(example).items():
        assert fsum(part.totals.get(category, 0.0) for part in example.members) == pytest.approx(total, rel=1e-9)


def test_each_key_of_the_example(example: Assessment) -> None:
    """Figures of the four dossiers: 9, 12, 4, 0 machines; 96, 104, 33, 7 mailboxes; 120, 165, 58, 14 agents."""
    parts = ("group", "vernelle", "orsemont", "prefouchard")

    def by(*figures: float) -> dict[str, Any]:
        return {part: pytest.approx(figure / sum(figures)) for part, figure in zip(parts, figures, strict=True)}

    assert shares(example, "salle") == by(9, 12, 4, 0)
    assert shares(example, "messagerie") == by(96, 104, 33, 7)
    assert shares(example, "postes-dsi") == by(120, 165, 58, 14)
    assert shares(example, "infogerance") == by(40, 35, 20, 5)
    # the group's population is that of its communes: it is no part of its own
    communes = {part: pytest.approx(n / 13650) for part, n in zip(parts[1:], (9100, 3400, 1150), strict=True)}
    assert shares(example, "fibre") == communes
    assert shares(example, "commutateurs") == {
        "vernelle": pytest.approx(165 / 223),
        "orsemont": pytest.approx(58 / 223),
    }


def test_a_room_is_shared_with_its_equipment(example: Assessment) -> None:
    """12 machines of 25: 12/25 of 3 servers and 1 array, in the room; nothing of them for a commune without machines."""
    mine = assess_dossier(str(EXAMPLE), TABLES, part="vernelle").result
    lines = {line.id: line for line in mine.organisation.lines}
    assert lines["group/hyperviseurs"].quantity == pytest.approx(3 * 12 / 25)
    assert lines["group/baie"].quantity == pytest.approx(12 / 25)
    servers = next(line for line in example.organisation.lines if line.id == "hyperviseurs")
    # 1200 kg over 6 years, 1528.6 kWh × 1.7 at 0.0461
    each = 1200 / 6 + 1528.6 * 1.7 * 0.0461
    assert servers.total(CLIMATE) == pytest.approx(3 * each)
    assert lines["group/hyperviseurs"].total(CLIMATE) == pytest.approx(3 * each * 12 / 25)
    none = assess_dossier(str(EXAMPLE), TABLES, part="prefouchard").result
    assert "group/hyperviseurs" not in {line.id for line in none.organisation.lines}


def test_an_equipment_shared_by_itself_leaves_its_room() -> None:
    equipment = [{"id": name, "type": "server_rack", "quantity": 1, "room": "salle"} for name in ("un", "deux")]
    group = dossier(
        {"agents": {"total": 30}, "vms": 1},
        equipment=equipment,
        services=[{"id": "salle", "type": "server_room", "pue": 2}],
        shared=[{"line": "salle", "key": "agents"}, {"line": "deux", "key": "vms", "between": ["a"]}],
    )
    result = whole(group, {"a": dossier({"agents": {"total": 10}, "vms": 4})}, part="a")
    assert {line.id: line.quantity for line in result.organisation.lines} == {"group/un": 0.25, "group/deux": 1.0}


def test_given_shares_hold_over_the_key() -> None:
    entry = {"line": "pc", "key": "mailboxes", "shares": {"group": 0.25, "a": 0.75}}
    result = whole(dossier(equipment=[PC], shared=[entry]), {"a": dossier()})
    assert shares(result, "pc") == {"group": 0.25, "a": 0.75}


# --- one method -------------------------------------------------------------------------------------------------------


def test_a_member_is_computed_with_the_method_of_the_group_and_its_own_values() -> None:
    member = dossier(
        {"department": "974"},
        equipment=[PC, {"id": "borne", "type": "x-borne", "quantity": 1}],
        method={"factor_set": "ecodiag", "lifetimes": {"laptop": {"years": 8, "source": "Gestion de parc"}}},
        factors={
            "types": [
                {
                    "id": "x-borne",
                    "label": "Borne",
                    "embodied": {CLIMATE: {"embodied_total": 100}},
                    "lifetime_years": 10,
                    "source": "essai",
                }
            ]
        },
    )
    result = whole(dossier(equipment=[PC]), {"a": member})
    lines = {line.id: line for line in result.organisation.lines}
    alone = assess(
        member.model_copy(update={"method": member.method.model_copy(update={"factor_set": "ademe"})}), TABLES
    )
    expected = {line.id: line.total(CLIMATE) for line in alone.organisation.lines}
    assert lines["a/pc"].total(CLIMATE) == expected["pc"]
    assert lines["a/borne"].total(CLIMATE) == expected["borne"] == 10
    assert set(result.electricity) == {"FR", "FR-RE"}
    assert result.factor_set == "ademe"
    assert result.overrides == ("x-borne",)


def test_agents_are_those_of_every_part_or_none() -> None:
    group = dossier({"agents": {"total": 10, "equipped": 5}}, equipment=[PC])
    member = dossier({"agents": {"total": 30}}, equipment=[PC])
    result = whole(group, {"a": member})
    figures = key_figures(result, TABLES, judged_organisation(result, TABLES), Place.ASSESSMENT)
    said = {figure.key: judged.value for figure, judged in figures.items() if figure.is_footprint}
    assert said == {"kgCO2e_per_agent": pytest.approx(totals(result)[CLIMATE] / 40)}


# --- mistakes ---------------------------------------------------------------------------------------------------------

GROUP = """snr: 1
reference_year: 2025
territory: {name: Groupement, agents: {total: 30}}
equipment:
  - {id: pc, type: laptop, quantity: 10}
"""
COMMUNE = "snr: 1\nreference_year: 2025\nterritory: {name: Commune, agents: {total: 10}}\n"


def write(folder: Path, group: str, **communes: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "territory.yaml").write_text(GROUP + group, encoding="utf-8")
    for name, text in {"a": COMMUNE, "b": COMMUNE, **communes}.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / "territory.yaml").write_text(text, encoding="utf-8")


def refused(folder: Path) -> list[Finding]:
    with pytest.raises(DossierError) as caught:
        assess_dossier(str(folder), TABLES, whole=True)
    return caught.value.findings


def places(findings: list[Finding], folder: Path) -> list[tuple[str, str, int]]:
    return [
        (finding.code, Path(finding.position.file).relative_to(folder).as_posix(), finding.position.line)
        for finding in findings
    ]


WRONG = {
    "missing": ("members:\n  - {path: a}\n  - {path: c}\n", "SNR111", 8, "introuvable"),
    "outside": ("members:\n  - {path: ../ailleurs}\n", "SNR112", 7, "sort du dossier"),
    "absolute": ("members:\n  - {path: /tmp}\n", "SNR112", 7, "sort du dossier"),
    "itself": ("members:\n  - {path: .}\n", "SNR113", 7, "lui-même"),
    "itself by its file": ("members:\n  - {path: a/../territory.yaml}\n", "SNR113", 7, "lui-même"),
    "twice": ("members:\n  - {path: a}\n  - {path: ./a/}\n", "SNR113", 8, "déjà un membre"),
    "same id": ("members:\n  - {path: a}\n  - {path: b, id: a}\n", "SNR302", 8, "déjà pris"),
    "reserved id": ("members:\n  - {path: a, id: group}\n", "SNR302", 7, "groupement lui-même"),
    "a folder without a dossier": ("members:\n  - {path: vide}\n", "SNR111", 7, "introuvable"),
    "unknown line": ("members:\n  - {path: a}\nshared:\n  - {line: fax, key: agents}\n", "SNR303", 9, "fax"),
    "shares under 100 %": (
        "members:\n  - {path: a}\nshared:\n  - {line: pc, key: fixed, shares: {group: 40 %, a: 50 %}}\n",
        "SNR208",
        9,
        "90 %",
    ),
    "shares over 100 %": (
        "members:\n  - {path: a}\nshared:\n  - {line: pc, key: fixed, shares: {group: 60 %, a: 50.5 %}}\n",
        "SNR208",
        9,
        "110,5 %",
    ),
    "no shares": ("members:\n  - {path: a}\nshared:\n  - {line: pc, key: fixed}\n", "SNR202", 9, "shares"),
    "shares and between": (
        "members:\n  - {path: a}\nshared:\n  - {line: pc, key: agents, between: [a], shares: {a: 100 %}}\n",
        "SNR208",
        9,
        "between",
    ),
    "unknown member in shares": (
        "members:\n  - {path: a}\nshared:\n  - line: pc\n    key: fixed\n    shares:\n      group: 50 %\n      z: 50 %\n",
        "SNR303",
        13,
        "« z »",
    ),
    "unknown member in between": (
        "members:\n  - {path: a}\nshared:\n  - {line: pc, key: agents, between: [a, z]}\n",
        "SNR303",
        9,
        "« z »",
    ),
    "shared twice": (
        "members:\n  - {path: a}\nshared:\n  - {line: pc, key: agents}\n  - {line: pc, key: agents}\n",
        "SNR302",
        10,
        "déjà partagée",
    ),
    "no figure": (
        "members:\n  - {path: a}\nshared:\n  - {line: pc, key: mailboxes}\n",
        "SNR202",
        9,
        "« group » et « a »",
    ),
    "shares a website": (
        "services:\n  - {id: site, type: website}\nmembers:\n  - {path: a}\nshared:\n  - {line: site, key: agents}\n",
        "SNR208",
        11,
        "site web",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_of_the_group_is_a_finding_at_its_line(name: str, tmp_path: Path, snr: Run) -> None:
    text, code, line, word = WRONG[name]
    write(tmp_path / "g", text)
    (tmp_path / "g" / "vide").mkdir()
    (finding,) = refused(tmp_path / "g")
    assert places([finding], tmp_path / "g") == [(code, "territory.yaml", line)]
    assert word in finding.message
    assert finding.help
    done = snr("check", "--profile", "saisie", tmp_path / "g" / "territory.yaml")
    assert (done.returncode, done.stdout.decode().count(f"erreur {code}")) == (1, 1)


def test_every_figure_zero(tmp_path: Path) -> None:
    none = COMMUNE.replace("{total: 10}}", "{total: 10}, vms: 0}")
    group = GROUP.replace("{total: 30}}", "{total: 30}, vms: 0}")
    write(tmp_path, "", a=none)
    text = group + "members: [{path: a}]\nshared:\n  - {line: pc, key: vms}\n"
    (tmp_path / "territory.yaml").write_text(text, encoding="utf-8")
    assert places(refused(tmp_path), tmp_path) == [("SNR208", "territory.yaml", 8)]


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [
        (COMMUNE.replace("2025", "2024"), "SNR208", "2024"),
        (COMMUNE + "members: [{path: d}]\n", "SNR113", "lui-même des membres"),
        (COMMUNE.replace("name: Commune", 'siren: "243300316"'), "SNR113", "SIREN"),
    ],
    ids=["another year", "members of its own", "same SIREN"],
)
def test_a_member_that_cannot_be_counted(text: str, code: str, word: str, tmp_path: Path) -> None:
    write(tmp_path, "members:\n  - {path: b}\n  - {path: a}\n", a=text, b=COMMUNE, **{"a/d": COMMUNE})
    root = tmp_path / "territory.yaml"
    if "siren" in text:
        root.write_text(
            root.read_text(encoding="utf-8").replace("name: Groupement", 'siren: "243300316"'), encoding="utf-8"
        )
    (finding,) = refused(tmp_path)
    assert places([finding], tmp_path) == [(code, "territory.yaml", 8)]
    assert word in finding.message


def test_members_that_include_each_other(tmp_path: Path, snr: Run) -> None:
    """Two files of one folder name each other: a finding on each side, and no loop."""
    for mine, other in (("un", "deux"), ("deux", "un")):
        text = (
            f"snr: 1\nreference_year: 2025\nterritory: {{name: {mine}}}\nmembers:\n  - path: {other}.territory.yaml\n"
        )
        (tmp_path / f"{mine}.territory.yaml").write_text(text, encoding="utf-8")
    done = snr("check", "--profile", "saisie", tmp_path)
    assert done.returncode == 1
    assert done.stdout.decode().count("SNR113") >= 2
    assert snr("assess", tmp_path / "un.territory.yaml").returncode == 1


@pytest.mark.skipif(not hasattr(Path, "symlink_to"), reason="no links")
def test_a_link_to_the_group_or_outside(tmp_path: Path) -> None:
    write(tmp_path / "g", "members:\n  - {path: lien}\n")
    (tmp_path / "g" / "lien").symlink_to(tmp_path / "g", target_is_directory=True)
    assert [finding.code for finding in refused(tmp_path / "g")] == ["SNR113"]
    (tmp_path / "g" / "lien").unlink()
    (tmp_path / "g" / "lien").symlink_to(tmp_path, target_is_directory=True)
    assert [finding.code for finding in refused(tmp_path / "g")] == ["SNR112"]


def test_the_errors_of_a_member_are_shown_at_its_own_files(tmp_path: Path, snr: Run) -> None:
    wrong = COMMUNE + "equipment:\n  - {id: pc, type: laptop, quantity: -1}\n  - {id: x, type: laptops, quantity: 1}\n"
    broken = "snr: 1\nterritory: [\n"
    write(tmp_path, "members:\n  - {path: a}\n  - {path: b}\n", a=wrong, b=broken)
    expected = [("SNR204", "a/territory.yaml", 5), ("SNR301", "a/territory.yaml", 6), ("SNR102", "b/territory.yaml", 3)]
    found = places(refused(tmp_path), tmp_path)
    assert [place[:2] for place in found] == [each[:2] for each in expected]
    assert [place[2] for place in found[:2]] == [5, 6]
    # a check of the folder reads each dossier once, and says each mistake once
    for argument in (tmp_path, tmp_path / "territory.yaml"):
        report = json.loads(snr("check", "--format", "json", "--profile", "saisie", argument).stdout)
        codes = sorted((finding["code"], Path(finding["file"]).parent.name) for finding in report["findings"])
        assert codes == sorted((code, file[0]) for code, file, _ in expected)
    done = snr("assess", tmp_path)
    assert (done.returncode, done.stdout) == (1, b"")


def test_another_method_is_a_warning(tmp_path: Path, tables: Tables, snr: Run) -> None:
    write(tmp_path, "members:\n  - {path: a}\n", a=COMMUNE + "method: {factor_set: ecodiag}\n")
    report = check([str(tmp_path)], words_of(tables), tables, Wanted(select=("SNR421",))).report
    assert [(finding.code, finding.severity, finding.position.line) for finding in report.findings] == [
        ("SNR421", "warning", 7)
    ]
    assert snr("assess", tmp_path).returncode == 0


def test_from_standard_input_members_need_a_place(snr: Run) -> None:
    text = (GROUP + "members: [{path: a}]\n").encode()
    done = snr("check", "--profile", "saisie", "-", stdin=text)
    assert done.returncode == 1
    assert "SNR111" in done.stdout.decode()
    assert snr("assess", "-", stdin=text).returncode == 1


def test_equal_ids_sites_and_names_of_members_stay_apart(tmp_path: Path) -> None:
    line = "equipment:\n  - {id: pc, type: laptop, quantity: 1, site: Mairie, entity: Ville}\n"
    write(tmp_path, "members:\n  - {path: a}\n  - {path: b}\n", a=COMMUNE + line, b=COMMUNE + line)
    organisation = assess_dossier(str(tmp_path), TABLES, whole=True).result.organisation
    assert [found.id for found in organisation.lines] == ["pc", "a/pc", "b/pc"]
    assert set(organisation.by_site) == {"", "a/Mairie", "b/Mairie"}
    assert set(organisation.by_entity) == {"", "a/Ville", "b/Ville"}
    left = assess_dossier(str(tmp_path), TABLES, whole=True, without=("a/Mairie",)).result.organisation
    assert [found.id for found in left.lines] == ["pc", "b/pc"]


# --- commands ---------------------------------------------------------------------------------------------------------


def test_json_obeys_its_schema_and_sums(snr: Run) -> None:
    schema = json.loads((ROOT / "docs/schemas/assessment.schema.json").read_text(encoding="utf-8"))
    document = json.loads(snr("assess", EXAMPLE, "--format", "json").stdout)
    jsonschema.validate(document, schema)
    assert [part["id"] for part in document["members"]] == ["group", "vernelle", "orsemont", "prefouchard"]
    assert document["member"] is None
    for category, total in document["organisation"]["totals"].items():
        if total["value"] is None:  # hidden
            continue
        assert fsum(part["totals"].get(category, 0.0) for part in document["members"]) == pytest.approx(
            total["value"], rel=1e-9
        )
    codes = [warning["code"] for warning in document["warnings"]]
    assert "members_counted" in codes
    assert "members_not_counted" not in codes
    mine = json.loads(snr("assess", EXAMPLE, "--member", "vernelle", "--format", "json").stdout)
    jsonschema.validate(mine, schema)
    assert mine["member"] == "vernelle"
    (part,) = mine["members"]
    assert part == document["members"][1]
    assert mine["organisation"]["totals"][CLIMATE]["value"] == pytest.approx(part["totals"][CLIMATE], rel=1e-9)
    assert mine["territory"]["name"] == "Commune de Vernelle"
    alone = json.loads(snr("assess", EXAMPLE / "communes" / "vernelle", "--format", "json").stdout)
    assert (alone["members"], alone["member"]) == ([part], "vernelle")  # its share is in it, as from the group
    assert alone["organisation"] == mine["organisation"]
    assert alone["territory_estimate"] == mine["territory_estimate"]


def test_the_table_by_member(snr: Run) -> None:
    text = snr("assess", "-v", EXAMPLE, "--by", "member").stdout.decode()
    for name in ("Commune de Vernelle", "Communauté de communes du Haut-Vernelle", "Commune de Pré-Fouchard"):
        assert len(re.findall(rf"^ +{name} +\S+ +\S+\W%", text, re.M)) == 1, name
    assert "Total du groupement et de 3 membres" in text
    assert "Part de « Commune d’Orsemont »" in re.sub(
        r"\s+", " ", snr("assess", "-v", EXAMPLE, "--member", "orsemont").stdout.decode()
    )


def test_explain_a_line_of_a_member_and_a_share(snr: Run) -> None:
    assert "vernelle/portables" in snr("explain", EXAMPLE, "vernelle/portables").stdout.decode()
    text = snr("explain", EXAMPLE, "group/hyperviseurs", "--member", "vernelle").stdout.decode()
    assert "= 3 × 0,48 = 1,44" in text
    assert "= 12 ÷ 25 = 0,48" in text
    assert "machines virtuelles = 12 (donné, vernelle)" in text
    # who has each figure of the total is said
    assert (
        "total de la clé = machines virtuelles (group) + machines virtuelles (vernelle) + machines virtuelles (orsemont)"
        in text
    )


def test_explain_a_pooled_room_as_the_page_says(snr: Run) -> None:
    """A room without a meter has no line of its own: it is what it holds, at the share of the part."""
    page = (EXAMPLE.parents[1] / "docs" / "mutualisation.md").read_text(encoding="utf-8")
    assert "snr explain groupement/ group/salle --member vernelle" in page
    text = snr("explain", EXAMPLE, "group/salle", "--member", "vernelle").stdout.decode()
    assert text.count("= 12 ÷ 25 = 0,48") == 1
    whole = snr("explain", EXAMPLE, "salle").stdout.decode()
    mine, all_of_it = (
        float(re.findall(r"^Résultat = (\S+)", each, re.M)[0].replace(",", ".")) for each in (text, whole)
    )
    assert mine == pytest.approx(all_of_it * 12 / 25, rel=1e-9)
    assert "Part retenue" not in whole


def test_the_functional_unit_of_a_service_is_in_french(snr: Run) -> None:
    text = snr("explain", EXAMPLE, "group/messagerie", "--member", "vernelle").stdout.decode()
    assert "volume annuel = 6 To par an (donné)" in text
    assert "TB-year" not in text.split("Étape")[0]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("assess", EXAMPLE, "--member", "vernele"), "vouliez-vous dire « vernelle »"),
        (("assess", EXAMPLE, "--member", "Paris"), "connus : group, vernelle"),
        (("assess", EXAMPLES / "minimal", "--member", "a"), "n’a pas de membres"),
        (("assess", EXAMPLES / "minimal", "--by", "member"), "n’a pas de membres"),
        (("assess", EXAMPLE, "--by", "member", "-f", "csv"), "les parts sont en json"),
        (("assess", EXAMPLE, "--member", "vernelle", "--without", "x"), "--without"),
        (("assess", EXAMPLE, "--without", "x"), "connus :"),
        (("explain", EXAMPLE, "portables", "--member", "x"), "pas de membre « x »"),
    ],
)
def test_what_cannot_be_asked(arguments: tuple[Any, ...], word: str, snr: Run) -> None:
    done = snr(*arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert word in done.stderr.decode().replace("\u00a0", " ")


def test_compare_and_plan_say_what_they_leave_out(tmp_path: Path, snr: Run) -> None:
    result = tmp_path / "r.json"
    assert snr("assess", EXAMPLE, "--format", "json", "-o", result).returncode == 0
    done = snr("compare", result, EXAMPLE)
    assert done.returncode == 2
    assert "groupement" in done.stderr.decode()
    done = snr("plan", EXAMPLE)
    assert done.returncode == 0
    assert "membres ne sont pas comptés ici" in done.stderr.decode()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("plan", EXAMPLE), "ne sont pas comptés ici"),
        (("compare", EXAMPLE, EXAMPLE), "ne sont pas comptés ici"),
        (("check", EXAMPLE), "jugé sans ses membres"),
        (("check", EXAMPLE, "--profile", "saisie"), "jugé sans ses membres"),
    ],
)
def test_what_leaves_the_members_aside_says_so(arguments: tuple[Any, ...], said: str, snr: Run) -> None:
    done = snr(*arguments)
    told = [line for line in done.stderr.decode().splitlines() if said in line]
    assert told
    assert all("ce qu’il mutualise y compte en entier" in line for line in told)
    assert said not in snr("-q", *arguments).stderr.decode()
    alone = [EXAMPLES / "minimal" if argument == EXAMPLE else argument for argument in arguments]
    assert said not in snr(*alone).stderr.decode()


def test_nothing_to_correct_in_the_example(tables: Tables) -> None:
    report = check([str(EXAMPLE)], words_of(tables), tables, Wanted()).report
    assert len(report.files) == 4
    assert [finding for finding in report.findings if finding.severity != "info"] == []


def test_inventories_of_members_keep_their_rows(tmp_path: Path, snr: Run) -> None:
    write(tmp_path, "members:\n  - {path: a}\n", a=COMMUNE + "equipment:\n  - {id: parc, from: parc.csv}\n")
    shutil.copy(EXAMPLES / "valmont" / "inventaire" / "glpi.csv", tmp_path / "a" / "parc.csv")
    document = json.loads(snr("assess", tmp_path, "--format", "json").stdout)
    assert [inventory["id"] for inventory in document["inventories"]] == ["a/parc"]
    read = [line for line in document["organisation"]["lines"] if line["id"].startswith("a/parc.")]
    assert read
    assert all(line["rows"] for line in read)


def test_the_page_says_what_the_program_says(example: Assessment) -> None:
    page = (ROOT / "docs" / "mutualisation.md").read_text(encoding="utf-8").replace("\u00a0", " ")
    rows = re.findall(r"^\| ([^|]+) \| ([\d,]+) \| ([\d,]+) \| ([\d,]+) \|$", page, re.M)

    def tonnes(value: float) -> str:
        return significant(value / 1000)

    expected = [
        (part.label, tonnes(part.own[CLIMATE]), tonnes(part.pooled[CLIMATE]), tonnes(part.totals[CLIMATE]))
        for part in example.members
    ]
    assert rows[:-1] == expected
    own, pooled = (fsum(getattr(part, kind)[CLIMATE] for part in example.members) for kind in ("own", "pooled"))
    assert rows[-1] == ("Ensemble", tonnes(own), tonnes(pooled), tonnes(totals(example)[CLIMATE]))
