"""What comes back and is taken, kept or left aside: each is said, by `--status` as by `--yaml`; hostile workbooks are bounded."""

import json
import shutil
import time
import tracemalloc

import pytest
import xlsxwriter
import yaml

from conftest import EXAMPLES
from in_process import snr
from snr_cli.inputs.dossier.corrected import Correction
from snr_cli.inputs.dossier.sheet_tree import recognised
from snr_cli.inputs.sheets import SheetError, open_book
from snr_cli.inputs.workbook.shape import by_path, read_sent
from snr_cli.outputs.collect_status import changes_text
from test_collect import fill, without
from walks import walk

PEOPLE = ("--for", "dsi=equipment")
KEYS = ["equipment/id", "equipment/type", "equipment/quantity"]
LINES = "equipment › portables › quantity : le dossier dit « 350 », le classeur « 345 »"


@pytest.fixture
def dossier(tmp_path):
    return shutil.copytree(EXAMPLES / "minimal", tmp_path / "dossier")


@pytest.fixture
def sent(dossier):
    assert snr("collect", dossier, *PEOPLE).returncode == 0
    return dossier


def write(dossier, **data):
    """Add sections to the dossier, or take them out of it."""
    path = dossier / "territory.yaml"
    found = yaml.safe_load(path.read_text(encoding="utf-8")) | data
    kept = {key: value for key, value in found.items() if value is not None}
    path.write_text(yaml.safe_dump(kept, allow_unicode=True, sort_keys=False), encoding="utf-8")


def stored(dossier):
    return yaml.safe_load((dossier / "territory.yaml").read_text(encoding="utf-8"))


def status(dossier, *people):
    """Return the status of the first contributor, as JSON."""
    told = snr("collect", "--status", dossier, *(people or PEOPLE), "--format", "json")
    return json.loads(told.stdout)["contributors"][0]


def test_a_section_that_was_not_asked_is_told(sent):
    """A colleague adds a sheet to the workbook: nothing of it is taken, and both commands say so."""
    sheets = {
        "Équipements": [KEYS, ["portables", "laptop", 330]],
        "Déchets": [["waste/year", "waste/kg"], [2025, 4000]],
    }
    fill(sent / "collecte" / "dsi.xlsx", **sheets)
    words = "section « DEEE » non demandée à ce classeur : rien n’en est repris"
    for action in ("--status", "--yaml"):
        assert words in snr("collect", action, sent, *PEOPLE).stdout
    assert any(words in each for each in status(sent)["kept"])
    assert "waste" not in stored(sent)


def test_a_workbook_of_nobody_is_named_by_yaml_too(sent):
    (sent / "collecte" / "dsi.xlsx").rename(sent / "collecte" / "parc rendu.xlsx")
    fill(sent / "collecte" / "dsi.xlsx", Parc=[KEYS, ["portables", "laptop", 330]])
    fill(sent / "collecte" / "essai.xlsx", Parc=[KEYS, ["portables", "laptop", 12]])
    (sent / "collecte" / "parc rendu.xlsx").unlink()
    assert "essai.xlsx : à qui est ce classeur ?" in snr("collect", "--yaml", sent, *PEOPLE).stderr


@pytest.mark.parametrize("heading", ["Opportunité", "Prix à l’unité", "Unité"])
def test_a_column_whose_heading_ends_like_ours_is_told(sent, heading):
    rows = [["Identifiant", "Type", "Quantité", heading], ["portables", "laptop", 330, "à voir"]]
    fill(sent / "collecte" / "dsi.xlsx", Équipements=rows)
    told = snr("collect", "--yaml", sent, *PEOPLE)
    assert told.returncode == 1
    assert f"colonne inconnue « {heading} »" in told.stderr


def test_a_section_taken_out_of_the_dossier_since_does_not_come_back(dossier):
    people = ("--for", "dsi=services")
    assert snr("collect", dossier, *people).returncode == 0
    write(dossier, services=None)
    assert "Rien à changer" in snr("collect", "--yaml", dossier, *people).stdout
    assert status(dossier, *people)["state"] == "unchanged"


