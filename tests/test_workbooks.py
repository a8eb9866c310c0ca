"""A workbook is another way to write a section: the same dossier comes back, each mistake at its cell, nothing lost."""

import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, Phase, given, settings

from conftest import EXAMPLES
from generated import dossiers
from in_process import snr
from office import profile
from snr_cli.api.catalogue import words_of
from snr_cli.catalog.opened import shipped_tables
from snr_cli.inputs.dossier.load import read_dossier
from snr_cli.inputs.workbook.shape import MOST_NAME, by_key, by_path, dossier_sheets, places
from snr_cli.inputs.workbook.values import filled_sheets
from snr_cli.inputs.workbook.write import workbook_bytes
from snr_cli.model.dossier import Dossier
from snr_cli.model.finding import Severity
from snr_cli.rules.forms import finding_text
from walks import LONG, walk

WORDS = words_of(shipped_tables())
EVERY = [path.parent for path in sorted(EXAMPLES.glob("**/territory.yaml"))]
# such dossiers take minutes to be made smaller
AS_MADE = {"suppress_health_check": list(HealthCheck), "phases": (Phase.explicit, Phase.generate)}


def stored(read):
    """Return the dossier as it is written, before its inventories are read."""
    return Dossier.model_validate(read.joined.data)


def as_rows(dossier):
    return filled_sheets(dossier.model_dump(exclude_unset=True, by_alias=True))


def in_workbook(dossier, folder):
    folder.mkdir(exist_ok=True)
    (folder / "territory.xlsx").write_bytes(workbook_bytes(as_rows(dossier), WORDS.type_labels(), dossier_sheets()))
    return read_dossier(str(folder), WORDS)


def write(folder, name="parc.xlsx", **tables):
    """Write a workbook of these sheets, and a dossier that includes it; return its findings as a person reads them."""
    with xlsxwriter.Workbook(folder / name) as book:
        for title, rows in tables.items():
            sheet = book.add_worksheet(title)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    (folder / "territory.yaml").write_text(
        f'snr: 1\nreference_year: 2025\nterritory: {{siren: "243300316"}}\ninclude: [{name}]\n', encoding="utf-8"
    )
    return read_dossier(str(folder / "territory.yaml"), WORDS)


@pytest.mark.parametrize("example", walk(EVERY, 3), ids=lambda path: path.name)
def test_an_example_in_a_workbook_is_the_same_dossier(example, tmp_path):
    read = read_dossier(str(example), WORDS)
    assert stored(in_workbook(stored(read), tmp_path / "wb")) == stored(read)


def test_a_value_that_looks_like_a_key_is_a_value(tmp_path):
    """« equipment/types.csv » was taken for a row of keys, and each row under it lost."""
    rows = [{"id": "a", "from": ["parc.csv"], "mapping": "equipment/types.csv"}, {"id": "b", "from": ["autre.csv"]}]
    data = {"snr": 1, "reference_year": 2025, "territory": {"siren": "243300316"}, "imports": rows}
    dossier = Dossier.model_validate(data)
    assert stored(in_workbook(dossier, tmp_path / "wb")) == dossier


@given(dossier=dossiers())
@settings(max_examples=12, **AS_MADE)
def test_any_dossier_comes_back_from_its_workbook(dossier, tmp_path_factory):
    read = in_workbook(dossier, tmp_path_factory.mktemp("wb"))
    assert not [
        finding
        for finding in read.findings
        if finding.code.startswith(("SNR12", "SNR103")) and finding.code not in ("SNR128", "SNR129")
    ]
    assert stored(read) == dossier


@pytest.mark.slow
@given(dossier=dossiers())
@settings(max_examples=200 if LONG else 80, **AS_MADE)
def test_any_of_many_dossiers_comes_back_from_its_workbook(dossier, tmp_path_factory):
    assert stored(in_workbook(dossier, tmp_path_factory.mktemp("wb"))) == dossier


