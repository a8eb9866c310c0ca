"""Whether a device was read before: what identifies it, and what only stands in the place of an identity."""

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

from snr_cli.inputs.inventory.recognition import TEXT_ROLES
from snr_cli.inputs.inventory.records import Double
from snr_cli.inputs.inventory.values import BLANKS, fold, plain

# what stands in place of a serial number
_SEQUENCES: Final = frozenset({"123456", "1234567", "12345678", "123456789", "1234567890", "0123456789", "n/c", "s/o"})
_NO_IDENTITY: Final = (
    "serial", "o.e.m", "default", "renseign", "illisible", "en attente", "inconnu", "a completer", "a definir",
    "a verifier", "a saisir", "absent", "aucun", "unknown", "sans objet", "sans numero", "non communique", "non lu",
    "non applicable", "not available", "not specified", "not applicable", "pas de ", "efface", "etiquette", "perdu",
    "en cours", "voir ", "vole", "idem", "a faire", "a voir", "hors service", "chassis",
)  # fmt: skip
# a number that a spreadsheet broke (3,52E+14), a day: what several devices hold once written so
_BROKEN: Final = re.compile(r"\d+(?:[.,]\d+)?e\+?\d+|#.*|=.*|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?: .*)?")
_SPELT: Final = re.compile(r"[bcdfghjklmnpqrstvwxz]{5}")  # no word of French or English has five consonants in a row
_WORD: Final = re.compile(r"[bcdfghjklmnpqrstvwxz]*[aeiouy][a-z]*")
MIN_FIGURES: Final = 5  # of an inventory number that is only a number: below, each list has its own


class First(NamedTuple):
    """Where a device was first read, and what it was said to be."""

    file: int
    line: int
    type: str
    model: str
    serial: int = 0  # the hash of its number, 0 when it has none


class RowsSeen(NamedTuple):
    """The rows of a table that hold a serial number: its hash, and their line."""

    file: int
    numbers: "array[int]"
    lines: "array[int]"


OF_SEVERAL: Final = First(-1, 0, "", "")  # in place of the first: several devices of a file have it


# what a person writes before a number that is not part of it: « S/N: ABC77777 »
_LABEL: Final = re.compile(r"^(?:S/?N|SERIAL|N[°º]? ?(?:DE )?S[ÉE]RIE) ?[:#] ?")

HOWS: Final = ("serial", "asset_tag", "name")