def test_status_tells_what_the_dossier_changed_since_as_yaml_does(sent):
    without(sent / "collecte" / "dsi.xlsx", "Équipements", change=(330, 345))
    path = sent / "territory.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("quantity: 330", "quantity: 350"), encoding="utf-8")
    for action in ("--status", "--yaml"):
        assert LINES in snr("collect", action, sent, *PEOPLE).stdout
    found = status(sent)
    assert (found["state"], found["changed"], found["corrected"]) == ("returned", 0, [LINES])


def test_changed_counts_what_yaml_would_change_and_no_row_that_stays(sent):
    fill(sent / "collecte" / "dsi.xlsx", Parc=[KEYS, ["portables", "laptop", 345], ["neufs", "tablet", 3]])
    assert status(sent)["changed"] == 1 + 3  # a quantity; the three values of a new row; seven rows stay


def test_status_tells_personal_data_without_showing_them(sent):
    rows = [[*KEYS, "equipment/note"], ["portables", "laptop", 330, "voir camille.exemple@ville-fictive.fr"]]
    fill(sent / "collecte" / "dsi.xlsx", Parc=rows)
    shown = snr("collect", "--status", sent, *PEOPLE).stdout
    assert "dsi.xlsx › Parc › D2 : avertissement SNR438" in shown
    assert "camille" not in shown
    assert status(sent)["to_check"][0].startswith("SNR438 : Parc › D2 : ")


def test_rows_whose_sheet_was_deleted_are_told_once_a_sheet(dossier):
    actions = [{"id": "a1", "title": "Garder", "effects": [{"on": {"type": "laptop"}, "lifetime_years": 7}] * 3}]
    write(dossier, actions=actions)
    people = ("--for", "com=actions")
    assert snr("collect", dossier, *people).returncode == 0
    without(dossier / "collecte" / "com.xlsx", "Actions", whole=True)
    told = snr("collect", "--yaml", dossier, *people)
    assert told.returncode == 1
    assert told.stderr.count("SNR124") == 1
    assert "3 lignes de la feuille « Actions », qui manque ou n’a aucune ligne" in told.stderr


@pytest.mark.slow
def test_many_rows_without_an_identifier_are_recognised_at_once():
    """Its time was the square of their number: a hundred thousand took minutes."""
    columns = {column.key: column for column in by_path()[("equipment",)].columns}
    rows = [{columns["type"]: "laptop", columns["label"]: f"l{rank}"} for rank in range(30_000)]
    lines = [{"id": f"a{rank}", "type": "laptop", "label": f"m{rank}"} for rank in range(30_000)]
    begun = time.process_time()
    assert not any(recognised(rows, lines))
    assert time.process_time() - begun < 5


def test_a_row_is_told_in_words_without_who_is_reached():
    row = {"id": "a", "note": "06 12 34 56 78, camille.exemple@ville-fictive.fr", "quantity": 3}
    told = changes_text({}, (), (Correction(("equipment", "a"), None, row),))
    assert "le dossier dit rien, le classeur « a, " in told
    assert not any(each in told for each in ("{", "camille", "06 12"))


def test_a_row_of_a_mapping_of_the_dossier_stays_and_is_told(dossier):
    """It is as the rows of lists: it goes with `--remove` alone."""
    people = ("--for", "x=programme")
    footprint = {"climate_change": 390_000, "water_use": 12}
    write(dossier, programme={"figures": {"year": 2022, "footprint": footprint}})
    assert snr("collect", dossier, *people).returncode == 0
    sheet = by_path()[("programme", "figures", "footprint")].name
    without(dossier / "collecte" / "x.xlsx", sheet, last=True)
    told = f"feuille « {sheet} », ligne « water_use » absente : elle est gardée"
    for action in ("--status", "--yaml"):
        assert told in snr("collect", action, dossier, *people).stdout
    assert stored(dossier)["programme"]["figures"]["footprint"] == footprint
    shown = snr("collect", "--yaml", dossier, *people, "--remove").stdout
    assert "absente" not in shown
    assert stored(dossier)["programme"]["figures"]["footprint"] == {"climate_change": 390_000}


@pytest.mark.parametrize("name", ["-a..", "a" * 95, "..."])
def test_a_line_of_the_cover_that_somebody_changed_names_nobody(sent, name):
    cover = {"Mode d’emploi": [[f"collecte/{name} : equipment"]], "Équipements": [KEYS, ["portables", "laptop", 3]]}
    fill(sent / "collecte" / "x.xlsx", **cover)
    told = snr("collect", "--status", sent)
    assert told.returncode == 1
    assert "x.xlsx : à qui est ce classeur ?" in told.stderr


