"""Rows that no table holds, or of a table that says of none what it is: one verdict for all that are alike."""

from array import array
from collections.abc import Iterable

from snr_cli.inputs.inventory.records import IGNORED, REJECTED, FileRows, Group
from snr_cli.inputs.inventory.stacked import NumberedRow, Stacked
from snr_cli.inputs.inventory.titles import TitleRows


def judge_above(lines: Iterable[NumberedRow], titles: TitleRows, result: FileRows) -> None:
    """Give their verdict to the lines over a table: blank, a title or a legend, or what may be devices."""
    found: dict[tuple[str, str], array[int]] = {}
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            verdict = IGNORED, "blank"
        elif titles.looks_like_devices(cells):
            verdict = REJECTED, "above_titles"
        else:
            verdict = IGNORED, "before_titles"
        found.setdefault(verdict, array("I")).append(line)
        result.read += 1
    result.groups += [
        Group(verdict, reason, "", result.key, numbers, 0.0) for (verdict, reason), numbers in found.items()
    ]


def give_all(given: tuple[str, str], result: FileRows, stacked: Stacked) -> None:
    """Give the written rows of a table one verdict: nothing says how to read them, or none is a device."""
    found: dict[tuple[str, str], array[int]] = {}
    for lines, rows in stacked.batches:
        for line, cells in zip(lines, rows, strict=True):
            verdict = given if any(cell.strip() for cell in cells) else (IGNORED, "blank")
            found.setdefault(verdict, array("I")).append(line)
            result.read += 1
    result.groups += [Group(verdict, why, "", result.key, numbers, 0.0) for (verdict, why), numbers in found.items()]
