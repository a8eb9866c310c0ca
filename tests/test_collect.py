"""`snr collect`: a workbook for each contributor, and what came back of it."""

import json
import re
import shutil

import pytest
import xlsxwriter
import yaml

from conftest import EXAMPLES
from in_process import snr
from snr_cli.api.assessing import assess_dossier
from snr_cli.api.contributors import SECTIONS_COLLECTED
from snr_cli.french.words.dossier import LABELS
from snr_cli.inputs.sheets import open_book
from snr_cli.model.dossier import Dossier
from walks import mostly

PEOPLE = ("--for", "achats=purchases,contracts", "--for", "dsi=équipements,services")


@pytest.fixture
def dossier(tmp_path):
    """A copy of the smallest example."""
    return shutil.copytree(EXAMPLES / "minimal", tmp_path / "dossier")


@pytest.fixture
def sent(dossier):
    """The same, once its workbooks are written."""
    assert snr("collect", dossier, *PEOPLE).returncode == 0
    return dossier


def texts(path):
    book = open_book(path)
    try:
        return {sheet.name: [cell.text for row in sheet.rows() for cell in row.cells] for sheet in book.sheets}
    finally:
        book.close()


def fill(path, **tables):
    """Write a workbook as it would come back: sheets of rows, the first one its keys."""
    with xlsxwriter.Workbook(path) as book:
        for title, rows in tables.items():
            sheet = book.add_worksheet(title)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)


def test_the_sections_that_can_be_collected_are_sections_of_the_dossier():
    assert set(SECTIONS_COLLECTED) < set(Dossier.model_fields)
    assert set(LABELS[frozenset(SECTIONS_COLLECTED)]) == set(SECTIONS_COLLECTED)


def test_each_contributor_has_the_sheets_of_its_sections_a_cover_and_no_other(sent):
    achats, dsi = (texts(sent / "collecte" / f"{name}.xlsx") for name in ("achats", "dsi"))
    assert "Marchés" in achats
    assert "Équipements" not in achats
    assert {"Équipements", "Services"} < set(dsi)
    cover = " ".join(achats["Mode d’emploi"])
    for words in (
        "Pour : achats",
        "aucun nom de personne",
        "je ne sais pas",
        "stratégie numérique responsable",
        "renvoyez-le",
    ):
        assert words in cover
    # what the dossier has, in French, with what it had beside it
    assert "Ordinateur portable" in " ".join(dsi["Équipements"])
    assert "Quantité : déjà au dossier" in dsi["Équipements"]
    assert "Sûr ?" in dsi["Équipements"]


def test_a_workbook_that_is_there_is_not_replaced(sent):
    """Unless it is what would be sent, byte for byte: nothing of it is lost."""
    before = {path.name: path.read_bytes() for path in (sent / "collecte").iterdir()}
    for asked in (PEOPLE, ()):
        assert snr("collect", sent, *asked).returncode == 0
        assert before == {path.name: path.read_bytes() for path in (sent / "collecte").iterdir()}
    (sent / "collecte" / "achats.xlsx").unlink()
    without(sent / "collecte" / "dsi.xlsx", "Équipements", last=True)
    filled = (sent / "collecte" / "dsi.xlsx").read_bytes()
    again = snr("collect", sent, *PEOPLE)
    assert again.returncode == 2
    assert "collecte : existe déjà : dsi.xlsx ; rien n’est écrit" in again.stderr
    assert "rangez-les ailleurs une fois repris (--yaml), ou -o donne un autre dossier" in again.stderr
    assert [(path.name, path.read_bytes()) for path in (sent / "collecte").iterdir()] == [("dsi.xlsx", filled)]
    assert snr("collect", sent, *PEOPLE, "-o", sent / "autre").returncode == 0


def test_contributors_of_the_dossier_are_enough(dossier):
    path = dossier / "territory.yaml"
    path.write_text(
        path.read_text(encoding="utf-8")
        + "contributors:\n  - {id: dsi, function: Direction des systèmes d’information, sections: [equipment], due: 2026-03-31}\n",
        encoding="utf-8",
    )
    assert snr("collect", dossier, "-o", dossier / "a").returncode == 0
    assert "À rendre le 31 mars 2026." in texts(dossier / "a" / "dsi.xlsx")["Mode d’emploi"]
    assert {path.name for path in (dossier / "a").iterdir()} == {"dsi.xlsx"}
    assert snr("collect", dossier, "-o", dossier / "b", "--all").returncode == 0
    assert {path.name for path in (dossier / "b").iterdir()} == {"dsi.xlsx", "autres.xlsx"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "personne n’est nommé : --for dsi (sa feuille de questions), --for achats=purchases,contracts, ou --all"),
        (("--for", "cantine"), "« cantine » n’est pas une fonction connue"),
        (("--for", "achat s"), "vouliez-vous dire « achats » ?"),
        (("--for", "achats="), "écrivez une fonction (--for dsi), ou un nom et ce qu’on lui demande"),
        (("--for", "achats=purchase"), "section ou question inconnue « purchase »"),
        (("--for", "achats=purchase"), "vouliez-vous dire « purchases » ?"),
        (("--for", "achats=zzz"), "purchases (achats), "),
        (("--for", "RH=population"), "« population » se demande dans : collectivité (territory)"),
        (("--for", "été=waste", "--for", "ete=plans"), "deux classeurs s’appelleraient ete.xlsx"),
        (("--for", "../a=purchases"), "ne peut pas nommer un classeur"),
        (("--for", "a=waste", "--for", "a=waste"), "écrit deux fois"),
    ],
)
def test_what_cannot_be_asked_is_told(dossier, options, said):
    done = snr("collect", dossier, *options)
    assert done.returncode == 2
    assert said in done.stderr
    assert not (dossier / "collecte").exists()


