"""One date of purchase on hundreds of rows: the day of an import into a tool, more likely than that of a purchase."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from operator import itemgetter
from typing import Final

from snr_cli.french.numbers import number
from snr_cli.inputs.inventory.records import COUNTED, FileRows, Group, SameDay
from snr_cli.inputs.inventory.values import read_day

# An order is of tens of devices: 40 laptops the same day, or 40 laptops with as many screens, docks and telephones (160
# rows), are purchases. This many rows of one type, and half of those of the type, or twice as many of all types, and half of
# the file, are more than anyone takes delivery of in a day. A larger lot is written as a quantity, in one row.
MANY: Final = 100
SHARE: Final = 0.5
MOST_DATES: Final = 20_000  # distinct dates that are counted: fifty years of days; beyond, those met once are left out
_WITH_HOUR: Final = re.compile(r"\s*(\d[\d/.-]{7,9})[ T].*").fullmatch
SAME_DAY_HELP: Final = (
    "si c’est celle d’un import, videz ces dates dans l’export : l’âge sera inconnu, pas faux ; si tout a été acheté ce jour-là, "
    "il n’y a rien à changer"
)
YEAR_ENDS: Final = ((1, 1), (12, 31))


class Days:
    """Counts the dates of purchase of a table, as they are written."""

    def __init__(self, bought: int | None) -> None:
        self.bought = bought
        self.rows: Counter[str] = Counter()
        self.first: dict[str, int] = {}

    def look(self, lines: Sequence[int], rows: list[list[str]]) -> None:
        """Count those of a batch, by functions of the standard library written in C."""
        if self.bought is None:
            return
        try:
            written = list(map(itemgetter(self.bought), rows))
        except IndexError:  # a short row
            written = [cells[self.bought] if self.bought < len(cells) else "" for cells in rows]
        self.rows.update(written)
        if len(self.rows) > len(self.first):
            where = dict(zip(reversed(written), reversed(lines), strict=True))
            # of a plain dict, the keys are looked up, not walked
            self.first |= {text: where[text] for text in set(written).difference(self.first)}
        if len(self.rows) > MOST_DATES:
            self.rows = Counter({text: count for text, count in self.rows.items() if count > 1})
            self.first = {text: self.first[text] for text in self.rows}

    def shared(self, dated: Iterable[tuple[object, Group]]) -> list[SameDay]:
        """Return the days that too many of the rows that count share.

        Args:
            dated: the year of purchase of every group of rows of the table (no number when it is not known), and the group.
        """
        found = [(day, count) for day, count in self._days().items() if count >= MANY]
        if not found:
            return []
        every, counted = Counter[int](), Counter[tuple[str, int]]()
        for year, group in dated:
            if isinstance(year, int):
                every[year] += group.rows
                if group.verdict == COUNTED and group.device is not None:
                    counted[group.device.type, year] += group.rows
        of_type, of_year = Counter[str](), dict[int, Counter[str]]()
        for (kind, year), rows in counted.items():
            of_type[kind] += rows
            of_year.setdefault(year, Counter())[kind] = rows
        told = []
        for (text, line), count in found:
            day = read_day(text)
            of_day = of_year.get(day.year) if day is not None else None
            if day is None or of_day is None:
                continue
            # the day of each row is not kept: at least these, were all the other rows of the year of that day
            least = count - every[day.year]
            types = [kind for kind, rows in of_day.items() if least + rows >= max(MANY, SHARE * of_type[kind])]
            if least + of_day.total() >= max(2 * MANY, SHARE * of_type.total()):
                types = list(of_day)
            if types and not self._writes_a_year(day):
                told.append(SameDay(day, count, every.total(), line, tuple(sorted(types))))
        return sorted(told, key=lambda same: -same.rows)

    def _days(self) -> Counter[tuple[str, int]]:
        """Return (date, first line) → rows, without the hours that follow some dates."""
        days, first = Counter[str](), dict[str, int]()
        for text, count in self.rows.items():
            found = _WITH_HOUR(text)
            day = found[1] if found else text
            days[day] += count
            first[day] = min(first.get(day, self.first[text]), self.first[text])
        return Counter({(day, first[day]): count for day, count in days.items()})

    def _writes_a_year(self, day: date) -> bool:
        """Say whether a day stands for its year or its month, as most of the other dates of the table do: 1 January, 31 December."""
        if day.day != 1 and (day.month, day.day) not in YEAR_ENDS:
            return False
        alike = others = 0
        for text, count in self.rows.items():
            other = read_day(text)
            if other is not None and other != day:
                others += count
                alike += count if other.day == 1 or (other.month, other.day) in YEAR_ENDS else 0
        return others > 0 and alike >= SHARE * others


def same_day_text(same: SameDay) -> str:
    """Say how many rows share a date of purchase, and which date."""
    return (
        f"{number(same.rows)} lignes sur {number(same.dated)} datées ont la même date d’achat, {same.day:%d/%m/%Y} "
        f"({', '.join(same.types)}) : celle d’un import dans l’outil ? leur âge n’est pas sûr"
    )


def doubt_ages(file: FileRows) -> None:
    """Say of the devices whose date of purchase may be that of an import that their age is not sure."""
    doubted = {(kind, same.day.year) for same in file.same_days for kind in same.types}
    for group in file.groups if doubted else ():
        device = group.device
        if device is not None and (device.type, device.purchase_year) in doubted:
            group.device = device._replace(sure_age=False)