class Seen:
    """Devices already counted, across files: by serial number, by inventory number, by name, type and model.

    Holds hashes, not what is written.
    """

    def __init__(self, several: bool = False) -> None:
        self.several = several  # names only matter between files: in one file two rows are two devices
        self.files: dict[tuple[Path, str], int] = {}
        self.shown: dict[int, tuple[str, Sequence[str]]] = {}
        self.serials: set[int] = set()
        self.names: dict[int, First] = {}
        self.tags: dict[int, First] = {}
        self.bare: dict[int, First] = {}  # serial numbers of figures alone, without the zeros before them
        self.shared: set[int] = set()  # serial numbers that many rows hold: « en attente »
        self.uncounted: set[int] = set()  # serial numbers of which no row counts so far
        self.counted: dict[int, tuple[int, int]] = {}  # of those that were such: file and line of the row that counts
        # of each file, the lines of its tables that do not count, where names and inventory numbers are looked at
        self.aside: dict[int, list[array[int]]] = {}
        self._rows: list[RowsSeen] = []

    def number(self, path: Path, sheet: str = "") -> int:
        """Return the rank of a file, or of a sheet of a workbook: the same when it is read again."""
        return self.files.setdefault((path.resolve(), sheet), len(self.files))

    def rows(self, file: int) -> RowsSeen:
        """Return where to keep the serial numbers of a table of a file."""
        self._rows.append(RowsSeen(file, array("q"), array("I")))
        return self._rows[-1]

    def forget(self, file: int) -> None:
        """Forget the devices of a file that is refused: none of it counts, so it sets none of another aside."""
        gone = set(chain.from_iterable(rows.numbers for rows in self._rows if rows.file == file))
        self._rows = [rows for rows in self._rows if rows.file != file]
        for rows in self._rows if gone else ():
            gone.difference_update(rows.numbers)
        self.serials -= gone
        self.shared -= gone
        for number in [number for number, (counted, _) in self.counted.items() if counted == file]:
            del self.counted[number]
            self.uncounted.add(number)
        self.uncounted -= gone
        self.aside.pop(file, None)
        for known in (self.names, self.tags, self.bare):
            for key in [key for key, first in known.items() if first.file == file]:
                del known[key]

    def again(self, serial: str, rows: RowsSeen, line: int) -> int | None:
        """Return the hash of a serial number that was read before; it is then known, and kept in the rows of its table."""
        if not serial:
            return None
        serial = bare_serial(serial)
        number = hash(serial)
        known = number in self.serials and number not in self.shared and identifies(serial) and is_number(serial)
        self.serials.add(number)
        rows.numbers.append(number)
        rows.lines.append(line)
        return number if known else None

    def without_zeros(self, serial: str, found: First) -> int | None:
        """Return the hash of the serial number of a row of another file, when only zeros that a spreadsheet drops differ.

        The types agree, and the models when both are known; a number that a file repeats so identifies none.
        """
        bare = bare_serial(serial).lstrip("0")
        if not bare.isdigit() or len(bare) < MIN_FIGURES or not identifies(bare):
            return None
        before = self.bare.get(hash(bare))
        if before is None or before.file == found.file:
            self.bare[hash(bare)] = found if before is None else OF_SEVERAL
            return None
        one = before.type and before.type == found.type and before.serial not in self.shared
        models = before.model and found.model
        return before.serial if one and (not models or same_model(before.model, found.model)) else None

    def elsewhere(self, known: dict[int, First], key: int, found: First) -> First | None:
        """Return the first row of another file that has a name or an inventory number; None once a file repeats it."""
        before = known.get(key)
        if before is None or before.file == found.file:
            known[key] = found if before is None else OF_SEVERAL
            return None
        apart = before == OF_SEVERAL or (before.serial and found.serial and before.serial != found.serial)
        return None if apart else before

    def share(self, how: str, key: int) -> None:
        """Say that a number or a name is that of several devices: it identifies none."""
        if how == "serial":
            self.shared.add(key)
        else:
            (self.names if how == "name" else self.tags)[key] = OF_SEVERAL

    def is_shared(self, how: str, key: int) -> bool:
        """Say whether a number or a name turned out to be that of several devices."""
        if how == "serial":
            return key in self.shared
        return (self.names if how == "name" else self.tags).get(key) == OF_SEVERAL

    def is_uncounted(self, how: str, key: int) -> bool:
        """Say whether no row counts so far of those that hold a number or a name."""
        if how == "serial":
            return key in self.uncounted
        first = (self.names if how == "name" else self.tags)[key]
        return any(
            (rank := bisect_left(lines, first.line)) < len(lines) and lines[rank] == first.line
            for lines in self.aside.get(first.file, ())
        )

    def count(self, how: str, key: int, file: int, line: int) -> None:
        """Say that a row counts, the first of those that hold a number or a name."""
        if how == "serial":
            self.uncounted.discard(key)
            self.counted[key] = file, line
        else:
            known = self.names if how == "name" else self.tags
            known[key] = known[key]._replace(file=file, line=line)

    def first(self, how: str, keys: Iterable[int]) -> dict[int, tuple[int, int]]:
        """Return (file, line) of the first rows that hold numbers or names."""
        if how != "serial":
            known = self.names if how in ("name", "alike") else self.tags
            return {key: known[key][:2] for key in keys}
        wanted = set(keys)
        found = {key: self.counted[key] for key in wanted if key in self.counted}
        wanted -= found.keys()
        for file, numbers, lines in self._rows if wanted else ():
            for number, line in zip(numbers, lines, strict=True):
                if number in wanted:
                    wanted.discard(number)
                    found[number] = file, line
        return found

    def double(self, how: str, line: int, first: tuple[int, int]) -> Double:
        """Return a row whose device was read before, with where it was."""
        name, parts = self.shown.get(first[0], ("", ()))
        return Double(how, line, name, first[1], parts[first[1] - 1] if parts else "")


def bare_serial(cell: str) -> str:
    """Return a serial number in capitals, without what is written before it (« S/N: »)."""
    found = cell.strip().upper()
    return _LABEL.sub("", found, count=1) if ":" in found or "#" in found else found


def identifies(cell: str) -> bool:
    """Say whether a serial number, an inventory number or a name identifies a device.

    None does that is blank, what makers or people leave there, a sentence, or a number that a spreadsheet broke.
    """
    found = fold(cell)
    return not (
        found in BLANKS
        or len(set(found)) < 2
        or found in _SEQUENCES
        or any(word in found for word in _NO_IDENTITY)
        or _BROKEN.fullmatch(found)
    )


