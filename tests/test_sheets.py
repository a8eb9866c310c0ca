"""Workbooks: every filled cell is given with its place, its kind and its text, whatever writes the file."""

import io
import math
import string
import tracemalloc
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest
import xlsxwriter
from hypothesis import given, settings, strategies as st
from python_calamine import CalamineWorkbook

from snr_cli.french.cells import column_name
from snr_cli.inputs.sheets import Area, CellKind, SheetError, open_book
from snr_cli.inputs.sheets.cells import format_kind
from workbooks import MAIN, PACKAGE, REL, STRICT, ods_parts, packed, xlsx_parts


def rows_of(parts: dict[str, str | bytes], sheet: int = 0) -> list[Any]:
    book = open_book(io.BytesIO(packed(parts)))
    rows = list(book.sheets[sheet].rows())
    assert [list(each) for _, each in book.each()][sheet] == rows  # one pass gives the same
    return rows


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


def test_rows_and_cells_out_of_order_are_all_given():
    body = '<row r="9"><c r="C9"><v>3</v></c><c r="A9"><v>1</v></c></row><row r="2"><c r="B2"><v>2</v></c></row>'
    rows = rows_of(xlsx_parts(body))
    assert [(row.number, row.texts()) for row in rows] == [(9, ["1", "", "3"]), (2, ["", "2"])]


def test_a_row_without_number_is_where_its_cells_are():
    assert texts('<row><c r="A5"><v>1</v></c></row><row><c r="A6"><v>2</v></c></row>') == {"A5": "1", "A6": "2"}


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ('<row r="5"><c r="A6"><v>1</v></c></row>', "A6 dans la ligne 5"),
        (
            '<row r="5"><c r="A5"><v>1</v></c></row><row r="5"><c r="B5"><v>1</v></c></row>',
            "ligne 5 y est écrite deux fois",
        ),
        ('<row r="5"><c r="A5"><v>1</v></c><c r="A5"><v>2</v></c></row>', "cellule A5 y est écrite deux fois"),
        ('<row r="1"><c r="A1" t="s"><v>2</v></c></row>', "renvoie au texte 2"),
        ('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>', "renvoie au texte -1"),
        ('<row r="1"><c r="A1" t="z"><v>1</v></c></row>', "A1 de nature inconnue « z »"),
        ('<row r="1048577"><c><v>1</v></c></row>', "ligne 1048577, au-delà"),
        ('<row r="1"><c r="XFE1"><v>1</v></c></row>', "colonne « XFE »"),
        ('<row r="1"><c r="1"><v>1</v></c></row>', "colonne «  »"),
    ],
)
def test_what_cannot_be_placed_is_refused(body: str, why: str):
    with pytest.raises(SheetError, match=why):
        rows_of(xlsx_parts(body, shared="<si><t>a</t></si><si><t>b</t></si>"))


