"""A table, and a sentence, on a terminal: without boxes, so that a screen reader reads them."""

import textwrap
from typing import Final

from snr_cli.french.numbers import NARROW, WIDE
from snr_cli.results.table import Table

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
