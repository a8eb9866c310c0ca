"""What is said on a screen: headings, sentences and tables, kept as records and drawn at the end."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from snr_cli.outputs.tables.screen import paragraph, screen
from snr_cli.results.table import Table


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading."""

    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A paragraph; `bullet` begins it, `indent` spaces before."""

    text: str
    indent: int = 0
    bullet: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A table, and the most columns that its labels take on a terminal."""

    table: Table
    wide: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A line left empty."""


class Screen:
    """Collects what is said; `blocks` may be written in another form than that of a terminal."""

    def __init__(self, width: int, color: bool) -> None:
        self.width = max(60, min(width, 100))
        self.color = color
        self.blocks: list[Heading | Sentence | Drawn | Gap] = []

    def title(self, text: str) -> None:
        """Add a heading, after an empty line."""
        self.blocks += [Gap(), Heading(text)]

    def say(self, text: str, indent: int = 0, bullet: str = "") -> None:
        """Add a wrapped paragraph."""
        self.blocks.append(Sentence(text, indent, bullet))

    def each(self, texts: Iterable[str], indent: int = 2, bullet: str = "") -> None:
        """Add wrapped paragraphs, without those that say nothing."""
        self.blocks += [Sentence(text, indent, bullet) for text in texts if text]

    def gap(self) -> None:
        """Leave a line empty."""
        self.blocks.append(Gap())

    def table(self, rows: Sequence[tuple[str, ...]], *, wide: int, headed: bool = True, under: str = "") -> None:
        """Add rows of cells, headings first unless a sentence says them: a text, numbers, then a text or a bar.

        `under`: a sentence before them, after an empty line. Nothing is added without rows.
        """
        if len(rows) > headed:
            if under:
                self.blocks += [Gap(), Sentence(under, 2)]
            columns = rows[0] if headed else ("",) * len(rows[0])
            numeric = (False, *(True,) * (len(columns) - 2), False)
            self.blocks.append(Drawn(Table("", columns, tuple(rows[headed:]), numeric), wide))

    def drawn(self, table: Table, *, wide: int) -> None:
        """Add a table as it is; `wide`: the most columns that its labels take."""
        self.blocks.append(Drawn(table, wide))

    def text(self) -> str:
        """Return the whole screen."""
        out = list[str]()
        for block in self.blocks:
            match block:
                case Heading(text):
                    out.append(f"\x1b[1m{text}\x1b[0m" if self.color else text)
                    out.append(("─" if self.color else "-") * min(self.width, len(text)))
                case Sentence(text, indent, bullet):
                    out.append(paragraph(text, self.width, indent, bullet))
                case Drawn(table, wide):
                    out += screen(table, self.width, wide)
                case Gap():
                    out.append("")
        return "\n".join(out).strip("\n") + "\n"
