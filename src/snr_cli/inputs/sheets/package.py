"""The archive that a workbook is: its entries found by name, unpacked within bounds, nothing written anywhere."""

import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO, Final
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from snr_cli.inputs.regular import open_plain

# What a workbook may ask of the machine, and the one exception that says no.

MAX_UNPACKED: Final = (
    1 << 28
)  # what all entries of the archive say they unpack to: 200,000 rows of twenty cells are half of it
MAX_PART: Final = 1 << 25  # an entry that is read whole: list of sheets, relations, styles
MAX_DIRECTORY: Final = 1 << 20  # the archive's table of contents: a workbook has tens of entries
MAX_SILENCE: Final = 1 << 20  # bytes without an element: expat takes a time that is the square of one huge token
MAX_DEPTH: Final = 100  # elements inside one another: a workbook needs about ten
MAX_ELEMENTS: Final = 20_000_000  # five of a cell: its value, its formula, the runs of its text
MAX_SPANNED: Final = 4_000_000  # empty ones too, up to the farthest: 200,000 rows of twenty columns
MAX_ROWS: Final = 1 << 20
MAX_COLUMNS: Final = 1 << 14
MAX_TEXT: Final = 100_000  # characters of a cell: Excel holds 32,767
MAX_SHEETS: Final = 1000
MAX_RELATIONS: Final = 10_000
MAX_MERGES: Final = 200_000

TOO_LARGE: Final = "classeur démesuré une fois décompressé"


class SheetError(Exception):
    """The file is no workbook that can be read; the message is French."""


PASSWORD: Final = (
    "classeur protégé par un mot de passe : ôtez-le (dans le tableur, enregistrez sous, sans mot de passe)"
)
_CHUNK: Final = 1 << 16
_ENCRYPTED: Final = 1  # the flag of an entry
_OVERLAP: Final = 64  # bytes of a piece that are looked at with the next
_HEADER: Final = 30  # bytes before the name of an entry, at least


