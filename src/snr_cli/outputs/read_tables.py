"""The forms of a `Table`, which is read: HTML and Markdown. `tables.py` has the grids, which are computed on."""

import re
from typing import Final

from snr_cli.french.typography import markdown_text, shown
from snr_cli.results.records import Table

# A table in Markdown: a caption, then a table of GitHub's flavour.


WIDEST: Final = 30  # dashes of a column


def markdown(table: Table) -> str:
    """Write the caption where there is one, then the table."""
    rules = [_rule(width, table.is_numeric(column)) for column, width in enumerate(table.widths())]
    marks = "| " + " | ".join(rules) + " |"
    rows = [_row(row) for row in table.rows]
    caption = [f"*{markdown_text(table.caption)}*", ""] if table.caption and not table.headed else []
    return "\n".join([*caption, _row(table.columns), marks, *rows])


def _rule(width: int, is_numeric: bool) -> str:
    """Write the dashes under a heading: as many as its column is wide, by which Pandoc shares out the width of a page."""
    dashes = "-" * max(3, min(WIDEST, width))
    return f"{dashes[:-1]}:" if is_numeric else dashes


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(markdown_text(cell) if cell else " " for cell in cells) + " |"


# A table in HTML: caption, scopes, in a region that scrolls within itself.


LONGEST_WORD: Final = 40  # letters of a word that a column is made as wide as
LETTER: Final = 0.55  # rem: the width of a letter of a cell, in the widest of the usual fonts
BOLD_LETTER: Final = 0.62  # and of a heading
CELL_PADDING: Final = (0.6, 1.0)  # rem, around what a cell holds: on a telephone, elsewhere
FITTING: Final = 3  # columns that may be as narrow as their words
AT_LEAST: Final = 10  # letters of a cell that are kept on a line in the others, when it has as many
WIDTHS: Final = range(20, 56, 4)  # rem: those that the sheet has a rule for
SCROLLS: Final = '<p role="note" tabindex="0">Tableau large\u202f: faites-le défiler.</p>'
_TELEPHONE: Final = 36  # rem: where cells have less around them
_BLANKS: Final = re.compile(r"[ \t\r\n]+")  # where a line may end: at no space that does not break
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
    width = room(table)
    wide = f' class="w{width}"' if width else ""
    return (
        f'<div role="region"{wide} aria-labelledby="{name}">{SCROLLS if width else ""}'
        f'<table{kind}><caption id="{name}">{shown(table.caption)}</caption>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table></div>"
    )


def room(table: Table) -> int:
    """Return the rem under which a table scrolls, 0 when it fits on a telephone.

    The sheet makes the table that wide, and shows what says that it scrolls in a room that is less: the keyboard stops there,
    its arrows then move the table, and a table that does not scroll is no stop.
    """
    least = AT_LEAST if len(table.columns) > FITTING else 0
    letters = sum(_letters(column, least) for column in zip(table.columns, *table.rows, strict=True))
    narrow, usual = (letters + padding * len(table.columns) for padding in CELL_PADDING)
    needed = narrow if narrow <= _TELEPHONE else usual
    return 0 if needed < WIDTHS[0] - 2 else next((width for width in WIDTHS if width >= needed), WIDTHS[-1])


def _letters(column: tuple[str, ...], least: int) -> float:
    """Return the rem of what a column cannot break: its longest word, and so many letters of its longest cell."""
    heading, *cells = (max(_longest_word(cell), min(len(cell), least)) for cell in column)
    return max(BOLD_LETTER * heading, LETTER * max(cells, default=0))


def _longest_word(cell: str) -> int:
    """Return the letters of the longest word of a cell; none where words are broken."""
    longest = max(map(len, _BLANKS.split(cell)))
    return longest if longest <= LONGEST_WORD else 0


def _long(text: str) -> str:
    """Mark a cell whose longest word no page has room for: only there are words broken."""
    return ' class="long"' if any(len(word) > LONGEST_WORD for word in text.split()) else ""


def _cell(text: str) -> str:
    """Write a cell, never empty; a date of it is not marked for machines, since its column says what it is."""
    return _TIME.sub("", shown(text)) if text.strip() else "—"