def test_status_tells_who_answered_what_changed_and_writes_a_reminder(sent):
    fill(
        sent / "collecte" / "dsi.xlsx",
        Parc=[
            ["equipment/id", "equipment/type", "equipment/quantity", "equipment/certainty"],
            ["portables", "Ordinateur portable", 45, "à confirmer"],
        ],
    )
    (sent / "collecte" / "achats.xlsx").unlink()
    done = snr("collect", "--status", sent, *PEOPLE)
    assert done.returncode == 0
    assert "dsi     rendu, " in done.stdout
    assert "1 ligne à confirmer" in done.stdout
    assert "achats  pas rendu" in done.stdout
    assert "À : achats\nObjet" in done.stdout
    told = json.loads(snr("collect", "--status", sent, *PEOPLE, "--format", "json").stdout)
    assert [contributor["state"] for contributor in told["contributors"]] == ["absent", "returned"]
    assert told["contributors"][1]["doubtful"] == 1


def test_what_is_to_confirm_is_kept_in_yaml_until_a_later_workbook_says_sure(sent):
    """And a workbook that is written again shows it; the dossier as a workbook says the same."""

    def returned(said):
        keys = ["equipment/id", "equipment/type", "equipment/quantity", "equipment/certainty"]
        fill(sent / "collecte" / "dsi.xlsx", Parc=[keys, ["portables", "Ordinateur portable", 330, said]])
        return snr("collect", "--yaml", sent, *PEOPLE).stdout

    path = sent / "territory.yaml"
    before = path.read_text(encoding="utf-8")
    assert "+ equipment › portables › certainty : to_confirm" in returned("à confirmer")
    assert "certainty: to_confirm" in path.read_text(encoding="utf-8")
    assert snr("collect", sent, *PEOPLE, "-o", sent / "again").returncode == 0
    assert "à confirmer" in texts(sent / "again" / "dsi.xlsx")["Équipements"]
    assert "- equipment › portables › certainty" in returned("sûr")
    assert path.read_text(encoding="utf-8") == before
    assert "certainty" not in returned("sûr")


@pytest.mark.parametrize("said", ["oui", "vrai"])
def test_a_word_that_is_neither_sure_nor_to_confirm_is_told_at_its_cell(sent, said):
    keys = ["equipment/id", "equipment/type", "equipment/quantity", "equipment/certainty"]
    fill(sent / "collecte" / "dsi.xlsx", Parc=[keys, ["portables", "Ordinateur portable", 330, said]])
    done = snr("collect", "--status", sent, *PEOPLE)
    assert done.returncode == 1
    assert "dsi.xlsx › Parc › D2 : erreur SNR206" in done.stdout


def test_an_inventory_that_is_to_confirm_says_it_of_its_lines(tmp_path):
    dossier = shutil.copytree(EXAMPLES / "valmont", tmp_path / "valmont")
    path = dossier / "equipment.yaml"
    text = path.read_text(encoding="utf-8").replace("    from: inv", "    certainty: to_confirm\n    from: inv", 1)
    path.write_text(text, encoding="utf-8")
    lines = assess_dossier(dossier).dossier.equipment
    assert {line.certainty for line in lines if line.id.startswith("parc.") or line.inventory} == {"to_confirm"}
    assert {line.certainty for line in lines if not (line.id.startswith("parc.") or line.inventory)} == {"sure"}


@pytest.mark.parametrize("example", mostly(["valmont", "pooling", "la-rochelle-2020"], "pooling"))
def test_nothing_changes_in_workbooks_that_nobody_touched(tmp_path, example):
    """A line that an inventory counts has no quantity of its own: none is lost, none is asked."""
    folder = tmp_path / "d"
    shutil.copytree(EXAMPLES / example, folder)
    answer = snr("collect", folder, "-o", folder / "collecte", "--for", "dsi=equipment,services", "--all")
    assert answer.returncode == 0, answer.stderr
    status = snr("collect", "--status", folder)
    assert [line.split(maxsplit=1)[1] for line in status.stdout.splitlines() if line[:1].strip()] == [
        "identique au dossier"
    ] * 2
    assert status.returncode == 0
    assert "Rien à changer" in snr("collect", "--yaml", folder, "--dry-run").stdout


def test_a_workbook_as_it_was_sent_is_said_so(sent):
    assert "achats  identique au dossier" in snr("collect", "--status", sent, *PEOPLE).stdout


def test_mistakes_are_told_at_their_cells(sent):
    fill(sent / "collecte" / "dsi.xlsx", Parc=[["equipment/type", "equipment/quantity"], ["Portble", -4]])
    done = snr("collect", "--status", sent, *PEOPLE)
    assert done.returncode == 1
    assert "dsi.xlsx › Parc › B2 : erreur SNR204" in done.stdout


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"Type;Quantit\xe9"])
def test_a_file_that_is_no_workbook_is_told(sent, content):
    (sent / "collecte" / "dsi.xlsx").write_bytes(content)
    done = snr("collect", "--status", sent, *PEOPLE)
    assert done.returncode == 1
    assert "dsi     rendu, à corriger, 1 faute" in done.stdout
    assert "erreur SNR121" in done.stdout
    assert "achats  identique au dossier" in done.stdout


def test_a_workbook_is_folded_into_the_yaml_that_it_changes_and_no_more(sent):
    path = sent / "territory.yaml"
    before = path.read_text(encoding="utf-8")
    lines = [["equipment/id", "equipment/type", "equipment/quantity"]]
    lines += [[line.id, line.type, line.quantity] for line in Dossier.model_validate(yaml.safe_load(before)).equipment]
    lines[1][2] = 345
    lines.append(["", "Tablette", 12])
    fill(sent / "collecte" / "dsi.xlsx", Parc=lines)
    told = snr("collect", "--yaml", sent, *PEOPLE, "--dry-run")
    assert told.returncode == 0
    assert "~ equipment › portables › quantity : 330 → 345" in told.stdout
    assert "+ equipment › tablet" in told.stdout
    # the workbook has no column for the consumption, and no services: none is lost
    assert "kwh_per_year" not in told.stdout
    assert "services" not in told.stdout
    assert path.read_text(encoding="utf-8") == before
    assert snr("collect", "--yaml", sent, *PEOPLE).returncode == 0
    after = path.read_text(encoding="utf-8")
    changed = [line for line in after.split("\n") if line not in before.split("\n")]
    assert len(changed) == 2
    assert all(line in after for line in before.split("\n") if "#" in line and "portables" not in line)
    assert "id: tablet" in after
    assert snr("check", "--profile", "saisie", sent).returncode == 0
    assert "Rien à changer" in snr("collect", "--yaml", sent, *PEOPLE).stdout


