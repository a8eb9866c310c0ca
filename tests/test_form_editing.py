"""A dossier as tables, edited cell by cell: what is shown is what is typed, and only what is edited changes."""

import difflib
import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from conftest import EXAMPLES, ROOT
from generated import dossiers
from snr_cli.api.editing import Edited, RowEdit, edit_dossier, paste_rows, yaml_of
from snr_cli.api.placing import findings_of
from snr_cli.api.sheets import FilledTables, OpenDossier, RowEntry, known_sheets, labels_of, open_dossier, tables_of
from snr_cli.catalog.opened import shipped_tables
from snr_cli.inputs.dossier.yaml_edit import edited_yaml
from snr_cli.inputs.dossier.yaml_events import read_yaml
from snr_cli.inputs.workbook.shape import by_path, dossier_sheets
from snr_cli.inputs.workbook.values import at_steps, shown_text, value_typed
from snr_cli.model.dossier import Dossier
from snr_cli.model.finding import DossierError
from snr_cli.model.refusal import UsageError
from test_yaml_edit import QUICK
from walks import walk

VALMONT = EXAMPLES / "valmont"
SMALL = """\
snr: 1 # version
reference_year: 2025
territory: {siren: "243300316", households: 39100}
# le parc
equipment:
  - id: a # l’un
    type: laptop
    quantity: 12
    refurbished_share: 20 %
  # l’autre
  - {id: b, type: monitor, quantity: 1450.5, refurbished_share: 0.25}
actions:
  - id: x
    title: Garder
    means:
      budget:
        - {year: 2026, section: investment, eur: 10, funding: Région}
    effects:
      - {lifetime_years: 7, on: {type: laptop}}
"""


def write(folder: Path, text: str = SMALL, **more: str) -> OpenDossier:
    for name, each in {"territory": text, **more}.items():
        (folder / f"{name}.yaml").write_bytes(each.encode("utf-8"))
    return open_dossier(folder)


def rows(tables: FilledTables, sheet: str) -> list[RowEntry]:
    return next(table["rows"] for table in tables["tables"] if table["sheet"] == sheet)


def texts(row: RowEntry) -> dict[str, str]:
    return {key: cell["text"] for key, cell in row["cells"].items()}


def one(dossier: OpenDossier, *edits: RowEdit) -> str:
    """Make edits of one file, and return its new text."""
    edited = edit_dossier(dossier, edits)
    assert edited["refusals"] == []
    assert len(edited["files"]) == 1
    return edited["files"][0]["text"]


def changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    lines = list(difflib.ndiff(before.splitlines(keepends=True), after.splitlines(keepends=True)))
    return [line[2:] for line in lines if line[0] == "-"], [line[2:] for line in lines if line[0] == "+"]


def write_all(edited: Edited) -> None:
    for file in edited["files"]:
        Path(file["path"]).write_bytes(file["text"].encode("utf-8"))


# tables


def test_each_sheet_and_column_is_told_in_french_as_plain_data() -> None:
    sheets = known_sheets()
    assert json.loads(json.dumps(sheets)) == sheets
    assert [sheet["sheet"] for sheet in sheets["sheets"]][:4] == [
        "fiche",
        "territory.data_centres",
        "stakeholders",
        "equipment",
    ]
    equipment = next(sheet for sheet in sheets["sheets"] if sheet["sheet"] == "equipment")
    assert (equipment["title"], equipment["help"]) == ("Équipements", "Parc de l’organisation.")
    columns = {column["key"]: column for column in equipment["columns"]}
    assert columns["type"]["lists"] == ["equipment_type", "own_type"]
    assert (columns["lifetime_years"]["unit"], columns["lifetime_years"]["kind"]) == ("ans", "number")
    assert columns["purchase_year"]["kind"] == "whole"
    assert columns["state"]["choices"][0] == {"value": "in_use", "label": "en service"}
    assert columns["state"]["default"] == "en service"
    assert [key for key, column_entry in columns.items() if column_entry["required"]] == ["id", "type", "quantity"]
    assert columns["label"]["asked"]
    assert not columns["reuse_rate"]["asked"]
    laptop = next(
        choice_entry for choice_entry in sheets["lists"]["equipment_type"] if choice_entry["value"] == "laptop"
    )
    assert "ordinateur portable" in [word.casefold() for word in laptop["words"]]
    storage = next(
        choice_entry for choice_entry in sheets["lists"]["service_type"] if choice_entry["value"] == "storage_tb_year"
    )
    assert storage["unit"]


def test_each_list_that_a_column_names_is_given() -> None:
    sheets = known_sheets()
    named = {name for sheet in sheets["sheets"] for column in sheet["columns"] for name in column["lists"]}
    assert named - {*sheets["lists"]} == {*tables_of(VALMONT)["names"]} & named


