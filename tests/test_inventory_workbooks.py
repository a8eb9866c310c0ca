"""An inventory in a workbook: what a cell is, and where it stands, decide of its row."""

from pathlib import Path

import pytest

from in_process import snr
from snr_cli.inputs.inventory.faults import REASONS
from snr_cli.inputs.inventory.read import Inventory
from snr_cli.inputs.inventory.records import InventoryError
from test_inventory import read, reasons, units
from workbooks import ods_parts, saved, xlsx_parts

TITLES = ("Type", "Modèle", "Quantité", "Date d'achat")


def inline(*cells: str) -> str:
    return "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)


def parc(path: Path, *rows: str) -> Inventory:
    body = "".join(f"<row>{row}</row>" for row in (inline(*TITLES), *rows))
    return read(saved(path / "parc.xlsx", xlsx_parts(body, styles=(0, 22))))


LAPTOP = inline("Portable", "Latitude 5440")


@pytest.mark.parametrize(
    ("quantity", "reason", "mend"),
    [
        ('<c t="e"><v>#N/A</v></c>', "quantity_error", "corrigez sa formule dans le classeur"),
        ('<c t="e"><f>1/0</f><v>#DIV/0!</v></c>', "quantity_error", "corrigez sa formule dans le classeur"),
        ("<c><f>SUM(A1)</f></c>", "quantity_formula", "ouvrez le classeur dans un tableur et enregistrez-le"),
        ("<c><f>SUM(A1)</f><v/></c>", "quantity_formula", "ouvrez le classeur dans un tableur et enregistrez-le"),
        ("<c/>", "quantity_absent", "écrivez le nombre d’appareils"),
    ],
)
def test_a_quantity_that_the_file_does_not_hold_is_no_one(tmp_path: Path, quantity: str, reason: str, mend: str):
    inventory = parc(tmp_path, LAPTOP + "<c><v>5</v></c>", LAPTOP + quantity)
    assert units(inventory) == {"laptop": 5}
    assert reasons(inventory, "to_confirm") == {3: reason}
    assert mend in REASONS[reason].words


def test_a_formula_that_was_computed_counts(tmp_path: Path):
    assert units(parc(tmp_path, LAPTOP + "<c><f>2+3</f><v>5</v></c>")) == {"laptop": 5}


def test_a_remark_right_of_the_titles_or_a_row_that_ends_early_spoils_no_row(tmp_path: Path):
    remark = '<c r="H300" t="inlineStr"><is><t>à voir</t></is></c>'
    rows = [LAPTOP + "<c><v>1</v></c>"] * 298 + [LAPTOP + "<c><v>2</v></c>" + remark, LAPTOP]
    inventory = parc(tmp_path, *rows)
    assert units(inventory) == {"laptop": 300}
    assert reasons(inventory, "to_confirm") == {301: "quantity_absent"}


def test_a_date_and_time_is_read_as_its_date(tmp_path: Path):
    """45352.5 is 1 March 2024 at noon: bought in the year studied, or after it."""
    bought = LAPTOP + '<c><v>1</v></c><c s="1"><v>45352.5</v></c>'
    path = tmp_path / "parc.xlsx"
    saved(path, xlsx_parts(f"<row>{inline(*TITLES)}</row><row>{bought}</row>", styles=(0, 22)))
    assert units(read(path, year=2024)) == {"laptop": 1}
    assert reasons(read(path, year=2023), "set_aside") == {2: "after_year"}


def test_equal_rows_that_an_ods_writes_once_are_as_many_rows(tmp_path: Path):
    text = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = (
        f"<table:table-row>{''.join(map(text.format, TITLES[:2]))}</table:table-row>"
        '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
        f'<table:table-row table:number-rows-repeated="4" table:visibility="filter">{text.format("Portable")}{text.format("Latitude 5440")}</table:table-row>'
    )
    inventory = read(saved(tmp_path / "parc.ods", ods_parts(f'<table:table table:name="A">{rows}</table:table>')))
    assert units(inventory) == {"laptop": 4}
    assert [list(group.lines) for group in inventory.groups if group.verdict == "counted"] == [[4, 5, 6, 7]]
    assert reasons(inventory, "ignored") == {2: "blank", 3: "blank"}


def test_a_workbook_that_breaks_after_its_titles_is_refused(tmp_path: Path):
    with pytest.raises(InventoryError, match="illisible"):
        parc(tmp_path, LAPTOP, *[LAPTOP] * 2000, '<c t="s"><v>7</v></c>')


def test_rows_that_are_hidden_are_read_and_told(tmp_path: Path) -> None:
    def row(number: int, kind: str, hidden: str = "") -> str:
        text = f'<c r="A{number}" t="inlineStr"><is><t>{kind}</t></is></c>'
        return f'<row r="{number}" {hidden}>{text}<c r="B{number}"><v>{number}</v></c></row>'

    head = '<row r="1"><c r="A1" t="inlineStr"><is><t>Type</t></is></c><c r="B1" t="inlineStr"><is><t>Quantité</t></is></c></row>'
    body = head + row(2, "Portable", 'hidden="1"') + row(3, "Écran") + row(4, "Écran", 'hidden="1"')
    path = saved(tmp_path / "parc.xlsx", xlsx_parts(body))
    (file,) = read(path).files
    assert (file.masked, file.notes) == (2, [("hidden_rows", "", 2)])
    assert "2 lignes masquées (à la main ou par un filtre), lues" in " ".join(snr("inventory", path).stdout.split())
