"""A table of a document: its heading comes again on each page, its rows are whole, its columns have room for their words."""

from collections.abc import Iterator

from snr_cli.documents.formats.docx.elements import on, twips, w_paragraph, w_run
from snr_cli.documents.formats.docx.styles import PARAGRAPHS, TABLE
from snr_cli.documents.formats.layout import HELD_ROWS
from snr_cli.documents.formats.markup import escaped
from snr_cli.documents.formats.widths import TABLE_SIZES, ColumnWidths
from snr_cli.results.table import Table

_LOOK = '<w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'


def table(shown: Table, columns: ColumnWidths, *, whole: bool, held: bool) -> str:
    """Write a table.

    Args:
        shown: its texts.
        columns: the widths of its columns, the size of its letters.
        whole: whether it stays on a page; else its first and its last rows are not alone.
        held: whether it stays with what follows it.
    """
    widths = [twips(each) for each in columns.widths]
    grid = "".join(f'<w:gridCol w:w="{each}"/>' for each in widths)
    caption = f'<w:tblCaption w:val="{escaped(shown.caption)}"/>' if shown.caption else ""
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{TABLE}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/>{_LOOK}{caption}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"{''.join(_rows(shown, columns, widths, whole=whole, held=held))}</w:tbl>"
    )


def _rows(shown: Table, columns: ColumnWidths, widths: list[int], *, whole: bool, held: bool) -> Iterator[str]:
    size = round(columns.size * 2)
    look = "" if columns.size == TABLE_SIZES[0] else f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    last = len(shown.rows) - 1
    for rank, row in enumerate((shown.columns, *shown.rows), -1):
        first = rank < 0
        keep = (rank < last or held) and (whole or rank < HELD_ROWS - 1 or rank > last - HELD_ROWS)
        style = PARAGRAPHS["column" if first else "cell"].id
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/></w:tcPr>'
            + w_paragraph(
                style,
                w_run(text, look),
                on("keepNext", keep and not first) + ('<w:jc w:val="right"/>' if shown.is_numeric(column) else ""),
            )
            + "</w:tc>"
            for column, (text, wide) in enumerate(zip(row, widths, strict=True))
        )
        yield f"<w:tr><w:trPr><w:cantSplit/>{on('tblHeader', first)}</w:trPr>{cells}</w:tr>"