def test_a_line_that_the_workbook_no_longer_has_stays_unless_it_is_asked(sent):
    lines = [["equipment/id", "equipment/type", "equipment/quantity"], ["portables", "laptop", 330]]
    fill(sent / "collecte" / "dsi.xlsx", Parc=lines)
    told = snr("collect", "--yaml", sent, *PEOPLE, "--dry-run")
    assert "= equipment › fixes : le classeur ne l’a plus, la ligne reste (--remove l’ôte)" in told.stdout
    assert "- equipment › fixes" in snr("collect", "--yaml", sent, *PEOPLE, "--dry-run", "--remove").stdout


def test_what_comes_back_as_it_was_sent_changes_nothing(tmp_path):
    dossier = shutil.copytree(EXAMPLES / "valmont", tmp_path / "valmont")
    before = {path: path.read_bytes() for path in dossier.rglob("*.yaml")}
    assert snr("collect", dossier, "--all").returncode == 0
    assert snr("collect", "--yaml", dossier, "--all").stdout.count("\n") == 1  # nothing changes, nothing is left out
    assert before == {path: path.read_bytes() for path in dossier.rglob("*.yaml")}


def test_a_mistake_in_a_workbook_leaves_the_dossier_as_it_is(sent):
    fill(sent / "collecte" / "dsi.xlsx", Parc=[["equipment/type", "equipment/quantity"], ["Portble", -4]])
    before = (sent / "territory.yaml").read_bytes()
    done = snr("collect", "--yaml", sent, *PEOPLE)
    assert done.returncode == 1
    assert "dsi.xlsx › Parc › B2" in done.stdout + done.stderr
    assert (sent / "territory.yaml").read_bytes() == before


def test_a_share_that_changes_is_written_as_the_one_it_replaces(dossier):
    path = dossier / "territory.yaml"
    text = path.read_text(encoding="utf-8").replace("quantity: 330}", "quantity: 330, refurbished_share: 40 %}")
    path.write_text(text, encoding="utf-8")
    assert snr("collect", dossier, *PEOPLE).returncode == 0
    lines = [
        ["equipment/id", "equipment/type", "equipment/quantity", "equipment/refurbished_share"],
        ["portables", "laptop", 330, 0.355],
    ]
    fill(dossier / "collecte" / "dsi.xlsx", Parc=lines)
    assert snr("collect", "--yaml", dossier, *PEOPLE).returncode == 0
    assert 'refurbished_share: "35,5 %"' in path.read_text(encoding="utf-8")


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


def test_workbooks_are_judged_together_and_one_of_nobody_is_named(sent):
    """An action may aim at a line that another workbook defines; a copy with another name is not passed over."""
    people = ("--for", "dsi=equipment", "--for", "com=actions")
    (sent / "collecte" / "dsi.xlsx").unlink()
    assert snr("collect", sent, *people).returncode == 0
    fill(
        sent / "collecte" / "dsi.xlsx",
        Parc=[["equipment/id", "equipment/type", "equipment/quantity"], ["neufs", "laptop", 12]],
    )
    fill(
        sent / "collecte" / "com.xlsx",
        A=[["actions/id", "actions/title"], ["a1", "Garder"]],
        B=[
            ["actions.effects/^actions", "actions.effects/on.line", "actions.effects/lifetime_years"],
            ["a1", "neufs", 7],
        ],
    )
    (sent / "collecte" / "achats.xlsx").rename(sent / "collecte" / "dsi (1).xlsx")
    done = snr("collect", "--status", sent, *people)
    assert done.returncode == 1, done.stdout
    assert "à corriger" not in done.stdout
    assert re.search(
        r"^com +rendu, \d+ valeurs, [1-9]", done.stdout, re.MULTILINE
    )  # its values are counted all the same
    assert "dsi (1).xlsx : à qui est ce classeur ?" in done.stderr


def test_an_identifier_that_changes_is_told_before_its_line_is_there_twice(sent):
    lines = [["equipment/id", "equipment/type", "equipment/quantity"], ["portables-agents", "laptop", 330]]
    fill(sent / "collecte" / "dsi.xlsx", Parc=lines)
    told = snr("collect", "--yaml", sent, *PEOPLE, "--dry-run").stdout
    assert "! equipment : portables-agents en plus, portables, " in told
    assert "la ligne est là deux fois ; --remove ôte l’ancienne" in told


def test_a_row_of_single_values_and_a_sheet_that_were_deleted_take_nothing_away(tmp_path):
    """The sheet of data centres and the row of the agents are not in the workbook: the dossier keeps them."""
    dossier = shutil.copytree(EXAMPLES / "valmont", tmp_path / "valmont")
    fill(
        (dossier / "collecte").mkdir() or dossier / "collecte" / "com.xlsx",
        Fiche=[["fiche/champ", "fiche/valeur", "fiche/cle"], ["Nom", "Valmont", "/territory.name"]],
    )
    told = snr("collect", "--yaml", dossier, "--for", "com=territory", "--dry-run")
    assert told.returncode == 0, told.stderr
    assert "~ territory › name" in told.stdout
    assert "  - " not in told.stdout