def test_every_field_of_the_model_has_a_place():
    """The single values, the columns and the lists are all the keys that a dossier may have."""
    schema = Dossier.model_json_schema(by_alias=True)

    def leaves(node, path):
        while "$ref" in node:
            node = schema["$defs"][node["$ref"].rpartition("/")[2]]
        for option in node.get("anyOf", ()):
            yield from leaves(option, path)
        if "properties" in node:
            for key, inner in node["properties"].items():
                yield from leaves(inner, (*path, key))
        elif "items" in node:
            yield from leaves(node["items"], path)
        elif isinstance(node.get("additionalProperties"), dict):
            yield from leaves(node["additionalProperties"], path)
        elif node.get("type") != "null" and "anyOf" not in node:
            yield path

    written = set()
    for shape in dossier_sheets():
        above = tuple(step for step in shape.path if step != "*")
        written |= {(*above, *column.steps) for column in shape.columns}
    assert written == set(leaves(schema, ()))


def test_the_sheets_have_names_that_a_spreadsheet_takes_each_its_own():
    names = [shape.name for shape in dossier_sheets()]
    assert len({name.casefold() for name in names}) == len(names)
    assert all(len(name) <= MOST_NAME and not re.search(r"[\[\]:*?/\\]", name) for name in names)
    keys = [place.key for shape in dossier_sheets() if shape.path for place in places(shape)]
    assert len(set(keys)) == len(keys) == len(by_key())
    for shape in dossier_sheets()[1:]:
        titles = [place.title for place in places(shape)]
        assert len(set(titles)) == len(titles), shape.name


def test_the_same_dossier_gives_the_same_bytes():
    dossier = stored(read_dossier(str(EXAMPLES / "minimal"), WORDS))
    first, second = (workbook_bytes(as_rows(dossier), WORDS.type_labels(), dossier_sheets()) for _ in range(2))
    assert first == second


def test_what_people_type_is_understood(tmp_path):
    read = write(
        tmp_path,
        Équipements=[
            ["Type", "Quantité", "Libellé", "Part reconditionnée", "Durée de vie (ans)", "En plus", "Source", "État"],
            [
                "Ordinateur portable",
                "1\u202f200",
                "Portables",
                "20 %",
                "3,5",
                "non",
                "je ne sais pas",
                "en stock, sans électricité",
            ],
            ["laptop", 30, "Portables", 0.2, 5, "oui", "?", "stored"],
        ],
    )
    first, second = read.dossier.equipment
    assert (first.id, first.type, first.quantity, first.refurbished_share, first.lifetime_years) == (
        "portables",
        "laptop",
        1200,
        0.2,
        3.5,
    )
    assert (second.id, first.in_addition, second.in_addition, first.source, second.source) == (
        "portables.2",
        False,
        True,
        None,
        None,
    )
    assert first.state == second.state == "stored"


@pytest.mark.parametrize(
    ("rows", "place", "message"),
    [
        ([["Type", "Quantité"], ["Ordinateur portable", "douze"]], "Équipements › B2", "SNR203"),
        ([["Type", "Quantité"], ["Ordinateur portable", "1.200"]], "Équipements › B2", "1\u202f200 ou 1,2"),
        ([["Type", "Quantité"], ["Ordinateur portable", "12 34"]], "Équipements › B2", "SNR203"),
        ([["Type", "Quantité"], ["Ordinateur portble", 3]], "Équipements › A2", "« Ordinateur portable (moyen) »"),
        ([["Type", "Quantité"], ["laptop", -3]], "Équipements › B2", "SNR204"),
        ([["Type", "Quantité", "Quantité"], ["laptop", 3, 4]], "Équipements › C1", "écrite deux fois (déjà en B)"),
        ([["Type", "Quantité", "Quantitée"], ["laptop", 3, 4]], "Équipements › C1", "vouliez-vous dire « Quantité » ?"),
        ([["Type", "Quantité"], ["laptop", 3, "gris"]], "Équipements › C2", "1 cellule non lue (« gris »)"),
        (
            [["Type", "Quantité", "Durée de vie (ans)"], ["laptop", 3, "cinq"]],
            "Équipements › C2",
            "un nombre seul, sans unité : 12,5",
        ),
        (
            [["Type", "Quantité", "État"], ["laptop", 3, "neuf"]],
            "Équipements › C2",
            "choix : en service ; de secours, sans électricité",
        ),
        ([["x", "y"], ["laptop", 3]], "Équipements › A1", "sans ses titres"),
        (
            [["equipment/type", "equipment/quantityy"], ["laptop", 3]],
            "Équipements › B1",
            "vouliez-vous dire « equipment/quantity » ?",
        ),
        (
            [["Quantité", "Type"], ["equipment/type", "equipment/quantity"], ["laptop", 3]],
            "Équipements › A1",
            "le titre est « Quantité », la clé dessous celle de « Type »",
        ),
    ],
)
def test_a_mistake_is_told_at_its_cell(rows, place, message, tmp_path):
    read = write(tmp_path, Équipements=rows)
    assert read.dossier is None
    text = "\n".join(map(finding_text, read.findings))
    assert f"parc.xlsx › {place} : erreur" in text
    assert message in text


