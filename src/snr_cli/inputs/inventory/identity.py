"""What of a row says which device it is: its serial number, its inventory number, or its name with its type and model."""

from collections.abc import Callable, Mapping
from typing import Final

from snr_cli.inputs.inventory.seen import First, Seen, bare_serial, identifies, is_model, is_number, is_tag, same_model
from snr_cli.inputs.inventory.spelling import plain
from snr_cli.inputs.inventory.values import BLANKS, fold
from snr_cli.inputs.inventory.words import TEXT_ROLES

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
        found = First(
            self.file, line, self.typed(judged), "" if self.model is None else plain(cells[self.model]), sound
        )
        number = self.seen.without_zeros(serial, found) if sound else None
        if number is not None:
            self.how = ("serial", number)
            return True
        return self._by_tag(cells, found) or self._by_name(cells, found)

    def _by_tag(self, cells: list[str], found: First) -> bool:
        if self.tag is None or not is_tag(cells[self.tag]):
            return False
        key = hash(cells[self.tag].strip().upper())
        before = self.seen.elsewhere(self.seen.tags, key, found)
        if before is None or (before.type and found.type and before.type != found.type):
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
