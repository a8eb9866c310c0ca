"""`snr collect --for dsi`: sheets by question, and where each answer goes."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import xlsxwriter
import yaml

from conftest import EXAMPLES
from in_process import snr
from office import profile
from question_books import answered, rows_of, texts
from snr_cli.api import asking, collecting, contributors
from snr_cli.french.words.terms import THEMES
from snr_cli.inputs.sheets import open_book
from snr_cli.inputs.workbook.asked import ANSWER, SOURCE, UNKNOWN
from snr_cli.model.questions import BY_ID, QUESTIONS, ROLES


@pytest.fixture
def dossier(tmp_path):
    """An authority of the table, its agents, and estimates for what is not known."""
    (tmp_path / "d").mkdir()
    text = "# le nôtre\nsnr: 1\nreference_year: 2025\nterritory:\n  siren: '200046977'\n  agents: {total: 820, equipped: 460} # RSU\n"
    text += "method: {estimate: [computers, monitors, phones, printers, paper]}\n"
    text += "actions:\n  - {id: durer, title: Garder les portables, status: planned}\n"
    (tmp_path / "d" / "territory.yaml").write_text(text, encoding="utf-8")
    return tmp_path / "d"


def sent(dossier, *people):
    asked = [option for person in people for option in ("--for", person)]
    done = snr("collect", dossier, *asked)
    assert done.returncode == 0, done.stderr
    return dossier / "collecte"


def data(dossier):
    return yaml.safe_load((dossier / "territory.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("word", "name", "most"),
    [
        ("RH", "RH", 4),
        ("élu", "elu", 10),
        ("DG", "DG", 6),
        ("Ressources humaines", "Ressources-humaines", 4),
        ("dgs", "dgs", 6),
    ],
)
def test_a_role_alone_has_its_questions_in_few_cells(dossier, word, name, most):
    rows = rows_of(sent(dossier, word) / f"{name}.xlsx")
    assert 0 < len(rows["Questions"]) <= most
    # the actions, one by one, and nothing else
    assert list(rows)[1:] == (["Actions (portage)"] if most == 6 else [])


@pytest.mark.parametrize("role", [role for role in ROLES if role != "lead"])
def test_each_role_has_its_sheet_on_which_the_authority_is_named(dossier, role):
    name = ROLES[role]
    folder = sent(dossier, name)
    book = next(folder.glob("*.xlsx"))
    cells = texts(book)
    assert any("Métropole de Lyon" in text for text in cells["Mode d’emploi"])
    assert any("Métropole de Lyon" in text for found in cells.values() for text in found[:1])
    assert snr("collect", dossier, "--status").stdout.startswith(f"{book.stem}  identique au dossier")


def test_each_answer_goes_to_its_place_and_comments_stay(dossier):
    folder = sent(dossier, "RH", "dsi", "achats", "élu", "DG")
    answered(folder / "RH.xlsx", {"agents/agents": "1 830", "teletravail/teleworkers": 120})
    answered(
        folder / "dsi.xlsx",
        {
            "ecrans/monitors": {ANSWER: 690, SOURCE: "GLPI"},
            "durees/laptop_years": "6,5",
            "heberge/hosted_machines": 12,
            "engage/": {"question/title": "Réparer", "question/started_on": "01/03/2024"},
        },
    )
    answered(
        folder / "achats.xlsx",
        {
            "impression/copiers": 3,
            "impression/printers": 9,
            "impression/reams": 100,
            "agec/": {"question/year": 2025, "question/total": 250000},
        },
    )
    answered(folder / "elu.xlsx", {"objectifs/cut": "15 %", "objectifs/by": 2030, "mots/edito": "Deux\nlignes"})
    answered(
        folder / "DG.xlsx",
        {"pilotes/steering": "trimestriel", "portage/durer": {"question/owner": "DSI", "question/start": 2026}},
    )
    done = snr("collect", dossier, "--yaml")
    assert done.returncode == 0, done.stderr
    found = data(dossier)
    assert found["territory"]["agents"] == {"total": 1830, "equipped": 460, "teleworkers": 120}
    assert {"id": "ecrans", "type": "monitor", "quantity": 690, "source": "GLPI", "quality": "medium"} in found[
        "equipment"
    ]
    assert found["method"]["lifetimes"]["laptop"] == {"years": 6.5, "source": "Réponse à la question « durees »"}
    assert {
        "id": "machines-hebergees",
        "type": "cloud_vm_hour",
        "source": "Réponse à la question « heberge »",
        "quantity": 105120,
    } in found["services"]
    assert {
        "id": "papier",
        "type": "paper_kg",
        "source": "Réponse à la question « impression »",
        "quantity": 250,
    } in found["services"]
    assert found["purchases"] == [{"year": 2025, "montant_total": 250000}]
    assert [found["objectives"][0][key] for key in ("perimeter", "reduction", "from", "by")] == [
        "organisation",
        0.15,
        2025,
        2030,
    ]
    assert found["texts"]["edito"] == "Deux\nlignes"
    assert found["governance"] == {"steering": "trimestriel"}
    durer, reparer = found["actions"]
    assert (durer["owner"], durer["schedule"]) == ("DSI", {"start": 2026})
    assert reparer == {"id": "reparer", "status": "under_way", "title": "Réparer", "started_on": "2024-03-01"}
    text = (dossier / "territory.yaml").read_text(encoding="utf-8")
    assert "# le nôtre" in text
    assert "# RSU" in text
    again = snr("collect", dossier, "--yaml")
    assert "Rien à changer" in again.stdout
    assert (dossier / "territory.yaml").read_text(encoding="utf-8") == text


def test_what_is_not_known_writes_nothing_and_is_told(dossier):
    folder = sent(dossier, "RH")
    answered(folder / "RH.xlsx", {"agents/agents": {UNKNOWN: "x"}, "teletravail/teleworkers": "je ne sais pas"})
    before = (dossier / "territory.yaml").read_bytes()
    told = snr("collect", dossier, "--status").stdout
    assert "? je ne sais pas : Agents, tous statuts et Agents en télétravail" in told
    unknown = json.loads(snr("collect", dossier, "--status", "--format", "json").stdout)["contributors"][0]["unknown"]
    assert unknown == ["Agents, tous statuts", "Agents en télétravail"]
    snr("collect", dossier, "--yaml")
    assert (dossier / "territory.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (
            {"agents/agents": "beaucoup"},
            "RH.xlsx › Questions › B6 : erreur SNR125 : « Agents, tous statuts » : « beaucoup » n’est pas un nombre entier",
        ),
        ({"agents/equipped": 900}, "plus que « agents, tous statuts » : 820"),
        ({"teletravail/telework_days": 400}, "hors des bornes"),
    ],
)
def test_an_answer_that_cannot_be_read_is_told_at_its_cell_with_what_was_expected(dossier, answers, said):
    answered(sent(dossier, "RH") / "RH.xlsx", answers)
    for done in (snr("collect", dossier, "--status"), snr("collect", dossier, "--yaml")):
        assert done.returncode == 1
        assert said in done.stdout + done.stderr
        assert "attendu : " in done.stdout + done.stderr


def test_half_an_answer_keeps_the_estimate_of_the_other_half(dossier):
    folder = sent(dossier, "dsi")
    answered(folder / "dsi.xlsx", {"ordinateurs/laptops": 330})
    done = snr("collect", dossier, "--yaml")
    assert "« Ordinateurs fixes, écran non compris » sans réponse : l’estimation reste" in done.stdout
    assert "equipment" not in data(dossier)
    answered(folder / "dsi.xlsx", {"ordinateurs/desktops": 0})
    snr("collect", dossier, "--yaml")
    assert [line["quantity"] for line in data(dossier)["equipment"]] == [330, 0]


def test_what_the_dossier_changed_since_stays_and_a_second_return_is_taken(dossier):
    folder = sent(dossier, "RH")
    answered(folder / "RH.xlsx", {"agents/agents": 830})
    snr("collect", dossier, "--yaml")
    answered(folder / "RH.xlsx", {"agents/agents": 840})
    snr("collect", dossier, "--yaml")
    assert data(dossier)["territory"]["agents"]["total"] == 840
    path = dossier / "territory.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("840", "850"), encoding="utf-8")
    assert "le dossier dit « 850 », le classeur « 840 »" in snr("collect", dossier, "--yaml").stdout
    assert data(dossier)["territory"]["agents"]["total"] == 850


def test_an_answer_that_goes_back_to_what_was_sent_is_taken(dossier):
    folder = sent(dossier, "RH")
    for total in (830, 820):
        answered(folder / "RH.xlsx", {"agents/agents": total})
        assert snr("collect", dossier, "--yaml").returncode == 0
        assert data(dossier)["territory"]["agents"]["total"] == total


def test_a_question_is_asked_of_one_person(dossier):
    done = snr("collect", dossier, "--for", "RH=agents", "--for", "dsi=agents,ecrans")
    assert done.returncode == 2
    assert "(agents) est demandé à RH et à dsi" in done.stderr
    sent(dossier, "RH")
    other = snr("collect", dossier, "--for", "paie=agents")
    assert "(agents) est déjà demandé à RH (RH.xlsx)" in other.stderr


@pytest.mark.parametrize(
    ("words", "sheets"),
    [
        ("agents", {"Questions"}),
        ("télétravail,écrans", {"Questions"}),
        ("copiers,marchés", {"Questions", "Marchés (marches)"}),
        ("imprimantes", {"Questions"}),
    ],
)
def test_a_name_takes_questions_and_sections_in_french(dossier, words, sheets):
    assert sheets <= set(texts(sent(dossier, f"moi={words}") / "moi.xlsx"))


def test_a_type_that_an_inventory_or_several_lines_count_is_not_asked():
    lines = {"equipment": [{"id": "a", "type": "laptop", "quantity": 1}, {"id": "b", "type": "laptop", "quantity": 2}]}
    book = asking.asked_book(QUESTIONS, lines, ["desktop_professional"], "x")
    assert not any(path.startswith(("ordinateurs/", "reconditionne/refurbished_laptops")) for path in book.sent)
    one = asking.asked_book(QUESTIONS, {"equipment": lines["equipment"][:1]}, (), "x")
    assert one.sent["ordinateurs/laptops"] == 1


def test_a_question_taken_off_the_list_is_on_no_sheet(dossier, monkeypatch):
    left = tuple(question for question in QUESTIONS if question.id != "teletravail")
    for module in (asking, contributors):
        monkeypatch.setattr(module, "QUESTIONS", left)
    rows = rows_of(next(sent(dossier, "RH").glob("*.xlsx")))
    assert rows == {"Questions": ["agents/agents", "agents/equipped"]}


def test_every_question_with_parts_is_on_the_sheet_of_its_role():
    for question in QUESTIONS:
        if question.parts and question.id not in asking.ELSEWHERE:
            assert question in asking.questions_of(question.who, None)
            assert asking.asked_book([question], {"actions": [{"id": "a", "title": "A"}]}, (), "x").sheets


def test_a_faulty_workbook_does_not_block_the_others(dossier):
    folder = sent(dossier, "RH", "dsi", "achats=purchases")
    answered(folder / "RH.xlsx", {"agents/agents": "beaucoup"})
    answered(folder / "dsi.xlsx", {"ecrans/monitors": 690})
    (folder / "achats.xlsx").write_bytes(b"PK\x03\x04 broken")
    done = snr("collect", dossier, "--yaml", "--for", "RH", "--for", "dsi", "--for", "achats=purchases")
    assert done.returncode == 1
    assert data(dossier)["equipment"][0]["quantity"] == 690
    assert "achats.xlsx" in done.stderr
    assert "RH.xlsx ; les autres classeurs sont repris" in done.stderr


@pytest.mark.parametrize("name", ["territory.yaml", "collecte/dsi.xlsx"])
def test_what_somebody_saves_meanwhile_is_not_overwritten(dossier, monkeypatch, name):
    answered(sent(dossier, "dsi") / "dsi.xlsx", {"ecrans/monitors": 690})
    put = collecting.put_answers

    def saved(*args):
        with (dossier / name).open("ab") as file:
            file.write(b"# ajout\n")
        return put(*args)

    monkeypatch.setattr(collecting, "put_answers", saved)
    done = snr("collect", dossier, "--yaml")
    assert done.returncode == 2
    assert "vient de changer ; rien n’est écrit" in done.stderr
    assert "equipment" not in data(dossier)
    assert not (dossier / "collecte" / "repris").exists()


def test_the_actors_met_take_part_in_the_programme(dossier):
    answered(
        sent(dossier, "chef de projet") / "chef-de-projet.xlsx",
        {
            "acteurs/": {
                "question/name": "Syndicat des énergies",
                "question/sector": "privé",
                "question/date": "2026-03-12",
            }
        },
    )
    assert snr("collect", dossier, "--yaml").returncode == 0
    found = data(dossier)
    assert found["stakeholders"][0]["id"] == "syndicat-des-energies"
    assert found["stakeholders"][0]["sector"] == "private"
    assert found["programme"]["stakeholders"] == ["syndicat-des-energies"]


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("objectifs", {"cut": "15 %", "local_cut": "1", "by": "2030", "finding": "Les équipements pèsent le plus."}),
        ("usages", {"national_means": "oui"}),
        ("ordinateurs", {"laptops": "330", "desktops": "260"}),
        ("durees", {"laptop_years": "6,5"}),
        ("mots", {"from_year": "2026", "to_year": "2030", "contact": "numerique@exemple.fr"}),
    ],
)
def test_an_answer_is_written_alike_from_a_sheet_and_from_the_terminal(dossier, tmp_path, question, answers):
    shutil.copytree(dossier, tmp_path / "terminal")
    options = [word for key, text in answers.items() for word in ("--answer", f"{key}={text}")]
    done = snr("next", tmp_path / "terminal", "--do", question, *options)
    assert done.returncode == 0, done.stderr
    role = ROLES[BY_ID[question].who]
    book = next(sent(dossier, role).glob("*.xlsx"))
    answered(book, {f"{question}/{key}": text for key, text in answers.items()})
    done = snr("collect", dossier, "--yaml")
    assert done.returncode == 0, done.stderr
    assert data(dossier) == data(tmp_path / "terminal")


def test_nothing_changes_in_the_sheets_that_nobody_touched(tmp_path):
    valmont = shutil.copytree(EXAMPLES / "valmont", tmp_path / "v")
    sent(valmont, *(ROLES[role] for role in ROLES))
    before = {path: path.read_bytes() for path in Path(valmont).glob("*.yaml")}
    done = snr("collect", valmont, "--status")
    assert done.stdout.count("identique au dossier") == len(ROLES), done.stdout
    assert "Rien à changer" in snr("collect", valmont, "--yaml").stdout
    assert before == {path: path.read_bytes() for path in before}


@pytest.mark.parametrize(
    ("question", "cell", "reading", "stored"),
    [("impression/printers", "45 000 ?", "45 000", 45000), ("impression/printers", "environ 95", "95", 95)],
)
def test_a_certain_reading_is_proposed_and_kept_on_a_yes(dossier, monkeypatch, question, cell, reading, stored):
    folder = sent(dossier, "achats")
    answered(folder / "achats.xlsx", {"impression/copiers": 3, question: cell, "impression/reams": 100})
    book = (folder / "achats.xlsx").read_bytes()
    asked = []
    monkeypatch.setattr("typer.prompt", lambda text, **_: asked.append(text) or ("non" if len(asked) == 1 else "oui"))
    assert "0 lecture sur 1 faute" in snr("collect", dossier, "--fix").stderr
    assert snr("collect", dossier, "--yaml").returncode == 1
    snr("collect", dossier, "--fix")
    assert asked[-1] == f"Lire « {cell} » comme « {reading} » ? (oui ou non)"
    assert snr("collect", dossier, "--yaml").returncode == 0
    assert stored in [line["quantity"] for line in data(dossier)["equipment"]]
    assert (folder / "achats.xlsx").read_bytes() == book
    answered(folder / "achats.xlsx", {question: 12})
    snr("collect", dossier, "--yaml")
    assert 12 in [line["quantity"] for line in data(dossier)["equipment"]]


def test_the_end_of_fix_says_what_is_left_to_correct_in_the_workbooks(dossier, monkeypatch):
    """Of ten faults two were proposed, then `--yaml` was said to come next, and failed."""
    folder = sent(dossier, "dsi", "communication")
    answered(
        folder / "dsi.xlsx",
        {
            "ecrans/monitors": "env. 190",
            "durees/laptop_years": "7 ans",
            "serveurs/servers": "~30 serveurs",
            "heberge/hosted_machines": "300 comptes",
            "engage/": {"question/title": "Réparer", "question/started_on": 2024},
        },
    )
    answered(folder / "communication.xlsx", {"sites/": {"question/id": "principal", "question/rgaa": 0.62}})
    refused = snr("collect", dossier, "--yaml")
    assert refused.returncode == 1
    assert refused.stderr.endswith(f"snr collect {dossier} --fix propose 4 lectures, à confirmer\n")
    asked = []
    monkeypatch.setattr("typer.prompt", lambda text, **_: asked.append(text) or "oui")
    said = snr("collect", dossier, "--fix").stderr
    assert "« 0.62 » : 62 % ou 0,62 % ?" in said
    readings = [re.search("comme « (.*) » ", text)[1] for text in asked]
    assert readings == ["62 %", "190", "30", "01/01/2024"]
    end = "4 lectures sur 5 fautes ; 1 faute à corriger dans les classeurs, puis : snr collect"
    assert end in said
    done = snr("collect", dossier, "--yaml")
    assert "« 300 comptes »" in done.stderr
    assert "--fix" not in done.stderr
    assert data(dossier)["services"][0]["rgaa"] == {"rate": 0.62}


def test_nothing_is_said_in_a_word(dossier):
    folder = sent(dossier, "dsi")
    help_lines = texts(folder / "dsi.xlsx")["Actions (engage)"]
    assert any("écrivez « rien »" in text for text in help_lines)
    answered(folder / "dsi.xlsx", {"engage/": {"question/title": "Néant", "question/summary": "Aucun marché."}})
    for _ in range(2):
        assert snr("collect", dossier, "--yaml").returncode == 0
        assert data(dossier)["programme"] == {"no_action_under_way": True, "summary": "Aucun marché."}
        assert [action["id"] for action in data(dossier)["actions"]] == ["durer"]
    assert "# le nôtre" in (dossier / "territory.yaml").read_text(encoding="utf-8")


def test_what_speaks_of_a_line_that_nobody_counted_waits_and_the_rest_is_taken(dossier):
    folder = sent(dossier, "achats", "dsi", "élu")
    refurbished = {"refurbished_laptops": "20 %", "laptop_life_before": 3, "laptop_proof": "facture 12"}
    answered(
        folder / "achats.xlsx",
        {"lignes/fixed_lines": 48} | {f"reconditionne/{key}": refurbished[key] for key in refurbished},
    )
    answered(folder / "elu.xlsx", {"objectifs/by": 2030})
    said = "« Portables reconditionnés » attend « Ordinateurs portables » (DSI) : rien n’en est écrit avant"
    assert said in snr("collect", dossier, "--status").stdout
    done = snr("collect", dossier, "--yaml")
    assert done.returncode == 0, done.stderr
    assert said in done.stdout
    assert "« Pour l’année » attend « Baisse pour la collectivité » (élu)" in done.stdout
    assert [line["id"] for line in data(dossier)["services"]] == ["lignes-fixes"]
    assert not {"equipment", "objectives"} & data(dossier).keys()
    answered(folder / "dsi.xlsx", {"ordinateurs/laptops": 330, "ordinateurs/desktops": 260})
    assert snr("collect", dossier, "--yaml").returncode == 0
    laptops = data(dossier)["equipment"][0]
    assert [laptops[key] for key in ("refurbished_share", "upstream_years", "upstream_source")] == [
        0.2,
        3,
        "facture 12",
    ]


def test_a_mistake_is_told_at_its_cell_in_the_words_of_its_question_by_status_too(dossier):
    folder = sent(dossier, "élu", "achats")
    answered(folder / "elu.xlsx", {"mots/to_year": 2030})
    rows = {(5, 1): "2025-011", (5, 2): "Écrans", (6, 1): "2025-012"}
    answered(folder / "achats.xlsx", {}, columns={("Marchés (marches)", *at): typed for at, typed in rows.items()})
    for done in (snr("collect", dossier, "--status"), snr("collect", dossier, "--yaml")):
        said = done.stdout + done.stderr
        assert done.returncode == 1
        assert "Questions › B12 : erreur SNR202 : « Dernière année » : il manque « Première année »" in said
        assert "Marchés (marches) › A6 : erreur SNR202 : « Numéro » : il manque « Objet »" in said
        assert "→ répondez-y aussi" in said


def test_the_cover_names_what_is_there_in_words_for_colleagues(dossier):
    path = dossier / "territory.yaml"
    path.write_text(path.read_text(encoding="utf-8").partition("actions:")[0], encoding="utf-8")
    folder = sent(dossier, "DG", "dsi", "élu")
    covers = {name: texts(folder / f"{name}.xlsx") for name in ("DG", "dsi", "elu")}
    assert "Ce qui vous est demandé : la feuille Questions." in covers["DG"]["Mode d’emploi"]
    assert "Temps estimé : 2 minutes." in covers["DG"]["Mode d’emploi"]
    sheets = [name for name in covers["dsi"] if name not in ("Mode d’emploi", "Listes", "Envoyé")]
    assert len(sheets) > 2
    assert f"Ce qui vous est demandé : les feuilles {' ; '.join(sheets)}." in covers["dsi"]["Mode d’emploi"]
    assert any("aucun numéro de téléphone de personne" in text for text in covers["elu"]["Mode d’emploi"])
    shown = [text for cover in covers.values() for name, found in cover.items() if name != "Envoyé" for text in found]
    assert not [text for text in shown if "snr " in text]
    book = open_book(folder / "DG.xlsx")
    try:
        hidden = [row.cells[0].text for row in book.sheets[0].rows() if row.hidden]
    finally:
        book.close()
    assert [text.split() for text in hidden] == [["collecte/DG", ":", "?", "pilotes"]]


def test_the_themes_are_named_where_they_are_asked(dossier):
    folder = sent(dossier, "chef de projet")
    said = " ; ".join(f"{rank}, {label}" for rank, label in THEMES.items())
    assert any(said in text for text in texts(folder / "chef-de-projet.xlsx")["Acteurs (acteurs)"])
    actor = {"question/name": "Lycée", "question/sector": "public", "question/themes": "tous"}
    answered(folder / "chef-de-projet.xlsx", {"acteurs/": actor})
    assert said in snr("collect", dossier, "--status").stdout


def test_what_is_said_beside_the_values_is_told(dossier):
    folder = sent(dossier, "RH")
    sheets = texts(folder / "RH.xlsx")
    answered(folder / "RH.xlsx", {}, notes=["Notes"])
    for run in (snr("collect", dossier, "--status").stdout, snr("collect", dossier, "--yaml").stderr):
        assert "Notes › A1 : avertissement SNR132 : feuille ajoutée : non lue" in run
    assert sheets
    with xlsxwriter.Workbook(folder / "RH.xlsx") as book:
        cover = book.add_worksheet("Mode d’emploi")
        cover.write(0, 0, sheets["Mode d’emploi"][-1])
        sheet = book.add_worksheet("Questions")
        sheet.write_row(0, 0, ["question/question", ANSWER, "question/cle"])
        for row, look in enumerate(
            ({"font_strikeout": True}, {"bg_color": "#ffff00"}, {"bg_color": "#e8eef5"}), start=1
        ):
            sheet.write(row, 0, "x", book.add_format(look))
        sheet.write_comment(4, 1, "à voir avec la paie")
    told = snr("collect", dossier, "--status").stdout
    for words in (
        "A2 : avertissement SNR132 : texte rayé (A2) : non lu",
        "fond de couleur (A3) : non lu",
        "commentaire (B5) : non lu",
    ):
        assert words in told
    assert "A4" not in told


def test_what_names_a_row_stays_and_a_row_that_went_is_told(dossier):
    path = dossier / "territory.yaml"
    path.write_text(
        path.read_text(encoding="utf-8")
        + "purchases:\n  - {year: 2023, montant_total: 5}\n  - {year: 2024, montant_total: 6}\n",
        encoding="utf-8",
    )
    folder = sent(dossier, "achats", "communication")
    path.write_text(
        path.read_text(encoding="utf-8").replace("  - {year: 2023, montant_total: 5}\n", ""), encoding="utf-8"
    )
    answered(
        folder / "achats.xlsx",
        {"agec/2023": {"question/total": 7}, "agec/2024": {"question/year": 2026, "question/total": 8}},
    )
    answered(folder / "communication.xlsx", {"sites/": {"question/id": "Site principal", "question/rgaa": "62 %"}})
    done = snr("collect", dossier, "--yaml")
    assert done.returncode == 0, done.stderr
    assert data(dossier)["purchases"] == [{"year": 2024, "montant_total": 8}]
    assert data(dossier)["services"] == [
        {"id": "site-principal", "type": "website", "label": "Site principal", "rgaa": {"rate": 0.62}}
    ]
    assert "ligne « 2023 » : le dossier ne l’a plus" in done.stdout
    assert "ligne « 2024 » : ce qui nomme une ligne se corrige dans le dossier" in done.stdout


def test_a_returned_csv_says_how_to_name_someone(dossier):
    (dossier / "collecte").mkdir()
    (dossier / "collecte" / "dsi.csv").write_text("Type;Quantité\n", encoding="utf-8")
    for option in ("--status", "--yaml"):
        done = snr("collect", dossier, option)
        assert done.returncode == 2
        assert "dsi.csv : ce format n’est pas lu" in done.stderr
        assert "--for dsi=agents, ou --for dsi" in done.stderr


def test_the_next_year_asks_those_who_answer_questions(dossier):
    sent(dossier, "dsi")
    path = dossier / "territory.yaml"
    path.write_text(
        path.read_text(encoding="utf-8") + "equipment:\n  - {id: ecrans, type: monitor, quantity: 9}\n",
        encoding="utf-8",
    )
    told = snr("year", dossier, "2026").stdout
    assert "dsi\u00a0: équipements (1 ligne à confirmer)" in told


@pytest.mark.slow
@pytest.mark.skipif(not (shutil.which("soffice") or os.environ.get("CI")), reason="needs LibreOffice")
@pytest.mark.parametrize("form", ["ods", "xlsx"])
def test_libreoffice_opens_each_workbook_and_gives_it_back(tmp_path, form):
    valmont = shutil.copytree(EXAMPLES / "valmont", tmp_path / "v")
    folder = sent(valmont, *(ROLES[role] for role in ROLES))
    command = [
        "soffice",
        profile(),
        "--headless",
        "--convert-to",
        form,
        "--outdir",
        tmp_path / "back",
        *folder.glob("*.xlsx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    told = snr("collect", valmont, tmp_path / "back", "--status").stdout
    assert told.count("identique au dossier") == len(ROLES), told
    assert "SNR132" not in told


def test_what_a_group_pools_is_not_asked_of_a_commune_unsaid(tmp_path):
    shutil.copytree(EXAMPLES / "pooling", tmp_path / "g")
    commune = tmp_path / "g" / "communes" / "vernelle"
    folder = sent(commune, "dsi", "RH")
    said = "ce que le groupement mutualise est déjà compté"
    assert [
        any(said in text for found in texts(folder / name).values() for text in found)
        for name in ("dsi.xlsx", "RH.xlsx")
    ] == [True, False]