def test_neither_the_cover_nor_the_letter_says_that_the_law_asks(sent):
    """It does not, of a commune of 5,000 inhabitants or of a département."""
    (sent / "collecte" / "dsi.xlsx").unlink()
    cover = " ".join(texts(sent / "collecte" / "achats.xlsx")["Mode d’emploi"])
    assert "loi" not in cover + snr("collect", "--status", sent, *PEOPLE).stdout


def test_values_a_thousand_times_off_are_told_at_their_cells_in_a_letter_and_as_json(sent):
    """A person types thousands of page views, and tonnes of paper, where pages and kilograms are asked."""
    keys = ["services/id", "services/type", "services/quantity", "services/page_views", "services/page_weight_mb"]
    site = ["site", "website", "", 2400, 2]
    fill(sent / "collecte" / "dsi.xlsx", Services=[keys, site, ["papier", "print_sheet_a4", 1.6, "", ""]])
    done = snr("collect", "--status", sent, *PEOPLE)
    assert done.returncode == 0
    line = next(each for each in done.stdout.split("\n") if each.startswith("dsi "))
    assert " à vérifier" in line
    assert "dsi.xlsx › Services › D2 : avertissement SNR411" in done.stdout
    letter = done.stdout.partition("Courriel à coller, valeurs à vérifier :")[2]
    assert "À : dsi" in letter
    assert "- Services › D2 : « site » : 2\u202f400 pages vues par an, sans doute en milliers" in letter
    told = json.loads(snr("collect", "--status", sent, *PEOPLE, "--format", "json").stdout)["contributors"]
    assert any(each.startswith("SNR411 : Services › D2 : ") for each in told[1]["to_check"])
    assert told[0]["to_check"] == []


def _is_key(text):
    return "/" in text and " " not in text


def without(path, sheet, *, columns=(), rows=False, last=False, whole=False, more=(), change=None, order=None):
    """Write a workbook again without a sheet, some of its columns (by their keys), all its rows or the last; with `more` rows, or a number changed."""
    book = open_book(path)
    grids = {each.name: [] for each in book.sheets}
    for each in book.sheets:
        for row in each.rows():
            grid = grids[each.name]
            grid += [[] for _ in range(row.number - 1 - len(grid))]
            line = [""] * max((cell.column for cell in row.cells), default=0)
            for cell in row.cells:
                line[cell.column - 1] = cell.value if isinstance(cell.value, int | float) else cell.text
            grid.append(line)
    book.close()
    grid = grids[sheet]
    if whole:
        del grids[sheet]
    if rows:
        del grid[4:]
    if last:
        del grid[-1]
    if change is not None:
        line = next(line for line in grid if change[0] in line)
        line[line.index(change[0])] = change[1]
    keys = next((line for line in grid if any(_is_key(str(cell)) for cell in line)), [])
    grid += [[each.get(key, "") for key in keys] for each in more]
    for key in columns:
        at = grid[3].index(key)
        for line in grid:
            del line[at : at + 1]
    if order is not None:
        grid[order:] = sorted(grid[order:], key=lambda line: [str(cell) for cell in line])
    fill(path, **grids)


@pytest.fixture
def valmont(tmp_path):
    """A whole dossier, once its one workbook is written."""
    dossier = shutil.copytree(EXAMPLES / "valmont", tmp_path / "valmont")
    assert snr("collect", dossier, "--all").returncode == 0
    return dossier


def test_a_sheet_and_a_column_that_were_deleted_are_told_and_kept(valmont):
    path = valmont / "collecte" / "dossier.xlsx"
    without(path, "Équipements", columns=["equipment/lifetime_years", "equipment/kwh_per_year"])
    without(path, "Marchés", whole=True)
    without(path, "Actions – Moyens – Budget", whole=True)
    without(path, "Actions – Budget – Financement", whole=True)
    kept = json.loads(snr("collect", "--status", valmont, "--all", "--format", "json").stdout)["contributors"][0][
        "kept"
    ]
    told = snr("collect", "--yaml", "--dry-run", valmont, "--all").stdout
    for said in ("\n".join(kept), told):
        assert "feuille « Équipements », colonne « Durée de vie (ans) » absente : " in said
        assert "feuille « Marchés » absente : les " in said
        assert "du dossier sont gardées" in said
    assert "  - " not in told
    assert "Rien à changer" in told


def test_the_values_of_a_deleted_column_follow_their_rows_wherever_these_went(dossier):
    """Rows that nothing names, sorted and one of them new: no share goes to another row."""
    path = dossier / "territory.yaml"
    rows = "  - {what: Affichage, why: hors bilan, share: 5 %}\n  - {what: Vidéo, why: hors bilan, share: 1 %}\n"
    path.write_text(path.read_text(encoding="utf-8") + "\nexclusions:\n" + rows, encoding="utf-8")
    keys = ["exclusions/what", "exclusions/why"]
    came = [keys, ["Antennes", "hors bilan"], ["Vidéo", "hors bilan"], ["Affichage", "hors bilan"]]
    (dossier / "collecte").mkdir()
    fill(dossier / "collecte" / "x.xlsx", Exclusions=came)
    assert snr("collect", "--yaml", dossier, "--for", "x=exclusions").returncode == 0
    exclusions = yaml.safe_load(path.read_text(encoding="utf-8"))["exclusions"]
    assert {exclusion["what"]: exclusion.get("share") for exclusion in exclusions} == {
        "Antennes": None,
        "Vidéo": "1 %",
        "Affichage": "5 %",
    }


def test_a_list_emptied_of_its_rows_is_told_and_goes_only_when_asked(sent):
    path = sent / "collecte" / "dsi.xlsx"
    before = (sent / "territory.yaml").read_text(encoding="utf-8")
    without(path, "Équipements", rows=True)
    for action in (("--status",), ("--yaml",)):
        told = snr("collect", *action, sent, *PEOPLE).stdout
        assert "feuille « Équipements » sans ligne : les " in told
        assert "pour les ôter vraiment : snr collect --yaml --remove" in told
    assert (sent / "territory.yaml").read_text(encoding="utf-8") == before
    told = snr("collect", "--yaml", sent, *PEOPLE, "--remove")
    assert told.returncode == 0, told.stderr
    assert "- equipment › portables" in told.stdout
    assert "sans ligne" not in told.stdout
    assert not yaml.safe_load((sent / "territory.yaml").read_text(encoding="utf-8"))["equipment"]


