"""Measure the rules of recognition on labelled rows: python tests/recognition/measure.py [file…]

Prints the precision and the recall of each file, by rows and by units, and the rows that are wrong of the lists that may
be read: sealed.csv measures, it is not read. The column `list` is not used: the reader of inventories does not have it.
A list may be semicolon separated, with a `quantity` and a `note` where its author says what is right too.
"""

import csv
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from snr_cli.api.catalogue import inventory_words
from snr_cli.catalog.opened import shipped_tables
from snr_cli.inputs.inventory.recognition import NOT_TYPES, Guess, Recognizer

HERE = Path(__file__).parent
OPEN, SEALED, NAMES = HERE / "open.csv", HERE / "sealed.csv", HERE / "names.csv"
SHOWN: Final = frozenset({OPEN.name, NAMES.name})
# ids of the catalogue that rules never give: they give the type that stands for the range
GIVEN: Final = {
    "laptop_professional": "laptop",
    **dict.fromkeys(("server_low", "server_medium", "server_high", "server_hdd_storage"), "server_rack"),
    "storage_disk_unit": "storage_array",
    # a cordless or digital set is a fixed telephone: the catalogue has one type for all
    **dict.fromkeys(("dect_phone", "digital_phone"), "ip_phone"),
    "video_conference_bar": "video_conference",
    # their author left these out of the catalogue, as the RCP SI does
    **dict.fromkeys(("charger_laptop", "charger_phone", "keyboard", "mouse"), "excluded"),
    **dict.fromkeys(("not_a_device", "unknowable"), "unknown"),
}
# types younger than the labels of sealed.csv → what its labels call them
YOUNGER: Final = {
    "interactive_board": "tv_professional",
    "printer_laser_a3": "printer_laser",
    **dict.fromkeys(
        ("ups", "plotter", "scanner", "label_printer", "payment_terminal", "time_clock", "charging_point", "nvr"),
        "unknown",
    ),
    "video_conference": "unknown",
}
A4_RULES: Final = "mfp-a4-"  # A4 laser multifunctions, which the labels of sealed.csv call photocopier_mfp
DEFENSIBLE: Final = re.compile(r"(\w+) (?:also )?defensible")


class Score(NamedTuple):
    """What the rules make of a file. A row is typed when it would count: a type of device, sure enough."""

    rows: int
    typed: int
    right: int
    wanted: int
    wrong: tuple[str, ...]
    units_right: float
    units_wanted: float

    @property
    def precision(self) -> float:
        """Share of typed rows whose type is right."""
        return self.right / self.typed if self.typed else 1.0

    @property
    def recall(self) -> float:
        """Share of rows that are a type of the catalogue and are given it."""
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def units(self) -> float:
        """Share of units that are a type of the catalogue and are given it."""
        return self.units_right / self.units_wanted if self.units_wanted else 1.0

    def __str__(self) -> str:
        return (
            f"{self.rows} rows, precision {self.precision:.2%} ({self.right} of {self.typed} typed), "
            f"recall {self.recall:.2%} ({self.right} of {self.wanted} of the catalogue), {self.units:.2%} of units"
        )


def measure(path: Path, recognizer: Recognizer, types: frozenset[str] | None = None) -> Score:
    """Return the score of a file; its wrong rows only when it may be read."""
    types = types or frozenset(shipped_tables().equipment_types)
    rows = typed = right = wanted = 0
    units = [0.0, 0.0]
    wrong: list[str] = []
    with path.open(encoding="utf-8", newline="") as lines:
        start = lines.readline()
        lines.seek(0)
        for cells in csv.DictReader(lines, delimiter=";" if ";" in start else ","):
            rows += 1
            guess = recognizer.guess(cells)
            found = _found(guess, recognizer.threshold, path.name == SEALED.name)
            accepted = _accepted(cells, types)
            device = None not in accepted
            hit = found in accepted
            typed += found is not None
            wanted += device or (hit and found is not None)  # what may be left unsaid counts when it is said
            right += found is not None and hit
            quantity = float(cells.get("quantity") or 1)
            units = [units[0] + quantity * (device and hit), units[1] + quantity * device]
            if not hit and path.name in SHOWN:
                shown = " · ".join(cells[name] for name in ("kind", "manufacturer", "model") if cells[name])
                wrong.append(f"line {rows + 1}: {shown}: expected {cells['expected']}, {guess}")
    return Score(rows, typed, right, wanted, tuple(wrong), *units)


def _found(guess: Guess | None, threshold: float, older: bool) -> str | None:
    """Return the type that a row would be counted as; in the words of older labels when the list has them."""
    if guess is None or guess.confidence < threshold or guess.type in NOT_TYPES:
        return None
    if older and guess.rule.startswith(A4_RULES):
        return "photocopier_mfp"
    kind = YOUNGER.get(guess.type, guess.type) if older else guess.type
    return None if kind in NOT_TYPES else kind


def _accepted(cells: Mapping[str, str], types: frozenset[str]) -> set[str | None]:
    """Return what is right for a row: its label, and what its note says is defensible; None when it is no type."""
    named = [cells["expected"].removeprefix("other:"), *DEFENSIBLE.findall(cells.get("note") or "")]
    given = [GIVEN.get(name, name) for name in named]
    return {name if name in types and name not in NOT_TYPES else None for name in given[:1]} | {
        name for name in given[1:] if name in types
    }


def main(arguments: list[str]) -> None:
    """Print the score of each file."""
    recognizer = inventory_words(shipped_tables()).recognizer
    for path in [Path(argument) for argument in arguments] or [OPEN, NAMES, SEALED]:
        score = measure(path, recognizer)
        print(f"{path.name}: {score}", *score.wrong, sep="\n  ")


if __name__ == "__main__":
    main(sys.argv[1:])
