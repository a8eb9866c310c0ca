"""`snr init`: what it writes is valid whatever was answered, says only what was answered, and replaces nothing unasked."""

import json
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest
import yaml
from hypothesis import given, settings, strategies as st
from pydantic import TypeAdapter

from conftest import NOW, ROOT, Run, environment, limits, modes
from snr_cli.api.answers import (
    LAST,
    START,
    STARTING,
    AnswerError,
    Answers,
    estimates_left,
    half_answered,
    read_answer,
    stored,
    whole_answers,
)
from snr_cli.api.catalogue import words_of
from snr_cli.api.scaffold.files import (
    CI,
    MODELINE,
    SCHEMA,
    SECTION_SCHEMA,
    SETTINGS,
    section_examples,
    territory_yaml,
)
from snr_cli.catalog.tables import Tables
from snr_cli.engine.assess import assess
from snr_cli.french.words.terms import ESTIMATES
from snr_cli.inputs.dossier.files import Edit
from snr_cli.inputs.dossier.includes import schema_line
from snr_cli.inputs.dossier.load import load_dossier
from snr_cli.inputs.dossier.yaml_events import read_yaml
from snr_cli.model.dossier import ESTIMATE_KINDS, Dossier, Equipment, Estimated, Service
from snr_cli.model.questions import KINDS
from snr_cli.model.territory import Agents, AuthorityKind, Figure, Population, Territory
from snr_cli.model.version import __version__
from snr_cli.outputs.dossier_schema import dossier_schema
from snr_cli.outputs.files import write_edits
from walks import walk

BORDEAUX, UNKNOWN_SIREN = "243300316", "200999993"
LINES = [part for part in STARTING.values() if part.line[0]]
PLACED = {part.key: part for part in STARTING.values() if part.to != "reference_year"}
EVERY: Answers = {
    "siren": BORDEAUX,
    "year": 2025,
    **{
        part.key: read_answer(part, part.example, {})
        for part in PLACED.values()
        if not part.if_unknown and part.key != "siren"
    },
}
LAST_YEAR = datetime.fromtimestamp(int(NOW), UTC).year - 1


def authority(answers: Answers, tables: Tables) -> Any:
    authorities = tables.authority(siren=str(answers["siren"])) if "siren" in answers else []
    return authorities[0] if authorities else None


def loaded(text: str, folder: Path, tables: Tables) -> Dossier:
    """Read a dossier as every command does, and assess it."""
    (folder / "territory.yaml").write_text(text, encoding="utf-8")
    for member in re.findall(r"^  - {path: ([\w/-]+)", text, re.M):  # those of the example have to exist
        (folder / member).mkdir(parents=True, exist_ok=True)
        commune = f"snr: 1\nreference_year: {re.findall(r'^reference_year: (.+)', text, re.M)[0]}\nterritory: {{}}\n"
        (folder / member / "territory.yaml").write_text(commune, encoding="utf-8")
    dossier = load_dossier(str(folder), words_of(tables)).dossier
    assess(dossier, tables)
    return dossier


def said(dossier: Dossier, *, more: bool = False) -> Answers:
    """Return the answers that a dossier holds, in its units; nothing else is in it, unless `more`."""
    lines = {line.id: line for line in (*dossier.equipment, *dossier.services)}
    found: Answers = {"estimate": True} if dossier.method.estimate else {}
    for part in STARTING.values():
        place: Any = lines.get(part.line[1]) if part.line[0] else dossier
        for step in part.field:
            place = getattr(place, step, None)
        found[part.key] = place
    assert more or lines.keys() <= {part.line[1] for part in LINES}
    return {key: value for key, value in found.items() if value is not None}


def written(answers: Answers) -> Answers:
    """Return what a dossier is to hold of answers: those that are whole, in its units; an estimate, where something is left to it."""
    whole = whole_answers(answers)
    found = {key: stored(STARTING[key], value) for key, value in whole.items() if key in STARTING}
    return found | ({"estimate": True} if whole.get("estimate") and estimates_left(whole) else {})


def options(answers: Answers) -> list[str]:
    """Return the options that give answers."""
    return [f"--answer={key}={value}" for key, value in answers.items()]


def uncommented(text: str) -> str:
    """Do what the file asks: fill the lines « # » in, and take the « # » away; « ## » stays a comment."""
    first, _, rest = text.partition("\n")
    assert first == MODELINE
    rest = re.sub(r"^( *)# ", r"\1", rest, flags=re.M).replace("NOMBRE", "2000")
    for key, value in (
        ("siren", BORDEAUX),
        ("name", "Ici"),
        ("kind", "commune"),
        ("department", "33"),
        ("source", "INSEE"),
    ):
        rest = rest.replace(f'{key}: ""', f'{key}: "{value}"')
    return f"{first}\n{rest.replace('per_year: 2000', 'per_year: 80')}"


# --- any answers ------------------------------------------------------------------------------------------------------

NASTY = (
    "Commune de L’Haÿ-les-Roses",
    "d'Écluse: « l'été » #1",
    'dite "la Belle" \\ {{ nom }} {% if %}',
    "- [a, {b: c}] & *d !e |f >g %h @i `j` ~",
    "null",
    "2025",
    "true",
    "${HOME} <b>gras</b> [bold]rouge[/bold]",
    "nom : avec deux-points",
    "# dièse",
    "名前 🏛 Ωmega",
)


