"""`snr collect`: a workbook of questions for each contributor, and what came back of it."""

import json
import shutil

import pytest
import yaml

from conftest import EXAMPLES
from in_process import snr
from question_books import answered, rows_of, texts
from snr_cli.api.assessing import assess_dossier

PEOPLE = ("--for", "achats=purchases,contracts", "--for", "dsi=équipements,services")
ACHATS = ["agec", "marches"]


@pytest.fixture
def dossier(tmp_path):
    """A copy of the smallest example."""
    return shutil.copytree(EXAMPLES / "minimal", tmp_path / "dossier")


@pytest.fixture
def sent(dossier):
    """The same, once its workbooks are written."""
    assert snr("collect", dossier, *PEOPLE).returncode == 0
    return dossier


def declared(dossier, text):
    path = dossier / "territory.yaml"
    path.write_text(path.read_text(encoding="utf-8") + f"contributors:\n  - {text}\n", encoding="utf-8")


def questions_of(path):
    return [row.partition("/")[0] for rows in rows_of(path).values() for row in rows]


def test_each_contributor_has_a_cover_and_the_questions_on_its_sections(sent):
    achats, dsi = (sent / "collecte" / f"{name}.xlsx" for name in ("achats", "dsi"))
    assert {*questions_of(achats)} == {"agec", "marches"}
    assert {"ecrans", "ordinateurs", "serveurs", "lignes", "sites"} < {*questions_of(dsi)}
    assert not {"agents", "agec", "marches"} & {*questions_of(dsi)}
    cover = " ".join(texts(achats)["Mode d’emploi"])
    for words in ("Pour : achats", "aucun nom de personne", "stratégie numérique responsable", "renvoyez-le"):
        assert words in cover
    assert "Je ne sais pas" in " ".join(texts(dsi)["Mode d’emploi"])
    # what the dossier says is there already
    assert "330" in texts(dsi)["Questions"]


def test_a_workbook_that_is_there_is_not_replaced(sent):
    """Unless it is what would be sent, byte for byte: nothing of it is lost."""
    before = {path.name: path.read_bytes() for path in (sent / "collecte").iterdir()}
    for asked in (PEOPLE, ()):
        assert snr("collect", sent, *asked).returncode == 0
        assert before == {path.name: path.read_bytes() for path in (sent / "collecte").iterdir()}
    (sent / "collecte" / "achats.xlsx").unlink()
    answered(sent / "collecte" / "dsi.xlsx", {"ecrans/monitors": 691})
    filled = (sent / "collecte" / "dsi.xlsx").read_bytes()
    again = snr("collect", sent, *PEOPLE)
    assert again.returncode == 2
    assert "collecte : existe déjà : dsi.xlsx ; rien n’est écrit" in again.stderr
    assert "rangez-les ailleurs une fois repris (--yaml), ou -o donne un autre dossier" in again.stderr
    assert [(path.name, path.read_bytes()) for path in (sent / "collecte").iterdir()] == [("dsi.xlsx", filled)]
    assert snr("collect", sent, *PEOPLE, "-o", sent / "autre").returncode == 0


def test_contributors_of_the_dossier_are_enough(dossier):
    declared(
        dossier,
        "{id: dsi, function: Direction des systèmes d’information, sections: [equipment], due: 2026-03-31}",
    )
    assert snr("collect", dossier, "-o", dossier / "a").returncode == 0
    assert "À rendre le 31 mars 2026." in texts(dossier / "a" / "dsi.xlsx")["Mode d’emploi"]
    assert {path.name for path in (dossier / "a").iterdir()} == {"dsi.xlsx"}


def test_two_sections_on_which_one_question_bears_ask_it_once(dossier):
    """« impression » is of the equipment and of the services: whoever names a question first has it."""
    declared(dossier, "{id: a, function: A, sections: [equipment]}\n  - {id: b, function: B, sections: [services]}")
    assert snr("collect", dossier).returncode == 0
    first, second = ({*questions_of(dossier / "collecte" / f"{name}.xlsx")} for name in "ab")
    assert "impression" in first and "lignes" in second
    assert not first & second


def test_sections_without_any_question_are_told(dossier):
    declared(dossier, "{id: juridique, function: Juridique, sections: [indicators]}")
    done = snr("collect", dossier)
    assert done.returncode == 2
    assert "contributors, juridique : aucune question ne porte sur" in done.stderr
    assert "donnez-lui des questions : agents, prestations" in done.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "personne n’est nommé : --for dsi (sa feuille de questions), ou --for achats=purchases,contracts"),
        (("--for", "cantine"), "« cantine » n’est pas une fonction connue"),
        (("--for", "achat s"), "vouliez-vous dire « achats » ?"),
        (("--for", "achats="), "écrivez une fonction (--for dsi), ou un nom et ce qu’on lui demande"),
        (("--for", "achats=purchase"), "question inconnue « purchase »"),
        (("--for", "achats=purchase"), "vouliez-vous dire « purchases » ?"),
        (("--for", "achats=zzz"), "questions : agents, prestations, "),
        (("--for", "été=waste", "--for", "ete=plans"), "deux classeurs s’appelleraient ete.xlsx"),
        (("--for", "../a=purchases"), "ne peut pas nommer un classeur"),
        (("--for", "a=waste", "--for", "a=waste"), "écrit deux fois"),
        (("--for", "a=agec", "--for", "b=purchases"), "(agec) est demandé à a et à b"),
    ],
)
def test_what_cannot_be_asked_is_told(dossier, options, said):
    done = snr("collect", dossier, *options)
    assert done.returncode == 2
    assert said in done.stderr
    assert not (dossier / "collecte").exists()


