"""Values typed in the grey columns, which show what the dossier had and are not read: told, so that none is lost."""

from collections.abc import Iterator, Sequence
from typing import Any

from snr_cli.inputs.dossier.recognised import at_steps
from snr_cli.inputs.dossier.sheet_text import SheetText
from snr_cli.inputs.inventory.values import parse_number
from snr_cli.inputs.sheets import Cell
from snr_cli.inputs.workbook.shape import Column
from snr_cli.model.finding import Finding

_SHOWN = 60  # characters of a cell in a message


def read_plain(cell: Cell) -> Any:
    """Return what a cell says as it is compared: a number, else its text."""
    found = parse_number(cell.text)
    return cell.text.strip() if found is None else found


def moved(
    text: SheetText,
    before: Sequence[tuple[Column, Cell]],
    lines: Sequence[Any],
    given: Sequence[tuple[Column, Cell, Any]],
) -> Iterator[Finding]:
    """Tell the grey cells of a row that hold another value than what was written there.

    Args:
        text: the sheet.
        before: the grey cells, each with the column that it is beside.
        lines: what the row was when it was sent, or may have been.
        given: the values of the row: what stands there too is not lost.
    """
    for column, cell in before:
        typed = _compared(read_plain(cell))
        known = {_compared(at_steps(line, column.steps) if column.steps else line) for line in lines}
        own = {_compared(value) for each, _, value in given if each is column}
        if typed not in known | own and (known or not own):  # else nothing says what was written there
            title = column.titles[-1]
            message = f"« {cell.text.strip()[:_SHOWN]} » est écrit dans la colonne grise, qui n’est pas lue"
            yield text.at_cell("SNR132", cell, message, f"recopiez-le dans la colonne « {title} », ou effacez-le")


def _compared(value: Any) -> str:
    """Return a value as it is compared: 330 and 330.0 are the same."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{value:.12g}"
