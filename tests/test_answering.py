"""Answers to questions, against what goes wrong: emptied, halved, contradictory, out of the model, given to a dossier that has mistakes."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from in_process import snr
from snr_cli import (
    DossierError,
    UsageError,
    add_suggestions,
    advice_of,
    answer_question,
    conversation_of,
    offered_actions,
    open_dossier,
    remove_action,
    suggest_actions,
    tables_of,
)
from snr_cli.api.answering import well_formed
from snr_cli.api.answers import AnswerError, least_and_most, read_answer, stored
from snr_cli.api.asking import asked_book
from snr_cli.api.conversing import AnswerEdits
from snr_cli.api.next_steps import next_steps
from snr_cli.model.dossier import Dossier
from snr_cli.model.questions import BY_ID, QUESTIONS, Part, Question
from snr_cli.outputs.suggestions_table import suggestion_ranks
from walks import walk

VALMONT = Path(__file__).parents[1] / "examples" / "valmont"
START = 'snr: 1\nreference_year: 2025\nterritory:\n  siren: "243300316"\n'
NUMBERS = ("count", "number", "share", "euros", "years", "year")


def made(folder: Path, more: str = "", start: str = START) -> Path:
    (folder / "territory.yaml").write_text(start + more, encoding="utf-8")
    return folder


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    return made(tmp_path)


def tried(dossier: Path, name: str, *rows: dict[str, str]) -> AnswerEdits:
    edits = answer_question(dossier, name, list(rows))
    for file in edits["files"]:
        Path(file["path"]).write_text(file["text"], encoding="utf-8", newline="")
    return edits


def put(dossier: Path, name: str, *rows: dict[str, str]) -> str:
    """Answer, and return what the dossier holds beside what it began with."""
    assert tried(dossier, name, *rows)["refusals"] == []
    return text_of(dossier)


def text_of(dossier: Path) -> str:
    return (dossier / "territory.yaml").read_text("utf-8").removeprefix(START)


def refused(dossier: Path, name: str, *rows: dict[str, str]) -> tuple[int, str, str]:
    before = text_of(dossier)
    edits = tried(dossier, name, *rows)
    assert edits["files"] == []
    assert text_of(dossier) == before
    (refusal,) = edits["refusals"]
    return refusal["row"], refusal["part"], refusal["message"]


def rows_said(dossier: Path, name: str) -> list[dict[str, str]]:
    told = next(each for each in conversation_of(dossier)["questions"] if each["id"] == name)
    return [row["said"] for row in told["rows"]]


# emptied


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("pilotes", {"elected_lead": "Maire", "project_lead": "DSI", "steering": "Comité"}),
        ("durees", {"laptop_years": "5", "monitor_years": "6"}),
        ("mots", {"from_year": "2026", "to_year": "2030", "edito": "Gardons.", "contact": "a@b.fr"}),
        ("plans", {"pcaet_date": "2021-12-16", "pcaet_digital": "oui", "beges_year": "2023", "beges_plan": "non"}),
        ("programme", {"programme_date": "2026-05-20", "programme_lead": "DSI", "programme_method": "Ateliers."}),
        ("teletravail", {"teleworkers": "5", "telework_days": "30"}),
    ],
)
def test_the_last_answers_of_a_section_are_taken_back(dossier: Path, name: str, answers: dict[str, str]) -> None:
    assert put(dossier, name, answers)
    assert put(dossier, name, dict.fromkeys(answers, "")) == ""
    assert rows_said(dossier, name) == [{}]


def test_what_is_emptied_in_a_file_of_its_own_leaves_it_without_a_value(dossier: Path) -> None:
    made(dossier, "include: [pilotes.yaml]\n")
    (dossier / "pilotes.yaml").write_text("governance:\n  elected_lead: Maire\n", encoding="utf-8")
    put(dossier, "pilotes", {"elected_lead": "", "project_lead": "", "steering": ""})
    assert (dossier / "pilotes.yaml").read_text("utf-8") == "governance: {}\n"


def test_a_life_goes_with_its_source_and_half_a_period_is_none(dossier: Path) -> None:
    put(dossier, "durees", {"laptop_years": "5", "monitor_years": "6"})
    assert "laptop" not in put(dossier, "durees", {"laptop_years": "", "monitor_years": "6"})
    made(dossier)
    assert refused(dossier, "mots", {"from_year": "2026"})[1] == "to_year"
    put(dossier, "mots", {"from_year": "2026", "to_year": "2030"})
    assert refused(dossier, "mots", {"from_year": "2026", "to_year": ""})[1] == "to_year"


def test_what_every_dossier_has_is_not_taken_back(dossier: Path) -> None:
    assert "Année étudiée" in refused(dossier, "siren", {"siren": "243300316", "year": ""})[2]
    assert refused(dossier, "siren", {"siren": "", "year": "2025"})[1] == "siren"


def test_what_a_line_says_beside_its_number_is_taken_back_alone(dossier: Path) -> None:
    put(dossier, "reseau", {"switches": "5", "switch_kwh": "30"})
    assert "kwh" not in put(dossier, "reseau", {"switches": "5", "switch_kwh": ""})
    assert refused(dossier, "reseau", {"switches": ""})[1] == "switches"


def test_a_part_of_a_row_is_taken_back_when_it_is_there_and_empty(dossier: Path) -> None:
    put(dossier, "acteurs", {"name": "Syndicat", "sector": "public", "role": "Réseaux"})
    assert "role" in put(dossier, "acteurs", {"name": "Syndicat", "date": "2026-03-12"})
    assert "role" not in put(dossier, "acteurs", {"name": "Syndicat", "role": ""})
    assert "sector: public" in text_of(dossier)
    assert refused(dossier, "acteurs", {"name": "Syndicat", "sector": ""})[1] == "sector"


# objectives, national means, nothing


def test_what_has_no_place_yet_is_refused_and_what_it_waits_for_is_said(dossier: Path) -> None:
    row, part, message = refused(dossier, "objectifs", {"by": "2030", "finding": "Les équipements pèsent."})
    assert (row, part) == (0, "by")
    assert "Baisse pour la collectivité" in message
    assert "Ordinateurs portables" in refused(dossier, "reconditionne", {"refurbished_laptops": "20"})[2]


def test_the_year_of_objectives_is_taken_back_and_their_cut_is_not(dossier: Path) -> None:
    put(dossier, "objectifs", {"cut": "10", "local_cut": "1", "by": "2030", "finding": "Constat."})
    left = put(dossier, "objectifs", {"cut": "10", "local_cut": "1", "by": "", "finding": ""})
    assert "2030" not in left
    assert "Constat" not in left
    assert refused(dossier, "objectifs", {"cut": "", "local_cut": "1"})[1] == "cut"


def test_national_means_are_taken_out_by_a_no_and_a_survey_stays(dossier: Path) -> None:
    survey = "uses:\n  - {id: enquete, kind: equipment_rate, type: smartphone, per_household: 1.4, source: Enquête}\n"
    made(dossier, survey)
    assert put(dossier, "usages", {"national_means": "oui"}).count("Moyenne nationale") > 3
    left = put(dossier, "usages", {"national_means": "non"})
    assert "Moyenne nationale" not in left
    assert "Enquête" in left
    made(dossier)
    put(dossier, "usages", {"national_means": "oui"})
    assert put(dossier, "usages", {"national_means": "non"}) == ""
    assert put(dossier, "usages", {"national_means": "non"}) == ""
    assert rows_said(dossier, "usages") == [{}]


DONE = {"title": "Allonger", "started_on": "2024-03-01", "summary": "Garantie."}


def test_nothing_goes_with_no_row_and_a_row_takes_it_back(dossier: Path) -> None:
    assert refused(dossier, "engage", {**DONE, "title": "rien"})[1] == "title"
    assert refused(dossier, "engage", DONE, {"title": "rien"})[:2] == (1, "title")
    put(dossier, "engage", {"title": "rien", "summary": "Service neuf."})
    assert "no_action_under_way" not in put(dossier, "engage", DONE)
    assert refused(dossier, "engage", {"title": "Aucun"})[1] == "title"


@pytest.mark.parametrize("name", ["acteurs", "laisse", "marches", "sites"])
def test_nothing_is_no_row_where_no_place_says_it(dossier: Path, name: str) -> None:
    first = next(each for each in QUESTIONS if each.id == name).parts[0].key
    assert refused(dossier, name, {first: "rien"})[1] == first


# what a row is called


def test_a_site_has_the_name_that_was_typed_and_an_id_of_its_own(dossier: Path) -> None:
    text = put(dossier, "sites", {"id": "Site de la Ville", "views": "1000"})
    assert "id: site-de-la-ville" in text
    assert "label: Site de la Ville" in text
    assert put(dossier, "sites", {"id": "site de la ville", "views": "2000"}).count("- id") == 1
    told = next(each for each in conversation_of(dossier)["questions"] if each["id"] == "sites")
    assert [row["title"] for row in told["rows"]] == ["site de la ville"]


def test_a_site_that_has_only_an_id_is_found_by_it(dossier: Path) -> None:
    made(dossier, "services:\n  - {id: site-principal, type: website, page_views: 3}\n")
    assert put(dossier, "sites", {"id": "Site principal", "views": "1000"}).count("website") == 1


def test_a_number_of_a_contract_is_kept_and_found_again(dossier: Path) -> None:
    one = {"id": "2025/012", "subject": "Ordinateurs", "consultation_on": "2025-02-01"}
    assert 'id: "2025-012"' in put(dossier, "marches", one)
    assert put(dossier, "marches", {**one, "subject": "Écrans"}).count("id:") == 1
    assert refused(dossier, "marches", {**one, "id": "---"})[1] == "id"
    told = next(each for each in conversation_of(dossier)["questions"] if each["id"] == "marches")
    assert [row["title"] for row in told["rows"]] == ["Écrans"]


def test_a_row_is_not_lost_when_only_its_name_is_the_same(dossier: Path) -> None:
    put(dossier, "agec", {"year": "2025", "total": "25", "reuse": "5"})
    assert "montant_total: 7\n" in put(dossier, "agec", {"year": "2025", "total": "7", "reuse": "5"})


# refusals


def test_a_refusal_is_at_its_row_and_part_in_the_words_of_the_question(dossier: Path) -> None:
    two = ({"name": "Syndicat", "sector": "public"}, {"name": "Association"})
    row, part, message = refused(dossier, "acteurs", *two)
    assert (row, part) == (1, "sector")
    assert message.startswith("ligne 2")
    assert "Secteur" in message
    for key in ("sector", "clé"):
        assert f"{key}" not in message
    row, part, message = refused(dossier, "acteurs", two[0], {**two[1], "date": "demain"})
    assert (row, part) == (1, "date")
    assert message.startswith("ligne 2")
    assert "cette ligne" in refused(dossier, "portage", {"owner": "DSI"})[2]


def limits(part: Part, question: Question) -> dict[str, Any]:
    """Return what the JSON schema of a dossier says of the number that a part fills."""
    schema = Dossier.model_json_schema()
    steps: tuple[str, ...] = (question.rows or question.each or part.line[0], *part.field)
    if part.to == "objectives":
        steps = ("objectives", "by" if part.key == "by" else "reduction")
    at: dict[str, Any] = schema
    for step in filter(None, steps):
        at = at["properties"][step] if step in at.get("properties", {}) else at["additionalProperties"]
        found = [each for each in at.get("anyOf", [at]) if each.get("type") != "null"]
        at = found[0] | {key: value for key, value in at.items() if key in ("minimum", "maximum")}
        at = at.get("items", at)
        if "$ref" in at:
            at = schema["$defs"][at["$ref"].rpartition("/")[2]]
    return at


@pytest.mark.parametrize(
    ("question", "part"),
    walk([(question, part) for question in QUESTIONS for part in question.parts if part.sort in NUMBERS], 4),
    ids=lambda each: each.id if isinstance(each, Question) else each.key,
)
def test_a_question_takes_no_number_that_the_model_refuses(question: Question, part: Part) -> None:
    model = limits(part, question)
    for bound in least_and_most(part):
        value = stored(part, read_answer(part, f"{bound} %" if part.sort == "share" else str(bound), {}))
        assert model["minimum"] <= value <= model["maximum"]
    low, high = least_and_most(part)
    assert stored(part, low) == model["minimum"]
    assert stored(part, high) == model["maximum"] or high == 1_000_000_000
    for beyond in (high + 1, *([] if part.to == "objectives" else [low - 1])):  # « −12 % » is a cut of 12 %
        with pytest.raises(AnswerError):
            read_answer(part, f"{beyond}", {})


def test_a_part_of_purchases_is_not_more_than_them(dossier: Path) -> None:
    assert refused(dossier, "agec", {"year": "2025", "total": "10", "reuse": "50"})[1] == "reuse"
    assert refused(dossier, "dechets", {"year": "2025", "kg": "10", "approved": "50"})[1] == "approved"


# a dossier that has mistakes

ANSWERS = {
    "agents": {"agents": "10", "equipped": "5"},
    "prestations": {"spending_eur": "100"},
    "serveurs": {"servers": "3", "room_m2": "5"},
    "engage": DONE,
    "portage": {"owner": "DSI"},
    "acteurs": {"name": "A", "sector": "public"},
    "laisse": {"what": "A", "why": "b"},
    "agec": {"year": "2025", "total": "1"},
    "marches": {"id": "a", "subject": "b"},
    "sites": {"id": "a", "views": "1"},
    "objectifs": {"cut": "10", "by": "2030"},
    "usages": {"national_means": "oui"},
    "mots": {"from_year": "2025", "to_year": "2030"},
    "durees": {"laptop_years": "5"},
    "programme": {"programme_date": "2026-01-01"},
    "pilotes": {"elected_lead": "x"},
}
ODD = ["x", "3", "true", "~", "[1, 2]", "[~]", "[[1]]", "{a: 1}", "[{}]", "[{id: ~}]", "[{id: [1]}]", "[{id: {a: 1}}]"]
SECTIONS = [
    *("actions", "equipment", "services", "stakeholders", "exclusions", "purchases", "contracts", "objectives", "uses"),
    *("indicators", "programme", "governance", "method", "strategy", "texts", "imports", "territory"),
]


@pytest.mark.parametrize("section", walk(SECTIONS, 6))
def test_a_section_of_another_shape_is_told_and_never_lost(tmp_path: Path, section: str) -> None:
    start = START if section != "territory" else "snr: 1\nreference_year: 2025\n"
    for odd in ODD:
        made(tmp_path, f"{section}: {odd}\n", start)
        try:
            opened = open_dossier(tmp_path)
        except (UsageError, DossierError):
            continue
        conversation_of(opened)
        next_steps(opened)
        advice_of(opened)
        asked_book([each for each in QUESTIONS if each.parts], opened.read.joined.data, (), "x")
        kept = well_formed(opened.read.joined.data).get(section) == opened.read.joined.data.get(section) or odd == "~"
        for name, answers in ANSWERS.items():
            edits = answer_question(opened, name, [answers])
            # what somebody wrote there is not replaced by an answer
            assert kept or all(odd in file["text"] for file in edits["files"])


@pytest.mark.parametrize(
    "effects", ["x", "[x]", "[{on: x}]", "[{on: [1]}]", "3"], ids=["text", "texts", "on", "list", "number"]
)
def test_an_objective_is_answered_beside_actions_of_another_shape(tmp_path: Path, effects: str) -> None:
    made(tmp_path, f"actions:\n  - {{id: a, title: A, effects: {effects}, objectives: {effects}}}\n")
    answer_question(tmp_path, "objectifs", [{"cut": "10", "by": "2030"}])
    assert open_dossier(tmp_path).read.findings


@pytest.mark.parametrize("odd", ["x", "[1]", "[~]", "[[1]]", "{a: 1}", "[{id: [1]}]"])
def test_the_command_tells_a_section_of_another_shape(tmp_path: Path, odd: str) -> None:
    made(tmp_path, f"actions: {odd}\n")
    for name, answers in (("portage", ("owner=DSI",)), ("engage", ("title=A", "started_on=2024-03-01", "summary=b"))):
        given = [part for each in answers for part in ("--answer", each)]
        done = snr("next", tmp_path, "--do", name, *given)
        assert done.returncode in (0, 1, 2)
        assert "Traceback" not in done.stderr
        assert odd in text_of(tmp_path)


# numbers


@pytest.mark.parametrize("typed", ["0,000000001", "0,00001", "0,1", "123456,123456789", "1240"])
def test_a_number_is_said_as_it_was_typed(dossier: Path, typed: str) -> None:
    text = put(dossier, "deplacements", {"travel_km": typed})
    assert "e-" not in text
    (said,) = rows_said(dossier, "deplacements")
    assert said["travel_km"].replace("\N{NARROW NO-BREAK SPACE}", "") == typed
    put(dossier, "prestations", {"spending_eur": typed})
    (said,) = rows_said(dossier, "prestations")
    assert said["spending_eur"].replace("\N{NARROW NO-BREAK SPACE}", "") == typed
    assert json.dumps(text)  # no half of a character


@pytest.mark.parametrize(("hours", "shown"), [(1000, "0,114155"), (0.001, "0,000000114155"), (8760, "1")])
def test_a_division_that_never_ends_keeps_six_figures(dossier: Path, hours: float, shown: str) -> None:
    made(dossier, f"services:\n  - {{id: vm, type: cloud_vm_hour, quantity: {hours}}}\n")
    assert rows_said(dossier, "heberge")[0]["hosted_machines"] == shown


# the line that an answer is of


def test_of_several_lines_of_a_type_the_one_of_the_question_is_answered(dossier: Path) -> None:
    lines = (
        "equipment:\n  - {id: ailleurs, type: monitor, quantity: 20}\n  - {id: ecrans, type: monitor, quantity: 300}\n"
    )
    made(dossier, lines)
    assert rows_said(dossier, "ecrans") == [{"monitors": "300"}]
    text = put(dossier, "ecrans", {"monitors": "310"})
    assert "{id: ailleurs, type: monitor, quantity: 20}" in text
    assert "{id: ecrans, type: monitor, quantity: 310}" in text
    made(dossier, lines.replace("ecrans", "autres"))
    assert "ecrans" not in [each["id"] for each in conversation_of(dossier)["questions"]]  # which of the two?


def test_a_room_of_another_name_is_not_named_after_the_question(dossier: Path) -> None:
    made(dossier, "services:\n  - {id: sous-sol, type: server_room, surface_m2: 20}\n")
    text = put(dossier, "serveurs", {"servers": "3", "room_m2": "25"})
    assert "{id: sous-sol, type: server_room, surface_m2: 25}" in text
    assert "room: salle" not in text


def test_a_kind_is_told_by_its_rank_its_key_or_its_name() -> None:
    part = next(part for part in BY_ID["siren"].parts if part.key == "kind")
    assert [read_answer(part, text, {}) for text in ("5", "metropole", "Métropole")] == ["metropole"] * 3
    for text in ("0", "10", "ville"):
        with pytest.raises(AnswerError):
            read_answer(part, text, {})


def test_only_a_line_and_a_life_have_a_place_for_their_source(dossier: Path) -> None:
    def sources(*names: str) -> set[str]:
        asked = [each for each in QUESTIONS if each.id in names]
        return {
            path for path in asked_book(asked, open_dossier(dossier).read.joined.data, (), "x").sent if "source" in path
        }

    assert sources("pilotes", "agents", "teletravail") == set()
    assert sources("durees") == {f"durees/{part.key}.source" for part in BY_ID["durees"].parts}
    assert sources("reseau") == {f"reseau/{key}.source" for key in ("switches", "access_points", "routers")}


# actions taken, and given back


def test_an_action_is_offered_in_words_then_taken_and_given_back(dossier: Path) -> None:
    put(dossier, "agents", {"agents": "1240", "equipped": "820"})
    before = text_of(dossier)
    told = offered_actions(dossier)
    assert told["taken"] == []
    first = told["offered"][0]
    assert re.search(r"\d.* par an en moins à plein effet", first["avoids"][0])
    assert "entre" in first["avoids"][0]
    for file in add_suggestions(dossier, [first["id"]])["files"]:
        Path(file["path"]).write_text(file["text"], encoding="utf-8", newline="")
    assert [each["title"] for each in offered_actions(dossier)["taken"]] == [first["title"]]
    assert "schedule" not in text_of(dossier)  # nobody has said when
    assert rows_said(dossier, "portage") == [{}]
    assert first["id"] not in [each["id"] for each in offered_actions(dossier)["offered"]]
    for file in remove_action(dossier, first["id"])["files"]:
        Path(file["path"]).write_text(file["text"], encoding="utf-8", newline="")
    assert offered_actions(dossier) == told
    assert "actions:" not in text_of(dossier)
    assert text_of(dossier).startswith(before)
    with pytest.raises(UsageError):
        remove_action(dossier, first["id"])


def test_actions_are_offered_in_the_order_of_the_command() -> None:
    """What is on the territory, or out of the total, comes after."""
    data = suggest_actions(VALMONT)
    perimeters = {each["id"]: each["perimeter"] for each in (*data["suggestions"], *data["territory"])}
    assert [each["id"] for each in offered_actions(VALMONT)["offered"]] == list(suggestion_ranks(perimeters))


def test_a_form_says_what_the_table_knows_where_nothing_is_typed(dossier: Path) -> None:
    known = tables_of(dossier)["known"]
    assert re.fullmatch(r"\d{3}\s\d{3}, d’après la table \(.*\)", known["territory.population.totale"])
    assert known["territory.kind"].startswith("métropole")
    made(dossier, "  population: {totale: 3, municipale: 2, year: 2022, source: x}\n")
    assert "territory.population.totale" not in tables_of(dossier)["known"]
    made(dossier, "actions: x\n")
    assert tables_of(dossier)["known"] == {}
