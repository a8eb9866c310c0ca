"""Workbooks: every filled cell is given with its place, its kind and its text, whatever writes the file."""

import io
import math
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest
import xlsxwriter
from hypothesis import given, settings, strategies as st

from snr_cli.french.cells import column_name
from snr_cli.inputs.sheets import Area, CellKind, SheetError, open_book
from workbooks import MAIN, PACKAGE, REL, STRICT, ods_parts, packed, xlsx_parts


def rows_of(parts: dict[str, str | bytes], sheet: int = 0) -> list[Any]:
    book = open_book(io.BytesIO(packed(parts)))
    return list(book.sheets[sheet].rows())


def cells_of(parts: dict[str, str | bytes]) -> dict[str, tuple[str, str]]:
    return {cell.address: (cell.kind.value, cell.text) for row in rows_of(parts) for cell in row.cells}


def texts(body: str, **more: Any) -> dict[str, str]:
    return {place: text for place, (_, text) in cells_of(xlsx_parts(body, **more)).items()}


def table(rows: str, name: str = "Parc") -> str:
    return f'<table:table table:name="{name}">{rows}</table:table>'


def ods_cells(cells: str) -> dict[str, tuple[str, str]]:
    return cells_of(ods_parts(table(f"<table:table-row>{cells}</table:table-row>")))


# XLSX


def test_cells_stand_where_their_address_says_else_after_the_one_before():
    body = '<row><c><v>1</v></c><c r="D1"><v>4</v></c><c><v>5</v></c></row><row r="7"><c r="A7"><v>7</v></c></row><row><c><v>8</v></c></row>'
    assert texts(body) == {"A1": "1", "D1": "4", "E1": "5", "A7": "7", "A8": "8"}


def test_a_row_without_number_is_where_its_cells_are():
    assert texts('<row><c r="A5"><v>1</v></c></row><row><c r="A6"><v>2</v></c></row>') == {"A5": "1", "A6": "2"}


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ('<row r="5"><c r="A6"><v>1</v></c></row>', "A6 après A5"),
        (
            '<row r="5"><c r="A5"><v>1</v></c></row><row r="5"><c r="B5"><v>1</v></c></row>',
            "ligne 5 après la ligne 5",
        ),
        ('<row r="5"><c r="A5"><v>1</v></c><c r="A5"><v>2</v></c></row>', "cellule A5 après A5"),
        ('<row r="1"><c r="A1" t="s"><v>2</v></c></row>', "illisible"),
        ('<row r="9"><c r="C9"><v>3</v></c></row><row r="2"><c r="B2"><v>2</v></c></row>', "ligne 2 après la ligne 9"),
        ('<row r="1"><c r="A1" t="z"><v>1</v></c></row>', "illisible"),
        ('<row r="1048577"><c><v>1</v></c></row>', "au-delà de 1048576"),
        ('<row r="1"><c r="XFE1"><v>1</v></c></row>', "colonne « XFE »"),
        ('<row r="1"><c r="1"><v>1</v></c></row>', "colonne «  »"),
    ],
)
def test_what_cannot_be_placed_is_refused(body: str, why: str):
    with pytest.raises(SheetError, match=why):
        rows_of(xlsx_parts(body, shared="<si><t>a</t></si><si><t>b</t></si>"))


