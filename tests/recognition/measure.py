"""Measure the rules of recognition on labelled rows: python tests/recognition/measure.py [file…]

Prints the precision and the recall of each file, and the rows that are wrong for open.csv only: sealed.csv measures,
it is not read. The column `list` is not used: the reader of inventories does not have it.
"""

import csv
import sys
from pathlib import Path
from typing import NamedTuple

from snr_cli.catalog.tables import shipped_tables
from snr_cli.cli.words import inventory_words
from snr_cli.inventory.words import NOT_TYPES, Recognizer

HERE = Path(__file__).parent
OPEN, SEALED = HERE / "open.csv", HERE / "sealed.csv"


class Score(NamedTuple):
    """What the rules make of a file. A row is typed when it would count: a type of device, sure enough."""

    rows: int
    typed: int
    right: int
    wanted: int
    wrong: tuple[str, ...]

    @property
    def precision(self) -> float:
        """Share of typed rows whose type is right."""
        return self.right / self.typed if self.typed else 1.0

    @property
    def recall(self) -> float:
        """Share of rows that are a type of the catalogue and are given it."""
        return self.right / self.wanted if self.wanted else 1.0

    def __str__(self) -> str:
        return (
            f"{self.rows} rows, precision {self.precision:.2%} ({self.right} of {self.typed} typed), "
            f"recall {self.recall:.2%} ({self.right} of {self.wanted} of the catalogue)"
        )


def measure(path: Path, recognizer: Recognizer) -> Score:
    """Return the score of a file; its wrong rows only when it may be read."""
    rows = typed = right = wanted = 0
    wrong: list[str] = []
    with path.open(encoding="utf-8", newline="") as lines:
        for cells in csv.DictReader(lines):
            rows += 1
            guess = recognizer.guess(cells)
            counted = guess is not None and guess.confidence >= recognizer.threshold
            found = guess.type if guess is not None and counted and guess.type not in NOT_TYPES else None
            expected = cells["expected"] if cells["expected"] not in NOT_TYPES else None
            typed += found is not None
            wanted += expected is not None
            right += found is not None and found == expected
            if found != expected and path.name == OPEN.name:
                shown = " · ".join(cells[name] for name in ("kind", "manufacturer", "model") if cells[name])
                wrong.append(f"line {rows + 1}: {shown}: expected {cells['expected']}, {guess}")
    return Score(rows, typed, right, wanted, tuple(wrong))


def main(arguments: list[str]) -> None:
    """Print the score of each file."""
    recognizer = inventory_words(shipped_tables()).recognizer
    for path in [Path(argument) for argument in arguments] or [OPEN, SEALED]:
        score = measure(path, recognizer)
        print(f"{path.name}: {score}", *score.wrong, sep="\n  ")


if __name__ == "__main__":
    main(sys.argv[1:])
