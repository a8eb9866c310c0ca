"""A row of a file that stands beside the devices: its cells by role, and what is wrong in them."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from snr_cli.inputs.inventory.faults import LONGEST_VALUE, shown_cell
from snr_cli.inputs.inventory.masking import masked
from snr_cli.inputs.inventory.quantities import MAX_QUANTITY
from snr_cli.inputs.inventory.records import Fault
from snr_cli.inputs.inventory.values import BLANKS, fold, parse_number
from snr_cli.inputs.inventory.words import InventoryWords

YEAR_HOURS: Final = 8760.0
# roles of numbers, and the most that each may be; the hours are those of a leap year
NUMBERS: Final = {
    "quantity": MAX_QUANTITY,
    "pue": MAX_QUANTITY,
    "hours": 8784.0,
    "vcpu": 1e5,
    "storage": 1e9,
    "key": MAX_QUANTITY,
}
# faults whose cell is shown although it is no number: a name that is written above, a country
_SHOWN: Final = ("name_twice", "unknown_country")
_INSTANCE: Final = re.compile(
    r"(?:(?!\d)[\w.-])*\d[\w.-]*"
).fullmatch  # m5.large, Standard_B2s: no name of a person has figures


class LinkedRow(NamedTuple):
    """A row of sound shape: its file, its line, its cells and their titles by role."""

    file: str
    line: int
    cells: Mapping[str, str]
    titles: Mapping[str, str]

    def text(self, role: str) -> str:
        """Return a cell; empty when it is blank, or when the file has no such column."""
        cell = self.cells.get(role, "")
        return "" if fold(cell) in BLANKS else cell

    def fault(self, code: str, role: str, near: str = "") -> Fault:
        """Say what is wrong in a cell. A name that is that of nothing counted, nor near it, may be that of a person's device: hidden."""
        value = self.text(role)
        if role not in NUMBERS:
            known = near or code in _SHOWN or (role == "instance" and _INSTANCE(value))
            return Fault(code, self.titles.get(role, ""), masked(value)[:LONGEST_VALUE] if known else "", near)
        return Fault(code, self.titles.get(role, ""), shown_cell(value), near)

    def numbers(self, *roles: str) -> tuple[dict[str, float | None], list[Fault]]:
        """Return the numbers of cells, None for those that are blank; and a fault for each that is none, or out of its bounds."""
        found, faults = dict[str, float | None](), list[Fault]()
        for role in roles:
            text = self.text(role)
            number = parse_number(text.rstrip("% ")) if text else None
            if number is not None and role == "key" and text.endswith("%"):
                number /= 100
            elif text.endswith("%"):
                number = None
            found[role] = number
            if text and (number is None or not 0 <= number <= NUMBERS[role]):
                faults.append(self.fault("number_unread", role))
        return found, faults


def country_of(row: LinkedRow, words: InventoryWords) -> tuple[str, list[Fault]]:
    """Return the place of the electricity of a row, empty for the authority's own; and a fault when its country is not known."""
    country = row.text("country")
    place = words.place_of(country) if country else ""
    if place is None:
        return "", [row.fault("unknown_country", "country", words.nearest_country(country))]
    return place, []