class _Bounded:
    """A stream of which no read is larger than a table of contents may be."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.seek, self.tell, self.seekable = stream.seek, stream.tell, stream.seekable

    def read(self, size: int = -1) -> bytes:
        if size > MAX_DIRECTORY:
            raise SheetError("classeur abîmé ou démesuré : la table de son archive est trop grande")
        return self.stream.read(MAX_DIRECTORY if size < 0 else size)


@contextmanager
def one_exception() -> Iterator[None]:
    """Tell in one exception whatever a broken archive, or broken XML, makes the standard library raise."""
    try:
        yield
    except SheetError:
        raise
    except ExpatError as error:
        raise SheetError(f"classeur abîmé : XML illisible, ligne {error.lineno}") from None
    except LookupError:  # what its declaration names is no encoding
        raise SheetError("classeur abîmé : XML d’un codage inconnu") from None
    except (BadZipFile, EOFError, zlib.error, ValueError, OverflowError, NotImplementedError, RuntimeError) as error:
        what = "une somme de contrôle est fausse" if "CRC" in str(error) else "l’archive est incomplète ou abîmée"
        raise SheetError(f"classeur illisible : {what}") from None


class Package:
    """An open archive. Entries are found without regard to case, as the formats say."""

    def __init__(self, source: Path | BinaryIO) -> None:
        """Open a file, or a stream that can be read from anywhere (it is left open).

        Raises:
            OSError: the file cannot be opened.
            SheetError: it is no archive, or one that says it is too large, or that hides what it holds.
        """
        self._own: BinaryIO | None = None
        if isinstance(source, Path):
            self.stream: BinaryIO = open_plain(source)
            self._own = self.stream
        else:
            self.stream = source
        try:
            with one_exception():
                self._zip = ZipFile(_Bounded(self.stream))
                self._entries = _entries(self._zip.infolist())
        except SheetError:
            self.close()
            raise

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._entries

    def __del__(self) -> None:
        self.close()

    def names(self) -> list[str]:
        """Return the names of the entries, in lower case."""
        return list(self._entries)

    def close(self) -> None:
        """Close the file."""
        if self._own is not None:
            self._own.close()

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """Open an entry, for what a block does with it."""
        entry = self._entries.get(name.lower())
        if entry is None:
            raise SheetError(f"classeur abîmé : il y manque « {name[-60:]} »")
        with one_exception():
            if entry.flag_bits & _ENCRYPTED:
                raise SheetError(PASSWORD)
            if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
                raise SheetError("classeur illisible : sa compression n’est pas celle d’un classeur")
            # opens: a part of a workbook, which is opened as others are
            with self._zip.open(entry) as stream:
                yield stream

    def check(self) -> None:
        """Unpack each entry once, keeping nothing: one that holds more than it says is refused before a library reads it.

        Raises:
            SheetError: an entry is broken.
        """
        for name in self._entries:
            # opens: a part of a workbook, which is opened as others are
            with self.open(name) as stream:
                while stream.read(_CHUNK):
                    pass

    def may_hold(self, name: str, pattern: re.Pattern[bytes]) -> bool:
        """Say whether an entry may hold a pattern of few bytes: much faster than from its XML."""
        before, first = b"", True
        # opens: a part of a workbook, which is opened as others are
        with self.open(name) as stream, one_exception():
            while piece := stream.read(_CHUNK):
                if pattern.search(before + piece) or (first and b"\0" in piece[:4]):  # UTF-16
                    return True
                before, first = piece[-_OVERLAP:], False
        return False

    def open_small(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """Open an entry of which all is kept: one that says it is large is refused."""
        entry = self._entries.get(name.lower())
        if entry is not None and entry.file_size > MAX_PART:
            raise SheetError(f"{TOO_LARGE} : « {name[-60:]} » tiendrait {entry.file_size // 2**20} Mio")
        # opens: a part of a workbook, which is opened as others are
        return self.open(name)


def _entries(infos: list[ZipInfo]) -> dict[str, ZipInfo]:
    """Return the entries by name.

    Raises:
        SheetError: two have one name, or share their bytes, or all say that they unpack to more than a workbook may.
    """
    unpacked = sum(info.file_size for info in infos)
    if unpacked > MAX_UNPACKED:
        raise SheetError(f"{TOO_LARGE} ({unpacked // 2**20} Mio) : il n’est pas ouvert")
    entries: dict[str, ZipInfo] = {}
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise SheetError("classeur abîmé : deux entrées de son archive se recouvrent")
        end = info.header_offset + _HEADER + info.compress_size
        if info.is_dir():
            continue
        name = info.filename.replace("\\", "/").lstrip("/").lower()
        if name in entries:
            raise SheetError(f"classeur abîmé : deux entrées de son archive s’appellent « {name[-60:]} »")
        entries[name] = info
    return entries


# XML as events, within bounds: no DOCTYPE, no depth, no token and no silence without end.

Attributes = Mapping[str, str]


def parser(*, namespaces: bool = False) -> XMLParserType:
    """Return a parser that refuses a DOCTYPE, so that no entity is ever expanded or fetched."""
    made = ParserCreate(namespace_separator=" " if namespaces else None)
    made.buffer_text = True
    made.StartDoctypeDeclHandler = _no_doctype
    return made


def _no_doctype(*_: Any) -> None:
    raise SheetError("classeur refusé : son XML porte un DOCTYPE, ce qu’aucun tableur n’écrit")


def feed(stream: IO[bytes], reader: XMLParserType, progress: Callable[[], tuple[int, int]]) -> Iterator[None]:
    """Feed a parser; stop after each piece, for who takes what it gave.

    Args:
        stream: the XML.
        reader: the parser, its handlers set.
        progress: how many elements were met so far, and how many are open.
    """
    before = silent = 0
    while piece := stream.read(_CHUNK):
        reader.Parse(piece, False)
        met, depth = progress()
        silent = 0 if met > before else silent + len(piece)
        before = met
        if silent > MAX_SILENCE:
            raise SheetError(f"{TOO_LARGE} : une cellule ou un blanc de plus de {MAX_SILENCE >> 20} Mio")
        if met > MAX_ELEMENTS:
            raise SheetError(
                f"{TOO_LARGE} : plus de {MAX_ELEMENTS // 10**6} millions d’éléments ; enregistrez-le en CSV"
            )
        if depth > MAX_DEPTH:
            raise SheetError("classeur refusé : éléments emboîtés sans fin")
        yield
    reader.Parse(b"", True)
    yield


def elements(package: Package, name: str) -> Iterator[tuple[str, Attributes, str]]:
    """Give the elements of a small entry: local name, attributes, and the local name of the element around it.

    An attribute that has a namespace is named « namespace name ».
    """
    found: list[tuple[str, Attributes, str]] = []
    around: list[str] = [""]
    met = 0

    def start(tag: str, given: Attributes) -> None:
        nonlocal met
        met += 1
        local = tag.rpartition(" ")[2]
        found.append((local, given, around[-1]))
        around.append(local)

    reader = parser(namespaces=True)
    reader.StartElementHandler = start
    reader.EndElementHandler = lambda _: around.pop()
    with package.open_small(name) as stream, one_exception():
        for _ in feed(stream, reader, lambda: (met, len(around))):
            yield from found
            found.clear()