@st.composite
def any_answers(draw: st.DrawFn) -> Answers:
    """Draw what people may answer, typed as they type it; each question may be left unknown."""
    texts = {
        "siren": st.sampled_from(["243300316", "200 999 993", "243900420", "200046977", "217500016"]),
        "name": st.sampled_from(NASTY) | st.text(min_size=1, max_size=40),
        "kind": st.sampled_from([*KINDS, *KINDS.values(), *"123456789"]),
        "department": st.sampled_from(["01", "2a", "2B", "33", "974", "988"]),
        "year": st.integers(1990, 2100).map(str),
        "estimate": st.sampled_from(["oui", "Non", "o"]),
    }
    answers: Answers = {}
    for part in (*STARTING.values(), *LAST.parts):
        typed = texts.get(
            part.key, st.sampled_from(["0", "1", "54", "1 450", "2 000"]) | st.integers(0, 10**9).map(str)
        )
        if part.sort in ("number", "euros"):
            typed |= st.decimals(0, 10**6, places=9).map(lambda value: f"{value:f}".replace(".", ","))
        try:
            value = read_answer(part, draw(typed | st.sampled_from(["", "?", "nsp", "NSP "])), answers)
        except AnswerError:
            continue
        if value is not None:
            answers[part.key] = value
    answers.setdefault("year", 2025)
    return answers


@settings(max_examples=60, deadline=None)
@given(answers=any_answers(), full=st.booleans())
def test_written_then_read_gives_the_answers(
    answers: Answers, full: bool, tables: Tables, tmp_path_factory: Any
) -> None:
    folder = tmp_path_factory.getbasetemp()
    text = territory_yaml(answers, authority(answers, tables), full=full)
    assert text.startswith(MODELINE + "\n")
    assert said(loaded(text, folder, tables)) == written(answers)


@pytest.mark.parametrize("name", NASTY)
def test_names_are_kept_to_the_letter(name: str, tables: Tables, tmp_path: Path) -> None:
    assert read_answer(STARTING["name"], f"  {name} ", {}) == name
    assert said(loaded(territory_yaml({"year": 2025, "name": name}, None), tmp_path, tables))["name"] == name


REFUSED = {
    "siren": ["243300317", "24330031600011", "12", "abcdefghi", "２４３３００３１６"],
    "name": ["a\nb", "a\tb", "\x1b[31m", "a\u2028b", "\udce9", "\ufeff", "x" * 10_001],
    "kind": ["0", "10", "pays"],
    "department": ["1", "00", "96", "Gironde"],
    "year": ["1989", "2101", "20 25", "cette année"],
    "agents": ["0", "-1", "12,5", "12.5", "1e3", "1 45", "200001", "9" * 5000, "environ 800", "٣"],
    "laptops": ["-0", "1000000001", "0x10", "+5"],
    "spending_eur": ["-5", "350 k€", "1e3", "nan", "inf", "1.2.3"],
    "room_m2": ["1000001", "trente"],
}


@pytest.mark.parametrize(("key", "text"), [(key, text) for key, texts in REFUSED.items() for text in texts])
def test_wrong_answers_are_explained(key: str, text: str) -> None:
    with pytest.raises(AnswerError) as error:
        read_answer(STARTING[key], text, {})
    assert re.search("[a-zé]", str(error.value))


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("laptops", "-5", "« -5 » est négatif ; un nombre de 0 ou plus"),
        ("agents", "\u22125", "est négatif ; un nombre de 1 ou plus"),
        ("kind", "agglo", "vouliez-vous dire « communaute_agglomeration » ?"),
        ("kind", "comunauté urbaine", "vouliez-vous dire « communaute_urbaine » ?"),
        ("kind", "metropol", "vouliez-vous dire « metropole » ?"),
    ],
)
def test_what_is_said_of_wrong_answers(key: str, text: str, said: str) -> None:
    with pytest.raises(AnswerError) as error:
        read_answer(STARTING[key], text, {})
    assert said in str(error.value)


@pytest.mark.parametrize("text", ["", "  ", "?", "nsp", "Je ne sais pas", "ne sais pas"])
@pytest.mark.parametrize("key", STARTING)
def test_not_known(key: str, text: str) -> None:
    assert read_answer(STARTING[key], text, {}) is None


@pytest.mark.parametrize(("part", "whole"), [(part.key, part.part_of) for part in STARTING.values() if part.part_of])
def test_a_part_is_not_more_than_the_whole(part: str, whole: str) -> None:
    for key, text, answers in ((part, "200", {whole: 100}), (whole, "100", {part: 200})):
        with pytest.raises(AnswerError, match="200, plus que"):
            read_answer(STARTING[key], text, answers)
    assert read_answer(STARTING[part], "100", {whole: 100}) == 100


def test_kinds_are_the_model_s() -> None:
    for kind in KINDS:
        TypeAdapter(AuthorityKind).validate_python(kind)
    assert set(KINDS) == set(Territory.model_json_schema()["properties"]["kind"]["anyOf"][0]["enum"])


def test_lines_are_of_types_that_exist(tables: Tables) -> None:
    for part in LINES:
        equipment = part.line[0] == "equipment"
        assert part.type in (tables.equipment_types if equipment else {*tables.service_types, "server_room"})


@pytest.mark.slow
def test_a_question_taken_from_the_list_leaves_the_wizard(tmp_path: Path) -> None:
    """It is not asked, its keys are not taken, and the dossier has no line of it."""
    program = (
        "import snr_cli.model.questions as listed\n"
        "listed.QUESTIONS = tuple(each for each in listed.QUESTIONS if each.id != {gone!r})\n"
        "from snr_cli.__main__ import run\n"
        "run()"
    )

    def run(gone: str, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", program.format(gone=gone), "init", "d", "--defaults", "--dry-run", *arguments],
            cwd=tmp_path, env=environment(), capture_output=True, check=False,
        )  # fmt: skip
        return (done.stdout + done.stderr).decode()

    assert "id: copieurs" in run("none")
    assert "copieurs" not in run("impression")
    assert "n’est la clé d’aucune question" in run("impression", "--answer", "copiers=3")
    assert "copiers" not in run("impression", "--help")
    for gone, count, lines in (("none", 12, 24), ("impression", 11, 21)):
        user = Terminal("init", cwd=tmp_path, run=("-c", program.format(gone=gone)))
        assert f"en {count} questions" in user.read(PROMPT)
        asked = user.type(f"{BORDEAUX}\n" + "\n" * lines, RECAP)
        assert ("Copieurs" in asked, "Commutateurs" in asked) == (gone == "none", True)
        os.write(user.handle, b"\x04")
        assert user.end() == 2


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize(
    "answers",
    [EVERY, {"year": 2025}, {"year": 2025, "siren": BORDEAUX}, {"year": 1990, "laptops": 0, "agents": 3000}],
    ids=["every", "nothing", "siren", "few"],
)
def test_filled_in_it_is_a_dossier(answers: Answers, full: bool, tables: Tables, tmp_path: Path) -> None:
    """What is in comment, once filled in and taken out of comment, is right too."""
    text = uncommented(territory_yaml(answers, authority(answers, tables), full=full))
    assert "# - " not in text
    found = said(loaded(text, tmp_path, tables), more=full)
    assert {**found, **written(answers)} == found