def test_what_names_a_list_to_remove_stops_it(valmont):
    path = valmont / "collecte" / "dossier.xlsx"
    without(path, "Indicateurs", rows=True)
    without(path, "Indicateurs – Valeurs", rows=True)
    before = {each: each.read_bytes() for each in valmont.rglob("*.yaml")}
    told = snr("collect", "--yaml", valmont, "--all", "--remove")
    assert told.returncode == 1, told.stdout
    assert before == {each: each.read_bytes() for each in valmont.rglob("*.yaml")}


@pytest.mark.slow
def test_the_sheet_of_the_lines_that_is_deleted_leaves_them_beside_the_inventories(valmont):
    path = valmont / "collecte" / "dossier.xlsx"
    content = path.read_bytes()
    without(path, "Équipements", whole=True)
    told = snr("collect", "--yaml", valmont, "--all", "--remove", "--dry-run").stdout
    assert "- equipment" not in told
    assert "feuille « Équipements » absente" in told
    path.write_bytes(content)
    without(path, "Inventaires", whole=True)
    told = snr("collect", "--yaml", valmont, "--all", "--remove", "--dry-run").stdout
    assert "- equipment" not in told
    assert "feuille « Inventaires » absente : la ligne du dossier est gardée" in told


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
    for name in ("achats.xlsx", "achats - Copie.xlsx"):
        fill(folder / name, Achats=[["purchases/year"], [2024]])
    (folder / "achats (1).xlsx").unlink()
    assert "achats - Copie.xlsx et achats.xlsx" in snr("collect", "--status", sent, *PEOPLE).stdout


def test_a_workbook_says_for_whom_it_is_whatever_its_name_became(sent):
    folder = sent / "collecte"
    (folder / "dsi.xlsx").rename(folder / "Classeur de la DSI.xlsx")
    done = snr("collect", "--status", sent)
    assert done.returncode == 0, done.stderr
    assert "achats  identique au dossier\ndsi     identique au dossier" in done.stdout
    assert "à qui est ce classeur" not in done.stderr
    assert "Rien à changer" in snr("collect", "--yaml", sent).stdout
    without(folder / "Classeur de la DSI.xlsx", "Mode d’emploi", whole=True)
    assert "Classeur de la DSI.xlsx : à qui est ce classeur ?" in snr("collect", "--status", sent).stderr


def test_status_tells_how_a_word_was_understood(sent):
    fill(
        sent / "collecte" / "dsi.xlsx", Parc=[["equipment/id", "equipment/type", "equipment/quantity"], ["p", "PC", 3]]
    )
    told = snr("collect", "--status", sent, *PEOPLE).stdout
    assert "· Parc › B2 : « PC » : lu comme « " in told


def test_a_workbook_that_becomes_a_dossier_is_told_which_rows_it_lacks(dossier, tmp_path):
    assert snr("collect", dossier, "--all").returncode == 0
    path = tmp_path / "territory.xlsx"
    shutil.copy(dossier / "collecte" / "dossier.xlsx", path)
    done = snr("check", "--profile", "saisie", tmp_path)
    assert done.returncode == 1
    assert (
        "territory.xlsx › Fiche › A1 : erreur SNR202 : il manque « Année de référence » (/reference_year)"
        in done.stdout
    )
    assert "ajoutez à la feuille « Fiche » une ligne : « Clé (ne pas changer) » /snr ; « Valeur » 1 ;" in done.stdout
    without(
        path,
        "Fiche",
        more=[{"fiche/cle": f"/{key}", "fiche/valeur": value} for key, value in (("snr", 1), ("reference_year", 2025))],
    )
    done = snr("check", "--profile", "saisie", tmp_path)
    assert done.returncode == 0, done.stdout
    without(path, "Fiche", whole=True)
    assert "ajoutez une feuille « Fiche », aux titres" in snr("check", "--profile", "saisie", tmp_path).stdout


def without_ids(path):
    """Delete the column of the identifiers of the lines."""
    without(path, "Équipements", columns=["equipment/id"])


def test_rows_without_their_identifiers_are_the_lines_that_were_sent(sent):
    """A colleague deletes the first column, and corrects a number: no line is there twice."""
    path, before = sent / "collecte" / "dsi.xlsx", (sent / "territory.yaml").read_text(encoding="utf-8")
    without(path, "Équipements", change=(330, 331))
    without_ids(path)
    told = snr("collect", "--status", sent, *PEOPLE)
    assert told.returncode == 0
    assert "colonne « Identifiant » absente" in told.stdout
    folded = snr("collect", "--yaml", sent, *PEOPLE)
    assert folded.returncode == 0
    assert "~ equipment › portables › quantity : 330 → 331" in folded.stdout
    after = (sent / "territory.yaml").read_text(encoding="utf-8")
    assert after == before.replace("quantity: 330}", "quantity: 331}")


def test_rows_without_identifiers_that_nobody_recognises_add_nothing(sent):
    path, before = sent / "collecte" / "dsi.xlsx", (sent / "territory.yaml").read_text(encoding="utf-8")
    new = {"equipment/type": "Tablette", "equipment/quantity": 12}
    without(path, "Équipements", more=[new])
    without_ids(path)
    # all the others are recognised: this one is new
    assert "+ equipment › tablet" in snr("collect", "--yaml", "--dry-run", sent, *PEOPLE).stdout
    without(path, "Équipements", change=("Ordinateur portable (moyen)", "Station de travail"))
    for action in ("--status", "--yaml"):
        told = snr("collect", action, sent, *PEOPLE)
        assert told.returncode == 1
        assert "lignes sans identifiant : des lignes nouvelles, ou celles du dossier (« portables »)" in (
            told.stdout + told.stderr
        )
    assert (sent / "territory.yaml").read_text(encoding="utf-8") == before


