"""Pieces that are not running text: figures, places to fill, the logo, beside tables. Each is written in Markdown and in HTML."""

from dataclasses import dataclass
from html import escape
from typing import Final, Protocol

from snr_cli.french.numbers import WIDE
from snr_cli.french.typography import markdown_text, shown, typography
from snr_cli.inputs.dossier.written_rows import place_named
from snr_cli.outputs.tables import html, markdown
from snr_cli.results.records import Table

TO_FILL: Final = "À compléter"
TO_CHECK: Final = "À vérifier avant le vote"


class Piece(Protocol):
    """What a template puts in its text beside tables."""

    def markdown(self) -> str:
        """Write the block in Markdown."""

    def html(self, rank: int) -> str:
        """Write the block in HTML; `rank` makes its ids unique in the page."""


Block = Piece | Table


def in_markdown(block: Block) -> str:
    """Write a block in Markdown."""
    return markdown(block) if isinstance(block, Table) else block.markdown()


def in_html(block: Block, rank: int) -> str:
    """Write a block in HTML; `rank` makes its ids unique in the page."""
    return html(block, rank) if isinstance(block, Table) else block.html(rank)


@dataclass(frozen=True, slots=True)
class Missing:
    """A place to fill: what is missing, the rule it answers, where to write it in the dossier; with another lead, what to check.

    A document says it without the rule nor the key, which are for messages.
    """

    what: str
    where: str
    rule: str = ""
    lead: str = TO_FILL

    @property
    def said(self) -> str:
        """Return what is missing, and the sheet and the field in French, for who fills in forms or workbooks."""
        named = place_named(self.where)
        return f"{self.what} — à écrire dans {named}" if named else self.what

    @property
    def told(self) -> str:
        """Return it in one line, for a message: what is missing, and the field that fills it."""
        rule = f" ({self.rule})" if self.rule else ""
        named = place_named(self.where)
        where = f"{named} ({self.where})" if named else self.where
        return f"{self.lead}{rule} : {self.what} — à écrire dans {where}"

    def markdown(self) -> str:
        """Write a quotation that says what is missing."""
        return f"> **{self.lead}** : {markdown_text(self.said)}"

    def html(self, rank: int) -> str:
        """Write a note with the same words; the page that fills the dossier finds the key in it."""
        named = place_named(self.where)
        where = f'<span class="where"> — à écrire dans {shown(named)}</span>' if named else ""
        return f'<p class="missing" data-key="{escape(self.where)}"><strong>{self.lead}</strong>{WIDE}: {shown(self.what)}{where}</p>'


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
