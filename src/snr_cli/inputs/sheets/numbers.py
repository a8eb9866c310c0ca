"""The numbers of an XLSX: what each style shows them as. Those met last are kept, for cells repeat."""

from collections.abc import Sequence
from typing import Final

from snr_cli.inputs.sheets.cells import CellKind
from snr_cli.inputs.sheets.values import CellRead, read_number, read_serial

_KEPT: Final = 1 << 14
_SHORT: Final = 40  # characters of a number that is kept


class _Numbers(dict[str, CellRead]):
    """Number as a cell of one style writes it → what it is. Those met last are kept."""

    def __init__(self, shown: CellKind, from_1904: bool) -> None:
        super().__init__()
        self.shown, self.from_1904 = shown, from_1904

    def __missing__(self, written: str) -> CellRead:
        read = (
            read_number(written) if self.shown is CellKind.NUMBER else read_serial(written, self.shown, self.from_1904)
        )
        if len(written) <= _SHORT:
            if len(self) >= _KEPT:
                self.clear()
            self[written] = read
        return read


class StyleNumbers(dict[str | None, _Numbers]):
    """Style, as a cell writes it → its numbers."""

    def __init__(self, styles: Sequence[CellKind], from_1904: bool) -> None:
        super().__init__()
        self.styles, self.from_1904 = styles, from_1904
        self._by_kind: dict[CellKind, _Numbers] = {}

    def __missing__(self, style: str | None) -> _Numbers:
        rank = int(style) if style and style.isdecimal() and len(style) < 10 else 0
        kind = self.styles[rank] if rank < len(self.styles) else CellKind.NUMBER
        numbers = self._by_kind.setdefault(kind, _Numbers(kind, self.from_1904))
        if len(self) < _KEPT:
            self[style] = numbers
        return numbers
