"""Dates of a file: each distinct text is read once."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from snr_cli.inputs.inventory.faults import shown_cell
from snr_cli.inputs.inventory.records import FileRows, RetirementRead
from snr_cli.inputs.inventory.values import (
    BLANKS,
    FIRST_YEAR,
    date_order,
    fold,
    is_ambiguous,
    is_month_first,
    parse_date,
    read_day,
)

MOST_WRONG: Final = 200  # wrong dates kept to be shown: rows that differ by them are not folded
_UNREAD: Final = "…"  # stands for the others


class Dates:
    """Dates of a file, each distinct text read once; the order of day and month is decided by column."""

    def __init__(self, result: FileRows) -> None:
        self.result = result
        self.wrong: set[str] = set()
        self.years, self.pairs = _Years(self), _Pairs(self)
        self.noted: dict[tuple[str, str], str] = {}  # (code, column) → the first such cell, until its line is known
        self.told: dict[tuple[str, str], int] = {}
        self.looked: dict[str, set[str]] = {}
        self.orders: dict[str, set[str]] = {}  # column → how its dates that can be read in one way only are written
        self.month_first: set[str] = set()  # columns whose ambiguous dates are read month first

    def look(self, rows: list[list[str]], columns: Mapping[str, int | None]) -> None:
        """Learn the order of day and month in each column from the dates of a batch, before they are read."""
        for column, index in columns.items():
            if index is None:
                continue
            texts = {cells[index] for cells in rows if index < len(cells)}
            looked, orders = self.looked.setdefault(column, set()), self.orders.setdefault(column, set())
            orders.update(map(date_order, texts - looked))
            looked |= texts
            if "month" in orders and "day" not in orders and ("ambiguous_dates", column) not in self.told:
                self.month_first.add(column)  # once one was read day first, all are, and it is told

    def parse(self, text: str, column: str) -> date | None:
        """Read a date of a column, in the order of the column; None when the text is none."""
        return parse_date(text, month_first=is_month_first(text) or (column in self.month_first and is_ambiguous(text)))

    def note(self, code: str, column: str, text: str) -> None:
        """Remember the first cell of a kind in a column."""
        if (code, column) not in self.told:
            self.noted.setdefault((code, column), text)

    def refuse(self, text: str) -> str:
        """Return what may be shown of a text that is no date."""
        return self.keep(shown_cell(text) or _UNREAD) if len(self.wrong) < MOST_WRONG else _UNREAD

    def keep(self, said: str) -> str:
        """Return what is said of a wrong date, as long as few things are."""
        if len(self.wrong) < MOST_WRONG:
            self.wrong.add(said)
        return said if said in self.wrong else _UNREAD

    def place(self, lines: Sequence[int], rows: list[list[str]], columns: Mapping[str, int | None]) -> None:
        """Find the lines of the cells noted in a batch."""
        for (code, column), text in self.noted.items():
            index = columns[column]
            found = (
                line
                for line, cells in zip(lines, rows, strict=True)
                if index is not None and index < len(cells) and cells[index] == text
            )
            self.told[code, column] = next(found, lines[0])
        self.noted.clear()

    def tell(self) -> None:
        """Note once per column the reading chosen for ambiguous dates, and dates that are none."""
        self.result.notes += [
            (code, column, line) for (code, column), line in self.told.items() if not self._settled(code, column)
        ]

    def _settled(self, code: str, column: str) -> bool:
        """Say whether the other dates of a column tell the order in which its ambiguous ones were read."""
        orders = self.orders.get(column, set())
        read, other = ("month", "day") if column in self.month_first else ("day", "month")
        return code == "ambiguous_dates" and other not in orders and bool(orders & {read, "year"})


class _Years(dict[str, int | str | None]):
    """Date of purchase as written → its year, None when the cell is blank, a text to show when it is no date of the fleet."""

    def __init__(self, dates: Dates) -> None:
        super().__init__()
        self.dates = dates

    def __missing__(self, text: str) -> int | str | None:
        answer: int | str | None = None
        found = self.dates.parse(text, "purchase_date")
        if found is not None and found.year >= FIRST_YEAR:
            answer = found.year
        elif fold(text) not in BLANKS:  # no blank is a date of the fleet
            answer = self.dates.refuse(text)
        if is_ambiguous(text):
            self.dates.note("ambiguous_dates", "purchase_date", text)
        self[text] = answer
        return answer


class _Pairs(dict[tuple[str, str], RetirementRead]):
    """Dates of purchase and retirement as written → the year of retirement and the years of use, when known."""

    def __init__(self, dates: Dates) -> None:
        super().__init__()
        self.dates = dates

    def __missing__(self, key: tuple[str, str]) -> RetirementRead:
        bought, gone = key
        end = None if fold(gone) in BLANKS else self.dates.parse(gone, "retirement_date")
        start = None if fold(bought) in BLANKS else self.dates.parse(bought, "purchase_date")
        unread = self.dates.refuse(gone) if end is None and fold(gone) not in BLANKS else ""
        if is_ambiguous(gone):
            self.dates.note("ambiguous_dates", "retirement_date", gone)
        life = round((end - start).days / 365.25, 2) if end and start and end > start else None
        before = ""
        if start and end and end < start and read_day(bought) and read_day(gone):
            before = self.dates.keep(f"{end:%d/%m/%Y}, pour un achat le {start:%d/%m/%Y}")
        self[key] = RetirementRead(end.year if end else None, life, unread, before)
        return self[key]
