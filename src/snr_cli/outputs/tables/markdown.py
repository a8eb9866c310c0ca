"""A table in Markdown: a caption, then a table of GitHub's flavour."""

from typing import Final

from snr_cli.french.typography import markdown_text
from snr_cli.results.records import Table

WIDEST: Final = 30  # dashes of a column


def markdown(table: Table) -> str:
    """Write the caption where there is one, then the table."""
    rules = [_rule(width, table.is_numeric(column)) for column, width in enumerate(table.widths())]
    marks = "| " + " | ".join(rules) + " |"
    rows = [_row(row) for row in table.rows]
    caption = [f"*{markdown_text(table.caption)}*", ""] if table.caption else []
    return "\n".join([*caption, _row(table.columns), marks, *rows])


def _rule(width: int, is_numeric: bool) -> str:
    """Write the dashes under a heading: as many as its column is wide, by which Pandoc shares out the width of a page."""
    dashes = "-" * max(3, min(WIDEST, width))
    return f"{dashes[:-1]}:" if is_numeric else dashes


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(markdown_text(cell) if cell else " " for cell in cells) + " |"
