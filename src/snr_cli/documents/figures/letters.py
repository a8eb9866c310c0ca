"""The texts of a figure: wrapped and measured, in units of the drawing.

A letter is counted 0.6 em wide, more than the mean of the usual system fonts.
"""

import re
from functools import cache
from math import fsum
from typing import Final
from unicodedata import east_asian_width

from snr_cli.documents.figures.drawing import SIZE
from snr_cli.french.numbers import NARROW, WIDE

ADVANCE: Final = 0.6 * SIZE
BOLD: Final = 1.08  # how much wider bold letters are
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BLANKS: Final = re.compile(r"[ \t\r\n]+")


def clean(text: str) -> str:
    """Return a text that XML may hold, its blanks made single spaces."""
    return _BLANKS.sub(" ", _FORBIDDEN.sub("\ufffd", text)).strip()


def measure(text: str) -> float:
    """Return the width of a text, in units: that of its letters, and never less than a mean letter each."""
    return ADVANCE * max(len(text), fsum(map(_advance, text)))


@cache
def _advance(letter: str) -> float:
    """Return the width of a letter, 1 for the mean one, in DejaVu Sans: the widest of the usual fonts."""
    if letter in "mwMW@%—…Œœ":
        return 1.65
    if letter in "iljtfr ,.:;!|()’'-" or letter in {NARROW, WIDE}:
        return 0.7
    if east_asian_width(letter) in "WF":
        return 1.8
    return 1.2 if letter.isupper() else 1.07 if letter.isdigit() else 1.05


def head_that_fits(text: str, room: float) -> str:
    """Return the head of a text that fits."""
    used = 0.0
    for rank, letter in enumerate(text):
        used += measure(letter)
        if used > room:
            return text[:rank]
    return text


def one_line(text: str, room: float) -> str:
    """Return a text on one line, with an ellipsis when it is too long."""
    return wrap(text, room, 1)[0]


def wrap(text: str, room: float, lines: int = 2) -> list[str]:
    """Return a text in lines that fit, the last with an ellipsis when there is more."""
    written: list[str] = []
    line = ""
    for word in clean(text)[: 400 * lines].split(" "):
        rest = word
        while measure(joined := f"{line} {rest}" if line else rest) > room:
            if line:
                written.append(line)
                line = ""
                continue
            head = head_that_fits(rest, room) or rest[:1]
            written.append(head)
            rest = rest[len(head) :]
        line = joined
        if len(written) > lines:
            break
    written += [line] if line or not written else []
    if len(written) > lines:
        written = [*written[: lines - 1], head_that_fits(written[lines - 1], room - ADVANCE).rstrip() + "…"]
    return written


def quoted(label: str) -> str:
    """Quote a label in a sentence, shortened when it is long."""
    label = clean(label)
    return f"«{WIDE}{label if len(label) <= 80 else label[:79].rstrip() + '…'}{WIDE}»"
