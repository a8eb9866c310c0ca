"""The forms of an answer: a command has one table of them, whose names are what `--format`, its help and completion offer.

A form is a function that writes the answer; what it needs is imported in it, so that one form costs nothing to the others.
`FORMATS` in `app.py` gathers the tables of the commands.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from snr_cli.outputs.tables.grid import Grid


class How(NamedTuple):
    """How an answer is written: columns and colours of a terminal, a CSV for Excel."""

    width: int
    color: bool
    for_excel: bool = False


Forms = Mapping[str, Callable[[Any, How], str | bytes]]


def choice(forms: Mapping[str, Any]) -> Any:
    """Return the type of an option whose choices are the names of forms."""
    return Literal[tuple(forms)]


def form_of(forms: Forms, name: str, option: str) -> Callable[[Any, How], str | bytes]:
    """Return a form that an option restricts.

    Args:
        forms: those that go with the option.
        name: the one that is asked for.
        option: `--suggest`.

    Raises:
        UsageError: the option has no such form.
    """
    from snr_cli.model.refusal import UsageError

    if name not in forms:
        raise UsageError(f"{option} : « {name} » n’est pas possible ; choix : {', '.join(forms)}")
    return forms[name]


def as_json(data: object) -> str:
    """Write data as JSON."""
    from snr_cli.french.plain import json_text

    return json_text(data)


def as_csv(grid: "Grid", how: How, delimiter: str = ",") -> str:
    """Write a grid as CSV."""
    from snr_cli.outputs.tables.delimited import grid_csv

    return grid_csv(grid, for_excel=how.for_excel, delimiter=delimiter)


def as_book(title: str, grids: "Sequence[Grid]") -> bytes:
    """Write grids as a workbook."""
    from snr_cli.outputs.results_book import book_bytes

    return book_bytes(title, grids)
