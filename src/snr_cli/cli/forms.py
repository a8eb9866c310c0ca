"""The forms of an answer: a command has one table of them, whose names are what `--format`, its help and completion offer.

A form is a function that writes the answer; what it needs is imported under `LATE`, so that one form costs nothing to the others.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal, NamedTuple, TypeVar

from snr_cli.api.late import LATE
from snr_cli.model.refusal import UsageError

with LATE:
    from snr_cli.french import plain
    from snr_cli.outputs import results_book
    from snr_cli.outputs.tables import delimited, grid as tables


_Command = TypeVar("_Command", bound=Callable[..., None])


class How(NamedTuple):
    """How an answer is written: columns and colours of a terminal, a CSV for Excel."""

    width: int
    color: bool
    for_excel: bool = False


Forms = Mapping[str, Callable[[Any, How], str | bytes]]


def offers(*forms: Iterable[str]) -> Callable[[_Command], _Command]:
    """Make `--format` of a command take the names of its forms: help, completion and settings read them there."""
    names: Any = Literal[tuple(dict.fromkeys(name for table in forms for name in table))]

    def offering(command: _Command) -> _Command:
        declared = command.__annotations__["output_format"]
        kind = names if declared.__origin__ is str else names | None
        command.__annotations__["output_format"] = Annotated[kind, *declared.__metadata__]
        return command

    return offering


def form_of(forms: Forms, name: str, option: str) -> Callable[[Any, How], str | bytes]:
    """Return a form that an option restricts.

    Args:
        forms: those that go with the option.
        name: the one that is asked for.
        option: `--suggest`.

    Raises:
        UsageError: the option has no such form.
    """
    if name not in forms:
        raise UsageError(f"{option} : « {name} » n’est pas possible ; choix : {', '.join(forms)}")
    return forms[name]


def as_json(data: object) -> str:
    """Write data as JSON."""
    return plain.json_text(data)


def as_csv(grid: "tables.Grid", how: How, delimiter: str = ",") -> str:
    """Write a grid as CSV."""
    return delimited.grid_csv(grid, for_excel=how.for_excel, delimiter=delimiter)


def as_book(title: str, grids: "Sequence[tables.Grid]") -> bytes:
    """Write grids as a workbook."""
    return results_book.book_bytes(title, grids)
