"""The likeliest role of each column of a file that is refused, and a sample that holds nothing personal.

A person corrects it: what is not sure is left to them, and nothing here counts a device.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import Final, NamedTuple

from snr_cli.inputs.inventory.dates import is_date, is_moment
from snr_cli.inputs.inventory.matrix import counts_in, is_device, names_types
from snr_cli.inputs.inventory.quantities import COUNTS, ColumnWatch
from snr_cli.inputs.inventory.recognition import NOT_TYPES, PERSONAL, UNREAD, InventoryWords
from snr_cli.inputs.inventory.records import ASIDE_STATES, MAX_COLUMNS, MAX_TEXT, Reading
from snr_cli.inputs.inventory.titles import LONG_NUMBER, TitleWords, shown_column_name, title_rank, written_in
from snr_cli.inputs.inventory.values import BLANKS, YES, fold, masked, parse_number, plain

SAMPLE_ROWS: Final = 2000  # looked at
DISTINCT: Final = 300  # texts of a column that rules read
_HALF: Final = 0.5
SOME: Final = 0.3  # share of the cells of a column from which on it may be that of types or of models
_MOST: Final = 0.8
_SHOWN: Final = 3
_STATUSES: Final = 20  # words of a column of statuses, at most
OPINIONS: Final = frozenset({*YES, "bon", "moyen", "mauvais", "neuf"})  # statuses that are answers to anything
LONGEST_SHOWN: Final = 50
_LETTERS: Final = 2  # beside figures, from which on a word may be a login: dupont1
_CODE: Final = 8  # letters and figures from which on a word may be a serial number
OWNERS: Final = frozenset({"d", "de", "des", "du", "chez", "pour", "of", "for"})  # « iPad de Marie »
_PLACES: Final = ("entity", "site")


class Likely(NamedTuple):
    """A column: its title (« colonne 3 » when it has none), the role proposed for it, and why.

    `role`: empty not to read it, None when only a person can say. `why`: « title », « values », « personal », « one_each »
    (each row is one device already), « count » (perhaps a quantity), « date » (of what, the title does not say), « exit » (perhaps that of a contract), « device » (a type over numbers), « moment » (when devices were counted).
    """

    title: str
    role: str | None
    why: str = ""
    sample: tuple[str, ...] = ()


class LikelyTable(NamedTuple):
    """A file looked at: whether it has a line of titles, and its columns."""

    titled: bool
    columns: tuple[Likely, ...]

    @property
    def is_usable(self) -> bool:
        """Say whether a column says what the devices are."""
        return any(column.role in ("kind", "model") or column.why == "device" for column in self.columns)


def likely_table(rows: Sequence[list[str]], words: InventoryWords, how: Reading, rank: int | None) -> LikelyTable:
    """Propose a role for each column of a table.

    Args:
        rows: the first rows of the file, those above the titles too.
        words: headers, statuses and rules.
        how: a person's corrections, which are kept.
        rank: the rank of the line of titles; None when there is none.
    """
    titles = TitleWords(words)
    below = [cells for cells in rows[0 if rank is None else rank + 1 :] if written_in(cells)][:SAMPLE_ROWS]
    width = min(max(map(len, below), default=0) if rank is None else len(rows[rank]), MAX_COLUMNS)
    given = [""] * width if rank is None else [cell.strip() for cell in rows[rank][:width]]
    return LikelyTable(rank is not None, tuple(_Columns(given, below, words, how, titles).found()))


class _Columns:
    """The columns of a table, and the roles that they take one after the other: a role is proposed once."""

    def __init__(
        self, given: list[str], rows: list[list[str]], words: InventoryWords, how: Reading, titles: TitleWords
    ) -> None:
        self.given, self.rows, self.words, self.how, self.titles = given, rows, words, how, titles
        self.header = [title or shown_column_name(rank) for rank, title in enumerate(given, start=1)]
        known = words.format_of(given)
        self.cells = [Counter(filter(None, (_cell(cells, index) for cells in rows))) for index in range(len(given))]
        self.roles: dict[int, Likely] = {}
        self.taken: set[str] = set()
        self.hints: list[str] = []
        for index, title in enumerate(self.header):
            role = how.mapping.roles.get(fold(title))
            if role is None:
                role = words.role_of(title, known) or None
            self.hints.append(role or titles.hint(given[index]))
            if role in PERSONAL:
                self.roles[index] = Likely(title, role, "personal")
            elif role is not None and role not in self.taken:
                self._take(index, role, "title")

    def found(self) -> Iterator[Likely]:
        """Give a column after the other."""
        self._makers()
        self._types()
        self._statuses()
        self._moments()
        self._dates()
        self._places()
        self._crossed()
        self._quantities()
        self.roles |= {
            index: Likely(title, None, "personal" if self.hints[index] in PERSONAL else "")
            for index, title in enumerate(self.header)
            if index not in self.roles
        }
        sure = title_rank([self.given, *self.rows], self.words, self.titles) == 0
        told = frozenset(self.titles.shown(self.given, surely=sure)) | {
            column.title
            for column in self.roles.values()
            if column.why == "device" and names_types(column.title, self.words)
        }
        for index, title in enumerate(self.given):
            if title and self.given.count(title) > 1:  # only its rank tells it from the other
                yield self.roles[index]._replace(title=shown_column_name(index + 1))
            elif title in told or not title:
                yield self.roles[index]
            elif self.cells[index]:  # a title that may name a person: its column is named by its rank
                yield self.roles[index]._replace(title=shown_column_name(index + 1))

    def _take(self, index: int, role: str, why: str) -> None:
        self.roles[index] = Likely(self.header[index], role, why, self._sample(index, role))
        if role:
            self.taken.add(role)

    @property
    def _free(self) -> list[int]:
        return [index for index in range(len(self.header)) if index not in self.roles]

    def _share(self, index: int, words: Iterable[str]) -> float:
        """Return the share of the filled cells of a column that are of some kind."""
        total = self.cells[index].total()
        return sum(self.cells[index][word] for word in words) / total if total else 0.0

    def _makers(self) -> None:
        best = max(
            ((self._share(index, filter(self._is_maker, self.cells[index])), -index) for index in self._free),
            default=(0.0, 0),
        )
        if "manufacturer" not in self.taken and best[0] >= _HALF:
            self._take(-best[1], "manufacturer", "values")

    def _is_maker(self, cell: str) -> bool:
        name = plain(cell).split()
        known = bool(name) and (" ".join(name) in self._maker_words or name[0] in self._maker_words)
        return known and len(name) <= 3 and not any(map(str.isdigit, cell))

    @cached_property
    def _maker_words(self) -> frozenset[str]:
        return frozenset(word.strip() for rule in self.words.recognizer.rules for word in rule.maker)

    def _types(self) -> None:
        """Take the columns of the types and of the models: those whose cells the rules of recognition read best."""
        maker = next((index for index, column in self.roles.items() if column.role == "manufacturer"), None)
        scores = []
        for index in self._free:
            if self.hints[index] in PERSONAL - {"phone", "name", "reference"}:
                continue
            models, kinds = self._read(index, maker)
            named = -len(
                self.cells[index]
            )  # at as many models, the column whose cells are the same: the others are names
            scores += [(round(models, 1), named, 1, -index, "model"), (round(kinds, 1), named, 0, -index, "kind")]
        for share, _, _, rank, role in sorted(scores, reverse=True):
            if share >= SOME and role not in self.taken and -rank not in self.roles:
                self._take(-rank, role, "values")

    def _read(self, index: int, maker: int | None) -> tuple[float, float]:
        """Return the shares of the cells of a column that are models, and words of types."""
        texts = Counter(
            (cell, "" if maker is None else _cell(cells, maker))
            for cells in self.rows
            if 0 < len(cell := _cell(cells, index)) < MAX_TEXT
        )
        alone = len(texts) > 5 and len({cell for cell, _ in texts}) > _MOST * texts.total()
        models = kinds = total = 0
        for (cell, made), count in texts.most_common(DISTINCT):
            total += count
            if alone and " " not in cell and any(map(str.isdigit, cell)):
                guess = self.words.recognizer.guess({"model": cell})
                if guess is None or guess.confidence < self.words.recognizer.threshold:
                    continue  # PC-ACCUEIL-01 is the name of a device
            product, _ = self.words.recognizer.evidence("", made, cell)
            _, word = self.words.recognizer.evidence(cell, "", "")
            models += count * (product is not None and product.type not in NOT_TYPES)
            kinds += count * (word is not None and word.type not in NOT_TYPES)
        return (models / total, kinds / total) if total else (0.0, 0.0)

    def _statuses(self) -> None:
        for index in self._free:
            known = [cell for cell in self.cells[index] if fold(cell) in self.words.statuses]
            telling = self.hints[index] == "status" or any(fold(cell) not in OPINIONS for cell in known)
            share = self._share(index, known) if telling and "status" not in self.taken else 0.0
            gone = any(
                self.words.statuses[fold(cell)] in ASIDE_STATES for cell in known
            )  # they would be counted unsaid
            if share >= (_HALF if gone else _MOST) and len(self.cells[index]) <= _STATUSES:
                self._take(index, "status", "values")

    def _dates(self) -> None:
        for index in self._free:
            if self._share(index, (cell for cell in self.cells[index] if is_date(cell))) < _MOST:
                continue
            role = self.hints[index]
            if role == "purchase_date" and role not in self.taken:
                self._take(index, role, "title")
            else:  # the end of a contract sets no device aside unless a person says so
                why = "exit" if role == "retirement_date" else "date"
                self.roles[index] = Likely(self.header[index], None, why, self._sample(index, "date"))

    def _places(self) -> None:
        for index in self._free:
            role = self.hints[index]
            if role in _PLACES and role not in self.taken:
                self._take(index, role, "title")

    def _crossed(self) -> None:
        """Say which columns count the devices of their title, where no column says the type: what else counts is not read."""
        if not self.taken.isdisjoint(("kind", "model")):
            return
        indices = [
            index
            for index, title in enumerate(self.given)
            if title
            and is_device(title, self.words)
            and counts_in(index, self.rows, answers=names_types(title, self.words))
        ]
        self.roles |= {index: Likely(self.header[index], None, "device") for index in indices}
        self.roles |= {
            index: Likely(column.title, "")
            for index, column in (list(self.roles.items()) if indices else ())
            if column.role == "quantity"
        }

    def _moments(self) -> None:
        self.roles |= {
            index: Likely(self.header[index], None, "moment") for index in self._free if is_moment(self.given[index])
        }

    def _quantities(self) -> None:
        """Say what small whole numbers are: quantities, unless each row is one device by the number or the name it has."""
        places = {column.role: index for index, column in self.roles.items() if column.role}
        roles = [self.roles[index].role or "" if index in self.roles else "" for index in range(len(self.header))]
        numbers = ColumnWatch(self.given, places, self.words.numbers, roles, self.how)
        numbers.look(self.rows)
        indices = [column.index for column in numbers.found if column.index not in self.roles]
        counted = [index for index in indices if plain(self.given[index]).split()[:1] in [[word] for word in COUNTS]]
        chosen = counted if len(counted) == 1 else indices
        for index in indices:
            if self._one_each:
                self._take(index, "", "one_each")
            elif chosen == [index] and self._each_row_differs:
                self._take(index, "quantity", "count")
            else:
                self.roles[index] = Likely(self.header[index], None, "count", self._sample(index, "quantity"))

    @cached_property
    def _each_row_differs(self) -> bool:
        """Say whether no two rows tell the same devices in the same place, as where they are counted."""
        told = [
            index for index, column in self.roles.items() if column.role in ("kind", "manufacturer", "model", *_PLACES)
        ]
        rows = Counter(tuple(fold(_cell(cells, index)) for index in told) for cells in self.rows)
        return bool(told) and len(rows) >= 0.9 * rows.total()

    @cached_property
    def _one_each(self) -> bool:
        """Say whether a column names each device: nearly all its cells are filled, and differ."""
        for index in range(len(self.header)):
            total = self.cells[index].total()
            column = self.roles.get(index)
            named = self.hints[index] in PERSONAL - {"note", "address"}
            unread = column is None or column.role in UNREAD
            codes = unread and all(" " not in cell and len(cell) > 4 for cell in self.cells[index])
            numbers = all(parse_number(cell) is not None and len(cell) < 6 for cell in self.cells[index])
            if (
                (named or codes)
                and not numbers
                and total > max(1, _MOST * len(self.rows))
                and len(self.cells[index]) > 0.9 * total
            ):
                return True
        return False

    def _sample(self, index: int, role: str) -> tuple[str, ...]:
        """Return the commonest cells of a column that hold nothing personal: what rules know, dates, small numbers."""
        common = (cell for cell, _ in self.cells[index].most_common(DISTINCT))
        return tuple([cell for cell in common if self._is_safe(cell, role, self.cells[index][cell])][:_SHOWN])

    def _is_safe(self, cell: str, role: str, times: int) -> bool:
        if role in ("date", "purchase_date", "retirement_date"):
            return is_date(cell)
        if role == "quantity":
            return (number := parse_number(cell)) is not None and 0 <= number <= 10_000 and number == int(number)
        if role == "status":
            return fold(cell) in self.words.statuses
        if role not in ("kind", "model", "manufacturer") or len(cell) > LONGEST_SHOWN or masked(cell) != cell:
            return False
        words = plain(cell).split()
        if LONG_NUMBER.search(cell) or not OWNERS.isdisjoint(words) or not all(map(self._is_known, words)):
            return False
        return times > 1 or any(map(str.isdigit, cell)) or self.words.recognizer.kinds.issuperset(words)

    def _is_known(self, word: str) -> bool:
        """Say whether a word of a product is none of a person: the rules hold it, or it is one sign, or figures with few letters."""
        letters = sum(map(str.isalpha, word))
        named = any(map(str.isdigit, word)) and letters <= _LETTERS and len(word) < _CODE  # P2419H, T480
        return named or len(word) < 2 or word in self._product_words

    @cached_property
    def _product_words(self) -> frozenset[str]:
        rules = self.words.recognizer.rules
        held = (word for rule in rules for word in chain(rule.kind, rule.maker, rule.words))
        return frozenset(chain.from_iterable(map(str.split, held)))


def _cell(cells: list[str], index: int) -> str:
    text = cells[index].strip() if index < len(cells) else ""
    return "" if len(text) > MAX_TEXT or fold(text) in BLANKS else text
