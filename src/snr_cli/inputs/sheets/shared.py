"""The texts that the cells of an XLSX share, kept as bytes: a million of them must not fill the memory."""

from array import array
from typing import Final

from snr_cli.inputs.sheets.caps import MAX_SHARED, MAX_SILENCE, MAX_TEXT, TOO_LARGE, SheetError
from snr_cli.inputs.sheets.cells import CellKind
from snr_cli.inputs.sheets.escapes import unescaped
from snr_cli.inputs.sheets.markup import Attributes, feed, parser
from snr_cli.inputs.sheets.package import Package, one_exception
from snr_cli.inputs.sheets.values import CellRead

_KEPT: Final = 1 << 14  # texts decoded and kept at once
_SHORT: Final = 200  # characters of a text that is kept so


class SharedTexts(dict[str, CellRead]):
    """Rank, as a cell writes it → the text. Those met last are kept decoded."""

    def __init__(self) -> None:
        super().__init__()
        self._bytes = bytearray()
        self._ends = array("I")

    def add(self, text: str) -> None:
        """Add the next text."""
        self._bytes += text.encode("utf-8", "replace")
        if len(self._bytes) > MAX_SHARED:
            raise SheetError(f"{TOO_LARGE} : plus de {MAX_SHARED >> 20} Mio de textes ; enregistrez-le en CSV")
        self._ends.append(len(self._bytes))

    def __missing__(self, written: str) -> CellRead:
        rank = int(written) if written.strip().isdecimal() and len(written) < 12 else -1
        if not 0 <= rank < len(self._ends):
            raise SheetError(f"classeur abîmé : une cellule renvoie au texte {written[:20]}, qui n’existe pas")
        start = self._ends[rank - 1] if rank else 0
        read = CellKind.TEXT, self._bytes[start : self._ends[rank]].decode()
        if len(read[1]) <= _SHORT:
            if len(self) >= _KEPT:
                self.clear()
            self[written] = read
        return read


def shared_texts(package: Package, name: str | None) -> SharedTexts:
    """Read the shared texts of a workbook: the runs of a rich text joined, without its phonetic reading."""
    found = SharedTexts()
    if name is None or name not in package:
        return found
    text: list[str] = []
    pieces: list[str] = []
    met = depth = phonetic = length = 0

    def start(tag: str, given: Attributes) -> None:
        nonlocal met, depth, phonetic, length
        met += 1
        depth += 1
        local = tag.rpartition(":")[2]
        if local == "t":
            text.clear()
        elif local == "si":
            pieces.clear()
            length = 0
        elif local == "rPh":
            phonetic += 1

    def end(tag: str) -> None:
        nonlocal depth, phonetic, length
        depth -= 1
        local = tag.rpartition(":")[2]
        if local == "t":
            if not phonetic:
                pieces.extend(text)
                length += sum(map(len, text)) + 1
                if length > MAX_SILENCE:
                    raise SheetError(f"{TOO_LARGE} : une cellule de plus de {MAX_TEXT} caractères")
            text.clear()
        elif local == "si":
            text.clear()
            whole = "".join(pieces)
            if len(whole) > MAX_TEXT:
                raise SheetError(f"{TOO_LARGE} : une cellule de plus de {MAX_TEXT} caractères")
            found.add(unescaped(whole) if "_x" in whole else whole)
        elif local == "rPh":
            phonetic -= 1

    reader = parser()
    reader.StartElementHandler, reader.EndElementHandler = start, end
    reader.CharacterDataHandler = text.append
    # opens: a part of a workbook, which is opened as others are
    with package.open(name) as stream, one_exception():
        for _ in feed(stream, reader, lambda: (met, depth)):
            if sum(map(len, text)) > MAX_SILENCE:
                raise SheetError(f"{TOO_LARGE} : une cellule de plus de {MAX_TEXT} caractères")
    return found
