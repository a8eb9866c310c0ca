"""Sheets that a spreadsheet copied beside the original: told once each, instead of every row that is there twice."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from snr_cli.inputs.dossier.sheet_header import Region
from snr_cli.inputs.inventory.values import fold

# as Excel, LibreOffice and Google call them, and people
_COPY: Final = (
    re.compile(r"(.+?) ?(?:\(\d{1,3}\)|_\d{1,3}|[-–_ ] ?(?:copie|copy)(?: ?\(?\d{1,3}\)?)?)").fullmatch,
    re.compile(r"(?:copie de|copy of) (.+?)(?: ?\(?\d{1,3}\)?)?").fullmatch,
)
SheetRows = frozenset[tuple[str, ...]]


def copied_sheet(name: str, names: Iterable[str]) -> str | None:
    """Return the sheet that another is called a copy of; None when its name says nothing of the kind."""
    folded = fold(name)
    wanted = {found[1] for match in _COPY if (found := match(folded)) is not None}
    return next((each for each in names if fold(each) in wanted and each != name), None)


def rows_of_sheet(found: Sequence[Region]) -> SheetRows:
    """Return what tells the rows of a sheet apart: the identifier of each, or else all that it holds."""
    rows = set()
    for region in found:
        for line in region.rows:
            known = {
                place.key: fold(line[number].text)
                for number, place in region.columns.items()
                if place and number in line
            }
            ids = [(key, text) for key, text in known.items() if key.endswith("/id")]
            rows.add(tuple(f"{key} {text}" for key, text in sorted(ids or known.items())))
    return frozenset(rows - {()})
