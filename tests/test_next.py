"""`snr next`: what to do with a dossier, one thing of each sort; an answer goes to its place, and half an answer nowhere."""

import json
import re
import shlex
import shutil
from pathlib import Path
from typing import Any, Final, get_args

import jsonschema
import pytest
import yaml

from conftest import EXAMPLES, ROOT
from in_process import snr
from question_books import answered
from snr_cli.api import next_steps as steps_made
from snr_cli.api.answers import PARTS, AnswerError, estimates_left, half_answered, read_answer
from snr_cli.api.next_steps import before_objectives, next_steps
from snr_cli.catalog.opened import shipped_tables
from snr_cli.model.dossier import Dossier
from snr_cli.model.duties import Exclusion
from snr_cli.model.questions import BY_ID, CHAPTERS, PIECES, QUESTIONS, ROLES, Part
from snr_cli.outputs.suggestions_table import suggestion_ranks
from snr_cli.results.next_steps import is_answered
from snr_cli.rules.run import RULES

BORDEAUX: Final = "243300316"
# what no question of a few words answers: the dossier says it in full, or the text of the document does
EXPERT: Final = frozenset({"ADJ-02", "ADJ-03", "ADJ-10", "ADJ-12", "ADJ-14", "ADJ-16", "ADJ-17"})
# rows' included
EVERY_PART: Final = {part.key: part for question in QUESTIONS for part in question.parts}
# from a SIREN to the vote: a question, then its answers
ROAD: Final = (
    ("agents", ("agents=820", "equipped=460")),
    ("prestations", ("spending_eur=350000",)),
    ("ordinateurs", ("laptops=330", "desktops=260")),
    ("usages", ("national_means=oui",)),
    ("engage", ("title=Allonger la garantie", "started_on=01/03/2024", "summary=Cinq ans dans le marché.")),
    ("acteurs", ("name=Syndicat des énergies", "sector=public", "role=Réseaux", "date=2026-03-12", "themes=2")),
    ("acteurs", ("name=Ressourcerie", "sector=privé", "role=Tri", "association=atelier", "date=2026-03-20", "themes=2 et 5")),
    ("programme", ("programme_date=2026-05-20", "programme_lead=Direction du numérique", "programme_method=Entretiens.")),
    ("objectifs", ("cut=15", "local_cut=1", "by=2030", "finding=Les équipements pèsent le plus.")),
    ("portage", ("owner=DSI", "start=2026", "full=2028", "fte=0,2")),
    ("mots", ("from_year=2026", "to_year=2030", "edito=Nous gardons plus longtemps.", "contact=numerique@exemple.fr")),
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    done = snr("init", tmp_path / "d", "--siren", BORDEAUX, "--answer", "year=2025", "--defaults")
    assert done.returncode == 0, done.stderr
    return tmp_path / "d"


def answer(folder: Path, question: str, *answers: str) -> Any:
    return snr("next", folder, "--do", question, *(word for each in answers for word in ("--answer", each)))


def read(folder: Path) -> dict[str, Any]:
    return dict(yaml.safe_load((folder / "territory.yaml").read_text(encoding="utf-8")))


def the_next(folder: Path) -> dict[str, Any]:
    done = snr("next", folder, "--format", "json")
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


# --- the list


def test_each_duty_and_each_group_is_reached_by_a_question() -> None:
    reached = {code for question in QUESTIONS for code in question.opens}
    duties = {rule.code for rule in RULES if rule.code.startswith(("REEN-", "ADJ-"))}
    assert duties - reached == EXPERT
    (groups,) = (get_args(each) for each in get_args(Exclusion.model_fields["group"].annotation) if get_args(each))
    assert set(groups) <= reached
    assert set(PIECES) <= reached


def test_each_part_has_its_place(tmp_path: Path) -> None:
    """A dossier that holds an answer to each part of a line or of a value is one that snr reads."""
    tables = shipped_tables()
    types = {*tables.equipment_types, *tables.service_types, "server_room", "website"}
    assert {part.type for question in QUESTIONS for part in question.parts} - {""} <= types
    for part in PARTS.values():
        if "/" in part.to or part.to in ("uses", "objectives"):
            continue
        found: Any = Dossier
        for step in part.field:
            fields = getattr(found, "model_fields", {})
            if not fields:  # a mapping, whose keys are the reader's
                break
            assert step in fields or step in {field.alias for field in fields.values()}, part.to
            found = next((each for each in get_args(fields[step].annotation) if hasattr(each, "model_fields")), None)


def test_a_question_is_asked_of_somebody_after_those_it_needs() -> None:
    for question in QUESTIONS:
        assert question.who in ROLES and question.chapter in CHAPTERS and 0 < question.minutes <= 20
        assert all(before in BY_ID for before in question.after), question.id
        assert bool(question.parts) != bool(question.command), question.id
        keys = [part.key for part in question.parts]
        assert len(keys) == len(set(keys))
    assert [*CHAPTERS] == [*dict.fromkeys(question.chapter for question in QUESTIONS)]


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("laptops", "1 450", 1450), ("laptops", "nsp", None), ("reams", "3\u202f700", 3700), ("laptop_years", "5,5", 5.5),
        ("refurbished_laptops", "20 %", 20.0), ("programme_date", "20/5/2026", "2026-05-20"), ("pcaet_digital", "O", True),
        ("laptop_years", "7 ans", 7), ("laptop_years", "1 an", 1), ("telework_days", "70 jours par an", 70), ("agents", "34 agents", 34),
        ("spending_eur", "195 000 €", 195_000), ("spending_eur", "195 000 euros HT", 195_000), ("room_kwh", "12 kWh", 12),
        ("room_m2", "30 m²", 30), ("laptops", "330 portables", 330), ("printers", "9 imprimantes de bureau", 9), ("hosted_tb", "2,5 To", 2.5),
    ],
)  # fmt: skip
def test_an_answer_is_read(key: str, typed: str, value: Any) -> None:
    assert read_answer(PARTS[key], typed, {}) == value


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("laptops", "-3"), ("laptops", "45000?"), ("laptops", "1e9"), ("laptops", "9" * 40), ("laptop_years", "NaN"),
        ("laptop_years", "1" + "0" * 300), ("refurbished_laptops", "120"), ("programme_date", "31/02/2026"),
        ("pcaet_digital", "peut-être"), ("edito", "a\x1b[2J"), ("edito", "é" * 10_001), ("agents", "0"),
        ("hosted_machines", "300 comptes"), ("reams", "100 feuilles"), ("laptop_years", "5 portables"), ("spending_eur", "195 k€"),
        ("spending_eur", "195 000 € TTC"), ("room_kwh", "12 MWh"), ("agents", "environ 30,5"), ("programme_date", "2025-13"),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_taken_is_told(key: str, typed: str) -> None:
    with pytest.raises(AnswerError) as told:
        read_answer(PARTS[key], typed, {})
    assert told.value.reading == ("45000" if typed == "45000?" else "")


