"""Rows that are no device by their shape: totals, legends, examples of a template."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Final

from snr_cli.inputs.inventory.records import IGNORED, REJECTED
from snr_cli.inputs.inventory.values import BLANKS, Remembered, fold, parse_number, plain, singular

# a row whose shape is wrong, and its verdict
SHAPES: Final = {
    "blank": IGNORED,
    "total": IGNORED,
    "header_again": IGNORED,
    "section": IGNORED,
    "short": REJECTED,
    "long": REJECTED,
}
is_total = re.compile(r"(?:sous[- ])?totaux?\b|total\b|sum\b|somme\b").match
# what a first cell says of a row that is no device, even beside a type and a quantity
is_summed = re.compile(
    r"(?:[-–—•·*>→]+ ?)?(?:(?:grand |sous[- ]?)?tota(?:l|ux)|dont|y compris)(?![-\w])|legende(?![-\w])|.*[-–—:(] ?(?:sous[- ])?total\)?$"
).match
may_be_summed = re.compile(r"[-–—•·*>→\s]*(?:grand|sous|tota|dont|y comp|l[eé]ge)|.*total\W*$", re.IGNORECASE).match

_SUM_WORDS: Final = ("tota", "grand", "sous", "dont", "y comp", "lege", "lége")  # what the above cannot do without


def any_summed(first_cells: Sequence[str]) -> bool:
    """Say whether one of the first cells of rows may be that of a total, of a legend."""
    text = "\n".join(first_cells).lower()
    return any(word in text for word in _SUM_WORDS) and any(map(may_be_summed, first_cells))


def tells_total(cells: list[str]) -> bool:
    """Say whether the first written cell of a row is that of a total, of a legend."""
    written = next((cell for cell in cells if cell.strip()), "")
    return bool(is_total(fold(written)) or (may_be_summed(written) and is_summed(fold(written))))


# « 10 PC portables », « ACQ 12 PC », « 3 x écran 24 », « Lot de 6 écrans », « Téléphone IP 8058S (22) », « iPad x 12 »; not « 840 G5 », « 24 pouces », « 2 en 1 »
_NUMBERED: Final = (
    re.compile(
        r"(?:(?:acq|acquisitions?|achats?|fournitures?|renouvellements?|remplacements?|livraisons?)\.? (?:de |d')?)?"
        r"(\d{1,3})(?: ?[x×])? +(?!(?:pouces?|inch|ports?|en|go|gb|to|tb|mo|voies?|coeurs?|cores?|bits?|watts?|kva|mp|serie"
        r"|pages?|zones?|ans?|mois|etages?|eme|er)\b)[a-z][a-z.]+"
    ).match,
    re.compile(r"(?:lot|pack|stack|ensemble) (?:de |of )?(\d{1,3})\b").search,
    re.compile(r" [x×] (\d{1,3})$").search,
    re.compile(r"(?<![^ ])\((?:x ?(?!64\)|86\)))?(\d{2,3})\)$").search,
    re.compile(r"\([x×] ?(?!64\)|86\))(\d{1,3})\)").search,  # « (x64) » is a system
    re.compile(r"(?<![\w.,])(\d{1,3}) ?(?:ex|exemplaires?|unites?|pieces?|pcs)\b").search,
    re.compile(r"\b(?:qte|quantite|nbre?|nombre)\.?(?: ?[:=])? ?(\d{1,3})\b").search,
    # « Imprimantes laser : 3 »; not « École : 3 », a place
    re.compile(
        r"\b(?!(?:bureau|salle|etage|classe|niveau|site|service|ecole|lot|version|gen|poste|zone|batiment|bat|local|porte|secteur) ?:)"
        r"[a-z]{3,} ?: ?(\d{1,3})$"
    ).search,
    re.compile(r"[a-z] par (\d{1,3})$").search,
)
_IN_WORDS: Final = {
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12,
    "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "quatre-vingt": 80, "cent": 100,
}  # fmt: skip
_SETS: Final = {
    "paire": 2, "demi-douzaine": 6, "huitaine": 8, "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30,
    "quarantaine": 40, "cinquantaine": 50, "soixantaine": 60, "centaine": 100,
}  # fmt: skip
# « Quatre portables », « Vingt-deux PC », « une douzaine d’écrans »; not « deux en un »
_NUMBER_IN_WORDS = re.compile(
    rf"(?:({'|'.join(sorted(_IN_WORDS, key=len, reverse=True))})s?(?:-({'|'.join(_IN_WORDS)}))?|(?:une )?({'|'.join(_SETS)})s? d(?=e |'))"
    r"[ e']+(?!en\b)[a-z]{2}"
).match


def number_told(label: str) -> int | None:
    """Return the number of devices that a label tells, when it does: « 10 PC portables » is not one device."""
    text = fold(label)
    told = [int(match[1]) for each in _NUMBERED if (match := each(text))]
    if words := _NUMBER_IN_WORDS(text):
        told.append(_SETS[words[3]] if words[3] else _IN_WORDS[words[1]] + _IN_WORDS.get(words[2] or "", 0))
    return next((number for number in told if number > 1), None)


# « Pas de portable », « Portable à acheter », « Portable (prévision 2026) », « Ex-portable », « Smartphone (perso) »; not « EX2300 », « du personnel »
_NOT_THERE: Final = re.compile(
    r"^(?:pas|plus|aucune?|absence) (?:de |d')?(?=[a-z]{2})|^ex[- ](?=[a-z]{3})"
    r"|\ba (?:acheter|commander|acquerir|prevoir|recevoir|budgeter)\b|\b(?:prevision(?:s|nel|nelle)?|prevue?s?|souhaitee?s?|en projet)\b"
    r"|\bperso\b|\(personnel(?:le)?\)|\bbyod\b"
).search


def is_not_there(label: str) -> bool:
    """Say whether a label says its device not bought yet, there no more, or a person's own."""
    return _NOT_THERE(fold(label)) is not None