def test_rows_are_shown_as_a_person_reads_them(tmp_path: Path) -> None:
    tables = tables_of(write(tmp_path))
    a, b = rows(tables, "equipment")
    assert texts(a) == {"id": "a", "type": "Ordinateur portable (moyen)", "quantity": "12", "refurbished_share": "20 %"}
    assert texts(b)["quantity"] == "1450,5"
    assert texts(b)["refurbished_share"] == "25 %"
    (fiche,) = rows(tables, "fiche")
    assert texts(fiche)["territory.households.value"] == "39\u202f100"
    (funding,) = rows(tables, "actions.means.budget.funding")
    assert texts(funding) == {"by": "Région"}
    assert funding["parent"] == rows(tables, "actions.means.budget")[0]["row"]
    assert rows(tables, "actions.effects")[0]["parent"] == rows(tables, "actions")[0]["row"]
    assert tables["names"]["line"][0] == {"value": "a", "label": "Ordinateur portable (moyen)"}
    assert json.loads(json.dumps(tables)) == tables


def test_a_refused_cell_is_shown_as_it_is_written(tmp_path: Path) -> None:
    tables = tables_of(
        write(tmp_path, SMALL.replace("quantity: 12\n", "quantity: douze\n").replace("1450.5", "[1, 2]"))
    )
    assert [texts(row)["quantity"] for row in rows(tables, "equipment")] == ["douze", "[1, 2]"]


@pytest.mark.parametrize(
    "path", walk(sorted((ROOT / "tests" / "invalid").glob("*.yaml")), 12), ids=lambda path: path.stem
)
def test_a_wrong_dossier_is_shown_as_long_as_it_is_yaml(path: Path) -> None:
    opened_dossier = open_dossier(path)
    if not opened_dossier.texts:
        with pytest.raises(DossierError):
            tables_of(opened_dossier)
    else:
        json.dumps(tables_of(opened_dossier))
    json.dumps(findings_of(opened_dossier))


def test_a_count_with_three_decimals_is_shown_so_that_it_reads_back() -> None:
    quantity = next(column for column in by_path()[("equipment",)].columns if column.key == "quantity")
    labels = labels_of(shipped_tables())
    for value in (1.125, 1250.5, 12_345_678, 1e-7, 0.5, 1e22):
        assert value_typed(shown_text(value, quantity, labels), quantity, labels) == value


@QUICK
@given(dossiers())
def test_what_is_shown_typed_again_gives_the_value_back(dossier: Dossier) -> None:
    labels = labels_of(shipped_tables())
    data = dossier.model_dump(mode="json", exclude_unset=True, by_alias=True)
    for path, shape in by_path().items():
        found = data if not path else data.get(path[0]) if len(path) == 1 and shape.keyed is None else None
        for item in found if isinstance(found, list) else [found]:
            for column in shape.columns:
                value = at_steps(item, column.steps)
                if isinstance(value, str | int | float):
                    read = value_typed(shown_text(value, column, labels), column, labels)
                    shown = shown_text(read, column, labels)
                    assert read == value or shown == shown_text(value, column, labels), column.key


# edits


@pytest.mark.parametrize(
    ("column", "text", "before", "after"),
    [
        ("quantity", "1 300", "    quantity: 12\n", "    quantity: 1300\n"),
        ("quantity", "1,5", "    quantity: 12\n", "    quantity: 1.5\n"),
        ("quantity", "douze", "    quantity: 12\n", "    quantity: douze\n"),
        ("type", "écran", "    type: laptop\n", "    type: monitor\n"),
        ("refurbished_share", "25 %", "    refurbished_share: 20 %\n", "    refurbished_share: 25 %\n"),
        ("id", "nouveau", "  - id: a # l’un\n", "  - id: nouveau # l’un\n"),
    ],
)
def test_a_cell_becomes_what_was_typed(tmp_path: Path, column: str, text: str, before: str, after: str) -> None:
    dossier = write(tmp_path)
    row = rows(tables_of(dossier), "equipment")[0]["row"]
    assert changed_lines(SMALL, one(dossier, RowEdit(sheet="equipment", row=row, column=column, text=text))) == (
        [before],
        [after],
    )


@pytest.mark.parametrize(
    ("sheet", "column", "typed", "value"),
    [
        ("actions.means.budget", "eur", "35 000 €", 35000),
        ("actions.means.budget", "eur", "35 k€", "35 k€"),
        ("actions.means.budget", "eur", "€", "€"),
        ("actions.effects", "quantity_change_percent", "-30 %", -30),
        ("actions.effects", "quantity_change_percent", "-30,5%", -30.5),
        ("actions.effects", "quantity_change_percent", "-30 €", "-30 €"),
        ("equipment", "kwh_per_year", "12,5 kWh", "12,5 kWh"),  # a column by year: « kWh/an » is its unit
    ],
)
def test_a_number_takes_the_unit_of_its_own_column_and_no_other(
    sheet: str, column: str, typed: str, value: Any
) -> None:
    shape = next(dossier_sheet for dossier_sheet in dossier_sheets() if ".".join(dossier_sheet.path) == sheet)
    found = next(each for each in shape.columns if each.key == column)
    assert value_typed(typed, found, labels_of(shipped_tables())) == value


def test_a_share_without_its_sign_is_given_back_with_it(tmp_path: Path) -> None:
    dossier = write(tmp_path, SMALL.replace("refurbished_share: 20 %", "refurbished_share: 20"))
    (finding,) = [
        finding_entry for finding_entry in findings_of(dossier)["findings"] if "reçu 20" in finding_entry["message"]
    ]
    assert finding["help"].startswith("20 % ?")


