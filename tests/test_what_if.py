"""What a notebook does: assess, change in memory, take records; the same figures as the commands."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from conftest import EXAMPLES
from in_process import snr
from snr_cli import Assessed, DossierError, Planned, UsageError, assess_dossier, open_dossier, plan_actions
from snr_cli.api.assessing import ALL_SETS
from snr_cli.engine.records import CLIMATE

VALMONT = EXAMPLES / "valmont"


@pytest.fixture(scope="module")
def valmont() -> Assessed:
    return assess_dossier(VALMONT)


@pytest.fixture(scope="module")
def planned(valmont: Assessed) -> Planned:
    return plan_actions(valmont)


def total(assessed: Assessed) -> float:
    (row,) = [row for row in assessed.frame("total") if (row["category"], row["stage"]) == (CLIMATE, "all")]
    return float(str(row["value"]))


def test_json_has_the_bytes_of_the_commands(valmont: Assessed, planned: Planned) -> None:
    assert valmont.to_json() == snr("assess", VALMONT, "-f", "json").stdout
    assert planned.to_json() == snr("plan", VALMONT, "-f", "json").stdout


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def test_frames_are_the_rows_of_the_commands(valmont: Assessed, planned: Planned) -> None:
    for records, command in ((valmont.frame(), "assess"), (planned.frame(), "plan")):
        rows = list(csv.DictReader(io.StringIO(snr(command, VALMONT, "-f", "csv").stdout, newline="")))
        assert [list(record) for record in records] == [list(row) for row in rows]
        for record, row in zip(records, rows, strict=True):
            assert [_cell(value) for value in record.values() if not isinstance(value, float)] == [row[key] for key, value in record.items() if not isinstance(value, float)]  # fmt: skip
            for key, value in record.items():
                assert not isinstance(value, float) or value == pytest.approx(float(row[key]), rel=1e-6), key
    found = json.loads(planned.to_json())
    actions = {record["action"]: record for record in planned.frame("actions")}
    assert {name: record["saved"] for name, record in actions.items()} == {name: effect["saved"] for name, effect in found["effects"].items()}  # fmt: skip
    assert actions["impressions"]["bounds_low"] == found["effects"]["impressions"]["bounds"]["low"]
    assert [record["id"] for record in planned.frame("objectives")] == [each["id"] for each in found["objectives"]]


def test_a_longer_life_is_that_of_a_file(valmont: Assessed, tmp_path: Path) -> None:
    """What changes in memory is what changes in the file; what it comes from stays as it was."""
    small = "snr: 1\nreference_year: 2025\nterritory: {name: V, kind: commune, department: '33'}\nequipment: [{id: p, type: laptop, quantity: 10, lifetime_years: %s}]\n"  # fmt: skip
    for years in (4, 6):
        (tmp_path / "territory.yaml").write_text(small % years, encoding="utf-8")
        assessed = assess_dossier(tmp_path)
        if years == 4:
            first = assessed
    longer = first.with_(line="p", lifetime_years=6)
    assert longer.frame() == assessed.frame()
    assert longer.dossier == assessed.dossier
    assert first.dossier.equipment[0].lifetime_years == 4
    assert total(first) > total(longer)
    assert first.with_(line="p", lifetime_years=None).dossier.equipment[0].lifetime_years is None
    assert total(first.with_(line="p", quantity=20)) == pytest.approx(2 * total(first), rel=1e-12)


@settings(max_examples=20, deadline=None)
@given(years=st.floats(1, 15), more=st.floats(0.1, 5))
def test_lives_are_monotonic(years: float, more: float) -> None:
    """A longer life never adds to what making weighs."""
    minimal = assess_dossier(EXAMPLES / "minimal")
    assert total(minimal.with_(line="portables", lifetime_years=years)) >= total(minimal.with_(line="portables", lifetime_years=years + more)) - 1e-9  # fmt: skip


def test_actions_and_objectives_change_too(valmont: Assessed, planned: Planned) -> None:
    aim = valmont.dossier.objectives[0]
    harder = plan_actions(valmont.with_(objective=aim.id, reduction=0.9))
    assert {each["id"]: each["target"] for each in harder.frame("objectives")}[aim.id] < {each["id"]: each["target"] for each in planned.frame("objectives")}[aim.id]  # fmt: skip
    done = plan_actions(valmont.with_(action="impressions", status="abandoned"))
    assert "impressions" not in {record["action"] for record in done.frame("actions") if record["saved"]}


def test_an_open_dossier_and_sets_are_taken(valmont: Assessed) -> None:
    dossier = open_dossier(VALMONT)
    assert assess_dossier(dossier).to_json() == valmont.to_json()
    sets = assess_dossier(EXAMPLES / "minimal", factor_set=ALL_SETS)
    changed = sets.with_(line="portables", quantity=1)
    assert len(changed.sets) == len(sets.sets) > 1
    assert changed.sets[0] != sets.sets[0]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"line": "portable", "quantity": 1}, "vouliez-vous dire « portables »"),
        ({"line": "portables", "quantite": 1}, "quantite"),
        ({"line": "portables", "quantity": -1}, "quantity"),
        ({"line": "portables", "quantity": float("nan")}, "quantity"),
        ({"line": "portables", "quantity": "beaucoup"}, "quantity"),
        ({"line": "portables", "lifetime_years": 1e300}, "lifetime_years"),
        ({"line": "portables"}, "with_ : nommez"),
        ({"quantity": 1}, "with_ : nommez"),
        ({"line": "portables", "action": "a", "quantity": 1}, "with_ : nommez"),
        ({"action": "a", "status": "planned"}, "action « a » inconnu"),
    ],
)
def test_what_no_dossier_takes_is_refused(asked: dict[str, Any], said: str) -> None:
    minimal = assess_dossier(EXAMPLES / "minimal")
    with pytest.raises(UsageError) as raised:
        minimal.with_(**asked)
    assert said in str(raised.value)


@pytest.mark.parametrize(("key", "value"), [("type", "nave"), ("id", "ecrans")])
def test_what_refers_to_nothing_is_a_mistake_of_a_dossier(key: str, value: str) -> None:
    minimal = assess_dossier(EXAMPLES / "minimal")
    assert {"portables", "ecrans"} <= {line.id for line in minimal.dossier.equipment}
    with pytest.raises(DossierError) as raised:
        minimal.with_(line="portables", **{key: value})  # type: ignore[arg-type]
    assert value in raised.value.findings[0].message


def test_a_kind_of_row_that_is_none(valmont: Assessed, planned: Planned) -> None:
    with pytest.raises(UsageError, match="total"):
        valmont.frame("totals")
    with pytest.raises(UsageError, match="trajectory"):
        planned.frame("courbe")  # type: ignore[arg-type]


def test_findings_of_a_plan_whose_places_are_not_kept_name_the_file(tmp_path: Path) -> None:
    """A plan made of what was assessed has no places in the file: its findings are of the file."""
    text = (EXAMPLES / "minimal" / "territory.yaml").read_text(encoding="utf-8")
    (tmp_path / "territory.yaml").write_text(text + "actions: [{id: a, title: A, effects: [{on: {type: tablet}, lifetime_years: 6}]}]\n", encoding="utf-8")  # fmt: skip
    placed, bare = plan_actions(tmp_path).findings, plan_actions(assess_dossier(tmp_path, places=False)).findings
    assert [finding.message for finding in bare] == [finding.message for finding in placed] != []
    assert {finding.position.file for finding in bare} == {finding.position.file for finding in placed}


def test_a_plan_holds_one_edition_of_factors(valmont: Assessed) -> None:
    """A plan of what other tables assessed, or of an open dossier, says the edition of its figures."""
    from snr_cli import shipped_tables

    tables = shipped_tables()
    name = "equipment/factors.csv"
    own = tables.changed(name, tables.text(name) + "\n")
    with pytest.raises(UsageError, match="avec d’autres"):
        plan_actions(valmont, tables=own)
    dossier = open_dossier(VALMONT, tables=own)
    assert assess_dossier(dossier).tables is own
    for asked in (plan_actions(dossier), plan_actions(dossier, tables=own), plan_actions(assess_dossier(dossier))):
        assert json.loads(asked.to_json())["factors"]["sha256"] == own.sha256 == asked.assessed.result.factors_sha256
    shipped = plan_actions(dossier, tables=tables)
    assert json.loads(shipped.to_json())["factors"]["sha256"] == tables.sha256 == shipped.assessed.result.factors_sha256


def test_a_part_has_no_plan(valmont: Assessed) -> None:
    """What was left out would come back as soon as an action touches it."""
    for partial in (assess_dossier(VALMONT, without=("CCAS",)), assess_dossier(EXAMPLES / "pooling", part="vernelle"), assess_dossier(EXAMPLES / "pooling", whole=True)):  # fmt: skip
        with pytest.raises(UsageError, match="partielle"):
            plan_actions(partial)
    with pytest.raises(UsageError, match="groupement"):
        plan_actions(valmont, member="x")
    assert (
        assess_dossier(EXAMPLES / "pooling", whole=True).to_json()
        == snr("assess", EXAMPLES / "pooling", "-f", "json").stdout
    )
    with pytest.raises(UsageError, match="jeu de facteurs"):
        assess_dossier(EXAMPLES / "minimal", factor_set=ALL_SETS).to_json()
    assert len(repr(valmont)) < 200 and len(repr(plan_actions(valmont))) < 200


def test_findings_point_at_their_place_in_the_files(valmont: Assessed) -> None:
    late = plan_actions(valmont.with_(action="impressions", schedule={"start": 2090, "full": 2091}))
    assert late.findings and {Path(finding.position.file).name for finding in late.findings} == {"actions.yaml"}