def is_number(cell: str) -> bool:
    """Say whether a serial or inventory number is one: it has a figure, or spells no word; it is no sentence."""
    found = fold(cell)
    words = found.split()
    if not any(char.isdigit() for char in found):
        return len(words) == 1 and _SPELT.search(found) is not None
    return len(words) == 1 or not any(len(word) > 3 and _WORD.fullmatch(word) for word in words)


def is_tag(cell: str) -> bool:
    """Say whether an inventory number identifies a device in every list: 12 is the twelfth row of each."""
    return is_number(cell) and identifies(cell) and (len(cell.strip()) >= MIN_FIGURES or not cell.strip().isdigit())


def is_model(name: str, model: str) -> bool:
    """Say whether a device is named after its model, as monitors often are: the name then identifies none."""
    words, named = f" {plain(model)} ", f" {plain(name)} "
    return len(words) > 4 and (words.strip() in named or named in words)


def same_model(one: str, other: str) -> bool:
    """Say whether two models (plain) are one, with or without its maker."""
    return f" {one} " in f" {other} " or f" {other} " in f" {one} "


# What of a row says which device it is: its serial number, its inventory number, or its name with its type and model.

_ONE: Final = frozenset({*BLANKS, "1", "1,0", "1.0"})  # quantities of a row that may be one device


class Identity:
    """Finds whether the device of a row was read before; `how` is then by what, with its hash.

    `alike` are rows that have the name and the type of a row of another file, whose model one of them lacks: they count.
    """

    def __init__(
        self,
        places: Mapping[str, int],
        seen: Seen,
        file_number: int,
        typed: Callable[[tuple[str, ...]], str],
        kinds: Callable[[], frozenset[str]],
    ) -> None:
        self.rows = seen.rows(file_number)
        self.seen, self.file, self.typed, self.kinds = seen, file_number, typed, kinds
        self.serial, self.quantity = places.get("serial"), places.get("quantity")
        self.name, self.tag = (places.get("name"), places.get("asset_tag")) if seen.several else (None, None)
        self.model = places.get("model")
        self.texts = [places[role] for role in TEXT_ROLES if role in places]
        self.how = ("", 0)
        self.alike: dict[int, First] = {}

    @property
    def by_name(self) -> bool:
        """Say whether rows are looked at for more than their serial number."""
        return self.name is not None or self.tag is not None or (self.serial is not None and self.seen.several)

    def is_seen(self, cells: list[str], judged: tuple[str, ...], line: int) -> bool:
        """Say whether the device of a row was read before; it is then known. A lot of several devices is none."""
        if self.quantity is not None and fold(cells[self.quantity]) not in _ONE:
            return False
        serial = "" if self.serial is None else cells[self.serial]
        number = self.seen.again(serial, self.rows, line)
        if number is not None:
            self.how = ("serial", number)
            return True
        if not self.by_name:
            return False
        sound = hash(bare_serial(serial)) if serial and identifies(serial) and is_number(serial) else 0
        first = First(
            self.file, line, self.typed(judged), "" if self.model is None else plain(cells[self.model]), sound
        )
        number = self.seen.without_zeros(serial, first) if sound else None
        if number is not None:
            self.how = ("serial", number)
            return True
        return self._by_tag(cells, first) or self._by_name(cells, first)

    def _by_tag(self, cells: list[str], first: First) -> bool:
        if self.tag is None or not is_tag(cells[self.tag]):
            return False
        key = hash(cells[self.tag].strip().upper())
        before = self.seen.elsewhere(self.seen.tags, key, first)
        if before is None or (before.type and first.type and before.type != first.type):
            return False
        self.how = ("asset_tag", key)
        return True

    def _by_name(self, cells: list[str], found: First) -> bool:
        name = "" if self.name is None else cells[self.name].strip()
        if not name or not found.type or not self._is_own(name, cells):
            return False
        key = hash((name.upper(), found.type))
        before = self.seen.elsewhere(self.seen.names, key, found)
        if before is None:
            return False
        if not (before.model and found.model):
            self.alike[found.line] = before
            return False
        self.how = ("name", key)
        return same_model(before.model, found.model)

    def _is_own(self, name: str, cells: list[str]) -> bool:
        """Say whether a name is that of one device: not the word of its type, nor its model."""
        return (
            identifies(name)
            and not any(fold(name) == fold(cells[index]) for index in self.texts)
            and not self.kinds().issuperset(plain(name).split())
            and not (self.model is not None and is_model(name, cells[self.model]))
        )