def test_a_row_whose_identifier_was_emptied_is_the_line_that_it_was(sent):
    without(sent / "collecte" / "dsi.xlsx", "Équipements", change=("portables", ""))
    assert "Rien à changer" in snr("collect", "--yaml", sent, *PEOPLE).stdout


def test_lines_alike_but_for_their_numbers_are_nobodys_once_both_changed():
    from snr_cli.inputs.dossier.sheet_tree import recognised
    from snr_cli.inputs.workbook.shape import by_path

    kind, count, site = (
        next(column for column in by_path()[("equipment",)].columns if column.key == key)
        for key in ("type", "quantity", "source")
    )
    lines = [{"id": "a", "type": "laptop", "quantity": 1}, {"id": "b", "type": "laptop", "quantity": 2.0}]
    assert recognised([{kind: "laptop", count: 2}, {kind: "laptop", count: 5}], lines) == ["b", "a"]
    assert recognised([{kind: "laptop", count: 4}, {kind: "laptop", count: 5}], lines) == [None, None]
    lines[1]["source"] = "GLPI"
    assert recognised([{kind: "laptop", count: 4, site: "GLPI"}, {kind: "laptop", count: 5}], lines) == ["b", "a"]
    assert recognised([{count: 4}], lines) == [None]


def test_a_required_column_that_was_deleted_keeps_its_rows_and_what_was_typed_in_them(sent):
    path, before = sent / "collecte" / "dsi.xlsx", (sent / "territory.yaml").read_text(encoding="utf-8")
    typed = {"equipment/type": "Tablette", "equipment/lifetime_years": 6}
    without(path, "Équipements", change=(250, 260), more=[typed])
    without(path, "Équipements", columns=["equipment/quantity"])
    told = snr("collect", "--status", sent, *PEOPLE)
    assert "colonne « Quantité » absente : les 8 valeurs du dossier sont gardées" in told.stdout
    assert "sans ligne" not in told.stdout
    assert "rendu, " in told.stdout
    # what cannot be read stops what would take lines away
    refused = snr("collect", "--yaml", "--remove", sent, *PEOPLE)
    assert refused.returncode == 2
    assert "--remove : 1 ligne non lue dans les classeurs (" in refused.stderr
    assert (sent / "territory.yaml").read_text(encoding="utf-8") == before
    folded = snr("collect", "--yaml", sent, *PEOPLE)
    assert folded.returncode == 0
    assert "quantité inconnue : la ligne est laissée de côté" in folded.stderr
    after = yaml.safe_load((sent / "territory.yaml").read_text(encoding="utf-8"))["equipment"]
    old = yaml.safe_load(before)["equipment"]
    assert [each["quantity"] for each in after] == [each["quantity"] for each in old]
    assert [each.get("kwh_per_year") for each in after] == [None] * 7 + [260]


def test_without_its_first_sheet_a_workbook_is_whose_its_name_says(sent):
    """Who was named by `--for` alone is known again: the workbook keeps what was asked."""
    path = sent / "collecte" / "dsi.xlsx"
    without(path, "Mode d’emploi", whole=True)
    without(path, "Équipements", change=(330, 331))
    for name in ("dsi.xlsx", "dsi (2).xlsx"):
        path = path.rename(path.with_name(name))
        done = snr("collect", "--status", sent)
        assert done.returncode == 0, done.stderr
        assert "dsi     rendu, " in done.stdout
        assert "330 → 331" in snr("collect", "--yaml", "--dry-run", sent).stdout
    without(path, "Envoyé", whole=True)
    for options in (("--status",), ("--yaml",)):
        done = snr("collect", *options, sent)
        assert done.returncode == 1
        assert "dsi (2).xlsx : à qui est ce classeur ? sa feuille « Mode d’emploi » ne le dit plus" in done.stderr
    assert "dsi     rendu, " in snr("collect", "--status", sent, *PEOPLE).stdout


@pytest.mark.parametrize("first", [2, 3], ids=["with the headings", "with the keys"])
def test_a_sort_that_took_the_keys_along_loses_no_row(sent, first):
    path, before = sent / "collecte" / "dsi.xlsx", (sent / "territory.yaml").read_text(encoding="utf-8")
    without(path, "Équipements", change=(330, 331), order=first)
    told = snr("collect", "--status", sent)
    assert told.returncode == 0, told.stdout
    assert "SNR126" not in told.stdout
    assert "absente" not in told.stdout
    folded = snr("collect", "--yaml", "--remove", sent)
    assert folded.returncode == 0, folded.stderr
    assert (sent / "territory.yaml").read_text(encoding="utf-8") == before.replace("quantity: 330}", "quantity: 331}")


def test_a_sort_of_single_values_loses_none(dossier):
    assert snr("collect", dossier, "--for", "rh=territory").returncode == 0
    path = dossier / "collecte" / "rh.xlsx"
    without(path, "Fiche", change=(460, 470), order=0)
    assert "460 → 470" in snr("collect", "--yaml", "--dry-run", dossier).stdout


def test_our_own_sentences_are_no_rows(sent):
    """Once the first columns are gone, only one of them is left on its row."""
    path = sent / "collecte" / "dsi.xlsx"
    without(path, "Équipements", columns=["equipment/id", "equipment/~avant.quantity"])
    told = snr("collect", "--status", sent).stdout
    assert "SNR126" not in told
    without(path, "Équipements", columns=["equipment/type"])
    assert "SNR126" not in snr("collect", "--status", sent).stdout