def test_rows_of_a_sheet_below_name_the_row_that_holds_them(tmp_path):
    read = write(
        tmp_path,
        Actions=[["Identifiant", "Intitulé"], ["a1", "Garder plus longtemps"], ["a2", "Éteindre"]],
        **{
            "Actions – Effets": [
                ["Actions – Identifiant", "Porte sur – Type", "Durée de vie (ans)"],
                ["Garder plus longtemps", "Ordinateur portable", 7],
                ["a2", "Ordinateur portable", 6],
            ]
        },
    )
    assert [[effect.lifetime_years for effect in action.effects] for action in read.dossier.actions] == [[7], [6]]


def test_two_tables_on_a_sheet_and_a_renamed_sheet_are_read_by_their_keys(tmp_path):
    read = write(
        tmp_path,
        Feuil1=[
            ["equipment/type", "equipment/quantity", "", "services/type", "services/quantity"],
            ["laptop", 3, "", "Courriel", 1000],
            [],
            ["waste/year", "waste/tonnes"],
            [2025, 1.5],
        ],
    )
    assert not [finding for finding in read.findings if finding.code == "SNR122"]
    assert [line.quantity for line in stored(read).equipment] == [3]


def test_an_unknown_sheet_is_named_and_notes_are_left_aside(tmp_path):
    read = write(tmp_path, Équipement=[["Type"], ["laptop"]], Notes=[["à revoir"]])
    (finding,) = read.findings
    assert "feuille inconnue « Équipement » : 2 cellules non lues" in finding.message
    assert "vouliez-vous dire « Équipements » ?" in finding.help


def test_a_list_may_be_a_csv(tmp_path):
    (tmp_path / "services.csv").write_bytes(
        "Type;Volume par an;Libellé\nCourriel;1 000 000;Messagerie\n".encode("cp1252")
    )
    (tmp_path / "territory.yaml").write_text(
        'snr: 1\nreference_year: 2025\nterritory: {siren: "243300316"}\nservices: {from: services.csv}\n',
        encoding="utf-8",
    )
    read = read_dossier(str(tmp_path), WORDS)
    (service,) = stored(read).services
    assert (service.id, service.quantity) == ("messagerie", 1_000_000)


def test_a_workbook_alone_is_a_dossier(tmp_path):
    dossier = stored(read_dossier(str(EXAMPLES / "minimal"), WORDS))
    read = in_workbook(dossier, tmp_path)
    assert read.dossier is not None
    assert read_dossier(str(tmp_path / "territory.xlsx"), WORDS).dossier == read.dossier
    assert Path(read.name).name == "territory.xlsx"