def test_a_cell_far_from_all_is_refused_before_the_sheet_is_opened():
    """Every cell up to it would be in memory: 200,000 rows of twenty columns are read, no more."""
    with pytest.raises(SheetError, match=r"va jusqu’à XFD1048576 ; effacez ce qui est loin du tableau \(XFD1048576\)"):
        rows_of(
            xlsx_parts('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
        )
    with pytest.raises(SheetError, match="plus de 4 millions de cellules"):
        far = '<row r="900000"><c r="C900000"><v>1</v></c></row>'
        for sheet in open_book(io.BytesIO(packed(xlsx_parts(far, far)))).sheets:
            list(sheet.rows())
    (row,) = rows_of(xlsx_parts('<row r="1048576"><c r="C1048576"><v>1</v></c></row>'))
    assert (row.number, row.cells[0].address) == (1_048_576, "C1048576")
    assert row.texts(2) == ["", "", "1"]  # what stands beyond the limit shows


def test_texts_shared_rich_inline_and_escaped():
    shared = (
        "<si><t>simple</t></si><si><r><t xml:space='preserve'>en </t></r><r><rPr><b/></rPr><t>gras</t></r><rPh><t>fonétique</t></rPh></si>"
        "<si><t>a_x000D__x000a_b</t></si><si><t>_x005F_x000D_</t></si><si><t>😀</t></si><si/>"
        '<si><t xml:space="preserve"> x </t></si>'
    )
    cells = "".join(f'<c t="s"><v>{rank}</v></c>' for rank in range(7))
    more = (
        '<c t="inlineStr"><is><t>ici</t></is></c><c t="inlineStr"><is><r><t>a</t></r><rPh><t>z</t></rPh><r><t>b</t></r></is></c>'
        '<c t="str"><f>A1</f><v>calculé</v></c><c t="inlineStr"><is><t>_x000D_</t></is></c>'
    )
    assert list(texts(f"<row>{cells}{more}</row>", shared=shared).values()) == [
        "simple", "en gras", "a\r\nb", "_x000D_", "😀", " x ", "ici", "ab", "calculé", "\r",
    ]  # fmt: skip


def test_errors_and_formulas_without_value_are_no_empty_cells():
    body = (
        '<row><c t="e"><v>#N/A</v></c><c t="e"><f>1/0</f><v>#DIV/0!</v></c><c><f>A1</f></c><c><f>A1</f><v/></c>'
        '<c><f>A1</f><v></v></c><c t="str"><f>""</f><v></v></c><c s="0"/><c t="b"><v>1</v></c><c t="b"><v>0</v></c></row>'
    )
    cells = cells_of(xlsx_parts(body))
    assert cells == {
        "A1": ("error", "#N/A"), "B1": ("error", "#DIV/0!"), "C1": ("uncomputed", "="), "D1": ("uncomputed", "="),
        "E1": ("uncomputed", "="), "H1": ("boolean", "VRAI"), "I1": ("boolean", "FAUX"),
    }  # fmt: skip
    (row,) = rows_of(xlsx_parts(body))
    assert [cell.value for cell in row.cells] == [None] * 5 + [True, False]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("0.10000000000000001", "0.1"),  # what Excel writes when 0.1 is typed
        ("0.30000000000000004", "0.3"),
        ("14.300000000000001", "14.3"),
        ("3.0", "3"),
        ("-0", "0"),
        ("1E3", "1000"),
        ("3.56938035643809E+14", "356938035643809"),  # an IMEI
        ("1.23456789012345E+15", "1234567890123450"),
        ("1E-7", "0.0000001"),
        ("1e300", "1e+300"),
        ("007", "7"),
    ],
)
def test_a_number_is_written_as_it_was_typed(written: str, text: str):
    assert cells_of(xlsx_parts(f"<row><c><v>{written}</v></c></row>")) == {"A1": ("number", text)}


@pytest.mark.parametrize("written", ["1_000", "١٢", "12 kWh", "0x10", "1,5"])
def test_what_is_no_number_stays_the_text_it_is(written: str):
    assert cells_of(xlsx_parts(f"<row><c><v>{written}</v></c></row>")) == {"A1": ("text", written)}


@pytest.mark.parametrize("written", ["NaN", "inf", "1e999"])
def test_what_is_not_finite_is_no_number(written: str):
    assert [kind for kind, _ in cells_of(xlsx_parts(f"<row><c><v>{written}</v></c></row>")).values()] == ["text"]


