"""Rows that are no device by their shape: totals, legends, examples of a template."""

import re
from collections.abc import Iterable
from typing import Final

from snr_cli.inventory.records import IGNORED, REJECTED

# a row whose shape is wrong, and its verdict
SHAPES: Final = {"blank": IGNORED, "total": IGNORED, "header_again": IGNORED, "short": REJECTED, "long": REJECTED}
is_total = re.compile(r"(?:sous[- ])?totaux?\b|total\b|sum\b|somme\b").match
# what a first cell says of a row that is no device, even beside a type and a quantity
is_summed = re.compile(
    r"(?:grand |sous[- ]?)?tota(?:l|ux)(?![-\w])|dont(?![-\w])|legende(?![-\w])|.*[-–—:(] ?(?:sous[- ])?total\)?$"
).match
may_be_summed = re.compile(r"\s*(?:grand|sous|tota|dont|l[eé]ge)|.*total\W*$", re.IGNORECASE).match

_SUM_WORDS: Final = ("tota", "grand", "sous", "dont", "lege", "lége")  # what the above cannot do without


def any_summed(first_cells: list[str]) -> bool:
    """Say whether one of the first cells of rows may be that of a total, of a legend."""
    text = "\n".join(first_cells).lower()
    return any(word in text for word in _SUM_WORDS) and any(map(may_be_summed, first_cells))


def is_placeholder(cells: Iterable[str]) -> bool:
    """Say whether a row is that of a template to fill in: `<…>` in two cells at least."""
    return sum(cell[:1] == "<" and cell[-1:] == ">" for cell in cells) > 1
