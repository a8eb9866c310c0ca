"""A table of a document: its heading comes again on each page, its rows are whole, its columns have room for their words."""

from collections.abc import Iterator
from typing import Final

from snr_cli.documents.formats.layout import HELD_ROWS
from snr_cli.documents.formats.look import ACCENT, CELL_ABOVE, HAIRLINE, TINT
from snr_cli.documents.formats.markup import escaped
from snr_cli.documents.formats.odt.elements import Automatic, characters, odt_paragraph, points
from snr_cli.documents.formats.odt.styles import ODT_STYLES
from snr_cli.documents.formats.widths import CELL_SIDE, TABLE_SIZES, ColumnWidths
from snr_cli.results.table import Table

_BELOW: Final = 10.0  # points below a table
_PADDED: Final = (
    f'fo:padding-left="{points(CELL_SIDE)}" fo:padding-right="{points(CELL_SIDE)}" fo:padding-top="{points(CELL_ABOVE)}" '
    f'fo:padding-bottom="{points(CELL_ABOVE)}" fo:border-left="none" fo:border-right="none" fo:border-top="none"'
)
_CELL: Final = f'<style:table-cell-properties {_PADDED} fo:border-bottom="0.5pt solid #{HAIRLINE}"/>'
_HEADING: Final = (
    f'<style:table-cell-properties {_PADDED} fo:border-bottom="1.5pt solid #{ACCENT}" fo:background-color="#{TINT}" '
    'style:vertical-align="bottom"/>'
)


class OdtTables:
    """The tables of a document, each with a number."""

    def __init__(self, automatic: Automatic, *, sized: bool) -> None:
        """Take where automatic styles are written; `sized`: the size of the letters is never that of the style, which a model has."""
        self._automatic, self._sized, self._count = automatic, sized, 0

    def table(self, shown: Table, columns: ColumnWidths, *, whole: bool, held: bool) -> str:
        """Write a table.

        Args:
            shown: its texts.
            columns: the widths of its columns, the size of its letters.
            whole: whether it stays on a page.
            held: whether it stays with what follows it.
        """
        self._count += 1
        keep = ' fo:keep-with-next="always"' if held else ""
        style = self._automatic.named(
            "table",
            f'<style:table-properties style:width="{points(sum(columns.widths))}" table:align="left" '
            f'fo:margin-top="0pt" fo:margin-bottom="{points(_BELOW)}" table:border-model="collapsing" '
            f'style:may-break-between-rows="{"false" if whole else "true"}"{keep}/>',
        )
        widths = "".join(f'<table:table-column table:style-name="{self._column(each)}"/>' for each in columns.widths)
        title = f"<table:title>{escaped(shown.caption)}</table:title>" if shown.caption else ""
        heading, *rows = self._rows(shown, columns, whole=whole, held=held)
        return (
            f'<table:table table:name="Tableau {self._count}" table:style-name="{style}">{title}{widths}'
            f"<table:table-header-rows>{heading}</table:table-header-rows>{''.join(rows)}</table:table>"
        )

    def _column(self, width: float) -> str:
        return self._automatic.named(
            "table-column", f'<style:table-column-properties style:column-width="{points(width)}"/>'
        )

    def _rows(self, shown: Table, columns: ColumnWidths, *, whole: bool, held: bool) -> Iterator[str]:
        """Yield the rows, that of the heading first."""
        row_style = self._automatic.named("table-row", '<style:table-row-properties fo:keep-together="always"/>')
        last = len(shown.rows) - 1
        for rank, row in enumerate((shown.columns, *shown.rows), -1):
            heading = rank < 0
            keep = (rank < last or held) and (whole or rank < HELD_ROWS - 1 or rank > last - HELD_ROWS)
            cell_style = self._automatic.named("table-cell", _HEADING if heading else _CELL)
            styles = (
                self._text(columns.size, heading=heading, number=shown.is_numeric(column), keep=keep)
                for column in range(len(row))
            )
            cells = "".join(
                f'<table:table-cell table:style-name="{cell_style}" office:value-type="string">'
                f"{odt_paragraph(style, characters(text))}</table:table-cell>"
                for text, style in zip(row, styles, strict=True)
            )
            yield f'<table:table-row table:style-name="{row_style}">{cells}</table:table-row>'

    def _text(self, size: float, *, heading: bool, number: bool, keep: bool) -> str:
        """Return the style of the paragraph of a cell."""
        style = ODT_STYLES["column" if heading else "cell"].id
        said = ' fo:text-align="end"' * number + ' fo:keep-with-next="always"' * (keep and not heading)
        own = f"<style:paragraph-properties{said}/>" if said else ""
        if self._sized or size != TABLE_SIZES[0]:
            own += f'<style:text-properties fo:font-size="{points(size)}"/>'
        return self._automatic.named("paragraph", own, style) if own else style
