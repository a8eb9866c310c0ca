"""A dossier answered question by question: what is said of each, what an answer writes, what stands where nobody knows."""

import shutil
from pathlib import Path

import pytest

from snr_cli import (
    UsageError,
    advice_of,
    answer_question,
    assess_dossier,
    conversation_of,
    draft_document,
    open_dossier,
)
from snr_cli.api.asking import asked_book
from snr_cli.api.conversing import AnswerEdits, Conversation, QuestionEntry
from snr_cli.engine.records import CLIMATE
from snr_cli.french.typography import typography
from snr_cli.french.words.terms import mass
from snr_cli.model.questions import BY_ID, QUESTIONS

VALMONT = Path(__file__).parents[1] / "examples" / "valmont"
START = 'snr: 1\nreference_year: 2025\nterritory:\n  siren: "243300316"\n'


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    (tmp_path / "territory.yaml").write_text(START, encoding="utf-8")
    return tmp_path


def write(edits: AnswerEdits) -> None:
    assert edits["refusals"] == []
    for file in edits["files"]:
        Path(file["path"]).write_text(file["text"], encoding="utf-8", newline="")


def question(told: Conversation, name: str) -> QuestionEntry:
    return next(each for each in told["questions"] if each["id"] == name)


def test_each_question_of_the_authority_is_asked_once_in_order(dossier: Path) -> None:
    told = conversation_of(dossier)
    names = [each["id"] for each in told["questions"]]
    assert names == [each.id for each in QUESTIONS if each.id in names]
    # those that are a command of the terminal are not asked here, but for the actions, which are chosen
    assert set(BY_ID) - set(names) == {each.id for each in QUESTIONS if not each.parts and each.id != "actions"}
    assert all(each["parts"] or each["elsewhere"] for each in told["questions"])


def test_what_the_table_knows_is_not_asked(dossier: Path) -> None:
    keys = [part["key"] for part in question(conversation_of(dossier), "siren")["parts"]]
    assert "population_totale" not in keys
    (dossier / "territory.yaml").write_text("snr: 1\nreference_year: 2025\nterritory:\n  name: Sainte-Orge\n", "utf-8")
    keys = [part["key"] for part in question(conversation_of(dossier), "siren")["parts"]]
    assert {"kind", "department", "population_totale", "households"} <= set(keys)


def test_an_answer_is_written_and_is_then_said(dossier: Path) -> None:
    write(answer_question(dossier, "agents", [{"agents": "1 240", "equipped": "820"}]))
    told = conversation_of(dossier)
    assert question(told, "agents")["answered"]
    assert question(told, "agents")["rows"] == [
        {"title": "", "said": {"agents": "1\N{NARROW NO-BREAK SPACE}240", "equipped": "820"}}
    ]
    total = assess_dossier(dossier).result.organisation.totals[CLIMATE]
    assert told["figure"] is not None
    assert told["figure"]["value"] == typography(f"{mass(total)} par an")
    assert told["figure"]["missing"]


def test_the_same_again_writes_nothing(dossier: Path) -> None:
    write(answer_question(dossier, "agents", [{"agents": "1240", "equipped": "820"}]))
    said = question(conversation_of(dossier), "agents")["rows"][0]["said"]
    assert answer_question(dossier, "agents", [said])["files"] == []


def test_an_answer_that_is_emptied_is_taken_back(dossier: Path) -> None:
    write(answer_question(dossier, "agents", [{"agents": "1240", "equipped": "820"}]))
    write(answer_question(dossier, "agents", [{"agents": "1240", "equipped": ""}]))
    assert question(conversation_of(dossier), "agents")["rows"][0]["said"] == {
        "agents": "1\N{NARROW NO-BREAK SPACE}240"
    }
    write(
        answer_question(dossier, "engage", [{"title": "Allonger", "started_on": "01/03/2024", "summary": "Garantie."}])
    )
    write(answer_question(dossier, "portage", [{"owner": "DSI", "start": "2026", "full": "2027"}]))
    write(answer_question(dossier, "portage", [{"owner": "DSI", "start": "", "full": ""}]))
    assert "schedule" not in (dossier / "territory.yaml").read_text("utf-8").partition("actions:\n")[2]


def test_a_line_that_is_emptied_is_told_and_kept(dossier: Path) -> None:
    write(answer_question(dossier, "prestations", [{"spending_eur": "350000"}]))
    refused = answer_question(dossier, "prestations", [{"spending_eur": ""}])
    assert [each["part"] for each in refused["refusals"]] == ["spending_eur"]
    assert refused["files"] == []


@pytest.mark.parametrize("text", ["-3", "douze", "1e309", "NaN", "9" * 30, "\x1b[A", "<b>3</b>", "3\n4"])
def test_what_is_no_number_is_refused_at_its_part(dossier: Path, text: str) -> None:
    refused = answer_question(dossier, "agents", [{"agents": text, "equipped": "820"}])
    assert [each["part"] for each in refused["refusals"]] == ["agents"]
    assert refused["files"] == []


def test_half_of_an_estimate_is_refused_with_what_lacks(dossier: Path) -> None:
    write(answer_question(dossier, "agents", [{"agents": "1240", "equipped": "820"}]))
    refused = answer_question(dossier, "ordinateurs", [{"laptops": "330", "desktops": ""}])
    assert [each["part"] for each in refused["refusals"]] == ["desktops"]


