"""How many commands each export takes, and every row against the truth: `python tests/samples/exports/table.py`."""

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from snr_cli.api.catalogue import inventory_words
from snr_cli.catalog.opened import shipped_tables
from snr_cli.inputs.dossier.imports import load_mapping
from snr_cli.inputs.inventory.read import Inventory, read_inventory
from snr_cli.inputs.inventory.records import COUNTED, REJECTED, TO_CONFIRM, Corrections, InventoryError, Reading

HERE = Path(__file__).parent
YEAR = 2023
USABLE = 0.8  # of the rows that count: a dossier then tells more than it asks


class Truth(NamedTuple):
    """What a row is, written before snr read it: types that are right (with "", none is right too), units, whether it counts."""

    types: tuple[str, ...]
    units: float
    counted: bool
    why: str


@dataclass
class Score:
    """What became of the rows of an export."""

    commands: int | None
    refusal: str = ""
    rows: int = 0
    units: float = 0.0  # that count
    right_units: float = 0.0
    right_rows: int = 0  # counted as they are
    true_rows: int = 0  # that count
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)  # rows to confirm although they count, and what is wrong

    @property
    def usable(self) -> bool:
        """Say whether nothing is wrong and nearly all that counts is counted."""
        return self.commands is not None and not self.counts["wrong"] and self.right_rows >= USABLE * self.true_rows


@cache
def truths() -> dict[str, dict[tuple[str, int], Truth]]:
    """Return the truth of each export, by sheet and line."""
    found: dict[str, dict[tuple[str, int], Truth]] = {}
    with (HERE / "TRUTH.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            what = Truth(tuple(row["type"].split("|")), float(row["units"]), row["counted"] == "yes", row["why"])
            found.setdefault(row["file"], {})[row["sheet"], int(row["line"])] = what
    return found


@cache
def read(name: str) -> tuple[Inventory | None, str, int]:
    """Read an export with the mapping kept beside it, if any: what was read, or why not, and the commands it took."""
    words = inventory_words(shipped_tables())
    path, mapping = HERE / name, (HERE / name).with_suffix(".mapping.yaml")
    own = load_mapping(mapping, mapping.name, words.types) if mapping.exists() else Corrections()
    try:
        return read_inventory([(path, name)], words, Reading(own), YEAR), "", 2 if mapping.exists() else 1
    except InventoryError as error:
        return None, str(error), 0


def verdicts(inventory: Inventory) -> Iterator[tuple[tuple[str, int], str, str, str, float, str]]:
    """Yield each row: where, its verdict and why, its type, its units, and its label."""
    for file in inventory.files:
        for group in file.groups:
            for line in group.lines:
                units = group.units / len(group.lines)
                yield (file.sheet, line), group.verdict, group.reason, group.guess, units, group.label


def score(name: str) -> Score:
    """Compare what snr says of each row of an export with the truth."""
    inventory, why, commands = read(name)
    if inventory is None:
        return Score(None, why)
    found = Score(commands)
    lone = len({sheet for sheet, _ in truths()[name]}) == 1
    got = {("" if lone else where[0], where[1]): rest for where, *rest in verdicts(inventory)}
    for (sheet, line), true in truths()[name].items():
        found.rows += 1
        found.units += true.units if true.counted else 0
        found.true_rows += true.counted
        verdict, reason, guess, units, label = got.get(("" if lone else sheet, line), ("absent", "", "", 0.0, ""))
        if verdict == COUNTED:
            right = true.counted and guess in true.types and units == true.units
            outcome = "right" if right else "wrong"
            found.right_rows += right
            found.right_units += true.units if right else 0
        elif verdict in (TO_CONFIRM, REJECTED):
            outcome = "to_confirm"
        else:
            outcome = "wrong" if true.counted and "" not in true.types else "right"
        found.counts[outcome] += 1
        if outcome == "wrong" or (outcome == "to_confirm" and true.counted):
            found.faults.append(
                f"{outcome}: {sheet} {line}: {label!r} → {verdict} {reason} {guess} × {units:g}; "
                f"truth: {'|'.join(true.types)} × {true.units:g}, {'counts' if true.counted else true.why}"
            )
    return found


def main() -> None:
    """Print the table; with names of exports, also the rows that are wrong or to confirm."""
    print(f"{'file':28}{'rows':>6}{'units':>7}{'commands':>10}{'right':>7}{'to confirm':>12}{'wrong':>7}  usable")
    for name in truths():
        each = score(name)
        counts = (each.counts[key] for key in ("right", "to_confirm", "wrong"))
        right, confirm, wrong = counts
        print(
            f"{name:28}{each.rows:6}{each.units:7g}{each.commands or '—':>10}{right:7}{confirm:12}{wrong:7}  "
            f"{'yes' if each.usable else 'no'} {each.refusal[:120]}"
        )
        if name in sys.argv or "-a" in sys.argv:
            print(*("    " + fault for fault in each.faults), sep="\n")


if __name__ == "__main__":
    main()
