"""A table in HTML: caption, scopes, in a region that scrolls within itself."""

import re
from typing import Final

from snr_cli.tables.table import Table
from snr_cli.text.inline import shown

LONGEST_WORD: Final = 40  # letters of a word that a column is made as wide as
FITTING: Final = 3  # columns that fit on a telephone
ACROSS: Final = 36  # letters that fit on a line of a telephone, in the size of tables
SCROLLS: Final = '<p class="wide">Tableau large\u202f: faites-le défiler vers la droite.</p>'
_TIME: Final = re.compile(r"</?time\b[^<>]*>")


def html(table: Table, rank: int) -> str:
    """Write a table; `rank` makes its id unique in the page."""
    name = f"t{rank}"
    numeric = " ".join(f"n{column + 1}" for column in range(len(table.columns)) if table.is_numeric(column))
    kind = f' class="{numeric}"' if numeric else ""
    head = "".join(f'<th scope="col">{_cell(text)}</th>' for text in table.columns)
    body = "\n".join(
        f'<tr><th scope="row"{_long(row[0])}>{_cell(row[0])}</th>'
        + "".join(f"<td{_long(cell)}>{_cell(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in table.rows
    )
    return (
        f'<div role="region" aria-labelledby="{name}" tabindex="0">{_cue(table)}'
        f'<table{kind}><caption id="{name}">{shown(table.caption)}</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table></div>"
    )


def _cue(table: Table) -> str:
    """Say that the table scrolls, where it does on a telephone; the sheet hides it wherever there is room."""
    return SCROLLS if len(table.columns) > FITTING and sum(table.widths()) > ACROSS else ""


def _long(text: str) -> str:
    """Mark a cell whose longest word no page has room for: only there are words broken."""
    return ' class="long"' if any(len(word) > LONGEST_WORD for word in text.split()) else ""


def _cell(text: str) -> str:
    """Write a cell, never empty; a date of it is not marked for machines, since its column says what it is."""
    return _TIME.sub("", shown(text)) if text.strip() else "—"
