"""What a form asks beside the tables: an authority by its name, doubts of an inventory settled, suggested actions added."""

import json
import shutil
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings, strategies as st

from conftest import EXAMPLES
from in_process import snr
from snr_cli.api.answers import AnswerError
from snr_cli.api.authorities import find_authorities, siren_named
from snr_cli.api.drawing import drawn_plan
from snr_cli.api.editing import add_suggestions, edit_dossier, suggest_actions
from snr_cli.api.exports import STATE_LABELS, RefusedError, doubts_of, proposed_mapping, read_exports, settle_mapping
from snr_cli.api.placing import findings_of
from snr_cli.api.planning import plan_actions
from snr_cli.api.sheets import known_sheets, open_dossier, tables_of
from snr_cli.inputs.dossier.yaml_events import read_yaml
from snr_cli.inputs.inventory.mapping import STATES
from snr_cli.inputs.inventory.records import NOT_DEVICES
from snr_cli.model.finding import DossierError
from snr_cli.model.refusal import UsageError

VALMONT = EXAMPLES / "valmont"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("243300316", "Bordeaux Métropole"),
        ("243 300 316", "Bordeaux Métropole"),
        ("bordeaux metropole", "Bordeaux Métropole"),
        ("métropole bordeaux", "Bordeaux Métropole"),
        ("33063", "Bordeaux"),
        ("grand dole", "CA du Grand Dole"),
        ("agglomération dole", "CA du Grand Dole"),
        ("st etienne", "Saint-Étienne"),
        ("ST-ETIENNE", "Saint-Étienne"),
        ("2A004", "Ajaccio"),
    ],
)
def test_an_authority_is_found_as_it_is_typed(text: str, name: str) -> None:
    authorities = find_authorities(text)
    assert authorities[0]["name"] == name
    assert len(authorities) <= 10
    assert json.loads(json.dumps(authorities)) == authorities
    assert authorities[0]["kind_label"]
    assert authorities[0]["population_totale"]


def test_nothing_is_found_for_nothing_and_little_for_a_little() -> None:
    assert find_authorities("") == find_authorities("zzzz") == find_authorities("de la") == []
    assert len(find_authorities("saint", 3)) == 3
    assert len(find_authorities("a", 1000)) <= 50


def test_a_search_is_quick_once_the_table_is_read() -> None:
    find_authorities("lyon")
    start = process_time()
    for text in ("lyon", "243", "saint", "communaute agglomeration pays"):
        find_authorities(text)
    assert (process_time() - start) / 4 < 0.05


GLPI = "Nom;Type;Modèle;Statut\nPC1;Ordinateur;Latitude 5420;En service\nPC2;Bidule;Zorg 3000;En service\nPC3;Bidule;Zorg 3000;En service\n"


def test_doubts_are_told_and_settled_in_the_mapping_that_the_dossier_reads(tmp_path: Path) -> None:
    export = tmp_path / "glpi.csv"
    export.write_text(GLPI, encoding="utf-8")
    doubts = doubts_of(read_exports(export, year=2025))
    assert json.loads(json.dumps(doubts)) == doubts
    assert doubts["read"] == 3
    assert sum(verdict["rows"] for verdict in doubts["verdicts"]) == 3
    (doubt,) = [doubt_entry for doubt_entry in doubts["doubts"] if "settle" in doubt_entry]
    question = doubt["settle"]
    assert (doubt["rows"], question["section"], question["answer"]) == (2, "types", "")
    assert {"value": "excluded", "label": "ne pas compter"} in doubts["choices"]["types"]
    before = "# les nôtres\ncolumns:\n  # rien\nstatuses:\ntypes:\n  # Bidule: …\nkeep:\n"
    text = settle_mapping(
        before, [{"section": question["section"], "word": question["word"], "answer": "printer_laser"}]
    )
    assert set(before.splitlines()) <= set(text.splitlines())
    mapping = tmp_path / "glpi.mapping.yaml"
    mapping.write_text(text, encoding="utf-8")
    again = doubts_of(read_exports(export, year=2025, mapping=mapping))
    assert [verdict["rows"] for verdict in again["verdicts"] if verdict["verdict"] == "counted"] == [3]
    back = settle_mapping(text, [{"section": question["section"], "word": question["word"], "answer": ""}])
    assert not read_yaml("m", back)[0].data["types"]
    assert (
        settle_mapping("", [{"section": "types", "word": "Bidule", "answer": "excluded"}])
        == "types:\n  Bidule: excluded\n"
    )