_BETWEEN: Final = re.compile(r"\s(?:et|avec|&)\s|,\s", re.IGNORECASE).split
_FEATURE: Final = re.compile(r"(?:wi-?fi|webcam|scanner|fax|camera|micro|windows)\b").match
_SET: Final = re.compile(r"(?:kit|pack|lot|ensemble) ", re.IGNORECASE).match


def parts_told(label: str) -> list[str]:
    """Return the parts of a label joined by « et », « avec », « & » or a comma, without « kit », nor features: « avec wifi »."""
    parts = [part.strip() for part in _BETWEEN(label)]
    kept = [part for index, part in enumerate(parts) if part and not (index and _FEATURE(fold(part)))]
    return [part[match.end() :] if (match := _SET(part)) else part for part in kept]


SINGULAR: Final = 4  # letters: a word that short keeps its s


def is_plural(label: str, kinds: Collection[str]) -> bool:
    """Say whether a label names several devices: « Vidéoprojecteurs écoles », « PC portables »; `kinds`: the words of types."""
    words = plain(label).split()
    heads = words[1:2] if words[:1] in (["pc"], ["micro"]) else words[:1]
    starts = tuple(kind for kind in kinds if len(kind) >= SINGULAR)
    return any(len(word) > SINGULAR and singular(word) != word and word.startswith(starts) for word in heads)


def is_placeholder(cells: Iterable[str]) -> bool:
    """Say whether a row is that of a template to fill in: `<…>` in two cells at least."""
    return sum(cell[:1] == "<" and cell[-1:] == ">" for cell in cells) > 1


# Rows that seem the sum of those above: a type again, its number, and nothing else of what the others say.

SUMS_ABOVE: Final = "sums_above"
# roles whose cells tell devices apart, which the row of a subtotal leaves blank; a subtotal may be that of a place
_OWN: Final = ("manufacturer", "model", "serial", "name", "user", "owner", "purchase_date")
_PLACES: Final = ("entity", "site")
_says_all: Final = re.compile(r"(?:tous|toutes)\b").match
_says_sum: Final = re.compile(r"(?:nombre|nb|nbre|soit|tous|toutes)\b").match
_KEPT: Final = 20_000


class _Run:
    """Rows that follow one another and are alike: how many devices they say, and whether one says more than its type."""

    __slots__ = ("key", "more", "number")

    def __init__(self) -> None:
        self.begin(None)

    def begin(self, key: object) -> None:
        self.key, self.number, self.more = key, 0.0, False