def test_dates_of_both_calendars():
    """45352 is 1 March 2024, 1 is 1 January 1900; from 1904, 0 is 1 January 1904 (ECMA-376, 18.17.4.1)."""
    written = ["45352", "45352.5", "0.75", "1.25", "1", "59", "61"]
    body = f"<row>{''.join(f'<c s={str(style)!r}><v>{value}</v></c>' for value, style in zip(written, '1234111', strict=True))}</row>"
    styles = {"formats": {164: "[h]:mm"}, "styles": (0, 14, 22, 21, 164)}
    assert list(cells_of(xlsx_parts(body, **styles)).values()) == [
        ("date", "2024-03-01"), ("datetime", "2024-03-01T12:00:00"), ("time", "18:00:00"), ("duration", "30:00:00"),
        ("date", "1900-01-01"), ("date", "1900-02-28"), ("date", "1900-03-01"),
    ]  # fmt: skip
    (row,) = rows_of(xlsx_parts(body, **styles))
    assert [cell.value for cell in row.cells[:4]] == [
        date(2024, 3, 1), datetime(2024, 3, 1, 12), time(18), timedelta(hours=30),
    ]  # fmt: skip
    body = '<row><c s="1"><v>1</v></c><c s="1"><v>43890</v></c></row>'
    assert list(texts(body, styles=(0, 14), properties='date1904="1"').values()) == ["1904-01-02", "2024-03-01"]
    iso = "".join(f'<c t="d"><v>{text}</v></c>' for text in ("2024-03-01", "2024-03-01T10:30:00", "10:30:00", "mars"))
    assert list(cells_of(xlsx_parts(f"<row>{iso}</row>")).values()) == [
        ("date", "2024-03-01"), ("datetime", "2024-03-01T10:30:00"), ("time", "10:30:00"), ("text", "mars"),
    ]  # fmt: skip


def test_an_unknown_style_is_no_date():
    assert texts('<row><c s="99"><v>45352</v></c></row>', styles=(0, 14)) == {"A1": "45352"}


def test_strict_files_prefixes_and_odd_relations():
    plain = xlsx_parts('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', shared="<si><t>a</t></si>")
    strict = dict(plain)
    for old, new in STRICT.items():
        strict = {name: str(data).replace(old, new) for name, data in strict.items()}
    prefixed = plain | {
        "xl/worksheets/s1.xml": f'<x:worksheet xmlns:x="{MAIN}"><x:dimension ref="A1:Z9"/><x:sheetData><x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v>'
        "</x:c></x:row></x:sheetData></x:worksheet>",
        "xl/sharedStrings.xml": f'<x:sst xmlns:x="{MAIN}"><x:si><x:t>a</x:t></x:si></x:sst>',
    }
    moved = {name.replace("xl/", "autre/"): data for name, data in plain.items()}
    moved["_rels/.rels"] = str(plain["_rels/.rels"]).replace("xl/workbook", "/autre/workbook")
    moved["autre/_rels/workbook.xml.rels"] = str(plain["xl/_rels/workbook.xml.rels"]).replace("/xl/", "/autre/")
    upper = {name.upper(): data for name, data in plain.items()}
    utf16 = plain | {"xl/worksheets/s1.xml": str(plain["xl/worksheets/s1.xml"]).encode("utf-16")}
    for parts in (plain, strict, prefixed, moved, upper):
        assert cells_of(parts) == {"A1": ("text", "a")}
    with pytest.raises(SheetError, match="enregistrez-le de nouveau"):
        cells_of(utf16)


def test_sheets_in_order_hidden_ones_too_and_no_sheet_of_charts():
    parts = xlsx_parts("<row><c><v>1</v></c></row>", "", "", states=("visible", "hidden", "veryHidden"))
    book = open_book(io.BytesIO(packed(parts)))
    assert [(sheet.name, sheet.hidden) for sheet in book.sheets] == [("F1", False), ("F2", True), ("F3", True)]
    parts["xl/_rels/workbook.xml.rels"] = str(parts["xl/_rels/workbook.xml.rels"]).replace(
        f'"r2" Type="{REL}/worksheet"', f'"r2" Type="{REL}/chartsheet"'
    )
    assert [sheet.name for sheet in open_book(io.BytesIO(packed(parts))).sheets] == ["F1", "F3"]
    assert book.kind == "xlsx"
    assert open_book(io.BytesIO(packed(parts | {"xl/vbaProject.bin": b"x"}))).kind == "xlsm"


