"""A sheet of a workbook as a file of a dossier: its findings point at a cell."""

from typing import Any

from snr_cli.inputs.dossier.yaml_events import Mark, Places, YamlText
from snr_cli.inputs.sheets import Cell
from snr_cli.model.codes import CODES
from snr_cli.model.finding import Finding, Position


class SheetText(YamlText):
    """A sheet: the containers that its rows make, and where they stand. A mark is a row and a column from 0."""

    __slots__ = ("columns", "marks", "sheet")

    def __init__(self, name: str, sheet: str) -> None:
        """Begin a sheet.

        Args:
            name: of the workbook in messages.
            sheet: its name.
        """
        super().__init__(name, "", {})
        self.sheet = sheet
        self.columns: set[str] = set()  # the keys of those that it has
        self.marks: dict[int, tuple[Any, list[Mark]]] = {}
        self.begin(self.data, Mark(0, 0))

    def begin(self, container: Any, mark: Mark) -> None:
        """Place a list or a mapping."""
        self.marks[id(container)] = (container, [mark])

    def put(self, container: Any, key: Any, value: Any, mark: Mark) -> None:
        """Add a value to a list (`key` is None) or to a mapping, at a cell."""
        marks = self.marks[id(container)][1]
        if isinstance(container, dict):
            container[key] = value
            marks += (mark, mark)
        else:
            container.append(value)
            marks.append(mark)

    def own(self, container: Any) -> Mark:
        """Return where a container stands."""
        return self.marks[id(container)][1][0]

    def replace(self, container: Any, key: Any, mark: Mark) -> None:
        """Place a value of a mapping at another cell."""
        rank = 1 + 2 * list(container).index(key)
        self.marks[id(container)][1][rank : rank + 2] = [mark, mark]

    def close(self) -> None:
        """Keep the places of all that was put."""
        for container, marks in self.marks.values():
            self.places[id(container)] = Places(container, marks)
        self.marks.clear()

    def finding(
        self, code: str, line: int, column: int, message: str, help_text: str = "", pointer: str = ""
    ) -> Finding:
        """Make a finding at a cell (line and column count from 0 here)."""
        place = Position(self.name, line + 1, column + 1, column + 2, self.sheet)
        return Finding(code, place, message, help_text, pointer, "", CODES[code].severity)

    def at_cell(self, code: str, cell: Cell, message: str, help_text: str = "") -> Finding:
        """Make a finding at a cell."""
        return self.finding(code, cell.row - 1, cell.column - 1, message, help_text)


def mark_of(cell: Cell) -> Mark:
    """Return where a cell stands."""
    return Mark(cell.row - 1, cell.column - 1)