@pytest.mark.parametrize(
    "said",
    walk([[{"id": {"a": 1}}], [{"id": ["a"]}], {"id": 1}, 12, None, [None], [{"id": "portables", "quantity": {}}]], 3),
)
def test_whatever_the_hidden_sheet_says_is_no_defect(sent, said):
    sheets = {"Parc": [KEYS, ["portables", "laptop", 3]], "Envoyé": [[json.dumps({"equipment": said})]]}
    fill(sent / "collecte" / "dsi.xlsx", **sheets)
    for action in (("--yaml", "--dry-run"), ("--status",)):
        assert snr("collect", *action, sent, *PEOPLE).returncode == 0


@pytest.mark.slow
def test_cells_that_share_one_long_text_take_no_memory(sent):
    """Forty kilobytes in the file, gigabytes once joined."""
    path = sent / "collecte" / "dsi.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Parc").write_row(0, 0, KEYS)
        hidden = book.add_worksheet("Envoyé")
        for rank in range(4000):
            hidden.write_string(rank, 0, "x" * 30_000)
    tracemalloc.start()
    with pytest.raises(SheetError, match="feuille « Envoyé » démesurée"):
        read_sent(path)
    assert tracemalloc.get_traced_memory()[1] < 100_000_000
    tracemalloc.stop()
    told = snr("collect", "--yaml", sent, *PEOPLE)
    assert told.returncode == 2
    assert "démesurée" in told.stderr
    assert snr("collect", "--status", sent, *PEOPLE).returncode == 1


def filled_rows(path, sheet):
    book = open_book(path)
    try:
        return next(len([*each.rows()]) for each in book.sheets if each.name == sheet) - 4
    finally:
        book.close()


@pytest.mark.parametrize("emptied", [False, True])
def test_a_row_of_a_detail_sheet_stays_and_is_told_and_goes_with_remove(dossier, emptied):
    """As those of a section: the units of purchases, whose type names each; the effects of an action, which nothing names."""
    people = ("--for", "x=purchases,actions")
    effects = [{"on": {"type": "laptop"}, "lifetime_years": 7}, {"on": {"type": "monitor"}, "lifetime_years": 9}]
    there = {
        "purchases": [{"year": 2025, "units": {"laptop": 30, "monitor": 12}}],
        "actions": [{"id": "a1", "title": "Garder", "effects": effects}],
    }
    write(dossier, **there)
    assert snr("collect", dossier, *people).returncode == 0
    sheets = [by_path()[path].name for path in (("purchases", "units"), ("actions", "effects"))]
    for sheet in sheets:
        path = dossier / "collecte" / "x.xlsx"
        if emptied:
            without(path, sheet, rows=True)
        while not emptied and filled_rows(path, sheet) > 1:  # empty rows with a look come last
            without(path, sheet, last=True)
    lines = [f"feuille « {sheets[0]} », ligne « monitor »", f"feuille « {sheets[1]} », ligne 2"]
    for action in ("--status", "--yaml", "--yaml"):
        told = snr("collect", action, dossier, *people).stdout
        assert all(f"{line} absente : elle est gardée" in told for line in lines)
    assert {key: stored(dossier)[key] for key in there} == there
    assert "absente" not in snr("collect", "--yaml", dossier, *people, "--remove").stdout
    left = stored(dossier)
    assert left["purchases"] == [{"year": 2025} | ({} if emptied else {"units": {"laptop": 30}})]
    assert left["actions"][0].get("effects") == (None if emptied else effects[:1])


def test_a_row_of_a_detail_sheet_that_changed_is_not_there_twice(dossier):
    people = ("--for", "x=actions")
    effects = [{"on": {"type": name}, "lifetime_years": 7} for name in ("laptop", "monitor")]
    write(dossier, actions=[{"id": "a1", "title": "Garder", "effects": effects}])
    assert snr("collect", dossier, *people).returncode == 0
    without(dossier / "collecte" / "x.xlsx", by_path()[("actions", "effects")].name, change=(7, 8))
    assert "absente" not in snr("collect", "--yaml", dossier, *people).stdout
    assert [effect["lifetime_years"] for effect in stored(dossier)["actions"][0]["effects"]] == [8, 7]