def test_check_names_the_cell_in_every_form(tmp_path, monkeypatch):
    """And a workbook that a dossier includes leads to that dossier, as a section in YAML does."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path, Équipements=[["Type", "Quantité"], ["laptop", -3]])
    for form, wanted in (
        ("text", "parc.xlsx › Équipements › B2 : erreur SNR204"),
        ("json", '"cell": "B2"'),
        ("github", "feuille « Équipements », B2"),
        ("gitlab", "feuille « Équipements », B2"),
        ("junit", "parc.xlsx › Équipements › B2"),
        ("sarif", "feuille « Équipements », B2"),
    ):
        done = snr("check", "parc.xlsx", "--profile", "saisie", "--format", form)
        assert wanted in done.stdout, form
        assert done.returncode == 1


def test_a_whole_dossier_in_a_workbook_gives_the_same_bytes(tmp_path):
    """Names of files apart: the same JSON."""
    there = shutil.copytree(EXAMPLES / "valmont", tmp_path / "yaml")
    here = shutil.copytree(there, tmp_path / "book")
    dossier = stored(read_dossier(str(there), WORDS))
    for path in here.glob("*.yaml"):
        path.unlink()
    in_workbook(dossier, here)
    one, other = (
        snr("assess", "--format", "json", folder / name)
        for folder, name in ((there, "territory.yaml"), (here, "territory.xlsx"))
    )
    assert one.returncode == other.returncode == 0
    names = re.compile(
        rf"{re.escape(str(tmp_path))}/\w+|territory\.\w+|[0-9a-f]{{64}}"
    )  # files, and the checksum of it all
    assert names.sub("", one.stdout) == names.sub("", other.stdout)


@pytest.mark.slow
@pytest.mark.skipif(not (shutil.which("soffice") or os.environ.get("CI")), reason="needs LibreOffice")
def test_libreoffice_gives_the_dossier_back(tmp_path):
    """It saves what it opened as .ods, then that as .xlsx."""
    dossier = stored(read_dossier(str(EXAMPLES / "valmont"), WORDS))
    in_workbook(dossier, tmp_path / "sent")
    path = tmp_path / "sent" / "territory.xlsx"
    for form in ("ods", "xlsx"):
        command = ["soffice", profile(), "--headless", "--convert-to", form]
        subprocess.run([*command, "--outdir", tmp_path / form, path], check=True, capture_output=True, timeout=180)
        path = tmp_path / form / f"territory.{form}"
        assert stored(read_dossier(str(path), WORDS)) == dossier


@pytest.mark.parametrize("cell", ["", "je ne sais pas", "?"])
def test_a_line_whose_quantity_nobody_knows_is_left_out_and_told_never_zero(cell, tmp_path):
    read = write(tmp_path, Équipements=[["Type", "Quantité"], ["laptop", cell], ["monitor", 4]])
    assert [(line.type, line.quantity) for line in read.dossier.equipment] == [("monitor", 4)]
    (finding,) = [each for each in read.findings if each.code == "SNR127"]
    assert (finding.position.cell, finding.severity.value) == ("A2", "warning")


def test_a_value_of_a_mapping_is_told_at_its_own_cell(tmp_path):
    read = write(
        tmp_path,
        Indicateurs=[["Identifiant", "Intitulé"], ["I-01", "Durée"]],
        **{"Indicateurs – Valeurs": [["Indicateurs – Identifiant", "Année", "Valeur"], ["I-01", 2025, "beaucoup"]]},
    )
    assert [finding.position.cell for finding in read.findings] == ["C2"]


def test_headings_alone_are_read_with_our_own_columns_left_aside(tmp_path):
    rows = [["Type", "Quantité", "Quantité : déjà au dossier", "Sûr ?"], ["laptop", 3, 2, "à confirmer"]]
    assert not [finding for finding in write(tmp_path, Équipements=rows).findings if finding.code == "SNR123"]


@pytest.mark.parametrize(
    ("typed", "said"), [("1,250", "1 250 ou 1,25"), ("1.200", "1 200 ou 1,2"), ("2,000", "2 000 ou 2")]
)
def test_a_number_of_devices_with_three_decimals_is_not_guessed(tmp_path, typed, said):
    """A text is refused; of people, of machines and of purchases too; other numbers keep their decimals."""
    read = write(tmp_path, Équipements=[["Type", "Quantité"], ["laptop", typed]])
    (found,) = [finding for finding in read.findings if finding.position.sheet]
    assert found.code == "SNR125"
    assert said in found.message.replace("\u202f", " ")
    read = write(tmp_path, Équipements=[["Type", "Quantité", "Durée de vie (ans)"], ["laptop", "12,5", "4,125"]])
    assert not [finding for finding in read.findings if finding.position.sheet]


def test_three_decimals_that_a_spreadsheet_or_yaml_made_a_number_are_told(tmp_path):
    read = write(tmp_path, Équipements=[["Type", "Quantité"], ["laptop", 1.255], ["tablet", 2.5], ["desktop", 0.125]])
    (found,) = [finding for finding in read.findings if finding.code == "SNR128"]
    assert (found.position.line, found.position.column) == (2, 2)
    assert "1\u202f255 ou 1,255" in found.message
    text = (
        'snr: 1\nreference_year: 2025\nterritory: {siren: "243300316"}\nequipment:\n'
        "  - {id: a, type: laptop, quantity: 1.250}\n  - {id: b, type: tablet, quantity: 3.000}\n"
        "  - {id: c, type: desktop, quantity: 1.25}\npurchases:\n  - {year: 2025, units: {laptop: 1.100}}\n"
    )
    (tmp_path / "territory.yaml").write_text(text, encoding="utf-8")
    read = read_dossier(str(tmp_path / "territory.yaml"), WORDS)
    told = [(finding.position.line, finding.message) for finding in read.findings if finding.code == "SNR128"]
    assert [line for line, _ in told] == [5, 6, 9]
    assert "1\u202f250 ou 1,25 ?" in told[0][1]
    assert "3\u202f000 ou 3 ?" in told[1][1]


def test_every_number_of_things_is_looked_at_for_three_decimals():
    """`check_counts` names the fractions that the models mark as counts; those that are whole numbers refuse a decimal."""
    marked = {shape.key + "/" + column.key for shape in dossier_sheets() for column in shape.columns if column.counted}
    assert {
        "equipment/quantity",
        "virtual.machines/quantity",
        "purchases.units/",
        "purchases.refurbished_units/",
    } < marked


def test_an_error_in_a_quantity_is_told_once(tmp_path):
    read = write(tmp_path, Équipements=[["Type", "Quantité"], ["laptop", "1.200"], ["tablet", "je ne sais pas"]])
    assert [finding.code for finding in read.findings if finding.position.sheet] == ["SNR125", "SNR127"]


@pytest.mark.parametrize("words", ["Total", "TOTAL GÉNÉRAL", "Sous-total écoles", "Totaux", "Somme"])
@pytest.mark.parametrize("before", [[], [""]])
def test_a_row_of_a_total_is_told_as_one(tmp_path, words, before):
    rows = [[*before, "laptop", 12], [*before, "tablet", 3], [*before, words, 15]]
    read = write(tmp_path, Équipements=[[*(["Identifiant"] if before else []), "Type", "Quantité"], *rows])
    (found,) = [finding for finding in read.findings if finding.code != "SNR129"]
    assert (found.code, found.position.line) == ("SNR124", 4)
    assert found.message == f"« {words} » : ligne de total ?"
    assert "effacez-la" in found.help


def test_things_that_are_called_total_come_back(tmp_path):
    """A word is not enough: what says all that its sheet requires is no total."""
    data = {
        "snr": 1,
        "reference_year": 2025,
        "territory": {"siren": "243300316", "data_centres": [{"id": "sum", "pue": 1.5}, {"id": "b", "pue": 1.4}]},
        "members": [{"path": "sum"}, {"path": "total"}],
        "actions": [{"id": "total", "title": "Total"}, {"id": "somme", "title": "12"}],
        "indicators": [{"id": "total", "target": 12, "values": {2024: 3, 2025: 4}}, {"id": "b"}],
        "method": {"depreciation_years": {"total": 5, "laptop": 4}},
    }
    dossier = Dossier.model_validate(data)
    read = in_workbook(dossier, tmp_path / "wb")
    assert not [finding.message for finding in read.findings if finding.code == "SNR124"]
    assert stored(read) == dossier


def test_a_supplier_called_total_is_none(tmp_path):
    read = write(tmp_path, Marchés=[["Libellé", "Objet", "Montant"], ["Total Energies", "", 1200], ["Orange", "", 3]])
    assert not [finding for finding in read.findings if "ligne de total" in finding.message]


def test_a_total_in_the_column_of_identifiers_takes_none(tmp_path):
    read = write(
        tmp_path, Équipements=[["Identifiant", "Type", "Quantité"], ["a", "laptop", 12], ["Total", "", "=SUM(C2:C2)"]]
    )
    assert ["ligne de total ?" in finding.message for finding in read.findings if finding.position.sheet] == [True]
    # a row that says more than numbers is no total, nor one that is alone
    read = write(tmp_path, Services=[["Libellé", "Type", "Quantité"], ["Total Énergies", "website", "Nancy"]])
    assert not [finding for finding in read.findings if "ligne de total" in finding.message]


def test_a_name_in_words_is_an_identifier_here_and_where_it_is_named(tmp_path):
    read = write(
        tmp_path,
        Équipements=[["Identifiant", "Type", "Quantité", "Salle"], ["Serveurs de l’école", "Serveur", 2, "Salle du Sud"]],
        Services=[["Identifiant", "Type", "PUE"], ["Salle du Sud", "salle serveurs", 1.6]],
        Actions=[["Identifiant", "Intitulé", "Objectifs"], ["Éteindre la nuit", "Éteindre", "Moins d’électricité"]],
        Objectifs=[["Identifiant", "Périmètre", "Réduction"], ["Moins d’électricité", "organisation", "20 %"]],
        **{"Actions – Effets": [["Actions – Identifiant", "Porte sur – Ligne", "kWh/an"], ["Éteindre la nuit", "Serveurs de l’école", 900]]},
    )  # fmt: skip
    assert not [finding for finding in read.findings if finding.severity is Severity.ERROR]
    dossier = read.dossier
    assert (dossier.equipment[0].id, dossier.equipment[0].room) == ("serveurs-de-l-ecole", "salle-du-sud")
    assert dossier.actions[0].effects[0].on.line == dossier.equipment[0].id
    assert dossier.actions[0].objectives == (dossier.objectives[0].id,)


def shares(folder, *values):
    """Write a workbook of lines that hold these shares."""
    lines = [{"id": f"l{rank}", "type": "laptop", "quantity": 1, "refurbished_share": value} for rank, value in enumerate(values)]  # fmt: skip
    data = {"snr": 1, "reference_year": 2025, "territory": {"name": "Essai"}, "equipment": lines}
    rows = filled_sheets(data)
    path = folder / "territory.xlsx"
    path.write_bytes(workbook_bytes(rows, WORDS.type_labels(), [by_path()[("equipment",)]]))
    return path


def test_no_format_leaves_a_comma_without_decimals(tmp_path):
    """« 0.##% » shows 12 % as « 12,% »."""
    with zipfile.ZipFile(shares(tmp_path, 0.12, 0.1234)) as archive:
        styles = archive.read("xl/styles.xml").decode()
    formats = set(re.findall(r'formatCode="([^"]*%[^"]*)"', styles))
    assert formats >= {r"0.0\ %", r"0.00\ %"}
    assert not [each for each in formats if "#%" in each]