def test_the_mapping_proposed_is_the_one_that_the_command_writes(tmp_path: Path) -> None:
    export = tmp_path / "glpi.csv"
    export.write_text(GLPI, encoding="utf-8")
    written = tmp_path / "m.yaml"
    snr("inventory", str(export), "--format", "mapping", "-o", str(written))
    assert proposed_mapping(read_exports(export, year=2025)) == written.read_text(encoding="utf-8")
    export.write_text("A;B\nx;3\ny;4\n", encoding="utf-8")
    with pytest.raises(RefusedError) as refused:
        read_exports(export, year=2025)
    (other := tmp_path / "o.yaml").unlink(missing_ok=True)
    snr("inventory", str(export), "--format", "mapping", "-o", str(other))
    assert proposed_mapping(refused.value) == other.read_text(encoding="utf-8")
    assert "columns:" in proposed_mapping(refused.value)


def test_an_answer_that_means_nothing_is_refused() -> None:
    with pytest.raises(UsageError, match="type inconnu « imprimante »"):
        settle_mapping("", [{"section": "types", "word": "Bidule", "answer": "imprimante"}])
    with pytest.raises(UsageError, match="pas une partie"):
        settle_mapping("", [{"section": "types2", "word": "Bidule", "answer": "x"}])
    with pytest.raises(DossierError):
        settle_mapping("types: [\n", [])


def test_each_answer_that_a_mapping_takes_is_said_in_french() -> None:
    from snr_cli.api.exports import NO_TYPE

    assert {*STATE_LABELS} == {*STATES}
    assert {*NO_TYPE} == {*NOT_DEVICES}


def test_personal_data_of_an_export_is_not_in_the_doubts(tmp_path: Path) -> None:
    export = tmp_path / "glpi.csv"
    export.write_text(
        "Nom;Utilisateur;Numéro de série;Type;Modèle\nPC1;Zoé Kerbrat;SN4242X;Bidule;Zorg\n", encoding="utf-8"
    )
    told = json.dumps(doubts_of(read_exports(export, year=2025)), ensure_ascii=False)
    assert "Kerbrat" not in told
    assert "SN4242X" not in told


def test_suggested_actions_are_added_as_they_are_shown(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(VALMONT, tmp_path / "valmont"))
    dossier = open_dossier(folder)
    actions = suggest_actions(dossier)
    assert json.loads(json.dumps(actions)) == actions
    first, second = (suggestion["id"] for suggestion in actions["suggestions"][:2])
    edited = add_suggestions(dossier, [first, second])
    for file in edited["files"]:
        path = Path(file["path"])
        assert [
            line for line in path.read_text(encoding="utf-8").splitlines() if line not in file["text"].splitlines()
        ] == []
        path.write_text(file["text"], encoding="utf-8", newline="")
    after = open_dossier(folder)
    assert after.read.dossier is not None
    rows = {row["row"]: row["name"] for table in tables_of(after)["tables"] for row in table["rows"]}
    assert [rows[row] for row in edited["rows"]] == [first, second]
    assert {first, second}.isdisjoint(suggestion["id"] for suggestion in suggest_actions(after)["suggestions"])
    with pytest.raises(UsageError, match="pas une action proposée"):
        add_suggestions(dossier, ["rien"])


def test_a_plan_is_drawn_as_it_is_computed_and_again_after_an_edit() -> None:
    dossier = open_dossier(VALMONT)
    found = drawn_plan(dossier)
    assert json.loads(json.dumps(found)) == found
    plan = plan_actions(VALMONT, categories=("climate_change",)).plan
    last = plan.trajectory.years[-1]
    assert {action["id"]: action["kg"] for action in found["actions"] if action["kg"] is not None} == {
        name: acting.share["climate_change"]
        for name, acting in last.actions.items()
        if "climate_change" in acting.share
    }
    assert [objective["id"] for objective in found["objectives"]] == [outcome.id for outcome in plan.outcomes]
    assert found["objectives"][0]["verdict"] == "dépend de dépenses en moins"
    assert (found["reference_year"], found["horizon"]) == (2025, 2030)
    assert found["sentence"].startswith("De 2025 à 2030, les actions mèneraient l’empreinte de 273")
    assert "Les chiffres de cette figure" in found["page"]
    assert "<script" not in found["page"]
    (effect,) = [
        row["row"]
        for table in tables_of(dossier)["tables"]
        if table["sheet"] == "actions.effects"
        for row in table["rows"]
        if row["cells"].get("on.line", {"text": ""})["text"] == "papier"
    ]
    edited = edit_dossier(
        dossier, [{"sheet": "actions.effects", "row": effect, "column": "quantity", "text": "1 000 000"}]
    )
    after = drawn_plan(open_dossier(dossier, {file["path"]: file["text"] for file in edited["files"]}))
    changed = [one["id"] for one, other in zip(found["actions"], after["actions"], strict=True) if one != other]
    assert "impressions" in changed
    assert after["page"] != found["page"]