# an inventory is written in `equipment`, with `from`; what was voted, by `snr adopt`
WRITTEN = set(Dossier.model_fields) - {"imports", "voted"}


# --- the text ---------------------------------------------------------------------------------------------------------


def test_full_has_every_section(tables: Tables) -> None:
    for answers in (EVERY, {"year": 2025}):
        text = territory_yaml(answers, authority(answers, tables), full=True)
        keys = re.findall(r"^(?:# )?(\w+):", text, re.M)
        assert sorted(keys) == sorted(WRITTEN)
    assert set(section_examples()) == WRITTEN - {"snr", "reference_year"}


def test_full_uncommented_obeys_the_decree(tables: Tables, tmp_path: Path, snr: Run) -> None:
    """The examples are one coherent strategy: no finding of level error, of any kind."""
    text = uncommented(territory_yaml(EVERY, authority(EVERY, tables), full=True))
    dossier = loaded(text, tmp_path, tables)
    assert all(getattr(dossier, name) for name in WRITTEN)
    done = snr("check", tmp_path / "territory.yaml")
    assert done.returncode == 0, done.stdout.decode()


@pytest.mark.parametrize("answers", [EVERY, {"year": 2025}, {"year": 2025, "siren": BORDEAUX}])
@pytest.mark.parametrize("full", [False, True])
def test_editors_accept_it(answers: Answers, full: bool, tables: Tables) -> None:
    text = territory_yaml(answers, authority(answers, tables), full=full)
    checker = jsonschema.Draft7Validator(dossier_schema(tables))
    for version in (text, uncommented(text)):
        assert [error.message for error in checker.iter_errors(read_yaml("territory.yaml", version)[0].data)] == []


def test_a_line_taken_out_of_comment_as_it_is_does_not_pass(tables: Tables, tmp_path: Path, snr: Run) -> None:
    """No figure is taken by mistake: « NOMBRE » and empty texts are refused."""
    text = territory_yaml({"year": 2025}, None)
    for line in re.findall(r"^ *# .*(?:NOMBRE|\"\").*$", text, re.M):
        if "source" in line:
            continue
        bare = re.sub(r"^( *)# +", r"\1", line).strip().removeprefix("- ")
        key = re.search(r"(\w+): (?:NOMBRE|\"\")", bare)
        assert key
        value = "NOMBRE" if "NOMBRE" in bare else ""
        with pytest.raises(ValueError):
            models = (Equipment, Service) if "id: " in bare else (Agents, Population, Figure, Territory)
            model = next(each for each in models if key[1] in each.model_fields)
            model.model_validate({**({"id": "a", "type": "laptop"} if "id: " in bare else {}), key[1]: value})


def test_typography(tables: Tables) -> None:
    text = territory_yaml(EVERY, authority(EVERY, tables), full=True)
    assert not re.search(r"[a-zà-ÿ]'[a-zà-ÿ]", text)
    assert max(len(line) for line in territory_yaml(EVERY, None).splitlines()) <= 200
    assert not re.search(r" +$", text, re.M)
    assert text.endswith("\n") and "\n\n\n" not in text


# --- a workbook -------------------------------------------------------------------------------------------------------


# --- what is not known ------------------------------------------------------------------------------------------------


def test_what_is_not_answered_is_estimated(tables: Tables, tmp_path: Path) -> None:
    answers: Answers = {"year": 2025, "agents": 60, "laptops": 20, "desktops": 0, "copiers": 2, "printers": 3}
    answers |= {"reams": 360, "estimate": True}
    dossier = loaded(territory_yaml(answers, None), tmp_path, tables)
    assert dossier.method.estimate == ("monitors", "phones", "tablets", "desk_phones")
    assert said(dossier) == {**answers, "reams": 900}
    for text in (territory_yaml({**answers}, None, full=True), territory_yaml({"year": 2025, "agents": 60}, None)):
        assert len(re.findall(r"^(?:# )?method:", text, re.M)) <= 1


def test_boxes_are_estimated_from_teleworkers_and_their_days(tables: Tables, tmp_path: Path) -> None:
    answers: Answers = {"year": 2025, "agents": 60, "teleworkers": 20, "estimate": True}
    assert "telework_boxes" not in territory_yaml(answers, None)
    dossier = loaded(territory_yaml({**answers, "telework_days": 60.5}, None), tmp_path, tables)
    assert "telework_boxes" in dossier.method.estimate
    boxes = [line for line in assess(dossier, tables).organisation.lines if line.type == "internet_box"]
    assert [line.quantity for line in boxes] == [20]


def test_half_an_answer_does_not_take_an_estimate_away(tables: Tables, tmp_path: Path) -> None:
    """Laptops alone would make the computers of a desk zero; without an estimate, they are all that is known."""
    answers: Answers = {"year": 2025, "agents": 60, "laptops": 20}
    assert said(loaded(territory_yaml(answers, None), tmp_path, tables)) == answers
    dossier = loaded(territory_yaml({**answers, "estimate": True}, None), tmp_path, tables)
    assert "computers" in dossier.method.estimate
    assert "laptops" not in said(dossier)


