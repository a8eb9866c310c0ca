"""The record of a table that is shown to someone."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """A table of texts, ready to be read; the first cell of a row is its heading.

    Attributes:
        caption: what it shows, with its unit where all its cells have one.
        columns: their headings, with the unit of a column.
        rows: as many cells as there are columns.
        numeric: the columns of numbers, which are aligned right; those that are not said are texts.
        headed: it stands under a heading that says its caption, which a page alone repeats, for who hears it.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...] = ()
    headed: bool = False

    def is_numeric(self, column: int) -> bool:
        """Say whether a column, by its rank, is one of numbers."""
        return column < len(self.numeric) and self.numeric[column]

    def widths(self) -> list[int]:
        """Return the signs of the longest cell of each column, headings included."""
        return [max(len(row[column]) for row in (self.columns, *self.rows)) for column in range(len(self.columns))]