@pytest.mark.parametrize(
    ("key", "typed", "reading", "said"),
    [
        ("agents", "env. 190", "190", "donnez le nombre, 190 si c’est lui"),
        ("agents", "environ 30 agents", "30", "donnez le nombre"),
        ("laptop_years", "~ 30", "30", "donnez le nombre"),
        ("started_on", "2024", "01/01/2024", "écrivez un jour : 01/01/2024 si seule l’année compte"),
        ("started_on", "01/2023", "01/01/2023", "si seul le mois compte"),
        ("started_on", "2025-06", "01/06/2025", "si seul le mois compte"),
        ("refurbished_laptops", "0.25", "25 %", "25 % ou 0,25 % ?"),
    ],
)
def test_an_answer_of_one_likely_reading_is_refused_with_it(key: str, typed: str, reading: str, said: str) -> None:
    with pytest.raises(AnswerError) as told:
        read_answer(EVERY_PART[key], typed, {})
    assert told.value.reading == reading
    assert said in str(told.value)
    assert read_answer(EVERY_PART[key], reading, {}) is not None


def test_nothing_is_said_in_a_word(folder: Path) -> None:
    done = snr("next", folder, "--do", "engage", "--answer", "title=Rien", "--answer", "summary=x")
    assert done.returncode == 0
    assert yaml.safe_load((folder / "territory.yaml").read_text(encoding="utf-8"))["programme"] == {
        "no_action_under_way": True,
        "summary": "x",
    }