def test_half_an_answer_of_options_is_refused(tmp_path: Path, snr: Run) -> None:
    for some, lacking, more in (
        ({"agents": 60, "laptops": 20}, "desktops", ["--answer=estimate=oui"]),
        ({"agents": 60, "printers": 20}, "copiers", ["--answer=estimate=oui"]),
        ({"switch_kwh": 250}, "switches", ["--answer=estimate=non"]),
    ):
        done = snr("init", tmp_path / "a", *options(some), *more)
        assert (done.returncode, done.stdout, files(tmp_path)) == (2, b"", [])
        assert f"ajoutez --answer {lacking}=" in done.stderr.decode()
        done = snr("init", tmp_path / "a", *options({**some, lacking: 0}), *more)
        assert done.returncode == 0, done.stderr.decode()
        shutil.rmtree(tmp_path / "a")


def test_every_part_of_an_estimate_is_asked_with_its_others() -> None:
    """What is half answered is told in one question: no two of them share an estimate, nor a line."""
    for name in ("estimate", "line"):
        owners: dict[Any, set[str]] = {}
        for question in START:
            for part in question.parts:
                owners.setdefault(getattr(part, name), set()).add(question.id)
        assert all(len(ids) == 1 for value, ids in owners.items() if value not in ("", ("", "")))
    assert half_answered(START[0], {"siren": BORDEAUX}) == ()


def test_a_metered_room_holds_its_servers(tables: Tables, tmp_path: Path, snr: Run) -> None:
    """Their electricity is in the meter: it would be counted twice."""
    given = {"servers": 9, "storage": 2, "room_m2": 30, "room_kwh": 38000}
    assert snr("init", tmp_path, *options(given)).returncode == 0
    dossier = load_dossier(str(tmp_path), words_of(tables)).dossier
    assert [line.room for line in dossier.equipment] == ["salle", "salle"]
    assert [(line.surface_m2, line.metered_kwh_per_year) for line in dossier.services] == [(30, 38000)]
    assert "SNR416" not in snr("check", tmp_path).stdout.decode()


def test_what_may_be_estimated_is_what_the_method_knows() -> None:
    assert set(ESTIMATE_KINDS) == set(ESTIMATES) == set(get_args(Estimated))
    asked = {part.estimate for part in STARTING.values() if part.estimate}
    assert set(ESTIMATE_KINDS) - asked == {"telework_boxes"}
    assert asked <= set(ESTIMATE_KINDS)


def test_nothing_is_estimated_without_a_head_count(tmp_path: Path, snr: Run) -> None:
    done = snr("init", tmp_path / "a", "--answer", "laptops=3", "--answer", "estimate=oui")
    assert done.returncode == 2
    assert "--answer estimate : rien ne s’estime sans effectif" in done.stderr.decode()
    assert not (tmp_path / "a").exists()
    for answer, told in (("oui", True), ("non", False)):
        done = snr("init", tmp_path / answer, "--answer", "agents=30", "--answer", f"estimate={answer}")
        assert done.returncode == 0, done.stderr.decode()
        text = (tmp_path / answer / "territory.yaml").read_text(encoding="utf-8")
        assert ("\n  estimate: [" in text) is told
    assert "estimé" in snr("assess", "-v", tmp_path / "oui").stdout.decode()


# --- files ------------------------------------------------------------------------------------------------------------

HERE = ["territory.yaml", SCHEMA, SECTION_SCHEMA, ".vscode/settings.json"]


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    "more", [[], ["--full"], ["--siren", BORDEAUX, "--answer", "laptops=1 450", "--answer", "servers=?"]]
)
def test_written_files(more: list[str], tmp_path: Path, snr: Run) -> None:
    target = tmp_path / "un nouveau" / "dossier d’été"
    done = snr("init", target, "--defaults", *more)
    assert (done.returncode, done.stdout) == (0, b""), done.stderr.decode()
    assert files(target) == sorted(HERE)
    errors = done.stderr.decode()
    for name in HERE:
        assert f"écrit : {target / name}" in errors
    assert f"snr next '{target}'" in errors
    assert f"snr next '{target}'" in errors
    assert json.loads((target / SETTINGS).read_text(encoding="utf-8"))["yaml.schemas"] == {
        f"./{SCHEMA}": "territory.yaml"
    }
    assert (target / SCHEMA).read_bytes() == snr("schema", "territory").stdout
    assert f"reference_year: {LAST_YEAR}" in (target / "territory.yaml").read_text(encoding="utf-8")
    for arguments in (["assess", target], ["check", "--profile", "saisie", target]):
        then = snr(*arguments)
        assert then.returncode == 0, then.stdout.decode() + then.stderr.decode()
    assert snr("-q", "init", tmp_path / "b", "--defaults").stderr == b""


def test_current_folder(tmp_path: Path, snr: Run) -> None:
    assert snr("init", "--answer", "laptops=3", cwd=tmp_path).returncode == 0
    assert files(tmp_path) == sorted(HERE)


def test_options_are_the_answers(tables: Tables, tmp_path: Path, snr: Run) -> None:
    answers: Answers = {**EVERY, "name": NASTY[1], "kind": "commune", "department": "2A"}
    answers |= {"population_totale": 52600, "population_municipale": 51800}
    del answers["siren"], answers["year"]
    done = snr("init", tmp_path, "--siren", UNKNOWN_SIREN, "--answer=year=2025", *options(answers))
    assert done.returncode == 0, done.stderr.decode()
    expected = written({**answers, "siren": UNKNOWN_SIREN, "year": 2025})
    assert said(load_dossier(str(tmp_path), words_of(tables)).dossier) == expected
    assert (expected["spending_eur"], expected["reams"]) == (350, 9250)