class Subtotals:
    """Watches the rows of a table that has quantities; keeps sums, not the rows: of those that follow one another, of all."""

    def __init__(
        self,
        places: Mapping[str, int],
        typed: Callable[[tuple[str, ...]], str],
        unread: Iterable[int] = (),
    ) -> None:
        """Watch a table.

        Args:
            places: its columns by role.
            typed: gives the type of a cell of type, alone: that of a model may be another.
            unread: columns without a role whose cells tell one row from another.
        """
        self.own = [places[role] for role in _OWN if role in places] + list(unread)
        self.where = [places[role] for role in _PLACES if role in places]
        self.kind, self.quantity = places.get("kind", -1), places.get("quantity", -1)
        self.watches = min(self.kind, self.quantity) >= 0 and bool(self.own or self.where)
        self.width = max(self.kind, self.quantity, *self.own, *self.where) if self.watches else 0
        # the type that a cell says, and whether it says that it counts several rows
        self.types = Remembered[str, tuple[str, bool]](
            lambda cell: (typed((cell,)) or singular(plain(cell)), bool(_says_sum(fold(cell)))), _KEPT
        )
        self.numbers = Remembered[str, float](lambda cell: parse_number(cell) or 0.0, _KEPT)
        # whether a cell tells no device from another: blank, or « Tous modèles »
        self.none = Remembered[str, bool](lambda cell: fold(cell) in BLANKS or bool(_says_all(fold(cell))), _KEPT)
        self.of_type, self.of_place = _Run(), _Run()
        self.among = False  # the row before seems a sum
        self.every: dict[tuple[str, ...], _Run] = {}  # of the whole table, by type, and by type and place

    def look(self, lines: Sequence[int], rows: list[list[str]]) -> set[int]:
        """Look at a batch; return the lines of the rows that seem sums."""
        if not self.watches:
            return set()
        start, width = self._start(rows), self.width
        self._add(rows[:start])
        found = set[int]()
        for line, cells in zip(lines[start:], rows[start:], strict=True):
            self.among = len(cells) > width and bool(cells[self.kind]) and self._is_sum(cells)
            if self.among:
                found.add(line)
        return found

    def _add(self, rows: list[list[str]]) -> None:
        """Add to the sums of the table rows that are none, of which a cell tells each device from another."""
        if not rows:
            return
        picked = itemgetter(self.kind, self.quantity, *self.where)
        for (cell, quantity, *at), count in Counter(map(picked, rows)).items():
            kind, said = self.types[cell]
            for key in [(kind,), (kind, *at)] if any(at) else [(kind,)]:
                run = self._of_table(*key)
                run.number += self.numbers[quantity] * count
                run.more = run.more or not said

    def _start(self, rows: list[list[str]]) -> int:
        """Return the rank of the first row of a batch that needs a look.

        Where a column tells each device from another, none is a sum, and rows to come can only be the sum of those alike at
        the end: they are looked at from the row before them, which parts them from those above.
        """
        if (
            not rows
            or min(map(len, rows)) <= self.width
            or not any(self._tells_apart(rows, index) for index in self.own)
        ):
            return 0
        kinds = list(map(itemgetter(self.kind), rows))
        if "" in kinds:
            return 0
        types = {kind: self.types[kind][0] for kind in dict.fromkeys(kinds)}
        last = types[kinds[-1]]
        return next((rank for rank in range(len(kinds) - 1, -1, -1) if types[kinds[rank]] != last), 0)

    def _tells_apart(self, rows: list[list[str]], index: int) -> bool:
        return not any(map(self.none.__getitem__, set(map(itemgetter(index), rows))))

    def _is_sum(self, cells: list[str]) -> bool:
        """Say whether a row seems the sum of those above; else it joins them."""
        kind, said = self.types[cells[self.kind]]
        number = self.numbers[cells[self.quantity]]
        own = [cells[index] for index in self.own]
        bare = all(map(self.none.__getitem__, own))
        said = said or (bare and any(map(_says_all, map(fold, own))))
        at = [cells[index] for index in self.where]
        whole, part = self.of_type, self.of_place
        if whole.key != kind:
            whole.begin(kind)
            part.begin(at)
        elif part.key != at:
            part.begin(at)
        placed = any(at)
        above = part if placed else whole
        if bare and number > 1 and above.more and (said or number == above.number):
            above.begin(above.key)
            return True
        every = self.every.get((kind, *at) if placed else (kind,))
        several = number > 1 or (number and self.among)
        if bare and several and every is not None and every.more and (said or number == every.number):
            return True  # the sums may be gathered under all the rows
        more = (placed or not bare) and not said, not (bare or said)
        runs = whole, part, self._of_table(kind), *([self._of_table(kind, *at)] if placed else [])
        for run, tells in zip(runs, (*more, *more), strict=False):
            run.number += number
            run.more = run.more or tells
        return False

    def _of_table(self, *key: str) -> _Run:
        """Return the sum of the rows of a type, or of a type in a place; those of a table of too many are not kept."""
        run = self.every.get(key)
        if run is None:
            run = _Run()
            if len(self.every) < _KEPT:
                self.every[key] = run
        return run
