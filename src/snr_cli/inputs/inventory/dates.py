"""Dates of a file: each distinct text is read once."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Final

from snr_cli.french.numbers import number
from snr_cli.inputs.inventory.faults import shown_cell
from snr_cli.inputs.inventory.records import COUNTED, FileRows, Group, Reading, RetirementRead, SameDay, TableError
from snr_cli.inputs.inventory.values import (
    BLANKS,
    FIRST_YEAR,
    Remembered,
    date_order,
    fold,
    is_ambiguous,
    is_month_first,
    parse_date,
    parse_number,
    plain,
    read_day,
)

MOST_WRONG: Final = 200  # wrong dates kept to be shown: rows that differ by them are not folded
_UNREAD: Final = "…"  # stands for the others


class Dates:
    """Dates of a file, each distinct text read once; the order of day and month is decided by column."""

    def __init__(self, result: FileRows) -> None:
        self.result = result
        self.wrong: set[str] = set()
        self.years, self.pairs = Remembered(self._year), Remembered(self._pair)
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

    def _year(self, text: str) -> int | str | None:
        """Return the year of a date of purchase; None when the cell is blank, a text to show when it is no date of the fleet."""
        if is_ambiguous(text):
            self.note("ambiguous_dates", "purchase_date", text)
        day = self.parse(text, "purchase_date")
        if day is not None and day.year >= FIRST_YEAR:
            return day.year
        return None if fold(text) in BLANKS else self.refuse(text)  # no blank is a date of the fleet

    def _pair(self, written: tuple[str, str]) -> RetirementRead:
        """Return the year of retirement and the years of use, when known, of dates of purchase and of retirement."""
        bought, gone = written
        end = None if fold(gone) in BLANKS else self.parse(gone, "retirement_date")
        start = None if fold(bought) in BLANKS else self.parse(bought, "purchase_date")
        unread = self.refuse(gone) if end is None and fold(gone) not in BLANKS else ""
        if is_ambiguous(gone):
            self.note("ambiguous_dates", "retirement_date", gone)
        life = round((end - start).days / 365.25, 2) if end and start and end > start else None
        before = ""
        if start and end and end < start and read_day(bought) and read_day(gone):
            before = self.keep(f"{end:%d/%m/%Y}, pour un achat le {start:%d/%m/%Y}")
        return RetirementRead(end.year if end else None, life, unread, before)


# Columns of dates whose title says nothing known, where no date of purchase is: perhaps that one, and a person says it.

_MOSTLY: Final = 0.8  # of the cells of such a column
# how words begin that say a date of something else: the last sight, an end, an enrolment; or that the column holds versions
_OTHER_DATES: Final = (
    "dernier", "derniere", "last", "sync", "check", "seen", "connexion", "connect", "contact", "modif", "inventaire", "recense",
    "releve", "audit", "scan", "update", "actualis", "expir", "warrant", "garant", "engage", "enrol", "inscri", "boot", "demarr",
    "bios", "patch", "archiv", "contrat", "contract", "period", "cree", "creation", "created", "activation", "naiss", "retour",
    "return", "pret", "echeance", "revision", "mainten", "controle", "verif", "sortie", "reform", "restitu", "depart", "prochain",
    "next", "version", "office", "windows", "systeme", "licen", "support", "antivir", "renouvel", "remplac", "perte", "mutation",
)  # fmt: skip
_OTHERS: Final = frozenset({"fin", "end", "os", "maj", "vu", "eol", "eos", "rebut", "dsn", "login"})


def is_date(cell: str) -> bool:
    """Say whether a cell surely holds a date of the fleet, or a year."""
    if cell.isdigit() and len(cell) != 4:  # 44561 may be a day of a spreadsheet, and anything else
        return False
    day = parse_date(cell)
    return day is not None and day.year >= FIRST_YEAR


def maybe_bought(
    header: list[str], roles: Sequence[str], lines: Sequence[int], rows: list[list[str]], how: Reading
) -> list[tuple[str, str, int]]:
    """Return what to ask of a table without a date of purchase: its columns of dates, and the first line that holds one.

    Args:
        header: its titles.
        roles: of each column.
        lines: of its first rows.
        rows: these rows.
        how: a person's corrections: a column that they name is what they say.
    """
    found = list[tuple[str, str, int]]()
    for index, title in enumerate(header if "purchase_date" not in roles else ()):
        told = any(word in _OTHERS or word.startswith(_OTHER_DATES) for word in plain(title).split())
        if title and not roles[index] and not told and fold(title) not in how.mapping.roles:
            cells = [(line, row[index].strip()) for line, row in zip(lines, rows, strict=True) if index < len(row)]
            held = {line: is_date(cell) for line, cell in cells if fold(cell) not in BLANKS and cell != title}
            if any(held.values()) and sum(held.values()) >= _MOSTLY * len(held):
                found.append(("date_column", title, next(filter(held.get, held))))
    return found


# A column of months or of dates of counting, under which the same rows come again: the fleet at several dates, in one table.

_WHOLE: Final = frozenset(
    {"mois", "trimestre", "semestre", "periode", "semaine", "exercice", "millesime", "etat au", "situation au"}
)
# words of the title of a date at which devices were counted
COUNTED_AT: Final = frozenset(
    {"inventaire", "recensement", "releve", "situation", "comptage", "extraction", "export", "etat"}
)
DATED: Final = frozenset({"date", "annee", "mois", "jour"})
_YEARS: Final = frozenset({"annee", "annees", "exercice", "date"})  # read as the year of purchase: told, and not asked
MOST_MOMENTS: Final = 400
MOST_ROWS: Final = 50_000  # looked at
_HALF: Final = 2  # one row in so many, at least, comes again at another date
_SHOWN: Final = 3


def is_moment(title: str) -> bool:
    """Say whether a title is that of the date at which devices are counted, and of none of them."""
    words = plain(title).split()
    return plain(title) in _WHOLE or (bool(COUNTED_AT & set(words)) and bool(DATED & set(words)))


class Moments:
    """Watches such a column: whether the rows of a date are those of another one, their numbers aside."""

    def __init__(self, header: list[str], places: Mapping[str, int], roles: Sequence[str], how: Reading) -> None:
        given = {fold(name) for name in (*how.mapping.columns, *how.mapping.keep)}
        self.header, self.asked = header, True
        free = [index for index, title in enumerate(header) if title and fold(title) not in given]
        indices = [index for index in free if not roles[index] and is_moment(header[index])]
        if not indices:
            indices = [index for index in free if roles[index] == "purchase_date" and plain(header[index]) in _YEARS]
            self.asked = False
        # a serial number, or a date of purchase beside, tells devices apart
        apart = {"serial"} | ({"purchase_date"} if self.asked else set())
        watched = len(indices) == 1 and apart.isdisjoint(places) and (self.asked or "quantity" in places)
        self.index = indices[0] if watched else -1
        self.first: dict[int, str] = {}  # what a row says beside its date → the first date
        self.again: set[int] = set()
        self.moments: dict[str, str] = {}
        self.line = 0

    def look(self, lines: Sequence[int], rows: list[list[str]]) -> None:
        """Look at a batch."""
        if self.index < 0 or len(self.first) > MOST_ROWS:
            return
        for line, cells in zip(lines, rows, strict=True):
            if self.index >= len(cells) or (moment := fold(cells[self.index])) in BLANKS:
                continue
            said = hash(
                tuple(
                    fold(cell) for index, cell in enumerate(cells) if index != self.index and parse_number(cell) is None
                )
            )
            self.line = self.line or line
            self.moments.setdefault(moment, cells[self.index].strip())
            if self.first.setdefault(said, moment) != moment:
                self.again.add(said)

    @property
    def comes_again(self) -> bool:
        """Say whether most of what the rows say is said at several dates."""
        return 1 < len(self.moments) <= MOST_MOMENTS and len(self.again) * _HALF >= len(self.first)

    def ask(self) -> None:
        """Refuse a table that may be the fleet at several dates.

        Raises:
            TableError: names the column, and what to answer.
        """
        if not (self.asked and self.index >= 0 and self.comes_again):
            return
        title, last = self.header[self.index], shown_cell(list(self.moments.values())[-1])
        dates = ", ".join(map(shown_cell, list(self.moments.values())[:_SHOWN]))
        more = " …" if len(self.moments) > _SHOWN else ""
        raise TableError(
            f"la colonne « {title} » dit plusieurs dates ({dates}{more}), et les mêmes lignes y reviennent : c’est peut-être le parc à "
            f"plusieurs dates, qui compterait plusieurs fois. Dans les correspondances (--mapping), gardez-en une, keep: {{{title}: [{last}]}}, "
            f'ou, si ce sont d’autres appareils, columns: {{{title}: ""}}',
            asks=(title,),
        )

    def notes(self) -> list[tuple[str, str, int]]:
        """Return what to tell of a year that is read as that of the purchase."""
        told = not self.asked and self.index >= 0 and self.comes_again
        return [("maybe_moments", self.header[self.index], self.line)] if told else []


# One date of purchase on hundreds of rows: the day of an import into a tool, more likely than that of a purchase.

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
            match = _WITH_HOUR(text)
            day = match[1] if match else text
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