def test_a_share_stays_written_as_it_was(tmp_path: Path) -> None:
    dossier = write(tmp_path)
    row = rows(tables_of(dossier), "equipment")[1]["row"]
    assert "refurbished_share: 0.3}" in one(
        dossier, RowEdit(sheet="equipment", row=row, column="refurbished_share", text="30 %")
    )


def test_an_empty_text_removes_the_value_and_the_block_that_it_leaves_empty(tmp_path: Path) -> None:
    dossier = write(tmp_path)
    text = one(dossier, RowEdit(sheet="fiche", row="fiche", column="territory.households.value", text=""))
    assert 'territory: {siren: "243300316"}' in text
    effect = rows(tables_of(dossier), "actions.effects")[0]["row"]
    text = one(dossier, RowEdit(sheet="actions.effects", row=effect, column="on.type", text="je ne sais pas"))
    assert "- {lifetime_years: 7}" in text


def test_a_value_that_stands_for_its_block_keeps_doing_so_until_it_needs_more(tmp_path: Path) -> None:
    dossier = write(tmp_path)
    edit = RowEdit(sheet="fiche", row="fiche", column="territory.households.value", text="40 000")
    assert "households: 40000}" in one(dossier, edit)
    more = RowEdit(sheet="fiche", row="fiche", column="territory.households.year", text="2022")
    assert "households: {value: 39100, year: 2022}}" in one(dossier, more)
    funding = rows(tables_of(dossier), "actions.means.budget.funding")[0]["row"]
    by = RowEdit(sheet="actions.means.budget.funding", row=funding, column="by", text="État")
    assert "funding: État}" in one(dossier, by)
    share = RowEdit(sheet="actions.means.budget.funding", row=funding, column="share", text="50 %")
    assert "funding: [{by: Région, share: 50 %}]" in one(dossier, share)


def test_rows_are_added_copied_and_removed(tmp_path: Path) -> None:
    dossier = write(tmp_path)
    a, b = (row["row"] for row in rows(tables_of(dossier), "equipment"))
    edited = edit_dossier(
        dossier,
        [
            RowEdit(sheet="equipment", add={"type": "Serveur", "quantity": "3", "label": "Salle haute"}),
            RowEdit(sheet="equipment", row=a, copy=True),
            RowEdit(sheet="equipment", row=b, remove=True),
        ],
    )
    assert edited["refusals"] == []
    write_all(edited)
    after = rows(tables_of(open_dossier(tmp_path)), "equipment")
    assert [row["name"] for row in after] == ["a", "a.2", "salle-haute"]
    assert edited["rows"] == [after[2]["row"], after[1]["row"], ""]
    assert texts(after[1]) == {**texts(after[0]), "id": "a.2"}
    text = (tmp_path / "territory.yaml").read_text(encoding="utf-8")
    assert "# l’un" in text
    assert changed_lines(SMALL, text)[0] == [
        "  - {id: b, type: monitor, quantity: 1450.5, refurbished_share: 0.25}\n"
    ]  # a comment of its own line stays


def test_a_row_inside_a_row_is_added_to_it(tmp_path: Path) -> None:
    dossier = write(tmp_path)
    parent = rows(tables_of(dossier), "actions")[0]["row"]
    new = "      - {share: 10 %}\n"
    for edit in (
        RowEdit(sheet="actions.effects", add={"share": "10 %"}, parent=parent),
        RowEdit(sheet="actions.effects", add={"^actions": "x", "share": "10 %"}),
    ):
        assert changed_lines(SMALL, one(dossier, edit)) == ([], [new])
    refused = edit_dossier(dossier, [RowEdit(sheet="actions.effects", add={"^actions": "y", "share": "10 %"})])[
        "refusals"
    ]
    assert [(refusal["column"], refusal["message"]) for refusal in refused] == [
        ("^actions", "« y » n’est pas une ligne du tableau « Actions »")
    ]


def test_a_new_section_goes_in_the_root_or_in_a_file_of_its_name(tmp_path: Path) -> None:
    add = RowEdit(sheet="exclusions", add={"what": "Drones", "why": "Prêtés"})
    (tmp_path / "one").mkdir()
    text = one(write(tmp_path / "one"), add)
    assert text == SMALL + "exclusions:\n  - what: Drones\n    why: Prêtés\n"
    (tmp_path / "many").mkdir()
    root = SMALL.partition("actions:")[0] + "include: [actions.yaml]\n"
    dossier = write(tmp_path / "many", root, actions="actions: []\n")
    edited = edit_dossier(dossier, [add, RowEdit(sheet="exclusions", add={"what": "Robots", "why": "Aucun"})])
    files = {Path(file["path"]).name: file["text"] for file in edited["files"]}
    assert files["exclusions.yaml"].startswith("exclusions:")
    assert files.pop("exclusions.yaml").count("what:") == 2
    assert files == {"territory.yaml": root.replace("[actions.yaml]", "[actions.yaml, exclusions.yaml]")}
    write_all(edited)
    after = open_dossier(tmp_path / "many")
    assert [row["row"] for row in rows(tables_of(after), "exclusions")] == edited["rows"]
    assert after.read.dossier is not None