def test_the_last_cell_of_a_sheet_is_read():
    (row,) = rows_of(xlsx_parts('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))
    assert (row.number, row.cells[0].column, row.cells[0].address) == (1_048_576, 16_384, "XFD1048576")
    assert row.texts(3) == ["", "", "", "1"]  # what stands beyond the limit shows


def test_texts_shared_rich_inline_and_escaped():
    shared = (
        "<si><t>simple</t></si><si><r><t>en </t></r><r><rPr><b/></rPr><t>gras</t></r><rPh><t>fonétique</t></rPh></si>"
        "<si><t>a_x000D__x000a_b</t></si><si><t>_x005F_x000D_</t></si><si><t>_xD83D__xDE00_ _x0001_</t></si><si/>"
        '<si><t xml:space="preserve"> x </t></si>'
    )
    cells = "".join(f'<c t="s"><v>{rank}</v></c>' for rank in range(7))
    more = (
        '<c t="inlineStr"><is><t>ici</t></is></c><c t="inlineStr"><is><r><t>a</t></r><rPh><t>z</t></rPh><r><t>b</t></r></is></c>'
        '<c t="str"><f>A1</f><v>calculé</v></c><c t="inlineStr"><is><t>_x000D_</t></is></c>'
    )
    assert list(texts(f"<row>{cells}{more}</row>", shared=shared).values()) == [
        "simple", "en gras", "a\r\nb", "_x000D_", "😀 _x0001_", " x ", "ici", "ab", "calculé", "\r",
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
        ("1234567890123456789", "1234567890123456789"),
        ("1E-7", "0.0000001"),
        ("1e300", "1e+300"),
        ("007", "7"),
        (" 5 ", "5"),
    ],
)
def test_a_number_is_written_as_it_was_typed(written: str, text: str):
    assert cells_of(xlsx_parts(f"<row><c><v>{written}</v></c></row>")) == {"A1": ("number", text)}


@pytest.mark.parametrize("written", ["1_000", "NaN", "inf", "1e999", "١٢", "12 kWh", "0x10", "1,5"])
def test_what_is_no_number_stays_the_text_it_is(written: str):
    assert cells_of(xlsx_parts(f"<row><c><v>{written}</v></c></row>")) == {"A1": ("text", written)}


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("dd/mm/yyyy", CellKind.DATE),
        ("dd/mm/yyyy;@", CellKind.DATE),
        ("[$-40C]d\\ mmmm\\ yyyy;@", CellKind.DATE),
        ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", CellKind.DATE),
        ("mmm-yy", CellKind.DATE),
        ("jj/mm/aaaa", CellKind.DATE),
        ("jj/mm/aaaa hh:mm", CellKind.DATETIME),
        ("yyyy-mm-dd\\Thh:mm:ss", CellKind.DATETIME),
        ("m/d/yy h:mm", CellKind.DATETIME),
        ("h:mm AM/PM", CellKind.TIME),
        ("hh:mm:ss.000", CellKind.TIME),
        ("[h]:mm:ss", CellKind.DURATION),
        ("[mm]:ss", CellKind.DURATION),
        ("General", CellKind.NUMBER),
        ("Standard", CellKind.NUMBER),
        ("@", CellKind.NUMBER),
        ("0.00E+00", CellKind.NUMBER),
        ("#,##0.00\\ [$€-40C]", CellKind.NUMBER),
        ('0 "jours"', CellKind.NUMBER),
        ("[Red]-0;[Yellow]0", CellKind.NUMBER),
        ("# ##0\\ \\d", CellKind.NUMBER),
        ('"mm/yyyy"', CellKind.NUMBER),
        ("", CellKind.NUMBER),
    ],
)
def test_a_format_says_what_a_number_is(code: str, kind: CellKind):
    assert format_kind(164, code) is kind


@pytest.mark.parametrize(
    ("number", "kind"),
    [(0, CellKind.NUMBER), (9, CellKind.NUMBER), (14, CellKind.DATE), (17, CellKind.DATE), (20, CellKind.TIME), (22, CellKind.DATETIME), (46, CellKind.DURATION), (49, CellKind.NUMBER), (163, CellKind.NUMBER)],
)  # fmt: skip
def test_the_formats_that_a_file_does_not_spell_out(number: int, kind: CellKind):
    assert format_kind(number, None) is kind


