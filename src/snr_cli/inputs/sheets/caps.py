"""What a workbook may ask of the machine, and the one exception that says no."""

from typing import Final

MAX_UNPACKED: Final = (
    1 << 30
)  # what all entries of the archive say they unpack to: a million rows of ten cells is half of it
MAX_PART: Final = 1 << 25  # an entry that is read whole: list of sheets, relations, styles
MAX_DIRECTORY: Final = 1 << 20  # the archive's table of contents: a workbook has tens of entries
MAX_SILENCE: Final = 1 << 20  # bytes without an element: expat takes a time that is the square of one huge token
MAX_DEPTH: Final = 100  # elements inside one another: a workbook needs about ten
MAX_ELEMENTS: Final = 80_000_000  # a million rows of forty columns
MAX_EMPTY: Final = 20_000_000  # cells that hold a format and nothing else
MAX_ROWS: Final = 1 << 20
MAX_COLUMNS: Final = 1 << 14
MAX_TEXT: Final = 100_000  # characters of a cell: Excel holds 32,767
MAX_ROW_TEXT: Final = 1_000_000  # characters of a row
MAX_SHARED: Final = 1 << 27  # bytes of the texts that cells share
MAX_SHEETS: Final = 1000
MAX_RELATIONS: Final = 10_000
MAX_STYLES: Final = 100_000  # Excel holds 65,490
MAX_MERGES: Final = 200_000

TOO_LARGE: Final = "classeur démesuré une fois décompressé"


class SheetError(Exception):
    """The file is no workbook that can be read; the message is French."""
