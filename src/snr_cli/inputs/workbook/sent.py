"""What a workbook was filled with when it was sent, kept in a hidden sheet: what its return changed is told by it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from snr_cli.french.plain import indented

_CELL: Final = 30_000  # characters of a piece; a cell takes 32,767
_MOST: Final = 1 << 25  # characters of them all: cells may share one text, which weighs little in the file


def sent_cells(data: Mapping[str, Any]) -> list[str]:
    """Return the cells that hold the data of a workbook, section by section, in one order whatever theirs."""
    text = indented(dict(sorted(data.items())), 0).replace("\n", "")  # on one line: those of texts are escaped
    return [text[at : at + _CELL] for at in range(0, len(text), _CELL)]


def read_sent(path: Path) -> dict[str, Any]:
    """Return the data that a workbook was filled with, by section; none when it no longer says it.

    Raises:
        SheetError: it cannot be opened, or it says too much.
    """
    from snr_cli.inputs.bounded_json import read_json
    from snr_cli.inputs.inventory.values import fold
    from snr_cli.inputs.sheets import SheetError, open_book
    from snr_cli.inputs.workbook.keys import LEFT_ASIDE

    book = open_book(path)
    try:
        sheet = next((each for each in book.sheets if fold(each.name) == fold(LEFT_ASIDE[2])), None)
        pieces: list[str] = []
        left = _MOST
        for cell in (cell for row in sheet.rows() for cell in row.cells) if sheet is not None else ():
            pieces.append(cell.text)
            left -= len(cell.text)
            if left < 0:
                raise SheetError(f"feuille « {LEFT_ASIDE[2]} » démesurée")
    finally:
        book.close()
    try:
        found = read_json("".join(pieces))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