def test_dates_of_both_calendars():
    """45352 is 1 March 2024, 1 is 1 January 1900; from 1904, 0 is 1 January 1904 (ECMA-376, 18.17.4.1)."""
    written = ["45352", "45352.5", "0.75", "1.25", "1", "59", "60", "61", "-1", "2958466"]
    body = f"<row>{''.join(f'<c s={str(style)!r}><v>{value}</v></c>' for value, style in zip(written, '1234111111', strict=True))}</row>"
    styles = {"formats": {164: "[h]:mm"}, "styles": (0, 14, 22, 21, 164)}
    assert list(cells_of(xlsx_parts(body, **styles)).values()) == [
        ("date", "2024-03-01"), ("datetime", "2024-03-01T12:00:00"), ("time", "18:00:00"), ("duration", "30:00:00"),
        ("date", "1900-01-01"), ("date", "1900-02-28"), ("number", "60"), ("date", "1900-03-01"), ("number", "-1"),
        ("number", "2958466"),
    ]  # fmt: skip
    (row,) = rows_of(xlsx_parts(body, **styles))
    assert [cell.value for cell in row.cells[:4]] == [
        date(2024, 3, 1), datetime(2024, 3, 1, 12), time(18), timedelta(hours=30),
    ]  # fmt: skip
    body = '<row><c s="1"><v>0</v></c><c s="1"><v>43890</v></c></row>'
    assert list(texts(body, styles=(0, 14), properties='date1904="1"').values()) == ["1904-01-01", "2024-03-01"]
    iso = "".join(f'<c t="d"><v>{text}</v></c>' for text in ("2024-03-01", "2024-03-01T10:30:00Z", "10:30:00", "mars"))
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
    moved["_rels/.rels"] = str(plain["_rels/.rels"]).replace("xl/workbook", "/autre/x/../workbook")
    moved["autre/_rels/workbook.xml.rels"] = str(plain["xl/_rels/workbook.xml.rels"]).replace("/xl/", "../autre/")
    upper = {name.upper().replace("/", "\\"): data for name, data in plain.items()}
    utf16 = plain | {"xl/worksheets/s1.xml": str(plain["xl/worksheets/s1.xml"]).encode("utf-16")}
    for parts in (plain, strict, prefixed, moved, upper, utf16):
        assert cells_of(parts) == {"A1": ("text", "a")}


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
        '<table:table-cell office:value-type="time" office:time-value="PT30H00M00S"/>'
        '<table:table-cell office:value-type="boolean" office:boolean-value="true" table:formula="of:=TRUE()"><text:p>VRAI</text:p></table:table-cell>'
        '<table:table-cell office:value-type="string" office:string-value="vraie"><text:p>montrée</text:p></table:table-cell>'
    )
    assert list(ods_cells(cells).values()) == [
        ("number", "0.1"), ("number", "0.2"), ("number", "3"), ("date", "2024-03-01"), ("datetime", "2024-03-01T10:30:00"),
        ("time", "10:30:00"), ("duration", "30:00:00"), ("boolean", "VRAI"), ("text", "vraie"),
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


def test_text_of_an_ods_is_what_it_shows_without_notes_nor_drawings():
    cells = (
        '<table:table-cell office:value-type="string"><office:annotation><text:p>note</text:p></office:annotation>'
        '<text:p>a <text:span>b<text:s/></text:span><text:s text:c="2"/>c</text:p>'
        "<draw:frame><draw:text-box><text:p>dessin</text:p></draw:text-box></draw:frame>"
        "<text:p>\n  d<text:tab/>e<text:line-break/>f\u00a0g  </text:p></table:table-cell>"
    )
    assert ods_cells(cells) == {"A1": ("text", "a b   c\nd\te\nf\u00a0g")}


def test_runs_of_an_ods_are_extents():
    body = table(
        '<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="2"/>'
        '<table:table-cell table:number-columns-repeated="4" office:value-type="string"><text:p>x</text:p></table:table-cell>'
        '<table:table-cell table:number-columns-repeated="16378"/></table:table-row>'
        '<table:table-header-rows><table:table-row table:visibility="filter"><table:covered-table-cell/>'
        '<table:covered-table-cell office:value-type="float" office:value="5"/></table:table-row></table:table-header-rows>'
        '<table:table-row table:number-rows-repeated="4294967295"><table:table-cell/></table:table-row>'
    )
    first, second = rows_of(ods_parts(body))
    assert (first.number, first.repeated, first.cells[0].span, first.cells[0].address) == (1, 3, 4, "C1")
    assert first.texts() == ["", "", "x", "x", "x", "x"]
    assert first.texts(4) == ["", "", "x", "x", "x"]
    assert (second.number, second.hidden, second.texts()) == (4, True, ["", "5"])


def test_sheets_of_an_ods_hidden_ones_too_and_no_table_that_is_no_sheet():
    styles = '<style:style style:name="ta1" style:family="table"><style:table-properties table:display="false"/></style:style>'
    inner = "<table:table-row><table:table-cell office:value-type='string'><text:p>{}</text:p></table:table-cell></table:table-row>"
    nested = table(
        f"<table:table-row><table:table-cell office:value-type='string'><draw:frame>{table(inner.format('dedans'))}</draw:frame>"
        "<text:p>dehors</text:p></table:table-cell></table:table-row>",
        "A",
    )
    body = (
        f"<table:tracked-changes><table:deletion>{inner.format('effacé')}</table:deletion></table:tracked-changes>{nested}"
        f'<table:table table:name="B" table:style-name="ta1">{inner.format("b")}{inner.format("b2")}</table:table>'
        f"{table(inner.format('c'), 'C')}<table:dde-links><table:dde-link>{table(inner.format('lien'))}</table:dde-link></table:dde-links>"
    )
    book = open_book(io.BytesIO(packed(ods_parts(body, styles))))
    assert [(sheet.name, sheet.hidden) for sheet in book.sheets] == [("A", False), ("B", True), ("C", False)]
    assert [[row.texts() for row in sheet.rows()] for sheet in book.sheets] == [[["dehors"]], [["b"], ["b2"]], [["c"]]]
    # rows left unread, or read in part, do not spoil the next sheet
    assert [next(rows).texts() for _, rows in book.each()] == [["dehors"], ["b"], ["c"]]
    assert [sheet.name for sheet, _ in book.each()] == ["A", "B", "C"]


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
    for root in ("<worksheet xmlns='x'/>", "<chartsheet xmlns='x'/>", ""):
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
    ["Portable", "Latitude 5440", 3, 1200.5, datetime(2021, 3, 4), None],
    ["Écran", " été\n<&> ", 0, -0.1, datetime(2021, 3, 4, 10, 30), True],
]


