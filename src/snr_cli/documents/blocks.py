"""Pieces that are not running text: figures, places to fill, the logo, beside tables. Each is written in Markdown and in HTML."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Final, Protocol

from snr_cli.french.numbers import WIDE
from snr_cli.french.typography import markdown_text, shown, typography
from snr_cli.inputs.workbook.shape import SheetShape, Steps, by_path, dossier_sheets
from snr_cli.outputs.tables import html, markdown
from snr_cli.results.records import Table

_LISTED = re.compile(r"\[[^\[\]]*\]")
_ID = "IDENTIFIANT"  # stands for the id that the reader has


def place_named(where: str) -> str:
    """Say in French where keys are filled in; empty when no form has them.

    Args:
        where: keys as a place to fill gives them, apart by commas: « strategy.adopted_on », « actions[].means », « actions.velo ».
    """
    named = dict.fromkeys(filter(None, map(_named, re.split(r", (?=[a-z])", where))))
    return " ; ".join(named)


def _named(key: str) -> str:
    """Name one key: « Actions », ligne « velo », « Moyens »."""
    keys = tuple(_LISTED.sub("", key.partition(":")[0].strip()).split("."))
    if found := _titled(dossier_sheets()[0], keys):  # what the dossier has once
        return found
    depth = next((depth for depth in range(len(keys), 0, -1) if keys[:depth] in by_path()), 0)
    if not depth:
        return ""
    shape, row, field = by_path()[keys[:depth]], keys[depth:], ""
    for rank in range(depth, len(keys)):  # an id may hold points: the field is the longest end of the key that is one
        if field := _field(shape, keys[rank:]):
            row = keys[depth:rank]
            break
    name = ".".join(step for step in row if step != _ID)
    return ", ".join(filter(None, (f"« {shape.name} »", name and f"ligne « {name} »", field)))


def _field(shape: SheetShape, steps: Steps) -> str:
    """Name a field of a row, a block of fields, or a list that the row holds."""
    below = by_path().get((*shape.path, *steps)) if steps else None
    return f"« {below.name} »" if below is not None else _titled(shape, steps)


def _titled(shape: SheetShape, steps: Steps) -> str:
    titles: Iterable[tuple[str, ...]] = (
        column.titles[: len(steps)] for column in shape.columns if steps and column.steps[: len(steps)] == steps
    )
    found = next(iter(titles), ())
    return f"« {' – '.join(found)} »" if found else ""


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
        return f'<p class="missing" data-key="{escape(self.where)}"><strong>{self.lead}</strong>{WIDE}: {shown(self.said)}</p>'


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
