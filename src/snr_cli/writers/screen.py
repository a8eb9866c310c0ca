"""Text for a terminal: titles, sentences cut at its width, tables that a screen reader reads."""

from collections.abc import Sequence
from typing import Any, Final

from snr_cli.french import NARROW, WIDE

NARROWEST: Final = 16  # columns under which a label says nothing
SHORTEST: Final = 6  # columns under which a bar says nothing


class Screen:
    """Collects lines of text; tables are drawn by rich, without boxes, so that a screen reader reads them."""

    def __init__(self, width: int, color: bool) -> None:
        self.width = max(60, min(width, 100))
        self.color = color
        self.blocks: list[Any] = []

    def title(self, text: str) -> None:
        """Add a heading."""
        self.blocks.append("")
        self.blocks.append(("title", text))

    def say(self, text: str, indent: int = 0, bullet: str = "") -> None:
        """Add a wrapped paragraph."""
        import textwrap

        first = " " * indent + bullet
        # French typography, and no line that begins with a mark
        text = (
            text.replace(" :", f"{WIDE}:")
            .replace(" ;", f"{NARROW};")
            .replace("« ", f"«{WIDE}")
            .replace(" »", f"{WIDE}»")
        )
        self.blocks.append(
            "\n".join(
                textwrap.wrap(
                    text,
                    self.width,
                    initial_indent=first,
                    subsequent_indent=" " * len(first),
                    break_long_words=True,
                    break_on_hyphens=False,
                )
                or [""]
            )
        )

    def table(self, rows: Sequence[tuple[str, ...]], *, wide: int) -> None:
        """Add rows of cells: the first column is text, the next are aligned right, the last one is left as it is."""
        if not rows:
            return
        columns = list(zip(*rows, strict=True))
        widths = [max(len(cell) for cell in column) for column in columns]
        # what goes over the screen is taken from the first column, then from the last, which is wrapped
        others = 2 + sum(size + 2 for size in widths[1:-1]) + 2
        bars = [cell for cell in columns[-1] if cell and not cell.strip("█")]
        if (
            bars and (over := others + min(wide, widths[0]) + widths[-1] - self.width) > 0
        ):  # bars give way before labels
            longest = len(max(bars, key=len))
            share = max(longest - over, min(longest, SHORTEST)) / longest
            rows = [
                (*row[:-1], "█" * max(1, round(len(row[-1]) * share)) if row[-1] in bars else row[-1]) for row in rows
            ]
            widths[-1] = max(len(row[-1]) for row in rows)
        widths[0] = min(wide, widths[0], max(NARROWEST, self.width - others - widths[-1]))
        room = self.width - others - widths[0]
        beside = room >= min(NARROWEST, widths[-1])
        if not beside:
            widths[0] = min(wide, max(len(cell) for cell in columns[0]), max(NARROWEST, self.width - others + 2))
        for rank, row in enumerate(rows):
            label = row[0] if len(row[0]) <= widths[0] else row[0][: widths[0] - 1] + "…"
            cells = [label.ljust(widths[0])]
            cells += [cell.rjust(size) for cell, size in zip(row[1:-1], widths[1:-1], strict=True)]
            line = "  " + "  ".join(cells)
            last = self._wrapped(row[-1], room)
            if beside:
                self.blocks.append(f"{line}  {last[0]}".rstrip())
                self.blocks += [" " * (len(line) + 2) + more for more in last[1:]]
                continue
            self.blocks.append(line.rstrip())  # no room beside: under it, with the head of its column
            if rank and row[-1] not in ("", "—"):
                self.say(f"{rows[0][-1]} : {row[-1]}" if rows[0][-1] else row[-1], 6)

    def _wrapped(self, text: str, room: int) -> list[str]:
        """Cut a cell into lines; spaces that do not break keep their place."""
        import textwrap

        return textwrap.wrap(text, max(room, 1), break_on_hyphens=False) if len(text) > room > 0 else [text]

    def text(self) -> str:
        """Return the whole screen."""
        out = []
        for block in self.blocks:
            if isinstance(block, tuple):
                out.append(f"\x1b[1m{block[1]}\x1b[0m" if self.color else block[1])
                out.append(("─" if self.color else "-") * min(self.width, len(block[1])))
            else:
                out.append(block)
        return "\n".join(out).strip("\n") + "\n"