def test_half_an_answer_lacks_what_shares_its_estimate() -> None:
    assert [part.key for part in half_answered(BY_ID["ordinateurs"], {"laptops": 3})] == ["desktops"]
    assert half_answered(BY_ID["serveurs"], {"servers": 3}) == ()
    assert "computers" in estimates_left({"agents": 3}) and "computers" not in estimates_left(
        {"agents": 3, "laptops": 1}
    )
    assert estimates_left({"laptops": 3}) == []


# --- what to do next


def test_agents_come_first_while_there_is_no_total(folder: Path) -> None:
    found = the_next(folder)
    assert [step["question"] for step in found["steps"]] == ["agents", "prestations"]
    assert "total" not in found and (found["answered"], found["pieces"]) == (1, 14)
    schema = json.loads((ROOT / "docs" / "schemas" / "next.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(found, schema)


def test_from_a_siren_to_the_vote(folder: Path) -> None:
    """What each answer opens is counted; at most three things, each another question, with a command that exists."""
    answered = 1
    for question, answers in ROAD:
        done = answer(folder, question, *answers)
        assert done.returncode == 0, (question, done.stderr)
        found = the_next(folder)
        assert found["answered"] >= answered
        answered = found["answered"]
        assert 0 < len(found["steps"]) <= 3
        assert len({step["command"] for step in found["steps"]}) == len(found["steps"])
        for step in found["steps"]:
            assert re.match(r"snr (next|plan|adopt|draft|collect|publish|year|inventory|check)\b", step["command"]), (
                step
            )
        if question == "ordinateurs":
            assert snr("plan", folder, "--take", "1,2,T1").returncode == 0
    assert answered == 13
    done = snr("check", folder, "--profile", "strategie", "--format", "json")
    codes = {each["code"] for each in json.loads(done.stdout)["findings"] if each["severity"] == "error"}
    assert codes <= {"REEN-12"}, codes
    write = the_next(folder)["steps"][0]
    assert write["text"] == "Écrivez la stratégie, et relisez-la."
    assert snr(*write["command"].split()[1:]).returncode == 0
    assert the_next(folder)["steps"][0]["question"] == "vote"
    told = " ".join(snr("next", folder).stdout.replace("\u202f", " ").split())
    assert "13 pièces du décret sur 14" in told and "DG, 1 min ; une stratégie existe" in told
    vote = the_next(folder)["steps"][0]["command"]
    assert snr(*vote.split()[1:]).returncode == 0 and (folder / "deliberation.docx").is_file()


def test_colleagues_are_asked_together_until_their_workbooks_are_written(folder: Path) -> None:
    """One command sends every sheet; then what comes back is taken, or its faults are read first."""
    assert answer(folder, "agents", "agents=820", "equipped=460").returncode == 0
    first = the_next(folder)["steps"][0]
    assert (first["sort"], first["who"]) == ("ask", "chef de projet")
    assert snr(*shlex.split(first["command"])[1:]).returncode == 0
    assert {path.suffix for path in (folder / "collecte").iterdir()} == {".xlsx"}
    assert "ask" not in {step["sort"] for step in the_next(folder)["steps"]}
    answered(folder / "collecte" / "DSI.xlsx", {"ecrans/monitors": "beaucoup"})
    assert the_next(folder)["steps"][0]["command"] == f"snr collect {folder} --fix"
    answered(
        folder / "collecte" / "achats.xlsx",
        {"impression/copiers": 3, "impression/printers": 9, "impression/reams": 100},
    )
    assert the_next(folder)["steps"][0]["command"] == f"snr collect {folder} --yaml"


def test_a_commune_is_told_with_its_share_of_what_is_pooled(tmp_path: Path) -> None:
    """The sum is that of `assess --member`, and what computes or writes is asked of the group."""
    shutil.copytree(EXAMPLES / "pooling", tmp_path / "g")
    alone = tmp_path / "g" / "communes" / "vernelle"
    found = the_next(alone)
    whole = json.loads(snr("assess", tmp_path / "g", "--member", "vernelle", "-f", "json").stdout)
    assert found["total"] == whole["organisation"]["totals"]["climate_change"]["value"]
    assert "Haut-Vernelle" in found["scope"] and "Haut-Vernelle" in snr("next", alone).stdout
    assert the_next(tmp_path / "g")["scope"] == "sans ses membres"


def test_what_is_not_answered_stays_byte_for_byte(folder: Path) -> None:
    path = folder / "territory.yaml"
    before = path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + before)
    assert answer(folder, "pilotes", "elected_lead=Vice-présidente au numérique").returncode == 0
    after = path.read_bytes()
    assert after.startswith(b"\xef\xbb\xbf") and after.count(b"\n") == after.count(b"\r\n")
    gone = set(before.splitlines()) - set(after.removeprefix(b"\xef\xbb\xbf").splitlines())
    assert not gone


def test_half_an_answer_is_refused_and_nothing_is_written(folder: Path) -> None:
    before = (folder / "territory.yaml").read_bytes()
    done = answer(folder, "ordinateurs", "laptops=990")
    assert done.returncode == 2 and "--answer desktops=0" in done.stderr
    assert (folder / "territory.yaml").read_bytes() == before


def test_an_answer_takes_the_line_that_is_there(folder: Path) -> None:
    path = folder / "territory.yaml"
    path.write_text(
        path.read_text(encoding="utf-8")
        + "equipment:\n  - {id: parc-portable, type: laptop, quantity: 5} # à revoir\n",
        encoding="utf-8",
    )
    assert answer(folder, "ordinateurs", "laptops=330", "desktops=0").returncode == 0
    lines = {line["id"]: line for line in read(folder)["equipment"]}
    assert lines["parc-portable"]["quantity"] == 330 and "portables" not in lines and lines["fixes"]["quantity"] == 0
    assert "# à revoir" in path.read_text(encoding="utf-8")


def test_units_are_those_of_the_dossier(folder: Path) -> None:
    """350,000 € are 350 k€, 3,700 reams of 2.5 kg 9,250 kg, two machines all year 17,520 hours, 20 % 0.2."""
    assert answer(folder, "prestations", "spending_eur=350000").returncode == 0
    assert answer(folder, "impression", "copiers=3", "printers=0", "reams=3700").returncode == 0
    assert answer(folder, "heberge", "hosted_machines=2").returncode == 0
    assert answer(folder, "ordinateurs", "laptops=10", "desktops=0").returncode == 0
    assert answer(folder, "reconditionne", "refurbished_laptops=20", "laptop_life_before=3").returncode == 0
    quantities = {service["id"]: service["quantity"] for service in read(folder)["services"]}
    assert quantities == {"prestations": 350, "papier": 9250, "machines-hebergees": 17520}
    laptops = next(line for line in read(folder)["equipment"] if line["id"] == "portables")
    assert (laptops["refurbished_share"], laptops["upstream_years"]) == (0.2, 3)
    assert snr("check", folder, "--profile", "saisie").returncode == 0


def test_what_is_left_aside_is_answered() -> None:
    text = 'snr: 1\nreference_year: 2025\nterritory: {name: X, department: "33"}\nexclusions: [{what: a, why: b, group: cloud}]\n'
    dossier = Dossier.model_validate(yaml.safe_load(text))
    assert is_answered(BY_ID["heberge"], dossier) and not is_answered(BY_ID["serveurs"], dossier)


def test_a_mistake_is_the_only_thing_to_do(folder: Path) -> None:
    (folder / "territory.yaml").write_text("snr: 1\nreference_year: deux mille\nterritory: {}\n", encoding="utf-8")
    (step,) = the_next(folder)["steps"]
    assert step["sort"] == "mend" and "territory.yaml:2" in step["text"] and step["command"].startswith("snr check")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--do", "agent"), "agents"),
        (("--do", "agents", "--answer", "agnts=3"), "agents"),
        (("--do", "agents", "--answer", "agents"), "CLÉ=VALEUR"),
        (("--do", "agents", "--answer", "agents=-3"), "négatif"),
        (("--do", "agents", "--answer", "agents=3", "--answer", "equipped=4"), "plus que"),
        (("--do", "vote"), "snr adopt"),
        (("--do", "agents"), "--answer agents=…"),
        (("--answer", "agents=3"), "--do"),
        (("--format", "xlsx"), "text, json"),
    ],
)
def test_a_wrong_command_line_is_told(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    done = snr("next", folder, *arguments)
    assert done.returncode == 2 and said in done.stderr


def test_a_question_taken_off_the_list_is_asked_no_more(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert answer(folder, "agents", "agents=820", "equipped=460").returncode == 0
    asked = {step.question for step in next_steps(folder).steps if step.question}
    for name in asked:
        kept = tuple(question for question in QUESTIONS if question.id != name)
        monkeypatch.setattr(steps_made, "QUESTIONS", kept)
        assert name not in {step.question for step in next_steps(folder).steps}


def test_what_a_strategy_that_is_voted_still_needs() -> None:
    found = next_steps(EXAMPLES / "valmont")
    assert (found.answered, found.pieces) == (14, 14)
    assert found.steps[0].command.startswith("snr publish")


@pytest.mark.parametrize("ranks", ["0", "1,99", "T99", "un"])
def test_take_tells_a_rank_that_is_none(folder: Path, ranks: str) -> None:
    assert answer(folder, "agents", "agents=820", "equipped=460").returncode == 0
    before = (folder / "territory.yaml").read_bytes()
    done = snr("plan", folder, "--take", ranks)
    assert done.returncode == 2 and "snr plan --suggest" in done.stderr
    assert (folder / "territory.yaml").read_bytes() == before


def test_parts_are_named_once() -> None:
    single: list[Part] = [
        part for question in QUESTIONS if not (question.rows or question.each) for part in question.parts
    ]
    assert len({part.key for part in single}) == len(single) == len(PARTS)


def test_an_action_that_is_taken_serves_the_objectives_that_are_there(folder: Path) -> None:
    for question in ("agents", "ordinateurs", "usages"):
        assert answer(folder, question, *dict(ROAD)[question]).returncode == 0
    assert answer(folder, "objectifs", "cut=15", "local_cut=1", "by=2030").returncode == 0
    assert snr("plan", folder, "--take", "1,T1").returncode == 0
    served = [action["objectives"] for action in read(folder)["actions"]]
    assert served == [["ges-organisation"], ["ges-territoire"]]


def test_ranks_go_on_from_one_perimeter_to_the_next() -> None:
    ranks = suggestion_ranks({"a": "organisation", "b": "outside", "c": "territory", "d": "organisation"})
    assert ranks == {"a": "1", "d": "2", "b": "3", "c": "T1"}


def test_what_is_pooled_is_not_asked_twice_unsaid(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "pooling", tmp_path / "g")
    for commune, said in (("vernelle", True), ("pre-fouchard", False)):  # Pré-Fouchard has no switch of the group
        done = answer(tmp_path / "g" / "communes" / commune, "reseau", "switches=2")
        assert ("votre part de ce que le groupement mutualise" in done.stderr) is said, commune


@pytest.mark.parametrize(
    ("question", "answers"), [("mots", ("from_year=2030", "to_year=2027")), ("portage", ("start=2030", "full=2027"))]
)
def test_an_end_does_not_come_before_its_beginning(folder: Path, question: str, answers: tuple[str, ...]) -> None:
    done = answer(folder, question, *answers)
    assert (done.returncode, "2030, après" in done.stderr) == (2, True), done.stderr


def test_an_objective_is_decided_by_what_is_judged(folder: Path, tmp_path: Path) -> None:
    """Where the actions lead, with what of it is only less spending, as the documents say it; a part is said to be one."""
    said = before_objectives(EXAMPLES / "valmont").replace("\u202f", " ").replace("\xa0", " ")
    assert "avec les actions du dossier, de 273 t CO2e" in said.replace("₂", "2") and "de dépenses en moins" in said
    assert before_objectives(folder) == ""  # nothing is assessed
    assert answer(folder, "agents", "agents=820", "equipped=460").returncode == 0
    alone = before_objectives(folder)
    assert alone.startswith("le plus lourd : ") and "actions" not in alone  # none is decided


def test_a_share_that_cannot_be_counted_is_not_said_to_be(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "pooling", tmp_path / "g")
    path = tmp_path / "g" / "territory.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("group: 40 %", "group: 90 %"), encoding="utf-8")
    assert the_next(tmp_path / "g" / "communes" / "vernelle")["scope"].startswith("sans sa part")


def test_no_rank_takes_nothing_and_says_so(folder: Path) -> None:
    done = snr("plan", folder, "--take", "")
    assert (done.returncode, "aucun rang" in done.stderr) == (2, True)


@pytest.mark.parametrize(("key", "reading"), [("started_on", "01/01/2021"), ("pcaet_date", ""), ("programme_date", "")])
def test_a_day_that_is_printed_is_never_proposed(key: str, reading: str) -> None:
    with pytest.raises(AnswerError) as caught:
        read_answer(EVERY_PART[key], "2021", {})
    assert caught.value.reading == reading