@pytest.mark.slow
@pytest.mark.skipif(not (shutil.which("soffice") or os.environ.get("CI")), reason="needs LibreOffice")
def test_libreoffice_shows_each_share_in_full(tmp_path):
    options = "csv:Text - txt - csv (StarCalc):59,34,76,1,,1036,false,true"  # as shown
    command = [
        "soffice",
        profile(),
        "--headless",
        "--convert-to",
        options,
    ]
    path = shares(tmp_path, 0.12, 0.125, 0.1234)
    subprocess.run([*command, "--outdir", tmp_path, path], check=True, capture_output=True, timeout=180)
    shown = (tmp_path / "territory.csv").read_text(encoding="utf-8")
    assert re.findall(r";([0-9.,]+ %);", shown.replace(".", ",")) == ["12,0 %", "12,5 %", "12,34 %"]


def test_a_type_that_another_word_meant_is_told_once_a_word_with_its_count(tmp_path):
    rows = [
        ["Imprimante", 2],
        ["imprimante", 3],
        ["printer_laser", 4],
        [WORDS.type_labels().labels["laptop"], 5],
        ["pc", 6],
    ]
    read = write(tmp_path, Équipements=[["Type", "Quantité"], *rows])
    told = {finding.position.line: finding.message for finding in read.findings if finding.code == "SNR129"}
    assert sorted(told) == [2, 6]
    assert told[2].startswith("« Imprimante » (2 cellules) : lu comme « ")
    assert told[2].endswith(" (printer_laser)")
    assert read.dossier is not None