def test_rows_are_added_and_a_row_of_a_list_is_answered_alone(dossier: Path) -> None:
    write(
        answer_question(dossier, "engage", [{"title": "Allonger", "started_on": "01/03/2024", "summary": "Garantie."}])
    )
    write(answer_question(dossier, "engage", [{"title": "Donner", "started_on": "01/03/2025", "summary": "Don."}]))
    told = question(conversation_of(dossier), "portage")
    assert [row["title"] for row in told["rows"]] == ["Allonger", "Donner"]
    write(answer_question(dossier, "portage", [{}, {"owner": "DSI", "start": "2026", "full": "2027"}]))
    rows = question(conversation_of(dossier), "portage")["rows"]
    assert [row["said"].get("owner") for row in rows] == [None, "DSI"]


def test_nothing_is_an_answer_where_it_is_one(dossier: Path) -> None:
    write(answer_question(dossier, "engage", [{"title": "rien", "summary": "Le service vient d’être créé."}]))
    assert question(conversation_of(dossier), "engage")["answered"]


def test_what_stands_in_the_place_of_an_answer(dossier: Path) -> None:
    """0.97 screens for each of the 820 equipped agents; nothing for a network, which no published ratio gives."""
    write(answer_question(dossier, "agents", [{"agents": "1240", "equipped": "820"}]))
    told = conversation_of(dossier)
    assert "795" in question(told, "ecrans")["unknown"]
    assert "entre" in question(told, "ecrans")["unknown"]
    assert "non évalué" in question(told, "reseau")["unknown"]
    assert question(told, "agents")["unknown"] == ""


def test_a_dossier_that_is_wrong_has_no_figure_and_its_errors_are_counted(dossier: Path) -> None:
    (dossier / "territory.yaml").write_text(START + "equipment:\n  - {id: a, type: laptop, quantity: -3}\n", "utf-8")
    told = conversation_of(dossier)
    assert told["figure"] is None
    assert told["wrong"] == 1


def test_a_question_that_is_none_is_refused(dossier: Path) -> None:
    for name in ("rien", "actions"):
        with pytest.raises(UsageError):
            answer_question(dossier, name, [{}])


def test_what_seems_wrong_is_told_at_its_question(dossier: Path) -> None:
    write(answer_question(dossier, "agents", [{"agents": "1240", "equipped": "820"}]))
    write(answer_question(dossier, "ecrans", [{"monitors": "690000"}]))
    advice = advice_of(dossier)
    assert list(advice["doubts"]) == ["ecrans"]
    assert "690" in advice["doubts"]["ecrans"][0]


def test_what_comes_next_is_what_the_command_says(dossier: Path) -> None:
    from snr_cli.api.next_steps import next_steps

    told = advice_of(open_dossier(dossier))
    assert [each["question"] for each in told["steps"]] == [each.question for each in next_steps(dossier).steps]


def test_a_document_of_an_open_dossier_is_that_of_its_files(tmp_path: Path) -> None:
    shutil.copytree(VALMONT, tmp_path / "valmont")
    opened = open_dossier(tmp_path / "valmont")
    for name in ("note", "programme"):
        assert (
            draft_document(opened, name, form="html").text
            == draft_document(tmp_path / "valmont", name, form="html").text
        )  # type: ignore[arg-type]


def test_what_an_inventory_counts_or_another_unit_says_is_asked_of_nobody() -> None:
    """Copiers of Valmont come from its export, its paper is in sheets: neither « 0 » nor a million reams."""
    assert "impression" not in [each["id"] for each in conversation_of(VALMONT)["questions"]]
    data = open_dossier(VALMONT).read.joined.data
    assert asked_book([BY_ID["impression"]], data, (), "x").sheets == ()


@pytest.mark.parametrize("text", ["12/03/2026", "2026-03-12", "12 mars 2026", "12 Mars 2026"])
def test_a_day_is_read_as_it_is_written(dossier: Path, text: str) -> None:
    write(answer_question(dossier, "acteurs", [{"name": "La Métropole", "sector": "public", "date": text}]))
    assert question(conversation_of(dossier), "acteurs")["rows"][0]["said"]["date"] == "2026-03-12"


@pytest.mark.parametrize("text", ["12", "12 %", "-12 %", "\N{MINUS SIGN}12"])
def test_a_cut_is_read_with_its_sign(dossier: Path, text: str) -> None:
    write(answer_question(dossier, "objectifs", [{"cut": text, "by": "2030"}]))
    assert "reduction: 0.12" in (dossier / "territory.yaml").read_text("utf-8")


def test_the_area_of_a_room_is_that_of_its_building_too(dossier: Path) -> None:
    """Annex A counts the building in a group of its own: answered, it lacks no more."""
    write(answer_question(dossier, "agents", [{"agents": "1240", "equipped": "820"}]))
    write(answer_question(dossier, "serveurs", [{"servers": "12", "room_m2": "25"}]))
    figure = conversation_of(dossier)["figure"]
    assert figure is not None
    assert not [name for name in figure["missing"] if "locaux" in name]
    write(answer_question(dossier, "serveurs", [{"servers": "12", "room_m2": "30"}]))
    assert (dossier / "territory.yaml").read_text("utf-8").count("dc_building_m2") == 1