def test_a_real_writer_is_read_as_calamine_reads_it(tmp_path: Path):
    path = tmp_path / "parc.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, day, hour = (
            book.add_worksheet("Parc"),
            book.add_format({"num_format": "dd/mm/yyyy"}),
            book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
        )
        for row, cells in enumerate(GRID):
            for column, cell in enumerate(cells):
                if isinstance(cell, datetime):
                    sheet.write_datetime(row, column, cell, hour if cell.hour else day)
                elif cell is not None:
                    sheet.write(row, column, cell)
        sheet.merge_range("H1:I3", "fusion")
        sheet.set_row(1, None, None, {"hidden": True})
    (ours,) = open_book(path).sheets
    theirs = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Parc").to_python(skip_empty_area=False)
    rows = list(ours.rows())
    assert [row.hidden for row in rows] == [False, True, False]
    assert ours.merges == (Area(1, 8, 3, 9),)
    for row, cells in zip(rows, theirs, strict=True):
        for cell in row.cells:
            assert cell.value == cells[cell.column - 1]
        assert sum(cell != "" for cell in cells) == len(row.cells)


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
    st.datetimes(datetime(1900, 3, 1), datetime(9999, 12, 31)).map(lambda moment: moment.replace(microsecond=0)),
    st.sampled_from(["#N/A", "#REF!"]).map(lambda name: (CellKind.ERROR, name)),
    st.just((CellKind.UNCOMPUTED, "=")),
)
GRIDS = st.dictionaries(
    st.one_of(st.integers(1, 30), st.integers(1, 1_048_576)),
    st.dictionaries(st.one_of(st.integers(1, 10), st.integers(1, 16_384)), CELL, max_size=6),
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


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_rows_are_streamed(kind: str):
    """Twenty thousand rows of texts that are all different: 1.6 MB of text, and what is kept of them is far less than cells."""
    letters = string.ascii_letters
    if kind == "xlsx":
        shared = "".join(f"<si><t>{letters}{n}</t></si>" for n in range(20_000))
        data = packed(
            xlsx_parts(
                "".join(f'<row><c t="s"><v>{n}</v></c><c><v>{n}</v></c></row>' for n in range(20_000)), shared=shared
            )
        )
    else:
        data = packed(
            ods_parts(
                table(
                    "".join(
                        f"<table:table-row><table:table-cell office:value-type='string'><text:p>{letters}{n}</text:p></table:table-cell></table:table-row>"
                        for n in range(20_000)
                    )
                )
            )
        )
    book = open_book(io.BytesIO(data))
    (sheet,) = book.sheets
    tracemalloc.start()
    count = sum(len(row.cells[0].text) > 52 for row in sheet.rows())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 20_000
    assert peak < 12_000_000