def test_a_number_far_from_that_of_the_dossier_or_emptied_is_told_at_its_cell(dossier):
    assert snr("collect", dossier, "--for", "rh=territory,equipment").returncode == 0
    path = dossier / "collecte" / "rh.xlsx"
    without(path, "Fiche", change=(820, 18720))
    without(path, "Fiche", change=(460, ""))
    without(path, "Équipements", change=(690, 17.2))
    done = snr("collect", "--status", dossier)
    assert done.returncode == 0, done.stdout
    assert "« Collectivité – Effectifs – Agents » : 820 au dossier, 18\u202f720 ici, 23 fois plus" in done.stdout
    assert "« Collectivité – Effectifs – Agents équipés » : 460 au dossier, cellule vidée" in done.stdout
    assert (
        "› Équipements › C7 : avertissement SNR411 : « Quantité » : 690 au dossier, 17,2 ici, 40 fois moins"
        in done.stdout
    )
    # what a deleted column would have said is no emptied cell
    without(path, "Équipements", columns=["equipment/kwh_per_year"])
    assert "« Consommation" not in snr("collect", "--status", dossier).stdout.partition("À vérifier")[2]


def test_purchases_of_another_year_are_asked(sent):
    rows = [["purchases/year", "purchases/montant_total"], [2024, 412], [2025, 320]]
    fill(sent / "collecte" / "achats.xlsx", Achats=rows)
    stdout = snr("collect", "--status", sent, *PEOPLE).stdout
    assert "› Achats › A2 : avertissement SNR131 : achats de 2024 ; l’année étudiée est 2025" in stdout
    assert "A3" not in stdout


def test_a_section_asked_of_two_people_is_refused_by_one_command_and_by_two(dossier):
    refused = snr("collect", dossier, "--for", "dsi=equipment", "--for", "ecoles=equipment,uses,territory")
    assert refused.returncode == 2
    assert "« équipements » (equipment) est demandé à dsi et à ecoles" in refused.stderr
    assert snr("collect", dossier, "--for", "dsi=equipment").returncode == 0
    again = snr("collect", dossier, "--for", "écoles=équipements,usages")
    assert again.returncode == 2
    assert "« équipements » (equipment) est déjà demandé à dsi (dsi.xlsx), et le serait à ecoles" in again.stderr
    assert "--for ecoles=uses demande le reste" in again.stderr
    assert [path.name for path in (dossier / "collecte").iterdir()] == ["dsi.xlsx"]
    assert snr("collect", dossier, "--for", "ecoles=uses").returncode == 0
    assert snr("collect", dossier, "--for", "DSI=equipment").returncode == 0


@pytest.fixture
def both(dossier):
    """Two workbooks that hold the same sections, as an earlier version wrote them."""
    for name in ("dsi", "ecoles"):
        assert snr("collect", dossier, "-o", dossier / name, "--for", f"{name}=equipment,territory").returncode == 0
    (dossier / "collecte").mkdir()
    for name in ("dsi", "ecoles"):
        shutil.copy(dossier / name / f"{name}.xlsx", dossier / "collecte")
    return dossier


def test_of_two_workbooks_that_hold_a_section_the_one_that_was_touched_is_read(both):
    folder = both / "collecte"
    assert "Rien à changer" in snr("collect", "--yaml", both).stdout
    new = {"equipment/type": "Tablette", "equipment/quantity": 12}
    without(folder / "ecoles.xlsx", "Équipements", change=(95, 96), more=[new], order=4)
    without(folder / "dsi.xlsx", "Fiche", change=(820, 830))
    without(folder / "dsi.xlsx", "Équipements", order=4)
    done = snr("collect", "--yaml", both)
    assert done.returncode == 0, done.stderr
    for said in ("quantity : 95 → 96", "+ equipment › tablet", "820 → 830", ": 3 changements"):
        assert said in done.stdout
    again = snr("collect", "--yaml", both)
    assert "Rien à changer" in again.stdout
    assert "depuis" not in again.stdout


def test_a_section_that_two_workbooks_changed_is_not_folded(both):
    """Neither the lines of one nor those of the other would be sure: they were matched, or doubled."""
    folder, before = both / "collecte", (both / "territory.yaml").read_bytes()
    without(folder / "dsi.xlsx", "Équipements", change=(330, 331))
    without(folder / "ecoles.xlsx", "Équipements", change=(95, 96))
    for action in ("--status", "--yaml"):
        done = snr("collect", action, both)
        said = done.stdout + done.stderr
        assert done.returncode == 1
        for one, other in (("dsi", "ecoles"), ("ecoles", "dsi")):
            assert re.search(
                rf"{one}\.xlsx › Équipements › .*SNR103.* « Équipements » est changé ici et dans \S*{other}\.xlsx", said
            )
    assert (both / "territory.yaml").read_bytes() == before
    (folder / "ecoles.xlsx").unlink()
    assert "330 → 331" in snr("collect", "--yaml", both).stdout