def test_variables_are_answers_too(tables: Tables, tmp_path: Path, snr: Run) -> None:
    given_there = {"SNR_INIT_ANSWER": "year=2025 ; laptops=330 ; desktops=260"}
    assert snr("init", tmp_path / "a", **given_there).returncode == 0
    dossier = load_dossier(str(tmp_path / "a"), words_of(tables)).dossier
    assert said(dossier) == {"year": 2025, "laptops": 330, "desktops": 260}
    told = snr("init", tmp_path / "b", SNR_INIT_ANSWER="laptops=-3").stderr.decode()
    assert "--answer laptops : « -3 » est négatif" in told
    assert "(origine : variable SNR_INIT_ANSWER)" in told


@pytest.mark.parametrize(("key", "text"), [(key, texts[0]) for key, texts in REFUSED.items()])
def test_wrong_options(key: str, text: str, tmp_path: Path, snr: Run) -> None:
    own = key == "siren"
    done = snr("init", tmp_path / "a", *([f"--{key}", text] if own else [f"--answer={key}={text}"]))
    assert (done.returncode, done.stdout) == (2, b"")
    assert (f"--{key} : " if own else f"--answer {key} : ") in done.stderr.decode()
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["laptop=3"], "« laptop » n’est la clé d’aucune question ; vouliez-vous dire « laptops » ?"),
        (["fixed-lines=3"], "vouliez-vous dire « fixed_lines » ?"),
        (["zzz=3"], "clés : siren, name, kind"),
        (["laptops"], "écrivez CLE=VALEUR"),
        (["laptops=3", "laptops=4"], "--answer laptops : donné deux fois"),
    ],
)
def test_answers_that_are_none(given: list[str], told: str, tmp_path: Path, snr: Run) -> None:
    done = snr("init", tmp_path, *(f"--answer={word}" for word in given))
    assert (done.returncode, done.stdout, files(tmp_path)) == (2, b"", [])
    assert told in done.stderr.decode()


@pytest.mark.parametrize(
    "arguments",
    [[], ["--full"], ["--ci", "github"], ["--ci", "jenkins", "--defaults"], ["", "--defaults"], ["-", "--defaults"]],
)
def test_wrong_command_lines(arguments: list[str], tmp_path: Path, snr: Run) -> None:
    """Without a terminal nor an answer, both ways are explained."""
    done = snr("init", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    if "--defaults" not in arguments:
        assert "--defaults" in done.stderr.decode() and "terminal" in done.stderr.decode()
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_replaced(tmp_path: Path, snr: Run) -> None:
    for name in ("territory.yaml", ".gitlab-ci.yml"):
        (tmp_path / name).write_text("mine", encoding="utf-8")
    (tmp_path / SCHEMA).symlink_to("nowhere")
    done = snr("init", tmp_path, "--defaults", "--ci", "gitlab", "--ci", "github")
    assert (done.returncode, done.stdout) == (2, b"")
    for name in ("territory.yaml", ".gitlab-ci.yml", SCHEMA, "donnez un autre dossier, ou déplacez ces fichiers"):
        assert name in done.stderr.decode()
    assert ".github" not in done.stderr.decode()
    assert files(tmp_path) == [".gitlab-ci.yml", "territory.yaml"]
    assert (tmp_path / "territory.yaml").read_text(encoding="utf-8") == "mine"
    dry = snr("init", tmp_path, "--defaults", "--ci", "gitlab", "--dry-run")
    assert dry.returncode == 0
    assert "territory.yaml" in dry.stderr.decode()


def test_settings_of_the_editor_are_left(tmp_path: Path, snr: Run) -> None:
    (tmp_path / ".vscode").mkdir()
    (tmp_path / SETTINGS).write_text("{}", encoding="utf-8")
    done = snr("init", tmp_path, "--defaults")
    assert done.returncode == 0
    assert (tmp_path / SETTINGS).read_text(encoding="utf-8") == "{}"
    assert f'"yaml.schemas": {{"./{SCHEMA}": "territory.yaml"}}' in done.stderr.decode()


def test_dry_run_writes_nothing(tmp_path: Path, snr: Run) -> None:
    done = snr("init", "dossier", "--defaults", "--dry-run", "--ci", "github", cwd=tmp_path)
    assert done.returncode == 0
    assert list(tmp_path.iterdir()) == []
    shown = done.stdout.decode()
    assert re.findall(r"^==> dossier/(.*) <==$", shown, re.M) == [*HERE, ".github/workflows/snr.yml"]
    assert MODELINE in shown
    assert "snr check --profile contenu --format github ." in shown
    assert "écrit" not in done.stderr.decode()


def test_a_file_is_no_folder(tmp_path: Path, snr: Run) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "dossier" / "territory.yaml").mkdir(parents=True)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / ".vscode").write_text("mine", encoding="utf-8")
    for target in ("file", "file/below", "dossier", "other"):
        done = snr("init", tmp_path / target, "--defaults")
        assert (done.returncode, done.stdout) == (2, b"")
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"
    assert files(tmp_path) == ["file", "other/.vscode"]


@modes
def test_unwritable_folder(tmp_path: Path, snr: Run) -> None:
    tmp_path.chmod(0o555)
    try:
        for target in (tmp_path, tmp_path / "below"):
            done = snr("init", target, "--defaults")
            assert (done.returncode, done.stdout) == (2, b"")
            assert "écriture non autorisée" in done.stderr.decode()
    finally:
        tmp_path.chmod(0o755)
    assert list(tmp_path.iterdir()) == []


