"""What is said on a screen: headings, sentences and tables, kept as records and drawn at the end."""

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from snr_cli.french.numbers import NARROW, WIDE
from snr_cli.results.records import Table

# A table, and a sentence, on a terminal: without boxes, so that a screen reader reads them.

NARROWEST: Final = 16  # columns under which a label says nothing
SHORTEST: Final = 6  # columns under which a bar says nothing


def paragraph(text: str, width: int, indent: int = 0, bullet: str = "") -> str:
    """Write a sentence cut at a width, with French typography: no line begins with a mark."""
    first = " " * indent + bullet
    text = (
        text.replace(" :", f"{WIDE}:").replace(" ;", f"{NARROW};").replace("« ", f"«{WIDE}").replace(" »", f"{WIDE}»")
    )
    lines = textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=True,
        break_on_hyphens=False,
    )
    return "\n".join(lines or [""])


def screen(table: Table, width: int, wide: int) -> list[str]:
    """Return the lines of a table: the first column is text, the next are aligned right, the last one is left as it is.

    Args:
        table: the table; what goes over the screen is taken from its first column, then from its last, which is wrapped.
        width: the columns of the screen.
        wide: the most columns that the first column takes.
    """
    headed = any(table.columns)
    rows = [*([table.columns] if headed else []), *table.rows]
    widths = table.widths()
    others = 2 + sum(size + 2 for size in widths[1:-1]) + 2
    bars = [row[-1] for row in rows if row[-1] and not row[-1].strip("█")]
    if bars and (over := others + min(wide, widths[0]) + widths[-1] - width) > 0:  # bars give way before labels
        longest = len(max(bars, key=len))
        share = max(longest - over, min(longest, SHORTEST)) / longest
        rows = [(*row[:-1], "█" * max(1, round(len(row[-1]) * share)) if row[-1] in bars else row[-1]) for row in rows]
        widths[-1] = max(len(row[-1]) for row in rows)
    first = widths[0]
    widths[0] = min(wide, first, max(NARROWEST, width - others - widths[-1]))
    room = width - others - widths[0]
    beside = room >= min(NARROWEST, widths[-1])
    if not beside:
        widths[0] = min(wide, first, max(NARROWEST, width - others + 2))
    lines = list[str]()
    for rank, row in enumerate(rows):
        label = row[0] if len(row[0]) <= widths[0] else row[0][: widths[0] - 1] + "…"
        cells = [label.ljust(widths[0])]
        cells += [cell.rjust(size) for cell, size in zip(row[1:-1], widths[1:-1], strict=True)]
        line = "  " + "  ".join(cells)
        last = _wrapped(row[-1], room)
        if beside:
            lines.append(f"{line}  {last[0]}".rstrip())
            lines += [" " * (len(line) + 2) + more for more in last[1:]]
            continue
        lines.append(line.rstrip())  # no room beside: under it, with the head of its column
        if (rank or not headed) and row[-1] not in ("", "—"):
            lines.append(paragraph(f"{table.columns[-1]} : {row[-1]}" if table.columns[-1] else row[-1], width, 6))
    return lines


def _wrapped(text: str, room: int) -> list[str]:
    """Cut a cell into lines; spaces that do not break keep their place."""
    return textwrap.wrap(text, max(room, 1), break_on_hyphens=False) if len(text) > room > 0 else [text]


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