def test_status_tells_who_answered_and_writes_a_reminder(sent):
    answered(sent / "collecte" / "dsi.xlsx", {"ecrans/monitors": 691})
    (sent / "collecte" / "achats.xlsx").unlink()
    done = snr("collect", "--status", sent, *PEOPLE)
    assert done.returncode == 0
    assert "dsi     rendu, " in done.stdout
    assert ", 1 changée" in done.stdout
    assert "achats  pas rendu" in done.stdout
    assert "À : achats\nObjet" in done.stdout
    told = json.loads(snr("collect", "--status", sent, *PEOPLE, "--format", "json").stdout)
    assert [contributor["state"] for contributor in told["contributors"]] == ["absent", "returned"]
    assert told["contributors"][0]["questions"] == ACHATS


def test_neither_the_cover_nor_the_letter_says_that_the_law_asks(sent):
    """It does not, of a commune of 5,000 inhabitants or of a département."""
    (sent / "collecte" / "dsi.xlsx").unlink()
    cover = " ".join(texts(sent / "collecte" / "achats.xlsx")["Mode d’emploi"])
    assert "loi" not in cover + snr("collect", "--status", sent, *PEOPLE).stdout


def test_an_inventory_that_is_to_confirm_says_it_of_its_lines(tmp_path):
    dossier = shutil.copytree(EXAMPLES / "valmont", tmp_path / "valmont")
    path = dossier / "equipment.yaml"
    text = path.read_text(encoding="utf-8").replace("    from: inv", "    certainty: to_confirm\n    from: inv", 1)
    path.write_text(text, encoding="utf-8")
    lines = assess_dossier(dossier).dossier.equipment
    assert {line.certainty for line in lines if line.id.startswith("parc.") or line.inventory} == {"to_confirm"}
    assert {line.certainty for line in lines if not (line.id.startswith("parc.") or line.inventory)} == {"sure"}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"Type;Quantit\xe9"])
def test_a_file_that_is_no_workbook_is_told(sent, content):
    (sent / "collecte" / "dsi.xlsx").write_bytes(content)
    done = snr("collect", "--status", sent, *PEOPLE)
    assert done.returncode == 1
    assert "dsi     rendu, à corriger, 1 faute" in done.stdout
    assert "erreur SNR121" in done.stdout
    assert "achats  identique au dossier" in done.stdout


def test_status_tells_what_to_collect_first(sent):
    assert "À collecter d’abord" not in snr("collect", "--status", sent, *PEOPLE).stdout
    path = sent / "territory.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    data["territory"]["agents"] = {"total": 300, "equipped": 250}
    data["method"] = {"estimate": ["tablets", "desk_phones", "paper"]}
    data["equipment"] = [each for each in data["equipment"] if each["type"] not in ("tablet", "ip_phone")]
    data["services"] = [
        service for service in data.get("services", []) if service["type"] not in ("paper_kg", "print_sheet_a4")
    ]
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    shown = snr("collect", "--status", sent, *PEOPLE).stdout
    assert shown.index("Papier (estimation) : ") < shown.index("Téléphones fixes (estimation) : ")
    told = json.loads(snr("collect", "--status", sent, *PEOPLE, "--format", "json").stdout)["to_collect"]
    assert [each["estimate"] for each in told] == ["paper", "tablets", "desk_phones"]
    assert all(each["low"] < each["value"] < each["high"] for each in told)


def test_two_workbooks_of_one_contributor_are_told_and_the_others_are_read(sent):
    folder = sent / "collecte"
    shutil.copy(folder / "achats.xlsx", folder / "achats (1).xlsx")
    for people in (PEOPLE, ()):
        done = snr("collect", "--status", sent, *people)
        assert done.returncode == 1
        assert "plusieurs classeurs pour « achats » : achats (1).xlsx et achats.xlsx ; aucun n’est lu" in done.stdout
        assert "dsi     identique au dossier" in done.stdout
        folded = snr("collect", "--yaml", sent, *people)
        assert folded.returncode == 1
        assert "achats (1).xlsx et achats.xlsx" in folded.stderr
        assert "les autres classeurs sont repris" in folded.stderr
    # without what snr wrote on the first sheet, the name says it
    for name in ("achats.xlsx", "achats (1).xlsx"):
        answered(folder / name, {}, without=["Mode d’emploi"])
    (folder / "achats (1).xlsx").rename(folder / "achats - Copie.xlsx")
    assert "achats - Copie.xlsx et achats.xlsx" in snr("collect", "--status", sent, *PEOPLE).stdout