@limits
def test_too_little_room_leaves_nothing(tmp_path: Path) -> None:
    import resource

    def little() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))  # the dossier has room, its schema has not

    done = subprocess.run(
        [sys.executable, "-B", "-m", "snr_cli", "init", str(tmp_path / "a" / "b"), "--defaults"],
        capture_output=True, env=environment(), preexec_fn=little, check=False,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert SCHEMA in done.stderr.decode()
    assert list(tmp_path.iterdir()) == []


def test_a_failure_takes_back_the_new_files(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("old", encoding="utf-8")
    (tmp_path / "c").mkdir()
    with pytest.raises(Exception, match="c’est un dossier"):
        write_edits(
            [
                Edit(tmp_path / "a" / "b" / "new", None, b"new"),
                Edit(tmp_path / "old", b"old", b"replaced"),
                Edit(tmp_path / "c", None, b"no"),
            ]
        )
    assert files(tmp_path) == ["old"]
    assert (tmp_path / "old").read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c", "old"]


@pytest.mark.parametrize("name", CI)
def test_a_new_dossier_passes_its_own_ci(name: str, tmp_path: Path, snr: Run) -> None:
    assert snr("init", tmp_path, "--defaults", "--ci", name).returncode == 0
    text = (tmp_path / CI[name][0]).read_text(encoding="utf-8")
    assert "git+https://" in text  # what to write until the package is published
    found = yaml.safe_load(text)
    if name == "pre-commit":
        (hook,) = found["repos"][0]["hooks"]
        assert (hook["language"], hook["additional_dependencies"]) == ("python", [f"snr-cli=={__version__}"])
        assert hook["pass_filenames"] is False
        commands = [" ".join((hook["entry"], *hook["args"]))]
    elif name == "gitlab":
        job = found["snr-check"]
        assert job["variables"] == {"SNR_EXIGENCES": f"snr-{__version__}-exigences.txt"}
        commands = job["script"]
        assert f"> {found['snr-check']['artifacts']['reports']['codequality']}" in commands[0]
    else:
        job = found["jobs"]["check"]
        steps = job["steps"]
        assert job["env"] == {"SNR_EXIGENCES": f"snr-{__version__}-exigences.txt"}
        commands = [step["run"] for step in steps if "snr check" in step.get("run", "")]
        assert all(re.search("@[0-9a-f]{40}$", step["uses"]) for step in steps if "uses" in step)
    assert commands
    for command in commands:
        words = command.partition(" >")[0].split()
        assert words[:2] == ["snr", "check"]
        done = snr(*words[1:], cwd=tmp_path)
        assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()


def test_a_year_to_come_is_refused(tmp_path: Path, snr: Run) -> None:
    done = snr("init", tmp_path, "--answer", f"year={LAST_YEAR + 2}")
    assert (done.returncode, files(tmp_path)) == (2, [])
    assert f"--answer year : {LAST_YEAR + 2} n’est pas commencée" in done.stderr.decode()
    assert snr("init", tmp_path, "--answer", f"year={LAST_YEAR + 1}").returncode == 0


def test_ci_below_the_root_of_the_repository(tmp_path: Path, snr: Run) -> None:
    (tmp_path / ".git").mkdir()
    done = snr("init", tmp_path / "dossier", "--defaults", "--ci", "github")
    assert f"racine du dépôt git ({tmp_path})" in done.stderr.decode()
    assert "racine" not in snr("init", tmp_path, "--defaults", "--ci", "github").stderr.decode()


# --- the dialogue -----------------------------------------------------------------------------------------------------


class Terminal:
    """A user at a terminal: reads until a prompt, types."""

    def __init__(self, *arguments: str, cwd: Path, run: tuple[str, ...] = ("-m", "snr_cli")) -> None:
        pty = pytest.importorskip("pty", reason="terminals of POSIX")
        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            os.chdir(cwd)
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # a test run in the background has it ignored
            os.execvpe(sys.executable, [sys.executable, *run, *arguments], environment(TERM="dumb", COLUMNS="100"))
        self.seen = ""

    def read(self, until: str, seconds: float = 20) -> str:
        """Return what was shown up to a text."""
        end, text = time.monotonic() + seconds, ""
        while until not in text:
            if not select.select([self.handle], [], [], max(0, end - time.monotonic()))[0]:
                raise AssertionError(f"« {until} » not seen in: {text}")
            try:
                text += os.read(self.handle, 65536).decode(errors="replace")
            except OSError:  # the other side is closed
                break
        self.seen += text
        return text.replace("\r", "")

    def type(self, text: str, until: str = ") > ") -> str:
        os.write(self.handle, text.encode())
        return self.read(until)

    def interrupt(self) -> None:
        """Type Ctrl-C until it is heard: one that comes between a prompt and the wait for its answer stops nothing, in Python."""
        for _ in range(20):
            os.write(self.handle, b"\x03")
            if select.select([self.handle], [], [], 1)[0]:
                return

    def end(self) -> int:
        self.read("never said")
        status = os.waitpid(self.pid, 0)[1]
        os.close(self.handle)
        assert "Traceback" not in self.seen
        return os.waitstatus_to_exitcode(status)


PROMPT, RECAP = ") > ", "corriger > "


def test_dialogue(tables: Tables, tmp_path: Path) -> None:
    user = Terminal("init", "dossier", cwd=tmp_path)
    assert "Numéro SIREN" in user.read(PROMPT)
    assert "clé de contrôle" in user.type("243300317\n")
    assert "Bordeaux Métropole" in user.type("243 300 316\n")
    assert "bornes" in user.type("1900\n")
    staff = user.type("\n")  # the year proposed
    assert "2/12. Combien d’agents, et combien ont un poste informatique ?" in staff
    assert "RH, 3 min : rapport social unique" in staff
    user.type("1 450\n")  # agents
    assert "plus que" in user.type("2000\n")
    assert "hors taxe" in user.type("1120\n")
    assert "n’est pas un nombre ;" in user.type("beaucoup\n")
    user.type("350 000\n")
    for text in ("30", "95", "3700"):  # copiers, printers, reams
        user.type(text + "\n")
    user.type("nsp\n")  # monitors
    user.type("330\n")
    half = user.type("?\n")  # fixed computers
    assert "Il manque « Ordinateurs fixes, écran non compris » (0 s’il n’y en a pas)" in half
    assert "l’estimation est gardée" in half
    assert "smartphones" in user.type("\n").lower()
    for text in ("0", "40", "300"):  # phones
        user.type(text + "\n")
    for text in ("9", "2", "30,5", "38000"):  # servers, and their room
        user.type(text + "\n")
    assert "Bornes wifi" in user.type("\n")  # without switches, their electricity is not asked
    for text in ("80", "12", "48", "230", "120", "60"):
        last = user.type(text + "\n")
    assert "12/12. Estimer ce que vous ne savez pas ?" in last
    assert not (tmp_path / "dossier").exists()
    recap = user.type("\n", RECAP).replace("\u202f", " ")
    assert "Agents, tous statuts : 1 450 personnes" in recap
    assert "Écrans d’ordinateur : ?" in recap
    assert "Smartphones : 0" in recap
    assert "Ordinateurs portables : 330 appareils (non écrit : réponse incomplète)" in recap
    assert "Estimer ce que vous ne savez pas : oui" in recap
    assert "de 1 à 26" in user.type("27\n", RECAP)
    assert "7/12. Combien de téléphones" not in user.type("11\n")
    recap = user.type("260\n", RECAP)
    assert "Ordinateurs fixes, écran non compris : 260" in recap
    assert "non écrit" not in recap
    assert not (tmp_path / "dossier").exists()
    os.write(user.handle, b"\n")
    assert user.end() == 0
    assert "snr collect dossier --for" in user.seen
    changed = {"year": LAST_YEAR, "agents": 1450, "equipped": 1120, "smartphones": 0, "room_m2": 30.5}
    expected = {**EVERY, **changed, "estimate": True}
    del expected["monitors"], expected["switches"], expected["switch_kwh"]
    dossier = load_dossier(str(tmp_path / "dossier"), words_of(tables)).dossier
    assert said(dossier) == written(expected)
    assert dossier.method.estimate == ("monitors", "telework_boxes")


def test_half_an_answer_stays_out_of_the_dossier(tables: Tables, tmp_path: Path) -> None:
    """Its estimate is kept, if estimates are wanted; answered no, all that is known is written."""
    user = Terminal("init", ".", "--siren", BORDEAUX, "--answer", "agents=60", "--answer", "printers=4", cwd=tmp_path)
    user.read(PROMPT)
    recap = user.type("2024\n" + "\n" * 23, RECAP)
    assert "Imprimantes de bureau : 4 appareils (non écrit : réponse incomplète)" in recap
    assert "Estimer ce que vous ne savez pas : oui" in recap
    last = re.findall(r"(\d+)\. Estimer", recap)[-1]
    assert "non écrit" not in user.type(f"{last}\nnon\n", RECAP)
    os.write(user.handle, b"\n")
    assert user.end() == 0
    dossier = load_dossier(str(tmp_path), words_of(tables)).dossier
    assert said(dossier) == {"siren": BORDEAUX, "year": 2024, "agents": 60, "printers": 4}


def test_the_first_answer_may_be_a_name(tmp_path: Path) -> None:
    user = Terminal("init", cwd=tmp_path)
    assert "nom de la collectivité" in user.read(PROMPT)
    assert "219740115" in user.type("saint denis\n")
    assert "vouliez-vous dire « Pessac »" in " ".join(user.type("Pesac\n").split())
    assert "C’est : Pessac, commune, département 33" in user.type("pessac\n")
    user.interrupt()
    assert user.end() == 130


def test_a_year_to_come_is_asked_again(tmp_path: Path) -> None:
    user = Terminal("init", "--siren", BORDEAUX, cwd=tmp_path)
    user.read(PROMPT)
    assert "n’est pas commencée" in user.type(f"{LAST_YEAR + 2}\n")
    assert "Agents, tous statuts" in user.type(f"{LAST_YEAR}\n")
    time.sleep(0.3)
    user.interrupt()
    assert user.end() == 130


def test_dialogue_of_an_unknown_authority(tables: Tables, tmp_path: Path) -> None:
    """The table does not have it: name, kind, department and populations are asked; options are not asked again."""
    user = Terminal("init", ".", "--answer", "laptops=7", "--answer", "desktops=?", cwd=tmp_path)
    user.read(PROMPT)
    assert "absent de la table" in user.type(f"{UNKNOWN_SIREN}\n")
    user.type("Commune d'Écluse: « x » # {{y}}\n")
    assert "liste" in user.type("pays\n")
    user.type("communauté d’agglomération\n")
    user.type("2a\n")
    user.type("60 000\n")
    assert "plus que" in user.type("70000\n")
    user.type("59000\n")
    text = user.type("\n2024\n" + 21 * "\n", RECAP)
    assert "Ordinateurs portables : 7" in text
    assert "Estimer" not in text  # of nothing
    os.write(user.handle, b"\n")
    assert user.end() == 0
    assert said(load_dossier(str(tmp_path), words_of(tables)).dossier) == {
        "siren": UNKNOWN_SIREN,
        "name": "Commune d'Écluse: « x » # {{y}}",
        "kind": "communaute_agglomeration",
        "department": "2A",
        "population_totale": 60000,
        "population_municipale": 59000,
        "year": 2024,
        "laptops": 7,
    }


def test_another_siren_forgets_what_was_typed_for_the_first(tables: Tables, tmp_path: Path) -> None:
    user = Terminal("init", cwd=tmp_path)
    user.read(PROMPT)
    user.type("?\nIci\n1\n33\n100\n90\n40\n2024\n" + 23 * "\n", RECAP)
    assert "Bordeaux" in user.type(f"1\n{BORDEAUX}\n", RECAP)
    os.write(user.handle, b"\n")
    assert user.end() == 0
    assert said(load_dossier(str(tmp_path), words_of(tables)).dossier) == {"siren": BORDEAUX, "year": 2024}


@pytest.mark.parametrize(("key", "code", "word"), [("\x03", 130, "Ctrl-C"), ("\x04", 2, "Ctrl-D")])
@pytest.mark.parametrize(
    "typed", walk(["", f"{BORDEAUX}\n2024\n", f"{BORDEAUX}\n" + 24 * "\n"], 3), ids=["first", "third", "last"]
)
def test_giving_up_writes_nothing(key: str, code: int, word: str, typed: str, tmp_path: Path) -> None:
    user = Terminal("init", "dossier", cwd=tmp_path)
    user.read(PROMPT)
    if typed:
        user.type(typed, "820 personnes) > " if "2024" in typed else RECAP)
    time.sleep(0.3)  # between the prompt and the wait, Python would keep the signal for the next key
    os.write(user.handle, key.encode())
    assert user.end() == code
    assert word in user.seen
    assert "rien n’a été écrit" in user.seen
    assert list(tmp_path.iterdir()) == []


def test_conflicts_are_said_before_the_questions(tmp_path: Path) -> None:
    (tmp_path / "territory.yaml").write_text("mine", encoding="utf-8")
    user = Terminal("init", cwd=tmp_path)
    assert user.end() == 2
    assert "existe déjà : territory.yaml" in user.seen
    assert "SIREN" not in user.seen


def test_bytes_that_are_no_text_are_asked_again(tmp_path: Path) -> None:
    user = Terminal("init", cwd=tmp_path)
    user.read(PROMPT)
    user.type("?\n")
    os.write(user.handle, b"\xe9\xe8\n")
    assert re.search("illisible|invisible", user.read(PROMPT))
    time.sleep(0.3)
    user.interrupt()
    assert user.end() == 130


@pytest.mark.skipif(shutil.which("yamllint") is None, reason="yamllint is not installed")
def test_yamllint(tables: Tables) -> None:
    text = territory_yaml(EVERY, authority(EVERY, tables), full=True)
    rules = "{extends: relaxed, rules: {line-length: disable}}"
    done = subprocess.run(["yamllint", "-d", rules, "-"], input=text.encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()


def test_what_is_not_estimated_is_said(tables: Tables) -> None:
    """No ratio by head count is published for them: they stay « non évalués », and whoever agrees to estimates is told."""
    answers: Answers = {"year": 2025, "agents": 60, "estimate": True}
    said_there = " ".join(territory_yaml(answers, authority(answers, tables)).replace("#", "").split())
    for text in (said_there, LAST.where):
        assert "serveurs, courriels et cloud restent" in text
        assert "faute de ratio publié" in text


def test_every_yaml_file_that_is_made_names_a_schema_that_is_there(tmp_path: Path, snr: Run) -> None:
    """Those of `snr init`, the section of the guide, the section that a form adds, the version that is voted."""
    folder = tmp_path / "dossier"
    assert snr("init", folder, "--defaults", "--siren", BORDEAUX).returncode == 0
    guide = (ROOT / "docs/guide/06-planifier.md").read_text(encoding="utf-8")
    strategie = guide.partition("<!-- fichier: dossier/strategie.yaml -->\n```yaml\n")[2].partition("```")[0]
    (folder / "strategie.yaml").write_text(strategie.partition("\nactions:")[0] + "\n", encoding="utf-8")
    with (folder / "territory.yaml").open("a", encoding="utf-8") as file:
        file.write("\ninclude: [strategie.yaml]\n")
    (folder / "s.md").write_text("# Strategie\n", encoding="utf-8")
    done = snr("adopt", folder, folder / "s.md", "--act", "1", "--on", "2026-03-01")
    assert done.returncode == 0, done.stderr.decode()
    made = sorted(path for path in folder.rglob("*.yaml"))
    assert [path.name for path in made] == ["strategie.yaml", "territory.yaml", "2026-03-01-strategie.yaml"]
    for path in made:
        line = path.read_text(encoding="utf-8").partition("\n")[0]
        schema = path.parent / line.removeprefix("# yaml-language-server: $schema=")
        assert schema.is_file(), (path, line)
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        if path.name != "territory.yaml":
            jsonschema.Draft7Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(data)


@pytest.mark.parametrize(
    ("root", "up", "line"),
    [
        (MODELINE, "", "# yaml-language-server: $schema=section.schema.json\n"),
        (MODELINE, "../", "# yaml-language-server: $schema=../section.schema.json\n"),
        (
            "# yaml-language-server: $schema=../s/territory.schema.json",
            "",
            "# yaml-language-server: $schema=../s/section.schema.json\n",
        ),
        ("# yaml-language-server: $schema=https://ici/territory.schema.json", "", ""),
        ("snr: 1\n", "../", ""),
    ],
)
def test_the_schema_of_a_new_file_is_where_that_of_the_dossier_is(root: str, up: str, line: str) -> None:
    assert schema_line(root, up) == line


def test_a_name_stands_for_its_siren(tmp_path: Path, snr: Run) -> None:
    done = snr("init", tmp_path / "a", "--siren", "pessac")
    assert done.returncode == 0, done.stderr.decode()
    assert "C’est : Pessac, commune, département 33" in done.stderr.decode()
    assert 'siren: "213303183"' in (tmp_path / "a/territory.yaml").read_text(encoding="utf-8")


def test_a_name_of_several_proposes_them(tmp_path: Path, snr: Run) -> None:
    done = snr("init", tmp_path / "a", "--siren", "Saint-Denis")
    assert (done.returncode, done.stdout) == (2, b"")
    assert "--siren : « Saint-Denis » peut être : " in done.stderr.decode()
    assert "219740115" in done.stderr.decode()
    assert not (tmp_path / "a").exists()