def test_a_contract_without_an_identifier_is_called_by_its_subject(tmp_path):
    rows = [["contracts/id", "contracts/subject"], ["", "Copieurs"], ["", "Téléphonie mobile"]]
    assert [contract.id for contract in write(tmp_path, Marchés=rows).dossier.contracts] == [
        "copieurs",
        "telephonie-mobile",
    ]


@pytest.mark.parametrize(
    ("title", "typed", "said"),
    [
        ("equipment/kwh_per_year", "143,6 MWh", "un nombre seul, en kWh : 143\u202f600 ?"),
        ("equipment/kwh_per_year", "250 kWh", "un nombre seul, en kWh : 250 ?"),
        ("equipment/kwh_per_year", "beaucoup", "un nombre seul, sans unité : 12,5 (kWh)"),
        ("contracts/amount_eur", "310 k€", "un nombre seul, en € : 310\u202f000 ?"),
        ("equipment/quantity", "à confirmer", "choisissez « à confirmer » dans la colonne « Sûr ? »"),
    ],
)
def test_a_unit_in_a_number_is_told_with_the_number_to_write(title, typed, said, tmp_path):
    section = title.partition("/")[0]
    more = {"equipment": {"equipment/type": "laptop"}, "contracts": {"contracts/subject": "Copieurs"}}[section]
    row = {f"{section}/id": "a", **more, "equipment/quantity": 3, title: typed}
    row = {key: value for key, value in row.items() if key.startswith(section)}
    (found,) = [
        finding
        for finding in write(tmp_path, Feuille=[list(row), list(row.values())]).findings
        if finding.code == "SNR203"
    ]
    assert said in found.help


