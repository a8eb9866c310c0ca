"""CSV as we publish it, read strictly: each cell with its line and its column, and nothing else than comma, UTF-8 and quotes."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from snr_cli.model.finding import UsageError

_CELL: Final = re.compile(r'"((?:[^"]|"")*+)"|([^",\n]*+)')
MOST_CSV_ROWS: Final = 20_000  # of a table that a dossier takes back
MOST_IN_ROW: Final = 200  # of a row


class PlacedCell(NamedTuple):
    """A cell, and where it begins; both count from 1."""

    text: str
    line: int
    column: int


def refusal(name: str, line: int, column: int, message: str, *advice: str) -> UsageError:
    """Return what refuses a place of a file."""
    return UsageError(f"{name}:{line}:{column} : {message}", *advice)


def read_cells(name: str, text: str) -> Iterator[list[PlacedCell]]:
    """Yield the rows of a CSV.

    Raises:
        UsageError: a quote that is not closed, or stands in the middle of a cell; too many rows.
    """
    at, line, start, rows = 0, 1, 0, 0
    row: list[PlacedCell] = []
    while at < len(text):
        found = _CELL.match(text, at)
        assert found is not None
        quoted = found[1] is not None
        here = (line, at - start + 1)
        row.append(PlacedCell(found[1].replace('""', '"') if quoted else found[2], *here))
        if quoted and "\n" in found[0]:
            line += found[0].count("\n")
            start = at + found[0].rindex("\n") + 1
        at = found.end()
        after = text[at : at + 1]
        if after not in ("", ",", "\n"):
            if after == '"' or quoted:
                raise refusal(name, *here, "guillemets mal placés ou jamais fermés", 'une case qui contient « " » s’écrit entre guillemets, où chacun est doublé')  # fmt: skip
            raise refusal(name, *here, "caractère inattendu")
        if len(row) > MOST_IN_ROW:
            raise refusal(name, *here, f"plus de {MOST_IN_ROW} cases dans une ligne")
        at += 1
        if after == ",":
            if at >= len(text):
                row.append(PlacedCell("", line, at - start + 1))
                yield row
                return
            continue
        yield row
        rows += 1
        if rows > MOST_CSV_ROWS:
            raise refusal(name, line, 1, f"plus de {MOST_CSV_ROWS} lignes : une publication n’en a pas autant")
        row, line, start = [], line + 1, at
