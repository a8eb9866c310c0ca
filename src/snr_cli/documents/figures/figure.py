"""A figure of a document: a drawing, its title, what it shows in a sentence, the table of its numbers."""

from dataclasses import dataclass

from snr_cli.documents.figures.drawing import Drawing
from snr_cli.documents.figures.svg import svg
from snr_cli.french.escape import markdown_text
from snr_cli.french.inline import shown
from snr_cli.outputs.tables.html import html
from snr_cli.outputs.tables.markdown import markdown
from snr_cli.results.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A picture with its title, the sentence that says what it shows and the table of its figures.

    `bars`: for each row of the table, a share from 0 to 1 that Markdown draws as text; none where it would say nothing.
    """

    name: str
    title: str
    sentence: str
    drawing: Drawing | None
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
        return f"**{markdown_text(self.title)}**\n\n{markdown_text(self.sentence)}\n\n{markdown(table)}"

    def html(self, rank: int) -> str:
        """Write the figure, its table folded under it (open in print)."""
        drawing = f"{svg(self.drawing)}\n" if self.drawing else ""
        return (
            f'<figure role="group"><figcaption><strong>{shown(self.title)}.</strong> {shown(self.sentence)}</figcaption>\n{drawing}'
            f"<details{'' if self.drawing else ' open'}><summary>Les chiffres de cette figure</summary>\n"
            f"{html(self.table, rank)}</details></figure>"
        )
