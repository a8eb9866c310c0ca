"""Storage of one's own beside hosted storage: two methods, so that nothing claims a saving from one to the other."""

from typing import Any

import pytest

from snr_cli.catalog.opened import shipped_tables
from snr_cli.documents.views.footprint import organisation_view
from snr_cli.documents.views.plan import plan_view
from snr_cli.engine.assess import assess
from snr_cli.engine.services import HOSTED, OWN
from snr_cli.french.words.terms import STORAGE_METHODS
from snr_cli.model.dossier import Dossier
from snr_cli.outputs.factors_screen import show_text
from snr_cli.outputs.plan_json import plan_document
from snr_cli.outputs.plan_table import plan_text
from snr_cli.outputs.suggestions_table import suggestions_text
from snr_cli.plan.compare import compare
from snr_cli.plan.past_years import Side
from snr_cli.plan.plan import make_plan
from snr_cli.results.organisation import judged_organisation
from snr_cli.results.sentences.coverage import notice_text
from test_compare import side

ARRAYS = {"id": "baies", "type": "storage_array", "quantity": 3, "kwh_per_year": 0}
TERABYTES = {"id": "to", "type": "storage_tb_year", "quantity": 85}
PC = {"id": "pc", "type": "laptop", "quantity": 10}


def dossier(*effects: list[dict[str, Any]], status: str = "planned") -> Dossier:
    actions = [
        {"id": f"a{rank}", "title": f"Action {rank}", "status": status, "schedule": {"start": 2026}, "effects": effect}
        for rank, effect in enumerate(effects)
    ]
    return Dossier.model_validate(
        {
            "snr": 1,
            "reference_year": 2025,
            "territory": {"name": "X", "kind": "commune", "department": "33"},
            "equipment": [PC, ARRAYS],
            "services": [TERABYTES],
            "actions": actions,
        }
    )


def on(line: str, **change: float) -> dict[str, Any]:
    return {"on": {"line": line}, **change}


def moves(found: Dossier) -> tuple[str, ...]:
    tables = shipped_tables()
    return make_plan(found, assess(found, tables), tables).storage


def test_every_type_of_storage_is_on_one_side() -> None:
    tables = shipped_tables()
    assert {name for name in tables.equipment_types if "storage" in name} == OWN
    assert {name for name in tables.service_types if "storage" in name} == HOSTED


@pytest.mark.parametrize(
    ("effects", "told"),
    [
        ([[on("baies", quantity=0), on("to", quantity_change=139)]], ("a0",)),
        ([[on("baies", quantity=0)], [on("to", quantity_change_percent=160)]], ("a0", "a1")),
        ([[on("baies", quantity_change=-1)]], ("a0",)),  # what it held may well go to a host
        ([[on("baies", quantity_change=2), on("to", quantity=0)]], ("a0",)),  # and back
        ([[on("to", quantity_change_percent=-33)]], ()),  # less data at the host: one method
        ([[on("to", quantity_change=10)]], ()),
        ([[on("baies", lifetime_years=12)]], ()),
        ([[on("baies", quantity=3)]], ()),
        ([[on("pc", quantity=5)]], ()),
        ([[{"on": {"line": "baies"}, "replaced_by": "server_rack"}]], ("a0",)),  # what stores nothing
        ([[{"on": {"line": "baies"}, "replaced_by": "server_hdd_storage"}]], ()),  # what stores still: one method
        ([], ()),
    ],
)
def test_an_action_that_moves_storage(effects: list[list[dict[str, Any]]], told: tuple[str, ...]) -> None:
    assert moves(dossier(*effects)) == told


def test_an_idea_moves_nothing() -> None:
    assert moves(dossier([on("baies", quantity=0)], status="idea")) == ()


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def test_it_is_said_wherever_the_effect_is() -> None:
    found, tables = dossier([on("baies", quantity=0), on("to", quantity_change=139)]), shipped_tables()
    result = assess(found, tables)
    plan = make_plan(found, result, tables)
    said = plain(STORAGE_METHODS)[1:]
    assert said in plain(plan_text(plan, found, result, tables, width=80, color=False))
    view = plan_view(plan, found, tables, organisation_view(result, judged_organisation(result, tables), tables))
    assert any(said.rstrip(".") in plain(hypothesis) for hypothesis in view.actions[0].hypotheses)
    assert plan_document(plan, result, tables, "t")["storage_moves"] == ["a0"]


def test_the_notice_weighs_both() -> None:
    result = assess(dossier(), shipped_tables())
    (notice,) = [each for each in result.notices if each.code == "storage_two_methods"]
    # 3 x 6 610 kg / 10 years; 85 x 1.52222
    assert "(1,98 t CO2e par an) et stockage hébergé (129 kg CO2e par an)" in plain(notice_text(notice))


def test_it_is_said_of_the_factors_and_of_suggestions() -> None:
    tables = shipped_tables()
    for name in sorted(OWN | HOSTED):
        assert plain(STORAGE_METHODS) in plain(show_text(tables, name, name, 80)), name
    assert plain(STORAGE_METHODS) not in plain(show_text(tables, "laptop", "x", 80))
    assert plain(STORAGE_METHODS) in plain(
        suggestions_text([], [], tables.sources, width=80, color=False, two_storages=True)
    )
    assert plain(STORAGE_METHODS) not in plain(suggestions_text([], [], tables.sources, width=80, color=False))


@pytest.mark.parametrize(
    ("arrays", "terabytes", "told"), [(1, 200, True), (5, 20, True), (1, 20, False), (3, 200, False)]
)
def test_two_years_between_which_storage_moved(arrays: float, terabytes: float, told: bool) -> None:
    def year(number: int, own: float, hosted: float) -> Side:
        data = {
            "snr": 1,
            "reference_year": number,
            "territory": {"name": "X", "kind": "commune", "department": "33"},
            "equipment": [PC, {**ARRAYS, "quantity": own}],
            "services": [{**TERABYTES, "quantity": hosted}],
        }
        return side(Dossier.model_validate(data))

    comparison = compare(year(2024, 3, 85), year(2025, arrays, terabytes), shipped_tables())
    assert ("storage_two_methods" in {note.code for note in comparison.notes}) is told