def test_a_plan_without_any_action_says_so() -> None:
    plan = drawn_plan(EXAMPLES / "minimal")
    assert (plan["page"], plan["actions"], plan["objectives"]) == ("", [], [])
    assert plan["sentence"] == "Aucune action n’est écrite : la trajectoire n’est pas calculée."
    assert plan["summary"] == "Le dossier n’a pas d’objectif."


def test_suggestions_are_those_of_the_texts_that_were_given(tmp_path: Path) -> None:
    """An open dossier with another text in place of a file is suggested from that text, as it is edited from it."""
    dossier = open_dossier(VALMONT)
    first = suggest_actions(dossier)["suggestions"][0]["id"]
    added = {file["path"]: file["text"] for file in add_suggestions(dossier, [first])["files"]}
    assert first not in [
        suggestion["id"] for suggestion in suggest_actions(open_dossier(dossier, added))["suggestions"]
    ]
    with pytest.raises(DossierError):
        drawn_plan(open_dossier(dossier, dict.fromkeys(added, "actions: 3\n")))


@pytest.mark.parametrize("export", sorted((VALMONT / "inventaire").glob("*.csv")), ids=lambda path: path.name)
def test_what_is_found_about_a_line_that_an_export_gave_has_a_place(export: Path, tmp_path: Path) -> None:
    """A line of no file has no row of its own: the finding stands at its sheet, and nothing stops."""
    (tmp_path / "inventaire").mkdir()
    shutil.copy(export, tmp_path / "inventaire")
    (tmp_path / "territory.yaml").write_text(
        'snr: 1\nreference_year: 2025\nterritory: {siren: "213302813"}\n'
        f"equipment:\n  - {{id: parc, from: inventaire/{export.name}}}\n",
        encoding="utf-8",
    )
    findings = findings_of(tmp_path)["findings"]
    assert findings
    assert all(finding["sheet"] or not finding["row"] for finding in findings)


def test_each_type_that_a_list_offers_is_accepted(tmp_path: Path) -> None:
    lists = known_sheets()["lists"]
    offered = {
        "equipment": lists["equipment_type"],
        "services": [*lists["service_type"], *lists["built_in_service"]],
    }
    (tmp_path / "territory.yaml").write_text(
        'snr: 1\nreference_year: 2025\nterritory: {siren: "213302813"}\n', encoding="utf-8"
    )
    edits = [{"sheet": sheet, "add": {"type": each["label"]}} for sheet, all_ in offered.items() for each in all_]
    made = edit_dossier(tmp_path, edits)
    assert made["refusals"] == []
    for file in made["files"]:
        (tmp_path / Path(file["path"]).name).write_text(file["text"], encoding="utf-8")
    assert [finding["message"] for finding in findings_of(tmp_path)["findings"] if finding["code"] == "SNR301"] == []


@pytest.mark.parametrize(
    ("text", "siren"),
    [
        ("Pessac", "213303183"),
        ("  pessac ", "213303183"),
        ("PESSAC", "213303183"),
        ("Bordeaux", "213300635"),  # its own name, although a métropole begins so
        ("bordeaux metropole", "243300316"),
        ("Saint Étienne du Rouvray", "217605757"),
        ("st-etienne-du-rouvray", "217605757"),
        ("commune de Pessac", "213303183"),
    ],
)
def test_the_siren_of_a_name(text: str, siren: str) -> None:
    assert siren_named(text) == siren


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Saint-Denis", ["Saint-Denis (commune, 93)", "Saint-Denis (commune, 974)", "donnez le SIREN"]),
        ("agglo de la rochelle", None),
        ("Pesac", ["vouliez-vous dire « Pessac » ?"]),
        ("Gironde département", ["ou un SIREN"]),
        ("zzzz", ["aucune collectivité de ce nom", "communes de 10 000 habitants ou plus"]),
        ("de la", ["ou un SIREN"]),
    ],
)
def test_a_name_that_means_none_or_several_proposes_the_nearest(text: str, said: list[str] | None) -> None:
    if said is None:
        assert siren_named(text) == "241700434"
        return
    with pytest.raises(AnswerError) as raised:
        siren_named(text)
    assert all(words in str(raised.value) for words in said), str(raised.value)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_a_siren_of_the_table_or_refused(text: str) -> None:
    try:
        assert siren_named(text) in {each["siren"] for each in find_authorities(text, 50)}
    except AnswerError as error:
        assert len(str(error)) < 1200
