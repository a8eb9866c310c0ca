"""Pieces that are not running text: tables, figures, places to fill. Each is written in Markdown and in HTML."""

import re
from dataclasses import dataclass
from html import escape
from typing import Final, Protocol

from snr_cli.documents.escape import markdown_text
from snr_cli.documents.inline import shown
from snr_cli.documents.typography import typography
from snr_cli.french import WIDE

WIDEST: Final = 30  # dashes of a column in Markdown
LONGEST_WORD: Final = 40  # letters of a word that a column of a table is made as wide as
FITTING: Final = 3  # columns that fit on a telephone
ACROSS: Final = 36  # letters that fit on a line of a telephone, in the size of tables
SCROLLS: Final = '<p class="wide">Tableau large\u202f: faites-le défiler vers la droite.</p>'
_TIME: Final = re.compile(r"</?time\b[^<>]*>")
TO_FILL: Final = "À compléter"


class Block(Protocol):
    """What a template puts in its text."""

    def markdown(self) -> str:
        """Write the block in Markdown."""

    def html(self, rank: int) -> str:
        """Write the block in HTML; `rank` makes its ids unique in the page."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of plain texts; the first cell of a row is its heading, `numeric` columns are aligned right."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...] = ()

    def markdown(self) -> str:
        """Write the caption, then a GFM table."""
        head = _row(self.columns)
        marks = "| " + " | ".join(map(self._rule, range(len(self.columns)))) + " |"
        return "\n".join([f"*{markdown_text(self.caption)}*", "", head, marks, *(_row(row) for row in self.rows)])

    def _rule(self, column: int) -> str:
        """Write the dashes under a heading: as many as its column is wide, by which Pandoc shares out the width of a page."""
        longest = max(len(row[column]) for row in (self.columns, *self.rows) if column < len(row))
        dashes = "-" * max(3, min(WIDEST, longest))
        return f"{dashes[:-1]}:" if self._numeric(column) else dashes

    def html(self, rank: int) -> str:
        """Write a table with caption and scopes, in a region that scrolls within itself."""
        name = f"t{rank}"
        numeric = " ".join(f"n{column + 1}" for column in range(len(self.columns)) if self._numeric(column))
        kind = f' class="{numeric}"' if numeric else ""
        head = "".join(f'<th scope="col">{_cell(text)}</th>' for text in self.columns)
        body = "\n".join(
            f'<tr><th scope="row"{_long(row[0])}>{_cell(row[0])}</th>'
            + "".join(f"<td{_long(cell)}>{_cell(cell)}</td>" for cell in row[1:])
            + "</tr>"
            for row in self.rows
        )
        return (
            f'<div role="region" aria-labelledby="{name}" tabindex="0">{self._cue()}'
            f'<table{kind}><caption id="{name}">{shown(self.caption)}</caption>\n'
            f"<thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table></div>"
        )

    def _cue(self) -> str:
        """Say that the table scrolls, where it does on a telephone; the sheet hides it wherever there is room."""
        across = sum(max(len(row[column]) for row in (self.columns, *self.rows)) for column in range(len(self.columns)))
        return SCROLLS if len(self.columns) > FITTING and across > ACROSS else ""

    def _numeric(self, column: int) -> bool:
        return column < len(self.numeric) and self.numeric[column]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A picture with its title, the sentence that says what it shows and the table of its figures.

    `bars`: for each row of the table, a share from 0 to 1 that Markdown draws as text; none where it would say nothing.
    """

    name: str
    title: str
    sentence: str
    svg: str
    table: Table
    bars: tuple[float | None, ...] = ()

    def markdown(self) -> str:
        """Write title, sentence and table; a bar of text beside each row where there is one."""
        table = self.table
        if self.bars:
            rows = tuple(
                (*row, "" if bar is None else "█" * max(1, round(bar * 20)) if bar > 0 else "")
                for row, bar in zip(table.rows, self.bars, strict=True)
            )
            numeric = (*table.numeric, *(False,) * (len(table.columns) - len(table.numeric)), False)
            table = Table(table.caption, (*table.columns, "Barre"), rows, numeric)
        return f"**{markdown_text(self.title)}**\n\n{markdown_text(self.sentence)}\n\n{table.markdown()}"

    def html(self, rank: int) -> str:
        """Write the figure, its table folded under it (open in print)."""
        drawing = self.svg and f'<div class="drawing">{self.svg}</div>\n'
        return (
            f"<figure><figcaption><strong>{shown(self.title)}</strong> {shown(self.sentence)}</figcaption>\n{drawing}"
            f"<details{'' if self.svg else ' open'}><summary>Les chiffres de cette figure</summary>\n"
            f"{self.table.html(rank)}</details></figure>"
        )


@dataclass(frozen=True, slots=True)
class Missing:
    """A place to fill: what is missing, the rule it answers, where to write it in the dossier."""

    what: str
    where: str
    rule: str = ""

    def markdown(self) -> str:
        """Write a quotation that says what is missing."""
        rule = f" ({markdown_text(self.rule)})" if self.rule else ""
        where = " ".join(self.where.replace("`", "’").split())  # a code span ends at the first backtick
        return f"> **{TO_FILL}**{rule} : {markdown_text(self.what)} — à écrire dans `{where}`"

    def html(self, rank: int) -> str:
        """Write a note with the same words."""
        rule = f" ({escape(self.rule)})" if self.rule else ""
        return (
            f'<p class="missing"><strong>{TO_FILL}</strong>{rule}{WIDE}: {shown(self.what)} '
            f"— à écrire dans <code>{escape(self.where)}</code></p>"
        )


@dataclass(frozen=True, slots=True)
class Logo:
    """The logo on the cover, its bytes in the page; Markdown has the name of the authority, and no picture."""

    address: str
    name: str

    def markdown(self) -> str:
        """Write nothing: a data URI of forty kilobytes is not a text."""
        return ""

    def html(self, rank: int) -> str:
        """Write an image whose text is the name."""
        return (
            f'<p class="logo"><img src="{escape(self.address)}" alt="{escape(typography(f"Logo : {self.name}"))}"></p>'
        )


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(markdown_text(cell) if cell else " " for cell in cells) + " |"


def _long(text: str) -> str:
    """Mark a cell whose longest word no page has room for: only there are words broken."""
    return ' class="long"' if any(len(word) > LONGEST_WORD for word in text.split()) else ""


def _cell(text: str) -> str:
    """Write a cell, never empty; a date of it is not marked for machines, since its column says what it is."""
    return _TIME.sub("", shown(text)) if text.strip() else "—"