def test_hidden_rows_are_read_and_said_and_a_dimension_may_lie():
    parts = xlsx_parts('<row hidden="1"><c><v>1</v></c></row><row hidden="0"><c><v>2</v></c></row>')
    parts["xl/worksheets/s1.xml"] = str(parts["xl/worksheets/s1.xml"]).replace(
        "<sheetData>", '<dimension ref="A1"/><sheetData>'
    )
    assert [(row.hidden, row.texts()) for row in rows_of(parts)] == [(True, ["1"]), (False, ["2"])]


def test_merged_cells_are_known_before_the_rows():
    after = '<mergeCells><mergeCell ref="A2:A4"/><mergeCell ref="$B$1:$D$1"/></mergeCells>'
    for parts in (
        xlsx_parts("<row><c><v>1</v></c></row>", after=after),
        ods_parts(
            '<table:table table:name="x"/>'.replace("x", "0")
            + table(
                '<table:table-row><table:table-cell/><table:table-cell table:number-columns-spanned="3"/></table:table-row>'
                '<table:table-row><table:table-cell table:number-rows-spanned="3" table:number-columns-spanned="1"/></table:table-row>'
            )
        ),
    ):
        merges = open_book(io.BytesIO(packed(parts))).sheets[-1].merges
        assert sorted(merges) == [Area(1, 2, 1, 4), Area(2, 1, 4, 1)]
    assert open_book(io.BytesIO(packed(xlsx_parts("")))).sheets[0].merges == ()