def test_no_section_is_begun_while_a_file_that_may_hold_it_cannot_be_read(tmp_path: Path) -> None:
    dossier = write(tmp_path, SMALL + "include: [autres.yaml]\n", autres="exclusions: [\n")
    (refusal,) = edit_dossier(dossier, [RowEdit(sheet="exclusions", add={"what": "Drones", "why": "Prêtés"})])[
        "refusals"
    ]
    assert refusal["message"] == "fichier qui ne se lit pas : autres.yaml"
    row = rows(tables_of(dossier), "equipment")[0]["row"]
    assert "quantity: 13" in one(dossier, RowEdit(sheet="equipment", row=row, column="quantity", text="13"))


def test_a_section_begins_in_the_empty_file_that_has_its_name(tmp_path: Path) -> None:
    dossier = write(tmp_path, SMALL + "include: [exclusions.yaml]\n", exclusions="# rien encore\n")
    text = one(dossier, RowEdit(sheet="exclusions", add={"what": "Drones", "why": "Prêtés"}))
    assert text.startswith("# rien encore\n")
    assert "exclusions:\n  - what: Drones\n" in text


def test_a_mapping_has_one_row_a_name(tmp_path: Path) -> None:
    text = SMALL + "indicators:\n  - {id: I-01, title: Parts, unit: '%', values: {2024: 10}}\n"
    dossier = write(tmp_path, text)
    (row,) = rows(tables_of(dossier), "indicators.values")
    assert texts(row) == {"#": "2024", "=": "10"}
    add = RowEdit(sheet="indicators.values", add={"^indicators": "I-01", "#": "2025", "=": "12,5"})
    assert "values: {2024: 10, 2025: 12.5}" in one(dossier, add)
    renamed = RowEdit(sheet="indicators.values", row=row["row"], column="#", text="2023")
    assert "values: {2023: 10}" in one(dossier, renamed)
    (refused,) = edit_dossier(
        dossier, [RowEdit(sheet="indicators.values", add={"^indicators": "I-01", "#": "2024", "=": "1"})]
    )["refusals"]
    assert refused["message"] == "« 2024 » a déjà sa ligne"


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (RowEdit(sheet="equipement", add={}), "tableau inconnu « equipement »"),
        (RowEdit(sheet="equipment", row="x#/equipment/9", column="id", text="a"), "cette ligne n’est plus là"),
        (RowEdit(sheet="equipment", row="", column="id", text="a"), "cette ligne n’est plus là"),
        (RowEdit(sheet="equipment", add={"quantite": "2"}), "colonne inconnue « quantite »"),
        (RowEdit(sheet="equipment", add={"quantity": "1.234"}), "Quantité : « 1.234 » se lit de deux façons"),
        (RowEdit(sheet="fiche", add={"snr": "1"}), "la fiche n’a pas de lignes à ajouter"),
        (RowEdit(sheet="texts", add={"=": "x"}), "ligne sans « "),
        (RowEdit(sheet="texts", add={}), "ligne sans « "),
        (RowEdit(sheet="imports", add={}), "inventaire sans « Fichiers »"),
        (RowEdit(sheet="imports", add={"id": "parc", "from": " "}), "inventaire sans « Fichiers »"),
        (RowEdit(sheet="fiche", row="fiche", remove=True), "la fiche n’a qu’une ligne"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_else_is_done(tmp_path: Path, edit: RowEdit, message: str) -> None:
    dossier = write(tmp_path)
    row = rows(tables_of(dossier), "equipment")[0]["row"]
    edited = edit_dossier(dossier, [RowEdit(sheet="equipment", row=row, column="quantity", text="4"), edit])
    assert (edited["files"], edited["rows"]) == ([], [])
    (refusal,) = edited["refusals"]
    assert refusal["edit"] == 1
    assert refusal["message"].startswith(message)


def test_what_several_places_share_is_refused_in_french(tmp_path: Path) -> None:
    dossier = write(tmp_path, SMALL.replace("type: laptop\n    quantity", "type: &t laptop\n    quantity"))
    row = rows(tables_of(dossier), "equipment")[0]["row"]
    (refusal,) = edit_dossier(dossier, [RowEdit(sheet="equipment", row=row, column="type", text="écran")])["refusals"]
    assert "partagée par une ancre" in refusal["message"]


TYPED = [
    *(
        "",
        "0",
        "1 200",
        "douze",
        "a: b",
        "- x",
        "\x00",
        "\x1b",
        "\ud800",
        "é\nb",
        "(vide)",
        "(vide : on)",
        '"x"',
        "#c",
        "&a",
        "*a",
    ),
    *(
        "120 %",
        "31/12/2025",
        "2025-13-45",
        "oui",
        "x" * 40_000,
        "1e400",
        "nan",
        "?",
        "{a: 1}",
        "[1]",
        "\u2028",
        "\ufeff",
        " ",
    ),
]


@pytest.mark.parametrize("seed", walk(range(24), 12))
def test_whatever_is_typed_is_written_or_refused_and_is_then_shown(tmp_path: Path, seed: int) -> None:
    drawn = random.Random(seed)
    sources = [*sorted((ROOT / "tests" / "invalid").glob("*.yaml"))[seed::24], VALMONT / "territory.yaml"]
    sheets = {
        sheet_entry["sheet"]: [column["key"] for column in sheet_entry["columns"]]
        for sheet_entry in known_sheets()["sheets"]
    }
    for source in sources:
        (tmp_path / "territory.yaml").write_bytes(source.read_bytes())
        dossier = open_dossier(tmp_path)
        if not dossier.texts:
            continue
        every = [(table["sheet"], row["row"]) for table in tables_of(dossier)["tables"] for row in table["rows"]]
        for _ in range(8):
            sheet, row = drawn.choice(every)
            cell = RowEdit(sheet=sheet, row=row, column=drawn.choice(sheets[sheet]), text=drawn.choice(TYPED))
            other = drawn.choice([*sheets])
            cells = {key: drawn.choice(TYPED) for key in sheets[other][:3]}
            add = RowEdit(sheet=other, add=cells, parent=drawn.choice(every)[1])
            edit = drawn.choice(
                [cell, cell, add, RowEdit(sheet=sheet, row=row, copy=True), RowEdit(sheet=sheet, row=row, remove=True)]
            )
            edited = edit_dossier(dossier, [edit])
            assert edited["files"] or edited["refusals"] or edit is cell
            after = open_dossier(dossier, {file["path"]: file["text"] for file in edited["files"]})
            assert tables_of(after)["tables"]
            assert findings_of(after)["scope"]


def test_line_ends_and_byte_order_mark_are_kept(tmp_path: Path) -> None:
    text = "\ufeff" + SMALL.replace("\n", "\r\n")
    dossier = write(tmp_path, text)
    row = rows(tables_of(dossier), "equipment")[0]["row"]
    assert one(dossier, RowEdit(sheet="equipment", row=row, column="quantity", text="13")) == text.replace(
        "quantity: 12\r", "quantity: 13\r"
    )


def test_an_edit_that_changes_nothing_writes_nothing(tmp_path: Path) -> None:
    dossier = write(tmp_path)
    row = rows(tables_of(dossier), "equipment")[1]
    edits = [RowEdit(sheet="equipment", row=row["row"], column=key, text=text) for key, text in texts(row).items()]
    assert edit_dossier(dossier, edits)["files"] == []


@pytest.fixture(scope="module")
def valmont(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("edited") / "valmont"
    return Path(shutil.copytree(VALMONT, folder, ignore=lambda _, names: {*names} & {"inventaire", "documents"}))


VALMONT_CELLS = {  # one of each column, the last
    (table["sheet"], key): (table["sheet"], rank, key)
    for table in tables_of(VALMONT)["tables"]
    for rank, row in enumerate(table["rows"])
    for key in row["cells"]
}
_OTHERS = {
    "identifier": ("zz", "yy"),
    "number": ("7", "7,5"),
    "share": ("7 %", "9 %"),
    "date": ("03/02/2021", "04/05/2021"),
    "text": ("zz", "yy z"),
}


def said(data: Any) -> Any:
    """Return what a file says: a list of one is what it holds (`from: [a.csv]`)."""
    if isinstance(data, dict):
        return {key: said(value) for key, value in data.items()}
    if isinstance(data, list):
        return said(data[0]) if len(data) == 1 else [said(each) for each in data]
    return data


@pytest.mark.parametrize(("sheet", "rank", "key"), walk(VALMONT_CELLS.values(), 30))
def test_a_cell_of_valmont_and_its_inverse_give_the_bytes_back(valmont: Path, sheet: str, rank: int, key: str) -> None:
    dossier = open_dossier(valmont)
    row = rows(tables_of(dossier), sheet)[rank]
    cell = row["cells"][key]
    path = Path(cell["file"])
    raw = path.read_bytes().decode("utf-8")
    column = next(
        (
            each
            for shape in dossier_sheets()
            for each in shape.columns
            if (shape.key or "fiche") == sheet and (each.key or "=") == key
        ),
        None,
    )
    if key == "#" or column is None or column.choices or column.many or column.refers or column.kind == "boolean":
        new = "zz" if key != "#" else "2031"
    else:
        new = next(each for each in _OTHERS[column.kind] if each != cell["text"])
    after = edit_dossier(dossier, [RowEdit(sheet=sheet, row=row["row"], column=key, text=new)])
    assert after["refusals"] == []
    (file,) = after["files"]
    gone, come = changed_lines(raw, file["text"])
    assert len(come) <= max(1, len(gone))
    if key == "#":
        return  # a name that changes puts its row last
    again = open_dossier(valmont, {str(path): file["text"]})
    path.write_bytes(file["text"].encode("utf-8"))
    try:
        back = edit_dossier(again, [RowEdit(sheet=sheet, row=after["rows"][0], column=key, text=cell["text"])])
    finally:
        path.write_bytes(raw.encode("utf-8"))
    written = back["files"][0]["text"]
    if written != raw:  # a text, a list or a number that was not written as snr writes it says the same
        assert said(read_yaml("t", written)[0].data) == said(read_yaml("t", raw)[0].data)
        assert {*changed_lines(raw, written)[0]} <= {*gone}


@pytest.mark.slow
def test_a_new_row_of_each_sheet_of_valmont_is_taken_away_without_a_trace(valmont: Path) -> None:
    dossier = open_dossier(valmont)
    before = {path: path.read_bytes() for path in valmont.glob("*.yaml")}
    for table in tables_of(dossier)["tables"]:
        for row in table["rows"][:1]:
            edited = edit_dossier(dossier, [RowEdit(sheet=table["sheet"], row=row["row"], copy=True)])
            if table["sheet"] == "fiche" or table["sheet"].endswith(".funding") or edited["refusals"]:
                continue  # a row of a mapping; a name that stood for a list of one
            write_all(edited)
            again = open_dossier(valmont)
            back = edit_dossier(again, [RowEdit(sheet=table["sheet"], row=edited["rows"][0], remove=True)])
            write_all(back)
            assert {path: path.read_bytes() for path in valmont.glob("*.yaml")} == before, table["sheet"]


@settings(QUICK, max_examples=10)
@given(dossiers())
def test_generated_dossiers_are_edited_as_asked_and_back(
    tmp_path_factory: pytest.TempPathFactory, dossier: Dossier
) -> None:
    folder = tmp_path_factory.mktemp("generated")
    data: dict[str, Any] = dossier.model_dump(mode="json", exclude_unset=True, by_alias=True)
    data.pop("include", None)
    if (read := data.pop("imports", None)) is not None:
        data["equipment"] = [*data.get("equipment", []), *read]
    raw, _ = edited_yaml("", data)
    opened = write(folder, raw)
    for table in tables_of(opened)["tables"]:
        for row in table["rows"][-1:]:
            if table["sheet"] == "fiche":
                continue
            copied = edit_dossier(opened, [RowEdit(sheet=table["sheet"], row=row["row"], copy=True)])
            if copied["refusals"]:
                continue
            write_all(copied)
            again = open_dossier(folder)
            assert len(rows(tables_of(again), table["sheet"])) == len(table["rows"]) + 1
            write_all(edit_dossier(again, [RowEdit(sheet=table["sheet"], row=copied["rows"][0], remove=True)]))
            assert (folder / "territory.yaml").read_bytes().decode("utf-8") == raw, table["sheet"]


# paste


def test_rows_of_a_spreadsheet_are_pasted_by_their_headings_or_from_a_column(tmp_path: Path) -> None:
    dossier = write(tmp_path)
    headed = "Libellé\tType\tQuantité\r\nSalle\tServeur\t3\r\n\t\t\r\nAccueil\tÉcran\t1 200\r\n"
    plain = "Serveur\t3\nÉcran\t1 200\n"
    text = paste_rows(dossier, "equipment", "id", headed)["files"][0]["text"]
    assert "  - {id: salle, type: server_rack, quantity: 3, label: Salle}\n  - {id: accueil, type: monitor, " in text
    text = paste_rows(dossier, "equipment", "type", plain)["files"][0]["text"]
    assert "type: monitor, quantity: 1200}\n" in text
    row = rows(tables_of(dossier), "equipment")[1]["row"]
    over = paste_rows(dossier, "equipment", "quantity", "5\n6\n", row=row)["files"][0]["text"]
    assert "type: monitor, quantity: 5," in over
    assert "quantity: 6}\n" in over


def test_a_paste_that_is_not_understood_is_refused(tmp_path: Path) -> None:
    dossier = write(tmp_path)
    with pytest.raises(UsageError, match="colonne inconnue « Couleur »"):
        paste_rows(dossier, "equipment", "id", "Libellé\tType\tCouleur\nx\ty\tz\n")
    with pytest.raises(UsageError, match="à remplir"):
        paste_rows(dossier, "equipment", "note", "a\t" * 40)
    refusals = paste_rows(dossier, "equipment", "quantity", "4\n1.234\n")["refusals"]
    assert [(refusal["edit"], refusal["column"]) for refusal in refusals] == [(1, "quantity")]
    effects = paste_rows(
        dossier, "actions.effects", "^actions", "Actions – Identifiant\tPart concernée\nx\t10 %\nz\t5 %\n"
    )
    assert [(refusal["edit"], refusal["column"]) for refusal in effects["refusals"]] == [(1, "^actions")]


# findings


def test_a_finding_stands_at_its_cell(tmp_path: Path) -> None:
    text = (
        SMALL.replace("quantity: 12\n", "quantity: douze\n").replace("type: monitor, ", "").replace("siren", "sirren")
    )
    dossier = write(tmp_path, text)
    findings = findings_of(dossier)
    a, b = (row["row"] for row in rows(tables_of(dossier), "equipment"))
    places = {(finding["sheet"], finding["row"], finding["cell"]) for finding in findings["findings"]}
    assert {("equipment", a, "quantity"), ("equipment", b, "type")} <= places
    assert not findings["assessed"]
    assert "non jugés" in findings["scope"]


@pytest.mark.parametrize(
    ("before", "after", "told", "advice"),
    [
        ("quantity: 12\n", "quantity: douze\n", "« Quantité » attend un nombre", "un nombre seul, sans unité : 12,5"),
        ("    quantity: 12\n", "", "il manque « Quantité »", "remplissez la case, ou supprimez la ligne"),
        (
            "quantity: 12\n",
            "quantity: 12\n    state: casse\n",
            "« État » : « casse »",
            "choix : en service ; de secours",
        ),
        ("title: Garder\n", "title: Garder\n    schedule: {start: x}\n", "« Calendrier – Début »", ""),
    ],
)
def test_a_mistake_is_told_in_the_words_of_the_table(
    tmp_path: Path, before: str, after: str, told: str, advice: str
) -> None:
    findings = findings_of(write(tmp_path, SMALL.replace(before, after)))
    assert findings["findings"][0]["told"].startswith(told), findings["findings"][0]
    assert findings["findings"][0]["advice"].startswith(advice)


def test_findings_of_valmont_are_those_of_check_each_at_a_row(tables: Any) -> None:
    from snr_cli import check_dossiers

    dossier = open_dossier(VALMONT)
    findings = findings_of(dossier)
    checked = [each for each in check_dossiers(VALMONT).report.findings if not each.suppressed]
    assert [finding_entry["message"] for finding_entry in findings["findings"]] == [each.message for each in checked]
    refs = {row["row"] for table in tables_of(dossier)["tables"] for row in table["rows"]}
    for finding in findings["findings"]:
        assert finding["file"].endswith(".csv") or finding["row"] in refs


def test_what_is_written_nowhere_is_asked_at_the_column_that_answers_it() -> None:
    findings = {finding["code"]: finding for finding in findings_of(EXAMPLES / "minimal")["findings"]}
    place = {
        code: (finding_entry["sheet"], finding_entry["row"], finding_entry["cell"])
        for code, finding_entry in findings.items()
    }
    assert place["REEN-12"] == ("fiche", "fiche", "strategy.adopted_on")
    assert place["REEN-06"] == ("stakeholders", "", "")
    assert place["REEN-09"] == ("uses", "", "")
    assert place["REEN-14"] == ("objectives", "", "perimeter")
    assert place["REEN-17"][0] == "actions"
    assert place["RCP-16"][:2] == ("fiche", "fiche")


def test_what_the_decree_asks_is_told_apart_and_what_to_collect_is_weighed(tmp_path: Path) -> None:
    text = 'snr: 1\nreference_year: 2025\nterritory: {siren: "243300316", agents: {total: 900}}\nmethod: {estimate: [computers, monitors]}\n'
    findings = findings_of(write(tmp_path, text))
    assert all(finding_entry["code"].startswith("REEN") for finding_entry in findings["missing"])
    changes = [
        max(to_collect_entry["high"] - to_collect_entry["kg"], to_collect_entry["kg"] - to_collect_entry["low"])
        for to_collect_entry in findings["to_collect"]
    ]
    assert changes
    assert changes == sorted(changes, reverse=True)
    assert "CO2e" in findings["to_collect"][0]["text"]


def test_an_id_given_for_want_of_a_name_follows_the_name_until_something_names_it(tmp_path: Path) -> None:
    """« ligne », then its title; once an action names the objective « ligne », it stays."""
    dossier = write(tmp_path)
    made = edit_dossier(dossier, [RowEdit(sheet="objectives", add={}), RowEdit(sheet="objectives", add={})])
    dossier = open_dossier(dossier, {file["path"]: file["text"] for file in made["files"]})
    first, second = made["rows"]
    named = RowEdit(sheet="objectives", row=first, column="title", text="Garder plus longtemps")
    text = one(dossier, named, named | {"text": "Garder"}, named | {"row": second, "text": "Garder plus longtemps"})
    assert "id: garder-plus-longtemps\n    title: Garder\n" in text  # and is then a name like any other
    assert "id: garder-plus-longtemps.2" in text
    (action,) = rows(tables_of(dossier), "actions")
    linked = RowEdit(sheet="actions", row=action["row"], column="objectives", text="ligne")
    assert "id: ligne\n" in one(dossier, linked, named)
    assert "id: ligne\n" in one(dossier, RowEdit(sheet="objectives", row=first, column="finding", text="Vieux"))


@pytest.mark.parametrize("outside", ["workbooks", "result"])
def test_an_id_that_something_outside_may_know_stays(tmp_path: Path, outside: str) -> None:
    more = "annual_reviews:\n  - {year: 2024, result: bilan.json}\n" if outside == "result" else ""
    if not more:
        (tmp_path / "collecte").mkdir()
    dossier = write(tmp_path, SMALL.replace("id: a #", "id: ligne #") + more)
    row = rows(tables_of(dossier), "equipment")[0]["row"]
    assert "id: ligne #" in one(dossier, RowEdit(sheet="equipment", row=row, column="label", text="Portables"))


def test_an_inventory_keeps_its_file(tmp_path: Path) -> None:
    dossier = write(tmp_path, SMALL.replace("actions:", "  - {id: parc, from: parc.csv}\nactions:"))
    (row,) = rows(tables_of(dossier), "imports")
    (refused,) = edit_dossier(dossier, [RowEdit(sheet="imports", row=row["row"], column="from", text="")])["refusals"]
    assert (refused["column"], refused["message"]) == ("from", "inventaire sans « Fichiers »")
    assert "supprimez la ligne" in refused["help"]


def test_two_files_of_one_list_keep_their_own_rows(tmp_path: Path) -> None:
    root = SMALL + "include: [more.yaml]\n"
    more = "# la suite\nequipment:\n  - {id: c, type: laptop, quantity: -1}\n"
    dossier = write(tmp_path, root, more=more)
    row_entries = rows(tables_of(dossier), "equipment")
    assert [Path(row["file"]).name for row in row_entries] == ["territory.yaml", "territory.yaml", "more.yaml"]
    (finding,) = [
        finding_entry for finding_entry in findings_of(dossier)["findings"] if finding_entry["code"] == "SNR204"
    ]
    assert (finding["row"], finding["cell"]) == (row_entries[2]["row"], "quantity")
    text = one(dossier, RowEdit(sheet="equipment", row=row_entries[2]["row"], column="quantity", text="1"))
    assert text == more.replace("-1", "1")


def test_a_dossier_read_again_parses_only_what_changed_and_says_the_same(tmp_path: Path) -> None:
    import snr_cli.inputs.dossier.memory as memory

    folder = Path(shutil.copytree(VALMONT, tmp_path / "valmont"))
    dossier = open_dossier(folder)
    row = rows(tables_of(dossier), "equipment")[2]["row"]
    (file,) = edit_dossier(dossier, [RowEdit(sheet="equipment", row=row, column="lifetime_years", text="-3")])["files"]
    for texts_given in ({}, {file["path"]: file["text"]}, {}):
        parsed: list[str] = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(
                memory, "read_yaml", lambda name, text, parsed=parsed: (parsed.append(name), read_yaml(name, text))[1]
            )
            dossier = open_dossier(dossier, texts_given)
        fresh = open_dossier(folder, texts_given)
        assert tables_of(dossier) == tables_of(fresh)
        assert findings_of(dossier) == findings_of(fresh)
        assert len(parsed) <= 1


def test_an_edit_is_made_in_the_text_that_was_given(tmp_path: Path) -> None:
    dossier = write(tmp_path)
    row = rows(tables_of(dossier), "equipment")[0]["row"]
    path = str(tmp_path / "territory.yaml")
    given = open_dossier(dossier, {path: "# neuf\n" + SMALL})
    assert yaml_of(given, "equipment")["text"] == "# neuf\n" + SMALL
    text = one(given, RowEdit(sheet="equipment", row=row, column="quantity", text="13"))
    assert text == "# neuf\n" + SMALL.replace("quantity: 12\n", "quantity: 13\n")


def test_a_file_that_changed_since_it_was_read_is_not_edited(tmp_path: Path) -> None:
    dossier = write(tmp_path)
    row = rows(tables_of(dossier), "equipment")[0]["row"]
    (tmp_path / "territory.yaml").write_text("# neuf\n" + SMALL, encoding="utf-8")
    (refusal,) = edit_dossier(dossier, [RowEdit(sheet="equipment", row=row, column="quantity", text="13")])["refusals"]
    assert "a changé depuis" in refusal["message"]


# the YAML beside


def test_the_yaml_of_a_section_is_given_and_another_is_judged_before_it_is_written(tmp_path: Path) -> None:
    dossier = write(tmp_path, SMALL)
    file_entry = yaml_of(dossier, "equipment")
    assert file_entry["text"] == SMALL
    wrong = findings_of(open_dossier(dossier, {file_entry["path"]: SMALL.replace("quantity: 12\n", "quantity: -12\n")}))
    assert [(finding["code"], finding["cell"]) for finding in wrong["findings"]][:1] == [("SNR204", "quantity")]
    broken = findings_of(open_dossier(dossier, {file_entry["path"]: SMALL + "a: [\n"}))
    assert broken["findings"][0]["code"] == "SNR102"
    assert (tmp_path / "territory.yaml").read_text(encoding="utf-8") == SMALL
    assert Path(yaml_of(VALMONT, "actions")["path"]).name == "actions.yaml"


def test_a_new_file_names_the_schema_of_its_section_as_the_dossier_names_its_own(tmp_path: Path) -> None:
    root = (
        "# yaml-language-server: $schema=territory.schema.json\n"
        + SMALL.partition("actions:")[0]
        + "include: [actions.yaml]\n"
    )
    dossier = write(tmp_path, root, actions="actions: []\n")
    edited = edit_dossier(dossier, [RowEdit(sheet="exclusions", add={"what": "Drones", "why": "Prêtés"})])
    (text,) = [file["text"] for file in edited["files"] if file["path"].endswith("exclusions.yaml")]
    assert text.startswith("# yaml-language-server: $schema=section.schema.json\n\nexclusions:\n")
