"""A column of months or of dates of counting, under which the same rows come again: the fleet at several dates, in one table."""

from collections.abc import Mapping, Sequence
from typing import Final

from snr_cli.inputs.inventory.faults import shown_cell
from snr_cli.inputs.inventory.records import Reading
from snr_cli.inputs.inventory.spelling import plain
from snr_cli.inputs.inventory.table import TableError
from snr_cli.inputs.inventory.values import BLANKS, fold, parse_number

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
        found = [index for index in free if not roles[index] and is_moment(header[index])]
        if not found:
            found = [index for index in free if roles[index] == "purchase_date" and plain(header[index]) in _YEARS]
            self.asked = False
        # a serial number, or a date of purchase beside, tells devices apart
        apart = {"serial"} | ({"purchase_date"} if self.asked else set())
        watched = len(found) == 1 and apart.isdisjoint(places) and (self.asked or "quantity" in places)
        self.index = found[0] if watched else -1
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
        several = 1 < len(self.moments) <= MOST_MOMENTS
        return several and len(self.again) * _HALF >= len(self.first)

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
