"""Workbooks written by hand, as small as a spreadsheet may write them: for tests, which break them at will."""

import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from snr_cli.french.cells import column_name

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = {
    MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    REL: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
ODF = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = (
    f'xmlns:office="{ODF}:office:1.0" xmlns:table="{ODF}:table:1.0" xmlns:text="{ODF}:text:1.0" '
    f'xmlns:style="{ODF}:style:1.0" xmlns:draw="{ODF}:drawing:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)


def xlsx_parts(
    *sheets: str,
    shared: str = "",
    formats: dict[int, str] | None = None,
    styles: tuple[int, ...] = (0,),
    properties: str = "",
    states: tuple[str, ...] = (),
    after: str = "",
) -> dict[str, str | bytes]:
    """Return the parts of an XLSX from the XML inside `sheetData` of each sheet; `styles`: the format of each style."""
    names = "".join(
        f'<sheet name="F{n}" sheetId="{n}" {f"state={states[n - 1]!r}" if states else ""} r:id="r{n}"/>'
        for n in range(1, len(sheets) + 1)
    )
    links = "".join(
        f'<Relationship Id="r{n}" Type="{REL}/worksheet" Target="worksheets/s{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    codes = "".join(
        f'<numFmt numFmtId="{key}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
        for key, code in (formats or {}).items()
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><workbookPr {properties}/><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}'
        f'<Relationship Id="t" Type="{REL}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="s" Type="{REL}/styles" Target="/xl/styles.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{shared}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        f"<cellXfs>{''.join(f'<xf numFmtId={str(key)!r}/>' for key in styles)}</cellXfs></styleSheet>",
    } | {
        f"xl/worksheets/s{n}.xml": f'<worksheet xmlns="{MAIN}" xmlns:r="{REL}"><sheetData>{body}</sheetData>{after}</worksheet>'
        for n, body in enumerate(sheets, start=1)
    }


def ods_parts(body: str, styles: str = "") -> dict[str, str | bytes]:
    """Return the parts of an ODS from the XML inside `office:spreadsheet`."""
    return {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{ODF}:manifest:1.0"/>',
        "content.xml": f"<office:document-content {SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>",
    }


def packed(parts: dict[str, str | bytes]) -> bytes:
    """Return an archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def saved(path: Path, parts: dict[str, str | bytes]) -> Path:
    """Write an archive."""
    path.write_bytes(packed(parts))
    return path


Grid = list[list[str | int]]
Merges = list[tuple[int, int, int, int]]  # first row, first column, last row, last column, all from 1 on


def xlsx_grid(rows: Grid, merges: Merges = ()) -> dict[str, str | bytes]:  # type: ignore[assignment]
    """Return the parts of an XLSX of one sheet, blank texts being no cells."""

    def cell(row: int, column: int, value: str | int) -> str:
        where = f'r="{column_name(column)}{row}"'
        return f"<c {where}><v>{value}</v></c>" if isinstance(value, int) else (
            f'<c {where} t="inlineStr"><is><t>{escape(value)}</t></is></c>' if value else ""
        )  # fmt: skip

    body = "".join(
        f'<row r="{number}">{"".join(cell(number, column, value) for column, value in enumerate(row, 1))}</row>'
        for number, row in enumerate(rows, 1)
    )
    refs = "".join(f'<mergeCell ref="{column_name(b)}{a}:{column_name(d)}{c}"/>' for a, b, c, d in merges)
    return xlsx_parts(body, after=f"<mergeCells>{refs}</mergeCells>" if merges else "")


def ods_grid(rows: Grid, merges: Merges = ()) -> dict[str, str | bytes]:  # type: ignore[assignment]
    """Return the parts of an ODS of one sheet."""
    return ods_parts(ods_table("F1", rows, merges))


def ods_table(name: str, rows: Grid, merges: Merges) -> str:
    """Return the XML of a sheet of an ODS, as LibreOffice writes it."""
    spans = {(a, b): (c - a + 1, d - b + 1) for a, b, c, d in merges}
    covered = {
        (row, column) for a, b, c, d in merges for row in range(a, min(c, len(rows)) + 1) for column in range(b, d + 1)
    } - spans.keys()

    def cell(row: int, column: int, value: str | int) -> str:
        tag = "covered-table-cell" if (row, column) in covered else "table-cell"
        high, wide = spans.get((row, column), (0, 0))
        span = f' table:number-columns-spanned="{wide}" table:number-rows-spanned="{high}"' if high else ""
        kind = f' office:value-type="float" office:value="{value}"' if isinstance(value, int) else ""
        kind = kind or (' office:value-type="string"' if value else "")
        return (
            f"<table:{tag}{span}{kind}>{f'<text:p>{escape(str(value))}</text:p>' if value != '' else ''}</table:{tag}>"
        )

    width = max(map(len, rows))
    body = "".join(
        f"<table:table-row>{''.join(cell(number, column, value) for column, value in enumerate([*row, *[''] * (width - len(row))], 1))}</table:table-row>"
        for number, row in enumerate(rows, 1)
    )
    return f'<table:table table:name="{name}">{body}</table:table>'