def test_the_nearest_type_of_a_cell_is_called_as_the_list_of_the_cell_calls_it(tmp_path):
    rows = [["equipment/id", "equipment/type", "equipment/quantity"], ["a", "Ecrann", 3]]
    (found,) = [finding for finding in write(tmp_path, Parc=rows).findings if finding.code == "SNR301"]
    assert "vouliez-vous dire « Écran d’ordinateur (24 pouces) » ?" in found.help


def test_a_second_table_pasted_below_is_told_once(tmp_path):
    rows = [["Type", "Quantité"], ["Ordinateur portable", 3], [], ["Site", "Nb postes"], ["Mairie", 210], ["CTM", 85]]
    read = write(tmp_path, Équipements=rows)
    (found,) = [finding for finding in read.findings if finding.code != "SNR129"]
    assert (found.code, found.position.line) == ("SNR124", 4)
    assert "un second tableau commence ligne 4 : ses 3 lignes ne sont pas lues" in found.message
    # a row after a blank one, whose quantity is a word, is a row
    rows = [["Type", "Quantité"], ["Ordinateur portable", 3], [], ["Tablette", "beaucoup"], ["Smartphone", 2]]
    assert "SNR124" not in {finding.code for finding in write(tmp_path, Équipements=rows).findings}


def test_a_row_that_is_a_part_of_the_one_above_is_told_and_not_added(tmp_path):
    rows = [
        ("Identifiant", "Type", "Libellé", "Quantité"),
        ("pc", "Ordinateur portable", "Portables", 400),
        ("re", "Ordinateur portable", "dont reconditionnés", 30),
        ("pr", "- dont prêtés", "", 12),
        ("dont-x", "Ordinateur portable", "Dontreix", 5),
    ]
    read = write(tmp_path, Équipements=rows)
    told = [(finding.code, finding.position.cell) for finding in read.findings if finding.severity is Severity.ERROR]
    assert told == [("SNR124", "C3"), ("SNR124", "B4")]
    assert "déjà compté dans la ligne au-dessus" in read.findings[0].message
    assert "sans « dont »" in read.findings[0].help