def test_a_row_is_compared_with_what_its_own_workbook_was_sent(dossier):
    """Two workbooks, sent at two times: the numbers of the second are no correction of the first."""
    path = dossier / "territory.yaml"
    for name, quantity in (("dsi", 330), ("ecoles", 480)):
        text = path.read_text(encoding="utf-8").replace("quantity: 330}", f"quantity: {quantity}}}")
        path.write_text(text, encoding="utf-8")
        assert snr("collect", dossier, "-o", dossier / name, "--for", f"{name}=equipment").returncode == 0
    (dossier / "dsi" / "dsi.xlsx").rename(dossier / "ecoles" / "dsi.xlsx")
    without(dossier / "ecoles" / "dsi.xlsx", "Équipements", change=(95, 96))
    told = snr("collect", "--yaml", dossier, dossier / "ecoles").stdout
    assert "quantity : 95 → 96" in told
    assert ": 1 changement" in told
    assert "quantity: 480}" in path.read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_dossier_that_is_a_workbook_has_what_came_back_in_one_beside_it(dossier):
    assert snr("collect", dossier, "--all").returncode == 0
    (dossier / "collecte" / "dossier.xlsx").rename(dossier / "territory.xlsx")
    (dossier / "territory.yaml").unlink()
    own = [{"fiche/cle": f"/{key}", "fiche/valeur": value} for key, value in (("snr", 1), ("reference_year", 2025))]
    without(dossier / "territory.xlsx", "Fiche", more=own)
    assert snr("collect", dossier, "--for", "dsi=equipment,services").returncode == 0
    path = dossier / "collecte" / "dsi.xlsx"
    assert "Rien à changer" in snr("collect", "--yaml", dossier).stdout
    line = assess_dossier(dossier).dossier.equipment[0]
    without(
        path,
        "Équipements",
        change=(line.quantity, line.quantity + 1),
        more=[{"equipment/type": "Vidéoprojecteur", "equipment/quantity": 3}],
    )
    before = (dossier / "territory.xlsx").read_bytes()
    told = snr("collect", "--yaml", dossier)
    assert told.returncode == 0, told.stderr
    assert f"~ equipment › {line.id} › quantity" in told.stdout
    assert "écrit : " in told.stderr
    assert (dossier / "territory.xlsx").read_bytes() == before
    again = snr("collect", "--yaml", dossier)
    assert again.returncode == 2
    assert "existe déjà" in again.stderr
    (dossier / "territory-collecte.xlsx").replace(dossier / "territory.xlsx")
    found = {equipment.id: equipment.quantity for equipment in assess_dossier(dossier).dossier.equipment}
    assert found[line.id] == line.quantity + 1
    assert "Rien à changer" in snr("collect", "--yaml", dossier).stdout


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


def rewritten(path, change):
    """Write a workbook again as a spreadsheet would, its cells changed by `change(sheet, row, title, value)`; its hidden sheets stay."""
    book = open_book(path)
    try:
        sheets = {sheet.name: [cell for row in sheet.rows() for cell in row.cells] for sheet in book.sheets}
    finally:
        book.close()
    with xlsxwriter.Workbook(path) as out:
        for name, cells in sheets.items():
            sheet = out.add_worksheet(name)
            keys = {cell.column: cell.text for cell in cells if "/" in cell.text}
            there = {(cell.row, cell.column): cell.value for cell in cells}
            for row in {cell.row for cell in cells}:
                there |= {
                    (row, column): change(name, row, key, there.get((row, column))) for column, key in keys.items()
                }
            for (row, column), value in there.items():
                sheet.write(row - 1, column - 1, value)


@pytest.mark.parametrize("emptied", [False, True])
def test_a_number_typed_in_the_grey_column_is_told_at_its_cell(sent, emptied):
    def change(sheet, row, key, value):
        if sheet == "Équipements" and row == 5 and key == "equipment/~avant.quantity":
            return 395
        return None if emptied and (sheet, row, key) == ("Équipements", 5, "equipment/quantity") else value

    rewritten(sent / "collecte" / "dsi.xlsx", change)
    told = snr("collect", sent, *PEOPLE, "--status")
    assert "SNR132" in told.stdout
    assert "« 395 » est écrit dans la colonne grise" in told.stdout
    assert "recopiez-le dans la colonne « Quantité »" in told.stdout
    assert told.stdout.count("SNR132") == 1


def test_what_was_written_in_the_grey_column_is_told_by_nobody(sent):
    def change(sheet, row, key, value):
        return 17 if row > 4 and key == "equipment/quantity" else value

    rewritten(sent / "collecte" / "dsi.xlsx", change)
    assert "SNR132" not in snr("collect", sent, *PEOPLE, "--status").stdout


def test_a_number_typed_in_the_grey_column_of_the_fiche_is_told(dossier):
    who = ("--for", "dg=territory")
    assert snr("collect", dossier, *who).returncode == 0
    path = dossier / "collecte" / "dg.xlsx"
    rewritten(path, lambda sheet, row, key, value: value)
    assert "SNR132" not in snr("collect", dossier, *who, "--status").stdout

    def change(sheet, row, key, value):
        return 4321 if key == "fiche/~avant" and isinstance(value, int | float) else value

    rewritten(path, change)
    assert "« 4321 » est écrit dans la colonne grise" in snr("collect", dossier, *who, "--status").stdout


def test_a_return_that_waits_for_another_one_is_said_not_to_be_checked_yet(dossier):
    who = ("--for", "dsi=equipment", "--for", "plan=actions")
    assert snr("collect", dossier, *who).returncode == 0
    keys = ("equipment/id", "equipment/type", "equipment/quantity")
    fill(dossier / "collecte" / "dsi.xlsx", Équipements=[keys, ("neuf", "laptop", 3), ("b", "zzz", 3)])
    actions = [("actions/id", "actions/title"), ("A-01", "Garder les postes")]
    effects = [("actions.effects/^actions", "actions.effects/on.line", "actions.effects/quantity"), ("A-01", "neuf", 1)]
    path = dossier / "collecte" / "plan.xlsx"
    fill(path, **{"Actions": actions, "Actions – Effets": effects})
    told = snr("collect", dossier, *who, "--status").stdout
    assert "· ses valeurs ne sont pas encore vérifiées : corrigez d’abord « dsi.xlsx »" in told, told


@pytest.mark.parametrize("name", ["dsi.xls", "DSI.CSV", "dsi.zip", "dsi.numbers"])
def test_a_return_in_a_form_that_is_not_read_is_told(sent, name):
    (sent / "collecte" / "dsi.xlsx").unlink()
    (sent / "collecte" / name).write_bytes(b"x")
    for option in ("--status", "--yaml"):
        done = snr("collect", option, sent, *PEOPLE)
        assert done.returncode == 1, option
        assert f"{name} : ce format n’est pas lu" in done.stderr
        assert ".xlsx ou .ods" in done.stderr
