"""What a row says beside its type: totals, legends, examples of a template, columns of yes and no, remarks."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Final, NamedTuple

from snr_cli.inputs.inventory.recognition import ExportFormat, InventoryWords
from snr_cli.inputs.inventory.records import ASIDE_STATES, IGNORED, REJECTED, Reading
from snr_cli.inputs.inventory.values import BLANKS, NO, YES, fold, parse_number, plain, singular

# a row whose shape is wrong, and its verdict
SHAPES: Final = {
    "blank": IGNORED,
    "total": IGNORED,
    "header_again": IGNORED,
    "section": IGNORED,
    "subtotal": IGNORED,
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
    told = [int(match[1]) for numbered in _NUMBERED if (match := numbered(text))]
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
    plurals = [word for word in heads if len(word) > SINGULAR and singular(word) != word]
    return bool(plurals) and plurals[0].startswith(tuple(kind for kind in kinds if len(kind) >= SINGULAR))


def is_placeholder(cells: Iterable[str]) -> bool:
    """Say whether a row is that of a template to fill in: `<…>` in two cells at least."""
    return sum(cell[:1] == "<" and cell[-1:] == ">" for cell in cells) > 1


# Rows that are, or seem, sums of others: `snr_cli.inputs.inventory.totals` says which.

SUMS_ABOVE: Final = "sums_above"
SUBTOTAL: Final = "subtotal"  # a reading of the whole table proves it

# What a remark says of a device: « VOLE le 12/03 », « dont 1 HS »; and whose it is. Read to doubt that it counts, never shown.

# Columns whose title is a state and whose cells say yes or no: « Réformé : Oui », « En service : Non », « Managed : False ».

ANSWERS: Final = frozenset({*YES, *NO})
_FIGURES: Final = frozenset({"0", "1"})  # an answer only where the whole column answers: else it is a number
# roles that such a title has otherwise: a date of exit, to whom a device is given
_OTHERWISE: Final = frozenset({"", "status", "user", "owner", "retirement_date"})
COUNTED_SO: Final = ("stored", "ordered")  # states whose title is also that of a number, of a reference: « Stock »
AMONG_WORDS: Final = "answer_among_words"


class Flags:
    """Reads the cells of these columns as statuses: « Réformé : Oui »; what says nothing (« Réformé : Non ») is blank.

    The first rows tell what a column is, and each cell is read for itself in all of them. A column that only says yes or no,
    or that has no other role and says it among words, is a status. One that says nothing yet is one too, and the words that
    it may hold lower are not read. In any other (dates of exit, names), a yes or a no that tells a device gone is a doubt.
    """

    def __init__(
        self,
        header: Sequence[str],
        rows: Sequence[list[str]],
        words: InventoryWords,
        known: ExportFormat | None,
        how: Reading,
    ) -> None:
        self.words = words
        self.columns: dict[int, str] = {}
        self.silent: set[int] = set()  # of those, the columns that say nothing in the first rows
        self.watched: dict[int, tuple[str, bool]] = {}  # title, whether the column is one of dates
        # beside a quantity, a column of figures alone counts devices: « HS : 1 »
        self.counts = "quantity" in {*how.mapping.columns.values(), *(words.role_of(title, known) for title in header)}
        for index, title in enumerate(header):
            name, role = fold(title), words.role_of(title, known)
            if name not in words.flags or name in how.mapping.roles or role not in _OTHERWISE:
                continue
            cells = (cells[index] for cells in rows if index < len(cells) and cells[index].strip() != title)
            said = {word for cell in cells if (word := fold(cell)) not in BLANKS and not _is_total(word)}
            free = not role and words.statuses.get(f"{name} : {YES[0]}") not in COUNTED_SO
            words_too = said & (ANSWERS - _FIGURES) and not any(map(_is_number, said - ANSWERS))
            answers = bool(said) and said <= ANSWERS and not (self.counts and said <= _FIGURES)
            if answers or (free and (words_too or not said)):
                self.columns[index] = title
                if not said:
                    self.silent.add(index)
            else:
                self.watched[index] = title, role == "retirement_date"

    def read(self, lines: Sequence[int], rows: list[list[str]]) -> tuple[list[list[str]], dict[int, str]]:
        """Return rows whose cells in these columns are statuses, and the lines of the rows in doubt, with its code."""
        doubts = dict[int, str]()
        if self.watched:
            rows = [self._watch(line, cells, doubts) for line, cells in zip(lines, rows, strict=True)]
        return [self._row(cells) for cells in rows] if self.columns else rows, doubts

    def _row(self, cells: list[str]) -> list[str]:
        row = cells
        for index, title in self.columns.items():
            if index >= len(cells) or not (cell := cells[index].strip()):
                continue
            answer, silent = fold(cell), index in self.silent
            if silent and self.counts and _is_number(answer):
                continue  # no status that is known: to confirm
            if answer in ANSWERS:
                said = f"{title} : {cell}" if self._tells(title, answer) else ""
            elif silent and cell != title and not _is_total(answer):
                said = ""
            else:
                continue
            row = list(cells) if row is cells else row
            row[index] = said
        return row

    def _watch(self, line: int, cells: list[str], doubts: dict[int, str]) -> list[str]:
        row = cells
        for index, (title, dated) in self.watched.items():
            if index < len(cells) and (answer := fold(cells[index])) in ANSWERS - _FIGURES:
                if self._tells(title, answer) and (answer in NO or not self.words.flags[fold(title)]):
                    doubts[line] = AMONG_WORDS
                if dated:  # it is no date that cannot be read
                    row = [*row[:index], "", *row[index + 1 :]]
        return row

    def _tells(self, title: str, answer: str) -> bool:
        """Say whether an answer tells a state: « Réformé : Non » tells none."""
        return answer in YES or self.words.flags[fold(title)]


def _is_total(word: str) -> bool:
    """Say whether a cell is the label of a total, which may stand in any column."""
    return bool(is_total(word) or is_summed(word))


def _is_number(word: str) -> bool:
    return parse_number(word) is not None


_APART: Final = re.compile(r"\s[-–:]\s|[()\[\],;/]").split  # « Agent (perso) »
GONE: Final = "remark_says_gone"
_SHORT: Final = 3  # letters: what is no longer may be a part of any name


class _Said(NamedTuple):
    """Words of a remark to which a person gives a state, and their name in the mapping: « remarque : ecran hs »."""

    name: str
    words: re.Pattern[str]
    state: str


def _said_of(title: str, statuses: Mapping[str, str]) -> Iterator[_Said]:
    """Yield what a person says of the remarks of a column; a row is in use, or gone: a remark puts none in store."""
    start = fold(title) + " : "
    for name, state in statuses.items():
        words = name.removeprefix(start)
        if words != name and words and state in ("in_use", *ASIDE_STATES):
            yield _Said(name, re.compile(rf"(?<![^\W_]){re.escape(words)}(?![^\W_])"), state)


class Remarks:
    """The columns of remarks and of owners of a table, and the words that say a device gone, or a person's own.

    The names of devices are read too (« iPad-12 (VOLÉ) ») where no status says more than yes or no, as « Managed » does; a
    word so short that it may be a part of any name (`hs`) stands alone there: « iPad 3 - HS », not « PC-HS-12 ».
    """

    def __init__(
        self,
        header: Sequence[str],
        roles: Sequence[str],
        words: InventoryWords,
        own: Mapping[str, str],
        *,
        names: bool,
    ) -> None:
        """Read the columns of these roles.

        Args:
            header: their titles.
            roles: of each column.
            words: the statuses, and what says a device gone.
            own: a person's statuses: of an owner, or « title : words » of a remark, in use or gone whatever else it says.
            names: whether the names of devices are read.
        """
        statuses = {fold(word): state for word, state in own.items()}
        self.owners = [index for index, role in enumerate(roles) if role == "owner"]
        self.states = {**words.statuses, **statuses}
        self.own, self.met = frozenset(statuses), set[tuple[str, str]]()
        self.columns = [index for index, role in enumerate(roles) if role == "note"]
        self.names = [index for index, role in enumerate(roles) if names and role == "name"]
        self.header, self.sayers = header, set[int]()  # the columns that say a device gone
        self.said = {
            index: found for index in (*self.columns, *self.names) if (found := list(_said_of(header[index], statuses)))
        }
        self.words = tuple(words.gone)
        self._gone = gone_in(self.words)
        self._named = gone_in(self.words, _SHORT)

    def problem(self, cells: list[str]) -> str:
        """Return why a row is doubted or set aside: « Perso » for an owner, a remark that says it gone; empty when nothing does."""
        if any(index < len(cells) and self._is_personal(cells[index]) for index in self.owners):
            return "personal"
        told = [self._told(index, cells[index], self._gone) for index in self.columns if index < len(cells)]
        told += [self._told(index, cells[index], self._named) for index in self.names if index < len(cells)]
        return next((problem for problem in told if problem not in ("", GONE)), GONE if GONE in told else "")

    def _is_personal(self, owner: str) -> bool:
        parts = [fold(part) for part in (owner, *_APART(owner))]
        self.met.update(("statuses", part) for part in self.own.intersection(parts))
        return any(self.states.get(part) == "personal" for part in parts)

    def _told(self, index: int, cell: str, gone: Callable[[str], object]) -> str:
        """Return what a remark says of a row, or of a part of its devices: gone, the state given to its words, or nothing."""
        text = fold(cell)
        for said in self.said.get(index, ()):
            rest, found = said.words.subn(" ", text)
            if found:
                self.met.add(("statuses", said.name))
                if said.state in ASIDE_STATES:
                    return said.state
                text = rest
        if not gone(text):
            return ""
        self.sayers.add(index)
        return GONE

    @property
    def title(self) -> str:
        """Return the title of the first column that says a device gone; empty when none does."""
        return next((self.header[index] for index in (*self.columns, *self.names) if index in self.sayers), "")

    def any_told(self, rows: list[list[str]]) -> bool:
        """Say whether one of rows that all have a cell in these columns has a problem; each distinct cell is read once, names all together."""
        if any(self._is_personal(text) for index in self.owners for text in set(map(itemgetter(index), rows))):
            return True
        cells = ((index, text) for index in self.columns for text in set(map(itemgetter(index), rows)) if text)
        if any(self._told(index, text, self._gone) for index, text in cells):
            return True
        for index in self.names:
            if index in self.said:
                return True
            text = fold("\n".join(map(itemgetter(index), rows)))
            if any(word in text for word in self.words) and self._named(text):
                return True
        return False


def gone_in(words: Iterable[str], short: int = 0) -> Callable[[str], object]:
    """Return what finds one of these words in a folded text; those of `short` letters at most, only alone."""
    every = sorted(words, key=len, reverse=True)
    long, alone = (
        "|".join(re.escape(word) for word in every if (len(word) <= short) is wanted) for wanted in (False, True)
    )
    patterns = [rf"(?<![^\W_])(?<!non )(?<!pas )(?:{long})(?![^\W_])"] if long else []
    patterns += [rf"(?<![^\s(\[])(?<!non )(?<!pas )(?:{alone})(?![^\s)\]])"] if alone else []
    return re.compile("|".join(patterns)).search if patterns else lambda text: None