def test_letters_of_columns():
    assert [column_name(number) for number in (1, 26, 27, 702, 703, 16_384)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


# ODS


def test_values_of_an_ods():
    cells = (
        '<table:table-cell office:value-type="float" office:value="0.1"><text:p>0,10</text:p></table:table-cell>'
        '<table:table-cell office:value-type="percentage" office:value="0.2"><text:p>20%</text:p></table:table-cell>'
        '<table:table-cell office:value-type="currency" office:value="3" office:currency="EUR"><text:p>3 €</text:p></table:table-cell>'
        '<table:table-cell office:value-type="date" office:date-value="2024-03-01"><text:p>01/03/24</text:p></table:table-cell>'
        '<table:table-cell office:value-type="date" office:date-value="2024-03-01T10:30:00"/>'
        '<table:table-cell office:value-type="time" office:time-value="PT10H30M00S"/>'
        '<table:table-cell office:value-type="boolean" office:boolean-value="true" table:formula="of:=TRUE()"><text:p>VRAI</text:p></table:table-cell>'
        '<table:table-cell office:value-type="string" office:string-value="vraie"><text:p>montrée</text:p></table:table-cell>'
    )
    assert list(ods_cells(cells).values()) == [
        ("number", "0.1"), ("number", "0.2"), ("number", "3"), ("date", "2024-03-01"), ("datetime", "2024-03-01T10:30:00"),
        ("time", "10:30:00"), ("boolean", "VRAI"), ("text", "vraie"),
    ]  # fmt: skip


def test_errors_and_formulas_of_an_ods_are_no_empty_cells():
    cells = (
        '<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#N/D</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>Err:502</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=NA()" office:value-type="float" office:value="0"><text:p>#N/A</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=1/0" office:value-type="float" office:value="0"><text:p>#DIV/0 !</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=[.A1]"/>'
        '<table:table-cell office:value-type="float" office:value="12" table:formula="of:=6+6"><text:p>###</text:p></table:table-cell>'
    )
    assert list(ods_cells(cells).values()) == [
        ("error", "#N/D"), ("error", "#Err:502"), ("error", "#N/A"), ("error", "#DIV/0 !"), ("uncomputed", "="), ("number", "12"),
    ]  # fmt: skip


def test_text_of_an_ods_is_what_it_shows_without_notes():
    cells = (
        '<table:table-cell office:value-type="string"><office:annotation><text:p>note</text:p></office:annotation>'
        '<text:p>a <text:span>b<text:s/></text:span><text:s text:c="2"/>c</text:p>'
        "<text:p>f\u00a0g</text:p></table:table-cell>"
    )
    assert ods_cells(cells) == {"A1": ("text", "a b   c\nf\u00a0g")}


@pytest.mark.parametrize(
    ("inside", "why"),
    [
        ("<draw:frame><draw:text-box><text:p>dessin</text:p></draw:text-box></draw:frame>", "dessin"),
        (f"<draw:frame>{table('<table:table-row><table:table-cell><text:p>12</text:p></table:table-cell></table:table-row>')}</draw:frame>", "tableau"),
        ("<text:p>12<text:tab/>5</text:p>", "tabulation"),
        ("<text:p>12<text:line-break/>5</text:p>", "saut de ligne"),
    ],
)  # fmt: skip
def test_what_would_be_glued_to_the_text_of_a_cell_is_refused(inside: str, why: str):
    cell = (
        f'<table:table-cell/><table:table-cell office:value-type="string">{inside}<text:p>3</text:p></table:table-cell>'
    )
    with pytest.raises(SheetError, match=f"cellule B1 : .*{why}"):
        ods_cells(cell)


def test_a_drawing_over_a_sheet_is_left():
    shapes = (
        "<table:shapes><draw:frame><draw:text-box><text:p>dessin</text:p></draw:text-box></draw:frame></table:shapes>"
    )
    cell = "<table:table-row><table:table-cell office:value-type='string'><text:p>a</text:p></table:table-cell></table:table-row>"
    assert cells_of(ods_parts(table(shapes + cell))) == {"A1": ("text", "a")}


def test_runs_of_an_ods_are_as_many_rows_and_cells():
    body = table(
        '<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="2"/>'
        '<table:table-cell table:number-columns-repeated="4" office:value-type="string"><text:p>x</text:p></table:table-cell>'
        '<table:table-cell table:number-columns-repeated="16378"/></table:table-row>'
        '<table:table-header-rows><table:table-row table:visibility="filter"><table:covered-table-cell/>'
        '<table:covered-table-cell office:value-type="float" office:value="5"/></table:table-row></table:table-header-rows>'
        '<table:table-row table:number-rows-repeated="4294967295"><table:table-cell/></table:table-row>'
    )
    *first, last = rows_of(ods_parts(body))
    assert [row.number for row in first] == [1, 2, 3]
    assert [row.texts() for row in first] == [["", "", "x", "x", "x", "x"]] * 3
    assert first[0].texts(4) == ["", "", "x", "x", "x"]
    assert (last.number, last.hidden, last.texts()) == (4, True, ["", "5"])


def test_sheets_of_an_ods_hidden_ones_too_and_no_table_that_is_no_sheet():
    styles = '<style:style style:name="ta1" style:family="table"><style:table-properties table:display="false"/></style:style>'
    inner = "<table:table-row><table:table-cell office:value-type='string'><text:p>{}</text:p></table:table-cell></table:table-row>"
    body = (
        f"<table:tracked-changes><table:deletion>{inner.format('effacé')}</table:deletion></table:tracked-changes>{table(inner.format('a'), 'A')}"
        f'<table:table table:name="B" table:style-name="ta1">{inner.format("b")}{inner.format("b2")}</table:table>'
        f"{table(inner.format('c'), 'C')}<table:dde-links><table:dde-link>{table(inner.format('lien'))}</table:dde-link></table:dde-links>"
    )
    book = open_book(io.BytesIO(packed(ods_parts(body, styles))))
    assert [(sheet.name, sheet.hidden) for sheet in book.sheets] == [("A", False), ("B", True), ("C", False)]
    assert [[row.texts() for row in sheet.rows()] for sheet in book.sheets] == [[["a"]], [["b"], ["b2"]], [["c"]]]


# what is no workbook

CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (CFB + bytes(600), r"ancien \(\.xls\)"),
        (CFB + bytes(1 << 20) + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
        (packed({"encrypted-package": b"x", "mimetype": b""}), "mot de passe"),
        (packed({"word/document.xml": "<a/>"}), "pas un classeur"),
        (packed({"Index/Document.iwa": b"x"}), "Numbers"),
        (b"a;b\n1;2\n", "pas un classeur"),
        (b"", "pas un classeur"),
        (packed(xlsx_parts(""))[:-40], "archive est incomplète"),
        (packed({"_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="a" Type="{REL}/officeDocument" Target="xl/workbook.bin"/></Relationships>', "xl/workbook.bin": b""}), r"\.xlsb"),
        (packed(xlsx_parts("") | {"xl/workbook.xml": "<w:document xmlns:w='x'/>"}), "pas un classeur"),
        (packed(xlsx_parts("") | {"xl/workbook.xml": "<!DOCTYPE x><workbook/>"}), "DOCTYPE"),
        (packed(ods_parts("") | {"META-INF/manifest.xml": '<m:manifest xmlns:m="x"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'}), "mot de passe"),
    ],
)  # fmt: skip
def test_what_is_no_workbook_says_why(data: bytes, why: str):
    with pytest.raises(SheetError, match=why):
        list(open_book(io.BytesIO(data)).sheets)


def test_a_part_that_is_not_what_it_should_be_is_no_empty_sheet():
    for root in ("<chartsheet xmlns='x'/>", ""):
        with pytest.raises(SheetError, match="abîmé"):
            rows_of(xlsx_parts("") | {"xl/worksheets/s1.xml": root})
    with pytest.raises(SheetError, match="abîmé"):
        rows_of(ods_parts("") | {"content.xml": "<a/>"})


def test_a_path_is_closed_and_a_stream_is_left_open(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(packed(xlsx_parts("<row><c><v>1</v></c></row>")))
    before = len(list(Path("/proc/self/fd").iterdir()))
    book = open_book(path)
    assert [row.texts() for row in book.sheets[0].rows()] == [["1"]]
    book.close()
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    stream = io.BytesIO(path.read_bytes())
    open_book(stream).close()
    assert not stream.closed
    with pytest.raises(OSError):
        open_book(tmp_path / "rien.xlsx")


# a second opinion, and grids written then read

GRID = [
    ["Type", "Modèle", "Quantité", "Prix", "Date", "Heure"],
    ["Portable", "Latitude 5440", 3, 1200.5, date(2021, 3, 4), None],
    ["Écran", " été\n<&> ", 0, -0.1, datetime(2021, 3, 4, 10, 30), True],
]


def test_what_a_real_writer_wrote_is_read(tmp_path: Path):
    path = tmp_path / "parc.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, day, hour = (
            book.add_worksheet("Parc"),
            book.add_format({"num_format": "dd/mm/yyyy"}),
            book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
        )
        for row, cells in enumerate(GRID):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(row, column, cell, hour if isinstance(cell, datetime) else day)
                elif cell is not None:
                    sheet.write(row, column, cell)
        sheet.merge_range("H1:I3", "fusion")
        sheet.set_row(1, None, None, {"hidden": True})
    (ours,) = open_book(path).sheets
    rows = list(ours.rows())
    assert [row.hidden for row in rows] == [False, True, False]
    assert ours.merges == (Area(1, 8, 3, 9),)
    for row, cells in zip(rows, GRID, strict=True):
        written = dict(enumerate(cells, start=1)) | ({8: "fusion"} if row.number == 1 else {})
        found = {cell.column: cell.value for cell in row.cells}
        assert found == {column: value for column, value in written.items() if value is not None}


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20).filter(
    lambda text: (
        text == " ".join(text.split(" ")).strip(" ")
        and "  " not in text
        and "\ufffe" not in text
        and "\uffff" not in text
    )
)
CELL = st.one_of(
    st.none(),
    TEXT,
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.floats(-1e12, 1e12, allow_subnormal=False).map(lambda number: float(f"{number:.12g}")),
    st.booleans(),
    st.dates(date(1900, 3, 1), date(9999, 12, 31)),
    st.datetimes(datetime(1900, 3, 1), datetime(9999, 12, 31)).map(
        lambda moment: moment.replace(second=1, microsecond=0)
    ),
    st.sampled_from(["#N/A", "#REF!"]).map(lambda name: (CellKind.ERROR, name)),
    st.just((CellKind.UNCOMPUTED, "=")),
)
GRIDS = st.dictionaries(
    st.one_of(st.integers(1, 30), st.integers(1, 3_000)),
    st.dictionaries(st.one_of(st.integers(1, 10), st.integers(1, 1_000)), CELL, max_size=6),
    max_size=6,
)


def as_xlsx(grid: dict[int, dict[int, Any]]) -> bytes:
    def cell(row: int, column: int, value: Any) -> str:
        where = f'r="{column_name(column)}{row}"'
        match value:
            case None:
                return f"<c {where}/>"
            case bool():
                return f'<c {where} t="b"><v>{int(value)}</v></c>'
            case int() | float():
                return f"<c {where}><v>{value!r}</v></c>"
            case datetime():
                since = value - datetime(1899, 12, 30)
                return f'<c {where} s="2"><v>{since.days + since.seconds / 86_400!r}</v></c>'
            case date():
                return f'<c {where} s="1"><v>{(value - date(1899, 12, 30)).days}</v></c>'
            case (CellKind.ERROR, name):
                return f'<c {where} t="e"><f>A1</f><v>{name}</v></c>'
            case (CellKind.UNCOMPUTED, _):
                return f"<c {where}><f>A1</f></c>"
        return f'<c {where} t="inlineStr"><is><t>{escape(value.replace("_x", "_x005F_x"))}</t></is></c>'

    body = "".join(
        f'<row r="{row}">{"".join(cell(row, column, cells[column]) for column in sorted(cells))}</row>'
        for row, cells in sorted(grid.items())
    )
    return packed(xlsx_parts(body, styles=(0, 14, 22)))


def as_ods(grid: dict[int, dict[int, Any]]) -> bytes:
    def cell(value: Any) -> str:
        match value:
            case None:
                return "<table:table-cell/>"
            case bool():
                return f'<table:table-cell office:value-type="boolean" office:boolean-value="{str(value).lower()}"/>'
            case int() | float():
                return f'<table:table-cell office:value-type="float" office:value="{value!r}"/>'
            case date():
                return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
            case (CellKind.ERROR, name):
                return f'<table:table-cell table:formula="of:=1" calcext:value-type="error"><text:p>{name}</text:p></table:table-cell>'
            case (CellKind.UNCOMPUTED, _):
                return '<table:table-cell table:formula="of:=1"/>'
        return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'

    def blank(tag: str, counted: str, count: int) -> str:
        return f"<table:{tag} table:number-{counted}-repeated={quoteattr(str(count))}/>" if count else ""

    body, done = "", 0
    for row, cells in sorted(grid.items()):
        body += blank("table-row", "rows", row - done - 1) + "<table:table-row>"
        at = 0
        for column, value in sorted(cells.items()):
            body += blank("table-cell", "columns", column - at - 1) + cell(value)
            at = column
        body, done = body + "</table:table-row>", row
    return packed(ods_parts(table(body)))


@settings(deadline=None, max_examples=150)
@given(grid=GRIDS)
def test_what_is_written_is_read(grid: dict[int, dict[int, Any]]):
    wanted = {
        (row, column): value for row, cells in grid.items() for column, value in cells.items() if value is not None
    }
    for data in (as_xlsx(grid), as_ods(grid)):
        found = {
            (row.number, cell.column): (cell.kind, cell.text) if cell.value is None else cell.value
            for sheet in open_book(io.BytesIO(data)).sheets
            for row in sheet.rows()
            for cell in row.cells
        }
        assert found.keys() == wanted.keys()
        for place, value in wanted.items():
            same = (
                math.isclose(found[place], value, rel_tol=1e-14) if isinstance(value, float) else found[place] == value
            )
            assert same and (isinstance(value, float | int) or type(found[place]) is type(value)), place