def test_values_of_a_sheet_that_contradict_each_other_are_told_by_their_headings(tmp_path):
    quantity = by_key()["services/quantity"].title
    rows = [("Type", "Libellé", quantity), ("Salle serveurs", "Salle", 3), ("Site web", "Site", 2)]
    findings = [finding for finding in write(tmp_path, Services=rows).findings if finding.code == "SNR208"]
    told = " ".join(f"{finding.message} {finding.help}" for finding in findings)
    assert len(findings) == 2
    assert not re.search(r"[a-z]_[a-z]|\bpue\b|website", told), told
    for title in ("services/pue", "services/metered_kwh_per_year", "services/page_views"):
        assert f"« {by_key()[title].title} »" in told


@pytest.mark.parametrize(
    ("key", "typed", "said"),
    [
        ("/territory.department", "Deux-Sèvres", "79, 2A, 971"),
        ("/territory.department", '"79"', "sans guillemets : 79, 2A, 971"),
    ],
)
def test_a_code_is_typed_in_a_cell_without_quotes(tmp_path, key, typed, said):
    write(tmp_path, Fiche=[("Clé (ne pas changer)", "Valeur"), (key, typed)])
    yaml = tmp_path / "territory.yaml"
    yaml.write_text("snr: 1\nreference_year: 2025\ninclude: [parc.xlsx]\n", encoding="utf-8")
    (finding,) = [each for each in read_dossier(str(yaml), WORDS).findings if each.code == "SNR207"]
    assert said in finding.help
    assert finding.position.cell == "B2"


@pytest.mark.parametrize("name", ["Équipements (2)", "Équipements_2", "Copie de Équipements", "Équipements - copie"])
@pytest.mark.parametrize("first", [False, True])
def test_a_forgotten_copy_of_a_sheet_is_told_once_at_the_copy(tmp_path, name, first):
    keys = ("equipment/id", "equipment/type", "equipment/quantity")
    rows = [keys, ("pc", "Ordinateur portable", 40), ("fixes", "Ordinateur fixe", 3)]
    sheets = {"Équipements": rows, name: rows}
    read = write(tmp_path, **dict(reversed(sheets.items())) if first else sheets)
    (found,) = [finding for finding in read.findings if finding.severity is Severity.ERROR]
    assert found.position.sheet == name
    assert "copie de « Équipements »" in found.message
    assert found.help.startswith("effacez-la")


def test_a_copy_of_a_sheet_without_identifiers_is_told_and_a_second_sheet_of_other_rows_is_read(tmp_path):
    keys = ("equipment/type", "equipment/label", "equipment/quantity")
    one, other = ("Ordinateur portable", "A", 40), ("Ordinateur portable", "B", 3)
    told = write(tmp_path, **{"Équipements": [keys, one], "Équipements (2)": [keys, one]})
    assert [finding.code for finding in told.findings if finding.severity is Severity.ERROR] == ["SNR122"]
    read = write(tmp_path, **{"Équipements": [keys, one], "Équipements (2)": [keys, other]})
    assert [line["quantity"] for line in read.joined.data["equipment"]] == [40, 3]