def test_a_workbook_says_for_whom_it_is_whatever_its_name_became(sent):
    folder = sent / "collecte"
    (folder / "dsi.xlsx").rename(folder / "Classeur de la DSI.xlsx")
    done = snr("collect", "--status", sent)
    assert done.returncode == 0, done.stderr
    assert "achats  identique au dossier\ndsi     identique au dossier" in done.stdout
    assert "à qui est ce classeur" not in done.stderr
    assert "Rien à changer" in snr("collect", "--yaml", sent).stdout
    answered(folder / "Classeur de la DSI.xlsx", {}, without=["Mode d’emploi"])
    assert "Classeur de la DSI.xlsx : à qui est ce classeur ?" in snr("collect", "--status", sent).stderr


def test_without_its_first_sheet_a_workbook_is_whose_its_name_says(sent):
    path = sent / "collecte" / "dsi.xlsx"
    answered(path, {"ecrans/monitors": 691}, without=["Mode d’emploi"])
    for name in ("dsi.xlsx", "dsi (2).xlsx"):
        path = path.rename(path.with_name(name))
        done = snr("collect", "--status", sent, *PEOPLE)
        assert done.returncode == 0, done.stderr
        assert "dsi     rendu, " in done.stdout
        assert "690 → 691" in snr("collect", "--yaml", "--dry-run", sent, *PEOPLE).stdout


def test_a_question_asked_of_two_people_is_refused_by_two_commands(dossier):
    assert snr("collect", dossier, "--for", "dsi=ecrans,agents").returncode == 0
    again = snr("collect", dossier, "--for", "écoles=agents,sites")
    assert again.returncode == 2
    assert "(agents) est déjà demandé à dsi (dsi.xlsx), et le serait à ecoles" in again.stderr
    assert "--for ecoles=sites demande le reste" in again.stderr
    assert [path.name for path in (dossier / "collecte").iterdir()] == ["dsi.xlsx"]
    assert snr("collect", dossier, "--for", "ecoles=sites").returncode == 0
    assert snr("collect", dossier, "--for", "DSI=ecrans").returncode == 0


def test_a_name_with_accents_names_a_file_without(dossier):
    assert snr("collect", dossier, "--for", "Bâtiments et écoles=waste").returncode == 0
    assert [path.name for path in (dossier / "collecte").iterdir()] == ["Batiments-et-ecoles.xlsx"]
    assert "Pour : Bâtiments et écoles." in texts(dossier / "collecte" / "Batiments-et-ecoles.xlsx")["Mode d’emploi"]
    assert "Batiments-et-ecoles  identique" in snr("collect", "--status", dossier).stdout


def test_the_next_year_asks_those_whose_workbooks_are_there(sent):
    opened = snr("year", sent, "2026")
    assert opened.returncode == 0, opened.stderr
    assert "Personne n’est nommé" not in opened.stdout + opened.stderr
    assert snr("collect", sent, "-o", sent / "collecte-2026").returncode == 0
    assert {path.name for path in (sent / "collecte-2026").iterdir()} == {"achats.xlsx", "dsi.xlsx"}


@pytest.mark.parametrize(("label", "told"), [("PC de M. Durand", True), ("PC de Mme la maire", False)])
def test_a_person_in_a_label_is_told_and_not_shown(dossier, label, told):
    path = dossier / "territory.yaml"
    text = path.read_text(encoding="utf-8").replace("quantity: 330}", f"quantity: 330, label: {label}}}")
    path.write_text(text, encoding="utf-8")
    stdout = snr("check", "--profile", "saisie", dossier).stdout
    assert ("SNR438" in stdout) is told
    assert "semble-t-il (non montré)" in stdout or not told


@pytest.mark.parametrize("name", ["dsi.xls", "DSI.CSV", "dsi.zip", "dsi.numbers"])
def test_a_return_in_a_form_that_is_not_read_is_told(sent, name):
    (sent / "collecte" / "dsi.xlsx").unlink()
    (sent / "collecte" / name).write_bytes(b"x")
    for option in ("--status", "--yaml"):
        done = snr("collect", option, sent, *PEOPLE)
        assert done.returncode == 1, option
        assert f"{name} : ce format n’est pas lu" in done.stderr
        assert ".xlsx ou .ods" in done.stderr


def test_a_workbook_of_an_earlier_version_is_named_with_what_to_do(sent):
    """It held the sheets of whole sections: none of its cells is an answer, and none is taken in silence."""
    path = sent / "collecte" / "dsi.xlsx"
    answered(path, {}, without=[*rows_of(path)], notes=["Équipements"])
    done = snr("collect", "--status", sent, *PEOPLE)
    assert "feuille « Questions » absente : aucune réponse n’est reprise" in done.stdout
    assert "Équipements › A1 : avertissement SNR132 : feuille ajoutée : non lue" in done.stdout
